/*
 * schema_methodologies: the fields of methodologies, one table per kind.
 */
#include "document/kinds/schema_rows.h"

/* What formula/ reads from the tree; docs/methodology-language.md describes it. */
#define PROGRAM(key_, zh_, en_)                                                                    \
	{                                                                                          \
		FIELD(key_, FIELD_TREE, body_methodology, program), SAYS(zh_, en_),                \
			RULE("docs/methodology-language.md")                                       \
	}

static const struct field methodology_fields[] = {
	{FIELD("code", FIELD_METHODOLOGY, body_methodology, code), REQUIRED,
		SAYS("方法学编号", "code of the methodology")},
	{MAPPING("name", body_methodology, name, schema_bilingual), REQUIRED, SAYS("名称", "name")},
	{WORD("status", body_methodology, status, WORDS_METHODOLOGY_STATUS), REQUIRED,
		SAYS("正式或非正式", "official or provisional")},
	{MAPPING("provisional_reason", body_methodology, provisional_reason, schema_bilingual_text),
		SAYS("非正式的原因", "why its mathematics is not the official text's")},
	{FIELD("source", FIELD_TEXT, body_methodology, source), REQUIRED, BETWEEN(1, TEXT_SHORT),
		SAYS("来源文件", "the document it comes from")},
	{FIELD("from", FIELD_DAY, body_methodology, from), REQUIRED,
		SAYS("自何日起可用于项目设计", "usable by designs from this day")},
	{WORD("additionality", body_methodology, additionality, WORDS_ADDITIONALITY_RULE), REQUIRED,
		SAYS("额外性：免予论证、一般论证，或所列情形免予论证",
			"additionality: exempt, to be argued, or exempt in the cases listed")},
	{FIELD("crediting_years_max", FIELD_INTEGER, body_methodology, crediting_years_max),
		REQUIRED, BETWEEN(1, 100),
		SAYS("计入期最长年数", "longest crediting period, years")},
	{FIELD("crediting_years_min", FIELD_INTEGER, body_methodology, crediting_years_min),
		BETWEEN(1, 100), SAYS("计入期最短年数", "shortest crediting period, years")},
	PROGRAM("scope", "适用范围", "what it is for"),
	PROGRAM("boundary", "项目边界", "project boundary"),
	PROGRAM("baseline", "基准线情景", "baseline scenario"),
	PROGRAM("leakage", "泄漏", "leakage"),
	PROGRAM("gases", "计入的温室气体及其来源", "gases and their sources, counted or not"),
	PROGRAM("pools", "计入的碳库", "carbon pools, counted or not"),
	PROGRAM("exempt_cases", "免予论证的情形", "cases exempt from showing additionality"),
	PROGRAM("additionality_ways", "额外性论证方式", "ways of showing additionality"),
	PROGRAM("notes", "方法学的其他要求，仅供阅读", "other requirements, for reading only"),
	PROGRAM("registry_notes", "本登记系统自己的规则，不属于方法学文本，仅供阅读",
		"rules of the registry's own, which are not the text's, for reading only"),
	PROGRAM("conditions", "适用条件", "conditions of applicability"),
	PROGRAM("exclusions", "不适用的情形", "what is excluded"),
	PROGRAM("indexes", "下标，求和所遍历的集合", "indexes: the sets that sums run over"),
	PROGRAM("parameters", "参数", "parameters"),
	PROGRAM("raw_data", "原始数据文件及由其得出监测值的规则",
		"raw data files, and how monitored values come from them"),
	PROGRAM("equations", "公式，依计算顺序", "equations in order of evaluation"),
	PROGRAM("result", "结果及其取整", "the result and its rounding"),
	PROGRAM("examples", "算例，须逐位相符", "worked examples, which must come out exactly"),
};
SCHEMA(schema_methodology, "methodology", body_methodology, methodology_fields);
