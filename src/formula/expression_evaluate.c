/*
 * expression_evaluate: values of compiled expressions, exact or between two bounds, within
 * limits on operations and size.
 */
#include "formula/expression.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include <talloc.h>

#include "number/student.h"

#define RULE "docs/methodology-language.md 4"

/*
 * One evaluation. `member` says, by index, which member is bound; what an aggregate
 * binds is undone behind it. Values are borrowed where they stand already and are
 * made in a caller's interval otherwise, so that nothing is copied on the way up.
 */
struct evaluation {
	const struct expression *e;
	const struct expression_values *given;
	size_t member[EXPRESSION_INDEXES_MAX + 1];
	bool bound[EXPRESSION_INDEXES_MAX + 1];
	struct error *err;
};

static const struct interval *value_of(struct evaluation *v, size_t node, struct interval *made);
static int truth_of(struct evaluation *v, size_t node, bool *out);

/* Adds the character to an error that an inner module set, if it has none yet. */
static int at_node(const struct evaluation *v, size_t node)
{
	if (v->err && v->err->column == 0)
		v->err->column = (uint32_t)v->e->nodes[node].at + 1;
	return -1;
}

static int count_work(struct evaluation *v)
{
	char most[16];

	if (!v->given->work || ++*v->given->work <= EXPRESSION_WORK_MAX)
		return effort_spend(v->given->effort, v->err);
	snprintf(most, sizeof(most), "%d", (int)EXPRESSION_WORK_MAX);
	return error_set(v->err, ERROR_CALCULATION_WORK, RULE, "", "most", most, NULL);
}

/* Binds an index and those above it that are not bound yet. */
static void bind_index(struct evaluation *v, size_t index, size_t member)
{
	while (index) {
		const struct expression_set *set = &v->given->sets[index];

		v->member[index] = member;
		v->bound[index] = true;
		if (!set->parent || v->bound[set->parent])
			break;
		member = set->parents[member];
		index = set->parent;
	}
}

/* --- aggregates --- */

/* The members that an aggregate goes through: all, or those of the parent that is bound. */
static void members_of(const struct evaluation *v, size_t index, size_t *first, size_t *end)
{
	const struct expression_set *set = &v->given->sets[index];

	*first = 0;
	*end = set->n;
	if (set->parent && v->bound[set->parent]) {
		*first = set->first[v->member[set->parent]];
		*end = set->first[v->member[set->parent] + 1];
	}
}

/* What an aggregate gathers over its members. */
struct gathering {
	struct interval total, squares, least, greatest;
	int64_t n;
};

static void gathering_init(struct gathering *g)
{
	interval_init(&g->total);
	interval_init(&g->squares);
	interval_init(&g->least);
	interval_init(&g->greatest);
	g->n = 0;
}

static void gathering_auto(struct gathering *g)
{
	interval_clear(&g->total);
	interval_clear(&g->squares);
	interval_clear(&g->least);
	interval_clear(&g->greatest);
}

static int gather_value(struct gathering *g, enum expression_aggregate aggregate,
	const struct interval *value, struct error *err)
{
	AUTO(interval_auto) struct interval square;

	interval_init(&square);
	if (aggregate == AGGREGATE_MIN)
		g->n ? interval_min(&g->least, value, &g->least) : interval_set(&g->least, value);
	if (aggregate == AGGREGATE_MAX)
		g->n ? interval_max(&g->greatest, value, &g->greatest)
		     : interval_set(&g->greatest, value);
	g->n++;
	if (aggregate == AGGREGATE_MIN || aggregate == AGGREGATE_MAX)
		return 0;
	if (aggregate == AGGREGATE_STDEV &&
		(interval_power(value, 2, &square, err) != 0 ||
			interval_add(&g->squares, &square, &g->squares, err) != 0))
		return -1;
	return interval_add(&g->total, value, &g->total, err);
}

/*
 * The sample's standard deviation, sqrt((sum x^2 - (sum x)^2 / n) / (n - 1)). Where x is
 * enclosed the difference may reach below zero, which a variance does not.
 */
static int sample_deviation(struct gathering *g, struct interval *out, struct error *err)
{
	AUTO(interval_auto) struct interval n;
	AUTO(interval_auto) struct interval mean_square;
	AUTO(interval_auto) struct interval zero;

	interval_init(&n);
	interval_init(&mean_square);
	interval_init(&zero);
	interval_set_count(&n, g->n);
	if (interval_power(&g->total, 2, &mean_square, err) != 0 ||
		interval_divide(&mean_square, &n, &mean_square, err) != 0 ||
		interval_subtract(&g->squares, &mean_square, &g->squares, err) != 0)
		return -1;
	interval_max(&g->squares, &zero, &g->squares);
	interval_set_count(&n, g->n - 1);
	if (interval_divide(&g->squares, &n, &g->squares, err) != 0)
		return -1;
	return interval_sqrt(&g->squares, out, err);
}

