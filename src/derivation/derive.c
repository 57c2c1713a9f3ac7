#include "derivation/derive.h"

#include <string.h>

#include <talloc.h>

#include "derivation/derive_run.h"

#define RULE DERIVE_RULE

enum { DAY_SECONDS = 86400, SHOWN_MAX = 64 };

/* A cell that is not what its column holds. */
static int refuse_cell(const struct model_column *c, const struct csv_row *row, size_t cell,
	enum error_code code, const char *name, const char *value, struct error *err)
{
	char found[CSV_CELL_MAX + 1];

	memcpy(found, row->cells[cell].text, row->cells[cell].size);
	found[row->cells[cell].size] = '\0';
	return derive_refuse(row, cell, 0,
		&(struct derive_refusal){code, c->where, c->path, "found", found, name, value},
		err);
}

/* --- the header --- */

static int header_column(const struct derive_run *run, const struct csv_cell *cell)
{
	for (size_t i = 0; i < run->file->columns_n; i++) {
		const struct model_column *c = &run->file->columns[i];

		if (c->name_size == cell->size &&
			memcmp(c->shown.name, cell->text, cell->size) == 0)
			return (int)i;
	}
	return -1;
}

/* The columns that the methodology lists, as its refusals name them. */
static const char *columns_text(void *mem, const struct model_file *f)
{
	char *text = talloc_strdup(mem, "");

	for (size_t i = 0; text && i < f->columns_n; i++)
		text = talloc_asprintf_append(
			text, "%s%s", i ? ", " : "", f->columns[i].shown.name);
	return text ? text : "";
}

/* What separates the cells of a header that is all one cell, and is no column; NULL: nothing. */
static const char *separator_of(const struct csv_row *row)
{
	static const char *const separators[] = {";", "；", "，", "|"};

	for (size_t i = 0; row->cells_n == 1 && i < COUNT_OF(separators); i++)
		if (memmem(row->cells[0].text, row->cells[0].size, separators[i],
			    strlen(separators[i])))
			return separators[i];
	return NULL;
}

static int refuse_header(
	const struct derive_run *run, const struct csv_row *row, size_t cell, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct model_column all = {.where = run->file->shown.where, .path = run->file->path};
	const char *separator = separator_of(row), *columns = columns_text(scratch, run->file);

	if (separator)
		return derive_refuse(row, 0, 0,
			&(struct derive_refusal){ERROR_ATTACHMENT_SEPARATOR, all.where, all.path,
				"found", separator, "accepted", columns},
			err);
	return refuse_cell(&all, row, cell, ERROR_ATTACHMENT_HEADER, "accepted", columns, err);
}

static int refuse_missing(
	const struct derive_run *run, const struct csv_row *row, size_t column, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const struct model_column *c = &run->file->columns[column];

	return derive_refuse(row, 0, 0,
		&(struct derive_refusal){ERROR_ATTACHMENT_HEADER_MISSING, c->where, run->file->path,
			"column", c->shown.name, "accepted", columns_text(scratch, run->file)},
		err);
}

static int read_header(struct derive_run *run, const struct csv_row *row, struct error *err)
{
	bool seen[DERIVE_COLUMNS_MAX] = {false};

	run->cells_n = row->cells_n;
	for (size_t i = 0; i < row->cells_n; i++) {
		int column = header_column(run, &row->cells[i]);

		if (column < 0 ? !run->file->ignores_others : seen[column])
			return refuse_header(run, row, i, err);
		run->column_of[i] = column < 0 ? NULL : &run->file->columns[column];
		if (column < 0)
			continue;
		seen[column] = true;
		run->cell_of[column] = i;
	}
	for (size_t i = 0; i < run->file->columns_n; i++) {
		if (!seen[i])
			return refuse_missing(run, row, i, err);
	}
	derive_plain_begin(run);
	return 0;
}

/* --- cells --- */

