#include "signature/note.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include <sodium.h>
#include <utf8proc.h>

#include "signature/base64.h"

/* A signature line begins with U+2014 and a blank. */
#define DASH "\xe2\x80\x94 "

enum {
	TYPE_ED25519 = 1,
	SIGNATURE_SIZE = 64,
	/* Post-quantum signatures of other keys are this long at most. */
	PAYLOAD_MAX = 8 * 1024,
	LINES_MAX = NOTE_SIGNATURES_MAX * (PAYLOAD_MAX / 3 * 4 + 1024),
};

struct line {
	const char *name;
	size_t name_size;
	uint8_t payload[PAYLOAD_MAX];
	size_t payload_size;
};

static int form_error(struct error *err, const char *problem)
{
	return error_set(err, ERROR_NOTE_FORM, NULL, "", "problem", problem, NULL);
}

/* SHA-256(name || LF || 0x01 || key)[0..4). */
static void key_id(const char *name, const struct public_key *key, uint8_t out[NOTE_KEY_ID_SIZE])
{
	static const uint8_t separator[] = {'\n', TYPE_ED25519};
	crypto_hash_sha256_state state;
	uint8_t hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const uint8_t *)name, strlen(name));
	crypto_hash_sha256_update(&state, separator, sizeof(separator));
	crypto_hash_sha256_update(&state, key->bytes, sizeof(key->bytes));
	crypto_hash_sha256_final(&state, hash);
	memcpy(out, hash, NOTE_KEY_ID_SIZE);
}

static void add_base64(struct buffer *out, const uint8_t *bytes, size_t size)
{
	char text[128];

	sodium_bin2base64(text, sizeof(text), bytes, size, sodium_base64_VARIANT_ORIGINAL);
	buffer_add_text(out, text);
}

void note_verifier_key(const char *name, const struct public_key *key, struct buffer *out)
{
	uint8_t id[NOTE_KEY_ID_SIZE], typed[1 + PUBLIC_KEY_SIZE] = {TYPE_ED25519};

	key_id(name, key, id);
	memcpy(typed + 1, key->bytes, PUBLIC_KEY_SIZE);
	buffer_add_format(out, "%s+", name);
	buffer_add_hex(out, id, sizeof(id));
	buffer_add_text(out, "+");
	add_base64(out, typed, sizeof(typed));
}

/* UTF-8 without a control character below U+0020 other than LF. */
static bool text_is_sound(const char *text, size_t size)
{
	const uint8_t *at = (const uint8_t *)text;
	utf8proc_ssize_t left = (utf8proc_ssize_t)size;

	while (left > 0) {
		utf8proc_int32_t c;
		utf8proc_ssize_t n = utf8proc_iterate(at, left, &c);

		if (n <= 0 || (c < 0x20 && c != '\n') || c == 0x7f)
			return false;
		at += n;
		left -= n;
	}
	return true;
}

static bool is_space(utf8proc_int32_t c)
{
	utf8proc_category_t category = utf8proc_category(c);

	return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
	       category == UTF8PROC_CATEGORY_ZP || c == 0x85;
}

/* A key's name: not empty, no '+', no space of any script. The text is UTF-8. */
static bool name_is_sound(const char *name, size_t size)
{
	size_t i = 0;

	while (i < size) {
		utf8proc_int32_t c;
		utf8proc_ssize_t n = utf8proc_iterate(
			(const uint8_t *)name + i, (utf8proc_ssize_t)(size - i), &c);

		if (n <= 0 || c == '+' || is_space(c))
			return false;
		i += (size_t)n;
	}
	return size > 0;
}

/* Splits one signature line, without its LF. */
static bool read_line(const char *text, size_t size, struct line *out)
{
	const size_t dash = strlen(DASH);
	const char *blank;

	if (size < dash || memcmp(text, DASH, dash) != 0)
		return false;
	out->name = text + dash;
	blank = memchr(out->name, ' ', size - dash);
	if (!blank)
		return false;
	out->name_size = (size_t)(blank - out->name);
	return name_is_sound(out->name, out->name_size) &&
	       base64_read(blank + 1, size - dash - out->name_size - 1, out->payload,
		       sizeof(out->payload), &out->payload_size) &&
	       out->payload_size > NOTE_KEY_ID_SIZE;
}

