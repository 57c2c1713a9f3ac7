#include "tests/rules/story.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>
#include <talloc.h>

#include "tests/rules/story_people.h"

struct story *story_new(void *mem)
{
	struct story *s = talloc_zero(mem, struct story);

	ck_assert_ptr_nonnull(s);
	s->mem = s;
	s->state = overlay_new(s, NULL);
	ck_assert_ptr_nonnull(s->state);
	story_at(s, "2024-08-23");
	return s;
}

void story_at(struct story *s, const char *instant)
{
	struct day day;

	if (day_parse(instant, strlen(instant), &day))
		s->at.ms = day_start(day).ms + INT64_C(9) * 60 * 60 * 1000;
	else
		ck_assert_msg(instant_parse(instant, strlen(instant), &s->at), "%s", instant);
}

const char *story_text(struct story *s, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = talloc_vasprintf(s->mem, format, args);
	va_end(args);
	ck_assert_ptr_nonnull(text);
	return text;
}

const char *story_hex(struct story *s, const struct digest *d)
{
	char hex[DIGEST_HEX_SIZE];

	return story_text(s, "%s", digest_hex(d, hex));
}

const char *story_indented(struct story *s, const char *yaml)
{
	char *out = talloc_strdup(s->mem, "");

	for (yaml = strchr(yaml, '\n') + 1; *yaml; yaml = strchr(yaml, '\n') + 1)
		out = talloc_asprintf_append_buffer(
			out, "  %.*s\n", (int)strcspn(yaml, "\n"), yaml);
	return out;
}

const char *story_but(struct story *s, const char *yaml, const char *from, const char *to)
{
	const char *at = strstr(yaml, from);

	ck_assert_msg(at != NULL, "the text does not hold \"%s\"", from);
	return story_text(s, "%.*s%s%s", (int)(at - yaml), yaml, to, at + strlen(from));
}

const char *story_file(struct story *s, const char *path)
{
	const char *root = getenv("top_srcdir");
	FILE *f = fopen(story_text(s, "%s/%s", root ? root : ".", path), "rb");
	char *text;
	size_t n;

	if (!f)
		return NULL;
	text = talloc_zero_size(s->mem, LIMIT_DOCUMENT_LARGE + 1);
	ck_assert_ptr_nonnull(text);
	n = fread(text, 1, LIMIT_DOCUMENT_LARGE, f);
	fclose(f);
	text[n] = '\0';
	return text;
}

/* --- the header --- */

static bool gives(const char *yaml, const char *key)
{
	size_t n = strlen(key);

	for (const char *line = yaml; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, n) == 0 && line[n] == ':')
			return true;
	}
	return false;
}

static const char *new_id(struct story *s)
{
	uint8_t random[17];
	struct digest d;

	s->ids++;
	d = digest_of(&s->ids, sizeof(s->ids));
	memcpy(random, d.bytes, sizeof(random));
	return story_text(s, "%s", document_id_make(random).text);
}

/* One word of the signers' text: `+name:role*keys`, of which all but the name may be absent. */
struct signing {
	const struct story_party *party;
	enum role as;
	int keys_n;
	bool unnamed;
};

static const char *read_signing(const char *text, struct signing *out)
{
	char name[32], role[32] = "";
	int n = 0, keys = -1;

	text += strspn(text, " ");
	if (!*text)
		return NULL;
	out->unnamed = *text == '+';
	text += out->unnamed;
	ck_assert_int_eq(sscanf(text, "%31[a-z]%n", name, &n), 1);
	text += n;
	if (*text == ':') {
		ck_assert_int_eq(sscanf(text, ":%31[a-z]%n", role, &n), 1);
		text += n;
	}
	if (*text == '*') {
		ck_assert_int_eq(sscanf(text, "*%d%n", &keys, &n), 1);
		text += n;
	}
	out->party = story_party(name);
	out->as =
		role[0] ? (enum role)word_value(WORDS_ROLE, role, strlen(role)) : out->party->role;
	out->keys_n = keys >= 0 ? keys : out->party->keys_n;
	ck_assert_int_le(out->keys_n, out->party->keys_n);
	return text;
}

