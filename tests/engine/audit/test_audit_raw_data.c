/*
 * The audit of a real ledger with a report that names its raw data: what comes from them
 * is equal, differs, is refused, or cannot be obtained. Nothing else in the audit depends
 * on it.
 */
#include "engine/audit/audit.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "tests/engine/ledger_maker.h"
#include "tests/folder.h"
#include "tests/support.h"

#define DIGEST_OF_1 "1111111111111111111111111111111111111111111111111111111111111111"
#define HEAD "time,export,export_factor,export_state,import,import_factor,import_state\n"

static struct folder made;
static const char *ledger;
static int64_t sequence; /* of the report */

static void make_ledger(void)
{
	struct ledger_maker *m;
	struct submission s;

	made = folder_make();
	ledger = strdup(folder_file(&made, "ledger.git"));
	ck_assert_ptr_nonnull(ledger);
	m = ledger_maker_new(NULL, ledger);
	ledger_maker_until(m, STORY_REGISTERED);
	ledger_maker_submit(m,
		ledger_maker_file(m, "kind: clock\ninstant: 2025-06-01T00:00:00Z\n", "operator"),
		&s);
	story_at(m->story, "2025-06-01T00:00:00Z");
	ledger_maker_submit(m,
		ledger_maker_file(m,
			story_text(m->story,
				"kind: accounting-report\n"
				"attachments:\n- {name: readings.csv, sha256: " DIGEST_OF_1
				", bytes: 9, media: text/csv, readers: public, raw_data: meters}\n"
				"project: A210001\nbatch: 1\n"
				"period: {first: 2024-01-01, last: 2024-01-03}\nvvb: %s\n"
				"design_conformity: 按设计实施\nmeters:\n"
				"- {parameter: EG_export, serial: M1, accuracy_class: 0.2S, "
				"calibration_report: C1, calibrated_on: 2024-01-01, valid_until: "
				"2024-12-31}\n"
				"- {parameter: EG_import, serial: M1, accuracy_class: 0.2S, "
				"calibration_report: C1, calibrated_on: 2024-01-01, valid_until: "
				"2024-12-31}\n"
				"rows:\n- {year: 2024, claim: 100, values: {EG_export: 299.7, "
				"EG_import: 3.006}}\n",
				story_id("ccsc")),
			"owner"),
		&s);
	sequence = s.entry.sequence;
	/* Something that comes after it. */
	ledger_maker_rules(m);
	talloc_free(m);
}

static void remove_ledger(void)
{
	free((char *)ledger);
	folder_remove(&made);
}

/* The data that is there: a text, or nothing. */
struct desk {
	const char *text;
	enum error_code broken;
	int told[RAW_DATA_DIFFERS + 1];
};

static int derive(void *ctx, void *mem, const struct raw_data_asked *asked,
	struct derived_values *out, const struct attachment **absent, struct error *err)
{
	const struct desk *desk = ctx;
	struct derive_run *run = derive_begin(mem, asked->derivation, asked->name, asked->year,
		asked->period.first, asked->period.last, err);

	if (desk->broken)
		return error_set(err, desk->broken, NULL, "", NULL);
	ck_assert_ptr_nonnull(run);
	*absent = asked->files[0];
	if (!desk->text)
		return 0;
	if (derive_feed(run, desk->text, strlen(desk->text), err) < 0 ||
		derive_end(run, out, err) < 0)
		return -1;
	return 1;
}

static void tell(void *ctx, const struct raw_data_told *told)
{
	((struct desk *)ctx)->told[told->outcome]++;
}

