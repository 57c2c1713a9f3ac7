#include "document/document.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "document/decode.h"
#include "document/kinds/schema_rows.h"
#include "yaml/text.h"

static const char rule[] = "docs/ledger-format.md 2";

static int refuse_size(size_t size, size_t limit, struct error *err)
{
	char found[24], most[24];

	snprintf(found, sizeof(found), "%zu", size);
	snprintf(most, sizeof(most), "%zu", limit);
	return error_set(err, ERROR_DOCUMENT_SIZE, rule, "", "size", found, "limit", most, NULL);
}

/* The offset of the line that is exactly `---`, or size. */
static size_t find_cut(const char *bytes, size_t size)
{
	static const char line[] = "---\n";

	for (size_t i = 0; i + 4 <= size;) {
		const char *end;

		if (memcmp(bytes + i, line, 4) == 0)
			return i;
		end = memchr(bytes + i, '\n', size - i);
		if (!end)
			break;
		i = (size_t)(end - bytes) + 1;
	}
	return size;
}

const struct body_accounting_report *document_report(const struct document *d, const char **within)
{
	bool revised = d->kind == KIND_REVISION && d->revision->report.project.text[0];

	if (!revised && d->kind != KIND_ACCOUNTING_REPORT)
		return NULL;
	if (within)
		*within = revised ? "/report" : "";
	return revised ? &d->revision->report : d->report;
}

int document_cut(const char *bytes, size_t size, const char **signatures, size_t *document_size,
	size_t *signatures_size, struct error *err)
{
	size_t cut;

	if (size > LIMIT_SUBMISSION)
		return refuse_size(size, LIMIT_SUBMISSION, err);
	cut = find_cut(bytes, size);
	if (cut == 0)
		return error_set_at(err, ERROR_DOCUMENT_CUT, rule, 1, 1, "", NULL);
	*document_size = cut;
	*signatures = cut < size ? bytes + cut + 4 : NULL;
	*signatures_size = cut < size ? size - cut - 4 : 0;
	return 0;
}

/* The first 16 bytes of a digest from 32 digits. */
static bool parse_half_digest(const char *text, size_t size, struct digest *out)
{
	char padded[DIGEST_HEX_SIZE];

	if (size != DIGEST_SIZE)
		return false;
	memcpy(padded, text, size);
	memset(padded + size, '0', size);
	return digest_parse(padded, 2 * size, out);
}

/* NAME for genesis, NAME/32 digits for all others. */
static int take_ledger(struct document *d, const char *text, struct error *err)
{
	const char *slash = strchr(text, '/');
	size_t name = slash ? (size_t)(slash - text) : strlen(text);
	bool genesis = d->kind == KIND_GENESIS;

	if (genesis == !slash && ledger_name_parse(text, name, d->ledger_name) &&
		(genesis || parse_half_digest(slash + 1, strlen(slash + 1), &d->ledger_genesis)))
		return 0;
	error_set(err, ERROR_DOCUMENT_LEDGER, rule, "/ledger", "found", text, "expected",
		genesis ? "ccer.example" : "ccer.example/4f1c0e3a9b2d5c7f8091a2b3c4d5e6f7", NULL);
	document_place(d, err);
	return -1;
}

static int take_valid_until(struct document *d, const struct header *h, struct error *err)
{
	bool genesis = d->kind == KIND_GENESIS;

	if (genesis && !instant_is_none(h->valid_until))
		error_set(err, ERROR_DOCUMENT_VALID_UNTIL, rule, "/valid_until", NULL);
	else if (!genesis && instant_is_none(h->valid_until))
		error_set(err, ERROR_FIELD_MISSING, rule, "/valid_until", "field", "valid_until",
			NULL);
	else {
		d->valid_until = h->valid_until;
		return 0;
	}
	document_place(d, err);
	return -1;
}

static int take_seen(struct document *d, const struct header *h, struct error *err)
{
	if (d->kind == KIND_GENESIS && h->seen.entries != FIELD_ABSENT) {
		error_set(err, ERROR_DOCUMENT_SEEN, rule, "/seen", NULL);
		document_place(d, err);
		return -1;
	}
	d->seen = h->seen;
	return 0;
}

