/*
 * accreditation (Order 31 art. 30): SAMR and MEE grant, suspend and withdraw a body's
 * accreditation, by field and for a period. A withdrawal may take back reports that the body
 * signed.
 */
#include <stdio.h>
#include <string.h>

#include "rules/chapter.h"

static const char clause[] = "Order 31 art. 30";

enum { SECTORS = 16 };

/* All codes, each with a blank or the NUL behind it. */
_Static_assert(ACCREDITATION_FIELDS_MAX *(ACCREDITATION_FIELDS_MAX + 1) <= RECORD_VALUES_SIZE,
	"a record has room for all codes");

/* The fields that sectors have on the day, each once, separated by blanks. */
static int fields_on(struct rule *r, struct day on, char out[RECORD_VALUES_SIZE])
{
	char field[RECORD_VALUES_SIZE];
	size_t used = 0;

	out[0] = '\0';
	for (int sector = 1; sector <= SECTORS; sector++) {
		int found = rule_field_of(r, sector, on, field);

		if (found < 0)
			return -1;
		if (!found || rule_name_listed(out, field, strlen(field)))
			continue;
		used += (size_t)snprintf(
			out + used, RECORD_VALUES_SIZE - used, "%s%s", used ? " " : "", field);
	}
	return 0;
}

/* Fields that some sector has on the day from which the body is accredited, each once. */
static int fields_check(struct rule *r)
{
	const struct body_accreditation *b = r->d->accreditation;
	char known[RECORD_VALUES_SIZE], path[ERROR_PATH_MAX];

	if (b->fields_n == 0)
		return rule_refuse(r, ACCREDITATION_FIELDS_NONE, clause, "/fields");
	if (fields_on(r, b->from, known) != 0)
		return -1;
	for (size_t i = 0; i < b->fields_n; i++) {
		bool twice = false;

		for (size_t j = 0; j < i; j++)
			twice = twice || strcmp(b->fields[i], b->fields[j]) == 0;
		if (twice || !rule_name_listed(known, b->fields[i], strlen(b->fields[i])))
			return rule_refuse(r, ACCREDITATION_FIELDS, clause,
				rule_path(path, "/fields/%zu", i), "field", b->fields[i], "known",
				known);
	}
	return 0;
}

static int grant_check(struct rule *r)
{
	const struct body_accreditation *b = r->d->accreditation;

	if (fields_check(r) != 0)
		return -1;
	if (!b->approval)
		return rule_refuse(r, ACCREDITATION_APPROVAL, clause, "/approval");
	if (b->reports_n > 0)
		return rule_refuse(r, ACCREDITATION_REPORTS, clause, "/reports");
	return 0;
}

static bool has_expired(const struct record_accreditation *row, struct day on)
{
	return row->action == ACCREDITATION_GRANT && !day_is_none(row->until) &&
	       on.n > row->until.n;
}

/*
 * Only an accreditation in force can be suspended or withdrawn, but one that has run out can
 * still be withdrawn, for the sake of the reports that only a withdrawal may name.
 */
static int ending_check(struct rule *r)
{
	const struct body_accreditation *b = r->d->accreditation;
	struct record_accreditation row;
	int found = rule_accreditation_on(r, &b->vvb, b->from, &row);

	if (found < 0)
		return -1;
	if (found == 0 || row.action == ACCREDITATION_WITHDRAW ||
		(b->action == ACCREDITATION_SUSPEND &&
			(row.action == ACCREDITATION_SUSPEND || has_expired(&row, b->from))))
		return rule_refuse(
			r, ACCREDITATION_NONE_STANDS, clause, "/action", "party", b->vvb.text);
	if (b->action == ACCREDITATION_SUSPEND && b->reports_n > 0)
		return rule_refuse(r, ACCREDITATION_REPORTS, clause, "/reports");
	return 0;
}

/* Reports that the withdrawal takes back: sealed, and signed first by this body. */
static int put_disowned(struct rule *r)
{
	const struct body_accreditation *b = r->d->accreditation;
	char path[ERROR_PATH_MAX], hex[DIGEST_HEX_SIZE];

	for (size_t i = 0; i < b->reports_n; i++) {
		struct record row = record_new(RECORD_DOCUMENT);
		enum kind kind;
		int found;

		row.document.hash = b->reports[i];
		found = rule_get(r, &row);
		if (found < 0)
			return -1;
		kind = kind_by_name(row.document.kind, strlen(row.document.kind));
		if (!found || !party_id_equal(&row.document.signer, &b->vvb) ||
			(kind != KIND_VALIDATION_REPORT && kind != KIND_VERIFICATION_REPORT))
			return rule_refuse(r, ACCREDITATION_REPORT_UNKNOWN, clause,
				rule_path(path, "/reports/%zu", i), "report",
				digest_hex(&b->reports[i], hex), "party", b->vvb.text);
		row = record_new(RECORD_DISOWNED);
		row.disowned.report = b->reports[i];
		row.disowned.sequence = r->sequence;
		if (rule_put(r, &row) != 0)
			return -1;
	}
	return 0;
}

static int put_accreditation(struct rule *r)
{
	const struct body_accreditation *b = r->d->accreditation;
	struct record row = record_new(RECORD_ACCREDITATION);
	size_t used = 0;

	row.accreditation.vvb = b->vvb;
	row.accreditation.from = b->from;
	row.accreditation.sequence = r->sequence;
	row.accreditation.action = b->action;
	row.accreditation.until = b->until;
	for (size_t i = 0; i < b->fields_n; i++)
		used += (size_t)snprintf(row.accreditation.fields + used,
			sizeof(row.accreditation.fields) - used, "%s%s", used ? " " : "",
			b->fields[i]);
	rule_text(row.accreditation.approval, sizeof(row.accreditation.approval), b->approval);
	return rule_put(r, &row);
}

int rule_accreditation(struct rule *r)
{
	static const enum role signers[] = {ROLE_SAMR, ROLE_MEE, ROLE_NONE};
	const struct body_accreditation *b = r->d->accreditation;
	struct record party;
	int found;

	if (rule_signers_are(r, signers) != 0)
		return -1;
	found = rule_party_record(r, &b->vvb, &party);
	if (found < 0)
		return -1;
	if (!found || party.party.type != PARTY_ORGANISATION)
		return rule_refuse(r, ACCREDITATION_PARTY, clause, "/vvb", "party", b->vvb.text);
	if (rule_not_past(r, b->from, "/from", "docs/rulebook.md accreditation") != 0)
		return -1;
	if (!day_is_none(b->until) && b->until.n < b->from.n)
		return rule_refuse(r, ACCREDITATION_UNTIL, clause, "/until");
	if ((b->action == ACCREDITATION_GRANT ? grant_check(r) : ending_check(r)) != 0)
		return -1;
	rule_place(r, "parties", b->vvb.text);
	if (put_accreditation(r) != 0)
		return -1;
	return put_disowned(r);
}
