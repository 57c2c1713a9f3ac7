/*
 * language: in which language the user of this process is told things.
 */
#ifndef SYSTEM_LANGUAGE_H
#define SYSTEM_LANGUAGE_H

#include <stdbool.h>

#include "base/error.h"

/* By LC_ALL, LC_MESSAGES or LANG, the first that is set; English unless it is Chinese. */
enum language language_of_environment(void);

/* "zh" or "en", as --lang takes them; false for another. */
bool language_parse(const char *name, enum language *out);

#endif
