/* ccer withhold and ccer key identity: values that stay out of the ledger. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "document/withheld.h"
#include "tests/ccer/support.h"
#include "tests/folder.h"

#define VALUE "张三 110101199003070038"
#define SUBJECT "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER_SUBJECT "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

#define LONG_VALUE                                                                                 \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"                         \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define LONGER_VALUE LONG_VALUE LONG_VALUE LONG_VALUE LONG_VALUE

static struct folder f;
static char key_line[PATH_MAX + 128]; /* what the making of the key printed */

static void set_up(void)
{
	f = folder_make();
	ck_assert_int_eq(mkdir(folder_file(&f, "private"), 0700), 0);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "key", "identity", folder_file(&f, "identity"), NULL), EXIT_DONE);
	snprintf(key_line, sizeof(key_line), "%.*s", (int)sizeof(key_line) - 1, ran.out);
}

static void tear_down(void)
{
	folder_remove(&f);
}

/* Standard input of the commands that follow. */
static void type(const char *text, size_t size)
{
	int fd;

	folder_put(&f, "typed", text, size);
	fd = open(folder_file(&f, "typed"), O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_ge(dup2(fd, STDIN_FILENO), 0);
	close(fd);
}

/* The files in private/. */
static int count_private(void)
{
	DIR *dir = opendir(folder_file(&f, "private"));
	const struct dirent *e;
	int n = 0;

	ck_assert_ptr_nonnull(dir);
	while ((e = readdir(dir)) != NULL)
		n += e->d_name[0] != '.';
	closedir(dir);
	return n;
}

struct made {
	char line[256], commit[DIGEST_HEX_SIZE], tag[DIGEST_HEX_SIZE], file[96];
};

/* What the last run printed. */
static struct made made_of(bool tagged)
{
	struct made m = {.tag = ""};

	snprintf(m.line, sizeof(m.line), "%.255s", ran.out);
	if (tagged)
		ck_assert_int_eq(sscanf(m.line, "{commit: %64[0-9a-f], tag: %64[0-9a-f]}\n",
					 m.commit, m.tag),
			2);
	else
		ck_assert_int_eq(sscanf(m.line, "{commit: %64[0-9a-f]}\n", m.commit), 1);
	ck_assert_uint_eq(strlen(m.line), tagged ? 146 : 75);
	snprintf(m.file, sizeof(m.file), "private/%s", m.commit);
	return m;
}

static struct made withhold_as(const char *purpose, const char *value)
{
	type(value, strlen(value));
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "withhold", "--purpose", purpose, "--identity-key",
			folder_file(&f, "identity"), "--private", folder_file(&f, "private"),
			strcmp(purpose, "comment") == 0 ? "--subject" : NULL, SUBJECT, NULL),
		EXIT_DONE);
	ck_assert_str_eq(ran.err, "");
	return made_of(true);
}

START_TEST(an_identity_key_is_made_once_for_its_owner_alone)
{
	char before[128], after[128], *end;
	struct stat st;

	ck_assert_int_eq(stat(folder_file(&f, "identity"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	ck_assert_uint_eq(folder_get(&f, "identity", before, sizeof(before)), 65);
	ck_assert_uint_eq(strspn(before, "0123456789abcdef"), 64);
	ck_assert_int_eq(
		folder_run(&f,
			"sed 's/../\\\\x&/g' identity | tr -d '\\n' | xargs -0 printf | sha256sum"),
		0);
	folder_get(&f, "log", after, sizeof(after));
	end = strchr(key_line, '\n');
	ck_assert_ptr_nonnull(end);
	ck_assert_int_eq(strncmp(end - 64, after, 64), 0);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "key", "identity", folder_file(&f, "identity"), NULL),
		EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "file.exists");
	ck_assert_str_eq(ran.out, "");
	folder_get(&f, "identity", after, sizeof(after));
	ck_assert_str_eq(before, after);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "key", "identity", folder_file(&f, "second"), NULL), EXIT_DONE);
	folder_get(&f, "second", after, sizeof(after));
	ck_assert_str_ne(before, after);
}
END_TEST

