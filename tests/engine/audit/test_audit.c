/*
 * A thousand places in a ledger, at each one bit flipped: the audit must find every
 * one, and say where. Then what somebody with the sealing key could do.
 */
#include "engine/audit/audit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "tests/engine/audit/forge.h"
#include "tests/engine/ledger_maker.h"
#include "tests/folder.h"
#include "tests/support.h"

#define CHECK(name) (1u << AUDIT_##name)
/* The checks that can find a page's content wrong. */
#define CONTENT                                                                                    \
	(CHECK(PAGE) | CHECK(SEQUENCE) | CHECK(DOCUMENT) | CHECK(DECISION) | CHECK(CHANGES) |      \
		CHECK(FILES) | CHECK(COMMIT) | CHECK(CHECKPOINT))

static struct folder made;     /* the ledger as it was made */
static struct secret_key *key; /* the sealing key */
static struct folder f;	       /* the test's own copy of it */
static const char *ledger;
static void *mem;
static struct forge *forge;
static struct audit_result *result;

/* --- the ledger --- */

static void make_ledger(void)
{
	struct ledger_maker *m;

	made = folder_make();
	m = ledger_maker_new(NULL, folder_file(&made, "ledger.git"));
	key = story_secret(NULL, "sealing");
	ledger_maker_rules(m);
	ledger_maker_until(m, STORY_PARTIES);
	ledger_maker_until(m, STORY_ROLES);
	ledger_maker_void(m);
	talloc_free(m);
}

static void remove_ledger(void)
{
	secret_key_free(key);
	folder_remove(&made);
}

static void begin(void)
{
	mem = talloc_new(NULL);
	f = folder_make();
	ck_assert_int_eq(folder_run(&f, "cp -r %s/ledger.git .", made.path), 0);
	ledger = talloc_strdup(mem, folder_file(&f, "ledger.git"));
	forge = forge_open(mem, ledger);
	result = talloc_zero(mem, struct audit_result);
}

static void end(void)
{
	talloc_free(mem);
	folder_remove(&f);
}

/* --- what the audit must say --- */

