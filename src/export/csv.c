#include "export/csv.h"

#include <stdio.h>
#include <string.h>

#include "base/macros.h"

enum { DIGITS_KEPT = 15 }; /* of a number, by a spreadsheet */

bool csv_form_parse(const char *text, enum csv_form *out)
{
	bool spreadsheet = strcmp(text, "csv-excel") == 0;

	if (!spreadsheet && strcmp(text, "csv") != 0)
		return false;
	*out = spreadsheet ? CSV_SPREADSHEET : CSV_PLAIN;
	return true;
}

/* --- what a spreadsheet would make of a text --- */

/* The size of the first of the words that the text begins with; 0: none of them. */
static size_t word_size(const char *text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strncmp(text, words[i], strlen(words[i])) == 0)
			return strlen(words[i]);
	return 0;
}

/* Blanks of any width, and what is not seen at all. */
static size_t blank_size(const char *text)
{
	static const char *const blanks[] = {" ", "\t", "\r", "\n", "\v", "\f", "\xC2\xA0",
		"\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
		"\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88",
		"\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D",
		"\xE2\x80\x8E", "\xE2\x80\x8F", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF",
		"\xE2\x81\x9F", "\xE2\x81\xA0", "\xE3\x80\x80", "\xEF\xBB\xBF"};

	return word_size(text, blanks, COUNT_OF(blanks));
}

/* What begins a formula, as typed and in the forms that an input method gives. */
static bool is_formula(const char *text)
{
	static const char *const signs[] = {
		"=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "−"};

	return word_size(text, signs, COUNT_OF(signs)) > 0;
}

static size_t digit_size(const char *text)
{
	if (*text >= '0' && *text <= '9')
		return 1;
	/* U+FF10 to U+FF19 */
	return strncmp(text, "\xEF\xBC", 2) == 0 && (uint8_t)text[2] >= 0x90 &&
			       (uint8_t)text[2] <= 0x99
		       ? 3
		       : 0;
}

/* What stands with digits in numbers, amounts, days and times. */
static size_t mark_size(const char *text)
{
	static const char *const marks[] = {".", ",", "/", ":", "+", "-", "%", "(", ")", "$", "¥",
		"￥", "€", "．", "，", "／", "：", "－", "％", "年", "月", "日", "号", "时", "分",
		"秒", "上午", "下午"};

	return word_size(text, marks, COUNT_OF(marks));
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Letters that stand with digits: an exponent, half a day, a month's name or its beginning. */
static size_t letters_size(const char *text)
{
	static const char *const words[] = {"january", "february", "march", "april", "may", "june",
		"july", "august", "september", "october", "november", "december", "am", "pm", "e"};
	char word[16];
	size_t n = 0;

	while (n + 1 < sizeof(word) && lower(text[n]) >= 'a' && lower(text[n]) <= 'z') {
		word[n] = lower(text[n]);
		n++;
	}
	word[n] = '\0';
	for (size_t i = 0; n > 0 && i < COUNT_OF(words); i++)
		if (strcmp(word, words[i]) == 0 || (n >= 3 && strncmp(words[i], word, n) == 0))
			return n;
	return 0;
}

/* Whether a text would become a number, an amount, a day or a time. */
static bool is_number_like(const char *text)
{
	bool digits = false;

	while (*text) {
		size_t digit = digit_size(text), n = digit;

		n = n ? n : mark_size(text);
		n = n ? n : blank_size(text);
		n = n ? n : letters_size(text);
		if (!n)
			return false;
		digits = digits || digit;
		text += n;
	}
	return digits;
}

static bool is_truth(const char *text)
{
	static const char *const words[] = {"true", "false"};

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		size_t n = strlen(words[i]), k = 0;

		while (k < n && lower(text[k]) == words[i][k])
			k++;
		if (k == n && text[k + blank_size(text + k)] == '\0')
			return true;
	}
	return false;
}

/* Whether a text would not stay what it is. */
static bool would_change(const char *text)
{
	size_t n;

	while ((n = blank_size(text)) > 0)
		text += n;
	return is_formula(text) || *text == '\'' || is_number_like(text) || is_truth(text);
}

/* A decimal: a sign, digits, a point with digits. */
static bool is_decimal(const char *text)
{
	size_t whole, places;

	text += *text == '-';
	whole = strspn(text, "0123456789");
	places = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
	if (whole == 0 || (whole > 1 && text[0] == '0'))
		return false;
	return text[whole] == '.' ? places > 0 && text[whole + 1 + places] == '\0'
				  : text[whole] == '\0';
}

/* --- writing --- */

static void put_cell(struct csv_writer *w, const char *text, bool guard)
{
	bool quote = strpbrk(text, ",\"\n\r") != NULL;

	if (w->begun)
		buffer_add_text(w->out, ",");
	w->begun = true;
	if (quote)
		buffer_add_text(w->out, "\"");
	if (guard)
		buffer_add_text(w->out, "'");
	for (; *text; text++) {
		if (*text == '"')
			buffer_add_text(w->out, "\"");
		buffer_add(w->out, text, 1);
	}
	if (quote)
		buffer_add_text(w->out, "\"");
}

void csv_begin(struct csv_writer *w, const char *const *columns, size_t n)
{
	if (w->form == CSV_SPREADSHEET)
		buffer_add_text(w->out, "\xEF\xBB\xBF");
	for (size_t i = 0; i < n; i++)
		csv_text(w, columns[i]);
	csv_end_row(w);
}

void csv_text(struct csv_writer *w, const char *text)
{
	put_cell(w, text, w->form == CSV_SPREADSHEET && would_change(text));
}

void csv_number(struct csv_writer *w, const char *text)
{
	if (is_decimal(text))
		put_cell(w, text,
			w->form == CSV_SPREADSHEET && !strchr(text, '.') &&
				strspn(text + (*text == '-'), "0123456789") > DIGITS_KEPT);
	else
		csv_text(w, text);
}

void csv_integer(struct csv_writer *w, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)value);
	csv_number(w, text);
}

void csv_day(struct csv_writer *w, const char *text)
{
	put_cell(w, text, false);
}

void csv_end_row(struct csv_writer *w)
{
	buffer_add_text(w->out, w->form == CSV_SPREADSHEET ? "\r\n" : "\n");
	w->begun = false;
}
