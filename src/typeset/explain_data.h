/*
 * explain_data: the parts of an explanation that are about data: how values come from
 * raw data, and the worked examples. They are read from the document's tree as it is
 * written, once it has been compiled. Only explain.c calls it.
 */
#ifndef TYPESET_EXPLAIN_DATA_H
#define TYPESET_EXPLAIN_DATA_H

#include "typeset/explain_page.h"

/* The list `raw_data`; NULL: nothing. */
void explain_data(const struct explanation *p, const struct yaml_node *list);

/* The list `examples`; NULL: nothing. */
void explain_examples(const struct explanation *p, const struct yaml_node *list);

#endif
