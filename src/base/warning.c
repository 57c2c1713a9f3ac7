#include "base/warning.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name, *rule, *zh, *en;
} rows[WARNING_CODE_COUNT] = {
	[WARNING_NONE] = {"none", "", "无警示", "no warning"},
#define X(id, name, rule, zh, en) [WARNING_##id] = {name, rule, zh, en},
#include "base/warnings.def"
#undef X
};

static void set_warning(struct warning *w, enum warning_code code, const char *path, va_list pairs)
{
	memset(w, 0, sizeof(*w));
	w->code = code;
	snprintf(w->path, sizeof(w->path), "%s", path);
	error_arguments(w->argument, pairs);
}

/* The last place stands for itself and for all that have no place. */
static void count_more(struct warning_list *list)
{
	struct warning *last = &list->item[WARNINGS_MAX - 1];

	list->more += list->more ? 1 : 2;
	memset(last, 0, sizeof(*last));
	last->code = WARNING_MORE;
	last->argument[0].name = "count";
	snprintf(last->argument[0].value, sizeof(last->argument[0].value), "%zu", list->more);
}

void warning_add(struct warning_list *list, enum warning_code code, const char *path, ...)
{
	va_list pairs;

	if (!list)
		return;
	if (list->count == WARNINGS_MAX) {
		count_more(list);
		return;
	}
	va_start(pairs, path);
	set_warning(&list->item[list->count++], code, path, pairs);
	va_end(pairs);
}

void warnings_within(struct warning_list *list, size_t from, const char *where)
{
	char path[ERROR_PATH_MAX];

	for (size_t i = from; list && i < list->count; i++) {
		memcpy(path, list->item[i].path, sizeof(path));
		if (snprintf(list->item[i].path, sizeof(path), "%s%s", where, path) >=
			(int)sizeof(path))
			memcpy(list->item[i].path, where, strlen(where) + 1);
	}
}

const char *warning_name(enum warning_code code)
{
	return rows[code < WARNING_CODE_COUNT ? code : WARNING_NONE].name;
}

enum warning_code warning_by_name(const char *name)
{
	for (int code = 1; code < WARNING_CODE_COUNT; code++)
		if (strcmp(rows[code].name, name) == 0)
			return (enum warning_code)code;
	return WARNING_NONE;
}

const char *warning_rule(enum warning_code code)
{
	return rows[code < WARNING_CODE_COUNT ? code : WARNING_NONE].rule;
}

const char *warning_template(enum warning_code code, enum language language)
{
	enum warning_code known = code < WARNING_CODE_COUNT ? code : WARNING_NONE;

	return language == LANGUAGE_ZH ? rows[known].zh : rows[known].en;
}

char *warning_text(const struct warning *w, enum language language, char *out, size_t size)
{
	return error_sentence(warning_template(w->code, language), language, w->argument,
		ERROR_ARGS_MAX, out, size);
}
