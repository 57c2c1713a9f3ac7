/*
 * ccer methodology: the table of its subcommands, each in a file of its own.
 */
#include "ccer/methodology/methodology.h"

#include <string.h>

#include <talloc.h>

#include "ccer/options.h"
#include "ccer/usage.h"

/* Like struct subcommand; usage without "ccer methodology NAME". */
struct methodology_command {
	const char *name;
	const char *usage;
	const char *zh, *en;
	int (*run)(struct command_context *c, int argc, char **argv);
	const char *example;
};

static const struct methodology_command commands[] = {
	{"check", "--units FILE METHODOLOGY", "检查方法学文件，列出全部错误",
		"check a methodology, all faults at once", methodology_check_command,
		"--units registry/units.yaml methodologies/CCER-01-002-V01.yaml"},
	{"diff", "OLD NEW --units FILE [--json]",
		"比较两个版本的实质变化（退出码：0 无变化，1 有变化，3 无法读取）",
		"what changed between two versions, by meaning (exit status: 0 nothing, "
		"1 differences, 3 cannot be read)",
		methodology_diff_command, "old.yaml new.yaml --units registry/units.yaml"},
	{"impact", "NEW --ledger DIR [--state FILE] [--for CODE] [--json|--csv]",
		"修订后的方法学会使已封存的减排量如何变化",
		"what a revision would make of the sealed reductions", methodology_impact_command,
		"new.yaml --ledger ledger.git"},
	{"explain", "--units FILE [--html FILE|-] [--lang zh|en] METHODOLOGY",
		"排印方法学，供人阅读", "write a methodology out for people",
		methodology_explain_command,
		"--units registry/units.yaml --html page.html methodologies/CCER-01-002-V01.yaml"},
	{NULL, NULL, NULL, NULL, NULL, NULL},
};

static const struct methodology_command *find_command(const char *name)
{
	const struct methodology_command *row = commands;

	while (row->name && strcmp(row->name, name) != 0)
		row++;
	return row->name ? row : NULL;
}

/* The subcommands with what they take and do. */
static void print_help(const struct command_context *c, FILE *out)
{
	for (const struct methodology_command *row = commands; row->name; row++)
		fprintf(out, "  ccer methodology %s %s\n      %s\n", row->name,
			usage_text(c, row->usage), command_text(c, row->zh, row->en));
}

int cmd_methodology(struct command_context *c, int argc, char **argv)
{
	const struct methodology_command *row = argc > 1 ? find_command(argv[1]) : NULL;

	if (!row) {
		if (argc > 1)
			fprintf(stderr, "ccer methodology: %s: %s\n",
				command_text(c, "没有此命令", "no such command"), argv[1]);
		print_help(c, stderr);
		return EXIT_USAGE;
	}
	c->name = talloc_asprintf(c->mem, "methodology-%s", row->name);
	if (!c->name)
		return EXIT_CANNOT;
	if (options_want_help(argc - 1, argv + 1)) {
		printf("%s\n%s ccer methodology %s %s\n\n", command_text(c, row->zh, row->en),
			command_text(c, "用法：", "usage:"), row->name, usage_text(c, row->usage));
		options_show(c, c->name, stdout);
		printf("\n%s\n  ccer methodology %s %s\n", command_text(c, "例：", "example:"),
			row->name, row->example);
		return EXIT_DONE;
	}
	c->usage = row->usage;
	return row->run(c, argc - 1, argv + 1);
}
