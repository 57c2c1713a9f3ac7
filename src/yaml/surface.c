#include "yaml/surface.h"

#include <string.h>

#include "base/phrase.h"
#include "yaml/text.h"

static const char rule[] = "docs/ledger-format.md 2.2";

void surface_init(struct surface *s, const char *bytes, size_t size)
{
	*s = (struct surface){.bytes = bytes, .size = size, .fresh = true};
}

static int refuse_at(const struct surface *s, size_t offset, enum error_code code,
	enum phrase feature, struct error *err)
{
	uint32_t line, column;

	text_place(s->bytes, s->size, offset, &line, &column);
	if (feature)
		return error_set_at(
			err, code, rule, line, column, "", "feature", phrase_text(feature), NULL);
	return error_set_at(err, code, rule, line, column, "", NULL);
}

static int refuse_feature(
	const struct surface *s, size_t offset, enum phrase feature, struct error *err)
{
	return refuse_at(s, offset, ERROR_YAML_FEATURE, feature, err);
}

/* A comment has its line for itself; goes to the LF that ends it. */
static int pass_comment(struct surface *s, size_t *i, struct error *err)
{
	const char *lf = memchr(s->bytes + *i, '\n', s->size - *i);

	if (!s->fresh)
		return refuse_at(s, *i, ERROR_YAML_COMMENT, PHRASE_NONE, err);
	*i = lf ? (size_t)(lf - s->bytes) : s->size;
	return 0;
}

/* What begins a line within brackets is indented deeper than what they belong to. */
static int check_indent(const struct surface *s, size_t i, struct error *err)
{
	size_t column = 0;

	if (!s->fresh || s->depth == 0)
		return 0;
	while (column < i && s->bytes[i - column - 1] == ' ')
		column++;
	return column >= s->indent ? 0 : refuse_feature(s, i, PHRASE_YAML_FLOW_INDENT, err);
}

/* One sign of structure. */
static int pass_sign(struct surface *s, size_t i, struct error *err)
{
	char c = s->bytes[i];

	if (check_indent(s, i, err) < 0)
		return -1;
	if (c == '[' || c == '{')
		s->depth++;
	else if ((c == ']' || c == '}') && s->depth > 0)
		s->depth--;
	else if (c != ':' && c != ',' && c != '-')
		return refuse_feature(s, i, PHRASE_YAML_UNREADABLE, err);
	s->fresh = false;
	return 0;
}

int surface_gap(struct surface *s, size_t to, struct error *err)
{
	for (size_t i = s->at; i < to; i++) {
		char c = s->bytes[i];

		if (c == '#' && pass_comment(s, &i, err) < 0)
			return -1;
		if (i >= s->size)
			break;
		c = s->bytes[i];
		if (c == '\n')
			s->fresh = true;
		else if (c == '?')
			return refuse_feature(s, to, PHRASE_YAML_COMPLEX_KEY, err);
		else if (c != ' ' && pass_sign(s, i, err) < 0)
			return -1;
	}
	if (to > s->at)
		s->at = to;
	return 0;
}

void surface_open(struct surface *s, size_t indent)
{
	if (s->depth == 0)
		s->indent = indent;
}

/* The fault is shown where the second line begins, which perhaps has a wrong indent. */
static int check_one_line(const struct surface *s, size_t to, struct error *err)
{
	const char *lf = memchr(s->bytes + s->at, '\n', to - s->at);
	size_t second;

	if (!lf)
		return 0;
	for (second = (size_t)(lf - s->bytes); second + 1 < to; second++)
		if (s->bytes[second] != '\n' && s->bytes[second] != ' ')
			break;
	return refuse_feature(s, second, PHRASE_YAML_LINES, err);
}

static int check_escapes(const struct surface *s, size_t to, struct error *err)
{
	for (size_t i = s->at; i + 1 < to; i++) {
		if (s->bytes[i] != '\\')
			continue;
		if (!strchr("\"\\n", s->bytes[i + 1]))
			return refuse_feature(s, i, PHRASE_YAML_ESCAPE, err);
		i++;
	}
	return 0;
}

static size_t count_blanks(const struct surface *s, size_t at)
{
	size_t n = 0;

	while (at + n < s->size && s->bytes[at + n] == ' ')
		n++;
	return n;
}

/* `|` or `>` behind its key or dash, how it ends and how deep it stands; then its line is over. */
static int check_block(const struct surface *s, struct error *err)
{
	size_t i = s->at + 1;

	if (s->fresh)
		return refuse_feature(s, s->at, PHRASE_YAML_BLOCK_ALONE, err);
	while (i < s->size && strchr("+-123456789", s->bytes[i]))
		i++;
	i += count_blanks(s, i);
	if (i < s->size && s->bytes[i] == '#')
		return refuse_at(s, i, ERROR_YAML_COMMENT, PHRASE_NONE, err);
	while (i < s->size && s->bytes[i] == '\n') {
		size_t blanks = count_blanks(s, i + 1);

		i += 1 + blanks;
		if (blanks > 0 && i < s->size && s->bytes[i] == '\n')
			return refuse_feature(s, i - blanks, PHRASE_YAML_BLOCK_BLANKS, err);
	}
	return 0;
}

int surface_scalar(struct surface *s, size_t to, enum surface_form form, struct error *err)
{
	bool dash = to == s->at + 1 && s->bytes[s->at] == '-';

	if (to <= s->at)
		return 0;
	if (check_indent(s, s->at, err) < 0)
		return -1;
	if (form == SURFACE_BLOCK ? check_block(s, err) < 0 : check_one_line(s, to, err) < 0)
		return -1;
	if (form == SURFACE_DOUBLE && check_escapes(s, to, err) < 0)
		return -1;
	if (form == SURFACE_PLAIN && dash && s->depth > 0)
		return refuse_feature(s, s->at, PHRASE_YAML_DASH, err);
	s->at = to;
	s->fresh = form == SURFACE_BLOCK;
	return 0;
}