/* The last empty line: the size of the text before it, or 0. */
static size_t text_size_of(const char *note, size_t size)
{
	for (size_t i = size; i >= 2; i--)
		if (note[i - 1] == '\n' && note[i - 2] == '\n')
			return i - 1;
	return 0;
}

/* The key looked for, and the text that it should have signed. */
struct sought {
	const char *name;
	const struct public_key *key;
	uint8_t id[NOTE_KEY_ID_SIZE];
	const char *text;
	size_t text_size;
};

/* 1 a good signature by the key, 0 another key's, -1 a bad one. */
static int check_line(const struct line *line, const struct sought *s)
{
	if (line->name_size != strlen(s->name) ||
		memcmp(line->name, s->name, line->name_size) != 0 ||
		memcmp(line->payload, s->id, NOTE_KEY_ID_SIZE) != 0)
		return 0;
	if (line->payload_size != NOTE_KEY_ID_SIZE + SIGNATURE_SIZE ||
		crypto_sign_verify_detached(line->payload + NOTE_KEY_ID_SIZE,
			(const uint8_t *)s->text, s->text_size, s->key->bytes) != 0)
		return -1;
	return 1;
}

/* Reads every signature line; *good says whether the key sought was among them. */
static int check_lines(
	const char *at, const char *end, const struct sought *s, bool *good, struct error *err)
{
	struct line line;
	int n = 0;

	if (at == end)
		return form_error(err, "no signature line");
	while (at < end) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		int found;

		if (!lf || !read_line(at, (size_t)(lf - at), &line))
			return form_error(err, "a signature line is malformed");
		if (++n > NOTE_SIGNATURES_MAX)
			return form_error(err, "more than 16 signature lines");
		found = check_line(&line, s);
		if (found < 0)
			return error_set(err, ERROR_NOTE_BAD, NULL, "", "name", s->name, NULL);
		*good = *good || found > 0;
		at = lf + 1;
	}
	return 0;
}

int note_check(const char *note, size_t size, const char *name, const struct public_key *key,
	const char **text, size_t *text_size, struct error *err)
{
	struct sought s = {.name = name, .key = key, .text = note};
	bool good = false;

	if (size > NOTE_TEXT_MAX + LINES_MAX)
		return form_error(err, "too long");
	if (!text_is_sound(note, size))
		return form_error(err, "not UTF-8, or control characters");
	s.text_size = text_size_of(note, size);
	if (s.text_size == 0)
		return form_error(err, "no empty line before the signatures");
	if (s.text_size > NOTE_TEXT_MAX)
		return form_error(err, "the text is too long");
	key_id(name, key, s.id);
	if (check_lines(note + s.text_size + 1, note + size, &s, &good, err) != 0)
		return -1;
	if (!good)
		return error_set(err, ERROR_NOTE_UNSIGNED, NULL, "", "name", name, NULL);
	*text = note;
	*text_size = s.text_size;
	return 0;
}

void note_write(const char *text, size_t size, const char *name, const struct public_key *key,
	const uint8_t signature[64], struct buffer *out)
{
	uint8_t payload[NOTE_KEY_ID_SIZE + SIGNATURE_SIZE];

	assert(size > 0 && text[size - 1] == '\n');
	assert(name_is_sound(name, strlen(name)));
	key_id(name, key, payload);
	memcpy(payload + NOTE_KEY_ID_SIZE, signature, SIGNATURE_SIZE);
	buffer_add(out, text, size);
	buffer_add_format(out, "\n" DASH "%s ", name);
	add_base64(out, payload, sizeof(payload));
	buffer_add_text(out, "\n");
}
