/*
 * names: what documents of every kind name by a code or a number that can be wrong by
 * itself: other parties, and the number that its giver gave it. Private to rules/.
 *
 * Which fields these are, the schema says (FIELD_PARTY, FIELD_REFERENCE); a new one is
 * looked at without being listed here.
 */
#ifndef RULES_NAMES_H
#define RULES_NAMES_H

#include "rules/chapter.h"

/*
 * Every unified social credit code, of a signer too, passes both check characters (GB
 * 32100-2015, GB 11714-1997) or is that of a party of this ledger, which was let in with a
 * signed reason; a party document may bring that reason for its own.
 */
int names_codes_check(struct rule *r) MUST_CHECK;

/*
 * The first signer has given no other document of the kind the same reference; puts it.
 * A retry after a lost answer is then refused by the number that both have in common.
 */
int names_reference_take(struct rule *r) MUST_CHECK;

#endif
