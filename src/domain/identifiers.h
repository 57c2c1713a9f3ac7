/*
 * identifiers: the names that documents use for parties, accounts, projects,
 * methodologies, ledgers and documents, each a bounded value checked when parsed.
 *
 * Every parser takes text that need not end in NUL, returns false for anything
 * that is not exactly of the form, and sets *out only on success. An all-zero
 * value is "none".
 */
#ifndef DOMAIN_IDENTIFIERS_H
#define DOMAIN_IDENTIFIERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

enum {
	PARTY_ID_SIZE = 19,
	ACCOUNT_ID_SIZE = 12,
	DOCUMENT_ID_SIZE = 27,
	PROJECT_CODE_SIZE = 8,
	METHODOLOGY_CODE_SIZE = 16,
	LEDGER_NAME_SIZE = 65,
	LEDGER_ID_SIZE = LEDGER_NAME_SIZE + 33,
};

/* A USCC (18 characters) or `P-` and 16 random characters for a natural person. */
struct party_id {
	char text[PARTY_ID_SIZE];
};

/* A holding account (一般持有账户): `A-7K2Q-9D4M`, the last character a check. */
struct account_id {
	char text[ACCOUNT_ID_SIZE];
};

/* 26 characters of Crockford base32, random. */
struct document_id {
	char text[DOCUMENT_ID_SIZE];
};

/* `A210003`: sector letter, methodology number, 1, four digits (`^[A-P][1-9]1[0-9]{4}$`). */
struct project_code {
	char text[PROJECT_CODE_SIZE];
};

/* `CCER-01-002-V01`: sector, number, version. */
struct methodology_code {
	char text[METHODOLOGY_CODE_SIZE];
};

/* Form only: 18 characters of the USCC's alphabet, or the P- form. */
bool party_id_parse(const char *text, size_t size, struct party_id *out) MUST_CHECK;
bool party_id_is_person(const struct party_id *id);
bool party_id_equal(const struct party_id *a, const struct party_id *b);

/*
 * Both check characters of GB 32100-2015 / GB 11714-1997. A few codes that were
 * actually issued fail; a signed override admits them (rulebook, party).
 */
bool uscc_check(const char *text, size_t size);

bool account_id_parse(const char *text, size_t size, struct account_id *out) MUST_CHECK;
bool account_id_equal(const struct account_id *a, const struct account_id *b);
/* The id whose seven random characters are value's low 35 bits; the check is computed. */
struct account_id account_id_make(uint64_t value);

bool document_id_parse(const char *text, size_t size, struct document_id *out) MUST_CHECK;
/* The text of 130 bits taken from 17 bytes (the last six bits are not used). */
struct document_id document_id_make(const uint8_t random[17]);

bool project_code_parse(const char *text, size_t size, struct project_code *out) MUST_CHECK;
bool project_code_equal(const struct project_code *a, const struct project_code *b);
/* Whether the letter and number are those of the methodology: A2 for CCER-01-002. */
bool project_code_fits(const struct project_code *code, const struct methodology_code *methodology);

bool methodology_code_parse(const char *text, size_t size, struct methodology_code *out) MUST_CHECK;
/* Sector 1..16, number 1..999, version 1..99. */
int methodology_code_sector(const struct methodology_code *code);
int methodology_code_number(const struct methodology_code *code);

/* `[a-z0-9.-]{3,64}` */
bool ledger_name_parse(const char *text, size_t size, char out[LEDGER_NAME_SIZE]) MUST_CHECK;

#endif
