/*
 * derive_refuse: a refusal at a cell of a row, which every part of a run makes.
 */
#include "derivation/derive_run.h"

int derive_refuse(const struct csv_row *row, size_t cell, size_t within,
	const struct derive_refusal *r, struct error *err)
{
	uint32_t line, column;

	csv_place(row, cell, within, &line, &column);
	return error_set_at(err, r->code, DERIVE_RULE, line, column, r->path, "where", r->where,
		r->name, r->value, r->name2, r->value2, NULL);
}
