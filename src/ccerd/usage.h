/*
 * usage: what `ccerd --help` prints, from the table of options and that of limits, and what
 * is said of a wrong usage, in the language of whoever starts the server. The log is for
 * operators and their tools, and English.
 */
#ifndef CCERD_USAGE_H
#define CCERD_USAGE_H

#include <getopt.h>

#include "base/error.h"

enum usage_fault {
	USAGE_OPTION, /* an option that is unknown or lacks its value */
	USAGE_ARGUMENT,
	USAGE_NEEDED,
	USAGE_LANGUAGE,
	USAGE_LISTEN,
	USAGE_LEVEL,
};

/* The options for getopt_long, ended by a row of zeros. */
const struct option *usage_options(void);

/* Options, exit codes and limits, to standard output. */
void usage_show(enum language language);

/* One line on standard error, with the value that was given (NULL: none), and where help is. */
void usage_refuse(enum language language, enum usage_fault fault, const char *value);

#endif
