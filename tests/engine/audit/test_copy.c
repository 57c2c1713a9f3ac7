/*
 * A copy of a ledger without the documents that are not public: their entries are only
 * leaves. Its tree is the ledger's at every size, its receipts are the ledger's byte
 * for byte, the audit says what it could not decide, and still finds what is wrong.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "engine/audit/audit.h"
#include "tests/engine/audit/forge.h"
#include "tests/engine/ledger_maker.h"
#include "tests/folder.h"
#include "tests/support.h"

#define CHECK(name) (1u << AUDIT_##name)

enum { ENTRIES_MAX = 256, LEVELS = 9 };

static struct folder
	made; /* whole.git, and made from it copy.git, which is public, and other.git */
static struct secret_key *key;
static struct audit_copy public_copy, other_copy;
static int64_t entries, pages, leaves, first_leaf; /* in the copy, as it was made */
static struct audit_proof receipts[ENTRIES_MAX];   /* of the whole ledger */

static struct folder f; /* one test's own copy, if the test changes it */
static void *mem;
static struct audit_result *result;

/* --- making the copy --- */

static struct page page_at(struct forge *from, size_t number)
{
	char path[PAGE_PATH_SIZE];
	struct page page;
	struct error err;
	size_t size;
	char *bytes = forge_file(from, from, number, page_path((int64_t)number, path), &size);

	ck_assert_ptr_nonnull(bytes);
	ck_assert_int_eq(page_read(from, bytes, size, &page, &err), 0);
	return page;
}

static enum kind kind_of(void *below, const struct entry *e)
{
	struct buffer *file = buffer_new(below, LIMIT_SUBMISSION);
	struct document *d;
	struct error err;

	entry_file(e, file);
	d = document_read(below, file->bytes, file->size, false, &err);
	ck_assert_ptr_nonnull(d);
	return d->kind;
}

static struct entry leaf_of(void *below, const struct entry *e)
{
	struct buffer *text = buffer_new(below, LIMIT_LEAF);
	struct leaf leaf;
	struct error err;

	entry_leaf(e, text);
	ck_assert_int_eq(leaf_parse(text->bytes, text->size, &leaf, &err), 0);
	return entry_of_leaf(&leaf);
}

/* What only some may see, by docs/documents.md. */
static bool not_public(enum kind kind, int64_t sequence UNUSED)
{
	static const enum kind left_out[] = {KIND_VOID, KIND_TRADING_DEPOSIT, KIND_TRADING_RETURN,
		KIND_SETTLEMENT, KIND_OBLIGATION, KIND_BINDING, KIND_OFFSET_APPLICATION,
		KIND_OFFSET_RECEIPT, KIND_OFFSET_ANSWER, KIND_OFFSET_WITHDRAWAL,
		KIND_ENTRUSTED_SURRENDER, KIND_EXPIRY};

	for (size_t i = 0; i < COUNT_OF(left_out); i++)
		if (left_out[i] == kind)
			return true;
	return false;
}

/* Every second one that has a folder of its own, so that leaves share pages with documents. */
static bool every_other(enum kind kind, int64_t sequence)
{
	return sequence % 2 && (kind == KIND_PARTY || kind == KIND_ROLE ||
				       kind == KIND_ACCREDITATION || kind == KIND_PARAMETERS);
}

typedef bool (*left_out_fn)(enum kind kind, int64_t sequence);

/* The page with leaves for the documents that are left out, which are counted. */
static struct page leave_out(
	void *below, const struct page *whole, left_out_fn left_out, struct audit_copy *count)
{
	struct page page = {
		whole->n, talloc_memdup(below, whole->entries, whole->n * sizeof(struct entry))};

	for (size_t i = 0; i < page.n; i++) {
		struct entry *e = &page.entries[i];

		if (!left_out(kind_of(below, e), e->sequence))
			continue;
		*e = leaf_of(below, e);
		count->first_leaf = count->leaves++ ? count->first_leaf : e->sequence;
	}
	return page;
}

static bool is_of_a_leaf(void *below, const struct page *whole, const struct page *page,
	const struct ledger_file *file)
{
	for (size_t i = 0; i < page->n; i++) {
		struct buffer *copy = buffer_new(below, LIMIT_SUBMISSION);

		if (page->entries[i].form == ENTRY_DOCUMENT)
			continue;
		entry_file(&whole->entries[i], copy);
		if (copy->size == file->size && memcmp(copy->bytes, file->bytes, copy->size) == 0)
			return true;
	}
	return false;
}