START_TEST(an_identity_is_told_again_by_its_tag_alone)
{
	struct made one = withhold_as("identity", VALUE "\n"), two = withhold_as("identity", VALUE);
	struct made other = withhold_as("identity", "李四 110101199003070038\n");

	ck_assert_str_eq(one.tag, two.tag);
	ck_assert_str_ne(one.commit, two.commit);
	ck_assert_str_ne(one.tag, other.tag);
	ck_assert_int_eq(count_private(), 3);
	withhold_as("identity", LONGER_VALUE LONGER_VALUE "\n");
}
END_TEST

START_TEST(an_author_is_told_again_on_one_subject_only)
{
	struct made identity = withhold_as("identity", VALUE), one = withhold_as("comment", VALUE);
	struct made again = withhold_as("comment", VALUE "\n"), other;

	type(VALUE, strlen(VALUE));
	ck_assert_int_eq(ccer(LANGUAGE_EN, "withhold", "--purpose", "comment", "--identity-key",
				 folder_file(&f, "identity"), "--subject", OTHER_SUBJECT,
				 "--private", folder_file(&f, "private"), NULL),
		EXIT_DONE);
	other = made_of(true);
	ck_assert_str_eq(one.tag, again.tag);
	ck_assert_str_ne(one.tag, identity.tag);
	ck_assert_str_ne(one.tag, other.tag);
}
END_TEST

/* The key and the salt put into the example of docs/ledger-format.md 2.5. */
START_TEST(the_example_of_the_format_comes_out)
{
	static const char *const line =
		"{commit: 594eafb93b92f551dfd1d3fd1d0fdf5a74583b7b497eecc38b87a0ab09387af6, "
		"tag: 0ac09d6da30e4ffa4e5b685238b5c8194bcbcf477e40af8aca8f0ccc2c8c7348}\n";

	ck_assert_int_eq(
		folder_run(&f, "umask 77; rm identity; printf '01%%.0s' $(seq 32) >identity; "
			       "echo >>identity; { printf 'salt: '; printf '02%%.0s' $(seq 32); "
			       "printf '\\nvalue: " VALUE "\\n'; } >opening"),
		0);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "withhold", "--check", folder_file(&f, "opening"), "--commit",
			"594eafb93b92f551dfd1d3fd1d0fdf5a74583b7b497eecc38b87a0ab09387af6",
			"--purpose", "identity", "--identity-key", folder_file(&f, "identity"),
			NULL),
		EXIT_DONE);
	ck_assert_str_eq(ran.out, line);
}
END_TEST

START_TEST(what_is_kept_opens_the_commitment)
{
	struct made m = withhold_as("identity", VALUE "\n");
	char text[WITHHELD_OPENING_SIZE];
	struct withheld_opening o;
	struct digest commit;
	struct stat st;
	char hex[DIGEST_HEX_SIZE];
	size_t size = folder_get(&f, m.file, text, sizeof(text));

	ck_assert_int_eq(stat(folder_file(&f, m.file), &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	ASSERT_HOLDS(text, "\nvalue: " VALUE "\n");
	ck_assert(withheld_opening_parse(text, size, &o));
	commit = withheld_commit(&o);
	ck_assert_str_eq(digest_hex(&commit, hex), m.commit);
	/* By its name, and with the tag the whole mapping again. */
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "withhold", "--check", folder_file(&f, m.file), NULL), EXIT_DONE);
	ck_assert_str_eq(made_of(false).commit, m.commit);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "withhold", "--check", folder_file(&f, m.file), "--purpose",
			"identity", "--identity-key", folder_file(&f, "identity"), NULL),
		EXIT_DONE);
	ck_assert_str_eq(ran.out, m.line);
}
END_TEST

