/*
 * overlay: changes laid over a view, which together are a view.
 *
 * The changes of one decision, or of a page whose decisions are not yet in the
 * state, as a set of records: a later put of the same key replaces the earlier.
 * Reading goes to the changes first, then to the base. The canonical encoding
 * lists the records by kind and key, so it does not depend on the order of puts.
 */
#ifndef RULES_OVERLAY_H
#define RULES_OVERLAY_H

#include "base/buffer.h"
#include "base/digest.h"
#include "domain/identifiers.h"
#include "record/view.h"

struct overlay;

/* An empty overlay below mem; base must outlive it. NULL base: an empty state. */
struct overlay *overlay_new(void *mem, const struct view *base);

/* Puts a copy of *r (long text copied too). */
int overlay_put(struct overlay *o, const struct record *r, struct error *err) MUST_CHECK;

/* The overlay as a view, borrowed. */
const struct view *overlay_view(const struct overlay *o);

size_t overlay_count(const struct overlay *o);

/* The records put, by kind and key; stops at the first fn that is not 0 and returns it. */
int overlay_each(const struct overlay *o, view_each_fn fn, void *ctx, struct error *err) MUST_CHECK;

/* Puts every record of `from` into `into`. */
int overlay_merge(struct overlay *into, const struct overlay *from, struct error *err) MUST_CHECK;

/* Appends the canonical encoding of all changes; for tests, overlay_hash hashes it. */
void overlay_encode(const struct overlay *o, struct buffer *out);

/* SHA-256 of id, LF, canonical encoding: the seal's hash of changes. */
int overlay_hash(const struct overlay *o, const struct document_id *id, struct digest *out,
	struct error *err) MUST_CHECK;

#endif
