/*
 * void: a signer takes back a document that it signed and that is not yet sealed, so that it
 * never can be.
 */
#include <string.h>

#include "rules/chapter.h"

static const char clause[] = "docs/rulebook.md void";

int rule_void(struct rule *r)
{
	struct record sealed = record_new(RECORD_DOCUMENT_ID), row = record_new(RECORD_VOID);
	const struct document_id *id = &r->d->voids->voids;
	const struct party_id *party;
	int found;

	if (r->d->signers_n != 1)
		return rule_refuse(r, VOID_SIGNERS, clause, "/signers");
	party = &r->d->signers[0].party;
	if (strcmp(id->text, r->d->id.text) == 0)
		return rule_refuse(r, VOID_ITSELF, clause, "/voids");
	sealed.document_id.signer = *party;
	sealed.document_id.id = *id;
	found = rule_get(r, &sealed);
	if (found < 0)
		return -1;
	if (found)
		return rule_refuse(
			r, VOID_SEALED, clause, "/voids", "id", id->text, "party", party->text);
	row.voided.party = *party;
	row.voided.id = *id;
	row.voided.sequence = r->sequence;
	return rule_put(r, &row);
}
