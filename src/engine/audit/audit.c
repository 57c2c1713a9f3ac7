#include "engine/audit/audit.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

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
	[AUDIT_CHECKPOINT] = {"checkpoint", "所存检查点与哈希树一致",
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
};

const char *audit_check_name(enum audit_check check)
{
	return checks[check].name;
}

const char *audit_check_meaning(enum audit_check check, enum language language)
{
	return language == LANGUAGE_ZH ? checks[check].zh : checks[check].en;
}

void audit_found(
	struct audit *a, enum audit_check check, const struct place *at, const struct error *error)
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

bool audit_held(struct audit *a, enum audit_check check, const struct place *at, int result,
	const struct error *error)
{
	a->out->done[check]++;
	if (result < 0)
		audit_found(a, check, at, error);
	return result >= 0;
}

/* The page and, in *as, its bytes: what page_read takes is what writing the entries gives. */
static int read_page(struct audit *a, void *mem, const char *path, struct ledger_page *as,
	struct page *page, struct error *err)
{
	int there = examiner_page(a->examiner, mem, &as->bytes, &as->size, err);

	if (there < 0)
		return -1;
	if (there > 0 && page_read(mem, as->bytes, as->size, page, err) < 0)
		return -1;
	if (there == 0 || page->n == 0)
		return error_set(err, ERROR_AUDIT_MISSING, "docs/ledger-format.md 3", "", "path",
			path, NULL);
	return as->number == 0 ? audit_genesis(a, mem, page, err) : 0;
}

/* Its commit, its page, its entries decided, then what the commit wrote. */
static void audit_page(struct audit *a, int64_t number)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct ledger_page as = {.number = number};
	const struct sealed_page *p;
	struct page page;
	struct error err = {0};
	char path[PAGE_PATH_SIZE];
	struct place at = {number, -1, page_path(number, path)};

	a->stopped = true;
	if (!audit_history(a, number, path))
		return;
	if (!audit_held(a, AUDIT_PAGE, &at, read_page(a, mem, path, &as, &page, &err), &err))
		return;
	audit_sealed(a, number, path);
	as.checkpoint = audit_checkpoint(a, mem, number);
	p = audit_entries(a, mem, &page, path);
	if (!p)
		return;
	a->stopped = false;
	audit_written(a, mem, p, &as);
}

static void audit_whole(struct audit *a)
{
	struct place at = {-1, -1, ""};
	struct error err = {0};
	int result = 0;

	if (a->options->ledger_id && strcmp(a->options->ledger_id, a->r->ledger_id) != 0)
		result = error_set(&err, ERROR_AUDIT_IDENTITY, "docs/ledger-format.md 1", "",
			"found", a->r->ledger_id, "expected", a->options->ledger_id, NULL);
	audit_held(a, AUDIT_IDENTITY, &at, result, &err);
	audit_held(a, AUDIT_INVARIANTS, &at, query_invariants(a->r->state, &err), &err);
	audit_proofs(a);
}

static int walk(struct audit *a, struct error *err)
{
	struct merkle_store tree = registry_merkle(a->r->state);

	if (state_begin(a->r->state, err) < 0)
		return -1;
	for (int64_t i = 0; i < a->pages && !a->stopped; i++) {
		audit_page(a, i);
		if (!a->stopped)
			a->r->head.pages++;
		if (a->options->progress)
			a->options->progress(a->options->progress_ctx, i + 1, a->pages);
	}
	if (a->broken.code != ERROR_NONE) {
		*err = a->broken;
		return -1;
	}
	audit_whole(a);
	a->out->pages = a->r->head.pages;
	a->out->entries = a->out->head.size = a->r->head.entries;
	snprintf(a->out->ledger_id, sizeof(a->out->ledger_id), "%s", a->r->ledger_id);
	if (merkle_root(&tree, a->out->head.size, &a->out->head.root, err) < 0 ||
		state_hash(a->r->state, &a->out->state_hash, err) < 0)
		return -1;
	return state_commit(a->r->state, err);
}

int audit_run(const char *folder, const struct audit_options *options, struct audit_result *out,
	struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(registry_auto) struct registry *r = talloc_zero(NULL, struct registry);
	struct audit a = {.r = r, .options = options, .out = out};
	struct place at = {-1, -1, "refs/heads/main"};

	memset(out, 0, sizeof(*out));
	if (!mem || !r)
		return error_no_memory(err);
	registry_adopt(r);
	r->programs = programs_new(r);
	if (!r->programs)
		return error_no_memory(err);
	r->head.last_time = (struct instant){INT64_MIN};
	r->ledger = ledger_open(folder, false, err);
	if (!r->ledger && (err->code == ERROR_LEDGER_HEAD || err->code == ERROR_LEDGER_PACK)) {
		at.path = err->code == ERROR_LEDGER_HEAD ? "HEAD" : "objects/pack";
		audit_held(&a, AUDIT_HISTORY, &at, -1, err);
		return 0;
	}
	if (!r->ledger)
		return -1;
	r->state = state_open(":memory:", err);
	if (!r->state)
		return -1;
	a.examiner = examiner_new(mem, r->ledger, &a.pages, err);
	if (a.examiner && a.pages > 0)
		return walk(&a, err);
	if (a.examiner)
		error_set(err, ERROR_REGISTRY_EMPTY, "docs/ledger-format.md 7", "", NULL);
	audit_held(&a, AUDIT_HISTORY, &at, -1, err);
	return 0;
}
