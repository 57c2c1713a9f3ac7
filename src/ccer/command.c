#include "ccer/command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <talloc.h>
#include <utf8proc.h>

#include "base/number.h"
#include "base/phrase.h"
#include "ccer/usage.h"
#include "ccer/visible.h"
#include "domain/spoken.h"
#include "system/file.h"

enum { COLUMNS_UNKNOWN = 80, COLUMNS_MOST = 10000 };

const char *command_text(const struct command_context *c, const char *zh, const char *en)
{
	return c->language == LANGUAGE_ZH ? zh : en;
}

const char *command_server(void)
{
	const char *server = getenv("CCER_SERVER");

	return server && *server ? server : NULL;
}

const char *command_word(const struct command_context *c, enum word_list list, int value)
{
	const char *word =
		c->language == LANGUAGE_ZH ? word_zh(list, value) : word_text(list, value);

	return word ? word : "";
}

int command_usage(const struct command_context *c, const char *name, const char *problem)
{
	if (problem)
		fprintf(stderr, "ccer %s: %s\n", name, problem);
	fprintf(stderr, "%s ccer %s %s\n", command_text(c, "用法：", "usage:"), name,
		usage_text(c, c->usage));
	return EXIT_USAGE;
}

/* Shows the line of the source, and a mark under the column. */
static void show_place(const char *source, size_t size, uint32_t row, uint32_t at)
{
	const char *line = source, *end = source + size, *stop;

	for (uint32_t n = 1; n < row && line < end; n++) {
		const char *next = memchr(line, '\n', (size_t)(end - line));

		line = next ? next + 1 : end;
	}
	stop = memchr(line, '\n', (size_t)(end - line));
	if (!stop)
		stop = end;
	if (stop - line > 160 || line == stop)
		return;
	fprintf(stderr, "  %5u | %.*s\n        | ", row, (int)(stop - line), line);
	for (uint32_t column = 1; column < at && line < stop; column++) {
		utf8proc_int32_t point;
		utf8proc_ssize_t n =
			utf8proc_iterate((const utf8proc_uint8_t *)line, stop - line, &point);

		if (n <= 0)
			break;
		if (point == '\t')
			fputc('\t', stderr);
		else
			fprintf(stderr, "%*s", utf8proc_charwidth(point), "");
		line += n;
	}
	fputs("^\n", stderr);
}

int command_error(const struct command_context *c, const char *file, const char *source,
	size_t size, const struct error *err)
{
	const char *near = error_argument(err, "near");
	char text[ERROR_TEXT_MAX];
	struct spoken_error shown;

	spoken_error(err, c->language, &shown);
	if (file)
		error_in_document(&shown.error, file);
	error_report(&shown.error, c->language, text, sizeof(text));
	fprintf(stderr, "%s\n", visible_line(c->mem, text));
	if (source && err->line)
		show_place(source, size, err->line, err->column);
	if (near && *near)
		fprintf(stderr, "        %s %s%s\n", command_text(c, "是否指", "did you mean"),
			near, command_text(c, "？", "?"));
	return error_http_status(err->code) >= 500 ? EXIT_CANNOT : EXIT_REFUSED;
}

int command_errors(const struct command_context *c, const char *file, const char *source,
	size_t size, const struct error_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		command_error(c, file, source, size, &list->item[i]);
	if (list->beyond)
		fprintf(stderr, "%s %zu\n", command_text(c, "其余错误：", "further faults:"),
			list->beyond);
	return EXIT_REFUSED;
}

void command_warning(const struct command_context *c, const char *file, const struct document *d,
	const struct warning *w)
{
	char text[ERROR_TEXT_MAX], rule[SPOKEN_RULE_SIZE];
	uint32_t line = 0, column = 0;

	if (d)
		document_place_of(d, w->path, &line, &column);
	fprintf(stderr, "%s:", file);
	if (line)
		fprintf(stderr, "%u:%u:", line, column);
	if (w->path[0])
		fprintf(stderr, "%s:", w->path);
	fprintf(stderr, " %s %s: %s (%s)\n", command_text(c, "警示", "warning"),
		warning_name(w->code), spoken_warning(w, c->language, text, sizeof(text)),
		spoken_rule(warning_rule(w->code), c->language, rule));
	if (line)
		show_place(d->bytes, d->size, line, column);
}

const char *command_read(
	struct command_context *c, const char *file, size_t limit, size_t *size, struct error *err)
{
	bool standard = strcmp(file, "-") == 0;
	int fd = standard ? -1 : file_open_given(file);
	FILE *in = standard ? stdin : fd < 0 ? NULL : fdopen(fd, "rb");
	struct buffer *b = buffer_new(c->mem, limit);
	char chunk[8192];
	size_t n;
	int failed;

	if (!in) {
		error_set(err, ERROR_IO, NULL, "", "file", file, "reason",
			errno == EINVAL ? phrase_text(PHRASE_FORM_NOT_FILE) : strerror(errno),
			NULL);
		return NULL;
	}
	while (b && !b->failed && (n = fread(chunk, 1, sizeof(chunk), in)) > 0)
		buffer_add(b, chunk, n);
	failed = ferror(in);
	if (!standard)
		fclose(in);
	if (!b || failed || b->failed) {
		error_set(err, ERROR_IO, NULL, "", "file", file, "reason",
			failed ? strerror(errno) : "too large", NULL);
		return NULL;
	}
	*size = b->size;
	return b->bytes;
}

int command_write(const char *file, const void *bytes, size_t size, struct error *err)
{
	if (strcmp(file, "-") != 0)
		return file_write(file, bytes, size, err);
	/* A terminal is protected from what a file may hold; whatever else gets its bytes. */
	if (isatty(STDOUT_FILENO)
			? fwrite(bytes, 1, size, stdout) == size && fflush(stdout) == 0
			: fflush(stdout) == 0 && file_write_all(STDOUT_FILENO, bytes, size) == 0)
		return 0;
	return error_set(err, ERROR_IO, NULL, "", "file", "-", "reason", strerror(errno), NULL);
}

size_t command_columns(void)
{
	const char *text = getenv("COLUMNS");
	struct winsize size;
	int64_t columns;

	if (text && integer_parse(text, strlen(text), 1, COLUMNS_MOST, &columns))
		return (size_t)columns;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return COLUMNS_UNKNOWN;
}

void command_pad(FILE *out, const char *text, int width)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)text;
	int columns = 0;

	while (*p) {
		utf8proc_int32_t point;
		utf8proc_ssize_t n = utf8proc_iterate(p, -1, &point);

		if (n <= 0)
			break;
		columns += utf8proc_charwidth(point);
		p += n;
	}
	fprintf(out, "%s%*s", text, columns < width ? width - columns : 0, "");
}
