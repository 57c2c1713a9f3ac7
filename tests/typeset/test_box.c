#include "typeset/box.h"

#include "tests/typeset/support.h"

static const struct {
	const char *expression, *laid;
	size_t base;
} cases[] = {
	{"a + b", "a + β_{x,y}\n", 0},
	{"-a * 2", "−a × 2\n", 0},
	{"a / b * 2", "    a        \n───────── × 2\n β_{x,y}     \n", 1},
	{"(a + 1) / (b * a)", "    a + 1    \n─────────────\n β_{x,y} × a \n", 1},
	{"(a / b) ^ 2", "           2\n⎛    a    ⎞ \n⎜─────────⎟ \n⎝ β_{x,y} ⎠ \n", 2},
	{"sum(i in strata: c[i])", "    Σ      c_i\ni ∈ strata    \n", 0},
	{"sum(i in strata: c[i] - a)", "    Σ      (c_i − a)\ni ∈ strata          \n", 0},
	{"count(i in strata where c[i] > 0)", "       count       \ni ∈ strata, c_i > 0\n", 0},
	{"sqrt(a)", " _\n√a\n", 1},
	{"abs(a)", "│a│\n", 0},
	{"max(a, b, 1)", "max(a, β_{x,y}, 1)\n", 0},
	{"pow(a, b)", " β_{x,y}\na       \n", 1},
	{"if a > b then 1 else a", "⎧1  if a > β_{x,y}\n⎩a  otherwise     \n", 1},
};

START_TEST(an_expression_is_laid_out_in_two_dimensions)
{
	void *mem = talloc_new(NULL);
	const struct methodology *m = methodology_of(mem, cases[_i].expression);
	const struct box *b =
		box_expression(mem, m, methodology_equation_at(m, 0)->expression, LANGUAGE_EN);
	char *text = talloc_strdup(mem, "");

	ck_assert_ptr_nonnull(b);
	for (size_t i = 0; i < b->height; i++) {
		ck_assert_uint_eq(box_columns(b->lines[i]), b->width);
		text = talloc_asprintf_append(text, "%s\n", b->lines[i]);
	}
	ck_assert_str_eq(text, cases[_i].laid);
	ck_assert_uint_eq(b->base, cases[_i].base);
	talloc_free(mem);
}
END_TEST

START_TEST(wide_characters_take_two_columns)
{
	void *mem = talloc_new(NULL);
	const struct box *b = box_over(mem, box_text(mem, "减排量"), box_text(mem, "ab"), 0);

	ck_assert_uint_eq(box_columns("减排 a"), 6);
	ck_assert_uint_eq(b->width, 6);
	ck_assert_str_eq(b->lines[1], "  ab  ");
	talloc_free(mem);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("box");
	TCase *t = tcase_create("box");

	tcase_add_loop_test(t, an_expression_is_laid_out_in_two_dimensions, 0,
		(int)(sizeof(cases) / sizeof(cases[0])));
	tcase_add_test(t, wide_characters_take_two_columns);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
