#include "engine/registry.h"

#include <inttypes.h>
#include <string.h>

#include <sodium.h>

#include "ledger/git/examine.h"
#include "rules/decide.h"
#include "tests/folder.h"
#include "tests/made_docs.h"
#include "tests/signature/authenticator.h"

/*
 * The example of docs/ledger-format.md, section 10: a ledger of two entries, made
 * again and compared byte by byte with what the page shows.
 */

enum who { SEALING, OPERATOR, MEE, SAMR, WHO_COUNT };

static const struct {
	const char *name, *party;
	uint8_t seed; /* 32 bytes of it */
} whos[WHO_COUNT] = {
	[SEALING] = {"sealing key", "", 1},
	[OPERATOR] = {"operator", "12100000ND0000013E", 2},
	[MEE] = {"mee", "11100000ND0000021C", 3},
	[SAMR] = {"samr", "11100000ND000003X4", 4},
};

struct example {
	void *mem;
	struct secret_key *key[WHO_COUNT];
	char key_text[WHO_COUNT][PUBLIC_KEY_TEXT_SIZE];
	struct buffer *page; /* what the documentation shows */
};

static struct buffer *new_text(const struct example *x)
{
	struct buffer *b = buffer_new(x->mem, MADE_DOCS_MAX);

	ck_assert_ptr_nonnull(b);
	return b;
}

static void make_keys(struct example *x)
{
	for (int i = 0; i < WHO_COUNT; i++) {
		uint8_t seed[32];

		memset(seed, whos[i].seed, sizeof(seed));
		x->key[i] = secret_key_from_seed(x->mem, seed);
		public_key_text(secret_key_public(x->key[i]), x->key_text[i]);
	}
}

static struct buffer *genesis_document(const struct example *x)
{
	struct buffer *b = new_text(x);

	buffer_add_format(b, "kind: genesis\n"
			     "version: 1\n"
			     "ledger: ccer.example\n"
			     "id: 00000000000000000000000001\n"
			     "signers:\n");
	for (int i = OPERATOR; i < WHO_COUNT; i++)
		buffer_add_format(b, "- {party: %s, as: %s}\n", whos[i].party, whos[i].name);
	buffer_add_format(b,
		"title: {zh: 示例账本, en: Example ledger}\n"
		"clock: simulated\n"
		"start: 2026-01-01T00:00:00Z\n"
		"rules: 1\n"
		"sealing_key: %s\n"
		"authorities:\n",
		x->key_text[SEALING]);
	for (int i = OPERATOR; i < WHO_COUNT; i++)
		buffer_add_format(b,
			"- party: %s\n"
			"  role: %s\n"
			"  name: {zh: 示例, en: Example}\n"
			"  threshold: 1\n"
			"  keys: [%s]\n",
			whos[i].party, whos[i].name, x->key_text[i]);
	return b;
}

static struct buffer *clock_document(const struct example *x, const char *ledger_id)
{
	struct buffer *b = new_text(x);

	buffer_add_format(b,
		"kind: clock\n"
		"version: 1\n"
		"ledger: %s\n"
		"id: 00000000000000000000000002\n"
		"valid_until: 2026-01-10T00:00:00Z\n"
		"signers: [{party: %s, as: operator}]\n"
		"instant: 2026-01-02T01:00:00Z\n",
		ledger_id, whos[OPERATOR].party);
	return b;
}

/* The document with the signatures of the keys from..to. */
static struct document *sign(
	const struct example *x, const struct buffer *text, enum who from, enum who to)
{
	struct error err;
	struct document *d = document_read(x->mem, text->bytes, text->size, true, &err);
	char namespace[NAMESPACE_SIZE];

	ck_assert_ptr_nonnull(d);
	document_namespace("document", d->ledger_name, namespace);
	for (enum who i = from; i <= to; i++) {
		struct sshsig s;

		ck_assert_int_eq(
			secret_key_sshsig(x->key[i], namespace, d->bytes, d->size, &s, &err), 0);
		ck_assert_int_eq(document_add_signature(d, &s, &err), 0);
	}
	ck_assert_int_eq(document_decode(d, &err), 0);
	return d;
}

static void show(struct example *x, const char *title, const char *bytes, size_t size)
{
	buffer_add_format(x->page, "%s\n\n```\n", title);
	buffer_add(x->page, bytes, size);
	buffer_add_text(x->page, "```\n\n");
}

static void show_hash(struct example *x, const char *title, const struct digest *d)
{
	char hex[DIGEST_HEX_SIZE];

	buffer_add_format(x->page, "%s: `%s`\n\n", title, digest_hex(d, hex));
}

