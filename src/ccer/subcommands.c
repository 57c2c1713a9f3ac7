#include "ccer/subcommands.h"

#include <config.h>
#include <stdio.h>
#include <string.h>

#include "base/near_word.h"
#include "ccer/options.h"
#include "ccer/usage.h"

struct subcommand {
	const char *name;
	const char *usage; /* without "ccer NAME" */
	const char *zh, *en;
	int (*run)(struct command_context *c, int argc, char **argv);
	const char *example; /* its arguments */
};

/* Ended by a row without a name. */
static const struct subcommand subcommands[] = {
	{"allowed-signers", "--ledger DIR [--state FILE]", "输出 ssh-keygen 用的签署方名单",
		"list all keys as ssh-keygen and git want them", cmd_allowed_signers,
		"--ledger ledger.git"},
	{"audit",
		"--ledger DIR [--checkpoint FILE]... [--receipt FILE]... [--attachments DIR]...\n"
		"         [--ledger-id ID] [--json]",
		"审计整个账本", "audit a whole ledger", cmd_audit,
		"--ledger ledger.git --checkpoint yesterday"},
	{"calculate",
		"--ledger DIR [--state FILE] --report SHA256 [--year Y] [--attachments DIR]...\n"
		"         [--set NAME=VALUE]... [--values FILE]...\n"
		"         [--row TABLE[MEMBER]@YEAR:COLUMN=VALUE]... [--json|--csv|--csv-excel]\n"
		"   or: ccer calculate --methodology FILE --units FILE "
		"(--year Y [--days FIRST..LAST] | --period FIRST..LAST)\n"
		"         [--data NAME=FILE.csv[#SHA256]]... [--set NAME=VALUE]...\n"
		"         [--values FILE]... [--row TABLE[MEMBER]@YEAR:COLUMN=VALUE]...\n"
		"         [--parameters FILE]... [--key KEY] [--json|--csv|--csv-excel]",
		"逐步重算减排量", "compute reductions again, step by step", cmd_calculate,
		"--ledger ledger.git --report 9f2c... --year 2023"},
	{"check", "FILE...", "离线检查文件格式，列出全部错误",
		"check the form of documents, all faults at once", cmd_check, "report.yaml"},
	{"consistency", "--server URL [--ledger-key VKEY] CHECKPOINT [-o OUT]",
		"核对服务器的账本是否仍以所存检查点开头",
		"whether a server's ledger still begins with a kept checkpoint", cmd_consistency,
		"--server https://registry.example yesterday -o today"},
	{"documents", "[KIND]", "输出各类文件的说明", "print the reference of all document kinds",
		cmd_documents, "project-design"},
	{"export",
		"offset-record SHA256 --ledger DIR [--state FILE] --format yaml|json|csv|csv-excel "
		"[--sealing-key FILE] "
		"[-o OUT]\n"
		"   or: ccer export offset-records --ledger DIR [--state FILE] [--year Y] --format "
		"FORMAT\n"
		"   or: ccer export statistics --ledger DIR [--state FILE] "
		"--by project|vintage|methodology|province\n"
		"       --format json|csv|csv-excel",
		"导出抵销使用记录和统计", "export offset-use records and statistics", cmd_export,
		"offset-records --ledger ledger.git --year 2024 --format csv"},
	{"fill",
		"FILE [--ledger ID | --server URL [--ledger-key VKEY]] --as PARTY:ROLE...\n"
		"         [--days N | --until INSTANT] [--now INSTANT] [--renew] [-o FILE]",
		"为正文补充文件头；用 --server 时写明所见账本（seen）",
		"give a document's body its header; with --server also the ledger seen", cmd_fill,
		"report.yaml --server https://registry.example --as 91370687ND0000072N:owner "
		"-o report.yaml"},
	{"id", "account|document|party", "生成随机编号", "make a random identifier", cmd_id,
		"account"},
	{"init", "LEDGER --genesis FILE --sealing-key FILE", "建立新账本", "make a new ledger",
		cmd_init, "ledger.git --genesis genesis.yaml --sealing-key sealing"},
	{"join", "DOCUMENT SIGNATURE... [-o OUT]", "合并文件与签名",
		"put a document and ssh-keygen's signatures together", cmd_join,
		"report.yaml report.yaml.sig -o signed.yaml"},
	{"key", "new FILE [--comment TEXT] | public FILE | fingerprint FILE | identity FILE",
		"密钥", "make and show keys", cmd_key, "new my-key"},
	{"list",
		"projects|notices|methodologies|units|retirements|offset-records|duties|parties|"
		"entries --server URL [--project CODE] [--ledger-key VKEY] [--json]",
		"列出公开信息", "list what the registry publishes", cmd_list,
		"units --server https://registry.example --project A210001"},
	{"log", "--ledger DIR [--state FILE] PROJECT", "项目的全部文件与经过",
		"a project's documents in order", cmd_log, "--ledger ledger.git A210001"},
	{"methodology",
		"check --units FILE METHODOLOGY...\n"
		"   or: ccer methodology explain --units FILE [--html FILE|-] [--lang zh|en] "
		"METHODOLOGY\n"
		"   or: ccer methodology diff OLD NEW --units FILE [--json]\n"
		"   or: ccer methodology impact NEW --ledger DIR [--state FILE] [--for CODE] "
		"[--json|--csv|--csv-excel]",
		"检查、排印、比较方法学，估算修订的影响",
		"check, explain and compare methodologies, and weigh a revision", cmd_methodology,
		"check --units units.yaml methodology.yaml"},
	{"show",
		"FILE [--server URL [--ledger-key VKEY] | --ledger DIR [--state FILE]] | "
		"--hash FILE | --ledger DIR SEQUENCE",
		"显示文件及其签名，以及签名属于谁",
		"show a document, its signatures, and whose they are", cmd_show,
		"report.yaml --server https://registry.example"},
	{"sign", "FILE --key FILE... [-o OUT]", "签名", "sign a document", cmd_sign,
		"report.yaml --key my-key -o report.yaml"},
	{"split", "FILE --into DIR", "拆分为 ssh-keygen 可核对的文件",
		"split into the files that ssh-keygen wants", cmd_split,
		"report.yaml --into parts"},
	{"status", "--server URL [--ledger-key VKEY] PROJECT|SHA256", "查询项目或文件的状态",
		"ask for the state of a project or document", cmd_status,
		"--server https://registry.example A210001"},
	{"submit",
		"--server URL [--dry-run] [--receipt FILE | --no-receipt] [--ledger-key VKEY] "
		"[--quiet] [--accept-warnings] FILE...",
		"提交文件", "submit documents", cmd_submit,
		"--server https://registry.example report.yaml"},
	{"trace", "--ledger DIR [--state FILE] UNITS", "追溯减排量的来历与去向",
		"where units came from and what became of them", cmd_trace,
		"--ledger ledger.git A210001-2022-1"},
	{"verify", "DOCUMENT PROOF [--ledger-key VKEY | --genesis FILE]",
		"离线核对回执是否证明文件已封存",
		"whether a receipt proves that a document is sealed, offline", cmd_verify,
		"report.yaml report.yaml.proof"},
	{"withhold",
		"--purpose identity|comment --identity-key FILE [--subject SHA256] --private DIR "
		"<VALUE-FILE\n"
		"   or: ccer withhold --purpose contact --private DIR <VALUE-FILE\n"
		"   or: ccer withhold --check FILE [--commit SHA256]\n"
		"         [--purpose identity|comment --identity-key FILE [--subject SHA256]]",
		"生成不公开的值的承诺和标签，或核对已存的值",
		"make the commitment and tag of a value that stays out of the ledger, or check one",
		cmd_withhold, "--purpose contact --private private <contact.txt"},
	{NULL, NULL, NULL, NULL, NULL, NULL},
};

