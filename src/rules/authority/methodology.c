/*
 * methodology: a new code is published when its text compiles against the ledger's units
 * and its worked examples come out as stated; designs may use it from its day on.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "methodology/methodology.h"
#include "rules/chapter.h"

static const char clause[] = "docs/rulebook.md methodology";

static int head_check(struct rule *r)
{
	const struct body_methodology *b = r->d->methodology;
	struct record known = record_new(RECORD_METHODOLOGY);
	char least[24], most[24];
	int found;

	known.methodology.code = b->code;
	found = rule_get(r, &known);
	if (found < 0)
		return -1;
	if (found)
		return rule_refuse(r, METHODOLOGY_KNOWN, clause, "/code", "code", b->code.text);
	snprintf(least, sizeof(least), "%" PRId64, b->crediting_years_min);
	snprintf(most, sizeof(most), "%" PRId64, b->crediting_years_max);
	if (b->crediting_years_min != FIELD_ABSENT &&
		b->crediting_years_min > b->crediting_years_max)
		return rule_refuse(r, METHODOLOGY_CREDITING, clause, "/crediting_years_min",
			"least", least, "most", most);
	if ((b->additionality == ADDITIONALITY_IN_CASES) !=
		(yaml_member(b->program, "exempt_cases") != NULL))
		return rule_refuse(r, METHODOLOGY_EXEMPT_CASES, clause, "/additionality");
	if (b->status != METHODOLOGY_PROVISIONAL)
		return 0;
	if (r->registry.clock != CLOCK_SIMULATED)
		return rule_refuse(
			r, METHODOLOGY_PROVISIONAL, clause, "/status", "code", b->code.text);
	if (!b->provisional_reason.zh)
		return rule_refuse(r, METHODOLOGY_REASON, clause, "/provisional_reason");
	return 0;
}

/* Its mathematics compiles, its units agree, its worked examples come out as stated. */
static int program_check(struct rule *r)
{
	const struct methodology *m;

	if (rule_take_units(r) != 0)
		return -1;
	m = programs_compile(r->programs, &r->d->hash, r->d->root, r->err);
	if (!m)
		return -1;
	return methodology_examples(r->mem, m, r->effort, r->err);
}

int rule_methodology(struct rule *r)
{
	static const enum role signers[] = {ROLE_MEE, ROLE_NONE};
	const struct body_methodology *b = r->d->methodology;
	struct record row = record_new(RECORD_METHODOLOGY);

	if (rule_signers_are(r, signers) != 0 || head_check(r) != 0 || program_check(r) != 0)
		return -1;
	row.methodology.code = b->code;
	row.methodology.document = r->d->hash;
	row.methodology.status = b->status;
	row.methodology.additionality = b->additionality;
	row.methodology.crediting_years_max = b->crediting_years_max;
	row.methodology.from = b->from;
	rule_text(row.methodology.name_zh, sizeof(row.methodology.name_zh), b->name.zh);
	rule_text(row.methodology.name_en, sizeof(row.methodology.name_en), b->name.en);
	row.methodology.source = r->d->bytes;
	rule_place(r, "methodologies", b->code.text);
	return rule_put(r, &row);
}
