#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "tests/real/facts.h"
#include "tests/real/replay.h"
#include "tests/support.h"

/*
 * What each step submits. Codes of parties and plants, meters and monitored values are
 * invented and mean nothing; names, places, days and tonnes are the record's.
 */

#define TEAM                                                                                       \
	"team:\n  members: 2\n  competent_in_sector: true\n  reviewed_outside_team: true\n"        \
	"  decided_outside_team: true\n  requests_closed: true\n  no_conflict_of_interest: true\n" \
	"  commitment: 示例\n"
#define UNDERTAKINGS                                                                               \
	"undertakings: {uniqueness: true, truth: true, completeness: true, validity: true}\n"
#define CHECKS                                                                                     \
	"checks:\n- {item: completeness, finding: conforms, text: 示例}\n"                       \
	"- {item: conformity, finding: conforms, text: 示例}\n"

static int submit(struct real_replay *r, const char *kind, const char *body,
	const struct real_party *party, const char *as)
{
	return real_world_try(
		r->world, kind, body, (struct real_signer[]){{party, as}, {NULL, NULL}});
}

static int by_operator(struct real_replay *r, const char *kind, const char *body)
{
	return submit(r, kind, body, &r->world->parties[REAL_OPERATOR], "operator");
}

static const char *hex(void *mem, const struct digest *d)
{
	char text[DIGEST_HEX_SIZE];

	return talloc_strdup(mem, digest_hex(d, text));
}

static const char *date(void *mem, struct day d)
{
	char text[DAY_TEXT_SIZE];

	return talloc_strdup(mem, day_text(d, text));
}

/* --- design --- */

/* Every condition holds, and no exclusion. */
static const char *conditions(void *mem, const struct yaml_node *root)
{
	static const char *const lists[][2] = {{"conditions", "true"}, {"exclusions", "false"}};
	char *out = talloc_strdup(mem, "");

	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		const struct yaml_node *list = yaml_member(root, lists[i][0]);

		for (const struct yaml_node *c = list ? list->first : NULL; c; c = c->next)
			out = talloc_asprintf_append(out, "- {id: %s, holds: %s, text: 示例}\n",
				real_member(c, "id"), lists[i][1]);
	}
	return out[0] ? talloc_asprintf(mem, "conditions:\n%s", out) : "";
}

/* The first way, or exempt case, that the methodology lists. */
static const char *additionality(
	void *mem, const struct real_row *row, const struct yaml_node *root)
{
	bool exempt = strcmp(row->additionality, "免予论证") == 0;
	const struct yaml_node *list =
		yaml_member(root, exempt ? "exempt_cases" : "additionality_ways");

	return talloc_asprintf(mem, "additionality: %s\nadditionality_text: 示例\n%s%s%s",
		exempt ? "exempt" : "general", list ? "additionality_way: " : "",
		list ? real_member(list->first, "id") : "", list ? "\n" : "");
}

/* The expected total by calendar year, in shares by days that add up to it. */
static const char *expected(void *mem, const struct real_text *row)
{
	int64_t days = row->last.n - row->first.n + 1, before = 0;
	int64_t total = row->expected_total < 0 ? 0 : row->expected_total;
	char *out = talloc_strdup(mem, "expected:\n");

	for (int year = day_year(row->first); year <= day_year(row->last); year++) {
		struct day end = day_of_date(year, 12, 31);
		int64_t passed = (end.n > row->last.n ? row->last.n : end.n) - row->first.n + 1;
		int64_t until = total * passed / days;

		out = talloc_asprintf_append(
			out, "- {year: %d, quantity: %" PRId64 "}\n", year, until - before);
		before = until;
	}
	return out;
}

static const char *degrees(void *mem, int64_t nano)
{
	return talloc_asprintf(mem, "%" PRId64 ".%09" PRId64, nano / INT64_C(1000000000),
		nano % INT64_C(1000000000));
}

