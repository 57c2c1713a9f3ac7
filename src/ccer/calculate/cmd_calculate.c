/*
 * ccer calculate: a year calculated by a methodology, from values given in files and on the
 * command line; or a sealed report calculated again as the registry did, as it is and with
 * single values or rows changed.
 */
#include <getopt.h>
#include <inttypes.h>
#include <string.h>

#include <talloc.h>

#include "base/near_word.h"
#include "base/number.h"
#include "ccer/calculate/calculate_data.h"
#include "ccer/calculate/calculation_show.h"
#include "ccer/calculate/given_rows.h"
#include "ccer/calculate/report_data.h"
#include "ccer/calculate/values_file.h"
#include "ccer/methodology/methodology.h"
#include "ccer/open.h"
#include "ccer/options.h"
#include "domain/named_values.h"
#include "engine/study/recompute.h"
#include "methodology/estimate.h"

enum { FILES_MAX = 16 };

/* A row of a parameters document's file. */
struct file_row {
	const char *table, *key, *edition, *values;
	enum text_status status;
	int64_t year; /* 0: every year */
};

struct calculating {
	const char *folder, *report, *methodology, *units, *key;
	enum calculation_form form;
	int64_t year;
	bool estimate;
	struct period period; /* of an estimate */
	const char *files[FILES_MAX];
	size_t files_n, rows_n;
	struct file_row *rows;
	struct given_values set;
	struct data_file data[FILES_MAX];
	size_t data_n;
	struct report_data attached; /* of a sealed report */
	bool partial;		     /* only `days`, a part of the year, is calculated */
	struct period days;
	struct given_rows given;
};

static int show_rows(struct command_context *c, enum calculation_form form,
	const struct trace_sources *sources, const struct recomputed_row *rows, size_t n)
{
	struct shown_year *years = talloc_zero_array(c->mem, struct shown_year, (unsigned)n + 1);

	if (!years)
		return EXIT_CANNOT;
	for (size_t i = 0; i < n; i++)
		years[i] = (struct shown_year){
			.year = rows[i].year, .result = &rows[i].result, .sources = sources};
	return calculation_show(c, form, years, n);
}

static int show_estimate(
	struct command_context *c, enum calculation_form form, const struct estimate *e)
{
	struct shown_year *years =
		talloc_zero_array(c->mem, struct shown_year, (unsigned)e->years_n);
	int status;

	if (!years)
		return EXIT_CANNOT;
	for (size_t i = 0; i < e->years_n; i++)
		years[i] = (struct shown_year){.year = e->years[i].year,
			.days = e->years[i].days,
			.days_in_year = e->years[i].days_in_year,
			.result = &e->years[i].result};
	status = calculation_show(c, form, years, e->years_n);
	if (status == EXIT_DONE && form == FORM_TEXT)
		printf("%s %" PRId64 " tCO2e\n", command_text(c, "合计", "total"), e->tonnes);
	return status;
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

/*
 * A row of the files: of the year, or of every year. Beyond the last year an estimate
 * takes that year's row: what factors will be in the future is not published.
 */
static int file_row(const struct calculating *x, const struct methodology_row *which,
	struct methodology_found *found)
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
	*found = (struct methodology_found){exact->values, exact->edition, exact->status};
	return 1;
}

/* The command line's rows take precedence over the files'. */
static int give_row(void *ctx, const struct methodology_row *which, struct methodology_found *found,
	struct error *err)
{
	struct calculating *x = ctx;
	const char *given = given_rows_find(&x->given, x, which);

	(void)err;
	if (!given)
		return file_row(x, which, found);
	found->values = given;
	return 1;
}

/* The line of a mapping's columns; what cannot be a column is left out. NULL: no memory. */
static const char *columns_of(struct command_context *c, const struct yaml_node *values)
{
	struct named_value *columns =
		talloc_array(c->mem, struct named_value, (unsigned)values->size + 1);
	struct error ignored;
	size_t n = 0;

	for (const struct yaml_node *v = values->first; v && columns; v = v->next)
		if (v->type == YAML_SCALAR && named_value_part_fits(v->key) &&
			named_value_part_fits(v->text))
			columns[n++] = (struct named_value){v->key, v->text};
	return columns ? named_values_write(c->mem, n, columns, &ignored) : NULL;
}

