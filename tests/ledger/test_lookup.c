/* The entries of the golden ledger found by their number alone. */
#include "ledger/lookup.h"

#include <string.h>

#include <talloc.h>

#include "tests/folder.h"
#include "tests/support.h"

static struct folder f;
static struct error err;
static void *mem;

static void set_up(void)
{
	f = folder_make();
	mem = talloc_new(NULL);
	ck_assert_int_eq(folder_run(&f, "git clone -q --bare "
					"\"$top_srcdir/tests/data/golden/rules-1.bundle\" ledger"),
		0);
}

static void tear_down(void)
{
	talloc_free(mem);
	folder_remove(&f);
}

static struct ledger *open_ledger(void)
{
	struct ledger *l = ledger_open(folder_file(&f, "ledger"), false, &err);

	ck_assert_ptr_nonnull(l);
	return l;
}

/* The newest commit again, with one page in place of another. */
static void spoil(const char *page, const char *other)
{
	ck_assert_int_eq(
		folder_run(&f,
			"export GIT_DIR=ledger GIT_INDEX_FILE=$PWD/index GIT_AUTHOR_NAME=a "
			"GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a && "
			"git read-tree main && git update-index --add --cacheinfo "
			"100644,$(git rev-parse main:journal/00/00/00/%s.yaml),"
			"journal/00/00/00/%s.yaml && git update-ref refs/heads/main "
			"$(git log -1 --format=%%B main | git commit-tree -p main^ "
			"$(git write-tree))",
			other, page),
		0);
}

/* Pages have one entry or several; the first and last of each are found, and all between. */
START_TEST(every_entry_of_a_ledger_is_found_by_its_number)
{
	AUTO(ledger_auto) struct ledger *l = open_ledger();
	int64_t sequence = 0, pages;
	const char *bytes;
	struct entry entry;
	size_t size;

	ck_assert_int_eq(ledger_pages(l, &pages, &err), 0);
	for (int64_t n = 0; n < pages; n++) {
		struct page page;

		ck_assert_int_eq(ledger_page(l, mem, n, &bytes, &size, &err), 1);
		ck_assert_int_eq(page_read(mem, bytes, size, &page, &err), 0);
		for (size_t i = 0; i < page.n; i++, sequence++) {
			const struct entry *e = &page.entries[i];

			ck_assert_int_eq(ledger_entry(l, mem, sequence, &entry, &err), 1);
			ck_assert_int_eq(entry.sequence, sequence);
			ck_assert_uint_eq(entry.document_size, e->document_size);
			ck_assert_mem_eq(entry.document, e->document, e->document_size);
			ck_assert_mem_eq(entry.signatures, e->signatures, e->signatures_size);
		}
	}
	ck_assert_int_gt(sequence, 30);
	ck_assert_int_eq(ledger_entry(l, mem, sequence, &entry, &err), 0);
	ck_assert_int_eq(ledger_entry(l, mem, INT64_MAX, &entry, &err), 0);
	ck_assert_int_eq(ledger_entry(l, mem, -1, &entry, &err), 0);
}
END_TEST

START_TEST(an_empty_ledger_has_no_entry)
{
	AUTO(ledger_auto) struct ledger *l = ledger_create(folder_file(&f, "empty"), &err);
	struct entry entry;

	ck_assert_ptr_nonnull(l);
	ck_assert_int_eq(ledger_entry(l, mem, 0, &entry, &err), 0);
}
END_TEST

/* The page in its place begins too early: the entries after it are in no page. */
START_TEST(a_hole_is_no_missing_entry)
{
	struct ledger *l = open_ledger();
	const char *bytes;
	struct entry entry;
	struct page page;
	int64_t after;
	size_t size;

	ck_assert_int_eq(ledger_page(l, mem, 13, &bytes, &size, &err), 1);
	ck_assert_int_eq(page_read(mem, bytes, size, &page, &err), 0);
	after = page.entries[0].sequence;
	ledger_free(l);
	spoil("12", "11");
	l = open_ledger();
	ck_assert_int_eq(ledger_entry(l, mem, after, &entry, &err), 1);
	ck_assert_int_eq(ledger_entry(l, mem, after - 1, &entry, &err), -1);
	ck_assert_str_eq(error_name(err.code), error_name(ERROR_REPLAY_PAGE));
	ledger_free(l);
}
END_TEST

START_TEST(a_page_that_cannot_be_read_is_no_missing_entry)
{
	AUTO(ledger_auto) struct ledger *l = NULL;
	struct entry entry;

	ck_assert_int_eq(
		folder_run(&f, "mv ledger/objects/pack . && mkdir ledger/objects/pack && "
			       "git --git-dir ledger unpack-objects -q < $(ls pack/*.pack)"),
		0);
	ck_assert_int_eq(folder_run(&f, "cd ledger && id=$(git rev-parse "
					"main:journal/00/00/00/00.yaml) && rm -f "
					"objects/$(echo $id | cut -c1-2)/$(echo $id | cut -c3-)"),
		0);
	l = open_ledger();
	ck_assert_int_eq(ledger_entry(l, mem, 0, &entry, &err), -1);
	ck_assert_str_eq(error_name(err.code), error_name(ERROR_LEDGER_GIT));
}
END_TEST

static Suite *lookup_suite(void)
{
	Suite *s = suite_create("lookup");
	TCase *t = tcase_create("lookup");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, every_entry_of_a_ledger_is_found_by_its_number);
	tcase_add_test(t, an_empty_ledger_has_no_entry);
	tcase_add_test(t, a_hole_is_no_missing_entry);
	tcase_add_test(t, a_page_that_cannot_be_read_is_no_missing_entry);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(lookup_suite)
