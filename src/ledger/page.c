#include "ledger/page.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "base/number.h"
#include "signature/sshsig.h"

#define ARMOUR_END "-----END SSH SIGNATURE-----\n"
#define LEAF_FIRST "ccer-entry/1"

static void write_whole(const struct entry *e, struct buffer *out)
{
	char time[INSTANT_TEXT_SIZE], changes[DIGEST_HEX_SIZE];

	assert(e->document_size > 0 && e->document[e->document_size - 1] == '\n');
	assert(e->signatures_size > 0 && e->signatures[e->signatures_size - 1] == '\n');
	buffer_add_format(out, "sequence: %lld\ntime: %s\nrules: %lld\nchanges: %s\nbytes: %zu\n",
		(long long)e->sequence, instant_text(e->time, time), (long long)e->rules,
		digest_hex(&e->changes, changes), e->document_size);
	sshsig_write_list(e->signatures, e->signatures_size, out);
	buffer_add_text(out, "---\n");
	buffer_add(out, e->document, e->document_size);
}

void entry_write(const struct entry *e, struct buffer *out)
{
	buffer_add_text(out, "---\n");
	if (e->form == ENTRY_LEAF)
		entry_leaf(e, out);
	else
		write_whole(e, out);
}

int entry_whole(const struct entry *e, struct error *err)
{
	char sequence[24];

	if (e->form == ENTRY_DOCUMENT)
		return 0;
	snprintf(sequence, sizeof(sequence), "%lld", (long long)e->sequence);
	return error_set(err, ERROR_ENTRY_LEAF_ONLY, "docs/ledger-format.md 3", "", "sequence",
		sequence, NULL);
}

void entry_file(const struct entry *e, struct buffer *out)
{
	assert(e->form == ENTRY_DOCUMENT);
	buffer_add(out, e->document, e->document_size);
	buffer_add_text(out, "---\n");
	sshsig_write_list(e->signatures, e->signatures_size, out);
}

struct reader {
	const char *at, *end;
	uint32_t line; /* of `at`, from 1 */
	struct error *err;
};

struct text {
	const char *at;
	size_t size;
};

static int page_fault(const struct reader *r, const char *problem)
{
	return error_set_at(
		r->err, ERROR_PAGE_FORM, NULL, r->line, 1, "", "problem", problem, NULL);
}

/* The line at the reader, without LF; the reader does not move. False: no whole line. */
static bool peek_line(const struct reader *r, struct text *out)
{
	const char *lf = memchr(r->at, '\n', (size_t)(r->end - r->at));

	if (!lf)
		return false;
	*out = (struct text){r->at, (size_t)(lf - r->at)};
	return true;
}

static void pass_line(struct reader *r, const struct text *line)
{
	r->at = line->at + line->size + 1;
	r->line++;
}

static bool text_is(const struct text *t, const char *expected)
{
	return t->size == strlen(expected) && memcmp(t->at, expected, t->size) == 0;
}

static int expect_text(struct reader *r, const char *expected)
{
	char problem[64];
	struct text line;

	if (!peek_line(r, &line) || !text_is(&line, expected)) {
		snprintf(problem, sizeof(problem), "the line \"%s\" is missing", expected);
		return page_fault(r, problem);
	}
	pass_line(r, &line);
	return 0;
}

/* A line "NAME: VALUE"; the reader stays on it until the value has been read. */
static int read_field(struct reader *r, const char *name, struct text *value)
{
	size_t n = strlen(name);
	char problem[64];
	struct text line;

	if (!peek_line(r, &line) || line.size < n + 2 || memcmp(line.at, name, n) != 0 ||
		memcmp(line.at + n, ": ", 2) != 0) {
		snprintf(problem, sizeof(problem), "the line \"%s: ...\" is missing", name);
		return page_fault(r, problem);
	}
	*value = (struct text){line.at + n + 2, line.size - n - 2};
	return 0;
}

