/*
 * ccer documents: the reference of all kinds, or of one, made from the schema tables.
 */
#include <getopt.h>
#include <string.h>

#include "ccer/options.h"
#include "document/schema.h"

static int refuse_kind(const struct command_context *c, const char *name)
{
	enum kind near = kind_near(name);

	fprintf(stderr, "ccer documents: %s: %s%s%s\n",
		command_text(c, "没有此类文件", "no such kind of document"), name,
		near ? command_text(c, "；是否指 ", "; did you mean ") : "", kind_name(near));
	return EXIT_USAGE;
}

/* The part of the page from the kind's heading to the next. */
static const char *part_of(const char *page, enum kind kind, size_t *size)
{
	char heading[96];
	const char *from, *to;

	snprintf(heading, sizeof(heading), "\n## %s\n", kind_name(kind));
	from = strstr(page, heading);
	if (!from)
		return NULL;
	to = strstr(++from, "\n## ");
	*size = to ? (size_t)(to - from) + 1 : strlen(from);
	return from;
}

int cmd_documents(struct command_context *c, int argc, char **argv)
{
	struct buffer *page = buffer_new(c->mem, 4 * 1024 * 1024);
	enum kind kind = KIND_NONE;
	const char *part;
	struct error err;
	size_t size;

	if (command_option(c, argc, argv) != -1 || argc - optind > 1)
		return command_usage(c, "documents", NULL);
	if (argc > optind)
		kind = kind_by_name(argv[optind], strlen(argv[optind]));
	if (argc > optind && !kind)
		return refuse_kind(c, argv[optind]);
	if (!page) {
		error_no_memory(&err);
		return command_error(c, NULL, NULL, 0, &err);
	}
	schema_markdown(page, c->language);
	part = page->bytes;
	size = page->size;
	if (kind)
		part = part_of(page->bytes, kind, &size);
	if (buffer_ok(page, &err) < 0 || !part || command_write("-", part, size, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}
