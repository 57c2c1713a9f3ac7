/*
 * retirement (Order 31 art. 28): a holder gives up units for a purpose; the purpose determines
 * what else must be named.
 */
#include "rules/chapter.h"

#include <stdio.h>
#include <string.h>

#include "rules/parameter_table.h"

#define ART_28 "Order 31 art. 28"

/* One thing that a retirement may name, and for which purposes it must. */
struct named_field {
	const char *path;
	bool given;
	unsigned needed_for, allowed_for; /* bits 1 << purpose */
};

enum {
	FOR_REGION = 1 << PURPOSE_REGIONAL_ETS,
	FOR_EVENT = 1 << PURPOSE_EVENT,
	FOR_ENTERPRISE = 1 << PURPOSE_ENTERPRISE,
	FOR_PUBLIC = 1 << PURPOSE_PUBLIC_INTEREST,
	FOR_CORSIA = 1 << PURPOSE_CORSIA,
	FOR_ALL = FOR_REGION | FOR_EVENT | FOR_ENTERPRISE | FOR_PUBLIC | FOR_CORSIA,
};

static bool period_given(const struct period *p)
{
	return !day_is_none(p->first) || !day_is_none(p->last);
}

static int field_check(struct rule *r, const struct named_field *f)
{
	const struct body_retirement *b = r->d->retirement;
	unsigned purpose = 1U << b->purpose;
	const char *name = word_text(WORDS_PURPOSE, (int)b->purpose);

	if (!f->given && (f->needed_for & purpose) != 0)
		return rule_refuse(r, RETIREMENT_MISSING, ART_28, f->path, "purpose", name, "field",
			f->path + 1);
	if (f->given && (f->allowed_for & purpose) == 0)
		return rule_refuse(r, RETIREMENT_SURPLUS, ART_28, f->path, "purpose", name, "field",
			f->path + 1);
	return 0;
}

static int period_check(struct rule *r, const struct period *p, const char *path)
{
	char first[DAY_TEXT_SIZE] = "", last[DAY_TEXT_SIZE] = "";

	if (!period_given(p) ||
		(!day_is_none(p->first) && !day_is_none(p->last) && period_sound(p)))
		return 0;
	if (!day_is_none(p->first))
		day_text(p->first, first);
	if (!day_is_none(p->last))
		day_text(p->last, last);
	return rule_refuse(r, RETIREMENT_PERIOD, ART_28, path, "first", first, "last", last);
}

/* Each purpose names what its certificate must say, and nothing that belongs to another purpose. */
static int names_check(struct rule *r)
{
	const struct body_retirement *b = r->d->retirement;
	const struct named_field fields[] = {
		{"/beneficiary", b->beneficiary != NULL, FOR_REGION | FOR_ENTERPRISE, FOR_ALL},
		{"/region", b->region != NULL, FOR_REGION, FOR_REGION},
		{"/compliance_year", b->compliance_year != FIELD_ABSENT, FOR_REGION, FOR_REGION},
		{"/event", b->event != NULL, FOR_EVENT, FOR_EVENT},
		{"/event_period", period_given(&b->event_period), FOR_EVENT, FOR_EVENT},
		{"/emission_period", period_given(&b->emission_period), FOR_ENTERPRISE,
			FOR_ENTERPRISE},
		{"/aeroplane_operator", b->aeroplane_operator != NULL, FOR_CORSIA, FOR_CORSIA},
	};

	for (size_t i = 0; i < COUNT_OF(fields); i++)
		if (field_check(r, &fields[i]) < 0)
			return -1;
	if (period_check(r, &b->event_period, "/event_period") < 0)
		return -1;
	return period_check(r, &b->emission_period, "/emission_period");
}

/* The region's limit for an account and year; zero where no parameter gives one. */
static int region_limit(struct rule *r, struct tonnes *out)
{
	char name[RECORD_CODE_SIZE];
	int64_t limit = 0;

	snprintf(name, sizeof(name), "regional.limit.%s", r->d->retirement->region);
	if (parameter_row(name) != NULL && rule_parameter_integer(r, name, &limit) < 0)
		return -1;
	*out = tonnes_of(limit);
	return 0;
}

/* A region takes credits only where a limit of its own is in force. */
static int region_check(struct rule *r, struct tonnes total)
{
	const struct body_retirement *b = r->d->retirement;
	struct record row = record_new(RECORD_REGIONAL_USE);
	struct record_regional_use *use = &row.regional_use;
	char used[TONNES_TEXT_SIZE], asked[TONNES_TEXT_SIZE], most[TONNES_TEXT_SIZE];
	struct tonnes limit, sum;

	if (region_limit(r, &limit) < 0)
		return -1;
	if (tonnes_is_zero(limit))
		return rule_refuse(r, RETIREMENT_REGION, ART_28, "/region", "region", b->region);
	use->account = b->account;
	use->year = b->compliance_year;
	rule_text(use->region, sizeof(use->region), b->region);
	if (rule_get(r, &row) < 0)
		return -1;
	if (!tonnes_add(use->used, total, &sum) || tonnes_compare(sum, limit) > 0)
		return rule_refuse(r, RETIREMENT_REGION_LIMIT, ART_28, "/units", "region",
			b->region, "limit", tonnes_text(limit, most), "used",
			tonnes_text(use->used, used), "asked", tonnes_text(total, asked));
	use->used = sum;
	return rule_put(r, &row);
}

