#include "ccer/server/served.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <talloc.h>

#include "base/limits.h"
#include "base/number.h"
#include "signature/base64.h"
#include "system/file.h"

enum { NOTE_MAX = 256 * 1024, BESIDE_MAX = 10000 };

/* GET and a 200. */
static int served_get(struct command_context *c, const char *server, const char *path,
	struct http_answer *out, struct error *err)
{
	if (http_ask(c, server, path, NULL, 0, out, err) < 0)
		return -1;
	return out->status == 200 ? 0 : http_refused(c, server, out, err);
}

/* What is kept is of use to later calls alone: that it could not be kept stops nothing. */
static void show_not_kept(struct command_context *c, const struct error *err)
{
	char text[ERROR_TEXT_MAX];

	fprintf(stderr, "%s: %s\n",
		command_text(
			c, "未能保存所见账本的资料", "what was seen of the ledger is not kept"),
		error_report(err, c->language, text, sizeof(text)));
}

static void show_met(struct command_context *c, const struct served *s)
{
	char print[PUBLIC_KEY_FINGERPRINT_SIZE];

	fprintf(stderr, "%s\n  %s %s\n  %s %s\n",
		command_text(c, "首次见到此账本，请与公布的编号核对：",
			"this ledger is met for the first time; compare it with what is "
			"published:"),
		command_text(c, "账本", "ledger"), s->ledger_id,
		command_text(c, "封存公钥", "sealing key"), public_key_fingerprint(&s->key, print));
	if (s->known.folder)
		fprintf(stderr, "  %s %s\n", command_text(c, "保存于", "kept in"), s->known.folder);
}

/* Genesis as the server has it, if its hash is the one in the id: the key and the clock. */
static int prove_key(struct command_context *c, struct served *s, struct error *err)
{
	const char *digits = strrchr(s->ledger_id, '/');
	char found[LEDGER_ID_SIZE], hex[DIGEST_HEX_SIZE];
	struct http_answer reply;
	struct document *d;

	if (served_get(c, s->server, "/v1/entries/0", &reply, err) < 0)
		return -1;
	d = document_read(c->mem, reply.body, reply.size, false, err);
	if (!d || document_decode(d, err) < 0)
		return -1;
	snprintf(found, sizeof(found), "%.*s/%.32s", LEDGER_NAME_SIZE - 1, d->ledger_name,
		digest_hex(&d->hash, hex));
	if (d->kind != KIND_GENESIS || !digits || strcmp(found, s->ledger_id) != 0)
		return error_set(err, ERROR_CLIENT_OTHER_LEDGER, NULL, "", "server", s->server,
			"found", found, "expected", s->ledger_id, NULL);
	s->key = d->genesis->sealing_key;
	s->known.practice = d->genesis->clock == CLOCK_SIMULATED;
	return 0;
}

static int key_differs(struct served *s, const struct public_key *given, struct error *err)
{
	char wanted[PUBLIC_KEY_FINGERPRINT_SIZE], found[PUBLIC_KEY_FINGERPRINT_SIZE];

	return error_set(err, ERROR_CLIENT_KEY_DIFFERS, NULL, "", "ledger", s->ledger_id,
		"expected", public_key_fingerprint(given, wanted), "found",
		public_key_fingerprint(&s->key, found), NULL);
}

/* The ledger that --ledger-key names, and the key. */
static int take_given_key(
	struct command_context *c, struct served *s, struct public_key *given, struct error *err)
{
	const char *id;

	if (known_key_parse(c, s->given_key, &id, given, err) < 0)
		return -1;
	if (id && s->ledger_id && strcmp(id, s->ledger_id) != 0)
		return error_set(err, ERROR_CLIENT_OTHER_LEDGER, NULL, "", "server", s->server,
			"found", id, "expected", s->ledger_id, NULL);
	if (id)
		s->ledger_id = id;
	return 0;
}

/* What the server says of itself: the id, and the time of its clock. */
static int ask_about(
	struct command_context *c, struct served *s, const char **id, struct error *err)
{
	json_t *about = http_get_json(c, s->server, "/v1/ledger", err);
	const char *said = json_string_value(json_object_get(about, "id"));
	const char *time = json_string_value(json_object_get(about, "time"));

	if (!about)
		return -1;
	*id = said ? talloc_strdup(c->mem, said) : NULL;
	if (!*id || !time || strlen(*id) >= LEDGER_ID_SIZE ||
		!instant_parse(time, strlen(time), &s->now)) {
		json_decref(about);
		return error_set(err, ERROR_CLIENT_NO_LEDGER, NULL, "", "server", s->server, NULL);
	}
	json_decref(about);
	return 0;
}

/* After ledger_id is known: its key from what was kept, else from genesis, which is kept. */
static int find_key(struct command_context *c, struct served *s, const struct public_key *given,
	struct error *err)
{
	int known = known_read(c, &s->known, s->ledger_id, err);
	struct error failed;

