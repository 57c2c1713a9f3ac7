/*
 * What somebody with the sealing key can do, and what still shows it: a page whose
 * commit is signed again is bound by its documents' signatures, the decisions and
 * the next checkpoint; a ledger that is sealed again from some entry onwards is sound
 * in itself, but contradicts every checkpoint and receipt that somebody kept.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "engine/audit/audit.h"
#include "tests/engine/audit/forge.h"
#include "tests/engine/ledger_maker.h"
#include "tests/folder.h"
#include "tests/support.h"

#define CHECK(name) (1u << AUDIT_##name)

static struct folder made;
static struct secret_key *key;
static struct folder f;
static void *mem;
static struct audit_result *result;

/* The ledger, and the same without its second entry. */
static void make_ledgers(void)
{
	made = folder_make();
	key = story_secret(NULL, "sealing");
	for (int without = 0; without < 2; without++) {
		const char *folder = folder_file(&made, without ? "other.git" : "ledger.git");
		struct ledger_maker *m = ledger_maker_new(NULL, folder);

		if (!without)
			ledger_maker_rules(m);
		m->story->ids = 100;
		ledger_maker_until(m, STORY_PARTIES);
		ledger_maker_void(m);
		ledger_maker_until(m, STORY_ROLES);
		talloc_free(m);
	}
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
	ck_assert_int_eq(
		folder_run(&f, "cp -r %s/ledger.git %s/other.git .", made.path, made.path), 0);
	result = talloc_zero(mem, struct audit_result);
}

static void end(void)
{
	talloc_free(mem);
	folder_remove(&f);
}

static void audit(const char *ledger, const struct audit_options *options)
{
	char report[ERROR_TEXT_MAX];
	struct error err;

	ck_assert_msg(audit_run(folder_file(&f, ledger), options, result, &err) == 0, "%s",
		error_report(&err, LANGUAGE_EN, report, sizeof(report)));
}

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

/* One finding is by one of the checks, about the page (-1: about none). */
static void must_be_found(unsigned checks, int64_t page, const char *what)
{
	ck_assert_msg(result->findings_n > 0, "%s: nothing was found", what);
	for (size_t i = 0; i < result->findings_n; i++)
		if (result->findings[i].page == page && checks & (1u << result->findings[i].check))
			return;
	ck_abort_msg("%s: %s", what, what_was_found());
}

/* --- one page, its commit signed again --- */

/* The page of several entries, and the forge that holds it. */
struct gathered {
	struct forge *forge;
	size_t number;
	struct page page;
};

static struct gathered gathered_page(void)
{
	struct gathered g = {.forge = forge_open(mem, folder_file(&f, "ledger.git"))};
	char path[PAGE_PATH_SIZE];
	struct error err;

	for (g.number = 0; g.page.n < 2; g.number++) {
		size_t size;
		char *bytes = forge_file(
			g.forge, mem, g.number, page_path((int64_t)g.number, path), &size);

		ck_assert_int_eq(page_read(mem, bytes, size, &g.page, &err), 0);
	}
	g.number--;
	ck_assert_uint_eq(g.page.n, 3);
	return g;
}

static void swap_entries(struct page *p)
{
	struct entry swap = p->entries[0];

	p->entries[0] = p->entries[1];
	p->entries[1] = swap;
}

static void renumber(struct page *p, int64_t first)
{
	for (size_t i = 0; i < p->n; i++)
		p->entries[i].sequence = first + (int64_t)i;
}

static void drop_first(struct page *p)
{
	p->n--;
	p->entries++;
}

static void drop_last(struct page *p)
{
	p->n--;
}

static void drop_first_and_renumber(struct page *p)
{
	int64_t first = p->entries[0].sequence;

	drop_first(p);
	renumber(p, first);
}

static void swap_and_renumber(struct page *p)
{
	int64_t first = p->entries[0].sequence;

	swap_entries(p);
	renumber(p, first);
}

static void duplicate_and_renumber(struct page *p)
{
	int64_t first = p->entries[0].sequence;

	p->entries[1] = p->entries[0];
	renumber(p, first);
}

static void time_back(struct page *p)
{
	for (size_t i = 0; i < p->n; i++)
		p->entries[i].time.ms -= 1;
}

static void time_on(struct page *p)
{
	for (size_t i = 0; i < p->n; i++)
		p->entries[i].time.ms += 1;
}

static void time_back_in_page(struct page *p)
{
	p->entries[0].time.ms += 1;
}

