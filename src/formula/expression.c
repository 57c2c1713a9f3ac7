#include "formula/expression.h"

#include <assert.h>
#include <string.h>

#include <talloc.h>

#include "formula/lexer.h"

#define RULE "docs/methodology-language.md 4"

/* How strongly an operator binds; a higher one takes its operands first. */
enum { BIND_NOTHING = 0, BIND_SUM = 10, BIND_PRODUCT = 20, BIND_SIGN = 30 };

static const struct infix {
	char character;
	int binding;
	enum expression_op op;
} infixes[] = {
	{'+', BIND_SUM, EXPRESSION_ADD},
	{'-', BIND_SUM, EXPRESSION_SUBTRACT},
	{'*', BIND_PRODUCT, EXPRESSION_MULTIPLY},
	{'/', BIND_PRODUCT, EXPRESSION_DIVIDE},
};

struct parser {
	void *mem;
	const char *text;
	const struct unit_table *units;
	const struct expression_scope *scope;
	struct token token; /* the next one, not yet taken */
	int depth;
	size_t bound; /* the index that may stand here; 0: none */
	bool in_sum;
	size_t nodes_n;
	struct expression_node *nodes; /* EXPRESSION_NODES_MAX */
	struct error *err;
};

/* Adds the character to an error that an inner module set, if it has none yet. */
static int at_character(struct error *err, size_t at)
{
	if (err && err->column == 0)
		err->column = (uint32_t)at + 1;
	return -1;
}

static void take(struct parser *p)
{
	p->token = lexer_next(p->text, p->token.at + p->token.size);
}

static int syntax(struct parser *p)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const char *found = talloc_strndup(scratch, p->text + p->token.at, p->token.size);
	char at[16];

	/* One byte of a longer character would be no text at all. */
	if (p->token.kind == TOKEN_BAD && (p->text[p->token.at] & 0x80))
		found = p->text + p->token.at;
	snprintf(at, sizeof(at), "%zu", p->token.at + 1);
	error_set(p->err, ERROR_FORMULA_SYNTAX, RULE, "", "at", at, "found", found ? found : "",
		NULL);
	return at_character(p->err, p->token.at);
}

static int too_large(struct parser *p)
{
	char nodes[16], depth[16], size[16];

	snprintf(nodes, sizeof(nodes), "%d", (int)EXPRESSION_NODES_MAX);
	snprintf(depth, sizeof(depth), "%d", (int)EXPRESSION_DEPTH_MAX);
	snprintf(size, sizeof(size), "%d", (int)EXPRESSION_TEXT_MAX);
	error_set(p->err, ERROR_FORMULA_SIZE, RULE, "", "size", size, "nodes", nodes, "depth",
		depth, NULL);
	return at_character(p->err, p->token.at);
}

int expression_units_agree(const struct unit *left, const struct unit *right, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const char *l, *r;

	if (unit_equal(left, right))
		return 0;
	l = unit_text(scratch, left);
	r = unit_text(scratch, right);
	if (!l || !r)
		return error_no_memory(err);
	if (!unit_same_dimension(left, right))
		return error_set(err, ERROR_FORMULA_UNITS, RULE, "", "left", l, "right", r, NULL);
	return error_set(err, ERROR_FORMULA_FACTOR, RULE, "", "left", l, "right", r, "factor",
		unit_factor_text(scratch, left, right), NULL);
}

/* Appends a node; its index, or -1. */
static int append(struct parser *p, const struct expression_node *node)
{
	if (p->nodes_n == EXPRESSION_NODES_MAX)
		return too_large(p);
	p->nodes[p->nodes_n] = *node;
	p->nodes[p->nodes_n].in_sum = p->in_sum;
	return (int)p->nodes_n++;
}

/* The unit of an operation on two nodes. */
static const struct unit *operation_unit(
	struct parser *p, enum expression_op op, const struct unit *left, const struct unit *right)
{
	if (op == EXPRESSION_MULTIPLY)
		return unit_product(p->mem, left, right, p->err);
	if (op == EXPRESSION_DIVIDE)
		return unit_quotient(p->mem, left, right, p->err);
	return expression_units_agree(left, right, p->err) == 0 ? left : NULL;
}

