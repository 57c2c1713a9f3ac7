/*
 * What a page's commit wrote: exactly the files that its entries give, and its own text.
 */
#include "engine/audit/auditing.h"

/* The page that the paths belong to. */
struct telling {
	struct audit *a;
	int64_t page;
};

static void note_path(void *ctx, const char *path, const struct error *wrong)
{
	const struct telling *t = ctx;
	struct audit_place at = {t->page, -1, path};

	audit_held(t->a, AUDIT_FILES, &at, wrong ? -1 : 0, wrong);
}

/* The files that a page gives if all of it was decided, else those that it may have. */
static int expect_files(struct audit *a, void *mem, const struct contents *x,
	struct ledger_page *as, struct error *err)
{
	const struct entry *first = x->page->entries, *last = first + x->page->n - 1;
	int result;

	if (x->decided->n == x->page->n)
		result = page_files(mem, x->decided, &as->files, &as->files_n, err);
	else
		result = undecided_files(a->examiner, mem, x->page, x->documents, as, err);
	if (result < 0)
		return -1;
	as->name = a->r->about.name;
	as->time = last->time;
	as->first_sequence = first->sequence;
	as->last_sequence = last->sequence;
	return examiner_expect(a->examiner, as, err);
}

void audit_written(struct audit *a, void *mem, const struct contents *x, struct ledger_page *as)
{
	struct telling telling = {a, as->number};
	char path[PAGE_PATH_SIZE];
	struct audit_place at = {
		as->number, x->page->entries[0].sequence, page_path(as->number, path)};
	struct audit_place whole = at;
	struct error err = {0};
	int result = expect_files(a, mem, x, as, &err);

	if (!audit_held(a, AUDIT_FILES, &at, result, &err))
		return;
	whole.path = "";
	result = examiner_files(a->examiner, note_path, &telling, &err);
	if (!audit_held(a, AUDIT_FILES, &whole, result, &err)) {
		/* What no page can write is walked no further, commit after commit. */
		a->stopped = true;
		return;
	}
	examiner_missing(a->examiner, note_path, &telling);
	audit_held(a, AUDIT_COMMIT, &at, examiner_sealed_again(a->examiner, &err), &err);
}
