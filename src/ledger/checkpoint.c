#include "ledger/checkpoint.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>
#include <talloc.h>

#include "base/limits.h"
#include "base/number.h"
#include "ledger/page.h"
#include "signature/base64.h"
#include "signature/foreign.h"
#include "signature/note.h"

#define PROOF_HEAD "c2sp.org/tlog-proof@v1\n"

enum {
	DIGEST_BASE64 = 44,
	TEXT_MAX = 1024,
	LEAF_BASE64 = (LIMIT_LEAF + 2) / 3 * 4,
	RECEIPT_MAX = 256 * 1024,
};

static void add_base64(struct buffer *out, const void *bytes, size_t size)
{
	char text[LEAF_BASE64 + 1];

	sodium_bin2base64(text, sizeof(text), bytes, size, sodium_base64_VARIANT_ORIGINAL);
	buffer_add_text(out, text);
}

int checkpoint_sign(const struct checkpoint *c, const char *ledger_id, const struct secret_key *key,
	struct buffer *out, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *text = buffer_new(mem, TEXT_MAX);

	if (!text)
		return error_no_memory(err);
	buffer_add_format(text, "%s\n%lld\n", ledger_id, (long long)c->size);
	add_base64(text, c->root.bytes, DIGEST_SIZE);
	buffer_add_text(text, "\n");
	if (buffer_ok(text, err) != 0)
		return -1;
	return secret_key_note(key, ledger_id, text->bytes, text->size, out, err);
}

struct lines {
	const char *at, *end;
};

struct line {
	const char *at;
	size_t size;
};

/* The next whole line, without its LF. */
static bool next_line(struct lines *l, struct line *out)
{
	const char *lf = memchr(l->at, '\n', (size_t)(l->end - l->at));

	if (!lf)
		return false;
	*out = (struct line){l->at, (size_t)(lf - l->at)};
	l->at = lf + 1;
	return true;
}

static bool read_hash(const struct line *line, struct digest *out)
{
	size_t n;

	return line->size == DIGEST_BASE64 &&
	       base64_read(line->at, line->size, out->bytes, DIGEST_SIZE, &n) && n == DIGEST_SIZE;
}

/* What another program has made of the file when it saved it, in words, or NULL. */
static const char *file_form(const char *text, size_t size)
{
	enum phrase is = foreign_file(text, size);

	if (is == PHRASE_NONE)
		is = foreign_line_ends(text, size);
	return phrase_text(is);
}

static int checkpoint_form(struct error *err, const char *problem)
{
	return error_set(err, ERROR_CHECKPOINT_FORM, NULL, "", "problem", problem, NULL);
}

/* As much of the first line as an error shows; bytes that are not text become '?'. */
static int origin_error(const struct line *origin, const char *ledger_id, struct error *err)
{
	char found[128];
	size_t n = origin->size < sizeof(found) ? origin->size : sizeof(found) - 1;

	for (size_t i = 0; i < n; i++)
		found[i] = origin->at[i] >= ' ' && origin->at[i] < 0x7f ? origin->at[i] : '?';
	found[n] = '\0';
	return error_set(err, ERROR_CHECKPOINT_ORIGIN, NULL, "", "found", found, "expected",
		ledger_id, NULL);
}

int checkpoint_check(const char *note, size_t size, const char *ledger_id,
	const struct public_key *key, struct checkpoint *out, struct error *err)
{
	struct checkpoint c;
	struct line origin, line;
	const char *text;
	struct lines lines;
	size_t n;

	lines = (struct lines){note, note + size};
	if (file_form(note, size))
		return checkpoint_form(err, file_form(note, size));
	if (!next_line(&lines, &origin))
		return checkpoint_form(err, "it has no line");
	if (origin.size != strlen(ledger_id) || memcmp(origin.at, ledger_id, origin.size) != 0)
		return origin_error(&origin, ledger_id, err);
	if (note_check(note, size, ledger_id, key, &text, &n, err) != 0)
		return -1;
	lines.end = text + n;
	if (!next_line(&lines, &line) ||
		!integer_parse(line.at, line.size, 0, INTEGER_MOST, &c.size))
		return checkpoint_form(err, "its second line is not a size");
	if (!next_line(&lines, &line) || !read_hash(&line, &c.root))
		return checkpoint_form(err, "its third line is not a root hash in base64");
	if (lines.at != lines.end)
		return checkpoint_form(err, "more than three lines");
	*out = c;
	return 0;
}

