/*
 * record: what the registry's state is made of, one struct and one table per kind.
 *
 * State is a set of records; a decision changes it by putting records, whole,
 * never by deleting one. From the column tables come the canonical encoding of
 * changes (docs/ledger-format.md 5), the SQLite tables and the memory view of
 * tests. Key columns come first; records of a kind are ordered by them: text,
 * words, digests and days by the bytes of their written form, integers by value.
 * Plain values, except for `long` columns, which borrow the caller's text.
 */
#ifndef RULES_RECORD_H
#define RULES_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "base/time.h"
#include "domain/identifiers.h"
#include "domain/period.h"
#include "domain/serial_block.h"
#include "domain/tonnes.h"
#include "domain/words.h"
#include "signature/public_key.h"

enum {
	RECORD_NAME_SIZE = 384,	  /* names of parties and projects, bytes with NUL */
	RECORD_CODE_SIZE = 64,	  /* codes, symbols, parameter names */
	RECORD_VALUES_SIZE = 512, /* a parameter's value, or a line of values */
	RECORD_PATH_SIZE = 256,	  /* a place in a document */
	RECORD_COLUMNS_MAX = 40,
	SEQUENCE_NONE = -1,
};

enum record_kind {
	RECORD_NONE,
	RECORD_REGISTRY,
	RECORD_PARTY,
	RECORD_KEY,
	RECORD_ACCOUNT,
	RECORD_IDENTITY,
	RECORD_ROLE,
	RECORD_DOCUMENT,
	RECORD_DOCUMENT_ID,
	RECORD_VOID,
	RECORD_REFERENCE,
	RECORD_PARTY_DAY,
	RECORD_PARAMETER,
	RECORD_UNIT,
	RECORD_CALENDAR,
	RECORD_ACCREDITATION,
	RECORD_DISOWNED,
	RECORD_METHODOLOGY,
	RECORD_PROJECT,
	RECORD_PROJECT_CODE,
	RECORD_TEXT,
	RECORD_BESIDE,
	RECORD_CORNER,
	RECORD_PLANT,
	RECORD_NOTICE,
	RECORD_COMMENT,
	RECORD_REPORT,
	RECORD_PROJECT_REPORT,
	RECORD_REQUEST,
	RECORD_REDUCTION,
	RECORD_SERIAL,
	RECORD_BLOCK,
	RECORD_HOLD,
	RECORD_HOLD_PLACE,
	RECORD_TRADING_DAY,
	RECORD_RETIREMENT,
	RECORD_REGIONAL_USE,
	RECORD_OBLIGATION,
	RECORD_BINDING,
	RECORD_CEA_ACCOUNT,
	RECORD_OFFSET,
	RECORD_OFFSET_UNITS,
	RECORD_YEAR_OFFSET,
	RECORD_PARTY_NAME,
	RECORD_WARNING,
	RECORD_KIND_COUNT
};

/* One row, key `only` = 1: what the ledger says about itself. */
struct record_registry {
	int64_t only;
	char name[LEDGER_NAME_SIZE];
	struct digest genesis; /* SHA-256 of genesis' DOCUMENT */
	enum clock_kind clock;
	struct public_key sealing_key;
	int64_t rules;
	struct instant now; /* simulated ledgers: the instant of the last clock document */
};

struct record_party {
	struct party_id party; /* key */
	enum party_type type;
	char name_zh[RECORD_NAME_SIZE], name_en[RECORD_NAME_SIZE];
	char province[8];
	int64_t threshold;
	struct account_id account; /* none for the authorities of genesis */
	struct day barred_until;   /* art. 43: no applications up to and including this day */
	bool barred;		   /* with no end date */
	struct tonnes debt;	   /* shortfall of a forced cancellation */
	int64_t sequence;
};

struct record_key {
	struct public_key key; /* key */
	struct party_id party;
	int64_t from_sequence, until_sequence; /* [from, until); SEQUENCE_NONE: no end */
};

struct record_account {
	struct account_id account; /* key */
	struct party_id party;
};

/* A natural person has one account: the tag of the identity, which reveals nothing else. */
struct record_identity {
	struct digest tag; /* key */
	struct party_id party;
};
/* The latest row whose `from` has come says whether the role is in force. */
struct record_role {
	struct party_id party; /* key */
	enum role role;	       /* key */
	struct day from;       /* key */
	int64_t sequence;      /* key */
	enum role_action action;
};

/* Every sealed document, so that it acts only once. */
struct record_document {
	struct digest hash; /* key */
	int64_t sequence;
	char kind[RECORD_CODE_SIZE];
	struct document_id id;
	struct party_id signer; /* the first */
	struct instant sealed_at;
};

