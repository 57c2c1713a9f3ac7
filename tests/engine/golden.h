/*
 * golden: what a ledger comes to, as the few lines that are kept beside its bundle.
 */
#ifndef TESTS_ENGINE_GOLDEN_H
#define TESTS_ENGINE_GOLDEN_H

#include <inttypes.h>
#include <stdio.h>

#include <check.h>
#include <talloc.h>

#include "engine/audit/audit.h"
#include "ledger/git/examine.h"

/* Audits the ledger, which must be sound, and says what it found. Below mem. */
static inline const char *golden_text(void *mem, const char *folder)
{
	static const struct audit_options options;
	struct audit_result *r = talloc_zero(mem, struct audit_result);
	AUTO(ledger_auto) struct ledger *ledger = NULL;
	char head[LEDGER_COMMIT_SIZE], root[DIGEST_HEX_SIZE], hash[DIGEST_HEX_SIZE];
	char report[ERROR_TEXT_MAX] = "";
	struct error err = {0};

	ck_assert_int_eq(audit_run(folder, &options, r, &err), 0);
	if (r->findings_n)
		error_report(&r->findings[0].error, LANGUAGE_EN, report, sizeof(report));
	ck_assert_msg(r->findings_n == 0, "%s", report);
	ledger = ledger_open(folder, false, &err);
	ck_assert_ptr_nonnull(ledger);
	ck_assert_int_eq(ledger_head(ledger, head, &err), 1);
	return talloc_asprintf(mem,
		"ledger %s\nhead %s\npages %" PRId64 "\nentries %" PRId64 "\nsignatures %" PRId64
		"\nroot %s\nstate %s\n",
		r->ledger_id, head, r->pages, r->entries, r->signatures,
		digest_hex(&r->head.root, root), digest_hex(&r->state_hash, hash));
}

#endif
