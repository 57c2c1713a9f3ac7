/*
 * derive_rows: rules on whole rows: those of which each may stand once, and the days or
 * months that must have one. Marks are kept in memory as rows come, sorted and compared at
 * the end.
 */
#include "derivation/derive.h"

#include <string.h>

#include <talloc.h>

#include "derivation/derive_run.h"

#define RULE DERIVE_RULE

enum {
	DAY_SECONDS = 86400,
	MARKS_FIRST = 256,
	BYTES_FIRST = 4096,
	PARTS_END = '\n', /* behind a cell in a key: no cell has control characters */
	TIME_SHOWN_MAX = 16,
	KEY_MAX = DERIVE_PATH_MAX * (CSV_CELL_MAX + 1),
};

/* --- what a row leaves behind --- */

static size_t add_part(char *key, size_t size, const char *text, size_t n)
{
	memcpy(key + size, text, n);
	key[size + n] = PARTS_END;
	return size + n + 1;
}

/* The cells that say what a row is about. A time is the same however it is written. */
static size_t key_of(const struct derive_run *run, const struct model_rows *rule,
	const struct csv_row *row, char key[KEY_MAX])
{
	size_t size = 0;
	char time[CELL_TIME_MAX];

	for (size_t i = 0; i < rule->columns_n; i++) {
		const struct csv_cell *cell = &row->cells[run->cell_of[rule->columns[i]]];

		if (run->file->columns[rule->columns[i]].type == CSV_TIME) {
			cell_time_text(run->now, time);
			size = add_part(key, size, time, strlen(time));
		} else {
			size = add_part(key, size, cell->text, cell->size);
		}
	}
	return size;
}

/* The day or month of a row, counted in its year. */
static uint32_t slot_of(const struct derive_run *run, int64_t seconds)
{
	int year, month, day;
	struct day d = {(int32_t)(seconds / DAY_SECONDS)};

	if (run->file->covers.slots == SLOTS_DAYS)
		return (uint32_t)(d.n - day_of_date((int)run->year, 1, 1).n);
	day_date(d, &year, &month, &day);
	return (uint32_t)month - 1;
}

static int make_room(struct derive_run *run, struct marks *marks, size_t more, struct error *err)
{
	size_t room = marks->room, bytes = marks->bytes_room;

	if (marks->n == room)
		room = room ? 2 * room : MARKS_FIRST;
	while (!bytes || marks->size + more > bytes)
		bytes = bytes ? 2 * bytes : BYTES_FIRST;
	if (room > marks->room)
		marks->all = talloc_realloc(run, marks->all, struct mark, (unsigned)room);
	if (bytes > marks->bytes_room)
		marks->bytes = talloc_realloc(run, marks->bytes, char, (unsigned)bytes);
	marks->room = room;
	marks->bytes_room = bytes;
	return marks->all && marks->bytes ? 0 : error_no_memory(err);
}

static bool is_last(const struct marks *marks, const char *key, size_t size, uint32_t slot)
{
	const struct mark *last = marks->n ? &marks->all[marks->n - 1] : NULL;

	return last && last->slot == slot && last->size == size &&
	       memcmp(marks->bytes + last->at, key, size) == 0;
}

static int refuse_rows(const struct derive_run *run, const struct model_rows *rule,
	const struct csv_row *row, struct error *err)
{
	char most[16];

	snprintf(most, sizeof(most), "%d", (int)DERIVE_MARKS_MAX);
	return derive_refuse(row, 0, 0,
		&(struct derive_refusal){ERROR_ATTACHMENT_ROWS, rule->where, run->file->path,
			"most", most, NULL, NULL},
		err);
}

static int add_mark(struct derive_run *run, const struct model_rows *rule, struct marks *marks,
	const struct csv_row *row, uint32_t slot, struct error *err)
{
	char key[KEY_MAX];
	size_t size = key_of(run, rule, row, key);
	struct mark *m;

	if (rule->slots != SLOTS_NONE && is_last(marks, key, size, slot))
		return 0;
	if (marks->n == DERIVE_MARKS_MAX || marks->size + size > DERIVE_MARK_BYTES_MAX)
		return refuse_rows(run, rule, row, err);
	if (make_room(run, marks, size, err) != 0)
		return -1;
	m = &marks->all[marks->n++];
	*m = (struct mark){.at = (uint32_t)marks->size,
		.size = (uint32_t)size,
		.slot = slot,
		.file = run->file_number};
	csv_place(
		row, rule->columns_n ? run->cell_of[rule->columns[0]] : 0, 0, &m->line, &m->column);
	memcpy(marks->bytes + marks->size, key, size);
	marks->size += size;
	return 0;
}

int derive_mark(struct derive_run *run, const struct csv_row *row, struct error *err)
{
	const struct model_file *f = run->file;

	if (f->unique.where && add_mark(run, &f->unique, &run->unique, row, 0, err) != 0)
		return -1;
	if (f->covers.where &&
		add_mark(run, &f->covers, &run->covers, row, slot_of(run, run->now), err) != 0)
		return -1;
	return 0;
}

