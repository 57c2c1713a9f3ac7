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

static int expect_files(struct audit *a, void *mem, const struct sealed_page *p,
	struct ledger_page *as, struct error *err)
{
	if (page_files(mem, p, &as->files, &as->files_n, err) < 0)
		return -1;
	as->name = a->r->about.name;
	as->time = sealed_page_time(p);
	as->first_sequence = p->first;
	as->last_sequence = p->first + (int64_t)p->n - 1;
	return examiner_expect(a->examiner, as, err);
}

void audit_written(struct audit *a, void *mem, const struct sealed_page *p, struct ledger_page *as)
{
	struct telling telling = {a, p->number};
	char path[PAGE_PATH_SIZE];
	struct audit_place at = {p->number, p->first, page_path(p->number, path)}, whole = at;
	struct error err = {0};
	int result = expect_files(a, mem, p, as, &err);

	if (!audit_held(a, AUDIT_FILES, &at, result, &err))
		return;
	whole.path = "";
	result = examiner_files(a->examiner, note_path, &telling, &err);
	if (audit_held(a, AUDIT_FILES, &whole, result, &err))
		examiner_missing(a->examiner, note_path, &telling);
	audit_held(a, AUDIT_COMMIT, &at, examiner_sealed_again(a->examiner, &err), &err);
}
