#include "rules/names.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "document/fields.h"

/* A walk over fields: it ends where one is refused, or could not be looked up. */
struct walk {
	struct rule *r;
	char text[RECORD_NAME_SIZE]; /* what was refused */
	int result;		     /* of the last look-up */
	int64_t sequence;	     /* of the entry that it is known from */
};

static bool is_overridden(const struct rule *r, const struct party_id *party)
{
	return r->d->kind == KIND_PARTY && r->d->party->uscc_override &&
	       party_id_equal(&r->d->party->party, party);
}

/* Whether the code is a wrong one, or could not be looked up. */
static bool code_fails(void *ctx, const void *value)
{
	const struct party_id *party = value;
	struct walk *w = ctx;
	struct record known;

	if (!party->text[0] || party_id_is_person(party) ||
		uscc_check(party->text, strlen(party->text)) || is_overridden(w->r, party))
		return false;
	w->result = rule_party_record(w->r, party, &known);
	memcpy(w->text, party->text, sizeof(party->text));
	return w->result <= 0;
}

static int refuse_code(const struct walk *w, const char *path)
{
	if (w->result < 0)
		return -1;
	return rule_refuse(w->r, PARTY_USCC, "GB 32100-2015", path, "party", w->text);
}

int names_codes_check(struct rule *r)
{
	struct walk w = {.r = r};
	char path[ERROR_PATH_MAX];

	if (fields_find(schema_of(r->d->kind), r->d->body, FIELD_PARTY, code_fails, &w, path))
		return refuse_code(&w, path);
	for (size_t i = 0; i < r->d->signers_n; i++)
		if (code_fails(&w, &r->d->signers[i].party))
			return refuse_code(&w, rule_path(path, "/signers/%zu/party", i));
	return 0;
}

/* Whether the reference is taken, or could not be looked up or put. */
static bool reference_fails(void *ctx, const void *value)
{
	struct record row = record_new(RECORD_REFERENCE);
	const char *reference;
	struct walk *w = ctx;

	memcpy(&reference, value, sizeof(reference));
	if (!reference)
		return false;
	row.reference.party = w->r->d->signers[0].party;
	rule_text(row.reference.kind, sizeof(row.reference.kind), kind_name(w->r->d->kind));
	rule_text(row.reference.reference, sizeof(row.reference.reference), reference);
	rule_text(w->text, sizeof(w->text), reference);
	w->result = rule_get(w->r, &row);
	w->sequence = row.reference.sequence;
	if (w->result != 0)
		return true;
	row.reference.sequence = w->r->sequence;
	w->result = rule_put(w->r, &row);
	return w->result < 0;
}

int names_reference_take(struct rule *r)
{
	struct walk w = {.r = r};
	char path[ERROR_PATH_MAX], sequence[24];

	if (r->d->signers_n == 0 || !fields_find(schema_of(r->d->kind), r->d->body, FIELD_REFERENCE,
					    reference_fails, &w, path))
		return 0;
	if (w.result < 0)
		return -1;
	snprintf(sequence, sizeof(sequence), "%" PRId64, w.sequence);
	return rule_refuse(r, REFERENCE_TAKEN, "docs/rulebook.md references", path, "reference",
		w.text, "party", r->d->signers[0].party.text, "sequence", sequence);
}
