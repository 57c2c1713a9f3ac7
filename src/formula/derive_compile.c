#include "formula/derive.h"

#include <string.h>

#include <talloc.h>

#include "formula/derive_model.h"
#include "formula/tree.h"

#define RULE DERIVE_RULE
#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"

enum { FILE_NAME_MAX = 64, SECONDS_A_DAY = 86400 };

static const struct member file_members[] = {
	{"name", MEMBER_LINE, true, 0},
	{"title", MEMBER_TEXTS, false, 0},
	{"step", MEMBER_MAPPING, false, 0},
	{"others", MEMBER_LINE, false, 0},
	{"columns", MEMBER_LIST, true, DERIVE_COLUMNS_MAX},
	{"values", MEMBER_LIST, true, DERIVE_VALUES_MAX},
};

static const struct member step_members[] = {
	{"every", MEMBER_LINE, true, 0},
	{"unit", MEMBER_LINE, true, 0},
	{"stamp", MEMBER_LINE, false, 0},
};

static const struct member column_members[] = {
	{"name", MEMBER_LINE, true, 0},
	{"title", MEMBER_TEXTS, false, 0},
	{"type", MEMBER_LINE, false, 0},
	{"unit", MEMBER_LINE, false, 0},
	{"minimum", MEMBER_LINE, false, 0},
	{"maximum", MEMBER_LINE, false, 0},
	{"words", MEMBER_LIST, false, DERIVE_WORDS_MAX},
};

static const struct member value_members[] = {
	{"symbol", MEMBER_LINE, true, 0},
	{"rule", MEMBER_LINE, true, 0},
	{"of", MEMBER_LIST, false, DERIVE_OF_MAX},
	{"factor", MEMBER_LINE, false, 0},
	{"where", MEMBER_MAPPING, false, 0},
	{"correct", MEMBER_MAPPING, false, 0},
	{"missing", MEMBER_LINE, false, 0},
	{"member", MEMBER_LIST, false, DERIVE_PATH_MAX},
};