static bool add_file_row(struct command_context *c, struct calculating *x,
	const struct yaml_node *root, const struct yaml_node *n)
{
	const char *name = methodology_scalar(root, "name"), *key = methodology_scalar(n, "key");
	const char *edition = methodology_scalar(n, "edition");
	const char *status = methodology_scalar(root, "status");
	const char *year = methodology_scalar(n, "year");
	const struct yaml_node *values = yaml_member(n, "values");
	struct file_row row = {.table = name, .key = key, .edition = edition};

	if (!name || !key || !values || values->type != YAML_MAPPING)
		return true;
	if (!year)
		year = methodology_scalar(root, "about");
	if (year && !integer_parse(year, strlen(year), 1, YEAR_LAST, &row.year))
		row.year = 0;
	if (status)
		row.status = word_value(WORDS_TEXT_STATUS, status, strlen(status));
	row.values = columns_of(c, values);
	x->rows = talloc_realloc(c->mem, x->rows, struct file_row, (unsigned)x->rows_n + 1);
	if (!row.values || !x->rows)
		return false;
	x->rows[x->rows_n++] = row;
	return true;
}

/* Reads rows of parameters documents, such as registry/grid-factors.yaml. */
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

static const char *settable_at(const void *ctx, size_t i)
{
	const struct methodology *m = ctx;
	const struct methodology_parameter *p;

	for (size_t k = 0; (p = methodology_parameter_at(m, k)); k++)
		if (p->source != PARAMETER_TABLE && i-- == 0)
			return p->symbol;
	return NULL;
}

/* Every --set names a fixed or monitored value of the methodology, every --row a column. */
static int settings_known(
	const struct calculating *x, const struct methodology *m, struct error *err)
{
	char symbol[SYMBOL_MAX + 1];

	for (size_t i = 0; i < x->set.n; i++) {
		const char *name = x->set.value[i].name, *near;

		if (methodology_takes(m, PARAMETER_FIXED, name) ||
			methodology_takes(m, PARAMETER_MONITORED, name))
			continue;
		snprintf(symbol, sizeof(symbol), "%.*s", (int)strcspn(name, "["), name);
		near = near_word(symbol, settable_at, m);
		return error_set(err, ERROR_FORMULA_UNKNOWN, NULL, "", "symbol", name,
			near ? "near" : NULL, near, NULL);
	}
	return given_rows_known(&x->given, m, err);
}