static void other_rules(struct page *p)
{
	p->entries[1].rules = 2;
}

static void other_changes(struct page *p)
{
	p->entries[1].changes = p->entries[0].changes;
}

static void other_signatures(struct page *p)
{
	p->entries[1].signatures = p->entries[0].signatures;
}

/* The document signed with those keys instead of its signers'. */
static void sign_entry(struct page *p, const char *const *seeds, size_t n)
{
	struct entry *e = &p->entries[1];
	struct buffer *armours = buffer_new(mem, LIMIT_SIGNATURES);
	struct sshsig s[2];
	struct error err;

	for (size_t i = 0; i < n; i++) {
		AUTO(secret_key_auto) struct secret_key *k = story_secret(NULL, seeds[i]);

		ck_assert_int_eq(secret_key_sshsig(k, "document@ccer.test", e->document,
					 e->document_size, &s[i], &err),
			0);
	}
	if (n == 2 && sshsig_compare(&s[0], &s[1]) > 0) {
		struct sshsig swap = s[0];

		s[0] = s[1];
		s[1] = swap;
	}
	for (size_t i = 0; i < n; i++)
		sshsig_write(&s[i], armours);
	e->signatures = armours->bytes;
	e->signatures_size = armours->size;
}

static void strange_keys(struct page *p)
{
	static const char *const seeds[] = {"operator/0", "operator/1"};

	sign_entry(p, seeds, 2);
}

static void too_few_keys(struct page *p)
{
	static const char *const seeds[] = {"mee/0"};

	sign_entry(p, seeds, 1);
}

static void the_sealing_key(struct page *p)
{
	static const char *const seeds[] = {"mee/0", "sealing"};

	sign_entry(p, seeds, 2);
}

/* Another document of the same signers, never submitted. */
static void other_document(struct page *p)
{
	static const char *const seeds[] = {"mee/0", "mee/1"};
	char *text = talloc_strndup(mem, p->entries[1].document, p->entries[1].document_size);

	memcpy(strstr(text, "role: cea"), "role: mee", strlen("role: mee"));
	p->entries[1].document = text;
	sign_entry(p, seeds, 2);
}

static const struct {
	const char *name;
	void (*change)(struct page *p);
	unsigned checks;
} pages[] = {
	{"the first entry dropped", drop_first, CHECK(SEQUENCE)},
	{"the first entry dropped, others renumbered", drop_first_and_renumber, CHECK(CHANGES)},
	{"the last entry dropped", drop_last, CHECK(FILES)},
	{"entries swapped", swap_entries, CHECK(PAGE) | CHECK(SEQUENCE)},
	{"entries swapped and renumbered", swap_and_renumber, CHECK(CHANGES)},
	{"an entry twice", duplicate_and_renumber, CHECK(DECISION)},
	{"time before the page before", time_back, CHECK(SEQUENCE)},
	{"time one millisecond on", time_on, CHECK(CHANGES)},
	{"time back within the page", time_back_in_page, CHECK(PAGE) | CHECK(SEQUENCE)},
	{"another version of the rules", other_rules, CHECK(SEQUENCE)},
	{"another entry's changes", other_changes, CHECK(CHANGES)},
	{"another document's signatures", other_signatures, CHECK(DOCUMENT)},
	{"signatures of another party", strange_keys, CHECK(DECISION)},
	{"fewer signatures than the threshold", too_few_keys, CHECK(DECISION)},
	{"the sealing key in a signer's place", the_sealing_key, CHECK(DECISION)},
	{"a document that was never submitted", other_document,
		CHECK(DOCUMENT) | CHECK(DECISION) | CHECK(CHANGES)},
};

/* Other bytes in the page's place, under a true signature of the commit. */
static void seal_again(struct forge *forge, size_t number, const struct page *page)
{
	static const struct audit_options options;
	struct buffer *bytes = buffer_new(mem, LIMIT_PAGE);
	char path[PAGE_PATH_SIZE];
	struct forge_change change = {
		.page = number, .path = page_path((int64_t)number, path), .key = key};

	for (size_t i = 0; i < page->n; i++)
		entry_write(&page->entries[i], bytes);
	change.bytes = bytes->bytes;
	change.size = bytes->size;
	forge_rewrite(forge, &change);
	audit("ledger.git", &options);
}

