/*
 * The rules on a table's rows: that none occurs twice, and that every day or month has one.
 * Refusals with their places, and generated tables compared with a look at every pair of rows.
 */
#include "derivation/derive.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "tests/formula/support.h"

/* A: hectares by member; N: a number by member; S: hectares. */
static bool find(void *ctx, const char *symbol, struct derivation_parameter *out)
{
	const struct unit *const *units = ctx;

	*out = (struct derivation_parameter){
		.unit = units[symbol[0] == 'N'], .monitored = true, .path_n = symbol[0] != 'S'};
	return true;
}

static const struct derivation *compile(void *mem, const char *text, struct error *err)
{
	const struct unit_table *table = registry_units(mem);
	const struct unit *units[] = {
		unit_parse(mem, table, "ha", NULL), unit_parse(mem, table, "1", NULL)};
	struct derivation_scope scope = {units, find};

	return derivation_compile(
		mem, yaml_member(tree_of(mem, text), "raw_data"), table, &scope, err);
}

#define TABLE(rules)                                                                               \
	"raw_data:\n- name: t\n" rules                                                             \
	"  columns:\n  - {name: p, type: name}\n  - {name: q, type: text}\n"                       \
	"  - {name: a, unit: ha}\n  - {name: w, type: word, words: [x, y]}\n"                      \
	"  values:\n  - {symbol: A, rule: sum, of: [a], member: [p]}\n"
#define TIMES(rules)                                                                               \
	"raw_data:\n- name: t\n" rules                                                             \
	"  columns:\n  - {name: p, type: name}\n  - {name: at, type: time}\n"                      \
	"  - {name: a, unit: ha}\n  values:\n  - {symbol: A, rule: sum, of: [a], member: [p]}\n"
#define SERIES(rules)                                                                              \
	"raw_data:\n- name: t\n  step: {every: 1, unit: d}\n" rules                                \
	"  columns:\n  - {name: at, type: time}\n  - {name: a, unit: ha}\n"                        \
	"  values:\n  - {symbol: S, rule: sum, of: [a]}\n"

/* --- compiling --- */

static const struct {
	const char *text;
	enum error_code code;
	const char *path, *argument, *value;
} programs[] = {
	{TABLE("  unique: [p, q, w]\n"), ERROR_NONE, NULL, NULL, NULL},
	{TIMES("  unique: [p, at]\n  covers: {every: day, each: [p]}\n"), ERROR_NONE, NULL, NULL,
		NULL},
	{TIMES("  covers: {every: month}\n"), ERROR_NONE, NULL, NULL, NULL},
	{TABLE("  unique: [r]\n"), ERROR_ATTACHMENT_COLUMN, "/raw_data/0/unique/0", "accepted",
		"p, q, w"},
	{TABLE("  unique: [a]\n"), ERROR_ATTACHMENT_COLUMN, "/raw_data/0/unique/0", "column", "a"},
	{TABLE("  unique: []\n"), ERROR_ATTACHMENT_RULE, "/raw_data/0/unique", "key", "unique"},
	{TABLE("  unique: p\n"), ERROR_METHODOLOGY_TYPE, "/raw_data/0/unique", "expected", "list"},
	{TABLE("  unique: [p, p, p, p, p]\n"), ERROR_METHODOLOGY_LIST, "/raw_data/0/unique",
		"limit", "4"},
	{TABLE("  covers: {every: day}\n"), ERROR_ATTACHMENT_RULE, "/raw_data/0/covers", "rule",
		"time"},
	{TIMES("  covers: {every: week}\n"), ERROR_METHODOLOGY_WORD, "/raw_data/0/covers/every",
		"accepted", "day, month"},
	{TIMES("  covers: {each: [p]}\n"), ERROR_METHODOLOGY_MISSING, "/raw_data/0/covers", "key",
		"every"},
	{TIMES("  covers: {every: day, each: [at]}\n"), ERROR_ATTACHMENT_COLUMN,
		"/raw_data/0/covers/each/0", "accepted", "p"},
	{SERIES("  unique: [at]\n"), ERROR_ATTACHMENT_RULE, "/raw_data/0/unique", "rule", "step"},
	{SERIES("  covers: {every: day}\n"), ERROR_ATTACHMENT_RULE, "/raw_data/0/covers", "rule",
		"step"},
};

