/*
 * expression_parse: the text of an expression to its nodes, by binding strength, with
 * units and indexes checked on the way.
 */
#include "formula/expression.h"

#include <assert.h>
#include <string.h>

#include <talloc.h>

#include "formula/lexer.h"
#include "number/student.h"

#define RULE "docs/methodology-language.md 4"

/* How strongly an operator binds; a higher one takes its operands first. */
enum {
	BIND_NOTHING = 0,
	BIND_OR = 2,
	BIND_AND = 4,
	BIND_NOT = 5,
	BIND_COMPARISON = 8,
	BIND_SUM = 10,
	BIND_PRODUCT = 20,
	BIND_SIGN = 30,
	BIND_POWER = 40,
};

static const struct infix {
	const char *text;
	int binding;
	enum expression_op op;
} infixes[] = {
	{"or", BIND_OR, EXPRESSION_OR},
	{"and", BIND_AND, EXPRESSION_AND},
	{"<", BIND_COMPARISON, EXPRESSION_LESS},
	{"<=", BIND_COMPARISON, EXPRESSION_LESS_EQUAL},
	{">", BIND_COMPARISON, EXPRESSION_GREATER},
	{">=", BIND_COMPARISON, EXPRESSION_GREATER_EQUAL},
	{"=", BIND_COMPARISON, EXPRESSION_EQUAL},
	{"<>", BIND_COMPARISON, EXPRESSION_DIFFERENT},
	{"+", BIND_SUM, EXPRESSION_ADD},
	{"-", BIND_SUM, EXPRESSION_SUBTRACT},
	{"*", BIND_PRODUCT, EXPRESSION_MULTIPLY},
	{"/", BIND_PRODUCT, EXPRESSION_DIVIDE},
	{"^", BIND_POWER, EXPRESSION_POWER},
};

static const struct function {
	const char *word, *form; /* form: as an error shows it */
	size_t least, most;	 /* arguments */
	bool plain;		 /* takes numbers without a unit */
} functions[] = {
	[FUNCTION_SQRT] = {"sqrt", "sqrt(x)", 1, 1, false},
	[FUNCTION_EXP] = {"exp", "exp(x)", 1, 1, true},
	[FUNCTION_LN] = {"ln", "ln(x)", 1, 1, true},
	[FUNCTION_POW] = {"pow", "pow(x, y)", 2, 2, true},
	[FUNCTION_ABS] = {"abs", "abs(x)", 1, 1, false},
	[FUNCTION_FLOOR] = {"floor", "floor(x)", 1, 1, false},
	[FUNCTION_CEIL] = {"ceil", "ceil(x)", 1, 1, false},
	[FUNCTION_MIN] = {"min", "min(x, y)", 2, EXPRESSION_ARGS_MAX, false},
	[FUNCTION_MAX] = {"max", "max(x, y)", 2, EXPRESSION_ARGS_MAX, false},
	[FUNCTION_STUDENT] = {"student", "student(0.90, n - 1)", 2, 2, true},
};

static const char *const aggregate_words[] = {
	[AGGREGATE_SUM] = "sum",
	[AGGREGATE_MEAN] = "mean",
	[AGGREGATE_MIN] = "min",
	[AGGREGATE_MAX] = "max",
	[AGGREGATE_COUNT] = "count",
	[AGGREGATE_STDEV] = "stdev",
};

struct parser {
	void *mem;
	const char *text;
	const struct unit_table *units;
	const struct expression_scope *scope;
	struct token token; /* the next one, not yet taken */
	int depth;
	bool bound[EXPRESSION_INDEXES_MAX + 1]; /* indexes that may stand here */
	size_t nodes_n;
	struct expression_node *nodes; /* EXPRESSION_NODES_MAX */
	struct error *err;
};

const char *expression_function_word(enum expression_function function)
{
	return functions[function].word;
}

const char *expression_aggregate_word(enum expression_aggregate aggregate)
{
	return aggregate_words[aggregate];
}

/* Adds the character to an error that an inner module set, if it has none yet. */
static int at_character(struct error *err, size_t at)
{
	if (err && err->column == 0)
		err->column = (uint32_t)at + 1;
	return -1;
}

static void take_token(struct parser *p)
{
	p->token = lexer_next(p->text, p->token.at + p->token.size);
}

