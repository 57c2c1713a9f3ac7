#include "document/document.h"

#include <string.h>

#include <talloc.h>

#include "base/macros.h"
#include "signature/secret_key.h"
#include "tests/document/samples.h"
#include "tests/support.h"

#define RETIREMENT samples[KIND_RETIREMENT]

/* Faults of DOCUMENT: `find` in the retirement's text (NULL: its end) is replaced. */
static const struct {
	const char *name, *find, *replace;
	enum error_code code;
	uint32_t line, column;
	const char *path;
} faults[] = {
	{"U+2028 in a comment hides a live key", "version: 1\n",
		"version: 1 # \xE2\x80\xA8"
		"kind: void\n",
		ERROR_TEXT_CHARACTER, 2, 14, ""},
	{"U+2029", "version: 1\n", "version: 1 # \xE2\x80\xA9\n", ERROR_TEXT_CHARACTER, 2, 14, ""},
	{"U+0085 in a comment", "version: 1\n", "version: 1 # 吨\xC2\x85\n", ERROR_TEXT_CHARACTER,
		2, 15, ""},
	{"a byte order mark", "kind",
		"\xEF\xBB\xBF"
		"kind",
		ERROR_TEXT_BOM, 1, 1, ""},
	{"CR LF", "version: 1\n", "version: 1\r\n", ERROR_TEXT_CR_LF, 2, 11, ""},
	{"a TAB", "version: 1", "version:\t1", ERROR_TEXT_TAB, 2, 9, ""},
	{"a C0 control", "public-interest", "public\x07", ERROR_TEXT_CHARACTER, 12, 16, ""},
	{"a C1 control", "public-interest", "public\xC2\x9B", ERROR_TEXT_CHARACTER, 12, 16, ""},
	{"a bidirectional override", "public-interest", "\xE2\x80\xAEpublic", ERROR_TEXT_CHARACTER,
		12, 10, ""},
	{"a bidirectional isolate", "public-interest", "\xE2\x81\xA7public", ERROR_TEXT_CHARACTER,
		12, 10, ""},
	{"a zero-width space", "public-interest", "public\xE2\x80\x8B-interest",
		ERROR_TEXT_CHARACTER, 12, 16, ""},
	{"a tag character", "public-interest", "public\xF3\xA0\x80\xA0", ERROR_TEXT_CHARACTER, 12,
		16, ""},
	{"bytes that are not UTF-8", "public-interest", "public\xFF", ERROR_TEXT_UTF8, 12, 16, ""},
	{"a line --- x", "version: 1\n", "version: 1\n--- x\n", ERROR_TEXT_MARKER, 3, 1, ""},
	{"a line ...", "version: 1\n", "version: 1\n...\n", ERROR_TEXT_MARKER, 3, 1, ""},
	{"a directive", "kind", "%YAML 1.1\nkind", ERROR_TEXT_MARKER, 1, 1, ""},
	{"no final LF", "public-interest\n", "public-interest", ERROR_TEXT_FINAL_LINE, 12, 25, ""},
	{"two final LFs", NULL, "\n", ERROR_TEXT_FINAL_LINE, 13, 1, ""},
	{"an escaped line separator", "public-interest", "\"x\\u2028\"", ERROR_TEXT_CHARACTER, 12,
		10, "/purpose"},
	{"an escaped next line", "public-interest", "\"x\\x85\"", ERROR_TEXT_CHARACTER, 12, 10,
		"/purpose"},
	{"an escaped byte order mark", "public-interest", "\"\\uFEFFx\"", ERROR_TEXT_CHARACTER, 12,
		10, "/purpose"},
	{"an escaped CR", "public-interest", "\"x\\r\"", ERROR_TEXT_CHARACTER, 12, 10, "/purpose"},
	{"an escaped TAB", "public-interest", "\"x\\t\"", ERROR_TEXT_CHARACTER, 12, 10, "/purpose"},
	{"an escaped C0 control", "public-interest", "\"x\\e\"", ERROR_TEXT_CHARACTER, 12, 10,
		"/purpose"},
	{"an escaped C1 control", "public-interest", "\"x\\x9b\"", ERROR_TEXT_CHARACTER, 12, 10,
		"/purpose"},
	{"an escaped override", "public-interest", "\"x\\u202e\"", ERROR_TEXT_CHARACTER, 12, 10,
		"/purpose"},
	{"an escaped zero-width joiner", "public-interest", "\"x\\u200d\"", ERROR_TEXT_CHARACTER,
		12, 10, "/purpose"},
	{"an escaped tag character", "public-interest", "\"x\\U000E0041\"", ERROR_TEXT_CHARACTER,
		12, 10, "/purpose"},
	{"an escaped NUL", "public-interest", "\"x\\0\"", ERROR_TEXT_CHARACTER, 12, 10, "/purpose"},
	{"a key twice", NULL, "purpose: event\n", ERROR_YAML_DUPLICATE, 13, 1, "/purpose"},
	{"a key twice in a range", "first: 1", "vintage: 2021, first: 1", ERROR_YAML_DUPLICATE, 11,
		37, "/units/0/vintage"},
	{"an anchor", "public-interest", "&a public-interest", ERROR_YAML_FEATURE, 12, 10, ""},
	{"an alias", "public-interest", "*a", ERROR_YAML_FEATURE, 12, 10, ""},
	{"a tag", "public-interest", "!!str public-interest", ERROR_YAML_FEATURE, 12, 10, ""},
	{"a merge key", NULL, "<<: {a: 1}\n", ERROR_YAML_FEATURE, 13, 1, ""},
	{"a complex key", NULL, "? [a]\n: 1\n", ERROR_YAML_FEATURE, 13, 3, ""},
	{"depth 33", "public-interest",
		"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
		ERROR_YAML_DEPTH, 12, 41,
		"/purpose/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/"
		"0/0/0/0/0/0/0"},
	{"no mapping", "kind: retirement\n", "retirement\n", ERROR_YAML_NOT_MAPPING, 1, 1, ""},
	{"an unknown kind", "kind: retirement", "kind: retirements", ERROR_DOCUMENT_KIND_NEAR, 1, 7,
		"/kind"},
	{"no kind", "kind: retirement\n", "", ERROR_FIELD_MISSING, 1, 1, "/kind"},
	{"a list for a kind", "kind: retirement", "kind: [retirement]", ERROR_FIELD_SHAPE, 1, 7,
		"/kind"},
	{"another version", "version: 1", "version: 2", ERROR_FIELD_RANGE, 2, 10, "/version"},
	{"a quoted version", "version: 1", "version: '1'", ERROR_FIELD_QUOTED, 2, 10, "/version"},
	{"a ledger without genesis' hash", "/4f1c0e3a9b2d5c7f8091a2b3c4d5e6f7", "",
		ERROR_DOCUMENT_LEDGER, 3, 9, "/ledger"},
	{"a ledger with a hash too short", "d5e6f7", "d5e6", ERROR_DOCUMENT_LEDGER, 3, 9,
		"/ledger"},
	{"a ledger with a hash in capitals", "d5e6f7", "D5E6F7", ERROR_DOCUMENT_LEDGER, 3, 9,
		"/ledger"},
	{"a ledger name in capitals", "ccer.example", "CCER.example", ERROR_DOCUMENT_LEDGER, 3, 9,
		"/ledger"},
	{"an id that is none", "7KQ2M9", "7KQ2M", ERROR_FIELD_FORM, 4, 5, "/id"},
	{"no valid_until", "valid_until: 2026-11-30T00:00:00Z\n", "", ERROR_FIELD_MISSING, 1, 1,
		"/valid_until"},
	{"valid_until as a day", "2026-11-30T00:00:00Z", "2026-11-30", ERROR_FIELD_FORM, 5, 14,
		"/valid_until"},
	{"a ledger seen without its root", "signers:\n", "seen: {entries: 1}\nsigners:\n",
		ERROR_FIELD_MISSING, 6, 7, "/seen/root"},
	{"a ledger seen of no entries", "signers:\n",
		"seen: {entries: 0, root: " SAMPLE_DIGEST "}\nsigners:\n", ERROR_FIELD_RANGE, 6, 17,
		"/seen/entries"},
	{"no signers", "signers:\n- party: 91350100M000100Y43\n  as: holder\n", "signers: []\n",
		ERROR_FIELD_ITEMS, 6, 10, "/signers"},
	{"a signer in an unknown role", "as: holder", "as: king", ERROR_FIELD_WORD, 8, 7,
		"/signers/0/as"},
	{"a signer without a role", "\n  as: holder", "", ERROR_FIELD_MISSING, 7, 3,
		"/signers/0/as"},
	{"attachments where none are allowed", "account:",
		"attachments: [{name: a, sha256: " SAMPLE_DIGEST
		", bytes: 1, media: a/b, readers: public}]\naccount:",
		ERROR_DOCUMENT_ATTACHMENTS, 9, 14, "/attachments"},
};

