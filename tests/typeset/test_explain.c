#include "typeset/explain.h"

#include "tests/typeset/support.h"

static const char *const files[] = {
	"methodologies/CCER-01-001-V01.yaml",
	"methodologies/CCER-01-002-V01.yaml",
};

static const char *explained(void *mem, const char *yaml, enum explain_form form,
	enum language language, const struct methodology **m)
{
	const struct yaml_node *root = tree_of(mem, yaml);
	struct buffer *out = buffer_new(mem, 1 << 22);
	struct error err;

	*m = compiled(mem, root);
	explain_methodology(out, *m, root, form, language);
	ck_assert_int_eq(buffer_ok(out, &err), 0);
	buffer_add(out, "", 1);
	return out->bytes;
}

START_TEST(every_symbol_and_equation_is_explained)
{
	for (int language = 0; language < 2; language++) {
		void *mem = talloc_new(NULL);
		const struct methodology *m;
		const char *text = explained(
			mem, file_text(mem, files[_i]), EXPLAIN_TEXT, (enum language)language, &m);
		const struct methodology_parameter *p;
		const struct methodology_equation *e;

		for (size_t i = 0; (p = methodology_parameter_at(m, i)); i++) {
			ck_assert_ptr_nonnull(strstr(text, p->printed));
			ck_assert_ptr_nonnull(strstr(text,
				talloc_asprintf(mem, " %s%s", p->symbol, p->index ? "[" : "\n")));
		}
		for (size_t i = 0; (e = methodology_equation_at(m, i)); i++) {
			ck_assert_ptr_nonnull(strstr(text,
				talloc_asprintf(mem, " %s%s", e->symbol, e->index ? "[" : "\n")));
			if (e->number)
				ck_assert_ptr_nonnull(
					strstr(text, talloc_asprintf(mem, "    %s\n", e->number)));
		}
		talloc_free(mem);
	}
}
END_TEST

/* Opens and closes every element in order; elements without an end are passed over. */
static void assert_balanced(const char *html)
{
	const char *open[64];
	size_t length[64], depth = 0;

	for (const char *p = strchr(html, '<'); p; p = strchr(p + 1, '<')) {
		bool closes = p[1] == '/';
		const char *name = p + 1 + closes;
		size_t n = strcspn(name, " >");

		if (*name == '!' || strncmp(name, "meta", n) == 0)
			continue;
		if (!closes) {
			ck_assert_uint_lt(depth, 64);
			open[depth] = name;
			length[depth++] = n;
			continue;
		}
		ck_assert_uint_gt(depth, 0);
		depth--;
		ck_assert_msg(length[depth] == n && strncmp(open[depth], name, n) == 0, "%.60s", p);
	}
	ck_assert_uint_eq(depth, 0);
}

START_TEST(the_page_is_balanced_in_both_languages)
{
	for (int language = 0; language < 2; language++) {
		void *mem = talloc_new(NULL);
		const struct methodology *m;
		const char *html = explained(
			mem, file_text(mem, files[_i]), EXPLAIN_HTML, (enum language)language, &m);

		assert_balanced(html);
		ck_assert_ptr_nonnull(strstr(html,
			language == LANGUAGE_ZH ? "<html lang=\"zh-CN\">" : "<html lang=\"en\">"));
		ck_assert_ptr_null(strstr(html, "<script"));
		ck_assert_ptr_null(strstr(html, "://"));
		talloc_free(mem);
	}
}
END_TEST

START_TEST(a_provisional_one_says_so_and_markup_in_it_is_text)
{
	void *mem = talloc_new(NULL);
	const struct methodology *m;
	const char *text = talloc_asprintf(mem,
		"status: provisional\nprovisional_reason: <script>\n%s"
		"parameters:\n- {symbol: a, unit: tCO2, source: monitored, name: {zh: 甲}}\n"
		"equations:\n- {symbol: ER, unit: tCO2, expression: a}\n"
		"result: {symbol: ER, unit: tCO2, rounding: floor, per: calendar-year}\n",
		"scope: {zh: 适用于 a<b}\n");
	const char *html = explained(mem, text, EXPLAIN_HTML, LANGUAGE_ZH, &m);

	assert_balanced(html);
	ck_assert_ptr_nonnull(strstr(html, "class=\"warning\""));
	ck_assert_ptr_nonnull(strstr(html, "&lt;script&gt;"));
	ck_assert_ptr_nonnull(strstr(html, "a&lt;b"));
	ck_assert_ptr_nonnull(
		strstr(explained(mem, text, EXPLAIN_TEXT, LANGUAGE_EN, &m), "!!! PROVISIONAL"));
	talloc_free(mem);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("explain");
	TCase *t = tcase_create("explain");
	int n = (int)(sizeof(files) / sizeof(files[0]));

	tcase_add_loop_test(t, every_symbol_and_equation_is_explained, 0, n);
	tcase_add_loop_test(t, the_page_is_balanced_in_both_languages, 0, n);
	tcase_add_test(t, a_provisional_one_says_so_and_markup_in_it_is_text);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