static int refuse_syntax(struct parser *p)
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
static int append_node(struct parser *p, const struct expression_node *node)
{
	if (p->nodes_n == EXPRESSION_NODES_MAX)
		return too_large(p);
	p->nodes[p->nodes_n] = *node;
	return (int)p->nodes_n++;
}

static bool token_is(const struct parser *p, const char *text)
{
	return (p->token.kind == TOKEN_OPERATOR || p->token.kind == TOKEN_SYMBOL) &&
	       p->token.size == strlen(text) &&
	       memcmp(p->text + p->token.at, text, p->token.size) == 0;
}

/* A number where a condition is wanted, or the reverse, at that node. */
static int check_type(struct parser *p, size_t node, bool condition)
{
	if (condition == !p->nodes[node].unit)
		return 0;
	error_set(
		p->err, condition ? ERROR_FORMULA_CONDITION : ERROR_FORMULA_NUMBER, RULE, "", NULL);
	return at_character(p->err, p->nodes[node].at);
}

static int parse_binding(struct parser *p, int binding);

/* What `binding` gives at the token, of the wanted type; its node, or -1. */
static int parse_typed(struct parser *p, int binding, bool condition)
{
	int node = parse_binding(p, binding);

	return node >= 0 && check_type(p, (size_t)node, condition) == 0 ? node : -1;
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
	take_token(p);
	if (p->token.kind != TOKEN_UNIT) {
		node.unit = unit_one(p->mem, p->units);
		node.written = talloc_strdup(p->mem, text);
		return node.unit && node.written ? append_node(p, &node) : error_no_memory(p->err);
	}
	unit = talloc_strndup(scratch, p->text + p->token.at + 1, p->token.size - 2);
	if (!unit)
		return error_no_memory(p->err);
	node.unit = unit_parse(p->mem, p->units, unit, p->err);
	if (!node.unit)
		return at_character(p->err, p->token.at + 1);
	node.written = talloc_asprintf(p->mem, "%s [%s]", text, unit);
	take_token(p);
	return node.written ? append_node(p, &node) : error_no_memory(p->err);
}

/* --- indexes --- */

static bool index_at(const struct parser *p, size_t index, struct expression_index *out)
{
	return p->scope->index && index <= EXPRESSION_INDEXES_MAX &&
	       p->scope->index(p->scope->ctx, index, out);
}

/* Number of the index with that letter; 0: there is none. */
static size_t index_of(
	const struct parser *p, const struct token *letter, struct expression_index *out)
{
	for (size_t i = 1; letter->kind == TOKEN_SYMBOL && index_at(p, i, out); i++) {
		if (strlen(out->letter) == letter->size &&
			memcmp(out->letter, p->text + letter->at, letter->size) == 0)
			return i;
	}
	return 0;
}

/* The index's letters from its first ancestor on, "i,p". Below mem; NULL without memory. */
static const char *index_path(void *mem, const struct parser *p, size_t index)
{
	struct expression_index at;
	const char *above;

	if (!index_at(p, index, &at))
		return "";
	if (at.parent == 0)
		return talloc_strdup(mem, at.letter);
	above = index_path(mem, p, at.parent);
	return above ? talloc_asprintf(mem, "%s,%s", above, at.letter) : NULL;
}

static void bind_index(struct parser *p, size_t index)
{
	struct expression_index at;

	for (; index && index_at(p, index, &at); index = at.parent)
		p->bound[index] = true;
}

/* Whether the token is [PATH], blanks aside. */
static bool token_is_path(const struct parser *p, const char *path)
{
	const char *text = p->text + p->token.at + 1, *end = text + p->token.size - 2;

	for (; text < end; text++) {
		if (*text == ' ')
			continue;
		if (*text != *path)
			return false;
		path++;
	}
	return *path == '\0';
}

