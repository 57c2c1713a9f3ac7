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

/* Rooms of more columns than this are never filled; below ROOM_LEAST none is
 * cut. What is added up wants ROOM_INSIDE beside its sign, or stands below it. */
enum { ROOM_ANY = 1 << 30, ROOM_LEAST = 8, ROOM_INSIDE = 16 };

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

/* What is left of a room beside something so wide. */
static size_t room_beside(size_t room, size_t width)
{
	return room > width + ROOM_LEAST ? room - width : ROOM_LEAST;
}

/* Blanks behind a box up to a width. */
static const struct box *padded(void *mem, const struct box *b, size_t width)
{
	size_t gap = b && width > b->width ? width - b->width : 0;

	return box_beside(mem, b, repeated(mem, " ", gap));
}

const struct box *box_stacked(void *mem, const struct box *upper, const struct box *lower)
{
	const struct box *out = upper;
	size_t width;

	if (!upper || !lower)
		return lower;
	width = larger(upper->width, lower->width);
	if (upper->height > 1 || lower->height > 1)
		out = box_over(mem, padded(mem, out, width), repeated(mem, " ", width), 0);
	return box_over(mem, padded(mem, out, width), padded(mem, lower, width), 0);
}

/* The node in at most so many columns, if that can be; over several lines where need be. */
static const struct box *lay_out(const struct setting *s, size_t n, size_t room);

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

/* --- what breaks between its parts --- */

static bool is_additive(enum expression_op op)
{
	return op == EXPRESSION_ADD || op == EXPRESSION_SUBTRACT;
}

/* Whether an operator and that of its left side make one chain. */
static bool is_chain(enum expression_op op, enum expression_op left)
{
	bool breaks = op == EXPRESSION_MULTIPLY || op == EXPRESSION_AND || op == EXPRESSION_OR;

	return (is_additive(op) && is_additive(left)) || (breaks && op == left);
}

/* a + b − c: a line ends before an operator. */
static const struct box *infix(const struct setting *s, size_t n, size_t room)
{
	const struct expression_node *nodes = s->e->nodes;
	size_t operators[EXPRESSION_NODES_MAX], operators_n = 0, first = n;
	const struct box *rows = NULL, *row;

	do {
		operators[operators_n++] = first;
		first = nodes[first].args[0];
	} while (is_chain(nodes[n].op, nodes[first].op));
	row = lay_out(s, first, room);
	while (row && operators_n > 0) {
		const struct expression_node *node = &nodes[operators[--operators_n]];
		const char *text = symbol_operator(node->op, s->language);
		const struct box *sign = box_text(s->mem, talloc_asprintf(s->mem, "%s ", text));
		const struct box *next;

		if (!sign)
			return NULL;
		next = box_beside(
			s->mem, sign, lay_out(s, node->args[1], room_beside(room, sign->width)));
		if (next && row->width + 1 + next->width <= room) {
			row = box_beside(
				s->mem, box_beside(s->mem, row, box_text(s->mem, " ")), next);
			continue;
		}
		rows = box_stacked(s->mem, rows, row);
		row = next;
	}
	return row ? box_stacked(s->mem, rows, row) : NULL;
}

/* a, b, c: a line ends behind a comma. */
static const struct box *listed(
	const struct setting *s, const struct expression_node *node, size_t room)
{
	const struct box *rows = NULL, *row = NULL;

	for (size_t i = 0; i < node->args_n; i++) {
		const struct box *next = lay_out(s, node->args[i], room_beside(room, 1));

		if (i + 1 < node->args_n)
			next = box_beside(s->mem, next, box_text(s->mem, ","));
		if (!next || (i && !row))
			return NULL;
		if (i && row->width + 1 + next->width > room) {
			rows = box_stacked(s->mem, rows, row);
			row = next;
		} else if (i) {
			next = box_beside(s->mem, box_text(s->mem, " "), next);
			row = box_beside(s->mem, row, next);
		} else {
			row = next;
		}
	}
	return box_stacked(s->mem, rows, row);
}

/* --- cases --- */

enum { CASES_MAX = EXPRESSION_DEPTH_MAX + 1 };

