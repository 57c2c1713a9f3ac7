/*
 * What sealed reports would come to with another value, factor or methodology, on a
 * ledger whose first batch is issued: 357373, 500175 and 385775 t at 0.6185.
 */
#include "engine/study/recompute.h"

#include <string.h>

#include <talloc.h>

#include "tests/engine/ledger_maker.h"
#include "tests/folder.h"
#include "tests/rules/story_project.h"
#include "tests/support.h"

static int compiled_n;

const struct methodology *__real_methodology_compile(
	void *mem, const struct yaml_node *root, const struct unit_table *units, struct error *err);
const struct methodology *__wrap_methodology_compile(
	void *mem, const struct yaml_node *root, const struct unit_table *units, struct error *err);

const struct methodology *__wrap_methodology_compile(
	void *in, const struct yaml_node *root, const struct unit_table *units, struct error *err)
{
	compiled_n++;
	return __real_methodology_compile(in, root, units, err);
}

static struct ledger_maker *maker;
static struct folder made;
static void *mem;

static void make_ledger(void)
{
	made = folder_make();
	maker = ledger_maker_new(NULL, folder_file(&made, "ledger.git"));
	ledger_maker_until(maker, STORY_ISSUED);
}

static void remove_ledger(void)
{
	ledger_maker_close(maker);
	talloc_free(maker);
	folder_remove(&made);
}

static void begin(void)
{
	mem = talloc_new(NULL);
}

static void end(void)
{
	talloc_free(mem);
}