static int refuse_bounds(
	const struct model_column *c, const struct csv_row *row, size_t cell, struct error *err)
{
	refuse_cell(c, row, cell, ERROR_ATTACHMENT_BOUNDS, "minimum",
		c->minimum_text ? c->minimum_text : "-∞", err);
	if (err) {
		err->argument[3].name = "maximum";
		snprintf(err->argument[3].value, sizeof(err->argument[3].value), "%s",
			c->maximum_text ? c->maximum_text : "∞");
	}
	return -1;
}

/* Whether the cell is not empty, which `given` tells the values. */
static inline bool is_given(struct derive_run *run, size_t column, const struct csv_cell *cell)
{
	run->given |= (uint32_t)(cell->size > 0) << column;
	return cell->size > 0;
}

static inline int read_number(struct derive_run *run, const struct model_column *c,
	const struct csv_row *row, size_t cell, struct error *err)
{
	struct number *n = &run->numbers[c - run->file->columns];
	const struct csv_cell *text = &row->cells[cell];
	bool in_row = text->text == row->bytes + text->at && !run->careful;

	if (!is_given(run, (size_t)(c - run->file->columns), text))
		return 0;
	if (!cell_number(text->text, text->size, in_row ? row->readable - text->at : 0, &n->m,
		    &n->places))
		return refuse_cell(c, row, cell, ERROR_ATTACHMENT_NUMBER, NULL, NULL, err);
	if (n->m < c->minimum[n->places] || n->m > c->maximum[n->places])
		return refuse_bounds(c, row, cell, err);
	return 0;
}

static inline bool is_word(const struct model_column *c, size_t word, const struct csv_cell *cell)
{
	return c->word_sizes[word] == cell->size &&
	       cell_same(c->words[word], cell->text, cell->size);
}

static inline int read_word(struct derive_run *run, const struct model_column *c,
	const struct csv_row *row, size_t cell, struct error *err)
{
	uint8_t *word = &run->words[c - run->file->columns];
	const struct csv_cell *text = &row->cells[cell];

	if (!is_given(run, (size_t)(c - run->file->columns), text)) {
		*word = DERIVE_WORD_NONE;
		return 0;
	}
	if (*word < c->words_n && is_word(c, *word, text) && !run->careful)
		return 0; /* as in the row before */
	for (size_t i = 0; i < c->words_n; i++) {
		if (is_word(c, i, text)) {
			*word = (uint8_t)i;
			return 0;
		}
	}
	return refuse_cell(c, row, cell, ERROR_ATTACHMENT_WORD, "accepted", c->words_text, err);
}

static int read_name(
	const struct model_column *c, const struct csv_row *row, size_t cell, struct error *err)
{
	const struct csv_cell *text = &row->cells[cell];
	bool good = text->size > 0 && text->size <= DERIVE_MEMBER_MAX;

	for (uint32_t i = 0; good && i < text->size; i++) {
		char ch = text->text[i];
		bool letter = (ch >= '0' && ch <= '9') || (ch >= 'A' && ch <= 'Z') ||
			      (ch >= 'a' && ch <= 'z');

		good = letter || (i > 0 && (ch == '.' || ch == '_' || ch == '-'));
	}
	return good ? 0 : refuse_cell(c, row, cell, ERROR_ATTACHMENT_MEMBER, NULL, NULL, err);
}

/* --- times --- */

static int refuse_gap(
	const struct derive_run *run, uint32_t line, uint32_t column, struct error *err)
{
	const struct model_derived *v = run->refusing;
	int64_t shown = run->due + (run->file->stamped_end ? run->file->shown.step : 0);
	char time[CELL_TIME_MAX];

	return error_set_at(err, ERROR_ATTACHMENT_GAP, RULE, line, column,
		run->file->columns[run->file->time].path, "where", v->place, "symbol",
		v->shown.symbol, "time", cell_time_text(shown, time), NULL);
}

