#include "tests/real/record.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "tests/support.h"

enum { COLUMNS_MAX = 64, FILE_SIZE_MAX = 64 * 1024 * 1024 };

struct reading {
	void *mem;
	struct real_record *record;
	const char *file;
	size_t line;
	bool batches;
	bool detailed; /* applications-*.tsv, batches-*.tsv */
	size_t columns_n;
	const char *columns[COLUMNS_MAX];
	size_t cells_n;
	const char *cells[COLUMNS_MAX];
};

static size_t split(char *line, const char **out)
{
	size_t n = 0;

	for (char *cell; (cell = strsep(&line, "\t")) != NULL;) {
		ck_assert_uint_lt(n, COLUMNS_MAX);
		out[n++] = cell;
	}
	return n;
}

/* The cell of a column; "" when the row is shorter. */
static const char *cell(const struct reading *r, const char *column)
{
	for (size_t i = 0; i < r->columns_n; i++)
		if (strcmp(r->columns[i], column) == 0)
			return i < r->cells_n ? r->cells[i] : "";
	ck_abort_msg("%s: no column %s", r->file, column);
	return "";
}

static struct day day(const struct reading *r, const char *column)
{
	const char *text = cell(r, column);
	struct day d = DAY_NONE;

	ck_assert_msg(!text[0] || day_parse(text, strlen(text), &d), "%s:%zu: %s: %s is no day",
		r->file, r->line, column, text);
	return d;
}

static int64_t number_of(const struct reading *r, const char *column, const char *text)
{
	int64_t value = 0;

	ck_assert_msg(text[0] && strlen(text) <= 15 && strspn(text, "0123456789") == strlen(text),
		"%s:%zu: %s: %s is no number", r->file, r->line, column, text);
	for (; *text; text++)
		value = value * 10 + (*text - '0');
	return value;
}

static int64_t number(const struct reading *r, const char *column)
{
	const char *text = cell(r, column);

	return text[0] ? number_of(r, column, text) : -1;
}

/* "2023:18499 2024:41223" */
static void read_years(const struct reading *r, struct real_row *row)
{
	char *text = talloc_strdup(r->mem, cell(r, "by_year")), *saved = NULL;

	for (char *word = strtok_r(text, " ", &saved); word; word = strtok_r(NULL, " ", &saved)) {
		char *colon = strchr(word, ':');

		ck_assert_msg(colon && row->years_n < BATCH_YEARS_MAX, "%s:%zu: by_year: %s",
			r->file, r->line, word);
		*colon = '\0';
		row->years[row->years_n++] = (struct real_year){
			(int)number_of(r, "by_year", word), number_of(r, "by_year", colon + 1)};
	}
}

static struct real_text read_text(const struct reading *r, const char *which)
{
	const char *prefix = talloc_asprintf(r->mem, "%s%s", which, which[0] ? "_" : "");
	struct real_text text = {.longitude = "", .latitude = ""};

#define NAMED(column) talloc_asprintf(r->mem, "%s" column, prefix)
	text.name = cell(r, which[0] ? NAMED("name") : "name_zh");
	text.construction = day(r, NAMED("construction_start"));
	text.lifetime_years = number(r, NAMED("lifetime_years"));
	text.first = day(r, NAMED("crediting_start"));
	text.last = day(r, NAMED("crediting_end"));
	text.expected_total = number(r, NAMED("expected_total_t"));
	if (which[0]) {
		text.longitude = cell(r, NAMED("longitude"));
		text.latitude = cell(r, NAMED("latitude"));
	}
#undef NAMED
	return text;
}

/* What the registered text does not say is as it was on notice. */
static struct real_text laid_over(struct real_text over, const struct real_text *under)
{
	if (!over.name[0])
		over.name = under->name;
	if (day_is_none(over.construction))
		over.construction = under->construction;
	if (over.lifetime_years < 0)
		over.lifetime_years = under->lifetime_years;
	if (day_is_none(over.first))
		over.first = under->first;
	if (day_is_none(over.last))
		over.last = under->last;
	if (over.expected_total < 0)
		over.expected_total = under->expected_total;
	if (!over.longitude[0])
		over.longitude = under->longitude;
	if (!over.latitude[0])
		over.latitude = under->latitude;
	return over;
}