static const char *const column_types[] = {
	[COLUMN_NUMBER] = "number",
	[COLUMN_TIME] = "time",
	[COLUMN_WORD] = "word",
	[COLUMN_NAME] = "name",
	[COLUMN_TEXT] = "text",
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

/* --- what the readers share --- */

static const char *keep(void *mem, const char *text, bool *ok)
{
	const char *copy = text ? talloc_strdup(mem, text) : NULL;

	*ok = *ok && (copy || !text);
	return copy;
}

/* Number of the word of a scalar, or -1 with *err naming those that there are. */
static int word_of(
	const struct yaml_node *n, const char *const *words, size_t words_n, struct error *err)
{
	AUTO_MEMORY char *accepted = talloc_strdup(NULL, "");

	for (size_t i = 0; i < words_n; i++) {
		if (n->type == YAML_SCALAR && strcmp(n->text, words[i]) == 0)
			return (int)i;
		accepted = talloc_asprintf_append(accepted, "%s%s", i ? ", " : "", words[i]);
	}
	return error_set_at(err, ERROR_METHODOLOGY_WORD, RULE, TREE_AT(n), "value",
		n->type == YAML_SCALAR ? n->text : "", "accepted", accepted ? accepted : "", NULL);
}

static int member_word(const struct yaml_node *n, const char *key, const char *const *words,
	size_t words_n, int otherwise, struct error *err)
{
	const struct yaml_node *member = yaml_member(n, key);

	return member ? word_of(member, words, words_n, err) : otherwise;
}

/* "/raw_data/0/values/1 (31:5)", as refusals of data name the methodology. */
static const char *where_of(void *mem, const struct yaml_node *n, bool *ok)
{
	char path[ERROR_PATH_MAX];
	const char *text =
		talloc_asprintf(mem, "%s (%u:%u)", yaml_path(n, path), n->line, n->column);

	*ok = *ok && text;
	return text;
}

/* A JSON Pointer's step, as RFC 6901 writes it. */
static const char *path_of(void *mem, const char *parent, const char *name, bool *ok)
{
	char *path = talloc_asprintf(mem, "%s/", parent);

	for (const char *p = name; path && *p; p++) {
		char plain[2] = {*p, '\0'};

		path = talloc_strdup_append(path, *p == '~' ? "~0" : *p == '/' ? "~1" : plain);
	}
	*ok = *ok && path;
	return path;
}

static int misfit(const struct yaml_node *n, const char *what, const char *key, struct error *err)
{
	const struct yaml_node *member = yaml_member(n, key);

	return error_set_at(err, ERROR_ATTACHMENT_RULE, RULE, TREE_AT(member ? member : n), "rule",
		what, "key", key, NULL);
}

static int duplicate(const struct yaml_node *n, struct error *err)
{
	return error_set_at(
		err, ERROR_METHODOLOGY_DUPLICATE, RULE, TREE_AT(n), "symbol", n->text, NULL);
}

/* A list's items are lines: 0, or -1. */
static int check_lines(const struct yaml_node *list, struct error *err)
{
	for (const struct yaml_node *n = list ? list->first : NULL; n; n = n->next) {
		if (n->type != YAML_SCALAR || n->size == 0)
			return error_set_at(err, ERROR_METHODOLOGY_TYPE, RULE, TREE_AT(n), "key",
				list->key, "expected", "text", NULL);
	}
	return 0;
}

/* The column that a name means, where it stands, or -1; its type is one of `types`. */
static int column_of(const struct model_file *f, const struct yaml_node *n, const char *name,
	unsigned types, struct error *err)
{
	AUTO_MEMORY char *accepted = talloc_strdup(NULL, "");

	for (size_t i = 0; i < f->columns_n; i++) {
		const struct model_column *c = &f->columns[i];

		if (!(types >> c->type & 1))
			continue;
		if (strcmp(c->shown.name, name) == 0)
			return (int)i;
		accepted = talloc_asprintf_append(
			accepted, "%s%s", accepted && *accepted ? ", " : "", c->shown.name);
	}
	return error_set_at(err, ERROR_ATTACHMENT_COLUMN, RULE, TREE_AT(n), "column", name,
		"accepted", accepted ? accepted : "", NULL);
}

static int column_word(const struct model_column *c, const struct yaml_node *n, const char *word,
	struct error *err)
{
	for (size_t i = 0; i < c->words_n; i++) {
		if (strcmp(c->words[i], word) == 0)
			return (int)i;
	}
	return error_set_at(err, ERROR_METHODOLOGY_WORD, RULE, TREE_AT(n), "value", word,
		"accepted", c->words_text, NULL);
}

/* --- columns --- */

/* floor(bound * 10^places), kept within 64 bits. */
static int64_t bound_at(const struct rational *bound, int places, bool up)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct rational *scaled = rational_copy(scratch, bound);
	struct rational *ten = rational_of(scratch, 10);
	int64_t whole;

	for (int i = 0; scaled && ten && i < places; i++) {
		if (rational_multiply(scaled, ten, scaled, NULL) != 0)
			return rational_sign(bound) < 0 ? INT64_MIN : INT64_MAX;
	}
	if (!scaled || !ten)
		return up ? INT64_MAX : INT64_MIN; /* no memory: nothing lies between */
	if (up)
		rational_negate(scaled, scaled);
	if (!rational_floor(scaled, &whole) || whole == INT64_MIN)
		return rational_sign(bound) < 0 ? INT64_MIN : INT64_MAX;
	return up ? -whole : whole;
}

static const struct rational *read_bound(void *mem, const struct yaml_node *n, const char *key,
	const struct rational **out, struct error *err)
{
	const struct yaml_node *member = yaml_member(n, key);

	*out = member ? rational_parse(mem, member->text, err) : NULL;
	if (member && !*out)
		tree_error(member, err);
	return *out;
}

