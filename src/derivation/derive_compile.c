/*
 * derive_compile: the raw_data section of a methodology read and checked: its files, their
 * columns, and which rows they may and must have. Values are derive_value.c's.
 */
#include "derivation/derive.h"

#include <string.h>

#include <talloc.h>

#include "base/number.h"
#include "derivation/derive_read.h"
#include "formula/tree.h"

#define RULE DERIVE_RULE
#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"

enum { FILE_NAME_MAX = 64, SECONDS_A_DAY = 86400 };

static const struct member file_members[] = {
	{"name", MEMBER_LINE, true, 0},
	{"title", MEMBER_TEXTS, false, 0},
	{"step", MEMBER_MAPPING, false, 0},
	{"others", MEMBER_LINE, false, 0},
	{"unique", MEMBER_LIST, false, DERIVE_PATH_MAX},
	{"covers", MEMBER_MAPPING, false, 0},
	{"columns", MEMBER_LIST, true, DERIVE_COLUMNS_MAX},
	{"values", MEMBER_LIST, true, DERIVE_VALUES_MAX},
};

static const struct member step_members[] = {
	{"every", MEMBER_LINE, true, 0},
	{"unit", MEMBER_LINE, true, 0},
	{"stamp", MEMBER_LINE, false, 0},
};

static const struct member covers_members[] = {
	{"every", MEMBER_LINE, true, 0},
	{"each", MEMBER_LIST, false, DERIVE_PATH_MAX},
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

static const char *const column_types[] = {
	[CSV_NUMBER] = "number",
	[CSV_TIME] = "time",
	[CSV_WORD] = "word",
	[CSV_NAME] = "name",
	[CSV_TEXT] = "text",
};

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

	c->minimum_text = derive_keep(f->columns, tree_text(n, "minimum"), &ok);
	c->maximum_text = derive_keep(f->columns, tree_text(n, "maximum"), &ok);
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

	if (derive_check_lines(list, err) != 0)
		return -1;
	for (const struct yaml_node *w = list->first; w; w = w->next) {
		for (size_t i = 0; i < c->words_n; i++) {
			if (strcmp(c->words[i], w->text) == 0)
				return derive_duplicate(w, err);
		}
		c->word_sizes[c->words_n] = (uint32_t)w->size;
		c->words[c->words_n++] = derive_keep(f->columns, w->text, &ok);
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
		enum csv_type type;
		bool needed;
	} keys[] = {
		{"unit", CSV_NUMBER, true},
		{"minimum", CSV_NUMBER, false},
		{"maximum", CSV_NUMBER, false},
		{"words", CSV_WORD, true},
	};

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		bool given = yaml_member(n, keys[i].key) != NULL;

		if (given ? c->type != keys[i].type : keys[i].needed && c->type == keys[i].type)
			return derive_misfit(n, column_types[c->type], keys[i].key, err);
	}
	return 0;
}

static int read_column_head(
	struct model_file *f, struct model_column *c, const struct yaml_node *n, struct error *err)
{
	const struct yaml_node *name = yaml_member(n, "name"), *title = yaml_member(n, "title");
	int type = derive_word(n, "type", column_types, COUNT_OF(column_types), CSV_NUMBER, err);
	bool ok = true;

	if (type < 0)
		return -1;
	for (const struct model_column *other = f->columns; other < c; other++) {
		if (strcmp(other->shown.name, name->text) == 0)
			return derive_duplicate(name, err);
	}
	if (name->size > DERIVE_COLUMN_TEXT_MAX)
		return error_set_at(err, ERROR_METHODOLOGY_WORD, RULE, TREE_AT(name), "value",
			name->text, "accepted", "1..64", NULL);
	c->type = (enum csv_type)type;
	c->shown = (struct derivation_column){.name = derive_keep(f->columns, name->text, &ok),
		.type = column_types[type],
		.unit = derive_keep(f->columns, tree_text(n, "unit"), &ok),
		.zh = derive_keep(f->columns, title ? tree_text(title, "zh") : NULL, &ok),
		.en = derive_keep(f->columns, title ? tree_text(title, "en") : NULL, &ok)};
	c->name_size = name->size;
	c->path = derive_path(f->columns, f->path, name->text, &ok);
	c->where = derive_where(f->columns, n, &ok);
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
	if (c->type == CSV_WORD && read_words(f, c, n, err) != 0)
		return -1;
	if (c->type == CSV_TIME) {
		if (f->time >= 0)
			return derive_duplicate(yaml_member(n, "name"), err);
		f->time = (int)f->columns_n;
	}
	f->columns_n++;
	return read_bounds(f, c, n, err);
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
	int64_t count;

