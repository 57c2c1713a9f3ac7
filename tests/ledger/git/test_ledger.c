#include "ledger/ledger.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <talloc.h>

#include "base/phrase.h"
#include "ledger/git/examine.h"
#include "signature/secret_key.h"
#include "signature/sshsig.h"
#include "tests/folder.h"
#include "tests/signature/vectors.h"
#include "tests/support.h"

#define NAME "ccer.example"
#define GIT_SSH "git -C ledger -c gpg.format=ssh -c gpg.ssh.allowedSignersFile=../allowed "

static void *mem;
static struct folder f;
static struct secret_key *key;
static struct error err;
static char path[PATH_MAX];

static void set_up(void)
{
	mem = talloc_new(NULL);
	f = folder_make();
	key = secret_key_from_seed(mem, vector_seed());
	snprintf(path, sizeof(path), "%s/ledger", f.path);
	err = (struct error){.code = ERROR_NONE};
}

static void tear_down(void)
{
	folder_remove(&f);
	talloc_free(mem);
}

/* Page n as the tests write it: bytes and time follow from the number. */
struct sample {
	struct ledger_page page;
	struct ledger_file files[3];
	char bytes[64], checkpoint[64];
};

static struct ledger_page *sample_page(struct sample *s, int64_t number)
{
	*s = (struct sample){.page = {.number = number,
				     .name = NAME,
				     .time = {1700000000999 + number},
				     .first_sequence = 3 * number,
				     .last_sequence = 3 * number + 2,
				     .bytes = s->bytes,
				     .checkpoint = number ? s->checkpoint : NULL,
				     .files_n = 1,
				     .files = s->files,
				     .sealing_key = key}};
	snprintf(s->bytes, sizeof(s->bytes), "page %d\n", (int)number);
	s->page.size = strlen(s->bytes);
	snprintf(s->checkpoint, sizeof(s->checkpoint), "checkpoint %d\n", (int)number);
	if (number == 0)
		snprintf(s->files[0].path, LEDGER_PATH_MAX, "genesis.yaml");
	else
		snprintf(s->files[0].path, LEDGER_PATH_MAX, "projects/3f/3f9a/%04d-void.yaml",
			(int)number);
	s->files[0].bytes = s->bytes;
	s->files[0].size = s->page.size;
	return &s->page;
}

static void seal(struct ledger *l, int64_t number, char mark[LEDGER_MARK_SIZE])
{
	struct sample s;

	ck_assert_msg(ledger_append(l, sample_page(&s, number), mark, &err) == 0, "%s",
		error_argument(&err, "reason"));
}

/* A ledger of n pages, open for writing. */
static struct ledger *ledger_of(int64_t n)
{
	struct ledger *l = ledger_create(path, &err);
	char commit[LEDGER_MARK_SIZE];

	ck_assert_msg(l != NULL, "%s %s", error_name(err.code), error_argument(&err, "reason"));
	for (int64_t i = 0; i < n; i++)
		seal(l, i, commit);
	return l;
}

static int write_allowed(const char *namespaces)
{
	char text[512], line[PUBLIC_KEY_TEXT_SIZE];
	int n = snprintf(text, sizeof(text), "sealing@" NAME " namespaces=\"%s\" %s\n", namespaces,
		public_key_text(secret_key_public(key), line));

	folder_put(&f, "allowed", text, (size_t)n);
	return n;
}

START_TEST(stock_git_accepts_the_repository_and_every_signature)
{
	struct ledger *l = ledger_of(4);

	ledger_free(l);
	write_allowed("git");
	ck_assert_int_eq(folder_run(&f, "git -C ledger fsck --strict --full"), 0);
	ck_assert_int_eq(folder_run(&f, "for c in $(git -C ledger rev-list main); do " GIT_SSH
					"verify-commit $c || exit 1; done"),
		0);
	write_allowed("file");
	ck_assert_int_ne(folder_run(&f, GIT_SSH "verify-commit main"), 0);
	ck_assert_int_eq(folder_run(&f, "test $(git -C ledger config gc.auto) = 0"), 0);
	ck_assert_int_eq(folder_run(&f, "git clone -q -b main ledger clone && "
					"test \"$(cat clone/genesis.yaml)\" = 'page 0'"),
		0);
}
END_TEST

