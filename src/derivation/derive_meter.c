/*
 * derive_meter: what `difference` makes of a meter's readings. A reading is of an instant, and
 * what a meter counted from one reading to the next belongs to the period (or the month) in
 * which the earlier of them lies. So the first reading at or after the end of a period closes
 * it, and is the first of the next one: no interval is lost, and none counts twice.
 *
 * A meter that is replaced has a last reading and its successor a first one; nothing was
 * counted between these. One whose register is full begins again at zero.
 */
#include "derivation/derive.h"

#include <string.h>

#include <talloc.h>

#include "derivation/derive_run.h"

#define RULE DERIVE_RULE

/* The instant of the row's reading: the end of its step, where that is the row's time. */
static int64_t instant_of(const struct derive_run *run)
{
	return run->now + (run->file->stamped_end ? run->file->shown.step : 0);
}

static bool has_times(const struct derive_run *run)
{
	return run->file->time >= 0;
}

static bool is_month(const struct derive_run *run, const struct model_derived *v, size_t i)
{
	return run->file->columns[v->member[i]].type == CSV_TIME;
}

/* The row's members; with `month` NULL without the months, which are a meter's and no meter. */
static size_t key_of(const struct derive_run *run, const struct model_derived *v,
	const struct csv_row *row, const char *month, char key[DERIVE_KEY_MAX])
{
	size_t size = 0;

	for (size_t i = 0; i < v->member_n; i++) {
		const struct csv_cell *cell = &row->cells[run->cell_of[v->member[i]]];
		bool of_time = is_month(run, v, i);
		size_t part = of_time ? 2 : cell->size;

		if (of_time && !month)
			continue;
		if (size > 0)
			key[size++] = ',';
		memcpy(key + size, of_time ? month : cell->text, part);
		size += part;
	}
	return size;
}

static int refuse_reading(const struct derive_run *run, const struct model_derived *v,
	const struct csv_row *row, size_t column, enum error_code code, const char *name,
	const char *value, struct error *err)
{
	size_t cell = run->cell_of[column];
	char found[CSV_CELL_MAX + 1];

	memcpy(found, row->cells[cell].text, row->cells[cell].size);
	found[row->cells[cell].size] = '\0';
	return derive_refuse(row, cell, 0,
		&(struct derive_refusal){code, v->place, run->file->columns[column].path, "found",
			found, name, value},
		err);
}

static int refuse_number(const struct derive_run *run, const struct model_derived *v,
	const struct csv_row *row, enum error_code code, const char *name,
	const struct quantity *number, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct rational *r = quantity_rational(scratch, number);
	const char *text = r ? rational_text(scratch, r, DERIVE_PLACES_MAX) : NULL;

	return refuse_reading(run, v, row, v->of[0], code, name, text ? text : "", err);
}

static int refuse_gap(const struct derive_run *run, const struct model_derived *v,
	const struct csv_row *row, int64_t due, struct error *err)
{
	size_t cell = run->cell_of[run->file->time];
	char time[CELL_TIME_MAX];

	return derive_refuse(row, cell, 0,
		&(struct derive_refusal){ERROR_ATTACHMENT_GAP, v->place,
			run->file->columns[run->file->time].path, "symbol", v->shown.symbol, "time",
			cell_time_text(due, time)},
		err);
}

int derive_meter_of(struct derive_run *run, size_t value, const struct csv_row *row,
	struct group **out, struct error *err)
{
	const struct model_derived *v = &run->file->values[value];
	bool series = run->file->shown.step > 0 && v->missing == DERIVE_REFUSE;
	int64_t at = has_times(run) ? instant_of(run) : run->begin;
	char key[DERIVE_KEY_MAX];
	size_t size;

	if (at < run->begin)
		return 0;
	size = key_of(run, v, row, NULL, key);
	if (at >= run->end) {
		*out = derive_meter_find(run, value, key, size);
		if (!*out || !(*out)->open)
			return 0;
		return series && at > run->end ? refuse_gap(run, v, row, run->end, err) : 1;
	}
	*out = derive_meter(run, value, key, size, row, err);
	if (!*out)
		return -1;
	return series && (*out)->rows == 0 && at > run->begin
		       ? refuse_gap(run, v, row, run->begin, err)
		       : 1;
}

/* The group that the reading opens; NULL with *open as it is: it closes the period. */
static int group_opened(struct derive_run *run, size_t value, const struct csv_row *row,
	struct group **open, struct error *err)
{
	const struct model_derived *v = &run->file->values[value];
	int64_t at = has_times(run) ? instant_of(run) : run->begin;
	char key[DERIVE_KEY_MAX], month[4] = "";

