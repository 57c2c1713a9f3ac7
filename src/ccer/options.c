#include "ccer/options.h"

#include <getopt.h>
#include <string.h>

#include <talloc.h>

#include "base/near_word.h"
#include "ccer/usage.h"

enum { OPTIONS_MAX = 24, OPTION_COLUMN = 26 };

struct option_row {
	const char *commands; /* the subcommands that have it, a blank on each side */
	const char *name;     /* of one letter: -o, else --name */
	const char *value;    /* what its value is; NULL: it has none */
	char letter;	      /* no two of one subcommand have the same */
	bool many;	      /* may be given more than once */
	const char *zh, *en;
};

static const struct option_row rows[] = {
	{" consistency fill list show status submit ", "server", "URL", 's', false,
		"登记系统的地址；不写则用 CCER_SERVER（show 除外）",
		"the registry's address; else that of CCER_SERVER (not for show)"},
	{" consistency fill list show status submit verify ", "ledger-key", "VKEY", 'k', false,
		"账本公布的公钥：名称/32位数字+8位数字+base64",
		"the ledger's published key: NAME/32 digits+8 digits+base64"},
	{" allowed-signers audit calculate export log methodology-impact show trace ", "ledger",
		"DIR", 'l', false, "本地账本的文件夹", "the folder of a ledger at hand"},
	{" fill ", "ledger", "ID", 'l', false, "账本编号：名称/32位数字",
		"the ledger's id: NAME/32 digits"},
	{" allowed-signers calculate export log methodology-impact show trace ", "state", "FILE",
		'S', false, "从此状态文件开始，不改动它",
		"begin with this state, which is only read"},
	{" fill ", "as", "PARTY:ROLE", 'a', true, "签署方及其角色，每方一次",
		"a signer and the role, once for each"},
	{" fill ", "days", "N", 'd', false, "有效天数，不写为 7", "how many days it lives; else 7"},
	{" fill ", "until", "INSTANT", 'u', false, "有效至何时：2026-01-05T01:00:00Z",
		"when its life ends: 2026-01-05T01:00:00Z"},
	{" fill ", "now", "INSTANT", 'n', false, "不问服务器时，从何时起算",
		"when its life begins, where no server is asked"},
	{" fill ", "renew", NULL, 'r', false, "重新填写已有的文件头，去掉签名",
		"fill a header that is there again, and leave signatures out"},
	{" consistency export fill join sign ", "o", "FILE", 'o', false,
		"写入此文件，不写为标准输出", "write to this file, else to standard output"},
	{" sign ", "key", "FILE", 'k', true, "签名用的私钥", "a secret key to sign with"},
	{" key ", "comment", "TEXT", 'c', false, "写在公钥后的说明",
		"a comment behind the public key"},
	{" withhold ", "check", "FILE", 'k', false, "核对此私密文件", "a private file to check"},
	{" withhold ", "commit", "SHA256", 'm', false, "应与之相符的承诺，不写为文件名",
		"the commitment that it must open; else the file's name"},
	{" withhold ", "identity-key", "FILE", 'i', false,
		"登记机构的身份密钥（ccer key identity）",
		"the operator's identity key (ccer key identity)"},
	{" withhold ", "private", "DIR", 'd', false, "存放盐和值的文件夹",
		"the folder that keeps salt and value"},
	{" withhold ", "purpose", "WORD", 'p', false, "identity、comment 或 contact",
		"identity, comment or contact"},
	{" withhold ", "subject", "SHA256", 's', false, "意见所针对的设计或报告",
		"the design or report that a comment is about"},
	{" split ", "into", "DIR", 'i', false, "放入此文件夹", "the folder to put the parts into"},
	{" show ", "hash", NULL, 'h', false, "只显示文件的散列", "the document's hash alone"},
	{" init verify ", "genesis", "FILE", 'g', false, "创世文件", "the genesis document"},
	{" export init ", "sealing-key", "FILE", 'k', false, "账本的封存私钥",
		"the ledger's secret sealing key"},
	{" submit ", "accept-warnings", NULL, 'a', false, "有警示也提交，不再询问",
		"submit it whatever it is warned of, and do not ask"},
	{" submit ", "dry-run", NULL, 'd', false, "试算不带签名的文件，不封存",
		"have unsigned documents tried; nothing is sealed"},
	{" submit ", "receipt", "FILE", 'r', false, "回执写入此文件，不写为 文件名.proof",
		"keep the receipt in this file, else in FILE.proof"},
	{" submit ", "no-receipt", NULL, 'n', false, "不保存回执", "keep no receipt"},
	{" submit ", "quiet", NULL, 'q', false, "只输出条目序号，不列计算步骤",
		"print the entry's number alone, and no steps"},
	{" list ", "project", "CODE", 'p', false, "只列此项目的", "those of this project"},
	{" audit list methodology-diff methodology-impact calculate ", "json", NULL, 'j', false,
		"以 JSON 输出", "as JSON"},
	{" calculate methodology-impact ", "csv", NULL, 'c', false, "以 CSV 输出，供程序读取",
		"as CSV, for programs"},
	{" calculate methodology-impact ", "csv-excel", NULL, 'e', false,
		"以 CSV 输出，供电子表格打开", "as CSV, for spreadsheets"},
	{" audit ", "checkpoint", "FILE", 'c', true, "以前保存的检查点",
		"a checkpoint that was kept"},
	{" audit ", "receipt", "FILE", 'r', true, "以前保存的回执", "a receipt that was kept"},
	{" audit ", "attachments", "DIR", 'a', true, "原始数据文件所在的文件夹",
		"a folder with files of raw data"},
	{" audit ", "ledger-id", "ID", 'i', false, "应当是哪个账本", "which ledger it must be"},
	{" export ", "format", "FORMAT", 'f', false, "格式", "the form to write"},
	{" export ", "year", "Y", 'y', false, "履约年度", "the compliance year"},
	{" export ", "by", "WHAT", 'b', false, "统计口径：project、vintage、methodology、province",
		"group by project, vintage, methodology or province"},
	{" calculate ", "report", "SHA256", 'r', false, "账本中的核算报告",
		"an accounting report of the ledger"},
	{" calculate ", "methodology", "FILE", 'm', false, "方法学文件", "a methodology's file"},
	{" calculate methodology-check methodology-diff methodology-explain ", "units", "FILE", 'u',
		false, "计量单位文件", "the file of units of measure"},
	{" calculate ", "year", "Y", 'y', false, "年份", "the year"},
	{" calculate ", "days", "FIRST..LAST", 'o', false, "年内的起止日",
		"the days of the year that count"},
	{" calculate ", "period", "FIRST..LAST", 'd', false, "估算期间的起止日",
		"the days of an estimate"},
	{" calculate ", "key", "KEY", 'k', false, "表的关键字，如电网",
		"the key of tables, such as a grid"},
	{" calculate ", "parameters", "FILE", 'p', true, "参数文件", "a file of parameters"},
	{" calculate ", "attachments", "DIR", 'f', true, "原始数据文件所在的文件夹",
		"a folder with files of raw data"},
	{" calculate ", "data", "NAME=FILE.csv[#SHA256]", 'a', true, "由原始数据得出数值",
		"values derived from raw data"},
	{" calculate ", "set", "NAME=VALUE", 's', true, "一个数值", "a value"},
	{" calculate ", "values", "FILE", 'v', true, "许多数值：CSV 或 YAML",
		"many values: CSV or YAML"},
	{" calculate ", "row", "TABLE[MEMBER]@YEAR:COLUMN=VALUE", 't', true, "表中的一个值",
		"a value of a table"},
	{" methodology-explain ", "html", "FILE", 'h', false, "写成网页", "write a page of HTML"},
	{" methodology-explain ", "lang", "zh|en", 'L', false, "语言", "the language"},
	{" methodology-impact ", "for", "CODE", 'f', false, "与哪个方法学相比",
		"the methodology that it revises"},
};

