#include "document/members.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "base/limits.h"
#include "domain/named_values.h"

static void add_count(struct digest_stream *s, char form, size_t n)
{
	char text[32];

	digest_add(s, text, (size_t)snprintf(text, sizeof(text), "%c%zu:", form, n));
}

static void add_scalar(struct digest_stream *s, const char *text, size_t size)
{
	add_count(s, 's', size);
	digest_add(s, text, size);
}

/* The tree is at most LIMIT_YAML_DEPTH deep. */
static void add_value(struct digest_stream *s, const struct yaml_node *n)
{
	if (n->type == YAML_SCALAR) {
		add_scalar(s, n->text, n->size);
		return;
	}
	add_count(s, n->type == YAML_MAPPING ? 'm' : 'l', n->size);
	for (const struct yaml_node *child = n->first; child; child = child->next) {
		if (n->type == YAML_MAPPING)
			add_scalar(s, child->key, strlen(child->key));
		add_value(s, child);
	}
}

char *members_write(
	void *mem, const struct schema *s, const struct yaml_node *mapping, struct error *err)
{
	struct buffer *line = buffer_new(mem, LIMIT_SCALAR);
	char hex[DIGEST_HEX_SIZE];

	if (!line) {
		(void)error_no_memory(err);
		return NULL;
	}
	for (size_t i = 0; i < s->fields_n; i++) {
		const struct yaml_node *n = yaml_member(mapping, s->fields[i].key);
		struct digest_stream stream;
		struct digest digest;

		if (!n)
			continue;
		digest_begin(&stream);
		add_value(&stream, n);
		digest = digest_end(&stream);
		buffer_add_format(line, "%s%s=%s", line->size ? " " : "", s->fields[i].key,
			digest_hex(&digest, hex));
	}
	return buffer_ok(line, err) < 0 ? NULL : line->bytes;
}

bool members_differ(const char *was, const char *is, const char *key)
{
	size_t a_size = 0, b_size = 0;
	const char *a = named_values_in(was, key, &a_size), *b = named_values_in(is, key, &b_size);

	if (!a || !b)
		return a != b;
	return a_size != b_size || memcmp(a, b, a_size) != 0;
}
