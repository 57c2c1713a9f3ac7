#include "ccer/server/served.h"

#include <stdio.h>
#include <string.h>

/* GET and a 200, or ERROR_CLIENT_NETWORK. */
static int served_get(struct command_context *c, const char *server, const char *path,
	struct http_answer *out, struct error *err)
{
	char status[32];

	if (http_ask(c, server, path, NULL, 0, out, err) < 0)
		return -1;
	if (out->status == 200)
		return 0;
	snprintf(status, sizeof(status), "HTTP %ld", out->status);
	return error_set(
		err, ERROR_CLIENT_NETWORK, NULL, "", "server", server, "reason", status, NULL);
}

int served_ledger(struct command_context *c, struct served *s, struct error *err)
{
	const char *digits = strrchr(s->ledger_id, '/');
	char hex[DIGEST_HEX_SIZE];
	struct http_answer reply;
	struct document *d;

	if (served_get(c, s->server, "/v1/entries/0", &reply, err) < 0)
		return -1;
	d = document_read(c->mem, reply.body, reply.size, false, err);
	if (!d || document_decode(d, err) < 0)
		return -1;
	digest_hex(&d->hash, hex);
	if (d->kind != KIND_GENESIS || !digits || strlen(digits + 1) != DIGEST_SIZE ||
		strncmp(digits + 1, hex, DIGEST_SIZE) != 0)
		return error_set(err, ERROR_AUDIT_IDENTITY, NULL, "", "found", hex, "expected",
			s->ledger_id, NULL);
	s->key = d->genesis->sealing_key;
	return 0;
}

int served_checkpoint(struct command_context *c, const struct served *s, struct checkpoint *out,
	struct http_answer *note, struct error *err)
{
	if (served_get(c, s->server, "/v1/checkpoint", note, err) < 0)
		return -1;
	return checkpoint_check(note->body, note->size, s->ledger_id, &s->key, out, err);
}
