/*
 * The registry end to end, in process: documents submitted, refused, tried; the
 * state lost, spoilt and strange; keys and locks.
 *
 * A small ledger is made once; every test works on a copy of its folder.
 */
#include "engine/registry.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sqlite3.h>
#include <talloc.h>

#include "ledger/git/examine.h"
#include "tests/engine/ledger_maker.h"
#include "tests/folder.h"
#include "tests/support.h"

#define DEPOSIT_ID "0123456789ABCDEFGHJKMNPQRS"

static struct ledger_maker *maker; /* closed; its story provides documents */
static struct folder made;	   /* ledger.git: the ledger as the maker left it */

static struct folder f; /* the test's own */
static void *mem;
static struct registry *r;

static struct registry *open_with(
	const struct secret_key *key, const char *state, struct error *err)
{
	struct registry_options options = {.write = true, .sealing_key = key};

	options.state_file = state ? folder_file(&f, state) : NULL;
	return registry_open(folder_file(&f, "ledger.git"), &options, err);
}

static void open_again(const char *state)
{
	char report[ERROR_TEXT_MAX];
	struct error err = {0};

	registry_free(r);
	r = open_with(maker->sealing, state, &err);
	ck_assert_msg(r != NULL, "%s", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	maker->registry = r;
}

static void make_ledger(void)
{
	made = folder_make();
	maker = ledger_maker_new(NULL, folder_file(&made, "ledger.git"));
	ledger_maker_until(maker, STORY_PARTIES);
	ledger_maker_close(maker);
}

static void remove_ledger(void)
{
	talloc_free(maker);
	folder_remove(&made);
}

static void begin(void)
{
	mem = talloc_new(NULL);
	f = folder_make();
	ck_assert_int_eq(folder_run(&f, "cp -r %s/ledger.git .", made.path), 0);
	open_again(NULL);
}

static void end(void)
{
	registry_free(r);
	r = NULL;
	maker->registry = NULL;
	talloc_free(mem);
	folder_remove(&f);
}

/* --- what the tests compare --- */

static struct digest hash_of_state(struct registry *of)
{
	struct digest hash;
	struct error err;

	ck_assert_int_eq(state_hash(registry_state(of), &hash, &err), 0);
	return hash;
}

static const char *head_of(struct registry *of)
{
	char *head = talloc_size(mem, LEDGER_COMMIT_SIZE);
	struct error err;

	ck_assert_int_eq(ledger_head(registry_ledger(of), head, &err), 1);
	return head;
}

static int64_t entries_of(struct registry *of)
{
	struct state_head head;
	struct error err;

	ck_assert_int_eq(state_head(registry_state(of), &head, &err), 0);
	return head.entries;
}

static const char *void_text(const char *id)
{
	return talloc_asprintf(mem, "kind: void\nvoids: %s\n", id);
}

static const char *const fresh[] = {"7KQ2M9R4T6W0Y1ZB3V5N8JDHXC", "7KQ2M9R4T6W0Y1ZB3V5N8JDHXD",
	"7KQ2M9R4T6W0Y1ZB3V5N8JDHXE", "7KQ2M9R4T6W0Y1ZB3V5N8JDHXF"};

static void seal_void(int i, struct submission *s)
{
	ledger_maker_submit(
		maker, ledger_maker_file(maker, void_text(fresh[i]), "buyer:holder"), s);
}

/* A void that has seen that many entries, with the root that the registry has now for as many. */
static const char *void_seeing(int i, int64_t entries)
{
	struct checkpoint tree;
	struct error err;
	char hex[DIGEST_HEX_SIZE];

	ck_assert_int_eq(registry_tree(r, &tree, &err), 0);
	return talloc_asprintf(mem, "%sseen: {entries: %d, root: %s}\n", void_text(fresh[i]),
		(int)entries, digest_hex(&tree.root, hex));
}

static enum error_code submit(
	const char *bytes, size_t size, bool dry_run, struct submission *s, struct error *err)
{
	memset(err, 0, sizeof(*err));
	if (registry_submit(r, mem, bytes, size, dry_run ? SUBMIT_TRY : SUBMIT_SEAL,
		    maker->story->at, s, err) == 0)
		return ERROR_NONE;
	ck_assert_int_eq(s->outcome, OUTCOME_REFUSED);
	return err->code;
}

static enum error_code submit_file(
	const struct buffer *file, struct submission *s, struct error *err)
{
	return submit(file->bytes, file->size, false, s, err);
}

static void check_receipt(const struct submission *s)
{
	struct receipt receipt;
	struct checkpoint c;
	struct error err;

	ck_assert_int_eq(receipt_parse(mem, s->receipt, s->receipt_size, &receipt, &err), 0);
	ck_assert_int_eq(receipt_check(&receipt, registry_ledger_id(r),
				 secret_key_public(maker->sealing), &c, &err),
		0);
	ck_assert_int_eq(receipt.index, s->entry.sequence);
	ck_assert_int_eq(c.size, s->entry.page_first + s->entry.page_entries);
}

/* --- sealing and receipts --- */

START_TEST(a_document_is_sealed_once_and_gets_its_first_receipt_again)
{
	const struct buffer *file = ledger_maker_file(maker, void_text(fresh[0]), "buyer:holder");
	struct submission first, other, again;
	const char *receipt, *head;
	size_t size;
	struct error err;

	ledger_maker_submit(maker, file, &first);
	check_receipt(&first);
	seal_void(1, &other);
	head = head_of(r);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(submit_file(file, &again, &err), ERROR_NONE);
		ck_assert_int_eq(again.outcome, OUTCOME_REPEATED);
		ck_assert_int_eq(again.entry.sequence, first.entry.sequence);
		ck_assert_uint_eq(again.receipt_size, first.receipt_size);
		ck_assert_mem_eq(again.receipt, first.receipt, first.receipt_size);
		ck_assert_str_eq(head_of(r), head);
		open_again(NULL);
	}
	ck_assert_int_eq(registry_receipt(r, mem, first.entry.sequence, &receipt, &size, &err), 1);
	ck_assert_uint_eq(size, first.receipt_size);
	ck_assert_mem_eq(receipt, first.receipt, size);
}
END_TEST