static int read_bounds(
	struct model_file *f, struct model_column *c, const struct yaml_node *n, struct error *err)
{
	const struct rational *least, *most;
	bool ok = true;

	c->minimum_text = keep(f->columns, tree_text(n, "minimum"), &ok);
	c->maximum_text = keep(f->columns, tree_text(n, "maximum"), &ok);
	if (!ok)
		return error_no_memory(err);
	if (!read_bound(f->columns, n, "minimum", &least, err) && c->minimum_text)
		return -1;
	if (!read_bound(f->columns, n, "maximum", &most, err) && c->maximum_text)
		return -1;
	if (least && most && rational_compare(least, most) > 0)
		return error_set_at(err, ERROR_METHODOLOGY_BOUNDS, RULE,
			TREE_AT(yaml_member(n, "minimum")), "symbol", c->shown.name, NULL);
	for (int places = 0; places <= DERIVE_PLACES_MAX; places++) {
		c->minimum[places] = least ? bound_at(least, places, true) : INT64_MIN;
		c->maximum[places] = most ? bound_at(most, places, false) : INT64_MAX;
	}
	return 0;
}

static int read_words(
	struct model_file *f, struct model_column *c, const struct yaml_node *n, struct error *err)
{
	const struct yaml_node *list = yaml_member(n, "words");
	char *text = talloc_strdup(f->columns, "");
	bool ok = true;

	if (check_lines(list, err) != 0)
		return -1;
	for (const struct yaml_node *w = list->first; w; w = w->next) {
		for (size_t i = 0; i < c->words_n; i++) {
			if (strcmp(c->words[i], w->text) == 0)
				return duplicate(w, err);
		}
		c->word_sizes[c->words_n] = (uint32_t)w->size;
		c->words[c->words_n++] = keep(f->columns, w->text, &ok);
		text = talloc_asprintf_append(text, "%s%s", *text ? ", " : "", w->text);
		if (!ok || !text)
			return error_no_memory(err);
	}
	c->words_text = text;
	return 0;
}

/* Keys that a column's type needs, and those that it cannot have. */
static int check_column(const struct model_column *c, const struct yaml_node *n, struct error *err)
{
	static const struct {
		const char *key;
		enum column_type type;
		bool needed;
	} keys[] = {
		{"unit", COLUMN_NUMBER, true},
		{"minimum", COLUMN_NUMBER, false},
		{"maximum", COLUMN_NUMBER, false},
		{"words", COLUMN_WORD, true},
	};

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		bool given = yaml_member(n, keys[i].key) != NULL;

		if (given ? c->type != keys[i].type : keys[i].needed && c->type == keys[i].type)
			return misfit(n, column_types[c->type], keys[i].key, err);
	}
	return 0;
}

static int read_column_head(
	struct model_file *f, struct model_column *c, const struct yaml_node *n, struct error *err)
{
	const struct yaml_node *name = yaml_member(n, "name"), *title = yaml_member(n, "title");
	int type = member_word(n, "type", column_types, COUNT_OF(column_types), COLUMN_NUMBER, err);
	bool ok = true;

	if (type < 0)
		return -1;
	for (const struct model_column *other = f->columns; other < c; other++) {
		if (strcmp(other->shown.name, name->text) == 0)
			return duplicate(name, err);
	}
	if (name->size > DERIVE_COLUMN_TEXT_MAX)
		return error_set_at(err, ERROR_METHODOLOGY_WORD, RULE, TREE_AT(name), "value",
			name->text, "accepted", "1..64", NULL);
	c->type = (enum column_type)type;
	c->shown = (struct derivation_column){.name = keep(f->columns, name->text, &ok),
		.type = column_types[type],
		.unit = keep(f->columns, tree_text(n, "unit"), &ok),
		.zh = keep(f->columns, title ? tree_text(title, "zh") : NULL, &ok),
		.en = keep(f->columns, title ? tree_text(title, "en") : NULL, &ok)};
	c->name_size = name->size;
	c->path = path_of(f->columns, f->path, name->text, &ok);
	c->where = where_of(f->columns, n, &ok);
	return ok ? 0 : error_no_memory(err);
}

