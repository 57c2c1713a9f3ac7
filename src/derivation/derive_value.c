/*
 * derive_value: one value of the raw_data section read and checked: its rule, the columns
 * it is of, and whether units and members agree with the parameter that it gives.
 */
#include "derivation/derive_read.h"

#include <string.h>

#include <talloc.h>

#include "base/number.h"
#include "formula/tree.h"

#define RULE DERIVE_RULE

static const int64_t REGISTER_MOST = INT64_C(1000000000000000);

static const struct member value_members[] = {
	{"symbol", MEMBER_LINE, true, 0},
	{"rule", MEMBER_LINE, true, 0},
	{"of", MEMBER_LIST, false, DERIVE_OF_MAX},
	{"factor", MEMBER_LINE, false, 0},
	{"where", MEMBER_MAPPING, false, 0},
	{"correct", MEMBER_MAPPING, false, 0},
	{"missing", MEMBER_LINE, false, 0},
	{"register", MEMBER_LINE, false, 0},
	{"replaced", MEMBER_MAPPING, false, 0},
	{"member", MEMBER_LIST, false, DERIVE_PATH_MAX},
};

static const char *const rules[] = {
	[DERIVE_SUM] = "sum",
	[DERIVE_MEAN] = "mean",
	[DERIVE_MINIMUM] = "min",
	[DERIVE_MAXIMUM] = "max",
	[DERIVE_COUNT] = "count",
	[DERIVE_FIRST] = "first",
	[DERIVE_LAST] = "last",
	[DERIVE_DIFFERENCE] = "difference",
	[DERIVE_INTEGRAL] = "integral",
};

static const char *const missings[] = {
	[DERIVE_REFUSE] = "refuse",
	[DERIVE_SKIP] = "skip",
	[DERIVE_ZERO] = "zero",
};

static int read_where(const struct model_file *f, struct model_derived *v,
	const struct yaml_node *n, struct error *err)
{
	const struct yaml_node *map = yaml_member(n, "where");

	for (const struct yaml_node *c = map ? map->first : NULL; c; c = c->next) {
		struct model_where *w = &v->where[v->where_n];
		int column = derive_column(f, c, c->key, 1U << CSV_WORD, err);

		if (column < 0)
			return -1;
		if (v->where_n == COUNT_OF(v->where))
			return derive_misfit(n, v->shown.rule, "where", err);
		if (c->type != YAML_SEQUENCE)
			return error_set_at(err, ERROR_METHODOLOGY_TYPE, RULE, TREE_AT(c), "key",
				c->key, "expected", "list", NULL);
		if (derive_check_lines(c, err) != 0)
			return -1;
		w->column = (size_t)column;
		for (const struct yaml_node *item = c->first; item; item = item->next) {
			int word = derive_column_word(&f->columns[column], item, item->text, err);

			if (word < 0)
				return -1;
			w->words |= 1U << word;
		}
		v->where_n++;
	}
	return 0;
}

/* The factors of one word column; a word without one has 1. */
static int read_corrections(const struct model_file *f, struct model_derived *v,
	const struct yaml_node *map, struct error *err)
{
	const struct model_column *c = &f->columns[v->correct];

	for (size_t i = 0; i < c->words_n; i++) {
		v->correction[i] = rational_of(f->values, 1);
		if (!v->correction[i])
			return error_no_memory(err);
	}
	if (map->type != YAML_MAPPING)
		return error_set_at(err, ERROR_METHODOLOGY_TYPE, RULE, TREE_AT(map), "key",
			map->key, "expected", "mapping", NULL);
	for (const struct yaml_node *item = map->first; item; item = item->next) {
		int word = derive_column_word(c, item, item->key, err);

		if (word < 0)
			return -1;
		if (item->type != YAML_SCALAR)
			return error_set_at(err, ERROR_METHODOLOGY_TYPE, RULE, TREE_AT(item), "key",
				item->key, "expected", "text", NULL);
		v->correction[word] = rational_parse(f->values, item->text, err);
		if (!v->correction[word])
			return tree_error(item, err);
	}
	v->sums_n = c->words_n;
	return 0;
}

static int read_correct(const struct model_file *f, struct model_derived *v,
	const struct yaml_node *n, struct error *err)
{
	const struct yaml_node *map = yaml_member(n, "correct");
	int column;

	v->sums_n = 1;
	if (!map)
		return 0;
	if (map->size != 1 ||
		(v->rule != DERIVE_SUM && v->rule != DERIVE_MEAN && v->rule != DERIVE_INTEGRAL))
		return derive_misfit(n, v->shown.rule, "correct", err);
	column = derive_column(f, map->first, map->first->key, 1U << CSV_WORD, err);
	if (column < 0)
		return -1;
	v->corrects = true;
	v->correct = (size_t)column;
	return read_corrections(f, v, map->first, err);
}