/* Order 31 art. 29 leaves cross-border use to rules that are yet to be made. */
static int corsia_check(struct rule *r)
{
	const struct body_retirement *b = r->d->retirement;
	struct record_parameter row;
	struct day from;
	int found = rule_parameter_row(r, "corsia.from", "", 0, &row);

	if (found < 0)
		return -1;
	if (found == 0 || !day_parse(row.value, strlen(row.value), &from) || from.n > r->today.n)
		return rule_refuse(r, RETIREMENT_CORSIA, "Order 31 art. 29", "/purpose",
			"parameter", "corsia.from");
	for (size_t i = 0; i < b->units_n; i++) {
		const struct project_code *code = &b->units[i].block.project;
		struct record project;
		char path[ERROR_PATH_MAX];

		found = rule_units_project(r, code, &project);
		if (found < 0)
			return -1;
		if (found == 0 || strcmp(project.project.additional_type, "01") != 0)
			return rule_refuse(r, RETIREMENT_CORSIA_PROJECT, "Order 31 art. 29",
				rule_path(path, "/units/%zu/project", i), "project", code->text);
	}
	return 0;
}

static int purpose_check(struct rule *r, struct tonnes total)
{
	switch (r->d->retirement->purpose) {
	case PURPOSE_REGIONAL_ETS:
		return region_check(r, total);
	case PURPOSE_CORSIA:
		return corsia_check(r);
	case PURPOSE_NONE:
	case PURPOSE_NATIONAL_ETS:
	case PURPOSE_EVENT:
	case PURPOSE_ENTERPRISE:
	case PURPOSE_PUBLIC_INTEREST:
		break;
	}
	return 0;
}

/* A company's code and name that the ledger knows otherwise. */
static int beneficiary_warnings(struct rule *r)
{
	const struct body_retirement *b = r->d->retirement;
	const struct party_id *id = &b->beneficiary_id;
	struct record party;
	struct party_id other;
	int found;

	if (!b->beneficiary || !id->text[0])
		return 0;
	found = rule_party_record(r, id, &party);
	if (found < 0)
		return -1;
	if (found && party.party.type == PARTY_ORGANISATION &&
		strcmp(party.party.name_zh, b->beneficiary) != 0 &&
		strcmp(party.party.name_en, b->beneficiary) != 0)
		rule_warn(r, BENEFICIARY_NAME, "/beneficiary", "given", b->beneficiary, "party",
			id->text, "name", party.party.name_zh);
	if (found)
		return 0;
	found = rule_named_so(r, b->beneficiary, id, &other);
	if (found > 0)
		rule_warn(r, BENEFICIARY_CODE, "/beneficiary_id", "given", id->text, "name",
			b->beneficiary, "party", other.text);
	return found < 0 ? -1 : 0;
}

/* Emissions and years that are still to come. */
static void times_warn(struct rule *r)
{
	const struct body_retirement *b = r->d->retirement;
	char last[DAY_TEXT_SIZE], today[DAY_TEXT_SIZE];

	if (period_given(&b->emission_period) && b->emission_period.last.n > r->today.n)
		rule_warn(r, EMISSIONS_AHEAD, "/emission_period/last", "last",
			day_text(b->emission_period.last, last), "today",
			day_text(r->today, today));
	if (b->compliance_year != FIELD_ABSENT)
		rule_warn_of_year(r, b->compliance_year, "/compliance_year");
}

static int certificate_put(struct rule *r, struct tonnes total)
{
	const struct body_retirement *b = r->d->retirement;
	struct record row = record_new(RECORD_RETIREMENT);
	struct record_retirement *c = &row.retirement;

	c->document = r->d->hash;
	c->account = b->account;
	c->purpose = b->purpose;
	c->quantity = total;
	c->at = r->at;
	rule_text(c->beneficiary, sizeof(c->beneficiary), b->beneficiary);
	return rule_put(r, &row);
}

int rule_retirement(struct rule *r)
{
	static const enum role holder[] = {ROLE_HOLDER, ROLE_NONE};
	const struct body_retirement *b = r->d->retirement;
	const struct units_becoming retired = {.account = b->account,
		.position = POSITION_HOLDING,
		.status = UNIT_RETIRED,
		.by = r->d->hash};
	struct record_account account;
	struct tonnes total;

	if (rule_signers_are(r, holder) < 0 ||
		rule_own_account(r, &b->account, "/account", &account) < 0)
		return -1;
	if (b->purpose == PURPOSE_NATIONAL_ETS)
		return rule_refuse(r, RETIREMENT_NATIONAL, ART_28, "/purpose", "kind",
			kind_name(KIND_OFFSET_APPLICATION));
	/* These rest on what everyone may know, so that a dry run tells them too. */
	if (names_check(r) < 0 || beneficiary_warnings(r) < 0)
		return -1;
	times_warn(r);
	if (rule_units_check(r, &b->account, UNITS_FROM_HOLDING, b->units_n, b->units, "/units",
		    &total) < 0 ||
		purpose_check(r, total) < 0)
		return -1;
	for (size_t i = 0; i < b->units_n; i++)
		if (rule_units_become(r, &b->units[i].block, &retired) < 0)
			return -1;
	return certificate_put(r, total);
}
