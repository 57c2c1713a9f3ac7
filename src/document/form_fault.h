/*
 * form_fault: what is wrong with a value that is not of its field's form, told as people
 * make the fault: a full-width digit, a separator of thousands, or just another form.
 */
#ifndef DOCUMENT_FORM_FAULT_H
#define DOCUMENT_FORM_FAULT_H

#include "base/error.h"
#include "yaml/yaml.h"

/*
 * Sets ERROR_FIELD_FULL_WIDTH (arguments `found`, `character`, `expected`),
 * ERROR_FIELD_THOUSANDS (`found`, `expected`) or ERROR_FIELD_FORM (`found`, `expected`, an
 * example of the form), without a place.
 */
void form_fault(const struct yaml_node *n, const char *example, struct error *e);

#endif