START_TEST(rules_on_rows_compile_or_are_refused_with_their_place)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const struct derivation *d = compile(mem, programs[_i].text, &err);

	ck_assert_msg(err.code == programs[_i].code, "%s at %s", error_name(err.code), err.path);
	ck_assert_int_eq(d != NULL, err.code == ERROR_NONE);
	if (d)
		return;
	ck_assert_str_eq(err.path, programs[_i].path);
	ck_assert_uint_gt(err.line, 0);
	ck_assert_str_eq(error_argument(&err, programs[_i].argument), programs[_i].value);
}
END_TEST

/* --- running --- */

static struct day day(const char *text)
{
	struct day d;

	ck_assert(day_parse(text, strlen(text), &d));
	return d;
}

/* "\f" in the data begins the next file. */
static int derive(void *mem, const struct derivation *d, const char *first, const char *last,
	const char *data, struct derived_values *out, struct error *err)
{
	struct derive_run *run = derive_begin(mem, d, "t", 2024, day(first), day(last), err);
	int rc = 0;

	ck_assert_ptr_nonnull(run);
	for (;;) {
		size_t n = strcspn(data, "\f");

		rc = derive_feed(run, data, n, err);
		data += n;
		if (rc != 0 || !*data++)
			break;
		rc = derive_next(run, err);
		ck_assert_int_eq(rc, 0);
	}
	return rc == 0 ? derive_end(run, out, err) : rc;
}

#define ONCE TABLE("  unique: [p, q]\n")
#define TIMED TIMES("  unique: [p, at]\n")
#define DAYS TIMES("  covers: {every: day, each: [p]}\n")
#define MONTHS TIMES("  covers: {every: month, each: [p]}\n")
#define ANY_MONTH TIMES("  covers: {every: month}\n")
#define HEAD "p,at,a\n"
#define YEAR "2024-01-01", "2024-12-31"
#define THREE "2024-02-28", "2024-03-01"