static int run_what_if(struct command_context *c, struct calculating *x,
	const struct methodology *m, const char *bytes, size_t size)
{
	const struct methodology_inputs inputs = {
		x, give_name, give_value, give_row, x->partial ? &x->days : NULL, NULL};
	const struct trace_sources sources = {&x->set, given_derived_from};
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
	if (given_rows_asked(&x->given, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return x->estimate ? show_estimate(c, x->form, &estimate)
			   : show_rows(c, x->form, &sources, &row, 1);
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

/* --- a sealed report --- */

/* The command line's columns replace those of the registry's row; the others stay. */
static int change_row(void *ctx, const struct methodology_row *which, int known,
	struct methodology_found *found, struct error *err)
{
	struct calculating *x = ctx;
	const char *given = given_rows_find(&x->given, x, which);

	if (!given)
		return known;
	found->values = named_values_lay(x, given, known ? found->values : "");
	found->status = STATUS_NONE;
	return found->values ? 1 : error_no_memory(err);
}

/* Shows each row as it is sealed beside what it would come to. */
static int show_changed(struct command_context *c, enum calculation_form form,
	const struct recomputed_row *rows, const struct recomputed_row *changed, size_t n)
{
	struct shown_year *years = talloc_zero_array(c->mem, struct shown_year, (unsigned)n + 1);

	if (!years)
		return EXIT_CANNOT;
	for (size_t i = 0; i < n; i++)
		years[i] = (struct shown_year){.year = rows[i].year,
			.result = &changed[i].result,
			.sealed = &rows[i].result};
	return calculation_show(c, form, years, n);
}

/*
 * The values as the rules take them, in the order in which they are settled: those given
 * by hand before those that were derived (NULL: none). NULL: no memory.
 */
static const struct named_value *named_values(
	void *mem, const struct given_values *set, const struct given_values *derived, size_t *n)
{
	struct given_values all = {0};
	struct named_value *out;
	bool added = true;

	for (size_t i = 0; i < set->n; i++)
		added = added && given_add(&all, mem, &set->value[i]);
	for (size_t i = 0; derived && i < derived->n; i++)
		added = added && given_add(&all, mem, &derived->value[i]);
	given_settle(&all);
	out = talloc_array(mem, struct named_value, (unsigned)all.n + 1);
	for (size_t i = 0; added && out && i < all.n; i++)
		out[i] = (struct named_value){all.value[i].name, all.value[i].value};
	*n = all.n;
	return added ? out : NULL;
}

/* The report has rows, but none of the year asked for; returns -1. */
static int no_such_year(
	const struct calculating *x, const struct sealed_report *report, struct error *err)
{
	const struct body_accounting_report *body = document_report(report->document, NULL);
	char year[24], accepted[ERROR_VALUE_MAX] = "";
	size_t used = 0;

	for (size_t i = 0; i < body->rows_n && used < sizeof(accepted); i++)
		used += (size_t)snprintf(accepted + used, sizeof(accepted) - used, "%s%" PRId64,
			i ? ", " : "", body->rows[i].year);
	snprintf(year, sizeof(year), "%" PRId64, x->year);
	return error_set(err, ERROR_CLIENT_NO_REPORT_YEAR, NULL, "", "year", year, "accepted",
		accepted, NULL);
}

/* Each row as it would be, with the values that were derived for its year. */
static int recompute_changed(struct registry *r, struct command_context *c, struct calculating *x,
	const struct sealed_report *report, struct recomputed_row *rows[2], size_t n,
	struct error *err)
{
	struct calculation_if changes = {.ctx = x, .row = x->given.n ? change_row : NULL};

	rows[1] = talloc_zero_array(c->mem, struct recomputed_row, (unsigned)n + 1);
	if (!rows[1])
		return error_no_memory(err);
	for (size_t i = 0; i < n; i++) {
		const struct given_values *derived = report_data_of(&x->attached, rows[0][i].year);
		struct recomputed_row *row;
		size_t one;

		changes.set = named_values(c->mem, &x->set, derived, &changes.set_n);
		if (!changes.set)
			return error_no_memory(err);
		if (registry_recompute(
			    r, c->mem, report, rows[0][i].year, &changes, &row, &one, err) < 0)
			return -1;
		rows[1][i] = row[0];
	}
	return given_rows_asked(&x->given, err);
}

/* The rows as they are sealed and, where something is changed, as they would be. */
static int recompute_report(struct registry *r, struct command_context *c, struct calculating *x,
	const struct digest *report, struct recomputed_row *rows[2], size_t *n, struct error *err)
{
	struct sealed_report sealed;
	int found = registry_report(r, c->mem, report, &sealed, err);

	if (found == 0)
		return error_set(err, ERROR_CLIENT_NO_REPORT, NULL, "", "report", x->report, NULL);
	if (found < 0 ||
		registry_recompute(r, c->mem, &sealed, x->year, NULL, &rows[0], n, err) < 0)
		return -1;
	if (*n == 0)
		return no_such_year(x, &sealed, err);
	if (x->set.n == 0 && x->given.n == 0 && x->attached.years_n == 0)
		return 0;
	if (settings_known(x, sealed.program, err) < 0)
		return -1;
	return recompute_changed(r, c, x, &sealed, rows, *n, err);
}

static int calculate_sealed(struct command_context *c, struct calculating *x)
{
	struct recomputed_row *rows[2] = {NULL, NULL};
	struct digest report;
	struct error err;
	size_t n;

	given_settle(&x->set);
	if (!digest_parse(x->report, strlen(x->report), &report))
		return command_usage(c, "calculate",
			command_text(c, "SHA256 应为 64 位十六进制数字",
				"SHA256 is 64 hexadecimal digits"));
	AUTO(registry_auto) struct registry *r = open_ledger(c, x->folder);

	if (!r)
		return EXIT_CANNOT;
	if (x->attached.folders_n > 0) {
		int status = report_data_derive(c, r, &report, x->year, &x->attached);

		if (status != EXIT_DONE)
			return status;
	}
	if (recompute_report(r, c, x, &report, rows, &n, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return rows[1] ? show_changed(c, x->form, rows[0], rows[1], n)
		       : show_rows(c, x->form, NULL, rows[0], n);
}

/* --- the command --- */

static int add_setting(struct command_context *c, struct calculating *x, const char *text)
{
	const char *equal = strchr(text, '=');
	struct given_value value = {0};
	struct error err;

	if (!equal)
		return command_usage(c, "calculate",
			command_text(c, "--set 应为 符号=数值", "--set takes SYMBOL=VALUE"));
	value.name = talloc_strndup(c->mem, text, (size_t)(equal - text));
	value.value = equal + 1;
	for (size_t i = 0; value.name && i < x->set.n; i++) {
		const struct given_value *other = &x->set.value[i];

		if (other->line == 0 && strcmp(other->name, value.name) == 0) {
			error_set(
				&err, ERROR_CLIENT_VALUE_TWICE, NULL, "", "name", value.name, NULL);
			return command_error(c, NULL, NULL, 0, &err);
		}
	}
	return value.name && given_add(&x->set, c->mem, &value) ? EXIT_DONE : EXIT_CANNOT;
}

static int add_row(struct command_context *c, struct calculating *x, const char *text)
{
	int added = given_rows_add(&x->given, x, text);

	if (added == 0)
		return command_usage(c, "calculate",
			command_text(c, "--row 应为 数据表[项]@年份:列=数值",
				"--row takes TABLE[MEMBER]@YEAR:COLUMN=VALUE"));
	return added < 0 ? EXIT_CANNOT : EXIT_DONE;
}

static int add_data(struct command_context *c, struct calculating *x, const char *text)
{
	const char *equal = strchr(text, '='), *hash = strrchr(text, '#');
	struct data_file *file = &x->data[x->data_n];
	size_t size;

	if (!equal || x->data_n == FILES_MAX)
		return command_usage(c, "calculate",
			command_text(c, "--data 应为 名称=文件[#SHA256]，至多 16 次",
				"--data takes NAME=FILE[#SHA256], at most 16 times"));
	file->hashed =
		hash && hash > equal && digest_parse(hash + 1, strlen(hash + 1), &file->expected);
	size = file->hashed ? (size_t)(hash - equal) - 1 : strlen(equal + 1);
	file->name = talloc_strndup(c->mem, text, (size_t)(equal - text));
	file->path = talloc_strndup(c->mem, equal + 1, size);
	x->data_n++;
	return file->name && file->path ? EXIT_DONE : EXIT_CANNOT;
}

/* FIRST..LAST, both days included: an estimate's period, or a part of a year. */
static int take_period(struct command_context *c, struct calculating *x, bool estimate)
{
	struct period *out = estimate ? &x->period : &x->days;
	const char *dots = strstr(optarg, "..");

	x->estimate |= estimate;
	x->partial |= !estimate;
	if (!dots || !day_parse(optarg, (size_t)(dots - optarg), &out->first) ||
		!day_parse(dots + 2, strlen(dots + 2), &out->last))
		return command_usage(c, "calculate",
			command_text(c, "期间写作 2022-04-01..2032-03-31",
				"a period is 2022-04-01..2032-03-31"));
	return EXIT_DONE;
}

static int option_take(struct command_context *c, struct calculating *x, int option)
{
	if (option == 'l')
		x->folder = optarg;
	else if (option == 'S')
		c->state = optarg;
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
	else if (option == 'e')
		x->form = FORM_SPREADSHEET;
	else if (option == 'k')
		x->key = optarg;
	else if (option == 'p' && x->files_n < FILES_MAX)
		x->files[x->files_n++] = optarg;
	else if (option == 'd' || option == 'o')
		return take_period(c, x, option == 'd');
	else if (option == 'f' && x->attached.folders_n < RAW_FOLDERS_MAX)
		x->attached.folders[x->attached.folders_n++] = optarg;
	else if (option == 'a')
		return add_data(c, x, optarg);
	else if (option == 's')
		return add_setting(c, x, optarg);
	else if (option == 'v')
		return values_file_read(c, &x->set, optarg);
	else if (option == 't')
		return add_row(c, x, optarg);
	else if (option == 'y' && integer_parse(optarg, strlen(optarg), 1, YEAR_LAST, &x->year))
		return EXIT_DONE;
	else
		return command_usage(c, "calculate", NULL);
	return EXIT_DONE;
}

int cmd_calculate(struct command_context *c, int argc, char **argv)
{
	struct calculating *x = talloc_zero(c->mem, struct calculating);
	int option, status = EXIT_DONE;

	if (!x)
		return EXIT_CANNOT;
	x->key = "-";
	while (status == EXIT_DONE && (option = command_option(c, argc, argv)) != -1)
		status = option_take(c, x, option);
	if (status != EXIT_DONE)
		return status;
	if (!given_rows_settle(&x->given, x))
		return EXIT_CANNOT;
	if (optind == argc && x->folder && x->report && !x->methodology && !x->files_n &&
		!x->estimate && !x->partial && x->data_n == 0)
		return calculate_sealed(c, x);
	if (optind == argc && x->methodology && x->units && x->attached.folders_n == 0 &&
		(x->year != 0) != x->estimate && !x->folder &&
		!(x->estimate && (x->partial || x->data_n > 0)))
		return what_if(c, x);
	return command_usage(c, "calculate", NULL);
}
