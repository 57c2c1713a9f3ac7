#include "typeset/explain.h"

#include <string.h>

#include <talloc.h>

#include "base/macros.h"
#include "typeset/explain_data.h"
#include "typeset/explain_page.h"

/* --- the head and the prose --- */

static void head(const struct page *p, const struct yaml_node *root)
{
	const char *status = page_scalar(root, "status"),
		   *reason = page_scalar(root, "provisional_reason");
	const char *additionality = page_scalar(root, "additionality");
	bool provisional = status && strcmp(status, "provisional") == 0;

	if (provisional)
		page_warning(p, talloc_asprintf(p->mem, "%s%s",
					page_word(p, "暂行：并非正式文本。",
						"PROVISIONAL: not the official text. "),
					reason ? reason : ""));
	page_facts_begin(p, NULL, page_word(p, "概要", "Summary"));
	page_fact(p, page_word(p, "编号", "Code"), page_scalar(root, "code"));
	page_fact(p, page_word(p, "状态", "Status"),
		provisional ? page_word(p, "暂行", "provisional")
			    : page_word(p, "正式", "official"));
	page_fact(p, page_word(p, "来源", "Source"), page_scalar(root, "source"));
	page_fact(p, page_word(p, "起用日", "Usable from"), page_scalar(root, "from"));
	if (additionality)
		page_fact(p, page_word(p, "额外性", "Additionality"),
			strcmp(additionality, "exempt") == 0
				? page_word(p, "免予论证", "need not be argued")
				: page_word(p, "须论证", "is to be argued"));
	page_fact(p, page_word(p, "计入期下限", "Years at least"),
		page_scalar(root, "crediting_years_min"));
	page_fact(p, page_word(p, "计入期上限", "Years at most"),
		page_scalar(root, "crediting_years_max"));
	page_facts_end(p);
}

static void prose(const struct page *p, const struct yaml_node *root)
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
		const char *text = page_bilingual(p, root, parts[i].key);

		if (!text)
			continue;
		page_heading(p, page_word(p, parts[i].zh, parts[i].en));
		page_paragraph(p, text);
	}
}

/* What stands between two things said of one: nothing more after a full stop. */
static const char *between(const struct page *p, const char *before)
{
	static const char stop[] = "。";
	size_t n = strlen(before), of = sizeof(stop) - 1;

	if (n == 0 || (n >= of && strcmp(before + n - of, stop) == 0))
		return "";
	if (before[n - 1] == '.')
		return " ";
	return page_word(p, "；", "; ");
}

/* Lists of texts under a name: their id, or what they are about. */
static void lists(const struct page *p, const struct yaml_node *root)
{
	static const struct {
		const char *key, *zh, *en, *name;
	} parts[] = {
		{"conditions", "适用条件", "Conditions", "id"},
		{"exclusions", "不适用的情形", "Exclusions", "id"},
		{"additionality_ways", "额外性论证方式", "Ways to argue additionality", "id"},
		{"gases", "温室气体", "Gases", "gas"},
		{"pools", "碳库", "Carbon pools", "pool"},
		{"notes", "其他要求", "Other requirements", NULL},
	};

	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		const struct yaml_node *list = yaml_member(root, parts[i].key);

		if (!list || !list->first)
			continue;
		page_heading(p, page_word(p, parts[i].zh, parts[i].en));
		page_facts_begin(p, NULL, "");
		for (const struct yaml_node *n = list->first; n; n = n->next) {
			const char *name =
				parts[i].name ? page_bilingual(p, n, parts[i].name) : "•";
			const char *included = page_scalar(n, "included"),
				   *text[] = {page_bilingual(p, n, "text"),
					   page_bilingual(p, n, "source"),
					   page_bilingual(p, n, "reason"), page_scalar(n, "check")};
			char *all = talloc_strdup(p->mem, "");

			if (included)
				all = talloc_strdup(
					p->mem, strcmp(included, "yes") == 0
							? page_word(p, "计入", "included")
							: page_word(p, "不计入", "not included"));
			for (size_t k = 0; k < COUNT_OF(text); k++)
				if (text[k])
					all = talloc_asprintf(
						p->mem, "%s%s%s", all, between(p, all), text[k]);
			page_fact(p, name ? name : "", all);
		}
		page_facts_end(p);
	}
}

/* --- parameters and equations --- */

static void indexes(const struct page *p)
{
	const struct methodology_index *x;

	for (size_t i = 0; (x = methodology_index_at(p->m, i)); i++) {
		if (i == 0) {
			page_heading(p, page_word(p, "下标", "Indexes"));
			page_facts_begin(p, NULL, "");
		}
		page_fact(p,
			talloc_asprintf(p->mem, "%s ∈ %s%s%s", x->symbol, x->set,
				x->parent ? page_word(p, "，属于 ", " of ") : "",
				x->parent ? x->parent : ""),
			page_choose(p, x->zh, x->en));
		if (!methodology_index_at(p->m, i + 1))
			page_facts_end(p);
	}
}

