/*
 * values_file: values given by name in a file, for `ccer calculate --values`: a plot
 * inventory has thousands, more than a command line takes.
 */
#ifndef CCER_VALUES_FILE_H
#define CCER_VALUES_FILE_H

#include "ccer/calculate/calculate_data.h"

/*
 * A file whose name ends in .csv, in letters of either case, with lines `name,value` (cells
 * as in RFC 4180; only the commas of a member's name, B[s1,p7], need no quotes; a first line
 * `name,value` is the header), or one YAML mapping of names to values. Each counts as given by
 * hand. EXIT_DONE, or the status of what is reported: ERROR_CLIENT_VALUE_LINE and
 * ERROR_CLIENT_VALUE_TWICE with its line.
 */
int values_file_read(
	struct command_context *c, struct given_values *out, const char *file) MUST_CHECK;

#endif
