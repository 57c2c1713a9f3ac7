/*
 * model_names: codes and references that documents of several kinds name.
 */
#include <string.h>

#include "tests/model/model_part.h"

enum { CODES_MAX = 16 };

/* Every party that the body names by its code. */
static size_t codes_of(const struct document *d, struct party_id out[CODES_MAX])
{
	size_t n = 0;

	if (d->kind == KIND_ROLE)
		out[n++] = d->role->party;
	else if (d->kind == KIND_PARTY)
		out[n++] = d->party->party;
	else if (d->kind == KIND_ACCREDITATION)
		out[n++] = d->accreditation->vvb;
	else if (d->kind == KIND_PROJECT_DESIGN)
		out[n++] = d->design->vvb;
	else if (d->kind == KIND_ACCOUNTING_REPORT)
		out[n++] = d->report->vvb;
	else if (d->kind == KIND_RETIREMENT)
		out[n++] = d->retirement->beneficiary_id;
	else if (d->kind == KIND_OBLIGATION)
		out[n++] = d->obligation->entity;
	else if (d->kind == KIND_ENTRUSTED_SURRENDER)
		out[n++] = d->entrusted_surrender->entity;
	else if (d->kind == KIND_BINDING)
		out[n++] = d->binding->entity;
	else if (d->kind == KIND_OFFSET_ANSWER)
		out[n++] = d->offset_answer->province_decision.by;
	for (size_t i = 0; d->kind == KIND_GENESIS && i < d->genesis->authorities_n; i++)
		out[n++] = d->genesis->authorities[i].party;
	for (size_t i = 0; i < d->signers_n; i++)
		out[n++] = d->signers[i].party;
	return n;
}

bool codes_are_right(const struct trial *t)
{
	struct party_id codes[CODES_MAX];
	size_t n = codes_of(t->d, codes);

	for (size_t i = 0; i < n; i++) {
		bool own =
			t->d->kind == KIND_PARTY && party_id_equal(&codes[i], &t->d->party->party);

		if (codes[i].text[0] && codes[i].text[1] != '-' &&
			!uscc_check(codes[i].text, strlen(codes[i].text)) &&
			!(own && t->d->party->uscc_override) &&
			model_party(t->m, &codes[i]) == NOBODY_YET)
			return false;
	}
	return true;
}

static const char *reference_of(const struct document *d)
{
	return d->kind == KIND_SETTLEMENT	? d->settlement->reference
	       : d->kind == KIND_OFFSET_RECEIPT ? d->offset_receipt->reference
	       : d->kind == KIND_OFFSET_ANSWER	? d->offset_answer->reference
						: NULL;
}

bool reference_is_new(struct trial *t)
{
	const char *reference = reference_of(t->d);
	struct model_reference *r;

	if (!reference)
		return true;
	for (size_t i = 0; i < t->m->references_n; i++) {
		r = &t->m->references[i];
		if (r->kind == t->d->kind && strcmp(r->text, reference) == 0 &&
			party_id_equal(&r->party, &t->d->signers[0].party))
			return false;
	}
	r = MODEL_NEXT(t->m, references);
	r->party = t->d->signers[0].party;
	r->kind = t->d->kind;
	strncpy(r->text, reference, sizeof(r->text) - 1);
	return true;
}
