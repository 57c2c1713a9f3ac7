/*
 * sorting: the first look at a submission, at the price of one signature: whose it is.
 *
 * Anybody can send anything; what a document may cost before it is refused is therefore spent
 * in turns, and this says whose turn it is. A document on which a signature by a key in force
 * holds, and which is not in the ledger yet, is of the party whose key that is: nobody else can
 * make one. All else (strangers' keys, signatures that do not hold, what is sealed already and
 * could be sent by whoever has read it) stays of the address that it comes from.
 *
 * It decides nothing: whether a document is right is found by opening it, which reads and checks
 * all of it, whatever this said.
 */
#ifndef ENGINE_SORTING_H
#define ENGINE_SORTING_H

#include "engine/line/line.h"

/*
 * The share of a job that nobody has looked at: one of eight of its address, by the key that it
 * says has signed it. So who shares an address with a flood, behind a proxy, seldom shares its
 * turns; who floods with many keys has eight turns of an address and no more; and who uses
 * another's key has no more than a place behind him.
 */
struct digest sorting_by_address(const struct line_job *job);

/*
 * Whether the document is a party's, whose share is then in *out. `namespace` is of documents of
 * this ledger. Inside a read of the registry's state.
 */
bool sorting_by_party(
	struct registry *r, const char *namespace, const struct line_job *job, struct digest *out);

#endif
