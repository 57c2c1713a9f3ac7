#include "typeset/explain.h"

#include <string.h>

#include <talloc.h>

#include "base/macros.h"
#include "typeset/explain_data.h"
#include "typeset/explain_page.h"

/* --- the head and the prose --- */

static void write_head(const struct explanation *p, const struct yaml_node *root)
{
	const char *status = explanation_scalar(root, "status"),
		   *reason = explanation_bilingual(p, root, "provisional_reason");
	const char *additionality = explanation_scalar(root, "additionality");
	bool provisional = status && strcmp(status, "provisional") == 0;

	if (provisional)
		explanation_warning(p, talloc_asprintf(p->mem, "%s%s",
					       explanation_word(p, "非正式：不是官方文本。",
						       "PROVISIONAL: not the official text. "),
					       reason ? reason : ""));
	explanation_facts_begin(p, NULL, explanation_word(p, "概要", "Summary"));
	explanation_fact(p, explanation_word(p, "编号", "Code"), explanation_scalar(root, "code"));
	explanation_fact(p, explanation_word(p, "状态", "Status"),
		provisional ? explanation_word(p, "非正式", "provisional")
			    : explanation_word(p, "正式", "official"));
	explanation_fact(
		p, explanation_word(p, "来源", "Source"), explanation_scalar(root, "source"));
	explanation_fact(
		p, explanation_word(p, "起用日", "Usable from"), explanation_scalar(root, "from"));
	if (additionality)
		explanation_fact(p, explanation_word(p, "额外性", "Additionality"),
			strcmp(additionality, "exempt") == 0
				? explanation_word(p, "免予论证", "need not be argued")
			: strcmp(additionality, "exempt-in-cases") == 0
				? explanation_word(p, "所列情形免予论证，其余须论证",
					  "need not be argued in the cases listed")
				: explanation_word(p, "须论证", "is to be argued"));
	explanation_fact(p, explanation_word(p, "计入期下限", "Years at least"),
		explanation_scalar(root, "crediting_years_min"));
	explanation_fact(p, explanation_word(p, "计入期上限", "Years at most"),
		explanation_scalar(root, "crediting_years_max"));
	explanation_facts_end(p);
}

static void write_prose(const struct explanation *p, const struct yaml_node *root)
{
	static const struct {
		const char *key, *zh, *en;
	} parts[] = {
		{"scope", "适用范围", "Scope"},
		{"boundary", "项目边界", "Boundary"},
		{"baseline", "基准线情景", "Baseline"},
		{"leakage", "泄漏", "Leakage"},
	};

	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		const char *text = explanation_bilingual(p, root, parts[i].key);

		if (!text)
			continue;
		explanation_heading(p, explanation_word(p, parts[i].zh, parts[i].en));
		explanation_paragraph(p, text);
	}
}

/* What stands between two things said of one: nothing more after a full stop. */
static const char *bounds_text(const struct explanation *p, const char *before)
{
	static const char stop[] = "。";
	size_t n = strlen(before), of = sizeof(stop) - 1;

	if (n == 0 || (n >= of && strcmp(before + n - of, stop) == 0))
		return "";
	if (before[n - 1] == '.')
		return " ";
	return explanation_word(p, "；", "; ");
}

static enum text_basis basis_of(const char *word)
{
	return word ? (enum text_basis)word_value(WORDS_TEXT_BASIS, word, strlen(word))
		    : BASIS_NONE;
}

/* What something rests on whose official text was not obtained; NULL: nothing is said. */
static const char *basis_name(const struct explanation *p, enum text_basis basis)
{
	static const char *const en[] = {
		[BASIS_PUBLIC] = "public information",
		[BASIS_PRACTICE] = "the practice of registrations",
		[BASIS_PREDECESSOR] = "the predecessor of the methodology",
		[BASIS_PHYSICS] = "a physical constant",
		[BASIS_ASSUMED] = "assumed by this registry, not in any official text",
	};

	return basis == BASIS_NONE
		       ? NULL
		       : explanation_word(p, word_zh(WORDS_TEXT_BASIS, basis), en[basis]);
}

/* The same as what stands behind a text: "(basis: ...)". */
static const char *basis_text(const struct explanation *p, enum text_basis basis)
{
	const char *name = basis_name(p, basis);

	return name ? talloc_asprintf(p->mem, "%s%s%s", explanation_word(p, "（依据：", "(basis: "),
			      name, explanation_word(p, "）", ")"))
		    : NULL;
}

