#include "engine/audit/audit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "engine/internal.h"

/* Three of text, an empty one, a signature. */
enum { CHECKPOINT_LINES = 5 };

struct audit {
	struct registry *r; /* ledger and a state in memory; no sealing key */
	const struct audit_options *options;
	struct audit_result *out;
	char (*ids)[LEDGER_COMMIT_SIZE];
	size_t ids_n;
	struct error broken;		/* why the audit itself could not go on */
	const struct document *genesis; /* of the page at hand, opened; taken by its entry */
	bool stopped;			/* later entries rest on one that does not hold */
};

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

/* Where in the ledger a check is made. */
struct place {
	int64_t page, sequence;
	const char *path;
};

static void found(
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

/* Counts a check; when it failed, notes what was found. Returns whether it held. */
static bool held(struct audit *a, enum audit_check check, const struct place *at, int result,
	const struct error *error)
{
	a->out->done[check]++;
	if (result < 0)
		found(a, check, at, error);
	return result >= 0;
}

static int commit_sealed(
	struct audit *a, void *mem, const struct ledger_commit *commit, struct error *err)
{
	struct sshsig s;
	struct buffer *canonical = buffer_new(mem, SSHSIG_ARMOUR_MAX);

	if (!canonical)
		return error_no_memory(err);
	if (!commit->signature)
		return error_set(err, ERROR_AUDIT_UNSIGNED, "docs/ledger-format.md 7", "", "commit",
			commit->id, NULL);
	if (sshsig_parse(commit->signature, strlen(commit->signature), &s, err) < 0)
		return -1;
	sshsig_write(&s, canonical);
	if (!public_key_equal(&s.key, &a->r->about.sealing_key) ||
		strcmp(canonical->bytes, commit->signature) != 0)
		return error_set(err, ERROR_AUDIT_SEALING_KEY, "docs/ledger-format.md 7", "",
			"commit", commit->id, NULL);
	return sshsig_check(&s, "git", commit->signed_bytes, commit->signed_size, err);
}

static int sequence_runs_on(struct audit *a, const struct entry *e, struct error *err)
{
	const struct state_head *head = &a->r->head;
	char sequence[24];

	snprintf(sequence, sizeof(sequence), "%" PRId64, e->sequence);
	if (e->sequence == head->entries && e->time.ms >= head->last_time.ms &&
		(e->sequence == 0 || e->rules == a->r->about.rules))
		return 0;
	return error_set(err, ERROR_AUDIT_SEQUENCE, "docs/ledger-format.md 3", "", "sequence",
		sequence, NULL);
}

/* The document as it is stored; genesis was opened to learn the sealing key. */
static const struct document *open_entry(
	struct audit *a, void *mem, const struct entry *e, struct error *err)
{
	return a->genesis ? STEAL(a->genesis) : replay_document(mem, e, err);
}

/* Signatures hold, and are stored as they must be. */
static int document_holds(struct audit *a, void *mem, const struct document *d,
	const struct entry *e, struct error *err)
{
	struct buffer *canonical = buffer_new(mem, LIMIT_SIGNATURES);

	if (!canonical)
		return error_no_memory(err);
	if (document_authenticate(d, err) < 0) {
		document_place(d, err);
		return -1;
	}
	document_signature_text(d, canonical);
	if (buffer_ok(canonical, err) < 0)
		return -1;
	a->out->signatures += (int64_t)d->signatures_n;
	if (canonical->size == e->signatures_size &&
		memcmp(canonical->bytes, e->signatures, canonical->size) == 0)
		return 0;
	return error_set(err, ERROR_AUDIT_SIGNATURE_FORM, "docs/ledger-format.md 2.4", "", NULL);
}

/* On a simulated clock an entry stands at the ledger's instant; a clock document names it. */
static int stands_at_its_instant(
	const struct audit *a, const struct document *d, const struct entry *e, struct error *err)
{
	struct instant at = a->r->about.now;
	char sequence[24];

	if (d->kind == KIND_GENESIS && d->genesis->clock == CLOCK_SIMULATED)
		at = d->genesis->start;
	else if (d->kind == KIND_GENESIS || d->kind == KIND_CLOCK ||
		 a->r->about.clock != CLOCK_SIMULATED)
		return 0;
	if (e->time.ms == at.ms)
		return 0;
	snprintf(sequence, sizeof(sequence), "%" PRId64, e->sequence);
	return error_set(err, ERROR_AUDIT_SEQUENCE, "docs/ledger-format.md 1", "", "sequence",
		sequence, NULL);
}

/* --- raw data --- */

/* The source that the audit was given, and where what it says belongs. */
struct deriving {
	struct audit *a;
	const struct place *at;
};

static int derive_again(void *ctx, void *mem, const struct raw_data_asked *asked,
	struct derived_values *out, const struct attachment **absent, struct error *err)
{
	const struct raw_data_source *given = ((struct deriving *)ctx)->a->options->raw_data;

	return given->derive(given->ctx, mem, asked, out, absent, err);
}

static void note_derived(void *ctx, const struct raw_data_told *told)
{
	struct deriving *d = ctx;
	const struct raw_data_source *given = d->a->options->raw_data;

	d->a->out->done[AUDIT_RAW_DATA] +=
		told->outcome == RAW_DATA_EQUAL || told->outcome == RAW_DATA_DIFFERS;
	for (size_t i = 0; i < told->faults_n && i < RAW_DATA_FAULTS_MAX; i++)
		found(d->a, AUDIT_RAW_DATA, d->at, &told->faults[i]);
	if (told->faults_n > RAW_DATA_FAULTS_MAX)
		d->a->out->beyond += told->faults_n - RAW_DATA_FAULTS_MAX;
	given->tell(given->ctx, told);
}

/* Other entries do not rest on it: what is found here stops nothing. -1: it cannot run. */
static int derive_report_again(
	struct audit *a, const struct view *view, const struct document *d, const struct place *at)
{
	struct deriving deriving = {a, at};
	const struct raw_data_source source = {&deriving, derive_again, note_derived};
	struct error *err = &a->broken;

	if (!a->options->raw_data || d->kind != KIND_ACCOUNTING_REPORT)
		return 0;
	return raw_data_check(a->r->programs, view, d, &source, err);
}

static int decide_again(struct audit *a, struct sealed_page *p, const struct document *d,
	const struct entry *e, const struct place *at)
{
	enum audit_check check = AUDIT_DECISION;
	struct error err = {0};

	if (sealed_page_replay(p, d, e, &err) < 0) {
		if (err.code == ERROR_REPLAY_CHANGES)
			check = AUDIT_CHANGES;
		held(a, check, at, -1, &err);
		return -1;
	}
	a->out->done[AUDIT_DECISION]++;
	a->out->done[AUDIT_CHANGES]++;
	return 0;
}

static int audit_entry(
	struct audit *a, struct sealed_page *p, const struct entry *e, const struct place *at)
{
	const struct document *d;
	struct error err = {0};

	if (!held(a, AUDIT_SEQUENCE, at, sequence_runs_on(a, e, &err), &err))
		return -1;
	d = open_entry(a, p, e, &err);
	if (!held(a, AUDIT_DOCUMENT, at, d ? document_holds(a, p, d, e, &err) : -1, &err))
		return -1;
	if (decide_again(a, p, d, e, at) < 0)
		return -1;
	if (stands_at_its_instant(a, d, e, &err) < 0)
		found(a, AUDIT_SEQUENCE, at, &err);
	if (registry_refresh(a->r, sealed_page_view(p), &err) < 0) {
		held(a, AUDIT_INVARIANTS, at, -1, &err);
		return -1;
	}
	a->r->head.entries++;
	a->r->head.last_time = e->time;
	return derive_report_again(a, sealed_page_view(p), d, at);
}

/* All entries of a page, in order, as far as they hold; NULL where not all do. */
static struct sealed_page *audit_entries(
	struct audit *a, void *mem, int64_t number, const struct page *page, const char *path)
{
	struct place at = {number, a->r->head.entries, path};
	struct error err = {0};
	struct sealed_page *p = sealed_page_new(
		mem, state_view(a->r->state), a->r->programs, &a->r->head, page->n, &err);
	size_t i = 0;

	for (; p && i < page->n; i++) {
		at.sequence = page->entries[i].sequence;
		if (audit_entry(a, p, &page->entries[i], &at) < 0)
			break;
	}
	if (!p || sealing_put(a->r, p, &err) < 0) {
		held(a, AUDIT_INVARIANTS, &at, -1, &err);
		return NULL;
	}
	return i == page->n ? p : NULL;
}

/* As stored it has one line of signature: what is added later would not be bound by anything. */
static int signed_once(const char *note, size_t size, struct error *err)
{
	int lines = 0;

	for (size_t i = 0; i < size; i++)
		lines += note[i] == '\n';
	if (lines == CHECKPOINT_LINES)
		return 0;
	return error_set(err, ERROR_CHECKPOINT_FORM, "docs/ledger-format.md 8", "", "problem",
		"more than one signature in the ledger", NULL);
}

/* The stored checkpoint says what the tree was before this page. */
static int checkpoint_holds(struct audit *a, const char *bytes, size_t size, struct error *err)
{
	struct merkle_store tree = registry_merkle(a->r->state);
	struct checkpoint c;
	struct digest root;
	char found_text[24], expected[24];

	if (checkpoint_check(bytes, size, a->r->ledger_id, &a->r->about.sealing_key, &c, err) < 0 ||
		signed_once(bytes, size, err) < 0)
		return -1;
	if (merkle_root(&tree, a->r->head.entries, &root, err) < 0)
		return -1;
	if (c.size == a->r->head.entries && digest_equal(&c.root, &root))
		return 0;
	snprintf(found_text, sizeof(found_text), "%" PRId64, c.size);
	snprintf(expected, sizeof(expected), "%" PRId64, a->r->head.entries);
	return error_set(err, ERROR_AUDIT_ROOT, "docs/ledger-format.md 8", "", "size", found_text,
		"expected", expected, NULL);
}

/* The text of the stored checkpoint, or NULL where there is none. */
static const char *audit_checkpoint(struct audit *a, void *mem, int64_t number)
{
	struct place at = {number, -1, "checkpoint"};
	struct error err = {0};
	const char *bytes;
	size_t size;
	int result;

	if (number == 0)
		return NULL;
	result = ledger_file_at(
		a->r->ledger, mem, a->ids[number], "checkpoint", &bytes, &size, &err);
	if (result == 0)
		result = error_set(&err, ERROR_AUDIT_MISSING, "docs/ledger-format.md 8", "", "path",
			"checkpoint", NULL);
	if (result > 0)
		result = checkpoint_holds(a, bytes, size, &err);
	return held(a, AUDIT_CHECKPOINT, &at, result, &err) ? bytes : NULL;
}

/* The files that this page's commit must have changed, found as the tree is compared. */
struct expected {
	struct audit *a;
	void *mem;
	int64_t page;
	const struct ledger_file *files;
	bool *seen;
	size_t n;
};

/* A path that this page may write, with the right bytes; checkpoints alone are written again. */
static int path_holds(
	struct expected *x, const char *path, enum ledger_change change, struct error *err)
{
	static const char rule[] = "docs/ledger-format.md 6";
	const char *bytes;
	size_t size, i;

	for (i = 0; i < x->n && strcmp(x->files[i].path, path) != 0; i++)
		;
	if (change == LEDGER_REMOVED)
		return error_set(err, ERROR_AUDIT_REMOVED, rule, "", "path", path, NULL);
	if (i == x->n || change == LEDGER_IRREGULAR ||
		(change == LEDGER_CHANGED && strcmp(path, "checkpoint") != 0))
		return error_set(err, ERROR_AUDIT_UNEXPECTED, rule, "", "path", path, NULL);
	x->seen[i] = true;
	if (ledger_file_at(x->a->r->ledger, x->mem, x->a->ids[x->page], path, &bytes, &size, err) !=
		1)
		return -1;
	if (size == x->files[i].size && memcmp(bytes, x->files[i].bytes, size) == 0)
		return 0;
	return error_set(err, ERROR_AUDIT_BYTES, rule, "", "path", path, NULL);
}

static int changed(void *ctx, const char *path, enum ledger_change change, struct error *err UNUSED)
{
	struct expected *x = ctx;
	struct place at = {x->page, -1, path};
	struct error reason = {0};

	held(x->a, AUDIT_FILES, &at, path_holds(x, path, change, &reason), &reason);
	return 0;
}

static int count_at(void *ctx, const char *folder, struct error *err)
{
	struct expected *x = ctx;

	if (x->page == 0)
		return 0;
	return ledger_folder_count_at(x->a->r->ledger, x->a->ids[x->page - 1], folder, err);
}

/* What the page's commit must have written: its page, the checkpoint, its entries' files. */
static int expect_files(struct expected *x, const struct ledger_page *page, struct error *err)
{
	size_t extra = page->checkpoint ? 2 : 1;
	struct ledger_file *all =
		talloc_zero_array(x->mem, struct ledger_file, (unsigned)(page->files_n + extra));

	x->seen = talloc_zero_array(x->mem, bool, (unsigned)(page->files_n + extra));
	if (!all || !x->seen)
		return error_no_memory(err);
	page_path(page->number, all[0].path);
	all[0].bytes = page->bytes;
	all[0].size = page->size;
	if (page->checkpoint) {
		snprintf(all[1].path, sizeof(all[1].path), "checkpoint");
		all[1].bytes = page->checkpoint;
		all[1].size = strlen(page->checkpoint);
	}
	if (page->files_n)
		memcpy(all + extra, page->files, page->files_n * sizeof(*all));
	x->files = all;
	x->n = page->files_n + extra;
	return 0;
}

static void missing_files(struct audit *a, const struct expected *x)
{
	struct error err;

	for (size_t i = 0; i < x->n; i++) {
		struct place at = {x->page, -1, x->files[i].path};

		if (x->seen[i])
			continue;
		error_set(&err, ERROR_AUDIT_MISSING, "docs/ledger-format.md 6", "", "path",
			x->files[i].path, NULL);
		held(a, AUDIT_FILES, &at, -1, &err);
	}
}

/* What the commit changed is what its entries give, and nothing else. */
static void audit_files(struct audit *a, void *mem, const struct ledger_page *page)
{
	struct expected x = {.a = a, .mem = mem, .page = page->number};
	struct place at = {page->number, page->first_sequence, ""};
	struct error err = {0};
	const char *parent = page->number ? a->ids[page->number - 1] : NULL;
	int result = expect_files(&x, page, &err);

	if (result == 0)
		result = ledger_changes(
			a->r->ledger, parent, a->ids[page->number], changed, &x, &err);
	if (held(a, AUDIT_FILES, &at, result, &err))
		missing_files(a, &x);
}

/* The page as it would be sealed again: its checkpoint, its files. */
static int page_again(struct audit *a, void *mem, const struct sealed_page *p,
	struct ledger_page *out, struct error *err)
{
	struct expected x = {.a = a, .mem = mem, .page = out->number};
	struct ledger_file *files;

	if (page_files(mem, p, count_at, &x, &files, &out->files_n, err) < 0)
		return -1;
	out->name = a->r->about.name;
	out->time = sealed_page_time(p);
	out->first_sequence = p->first;
	out->last_sequence = p->first + (int64_t)p->n - 1;
	out->files = files;
	return 0;
}

/* The genesis document names the sealing key, before anything can be checked with it. */
static int learn_sealing_key(struct audit *a, void *mem, const struct page *page, struct error *err)
{
	struct document *d = replay_document(mem, &page->entries[0], err);

	if (!d)
		return -1;
	if (d->kind != KIND_GENESIS)
		return error_set(err, ERROR_GENESIS_FIRST, "docs/ledger-format.md 1", "", NULL);
	a->genesis = d;
	a->r->about.sealing_key = d->genesis->sealing_key;
	a->r->about.genesis = d->hash;
	snprintf(a->r->about.name, sizeof(a->r->about.name), "%s", d->ledger_name);
	registry_id_of(&a->r->about, a->r->ledger_id);
	return 0;
}

/* The page and, in *as, its bytes: what page_read takes is what writing the entries gives. */
static int read_page(struct audit *a, void *mem, const char *path, struct ledger_page *as,
	struct page *page, struct error *err)
{
	int there = ledger_file_at(
		a->r->ledger, mem, a->ids[as->number], path, &as->bytes, &as->size, err);

	if (there < 0)
		return -1;
	if (there == 0)
		return error_set(err, ERROR_AUDIT_MISSING, "docs/ledger-format.md 3", "", "path",
			path, NULL);
	if (page_read(mem, as->bytes, as->size, page, err) < 0)
		return -1;
	if (page->n == 0)
		return error_set(err, ERROR_AUDIT_MISSING, "docs/ledger-format.md 3", "", "path",
			path, NULL);
	return as->number == 0 ? learn_sealing_key(a, mem, page, err) : 0;
}

static void audit_sealed(
	struct audit *a, void *mem, int64_t number, const struct ledger_commit *commit)
{
	char path[PAGE_PATH_SIZE];
	struct place at = {number, -1, page_path(number, path)};
	struct error err = {0};

	held(a, AUDIT_SEALED, &at, commit_sealed(a, mem, commit, &err), &err);
}

/* Sealing the page again on its parent, with the same signature, gives the same commit. */
static int commit_rebuilt(struct audit *a, const struct ledger_commit *commit,
	const struct ledger_page *page, struct error *err)
{
	char id[LEDGER_COMMIT_SIZE];
	const char *parent = page->number ? a->ids[page->number - 1] : NULL;

	if (!commit->signature)
		return error_set(err, ERROR_AUDIT_UNSIGNED, "docs/ledger-format.md 7", "", "commit",
			commit->id, NULL);
	if (ledger_rebuild(a->r->ledger, page, parent, commit->signature, id, err) < 0)
		return -1;
	if (strcmp(id, commit->id) == 0)
		return 0;
	return error_set(
		err, ERROR_AUDIT_COMMIT, "docs/ledger-format.md 7", "", "commit", commit->id, NULL);
}

static int linear(
	const struct audit *a, int64_t number, const struct ledger_commit *c, struct error *err)
{
	if (number == 0 ? c->parents_n == 0
			: c->parents_n == 1 && strcmp(c->parent, a->ids[number - 1]) == 0)
		return 0;
	return error_set(
		err, ERROR_AUDIT_HISTORY, "docs/ledger-format.md 7", "", "commit", c->id, NULL);
}

/* The page's entries decided, then what its commit wrote. */
static void audit_contents(struct audit *a, void *mem, struct ledger_page *again,
	const struct page *page, const struct ledger_commit *commit)
{
	char path[PAGE_PATH_SIZE];
	struct place at = {
		again->number, page->entries[0].sequence, page_path(again->number, path)};
	const struct sealed_page *p;
	struct error err = {0};

	again->checkpoint = audit_checkpoint(a, mem, again->number);
	p = audit_entries(a, mem, again->number, page, path);
	if (!p)
		return;
	a->stopped = false;
	if (!held(a, AUDIT_FILES, &at, page_again(a, mem, p, again, &err), &err))
		return;
	audit_files(a, mem, again);
	held(a, AUDIT_COMMIT, &at, commit_rebuilt(a, commit, again, &err), &err);
}

static void audit_page(struct audit *a, int64_t number)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct ledger_page again = {.number = number};
	struct ledger_commit commit;
	struct page page;
	struct error err = {0};
	char path[PAGE_PATH_SIZE];
	struct place at = {number, -1, page_path(number, path)};
	int result = ledger_commit_read(a->r->ledger, mem, a->ids[number], &commit, &err);

	if (result == 0)
		result = linear(a, number, &commit, &err);
	a->stopped = true;
	if (!held(a, AUDIT_HISTORY, &at, result, &err))
		return;
	if (!held(a, AUDIT_PAGE, &at, read_page(a, mem, path, &again, &page, &err), &err))
		return;
	audit_sealed(a, mem, number, &commit);
	audit_contents(a, mem, &again, &page, &commit);
}