const char *story_signers_text(struct story *s, const char *signers)
{
	const char *text = "signers:\n", *at = signers;
	struct signing one;

	while ((at = read_signing(at, &one)) != NULL)
		if (!one.unnamed)
			text = story_text(s, "%s- party: %s\n  as: %s\n", text, one.party->id.text,
				word_text(WORDS_ROLE, (int)one.as));
	return text;
}

static const char *whole_text(struct story *s, const char *yaml, const char *signers)
{
	bool genesis = strncmp(yaml, "kind: genesis\n", 14) == 0;
	struct instant until = {s->at.ms + INT64_C(5) * 24 * 60 * 60 * 1000};
	char instant[INSTANT_TEXT_SIZE];
	const char *text = yaml;

	if (!gives(yaml, "version"))
		text = story_text(s, "%sversion: 1\n", text);
	if (!gives(yaml, "ledger"))
		text = story_text(
			s, "%sledger: %s\n", text, s->ledger[0] ? s->ledger : "ccer.test");
	if (!gives(yaml, "id"))
		text = story_text(s, "%sid: %s\n", text, new_id(s));
	if (!gives(yaml, "valid_until") && !genesis)
		text = story_text(s, "%svalid_until: %s\n", text, instant_text(until, instant));
	if (!gives(yaml, "signers"))
		text = story_text(s, "%s%s", text, story_signers_text(s, signers));
	return text;
}

void story_put_keys(struct document *d, const char *signers)
{
	const char *at = signers;
	struct signing one;

	d->unsigned_form = false;
	while ((at = read_signing(at, &one)) != NULL)
		for (int i = 0; i < one.keys_n; i++) {
			ck_assert_uint_lt(d->signatures_n, LIMIT_SIGNATURE_COUNT);
			d->signatures[d->signatures_n++].key = one.party->keys[i];
		}
}

struct document *story_document(struct story *s, const char *yaml, const char *signers)
{
	const char *text = whole_text(s, yaml, signers);
	char report[ERROR_TEXT_MAX];
	struct error err = {0};
	struct document *d = document_read(s->mem, text, strlen(text), true, &err);

	ck_assert_msg(d && document_decode(d, &err) == 0, "%s\n%s",
		error_report(&err, LANGUAGE_EN, report, sizeof(report)), text);
	story_put_keys(d, signers);
	return d;
}

void story_sign(struct document *d, const char *signers)
{
	char namespace[NAMESPACE_SIZE], seed[64];
	struct signing one;
	struct error err;

	document_namespace("document", d->ledger_name, namespace);
	d->signatures_n = 0;
	for (const char *at = signers; (at = read_signing(at, &one)) != NULL;)
		for (int i = 0; i < one.keys_n; i++) {
			AUTO(secret_key_auto) struct secret_key *key = NULL;
			struct sshsig s;

			snprintf(seed, sizeof(seed), "%s/%d", one.party->name, i);
			key = story_secret(NULL, seed);
			ck_assert_int_eq(
				secret_key_sshsig(key, namespace, d->bytes, d->size, &s, &err), 0);
			ck_assert_int_eq(document_add_signature(d, &s, &err), 0);
		}
}

/* --- deciding --- */

static int64_t rules_now(struct story *s)
{
	struct record row = record_new(RECORD_REGISTRY);

	row.registry.only = 1;
	return story_get(s, &row) ? row.registry.rules : RULES_VERSION_LATEST;
}

struct circumstances story_circumstances(struct story *s)
{
	return (struct circumstances){.rules_version = rules_now(s),
		.view = overlay_view(s->state),
		.at = s->at,
		.sequence = s->sequence,
		.programs = s->programs};
}