	if (known < 0)
		return -1;
	s->key = s->known.key;
	if (known == 0 && prove_key(c, s, err) < 0)
		return -1;
	s->known.key = s->key;
	if (given && !public_key_equal(given, &s->key))
		return key_differs(s, given, err);
	if (known == 0) {
		show_met(c, s);
		if (known_keep(c, &s->known, &failed) < 0)
			show_not_kept(c, &failed);
	}
	if (known_checkpoint(c, &s->known, &s->newest.at, err) < 0)
		return -1;
	s->newest.file = known_checkpoint_file(c, &s->known);
	return 0;
}

static int begin(struct command_context *c, struct served *s, struct public_key *given,
	const char **met, struct error *err)
{
	*met = NULL;
	if (http_address(c->mem, s->server, &s->at, err) < 0 ||
		known_open(c, s->at.name, &s->known, err) < 0 ||
		known_at_address(c, &s->known, met, err) < 0)
		return -1;
	return s->given_key ? take_given_key(c, s, given, err) : 0;
}

int served_open(struct command_context *c, struct served *s, struct error *err)
{
	struct public_key given;
	const char *met;

	if (begin(c, s, &given, &met, err) < 0)
		return -1;
	if (!s->ledger_id)
		s->ledger_id = met;
	if (!s->ledger_id && ask_about(c, s, &s->ledger_id, err) < 0)
		return -1;
	return find_key(c, s, s->given_key ? &given : NULL, err);
}

int served_meet(struct command_context *c, struct served *s, struct error *err)
{
	struct public_key given;
	const char *met, *said;

	if (begin(c, s, &given, &met, err) < 0 || ask_about(c, s, &said, err) < 0)
		return -1;
	if (met && strcmp(met, said) != 0)
		return error_set(err, ERROR_CLIENT_LEDGER_CHANGED, NULL, "", "server", s->server,
			"expected", met, "found", said, "file", known_address_file(c, &s->known),
			NULL);
	if (s->ledger_id && strcmp(s->ledger_id, said) != 0)
		return error_set(err, ERROR_CLIENT_OTHER_LEDGER, NULL, "", "server", s->server,
			"expected", s->ledger_id, "found", said, NULL);
	s->ledger_id = said;
	return find_key(c, s, s->given_key ? &given : NULL, err);
}

int served_checkpoint(struct command_context *c, const struct served *s, struct checkpoint *out,
	struct http_answer *note, struct error *err)
{
	if (served_get(c, s->server, "/v1/checkpoint", note, err) < 0)
		return -1;
	return checkpoint_check(note->body, note->size, s->ledger_id, &s->key, out, err);
}

static bool read_hash(const json_t *json, struct digest *out)
{
	const char *text = json_string_value(json);
	size_t n;

	return text && base64_read(text, strlen(text), out->bytes, DIGEST_SIZE, &n) &&
	       n == DIGEST_SIZE;
}

static bool read_proof(const json_t *list, struct merkle_proof *out)
{
	out->n = 0;
	if (!json_is_array(list) || json_array_size(list) > MERKLE_PROOF_MAX)
		return false;
	for (; out->n < json_array_size(list); out->n++)
		if (!read_hash(json_array_get(list, out->n), &out->hash[out->n]))
			return false;
	return true;
}

int served_consistent(struct command_context *c, const struct served *s,
	const struct checkpoint *smaller, const struct checkpoint *larger, struct error *err)
{
	const char *path = talloc_asprintf(c->mem, "/v1/consistency?from=%" PRId64 "&to=%" PRId64,
		smaller->size, larger->size);
	struct merkle_proof proof;
	json_t *answer;
	bool holds;

	if (!path)
		return error_no_memory(err);
	answer = http_get_json(c, s->server, path, err);
	if (!answer)
		return -1;
	holds = read_proof(json_object_get(answer, "proof"), &proof) &&
		merkle_consistency_holds(
			smaller->size, &smaller->root, larger->size, &larger->root, &proof);
	json_decref(answer);
	return holds;
}

static int forked_error(
	const struct served *s, const struct kept_checkpoint *kept, struct error *err)
{
	char size[24];

	snprintf(size, sizeof(size), "%" PRId64, kept->at.size);
	return error_set(err, ERROR_CLIENT_FORKED, "RFC 9162 2.1.4", "", "server", s->server,
		"size", size, "file", kept->file, NULL);
}

static int behind_error(const struct served *s, const struct kept_checkpoint *kept,
	const struct checkpoint *now, struct error *err)
{
	char size[24], entries[24];

	snprintf(size, sizeof(size), "%" PRId64, kept->at.size);
	snprintf(entries, sizeof(entries), "%" PRId64, now->size);
	return error_set(err, ERROR_CLIENT_BEHIND, "RFC 9162 2.1.4", "", "server", s->server,
		"size", size, "entries", entries, "file", kept->file, NULL);
}