/* Only an accounting report, first or revised, has values that come from raw data. */
static bool has_values(const struct document *d)
{
	return d->kind == KIND_ACCOUNTING_REPORT ||
	       (d->kind == KIND_REVISION && yaml_member(d->root, "report"));
}

/* Raw data belongs to a document with values, and a year to raw data. */
static int raw_data_fits(const struct document *d, const struct header *h, struct error *err)
{
	char path[ERROR_PATH_MAX];

	for (size_t i = 0; i < h->attachments_n; i++) {
		const struct attachment *a = &h->attachments[i];
		bool year_alone = !a->raw_data && a->year != FIELD_ABSENT;

		if (!year_alone && (!a->raw_data || has_values(d)))
			continue;
		snprintf(path, sizeof(path), "/attachments/%zu/%s", i,
			a->raw_data ? "raw_data" : "year");
		return error_set(err, ERROR_DOCUMENT_RAW_DATA, "docs/methodology-language.md 10",
			path, NULL);
	}
	return 0;
}

static int take_attachments(struct document *d, const struct header *h, struct error *err)
{
	int fits = 0;

	if (h->attachments_n > 0 && !kind_row(d->kind)->attachments)
		fits = error_set(err, ERROR_DOCUMENT_ATTACHMENTS, rule, "/attachments", "kind",
			kind_name(d->kind), "kind_zh", kind_row(d->kind)->zh, NULL);
	if (fits == 0)
		fits = raw_data_fits(d, h, err);
	if (fits < 0) {
		document_place(d, err);
		return -1;
	}
	d->attachments = h->attachments;
	d->attachments_n = h->attachments_n;
	return 0;
}

/* The kind comes first: the other rules of the header depend on it. */
static int take_kind(struct document *d, struct error *err)
{
	const struct yaml_node *n = yaml_member(d->root, "kind");

	if (!n || n->type != YAML_SCALAR)
		return 0;
	d->kind = kind_by_name(n->text, n->size);
	if (d->kind == KIND_NONE) {
		enum kind near = kind_near(n->text);

		return error_set_at(err, near ? ERROR_DOCUMENT_KIND_NEAR : ERROR_DOCUMENT_KIND,
			rule, n->line, n->column, "/kind", "found", n->text, "near",
			kind_name(near), NULL);
	}
	if (d->size > kind_row(d->kind)->size_max)
		return refuse_size(d->size, kind_row(d->kind)->size_max, err);
	return 0;
}

static int read_header(struct document *d, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct error_list *list = talloc_zero(scratch, struct error_list);
	struct header h = {0};

	if (!list)
		return error_no_memory(err);
	if (take_kind(d, err) < 0)
		return -1;
	if (decode_known(d, schema_header(), d->root, &h, list) > 0) {
		decode_sort(list);
		if (err)
			*err = list->item[0];
		return -1;
	}
	d->id = h.id;
	d->signers_n = h.signers_n;
	for (size_t i = 0; i < h.signers_n; i++)
		d->signers[i] = (struct signer){h.signers[i].party, h.signers[i].as};
	if (take_ledger(d, h.ledger, err) < 0 || take_valid_until(d, &h, err) < 0 ||
		take_seen(d, &h, err) < 0)
		return -1;
	return take_attachments(d, &h, err);
}

int document_add_signature(struct document *d, const struct sshsig *s, struct error *err)
{
	char key[PUBLIC_KEY_FINGERPRINT_SIZE];
	size_t at = 0;

	for (size_t i = 0; i < d->signatures_n; i++) {
		if (public_key_equal(&d->signatures[i].key, &s->key))
			return error_set(err, ERROR_SIGNATURE_TWICE, rule, "", "key",
				public_key_fingerprint(&s->key, key), NULL);
		at += sshsig_compare(&d->signatures[i], s) < 0;
	}
	if (d->signatures_n == LIMIT_SIGNATURE_COUNT)
		return error_set(err, ERROR_DOCUMENT_SIGNATURES, rule, "", "limit", "16", NULL);
	memmove(d->signatures + at + 1, d->signatures + at,
		(d->signatures_n - at) * sizeof(d->signatures[0]));
	d->signatures[at] = *s;
	d->signatures_n++;
	d->unsigned_form = false;
	return 0;
}

