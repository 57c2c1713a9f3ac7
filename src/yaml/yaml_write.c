/*
 * yaml_write: trees written as YAML that our own reader, and any other, reads back as the
 * same tree: plain where that is safe, quoted or as a block where it is not.
 */
#include <assert.h>
#include <string.h>
#include <strings.h>

#include "base/macros.h"
#include "yaml/yaml.h"

void yaml_writer_init(struct yaml_writer *w, struct buffer *out)
{
	memset(w, 0, sizeof(*w));
	w->out = out;
}

static bool all_of(const char *text, size_t size, const char *set)
{
	return strspn(text, set) == size;
}

/* 1e5, 1.5E-3: what a YAML reader may take for a number with an exponent. */
static bool has_number_exponent(const char *text)
{
	size_t n = strspn(text, "0123456789._");

	if (n == 0 || (text[n] != 'e' && text[n] != 'E'))
		return false;
	n++;
	n += text[n] == '+' || text[n] == '-';
	return text[n] && all_of(text + n, strlen(text + n), "0123456789_");
}

/* Whether some YAML reader would take the plain text for a number or a constant. */
static bool is_ambiguous(const char *text, size_t size)
{
	static const char *const constants[] = {
		"null", "true", "false", "yes", "no", "on", "off", "y", "n"};

	for (size_t i = 0; i < COUNT_OF(constants); i++)
		if (strcasecmp(text, constants[i]) == 0)
			return true;
	if (all_of(text, size, "0123456789_.:") || has_number_exponent(text))
		return true;
	return text[0] == '0' && strchr("xXoObB", text[1]) != NULL;
}

static bool is_letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (unsigned char)c >= 0x80;
}

static bool is_plain_safe(const char *text)
{
	size_t size = strlen(text);

	if (size == 0 || !is_letter_or_digit(text[0]) || text[size - 1] == ' ')
		return false;
	for (size_t i = 0; i < size; i++) {
		bool colon = text[i] == ':' && text[i + 1] && text[i + 1] != ' ';

		if (!colon && !is_letter_or_digit(text[i]) && !strchr(" _./+@=()-", text[i]))
			return false;
	}
	return !is_ambiguous(text, size);
}

static void write_quoted(struct buffer *out, const char *text)
{
	buffer_add_text(out, "\"");
	for (const char *p = text; *p; p++) {
		unsigned char c = (unsigned char)*p;

		if (c == '\n')
			buffer_add_text(out, "\\n");
		else if (c < 0x20 || c == 0x7F)
			buffer_add_format(out, "\\x%02X", c);
		else if (c == '"' || c == '\\')
			buffer_add_format(out, "\\%c", c);
		else
			buffer_add(out, p, 1);
	}
	buffer_add_text(out, "\"");
}

static void write_indent(struct buffer *out, int indent)
{
	for (int i = 0; i < indent; i++)
		buffer_add(out, " ", 1);
}

/* Blocks keep at most one final LF and do not begin with a blank or empty line. */
static bool fits_block(const char *text)
{
	size_t size = strlen(text);

	if (text[0] == ' ' || text[0] == '\n' || !strchr(text, '\n'))
		return false;
	if (size >= 2 && text[size - 1] == '\n' && text[size - 2] == '\n')
		return false;
	for (size_t i = 0; i < size; i++)
		if (((unsigned char)text[i] < 0x20 && text[i] != '\n') || text[i] == 0x7F)
			return false;
	return true;
}

static void write_block(struct buffer *out, const char *text, int indent)
{
	size_t size = strlen(text);

	buffer_add_text(out, text[size - 1] == '\n' ? "|\n" : "|-\n");
	while (*text) {
		size_t n = strcspn(text, "\n");

		if (n > 0)
			write_indent(out, indent);
		buffer_add(out, text, n);
		buffer_add_text(out, "\n");
		text += n + (text[n] == '\n');
	}
}

/* Begins a child of the open collection: its indent, and its key or dash. */
static void begin_child(struct yaml_writer *w, const char *key)
{
	__typeof__(&w->level[0]) top = &w->level[w->depth - 1];

	assert(w->depth > 0 && (key == NULL) == top->sequence);
	if (top->empty && w->depth > 1 && !top->on_line)
		buffer_add_text(w->out, "\n");
	top->empty = false;
	if (!w->fresh)
		write_indent(w->out, top->indent);
	w->fresh = false;
	if (top->sequence) {
		buffer_add_text(w->out, "-");
		return;
	}
	if (is_plain_safe(key))
		buffer_add_text(w->out, key);
	else
		write_quoted(w->out, key);
	buffer_add_text(w->out, ":");
}

void yaml_write_scalar(struct yaml_writer *w, const char *key, const char *text)
{
	begin_child(w, key);
	buffer_add_text(w->out, " ");
	if (fits_block(text)) {
		write_block(w->out, text, w->level[w->depth - 1].indent + 2);
		return;
	}
	if (is_plain_safe(text))
		buffer_add_text(w->out, text);
	else
		write_quoted(w->out, text);
	buffer_add_text(w->out, "\n");
}

void yaml_write_integer(struct yaml_writer *w, const char *key, int64_t value)
{
	begin_child(w, key);
	buffer_add_format(w->out, " %lld\n", (long long)value);
}

void yaml_write_boolean(struct yaml_writer *w, const char *key, bool value)
{
	begin_child(w, key);
	buffer_add_text(w->out, value ? " true\n" : " false\n");
}

/*
 * Items of a sequence below a key stand at the key's own indent; everything else
 * goes two spaces deeper.
 */
static void open_collection(struct yaml_writer *w, const char *key, bool sequence)
{
	int indent = 0;
	bool on_line = false;

	assert(w->depth < (int)COUNT_OF(w->level));
	if (w->depth > 0) {
		__typeof__(&w->level[0]) top = &w->level[w->depth - 1];

		begin_child(w, key);
		on_line = top->sequence;
		indent = top->indent + (sequence && !top->sequence ? 0 : 2);
		if (on_line)
			buffer_add_text(w->out, " ");
	}
	w->level[w->depth].sequence = sequence;
	w->level[w->depth].empty = true;
	w->level[w->depth].on_line = on_line;
	w->level[w->depth].indent = indent;
	w->depth++;
	w->fresh = on_line;
}

void yaml_open_mapping(struct yaml_writer *w, const char *key)
{
	open_collection(w, key, false);
}

void yaml_open_sequence(struct yaml_writer *w, const char *key)
{
	open_collection(w, key, true);
}

void yaml_close(struct yaml_writer *w)
{
	__typeof__(&w->level[0]) top = &w->level[w->depth - 1];

	assert(w->depth > 0);
	if (top->empty) {
		if (w->depth > 1 && !top->on_line)
			buffer_add_text(w->out, " ");
		buffer_add_text(w->out, top->sequence ? "[]\n" : "{}\n");
	}
	w->fresh = false;
	w->depth--;
}
