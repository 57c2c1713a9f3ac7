/*
 * derive_data: a year of one-second methane readings, the same at every call, with the
 * value that they must give. For the bench, and for its test with few rows.
 */
#ifndef TESTS_BENCH_DERIVE_DATA_H
#define TESTS_BENCH_DERIVE_DATA_H

#include <stdint.h>
#include <stdio.h>

#include "derivation/derive.h"

enum { DERIVE_DATA_YEAR = 2023, DERIVE_DATA_ROWS = 365 * 86400 };

/* What the rows add up to, counted while they are written: flow times content. */
struct derive_data {
	int64_t rows, missing;
	uint64_t bytes;
	/* In units of 1/1000 Nm3/h*%: for good rows, and for those out of class (0.99). */
	int64_t good, out_of_class;
};

/* Writes the header and n rows from the year's first second; every 5,000th is a fault. */
int derive_data_write(FILE *f, int64_t n, struct derive_data *out);

/* The methodology's part: raw data "methane", the monitored parameter V_CH4 in Nm3. */
const struct derivation *derive_data_methodology(void *mem);

/* What V_CH4 must be, below mem. */
struct rational *derive_data_expected(void *mem, const struct derive_data *d);

#endif