START_TEST(a_commit_is_written_byte_by_byte)
{
	struct ledger *l = ledger_of(2);
	char head[LEDGER_COMMIT_SIZE], expected[512];
	struct ledger_commit c;
	struct sshsig s;

	ck_assert_int_eq(ledger_head(l, head, &err), 1);
	ck_assert_int_eq(ledger_commit_read(l, mem, head, &c, &err), 0);
	ck_assert_str_eq(c.id, head);
	ck_assert_int_eq(c.parents_n, 1);
	snprintf(expected, sizeof(expected),
		"tree %s\nparent %s\nauthor " NAME " <sealing@" NAME "> 1700000001 +0000\n"
		"committer " NAME " <sealing@" NAME "> 1700000001 +0000\n\n"
		"page 1: entries 3-5\n",
		c.tree, c.parent);
	ck_assert_uint_eq(c.signed_size, strlen(expected));
	ck_assert_str_eq(c.signed_bytes, expected);
	ck_assert_int_eq(sshsig_parse(c.signature, strlen(c.signature), &s, &err), 0);
	ck_assert_int_eq(sshsig_check(&s, "git", c.signed_bytes, c.signed_size, &err), 0);
	ck_assert(public_key_equal(&s.key, secret_key_public(key)));
	/* The armour in the header is the canonical one, folded. */
	struct buffer *armour = buffer_new(mem, 4096);
	sshsig_write(&s, armour);
	ck_assert_str_eq(c.signature, armour->bytes);
	ck_assert_int_eq(ledger_commit_read(l, mem, c.parent, &c, &err), 0);
	ck_assert_int_eq(c.parents_n, 0);
	ck_assert_ptr_nonnull(
		strstr(c.signed_bytes, "> 1700000000 +0000\n\npage 0: entries 0-2\n"));
	/* A tree is not a commit. */
	ck_assert_int_eq(ledger_commit_read(l, mem, c.tree, &c, &err), -1);
	ck_assert_int_eq(err.code, ERROR_LEDGER_COMMIT);
	ledger_free(l);
}
END_TEST

START_TEST(the_same_pages_give_the_same_commits)
{
	struct ledger *l = ledger_of(3);
	char head[LEDGER_COMMIT_SIZE], again[LEDGER_COMMIT_SIZE];

	ck_assert_int_eq(ledger_head(l, head, &err), 1);
	ledger_free(l);
	snprintf(path, sizeof(path), "%s/second", f.path);
	l = ledger_of(3);
	ck_assert_int_eq(ledger_head(l, again, &err), 1);
	ck_assert_str_eq(head, again);
	ledger_free(l);
}
END_TEST

START_TEST(pages_are_read_by_their_number_and_marked)
{
	struct ledger *l = ledger_of(3);
	char(*ids)[LEDGER_COMMIT_SIZE], head[LEDGER_COMMIT_SIZE], mark[LEDGER_MARK_SIZE];
	const char *bytes;
	int64_t pages;
	size_t n, size;

	/* As the writer knows it, and as it is read. */
	for (int round = 0; round < 2; round++) {
		ck_assert_int_eq(ledger_pages(l, &pages, &err), 0);
		ck_assert_int_eq(pages, 3);
		ck_assert_int_eq(ledger_history(l, mem, &ids, &n, &err), 0);
		ck_assert_uint_eq(n, 3);
		ck_assert_int_eq(ledger_head(l, head, &err), 1);
		ck_assert_str_eq(ids[2], head);
		for (int64_t i = 0; i < 3; i++) {
			ck_assert_int_eq(ledger_page(l, mem, i, &bytes, &size, &err), 1);
			ck_assert_str_eq(bytes, talloc_asprintf(mem, "page %d\n", (int)i));
			ck_assert_int_eq(ledger_mark(l, i, mark, &err), 1);
			ck_assert_str_eq(mark, ids[i]);
		}
		ck_assert_int_eq(ledger_checkpoint(l, mem, &bytes, &size, &err), 1);
		ck_assert_str_eq(bytes, "checkpoint 2\n");
		ck_assert_int_eq(ledger_page(l, mem, 3, &bytes, &size, &err), 0);
		ck_assert_int_eq(ledger_mark(l, 3, mark, &err), 0);
		ck_assert_int_eq(ledger_mark(l, -1, mark, &err), 0);
		ck_assert_int_eq(ledger_file_at(l, mem, ids[0], "journal", &bytes, &size, &err), 0);
		ck_assert_int_eq(ledger_file_at(l, mem, "00", "a", &bytes, &size, &err), -1);
		ck_assert_int_eq(err.code, ERROR_LEDGER_GIT);
		ledger_free(l);
		l = ledger_open(path, false, &err);
		ck_assert_ptr_nonnull(l);
	}
	ledger_free(l);
}
END_TEST

