#include "ccerd/log.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/time.h"
#include "ccerd/clock.h"
#include "system/file.h"
#include "yaml/text.h"

/* A line has room for several values at their longest, and then for all that is short. */
enum { LINE_MAX_SIZE = 8192, VALUE_MAX = 1200, CHARACTER_MAX = 4 };

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

/* Bytes of the character that begins here, as its first byte says. */
static size_t character_size(const char *p)
{
	unsigned char c = (unsigned char)*p;
	size_t n = c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : CHARACTER_MAX;

	return strnlen(p, n);
}

/* Whether it can stand as it is: what a document may not hold, a line of the log may not. */
static bool is_plain(const char *p, size_t n)
{
	struct error ignored;

	if (n == 1)
		return *p >= 0x20 && *p < 0x7F && *p != '"' && *p != '\\';
	return text_check_scalar(p, n, 1, 1, "", &ignored) == 0;
}

static void add_escaped(struct line *l, const char *p, size_t n)
{
	static const char hex[] = "0123456789abcdef";

	if (*p == '"' || *p == '\\') {
		add_text(l, (const char[]){'\\', *p}, 2);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];

		add_text(l, (const char[]){'\\', 'x', hex[c >> 4], hex[c & 15]}, 4);
	}
}

static void add_value(struct line *l, const char *value)
{
	size_t end = l->used + VALUE_MAX;

	add_text(l, "\"", 1);
	while (*value && l->used < end) {
		size_t n = character_size(value);

		if (is_plain(value, n))
			add_text(l, value, n);
		else
			add_escaped(l, value, n);
		value += n;
	}
	if (*value)
		add_text(l, "...", 3);
	add_text(l, "\"", 1);
}

int log_open(const struct log *log, struct error *err)
{
	AUTO(file_auto) int fd = -1;

	if (!log->file)
		return 0;
	fd = open(log->file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
	if (fd < 0 || dup2(fd, STDERR_FILENO) < 0)
		return file_error(log->file, err);
	return 0;
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
	/* A log that takes nothing stops nothing. */
	if (write(STDERR_FILENO, l.text, l.used) < 0)
		return;
}

void log_error(const struct log *log, const char *event, const struct error *err)
{
	char report[ERROR_TEXT_MAX];

	log_line(log, LOG_LEVEL_ERROR, event, "code", error_name(err->code), "report",
		error_report(err, LANGUAGE_EN, report, sizeof(report)), NULL);
}
