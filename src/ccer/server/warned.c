#include "ccer/server/warned.h"

#include <string.h>
#include <unistd.h>

#include "domain/spoken.h"

static const char *text_of(const json_t *json, const char *key)
{
	const char *text = json_string_value(json_object_get(json, key));

	return text ? text : "";
}

/* A warning of a server as ours; its code is WARNING_NONE where this program does not know it. */
static struct warning warning_of(const json_t *json)
{
	json_t *arguments = json_object_get(json, "arguments"), *value;
	struct warning w = {.code = warning_by_name(text_of(json, "code"))};
	const char *name;
	size_t n = 0;

	snprintf(w.path, sizeof(w.path), "%s", text_of(json, "path"));
	json_object_foreach(arguments, name, value)
	{
		if (n == ERROR_ARGS_MAX || !json_is_string(value))
			break;
		w.argument[n].name = name;
		snprintf(w.argument[n].value, sizeof(w.argument[n].value), "%s",
			json_string_value(value));
		n++;
	}
	return w;
}

size_t warned_show(const struct command_context *c, const char *file, const char *bytes,
	size_t size, const json_t *warnings)
{
	const char *signatures;
	size_t document_size, signatures_size, i;
	struct document *d = NULL;
	struct error err;
	json_t *json;

	if (json_array_size(warnings) > 0 &&
		document_cut(bytes, size, &signatures, &document_size, &signatures_size, &err) == 0)
		d = document_read(c->mem, bytes, size, signatures == NULL, &err);
	json_array_foreach((json_t *)warnings, i, json)
	{
		struct warning w = warning_of(json);

		if (w.code != WARNING_NONE)
			command_warning(c, file, d, &w);
		else
			fprintf(stderr, "%s:%s: %s %s: %s\n", file, w.path,
				command_text(c, "警示", "warning"), text_of(json, "code"),
				text_of(json_object_get(json, "text"),
					command_text(c, "zh", "en")));
	}
	return json_array_size(warnings);
}

void warned_list(const struct command_context *c, const json_t *warnings)
{
	char text[ERROR_TEXT_MAX];
	json_t *json;
	size_t i;

	json_array_foreach((json_t *)warnings, i, json)
	{
		struct warning w = warning_of(json);

		printf("%s %s %s: %s\n", command_text(c, "警示", "warning"), text_of(json, "code"),
			w.path,
			w.code != WARNING_NONE ? spoken_warning(&w, c->language, text, sizeof(text))
					       : text_of(json_object_get(json, "text"),
							 command_text(c, "zh", "en")));
	}
}

bool warned_waits(const json_t *answer)
{
	return strcmp(text_of(answer, "code"), error_name(ERROR_DOCUMENT_WARNED)) == 0;
}

bool warned_accepted(const struct command_context *c, const char *file)
{
	char answer[16] = "";

	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
		fprintf(stderr, "%s: %s\n", file,
			command_text(c,
				"尚未提交：看过警示并确认无误后，加 --accept-warnings 再提交",
				"not submitted: look at the warnings and, if it is meant so, "
				"submit "
				"it with --accept-warnings"));
		return false;
	}
	fprintf(stderr, "%s: %s ", file,
		command_text(c, "仍要提交吗？[y/N]", "submit it all the same? [y/N]"));
	if (!fgets(answer, sizeof(answer), stdin))
		return false;
	return strcmp(answer, "y\n") == 0 || strcmp(answer, "Y\n") == 0 ||
	       strcmp(answer, "yes\n") == 0 || strcmp(answer, "是\n") == 0;
}