struct cases {
	size_t n, value_width, when_width;
	const struct box *value[CASES_MAX], *when[CASES_MAX]; /* the last of `when`: otherwise */
};

static bool add_case(struct cases *c, const struct box *value, const struct box *when)
{
	if (!value || !when)
		return false;
	c->value_width = larger(c->value_width, value->width);
	c->when_width = larger(c->when_width, when->width);
	c->value[c->n] = value;
	c->when[c->n++] = when;
	return true;
}

static bool collect_cases(const struct setting *s, size_t n, size_t room, struct cases *c)
{
	const struct expression_node *nodes = s->e->nodes;
	const struct box *when = word(s, "若 ", "if ");
	size_t rest = when ? room_beside(room, when->width + 4) : 0;

	for (; nodes[n].op == EXPRESSION_IF && c->n + 1 < CASES_MAX; n = nodes[n].args[2])
		if (!add_case(c, lay_out(s, nodes[n].args[1], room),
			    box_beside(s->mem, when, lay_out(s, nodes[n].args[0], rest))))
			return false;
	return add_case(c, lay_out(s, n, room), word(s, "否则", "otherwise"));
}

/* Rows of a value and when it holds, side by side or, where they are too wide, below. */
static const struct box *cases(const struct setting *s, size_t n, size_t room)
{
	static const char *const brace[] = {"{", "⎧", "⎨", "⎪", "⎩"};
	const struct box *comma = word(s, "，", "  "), *rows = NULL;
	struct cases c = {0};
	bool beside;

	if (!comma || !collect_cases(s, n, room_beside(room, 1), &c))
		return NULL;
	beside = 1 + c.value_width + comma->width + c.when_width <= room;
	for (size_t i = 0; i < c.n; i++) {
		const struct box *row =
			box_beside(s->mem, beside ? comma : box_text(s->mem, "    "), c.when[i]);

		if (beside)
			row = box_beside(s->mem, padded(s->mem, c.value[i], c.value_width), row);
		else
			row = box_stacked(s->mem, c.value[i], row);
		if (!row || (i && !rows))
			return NULL;
		rows = i ? box_over(s->mem, padded(s->mem, rows, row->width),
				   padded(s->mem, row, rows->width), 0)
			 : row;
	}
	rows = based(s->mem, rows, rows->height / 2);
	return box_beside(s->mem, tall(s->mem, rows, brace), rows);
}

/* --- the rest --- */

/* The sign of an aggregate over its range; a long condition stands below it. */
static const struct box *aggregate_sign(
	const struct setting *s, const struct expression_node *node, size_t room)
{
	const struct box *range = box_text(s->mem, symbol_range(s->mem, node->written));
	bool sum = node->aggregate == AGGREGATE_SUM;
	const char *sign = sum ? "Σ" : symbol_aggregate(node->aggregate, s->language);

	if (node->where) {
		const struct box *where = lay_out(s, node->args[node->args_n - 1], room / 2);

		range = box_beside(s->mem, range, word(s, "，", ", "));
		if (!range || !where)
			return NULL;
		range = range->width + where->width <= room / 2 ? box_beside(s->mem, range, where)
								: box_over(s->mem, range, where, 0);
	}
	return box_over(s->mem, box_text(s->mem, sign), range, 0);
}

static const struct box *aggregate(const struct setting *s, size_t n, size_t room)
{
	const struct expression_node *node = &s->e->nodes[n];
	bool brackets = node->aggregate != AGGREGATE_SUM || symbol_is_sum(s->e, node->args[0]);
	const struct box *sign = aggregate_sign(s, node, room), *inside;
	size_t rest;
	bool below;

	if (node->args_n == (node->where ? 1 : 0) || !sign)
		return sign;
	sign = box_beside(s->mem, sign, box_text(s->mem, " "));
	if (!sign)
		return NULL;
	below = room < sign->width + ROOM_INSIDE;
	rest = room_beside(room, (below ? 2 : sign->width) + (brackets ? 2 : 0));
	inside = lay_out(s, node->args[0], rest);
	if (brackets)
		inside = enclosed(s->mem, inside, ROUND);
	if (below && inside && sign->width + inside->width > room)
		return box_stacked(
			s->mem, sign, box_beside(s->mem, box_text(s->mem, "  "), inside));
	return box_beside(s->mem, sign, inside);
}

