#include "domain/named_values.h"

#include <stdlib.h>
#include <string.h>

#include <talloc.h>

/* A value within a line, not copied. */
struct piece {
	const char *name, *value;
	size_t name_n, value_n;
};

static int order_by_name(const void *a, const void *b)
{
	return strcmp(((const struct named_value *)a)->name, ((const struct named_value *)b)->name);
}

bool named_value_part_fits(const char *text)
{
	return text[0] && !strpbrk(text, " \n=");
}

struct named_value *named_values_sorted(void *mem, size_t n, const struct named_value *values)
{
	struct named_value *sorted = talloc_array(mem, struct named_value, (unsigned)n + 1);

	if (!sorted)
		return NULL;
	if (n > 0)
		memcpy(sorted, values, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), order_by_name);
	return sorted;
}

const char *named_values_find(size_t n, const struct named_value *sorted, const char *name)
{
	const struct named_value wanted = {.name = name};
	const struct named_value *found =
		n > 0 ? bsearch(&wanted, sorted, n, sizeof(*sorted), order_by_name) : NULL;

	return found ? found->value : NULL;
}

/* Appends text at p, which has room; returns the place after it. */
static char *append(char *p, const char *text)
{
	size_t size = strlen(text);

	memcpy(p, text, size);
	return p + size;
}

/* A line from a list that is sorted and whose parts fit; NULL: no memory. */
static char *write_sorted(void *mem, size_t n, const struct named_value *sorted)
{
	size_t size = 1;
	char *text, *p;

	for (size_t i = 0; i < n; i++)
		size += strlen(sorted[i].name) + strlen(sorted[i].value) + 2;
	text = p = talloc_array(mem, char, (unsigned)size);
	if (!text)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			*p++ = ' ';
		p = append(p, sorted[i].name);
		*p++ = '=';
		p = append(p, sorted[i].value);
	}
	*p = '\0';
	return text;
}

static int foreign_line(struct error *err)
{
	return error_set(err, ERROR_INTERNAL, NULL, "", "reason", "a line of named values", NULL);
}

char *named_values_write(void *mem, size_t n, const struct named_value *values, struct error *err)
{
	AUTO_MEMORY struct named_value *sorted = named_values_sorted(NULL, n, values);
	char *text;

	for (size_t i = 0; sorted && i < n; i++)
		if (!named_value_part_fits(sorted[i].name) ||
			!named_value_part_fits(sorted[i].value) ||
			(i > 0 && strcmp(sorted[i - 1].name, sorted[i].name) == 0)) {
			foreign_line(err);
			return NULL;
		}
	text = sorted ? write_sorted(mem, n, sorted) : NULL;
	if (!text)
		error_no_memory(err);
	return text;
}

/* The value at *text, its number perhaps empty; moves *text past it. False: it is no value. */
static bool take_piece(const char **text, struct piece *out)
{
	const char *p = *text;

	out->name = p;
	out->name_n = strcspn(p, " \n=");
	if (out->name_n == 0 || p[out->name_n] != '=')
		return false;
	out->value = p + out->name_n + 1;
	out->value_n = strcspn(out->value, " \n=");
	*text = out->value + out->value_n;
	return **text == ' ' || **text == '\0';
}

/* The next value of a line typed by hand; false at its end, or where it is no value. */
static bool next_piece(const char **text, struct piece *out)
{
	*text += strspn(*text, " ");
	return **text && take_piece(text, out);
}

static bool copy_piece(void *mem, const struct piece *p, struct named_value *out)
{
	out->name = talloc_strndup(mem, p->name, p->name_n);
	out->value = talloc_strndup(mem, p->value, p->value_n);
	return out->name && out->value;
}

/* The most values that a line can have. */
static unsigned most_values(const char *text)
{
	unsigned n = 1;

	for (; *text; text++)
		n += *text == ' ';
	return n;
}

/* Appends the value at *text to a list that must stay sorted; 0 or -1. */
static int read_piece(
	void *mem, const char **text, size_t n, struct named_value *values, struct error *err)
{
	struct piece piece;

	*text += n > 0; /* the blank before it */
	if (!take_piece(text, &piece) || piece.value_n == 0)
		return foreign_line(err);
	if (!copy_piece(mem, &piece, &values[n]))
		return error_no_memory(err);
	if (n > 0 && strcmp(values[n - 1].name, values[n].name) >= 0)
		return foreign_line(err);
	return 0;
}

struct named_value *named_values_read(void *mem, const char *text, size_t *n, struct error *err)
{
	AUTO_MEMORY struct named_value *values = NULL;
	size_t read = 0;

	text = text ? text : "";
	values = talloc_array(NULL, struct named_value, most_values(text));
	if (!values) {
		error_no_memory(err);
		return NULL;
	}
	for (; *text; read++)
		if (read_piece(values, &text, read, values, err) < 0)
			return NULL;
	*n = read;
	return talloc_steal(mem, STEAL(values));
}

bool named_values_sound(const char *text)
{
	struct piece piece;
	bool any = false;

	while (next_piece(&text, &piece)) {
		if (piece.value_n == 0)
			return false;
		any = true;
	}
	return any && !*text;
}

const char *named_values_in(const char *text, const char *name, size_t *size)
{
	size_t name_n = strlen(name);
	struct piece p;

	while (next_piece(&text, &p))
		if (p.name_n == name_n && memcmp(p.name, name, name_n) == 0) {
			*size = p.value_n;
			return p.value;
		}
	return NULL;
}

/*
 * Copies the values of a line whose names the list does not have yet, up to the first
 * without a number; false: no memory.
 */
static bool gather_line(void *mem, struct named_value *values, size_t *n, const char *text)
{
	struct piece p;

	while (next_piece(&text, &p) && p.value_n > 0) {
		struct named_value *v = &values[*n];
		bool known = false;

		if (!copy_piece(mem, &p, v))
			return false;
		for (size_t i = 0; i < *n && !known; i++)
			known = strcmp(values[i].name, v->name) == 0;
		*n += !known;
	}
	return true;
}

char *named_values_lay(void *mem, const char *over, const char *under)
{
	AUTO_MEMORY struct named_value *values =
		talloc_array(NULL, struct named_value, most_values(over) + most_values(under) + 1);
	size_t n = 0;

	if (!values || !gather_line(values, values, &n, over) ||
		!gather_line(values, values, &n, under))
		return NULL;
	qsort(values, n, sizeof(*values), order_by_name);
	return write_sorted(mem, n, values);
}
