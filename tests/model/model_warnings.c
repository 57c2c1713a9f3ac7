/*
 * model_warnings: what documents are warned of, as far as histories bring it about. Their
 * designs lie before Shandong, also those that say Jiangsu; their two grids are these two's.
 */
#include <string.h>

#include "tests/model/model_part.h"

enum { NANO = 1000 * 1000 * 1000, NEAR = NANO / 100, NEAR_MOST = 8 };

static void warn(struct trial *t, enum warning_code code)
{
	*MODEL_NEXT(t->m, warnings) = (struct model_warning){(int16_t)t->m->documents_n, code};
}

static void warn_if(struct trial *t, bool so, enum warning_code code)
{
	if (so)
		warn(t, code);
}

/* --- names --- */

static bool has_name(const struct model_party *p, const char *name)
{
	return strcmp(p->name_zh, name) == 0 || strcmp(p->name_en, name) == 0;
}

static bool another_is_named(const struct model *m, const struct party_id *id, const char *name)
{
	for (size_t i = 0; text_given(name) && i < m->parties_n; i++)
		if (!party_id_equal(&m->parties[i].id, id) && has_name(&m->parties[i], name))
			return true;
	return false;
}

void model_names(struct trial *t, struct model_party *p, const struct bilingual *name)
{
	const char *zh = name->zh ? name->zh : "", *en = name->en ? name->en : "";

	warn_if(t, another_is_named(t->m, &p->id, zh), WARNING_PARTY_NAME_TAKEN);
	warn_if(t, another_is_named(t->m, &p->id, en), WARNING_PARTY_NAME_TAKEN);
	strncpy(p->name_zh, zh, sizeof(p->name_zh) - 1);
	strncpy(p->name_en, en, sizeof(p->name_en) - 1);
	t->m->names_n += text_given(zh) + (text_given(en) && strcmp(zh, en) != 0);
}

static void warn_of_retirement(struct trial *t)
{
	const struct body_retirement *b = t->d->retirement;
	const struct party_id *id = &b->beneficiary_id;
	int party = model_party(t->m, id);
	bool both = text_given(b->beneficiary) && id->text[0];

	if (both && party == NOBODY_YET)
		warn_if(t, another_is_named(t->m, id, b->beneficiary), WARNING_BENEFICIARY_CODE);
	else if (both && t->m->parties[party].type == PARTY_ORGANISATION)
		warn_if(t, !has_name(&t->m->parties[party], b->beneficiary),
			WARNING_BENEFICIARY_NAME);
	warn_if(t, !day_is_none(b->emission_period.last) && b->emission_period.last.n > t->today.n,
		WARNING_EMISSIONS_AHEAD);
	warn_if(t, b->compliance_year != FIELD_ABSENT && b->compliance_year > day_year(t->today),
		WARNING_YEAR_AHEAD);
}

/* --- designs --- */

static bool is_north_of_jiangsu(const struct body_project_design *b)
{
	for (size_t i = 0; i < b->boundary_n; i++)
		for (size_t k = 0; k < b->boundary[i].corners_n; k++)
			if (b->boundary[i].corners[k].latitude_nano >
				INT64_C(35340) * (NANO / 1000))
				return true;
	return false;
}

static bool some_year_is_missing(const struct body_project_design *b)
{
	for (int year = day_year(b->crediting.first); year <= day_year(b->crediting.last); year++) {
		bool there = false;

		for (size_t i = 0; i < b->expected_n; i++)
			there |= b->expected[i].year == year;
		if (!there)
			return true;
	}
	return false;
}

static bool grid_has_rows(const struct model *m, const char *grid)
{
	for (size_t i = 0; i < m->parameters_n; i++)
		if (strcmp(m->parameters[i].name, "grid.factors") == 0 &&
			strcmp(m->parameters[i].key, grid) == 0)
			return true;
	return false;
}

