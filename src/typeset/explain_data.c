#include "typeset/explain_data.h"

#include <string.h>

#include <talloc.h>

#include "base/macros.h"
#include "domain/spoken.h"

/* What a name is, "B[s1,p7]" as well as "B"; both NULL: neither. */
static void find_named(const struct explanation *p, const char *name,
	const struct methodology_parameter **parameter,
	const struct methodology_equation **equation)
{
	size_t n = strcspn(name, "[");
	const char *symbol = talloc_strndup(p->mem, name, n);

	*parameter = NULL;
	*equation = NULL;
	for (size_t i = 0; symbol && (*parameter = methodology_parameter_at(p->m, i)); i++)
		if (strcmp((*parameter)->symbol, symbol) == 0)
			return;
	for (size_t i = 0; symbol && (*equation = methodology_equation_at(p->m, i)); i++)
		if (strcmp((*equation)->symbol, symbol) == 0)
			return;
}

/* The unit of what has that name; NULL: nothing has. */
static const char *unit_of(const struct explanation *p, const char *name)
{
	const struct methodology_parameter *parameter;
	const struct methodology_equation *equation;

	find_named(p, name, &parameter, &equation);
	return parameter ? parameter->unit : equation ? equation->unit : NULL;
}

/* "1265000 MWh"; a plain number has no unit. */
static const char *with_unit(const struct explanation *p, const char *value, const char *unit)
{
	return unit && strcmp(unit, "1") != 0 ? talloc_asprintf(p->mem, "%s %s", value, unit)
					      : value;
}

/* Appends an item to a list; the first has no separator. */
static char *append_listed(char *list, const char *separator, const char *item)
{
	return list ? talloc_asprintf_append(list, "%s%s", *list ? separator : "", item) : NULL;
}

/* The texts of a sequence; NULL: there is none. */
static const char *items_text(
	const struct explanation *p, const struct yaml_node *list, const char *separator)
{
	char *out = talloc_strdup(p->mem, "");

	if (!list)
		return NULL;
	for (const struct yaml_node *n = list->first; n; n = n->next)
		out = append_listed(out, separator, n->text);
	return out;
}

/* --- raw data --- */

static const char *bounds_text(const struct explanation *p, const struct yaml_node *column)
{
	const char *least = explanation_scalar(column, "minimum"),
		   *most = explanation_scalar(column, "maximum");

	if (least && most)
		return talloc_asprintf(
			p->mem, "%s %s %s", least, explanation_word(p, "至", "to"), most);
	if (least)
		return talloc_asprintf(
			p->mem, "%s %s", explanation_word(p, "不小于", "at least"), least);
	return most ? talloc_asprintf(
			      p->mem, "%s %s", explanation_word(p, "不大于", "at most"), most)
		    : NULL;
}

static const char *type_text(const struct explanation *p, const char *type)
{
	static const struct {
		const char *type, *zh, *en;
	} types[] = {
		{"number", "数值", "number"},
		{"time", "时间", "time"},
		{"word", "词语", "word"},
		{"name", "成员名称", "name of a member"},
		{"text", "文本", "text"},
	};

	for (size_t i = 0; type && i < COUNT_OF(types); i++)
		if (strcmp(types[i].type, type) == 0)
			return explanation_word(p, types[i].zh, types[i].en);
	return explanation_word(p, types[0].zh, types[0].en);
}

static void write_column(const struct explanation *p, const struct yaml_node *n)
{
	const char *parts[] = {explanation_bilingual(p, n, "title"),
		type_text(p, explanation_scalar(n, "type")), explanation_scalar(n, "unit"),
		bounds_text(p, n), items_text(p, yaml_member(n, "words"), ", ")};
	char *text = talloc_strdup(p->mem, "");

	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (parts[i])
			text = append_listed(text, explanation_word(p, "；", "; "), parts[i]);
	explanation_fact(p, explanation_scalar(n, "name"), text);
}

static const char *rule_text(const struct explanation *p, const struct yaml_node *n)
{
	static const struct {
		const char *rule, *zh, *en;
	} rules[] = {
		{"sum", "各行之和", "sum"},
		{"mean", "各行平均", "mean"},
		{"min", "各行最小", "least"},
		{"max", "各行最大", "greatest"},
		{"integral", "各行之和乘以步长", "sum times the step"},
		{"count", "行数", "number of rows"},
		{"first", "首行", "first"},
		{"last", "末行", "last"},
		{"difference", "末行减首行", "last less first"},
	};
	const char *rule = explanation_scalar(n, "rule"), *factor = explanation_scalar(n, "factor");
	const char *of = items_text(p, yaml_member(n, "of"), " × "), *word = rule;

	for (size_t i = 0; rule && i < COUNT_OF(rules); i++)
		if (strcmp(rules[i].rule, rule) == 0)
			word = explanation_word(p, rules[i].zh, rules[i].en);
	return talloc_asprintf(p->mem, "%s%s%s%s%s", word ? word : "",
		of ? explanation_word(p, "：", " of ") : "", of ? of : "",
		factor ? explanation_word(p, "，再乘以 ", ", times ") : "", factor ? factor : "");
}