#define ATTACHED                                                                                   \
	"attachments: [{name: a, sha256: " SAMPLE_DIGEST ", bytes: 9, media: text/csv, readers: "  \
	"public"

/* Goes before the body of a kind that may have attachments. */
static const struct {
	enum kind kind;
	const char *find, *attached;
	int code;
	const char *path;
} raw_data[] = {
	{KIND_ACCOUNTING_REPORT, "\nproject:", ATTACHED ", raw_data: meter}]", 0, ""},
	{KIND_ACCOUNTING_REPORT, "\nproject:", ATTACHED ", raw_data: meter, year: 2024}]", 0, ""},
	{KIND_ACCOUNTING_REPORT, "\nproject:", ATTACHED ", year: 2024}]", ERROR_DOCUMENT_RAW_DATA,
		"/attachments/0/year"},
	{KIND_VERIFICATION_REPORT, "\nreport:", ATTACHED ", raw_data: meter}]",
		ERROR_DOCUMENT_RAW_DATA, "/attachments/0/raw_data"},
	{KIND_REVISION, "\nreport:", ATTACHED ", raw_data: meter, year: 2024}]", 0, ""},
};

static char *spoil(void *mem, const char *find, const char *replace)
{
	const char *at = find ? strstr(RETIREMENT, find) : RETIREMENT + strlen(RETIREMENT);

	ck_assert_msg(at != NULL, "%s", find);
	return talloc_asprintf(mem, "%.*s%s%s", (int)(at - RETIREMENT), RETIREMENT, replace,
		find ? at + strlen(find) : "");
}

