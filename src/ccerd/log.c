#include "ccerd/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "ccerd/clock.h"

enum { LINE_MAX_SIZE = 4096 };

static const char *const names[] = {
	[LOG_LEVEL_ERROR] = "error",
	[LOG_LEVEL_WARNING] = "warning",
	[LOG_LEVEL_INFO] = "info",
	[LOG_LEVEL_DEBUG] = "debug",
};

bool log_level_parse(const char *text, enum log_level *out)
{
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (strcmp(text, names[i]) != 0)
			continue;
		*out = (enum log_level)i;
		return true;
	}
	return false;
}

struct line {
	char text[LINE_MAX_SIZE];
	size_t used;
};

static void add_text(struct line *l, const char *text, size_t n)
{
	/* There is always room for the end of the line. */
	if (l->used + n + 2 > sizeof(l->text))
		return;
	memcpy(l->text + l->used, text, n);
	l->used += n;
}

static void add_value(struct line *l, const char *value)
{
	static const char hex[] = "0123456789abcdef";

	add_text(l, "\"", 1);
	for (const char *p = value; *p; p++) {
		unsigned char c = (unsigned char)*p;
		char escaped[4] = {'\\', 'x', hex[c >> 4], hex[c & 15]};

		if (c == '"' || c == '\\') {
			escaped[1] = (char)c;
			add_text(l, escaped, 2);
		} else if (c < 0x20 || c == 0x7F) {
			add_text(l, escaped, 4);
		} else {
			add_text(l, p, 1);
		}
	}
	add_text(l, "\"", 1);
}

void log_line(const struct log *log, enum log_level level, const char *event, ...)
{
	struct line l = {.used = 0};
	char time[INSTANT_TEXT_SIZE];
	const char *name;
	va_list pairs;

	if (level > log->level)
		return;
	l.used = (size_t)snprintf(l.text, sizeof(l.text), "time=%s level=%s event=%s",
		instant_text(clock_now(), time), names[level], event);
	va_start(pairs, event);
	while ((name = va_arg(pairs, const char *)) != NULL) {
		const char *value = va_arg(pairs, const char *);

		if (!value || !value[0])
			continue;
		add_text(&l, " ", 1);
		add_text(&l, name, strlen(name));
		add_text(&l, "=", 1);
		add_value(&l, value);
	}
	va_end(pairs);
	l.text[l.used++] = '\n';
	fwrite(l.text, 1, l.used, stderr);
}

void log_error(const struct log *log, const char *event, const struct error *err)
{
	char report[ERROR_TEXT_MAX];

	log_line(log, LOG_LEVEL_ERROR, event, "code", error_name(err->code), "report",
		error_report(err, LANGUAGE_EN, report, sizeof(report)), NULL);
}
