#include "engine/audit/audit.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "engine/audit/auditing.h"

/* The page and, in *as, its bytes, which are what writing the entries that were read gives. */
static int read_page(struct audit *a, void *mem, const char *path, struct ledger_page *as,
	struct page *page, struct error *err)
{
	int found = examiner_page(a->examiner, mem, &as->bytes, &as->size, err);

	if (found < 0)
		return -1;
	if (found > 0 && page_read(mem, as->bytes, as->size, page, err) < 0)
		return -1;
	if (found == 0 || page->n == 0)
		return error_set(err, ERROR_AUDIT_MISSING, "docs/ledger-format.md 3", "", "path",
			path, NULL);
	return as->number == 0 ? audit_genesis(a, mem, page, err) : 0;
}

/* The commit, the page, the decisions on its entries, then what the commit wrote. */
static void audit_page(struct audit *a, int64_t number)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct ledger_page as = {.number = number};
	struct page page;
	struct contents x = {.page = &page};
	struct error err = {0};
	char path[PAGE_PATH_SIZE];
	struct audit_place at = {number, -1, page_path(number, path)};

	a->stopped = true;
	if (!audit_history(a, number, path))
		return;
	if (!audit_held(a, AUDIT_PAGE, &at, read_page(a, mem, path, &as, &page, &err), &err))
		return;
	audit_sealed(a, number, path);
	as.checkpoint = audit_checkpoint(a, mem, number);
	if (!audit_entries(a, mem, &x, path))
		return;
	a->stopped = false;
	a->ends[number] = a->r->head.entries;
	audit_written(a, mem, &x, &as);
}

static void audit_whole(struct audit *a)
{
	struct audit_place at = {-1, -1, ""};
	struct error err = {0};
	int result = 0;

	if (a->options->ledger_id && strcmp(a->options->ledger_id, a->r->ledger_id) != 0)
		result = error_set(&err, ERROR_AUDIT_IDENTITY, "docs/ledger-format.md 1", "",
			"found", a->r->ledger_id, "expected", a->options->ledger_id, NULL);
	/* Where no ledger was named, none was compared. */
	if (a->options->ledger_id)
		audit_held(a, AUDIT_IDENTITY, &at, result, &err);
	audit_held(a, AUDIT_INVARIANTS, &at, query_invariants(a->r->state, &err), &err);
	audit_proofs(a);
}

static int walk_pages(struct audit *a, struct error *err)
{
	struct merkle_store tree = registry_merkle(a->r->state);

	if (state_begin(a->r->state, err) < 0)
		return -1;
	for (int64_t i = 0; i < a->pages && !a->stopped; i++) {
		audit_page(a, i);
		if (!a->stopped)
			a->r->head.pages++;
		if (a->options->progress)
			a->options->progress(a->options->progress_ctx, i + 1, a->pages);
	}
	if (a->broken.code != ERROR_NONE) {
		*err = a->broken;
		return -1;
	}
	audit_whole(a);
	a->out->pages = a->r->head.pages;
	a->out->entries = a->out->head.size = a->r->head.entries;
	snprintf(a->out->ledger_id, sizeof(a->out->ledger_id), "%s", a->r->ledger_id);
	if (merkle_root(&tree, a->out->head.size, &a->out->head.root, err) < 0 ||
		state_hash(a->r->state, &a->out->state_hash, err) < 0)
		return -1;
	return state_commit(a->r->state, err);
}

/*
 * A ledger that cannot be opened is a finding where a repository is there, whole by the looks of
 * it, whose head or packs are not what they must be; else the audit could not run.
 */
static int refused(struct audit *a, const struct error *err)
{
	struct audit_place at = {-1, -1, "HEAD"};

	if (err->code == ERROR_LEDGER_SYMBOLIC)
		at.path = "refs/heads/main";
	else if (err->code == ERROR_LEDGER_PACK)
		at.path = "objects/pack";
	else if (err->code != ERROR_LEDGER_HEAD)
		return -1;
	audit_held(a, AUDIT_HISTORY, &at, -1, err);
	return 0;
}

int audit_run(const char *folder, const struct audit_options *options, struct audit_result *out,
	struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(registry_auto) struct registry *r = talloc_zero(NULL, struct registry);
	struct audit a = {.r = r, .options = options, .out = out, .undecided.copy = &out->copy};
	struct audit_place at = {-1, -1, "refs/heads/main"};

	memset(out, 0, sizeof(*out));
	out->copy.first_leaf = -1;
	if (!mem || !r)
		return error_no_memory(err);
	registry_adopt(r);
	r->programs = programs_new(r);
	if (!r->programs)
		return error_no_memory(err);
	r->head.last_time = (struct instant){INT64_MIN};
	r->ledger = ledger_open(folder, false, err);
	if (!r->ledger)
		return refused(&a, err);
	audit_repository(&a);
	r->state = state_open(":memory:", err);
	if (!r->state)
		return -1;
	a.examiner = examiner_new(mem, r->ledger, &a.pages, err);
	if (a.examiner && a.pages > 0) {
		a.ends = talloc_zero_array(mem, int64_t, (unsigned)a.pages);
		return a.ends ? walk_pages(&a, err) : error_no_memory(err);
	}
	if (a.examiner)
		error_set(err, ERROR_REGISTRY_EMPTY, "docs/ledger-format.md 7", "", NULL);
	audit_held(&a, AUDIT_HISTORY, &at, -1, err);
	return 0;
}
