#include "ccer/calculate/values_file.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <talloc.h>

#include "yaml/text.h"
#include "yaml/yaml.h"

static int add_value(void *mem, struct given_values *out, const char *name, const char *value,
	uint32_t line, struct error *err)
{
	const struct given_value given = {.name = name, .value = value, .line = line};

	return given_add(out, mem, &given) ? 0 : error_no_memory(err);
}

static int add_mapping(
	void *mem, struct given_values *out, const struct yaml_node *root, struct error *err)
{
	for (const struct yaml_node *n = root->first; n; n = n->next) {
		if (n->type != YAML_SCALAR)
			return error_set_at(err, ERROR_CLIENT_VALUE_LINE, NULL, n->line, n->column,
				yaml_path(n, (char[ERROR_PATH_MAX]){""}), NULL);
		if (add_value(mem, out, n->key, n->text, n->line, err) < 0)
			return -1;
	}
	return 0;
}

/*
 * Takes the cell at *at (RFC 4180): in quotes, two of which are one, or as it is up to the
 * comma. Its text is left at its beginning, ended by NUL; *at goes on to what is behind it,
 * and *quoted says which it was. NULL: a quote that does not end, or more behind its end.
 */
static char *take_cell(char **at, bool *quoted)
{
	char *cell = *at, *out = cell, *in = cell;

	*quoted = *in == '"';
	if (!*quoted) {
		*at = in + strcspn(in, ",");
		return strpbrk(cell, "\"") && strpbrk(cell, "\"") < *at ? NULL : cell;
	}
	for (in++; *in && !(in[0] == '"' && in[1] != '"'); in++) {
		in += *in == '"';
		*out++ = *in;
	}
	if (*in != '"' || (in[1] && in[1] != ','))
		return NULL;
	*at = in + 1;
	*out = '\0';
	return cell;
}

/* Whether the commas of a line without quotes are those of a member's name: B[s1,p7]. */
static bool ends_in_member(const char *cell, const char *comma)
{
	return comma > cell && comma[-1] == ']' && memchr(cell, '[', (size_t)(comma - cell));
}

/* The line's two cells; false: they are not two, or not well formed. */
static bool take_cells(char *line, char **name, char **value)
{
	bool name_quoted, value_quoted;
	char *at = line, *last;

	*name = take_cell(&at, &name_quoted);
	if (!*name || *at != ',')
		return false;
	last = strrchr(line, ',');
	if (!name_quoted && last > at && ends_in_member(line, last))
		at = last;
	*at++ = '\0';
	*value = take_cell(&at, &value_quoted);
	return *value && *at == '\0' && **name;
}

static int add_line(
	void *mem, struct given_values *out, char *line, uint32_t number, struct error *err)
{
	size_t length = strlen(line);
	char *name, *value;

	if (length && line[length - 1] == '\r')
		line[--length] = '\0';
	if (length == 0)
		return 0;
	if (!take_cells(line, &name, &value))
		return error_set_at(err, ERROR_CLIENT_VALUE_LINE, NULL, number, 1, "", NULL);
	if (number == 1 && strcmp(name, "name") == 0 && strcmp(value, "value") == 0)
		return 0;
	return add_value(mem, out, name, value, number, err);
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

static int by_name_and_line(const void *a, const void *b)
{
	const struct given_value *x = *(const struct given_value *const *)a;
	const struct given_value *y = *(const struct given_value *const *)b;
	int order = strcmp(x->name, y->name);

	return order ? order : x->line < y->line ? -1 : x->line > y->line;
}

/* Of the values from the first on, which are one file's, no name stands twice. */
static int check_names(void *mem, const struct given_values *all, size_t first, struct error *err)
{
	size_t n = all->n - first;
	const struct given_value **sorted =
		talloc_array(mem, const struct given_value *, (unsigned)n + 1);
	const struct given_value *twice = NULL;

	if (!sorted)
		return error_no_memory(err);
	for (size_t i = 0; i < n; i++)
		sorted[i] = &all->value[first + i];
	qsort(sorted, n, sizeof(*sorted), by_name_and_line);
	for (size_t i = 1; i < n; i++)
		if (strcmp(sorted[i - 1]->name, sorted[i]->name) == 0 &&
			(!twice || sorted[i]->line < twice->line))
			twice = sorted[i];
	return twice ? error_set_at(err, ERROR_CLIENT_VALUE_TWICE, NULL, twice->line, 1, "", "name",
			       twice->name, NULL)
		     : 0;
}

static bool is_csv(const char *file)
{
	size_t length = strlen(file);

	return length > 4 && strcasecmp(file + length - 4, ".csv") == 0;
}

int values_file_read(struct command_context *c, struct given_values *out, const char *file)
{
	struct yaml_node *root;
	struct error err;
	size_t size;
	const char *bytes = command_read(c, file, LIMIT_DOCUMENT_LARGE, &size, &err);
	size_t first = out->n;
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
	failed = failed || check_names(c->mem, out, first, &err) < 0;
	return failed ? command_error(c, file, bytes, size, &err) : EXIT_DONE;
}
