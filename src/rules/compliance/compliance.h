/*
 * compliance: what the files of this chapter share. Private to rules/compliance/.
 *
 * An offset record is an application's: pending, perhaps received, and ended by an answer or
 * otherwise. While it is open its units are frozen and counted in the year's obligation.
 */
#ifndef RULES_COMPLIANCE_COMPLIANCE_H
#define RULES_COMPLIANCE_COMPLIANCE_H

#include "rules/chapter.h"

/* --- what a year's limit takes (limit.c) --- */

/* Whether what is open and used is beyond the limit. */
bool limit_exceeded(const struct record_obligation *o);

/*
 * Counts a new record's quantity as open in its entity's year, as the record's last; refuses
 * what is beyond the limit, and warns of a late use.
 */
int limit_take(struct rule *r, const struct record_offset *offset) MUST_CHECK;

/*
 * Takes a record that has ended out of what is open, adds what it used, and marks anew those
 * that stay. The record is put before.
 */
int limit_close(struct rule *r, const struct record_offset *offset) MUST_CHECK;

/*
 * Marks the open records of the obligation's year: an open record is over-limit where what was
 * used, with the open ones up to it in the order in which they were sealed, is beyond the limit.
 */
int limit_mark(struct rule *r, const struct record_obligation *o) MUST_CHECK;

/* --- offset records (offset_record.c) --- */

/* The record that the document names at path; refused when there is none. */
int offset_load(
	struct rule *r, const struct digest *id, const char *path, struct record *out) MUST_CHECK;

/* Pending or received: nothing has ended it. */
bool offset_is_open(const struct record_offset *offset);

/* Freezes the units of a new record, in the order of the document, and puts it. */
int offset_freeze(struct rule *r, const struct record *row, size_t n,
	const struct unit_range *units) MUST_CHECK;

/* --- what every application must be (offset.c) --- */

/* Neither barred nor in debt: Order 31 art. 43. */
int offset_party_may_apply(struct rule *r, const struct party_id *id) MUST_CHECK;

/* Of projects whose units may offset; errors are at /units. */
int offset_units_eligible(struct rule *r, size_t n, const struct unit_range *units) MUST_CHECK;

/* --- their end (offset_end.c) --- */

/*
 * Ends the record, whose status and `used` say how: the first `used` of its units are retired
 * by this document, the rest is free again. Puts it.
 */
int offset_end(struct rule *r, struct record *row) MUST_CHECK;

#endif
