#include "ccer/documents/header_text.h"

#include <string.h>

#include <talloc.h>

static const char *const names[HEADER_KEYS] = {"ledger", "id", "valid_until", "seen", "signers"};

/* The offset of a line's first byte; lines are counted from 1. */
static size_t line_offset(const char *bytes, size_t size, uint32_t line)
{
	const char *p = bytes, *end = bytes + size;

	while (line-- > 1 && p < end) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));

		p = lf ? lf + 1 : end;
	}
	return (size_t)(p - bytes);
}

/* Without the blank lines and comments that stand before the next key. */
static size_t end_of_value(const char *bytes, size_t from, size_t to)
{
	while (to > from) {
		size_t start = to - 1, text;

		while (start > from && bytes[start - 1] != '\n')
			start--;
		text = start + strspn(bytes + start, " ");
		if (start == from || (bytes[text] != '#' && bytes[text] != '\n'))
			break;
		to = start;
	}
	return to;
}

static int form_error(const struct yaml_node *n, struct error *err)
{
	return error_set_at(err, ERROR_CLIENT_HEADER_FORM, NULL, n->line, n->column, "", NULL);
}

static int read_signers(struct header_text *t, const struct yaml_node *list, struct error *err)
{
	if (list->type != YAML_SEQUENCE)
		return form_error(list, err);
	for (const struct yaml_node *n = list->first; n; n = n->next) {
		const struct yaml_node *party = yaml_member(n, "party"),
				       *role = yaml_member(n, "as");

		if (!party || !party->text || !role || !role->text || t->signers_n == LIMIT_SIGNERS)
			return form_error(n, err);
		t->signers[t->signers_n++] = (struct header_role){party->text, role->text};
	}
	return 0;
}

int header_text_read(void *mem, const char *bytes, size_t size, const struct yaml_node *root,
	struct header_text *out, struct error *err)
{
	const struct yaml_node *after = yaml_member(root, "version");

	*out = (struct header_text){.mem = mem, .bytes = bytes, .size = size};
	if (!after)
		after = yaml_member(root, "kind");
	if (root->first->key_column != 1)
		return form_error(root, err);
	out->place = after ? line_offset(bytes, size, after->line + 1) : 0;
	for (int k = 0; k < HEADER_KEYS; k++) {
		const struct yaml_node *n = yaml_member(root, names[k]);

		if (!n)
			continue;
		out->key[k].there = true;
		out->key[k].from = line_offset(bytes, size, n->key_line);
		out->key[k].to = end_of_value(bytes, out->key[k].from,
			n->next ? line_offset(bytes, size, n->next->key_line) : size);
		if (k == HEADER_SIGNERS && read_signers(out, n, err) < 0)
			return -1;
	}
	return 0;
}

void header_text_line(struct header_text *t, enum header_key key, bool anew, const char *line)
{
	if (t->key[key].there && !anew)
		return;
	t->key[key].cut = t->key[key].there;
	t->key[key].line = line;
	t->changed = t->changed || t->key[key].cut || line;
}

/* 1 when it was added, 0 when it was there. */
static int add_signer(struct header_text *t, const struct header_role *s, struct error *err)
{
	for (size_t i = 0; i < t->signers_n; i++) {
		if (strcmp(t->signers[i].party, s->party) != 0)
			continue;
		if (strcmp(t->signers[i].role, s->role) == 0)
			return 0;
		return error_set(err, ERROR_CLIENT_FILLED_SIGNER, NULL, "/signers", "party",
			s->party, "role", t->signers[i].role, NULL);
	}
	if (t->signers_n == LIMIT_SIGNERS)
		return error_set(err, ERROR_CLIENT_FILL_SIGNERS, NULL, "/signers", NULL);
	t->signers[t->signers_n++] = *s;
	return 1;
}

int header_text_signers(struct header_text *t, bool anew, size_t n,
	const struct header_role *signers, struct error *err)
{
	bool changed = false;
	char *text;

	if (anew && n > 0)
		t->signers_n = 0;
	for (size_t i = 0; i < n; i++) {
		int added = add_signer(t, &signers[i], err);

		if (added < 0)
			return -1;
		changed = changed || added;
	}
	if (t->signers_n == 0)
		return error_set(err, ERROR_CLIENT_FILL_SIGNERS, NULL, "/signers", NULL);
	if (!changed)
		return 0;
	text = talloc_strdup(t->mem, "signers:\n");
	for (size_t i = 0; text && i < t->signers_n; i++)
		text = talloc_asprintf_append(
			text, "- party: %s\n  as: %s\n", t->signers[i].party, t->signers[i].role);
	if (!text)
		return error_no_memory(err);
	header_text_line(t, HEADER_SIGNERS, true, text);
	return 0;
}

/* The bytes from one offset to another, without what is cut out. */
static void add_kept(const struct header_text *t, size_t from, size_t to, struct buffer *out)
{
	while (from < to) {
		size_t next = to, past = to;

		for (int k = 0; k < HEADER_KEYS; k++)
			if (t->key[k].cut && t->key[k].from >= from && t->key[k].from < next) {
				next = t->key[k].from;
				past = t->key[k].to;
			}
		buffer_add(out, t->bytes + from, next - from);
		from = next < to ? past : to;
	}
}

void header_text_write(const struct header_text *t, struct buffer *out)
{
	add_kept(t, 0, t->place, out);
	for (int k = 0; k < HEADER_KEYS; k++)
		if (t->key[k].line)
			buffer_add_text(out, t->key[k].line);
	add_kept(t, t->place, t->size, out);
}
