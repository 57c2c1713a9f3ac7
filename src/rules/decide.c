#include "rules/decide.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "document/warnings.h"
#include "record/warning_record.h"
#include "rules/chapter.h"
#include "rules/names.h"
#include "rules/rates.h"
#include "rules/signers.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

static const rule_fn chapters[KIND_COUNT] = {
#define X(ID, NAME, ZH, EN, BODY, MEMBER, RULE, ...) [KIND_##ID] = rule_##RULE,
#include "document/kinds.def"
#undef X
};

int decide_ledger(const struct document *d, const struct record_registry *about, struct error *err)
{
	char found[LEDGER_ID_SIZE], ledger[LEDGER_ID_SIZE], hex[DIGEST_HEX_SIZE];

	document_ledger(d, found);
	snprintf(ledger, sizeof(ledger), "%s/%.32s", about->name, digest_hex(&about->genesis, hex));
	if (d->kind == KIND_GENESIS || strcmp(found, ledger) == 0)
		return 0;
	return error_set(err, ERROR_LEDGER_OTHER, "docs/ledger-format.md 2.3", "/ledger", "found",
		found, "ledger", ledger, NULL);
}

/* The document names this ledger and the first bytes of its genesis; genesis opens an empty one. */
static int of_this_ledger(struct rule *r)
{
	struct record row = record_new(RECORD_REGISTRY);
	const struct document *d = r->d;
	int found;

	row.registry.only = 1;
	found = rule_get(r, &row);
	if (found < 0)
		return -1;
	r->registry = row.registry;
	if (found == 0 && d->kind == KIND_GENESIS && r->sequence == 0)
		return 0;
	if (found == 0)
		return rule_refuse(r, LEDGER_EMPTY, "docs/rulebook.md genesis", "/kind");
	if (d->kind == KIND_GENESIS && digest_equal(&d->hash, &row.registry.genesis))
		return rule_refuse(
			r, DOCUMENT_SEALED, "docs/rulebook.md genesis", "", "sequence", "0");
	if (d->kind == KIND_GENESIS)
		return rule_refuse(r, GENESIS_SECOND, "docs/rulebook.md genesis", "/kind", "ledger",
			row.registry.name);
	return decide_ledger(d, &row.registry, r->err);
}

static int version_known(struct rule *r)
{
	char version[24], latest[24];

	if (r->rules_version >= 1 && r->rules_version <= RULES_VERSION_LATEST)
		return 0;
	snprintf(version, sizeof(version), "%" PRId64, r->rules_version);
	snprintf(latest, sizeof(latest), "%d", RULES_VERSION_LATEST);
	return rule_refuse(r, RULES_VERSION, "docs/rulebook.md rules", "", "version", version,
		"latest", latest);
}

/* Filled in on this very ledger, as far as the author saw it: no fork gets our signature. */
static int seen_is_ours(struct rule *r)
{
	const struct seen_ledger *seen = &r->d->seen;
	char entries[24], theirs[DIGEST_HEX_SIZE], ours[DIGEST_HEX_SIZE];
	struct digest root;
	int known;

	if (seen->entries < 1)
		return 0;
	known = view_root(r->view, seen->entries, &root, r->err);
	if (known < 0)
		return -1;
	snprintf(entries, sizeof(entries), "%" PRId64, seen->entries);
	if (!known)
		return rule_refuse(
			r, SEEN_AHEAD, "docs/rulebook.md seen", "/seen", "seen", entries);
	if (digest_equal(&root, &seen->root))
		return 0;
	return rule_refuse(r, SEEN_OTHER, "docs/rulebook.md seen", "/seen", "seen", entries,
		"found", digest_hex(&seen->root, theirs), "expected", digest_hex(&root, ours));
}

static int not_voided(struct rule *r)
{
	for (size_t i = 0; i < r->d->signers_n; i++) {
		struct record row = record_new(RECORD_VOID);
		int found;

		row.voided.party = r->d->signers[i].party;
		row.voided.id = r->d->id;
		found = rule_get(r, &row);
		if (found < 0)
			return -1;
		if (found)
			return rule_refuse(r, DOCUMENT_VOID, "docs/rulebook.md void", "/id", "id",
				r->d->id.text, "party", row.voided.party.text);
	}
	return 0;
}

/* The hash of the sealed document with this id and first signer: 1, 0, -1. */
static int sealed_under_id(struct rule *r, const struct party_id *signer, struct digest *hash)
{
	struct record id = record_new(RECORD_DOCUMENT_ID);
	struct record document = record_new(RECORD_DOCUMENT);
	int found;

	id.document_id.signer = *signer;
	id.document_id.id = r->d->id;
	found = rule_get(r, &id);
	if (found <= 0)
		return found;
	document.document.hash = id.document_id.hash;
	found = rule_get(r, &document);
	if (found <= 0)
		return found;
	*hash = document.document.hash;
	return party_id_equal(&document.document.signer, signer);
}

/* A document acts once; its first signer uses an id for one document only. */
static int not_sealed(struct rule *r)
{
	struct record row = record_new(RECORD_DOCUMENT);
	char sequence[24], hex[DIGEST_HEX_SIZE];
	struct digest hash;
	int found;

	row.document.hash = r->d->hash;
	found = rule_get(r, &row);
	if (found < 0)
		return -1;
	if (found) {
		snprintf(sequence, sizeof(sequence), "%" PRId64, row.document.sequence);
		return rule_refuse(
			r, DOCUMENT_SEALED, "docs/ledger-format.md 2.3", "", "sequence", sequence);
	}
	if (r->d->signers_n == 0)
		return 0;
	found = sealed_under_id(r, &r->d->signers[0].party, &hash);
	if (found <= 0)
		return found;
	return rule_refuse(r, DOCUMENT_CONFLICT, "docs/ledger-format.md 2.3", "/id", "id",
		r->d->id.text, "party", r->d->signers[0].party.text, "document",
		digest_hex(&hash, hex));
}