/* The files beside a page are copies of documents: they go with those that are left out. */
static size_t files_beside(struct forge *from, size_t number, const struct page *whole,
	const struct page *page, struct ledger_file *out)
{
	char path[PAGE_PATH_SIZE], **added = forge_added(from, from, number);
	size_t n = 0;

	page_path((int64_t)number, path);
	for (; *added; added++) {
		if (strcmp(*added, path) == 0 || strcmp(*added, "checkpoint") == 0)
			continue;
		out[n] = (struct ledger_file){.numbered = false};
		snprintf(out[n].path, sizeof(out[n].path), "%s", *added);
		out[n].bytes = forge_file(from, from, number, *added, &out[n].size);
		n += !is_of_a_leaf(from, whole, page, &out[n]);
	}
	return n;
}

static void append(struct ledger *to, struct forge *from, size_t number, const struct page *whole,
	const struct page *page)
{
	struct ledger_file files[16];
	struct buffer *bytes = buffer_new(from, LIMIT_PAGE);
	char mark[LEDGER_MARK_SIZE];
	size_t size;
	struct ledger_page p = {.number = (int64_t)number,
		.name = "ccer.test",
		.time = page->entries[page->n - 1].time,
		.first_sequence = page->entries[0].sequence,
		.last_sequence = page->entries[page->n - 1].sequence,
		.checkpoint = forge_file(from, from, number, "checkpoint", &size),
		.files = files,
		.sealing_key = key};
	struct error err;

	for (size_t i = 0; i < page->n; i++)
		entry_write(&page->entries[i], bytes);
	p.bytes = bytes->bytes;
	p.size = bytes->size;
	p.files_n = files_beside(from, number, whole, page, files);
	ck_assert_int_eq(ledger_append(to, &p, mark, &err), 0);
}

static struct audit_copy make_copy(const char *name, left_out_fn left_out)
{
	struct forge *from = forge_open(NULL, folder_file(&made, "whole.git"));
	AUTO(ledger_auto) struct ledger *to = NULL;
	struct audit_copy count = {.first_leaf = -1};
	char folder[PATH_MAX];
	struct error err;

	snprintf(folder, sizeof(folder), "%s", folder_file(&made, name));
	to = ledger_create(folder, &err);
	ck_assert_ptr_nonnull(to);
	entries = 0;
	for (size_t n = 0; n < from->n; n++) {
		struct page whole = page_at(from, n);
		struct page page = leave_out(from, &whole, left_out, &count);

		append(to, from, n, &whole, &page);
		entries += (int64_t)page.n;
	}
	pages = (int64_t)from->n;
	talloc_free(from);
	return count;
}

static void keep_receipts(void)
{
	struct registry_options options = {.write = true, .sealing_key = key};
	AUTO(registry_auto) struct registry *r = NULL;
	struct error err;

	r = registry_open(folder_file(&made, "whole.git"), &options, &err);
	ck_assert_ptr_nonnull(r);
	ck_assert_int_le(entries, ENTRIES_MAX);
	for (int64_t i = 0; i < entries; i++) {
		const char *text;
		size_t size;

		ck_assert_int_eq(registry_receipt(r, key, i, &text, &size, &err), 1);
		receipts[i] = (struct audit_proof){"kept", text, size};
	}
}

static void make_ledgers(void)
{
	struct ledger_maker *m;

	made = folder_make();
	key = story_secret(NULL, "sealing");
	m = ledger_maker_new(NULL, folder_file(&made, "whole.git"));
	ledger_maker_all(m);
	talloc_free(m);
	public_copy = make_copy("copy.git", not_public);
	leaves = public_copy.leaves;
	first_leaf = public_copy.first_leaf;
	other_copy = make_copy("other.git", every_other);
	keep_receipts();
}

static void remove_ledgers(void)
{
	secret_key_free(key);
	folder_remove(&made);
}

static void begin(void)
{
	mem = talloc_new(NULL);
	f = folder_make();
	result = talloc_zero(mem, struct audit_result);
}

static void end(void)
{
	talloc_free(mem);
	folder_remove(&f);
}

static struct forge *forge_of(const char *ledger)
{
	return forge_open(mem, folder_file(&made, ledger));
}

