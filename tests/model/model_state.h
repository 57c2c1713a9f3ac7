/*
 * model_state: what the model keeps: plain lists of bounded length, and a few bytes a unit.
 *
 * No pointers, so that a document is tried on a copy, which leaves no trace when it
 * is refused. The bounds are those of the histories that the generator makes.
 */
#ifndef TESTS_MODEL_MODEL_STATE_H
#define TESTS_MODEL_MODEL_STATE_H

#include "base/warning.h"
#include "document/document.h"

enum {
	MODEL_PARTIES = 24,
	MODEL_KEYS = 4,
	MODEL_ROLES = 96,
	MODEL_DOCUMENTS = 1600,
	MODEL_VOIDS = 200,
	MODEL_REFERENCES = 400,
	MODEL_PARAMETERS = 200,
	MODEL_CALENDARS = 4,
	MODEL_ACCREDITATIONS = 96,
	MODEL_DISOWNED = 32,
	MODEL_PROJECTS = 48,
	MODEL_CORNERS = 8,
	MODEL_EXPECTED = 2,
	MODEL_REPORTS = 96,
	MODEL_YEARS = 6,
	MODEL_TEXTS = 240,
	MODEL_MEMBERS = 32,
	MODEL_BESIDES = 320,
	MODEL_REQUESTS = 320,
	MODEL_COMMENTS = 320,
	MODEL_SERIES = 128,
	MODEL_UNITS = 640,
	MODEL_HOLDS = 120,
	MODEL_DAYS = 160,
	MODEL_RETIREMENTS = 400,
	MODEL_REGIONS = 80,
	MODEL_OBLIGATIONS = 48,
	MODEL_BINDINGS = 24,
	MODEL_OFFSETS = 160,
	MODEL_WARNINGS = 4000,
	MODEL_RANGES = 6,
	MODEL_YIELDED = 12,
	MODEL_SIGNERS = 4,
	NOBODY_YET = -1,
};

struct model_party {
	struct party_id id;
	enum party_type type;
	struct digest tag; /* of a person */
	int64_t threshold;
	struct account_id account;
	char name_zh[96], name_en[96];
	char province[8];
	struct day barred_until;
	size_t keys_n;
	struct public_key keys[MODEL_KEYS];
};

/* A role or an accreditation from a day onwards; the latest that has come counts. */
struct model_role {
	struct party_id party;
	enum role role;
	struct day from;
	bool held;
};

struct model_accreditation {
	struct party_id vvb;
	struct day from, until;
	enum accreditation_action action;
	char fields[ACCREDITATION_FIELDS_MAX][ACCREDITATION_FIELDS_MAX + 1];
};

struct model_document {
	struct digest hash;
	struct document_id id;
	enum kind kind;
	struct day sealed;
	bool of_operator; /* of its first signer, then: it has no rate */
	size_t signers_n;
	struct party_id signers[MODEL_SIGNERS];
};

/* What a document, by its place among them, was warned of; a document's stand together. */
struct model_warning {
	int16_t document;
	enum warning_code code;
};

struct model_void {
	struct party_id party;
	struct document_id id;
};

struct model_reference {
	struct party_id party;
	enum kind kind;
	char text[64];
};

struct model_parameter {
	char name[40], key[16], value[64];
	int64_t year;
	struct day from;
};

struct model_calendar {
	int64_t year;
	bool working[366];
};

struct model_expected {
	int64_t year, tonnes;
};

struct model_project {
	struct digest design;
	enum project_status status;
	struct project_code code;
	struct party_id owner, vvb;
	struct period crediting;
	char grid[16], plant[40], province[8];
	size_t corners_n;
	struct corner corners[MODEL_CORNERS]; /* of all parts */
	size_t expected_n;
	struct model_expected expected[MODEL_EXPECTED];
	bool corsia;
	struct digest validation, request, text, withdrawal, ended_by;
	struct instant decided_at, withdrawn_at;
	bool noticed;
	struct day notice_first;
};

struct model_row {
	int64_t year, claimed, calculated, verified;
	bool registered, issued;
	char exported[24], imported[24]; /* MWh as written */
};

struct model_report {
	struct digest report;
	int project;
	int64_t batch;
	enum report_status status;
	struct period period;
	struct party_id vvb;
	size_t rows_n;
	struct model_row rows[MODEL_YEARS];
	struct digest verification, request, issuance_request, text, withdrawal, ended_by;
	struct instant withdrawn_at;
	struct account_id account;
	bool noticed;
	struct day notice_first;
};