static const struct {
	const char *program, *first, *last, *data;
	enum error_code code; /* ERROR_NONE: taken */
	uint32_t line, column;
	const char *path, *where;
	const char *argument, *value, *argument2, *value2;
} runs[] = {
	{ONCE, YEAR, "p,q,a,w\nx,1,2,x\nx,2,2,x\ny,1,2,x\n", ERROR_NONE, 0, 0, NULL, NULL, NULL,
		NULL, NULL, NULL},
	/* Cells are told apart: "x" and "1 2" are not "x 1" and "2". */
	{ONCE, YEAR, "p,q,a,w\nx,\"1,2\",2,x\nx,1,2,x\nx1,2,2,x\n", ERROR_NONE, 0, 0, NULL, NULL,
		NULL, NULL, NULL, NULL},
	{ONCE, YEAR, "p,q,a,w\nx,1,2,x\ny,7,2,x\nx,1,3,y\n", ERROR_ATTACHMENT_TWICE, 4, 1, "/t/p",
		"/raw_data/0/unique (3:11)", "found", "x, 1", "line", "2"},
	{ONCE, YEAR, "a,w,q,p\n1,x,\"a \"\"b\"\"\",x\n1,x,\"a \"\"b\"\"\",x\n",
		ERROR_ATTACHMENT_TWICE, 3, 15, "/t/p", "/raw_data/0/unique (3:11)", "found",
		"x, a \"b\"", "line", "2"},
	/* The first row that repeats another one, and the first that it repeats. */
	{ONCE, YEAR, "p,q,a,w\nz,1,2,x\na,1,2,x\nz,1,2,x\na,1,2,x\nz,1,2,x\n",
		ERROR_ATTACHMENT_TWICE, 4, 1, "/t/p", "/raw_data/0/unique (3:11)", "found", "z, 1",
		"line", "2"},
	{ONCE, YEAR, "p,q,a,w\nx,,2,x\ny,,2,x\nx,,2,x\n", ERROR_ATTACHMENT_TWICE, 4, 1, "/t/p",
		"/raw_data/0/unique (3:11)", "found", "x, ", "file", "1"},
	{ONCE, YEAR, "p,q,a,w\nx,1,2,x\n\fp,q,a,w\ny,1,2,x\n\fp,q,a,w\ny,2,2,x\nx,1,2,x\n",
		ERROR_ATTACHMENT_TWICE, 3, 1, "/t/p", "/raw_data/0/unique (3:11)", "line", "2",
		"file", "1"},
	/* Rows that the value leaves out are rows. */
	{TABLE("  unique: [w]\n"), YEAR, "p,q,a,w\nx,1,2,x\nx,2,2,y\nx,3,4,x\n",
		ERROR_ATTACHMENT_TWICE, 4, 7, "/t/w", "/raw_data/0/unique (3:11)", "found", "x",
		"line", "2"},
	/* Without names and texts, rows are read at sight. */
	{"raw_data:\n- name: t\n  unique: [w]\n  columns:\n  - {name: a, unit: ha}\n"
	 "  - {name: w, type: word, words: [one, two, three]}\n"
	 "  values:\n  - {symbol: S, rule: sum, of: [a]}\n",
		YEAR, "a,w\n1,one\n2,three\n3,two\n4,three\n5,one\n", ERROR_ATTACHMENT_TWICE, 5, 3,
		"/t/w", "/raw_data/0/unique (3:11)", "found", "three", "line", "3"},
	/* A time is the same however it is written. */
	{TIMED, YEAR, HEAD "x,2024-03-01,1\ny,2024-03-01,1\nx,2024-03-01 00:00:01,1\n", ERROR_NONE,
		0, 0, NULL, NULL, NULL, NULL, NULL, NULL},
	{TIMED, YEAR, HEAD "x,2024-03-01,1\nx,2024-02-29T16:00:00Z,1\n", ERROR_ATTACHMENT_TWICE, 3,
		1, "/t/p", "/raw_data/0/unique (3:11)", "found", "x, 2024-03-01 00:00:00", "line",
		"2"},
	/* Rows of other days do not count, and may say what they like. */
	{TIMED, YEAR, HEAD "x,2023-03-01,1\nx,2023-03-01,1\nx,2024-03-01,1\n", ERROR_NONE, 0, 0,
		NULL, NULL, NULL, NULL, NULL, NULL},
	/* Days, the 29th of February among them. */
	{DAYS, THREE,
		HEAD "x,2024-02-27,1\nx,2024-02-28,1\ny,2024-02-28,1\nx,2024-02-29,1\n"
		     "y,2024-02-29,1\ny,2024-02-29 12:00:00,1\nx,2024-03-01,1\ny,2024-03-01,1\n",
		ERROR_NONE, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL},
	{DAYS, THREE,
		HEAD "x,2024-02-28,1\ny,2024-02-28,1\nx,2024-02-29,1\nx,2024-03-01,1\n"
		     "y,2024-03-01,1\n",
		ERROR_ATTACHMENT_UNCOVERED, 7, 1, "/t", "/raw_data/0/covers (3:11)", "member", "y",
		"time", "2024-02-29"},
	{DAYS, THREE, HEAD "x,2024-02-29,1\nx,2024-03-01,1\n", ERROR_ATTACHMENT_UNCOVERED, 4, 1,
		"/t", "/raw_data/0/covers (3:11)", "member", "x", "time", "2024-02-28"},
	{DAYS, THREE, HEAD "x,2024-02-28,1\nx,2024-02-29,1\n\f" HEAD "x,2024-03-02,1\n",
		ERROR_ATTACHMENT_UNCOVERED, 3, 1, "/t", "/raw_data/0/covers (3:11)", "member", "x",
		"time", "2024-03-01"},
	{DAYS, THREE, HEAD "x,2024-02-28,1\nx,2024-02-29,1\n\f" HEAD "x,2024-03-01,1\n", ERROR_NONE,
		0, 0, NULL, NULL, NULL, NULL, NULL, NULL},
	/* Months: those that the days asked for lie in. */
	{MONTHS, THREE, HEAD "x,2024-02-28,1\nx,2024-03-01,1\n", ERROR_NONE, 0, 0, NULL, NULL, NULL,
		NULL, NULL, NULL},
	{MONTHS, THREE, HEAD "x,2024-02-01,1\nx,2024-03-01,1\n", ERROR_ATTACHMENT_UNCOVERED, 4, 1,
		"/t", "/raw_data/0/covers (3:11)", "member", "x", "time", "2024-02"},
	{MONTHS, "2024-11-30", "2025-12-31", HEAD "x,2024-11-30,1\nx,2025-01-01,1\n",
		ERROR_ATTACHMENT_UNCOVERED, 4, 1, "/t", "/raw_data/0/covers (3:11)", "member", "x",
		"time", "2024-12"},
	/* Without `each` it is the table that has a row; without rows, only that can be asked. */
	{ANY_MONTH, THREE, HEAD "x,2024-02-28,1\ny,2024-03-01,1\n", ERROR_NONE, 0, 0, NULL, NULL,
		NULL, NULL, NULL, NULL},
	{ANY_MONTH, THREE, HEAD "x,2024-02-28,1\n", ERROR_ATTACHMENT_UNCOVERED, 3, 1, "/t",
		"/raw_data/0/covers (3:11)", "member", "t", "time", "2024-03"},
	{ANY_MONTH, THREE, HEAD, ERROR_ATTACHMENT_UNCOVERED, 2, 1, "/t",
		"/raw_data/0/covers (3:11)", "member", "t", "time", "2024-02"},
	{MONTHS, THREE, HEAD, ERROR_NONE, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL},
};

