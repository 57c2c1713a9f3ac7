#include "ledger/page.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "signature/secret_key.h"
#include "tests/support.h"

static void *mem;
static struct buffer *out;
static struct error err;
/* Armours by two keys, in the order of the keys. */
static struct buffer *first, *both, *swapped;

static struct buffer *armour(uint8_t seed_byte, struct sshsig *s)
{
	uint8_t seed[32] = {seed_byte};
	struct secret_key *key = secret_key_from_seed(mem, seed);
	struct buffer *b = buffer_new(mem, 4096);

	ck_assert_int_eq(secret_key_sshsig(key, "document@ccer.example", "x\n", 2, s, &err), 0);
	sshsig_write(s, b);
	return b;
}

static void set_up(void)
{
	struct sshsig s, t;
	struct buffer *a, *b;
	bool order;

	mem = talloc_new(NULL);
	out = buffer_new(mem, LIMIT_PAGE);
	both = buffer_new(mem, 4096);
	swapped = buffer_new(mem, 4096);
	a = armour(1, &s);
	b = armour(2, &t);
	order = sshsig_compare(&s, &t) < 0;
	first = a;
	buffer_add_text(both, order ? a->bytes : b->bytes);
	buffer_add_text(both, order ? b->bytes : a->bytes);
	buffer_add_text(swapped, order ? b->bytes : a->bytes);
	buffer_add_text(swapped, order ? a->bytes : b->bytes);
	err = (struct error){.code = ERROR_NONE};
}

static void tear_down(void)
{
	talloc_free(mem);
}

static struct entry sample(int64_t sequence, const char *document)
{
	struct entry e = {.sequence = sequence,
		.rules = 1,
		.changes = digest_of("changes", 7),
		.document = document,
		.document_size = strlen(document),
		.signatures = both->bytes,
		.signatures_size = both->size};

	ck_assert(instant_parse("2024-09-02T01:00:00.000Z", 24, &e.time));
	return e;
}

START_TEST(an_entry_is_written_line_by_line)
{
	struct entry e = sample(12, "kind: void\nid: X\n");
	char expected[4096], changes[DIGEST_HEX_SIZE], indented[2048] = "";
	const char *at = first->bytes;
	size_t n = 0;

	e.signatures = first->bytes;
	e.signatures_size = first->size;
	while (*at) {
		const char *lf = strchr(at, '\n');

		n += (size_t)snprintf(
			indented + n, sizeof(indented) - n, "  %.*s\n", (int)(lf - at), at);
		at = lf + 1;
	}
	snprintf(expected, sizeof(expected),
		"---\nsequence: 12\ntime: 2024-09-02T01:00:00.000Z\nrules: 1\nchanges: %s\n"
		"bytes: 17\nsignatures:\n- |\n%s---\nkind: void\nid: X\n",
		digest_hex(&e.changes, changes), indented);
	entry_write(&e, out);
	ck_assert_str_eq(out->bytes, expected);
}
END_TEST

START_TEST(what_is_written_is_read_again)
{
	struct entry e[3] = {
		sample(1, "a: 1\n"), sample(2, "---\n\n---\nsequence: 2\n"), sample(3, "\n")};
	struct page page;

	e[1].signatures = first->bytes;
	e[1].signatures_size = first->size;
	e[2].time.ms += 1;
	for (size_t i = 0; i < 3; i++)
		entry_write(&e[i], out);
	ck_assert_int_eq(page_read(mem, out->bytes, out->size, &page, &err), 0);
	ck_assert_uint_eq(page.n, 3);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_int_eq(page.entries[i].sequence, e[i].sequence);
		ck_assert_int_eq(page.entries[i].time.ms, e[i].time.ms);
		ck_assert_int_eq(page.entries[i].rules, 1);
		ck_assert(digest_equal(&page.entries[i].changes, &e[i].changes));
		ck_assert_uint_eq(page.entries[i].document_size, e[i].document_size);
		ck_assert_mem_eq(page.entries[i].document, e[i].document, e[i].document_size);
		ck_assert_uint_eq(page.entries[i].signatures_size, e[i].signatures_size);
		ck_assert_mem_eq(page.entries[i].signatures, e[i].signatures, e[i].signatures_size);
	}
}
END_TEST