static void read_project(const struct reading *r, struct real_row *row)
{
	row->methodology = cell(r, "methodology");
	row->province = cell(r, r->detailed ? "province" : "province_zh");
	row->owner = cell(r, "owner_zh");
	row->additionality = cell(r, "additionality");
	row->uploaded = day(r, "validation_uploaded");
	row->registered = day(r, "registered");
	row->validator = cell(r, "validator_zh");
	row->notice = row->final = read_text(r, r->detailed ? "published" : "");
	if (r->detailed)
		row->final = laid_over(read_text(r, "registered"), &row->notice);
}

static void read_batch(const struct reading *r, struct real_row *row)
{
	row->verifier = cell(r, "verifier_zh");
	row->validator = "";
	row->registered = r->detailed ? DAY_NONE : day(r, "registered");
	row->issued = r->detailed ? day(r, "issued") : DAY_NONE;
	row->uploaded = day(r, "verification_uploaded");
	row->batch = number(r, "period");
	row->first = day(r, "period_start");
	row->last = day(r, "period_end");
	row->quantity = number(r, "quantity_t");
	read_years(r, row);
}

/* The row of that application and sort, or a new one. */
static struct real_row *row_of(struct reading *r, const char *application)
{
	struct real_record *record = r->record;

	for (size_t i = 0; i < record->rows_n; i++)
		if (record->rows[i].is_batch == r->batches &&
			strcmp(record->rows[i].application, application) == 0)
			return &record->rows[i];
	record->rows =
		talloc_realloc(r->mem, record->rows, struct real_row, (unsigned)record->rows_n + 1);
	ck_assert_ptr_nonnull(record->rows);
	record->rows[record->rows_n] = (struct real_row){0};
	return &record->rows[record->rows_n++];
}

static void read_row(struct reading *r)
{
	struct real_row row = {.is_batch = r->batches,
		.detailed = r->detailed,
		.application = cell(r, "application"),
		.status = cell(r, "status"),
		.code = cell(r, "project_code"),
		.published = day(r, "notice_published"),
		.notice_first = day(r, "notice_start"),
		.notice_last = day(r, "notice_end"),
		.applied = day(r, "application_result"),
		.ended = r->detailed ? day(r, "ended") : DAY_NONE,
		.comments = number(r, "comments")};

	struct real_row *known;

	ck_assert_msg(row.application[0], "%s:%zu: no application", r->file, r->line);
	if (row.comments < 0)
		row.comments = 0;
	if (r->batches)
		read_batch(r, &row);
	else
		read_project(r, &row);
	known = row_of(r, row.application);
	if (day_is_none(row.registered) && known->application)
		row.registered = known->registered;
	*known = row;
}

static char *contents(void *mem, const char *path)
{
	FILE *file = fopen(path, "rb");
	char *text = talloc_size(mem, FILE_SIZE_MAX);
	size_t n;

	ck_assert_msg(file != NULL, "%s cannot be read", path);
	ck_assert_ptr_nonnull(text);
	n = fread(text, 1, FILE_SIZE_MAX - 1, file);
	ck_assert_msg(feof(file), "%s is too large", path);
	fclose(file);
	text[n] = '\0';
	return talloc_realloc_size(mem, text, n + 1);
}

static void read_file(struct reading *r, const char *path)
{
	char *text = contents(r->mem, path), *line;

	r->file = talloc_strdup(r->mem, path);
	r->line = 0;
	while ((line = strsep(&text, "\n")) != NULL) {
		size_t n = strlen(line);

		if (n > 0 && line[n - 1] == '\r')
			line[n - 1] = '\0';
		if (r->line++ == 0) {
			r->columns_n = split(line, r->columns);
			continue;
		}
		if (!line[0])
			continue;
		r->cells_n = split(line, r->cells);
		read_row(r);
	}
	r->record->files_n++;
}

/* Names of files, in the order in which they are read. */
static const struct {
	const char *name;
	bool batches, detailed;
} sorts[] = {{"projects", false, false}, {"applications", false, true}, {"reductions", true, false},
	{"batches", true, true}};