/* The index behind a symbol, which the token is if it is there. */
static int parse_index(struct parser *p, const char *symbol, struct expression_node *node)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const char *path = node->index ? index_path(scratch, p, node->index) : "";
	bool there = p->token.kind == TOKEN_UNIT;
	struct expression_index at = {"", "", 0};

	if (!path)
		return error_no_memory(p->err);
	node->written = node->index ? talloc_asprintf(p->mem, "%s[%s]", symbol, path)
				    : talloc_strdup(p->mem, symbol);
	if (!node->written)
		return error_no_memory(p->err);
	if (there != (node->index != 0) || (there && !token_is_path(p, path)))
		return error_set(p->err, ERROR_FORMULA_INDEX, RULE, "", "symbol", symbol,
			"accepted", node->written, NULL);
	if (node->index != 0 && !p->bound[node->index]) {
		index_at(p, node->index, &at);
		return error_set(p->err, ERROR_FORMULA_INDEX_OUTSIDE, RULE, "", "symbol", symbol,
			"index", at.letter, "set", at.set, NULL);
	}
	if (there)
		take_token(p);
	return 0;
}

/* --- aggregates --- */

static int wrong_sum(struct parser *p, const char *accepted)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const char *found = talloc_strndup(scratch, p->text + p->token.at, p->token.size);

	error_set(p->err, ERROR_FORMULA_SUM, RULE, "", "found", found ? found : "", "accepted",
		accepted, NULL);
	return at_character(p->err, p->token.at);
}

/* `(i in fuels` behind the aggregate's word; what it binds is bound then. */
static int parse_aggregate_head(struct parser *p, struct expression_node *node)
{
	struct expression_index at = {"", "", 0};

	if (!token_is(p, "("))
		return wrong_sum(p, "sum(i in fuels: FC[i] * COEF[i])");
	take_token(p);
	node->index = index_of(p, &p->token, &at);
	if (node->index == 0)
		return wrong_sum(p, "indexes/symbol");
	if (p->bound[node->index]) {
		error_set(p->err, ERROR_FORMULA_INDEX_BOUND, RULE, "", "index", at.letter, NULL);
		return at_character(p->err, p->token.at);
	}
	take_token(p);
	if (!token_is(p, "in"))
		return wrong_sum(p, "in");
	take_token(p);
	if (!token_is(p, at.set))
		return wrong_sum(p, at.set);
	take_token(p);
	bind_index(p, node->index);
	node->written = talloc_asprintf(p->mem, "%s in %s", at.letter, at.set);
	return node->written ? 0 : error_no_memory(p->err);
}

/* A part of an aggregate that begins with `word`; 0 where it is not there, and not needed. */
static int parse_aggregate_part(struct parser *p, const char *word, bool condition, bool needed,
	struct expression_node *node)
{
	int part;

	if (!token_is(p, word))
		return needed ? wrong_sum(p, word) : 0;
	take_token(p);
	part = parse_typed(p, BIND_NOTHING, condition);
	if (part < 0)
		return -1;
	node->args[node->args_n++] = (size_t)part;
	return 1;
}

static int parse_aggregate_body(struct parser *p, struct expression_node *node)
{
	bool counts = node->aggregate == AGGREGATE_COUNT;
	int where = parse_aggregate_part(p, "where", true, false, node);

	if (where < 0 || (!counts && parse_aggregate_part(p, ":", false, true, node) < 0))
		return -1;
	node->where = where > 0;
	if (node->where && !counts) { /* the condition stands last, as the evaluator takes it */
		size_t condition = node->args[0];

		node->args[0] = node->args[1];
		node->args[1] = condition;
	}
	if (!token_is(p, ")"))
		return refuse_syntax(p);
	take_token(p);
	node->unit = counts ? unit_one(p->mem, p->units) : p->nodes[node->args[0]].unit;
	return node->unit ? append_node(p, node) : error_no_memory(p->err);
}

static int parse_aggregate(struct parser *p, enum expression_aggregate aggregate)
{
	struct expression_node node = {
		.op = EXPRESSION_AGGREGATE, .at = p->token.at, .aggregate = aggregate};
	bool bound[EXPRESSION_INDEXES_MAX + 1];
	int made;

	memcpy(bound, p->bound, sizeof(bound));
	take_token(p);
	if (parse_aggregate_head(p, &node) != 0)
		return -1;
	made = parse_aggregate_body(p, &node);
	memcpy(p->bound, bound, sizeof(bound));
	return made;
}

/* --- functions --- */

static int wrong_arguments(struct parser *p, const struct function *f)
{
	error_set(p->err, ERROR_FORMULA_ARGUMENTS, RULE, "", "function", f->word, "accepted",
		f->form, NULL);
	return at_character(p->err, p->token.at);
}