static int parse_number(struct parser *p)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct expression_node node = {.op = EXPRESSION_NUMBER, .at = p->token.at};
	const char *text = talloc_strndup(scratch, p->text + p->token.at, p->token.size);
	const char *unit;

	if (!text)
		return error_no_memory(p->err);
	node.number = rational_parse(p->mem, text, p->err);
	if (!node.number)
		return at_character(p->err, node.at);
	take(p);
	if (p->token.kind != TOKEN_UNIT) {
		node.unit = unit_one(p->mem, p->units);
		return node.unit ? append(p, &node) : error_no_memory(p->err);
	}
	unit = talloc_strndup(scratch, p->text + p->token.at + 1, p->token.size - 2);
	if (!unit)
		return error_no_memory(p->err);
	node.unit = unit_parse(p->mem, p->units, unit, p->err);
	if (!node.unit)
		return at_character(p->err, p->token.at + 1);
	take(p);
	return append(p, &node);
}

/* Number of the index with that letter; 0: there is none. */
static size_t index_of(const struct parser *p, const char *letter, size_t size, const char **set)
{
	const char *found;

	for (size_t i = 1; p->scope->index && p->scope->index(p->scope->ctx, i, &found, set); i++) {
		if (strlen(found) == size && memcmp(found, letter, size) == 0)
			return i;
	}
	return 0;
}

/* How a symbol is written: FC[i], or EG where it has no index. */
static int wrong_index(struct parser *p, const char *symbol, const char *letter)
{
	char accepted[2 * SYMBOL_MAX + 3];

	snprintf(accepted, sizeof(accepted), "%s%s%s%s", symbol, letter ? "[" : "",
		letter ? letter : "", letter ? "]" : "");
	return error_set(p->err, ERROR_FORMULA_INDEX, RULE, "", "symbol", symbol, "accepted",
		accepted, NULL);
}

/* The index behind a symbol, which the token is if it is there. */
static int parse_index(struct parser *p, const char *symbol, size_t index)
{
	const char *letter = NULL, *set = NULL, *ignored;
	bool there = p->token.kind == TOKEN_UNIT;

	if (index)
		p->scope->index(p->scope->ctx, index, &letter, &set);
	if (there != (index != 0) ||
		(there && index_of(p, p->text + p->token.at + 1, p->token.size - 2, &ignored) !=
					  index))
		return wrong_index(p, symbol, letter);
	if (index != 0 && index != p->bound)
		return error_set(p->err, ERROR_FORMULA_INDEX_OUTSIDE, RULE, "", "symbol", symbol,
			"index", letter, "set", set, NULL);
	if (there)
		take(p);
	return 0;
}

static bool token_is(const struct parser *p, enum token_kind kind, const char *text)
{
	return p->token.kind == kind && p->token.size == strlen(text) &&
	       memcmp(p->text + p->token.at, text, p->token.size) == 0;
}

static int wrong_sum(struct parser *p, const char *accepted)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const char *found = talloc_strndup(scratch, p->text + p->token.at, p->token.size);

	error_set(p->err, ERROR_FORMULA_SUM, RULE, "", "found", found ? found : "", "accepted",
		accepted, NULL);
	return at_character(p->err, p->token.at);
}

/* `(i in fuels:` behind the word sum. */
static int parse_sum_head(struct parser *p, size_t *index)
{
	const char *set = "";

	if (!token_is(p, TOKEN_OPERATOR, "("))
		return wrong_sum(p, "sum(i in fuels: FC[i] * COEF[i])");
	take(p);
	*index = p->token.kind == TOKEN_SYMBOL
			 ? index_of(p, p->text + p->token.at, p->token.size, &set)
			 : 0;
	if (*index == 0)
		return wrong_sum(p, "indexes/symbol");
	take(p);
	if (!token_is(p, TOKEN_SYMBOL, "in"))
		return wrong_sum(p, "in");
	take(p);
	if (!token_is(p, TOKEN_SYMBOL, set))
		return wrong_sum(p, set);
	take(p);
	if (!token_is(p, TOKEN_OPERATOR, ":"))
		return wrong_sum(p, ":");
	take(p);
	return 0;
}

