#include "base/number.h"

#include <assert.h>

#include "base/checked.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool integer_parse(const char *text, size_t size, int64_t least, int64_t most, int64_t *out)
{
	bool negative = size > 0 && text[0] == '-';
	size_t first = negative ? 1 : 0;
	int64_t value = 0;

	if (size == first || (text[first] == '0' && (negative || size > 1)))
		return false;
	/* Built up below zero, where there is room for INT64_MIN. */
	for (size_t i = first; i < size; i++)
		if (!is_digit(text[i]) || !checked_mul(value, 10, &value) ||
			!checked_sub(value, text[i] - '0', &value))
			return false;
	if (!negative && !checked_sub(0, value, &value))
		return false;
	if (value < least || value > most)
		return false;
	*out = value;
	return true;
}

bool digits_parse(const char *text, size_t size, int *out)
{
	int value = 0;

	assert(size > 0 && size <= 9);
	for (size_t i = 0; i < size; i++) {
		if (!is_digit(text[i]))
			return false;
		value = value * 10 + (text[i] - '0');
	}
	*out = value;
	return true;
}
