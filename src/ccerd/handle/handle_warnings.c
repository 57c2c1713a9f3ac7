/*
 * What documents were warned of when they were sealed, to whoever may see the documents.
 */
#include "ccerd/handle/handle.h"

#include "record/warning_record.h"

struct listing {
	struct exchange *x;
	json_t *array;
};

static int add_warning(void *ctx, const struct record *r, struct error *err)
{
	struct listing *l = ctx;
	struct warning w;

	if (warning_of_record(l->x->mem, &r->warning, &w, err) < 0)
		return -1;
	if (json_array_append_new(l->array,
		    json_of_warning(&w, r->warning.position, &r->warning.answered_by)) < 0)
		return error_no_memory(err);
	return 0;
}

json_t *warnings_json(struct exchange *x, const struct digest *document, struct error *err)
{
	struct listing l = {x, json_array()};
	struct record from = record_new(RECORD_WARNING);

	from.warning.document = *document;
	if (!l.array)
		error_no_memory(err);
	else if (view_each(x->view, x->mem, 1, &from, add_warning, &l, err) < 0) {
		json_decref(l.array);
		l.array = NULL;
	}
	return l.array;
}

int handle_document_warnings(struct exchange *x)
{
	struct state_entry row;
	json_t *out;

	if (document_entry(x, &row) < 0)
		return -1;
	out = warnings_json(x, &row.document, x->err);
	return out ? object_reply(x, "warnings", out) : -1;
}
