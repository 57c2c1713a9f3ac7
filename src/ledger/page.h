/*
 * page: one commit's worth of entries, and the leaf of each (docs/ledger-format.md 3, 4).
 *
 * An entry is a document, that is SEAL then DOCUMENT, or only its leaf: a copy of a
 * ledger that lacks a document still has the entry's place, time and hashes, so the
 * tree and the receipts are those of the whole ledger. An entry's second line tells
 * which. Writing is deterministic; reading accepts exactly what writing gives, so
 * page bytes and entries correspond one to one.
 */
#ifndef LEDGER_PAGE_H
#define LEDGER_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/time.h"

enum entry_form {
	ENTRY_DOCUMENT, /* whole */
	ENTRY_LEAF,	/* its document and signatures are kept elsewhere */
};

/* Members that belong to the other form are zero. */
struct entry {
	enum entry_form form;
	int64_t sequence;
	struct instant time;
	int64_t rules;
	struct digest changes;
	/* ENTRY_DOCUMENT */
	const char *document; /* DOCUMENT's bytes */
	size_t document_size;
	const char *signatures; /* canonical armours, one after the other */
	size_t signatures_size;
	/* ENTRY_LEAF: what the leaf says about them */
	struct digest document_hash, signatures_hash;
};

struct page {
	size_t n;
	struct entry *entries;
};

void entry_write(const struct entry *e, struct buffer *out);

/* 0 when the entry's document is there, else -1 with ERROR_ENTRY_LEAF_ONLY. */
int entry_whole(const struct entry *e, struct error *err) MUST_CHECK;

/* Appends the document of an ENTRY_DOCUMENT as a file: DOCUMENT, `---`, SIGNATURES. */
void entry_file(const struct entry *e, struct buffer *out);

/*
 * Reads a page; genesis is alone in its own. Entries borrow from bytes where they can, the rest
 * is below mem.
 * ERROR_PAGE_FORM (argument `problem`) with line.
 */
int page_read(
	void *mem, const char *bytes, size_t size, struct page *out, struct error *err) MUST_CHECK;

/* What a leaf says, for receipts and audits. */
struct leaf {
	int64_t sequence;
	struct instant time;
	int64_t rules;
	struct digest document, signatures, changes;
};

/* Appends the leaf data: seven lines, at most LIMIT_LEAF bytes. */
void leaf_write(const struct leaf *leaf, struct buffer *out);

/* Appends the leaf data of the entry, which is the same in either form. */
void entry_leaf(const struct entry *e, struct buffer *out);

int leaf_parse(const char *text, size_t size, struct leaf *out, struct error *err) MUST_CHECK;

/* The entry of which only the leaf is kept. For tests: no program writes such an entry yet. */
struct entry entry_of_leaf(const struct leaf *leaf);

/* "journal/01/23/45/67.yaml" for page 1,234,567. Returns out. */
enum { PAGE_PATH_SIZE = 32 };
char *page_path(int64_t number, char out[PAGE_PATH_SIZE]);

#endif