/* The value on the reader's line; the reader moves past the line if it is a number. */
static int read_number(struct reader *r, const struct text *value, int64_t *out)
{
	if (!integer_parse(value->at, value->size, 0, INTEGER_MOST, out))
		return page_fault(r, "not a decimal number without leading zeros");
	pass_line(r, value);
	return 0;
}

/* Milliseconds are always written. */
static int read_instant(struct reader *r, const struct text *value, struct instant *out)
{
	if (value->size != INSTANT_TEXT_SIZE - 1 || !instant_parse(value->at, value->size, out))
		return page_fault(r, "not an instant like 2026-01-02T03:04:05.678Z");
	pass_line(r, value);
	return 0;
}

static int read_digest(struct reader *r, const struct text *value, struct digest *out)
{
	if (!digest_parse(value->at, value->size, out))
		return page_fault(r, "not 64 lower-case hexadecimal digits");
	pass_line(r, value);
	return 0;
}

/* Reads one list item and appends its armour; *s says whose it is. */
static int read_signature(struct reader *r, struct buffer *armours, struct sshsig *s)
{
	struct buffer *again = buffer_new(armours, SSHSIG_ARMOUR_MAX);
	size_t begin = armours->size, end_size = strlen(ARMOUR_END) - 1;
	struct reader first = *r;
	struct text line;
	bool end = false;

	if (!again)
		return error_no_memory(r->err);
	while (!end) {
		if (!peek_line(r, &line) || line.size < 2 || memcmp(line.at, "  ", 2) != 0)
			return page_fault(r, "a line of a signature begins with two blanks");
		buffer_add(armours, line.at + 2, line.size - 1);
		if (armours->failed || armours->size - begin > SSHSIG_ARMOUR_MAX)
			return page_fault(r, "a signature is too long");
		end = line.size == 2 + end_size && memcmp(line.at + 2, ARMOUR_END, end_size) == 0;
		pass_line(r, &line);
	}
	if (sshsig_parse(armours->bytes + begin, armours->size - begin, s, NULL) != 0)
		return page_fault(&first, "a signature is malformed");
	sshsig_write(s, again);
	if (again->failed || again->size != armours->size - begin ||
		memcmp(again->bytes, armours->bytes + begin, again->size) != 0)
		return page_fault(&first, "a signature is not in its canonical form");
	talloc_free(again);
	return 0;
}

/* The armours, sorted by key, each key once. */
static int read_signatures(struct reader *r, void *mem, struct entry *e)
{
	struct buffer *armours = buffer_new(mem, LIMIT_SIGNATURES);
	struct sshsig last, s;
	struct text line;
	size_t n = 0;

	if (!armours)
		return error_no_memory(r->err);
	if (expect_text(r, "signatures:") != 0)
		return -1;
	while (peek_line(r, &line) && text_is(&line, "- |")) {
		if (n == LIMIT_SIGNATURE_COUNT)
			return page_fault(r, "more than 16 signatures");
		pass_line(r, &line);
		if (read_signature(r, armours, &s) != 0)
			return -1;
		if (n > 0 && sshsig_compare(&last, &s) >= 0)
			return page_fault(r, "not sorted by key, or a key signs twice");
		last = s;
		n++;
	}
	if (n == 0)
		return page_fault(r, "no signature");
	e->signatures = armours->bytes;
	e->signatures_size = armours->size;
	return expect_text(r, "---");
}

/* DOCUMENT: as many bytes as the seal says, the last one LF. */
static int read_document(struct reader *r, int64_t size, struct entry *e)
{
	if (size < 1 || size > LIMIT_DOCUMENT_LARGE)
		return page_fault(r, "a document has 1 to 1048576 bytes");
	if (size > r->end - r->at)
		return page_fault(r, "the document is cut short");
	if (r->at[size - 1] != '\n')
		return page_fault(r, "the document does not end with its line");
	e->document = r->at;
	e->document_size = (size_t)size;
	for (const char *end = r->at + size; r->at < end; r->line++)
		r->at = (const char *)memchr(r->at, '\n', (size_t)(end - r->at)) + 1;
	return 0;
}