/* exp, ln and pow take plain numbers: their arguments have no dimension and no factor. */
static int check_plain(struct parser *p, const struct function *f, size_t node)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const struct unit *one = unit_one(scratch, p->units);

	if (!one)
		return error_no_memory(p->err);
	if (unit_equal(p->nodes[node].unit, one))
		return 0;
	error_set(p->err, ERROR_FORMULA_PLAIN, RULE, "", "function", f->word, "unit",
		unit_text(scratch, p->nodes[node].unit), NULL);
	return at_character(p->err, p->nodes[node].at);
}

/* A level of student(): one of those that the table has, written as it has them. */
static int check_level(struct parser *p, size_t node)
{
	const struct expression_node *n = &p->nodes[node];

	if (n->op == EXPRESSION_NUMBER && student_level_known(n->written))
		return 0;
	error_set(p->err, ERROR_FORMULA_LEVEL, RULE, "", "level",
		n->op == EXPRESSION_NUMBER ? n->written : "", "accepted", "0.90, 0.95, 0.99", NULL);
	return at_character(p->err, n->at);
}

static int function_unit(struct parser *p, struct expression_node *node)
{
	const struct function *f = &functions[node->function];

	node->unit = p->nodes[node->args[0]].unit;
	for (size_t i = 0; i < node->args_n; i++) {
		if (f->plain && check_plain(p, f, node->args[i]) != 0)
			return -1;
		if (i > 0 && !f->plain &&
			expression_units_agree(node->unit, p->nodes[node->args[i]].unit, p->err) !=
				0)
			return at_character(p->err, p->nodes[node->args[i]].at);
	}
	if (node->function == FUNCTION_STUDENT && check_level(p, node->args[0]) != 0)
		return -1;
	if (node->function == FUNCTION_SQRT)
		node->unit = unit_root(p->mem, node->unit, p->err);
	return node->unit ? append_node(p, node) : at_character(p->err, node->at);
}

static int parse_function(struct parser *p, enum expression_function function)
{
	struct expression_node node = {
		.op = EXPRESSION_FUNCTION, .at = p->token.at, .function = function};
	const struct function *f = &functions[function];

	take_token(p);
	if (!token_is(p, "("))
		return wrong_arguments(p, f);
	do {
		int argument;

		take_token(p);
		if (node.args_n == f->most)
			return wrong_arguments(p, f);
		argument = parse_typed(p, BIND_NOTHING, false);
		if (argument < 0)
			return -1;
		node.args[node.args_n++] = (size_t)argument;
	} while (token_is(p, ","));
	if (node.args_n < f->least)
		return wrong_arguments(p, f);
	if (!token_is(p, ")"))
		return refuse_syntax(p);
	take_token(p);
	return function_unit(p, &node);
}

/* Whether what stands behind the word at the token is `(i in`, with a letter or not. */
static bool aggregate_follows(const struct parser *p)
{
	struct token bracket = lexer_next(p->text, p->token.at + p->token.size);
	struct token letter = lexer_next(p->text, bracket.at + bracket.size);
	struct token in = lexer_next(p->text, letter.at + letter.size);

	return in.kind == TOKEN_SYMBOL && in.size == 2 && memcmp(p->text + in.at, "in", 2) == 0;
}

/* A function or an aggregate; -2: the token is neither. */
static int parse_word(struct parser *p)
{
	for (size_t i = 0; i < COUNT_OF(aggregate_words); i++) {
		bool shared = i == AGGREGATE_MIN || i == AGGREGATE_MAX;

		if (token_is(p, aggregate_words[i]) && (!shared || aggregate_follows(p)))
			return parse_aggregate(p, (enum expression_aggregate)i);
	}
	for (size_t i = 0; i < COUNT_OF(functions); i++) {
		if (token_is(p, functions[i].word))
			return parse_function(p, (enum expression_function)i);
	}
	return -2;
}

/* --- operands --- */

