#include "document/schema.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "base/limits.h"
#include "base/macros.h"
#include "tests/support.h"

enum { PAGE_MAX = 1 << 20 };

static struct buffer *page(void *mem)
{
	struct buffer *b = buffer_new(mem, PAGE_MAX);
	struct error err;

	schema_markdown(b, LANGUAGE_EN);
	ck_assert_int_eq(buffer_ok(b, &err), 0);
	return b;
}

/* docs/documents.md says what the tables say; UPDATE_DOCS=1 rewrites it. */
START_TEST(the_page_of_documents_is_what_the_tables_say)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *made = page(mem);
	char *path = talloc_asprintf(mem, "%s/docs/documents.md", getenv("top_srcdir"));
	char *stored = talloc_zero_size(mem, PAGE_MAX);
	FILE *f;

	if (getenv("UPDATE_DOCS")) {
		f = fopen(path, "w");
		ck_assert_ptr_nonnull(f);
		ck_assert_uint_eq(fwrite(made->bytes, 1, made->size, f), made->size);
		ck_assert_int_eq(fclose(f), 0);
	}
	f = fopen(path, "r");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_lt(fread(stored, 1, PAGE_MAX, f), PAGE_MAX);
	fclose(f);
	ck_assert_msg(strcmp(stored, made->bytes) == 0,
		"docs/documents.md is out of date: UPDATE_DOCS=1 make check");
}
END_TEST

static void check_rows(const struct schema *s)
{
	for (size_t i = 0; i < s->fields_n; i++) {
		const struct field *f = &s->fields[i];

		ck_assert_msg(f->zh && f->zh[0] && f->en && f->en[0], "%s.%s", s->name, f->key);
		ck_assert_msg(f->offset < s->size, "%s.%s", s->name, f->key);
		ck_assert_msg(f->min <= f->max, "%s.%s", s->name, f->key);
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(s->fields[j].key, f->key);
		if (f->type == FIELD_LIST || f->type == FIELD_VALUES)
			ck_assert_msg(
				f->max > 0 && f->count_offset < s->size, "%s.%s", s->name, f->key);
		if (f->sub)
			check_rows(f->sub);
	}
}

START_TEST(every_row_of_a_kind_is_whole)
{
	const struct kind_row *k = kind_row((enum kind)_i);

	ck_assert_int_eq(kind_by_name(k->name, strlen(k->name)), _i);
	ck_assert(k->zh[0] && k->en[0] && k->signers[0] && k->size_max > 0);
	check_rows(schema_of((enum kind)_i));
}
END_TEST

/* The sets of roles are those that the words beside them name. */
START_TEST(a_kind_is_signed_by_those_whom_its_row_names)
{
	const struct kind_row *k = kind_row((enum kind)_i);

	for (int way = 0; way < KIND_WAYS; way++) {
		enum role roles[LIMIT_SIGNERS + 1];
		size_t n = 0;

		for (int role = 1; word_text(WORDS_ROLE, role); role++)
			if (k->signed_by[way] & 1u << role)
				roles[n++] = (enum role)role;
		if (k->signed_by[way] & KIND_HOLDER_TWICE)
			roles[n++] = ROLE_HOLDER;
		for (size_t i = 0; i < n; i++)
			ck_assert_msg(strstr(k->signers, word_text(WORDS_ROLE, (int)roles[i])),
				"%s: %s", k->name, k->signers);
		if (n == 0)
			continue;
		ck_assert(kind_signed_by((enum kind)_i, roles, n));
		ck_assert(!kind_signed_by((enum kind)_i, roles, 0));
		roles[n] = roles[0];
		ck_assert(!kind_signed_by((enum kind)_i, roles, n + 1));
		roles[0] = ROLE_COURT;
		ck_assert(!kind_signed_by((enum kind)_i, roles, n));
	}
	ck_assert_uint_ne(k->signed_by[0], 0);
}
END_TEST

START_TEST(a_kind_has_no_key_of_the_header)
{
	const struct schema *s = schema_of((enum kind)_i), *h = schema_header();

	for (size_t i = 0; i < s->fields_n; i++)
		for (size_t j = 0; j < h->fields_n; j++)
			ck_assert_str_ne(s->fields[i].key, h->fields[j].key);
}
END_TEST

static Suite *documents_md_suite(void)
{
	Suite *s = suite_create("documents.md");
	TCase *t = tcase_create("documents.md");

	tcase_add_test(t, the_page_of_documents_is_what_the_tables_say);
	tcase_add_loop_test(t, a_kind_is_signed_by_those_whom_its_row_names, 1, KIND_COUNT);
	tcase_add_loop_test(t, every_row_of_a_kind_is_whole, 1, KIND_COUNT);
	tcase_add_loop_test(t, a_kind_has_no_key_of_the_header, 1, KIND_COUNT);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(documents_md_suite)
