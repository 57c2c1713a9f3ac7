/*
 * obligation (Order 775 art. 14): what the province says an enterprise must surrender for
 * a year, and the part of it that may be offset.
 */
#include "rules/chapter.h"

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
	static const enum role province[] = {ROLE_PROVINCE, ROLE_NONE};
	static const enum role cea[] = {ROLE_CEA, ROLE_NONE};
	const struct body_obligation *b = r->d->obligation;
	struct record row = record_new(RECORD_OBLIGATION);
	char fraction[RECORD_VALUES_SIZE];
	int exists;

	if (rule_signers_are(r, rule_signer(r, ROLE_PROVINCE) != NULL ? province : cea) < 0 ||
		province_check(r) < 0 || entity_check(r, &b->entity) < 0)
		return -1;
	row.obligation.entity = b->entity;
	row.obligation.year = b->compliance_year;
	exists = rule_get(r, &row);
	if (exists < 0 || revision_check(r, exists == 1, &row.obligation) < 0 ||
		rule_parameter_text(r, "offset.limit", fraction) < 0)
		return -1;
	if (!rule_fraction_floor(b->allowances_due, fraction, &row.obligation.limit))
		return error_set(r->err, ERROR_INTERNAL, NULL, "", "reason",
			"the parameter offset.limit is not a usable fraction", NULL);
	obligation_warnings(r, exists == 1, &row.obligation);
	/*
	 * A cut below what is open or used undoes nothing: the limit only bounds new
	 * applications.
	 */
	row.obligation.due = b->allowances_due;
	row.obligation.surrender_by = b->surrender_by;
	row.obligation.document = r->d->hash;
	return rule_put(r, &row);
}
