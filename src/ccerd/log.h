/*
 * log: lines for operators on stderr, one event each, as name=value pairs (logfmt).
 *
 * The edge only: below it nothing logs. Values are quoted and escaped, so that
 * what a client sends cannot forge a line, move what a terminal shows, or push
 * what follows it out of the line. Each line is one write(2): threads need no
 * lock. A file for the log takes the place of stderr itself, so that whatever a
 * library or a fault says ends up there too.
 */
#ifndef CCERD_LOG_H
#define CCERD_LOG_H

#include <stdbool.h>

#include "base/error.h"
#include "base/macros.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* "error", "warning", "info", "debug"; false for any other word. */
bool log_level_parse(const char *text, enum log_level *out) MUST_CHECK;

struct log {
	enum log_level level; /* lines above it are left out */
	const char *file;     /* in the place of stderr; NULL: none */
};

/* Puts log->file, if any, in the place of stderr; again, where it was moved away. ERROR_IO. */
int log_open(const struct log *log, struct error *err) MUST_CHECK;

/*
 * time=... level=... event=EVENT name="value"...; event is followed by name, value
 * pairs of text, ended by NULL; a pair whose value is NULL or empty is left out.
 */
void log_line(const struct log *log, enum log_level level, const char *event, ...) SENTINEL;

/* The whole report of an error, in English. */
void log_error(const struct log *log, const char *event, const struct error *err);

#endif
