#include "ccer/calculate/values_file.h"

#include <string.h>

#include <talloc.h>

#include "yaml/text.h"
#include "yaml/yaml.h"

static int add_value(
	void *mem, struct given_values *out, const char *name, const char *value, struct error *err)
{
	const struct given_value given = {.name = name, .value = value};

	return given_add(out, mem, &given) ? 0 : error_no_memory(err);
}

static int add_mapping(
	void *mem, struct given_values *out, const struct yaml_node *root, struct error *err)
{
	for (const struct yaml_node *n = root->first; n; n = n->next) {
		if (n->type != YAML_SCALAR)
			return error_set_at(err, ERROR_CLIENT_VALUE_LINE, NULL, n->line, n->column,
				yaml_path(n, (char[ERROR_PATH_MAX]){""}), NULL);
		if (add_value(mem, out, n->key, n->text, err) < 0)
			return -1;
	}
	return 0;
}

/* A cell without the quotes around it; names and values have none inside. */
static char *unquote_cell(char *text)
{
	size_t length = strlen(text);

	if (length < 2 || text[0] != '"' || text[length - 1] != '"')
		return text;
	text[length - 1] = '\0';
	return text + 1;
}

static int add_line(
	void *mem, struct given_values *out, char *line, uint32_t number, struct error *err)
{
	size_t length = strlen(line);
	const char *name, *value;
	char *comma;

	if (length && line[length - 1] == '\r')
		line[--length] = '\0';
	if (length == 0)
		return 0;
	comma = strrchr(line, ',');
	if (!comma || comma == line)
		return error_set_at(err, ERROR_CLIENT_VALUE_LINE, NULL, number, 1, "", NULL);
	*comma = '\0';
	name = unquote_cell(line);
	value = unquote_cell(comma + 1);
	if (number == 1 && strcmp(name, "name") == 0 && strcmp(value, "value") == 0)
		return 0;
	return add_value(mem, out, name, value, err);
}

static int add_lines(void *mem, struct given_values *out, char *text, struct error *err)
{
	uint32_t number = 1;

	/* Spreadsheets write a byte order mark, and lines that end in CR LF. */
	if (strncmp(text, "\xEF\xBB\xBF", 3) == 0)
		text += 3;
	for (char *line = text, *end; line; line = end, number++) {
		end = strchr(line, '\n');
		if (end)
			*end++ = '\0';
		if (add_line(mem, out, line, number, err) < 0)
			return -1;
	}
	return 0;
}

static bool is_csv(const char *file)
{
	size_t length = strlen(file);

	return length > 4 && strcmp(file + length - 4, ".csv") == 0;
}

int values_file_read(struct command_context *c, struct given_values *out, const char *file)
{
	struct yaml_node *root;
	struct error err;
	size_t size;
	const char *bytes = command_read(c, file, LIMIT_DOCUMENT_LARGE, &size, &err);
	char *copy;
	int failed;

	if (!bytes)
		return command_error(c, NULL, NULL, 0, &err);
	copy = talloc_strndup(c->mem, bytes, size);
	if (!copy)
		return EXIT_CANNOT;
	if (is_csv(file))
		failed = strlen(copy) < size
				 ? error_set(&err, ERROR_CLIENT_VALUE_LINE, NULL, "", NULL)
				 : add_lines(c->mem, out, copy, &err);
	else
		failed = text_check(bytes, size, &err) < 0 ||
			 yaml_parse(c->mem, bytes, size, &root, &err) < 0 ||
			 add_mapping(c->mem, out, root, &err) < 0;
	return failed ? command_error(c, file, bytes, size, &err) : EXIT_DONE;
}