START_TEST(a_faulty_document_is_refused_at_its_place)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *text = spoil(mem, faults[_i].find, faults[_i].replace);
	struct error err = {0};

	ck_assert_msg(
		document_read(mem, text, strlen(text), true, &err) == NULL, "%s", faults[_i].name);
	ck_assert_msg(err.code == faults[_i].code, "%s: %s", faults[_i].name, error_name(err.code));
	ck_assert_msg(err.line == faults[_i].line && err.column == faults[_i].column, "%s: %u:%u",
		faults[_i].name, err.line, err.column);
	ck_assert_msg(strcmp(err.path, faults[_i].path) == 0, "%s: %s", faults[_i].name, err.path);
}
END_TEST

START_TEST(the_header_is_read)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err;
	struct document *d = document_read(mem, RETIREMENT, strlen(RETIREMENT), true, &err);
	struct digest hash = digest_of(RETIREMENT, strlen(RETIREMENT));
	char hex[DIGEST_HEX_SIZE], instant[INSTANT_TEXT_SIZE];

	ck_assert_ptr_nonnull(d);
	ck_assert_int_eq(d->kind, KIND_RETIREMENT);
	ck_assert_str_eq(d->bytes, RETIREMENT);
	ck_assert(digest_equal(&d->hash, &hash));
	ck_assert_str_eq(d->ledger_name, "ccer.example");
	ck_assert_str_eq(digest_hex(&d->ledger_genesis, hex),
		"4f1c0e3a9b2d5c7f8091a2b3c4d5e6f700000000000000000000000000000000");
	ck_assert_str_eq(d->id.text, "7KQ2M9R4T6W0Y1ZB3V5N8JDHXC");
	ck_assert_str_eq(instant_text(d->valid_until, instant), "2026-11-30T00:00:00.000Z");
	ck_assert_uint_eq(d->signers_n, 1);
	ck_assert_str_eq(d->signers[0].party.text, "91350100M000100Y43");
	ck_assert_int_eq(d->signers[0].as, ROLE_HOLDER);
	ck_assert_uint_eq(d->attachments_n, 0);
}
END_TEST

