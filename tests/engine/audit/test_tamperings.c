/*
 * TAMPERINGS= generated tamperings (300 unless set) of generated ledgers, of which there
 * are LEDGERS= (20), from SEED= (1): the audit passes every ledger as it was made, and for
 * every tampering it names the place and a check by which that class may be found.
 * `make check-tamper` does more. Tamperings that leave every byte that git reads as it was
 * are counted apart.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "tests/engine/audit/honest.h"
#include "tests/engine/audit/tampering.h"
#include "tests/folder.h"
#include "tests/rules/story.h"
#include "tests/support.h"

enum {
	GROUNDS = 14, /* ledgers to tamper with: two of them are the golden one */
	GOLDEN = 2,
	OPENING = 20, /* entries with which every history begins */
	STEPS_MIN = 36,
	STEPS_MORE = 60,
	CLASSES_MAX = 80,
	TRIES = 40,
};

static struct folder f;
static void *mem;
static struct secret_key *key;
static uint64_t seed, ledgers_n, tamperings_n;
static struct honest *honest; /* one for each ledger */
static struct ground grounds[GROUNDS];
static struct audit_result *result;

static uint64_t given(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text && text[0] ? strtoull(text, NULL, 10) : otherwise;
}

/* --- ledgers --- */

static size_t steps_of(uint64_t i)
{
	return STEPS_MIN + (size_t)((seed + i) * UINT64_C(2654435761) % STEPS_MORE);
}

static const char *ledger_name(uint64_t i)
{
	return talloc_asprintf(mem, "ledger-%" PRIu64 ".git", i);
}

static void make_ledgers(void)
{
	mem = talloc_new(NULL);
	f = folder_make();
	key = story_secret(mem, "sealing");
	seed = given("SEED", 1);
	ledgers_n = given("LEDGERS", 20);
	tamperings_n = given("TAMPERINGS", 300);
	result = talloc_zero(mem, struct audit_result);
	honest = talloc_zero_array(mem, struct honest, (unsigned)ledgers_n);
	ck_assert_uint_ge(ledgers_n, GROUNDS - GOLDEN);
	for (uint64_t i = 0; i < ledgers_n; i++)
		honest_make(folder_file(&f, ledger_name(i)), seed + i, steps_of(i), HONEST_ALL,
			&honest[i]);
}

static void remove_ledgers(void)
{
	talloc_free(mem);
	folder_remove(&f);
}

/* --- the audit --- */

