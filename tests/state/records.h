/*
 * records: random but sound records for the state's tests, from a fixed seed.
 */
#ifndef TESTS_STATE_RECORDS_H
#define TESTS_STATE_RECORDS_H

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "record/record.h"

/* xorshift64*: the same numbers on every machine. */
static uint64_t random_state = 88172645463325252u;

static uint64_t random_next(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return random_state * 2685821657736338717u;
}

static uint64_t random_below(uint64_t n)
{
	return (random_next() >> 11) % n;
}

/* A word that the list has, or 0 (none) now and then. */
static int random_word(enum word_list list)
{
	int n = 0;

	while (word_text(list, n + 1))
		n++;
	return (int)random_below((uint64_t)n + 1);
}

/* 32 of them. */
static void random_bytes(void *out, bool narrow)
{
	char *at = out;

	memset(at, 0, 32);
	at[0] = (char)random_below(narrow ? 3 : 256);
	at[31] = (char)random_below(narrow ? 3 : 256);
}

/* Of either type; none now and then, which has no type of its own. */
static void random_key(struct public_key *out, bool narrow)
{
	random_bytes(out->bytes, narrow);
	out->type = PUBLIC_KEY_PLAIN;
	if (random_below(2) && (out->bytes[0] || out->bytes[31]))
		out->type = PUBLIC_KEY_SECURITY;
}

/* Few different values where `narrow`, so that keys meet and share prefixes. */
static void random_column(struct record *r, const struct column *c, bool narrow)
{
	static const char *const texts[] = {"", "A", "B", "AB", "a", "Z-9", "海", "海上", "b c"};
	static const char *const longs[] = {"", "a\nb\tc\\d", "一行\n", "x=1"};
	char *at = (char *)r + c->offset;

	switch (c->type) {
	case COLUMN_TEXT:
		snprintf(at, c->size, "%.*s", (int)c->size - 1,
			texts[random_below(COUNT_OF(texts))]);
		break;
	case COLUMN_INTEGER:
	case COLUMN_SEQUENCE:
		*(int64_t *)at = narrow ? (int64_t)random_below(5) - 2 : (int64_t)random_next();
		break;
	case COLUMN_BOOLEAN:
		*(bool *)at = random_below(2);
		break;
	case COLUMN_DAY:
		*(struct day *)at = DAY_NONE;
		if (random_below(5))
			((struct day *)at)->n = (int32_t)random_below(narrow ? 4 : 2000000);
		break;
	case COLUMN_INSTANT:
		*(struct instant *)at = INSTANT_NONE;
		if (random_below(5))
			((struct instant *)at)->ms =
				(int64_t)random_below(narrow ? 3 : 253402300799999);
		break;
	case COLUMN_TONNES:
		*(struct tonnes *)at = tonnes_of((int64_t)random_below((1ull << 53) - 1));
		break;
	case COLUMN_DIGEST:
		random_bytes(at, narrow);
		break;
	case COLUMN_KEY:
		random_key((struct public_key *)at, narrow);
		break;
	case COLUMN_WORD:
		*(int *)at = random_word(c->words);
		break;
	case COLUMN_LONG:
		*(const char **)at = longs[random_below(COUNT_OF(longs))];
		break;
	}
}

/* A record of the kind whose keys come from few values. */
static struct record random_record(enum record_kind kind)
{
	const struct record_table *t = record_table(kind);
	struct record r = record_new(kind);

	for (unsigned i = 0; i < t->columns_n; i++)
		random_column(&r, &t->columns[i], i < t->keys_n);
	return r;
}

#endif
