#include "export/offset_record.h"

#include <assert.h>
#include <string.h>

#include <talloc.h>

#include "state/query.h"

static int refuse_incomplete(const char *what, struct error *err)
{
	return error_set(err, ERROR_EXPORT_INCOMPLETE, NULL, "", "what", what, NULL);
}

/* Gets a record that must be there. */
static int must_get(struct state *s, void *mem, struct record *r, struct error *err)
{
	int found = view_get(state_view(s), mem, r, err);

	if (found < 0)
		return -1;
	return found ? 0 : refuse_incomplete(record_table(r->kind)->name, err);
}

static int read_entity(struct state *s, void *mem, struct offset_record *o, struct error *err)
{
	struct record party = record_new(RECORD_PARTY);
	struct record obligation = record_new(RECORD_OBLIGATION);
	const char *name;

	party.party.party = o->offset.entity;
	obligation.obligation.entity = o->offset.entity;
	obligation.obligation.year = o->offset.year;
	if (must_get(s, mem, &party, err) || must_get(s, mem, &obligation, err))
		return -1;
	name = party.party.name_zh[0] ? party.party.name_zh : party.party.name_en;
	snprintf(o->entity_name, sizeof(o->entity_name), "%s", name);
	snprintf(o->province, sizeof(o->province), "%s", party.party.province);
	o->obligation = obligation.obligation;
	return 0;
}

/* --- lines --- */

struct reading {
	struct state *state;
	void *mem;
	struct offset_record *out;
};

/* What a line says of its project: the same for all its batches. */
static int describe_units(struct reading *reading, const struct record_offset_units *units,
	struct offset_line *line, struct error *err)
{
	struct record code = record_new(RECORD_PROJECT_CODE), project = record_new(RECORD_PROJECT);
	const char *name;

	code.project_code.code = units->code;
	if (must_get(reading->state, reading->mem, &code, err))
		return -1;
	project.project.project = code.project_code.project;
	if (must_get(reading->state, reading->mem, &project, err))
		return -1;
	name = project.project.name_zh[0] ? project.project.name_zh : project.project.name_en;
	memset(line, 0, sizeof(*line));
	line->project = units->code;
	snprintf(line->project_name, sizeof(line->project_name), "%s", name);
	line->methodology = project.project.methodology;
	snprintf(line->project_type, sizeof(line->project_type), "%c%02d01", units->code.text[0],
		methodology_code_number(&line->methodology) % 100);
	line->vintage = units->vintage;
	return 0;
}

static int add_line(struct reading *reading, const struct offset_line *line, struct error *err)
{
	struct offset_record *o = reading->out;
	struct offset_line *last = o->lines_n ? &o->lines[o->lines_n - 1] : NULL;
	struct offset_line *lines;

	if (last && project_code_equal(&last->project, &line->project) &&
		last->vintage == line->vintage && last->batch == line->batch &&
		last->last + 1 == line->first) {
		last->last = line->last;
		return 0;
	}
	lines = talloc_realloc(o, o->lines, struct offset_line, (unsigned)o->lines_n + 1);
	if (!lines)
		return error_no_memory(err);
	o->lines = lines;
	o->lines[o->lines_n++] = *line;
	return 0;
}

/* Walks the blocks that hold the range's numbers, whoever owns them by now. */
static int read_units(void *ctx, const struct record *r, struct error *err)
{
	struct reading *reading = ctx;
	const struct record_offset_units *units = &r->offset_units;
	struct offset_line line;

	if (describe_units(reading, units, &line, err))
		return -1;
	for (line.first = units->first; line.first <= units->last; line.first = line.last + 1) {
		struct record block = record_new(RECORD_BLOCK);
		int found;

		block.block.code = units->code;
		block.block.vintage = units->vintage;
		block.block.first = line.first;
		found = view_floor(state_view(reading->state), reading->mem, 2, &block, err);
		if (found < 0)
			return -1;
		if (!found || block.block.last < line.first)
			return refuse_incomplete("block", err);
		line.batch = block.block.batch;
		line.last = block.block.last < units->last ? block.block.last : units->last;
		if (add_line(reading, &line, err))
			return -1;
	}
	return 0;
}

static int read_record(struct state *s, void *mem, const struct digest *record,
	struct offset_record *o, struct error *err)
{
	struct record offset = record_new(RECORD_OFFSET), units = record_new(RECORD_OFFSET_UNITS);
	struct reading reading = {s, mem, o};
	int found;

	offset.offset.record = *record;
	found = view_get(state_view(s), mem, &offset, err);
	if (found <= 0)
		return found;
	o->offset = offset.offset;
	if (export_about_read(s, &o->about, err) || read_entity(s, mem, o, err))
		return -1;
	units.offset_units.record = *record;
	if (view_each(state_view(s), mem, 1, &units, read_units, &reading, err))
		return -1;
	return o->lines_n ? 1 : refuse_incomplete("offset_units", err);
}

static void object_auto(struct offset_record **o)
{
	talloc_free(*o);
}

int offset_record_read(struct state *s, void *mem, const struct digest *record,
	struct offset_record **out, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	AUTO(object_auto) struct offset_record *o = talloc_zero(mem, struct offset_record);
	int found;

	if (!scratch || !o)
		return error_no_memory(err);
	if (state_read_begin(s, err))
		return -1;
	found = read_record(s, scratch, record, o, err);
	state_read_end(s);
	if (found > 0)
		*out = STEAL(o);
	return found;
}