/* A checkpoint of now against one that was kept; 0 where one begins the other. */
static int held_against(struct command_context *c, const struct served *s,
	const struct kept_checkpoint *kept, const struct checkpoint *now, struct error *err)
{
	bool grown = now->size >= kept->at.size;
	int holds;

	if (kept->at.size == 0)
		return 0;
	if (now->size == kept->at.size)
		holds = digest_equal(&now->root, &kept->at.root);
	else
		holds = served_consistent(
			c, s, grown ? &kept->at : now, grown ? now : &kept->at, err);
	if (holds < 0)
		/* It has not even as many entries as were seen. */
		return !grown && err->code == ERROR_REQUEST_QUERY_FORM
			       ? behind_error(s, kept, now, err)
			       : -1;
	return holds ? 0 : forked_error(s, kept, err);
}

int served_seen(struct command_context *c, struct served *s, const struct checkpoint *now,
	const char *note, size_t size, struct error *err)
{
	struct error failed;

	if (held_against(c, s, &s->newest, now, err) < 0 ||
		held_against(c, s, &s->beside, now, err) < 0)
		return -1;
	if (now->size <= s->newest.at.size)
		return 0;
	s->newest.at = *now;
	if (known_keep_checkpoint(c, &s->known, now, note, size, &failed) < 0)
		show_not_kept(c, &failed);
	return 0;
}

int served_proves(struct command_context *c, struct served *s, const char *receipt, size_t size,
	const struct digest *document, struct leaf *leaf, struct error *err)
{
	char wanted[DIGEST_HEX_SIZE], found[DIGEST_HEX_SIZE];
	struct checkpoint at;
	struct receipt r;
	struct leaf is;

	if (receipt_parse(c->mem, receipt, size, &r, err) < 0 ||
		receipt_check(&r, s->ledger_id, &s->key, &at, err) < 0 ||
		leaf_parse(r.leaf, r.leaf_size, &is, err) < 0)
		return -1;
	if (!digest_equal(&is.document, document))
		return error_set(err, ERROR_CLIENT_RECEIPT_OTHER, NULL, "", "found",
			digest_hex(&is.document, found), "document", digest_hex(document, wanted),
			NULL);
	if (leaf)
		*leaf = is;
	return served_seen(c, s, &at, r.note, r.note_size, err);
}

int served_answer(
	struct command_context *c, struct served *s, const json_t *answer, struct error *err)
{
	const json_t *said = json_object_get(answer, "checkpoint");
	struct checkpoint named = {.size = json_integer_value(json_object_get(said, "size"))};
	struct kept_checkpoint of_answer = {named, s->newest.file ? s->newest.file : "-"};
	struct checkpoint now;
	struct http_answer note;

	if (named.size <= 0 || !read_hash(json_object_get(said, "root"), &of_answer.at.root))
		return error_set(err, ERROR_CLIENT_NO_LEDGER, NULL, "", "server", s->server, NULL);
	if (named.size == s->newest.at.size && digest_equal(&of_answer.at.root, &s->newest.at.root))
		return 0;
	if (served_checkpoint(c, s, &now, &note, err) < 0 ||
		served_seen(c, s, &now, note.body, note.size, err) < 0)
		return -1;
	return held_against(c, s, &of_answer, &now, err);
}

/* One file of the folder: whether it is a receipt of this ledger, and of a newer tree. */
static void look_at(struct command_context *c, struct served *s, const char *path)
{
	struct checkpoint at;
	struct receipt r;
	struct error ignored;
	struct stat st;
	size_t size;
	const char *bytes;

	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return;
	bytes = command_read(c, path, NOTE_MAX, &size, &ignored);
	if (bytes && receipt_parse(c->mem, bytes, size, &r, &ignored) == 0 &&
		receipt_check(&r, s->ledger_id, &s->key, &at, &ignored) == 0 &&
		at.size > s->beside.at.size)
		s->beside = (struct kept_checkpoint){at, path};
}

int served_beside(struct command_context *c, struct served *s, const char *file, struct error *err)
{
	const char *slash = strrchr(file, '/');
	const char *folder = slash ? talloc_strndup(c->mem, file, (size_t)(slash - file) + 1)
				   : talloc_strdup(c->mem, "./");
	const struct dirent *entry;

	if (!folder)
		return error_no_memory(err);
	AUTO(folder_auto) DIR *dir = opendir(folder);

	for (int i = 0; dir && i < BESIDE_MAX && (entry = readdir(dir)) != NULL; i++) {
		size_t n = strlen(entry->d_name);
		const char *path;

		if (n < 6 || strcmp(entry->d_name + n - 6, ".proof") != 0)
			continue;
		path = talloc_asprintf(c->mem, "%s%s", folder, entry->d_name);
		if (!path)
			return error_no_memory(err);
		look_at(c, s, path);
	}
	return 0;
}