START_TEST(every_entry_has_a_receipt_that_checks)
{
	int64_t n = entries_of(r);
	struct error err;

	ck_assert_int_gt(n, 10);
	for (int64_t i = 0; i < n; i++) {
		struct submission s = {.entry.sequence = i};

		ck_assert_int_eq(state_entry_at(registry_state(r), i, &s.entry, &err), 1);
		ck_assert_int_eq(registry_receipt(r, mem, i, &s.receipt, &s.receipt_size, &err), 1);
		check_receipt(&s);
	}
	ck_assert_int_eq(registry_receipt(r, mem, n, NULL, NULL, &err), 0);
}
END_TEST

START_TEST(a_page_of_several_entries_gives_each_a_receipt_of_the_same_checkpoint)
{
	int64_t first = entries_of(r);
	struct submission s;
	struct error err;

	ledger_maker_until(maker, STORY_ROLES);
	ck_assert_int_eq(entries_of(r), first + 3);
	for (int64_t i = first; i < first + 3; i++) {
		ck_assert_int_eq(state_entry_at(registry_state(r), i, &s.entry, &err), 1);
		ck_assert_int_eq(s.entry.page_first, first);
		ck_assert_int_eq(registry_receipt(r, mem, i, &s.receipt, &s.receipt_size, &err), 1);
		check_receipt(&s);
	}
}
END_TEST

START_TEST(a_receipt_is_given_without_reading_the_ledger)
{
	int64_t n;

	open_again("state");
	n = entries_of(r);
	registry_free(r);
	ck_assert_int_eq(folder_run(&f,
				 "cd %s && git ls-tree -r main journal | cut -c13-52 |"
				 " sed 's,..,objects/&/,' | xargs rm -f",
				 folder_file(&f, "ledger.git")),
		0);
	r = NULL;
	open_again("state");
	for (int64_t i = 0; i < n; i++) {
		struct submission s = {.entry.sequence = i};
		struct error err;

		ck_assert_int_eq(state_entry_at(registry_state(r), i, &s.entry, &err), 1);
		ck_assert_int_eq(registry_receipt(r, mem, i, &s.receipt, &s.receipt_size, &err), 1);
		check_receipt(&s);
	}
}
END_TEST

/* --- refusals --- */

