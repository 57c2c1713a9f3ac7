/*
 * The program in one file: what happens to a submitted document, stage by stage.
 *
 *   read          cut, text, YAML, header            document/         opening.c
 *   known         sealed already? are its keys?       state/            opening.c
 *   authenticate  every signature                     document/         opening.c
 *   decode        the typed body by its schema        document/         opening.c
 *   decide        changes or a refusal, pure          rules/            page_seal.c
 *   seal          page, commit, ref: the commit point ledger/           sealing.c
 *   follow        checkpoint, state                   ledger/, state/   sealing.c
 *   receipt       or the signed refusal               ledger/           receipts.c
 *
 * Stages do not call each other. Opening needs no order, so line.c runs it side by
 * side; deciding and sealing is one thread's, a page at a time. What follows is
 * the same for one document, in the caller's thread.
 */
#include "engine/registry.h"

#include <string.h>

#include "engine/internal.h"
#include "engine/line/opening.h"
#include "engine/line/page_seal.h"

/* A dry run ends with opening. */
static int tried(const struct opened *opened, struct submission *out, struct error *err)
{
	if (opened->d)
		out->document = opened->d->hash;
	if (opened->faults)
		out->faults = *opened->faults;
	out->rows_n = opened->rows_n;
	out->rows = opened->rows;
	if (opened->state == OPENING_ACCEPTABLE) {
		out->outcome = OUTCOME_ACCEPTABLE;
		return 0;
	}
	*err = opened->error;
	return -1;
}

int registry_submit(struct registry *r, void *mem, const char *bytes, size_t size, bool dry_run,
	struct instant now, struct submission *out, struct error *err)
{
	struct opened opened;
	struct error failure = {0}, broken;
	struct page_item item = {mem, &opened, out, &failure};
	size_t n = 1;

	memset(out, 0, sizeof(*out));
	if (!r->write && !dry_run)
		return error_set(err, ERROR_REGISTRY_READ_ONLY, NULL, "", NULL);
	opening_run(r, mem, bytes, size, dry_run, now, &opened);
	if (dry_run)
		return tried(&opened, out, err);
	if (page_seal(r, &item, &n, now, &broken) == 0 && out->outcome != OUTCOME_REFUSED)
		return 0;
	*err = failure;
	return -1;
}
