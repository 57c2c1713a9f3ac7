#include "ccer/usage.h"

#include <string.h>

#include <talloc.h>

#include "base/macros.h"

/* Capitals are whole words, but for the first row, which stands between two usages. */
static const struct {
	const char *en, *zh;
} places[] = {
	{"or:", "或："},
	{"CHECKPOINT", "检查点"},
	{"CODE", "编号"},
	{"COLUMN", "列"},
	{"DIR", "文件夹"},
	{"DOCUMENT", "文件"},
	{"FILE", "文件"},
	{"FIRST", "首日"},
	{"FORMAT", "格式"},
	{"ID", "编号"},
	{"INSTANT", "时刻"},
	{"KEY", "关键字"},
	{"KIND", "种类"},
	{"LAST", "末日"},
	{"LEDGER", "账本"},
	{"MEMBER", "项"},
	{"METHODOLOGY", "方法学"},
	{"N", "天数"},
	{"NAME", "名称"},
	{"NEW", "新版本"},
	{"OLD", "原版本"},
	{"OUT", "输出文件"},
	{"PARTY", "主体"},
	{"PROJECT", "项目"},
	{"PROOF", "回执"},
	{"ROLE", "角色"},
	{"SEQUENCE", "序号"},
	{"SIGNATURE", "签名"},
	{"SYMBOL", "符号"},
	{"TABLE", "数据表"},
	{"TEXT", "文字"},
	{"UNITS", "减排量"},
	{"URL", "网址"},
	{"VALUE", "数值"},
	{"VALUE-FILE", "值文件"},
	{"VKEY", "公钥"},
	{"WHAT", "口径"},
	{"WORD", "用途"},
	{"Y", "年份"},
	{"YEAR", "年份"},
};

static const char *place_zh(const char *word, size_t n)
{
	for (size_t i = 0; i < COUNT_OF(places); i++)
		if (strlen(places[i].en) == n && strncmp(places[i].en, word, n) == 0)
			return places[i].zh;
	return NULL;
}

const char *usage_text(const struct command_context *c, const char *usage)
{
	static const char word[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	static const char other[] = "abcdefghijklmnopqrstuvwxyz-.0123456789:";
	char *out;

	if (!usage || c->language != LANGUAGE_ZH)
		return usage;
	out = talloc_strdup(c->mem, "");
	for (const char *p = usage; *p && out;) {
		size_t n = strspn(p, *p >= 'A' && *p <= 'Z' ? word : other);
		const char *zh = n ? place_zh(p, n) : NULL;

		n = n ? n : 1;
		out = zh ? talloc_strdup_append_buffer(out, zh)
			 : talloc_strndup_append_buffer(out, p, n);
		p += n;
	}
	return out ? out : usage;
}