/* The signed text of a refusal: cut, its signature checked, its lines looked at. */
static void check_refusal(const struct submission *s, const char *code)
{
	char namespace[NAMESPACE_SIZE], hash[DIGEST_HEX_SIZE];
	const char *end, *begin, *text;
	struct sshsig signature;
	struct buffer *armour = buffer_new(mem, SSHSIG_ARMOUR_MAX);
	struct error err;

	ck_assert_ptr_nonnull(s->refusal);
	ck_assert_ptr_null(s->receipt);
	end = strstr(s->refusal, "---\nsignatures:\n- |\n  ");
	ck_assert_ptr_nonnull(end);
	begin = strstr(end, "  -----BEGIN");
	for (const char *line = begin; *line; line = strchr(line, '\n') + 1)
		buffer_add(armour, line + 2, (size_t)(strchr(line, '\n') - line) - 1);
	ck_assert_int_eq(sshsig_parse(armour->bytes, armour->size, &signature, &err), 0);
	ck_assert(public_key_equal(&signature.key, secret_key_public(maker->sealing)));
	document_namespace("refusal", "ccer.test", namespace);
	ck_assert_int_eq(
		sshsig_check(&signature, namespace, s->refusal, (size_t)(end - s->refusal), &err),
		0);
	text = talloc_strndup(mem, s->refusal, (size_t)(end - s->refusal));
	ck_assert_ptr_nonnull(strstr(text, talloc_asprintf(mem, "\ncode: %s\n", code)));
	ck_assert_ptr_nonnull(
		strstr(text, talloc_asprintf(mem, "\nentries: %" PRId64 "\n", entries_of(r))));
	ck_assert_ptr_nonnull(strstr(
		text, talloc_asprintf(mem, "\ndocument: %s\n", digest_hex(&s->document, hash))));
	ck_assert_ptr_nonnull(strstr(text, "\ntime: 2024-08-23T01:00:00.000Z\n"));
	ck_assert_ptr_nonnull(strstr(text, "\nrules: 1\n"));
}

START_TEST(a_refusal_by_the_rules_is_signed_and_says_what_was_decided_on_what)
{
	const char *role = "kind: role\naction: grant\nrole: exchange\n"
			   "party: 91110102695000014K\nfrom: 2024-08-23\n";
	const struct buffer *file = ledger_maker_file(maker, role, "operator");
	const char *head = head_of(r);
	struct submission s, again;
	struct error err;

	ck_assert_int_ne(submit_file(file, &s, &err), ERROR_NONE);
	check_refusal(&s, error_name(err.code));
	ck_assert_str_eq(head_of(r), head);
	ck_assert_int_ne(submit_file(file, &again, &err), ERROR_NONE);
	ck_assert_str_eq(s.refusal, again.refusal);
}
END_TEST

START_TEST(the_same_id_with_another_content_is_a_conflict)
{
	const char *first = "kind: void\nid: " DEPOSIT_ID "\nvoids: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXC\n";
	const char *other = "kind: void\nid: " DEPOSIT_ID "\nvoids: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXD\n";
	struct submission s;
	struct error err;

	ledger_maker_submit(maker, ledger_maker_file(maker, first, "buyer:holder"), &s);
	ck_assert_int_eq(submit_file(ledger_maker_file(maker, other, "buyer:holder"), &s, &err),
		ERROR_DOCUMENT_CONFLICT);
	ck_assert_str_eq(err.path, "/id");
	check_refusal(&s, error_name(ERROR_DOCUMENT_CONFLICT));
	/* An id is unique for its first signer only. */
	ledger_maker_submit(maker, ledger_maker_file(maker, other, "entity:holder"), &s);
}
END_TEST

START_TEST(a_body_that_does_not_fit_its_schema_gets_a_signed_refusal)
{
	struct document *d = story_document(maker->story, void_text(fresh[0]), "buyer:holder");
	const char *text = story_but(maker->story, d->bytes, "voids:", "avoid:");
	struct buffer *file = buffer_new(mem, LIMIT_SUBMISSION);
	struct submission s;
	struct error err;

	d->bytes = text;
	d->size = strlen(text);
	story_sign(d, "buyer:holder");
	document_write(d, file);
	ck_assert_int_ne(submit_file(file, &s, &err), ERROR_NONE);
	ck_assert_int_gt(err.line, 0);
	check_refusal(&s, error_name(err.code));
}
END_TEST

/* A document signed with a key of ours over other bytes or in another namespace. */
static const struct buffer *signed_by(
	const char *seed, const char *namespace, const char *find, const char *replace)
{
	struct document *d = story_document(maker->story, void_text(fresh[0]), "buyer:holder");
	struct buffer *file = buffer_new(mem, LIMIT_SUBMISSION);
	struct secret_key *key = story_secret(mem, seed);
	struct sshsig s;
	struct error err;

	d->signatures_n = 0;
	ck_assert_int_eq(secret_key_sshsig(key, namespace, d->bytes, d->size, &s, &err), 0);
	ck_assert_int_eq(document_add_signature(d, &s, &err), 0);
	if (find) {
		d->bytes = story_but(maker->story, d->bytes, find, replace);
		d->size = strlen(d->bytes);
	}
	document_write(d, file);
	return file;
}

