/*
 * derive_read: what the compiler of raw data reads of a methodology's tree, piece by piece.
 *
 * derive_compile.c reads files and their columns, derive_value.c the values that come from
 * them, derive_read.c what both need. Refusals have the place of the node they are about.
 */
#ifndef DERIVATION_DERIVE_READ_H
#define DERIVATION_DERIVE_READ_H

#include "derivation/derive_model.h"

/* A copy below mem; false to *ok when memory is short. NULL stays NULL. */
const char *derive_keep(void *mem, const char *text, bool *ok);

/* "/raw_data/0/values/1 (31:5)", as refusals of data name the methodology. */
const char *derive_where(void *mem, const struct yaml_node *n, bool *ok);

/* A JSON Pointer below parent: RFC 6901's escapes. */
const char *derive_path(void *mem, const char *parent, const char *name, bool *ok);

/*
 * Number of the word that n's member `key` is, `otherwise` without it; -1 with
 * ERROR_METHODOLOGY_WORD and the words that are accepted.
 */
int derive_word(const struct yaml_node *n, const char *key, const char *const *words,
	size_t words_n, int otherwise, struct error *err);

/* Refusals, always -1: ERROR_ATTACHMENT_RULE at n's member `key`, or at n; _DUPLICATE at n. */
int derive_misfit(const struct yaml_node *n, const char *what, const char *key, struct error *err);
int derive_duplicate(const struct yaml_node *n, struct error *err);

/* 0 when a list's items are lines; NULL has none. ERROR_METHODOLOGY_TYPE. */
int derive_check_lines(const struct yaml_node *list, struct error *err) MUST_CHECK;

/*
 * Number of the column of a name, of one of the types (a bit each); -1 at n with
 * ERROR_ATTACHMENT_COLUMN and the columns that are accepted. The second: those of a list, which has
 * no more items than `columns` has room for.
 */
int derive_column(const struct model_file *f, const struct yaml_node *n, const char *name,
	unsigned types, struct error *err);
int derive_columns(const struct model_file *f, const struct yaml_node *list, unsigned types,
	size_t *columns, size_t *n, struct error *err) MUST_CHECK;

/* Number of a column's word, -1 at n with ERROR_METHODOLOGY_WORD. */
int derive_column_word(const struct model_column *c, const struct yaml_node *n, const char *word,
	struct error *err);

/* Adds to f the value that n says. -1 with derivation_compile's errors. */
int derive_read_value(struct derivation *d, struct model_file *f, const struct yaml_node *n,
	struct error *err) MUST_CHECK;

#endif
