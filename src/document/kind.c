#include "document/kind.h"

#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "base/near_word.h"

enum { SMALL = LIMIT_DOCUMENT, LARGE = LIMIT_DOCUMENT_LARGE, ALONE = false, FILES = true };

/* Who may see a kind's documents besides their signers. */
enum {
	PUBLIC = READERS_EVERYONE,
	PARTIES = 1 << READER_PARTIES,
	PROVINCE = 1 << READER_PROVINCE,
	CEA = 1 << READER_CEA,
	EXCHANGE = 1 << READER_EXCHANGE,
	COURT = 1 << READER_COURT,
	AUTHORITIES = 1 << READER_OPERATOR | 1 << READER_MEE | 1 << READER_SAMR,
};

/* Who signs. */
enum {
	BY_OPERATOR = 1 << ROLE_OPERATOR,
	BY_MEE = 1 << ROLE_MEE,
	BY_SAMR = 1 << ROLE_SAMR,
	BY_PROVINCE = 1 << ROLE_PROVINCE,
	BY_COURT = 1 << ROLE_COURT,
	BY_EXCHANGE = 1 << ROLE_EXCHANGE,
	BY_CEA = 1 << ROLE_CEA,
	BY_VVB = 1 << ROLE_VVB,
	BY_OWNER = 1 << ROLE_OWNER,
	BY_HOLDER = 1 << ROLE_HOLDER,
	BY_ANY = 1 << ROLE_NONE, /* one signer in any role */
};
#define SIGNED(ZH, EN, ...) EN, .signers_zh = ZH, .signed_by = {__VA_ARGS__}

static const struct kind_row kinds[KIND_COUNT] = {
	[KIND_NONE] = {.name = "", .zh = "", .en = "", .signers = "", .signers_zh = ""},
#define X(ID, NAME, ZH, EN, BODY, MEMBER, RULE, SEEN_BY, DAYS, SIZE, FILES, SIGNERS, CLAUSE,       \
	STORY_ZH, STORY_EN)                                                                        \
	[KIND_##ID] = {.name = NAME,                                                               \
		.zh = ZH,                                                                          \
		.en = EN,                                                                          \
		.readers = {SEEN_BY},                                                              \
		.days_to_live = DAYS,                                                              \
		.size_max = SIZE,                                                                  \
		.attachments = FILES,                                                              \
		.signers = SIGNERS,                                                                \
		.rule = CLAUSE,                                                                    \
		.story_zh = STORY_ZH,                                                              \
		.story_en = STORY_EN},
#include "document/kinds.def"
#undef X
};

const struct kind_row *kind_row(enum kind kind)
{
	assert(kind < KIND_COUNT);
	return &kinds[kind];
}

const char *kind_name(enum kind kind)
{
	return kind_row(kind)->name;
}

bool kind_signed_by(enum kind kind, const enum role *roles, size_t n)
{
	const struct kind_row *row = kind_row(kind);
	unsigned set = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned bit = 1u << roles[i];

		if ((set & bit) && roles[i] == ROLE_HOLDER)
			bit = KIND_HOLDER_TWICE;
		if (set & bit)
			return false;
		set |= bit;
	}
	if (row->signed_by[0] == BY_ANY)
		return n == 1;
	for (size_t i = 0; set && i < KIND_WAYS; i++)
		if (set == row->signed_by[i])
			return true;
	return false;
}

enum kind kind_by_name(const char *text, size_t size)
{
	for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++)
		if (strlen(kinds[kind].name) == size && memcmp(kinds[kind].name, text, size) == 0)
			return (enum kind)kind;
	return KIND_NONE;
}

static const char *word_at(const void *ctx, size_t i)
{
	(void)ctx;
	return i + 1 < KIND_COUNT ? kinds[i + 1].name : NULL;
}

enum kind kind_near(const char *text)
{
	const char *word = near_word(text, word_at, NULL);

	if (word)
		return kind_by_name(word, strlen(word));
	for (int kind = KIND_NONE + 1; text[0] && kind < KIND_COUNT; kind++)
		if (strstr(kinds[kind].name, text) || strcmp(kinds[kind].zh, text) == 0)
			return (enum kind)kind;
	return KIND_NONE;
}
