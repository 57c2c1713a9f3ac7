/*
 * party_names: organisations by each of their names. A name is free text and may stand
 * twice; who takes one that is taken, or names a company beside another's code, is warned.
 */
#include <string.h>

#include "rules/chapter.h"

struct looking {
	const struct party_id *besides;
	struct party_id found;
};

/* The first party of the name that is not the one looked besides. */
static int look(void *ctx, const struct record *r, struct error *err UNUSED)
{
	struct looking *l = ctx;

	if (party_id_equal(&r->party_name.party, l->besides))
		return 0;
	l->found = r->party_name.party;
	return 1;
}

int rule_named_so(
	struct rule *r, const char *name, const struct party_id *besides, struct party_id *out)
{
	struct looking l = {.besides = besides};
	struct record from = record_new(RECORD_PARTY_NAME);
	int found;

	rule_text(from.party_name.name, sizeof(from.party_name.name), name);
	found = rule_each(r, 1, &from, look, &l);
	if (found == 1)
		*out = l.found;
	return found;
}

static int put_name(
	struct rule *r, const struct party_id *party, const char *name, const char *path)
{
	struct record row = record_new(RECORD_PARTY_NAME);
	struct party_id other;
	int taken;

	if (!name || !name[0])
		return 0;
	taken = rule_named_so(r, name, party, &other);
	if (taken < 0)
		return -1;
	if (taken)
		rule_warn(r, PARTY_NAME_TAKEN, path, "name", name, "party", other.text);
	rule_text(row.party_name.name, sizeof(row.party_name.name), name);
	row.party_name.party = *party;
	return rule_put(r, &row);
}

int rule_put_names(struct rule *r, const struct party_id *party, const struct bilingual *name,
	const char *path)
{
	char zh[ERROR_PATH_MAX], en[ERROR_PATH_MAX];

	if (put_name(r, party, name->zh, rule_path(zh, "%s/zh", path)) < 0)
		return -1;
	return put_name(r, party, name->en, rule_path(en, "%s/en", path));
}
