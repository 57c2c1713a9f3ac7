#include "record/record.h"

#include "tests/made_docs.h"

static const char *type_name(enum column_type type)
{
	switch (type) {
	case COLUMN_TEXT:
		return "text";
	case COLUMN_INTEGER:
		return "integer";
	case COLUMN_SEQUENCE:
		return "sequence";
	case COLUMN_BOOLEAN:
		return "boolean";
	case COLUMN_DAY:
		return "day";
	case COLUMN_INSTANT:
		return "instant";
	case COLUMN_TONNES:
		return "tonnes";
	case COLUMN_DIGEST:
		return "hash";
	case COLUMN_KEY:
		return "public key";
	case COLUMN_WORD:
		return "word";
	case COLUMN_LONG:
		return "long";
	}
	return NULL;
}

static void add_columns(
	struct buffer *out, const struct record_table *t, unsigned from, unsigned to)
{
	for (unsigned i = from; i < to; i++)
		buffer_add_format(out, "%s`%s` %s", i > from ? ", " : "", t->columns[i].name,
			type_name(t->columns[i].type));
}

/* Section 5 of the format lists every table with its columns in their order. */
START_TEST(the_format_lists_every_table_of_records)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *out = buffer_new(mem, MADE_DOCS_MAX);

	buffer_add_text(out, "| table | key columns | other columns |\n| --- | --- | --- |\n");
	for (int kind = RECORD_NONE + 1; kind < RECORD_KIND_COUNT; kind++) {
		const struct record_table *t = record_table((enum record_kind)kind);

		buffer_add_format(out, "| `%s` | ", t->name);
		add_columns(out, t, 0, t->keys_n);
		buffer_add_text(out, " | ");
		add_columns(out, t, t->keys_n, t->columns_n);
		buffer_add_text(out, " |\n");
	}
	ck_assert_int_eq(buffer_ok(out, NULL), 0);
	made_docs_compare("ledger-format.md", "tests/record/test_record_docs.c", out);
}
END_TEST

static Suite *record_docs_suite(void)
{
	Suite *s = suite_create("record_docs");
	TCase *t = tcase_create("record_docs");

	tcase_add_test(t, the_format_lists_every_table_of_records);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(record_docs_suite)
