/*
 * role: granted to an organisation and ended by MEE, for roles that neither genesis nor an
 * accreditation gives.
 */
#include "rules/chapter.h"

static const char clause[] = "docs/rulebook.md role";

/* mee and samr come with genesis, vvb by accreditation; owner and holder are everybody's. */
static bool can_be_granted(enum role role)
{
	switch (role) {
	case ROLE_OPERATOR:
	case ROLE_EXCHANGE:
	case ROLE_CEA:
	case ROLE_PROVINCE:
	case ROLE_COURT:
		return true;
	case ROLE_NONE:
	case ROLE_MEE:
	case ROLE_SAMR:
	case ROLE_VVB:
	case ROLE_OWNER:
	case ROLE_HOLDER:
		return false;
	}
	return false;
}

/* A role can end only on a day on which it is held. */
static int held_then(struct rule *r)
{
	const struct body_role *b = r->d->role;
	struct record row = record_new(RECORD_ROLE);
	int found;

	row.role.party = b->party;
	row.role.role = b->role;
	row.role.from = b->from;
	row.role.sequence = INT64_MAX;
	found = rule_floor(r, 2, &row);
	if (found < 0)
		return -1;
	if (found == 0 || row.role.action != ROLE_ACTION_GRANT)
		return rule_refuse(r, ROLE_NOT_HELD, clause, "/role", "party", b->party.text,
			"role", word_text(WORDS_ROLE, (int)b->role));
	return 0;
}

int rule_role(struct rule *r)
{
	static const enum role signers[] = {ROLE_MEE, ROLE_NONE};
	const struct body_role *b = r->d->role;
	struct record row = record_new(RECORD_ROLE), party;
	int found;

	if (rule_signers_are(r, signers) != 0)
		return -1;
	if (!can_be_granted(b->role))
		return rule_refuse(r, ROLE_NOT_GRANTED, clause, "/role", "role",
			word_text(WORDS_ROLE, (int)b->role));
	found = rule_party_record(r, &b->party, &party);
	if (found < 0)
		return -1;
	if (found == 0)
		return rule_refuse(r, PARTY_UNKNOWN, clause, "/party", "party", b->party.text);
	if (party.party.type != PARTY_ORGANISATION)
		return rule_refuse(r, AUTHORITY_PERSON, clause, "/party", "party", b->party.text);
	if (b->action == ROLE_ACTION_END && held_then(r) != 0)
		return -1;
	row.role.party = b->party;
	row.role.role = b->role;
	row.role.from = b->from;
	row.role.sequence = r->sequence;
	row.role.action = b->action;
	rule_place(r, "parties", b->party.text);
	return rule_put(r, &row);
}
