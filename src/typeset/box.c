#include "typeset/box.h"

#include <string.h>

#include <talloc.h>
#include <utf8proc.h>

#include "typeset/symbol.h"

/* What laying out one expression needs. */
struct setting {
	void *mem;
	const struct methodology *m;
	const struct expression *e;
	enum language language;
};

size_t box_columns(const char *text)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)text;
	size_t columns = 0;

	while (*p) {
		utf8proc_int32_t point;
		utf8proc_ssize_t n = utf8proc_iterate(p, -1, &point);

		if (n <= 0)
			break;
		columns += (size_t)utf8proc_charwidth(point);
		p += n;
	}
	return columns;
}

static struct box *box_new(void *mem, size_t width, size_t height, size_t base)
{
	struct box *b = talloc_zero(mem, struct box);

	if (!b)
		return NULL;
	*b = (struct box){width, height, base, NULL};
	b->lines = talloc_zero_array(b, const char *, (unsigned)height);
	return b->lines ? b : NULL;
}

static const struct box *whole(const struct box *b)
{
	for (size_t i = 0; b && i < b->height; i++)
		if (!b->lines[i])
			return NULL;
	return b;
}

const struct box *box_text(void *mem, const char *text)
{
	struct box *b = text ? box_new(mem, box_columns(text), 1, 0) : NULL;

	if (b)
		b->lines[0] = talloc_strdup(b, text);
	return whole(b);
}

