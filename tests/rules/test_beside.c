#include <string.h>

#include <talloc.h>

#include "tests/rules/story_project.h"
#include "tests/support.h"

/*
 * What is shown beside a design or an accounting report: reports of a VVB that it has replaced,
 * the owner's explanations, another VVB's opinion.
 */

#define UNKNOWN_HASH "0000000000000000000000000000000000000000000000000000000000000001"

/* The document shown with `of` by the entry sealed last, or zero. */
static struct digest beside(struct story *s, const struct digest *of)
{
	struct record r = record_new(RECORD_BESIDE);

	r.beside.of = *of;
	r.beside.sequence = s->sequence - 1;
	return story_get(s, &r) ? r.beside.document : (struct digest){{0}};
}

/* --- replaced reports --- */

/* The stage's report again, replacing the one named, with one more place changed. */
static const char *again(struct story *s, enum story_stage stage, const char *replaces,
	const char *from, const char *to)
{
	const char *text = story_but(s, story_project_text(s, stage), "conclusion: positive",
		story_text(s, "replaces: %s\nconclusion: positive", replaces));

	return story_project_fill(s, from ? story_but(s, text, from, to) : text);
}

static void lay_disowned(struct story *s)
{
	struct record r = record_new(RECORD_DISOWNED);

	r.disowned.report = s->sealed[STORY_VALIDATED];
	r.disowned.sequence = 90;
	story_put(s, &r);
}

static const struct {
	const char *name;
	enum story_stage at, of;
	const char *replaces;
	void (*lay)(struct story *s);
	const char *signer;
	enum error_code code;
	const char *path;
} not_replaced[] = {
	{"nothing stands yet", STORY_DESIGN_COMMENT, STORY_VALIDATED, UNKNOWN_HASH, NULL, "cec",
		ERROR_REPLACES_NOTHING, "/replaces"},
	{"another report stands", STORY_VALIDATED, STORY_VALIDATED, UNKNOWN_HASH, NULL, "cec",
		ERROR_REPLACES_OTHER, "/replaces"},
	{"another body", STORY_VALIDATED, STORY_VALIDATED, "@validation", NULL, "ccsc",
		ERROR_VVB_OTHER, "/signers/0/party"},
	{"a report that no longer counts", STORY_VALIDATED, STORY_VALIDATED, "@validation",
		lay_disowned, "cec", ERROR_VVB_REPORT_DISOWNED, "/replaces"},
	{"registration is requested", STORY_REGISTRATION_REQUESTED, STORY_VALIDATED, "@validation",
		NULL, "cec", ERROR_REPLACES_NOTHING, "/replaces"},
	{"no verification yet", STORY_REPORT_COMMENT, STORY_VERIFIED, UNKNOWN_HASH, NULL, "ccsc",
		ERROR_REPLACES_NOTHING, "/replaces"},
	{"another verification stands", STORY_VERIFIED, STORY_VERIFIED, UNKNOWN_HASH, NULL, "ccsc",
		ERROR_REPLACES_OTHER, "/replaces"},
	{"registration of reductions is requested", STORY_REDUCTION_REQUESTED, STORY_VERIFIED,
		"@verification", NULL, "ccsc", ERROR_REPLACES_NOTHING, "/replaces"},
};

START_TEST(a_report_is_replaced_while_it_stands)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, not_replaced[_i].at);

	story_at(s, story_project_instant(not_replaced[_i].of));
	if (not_replaced[_i].lay)
		not_replaced[_i].lay(s);
	story_expect(s, again(s, not_replaced[_i].of, not_replaced[_i].replaces, NULL, NULL),
		not_replaced[_i].signer, not_replaced[_i].code, not_replaced[_i].path);
}
END_TEST

START_TEST(a_second_report_that_replaces_none_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_VALIDATED);

	ck_assert_int_eq(story_project_try(s, STORY_VALIDATED, NULL), ERROR_VALIDATION_STATE);
}
END_TEST

