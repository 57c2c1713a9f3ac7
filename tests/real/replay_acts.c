#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "tests/real/facts.h"
#include "tests/real/replay.h"
#include "tests/support.h"

/*
 * What each step submits. Coordinates, codes of parties, meters and electricity are
 * invented and mean nothing; names, days and tonnes are the record's.
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

/* --- parameters that are neither measured electricity nor known --- */

static const char *member(const struct yaml_node *n, const char *key)
{
	const struct yaml_node *m = yaml_member(n, key);

	return m && m->text ? m->text : NULL;
}

/* "SYMBOL: VALUE, ...": parameters from that source, each at its least; no fuel is burnt. */
static const char *least_values(void *mem, const struct yaml_node *root, const char *source)
{
	const struct yaml_node *list = yaml_member(root, "parameters");
	char *out = talloc_strdup(mem, "");

	for (const struct yaml_node *p = list ? list->first : NULL; p; p = p->next) {
		const char *least = member(p, "minimum"), *of = member(p, "source");

		if (!of || strcmp(of, source) != 0 || member(p, "default"))
			continue;
		if (yaml_member(p, "index") || strcmp(member(p, "symbol"), "EG_export") == 0)
			continue;
		out = talloc_asprintf_append(out, "%s%s: '%s'", out[0] ? ", " : "",
			member(p, "symbol"), least ? least : "0");
	}
	return out;
}

/* --- design --- */

static const char *conditions(void *mem, const struct yaml_node *root)
{
	const struct yaml_node *list = yaml_member(root, "conditions");
	char *out = talloc_strdup(mem, "");

	for (const struct yaml_node *c = list ? list->first : NULL; c; c = c->next)
		out = talloc_asprintf_append(
			out, "- {id: %s, holds: true, text: 示例}\n", member(c, "id"));
	return out[0] ? talloc_asprintf(mem, "conditions:\n%s", out) : "";
}

/* The expected total by calendar year, in shares by days that add up to it. */
static const char *expected(void *mem, const struct real_row *row)
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

static const char *corners(void *mem, size_t number)
{
	char *out = talloc_strdup(mem, "boundary:\n- corners:\n");

	for (size_t i = 0; i < 3; i++)
		out = talloc_asprintf_append(out,
			"  - {latitude: %zu.%04zu0%zu, longitude: 90.%04zu0%zu}\n",
			20 + number / 10000, number % 10000, i + 1, number % 10000, 3 - i);
	return out;
}

static const char *lifetime(void *mem, const struct real_row *row)
{
	struct day first = row->first, last = row->last;

	if (row->lifetime_years > 0)
		last = period_years_end(first, (int)row->lifetime_years);
	if (last.n < row->last.n)
		last = row->last;
	return talloc_asprintf(
		mem, "lifetime: {first: %s, last: %s}\n", date(mem, first), date(mem, last));
}

static int design(struct real_replay *r, struct real_chain *c, void *mem)
{
	const struct real_row *row = c->row;
	const struct real_province *province = real_province(row->province);
	const struct yaml_node *root = real_methodology(r, row->methodology);
	bool exempt = strcmp(row->additionality, "免予论证") == 0;
	char *body;

	ck_assert_msg(province != NULL, "%s: no province %s", row->application, row->province);
	c->owner = real_world_party(r->world, row->owner, NULL, province->code);
	c->body = real_body_party(r, row->validator);
	body = talloc_asprintf(mem,
		"methodology: %s\nname: {zh: %s}\ndescription: {zh: 坐标、代码与电量均为示例}\n"
		"province: '%s'\ngrid: %s\ngrid_registration: REAL%s\n%sconstruction_start: %s\n"
		"%screditing: {first: %s, last: %s}\nvvb: %s\nadditionality: %s\n"
		"additionality_text: 示例\n",
		row->methodology, real_quoted(mem, row->name), province->code, province->grid,
		row->application, corners(mem, c->number), date(mem, row->construction),
		lifetime(mem, row), date(mem, row->first), date(mem, row->last), c->body->code,
		exempt ? "exempt" : "general");
	body = talloc_asprintf_append(body,
		"%slegal_mitigation_duty: false\nunder_allowance_management: false\n"
		"other_scheme: false\nuniqueness: 示例\nmonitoring_plan: 示例\n"
		"sustainable_development: 示例\nenvironment: 示例\nvalues: {%s}\n%s",
		conditions(mem, root), least_values(mem, root, "fixed"), expected(mem, row));
	if (submit(r, "project-design", body, c->owner, "owner") < 0)
		return -1;
	c->subject = r->world->sealed;
	return 0;
}

