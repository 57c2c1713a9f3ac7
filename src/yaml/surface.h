/*
 * surface: what stands in the bytes of a YAML text around the scalars that libyaml
 * reports, and how they are written.
 *
 * libyaml says nothing of comments, takes several lines for one value, and reads forms
 * that YAML's specification refuses and other readers refuse with it. So each byte of a
 * text is looked at here once more: it belongs to a scalar on one line, to a block, to a
 * comment on a line of its own, or is one of the few signs of structure. Whoever sees
 * the text then sees what is recorded, and every reader reads the same.
 * Offsets are bytes and come in ascending order. Nothing is allocated.
 */
#ifndef YAML_SURFACE_H
#define YAML_SURFACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct surface {
	const char *bytes;
	size_t size;
	size_t at;     /* all before it has been looked at */
	size_t depth;  /* brackets and braces that are open at it */
	size_t indent; /* the least indent of a line within them */
	bool fresh;    /* nothing but blanks stand on the line before it */
};

enum surface_form { SURFACE_PLAIN, SURFACE_SINGLE, SURFACE_DOUBLE, SURFACE_BLOCK };

void surface_init(struct surface *s, const char *bytes, size_t size);

/*
 * The signs of structure up to the offset `to`, where a scalar, a collection or the end
 * stands. ERROR_YAML_COMMENT where a comment shares its line; ERROR_YAML_FEATURE (`? key`
 * among them). Errors have their place and an empty path.
 */
int surface_gap(struct surface *s, size_t to, struct error *err) MUST_CHECK;

/*
 * A collection in brackets or braces begins at the offset that surface_gap came to; its
 * lines are indented by at least `indent` blanks, unless it stands within another one.
 */
void surface_open(struct surface *s, size_t indent);

/*
 * A scalar from the offset that surface_gap came to, up to `to`. ERROR_YAML_FEATURE for a
 * value of several lines, an escape other than \" \\ \n, a lone dash within brackets, a
 * block that begins with blanks; ERROR_YAML_COMMENT behind a block's sign.
 */
int surface_scalar(
	struct surface *s, size_t to, enum surface_form form, struct error *err) MUST_CHECK;

#endif
