#include "derivation/csv.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "tests/support.h"

/* Rows as text: cells in brackets, a line number before. */
struct rows {
	char text[1 << 16];
	size_t used;
	int stop_at; /* a row that is refused; 0: none */
};

static int take(void *ctx, const struct csv_row *row, struct error *err)
{
	struct rows *r = ctx;

	r->used += (size_t)snprintf(r->text + r->used, sizeof(r->text) - r->used, "%u:", row->line);
	for (size_t i = 0; i < row->cells_n; i++)
		r->used += (size_t)snprintf(r->text + r->used, sizeof(r->text) - r->used, "[%.*s]",
			(int)row->cells[i].size, row->cells[i].text);
	ck_assert_uint_lt(r->used, sizeof(r->text));
	if ((int)row->line == r->stop_at)
		return error_set(err, ERROR_OVERFLOW, NULL, "", NULL);
	return 0;
}

/* Reads in chunks of a size, each copied so that reading past its end is noticed. */
static void read_all(
	const char *bytes, size_t n, size_t chunk, struct rows *rows, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct csv_client client = {rows, take, "rule", "/file", "/raw_data/0 (1:1)", NULL};
	struct csv_reader *r = csv_reader_new(mem, &client, err);
	int rc = 0;

	rows->used = 0;
	rows->text[0] = '\0';
	for (size_t at = 0; at < n && rc == 0; at += chunk) {
		size_t size = n - at < chunk ? n - at : chunk;
		char *copy = malloc(size);

		memcpy(copy, bytes + at, size);
		rc = csv_feed(r, copy, size, err);
		free(copy);
	}
	if (rc == 0)
		rc = csv_end(r, err);
	ck_assert_int_eq(rc, err->code == ERROR_NONE ? 0 : -1);
}

static struct rows whole, part;

static void check(const char *bytes, size_t n, const char *rows, enum error_code code,
	uint32_t line, uint32_t column)
{
	struct error first = {0};

	read_all(bytes, n, n ? n : 1, &whole, &first);
	ck_assert_msg(first.code == code, "%s at %u:%u, %s", error_name(first.code), first.line,
		first.column, whole.text);
	ck_assert_uint_eq(first.line, line);
	ck_assert_uint_eq(first.column, column);
	if (rows)
		ck_assert_str_eq(whole.text, rows);
	if (code != ERROR_NONE) {
		ck_assert_str_eq(first.path, "/file");
		ck_assert_str_eq(error_argument(&first, "where"), "/raw_data/0 (1:1)");
	}
	for (size_t chunk = 1; chunk < n && chunk < 200; chunk++) {
		struct error err = {0};

		read_all(bytes, n, chunk, &part, &err);
		ck_assert_str_eq(part.text, whole.text);
		ck_assert_int_eq(memcmp(&err, &first, sizeof(err)), 0);
	}
}

