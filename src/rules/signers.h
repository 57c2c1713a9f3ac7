/*
 * signers: whether those who signed a document may sign it, and are enough. Private to
 * rules/.
 *
 * That the signatures themselves hold is checked already. Every key must belong
 * to one party, in force at this entry, and that party must be named among the
 * signers; every party named must today hold the role that it signs as, and
 * reach its threshold. Since a key belongs to one party for ever, two parties
 * never share one.
 */
#ifndef RULES_SIGNERS_H
#define RULES_SIGNERS_H

#include "rules/chapter.h"

/* What holds for every kind; a dry run's unsigned document has no keys to ask about. */
int signers_check(struct rule *r) MUST_CHECK;

/* Whether the document carries a signature by the key (a dry run: as if it did). */
bool signers_signed_with(const struct rule *r, const struct public_key *key);

/*
 * 0 when the key may become a party's: it is not the sealing key, and no party has it, in either
 * type. A secret that was both a plain key and a security key would count twice.
 */
int signers_key_free(struct rule *r, const struct public_key *key, const struct public_key *sealing,
	const char *by, const char *path) MUST_CHECK;

#endif
