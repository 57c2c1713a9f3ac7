/*
 * Chains of deltas: each is followed to its end once, by the heads of its objects alone.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>
#include <zlib.h>

#include "ledger/git/ledger_git.h"
#include "ledger/git/ledger_packs.h"

enum { TYPE_OFFSET = 6, TYPE_REFERENCE = 7, NUMBER_BITS = 56, HEAD_OF_DELTA = 24 };

/* An object of the pack; what is known of the chain of deltas that it ends. */
struct link {
	uint64_t offset;
	unsigned length; /* 0: not known yet; 1: no delta */
	int64_t bytes;	 /* of all objects of the chain */
};

/* What stands before an object's bytes. */
struct head {
	unsigned type;
	int64_t size;	   /* of the object; of a delta: of what it makes */
	struct link *base; /* of a delta that has one here */
};

struct chains {
	const struct pack_index *index;
	const uint8_t *pack;
	struct link *links; /* by offset */
	z_stream z;
};

/* Bytes of the pack that are still to be read. */
struct bytes {
	const uint8_t *at, *end;
};

static int compare_links(const void *a, const void *b)
{
	uint64_t x = ((const struct link *)a)->offset, y = ((const struct link *)b)->offset;

	return x < y ? -1 : x > y;
}

static struct link *link_at(const struct chains *c, uint64_t offset)
{
	struct link key = {.offset = offset};

	return bsearch(&key, c->links, c->index->objects, sizeof(key), compare_links);
}

/* The rows of an index are in the order of their ids. */
static struct link *link_of(const struct chains *c, const uint8_t *id)
{
	uint64_t low = 0, high = c->index->objects;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;
		int order = memcmp(pack_id(c->index, middle), id, PACK_ID);

		if (order == 0)
			return link_at(c, pack_offset(c->index, middle));
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Seven bits a byte, the lowest first, until one without the highest bit. */
static bool read_number(struct bytes *b, int64_t *value, int shift)
{
	while (b->at < b->end && shift < NUMBER_BITS) {
		uint8_t byte = *b->at++;

		*value |= (int64_t)(byte & 0x7f) << shift;
		shift += 7;
		if (!(byte & 0x80))
			return true;
	}
	return false;
}

/* How far before the delta its base begins: the highest bits first, each step one more. */
static bool read_distance(struct bytes *b, uint64_t *out)
{
	uint64_t n = 0;

	for (int bits = 0; b->at < b->end && bits < NUMBER_BITS; bits += 7) {
		uint8_t byte = *b->at++;

		n = n << 7 | (byte & 0x7f);
		if (!(byte & 0x80)) {
			*out = n;
			return true;
		}
		n++;
	}
	return false;
}

/* A delta begins with the sizes of its base and of what it makes. */
static bool read_result_size(struct chains *c, const struct bytes *b, int64_t *out)
{
	uint8_t text[HEAD_OF_DELTA];
	struct bytes head = {text, text};
	int64_t base = 0, result = 0;

	if (inflateReset(&c->z) != Z_OK)
		return false;
	c->z.next_in = (Bytef *)b->at;
	c->z.avail_in = b->end - b->at < 256 ? (uInt)(b->end - b->at) : 256;
	c->z.next_out = text;
	c->z.avail_out = sizeof(text);
	inflate(&c->z, Z_SYNC_FLUSH);
	head.end = text + sizeof(text) - c->z.avail_out;
	if (!read_number(&head, &base, 0) || !read_number(&head, &result, 0))
		return false;
	*out = result;
	return true;
}

/* False for what is no object; reading it will say so. */
static bool read_head(struct chains *c, const struct link *l, struct head *out)
{
	struct bytes b = {c->pack + l->offset, c->pack + c->index->pack_size - PACK_ID};
	struct head h = {.base = NULL};
	uint64_t distance;
	uint8_t first;

	if (b.at >= b.end)
		return false;
	first = *b.at++;
	h.type = (first >> 4) & 7;
	h.size = first & 15;
	if ((first & 0x80) && !read_number(&b, &h.size, 4))
		return false;
	if (h.type == TYPE_OFFSET) {
		if (!read_distance(&b, &distance) || distance > l->offset)
			return false;
		h.base = link_at(c, l->offset - distance);
	} else if (h.type == TYPE_REFERENCE) {
		if (b.end - b.at < PACK_ID)
			return false;
		h.base = link_of(c, b.at);
		b.at += PACK_ID;
	}
	if ((h.type == TYPE_OFFSET || h.type == TYPE_REFERENCE) &&
		!read_result_size(c, &b, &h.size))
		return false;
	*out = h;
	return true;
}

/* Follows the chain of a link to what is known or no delta, then notes what is learnt. */
static const char *follow(struct chains *c, struct link *from)
{
	struct link *chain[PACK_CHAIN_MAX];
	int64_t sizes[PACK_CHAIN_MAX];
	const struct link *known = from;
	size_t n = 0;

	for (struct link *l = from; l && l->length == 0; known = l) {
		struct head h = {.base = NULL};

		if (n == PACK_CHAIN_MAX)
			return "a chain of deltas is a circle, or longer than git makes them";
		if (read_head(c, l, &h) && h.size > LEDGER_OBJECT_MAX)
			return "an object is larger than any of a ledger";
		chain[n] = l;
		sizes[n++] = h.size;
		l = h.base;
	}
	for (; n > 0; n--) {
		struct link *l = chain[n - 1];

		l->length = known ? known->length + 1 : 1;
		l->bytes = (known ? known->bytes : 0) + sizes[n - 1];
		if (l->length > PACK_CHAIN_MAX || l->bytes > PACK_CHAIN_BYTES)
			return "a chain of deltas is longer than git makes them";
		known = l;
	}
	return NULL;
}

static void chains_end(struct chains *c)
{
	inflateEnd(&c->z);
}

int pack_deltas_check(
	const struct pack_index *x, const uint8_t *pack, const char **problem, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(chains_end) struct chains c = {.index = x, .pack = pack};

	*problem = NULL;
	c.links = talloc_zero_size(mem, x->objects * sizeof(*c.links) + 1);
	if (!c.links || inflateInit(&c.z) != Z_OK)
		return error_no_memory(err);
	for (uint64_t i = 0; i < x->objects; i++)
		c.links[i].offset = pack_offset(x, i);
	qsort(c.links, x->objects, sizeof(*c.links), compare_links);
	for (uint64_t i = 0; i < x->objects && !*problem; i++)
		*problem = follow(&c, &c.links[i]);
	return 0;
}
