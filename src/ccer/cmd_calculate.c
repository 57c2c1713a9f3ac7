#include <getopt.h>
#include <inttypes.h>
#include <string.h>

#include <jansson.h>
#include <talloc.h>

#include "ccer/calculate_data.h"
#include "ccer/command.h"
#include "ccer/methodology.h"
#include "ccer/open.h"
#include "export/csv.h"
#include "formula/estimate.h"

enum {
	SETTINGS_MAX = 64,
	ROW_NAME_MAX = 256,
	ROW_VALUES_MAX = 1024,
	FILES_MAX = 16,
	SYMBOL_WIDTH = 12,
	CALCULATION_MAX = 16 * 1024 * 1024,
};

enum form { FORM_TEXT, FORM_JSON, FORM_CSV };

/* A row of a parameters document's file. */
struct file_row {
	const char *table, *key, *edition, *values;
	int64_t year; /* 0: every year */
};

struct calculating {
	const char *folder, *report, *methodology, *units, *key;
	enum form form;
	int64_t year;
	bool estimate;
	struct period period; /* of an estimate */
	const char *files[FILES_MAX];
	size_t files_n, rows_n;
	struct file_row *rows;
	struct given_values set;
	struct data_file data[FILES_MAX];
	size_t data_n;
	bool partial; /* days: the part of the year that is calculated */
	struct period days;
	const char *tables[SETTINGS_MAX]; /* "grid.factors@2022:CM=0.6185" */
	size_t tables_n;
	char text[ROW_VALUES_MAX]; /* the row given last */
};

/* --- printing --- */

/* A year as it is shown; of an estimate with its days. */
struct shown_year {
	int64_t year;
	int days, days_in_year; /* 0: no estimate */
	const struct methodology_result *result;
};

static void show_text(const struct command_context *c, const struct shown_year *y)
{
	const struct methodology_result *r = y->result;
	int width = SYMBOL_WIDTH;

	for (size_t i = 0; i < r->steps_n; i++)
		if ((int)strlen(r->steps[i].symbol) >= width)
			width = (int)strlen(r->steps[i].symbol) + 1;
	printf("%" PRId64, y->year);
	if (y->days_in_year)
		printf(" (%d/%d %s)", y->days, y->days_in_year, command_text(c, "天", "days"));
	putchar('\n');
	for (size_t i = 0; i < r->steps_n; i++) {
		const struct methodology_step *s = &r->steps[i];

		printf("  %-*s", width, s->symbol);
		if (s->expression[0] && !s->note[0])
			printf("= %s\n  %*s= %s\n  %*s", s->expression, width, "", s->substituted,
				width, "");
		printf("= %s %s", s->value, s->unit);
		printf("%s%s%s\n", s->note[0] ? "  (" : "", s->note, s->note[0] ? ")" : "");
	}
	printf("  %s %" PRId64 " tCO2e\n\n", command_text(c, "向下取整", "floored"), r->tonnes);
}

static json_t *result_json(const struct shown_year *y)
{
	const struct methodology_result *r = y->result;
	json_t *steps = json_array(), *out;

	for (size_t i = 0; i < r->steps_n; i++) {
		const struct methodology_step *s = &r->steps[i];

		json_array_append_new(
			steps, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "symbol", s->symbol,
				       "unit", s->unit, "expression", s->expression, "substituted",
				       s->substituted, "value", s->value, "note", s->note));
	}
	out = json_pack("{s:I, s:o, s:I}", "year", (json_int_t)y->year, "steps", steps, "tonnes",
		(json_int_t)r->tonnes);
	if (out && y->days_in_year) {
		json_object_set_new(out, "days", json_integer(y->days));
		json_object_set_new(out, "days_in_year", json_integer(y->days_in_year));
	}
	return out;
}

static void show_csv(struct buffer *out, const struct shown_year *y)
{
	const struct methodology_result *r = y->result;
	struct csv_writer w = {.out = out};

	for (size_t i = 0; i < r->steps_n; i++) {
		const struct methodology_step *s = &r->steps[i];

		csv_integer(&w, y->year);
		csv_text(&w, s->symbol);
		csv_text(&w, s->unit);
		csv_text(&w, s->expression);
		csv_text(&w, s->substituted);
		csv_text(&w, s->value);
		csv_text(&w, s->note);
		csv_end_row(&w);
	}
}

static int show_years(
	struct command_context *c, enum form form, const struct shown_year *years, size_t n)
{
	struct buffer *out = buffer_new(c->mem, CALCULATION_MAX);
	json_t *all = json_array();
	struct error err;

