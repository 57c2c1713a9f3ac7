/*
 * body: the typed content of every document kind of rules version 1.
 *
 * One struct per kind, filled by the decoder from the schema tables (schema.h);
 * the fields' meaning, bounds and clauses stand in those tables, from which
 * docs/documents.md is made. All memory belongs to the document. Absent values:
 * pointers are NULL, lists have length 0, days and instants are *_NONE,
 * integers FIELD_ABSENT, tonnes negative, words 0, identifiers and digests all
 * zero. A list is a pointer and the count before it, named X and X_n.
 */
#ifndef DOCUMENT_BODY_H
#define DOCUMENT_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/time.h"
#include "domain/boundary.h"
#include "domain/identifiers.h"
#include "domain/named_values.h"
#include "domain/period.h"
#include "domain/readers.h"
#include "domain/serial_block.h"
#include "domain/tonnes.h"
#include "domain/words.h"
#include "signature/public_key.h"
#include "yaml/yaml.h"

#define FIELD_ABSENT INT64_MIN

/* A name or text in Chinese and, where given, English. */
struct bilingual {
	const char *zh, *en;
};

/* Units as a document names them: `{project, vintage, first, last}`. */
struct unit_range {
	struct serial_block block;
};

/*
 * The ledger as the document's author saw it: its number of entries and the root of their tree. A
 * document filled in on one branch of a forked ledger cannot be sealed on another.
 */
struct seen_ledger {
	int64_t entries; /* FIELD_ABSENT: not given */
	struct digest root;
};

struct attachment {
	const char *name, *media;
	struct digest sha256;
	int64_t bytes;
	struct readers readers;
	/*
	 * In an accounting report or its revision: which of its methodology's raw_data this is,
	 * and for which year.
	 */
	const char *raw_data;
	int64_t year; /* FIELD_ABSENT: for every year of the report */
};

/* Random bytes that go before the contents in the hash of a file that is not public. */
enum { ATTACHMENT_SALT = 32 };

/*
 * A value kept out of the ledger (docs/ledger-format.md 2.5). The commitment
 * reveals nothing and can be opened with its salt; the tag is the same for the
 * same person and purpose, and only the holder of the identity key can make it.
 */
struct commitment {
	struct digest commit;
};
struct withheld {
	struct digest commit, tag;
};

struct body_genesis_authority {
	struct party_id party;
	enum role role;
	struct bilingual name;
	int64_t threshold;
	size_t keys_n;
	struct public_key *keys;
};

struct body_genesis {
	struct bilingual title;
	enum clock_kind clock;
	struct instant start; /* simulated ledgers: the first instant */
	int64_t rules;
	struct public_key sealing_key;
	size_t authorities_n;
	struct body_genesis_authority *authorities;
};

struct body_clock {
	struct instant instant;
};

struct body_rules {
	int64_t rules;
};

struct body_role {
	enum role_action action;
	enum role role;
	struct party_id party;
	struct day from;
	const char *ground;
};

struct body_party {
	struct party_id party;
	enum party_type type;
	struct bilingual name;	  /* organisations */
	struct withheld identity; /* persons */
	struct commitment contact;
	const char *province; /* GB/T 2260, six digits */
	int64_t threshold;
	size_t keys_n;
	struct public_key *keys;
	struct account_id account;
	const char *uscc_override; /* reason why a code that fails its check is admitted */
};

enum { ACCREDITATION_FIELDS_MAX = 16 }; /* of a body, and bytes of each */

struct body_accreditation {
	enum accreditation_action action;
	struct party_id vvb;
	size_t fields_n;
	const char **fields;  /* codes of accreditation.field, each once */
	const char *approval; /* CNCA-R-2002-105 */
	struct day from, until;
	const char *ground;
	size_t reports_n; /* in a withdrawal: reports that no longer count */
	struct digest *reports;
};

struct body_void {
	struct document_id voids;
};

enum { PARAMETER_VALUES_MAX = 16 }; /* of a row of a table */

struct body_parameter_row {
	const char *key; /* a grid, a region, a kind */
	int64_t year;
	const char *edition;
	const char *value; /* of a table of codes; of the others `values` */
	size_t values_n;
	struct named_value *values;
};

struct body_parameters {
	const char *name;
	enum text_status status;
	const char *source;
	int64_t about; /* the year concerned */
	struct day from;
	const char *value;
	size_t rows_n;
	struct body_parameter_row *rows;
};

struct body_unit {
	const char *symbol;
	struct bilingual name;
	const char *factor; /* exact rational, "1000" or "44/12" */
	const char *of;	    /* unit expression; absent: a base */
};

struct body_units {
	const char *source;
	size_t units_n;
	struct body_unit *units;
};

struct body_calendar {
	int64_t year;
	const char *source;
	size_t off_n;
	struct day *off;
	size_t work_n;
	struct day *work;
};