/* What replaces the first `find` in a page of two entries, and the faulty line. */
static const struct {
	const char *find, *put;
	uint32_t line;
} broken[] = {
	{"---\nsequence: 7", "sequence: 7", 1},
	{"---\nsequence: 7", "----\nsequence: 7", 1},
	{"---\nsequence: 7", "---\r\nsequence: 7", 1},
	{"---\nsequence: 7", "\n---\nsequence: 7", 1},
	{"sequence: 7", "sequence: 07", 2},
	{"sequence: 7", "sequence: +7", 2},
	{"sequence: 7", "sequence: -7", 2},
	{"sequence: 7", "sequence:  7", 2},
	{"sequence: 7", "sequence: 7 ", 2},
	{"sequence: 7", "sequence: ", 2},
	{"sequence: 7", "sequence:", 2},
	{"sequence: 7", "sequence: 1234567890123456789", 2},
	{"sequence: 7", "sequence: 7 # seven", 2},
	{"sequence: 7", "Sequence: 7", 2},
	{"01:00:00.000Z", "01:00:00Z", 3},
	{"01:00:00.000Z", "01:00:00.00Z", 3},
	{"01:00:00.000Z", "25:00:00.000Z", 3},
	{"01:00:00.000Z", "01:00:00.000+00:00", 3},
	{"rules: 1\n", "rules: 1.0\n", 4},
	{"rules: 1\n", "", 4},
	{"rules: 1\n", "rules: 1\nrules: 1\n", 5},
	{"changes: ", "changes: 0", 5},
	{"changes: ", "changes: \n", 5},
	{"bytes: 5\n", "bytes: 0\n", 23},
	{"bytes: 5\n", "bytes: 4\n", 23},
	{"bytes: 5\n", "bytes: 6\n", 23},
	{"bytes: 5\n", "bytes: 9999\n", 23},
	{"bytes: 5\n", "bytes: 1048577\n", 23},
	{"bytes: 5\n", "bytes: 05\n", 6},
	{"signatures:\n", "signatures: \n", 7},
	{"signatures:\n", "signatures: []\n", 7},
	{"- |\n", "-  |\n", 8},
	{"- |\n", "- |-\n", 8},
	{"- |\n  -----BEGIN", "- |\n -----BEGIN", 9},
	{"- |\n  -----BEGIN", "- |\n   -----BEGIN", 9},
	{"- |\n  -----BEGIN", "- |\n\n  -----BEGIN", 9},
	{"END SSH SIGNATURE-----\n", "END SSH SIGNATURE-----\n  \n", 15},
	{"END SSH SIGNATURE-----\n", "END SSH SIGNATURE-----\n\n", 15},
	{"END SSH SIGNATURE-----\n", "END SSH SIGNATURE----- \n", 15},
	{"a: 1\n---\nseq", "a: 1\nseq", 24},
	{"a: 1\n---\nseq", "a: 1\n\n---\nseq", 24},
	{"sequence: 8", "sequence: 9", 24},
	{"sequence: 8", "sequence: 7", 24},
	{"sequence: 8\ntime: 2024-09-02T01:00:00.000Z",
		"sequence: 8\ntime: 2024-09-02T00:59:59.999Z", 24},
	{"b: 2\n", "b: 2\n\n", 47},
	{"b: 2\n", "b: 2\n-", 47},
	{"b: 2\n", "b: 2\n---\n", 48},
	{"b: 2\n", "b: 2", 46},
	{"b: 2\n", "", 46},
};

static void two_entries(void)
{
	struct entry a = sample(7, "a: 1\n"), b = sample(8, "b: 2\n");

	entry_write(&a, out);
	entry_write(&b, out);
}

/* The page in `out`, changed once, is refused at that line. */
static void refused(const char *find, const char *put, uint32_t line)
{
	struct buffer *text = buffer_new(mem, 64 * 1024);
	struct page page;
	const char *at = strstr(out->bytes, find);
	char *exact;

	ck_assert_ptr_nonnull(at);
	buffer_add(text, out->bytes, (size_t)(at - out->bytes));
	buffer_add_text(text, put);
	buffer_add_text(text, at + strlen(find));
	exact = talloc_memdup(mem, text->bytes, text->size);
	ck_assert_int_eq(page_read(mem, exact, text->size, &page, &err), -1);
	ck_assert_int_eq(err.code, ERROR_PAGE_FORM);
	ck_assert_msg(err.line == line, "line %u: %s", err.line, error_argument(&err, "problem"));
}

START_TEST(any_other_form_is_refused_with_its_line)
{
	two_entries();
	refused(broken[_i].find, broken[_i].put, broken[_i].line);
}
END_TEST