struct record_document_id {
	struct party_id signer; /* key */
	struct document_id id;	/* key */
	struct digest hash;
};

struct record_void {
	struct party_id party; /* key */
	struct document_id id; /* key */
	int64_t sequence;
};

/* A number that a party has given a document of a kind, so that it gives it once. */
struct record_reference {
	struct party_id party;		  /* key: the first signer */
	char kind[RECORD_CODE_SIZE];	  /* key */
	char reference[RECORD_CODE_SIZE]; /* key */
	int64_t sequence;
};

/* How many documents of a kind that has a rate a party has had sealed on the day of its last. */
struct record_party_day {
	struct party_id party;	     /* key */
	char kind[RECORD_CODE_SIZE]; /* key */
	struct day day;
	int64_t documents;
};

/*
 * A parameter's value, or one row of its table: `value` or `values`. In force for (name, key, year)
 * on a day: the greatest (from, sequence) with from <= that day.
 */
struct record_parameter {
	char name[RECORD_CODE_SIZE]; /* key */
	char key[RECORD_CODE_SIZE];  /* key; "" for a plain value */
	int64_t year;		     /* key; 0 where there is no year */
	struct day from;	     /* key */
	int64_t sequence;	     /* key */
	enum text_status status;
	char edition[RECORD_CODE_SIZE];
	char value[RECORD_VALUES_SIZE];	 /* "" for a row of numbers */
	char values[RECORD_VALUES_SIZE]; /* for a row of numbers: domain/named_values.h */
};

struct record_unit {
	char symbol[RECORD_CODE_SIZE]; /* key */
	int64_t order;		       /* among all units, from 0: later ones use earlier */
	char factor[RECORD_CODE_SIZE];
	char of[RECORD_CODE_SIZE]; /* "" for a base */
};

struct record_calendar {
	int64_t year;	/* key */
	char days[368]; /* base/working_calendar.h */
};

/* The latest row whose `from` has come says what the body may do. */
struct record_accreditation {
	struct party_id vvb; /* key */
	struct day from;     /* key */
	int64_t sequence;    /* key */
	enum accreditation_action action;
	char fields[RECORD_VALUES_SIZE]; /* codes, separated by blanks */
	char approval[RECORD_CODE_SIZE];
	struct day until;
};

/* A report that a withdrawal of accreditation says no longer counts. */
struct record_disowned {
	struct digest report; /* key */
	int64_t sequence;
};

struct record_methodology {
	struct methodology_code code; /* key */
	struct digest document;
	enum methodology_status status;
	enum additionality additionality;
	int64_t crediting_years_max;
	struct day from;
	struct day no_new_projects_from; /* DAY_NONE: open */
	char name_zh[RECORD_NAME_SIZE], name_en[RECORD_NAME_SIZE];
	const char *source; /* long: the DOCUMENT, from which the program is compiled */
};

struct record_project {
	struct digest project; /* key: SHA-256 of its design */
	struct project_code code;
	enum project_status status;
	struct methodology_code methodology;
	struct party_id owner, vvb;
	char name_zh[RECORD_NAME_SIZE], name_en[RECORD_NAME_SIZE];
	char province[8];
	char grid[RECORD_CODE_SIZE];
	char plant[RECORD_CODE_SIZE];
	struct day construction_start, lifetime_first, lifetime_last;
	struct day crediting_first, crediting_last;
	char additional_type[8];
	struct instant designed_at, requested_at, decided_at;
	struct digest validation, request;
	struct digest text;	  /* what it says now: the design, or its latest revision */
	struct digest withdrawal; /* of the owner, not yet decided; zero: none */
	struct instant withdrawn_at;
	struct digest ended_by; /* the document by which it has ended */
	struct tonnes expected;
	bool under_allowance_management; /* national ETS: not eligible for offset */
	const char *values;	    /* long: the design's fixed values (domain/named_values.h) */
	const char *expected_years; /* long: tonnes by year, likewise */
	const char *boundary;	    /* long: domain/boundary.h */
};

struct record_project_code {
	struct project_code code; /* key */
	struct digest project;
};

/* A design, accounting report, or revision of one. */
struct record_text {
	struct digest text;  /* key */
	struct digest of;    /* the design or report itself */
	const char *members; /* long: document/members.h */
};

/* A public document that is shown wherever another is (docs/rulebook.md, Shown beside). */
struct record_beside {
	struct digest of; /* key: a design, report or report of a VVB */
	int64_t sequence; /* key: of the entry by which it does */
	struct digest document;
	char kind[RECORD_CODE_SIZE];
};

/* Equal corner points of registered projects are an overlap (until polygons). */
struct record_corner {
	int64_t latitude_nano;	/* key */
	int64_t longitude_nano; /* key */
	struct digest project;
};

