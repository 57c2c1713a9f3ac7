/*
 * methodology_files: what the subcommands of `ccer methodology` share: the files that
 * they read, and their usage.
 */
#include "ccer/methodology/methodology.h"

#include "ccer/usage.h"
#include "yaml/text.h"

int methodology_usage(const struct command_context *c, const char *name, const char *problem)
{
	if (problem)
		fprintf(stderr, "ccer methodology %s: %s\n", name, problem);
	fprintf(stderr, "%s ccer methodology %s %s\n", command_text(c, "用法：", "usage:"), name,
		usage_text(c, c->usage));
	return EXIT_USAGE;
}

int methodology_read_tree(struct command_context *c, const char *file, struct yaml_node **root,
	const char **bytes, size_t *size)
{
	const char *signatures;
	size_t cut, signatures_size;
	struct error err;

	*bytes = command_read(c, file, LIMIT_SUBMISSION, size, &err);
	if (!*bytes)
		return command_error(c, NULL, NULL, 0, &err);
	if (document_cut(*bytes, *size, &signatures, &cut, &signatures_size, &err) < 0 ||
		text_check(*bytes, cut, &err) < 0 ||
		yaml_parse(c->mem, *bytes, cut, root, &err) < 0)
		return command_error(c, file, *bytes, *size, &err);
	return EXIT_DONE;
}

const char *methodology_scalar(const struct yaml_node *n, const char *key)
{
	const struct yaml_node *member = yaml_member(n, key);

	return member && member->type == YAML_SCALAR ? member->text : NULL;
}

int methodology_read_units(struct command_context *c, const char *file, struct unit_table **out)
{
	struct yaml_node *root;
	const struct yaml_node *list;
	const char *bytes;
	size_t size;
	struct error err;
	int status = methodology_read_tree(c, file, &root, &bytes, &size);

	if (status != EXIT_DONE)
		return status;
	*out = unit_table_new(c->mem);
	list = yaml_member(root, "units");
	for (const struct yaml_node *n = list ? list->first : NULL; n; n = n->next) {
		const char *symbol = methodology_scalar(n, "symbol");
		const char *factor = methodology_scalar(n, "factor");

		if (!symbol)
			continue;
		if (unit_table_add(*out, symbol, factor ? factor : "1", methodology_scalar(n, "of"),
			    &err) < 0)
			return command_error(c, file, bytes, size, &err);
	}
	return EXIT_DONE;
}