/* --- entries that are only leaves --- */

static struct entry leaf_of(const struct entry *e)
{
	struct leaf leaf = {.sequence = e->sequence,
		.time = e->time,
		.rules = e->rules,
		.document = digest_of(e->document, e->document_size),
		.signatures = digest_of(e->signatures, e->signatures_size),
		.changes = e->changes};

	return entry_of_leaf(&leaf);
}

/* Entry 7 as a leaf, 8 whole, 9 as a leaf. */
static void leaf_document_leaf(void)
{
	struct entry e[3] = {sample(7, "a: 1\n"), sample(8, "b: 2\n"), sample(9, "c: 3\n")};
	struct entry a = leaf_of(&e[0]), c = leaf_of(&e[2]);

	entry_write(&a, out);
	entry_write(&e[1], out);
	entry_write(&c, out);
}

START_TEST(a_leaf_only_entry_is_its_leaf_behind_three_dashes)
{
	struct entry e = sample(12, "kind: void\nid: X\n"), leaf = leaf_of(&e);
	struct buffer *expected = buffer_new(mem, 4096);

	buffer_add_text(expected, "---\n");
	entry_leaf(&e, expected);
	entry_write(&leaf, out);
	ck_assert_str_eq(out->bytes, expected->bytes);
	buffer_clear(out);
	buffer_add_text(out, "---\n");
	entry_leaf(&leaf, out);
	ck_assert_str_eq(out->bytes, expected->bytes);
}
END_TEST

START_TEST(both_forms_stand_in_one_page)
{
	struct buffer *again = buffer_new(mem, 64 * 1024);
	struct entry a = sample(7, "a: 1\n");
	struct digest document = digest_of("a: 1\n", 5), signatures;
	struct page page;

	signatures = digest_of(a.signatures, a.signatures_size);
	leaf_document_leaf();
	ck_assert_int_eq(page_read(mem, out->bytes, out->size, &page, &err), 0);
	ck_assert_uint_eq(page.n, 3);
	ck_assert_int_eq(page.entries[0].form, ENTRY_LEAF);
	ck_assert_int_eq(page.entries[0].sequence, 7);
	ck_assert_int_eq(page.entries[0].time.ms, a.time.ms);
	ck_assert_int_eq(page.entries[0].rules, 1);
	ck_assert(digest_equal(&page.entries[0].changes, &a.changes));
	ck_assert(digest_equal(&page.entries[0].document_hash, &document));
	ck_assert(digest_equal(&page.entries[0].signatures_hash, &signatures));
	ck_assert_ptr_null(page.entries[0].document);
	ck_assert_ptr_null(page.entries[0].signatures);
	ck_assert_int_eq(page.entries[1].form, ENTRY_DOCUMENT);
	ck_assert_mem_eq(page.entries[1].document, "b: 2\n", 5);
	ck_assert_int_eq(page.entries[2].form, ENTRY_LEAF);
	ck_assert_int_eq(page.entries[2].sequence, 9);
	for (size_t i = 0; i < page.n; i++)
		entry_write(&page.entries[i], again);
	ck_assert_uint_eq(again->size, out->size);
	ck_assert_mem_eq(again->bytes, out->bytes, out->size);
}
END_TEST

