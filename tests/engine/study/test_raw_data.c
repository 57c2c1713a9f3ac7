/*
 * Values of a report derived again from the raw data that it names: two days in each of
 * two years from one file of readings, and a list of coal for the later year alone.
 */
#include "engine/study/raw_data.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "record/overlay.h"
#include "tests/rules/story.h"
#include "tests/support.h"

#define HASH(digit) digit digit digit digit digit digit digit digit
#define SHA(digit)                                                                                 \
	HASH(digit)                                                                                \
	HASH(digit) HASH(digit) HASH(digit) HASH(digit) HASH(digit) HASH(digit) HASH(digit)
#define FILE_OF(name, digit, more)                                                                 \
	"- {name: " name                                                                           \
	", sha256: " SHA(digit) ", bytes: 9, media: text/csv, readers: public, " more "}\n"
#define READINGS FILE_OF("readings.csv", "1", "raw_data: meter")
#define COAL FILE_OF("coal.csv", "2", "raw_data: coal, year: 2024")

static const char readings[] = "time,kwh\n"
			       "2023-12-30,1000\n"
			       "2023-12-31,500.5\n"
			       "2024-01-01,200\n"
			       "2024-01-02,300\n";
static const char coal[] = "kg\n1000\n234\n";

/* The data that is there, and what was reported. */
struct desk {
	const char *readings, *coal; /* NULL: not here */
	enum error_code broken;	     /* what the source answers instead, if any */
	char told[1024];
	struct error fault; /* the first */
	size_t faults_n;
};

static void *mem;
static struct story *story;

static void begin(void)
{
	struct record m = record_new(RECORD_METHODOLOGY);

	mem = talloc_new(NULL);
	story = story_at_stage(mem, STORY_REGISTERED);
	ck_assert(methodology_code_parse("CCER-01-002-V01", 15, &m.methodology.code));
	ck_assert(story_get(story, &m));
	m.methodology.source = story_but(story,
		story_file(story, "tests/data/methodologies/daily-meter.yaml"), "raw_data:\n",
		"- {symbol: F, unit: t, source: monitored, name: {zh: 煤}}\n"
		"raw_data:\n"
		"- name: coal\n"
		"  columns:\n"
		"  - {name: kg, unit: kg}\n"
		"  values:\n"
		"  - {symbol: F, rule: sum, of: [kg], factor: \"1/3000 [t/kg]\"}\n");
	m.methodology.source =
		story_but(story, m.methodology.source, "* EF\"}", "* EF - F * 1 [tCO2/t]\"}");
	story_put(story, &m);
}

static void end(void)
{
	talloc_free(mem);
}

/* The report, with its attachments and the values of its two years. */
static const struct document *decoded(const char *text)
{
	struct document *d = story_document(story, text, "owner");
	struct error err;
	char why[ERROR_TEXT_MAX];

	ck_assert_msg(document_decode(d, &err) == 0, "%s",
		error_report(&err, LANGUAGE_EN, why, sizeof(why)));
	return d;
}

/* The members of a report, behind its kind. */
static const char *members(const char *of_2023, const char *of_2024)
{
	return story_text(story,
		"kind: accounting-report\nproject: A210001\nbatch: 1\n"
		"period: {first: 2023-12-30, last: 2024-01-02}\nvvb: %s\n"
		"design_conformity: 按设计实施\nmeters: []\nrows:\n"
		"- {year: 2023, claim: 0, values: {%s}}\n"
		"- {year: 2024, claim: 0, values: {%s}}\n",
		story_id("ccsc"), of_2023, of_2024);
}

static const struct document *report(const char *files, const char *of_2023, const char *of_2024)
{
	return decoded(story_text(story, "%s%s%s", members(of_2023, of_2024),
		files[0] ? "attachments:\n" : "", files));
}

/* The same as the new text of a revision, which names the files itself. */
static const struct document *revision(const char *files, const char *of_2023, const char *of_2024)
{
	return decoded(story_text(story,
		"kind: revision\nrevises: "
		"0000000000000000000000000000000000000000000000000000000000000001\n"
		"changes:\n- {path: /rows, why: 更正}\nattachments:\n%sreport:\n%s",
		files, story_indented(story, members(of_2023, of_2024))));
}

/* Derives from the texts that are there, one after the other. */
static int derive(void *ctx, void *below, const struct raw_data_asked *asked,
	struct derived_values *out, const struct attachment **absent, struct error *err)
{
	struct desk *desk = ctx;
	struct derive_run *run = derive_begin(below, asked->derivation, asked->name, asked->year,
		asked->period.first, asked->period.last, err);

