/*
 * readers: who may see an entry or a file.
 *
 * Everyone, or those who signed it and a set of others. A kind decides it for its
 * documents (document/kinds.def), a document for each file that it names. Whether a
 * server shows what is not public, and to whom, is its own matter; a leaf depends only
 * on whether it is public. The all-zero value is the narrowest: the signers alone.
 */
#ifndef DOMAIN_READERS_H
#define DOMAIN_READERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

/* Who may see it besides its signers. */
enum reader_word {
	READER_NONE,
	READER_PARTIES, /* named in it or in what it rests on, by their id or an account */
	READER_OPERATOR,
	READER_MEE,
	READER_SAMR,
	READER_PROVINCE, /* of the entity or project that it is about */
	READER_CEA,
	READER_EXCHANGE, /* the one that it names */
	READER_COURT,	 /* whose order it carries out */
	READER_END
};

enum { READERS_TEXT_SIZE = 256 };

/* A set of bits, 1 << READER_*; READERS_EVERYONE stands alone. */
struct readers {
	uint32_t set;
};

enum { READERS_EVERYONE = 1 };

bool readers_are_everyone(struct readers r);

/* "public", or "signers" and the words of the others: "signers, operator, mee". Returns out. */
char *readers_text(struct readers r, char out[READERS_TEXT_SIZE]);

/* The same in Chinese. */
char *readers_zh(struct readers r, char out[READERS_TEXT_SIZE]);

#endif
