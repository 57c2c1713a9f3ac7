#include "ledger/lookup.h"

#include <talloc.h>

int ledger_page_read(
	struct ledger *l, void *mem, int64_t number, struct page *out, struct error *err)
{
	char path[PAGE_PATH_SIZE];
	const char *bytes;
	size_t size;
	int found = ledger_page(l, mem, number, &bytes, &size, err);

	if (found != 1)
		return found;
	page_path(number, path);
	if (page_read(mem, bytes, size, out, err) < 0) {
		error_in_document(err, path);
		return -1;
	}
	if (out->n == 0)
		return error_set(err, ERROR_REPLAY_PAGE, NULL, "", "path", path, NULL);
	return 1;
}

/* Whether there is such a page and it begins with that entry or an earlier one: 1, 0, -1. */
static int begins_before(struct ledger *l, int64_t number, int64_t sequence, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct page page;
	int found = mem ? ledger_page_read(l, mem, number, &page, err) : error_no_memory(err);

	return found == 1 ? page.entries[0].sequence <= sequence : found;
}

/* The last page that begins with the entry or an earlier one; -1. */
static int64_t page_of(struct ledger *l, int64_t sequence, struct error *err)
{
	int64_t low = 0, high;

	if (ledger_pages(l, &high, err) < 0)
		return -1;
	while (high - low > 1) {
		int64_t middle = low + (high - low) / 2;
		int before = begins_before(l, middle, sequence, err);

		if (before < 0)
			return -1;
		if (before)
			low = middle;
		else
			high = middle;
	}
	return low;
}

int ledger_entry(
	struct ledger *l, void *mem, int64_t sequence, struct entry *out, struct error *err)
{
	char path[PAGE_PATH_SIZE];
	struct page page, next;
	int64_t number = page_of(l, sequence, err);
	int found = number < 0 ? -1 : ledger_page_read(l, mem, number, &page, err);

	if (found != 1 || sequence < page.entries[0].sequence)
		return found == 1 ? 0 : found;
	if (sequence - page.entries[0].sequence < (int64_t)page.n) {
		*out = page.entries[sequence - page.entries[0].sequence];
		if (out->sequence == sequence)
			return 1;
	}
	/* After the last page there is nothing; a gap before another page is a fault. */
	found = ledger_page_read(l, mem, number + 1, &next, err);
	if (found <= 0)
		return found;
	return error_set(err, ERROR_REPLAY_PAGE, NULL, "", "path", page_path(number, path), NULL);
}
