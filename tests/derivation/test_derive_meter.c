/* `difference`: which readings open and close a period, meters replaced and registers full. */
#include "derivation/derive.h"

#include <string.h>

#include <talloc.h>

#include "tests/formula/support.h"

#define COLUMNS                                                                                    \
	"  columns:\n"                                                                             \
	"  - {name: time, type: time}\n"                                                           \
	"  - {name: v, unit: MWh}\n"                                                               \
	"  - {name: e, type: word, words: [read, off, on]}\n"
#define VALUE(MORE) "  values:\n  - {symbol: A, rule: difference, of: [v]" MORE "}\n"
#define TABLE "raw_data:\n- name: m\n" COLUMNS VALUE("")
#define REPLACED "raw_data:\n- name: m\n" COLUMNS VALUE(", replaced: {e: [off, on]}")
#define ROLLING "raw_data:\n- name: m\n" COLUMNS VALUE(", register: \"1000\"")
#define BY_MONTH                                                                                   \
	"raw_data:\n- name: m\n" COLUMNS                                                           \
	"  values:\n  - {symbol: M, rule: difference, of: [v], member: [time]}\n"
#define SERIES(STAMP)                                                                              \
	"raw_data:\n- name: m\n  step: {every: \"12\", unit: h" STAMP "}\n" COLUMNS VALUE("")
#define H "time,v,e\n"

static bool find(void *ctx, const char *symbol, struct derivation_parameter *out)
{
	*out = (struct derivation_parameter){
		.unit = ctx, .monitored = true, .path_n = symbol[0] == 'M', .months = {true}};
	return true;
}

/* What a file gives from the first of January of 2024 to a day: "A=5", or an error's name. */
static const char *derive(
	void *mem, const char *program, const char *last, const char *text, struct error *err)
{
	const struct unit_table *table = registry_units(mem);
	const struct unit *unit = unit_parse(mem, table, "MWh", err);
	struct derivation_scope scope = {(void *)unit, find};
	const struct derivation *d = derivation_compile(
		mem, yaml_member(tree_of(mem, program), "raw_data"), table, &scope, err);
	struct derive_run *run;
	struct derived_values out;
	struct day end;
	char *all = talloc_strdup(mem, "");

	if (!d)
		return error_name(err->code);
	ck_assert(day_parse(last, strlen(last), &end));
	run = derive_begin(mem, d, "m", 2024, day_of_date(2024, 1, 1), end, err);
	ck_assert_ptr_nonnull(run);
	if (derive_feed(run, text, strlen(text), err) != 0 || derive_end(run, &out, err) != 0)
		return error_name(err->code);
	for (size_t i = 0; i < out.n; i++)
		all = talloc_asprintf_append(
			all, "%s%s=%s", i ? " " : "", out.values[i].name, out.values[i].text);
	return all;
}

