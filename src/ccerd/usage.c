#include "ccerd/usage.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "ccerd/limits.h"

enum { OPTION_COLUMN = 21 };

static const struct option_row {
	const char *name;
	const char *value_zh, *value_en; /* what its value is; NULL: it has none */
	char letter;
	const char *zh, *en;
} rows[] = {
	{"lang", "语言", "LANGUAGE", 'L', "zh 或 en；不写则按环境（LANG 等）；须写在其他选项之前",
		"zh or en, before other options; else by the environment"},
	{"ledger", "文件夹", "DIR", 'l', "账本，即 ccer init 建立的 git 裸仓库",
		"the ledger, a bare git repository made by `ccer init`"},
	{"sealing-key", "文件", "FILE", 'k', "封存账页的 OpenSSH 私钥",
		"OpenSSH private key that seals pages"},
	{"state", "文件", "FILE", 's', "状态文件，不写为 账本/ccer-state.sqlite；停止时可以删除",
		"where the state is kept, LEDGER/ccer-state.sqlite unless\ngiven; it may be "
		"deleted while the server is stopped"},
	{"listen", "地址:端口", "ADDR:PORT", 'a',
		"监听的地址，不写为 127.0.0.1:8080；端口 0 为任一空闲端口；\nIPv6 写作 [::1]:8080",
		"where to listen, 127.0.0.1:8080 unless given; port 0 takes\na free one; IPv6 as "
		"[::1]:8080"},
	{"port-file", "文件", "FILE", 'p', "可以接受请求时，将端口写入此文件",
		"write the port there once requests are taken"},
	{"pid-file", "文件", "FILE", 'i', "将进程号写入此文件，停止时删除",
		"write the process id there, remove it at the end"},
	{"no-cors", NULL, NULL, 'o', "不许其他网站的网页显示此处读到的内容",
		"do not let pages of other sites show what is read here"},
	{"accept-clock", NULL, NULL, 'c',
		"时钟已经核对无误：即使落后于最后一条目，或上次运行中跳变过，\n也照此封存",
		"the clock has been looked at and is right: seal with it though\nit is behind the "
		"last entry or stepped when the server ran last"},
	{"log", "文件", "FILE", 'g',
		"日志追加到此文件，不写为标准错误；SIGHUP 之后，文件已移走的\n重新建立",
		"append log lines there and not to standard error; SIGHUP\nbegins the file anew "
		"where it was moved away"},
	{"log-level", "级别", "LEVEL", 'v', "error、warning、info（不写为此）或 debug",
		"error, warning, info (unless given) or debug"},
	{"help", NULL, NULL, 'h', "显示本说明", "this text"},
	{"version", NULL, NULL, 'V', "显示版本", "the version"},
};

static const char head_zh[] = "用法：ccerd --ledger 文件夹 --sealing-key 文件 [选项]\n\n"
			      "以 HTTP 提供核证自愿减排量注册登记系统的账本。\n\n";
static const char head_en[] = "Usage: ccerd --ledger DIR --sealing-key FILE [options]\n\n"
			      "Serves a CCER registry's ledger over HTTP.\n\n";

static const char codes_zh[] =
	"\n地址输出到标准输出；日志写到标准错误，供运维使用，只有英文，时间为 UTC。\n"
	"SIGTERM、SIGINT 和 SIGQUIT 使它停止，不超过界限 stop_ms。\n\n"
	"退出码：0 由信号停止；2 用法错误；3 账本、密钥或状态无法打开；4 无法监听；\n"
	"5 因故障停止，重新启动即修复状态；6 时钟不可信，见 --accept-clock。\n\n"
	"各项界限（GET /metrics 显示为 ccer_limit_名称）：\n";
static const char codes_en[] =
	"\nThe address is printed on standard output; log lines go to standard error, in English\n"
	"and UTC. SIGTERM, SIGINT and SIGQUIT stop it, within the limit stop_ms.\n\n"
	"Exit status: 0 stopped by a signal; 2 wrong usage; 3 ledger, key or state cannot\n"
	"be opened; 4 cannot listen; 5 stopped by a failure: starting again heals the state;\n"
	"6 the clock is not to be trusted: see --accept-clock.\n\n"
	"Limits, which GET /metrics shows as ccer_limit_NAME:\n";

static const char *text_of(enum language language, const char *zh, const char *en)
{
	return language == LANGUAGE_ZH ? zh : en;
}

const struct option *usage_options(void)
{
	static struct option options[COUNT_OF(rows) + 1];

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		options[i] = (struct option){rows[i].name,
			rows[i].value_en ? required_argument : no_argument, NULL, rows[i].letter};
	return options;
}

/* Columns of a terminal: a character of Chinese takes two, and three bytes. */
static int columns_of(const char *text)
{
	int n = 0;

	for (const char *p = text; *p; p++)
		if ((unsigned char)*p < 0x80)
			n++;
		else if (((unsigned char)*p & 0xC0) == 0xC0)
			n += 2;
	return n;
}

static void show_option(enum language language, const struct option_row *row)
{
	const char *value = text_of(language, row->value_zh, row->value_en);
	const char *text = text_of(language, row->zh, row->en);
	int used = (int)strlen(row->name) + 2 + (value ? 1 + columns_of(value) : 0);

	printf("  --%s%s%s%*s", row->name, value ? " " : "", value ? value : "",
		used < OPTION_COLUMN ? OPTION_COLUMN - used : 1, "");
	for (const char *end; (end = strchr(text, '\n')) != NULL; text = end + 1)
		printf("%.*s\n%*s", (int)(end - text), text, OPTION_COLUMN + 2, "");
	puts(text);
}

void usage_show(enum language language)
{
	size_t n;
	const struct limit_row *limits = limits_rows(&n);

	fputs(text_of(language, head_zh, head_en), stdout);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		show_option(language, &rows[i]);
	fputs(text_of(language, codes_zh, codes_en), stdout);
	for (size_t i = 0; i < n; i++)
		printf("  %-20s %9" PRId64 "  %s\n", limits[i].name, limits[i].value,
			text_of(language, limits[i].zh, limits[i].en));
}

void usage_refuse(enum language language, enum usage_fault fault, const char *value)
{
	static const struct {
		const char *zh, *en;
	} faults[] = {
		[USAGE_OPTION] = {"没有此选项，或缺少值",
			"an option is unknown or lacks its value"},
		[USAGE_ARGUMENT] = {"除选项外没有其他参数",
			"there are no arguments beside options"},
		[USAGE_NEEDED] = {"须给出 --ledger 和 --sealing-key",
			"--ledger and --sealing-key are needed"},
		[USAGE_LANGUAGE] = {"--lang 只有 zh 和 en", "--lang takes zh or en"},
		[USAGE_LISTEN] = {"--listen 应为 地址:端口", "--listen takes ADDR:PORT"},
		[USAGE_LEVEL] = {"--log-level 应为 error、warning、info 或 debug",
			"--log-level takes error, warning, info or debug"},
	};

	fprintf(stderr, "ccerd: %s%s%s\n%s\n",
		text_of(language, faults[fault].zh, faults[fault].en), value ? ": " : "",
		value ? value : "",
		text_of(language, "选项见 ccerd --help", "ccerd --help lists the options."));
}
