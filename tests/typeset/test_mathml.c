#include "typeset/mathml.h"

#include "tests/typeset/support.h"

#define BETA "<msub><mi>β</mi><mtext>x,y</mtext></msub>"
#define C_I "<msub><mi>c</mi><mtext>i</mtext></msub>"

static const struct {
	const char *expression, *written;
} cases[] = {
	{"a + b", "<mi>a</mi><mo>+</mo>" BETA},
	{"(a + 1) / b",
		"<mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mrow>" BETA "</mrow></mfrac>"},
	{"sum(i in strata: c[i])",
		"<mrow><munder><mo>∑</mo><mrow><mtext>i ∈ strata</mtext></mrow></munder><mrow>" C_I
		"</mrow></mrow>"},
	{"sqrt(a)", "<msqrt><mrow><mi>a</mi></mrow></msqrt>"},
	{"a ^ 2", "<msup><mrow><mi>a</mi></mrow><mn>2</mn></msup>"},
	{"if a < 1 then 1 else a",
		"<mrow><mo>{</mo><mtable class=\"cases\"><mtr><mtd><mrow><mn>1</mn></mrow></mtd>"
		"<mtd><mtext>if </mtext><mrow><mi>a</mi><mo>&lt;</mo><mn>1</mn></mrow></mtd></mtr>"
		"<mtr><mtd><mrow><mi>a</mi></mrow></mtd><mtd><mtext>otherwise</mtext></mtd></mtr>"
		"</mtable></mrow>"},
};

START_TEST(an_expression_is_written_as_mathml)
{
	void *mem = talloc_new(NULL);
	const struct methodology *m = methodology_of(mem, cases[_i].expression);
	struct buffer *out = buffer_new(mem, 1 << 16);

	mathml_expression(out, m, methodology_equation_at(m, 0)->expression, LANGUAGE_EN);
	buffer_add(out, "", 1);
	ck_assert_str_eq(out->bytes, talloc_asprintf(mem, "<mrow>%s</mrow>", cases[_i].written));
	talloc_free(mem);
}
END_TEST

START_TEST(text_is_escaped)
{
	void *mem = talloc_new(NULL);
	struct buffer *out = buffer_new(mem, 1 << 10);

	mathml_escape(out, "<a href=\"x\">&");
	buffer_add(out, "", 1);
	ck_assert_str_eq(out->bytes, "&lt;a href=&quot;x&quot;&gt;&amp;");
	talloc_free(mem);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("mathml");
	TCase *t = tcase_create("mathml");

	tcase_add_loop_test(
		t, an_expression_is_written_as_mathml, 0, (int)(sizeof(cases) / sizeof(cases[0])));
	tcase_add_test(t, text_is_escaped);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