static const struct {
	const char *text;
	enum raw_data_outcome outcome;
	int64_t done;
	size_t findings;
	enum error_code code;
	const char *path;
} cases[] = {
	/* On the second day the meters' calibration was late: 0.2 % less out, 0.2 % more in. */
	{HEAD "2024-01-01,100,1,ok,0,1,ok\n"
	      "2024-01-02,150,1,late-class-02,3,1,late-class-02\n"
	      "2024-01-03,50,1,ok,0,1,ok\n",
		RAW_DATA_EQUAL, 1, 0, ERROR_NONE, ""},
	{HEAD "2024-01-01,100,1,ok,0,1,ok\n"
	      "2024-01-02,150,1,late-class-02,3,1,late-class-02\n"
	      "2024-01-03,50,1,ok,-,1,ok\n",
		RAW_DATA_DIFFERS, 1, 1, ERROR_ATTACHMENT_NUMBER, "/meters/import"},
	{HEAD "2024-01-01,100,1,ok,0,1,ok\n"
	      "2024-01-02,150,1,ok,3,1,late-class-02\n"
	      "2024-01-03,50,1,ok,0,1,ok\n",
		RAW_DATA_DIFFERS, 1, 1, ERROR_AUDIT_RAW_VALUE, "/rows/0/values/EG_export"},
	{HEAD "2024-01-01,101,1,ok,0,1,ok\n"
	      "2024-01-02,150,1,late-class-02,3,1,ok\n"
	      "2024-01-03,50,1,ok,0,1,ok\n",
		RAW_DATA_DIFFERS, 1, 2, ERROR_AUDIT_RAW_VALUE, "/rows/0/values/EG_export"},
	{NULL, RAW_DATA_ABSENT, 0, 0, ERROR_NONE, ""},
};

static struct audit_result result;

static int audit(struct desk *desk, struct error *err)
{
	const struct raw_data_source source = {desk, derive, tell};
	const struct audit_options options = {.raw_data = &source};

	return audit_run(ledger, &options, &result, err);
}

START_TEST(a_report_is_held_against_its_raw_data)
{
	struct desk desk = {.text = cases[_i].text};
	struct error err = {0};
	const struct audit_finding *f = &result.findings[0];

	ck_assert_int_eq(audit(&desk, &err), 0);
	for (int i = 0; i <= RAW_DATA_DIFFERS; i++)
		ck_assert_int_eq(desk.told[i], i == (int)cases[_i].outcome);
	ck_assert_int_eq(result.done[AUDIT_RAW_DATA], cases[_i].done);
	ck_assert_uint_eq(result.findings_n, cases[_i].findings);
	/* The walk goes on to the end, whatever is found about a report. */
	ck_assert_int_gt(result.entries, sequence + 1);
	if (cases[_i].findings == 0)
		return;
	ck_assert_int_eq(f->check, AUDIT_RAW_DATA);
	ck_assert_int_eq(f->sequence, sequence);
	ck_assert_int_eq(f->error.code, cases[_i].code);
	ck_assert_str_eq(f->error.path, cases[_i].path);
	ck_assert_uint_gt(f->error.line, 0);
}
END_TEST

START_TEST(a_disk_that_fails_ends_the_audit_and_is_no_finding)
{
	struct desk desk = {.broken = ERROR_IO};
	struct error err = {0};

	ck_assert_int_eq(audit(&desk, &err), -1);
	ck_assert_int_eq(err.code, ERROR_IO);
}
END_TEST

START_TEST(without_a_source_nothing_is_derived)
{
	static const struct audit_options options;
	struct error err = {0};

	ck_assert_int_eq(audit_run(ledger, &options, &result, &err), 0);
	ck_assert_int_eq(result.done[AUDIT_RAW_DATA], 0);
	ck_assert_uint_eq(result.findings_n, 0);
}
END_TEST

static Suite *audit_raw_data_suite(void)
{
	Suite *s = suite_create("audit: raw data");
	TCase *t = tcase_create("audit: raw data");

	tcase_set_timeout(t, 60);
	tcase_add_unchecked_fixture(t, make_ledger, remove_ledger);
	tcase_add_loop_test(t, a_report_is_held_against_its_raw_data, 0,
		(int)(sizeof(cases) / sizeof(cases[0])));
	tcase_add_test(t, a_disk_that_fails_ends_the_audit_and_is_no_finding);
	tcase_add_test(t, without_a_source_nothing_is_derived);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(audit_raw_data_suite)
