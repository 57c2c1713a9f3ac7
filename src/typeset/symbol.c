#include "typeset/symbol.h"

#include <string.h>

#include <talloc.h>

const char *symbol_printed(
	void *mem, const struct methodology *m, const struct expression_node *node)
{
	const struct methodology_parameter *p;
	const struct methodology_equation *e;
	const char *printed;

	methodology_symbol_at(m, node->symbol, &p, &e);
	printed = p ? p->printed : e->printed;
	return talloc_strdup(mem, printed ? printed : node->written);
}

bool symbol_cut(void *mem, const char *printed, const char **base, const char **sub)
{
	const char *bar = strchr(printed, '_'), *from = bar ? bar + 1 : "";
	size_t n = strlen(from);

	if (*from == '{' && from[n - 1] == '}') {
		from++;
		n -= 2;
	}
	*base = talloc_strndup(mem, printed, bar ? (size_t)(bar - printed) : strlen(printed));
	*sub = talloc_strndup(mem, from, n);
	return *base && *sub;
}

const char *symbol_range(void *mem, const char *written)
{
	const char *in = strstr(written, " in ");

	return in ? talloc_asprintf(mem, "%.*s ∈ %s", (int)(in - written), written, in + 4)
		  : talloc_strdup(mem, written);
}

const char *symbol_operator(enum expression_op op, enum language language)
{
	static const struct {
		enum expression_op op;
		const char *zh, *en;
	} signs[] = {
		{EXPRESSION_ADD, "+", "+"},
		{EXPRESSION_SUBTRACT, "−", "−"},
		{EXPRESSION_MULTIPLY, "×", "×"},
		{EXPRESSION_LESS, "<", "<"},
		{EXPRESSION_LESS_EQUAL, "≤", "≤"},
		{EXPRESSION_GREATER, ">", ">"},
		{EXPRESSION_GREATER_EQUAL, "≥", "≥"},
		{EXPRESSION_EQUAL, "=", "="},
		{EXPRESSION_DIFFERENT, "≠", "≠"},
		{EXPRESSION_AND, "且", "and"},
		{EXPRESSION_OR, "或", "or"},
	};

	for (size_t i = 0; i < COUNT_OF(signs); i++)
		if (signs[i].op == op)
			return language == LANGUAGE_ZH ? signs[i].zh : signs[i].en;
	return "";
}

const char *symbol_aggregate(enum expression_aggregate aggregate, enum language language)
{
	static const char *const zh[] = {
		[AGGREGATE_SUM] = "总和",
		[AGGREGATE_MEAN] = "平均",
		[AGGREGATE_MIN] = "最小",
		[AGGREGATE_MAX] = "最大",
		[AGGREGATE_COUNT] = "个数",
		[AGGREGATE_STDEV] = "标准差",
	};

	return language == LANGUAGE_ZH ? zh[aggregate] : expression_aggregate_word(aggregate);
}

size_t symbol_ungrouped(const struct expression *e, size_t node)
{
	while (e->nodes[node].op == EXPRESSION_GROUP)
		node = e->nodes[node].args[0];
	return node;
}

bool symbol_is_simple(const struct expression *e, size_t node)
{
	enum expression_op op = e->nodes[node].op;

	return op == EXPRESSION_NUMBER || op == EXPRESSION_SYMBOL || op == EXPRESSION_GROUP;
}

bool symbol_is_sum(const struct expression *e, size_t node)
{
	enum expression_op op = e->nodes[node].op;

	return op == EXPRESSION_ADD || op == EXPRESSION_SUBTRACT || op == EXPRESSION_NEGATE ||
	       op == EXPRESSION_IF;
}