START_TEST(a_page_sealed_again_is_found)
{
	struct gathered g = gathered_page();

	pages[_i].change(&g.page);
	seal_again(g.forge, g.number, &g.page);
	must_be_found(pages[_i].checks, (int64_t)g.number, pages[_i].name);
}
END_TEST

/* The buyer's two keys signed where one is enough: only the tree shows the other. */
START_TEST(a_signature_that_was_to_spare_is_missed_at_the_next_checkpoint)
{
	struct gathered g = gathered_page();
	size_t number = g.number - 1, size;
	char path[PAGE_PATH_SIZE];
	char *bytes = forge_file(g.forge, mem, number, page_path((int64_t)number, path), &size);
	const char *end;
	struct error err;

	ck_assert_int_eq(page_read(mem, bytes, size, &g.page, &err), 0);
	ck_assert_ptr_nonnull(strstr(g.page.entries[0].document, "kind: void\n"));
	end = strstr(g.page.entries[0].signatures, "-----END SSH SIGNATURE-----\n");
	end += strlen("-----END SSH SIGNATURE-----\n");
	ck_assert_uint_gt(
		g.page.entries[0].signatures_size, (size_t)(end - g.page.entries[0].signatures));
	g.page.entries[0].signatures_size = (size_t)(end - g.page.entries[0].signatures);
	seal_again(g.forge, number, &g.page);
	must_be_found(CHECK(CHECKPOINT), (int64_t)number + 1, "signature");
	ck_assert_int_eq(result->findings[0].check, AUDIT_CHECKPOINT);
}
END_TEST

/* --- the whole ledger sealed anew --- */

static struct audit_proof proof_of(const char *name, const char *text, size_t size)
{
	return (struct audit_proof){name, talloc_strndup(mem, text, size), size};
}

/* The checkpoint that a page's commit stores. */
static struct audit_proof checkpoint_of(const char *ledger, size_t page)
{
	struct forge *forge = forge_open(mem, folder_file(&f, ledger));
	size_t size;
	char *text = forge_file(forge, mem, page, "checkpoint", &size);

	return proof_of("kept.checkpoint", text, size);
}

static struct audit_proof receipt_of(const char *ledger, int64_t sequence)
{
	struct registry_options options = {.write = true, .sealing_key = key};
	AUTO(registry_auto) struct registry *r = NULL;
	const char *text;
	size_t size;
	struct error err;

	r = registry_open(folder_file(&f, ledger), &options, &err);
	ck_assert_ptr_nonnull(r);
	ck_assert_int_eq(registry_receipt(r, mem, sequence, &text, &size, &err), 1);
	return proof_of("kept.proof", text, size);
}

static void cut_after(const char *ledger, size_t page)
{
	struct forge *forge = forge_open(mem, folder_file(&f, ledger));

	forge->n = page + 1;
	forge_restore(forge);
}

START_TEST(a_ledger_sealed_anew_is_sound_by_itself)
{
	static const struct audit_options options;

	audit("other.git", &options);
	ck_assert_msg(result->findings_n == 0, "%s", what_was_found());
}
END_TEST

START_TEST(a_ledger_agrees_with_its_own_proofs)
{
	struct audit_proof checkpoints[] = {
		checkpoint_of("ledger.git", 1), checkpoint_of("ledger.git", 5)};
	struct audit_proof receipts[] = {receipt_of("ledger.git", 0), receipt_of("ledger.git", 1),
		receipt_of("ledger.git", 6)};
	struct audit_options options = {.checkpoints_n = COUNT_OF(checkpoints),
		.checkpoints = checkpoints,
		.receipts_n = COUNT_OF(receipts),
		.receipts = receipts};

	audit("ledger.git", &options);
	ck_assert_msg(result->findings_n == 0, "%s", what_was_found());
	ck_assert_int_eq(result->done[AUDIT_WITNESS], 2);
	ck_assert_int_eq(result->done[AUDIT_RECEIPT], 3);
}
END_TEST

START_TEST(a_ledger_sealed_anew_contradicts_a_kept_checkpoint)
{
	struct audit_proof kept = checkpoint_of("ledger.git", 4);
	struct audit_options options = {.checkpoints_n = 1, .checkpoints = &kept};

	audit("other.git", &options);
	ck_assert_uint_eq(result->findings_n, 1);
	must_be_found(CHECK(WITNESS), -1, "checkpoint");
	ck_assert_int_eq(result->findings[0].error.code, ERROR_AUDIT_REWRITTEN);
	ck_assert_str_eq(result->findings[0].path, "kept.checkpoint");
}
END_TEST