/* {state: [ok, fault]} as "state = ok, fault". */
static const char *where_text(const struct explanation *p, const struct yaml_node *where)
{
	char *out = talloc_strdup(p->mem, "");

	for (const struct yaml_node *n = where ? where->first : NULL; n; n = n->next)
		out = append_listed(out, explanation_word(p, "；", "; "),
			talloc_asprintf(p->mem, "%s = %s", n->key,
				items_text(p, n, explanation_word(p, " 或 ", " or "))));
	return out;
}

/* {state: {fault: "0.99"}} as "state = fault: × 0.99". */
static const char *correct_text(const struct explanation *p, const struct yaml_node *correct)
{
	char *out = talloc_strdup(p->mem, "");

	for (const struct yaml_node *n = correct ? correct->first : NULL; n; n = n->next)
		for (const struct yaml_node *word = n->first; word; word = word->next)
			out = append_listed(out, explanation_word(p, "；", "; "),
				talloc_asprintf(
					p->mem, "%s = %s: × %s", n->key, word->key, word->text));
	return out;
}

static const char *missing_text(const struct explanation *p, const char *word)
{
	if (word && strcmp(word, "skip") == 0)
		return explanation_word(p, "略过", "passed over");
	if (word && strcmp(word, "zero") == 0)
		return explanation_word(p, "按零计", "counts as zero");
	return explanation_word(p, "拒绝", "refused");
}

static void write_derived(const struct explanation *p, const struct yaml_node *n)
{
	const struct methodology_parameter *parameter;
	const struct methodology_equation *equation;
	const char *symbol = explanation_scalar(n, "symbol");

	find_named(p, symbol, &parameter, &equation);
	explanation_facts_begin(p, parameter && parameter->printed ? parameter->printed : symbol,
		parameter ? explanation_choose(p, parameter->zh, parameter->en) : symbol);
	explanation_fact(p, explanation_word(p, "符号", "Symbol"), symbol);
	explanation_fact(p, explanation_word(p, "单位", "Unit"), unit_of(p, symbol));
	explanation_fact(p, explanation_word(p, "规则", "Rule"), rule_text(p, n));
	explanation_fact(p, explanation_word(p, "计入的行", "Rows that count"),
		where_text(p, yaml_member(n, "where")));
	explanation_fact(p, explanation_word(p, "修正", "Correction"),
		correct_text(p, yaml_member(n, "correct")));
	explanation_fact(p, explanation_word(p, "成员取自", "Member from"),
		items_text(p, yaml_member(n, "member"), ", "));
	explanation_fact(p, explanation_word(p, "缺失数据", "Missing data"),
		missing_text(p, explanation_scalar(n, "missing")));
	explanation_facts_end(p);
}

static const char *kind_of_file(const struct explanation *p, const struct yaml_node *step)
{
	const char *every = explanation_scalar(step, "every"),
		   *unit = explanation_scalar(step, "unit");
	const char *stamp = explanation_scalar(step, "stamp");
	bool end = stamp && strcmp(stamp, "end") == 0;

	if (!step)
		return explanation_word(p, "表格", "a table");
	return talloc_asprintf(p->mem, "%s %s %s%s",
		explanation_word(p, "时间序列，每", "a series, a row every"), every ? every : "",
		unit ? unit : "",
		end ? explanation_word(p, " 一行；时间为步末", "; its time is the end of the step")
		    : explanation_word(
			      p, " 一行；时间为步首", "; its time is the beginning of the step"));
}

/* "every day, for each tunnel" */
static const char *covers_text(const struct explanation *p, const struct yaml_node *covers)
{
	const char *every = explanation_scalar(covers, "every");
	const char *each = items_text(p, yaml_member(covers, "each"), ", ");
	bool days = every && strcmp(every, "day") == 0;

	if (!covers)
		return NULL;
	return talloc_asprintf(p->mem, "%s%s%s",
		days ? explanation_word(p, "每日", "every day")
		     : explanation_word(p, "每月", "every month"),
		each ? explanation_word(p, "，逐个：", ", for each ") : "", each ? each : "");
}

