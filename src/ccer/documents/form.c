#include "ccer/documents/form.h"

#include <talloc.h>

#include "document/warnings.h"

/* For bytes that have already been read; `file` is the name to show. */
static int open_bytes(struct command_context *c, const char *file, const char *bytes, size_t size,
	struct document **out)
{
	const char *signatures;
	size_t document_size, signatures_size;
	struct error_list list = {0};
	struct error err;
	struct document *d;

	if (document_cut(bytes, size, &signatures, &document_size, &signatures_size, &err) < 0)
		return command_error(c, file, bytes, size, &err);
	d = document_read(c->mem, bytes, size, signatures == NULL, &err);
	if (!d)
		return command_error(c, file, bytes, size, &err);
	if (document_decode_all(d, &list) < 0)
		return command_errors(c, file, bytes, size, &list);
	*out = d;
	return EXIT_DONE;
}

int form_read(struct command_context *c, const char *file, struct document **out)
{
	struct error err;
	size_t size;
	const char *bytes = command_read(c, file, LIMIT_SUBMISSION, &size, &err);

	if (!bytes)
		return command_error(c, NULL, NULL, 0, &err);
	return open_bytes(c, file, bytes, size, out);
}

const char *form_ledger(void *mem, const struct document *d)
{
	char id[LEDGER_ID_SIZE];

	return talloc_strdup(mem, document_ledger(d, id));
}

void form_warnings(const struct command_context *c, const char *file, const struct document *d)
{
	struct warning_list *list = talloc_zero(c->mem, struct warning_list);

	document_warnings(d, list);
	for (size_t i = 0; list && i < list->count; i++)
		command_warning(c, file, d, &list->item[i]);
}