/* The page of leaf_document_leaf: leaves in lines 1 to 8 and 32 to 39. */
static const struct {
	const char *find, *put;
	uint32_t line;
} broken_leaves[] = {
	{"---\nccer-entry/1\n7\n", "ccer-entry/1\n7\n", 1},
	{"---\nccer-entry/1\n7\n", "---\n---\nccer-entry/1\n7\n", 2},
	{"---\nccer-entry/1\n7\n", "---\n\nccer-entry/1\n7\n", 2},
	{"ccer-entry/1\n7\n", "ccer-entry/2\n7\n", 2},
	{"ccer-entry/1\n7\n", "ccer-entry/1 \n7\n", 2},
	{"ccer-entry/1\n7\n", "ccer-entry/1\r\n7\n", 2},
	{"ccer-entry/1\n7\n", "Ccer-entry/1\n7\n", 2},
	{"ccer-entry/1\n7\n", "7\n", 2},
	{"ccer-entry/1\n7\n", "ccer-entry/1\n", 3},
	{"ccer-entry/1\n7\n", "ccer-entry/1\n\n7\n", 3},
	{"ccer-entry/1\n7\n", "ccer-entry/1\n07\n", 3},
	{"ccer-entry/1\n7\n", "ccer-entry/1\n-7\n", 3},
	{"ccer-entry/1\n7\n", "ccer-entry/1\n 7\n", 3},
	{"ccer-entry/1\n7\n", "ccer-entry/1\n7 \n", 3},
	{"ccer-entry/1\n7\n", "ccer-entry/1\nsequence: 7\n", 3},
	{"ccer-entry/1\n7\n", "ccer-entry/1\n1234567890123456789\n", 3},
	{"T01:00:00.000Z\n1\n", "T01:00:00Z\n1\n", 4},
	{"T01:00:00.000Z\n1\n", "T01:00:00.000Z \n1\n", 4},
	{"T01:00:00.000Z\n1\n", "T25:00:00.000Z\n1\n", 4},
	{"T01:00:00.000Z\n1\n", "T01:00:00.000Z\n", 5},
	{"T01:00:00.000Z\n1\n", "T01:00:00.000Z\n01\n", 5},
	{"T01:00:00.000Z\n1\n", "T01:00:00.000Z\n1.0\n", 5},
	{"T01:00:00.000Z\n1\n", "T01:00:00.000Z\n1\n0", 6},
	{"T01:00:00.000Z\n1\n", "T01:00:00.000Z\n1\n\n", 6},
	{"T01:00:00.000Z\n1\n", "T01:00:00.000Z\n1\n1\n", 6},
	{"---\nsequence: 8", "sequence: 8", 9},
	{"---\nsequence: 8", "\n---\nsequence: 8", 9},
	{"---\nsequence: 8", "kind: void\n---\nsequence: 8", 9},
	{"---\nsequence: 8", "bytes: 5\n---\nsequence: 8", 9},
	{"---\nsequence: 8", "---\nsequence: 9", 9},
	{"---\nsequence: 8", "---\nsequence: 7", 9},
	{"sequence: 8\ntime: 2024-09-02T01", "sequence: 8\ntime: 2024-09-02T00", 9},
	{"b: 2\n---\nccer-entry/1", "b: 2\nccer-entry/1", 32},
	{"b: 2\n---\nccer-entry/1", "b: 2\n\n---\nccer-entry/1", 32},
	{"ccer-entry/1\n9\n", "ccer-entry/1\n10\n", 32},
	{"ccer-entry/1\n9\n", "ccer-entry/1\n8\n", 32},
	{"ccer-entry/1\n9\n2024", "ccer-entry/1\n9\n2023", 32},
};

START_TEST(any_other_form_of_a_leaf_is_refused_with_its_line)
{
	leaf_document_leaf();
	refused(broken_leaves[_i].find, broken_leaves[_i].put, broken_leaves[_i].line);
}
END_TEST

/* A digit of the last hash changed, a line of it missing, one too many. */
START_TEST(the_hashes_of_a_leaf_are_three_lines_of_64_digits)
{
	static const struct {
		size_t cut; /* bytes taken off the page's end */
		const char *put;
		uint32_t line;
	} ends[] = {
		{1, "", 39},
		{2, "A\n", 39},
		{2, "g\n", 39},
		{2, "\n", 39},
		{1, "0\n", 39},
		{65, "", 39},
		{130, "", 38},
		{195, "", 37},
		{0, "\n", 40},
		{0, "0", 40},
		{0, "---\n", 41},
	};

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		size_t size;
		char *whole;

		buffer_clear(out);
		leaf_document_leaf();
		size = out->size - ends[i].cut;
		whole = talloc_memdup(mem, out->bytes, size);
		buffer_clear(out);
		buffer_add(out, whole, size);
		buffer_add_text(out, ends[i].put);
		refused("", "", ends[i].line);
	}
}
END_TEST

START_TEST(genesis_is_alone_in_its_page)
{
	struct entry e[2] = {sample(0, "a: 1\n"), sample(1, "b: 1\n")};
	struct page page;

	entry_write(&e[0], out);
	ck_assert_int_eq(page_read(mem, out->bytes, out->size, &page, &err), 0);
	entry_write(&e[1], out);
	ck_assert_int_eq(page_read(mem, out->bytes, out->size, &page, &err), -1);
	ck_assert_int_eq(err.code, ERROR_PAGE_FORM);
}
END_TEST