START_TEST(a_reader_sees_what_is_appended_after_it_opened)
{
	struct ledger *l = ledger_of(1), *reader = ledger_open(path, false, &err);
	char mark[LEDGER_MARK_SIZE], again[LEDGER_MARK_SIZE];
	const char *bytes;
	size_t size;

	ck_assert_ptr_nonnull(reader);
	ck_assert_int_eq(ledger_page(reader, mem, 1, &bytes, &size, &err), 0);
	seal(l, 1, mark);
	ck_assert_int_eq(ledger_page(reader, mem, 1, &bytes, &size, &err), 1);
	ck_assert_int_eq(ledger_mark(reader, 1, again, &err), 1);
	ck_assert_str_eq(mark, again);
	ledger_free(reader);
	ledger_free(l);
}
END_TEST

START_TEST(a_page_that_cannot_be_read_is_an_error_and_not_absent)
{
	struct ledger *l = ledger_of(2);
	char mark[LEDGER_MARK_SIZE];
	const char *bytes;
	size_t size;

	ledger_free(l);
	ck_assert_int_eq(
		folder_run(&f, "o=$(git -C ledger rev-parse main:journal/00/00/00/00.yaml);"
			       "rm -f ledger/objects/$(echo $o | sed 's,..,&/,')"),
		0);
	l = ledger_open(path, false, &err);
	ck_assert_ptr_nonnull(l);
	ck_assert_int_eq(ledger_page(l, mem, 0, &bytes, &size, &err), -1);
	ck_assert_int_eq(err.code, ERROR_LEDGER_GIT);
	ck_assert_int_eq(ledger_page(l, mem, 1, &bytes, &size, &err), 1);
	ck_assert_int_eq(ledger_mark(l, 0, mark, &err), 1);
	ledger_free(l);
}
END_TEST

START_TEST(a_head_that_is_no_page_is_refused)
{
	struct ledger *l = ledger_of(2);
	int64_t pages;

	ledger_free(l);
	ck_assert_int_eq(
		folder_run(&f, "c=$(git -C ledger -c user.name=x -c user.email=x commit-tree"
			       " -p main -m other main^{tree}) &&"
			       " git -C ledger update-ref refs/heads/main $c"),
		0);
	l = ledger_open(path, false, &err);
	ck_assert_ptr_nonnull(l);
	ck_assert_int_eq(ledger_pages(l, &pages, &err), -1);
	ck_assert_int_eq(err.code, ERROR_LEDGER_COMMIT);
	ledger_free(l);
}
END_TEST

START_TEST(files_are_numbered_by_their_folder)
{
	static const char *const names[] = {
		"0001-void.yaml", "0002-void.yaml", "0003-party.yaml", "0004-void.yaml"};
	struct ledger *l = ledger_of(1);
	char commit[LEDGER_MARK_SIZE], wanted[128];
	const char *bytes;
	struct sample s;
	size_t size;

	for (int64_t number = 1; number < 3; number++) {
		struct ledger_page *p = sample_page(&s, number);

		/* In later pages a folder below is one of its names. */
		for (size_t i = 0; i < 2; i++) {
			s.files[i] = s.files[0];
			s.files[i].numbered = true;
			snprintf(s.files[i].path, LEDGER_PATH_MAX, "projects/3f/%s.yaml",
				number == 2 && i == 0 ? "party" : "void");
		}
		p->files_n = 2;
		ck_assert_int_eq(ledger_append(l, p, commit, &err), 0);
	}
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		snprintf(wanted, sizeof(wanted), "projects/3f/%s", names[i]);
		ck_assert_int_eq(ledger_file_at(l, mem, commit, wanted, &bytes, &size, &err), 1);
	}
	ledger_free(l);
}
END_TEST

