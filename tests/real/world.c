#include "tests/real/world.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "tests/support.h"

/* --- codes that mean nothing but pass their checks (GB 32100-2015) --- */

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static char with_check(char code[PARTY_ID_SIZE], size_t at)
{
	for (const char *c = alphabet; *c; c++) {
		code[at] = *c;
		if (at == 17 && uscc_check(code, 18))
			return *c;
	}
	return '\0';
}

/* 91, the province, ND and a number, with both check characters. */
static const char *make_code(void *mem, const char *province, size_t number)
{
	char code[PARTY_ID_SIZE];

	snprintf(code, sizeof(code), "91%.6sND%06zu00", province, number % 1000000);
	for (const char *c = alphabet; *c; c++) {
		code[16] = *c;
		if (with_check(code, 17))
			return talloc_strdup(mem, code);
	}
	ck_abort_msg("no code for %zu", number);
	return NULL;
}

/* --- keys and parties --- */

static struct secret_key *make_key(void *mem, uint32_t number)
{
	uint8_t seed[32] = "real history";
	struct secret_key *key;

	memcpy(seed + 16, &number, sizeof(number));
	key = secret_key_from_seed(mem, seed);
	ck_assert_ptr_nonnull(key);
	return key;
}

static const char *public_text(struct real_world *w, const struct secret_key *key)
{
	char text[PUBLIC_KEY_TEXT_SIZE];

	return talloc_strdup(w->mem, public_key_text(secret_key_public(key), text));
}

static struct real_party *new_party(
	struct real_world *w, const char *name, const char *code, const char *province)
{
	size_t n = w->parties_n;
	struct real_party *p = &w->parties[w->parties_n++];

	ck_assert_uint_lt(n, PARTIES_MAX);
	p->name = name;
	p->code = code ? code : make_code(w->mem, province, n);
	p->account = talloc_strdup(w->mem, account_id_make(0x3EA1ULL * (n + 1)).text);
	p->key = make_key(w->mem, (uint32_t)n + 1);
	return p;
}

const char *real_quoted(void *mem, const char *text)
{
	char *out = talloc_zero_size(mem, 2 * strlen(text) + 3), *to = out;

	*to++ = '\'';
	for (; *text; text++) {
		*to++ = *text;
		if (*text == '\'')
			*to++ = *text;
	}
	*to = '\'';
	return out;
}

const struct real_party *real_world_party(
	struct real_world *w, const char *name, const char *code, const char *province)
{
	struct real_party *p;

	for (size_t i = 0; i < w->parties_n; i++)
		if (strcmp(w->parties[i].name, name) == 0)
			return &w->parties[i];
	p = new_party(w, talloc_strdup(w->mem, name), code, province);
	real_world_seal(w, "party",
		talloc_asprintf(w->mem,
			"party: %s\ntype: organisation\nname: {zh: %s}\nprovince: '%s'\n"
			"threshold: 1\nkeys:\n- %s\naccount: %s\n",
			p->code, real_quoted(w->mem, name), province, public_text(w, p->key),
			p->account),
		(struct real_signer[]){
			{&w->parties[REAL_OPERATOR], "operator"}, {p, "holder"}, {NULL, NULL}});
	return p;
}

/* --- documents --- */

static const char *id_of(struct real_world *w)
{
	uint8_t bytes[17] = "real history";

	w->ids++;
	for (int i = 0; i < 4; i++)
		bytes[12 + i] = (uint8_t)(w->ids >> (8 * i));
	return talloc_strdup(w->mem, document_id_make(bytes).text);
}

static const char *head(struct real_world *w, const char *kind, const char *ledger,
	const struct real_signer *signers)
{
	struct instant until = {w->now.ms + INT64_C(5) * 24 * 3600 * 1000};
	char text[INSTANT_TEXT_SIZE];
	char *out = talloc_asprintf(
		w->mem, "kind: %s\nversion: 1\nledger: %s\nid: %s\n", kind, ledger, id_of(w));

	if (w->registry)
		out = talloc_asprintf_append(out, "valid_until: %s\n", instant_text(until, text));
	out = talloc_asprintf_append(out, "signers:\n");
	for (; signers->party; signers++)
		out = talloc_asprintf_append(
			out, "- {party: %s, as: %s}\n", signers->party->code, signers->as);
	return out;
}

/* Reports a broken document of the test's own; never caused by the record. */
static void must(struct real_world *w, bool good, const char *text)
{
	char report[ERROR_TEXT_MAX];

	ck_assert_msg(
		good, "%s\n%s", error_report(&w->err, LANGUAGE_EN, report, sizeof(report)), text);
}

static struct buffer *sign(
	struct real_world *w, const char *text, const struct real_signer *signers)
{
	struct document *d = document_read(w->mem, text, strlen(text), true, &w->err);
	struct buffer *out = buffer_new(w->mem, LIMIT_SUBMISSION);
	char namespace[NAMESPACE_SIZE];

