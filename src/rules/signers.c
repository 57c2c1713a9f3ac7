#include "rules/signers.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char clause[] = "docs/rulebook.md signers";

const struct party_id *rule_signer(const struct rule *r, enum role as)
{
	for (size_t i = 0; i < r->d->signers_n; i++)
		if (r->d->signers[i].as == as)
			return &r->d->signers[i].party;
	return NULL;
}

/* "operator, mee" */
static char *role_names(const enum role *roles, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; roles[i] != ROLE_NONE; i++) {
		int n = snprintf(out + used, size - used, "%s%s", i ? ", " : "",
			word_text(WORDS_ROLE, (int)roles[i]));

		if (n < 0 || (size_t)n >= size - used)
			break;
		used += (size_t)n;
	}
	return out;
}

static size_t role_count(const struct rule *r, enum role as)
{
	size_t n = 0;

	for (size_t i = 0; i < r->d->signers_n; i++)
		n += r->d->signers[i].as == as;
	return n;
}

static size_t times_listed(const enum role *roles, enum role role)
{
	size_t n = 0;

	for (size_t i = 0; roles[i] != ROLE_NONE; i++)
		n += roles[i] == role;
	return n;
}

bool rule_signs_as(const struct rule *r, const struct party_id *party, enum role as)
{
	for (size_t i = 0; i < r->d->signers_n; i++)
		if (r->d->signers[i].as == as && party_id_equal(&r->d->signers[i].party, party))
			return true;
	return false;
}

int rule_signers_are(struct rule *r, const enum role *roles)
{
	size_t wanted = 0;
	bool right = true;
	char names[ERROR_VALUE_MAX];

	for (; roles[wanted] != ROLE_NONE; wanted++)
		right = right && role_count(r, roles[wanted]) == times_listed(roles, roles[wanted]);
	if (right && wanted == r->d->signers_n)
		return 0;
	return rule_refuse(r, SIGNERS, clause, "/signers", "kind", kind_name(r->d->kind), "kind_zh",
		kind_row(r->d->kind)->zh, "roles", role_names(roles, names, sizeof(names)));
}

int rule_has_role(struct rule *r, const struct party_id *party, enum role role)
{
	struct record row = record_new(RECORD_ROLE);
	int found;

	row.role.party = *party;
	row.role.role = role;
	row.role.from = r->today;
	row.role.sequence = INT64_MAX;
	found = rule_floor(r, 2, &row);
	if (found <= 0)
		return found;
	return row.role.action == ROLE_ACTION_GRANT;
}

int rule_runs_market(struct rule *r, const struct party_id *party, enum role *out)
{
	static const enum role roles[] = {
		ROLE_OPERATOR, ROLE_MEE, ROLE_SAMR, ROLE_PROVINCE, ROLE_EXCHANGE};

	for (size_t i = 0; i < COUNT_OF(roles); i++) {
		int has = rule_has_role(r, party, roles[i]);

		if (has < 0)
			return -1;
		if (has == 0)
			continue;
		*out = roles[i];
		return 1;
	}
	return 0;
}

/* Whether the party may sign as the role today. 1, 0, -1. */
static int may_sign_as(struct rule *r, const struct party_id *party, enum role role)
{
	switch (role) {
	case ROLE_OWNER:
	case ROLE_HOLDER:
		return 1;
	case ROLE_VVB:
		return rule_accredited(r, party, NULL);
	case ROLE_OPERATOR:
	case ROLE_MEE:
	case ROLE_SAMR:
	case ROLE_PROVINCE:
	case ROLE_COURT:
	case ROLE_EXCHANGE:
	case ROLE_CEA:
		return rule_has_role(r, party, role);
	case ROLE_NONE:
		break;
	}
	return 0;
}

/* The place of the party among the signers, or -1. */
static int signer_index(const struct rule *r, const struct party_id *party)
{
	for (size_t i = 0; i < r->d->signers_n; i++)
		if (party_id_equal(&r->d->signers[i].party, party))
			return (int)i;
	return -1;
}

/* The party for which this document itself declares the key. */
static bool declared_for(const struct rule *r, const struct public_key *key, struct party_id *party)
{
	size_t n = document_declared_count(r->d);

	for (size_t i = 0; i < n; i++) {
		struct public_key declared;

		document_declared_key(r->d, i, &declared, party);
		if (public_key_equal(&declared, key))
			return true;
	}
	return false;
}

