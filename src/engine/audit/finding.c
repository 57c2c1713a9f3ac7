/*
 * The checks by name, and what they found.
 */
#include <stdio.h>

#include "engine/audit/auditing.h"

static const struct {
	const char *name, *zh, *en;
} checks[AUDIT_CHECK_COUNT] = {
	[AUDIT_HISTORY] = {"history", "提交历史为单线，所有对象可读",
		"one linear history, every object readable"},
	[AUDIT_COMMIT] = {"commit", "提交内容与其账页一致",
		"each commit is the one its page gives"},
	[AUDIT_SEALED] = {"sealed", "提交由封存密钥签名",
		"each commit is signed by the sealing key"},
	[AUDIT_PAGE] = {"page", "账页存在且为规范格式", "each page is there and canonical"},
	[AUDIT_SEQUENCE] = {"sequence", "序号、时间与规则版本连续",
		"sequence, time and rules version run on"},
	[AUDIT_DOCUMENT] = {"document", "文件可读，签名有效",
		"each document opens, its signatures hold"},
	[AUDIT_DECISION] = {"decision", "规则在当时接受该文件",
		"the rules accept each document then"},
	[AUDIT_CHANGES] = {"changes", "变更与封存时一致", "the changes are those that were sealed"},
	[AUDIT_FILES] = {"files", "只写入应写的文件，内容正确",
		"exactly the page's files were written"},
	[AUDIT_CHECKPOINT] = {"checkpoint", "所存检查点与散列树一致",
		"each stored checkpoint is signed and has this root"},
	[AUDIT_INVARIANTS] = {"invariants", "余额相符，区段不重叠",
		"balances add up, ranges are disjoint"},
	[AUDIT_WITNESS] = {"witness", "所保存的检查点与本账本一致",
		"kept checkpoints agree with this ledger"},
	[AUDIT_RECEIPT] = {"receipt", "所保存的回执与本账本一致",
		"kept receipts agree with this ledger"},
	[AUDIT_IDENTITY] = {"identity", "账本即所指账本", "the ledger is the one that was meant"},
	[AUDIT_RAW_DATA] = {"raw-data", "报告的数值与所附原始数据一致",
		"reported values are those of the raw data at hand"},
	[AUDIT_REPOSITORY] = {"repository", "除账本分支外没有引用，没有替换的对象",
		"no ref but main, and nothing is replaced"},
};

const char *audit_check_name(enum audit_check check)
{
	return checks[check].name;
}

const char *audit_check_meaning(enum audit_check check, enum language language)
{
	return language == LANGUAGE_ZH ? checks[check].zh : checks[check].en;
}

void audit_found(struct audit *a, enum audit_check check, const struct audit_place *at,
	const struct error *error)
{
	struct audit_finding *f;

	if (a->out->findings_n == AUDIT_FINDINGS_MAX) {
		a->out->beyond++;
		return;
	}
	f = &a->out->findings[a->out->findings_n++];
	f->check = check;
	f->page = at->page;
	f->sequence = at->sequence;
	snprintf(f->path, sizeof(f->path), "%s", at->path ? at->path : "");
	f->error = *error;
}

bool audit_held(struct audit *a, enum audit_check check, const struct audit_place *at, int result,
	const struct error *error)
{
	a->out->done[check]++;
	if (result < 0)
		audit_found(a, check, at, error);
	return result >= 0;
}
