#include "domain/spoken.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "base/phrase.h"
#include "base/time.h"
#include "domain/words.h"

enum { LISTS_MAX = 5, UTC8_MS = 8 * 3600 * 1000 };

/* Keys of the parameter grid.factors, which are names and not a closed list. */
static const struct {
	const char *en, *zh;
} grids[] = {{"North", "华北"}, {"Northeast", "东北"}, {"East", "华东"}, {"Central", "华中"},
	{"Northwest", "西北"}, {"South", "南方"}, {"Southwest", "西南"}};

/* The lists of words that a value may be of, by the name that it stands under; none: grids. */
static const struct {
	const char *name;
	enum word_list lists[LISTS_MAX];
	size_t lists_n;
} named[] = {
	{.name = "grid"},
	{.name = "key"},
	{.name = "known"},
	{.name = "expected"},
	{"status",
		{WORDS_PROJECT_STATUS, WORDS_REPORT_STATUS, WORDS_UNIT_STATUS, WORDS_OFFSET_STATUS,
			WORDS_METHODOLOGY_STATUS},
		5},
	{"role", {WORDS_ROLE}, 1},
	{"roles", {WORDS_ROLE}, 1},
	{"position", {WORDS_UNIT_POSITION}, 1},
	{"wanted", {WORDS_UNIT_POSITION}, 1},
	{"purpose", {WORDS_PURPOSE}, 1},
	{"item", {WORDS_VALIDATION_ITEM, WORDS_VERIFICATION_ITEM, WORDS_CHECK_ITEM}, 3},
	{"type", {WORDS_PARTY_TYPE}, 1},
	{"result", {WORDS_RECEIPT_RESULT}, 1},
	{"conclusion", {WORDS_CONCLUSION}, 1},
	{"phase", {WORDS_NOTICE_PHASE}, 1},
};

/* Words that are said so under one name alone; others are rows of base/phrases.def. */
static const struct {
	const char *name, *en, *zh;
} phrases[] = {
	{"source", "fixed", "设计时确定"},
	{"source", "monitored", "监测"},
	{"source", "table", "数据表"},
};

static const char *phrase_of(const char *name, const char *value)
{
	for (size_t i = 0; i < COUNT_OF(phrases); i++)
		if (strcmp(phrases[i].name, name) == 0 && strcmp(phrases[i].en, value) == 0)
			return phrases[i].zh;
	return NULL;
}

static const char *grid_of(const char *text, size_t size)
{
	for (size_t i = 0; i < COUNT_OF(grids); i++)
		if (strlen(grids[i].en) == size && memcmp(grids[i].en, text, size) == 0)
			return grids[i].zh;
	return NULL;
}

static const char *word_of(size_t row, const char *text, size_t size)
{
	if (named[row].lists_n == 0)
		return grid_of(text, size);
	for (size_t i = 0; i < named[row].lists_n; i++) {
		int value = word_value(named[row].lists[i], text, size);

		if (value)
			return word_zh(named[row].lists[i], value);
	}
	return NULL;
}

static void append(char *out, size_t size, size_t *used, const char *text, size_t n)
{
	if (n > size - 1 - *used)
		n = size - 1 - *used;
	memcpy(out + *used, text, n);
	*used += n;
	out[*used] = '\0';
}

/* Each word of a list said, with the Chinese comma between. */
static bool say_words(size_t row, const char *value, char *out, size_t size)
{
	size_t used = 0;

	for (const char *p = value; *p;) {
		size_t n = strcspn(p, ",");
		const char *zh = word_of(row, p, n);

		if (!zh)
			return false;
		if (used)
			append(out, size, &used, "、", strlen("、"));
		append(out, size, &used, zh, strlen(zh));
		p += n;
		p += strspn(p, ", ");
	}
	return used > 0;
}

/* "北京时间 2026-01-08 17:00:00"; thousandths of a second are for programs. */
static bool say_instant(const char *value, char *out, size_t size)
{
	struct instant at;
	char text[INSTANT_TEXT_SIZE];

	if (!instant_parse(value, strlen(value), &at))
		return false;
	at.ms += UTC8_MS;
	instant_text(at, text);
	snprintf(out, size, "北京时间 %.10s %.8s", text, text + 11);
	return true;
}

const char *spoken_value(
	const char *name, const char *value, enum language language, char out[SPOKEN_SIZE])
{
	const char *phrase = language == LANGUAGE_ZH ? phrase_of(name, value) : NULL;

	if (language != LANGUAGE_ZH)
		return value;
	if (phrase)
		return phrase;
	for (size_t i = 0; i < COUNT_OF(named); i++)
		if (strcmp(named[i].name, name) == 0 && say_words(i, value, out, SPOKEN_SIZE))
			return out;
	return say_instant(value, out, SPOKEN_SIZE) ? out : value;
}

/* --- sources --- */

