/*
 * The service over a small ledger of its own: genesis, one party, one document that
 * is not public; asked as the server would ask it, without a socket.
 */

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <talloc.h>

#include "ccerd/clock.h"
#include "ccerd/dispatch.h"
#include "request/reply.h"
#include "signature/base64.h"
#include "tests/engine/ledger_maker.h"
#include "tests/folder.h"
#include "tests/rules/story_project.h"

#define OPERATOR "12100000400000018N"
#define MEE "1110000000001308X2"
#define SAMR "11100000MB0143853T"
#define HOLDER "91370100163000013E"

enum { SEALING = 1, OPERATOR_KEY, MEE_KEY, SAMR_KEY, HOLDER_KEY };

static struct folder folder;
static void *memory;
static struct service service;
static char void_hash[DIGEST_HEX_SIZE];

/* --- documents --- */

static struct secret_key *key_of(uint8_t number)
{
	uint8_t seed[32] = {number};
	struct secret_key *key = secret_key_from_seed(memory, seed);

	ck_assert_ptr_nonnull(key);
	return key;
}

static const char *key_text(uint8_t number)
{
	char *text = talloc_size(memory, PUBLIC_KEY_TEXT_SIZE);

	return public_key_text(secret_key_public(key_of(number)), text);
}

static const char *in_ten_days(int from_now)
{
	struct instant until = {clock_now().ms + INT64_C(86400000) * from_now};
	char *text = talloc_size(memory, INSTANT_TEXT_SIZE);

	return instant_text(until, text);
}