START_TEST(an_empty_ledger_has_no_page)
{
	struct ledger *l = ledger_of(0);
	char head[LEDGER_COMMIT_SIZE], mark[LEDGER_MARK_SIZE];
	const char *bytes;
	int64_t n;
	size_t size;

	ck_assert_int_eq(ledger_pages(l, &n, &err), 0);
	ck_assert_int_eq(n, 0);
	ck_assert_int_eq(ledger_page(l, mem, 0, &bytes, &size, &err), 0);
	ck_assert_int_eq(ledger_mark(l, 0, mark, &err), 0);
	ck_assert_int_eq(ledger_checkpoint(l, mem, &bytes, &size, &err), 0);
	ck_assert_int_eq(ledger_head(l, head, &err), 0);
	n = 1;
	ck_assert_ptr_nonnull(examiner_new(mem, l, &n, &err));
	ck_assert_int_eq(n, 0);
	ledger_free(l);
}
END_TEST

static const struct {
	const char *first, *second;
} bad_paths[] = {
	{"", NULL},
	{"/a", NULL},
	{"a/", NULL},
	{"a//b", NULL},
	{"../a", NULL},
	{"a/../b", NULL},
	{"a/.git", NULL},
	{".git/config", NULL},
	{"a b", NULL},
	{"a\\b", NULL},
	{"\xe5\x90\xa8", NULL},
	{"a/b/c/d/e/f/g/h/i", NULL},
	{"journal/00/00/00/01.yaml", NULL}, /* the page itself */
	{"journal/00/00/00/00.yaml", NULL}, /* already there */
	{"genesis.yaml", NULL},
	{"journal", NULL},
	{"checkpoint", NULL},
	{"twice", "twice"},
};

START_TEST(a_path_that_is_not_new_and_plain_is_refused)
{
	struct ledger *l = ledger_of(1);
	char commit[LEDGER_MARK_SIZE] = "";
	struct sample s;
	struct ledger_page *p = sample_page(&s, 1);

	snprintf(s.files[0].path, LEDGER_PATH_MAX, "%s", bad_paths[_i].first);
	if (bad_paths[_i].second) {
		s.files[1] = s.files[0];
		p->files_n = 2;
	}
	ck_assert_int_eq(ledger_append(l, p, commit, &err), -1);
	ck_assert_int_eq(err.code, ERROR_LEDGER_PATH);
	ck_assert_str_eq(commit, "");
	/* Nothing of it is left in the way. */
	seal(l, 1, commit);
	ledger_free(l);
}
END_TEST

static void count_path(void *ctx, const char *file, const struct error *wrong)
{
	static const char *const expected[] = {
		"checkpoint", "journal/00/00/00/02.yaml", "projects/3f/3f9a/0002-void.yaml"};
	size_t *n = ctx;

	ck_assert_ptr_null(wrong);
	ck_assert_uint_lt(*n, COUNT_OF(expected));
	ck_assert_str_eq(file, expected[(*n)++]);
}

static void take_wrong(void *ctx, const char *file UNUSED, const struct error *wrong)
{
	enum error_code *code = ctx;

	if (wrong)
		*code = wrong->code;
}

START_TEST(a_page_is_examined_and_sealed_again_without_writing)
{
	struct ledger *l = ledger_of(3);
	enum error_code code = ERROR_NONE;
	struct examiner *x;
	struct sample s;
	size_t told = 0;
	int64_t n;

	ledger_free(l);
	ck_assert_int_eq(folder_run(&f, "find ledger -type f | sort | xargs sha1sum >before; "
					"chmod -R a-w ledger"),
		0);
	l = ledger_open(path, false, &err);
	ck_assert_ptr_nonnull(l);
	x = examiner_new(mem, l, &n, &err);
	ck_assert_ptr_nonnull(x);
	ck_assert_int_eq(n, 3);
	for (int64_t i = 0; i < n; i++) {
		sample_page(&s, i)->sealing_key = NULL;
		ck_assert_int_eq(examiner_go_to(x, i, &err), 0);
		ck_assert_int_eq(examiner_sealed(x, secret_key_public(key), &err), 0);
		ck_assert_int_eq(examiner_expect(x, &s.page, &err), 0);
		ck_assert_int_eq(examiner_sealed_again(x, &err), 0);
	}
	ck_assert_int_eq(examiner_files(x, count_path, &told, &err), 0);
	ck_assert_uint_eq(told, 3);
	examiner_missing(x, count_path, &told);
	ck_assert_uint_eq(told, 3);
	/* Any other page gives another commit, and leaves nothing behind. */
	sample_page(&s, 2)->last_sequence++;
	ck_assert_int_eq(examiner_expect(x, &s.page, &err), 0);
	ck_assert_int_eq(examiner_sealed_again(x, &err), -1);
	ck_assert_int_eq(err.code, ERROR_AUDIT_COMMIT);
	sample_page(&s, 2);
	s.bytes[0] = 'P';
	ck_assert_int_eq(examiner_expect(x, &s.page, &err), 0);
	ck_assert_int_eq(examiner_sealed_again(x, &err), -1);
	ck_assert_int_eq(examiner_files(x, take_wrong, &code, &err), 0);
	ck_assert_int_eq(code, ERROR_AUDIT_BYTES);
	ledger_free(l);
	ck_assert_int_eq(folder_run(&f, "chmod -R u+w ledger; find ledger -type f | sort | "
					"xargs sha1sum | cmp - before"),
		0);
}
END_TEST