static int read_column(
	struct derivation *d, struct model_file *f, const struct yaml_node *n, struct error *err)
{
	struct model_column *c = &f->columns[f->columns_n];
	const struct yaml_node *unit;

	if (tree_check(n, column_members, COUNT_OF(column_members), err) != 0 ||
		read_column_head(f, c, n, err) != 0 || check_column(c, n, err) != 0)
		return -1;
	unit = yaml_member(n, "unit");
	c->unit = unit ? unit_parse(d, d->units, unit->text, err) : NULL;
	if (unit && !c->unit)
		return tree_error(unit, err);
	if (c->type == COLUMN_WORD && read_words(f, c, n, err) != 0)
		return -1;
	if (c->type == COLUMN_TIME) {
		if (f->time >= 0)
			return duplicate(yaml_member(n, "name"), err);
		f->time = (int)f->columns_n;
	}
	f->columns_n++;
	return read_bounds(f, c, n, err);
}

/* --- values --- */

static int read_columns_of(const struct model_file *f, const struct yaml_node *list, unsigned types,
	size_t *columns, size_t *n, struct error *err)
{
	if (check_lines(list, err) != 0)
		return -1;
	for (const struct yaml_node *item = list ? list->first : NULL; item; item = item->next) {
		int column = column_of(f, item, item->text, types, err);

		if (column < 0)
			return -1;
		columns[(*n)++] = (size_t)column;
	}
	return 0;
}

