#include "export/statistics.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "state/query.h"

static const char *const names[STATISTICS_END] = {
	[STATISTICS_PROJECT] = "project",
	[STATISTICS_VINTAGE] = "vintage",
	[STATISTICS_METHODOLOGY] = "methodology",
	[STATISTICS_PROVINCE] = "province",
};

enum statistics_by statistics_by_named(const char *text)
{
	for (int by = STATISTICS_PROJECT; by < STATISTICS_END; by++)
		if (strcmp(names[by], text) == 0)
			return (enum statistics_by)by;
	return STATISTICS_NONE;
}

/* --- reading --- */

struct reading {
	struct state *state;
	void *mem;
	struct statistics *out;
	struct record_project project; /* of the last holding */
	bool for_everyone;	       /* what only parties may know counts as held */
};

/* Holdings come in order of project, so each project is read once. */
static int find_project(struct reading *r, const struct project_code *code, struct error *err)
{
	struct record project;
	int found;

	if (project_code_equal(&r->project.code, code))
		return 0;
	found = view_project(state_view(r->state), r->mem, code, &project, err);
	if (found < 0)
		return -1;
	if (found == 0)
		return error_set(err, ERROR_EXPORT_INCOMPLETE, NULL, "", "what", code->text, NULL);
	r->project = project.project;
	return 0;
}

static int key_of(struct reading *r, const struct holding *h, char out[METHODOLOGY_CODE_SIZE],
	struct error *err)
{
	enum statistics_by by = r->out->by;

	if (by == STATISTICS_PROJECT || by == STATISTICS_VINTAGE) {
		if (by == STATISTICS_PROJECT)
			snprintf(out, METHODOLOGY_CODE_SIZE, "%s", h->code.text);
		else
			snprintf(out, METHODOLOGY_CODE_SIZE, "%" PRId64, h->vintage % 10000);
		return 0;
	}
	if (find_project(r, &h->code, err) < 0)
		return -1;
	snprintf(out, METHODOLOGY_CODE_SIZE, "%s",
		by == STATISTICS_METHODOLOGY ? r->project.methodology.text : r->project.province);
	return 0;
}

static struct statistics_row *row_of(struct reading *r, const char *key)
{
	struct statistics *s = r->out;
	struct statistics_row *rows;

	for (size_t i = s->rows_n; i-- > 0;)
		if (strcmp(s->rows[i].key, key) == 0)
			return &s->rows[i];
	rows = talloc_realloc_size(s, s->rows, (s->rows_n + 1) * sizeof(*rows));
	if (!rows)
		return NULL;
	s->rows = rows;
	memset(&rows[s->rows_n], 0, sizeof(*rows));
	snprintf(rows[s->rows_n].key, sizeof(rows->key), "%s", key);
	return &rows[s->rows_n++];
}

static bool row_add(struct statistics_row *row, const struct holding *h)
{
	struct tonnes *part = &row->held;

	if (h->status == UNIT_RETIRED)
		part = &row->retired;
	else if (h->status == UNIT_CANCELLED)
		part = &row->cancelled;
	return tonnes_add(row->issued, h->quantity, &row->issued) &&
	       tonnes_add(*part, h->quantity, part);
}

static int add_holding(void *ctx, const struct holding *h, struct error *err)
{
	struct reading *r = ctx;
	char key[METHODOLOGY_CODE_SIZE];
	struct statistics_row *row;

	if (key_of(r, h, key, err) < 0)
		return -1;
	row = row_of(r, key);
	if (!row)
		return error_no_memory(err);
	if (!row_add(row, h) || !row_add(&r->out->total, h))
		return error_set(err, ERROR_OVERFLOW, NULL, "", "value", key, NULL);
	return 0;
}

/* A block that a document retired which is for its parties: not known to have left. */
static int hide_block(void *ctx, const struct record *record, struct error *err)
{
	struct reading *r = ctx;
	const struct record_block *b = &record->block;
	const struct serial_block units = {b->code, (int32_t)b->vintage, b->first, b->last};
	const struct holding h = {
		.code = b->code, .vintage = b->vintage, .quantity = serial_block_quantity(&units)};
	struct statistics_row *rows[2] = {NULL, &r->out->total};
	char key[METHODOLOGY_CODE_SIZE];

	if (b->status != UNIT_RETIRED)
		return 0;
	if (key_of(r, &h, key, err) < 0)
		return -1;
	rows[0] = row_of(r, key);
	if (!rows[0])
		return error_no_memory(err);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (!tonnes_sub(rows[i]->retired, h.quantity, &rows[i]->retired) ||
			!tonnes_add(rows[i]->held, h.quantity, &rows[i]->held))
			return error_set(err, ERROR_OVERFLOW, NULL, "", "value", key, NULL);
	return 0;
}

static int hide_retirement(void *ctx, const struct record *record, struct error *err)
{
	struct reading *r = ctx;
	const struct digest *document = &record->retirement.document;
	struct state_entry row;
	int found = state_entry_of(r->state, document, &row, err);

	if (found < 0)
		return -1;
	if (found > 0 && readers_are_everyone(row.readers))
		return 0;
	return query_blocks_by(r->state, document, hide_block, r, err);
}