START_TEST(rows_that_repeat_and_those_that_are_not_there_are_found)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct derived_values out = {99, NULL, 0, 0};
	const struct derivation *d = compile(mem, runs[_i].program, &err);
	char report[ERROR_TEXT_MAX];
	int rc;

	ck_assert_msg(d != NULL, "%s at %s", error_name(err.code), err.path);
	rc = derive(mem, d, runs[_i].first, runs[_i].last, runs[_i].data, &out, &err);
	error_report(&err, LANGUAGE_EN, report, sizeof(report));
	ck_assert_msg(err.code == runs[_i].code, "%s", report);
	ck_assert_int_eq(rc, err.code == ERROR_NONE ? 0 : -1);
	if (rc == 0)
		return;
	ck_assert_uint_eq(out.n, 99);
	ck_assert_msg(err.line == runs[_i].line && err.column == runs[_i].column, "%s", report);
	ck_assert_str_eq(err.path, runs[_i].path);
	ck_assert_str_eq(error_argument(&err, "where"), runs[_i].where);
	ck_assert_str_eq(error_argument(&err, runs[_i].argument), runs[_i].value);
	ck_assert_str_eq(error_argument(&err, runs[_i].argument2), runs[_i].value2);
}
END_TEST

/* --- against looking at every pair --- */

enum { TABLES = 3000, ROWS_MOST = 24, DAYS_MOST = 5, MEMBERS = 3 };

struct made {
	int day, member, text;
};

/* The line of the first row that repeats another one, 0: none. */
static uint32_t repeats(const struct made *rows, int n)
{
	for (int i = 0; i < n; i++)
		for (int k = 0; k < i; k++)
			if (rows[i].member == rows[k].member && rows[i].text == rows[k].text)
				return (uint32_t)i + 2;
	return 0;
}

/* The first member with a day that is not there, and that day; -1: none. */
static int lacks(const struct made *rows, int n, int days, int *day_out)
{
	for (int m = 0; m < MEMBERS; m++) {
		bool seen[DAYS_MOST] = {false}, any = false;

		for (int i = 0; i < n; i++)
			if (rows[i].member == m)
				any = seen[rows[i].day] = true;
		for (int d = 0; any && d < days; d++) {
			*day_out = d;
			if (!seen[d])
				return m;
		}
	}
	return -1;
}

