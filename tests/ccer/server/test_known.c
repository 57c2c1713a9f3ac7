/* What the client keeps of ledgers: where, of which, and that nothing newer is lost. */
#include "ccer/server/known.h"

#include <sys/stat.h>

#include "ccer/server/served.h"
#include "signature/note.h"
#include "tests/ccer/made_ledger.h"

#define PUBLIC_SERVER "http://registry.example"

static struct folder f;
static struct made_ledger l;
static struct canned_server s;
static struct command_context c;
static struct error err;

static void set_up(void)
{
	f = folder_make();
	made_begin(&l, &f);
	for (int i = 1; i < 5; i++)
		made_entry(&l, talloc_asprintf(NULL, "kind: %d\n", i));
	c = (struct command_context){.language = LANGUAGE_EN, .mem = talloc_new(NULL)};
	ck_assert_int_eq(setenv("CCER_HOME", folder_file(&f, "home"), 1), 0);
}

static void tear_down(void)
{
	ran_home = NULL;
	talloc_free(c.mem);
	made_end(&l);
	folder_remove(&f);
}

static struct known_ledger known_of(const char *address, bool practice)
{
	struct known_ledger k;

	ck_assert_int_eq(known_open(&c, address, &k, &err), 0);
	ck_assert_int_ge(known_read(&c, &k, l.id, &err), 0);
	k.key = *secret_key_public(l.key);
	k.practice = practice;
	return k;
}

static void keep_checkpoint(const struct known_ledger *k, int64_t size)
{
	struct checkpoint at = made_checkpoint(&l, size);
	const char *note = made_note(&l, size);

	ck_assert_int_eq(known_keep_checkpoint(&c, k, &at, note, strlen(note), &err), 0);
}

static int64_t kept_size(const struct known_ledger *k)
{
	struct checkpoint at;
	int found = known_checkpoint(&c, k, &at, &err);

	ck_assert_int_ge(found, 0);
	return found ? at.size : 0;
}

START_TEST(a_ledger_is_read_as_it_was_kept)
{
	struct known_ledger k = known_of("registry.example:443", true), again;
	const char *id;
	struct stat st;

	ck_assert_int_eq(known_keep(&c, &k, &err), 0);
	ck_assert_int_eq(known_open(&c, "registry.example:443", &again, &err), 0);
	ck_assert_int_eq(known_read(&c, &again, l.id, &err), 1);
	ck_assert(public_key_equal(&again.key, &k.key));
	ck_assert(again.practice);
	ck_assert_int_eq(known_at_address(&c, &again, &id, &err), 1);
	ck_assert_str_eq(id, l.id);
	ck_assert_int_eq(known_read(&c, &again, "ccer.example/00", &err), 0);
	ck_assert_int_eq(stat(folder_file(&f, "home/ledgers"), &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0700);
}
END_TEST

START_TEST(what_is_damaged_is_not_read)
{
	static const char *const texts[] = {"", "ccer-known-ledger/1\n", "vkey\n"};
	struct known_ledger k = known_of("registry.example:443", true);
	const char *name = talloc_asprintf(c.mem, "home/ledgers/%s", l.id), *id;

	strrchr(name, '/')[0] = '_';
	ck_assert_int_eq(known_keep(&c, &k, &err), 0);
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		folder_put(&f, name, texts[i], strlen(texts[i]));
		ck_assert_int_eq(known_read(&c, &k, l.id, &err), -1);
		ck_assert_int_eq(err.code, ERROR_CLIENT_KNOWN_FILE);
	}
	folder_put(&f, "home/servers/registry.example:443", "x", 1);
	ck_assert_int_eq(known_at_address(&c, &k, &id, &err), -1);
	ck_assert_int_eq(err.code, ERROR_CLIENT_KNOWN_FILE);
}
END_TEST

START_TEST(a_checkpoint_is_not_replaced_by_an_older_one)
{
	struct known_ledger k = known_of("registry.example:443", false);
	struct made_ledger forger = l;
	const char *note;

	ck_assert_int_eq(kept_size(&k), 0);
	keep_checkpoint(&k, 2);
	keep_checkpoint(&k, 4);
	keep_checkpoint(&k, 3);
	ck_assert_int_eq(kept_size(&k), 4);
	/* One that the key has not signed is no checkpoint. */
	forger.key = secret_key_new(NULL);
	note = made_note(&forger, 5);
	folder_put(&f, known_checkpoint_file(&c, &k) + strlen(f.path) + 1, note, strlen(note));
	ck_assert_int_eq(known_checkpoint(&c, &k, &(struct checkpoint){0}, &err), -1);
	ck_assert_int_eq(err.code, ERROR_CLIENT_KNOWN_FILE);
	secret_key_free(forger.key);
}
END_TEST

/* Copies of a ledger for practice are played on at several addresses. */
START_TEST(practice_is_told_apart_by_address_unless_the_folder_is_chosen)
{
	struct known_ledger one, two;

	ck_assert_int_eq(unsetenv("CCER_HOME"), 0);
	ck_assert_int_eq(setenv("XDG_DATA_HOME", folder_file(&f, "data"), 1), 0);
	one = known_of("127.0.0.1:1111", true);
	two = known_of("127.0.0.1:2222", true);
	keep_checkpoint(&one, 4);
	ck_assert_int_eq(kept_size(&two), 0);
	ck_assert_int_eq(access(folder_file(&f, "data/ccer/checkpoints"), F_OK), 0);
	one.practice = two.practice = false;
	keep_checkpoint(&one, 3);
	ck_assert_int_eq(kept_size(&two), 3);
	ck_assert_int_eq(setenv("CCER_HOME", folder_file(&f, "home"), 1), 0);
	one = known_of("127.0.0.1:1111", true);
	two = known_of("127.0.0.1:2222", true);
	keep_checkpoint(&one, 4);
	ck_assert_int_eq(kept_size(&two), 4);
	unsetenv("XDG_DATA_HOME");
}
END_TEST