/* A time that is none of the next step's: read anew, its order and its gap looked at. */
static int read_other_time(
	struct derive_run *run, const struct csv_row *row, size_t cell, struct error *err)
{
	const struct model_column *c = &run->file->columns[run->file->time];
	const struct csv_cell *text = &row->cells[cell];
	int64_t step = run->file->shown.step, before = run->now, seconds;
	char shown[CELL_TIME_MAX];

	if (!cell_time(text->text, text->size, &seconds))
		return refuse_cell(c, row, cell, ERROR_ATTACHMENT_TIME, NULL, NULL, err);
	snprintf(shown, sizeof(shown), "%lld", (long long)step);
	if (step && seconds % step != 0)
		return refuse_cell(c, row, cell, ERROR_ATTACHMENT_OFF_STEP, "step", shown, err);
	if (run->file->stamped_end)
		seconds -= step;
	if (run->timed && (step ? seconds <= before : seconds < before))
		return refuse_cell(c, row, cell, ERROR_ATTACHMENT_ORDER, "before",
			cell_time_text(before + (run->file->stamped_end ? step : 0), shown), err);
	run->now = seconds;
	if (step && !run->careful) {
		cell_clock_set(&run->clock, text->text, text->size, seconds);
		cell_clock_advance(&run->clock, step);
	}
	return 0;
}

/* The row has the time that was due. */
static inline void take_clock(struct derive_run *run)
{
	run->now = run->clock.seconds;
	cell_clock_advance(&run->clock, run->file->shown.step);
}

/* What follows from a row's time, which is in run->now. */
static inline int take_time(
	struct derive_run *run, const struct csv_row *row, size_t cell, struct error *err)
{
	run->timed = true;
	run->inside = run->now >= run->begin && run->now < run->end;
	if (!run->inside)
		return 0;
	if (run->now > run->due && run->refusing && run->file->shown.step) {
		uint32_t line, column;

		csv_place(row, cell, 0, &line, &column);
		return refuse_gap(run, line, column, err);
	}
	run->due = run->now + run->file->shown.step;
	if (run->now >= run->month_end)
		run->month_end = derive_month(run->now, run->month);
	return 0;
}

static inline int read_time(
	struct derive_run *run, const struct csv_row *row, size_t cell, struct error *err)
{
	const struct csv_cell *text = &row->cells[cell];

	if (text->size == run->clock.size && run->clock.size > 0 &&
		cell_same(text->text, run->clock.text, text->size))
		take_clock(run);
	else if (read_other_time(run, row, cell, err) != 0)
		return -1;
	return take_time(run, row, cell, err);
}

static int read_row(struct derive_run *run, const struct csv_row *row, struct error *err)
{
	int rc = 0;

	run->given = 0;
	for (size_t i = 0; i < run->cells_n && rc == 0; i++) {
		const struct model_column *c = run->column_of[i];

		if (!c)
			continue;
		switch (c->type) {
		case CSV_NUMBER:
			rc = read_number(run, c, row, i, err);
			break;
		case CSV_TIME:
			rc = read_time(run, row, i, err);
			break;
		case CSV_WORD:
			rc = read_word(run, c, row, i, err);
			break;
		case CSV_NAME:
			rc = read_name(c, row, i, err);
			break;
		case CSV_TEXT:
			break;
		}
	}
	return rc;
}

/* --- values --- */

static int refuse_value(const struct derive_run *run, const struct model_derived *v,
	const struct csv_row *row, size_t column, enum error_code code, struct error *err)
{
	size_t cell = run->cell_of[column];
	char found[CSV_CELL_MAX + 1];

	memcpy(found, row->cells[cell].text, row->cells[cell].size);
	found[row->cells[cell].size] = '\0';
	return derive_refuse(row, cell, 0,
		&(struct derive_refusal){code, v->place, run->file->columns[column].path, "symbol",
			v->shown.symbol, "found", found},
		err);
}

/* The group of a row's member. */
static struct group *row_group(
	struct derive_run *run, size_t value, const struct csv_row *row, struct error *err)
{
	const struct model_derived *v = &run->file->values[value];
	char key[DERIVE_KEY_MAX];
	size_t size = 0;