static const struct {
	const char *bytes, *rows;
	enum error_code code;
	uint32_t line, column;
} files[] = {
	{"a,b\n1,2\n", "1:[a][b]2:[1][2]", ERROR_NONE, 0, 0},
	{"a,b\r\n1,2\r\n", "1:[a][b]2:[1][2]", ERROR_NONE, 0, 0},
	{"a,b\r\n1,2\n3,4\r\n", "1:[a][b]2:[1][2]3:[3][4]", ERROR_NONE, 0, 0},
	{"a\r\n1\r\n\r\n2\r\n", "1:[a]2:[1]3:[]4:[2]", ERROR_NONE, 0, 0},
	{"a\n\n1\n", "1:[a]2:[]3:[1]", ERROR_NONE, 0, 0},
	{"a,b\n,\n", "1:[a][b]2:[][]", ERROR_NONE, 0, 0},
	{"时间,流量\n1,吨\n", "1:[时间][流量]2:[1][吨]", ERROR_NONE, 0, 0},
	{"\"a\",\"b\"\n\"1,5\",\"say \"\"no\"\"\"\n", "1:[a][b]2:[1,5][say \"no\"]", ERROR_NONE, 0,
		0},
	{"a,b\n\"x\ny\",2\n3,4\n", "1:[a][b]2:[x\ny][2]4:[3][4]", ERROR_NONE, 0, 0},
	{"a,b\n\"\",\"\"\"\"\n", "1:[a][b]2:[][\"]", ERROR_NONE, 0, 0},
	{"a,b\n 1 , 2\n", "1:[a][b]2:[ 1 ][ 2]", ERROR_NONE, 0, 0},
	{"", "", ERROR_CSV_EMPTY, 1, 1},
	{"\xEF\xBB\xBF"
	 "a,b\n1,2\n",
		"", ERROR_CSV_BOM, 1, 1},
	{"\xEF\xBB\xBF", "", ERROR_CSV_BOM, 1, 1},
	{"a,b\n1,\xEF\xBB\xBF"
	 "2\n",
		NULL, ERROR_CSV_CHARACTER, 2, 3},
	{"\xFF\xFE"
	 "a,b\n",
		"", ERROR_CSV_UTF8, 1, 1},
	{"a,b\n1,\xC3\x28\n", NULL, ERROR_CSV_UTF8, 2, 3},
	{"a,b\n吨,\xE5\x90\n", NULL, ERROR_CSV_UTF8, 2, 3},
	{"a,b\n1,\xED\xA0\x80\n", NULL, ERROR_CSV_UTF8, 2, 3},
	{"a,b\n1\r2,3\n", NULL, ERROR_CSV_CHARACTER, 2, 2},
	{"a,b\r1,2\r", NULL, ERROR_CSV_CHARACTER, 1, 4},
	{"a,b\n1,2\r", NULL, ERROR_CSV_CHARACTER, 2, 4},
	{"a,b\n1,\t2\n", NULL, ERROR_CSV_CHARACTER, 2, 3},
	{"a,b\n1,2\x7F\n", NULL, ERROR_CSV_CHARACTER, 2, 4},
	{"a,b\n\"x\r\ny\",2\n", NULL, ERROR_CSV_CHARACTER, 2, 3},
	{"a,b\n1\xE2\x80\x8B,2\n", NULL, ERROR_CSV_CHARACTER, 2, 2},
	{"a,b\n1,2\"\n", NULL, ERROR_CSV_QUOTE, 2, 4},
	{"a,b\n吨1\"2\",2\n", NULL, ERROR_CSV_QUOTE, 2, 3},
	{"a,b\n\"1\"2,3\n", NULL, ERROR_CSV_QUOTE, 2, 3},
	{"a,b\n\"1\" ,3\n", NULL, ERROR_CSV_QUOTE, 2, 3},
	{"a,b\n1,\"2\n3,4\n", NULL, ERROR_CSV_QUOTE, 2, 3},
	{"a,b\n\"x\ny\",2,\"3\n", NULL, ERROR_CSV_QUOTE, 3, 6},
	{"a,b\n1\n", NULL, ERROR_CSV_COLUMNS, 2, 2},
	{"a,b\n1,2,3\n", NULL, ERROR_CSV_COLUMNS, 2, 5},
	{"a,b\n1,2,3,4\n", NULL, ERROR_CSV_COLUMNS, 2, 5},
	{"a,b\n吨,2,3\n", NULL, ERROR_CSV_COLUMNS, 2, 5},
	{"a,b\n1,2\n\n", NULL, ERROR_CSV_COLUMNS, 3, 1},
	{"a,b\n1,2\n3,4", NULL, ERROR_CSV_FINAL_LINE, 3, 4},
	{"a,b", NULL, ERROR_CSV_FINAL_LINE, 1, 4},
	{"a,b\n1", NULL, ERROR_CSV_FINAL_LINE, 2, 2},
};

START_TEST(whatever_the_chunks_rows_and_refusals_are_the_same)
{
	check(files[_i].bytes, strlen(files[_i].bytes), files[_i].rows, files[_i].code,
		files[_i].line, files[_i].column);
}
END_TEST

START_TEST(a_nul_is_a_character_that_is_refused)
{
	check("a,b\n1,\0\n", 8, NULL, ERROR_CSV_CHARACTER, 2, 3);
	check("a\0,b\n", 5, "", ERROR_CSV_CHARACTER, 1, 2);
	check("a,b\n1,2\n\0", 9, NULL, ERROR_CSV_CHARACTER, 3, 1);
}
END_TEST

/* Every byte, at every place of a block of 64, is recognised as on the careful path. */
START_TEST(every_byte_is_looked_at_wherever_it_stands)
{
	char text[256];
	struct error err;

	for (int byte = 0; byte < 256; byte++) {
		for (size_t at = 0; at < 128; at++) {
			bool good = byte >= ' ' && byte < 0x7F && byte != ',' && byte != '"';

			memset(text, 'x', sizeof(text));
			memcpy(text, "a\n", 2);
			text[2 + at] = (char)byte;
			text[199] = '\n';
			err = (struct error){0};
			read_all(text, 200, 200, &whole, &err);
			if (byte == '"' && at == 0)
				good = false;
			if (byte == '\n')
				good = true;
			ck_assert_msg(good == (err.code == ERROR_NONE), "byte %d at %zu: %s", byte,
				at, error_name(err.code));
		}
	}
}
END_TEST