static bool has_place(const struct real_text *text, int64_t *latitude, int64_t *longitude)
{
	return real_degrees(text->latitude, 90, latitude) &&
	       real_degrees(text->longitude, 180, longitude);
}

static void check_place(
	struct real_replay *r, const struct real_chain *c, const struct real_text *text, void *mem)
{
	static const struct departure impossible = {
		DEPARTURE_LISTED, "coordinates that no place has", "GB/T 18316", NULL};
	int64_t latitude, longitude;

	if (text->latitude[0] && !has_place(text, &latitude, &longitude))
		departures_add(&r->departures, r, &impossible, "%s: %s, %s",
			real_chain_name(mem, c), text->latitude, text->longitude);
}

/* The recorded point; an invented one where there is none, or none that can be. */
static const char *boundary(const struct real_chain *c, const struct real_text *text, void *mem)
{
	int64_t latitude = 0, longitude = 0;

	if (!has_place(text, &latitude, &longitude)) {
		latitude = INT64_C(20000000000) + (int64_t)c->number * 10000;
		longitude = INT64_C(90000000000) + (int64_t)c->number * 10000;
	}
	return talloc_asprintf(mem,
		"boundary:\n- corners:\n  - {latitude: '%s', longitude: '%s'}\n",
		degrees(mem, latitude), degrees(mem, longitude));
}

static const char *lifetime(void *mem, const struct real_text *text)
{
	struct day first = text->first, last = text->last;

	if (text->lifetime_years > 0)
		last = period_years_end(first, (int)text->lifetime_years);
	if (last.n < text->last.n)
		last = text->last;
	return talloc_asprintf(
		mem, "lifetime: {first: %s, last: %s}\n", date(mem, first), date(mem, last));
}

/* The members of a design that a revision may change, each as its lines. */
enum { MEMBERS = 6 };
static const char *const member_paths[MEMBERS] = {
	"/name", "/boundary", "/construction_start", "/lifetime", "/crediting", "/expected"};

static void write_members(const struct real_chain *c, const struct real_text *text, void *mem,
	const char *out[MEMBERS])
{
	out[0] = talloc_asprintf(mem, "name: {zh: %s}\n", real_quoted(mem, text->name));
	out[1] = boundary(c, text, mem);
	out[2] = talloc_asprintf(mem, "construction_start: %s\n", date(mem, text->construction));
	out[3] = lifetime(mem, text);
	out[4] = talloc_asprintf(mem, "crediting: {first: %s, last: %s}\n", date(mem, text->first),
		date(mem, text->last));
	out[5] = expected(mem, text);
}

static const char *design_text(
	struct real_replay *r, const struct real_chain *c, const char *members[MEMBERS], void *mem)
{
	const struct real_row *row = c->row;
	const struct real_province *province = real_province(row->province);
	const struct yaml_node *root = real_methodology(r, row->methodology);
	char *text = talloc_asprintf(mem,
		"methodology: %s\ndescription: {zh: 代码与监测值均为示例}\n"
		"province: '%s'\ngrid: %s\ngrid_registration: REAL%s\nvvb: %s\n%s%s"
		"legal_mitigation_duty: false\nunder_allowance_management: false\n"
		"other_scheme: false\nuniqueness: 示例\nmonitoring_plan: 示例\n"
		"sustainable_development: 示例\nenvironment: 示例\nvalues: {%s}\n",
		row->methodology, province->code, province->grid, row->application, c->body->code,
		additionality(mem, row, root), conditions(mem, root),
		real_values_of(row->methodology)->fixed);

	for (size_t i = 0; i < MEMBERS; i++)
		text = talloc_asprintf_append(text, "%s", members[i]);
	return text;
}

