#include "domain/identifiers.h"

#include <string.h>

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char uscc_alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* The index of c in the alphabet, or -1. */
static int value_of(const char *alphabet, char c)
{
	const char *p = c ? strchr(alphabet, c) : NULL;

	return p ? (int)(p - alphabet) : -1;
}

static bool all_of(const char *alphabet, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (value_of(alphabet, text[i]) < 0)
			return false;
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool party_id_parse(const char *text, size_t size, struct party_id *out)
{
	struct party_id id = {""};

	if (size != PARTY_ID_SIZE - 1)
		return false;
	if (memcmp(text, "P-", 2) == 0) {
		if (!all_of(crockford, text + 2, size - 2))
			return false;
	} else if (!all_of(uscc_alphabet, text, size)) {
		return false;
	}
	memcpy(id.text, text, size);
	*out = id;
	return true;
}

bool party_id_is_person(const struct party_id *id)
{
	return id->text[0] == 'P' && id->text[1] == '-';
}

bool party_id_equal(const struct party_id *a, const struct party_id *b)
{
	return strcmp(a->text, b->text) == 0;
}

/* GB 11714-1997: the ninth character of an organisation code. */
static bool organisation_check(const char *code)
{
	static const int weights[] = {3, 7, 9, 10, 5, 8, 4, 2};
	int sum = 0, check;
	char expected;

	for (int i = 0; i < 8; i++) {
		int v = is_digit(code[i]) ? code[i] - '0' : code[i] - 'A' + 10;

		sum += v * weights[i];
	}
	check = 11 - sum % 11;
	expected = check == 10 ? 'X' : check == 11 ? '0' : (char)('0' + check);
	return code[8] == expected;
}

bool uscc_check(const char *text, size_t size)
{
	int sum = 0, weight = 1;

	if (size != 18 || !all_of(uscc_alphabet, text, size))
		return false;
	for (int i = 0; i < 17; i++) {
		sum += value_of(uscc_alphabet, text[i]) * weight;
		weight = weight * 3 % 31;
	}
	return uscc_alphabet[(31 - sum % 31) % 31] == text[17] && organisation_check(text + 8);
}

/* ISO/IEC 7064 hybrid recurrence with M = 32: finds any one wrong character. */
static char account_check(const char *characters, size_t n)
{
	int p = 32;

	for (size_t i = 0; i < n; i++) {
		int s = (p + value_of(crockford, characters[i])) % 32;

		p = (s ? s : 32) * 2 % 33;
	}
	return crockford[(33 - p) % 32];
}

bool account_id_parse(const char *text, size_t size, struct account_id *out)
{
	char characters[8];
	struct account_id id = {""};

	if (size != ACCOUNT_ID_SIZE - 1 || memcmp(text, "A-", 2) != 0 || text[6] != '-')
		return false;
	memcpy(characters, text + 2, 4);
	memcpy(characters + 4, text + 7, 4);
	if (!all_of(crockford, characters, 8) || account_check(characters, 7) != characters[7])
		return false;
	memcpy(id.text, text, size);
	*out = id;
	return true;
}

bool account_id_equal(const struct account_id *a, const struct account_id *b)
{
	return strcmp(a->text, b->text) == 0;
}

struct account_id account_id_make(uint64_t value)
{
	char c[8];
	struct account_id id = {"A-"};

	for (int i = 6; i >= 0; i--) {
		c[i] = crockford[value & 31];
		value >>= 5;
	}
	c[7] = account_check(c, 7);
	memcpy(id.text + 2, c, 4);
	id.text[6] = '-';
	memcpy(id.text + 7, c + 4, 4);
	return id;
}

bool document_id_parse(const char *text, size_t size, struct document_id *out)
{
	struct document_id id = {""};

	if (size != DOCUMENT_ID_SIZE - 1 || !all_of(crockford, text, size))
		return false;
	memcpy(id.text, text, size);
	*out = id;
	return true;
}

struct document_id document_id_make(const uint8_t random[17])
{
	struct document_id id = {""};

	for (unsigned i = 0; i < DOCUMENT_ID_SIZE - 1; i++) {
		unsigned v = 0;

		for (unsigned bit = 5 * i; bit < 5 * i + 5; bit++)
			v = v << 1 | ((random[bit / 8] >> (7 - bit % 8)) & 1u);
		id.text[i] = crockford[v];
	}
	return id;
}

bool project_code_parse(const char *text, size_t size, struct project_code *out)
{
	struct project_code code = {""};

	if (size != PROJECT_CODE_SIZE - 1 || text[0] < 'A' || text[0] > 'P' || text[1] < '1' ||
		text[1] > '9' || text[2] != '1')
		return false;
	for (int i = 3; i < 7; i++)
		if (!is_digit(text[i]))
			return false;
	memcpy(code.text, text, size);
	*out = code;
	return true;
}

bool project_code_equal(const struct project_code *a, const struct project_code *b)
{
	return strcmp(a->text, b->text) == 0;
}

bool project_code_fits(const struct project_code *code, const struct methodology_code *methodology)
{
	return code->text[0] == 'A' + methodology_code_sector(methodology) - 1 &&
	       code->text[1] - '0' == methodology_code_number(methodology);
}

bool methodology_code_parse(const char *text, size_t size, struct methodology_code *out)
{
	static const char form[] = "CCER-dd-ddd-Vdd";
	struct methodology_code code = {""};
	int sector;

	if (size != METHODOLOGY_CODE_SIZE - 1)
		return false;
	for (size_t i = 0; i < size; i++)
		if (form[i] == 'd' ? !is_digit(text[i]) : text[i] != form[i])
			return false;
	memcpy(code.text, text, size);
	sector = methodology_code_sector(&code);
	if (sector < 1 || sector > 16 || methodology_code_number(&code) < 1 ||
		memcmp(code.text + 13, "00", 2) == 0)
		return false;
	*out = code;
	return true;
}

int methodology_code_sector(const struct methodology_code *code)
{
	return (code->text[5] - '0') * 10 + (code->text[6] - '0');
}

int methodology_code_number(const struct methodology_code *code)
{
	return (code->text[8] - '0') * 100 + (code->text[9] - '0') * 10 + (code->text[10] - '0');
}

bool ledger_name_parse(const char *text, size_t size, char out[LEDGER_NAME_SIZE])
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789.-";

	if (size < 3 || size >= LEDGER_NAME_SIZE || !all_of(alphabet, text, size))
		return false;
	memcpy(out, text, size);
	out[size] = '\0';
	return true;
}