	for (size_t i = 0; i < v->member_n; i++) {
		const struct csv_cell *cell = &row->cells[run->cell_of[v->member[i]]];
		bool month = run->file->columns[v->member[i]].type == CSV_TIME;
		size_t part = month ? 2 : cell->size;

		if (i > 0)
			key[size++] = ',';
		memcpy(key + size, month ? run->month : cell->text, part);
		size += part;
	}
	return derive_group(run, value, key, size, row, err);
}

/* Whether a row counts for a value: 1, 0 left out, -1 refused. */
static inline int word_chosen(const struct derive_run *run, const struct model_derived *v,
	const struct csv_row *row, struct error *err)
{
	for (size_t i = 0; i < v->where_n; i++) {
		if (v->where[i].words >> run->words[v->where[i].column] & 1)
			continue;
		if (!run->file->shown.step || v->missing != DERIVE_REFUSE)
			return 0;
		return refuse_value(
			run, v, row, v->where[i].column, ERROR_ATTACHMENT_LEFT_OUT, err);
	}
	return 1;
}

/* The first column of which a row's cell is empty and needed. */
static size_t empty_column(const struct derive_run *run, const struct model_derived *v)
{
	for (size_t i = 0; i < v->of_n; i++) {
		if (!(run->given >> v->of[i] & 1))
			return v->of[i];
	}
	return v->correct;
}

static int take_quantity(struct derive_run *run, size_t value, struct group *g,
	const struct quantity *q, struct error *err)
{
	const struct model_derived *v = &run->file->values[value];
	bool first = g->rows == 0;

	switch (v->rule) {
	case DERIVE_SUM:
	case DERIVE_MEAN:
	case DERIVE_INTEGRAL:
		return sum_add(run, &g->sums[v->corrects ? run->words[v->correct] : 0], q, err);
	case DERIVE_COUNT:
		return 0;
	case DERIVE_MINIMUM:
		if (first || quantity_compare(q, &g->one) < 0)
			g->one = *q;
		return 0;
	case DERIVE_MAXIMUM:
		if (first || quantity_compare(q, &g->one) > 0)
			g->one = *q;
		return 0;
	case DERIVE_DIFFERENCE: /* derive_reading */
		return 0;
	case DERIVE_FIRST:
	case DERIVE_LAST:
		if (first)
			g->one = *q;
		g->two = *q;
		return 0;
	}
	return 0;
}

/* A meter's reading: it counts by its instant, not by its row's day. */
static int take_reading(
	struct derive_run *run, size_t value, const struct csv_row *row, struct error *err)
{
	const struct model_derived *v = &run->file->values[value];
	const struct number *n = &run->numbers[v->of[0]];
	struct group *meter;
	int counts = derive_meter_of(run, value, row, &meter, err);

	if (counts == 1)
		counts = word_chosen(run, v, row, err);
	if (counts != 1)
		return counts;
	if (!(run->needed[value] & ~run->given))
		return derive_reading(
			run, value, meter, &(struct quantity){n->m, n->places}, row, err);
	if (v->missing == DERIVE_REFUSE)
		return refuse_value(run, v, row, empty_column(run, v), ERROR_ATTACHMENT_EMPTY, err);
	return derive_reading_missing(run, value, row, err);
}

/* Rows of other days: readings may close the period. */
static int take_outside(struct derive_run *run, const struct csv_row *row, struct error *err)
{
	for (size_t i = 0; i < run->file->values_n; i++) {
		if (run->file->values[i].rule == DERIVE_DIFFERENCE &&
			take_reading(run, i, row, err) != 0)
			return -1;
	}
	return 0;
}

static inline int take_value(
	struct derive_run *run, size_t value, const struct csv_row *row, struct error *err)
{
	const struct model_derived *v = &run->file->values[value];
	struct quantity q = {1, 0};
	struct group *g = run->groups[value].last;
	bool empty = (run->needed[value] & ~run->given) != 0;
	int counts;

