#include "yaml/characters.h"

#include <stddef.h>

#include "base/macros.h"

struct range {
	int32_t first, last;
};

/*
 * In ascending order. The two noncharacters that end each plane are found by
 * character_class itself.
 */
static const struct range forbidden[] = {
	{0x0000, 0x001F},   /* C0 controls, TAB, LF and CR among them */
	{0x007F, 0x009F},   /* DEL and C1 controls, NEL among them */
	{0x00AD, 0x00AD},   /* soft hyphen */
	{0x034F, 0x034F},   /* combining grapheme joiner */
	{0x061C, 0x061C},   /* Arabic letter mark */
	{0x115F, 0x1160},   /* Hangul fillers */
	{0x17B4, 0x17B5},   /* Khmer inherent vowels */
	{0x180E, 0x180E},   /* Mongolian vowel separator */
	{0x200B, 0x200F},   /* zero width, left-to-right and right-to-left marks */
	{0x2028, 0x202E},   /* line and paragraph separators, embeddings, overrides */
	{0x2060, 0x206F},   /* word joiner, invisible operators, isolates */
	{0x3164, 0x3164},   /* Hangul filler */
	{0xD800, 0xDFFF},   /* surrogates */
	{0xFDD0, 0xFDEF},   /* noncharacters */
	{0xFEFF, 0xFEFF},   /* byte order mark */
	{0xFFA0, 0xFFA0},   /* half-width Hangul filler */
	{0xFFF0, 0xFFFB},   /* kept for what is ignored; interlinear annotation */
	{0x13430, 0x1343F}, /* Egyptian format controls */
	{0x16FE4, 0x16FE4}, /* Khitan filler */
	{0x1BCA0, 0x1BCA3}, /* shorthand format controls */
	{0x1D159, 0x1D159}, /* null notehead */
	{0x1D173, 0x1D17A}, /* musical beams and slurs */
	{0xE0000, 0xE00FF}, /* tags, and what is kept for more that is ignored */
	{0xE01F0, 0xE0FFF}, /* the same */
};

static const struct range blanks[] = {
	{0x0020, 0x0020}, {0x00A0, 0x00A0}, /* no-break space */
	{0x1680, 0x1680},		    /* Ogham space */
	{0x2000, 0x200A},		    /* en quad to hair space */
	{0x202F, 0x202F},		    /* narrow no-break space */
	{0x205F, 0x205F},		    /* mathematical space */
	{0x2800, 0x2800},		    /* Braille pattern without a dot */
	{0x3000, 0x3000},		    /* ideographic space */
	{0x13441, 0x13442},		    /* Egyptian blanks */
};

static const struct range selectors[] = {
	{0x180B, 0x180D},					/* Mongolian */
	{0x180F, 0x180F}, {0xFE00, 0xFE0F}, {0xE0100, 0xE01EF}, /* ideographic variants */
};

static const struct range private_use[] = {
	{0xE000, 0xF8FF},
	{0xF0000, 0xFFFFD},
	{0x100000, 0x10FFFD},
};

static const struct range lost[] = {{0xFFFC, 0xFFFD}};

static const struct range marks[] = {
#define MARKS(first, last) {first, last},
#include "yaml/characters.def"
#undef MARKS
};

static const struct range assigned[] = {
#define ASSIGNED(first, last) {first, last},
#include "yaml/characters.def"
#undef ASSIGNED
};

static bool is_in(int32_t character, const struct range *ranges, size_t n)
{
	size_t low = 0;

	while (n > 0) {
		size_t middle = low + n / 2;

		if (character > ranges[middle].last) {
			low = middle + 1;
			n -= n / 2 + 1;
		} else if (character < ranges[middle].first) {
			n /= 2;
		} else {
			return true;
		}
	}
	return false;
}

enum character_class character_class(int32_t character)
{
	static const struct {
		enum character_class class;
		const struct range *ranges;
		size_t n;
	} tables[] = {
		{CHARACTER_FORBIDDEN, forbidden, COUNT_OF(forbidden)},
		{CHARACTER_BLANK, blanks, COUNT_OF(blanks)},
		{CHARACTER_SELECTOR, selectors, COUNT_OF(selectors)},
		{CHARACTER_PRIVATE, private_use, COUNT_OF(private_use)},
		{CHARACTER_LOST, lost, COUNT_OF(lost)},
		{CHARACTER_MARK, marks, COUNT_OF(marks)},
	};

	/* ASCII and the common ideographs first, for speed. */
	if ((character > ' ' && character < 0x7F) || (character >= 0x4E00 && character <= 0x9FFF))
		return CHARACTER_SEEN;
	if ((character & 0xFFFE) == 0xFFFE)
		return CHARACTER_FORBIDDEN;
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		if (is_in(character, tables[i].ranges, tables[i].n))
			return tables[i].class;
	return is_in(character, assigned, COUNT_OF(assigned)) ? CHARACTER_SEEN
							      : CHARACTER_UNASSIGNED;
}

bool character_selects(int32_t selector, int32_t before)
{
	/* Han: the unified ideographs with their extensions, and the compatibility ones. */
	static const struct range han[] = {{0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xF900, 0xFAFF},
		{0x20000, 0x2FFFD}, {0x30000, 0x3FFFD}};
	static const struct range mongolian[] = {{0x1820, 0x18AA}};

	if (selector >= 0xE0100)
		return is_in(before, han, COUNT_OF(han));
	return selector < 0xFE00 && is_in(before, mongolian, COUNT_OF(mongolian));
}
