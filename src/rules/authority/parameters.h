/*
 * parameters: what the parts of that chapter share. Private to rules/authority/.
 *
 * Warnings change nothing but the list of them; -1 is a reader's failure or lack of memory.
 */
#ifndef RULES_AUTHORITY_PARAMETERS_H
#define RULES_AUTHORITY_PARAMETERS_H

#include "rules/chapter.h"
#include "rules/parameter_table.h"

/* A plain value beside what the regulations say. */
int parameter_value_warnings(struct rule *r, const struct parameter_row *known) MUST_CHECK;

/* The values of the i-th row, which is about to be put, beside those in force. */
int parameter_row_warnings(struct rule *r, const struct record_parameter *row, size_t i) MUST_CHECK;

#endif
