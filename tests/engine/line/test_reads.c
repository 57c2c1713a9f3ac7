/*
 * What is read, counted: sealing reads nothing back from the ledger, opening no more than the
 * newest page, and an audit opens each document once.
 *
 * The linker puts the functions below in front of the program's own: the reader of git's
 * objects, page_read and document_read.
 */
#include <stdio.h>
#include <string.h>

#include <git2/odb_backend.h>
#include <git2/sys/odb_backend.h>
#include <talloc.h>

#include "engine/audit/audit.h"
#include "engine/line/opening.h"
#include "engine/line/page_seal.h"
#include "tests/engine/ledger_maker.h"
#include "tests/folder.h"
#include "tests/support.h"

enum { DOCUMENTS = 10000, PER_PAGE = 50, OPENING_OBJECTS_MAX = 16 };

static int64_t objects, pages, documents;

static int (*true_read)(void **, size_t *, git_object_t *, git_odb_backend *, const git_oid *);
static int (*true_read_header)(size_t *, git_object_t *, git_odb_backend *, const git_oid *);

git_odb_backend *__real_ledger_loose_reader(const char *folder);
git_odb_backend *__wrap_ledger_loose_reader(const char *folder);
int __real_page_read(
	void *parent, const char *bytes, size_t size, struct page *out, struct error *err);
int __wrap_page_read(
	void *parent, const char *bytes, size_t size, struct page *out, struct error *err);
struct document *__real_document_read(
	void *parent, const char *bytes, size_t size, bool unsigned_form, struct error *err);
struct document *__wrap_document_read(
	void *parent, const char *bytes, size_t size, bool unsigned_form, struct error *err);

static int counted_read(
	void **body, size_t *size, git_object_t *type, git_odb_backend *b, const git_oid *id)
{
	objects++;
	return true_read(body, size, type, b, id);
}

static int counted_read_header(
	size_t *size, git_object_t *type, git_odb_backend *b, const git_oid *id)
{
	objects++;
	return true_read_header(size, type, b, id);
}

git_odb_backend *__wrap_ledger_loose_reader(const char *folder)
{
	git_odb_backend *b = __real_ledger_loose_reader(folder);

	ck_assert_ptr_nonnull(b);
	true_read = b->read;
	true_read_header = b->read_header;
	b->read = counted_read;
	b->read_header = counted_read_header;
	return b;
}

int __wrap_page_read(
	void *parent, const char *bytes, size_t size, struct page *out, struct error *err)
{
	pages++;
	return __real_page_read(parent, bytes, size, out, err);
}

struct document *__wrap_document_read(
	void *parent, const char *bytes, size_t size, bool unsigned_form, struct error *err)
{
	documents++;
	return __real_document_read(parent, bytes, size, unsigned_form, err);
}

static struct folder f;
static void *mem;
static struct ledger_maker *maker;
static struct registry *r;

static void open_registry(bool write)
{
	struct registry_options options = {.write = write};
	struct error err = {0};

	options.sealing_key = write ? maker->sealing : NULL;
	options.state_file = folder_file(&f, "state.sqlite");
	objects = pages = documents = 0;
	r = registry_open(folder_file(&f, "ledger.git"), &options, &err);
	ck_assert_ptr_nonnull(r);
}

static void begin(void)
{
	mem = talloc_new(NULL);
	f = folder_make();
	maker = ledger_maker_new(mem, folder_file(&f, "ledger.git"));
	ledger_maker_until(maker, STORY_PARTIES);
	ledger_maker_close(maker);
	open_registry(true);
}

static void end(void)
{
	registry_free(r);
	r = NULL;
	talloc_free(mem);
	folder_remove(&f);
}

static const struct buffer *void_file(int i)
{
	uint8_t random[17] = {(uint8_t)(i >> 8), (uint8_t)i, 0xA5};
	struct document_id id = document_id_make(random);

	return ledger_maker_file(maker, talloc_asprintf(mem, "kind: void\nvoids: %s\n", id.text),
		"operator:operator");
}