/* A line of a box that is `above` lines lower than its first; blanks outside it. */
static const char *line_of(const struct box *b, size_t i, size_t above)
{
	return i >= above && i - above < b->height ? b->lines[i - above] : NULL;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* Lines from the base on; none of a power, which stands wholly above it. */
static size_t below_base(const struct box *b)
{
	return b->height > b->base ? b->height - b->base : 0;
}

const struct box *box_beside(void *mem, const struct box *a, const struct box *b)
{
	size_t base, below;
	struct box *out;

	if (!a || !b)
		return NULL;
	base = larger(a->base, b->base);
	below = larger(below_base(a), below_base(b));
	out = box_new(mem, a->width + b->width, base + below, base);
	for (size_t i = 0; out && i < out->height; i++) {
		const char *left = line_of(a, i, base - a->base);
		const char *right = line_of(b, i, base - b->base);

		out->lines[i] = talloc_asprintf(out, "%*s%s%*s%s", left ? 0 : (int)a->width, "",
			left ? left : "", right ? 0 : (int)b->width, "", right ? right : "");
	}
	return whole(out);
}

const struct box *box_over(void *mem, const struct box *upper, const struct box *lower, int level)
{
	struct box *out;

	if (!upper || !lower)
		return NULL;
	out = box_new(mem, larger(upper->width, lower->width), upper->height + lower->height,
		level ? upper->height + lower->base : upper->base);
	for (size_t i = 0; out && i < out->height; i++) {
		const struct box *b = i < upper->height ? upper : lower;
		const char *line = b->lines[i < upper->height ? i : i - upper->height];
		size_t left = (out->width - b->width) / 2;

		out->lines[i] = talloc_asprintf(out, "%*s%s%*s", (int)left, "", line,
			(int)(out->width - b->width - left), "");
	}
	return whole(out);
}

/* The same box, its base on another line. */
static const struct box *based(void *mem, const struct box *b, size_t base)
{
	struct box *out = b ? talloc_memdup(mem, b, sizeof(*b)) : NULL;

	if (out)
		out->base = base;
	return out;
}

static const struct box *repeated(void *mem, const char *sign, size_t n)
{
	char *text = talloc_strdup(mem, "");

	for (size_t i = 0; text && i < n; i++)
		text = talloc_strdup_append(text, sign);
	return box_text(mem, text);
}

/* A bracket as high as b: its only, its top, middle, inner and bottom piece. */
static const struct box *tall(void *mem, const struct box *b, const char *const piece[5])
{
	struct box *out;

	if (!b)
		return NULL;
	if (b->height == 1)
		return box_text(mem, piece[0]);
	out = box_new(mem, box_columns(piece[1]), b->height, b->base);
	for (size_t i = 0; out && i < b->height; i++)
		out->lines[i] = i == 0		     ? piece[1]
				: i == b->height - 1 ? piece[4]
				: i == b->height / 2 ? piece[2]
						     : piece[3];
	return out;
}

enum bracket { ROUND, BARS, FLOOR, CEILING };

static const struct box *enclosed(void *mem, const struct box *b, enum bracket kind)
{
	static const char *const piece[][2][5] = {
		{{"(", "⎛", "⎜", "⎜", "⎝"}, {")", "⎞", "⎟", "⎟", "⎠"}},
		{{"│", "│", "│", "│", "│"}, {"│", "│", "│", "│", "│"}},
		{{"⌊", "│", "│", "│", "⌊"}, {"⌋", "│", "│", "│", "⌋"}},
		{{"⌈", "⌈", "│", "│", "│"}, {"⌉", "⌉", "│", "│", "│"}},
	};

	return box_beside(mem, box_beside(mem, tall(mem, b, piece[kind][0]), b),
		tall(mem, b, piece[kind][1]));
}

static const struct box *lay(const struct setting *s, size_t n);

static const struct box *fraction(
	const struct setting *s, const struct box *upper, const struct box *lower)
{
	const struct box *bar, *out;

	if (!upper || !lower)
		return NULL;
	bar = repeated(s->mem, "─", larger(upper->width, lower->width) + 2);
	out = box_over(s->mem, box_over(s->mem, upper, bar, 1), lower, 0);
	return based(s->mem, out, upper->height);
}

static const struct box *root(const struct setting *s, const struct box *b)
{
	static const char *const piece[] = {"√", " │", " │", " │", "╲│"};
	const struct box *line, *covered;

	if (!b)
		return NULL;
	line = repeated(s->mem, "_", b->width);
	covered = box_over(s->mem, line, b, 1);
	return box_beside(s->mem, tall(s->mem, b, piece), covered);
}

/* Raised by the height of what it raises. */
static const struct box *raised(
	const struct setting *s, const struct box *base, const struct box *power)
{
	if (!base || !power)
		return NULL;
	return box_beside(s->mem, base, based(s->mem, power, base->base + power->height));
}

static const struct box *word(const struct setting *s, const char *zh, const char *en)
{
	return box_text(s->mem, s->language == LANGUAGE_ZH ? zh : en);
}

static const struct box *infix(const struct setting *s, size_t n, const char *sign)
{
	const struct expression_node *node = &s->e->nodes[n];

	return box_beside(s->mem, box_beside(s->mem, lay(s, node->args[0]), box_text(s->mem, sign)),
		lay(s, node->args[1]));
}

/* Rows of cases: a value, and when it holds. */
static const struct box *cases(const struct setting *s, size_t n)
{
	static const char *const brace[] = {"{", "⎧", "⎨", "⎪", "⎩"};
	const struct box *rows = NULL;
	size_t at = n, width = 0, rows_n = 0, last;
	const struct box *list[EXPRESSION_DEPTH_MAX * 2];

	for (; s->e->nodes[at].op == EXPRESSION_IF && rows_n + 2 < COUNT_OF(list);
		at = s->e->nodes[at].args[2]) {
		list[rows_n++] = lay(s, s->e->nodes[at].args[1]);
		list[rows_n++] = box_beside(
			s->mem, word(s, "，若 ", "  if "), lay(s, s->e->nodes[at].args[0]));
	}
	list[rows_n++] = lay(s, at);
	list[rows_n++] = word(s, "，否则", "  otherwise");
	for (size_t i = 0; i < rows_n; i += 2)
		width = larger(width, list[i] ? list[i]->width : 0);
	last = 0;
	for (size_t i = 0; i < rows_n; i += 2) {
		size_t gap = list[i] ? width - list[i]->width : 0;
		const struct box *row = box_beside(s->mem,
			box_beside(s->mem, list[i], repeated(s->mem, " ", gap)), list[i + 1]);

		if (!row)
			return NULL;
		last = larger(last, row->width);
		list[i] = row;
	}
	for (size_t i = 0; i < rows_n; i += 2) {
		const struct box *row =
			box_beside(s->mem, list[i], repeated(s->mem, " ", last - list[i]->width));

		rows = i ? box_over(s->mem, rows, row, 0) : row;
	}
	rows = rows ? based(s->mem, rows, rows->height / 2) : NULL;
	return box_beside(s->mem, tall(s->mem, rows, brace), rows);
}

static const struct box *aggregate(const struct setting *s, size_t n)
{
	const struct expression_node *node = &s->e->nodes[n];
	bool sum = node->aggregate == AGGREGATE_SUM;
	size_t taken = node->args_n - (node->where ? 1 : 0);
	const char *range = symbol_range(s->mem, node->written);
	const struct box *below = box_text(s->mem, range), *out, *inside;

	if (node->where)
		below = box_beside(s->mem, box_beside(s->mem, below, word(s, "，", ", ")),
			lay(s, node->args[node->args_n - 1]));
	out = box_over(s->mem,
		box_text(s->mem, sum ? "Σ" : symbol_aggregate(node->aggregate, s->language)), below,
		0);
	if (taken == 0)
		return out;
	out = box_beside(s->mem, out, box_text(s->mem, " "));
	inside = lay(s, node->args[0]);
	if (!sum || symbol_is_sum(s->e, node->args[0]))
		inside = enclosed(s->mem, inside, ROUND);
	return box_beside(s->mem, out, inside);
}

static const struct box *function(const struct setting *s, size_t n)
{
	const struct expression_node *node = &s->e->nodes[n];
	const struct box *first = lay(s, node->args[0]), *inside = first;

	if (node->function == FUNCTION_SQRT)
		return root(s, first);
	if (node->function == FUNCTION_ABS)
		return enclosed(s->mem, first, BARS);
	if (node->function == FUNCTION_FLOOR)
		return enclosed(s->mem, first, FLOOR);
	if (node->function == FUNCTION_CEIL)
		return enclosed(s->mem, first, CEILING);
	if (node->function == FUNCTION_POW)
		return raised(s,
			symbol_is_simple(s->e, node->args[0]) ? first
							      : enclosed(s->mem, first, ROUND),
			lay(s, node->args[1]));
	for (size_t i = 1; i < node->args_n; i++)
		inside = box_beside(s->mem, box_beside(s->mem, inside, box_text(s->mem, ", ")),
			lay(s, node->args[i]));
	return box_beside(s->mem, box_text(s->mem, expression_function_word(node->function)),
		enclosed(s->mem, inside, ROUND));
}

static const struct box *power(const struct setting *s, const struct expression_node *node)
{
	const struct box *base = lay(s, node->args[0]);

	if (!symbol_is_simple(s->e, node->args[0]))
		base = enclosed(s->mem, base, ROUND);
	return raised(s, base, box_text(s->mem, talloc_asprintf(s->mem, "%u", node->power)));
}

static const struct box *lay(const struct setting *s, size_t n)
{
	const struct expression_node *node = &s->e->nodes[n];

	switch (node->op) {
	case EXPRESSION_NUMBER:
		return box_text(s->mem, node->written);
	case EXPRESSION_SYMBOL:
		return box_text(s->mem, symbol_printed(s->mem, s->m, node));
	case EXPRESSION_NEGATE:
		return box_beside(s->mem, box_text(s->mem, "−"), lay(s, node->args[0]));
	case EXPRESSION_NOT:
		return box_beside(s->mem, word(s, "非 ", "not "), lay(s, node->args[0]));
	case EXPRESSION_GROUP:
		return enclosed(s->mem, lay(s, node->args[0]), ROUND);
	case EXPRESSION_POWER:
		return power(s, node);
	case EXPRESSION_DIVIDE:
		return fraction(s, lay(s, symbol_ungrouped(s->e, node->args[0])),
			lay(s, symbol_ungrouped(s->e, node->args[1])));
	case EXPRESSION_IF:
		return cases(s, n);
	case EXPRESSION_FUNCTION:
		return function(s, n);
	case EXPRESSION_AGGREGATE:
		return aggregate(s, n);
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
		break;
	}
	return infix(s, n, talloc_asprintf(s->mem, " %s ", symbol_operator(node->op, s->language)));
}

const struct box *box_expression(
	void *mem, const struct methodology *m, const struct expression *e, enum language language)
{
	const struct setting s = {mem, m, e, language};

	return lay(&s, e->nodes_n - 1);
}