START_TEST(a_document_names_the_ledger_that_it_has_seen)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *text = spoil(
		mem, "signers:\n", "seen: {entries: 42, root: " SAMPLE_DIGEST "}\nsigners:\n");
	struct document *d = document_read(mem, text, strlen(text), true, NULL);
	char hex[DIGEST_HEX_SIZE];

	ck_assert_ptr_nonnull(d);
	ck_assert_int_eq(d->seen.entries, 42);
	ck_assert_str_eq(digest_hex(&d->seen.root, hex), SAMPLE_DIGEST);
	d = document_read(mem, RETIREMENT, strlen(RETIREMENT), true, NULL);
	ck_assert_int_eq(d->seen.entries, FIELD_ABSENT);
}
END_TEST

START_TEST(genesis_has_seen_no_ledger)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *text = talloc_asprintf(
		mem, "%sseen: {entries: 1, root: " SAMPLE_DIGEST "}\n", samples[KIND_GENESIS]);
	struct error err;

	ck_assert_ptr_null(document_read(mem, text, strlen(text), true, &err));
	ck_assert_int_eq(err.code, ERROR_DOCUMENT_SEEN);
	ck_assert_str_eq(err.path, "/seen");
	ck_assert_uint_gt(err.line, 0);
}
END_TEST

START_TEST(attachments_are_read_where_they_are_allowed)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *text = samples[KIND_PROJECT_DESIGN];
	struct document *d = document_read(mem, text, strlen(text), true, NULL);

	ck_assert_ptr_nonnull(d);
	ck_assert_uint_eq(d->attachments_n, 1);
	ck_assert_str_eq(d->attachments[0].media, "application/pdf");
	ck_assert_int_eq(d->attachments[0].bytes, 1048576);
	ck_assert(readers_are_everyone(d->attachments[0].readers));
}
END_TEST

static const struct {
	const char *readers;
	uint32_t set;
	int code;
	const char *path;
} seen_by[] = {
	{"public", READERS_EVERYONE, 0, ""},
	{"[]", 0, 0, ""},
	{"[mee, operator]", 1 << READER_MEE | 1 << READER_OPERATOR, 0, ""},
	{"true", 0, ERROR_FIELD_FORM, "/attachments/0/readers"},
	{"mee", 0, ERROR_FIELD_FORM, "/attachments/0/readers"},
	{"{mee: true}", 0, ERROR_FIELD_SHAPE, "/attachments/0/readers"},
	{"[public]", 0, ERROR_FIELD_WORD, "/attachments/0/readers/0"},
	{"[mee, owner]", 0, ERROR_FIELD_WORD, "/attachments/0/readers/1"},
	{"[mee, mee]", 0, ERROR_FIELD_FORM, "/attachments/0/readers/1"},
	{"[mee, [samr]]", 0, ERROR_FIELD_SHAPE, "/attachments/0/readers/1"},
};

START_TEST(who_may_see_an_attachment_is_public_or_a_set)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *sample = samples[KIND_PROJECT_DESIGN], *at = strstr(sample, "readers: public");
	struct error err = {0};
	struct document *d;
	char *text;

	ck_assert_ptr_nonnull(at);
	text = talloc_asprintf(mem, "%.*sreaders: %s%s", (int)(at - sample), sample,
		seen_by[_i].readers, at + strlen("readers: public"));
	d = document_read(mem, text, strlen(text), true, &err);
	ck_assert_msg(err.code == (unsigned)seen_by[_i].code, "%s: %s", seen_by[_i].readers,
		error_name(err.code));
	ck_assert_str_eq(err.path, seen_by[_i].path);
	if (d)
		ck_assert_uint_eq(d->attachments[0].readers.set, seen_by[_i].set);
}
END_TEST