/* replaced: {COLUMN: [LAST, FIRST]}, the words of a meter's last reading and the next one's first
 */
static int read_replaced(const struct model_file *f, struct model_derived *v,
	const struct yaml_node *n, struct error *err)
{
	const struct yaml_node *map = yaml_member(n, "replaced"), *list = map ? map->first : NULL;
	int column, removed, installed;

	if (!map)
		return 0;
	if (v->rule != DERIVE_DIFFERENCE || map->size != 1)
		return derive_misfit(n, v->shown.rule, "replaced", err);
	column = derive_column(f, list, list->key, 1U << CSV_WORD, err);
	if (column < 0)
		return -1;
	if (list->type != YAML_SEQUENCE || list->size != 2)
		return derive_misfit(n, v->shown.rule, "replaced", err);
	if (derive_check_lines(list, err) != 0)
		return -1;
	removed = derive_column_word(&f->columns[column], list->first, list->first->text, err);
	installed = removed < 0 ? -1
				: derive_column_word(&f->columns[column], list->first->next,
					  list->first->next->text, err);
	if (installed < 0)
		return -1;
	if (removed == installed)
		return derive_duplicate(list->first->next, err);
	v->replaces = true;
	v->replaced = (size_t)column;
	v->removed_word = (uint8_t)removed;
	v->installed_word = (uint8_t)installed;
	return 0;
}

/* A meter of a known register, and one that is replaced. */
static int read_meter(const struct model_file *f, struct model_derived *v,
	const struct yaml_node *n, struct error *err)
{
	const struct yaml_node *size = yaml_member(n, "register");

	if (size && v->rule != DERIVE_DIFFERENCE)
		return derive_misfit(n, v->shown.rule, "register", err);
	if (size && !integer_parse(size->text, size->size, 1, REGISTER_MOST, &v->register_size))
		return error_set_at(err, ERROR_METHODOLOGY_WORD, RULE, TREE_AT(size), "value",
			size->text, "accepted", "1..1000000000000000", NULL);
	return read_replaced(f, v, n, err);
}

/* NUMBER or NUMBER [UNIT]; *unit is NULL without one. */
static struct rational *read_factor(struct derivation *d, const struct yaml_node *n,
	const struct unit **unit, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const char *open, *close;
	struct rational *r;

	*unit = NULL;
	if (!n)
		return rational_of(d, 1);
	open = strstr(n->text, " [");
	close = open ? strchr(open, ']') : NULL;
	if (open && (!close || close[1])) {
		error_set(err, ERROR_NUMBER_FORM, RULE, "", "value", n->text, NULL);
		tree_error(n, err);
		return NULL;
	}
	r = rational_parse(d,
		open ? talloc_strndup(scratch, n->text, (size_t)(open - n->text)) : n->text, err);
	if (r && open)
		*unit = unit_parse(d, d->units,
			talloc_strndup(scratch, open + 2, (size_t)(close - open) - 2), err);
	if (r && (!open || *unit))
		return r;
	tree_error(n, err);
	return NULL;
}

/* The unit of the whole must be the parameter's. */
static int read_units(struct derivation *d, const struct model_file *f, struct model_derived *v,
	const struct yaml_node *n, const struct unit *parameter, struct error *err)
{
	const struct yaml_node *written = yaml_member(n, "factor");
	const struct unit *unit = unit_one(d, d->units), *of_factor = NULL;
	struct rational *factor = read_factor(d, written, &of_factor, err);
	struct rational *every = rational_of(d, f->every);

	if (!factor)
		return written ? -1 : error_no_memory(err);
	if (!unit || !every)
		return error_no_memory(err);
	for (size_t i = 0; unit && i < v->of_n; i++)
		unit = unit_product(d, unit, f->columns[v->of[i]].unit, err);
	if (unit && v->rule == DERIVE_INTEGRAL) {
		unit = unit_product(d, unit, f->step_unit, err);
		if (unit && rational_multiply(factor, every, factor, err) != 0)
			return tree_error(n, err);
	}
	if (unit && of_factor)
		unit = unit_product(d, unit, of_factor, err);
	v->factor = factor;
	if (!unit || expression_units_agree(parameter, unit, err) != 0)
		return tree_error(n, err);
	return 0;
}

