#include "tests/model/model.h"

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "tests/model/model_part.h"

void model_has_place(size_t n, size_t places)
{
	ck_assert_msg(n < places, "a list of the model is full at %zu", places);
}

bool text_given(const char *text)
{
	return text && text[0];
}

/* --- finding --- */

int model_party(const struct model *m, const struct party_id *id)
{
	for (size_t i = 0; i < m->parties_n; i++)
		if (party_id_equal(&m->parties[i].id, id))
			return (int)i;
	return NOBODY_YET;
}

int model_party_of_account(const struct model *m, const struct account_id *account)
{
	for (size_t i = 0; i < m->parties_n; i++)
		if (m->parties[i].account.text[0] &&
			account_id_equal(&m->parties[i].account, account))
			return (int)i;
	return NOBODY_YET;
}

bool model_has_role(
	const struct model *m, const struct party_id *party, enum role role, struct day today)
{
	const struct model_role *best = NULL;

	for (size_t i = 0; i < m->roles_n; i++) {
		const struct model_role *r = &m->roles[i];

		if (r->role != role || !party_id_equal(&r->party, party) || r->from.n > today.n)
			continue;
		if (!best || r->from.n >= best->from.n)
			best = r;
	}
	return best && best->held;
}

/* The latest that has come; a suspension that is over counts as if it had never been. */
const struct model_accreditation *accreditation_on(
	const struct model *m, const struct party_id *vvb, struct day today)
{
	const struct model_accreditation *best = NULL;

	for (size_t i = 0; i < m->accreditations_n; i++) {
		const struct model_accreditation *a = &m->accreditations[i];
		bool over = a->action == ACCREDITATION_SUSPEND && !day_is_none(a->until) &&
			    today.n > a->until.n;

		if (!party_id_equal(&a->vvb, vvb) || a->from.n > today.n || over)
			continue;
		if (!best || a->from.n >= best->from.n)
			best = a;
	}
	return best;
}

bool model_accredited(
	const struct model *m, const struct party_id *vvb, int sector, struct day today)
{
	const struct model_accreditation *a = accreditation_on(m, vvb, today);
	const char *field;

	if (!a || a->action != ACCREDITATION_GRANT)
		return false;
	if (!day_is_none(a->until) && today.n > a->until.n)
		return false;
	if (sector == 0)
		return true;
	field = model_field(m, sector, today);
	for (size_t i = 0; field && i < COUNT_OF(a->fields); i++)
		if (strcmp(a->fields[i], field) == 0)
			return true;
	return false;
}

/* Accredited, or merely suspended: it still may not hold what it reports on. */
bool model_is_vvb(const struct model *m, const struct party_id *vvb, struct day today)
{
	const struct model_accreditation *a = accreditation_on(m, vvb, today);

	return a && a->action != ACCREDITATION_WITHDRAW &&
	       (day_is_none(a->until) || today.n <= a->until.n);
}

/* --- who signs --- */

const struct party_id *only_signer(const struct trial *t, enum role role)
{
	if (t->d->signers_n != 1 || t->d->signers[0].as != role)
		return NULL;
	return &t->d->signers[0].party;
}

const struct party_id *first_of_two(const struct trial *t, enum role first, enum role second)
{
	const struct signer *s = t->d->signers;

	if (t->d->signers_n != 2)
		return NULL;
	if (s[0].as == first && s[1].as == second)
		return &s[0].party;
	if (s[1].as == first && s[0].as == second)
		return &s[1].party;
	return NULL;
}

static bool may_sign(const struct trial *t, const struct signer *s)
{
	if (s->as == ROLE_OWNER || s->as == ROLE_HOLDER || t->d->kind == KIND_GENESIS)
		return true;
	if (s->as == ROLE_VVB)
		return model_accredited(t->m, &s->party, 0, t->today);
	return model_has_role(t->m, &s->party, s->as, t->today);
}