START_TEST(raw_data_are_named_by_accounting_reports_alone)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *sample = samples[raw_data[_i].kind];
	const char *at = strstr(sample, raw_data[_i].find);
	struct error err = {0};
	char *text;
	struct document *d;

	ck_assert_ptr_nonnull(at);
	text = talloc_asprintf(
		mem, "%.*s\n%s%s", (int)(at - sample), sample, raw_data[_i].attached, at);
	d = document_read(mem, text, strlen(text), true, &err);
	ck_assert_msg(err.code == (unsigned)raw_data[_i].code, "%s", error_name(err.code));
	ck_assert_str_eq(err.path, raw_data[_i].path);
	if (raw_data[_i].code)
		return;
	ck_assert_str_eq(d->attachments[0].raw_data, "meter");
	ck_assert_int_eq(d->attachments[0].year, _i ? 2024 : FIELD_ABSENT);
}
END_TEST

START_TEST(a_revised_design_names_no_raw_data)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *sample = samples[KIND_REVISION], *at = strstr(sample, "\nreport:");
	struct error err;
	char *text;

	ck_assert_ptr_nonnull(at);
	text = talloc_asprintf(mem, "%.*s\n%s, raw_data: meter}]\ndesign:%s", (int)(at - sample),
		sample, ATTACHED, at + strlen("\nreport:"));
	ck_assert_ptr_null(document_read(mem, text, strlen(text), true, &err));
	ck_assert_msg(err.code == ERROR_DOCUMENT_RAW_DATA, "%s", error_name(err.code));
	ck_assert_str_eq(err.path, "/attachments/0/raw_data");
}
END_TEST

START_TEST(genesis_has_a_name_alone_and_no_end)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *text = samples[KIND_GENESIS];
	struct error err;
	struct document *d = document_read(mem, text, strlen(text), true, &err);
	char *with_end = talloc_asprintf(mem, "%svalid_until: 2026-11-30T00:00:00Z\n", text);

	ck_assert_ptr_nonnull(d);
	ck_assert(digest_is_zero(&d->ledger_genesis));
	ck_assert(instant_is_none(d->valid_until));
	ck_assert_ptr_null(document_read(mem, with_end, strlen(with_end), true, &err));
	ck_assert_int_eq(err.code, ERROR_DOCUMENT_VALID_UNTIL);
	with_end = talloc_asprintf(mem, "kind: genesis\nversion: 1\nledger: %s%s",
		"ccer.example/"
		"4f1c0e3a9b2d5c7f8091a2b3c4d5e6f7",
		strstr(text, "\nid: "));
	ck_assert_ptr_null(document_read(mem, with_end, strlen(with_end), true, &err));
	ck_assert_int_eq(err.code, ERROR_DOCUMENT_LEDGER);
}
END_TEST

/* The retirement followed by a comment until it has `size` bytes. */
static char *padded(void *mem, const char *text, size_t size)
{
	size_t n = strlen(text);
	char *out = talloc_size(mem, size + 1);

	memcpy(out, text, n);
	memset(out + n, 'x', size - n);
	out[n] = '#';
	out[size - 1] = '\n';
	out[size] = '\0';
	return out;
}

START_TEST(each_kind_has_its_size)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	size_t limit = kind_row((enum kind)_i)->size_max;
	char *text = padded(mem, samples[_i], limit);
	struct error err;

	ck_assert_ptr_nonnull(document_read(mem, text, limit, true, &err));
	text = padded(mem, samples[_i], limit + 1);
	ck_assert_ptr_null(document_read(mem, text, limit + 1, true, &err));
	ck_assert_int_eq(err.code, ERROR_DOCUMENT_SIZE);
}
END_TEST

START_TEST(a_submission_is_bounded_before_it_is_looked_at)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	char *text = padded(mem, RETIREMENT, LIMIT_SUBMISSION + 1);
	struct error err;

	ck_assert_ptr_null(document_read(mem, text, LIMIT_SUBMISSION + 1, false, &err));
	ck_assert_int_eq(err.code, ERROR_DOCUMENT_SIZE);
}
END_TEST