static int parse_binding(struct parser *p, int binding);

static int parse_sum(struct parser *p)
{
	struct expression_node node = {.op = EXPRESSION_SUM, .at = p->token.at};
	int added;

	if (p->bound != 0) {
		error_set(p->err, ERROR_FORMULA_SUM_INSIDE, RULE, "", NULL);
		return at_character(p->err, node.at);
	}
	take(p);
	if (parse_sum_head(p, &node.index) != 0)
		return -1;
	node.first = p->nodes_n;
	node.from = p->token.at;
	p->bound = node.index;
	p->in_sum = true;
	added = parse_binding(p, BIND_NOTHING);
	p->bound = 0;
	p->in_sum = false;
	if (added < 0)
		return -1;
	if (!token_is(p, TOKEN_OPERATOR, ")"))
		return syntax(p);
	node.to = p->token.at;
	node.end = p->token.at + 1;
	take(p);
	node.left = (size_t)added;
	node.unit = p->nodes[added].unit;
	return append(p, &node);
}

static int parse_symbol(struct parser *p)
{
	struct expression_node node = {.op = EXPRESSION_SYMBOL, .at = p->token.at};
	struct expression_symbol found = {0};
	char symbol[SYMBOL_MAX + 1];

	if (p->token.size > SYMBOL_MAX)
		return too_large(p);
	if (token_is(p, TOKEN_SYMBOL, "sum"))
		return parse_sum(p);
	memcpy(symbol, p->text + p->token.at, p->token.size);
	symbol[p->token.size] = '\0';
	/* A word of the language is told as such, not as an unknown symbol. */
	if (lexer_is_reserved(symbol))
		return syntax(p);
	if (p->scope->find(p->scope->ctx, symbol, &found, p->err) != 0)
		return at_character(p->err, node.at);
	take(p);
	if (parse_index(p, symbol, found.index) != 0)
		return at_character(p->err, node.at);
	node.symbol = found.number;
	node.unit = found.unit;
	node.index = found.index;
	return append(p, &node);
}

static int parse_brackets(struct parser *p)
{
	int inside;

	take(p);
	inside = parse_binding(p, BIND_NOTHING);
	if (inside < 0)
		return -1;
	if (p->token.kind != TOKEN_OPERATOR || p->text[p->token.at] != ')')
		return syntax(p);
	take(p);
	return inside;
}

static int parse_sign(struct parser *p)
{
	struct expression_node node = {.op = EXPRESSION_NEGATE, .at = p->token.at};
	int operand;

	take(p);
	operand = parse_binding(p, BIND_SIGN);
	if (operand < 0)
		return -1;
	node.left = (size_t)operand;
	node.unit = p->nodes[operand].unit;
	return append(p, &node);
}

static int parse_operand(struct parser *p)
{
	char c = p->text[p->token.at];

	if (p->token.kind == TOKEN_NUMBER)
		return parse_number(p);
	if (p->token.kind == TOKEN_SYMBOL)
		return parse_symbol(p);
	if (p->token.kind == TOKEN_OPERATOR && c == '(')
		return parse_brackets(p);
	if (p->token.kind == TOKEN_OPERATOR && c == '-')
		return parse_sign(p);
	return syntax(p);
}

static const struct infix *infix_of(const struct parser *p)
{
	if (p->token.kind != TOKEN_OPERATOR)
		return NULL;
	for (size_t i = 0; i < COUNT_OF(infixes); i++) {
		if (infixes[i].character == p->text[p->token.at])
			return &infixes[i];
	}
	return NULL;
}

/* The operator at the token and its right side, with `left` already parsed. */
static int parse_infix(struct parser *p, const struct infix *infix, int left)
{
	struct expression_node node = {.op = infix->op, .at = p->token.at, .left = (size_t)left};
	int right;

	take(p);
	/* a / 44/12 would be read one way by the eye and another by the rule. */
	if (infix->op == EXPRESSION_DIVIDE && p->token.kind == TOKEN_NUMBER &&
		memchr(p->text + p->token.at, '/', p->token.size)) {
		error_set(p->err, ERROR_FORMULA_FRACTION, RULE, "", NULL);
		return at_character(p->err, p->token.at);
	}
	right = parse_binding(p, infix->binding);
	if (right < 0)
		return -1;
	node.right = (size_t)right;
	node.unit = operation_unit(p, infix->op, p->nodes[left].unit, p->nodes[right].unit);
	if (!node.unit)
		return at_character(p->err, node.at);
	return append(p, &node);
}