static int read_member(const struct model_file *f, struct model_derived *v,
	const struct yaml_node *n, const struct derivation_parameter *p, struct error *err)
{
	const struct yaml_node *list = yaml_member(n, "member");
	char expected[24], found[24];

	if (derive_columns(
		    f, list, 1U << CSV_NAME | 1U << CSV_TIME, v->member, &v->member_n, err) != 0)
		return -1;
	snprintf(expected, sizeof(expected), "%zu", p->path_n);
	snprintf(found, sizeof(found), "%zu", v->member_n);
	if (v->member_n != p->path_n)
		return error_set_at(err, ERROR_ATTACHMENT_INDEX, RULE, TREE_AT(list ? list : n),
			"symbol", v->shown.symbol, "expected", expected, "found", found, NULL);
	for (size_t i = 0; i < v->member_n; i++) {
		bool month = f->columns[v->member[i]].type == CSV_TIME;

		if (month != p->months[i] || (f->shown.step && (!month || v->member_n > 1)))
			return error_set_at(err, ERROR_ATTACHMENT_MONTHS, RULE, TREE_AT(list),
				"symbol", v->shown.symbol, NULL);
	}
	return 0;
}

/* Which rules go with which keys. */
static int check_rule(const struct model_file *f, const struct model_derived *v,
	const struct yaml_node *n, struct error *err)
{
	bool one = v->rule == DERIVE_DIFFERENCE;
	bool ends = one || v->rule == DERIVE_FIRST || v->rule == DERIVE_LAST;

	if ((v->rule == DERIVE_COUNT) != (v->of_n == 0) || (one && v->of_n != 1))
		return derive_misfit(n, v->shown.rule, "of", err);
	if (v->rule == DERIVE_INTEGRAL && !f->shown.step)
		return derive_misfit(n, v->shown.rule, "step", err);
	if (ends && v->missing == DERIVE_ZERO)
		return derive_misfit(n, v->shown.rule, "missing", err);
	return 0;
}

static const char *value_text(void *mem, const struct model_file *f, const struct model_derived *v)
{
	char *text = talloc_strdup(mem, v->shown.rule);

	for (size_t i = 0; text && i < v->of_n; i++)
		text = talloc_asprintf_append(
			text, "%s%s", i ? " * " : " of ", f->columns[v->of[i]].shown.name);
	return text;
}

/* Whether a value of a file that was read before gives that parameter. */
static bool is_derived(const struct derivation *d, const char *symbol)
{
	for (size_t i = 0; i < d->files_n; i++) {
		for (size_t k = 0; k < d->files[i].values_n; k++) {
			if (strcmp(d->files[i].values[k].shown.symbol, symbol) == 0)
				return true;
		}
	}
	return false;
}

static int find_parameter(const struct derivation *d, const struct yaml_node *symbol,
	struct derivation_parameter *out, struct error *err)
{
	*out = (struct derivation_parameter){0};
	if (!d->scope->find(d->scope->ctx, symbol->text, out) || !out->monitored ||
		out->path_n > DERIVE_PATH_MAX)
		return error_set_at(err, ERROR_ATTACHMENT_PARAMETER, RULE, TREE_AT(symbol),
			"symbol", symbol->text, NULL);
	if (is_derived(d, symbol->text))
		return derive_duplicate(symbol, err);
	return 0;
}

int derive_read_value(
	struct derivation *d, struct model_file *f, const struct yaml_node *n, struct error *err)
{
	struct model_derived *v = &f->values[f->values_n];
	struct derivation_parameter p;
	int rule, missing;
	bool ok = true;

	if (tree_check(n, value_members, COUNT_OF(value_members), err) != 0 ||
		find_parameter(d, yaml_member(n, "symbol"), &p, err) != 0)
		return -1;
	rule = derive_word(n, "rule", rules, COUNT_OF(rules), 0, err);
	missing = rule < 0 ? rule
			   : derive_word(n, "missing", missings, COUNT_OF(missings), DERIVE_REFUSE,
				     err);
	if (missing < 0)
		return -1;
	v->rule = (enum derive_rule)rule;
	v->missing = (enum derive_missing)missing;
	v->shown.symbol = derive_keep(f->values, tree_text(n, "symbol"), &ok);
	v->shown.rule = rules[rule];
	v->place = derive_where(f->values, n, &ok);
	if (!ok)
		return error_no_memory(err);
	if (derive_columns(f, yaml_member(n, "of"), 1U << CSV_NUMBER, v->of, &v->of_n, err) != 0 ||
		check_rule(f, v, n, err) != 0 || read_where(f, v, n, err) != 0 ||
		read_correct(f, v, n, err) != 0 || read_meter(f, v, n, err) != 0 ||
		read_member(f, v, n, &p, err) != 0 || read_units(d, f, v, n, p.unit, err) != 0)
		return -1;
	v->shown.text = value_text(f->values, f, v);
	if (!v->shown.text)
		return error_no_memory(err);
	f->values_shown[f->values_n++] = v->shown;
	f->shown.values_n = f->values_n;
	return 0;
}
