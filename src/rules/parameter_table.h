/*
 * parameter_table: the parameters that the rules know, one const row each.
 *
 * A rule's numbers are dated parameters of the ledger; a row says what a parameter
 * is, who may set it, what its value may be and what holds where none was set. A
 * name that has no row cannot be set: a misspelt one would silently do nothing.
 */
#ifndef RULES_PARAMETER_TABLE_H
#define RULES_PARAMETER_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/words.h"

enum parameter_type {
	PARAMETER_INTEGER,  /* minimum..maximum */
	PARAMETER_FRACTION, /* "1/20" or a decimal, minimum..maximum */
	PARAMETER_DAY,
	PARAMETER_HOUR,	 /* "17:00", at most "24:00" */
	PARAMETER_NAMES, /* of `among`, separated by single blanks, each once; "-": none */
	PARAMETER_CODES, /* a table: rows by a key of `among`, a code each; defaults "KEY CODE" */
	PARAMETER_ROWS,	 /* a table: rows by key, and by year where `years` */
};

struct parameter_row {
	/*
	 * A name that ends in "." is a family: six digits (GB/T 2260) follow, or in a family of
	 * tables a name of lower-case letters, digits, "." and "-".
	 */
	const char *name;
	enum parameter_type type;
	enum role signer, beside;  /* who sets it, and who with it; ROLE_NONE: nobody */
	const char *default_value; /* NULL: none, e.g. for a table */
	int64_t minimum, maximum;  /* of an integer, a fraction, or every value of a row */
	bool years;		   /* PARAMETER_ROWS: rows name a year */
	bool years_optional;	   /* with years: a row without one is for every year */
	const char *law; /* the value that the regulations say; NULL: they leave it open */
	bool ahead; /* takes effect on a later day: what began today is counted by the old value */
	const char *among;   /* the names, or keys, that there are, separated by blanks */
	const char *columns; /* PARAMETER_ROWS: the sets a row may give, sorted, "A B|C" */
	const char *zh, *en;
	const char *rule;
};

/* Where the fields of accreditation of sectors stand. */
#define PARAMETER_FIELDS "accreditation.field"

/* The row for the name, or NULL. */
const struct parameter_row *parameter_row(const char *name);

/* All rows in order, for the documentation; NULL after the last. */
const struct parameter_row *parameter_row_at(size_t i);

#endif