START_TEST(a_validation_is_replaced_and_shown_with_the_new_one)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_VALIDATED);
	const struct digest old = s->sealed[STORY_VALIDATED];
	struct digest last, shown;
	struct record_project p;

	last = story_seal(s, again(s, STORY_VALIDATED, "@validation", NULL, NULL), "cec");
	p = story_project_record(s);
	ck_assert_int_eq(p.status, PROJECT_VALIDATED);
	ck_assert(digest_equal(&p.validation, &last));
	shown = beside(s, &s->sealed[STORY_DESIGNED]);
	ck_assert(digest_equal(&shown, &old));
	shown = beside(s, &old);
	ck_assert(digest_equal(&shown, &last));
	ck_assert_int_eq(story_project_try(s, STORY_REGISTRATION_REQUESTED, NULL),
		ERROR_REGISTRATION_REPORT_OTHER);
	s->sealed[STORY_VALIDATED] = last;
	ck_assert_int_eq(story_project_try(s, STORY_REGISTRATION_REQUESTED, NULL), ERROR_NONE);
}
END_TEST

static int64_t verified(struct story *s, int64_t year)
{
	struct record row = record_new(RECORD_REDUCTION);

	row.reduction.text = s->sealed[STORY_REPORTED];
	row.reduction.year = year;
	ck_assert(story_get(s, &row));
	return tonnes_count(row.reduction.verified);
}

START_TEST(a_lost_digit_is_mended)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REPORT_COMMENT);
	const struct change lost = {.find = "quantity: 500175", .replace = "quantity: 50017"};
	struct record_report report;
	struct digest last;

	ck_assert_int_eq(story_project_try(s, STORY_VERIFIED, &lost), ERROR_NONE);
	ck_assert_int_eq(verified(s, 2023), 50017);
	s->sealed[STORY_VERIFIED] = story_report_record(s).verification;
	last = story_seal(s, again(s, STORY_VERIFIED, "@verification", NULL, NULL), "ccsc");
	ck_assert_int_eq(verified(s, 2023), 500175);
	report = story_report_record(s);
	ck_assert_int_eq(tonnes_count(report.verified), 1243323);
	ck_assert(digest_equal(&report.verification, &last));
}
END_TEST

START_TEST(a_negative_one_leaves_nothing_verified)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_VERIFIED);

	(void)story_seal(s,
		again(s, STORY_VERIFIED, "@verification",
			"conclusion: positive\nfindings:\n- {item: methodology, finding: conforms",
			"conclusion: negative\nfindings:\n- {item: methodology, finding: "
			"does-not-conform"),
		"ccsc");
	ck_assert_int_eq(story_report_record(s).status, REPORT_ENDED);
	ck_assert_int_eq(tonnes_count(story_report_record(s).verified), 0);
	ck_assert_int_eq(verified(s, 2023), 0);
}
END_TEST

/* --- explanations and second opinions --- */

static void lay_withdrawn(struct story *s)
{
	(void)story_seal(
		s, story_project_fill(s, "kind: withdrawal\nof: @design\nreason: 停建\n"), "owner");
}

#define EXPLAINS(of, what) "kind: explanation\nof: " of "\n" what "text: 两项目不同\n"
#define OPINION(of) "kind: second-opinion\nof: " of "\nfinding: does-not-conform\ntext: 存疑\n"