/* A copy of the copy, to be changed. */
static struct forge *forge_own(void)
{
	ck_assert_int_eq(folder_run(&f, "cp -r %s/copy.git .", made.path), 0);
	return forge_open(mem, folder_file(&f, "copy.git"));
}

/* --- what the audit says --- */

static const char *what_was_found(void)
{
	char report[ERROR_TEXT_MAX];
	char *text = talloc_strdup(mem, "found:");

	for (size_t i = 0; i < result->findings_n; i++)
		text = talloc_asprintf_append(text, "\n  %s page %" PRId64 " %s %s",
			audit_check_name(result->findings[i].check), result->findings[i].page,
			result->findings[i].path,
			error_report(
				&result->findings[i].error, LANGUAGE_EN, report, sizeof(report)));
	return text;
}

static void audit_folder(const char *folder, const struct audit_options *options)
{
	char report[ERROR_TEXT_MAX];
	struct error err;

	ck_assert_msg(audit_run(folder, options, result, &err) == 0, "%s",
		error_report(&err, LANGUAGE_EN, report, sizeof(report)));
}

static void audit(const char *ledger, const struct audit_options *options)
{
	audit_folder(folder_file(&made, ledger), options);
}

static void audit_changed(void)
{
	static const struct audit_options options;

	audit_folder(folder_file(&f, "copy.git"), &options);
}

static void must_hold(void)
{
	ck_assert_msg(result->findings_n == 0, "%s", what_was_found());
}

static void must_be_found(unsigned checks, int64_t page, const char *what)
{
	for (size_t i = 0; i < result->findings_n; i++)
		if (result->findings[i].page == page && checks & (1u << result->findings[i].check))
			return;
	ck_abort_msg("%s: %s", what, what_was_found());
}

START_TEST(both_are_audited_to_the_same_tree)
{
	static const struct audit_options options;
	struct checkpoint whole;
	int64_t decided;

	audit("whole.git", &options);
	must_hold();
	ck_assert_int_eq(result->copy.leaves, 0);
	ck_assert_int_eq(result->copy.first_leaf, -1);
	whole = result->head;
	decided = result->done[AUDIT_DECISION];
	ck_assert_int_eq(decided, entries);
	audit("copy.git", &options);
	must_hold();
	ck_assert_int_eq(result->entries, entries);
	ck_assert_int_eq(result->pages, pages);
	ck_assert_int_eq(result->head.size, whole.size);
	ck_assert(digest_equal(&result->head.root, &whole.root));
	/* Every commit, seal and checkpoint was checked, and what can be of the documents. */
	ck_assert_int_eq(result->done[AUDIT_COMMIT], pages);
	ck_assert_int_eq(result->done[AUDIT_SEALED], pages);
	ck_assert_int_eq(result->done[AUDIT_CHECKPOINT], pages - 1);
	ck_assert_int_eq(result->done[AUDIT_SEQUENCE], entries);
	ck_assert_int_eq(result->done[AUDIT_DOCUMENT], entries - leaves);
	ck_assert_int_eq(result->done[AUDIT_DECISION], first_leaf);
	/* And what was not is reported. */
	ck_assert_int_gt(leaves, 5);
	ck_assert_int_gt(first_leaf, 10);
	ck_assert_int_eq(result->copy.leaves, leaves);
	ck_assert_int_eq(result->copy.first_leaf, first_leaf);
	ck_assert_int_eq(result->copy.undecided, entries - leaves - first_leaf);
	ck_assert_int_eq(result->copy.strangers, 0);
}
END_TEST

/* Leaves beside documents in one page, and parties whose keys nobody here knows. */
START_TEST(whatever_is_left_out_the_tree_stays)
{
	const struct audit_options options = {.receipts_n = (size_t)entries, .receipts = receipts};
	struct forge *forge = forge_of("other.git");
	bool mixed = false;

	for (size_t n = 0; n < forge->n; n++) {
		struct page page = page_at(forge, n);

		for (size_t i = 1; i < page.n; i++)
			mixed |= page.entries[i].form != page.entries[i - 1].form;
	}
	ck_assert(mixed);
	audit("other.git", &options);
	must_hold();
	ck_assert_int_eq(result->done[AUDIT_RECEIPT], entries);
	ck_assert_int_eq(result->done[AUDIT_COMMIT], pages);
	ck_assert_int_eq(result->copy.leaves, other_copy.leaves);
	ck_assert_int_eq(result->copy.first_leaf, other_copy.first_leaf);
	ck_assert_int_eq(result->done[AUDIT_DOCUMENT], entries - other_copy.leaves);
	ck_assert_int_gt(result->copy.strangers, 0);
}
END_TEST