static int add_armour(struct document *d, const struct yaml_node *n, struct error *err)
{
	struct sshsig s;

	if (n->type != YAML_SCALAR)
		return error_set(err, ERROR_DOCUMENT_SIGNATURES, rule, "", "limit", "16", NULL);
	if (sshsig_parse(n->text, n->size, &s, err) < 0)
		return -1;
	return document_add_signature(d, &s, err);
}

static int add_armours(struct document *d, const struct yaml_node *root, struct error *err)
{
	const struct yaml_node *list = yaml_member(root, "signatures");

	if (!list || root->size != 1 || list->type != YAML_SEQUENCE || list->size == 0) {
		error_set(err, ERROR_DOCUMENT_SIGNATURES, rule, "", "limit", "16", NULL);
		if (err) {
			err->line = root->line;
			err->column = root->column;
		}
		return -1;
	}
	for (const struct yaml_node *n = list->first; n; n = n->next)
		if (add_armour(d, n, err) < 0) {
			if (err) {
				err->line = n->line;
				err->column = n->column;
				yaml_path(n, err->path);
			}
			return -1;
		}
	return 0;
}

/* Reads SIGNATURES; places count from the start of the whole file. */
static int read_signatures(struct document *d, const char *bytes, size_t size, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct yaml_node *root;
	uint32_t line, column;

	if (size > LIMIT_SIGNATURES)
		return refuse_size(size, LIMIT_SIGNATURES, err);
	if (text_check(bytes, size, err) == 0 &&
		yaml_parse(scratch, bytes, size, &root, err) == 0 && add_armours(d, root, err) == 0)
		return 0;
	text_place(d->bytes, d->size, d->size, &line, &column);
	if (err && err->line)
		err->line += line;
	return -1;
}

static int open_document(struct document *d, const char *bytes, struct error *err)
{
	struct yaml_node *root;

	if (d->size > LIMIT_DOCUMENT_LARGE)
		return refuse_size(d->size, LIMIT_DOCUMENT_LARGE, err);
	if (text_check(bytes, d->size, err) < 0)
		return -1;
	d->bytes = talloc_strndup(d, bytes, d->size);
	if (!d->bytes)
		return error_no_memory(err);
	if (yaml_parse(d, d->bytes, d->size, &root, err) < 0)
		return -1;
	d->root = root;
	d->hash = digest_of(d->bytes, d->size);
	return read_header(d, err);
}

struct document *document_read(
	void *mem, const char *bytes, size_t size, bool unsigned_form, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct document *d = talloc_zero(scratch, struct document);
	const char *signatures;
	size_t signatures_size;

	if (!d) {
		error_no_memory(err);
		return NULL;
	}
	d->valid_until = INSTANT_NONE;
	d->unsigned_form = unsigned_form;
	if (document_cut(bytes, size, &signatures, &d->size, &signatures_size, err) < 0)
		return NULL;
	if (unsigned_form && signatures) {
		error_set(err, ERROR_DOCUMENT_SIGNED, rule, "", NULL);
		return NULL;
	}
	if (open_document(d, bytes, err) < 0)
		return NULL;
	if (!unsigned_form && !signatures) {
		error_set(err, ERROR_DOCUMENT_UNSIGNED, rule, "", NULL);
		return NULL;
	}
	if (signatures && read_signatures(d, signatures, signatures_size, err) < 0)
		return NULL;
	return talloc_steal(mem, d);
}

struct document *document_read_signed(void *mem, const char *bytes, size_t size, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct document *d = talloc_zero(scratch, struct document);
	const char *signatures;
	size_t signatures_size;

	if (!d) {
		error_no_memory(err);
		return NULL;
	}
	d->valid_until = INSTANT_NONE;
	if (document_cut(bytes, size, &signatures, &d->size, &signatures_size, err) < 0)
		return NULL;
	d->bytes = talloc_strndup(d, bytes, d->size);
	if (!d->bytes) {
		error_no_memory(err);
		return NULL;
	}
	d->hash = digest_of(d->bytes, d->size);
	if (signatures && read_signatures(d, signatures, signatures_size, err) < 0)
		return NULL;
	return talloc_steal(mem, d);
}