static void audit(const char *folder, const struct audit_options *options)
{
	char report[ERROR_TEXT_MAX];
	struct error err;

	ck_assert_msg(audit_run(folder, options, result, &err) == 0, "%s",
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

/* Without its HEAD it is not a repository to git; it cannot be audited, and that is reported. */
static void audit_tampered(const struct tampering *t)
{
	struct error err;

	if (!t->file || strcmp(t->file, "HEAD") != 0) {
		audit(t->audited, &t->options);
		return;
	}
	if (audit_run(t->audited, &t->options, result, &err) == 0)
		return;
	ck_assert_int_eq(err.code, ERROR_LEDGER_MISSING);
	result->findings_n = 1;
	result->findings[0] = (struct audit_finding){AUDIT_HISTORY, -1, -1, "HEAD", err};
}

START_TEST(honest_ledgers_pass)
{
	static const struct audit_options options;
	int64_t pages = 0, entries = 0, refused = 0;

	for (uint64_t i = 0; i < ledgers_n; i++) {
		audit(folder_file(&f, ledger_name(i)), &options);
		ck_assert_msg(result->findings_n == 0, "SEED=%" PRIu64 ": %s", seed + i,
			what_was_found());
		ck_assert_int_eq(result->pages, honest[i].pages);
		ck_assert_int_eq(result->entries, honest[i].entries);
		pages += honest[i].pages;
		entries += honest[i].entries;
		refused += honest[i].refused;
	}
	printf("# SEED=%" PRIu64 ": %" PRIu64 " honest ledgers pass: %" PRId64 " pages, %" PRId64
	       " entries; %" PRId64 " documents were refused\n",
		seed, ledgers_n, pages, entries, refused);
	fflush(stdout);
}
END_TEST

/* --- grounds --- */

static void open_ground(struct ground *g, const char *name)
{
	static const struct audit_options options;

	g->name = name;
	g->folder = talloc_strdup(mem, folder_file(&f, name));
	if (g->packed)
		ck_assert_int_eq(folder_run(&f, "git -C %s repack -adq", name), 0);
	audit(g->folder, &options);
	ck_assert_msg(result->findings_n == 0, "%s: %s", name, what_was_found());
	snprintf(g->ledger_id, sizeof(g->ledger_id), "%s", result->ledger_id);
	g->forge = forge_open(mem, g->folder);
	g->key = key;
}

/* All entries of a ledger behind genesis, one after the other, whatever pages they are in. */
static const struct buffer *entries_of(void *own, struct forge *forge)
{
	struct buffer *out = buffer_new(own, LIMIT_PAGE);

	for (size_t page = 1; page < forge->n; page++) {
		char path[PAGE_PATH_SIZE];
		size_t size;
		char *bytes = forge_file(forge, own, page, page_path((int64_t)page, path), &size);

		buffer_add(out, bytes, size);
	}
	return out;
}

/* The first entry in which two ledgers differ; -1 if they are the same. */
static int64_t parts_at(const struct ground *g)
{
	AUTO_MEMORY void *own = talloc_new(NULL);
	const struct buffer *one = entries_of(own, g->forge);
	const struct buffer *two = entries_of(own, g->sibling_forge);
	struct buffer *same = buffer_new(own, LIMIT_PAGE);
	struct page p;
	struct error err;

	ck_assert_int_eq(page_read(own, one->bytes, one->size, &p, &err), 0);
	for (size_t i = 0; i < p.n; i++) {
		entry_write(&p.entries[i], same);
		if (same->size > two->size || memcmp(same->bytes, two->bytes, same->size) != 0)
			return p.entries[i].sequence;
	}
	return -1;
}

/* The same history without one of its documents, from where it takes another course. */
static void open_sibling(struct ground *g, uint64_t i)
{
	const char *name = talloc_asprintf(mem, "sibling-%" PRIu64 ".git", i);
	size_t steps = steps_of(i), step = OPENING + (size_t)(seed + i) % 12;
	struct honest other;

	g->sibling = talloc_strdup(mem, folder_file(&f, name));
	/* A document that was refused makes no difference. */
	for (g->parts_at = -1; g->parts_at < 0; step++) {
		ck_assert_uint_lt(step, steps);
		ck_assert_int_eq(folder_run(&f, "rm -rf %s", name), 0);
		honest_make(g->sibling, seed + i, steps, (int64_t)step, &other);
		g->sibling_forge = forge_open(mem, g->sibling);
		g->parts_at = parts_at(g);
	}
}

static void open_golden(struct ground *g, bool packed)
{
	const char *name = packed ? "golden-packed.git" : "golden.git";

	ck_assert_int_eq(folder_run(&f,
				 "rm -rf %s && git clone -q --bare %s/tests/data/golden/"
				 "rules-1.bundle %s",
				 name, getenv("top_srcdir"), name),
		0);
	if (!packed)
		ck_assert_int_eq(folder_run(&f,
					 "rm -rf pack && mv %s/objects/pack pack && mkdir "
					 "%s/objects/pack && for p in pack/*.pack; do "
					 "git -C %s unpack-objects -q <$p; done",
					 name, name, name),
			0);
	ck_assert_int_eq(folder_run(&f,
				 "cd %s && id=$(git rev-parse main) && rm -f packed-refs && "
				 "mkdir -p refs/heads && echo $id >refs/heads/main",
				 name),
		0);
	g->packed = packed;
	open_ground(g, name);
}

static void open_grounds(void)
{
	open_golden(&grounds[0], false);
	open_golden(&grounds[1], true);
	for (uint64_t i = 0; i < GROUNDS - GOLDEN; i++) {
		struct ground *g = &grounds[GOLDEN + i];

		g->packed = i % 3 == 0;
		open_ground(g, ledger_name(i));
		open_sibling(g, i);
	}
}

/* --- tamperings --- */

struct tally {
	const struct tampering_class *class;
	int made, same, by[AUDIT_CHECK_COUNT];
};

static struct tally tallies[CLASSES_MAX];
static size_t tallies_n;

static void list_classes(void)
{
	const struct tampering_class *const lists[] = {tampering_bytes, tampering_entries,
		tampering_trees, tampering_histories, tampering_forms};

	for (size_t i = 0; i < COUNT_OF(lists); i++)
		for (const struct tampering_class *c = lists[i]; c->name; c++) {
			ck_assert_uint_lt(tallies_n, CLASSES_MAX);
			tallies[tallies_n++].class = c;
		}
}

static bool is_there(const struct audit_finding *x, const struct tampering *t, enum reach reach)
{
	int64_t page = (int64_t)t->page;

	if (x->error.code == ERROR_NONE)
		return false;
	if (reach == REACH_PROOF)
		return strcmp(x->path, t->proof.name) == 0;
	if (reach == REACH_SOMEWHERE)
		return x->page >= 0 || x->path[0] || x->check == AUDIT_IDENTITY;
	/* A commit that can no longer be reached ends the walk before any page. */
	return x->page == page || x->page == page + 1 ||
	       (x->check == AUDIT_HISTORY && x->page < 0 && x->path[0]);
}

static const struct audit_finding *find_by(
	const struct tampering *t, unsigned checks, enum reach reach)
{
	for (size_t i = 0; i < result->findings_n; i++)
		if (checks & (1u << result->findings[i].check) &&
			is_there(&result->findings[i], t, reach))
			return &result->findings[i];
	return NULL;
}

static const struct audit_finding *find(
	const struct tampering *t, const struct tampering_class *class)
{
	const struct audit_finding *x = find_by(t, class->checks, class->reach);

	/* Those who do not hold the sealing key leave the signature as it is. */
	if (!x && t->moved && !t->sealer)
		x = find_by(t, CHECK(SEALED), class->reach);
	return x;
}

/* All that stock git reads from HEAD: the name of its branch, every object's bytes. */
static const char *all_that_git_reads(const struct ground *g)
{
	char text[256];

	if (folder_run(&f,
		    "cd '%s' && set -e && git symbolic-ref HEAD && git rev-parse main && "
		    "git rev-list --objects --no-object-names main >../list && "
		    "git cat-file --batch <../list >../batch && sha256sum <../batch",
		    g->folder) != 0)
		return "nothing";
	folder_get(&f, "log", text, sizeof(text));
	return talloc_strdup(mem, text);
}

static bool means_the_same(struct tampering *t)
{
	const char *read, *before;

	if (!t->may_mean_the_same)
		return false;
	read = all_that_git_reads(t->ground);
	tampering_undo(t);
	before = all_that_git_reads(t->ground);
	ck_assert_str_ne(before, "nothing");
	return strcmp(read, before) == 0;
}

static void tamper(struct tally *tally, uint64_t number)
{
	AUTO_MEMORY void *own = talloc_new(NULL);
	struct tampering t = {.mem = own, .random = seed * UINT64_C(1000003) + number};
	const struct audit_finding *x;
	bool made = false;

	for (int tries = 0; tries < TRIES && !made; tries++) {
		t.ground = &grounds[tampering_chance(&t, GROUNDS)];
		made = tampering_apply(&t, tally->class);
		if (!made)
			tampering_undo(&t);
	}
	ck_assert_msg(made, "%s %s: no ledger has it", tally->class->group, tally->class->name);
	if (t.may_mean_the_same)
		forge_let_go(t.ground->forge);
	audit_tampered(&t);
	x = find(&t, tally->class);
	tally->made++;
	if (x)
		tally->by[x->check]++;
	else if (result->findings_n == 0 && means_the_same(&t))
		tally->same++;
	else
		ck_abort_msg("SEED=%" PRIu64 " tampering %" PRIu64 ", %s, %s %s, %s%s: %s", seed,
			number, t.ground->name, tally->class->group, tally->class->name, t.what,
			t.sealer ? ", sealed again" : "", what_was_found());
	tampering_undo(&t);
	if (t.may_mean_the_same)
		forge_take(t.ground->forge);
}

static void show(int *all, int *same)
{
	for (size_t i = 0; i < tallies_n; i++) {
		const struct tally *y = &tallies[i];

		printf("# %-11s %-38s %4d found by", y->class->group, y->class->name,
			y->made - y->same);
		for (int check = 1; check < AUDIT_CHECK_COUNT; check++)
			if (y->by[check])
				printf(" %s %d", audit_check_name((enum audit_check)check),
					y->by[check]);
		if (y->same)
			printf("; %d left what git reads as it was", y->same);
		printf("\n");
		*all += y->made;
		*same += y->same;
	}
}

START_TEST(every_tampering_is_found_and_named)
{
	int all = 0, same = 0;

	open_grounds();
	list_classes();
	for (uint64_t i = 0; i < tamperings_n; i++)
		tamper(&tallies[i % tallies_n], i);
	show(&all, &same);
	printf("# SEED=%" PRIu64 ": %d tamperings of %zu classes, %d found and named, %d without "
	       "effect, 0 missed\n",
		seed, all, tallies_n, all - same, same);
	fflush(stdout);
	/* Only the containers of git's own files have bytes that mean nothing. */
	ck_assert_int_le(same, all / 20);
}
END_TEST

/* --- every file of the golden ledger --- */

START_TEST(every_file_of_the_golden_ledger_is_watched)
{
	static const struct tampering_class any = {
		"golden", "a file", CONTENT | CHECK(HISTORY), REACH_PAGE, NULL};
	struct ground *g = &grounds[0];
	int files = 0;

	open_golden(g, false);
	for (size_t page = 0; page < g->forge->n; page++) {
		AUTO_MEMORY void *own = talloc_new(NULL);
		char **paths = forge_added(g->forge, own, page);

		for (size_t i = 0; paths[i]; i++, files++) {
			struct tampering t = {.mem = own,
				.random = seed + (uint64_t)files,
				.ground = g,
				.page = page,
				.sealer = key,
				.audited = g->folder};
			struct forge_change c = {.page = page, .path = paths[i]};
			char *bytes = forge_file(g->forge, own, page, paths[i], &c.size);

			c.bytes = tampering_spoil(&t, bytes, &c.size);
			tampering_rewrite(&t, &c);
			audit(g->folder, &t.options);
			ck_assert_msg(find(&t, &any) != NULL, "%s: %s", paths[i], what_was_found());
			tampering_undo(&t);
		}
	}
	printf("# %d files of the golden ledger spoilt and sealed again, each found\n", files);
	fflush(stdout);
}
END_TEST

static Suite *tamperings_suite(void)
{
	Suite *suite = suite_create("tamperings");
	TCase *c = tcase_create("tamperings");

	tcase_set_timeout(c, 0);
	tcase_add_unchecked_fixture(c, make_ledgers, remove_ledgers);
	tcase_add_test(c, honest_ledgers_pass);
	tcase_add_test(c, every_tampering_is_found_and_named);
	tcase_add_test(c, every_file_of_the_golden_ledger_is_watched);
	suite_add_tcase(suite, c);
	return suite;
}

TEST_MAIN(tamperings_suite)
