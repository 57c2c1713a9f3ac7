/*
 * error: what went wrong, where, and by which rule, without prose.
 *
 * One struct carries a stable code, the place in a document (line, column, JSON
 * Pointer), the clause that was broken and up to six named arguments. It owns
 * nothing and allocates nothing, so that lack of memory can be reported too.
 * Prose is made at the edge, in the reader's language, by error_text from the
 * sentences of error_texts.def. An error is set once, at the place that knows,
 * and passed up unchanged; nothing below the edge logs.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

enum error_code {
	ERROR_NONE = 0,
#define X(id, http, name) ERROR_##id,
#include "base/errors.def"
#undef X
	ERROR_CODE_COUNT
};

enum {
	ERROR_PATH_MAX = 256,
	ERROR_VALUE_MAX = 192,
	ERROR_ARGS_MAX = 6,
	ERROR_DOCUMENT_MAX = 128,
	ERROR_LIST_MAX = 32,
	ERROR_TEXT_MAX = 2048,
};

enum language { LANGUAGE_EN, LANGUAGE_ZH };

struct error_argument {
	const char *name; /* static text */
	char value[ERROR_VALUE_MAX];
};

struct error {
	enum error_code code;
	uint32_t line, column; /* 1-based, column in characters; 0: not from a text */
	const char *rule;      /* static text: the clause, "Order 31 art. 18"; NULL: none */
	char document[ERROR_DOCUMENT_MAX]; /* file name or hash; "" : the one submitted */
	char path[ERROR_PATH_MAX];	   /* RFC 6901 pointer; "" : the whole document */
	struct error_argument argument[ERROR_ARGS_MAX];
};

/*
 * Sets *err and returns -1, so that callers can `return error_set(...)`. After
 * path come name, value pairs of strings, ended by NULL; values are cut at
 * ERROR_VALUE_MAX on a UTF-8 boundary. err may be NULL (nobody listens). A line
 * and column that an inner call already put into *err are not kept.
 */
int error_set(
	struct error *err, enum error_code code, const char *rule, const char *path, ...) SENTINEL;

/* error_set with a place in a text. */
int error_set_at(struct error *err, enum error_code code, const char *rule, uint32_t line,
	uint32_t column, const char *path, ...) SENTINEL;

/* Out of memory; returns -1. */
int error_no_memory(struct error *err);

/* Names the file or document in which the fault lies; keeps one already set. */
void error_in_document(struct error *err, const char *document);

/* The stable name, "retirement.not-free"; "none" for ERROR_NONE. */
const char *error_name(enum error_code code);

/* The code with that name, or ERROR_NONE. */
enum error_code error_by_name(const char *name);

/* The HTTP status that answers it (RFC 9110); 200 for ERROR_NONE. */
int error_http_status(enum error_code code);

/* The value of a named argument, or NULL. */
const char *error_argument(const struct error *err, const char *name);

/*
 * The sentence for people, arguments filled in, without place and rule. Cut at
 * size, always ended by NUL. Returns out.
 */
char *error_text(const struct error *err, enum language language, char *out, size_t size);

/*
 * A sentence with the values of the arguments in place of their {names}; for what is told
 * like an error, such as warnings. Returns out.
 */
char *error_sentence(const char *sentence, enum language language,
	const struct error_argument *arguments, size_t n, char *out, size_t size);

/* Fills at most ERROR_ARGS_MAX arguments from name, value pairs that NULL ends, as error_set. */
void error_arguments(struct error_argument *out, va_list pairs);

/* The unfilled sentence, for tests and documentation. */
const char *error_template(enum error_code code, enum language language);

/* The whole report in one line: name, place, sentence, rule. Returns out. */
char *error_report(const struct error *err, enum language language, char *out, size_t size);

/* Several faults of one document, the first ERROR_LIST_MAX of them kept. */
struct error_list {
	size_t count;  /* kept in item */
	size_t beyond; /* found but not kept */
	struct error item[ERROR_LIST_MAX];
};

/* Appends a copy of *err. */
void error_list_add(struct error_list *list, const struct error *err);

#endif
