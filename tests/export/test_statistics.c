#include "export/statistics.h"

#include "tests/support.h"

#include "tests/state/world.h"

static struct error err;

#define CHECKPOINT                                                                                 \
	"ccer.example/aeebad4a796fcc2e15dc4c6061b45ed9\n8\n"                                       \
	"XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n— ccer.example/ae SPn3zA==\n"
#define SOURCE                                                                                     \
	"ccer.example/aeebad4a796fcc2e15dc4c6061b45ed9,8,"                                         \
	"XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"

/* A solar thermal project in Gansu with units of 2024, some of them cancelled. */
static void put_second(struct overlay *o)
{
	struct record p = record_new(RECORD_PROJECT), c = record_new(RECORD_PROJECT_CODE);
	struct record b = world_block(2024, 1, 30, world_owner_account(), UNIT_FREE);

	p.project.project = c.project_code.project = world_hash("second");
	world_text(p.project.code.text, "A110004");
	p.project.status = PROJECT_REGISTERED;
	world_text(p.project.methodology.text, "CCER-01-001-V01");
	world_text(p.project.province, "620000");
	c.project_code.code = b.block.code = p.project.code;
	world_put(o, &p);
	world_put(o, &c);
	world_put(o, &b);
	b.block.first = 31;
	b.block.last = 37;
	b.block.status = UNIT_CANCELLED;
	world_put(o, &b);
}

static struct state *open_world(void *mem)
{
	struct state *s = state_open(":memory:", &err);
	struct overlay *o = world_new(mem);
	struct state_head head = {.mark = "ab", .pages = 8, .entries = 8};

	ck_assert_ptr_nonnull(s);
	put_second(o);
	world_store(s, o);
	world_text(head.checkpoint, CHECKPOINT);
	ck_assert_int_eq(state_begin(s, &err), 0);
	ck_assert_int_eq(state_put_head(s, &head, &err), 0);
	ck_assert_int_eq(state_commit(s, &err), 0);
	return s;
}

static struct statistics *read_by(struct state *s, void *mem, enum statistics_by by)
{
	struct statistics *out = NULL;

	ck_assert_msg(statistics_read(s, mem, by, &out, &err) == 0, "%s", error_name(err.code));
	return out;
}

static int add_quantity(void *ctx, const struct holding *h, struct error *e)
{
	(void)e;
	*(int64_t *)ctx += tonnes_count(h->quantity);
	return 0;
}

START_TEST(every_grouping_has_the_same_total)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	const struct statistics *first = read_by(s, mem, STATISTICS_PROJECT);
	int64_t units = 0;

	ck_assert_int_eq(query_holdings(s, NULL, NULL, add_quantity, &units, &err), 0);
	ck_assert_int_gt(units, 0);
	for (int by = STATISTICS_PROJECT; by < STATISTICS_END; by++) {
		const struct statistics *all = read_by(s, mem, (enum statistics_by)by);
		struct statistics_row sum = {.key = ""};

		ck_assert_uint_ge(all->rows_n, 2);
		for (size_t i = 0; i < all->rows_n; i++) {
			const struct statistics_row *row = &all->rows[i];

			ck_assert(tonnes_add(sum.issued, row->issued, &sum.issued));
			ck_assert(tonnes_add(sum.held, row->held, &sum.held));
			ck_assert(tonnes_add(sum.retired, row->retired, &sum.retired));
			ck_assert(tonnes_add(sum.cancelled, row->cancelled, &sum.cancelled));
			ck_assert_int_eq(tonnes_count(row->issued),
				tonnes_count(row->held) + tonnes_count(row->retired) +
					tonnes_count(row->cancelled));
			if (i > 0)
				ck_assert_str_lt(all->rows[i - 1].key, row->key);
		}
		ck_assert_mem_eq(&sum, &all->total, sizeof(sum));
		ck_assert_mem_eq(&all->total, &first->total, sizeof(sum));
		ck_assert_int_eq(tonnes_count(all->total.issued), units);
	}
}
END_TEST

static const struct {
	enum statistics_by by;
	const char *csv;
} csvs[] = {
	{STATISTICS_PROJECT,
		"project,issued,held,retired,cancelled,ledger,checkpoint_size,"
		"checkpoint_root\nA110004,37,30,0,7," SOURCE "A210003,1200,1040,160,0," SOURCE},
	{STATISTICS_VINTAGE,
		"vintage,issued,held,retired,cancelled,ledger,checkpoint_size,"
		"checkpoint_root\n2023,1000,900,100,0," SOURCE "2024,237,170,60,7," SOURCE},
	{STATISTICS_METHODOLOGY,
		"methodology,issued,held,retired,cancelled,ledger,"
		"checkpoint_size,checkpoint_root\n"
		"CCER-01-001-V01,37,30,0,7," SOURCE "CCER-01-002-V01,1200,1040,160,0," SOURCE},
};

