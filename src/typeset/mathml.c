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

static void leaf(struct buffer *out, const char *tag, const char *text)
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
		leaf(out, "mi", printed);
		return;
	}
	if (*sub)
		buffer_add_text(out, "<msub>");
	leaf(out, "mi", base);
	if (*sub) {
		leaf(out, "mtext", sub);
		buffer_add_text(out, "</msub>");
	}
}

static void write_node(const struct setting *s, size_t n);

/* A row, so that what follows takes it as one. */
static void row(const struct setting *s, size_t n)
{
	buffer_add_text(s->out, "<mrow>");
	write_node(s, n);
	buffer_add_text(s->out, "</mrow>");
}

static void enclosed(const struct setting *s, const char *left, size_t n, const char *right)
{
	buffer_add_text(s->out, "<mrow>");
	leaf(s->out, "mo", left);
	write_node(s, n);
	leaf(s->out, "mo", right);
	buffer_add_text(s->out, "</mrow>");
}

static void raised_base(const struct setting *s, size_t n)
{
	if (symbol_is_simple(s->e, n))
		row(s, n);
	else
		enclosed(s, "(", n, ")");
}

static const char *word(const struct setting *s, const char *zh, const char *en)
{
	return s->language == LANGUAGE_ZH ? zh : en;
}

static void cases(const struct setting *s, size_t n)
{
	buffer_add_text(s->out, "<mrow><mo>{</mo><mtable class=\"cases\">");
	for (; s->e->nodes[n].op == EXPRESSION_IF; n = s->e->nodes[n].args[2]) {
		buffer_add_text(s->out, "<mtr><mtd>");
		row(s, s->e->nodes[n].args[1]);
		buffer_add_text(s->out, "</mtd><mtd>");
		leaf(s->out, "mtext", word(s, "若 ", "if "));
		row(s, s->e->nodes[n].args[0]);
		buffer_add_text(s->out, "</mtd></mtr>");
	}
	buffer_add_text(s->out, "<mtr><mtd>");
	row(s, n);
	buffer_add_text(s->out, "</mtd><mtd>");
	leaf(s->out, "mtext", word(s, "否则", "otherwise"));
	buffer_add_text(s->out, "</mtd></mtr></mtable></mrow>");
}

static void aggregate(const struct setting *s, const struct expression_node *node)
{
	bool sum = node->aggregate == AGGREGATE_SUM;
	size_t taken = node->args_n - (node->where ? 1 : 0);

	buffer_add_text(s->out, "<mrow><munder>");
	leaf(s->out, "mo", sum ? "∑" : symbol_aggregate(node->aggregate, s->language));
	buffer_add_text(s->out, "<mrow>");
	leaf(s->out, "mtext", symbol_range(s->mem, node->written));
	if (node->where) {
		leaf(s->out, "mo", ",");
		row(s, node->args[node->args_n - 1]);
	}
	buffer_add_text(s->out, "</mrow></munder>");
	if (taken > 0 && (!sum || symbol_is_sum(s->e, node->args[0])))
		enclosed(s, "(", node->args[0], ")");
	else if (taken > 0)
		row(s, node->args[0]);
	buffer_add_text(s->out, "</mrow>");
}

static void named_function(const struct setting *s, const struct expression_node *node)
{
	buffer_add_text(s->out, "<mrow>");
	leaf(s->out, "mi", expression_function_word(node->function));
	leaf(s->out, "mo", "(");
	for (size_t i = 0; i < node->args_n; i++) {
		if (i)
			leaf(s->out, "mo", ",");
		row(s, node->args[i]);
	}
	leaf(s->out, "mo", ")");
	buffer_add_text(s->out, "</mrow>");
}

static void function(const struct setting *s, const struct expression_node *node)
{
	if (node->function == FUNCTION_SQRT) {
		buffer_add_text(s->out, "<msqrt>");
		row(s, node->args[0]);
		buffer_add_text(s->out, "</msqrt>");
	} else if (node->function == FUNCTION_ABS) {
		enclosed(s, "|", node->args[0], "|");
	} else if (node->function == FUNCTION_FLOOR) {
		enclosed(s, "⌊", node->args[0], "⌋");
	} else if (node->function == FUNCTION_CEIL) {
		enclosed(s, "⌈", node->args[0], "⌉");
	} else if (node->function == FUNCTION_POW) {
		buffer_add_text(s->out, "<msup>");
		raised_base(s, node->args[0]);
		row(s, node->args[1]);
		buffer_add_text(s->out, "</msup>");
	} else {
		named_function(s, node);
	}
}

static void infix(const struct setting *s, const struct expression_node *node)
{
	const char *sign = symbol_operator(node->op, s->language);
	bool is_word = node->op == EXPRESSION_AND || node->op == EXPRESSION_OR;

	write_node(s, node->args[0]);
	if (is_word)
		leaf(s->out, "mtext", talloc_asprintf(s->mem, " %s ", sign));
	else
		leaf(s->out, "mo", sign);
	write_node(s, node->args[1]);
}

static void write_node(const struct setting *s, size_t n)
{
	const struct expression_node *node = &s->e->nodes[n];

	switch (node->op) {
	case EXPRESSION_NUMBER:
		leaf(s->out, "mn", node->written);
		return;
	case EXPRESSION_SYMBOL:
		mathml_symbol(s->out, symbol_printed(s->mem, s->m, node));
		return;
	case EXPRESSION_NEGATE:
		leaf(s->out, "mo", "−");
		row(s, node->args[0]);
		return;
	case EXPRESSION_NOT:
		leaf(s->out, "mtext", word(s, "非 ", "not "));
		row(s, node->args[0]);
		return;
	case EXPRESSION_GROUP:
		enclosed(s, "(", node->args[0], ")");
		return;
	case EXPRESSION_POWER:
		buffer_add_text(s->out, "<msup>");
		raised_base(s, node->args[0]);
		buffer_add_format(s->out, "<mn>%u</mn></msup>", node->power);
		return;
	case EXPRESSION_DIVIDE:
		buffer_add_text(s->out, "<mfrac>");
		row(s, symbol_ungrouped(s->e, node->args[0]));
		row(s, symbol_ungrouped(s->e, node->args[1]));
		buffer_add_text(s->out, "</mfrac>");
		return;
	case EXPRESSION_IF:
		cases(s, n);
		return;
	case EXPRESSION_FUNCTION:
		function(s, node);
		return;
	case EXPRESSION_AGGREGATE:
		aggregate(s, node);
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
		infix(s, node);
		return;
	}
}

void mathml_expression(struct buffer *out, const struct methodology *m, const struct expression *e,
	enum language language)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct setting s = {out, mem, m, e, language};

	if (mem)
		row(&s, e->nodes_n - 1);
}