static void audit(void)
{
	static const struct audit_options options;
	char report[ERROR_TEXT_MAX];
	struct error err;

	ck_assert_msg(audit_run(ledger, &options, result, &err) == 0, "%s",
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

/* The first finding by one of the checks about this page or the next, which rests on it. */
static const struct audit_finding *finding_of(unsigned checks, int64_t page)
{
	for (size_t i = 0; i < result->findings_n; i++) {
		const struct audit_finding *x = &result->findings[i];

		if (!(checks & (1u << x->check)))
			continue;
		if (page < 0 || x->page == page || x->page == page + 1)
			return x;
		/* A commit that can no longer be reached ends the walk before any page. */
		if (x->check == AUDIT_HISTORY && x->page < 0)
			return x;
	}
	return NULL;
}

static const struct audit_finding *must_find(unsigned checks, int64_t page, const char *what)
{
	const struct audit_finding *x;

	audit();
	x = finding_of(checks, page);
	ck_assert_msg(x != NULL, "%s: %s", what, what_was_found());
	ck_assert_msg(x->error.code != ERROR_NONE && (x->page >= 0 || x->path[0]),
		"%s: no place or reason", what);
	return x;
}

/* --- one byte --- */

/* Where a byte is changed: the object as it is, and how it is put back changed. */
struct site {
	size_t page;
	const char *path;
	char *bytes;
	size_t size;
};

enum { SITES_MAX = 512 };

struct sites {
	struct site site[SITES_MAX];
	size_t n, total;
};

static void add_site(struct sites *s, size_t page, const char *path, char *bytes, size_t size)
{
	ck_assert_uint_lt(s->n, SITES_MAX);
	s->site[s->n++] = (struct site){page, path, bytes, size};
	s->total += size;
}

static void add_file(struct sites *s, size_t page, const char *path)
{
	size_t size;
	char *bytes = forge_file(forge, mem, page, path, &size);

	if (bytes)
		add_site(s, page, path, bytes, size);
}

static const char *path_of_page(size_t page)
{
	char *path = talloc_size(mem, PAGE_PATH_SIZE);

	return page_path((int64_t)page, path);
}

static void page_sites(struct sites *s)
{
	for (size_t page = 0; page < forge->n; page++)
		add_file(s, page, path_of_page(page));
}

static void checkpoint_sites(struct sites *s)
{
	for (size_t page = 1; page < forge->n; page++)
		add_file(s, page, "checkpoint");
}

/* genesis.yaml and the copies of public documents. */
static void copy_sites(struct sites *s)
{
	for (size_t page = 0; page < forge->n; page++) {
		char **paths = forge_added(forge, mem, page);

		for (size_t i = 0; paths[i]; i++)
			if (strncmp(paths[i], "journal/", 8) != 0 &&
				strcmp(paths[i], "checkpoint") != 0)
				add_file(s, page, paths[i]);
	}
}

/* A copy of the bytes with one of the eight bits of one byte flipped. */
static char *flipped(const struct site *site, size_t at, int i)
{
	char *bytes = talloc_memdup(mem, site->bytes, site->size + 1);

	ck_assert_uint_lt(at, site->size);
	bytes[at] = (char)(bytes[at] ^ (1 << i % 8));
	return bytes;
}

/* The i-th of n places, spread evenly over all bytes of all sites. */
static const struct site *place_of(const struct sites *s, int i, int n, size_t *at)
{
	size_t byte = (s->total * (size_t)i + s->total / 2) / (size_t)n;

	for (size_t k = 0; k < s->n; k++) {
		*at = byte;
		if (byte < s->site[k].size)
			return &s->site[k];
		byte -= s->site[k].size;
	}
	ck_abort_msg("no such place");
	return NULL;
}

/* How many flips were found by which check. */
struct tally {
	int flips, unchanged, by[AUDIT_CHECK_COUNT];
};

static void show_tally(const char *name, const struct tally *t)
{
	printf("# %s: %d bytes flipped, %d without effect; found by", name, t->flips, t->unchanged);
	for (int check = 1; check < AUDIT_CHECK_COUNT; check++)
		if (t->by[check])
			printf(" %s %d", audit_check_name((enum audit_check)check), t->by[check]);
	printf("\n");
	fflush(stdout);
}

static const char *site_text(const struct site *site, size_t at, int bit)
{
	return talloc_asprintf(mem, "page %zu, %s, byte %zu, bit %d", site->page,
		site->path ? site->path : "commit", at, bit % 8);
}

/* --- files: pages, copies, checkpoints --- */

static const struct {
	const char *name;
	void (*gather)(struct sites *s);
	int n;
	bool sealed_again;
	unsigned checks;
} files[] = {
	{"pages", page_sites, 220, false, CONTENT | CHECK(SEALED)},
	{"pages, sealed again", page_sites, 220, true, CONTENT},
	{"checkpoints", checkpoint_sites, 60, false, CHECK(CHECKPOINT)},
	{"checkpoints, sealed again", checkpoint_sites, 60, true, CHECK(CHECKPOINT)},
	{"copies of documents", copy_sites, 60, false, CHECK(FILES)},
	{"copies of documents, sealed again", copy_sites, 60, true, CHECK(FILES)},
};

/*
 * The last page's time can be sealed again: no checkpoint follows it yet, so only a
 * kept one or a receipt shows it. All its other bytes are bound.
 */
static bool is_free(const struct site *site, size_t at)
{
	const char *time = strstr(site->bytes, "\ntime: ");

	return site->page + 1 == forge->n && time && at > (size_t)(time - site->bytes) &&
	       at < (size_t)(time - site->bytes) + strlen("\ntime: 2024-09-02T01:00:00.000Z");
}

START_TEST(a_byte_of_a_file_is_found)
{
	struct sites *s = talloc_zero(mem, struct sites);
	struct tally tally = {0};

	files[_i].gather(s);
	for (int i = 0; i < files[_i].n; i++) {
		size_t at;
		const struct site *site = place_of(s, i, files[_i].n, &at);
		struct forge_change change = {.page = site->page,
			.path = site->path,
			.bytes = flipped(site, at, i),
			.size = site->size,
			.key = files[_i].sealed_again ? key : NULL};

		if (change.key && is_free(site, at))
			continue;
		forge_rewrite(forge, &change);
		tally.flips++;
		tally.by[must_find(files[_i].checks, (int64_t)site->page, site_text(site, at, i))
				 ->check]++;
	}
	show_tally(files[_i].name, &tally);
}
END_TEST

/* --- commits --- */

START_TEST(a_byte_of_a_commit_is_found)
{
	struct sites *s = talloc_zero(mem, struct sites);
	struct tally tally = {0};

	for (size_t page = 0; page < forge->n; page++)
		add_site(s, page, NULL, forge->commits[page].body, forge->commits[page].size);
	for (int i = 0; i < 160; i++) {
		size_t at;
		const struct site *site = place_of(s, i, 160, &at);
		struct forge_change change = {
			.page = site->page, .body = flipped(site, at, i), .body_size = site->size};

		forge_rewrite(forge, &change);
		tally.flips++;
		tally.by[must_find(CHECK(HISTORY) | CHECK(SEALED) | CHECK(COMMIT) | CHECK(PAGE),
			(int64_t)site->page, site_text(site, at, i))
				 ->check]++;
	}
	show_tally("commits", &tally);
}
END_TEST

/* Author, committer and message, which the page determines, under a true signature. */
START_TEST(a_byte_of_a_commits_words_is_found_under_the_sealing_keys_signature)
{
	struct tally tally = {0};

	for (int i = 0; i < 80; i++) {
		size_t page = (size_t)i % forge->n;
		struct site site = {
			page, NULL, forge->commits[page].body, forge->commits[page].size};
		const char *begin = strstr(site.bytes, "\nauthor ") + 1;
		const char *middle = strstr(site.bytes, "\ngpgsig ") + 1;
		const char *behind = strstr(site.bytes, "\n\n") + 2;
		size_t words = (size_t)(middle - begin), n = words + strlen(behind);
		size_t at = (size_t)i * 37 % n;
		struct forge_change change = {.page = page, .key = key};

		at = (size_t)((at < words ? begin + at : behind + (at - words)) - site.bytes);
		change.body = flipped(&site, at, i % 7);
		change.body_size = site.size;
		if (!change.body[at] || !strstr(change.body, "\ngpgsig "))
			continue;
		forge_rewrite(forge, &change);
		tally.flips++;
		tally.by[must_find(
			CHECK(HISTORY) | CHECK(COMMIT), (int64_t)page, site_text(&site, at, i))
				 ->check]++;
	}
	show_tally("commits' words, signed again", &tally);
}
END_TEST

/* --- paths and trees --- */

START_TEST(a_byte_of_a_path_is_found)
{
	struct tally tally = {0};

	for (int i = 0; i < 60; i++) {
		size_t page = (size_t)i % forge->n;
		char **paths = forge_added(forge, mem, page);
		const char *path = paths[i % 2 && paths[1] ? 1 : 0];
		size_t at = (size_t)i * 13 % strlen(path), size;
		char *other = talloc_strdup(mem, path);
		struct forge_change change = {.page = page, .path = path, .beside = other};

		other[at] = (char)(other[at] ^ (1 << i % 5));
		if (other[at] == '/' || path[at] == '/' || !other[at] || strcmp(path, other) == 0)
			continue;
		change.bytes = forge_file(forge, mem, page, path, &size);
		change.size = size;
		change.key = i % 3 ? key : NULL;
		forge_rewrite(forge, &change);
		tally.flips++;
		tally.by[must_find(CHECK(PAGE) | CHECK(FILES), (int64_t)page, other)->check]++;
	}
	show_tally("paths", &tally);
}
END_TEST

START_TEST(a_byte_of_a_tree_is_found)
{
	struct sites *s = talloc_zero(mem, struct sites);
	struct tally tally = {0};

	for (size_t page = 0; page < forge->n; page++) {
		size_t size;
		char *root = forge_root(forge, mem, page, &size);

		add_site(s, page, "(root tree)", root, size);
	}
	for (int i = 0; i < 80; i++) {
		size_t at;
		const struct site *site = place_of(s, i, 80, &at);
		struct forge_change change = {.page = site->page,
			.root = flipped(site, at, i),
			.root_size = site->size,
			.key = key};

		forge_rewrite(forge, &change);
		tally.flips++;
		tally.by[must_find(
			CHECK(HISTORY) | CONTENT, (int64_t)site->page, site_text(site, at, i))
				 ->check]++;
	}
	show_tally("trees, sealed again", &tally);
}
END_TEST

/* --- the repository's own files --- */

static void put(const char *path, const char *bytes, size_t size)
{
	ck_assert_int_eq(folder_run(&f, "chmod u+w ledger.git/%s", path), 0);
	folder_put(&f, talloc_asprintf(mem, "ledger.git/%s", path), bytes, size);
}

static struct site file_site(const char *path)
{
	struct site site = {.path = path, .bytes = talloc_zero_size(mem, 1 << 20)};

	site.size =
		folder_get(&f, talloc_asprintf(mem, "ledger.git/%s", path), site.bytes, 1 << 20);
	return site;
}

/* Whether the head can still be reached as it was: a letter's case, a space after it. */
static bool head_is_unchanged(void)
{
	git_repository *repo;
	git_reference *head = NULL;
	bool same;

	ck_assert_int_eq(git_repository_open_bare(&repo, ledger), 0);
	same = git_repository_head(&head, repo) == 0 &&
	       strcmp(git_reference_name(head), "refs/heads/main") == 0 &&
	       git_oid_equal(git_reference_target(head), &forge->commits[forge->n - 1].id);
	git_reference_free(head);
	git_repository_free(repo);
	return same;
}

START_TEST(a_byte_of_head_and_of_the_branch_is_found)
{
	static const char *const paths[] = {"refs/heads/main", "HEAD"};
	struct tally tally = {0};

	for (size_t k = 0; k < COUNT_OF(paths); k++) {
		struct site site = file_site(paths[k]);

		for (size_t at = 0; at < site.size; at++) {
			put(paths[k], flipped(&site, at, (int)at), site.size);
			tally.flips++;
			if (head_is_unchanged())
				tally.unchanged++;
			else
				tally.by[must_find(CHECK(HISTORY), -1, paths[k])->check]++;
		}
		put(paths[k], site.bytes, site.size);
	}
	show_tally("HEAD and branch", &tally);
	/* Bit n % 8 of byte n is flipped: the case of five hex digits, and the line's end. */
	ck_assert_int_le(tally.unchanged, 6);
}
END_TEST

/* Whether stock git reads the object as it was. */
static bool object_is_unchanged(const char *path)
{
	return folder_run(&f,
		       "git --git-dir ledger.git cat-file -t %.2s%s && "
		       "git --git-dir ledger.git fsck --strict --no-dangling",
		       path + strlen("objects/"), path + strlen("objects/") + 3) == 0;
}

START_TEST(a_byte_of_a_loose_object_is_found)
{
	struct tally tally = {0};
	char *list = talloc_zero_size(mem, 1 << 20), *saved;
	int i = 0;

	ck_assert_int_eq(folder_run(&f, "cd ledger.git && find objects -type f | sort"), 0);
	folder_get(&f, "log", list, 1 << 20);
	for (char *path = strtok_r(list, "\n", &saved); path; path = strtok_r(NULL, "\n", &saved)) {
		struct site site = file_site(path);
		size_t at = (size_t)i * 101 % site.size;

		put(path, flipped(&site, at, i++), site.size);
		tally.flips++;
		audit();
		if (result->findings_n)
			tally.by[result->findings[0].check]++;
		else if (object_is_unchanged(path))
			tally.unchanged++;
		else
			ck_abort_msg("not found: %s", site_text(&site, at, i - 1));
		put(path, site.bytes, site.size);
	}
	show_tally("loose objects", &tally);
	ck_assert_int_le(tally.unchanged, tally.flips / 10);
}
END_TEST

/* --- whoever holds the sealing key --- */

START_TEST(a_ledger_as_it_was_made_has_no_finding)
{
	audit();
	ck_assert_msg(result->findings_n == 0, "%s", what_was_found());
	ck_assert_int_eq(result->pages, (int64_t)forge->n);
	for (int check = 1; check < AUDIT_WITNESS; check++)
		ck_assert_int_gt(result->done[check], 0);
}
END_TEST

static Suite *audit_suite(void)
{
	Suite *suite = suite_create("audit");
	TCase *c = tcase_create("flips");

	tcase_set_timeout(c, 300);
	tcase_add_unchecked_fixture(c, make_ledger, remove_ledger);
	tcase_add_checked_fixture(c, begin, end);
	tcase_add_test(c, a_ledger_as_it_was_made_has_no_finding);
	tcase_add_loop_test(c, a_byte_of_a_file_is_found, 0, COUNT_OF(files));
	tcase_add_test(c, a_byte_of_a_commit_is_found);
	tcase_add_test(c, a_byte_of_a_commits_words_is_found_under_the_sealing_keys_signature);
	tcase_add_test(c, a_byte_of_a_path_is_found);
	tcase_add_test(c, a_byte_of_a_tree_is_found);
	tcase_add_test(c, a_byte_of_head_and_of_the_branch_is_found);
	tcase_add_test(c, a_byte_of_a_loose_object_is_found);
	suite_add_tcase(suite, c);
	return suite;
}

TEST_MAIN(audit_suite)
