/*
 * explain: a methodology written out for people, as text for a terminal or as
 * one self-contained HTML file, in Chinese or English. The page is well-formed XML too and
 * loads nothing.
 *
 * What is prose (scope, boundary, notes) is read from the document's tree; parameters
 * and equations come from what was compiled from it. Where a text has no English,
 * the Chinese is shown. Pure: what is written depends on the arguments alone.
 */
#ifndef TYPESET_EXPLAIN_H
#define TYPESET_EXPLAIN_H

#include "base/buffer.h"
#include "methodology/methodology.h"
#include "yaml/yaml.h"

enum explain_form { EXPLAIN_TEXT, EXPLAIN_HTML };

enum { EXPLAIN_COLUMNS_MIN = 48, EXPLAIN_COLUMNS_MAX = 400 };

/*
 * Appends the whole; m was compiled from root. The lines of a text have at most `columns`
 * columns, taken between the two bounds above; a symbol or number that alone is longer stands
 * whole. The buffer keeps its own failure.
 */
void explain_methodology(struct buffer *out, const struct methodology *m,
	const struct yaml_node *root, enum explain_form form, enum language language,
	size_t columns);

#endif
