/*
 * Parties with their roles, accreditation and keys.
 */
#include "ccerd/handle/handle.h"

#include <string.h>

static const char *const party_fields[] = {
	"party", "type", "name_zh", "name_en", "province", "threshold", "sequence", NULL};
static const char *const accreditation_fields[] = {
	"action", "fields", "approval", "from", "until", NULL};

struct listing {
	struct nodes nodes;
	struct exchange *x;
};

static void listing_auto(struct listing *l)
{
	nodes_auto(&l->nodes);
}

/* The latest of a role's rows whose day has come says whether the role is held. */
struct roles {
	struct day today;
	enum role_action latest[ROLE_HOLDER + 1];
};

static int look_at_role(void *ctx, const struct record *r, struct error *err UNUSED)
{
	struct roles *roles = ctx;

	if (r->role.from.n <= roles->today.n && r->role.role <= ROLE_HOLDER)
		roles->latest[r->role.role] = r->role.action;
	return 0;
}

static int party_roles(
	struct exchange *x, const struct party_id *party, json_t **out, struct error *err)
{
	struct roles roles = {.today = x->today};
	struct record from = record_new(RECORD_ROLE);

	from.role.party = *party;
	/* The lowest role and day that there are, so that every row of the party is seen. */
	from.role.role = ROLE_NONE;
	if (view_each(x->view, x->mem, 1, &from, look_at_role, &roles, err) < 0)
		return -1;
	*out = json_array();
	for (int role = 1; *out && role <= ROLE_HOLDER; role++)
		if (roles.latest[role] == ROLE_ACTION_GRANT)
			json_array_append_new(*out, json_string(word_text(WORDS_ROLE, role)));
	return 0;
}

static int party_accreditation(
	struct exchange *x, const struct party_id *party, json_t **out, struct error *err)
{
	struct record r = record_new(RECORD_ACCREDITATION);
	int found;

	r.accreditation.vvb = *party;
	r.accreditation.from = x->today;
	r.accreditation.sequence = INT64_MAX;
	found = view_floor(x->view, x->mem, 1, &r, err);
	if (found < 0)
		return -1;
	*out = found > 0 ? record_json(&r, accreditation_fields) : json_null();
	return 0;
}

static int party_json(struct exchange *x, const struct record *r, json_t **out, struct error *err)
{
	AUTO(json_auto) json_t *node = record_json(r, party_fields);
	json_t *roles, *accreditation;

	if (!node)
		return error_no_memory(err);
	if (party_roles(x, &r->party.party, &roles, err) < 0)
		return -1;
	json_object_set_new(node, "roles", roles);
	if (party_accreditation(x, &r->party.party, &accreditation, err) < 0)
		return -1;
	json_object_set_new(node, "accreditation", accreditation);
	*out = STEAL(node);
	return 0;
}

static int add_party(void *ctx, const struct record *r, struct error *err)
{
	struct listing *l = ctx;
	const struct cursor *after = &l->x->command->after;
	json_t *node;

	if (after->given && party_id_equal(&r->party.party, &after->party))
		return 0;
	if (nodes_full(&l->nodes))
		return 1;
	if (party_json(l->x, r, &node, err) < 0)
		return -1;
	return nodes_add(&l->nodes, node, r->party.party.text, err);
}

int handle_parties(struct exchange *x)
{
	AUTO(listing_auto) struct listing l = {.x = x};
	struct record from = record_new(RECORD_PARTY);

	from.party.party = x->command->after.party;
	if (nodes_init(&l.nodes, x) < 0 ||
		view_each(x->view, x->mem, 0, &from, add_party, &l, x->err) < 0)
		return -1;
	return nodes_reply(&l.nodes, x);
}

struct keys {
	const struct party_id *party;
	json_t *json;
};

static int add_key(void *ctx, const struct record *r, struct error *err)
{
	struct keys *keys = ctx;
	char text[PUBLIC_KEY_TEXT_SIZE];
	json_t *node;

	if (!party_id_equal(&r->key.party, keys->party))
		return 0;
	node = json_pack("{s:s, s:I, s:o}", "key", public_key_text(&r->key.key, text),
		"from_sequence", (json_int_t)r->key.from_sequence, "until_sequence",
		r->key.until_sequence == SEQUENCE_NONE ? json_null()
						       : json_integer(r->key.until_sequence));
	return json_array_append_new(keys->json, node) < 0 ? error_no_memory(err) : 0;
}

int handle_party(struct exchange *x)
{
	struct record r = record_new(RECORD_PARTY);
	AUTO(json_auto) json_t *keys = json_array();
	struct keys wanted = {.party = &x->command->party, .json = keys};
	json_t *node;
	int found;

	if (!keys)
		return error_no_memory(x->err);
	r.party.party = x->command->party;
	found = view_get(x->view, x->mem, &r, x->err);
	if (found < 0)
		return -1;
	if (found == 0)
		return error_set(x->err, ERROR_REQUEST_NO_PARTY, NULL, "", "party",
			x->command->party.text, NULL);
	if (party_json(x, &r, &node, x->err) < 0)
		return -1;
	json_object_set(node, "keys", keys);
	if (query_records(x->state, RECORD_KEY, add_key, &wanted, x->err) < 0) {
		json_decref(node);
		return -1;
	}
	return object_reply(x, "party", node);
}