/* --- when the last file has ended --- */

/* By key, then in the order of days or months, then in that of the rows. */
static int by_mark(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;
	size_t common = x->size < y->size ? x->size : y->size;
	int order = common ? memcmp(x->key, y->key, common) : 0;

	if (order != 0)
		return order;
	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	if (x->slot != y->slot)
		return x->slot < y->slot ? -1 : 1;
	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

/* Sorting, unlike a table by hashes, takes no longer for files made to be slow. */
static void sort_marks(struct marks *marks)
{
	for (size_t i = 0; i < marks->n; i++)
		marks->all[i].key = marks->bytes + marks->all[i].at;
	if (marks->n > 1)
		qsort(marks->all, marks->n, sizeof(struct mark), by_mark);
}

static bool same_key(const struct mark *a, const struct mark *b)
{
	return a->size == b->size && (a->size == 0 || memcmp(a->key, b->key, a->size) == 0);
}

static bool is_before(const struct mark *a, const struct mark *b)
{
	return a->file != b->file ? a->file < b->file : a->line < b->line;
}

/* "a, 2024-03-01" of a key. */
static const char *key_text(void *mem, const struct mark *m)
{
	char *text = talloc_strdup(mem, "");
	size_t at = 0;

	while (text && at < m->size) {
		size_t n = (size_t)((const char *)memchr(m->key + at, PARTS_END, m->size - at) -
				    (m->key + at));

		text = talloc_asprintf_append(text, "%s%.*s", at ? ", " : "", (int)n, m->key + at);
		at += n + 1;
	}
	return text;
}

static int refuse_twice(const struct derive_run *run, const struct mark *first,
	const struct mark *second, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const struct model_rows *rule = &run->file->unique;
	const char *found = key_text(scratch, second);
	char line[16], file[16];

	if (!found)
		return error_no_memory(err);
	snprintf(line, sizeof(line), "%u", first->line);
	snprintf(file, sizeof(file), "%u", first->file + 1);
	return error_set_at(err, ERROR_ATTACHMENT_TWICE, RULE, second->line, second->column,
		run->file->columns[rule->columns[0]].path, "where", rule->where, "found", found,
		"line", line, "file", file, NULL);
}

/* Of all rows that repeat another one the first is refused. */
static int check_unique(struct derive_run *run, struct error *err)
{
	const struct mark *first = NULL, *second = NULL;

	sort_marks(&run->unique);
	for (size_t i = 1; i < run->unique.n; i++) {
		const struct mark *m = &run->unique.all[i];

		if (same_key(m - 1, m) && (!second || is_before(m, second))) {
			first = m - 1;
			second = m;
		}
	}
	return second ? refuse_twice(run, first, second, err) : 0;
}

static void slot_text(const struct derive_run *run, uint32_t slot, char text[TIME_SHOWN_MAX])
{
	int year = (int)run->year;

	if (run->file->covers.slots == SLOTS_DAYS)
		day_text((struct day){day_of_date(year, 1, 1).n + (int32_t)slot}, text);
	else
		snprintf(text, TIME_SHOWN_MAX, "%04d-%02u", year, (slot + 1) % 100);
}

static int refuse_uncovered(
	const struct derive_run *run, const struct mark *m, uint32_t slot, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const char *member = m && m->size ? key_text(scratch, m) : run->file->shown.name;
	char time[TIME_SHOWN_MAX];

	if (!member)
		return error_no_memory(err);
	slot_text(run, slot, time);
	return error_set_at(err, ERROR_ATTACHMENT_UNCOVERED, RULE, run->line, 1, run->file->path,
		"where", run->file->covers.where, "member", member, "time", time, NULL);
}

static int check_covers(struct derive_run *run, struct error *err)
{
	const struct marks *marks = &run->covers;
	uint32_t first = slot_of(run, run->begin), last = slot_of(run, run->end - 1), due = first;

	sort_marks(&run->covers);
	if (marks->n == 0)
		return run->file->covers.columns_n == 0 ? refuse_uncovered(run, NULL, first, err)
							: 0;
	for (size_t i = 0; i < marks->n; i++) {
		const struct mark *m = &marks->all[i];
		bool ends = i + 1 == marks->n || !same_key(m, m + 1);

		if (m->slot > due)
			return refuse_uncovered(run, m, due, err);
		due = m->slot + 1;
		if (ends && due <= last)
			return refuse_uncovered(run, m, due, err);
		due = ends ? first : due;
	}
	return 0;
}

int derive_check_marks(struct derive_run *run, struct error *err)
{
	if (run->file->unique.where && check_unique(run, err) != 0)
		return -1;
	return run->file->covers.where ? check_covers(run, err) : 0;
}
