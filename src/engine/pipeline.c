/*
 * The program in one file: what happens to a submitted document, stage by stage.
 *
 *   read          cut, text, YAML, header            document/
 *   known         is it sealed already? its keys?     state/
 *   authenticate  every signature                     document/, signature/
 *   decode        the typed body by its schema        document/
 *   decide        changes or a refusal, pure          rules/
 *   seal          page, commit, ref: the commit point ledger/
 *   follow        checkpoint, state                   ledger/, state/
 *   receipt       or the signed refusal               ledger/
 *
 * Stages do not call each other. Cheap checks stand first; a refusal is signed
 * once the document's own signatures held.
 */
#include "engine/registry.h"

#include <string.h>

#include <talloc.h>

#include "engine/internal.h"

/* One document on its way. */
struct passage {
	struct registry *r;
	void *mem;
	struct document *d;
	struct instant at;
	bool dry_run;
	struct submission *out;
};

static bool declares_keys(const struct document *d)
{
	return d->kind == KIND_GENESIS || d->kind == KIND_PARTY;
}

struct instant registry_seal_time(const struct registry *r, struct instant now)
{
	struct instant at = r->about.clock == CLOCK_SIMULATED ? r->about.now : now;

	return at.ms > r->head.last_time.ms ? at : r->head.last_time;
}

/* A clock document is sealed at the instant that it names. */
static struct instant time_of(const struct registry *r, const struct document *d, struct instant now)
{
	if (d->kind == KIND_CLOCK && r->about.clock == CLOCK_SIMULATED)
		return d->clock->instant;
	return registry_seal_time(r, now);
}

/* 1 and the first receipt when this very document is sealed already; 0; -1. */
static int repeated(struct passage *p, struct error *err)
{
	int found = state_entry_of(p->r->state, &p->d->hash, &p->out->entry, err);

	if (found != 1)
		return found;
	if (receipt_make(p->r, p->mem, &p->out->entry, &p->out->receipt, &p->out->receipt_size,
		    err) < 0)
		return -1;
	p->out->outcome = OUTCOME_REPEATED;
	return 1;
}

static bool declared(const struct document *d, const struct public_key *key)
{
	struct public_key own;
	struct party_id party;

	for (size_t i = 0; i < document_declared_count(d); i++) {
		document_declared_key(d, i, &own, &party);
		if (public_key_equal(&own, key))
			return true;
	}
	return false;
}

/* Cheaper than a signature: does the registry know the keys at all? */
static int keys_known(const struct passage *p, struct error *err)
{
	for (size_t i = 0; i < p->d->signatures_n; i++) {
		const struct public_key *key = &p->d->signatures[i].key;
		struct record k = record_new(RECORD_KEY);
		char text[PUBLIC_KEY_FINGERPRINT_SIZE];
		int found;

		if (declares_keys(p->d) && declared(p->d, key))
			continue;
		k.key.key = *key;
		found = view_get(state_view(p->r->state), p->mem, &k, err);
		if (found < 0)
			return -1;
		if (found == 0)
			return error_set(err, ERROR_KEY_UNKNOWN, "rulebook, signers", "",
				"key", public_key_fingerprint(key, text), NULL);
	}
	return 0;
}

/* Who signs is checked before what is said, unless the document brings its keys. */
static int authenticate(const struct passage *p, struct error *err)
{
	if (declares_keys(p->d) && document_decode(p->d, err) < 0)
		return -1;
	if (keys_known(p, err) < 0)
		return -1;
	return document_authenticate(p->d, err);
}

static int seal(struct passage *p, struct decision *decision, struct error *err)
{
	struct decided e = {.document = p->d, .decision = *decision};
	struct registry *r = p->r;
	struct submission *out = p->out;

	if (sealing_entry(p->mem, r, p->d, decision, r->head.entries, p->at, r->about.rules,
		    &e.entry, err) < 0)
		return -1;
	if (sealing_page(r, &e, 1, err) < 0)
		return -1;
	if (state_entry_of(r->state, &p->d->hash, &out->entry, err) != 1 ||
		receipt_make(r, p->mem, &out->entry, &out->receipt, &out->receipt_size, err) < 0)
		return -1;
	out->outcome = OUTCOME_SEALED;
	return 0;
}

/* A refusal is signed; a failure of the registry itself (5xx) is not one. */
static int refuse(struct passage *p, struct error *err)
{
	struct error failure;

	document_place(p->d, err);
	if (p->dry_run || error_http_status(err->code) >= 500)
		return -1;
	if (refusal_make(p->r, p->mem, p->d, p->at, err, &p->out->refusal, &p->out->refusal_size,
		    &failure) < 0)
		*err = failure;
	return -1;
}

/* From the typed body on: decide and, unless it is a dry run, seal. */
static int decide_and_seal(struct passage *p, struct instant now, struct error *err)
{
	struct decision decision;

	p->at = time_of(p->r, p->d, now);
	if (decide(p->mem, p->r->about.rules, state_view(p->r->state), p->d, p->at,
		    p->r->head.entries, &decision, err) < 0)
		return refuse(p, err);
	if (p->dry_run) {
		p->out->outcome = OUTCOME_ACCEPTABLE;
		return 0;
	}
	return seal(p, &decision, err);
}

static int submit_signed(struct passage *p, struct instant now, struct error *err)
{
	int done = repeated(p, err);

	if (done)
		return done < 0 ? -1 : 0;
	if (authenticate(p, err) < 0) {
		document_place(p->d, err);
		return -1;
	}
	p->at = registry_seal_time(p->r, now);
	if (!declares_keys(p->d) && document_decode(p->d, err) < 0)
		return refuse(p, err);
	return decide_and_seal(p, now, err);
}

/* All faults of form at once; then what the rules would say. */
static int try_unsigned(struct passage *p, struct instant now, struct error *err)
{
	if (document_decode_all(p->d, &p->out->faults) < 0) {
		*err = p->out->faults.item[0];
		return -1;
	}
	return decide_and_seal(p, now, err);
}

int registry_submit(struct registry *r, void *mem, const char *bytes, size_t size, bool dry_run,
	struct instant now, struct submission *out, struct error *err)
{
	struct passage p = {.r = r, .mem = mem, .dry_run = dry_run, .out = out};

	memset(out, 0, sizeof(*out));
	if (!r->write && !dry_run)
		return error_set(err, ERROR_REGISTRY_READ_ONLY, NULL, "", NULL);
	p.d = document_read(mem, bytes, size, dry_run, err);
	if (!p.d)
		return -1;
	out->document = p.d->hash;
	return dry_run ? try_unsigned(&p, now, err) : submit_signed(&p, now, err);
}
