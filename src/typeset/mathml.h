/*
 * mathml: expressions as MathML Core, for web pages. Everything written is
 * escaped; each function appends one element to a buffer, which keeps its own
 * failure. Pure.
 */
#ifndef TYPESET_MATHML_H
#define TYPESET_MATHML_H

#include "base/buffer.h"
#include "methodology/methodology.h"

/* Text with the characters escaped that HTML gives a meaning, quotes included. */
void mathml_escape(struct buffer *out, const char *text);

/* A printed form, "EF_{grid,CM,y}", as an msub or, without a subscript, an mi. */
void mathml_symbol(struct buffer *out, const char *printed);

/* The right side of an equation of m, in the words of a language. */
void mathml_expression(struct buffer *out, const struct methodology *m, const struct expression *e,
	enum language language);

#endif
