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
		box_expression(mem, m, methodology_equation_at(m, 0)->expression, LANGUAGE_EN, 400);
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

/* What does not fit in `room` columns is broken at its outermost operators and commas. */
static const struct {
	const char *expression;
	size_t room;
	const char *laid;
} broken[] = {
	{"a + b - a", 15, "a + β_{x,y} − a\n"},
	{"a + b - a", 14, "a + β_{x,y}\n− a        \n"},
	{"a * b * a + b * a", 20, "a × β_{x,y} × a\n+ β_{x,y} × a  \n"},
	{"(a + b + a) * 2", 15, "⎛a + β_{x,y}⎞\n⎝+ a        ⎠\n             \n× 2          \n"},
	{"max(a, b, a + b)", 16,
		"max⎛a, β_{x,y},⎞\n   ⎜           ⎟\n   ⎜a          ⎟\n   ⎝+ β_{x,y}  ⎠\n"},
	{"(a + b + a + b) / 2", 18,
		" a + β_{x,y} + a \n + β_{x,y}       \n─────────────────\n        2        \n"},
	{"if a > b and b > a then 1 else a", 22,
		"⎧1  if a > β_{x,y}\n⎪                 \n⎨      and β_{x,y}\n⎪          > a    "
		"\n⎩a  otherwise     \n"},
	{"sum(i in strata where c[i] > 0 and c[i] < a: c[i] * a * b)", 24,
		"     Σ             \ni ∈ strata,        \nc_i > 0            \nand c_i < a        "
		"\n                   \n  c_i × a × β_{x,y}\n"},
	{"(a + b) ^ 2", 12, "           2\n⎛a        ⎞ \n⎝+ β_{x,y}⎠ \n"},
	{"sqrt(a + b)", 11, "  _________\n │a        \n╲│+ β_{x,y}\n"},
};

START_TEST(what_is_too_long_is_broken)
{
	void *mem = talloc_new(NULL);
	const struct methodology *m = methodology_of(mem, broken[_i].expression);
	const struct box *b = box_expression(
		mem, m, methodology_equation_at(m, 0)->expression, LANGUAGE_EN, broken[_i].room);
	char *text = talloc_strdup(mem, "");

	ck_assert_ptr_nonnull(b);
	ck_assert_uint_le(b->width, broken[_i].room);
	for (size_t i = 0; i < b->height; i++) {
		ck_assert_uint_eq(box_columns(b->lines[i]), b->width);
		text = talloc_asprintf_append(text, "%s\n", b->lines[i]);
	}
	ck_assert_str_eq(text, broken[_i].laid);
	talloc_free(mem);
}
END_TEST

/* How often each letter and digit occurs in a box. */
static void count_letters(const struct box *b, size_t counts[128])
{
	for (size_t i = 0; i < b->height; i++)
		for (const char *p = b->lines[i]; *p; p++)
			if ((*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'z' && *p != '_'))
				counts[(size_t)*p]++;
}

START_TEST(nothing_is_lost_where_an_equation_is_broken)
{
	static const char *const files[] = {"methodologies/CCER-01-001-V01.yaml",
		"methodologies/CCER-14-001-V01.yaml", "tests/data/methodologies/flare-gas.yaml"};
	void *mem = talloc_new(NULL);
	const struct methodology *m = compiled(mem, tree_of(mem, file_text(mem, files[_i])));
	const struct methodology_equation *e;

	for (size_t i = 0; (e = methodology_equation_at(m, i)); i++) {
		size_t whole[128] = {0}, cut[128] = {0};

		count_letters(box_expression(mem, m, e->expression, LANGUAGE_ZH, 400), whole);
		count_letters(box_expression(mem, m, e->expression, LANGUAGE_ZH, 30), cut);
		ck_assert_mem_eq(whole, cut, sizeof(whole));
	}
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
	tcase_add_loop_test(
		t, what_is_too_long_is_broken, 0, (int)(sizeof(broken) / sizeof(broken[0])));
	tcase_add_loop_test(t, nothing_is_lost_where_an_equation_is_broken, 0, 3);
	tcase_add_test(t, wide_characters_take_two_columns);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