	if (v->rule == DERIVE_DIFFERENCE)
		return take_reading(run, value, row, err);
	counts = word_chosen(run, v, row, err);
	if (counts != 1)
		return counts;
	if (empty && v->missing == DERIVE_REFUSE)
		return refuse_value(run, v, row, empty_column(run, v), ERROR_ATTACHMENT_EMPTY, err);
	if (v->member_n > 0)
		g = row_group(run, value, row, err);
	if (!g)
		return -1;
	if (empty) {
		g->missing++;
		return 0;
	}
	if (v->of_n > 0)
		q = (struct quantity){run->numbers[v->of[0]].m, run->numbers[v->of[0]].places};
	for (size_t i = 1; i < v->of_n; i++) {
		if (!quantity_multiply(&q, run->numbers[v->of[i]].m, run->numbers[v->of[i]].places))
			return refuse_value(run, v, row, v->of[i], ERROR_ATTACHMENT_SIZE, err);
	}
	if (take_quantity(run, value, g, &q, err) != 0)
		return -1;
	g->rows++;
	return 0;
}

/* A row whose cells have been read. */
static inline int take_row(struct derive_run *run, const struct csv_row *row, struct error *err)
{
	if (!run->inside) {
		run->outside++;
		return run->reads_outside ? take_outside(run, row, err) : 0;
	}
	for (size_t i = 0; i < run->file->values_n; i++) {
		if (take_value(run, i, row, err) != 0)
			return -1;
	}
	return run->file->unique.where || run->file->covers.where ? derive_mark(run, row, err) : 0;
}

static int on_row(void *ctx, const struct csv_row *row, struct error *err)
{
	struct derive_run *run = ctx;

	if (row->line == 1)
		return read_header(run, row, err);
	run->rows++;
	return read_row(run, row, err) == 0 ? take_row(run, row, err) : -1;
}

static int on_sight(void *ctx, const char *bytes, size_t n, uint32_t line, struct csv_sight *seen,
	struct error *err)
{
	struct derive_run *run = ctx;
	struct csv_cell cells[DERIVE_COLUMNS_MAX];
	struct csv_row row = {.line = line, .cells_n = run->cells_n, .cells = cells};
	size_t at = 0, size;

	while (run->plain && (size = derive_plain_row(run, bytes + at, n - at, cells)) > 0) {
		row.bytes = bytes + at;
		row.readable = n - at;
		run->rows++;
		if (run->file->time >= 0) {
			take_clock(run);
			if (take_time(run, &row, run->cell_of[run->file->time], err) != 0)
				return -1;
		}
		if (take_row(run, &row, err) != 0)
			return -1;
		row.line++;
		at += size;
	}
	*seen = (struct csv_sight){at, row.line - line};
	return 0;
}

/* --- a run --- */

static const struct model_file *find_file(
	const struct derivation *d, const char *name, struct error *err)
{
	for (size_t i = 0; i < d->files_n; i++) {
		if (strcmp(d->files[i].shown.name, name) == 0)
			return &d->files[i];
	}
	error_set(err, ERROR_ATTACHMENT_FILE, RULE, "", "name", name, NULL);
	return NULL;
}

/* The days of the period that lie in the year. */
static int take_period(struct derive_run *run, struct day first, struct day last, struct error *err)
{
	char from[DAY_TEXT_SIZE], to[DAY_TEXT_SIZE], year[24];
	bool possible = run->year >= 1970 && run->year <= 9999;
	struct day begin = possible ? day_of_date((int)run->year, 1, 1) : first, end = last;

	if (possible && end.n > begin.n + year_length((int)run->year) - 1)
		end.n = begin.n + year_length((int)run->year) - 1;
	if (first.n > begin.n)
		begin = first;
	if (!possible || begin.n > end.n) {
		snprintf(year, sizeof(year), "%lld", (long long)run->year);
		return error_set(err, ERROR_ATTACHMENT_PERIOD, RULE, "", "year", year, "first",
			day_text(first, from), "last", day_text(last, to), NULL);
	}
	run->begin = run->due = (int64_t)begin.n * DAY_SECONDS;
	run->end = ((int64_t)end.n + 1) * DAY_SECONDS;
	return 0;
}

