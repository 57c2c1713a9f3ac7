#include "domain/tonnes.h"

#include <assert.h>
#include <stdio.h>

#include "base/checked.h"
#include "base/number.h"

/* Stays exact in every JSON reader. */
#define TONNES_MAX ((INT64_C(1) << 53) - 1)

struct tonnes tonnes_of(int64_t t)
{
	return (struct tonnes){t};
}

int64_t tonnes_count(struct tonnes a)
{
	return a.t;
}

bool tonnes_add(struct tonnes a, struct tonnes b, struct tonnes *out)
{
	int64_t t;

	if (!checked_add(a.t, b.t, &t) || t > TONNES_MAX)
		return false;
	out->t = t;
	return true;
}

bool tonnes_sub(struct tonnes a, struct tonnes b, struct tonnes *out)
{
	if (b.t > a.t)
		return false;
	out->t = a.t - b.t;
	return true;
}

int tonnes_compare(struct tonnes a, struct tonnes b)
{
	return (a.t > b.t) - (a.t < b.t);
}

struct tonnes tonnes_part(struct tonnes a, int64_t numerator, int64_t denominator)
{
	assert(denominator > 0 && numerator >= 0 && numerator <= denominator);
	return tonnes_of((int64_t)((__int128)a.t * numerator / denominator));
}

int tonnes_compare_times(struct tonnes a, int64_t a_times, struct tonnes b, int64_t b_times)
{
	__int128 x = (__int128)a.t * a_times, y = (__int128)b.t * b_times;

	return x < y ? -1 : x > y;
}

bool tonnes_is_zero(struct tonnes a)
{
	return a.t == 0;
}

bool tonnes_parse(const char *text, size_t size, struct tonnes *out)
{
	return integer_parse(text, size, 0, TONNES_MAX, &out->t);
}

char *tonnes_text(struct tonnes a, char out[TONNES_TEXT_SIZE])
{
	snprintf(out, TONNES_TEXT_SIZE, "%lld", (long long)a.t);
	return out;
}
