/* Histories: commits left out, inserted, swapped; a ledger cut short or sealed again. */
#include <stdio.h>
#include <string.h>

#include <check.h>
#include <talloc.h>

#include "engine/registry.h"
#include "tests/engine/audit/tampering.h"

static bool chain(struct tampering *t, const size_t *order, size_t n, const char *what)
{
	forge_chain(t->ground->forge, order, n, t->sealer);
	t->moved = true;
	tampering_say(t, "page %zu %s", t->page, what);
	return true;
}

static size_t *whole(struct tampering *t, size_t from)
{
	size_t n = t->ground->forge->n;
	size_t *order = talloc_array(t->mem, size_t, (unsigned)n + 1);

	for (size_t i = 0; i < n; i++)
		order[i] = i;
	t->page = from + tampering_chance(t, n - from - 1);
	return order;
}

static bool page_left_out(struct tampering *t)
{
	size_t n = t->ground->forge->n, *order = whole(t, 0);

	memmove(&order[t->page], &order[t->page + 1], (n - t->page - 1) * sizeof(*order));
	return chain(t, order, n - 1, "left out");
}

static bool page_twice(struct tampering *t)
{
	size_t n = t->ground->forge->n, *order = whole(t, 0);

	memmove(&order[t->page + 1], &order[t->page], (n - t->page) * sizeof(*order));
	t->page++;
	return chain(t, order, n + 1, "again");
}

static bool pages_swapped(struct tampering *t)
{
	size_t n = t->ground->forge->n, *order = whole(t, 0);
	size_t swap = order[t->page];

	order[t->page] = order[t->page + 1];
	order[t->page + 1] = swap;
	return chain(t, order, n, "and the next swapped");
}

static bool parents(struct tampering *t, bool more)
{
	const struct forge *f = t->ground->forge;
	struct forge_change c = {.page = t->page};
	const char *body = f->commits[t->page].body;
	const char *line = strstr(body, "\nparent ") + 1, *end = strchr(line, '\n') + 1;
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), &f->commits[tampering_chance(t, t->page - 1)].id);
	c.body = talloc_asprintf(
		t->mem, "%.*sparent %s\n%s", (int)((more ? end : line) - body), body, hex, end);
	c.body_size = strlen(c.body);
	tampering_say(t, "page %zu %s", t->page,
		more ? "has a second parent" : "stands on an older page");
	tampering_rewrite(t, &c);
	return true;
}

static bool merge(struct tampering *t)
{
	whole(t, 2);
	return parents(t, true);
}

static bool older_parent(struct tampering *t)
{
	whole(t, 2);
	/* Pages between are left out: it takes the number of the first of them. */
	return parents(t, false);
}

/* --- against what somebody kept --- */

static void keep(struct tampering *t, bool receipt, const char *text, size_t size)
{
	t->proof = (struct audit_proof){receipt ? "kept.proof" : "kept.checkpoint",
		talloc_strndup(t->mem, text, size), size};
	if (receipt) {
		t->options.receipts = &t->proof;
		t->options.receipts_n = 1;
	} else {
		t->options.checkpoints = &t->proof;
		t->options.checkpoints_n = 1;
	}
}

static bool keep_checkpoint(struct tampering *t, size_t page)
{
	size_t size;
	const char *text = forge_file(t->ground->forge, t->mem, page, "checkpoint", &size);

	if (text)
		keep(t, false, text, size);
	return text != NULL;
}

static void keep_receipt(struct tampering *t, int64_t sequence)
{
	struct registry_options options = {.write = true, .sealing_key = t->ground->key};
	AUTO(registry_auto) struct registry *r = NULL;
	const char *text;
	size_t size;
	struct error err;

	r = registry_open(t->ground->folder, &options, &err);
	ck_assert_ptr_nonnull(r);
	ck_assert_int_eq(registry_receipt(r, t->mem, sequence, &text, &size, &err), 1);
	keep(t, true, text, size);
}

/* How many entries there are up to and with a page. */
static int64_t entries_at(struct tampering *t, size_t page)
{
	const char *path;
	size_t size;
	struct page p;
	struct error err;
	char *bytes = tampering_page(t, page, &path, &size);

	ck_assert_int_eq(page_read(t->mem, bytes, size, &p, &err), 0);
	return p.entries[p.n - 1].sequence + 1;
}

static bool cut_and_checkpoint(struct tampering *t)
{
	size_t n = t->ground->forge->n, kept;

	whole(t, 0);
	kept = t->page + 1 + tampering_chance(t, n - t->page - 1);
	/* The checkpoint that a page stores covers the pages before it. */
	if (kept < t->page + 2 || !keep_checkpoint(t, kept))
		return false;
	forge_move(t->ground->forge, t->page);
	t->moved = true;
	tampering_say(t, "cut behind page %zu, the checkpoint in page %zu kept", t->page, kept);
	return true;
}

