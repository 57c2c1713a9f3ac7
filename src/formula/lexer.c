#include "formula/lexer.h"

#include <string.h>

#include "base/macros.h"

#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/* `digits[.digits]`; a point without digits behind it is not part of the number. */
static size_t decimal_size(const char *text)
{
	size_t whole = strspn(text, DIGITS), behind;

	if (whole == 0 || text[whole] != '.')
		return whole;
	behind = strspn(text + whole + 1, DIGITS);
	return behind ? whole + 1 + behind : whole;
}

static size_t number_size(const char *text)
{
	size_t size = decimal_size(text), below;

	if (size == 0 || text[size] != '/')
		return size;
	below = decimal_size(text + size + 1);
	return below ? size + 1 + below : size;
}

static size_t symbol_size(const char *text)
{
	return strspn(text, LETTERS) ? strspn(text, LETTERS DIGITS "_") : 0;
}

struct token lexer_next(const char *text, size_t at)
{
	struct token t = {.at = at + strspn(text + at, " \n")};
	const char *p = text + t.at;

	if (!*p)
		return t;
	t.size = number_size(p);
	t.kind = TOKEN_NUMBER;
	if (t.size)
		return t;
	t.size = symbol_size(p);
	t.kind = TOKEN_SYMBOL;
	if (t.size)
		return t;
	if (*p == '[' && strchr(p, ']'))
		return (struct token){TOKEN_UNIT, t.at, (size_t)(strchr(p, ']') - p) + 1};
	if (strchr("<>", *p) && p[1] && (p[1] == '=' || (p[0] == '<' && p[1] == '>')))
		return (struct token){TOKEN_OPERATOR, t.at, 2};
	return (struct token){strchr("+-*/^():,<>=", *p) ? TOKEN_OPERATOR : TOKEN_BAD, t.at, 1};
}

bool lexer_is_symbol(const char *text, size_t size_max)
{
	size_t size = symbol_size(text);

	return size > 0 && size <= size_max && !text[size];
}

bool lexer_is_reserved(const char *text)
{
	static const char *const words[] = {"abs", "and", "ceil", "count", "else", "exp", "floor",
		"for", "if", "in", "ln", "log", "max", "mean", "min", "not", "or", "over", "pow",
		"round", "sqrt", "stdev", "student", "sum", "then", "tonnes", "where"};

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (strcmp(words[i], text) == 0)
			return true;
	}
	return false;
}

bool lexer_is_member(const char *text, size_t size)
{
	return size > 0 && size <= MEMBER_MAX && strspn(text, LETTERS DIGITS) > 0 &&
	       strspn(text, LETTERS DIGITS "_.-") >= size;
}
