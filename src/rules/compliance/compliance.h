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

/* The obligation of an entity and year: 1 and *out, 0 and *out with its key alone, -1. */
int limit_obligation(
	struct rule *r, const struct party_id *entity, int64_t year, struct record *out) MUST_CHECK;

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

/* What an application and an entrusted surrender ask for alike. */
struct offset_asked {
	struct party_id entity; /* whose year it is */
	struct account_id account;
	const char *cea_account;
	int64_t year;
	size_t units_n;
	const struct unit_range *units;
	struct party_id entrusted_by; /* none: an application */
};

/*
 * Opens a record: units that are free and may offset, within the limit of the entity's year, are
 * frozen. Whose account it is and who signs is checked before.
 */
int offset_open(struct rule *r, const struct offset_asked *asked) MUST_CHECK;

/* --- their end (offset_end.c) --- */

/*
 * Ends the record, whose status and `used` say how: the first `used` of its units are retired
 * by this document, the rest is free again. Puts it.
 */
int offset_end(struct rule *r, struct record *row) MUST_CHECK;

#endif