/* The party as the model knows it or as the document itself declares it. */
static bool party_as_signer(
	const struct trial *t, const struct party_id *id, struct model_party *out)
{
	const struct document *d = t->d;
	int known = model_party(t->m, id);

	if (known != NOBODY_YET) {
		*out = t->m->parties[known];
		return true;
	}
	*out = (struct model_party){.id = *id};
	if (d->kind == KIND_PARTY && party_id_equal(&d->party->party, id)) {
		out->threshold = d->party->threshold;
		out->keys_n = d->party->keys_n;
		memcpy(out->keys, d->party->keys, out->keys_n * sizeof(out->keys[0]));
		return true;
	}
	for (size_t i = 0; d->kind == KIND_GENESIS && i < d->genesis->authorities_n; i++) {
		const struct body_genesis_authority *a = &d->genesis->authorities[i];

		if (!party_id_equal(&a->party, id))
			continue;
		out->threshold = a->threshold;
		out->keys_n = a->keys_n;
		memcpy(out->keys, a->keys, out->keys_n * sizeof(out->keys[0]));
		return true;
	}
	return false;
}

static size_t keys_that_signed(const struct document *d, const struct model_party *p)
{
	size_t n = 0;

	for (size_t i = 0; i < d->signatures_n; i++)
		for (size_t k = 0; k < p->keys_n; k++)
			n += public_key_equal(&d->signatures[i].key, &p->keys[k]);
	return n;
}

/* Every key is a named signer's, and every named signer has its threshold. */
static bool signed_rightly(const struct trial *t)
{
	const struct document *d = t->d;
	size_t keys = 0;

	for (size_t i = 0; i < d->signers_n; i++) {
		struct model_party p;
		size_t n;

		for (size_t j = 0; j < i; j++)
			if (party_id_equal(&d->signers[i].party, &d->signers[j].party))
				return false;
		if (!party_as_signer(t, &d->signers[i].party, &p) || !may_sign(t, &d->signers[i]))
			return false;
		n = keys_that_signed(d, &p);
		if ((int64_t)n < p.threshold)
			return false;
		keys += n;
	}
	return keys == d->signatures_n;
}

/* --- what holds for every kind --- */

static bool of_this_ledger(const struct trial *t)
{
	if (!t->m->begun || t->d->kind == KIND_GENESIS)
		return !t->m->begun && t->d->kind == KIND_GENESIS;
	return strcmp(t->d->ledger_name, t->m->name) == 0 &&
	       memcmp(t->d->ledger_genesis.bytes, t->m->genesis.bytes, 16) == 0;
}

static bool signed_by(const struct model_document *d, const struct party_id *party)
{
	for (size_t i = 0; i < d->signers_n; i++)
		if (party_id_equal(&d->signers[i], party))
			return true;
	return false;
}

static bool is_new(const struct trial *t)
{
	const struct document *d = t->d;

	for (size_t i = 0; i < t->m->documents_n; i++) {
		const struct model_document *old = &t->m->documents[i];

		if (digest_equal(&old->hash, &d->hash))
			return false;
		if (strcmp(old->id.text, d->id.text) == 0 &&
			party_id_equal(&old->signers[0], &d->signers[0].party))
			return false;
	}
	for (size_t i = 0; i < t->m->voids_n; i++)
		for (size_t s = 0; s < d->signers_n; s++)
			if (strcmp(t->m->voids[i].id.text, d->id.text) == 0 &&
				party_id_equal(&t->m->voids[i].party, &d->signers[s].party))
				return false;
	return true;
}

/* Ninety days for what takes long to make, ten for everything else. */
static int64_t days_to_live(enum kind kind)
{
	static const enum kind slow[] = {KIND_UNITS, KIND_METHODOLOGY, KIND_PROJECT_DESIGN,
		KIND_VALIDATION_REPORT, KIND_ACCOUNTING_REPORT, KIND_VERIFICATION_REPORT,
		KIND_REVISION};

	for (size_t i = 0; i < COUNT_OF(slow); i++)
		if (slow[i] == kind)
			return 90;
	return 10;
}

