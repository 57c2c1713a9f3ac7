/*
 * spoken: what programs know by codes, as people say it in their language.
 *
 * Documents, records and answers for programs keep codes ("registered", "Order 31 art. 13",
 * an instant in UTC); a Chinese reader is told 已登记, the article of the Order by its title,
 * and the time in Beijing. Here is the one place that turns the former into the latter, by
 * the name under which a value stands. English is left as it is: the codes are English.
 * What has no other form, a name, a hash, a number, stays. Pure; nothing allocates or fails.
 */
#ifndef DOMAIN_SPOKEN_H
#define DOMAIN_SPOKEN_H

#include <stddef.h>

#include "base/error.h"
#include "base/warning.h"

enum { SPOKEN_SIZE = 192, SPOKEN_RULE_SIZE = 320 };

/*
 * A value by the name of the member or argument that holds it, {"status", "registered"},
 * also several joined by ", ". Returns out, or `value` itself where it is said as written.
 */
const char *spoken_value(
	const char *name, const char *value, enum language language, char out[SPOKEN_SIZE]);

/*
 * A source as errors and schemas name it, "Order 31 art. 12, 19". Returns out, or `rule`
 * where it has no other form (a page of the documentation). Programs say an error whole;
 * tests call this alone.
 */
const char *spoken_rule(const char *rule, enum language language, char out[SPOKEN_RULE_SIZE]);

/* An error as a reader is told it: the copy's rule points into `rule`. */
struct spoken_error {
	struct error error;
	char rule[SPOKEN_RULE_SIZE];
};

/*
 * *out for error_text and error_report of that language; arguments that are words, kinds or
 * instants are said, and codes, hashes and numbers stay. An argument NAME_zh goes before
 * NAME in Chinese.
 */
const struct error *spoken_error(
	const struct error *err, enum language language, struct spoken_error *out);

/* A warning likewise, as one sentence without its code; returns out. */
char *spoken_warning(const struct warning *w, enum language language, char *out, size_t size);

#endif
