/*
 * made_docs: a part of a page below docs/ that a test makes from the code and
 * compares. The part is between the lines `<!-- made by NAME -->` and
 * `<!-- end -->`; with UPDATE_DOCS=1 it is rewritten.
 */
#ifndef TESTS_MADE_DOCS_H
#define TESTS_MADE_DOCS_H

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "base/buffer.h"
#include "tests/support.h"

enum { MADE_DOCS_MAX = 1 << 20 };

static inline void made_docs_write(const char *path, const char *page, size_t before,
	const struct buffer *made, const char *end)
{
	FILE *f = fopen(path, "wb");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(page, 1, before, f), before);
	ck_assert_uint_eq(fwrite(made->bytes, 1, made->size, f), made->size);
	ck_assert_uint_eq(fwrite(end, 1, strlen(end), f), strlen(end));
	ck_assert_int_eq(fclose(f), 0);
}

/* PAGE is below docs/, "ledger-format.md". */
static inline void made_docs_compare(const char *page, const char *name, const struct buffer *made)
{
	char *mem = talloc_new(NULL);
	char *path = talloc_asprintf(mem, "%s/docs/%s", getenv("top_srcdir"), page);
	char *mark = talloc_asprintf(mem, "<!-- made by %s -->\n", name);
	char *text = talloc_zero_size(mem, MADE_DOCS_MAX);
	FILE *f = fopen(path, "rb");
	char *begin, *end;

	ck_assert_msg(f != NULL, "%s", path);
	ck_assert_uint_lt(fread(text, 1, MADE_DOCS_MAX, f), MADE_DOCS_MAX);
	fclose(f);
	begin = strstr(text, mark);
	ck_assert_msg(begin != NULL, "%s lacks the line %s", path, mark);
	begin += strlen(mark);
	end = strstr(begin, "<!-- end -->\n");
	ck_assert_ptr_nonnull(end);
	if (getenv("UPDATE_DOCS"))
		made_docs_write(path, text, (size_t)(begin - text), made, end);
	else
		ck_assert_msg((size_t)(end - begin) == made->size &&
				      memcmp(begin, made->bytes, made->size) == 0,
			"docs/%s is out of date; UPDATE_DOCS=1 writes it anew", page);
	talloc_free(mem);
}

#endif
