/*
 * pieces: the ranges of units that a document lists, and where each stands in it.
 */
#include "rules/chapter.h"

#include <talloc.h>

char *rule_piece_path(char out[ERROR_PATH_MAX], const struct units_pieces *p,
	const struct units_piece *piece, const char *field)
{
	return rule_path(out, "%s/%zu%s/%s", p->list, piece->index, p->within, field);
}

int rule_units_list(struct rule *r, const struct account_id *account, enum units_from from,
	size_t n, const struct unit_range *units, const char *path, struct units_pieces *out)
{
	*out = (struct units_pieces){.n = n, .from = from, .list = path, .within = ""};
	out->piece = talloc_array(r->mem, struct units_piece, (unsigned)n);
	if (out->piece == NULL)
		return error_no_memory(r->err);
	for (size_t i = 0; i < n; i++)
		out->piece[i] = (struct units_piece){units[i].block, *account, i};
	return 0;
}