static int read_where(const struct model_file *f, struct model_derived *v,
	const struct yaml_node *n, struct error *err)
{
	const struct yaml_node *map = yaml_member(n, "where");

	for (const struct yaml_node *c = map ? map->first : NULL; c; c = c->next) {
		struct model_where *w = &v->where[v->where_n];
		int column = column_of(f, c, c->key, 1U << COLUMN_WORD, err);

		if (column < 0)
			return -1;
		if (v->where_n == COUNT_OF(v->where))
			return misfit(n, v->shown.rule, "where", err);
		if (c->type != YAML_SEQUENCE)
			return error_set_at(err, ERROR_METHODOLOGY_TYPE, RULE, TREE_AT(c), "key",
				c->key, "expected", "list", NULL);
		if (check_lines(c, err) != 0)
			return -1;
		w->column = (size_t)column;
		for (const struct yaml_node *item = c->first; item; item = item->next) {
			int word = column_word(&f->columns[column], item, item->text, err);

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
		int word = column_word(c, item, item->key, err);

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
		return misfit(n, v->shown.rule, "correct", err);
	column = column_of(f, map->first, map->first->key, 1U << COLUMN_WORD, err);
	if (column < 0)
		return -1;
	v->corrects = true;
	v->correct = (size_t)column;
	return read_corrections(f, v, map->first, err);
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

	if (read_columns_of(f, list, 1U << COLUMN_NAME | 1U << COLUMN_TIME, v->member, &v->member_n,
		    err) != 0)
		return -1;
	snprintf(expected, sizeof(expected), "%zu", p->path_n);
	snprintf(found, sizeof(found), "%zu", v->member_n);
	if (v->member_n != p->path_n)
		return error_set_at(err, ERROR_ATTACHMENT_INDEX, RULE, TREE_AT(list ? list : n),
			"symbol", v->shown.symbol, "expected", expected, "found", found, NULL);
	for (size_t i = 0; i < v->member_n; i++) {
		bool month = f->columns[v->member[i]].type == COLUMN_TIME;

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
		return misfit(n, v->shown.rule, "of", err);
	if (v->rule == DERIVE_INTEGRAL && !f->shown.step)
		return misfit(n, v->shown.rule, "step", err);
	if (ends && v->missing == DERIVE_ZERO)
		return misfit(n, v->shown.rule, "missing", err);
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
		return duplicate(symbol, err);
	return 0;
}

static int read_value(
	struct derivation *d, struct model_file *f, const struct yaml_node *n, struct error *err)
{
	struct model_derived *v = &f->values[f->values_n];
	struct derivation_parameter p;
	int rule, missing;
	bool ok = true;

	if (tree_check(n, value_members, COUNT_OF(value_members), err) != 0 ||
		find_parameter(d, yaml_member(n, "symbol"), &p, err) != 0)
		return -1;
	rule = member_word(n, "rule", rules, COUNT_OF(rules), 0, err);
	missing = rule < 0 ? rule
			   : member_word(n, "missing", missings, COUNT_OF(missings), DERIVE_REFUSE,
				     err);
	if (missing < 0)
		return -1;
	v->rule = (enum derive_rule)rule;
	v->missing = (enum derive_missing)missing;
	v->shown.symbol = keep(f->values, tree_text(n, "symbol"), &ok);
	v->shown.rule = rules[rule];
	v->place = where_of(f->values, n, &ok);
	if (!ok)
		return error_no_memory(err);
	if (read_columns_of(f, yaml_member(n, "of"), 1U << COLUMN_NUMBER, v->of, &v->of_n, err) !=
			0 ||
		check_rule(f, v, n, err) != 0 || read_where(f, v, n, err) != 0 ||
		read_correct(f, v, n, err) != 0 || read_member(f, v, n, &p, err) != 0 ||
		read_units(d, f, v, n, p.unit, err) != 0)
		return -1;
	v->shown.text = value_text(f->values, f, v);
	if (!v->shown.text)
		return error_no_memory(err);
	f->values_shown[f->values_n++] = v->shown;
	f->shown.values_n = f->values_n;
	return 0;
}

/* --- files --- */

static int read_step(
	struct derivation *d, struct model_file *f, const struct yaml_node *n, struct error *err)
{
	static const char *const units[] = {"s", "min", "h", "d"};
	static const char *const stamps[] = {"begin", "end"};
	static const int64_t seconds[] = {1, 60, 3600, SECONDS_A_DAY};
	const struct yaml_node *step = yaml_member(n, "step"), *every;
	int unit, stamp;
	int64_t count = 0;

	f->every = 1;
	if (!step)
		return 0;
	if (tree_check(step, step_members, COUNT_OF(step_members), err) != 0)
		return -1;
	unit = member_word(step, "unit", units, COUNT_OF(units), 0, err);
	stamp = unit < 0 ? -1 : member_word(step, "stamp", stamps, COUNT_OF(stamps), 0, err);
	if (stamp < 0)
		return -1;
	every = yaml_member(step, "every");
	if (every->size <= 5 && every->text[0] != '0' &&
		strspn(every->text, "0123456789") == every->size) {
		for (const char *p = every->text; *p; p++)
			count = 10 * count + (*p - '0');
	}
	if (count == 0 || SECONDS_A_DAY % (count * seconds[unit]) != 0 || f->time < 0)
		return error_set_at(
			err, ERROR_ATTACHMENT_STEP, RULE, TREE_AT(step), "step", every->text, NULL);
	f->step_unit = unit_parse(d, d->units, units[unit], err);
	if (!f->step_unit)
		return tree_error(yaml_member(step, "unit"), err);
	f->every = count;
	f->shown.step = count * seconds[unit];
	f->stamped_end = stamp == 1;
	return 0;
}

static int read_file_head(
	struct derivation *d, struct model_file *f, const struct yaml_node *n, struct error *err)
{
	static const char *const others[] = {"refuse", "ignore"};
	const struct yaml_node *name = yaml_member(n, "name"), *title = yaml_member(n, "title");
	int other = member_word(n, "others", others, COUNT_OF(others), 0, err);
	bool ok = true;

	if (other < 0)
		return -1;
	if (name->size > FILE_NAME_MAX || strspn(name->text, NAME_CHARACTERS) != name->size)
		return error_set_at(err, ERROR_METHODOLOGY_WORD, RULE, TREE_AT(name), "value",
			name->text, "accepted", "A-Z a-z 0-9 . _ - (1..64)", NULL);
	for (size_t i = 0; i < d->files_n; i++) {
		if (strcmp(d->files[i].shown.name, name->text) == 0)
			return duplicate(name, err);
	}
	f->ignores_others = other == 1;
	f->time = -1;
	f->shown.name = keep(d, name->text, &ok);
	f->shown.zh = keep(d, title ? tree_text(title, "zh") : NULL, &ok);
	f->shown.en = keep(d, title ? tree_text(title, "en") : NULL, &ok);
	f->path = path_of(d, "", name->text, &ok);
	f->shown.where = where_of(d, n, &ok);
	f->columns = talloc_zero_array(d, struct model_column, DERIVE_COLUMNS_MAX);
	f->values = talloc_zero_array(d, struct model_derived, DERIVE_VALUES_MAX);
	f->columns_shown = talloc_zero_array(d, struct derivation_column, DERIVE_COLUMNS_MAX);
	f->values_shown = talloc_zero_array(d, struct derivation_value, DERIVE_VALUES_MAX);
	if (!ok || !f->columns || !f->values || !f->columns_shown || !f->values_shown)
		return error_no_memory(err);
	f->shown.columns = f->columns_shown;
	f->shown.values = f->values_shown;
	return 0;
}

static int read_file(struct derivation *d, const struct yaml_node *n, struct error *err)
{
	struct model_file *f = &d->files[d->files_n];

	if (tree_check(n, file_members, COUNT_OF(file_members), err) != 0 ||
		read_file_head(d, f, n, err) != 0)
		return -1;
	d->files_n++;
	for (const struct yaml_node *c = yaml_member(n, "columns")->first; c; c = c->next) {
		if (read_column(d, f, c, err) != 0)
			return -1;
		f->columns_shown[f->columns_n - 1] = f->columns[f->columns_n - 1].shown;
	}
	f->shown.columns_n = f->columns_n;
	if (read_step(d, f, n, err) != 0)
		return -1;
	for (const struct yaml_node *v = yaml_member(n, "values")->first; v; v = v->next) {
		if (read_value(d, f, v, err) != 0)
			return -1;
	}
	return 0;
}

const struct derivation *derivation_compile(void *mem, const struct yaml_node *list,
	const struct unit_table *units, const struct derivation_scope *scope, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct derivation *d = talloc_zero(scratch, struct derivation);
	static const struct member whole = {"raw_data", MEMBER_LIST, true, DERIVE_FILES_MAX};

	if (d)
		d->files = talloc_zero_array(d, struct model_file, DERIVE_FILES_MAX);
	if (!d || !d->files) {
		error_no_memory(err);
		return NULL;
	}
	d->units = units;
	d->scope = scope;
	if (list->type != YAML_SEQUENCE || list->size > whole.max) {
		error_set_at(err, ERROR_METHODOLOGY_LIST, RULE, TREE_AT(list), "key", whole.key,
			"limit", "16", NULL);
		return NULL;
	}
	for (const struct yaml_node *n = list->first; n; n = n->next) {
		if (read_file(d, n, err) != 0)
			return NULL;
	}
	d->scope = NULL;
	return talloc_steal(mem, d);
}

size_t derivation_file_count(const struct derivation *d)
{
	return d->files_n;
}

const struct derivation_file *derivation_file_at(const struct derivation *d, size_t i)
{
	return &d->files[i].shown;
}