/* Whether an item is inside the boundary, and what is said of it, on one line. */
static const char *item_text(const struct explanation *p, const struct yaml_node *n)
{
	const char *included = explanation_scalar(n, "included"),
		   *text[] = {explanation_bilingual(p, n, "text"),
			   explanation_bilingual(p, n, "source"),
			   explanation_bilingual(p, n, "reason"), explanation_scalar(n, "check"),
			   basis_text(p, basis_of(explanation_scalar(n, "basis")))};
	char *all = talloc_strdup(p->mem, "");

	if (included)
		all = talloc_strdup(
			p->mem, strcmp(included, "yes") == 0
					? explanation_word(p, "计入", "included")
					: explanation_word(p, "不计入", "not included"));
	for (size_t k = 0; k < COUNT_OF(text); k++)
		if (text[k])
			all = talloc_asprintf(p->mem, "%s%s%s", all, bounds_text(p, all), text[k]);
	return all;
}

/* Lists of texts under a name: their id, or what they are about. */
static void write_lists(const struct explanation *p, const struct yaml_node *root)
{
	static const struct {
		const char *key, *zh, *en, *name;
	} parts[] = {
		{"conditions", "适用条件", "Conditions", "id"},
		{"exclusions", "不适用的情形", "Exclusions", "id"},
		{"exempt_cases", "免予论证额外性的情形", "Cases exempt from additionality", "id"},
		{"additionality_ways", "额外性论证方式", "Ways to argue additionality", "id"},
		{"gases", "温室气体", "Gases", "gas"},
		{"pools", "碳库", "Carbon pools", "pool"},
		{"notes", "其他要求", "Other requirements", NULL},
		{"registry_notes", "本登记系统的规则（不属于方法学文本）",
			"Rules of this registry (not of the methodology's text)", NULL},
	};

	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		const struct yaml_node *list = yaml_member(root, parts[i].key);

		if (!list || !list->first)
			continue;
		explanation_heading(p, explanation_word(p, parts[i].zh, parts[i].en));
		explanation_facts_begin(p, NULL, "");
		for (const struct yaml_node *n = list->first; n; n = n->next) {
			const char *name =
				parts[i].name ? explanation_bilingual(p, n, parts[i].name) : "•";

			explanation_fact(p, name ? name : "", item_text(p, n));
		}
		explanation_facts_end(p);
	}
}

/* --- parameters and equations --- */

static void write_indexes(const struct explanation *p)
{
	const struct methodology_index *x;

	for (size_t i = 0; (x = methodology_index_at(p->m, i)); i++) {
		if (i == 0) {
			explanation_heading(p, explanation_word(p, "下标", "Indexes"));
			explanation_facts_begin(p, NULL, "");
		}
		explanation_fact(p,
			talloc_asprintf(p->mem, "%s ∈ %s%s%s", x->symbol, x->set,
				x->parent ? explanation_word(p, "，属于 ", " of ") : "",
				x->parent ? x->parent : ""),
			explanation_choose(p, x->zh, x->en));
		if (!methodology_index_at(p->m, i + 1))
			explanation_facts_end(p);
	}
}

static const char *source_text(const struct explanation *p, const struct methodology_parameter *x)
{
	switch (x->source) {
	case PARAMETER_FIXED:
		return explanation_word(p, "设计时确定", "fixed in the design");
	case PARAMETER_MONITORED:
		return explanation_word(p, "监测", "monitored");
	case PARAMETER_TABLE:
		return talloc_asprintf(p->mem, "%s %s, %s%s%s%s",
			explanation_word(p, "表", "table"), x->table, x->column, x->row ? ", " : "",
			x->row ? x->row : "",
			x->nearest_earlier
				? explanation_word(p, "；未公布的，取此前最近年份",
					  "; while unpublished, the nearest earlier year")
				: "");
	}
	return "";
}

