#include "typeset/mathml.h"

#include <string.h>

#include <talloc.h>

#include "base/macros.h"
#include "typeset/symbol.h"

struct setting {
	struct buffer *out;
	void *mem;
	const struct methodology *m;
	const struct expression *e;
	enum language language;
};

void mathml_escape(struct buffer *out, const char *text)
{
	for (const char *p = text; *p; p++) {
		if (*p == '&')
			buffer_add_text(out, "&amp;");
		else if (*p == '<')
			buffer_add_text(out, "&lt;");
		else if (*p == '>')
			buffer_add_text(out, "&gt;");
		else if (*p == '"')
			buffer_add_text(out, "&quot;");
		else
			buffer_add(out, p, 1);
	}
}

static void write_leaf(struct buffer *out, const char *tag, const char *text)
{
	buffer_add_format(out, "<%s>", tag);
	mathml_escape(out, text);
	buffer_add_format(out, "</%s>", tag);
}

void mathml_symbol(struct buffer *out, const char *printed)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *base, *sub;

	if (!mem || !symbol_cut(mem, printed, &base, &sub)) {
		write_leaf(out, "mi", printed);
		return;
	}
	if (*sub)
		buffer_add_text(out, "<msub>");
	write_leaf(out, "mi", base);
	if (*sub) {
		write_leaf(out, "mtext", sub);
		buffer_add_text(out, "</msub>");
	}
}

static void write_node(const struct setting *s, size_t n);

/* A row, so that what follows takes it as one. */
static void write_row(const struct setting *s, size_t n)
{
	buffer_add_text(s->out, "<mrow>");
	write_node(s, n);
	buffer_add_text(s->out, "</mrow>");
}

static void write_enclosed(const struct setting *s, const char *left, size_t n, const char *right)
{
	buffer_add_text(s->out, "<mrow>");
	write_leaf(s->out, "mo", left);
	write_node(s, n);
	write_leaf(s->out, "mo", right);
	buffer_add_text(s->out, "</mrow>");
}

static void raised_base(const struct setting *s, size_t n)
{
	if (symbol_is_simple(s->e, n))
		write_row(s, n);
	else
		write_enclosed(s, "(", n, ")");
}

static const char *word(const struct setting *s, const char *zh, const char *en)
{
	return s->language == LANGUAGE_ZH ? zh : en;
}

static void write_cases(const struct setting *s, size_t n)
{
	buffer_add_text(s->out, "<mrow><mo>{</mo><mtable class=\"cases\">");
	for (; s->e->nodes[n].op == EXPRESSION_IF; n = s->e->nodes[n].args[2]) {
		buffer_add_text(s->out, "<mtr><mtd>");
		write_row(s, s->e->nodes[n].args[1]);
		buffer_add_text(s->out, "</mtd><mtd>");
		write_leaf(s->out, "mtext", word(s, "若 ", "if "));
		write_row(s, s->e->nodes[n].args[0]);
		buffer_add_text(s->out, "</mtd></mtr>");
	}
	buffer_add_text(s->out, "<mtr><mtd>");
	write_row(s, n);
	buffer_add_text(s->out, "</mtd><mtd>");
	write_leaf(s->out, "mtext", word(s, "否则", "otherwise"));
	buffer_add_text(s->out, "</mtd></mtr></mtable></mrow>");
}

static void write_aggregate(const struct setting *s, const struct expression_node *node)
{
	bool sum = node->aggregate == AGGREGATE_SUM;
	size_t taken = node->args_n - (node->where ? 1 : 0);

	buffer_add_text(s->out, "<mrow><munder>");
	write_leaf(s->out, "mo", sum ? "∑" : symbol_aggregate(node->aggregate, s->language));
	buffer_add_text(s->out, "<mrow>");
	write_leaf(s->out, "mtext", symbol_range(s->mem, node->written));
	if (node->where) {
		write_leaf(s->out, "mo", ",");
		write_row(s, node->args[node->args_n - 1]);
	}
	buffer_add_text(s->out, "</mrow></munder>");
	if (taken > 0 && (!sum || symbol_is_sum(s->e, node->args[0])))
		write_enclosed(s, "(", node->args[0], ")");
	else if (taken > 0)
		write_row(s, node->args[0]);
	buffer_add_text(s->out, "</mrow>");
}

