#include "record/record.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "tests/support.h"

static struct record block(const char *code, int64_t vintage, int64_t first)
{
	struct record r = record_new(RECORD_BLOCK);

	snprintf(r.block.code.text, sizeof(r.block.code.text), "%s", code);
	r.block.vintage = vintage;
	r.block.first = first;
	r.block.last = first + 9;
	return r;
}

START_TEST(every_kind_has_a_table_with_its_keys_first)
{
	for (int kind = RECORD_NONE + 1; kind < RECORD_KIND_COUNT; kind++) {
		const struct record_table *t = record_table((enum record_kind)kind);

		ck_assert_ptr_nonnull(t->name);
		ck_assert_uint_ge(t->keys_n, 1);
		ck_assert_uint_ge(t->columns_n, t->keys_n);
		ck_assert_uint_le(t->columns_n, RECORD_COLUMNS_MAX);
		ck_assert_uint_le(t->size, sizeof(struct record));
		for (unsigned i = 0; i < t->columns_n; i++) {
			const struct column *c = &t->columns[i];

			ck_assert_uint_le(c->offset + c->size, t->size);
			ck_assert(i == 0 || c->offset > t->columns[i - 1].offset);
		}
	}
}
END_TEST

/* A value that no fresh record has, in the written form of the column. */
static const char *sample(const struct column *c)
{
	switch (c->type) {
	case COLUMN_TEXT:
		return "A\tb";
	case COLUMN_INTEGER:
	case COLUMN_SEQUENCE:
		return "-9223372036854775808";
	case COLUMN_BOOLEAN:
		return "true";
	case COLUMN_DAY:
		return "2024-02-29";
	case COLUMN_INSTANT:
		return "2024-09-02T01:02:03.004Z";
	case COLUMN_TONNES:
		return "9007199254740991";
	case COLUMN_KEY:
		return "sk:00ff10ff20ff30ff40ff50ff60ff70ff80ff90ffa0ffb0ffc0ffd0ffe0fff001";
	case COLUMN_DIGEST:
		return "00ff10ff20ff30ff40ff50ff60ff70ff80ff90ffa0ffb0ffc0ffd0ffe0fff001";
	case COLUMN_WORD:
		return word_text(c->words, 1);
	case COLUMN_LONG:
		return "a = b\n";
	}
	return "";
}

START_TEST(every_column_of_every_kind_is_written_and_read_back)
{
	for (int kind = RECORD_NONE + 1; kind < RECORD_KIND_COUNT; kind++) {
		const struct record_table *t = record_table((enum record_kind)kind);

		for (unsigned i = 0; i < t->columns_n; i++) {
			struct record fresh = record_new((enum record_kind)kind), r = fresh;
			struct record again = fresh;
			char text[COLUMN_TEXT_MAX];
			const char *value = sample(&t->columns[i]);

			ck_assert_msg(column_set(&r, &t->columns[i], value), "%s.%s", t->name,
				t->columns[i].name);
			ck_assert(!record_equal(&r, &fresh));
			if (t->columns[i].type == COLUMN_LONG)
				continue;
			value = column_text(&r, &t->columns[i], text);
			ck_assert_str_eq(value, sample(&t->columns[i]));
			ck_assert(column_set(&again, &t->columns[i], value));
			ck_assert(record_equal(&r, &again));
		}
	}
}
END_TEST

START_TEST(a_fresh_record_has_no_sequence_and_its_numbers_are_zero)
{
	for (int kind = RECORD_NONE + 1; kind < RECORD_KIND_COUNT; kind++) {
		const struct record_table *t = record_table((enum record_kind)kind);
		struct record fresh = record_new((enum record_kind)kind);
		char text[COLUMN_TEXT_MAX];

		for (unsigned i = 0; i < t->columns_n; i++) {
			const struct column *c = &t->columns[i];

			if (c->type == COLUMN_SEQUENCE)
				ck_assert_str_eq(column_text(&fresh, c, text), "-1");
			if (c->type == COLUMN_INTEGER)
				ck_assert_str_eq(column_text(&fresh, c, text), "0");
		}
	}
}
END_TEST