/* A seal from its second line on, then DOCUMENT. */
static int read_whole(struct reader *r, void *mem, struct entry *e)
{
	struct text value;
	int64_t size;

	if (read_field(r, "sequence", &value) != 0 || read_number(r, &value, &e->sequence) != 0 ||
		read_field(r, "time", &value) != 0 || read_instant(r, &value, &e->time) != 0 ||
		read_field(r, "rules", &value) != 0 || read_number(r, &value, &e->rules) != 0 ||
		read_field(r, "changes", &value) != 0 || read_digest(r, &value, &e->changes) != 0 ||
		read_field(r, "bytes", &value) != 0 || read_number(r, &value, &size) != 0 ||
		read_signatures(r, mem, e) != 0)
		return -1;
	return read_document(r, size, e);
}

/* The line at the reader, which must be whole. */
static int whole_line(struct reader *r, struct text *line)
{
	return peek_line(r, line) ? 0 : page_fault(r, "the leaf is cut short");
}

/* The seven lines of a leaf. */
static int read_leaf(struct reader *r, struct leaf *out)
{
	struct digest *digests[] = {&out->document, &out->signatures, &out->changes};
	struct text line;

	if (expect_text(r, LEAF_FIRST) != 0 || whole_line(r, &line) != 0 ||
		read_number(r, &line, &out->sequence) != 0 || whole_line(r, &line) != 0 ||
		read_instant(r, &line, &out->time) != 0 || whole_line(r, &line) != 0 ||
		read_number(r, &line, &out->rules) != 0)
		return -1;
	for (size_t i = 0; i < COUNT_OF(digests); i++)
		if (whole_line(r, &line) != 0 || read_digest(r, &line, digests[i]) != 0)
			return -1;
	return 0;
}

static int read_entry(struct reader *r, void *mem, struct entry *out)
{
	struct entry e = {.form = ENTRY_DOCUMENT};
	struct leaf leaf;
	struct text line;

	if (expect_text(r, "---") != 0)
		return -1;
	if (peek_line(r, &line) && text_is(&line, LEAF_FIRST)) {
		if (read_leaf(r, &leaf) != 0)
			return -1;
		e = entry_of_leaf(&leaf);
	} else if (read_whole(r, mem, &e) != 0) {
		return -1;
	}
	*out = e;
	return 0;
}

/* Reading and writing must be inverses of each other: any difference is refused. */
static int check_written(const struct reader *begin, const struct reader *end,
	const struct entry *e, struct buffer *again)
{
	size_t size = (size_t)(end->at - begin->at);

	buffer_clear(again);
	entry_write(e, again);
	if (again->failed || again->size != size || memcmp(again->bytes, begin->at, size) != 0)
		return page_fault(begin, "the entry is not in its canonical form");
	return 0;
}

/* Entries of a page follow one another in sequence and in time. */
static int check_order(const struct reader *begin, const struct entry *last, const struct entry *e)
{
	if (e->sequence != last->sequence + 1)
		return page_fault(begin, "the sequence does not go on by one");
	if (e->time.ms < last->time.ms)
		return page_fault(begin, "the time goes back");
	return 0;
}

/* Doubles the room for entries. */
static int grow_entries(void *mem, struct entry **entries, unsigned *room, struct error *err)
{
	unsigned wanted = *room ? 2 * *room : 4;
	struct entry *more = talloc_realloc(mem, *entries, struct entry, wanted);

	if (!more)
		return error_no_memory(err);
	*entries = more;
	*room = wanted;
	return 0;
}

