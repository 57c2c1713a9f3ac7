/*
 * compare: whether the registry's records say what the model says, and what must always
 * be true of them is true.
 */
#ifndef TESTS_MODEL_COMPARE_H
#define TESTS_MODEL_COMPARE_H

#include "record/view.h"
#include "tests/model/model.h"

enum { DIFFERENCE_MAX = 512 };

/* true and the first difference in words, or false when there is none. */
bool compare_differs(const struct view *view, const struct model *m, char out[DIFFERENCE_MAX]);

#endif