static int parse_symbol(struct parser *p)
{
	struct expression_node node = {.op = EXPRESSION_SYMBOL, .at = p->token.at};
	struct expression_symbol found = {0};
	char symbol[SYMBOL_MAX + 1];
	int word;

	if (p->token.size > SYMBOL_MAX)
		return too_large(p);
	word = parse_word(p);
	if (word != -2)
		return word;
	memcpy(symbol, p->text + p->token.at, p->token.size);
	symbol[p->token.size] = '\0';
	/* A word of the language is told as such, not as an unknown symbol. */
	if (lexer_is_reserved(symbol))
		return refuse_syntax(p);
	if (p->scope->find(p->scope->ctx, symbol, &found, p->err) != 0)
		return at_character(p->err, node.at);
	take_token(p);
	node.symbol = found.number;
	node.unit = found.unit;
	node.index = found.index;
	return parse_index(p, symbol, &node) == 0 ? append_node(p, &node)
						  : at_character(p->err, node.at);
}

static int parse_brackets(struct parser *p)
{
	struct expression_node node = {.op = EXPRESSION_GROUP, .at = p->token.at, .args_n = 1};
	int inside;

	take_token(p);
	inside = parse_binding(p, BIND_NOTHING);
	if (inside < 0)
		return -1;
	if (!token_is(p, ")"))
		return refuse_syntax(p);
	take_token(p);
	node.args[0] = (size_t)inside;
	node.unit = p->nodes[inside].unit;
	return append_node(p, &node);
}

/* A sign, or `not`. */
static int parse_prefix(struct parser *p, enum expression_op op, int binding)
{
	struct expression_node node = {.op = op, .at = p->token.at, .args_n = 1};
	int operand;

	take_token(p);
	operand = parse_typed(p, binding, op == EXPRESSION_NOT);
	if (operand < 0)
		return -1;
	node.args[0] = (size_t)operand;
	node.unit = p->nodes[operand].unit;
	return append_node(p, &node);
}

/* if C then A else B: it takes all that follows, so it stands first, or in brackets. */
static int parse_if(struct parser *p)
{
	static const char *const words[] = {"if", "then", "else"};
	struct expression_node node = {.op = EXPRESSION_IF, .at = p->token.at};

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		int part;

		if (!token_is(p, words[i]))
			return refuse_syntax(p);
		take_token(p);
		part = parse_typed(p, BIND_NOTHING, i == 0);
		if (part < 0)
			return -1;
		node.args[node.args_n++] = (size_t)part;
	}
	node.unit = p->nodes[node.args[1]].unit;
	if (expression_units_agree(node.unit, p->nodes[node.args[2]].unit, p->err) != 0)
		return at_character(p->err, p->nodes[node.args[2]].at);
	return append_node(p, &node);
}

static int parse_operand(struct parser *p, int binding)
{
	if (p->token.kind == TOKEN_NUMBER)
		return parse_number(p);
	if (binding == BIND_NOTHING && token_is(p, "if"))
		return parse_if(p);
	if (binding <= BIND_NOT && token_is(p, "not"))
		return parse_prefix(p, EXPRESSION_NOT, BIND_NOT);
	if (p->token.kind == TOKEN_SYMBOL)
		return parse_symbol(p);
	if (token_is(p, "("))
		return parse_brackets(p);
	if (token_is(p, "-"))
		return parse_prefix(p, EXPRESSION_NEGATE, BIND_SIGN);
	return refuse_syntax(p);
}

/* --- operators --- */

static const struct infix *infix_of(const struct parser *p)
{
	for (size_t i = 0; i < COUNT_OF(infixes); i++) {
		if (token_is(p, infixes[i].text))
			return &infixes[i];
	}
	return NULL;
}

/* The unit of an operation on two nodes; NULL with *ok for a condition. */
static const struct unit *operation_unit(struct parser *p, enum expression_op op,
	const struct expression_node *left, const struct expression_node *right, bool *ok)
{
	const struct unit *unit = NULL;

	*ok = true;
	if (op == EXPRESSION_AND || op == EXPRESSION_OR)
		return NULL;
	if (op == EXPRESSION_MULTIPLY)
		unit = unit_product(p->mem, left->unit, right->unit, p->err);
	else if (op == EXPRESSION_DIVIDE)
		unit = unit_quotient(p->mem, left->unit, right->unit, p->err);
	else if (expression_units_agree(left->unit, right->unit, p->err) == 0)
		unit = left->unit;
	*ok = unit != NULL;
	return op >= EXPRESSION_LESS ? NULL : unit;
}