static int design(struct real_replay *r, struct real_chain *c, void *mem)
{
	const struct real_row *row = c->row;
	const struct real_province *province = real_province(row->province);
	const char *members[MEMBERS];

	ck_assert_msg(province != NULL, "%s: no province %s", row->application, row->province);
	c->owner = real_world_party(r->world, row->owner, NULL, province->code);
	c->body = real_body_party(r, row->validator);
	write_members(c, &row->notice, mem, members);
	if (submit(r, "project-design", design_text(r, c, members, mem), c->owner, "owner") < 0)
		return -1;
	check_place(r, c, &row->notice, mem);
	c->subject = r->world->sealed;
	return 0;
}

/* --- revision --- */

static const char *indented(void *mem, const char *text)
{
	char *out = talloc_strdup(mem, "");

	while (*text) {
		size_t line = strcspn(text, "\n") + 1;

		out = talloc_asprintf_append_buffer(out, "  %.*s", (int)line, text);
		text += line;
	}
	return out;
}

/* From the text on notice to the one registered. */
static int revision(struct real_replay *r, struct real_chain *c, void *mem)
{
	const char *was[MEMBERS], *is[MEMBERS];
	char *changes = talloc_strdup(mem, "");

	write_members(c, &c->row->notice, mem, was);
	write_members(c, &c->row->final, mem, is);
	for (size_t i = 0; i < MEMBERS; i++)
		if (strcmp(was[i], is[i]) != 0)
			changes = talloc_asprintf_append(
				changes, "- {path: %s, why: 与登记文本一致}\n", member_paths[i]);
	if (!changes[0])
		return 0; /* the same place, written otherwise */
	if (submit(r, "revision",
		    talloc_asprintf(mem, "revises: %s\nchanges:\n%sdesign:\n%s",
			    hex(mem, &c->subject), changes,
			    indented(mem, design_text(r, c, is, mem))),
		    c->owner, "owner") < 0)
		return -1;
	if (strcmp(c->row->notice.latitude, c->row->final.latitude) != 0)
		check_place(r, c, &c->row->final, mem);
	c->revision = r->world->sealed;
	return 0;
}

/* --- accounting report --- */

/* The number that the registry gives where the record's is not the lowest free one. */
static bool number_anew(struct real_replay *r, struct real_chain *c)
{
	static const struct departure numbered = {DEPARTURE_LISTED,
		"batch numbered otherwise than by the lowest free number", "Order 31 art. 17",
		NULL};
	const char *next = error_argument(&r->world->err, "next");

	if (r->world->err.code != ERROR_ACCOUNTING_BATCH || !next)
		return false;
	departures_add(&r->departures, r, &numbered, "%s of %s: recorded %" PRId64 ", here %s",
		c->row->application, c->row->code, c->row->batch, next);
	c->batch = strtoll(next, NULL, 10);
	return true;
}

static int accounting_report(struct real_replay *r, struct real_chain *c, void *mem)
{
	const struct real_row *row = c->row;
	const struct yaml_node *root = real_methodology(r, c->project->methodology);

	c->owner = real_world_party(
		r->world, c->project->owner, NULL, real_province(c->project->province)->code);
	c->body = real_body_party(r, row->verifier);
	if (submit(r, "accounting-report",
		    talloc_asprintf(mem,
			    "project: %s\nbatch: %" PRId64
			    "\nperiod: {first: %s, last: %s}\nvvb: %s\n"
			    "design_conformity: 监测值由公布的减排量反算，为示例\n%s%s",
			    row->code, c->batch, date(mem, row->first), date(mem, row->last),
			    c->body->code, real_meters(row, root, mem),
			    real_report_rows(r, c, mem)),
		    c->owner, "owner") < 0)
		return number_anew(r, c) ? accounting_report(r, c, mem) : -1;
	c->subject = r->world->sealed;
	return 0;
}

/* --- notice, comments, the body's report --- */

static int notice(struct real_replay *r, struct real_chain *c, void *mem)
{
	return by_operator(r, "notice",
		talloc_asprintf(mem, "subject: %s\nfirst_day: %s\n", hex(mem, &c->subject),
			date(mem, c->notice_first)));
}

