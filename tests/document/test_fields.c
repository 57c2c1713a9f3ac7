#include "document/fields.h"

#include <string.h>

#include <talloc.h>

#include "document/document.h"
#include "tests/document/samples.h"
#include "tests/support.h"

static const struct document *sample(void *mem, enum kind kind)
{
	struct error err;
	struct document *d = document_read(mem, samples[kind], strlen(samples[kind]), true, &err);

	ck_assert_msg(d != NULL, "%s", error_name(err.code));
	ck_assert_int_eq(document_decode(d, &err), 0);
	return d;
}

static bool count(void *ctx, const void *value)
{
	(void)value;
	++*(size_t *)ctx;
	return false;
}

static bool is_second(void *ctx, const void *value)
{
	(void)value;
	return ++*(size_t *)ctx == 2;
}

/* How many values of a form a sample has, in place, in lists and below nested mappings. */
static const struct {
	const char *name;
	enum kind kind;
	enum field_type type;
	size_t values;
} cases[] = {
	{"units in a list", KIND_TRADING_RETURN, FIELD_UNITS, 1},
	{"units of a leg, in a list of mappings", KIND_SETTLEMENT, FIELD_UNITS, 1},
	{"accounts of a leg", KIND_SETTLEMENT, FIELD_ACCOUNT, 2},
	{"hashes in place", KIND_REDUCTION_REQUEST, FIELD_DIGEST, 2},
	{"hashes in place and in a list", KIND_VALIDATION_REPORT, FIELD_DIGEST, 4},
	{"truth values of a nested mapping", KIND_REDUCTION_REQUEST, FIELD_BOOLEAN, 4},
	{"a party of a nested mapping", KIND_OFFSET_ANSWER, FIELD_PARTY, 1},
	{"a form that the kind does not have", KIND_NOTICE, FIELD_UNITS, 0},
	{"no value of an empty list", KIND_ACCREDITATION, FIELD_DIGEST, 0},
	{"keys of every authority", KIND_GENESIS, FIELD_PUBLIC_KEY, 4},
};

START_TEST(every_value_of_a_form_is_asked_about)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct document *d = sample(mem, cases[_i].kind);
	size_t n = 0;

	ck_assert(!fields_any(schema_of(d->kind), d->body, cases[_i].type, count, &n));
	ck_assert_msg(n == cases[_i].values, "%s: %zu", cases[_i].name, n);
}
END_TEST

START_TEST(it_ends_at_the_first_that_holds)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct document *d = sample(mem, KIND_GENESIS);
	size_t n = 0;

	ck_assert(fields_any(schema_of(d->kind), d->body, FIELD_PUBLIC_KEY, is_second, &n));
	ck_assert_uint_eq(n, 2);
}
END_TEST

START_TEST(a_value_is_found_with_its_path)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct document *d = sample(mem, KIND_GENESIS);
	char path[ERROR_PATH_MAX];
	size_t n = 0;

	ck_assert(fields_find(schema_of(d->kind), d->body, FIELD_PUBLIC_KEY, is_second, &n, path));
	ck_assert_str_eq(path, "/authorities/0/keys/0");
	ck_assert(!fields_find(schema_of(d->kind), d->body, FIELD_UNITS, count, &n, path));
	ck_assert_str_eq(path, "");
}
END_TEST

static Suite *fields_suite(void)
{
	Suite *s = suite_create("fields");
	TCase *t = tcase_create("fields");

	tcase_add_loop_test(t, every_value_of_a_form_is_asked_about, 0, (int)COUNT_OF(cases));
	tcase_add_test(t, it_ends_at_the_first_that_holds);
	tcase_add_test(t, a_value_is_found_with_its_path);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(fields_suite)