static const struct {
	const char *seed, *namespace, *find, *replace;
	enum error_code code;
} unsound[] = {
	{"nobody", "document@ccer.test", NULL, NULL, ERROR_KEY_UNKNOWN},
	{"sealing", "document@ccer.test", NULL, NULL, ERROR_KEY_UNKNOWN},
	{"buyer/0", "document@ccer.other", NULL, NULL, ERROR_SSHSIG_NAMESPACE},
	{"buyer/0", "git", NULL, NULL, ERROR_SSHSIG_NAMESPACE},
	{"buyer/0", "document@ccer.test", "HXC\n", "HXD\n", ERROR_SSHSIG_BAD},
};

START_TEST(a_document_whose_signatures_do_not_hold_is_refused_without_the_seal)
{
	const char *head = head_of(r);
	struct submission s;
	struct error err;

	ck_assert_int_eq(submit_file(signed_by(unsound[_i].seed, unsound[_i].namespace,
					     unsound[_i].find, unsound[_i].replace),
				 &s, &err),
		unsound[_i].code);
	ck_assert_ptr_null(s.refusal);
	ck_assert_str_eq(head_of(r), head);
}
END_TEST

/* --- dry runs --- */

static enum error_code try_text(const char *yaml, struct submission *s, struct error *err)
{
	const struct document *d = story_document(maker->story, yaml, "buyer:holder");

	return submit(d->bytes, d->size, true, s, err);
}

/* Sealing, and replay from nothing, take the same for seen: the ledger before the page. */
START_TEST(what_a_document_has_seen_is_held_against_the_tree_before_its_page)
{
	int64_t n = entries_of(r);
	const char *whole = void_seeing(0, n), *ahead = void_seeing(1, n + 1);
	const char *other = void_seeing(2, n - 1);
	const struct buffer *b;
	struct submission s;
	struct error err;

	b = ledger_maker_file(maker, ahead, "buyer:holder");
	ck_assert_int_eq(submit(b->bytes, b->size, false, &s, &err), ERROR_SEEN_AHEAD);
	ck_assert_ptr_nonnull(s.refusal);
	b = ledger_maker_file(maker, other, "buyer:holder");
	ck_assert_int_eq(submit(b->bytes, b->size, false, &s, &err), ERROR_SEEN_OTHER);
	ledger_maker_submit(maker, ledger_maker_file(maker, whole, "buyer:holder"), &s);
	seal_void(3, &s);
	open_again(NULL);
	ck_assert_int_eq(entries_of(r), n + 2);
}
END_TEST

START_TEST(a_dry_run_says_whether_a_document_would_be_sealed_and_changes_nothing)
{
	struct digest before = hash_of_state(r), after;
	const char *head = head_of(r);
	struct submission s;
	struct error err;

	ck_assert_int_eq(try_text(void_text(fresh[0]), &s, &err), ERROR_NONE);
	ck_assert_int_eq(s.outcome, OUTCOME_WELL_FORMED);
	ck_assert_ptr_null(s.receipt);
	ck_assert_int_ne(
		try_text("kind: clock\ninstant: 2024-08-24T00:00:00Z\n", &s, &err), ERROR_NONE);
	ck_assert_ptr_null(s.refusal);
	after = hash_of_state(r);
	ck_assert(digest_equal(&before, &after));
	ck_assert_str_eq(head_of(r), head);
	open_again(NULL);
	after = hash_of_state(r);
	ck_assert(digest_equal(&before, &after));
}
END_TEST

/* Of a public kind too, where the rule looks at who holds the units. */
START_TEST(a_dry_run_tells_nothing_of_what_is_for_parties)
{
	static const char *const units[] = {
		"{project: A210001, vintage: 2022, first: 1, last: 10}",
		"{project: A210001, vintage: 2022, first: 999999, last: 999999}",
		"{project: A219999, vintage: 2022, first: 1, last: 1}",
	};
	struct submission s;
	struct error err;

	for (size_t i = 0; i < COUNT_OF(units); i++) {
		const char *text = talloc_asprintf(mem,
			"kind: retirement\naccount: %s\nunits:\n- %s\npurpose: public-interest\n",
			story_account("buyer"), units[i]);

		ck_assert_int_eq(try_text(text, &s, &err), ERROR_NONE);
		ck_assert_int_eq(s.outcome, OUTCOME_WELL_FORMED);
	}
}
END_TEST

START_TEST(a_dry_run_takes_no_signed_document)
{
	const struct buffer *file = ledger_maker_file(maker, void_text(fresh[0]), "buyer:holder");
	struct submission s;
	struct error err;

	ck_assert_int_eq(submit(file->bytes, file->size, true, &s, &err), ERROR_DOCUMENT_SIGNED);
}
END_TEST