/* A key and its signature of text as a document of ccer.example. */
static struct sshsig signature_of(void *mem, uint8_t first, const char *text)
{
	uint8_t seed[32] = {first};
	struct sshsig s;
	struct error err;

	ck_assert_int_eq(secret_key_sshsig(secret_key_from_seed(mem, seed), "document@ccer.example",
				 text, strlen(text), &s, &err),
		0);
	return s;
}

/* The retirement with the signatures of `n` keys, in descending order of seed. */
static struct buffer *signed_form(void *mem, int n)
{
	struct buffer *b = buffer_new(mem, LIMIT_SUBMISSION);

	buffer_add_text(b, RETIREMENT);
	buffer_add_text(b, "---\nsignatures:\n");
	for (int i = n; i > 0; i--) {
		struct sshsig s = signature_of(mem, (uint8_t)i, RETIREMENT);
		struct buffer *armour = buffer_new(mem, SSHSIG_ARMOUR_MAX);

		sshsig_write(&s, armour);
		buffer_add_text(b, "  - |\n");
		for (char *line = strtok_r(armour->bytes, "\n", &armour->bytes); line;
			line = strtok_r(NULL, "\n", &armour->bytes))
			buffer_add_format(b, "      %s\n", line);
	}
	return b;
}

START_TEST(signatures_are_stored_in_canonical_form)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *b = signed_form(mem, 3), *out = buffer_new(mem, LIMIT_SUBMISSION);
	struct buffer *again = buffer_new(mem, LIMIT_SUBMISSION), *armours = buffer_new(mem, 4096);
	struct error err;
	struct document *d = document_read(mem, b->bytes, b->size, false, &err);

	ck_assert_msg(d != NULL, "%s", error_name(err.code));
	ck_assert_uint_eq(d->signatures_n, 3);
	ck_assert_int_lt(sshsig_compare(&d->signatures[0], &d->signatures[1]), 0);
	ck_assert_int_lt(sshsig_compare(&d->signatures[1], &d->signatures[2]), 0);
	ck_assert_int_eq(document_authenticate(d, &err), 0);
	document_write(d, out);
	ck_assert_ptr_nonnull(strstr(out->bytes, "purpose: public-interest\n---\nsignatures:\n"
						 "- |\n  -----BEGIN SSH SIGNATURE-----\n"));
	d = document_read(mem, out->bytes, out->size, false, &err);
	ck_assert_msg(d != NULL, "%s", error_name(err.code));
	document_write(d, again);
	ck_assert_str_eq(out->bytes, again->bytes);
	document_signature_text(d, armours);
	ck_assert_int_eq(strncmp(armours->bytes, "-----BEGIN SSH SIGNATURE-----\nU1NIU0lH", 38), 0);
	ck_assert_str_eq(armours->bytes + armours->size - 29, "\n-----END SSH SIGNATURE-----\n");
}
END_TEST

START_TEST(a_signature_over_other_bytes_does_not_hold)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err;
	struct sshsig s = signature_of(mem, 1, RETIREMENT);
	const char *text = spoil(mem, "last: 1000", "last: 1001");
	struct document *d = document_read(mem, text, strlen(text), true, &err);

	ck_assert_ptr_nonnull(d);
	ck_assert_int_eq(document_add_signature(d, &s, &err), 0);
	ck_assert_int_eq(document_authenticate(d, &err), -1);
	ck_assert_int_eq(err.code, ERROR_SSHSIG_BAD);
}
END_TEST

START_TEST(a_key_signs_once)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct sshsig s = signature_of(mem, 1, RETIREMENT);
	struct sshsig other = signature_of(mem, 2, RETIREMENT);
	struct error err;
	struct document *d = document_read(mem, RETIREMENT, strlen(RETIREMENT), true, &err);

	ck_assert_int_eq(document_add_signature(d, &s, &err), 0);
	ck_assert_int_eq(document_add_signature(d, &other, &err), 0);
	ck_assert_int_eq(document_add_signature(d, &s, &err), -1);
	ck_assert_int_eq(err.code, ERROR_SIGNATURE_TWICE);
	ck_assert_uint_eq(d->signatures_n, 2);
}
END_TEST