static const char *source_text(const struct page *p, const struct methodology_parameter *x)
{
	switch (x->source) {
	case PARAMETER_FIXED:
		return page_word(p, "设计时确定", "fixed in the design");
	case PARAMETER_MONITORED:
		return page_word(p, "监测", "monitored");
	case PARAMETER_TABLE:
		return talloc_asprintf(p->mem, "%s %s, %s%s%s%s", page_word(p, "表", "table"),
			x->table, x->column, x->row ? ", " : "", x->row ? x->row : "",
			x->nearest_earlier
				? page_word(p, "；未公布的，取此前最近年份",
					  "; while unpublished, the nearest earlier year")
				: "");
	}
	return "";
}

static void parameter(const struct page *p, const struct methodology_parameter *x)
{
	const struct {
		const char *label;
		const struct methodology_text *text;
	} texts[] = {
		{page_word(p, "监测频次", "Frequency"), &x->frequency},
		{page_word(p, "仪器", "Instrument"), &x->instrument},
		{page_word(p, "校准", "Calibration"), &x->calibration},
		{page_word(p, "修正", "Correction"), &x->correction},
		{page_word(p, "交叉核对", "Cross-check"), &x->cross_check},
	};

	page_facts_begin(p, x->printed ? x->printed : x->symbol, page_choose(p, x->zh, x->en));
	page_fact(p, page_word(p, "符号", "Symbol"),
		x->index ? talloc_asprintf(p->mem, "%s[%s]", x->symbol, x->index) : x->symbol);
	page_fact(p, page_word(p, "单位", "Unit"), x->unit);
	page_fact(p, page_word(p, "来源", "Source"), source_text(p, x));
	page_fact(p, page_word(p, "默认值", "Default"), x->default_value);
	page_fact(p, page_word(p, "下限", "Least"), x->minimum);
	page_fact(p, page_word(p, "上限", "Greatest"), x->maximum);
	page_fact(p, page_word(p, "准确度等级", "Class"), x->class);
	if (x->missing != MISSING_REFUSE)
		page_fact(p, page_word(p, "未给出时", "If not given"),
			x->missing == MISSING_ZERO ? page_word(p, "按零计", "counts as zero")
						   : page_word(p, "取默认值", "the default"));
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		page_fact(p, texts[i].label, page_choose(p, texts[i].text->zh, texts[i].text->en));
	page_facts_end(p);
}

static void equations(const struct page *p)
{
	const struct methodology_equation *x, *result = methodology_result_equation(p->m);

	page_heading(p, page_word(p, "公式", "Equations"));
	for (size_t i = 0; (x = methodology_equation_at(p->m, i)); i++) {
		const char *printed = x->printed ? x->printed : x->symbol;
		const char *name = page_choose(p, x->zh, x->en);

		page_facts_begin(p, printed, name ? name : x->symbol);
		page_fact(p, page_word(p, "符号", "Symbol"),
			x->index ? talloc_asprintf(p->mem, "%s[%s]", x->symbol, x->index)
				 : x->symbol);
		page_fact(p, page_word(p, "单位", "Unit"), x->unit);
		if (x->or_table)
			page_fact(p, page_word(p, "或取自", "Or taken from"),
				talloc_asprintf(p->mem, "%s, %s", x->or_table, x->or_column));
		if (x == result)
			page_fact(p, page_word(p, "结果", "Result"),
				page_word(p, "逐年向下取整到吨",
					"floored to tonnes, each calendar year"));
		page_facts_end(p);
		page_equation(p, printed, x->number, x->expression);
	}
}

void explain_methodology(struct buffer *out, const struct methodology *m,
	const struct yaml_node *root, enum explain_form form, enum language language,
	size_t columns)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct page p = {out, mem, m, form == EXPLAIN_HTML, language,
		columns < EXPLAIN_COLUMNS_MIN	? EXPLAIN_COLUMNS_MIN
		: columns > EXPLAIN_COLUMNS_MAX ? EXPLAIN_COLUMNS_MAX
						: columns};
	const char *name = page_bilingual(&p, root, "name"), *code = page_scalar(root, "code");

	page_begin(&p, talloc_asprintf(mem, "%s%s%s", code ? code : "", code && name ? " " : "",
			       name ? name : ""));
	head(&p, root);
	prose(&p, root);
	lists(&p, root);
	indexes(&p);
	page_heading(&p, page_word(&p, "参数", "Parameters"));
	for (size_t i = 0; methodology_parameter_at(m, i); i++)
		parameter(&p, methodology_parameter_at(m, i));
	equations(&p);
	explain_data(&p, yaml_member(root, "raw_data"));
	explain_examples(&p, yaml_member(root, "examples"));
	page_end(&p);
}