START_TEST(a_dry_run_gives_all_faults_of_form_in_order_of_place)
{
	const struct document *d = story_document(maker->story,
		"kind: retirement\naccount: A-7K2Q-9D4R\nunits:\n"
		"- {project: A210001, vintage: 2022, first: 1, last: 10}\n"
		"purpose: public-interest\n",
		"buyer:holder");
	const char *text = story_but(maker->story, d->bytes, "A-7K2Q-9D4R", "nowhere");
	struct submission s;
	struct error err;

	text = story_but(maker->story, text, "vintage: 2022", "vintage: soon");
	text = story_but(maker->story, text, "public-interest", "fun");
	ck_assert_int_ne(submit(text, strlen(text), true, &s, &err), ERROR_NONE);
	ck_assert_uint_eq(s.faults.count, 3);
	ck_assert_str_eq(s.faults.item[0].path, "/account");
	ck_assert_str_eq(s.faults.item[1].path, "/units/0/vintage");
	ck_assert_str_eq(s.faults.item[2].path, "/purpose");
	ck_assert_int_eq(err.code, s.faults.item[0].code);
}
END_TEST

/* --- the state --- */

static void copy(const char *from, const char *to)
{
	ck_assert_int_eq(
		folder_run(&f, "rm -f %s %s-wal %s-shm && cp %s %s", to, to, to, from, to), 0);
}

static const char *const losses[] = {
	"rm -f state*",
	": >state",
	"truncate -s 8192 state",
	"printf '\\377\\377\\377\\377' | dd of=state bs=1 seek=18 conv=notrunc",
	"head -c 65536 /dev/zero | tr '\\0' 'x' | dd of=state bs=1 seek=4096 conv=notrunc",
	("for at in 4096 8192 12288 16384 20480 24576 28672 32768 36864 40960; do head -c 64 "
	 "/dev/zero | tr '\\0' '\\377' | dd of=state bs=1 seek=$at conv=notrunc; done"),
};

START_TEST(a_state_that_was_lost_or_spoilt_is_made_again)
{
	struct digest before = hash_of_state(r), after;
	struct submission s;

	open_again("state");
	registry_free(r);
	r = NULL;
	ck_assert_int_eq(folder_run(&f, "rm -f state-wal state-shm; %s", losses[_i]), 0);
	open_again("state");
	after = hash_of_state(r);
	ck_assert(digest_equal(&before, &after));
	seal_void(0, &s);
	check_receipt(&s);
	open_again("state");
	ck_assert_int_eq(entries_of(r), s.entry.sequence + 1);
}
END_TEST

/* Another ledger's state: longer than ours, shorter, and of the same length. */
START_TEST(the_state_of_another_ledger_is_thrown_away)
{
	struct digest ours = hash_of_state(r), after;
	struct folder other = folder_make();
	AUTO(registry_auto) struct registry *strange = NULL;
	struct registry_options options = {.write = true};
	struct ledger_maker *m;
	struct error err;

	m = ledger_maker_new(mem, folder_file(&other, "ledger.git"));
	if (_i > 0)
		ledger_maker_rules(m);
	ledger_maker_until(m, _i == 0 ? STORY_GENESIS : STORY_PARTIES);
	ledger_maker_close(m);
	options.sealing_key = m->sealing;
	options.state_file = folder_file(&other, "state");
	strange = registry_open(folder_file(&other, "ledger.git"), &options, &err);
	ck_assert_ptr_nonnull(strange);
	registry_free(STEAL(strange));
	ck_assert_int_eq(folder_run(&f, "cp %s/state state", other.path), 0);
	open_again("state");
	after = hash_of_state(r);
	ck_assert(digest_equal(&ours, &after));
	folder_remove(&other);
}
END_TEST

START_TEST(a_state_that_is_ahead_of_its_ledger_is_thrown_away)
{
	struct digest before = hash_of_state(r), after;
	struct submission s;

	open_again("state");
	seal_void(0, &s);
	registry_free(r);
	r = NULL;
	ck_assert_int_eq(folder_run(&f, "rm -rf ledger.git; cp -r %s/ledger.git .", made.path), 0);
	open_again("state");
	after = hash_of_state(r);
	ck_assert(digest_equal(&before, &after));
}
END_TEST

START_TEST(a_state_that_is_behind_its_ledger_catches_up)
{
	struct digest before, after;
	struct submission s;

	open_again("state");
	registry_free(r);
	r = NULL;
	copy("state", "old");
	open_again("state");
	for (int i = 0; i < 3; i++)
		seal_void(i, &s);
	before = hash_of_state(r);
	registry_free(r);
	r = NULL;
	copy("old", "state");
	open_again("state");
	after = hash_of_state(r);
	ck_assert(digest_equal(&before, &after));
	seal_void(3, &s);
	check_receipt(&s);
}
END_TEST

