/*
 * ccer documents: the reference of all kinds, made from the schema tables.
 */
#include "ccer/command.h"
#include "document/schema.h"

int cmd_documents(struct command_context *c, int argc, char **argv)
{
	struct buffer *out = buffer_new(c->mem, 4 * 1024 * 1024);
	struct error err;

	(void)argv;
	if (argc != 1)
		return command_usage(c, "documents", NULL);
	if (!out) {
		error_no_memory(&err);
		return command_error(c, NULL, NULL, 0, &err);
	}
	schema_markdown(out);
	if (buffer_ok(out, &err) < 0 || command_write("-", out->bytes, out->size, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}
