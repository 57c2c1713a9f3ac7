#include "ccer/methodology/methodology.h"

#include <string.h>

#include "yaml/text.h"

const struct methodology_command methodology_commands[] = {
	{"check", "--units FILE METHODOLOGY", "检查方法学文件，列出全部错误",
		"check a methodology, all faults at once", methodology_check_command},
	{"diff", "OLD NEW --units FILE [--json]",
		"比较两个版本的实质变化（退出码：0 无变化，1 有变化，3 无法读取）",
		"what changed between two versions, by meaning (exit status: 0 nothing, "
		"1 differences, 3 cannot be read)",
		methodology_diff_command},
	{"impact", "NEW --ledger DIR [--for CODE] [--json|--csv]",
		"修订后的方法学会使已封存的减排量如何变化",
		"what a revision would make of the sealed reductions", methodology_impact_command},
	{"explain", "--units FILE [--html FILE|-] [--lang zh|en] METHODOLOGY",
		"排印方法学，供人阅读", "write a methodology out for people",
		methodology_explain_command},
	{NULL, NULL, NULL, NULL, NULL},
};

static const struct methodology_command *find(const char *name)
{
	const struct methodology_command *row = methodology_commands;

	while (row->name && strcmp(row->name, name) != 0)
		row++;
	return row->name ? row : NULL;
}

int methodology_usage(const struct command_context *c, const char *name, const char *problem)
{
	const struct methodology_command *row = find(name);

	if (problem)
		fprintf(stderr, "ccer methodology %s: %s\n", name, problem);
	fprintf(stderr, "%s ccer methodology %s %s\n", command_text(c, "用法：", "usage:"), name,
		row ? row->usage : "");
	return EXIT_USAGE;
}

/* The subcommands with what they take and do. */
static void help(const struct command_context *c, FILE *out)
{
	for (const struct methodology_command *row = methodology_commands; row->name; row++)
		fprintf(out, "  ccer methodology %s %s\n      %s\n", row->name, row->usage,
			command_text(c, row->zh, row->en));
}

int cmd_methodology(struct command_context *c, int argc, char **argv)
{
	const struct methodology_command *row = argc > 1 ? find(argv[1]) : NULL;

	if (!row) {
		if (argc > 1)
			fprintf(stderr, "ccer methodology: %s: %s\n",
				command_text(c, "没有此命令", "no such command"), argv[1]);
		help(c, stderr);
		return EXIT_USAGE;
	}
	if (argc > 2 && strcmp(argv[2], "--help") == 0) {
		printf("%s\n%s ccer methodology %s %s\n", command_text(c, row->zh, row->en),
			command_text(c, "用法：", "usage:"), row->name, row->usage);
		return EXIT_DONE;
	}
	return row->run(c, argc - 1, argv + 1);
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
