/*
 * tonnes: a quantity of credits, 1 credit = 1 tCO2e (Order 31 art. 22).
 *
 * A struct, so that quantities cannot be added by accident: overflow and
 * negative results are the caller's decision through the functions here. Only
 * this room looks inside.
 */
#ifndef DOMAIN_TONNES_H
#define DOMAIN_TONNES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

enum { TONNES_TEXT_SIZE = 21 };

struct tonnes {
	int64_t t;
};

struct tonnes tonnes_of(int64_t t);
int64_t tonnes_count(struct tonnes a);
bool tonnes_add(struct tonnes a, struct tonnes b, struct tonnes *out) MUST_CHECK;
/* false when b > a: quantities are never negative. */
bool tonnes_sub(struct tonnes a, struct tonnes b, struct tonnes *out) MUST_CHECK;
/* <0, 0, >0 */
int tonnes_compare(struct tonnes a, struct tonnes b);
/* a * numerator / denominator, rounded down; 0 <= numerator <= denominator, denominator > 0. */
struct tonnes tonnes_part(struct tonnes a, int64_t numerator, int64_t denominator);
/* Like tonnes_compare, of a * a_times and b * b_times, exactly; the factors are not negative. */
int tonnes_compare_times(struct tonnes a, int64_t a_times, struct tonnes b, int64_t b_times);
bool tonnes_is_zero(struct tonnes a);
/* Decimal without sign, leading zeros or blanks, at most 2^53 - 1. */
bool tonnes_parse(const char *text, size_t size, struct tonnes *out) MUST_CHECK;
char *tonnes_text(struct tonnes a, char out[TONNES_TEXT_SIZE]);

#endif
