#include "ccer/calculate/report_data.h"

#include <inttypes.h>
#include <string.h>

#include <talloc.h>

#include "domain/spoken.h"

struct deriving {
	struct command_context *c;
	struct report_data *data;
	struct raw_files *files;
	int64_t year;	    /* 0: all */
	struct error error; /* the first refusal */
	bool short_of_memory;
};

static int derive_asked(void *ctx, void *mem, const struct raw_data_asked *asked,
	struct derived_values *out, const struct attachment **absent, struct error *err)
{
	struct deriving *d = ctx;

	*absent = asked->files[0];
	if (d->year && asked->year != d->year)
		return 0;
	return raw_files_derive(d->files, mem, asked, out, absent, err);
}

static struct given_values *values_of(struct deriving *d, int64_t year)
{
	struct report_data *data = d->data;

	if (data->years_n > 0 && data->years[data->years_n - 1].year == year)
		return &data->years[data->years_n - 1].values;
	data->years = talloc_realloc(
		d->c->mem, data->years, struct report_year, (unsigned)data->years_n + 1);
	if (!data->years)
		return NULL;
	data->years[data->years_n] = (struct report_year){.year = year};
	return &data->years[data->years_n++].values;
}

/* A copy, since the methodology's texts live only as long as the derivation. */
static const struct derived_from *copy_from(void *mem, const struct derived_from *from)
{
	struct derived_from *copy = talloc_memdup(mem, from, sizeof(*from));

	if (!copy)
		return NULL;
	copy->file = talloc_strdup(copy, from->file);
	copy->rule = talloc_strdup(copy, from->rule);
	return copy->file && copy->rule ? copy : NULL;
}

static bool keep_value(struct deriving *d, int64_t year, const struct derived_value *v)
{
	struct given_values *values = values_of(d, year);
	const struct given_value kept = {.name = talloc_strdup(d->c->mem, v->name),
		.value = talloc_strdup(d->c->mem, v->text),
		.from = copy_from(d->c->mem, &v->from)};

	return values && kept.name && kept.value && kept.from &&
	       given_add(values, d->c->mem, &kept);
}

static void report_outcome(const struct command_context *c, const struct raw_data_told *told)
{
	struct spoken_error said;
	const struct raw_outcome *outcome = raw_outcome(told->outcome);
	char hash[DIGEST_HEX_SIZE], text[ERROR_TEXT_MAX];

	fprintf(stderr, "%" PRId64 " %s: %s", told->asked->year, told->asked->name,
		command_text(c, outcome->zh, outcome->en));
	if (told->absent)
		fprintf(stderr, ": %s, SHA-256 %s", told->absent->name,
			digest_hex(&told->absent->sha256, hash));
	fputc('\n', stderr);
	for (size_t i = 0; told->values && i < told->faults_n && i < RAW_DATA_FAULTS_MAX; i++)
		fprintf(stderr, "  %s\n",
			error_report(spoken_error(&told->faults[i], c->language, &said),
				c->language, text, sizeof(text)));
}

static void take_outcome(void *ctx, const struct raw_data_told *told)
{
	struct deriving *d = ctx;

	if (d->year && told->asked->year != d->year)
		return;
	report_outcome(d->c, told);
	if (told->outcome == RAW_DATA_DIFFERS && !told->values && d->error.code == ERROR_NONE)
		d->error = told->faults[0];
	for (size_t i = 0; told->values && i < told->values->n; i++)
		d->short_of_memory |= !keep_value(d, told->asked->year, &told->values->values[i]);
}

int report_data_derive(struct command_context *c, struct registry *r, const struct digest *report,
	int64_t year, struct report_data *data)
{
	struct deriving d = {.c = c, .data = data, .year = year};
	const struct raw_data_source source = {&d, derive_asked, take_outcome};
	char hex[DIGEST_HEX_SIZE];
	struct error err;
	int found;

	d.files = raw_files_list(c->mem, data->folders, data->folders_n, &err);
	if (!d.files)
		return command_error(c, NULL, NULL, 0, &err);
	found = registry_raw_data(r, c->mem, report, &source, &err);
	if (found == 0)
		found = error_set(&err, ERROR_CLIENT_NO_REPORT, NULL, "", "report",
			digest_hex(report, hex), NULL);
	if (found == 1 && d.error.code != ERROR_NONE) {
		err = d.error;
		found = -1;
	}
	if (found < 0)
		return command_error(c, NULL, NULL, 0, &err);
	for (size_t i = 0; i < data->years_n; i++)
		given_settle(&data->years[i].values);
	return d.short_of_memory ? EXIT_CANNOT : EXIT_DONE;
}

const struct given_values *report_data_of(const struct report_data *data, int64_t year)
{
	for (size_t i = 0; i < data->years_n; i++)
		if (data->years[i].year == year)
			return &data->years[i].values;
	return NULL;
}