static int64_t at_most(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t at_least(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Whether a corner is as near to a part as that, in both directions. */
static bool is_near(const struct boundary_part *part, const struct corner *c)
{
	struct corner least = part->corners[0], most = least;

	for (size_t k = 1; k < part->corners_n; k++) {
		const struct corner *at = &part->corners[k];

		least.latitude_nano = at_most(least.latitude_nano, at->latitude_nano);
		most.latitude_nano = at_least(most.latitude_nano, at->latitude_nano);
		least.longitude_nano = at_most(least.longitude_nano, at->longitude_nano);
		most.longitude_nano = at_least(most.longitude_nano, at->longitude_nano);
	}
	return c->latitude_nano >= least.latitude_nano - NEAR &&
	       c->latitude_nano <= most.latitude_nano + NEAR &&
	       c->longitude_nano >= least.longitude_nano - NEAR &&
	       c->longitude_nano <= most.longitude_nano + NEAR;
}

static bool comes_near(const struct body_project_design *b, const struct model_project *p)
{
	for (size_t i = 0; i < b->boundary_n; i++)
		for (size_t k = 0; k < p->corners_n; k++)
			if (is_near(&b->boundary[i], &p->corners[k]))
				return true;
	return false;
}

static void warn_of_design(struct trial *t, const struct body_project_design *b)
{
	const char *own = strcmp(b->province, "370000") == 0 ? "North" : "East";
	size_t near = 0;

	warn_if(t, strcmp(b->province, "320000") == 0 && is_north_of_jiangsu(b),
		WARNING_PLACE_PROVINCE);
	warn_if(t, some_year_is_missing(b), WARNING_EXPECTED_YEARS);
	if (!b->grid)
		return;
	warn_if(t, !grid_has_rows(t->m, b->grid), WARNING_GRID_UNKNOWN);
	warn_if(t, strcmp(b->grid, own) != 0, WARNING_GRID_PROVINCE);
	for (size_t i = 0; i < t->m->projects_n && near < NEAR_MOST; i++)
		if ((t->m->projects[i].status == PROJECT_REGISTERED ||
			    t->m->projects[i].status == PROJECT_DEREGISTERED) &&
			comes_near(b, &t->m->projects[i])) {
			warn(t, WARNING_PLACE_NEAR);
			near++;
		}
}

static bool is_beyond(const struct model_project *was, const struct corner *c)
{
	static const int64_t much = 5000000;
	struct corner least = was->corners[0], most = least;

	for (size_t i = 1; i < was->corners_n; i++) {
		least.latitude_nano = at_most(least.latitude_nano, was->corners[i].latitude_nano);
		most.latitude_nano = at_least(most.latitude_nano, was->corners[i].latitude_nano);
		least.longitude_nano =
			at_most(least.longitude_nano, was->corners[i].longitude_nano);
		most.longitude_nano = at_least(most.longitude_nano, was->corners[i].longitude_nano);
	}
	return c->latitude_nano < least.latitude_nano - much ||
	       c->latitude_nano > most.latitude_nano + much ||
	       c->longitude_nano < least.longitude_nano - much ||
	       c->longitude_nano > most.longitude_nano + much;
}

void model_warn_of_revision(
	struct trial *t, const struct model_project *was, const struct body_project_design *b)
{
	int64_t before = 0, now = 0;
	bool beyond = false;

	for (size_t i = 0; i < was->expected_n; i++)
		before += was->expected[i].tonnes;
	for (size_t i = 0; i < b->expected_n; i++)
		now += tonnes_count(b->expected[i].quantity);
	for (size_t i = 0; i < b->boundary_n; i++)
		for (size_t k = 0; k < b->boundary[i].corners_n; k++)
			beyond |= is_beyond(was, &b->boundary[i].corners[k]);
	warn_if(t, now * 100 > before * 115, WARNING_REVISION_EXPECTED);
	warn_if(t, beyond, WARNING_REVISION_PLACE);
}

/* --- reports --- */

static int64_t days_in(const struct period *period, int64_t year)
{
	int64_t first = day_of_date((int)year, 1, 1).n, last = day_of_date((int)year, 12, 31).n;

	return at_most(period->last.n, last) - at_least(period->first.n, first) + 1;
}

void model_warn_of_claim(struct trial *t, const struct model_project *p,
	const struct period *period, const struct model_row *row)
{
	int64_t expected = 0, days = days_in(period, row->year);
	int64_t whole = days_in(&p->crediting, row->year);

	for (size_t i = 0; i < p->expected_n; i++)
		if (p->expected[i].year == row->year)
			expected = p->expected[i].tonnes;
	warn_if(t, expected > 0 && 2 * row->calculated * whole > 3 * expected * days,
		WARNING_REPORT_ABOVE_EXPECTED);
	warn_if(t, expected > 0 && 10 * row->claimed * whole <= expected * days,
		WARNING_REPORT_BELOW_EXPECTED);
	warn_if(t, row->calculated > 0 && 2 * row->claimed <= row->calculated,
		WARNING_REPORT_BELOW_CALCULATION);
}

void model_warn_of_verified(struct trial *t, const struct model_row *row, int64_t before)
{
	int64_t gained = at_least(row->calculated - before, 0);

	warn_if(t, row->calculated > 0 && 2 * row->verified <= row->calculated,
		WARNING_VERIFICATION_BELOW_CALCULATION);
	warn_if(t, row->verified > row->claimed + gained, WARNING_VERIFICATION_ABOVE_CLAIM);
}

/* --- duties and days --- */

static void warn_of_obligation(struct trial *t)
{
	const struct body_obligation *b = t->d->obligation;
	int64_t due = tonnes_count(b->allowances_due), before = 0, open = 0, used = 0;
	int64_t limit = model_share_of(due, model_value(t->m, "offset.limit", t->today));

	for (size_t i = 0; i < t->m->obligations_n; i++) {
		const struct model_obligation *o = &t->m->obligations[i];

		if (o->year != b->compliance_year || !party_id_equal(&o->entity, &b->entity))
			continue;
		before = o->due;
		open = o->open;
		used = o->used;
	}
	warn_if(t, b->surrender_by.n < t->today.n, WARNING_SURRENDER_PAST);
	warn_if(t, b->compliance_year > day_year(t->today), WARNING_YEAR_AHEAD);
	warn_if(t, open > 0 && open + used > limit, WARNING_OBLIGATION_CUT);
	warn_if(t, before > 0 && (due >= 2 * before || 2 * due <= before), WARNING_OBLIGATION_FAR);
}

static void warn_over_limit(struct trial *t, const struct model_offset *offset, int64_t used)
{
	for (size_t i = 0; i < t->m->obligations_n; i++) {
		const struct model_obligation *o = &t->m->obligations[i];

		warn_if(t,
			o->year == offset->year && party_id_equal(&o->entity, &offset->entity) &&
				used > 0 && o->used + used > o->limit,
			WARNING_ANSWER_OVER_LIMIT);
	}
}

static void warn_of_answer(struct trial *t)
{
	const struct body_offset_answer *b = t->d->offset_answer;

	for (size_t i = 0; i < t->m->offsets_n; i++) {
		const struct model_offset *o = &t->m->offsets[i];

		if (!digest_equal(&o->record, &b->record))
			continue;
		warn_if(t, !b->reason && 2 * tonnes_count(b->used) <= o->quantity,
			WARNING_ANSWER_PARTLY);
		warn_if(t, b->province_decision.on.n < o->from.n, WARNING_ANSWER_DAY);
		warn_over_limit(t, o, tonnes_count(b->used));
	}
}

static void warn_of_parameter(struct trial *t)
{
	static const char *const law[][2] = {
		{"notice.days", "20"}, {"duty.days", "15"}, {"offset.limit", "1/20"}};
	const struct body_parameters *b = t->d->parameters;
	int64_t over, under, law_over, law_under;

	for (size_t i = 0; b->value && i < COUNT_OF(law); i++)
		if (strcmp(law[i][0], b->name) == 0 && model_fraction(b->value, &over, &under) &&
			model_fraction(law[i][1], &law_over, &law_under))
			warn_if(t, over * law_under != law_over * under,
				WARNING_PARAMETER_BESIDE_LAW);
}

/* What needs no more than the document and what was there before it. */
void model_warn(struct trial *t)
{
	if (t->d->kind == KIND_PROJECT_DESIGN)
		warn_of_design(t, t->d->design);
	if (t->d->kind == KIND_REVISION && t->d->revision->design.methodology.text[0])
		warn_of_design(t, &t->d->revision->design);
	else if (t->d->kind == KIND_RETIREMENT)
		warn_of_retirement(t);
	else if (t->d->kind == KIND_OBLIGATION)
		warn_of_obligation(t);
	else if (t->d->kind == KIND_OFFSET_ANSWER)
		warn_of_answer(t);
	else if (t->d->kind == KIND_PARAMETERS)
		warn_of_parameter(t);
	else if (t->d->kind == KIND_SETTLEMENT)
		warn_if(t, t->today.n - t->d->settlement->trading_day.n > 10,
			WARNING_TRADING_DAY_FAR);
}

void model_warn_of_late_use(struct trial *t, const struct model_obligation *o)
{
	warn_if(t, t->today.n > o->surrender_by.n, WARNING_OFFSET_LATE);
}