static void named_function(const struct setting *s, const struct expression_node *node)
{
	buffer_add_text(s->out, "<mrow>");
	write_leaf(s->out, "mi", expression_function_word(node->function));
	write_leaf(s->out, "mo", "(");
	for (size_t i = 0; i < node->args_n; i++) {
		if (i)
			write_leaf(s->out, "mo", ",");
		write_row(s, node->args[i]);
	}
	write_leaf(s->out, "mo", ")");
	buffer_add_text(s->out, "</mrow>");
}

static void write_function(const struct setting *s, const struct expression_node *node)
{
	if (node->function == FUNCTION_SQRT) {
		buffer_add_text(s->out, "<msqrt>");
		write_row(s, node->args[0]);
		buffer_add_text(s->out, "</msqrt>");
	} else if (node->function == FUNCTION_ABS) {
		write_enclosed(s, "|", node->args[0], "|");
	} else if (node->function == FUNCTION_FLOOR) {
		write_enclosed(s, "⌊", node->args[0], "⌋");
	} else if (node->function == FUNCTION_CEIL) {
		write_enclosed(s, "⌈", node->args[0], "⌉");
	} else if (node->function == FUNCTION_POW) {
		buffer_add_text(s->out, "<msup>");
		raised_base(s, node->args[0]);
		write_row(s, node->args[1]);
		buffer_add_text(s->out, "</msup>");
	} else {
		named_function(s, node);
	}
}

static void write_infix(const struct setting *s, const struct expression_node *node)
{
	const char *sign = symbol_operator(node->op, s->language);
	bool is_word = node->op == EXPRESSION_AND || node->op == EXPRESSION_OR;

	write_node(s, node->args[0]);
	if (is_word)
		write_leaf(s->out, "mtext", talloc_asprintf(s->mem, " %s ", sign));
	else
		write_leaf(s->out, "mo", sign);
	write_node(s, node->args[1]);
}

static void write_node(const struct setting *s, size_t n)
{
	const struct expression_node *node = &s->e->nodes[n];

	switch (node->op) {
	case EXPRESSION_NUMBER:
		write_leaf(s->out, "mn", node->written);
		return;
	case EXPRESSION_SYMBOL:
		mathml_symbol(s->out, symbol_printed(s->mem, s->m, node));
		return;
	case EXPRESSION_NEGATE:
		write_leaf(s->out, "mo", "−");
		write_row(s, node->args[0]);
		return;
	case EXPRESSION_NOT:
		write_leaf(s->out, "mtext", word(s, "非 ", "not "));
		write_row(s, node->args[0]);
		return;
	case EXPRESSION_GROUP:
		write_enclosed(s, "(", node->args[0], ")");
		return;
	case EXPRESSION_POWER:
		buffer_add_text(s->out, "<msup>");
		raised_base(s, node->args[0]);
		buffer_add_format(s->out, "<mn>%u</mn></msup>", node->power);
		return;
	case EXPRESSION_DIVIDE:
		buffer_add_text(s->out, "<mfrac>");
		write_row(s, symbol_ungrouped(s->e, node->args[0]));
		write_row(s, symbol_ungrouped(s->e, node->args[1]));
		buffer_add_text(s->out, "</mfrac>");
		return;
	case EXPRESSION_IF:
		write_cases(s, n);
		return;
	case EXPRESSION_FUNCTION:
		write_function(s, node);
		return;
	case EXPRESSION_AGGREGATE:
		write_aggregate(s, node);
		return;
	case EXPRESSION_ADD:
	case EXPRESSION_SUBTRACT:
	case EXPRESSION_MULTIPLY:
	case EXPRESSION_LESS:
	case EXPRESSION_LESS_EQUAL:
	case EXPRESSION_GREATER:
	case EXPRESSION_GREATER_EQUAL:
	case EXPRESSION_EQUAL:
	case EXPRESSION_DIFFERENT:
	case EXPRESSION_AND:
	case EXPRESSION_OR:
		write_infix(s, node);
		return;
	}
}

void mathml_expression(struct buffer *out, const struct methodology *m, const struct expression *e,
	enum language language)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct setting s = {out, mem, m, e, language};

	if (mem)
		write_row(&s, e->nodes_n - 1);
}