START_TEST(a_ledger_sealed_anew_contradicts_a_kept_receipt)
{
	struct audit_proof kept = receipt_of("ledger.git", 1);
	struct audit_options options = {.receipts_n = 1, .receipts = &kept};

	audit("other.git", &options);
	ck_assert_uint_eq(result->findings_n, 1);
	must_be_found(CHECK(RECEIPT), -1, "receipt");
	ck_assert_int_eq(result->findings[0].error.code, ERROR_AUDIT_RECEIPT);
	ck_assert_str_eq(result->findings[0].path, "kept.proof");
}
END_TEST

START_TEST(a_ledger_cut_short_is_sound_by_itself_and_contradicts_what_was_kept)
{
	struct audit_proof checkpoint = checkpoint_of("ledger.git", 6);
	struct audit_proof receipt = receipt_of("ledger.git", 6);
	struct audit_options options = {.ledger_id = NULL};

	cut_after("ledger.git", 3);
	audit("ledger.git", &options);
	ck_assert_msg(result->findings_n == 0, "%s", what_was_found());
	options.checkpoints_n = options.receipts_n = 1;
	options.checkpoints = &checkpoint;
	options.receipts = &receipt;
	audit("ledger.git", &options);
	ck_assert_uint_eq(result->findings_n, 2);
	must_be_found(CHECK(WITNESS), -1, "checkpoint");
	must_be_found(CHECK(RECEIPT), -1, "receipt");
	ck_assert_int_eq(result->findings[0].error.code, ERROR_AUDIT_SHORTER);
	ck_assert_int_eq(result->findings[1].error.code, ERROR_AUDIT_SHORTER);
}
END_TEST

START_TEST(a_proof_that_is_no_proof_is_found)
{
	struct audit_proof kept = checkpoint_of("ledger.git", 4), spoilt[4];
	struct audit_options options = {.checkpoints_n = COUNT_OF(spoilt), .checkpoints = spoilt};
	static const size_t at[] = {2, 60, 90, 200};

	for (size_t i = 0; i < COUNT_OF(spoilt); i++) {
		char *text = talloc_strndup(mem, kept.text, kept.size);

		ck_assert_uint_lt(at[i], kept.size);
		text[at[i]] = (char)(text[at[i]] ^ 1);
		spoilt[i] = (struct audit_proof){"spoilt", text, kept.size};
	}
	audit("ledger.git", &options);
	ck_assert_uint_eq(result->findings_n, COUNT_OF(spoilt));
	must_be_found(CHECK(WITNESS), -1, "spoilt");
}
END_TEST

START_TEST(a_ledger_that_is_not_the_one_meant_is_found)
{
	struct audit_options options = {.ledger_id = "ccer.test/00000000000000000000000000000000"};

	audit("ledger.git", &options);
	ck_assert_uint_eq(result->findings_n, 1);
	must_be_found(CHECK(IDENTITY), -1, "identity");
	options.ledger_id = talloc_strdup(mem, result->ledger_id);
	audit("ledger.git", &options);
	ck_assert_msg(result->findings_n == 0, "%s", what_was_found());
}
END_TEST

static Suite *rewritten_suite(void)
{
	Suite *suite = suite_create("rewritten");
	TCase *c = tcase_create("rewritten");

	tcase_set_timeout(c, 120);
	tcase_add_unchecked_fixture(c, make_ledgers, remove_ledgers);
	tcase_add_checked_fixture(c, begin, end);
	tcase_add_loop_test(c, a_page_sealed_again_is_found, 0, COUNT_OF(pages));
	tcase_add_test(c, a_signature_that_was_to_spare_is_missed_at_the_next_checkpoint);
	tcase_add_test(c, a_ledger_sealed_anew_is_sound_by_itself);
	tcase_add_test(c, a_ledger_agrees_with_its_own_proofs);
	tcase_add_test(c, a_ledger_sealed_anew_contradicts_a_kept_checkpoint);
	tcase_add_test(c, a_ledger_sealed_anew_contradicts_a_kept_receipt);
	tcase_add_test(c, a_ledger_cut_short_is_sound_by_itself_and_contradicts_what_was_kept);
	tcase_add_test(c, a_proof_that_is_no_proof_is_found);
	tcase_add_test(c, a_ledger_that_is_not_the_one_meant_is_found);
	suite_add_tcase(suite, c);
	return suite;
}

TEST_MAIN(rewritten_suite)