START_TEST(what_does_not_open_the_commitment_is_told)
{
	struct made m = withhold_as("identity", VALUE), other = withhold_as("identity", VALUE);

	ck_assert_int_eq(folder_run(&f, "cp -p private/%s mine", m.commit), 0);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "withhold", "--check", folder_file(&f, "mine"),
				 "--commit", m.commit, NULL),
		EXIT_DONE);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "withhold", "--check", folder_file(&f, "mine"),
				 "--commit", other.commit, NULL),
		EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "withheld.other");
	ASSERT_HOLDS(ran.err, other.commit);
	ck_assert_str_eq(ran.out, "");
	ck_assert_int_eq(folder_run(&f, "sed -i 's/张三/张山/' private/%s", m.commit), 0);
	ck_assert_int_eq(ccer(LANGUAGE_ZH, "withhold", "--check", folder_file(&f, m.file), NULL),
		EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "不符");
	ASSERT_LACKS(ran.err, "张山");
	ck_assert_int_eq(folder_run(&f, "sed -i 2d private/%s", m.commit), 0);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "withhold", "--check", folder_file(&f, m.file), NULL),
		EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "withheld.file");
	ck_assert_int_eq(folder_run(&f, "chmod 644 private/%s", other.commit), 0);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "withhold", "--check", folder_file(&f, other.file), NULL),
		EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "key.file");
}
END_TEST

START_TEST(a_contact_is_a_commitment_alone)
{
	struct made m;

	type("电话  １３８０００００００\n", strlen("电话  １３８０００００００\n"));
	ck_assert_int_eq(ccer(LANGUAGE_EN, "withhold", "--purpose", "contact", "--private",
				 folder_file(&f, "private"), NULL),
		EXIT_DONE);
	m = made_of(false);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "withhold", "--check", folder_file(&f, m.file), NULL), EXIT_DONE);
	ck_assert_str_eq(ran.out, m.line);
}
END_TEST

static const struct {
	const char *value, *code;
} values[] = {
	{"", "withheld.value"}, {"\n", "withheld.value"}, {VALUE "\n\n", "withheld.value"},
	{VALUE "\n李四\n", "withheld.value"}, {VALUE " \n", "withheld.value"},
	{LONGER_VALUE LONGER_VALUE "x\n", "withheld.value"},
	{LONGER_VALUE LONGER_VALUE "\nx\n", "withheld.value"},
	{LONGER_VALUE LONGER_VALUE LONGER_VALUE "\n", "withheld.value"},
	{"张三　110101199003070038\n", "withheld.form"}, {VALUE "\r\n", "text.character"},
	{"\xd5\xc5\xc8\xfd\n", "text.utf-8"}, /* GBK */
};

START_TEST(a_value_that_cannot_be_told_again_is_refused_and_leaves_nothing)
{
	for (int language = LANGUAGE_EN; language <= LANGUAGE_ZH; language++) {
		type(values[_i].value, strlen(values[_i].value));
		ck_assert_int_eq(ccer((enum language)language, "withhold", "--purpose", "identity",
					 "--identity-key", folder_file(&f, "identity"), "--private",
					 folder_file(&f, "private"), NULL),
			EXIT_REFUSED);
		ASSERT_HOLDS(ran.err, values[_i].code);
		ASSERT_LACKS(ran.err, "110101");
		ck_assert_str_eq(ran.out, "");
		ck_assert_int_eq(count_private(), 0);
	}
}
END_TEST

/* KEY and DIR stand for the identity key and private/. */
static const struct {
	const char *argv[8], *en, *zh;
} uses[] = {
	{{"--purpose", "identity", "--identity-key", "KEY", "--private", "DIR", VALUE},
		"read from standard input", "从标准输入读取"},
	{{"--purpose", "identity", "--identity-key", "KEY"}, "one of --private and --check",
		"之一"},
	{{"--private", "DIR", "--check", SUBJECT}, "one of --private and --check", "之一"},
	{{"--private", "DIR"}, "--purpose is", "--purpose 应为"},
	{{"--purpose", "author", "--private", "DIR"}, "--purpose is", "--purpose 应为"},
	{{"--purpose", "identity", "--private", "DIR"}, "needs --identity-key", "需要"},
	{{"--purpose", "contact", "--identity-key", "KEY", "--private", "DIR"}, "have a tag",
		"有标签"},
	{{"--check", SUBJECT, "--identity-key", "KEY"}, "have a tag", "有标签"},
	{{"--purpose", "comment", "--identity-key", "KEY", "--private", "DIR"}, "--subject what",
		"--subject 写明"},
	{{"--purpose", "contact", "--subject", SUBJECT, "--private", "DIR"}, "--subject what",
		"--subject 写明"},
	{{"--purpose", "comment", "--identity-key", "KEY", "--private", "DIR", "--subject", "1f"},
		"--subject is 64", "--subject 应为"},
	{{"--purpose", "contact", "--private", "DIR", "--commit", SUBJECT}, "goes with --check",
		"一起使用"},
	{{"--check", "mine"}, "the file's name", "即为文件名"},
	{{"--check", SUBJECT, "--commit", "1f"}, "the file's name", "即为文件名"},
};