/* --- proofs that somebody kept --- */

static int same_root(struct audit *a, const struct checkpoint *c, struct error *err)
{
	struct merkle_store tree = registry_merkle(a->r->state);
	struct digest root;
	char size[24], have[24];

	snprintf(size, sizeof(size), "%" PRId64, c->size);
	snprintf(have, sizeof(have), "%" PRId64, a->r->head.entries);
	if (c->size > a->r->head.entries)
		return error_set(err, ERROR_AUDIT_SHORTER, "docs/ledger-format.md 8", "", "size",
			size, "entries", have, NULL);
	if (merkle_root(&tree, c->size, &root, err) < 0)
		return -1;
	if (digest_equal(&root, &c->root))
		return 0;
	return error_set(
		err, ERROR_AUDIT_REWRITTEN, "docs/ledger-format.md 8", "", "size", size, NULL);
}

static int kept_checkpoint(struct audit *a, const struct audit_proof *p, struct error *err)
{
	struct checkpoint c;

	if (checkpoint_check(p->text, p->size, a->r->ledger_id, &a->r->about.sealing_key, &c, err) <
		0)
		return -1;
	return same_root(a, &c, err);
}

static int kept_receipt(struct audit *a, const struct audit_proof *p, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct receipt receipt;
	struct checkpoint c;
	struct digest leaf, ours;
	char index[24];

	if (receipt_parse(mem, p->text, p->size, &receipt, err) < 0 ||
		receipt_check(&receipt, a->r->ledger_id, &a->r->about.sealing_key, &c, err) < 0)
		return -1;
	leaf = merkle_leaf(receipt.leaf, receipt.leaf_size);
	snprintf(index, sizeof(index), "%" PRId64, receipt.index);
	if (receipt.index >= a->r->head.entries)
		return same_root(a, &c, err);
	if (state_node(a->r->state, 0, receipt.index, &ours, err) != 1 ||
		!digest_equal(&ours, &leaf))
		return error_set(err, ERROR_AUDIT_RECEIPT, "docs/ledger-format.md 9", "", "index",
			index, NULL);
	return same_root(a, &c, err);
}