static int too_few(enum expression_aggregate aggregate, const char *least, struct error *err)
{
	return error_set(err, ERROR_CALCULATION_EMPTY, RULE, "", "aggregate",
		expression_aggregate_word(aggregate), "least", least, NULL);
}

static int conclude_aggregate(struct gathering *g, enum expression_aggregate aggregate,
	struct interval *out, struct error *err)
{
	AUTO(interval_auto) struct interval n;

	interval_init(&n);
	interval_set_count(&n, g->n);
	switch (aggregate) {
	case AGGREGATE_SUM:
		interval_set(out, &g->total);
		return 0;
	case AGGREGATE_COUNT:
		interval_set(out, &n);
		return 0;
	case AGGREGATE_MEAN:
		return g->n < 1 ? too_few(aggregate, "1", err)
				: interval_divide(&g->total, &n, out, err);
	case AGGREGATE_MIN:
	case AGGREGATE_MAX:
		if (g->n < 1)
			return too_few(aggregate, "1", err);
		interval_set(out, aggregate == AGGREGATE_MIN ? &g->least : &g->greatest);
		return 0;
	case AGGREGATE_STDEV:
		return g->n < 2 ? too_few(aggregate, "2", err) : sample_deviation(g, out, err);
	}
	assert(false && "every aggregate is one of these");
	return -1;
}

/* One member's part: whether it counts, and its value into the gathering. */
static int take_member(
	struct evaluation *v, const struct expression_node *node, struct gathering *g)
{
	AUTO(interval_auto) struct interval made;
	const struct interval *value;
	bool counts = true;

	interval_init(&made);
	if (count_work(v) != 0)
		return -1;
	if (node->where && truth_of(v, node->args[node->args_n - 1], &counts) != 0)
		return -1;
	if (!counts)
		return 0;
	if (node->aggregate == AGGREGATE_COUNT) {
		g->n++;
		return 0;
	}
	value = value_of(v, node->args[0], &made);
	return value ? gather_value(g, node->aggregate, value, v->err) : -1;
}

static int aggregate_value(struct evaluation *v, size_t i, struct interval *out)
{
	const struct expression_node *node = &v->e->nodes[i];
	AUTO(gathering_auto) struct gathering g;
	bool bound[EXPRESSION_INDEXES_MAX + 1];
	size_t first, end;
	int failed = 0;

	gathering_init(&g);
	memcpy(bound, v->bound, sizeof(bound));
	members_of(v, node->index, &first, &end);
	for (size_t member = first; member < end && !failed; member++) {
		memcpy(v->bound, bound, sizeof(bound));
		bind_index(v, node->index, member);
		failed = take_member(v, node, &g);
	}
	memcpy(v->bound, bound, sizeof(bound));
	return failed ? -1 : conclude_aggregate(&g, node->aggregate, out, v->err);
}

/* --- functions --- */

static int student_value(struct evaluation *v, const struct expression_node *node,
	const struct interval *degrees, struct interval *out)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct rational *low = rational_new(scratch);
	int64_t whole;

	if (!low)
		return error_no_memory(v->err);
	mpq_set(low->q, degrees->low);
	/* Beyond 64 bits the table has its last row anyway. */
	if (!rational_floor(low, &whole))
		whole = rational_sign(low) > 0 ? INT64_MAX : 0;
	return student_t(v->e->nodes[node->args[0]].written, whole, out, v->err);
}

static int fold_arguments(struct evaluation *v, const struct expression_node *node,
	const struct interval *first, struct interval *out)
{
	AUTO(interval_auto) struct interval made;

	interval_init(&made);
	interval_set(out, first);
	for (size_t i = 1; i < node->args_n; i++) {
		const struct interval *next = value_of(v, node->args[i], &made);

		if (!next)
			return -1;
		if (node->function == FUNCTION_MIN)
			interval_min(out, next, out);
		else
			interval_max(out, next, out);
	}
	return 0;
}