/* What a value needs, and groups that there are whatever the rows: of a value without members, of a
 * series' months. */
static int begin_groups(struct derive_run *run, size_t value, struct error *err)
{
	const struct model_derived *v = &run->file->values[value];
	char month[4];

	run->reads_outside |= v->rule == DERIVE_DIFFERENCE;
	if (!run->refusing && v->missing == DERIVE_REFUSE)
		run->refusing = v;
	for (size_t i = 0; i < v->of_n; i++)
		run->needed[value] |= UINT32_C(1) << v->of[i];
	if (v->corrects)
		run->needed[value] |= UINT32_C(1) << v->correct;
	if (v->member_n == 0)
		return derive_group(run, value, "", 0, NULL, err) ? 0 : -1;
	if (!run->file->shown.step)
		return 0;
	for (int64_t at = run->begin; at < run->end;) {
		at = derive_month(at, month);
		if (!derive_group(run, value, month, 2, NULL, err))
			return -1;
	}
	return 0;
}

struct derive_run *derive_begin(void *mem, const struct derivation *d, const char *name,
	int64_t year, struct day first, struct day last, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const struct model_file *file = find_file(d, name, err);
	struct derive_run *run = file ? talloc_zero(scratch, struct derive_run) : NULL;
	struct csv_client client = {.row = on_row, .sight = on_sight, .rule = RULE};

	if (!run) {
		if (file)
			error_no_memory(err);
		return NULL;
	}
	run->mem = mem;
	run->d = d;
	run->file = file;
	run->year = year;
	run->inside = true;
	run->month_end = INT64_MIN;
	memset(run->words, DERIVE_WORD_NONE, sizeof(run->words));
	if (take_period(run, first, last, err) != 0)
		return NULL;
	for (size_t i = 0; i < file->values_n; i++) {
		if (begin_groups(run, i, err) != 0)
			return NULL;
	}
	client.ctx = run;
	client.path = file->path;
	client.where = file->shown.where;
	run->reader = csv_reader_new(run, &client, err);
	return run->reader ? talloc_steal(mem, run) : NULL;
}

void derive_careful(struct derive_run *run)
{
	run->careful = true;
	run->plain = false;
	run->clock.size = 0;
	csv_careful(run->reader);
}

/* What a file separated by TAB fails with first. */
static bool is_tab_in_header(const struct error *err)
{
	const char *character =
		err->code == ERROR_CSV_CHARACTER ? error_argument(err, "character") : NULL;

	return character && err->line == 1 && strcmp(character, "U+0009") == 0;
}

static int refuse_tabs(const struct derive_run *run, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);

	return error_set_at(err, ERROR_ATTACHMENT_SEPARATOR, RULE, err->line, err->column,
		run->file->path, "where", run->file->shown.where, "found", "TAB", "accepted",
		columns_text(scratch, run->file), NULL);
}

int derive_feed(struct derive_run *run, const char *bytes, size_t n, struct error *err)
{
	if (csv_feed(run->reader, bytes, n, err) == 0)
		return 0;
	return is_tab_in_header(err) ? refuse_tabs(run, err) : -1;
}

int derive_next(struct derive_run *run, struct error *err)
{
	run->file_number++;
	return csv_end(run->reader, err);
}

int derive_end(struct derive_run *run, struct derived_values *out, struct error *err)
{
	run->line = csv_line(run->reader);
	if (csv_end(run->reader, err) != 0)
		return -1;
	if (run->file->shown.step && run->refusing && run->due < run->end)
		return refuse_gap(run, run->line, 1, err);
	if (derive_check_marks(run, err) != 0 || derive_check_closed(run, err) != 0)
		return -1;
	return derive_finish(run, out, err);
}
