/*
 * The public record replayed: every project and batch of the folder that REAL_DATA
 * names, through the registry itself. Tonnes test the books, not the methodology:
 * electricity is computed back from them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "engine/audit/audit.h"
#include "state/query.h"
#include "tests/real/replay.h"
#include "tests/support.h"

static void *memory;
static struct real_record *record;
static struct real_replay *replay;

static void begin(void)
{
	memory = talloc_new(NULL);
	record = real_record_read(memory, getenv("REAL_DATA"));
	replay = real_replay_run(memory, record);
}

static void end(void)
{
	real_world_end(replay->world);
	talloc_free(memory);
}

static struct state *state(void)
{
	return registry_state(replay->world->registry);
}

/* --- sums --- */

struct sums {
	const char *code; /* of one project; NULL: of all */
	int year;	  /* 0: all */
	int64_t tonnes;
};

static int add_holding(void *ctx, const struct holding *h, struct error *err)
{
	struct sums *s = ctx;

	(void)err;
	if ((!s->code || strcmp(s->code, h->code.text) == 0) && (!s->year || s->year == h->vintage))
		s->tonnes += tonnes_count(h->quantity);
	return 0;
}

static int64_t issued(const char *code, int year)
{
	struct sums s = {code, year, 0};

	ck_assert_int_eq(
		query_holdings(state(), NULL, NULL, add_holding, &s, &replay->world->err), 0);
	return s.tonnes;
}

static int64_t recorded(const char *code, int year)
{
	int64_t sum = 0;

	for (size_t i = 0; i < record->rows_n; i++) {
		const struct real_row *row = &record->rows[i];

		if (!row->is_batch || !real_is_registered(row) || (code && strcmp(code, row->code)))
			continue;
		for (size_t j = 0; j < row->years_n; j++)
			if (!year || row->years[j].year == year)
				sum += row->years[j].tonnes;
	}
	return sum;
}

static size_t registered_rows(bool batches)
{
	size_t n = 0;

	for (size_t i = 0; i < record->rows_n; i++)
		n += record->rows[i].is_batch == batches && real_is_registered(&record->rows[i]);
	return n;
}

/* --- the replay's end --- */

static struct record_project project(const struct real_chain *c)
{
	struct record r = record_new(RECORD_PROJECT);

	r.project.project = c->subject;
	ck_assert_int_eq(view_get(state_view(state()), memory, &r, &replay->world->err), 1);
	return r.project;
}

static void every_registered_row_is_registered(void)
{
	size_t projects = 0, batches = 0;
	int64_t expected = 0, expected_recorded = 0;

	for (size_t i = 0; i < replay->chains_n; i++) {
		const struct real_chain *c = &replay->chains[i];

		if (!real_is_registered(c->row))
			continue;
		ck_assert_msg(c->step == REAL_DONE && !c->stopped, "%s stopped",
			real_chain_name(memory, c));
		batches += c->row->is_batch;
		if (c->row->is_batch)
			continue;
		projects++;
		ck_assert_str_eq(project(c).code.text, c->row->code);
		ck_assert_int_eq(project(c).status, PROJECT_REGISTERED);
		expected += tonnes_count(project(c).expected);
		expected_recorded += c->row->final.expected_total;
	}
	ck_assert_uint_eq(projects, registered_rows(false));
	ck_assert_uint_eq(batches, registered_rows(true));
	ck_assert_int_eq(expected, expected_recorded);
}

/* Where the record ends an application so does the registry, on that day. */
static void every_ended_row_has_ended(void)
{
	for (size_t i = 0; i < replay->chains_n; i++) {
		const struct real_chain *c = &replay->chains[i];
		struct record r = record_new(c->row->is_batch ? RECORD_REPORT : RECORD_PROJECT);
		struct instant at;

		if (real_is_registered(c->row) || day_is_none(c->row->ended))
			continue;
		if (c->row->is_batch)
			r.report.report = c->subject;
		else
			r.project.project = c->subject;
		ck_assert_int_eq(view_get(state_view(state()), memory, &r, &replay->world->err), 1);
		ck_assert(c->row->is_batch ? r.report.status == REPORT_ENDED
					   : r.project.status == PROJECT_ENDED);
		at = c->row->is_batch ? r.report.decided_at : r.project.decided_at;
		ck_assert_int_eq(instant_day(at).n, c->row->ended.n);
	}
}