/* Another copy of the same leaves agrees with every proof that the whole ledger gave. */
START_TEST(the_ledgers_receipts_hold_against_the_copy)
{
	struct forge *whole = forge_of("whole.git");
	struct audit_proof *checkpoints = talloc_zero_array(mem, struct audit_proof, 256);
	struct audit_options options = {.receipts_n = (size_t)entries, .receipts = receipts};

	for (size_t n = 1; n < whole->n; n++) {
		struct audit_proof *kept = &checkpoints[options.checkpoints_n++];

		kept->name = "kept";
		kept->text = forge_file(whole, mem, n, "checkpoint", &kept->size);
	}
	options.checkpoints = checkpoints;
	audit("copy.git", &options);
	must_hold();
	ck_assert_int_eq(result->done[AUDIT_RECEIPT], entries);
	ck_assert_int_eq(result->done[AUDIT_WITNESS], pages - 1);
}
END_TEST

/* --- the tree, from the pages alone --- */

struct tree {
	struct digest node[LEVELS][ENTRIES_MAX];
	char leaf[ENTRIES_MAX][LIMIT_LEAF + 1];
	int64_t page_end[ENTRIES_MAX]; /* by entry: the entries up to its page's end */
	const char *note[ENTRIES_MAX]; /* by entry: the next page's checkpoint, or NULL */
	int64_t n;
};

static int get(void *ctx, int level, int64_t i, struct digest *out, struct error *err UNUSED)
{
	*out = ((struct tree *)ctx)->node[level][i];
	return 1;
}

static int put(void *ctx, int level, int64_t i, const struct digest *hash, struct error *err UNUSED)
{
	((struct tree *)ctx)->node[level][i] = *hash;
	return 0;
}

static struct tree *tree_of(const char *ledger)
{
	struct forge *from = forge_of(ledger);
	struct tree *t = talloc_zero(mem, struct tree);
	struct merkle_store store = {t, get, put};
	struct error err;
	size_t size;

	for (size_t n = 0; n < from->n; n++) {
		struct page page = page_at(from, n);
		const char *note =
			n + 1 < from->n ? forge_file(from, mem, n + 1, "checkpoint", &size) : NULL;
		int64_t page_end = t->n + (int64_t)page.n;

		for (size_t i = 0; i < page.n; i++) {
			struct buffer *text = buffer_new(mem, LIMIT_LEAF);
			struct digest leaf;

			entry_leaf(&page.entries[i], text);
			leaf = merkle_leaf(text->bytes, text->size);
			memcpy(t->leaf[t->n], text->bytes, text->size + 1);
			t->page_end[t->n] = page_end;
			t->note[t->n] = note;
			ck_assert_int_eq(merkle_append(&store, t->n, &leaf, &err), 0);
			t->n++;
		}
	}
	return t;
}

START_TEST(the_tree_is_the_same_at_every_size)
{
	struct tree *whole = tree_of("whole.git"), *copy = tree_of("copy.git");
	struct merkle_store a = {whole, get, put}, b = {copy, get, put};
	struct digest x, y;
	struct error err;

	ck_assert_int_eq(whole->n, entries);
	ck_assert_int_eq(copy->n, entries);
	for (int64_t size = 0; size <= entries; size++) {
		ck_assert_int_eq(merkle_root(&a, size, &x, &err), 0);
		ck_assert_int_eq(merkle_root(&b, size, &y, &err), 0);
		ck_assert(digest_equal(&x, &y));
	}
}
END_TEST

/* From what the copy holds anyone can make the receipts again, those of leaves too. */
START_TEST(receipts_are_made_from_the_copy_byte_for_byte)
{
	struct tree *copy = tree_of("copy.git");
	struct merkle_store store = {copy, get, put};
	struct buffer *text = buffer_new(mem, 64 * 1024);
	struct error err;
	int64_t n = 0;

	for (; n < entries && copy->note[n]; n++) {
		struct receipt r = {.leaf = copy->leaf[n],
			.leaf_size = strlen(copy->leaf[n]),
			.index = n,
			.note = copy->note[n],
			.note_size = strlen(copy->note[n])};

		ck_assert_int_eq(merkle_inclusion(&store, n, copy->page_end[n], &r.proof, &err), 0);
		buffer_clear(text);
		receipt_write(&r, text);
		ck_assert_uint_eq(text->size, receipts[n].size);
		ck_assert_mem_eq(text->bytes, receipts[n].text, text->size);
	}
	ck_assert_int_ge(n, entries - 1);
}
END_TEST