static void audit_proofs(struct audit *a)
{
	const struct audit_options *o = a->options;

	for (size_t i = 0; i < o->checkpoints_n; i++) {
		struct place at = {-1, -1, o->checkpoints[i].name};
		struct error err = {0};

		held(a, AUDIT_WITNESS, &at, kept_checkpoint(a, &o->checkpoints[i], &err), &err);
	}
	for (size_t i = 0; i < o->receipts_n; i++) {
		struct place at = {-1, -1, o->receipts[i].name};
		struct error err = {0};

		held(a, AUDIT_RECEIPT, &at, kept_receipt(a, &o->receipts[i], &err), &err);
	}
}

static void audit_whole(struct audit *a)
{
	struct place at = {-1, -1, ""};
	struct error err = {0};
	int result = 0;

	if (a->options->ledger_id && strcmp(a->options->ledger_id, a->r->ledger_id) != 0)
		result = error_set(&err, ERROR_AUDIT_IDENTITY, "docs/ledger-format.md 1", "",
			"found", a->r->ledger_id, "expected", a->options->ledger_id, NULL);
	held(a, AUDIT_IDENTITY, &at, result, &err);
	held(a, AUDIT_INVARIANTS, &at, query_invariants(a->r->state, &err), &err);
	audit_proofs(a);
}

static int walk(struct audit *a, struct error *err)
{
	struct merkle_store tree = registry_merkle(a->r->state);

	if (state_begin(a->r->state, err) < 0)
		return -1;
	for (size_t i = 0; i < a->ids_n && !a->stopped; i++) {
		audit_page(a, (int64_t)i);
		if (!a->stopped)
			a->r->head.pages++;
		if (a->options->progress)
			a->options->progress(
				a->options->progress_ctx, (int64_t)i + 1, (int64_t)a->ids_n);
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
	int listed;

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
		held(&a, AUDIT_HISTORY, &at, -1, err);
		return 0;
	}
	if (!r->ledger)
		return -1;
	r->state = state_open(":memory:", err);
	if (!r->state)
		return -1;
	listed = ledger_history(r->ledger, mem, &a.ids, &a.ids_n, err);
	if (listed == 0 && a.ids_n > 0)
		return walk(&a, err);
	if (listed == 0)
		error_set(err, ERROR_REGISTRY_EMPTY, "docs/ledger-format.md 7", "", NULL);
	held(&a, AUDIT_HISTORY, &at, -1, err);
	return 0;
}