	must(w, d != NULL, text);
	document_namespace("document", d->ledger_name, namespace);
	for (; signers->party; signers++) {
		struct sshsig *s = talloc_zero(w->mem, struct sshsig);

		must(w,
			secret_key_sshsig(
				signers->party->key, namespace, d->bytes, d->size, s, &w->err) == 0,
			text);
		must(w, document_add_signature(d, s, &w->err) == 0, text);
	}
	document_write(d, out);
	must(w, buffer_ok(out, &w->err) == 0, text);
	talloc_free(d);
	return out;
}

int real_world_try(
	struct real_world *w, const char *kind, const char *body, const struct real_signer *signers)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	void *outer = w->mem;
	struct submission s;
	struct buffer *file;
	int result;

	w->mem = mem;
	file = sign(w,
		talloc_asprintf(
			mem, "%s%s", head(w, kind, registry_ledger_id(w->registry), signers), body),
		signers);
	result = registry_submit(
		w->registry, mem, file->bytes, file->size, SUBMIT_SEAL, w->now, &s, &w->err);
	must(w, result == 0 || error_http_status(w->err.code) < 500, body);
	if (result == 0)
		w->sealed = s.document;
	w->mem = outer;
	return result;
}

struct digest real_world_seal(
	struct real_world *w, const char *kind, const char *body, const struct real_signer *signers)
{
	must(w, real_world_try(w, kind, body, signers) == 0, body);
	return w->sealed;
}

void real_world_clock(struct real_world *w, struct instant to)
{
	char text[INSTANT_TEXT_SIZE], body[64];

	if (to.ms <= w->now.ms)
		return;
	snprintf(body, sizeof(body), "instant: %s\n", instant_text(to, text));
	real_world_seal(w, "clock", body,
		(struct real_signer[]){{&w->parties[REAL_OPERATOR], "operator"}, {NULL, NULL}});
	w->now = to;
}

const char *real_world_template(struct real_world *w, const char *path)
{
	enum { TEMPLATE_MAX = 1024 * 1024 };
	const char *root = getenv("top_srcdir");
	char *text = talloc_size(w->mem, TEMPLATE_MAX), *body;
	FILE *file = fopen(talloc_asprintf(w->mem, "%s/%s", root ? root : ".", path), "rb");
	size_t n;

	if (!file)
		return NULL;
	n = fread(text, 1, TEMPLATE_MAX - 1, file);
	fclose(file);
	text[n] = '\0';
	body = strstr(text, "version: 1\n");
	ck_assert_msg(body != NULL, "%s has no version", path);
	return body + strlen("version: 1\n");
}

/* --- beginning and end --- */

static const char *authority(struct real_world *w, size_t i, const char *role)
{
	return talloc_asprintf(w->mem,
		"- {party: %s, role: %s, name: {zh: 示例机构}, threshold: 1, keys: [\"%s\"]}\n",
		w->parties[i].code, role, public_text(w, w->parties[i].key));
}

static struct buffer *genesis(struct real_world *w)
{
	const struct real_signer signers[] = {{&w->parties[REAL_OPERATOR], "operator"},
		{&w->parties[REAL_MEE], "mee"}, {&w->parties[REAL_SAMR], "samr"}, {NULL, NULL}};
	char start[INSTANT_TEXT_SIZE];

	return sign(w,
		talloc_asprintf(w->mem,
			"%stitle: {zh: 公开记录重演, en: Public record replayed}\nclock: "
			"simulated\n"
			"start: %s\nrules: 1\nsealing_key: %s\nauthorities:\n%s%s%s",
			head(w, "genesis", "real.test", signers), instant_text(w->now, start),
			public_text(w, w->sealing_key), authority(w, REAL_OPERATOR, "operator"),
			authority(w, REAL_MEE, "mee"), authority(w, REAL_SAMR, "samr")),
		signers);
}

struct real_world *real_world_begin(void *mem, struct instant start)
{
	static const char *const authorities[] = {"operator", "mee", "samr"};
	struct real_world *w = talloc_zero(mem, struct real_world);
	struct registry_options options = {.write = true};
	struct buffer *first;

	ck_assert_ptr_nonnull(w);
	w->mem = w;
	w->now = start;
	w->folder = folder_make();
	w->sealing_key = make_key(w->mem, 0);
	for (size_t i = 0; i < COUNT_OF(authorities); i++)
		new_party(w, authorities[i], NULL, "110000");
	first = genesis(w);
	must(w,
		registry_create(folder_file(&w->folder, "ledger"), first->bytes, first->size,
			w->sealing_key, start, &w->err) == 0,
		first->bytes);
	options.sealing_key = w->sealing_key;
	w->registry = registry_open(folder_file(&w->folder, "ledger"), &options, &w->err);
	must(w, w->registry != NULL, "registry_open");
	return w;
}

void real_world_end(struct real_world *w)
{
	registry_free(w->registry);
	folder_remove(&w->folder);
	talloc_free(w);
}
