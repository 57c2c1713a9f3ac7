#include "engine/line/opening.h"

#include <talloc.h>

#include "base/limits.h"
#include "document/warnings.h"
#include "engine/internal.h"

static bool declares_keys(const struct document *d)
{
	return d->kind == KIND_GENESIS || d->kind == KIND_PARTY;
}

static bool declares_this_key(const struct document *d, const struct public_key *key)
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
static int keys_known(struct registry *r, void *mem, const struct document *d, struct error *err)
{
	for (size_t i = 0; i < d->signatures_n; i++) {
		const struct public_key *key = &d->signatures[i].key;
		struct record k = record_new(RECORD_KEY);
		char text[PUBLIC_KEY_FINGERPRINT_SIZE];
		int found;

		if (declares_keys(d) && declares_this_key(d, key))
			continue;
		k.key.key = *key;
		found = view_get(state_view(r->state), mem, &k, err);
		if (found < 0)
			return -1;
		if (found == 0)
			return error_set(err, ERROR_KEY_UNKNOWN, "docs/rulebook.md signers", "",
				"key", public_key_fingerprint(key, text), NULL);
	}
	return 0;
}

/* Who signs is checked before what the document says, unless it brings its own keys. */
static int authenticate_known(struct registry *r, void *mem, struct document *d, struct error *err)
{
	/* Of another ledger no key is known here, which would say less. */
	if (decide_ledger(d, &r->about, err) < 0)
		return -1;
	if (declares_keys(d) && document_decode(d, err) < 0)
		return -1;
	if (keys_known(r, mem, d, err) < 0)
		return -1;
	return document_authenticate(d, err);
}

static void open_signed(struct registry *r, void *mem, struct opened *out)
{
	struct state_entry sealed;
	int repeated = state_entry_of(r->state, &out->d->hash, &sealed, &out->error);

	out->state = OPENING_FAILED;
	if (repeated < 0)
		return;
	if (repeated > 0) {
		out->state = OPENING_REPEATED;
		return;
	}
	if (authenticate_known(r, mem, out->d, &out->error) < 0) {
		document_place(out->d, &out->error);
		return;
	}
	if (!declares_keys(out->d) && document_decode(out->d, &out->error) < 0) {
		document_place(out->d, &out->error);
		out->state = OPENING_REFUSED;
		return;
	}
	out->state = OPENING_READY;
}

/* What the registry calculates for a refused report; nothing where the registry itself failed. */
static void show_refused(void *mem, const struct circumstances *c, struct opened *out)
{
	const struct body_accounting_report *report = document_report(out->d, NULL);
	struct error ignored;

	if (!report || out->error.code == ERROR_DRY_RUN_WORK ||
		error_http_status(out->error.code) >= 500)
		return;
	if (calculate_unsealed(mem, c, report, true, &out->rows, &out->rows_n, &ignored) < 0)
		out->rows_n = 0;
}

/*
 * What the rules would say, to whoever asks: of a kind that everyone may see, over the
 * records that everyone may know. Whatever lies beyond is told to nobody here; so what has
 * been warned of until then rests on these records alone.
 */
static void try_rules(void *mem, struct registry *r, struct circumstances *c, struct opened *out)
{
	const struct body_accounting_report *report;
	struct public_view known;
	struct decision decision;

	if (!readers_are_everyone(kind_row(out->d->kind)->readers)) {
		document_warnings(out->d, c->heard);
		out->state = OPENING_WELL_FORMED;
		error_set(&out->error, ERROR_DRY_RUN_PARTIES, "docs/api.md dry runs", "", NULL);
		return;
	}
	public_view_init(&known, registry_view(r));
	c->view = &known.view;
	if (decide(mem, c, out->d, &decision, &out->error) < 0) {
		if (out->error.code == ERROR_DRY_RUN_PARTIES) {
			out->state = OPENING_WELL_FORMED;
			return;
		}
		document_place(out->d, &out->error);
		show_refused(mem, c, out);
		return;
	}
	report = document_report(out->d, NULL);
	if (report && calculate_unsealed(
			      mem, c, report, false, &out->rows, &out->rows_n, &out->error) < 0)
		return;
	out->state = OPENING_ACCEPTABLE;
}

/*
 * All faults of form at once; then what the rules would say. Changes nothing. The programs
 * are the job's own, since the steps in its answer point into them.
 */
static void try_unsigned(struct registry *r, void *mem, struct instant now, struct effort *effort,
	struct opened *out)
{
	struct circumstances c = {.rules_version = r->about.rules,
		.sequence = r->head.entries,
		.programs = programs_new(mem),
		.heard = talloc_zero(mem, struct warning_list),
		.effort = effort};

	out->state = OPENING_FAILED;
	out->faults = talloc_zero(mem, struct error_list);
	if (!out->faults || !c.programs || !c.heard) {
		error_no_memory(&out->error);
		return;
	}
	if (document_decode_all(out->d, out->faults) < 0) {
		out->error = out->faults->item[0];
		return;
	}
	c.at = registry_document_time(r, out->d, now);
	out->warnings = c.heard;
	try_rules(mem, r, &c, out);
}

void opening_run(struct registry *r, void *mem, const char *bytes, size_t size, struct opened *out)
{
	*out = (struct opened){.state = OPENING_FAILED};
	out->d = document_read(mem, bytes, size, false, &out->error);
	if (out->d)
		open_signed(r, mem, out);
}

void opening_try(struct registry *r, void *mem, const char *bytes, size_t size, struct instant now,
	opening_given_up_fn given_up, void *ctx, struct opened *out)
{
	struct effort effort = {.most = LIMIT_DRY_RUN_OPERATIONS,
		.spent = ERROR_DRY_RUN_WORK,
		.given_up = given_up,
		.ctx = ctx};

	*out = (struct opened){.state = OPENING_FAILED};
	if (given_up && given_up(ctx, &out->error) < 0)
		return;
	out->d = document_read(mem, bytes, size, true, &out->error);
	if (out->d)
		try_unsigned(r, mem, now, &effort, out);
}

bool opening_ends(const struct opened *o, struct submission *out, struct error *err)
{
	if (o->state == OPENING_READY || o->state == OPENING_REFUSED ||
		o->state == OPENING_REPEATED)
		return false;
	if (o->d)
		out->document = o->d->hash;
	if (o->faults)
		out->faults = *o->faults;
	out->warnings = o->warnings;
	out->rows_n = o->rows_n;
	out->rows = o->rows;
	out->outcome = o->state == OPENING_ACCEPTABLE	 ? OUTCOME_ACCEPTABLE
		       : o->state == OPENING_WELL_FORMED ? OUTCOME_WELL_FORMED
							 : OUTCOME_REFUSED;
	*err = o->error;
	return true;
}
