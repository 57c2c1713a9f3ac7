/*
 * Opening a registry, and making one: the lock, the state brought up to the ledger and compared
 * with it, the sealing key. What the whole engine asks of an open registry is in registry.c.
 */
#include "engine/registry.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <talloc.h>

#include "engine/internal.h"
#include "ledger/lookup.h"

static struct registry *registry_new(const struct registry_options *options)
{
	struct registry *r = talloc_zero(NULL, struct registry);

	if (!r)
		return NULL;
	registry_adopt(r);
	r->programs = programs_new(r);
	r->write = options->write;
	r->sealing_key = options->sealing_key;
	r->head.last_time = (struct instant){INT64_MIN};
	if (options->state_file)
		r->state_file = talloc_strdup(r, options->state_file);
	if (r->programs && (r->state_file || !options->state_file))
		return r;
	talloc_free(r);
	return NULL;
}

/* The state is derived: one that cannot be used is thrown away and made again. */
static int state_discard(struct registry *r, struct error *err)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};

	state_free(r->state);
	r->state = NULL;
	if (!r->state_file)
		return error_set(err, ERROR_INTERNAL, NULL, "", "reason",
			"a state in memory cannot be discarded", NULL);
	for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
		char *file = talloc_asprintf(r, "%s%s", r->state_file, suffixes[i]);

		if (!file)
			return error_no_memory(err);
		unlink(file);
		talloc_free(file);
	}
	return 0;
}

/* What is in a file is sealed with a key that only who has the sealing key can make. */
static int state_start(struct registry *r, struct error *err)
{
	uint8_t key[STATE_KEY_SIZE];

	r->state = state_open(r->state_file ? r->state_file : ":memory:", err);
	if (!r->state)
		return -1;
	if (r->state_file && r->sealing_key) {
		secret_key_derive(r->sealing_key, "ccer-state/1", key);
		state_seal(r->state, key);
	}
	return state_head(r->state, &r->head, err);
}

/* Nobody else has touched what is to be built on: it is read from end to end. */
static int state_look_through(
	struct registry *r, const struct registry_options *options, struct error *err)
{
	if (!r->write || !r->state_file)
		return 0;
	return state_check(r->state, options->progress, options->progress_ctx, err);
}

static int foreign_error(struct error *err)
{
	return error_set(err, ERROR_STATE_FOREIGN, NULL, "", NULL);
}

/* The tree has the root that the checkpoint states: that of all entries before the last page. */
static int root_fits(struct registry *r, const struct checkpoint *c, struct error *err)
{
	struct merkle_store tree = registry_merkle(r->state);
	struct state_entry last;
	struct digest root;
	int found = state_entry_at(r->state, r->head.entries - 1, &last, err);

	if (found < 0)
		return -1;
	if (found == 0 || c->size != last.page_first)
		return foreign_error(err);
	if (merkle_root(&tree, c->size, &root, err) < 0)
		return err->code == ERROR_MERKLE_NODE ? foreign_error(err) : -1;
	return digest_equal(&root, &c->root) ? 0 : foreign_error(err);
}

/*
 * The state's tree has the root that the ledger's newest checkpoint states, so that no
 * checkpoint is ever signed over a tree that the ledger does not have.
 */
static int tree_fits(struct registry *r, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct checkpoint c;
	const char *note;
	size_t size;
	int found;

	if (r->head.pages < 2)
		return 0;
	found = ledger_checkpoint(r->ledger, mem, &note, &size, err);
	if (found == 0)
		error_set(err, ERROR_REPLAY_PAGE, NULL, "", "path", "checkpoint", NULL);
	if (found <= 0 ||
		checkpoint_check(note, size, r->ledger_id, &r->about.sealing_key, &c, err) < 0)
		return -1;
	return root_fits(r, &c, err);
}

/* A state made by a reader has no checkpoint: the first writer signs the one that is due. */
static int settle_checkpoint(struct registry *r, struct error *err)
{
	if (!r->write || r->head.checkpoint[0])
		return 0;
	if (state_begin(r->state, err) < 0)
		return -1;
	if (sealing_head(r, &r->head, err) == 0)
		return 0;
	state_rollback(r->state);
	return -1;
}