	f->every = 1;
	if (!step)
		return 0;
	if (tree_check(step, step_members, COUNT_OF(step_members), err) != 0)
		return -1;
	unit = derive_word(step, "unit", units, COUNT_OF(units), 0, err);
	stamp = unit < 0 ? -1 : derive_word(step, "stamp", stamps, COUNT_OF(stamps), 0, err);
	if (stamp < 0)
		return -1;
	every = yaml_member(step, "every");
	if (!integer_parse(every->text, every->size, 1, SECONDS_A_DAY, &count) ||
		SECONDS_A_DAY % (count * seconds[unit]) != 0 || f->time < 0)
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

/* Rules on rows are for tables: of a series every step has one row, or is missing. */
static int read_unique(struct model_file *f, const struct yaml_node *n, struct error *err)
{
	const struct yaml_node *list = yaml_member(n, "unique");
	unsigned types = 1U << CSV_NAME | 1U << CSV_TEXT | 1U << CSV_TIME | 1U << CSV_WORD;
	bool ok = true;

	if (!list)
		return 0;
	if (f->shown.step)
		return derive_misfit(n, "step", "unique", err);
	if (!list->first)
		return derive_misfit(n, "unique", "unique", err);
	if (derive_columns(f, list, types, f->unique.columns, &f->unique.columns_n, err) != 0)
		return -1;
	f->unique.where = derive_where(f->columns, list, &ok);
	return ok ? 0 : error_no_memory(err);
}

static int read_covers(struct model_file *f, const struct yaml_node *n, struct error *err)
{
	static const char *const every[] = {"day", "month"};
	static const enum derive_slots slots[] = {SLOTS_DAYS, SLOTS_MONTHS};
	const struct yaml_node *covers = yaml_member(n, "covers");
	unsigned types = 1U << CSV_NAME | 1U << CSV_TEXT | 1U << CSV_WORD;
	bool ok = true;
	int word;

	if (!covers)
		return 0;
	if (f->shown.step)
		return derive_misfit(n, "step", "covers", err);
	if (f->time < 0)
		return derive_misfit(n, "time", "covers", err);
	if (tree_check(covers, covers_members, COUNT_OF(covers_members), err) != 0)
		return -1;
	word = derive_word(covers, "every", every, COUNT_OF(every), 0, err);
	if (word < 0 || derive_columns(f, yaml_member(covers, "each"), types, f->covers.columns,
				&f->covers.columns_n, err) != 0)
		return -1;
	f->covers.slots = slots[word];
	f->covers.where = derive_where(f->columns, covers, &ok);
	return ok ? 0 : error_no_memory(err);
}

static int read_file_head(
	struct derivation *d, struct model_file *f, const struct yaml_node *n, struct error *err)
{
	static const char *const others[] = {"refuse", "ignore"};
	const struct yaml_node *name = yaml_member(n, "name"), *title = yaml_member(n, "title");
	int other = derive_word(n, "others", others, COUNT_OF(others), 0, err);
	bool ok = true;

	if (other < 0)
		return -1;
	if (name->size > FILE_NAME_MAX || strspn(name->text, NAME_CHARACTERS) != name->size)
		return error_set_at(err, ERROR_METHODOLOGY_WORD, RULE, TREE_AT(name), "value",
			name->text, "accepted", "A-Z a-z 0-9 . _ - (1..64)", NULL);
	for (size_t i = 0; i < d->files_n; i++) {
		if (strcmp(d->files[i].shown.name, name->text) == 0)
			return derive_duplicate(name, err);
	}
	f->ignores_others = other == 1;
	f->time = -1;
	f->shown.name = derive_keep(d, name->text, &ok);
	f->shown.zh = derive_keep(d, title ? tree_text(title, "zh") : NULL, &ok);
	f->shown.en = derive_keep(d, title ? tree_text(title, "en") : NULL, &ok);
	f->path = derive_path(d, "", name->text, &ok);
	f->shown.where = derive_where(d, n, &ok);
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
	if (read_step(d, f, n, err) != 0 || read_unique(f, n, err) != 0 ||
		read_covers(f, n, err) != 0)
		return -1;
	for (const struct yaml_node *v = yaml_member(n, "values")->first; v; v = v->next) {
		if (derive_read_value(d, f, v, err) != 0)
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