/* The methodology of offshore wind with `from`, wherever it occurs, replaced by `to`. */
static const struct methodology *revised(const char *from, const char *to)
{
	char *path =
		talloc_asprintf(mem, "%s/methodologies/CCER-01-002-V01.yaml", getenv("top_srcdir"));
	char *text = talloc_zero_size(mem, 1 << 16), *all = talloc_strdup(mem, "");
	FILE *f = fopen(path, "r");
	const struct methodology *m;
	struct yaml_node *root;
	struct error err = {0};
	char report[ERROR_TEXT_MAX];
	const char *at;

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_lt(fread(text, 1, (1 << 16) - 1, f), (1 << 16) - 1);
	fclose(f);
	ck_assert_ptr_nonnull(strstr(text, from));
	while ((at = strstr(text, from))) {
		all = talloc_asprintf(mem, "%s%.*s%s", all, (int)(at - text), text, to);
		text = (char *)at + strlen(from);
	}
	all = talloc_asprintf(mem, "%s%s", all, text);
	ck_assert_int_eq(yaml_parse(mem, all, strlen(all), &root, &err), 0);
	m = registry_program(maker->registry, mem, root, &err);
	ck_assert_msg(m != NULL, "%s", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	return m;
}

/* Reports follow each other up to their number. */
static void count_reports(void *ctx, int64_t done, int64_t all)
{
	int64_t *before = ctx;

	ck_assert_int_eq(done, *before + 1);
	ck_assert_int_le(done, all);
	*before = done;
}

static struct impact_row *impact_of(const struct methodology *m, const char *code, size_t *n)
{
	struct impact_question question;
	struct methodology_code of;
	int64_t reports = 0;
	struct impact_row *rows = NULL;
	struct error err = {0};
	char report[ERROR_TEXT_MAX];

	ck_assert(methodology_code_parse(code, strlen(code), &of));
	question = (struct impact_question){m, &of, count_reports, &reports};
	ck_assert_msg(registry_impact(maker->registry, mem, &question, &rows, n, &err) == 0, "%s",
		error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	ck_assert_int_eq(reports, 1);
	return rows;
}

/* --- impact --- */

/* 0.9 of 357373.6295, 500175.3835 and of what 2024 comes to, each floored. */
START_TEST(a_revised_factor_changes_every_row_by_the_expected_tonnes)
{
	static const struct {
		int64_t year, before, after;
	} expected[] = {{2022, 357373, 321636}, {2023, 500175, 450157}, {2024, 385775, 347197}};
	size_t n;
	struct impact_row *rows = impact_of(
		revised("expression: BE - PE", "expression: BE * 0.9 - PE"), "CCER-01-002-V02", &n);

	ck_assert_uint_eq(n, COUNT_OF(expected));
	for (size_t i = 0; i < n; i++) {
		ck_assert_str_eq(rows[i].code.text, "A210001");
		ck_assert_str_eq(rows[i].methodology.text, "CCER-01-002-V01");
		ck_assert_int_eq(rows[i].batch, 1);
		ck_assert_int_eq(rows[i].year, expected[i].year);
		ck_assert(rows[i].registered && rows[i].issued);
		ck_assert(rows[i].before_known && rows[i].after_known);
		ck_assert_int_eq(tonnes_count(rows[i].verified), expected[i].before);
		ck_assert_int_eq(tonnes_count(rows[i].calculated), expected[i].before);
		ck_assert_int_eq(tonnes_count(rows[i].before), expected[i].before);
		ck_assert_int_eq(tonnes_count(rows[i].after), expected[i].after);
	}
}
END_TEST

START_TEST(another_number_concerns_no_row)
{
	size_t n = 9;

	impact_of(revised("code: CCER-01-002", "code: CCER-01-009"), "CCER-01-009-V01", &n);
	ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(a_year_below_zero_earns_nothing)
{
	size_t n;
	struct impact_row *rows = impact_of(
		revised("expression: BE - PE", "expression: PE - BE"), "CCER-01-002-V02", &n);

	ck_assert_uint_eq(n, 3);
	ck_assert(rows[0].after_known);
	ck_assert_int_eq(tonnes_count(rows[0].after), 0);
}
END_TEST

START_TEST(a_row_that_cannot_be_calculated_is_listed_with_its_reason)
{
	size_t n;
	struct impact_row *rows = impact_of(revised("EG_export", "EG_sent"), "CCER-01-002-V02", &n);

	ck_assert_uint_eq(n, 3);
	ck_assert(rows[2].before_known && !rows[2].after_known);
	ck_assert_int_eq(rows[2].after_error.code, ERROR_VALUE_NOT_A_PARAMETER);
	ck_assert_str_eq(error_argument(&rows[2].after_error, "symbol"), "EG_export");

	rows = impact_of(revised("grid.factors", "other.factors"), "CCER-01-002-V02", &n);
	ck_assert(!rows[0].after_known);
	ck_assert_int_eq(rows[0].after_error.code, ERROR_CALCULATION_ROW);
	ck_assert_str_eq(error_argument(&rows[0].after_error, "table"), "other.factors");
}
END_TEST

/* --- one report --- */

static int recomputed(const struct calculation_if *changes, int64_t year,
	struct recomputed_row **rows, size_t *n, struct error *err)
{
	struct sealed_report report;

	ck_assert_int_eq(registry_report(maker->registry, mem,
				 &maker->story->sealed[STORY_REPORTED], &report, err),
		1);
	return registry_recompute(maker->registry, mem, &report, year, changes, rows, n, err);
}

START_TEST(a_value_set_goes_before_the_sealed_one)
{
	const struct named_value set[] = {{"EG_export", "1100"}, {"EG_import", "100"}};
	const struct calculation_if what = {.set = set, .set_n = COUNT_OF(set)};
	struct recomputed_row *rows;
	struct error err = {0};
	size_t n;

	ck_assert_int_eq(recomputed(&what, 0, &rows, &n, &err), 0);
	ck_assert_uint_eq(n, 3);
	ck_assert_int_eq(rows[0].result.tonnes, 618); /* 1000 * 0.6185 */
	ck_assert_int_eq(rows[2].result.tonnes, 618);
	ck_assert_int_eq(recomputed(&what, 2023, &rows, &n, &err), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(rows[0].year, 2023);
	ck_assert_int_eq(recomputed(&(struct calculation_if){0}, 2023, &rows, &n, &err), 0);
	ck_assert_int_eq(rows[0].result.tonnes, 500175);
}
END_TEST

START_TEST(a_value_of_no_parameter_is_refused)
{
	const struct named_value set[] = {{"EG_exported", "1100"}};
	const struct calculation_if what = {.set = set, .set_n = 1};
	struct recomputed_row *rows;
	struct error err = {0};
	size_t n;

	ck_assert_int_eq(recomputed(&what, 0, &rows, &n, &err), -1);
	ck_assert_int_eq(err.code, ERROR_VALUE_NOT_A_PARAMETER);
	ck_assert_str_eq(err.path, "/EG_exported");
}
END_TEST

static int half_in_2023(void *ctx, const struct methodology_row *row, int known,
	struct methodology_found *found, struct error *err)
{
	(void)err;
	(*(int *)ctx)++;
	ck_assert_int_eq(known, 1);
	ck_assert_str_eq(row->table, "grid.factors");
	ck_assert_str_eq(found->edition, "2023");
	ck_assert_str_eq(found->values, "CM=0.61850");
	if (row->year == 2023)
		found->values = "CM=0.5";
	return known;
}

START_TEST(a_factor_given_goes_before_the_registrys)
{
	int asked = 0;
	const struct calculation_if what = {.ctx = &asked, .row = half_in_2023};
	struct recomputed_row *rows;
	struct error err = {0};
	size_t n;

	ck_assert_int_eq(recomputed(&what, 0, &rows, &n, &err), 0);
	ck_assert_int_eq(asked, 3);
	ck_assert_int_eq(rows[0].result.tonnes, 357373);
	ck_assert_int_eq(rows[1].result.tonnes, 404345); /* 808691 / 2 */
}
END_TEST

/* --- how often a methodology is compiled --- */

START_TEST(a_sealed_report_is_compiled_once_however_often_it_is_calculated)
{
	const struct named_value set[] = {{"EG_export", "1100"}, {"EG_import", "100"}};
	const struct calculation_if what = {.set = set, .set_n = COUNT_OF(set)};
	struct sealed_report report;
	struct recomputed_row *rows;
	struct error err = {0};
	size_t n;

	compiled_n = 0;
	ck_assert_int_eq(registry_report(maker->registry, mem,
				 &maker->story->sealed[STORY_REPORTED], &report, &err),
		1);
	for (int year = 2022; year <= 2024; year++)
		ck_assert_int_eq(registry_recompute(maker->registry, mem, &report, year, &what,
					 &rows, &n, &err),
			0);
	ck_assert_int_eq(compiled_n, 1);
}
END_TEST

#define METER_OF(parameter)                                                                        \
	"- {parameter: " parameter ", serial: M1, accuracy_class: 0.2S, calibration_report: C2, "  \
	"calibrated_on: 2024-03-01, valid_until: 2025-02-28}\n"

START_TEST(a_dry_run_decides_and_shows_every_year_with_one_program)
{
	struct story *s = maker->story;
	const char *text = story_project_text(s, STORY_REPORTED);
	struct submission out;
	struct document *d;
	struct error err = {0};

	text = talloc_strndup(mem, text, (size_t)(strstr(text, "meters:") - text));
	text = story_but(s, text, "batch: 1", "batch: 2");
	text = story_but(s, text, "{first: 2022-04-01, last: 2024-10-31}",
		"{first: 2024-11-01, last: 2025-02-28}");
	text = story_text(s,
		"%smeters:\n" METER_OF("EG_export")
			METER_OF("EG_import") "rows:\n"
					      "- {year: 2024, claim: 1, values: {EG_export: "
					      "\"1000\", EG_import: \"0\"}}\n"
					      "- {year: 2025, claim: 1, values: {EG_export: "
					      "\"1000\", EG_import: \"0\"}}\n",
		text);
	d = story_document(s, story_project_fill(s, text), "owner");
	compiled_n = 0;
	ck_assert_msg(registry_submit(maker->registry, mem, d->bytes, d->size, SUBMIT_TRY, s->at,
			      &out, &err) == 0,
		"%s %s", error_name(err.code), err.path);
	ck_assert_uint_eq(out.rows_n, 2);
	ck_assert_int_eq(out.rows[1].result.tonnes, 618);
	ck_assert_int_eq(compiled_n, 1);
}
END_TEST

/* Called by its own hash and by that of its revision: as it reads now. */
START_TEST(a_revised_report_is_calculated_as_it_reads_now)
{
	struct folder f = folder_make();
	struct ledger_maker *m = ledger_maker_new(mem, folder_file(&f, "ledger.git"));
	struct story *s = m->story;
	const struct digest *asked[2];
	struct sealed_report sealed;
	struct recomputed_row *rows;
	struct digest revision;
	struct error err;
	size_t n;

	ledger_maker_until(m, STORY_REPORT_COMMENT);
	story_at(s, "2025-01-20");
	revision = story_seal(s,
		story_text(s,
			"kind: revision\nrevises: %s\nchanges:\n- {path: /rows, why: 更正}\n"
			"report:\n%s",
			story_hex(s, &s->sealed[STORY_REPORTED]),
			story_indented(
				s, story_project_fill(
					   s, story_but(s, story_project_text(s, STORY_REPORTED),
						      "claim: 357373", "claim: 357000")))),
		"owner");
	asked[0] = &s->sealed[STORY_REPORTED];
	asked[1] = &revision;
	for (size_t i = 0; i < COUNT_OF(asked); i++) {
		ck_assert_int_eq(registry_report(m->registry, mem, asked[i], &sealed, &err), 1);
		ck_assert_int_eq(
			registry_recompute(m->registry, mem, &sealed, 2022, NULL, &rows, &n, &err),
			0);
		ck_assert_uint_eq(n, 1);
		ck_assert_int_eq(tonnes_count(rows[0].claim), 357000);
	}
	ledger_maker_close(m);
	talloc_free(m);
	folder_remove(&f);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("recompute");
	TCase *t = tcase_create("recompute");

	tcase_add_unchecked_fixture(t, make_ledger, remove_ledger);
	tcase_add_checked_fixture(t, begin, end);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_revised_factor_changes_every_row_by_the_expected_tonnes);
	tcase_add_test(t, another_number_concerns_no_row);
	tcase_add_test(t, a_year_below_zero_earns_nothing);
	tcase_add_test(t, a_row_that_cannot_be_calculated_is_listed_with_its_reason);
	tcase_add_test(t, a_value_set_goes_before_the_sealed_one);
	tcase_add_test(t, a_value_of_no_parameter_is_refused);
	tcase_add_test(t, a_factor_given_goes_before_the_registrys);
	tcase_add_test(t, a_sealed_report_is_compiled_once_however_often_it_is_calculated);
	tcase_add_test(t, a_dry_run_decides_and_shows_every_year_with_one_program);
	tcase_add_test(t, a_revised_report_is_calculated_as_it_reads_now);
	suite_add_tcase(s, t);
	return s;
}
TEST_MAIN(suite)
