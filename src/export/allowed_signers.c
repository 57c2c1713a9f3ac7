#include "export/allowed_signers.h"

#include <inttypes.h>

#include "state/query.h"

struct writing {
	const struct export_about *about;
	struct buffer *out;
};

static int write_key(void *ctx, const struct record *r, struct error *err)
{
	const struct writing *w = ctx;
	const struct record_key *key = &r->key;
	char text[PUBLIC_KEY_TEXT_SIZE];

	buffer_add_format(w->out, "%s namespaces=\"document@%s\" %s from-entry-%" PRId64,
		key->party.text, w->about->name, public_key_text(&key->key, text),
		key->from_sequence);
	if (key->until_sequence != SEQUENCE_NONE)
		buffer_add_format(w->out, "-until-%" PRId64, key->until_sequence);
	buffer_add_text(w->out, "\n");
	return buffer_ok(w->out, err);
}

static int write_all(struct state *s, struct buffer *out, struct error *err)
{
	struct export_about about;
	struct writing w = {&about, out};
	char text[PUBLIC_KEY_TEXT_SIZE];

	if (export_about_read(s, &about, err))
		return -1;
	buffer_add_format(out,
		"sealing@%s namespaces=\"git,export@%s,refusal@%s\" %s sealing-key-of-%s\n",
		about.name, about.name, about.name, public_key_text(&about.sealing_key, text),
		about.ledger);
	return query_records(s, RECORD_KEY, write_key, &w, err);
}

int allowed_signers_write(struct state *s, struct buffer *out, struct error *err)
{
	int result;

	if (state_read_begin(s, err))
		return -1;
	result = write_all(s, out, err);
	state_read_end(s);
	return result;
}