static bool has_option(const struct option_row *row, const char *command)
{
	const char *at = strstr(row->commands, command);
	size_t n = strlen(command);

	while (at && (at[-1] != ' ' || at[n] != ' '))
		at = strstr(at + 1, command);
	return at != NULL;
}

static const struct option_row *row_of(const char *command, size_t i)
{
	for (size_t k = 0; k < COUNT_OF(rows); k++)
		if (has_option(&rows[k], command) && i-- == 0)
			return &rows[k];
	return NULL;
}

const char *options_name(const char *command, size_t i)
{
	const struct option_row *row = row_of(command, i);

	return row ? row->name : NULL;
}

static const char *name_at(const void *command, size_t i)
{
	return options_name(command, i);
}

static int refuse_option(const struct command_context *c, const char *given, int what)
{
	const char *name = given + strspn(given, "-"), *near;
	char word[64];

	snprintf(word, sizeof(word), "%.*s", (int)strcspn(name, "="), name);
	near = near_word(word, name_at, c->name);
	if (what == ':')
		fprintf(stderr, "ccer: %s: %s\n", given,
			command_text(c, "缺少值", "it needs a value"));
	else
		fprintf(stderr, "ccer: %s: %s%s%s%s\n", given,
			command_text(c, "没有此选项", "there is no such option"),
			near ? command_text(c, "；是否指 --", "; did you mean --") : "",
			near ? near : "", near ? command_text(c, "？", "?") : "");
	return '?';
}

int command_option(struct command_context *c, int argc, char **argv)
{
	struct option options[OPTIONS_MAX + 1] = {{0}};
	const struct option_row *row;
	char letters[2 * OPTIONS_MAX + 2] = ":";
	size_t n = 0, used = 1, i;
	const char *given;
	int option;

	for (i = 0; (row = row_of(c->name, i)) != NULL && n < OPTIONS_MAX; i++)
		if (row->name[1] == '\0') {
			letters[used++] = row->letter;
			letters[used++] = ':';
		} else {
			options[n++] = (struct option){row->name,
				row->value ? required_argument : no_argument, NULL, row->letter};
		}
	opterr = 0;
	option = getopt_long(argc, argv, letters, options, NULL);
	if (option == -1)
		return -1;
	given = argv[optind - 1];
	if (option == '?' || option == ':')
		return refuse_option(c, given, option);
	for (i = 0; (row = row_of(c->name, i)) != NULL && row->letter != option;)
		i++;
	if (row && !row->many && c->given & 1ul << i) {
		fprintf(stderr, "ccer: %s%s: %s\n", row->name[1] ? "--" : "-", row->name,
			command_text(c, "只能给出一次", "it is given twice"));
		return '?';
	}
	c->given |= 1ul << i;
	return option;
}

void options_show(const struct command_context *c, const char *name, FILE *out)
{
	const struct option_row *row;

	for (size_t i = 0; (row = row_of(name, i)) != NULL; i++) {
		char *text =
			talloc_asprintf(c->mem, "%s%s%s%s", row->name[1] ? "--" : "-", row->name,
				row->value ? " " : "", row->value ? usage_text(c, row->value) : "");

		fputs("  ", out);
		command_pad(out, text ? text : row->name, OPTION_COLUMN);
		fprintf(out, " %s\n", command_text(c, row->zh, row->en));
	}
}

bool options_want_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}