#define HEX "00ff10ff20ff30ff40ff50ff60ff70ff80ff90ffa0ffb0ffc0ffd0ffe0fff001"

/* A key column's text, and whether it is one. */
static const struct {
	const char *text;
	bool good;
} key_texts[] = {
	{"", true},
	{HEX, true},
	{"sk:" HEX, true},
	{"sk:", false},
	{"sk:0", false},
	{"sk:" HEX "0", false},
	{"SK:" HEX, false},
	{"sk" HEX, false},
	{"sk: " HEX, false},
	{"sk:sk:" HEX, false},
	{HEX "sk:", false},
};

START_TEST(a_keys_column_tells_its_type)
{
	const struct column *c = &record_table(RECORD_KEY)->columns[0];
	struct record r = record_new(RECORD_KEY);
	char text[COLUMN_TEXT_MAX];

	ck_assert_int_eq(c->type, COLUMN_KEY);
	ck_assert_int_eq(column_set(&r, c, key_texts[_i].text), key_texts[_i].good);
	if (!key_texts[_i].good)
		return;
	ck_assert_str_eq(column_text(&r, c, text), key_texts[_i].text);
	ck_assert_int_eq(r.key.key.type,
		key_texts[_i].text[0] == 's' ? PUBLIC_KEY_SECURITY : PUBLIC_KEY_PLAIN);
}
END_TEST

/* Keys are in the order of their written form, whatever the point. */
START_TEST(security_keys_stand_behind_plain_ones)
{
	const struct column *c = &record_table(RECORD_KEY)->columns[0];
	struct record plain = record_new(RECORD_KEY), security = record_new(RECORD_KEY);
	char a[COLUMN_TEXT_MAX], b[COLUMN_TEXT_MAX];

	memset(plain.key.key.bytes, 0xff, PUBLIC_KEY_SIZE);
	ck_assert(column_set(&security, c, "sk:" HEX));
	ck_assert_int_lt(record_compare(&plain, &security, 1), 0);
	ck_assert_int_gt(record_compare(&security, &plain, 1), 0);
	ck_assert_int_lt(strcmp(column_text(&plain, c, a), column_text(&security, c, b)), 0);
}
END_TEST

START_TEST(what_is_not_set_is_written_as_nothing_and_read_back_so)
{
	struct record r = record_new(RECORD_PROJECT), again = record_new(RECORD_PROJECT);
	const struct record_table *t = record_table(RECORD_PROJECT);
	char text[COLUMN_TEXT_MAX];

	for (unsigned i = 0; i < t->columns_n; i++) {
		const char *value = column_text(&r, &t->columns[i], text);

		if (t->columns[i].type != COLUMN_TONNES && t->columns[i].type != COLUMN_BOOLEAN)
			ck_assert_str_eq(value, "");
		ck_assert(column_set(&again, &t->columns[i], value));
	}
	ck_assert(record_equal(&r, &again));
	ck_assert(day_is_none(again.project.crediting_first));
	ck_assert_int_eq(record_new(RECORD_KEY).key.until_sequence, SEQUENCE_NONE);
}
END_TEST

static const struct {
	const char *name, *column, *value;
	enum record_kind kind;
} malformed[] = {
	{"a leading zero", "threshold", "01", RECORD_PARTY},
	{"minus zero", "threshold", "-0", RECORD_PARTY},
	{"an integer beyond 64 bits", "threshold", "9223372036854775808", RECORD_PARTY},
	{"no digits", "threshold", "", RECORD_PARTY},
	{"a word of no list", "type", "company", RECORD_PARTY},
	{"a day that does not exist", "barred_until", "2023-02-29", RECORD_PARTY},
	{"a boolean in other words", "barred", "yes", RECORD_PARTY},
	{"negative tonnes", "debt", "-1", RECORD_PARTY},
	{"a text longer than its column", "province", "12345678", RECORD_PARTY},
	{"a digest cut short", "hash", "00ff", RECORD_DOCUMENT},
	{"an instant without zone", "sealed_at", "2024-09-02T01:02:03", RECORD_DOCUMENT},
};