int page_read(void *mem, const char *bytes, size_t size, struct page *out, struct error *err)
{
	struct reader r = {bytes, bytes + size, 1, err};
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct buffer *again = buffer_new(scratch, LIMIT_DOCUMENT_LARGE + 2 * LIMIT_SIGNATURES);
	struct page page = {.n = 0};
	unsigned room = 0;

	if (!again)
		return error_no_memory(err);
	if (size == 0 || size > LIMIT_PAGE)
		return page_fault(&r, "a page has 1 to 67108864 bytes");
	while (r.at < r.end) {
		struct reader begin = r;
		struct entry *e;

		if (page.n == LIMIT_PAGE_ENTRIES)
			return page_fault(&r, "more than 4096 entries");
		if (page.n == room && grow_entries(mem, &page.entries, &room, err) != 0)
			return -1;
		e = &page.entries[page.n];
		if (read_entry(&r, mem, e) != 0 || check_written(&begin, &r, e, again) != 0 ||
			(page.n > 0 && check_order(&begin, e - 1, e) != 0))
			return -1;
		page.n++;
		if (page.n > 1 && page.entries[0].sequence == 0)
			return page_fault(&begin, "entry 0, genesis, is alone in its page");
	}
	*out = page;
	return 0;
}

void leaf_write(const struct leaf *leaf, struct buffer *out)
{
	char time[INSTANT_TEXT_SIZE], document[DIGEST_HEX_SIZE], signatures[DIGEST_HEX_SIZE],
		changes[DIGEST_HEX_SIZE];

	buffer_add_format(out, LEAF_FIRST "\n%lld\n%s\n%lld\n%s\n%s\n%s\n",
		(long long)leaf->sequence, instant_text(leaf->time, time), (long long)leaf->rules,
		digest_hex(&leaf->document, document), digest_hex(&leaf->signatures, signatures),
		digest_hex(&leaf->changes, changes));
}

void entry_leaf(const struct entry *e, struct buffer *out)
{
	bool whole = e->form == ENTRY_DOCUMENT;
	struct leaf leaf = {.sequence = e->sequence,
		.time = e->time,
		.rules = e->rules,
		.document = whole ? digest_of(e->document, e->document_size) : e->document_hash,
		.signatures =
			whole ? digest_of(e->signatures, e->signatures_size) : e->signatures_hash,
		.changes = e->changes};

	leaf_write(&leaf, out);
}

int leaf_parse(const char *text, size_t size, struct leaf *out, struct error *err)
{
	struct reader r = {text, text + size, 1, NULL};
	struct leaf leaf;

	if (size > LIMIT_LEAF || read_leaf(&r, &leaf) != 0 || r.at != r.end)
		return error_set_at(err, ERROR_LEAF_FORM, NULL, r.line, 1, "", NULL);
	*out = leaf;
	return 0;
}

struct entry entry_of_leaf(const struct leaf *leaf)
{
	return (struct entry){.form = ENTRY_LEAF,
		.sequence = leaf->sequence,
		.time = leaf->time,
		.rules = leaf->rules,
		.changes = leaf->changes,
		.document_hash = leaf->document,
		.signatures_hash = leaf->signatures};
}

char *page_path(int64_t number, char out[PAGE_PATH_SIZE])
{
	char digits[24];
	size_t at, n;

	assert(number >= 0 && number < INT64_C(1000000000000));
	n = (size_t)snprintf(digits, sizeof(digits), "%08lld", (long long)number);
	if (n % 2)
		n = (size_t)snprintf(
			digits, sizeof(digits), "%0*lld", (int)n + 1, (long long)number);
	at = (size_t)snprintf(out, PAGE_PATH_SIZE, "journal");
	for (size_t i = 0; i < n; i += 2)
		at += (size_t)snprintf(
			out + at, PAGE_PATH_SIZE - at, "/%c%c", digits[i], digits[i + 1]);
	snprintf(out + at, PAGE_PATH_SIZE - at, ".yaml");
	return out;
}