/* Nothing lives for ever: not past valid_until, which must not be too far off. */
static int alive(struct rule *r)
{
	int days = kind_row(r->d->kind)->days_to_live;
	int64_t until = r->d->valid_until.ms;
	char text[INSTANT_TEXT_SIZE], now[INSTANT_TEXT_SIZE], limit[24];

	if (r->d->kind == KIND_GENESIS)
		return 0;
	if (r->d->kind == KIND_CLOCK)
		return rule_clock_goes_on(r);
	if (instant_is_none(r->d->valid_until))
		return rule_refuse(r, DOCUMENT_EXPIRED, "docs/rulebook.md lives", "/valid_until",
			"until", "-", "now", instant_text(r->at, now));
	if (r->at.ms > until)
		return rule_refuse(r, DOCUMENT_EXPIRED, "docs/rulebook.md lives", "/valid_until",
			"until", instant_text(r->d->valid_until, text), "now",
			instant_text(r->at, now));
	if (days == 0 || until - r->at.ms <= (int64_t)days * DAY_MS)
		return 0;
	snprintf(limit, sizeof(limit), "%d", days);
	return rule_refuse(r, DOCUMENT_LIVES_TOO_LONG, "docs/rulebook.md lives", "/valid_until",
		"until", instant_text(r->d->valid_until, text), "kind", kind_name(r->d->kind),
		"kind_zh", kind_row(r->d->kind)->zh, "days", limit);
}

static int chapter_of_kind(struct rule *r)
{
	rule_fn fn = chapters[r->d->kind];

	if (!fn)
		return rule_refuse(r, KIND_NOT_IN_RULES, "docs/rulebook.md", "/kind", "kind",
			kind_name(r->d->kind), "kind_zh", kind_row(r->d->kind)->zh);
	return fn(r);
}

/*
 * What every sealed document leaves behind: that it acted, and its id under every signer, so that
 * none of them can void it later. The first signer's row is never overwritten by a document in
 * which that party signs second.
 */
static int put_common(struct rule *r)
{
	struct record row = record_new(RECORD_DOCUMENT);
	struct digest other;

	row.document.hash = r->d->hash;
	row.document.sequence = r->sequence;
	snprintf(row.document.kind, sizeof(row.document.kind), "%s", kind_name(r->d->kind));
	row.document.id = r->d->id;
	if (r->d->signers_n > 0)
		row.document.signer = r->d->signers[0].party;
	row.document.sealed_at = r->at;
	if (rule_put(r, &row) != 0)
		return -1;
	for (size_t i = 0; i < r->d->signers_n; i++) {
		const struct party_id *party = &r->d->signers[i].party;
		int taken = i == 0 ? 0 : sealed_under_id(r, party, &other);

		if (taken < 0)
			return -1;
		row = record_new(RECORD_DOCUMENT_ID);
		row.document_id.signer = *party;
		row.document_id.id = r->d->id;
		row.document_id.hash = r->d->hash;
		if (!taken && rule_put(r, &row) != 0)
			return -1;
	}
	return 0;
}

/* Those of the document by itself stand first, and need nothing of the ledger. */
static int warn_of_document(struct rule *r)
{
	document_warnings(r->d, r->warnings);
	return 0;
}

static int put_warnings(struct rule *r)
{
	struct record row;

	for (size_t i = 0; i < r->warnings->count; i++)
		if (warning_record(r->mem, &r->d->hash, i, &r->warnings->item[i], &row, r->err) <
				0 ||
			rule_put(r, &row) < 0)
			return -1;
	return 0;
}

static int decide_in(struct rule *r)
{
	static const rule_fn steps[] = {warn_of_document, of_this_ledger, version_known,
		seen_is_ours, not_voided, not_sealed, alive, names_codes_check, signers_check,
		names_reference_take, chapter_of_kind, rates_take, put_warnings, put_common};

	for (size_t i = 0; i < COUNT_OF(steps); i++)
		if (steps[i](r) != 0)
			return -1;
	return 0;
}

int decide(void *mem, const struct circumstances *c, const struct document *d, struct decision *out,
	struct error *err)
{
	struct error unheard;
	struct rule r = {.mem = mem,
		.rules_version = c->rules_version,
		.d = d,
		.at = c->at,
		.today = instant_day(c->at),
		.sequence = c->sequence,
		.programs = c->programs ? c->programs : programs_new(mem),
		.effort = c->effort,
		.err = err ? err : &unheard};

	assert(d->kind > KIND_NONE && d->kind < KIND_COUNT);
	r.changes = overlay_new(mem, c->view);
	/* Large, and empty nearly always: only what is counted is ever looked at. */
	r.warnings = c->heard ? c->heard : talloc(mem, struct warning_list);
	if (!r.changes || !r.programs || !r.warnings)
		return error_no_memory(err);
	r.warnings->count = r.warnings->more = 0;
	r.view = overlay_view(r.changes);
	if (decide_in(&r) != 0) {
		talloc_free(r.changes);
		if (!c->heard)
			talloc_free(r.warnings);
		if (error_http_status(r.err->code) < 500)
			document_place(d, r.err);
		return -1;
	}
	out->changes = r.changes;
	out->placement = r.placement;
	out->project = r.project;
	out->warnings = r.warnings->count > 0 ? r.warnings : NULL;
	if (!out->warnings && !c->heard)
		talloc_free(r.warnings);
	return 0;
}