START_TEST(a_malformed_value_is_refused)
{
	struct record r = record_new(malformed[_i].kind);
	const struct record_table *t = record_table(malformed[_i].kind);

	for (unsigned i = 0; i < t->columns_n; i++)
		if (strcmp(t->columns[i].name, malformed[_i].column) == 0) {
			ck_assert_msg(!column_set(&r, &t->columns[i], malformed[_i].value), "%s",
				malformed[_i].name);
			return;
		}
	ck_abort_msg("no column %s", malformed[_i].column);
}
END_TEST

START_TEST(records_are_ordered_by_key_columns_integers_by_value)
{
	struct record a = block("A210001", 2022, 9), b = block("A210001", 2022, 10);
	struct record c = block("A210001", 2023, 1), d = block("A210002", 2000, 1);

	ck_assert_int_lt(record_compare(&a, &b, 3), 0);
	ck_assert_int_lt(record_compare(&b, &c, 3), 0);
	ck_assert_int_lt(record_compare(&c, &d, 3), 0);
	ck_assert_int_gt(record_compare(&d, &a, 3), 0);
	ck_assert_int_eq(record_compare(&a, &b, 2), 0);
	b.block.first = 9;
	b.block.last = 99;
	ck_assert_int_eq(record_compare(&a, &b, 3), 0);
	ck_assert(!record_equal(&a, &b));
}
END_TEST

START_TEST(words_are_ordered_by_their_written_form)
{
	struct record cea = record_new(RECORD_ROLE), keeper = record_new(RECORD_ROLE);

	cea.role.role = ROLE_CEA;
	keeper.role.role = ROLE_OPERATOR;
	ck_assert_int_lt(record_compare(&cea, &keeper, 2), 0);
}
END_TEST

START_TEST(a_line_names_every_column_and_cannot_be_broken_by_a_value)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *out = buffer_new(mem, 4096);
	struct record r = record_new(RECORD_UNIT);

	snprintf(r.unit.symbol, sizeof(r.unit.symbol), "a\tb\\c\nd");
	r.unit.order = 7;
	snprintf(r.unit.factor, sizeof(r.unit.factor), "44/12");
	record_encode(&r, out);
	ck_assert_str_eq(out->bytes, "unit\tsymbol=a\\tb\\\\c\\nd\torder=7\tfactor=44/12\tof=\n");
}
END_TEST

START_TEST(a_long_text_is_encoded_by_its_hash)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *out = buffer_new(mem, 4096);
	struct record r = record_new(RECORD_METHODOLOGY);

	r.methodology.source = "abc";
	record_encode(&r, out);
	ck_assert_ptr_nonnull(strstr(out->bytes,
		"\tsource=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n"));
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("rules/record");
	TCase *t = tcase_create("record");

	tcase_add_test(t, every_kind_has_a_table_with_its_keys_first);
	tcase_add_test(t, every_column_of_every_kind_is_written_and_read_back);
	tcase_add_test(t, a_fresh_record_has_no_sequence_and_its_numbers_are_zero);
	tcase_add_loop_test(t, a_keys_column_tells_its_type, 0, COUNT_OF(key_texts));
	tcase_add_test(t, security_keys_stand_behind_plain_ones);
	tcase_add_test(t, what_is_not_set_is_written_as_nothing_and_read_back_so);
	tcase_add_loop_test(t, a_malformed_value_is_refused, 0, COUNT_OF(malformed));
	tcase_add_test(t, records_are_ordered_by_key_columns_integers_by_value);
	tcase_add_test(t, words_are_ordered_by_their_written_form);
	tcase_add_test(t, a_line_names_every_column_and_cannot_be_broken_by_a_value);
	tcase_add_test(t, a_long_text_is_encoded_by_its_hash);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