START_TEST(a_page_holds_4096_leaves_and_no_more)
{
	struct entry e = sample(0, "a: 1\n"), leaf = leaf_of(&e);
	struct page page;

	for (leaf.sequence = 1; leaf.sequence <= LIMIT_PAGE_ENTRIES; leaf.sequence++)
		entry_write(&leaf, out);
	ck_assert_int_eq(page_read(mem, out->bytes, out->size, &page, &err), 0);
	ck_assert_uint_eq(page.n, LIMIT_PAGE_ENTRIES);
	entry_write(&leaf, out);
	ck_assert_int_eq(page_read(mem, out->bytes, out->size, &page, &err), -1);
	ck_assert_int_eq(err.code, ERROR_PAGE_FORM);
	ck_assert_uint_eq(err.line, 8 * LIMIT_PAGE_ENTRIES + 1);
}
END_TEST

START_TEST(signatures_must_be_there_sorted_and_canonical)
{
	struct entry e = sample(0, "a: 1\n");
	struct buffer *text = buffer_new(mem, 4096);
	struct page page;
	const char *at;

	e.signatures = swapped->bytes;
	e.signatures_size = swapped->size;
	entry_write(&e, out);
	ck_assert_int_eq(page_read(mem, out->bytes, out->size, &page, &err), -1);
	ck_assert_int_eq(err.code, ERROR_PAGE_FORM);
	/* The same key twice. */
	buffer_clear(out);
	buffer_add_text(text, first->bytes);
	buffer_add_text(text, first->bytes);
	e.signatures = text->bytes;
	e.signatures_size = text->size;
	entry_write(&e, out);
	ck_assert_int_eq(page_read(mem, out->bytes, out->size, &page, &err), -1);
	/* A different width of line. */
	buffer_clear(out);
	buffer_clear(text);
	at = strchr(first->bytes, '\n') + 11;
	buffer_add(text, first->bytes, (size_t)(at - first->bytes));
	buffer_add_text(text, "\n");
	buffer_add_text(text, at);
	e.signatures = text->bytes;
	e.signatures_size = text->size;
	entry_write(&e, out);
	ck_assert_int_eq(page_read(mem, out->bytes, out->size, &page, &err), -1);
	ck_assert_int_eq(err.code, ERROR_PAGE_FORM);
	/* None at all. */
	buffer_clear(out);
	buffer_add_text(out, "---\nsequence: 0\ntime: 2024-09-02T01:00:00.000Z\nrules: 1\n"
			     "changes: ");
	for (int i = 0; i < 64; i++)
		buffer_add_text(out, "0");
	buffer_add_text(out, "\nbytes: 2\nsignatures:\n---\na\n");
	ck_assert_int_eq(page_read(mem, out->bytes, out->size, &page, &err), -1);
	ck_assert_int_eq(err.code, ERROR_PAGE_FORM);
	ck_assert_uint_eq(err.line, 8);
}
END_TEST

/* Where an entry begins or the page ends. */
static bool at_an_entry(const char *page, size_t at)
{
	return strncmp(page + at, "---\nsequence: ", 14) == 0 ||
	       strncmp(page + at, "---\nccer-entry/1", 16) == 0;
}

static void (*const makers[])(void) = {two_entries, leaf_document_leaf};

START_TEST(every_cut_of_a_page_is_refused_but_at_an_entry)
{
	struct page page;
	int read = 0;

	makers[_i]();
	for (size_t n = 0; n < out->size; n++) {
		char *exact = talloc_memdup(mem, out->bytes, n);
		bool whole = n > 0 && at_an_entry(out->bytes, n);

		ck_assert_int_eq(page_read(mem, exact, n, &page, &err), whole ? 0 : -1);
		talloc_free(exact);
		read += whole;
	}
	ck_assert_int_eq(read, _i + 1);
}
END_TEST

START_TEST(every_changed_byte_of_a_page_gives_another_entry_or_a_refusal)
{
	struct buffer *again = buffer_new(mem, 64 * 1024);

	makers[_i]();
	for (size_t i = 0; i < out->size; i++) {
		struct page page;
		char *text = talloc_memdup(mem, out->bytes, out->size);

		text[i] ^= 1;
		buffer_clear(again);
		if (page_read(mem, text, out->size, &page, &err) == 0) {
			for (size_t j = 0; j < page.n; j++)
				entry_write(&page.entries[j], again);
			ck_assert_uint_eq(again->size, out->size);
			ck_assert_mem_eq(again->bytes, text, out->size);
		} else {
			ck_assert_int_eq(err.code, ERROR_PAGE_FORM);
		}
		talloc_free(text);
	}
}
END_TEST

