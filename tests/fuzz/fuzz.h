/*
 * fuzz: what every fuzz target shares.
 *
 * A target reads bytes from outside through one public entry and checks, whatever
 * the bytes are, that there is either a value or an error and never both, that a
 * refusal says what it should and leaves what was to be filled untouched, and that
 * what was read, once written and read again, is the same. A failed check ends the
 * process, which is what a fuzzer and the replay of the corpora look for.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "base/buffer.h"
#include "base/error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_CHECK(condition)                                                                      \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__,          \
				#condition);                                                       \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

enum { FUZZ_BUFFER = 1 << 24 };

static const uint8_t FUZZ_PATTERN = 0xA5;

/* Fills what a refusal must leave alone. */
static inline void fuzz_mark(void *out, size_t size)
{
	memset(out, FUZZ_PATTERN, size);
}

static inline void fuzz_check_marked(const void *out, size_t size)
{
	for (size_t i = 0; i < size; i++)
		FUZZ_CHECK(((const uint8_t *)out)[i] == FUZZ_PATTERN);
}

/*
 * A refusal: a code, a pointer, a sentence in both languages. Bytes that only the
 * registry itself writes (pages, leaves) are its own fault, 5xx.
 */
static inline void fuzz_check_refused(const struct error *err)
{
	char text[ERROR_TEXT_MAX];

	FUZZ_CHECK(err->code > ERROR_NONE && err->code < ERROR_CODE_COUNT);
	FUZZ_CHECK(err->code != ERROR_NO_MEMORY && error_http_status(err->code) >= 400);
	FUZZ_CHECK(memchr(err->path, '\0', sizeof(err->path)) != NULL);
	FUZZ_CHECK(err->path[0] == '\0' || err->path[0] == '/');
	FUZZ_CHECK(err->line == 0 || err->column != 0);
	FUZZ_CHECK(error_text(err, LANGUAGE_EN, text, sizeof(text))[0] != '\0');
	FUZZ_CHECK(error_text(err, LANGUAGE_ZH, text, sizeof(text))[0] != '\0');
	FUZZ_CHECK(strlen(error_report(err, LANGUAGE_ZH, text, sizeof(text))) < sizeof(text));
}

/* Exactly one of value and error, for what returns 0 or -1. Returns whether it is the value. */
static inline bool fuzz_accepted(int result, const struct error *err)
{
	FUZZ_CHECK(result == 0 || result == -1);
	if (result == 0) {
		FUZZ_CHECK(err->code == ERROR_NONE);
		return true;
	}
	fuzz_check_refused(err);
	return false;
}

/* The same for what returns a pointer or NULL. */
static inline bool fuzz_made(const void *made, const struct error *err)
{
	return fuzz_accepted(made ? 0 : -1, err);
}

/* A refusal that blames whoever sent the input. */
static inline bool fuzz_blames_sender(const struct error *err)
{
	return error_http_status(err->code) >= 400 && error_http_status(err->code) < 500;
}

static inline struct buffer *fuzz_buffer(void *mem)
{
	struct buffer *b = buffer_new(mem, FUZZ_BUFFER);

	FUZZ_CHECK(b != NULL);
	return b;
}

/* The bytes as text that ends in NUL, below mem; cut at a NUL in them. */
static inline char *fuzz_text(void *mem, const uint8_t *data, size_t size)
{
	char *text = talloc_strndup(mem, (const char *)data, size);

	FUZZ_CHECK(text != NULL);
	return text;
}

/* The seed 00..1f of the vectors in docs/ledger-format.md. */
static inline const uint8_t *fuzz_seed(void)
{
	static uint8_t seed[32];

	for (uint8_t i = 0; i < 32; i++)
		seed[i] = i;
	return seed;
}

#endif