static void show_keys(struct example *x)
{
	buffer_add_text(x->page, "| key | party | seed, 32 times | public key |\n"
				 "| --- | --- | --- | --- |\n");
	for (int i = 0; i < WHO_COUNT; i++)
		buffer_add_format(x->page, "| %s | %s | `%02x` | `%s` |\n", whos[i].name,
			whos[i].party, whos[i].seed, x->key_text[i]);
	buffer_add_text(x->page, "\n");
}

/* Decides the document and shows the changes; they must be those that are sealed later. */
static struct digest show_changes(
	struct example *x, const struct view *view, const struct document *d, const char *at, int n)
{
	struct circumstances c = {.rules_version = 1, .view = view, .sequence = n};
	struct decision decision;
	struct buffer *text = new_text(x);
	struct digest hash;
	struct error err;

	ck_assert(instant_parse(at, strlen(at), &c.at));
	ck_assert_msg(decide(x->mem, &c, d, &decision, &err) == 0, "%s %s", error_name(err.code),
		err.path);
	overlay_encode(decision.changes, text);
	show(x, "Its changes in canonical encoding (between columns stands one TAB):", text->bytes,
		text->size);
	ck_assert_int_eq(overlay_hash(decision.changes, &d->id, &hash, &err), 0);
	show_hash(x, "Hash of changes", &hash);
	return hash;
}

/* What the sealed entry n gave: page, leaf, checkpoint, commit, receipt. */
static void show_sealed(struct example *x, struct registry *r, int n, const struct digest *changes)
{
	struct entry entry;
	struct buffer *leaf = new_text(x);
	char path[PAGE_PATH_SIZE], commit[LEDGER_COMMIT_SIZE];
	struct ledger_commit c;
	const char *bytes;
	size_t size;
	struct digest hash;
	struct error err;

	ck_assert_int_eq(ledger_head(registry_ledger(r), commit, &err), 1);
	ck_assert_int_eq(registry_entry(r, x->mem, n, &entry, &err), 1);
	ck_assert(digest_equal(&entry.changes, changes));
	ck_assert_int_eq(ledger_file_at(registry_ledger(r), x->mem, commit, page_path(n, path),
				 &bytes, &size, &err),
		1);
	buffer_add_format(x->page, "Page %d, `%s`, ", n, path);
	show(x, "the whole file:", bytes, size);
	entry_leaf(&entry, leaf);
	show(x, "Leaf:", leaf->bytes, leaf->size);
	hash = merkle_leaf(leaf->bytes, leaf->size);
	show_hash(x, "Leaf hash", &hash);
	ck_assert_int_eq(ledger_commit_read(registry_ledger(r), x->mem, commit, &c, &err), 0);
	buffer_add_format(x->page, "Commit `%s`, ", c.id);
	show(x, "the whole object:", c.body, c.body_size);
	ck_assert_int_eq(registry_receipt(r, x->mem, n, &bytes, &size, &err), 1);
	show(x, "Receipt; its last lines are the checkpoint for all entries up to this one:", bytes,
		size);
}

static struct registry *open_example(const struct example *x, const char *folder)
{
	const struct registry_options options = {.write = true, .sealing_key = x->key[SEALING]};
	struct error err;
	struct registry *r = registry_open(folder, &options, &err);

	ck_assert_ptr_nonnull(r);
	return r;
}

static void show_genesis(struct example *x, const char *folder)
{
	struct buffer *text = genesis_document(x), *file = new_text(x);
	struct document *d = sign(x, text, OPERATOR, SAMR);
	struct overlay *nothing = overlay_new(x->mem, NULL);
	struct digest changes;
	struct error err;

	buffer_add_text(x->page, "### Entry 0: genesis\n\n");
	document_write(d, file);
	ck_assert_int_eq(registry_create(folder, file->bytes, file->size, x->key[SEALING],
				 (struct instant){0}, &err),
		0);
	show(x, "The file `genesis.yaml`: DOCUMENT, `---`, SIGNATURES.", file->bytes, file->size);
	show_hash(x, "SHA-256 of DOCUMENT", &d->hash);
	changes = show_changes(x, overlay_view(nothing), d, "2026-01-01T00:00:00Z", 0);
	{
		AUTO(registry_auto) struct registry *r = open_example(x, folder);

		show_sealed(x, r, 0, &changes);
	}
}

static void show_clock(struct example *x, const char *folder)
{
	AUTO(registry_auto) struct registry *r = open_example(x, folder);
	struct buffer *text = clock_document(x, registry_ledger_id(r)), *file = new_text(x);
	struct document *d = sign(x, text, OPERATOR, OPERATOR);
	struct submission out;
	struct digest changes;
	struct error err;

	buffer_add_text(x->page, "### Entry 1: the clock goes on\n\n");
	document_write(d, file);
	changes = show_changes(x, state_view(registry_state(r)), d, "2026-01-02T01:00:00Z", 1);
	ck_assert_int_eq(registry_submit(r, x->mem, file->bytes, file->size, SUBMIT_SEAL,
				 (struct instant){0}, &out, &err),
		0);
	ck_assert_int_eq(out.outcome, OUTCOME_SEALED);
	show_sealed(x, r, 1, &changes);
}

