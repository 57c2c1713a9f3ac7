#include "ccer/calculate/calculate_data.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "ccer/data/attachment.h"
#include "trace/trace.h"

enum { ROOM_FIRST = 16, FILES_OF_ONE_MAX = 64, VALUES_TOLD_MAX = 64 };

bool given_add(struct given_values *g, void *mem, const struct given_value *value)
{
	if (g->n == g->room) {
		g->room = g->room ? 2 * g->room : ROOM_FIRST;
		g->value = talloc_realloc(mem, g->value, struct given_value, (unsigned)g->room);
		if (!g->value)
			return false;
	}
	g->value[g->n] = *value;
	g->value[g->n].order = g->n;
	g->n++;
	return true;
}

static int by_name(const void *a, const void *b)
{
	const struct given_value *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order != 0)
		return order;
	/* Those given by hand come first, the later before the earlier. */
	if (!x->from != !y->from)
		return x->from ? 1 : -1;
	return x->order > y->order ? -1 : 1;
}

void given_settle(struct given_values *g)
{
	size_t kept = 0;

	if (g->n > 0)
		qsort(g->value, g->n, sizeof(g->value[0]), by_name);
	for (size_t i = 0; i < g->n; i++) {
		bool again = kept > 0 && strcmp(g->value[kept - 1].name, g->value[i].name) == 0;

		if (!again)
			g->value[kept++] = g->value[i];
	}
	g->n = kept;
}

static int name_order(const void *key, const void *item)
{
	return strcmp(key, ((const struct given_value *)item)->name);
}

const struct given_value *given_find(const struct given_values *g, const char *name)
{
	return g->n ? bsearch(name, g->value, g->n, sizeof(g->value[0]), name_order) : NULL;
}

const struct derived_from *given_derived_from(const void *ctx, const char *name)
{
	const struct given_value *value = given_find(ctx, name);

	return value ? value->from : NULL;
}

/* What a derivation used, for those who will ask. */
static void report_derivation(const struct command_context *c, const struct data_file *file,
	const struct attachment_file *read, size_t read_n, const struct derived_values *values)
{
	char hash[DIGEST_HEX_SIZE];

	for (size_t i = 0; i < read_n; i++)
		fprintf(stderr, "%s: %s, %" PRIu64 " %s, SHA-256 %s\n", file->name, read[i].path,
			read[i].bytes, command_text(c, "字节", "bytes"),
			digest_hex(&read[i].found, hash));
	for (size_t i = 0; i < values->n && i < VALUES_TOLD_MAX; i++)
		fprintf(stderr, "  %s = %s  (%s)\n", values->values[i].name, values->values[i].text,
			trace_derived(c->mem, &values->values[i].from, c->language));
	if (values->n > VALUES_TOLD_MAX)
		fprintf(stderr, "  ... + %zu\n", values->n - VALUES_TOLD_MAX);
}

static int derive_one(struct command_context *c, const struct methodology *m,
	struct attachment_request *request, const struct data_file *files, size_t files_n,
	struct given_values *out)
{
	struct attachment_file read[FILES_OF_ONE_MAX] = {0};
	struct derived_values values;
	size_t n = 0;
	struct error err = {0};

	request->derivation = methodology_derivation(m);
	request->name = files[0].name;
	for (size_t i = 0; i < files_n && n < FILES_OF_ONE_MAX; i++) {
		if (strcmp(files[i].name, files[0].name) != 0)
			continue;
		read[n].path = files[i].path;
		read[n++].expected = files[i].hashed ? &files[i].expected : NULL;
	}
	if (!request->derivation) {
		error_set(&err, ERROR_ATTACHMENT_FILE, "docs/methodology-language.md 10", "",
			"name", files[0].name, NULL);
		return command_error(c, NULL, NULL, 0, &err);
	}
	if (attachment_derive(c->mem, request, read, n, &values, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	report_derivation(c, &files[0], read, n, &values);
	for (size_t i = 0; i < values.n; i++) {
		const struct given_value value = {.name = values.values[i].name,
			.value = values.values[i].text,
			.from = &values.values[i].from};

		if (!given_add(out, c->mem, &value))
			return EXIT_CANNOT;
	}
	return EXIT_DONE;
}

/* Whether a file with the same name comes earlier: it was taken along with that one. */
static bool named_before(const struct data_file *files, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (strcmp(files[k].name, files[i].name) == 0)
			return true;
	}
	return false;
}

int calculate_data(struct command_context *c, const struct methodology *m, int64_t year,
	const struct period *days, const struct data_file *files, size_t files_n,
	struct given_values *out)
{
	struct attachment_request request = {.year = year,
		.first = days ? days->first : day_of_date((int)year, 1, 1),
		.last = days ? days->last : day_of_date((int)year, 12, 31),
		.progress = true};
	int status = EXIT_DONE;

	for (size_t i = 0; status == EXIT_DONE && i < files_n; i++) {
		if (!named_before(files, i))
			status = derive_one(c, m, &request, files + i, files_n - i, out);
	}
	return status;
}