static int function_value(struct evaluation *v, const struct expression_node *node,
	const struct interval *x, struct interval *out)
{
	AUTO(interval_auto) struct interval made;
	const struct interval *y;

	interval_init(&made);
	switch (node->function) {
	case FUNCTION_SQRT:
		return interval_sqrt(x, out, v->err);
	case FUNCTION_EXP:
		return interval_exp(x, out, v->err);
	case FUNCTION_LN:
		return interval_ln(x, out, v->err);
	case FUNCTION_ABS:
		interval_abs(x, out);
		return 0;
	case FUNCTION_FLOOR:
		return interval_floor(x, out, v->err);
	case FUNCTION_CEIL:
		return interval_ceil(x, out, v->err);
	case FUNCTION_MIN:
	case FUNCTION_MAX:
		return fold_arguments(v, node, x, out);
	case FUNCTION_POW:
	case FUNCTION_STUDENT:
		break;
	}
	y = value_of(v, node->args[1], &made);
	if (!y)
		return -1;
	return node->function == FUNCTION_POW ? interval_pow(x, y, out, v->err)
					      : student_value(v, node, y, out);
}

/* --- operations --- */

static int operation_value(struct evaluation *v, const struct expression_node *node,
	const struct interval *left, struct interval *out)
{
	AUTO(interval_auto) struct interval made;
	const struct interval *right;

	interval_init(&made);
	right = value_of(v, node->args[1], &made);
	if (!right)
		return -1;
	if (node->op == EXPRESSION_ADD)
		return interval_add(left, right, out, v->err);
	if (node->op == EXPRESSION_SUBTRACT)
		return interval_subtract(left, right, out, v->err);
	if (node->op == EXPRESSION_MULTIPLY)
		return interval_multiply(left, right, out, v->err);
	assert(node->op == EXPRESSION_DIVIDE);
	return interval_divide(left, right, out, v->err);
}

/* A node that has operands; the first one's value is in *made or borrowed. */
static int node_value(struct evaluation *v, size_t i, struct interval *out)
{
	const struct expression_node *node = &v->e->nodes[i];
	AUTO(interval_auto) struct interval made;
	const struct interval *first;

	interval_init(&made);
	if (node->op == EXPRESSION_AGGREGATE)
		return aggregate_value(v, i, out);
	first = value_of(v, node->args[0], &made);
	if (!first)
		return -1;
	if (node->op == EXPRESSION_NEGATE) {
		interval_negate(first, out);
		return 0;
	}
	if (node->op == EXPRESSION_POWER)
		return interval_power(first, node->power, out, v->err);
	return node->op == EXPRESSION_FUNCTION ? function_value(v, node, first, out)
					       : operation_value(v, node, first, out);
}

static const struct interval *symbol_value(
	const struct evaluation *v, const struct expression_node *node)
{
	const struct interval *value =
		v->given->cells[node->symbol].values[node->index ? v->member[node->index] : 0];

	assert(value);
	return value;
}

static const struct interval *value_of(struct evaluation *v, size_t i, struct interval *made)
{
	const struct expression_node *node = &v->e->nodes[i];
	bool holds;

	if (node->op == EXPRESSION_SYMBOL)
		return symbol_value(v, node);
	if (node->op == EXPRESSION_GROUP)
		return value_of(v, node->args[0], made);
	if (node->op == EXPRESSION_NUMBER) {
		interval_set_rational(made, node->number);
		return made;
	}
	if (count_work(v) != 0) {
		at_node(v, i);
		return NULL;
	}
	if (node->op == EXPRESSION_IF)
		return truth_of(v, node->args[0], &holds) == 0
			       ? value_of(v, node->args[holds ? 1 : 2], made)
			       : NULL;
	if (node_value(v, i, made) == 0)
		return made;
	at_node(v, i);
	return NULL;
}

static int compare_sides(struct evaluation *v, const struct expression_node *node, bool *out)
{
	AUTO(interval_auto) struct interval left_made;
	AUTO(interval_auto) struct interval right_made;
	const struct interval *left, *right;
	int order;

	interval_init(&left_made);
	interval_init(&right_made);
	left = value_of(v, node->args[0], &left_made);
	right = left ? value_of(v, node->args[1], &right_made) : NULL;
	if (!right || interval_compare(left, right, &order, v->err) != 0)
		return -1;
	*out = (node->op == EXPRESSION_LESS && order < 0) ||
	       (node->op == EXPRESSION_LESS_EQUAL && order <= 0) ||
	       (node->op == EXPRESSION_GREATER && order > 0) ||
	       (node->op == EXPRESSION_GREATER_EQUAL && order >= 0) ||
	       (node->op == EXPRESSION_EQUAL && order == 0) ||
	       (node->op == EXPRESSION_DIFFERENT && order != 0);
	return 0;
}

