/*
 * yaml: strict YAML, bytes to a tree with places and back (libyaml's events).
 *
 * A document is one mapping without anchors, aliases, tags, directives, merge keys,
 * duplicate keys, comments beside a value, or values over several lines other than blocks
 * (surface.h), so that what is seen is what is read. It is at most LIMIT_YAML_DEPTH deep
 * and LIMIT_YAML_NODES large; depth is checked at each event, so no input can make the
 * reader recurse or grow without bound. Scalars stay text: their type comes from the
 * schema, never from YAML's guessing.
 * The tree and all its text belong to one talloc parent.
 */
#ifndef YAML_YAML_H
#define YAML_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

enum yaml_type { YAML_MAPPING, YAML_SEQUENCE, YAML_SCALAR };

/* How a scalar was written; a quoted or block scalar is always text. */
enum yaml_style { YAML_STYLE_PLAIN, YAML_STYLE_QUOTED, YAML_STYLE_BLOCK };

struct yaml_node {
	enum yaml_type type;
	enum yaml_style style;
	uint32_t line, column; /* of the value, 1-based, column in characters */
	const char *key;       /* in a mapping: the key; NULL otherwise */
	uint32_t key_line, key_column;
	uint32_t index;	  /* position among its parent's children, from 0 */
	const char *text; /* scalar: its value, followed by NUL; may not hold NUL */
	size_t size;	  /* scalar: bytes of text; else: number of children */
	struct yaml_node *parent, *first, *last, *next;
};

/*
 * Reads bytes that passed text_check. *root is a mapping, its memory below mem.
 * Errors: ERROR_YAML_SYNTAX (argument `problem`), ERROR_YAML_FULL_WIDTH (`character`,
 * `expected`), ERROR_YAML_THOUSANDS (`found`, `expected`), ERROR_YAML_COMMENT,
 * ERROR_YAML_FEATURE (argument `feature`, a phrase), text_check_line's of a key,
 * ERROR_YAML_DUPLICATE (argument `key`), ERROR_YAML_DEPTH, ERROR_YAML_NODES,
 * ERROR_YAML_SCALAR_SIZE, ERROR_YAML_NOT_MAPPING, ERROR_YAML_EMPTY_KEY,
 * ERROR_TEXT_NFC (a key) and text_check_scalar's; each with line, column and path.
 */
int yaml_parse(void *mem, const char *bytes, size_t size, struct yaml_node **root,
	struct error *err) MUST_CHECK;

/* The member of a mapping, or NULL (also when n is not a mapping). */
const struct yaml_node *yaml_member(const struct yaml_node *n, const char *key);

/* The JSON pointer of a node, "" for the root. Returns out. */
char *yaml_path(const struct yaml_node *n, char out[ERROR_PATH_MAX]);

/* The node that a JSON pointer names, or NULL; for tests, which look at one node of a tree. */
const struct yaml_node *yaml_at(const struct yaml_node *root, const char *pointer);

/*
 * The node of the pointer or, where it does not exist, of its nearest existing
 * ancestor: the place to show for a missing member.
 */
const struct yaml_node *yaml_nearest(const struct yaml_node *root, const char *pointer);

/*
 * A writer of block-style YAML that yaml_parse reads back to the same tree. The
 * caller opens (first the root, without key) and closes; the text is appended to
 * a buffer. Text is written plain where every YAML reader would still take it
 * for text or a date, double-quoted otherwise, and as a literal block when it
 * holds LF. What the schemas do not take as text has functions of its own: integers
 * (tonnes among them) and booleans are plain.
 */
struct yaml_writer {
	struct buffer *out;
	int depth;
	struct {
		bool sequence, empty, on_line; /* on_line: opened right after "- " */
		int indent;
	} level[33];
	bool fresh; /* just after "- ": what comes next stays on the line */
};

void yaml_writer_init(struct yaml_writer *w, struct buffer *out);
void yaml_write_scalar(struct yaml_writer *w, const char *key, const char *text);
void yaml_write_integer(struct yaml_writer *w, const char *key, int64_t value);
void yaml_write_boolean(struct yaml_writer *w, const char *key, bool value);
/* key is NULL inside a sequence. */
void yaml_open_mapping(struct yaml_writer *w, const char *key);
void yaml_open_sequence(struct yaml_writer *w, const char *key);
void yaml_close(struct yaml_writer *w);

#endif