/* What stands before an article's number, and the text that it is an article of. */
static const struct {
	const char *en, *zh;
} sources[] = {
	{"Order 31", "《温室气体自愿减排交易管理办法（试行）》"},
	{"Order 775", "《碳排放权交易管理暂行条例》"},
	{"Registration Rules", "《温室气体自愿减排注册登记规则（试行）》"},
	{"Trading Rules", "《温室气体自愿减排交易和结算规则（试行）》"},
	{"Measures for Trading of Emission Allowances", "《碳排放权交易管理办法（试行）》"},
	{"CNCA-CCER-01:2023",
		"《温室气体自愿减排项目审定与减排量核查实施规则》（CNCA-CCER-01:2023）"},
	{"CNCA 2024 No. 11", "国家认监委2024年第11号公告"},
	{"环办气候函〔2023〕237号", "环办气候函〔2023〕237号"},
	{"GB 32100-2015", "GB 32100-2015"},
	{"GB/T 2260", "GB/T 2260"},
	{"equations of the methodology", "方法学的公式"},
	{"conditions of the methodology", "方法学的适用条件"},
	{"parameters of the methodology", "方法学的参数"},
	{"monitoring by the methodology", "方法学的监测要求"},
	{"calibration by the methodology", "方法学的校准要求"},
	{"methodology", "方法学"},
};

/* " art. 12, 19-21": 第12条、第19至21条; another number, " 4.3.2, 5.3.2": 4.3.2、5.3.2节. */
static bool say_place(const char *p, size_t size, char *out, size_t out_size, size_t *used)
{
	static const char art[] = " art. ", annex[] = " annex";
	bool article = size > sizeof(art) - 1 && strncmp(p, art, sizeof(art) - 1) == 0;
	const char *end = p + size;

	if (size == 0)
		return true;
	if (size == sizeof(annex) - 1 && strncmp(p, annex, size) == 0) {
		append(out, out_size, used, "附件", strlen("附件"));
		return true;
	}
	p += article ? sizeof(art) - 1 : 1;
	for (bool first = true; p < end; first = false) {
		size_t n = strspn(p, "0123456789."), to = 0;

		if (n == 0)
			return false;
		if (!first)
			append(out, out_size, used, "、", strlen("、"));
		if (article)
			append(out, out_size, used, "第", strlen("第"));
		append(out, out_size, used, p, n);
		p += n;
		if (p < end && *p == '-') {
			to = strspn(p + 1, "0123456789.");
			append(out, out_size, used, "至", strlen("至"));
			append(out, out_size, used, p + 1, to);
			p += 1 + to;
		}
		if (article)
			append(out, out_size, used, "条", strlen("条"));
		if (p < end)
			p += strspn(p, ", ");
	}
	return true;
}

static bool say_source(const char *p, size_t size, char *out, size_t out_size, size_t *used)
{
	for (size_t i = 0; i < COUNT_OF(sources); i++) {
		size_t n = strlen(sources[i].en);

		if (n > size || strncmp(p, sources[i].en, n) != 0)
			continue;
		append(out, out_size, used, sources[i].zh, strlen(sources[i].zh));
		return say_place(p + n, size - n, out, out_size, used);
	}
	return false;
}

const char *spoken_rule(const char *rule, enum language language, char out[SPOKEN_RULE_SIZE])
{
	size_t used = 0;

	if (!rule || language != LANGUAGE_ZH)
		return rule;
	out[0] = '\0';
	for (const char *p = rule; *p;) {
		size_t n = strcspn(p, ";");

		if (used)
			append(out, SPOKEN_RULE_SIZE, &used, "；", strlen("；"));
		if (!say_source(p, n, out, SPOKEN_RULE_SIZE, &used))
			return rule;
		p += n;
		p += strspn(p, "; ");
	}
	return out;
}

/* --- errors --- */

/* What a library says of a failure has no Chinese; a reader is told that it is quoted. */
static bool is_quoted(const char *name, const char *value)
{
	bool foreign = strcmp(name, "reason") == 0 && strchr(value, ' ') != NULL &&
		       phrase_in(value, LANGUAGE_ZH) == value;

	for (const char *p = value; *p && foreign; p++)
		foreign = (unsigned char)*p < 0x80;
	return foreign;
}

/* The argument NAME_zh, or NULL. */
static const char *chinese_argument(const struct error_argument *of, const char *name)
{
	char with[SPOKEN_SIZE];

	snprintf(with, sizeof(with), "%s_zh", name);
	for (size_t i = 0; i < ERROR_ARGS_MAX && of[i].name; i++)
		if (strcmp(of[i].name, with) == 0)
			return of[i].value;
	return NULL;
}

/* *out, a copy of the arguments, as they are said. */
static void say_arguments(
	const struct error_argument *of, enum language language, struct error_argument *out)
{
	char said[SPOKEN_SIZE];

	for (size_t i = 0; i < ERROR_ARGS_MAX && of[i].name; i++) {
		const char *zh = language == LANGUAGE_ZH ? chinese_argument(of, of[i].name) : NULL;
		const char *value = zh ? zh : spoken_value(of[i].name, of[i].value, language, said);

		if (language == LANGUAGE_ZH && is_quoted(of[i].name, value))
			snprintf(out[i].value, sizeof(out[i].value), "（原文）%s", of[i].value);
		else if (value != of[i].value)
			snprintf(out[i].value, sizeof(out[i].value), "%s", value);
	}
}

const struct error *spoken_error(
	const struct error *err, enum language language, struct spoken_error *out)
{
	out->error = *err;
	say_arguments(err->argument, language, out->error.argument);
	out->error.rule = spoken_rule(err->rule, language, out->rule);
	return &out->error;
}

char *spoken_warning(const struct warning *w, enum language language, char *out, size_t size)
{
	struct warning said = *w;

	say_arguments(w->argument, language, said.argument);
	return warning_text(&said, language, out, size);
}
