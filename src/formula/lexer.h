/*
 * lexer: the words of an expression, one at a time.
 *
 * Tokens are places in a text that stays where it is; nothing is allocated and
 * nothing fails: what is not a word of the language becomes a TOKEN_BAD of one
 * character, which the parser refuses at its place.
 */
#ifndef FORMULA_LEXER_H
#define FORMULA_LEXER_H

#include <stdbool.h>
#include <stddef.h>

enum { MEMBER_MAX = 32 };

enum token_kind {
	TOKEN_END,
	TOKEN_NUMBER,	/* 12, 0.5, 44/12 written without blanks */
	TOKEN_SYMBOL,	/* a letter, then letters, digits and _ */
	TOKEN_UNIT,	/* [tCO2/MWh] or an index [i], brackets included */
	TOKEN_OPERATOR, /* one of + - * / ^ ( ) : , < <= > >= = <> */
	TOKEN_BAD,
};

struct token {
	enum token_kind kind;
	size_t at, size; /* bytes of the text */
};

/* The first token at or after `at`, blanks and line ends skipped. */
struct token lexer_next(const char *text, size_t at);

/* Whether text is a symbol and nothing else, of at most size_max bytes. */
bool lexer_is_symbol(const char *text, size_t size_max);

/* A word that the language keeps for itself, now or later. */
bool lexer_is_reserved(const char *text);

/*
 * Whether text[0..size) is the name of a member of a set: an ASCII letter or digit,
 * then letters, digits, `_`, `.` or `-`, at most MEMBER_MAX bytes.
 */
bool lexer_is_member(const char *text, size_t size);

#endif