START_TEST(signatures_are_bounded)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err;
	struct document *d = document_read(mem, RETIREMENT, strlen(RETIREMENT), true, &err);

	for (int i = 0; i <= LIMIT_SIGNATURE_COUNT; i++) {
		struct sshsig s = signature_of(mem, (uint8_t)i, RETIREMENT);

		ck_assert_int_eq(
			document_add_signature(d, &s, &err), i < LIMIT_SIGNATURE_COUNT ? 0 : -1);
	}
	ck_assert_int_eq(err.code, ERROR_DOCUMENT_SIGNATURES);
}
END_TEST

/* Faults of the SIGNATURES part, which begins on line 14. */
static const struct {
	const char *name, *part;
	enum error_code code;
	uint32_t line;
} parts[] = {
	{"nothing behind the cut", "", ERROR_TEXT_FINAL_LINE, 14},
	{"no list", "signatures: x\n", ERROR_DOCUMENT_SIGNATURES, 14},
	{"an empty list", "signatures: []\n", ERROR_DOCUMENT_SIGNATURES, 14},
	{"another key", "signature:\n- x\n", ERROR_DOCUMENT_SIGNATURES, 14},
	{"a key more", "signatures:\n- x\nmore: 1\n", ERROR_DOCUMENT_SIGNATURES, 14},
	{"a mapping for a signature", "signatures:\n- {a: 1}\n", ERROR_DOCUMENT_SIGNATURES, 15},
	{"no armour", "signatures:\n- x\n", ERROR_SSHSIG_ARMOUR, 15},
	{"a second cut", "signatures:\n- x\n---\n", ERROR_TEXT_MARKER, 16},
	{"a TAB", "signatures:\n\t- x\n", ERROR_TEXT_TAB, 15},
	{"an alias", "signatures: *a\n", ERROR_YAML_FEATURE, 14},
};

START_TEST(a_faulty_signatures_part_is_refused_at_its_line)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *text = talloc_asprintf(mem, "%s---\n%s", RETIREMENT, parts[_i].part);
	struct error err = {0};

	ck_assert_ptr_null(document_read(mem, text, strlen(text), false, &err));
	ck_assert_msg(err.code == parts[_i].code, "%s: %s", parts[_i].name, error_name(err.code));
	ck_assert_msg(err.line == parts[_i].line, "%s: %u", parts[_i].name, err.line);
}
END_TEST

START_TEST(signed_and_unsigned_forms_are_told_apart)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *b = signed_form(mem, 1);
	struct error err;

	ck_assert_ptr_null(document_read(mem, b->bytes, b->size, true, &err));
	ck_assert_int_eq(err.code, ERROR_DOCUMENT_SIGNED);
	ck_assert_ptr_null(document_read(mem, RETIREMENT, strlen(RETIREMENT), false, &err));
	ck_assert_int_eq(err.code, ERROR_DOCUMENT_UNSIGNED);
}
END_TEST

START_TEST(a_submission_is_cut_at_the_first_line_of_three_dashes)
{
	const char *signatures;
	size_t document_size, signatures_size;
	struct error err;

	ck_assert_int_eq(document_cut("a: ---\n---\nb\n---\n", 17, &signatures, &document_size,
				 &signatures_size, &err),
		0);
	ck_assert_uint_eq(document_size, 7);
	ck_assert_uint_eq(signatures_size, 6);
	ck_assert_int_eq(strncmp(signatures, "b\n---\n", 6), 0);
	ck_assert_int_eq(
		document_cut("a: 1\n", 5, &signatures, &document_size, &signatures_size, &err), 0);
	ck_assert_ptr_null(signatures);
	ck_assert_uint_eq(document_size, 5);
	ck_assert_int_eq(
		document_cut("---\nb\n", 6, &signatures, &document_size, &signatures_size, &err),
		-1);
	ck_assert_int_eq(err.code, ERROR_DOCUMENT_CUT);
}
END_TEST

