#include "base/error.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "base/phrase.h"

struct error_row {
	int http;
	const char *name;
};

static const struct error_row rows[ERROR_CODE_COUNT] = {
	[ERROR_NONE] = {200, "none"},
#define X(id, http, name) [ERROR_##id] = {http, name},
#include "base/errors.def"
#undef X
};

/* An error has its texts at the same place in the other list: one row each, none left over. */
enum text_place {
	TEXT_NONE = 0,
#define X(id, zh, en) TEXT_##id,
#include "base/error_texts.def"
#undef X
	TEXT_COUNT
};
#define X(id, http, name)                                                                          \
	_Static_assert((int)TEXT_##id == (int)ERROR_##id, name " has no texts at its place");
#include "base/errors.def"
#undef X
_Static_assert((int)TEXT_COUNT == (int)ERROR_CODE_COUNT, "a text has no error");

struct error_texts {
	const char *zh, *en;
};

static const struct error_texts texts[ERROR_CODE_COUNT] = {
	[ERROR_NONE] = {"无错误", "no error"},
#define X(id, zh, en) [ERROR_##id] = {zh, en},
#include "base/error_texts.def"
#undef X
};

void memory_auto(void *context_pointer)
{
	void **context = context_pointer;

	talloc_free(*context);
	*context = NULL;
}

/* Copies text, cut at a UTF-8 boundary when it does not fit. */
static void copy_cut(char *out, size_t size, const char *text)
{
	size_t n = strlen(text);

	if (n >= size) {
		n = size - 1;
		while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80)
			n--;
	}
	memcpy(out, text, n);
	out[n] = '\0';
}

void error_arguments(struct error_argument *out, va_list pairs)
{
	size_t i = 0;
	const char *name;

	while ((name = va_arg(pairs, const char *)) != NULL && i < ERROR_ARGS_MAX) {
		const char *value = va_arg(pairs, const char *);

		out[i].name = name;
		copy_cut(out[i].value, sizeof(out[i].value), value ? value : "");
		i++;
	}
}

static void set_error(
	struct error *err, enum error_code code, const char *rule, const char *path, va_list pairs)
{
	memset(err, 0, sizeof(*err));
	err->code = code;
	err->rule = rule;
	copy_cut(err->path, sizeof(err->path), path ? path : "");
	error_arguments(err->argument, pairs);
}

int error_set(struct error *err, enum error_code code, const char *rule, const char *path, ...)
{
	va_list pairs;

	if (!err)
		return -1;
	va_start(pairs, path);
	set_error(err, code, rule, path, pairs);
	va_end(pairs);
	return -1;
}

int error_set_at(struct error *err, enum error_code code, const char *rule, uint32_t line,
	uint32_t column, const char *path, ...)
{
	va_list pairs;

	if (!err)
		return -1;
	va_start(pairs, path);
	set_error(err, code, rule, path, pairs);
	va_end(pairs);
	err->line = line;
	err->column = column;
	return -1;
}

int error_no_memory(struct error *err)
{
	return error_set(err, ERROR_NO_MEMORY, NULL, "", NULL);
}

void error_in_document(struct error *err, const char *document)
{
	if (err && !err->document[0])
		copy_cut(err->document, sizeof(err->document), document);
}

const char *error_name(enum error_code code)
{
	return code < ERROR_CODE_COUNT ? rows[code].name : rows[ERROR_NONE].name;
}

enum error_code error_by_name(const char *name)
{
	for (int code = 1; code < ERROR_CODE_COUNT; code++)
		if (strcmp(rows[code].name, name) == 0)
			return (enum error_code)code;
	return ERROR_NONE;
}

int error_http_status(enum error_code code)
{
	return code < ERROR_CODE_COUNT ? rows[code].http : 500;
}

static const char *value_of(const struct error_argument *arguments, size_t n, const char *name)
{
	for (size_t i = 0; i < n && arguments[i].name; i++)
		if (strcmp(arguments[i].name, name) == 0)
			return arguments[i].value;
	return NULL;
}

const char *error_argument(const struct error *err, const char *name)
{
	return value_of(err->argument, ERROR_ARGS_MAX, name);
}

const char *error_template(enum error_code code, enum language language)
{
	const struct error_texts *of = &texts[code < ERROR_CODE_COUNT ? code : ERROR_NONE];

	return language == LANGUAGE_ZH ? of->zh : of->en;
}

/* Appends at *used, cut; *used never passes size - 1. */
static void append_text(char *out, size_t size, size_t *used, const char *text, size_t n)
{
	if (n > size - 1 - *used)
		n = size - 1 - *used;
	memcpy(out + *used, text, n);
	*used += n;
	out[*used] = '\0';
}

char *error_sentence(const char *sentence, enum language language,
	const struct error_argument *arguments, size_t n, char *out, size_t size)
{
	const char *p = sentence;
	size_t used = 0;

	out[0] = '\0';
	while (*p) {
		size_t plain = strcspn(p, "{");
		const char *end, *value = NULL;
		char name[32];

		append_text(out, size, &used, p, plain);
		p += plain;
		if (!*p)
			break;
		end = strchr(p, '}');
		if (end && (size_t)(end - p) < sizeof(name)) {
			memcpy(name, p + 1, (size_t)(end - p - 1));
			name[end - p - 1] = '\0';
			value = value_of(arguments, n, name);
		}
		if (!value) {
			append_text(out, size, &used, p, 1);
			p++;
			continue;
		}
		value = phrase_in(value, language);
		append_text(out, size, &used, value, strlen(value));
		p = end + 1;
	}
	return out;
}

char *error_text(const struct error *err, enum language language, char *out, size_t size)
{
	return error_sentence(error_template(err->code, language), language, err->argument,
		ERROR_ARGS_MAX, out, size);
}

char *error_report(const struct error *err, enum language language, char *out, size_t size)
{
	char text[ERROR_TEXT_MAX], place[ERROR_PATH_MAX + ERROR_DOCUMENT_MAX + 64] = "";
	size_t used = 0;

	error_text(err, language, text, sizeof(text));
	if (err->document[0])
		used += (size_t)snprintf(place, sizeof(place), "%s:", err->document);
	if (err->line)
		used += (size_t)snprintf(
			place + used, sizeof(place) - used, "%u:%u:", err->line, err->column);
	if (err->path[0])
		used += (size_t)snprintf(place + used, sizeof(place) - used, "%s:", err->path);
	snprintf(out, size, "%s%s%s: %s%s%s%s", place, used ? " " : "", error_name(err->code), text,
		err->rule ? " (" : "", err->rule ? err->rule : "", err->rule ? ")" : "");
	return out;
}

void error_list_add(struct error_list *list, const struct error *err)
{
	if (list->count < ERROR_LIST_MAX)
		list->item[list->count++] = *err;
	else
		list->beyond++;
}