/* Signs an unsigned document with the keys, ended by 0. */
static const char *sign(const char *text, const uint8_t *keys)
{
	struct error err = {0};
	char report[ERROR_TEXT_MAX], namespace[NAMESPACE_SIZE];
	struct document *d = document_read(memory, text, strlen(text), true, &err);
	struct buffer *out = buffer_new(memory, LIMIT_SUBMISSION);

	ck_assert_msg(d != NULL, "%s", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	document_namespace("document", d->ledger_name, namespace);
	for (; *keys; keys++) {
		struct sshsig *s = talloc_zero(memory, struct sshsig);

		ck_assert_int_eq(
			secret_key_sshsig(key_of(*keys), namespace, d->bytes, d->size, s, &err), 0);
		ck_assert_int_eq(document_add_signature(d, s, &err), 0);
	}
	document_write(d, out);
	ck_assert(!out->failed);
	return out->bytes;
}

static const char *authority(const char *party, const char *role, uint8_t key)
{
	return talloc_asprintf(memory,
		"- party: %s\n  role: %s\n  name: {zh: 机构}\n  threshold: 1\n  keys:\n  - %s\n",
		party, role, key_text(key));
}

static const char *genesis(void)
{
	const char *text = talloc_asprintf(memory,
		"kind: genesis\nversion: 1\nledger: ccer.test\nid: 7KQ2M9R4T6W0Y1ZB3V5N8JDHX0\n"
		"signers:\n- {party: " OPERATOR ", as: operator}\n- {party: " MEE ", as: mee}\n"
		"- {party: " SAMR ", as: samr}\ntitle: {zh: 登记簿, en: Registry}\n"
		"clock: simulated\nstart: %s\nrules: 1\nsealing_key: %s\nauthorities:\n%s%s%s",
		in_ten_days(-1), key_text(SEALING), authority(OPERATOR, "operator", OPERATOR_KEY),
		authority(MEE, "mee", MEE_KEY), authority(SAMR, "samr", SAMR_KEY));

	return sign(text, (const uint8_t[]){OPERATOR_KEY, MEE_KEY, SAMR_KEY, 0});
}

static const char *head(const char *kind, char id_end, const char *signers)
{
	return talloc_asprintf(memory,
		"kind: %s\nversion: 1\nledger: %s\nid: 7KQ2M9R4T6W0Y1ZB3V5N8JDHX%c\n"
		"valid_until: %s\nsigners:\n%s",
		kind, registry_ledger_id(service.registry), id_end, in_ten_days(5), signers);
}

static const char *party_text(char id_end)
{
	return talloc_asprintf(memory,
		"%sparty: " HOLDER "\ntype: organisation\nname: {zh: 重点排放单位, en: Entity}\n"
		"province: \"370000\"\nthreshold: 1\nkeys:\n- %s\naccount: %s\n",
		head("party", id_end,
			"- {party: " OPERATOR ", as: operator}\n- {party: " HOLDER
			", as: holder}\n"),
		key_text(HOLDER_KEY), account_id_make(123456789).text);
}

static const char *void_text(char id_end)
{
	return talloc_asprintf(memory, "%svoids: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXZ\n",
		head("void", id_end, "- {party: " HOLDER ", as: holder}\n"));
}

/* --- asking --- */

struct answer {
	struct http_reply reply;
	json_t *json; /* NULL: not JSON */
};

static struct answer ask_with(enum http_method method, const char *target, const char *body,
	const struct http_header *header)
{
	struct http_request rq = {.method = method,
		.body = body ? body : "",
		.body_size = body ? strlen(body) : 0,
		.client = "127.0.0.1"};
	struct answer a = {.json = NULL};
	char *path = talloc_strdup(memory, target), *query = strchr(path, '?');

	if (query)
		*query++ = '\0';
	rq.path = path;
	rq.query = query;
	rq.headers[rq.headers_n++] = (struct http_header){"Content-Type", "text/yaml"};
	if (header)
		rq.headers[rq.headers_n++] = *header;
	dispatch_request(&service, memory, &rq, &a.reply);
	if (a.reply.content_type && strstr(a.reply.content_type, "json"))
		a.json = json_loadb(a.reply.body, a.reply.body_size, JSON_REJECT_DUPLICATES, NULL);
	return a;
}

static struct answer get(const char *target)
{
	return ask_with(HTTP_GET, target, NULL, NULL);
}

static struct answer post(const char *target, const char *body)
{
	return ask_with(HTTP_POST, target, body, NULL);
}

static const char *text_at(const json_t *json, const char *name)
{
	const char *text = json_string_value(json_object_get(json, name));

	return text ? text : "(none)";
}

static json_int_t number_at(const json_t *json, const char *name)
{
	return json_integer_value(json_object_get(json, name));
}

static const json_t *node_at(const json_t *json, size_t i)
{
	return json_array_get(json_object_get(json, "nodes"), i);
}

/* --- the ledger --- */

static void start(void)
{
	struct registry_options options = {.write = true};
	struct error err = {0};
	char report[ERROR_TEXT_MAX];
	const char *first;

	folder = folder_make();
	memory = talloc_new(NULL);
	first = genesis();
	options.sealing_key = key_of(SEALING);
	ck_assert_msg(registry_create(folder_file(&folder, "ledger"), first, strlen(first),
			      options.sealing_key, clock_now(), &err) == 0,
		"%s", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	service = (struct service){.clock = &clock_system, .log = {.level = LOG_LEVEL_ERROR}};
	service.registry = registry_open(folder_file(&folder, "ledger"), &options, &err);
	ck_assert_msg(service.registry != NULL, "%s",
		error_report(&err, LANGUAGE_EN, report, sizeof(report)));
}

static void seal(const char *text, const uint8_t *keys)
{
	struct answer a = post("/v1/documents", sign(text, keys));

	ck_assert_msg(a.reply.status == 201, "%.*s", (int)a.reply.body_size, a.reply.body);
	json_decref(a.json);
}

static void fill(void)
{
	const char *text;
	struct digest d;

	start();
	seal(party_text('1'), (const uint8_t[]){OPERATOR_KEY, HOLDER_KEY, 0});
	/* Made once: if made again a second later, it would end later and be another document. */
	text = void_text('2');
	d = digest_of(text, strlen(text));
	seal(text, (const uint8_t[]){HOLDER_KEY, 0});
	digest_hex(&d, void_hash);
}

static void stop(void)
{
	registry_free(service.registry);
	talloc_free(memory);
	folder_remove(&folder);
}

/* --- submitting --- */

START_TEST(a_document_is_sealed_once_and_repeated_after)
{
	const char *file = sign(party_text('1'), (const uint8_t[]){OPERATOR_KEY, HOLDER_KEY, 0});
	struct answer first = post("/v1/documents", file), again = post("/v1/documents", file);

	ck_assert_int_eq(first.reply.status, 201);
	ck_assert_str_eq(text_at(first.json, "outcome"), "sealed");
	ck_assert_str_eq(text_at(first.json, "kind"), "party");
	ck_assert_int_eq(number_at(first.json, "sequence"), 1);
	ck_assert_int_eq(number_at(json_object_get(first.json, "checkpoint"), "size"), 2);
	ck_assert_int_eq(again.reply.status, 200);
	ck_assert_str_eq(text_at(again.json, "outcome"), "repeated");
	ck_assert_str_eq(text_at(again.json, "receipt"), text_at(first.json, "receipt"));
	json_decref(first.json);
	json_decref(again.json);
}
END_TEST

START_TEST(a_receipt_alone_is_given_as_text)
{
	const char *file = sign(party_text('1'), (const uint8_t[]){OPERATOR_KEY, HOLDER_KEY, 0});
	const struct http_header accept = {"Accept", "text/plain"};
	struct answer a = ask_with(HTTP_POST, "/v1/documents", file, &accept), read;

	ck_assert_int_eq(a.reply.status, 201);
	ck_assert_int_eq(strncmp(a.reply.body, "c2sp.org/tlog-proof@v1\n", 23), 0);
	read = get("/v1/entries/1/receipt");
	ck_assert_uint_eq(read.reply.body_size, a.reply.body_size);
	ck_assert_mem_eq(read.reply.body, a.reply.body, a.reply.body_size);
}
END_TEST

START_TEST(a_refusal_names_document_place_and_is_signed)
{
	const char *file = sign(party_text('1'), (const uint8_t[]){HOLDER_KEY, 0});
	struct answer a = post("/v1/documents", file);

	ck_assert_int_ge(a.reply.status, 400);
	ck_assert_int_lt(a.reply.status, 500);
	ck_assert_str_eq(a.reply.content_type, "application/problem+json");
	ck_assert_uint_eq(strlen(text_at(a.json, "document")), 64);
	ck_assert_ptr_nonnull(json_object_get(a.json, "refusal"));
	json_decref(a.json);
	a = get("/v1/entries");
	ck_assert_uint_eq(json_array_size(json_object_get(a.json, "nodes")), 1);
	json_decref(a.json);
}
END_TEST

START_TEST(a_dry_run_seals_nothing_and_shows_every_fault)
{
	const char *text = party_text('1');
	struct answer a = post("/v1/documents?dry_run=true", text);

	ck_assert_msg(a.reply.status == 200, "%.*s", (int)a.reply.body_size, a.reply.body);
	ck_assert_str_eq(text_at(a.json, "outcome"), "acceptable");
	ck_assert_int_eq(number_at(json_object_get(a.json, "checkpoint"), "size"), 1);
	json_decref(a.json);
	a = post("/v1/documents?dry_run=true", talloc_asprintf(memory, "%sfoo: 1\nbar: 2\n", text));
	ck_assert_int_ge(a.reply.status, 400);
	ck_assert_uint_eq(json_array_size(json_object_get(a.json, "faults")), 2);
	json_decref(a.json);
}
END_TEST

/* --- warnings --- */

/* Has a name that the authorities have, so three parties before it. */
static const char *warned_party(void)
{
	char *text = talloc_strdup(memory, party_text('1')), *name = strstr(text, "重点排放单位");

	return talloc_asprintf(
		memory, "%.*s机构%s", (int)(name - text), text, name + strlen("重点排放单位"));
}

static void must_warn(const json_t *answer, const char *code, const char *path)
{
	const json_t *all = json_object_get(answer, "warnings");
	const json_t *first = json_array_get(all, 0);

	ck_assert_uint_eq(json_array_size(all), 1);
	ck_assert_int_eq(number_at(first, "position"), 0);
	ck_assert_str_eq(text_at(first, "code"), code);
	ck_assert_str_eq(text_at(first, "path"), path);
	ck_assert(json_is_object(json_object_get(first, "arguments")));
	ck_assert_ptr_nonnull(strstr(text_at(json_object_get(first, "text"), "en"), " "));
	ck_assert(json_is_null(json_object_get(first, "answered_by")));
}

START_TEST(a_document_that_has_warnings_waits_until_they_are_accepted)
{
	const char *text = warned_party(), *target;
	const char *file = sign(text, (const uint8_t[]){OPERATOR_KEY, HOLDER_KEY, 0});
	struct digest d = digest_of(text, strlen(text));
	char hash[DIGEST_HEX_SIZE];
	struct answer a = post("/v1/documents?warnings=ask", file);

	ck_assert_int_eq(a.reply.status, 409);
	ck_assert_str_eq(text_at(a.json, "code"), "document.warned");
	must_warn(a.json, "party.name-taken", "/name/zh");
	/* It is no refusal: nothing is signed about it, and it may still be sealed. */
	ck_assert_ptr_null(json_object_get(a.json, "refusal"));
	json_decref(a.json);
	a = get("/v1/entries");
	ck_assert_uint_eq(json_array_size(json_object_get(a.json, "nodes")), 1);
	json_decref(a.json);
	target = talloc_asprintf(memory, "/v1/documents/%s/warnings", digest_hex(&d, hash));
	a = get(target);
	ck_assert_int_eq(a.reply.status, 404);
	json_decref(a.json);
	a = post("/v1/documents?warnings=accept", file);
	ck_assert_int_eq(a.reply.status, 201);
	must_warn(a.json, "party.name-taken", "/name/zh");
	json_decref(a.json);
	/* Once sealed there is nothing left to ask. */
	a = post("/v1/documents?warnings=ask", file);
	ck_assert_int_eq(a.reply.status, 200);
	ck_assert_str_eq(text_at(a.json, "outcome"), "repeated");
	must_warn(a.json, "party.name-taken", "/name/zh");
	json_decref(a.json);
	a = get(target);
	ck_assert_int_eq(a.reply.status, 200);
	must_warn(a.json, "party.name-taken", "/name/zh");
	json_decref(a.json);
}
END_TEST

START_TEST(one_that_has_none_is_sealed_at_once)
{
	const char *file = sign(party_text('1'), (const uint8_t[]){OPERATOR_KEY, HOLDER_KEY, 0});
	struct answer a = post("/v1/documents?warnings=ask", file);

	ck_assert_int_eq(a.reply.status, 201);
	ck_assert(json_is_array(json_object_get(a.json, "warnings")));
	ck_assert_uint_eq(json_array_size(json_object_get(a.json, "warnings")), 0);
	json_decref(a.json);
}
END_TEST

START_TEST(a_dry_run_tells_what_it_would_warn_of_refused_or_not)
{
	struct answer a = post("/v1/documents?dry_run=true", warned_party());

	ck_assert_str_eq(text_at(a.json, "outcome"), "acceptable");
	must_warn(a.json, "party.name-taken", "/name/zh");
	json_decref(a.json);
	a = post("/v1/documents?dry_run=true",
		talloc_asprintf(memory,
			"%saction: grant\nvvb: " HOLDER "\nfields: [E, F]\napproval: C-1\n"
			"from: 1980-01-05\n",
			head("accreditation", '2',
				"- {party: " SAMR ", as: samr}\n- {party: " MEE ", as: mee}\n")));
	ck_assert_int_ge(a.reply.status, 400);
	must_warn(a.json, "day.far", "/from");
	json_decref(a.json);
}
END_TEST

/* What everyone may know is told to everyone; nobody learns more by it. */
START_TEST(a_dry_run_of_what_is_for_parties_warns_of_what_everyone_knows)
{
	const char *holder = "- {party: " HOLDER ", as: holder}\n";
	const char *units = "units:\n- {project: A210001, vintage: 2022, first: 1, last: 1}\n";
	struct answer a = post("/v1/documents?dry_run=true",
		talloc_asprintf(memory,
			"%saccount: %s\n%spurpose: enterprise\nbeneficiary: 企业\n"
			"beneficiary_id: " OPERATOR "\n"
			"emission_period: {first: 2023-01-01, last: 2023-12-31}\n",
			head("retirement", '3', holder), account_id_make(123456789).text, units));

	ck_assert_int_eq(a.reply.status, 200);
	ck_assert_str_eq(text_at(a.json, "outcome"), "well-formed");
	must_warn(a.json, "beneficiary.name", "/beneficiary");
	json_decref(a.json);
	a = post("/v1/documents?dry_run=true",
		talloc_asprintf(memory,
			"%strading_day: 1980-01-05\nreference: N-1\nlegs:\n- seller: %s\n"
			"  buyer: %s\n  units: {project: A210001, vintage: 2022, first: 1, last: "
			"1}\n"
			"  price_fen: 8500\n",
			head("settlement", '4', holder), account_id_make(123456789).text,
			account_id_make(123456788).text));
	ck_assert_msg(a.reply.status == 200, "%.*s", (int)a.reply.body_size, a.reply.body);
	ck_assert_str_eq(text_at(a.json, "outcome"), "well-formed");
	must_warn(a.json, "day.far", "/trading_day");
	json_decref(a.json);
}
END_TEST

START_TEST(warnings_are_for_those_who_may_see_the_document)
{
	struct answer a = get(talloc_asprintf(memory, "/v1/documents/%s/warnings", void_hash));

	ck_assert_int_eq(a.reply.status, 403);
	ck_assert_str_eq(text_at(a.json, "code"), "entry.not-public");
	json_decref(a.json);
}
END_TEST

/* --- reports --- */

/* The report of A210001 as its owner would sign it, in a ledger that has come so far. */
static const char *report_text(struct ledger_maker *m)
{
	const struct document *d = story_document(m->story,
		story_project_fill(m->story, story_project_text(m->story, STORY_REPORTED)),
		story_project_signers(STORY_REPORTED));

	return talloc_strndup(memory, d->bytes, d->size);
}

START_TEST(a_dry_run_of_a_report_shows_how_each_year_is_calculated)
{
	struct ledger_maker *m;
	struct answer a;
	const json_t *year, *steps, *last;
	size_t steps_n;

	folder = folder_make();
	memory = talloc_new(NULL);
	m = ledger_maker_new(memory, folder_file(&folder, "ledger"));
	ledger_maker_until(m, STORY_REGISTERED);
	service = (struct service){
		.clock = &clock_system, .log = {.level = LOG_LEVEL_ERROR}, .registry = m->registry};
	a = post("/v1/documents?dry_run=true", report_text(m));
	ck_assert_msg(a.reply.status == 200, "%.*s", (int)a.reply.body_size, a.reply.body);
	ck_assert_uint_eq(json_array_size(json_object_get(a.json, "calculation")), 3);
	year = json_array_get(json_object_get(a.json, "calculation"), 1);
	ck_assert_int_eq(number_at(year, "year"), 2023);
	ck_assert_int_eq(number_at(year, "tonnes"), 500175);
	steps = json_object_get(year, "steps");
	ck_assert_str_eq(text_at(json_array_get(steps, 0), "symbol"), "EG_export");
	ck_assert_str_eq(text_at(json_array_get(steps, 0), "value"), "808691");
	last = json_array_get(steps, json_array_size(steps) - 1);
	ck_assert_str_eq(text_at(last, "unit"), "tCO2");
	ck_assert_str_eq(text_at(last, "value"), "500175.3835");
	ck_assert_ptr_nonnull(strstr(text_at(last, "substituted"), "500175.3835"));
	steps_n = json_array_size(steps);
	json_decref(a.json);
	/* A report that claims a tonne too much is refused, and calculated too. */
	a = post("/v1/documents?dry_run=true",
		story_but(m->story, report_text(m), "claim: 500175", "claim: 500176"));
	ck_assert_int_eq(a.reply.status, 422);
	ck_assert_str_eq(text_at(a.json, "path"), "/rows/1/claim");
	ck_assert_uint_eq(json_array_size(json_object_get(a.json, "calculation")), 3);
	year = json_array_get(json_object_get(a.json, "calculation"), 1);
	ck_assert_int_eq(number_at(year, "claim"), 500176);
	ck_assert_int_eq(number_at(year, "tonnes"), 500175);
	ck_assert_uint_eq(json_array_size(json_object_get(year, "steps")), steps_n);
	json_decref(a.json);
	/* If one year cannot be calculated, the others are, and the answer says why. */
	a = post("/v1/documents?dry_run=true",
		story_but(m->story, report_text(m), "EG_export: \"808691\", ", ""));
	ck_assert_str_eq(text_at(a.json, "code"), "calculation.missing");
	ck_assert_uint_eq(json_array_size(json_object_get(a.json, "calculation")), 3);
	year = json_array_get(json_object_get(a.json, "calculation"), 1);
	ck_assert_int_eq(number_at(year, "year"), 2023);
	ck_assert_int_eq(number_at(year, "claim"), 500175);
	ck_assert_str_eq(text_at(year, "code"), "calculation.missing");
	ck_assert_ptr_nonnull(strstr(text_at(year, "en"), "EG_export"));
	ck_assert_ptr_nonnull(strstr(text_at(year, "zh"), "EG_export"));
	ck_assert_ptr_null(json_object_get(year, "steps"));
	year = json_array_get(json_object_get(a.json, "calculation"), 2);
	ck_assert_int_eq(number_at(year, "tonnes"), 385775);
	json_decref(a.json);
	/* No calculation without a project, nor where the form is at fault. */
	a = post("/v1/documents?dry_run=true",
		story_but(m->story, report_text(m), "project: A210001", "project: A210009"));
	ck_assert_int_ge(a.reply.status, 400);
	ck_assert_ptr_null(json_object_get(a.json, "calculation"));
	json_decref(a.json);
	a = post("/v1/documents?dry_run=true",
		story_but(m->story, report_text(m), "batch: 1", "batch: one"));
	ck_assert_uint_eq(json_array_size(json_object_get(a.json, "faults")), 1);
	ck_assert_ptr_null(json_object_get(a.json, "calculation"));
	json_decref(a.json);
	/* No other document has one. */
	a = post("/v1/documents?dry_run=true",
		talloc_strdup(memory,
			story_document(m->story, "kind: void\nvoids: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXC\n",
				"buyer:holder")
				->bytes));
	ck_assert_int_eq(a.reply.status, 200);
	ck_assert_ptr_null(json_object_get(a.json, "calculation"));
	json_decref(a.json);
	talloc_free(memory);
	folder_remove(&folder);
}
END_TEST

/* --- reading --- */

static const struct {
	const char *target;
	int status;
	const char *code; /* of a problem */
} reads[] = {
	{"/", 200, NULL},
	{"/v1/entries", 200, NULL},
	{"/v1/entries/0", 200, NULL},
	{"/v1/entries/1", 200, NULL},
	{"/v1/entries/2", 403, "entry.not-public"},
	{"/v1/entries/3", 404, "entry.none"},
	{"/v1/entries/2/receipt", 200, NULL},
	{"/v1/entries/3/receipt", 404, "entry.none"},
	{"/v1/documents/0000000000000000000000000000000000000000000000000000000000000000", 404,
		"document.none"},
	{"/v1/projects", 200, NULL},
	{"/v1/projects/A210003", 404, "project.none"},
	{"/v1/projects/00000000000000000000000000000000", 404, "project.none"},
	{"/v1/projects/A210003/documents", 404, "project.none"},
	{"/v1/notices", 200, NULL},
	{"/v1/duties", 200, NULL},
	{"/v1/methodologies", 200, NULL},
	{"/v1/methodologies/CCER-01-002-V01", 404, "methodology.none"},
	{"/v1/units", 200, NULL},
	{"/v1/units?project=A210003&after=A210003-2024-1", 404, "project.none"},
	{"/v1/retirements", 200, NULL},
	{"/v1/offset-records", 403, "request.of-parties"},
	{"/v1/statistics", 200, NULL},
	{"/v1/statistics?by=project", 200, NULL},
	{"/v1/statistics?by=vintage", 200, NULL},
	{"/v1/statistics?by=methodology", 200, NULL},
	{"/v1/statistics?by=province", 200, NULL},
	{"/v1/parties", 200, NULL},
	{"/v1/parties/" HOLDER, 200, NULL},
	{"/v1/parties/91370600MA3C00011C", 404, "party.none"},
	{"/v1/checkpoint", 200, NULL},
	{"/v1/consistency", 200, NULL},
	{"/v1/consistency?from=1&to=3", 200, NULL},
	{"/v1/consistency?to=4", 400, "request.query-form"},
	{"/v1/consistency?from=4", 400, "request.query-form"},
	{"/v1/consistency?from=2&to=1", 400, "request.query-form"},
	{"/v1/ledger", 200, NULL},
	{"/v1/health", 200, NULL},
	{"/problems", 200, NULL},
	{"/problems/entry.none", 200, NULL},
	{"/problems/none.such", 404, "request.no-problem"},
	{"/v1/nowhere", 404, "request.path"},
};

START_TEST(every_path_answers)
{
	struct answer a = get(reads[_i].target);

	ck_assert_msg(a.reply.status == reads[_i].status, "%s: %.*s", reads[_i].target,
		(int)a.reply.body_size, a.reply.body);
	if (reads[_i].code)
		ck_assert_str_eq(text_at(a.json, "code"), reads[_i].code);
	else if (a.json)
		ck_assert_int_eq(number_at(json_object_get(a.json, "checkpoint"), "size"), 3);
	json_decref(a.json);
}
END_TEST

START_TEST(a_document_comes_back_as_it_was_sent)
{
	const char *first = genesis();
	struct answer a = get("/v1/entries/1");
	const char *party = sign(party_text('1'), (const uint8_t[]){OPERATOR_KEY, HOLDER_KEY, 0});

	ck_assert_uint_eq(strlen(first) > 0, 1);
	ck_assert_ptr_nonnull(memmem(a.reply.body, a.reply.body_size, "kind: party\n", 12));
	ck_assert_uint_eq(a.reply.body_size, strlen(party));
	ck_assert_ptr_nonnull(memmem(a.reply.body, a.reply.body_size,
		"\n---\nsignatures:\n- |\n  -----BEGIN SSH SIGNATURE-----\n", 53));
	a = post("/v1/documents", talloc_strndup(memory, a.reply.body, a.reply.body_size));
	ck_assert_int_eq(a.reply.status, 200);
	ck_assert_str_eq(text_at(a.json, "outcome"), "repeated");
	json_decref(a.json);
}
END_TEST

START_TEST(the_index_hides_what_is_not_public)
{
	struct answer a = get("/v1/entries");
	const json_t *hidden = node_at(a.json, 2);

	ck_assert_str_eq(text_at(node_at(a.json, 1), "kind"), "party");
	ck_assert(json_is_false(json_object_get(hidden, "public")));
	ck_assert(json_is_null(json_object_get(hidden, "kind")));
	ck_assert_str_eq(text_at(hidden, "document"), void_hash);
	json_decref(a.json);
	a = get(talloc_asprintf(memory, "/v1/documents/%s", void_hash));
	ck_assert_int_eq(a.reply.status, 403);
	json_decref(a.json);
}
END_TEST

START_TEST(pages_go_on_where_the_last_ended)
{
	struct answer a = get("/v1/entries?first=2"), b;
	const json_t *info = json_object_get(a.json, "page_info");

	ck_assert_uint_eq(json_array_size(json_object_get(a.json, "nodes")), 2);
	ck_assert(json_is_true(json_object_get(info, "has_next_page")));
	b = get(talloc_asprintf(memory, "/v1/entries?after=%s", text_at(info, "end_cursor")));
	ck_assert_uint_eq(json_array_size(json_object_get(b.json, "nodes")), 1);
	ck_assert_int_eq(number_at(node_at(b.json, 0), "sequence"), 2);
	ck_assert(json_is_false(
		json_object_get(json_object_get(b.json, "page_info"), "has_next_page")));
	json_decref(a.json);
	json_decref(b.json);
	a = get("/v1/parties?first=3");
	info = json_object_get(a.json, "page_info");
	b = get(talloc_asprintf(memory, "/v1/parties?after=%s", text_at(info, "end_cursor")));
	ck_assert_uint_eq(json_array_size(json_object_get(b.json, "nodes")), 1);
	ck_assert_str_eq(text_at(node_at(b.json, 0), "party"), HOLDER);
	json_decref(a.json);
	json_decref(b.json);
}
END_TEST

START_TEST(a_party_shows_its_roles_and_keys_but_no_account)
{
	struct answer a = get("/v1/parties/" OPERATOR), b = get("/v1/parties/" HOLDER);
	const json_t *party = json_object_get(a.json, "party");
	const json_t *roles = json_object_get(party, "roles");
	const json_t *key = json_array_get(json_object_get(party, "keys"), 0);

	ck_assert_str_eq(json_string_value(json_array_get(roles, 0)), "operator");
	ck_assert_str_eq(text_at(key, "key"), key_text(OPERATOR_KEY));
	ck_assert(json_is_null(json_object_get(key, "until_sequence")));
	ck_assert_ptr_null(memmem(b.reply.body, b.reply.body_size, account_id_make(123456789).text,
		strlen(account_id_make(123456789).text)));
	json_decref(a.json);
	json_decref(b.json);
}
END_TEST

START_TEST(the_checkpoint_is_the_note_that_the_ledger_key_checks)
{
	struct answer a = get("/v1/checkpoint"), b = get("/v1/ledger");
	const struct record_registry *about = registry_about(service.registry);
	struct checkpoint checkpoint;
	struct error err;

	ck_assert_int_eq(checkpoint_check(a.reply.body, a.reply.body_size,
				 registry_ledger_id(service.registry), &about->sealing_key,
				 &checkpoint, &err),
		0);
	ck_assert_int_eq(checkpoint.size, 3);
	ck_assert_str_eq(text_at(b.json, "id"), registry_ledger_id(service.registry));
	ck_assert_str_eq(text_at(json_object_get(b.json, "sealing_key"), "ssh"), key_text(SEALING));
	ck_assert_str_eq(text_at(b.json, "clock"), "simulated");
	json_decref(b.json);
}
END_TEST

static struct checkpoint tree_at(const json_t *json, const char *name)
{
	const json_t *tree = json_object_get(json, name);
	struct checkpoint c = {.size = number_at(tree, "size")};
	const char *root = text_at(tree, "root");
	size_t n;

	ck_assert(base64_read(root, strlen(root), c.root.bytes, DIGEST_SIZE, &n));
	ck_assert_uint_eq(n, DIGEST_SIZE);
	return c;
}

START_TEST(trees_are_proved_to_have_grown)
{
	for (int from = 0; from <= 3; from++)
		for (int to = from; to <= 3; to++) {
			struct answer a = get(
				talloc_asprintf(memory, "/v1/consistency?from=%d&to=%d", from, to));
			struct checkpoint old = tree_at(a.json, "from");
			struct checkpoint new = tree_at(a.json, "to");
			const json_t *list = json_object_get(a.json, "proof");
			struct merkle_proof proof = {.n = json_array_size(list)};
			size_t n;

			for (size_t i = 0; i < proof.n; i++) {
				const char *text = json_string_value(json_array_get(list, i));

				ck_assert(base64_read(
					text, strlen(text), proof.hash[i].bytes, DIGEST_SIZE, &n));
			}
			ck_assert_int_eq(old.size, from);
			ck_assert_int_eq(new.size, to);
			ck_assert(merkle_consistency_holds(from, &old.root, to, &new.root, &proof));
			json_decref(a.json);
		}
}
END_TEST

START_TEST(what_never_changes_is_known_by_its_etag)
{
	struct answer a = get("/v1/entries/0");
	struct http_header known = {"If-None-Match", NULL};

	for (size_t i = 0; i < a.reply.headers_n; i++)
		if (strcmp(a.reply.headers[i].name, "ETag") == 0)
			known.value = a.reply.headers[i].value;
	ck_assert_ptr_nonnull(known.value);
	a = ask_with(HTTP_GET, "/v1/entries/0", NULL, &known);
	ck_assert_int_eq(a.reply.status, 304);
	ck_assert_uint_eq(a.reply.body_size, 0);
}
END_TEST

/* --- a real clock --- */

enum { HOUR_MS = 60 * 60 * 1000, SECOND_KEYS = 10 };

static int64_t step_ms; /* of the server's clock against the true one */

static struct instant stepping_now(void)
{
	return (struct instant){clock_now().ms + step_ms};
}

static const struct clock stepping = {stepping_now, clock_monotonic_ms};

/* With a real clock every authority has two keys. */
static const char *two_keys(const char *party, const char *role, uint8_t key)
{
	return talloc_asprintf(memory,
		"- party: %s\n  role: %s\n  name: {zh: 机构}\n  threshold: 2\n"
		"  keys:\n  - %s\n  - %s\n",
		party, role, key_text(key), key_text(key + SECOND_KEYS));
}

static const char *real_genesis(void)
{
	const char *text = talloc_asprintf(memory,
		"kind: genesis\nversion: 1\nledger: ccer.test\nid: 7KQ2M9R4T6W0Y1ZB3V5N8JDHX0\n"
		"signers:\n- {party: " OPERATOR ", as: operator}\n- {party: " MEE ", as: mee}\n"
		"- {party: " SAMR ", as: samr}\ntitle: {zh: 登记簿, en: Registry}\n"
		"clock: real\nrules: 1\nsealing_key: %s\nauthorities:\n%s%s%s",
		key_text(SEALING), two_keys(OPERATOR, "operator", OPERATOR_KEY),
		two_keys(MEE, "mee", MEE_KEY), two_keys(SAMR, "samr", SAMR_KEY));

	return sign(
		text, (const uint8_t[]){OPERATOR_KEY, MEE_KEY, SAMR_KEY, OPERATOR_KEY + SECOND_KEYS,
			      MEE_KEY + SECOND_KEYS, SAMR_KEY + SECOND_KEYS, 0});
}

/* A ledger with a real clock whose genesis was sealed `ahead` of the true time. */
static void start_real(int64_t ahead)
{
	struct registry_options options = {.write = true};
	struct instant at = {clock_now().ms + ahead};
	struct error err = {0};
	const char *first;

	folder = folder_make();
	memory = talloc_new(NULL);
	first = real_genesis();
	step_ms = 0;
	options.sealing_key = key_of(SEALING);
	options.state_file = talloc_strdup(memory, folder_file(&folder, "state.sqlite"));
	ck_assert_int_eq(registry_create(folder_file(&folder, "ledger"), first, strlen(first),
				 options.sealing_key, at, &err),
		0);
	service = (struct service){.clock = &stepping, .log = {.level = LOG_LEVEL_ERROR}};
	service.registry = registry_open(folder_file(&folder, "ledger"), &options, &err);
	ck_assert_ptr_nonnull(service.registry);
	service.guard =
		clock_guard_new(memory, service.clock, folder_file(&folder, "ledger/ccer-clock"));
}

static void start_right(void)
{
	struct error err;

	start_real(0);
	ck_assert_int_eq(
		clock_guard_start(service.guard, registry_last_time(service.registry), false, &err),
		0);
}

/* Signed by both keys of the operator. */
static const char *operators_void(char id_end)
{
	const char *text = talloc_asprintf(memory, "%svoids: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXZ\n",
		head("void", id_end, "- {party: " OPERATOR ", as: operator}\n"));

	return sign(text, (const uint8_t[]){OPERATOR_KEY, OPERATOR_KEY + SECOND_KEYS, 0});
}

static bool says_metric(const char *line)
{
	struct answer a = get("/metrics");

	return memmem(a.reply.body, a.reply.body_size, line, strlen(line)) != NULL;
}

START_TEST(a_clock_that_jumped_seals_nothing_and_all_else_goes_on)
{
	struct answer a = post("/v1/documents", operators_void('1'));

	ck_assert_int_eq(a.reply.status, 201);
	json_decref(a.json);
	ck_assert(says_metric("\nccer_clock_refused 0\n"));
	step_ms = 2 * HOUR_MS;
	a = post("/v1/documents", operators_void('2'));
	ck_assert_int_eq(a.reply.status, 503);
	ck_assert_str_eq(text_at(a.json, "code"), "server.clock-jumped");
	for (size_t i = 0; i < a.reply.headers_n; i++)
		ck_assert_str_ne(a.reply.headers[i].name, "Retry-After");
	json_decref(a.json);
	a = post("/v1/documents?dry_run=true", void_text('3'));
	ck_assert_str_eq(text_at(a.json, "code"), "server.clock-jumped");
	json_decref(a.json);
	a = get("/v1/health");
	ck_assert_int_eq(a.reply.status, 503);
	ck_assert(json_is_false(json_object_get(a.json, "healthy")));
	ck_assert_str_eq(text_at(a.json, "code"), "server.clock-jumped");
	json_decref(a.json);
	ck_assert(says_metric("\nccer_clock_refused 1\n"));
	a = get("/v1/entries");
	ck_assert_int_eq(a.reply.status, 200);
	ck_assert_uint_eq(json_array_size(json_object_get(a.json, "nodes")), 2);
	json_decref(a.json);
}
END_TEST

/* --- a line --- */

static pthread_mutex_t done_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done_changed = PTHREAD_COND_INITIALIZER;
static const struct line_job *done_job;

static void job_done(void *ctx, struct line_job *job)
{
	ck_assert_ptr_eq(ctx, &service);
	pthread_mutex_lock(&done_lock);
	done_job = job;
	pthread_cond_signal(&done_changed);
	pthread_mutex_unlock(&done_lock);
}

/* Sends one job through a line; returns the code with which it was answered. */
static enum error_code through(struct line *l, const char *file)
{
	struct line_job *job = talloc_zero(memory, struct line_job);

	job->mem = talloc_new(memory);
	job->bytes = file;
	job->size = strlen(file);
	done_job = NULL;
	ck_assert(line_push(l, job));
	pthread_mutex_lock(&done_lock);
	while (!done_job)
		pthread_cond_wait(&done_changed, &done_lock);
	pthread_mutex_unlock(&done_lock);
	ck_assert_ptr_eq(done_job, job);
	return job->out.outcome == OUTCOME_REFUSED ? job->error.code : ERROR_NONE;
}

START_TEST(the_line_asks_the_clock_before_each_page)
{
	const struct line_options options = {.folder = folder_file(&folder, "ledger"),
		.state_file = folder_file(&folder, "state.sqlite"),
		.sealing_key = key_of(SEALING),
		.workers = 1,
		.bounds = {4, 4, 4, 4},
		.dry_run_ms = 1000,
		.now = stepping_now,
		.permit = service_permit,
		.done = job_done,
		.ctx = &service};
	struct error err;
	struct line *l = line_new(service.registry, &options, &err);
	const char *first = operators_void('1'), *second = operators_void('2');

	ck_assert_ptr_nonnull(l);
	ck_assert_int_eq(through(l, first), ERROR_NONE);
	step_ms = 2 * HOUR_MS;
	ck_assert_int_eq(through(l, second), ERROR_CLOCK_JUMPED);
	line_free(l);
	ck_assert_int_eq(registry_last_time(service.registry).ms < clock_now().ms + 1, 1);
}
END_TEST

/* Runs ccerd on the ledger until it ends, or tells its port and is stopped; its status. */
static int run_ccerd(const char *option)
{
	const char *port = folder_file(&folder, "port"), *builddir = getenv("top_builddir");
	bool told = false;
	pid_t pid;
	int status;

	ck_assert_ptr_nonnull(builddir);
	unlink(port);
	pid = fork();
	if (pid == 0) {
		dup2(STDERR_FILENO, STDOUT_FILENO);
		execl(talloc_asprintf(memory, "%s/ccerd", builddir), "ccerd", "--ledger",
			folder_file(&folder, "ledger"), "--sealing-key",
			folder_file(&folder, "sealing"), "--listen", "127.0.0.1:0", "--port-file",
			port, option, (char *)NULL);
		_exit(127);
	}
	for (int i = 0; i < 1000; i++) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		if (!told && access(port, F_OK) == 0)
			told = kill(pid, SIGTERM) == 0;
		usleep(10 * 1000);
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return -1;
}

START_TEST(ccerd_starts_behind_the_last_entry_only_when_told_so)
{
	struct error err;

	start_real(_i ? 3 * HOUR_MS : -3 * (int64_t)HOUR_MS);
	registry_free(service.registry);
	service.registry = NULL;
	ck_assert_int_eq(
		secret_key_write(key_of(SEALING), folder_file(&folder, "sealing"), "sealing", &err),
		0);
	ck_assert_int_eq(run_ccerd(NULL), _i ? 6 : 0);
	folder_put(&folder, "ledger/ccer-clock", "stepped\n", 8);
	ck_assert_int_eq(run_ccerd(NULL), 6);
	ck_assert_int_eq(run_ccerd("--accept-clock"), 0);
	ck_assert_int_ne(access(folder_file(&folder, "ledger/ccer-clock"), F_OK), 0);
	ck_assert_int_eq(run_ccerd(NULL), _i ? 6 : 0);
	stop();
}
END_TEST

static Suite *service_suite(void)
{
	Suite *s = suite_create("service");
	TCase *submitting = tcase_create("submitting"), *reading = tcase_create("reading");
	TCase *reports = tcase_create("reports");
	TCase *clock = tcase_create("clock"), *process = tcase_create("process");

	tcase_add_checked_fixture(submitting, start, stop);
	tcase_add_test(submitting, a_document_is_sealed_once_and_repeated_after);
	tcase_add_test(submitting, a_receipt_alone_is_given_as_text);
	tcase_add_test(submitting, a_refusal_names_document_place_and_is_signed);
	tcase_add_test(submitting, a_dry_run_seals_nothing_and_shows_every_fault);
	tcase_add_test(submitting, a_document_that_has_warnings_waits_until_they_are_accepted);
	tcase_add_test(submitting, one_that_has_none_is_sealed_at_once);
	tcase_add_test(submitting, a_dry_run_tells_what_it_would_warn_of_refused_or_not);
	suite_add_tcase(s, submitting);
	tcase_set_timeout(reports, 60);
	tcase_add_test(reports, a_dry_run_of_a_report_shows_how_each_year_is_calculated);
	suite_add_tcase(s, reports);
	tcase_add_checked_fixture(reading, fill, stop);
	tcase_set_timeout(reading, 30);
	tcase_add_loop_test(reading, every_path_answers, 0, COUNT_OF(reads));
	tcase_add_test(reading, a_document_comes_back_as_it_was_sent);
	tcase_add_test(reading, warnings_are_for_those_who_may_see_the_document);
	tcase_add_test(reading, a_dry_run_of_what_is_for_parties_warns_of_what_everyone_knows);
	tcase_add_test(reading, the_index_hides_what_is_not_public);
	tcase_add_test(reading, pages_go_on_where_the_last_ended);
	tcase_add_test(reading, a_party_shows_its_roles_and_keys_but_no_account);
	tcase_add_test(reading, the_checkpoint_is_the_note_that_the_ledger_key_checks);
	tcase_add_test(reading, trees_are_proved_to_have_grown);
	tcase_add_test(reading, what_never_changes_is_known_by_its_etag);
	suite_add_tcase(s, reading);
	tcase_add_checked_fixture(clock, start_right, stop);
	tcase_add_test(clock, a_clock_that_jumped_seals_nothing_and_all_else_goes_on);
	tcase_add_test(clock, the_line_asks_the_clock_before_each_page);
	suite_add_tcase(s, clock);
	tcase_set_timeout(process, 60);
	tcase_add_loop_test(process, ccerd_starts_behind_the_last_entry_only_when_told_so, 0, 2);
	suite_add_tcase(s, process);
	return s;
}

TEST_MAIN(service_suite)