START_TEST(cells_rows_and_columns_are_bounded)
{
	static char text[4 * CSV_ROW_MAX];
	size_t n;

	/* A cell of the greatest size, and of one more. */
	for (size_t more = 0; more < 2; more++) {
		n = (size_t)snprintf(text, sizeof(text), "a\n");
		memset(text + n, 'x', CSV_CELL_MAX + more);
		n += CSV_CELL_MAX + more;
		text[n++] = '\n';
		check(text, n, NULL, more ? ERROR_CSV_SIZE : ERROR_NONE, more ? 2 : 0,
			more ? 1 : 0);
	}
	/* Columns. */
	for (size_t more = 0; more < 2; more++) {
		memset(text, ',', CSV_COLUMNS_MAX - 1 + more);
		text[CSV_COLUMNS_MAX - 1 + more] = '\n';
		check(text, CSV_COLUMNS_MAX + more, NULL, more ? ERROR_CSV_SIZE : ERROR_NONE,
			more ? 1 : 0, more ? CSV_COLUMNS_MAX + 1 : 0);
	}
}
END_TEST

/* A row of 64 cells that fills `size` bytes with its line end. */
static size_t wide_row(char *text, size_t size)
{
	size_t cell = size / CSV_COLUMNS_MAX, at = 0;

	for (size_t i = 0; i < CSV_COLUMNS_MAX; i++) {
		size_t end = i + 1 == CSV_COLUMNS_MAX ? size : at + cell;

		memset(text + at, 'x', end - at - 1);
		text[end - 1] = i + 1 == CSV_COLUMNS_MAX ? '\n' : ',';
		at = end;
	}
	return at;
}

START_TEST(a_row_has_a_longest_size)
{
	static char text[4 * CSV_ROW_MAX];
	size_t n, most = (size_t)CSV_ROW_MAX;

	for (size_t size = most - 1; size <= most + 1; size++) {
		bool good = size <= most;

		memset(text, ',', CSV_COLUMNS_MAX - 1);
		text[CSV_COLUMNS_MAX - 1] = '\n';
		n = CSV_COLUMNS_MAX + wide_row(text + CSV_COLUMNS_MAX, size);
		check(text, n, NULL, good ? ERROR_NONE : ERROR_CSV_SIZE, good ? 0 : 2,
			good ? 0 : 1);
	}
	/* Without any end, and inside quotes that do not close. */
	n = (size_t)snprintf(text, sizeof(text), "a\n");
	memset(text + n, 'x', 3 * most);
	check(text, n + 3 * most, NULL, ERROR_CSV_SIZE, 2, 1);
	text[n] = '"';
	memset(text + n + 1, '\n', 3 * most);
	check(text, n + 3 * most, NULL, ERROR_CSV_QUOTE, 2, 1);
}
END_TEST

START_TEST(a_row_that_is_refused_stops_the_reading)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct csv_client client = {&whole, take, "rule", "/file", "", NULL};
	struct error err = {0};
	struct csv_reader *r = csv_reader_new(mem, &client, &err);
	static const char text[] = "a\n1\n2\n3\n";

	whole.used = 0;
	whole.stop_at = 3;
	ck_assert_int_eq(csv_feed(r, text, strlen(text), &err), -1);
	whole.stop_at = 0;
	ck_assert_int_eq(err.code, ERROR_OVERFLOW);
	ck_assert_str_eq(whole.text, "1:[a]2:[1]3:[2]");
}
END_TEST

START_TEST(a_next_file_has_a_header_of_its_own)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct csv_client client = {&whole, take, "rule", "/file", "", NULL};
	struct error err = {0};
	struct csv_reader *r = csv_reader_new(mem, &client, &err);

	whole.used = 0;
	ck_assert_int_eq(csv_feed(r, "a\n1\n", 4, &err), 0);
	ck_assert_uint_eq(csv_line(r), 3);
	ck_assert_int_eq(csv_end(r, &err), 0);
	ck_assert_int_eq(csv_feed(r, "b,c\n2,3\n", 8, &err), 0);
	ck_assert_int_eq(csv_end(r, &err), 0);
	ck_assert_str_eq(whole.text, "1:[a]2:[1]1:[b][c]2:[2][3]");
	ck_assert_int_eq(csv_end(r, &err), -1);
	ck_assert_int_eq(err.code, ERROR_CSV_EMPTY);
}
END_TEST

static Suite *csv_suite(void)
{
	Suite *s = suite_create("csv");
	TCase *t = tcase_create("csv");

	tcase_add_loop_test(
		t, whatever_the_chunks_rows_and_refusals_are_the_same, 0, COUNT_OF(files));
	tcase_add_test(t, a_nul_is_a_character_that_is_refused);
	tcase_add_test(t, every_byte_is_looked_at_wherever_it_stands);
	tcase_add_test(t, cells_rows_and_columns_are_bounded);
	tcase_add_test(t, a_row_has_a_longest_size);
	tcase_add_test(t, a_row_that_is_refused_stops_the_reading);
	tcase_add_test(t, a_next_file_has_a_header_of_its_own);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(csv_suite)
