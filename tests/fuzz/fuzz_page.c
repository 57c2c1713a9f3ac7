/*
 * Pages and leaves: a page that is read is what writing its entries gives, byte
 * for byte; the leaf of each entry, read back, says what the entry says.
 */
#include "ledger/page.h"
#include "tests/fuzz/fuzz.h"

static void check_entry(const struct entry *e, struct buffer *out)
{
	bool whole = e->form == ENTRY_DOCUMENT;
	struct digest document =
		whole ? digest_of(e->document, e->document_size) : e->document_hash;
	struct digest signatures =
		whole ? digest_of(e->signatures, e->signatures_size) : e->signatures_hash;
	struct error err = {0};
	struct leaf leaf;

	buffer_clear(out);
	entry_leaf(e, out);
	FUZZ_CHECK(!out->failed && out->size <= LIMIT_LEAF);
	FUZZ_CHECK(fuzz_accepted(leaf_parse(out->bytes, out->size, &leaf, &err), &err));
	FUZZ_CHECK(leaf.sequence == e->sequence && leaf.time.ms == e->time.ms);
	FUZZ_CHECK(leaf.rules == e->rules && digest_equal(&leaf.changes, &e->changes));
	FUZZ_CHECK(digest_equal(&leaf.document, &document));
	FUZZ_CHECK(digest_equal(&leaf.signatures, &signatures));
	if (!whole)
		return;
	buffer_clear(out);
	entry_file(e, out);
	FUZZ_CHECK(!out->failed && out->size > e->document_size);
}

static void check_page(const struct page *page, const uint8_t *data, size_t size)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *written = fuzz_buffer(mem), *scratch = fuzz_buffer(mem);

	FUZZ_CHECK(page->n > 0);
	for (size_t i = 0; i < page->n; i++) {
		entry_write(&page->entries[i], written);
		check_entry(&page->entries[i], scratch);
	}
	FUZZ_CHECK(written->size == size && memcmp(written->bytes, data, size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *bytes = (const char *)data;
	struct error err = {0};
	struct page page;
	struct leaf leaf;

	fuzz_mark(&page, sizeof(page));
	if (fuzz_accepted(page_read(mem, bytes, size, &page, &err), &err))
		check_page(&page, data, size);
	else
		fuzz_check_marked(&page, sizeof(page));
	err = (struct error){0};
	fuzz_mark(&leaf, sizeof(leaf));
	if (fuzz_accepted(leaf_parse(bytes, size, &leaf, &err), &err))
		FUZZ_CHECK(leaf.sequence >= 0 && leaf.rules >= 0);
	else
		fuzz_check_marked(&leaf, sizeof(leaf));
	return 0;
}