/* What is raised, in brackets where it needs them. */
static const struct box *power(
	const struct setting *s, size_t base, const struct box *exponent, size_t room)
{
	bool simple = symbol_is_simple(s->e, base);
	const struct box *below;

	if (!exponent)
		return NULL;
	below = lay_out(s, base, room_beside(room, exponent->width + (simple ? 0 : 2)));
	return raised(s, simple ? below : enclosed(s->mem, below, ROUND), exponent);
}

static const struct box *function(const struct setting *s, size_t n, size_t room)
{
	const struct expression_node *node = &s->e->nodes[n];
	const char *name = expression_function_word(node->function);

	switch (node->function) {
	case FUNCTION_SQRT:
		return root(s, lay_out(s, node->args[0], room_beside(room, 2)));
	case FUNCTION_ABS:
		return enclosed(s->mem, lay_out(s, node->args[0], room_beside(room, 2)), BARS);
	case FUNCTION_FLOOR:
		return enclosed(s->mem, lay_out(s, node->args[0], room_beside(room, 2)), FLOOR);
	case FUNCTION_CEIL:
		return enclosed(s->mem, lay_out(s, node->args[0], room_beside(room, 2)), CEILING);
	case FUNCTION_POW:
		return power(s, node->args[0], lay_out(s, node->args[1], room / 2), room);
	case FUNCTION_EXP:
	case FUNCTION_LN:
	case FUNCTION_MIN:
	case FUNCTION_MAX:
	case FUNCTION_STUDENT:
		break;
	}
	return box_beside(s->mem, box_text(s->mem, name),
		enclosed(s->mem, listed(s, node, room_beside(room, strlen(name) + 2)), ROUND));
}

static const struct box *prefixed(
	const struct setting *s, const struct box *sign, size_t n, size_t room)
{
	return sign ? box_beside(s->mem, sign, lay_out(s, n, room_beside(room, sign->width)))
		    : NULL;
}

static const struct box *lay_node(const struct setting *s, size_t n, size_t room)
{
	const struct expression_node *node = &s->e->nodes[n];

	switch (node->op) {
	case EXPRESSION_NUMBER:
		return box_text(s->mem, node->written);
	case EXPRESSION_SYMBOL:
		return box_text(s->mem, symbol_printed(s->mem, s->m, node));
	case EXPRESSION_NEGATE:
		return prefixed(s, box_text(s->mem, "−"), node->args[0], room);
	case EXPRESSION_NOT:
		return prefixed(s, word(s, "非 ", "not "), node->args[0], room);
	case EXPRESSION_GROUP:
		return enclosed(s->mem, lay_out(s, node->args[0], room_beside(room, 2)), ROUND);
	case EXPRESSION_POWER:
		return power(s, node->args[0],
			box_text(s->mem, talloc_asprintf(s->mem, "%u", node->power)), room);
	case EXPRESSION_DIVIDE:
		return fraction(s,
			lay_out(s, symbol_ungrouped(s->e, node->args[0]), room_beside(room, 2)),
			lay_out(s, symbol_ungrouped(s->e, node->args[1]), room_beside(room, 2)));
	case EXPRESSION_IF:
		return cases(s, n, room);
	case EXPRESSION_FUNCTION:
		return function(s, n, room);
	case EXPRESSION_AGGREGATE:
		return aggregate(s, n, room);
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
	return infix(s, n, room);
}

static const struct box *lay_out(const struct setting *s, size_t n, size_t room)
{
	const struct box *whole_one = lay_node(s, n, ROOM_ANY);

	if (room >= ROOM_ANY / 2 || !whole_one || whole_one->width <= room)
		return whole_one;
	return lay_node(s, n, room);
}

const struct box *box_expression(void *mem, const struct methodology *m, const struct expression *e,
	enum language language, size_t room)
{
	const struct setting s = {mem, m, e, language};

	return lay_out(&s, e->nodes_n - 1, room);
}