/* What stands registered is the record's last text. */
static void texts_are_those_registered(void)
{
	for (size_t i = 0; i < replay->chains_n; i++) {
		const struct real_chain *c = &replay->chains[i];
		struct record_project p;

		if (c->row->is_batch || !real_is_registered(c->row))
			continue;
		p = project(c);
		ck_assert_str_eq(p.name_zh, c->row->final.name);
		ck_assert_int_eq(p.construction_start.n, c->row->final.construction.n);
		ck_assert_int_eq(p.crediting_first.n, c->row->final.first.n);
		ck_assert_int_eq(p.crediting_last.n, c->row->final.last.n);
		ck_assert(digest_equal(&p.text, &p.project) == digest_is_zero(&c->revision));
	}
}

static void tonnes_are_those_of_the_record(void)
{
	int64_t quantities = 0;

	for (size_t i = 0; i < record->rows_n; i++) {
		const struct real_row *row = &record->rows[i];

		if (!row->is_batch || !real_is_registered(row))
			continue;
		quantities += row->quantity;
		for (size_t j = 0; j < row->years_n; j++)
			ck_assert_int_eq(issued(row->code, row->years[j].year),
				recorded(row->code, row->years[j].year));
		ck_assert_int_eq(issued(row->code, 0), recorded(row->code, 0));
	}
	ck_assert_int_eq(issued(NULL, 0), recorded(NULL, 0));
	ck_assert_int_eq(issued(NULL, 0), quantities);
}

static void the_ledger_is_sound(struct audit_result *audit)
{
	const struct audit_options options = {0};
	struct error err = {0};

	ck_assert_int_eq(query_invariants(state(), &err), 0);
	ck_assert_int_eq(
		audit_run(folder_file(&replay->world->folder, "ledger"), &options, audit, &err), 0);
	ck_assert_uint_eq(audit->findings_n + audit->beyond, 0);
	ck_assert_int_gt(audit->entries, 0);
}

static void print_years(void)
{
	int first = 9999, last = 0;

	for (size_t i = 0; i < record->rows_n; i++)
		for (size_t j = 0; j < record->rows[i].years_n; j++) {
			int year = record->rows[i].years[j].year;

			first = year < first ? year : first;
			last = year > last ? year : last;
		}
	printf("#\n# issued by vintage, by the registry and by the record\n");
	for (int year = first; year <= last; year++)
		printf("# %6d  %12" PRId64 "  %12" PRId64 "\n", year, issued(NULL, year),
			recorded(NULL, year));
	printf("#  total  %12" PRId64 "  %12" PRId64 "\n", issued(NULL, 0), recorded(NULL, 0));
}

static void print(const struct audit_result *audit)
{
	size_t revised = 0, ended = 0;

	printf("# %zu files, %zu rows: %zu registered projects, %zu registered batches\n",
		record->files_n, record->rows_n, registered_rows(false), registered_rows(true));
	for (size_t i = 0; i < replay->chains_n; i++) {
		const struct real_chain *c = &replay->chains[i];

		revised += !digest_is_zero(&c->revision);
		ended += !real_is_registered(c->row) && !day_is_none(c->row->ended);
	}
	printf("# %zu projects registered with another text than was on notice; %zu applications "
	       "and reports ended\n",
		revised, ended);
	printf("# left out, days or ends not given: %zu; methodologies stood in for: %zu\n",
		replay->left_out, replay->stand_ins);
	printf("# %" PRId64 " entries in %" PRId64 " pages, %" PRId64
	       " signatures, %zu refusals; audit without findings\n",
		audit->entries, audit->pages, audit->signatures, replay->refusals);
	print_years();
	departures_print(&replay->departures);
	fflush(stdout);
}

START_TEST(the_public_record_is_replayed_and_adds_up)
{
	static struct audit_result audit;

	begin();
	the_ledger_is_sound(&audit);
	print(&audit);
	tonnes_are_those_of_the_record();
	every_registered_row_is_registered();
	every_ended_row_has_ended();
	texts_are_those_registered();
	ck_assert_uint_eq(departures_count(&replay->departures, DEPARTURE_NEVER), 0);
	end();
}
END_TEST

static Suite *real_suite(void)
{
	Suite *s = suite_create("real");
	TCase *t = tcase_create("real");

	tcase_set_timeout(t, 1200);
	tcase_add_test(t, the_public_record_is_replayed_and_adds_up);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN_GIVEN(real_suite, "REAL_DATA", "folder of public records")
