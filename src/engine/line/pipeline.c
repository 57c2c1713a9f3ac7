/*
 * The path of a submission, stage by stage, the same for ccerd's line of many and for one alone.
 *
 *   read          cut, text, YAML, header             document/        opening.c
 *   known         sealed already? are its keys?       state/           opening.c
 *   authenticate  every signature                     document/        opening.c
 *   decode        the typed body by its schema        document/        opening.c
 *   decide        a sealed_page, or refusals; pure    rules/           page_seal.c
 *   seal          the page appended: the commit point ledger/          sealing.c
 *   follow        state, tree, checkpoint             state/, ledger/  sealing.c
 *   receipt       or the signed refusal               state/, ledger/  receipts.c
 *
 * Stages do not call each other. Opening (opening_run) needs no order, so line.c runs it in
 * parallel; what ends there (opening_ends) is answered, and all else is decided and sealed by
 * one thread, a page at a time (page_seal). Below are the same three calls for one document, in
 * the caller's thread.
 */
#include "engine/registry.h"

#include <string.h>

#include "engine/internal.h"
#include "engine/line/opening.h"
#include "engine/line/page_seal.h"

int registry_submit(struct registry *r, void *mem, const char *bytes, size_t size,
	enum submit_mode mode, struct instant now, struct submission *out, struct error *err)
{
	struct opened opened;
	struct error failure = {0}, broken;
	struct page_item item = {mem, &opened, out, &failure, mode == SUBMIT_ASK};
	size_t n = 1;

	memset(out, 0, sizeof(*out));
	if (!r->write && mode != SUBMIT_TRY)
		return error_set(err, ERROR_REGISTRY_READ_ONLY, NULL, "", NULL);
	if (mode == SUBMIT_TRY)
		opening_try(r, mem, bytes, size, now, NULL, NULL, &opened);
	else
		opening_run(r, mem, bytes, size, &opened);
	if (!opening_ends(&opened, out, &failure) && page_seal(r, &item, &n, now, &broken) < 0)
		out->outcome = OUTCOME_REFUSED;
	if (out->outcome != OUTCOME_REFUSED)
		return 0;
	*err = failure;
	return -1;
}