static const struct {
	const char *name;
	enum story_stage at;
	void (*lay)(struct story *s);
	const char *text, *signer;
	enum error_code code;
	const char *path;
} refused[] = {
	{"a text that is known", STORY_REGISTERED, NULL,
		EXPLAINS(UNKNOWN_HASH, "overlaps: A210001\n"), "owner", ERROR_APPLICATION_UNKNOWN,
		"/of"},
	{"something is explained", STORY_DESIGNED, NULL, EXPLAINS("@design", ""), "owner",
		ERROR_EXPLANATION_ONE, ""},
	{"one thing is explained", STORY_DESIGNED, NULL,
		EXPLAINS("@design", "warning: 0\noverlaps: A210001\n"), "owner",
		ERROR_EXPLANATION_ONE, ""},
	{"a warning that there is", STORY_DESIGNED, NULL, EXPLAINS("@design", "warning: 0\n"),
		"owner", ERROR_EXPLANATION_WARNING, "/warning"},
	{"a project that is registered", STORY_DESIGNED, NULL,
		EXPLAINS("@design", "overlaps: A210001\n"), "owner", ERROR_PROJECT_UNKNOWN,
		"/overlaps"},
	{"the owner explains", STORY_REPORTED, NULL, EXPLAINS("@report", "overlaps: A210001\n"),
		"other", ERROR_OWNER_OTHER, "/signers/0/party"},
	{"what is decided needs none", STORY_REGISTERED, NULL,
		EXPLAINS("@design", "overlaps: A210001\n"), "owner", ERROR_EXPLANATION_STATE,
		"/of"},
	{"an opinion is of a design or report", STORY_DESIGN_NOTICE, NULL, OPINION(UNKNOWN_HASH),
		"ccsc", ERROR_APPLICATION_UNKNOWN, "/of"},
	{"a body gives it", STORY_DESIGN_COMMENT, NULL, OPINION("@design"), "other:owner",
		ERROR_SIGNERS, "/signers"},
	{"not the one named", STORY_DESIGN_COMMENT, NULL, OPINION("@design"), "cec",
		ERROR_SECOND_OPINION_NAMED, "/signers/0/party"},
	{"of a report neither its verifier", STORY_REPORT_COMMENT, NULL, OPINION("@report"), "ccsc",
		ERROR_SECOND_OPINION_NAMED, "/signers/0/party"},
	{"nor the project's validator", STORY_REPORT_COMMENT, NULL, OPINION("@report"), "cec",
		ERROR_SECOND_OPINION_NAMED, "/signers/0/party"},
	{"not before the notice is named", STORY_DESIGNED, NULL, OPINION("@design"), "ccsc",
		ERROR_SECOND_OPINION_EARLY, "/of"},
	{"not before its first day", STORY_DESIGN_NOTICE, NULL, OPINION("@design"), "ccsc",
		ERROR_SECOND_OPINION_EARLY, "/of"},
	{"on hold: no opinion", STORY_DESIGN_COMMENT, lay_withdrawn, OPINION("@design"), "ccsc",
		ERROR_APPLICATION_ON_HOLD, "/of"},
};

START_TEST(what_breaks_a_rule_is_refused_with_its_place)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, refused[_i].at);

	if (refused[_i].lay)
		refused[_i].lay(s);
	story_expect(s, story_project_fill(s, refused[_i].text), refused[_i].signer,
		refused[_i].code, refused[_i].path);
}
END_TEST

START_TEST(a_warning_is_explained)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_DESIGNED - 1);
	const struct change warned = {
		.find = "province: \"370000\"\n", .replace = "province: \"440000\"\n"};
	struct digest last, shown, design;

	ck_assert_int_eq(story_project_try(s, STORY_DESIGNED, &warned), ERROR_NONE);
	design = story_project_record(s).project;
	last = story_seal(
		s, story_text(s, EXPLAINS("%s", "warning: 0\n"), story_hex(s, &design)), "owner");
	shown = beside(s, &design);
	ck_assert(digest_equal(&shown, &last));
}
END_TEST

START_TEST(an_overlap_is_explained)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REPORTED);
	struct digest last, shown;

	last = story_seal(
		s, story_project_fill(s, EXPLAINS("@report", "overlaps: A210001\n")), "owner");
	shown = beside(s, &s->sealed[STORY_REPORTED]);
	ck_assert(digest_equal(&shown, &last));
}
END_TEST

/* On notice, and when all is decided. */
START_TEST(a_second_opinion_is_shown)
{
	static const enum story_stage at[] = {STORY_DESIGN_COMMENT, STORY_REGISTERED};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, at[_i]);
	struct digest last, shown;

	last = story_seal(s, story_project_fill(s, OPINION("@design")), "ccsc");
	shown = beside(s, &s->sealed[STORY_DESIGNED]);
	ck_assert(digest_equal(&shown, &last));
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("beside");
	TCase *t = tcase_create("beside");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(
		t, a_report_is_replaced_while_it_stands, 0, (int)COUNT_OF(not_replaced));
	tcase_add_test(t, a_second_report_that_replaces_none_is_refused);
	tcase_add_test(t, a_validation_is_replaced_and_shown_with_the_new_one);
	tcase_add_test(t, a_lost_digit_is_mended);
	tcase_add_test(t, a_negative_one_leaves_nothing_verified);
	tcase_add_loop_test(
		t, what_breaks_a_rule_is_refused_with_its_place, 0, (int)COUNT_OF(refused));
	tcase_add_test(t, a_warning_is_explained);
	tcase_add_test(t, an_overlap_is_explained);
	tcase_add_loop_test(t, a_second_opinion_is_shown, 0, 2);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