/*
 * The scalar head of a methodology; its mathematics is read from the same tree by
 * methodology/methodology.h, which owns that language.
 */
struct body_methodology {
	struct methodology_code code;
	struct bilingual name;
	enum methodology_status status;
	struct bilingual provisional_reason;
	const char *source;
	struct day from; /* usable by designs from this day */
	enum additionality additionality;
	int64_t crediting_years_max, crediting_years_min; /* min: FIELD_ABSENT where not given */
	const struct yaml_node *program; /* conditions, parameters, equations, result, examples */
};

struct body_answer {
	const char *id, *text;
	bool holds;
};

struct body_expected_row {
	int64_t year;
	struct tonnes quantity;
};

struct body_project_design {
	struct methodology_code methodology;
	struct bilingual name;
	struct bilingual description;
	const char *province;	       /* GB/T 2260 */
	const char *grid;	       /* key of the factor tables */
	const char *grid_registration; /* 建档立卡 code of the plant, unique */
	size_t boundary_n;
	struct boundary_part *boundary;
	struct day construction_start;
	struct period lifetime;
	struct period crediting;
	struct party_id vvb;
	enum additionality additionality;
	const char *additionality_text;
	const char *additionality_way; /* id of the methodology's way; NULL: none */
	size_t conditions_n;
	struct body_answer *conditions;
	bool legal_mitigation_duty;	 /* art. 10: must be false */
	bool under_allowance_management; /* art. 10: must be false */
	bool other_scheme;		 /* registered elsewhere: must be false */
	const char *uniqueness;
	const char *monitoring_plan;
	const char *sustainable_development;
	const char *environment;
	const char *additional_type; /* CORSIA eligibility as claimed: "01" */
	size_t values_n;
	struct named_value *values;
	size_t expected_n;
	struct body_expected_row *expected;
};

struct body_notice {
	struct digest subject; /* design or accounting report */
	struct day first_day;
};

struct body_comment {
	struct digest subject;
	struct withheld author; /* a member of the public, through the operator */
	struct instant received_at;
	const char *text;
};

struct body_item_finding {
	int item; /* enum validation_item, verification_item or check_item */
	enum finding finding;
	const char *text;
};

struct body_comment_answer {
	struct digest comment;
	const char *answer;
};

/* CNCA-CCER-01:2023 4.3, 4.5 and Order 31 art. 37. */
struct body_vvb_team {
	int64_t members; /* at least 2 */
	bool competent_in_sector;
	bool reviewed_outside_team;
	bool decided_outside_team;
	bool requests_closed;
	bool no_conflict_of_interest;
	const char *commitment;
};

struct body_validation_report {
	struct digest design;
	struct digest revision; /* the latest, on which it rests; zero: none was made */
	struct digest replaces; /* this body's own earlier report; zero: the first */
	enum conclusion conclusion;
	size_t findings_n;
	struct body_item_finding *findings;
	size_t comments_n;
	struct body_comment_answer *comments;
	struct body_vvb_team team;
};

/* Order 31 art. 14 and 21. */
struct body_undertakings {
	bool uniqueness, truth, completeness, validity;
};

struct body_registration_request {
	struct digest design, report;
	struct body_undertakings undertakings;
};

struct body_registration_decision {
	struct digest request;
	enum registry_decision decision;
	struct project_code code;
	size_t checks_n;
	struct body_item_finding *checks;
	const char *reasons;
};

struct body_report_row {
	int64_t year;
	struct tonnes claim;
	size_t values_n;
	struct named_value *values;
};

struct body_meter {
	const char *parameter, *serial, *accuracy_class, *calibration_report;
	struct day calibrated_on, valid_until;
};

struct body_accounting_report {
	struct project_code project;
	int64_t batch;
	struct period period;
	struct party_id vvb;
	const char *design_conformity; /* implemented as designed, deviations */
	size_t meters_n;
	struct body_meter *meters;
	size_t rows_n;
	struct body_report_row *rows;
};

/*
 * An owner takes back a design or report that is not decided; the operator confirms it or not;
 * the operator ends one that nobody else can end.
 */
struct body_withdrawal {
	struct digest of; /* design or accounting report */
	const char *reason;
};

struct body_withdrawal_decision {
	struct digest withdrawal;
	enum withdrawal_outcome outcome;
	const char *reasons;
};

struct body_termination {
	struct digest of; /* design or accounting report */
	enum termination_ground ground;
	struct digest proof;
	const char *text;
};

/* The number and day of an authority's decision. */
struct body_order {
	const char *number;
	struct day on; /* DAY_NONE: not given */
};

struct body_deregistration {
	struct project_code project;
	enum deregistration_ground ground;
	struct digest proof;	 /* of a revocation: the order itself */
	struct body_order order; /* of a revocation */
	const char *text;
};