int document_decode_all(struct document *d, struct error_list *list)
{
	const struct schema *schema = schema_of(d->kind);
	void *body = talloc_zero_size(d, schema->size);
	struct error err;

	if (!body) {
		error_no_memory(&err);
		error_list_add(list, &err);
		return -1;
	}
	if (decode_mapping(d, schema, schema_header(), d->root, body, list) > 0) {
		decode_sort(list);
		return -1;
	}
	d->body = body;
	return 0;
}

int document_decode(struct document *d, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct error_list *list = talloc_zero(scratch, struct error_list);

	if (!list)
		return error_no_memory(err);
	if (document_decode_all(d, list) == 0)
		return 0;
	if (err)
		*err = list->item[0];
	return -1;
}

char *document_namespace(const char *purpose, const char *ledger_name, char out[NAMESPACE_SIZE])
{
	int n = snprintf(out, NAMESPACE_SIZE, "%s@%s", purpose, ledger_name);

	assert(n > 0 && n < NAMESPACE_SIZE);
	return out;
}

int document_authenticate(const struct document *d, struct error *err)
{
	char namespace[NAMESPACE_SIZE];

	document_namespace("document", d->ledger_name, namespace);
	for (size_t i = 0; i < d->signatures_n; i++)
		if (sshsig_check(&d->signatures[i], namespace, d->bytes, d->size, err) < 0)
			return -1;
	return 0;
}

size_t document_declared_count(const struct document *d)
{
	size_t count = 0;

	if (d->kind == KIND_PARTY)
		return d->party->keys_n;
	if (d->kind != KIND_GENESIS)
		return 0;
	for (size_t i = 0; i < d->genesis->authorities_n; i++)
		count += d->genesis->authorities[i].keys_n;
	return count;
}

void document_declared_key(
	const struct document *d, size_t i, struct public_key *key, struct party_id *party)
{
	const struct body_genesis_authority *authority;

	assert(i < document_declared_count(d));
	if (d->kind == KIND_PARTY) {
		*key = d->party->keys[i];
		*party = d->party->party;
		return;
	}
	for (authority = d->genesis->authorities; i >= authority->keys_n; authority++)
		i -= authority->keys_n;
	*key = authority->keys[i];
	*party = authority->party;
}

void document_signature_text(const struct document *d, struct buffer *out)
{
	for (size_t i = 0; i < d->signatures_n; i++)
		sshsig_write(&d->signatures[i], out);
}

/* The SIGNATURES part as stored and sent: `signatures:` and the blocks. */
static void write_signatures(const struct document *d, struct buffer *out)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct buffer *armours = buffer_new(scratch, LIMIT_SIGNATURES);

	if (!armours) {
		out->failed = true;
		return;
	}
	document_signature_text(d, armours);
	assert(!armours->failed);
	sshsig_write_list(armours->bytes, armours->size, out);
}

char *document_ledger(const struct document *d, char out[LEDGER_ID_SIZE])
{
	const struct digest *genesis = d->kind == KIND_GENESIS ? &d->hash : &d->ledger_genesis;
	char hex[DIGEST_HEX_SIZE];

	snprintf(out, LEDGER_ID_SIZE, "%s/%.32s", d->ledger_name, digest_hex(genesis, hex));
	return out;
}

void document_write(const struct document *d, struct buffer *out)
{
	buffer_add(out, d->bytes, d->size);
	buffer_add_text(out, "---\n");
	write_signatures(d, out);
}

void document_place_of(const struct document *d, const char *path, uint32_t *line, uint32_t *column)
{
	const struct yaml_node *n = yaml_nearest(d->root, path);

	*line = n->line;
	*column = n->column;
}

void document_place(const struct document *d, struct error *err)
{
	if (err && !err->line)
		document_place_of(d, err->path, &err->line, &err->column);
}