/* Everything from the token on that binds more strongly than `binding`. */
static int parse_binding(struct parser *p, int binding)
{
	const struct infix *infix;
	int left;

	if (p->depth == EXPRESSION_DEPTH_MAX)
		return too_large(p);
	p->depth++;
	left = parse_operand(p);
	while (left >= 0 && (infix = infix_of(p)) != NULL && infix->binding > binding)
		left = parse_infix(p, infix, left);
	p->depth--;
	return left;
}

const struct expression *expression_parse(void *mem, const char *text,
	const struct unit_table *units, const struct expression_scope *scope, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct expression *e = talloc_zero(mem, struct expression);
	struct parser p = {.mem = e, .text = text, .units = units, .scope = scope, .err = err};

	p.bound = scope->bound;
	p.nodes = talloc_zero_array(scratch, struct expression_node, EXPRESSION_NODES_MAX);
	if (!e || !p.nodes) {
		error_no_memory(err);
		return NULL;
	}
	p.token = lexer_next(text, 0);
	if (strlen(text) > EXPRESSION_TEXT_MAX) {
		too_large(&p);
		return NULL;
	}
	if (parse_binding(&p, BIND_NOTHING) < 0)
		return NULL;
	if (p.token.kind != TOKEN_END) {
		syntax(&p);
		return NULL;
	}
	e->text = talloc_strdup(e, text);
	e->nodes = talloc_memdup(e, p.nodes, p.nodes_n * sizeof(*p.nodes));
	if (!e->text || !e->nodes) {
		error_no_memory(err);
		return NULL;
	}
	e->nodes_n = p.nodes_n;
	e->unit = e->nodes[e->nodes_n - 1].unit;
	return e;
}

/* An operation's value from those before it. */
static int operation_value(const struct expression_node *node,
	const struct rational *const *before, struct rational *out, struct error *err)
{
	const struct rational *left = before[node->left], *right = before[node->right];

	switch (node->op) {
	case EXPRESSION_NEGATE:
		rational_negate(left, out);
		return 0;
	case EXPRESSION_ADD:
		return rational_add(left, right, out, err);
	case EXPRESSION_SUBTRACT:
		return rational_subtract(left, right, out, err);
	case EXPRESSION_MULTIPLY:
		return rational_multiply(left, right, out, err);
	case EXPRESSION_DIVIDE:
		if (rational_sign(right) == 0)
			return error_set(err, ERROR_CALCULATION_DIVISION, RULE, "", NULL);
		return rational_divide(left, right, out, err);
	case EXPRESSION_NUMBER:
	case EXPRESSION_SYMBOL:
	case EXPRESSION_SUM:
		break;
	}
	assert(false && "operands have their values already");
	return -1;
}

/* One evaluation: a value a node, as far as it has come. */
struct evaluation {
	void *scratch;
	const struct expression *e;
	const struct expression_values *given;
	const struct rational **value; /* by node */
	struct error *err;
};

/* A node that is no sum, for one member of the index that is bound. */
static int node_value(struct evaluation *v, size_t i, size_t member)
{
	const struct expression_node *node = &v->e->nodes[i];
	struct rational *out;

	if (node->op == EXPRESSION_NUMBER) {
		v->value[i] = node->number;
		return 0;
	}
	if (node->op == EXPRESSION_SYMBOL) {
		v->value[i] = v->given->cells[node->symbol].exact[node->index ? member : 0];
		assert(v->value[i]);
		return 0;
	}
	v->value[i] = out = rational_new(v->scratch);
	if (!out)
		return error_no_memory(v->err);
	if (operation_value(node, v->value, out, v->err) != 0)
		return at_character(v->err, node->at);
	return 0;
}

