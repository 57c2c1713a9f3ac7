/*
 * rates: how many documents a day a party may have sealed of the kinds that it signs alone and
 * that use nothing up, so that nobody makes the ledger, which keeps everything for ever, as large
 * as he likes. Private to rules/.
 *
 * A day is that of the seal, in Beijing. The operator, through whom the public speaks, has no rate.
 */
#ifndef RULES_RATES_H
#define RULES_RATES_H

#include "rules/chapter.h"

/* Counts the document for its first signer. ERROR_PARTY_RATE with the day that takes the next. */
int rates_take(struct rule *r) MUST_CHECK;

#endif
