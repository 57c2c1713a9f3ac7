/*
 * header_text: the header of a document as lines of its file, to be completed or made anew
 * while all other bytes stay as they are.
 *
 * The keys of the header stand anywhere in the mapping's block form. What is put anew is cut
 * out where it stands; new lines go behind `version`, or `kind`. Comments on lines of their own
 * stay.
 */
#ifndef CCER_HEADER_TEXT_H
#define CCER_HEADER_TEXT_H

#include "base/buffer.h"
#include "base/limits.h"
#include "yaml/yaml.h"

enum header_key {
	HEADER_LEDGER,
	HEADER_ID,
	HEADER_VALID_UNTIL,
	HEADER_SEEN,
	HEADER_SIGNERS,
	HEADER_KEYS
};

struct header_role {
	const char *party, *role; /* borrowed */
};

struct header_text {
	void *mem;
	const char *bytes;
	size_t size, place; /* where new lines go */
	struct {
		bool there, cut;
		size_t from, to;
		const char *line; /* what is put, LF at its end; NULL: nothing */
	} key[HEADER_KEYS];
	size_t signers_n;
	struct header_role signers[LIMIT_SIGNERS];
	bool changed;
};

/*
 * Finds the header in bytes that were parsed to root; both are borrowed, new text is below mem.
 * ERROR_CLIENT_HEADER_FORM where it is in flow form or its signers are no list of them.
 */
int header_text_read(void *mem, const char *bytes, size_t size, const struct yaml_node *root,
	struct header_text *out, struct error *err) MUST_CHECK;

/* Puts the line where the key is absent, or anew; NULL takes it out anew. */
void header_text_line(struct header_text *t, enum header_key key, bool anew, const char *line);

/*
 * Adds signers to those that are there, or replaces them by some. ERROR_CLIENT_FILLED_SIGNER for a
 * party that is there in another role, ERROR_CLIENT_FILL_SIGNERS where there would be none.
 */
int header_text_signers(struct header_text *t, bool anew, size_t n,
	const struct header_role *signers, struct error *err) MUST_CHECK;

/* Appends the document with its new header. */
void header_text_write(const struct header_text *t, struct buffer *out);

#endif