static int sum_value(struct evaluation *v, size_t i)
{
	const struct expression_node *node = &v->e->nodes[i];
	struct rational *total = rational_new(v->scratch);

	if (!total)
		return error_no_memory(v->err);
	for (size_t member = 0; member < v->given->members_n[node->index]; member++) {
		for (size_t k = node->first; k < i; k++) {
			if (node_value(v, k, member) != 0)
				return -1;
		}
		if (rational_add(total, v->value[node->left], total, v->err) != 0)
			return at_character(v->err, node->at);
	}
	v->value[i] = total;
	return 0;
}

const struct rational *expression_evaluate(void *mem, const struct expression *e,
	const struct expression_values *values, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct evaluation v = {scratch, e, values, NULL, err};
	const struct rational *result;

	v.value = talloc_zero_array(scratch, const struct rational *, EXPRESSION_NODES_MAX);
	if (!v.value) {
		error_no_memory(err);
		return NULL;
	}
	for (size_t i = 0; i < e->nodes_n; i++) {
		if (e->nodes[i].in_sum)
			continue;
		if ((e->nodes[i].op == EXPRESSION_SUM ? sum_value(&v, i)
						      : node_value(&v, i, values->member)) != 0)
			return NULL;
	}
	result = rational_copy(mem, v.value[e->nodes_n - 1]);
	if (!result)
		error_no_memory(err);
	return result;
}

/* The node of the symbol or sum that stands at a byte. */
static const struct expression_node *node_at(const struct expression *e, size_t at)
{
	for (size_t i = 0; i < e->nodes_n; i++) {
		const struct expression_node *node = &e->nodes[i];

		if (node->at == at &&
			(node->op == EXPRESSION_SYMBOL || node->op == EXPRESSION_SUM))
			return node;
	}
	assert(false && "every symbol of the text has its node");
	return NULL;
}

/* A part of the text without sums in it, for one member; NULL without memory. */
static char *substitute_part(char *out, const struct expression *e,
	const struct expression_values *values, const struct expression_node *part, size_t member)
{
	size_t written = part->from;

	for (struct token t = lexer_next(e->text, part->from); out && t.at < part->to;
		t = lexer_next(e->text, t.at + t.size)) {
		const struct expression_node *node;
		const char *value;
		bool negative;

		if (t.kind != TOKEN_SYMBOL)
			continue;
		node = node_at(e, t.at);
		value = values->cells[node->symbol].texts[node->index ? member : 0];
		negative = value[0] == '-';
		out = talloc_asprintf_append(out, "%.*s%s%s%s", (int)(t.at - written),
			e->text + written, negative ? "(" : "", value, negative ? ")" : "");
		if (node->index)
			t = lexer_next(e->text, t.at + t.size);
		written = t.at + t.size;
	}
	if (!out)
		return NULL;
	return talloc_asprintf_append(
		out, "%.*s", (int)(part->to - written), e->text + written);
}

/* (12.5 * 21.6 + 3 * 2.9), or 0 over no member. */
static char *substitute_sum(char *out, const struct expression *e,
	const struct expression_values *values, const struct expression_node *sum)
{
	size_t n = values->members_n[sum->index];

	if (n == 0)
		return talloc_asprintf_append(out, "0");
	for (size_t member = 0; out && member < n; member++) {
		out = talloc_asprintf_append(out, "%s", member ? " + " : "(");
		out = out ? substitute_part(out, e, values, sum, member) : NULL;
	}
	return out ? talloc_asprintf_append(out, ")") : NULL;
}

const char *expression_substitute(
	void *mem, const struct expression *e, const struct expression_values *values)
{
	struct expression_node part = {.from = 0};
	char *out = talloc_strdup(mem, "");

	/* The parts between sums, each followed by the sum that ends it. */
	for (size_t i = 0; out && i < e->nodes_n; i++) {
		if (e->nodes[i].op != EXPRESSION_SUM)
			continue;
		part.to = e->nodes[i].at;
		out = substitute_part(out, e, values, &part, values->member);
		out = out ? substitute_sum(out, e, values, &e->nodes[i]) : NULL;
		part.from = e->nodes[i].end;
	}
	part.to = strlen(e->text);
	return out ? substitute_part(out, e, values, &part, values->member) : NULL;
}