/* One comment a person; the record does not say who they are. */
static int comment(struct real_replay *r, struct real_chain *c, void *mem)
{
	char now[INSTANT_TEXT_SIZE];

	if (by_operator(r, "comment",
		    talloc_asprintf(mem,
			    "subject: %s\nauthor: {commit: %064" PRIx64 ", tag: %064" PRIx64
			    "}\nreceived_at: %s\n"
			    "text: 示例意见\n",
			    hex(mem, &c->subject), (uint64_t)c->comments_n + 1,
			    (uint64_t)c->comments_n + 1, instant_text(r->world->now, now))) < 0)
		return -1;
	c->comments = talloc_realloc(r, c->comments, struct digest, (unsigned)c->comments_n + 1);
	ck_assert_ptr_nonnull(c->comments);
	c->comments[c->comments_n++] = r->world->sealed;
	return 0;
}

static const char *answers(void *mem, const struct real_chain *c)
{
	char *out = talloc_strdup(mem, c->comments_n > 0 ? "comments:\n" : "");

	for (int64_t i = 0; i < c->comments_n; i++)
		out = talloc_asprintf_append(
			out, "- {comment: %s, answer: 示例}\n", hex(mem, &c->comments[i]));
	return out;
}

static const char *quantities(void *mem, const struct real_row *row)
{
	char *out = talloc_strdup(mem, "rows:\n");

	for (int year = day_year(row->first); year <= day_year(row->last); year++)
		out = talloc_asprintf_append(out, "- {year: %d, quantity: %" PRId64 "}\n", year,
			real_tonnes_in(row, year));
	return out;
}

static int body_report(struct real_replay *r, struct real_chain *c, void *mem)
{
	static const char validated[] =
		"findings:\n- {item: law-and-policy, finding: conforms, text: 示例}\n"
		"- {item: methodology-field, finding: conforms, text: 示例}\n"
		"- {item: methodology-use, finding: conforms, text: 示例}\n"
		"- {item: truth-uniqueness-additionality, finding: conforms, text: 示例}\n"
		"- {item: sustainable-development, finding: conforms, text: 示例}\n";
	static const char verified[] =
		"findings:\n- {item: methodology, finding: conforms, text: 示例}\n"
		"- {item: implementation-as-designed, finding: conforms, text: 示例}\n"
		"- {item: conservativeness, finding: conforms, text: 示例}\n";
	bool batch = c->row->is_batch, revised = !digest_is_zero(&c->revision);

	if (submit(r, batch ? "verification-report" : "validation-report",
		    talloc_asprintf(mem, "%s: %s\n%s%s%sconclusion: positive\n%s%s%s" TEAM,
			    batch ? "report" : "design", hex(mem, &c->subject),
			    revised ? "revision: " : "", revised ? hex(mem, &c->revision) : "",
			    revised ? "\n" : "", batch ? verified : validated,
			    batch ? quantities(mem, c->row) : "", answers(mem, c)),
		    c->body, "vvb") < 0)
		return -1;
	c->report = r->world->sealed;
	return 0;
}

/* --- request, decision, issuance --- */

static int request(struct real_replay *r, struct real_chain *c, void *mem)
{
	int64_t sum = 0;
	char *body;

	for (size_t i = 0; i < c->row->years_n; i++)
		sum += c->row->years[i].tonnes;
	body = c->row->is_batch ? talloc_asprintf(mem,
					  "report: %s\nverification: %s\nquantity: %" PRId64
					  "\n" UNDERTAKINGS,
					  hex(mem, &c->subject), hex(mem, &c->report), sum)
				: talloc_asprintf(mem, "design: %s\nreport: %s\n" UNDERTAKINGS,
					  hex(mem, &c->subject), hex(mem, &c->report));
	if (submit(r, c->row->is_batch ? "reduction-registration-request" : "registration-request",
		    body, c->owner, "owner") < 0)
		return -1;
	c->request = r->world->sealed;
	c->requested_at = r->world->now;
	return 0;
}