START_TEST(a_folder_in_use_is_refused)
{
	struct ledger *l = ledger_of(1), *reader;

	ck_assert_ptr_null(ledger_open(path, true, &err));
	ck_assert_int_eq(err.code, ERROR_LEDGER_LOCKED);
	reader = ledger_open(path, false, &err);
	ck_assert_ptr_nonnull(reader);
	ledger_free(reader);
	ledger_free(l);
	l = ledger_open(path, true, &err);
	ck_assert_ptr_nonnull(l);
	ledger_free(l);
	ck_assert_ptr_null(ledger_create(path, &err));
	ck_assert_int_eq(err.code, ERROR_LEDGER_NOT_EMPTY);
	ck_assert_ptr_null(ledger_open(f.path, false, &err));
	ck_assert_int_eq(err.code, ERROR_LEDGER_MISSING);
}
END_TEST

START_TEST(only_the_next_page_of_what_stands_there_is_appended)
{
	struct ledger *l = ledger_of(2);
	char mark[LEDGER_MARK_SIZE];
	struct sample s;

	ck_assert_int_eq(ledger_append(l, sample_page(&s, 3), mark, &err), -1);
	ck_assert_int_eq(err.code, ERROR_LEDGER_MOVED);
	ck_assert_int_eq(ledger_append(l, sample_page(&s, 1), mark, &err), -1);
	ck_assert_int_eq(err.code, ERROR_LEDGER_MOVED);
	/* Somebody who does not ask for the lock. */
	ck_assert_int_eq(folder_run(&f, "git -C ledger update-ref refs/heads/main main~1"), 0);
	ck_assert_int_eq(ledger_append(l, sample_page(&s, 2), mark, &err), -1);
	ck_assert_int_eq(err.code, ERROR_LEDGER_MOVED);
	seal(l, 1, mark);
	ledger_free(l);
	ck_assert_int_eq(folder_run(&f, "git -C ledger fsck --strict --full"), 0);
}
END_TEST

static bool exists(const char *name)
{
	return access(folder_file(&f, name), F_OK) == 0;
}

START_TEST(leftovers_of_a_crash_are_removed)
{
	static const char *const leftovers[] = {"ledger/HEAD.lock", "ledger/config.lock",
		"ledger/packed-refs.lock", "ledger/refs/heads/main.lock",
		"ledger/objects/tmp_object_git2_abcdef", "ledger/objects/00/tmp_obj_x",
		"ledger/objects/pack/tmp_pack_x"};
	struct ledger *l = ledger_of(2);
	char commit[LEDGER_MARK_SIZE];

	ledger_free(l);
	for (size_t i = 0; i < COUNT_OF(leftovers); i++)
		folder_put(&f, leftovers[i], "x", 1);
	ck_assert_int_eq(folder_run(&f, "rmdir ledger/objects/01 || true"), 0);
	l = ledger_open(path, true, &err);
	ck_assert_ptr_nonnull(l);
	for (size_t i = 0; i < COUNT_OF(leftovers); i++)
		ck_assert_msg(!exists(leftovers[i]), "%s", leftovers[i]);
	ck_assert(exists("ledger/ccer.lock"));
	ck_assert(exists("ledger/objects/01") && exists("ledger/objects/ff"));
	seal(l, 2, commit);
	ledger_free(l);
	ck_assert_int_eq(folder_run(&f, "git -C ledger fsck --strict --full"), 0);
}
END_TEST