/* Page 1 in a copy that lacks its document; the leaf, and so the tree, stay as they are. */
static void show_leaf_only(struct example *x, const char *folder)
{
	AUTO(registry_auto) struct registry *r = open_example(x, folder);
	struct entry entry, only;
	struct leaf says;
	struct buffer *leaf = new_text(x), *page = new_text(x), *again = new_text(x);
	struct page copy;
	struct error err;

	ck_assert_int_eq(registry_entry(r, x->mem, 1, &entry, &err), 1);
	entry_leaf(&entry, leaf);
	ck_assert_int_eq(leaf_parse(leaf->bytes, leaf->size, &says, &err), 0);
	only = entry_of_leaf(&says);
	entry_write(&only, page);
	buffer_add_text(x->page, "### Entry 1, only its leaf\n\n");
	show(x, "Page 1 of a copy without the document of entry 1, the whole file:", page->bytes,
		page->size);
	ck_assert_int_eq(page_read(x->mem, page->bytes, page->size, &copy, &err), 0);
	ck_assert_uint_eq(copy.n, 1);
	entry_leaf(&copy.entries[0], again);
	ck_assert_str_eq(again->bytes, leaf->bytes);
	buffer_add_text(
		x->page, "Its leaf, leaf hash, checkpoint and receipt are those above.\n\n");
}

/* Entry 1 signed by a security key made for it, which belongs to no party. */
static void show_security_key(struct example *x, const char *folder)
{
	enum { FLAGS = 0x05, COUNTER = 7 };
	AUTO(registry_auto) struct registry *r = open_example(x, folder);
	struct buffer *text = clock_document(x, registry_ledger_id(r)), *armour = new_text(x);
	struct record key = record_new(RECORD_KEY);
	uint8_t seed[32], bytes[AUTHENTICATOR_SIGNED];
	char line[PUBLIC_KEY_TEXT_SIZE], print[PUBLIC_KEY_FINGERPRINT_SIZE];
	char column[COLUMN_TEXT_MAX];
	struct sshsig s;
	struct error err;

	memset(seed, 5, sizeof(seed));
	s = authenticator_sign(
		seed, "document@ccer.example", text->bytes, text->size, FLAGS, COUNTER);
	ck_assert_int_eq(
		sshsig_check(&s, "document@ccer.example", text->bytes, text->size, &err), 0);
	authenticator_bytes(
		"document@ccer.example", text->bytes, text->size, FLAGS, COUNTER, bytes);
	sshsig_write(&s, armour);
	key.key.key = s.key;
	buffer_add_format(x->page,
		"### A security key\n\nThe seed is 32 times `05`. The public key, in documents: "
		"`%s`; in records: `%s`; its fingerprint: `%s`.\n\n",
		public_key_text(&s.key, line),
		column_text(&key, &record_table(RECORD_KEY)->columns[0], column),
		public_key_fingerprint(&s.key, print));
	buffer_add_text(x->page, "What it signs for the document of entry 1, with FLAGS `05` "
				 "(touched, and the person "
				 "recognised) and COUNTER 7: `");
	buffer_add_hex(x->page, bytes, sizeof(bytes));
	buffer_add_text(x->page, "`.\n\n");
	show(x, "The armour:", armour->bytes, armour->size);
}

START_TEST(the_example_of_the_format_is_what_the_program_makes)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct folder folder = folder_make();
	char ledger[PATH_MAX];
	struct example x = {.mem = mem};

	ck_assert_int_ge(sodium_init(), 0);
	snprintf(ledger, sizeof(ledger), "%s", folder_file(&folder, "ledger.git"));
	x.page = new_text(&x);
	make_keys(&x);
	show_keys(&x);
	show_genesis(&x, ledger);
	show_clock(&x, ledger);
	show_leaf_only(&x, ledger);
	show_security_key(&x, ledger);
	ck_assert_int_eq(buffer_ok(x.page, NULL), 0);
	folder_remove(&folder);
	made_docs_compare("ledger-format.md", "tests/engine/test_format_example.c", x.page);
}
END_TEST

static Suite *format_example_suite(void)
{
	Suite *s = suite_create("format_example");
	TCase *t = tcase_create("format_example");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, the_example_of_the_format_is_what_the_program_makes);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(format_example_suite)