static void show_help(const struct command_context *c, FILE *out)
{
	fprintf(out, "%s\n\n",
		command_text(c, "用法：ccer [--lang zh|en] 命令 [参数]",
			"usage: ccer [--lang zh|en] COMMAND [ARGUMENTS]"));
	for (const struct subcommand *row = subcommands; row->name; row++) {
		fputs("  ", out);
		command_pad(out, row->name, 18);
		fprintf(out, "%s\n", command_text(c, row->zh, row->en));
	}
	fprintf(out, "\n%s\n",
		command_text(c,
			"各命令的参数：ccer help 命令。退出码：0 完成，1 被拒绝或有发现，2 "
			"用法错误，3 无法执行，4 有警示未接受。",
			"`ccer help COMMAND` shows a command's arguments. Exit status: 0 done, "
			"1 refused or found,\n2 usage, 3 cannot (files, network), 4 warnings that "
			"nobody "
			"accepted."));
}

static const struct subcommand *subcommand_of(const char *name)
{
	for (const struct subcommand *row = subcommands; row->name; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

static const char *name_at(const void *ctx, size_t i)
{
	const struct subcommand *rows = ctx;

	return rows[i].name;
}

static int refuse_unknown(const struct command_context *c, const char *name)
{
	const char *near = near_word(name, name_at, subcommands);

	fprintf(stderr, "ccer: %s: %s", command_text(c, "没有此命令", "no such command"), name);
	if (near)
		fprintf(stderr, " (%s %s?)", command_text(c, "是否指", "did you mean"), near);
	fprintf(stderr, "\n%s\n",
		command_text(c, "所有命令见 ccer help", "`ccer help` lists them all"));
	return EXIT_USAGE;
}

/* What a subcommand does, takes, and how it is used. */
static void show_subcommand(const struct command_context *c, const struct subcommand *row)
{
	printf("%s\n%s ccer %s %s\n", command_text(c, row->zh, row->en),
		command_text(c, "用法：", "usage:"), row->name, usage_text(c, row->usage));
	if (options_name(row->name, 0))
		printf("\n%s\n", command_text(c, "选项：", "options:"));
	options_show(c, row->name, stdout);
	printf("\n%s\n  ccer %s %s\n", command_text(c, "例：", "example:"), row->name,
		row->example);
}

int subcommand_run(struct command_context *c, int argc, char **argv)
{
	const struct subcommand *row;

	if (argc < 1 || strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0 ||
		(strcmp(argv[0], "help") == 0 && argc == 1)) {
		show_help(c, argc < 1 ? stderr : stdout);
		return argc < 1 ? EXIT_USAGE : EXIT_DONE;
	}
	if (strcmp(argv[0], "--version") == 0) {
		puts(PACKAGE_STRING);
		return EXIT_DONE;
	}
	row = subcommand_of(strcmp(argv[0], "help") == 0 ? argv[1] : argv[0]);
	if (!row)
		return refuse_unknown(c, strcmp(argv[0], "help") == 0 ? argv[1] : argv[0]);
	if (strcmp(argv[0], "help") == 0 ||
		(row->run != cmd_methodology && options_want_help(argc, argv)) ||
		(argc > 1 && strcmp(argv[1], "--help") == 0)) {
		show_subcommand(c, row);
		return EXIT_DONE;
	}
	c->name = row->name;
	c->usage = row->usage;
	return row->run(c, argc, argv);
}