static const struct {
	const char *name, *program, *last, *text, *expected;
} cases[] = {
	{"the reading at the end closes", TABLE, "2024-12-31",
		H "2024-01-01,10,\n2024-07-01,15,\n2025-01-01,22,\n", "A=12"},
	{"irregular readings: the first behind the end", TABLE, "2024-12-31",
		H "2023-12-20,1,\n2024-01-03,10,\n2024-12-20,15,\n2025-01-04,22,\n2025-02-01,90,\n",
		"A=12"},
	{"a part of a year", TABLE, "2024-01-31",
		H "2024-01-01,10,\n2024-02-01,15,\n2024-03-01,22,\n", "A=5"},
	{"none closes", TABLE, "2024-12-31", H "2024-01-01,10,\n2024-12-31 23:59:59,15,\n",
		"attachment.unclosed"},
	{"what is before the period is not looked at", TABLE, "2024-12-31",
		H "2023-12-01,99,\n2024-01-01,10,\n2025-01-01,22,\n", "A=12"},
	{"back at the end", TABLE, "2024-12-31", H "2024-01-01,10,\n2025-01-01,9,\n",
		"attachment.back"},
	{"months, each closed by the next one's first", BY_MONTH, "2024-03-31",
		H "2024-01-01,10,\n2024-01-15,12,\n2024-02-01,15,\n2024-03-02,25,\n"
		  "2024-04-01,26.5,\n",
		"M[01]=5 M[02]=10 M[03]=1.5"},
	{"a series, stamped at the beginning", SERIES(""), "2024-01-01",
		H "2024-01-01 00:00:00,10,\n2024-01-01 12:00:00,12,\n2024-01-02 00:00:00,15,\n",
		"A=5"},
	{"its reading at the end is asked for", SERIES(""), "2024-01-01",
		H "2024-01-01 00:00:00,10,\n2024-01-01 12:00:00,12,\n", "attachment.unclosed"},
	{"and no later one", SERIES(""), "2024-01-01",
		H "2024-01-01 00:00:00,10,\n2024-01-01 12:00:00,12,\n2024-01-02 12:00:00,15,\n",
		"attachment.gap"},
	{"a series, stamped at the end", SERIES(", stamp: end"), "2024-01-01",
		H "2024-01-01 00:00:00,10,\n2024-01-01 12:00:00,12,\n2024-01-02 00:00:00,15,\n",
		"A=5"},
	{"its reading at the beginning is asked for", SERIES(", stamp: end"), "2024-01-01",
		H "2024-01-01 12:00:00,12,\n2024-01-02 00:00:00,15,\n", "attachment.gap"},
	{"a meter that is replaced", REPLACED, "2024-12-31",
		H
		"2024-01-01,100,read\n2024-05-01,130,off\n2024-05-01,7,on\n2025-01-01,17.5,read\n",
		"A=40.5"},
	{"replaced twice", REPLACED, "2024-12-31",
		H "2024-01-01,1,\n2024-02-01,2,off\n2024-02-01,0,on\n2024-03-01,5,off\n"
		  "2024-03-02,3,on\n2025-01-01,4,\n",
		"A=7"},
	{"removed for good", REPLACED, "2024-12-31", H "2024-01-01,1,\n2024-06-01,9,off\n", "A=8"},
	{"removed, and the next one comes in the year after", REPLACED, "2024-12-31",
		H "2024-01-01,1,\n2024-06-01,9,off\n2025-03-01,0,on\n", "A=8"},
	{"a new meter without a last reading of the old", REPLACED, "2024-12-31",
		H "2024-01-01,100,\n2024-05-01,7,on\n2025-01-01,17,\n", "attachment.meter"},
	{"a reading behind the last", REPLACED, "2024-12-31",
		H "2024-01-01,100,\n2024-05-01,130,off\n2025-01-01,140,\n", "attachment.meter"},
	{"two last readings", REPLACED, "2024-12-31",
		H "2024-01-01,100,\n2024-05-01,130,off\n2024-06-01,131,off\n", "attachment.meter"},
	{"a replaced meter does not go back either", REPLACED, "2024-12-31",
		H "2024-01-01,100,\n2024-05-01,99,off\n", "attachment.back"},
	{"a register that is full", ROLLING, "2024-12-31",
		H "2024-01-01,980,\n2024-06-01,30.5,\n2025-01-01,40,\n", "A=60"},
	{"full twice", ROLLING, "2024-12-31",
		H "2024-01-01,980,\n2024-03-01,400,\n2024-06-01,900,\n2025-01-01,10,\n", "A=1030"},
	{"half a register back is no rollover", ROLLING, "2024-12-31",
		H "2024-01-01,980,\n2025-01-01,480,\n", "attachment.back"},
	{"a reading that the register cannot show", ROLLING, "2024-12-31",
		H "2024-01-01,980,\n2025-01-01,1000,\n", "attachment.register"},
	{"`replaced` with another rule",
		"raw_data:\n- name: m\n" COLUMNS
		"  values:\n  - {symbol: A, rule: sum, of: [v], replaced: {e: [off, on]}}\n",
		"2024-12-31", "", "attachment.rule"},
	{"`register` with another rule",
		"raw_data:\n- name: m\n" COLUMNS
		"  values:\n  - {symbol: A, rule: sum, of: [v], register: \"10\"}\n",
		"2024-12-31", "", "attachment.rule"},
	{"the same word twice",
		"raw_data:\n- name: m\n" COLUMNS VALUE(", replaced: {e: [off, off]}"), "2024-12-31",
		"", "methodology.duplicate"},
	{"one word", "raw_data:\n- name: m\n" COLUMNS VALUE(", replaced: {e: [off]}"), "2024-12-31",
		"", "attachment.rule"},
	{"a register of nothing", "raw_data:\n- name: m\n" COLUMNS VALUE(", register: \"0\""),
		"2024-12-31", "", "methodology.word"},
	{"semicolons", TABLE, "2024-12-31", "time;v;e\n", "attachment.separator"},
	{"TABs", TABLE, "2024-12-31", "time\tv\te\n", "attachment.separator"},
};

START_TEST(a_meter_counts_what_it_should)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const char *got = derive(mem, cases[_i].program, cases[_i].last, cases[_i].text, &err);

	ck_assert_msg(strcmp(got, cases[_i].expected) == 0, "%s: %s, not %s", cases[_i].name, got,
		cases[_i].expected);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("derive_meter");
	TCase *t = tcase_create("derive_meter");

	tcase_add_loop_test(t, a_meter_counts_what_it_should, 0, COUNT_OF(cases));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
