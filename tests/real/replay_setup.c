#include <glob.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "tests/real/facts.h"
#include "tests/real/replay.h"
#include "tests/support.h"

/*
 * What comes before the acts, or between them on a day of its own: units, calendars,
 * parameters, methodologies, accredited bodies.
 */

struct real_setup {
	struct instant at;
	void (*seal)(struct real_replay *r, const void *about);
	const void *about;
};

static void by(struct real_replay *r, const char *kind, const char *body, int signer, int other)
{
	static const char *const roles[] = {"operator", "mee", "samr"};
	struct real_world *w = r->world;
	struct real_signer signers[3] = {{&w->parties[signer], roles[signer]}};

	if (other >= 0)
		signers[1] = (struct real_signer){&w->parties[other], roles[other]};
	real_world_seal(w, kind, body, signers);
}

/* --- one of each --- */

static void seal_units(struct real_replay *r, const void *about)
{
	by(r, "units", real_world_template(r->world, about), REAL_OPERATOR, REAL_MEE);
}

static void seal_calendar(struct real_replay *r, const void *about)
{
	by(r, "calendar", real_world_template(r->world, about), REAL_OPERATOR, -1);
}

/* The public record has reports uploaded on the last day of their notice. */
static void seal_closing(struct real_replay *r, const void *about UNUSED)
{
	char tomorrow[DAY_TEXT_SIZE];

	by(r, "parameters",
		talloc_asprintf(r->world->mem,
			"name: notice.closes_at\nstatus: final\nfrom: %s\nvalue: '17:00'\n"
			"source: 公开记录中有在公示最后一日上传的报告\n",
			day_text(day_add(instant_day(r->world->now), 1), tomorrow)),
		REAL_OPERATOR, -1);
}

static void seal_factors(struct real_replay *r, const void *about UNUSED)
{
	char today[DAY_TEXT_SIZE];
	char *body = talloc_asprintf(r->world->mem,
		"name: grid.factors\nstatus: final\nfrom: %s\n"
		"source: 由公开登记数据还原的组合边际排放因子\nrows:\n",
		day_text(instant_day(r->world->now), today));

	for (size_t i = 0; i < real_grids_n; i++)
		for (int year = 2020; year <= 2035; year++)
			body = talloc_asprintf_append(body,
				"- {key: %s, year: %d, edition: '%s', values: {CM: %s}}\n",
				real_grids[i].name, year,
				year == 2020 ? real_grids[i].edition_2020 : real_grids[i].edition,
				year == 2020 ? real_grids[i].margin_2020 : real_grids[i].margin);
	by(r, "parameters", body, REAL_MEE, -1);
}

static char *replaced(void *mem, const char *text, const char *from, const char *to);

/* Tables of the provisional methodologies, as the templates have them, from today. */
static void seal_table(struct real_replay *r, const void *about)
{
	const char *text = real_world_template(r->world, about);
	char today[DAY_TEXT_SIZE];

	ck_assert_ptr_nonnull(text);
	by(r, "parameters",
		replaced(r->world->mem, text, strstr(text, "from: "),
			talloc_asprintf(r->world->mem, "from: %s%s",
				day_text(instant_day(r->world->now), today),
				strchr(strstr(text, "from: "), '\n'))),
		REAL_MEE, -1);
}