	*open = NULL;
	if (at >= run->end)
		return 0;
	if (has_times(run))
		derive_month(at, month);
	*open = derive_group(run, value, key, key_of(run, v, row, month, key), row, err);
	return *open ? 0 : -1;
}

int derive_reading_missing(
	struct derive_run *run, size_t value, const struct csv_row *row, struct error *err)
{
	struct group *g;

	if (group_opened(run, value, row, &g, err) < 0)
		return -1;
	if (g)
		g->missing++;
	return 0;
}

/* A register that is full begins again: what is left to its size is less than what is behind. */
static bool rolls_over(
	const struct model_derived *v, const struct quantity *before, const struct quantity *now)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct rational *back = quantity_rational(scratch, before);
	struct rational *to = quantity_rational(scratch, now);
	struct rational *size = rational_of(scratch, v->register_size);

	return v->register_size > 0 && back && to && size &&
	       rational_subtract(back, to, back, NULL) == 0 &&
	       rational_add(back, back, back, NULL) == 0 && rational_compare(back, size) > 0;
}

/* Adds what was counted since the reading before. */
static int add_counted(struct derive_run *run, const struct model_derived *v, struct group *meter,
	const struct quantity *q, const struct csv_row *row, struct error *err)
{
	const struct quantity back = {-meter->two.m, meter->two.places};
	const struct quantity size = {v->register_size, 0};
	bool over = quantity_compare(q, &meter->two) < 0;
	struct sum *sum = &meter->open->sums[0];

	if (over && !rolls_over(v, &meter->two, q))
		return refuse_number(
			run, v, row, ERROR_ATTACHMENT_BACK, "before", &meter->two, err);
	if (sum_add(run, sum, q, err) != 0 || sum_add(run, sum, &back, err) != 0)
		return -1;
	return over ? sum_add(run, sum, &size, err) : 0;
}

/* What the row says of the meter, where the methodology has a column for that. */
enum event { EVENT_NONE, EVENT_REMOVED, EVENT_INSTALLED };

static enum event event_of(const struct derive_run *run, const struct model_derived *v)
{
	if (!v->replaces || !(run->given >> v->replaced & 1))
		return EVENT_NONE;
	return run->words[v->replaced] == v->removed_word     ? EVENT_REMOVED
	       : run->words[v->replaced] == v->installed_word ? EVENT_INSTALLED
							      : EVENT_NONE;
}

int derive_reading(struct derive_run *run, size_t value, struct group *meter,
	const struct quantity *q, const struct csv_row *row, struct error *err)
{
	const struct model_derived *v = &run->file->values[value];
	const struct quantity size = {v->register_size, 0};
	enum event event = event_of(run, v);
	bool first = meter->rows == 0;
	struct group *open;

	if (v->register_size > 0 && quantity_compare(q, &size) >= 0)
		return refuse_number(run, v, row, ERROR_ATTACHMENT_REGISTER, "size", &size, err);
	if (!first && meter->removed != (event == EVENT_INSTALLED))
		return refuse_reading(
			run, v, row, v->replaced, ERROR_ATTACHMENT_METER, NULL, NULL, err);
	if (!first && event != EVENT_INSTALLED && add_counted(run, v, meter, q, row, err) != 0)
		return -1;
	if (group_opened(run, value, row, &open, err) != 0)
		return -1;
	meter->open = open;
	meter->two = *q;
	meter->removed = event == EVENT_REMOVED;
	meter->rows++;
	if (open)
		open->rows++;
	return 0;
}

int derive_check_closed(struct derive_run *run, struct error *err)
{
	char time[CELL_TIME_MAX];

	for (size_t i = 0; has_times(run) && i < run->file->values_n; i++) {
		const struct model_derived *v = &run->file->values[i];

		for (size_t k = 0; k < run->meters[i].n; k++) {
			const struct group *meter = run->meters[i].all[k];

			if (!meter->open || meter->removed)
				continue;
			return error_set_at(err, ERROR_ATTACHMENT_UNCLOSED, RULE, run->line, 1,
				run->file->path, "where", v->place, "symbol", v->shown.symbol,
				"time", cell_time_text(run->end, time), "member",
				meter->key_size ? meter->key : run->file->shown.name, NULL);
		}
	}
	return 0;
}