static int truth_of(struct evaluation *v, size_t i, bool *out)
{
	const struct expression_node *node = &v->e->nodes[i];

	if (count_work(v) != 0)
		return at_node(v, i);
	if (node->op == EXPRESSION_GROUP)
		return truth_of(v, node->args[0], out);
	if (node->op == EXPRESSION_NOT) {
		if (truth_of(v, node->args[0], out) != 0)
			return -1;
		*out = !*out;
		return 0;
	}
	if (node->op == EXPRESSION_AND || node->op == EXPRESSION_OR) {
		if (truth_of(v, node->args[0], out) != 0)
			return -1;
		/* The second is not asked where the first decides: it may guard a division. */
		return *out == (node->op == EXPRESSION_OR) ? 0 : truth_of(v, node->args[1], out);
	}
	return compare_sides(v, node, out) == 0 ? 0 : at_node(v, i);
}

/* --- entries --- */

static void bind_own_index(struct evaluation *v, size_t bound)
{
	if (bound)
		bind_index(v, bound, v->given->member);
}

int expression_evaluate(const struct expression *e, const struct expression_values *values,
	struct interval *out, struct error *err)
{
	struct evaluation v = {.e = e, .given = values, .err = err};
	const struct interval *value;

	bind_own_index(&v, e->bound);
	value = value_of(&v, e->nodes_n - 1, out);
	if (!value)
		return -1;
	if (value != out)
		interval_set(out, value);
	return 0;
}

int condition_evaluate(const struct expression *e, const struct expression_values *values,
	bool *out, struct error *err)
{
	struct evaluation v = {.e = e, .given = values, .err = err};

	bind_own_index(&v, e->bound);
	return truth_of(&v, e->nodes_n - 1, out);
}

/* --- with values in place of symbols --- */

struct writing {
	void *mem;
	const struct expression *e;
	struct evaluation *values; /* NULL: the text alone */
	const struct expression_texts *texts;
	char *out; /* NULL: memory was short */
};

static void put_text(struct writing *w, const char *text)
{
	if (w->out)
		w->out = talloc_strdup_append_buffer(w->out, text);
}

static void write_node(struct writing *w, size_t i);

static void write_symbol(struct writing *w, const struct expression_node *node)
{
	const char *text;

	if (!w->values || (node->index && !w->values->bound[node->index])) {
		put_text(w, node->written);
		return;
	}
	text = w->texts->text(
		w->texts->ctx, node->symbol, node->index ? w->values->member[node->index] : 0);
	if (!text) {
		w->out = NULL;
		return;
	}
	put_text(w, text[0] == '-' ? "(" : "");
	put_text(w, text);
	put_text(w, text[0] == '-' ? ")" : "");
}

static void write_aggregate_text(struct writing *w, const struct expression_node *node)
{
	put_text(w, expression_aggregate_word(node->aggregate));
	put_text(w, "(");
	put_text(w, node->written);
	if (node->where) {
		put_text(w, " where ");
		write_node(w, node->args[node->args_n - 1]);
	}
	if (node->aggregate != AGGREGATE_COUNT) {
		put_text(w, ": ");
		write_node(w, node->args[0]);
	}
	put_text(w, ")");
}

/* (12.5 * 21.6 + 3 * 2.9), mean(1, 2), 0 for a sum over no member. */
static void write_members(
	struct writing *w, const struct expression_node *node, size_t first, size_t end)
{
	struct evaluation *v = w->values;
	bool sum = node->aggregate == AGGREGATE_SUM, bound[EXPRESSION_INDEXES_MAX + 1];
	size_t written = 0;

	memcpy(bound, v->bound, sizeof(bound));
	put_text(w, sum ? "" : expression_aggregate_word(node->aggregate));
	for (size_t member = first; member < end; member++) {
		bool counts = true;

		memcpy(v->bound, bound, sizeof(bound));
		bind_index(v, node->index, member);
		if (node->where && truth_of(v, node->args[node->args_n - 1], &counts) != 0)
			continue;
		if (!counts)
			continue;
		put_text(w, written++ == 0 ? "(" : sum ? " + " : ", ");
		if (node->aggregate == AGGREGATE_COUNT)
			put_text(w, "1");
		else
			write_node(w, node->args[0]);
	}
	put_text(w, written ? ")" : sum ? "0" : "()");
	memcpy(v->bound, bound, sizeof(bound));
}