START_TEST(a_copy_is_not_opened_and_says_at_which_entry)
{
	static const struct registry_options options;
	struct error err;
	char sequence[24];

	ck_assert_ptr_null(registry_open(folder_file(&made, "copy.git"), &options, &err));
	ck_assert_int_eq(err.code, ERROR_ENTRY_LEAF_ONLY);
	snprintf(sequence, sizeof(sequence), "%" PRId64, first_leaf);
	ck_assert_str_eq(error_argument(&err, "sequence"), sequence);
}
END_TEST

/* --- what is wrong in a copy --- */

/* The page of the n-th leaf, sealed again by the sealing key after the change. */
static int64_t change_leaf(struct forge *forge, int64_t nth, void (*change)(struct entry *e))
{
	char path[PAGE_PATH_SIZE];
	struct forge_change c = {.path = path, .key = key};
	struct buffer *bytes = buffer_new(mem, LIMIT_PAGE);

	for (c.page = 0; c.page < forge->n; c.page++) {
		struct page page = page_at(forge, c.page);
		bool found = false;

		for (size_t i = 0; i < page.n && !found; i++)
			if (page.entries[i].form == ENTRY_LEAF && nth-- == 0) {
				change(&page.entries[i]);
				found = true;
			}
		if (!found)
			continue;
		for (size_t i = 0; i < page.n; i++)
			entry_write(&page.entries[i], bytes);
		break;
	}
	ck_assert_uint_lt(c.page, forge->n);
	page_path((int64_t)c.page, path);
	c.bytes = bytes->bytes;
	c.size = bytes->size;
	forge_rewrite(forge, &c);
	return (int64_t)c.page;
}

static void other_document(struct entry *e)
{
	e->document_hash.bytes[31] ^= 1;
}

static void other_signatures(struct entry *e)
{
	e->signatures_hash.bytes[0] ^= 1;
}

static void other_changes(struct entry *e)
{
	e->changes.bytes[7] ^= 1;
}

static void later(struct entry *e)
{
	e->time.ms += 1;
}

static void next_sequence(struct entry *e)
{
	e->sequence++;
}

static void earlier(struct entry *e)
{
	e->time.ms -= INT64_C(1000) * 24 * 60 * 60 * 1000;
}

static void lower_rules(struct entry *e)
{
	e->rules = 0;
}

/* Found at that page, or at the next one, whose checkpoint disagrees. */
static const struct {
	const char *name;
	void (*change)(struct entry *e);
	unsigned checks;
	int64_t after;
} changes[] = {
	{"another document", other_document, CHECK(CHECKPOINT), 1},
	{"other signatures", other_signatures, CHECK(CHECKPOINT), 1},
	{"other changes", other_changes, CHECK(CHECKPOINT), 1},
	{"one millisecond later", later, CHECK(CHECKPOINT), 1},
	{"another place", next_sequence, CHECK(SEQUENCE), 0},
	{"an earlier time", earlier, CHECK(SEQUENCE), 0},
	{"an older version of the rules", lower_rules, CHECK(SEQUENCE), 0},
};

START_TEST(a_leaf_that_was_changed_and_sealed_again_is_found)
{
	struct forge *forge = forge_own();

	for (int64_t nth = 0; nth < leaves - 1; nth += leaves - 2) {
		int64_t page;

		forge_restore(forge);
		page = change_leaf(forge, nth, changes[_i].change);
		audit_changed();
		must_be_found(changes[_i].checks, page + changes[_i].after, changes[_i].name);
	}
}
END_TEST

/* The last page of the copy with a document in it that is public and was not decided. */
struct undecided_page {
	struct forge *forge;
	size_t number, at;
	struct page page;
};

static struct undecided_page undecided_page(void)
{
	struct undecided_page p = {.forge = forge_own()};