/* The key that seals must be the one that the ledger names. */
static int key_fits(const struct registry *r, struct error *err)
{
	char text[PUBLIC_KEY_FINGERPRINT_SIZE];

	if (!r->write)
		return 0;
	if (!r->sealing_key)
		return error_set(err, ERROR_REGISTRY_KEY, NULL, "", "key", "none", NULL);
	if (public_key_equal(secret_key_public(r->sealing_key), &r->about.sealing_key))
		return 0;
	return error_set(err, ERROR_REGISTRY_KEY, NULL, "", "key",
		public_key_fingerprint(&r->about.sealing_key, text), NULL);
}

/* The same with the key that the ledger's genesis names, for when no state can be relied on. */
static int key_fits_ledger(struct registry *r, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct page page;
	struct document *d;
	int found = ledger_page_read(r->ledger, mem, 0, &page, err);

	if (found == 0)
		error_set(err, ERROR_REGISTRY_EMPTY, NULL, "", NULL);
	if (found <= 0)
		return -1;
	d = registry_document(mem, &page.entries[0], err);
	if (!d)
		return -1;
	if (d->kind != KIND_GENESIS)
		return error_set(
			err, ERROR_GENESIS_FIRST, "docs/ledger-format.md 1", "/kind", NULL);
	r->about.sealing_key = d->genesis->sealing_key;
	return key_fits(r, err);
}

/* The last page that the state has is the ledger's, and therefore so are all before it. */
static int state_belongs(struct registry *r, struct error *err)
{
	char mark[LEDGER_MARK_SIZE];
	int found = ledger_mark(r->ledger, r->head.pages - 1, mark, err);

	if (found < 0)
		return -1;
	return found && strcmp(mark, r->head.mark) == 0 ? 0 : foreign_error(err);
}

/*
 * Brings the state up to the ledger's head. The key is checked before a replayed checkpoint
 * is signed with it: against a state that belongs to the ledger, or else against the ledger's
 * first page.
 */
static int state_catch_up(
	struct registry *r, const struct registry_options *options, struct error *err)
{
	if (r->head.pages == 0) {
		if (key_fits_ledger(r, err) < 0)
			return -1;
	} else if (state_belongs(r, err) < 0 ||
		   registry_refresh(r, state_view(r->state), err) < 0 || key_fits(r, err) < 0) {
		return -1;
	}
	if (replay_forward(r, options, err) < 0 ||
		registry_refresh(r, state_view(r->state), err) < 0)
		return -1;
	return tree_fits(r, err);
}

/* Copies another's state and brings it up to the head; if that fails, no copy is kept. */
static bool copy_serves(struct registry *r, const struct registry_options *options)
{
	struct error err;

	if (state_start(r, &err) == 0 && state_copy(r->state, options->state_copy, &err) == 0 &&
		state_head(r->state, &r->head, &err) == 0 && state_catch_up(r, options, &err) == 0)
		return true;
	if (options->passed_over)
		options->passed_over(options->passed_over_ctx, &err);
	state_free(r->state);
	r->state = NULL;
	return false;
}

static bool state_is_useless(const struct error *err)
{
	return err->code == ERROR_STATE_LAYOUT || err->code == ERROR_STATE_CORRUPT ||
	       err->code == ERROR_STATE_FOREIGN;
}

/* From the ledger alone; `why` the one that is there, if any, cannot be used. */
static int state_make_again(struct registry *r, const struct registry_options *options,
	const struct error *why, struct error *err)
{
	struct error reason = {0};

	if (why)
		reason = *why;
	/* No state is made, or thrown away, for whoever has another key. */
	if (key_fits_ledger(r, err) < 0)
		return -1;
	if (why && options->discarded)
		options->discarded(options->discarded_ctx, &reason);
	if ((why && state_discard(r, err) < 0) || state_start(r, err) < 0 ||
		state_look_through(r, options, err) < 0)
		return -1;
	return state_catch_up(r, options, err);
}