static size_t read_files(struct reading *r, const char *folder, size_t sort)
{
	char *pattern = talloc_asprintf(r->mem, "%s/%s-*.tsv", folder, sorts[sort].name);
	glob_t found = {0};
	int status = glob(pattern, 0, NULL, &found);
	size_t n = found.gl_pathc;

	ck_assert_msg(status == 0 || status == GLOB_NOMATCH, "%s cannot be read", pattern);
	r->batches = sorts[sort].batches;
	r->detailed = sorts[sort].detailed;
	for (size_t i = 0; i < n; i++)
		read_file(r, found.gl_pathv[i]);
	globfree(&found);
	return n;
}

static int by_application(const void *a, const void *b)
{
	const struct real_row *x = a, *y = b;

	if (x->is_batch != y->is_batch)
		return x->is_batch ? 1 : -1;
	return strcmp(x->application, y->application);
}

struct real_record *real_record_read(void *mem, const char *folder)
{
	struct real_record *record = talloc_zero(mem, struct real_record);
	struct reading r = {.mem = mem, .record = record};
	size_t projects = 0;

	ck_assert_ptr_nonnull(record);
	for (size_t i = 0; i < COUNT_OF(sorts); i++) {
		projects += sorts[i].batches ? 0 : read_files(&r, folder, i);
		ck_assert_msg(!sorts[i].batches || projects, "no files of projects in %s", folder);
		if (sorts[i].batches)
			(void)read_files(&r, folder, i);
	}
	ck_assert_msg(record->rows_n > 0, "%s holds no rows", folder);
	qsort(record->rows, record->rows_n, sizeof(*record->rows), by_application);
	return record;
}

bool real_is_registered(const struct real_row *row)
{
	if (!row->is_batch)
		return row->code[0] && !day_is_none(row->registered);
	return !day_is_none(row->registered) || strcmp(row->status, "已登记") == 0 ||
	       strcmp(row->status, "已签发") == 0;
}

int64_t real_tonnes_in(const struct real_row *row, int year)
{
	for (size_t i = 0; i < row->years_n; i++)
		if (row->years[i].year == year)
			return row->years[i].tonnes;
	return 0;
}

bool real_is_withdrawn(const struct real_row *row)
{
	return strcmp(row->status, "已撤回") == 0;
}

bool real_is_revised(const struct real_row *row)
{
	const struct real_text *a = &row->notice, *b = &row->final;

	return !row->is_batch && real_is_registered(row) &&
	       (strcmp(a->name, b->name) != 0 || a->construction.n != b->construction.n ||
		       a->first.n != b->first.n || a->last.n != b->last.n ||
		       a->lifetime_years != b->lifetime_years ||
		       a->expected_total != b->expected_total ||
		       strcmp(a->longitude, b->longitude) != 0 ||
		       strcmp(a->latitude, b->latitude) != 0);
}

/* --- degrees --- */

enum { NANO_PLACES = 9 };

/* The next number of the text in 10^-9; false: there is none. */
static bool next_number(const char **text, int64_t *out)
{
	int places = 0;

	*text += strcspn(*text, "0123456789");
	if (!**text)
		return false;
	*out = 0;
	for (; **text >= '0' && **text <= '9' && *out < INT64_C(1000); ++*text)
		*out = *out * 10 + (**text - '0');
	for (*text += **text == '.'; **text >= '0' && **text <= '9'; ++*text)
		if (places < NANO_PLACES) {
			*out = *out * 10 + (**text - '0');
			places++;
		}
	for (; places < NANO_PLACES; places++)
		*out *= 10;
	return true;
}

bool real_degrees(const char *text, int64_t most, int64_t *out)
{
	static const int64_t sixty = INT64_C(60000000000);
	int64_t part[3] = {0};
	size_t n = 0;

	while (n < COUNT_OF(part) && next_number(&text, &part[n]))
		n++;
	*out = part[0] + part[1] / 60 + part[2] / 3600;
	return n > 0 && part[1] < sixty && part[2] < sixty && *out <= most * INT64_C(1000000000);
}
