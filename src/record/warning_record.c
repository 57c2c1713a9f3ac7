#include "record/warning_record.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

/* The argument whose name comes next after that of `last` (NULL: the first); NULL: none. */
static const struct error_argument *after(
	const struct warning *w, const struct error_argument *last)
{
	const struct error_argument *next = NULL;

	for (size_t i = 0; i < ERROR_ARGS_MAX && w->argument[i].name; i++) {
		const struct error_argument *a = &w->argument[i];

		if ((!last || strcmp(a->name, last->name) > 0) &&
			(!next || strcmp(a->name, next->name) < 0))
			next = a;
	}
	return next;
}

int warning_record(void *mem, const struct digest *document, size_t position,
	const struct warning *w, struct record *out, struct error *err)
{
	const struct error_argument *last = NULL, *next;
	char *text = talloc_strdup(mem, "");

	while (text && (next = after(w, last)) != NULL) {
		text = talloc_asprintf_append_buffer(text, "%s=%s\n", next->name, next->value);
		last = next;
	}
	if (!text)
		return error_no_memory(err);
	*out = record_new(RECORD_WARNING);
	out->warning.document = *document;
	out->warning.position = (int64_t)position;
	snprintf(out->warning.code, sizeof(out->warning.code), "%s", warning_name(w->code));
	snprintf(out->warning.path, sizeof(out->warning.path), "%s", w->path);
	out->warning.arguments = text;
	return 0;
}

/* One line into the next argument; false when it is none. */
static bool take_line(void *mem, const char *line, size_t n, struct error_argument *out)
{
	const char *sign = memchr(line, '=', n);
	size_t size = sign ? n - (size_t)(sign + 1 - line) : 0;

	if (!sign || sign == line || size >= sizeof(out->value))
		return false;
	out->name = talloc_strndup(mem, line, (size_t)(sign - line));
	memcpy(out->value, sign + 1, size);
	out->value[size] = '\0';
	return out->name != NULL;
}

int warning_of_record(
	void *mem, const struct record_warning *r, struct warning *out, struct error *err)
{
	const char *line = r->arguments ? r->arguments : "";
	bool sound;

	memset(out, 0, sizeof(*out));
	out->code = warning_by_name(r->code);
	snprintf(out->path, sizeof(out->path), "%s", r->path);
	sound = out->code != WARNING_NONE;
	for (size_t i = 0; sound && *line; i++) {
		size_t n = strcspn(line, "\n");

		sound = i < ERROR_ARGS_MAX && line[n] == '\n' &&
			take_line(mem, line, n, &out->argument[i]);
		line += n + 1;
	}
	if (sound)
		return 0;
	return error_set(err, ERROR_INTERNAL, NULL, "", "reason",
		"a record of a warning is malformed", NULL);
}

static int gather(void *ctx, const struct record *r, struct error *err)
{
	struct warning_list *list = ctx;

	if (list->count == WARNINGS_MAX)
		return error_set(err, ERROR_INTERNAL, NULL, "", "reason",
			"a document has too many warnings", NULL);
	return warning_of_record(list, &r->warning, &list->item[list->count++], err);
}

struct warning_list *warnings_of(
	const struct view *v, void *mem, const struct digest *document, struct error *err)
{
	struct warning_list *list = talloc_zero(mem, struct warning_list);
	struct record from = record_new(RECORD_WARNING);

	if (!list) {
		error_no_memory(err);
		return NULL;
	}
	from.warning.document = *document;
	return view_each(v, mem, 1, &from, gather, list, err) < 0 ? NULL : list;
}