void receipt_write(const struct receipt *r, struct buffer *out)
{
	buffer_add_text(out, PROOF_HEAD "extra ");
	add_base64(out, r->leaf, r->leaf_size);
	buffer_add_format(out, "\nindex %lld\n", (long long)r->index);
	for (size_t i = 0; i < r->proof.n; i++) {
		add_base64(out, r->proof.hash[i].bytes, DIGEST_SIZE);
		buffer_add_text(out, "\n");
	}
	buffer_add_text(out, "\n");
	buffer_add(out, r->note, r->note_size);
}

static int receipt_form(struct error *err, const char *problem)
{
	return error_set(err, ERROR_RECEIPT_FORM, NULL, "", "problem", problem, NULL);
}

/* Takes a leading word off a line. */
static bool take_word(struct line *line, const char *word)
{
	size_t n = strlen(word);

	if (line->size < n || memcmp(line->at, word, n) != 0)
		return false;
	line->at += n;
	line->size -= n;
	return true;
}

/* The leaf data after `extra `, below mem. */
static int read_extra(void *mem, struct line *line, struct receipt *r, struct error *err)
{
	char *leaf = talloc_size(mem, LIMIT_LEAF);

	if (!leaf)
		return error_no_memory(err);
	if (!take_word(line, "extra ") ||
		!base64_read(line->at, line->size, leaf, LIMIT_LEAF, &r->leaf_size))
		return receipt_form(err, "the line \"extra LEAF\" is missing");
	r->leaf = leaf;
	return 0;
}

/* The hashes up to the empty line. */
static int read_proof(struct lines *lines, struct merkle_proof *proof, struct error *err)
{
	struct line line;

	proof->n = 0;
	for (;;) {
		if (!next_line(lines, &line))
			return receipt_form(err, "no empty line before the checkpoint");
		if (line.size == 0)
			return 0;
		if (proof->n == MERKLE_PROOF_MAX || !read_hash(&line, &proof->hash[proof->n]))
			return receipt_form(err, "a hash is malformed, or there are too many");
		proof->n++;
	}
}

int receipt_parse(void *mem, const char *text, size_t size, struct receipt *out, struct error *err)
{
	const size_t head = strlen(PROOF_HEAD);
	struct lines lines;
	struct receipt r;
	struct line line;

	if (size > RECEIPT_MAX)
		return receipt_form(err, "too long");
	if (file_form(text, size))
		return receipt_form(err, file_form(text, size));
	if (size < head || memcmp(text, PROOF_HEAD, head) != 0)
		return receipt_form(err, "its first line is not c2sp.org/tlog-proof@v1");
	lines = (struct lines){text + head, text + size};
	if (!next_line(&lines, &line))
		return receipt_form(err, "the line \"extra LEAF\" is missing");
	if (read_extra(mem, &line, &r, err) != 0)
		return -1;
	if (!next_line(&lines, &line) || !take_word(&line, "index ") ||
		!integer_parse(line.at, line.size, 0, INTEGER_MOST, &r.index))
		return receipt_form(err, "the line \"index NUMBER\" is missing");
	if (read_proof(&lines, &r.proof, err) != 0)
		return -1;
	r.note_size = (size_t)(lines.end - lines.at);
	r.note = talloc_strndup(mem, lines.at, r.note_size);
	if (!r.note)
		return error_no_memory(err);
	if (strlen(r.note) != r.note_size)
		return receipt_form(err, "a NUL in the checkpoint");
	*out = r;
	return 0;
}

int receipt_check(const struct receipt *r, const char *ledger_id, const struct public_key *key,
	struct checkpoint *out, struct error *err)
{
	struct digest hash = merkle_leaf(r->leaf, r->leaf_size);
	struct checkpoint c;
	struct leaf leaf;

	if (leaf_parse(r->leaf, r->leaf_size, &leaf, err) != 0 ||
		checkpoint_check(r->note, r->note_size, ledger_id, key, &c, err) != 0)
		return -1;
	if (leaf.sequence != r->index)
		return receipt_form(err, "its index is not its entry's sequence");
	if (!merkle_inclusion_holds(&hash, r->index, c.size, &r->proof, &c.root))
		return error_set(err, ERROR_RECEIPT_PROOF, NULL, "", NULL);
	*out = c;
	return 0;
}