START_TEST(declared_keys_are_named_with_their_parties)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *text = samples[KIND_GENESIS];
	struct error err;
	struct document *d = document_read(mem, text, strlen(text), true, &err);
	struct public_key key;
	struct party_id party;
	char shown[PUBLIC_KEY_TEXT_SIZE];

	ck_assert_int_eq(document_decode(d, &err), 0);
	ck_assert_uint_eq(document_declared_count(d), 3);
	document_declared_key(d, 0, &key, &party);
	ck_assert_str_eq(party.text, "91350100M000100Y43");
	document_declared_key(d, 2, &key, &party);
	ck_assert_str_eq(party.text, "914403001922038216");
	ck_assert_str_eq(public_key_text(&key, shown), SAMPLE_KEY);
	d = document_read(mem, samples[KIND_PARTY], strlen(samples[KIND_PARTY]), true, &err);
	ck_assert_int_eq(document_decode(d, &err), 0);
	ck_assert_uint_eq(document_declared_count(d), 1);
	document_declared_key(d, 0, &key, &party);
	ck_assert_str_eq(party.text, "P-0123456789ABCDEF");
	d = document_read(mem, RETIREMENT, strlen(RETIREMENT), true, &err);
	ck_assert_uint_eq(document_declared_count(d), 0);
}
END_TEST

START_TEST(an_error_is_given_its_place)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err;
	struct document *d = document_read(mem, RETIREMENT, strlen(RETIREMENT), true, &err);

	error_set(&err, ERROR_OVERFLOW, NULL, "/units/0/last", "value", "1", NULL);
	document_place(d, &err);
	ck_assert_uint_eq(err.line, 11);
	ck_assert_uint_eq(err.column, 53);
	error_set(&err, ERROR_OVERFLOW, NULL, "/units/0/nothing", "value", "1", NULL);
	document_place(d, &err);
	ck_assert_uint_eq(err.column, 3);
	error_set_at(&err, ERROR_OVERFLOW, NULL, 7, 7, "/units/0/last", "value", "1", NULL);
	document_place(d, &err);
	ck_assert_uint_eq(err.line, 7);
}
END_TEST

static Suite *document_suite(void)
{
	Suite *s = suite_create("document");
	TCase *t = tcase_create("document");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_faulty_document_is_refused_at_its_place, 0, COUNT_OF(faults));
	tcase_add_test(t, the_header_is_read);
	tcase_add_test(t, a_document_names_the_ledger_that_it_has_seen);
	tcase_add_test(t, genesis_has_seen_no_ledger);
	tcase_add_test(t, attachments_are_read_where_they_are_allowed);
	tcase_add_loop_test(
		t, who_may_see_an_attachment_is_public_or_a_set, 0, (int)COUNT_OF(seen_by));
	tcase_add_loop_test(t, raw_data_are_named_by_accounting_reports_alone, 0,
		(int)(sizeof(raw_data) / sizeof(raw_data[0])));
	tcase_add_test(t, a_revised_design_names_no_raw_data);
	tcase_add_test(t, genesis_has_a_name_alone_and_no_end);
	tcase_add_loop_test(t, each_kind_has_its_size, KIND_NONE + 1, KIND_COUNT);
	tcase_add_test(t, a_submission_is_bounded_before_it_is_looked_at);
	tcase_add_test(t, signatures_are_stored_in_canonical_form);
	tcase_add_test(t, a_signature_over_other_bytes_does_not_hold);
	tcase_add_test(t, a_key_signs_once);
	tcase_add_test(t, signatures_are_bounded);
	tcase_add_loop_test(t, a_faulty_signatures_part_is_refused_at_its_line, 0, COUNT_OF(parts));
	tcase_add_test(t, signed_and_unsigned_forms_are_told_apart);
	tcase_add_test(t, a_submission_is_cut_at_the_first_line_of_three_dashes);
	tcase_add_test(t, declared_keys_are_named_with_their_parties);
	tcase_add_test(t, an_error_is_given_its_place);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(document_suite)
