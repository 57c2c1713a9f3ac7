/*
 * Documents, signed or for a dry run: read, decoded with all their faults,
 * authenticated; a signed one, written and read again, is the same.
 */
#include "document/document.h"
#include "tests/fuzz/fuzz.h"

static void check_cut(const char *bytes, size_t size)
{
	const char *signatures;
	size_t document_size, signatures_size;
	struct error err = {0};

	fuzz_mark(&signatures, sizeof(signatures));
	fuzz_mark(&document_size, sizeof(document_size));
	if (!fuzz_accepted(
		    document_cut(bytes, size, &signatures, &document_size, &signatures_size, &err),
		    &err)) {
		fuzz_check_marked(&signatures, sizeof(signatures));
		fuzz_check_marked(&document_size, sizeof(document_size));
		return;
	}
	if (signatures)
		FUZZ_CHECK(document_size + 4 + signatures_size == size &&
			   signatures == bytes + document_size + 4);
	else
		FUZZ_CHECK(document_size == size && signatures_size == 0);
}

static void check_header(const struct document *d)
{
	FUZZ_CHECK(d->kind > KIND_NONE && d->kind < KIND_COUNT);
	FUZZ_CHECK(d->size > 0 && d->size <= kind_row(d->kind)->size_max);
	FUZZ_CHECK(d->bytes[d->size - 1] == '\n' && d->bytes[d->size] == '\0');
	FUZZ_CHECK(d->id.text[0] && d->ledger_name[0]);
	FUZZ_CHECK(d->signers_n >= 1 && d->signers_n <= LIMIT_SIGNERS);
	FUZZ_CHECK(d->attachments_n <= LIMIT_ATTACHMENTS);
	FUZZ_CHECK(d->signatures_n <= LIMIT_SIGNATURE_COUNT);
	for (size_t i = 1; i < d->signatures_n; i++)
		FUZZ_CHECK(sshsig_compare(&d->signatures[i - 1], &d->signatures[i]) < 0);
}

/* Every key that it declares belongs to a party. */
static void check_declared(const struct document *d)
{
	for (size_t i = 0; i < document_declared_count(d); i++) {
		struct public_key key;
		struct party_id party = {""};

		document_declared_key(d, i, &key, &party);
		FUZZ_CHECK(party.text[0]);
	}
}

static void check_body(struct document *d)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error_list *list = talloc_zero(mem, struct error_list);
	struct error err = {0};
	int all = document_decode_all(d, list);

	FUZZ_CHECK((all == 0) == (list->count == 0));
	FUZZ_CHECK(list->count == ERROR_LIST_MAX || list->beyond == 0);
	for (size_t i = 0; i < list->count; i++) {
		fuzz_check_refused(&list->item[i]);
		FUZZ_CHECK(list->item[i].line >= 1 && fuzz_blames_sender(&list->item[i]));
		FUZZ_CHECK(i == 0 || list->item[i - 1].line <= list->item[i].line);
	}
	FUZZ_CHECK(document_decode(d, &err) == all);
	if (!fuzz_accepted(all, &err)) {
		FUZZ_CHECK(d->body == NULL);
		FUZZ_CHECK(err.code == list->item[0].code &&
			   strcmp(err.path, list->item[0].path) == 0);
		return;
	}
	FUZZ_CHECK(d->body != NULL);
	check_declared(d);
}

static void check_again(const struct document *d)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *first = fuzz_buffer(mem), *second = fuzz_buffer(mem);
	struct error err = {0};
	struct document *again;

	document_write(d, first);
	FUZZ_CHECK(!first->failed);
	again = document_read(mem, first->bytes, first->size, false, &err);
	FUZZ_CHECK(fuzz_made(again, &err));
	document_write(again, second);
	FUZZ_CHECK(first->size == second->size);
	FUZZ_CHECK(memcmp(first->bytes, second->bytes, first->size) == 0);
	FUZZ_CHECK(digest_equal(&d->hash, &again->hash) && d->kind == again->kind);
	FUZZ_CHECK(d->signatures_n == again->signatures_n);
}

static bool check_read(const char *bytes, size_t size, bool unsigned_form)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct document *d = document_read(mem, bytes, size, unsigned_form, &err);

	if (!fuzz_made(d, &err)) {
		FUZZ_CHECK(fuzz_blames_sender(&err));
		return false;
	}
	FUZZ_CHECK(d->unsigned_form == unsigned_form);
	FUZZ_CHECK(unsigned_form == (d->signatures_n == 0));
	check_header(d);
	check_body(d);
	if (unsigned_form)
		return true;
	fuzz_accepted(document_authenticate(d, &err), &err);
	check_again(d);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	bool as_signed, as_unsigned;

	check_cut(bytes, size);
	as_signed = check_read(bytes, size, false);
	as_unsigned = check_read(bytes, size, true);
	FUZZ_CHECK(!(as_signed && as_unsigned));
	return 0;
}