	for (p.number = p.forge->n; p.number-- > 0;) {
		p.page = page_at(p.forge, p.number);
		for (p.at = 0; p.at < p.page.n; p.at++)
			if (p.page.entries[p.at].form == ENTRY_DOCUMENT &&
				kind_of(mem, &p.page.entries[p.at]) != KIND_CLOCK)
				return p;
	}
	ck_abort_msg("all is decided, or only leaves");
	return p;
}

static void seal_again(struct undecided_page *p)
{
	struct buffer *bytes = buffer_new(mem, LIMIT_PAGE);
	char path[PAGE_PATH_SIZE];
	struct forge_change c = {
		.page = p->number, .path = page_path((int64_t)p->number, path), .key = key};

	for (size_t i = 0; i < p->page.n; i++)
		entry_write(&p->page.entries[i], bytes);
	c.bytes = bytes->bytes;
	c.size = bytes->size;
	forge_rewrite(p->forge, &c);
}

START_TEST(a_signature_that_does_not_hold_is_found_behind_a_leaf)
{
	struct undecided_page p = undecided_page();
	struct entry *e = &p.page.entries[p.at];
	char *text = talloc_memdup(mem, e->document, e->document_size);
	char *id = strstr(text, "\nid: ");

	ck_assert_int_gt(e->sequence, first_leaf);
	id[5] = id[5] == '0' ? '1' : '0';
	e->document = text;
	seal_again(&p);
	audit_changed();
	must_be_found(CHECK(DOCUMENT), (int64_t)p.number, "a document changed");
}
END_TEST

/* Keys that nothing here declares are reported, but are no finding: their party may be missing. */
START_TEST(a_key_that_nobody_declared_is_told)
{
	AUTO(secret_key_auto) struct secret_key *stray = story_secret(NULL, "stray");
	struct undecided_page p = undecided_page();
	struct entry *e = &p.page.entries[p.at];
	struct buffer *armour = buffer_new(mem, LIMIT_SIGNATURES);
	struct sshsig s;
	struct error err;

	ck_assert_int_eq(secret_key_sshsig(stray, "document@ccer.test", e->document,
				 e->document_size, &s, &err),
		0);
	sshsig_write(&s, armour);
	e->signatures = armour->bytes;
	e->signatures_size = armour->size;
	seal_again(&p);
	audit_changed();
	must_hold();
	ck_assert_int_eq(result->copy.strangers, 1);
}
END_TEST

/* The last entry has no file beside its page, and no checkpoint says more than the tree. */
START_TEST(one_more_document_left_out_leaves_the_tree_as_it_is)
{
	struct undecided_page p = undecided_page();
	struct digest root;

	audit_changed();
	root = result->head.root;
	p.page.entries[p.at] = leaf_of(mem, &p.page.entries[p.at]);
	seal_again(&p);
	audit_changed();
	must_hold();
	ck_assert_int_eq(result->copy.leaves, leaves + 1);
	ck_assert(digest_equal(&result->head.root, &root));
}
END_TEST

/* --- files beside pages that were not decided --- */

/* A page after the first leaf with a file below a folder; returns the file's path. */
static const char *page_with_file(struct forge *forge, size_t *number)
{
	for (*number = forge->n; (*number)-- > 0;) {
		struct page page = page_at(forge, *number);

		ck_assert_int_gt(page.entries[0].sequence, first_leaf);
		for (char **added = forge_added(forge, mem, *number); *added; added++)
			if (strncmp(*added, "projects/", 9) == 0)
				return *added;
	}
	return NULL;
}

START_TEST(a_file_beside_a_page_that_is_no_copy_of_its_documents_is_found)
{
	struct forge *forge = forge_own();
	struct forge_change c = {.key = key};
	char *bytes;

	c.path = page_with_file(forge, &c.page);
	bytes = forge_file(forge, mem, c.page, c.path, &c.size);
	bytes[c.size / 2] ^= 1;
	c.bytes = bytes;
	forge_rewrite(forge, &c);
	audit_changed();
	must_be_found(CHECK(FILES), (int64_t)c.page, "a copy changed");
}
END_TEST

