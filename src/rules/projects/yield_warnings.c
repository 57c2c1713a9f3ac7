/*
 * yield_warnings: tonnes that are lawful and unlikely, beside what was expected or
 * calculated.
 *
 * Of the public record up to 2025-06 no year that was registered came to more than 1.36 times
 * what its design expected by the day; solar thermal plants came to 0.15 times and less, so
 * little below the design is telling but a tenth is. Of the registry's own calculation half is:
 * a number that has lost any one of its digits is at most half of what it was.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rules/projects/project.h"

/* What the design expects of a year's days in the report; false where it expects nothing. */
static bool expected_of(const struct report_basis *basis, int64_t year, struct tonnes *whole,
	int64_t *days, int64_t *of_days)
{
	const struct record_project *p = basis->project;
	const struct period crediting = {p->crediting_first, p->crediting_last};
	char name[24];
	const char *text;
	size_t size;

	snprintf(name, sizeof(name), "%" PRId64, year);
	text = named_values_in(p->expected_years, name, &size);
	*days = period_days_in_year(&basis->period, (int)year);
	*of_days = period_days_in_year(&crediting, (int)year);
	return text && *of_days > 0 && *days <= *of_days && tonnes_parse(text, size, whole) &&
	       !tonnes_is_zero(*whole);
}

void project_claim_warnings(struct rule *r, const struct report_basis *basis,
	const struct body_report_row *b, size_t row, struct tonnes calculated)
{
	char path[ERROR_PATH_MAX], year[24], claim[TONNES_TEXT_SIZE];
	char result[TONNES_TEXT_SIZE], share[TONNES_TEXT_SIZE];
	struct tonnes whole;
	int64_t days, of_days;
	bool expected = expected_of(basis, b->year, &whole, &days, &of_days);

	rule_path(path, "/rows/%zu/claim", row);
	snprintf(year, sizeof(year), "%" PRId64, b->year);
	tonnes_text(b->claim, claim);
	tonnes_text(calculated, result);
	if (expected)
		tonnes_text(tonnes_part(whole, days, of_days), share);
	if (expected && tonnes_compare_times(calculated, 2 * of_days, whole, 3 * days) > 0)
		rule_warn(r, REPORT_ABOVE_EXPECTED, path, "year", year, "calculated", result,
			"expected", share);
	if (expected && tonnes_compare_times(b->claim, 10 * of_days, whole, days) <= 0)
		rule_warn(r, REPORT_BELOW_EXPECTED, path, "year", year, "claim", claim, "expected",
			share);
	if (!tonnes_is_zero(calculated) && tonnes_compare_times(b->claim, 2, calculated, 1) <= 0)
		rule_warn(r, REPORT_BELOW_CALCULATION, path, "year", year, "claim", claim,
			"calculated", result);
}

void project_verified_warnings(
	struct rule *r, const struct record_reduction *row, size_t i, struct tonnes before)
{
	char path[ERROR_PATH_MAX], year[24], quantity[TONNES_TEXT_SIZE];
	char calculated[TONNES_TEXT_SIZE], claim[TONNES_TEXT_SIZE], more[TONNES_TEXT_SIZE];
	struct tonnes gained, most;

	rule_path(path, "/rows/%zu/quantity", i);
	snprintf(year, sizeof(year), "%" PRId64, row->year);
	tonnes_text(row->verified, quantity);
	if (!tonnes_is_zero(row->calculated) &&
		tonnes_compare_times(row->verified, 2, row->calculated, 1) <= 0)
		rule_warn(r, VERIFICATION_BELOW_CALCULATION, path, "year", year, "quantity",
			quantity, "calculated", tonnes_text(row->calculated, calculated));
	if (!tonnes_sub(row->calculated, before, &gained))
		gained = tonnes_of(0);
	if (tonnes_add(row->claimed, gained, &most) && tonnes_compare(row->verified, most) > 0)
		rule_warn(r, VERIFICATION_ABOVE_CLAIM, path, "year", year, "quantity", quantity,
			"claim", tonnes_text(row->claimed, claim), "more",
			tonnes_text(gained, more));
}