/* `^` and a whole number behind it. */
static int parse_power(struct parser *p, int left)
{
	struct expression_node node = {
		.op = EXPRESSION_POWER, .at = p->token.at, .args_n = 1, .args = {(size_t)left}};
	const char *digits;
	char most[16];

	take_token(p);
	digits = p->text + p->token.at;
	if (p->token.kind == TOKEN_NUMBER && p->token.size <= 2 && digits[0] != '0' &&
		strspn(digits, "0123456789") >= p->token.size) {
		for (size_t i = 0; i < p->token.size; i++)
			node.power = node.power * 10 + (unsigned)(digits[i] - '0');
	}
	if (node.power == 0 || node.power > EXPRESSION_POWER_MAX) {
		snprintf(most, sizeof(most), "%d", (int)EXPRESSION_POWER_MAX);
		error_set(p->err, ERROR_FORMULA_POWER, RULE, "", "most", most, NULL);
		return at_character(p->err, p->token.at);
	}
	take_token(p);
	node.unit = unit_power(p->mem, p->nodes[left].unit, node.power, p->err);
	return node.unit ? append_node(p, &node) : at_character(p->err, node.at);
}

/* The operator at the token and its right side, with `left` already parsed. */
static int parse_infix(struct parser *p, const struct infix *infix, int left)
{
	struct expression_node node = {
		.op = infix->op, .at = p->token.at, .args_n = 2, .args = {(size_t)left}};
	bool conditions = infix->op == EXPRESSION_AND || infix->op == EXPRESSION_OR, ok;
	int right;

	if (check_type(p, (size_t)left, conditions) != 0)
		return -1;
	if (infix->op == EXPRESSION_POWER)
		return parse_power(p, left);
	take_token(p);
	/* a / 44/12 would be read one way by the eye and another by the rule. */
	if (infix->op == EXPRESSION_DIVIDE && p->token.kind == TOKEN_NUMBER &&
		memchr(p->text + p->token.at, '/', p->token.size)) {
		error_set(p->err, ERROR_FORMULA_FRACTION, RULE, "", NULL);
		return at_character(p->err, p->token.at);
	}
	right = parse_typed(p, infix->binding, conditions);
	if (right < 0)
		return -1;
	node.args[1] = (size_t)right;
	node.unit = operation_unit(p, infix->op, &p->nodes[left], &p->nodes[right], &ok);
	return ok ? append_node(p, &node) : at_character(p->err, node.at);
}

/* Everything from the token on that binds more strongly than `binding`. */
static int parse_binding(struct parser *p, int binding)
{
	const struct infix *infix;
	int left;

	if (p->depth == EXPRESSION_DEPTH_MAX)
		return too_large(p);
	p->depth++;
	left = parse_operand(p, binding);
	while (left >= 0 && (infix = infix_of(p)) != NULL && infix->binding > binding)
		left = parse_infix(p, infix, left);
	p->depth--;
	return left;
}

static const struct expression *parse_text(void *mem, const char *text, bool condition,
	const struct unit_table *units, const struct expression_scope *scope, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct expression *e = talloc_zero(scratch, struct expression);
	struct parser p = {.mem = e, .text = text, .units = units, .scope = scope, .err = err};

	p.nodes = talloc_zero_array(scratch, struct expression_node, EXPRESSION_NODES_MAX);
	if (!e || !p.nodes) {
		error_no_memory(err);
		return NULL;
	}
	bind_index(&p, scope->bound);
	p.token = lexer_next(text, 0);
	if (strlen(text) > EXPRESSION_TEXT_MAX) {
		too_large(&p);
		return NULL;
	}
	if (parse_typed(&p, BIND_NOTHING, condition) < 0)
		return NULL;
	if (p.token.kind != TOKEN_END) {
		refuse_syntax(&p);
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
	e->bound = scope->bound;
	return talloc_steal(mem, e);
}

const struct expression *expression_parse(void *mem, const char *text,
	const struct unit_table *units, const struct expression_scope *scope, struct error *err)
{
	return parse_text(mem, text, false, units, scope, err);
}

const struct expression *condition_parse(void *mem, const char *text,
	const struct unit_table *units, const struct expression_scope *scope, struct error *err)
{
	return parse_text(mem, text, true, units, scope, err);
}