/* Overwrites an object's file with `text`. */
static void spoil(const char *commit, const char *text)
{
	char name[128];

	snprintf(name, sizeof(name), "ledger/objects/%.2s/%s", commit, commit + 2);
	ck_assert_int_eq(chmod(folder_file(&f, name), 0600), 0);
	folder_put(&f, name, text, strlen(text));
}

START_TEST(an_unreadable_object_that_nothing_reaches_is_removed)
{
	static const char *const texts[] = {"", "x\x9c not deflated"};
	struct ledger *l = ledger_of(2);
	char commit[LEDGER_MARK_SIZE];

	seal(l, 2, commit);
	ledger_free(l);
	ck_assert_int_eq(folder_run(&f, "git -C ledger update-ref refs/heads/main main~1"), 0);
	spoil(commit, texts[_i]);
	l = ledger_open(path, true, &err);
	ck_assert_ptr_nonnull(l);
	/* The same page again: the same commit, whole this time. */
	seal(l, 2, commit);
	ledger_free(l);
	ck_assert_int_eq(folder_run(&f, "git -C ledger fsck --strict --full"), 0);
}
END_TEST

START_TEST(an_unreadable_object_of_the_ledger_is_left)
{
	struct ledger *l = ledger_of(3);
	char object[128], name[192];

	ledger_free(l);
	ck_assert_int_eq(
		folder_run(&f, "git -C ledger rev-parse main:journal/00/00/00/01.yaml >id"), 0);
	ck_assert_uint_eq(folder_get(&f, "id", object, sizeof(object)), 41);
	object[40] = '\0';
	spoil(object, "");
	l = ledger_open(path, true, &err);
	ck_assert_ptr_nonnull(l);
	ledger_free(l);
	snprintf(name, sizeof(name), "ledger/objects/%.2s/%s", object, object + 2);
	ck_assert(exists(name));
}
END_TEST

/* Offsets in a pack's index: within the pack's header, beyond its end, in a table it lacks. */
static const char *const offsets[] = {"\\0\\0\\0\\1", "\\0\\377\\0\\0", "\\177\\0\\0\\0",
	"\\200\\0\\0\\0", "\\377\\377\\377\\377"};

START_TEST(an_index_that_leads_out_of_its_pack_is_refused)
{
	struct ledger *l = ledger_of(3);

	ledger_free(l);
	ck_assert_int_eq(folder_run(&f, "git -C ledger repack -adq"), 0);
	l = ledger_open(path, false, &err);
	ck_assert_ptr_nonnull(l);
	ledger_free(l);
	/* The last row of offsets comes before the two hashes at the end. */
	ck_assert_int_eq(folder_run(&f,
				 "cd ledger/objects/pack && chmod u+w *.idx && printf '%s' | "
				 "dd of=$(echo *.idx) bs=1 conv=notrunc "
				 "seek=$(($(stat -c %%s *.idx) - 44))",
				 offsets[_i]),
		0);
	ck_assert_ptr_null(ledger_open(path, false, &err));
	ck_assert_int_eq(err.code, ERROR_LEDGER_PACK);
}
END_TEST

START_TEST(a_clone_with_a_work_tree_is_read_and_not_written)
{
	struct ledger *l = ledger_of(3);
	char clone[PATH_MAX];
	int64_t n;

	ledger_free(l);
	ck_assert_int_eq(folder_run(&f, "git clone -q ledger clone"), 0);
	snprintf(clone, sizeof(clone), "%s", folder_file(&f, "clone"));
	l = ledger_open(clone, false, &err);
	ck_assert_ptr_nonnull(l);
	ck_assert_int_eq(ledger_pages(l, &n, &err), 0);
	ck_assert_int_eq(n, 3);
	ledger_free(l);
	ck_assert_ptr_null(ledger_open(clone, true, &err));
	ck_assert_int_eq(err.code, ERROR_LEDGER_FORM);
	ck_assert_str_eq(error_argument(&err, "problem"), phrase_text(PHRASE_FORM_WORK_TREE));
}
END_TEST