START_TEST(made_tables_are_judged_as_by_looking_at_every_pair)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	static const char program[] =
		"raw_data:\n- name: t\n  unique: [p, q]\n  covers: {every: day, each: [p]}\n"
		"  columns: [{name: p, type: name}, {name: q, type: text}, {name: at, type: "
		"time}]\n"
		"  values: [{symbol: N, rule: count, member: [p]}]\n";
	struct error none = {0};
	const struct derivation *d = compile(mem, program, &none);
	uint32_t seed = 20261126, seen[3] = {0};

	ck_assert_msg(d != NULL, "%s at %s", error_name(none.code), none.path);
	for (int table = 0; table < TABLES; table++) {
		AUTO_MEMORY void *one = talloc_new(NULL);
		struct made rows[ROWS_MOST];
		struct error err = {0};
		struct derived_values out;
		int n = 0, days = 1 + table % DAYS_MOST, missing = 0, member;
		char *data = talloc_strdup(one, "p,q,at\n"), last[] = "2024-02-27";
		uint32_t line;

		for (int k = 0; k < days; k++) {
			for (int more = table % 5; more >= 0 && n < ROWS_MOST; more--) {
				seed = seed * 1664525 + 1013904223;
				rows[n] = (struct made){k, (int)(seed >> 24) % MEMBERS,
					(int)(seed >> 12) % (table % 2 ? 9 : 400)};
				data = talloc_asprintf_append(data, "m%d,%d,2024-02-2%d\n",
					rows[n].member, rows[n].text, 3 + k);
				n++;
			}
		}
		last[9] = (char)('2' + days);
		line = repeats(rows, n);
		member = lacks(rows, n, days, &missing);
		derive(one, d, "2024-02-23", last, data, &out, &err);
		if (line) {
			ck_assert_int_eq(err.code, ERROR_ATTACHMENT_TWICE);
			ck_assert_uint_eq(err.line, line);
			seen[0]++;
		} else if (member >= 0) {
			const char *time = NULL;

			ck_assert_int_eq(err.code, ERROR_ATTACHMENT_UNCOVERED);
			ck_assert_int_eq(error_argument(&err, "member")[1] - '0', member);
			time = error_argument(&err, "time");
			ck_assert_int_eq(time[9] - '3', missing);
			seen[1]++;
		} else {
			ck_assert_msg(err.code == ERROR_NONE, "%s", error_name(err.code));
			seen[2]++;
		}
	}
	for (size_t i = 0; i < COUNT_OF(seen); i++)
		ck_assert_uint_gt(seen[i], TABLES / 20);
}
END_TEST

START_TEST(rows_to_compare_are_bounded)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const struct derivation *d = compile(mem, ONCE, &err);

	for (int more = 0; more < 2; more++) {
		struct derive_run *run =
			derive_begin(mem, d, "t", 2024, day("2024-01-01"), day("2024-12-31"), &err);
		struct derived_values out;
		int rc = derive_feed(run, "p,q,a,w\n", 8, &err);

		for (int i = 0; i < DERIVE_MARKS_MAX + more && rc == 0; i++) {
			char row[64];
			/* Each half goes down, the halves in turn: no order that helps sorting. */
			int n = snprintf(
				row, sizeof(row), "x,%d,1,x\n", i % 2 ? i : DERIVE_MARKS_MAX - i);

			rc = derive_feed(run, row, (size_t)n, &err);
		}
		if (!more) {
			ck_assert_int_eq(derive_end(run, &out, &err), 0);
			ck_assert_str_eq(out.values[0].text, "1000000");
			continue;
		}
		ck_assert_int_eq(rc, -1);
		ck_assert_int_eq(err.code, ERROR_ATTACHMENT_ROWS);
		ck_assert_uint_eq(err.line, DERIVE_MARKS_MAX + 2);
		ck_assert_str_eq(error_argument(&err, "most"), "1000000");
	}
}
END_TEST

START_TEST(the_cells_to_compare_are_bounded)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const struct derivation *d = compile(mem, ONCE, &err);
	struct derive_run *run =
		derive_begin(mem, d, "t", 2024, day("2024-01-01"), day("2024-12-31"), &err);
	char row[300], text[251];
	uint32_t rows = 0;
	int rc = derive_feed(run, "p,q,a,w\n", 8, &err);

	memset(text, 't', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	while (rc == 0) {
		int n = snprintf(row, sizeof(row), "x,%s%06u,1,x\n", text, rows % 1000000);

		rc = derive_feed(run, row, (size_t)n, &err);
		rows++;
	}
	/* Two bytes for the name, 257 for the text: each with its ending byte. */
	ck_assert_int_eq(err.code, ERROR_ATTACHMENT_ROWS);
	ck_assert_uint_eq(rows, DERIVE_MARK_BYTES_MAX / (2 + 257) + 1);
}
END_TEST

static Suite *derive_rows_suite(void)
{
	Suite *s = suite_create("derive: rows");
	TCase *t = tcase_create("rows");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(
		t, rules_on_rows_compile_or_are_refused_with_their_place, 0, COUNT_OF(programs));
	tcase_add_loop_test(
		t, rows_that_repeat_and_those_that_are_not_there_are_found, 0, COUNT_OF(runs));
	tcase_add_test(t, made_tables_are_judged_as_by_looking_at_every_pair);
	tcase_add_test(t, rows_to_compare_are_bounded);
	tcase_add_test(t, the_cells_to_compare_are_bounded);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(derive_rows_suite)