/* A state that cannot be used is made again, unless that is for another to do. */
static int state_prepare(
	struct registry *r, const struct registry_options *options, struct error *err)
{
	bool exists;

	if (options->follow)
		return state_start(r, err) < 0 ? -1
					       : registry_refresh(r, state_view(r->state), err);
	if (options->state_copy && copy_serves(r, options))
		return 0;
	exists = r->state_file && access(r->state_file, F_OK) == 0;
	if (exists && state_start(r, err) == 0 && state_look_through(r, options, err) == 0 &&
		state_catch_up(r, options, err) == 0)
		return 0;
	if (exists && !state_is_useless(err))
		return -1;
	return state_make_again(r, options, exists ? err : NULL, err);
}

bool registry_must_heal(enum error_code code)
{
	return code == ERROR_STATE_BEHIND || code == ERROR_STATE_CORRUPT ||
	       code == ERROR_MERKLE_NODE;
}

int registry_heal(struct registry *r, bool from_ledger, struct error *err)
{
	static const struct registry_options plain = {.write = true};
	struct error useless = {.code = ERROR_STATE_CORRUPT};

	if (r->state && !from_ledger) {
		if (state_head(r->state, &r->head, err) == 0 && state_catch_up(r, &plain, err) == 0)
			return settle_checkpoint(r, err);
		if (!state_is_useless(err))
			return -1;
		useless = *err;
	}
	r->head = (struct state_head){.last_time = {INT64_MIN}};
	if (state_make_again(r, &plain, &useless, err) < 0)
		return -1;
	return settle_checkpoint(r, err);
}

struct registry *registry_open(
	const char *folder, const struct registry_options *options, struct error *err)
{
	AUTO(registry_auto) struct registry *r = registry_new(options);

	if (!r) {
		error_no_memory(err);
		return NULL;
	}
	r->ledger = ledger_open(folder, options->write, err);
	if (!r->ledger || state_prepare(r, options, err) < 0 || settle_checkpoint(r, err) < 0)
		return NULL;
	return STEAL(r);
}

/* Opens, authenticates and decides genesis as the first page of an empty state. */
static int decide_genesis(struct registry *r, struct document *d, struct instant now,
	struct sealed_page *p, struct error *err)
{
	struct instant at = now;

	if (document_decode(d, err) < 0 || document_authenticate(d, err) < 0)
		return -1;
	if (d->kind != KIND_GENESIS)
		return error_set(
			err, ERROR_GENESIS_FIRST, "docs/ledger-format.md 1", "/kind", NULL);
	if (d->genesis->clock == CLOCK_SIMULATED)
		at = d->genesis->start;
	r->about.sealing_key = d->genesis->sealing_key;
	snprintf(r->about.name, sizeof(r->about.name), "%s", d->ledger_name);
	if (key_fits(r, err) < 0)
		return -1;
	return sealed_page_decide(p, d, at, d->genesis->rules, NULL, err);
}

int registry_create(const char *folder, const char *genesis, size_t size,
	const struct secret_key *sealing_key, struct instant now, struct error *err)
{
	struct registry_options options = {.write = true, .sealing_key = sealing_key};
	AUTO(registry_auto) struct registry *r = registry_new(&options);
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct sealed_page *p;
	struct document *d;

	if (!r || !mem)
		return error_no_memory(err);
	if (state_start(r, err) < 0)
		return -1;
	p = sealed_page_new(mem, registry_view(r), r->programs, &r->head, 1, err);
	d = p ? document_read(mem, genesis, size, false, err) : NULL;
	if (!d)
		return -1;
	if (decide_genesis(r, d, now, p, err) < 0) {
		document_place(d, err);
		return -1;
	}
	r->ledger = ledger_create(folder, err);
	return r->ledger && sealing_begin(r, err) == 0 ? sealing_page(r, p, err) : -1;
}