static void write_aggregate(struct writing *w, const struct expression_node *node)
{
	size_t first = 0, end = SIZE_MAX;

	if (w->values)
		members_of(w->values, node->index, &first, &end);
	if (end - first > EXPRESSION_SHOWN_MAX)
		write_aggregate_text(w, node);
	else
		write_members(w, node, first, end);
}

static void write_function(struct writing *w, const struct expression_node *node)
{
	put_text(w, expression_function_word(node->function));
	for (size_t i = 0; i < node->args_n; i++) {
		put_text(w, i ? ", " : "(");
		write_node(w, node->args[i]);
	}
	put_text(w, ")");
}

static void write_if(struct writing *w, const struct expression_node *node)
{
	static const char *const words[] = {"if ", " then ", " else "};

	for (size_t i = 0; i < node->args_n; i++) {
		put_text(w, words[i]);
		write_node(w, node->args[i]);
	}
}

static const char *operator_text(enum expression_op op)
{
	static const char *const texts[] = {
		[EXPRESSION_ADD] = " + ",
		[EXPRESSION_SUBTRACT] = " - ",
		[EXPRESSION_MULTIPLY] = " * ",
		[EXPRESSION_DIVIDE] = " / ",
		[EXPRESSION_LESS] = " < ",
		[EXPRESSION_LESS_EQUAL] = " <= ",
		[EXPRESSION_GREATER] = " > ",
		[EXPRESSION_GREATER_EQUAL] = " >= ",
		[EXPRESSION_EQUAL] = " = ",
		[EXPRESSION_DIFFERENT] = " <> ",
		[EXPRESSION_AND] = " and ",
		[EXPRESSION_OR] = " or ",
	};

	assert(op >= EXPRESSION_ADD && op <= EXPRESSION_OR);
	return texts[op];
}

static void write_power(struct writing *w, const struct expression_node *node)
{
	char power[8];

	snprintf(power, sizeof(power), " ^ %u", node->power);
	write_node(w, node->args[0]);
	put_text(w, power);
}

static void write_node(struct writing *w, size_t i)
{
	const struct expression_node *node = &w->e->nodes[i];

	switch (node->op) {
	case EXPRESSION_NUMBER:
		put_text(w, node->written);
		return;
	case EXPRESSION_SYMBOL:
		write_symbol(w, node);
		return;
	case EXPRESSION_NEGATE:
	case EXPRESSION_NOT:
		put_text(w, node->op == EXPRESSION_NOT ? "not " : "-");
		write_node(w, node->args[0]);
		return;
	case EXPRESSION_GROUP:
		put_text(w, "(");
		write_node(w, node->args[0]);
		put_text(w, ")");
		return;
	case EXPRESSION_POWER:
		write_power(w, node);
		return;
	case EXPRESSION_IF:
		write_if(w, node);
		return;
	case EXPRESSION_FUNCTION:
		write_function(w, node);
		return;
	case EXPRESSION_AGGREGATE:
		write_aggregate(w, node);
		return;
	case EXPRESSION_ADD:
	case EXPRESSION_SUBTRACT:
	case EXPRESSION_MULTIPLY:
	case EXPRESSION_DIVIDE:
	case EXPRESSION_LESS:
	case EXPRESSION_LESS_EQUAL:
	case EXPRESSION_GREATER:
	case EXPRESSION_GREATER_EQUAL:
	case EXPRESSION_EQUAL:
	case EXPRESSION_DIFFERENT:
	case EXPRESSION_AND:
	case EXPRESSION_OR:
		write_node(w, node->args[0]);
		put_text(w, operator_text(node->op));
		write_node(w, node->args[1]);
		return;
	}
}

const char *expression_print(void *mem, const struct expression *e)
{
	struct writing w = {mem, e, NULL, NULL, talloc_strdup(mem, "")};

	write_node(&w, e->nodes_n - 1);
	return w.out;
}

const char *expression_substitute(void *mem, const struct expression *e,
	const struct expression_values *values, const struct expression_texts *texts)
{
	/* What a condition decided, it decides again, without being counted or reported. */
	struct expression_values uncounted = *values;
	struct evaluation v = {.e = e, .given = &uncounted};
	struct writing w = {mem, e, &v, texts, talloc_strdup(mem, "")};

	uncounted.work = NULL;
	uncounted.effort = NULL;
	bind_own_index(&v, e->bound);
	write_node(&w, e->nodes_n - 1);
	return w.out;
}