/* One page of voids, opened, sealed and answered; the objects and pages read are counted. */
static void seal_page(int first)
{
	void *own = talloc_new(NULL);
	struct page_item items[PER_PAGE];
	struct opened opened[PER_PAGE];
	struct submission out[PER_PAGE];
	struct error errors[PER_PAGE], err = {0};
	const struct instant never = {0}; /* the ledger's clock is simulated */
	size_t n = PER_PAGE;

	memset(out, 0, sizeof(out));
	for (int i = 0; i < PER_PAGE; i++) {
		const struct buffer *file = void_file(first + i);

		opening_run(r, own, file->bytes, file->size, &opened[i]);
		items[i] = (struct page_item){own, &opened[i], &out[i], &errors[i], false};
	}
	ck_assert_int_eq(page_seal(r, items, &n, never, &err), 0);
	ck_assert_uint_eq(n, PER_PAGE);
	for (int i = 0; i < PER_PAGE; i++) {
		ck_assert_int_eq(out[i].outcome, OUTCOME_SEALED);
		ck_assert_uint_gt(out[i].receipt_size, 0);
	}
	talloc_free(own);
}

START_TEST(sealing_reads_nothing_back)
{
	seal_page(0);
	objects = pages = 0;
	for (int i = PER_PAGE; i < DOCUMENTS; i += PER_PAGE)
		seal_page(i);
	ck_assert_int_eq(objects, 0);
	ck_assert_int_eq(pages, 0);
}
END_TEST

START_TEST(opening_reads_back_to_what_the_state_has)
{
	for (int i = 0; i < 20 * PER_PAGE; i += PER_PAGE)
		seal_page(i);
	registry_free(STEAL(r));
	ck_assert_int_eq(folder_run(&f, "cp state.sqlite old"), 0);
	open_registry(false);
	ck_assert_int_eq(pages, 0);
	ck_assert_int_le(objects, OPENING_OBJECTS_MAX);
	registry_free(STEAL(r));
	/* A writer checks that what a crash may have torn can be read; it opens no page either. */
	open_registry(true);
	ck_assert_int_eq(pages, 0);
	ck_assert_int_eq(documents, 0);
	for (int i = 0; i < 3; i++)
		seal_page((100 + i) * PER_PAGE);
	registry_free(STEAL(r));
	ck_assert_int_eq(folder_run(&f, "mv old state.sqlite; rm -f state.sqlite-*"), 0);
	open_registry(false);
	ck_assert_int_eq(pages, 3);
	ck_assert_int_eq(documents, 3 * PER_PAGE);
	ck_assert_int_le(objects, 3 * OPENING_OBJECTS_MAX);
}
END_TEST

START_TEST(an_audit_opens_each_document_once)
{
	struct audit_result *result = talloc_zero(mem, struct audit_result);
	struct audit_options options = {0};
	struct error err = {0};

	seal_page(0);
	registry_free(STEAL(r));
	pages = documents = 0;
	ck_assert_int_eq(audit_run(folder_file(&f, "ledger.git"), &options, result, &err), 0);
	ck_assert_uint_eq(result->findings_n, 0);
	ck_assert_int_gt(result->entries, PER_PAGE);
	ck_assert_int_eq(documents, result->entries);
	ck_assert_int_eq(pages, result->pages);
}
END_TEST

static Suite *reads_suite(void)
{
	Suite *s = suite_create("reads");
	TCase *c = tcase_create("reads");

	tcase_set_timeout(c, 600);
	tcase_add_checked_fixture(c, begin, end);
	tcase_add_test(c, sealing_reads_nothing_back);
	tcase_add_test(c, opening_reads_back_to_what_the_state_has);
	tcase_add_test(c, an_audit_opens_each_document_once);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(reads_suite)
