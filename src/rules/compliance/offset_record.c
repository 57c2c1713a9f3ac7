/*
 * offset_record: the record of an application, with the units that it freezes.
 */
#include "rules/compliance/compliance.h"

#define PROCEDURE "环办气候函〔2023〕237号 annex"

int offset_load(struct rule *r, const struct digest *id, const char *path, struct record *out)
{
	char hex[DIGEST_HEX_SIZE];
	int found;

	*out = record_new(RECORD_OFFSET);
	out->offset.record = *id;
	found = rule_get(r, out);
	if (found == 0)
		return rule_refuse(
			r, OFFSET_UNKNOWN, PROCEDURE, path, "record", digest_hex(id, hex));
	return found < 0 ? -1 : 0;
}

bool offset_is_open(const struct record_offset *offset)
{
	return offset->status == OFFSET_PENDING || offset->status == OFFSET_RECEIVED;
}

int offset_freeze(
	struct rule *r, const struct record *row, size_t n, const struct unit_range *units)
{
	const struct units_becoming frozen = {.account = row->offset.account,
		.position = POSITION_HOLDING,
		.status = UNIT_FROZEN,
		.by = r->d->hash};

	for (size_t i = 0; i < n; i++) {
		const struct serial_block *block = &units[i].block;
		struct record piece = record_new(RECORD_OFFSET_UNITS);

		piece.offset_units.record = r->d->hash;
		piece.offset_units.position = (int64_t)i;
		piece.offset_units.code = block->project;
		piece.offset_units.vintage = block->vintage;
		piece.offset_units.first = block->first;
		piece.offset_units.last = block->last;
		if (rule_units_become(r, block, &frozen) < 0 || rule_put(r, &piece) < 0)
			return -1;
	}
	return rule_put(r, row);
}
