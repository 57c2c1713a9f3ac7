/*
 * accreditation_read: what a body is accredited for on a day. It stands apart from the kind that
 * grants and ends accreditations (authority/accreditation.c), because that kind asks who may
 * sign, and who may sign depends on this.
 */
#include <stdio.h>
#include <string.h>

#include "rules/chapter.h"
#include "rules/parameter_table.h"

/* Whether a suspension is over on the day, so that what was in force before it is again. */
static bool is_over(const struct record_accreditation *row, struct day on)
{
	return row->action == ACCREDITATION_SUSPEND && !day_is_none(row->until) &&
	       on.n > row->until.n;
}

int rule_accreditation_on(
	struct rule *r, const struct party_id *vvb, struct day on, struct record_accreditation *out)
{
	struct record row = record_new(RECORD_ACCREDITATION);

	row.accreditation.vvb = *vvb;
	row.accreditation.from = on;
	row.accreditation.sequence = INT64_MAX;
	for (;;) {
		int found = rule_floor(r, 1, &row);

		if (found != 1)
			return found;
		*out = row.accreditation;
		if (!is_over(out, on))
			return 1;
		row = record_new(RECORD_ACCREDITATION);
		row.accreditation.vvb = *vvb;
		row.accreditation.from = out->from;
		row.accreditation.sequence = out->sequence - 1;
	}
}

int rule_field_of(struct rule *r, int sector, struct day on, char out[RECORD_VALUES_SIZE])
{
	char key[24];

	snprintf(key, sizeof(key), "%02d", sector);
	return rule_parameter_code(r, PARAMETER_FIELDS, key, on, out);
}

int rule_accredited(struct rule *r, const struct party_id *vvb, const char *field)
{
	struct record_accreditation row;
	int found = rule_accreditation_on(r, vvb, r->today, &row);

	if (found <= 0)
		return found;
	if (row.action != ACCREDITATION_GRANT)
		return 0;
	if (!day_is_none(row.until) && r->today.n > row.until.n)
		return 0;
	return !field || rule_name_listed(row.fields, field, strlen(field));
}