struct body_explanation {
	struct digest of;	      /* text of a design or report */
	int64_t warning;	      /* position among those of that text, if given */
	struct project_code overlaps; /* or a project that it overlaps */
	const char *text;
};

struct body_second_opinion {
	struct digest of; /* design or accounting report */
	enum finding finding;
	const char *text;
};

struct body_revision_change {
	const char *path; /* of a member: "/expected" */
	const char *why;
};

/* The whole new text of a design or of an accounting report, one of the two. */
struct body_revision {
	struct digest revises; /* the text so far: design, report, or its latest revision */
	size_t changes_n;
	struct body_revision_change *changes;
	struct body_project_design design;    /* methodology all zero: not given */
	struct body_accounting_report report; /* project all zero: not given */
};

struct body_verified_row {
	int64_t year;
	struct tonnes quantity;
};

struct body_verification_report {
	struct digest report;
	struct digest revision; /* the latest, on which it rests; zero: none was made */
	struct digest replaces; /* this body's own earlier report; zero: the first */
	enum conclusion conclusion;
	size_t findings_n;
	struct body_item_finding *findings;
	size_t rows_n;
	struct body_verified_row *rows;
	size_t comments_n;
	struct body_comment_answer *comments;
	struct body_vvb_team team;
};

struct body_reduction_request {
	struct digest report, verification;
	struct tonnes quantity;
	struct body_undertakings undertakings;
};

struct body_reduction_decision {
	struct digest request;
	enum registry_decision decision;
	size_t rows_n;
	struct body_verified_row *rows;
	size_t checks_n;
	struct body_item_finding *checks;
	const char *reasons;
};

struct body_issuance_request {
	struct project_code project;
	int64_t batch;
	struct account_id account;
};

struct body_issuance {
	struct digest request;
	size_t blocks_n;
	struct unit_range *blocks;
};

struct body_trading {
	struct account_id account;
	size_t units_n;
	struct unit_range *units;
};

struct body_leg {
	struct account_id seller, buyer;
	struct unit_range units;
	int64_t price_fen; /* per tonne */
};

struct body_settlement {
	struct day trading_day;
	const char *reference;
	size_t legs_n;
	struct body_leg *legs;
};

struct body_retirement {
	struct account_id account;
	size_t units_n;
	struct unit_range *units;
	enum retirement_purpose purpose;
	const char *beneficiary; /* name */
	struct party_id beneficiary_id;
	const char *region;	 /* regional-ets: GB/T 2260 */
	int64_t compliance_year; /* regional-ets */
	const char *event;	 /* event: its name */
	struct period event_period;
	struct period emission_period;	/* enterprise: the emissions offset */
	const char *aeroplane_operator; /* corsia */
	const char *statement;
};

/* An authority's order, which a document carries out: its text is known by its hash. */
struct body_authority_order {
	struct party_id by;
	const char *number;
	struct day on;
	struct digest sha256;
};

/* An account, a project's units or ranges frozen or kept from trading; or released again. */
struct body_restriction {
	enum restriction_action action;
	struct digest of; /* release: the restriction */
	enum hold_scope scope;
	struct account_id account;
	struct project_code project;
	size_t units_n;
	struct unit_range *units;
	struct body_authority_order order;
	struct day until; /* its last day, DAY_NONE: until released */
	const char *text;
};

/* Units change hands outside the exchange. */
struct body_transfer {
	enum transfer_ground ground;
	struct account_id from, to;
	size_t units_n;
	struct unit_range *units;
	struct digest proof;
	const char *text;
};

struct body_obligation {
	struct party_id entity;
	const char *province;
	int64_t compliance_year;
	struct tonnes allowances_due; /* 应清缴配额 */
	struct day surrender_by;
	struct digest revises;
};

struct body_binding {
	enum binding_action action;
	struct account_id account;
	const char *cea_account;
	struct party_id entity; /* holder of both */
};

struct body_offset_application {
	struct account_id account;
	const char *cea_account;
	int64_t compliance_year;
	size_t units_n;
	struct unit_range *units;
};

struct body_offset_receipt {
	struct digest record; /* the offset application */
	enum receipt_result result;
	const char *reason, *reference;
};

struct body_province_decision {
	struct party_id by;
	struct day on;
	const char *document;
};

struct body_offset_answer {
	struct digest record;
	struct tonnes used;
	const char *reason, *reference;
	struct body_province_decision province_decision;
};

struct body_entrusted_surrender {
	struct party_id entity;
	enum entrusting_ground ground;
	const char *decision; /* number of the province's document */
	struct account_id account;
	const char *cea_account;
	int64_t compliance_year;
	size_t units_n;
	struct unit_range *units;
};

struct body_offset_withdrawal {
	struct digest record;
	const char *reason;
};

struct body_expiry {
	struct digest of;
};

#endif