static void data_file(const struct explanation *p, const struct yaml_node *n)
{
	const char *title = explanation_bilingual(p, n, "title"),
		   *name = explanation_scalar(n, "name");
	const char *others = explanation_scalar(n, "others");
	const struct yaml_node *columns = yaml_member(n, "columns"),
			       *values = yaml_member(n, "values");

	explanation_subheading(p, talloc_asprintf(p->mem, "%s%s%s", name ? name : "",
					  title ? "  " : "", title ? title : ""));
	explanation_facts_begin(p, NULL, explanation_word(p, "文件", "File"));
	explanation_fact(
		p, explanation_word(p, "形式", "Form"), kind_of_file(p, yaml_member(n, "step")));
	explanation_fact(p, explanation_word(p, "其他列", "Other columns"),
		others && strcmp(others, "ignore") == 0
			? explanation_word(
				  p, "可有，不读取", "may stand in it and are not looked at")
			: explanation_word(p, "拒绝", "refused"));
	explanation_fact(p, explanation_word(p, "不得重复", "No two rows of"),
		items_text(p, yaml_member(n, "unique"), ", "));
	explanation_fact(p, explanation_word(p, "须有记录", "A row needed"),
		covers_text(p, yaml_member(n, "covers")));
	explanation_facts_end(p);
	explanation_facts_begin(p, NULL, explanation_word(p, "列", "Columns"));
	for (const struct yaml_node *c = columns ? columns->first : NULL; c; c = c->next)
		write_column(p, c);
	explanation_facts_end(p);
	for (const struct yaml_node *v = values ? values->first : NULL; v; v = v->next)
		write_derived(p, v);
}

void explain_data(const struct explanation *p, const struct yaml_node *list)
{
	if (!list || !list->first)
		return;
	explanation_heading(p, explanation_word(p, "原始数据", "Raw data"));
	for (const struct yaml_node *n = list->first; n; n = n->next)
		data_file(p, n);
}

/* --- worked examples --- */

static void write_values(
	const struct explanation *p, const struct yaml_node *mapping, const char *title)
{
	if (!mapping || !mapping->first)
		return;
	explanation_facts_begin(p, NULL, title);
	for (const struct yaml_node *n = mapping->first; n; n = n->next) {
		bool tonnes = strcmp(n->key, "tonnes") == 0;

		explanation_fact(p, tonnes ? explanation_word(p, "结果", "Result") : n->key,
			with_unit(p, n->text, tonnes ? "tCO2e" : unit_of(p, n->key)));
	}
	explanation_facts_end(p);
}

/* "OM = 0.7921, BM = 0.3870" */
static const char *columns_of(const struct explanation *p, const struct yaml_node *row)
{
	char *out = talloc_strdup(p->mem, "");

	for (const struct yaml_node *n = row->first; n; n = n->next)
		if (n->type == YAML_SCALAR)
			out = append_listed(
				out, ", ", talloc_asprintf(p->mem, "%s = %s", n->key, n->text));
	return out;
}

/* Rows by table, or by table and the name of the row. */
static void write_rows(const struct explanation *p, const struct yaml_node *tables)
{
	if (!tables || !tables->first)
		return;
	explanation_facts_begin(p, NULL, explanation_word(p, "表中取值", "From tables"));
	for (const struct yaml_node *table = tables->first; table; table = table->next) {
		explanation_fact(p, table->key, columns_of(p, table));
		for (const struct yaml_node *n = table->first; n; n = n->next)
			if (n->type == YAML_MAPPING)
				explanation_fact(p,
					talloc_asprintf(p->mem, "%s[%s]", table->key, n->key),
					columns_of(p, n));
	}
	explanation_facts_end(p);
}

static void write_example(const struct explanation *p, const struct yaml_node *n)
{
	const struct yaml_node *period = yaml_member(n, "period");
	const char *first = explanation_scalar(period, "first"),
		   *last = explanation_scalar(period, "last"),
		   *title = explanation_bilingual(p, n, "title"),
		   *key = explanation_scalar(n, "key");
	char said[SPOKEN_SIZE];

	if (key)
		key = spoken_value("key", key, p->language, said);
	explanation_subheading(p, title ? title : explanation_scalar(n, "name"));
	explanation_facts_begin(p, NULL, "");
	explanation_fact(p, explanation_word(p, "年份", "Year"), explanation_scalar(n, "year"));
	explanation_fact(p, explanation_word(p, "表中的行", "Row of tables"), key);
	if (first && last)
		explanation_fact(p, explanation_word(p, "日期", "Days"),
			talloc_asprintf(p->mem, "%s..%s", first, last));
	explanation_facts_end(p);
	write_values(p, yaml_member(n, "values"), explanation_word(p, "给定", "Given"));
	write_rows(p, yaml_member(n, "rows"));
	write_values(p, yaml_member(n, "expect"), explanation_word(p, "得出", "Comes out"));
}

void explain_examples(const struct explanation *p, const struct yaml_node *list)
{
	if (!list || !list->first)
		return;
	explanation_heading(p, explanation_word(p, "算例", "Worked examples"));
	for (const struct yaml_node *n = list->first; n; n = n->next)
		write_example(p, n);
}
