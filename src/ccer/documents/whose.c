#include "ccer/documents/whose.h"

#include <inttypes.h>
#include <string.h>

#include <talloc.h>

#include "ledger/page.h"
#include "state/query.h"

/* A key for the signer who is that party, once. */
static void add_key(struct whose *w, const struct document *d, const struct party_id *party,
	const struct public_key *key)
{
	for (size_t i = 0; i < d->signers_n; i++) {
		struct signer_keys *of = &w->of[i];

		if (!party_id_equal(&d->signers[i].party, party) || of->n == LIMIT_PARTY_KEYS)
			continue;
		of->key[of->n++] = *key;
	}
}

void whose_declared(const struct document *d, struct whose *out)
{
	struct public_key key;
	struct party_id party;

	for (size_t i = 0; i < document_declared_count(d); i++) {
		document_declared_key(d, i, &key, &party);
		add_key(out, d, &party, &key);
	}
}

struct asking {
	const struct document *d;
	struct whose *out;
};

static int take_key(void *ctx, const struct record *r, struct error *err)
{
	const struct asking *a = ctx;

	(void)err;
	if (r->key.until_sequence == SEQUENCE_NONE)
		add_key(a->out, a->d, &r->key.party, &r->key.key);
	return 0;
}

int whose_at_hand(struct command_context *c, struct registry *r, const struct document *d,
	struct whose *out, struct error *err)
{
	struct asking a = {d, out};

	for (size_t i = 0; i < d->signers_n; i++) {
		struct record party = record_new(RECORD_PARTY);
		int found;

		party.party.party = d->signers[i].party;
		found = view_get(state_view(registry_state(r)), c->mem, &party, err);
		if (found < 0)
			return -1;
		if (found)
			out->of[i].threshold = party.party.threshold;
	}
	return query_records(registry_state(r), RECORD_KEY, take_key, &a, err) < 0 ? -1 : 0;
}

/* The entry that declared a party, as the server says: 1, 0 there is no such party, -1. */
static int entry_of_party(struct command_context *c, const struct served *s,
	const struct party_id *party, int64_t *sequence, struct error *err)
{
	const char *path = talloc_asprintf(c->mem, "/v1/parties/%s", party->text);
	json_t *answer = path ? http_get_json(c, s->server, path, err) : NULL;

	if (!answer)
		return path && err->code == ERROR_REQUEST_NO_PARTY ? 0 : -1;
	*sequence =
		json_integer_value(json_object_get(json_object_get(answer, "party"), "sequence"));
	json_decref(answer);
	return 1;
}

static int get_text(struct command_context *c, const struct served *s, const char *path,
	struct http_answer *out, struct error *err)
{
	if (!path)
		return error_no_memory(err);
	if (http_ask(c, s->server, path, NULL, 0, out, err) < 0)
		return -1;
	return out->status == 200 ? 0 : http_refused(c, s->server, out, err);
}

/* The document of an entry, proven to be that entry's; below c->mem. */
static const struct document *proven_entry(
	struct command_context *c, struct served *s, int64_t sequence, struct error *err)
{
	struct http_answer file, receipt;
	struct document *d;

	if (get_text(c, s, talloc_asprintf(c->mem, "/v1/entries/%" PRId64, sequence), &file, err) <
			0 ||
		get_text(c, s, talloc_asprintf(c->mem, "/v1/entries/%" PRId64 "/receipt", sequence),
			&receipt, err) < 0)
		return NULL;
	d = document_read(c->mem, file.body, file.size, false, err);
	if (!d || document_decode(d, err) < 0 ||
		served_proves(c, s, receipt.body, receipt.size, &d->hash, NULL, err) < 0)
		return NULL;
	return d;
}

static int64_t threshold_in(const struct document *d, const struct party_id *party)
{
	if (d->kind == KIND_PARTY && party_id_equal(&d->party->party, party))
		return d->party->threshold;
	for (size_t i = 0; d->kind == KIND_GENESIS && i < d->genesis->authorities_n; i++)
		if (party_id_equal(&d->genesis->authorities[i].party, party))
			return d->genesis->authorities[i].threshold;
	return 0;
}

int whose_served(struct command_context *c, struct served *s, const struct document *d,
	struct whose *out, struct error *err)
{
	for (size_t i = 0; i < d->signers_n; i++) {
		const struct party_id *party = &d->signers[i].party;
		const struct document *declared;
		int64_t sequence;
		int found = entry_of_party(c, s, party, &sequence, err);

		if (found < 0)
			return -1;
		if (found == 0)
			continue;
		declared = proven_entry(c, s, sequence, err);
		if (!declared)
			return -1;
		out->of[i].threshold = threshold_in(declared, party);
		for (size_t k = 0; k < document_declared_count(declared); k++) {
			struct public_key key;
			struct party_id of;

			document_declared_key(declared, k, &key, &of);
			if (party_id_equal(&of, party) && out->of[i].n < LIMIT_PARTY_KEYS)
				out->of[i].key[out->of[i].n++] = key;
		}
	}
	return 0;
}

int whose_signer(const struct whose *w, const struct document *d, const struct public_key *key)
{
	for (size_t i = 0; i < d->signers_n; i++)
		for (size_t k = 0; k < w->of[i].n; k++)
			if (public_key_equal(&w->of[i].key[k], key))
				return (int)i;
	return -1;
}