struct record_plant {
	char plant[RECORD_CODE_SIZE]; /* key: grid registration code, of registered projects */
	struct digest project;
};

struct record_notice {
	struct digest subject; /* key: design or accounting report */
	struct day first_day;
	struct instant sealed_at;
};

struct record_comment {
	struct digest subject; /* key */
	struct digest comment; /* key */
	char author[72];       /* a party, or a withheld person's tag in hex */
	int64_t sequence;
};

struct record_report {
	struct digest report; /* key */
	struct digest project;
	struct project_code code;
	int64_t batch;
	enum report_status status;
	struct day first, last;
	struct party_id vvb;
	struct tonnes claimed, verified;
	struct digest verification, request, issuance_request;
	struct digest text;	  /* what it says now: the report, or its latest revision */
	struct digest withdrawal; /* of the owner, not yet decided; zero: none */
	struct instant withdrawn_at;
	struct digest ended_by;	   /* the document by which it has ended */
	struct account_id account; /* where the units are to go */
	struct instant submitted_at, requested_at, decided_at;
};

struct record_project_report {
	struct digest project; /* key */
	int64_t sequence;      /* key */
	struct digest report;
};

/* What an owner's request asks for: a project's registration, a reduction's, or issuance. */
struct record_request {
	struct digest request; /* key */
	struct digest project;
	struct digest report; /* none for a registration request */
};

struct record_reduction {
	struct digest text; /* key: the report, or the revision of it that says so */
	int64_t year;	    /* key */
	struct tonnes claimed, calculated, verified;
	bool registered, issued;
	const char *values; /* long: the row's monitored values (domain/named_values.h) */
};

/* The next number of a project and vintage; numbering continues across its batches. */
struct record_serial {
	struct project_code code; /* key */
	int64_t vintage;	  /* key */
	int64_t next;
};

struct record_block {
	struct project_code code; /* key */
	int64_t vintage;	  /* key */
	int64_t first;		  /* key */
	int64_t last;
	int64_t batch;
	struct account_id account;
	enum unit_position position;
	enum unit_status status;
	struct digest by; /* what froze, retired or cancelled it */
};

/* What keeps units where they are. It is never cut with them: movements meet it (rules/credits). */
struct record_hold {
	struct digest hold; /* key: the document that set it */
	enum hold_action action;
	enum hold_scope scope;
	struct party_id by; /* who ordered it, or the operator alone */
	enum role role;	    /* in which it did */
	struct digest order;
	struct instant since;
	struct day until;	/* its last day; DAY_NONE: until released */
	struct digest ended_by; /* none: nothing has ended it */
};

/*
 * Where a hold is found: at an account or a project's code with 0 for vintage and numbers, or
 * at a range of a project's units.
 */
struct record_hold_place {
	char subject[RECORD_CODE_SIZE]; /* key: an account, or a project's code */
	int64_t vintage;		/* key */
	int64_t first;			/* key */
	struct digest hold;		/* key */
	int64_t last;
};

struct record_trading_day {
	struct party_id exchange; /* key */
	struct day day;		  /* key */
	struct tonnes volume;
};

struct record_retirement {
	struct digest document; /* key: the retirement, or the answer that used the units */
	struct account_id account;
	enum retirement_purpose purpose;
	struct tonnes quantity;
	char beneficiary[RECORD_NAME_SIZE];
	struct instant at;
};

/* What an account has retired for a regional ETS in one compliance year. */
struct record_regional_use {
	struct account_id account; /* key */
	char region[8];		   /* key: GB/T 2260 */
	int64_t year;		   /* key */
	struct tonnes used;
};

struct record_obligation {
	struct party_id entity; /* key */
	int64_t year;		/* key */
	struct tonnes due, limit;
	struct tonnes agreed;	  /* what a rise is measured from */
	struct tonnes open, used; /* of offset applications */
	struct day surrender_by;
	struct digest document;
};

struct record_binding {
	struct account_id account; /* key */
	char cea_account[RECORD_CODE_SIZE];
	struct party_id entity;
	bool bound;
};

struct record_cea_account {
	char cea_account[RECORD_CODE_SIZE]; /* key */
	struct account_id account;
	bool bound;
};

struct record_offset {
	struct digest record; /* key: the application */
	struct party_id entity;
	struct account_id account;
	char cea_account[RECORD_CODE_SIZE];
	int64_t year;
	struct tonnes quantity, used;
	enum offset_status status;
	bool over_limit; /* with those before it beyond the limit, as it is or as it was at its end
			  */
	struct instant frozen_at, received_at, answered_at;
	struct digest ended_by;	      /* the document by which it has ended */
	struct party_id entrusted_by; /* the province, if it is an entrusted surrender */
	struct party_id province;
	struct day province_on;
	char province_document[RECORD_NAME_SIZE];
};