/* As another program would. */
static void run_sql(const char *state, const char *sql)
{
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open(folder_file(&f, state), &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 1000);
	ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* Changes that leave the file sound: what was sealed decides otherwise by them. */
static const char *const strange_changes[] = {
	"UPDATE ledger_node SET hash = zeroblob(32)",
	"UPDATE ledger_entry SET leaf = zeroblob(32) WHERE sequence = 1",
	"UPDATE party SET threshold = 2",
	"DELETE FROM document",
	"UPDATE ledger_head SET checkpoint = ''",
};

START_TEST(a_state_that_somebody_changed_signs_nothing_and_is_made_again)
{
	struct digest before, after;
	const char *first, *again;
	struct submission s;
	size_t n, m;
	struct error err;

	open_again("state");
	before = hash_of_state(r);
	ck_assert_int_eq(registry_receipt(r, mem, 1, &first, &n, &err), 1);
	registry_free(r);
	r = NULL;
	run_sql("state", strange_changes[_i]);
	open_again("state");
	after = hash_of_state(r);
	ck_assert(digest_equal(&before, &after));
	ck_assert_int_eq(registry_receipt(r, mem, 1, &again, &m, &err), 1);
	ck_assert_str_eq(first, again);
	seal_void(0, &s);
	check_receipt(&s);
}
END_TEST

START_TEST(a_state_that_somebody_changes_meanwhile_seals_nothing)
{
	const struct buffer *file = ledger_maker_file(maker, void_text(fresh[0]), "buyer:holder");
	struct submission s;
	const char *head;
	struct error err;

	open_again("state");
	head = head_of(r);
	run_sql("state", strange_changes[_i]);
	ck_assert_int_eq(submit_file(file, &s, &err), ERROR_STATE_CORRUPT);
	ck_assert_str_eq(head_of(r), head);
	ck_assert_int_eq(registry_heal(r, true, &err), 0);
	ck_assert_int_eq(submit_file(file, &s, &err), ERROR_NONE);
	check_receipt(&s);
	open_again("state");
}
END_TEST

/* Takes the objects of a path at main out of the repository, or puts them back. */
static void hide_object(const char *what)
{
	ck_assert_int_eq(folder_run(&f,
				 "o=$(git -C ledger.git rev-parse %s | sed 's,..,&/,') &&"
				 " mv ledger.git/objects/$o hidden && echo $o >hidden-name",
				 what),
		0);
}

static void show_object(void)
{
	ck_assert_int_eq(folder_run(&f, "mv hidden ledger.git/objects/$(cat hidden-name)"), 0);
}

/* Such as on a mirror whose file system fails: nothing shows that the state is wrong. */
static const char *const unreadable[] = {"main", "main^{tree}", "main:checkpoint"};

START_TEST(a_ledger_that_cannot_be_read_costs_no_state)
{
	struct digest before, after;
	struct error err = {0};

	open_again("state");
	before = hash_of_state(r);
	registry_free(STEAL(r));
	ck_assert_int_eq(folder_run(&f, "sha256sum state >sum"), 0);
	hide_object(unreadable[_i]);
	r = open_with(maker->sealing, "state", &err);
	ck_assert_ptr_null(r);
	ck_assert_int_eq(err.code, ERROR_LEDGER_GIT);
	ck_assert_int_eq(folder_run(&f, "sha256sum --check sum"), 0);
	show_object();
	open_again("state");
	after = hash_of_state(r);
	ck_assert(digest_equal(&before, &after));
}
END_TEST

START_TEST(an_entry_that_cannot_be_read_is_not_one_that_is_not_there)
{
	struct entry entry;
	struct error err = {0};

	open_again("state");
	registry_free(STEAL(r));
	hide_object("main:journal/00/00/00/01.yaml");
	open_again("state");
	ck_assert_int_eq(registry_entry(r, mem, 1, &entry, &err), -1);
	ck_assert_int_eq(err.code, ERROR_LEDGER_GIT);
	ck_assert_int_eq(registry_entry(r, mem, entries_of(r), &entry, &err), 0);
}
END_TEST

/* A reader has no sealing key, and keeps no checkpoint; the writer after it needs one. */
START_TEST(a_state_that_a_reader_made_serves_a_writer)
{
	struct registry_options options = {.write = false};
	struct submission s, first;
	const char *head;

	seal_void(0, &first);
	seal_void(1, &s);
	head = head_of(r);
	ck_assert_int_eq(folder_run(&f, "rm -rf ledger.git; cp -r %s/ledger.git .", made.path), 0);
	registry_free(r);
	options.state_file = folder_file(&f, "state");
	r = registry_open(folder_file(&f, "ledger.git"), &options, NULL);
	ck_assert_ptr_nonnull(r);
	open_again("state");
	ck_assert_int_eq(entries_of(r), first.entry.sequence);
	maker->story->ids -= 2;
	seal_void(0, &s);
	ck_assert_str_eq(s.receipt, first.receipt);
	seal_void(1, &s);
	ck_assert_str_eq(head_of(r), head);
}
END_TEST

START_TEST(stopping_after_every_entry_gives_the_ledger_of_a_run_without_a_stop)
{
	uint64_t ids = maker->story->ids;
	struct submission s;
	const char *head;
	struct digest hash, again;

	for (int i = 0; i < 4; i++)
		seal_void(i, &s);
	head = head_of(r);
	hash = hash_of_state(r);
	registry_free(r);
	r = NULL;
	ck_assert_int_eq(folder_run(&f, "rm -rf ledger.git; cp -r %s/ledger.git .", made.path), 0);
	maker->story->ids = ids;
	for (int i = 0; i < 4; i++) {
		open_again(i % 2 ? "state" : NULL);
		seal_void(i, &s);
	}
	open_again("state");
	again = hash_of_state(r);
	ck_assert_str_eq(head_of(r), head);
	ck_assert(digest_equal(&hash, &again));
}
END_TEST

/* --- keys, locks, folders --- */

START_TEST(a_ledger_is_opened_for_writing_with_its_own_sealing_key_only)
{
	struct error err = {0};

	registry_free(r);
	r = open_with(NULL, "state", &err);
	ck_assert_ptr_null(r);
	ck_assert_int_eq(err.code, ERROR_REGISTRY_KEY);
	r = open_with(story_secret(mem, "operator/0"), "state", &err);
	ck_assert_ptr_null(r);
	ck_assert_int_eq(err.code, ERROR_REGISTRY_KEY);
	ck_assert_int_ne(access(folder_file(&f, "state"), F_OK), 0);
}
END_TEST

START_TEST(a_reader_needs_no_key_and_can_seal_nothing)
{
	const struct buffer *file = ledger_maker_file(maker, void_text(fresh[0]), "buyer:holder");
	struct registry_options options = {.write = false};
	struct digest before = hash_of_state(r), after;
	struct submission s;
	struct error err;

	registry_free(r);
	r = registry_open(folder_file(&f, "ledger.git"), &options, &err);
	ck_assert_ptr_nonnull(r);
	after = hash_of_state(r);
	ck_assert(digest_equal(&before, &after));
	ck_assert_int_eq(submit_file(file, &s, &err), ERROR_REGISTRY_READ_ONLY);
	ck_assert_int_eq(registry_receipt(r, mem, 0, &s.receipt, &s.receipt_size, &err), -1);
	ck_assert_int_eq(err.code, ERROR_REGISTRY_READ_ONLY);
	ck_assert_int_eq(try_text(void_text(fresh[0]), &s, &err), ERROR_NONE);
}
END_TEST

START_TEST(of_two_writers_the_second_is_refused_and_readers_are_not)
{
	struct registry_options options = {.write = false};
	AUTO(registry_auto) struct registry *reader = NULL;
	struct registry *second;
	struct submission s;
	struct error err = {0};

	second = open_with(maker->sealing, NULL, &err);
	ck_assert_ptr_null(second);
	ck_assert_int_eq(err.code, ERROR_LEDGER_LOCKED);
	reader = registry_open(folder_file(&f, "ledger.git"), &options, &err);
	ck_assert_ptr_nonnull(reader);
	seal_void(0, &s);
	open_again(NULL);
	ck_assert_int_eq(entries_of(r), s.entry.sequence + 1);
}
END_TEST

static const struct buffer *genesis_file(struct story *story)
{
	struct document *d = story_document(story, story_genesis_text(story), "operator mee samr");
	struct buffer *file = buffer_new(mem, LIMIT_SUBMISSION);

	story_sign(d, "operator mee samr");
	document_write(d, file);
	return file;
}

START_TEST(a_ledger_is_made_with_the_key_that_genesis_names_or_not_at_all)
{
	struct story *story = story_new(mem);
	const struct buffer *file;
	const char *folder;
	struct error err;

	story->simulated = true;
	file = genesis_file(story);
	folder = folder_file(&f, "new.git");
	ck_assert_int_eq(registry_create(folder, file->bytes, file->size,
				 story_secret(mem, "operator/0"), story->at, &err),
		-1);
	ck_assert_int_eq(err.code, ERROR_REGISTRY_KEY);
	ck_assert_int_ne(access(folder, F_OK), 0);
	ck_assert_int_eq(registry_create(folder_file(&f, "ledger.git"), file->bytes, file->size,
				 maker->sealing, story->at, &err),
		-1);
	ck_assert_int_eq(err.code, ERROR_LEDGER_NOT_EMPTY);
	ck_assert_int_eq(
		registry_create(folder, file->bytes, file->size, maker->sealing, story->at, &err),
		0);
}
END_TEST

START_TEST(a_genesis_whose_signatures_do_not_hold_makes_no_ledger)
{
	struct story *story = story_new(mem);
	const struct buffer *file;
	const char *text, *folder = folder_file(&f, "new.git");
	struct error err;

	story->simulated = true;
	file = genesis_file(story);
	text = story_but(story, file->bytes, "CCER registry", "XCER registry");
	ck_assert_int_eq(
		registry_create(folder, text, strlen(text), maker->sealing, story->at, &err), -1);
	ck_assert_int_eq(err.code, ERROR_SSHSIG_BAD);
	ck_assert_int_ne(access(folder, F_OK), 0);
}
END_TEST

static Suite *registry_suite(void)
{
	Suite *suite = suite_create("registry");
	TCase *c = tcase_create("registry");

	tcase_set_timeout(c, 120);
	tcase_add_unchecked_fixture(c, make_ledger, remove_ledger);
	tcase_add_checked_fixture(c, begin, end);
	tcase_add_test(c, a_document_is_sealed_once_and_gets_its_first_receipt_again);
	tcase_add_test(c, every_entry_has_a_receipt_that_checks);
	tcase_add_test(c, a_page_of_several_entries_gives_each_a_receipt_of_the_same_checkpoint);
	tcase_add_test(c, a_receipt_is_given_without_reading_the_ledger);
	tcase_add_test(c, a_refusal_by_the_rules_is_signed_and_says_what_was_decided_on_what);
	tcase_add_test(c, the_same_id_with_another_content_is_a_conflict);
	tcase_add_test(c, a_body_that_does_not_fit_its_schema_gets_a_signed_refusal);
	tcase_add_loop_test(c, a_document_whose_signatures_do_not_hold_is_refused_without_the_seal,
		0, COUNT_OF(unsound));
	tcase_add_test(c, what_a_document_has_seen_is_held_against_the_tree_before_its_page);
	tcase_add_test(c, a_dry_run_says_whether_a_document_would_be_sealed_and_changes_nothing);
	tcase_add_test(c, a_dry_run_tells_nothing_of_what_is_for_parties);
	tcase_add_test(c, a_dry_run_takes_no_signed_document);
	tcase_add_test(c, a_dry_run_gives_all_faults_of_form_in_order_of_place);
	tcase_add_loop_test(c, a_state_that_was_lost_or_spoilt_is_made_again, 0, COUNT_OF(losses));
	tcase_add_loop_test(c, the_state_of_another_ledger_is_thrown_away, 0, 2);
	tcase_add_test(c, a_state_that_is_ahead_of_its_ledger_is_thrown_away);
	tcase_add_test(c, a_state_that_is_behind_its_ledger_catches_up);
	tcase_add_loop_test(c, a_state_that_somebody_changed_signs_nothing_and_is_made_again, 0,
		COUNT_OF(strange_changes));
	tcase_add_loop_test(c, a_state_that_somebody_changes_meanwhile_seals_nothing, 0,
		COUNT_OF(strange_changes));
	tcase_add_loop_test(
		c, a_ledger_that_cannot_be_read_costs_no_state, 0, COUNT_OF(unreadable));
	tcase_add_test(c, an_entry_that_cannot_be_read_is_not_one_that_is_not_there);
	tcase_add_test(c, a_state_that_a_reader_made_serves_a_writer);
	tcase_add_test(c, stopping_after_every_entry_gives_the_ledger_of_a_run_without_a_stop);
	tcase_add_test(c, a_ledger_is_opened_for_writing_with_its_own_sealing_key_only);
	tcase_add_test(c, a_reader_needs_no_key_and_can_seal_nothing);
	tcase_add_test(c, of_two_writers_the_second_is_refused_and_readers_are_not);
	tcase_add_test(c, a_ledger_is_made_with_the_key_that_genesis_names_or_not_at_all);
	tcase_add_test(c, a_genesis_whose_signatures_do_not_hold_makes_no_ledger);
	suite_add_tcase(suite, c);
	return suite;
}

TEST_MAIN(registry_suite)