	if (desk->broken)
		return error_set(err, desk->broken, NULL, "", NULL);
	ck_assert_ptr_nonnull(run);
	for (size_t i = 0; i < asked->files_n; i++) {
		const char *text = strcmp(asked->files[i]->name, "coal.csv") == 0 ? desk->coal
										  : desk->readings;

		if (!text) {
			*absent = asked->files[i];
			return 0;
		}
		if (i > 0 && derive_next(run, err) < 0)
			return -1;
		if (derive_feed(run, text, strlen(text), err) < 0)
			return -1;
	}
	return derive_end(run, out, err) < 0 ? -1 : 1;
}

static void tell(void *ctx, const struct raw_data_told *told)
{
	static const char *const words[] = {"not-attached", "absent", "equal", "differs"};
	struct desk *desk = ctx;
	size_t used = strlen(desk->told);

	snprintf(desk->told + used, sizeof(desk->told) - used, "%s%" PRId64 " %s %s",
		used ? ", " : "", told->asked->year, told->asked->name, words[told->outcome]);
	if (told->absent) {
		used = strlen(desk->told);
		snprintf(desk->told + used, sizeof(desk->told) - used, " %s", told->absent->name);
	}
	if (told->faults_n && desk->faults_n == 0)
		desk->fault = told->faults[0];
	desk->faults_n += told->faults_n;
}

static int check(struct desk *desk, const struct document *d, struct error *err)
{
	const struct raw_data_source source = {desk, derive, tell};

	return raw_data_check(programs_new(mem), overlay_view(story->state), d, &source, err);
}

static void must_check(struct desk *desk, const struct document *d)
{
	struct error err = {0};
	char text[ERROR_TEXT_MAX];

	ck_assert_msg(check(desk, d, &err) == 0, "%s",
		error_report(&err, LANGUAGE_EN, text, sizeof(text)));
}

#define EG_2023 "\"EG[12]\": 1.5005"
#define EG_2024 "\"EG[01]\": 0.5"

/* Files, values of 2023 and 2024, what is there, and what must be reported. */
static const struct {
	const char *name, *files, *of_2023, *of_2024;
	bool readings, coal;
	const char *told;
} outcomes[] = {
	{"all is equal, a fraction too", READINGS COAL, EG_2023, EG_2024 ", F: 617/1500", true,
		true,
		"2023 coal not-attached, 2023 meter equal, 2024 coal equal, 2024 meter equal"},
	{"the same number written otherwise is equal", READINGS COAL, "\"EG[12]\": 1.50050",
		"\"EG[01]\": 1/2, F: 1234/3000", true, true,
		"2023 coal not-attached, 2023 meter equal, 2024 coal equal, 2024 meter equal"},
	{"what is not here is said", READINGS COAL, EG_2023, EG_2024 ", F: 617/1500", false, true,
		"2023 coal not-attached, 2023 meter absent readings.csv, 2024 coal equal, "
		"2024 meter absent readings.csv"},
	{"what is not attached is said", "", EG_2023, EG_2024, true, true,
		"2023 coal not-attached, 2023 meter not-attached, 2024 coal not-attached, "
		"2024 meter not-attached"},
	{"an attachment that is no raw data is none", FILE_OF("readings.csv", "1", ""), EG_2023,
		EG_2024, true, true,
		"2023 coal not-attached, 2023 meter not-attached, 2024 coal not-attached, "
		"2024 meter not-attached"},
	{"files of a year count in that year alone",
		FILE_OF("readings.csv", "1", "raw_data: meter, year: 2024"), EG_2023, EG_2024, true,
		true,
		"2023 coal not-attached, 2023 meter not-attached, 2024 coal not-attached, "
		"2024 meter equal"},
};

START_TEST(each_year_and_file_is_told)
{
	struct desk desk = {.readings = outcomes[_i].readings ? readings : NULL,
		.coal = outcomes[_i].coal ? coal : NULL};

	must_check(&desk, report(outcomes[_i].files, outcomes[_i].of_2023, outcomes[_i].of_2024));
	ck_assert_msg(
		strcmp(desk.told, outcomes[_i].told) == 0, "%s: %s", outcomes[_i].name, desk.told);
	ck_assert_uint_eq(desk.faults_n, 0);
}
END_TEST