/* The party whose key it is, in force at this sequence; refuses any other. */
static int key_party(struct rule *r, const struct public_key *key, struct party_id *party)
{
	struct record row = record_new(RECORD_KEY);
	char fingerprint[PUBLIC_KEY_FINGERPRINT_SIZE], until[24];
	int found;

	row.key.key = *key;
	found = rule_get(r, &row);
	if (found < 0)
		return -1;
	public_key_fingerprint(key, fingerprint);
	if (found == 0) {
		if (declared_for(r, key, party))
			return 0;
		return rule_refuse(r, KEY_UNKNOWN, clause, "/signers", "key", fingerprint);
	}
	if (r->sequence < row.key.from_sequence || (row.key.until_sequence != SEQUENCE_NONE &&
							   r->sequence >= row.key.until_sequence)) {
		snprintf(until, sizeof(until), "%" PRId64, row.key.until_sequence);
		return rule_refuse(r, KEY_NOT_IN_FORCE, clause, "/signers", "key", fingerprint,
			"party", row.key.party.text, "until", until);
	}
	*party = row.key.party;
	return 0;
}

/* The threshold of a party, from the state or from the document that declares it. */
static int threshold_of(struct rule *r, size_t i, int64_t *out)
{
	const struct party_id *party = &r->d->signers[i].party;
	char path[ERROR_PATH_MAX];
	struct record row;
	int found = rule_party_record(r, party, &row);

	if (found < 0)
		return -1;
	if (found) {
		*out = row.party.threshold;
		return 0;
	}
	if (r->d->kind == KIND_PARTY && party_id_equal(&r->d->party->party, party)) {
		*out = r->d->party->threshold;
		return 0;
	}
	for (size_t a = 0; r->d->kind == KIND_GENESIS && a < r->d->genesis->authorities_n; a++)
		if (party_id_equal(&r->d->genesis->authorities[a].party, party)) {
			*out = r->d->genesis->authorities[a].threshold;
			return 0;
		}
	return rule_refuse(r, SIGNER_UNKNOWN, clause, rule_path(path, "/signers/%zu/party", i),
		"party", party->text);
}

static int signer_check(struct rule *r, size_t i, int64_t *threshold)
{
	const struct signer *s = &r->d->signers[i];
	char path[ERROR_PATH_MAX];
	int may;

	if (signer_index(r, &s->party) != (int)i)
		return rule_refuse(r, SIGNER_TWICE, clause,
			rule_path(path, "/signers/%zu/party", i), "party", s->party.text);
	if (threshold_of(r, i, threshold) != 0)
		return -1;
	if (r->d->kind == KIND_GENESIS)
		return 0;
	may = may_sign_as(r, &s->party, s->as);
	if (may < 0)
		return -1;
	if (may == 0)
		return rule_refuse(r, SIGNER_ROLE, clause, rule_path(path, "/signers/%zu/as", i),
			"party", s->party.text, "role", word_text(WORDS_ROLE, (int)s->as));
	return 0;
}

int signers_check(struct rule *r)
{
	int64_t threshold[LIMIT_SIGNERS], signed_by[LIMIT_SIGNERS] = {0};
	char path[ERROR_PATH_MAX], needed[24], found[24];

	for (size_t i = 0; i < r->d->signers_n; i++)
		if (signer_check(r, i, &threshold[i]) != 0)
			return -1;
	if (r->d->unsigned_form)
		return 0;
	for (size_t i = 0; i < r->d->signatures_n; i++) {
		struct party_id party;
		int who;

		if (key_party(r, &r->d->signatures[i].key, &party) != 0)
			return -1;
		who = signer_index(r, &party);
		if (who < 0)
			return rule_refuse(
				r, SIGNATURE_OF_NO_SIGNER, clause, "/signers", "party", party.text);
		signed_by[who]++;
	}
	for (size_t i = 0; i < r->d->signers_n; i++) {
		if (signed_by[i] >= threshold[i])
			continue;
		snprintf(needed, sizeof(needed), "%" PRId64, threshold[i]);
		snprintf(found, sizeof(found), "%" PRId64, signed_by[i]);
		return rule_refuse(r, SIGNATURES_TOO_FEW, clause,
			rule_path(path, "/signers/%zu/party", i), "party",
			r->d->signers[i].party.text, "needed", needed, "found", found);
	}
	return 0;
}

int signers_key_free(struct rule *r, const struct public_key *key, const struct public_key *sealing,
	const char *by, const char *path)
{
	static const enum public_key_type types[] = {PUBLIC_KEY_PLAIN, PUBLIC_KEY_SECURITY};
	char fingerprint[PUBLIC_KEY_FINGERPRINT_SIZE];

	public_key_fingerprint(key, fingerprint);
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		struct record row = record_new(RECORD_KEY);
		int found;

		row.key.key = *key;
		row.key.key.type = types[i];
		if (public_key_equal(&row.key.key, sealing))
			return rule_refuse(r, KEY_SEALS, by, path, "key", fingerprint);
		found = rule_get(r, &row);
		if (found < 0)
			return -1;
		if (found)
			return rule_refuse(r, KEY_TAKEN, by, path, "key", fingerprint, "party",
				row.key.party.text);
	}
	return 0;
}

bool signers_signed_with(const struct rule *r, const struct public_key *key)
{
	for (size_t i = 0; i < r->d->signatures_n; i++)
		if (public_key_equal(&r->d->signatures[i].key, key))
			return true;
	return r->d->unsigned_form;
}