static char *replaced(void *mem, const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	ck_assert_msg(at != NULL, "no %s in the stand-in", from);
	return talloc_asprintf(mem, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

/* The project's own text, or where it has none the stand-in under the code. */
static const char *methodology_text(struct real_replay *r, const char *code)
{
	void *mem = r->world->mem;
	const char *text =
		real_world_template(r->world, talloc_asprintf(mem, "methodologies/%s.yaml", code));

	if (text)
		return text;
	r->stand_ins++;
	text = real_world_template(
		r->world, talloc_asprintf(mem, "methodologies/%s.yaml", real_stand_in));
	ck_assert_ptr_nonnull(text);
	text = replaced(mem, text, "code: CCER-01-002-V01", talloc_asprintf(mem, "code: %s", code));
	text = replaced(mem, text, "status: official",
		"status: provisional\nprovisional_reason: {zh: 仅用于记账重演}");
	return replaced(mem, text, "crediting_years_max: 10", "crediting_years_max: 40");
}

static void seal_methodology(struct real_replay *r, const void *about)
{
	const char *text = methodology_text(r, about);
	struct real_methodology *m;
	struct yaml_node *root;

	ck_assert_int_eq(yaml_parse(r, text, strlen(text), &root, &r->world->err), 0);
	r->methodologies = talloc_realloc(
		r, r->methodologies, struct real_methodology, (unsigned)r->methodologies_n + 1);
	ck_assert_ptr_nonnull(r->methodologies);
	m = &r->methodologies[r->methodologies_n++];
	*m = (struct real_methodology){about, root};
	by(r, "methodology", text, REAL_MEE, -1);
}

const struct yaml_node *real_methodology(struct real_replay *r, const char *code)
{
	for (size_t i = 0; i < r->methodologies_n; i++)
		if (strcmp(r->methodologies[i].code, code) == 0)
			return r->methodologies[i].root;
	ck_abort_msg("no methodology %s", code);
	return NULL;
}

/* --- bodies --- */

static void accredit(
	struct real_replay *r, const struct real_party *body, const char *fields, const char *how)
{
	char today[DAY_TEXT_SIZE];

	by(r, "accreditation",
		talloc_asprintf(r->world->mem,
			"action: grant\nvvb: %s\nfields: [%s]\napproval: %s\nfrom: %s\n"
			"ground: 国家认监委公告\n",
			body->code, fields, how, day_text(instant_day(r->world->now), today)),
		REAL_SAMR, REAL_MEE);
}

static void seal_first_approval(struct real_replay *r, const void *about)
{
	const struct real_body *body = about;

	accredit(r, real_world_party(r->world, body->name, body->code, "110000"),
		body->first_fields, body->approval);
}

static void seal_second_approval(struct real_replay *r, const void *about)
{
	const struct real_body *body = about;

	accredit(r, real_world_party(r->world, body->name, body->code, "110000"),
		body->second_fields, body->approval);
}

/* A body that is in no list known here: its fields are taken to be whatever it signs. */
static void seal_other_body(struct real_replay *r, const void *about)
{
	accredit(r, real_world_party(r->world, about, NULL, "110000"), "E, F, X, T",
		"CNCA-R-0000-000");
}

const struct real_party *real_body_party(struct real_replay *r, const char *name)
{
	const char *code = NULL;

	for (size_t i = 0; i < real_bodies_n; i++)
		if (strcmp(real_bodies[i].name, name) == 0)
			code = real_bodies[i].code;
	return real_world_party(r->world, name, code, "110000");
}

/* --- the plan --- */

static void plan(struct real_replay *r, struct instant at,
	void (*seal)(struct real_replay *r, const void *about), const void *about)
{
	bool named = seal == seal_methodology || seal == seal_other_body;

	for (size_t i = 0; named && i < r->setups_n; i++)
		if (r->setups[i].seal == seal && strcmp(r->setups[i].about, about) == 0)
			return;
	r->setups = talloc_realloc(r, r->setups, struct real_setup, (unsigned)r->setups_n + 1);
	ck_assert_ptr_nonnull(r->setups);
	r->setups[r->setups_n++] = (struct real_setup){at, seal, about};
}

static struct instant on(struct real_replay *r, const char *text)
{
	struct instant start = r->world->now;
	struct day d;

	if (!text || !day_parse(text, strlen(text), &d) || day_start(d).ms < start.ms)
		return start;
	return day_start(d);
}

static void plan_calendars(struct real_replay *r)
{
	const char *root = getenv("top_srcdir");
	glob_t found;

	ck_assert_int_eq(glob(talloc_asprintf(r, "%s/registry/calendar-*.yaml", root ? root : "."),
				 0, NULL, &found),
		0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *name = strrchr(found.gl_pathv[i], '/') + 1;
		int year = atoi(name + strlen("calendar-"));

		plan(r, on(r, real_calendar_published(year)), seal_calendar,
			talloc_asprintf(r, "registry/%s", name));
	}
	globfree(&found);
}

static void plan_body(struct real_replay *r, const char *name)
{
	for (size_t i = 0; i < real_bodies_n; i++)
		if (strcmp(real_bodies[i].name, name) == 0)
			return;
	if (name[0])
		plan(r, on(r, "2024-06-11"), seal_other_body, name);
}

static int by_instant(const void *a, const void *b)
{
	const struct real_setup *x = a, *y = b;

	return (x->at.ms > y->at.ms) - (x->at.ms < y->at.ms);
}

void real_setup_plan(struct real_replay *r)
{
	static const char *const tables[] = {
		"registry/gwp.yaml", "registry/fuel-gas.yaml", "registry/factors-trees.yaml"};
	const struct real_record *record = r->record;

	plan(r, r->world->now, seal_units, "registry/units.yaml");
	plan_calendars(r);
	plan(r, r->world->now, seal_closing, NULL);
	plan(r, r->world->now, seal_factors, NULL);
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		plan(r, r->world->now, seal_table, tables[i]);
	for (size_t i = 0; i < record->rows_n; i++)
		if (!record->rows[i].is_batch)
			plan(r, r->world->now, seal_methodology, record->rows[i].methodology);
	for (size_t i = 0; i < real_bodies_n; i++) {
		if (real_bodies[i].first_fields[0])
			plan(r, on(r, "2024-06-11"), seal_first_approval, &real_bodies[i]);
		if (real_bodies[i].second_fields[0])
			plan(r, on(r, "2025-01-01"), seal_second_approval, &real_bodies[i]);
	}
	for (size_t i = 0; i < record->rows_n; i++) {
		plan_body(r, record->rows[i].validator);
		if (record->rows[i].is_batch)
			plan_body(r, record->rows[i].verifier);
	}
	qsort(r->setups, r->setups_n, sizeof(*r->setups), by_instant);
}

void real_setup_until(struct real_replay *r, struct instant at)
{
	while (r->setups_done < r->setups_n && r->setups[r->setups_done].at.ms <= at.ms) {
		const struct real_setup *s = &r->setups[r->setups_done++];

		real_world_clock(r->world, s->at);
		s->seal(r, s->about);
	}
}
