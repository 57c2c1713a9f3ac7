/*
 * obligation (Order 775 art. 14): what the province says an enterprise must surrender for
 * a year, and the part of it that may be offset.
 */
#include "rules/compliance/compliance.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define CLAUSE "Order 775 art. 14"

/* The largest value of a fraction's digits, so that its product with tonnes fits 128 bits. */
#define FRACTION_MAX INT64_C(1000000000000000)

/* Reads digits; *power counts those after the point. Returns what follows, or NULL. */
static const char *digits_read(const char *text, int64_t *value, int64_t *power)
{
	const char *start = text;

	for (; *text >= '0' && *text <= '9'; text++) {
		if (*value >= FRACTION_MAX / 10 || *power >= FRACTION_MAX / 10)
			return NULL;
		*value = *value * 10 + (*text - '0');
		*power *= 10;
	}
	return text == start ? NULL : text;
}

bool rule_fraction_parse(const char *text, int64_t *numerator, int64_t *denominator)
{
	int64_t over = 0, under = 1, ignored = 1;

	text = digits_read(text, &over, &ignored);
	if (text != NULL && *text == '.') {
		text = digits_read(text + 1, &over, &under);
	} else if (text != NULL && *text == '/') {
		under = 0;
		ignored = 1;
		text = digits_read(text + 1, &under, &ignored);
	}
	if (text == NULL || *text != '\0' || under == 0)
		return false;
	*numerator = over;
	*denominator = under;
	return true;
}

bool rule_fraction_floor(struct tonnes whole, const char *fraction, struct tonnes *out)
{
	int64_t numerator, denominator;
	unsigned __int128 product;

	if (!rule_fraction_parse(fraction, &numerator, &denominator))
		return false;
	product = (unsigned __int128)(uint64_t)tonnes_count(whole) * (uint64_t)numerator;
	product /= (uint64_t)denominator;
	if (product > (unsigned __int128)((INT64_C(1) << 53) - 1))
		return false;
	*out = tonnes_of((int64_t)product);
	return true;
}

/* The first obligation revises nothing; a later one names the latest as the one it revises. */
static int revision_check(struct rule *r, bool exists, const struct record_obligation *latest)
{
	const struct digest *revises = &r->d->obligation->revises;
	char hex[DIGEST_HEX_SIZE];

	if (!exists && !digest_is_zero(revises))
		return rule_refuse(r, OBLIGATION_FIRST, CLAUSE, "/revises", "revises",
			digest_hex(revises, hex));
	if (exists && !digest_equal(revises, &latest->document))
		return rule_refuse(r, OBLIGATION_REVISES, CLAUSE, "/revises", "latest",
			digest_hex(&latest->document, hex));
	return 0;
}

/* A provincial department sets obligations in its own province only. */
static int province_check(struct rule *r)
{
	const struct party_id *signer = rule_signer(r, ROLE_PROVINCE);
	const char *province = r->d->obligation->province;
	struct record party;

	if (signer == NULL)
		return 0;
	if (rule_party_record(r, signer, &party) < 0)
		return -1;
	if (party.party.province[0] == '\0' || strcmp(party.party.province, province) == 0)
		return 0;
	return rule_refuse(r, OBLIGATION_PROVINCE, CLAUSE, "/province", "province", province,
		"party", signer->text, "own", party.party.province);
}

/*
 * One signer may raise what is due by a share of what was agreed: the first amount, the latest
 * that both signed, or a lower one since. So it does not creep upwards in small steps.
 */
static int rise_check(struct rule *r, const struct record_obligation *latest)
{
	struct tonnes due = r->d->obligation->allowances_due;
	char share[RECORD_VALUES_SIZE], text[TONNES_TEXT_SIZE], before[TONNES_TEXT_SIZE];
	int64_t over, under;

	if (rule_parameter_text(r, "obligation.rise", share) < 0)
		return -1;
	if (!rule_fraction_parse(share, &over, &under))
		return error_set(r->err, ERROR_INTERNAL, NULL, "", "reason",
			"the parameter obligation.rise is not a usable fraction", NULL);
	if (tonnes_compare_times(due, under, latest->agreed, over + under) <= 0)
		return 0;
	return rule_refuse(r, OBLIGATION_SECOND, "docs/rulebook.md obligation", "/signers",
		"before", tonnes_text(latest->agreed, before), "due", tonnes_text(due, text),
		"share", share);
}