/* --- accounting report --- */

/* The tonnes that the record has for a year; none for a year that it omits. */
static int64_t tonnes_in(const struct real_row *row, int year)
{
	for (size_t i = 0; i < row->years_n; i++)
		if (row->years[i].year == year)
			return row->years[i].tonnes;
	return 0;
}

/* The least electricity, to the kWh, whose reduction is at least the tonnes. */
static const char *electricity(void *mem, int64_t tonnes, const char *margin)
{
	static const int64_t scale = 100000; /* margins have at most five places */
	int64_t m = 0, places = scale, kwh;

	for (const char *at = strchr(margin, '.') + 1; *at; at++) {
		places /= 10;
		m += (*at - '0') * places;
	}
	kwh = (tonnes * 1000 * scale + m - 1) / m;
	return talloc_asprintf(mem, "%" PRId64 ".%03" PRId64, kwh / 1000, kwh % 1000);
}

static const char *report_rows(void *mem, const struct real_chain *c, const struct yaml_node *root)
{
	const struct real_row *row = c->row;
	const struct real_grid *grid = real_grid(real_province(c->project->province)->grid);
	const char *others = least_values(mem, root, "monitored");
	char *out = talloc_strdup(mem, "rows:\n");

	for (int year = day_year(row->first); year <= day_year(row->last); year++) {
		int64_t tonnes = tonnes_in(row, year);

		out = talloc_asprintf_append(out,
			"- {year: %d, claim: %" PRId64 ", values: {EG_export: '%s'%s%s}}\n", year,
			tonnes,
			electricity(mem, tonnes, year == 2020 ? grid->margin_2020 : grid->margin),
			others[0] ? ", " : "", others);
	}
	return out;
}

static const char *meters(void *mem, const struct real_row *row, const struct yaml_node *root)
{
	const struct yaml_node *list = yaml_member(root, "parameters");
	char *out = talloc_strdup(mem, "meters:\n");

	for (const struct yaml_node *p = list ? list->first : NULL; p; p = p->next)
		if (!yaml_member(p, "index") && member(p, "source") &&
			strcmp(member(p, "source"), "monitored") == 0)
			out = talloc_asprintf_append(out,
				"- {parameter: %s, serial: 示例, accuracy_class: 0.2S, "
				"calibration_report: 示例, calibrated_on: %s, valid_until: %s}\n",
				member(p, "symbol"), date(mem, row->first), date(mem, row->last));
	return out;
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
			    "design_conformity: 电量由公布的减排量反算，为示例\n%s%s",
			    row->code, c->batch, date(mem, row->first), date(mem, row->last),
			    c->body->code, meters(mem, row, root), report_rows(mem, c, root)),
		    c->owner, "owner") < 0)
		return -1;
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
		out = talloc_asprintf_append(
			out, "- {year: %d, quantity: %" PRId64 "}\n", year, tonnes_in(row, year));
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
	bool batch = c->row->is_batch;

	if (submit(r, batch ? "verification-report" : "validation-report",
		    talloc_asprintf(mem, "%s: %s\nconclusion: positive\n%s%s%s" TEAM,
			    batch ? "report" : "design", hex(mem, &c->subject),
			    batch ? verified : validated, batch ? quantities(mem, c->row) : "",
			    answers(mem, c)),
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
	case REAL_DONE:
		break;
	}
	return 0;
}
