/*
 * Packs made here, object by object: which chains of deltas are followed and which are refused.
 */
#include "ledger/git/ledger_packs.h"

#include <string.h>

#include <talloc.h>
#include <zlib.h>

#include "ledger/git/ledger_git.h"
#include "tests/support.h"

enum { OBJECTS_MAX = 5000, OFFSETS = 8 + 256 * 4, BLOB = 3, BY_OFFSET = 6, BY_NAME = 7 };

static void *mem;
static struct buffer *pack, *names, *offsets;
static size_t begins[OBJECTS_MAX], n;

static void set_up(void)
{
	mem = talloc_new(NULL);
	pack = buffer_new(mem, 1 << 20);
	names = buffer_new(mem, 1 << 20);
	offsets = buffer_new(mem, 1 << 20);
	n = 0;
	buffer_add(pack, "PACK\0\0\0\2\0\0\0\0", PACK_HEADER);
}

static void tear_down(void)
{
	talloc_free(mem);
}

static void begin_again(void)
{
	tear_down();
	set_up();
}

static void add_word(struct buffer *b, size_t value)
{
	char bytes[4] = {(char)(value >> 24), (char)(value >> 16), (char)(value >> 8), (char)value};

	buffer_add(b, bytes, sizeof(bytes));
}

/* The name of an object: its number, 20 bytes, so that they are in order. */
static void add_name(struct buffer *b, size_t number)
{
	add_word(b, number);
	for (int i = 0; i < 4; i++)
		add_word(b, 0);
}

static size_t put_number(uint8_t *at, int64_t value)
{
	size_t used = 0;

	for (; value > 0x7f; value >>= 7)
		at[used++] = (uint8_t)(0x80 | (value & 0x7f));
	at[used++] = (uint8_t)value;
	return used;
}

static void add_head(unsigned type, int64_t size)
{
	uint8_t head[12] = {(uint8_t)(type << 4 | (size & 15))};
	size_t used = 1;

	if (size > 15) {
		head[0] |= 0x80;
		used += put_number(head + 1, size >> 4);
	}
	add_name(names, n);
	add_word(offsets, pack->size);
	begins[n++] = pack->size;
	buffer_add(pack, (const char *)head, used);
}

static void add_blob(int64_t size)
{
	add_head(BLOB, size);
	buffer_add(pack, "nothing", 7);
}

/* A delta of the object of that number that makes so many bytes. */
static void add_delta(unsigned type, size_t base, int64_t makes)
{
	uint8_t delta[32], stored[64], distance[4];
	size_t size = put_number(delta, 1), at = n ? pack->size : PACK_HEADER;
	uLongf stored_size = sizeof(stored);

	size += put_number(delta + size, makes);
	ck_assert_int_eq(compress(stored, &stored_size, delta, (uLong)size), Z_OK);
	add_head(type, (int64_t)size);
	if (type == BY_NAME) {
		add_name(pack, base);
	} else {
		size_t back = at - begins[base];

		ck_assert_uint_lt(back, 128 + 128 * 128);
		distance[0] = (uint8_t)(0x80 | (((back >> 7) - 1) & 0x7f));
		distance[1] = (uint8_t)(back & 0x7f);
		if (back < 128)
			buffer_add(pack, (const char *)&distance[1], 1);
		else
			buffer_add(pack, (const char *)distance, 2);
	}
	buffer_add(pack, (const char *)stored, stored_size);
}

static const char *problem(void)
{
	struct buffer *index = buffer_new(mem, 1 << 20);
	const char *found;
	struct pack_index x;
	struct error err;

	add_name(pack, 0);
	for (int i = 0; i < OFFSETS / 4; i++)
		add_word(index, 0);
	buffer_add(index, names->bytes, names->size);
	for (size_t i = 0; i < n; i++)
		add_word(index, 0);
	buffer_add(index, offsets->bytes, offsets->size);
	ck_assert(!index->failed && !pack->failed);
	x = (struct pack_index){.bytes = (const uint8_t *)index->bytes,
		.size = index->size,
		.objects = n,
		.pack_size = pack->size};
	ck_assert_int_eq(pack_deltas_check(&x, (const uint8_t *)pack->bytes, &found, &err), 0);
	return found;
}

static void chain(unsigned type, size_t length, int64_t makes)
{
	add_blob(makes);
	while (n < length)
		add_delta(type, n - 1, makes);
}

START_TEST(a_chain_as_long_as_git_makes_them_is_followed)
{
	chain(_i ? BY_OFFSET : BY_NAME, PACK_CHAIN_MAX, 10);
	ck_assert_ptr_null(problem());
}
END_TEST

START_TEST(a_longer_chain_is_refused)
{
	chain(_i ? BY_OFFSET : BY_NAME, PACK_CHAIN_MAX + 1, 10);
	ck_assert_ptr_nonnull(problem());
}
END_TEST

START_TEST(a_circle_is_refused)
{
	for (int i = 0; i <= _i; i++)
		add_delta(BY_NAME, (size_t)((i + 1) % (_i + 1)), 10);
	ck_assert_ptr_nonnull(problem());
}
END_TEST

START_TEST(an_object_larger_than_any_of_a_ledger_is_refused)
{
	add_blob(LEDGER_OBJECT_MAX);
	add_delta(BY_OFFSET, 0, LEDGER_OBJECT_MAX);
	ck_assert_ptr_null(problem());
	begin_again();
	add_blob(LEDGER_OBJECT_MAX + 1);
	ck_assert_ptr_nonnull(problem());
	begin_again();
	add_blob(10);
	add_delta(BY_OFFSET, 0, LEDGER_OBJECT_MAX + 1);
	ck_assert_ptr_nonnull(problem());
}
END_TEST

START_TEST(what_a_chain_makes_is_bounded)
{
	chain(BY_OFFSET, (size_t)(PACK_CHAIN_BYTES / LEDGER_OBJECT_MAX), LEDGER_OBJECT_MAX);
	ck_assert_ptr_null(problem());
	begin_again();
	chain(BY_OFFSET, (size_t)(PACK_CHAIN_BYTES / LEDGER_OBJECT_MAX) + 1, LEDGER_OBJECT_MAX);
	ck_assert_ptr_nonnull(problem());
}
END_TEST

START_TEST(what_is_no_object_is_left_to_reading)
{
	add_delta(BY_NAME, 77, 10);
	for (int type = 0; type < 8; type++)
		add_head((unsigned)type, 5);
	ck_assert_ptr_null(problem());
}
END_TEST

static Suite *deltas_suite(void)
{
	Suite *s = suite_create("deltas");
	TCase *t = tcase_create("deltas");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, a_chain_as_long_as_git_makes_them_is_followed, 0, 2);
	tcase_add_loop_test(t, a_longer_chain_is_refused, 0, 2);
	tcase_add_loop_test(t, a_circle_is_refused, 0, 5);
	tcase_add_test(t, an_object_larger_than_any_of_a_ledger_is_refused);
	tcase_add_test(t, what_a_chain_makes_is_bounded);
	tcase_add_test(t, what_is_no_object_is_left_to_reading);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(deltas_suite)