START_TEST(a_copy_under_a_strange_path_is_found)
{
	static const char *const paths[] = {
		"strange/0001-issuance.yaml", "projects/0001-comment.yaml", "issuance.yaml"};

	struct forge *forge = forge_own();

	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		struct forge_change c = {.key = key, .beside = paths[i]};

		forge_restore(forge);
		c.path = page_with_file(forge, &c.page);
		c.bytes = forge_file(forge, mem, c.page, c.path, &c.size);
		forge_rewrite(forge, &c);
		audit_changed();
		must_be_found(CHECK(FILES), (int64_t)c.page, paths[i]);
	}
}
END_TEST

/* --- what people read --- */

START_TEST(the_command_says_what_was_not_decided)
{
	const char *build = getenv("top_builddir");
	char expected[128];

	ck_assert_int_eq(folder_run(&f, "%s/ccer --lang en audit --ledger %s/copy.git >out", build,
				 made.path),
		0);
	snprintf(expected, sizeof(expected),
		"%" PRId64 " entries are only their leaves, the first is entry %" PRId64, leaves,
		first_leaf);
	ck_assert_int_eq(folder_run(&f, "grep -q '%s' out", expected), 0);
	ck_assert_int_eq(folder_run(&f, "%s/ccer --lang zh audit --ledger %s/copy.git >out", build,
				 made.path),
		0);
	snprintf(expected, sizeof(expected), "%" PRId64 " 条只有其叶子，第一条是第 %" PRId64 " 条",
		leaves, first_leaf);
	ck_assert_int_eq(folder_run(&f, "grep -q '%s' out", expected), 0);
	ck_assert_int_eq(
		folder_run(&f, "%s/ccer audit --json --ledger %s/copy.git >out", build, made.path),
		0);
	ck_assert_int_eq(folder_run(&f, "grep -q '\"leaves\": %" PRId64 "' out", leaves), 0);
	ck_assert_int_eq(
		folder_run(&f, "%s/ccer audit --json --ledger %s/whole.git >out", build, made.path),
		0);
	ck_assert_int_ne(folder_run(&f, "grep -q leaves out"), 0);
}
END_TEST

START_TEST(commands_that_open_a_copy_say_that_only_the_leaf_is_here)
{
	const char *build = getenv("top_builddir");

	ck_assert_int_ne(folder_run(&f, "%s/ccer --lang en log --ledger %s/copy.git A210001 2>out",
				 build, made.path),
		0);
	ck_assert_int_eq(folder_run(&f, "grep -q 'of entry %" PRId64 " only its leaf is here' out",
				 first_leaf),
		0);
	ck_assert_int_ne(
		folder_run(&f, "%s/ccer --lang zh show --ledger %s/copy.git %" PRId64 " 2>out",
			build, made.path, first_leaf),
		0);
	ck_assert_int_eq(
		folder_run(&f, "grep -q '第 %" PRId64 " 条在此副本中只有其叶子' out", first_leaf),
		0);
}
END_TEST

static Suite *copy_suite(void)
{
	Suite *suite = suite_create("copy");
	TCase *c = tcase_create("copy");

	tcase_set_timeout(c, 120);
	tcase_add_unchecked_fixture(c, make_ledgers, remove_ledgers);
	tcase_add_checked_fixture(c, begin, end);
	tcase_add_test(c, both_are_audited_to_the_same_tree);
	tcase_add_test(c, whatever_is_left_out_the_tree_stays);
	tcase_add_test(c, the_ledgers_receipts_hold_against_the_copy);
	tcase_add_test(c, the_tree_is_the_same_at_every_size);
	tcase_add_test(c, receipts_are_made_from_the_copy_byte_for_byte);
	tcase_add_test(c, a_copy_is_not_opened_and_says_at_which_entry);
	tcase_add_loop_test(
		c, a_leaf_that_was_changed_and_sealed_again_is_found, 0, COUNT_OF(changes));
	tcase_add_test(c, a_signature_that_does_not_hold_is_found_behind_a_leaf);
	tcase_add_test(c, a_key_that_nobody_declared_is_told);
	tcase_add_test(c, one_more_document_left_out_leaves_the_tree_as_it_is);
	tcase_add_test(c, a_file_beside_a_page_that_is_no_copy_of_its_documents_is_found);
	tcase_add_test(c, a_copy_under_a_strange_path_is_found);
	tcase_add_test(c, the_command_says_what_was_not_decided);
	tcase_add_test(c, commands_that_open_a_copy_say_that_only_the_leaf_is_here);
	suite_add_tcase(suite, c);
	return suite;
}

TEST_MAIN(copy_suite)