static bool cut_and_receipt(struct tampering *t)
{
	int64_t last, all;

	whole(t, 0);
	last = entries_at(t, t->page);
	all = entries_at(t, t->ground->forge->n - 1);
	keep_receipt(t, last + (int64_t)tampering_chance(t, (size_t)(all - last)));
	forge_move(t->ground->forge, t->page);
	t->moved = true;
	tampering_say(t, "cut behind page %zu, a receipt kept", t->page);
	return true;
}

/* The ledger that took another course, in place of this one. */
static bool anew_and_checkpoint(struct tampering *t)
{
	if (!t->ground->sibling)
		return false;
	whole(t, 1);
	t->page++;
	if (entries_at(t, t->page - 1) <= t->ground->parts_at || !keep_checkpoint(t, t->page))
		return false;
	t->audited = t->ground->sibling;
	tampering_say(t, "sealed anew from entry %lld, the checkpoint in page %zu kept",
		(long long)t->ground->parts_at, t->page);
	return true;
}

static bool anew_and_receipt(struct tampering *t)
{
	int64_t all = entries_at(t, t->ground->forge->n - 1);

	if (!t->ground->sibling)
		return false;
	keep_receipt(t, t->ground->parts_at +
				(int64_t)tampering_chance(t, (size_t)(all - t->ground->parts_at)));
	t->audited = t->ground->sibling;
	tampering_say(
		t, "sealed anew from entry %lld, a receipt kept", (long long)t->ground->parts_at);
	return true;
}

/* A kept checkpoint or receipt that is not one. */
static bool spoilt_proof(struct tampering *t)
{
	size_t size;
	const char *text;

	whole(t, 1);
	if (tampering_chance(t, 4))
		ck_assert(keep_checkpoint(t, t->page));
	else
		keep_receipt(t, (int64_t)tampering_chance(t, (size_t)entries_at(t, t->page)));
	size = t->proof.size;
	text = tampering_spoil(t, t->proof.text, &size);
	t->proof.text = text;
	t->proof.size = size;
	tampering_say(t, "%s spoilt", t->proof.name);
	return true;
}

static bool another_identity(struct tampering *t)
{
	char *id = talloc_strdup(t->mem, t->ground->ledger_id);
	size_t at = tampering_chance(t, strlen(id));

	id[at] = id[at] == '0' ? '1' : '0';
	t->options.ledger_id = id;
	tampering_say(t, "%s was meant", id);
	return true;
}

/* --- the head --- */

static bool head_elsewhere(struct tampering *t)
{
	static const char *const heads[] = {"ref: refs/heads/other\n", "ref: refs/heads/\n", "\n",
		"0000000000000000000000000000000000000000\n", ""};
	size_t size;
	const char *head = heads[tampering_chance(t, COUNT_OF(heads))];

	tampering_keep(t, "HEAD", &size);
	tampering_put(t, head, strlen(head));
	tampering_say(t, "HEAD: %.20s", head);
	return true;
}

static bool branch_gone(struct tampering *t)
{
	static const char nowhere[] = "0123456789abcdef0123456789abcdef01234567\n";
	size_t size;

	tampering_keep(t, "refs/heads/main", &size);
	if (tampering_chance(t, 2))
		tampering_put(t, NULL, 0);
	else
		tampering_put(t, nowhere, strlen(nowhere));
	tampering_say(t, "the branch is gone or leads nowhere");
	return true;
}

const struct tampering_class tampering_histories[] = {
	{"histories", "a page left out", CHECK(HISTORY) | CONTENT, REACH_PAGE, page_left_out},
	{"histories", "a page again", CONTENT, REACH_PAGE, page_twice},
	{"histories", "two pages swapped", CHECK(HISTORY) | CONTENT, REACH_PAGE, pages_swapped},
	{"histories", "a merge", CHECK(HISTORY), REACH_SOMEWHERE, merge},
	{"histories", "an older parent", CONTENT, REACH_SOMEWHERE, older_parent},
	{"histories", "cut short, a checkpoint kept", CHECK(WITNESS), REACH_PROOF,
		cut_and_checkpoint},
	{"histories", "cut short, a receipt kept", CHECK(RECEIPT), REACH_PROOF, cut_and_receipt},
	{"histories", "sealed anew, a checkpoint kept", CHECK(WITNESS), REACH_PROOF,
		anew_and_checkpoint},
	{"histories", "sealed anew, a receipt kept", CHECK(RECEIPT), REACH_PROOF, anew_and_receipt},
	{"histories", "a proof that is none", CHECK(WITNESS) | CHECK(RECEIPT), REACH_PROOF,
		spoilt_proof},
	{"histories", "another ledger was meant", CHECK(IDENTITY), REACH_SOMEWHERE,
		another_identity},
	{"histories", "HEAD elsewhere", CHECK(HISTORY), REACH_SOMEWHERE, head_elsewhere},
	{"histories", "no branch", CHECK(HISTORY), REACH_SOMEWHERE, branch_gone},
	{0},
};
