/*
 * warning: what is lawful and yet so unlikely that its signer should look again.
 *
 * A third class beside faults and fine. A warning refuses nothing: it names a code, a
 * place in the document and numbers, without prose, and stands in the ledger beside the
 * document (record `warning`), where whoever may see the document sees it. Every one is
 * a row of warnings.def, with its clause and a sentence in both languages, from which
 * words are made at the edge alone. Plain values: nothing here allocates.
 */
#ifndef BASE_WARNING_H
#define BASE_WARNING_H

#include "base/error.h"

enum warning_code {
	WARNING_NONE = 0,
#define X(id, name, rule, zh, en) WARNING_##id,
#include "base/warnings.def"
#undef X
	WARNING_CODE_COUNT
};

struct warning {
	enum warning_code code;
	char path[ERROR_PATH_MAX];			/* RFC 6901 pointer into the document */
	struct error_argument argument[ERROR_ARGS_MAX]; /* names: static, or its owner's */
};

/* A document has at most so many; what is beyond is counted by the last, WARNING_MORE. */
enum { WARNINGS_MAX = 64 };

struct warning_list {
	size_t count;
	size_t more; /* how many the last one stands for; 0: it is one like the others */
	struct warning item[WARNINGS_MAX];
};

/* Appends one; pairs as in error_set. list may be NULL (nobody listens). */
void warning_add(struct warning_list *list, enum warning_code code, const char *path, ...) SENTINEL;

/* Those from the position on are about a part of the document: their paths go on from `where`. */
void warnings_within(struct warning_list *list, size_t from, const char *where);

/* The stable name, "place.outside"; "none" for WARNING_NONE. */
const char *warning_name(enum warning_code code);

/* The code with that name, or WARNING_NONE. */
enum warning_code warning_by_name(const char *name);

/* The clause that makes it unlikely. */
const char *warning_rule(enum warning_code code);

/* The unfilled sentence: tests hold those of both languages and the pages against each other. */
const char *warning_template(enum warning_code code, enum language language);

/* The sentence for people, arguments filled in. Cut at size, ended by NUL. Returns out. */
char *warning_text(const struct warning *w, enum language language, char *out, size_t size);

#endif