static int decision(struct real_replay *r, struct real_chain *c, void *mem)
{
	if (c->row->is_batch)
		return by_operator(r, "reduction-registration-decision",
			talloc_asprintf(mem, "request: %s\ndecision: registered\n%s" CHECKS,
				hex(mem, &c->request), quantities(mem, c->row)));
	return by_operator(r, "registration-decision",
		talloc_asprintf(mem, "request: %s\ndecision: registered\ncode: %s\n" CHECKS,
			hex(mem, &c->request), c->row->code));
}

static int issuance_request(struct real_replay *r, struct real_chain *c, void *mem)
{
	if (submit(r, "issuance-request",
		    talloc_asprintf(mem, "project: %s\nbatch: %" PRId64 "\naccount: %s\n",
			    c->row->code, c->batch, c->owner->account),
		    c->owner, "owner") < 0)
		return -1;
	c->request = r->world->sealed;
	return 0;
}

/* The number that the next unit of the project and year has. */
static int64_t next_number(struct real_replay *r, const struct real_chain *c, int year, void *mem)
{
	struct record serial = record_new(RECORD_SERIAL);
	int found;

	snprintf(serial.serial.code.text, sizeof(serial.serial.code.text), "%s", c->row->code);
	serial.serial.vintage = year;
	found = view_get(
		state_view(registry_state(r->world->registry)), mem, &serial, &r->world->err);
	ck_assert_int_ge(found, 0);
	return found ? serial.serial.next : 1;
}

static int issuance(struct real_replay *r, struct real_chain *c, void *mem)
{
	char *body = talloc_asprintf(mem, "request: %s\nblocks:\n", hex(mem, &c->request));

	for (size_t i = 0; i < c->row->years_n; i++) {
		const struct real_year *y = &c->row->years[i];
		int64_t first = next_number(r, c, y->year, mem);

		if (y->tonnes > 0)
			body = talloc_asprintf_append(body,
				"- {project: %s, vintage: %d, first: %" PRId64 ", last: %" PRId64
				"}\n",
				c->row->code, y->year, first, first + y->tonnes - 1);
	}
	return by_operator(r, "issuance", body);
}

/* --- the end --- */

static int end(struct real_replay *r, struct real_chain *c, void *mem)
{
	const char *of = hex(mem, &c->subject);

	if (!real_is_withdrawn(c->row))
		return by_operator(r, "termination",
			talloc_asprintf(mem,
				"of: %s\nground: not-in-record\nproof: %s\n"
				"text: 公开记录只载明终止\n",
				of, of));
	if (submit(r, "withdrawal", talloc_asprintf(mem, "of: %s\nreason: 公开记录未载明\n", of),
		    c->owner, "owner") < 0)
		return -1;
	return by_operator(r, "withdrawal-decision",
		talloc_asprintf(
			mem, "withdrawal: %s\noutcome: confirmed\n", hex(mem, &r->world->sealed)));
}

int real_act(struct real_replay *r, struct real_chain *c)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);

	switch (c->step) {
	case REAL_FILE:
		return c->row->is_batch ? accounting_report(r, c, mem) : design(r, c, mem);
	case REAL_NOTICE:
		return notice(r, c, mem);
	case REAL_COMMENT:
		return comment(r, c, mem);
	case REAL_REVISION:
		return revision(r, c, mem);
	case REAL_REPORT:
		return body_report(r, c, mem);
	case REAL_REQUEST:
		return request(r, c, mem);
	case REAL_DECISION:
		return decision(r, c, mem);
	case REAL_ISSUANCE_REQUEST:
		return issuance_request(r, c, mem);
	case REAL_ISSUANCE:
		return issuance(r, c, mem);
	case REAL_END:
		return end(r, c, mem);
	case REAL_DONE:
		break;
	}
	return 0;
}