START_TEST(a_leaf_has_seven_lines)
{
	struct entry e = sample(12, "kind: void\nid: X\n");
	struct digest document = digest_of(e.document, e.document_size);
	struct digest signatures = digest_of(both->bytes, both->size);
	char expected[512], d[DIGEST_HEX_SIZE], s[DIGEST_HEX_SIZE], c[DIGEST_HEX_SIZE];
	struct leaf leaf;

	snprintf(expected, sizeof(expected),
		"ccer-entry/1\n12\n2024-09-02T01:00:00.000Z\n1\n%s\n%s\n%s\n",
		digest_hex(&document, d), digest_hex(&signatures, s), digest_hex(&e.changes, c));
	entry_leaf(&e, out);
	ck_assert_str_eq(out->bytes, expected);
	ck_assert_int_eq(leaf_parse(out->bytes, out->size, &leaf, &err), 0);
	ck_assert_int_eq(leaf.sequence, 12);
	ck_assert_int_eq(leaf.time.ms, e.time.ms);
	ck_assert_int_eq(leaf.rules, 1);
	ck_assert(digest_equal(&leaf.document, &document));
	ck_assert(digest_equal(&leaf.signatures, &signatures));
	ck_assert(digest_equal(&leaf.changes, &e.changes));
	for (size_t n = 0; n < out->size; n++)
		ck_assert_int_eq(leaf_parse(out->bytes, n, &leaf, &err), -1);
	ck_assert_int_eq(err.code, ERROR_LEAF_FORM);
	buffer_add_text(out, "\n");
	ck_assert_int_eq(leaf_parse(out->bytes, out->size, &leaf, &err), -1);
}
END_TEST

START_TEST(the_longest_leaf_fits)
{
	struct entry e = sample(999999999999999999, "a\n");
	struct leaf leaf;

	e.rules = 999999999999999999;
	entry_leaf(&e, out);
	ck_assert_uint_le(out->size, LIMIT_LEAF);
	ck_assert_int_eq(leaf_parse(out->bytes, out->size, &leaf, &err), 0);
}
END_TEST

static const struct {
	int64_t number;
	const char *path;
} paths[] = {
	{0, "journal/00/00/00/00.yaml"},
	{1, "journal/00/00/00/01.yaml"},
	{1234567, "journal/01/23/45/67.yaml"},
	{99999999, "journal/99/99/99/99.yaml"},
	{100000000, "journal/01/00/00/00/00.yaml"},
	{123456789012, "journal/12/34/56/78/90/12.yaml"},
};

START_TEST(pages_lie_in_folders_of_hundreds)
{
	char path[PAGE_PATH_SIZE];

	ck_assert_str_eq(page_path(paths[_i].number, path), paths[_i].path);
}
END_TEST

static Suite *page_suite(void)
{
	Suite *s = suite_create("page");
	TCase *t = tcase_create("page");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, an_entry_is_written_line_by_line);
	tcase_add_test(t, what_is_written_is_read_again);
	tcase_add_loop_test(t, any_other_form_is_refused_with_its_line, 0, COUNT_OF(broken));
	tcase_add_test(t, signatures_must_be_there_sorted_and_canonical);
	tcase_add_test(t, a_leaf_only_entry_is_its_leaf_behind_three_dashes);
	tcase_add_test(t, both_forms_stand_in_one_page);
	tcase_add_loop_test(
		t, any_other_form_of_a_leaf_is_refused_with_its_line, 0, COUNT_OF(broken_leaves));
	tcase_add_test(t, the_hashes_of_a_leaf_are_three_lines_of_64_digits);
	tcase_add_test(t, genesis_is_alone_in_its_page);
	tcase_add_test(t, a_page_holds_4096_leaves_and_no_more);
	tcase_add_loop_test(t, every_cut_of_a_page_is_refused_but_at_an_entry, 0, COUNT_OF(makers));
	tcase_add_loop_test(t, every_changed_byte_of_a_page_gives_another_entry_or_a_refusal, 0,
		COUNT_OF(makers));
	tcase_add_test(t, a_leaf_has_seven_lines);
	tcase_add_test(t, the_longest_leaf_fits);
	tcase_add_loop_test(t, pages_lie_in_folders_of_hundreds, 0, COUNT_OF(paths));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(page_suite)