static char *use_argument(const char *given)
{
	if (given && strcmp(given, "KEY") == 0)
		return (char *)folder_file(&f, "identity");
	if (given && strcmp(given, "DIR") == 0)
		return (char *)folder_file(&f, "private");
	return (char *)given;
}

START_TEST(a_wrong_use_is_told_in_both_languages)
{
	type(VALUE, strlen(VALUE));
	for (int language = LANGUAGE_EN; language <= LANGUAGE_ZH; language++) {
		char *a[9] = {NULL};

		for (size_t i = 0; i < COUNT_OF(uses[_i].argv); i++)
			a[i] = use_argument(uses[_i].argv[i]);
		ck_assert_int_eq(ccer((enum language)language, "withhold", a[0], a[1], a[2], a[3],
					 a[4], a[5], a[6], a[7], NULL),
			EXIT_USAGE);
		ASSERT_HOLDS(ran.err, language == LANGUAGE_EN ? uses[_i].en : uses[_i].zh);
		ASSERT_LACKS(ran.err, "110101");
		ck_assert_str_eq(ran.out, "");
		ck_assert_int_eq(count_private(), 0);
	}
}
END_TEST

static int withhold_with(const char *key, const char *folder)
{
	type(VALUE, strlen(VALUE));
	return ccer(LANGUAGE_EN, "withhold", "--purpose", "identity", "--identity-key",
		folder_file(&f, key), "--private", folder_file(&f, folder), NULL);
}

START_TEST(files_that_cannot_be_used_are_told)
{
	ck_assert_int_eq(withhold_with("none", "private"), EXIT_CANNOT);
	ck_assert_int_eq(withhold_with("identity", "none"), EXIT_CANNOT);
	ck_assert_int_eq(
		folder_run(&f, "umask 77; (cat identity; echo) >longer; "
			       "tr -d '\\n' <identity >shorter; tr 0-9 x <identity >other"),
		0);
	ck_assert_int_eq(withhold_with("longer", "private"), EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "key.identity");
	ck_assert_int_eq(withhold_with("shorter", "private"), EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "key.identity");
	ck_assert_int_eq(withhold_with("other", "private"), EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "key.identity");
	ck_assert_int_eq(chmod(folder_file(&f, "identity"), 0640), 0);
	ck_assert_int_eq(withhold_with("identity", "private"), EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "key.file");
	ck_assert_int_eq(count_private(), 0);
}
END_TEST

static Suite *withhold_suite(void)
{
	Suite *s = suite_create("withhold");
	TCase *t = tcase_create("withhold");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, an_identity_key_is_made_once_for_its_owner_alone);
	tcase_add_test(t, an_identity_is_told_again_by_its_tag_alone);
	tcase_add_test(t, an_author_is_told_again_on_one_subject_only);
	tcase_add_test(t, the_example_of_the_format_comes_out);
	tcase_add_test(t, what_is_kept_opens_the_commitment);
	tcase_add_test(t, what_does_not_open_the_commitment_is_told);
	tcase_add_test(t, a_contact_is_a_commitment_alone);
	tcase_add_loop_test(t, a_value_that_cannot_be_told_again_is_refused_and_leaves_nothing, 0,
		(int)COUNT_OF(values));
	tcase_add_loop_test(t, a_wrong_use_is_told_in_both_languages, 0, (int)COUNT_OF(uses));
	tcase_add_test(t, files_that_cannot_be_used_are_told);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(withhold_suite)