/* What a design, a report or a revision of one says: a number for each member, 0 for none. */
struct model_text {
	struct digest text, of;
	uint64_t member[MODEL_MEMBERS];
};

/* A document that is shown with another. */
struct model_beside {
	struct digest of, document;
};

struct model_request {
	struct digest request;
	int project, report; /* report NOBODY_YET: it belongs to a registration */
};

struct model_comment {
	struct digest subject, comment;
	char author[72];
};

struct model_unit {
	int8_t holder; /* a party */
	uint8_t position, status;
	int16_t by; /* a document, NOBODY_YET: none */
};

/* The units of one project and vintage, number 1 first. */
struct model_series {
	struct project_code code;
	int64_t vintage, issued;
	struct model_unit unit[MODEL_UNITS];
};

/* What keeps units from moving, on an account, a project, or ranges of units. */
struct model_hold {
	struct digest hold, order;
	enum hold_action action;
	struct account_id account; /* none: not on an account */
	struct project_code code;  /* none: not on a project */
	size_t ranges_n;
	struct unit_range ranges[MODEL_RANGES];
	size_t yielded_n;
	struct unit_range yielded[MODEL_YIELDED]; /* of them, no longer held */
	struct party_id by;
	enum role role;
	struct day until;
	struct digest ended_by;
};

struct model_day {
	struct party_id exchange;
	struct day day;
	int64_t volume;
};

struct model_retirement {
	struct digest document;
	struct account_id account;
	enum retirement_purpose purpose;
	int64_t quantity;
};

struct model_region {
	struct account_id account;
	char region[8];
	int64_t year, used;
};

struct model_obligation {
	struct party_id entity;
	int64_t year, due, agreed, limit, open, used;
	struct day surrender_by;
	struct digest document;
};

/* Of a holding account, and of an allowance account: each is bound once at a time. */
struct model_binding {
	struct account_id account;
	char cea_account[32];
	bool bound;
};

struct model_offset {
	struct digest record;
	struct party_id entity;
	struct account_id account;
	int64_t year, quantity, used;
	enum offset_status status;
	bool over_limit;
	struct party_id entrusted_by;
	struct day from;
	size_t ranges_n;
	struct unit_range ranges[MODEL_RANGES];
};

struct model {
	bool begun;
	enum clock_kind clock;
	struct instant now; /* if simulated: the instant of the last clock document */
	char name[LEDGER_NAME_SIZE];
	struct digest genesis;
	struct public_key sealing_key;
	bool units_known, methodology_known;
	struct day methodology_from;

	size_t parties_n, roles_n, documents_n, voids_n, references_n, parameters_n;
	size_t names_n; /* of parties, each name once a party */
	size_t warnings_n;
	size_t calendars_n;
	size_t accreditations_n, disowned_n, projects_n, reports_n, texts_n, requests_n, comments_n;
	size_t besides_n;
	size_t series_n, holds_n, days_n, retirements_n, regions_n, obligations_n, bindings_n,
		offsets_n;
	struct model_party parties[MODEL_PARTIES];
	struct model_role roles[MODEL_ROLES];
	struct model_document documents[MODEL_DOCUMENTS];
	struct model_warning warnings[MODEL_WARNINGS];
	struct model_void voids[MODEL_VOIDS];
	struct model_reference references[MODEL_REFERENCES];
	struct model_parameter parameters[MODEL_PARAMETERS];
	struct model_calendar calendars[MODEL_CALENDARS];
	struct model_accreditation accreditations[MODEL_ACCREDITATIONS];
	struct digest disowned[MODEL_DISOWNED];
	struct model_project projects[MODEL_PROJECTS];
	struct model_report reports[MODEL_REPORTS];
	struct model_text texts[MODEL_TEXTS];
	struct model_beside besides[MODEL_BESIDES];
	struct model_request requests[MODEL_REQUESTS];
	struct model_comment comments[MODEL_COMMENTS];
	struct model_series series[MODEL_SERIES];
	struct model_hold holds[MODEL_HOLDS];
	struct model_day days[MODEL_DAYS];
	struct model_retirement retirements[MODEL_RETIREMENTS];
	struct model_region regions[MODEL_REGIONS];
	struct model_obligation obligations[MODEL_OBLIGATIONS];
	struct model_binding bindings[MODEL_BINDINGS];
	struct model_offset offsets[MODEL_OFFSETS];
};

#endif
