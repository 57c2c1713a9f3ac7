#include <string.h>

#include <talloc.h>

#include "tests/rules/story_project.h"
#include "tests/support.h"

/*
 * A methodology of a sector that had no field of accreditation: its field is set by a parameter,
 * bodies are accredited for it, and its projects go all the way.
 */

#define FIELD_SET                                                                                  \
	"kind: parameters\nname: accreditation.field\nstatus: final\nsource: 公告\n"             \
	"from: 2024-08-23\nrows:\n- {key: \"03\", value: Waste-1}\n"

static const char *all_but(struct story *s, const char *text, const char *from, const char *to)
{
	while (strstr(text, from))
		text = story_but(s, text, from, to);
	return text;
}

/* A text of the story, told of the methodology of the third sector and its project. */
static const char *of_sector(struct story *s, const char *text)
{
	return all_but(
		s, all_but(s, text, "CCER-01-002-V01", "CCER-03-001-V01"), "A210001", "C110001");
}

static void accredit(struct story *s, const char *body, const char *fields)
{
	story_seal(s,
		story_text(s,
			"kind: accreditation\naction: grant\nvvb: %s\nfields: [%s]\n"
			"approval: CNCA-R-2026-001\nfrom: 2024-08-23\n",
			story_id(body), fields),
		"samr mee");
}

static struct story *story_of_sector(void *mem)
{
	struct story *s = story_at_stage(mem, STORY_PARAMETERS);

	s->sealed[STORY_METHODOLOGY] = story_seal(
		s, of_sector(s, story_file(s, "methodologies/CCER-01-002-V01.yaml")), "mee");
	return s;
}

static const char *stage_text(struct story *s, enum story_stage stage)
{
	story_at(s, story_project_instant(stage));
	return of_sector(s, story_project_fill(s, story_project_text(s, stage)));
}

START_TEST(a_methodology_of_a_new_sector_goes_from_design_to_units)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_of_sector(mem);
	struct record block = record_new(RECORD_BLOCK);

	story_seal(s, FIELD_SET, "samr mee");
	accredit(s, "cec", "Waste-1");
	accredit(s, "ccsc", "E, Waste-1");
	for (int stage = STORY_DESIGNED; stage <= STORY_ISSUED; stage++)
		s->sealed[stage] = story_seal(
			s, stage_text(s, stage), story_project_signers((enum story_stage)stage));
	block.block.code = story_code("C110001");
	block.block.vintage = 2022;
	block.block.first = 1;
	ck_assert(story_get(s, &block));
	ck_assert_int_eq(block.block.last, 357373);
}
END_TEST

START_TEST(a_sector_without_a_field_is_named_with_what_to_do)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_of_sector(mem);

	story_expect(s, stage_text(s, STORY_DESIGNED), "owner", ERROR_VVB_SECTOR, "/vvb");
	ck_assert_str_eq(error_argument(&s->err, "sector"), "03");
	ck_assert_str_eq(error_argument(&s->err, "parameter"), "accreditation.field");
	/* With a field it is a matter of who is accredited. */
	story_seal(s, story_but(s, FIELD_SET, "from: 2024-08-23", "from: 2024-09-02"), "samr mee");
	story_expect(s, stage_text(s, STORY_DESIGNED), "owner", ERROR_VVB_NOT_ACCREDITED, "/vvb");
	ck_assert_str_eq(error_argument(&s->err, "field"), "Waste-1");
}
END_TEST

/* The default is a row like any other: from its day on the sector has the new field alone. */
START_TEST(a_field_is_changed_from_a_day)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_METHODOLOGY);

	story_seal(s,
		story_but(s, story_but(s, FIELD_SET, "\"03\"", "\"01\""), "from: 2024-08-23",
			"from: 2024-09-02"),
		"samr mee");
	story_at(s, story_project_instant(STORY_DESIGNED));
	story_expect(s, story_project_fill(s, story_project_text(s, STORY_DESIGNED)), "owner",
		ERROR_VVB_NOT_ACCREDITED, "/vvb");
}
END_TEST

static const struct {
	const char *what, *from, *to, *signers;
	enum error_code code;
	const char *path;
} cases[] = {
	{"by the ministry alone", NULL, NULL, "mee", ERROR_SIGNERS, "/signers"},
	{"by the operator", NULL, NULL, "operator", ERROR_SIGNERS, "/signers"},
	{"a sector that there is not", "\"03\"", "\"17\"", "samr mee", ERROR_PARAMETER_ROW_KEY,
		"/rows/0/key"},
	{"a sector in one digit", "\"03\"", "\"3\"", "samr mee", ERROR_PARAMETER_ROW_KEY,
		"/rows/0/key"},
	{"a number for a field", "value: Waste-1", "values: {E: 1}", "samr mee",
		ERROR_PARAMETER_ROW_CODE, "/rows/0"},
	{"numbers beside it", "value: Waste-1", "value: W, values: {E: 1}", "samr mee",
		ERROR_PARAMETER_ROW_CODE, "/rows/0"},
	{"a year", "value: Waste-1", "value: W, year: 2024", "samr mee", ERROR_PARAMETER_YEAR,
		"/rows/0/year"},
	{"a sector twice", "Waste-1}\n", "W}\n- {key: \"03\", value: V}\n", "samr mee",
		ERROR_PARAMETER_ROW_TWICE, "/rows/1/key"},
	{"no rows", "rows:\n- {key: \"03\", value: Waste-1}\n", "value: W\n", "samr mee",
		ERROR_PARAMETER_SHAPE, "/value"},
	{"a code in a table of numbers", "accreditation.field", "gwp", "mee",
		ERROR_PARAMETER_ROW_VALUES, "/rows/0/values"},
};

START_TEST(a_field_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	const char *text = FIELD_SET;

	if (cases[_i].from)
		text = story_but(s, text, cases[_i].from, cases[_i].to);
	story_expect(s, text, cases[_i].signers, cases[_i].code, cases[_i].path);
}
END_TEST

static Suite *sectors_suite(void)
{
	Suite *s = suite_create("sectors");
	TCase *t = tcase_create("sectors");

	tcase_add_test(t, a_methodology_of_a_new_sector_goes_from_design_to_units);
	tcase_add_test(t, a_sector_without_a_field_is_named_with_what_to_do);
	tcase_add_test(t, a_field_is_changed_from_a_day);
	tcase_add_loop_test(t, a_field_is_refused, 0, (int)COUNT_OF(cases));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(sectors_suite)
