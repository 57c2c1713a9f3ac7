/*
 * A commit: its place in the line of history, and its signature; and what stands beside the line.
 */
#include "engine/audit/auditing.h"

bool audit_history(struct audit *a, int64_t number, const char *path)
{
	struct audit_place at = {number, -1, path};
	struct error err = {0};

	return audit_held(a, AUDIT_HISTORY, &at, examiner_go_to(a->examiner, number, &err), &err);
}

void audit_sealed(struct audit *a, int64_t number, const char *path)
{
	struct audit_place at = {number, -1, path};
	struct error err = {0};
	int result = examiner_sealed(a->examiner, &a->r->about.sealing_key, &err);

	audit_held(a, AUDIT_SEALED, &at, result, &err);
}

static void note_ref(void *ctx, const char *path, const struct error *wrong)
{
	struct audit_place at = {-1, -1, path};

	audit_held(ctx, AUDIT_REPOSITORY, &at, wrong ? -1 : 0, wrong);
}

void audit_repository(struct audit *a)
{
	struct audit_place at = {-1, -1, "refs"};
	struct error err = {0};
	int result = ledger_refs(a->r->ledger, note_ref, a, &err);

	audit_held(a, AUDIT_REPOSITORY, &at, result, &err);
}