/* What is decided has the signers that its kind's row asks for. */
static void check_signers(const struct document *d)
{
	enum role roles[LIMIT_SIGNERS];

	for (size_t i = 0; i < d->signers_n; i++)
		roles[i] = d->signers[i].as;
	ck_assert_msg(kind_signed_by(d->kind, roles, d->signers_n), "%s", kind_name(d->kind));
}

static int decide_document(struct story *s, const struct document *d)
{
	struct circumstances c;
	struct decision decision;
	char hex[DIGEST_HEX_SIZE];

	if (d->kind == KIND_CLOCK && s->simulated)
		s->at = d->clock->instant;
	memset(&s->err, 0, sizeof(s->err));
	c = story_circumstances(s);
	if (decide(s->mem, &c, d, &decision, &s->err) != 0)
		return -1;
	check_signers(d);
	if (s->decided)
		s->decided(s->decided_ctx, s, d, decision.changes);
	ck_assert_int_eq(overlay_merge(s->state, decision.changes, &s->err), 0);
	s->placement = decision.placement;
	s->sequence++;
	if (d->kind == KIND_GENESIS)
		snprintf(s->ledger, sizeof(s->ledger), "%s/%.32s", d->ledger_name,
			digest_hex(&d->hash, hex));
	talloc_free(decision.changes);
	return 0;
}

int story_try(struct story *s, const char *yaml, const char *signers)
{
	return decide_document(s, story_document(s, yaml, signers));
}

struct digest story_seal(struct story *s, const char *yaml, const char *signers)
{
	struct document *d = story_document(s, yaml, signers);
	char report[ERROR_TEXT_MAX];

	ck_assert_msg(decide_document(s, d) == 0, "%s\n%s",
		error_report(&s->err, LANGUAGE_EN, report, sizeof(report)), d->bytes);
	if (s->told)
		s->told(s->told_ctx, d, signers);
	return d->hash;
}

static struct digest state_hash(struct story *s)
{
	static const struct document_id none;
	struct digest hash;

	ck_assert_int_eq(overlay_hash(s->state, &none, &hash, &s->err), 0);
	return hash;
}

void story_expect(struct story *s, const char *yaml, const char *signers, enum error_code code,
	const char *path)
{
	struct digest before = state_hash(s), after;
	const struct document *d = story_document(s, yaml, signers);
	struct instant at = s->at;
	char report[ERROR_TEXT_MAX];

	ck_assert_msg(decide_document(s, d) != 0, "sealed, not refused with %s\n%s",
		error_name(code), d->bytes);
	error_report(&s->err, LANGUAGE_EN, report, sizeof(report));
	ck_assert_msg(s->err.code == code, "refused with %s, not %s\n%s", report, error_name(code),
		d->bytes);
	ck_assert_msg(strcmp(s->err.path, path) == 0, "refused at %s, not %s: %s", s->err.path,
		path, report);
	ck_assert_msg(s->err.rule != NULL, "%s names no rule", report);
	s->at = at;
	after = state_hash(s);
	ck_assert_msg(digest_equal(&before, &after), "the refusal left a trace in the state");
}

void story_put(struct story *s, const struct record *r)
{
	ck_assert_int_eq(overlay_put(s->state, r, &s->err), 0);
}

bool story_get(struct story *s, struct record *r)
{
	int found = view_get(overlay_view(s->state), s->mem, r, &s->err);

	ck_assert_int_ge(found, 0);
	return found == 1;
}

/* --- the life of A210001 --- */

void story_until(struct story *s, enum story_stage stage)
{
	for (int next = (int)s->stage + 1; next <= (int)stage; next++) {
		if (story_people_steps[next])
			story_people_steps[next](s);
		if (story_project_steps[next])
			story_project_steps[next](s);
		if (story_credit_steps[next])
			story_credit_steps[next](s);
		s->stage = (enum story_stage)next;
	}
}

struct story *story_at_stage(void *mem, enum story_stage stage)
{
	struct story *s = story_new(mem);

	story_until(s, stage);
	return s;
}