START_TEST(a_value_that_differs_is_a_fault_at_its_place_in_the_report)
{
	struct desk desk = {.readings = readings, .coal = coal};

	must_check(&desk,
		report(READINGS COAL, "\"EG[12]\": 1.5005000000001", EG_2024 ", F: 617/1500"));
	ck_assert_ptr_nonnull(strstr(desk.told, "2023 meter differs, 2024 coal equal"));
	ck_assert_uint_eq(desk.faults_n, 1);
	ck_assert_int_eq(desk.fault.code, ERROR_AUDIT_RAW_VALUE);
	ck_assert_str_eq(desk.fault.path, "/rows/0/values/EG[12]");
	ck_assert_uint_gt(desk.fault.line, 1);
	ck_assert_str_eq(error_argument(&desk.fault, "reported"), "1.5005000000001");
	ck_assert_str_eq(error_argument(&desk.fault, "derived"), "1.5005");
	ck_assert_str_eq(error_argument(&desk.fault, "year"), "2023");
}
END_TEST

START_TEST(a_revised_report_is_held_against_its_own_files)
{
	struct desk desk = {.readings = readings, .coal = coal};

	must_check(&desk, revision(READINGS COAL, "\"EG[12]\": 1.6", EG_2024 ", F: 617/1500"));
	ck_assert_ptr_nonnull(strstr(desk.told, "2023 meter differs, 2024 coal equal"));
	ck_assert_int_eq(desk.fault.code, ERROR_AUDIT_RAW_VALUE);
	ck_assert_str_eq(desk.fault.path, "/report/rows/0/values/EG[12]");
	ck_assert_uint_gt(desk.fault.line, 1);
}
END_TEST

START_TEST(a_value_that_is_not_reported_is_a_fault)
{
	struct desk desk = {.readings = readings, .coal = coal};

	must_check(&desk, report(READINGS COAL, EG_2023, EG_2024));
	ck_assert_uint_eq(desk.faults_n, 1);
	ck_assert_int_eq(desk.fault.code, ERROR_AUDIT_RAW_NO_VALUE);
	ck_assert_str_eq(desk.fault.path, "/rows/1/values");
	ck_assert_str_eq(error_argument(&desk.fault, "symbol"), "F");
	ck_assert_str_eq(error_argument(&desk.fault, "derived"), "617/1500");
}
END_TEST

START_TEST(data_that_the_methodology_refuses_are_a_fault)
{
	struct desk desk = {.readings = "time,kwh\n2023-12-30,1000\n2023-12-31,500.5\n"
					"2024-01-02,1\n"};

	must_check(&desk, report(READINGS, EG_2023, EG_2024));
	ck_assert_int_eq(desk.fault.code, ERROR_ATTACHMENT_GAP);
	ck_assert_uint_eq(desk.fault.line, 4);
	ck_assert_ptr_nonnull(strstr(desk.told, "2023 meter equal, 2024 coal not-attached, "
						"2024 meter differs"));
}
END_TEST

START_TEST(several_files_follow_each_other)
{
	struct desk desk = {.readings = readings, .coal = coal};

	/* The same list twice is twice the coal. */
	must_check(&desk, report(COAL COAL, EG_2023, EG_2024 ", F: 1234/1500"));
	ck_assert_ptr_nonnull(strstr(desk.told, "2024 coal equal"));
}
END_TEST

/* A disk that fails says nothing about the report. */
START_TEST(a_source_that_cannot_read_ends_the_check)
{
	struct desk desk = {.broken = ERROR_IO};
	struct error err = {0};

	ck_assert_int_eq(check(&desk, report(READINGS, EG_2023, EG_2024), &err), -1);
	ck_assert_int_eq(err.code, ERROR_IO);
	ck_assert_uint_eq(desk.faults_n, 0);
}
END_TEST

static Suite *raw_data_suite(void)
{
	Suite *s = suite_create("raw data");
	TCase *t = tcase_create("raw data");

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_loop_test(
		t, each_year_and_file_is_told, 0, (int)(sizeof(outcomes) / sizeof(outcomes[0])));
	tcase_add_test(t, a_value_that_differs_is_a_fault_at_its_place_in_the_report);
	tcase_add_test(t, a_revised_report_is_held_against_its_own_files);
	tcase_add_test(t, a_value_that_is_not_reported_is_a_fault);
	tcase_add_test(t, data_that_the_methodology_refuses_are_a_fault);
	tcase_add_test(t, several_files_follow_each_other);
	tcase_add_test(t, a_source_that_cannot_read_ends_the_check);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(raw_data_suite)
