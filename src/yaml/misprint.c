#include "yaml/misprint.h"

#include <string.h>

#include "base/macros.h"
#include "yaml/text.h"

static const struct {
	const char *likeness, *ascii;
} signs[] = {
	{"：", ":"},
	{"﹕", ":"},
	{"∶", ":"},
	{"，", ","},
	{"、", ","},
	{"；", ","},
	{"｛", "{"},
	{"｝", "}"},
	{"［", "["},
	{"］", "]"},
	{"【", "["},
	{"】", "]"},
	{"“", "\""},
	{"”", "\""},
	{"‘", "'"},
	{"’", "'"},
	{"－", "-"},
	{"—", "-"},
	{"。", "."},
	{"　", " "},
	{"\xC2\xA0", " "},
};

/* The full-width forms of ASCII, U+FF01 to U+FF5E: EF BC 81 to EF BD 9E. */
static const char *full_width(const char *text, size_t size)
{
	static const char ascii[][2] = {"!", "\"", "#", "$", "%", "&", "'", "(", ")", "*", "+", ",",
		"-", ".", "/", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", ":", ";", "<", "=",
		">", "?", "@", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N",
		"O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z", "[", "\\", "]", "^",
		"_", "`", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o",
		"p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z", "{", "|", "}", "~"};
	const unsigned char *u = (const unsigned char *)text;
	size_t n;

	if (size < 3 || u[0] != 0xEF || (u[1] != 0xBC && u[1] != 0xBD))
		return NULL;
	n = (size_t)(u[1] - 0xBC) * 64 + (u[2] & 0x3Fu);
	return n >= 1 && n <= COUNT_OF(ascii) ? ascii[n - 1] : NULL;
}

const char *misprint_of(const char *text, size_t size, size_t *length)
{
	for (size_t i = 0; i < COUNT_OF(signs); i++) {
		*length = strlen(signs[i].likeness);
		if (size >= *length && memcmp(text, signs[i].likeness, *length) == 0)
			return signs[i].ascii;
	}
	*length = 3;
	return full_width(text, size);
}

/* Letters, digits, `_`, `-` and `.`: what a key is made of. */
static size_t key_length(const char *p, const char *end)
{
	size_t n = 0;

	while (p + n < end && ((p[n] >= '0' && p[n] <= '9') || (p[n] >= 'A' && p[n] <= 'Z') ||
				      (p[n] >= 'a' && p[n] <= 'z') || p[n] == '_' ||
				      (n > 0 && (p[n] == '-' || p[n] == '.'))))
		n++;
	return n;
}

static const char *pass_blanks(const char *p, const char *end)
{
	while (p < end && *p == ' ')
		p++;
	return p;
}

/* The ASCII form of what stands at p, itself where it is ASCII; *n is its length. */
static char sign_at(const char *p, const char *end, size_t *n)
{
	const char *ascii;

	if (p >= end)
		return '\0';
	ascii = misprint_of(p, (size_t)(end - p), n);
	if (ascii)
		return ascii[0];
	*n = 1;
	return *p;
}

static bool is_likeness(const char *p)
{
	return (unsigned char)*p >= 0x80;
}

/* At a place where a key may stand: the likeness of a colon behind one. */
static const char *colon_behind_key(const char *p, const char *end)
{
	size_t n, key = key_length(p, end);
	const char *sign = pass_blanks(p + key, end);

	if (key > 0 && sign_at(sign, end, &n) == ':' && is_likeness(sign))
		return sign;
	return NULL;
}

/* Whether behind a likeness of a comma a key stands, with a colon of either form. */
static bool key_follows(const char *p, const char *end)
{
	size_t n, key;

	p = pass_blanks(p, end);
	key = key_length(p, end);
	return key > 0 && sign_at(pass_blanks(p + key, end), end, &n) == ':';
}

/*
 * Whether the likeness at p stands for structure; `before` is the last character but
 * blanks, a LF at the beginning of the line.
 */
static bool is_structure(const char *p, const char *end, char before)
{
	size_t n;
	char sign = sign_at(p, end, &n);

	if (sign == ',')
		return key_follows(p + n, end);
	return strchr("\n:,[{-", before) && strchr("{}[]\"'- ", sign);
}

/* The end of the quoted text that begins at p. */
static const char *pass_quoted(const char *p, const char *end)
{
	const char *close = memchr(p + 1, *p, (size_t)(end - p - 1));

	return close ? close : end - 1;
}

static const char *find_in_line(const char *p, const char *end)
{
	char before = '\n';

	for (; p < end; p++) {
		const char *colon = strchr("\n,[{-", before) ? colon_behind_key(p, end) : NULL;

		if (colon)
			return colon;
		if (*p == ' ')
			continue;
		if (is_likeness(p) && is_structure(p, end, before))
			return p;
		if ((*p == '"' || *p == '\'') && strchr("\n:,[{-", before))
			p = pass_quoted(p, end);
		before = *p;
	}
	return NULL;
}

bool misprint_find(
	const char *bytes, size_t size, uint32_t first, uint32_t last, struct misprint *out)
{
	const char *p = bytes, *end = bytes + size;

	for (uint32_t line = 1; p < end && line <= last; line++) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));
		const char *stop = lf ? lf : end, *found = NULL;
		size_t n;

		if (line >= first)
			found = find_in_line(p, stop);
		if (found) {
			out->expected = misprint_of(found, (size_t)(stop - found), &n);
			memcpy(out->found, found, n);
			out->found[n] = '\0';
			text_place(bytes, size, (size_t)(found - bytes), &out->line, &out->column);
			return true;
		}
		p = stop + 1;
	}
	return false;
}