static void write_parameter(const struct explanation *p, const struct methodology_parameter *x)
{
	const struct {
		const char *label;
		const struct methodology_text *text;
	} texts[] = {
		{explanation_word(p, "监测频次", "Frequency"), &x->frequency},
		{explanation_word(p, "仪器", "Instrument"), &x->instrument},
		{explanation_word(p, "校准", "Calibration"), &x->calibration},
		{explanation_word(p, "修正", "Correction"), &x->correction},
		{explanation_word(p, "交叉核对", "Cross-check"), &x->cross_check},
	};

	explanation_facts_begin(
		p, x->printed ? x->printed : x->symbol, explanation_choose(p, x->zh, x->en));
	explanation_fact(p, explanation_word(p, "符号", "Symbol"),
		x->index ? talloc_asprintf(p->mem, "%s[%s]", x->symbol, x->index) : x->symbol);
	explanation_fact(p, explanation_word(p, "单位", "Unit"), x->unit);
	explanation_fact(p, explanation_word(p, "来源", "Source"), source_text(p, x));
	explanation_fact(p, explanation_word(p, "缺省值", "Default"), x->default_value);
	explanation_fact(p, explanation_word(p, "下限", "Least"), x->minimum);
	explanation_fact(p, explanation_word(p, "上限", "Greatest"), x->maximum);
	explanation_fact(p, explanation_word(p, "准确度等级", "Class"), x->class);
	explanation_fact(p, explanation_word(p, "依据", "Basis"), basis_name(p, x->basis));
	if (x->missing != MISSING_REFUSE)
		explanation_fact(p, explanation_word(p, "未给出时", "If not given"),
			x->missing == MISSING_ZERO
				? explanation_word(p, "按零计", "counts as zero")
				: explanation_word(p, "取缺省值", "the default"));
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		explanation_fact(p, texts[i].label,
			explanation_choose(p, texts[i].text->zh, texts[i].text->en));
	explanation_facts_end(p);
}

static void write_equations(const struct explanation *p)
{
	const struct methodology_equation *x, *result = methodology_result_equation(p->m);

	explanation_heading(p, explanation_word(p, "公式", "Equations"));
	for (size_t i = 0; (x = methodology_equation_at(p->m, i)); i++) {
		const char *printed = x->printed ? x->printed : x->symbol;
		const char *name = explanation_choose(p, x->zh, x->en);

		explanation_facts_begin(p, printed, name ? name : x->symbol);
		explanation_fact(p, explanation_word(p, "符号", "Symbol"),
			x->index ? talloc_asprintf(p->mem, "%s[%s]", x->symbol, x->index)
				 : x->symbol);
		explanation_fact(p, explanation_word(p, "单位", "Unit"), x->unit);
		explanation_fact(p, explanation_word(p, "依据", "Basis"), basis_name(p, x->basis));
		if (x->or_table)
			explanation_fact(p, explanation_word(p, "或取自", "Or taken from"),
				talloc_asprintf(p->mem, "%s, %s", x->or_table, x->or_column));
		if (x == result)
			explanation_fact(p, explanation_word(p, "结果", "Result"),
				explanation_word(p, "逐年向下取整到吨",
					"floored to tonnes, each calendar year"));
		explanation_facts_end(p);
		explanation_equation(p, printed, x->number, x->expression);
	}
}

void explain_methodology(struct buffer *out, const struct methodology *m,
	const struct yaml_node *root, enum explain_form form, enum language language,
	size_t columns)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct explanation p = {out, mem, m, form == EXPLAIN_HTML, language,
		columns < EXPLAIN_COLUMNS_MIN	? EXPLAIN_COLUMNS_MIN
		: columns > EXPLAIN_COLUMNS_MAX ? EXPLAIN_COLUMNS_MAX
						: columns};
	const char *name = explanation_bilingual(&p, root, "name"),
		   *code = explanation_scalar(root, "code");

	explanation_begin(&p, talloc_asprintf(mem, "%s%s%s", code ? code : "",
				      code && name ? " " : "", name ? name : ""));
	write_head(&p, root);
	write_prose(&p, root);
	write_lists(&p, root);
	write_indexes(&p);
	explanation_heading(&p, explanation_word(&p, "参数", "Parameters"));
	for (size_t i = 0; methodology_parameter_at(m, i); i++)
		write_parameter(&p, methodology_parameter_at(m, i));
	write_equations(&p);
	explain_data(&p, yaml_member(root, "raw_data"));
	explain_examples(&p, yaml_member(root, "examples"));
	explanation_end(&p);
}
