#include "export/about.h"

#include <string.h>

#include <talloc.h>

#include "base/number.h"
#include "yaml/yaml.h"

static const struct export_about nothing;

/* Lines two and three of a checkpoint: decimal size and base64 root. */
static bool read_checkpoint(const char *note, struct export_about *about)
{
	const char *size = strchr(note, '\n'), *root;
	size_t length;

	if (!size)
		return false;
	size++;
	length = strcspn(size, "\n");
	if (!size[length] || !integer_parse(size, length, 0, INTEGER_MOST, &about->size))
		return false;
	root = size + length + 1;
	length = strcspn(root, "\n");
	if (length != CHECKPOINT_ROOT_SIZE - 1)
		return false;
	memcpy(about->root, root, length);
	about->root[length] = '\0';
	return true;
}

int export_about_read(struct state *s, struct export_about *out, struct error *err)
{
	struct record r = record_new(RECORD_REGISTRY);
	struct export_about about = nothing;
	struct state_head head;
	char hex[DIGEST_HEX_SIZE];
	int found;

	r.registry.only = 1;
	found = view_get(state_view(s), NULL, &r, err);
	if (found < 0 || state_head(s, &head, err))
		return -1;
	if (!found)
		return error_set(err, ERROR_EXPORT_INCOMPLETE, NULL, "", "what", "registry", NULL);
	snprintf(about.name, sizeof(about.name), "%s", r.registry.name);
	snprintf(about.ledger, sizeof(about.ledger), "%s/%.32s", r.registry.name,
		digest_hex(&r.registry.genesis, hex));
	about.sealing_key = r.registry.sealing_key;
	if (head.checkpoint[0] && !read_checkpoint(head.checkpoint, &about))
		return error_set(
			err, ERROR_EXPORT_INCOMPLETE, NULL, "", "what", "checkpoint", NULL);
	*out = about;
	return 0;
}

int export_armour(const struct export_about *about, const struct secret_key *key, const char *bytes,
	size_t size, struct buffer *armour, struct error *err)
{
	char namespace[SSHSIG_NAMESPACE_MAX], fingerprint[PUBLIC_KEY_FINGERPRINT_SIZE];
	struct sshsig signature;

	if (!public_key_equal(secret_key_public(key), &about->sealing_key))
		return error_set(err, ERROR_EXPORT_KEY, NULL, "", "key",
			public_key_fingerprint(secret_key_public(key), fingerprint), NULL);
	snprintf(namespace, sizeof(namespace), "export@%s", about->name);
	if (secret_key_sshsig(key, namespace, bytes, size, &signature, err))
		return -1;
	sshsig_write(&signature, armour);
	return buffer_ok(armour, err);
}

int export_sign(const struct export_about *about, const struct secret_key *key, size_t from,
	struct buffer *out, struct error *err)
{
	AUTO_MEMORY struct buffer *armour = buffer_new(NULL, SSHSIG_ARMOUR_MAX);
	struct yaml_writer w;

	if (!armour)
		return error_no_memory(err);
	if (buffer_ok(out, err) ||
		export_armour(about, key, out->bytes + from, out->size - from, armour, err))
		return -1;
	buffer_add_text(out, "---\n");
	yaml_writer_init(&w, out);
	yaml_open_mapping(&w, NULL);
	yaml_open_sequence(&w, "signatures");
	yaml_write_scalar(&w, NULL, armour->bytes);
	yaml_close(&w);
	yaml_close(&w);
	return buffer_ok(out, err);
}