static int by_key(const void *a, const void *b)
{
	const struct statistics_row *x = a, *y = b;

	return strcmp(x->key, y->key);
}

static int read_all(struct reading *r, struct error *err)
{
	struct statistics *s = r->out;

	if (export_about_read(r->state, &s->about, err) < 0 ||
		query_holdings(r->state, NULL, NULL, add_holding, r, err) < 0)
		return -1;
	if (r->for_everyone &&
		query_records(r->state, RECORD_RETIREMENT, hide_retirement, r, err) < 0)
		return -1;
	if (s->rows_n)
		qsort(s->rows, s->rows_n, sizeof(*s->rows), by_key);
	return 0;
}

static int read_for(struct state *s, void *mem, bool everyone, enum statistics_by by,
	struct statistics **out, struct error *err)
{
	AUTO_MEMORY void *work = talloc_new(NULL);
	struct statistics *all = talloc_zero(work, struct statistics);
	struct reading r = {.state = s, .mem = work, .out = all, .for_everyone = everyone};
	int result;

	if (!all)
		return error_no_memory(err);
	all->by = by;
	if (state_read_begin(s, err) < 0)
		return -1;
	result = read_all(&r, err);
	state_read_end(s);
	if (result == 0)
		*out = talloc_steal(mem, all);
	return result;
}

int statistics_read(struct state *s, void *mem, enum statistics_by by, struct statistics **out,
	struct error *err)
{
	return read_for(s, mem, false, by, out, err);
}

int statistics_public(struct state *s, void *mem, enum statistics_by by, struct statistics **out,
	struct error *err)
{
	return read_for(s, mem, true, by, out, err);
}

/* --- writing --- */

static json_t *row_json(const struct statistics_row *row, const char *name)
{
	json_t *out = json_object();

	if (name && json_object_set_new(out, name, json_string(row->key)) < 0) {
		json_decref(out);
		return NULL;
	}
	if (json_object_set_new(out, "issued", json_integer(tonnes_count(row->issued))) < 0 ||
		json_object_set_new(out, "held", json_integer(tonnes_count(row->held))) < 0 ||
		json_object_set_new(out, "retired", json_integer(tonnes_count(row->retired))) < 0 ||
		json_object_set_new(out, "cancelled", json_integer(tonnes_count(row->cancelled))) <
			0) {
		json_decref(out);
		return NULL;
	}
	return out;
}

json_t *statistics_json_object(const struct statistics *s)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < s->rows_n; i++)
		if (json_array_append_new(rows, row_json(&s->rows[i], names[s->by])) < 0) {
			json_decref(rows);
			return NULL;
		}
	return json_pack("{s:s, s:s, s:o, s:o}", "by", names[s->by], "unit", "tCO2e", "rows", rows,
		"total", row_json(&s->total, NULL));
}

static int add_bytes(const char *bytes, size_t size, void *out)
{
	buffer_add(out, bytes, size);
	return 0;
}

static void json_auto(json_t **json)
{
	json_decref(*json);
}

int statistics_json(const struct statistics *s, struct buffer *out, struct error *err)
{
	AUTO(json_auto)
	json_t *json = json_pack("{s:s, s:s}", "export", "statistics", "ledger", s->about.ledger);
	AUTO(json_auto) json_t *object = statistics_json_object(s);

	if (!json || !object)
		return error_no_memory(err);
	if (s->about.root[0] && json_object_set_new(json, "checkpoint",
					json_pack("{s:I, s:s}", "size", (json_int_t)s->about.size,
						"root", s->about.root)) < 0)
		return error_no_memory(err);
	if (json_object_update(json, object) < 0 ||
		json_dump_callback(json, add_bytes, out, JSON_INDENT(2)) < 0)
		return error_no_memory(err);
	buffer_add_text(out, "\n");
	return buffer_ok(out, err);
}

int statistics_csv(
	const struct statistics *s, enum csv_form form, struct buffer *out, struct error *err)
{
	const char *const columns[] = {names[s->by], "issued", "held", "retired", "cancelled",
		"ledger", "checkpoint_size", "checkpoint_root"};
	struct csv_writer w = {.out = out, .form = form};

	csv_begin(&w, columns, COUNT_OF(columns));
	for (size_t i = 0; i < s->rows_n; i++) {
		const struct statistics_row *row = &s->rows[i];

		if (s->by == STATISTICS_VINTAGE)
			csv_number(&w, row->key);
		else
			csv_text(&w, row->key);
		csv_integer(&w, tonnes_count(row->issued));
		csv_integer(&w, tonnes_count(row->held));
		csv_integer(&w, tonnes_count(row->retired));
		csv_integer(&w, tonnes_count(row->cancelled));
		csv_text(&w, s->about.ledger);
		csv_integer(&w, s->about.size);
		csv_text(&w, s->about.root);
		csv_end_row(&w);
	}
	return buffer_ok(out, err);
}