	if (!out || !all)
		return EXIT_CANNOT;
	if (form == FORM_CSV)
		buffer_add_text(out, "year,symbol,unit,expression,substituted,value,note\n");
	for (size_t i = 0; i < n; i++) {
		if (form == FORM_TEXT)
			show_text(c, &years[i]);
		else if (form == FORM_CSV)
			show_csv(out, &years[i]);
		else
			json_array_append_new(all, result_json(&years[i]));
	}
	if (form == FORM_JSON) {
		json_dumpf(all, stdout, JSON_INDENT(2));
		putchar('\n');
	}
	json_decref(all);
	if (buffer_ok(out, &err) < 0 || command_write("-", out->bytes, out->size, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}

static int show_rows(
	struct command_context *c, enum form form, const struct recomputed_row *rows, size_t n)
{
	struct shown_year *years = talloc_zero_array(c->mem, struct shown_year, (unsigned)n + 1);

	if (!years)
		return EXIT_CANNOT;
	for (size_t i = 0; i < n; i++)
		years[i] = (struct shown_year){rows[i].year, 0, 0, &rows[i].result};
	return show_years(c, form, years, n);
}

static int show_estimate(struct command_context *c, enum form form, const struct estimate *e)
{
	struct shown_year *years =
		talloc_zero_array(c->mem, struct shown_year, (unsigned)e->years_n);
	int status;

	if (!years)
		return EXIT_CANNOT;
	for (size_t i = 0; i < e->years_n; i++)
		years[i] = (struct shown_year){e->years[i].year, e->years[i].days,
			e->years[i].days_in_year, &e->years[i].result};
	status = show_years(c, form, years, e->years_n);
	if (status == EXIT_DONE && form == FORM_TEXT)
		printf("%s %" PRId64 " tCO2e\n", command_text(c, "合计", "total"), e->tonnes);
	return status;
}

/* --- a sealed report --- */

static int sealed(struct command_context *c, const struct calculating *x)
{
	struct recomputed_row *rows;
	struct digest report;
	struct error err;
	size_t n;
	int found;

	if (!digest_parse(x->report, strlen(x->report), &report))
		return command_usage(c, "calculate", "SHA256 is 64 hexadecimal digits");
	AUTO(registry_auto) struct registry *r = open_ledger(c, x->folder);

	if (!r)
		return EXIT_CANNOT;
	found = registry_recompute(r, c->mem, &report, &rows, &n, &err);
	if (found == 0)
		found = error_set(
			&err, ERROR_CLIENT_NO_RECORD, NULL, "", "record", x->report, NULL);
	if (found < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return show_rows(c, x->form, rows, n);
}

/* --- a methodology file with values from the command line --- */

static int give_value(void *ctx, enum parameter_source source, const char *symbol,
	const char **value, struct error *err)
{
	const struct calculating *x = ctx;
	const struct given_value *given = given_find(&x->set, symbol);

	(void)source;
	(void)err;
	if (given)
		*value = given->value;
	return given != NULL;
}

static const char *give_name(void *ctx, enum parameter_source source, size_t n)
{
	const struct calculating *x = ctx;

	(void)source;
	return n < x->set.n ? x->set.value[n].name : NULL;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The columns given for a row called so, "grid.factors@2020"; their number. */
static size_t columns_of(struct calculating *x, const char *row)
{
	size_t n = 0, used = 0, length = strlen(row);

	x->text[0] = '\0';
	for (size_t i = 0; i < x->tables_n; i++) {
		if (strncmp(x->tables[i], row, length) != 0 || x->tables[i][length] != ':')
			continue;
		used += (size_t)snprintf(x->text + used, sizeof(x->text) - used, "%s%s",
			used ? " " : "", x->tables[i] + length + 1);
		if (used >= sizeof(x->text))
			return 0;
		n++;
	}
	return n;
}

/*
 * A row of the files: of the year, or of every year. An estimate takes the last
 * year's row beyond it: what the future's factors will be is not published.
 */
static int file_row(const struct calculating *x, const struct methodology_row *which,
	const char **values, const char **edition)
{
	const char *key = which->member ? which->member : x->key;
	const struct file_row *exact = NULL, *last = NULL;

	for (size_t i = 0; i < x->rows_n; i++) {
		const struct file_row *r = &x->rows[i];

		if (strcmp(r->table, which->table) != 0 || strcmp(r->key, key) != 0)
			continue;
		if (r->year == 0 || r->year == which->year)
			exact = r;
		if (!last || r->year >= last->year)
			last = r;
	}
	if (!exact && x->estimate && last && last->year < which->year)
		exact = last;
	if (!exact)
		return 0;
	*values = exact->values;
	*edition = exact->edition;
	return 1;
}

/* The command line's rows go before the files', one of the year before one for every year. */
static int give_row(void *ctx, const struct methodology_row *which, const char **values,
	const char **edition, struct error *err)
{
	struct calculating *x = ctx;
	bool indexed = which->member != NULL;
	char row[ROW_NAME_MAX];
	size_t n;

	(void)err;
	snprintf(row, sizeof(row), "%s%s%s%s@%" PRId64, which->table, indexed ? "[" : "",
		indexed ? which->member : "", indexed ? "]" : "", which->year);
	n = columns_of(x, row);
	if (n == 0) {
		*strrchr(row, '@') = '\0';
		n = columns_of(x, row);
	}
	if (n == 0)
		return file_row(x, which, values, edition);
	*values = x->text;
	*edition = "";
	return 1;
}

static int64_t integer_of(const char *text)
{
	struct tonnes n;

	return text && tonnes_parse(text, strlen(text), &n) ? tonnes_count(n) : 0;
}

static bool add_file_row(struct command_context *c, struct calculating *x,
	const struct yaml_node *root, const struct yaml_node *n)
{
	const char *name = methodology_scalar(root, "name"), *key = methodology_scalar(n, "key");
	const char *edition = methodology_scalar(n, "edition");
	const char *year = methodology_scalar(n, "year");
	const struct yaml_node *values = yaml_member(n, "values");
	struct file_row row = {name, key, edition ? edition : "", talloc_strdup(c->mem, ""), 0};

	if (!name || !key || !values || values->type != YAML_MAPPING)
		return true;
	row.year = integer_of(year ? year : methodology_scalar(root, "about"));
	for (const struct yaml_node *v = values->first; v && row.values; v = v->next)
		row.values = talloc_asprintf(c->mem, "%s%s%s=%s", row.values,
			row.values[0] ? " " : "", v->key, v->type == YAML_SCALAR ? v->text : "");
	x->rows = talloc_realloc(c->mem, x->rows, struct file_row, (unsigned)x->rows_n + 1);
	if (!row.values || !x->rows)
		return false;
	x->rows[x->rows_n++] = row;
	return true;
}

/* Rows of parameters documents, such as registry/grid-factors.yaml. */
static int read_files(struct command_context *c, struct calculating *x)
{
	for (size_t i = 0; i < x->files_n; i++) {
		const struct yaml_node *list;
		struct yaml_node *root;
		const char *bytes;
		size_t size;
		int status = methodology_read_tree(c, x->files[i], &root, &bytes, &size);

		if (status != EXIT_DONE)
			return status;
		list = yaml_member(root, "rows");
		for (const struct yaml_node *n = list ? list->first : NULL; n; n = n->next)
			if (!add_file_row(c, x, root, n))
				return EXIT_CANNOT;
	}
	return EXIT_DONE;
}

/* Every --set names a fixed or monitored value of the methodology. */
static int settings_known(
	const struct calculating *x, const struct methodology *m, struct error *err)
{
	for (size_t i = 0; i < x->set.n; i++)
		if (!methodology_takes(m, PARAMETER_FIXED, x->set.value[i].name) &&
			!methodology_takes(m, PARAMETER_MONITORED, x->set.value[i].name))
			return error_set(err, ERROR_FORMULA_UNKNOWN, NULL, "", "symbol",
				x->set.value[i].name, NULL);
	return 0;
}

static int run_what_if(struct command_context *c, struct calculating *x,
	const struct methodology *m, const char *bytes, size_t size)
{
	const struct methodology_inputs inputs = {
		x, give_name, give_value, give_row, x->partial ? &x->days : NULL};
	struct recomputed_row row = {.year = x->year};
	struct estimate estimate;
	struct error err;
	int failed;

	if (settings_known(x, m, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	if (x->estimate)
		failed = methodology_estimate(
			c->mem, m, &inputs, x->key, &x->period, &estimate, &err);
	else
		failed = methodology_run(c->mem, m, &inputs, x->key, x->year, &row.result, &err);
	if (failed < 0)
		return command_error(c, x->methodology, bytes, size, &err);
	return x->estimate ? show_estimate(c, x->form, &estimate) : show_rows(c, x->form, &row, 1);
}

static int what_if(struct command_context *c, struct calculating *x)
{
	const struct methodology *m;
	struct unit_table *units;
	struct yaml_node *root;
	const char *bytes;
	size_t size;
	struct error err;
	int status = methodology_read_units(c, x->units, &units);

	if (status == EXIT_DONE)
		status = read_files(c, x);
	if (status == EXIT_DONE)
		status = methodology_read_tree(c, x->methodology, &root, &bytes, &size);
	if (status != EXIT_DONE)
		return status;
	qsort(x->tables, x->tables_n, sizeof(x->tables[0]), by_text);
	m = methodology_compile(c->mem, root, units, &err);
	if (!m)
		return command_error(c, x->methodology, bytes, size, &err);
	status = calculate_data(
		c, m, x->year, x->partial ? &x->days : NULL, x->data, x->data_n, &x->set);
	if (status != EXIT_DONE)
		return status;
	given_settle(&x->set);
	return run_what_if(c, x, m, bytes, size);
}

static int add_setting(struct command_context *c, struct calculating *x, const char *text)
{
	const char *equal = strchr(text, '=');
	struct given_value value = {NULL, NULL, NULL, 0};

	if (!equal)
		return command_usage(c, "calculate", "--set takes SYMBOL=VALUE");
	value.name = talloc_strndup(c->mem, text, (size_t)(equal - text));
	value.value = equal + 1;
	return value.name && given_add(&x->set, c->mem, &value) ? EXIT_DONE : EXIT_CANNOT;
}

static int add_data(struct command_context *c, struct calculating *x, const char *text)
{
	const char *equal = strchr(text, '=');
	struct data_file *file = &x->data[x->data_n];

	if (!equal || x->data_n == FILES_MAX)
		return command_usage(c, "calculate", "--data takes NAME=FILE, at most 16 times");
	file->name = talloc_strndup(c->mem, text, (size_t)(equal - text));
	file->path = equal + 1;
	x->data_n++;
	return file->name ? EXIT_DONE : EXIT_CANNOT;
}

/* FIRST..LAST, both days included: of an estimate, or the part of a year. */
static int take_period(struct command_context *c, struct calculating *x, bool estimate)
{
	struct period *out = estimate ? &x->period : &x->days;
	const char *dots = strstr(optarg, "..");

	x->estimate |= estimate;
	x->partial |= !estimate;
	if (!dots || !day_parse(optarg, (size_t)(dots - optarg), &out->first) ||
		!day_parse(dots + 2, strlen(dots + 2), &out->last))
		return command_usage(c, "calculate", "a period is 2022-04-01..2032-03-31");
	return EXIT_DONE;
}

static int option_take(struct command_context *c, struct calculating *x, int option)
{
	struct tonnes year;

	if (option == 'l')
		x->folder = optarg;
	else if (option == 'r')
		x->report = optarg;
	else if (option == 'm')
		x->methodology = optarg;
	else if (option == 'u')
		x->units = optarg;
	else if (option == 'j')
		x->form = FORM_JSON;
	else if (option == 'c')
		x->form = FORM_CSV;
	else if (option == 'k')
		x->key = optarg;
	else if (option == 'p' && x->files_n < FILES_MAX)
		x->files[x->files_n++] = optarg;
	else if (option == 'd' || option == 'o')
		return take_period(c, x, option == 'd');
	else if (option == 'a')
		return add_data(c, x, optarg);
	else if (option == 's')
		return add_setting(c, x, optarg);
	else if (option == 't' && x->tables_n < SETTINGS_MAX && strchr(optarg, ':'))
		x->tables[x->tables_n++] = optarg;
	else if (option == 'y' && tonnes_parse(optarg, strlen(optarg), &year))
		x->year = tonnes_count(year);
	else
		return command_usage(c, "calculate", NULL);
	return EXIT_DONE;
}

int cmd_calculate(struct command_context *c, int argc, char **argv)
{
	static const struct option options[] = {{"ledger", required_argument, NULL, 'l'},
		{"report", required_argument, NULL, 'r'},
		{"methodology", required_argument, NULL, 'm'},
		{"units", required_argument, NULL, 'u'}, {"year", required_argument, NULL, 'y'},
		{"period", required_argument, NULL, 'd'}, {"key", required_argument, NULL, 'k'},
		{"parameters", required_argument, NULL, 'p'},
		{"data", required_argument, NULL, 'a'}, {"days", required_argument, NULL, 'o'},
		{"set", required_argument, NULL, 's'}, {"row", required_argument, NULL, 't'},
		{"json", no_argument, NULL, 'j'}, {"csv", no_argument, NULL, 'c'}, {0}};
	struct calculating *x = talloc_zero(c->mem, struct calculating);
	int option, status = EXIT_DONE;

	if (!x)
		return EXIT_CANNOT;
	x->key = "-";
	while (status == EXIT_DONE && (option = getopt_long(argc, argv, "", options, NULL)) != -1)
		status = option_take(c, x, option);
	if (status != EXIT_DONE)
		return status;
	if (optind == argc && x->folder && x->report && !x->methodology)
		return sealed(c, x);
	if (optind == argc && x->methodology && x->units && (x->year != 0) != x->estimate &&
		!x->folder && !(x->estimate && (x->partial || x->data_n > 0)))
		return what_if(c, x);
	return command_usage(c, "calculate", NULL);
}