START_TEST(the_csv_is_as_expected)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	struct buffer *out = buffer_new(mem, 1 << 20);

	ck_assert_int_eq(statistics_csv(read_by(s, mem, csvs[_i].by), CSV_PLAIN, out, &err), 0);
	ck_assert_str_eq(out->bytes, csvs[_i].csv);
}
END_TEST

START_TEST(the_json_names_ledger_checkpoint_and_total)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	struct buffer *out = buffer_new(mem, 1 << 20);
	json_t *json;

	ck_assert_int_eq(statistics_json(read_by(s, mem, STATISTICS_PROVINCE), out, &err), 0);
	json = json_loadb(out->bytes, out->size, JSON_REJECT_DUPLICATES, NULL);
	ck_assert_ptr_nonnull(json);
	ck_assert_str_eq(json_string_value(json_object_get(
				 json_array_get(json_object_get(json, "rows"), 1), "province")),
		"620000");
	ck_assert_str_eq(json_string_value(json_object_get(json, "by")), "province");
	ck_assert_int_eq(
		json_integer_value(json_object_get(json_object_get(json, "checkpoint"), "size")),
		8);
	ck_assert_int_eq(
		json_integer_value(json_object_get(json_object_get(json, "total"), "issued")),
		1237);
	json_decref(json);
}
END_TEST

START_TEST(units_of_no_known_project_are_no_statistics)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = state_open(":memory:", &err);
	struct overlay *o = world_new(mem);
	struct record b = world_block(2024, 1, 30, world_owner_account(), UNIT_FREE);
	struct statistics *out = NULL;

	world_text(b.block.code.text, "A219999");
	world_put(o, &b);
	world_store(s, o);
	ck_assert_int_eq(statistics_read(s, mem, STATISTICS_PROVINCE, &out, &err), -1);
	ck_assert_int_eq(err.code, ERROR_EXPORT_INCOMPLETE);
	ck_assert_ptr_null(out);
	ck_assert_int_eq(statistics_read(s, mem, STATISTICS_VINTAGE, &out, &err), 0);
}
END_TEST

/* The index knows no public document that retired them. */
START_TEST(what_parties_only_know_to_be_retired_counts_as_held)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = state_open(":memory:", &err);
	struct overlay *o = world_new(mem);
	struct record b = world_block(2026, 1, 30, world_owner_account(), UNIT_RETIRED);
	struct record r = record_new(RECORD_RETIREMENT);
	struct statistics *whole, *told;
	int64_t before, held;

	world_store(s, o);
	told = read_by(s, mem, STATISTICS_VINTAGE);
	before = tonnes_count(told->total.retired);
	held = tonnes_count(told->total.held);
	o = overlay_new(mem, state_view(s));
	b.block.by = digest_of("answer", 6);
	world_put(o, &b);
	r.retirement.document = b.block.by;
	r.retirement.quantity = tonnes_of(30);
	world_put(o, &r);
	world_store(s, o);
	whole = read_by(s, mem, STATISTICS_VINTAGE);
	ck_assert_int_eq(tonnes_count(whole->total.retired), before + 30);
	ck_assert_int_eq(statistics_public(s, mem, STATISTICS_VINTAGE, &told, &err), 0);
	ck_assert_int_eq(tonnes_count(told->total.retired), 0);
	ck_assert_int_eq(tonnes_count(told->total.held), held + before + 30);
	ck_assert_int_eq(tonnes_count(told->rows[told->rows_n - 1].held), 30);
}
END_TEST

START_TEST(groupings_have_names)
{
	ck_assert_int_eq(statistics_by_named("project"), STATISTICS_PROJECT);
	ck_assert_int_eq(statistics_by_named("vintage"), STATISTICS_VINTAGE);
	ck_assert_int_eq(statistics_by_named("methodology"), STATISTICS_METHODOLOGY);
	ck_assert_int_eq(statistics_by_named("province"), STATISTICS_PROVINCE);
	ck_assert_int_eq(statistics_by_named("account"), STATISTICS_NONE);
	ck_assert_int_eq(statistics_by_named(""), STATISTICS_NONE);
}
END_TEST

static Suite *statistics_suite(void)
{
	Suite *s = suite_create("statistics");
	TCase *t = tcase_create("statistics");

	tcase_add_test(t, every_grouping_has_the_same_total);
	tcase_add_loop_test(t, the_csv_is_as_expected, 0, COUNT_OF(csvs));
	tcase_add_test(t, the_json_names_ledger_checkpoint_and_total);
	tcase_add_test(t, units_of_no_known_project_are_no_statistics);
	tcase_add_test(t, what_parties_only_know_to_be_retired_counts_as_held);
	tcase_add_test(t, groupings_have_names);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(statistics_suite)