/* Who signs: one of the two, or both. 1 both, 0 one, -1. */
static int signers_check(struct rule *r)
{
	static const enum role province[] = {ROLE_PROVINCE, ROLE_NONE};
	static const enum role cea[] = {ROLE_CEA, ROLE_NONE};
	static const enum role both[] = {ROLE_PROVINCE, ROLE_CEA, ROLE_NONE};
	bool by_province = rule_signer(r, ROLE_PROVINCE) != NULL;
	bool by_cea = rule_signer(r, ROLE_CEA) != NULL;

	if (by_province && by_cea)
		return rule_signers_are(r, both) < 0 ? -1 : 1;
	return rule_signers_are(r, by_province ? province : cea);
}

static int entity_check(struct rule *r, const struct party_id *entity)
{
	struct record party;
	int found = rule_party_record(r, entity, &party);

	if (party_id_is_person(entity))
		return rule_refuse(r, OBLIGATION_PERSON, CLAUSE, "/entity", "entity", entity->text);
	if (found == 0)
		return rule_refuse(r, OBLIGATION_ENTITY, CLAUSE, "/entity", "entity", entity->text);
	return found < 0 ? -1 : 0;
}

/* `o` has the new limit already. */
static void cut_warning(struct rule *r, const struct record_obligation *o)
{
	char limit[TONNES_TEXT_SIZE], open[TONNES_TEXT_SIZE], used[TONNES_TEXT_SIZE];

	if (!tonnes_is_zero(o->open) && limit_exceeded(o))
		rule_warn(r, OBLIGATION_CUT, "/allowances_due", "limit",
			tonnes_text(o->limit, limit), "open", tonnes_text(o->open, open), "used",
			tonnes_text(o->used, used));
}

/* What may be a slip of the pen: days and years, and a digit too many or too few. */
static void obligation_warnings(struct rule *r, bool exists, const struct record_obligation *latest)
{
	const struct body_obligation *b = r->d->obligation;
	char day[DAY_TEXT_SIZE], today[DAY_TEXT_SIZE], year[24];
	char due[TONNES_TEXT_SIZE], before[TONNES_TEXT_SIZE];

	if (b->surrender_by.n < r->today.n)
		rule_warn(r, SURRENDER_PAST, "/surrender_by", "day", day_text(b->surrender_by, day),
			"today", day_text(r->today, today));
	rule_warn_of_year(r, b->compliance_year, "/compliance_year");
	cut_warning(r, latest);
	if (!exists || tonnes_is_zero(latest->due) ||
		(tonnes_compare_times(b->allowances_due, 1, latest->due, 2) < 0 &&
			tonnes_compare_times(b->allowances_due, 2, latest->due, 1) > 0))
		return;
	snprintf(year, sizeof(year), "%" PRId64, b->compliance_year);
	rule_warn(r, OBLIGATION_FAR, "/allowances_due", "due", tonnes_text(b->allowances_due, due),
		"year", year, "before", tonnes_text(latest->due, before));
}

int rule_obligation(struct rule *r)
{
	const struct body_obligation *b = r->d->obligation;
	struct record row;
	char fraction[RECORD_VALUES_SIZE];
	int exists, both = signers_check(r);

	if (both < 0 || province_check(r) < 0 || entity_check(r, &b->entity) < 0)
		return -1;
	exists = limit_obligation(r, &b->entity, b->compliance_year, &row);
	if (exists < 0 || revision_check(r, exists == 1, &row.obligation) < 0 ||
		(exists == 1 && both == 0 && rise_check(r, &row.obligation) < 0) ||
		rule_parameter_text(r, "offset.limit", fraction) < 0)
		return -1;
	if (!rule_fraction_floor(b->allowances_due, fraction, &row.obligation.limit))
		return error_set(r->err, ERROR_INTERNAL, NULL, "", "reason",
			"the parameter offset.limit is not a usable fraction", NULL);
	obligation_warnings(r, exists == 1, &row.obligation);
	if (exists == 0 || both == 1 ||
		tonnes_compare(b->allowances_due, row.obligation.agreed) < 0)
		row.obligation.agreed = b->allowances_due;
	row.obligation.due = b->allowances_due;
	row.obligation.surrender_by = b->surrender_by;
	row.obligation.document = r->d->hash;
	if (rule_put(r, &row) < 0)
		return -1;
	/* A cut below what is open or used undoes nothing: the applications beyond are marked. */
	return limit_mark(r, &row.obligation);
}
