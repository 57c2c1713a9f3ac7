#include "rules/rates.h"

#include <inttypes.h>
#include <stdio.h>

static const char clause[] = "docs/rulebook.md rates";

/* What else a party signs alone uses up its units, its projects' periods or their single steps. */
static const struct {
	enum kind kind;
	const char *parameter;
} rates[] = {
	{KIND_COMMENT, "rate.comment"},
	{KIND_EXPLANATION, "rate.explanation"},
	{KIND_PROJECT_DESIGN, "rate.project-design"},
	{KIND_REVISION, "rate.revision"},
	{KIND_SECOND_OPINION, "rate.second-opinion"},
	{KIND_VOID, "rate.void"},
};

static const char *rate_of(enum kind kind)
{
	for (size_t i = 0; i < COUNT_OF(rates); i++)
		if (rates[i].kind == kind)
			return rates[i].parameter;
	return NULL;
}

static int too_many(struct rule *r, const struct record_party_day *row, int64_t most)
{
	char number[24], from[DAY_TEXT_SIZE];

	snprintf(number, sizeof(number), "%" PRId64, most);
	return rule_refuse(r, PARTY_RATE, clause, "", "party", row->party.text, "kind", row->kind,
		"most", number, "from", day_text(day_add(r->today, 1), from));
}

int rates_take(struct rule *r)
{
	const char *parameter = rate_of(r->d->kind);
	struct record row = record_new(RECORD_PARTY_DAY);
	int64_t most;
	int found;

	if (!parameter)
		return 0;
	row.party_day.party = r->d->signers[0].party;
	snprintf(row.party_day.kind, sizeof(row.party_day.kind), "%s", kind_name(r->d->kind));
	found = rule_has_role(r, &row.party_day.party, ROLE_OPERATOR);
	if (found != 0)
		return found < 0 ? -1 : 0;
	if (rule_get(r, &row) < 0 || rule_parameter_integer(r, parameter, &most) < 0)
		return -1;
	if (row.party_day.day.n != r->today.n)
		row.party_day.documents = 0;
	if (row.party_day.documents >= most)
		return too_many(r, &row.party_day, most);
	row.party_day.day = r->today;
	row.party_day.documents++;
	return rule_put(r, &row);
}
