#include "typeset/explain.h"

#include "tests/typeset/support.h"
#include "typeset/box.h"

static const char *const files[] = {
	"methodologies/CCER-01-001-V01.yaml",
	"methodologies/CCER-01-002-V01.yaml",
	"methodologies/CCER-07-001-V01.yaml",
	"methodologies/CCER-10-001-V01.yaml",
	"methodologies/CCER-14-001-V01.yaml",
	"methodologies/CCER-14-002-V01.yaml",
	"tests/data/methodologies/daily-meter.yaml",
	"tests/data/methodologies/flare-gas.yaml",
};

static const char *explained_in(void *mem, const char *yaml, enum explain_form form,
	enum language language, size_t columns, const struct methodology **m)
{
	const struct yaml_node *root = tree_of(mem, yaml);
	struct buffer *out = buffer_new(mem, 1 << 22);
	struct error err;

	*m = compiled(mem, root);
	explain_methodology(out, *m, root, form, language, columns);
	ck_assert_int_eq(buffer_ok(out, &err), 0);
	buffer_add(out, "", 1);
	return out->bytes;
}

static const char *explained(void *mem, const char *yaml, enum explain_form form,
	enum language language, const struct methodology **m)
{
	return explained_in(mem, yaml, form, language, 80, m);
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
			ck_assert_ptr_nonnull(strstr(text, p->printed ? p->printed : p->symbol));
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

/* Every methodology, in both languages, narrow and wide; widths are kept to. */
START_TEST(no_line_is_wider_than_the_terminal)
{
	static const size_t widths[][2] = {{48, 48}, {60, 60}, {80, 80}, {1, 48}, {9999, 400}};

	for (size_t i = 0; i < 2 * COUNT_OF(widths); i++) {
		void *mem = talloc_new(NULL);
		const struct methodology *m;
		const char *text = explained_in(mem, file_text(mem, files[_i]), EXPLAIN_TEXT,
			(enum language)(i % 2), widths[i / 2][0], &m);
		size_t most = 0;

		for (const char *line = text, *end; *line; line = end + 1) {
			size_t columns;

			end = strchr(line, '\n');
			columns = box_columns(talloc_strndup(mem, line, (size_t)(end - line)));
			ck_assert_msg(columns <= widths[i / 2][1], "%.*s", (int)(end - line), line);
			most = columns > most ? columns : most;
		}
		ck_assert_uint_gt(most, 40);
		talloc_free(mem);
	}
}
END_TEST

/* A fact, or, without a label, a text. */
struct fact {
	const char *label, *text;
};

/* Each of `facts`, ended by one without a text, occurs in what is written about the file. */
static void assert_written(const char *file, enum language language, const struct fact *facts)
{
	void *mem = talloc_new(NULL);
	const struct methodology *m;
	const char *text = explained(mem, file_text(mem, file), EXPLAIN_TEXT, language, &m);
	const char *html = explained(mem, file_text(mem, file), EXPLAIN_HTML, language, &m);

	for (; facts->text; facts++) {
		int gap = facts->label ? 16 - (int)box_columns(facts->label) : 0;

		ck_assert_msg(
			strstr(html, facts->label
					     ? talloc_asprintf(mem,
						       "<th scope=\"row\">%s</th>\n<td>%s</td>",
						       facts->label, facts->text)
					     : facts->text) != NULL,
			"%s", facts->text);
		ck_assert_msg(strstr(text, facts->label ? talloc_asprintf(mem, "\n    %s%*s%s\n",
								  facts->label, gap < 1 ? 1 : gap,
								  "", facts->text)
							: facts->text) != NULL,
			"%s", facts->text);
	}
	talloc_free(mem);
}

START_TEST(how_values_come_from_raw_data_is_explained)
{
	static const struct fact en[] = {{NULL, "Raw data"}, {NULL, "Daily readings of the wells"},
		{"No two rows of", "well, day"}, {"A row needed", "every day, for each well"},
		{"volume", "number; Nm3; 0 to 1000000"}, {"state", "word; recovered, flared, shut"},
		{"Rule", "mean of methane"}, {"Rows that count", "state = recovered"},
		{"Member from", "well, day"}, {"Missing data", "counts as zero"},
		{"Rule", "sum times the step of power, times 24 [h/d]"},
		{"power", "number; kW; at least 0"}, {NULL, NULL}};
	static const struct fact zh[] = {{NULL, "原始数据"}, {"不得重复", "well, day"},
		{"须有记录", "每日，逐个：well"}, {"缺失数据", "按零计"},
		{"规则", "各行平均：methane"}, {NULL, NULL}};

	assert_written("tests/data/methodologies/flare-gas.yaml", LANGUAGE_EN, en);
	assert_written("tests/data/methodologies/flare-gas.yaml", LANGUAGE_ZH, zh);
}
END_TEST

START_TEST(words_that_correct_are_explained)
{
	void *mem = talloc_new(NULL);
	const struct methodology *m;
	const char *yaml =
		"raw_data:\n- name: methane\n  step: {every: '5', unit: min, stamp: end}\n"
		"  others: ignore\n  columns:\n  - {name: t, type: time}\n"
		"  - {name: flow, unit: Nm3/h}\n"
		"  - {name: state, type: word, words: [ok, off]}\n  values:\n"
		"  - {symbol: V, rule: integral, of: [flow], factor: '1/60 [h/min]', "
		"missing: skip, correct: {state: {off: '0.99'}}}\n"
		"parameters:\n- {symbol: V, printed: 'V_y', unit: Nm3, source: monitored, "
		"name: {zh: 甲}}\n"
		"equations:\n- {symbol: ER, unit: tCO2, expression: 'V * 1 [tCO2/Nm3]'}\n"
		"result: {symbol: ER, unit: tCO2, rounding: floor, per: calendar-year}\n";
	const char *text = explained(mem, yaml, EXPLAIN_TEXT, LANGUAGE_EN, &m);

	ck_assert_ptr_nonnull(strstr(text, "V_y  甲\n"));
	ck_assert_ptr_nonnull(strstr(text, "    Correction      state = off: × 0.99\n"));
	ck_assert_ptr_nonnull(strstr(text, "a row every 5 min; its time is the end"));
	ck_assert_ptr_nonnull(strstr(text, "    Other columns   may stand in it"));
	ck_assert_ptr_nonnull(strstr(text, "    Missing data    passed over\n"));
	ck_assert_ptr_null(strstr(text, "Worked examples"));
	talloc_free(mem);
}
END_TEST

START_TEST(worked_examples_are_explained)
{
	static const struct fact en[] = {{NULL, "Worked examples"},
		{NULL, "two wells in two months"}, {"V[a,01]", "120000 Nm3"},
		{"factors.flares[a]", "ETA = 98"}, {"factors.grid", "CM = 0.5"},
		{"Days", "2024-01-01..2024-02-29"}, {"U", "5.830951894845… %"},
		{"Result", "229 tCO2e"}, {NULL, NULL}};
	static const struct fact zh[] = {
		{NULL, "算例"}, {"V[a,01]", "120000 Nm3"}, {"结果", "229 tCO2e"}, {NULL, NULL}};

	assert_written("tests/data/methodologies/flare-gas.yaml", LANGUAGE_EN, en);
	assert_written("tests/data/methodologies/flare-gas.yaml", LANGUAGE_ZH, zh);
}
END_TEST

/* Opens and closes every element in order; elements without an end are skipped. */
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
		"status: provisional\nprovisional_reason: {zh: <script>}\n%s"
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
	tcase_add_loop_test(t, no_line_is_wider_than_the_terminal, 0, n);
	tcase_add_loop_test(t, the_page_is_balanced_in_both_languages, 0, n);
	tcase_add_test(t, how_values_come_from_raw_data_is_explained);
	tcase_add_test(t, words_that_correct_are_explained);
	tcase_add_test(t, worked_examples_are_explained);
	tcase_add_test(t, a_provisional_one_says_so_and_markup_in_it_is_text);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