static bool is_alive(const struct trial *t)
{
	static const int64_t day = INT64_C(24) * 60 * 60 * 1000;
	int64_t left;

	if (t->d->kind == KIND_GENESIS)
		return true;
	if (t->d->kind == KIND_CLOCK)
		return t->d->clock->instant.ms >= t->m->now.ms;
	if (instant_is_none(t->d->valid_until))
		return false;
	left = t->d->valid_until.ms - t->at.ms;
	return left >= 0 && left <= days_to_live(t->d->kind) * day;
}

bool try_void(struct trial *t)
{
	const struct document_id *id = &t->d->voids->voids;
	const struct party_id *party = &t->d->signers[0].party;
	struct model_void *v;

	if (t->d->signers_n != 1 || strcmp(id->text, t->d->id.text) == 0)
		return false;
	for (size_t i = 0; i < t->m->documents_n; i++)
		if (strcmp(t->m->documents[i].id.text, id->text) == 0 &&
			signed_by(&t->m->documents[i], party))
			return false;
	for (size_t i = 0; i < t->m->voids_n; i++)
		if (strcmp(t->m->voids[i].id.text, id->text) == 0 &&
			party_id_equal(&t->m->voids[i].party, party))
			return true;
	v = MODEL_NEXT(t->m, voids);
	v->party = *party;
	v->id = *id;
	return true;
}

int64_t model_sealed_on(
	const struct model *m, enum kind kind, const struct party_id *party, struct day day)
{
	int64_t n = 0;

	for (size_t i = 0; i < m->documents_n; i++)
		n += m->documents[i].kind == kind && m->documents[i].sealed.n == day.n &&
		     !m->documents[i].of_operator &&
		     party_id_equal(&m->documents[i].signers[0], party);
	return n;
}

/* What a party alone could send without end has a number a day; the operator's has none. */
static bool has_one_left_today(const struct trial *t)
{
	const struct document *d = t->d;
	const char *rate = d->kind == KIND_VOID		    ? "rate.void"
			   : d->kind == KIND_COMMENT	    ? "rate.comment"
			   : d->kind == KIND_PROJECT_DESIGN ? "rate.project-design"
			   : d->kind == KIND_REVISION	    ? "rate.revision"
			   : d->kind == KIND_EXPLANATION    ? "rate.explanation"
			   : d->kind == KIND_SECOND_OPINION ? "rate.second-opinion"
							    : NULL;

	if (!rate || t->of_operator)
		return true;
	return model_sealed_on(t->m, d->kind, &d->signers[0].party, t->today) <
	       strtoll(model_value(t->m, rate, t->today), NULL, 10);
}

static void remember(struct trial *t)
{
	struct model_document *kept = MODEL_NEXT(t->m, documents);

	kept->hash = t->d->hash;
	kept->id = t->d->id;
	kept->kind = t->d->kind;
	kept->sealed = t->today;
	kept->of_operator = t->of_operator;
	for (size_t i = 0; i < t->d->signers_n; i++)
		kept->signers[kept->signers_n++] = t->d->signers[i].party;
}

static const trial_fn kinds[KIND_COUNT] = {
#define X(ID, NAME, ZH, EN, BODY, MEMBER, RULE, ...) [KIND_##ID] = try_##RULE,
#include "document/kinds.def"
#undef X
};

bool model_tell(struct model *m, const struct document *d, struct instant at)
{
	static struct model copy;
	struct trial t = {.m = &copy, .d = d, .at = at, .today = instant_day(at)};

	copy = *m;
	if (!kinds[d->kind] || !of_this_ledger(&t) || !is_new(&t) || !is_alive(&t) ||
		!codes_are_right(&t) || !signed_rightly(&t) || !reference_is_new(&t))
		return false;
	t.of_operator = d->signers_n > 0 &&
			model_has_role(&copy, &d->signers[0].party, ROLE_OPERATOR, t.today);
	model_warn(&t);
	if (!has_one_left_today(&t) || !kinds[d->kind](&t))
		return false;
	model_mark_over_limit(&copy);
	remember(&t);
	*m = copy;
	return true;
}
