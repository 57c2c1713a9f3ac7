/*
 * A commit: its place in the line of history, and its signature.
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