/* What is made of a ledger, and what opening it says. */
static const struct {
	const char *made;
	enum error_code code;
	const char *file;
	enum phrase problem;
} forms[] = {
	{"rm ledger/HEAD", ERROR_LEDGER_MISSING, NULL, PHRASE_FORM_NO_REPOSITORY},
	{"rm -r ledger/refs", ERROR_LEDGER_MISSING, NULL, PHRASE_FORM_NO_REPOSITORY},
	{"rm -r ledger && touch ledger", ERROR_LEDGER_MISSING, NULL, PHRASE_FORM_FILE},
	{"rm -r ledger && mkfifo ledger", ERROR_LEDGER_MISSING, NULL, PHRASE_FORM_SPECIAL},
	{"rm -r ledger && mkdir ledger", ERROR_LEDGER_MISSING, NULL, PHRASE_FORM_EMPTY},
	{"rm -r ledger", ERROR_LEDGER_MISSING, NULL, PHRASE_FORM_NOTHING},
	{"cd ledger && rm HEAD && mkfifo HEAD", ERROR_LEDGER_FORM, "HEAD", PHRASE_FORM_NOT_FILE},
	{"cd ledger && truncate -s 20G HEAD", ERROR_LEDGER_FORM, "HEAD", PHRASE_FORM_LARGE},
	{"cd ledger && rm config && ln -s /dev/zero config", ERROR_LEDGER_FORM, "config",
		PHRASE_FORM_NOT_FILE},
	{"cd ledger/refs/heads && rm main && mkfifo main", ERROR_LEDGER_FORM, "refs/heads/main",
		PHRASE_FORM_NOT_FILE},
	{"cd ledger/refs/heads && rm main && mkdir main", ERROR_LEDGER_FORM, "refs/heads/main",
		PHRASE_FORM_NOT_FILE},
	{"cd ledger && truncate -s 20G packed-refs", ERROR_LEDGER_FORM, "packed-refs",
		PHRASE_FORM_LARGE},
	{"cd ledger && mv objects o && touch objects", ERROR_LEDGER_FORM, "objects",
		PHRASE_FORM_NOT_FOLDER},
	{"echo >ledger/shallow", ERROR_LEDGER_FORM, "shallow", PHRASE_FORM_SHALLOW},
	{"echo . >ledger/commondir", ERROR_LEDGER_FORM, "commondir", PHRASE_FORM_COMMONDIR},
	{"mkdir ledger/reftable", ERROR_LEDGER_FORM, "reftable", PHRASE_FORM_REFTABLE},
	{"touch ledger/objects/info/alternates", ERROR_LEDGER_FORM, "objects/info/alternates",
		PHRASE_FORM_ALTERNATES},
	{"touch ledger/objects/pack/multi-pack-index", ERROR_LEDGER_FORM,
		"objects/pack/multi-pack-index", PHRASE_FORM_SEVERAL_PACKS},
	{"touch ledger/objects/pack/pack-1.promisor", ERROR_LEDGER_FORM, "pack-1.promisor",
		PHRASE_FORM_PROMISOR},
	{"git -C ledger checkout -q --detach 2>e; git -C ledger update-ref --no-deref HEAD main",
		ERROR_LEDGER_HEAD, NULL, PHRASE_NONE},
	{"cd ledger/refs/heads && mv main other && echo ref: refs/heads/other >main",
		ERROR_LEDGER_SYMBOLIC, NULL, PHRASE_NONE},
	{"cd ledger/refs/heads && mv main other && ln -s other main", ERROR_LEDGER_SYMBOLIC, NULL,
		PHRASE_NONE},
};

START_TEST(what_is_not_read_is_called_what_it_is)
{
	struct ledger *l = ledger_of(2);
	const char *file;

	ledger_free(l);
	ck_assert_int_eq(folder_run(&f, "%s", forms[_i].made), 0);
	for (int write = 0; write < 2; write++) {
		ck_assert_ptr_null(ledger_open(path, write, &err));
		ck_assert_int_eq(err.code, forms[_i].code);
		file = error_argument(&err, "file");
		if (forms[_i].file)
			ck_assert_str_eq(file, forms[_i].file);
		if (forms[_i].problem)
			ck_assert_str_eq(error_argument(&err, file ? "problem" : "reason"),
				phrase_text(forms[_i].problem));
	}
}
END_TEST