START_TEST(nothing_is_kept_in_an_empty_place_nor_of_a_loopback_address)
{
	static const char *const loopback[] = {"127.0.0.1:80", "localhost:8080", "[::1]:80"};
	struct known_ledger k;
	const char *id;

	for (size_t i = 0; i < COUNT_OF(loopback); i++) {
		k = known_of(loopback[i], false);
		ck_assert_int_eq(known_keep(&c, &k, &err), 0);
		ck_assert_int_eq(known_at_address(&c, &k, &id, &err), 0);
	}
	ck_assert_int_eq(setenv("CCER_HOME", "", 1), 0);
	k = known_of("registry.example:443", false);
	ck_assert_int_eq(known_keep(&c, &k, &err), 0);
	keep_checkpoint(&k, 4);
	ck_assert_int_eq(known_read(&c, &k, l.id, &err), 0);
	ck_assert_int_eq(kept_size(&k), 0);
}
END_TEST

START_TEST(a_key_is_read_in_its_two_forms_and_no_other)
{
	struct buffer *vkey = buffer_new(c.mem, 512);
	char ssh[PUBLIC_KEY_TEXT_SIZE];
	struct public_key key;
	const char *id, *right;
	size_t size;

	note_verifier_key(l.id, secret_key_public(l.key), vkey);
	right = vkey->bytes;
	size = vkey->size;
	ck_assert_int_eq(known_key_parse(&c, right, &id, &key, &err), 0);
	ck_assert_str_eq(id, l.id);
	ck_assert(public_key_equal(&key, secret_key_public(l.key)));
	ck_assert_int_eq(known_key_parse(&c, public_key_text(&key, ssh), &id, &key, &err), 0);
	ck_assert_ptr_null(id);
	/* Each character of it means something. */
	for (size_t i = 0; i < size; i++) {
		char *wrong = talloc_strdup(c.mem, right);

		wrong[i] = wrong[i] == 'B' ? 'C' : 'B';
		ck_assert_msg(known_key_parse(&c, wrong, &id, &key, &err) < 0, "%s", wrong);
	}
	ck_assert_int_lt(
		known_key_parse(&c, talloc_strndup(c.mem, right, size - 1), &id, &key, &err), 0);
}
END_TEST

/* By way of a proxy, since no server of a test has an address of the world's. */
static int fill_from(struct made_ledger *shown)
{
	struct canned_answer answers[CANNED_ANSWERS_MAX];
	size_t n = made_answers(shown, answers, 0);
	int got;

	for (size_t i = 0; i < n; i++)
		answers[i].path = talloc_asprintf(NULL, PUBLIC_SERVER "%s", answers[i].path);
	canned_start(&s, answers, n);
	ck_assert_int_eq(setenv("http_proxy", s.url, 1), 0);
	got = ccer(LANGUAGE_EN, "fill", "--server", PUBLIC_SERVER "/", "--as",
		"91350100M000100Y43:owner", folder_file(&f, "body.yaml"), NULL);
	unsetenv("http_proxy");
	canned_stop(&s);
	return got;
}

START_TEST(an_address_that_has_another_ledger_is_loudly_refused)
{
	static const char body[] = "kind: void\nversion: 1\nvoids: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXC\n";
	struct made_ledger other;
	struct folder elsewhere = folder_make();
	char pin[256];

	ran_home = talloc_strdup(c.mem, folder_file(&f, "home"));
	folder_put(&f, "body.yaml", body, strlen(body));
	made_begin(&other, &elsewhere);
	ck_assert_msg(fill_from(&l) == EXIT_DONE, "%s", ran.err);
	ASSERT_HOLDS(ran.err, "met for the first time");
	ck_assert_msg(fill_from(&l) == EXIT_DONE, "%s", ran.err);
	ck_assert_str_eq(ran.err, "");
	ck_assert_int_eq(fill_from(&other), EXIT_CANNOT);
	ASSERT_HOLDS(ran.err, "client.ledger-changed: WARNING: ");
	ASSERT_HOLDS(ran.err, l.id);
	ASSERT_HOLDS(ran.err, other.id);
	ck_assert_str_eq(ran.out, "");
	folder_get(&f, "home/servers/registry.example:80", pin, sizeof(pin));
	ck_assert_uint_eq(strlen(pin), strlen(l.id) + 1);
	/* Where the user has found out that it is right. */
	ck_assert_int_eq(remove(folder_file(&f, "home/servers/registry.example:80")), 0);
	ck_assert_msg(fill_from(&other) == EXIT_DONE, "%s", ran.err);
	made_end(&other);
	folder_remove(&elsewhere);
}
END_TEST

static Suite *known_suite(void)
{
	Suite *all = suite_create("known");
	TCase *t = tcase_create("known");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_ledger_is_read_as_it_was_kept);
	tcase_add_test(t, what_is_damaged_is_not_read);
	tcase_add_test(t, a_checkpoint_is_not_replaced_by_an_older_one);
	tcase_add_test(t, practice_is_told_apart_by_address_unless_the_folder_is_chosen);
	tcase_add_test(t, nothing_is_kept_in_an_empty_place_nor_of_a_loopback_address);
	tcase_add_test(t, a_key_is_read_in_its_two_forms_and_no_other);
	tcase_add_test(t, an_address_that_has_another_ledger_is_loudly_refused);
	suite_add_tcase(all, t);
	return all;
}

TEST_MAIN(known_suite)