struct record_offset_units {
	struct digest record; /* key */
	int64_t position;     /* key: order in the application, from 0 */
	struct project_code code;
	int64_t vintage, first, last;
};

/* The offset records of an entity's year, in the order in which they were sealed. */
struct record_year_offset {
	struct party_id entity; /* key */
	int64_t year;		/* key */
	int64_t sequence;	/* key */
	struct digest record;
};

/* Organisations by each of their names, so that one name under two codes is seen. */
struct record_party_name {
	char name[RECORD_NAME_SIZE]; /* key */
	struct party_id party;	     /* key */
};

/* What a document's signer was warned of (base/warning.h), and where it was answered. */
struct record_warning {
	struct digest document; /* key */
	int64_t position;	/* key: its place among the document's warnings, from 0 */
	char code[RECORD_CODE_SIZE];
	char path[RECORD_PATH_SIZE];
	const char *arguments;	   /* long: a line NAME=VALUE each (warning_record.h) */
	struct digest answered_by; /* none: nothing has answered it */
};

struct record {
	enum record_kind kind;
	union {
		struct record_registry registry;
		struct record_party party;
		struct record_key key;
		struct record_account account;
		struct record_identity identity;
		struct record_role role;
		struct record_document document;
		struct record_document_id document_id;
		struct record_void voided;
		struct record_reference reference;
		struct record_party_day party_day;
		struct record_parameter parameter;
		struct record_unit unit;
		struct record_calendar calendar;
		struct record_accreditation accreditation;
		struct record_disowned disowned;
		struct record_methodology methodology;
		struct record_project project;
		struct record_project_code project_code;
		struct record_text text;
		struct record_beside beside;
		struct record_corner corner;
		struct record_plant plant;
		struct record_notice notice;
		struct record_comment comment;
		struct record_report report;
		struct record_project_report project_report;
		struct record_request request;
		struct record_reduction reduction;
		struct record_serial serial;
		struct record_block block;
		struct record_hold hold;
		struct record_hold_place hold_place;
		struct record_trading_day trading_day;
		struct record_retirement retirement;
		struct record_regional_use regional_use;
		struct record_obligation obligation;
		struct record_binding binding;
		struct record_cea_account cea_account;
		struct record_offset offset;
		struct record_offset_units offset_units;
		struct record_year_offset year_offset;
		struct record_party_name party_name;
		struct record_warning warning;
	};
};

enum column_type {
	COLUMN_TEXT,	 /* char[size], or an identifier's text */
	COLUMN_INTEGER,	 /* int64_t */
	COLUMN_SEQUENCE, /* int64_t: an entry's number, SEQUENCE_NONE for none */
	COLUMN_BOOLEAN,
	COLUMN_DAY,
	COLUMN_INSTANT,
	COLUMN_TONNES,
	COLUMN_DIGEST,
	COLUMN_KEY, /* struct public_key, hex; a security key's after "sk:" */
	COLUMN_WORD,
	COLUMN_LONG, /* const char *; in the canonical encoding: the hex SHA-256 of the text */
};

struct column {
	const char *name;
	enum column_type type;
	size_t offset; /* within struct record */
	size_t size;   /* COLUMN_TEXT: of the array */
	enum word_list words;
};

struct record_table {
	const char *name;
	unsigned keys_n; /* the first keys_n columns */
	unsigned columns_n;
	const struct column *columns;
	size_t size;	 /* bytes at the front of struct record that this kind uses */
	bool of_parties; /* made by documents, too, that only their parties may see */
};

const struct record_table *record_table(enum record_kind kind);

/* A zeroed record of the kind, its days, instants and sequences set to "none". */
struct record record_new(enum record_kind kind);

/* The order of two records of one kind by their first `columns` key columns. */
int record_compare(const struct record *a, const struct record *b, unsigned columns);

/*
 * Whether every column is equal (long ones by their text); for tests that store records and read
 * them back.
 */
bool record_equal(const struct record *a, const struct record *b);

/* A column's written form in the canonical encoding, before escaping; it may be stored in out. */
enum { COLUMN_TEXT_MAX = 640 };
const char *column_text(const struct record *r, const struct column *c, char out[COLUMN_TEXT_MAX]);

/* Sets a column from its written form (long columns borrow text); false when malformed. */
bool column_set(struct record *r, const struct column *c, const char *text) MUST_CHECK;

/*
 * Appends the canonical line: table name, then TAB column=value for every column
 * in order, LF. In values LF, TAB and backslash are written \n, \t and \\.
 */
void record_encode(const struct record *r, struct buffer *out);

#endif
