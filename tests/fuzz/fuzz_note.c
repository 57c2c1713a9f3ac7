/*
 * Signed notes and checkpoints. The bytes are read as a note of the key of the
 * vectors, and as a text that this key signs, so that the code after the check of the
 * signature is reached as well.
 */
#include "ledger/checkpoint.h"
#include "signature/note.h"
#include "tests/fuzz/fuzz.h"

#define ID "registry.ccer.example/ledger"

static void check_checkpoint(const char *note, size_t size, const struct secret_key *secret)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct public_key *key = secret_key_public(secret);
	struct buffer *written = fuzz_buffer(mem);
	struct checkpoint c, again;
	struct error err = {0};

	fuzz_mark(&c, sizeof(c));
	if (!fuzz_accepted(checkpoint_check(note, size, ID, key, &c, &err), &err)) {
		fuzz_check_marked(&c, sizeof(c));
		return;
	}
	FUZZ_CHECK(c.size >= 0);
	FUZZ_CHECK(fuzz_accepted(checkpoint_sign(&c, ID, secret, written, &err), &err));
	FUZZ_CHECK(written->size <= size && memcmp(written->bytes, note, written->size) == 0);
	FUZZ_CHECK(checkpoint_check(written->bytes, written->size, ID, key, &again, &err) == 0);
	FUZZ_CHECK(again.size == c.size && digest_equal(&again.root, &c.root));
}

static bool check_note(const char *note, size_t size, const struct secret_key *secret)
{
	const char *text;
	size_t text_size;
	struct error err = {0};

	fuzz_mark(&text, sizeof(text));
	fuzz_mark(&text_size, sizeof(text_size));
	if (!fuzz_accepted(
		    note_check(note, size, ID, secret_key_public(secret), &text, &text_size, &err),
		    &err)) {
		fuzz_check_marked(&text, sizeof(text));
		fuzz_check_marked(&text_size, sizeof(text_size));
		return false;
	}
	FUZZ_CHECK(text == note && text_size > 0 && text_size < size);
	FUZZ_CHECK(text[text_size - 1] == '\n' && text[text_size] == '\n');
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct secret_key *secret = secret_key_from_seed(mem, fuzz_seed());
	const char *bytes = (const char *)data;
	struct buffer *note = fuzz_buffer(mem);
	struct error err = {0};

	check_note(bytes, size, secret);
	if (size == 0 || bytes[size - 1] != '\n' || memchr(bytes, '\0', size))
		return 0;
	if (!fuzz_accepted(secret_key_note(secret, ID, bytes, size, note, &err), &err)) {
		FUZZ_CHECK(note->size == 0);
		return 0;
	}
	check_note(note->bytes, note->size, secret);
	check_checkpoint(note->bytes, note->size, secret);
	return 0;
}