/* What can stand beside main, and what is said of it. */
static const struct {
	const char *made, *path;
	enum error_code code;
} beside[] = {
	{"git branch side", "refs/heads/side", ERROR_AUDIT_REF},
	{"git branch a/b/c && git pack-refs --all", "refs/heads/a/b/c", ERROR_AUDIT_REF},
	{"git tag v1", "refs/tags/v1", ERROR_AUDIT_REF},
	{"git update-ref refs/notes/commits main", "refs/notes/commits", ERROR_AUDIT_REF},
	{"git update-ref refs/remotes/origin/main main", "refs/remotes/origin/main",
		ERROR_AUDIT_REF},
	{"git update-ref refs/stash main", "refs/stash", ERROR_AUDIT_REF},
	{"touch refs/heads/empty", "refs/heads/empty", ERROR_AUDIT_REF},
	{"mkfifo refs/heads/fifo", "refs/heads/fifo", ERROR_AUDIT_REF},
	{"ln -s .. refs/round", "refs/round", ERROR_AUDIT_REF},
	{"echo nonsense >packed-refs", "nonsense", ERROR_AUDIT_REF},
	{"mkdir refs/replace && echo 1 >refs/replace/x", "refs/replace/x", ERROR_AUDIT_REPLACED},
	{"echo 1 >info/grafts", "info/grafts", ERROR_AUDIT_REPLACED},
	{"git pack-refs --all", NULL, ERROR_NONE},
	{"touch refs/heads/main.lock refs/heads/.hidden; mkdir refs/heads/d", NULL, ERROR_NONE},
};

struct told {
	enum error_code code;
	char path[PATH_MAX];
};

static void note_beside(void *ctx, const char *name, const struct error *wrong)
{
	struct told *told = ctx;

	if (!wrong)
		return;
	ck_assert_int_eq(told->code, ERROR_NONE);
	told->code = wrong->code;
	snprintf(told->path, sizeof(told->path), "%s", name);
}

START_TEST(what_stands_beside_main_is_told)
{
	struct ledger *l = ledger_of(2);
	struct told told = {.code = ERROR_NONE};

	ledger_free(l);
	ck_assert_int_eq(folder_run(&f, "cd ledger && mkdir -p info && %s", beside[_i].made), 0);
	l = ledger_open(path, false, &err);
	ck_assert_ptr_nonnull(l);
	ck_assert_int_eq(ledger_refs(l, note_beside, &told, &err), 0);
	ck_assert_int_eq(told.code, beside[_i].code);
	if (beside[_i].path)
		ck_assert_str_eq(told.path, beside[_i].path);
	ledger_free(l);
}
END_TEST

static Suite *ledger_suite(void)
{
	Suite *s = suite_create("ledger");
	TCase *t = tcase_create("ledger");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, stock_git_accepts_the_repository_and_every_signature);
	tcase_add_test(t, a_commit_is_written_byte_by_byte);
	tcase_add_test(t, the_same_pages_give_the_same_commits);
	tcase_add_test(t, pages_are_read_by_their_number_and_marked);
	tcase_add_test(t, a_reader_sees_what_is_appended_after_it_opened);
	tcase_add_test(t, a_page_that_cannot_be_read_is_an_error_and_not_absent);
	tcase_add_test(t, a_head_that_is_no_page_is_refused);
	tcase_add_test(t, files_are_numbered_by_their_folder);
	tcase_add_test(t, an_empty_ledger_has_no_page);
	tcase_add_loop_test(t, a_path_that_is_not_new_and_plain_is_refused, 0, COUNT_OF(bad_paths));
	tcase_add_test(t, a_page_is_examined_and_sealed_again_without_writing);
	tcase_add_test(t, a_folder_in_use_is_refused);
	tcase_add_test(t, only_the_next_page_of_what_stands_there_is_appended);
	tcase_add_test(t, leftovers_of_a_crash_are_removed);
	tcase_add_loop_test(t, an_unreadable_object_that_nothing_reaches_is_removed, 0, 2);
	tcase_add_test(t, an_unreadable_object_of_the_ledger_is_left);
	tcase_add_loop_test(
		t, an_index_that_leads_out_of_its_pack_is_refused, 0, COUNT_OF(offsets));
	tcase_add_test(t, a_clone_with_a_work_tree_is_read_and_not_written);
	tcase_add_loop_test(t, what_is_not_read_is_called_what_it_is, 0, COUNT_OF(forms));
	tcase_add_loop_test(t, what_stands_beside_main_is_told, 0, COUNT_OF(beside));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(ledger_suite)
