/*
 * schema_authority: the fields of genesis, clock, rules, roles, parties, parameters,
 * units, calendars, accreditations and void, one table per kind.
 */
#include "document/kinds/schema_rows.h"

static const struct field genesis_authority_fields[] = {
	{FIELD("party", FIELD_PARTY, body_genesis_authority, party), REQUIRED,
		SAYS("统一社会信用代码", "unified social credit code")},
	{WORD("role", body_genesis_authority, role, WORDS_ROLE), REQUIRED,
		SAYS("角色：operator、mee 或 samr", "its role: operator, mee or samr")},
	{MAPPING("name", body_genesis_authority, name, schema_bilingual), REQUIRED,
		SAYS("名称", "name")},
	{FIELD("threshold", FIELD_INTEGER, body_genesis_authority, threshold), REQUIRED,
		BETWEEN(1, LIMIT_PARTY_KEYS),
		SAYS("签署所需密钥数", "how many of its keys must sign")},
	{ITEMS_OF("keys", body_genesis_authority, keys, FIELD_PUBLIC_KEY), REQUIRED,
		BETWEEN(1, LIMIT_PARTY_KEYS), SAYS("公钥", "public keys")},
};
static SCHEMA(
	schema_genesis_authority, "authority", body_genesis_authority, genesis_authority_fields);

static const struct field genesis_fields[] = {
	{MAPPING("title", body_genesis, title, schema_bilingual), REQUIRED,
		SAYS("注册登记系统名称", "name of the registry")},
	{WORD("clock", body_genesis, clock, WORDS_CLOCK), REQUIRED,
		SAYS("真实或模拟时钟", "whether time is real or simulated")},
	{FIELD("start", FIELD_INSTANT, body_genesis, start),
		SAYS("模拟时钟的起始时刻", "simulated clock: the first instant")},
	{FIELD("rules", FIELD_INTEGER, body_genesis, rules), REQUIRED, BETWEEN(1, 1000),
		SAYS("规则版本", "version of the rules")},
	{FIELD("sealing_key", FIELD_PUBLIC_KEY, body_genesis, sealing_key), REQUIRED,
		SAYS("封存密钥，类型为 ssh-ed25519，不得为任何主体的密钥",
			"the sealing key, of type ssh-ed25519, which is no party's key")},
	{LIST_OF("authorities", body_genesis, authorities, schema_genesis_authority), REQUIRED,
		BETWEEN(1, LIMIT_SIGNERS),
		SAYS("最初的管理机构及其密钥", "the first authorities and their keys")},
};
SCHEMA(schema_genesis, "genesis", body_genesis, genesis_fields);

static const struct field clock_fields[] = {
	{FIELD("instant", FIELD_INSTANT, body_clock, instant), REQUIRED,
		SAYS("模拟时钟的新时刻", "the instant that the simulated clock goes to")},
};
SCHEMA(schema_clock, "clock", body_clock, clock_fields);

static const struct field rules_fields[] = {
	{FIELD("rules", FIELD_INTEGER, body_rules, rules), REQUIRED, BETWEEN(1, 1000),
		SAYS("自下一条目起适用的规则版本", "version of the rules from the next entry on")},
};
SCHEMA(schema_rules, "rules", body_rules, rules_fields);

static const struct field role_fields[] = {
	{WORD("action", body_role, action, WORDS_ROLE_ACTION), REQUIRED,
		SAYS("授予或终止", "granted or ended")},
	{WORD("role", body_role, role, WORDS_ROLE), REQUIRED, SAYS("角色", "the role")},
	{FIELD("party", FIELD_PARTY, body_role, party), REQUIRED, SAYS("主体", "the party")},
	{FIELD("from", FIELD_DAY, body_role, from), REQUIRED, SAYS("自何日起", "from which day")},
	{FIELD("ground", FIELD_TEXT, body_role, ground), BETWEEN(1, TEXT_SHORT),
		SAYS("依据", "the ground")},
};
SCHEMA(schema_role, "role", body_role, role_fields);

static const struct field party_fields[] = {
	{FIELD("party", FIELD_PARTY, body_party, party), REQUIRED,
		SAYS("统一社会信用代码，或自然人的 P- 编号",
			"unified social credit code, or P- and 16 random characters for a person"),
		RULE("GB 32100-2015")},
	{WORD("type", body_party, type, WORDS_PARTY_TYPE), REQUIRED,
		SAYS("组织或自然人", "organisation or natural person"), RULE("Order 31 art. 4")},
	{MAPPING("name", body_party, name, schema_bilingual),
		SAYS("名称（组织必填，自然人不填）", "name: for organisations, and only for them"),
		RULE("Registration Rules art. 6")},
	{FIELD("identity", FIELD_WITHHELD, body_party, identity),
		SAYS("身份信息，不公开（自然人）", "identity, withheld: for natural persons"),
		RULE("Registration Rules art. 6")},
	{MAPPING("contact", body_party, contact, schema_commitment),
		SAYS("账户代表与联系方式，只留承诺",
			"representative and means of contact, committed to"),
		RULE("Registration Rules art. 8")},
	{FIELD("province", FIELD_REGION, body_party, province),
		SAYS("所在省份（GB/T 2260）", "province by GB/T 2260")},
	{FIELD("threshold", FIELD_INTEGER, body_party, threshold), REQUIRED,
		BETWEEN(1, LIMIT_PARTY_KEYS),
		SAYS("签署所需密钥数", "how many of its keys must sign")},
	{ITEMS_OF("keys", body_party, keys, FIELD_PUBLIC_KEY), REQUIRED,
		BETWEEN(1, LIMIT_PARTY_KEYS),
		SAYS("公钥，每把都须签署本文件", "public keys, each of which signs this document")},
	{FIELD("account", FIELD_ACCOUNT, body_party, account), REQUIRED,
		SAYS("一般持有账户：随机并带校验字符",
			"holding account: random, its last character a check"),
		RULE("Registration Rules art. 6")},
	{FIELD("uscc_override", FIELD_TEXT, body_party, uscc_override), BETWEEN(1, TEXT_SHORT),
		SAYS("代码未通过校验仍予开户的理由",
			"why a code that fails its check characters is admitted")},
};
SCHEMA(schema_party, "party", body_party, party_fields);

static const struct field parameter_row_fields[] = {
	{FIELD("key", FIELD_LINE, body_parameter_row, key), REQUIRED, BETWEEN(1, LINE_CODE),
		SAYS("行的键：电网、地区或种类", "key of the row: a grid, a region, a kind")},
	{FIELD("year", FIELD_YEAR, body_parameter_row, year), BETWEEN(YEAR_MIN, YEAR_MAX),
		SAYS("数据年份", "year of the data")},
	{FIELD("edition", FIELD_LINE, body_parameter_row, edition), BETWEEN(1, LINE_NAME),
		SAYS("版本", "edition")},
	{FIELD("value", FIELD_CODE, body_parameter_row, value),
		BETWEEN(1, ACCREDITATION_FIELDS_MAX),
		SAYS("代码（代码表的行）", "the code, in a table of codes")},
	{VALUES_OF("values", body_parameter_row, values, FIELD_DECIMAL),
		BETWEEN(1, PARAMETER_VALUES_MAX),
		SAYS("数值（其他表的行）", "values, in any other table")},
};
static SCHEMA(schema_parameter_row, "row of a table", body_parameter_row, parameter_row_fields);

static const struct field parameters_fields[] = {
	{FIELD("name", FIELD_CODE, body_parameters, name), REQUIRED, BETWEEN(1, LINE_CODE),
		SAYS("参数名", "name of the parameter")},
	{WORD("status", body_parameters, status, WORDS_TEXT_STATUS), REQUIRED,
		SAYS("数值的依据：已发布的正式文本（final）、征求意见稿或暂定（draft）、由公开登记"
		     "数据推算（inferred）",
			"what the values rest on: a published text (final), a draft or an "
			"assumption (draft), registrations that they were solved back from "
			"(inferred)")},
	{FIELD("source", FIELD_TEXT, body_parameters, source), REQUIRED, BETWEEN(1, TEXT_SHORT),
		SAYS("来源文件", "the document it comes from")},
	{FIELD("about", FIELD_YEAR, body_parameters, about), BETWEEN(YEAR_MIN, YEAR_MAX),
		SAYS("所指年份", "the year meant")},
	{FIELD("from", FIELD_DAY, body_parameters, from), REQUIRED,
		SAYS("自何日起可用", "usable from this day")},
	{FIELD("value", FIELD_LINE, body_parameters, value), BETWEEN(1, LINE_NAME),
		SAYS("单一数值或文字", "a single value")},
	{LIST_OF("rows", body_parameters, rows, schema_parameter_row), BETWEEN(1, LIMIT_ROWS_LARGE),
		SAYS("表格各行", "rows of a table")},
};
SCHEMA(schema_parameters, "parameters", body_parameters, parameters_fields);

static const struct field unit_fields[] = {
	{FIELD("symbol", FIELD_LINE, body_unit, symbol), REQUIRED, BETWEEN(1, LINE_CODE),
		SAYS("符号", "symbol")},
	{MAPPING("name", body_unit, name, schema_bilingual), REQUIRED, SAYS("名称", "name")},
	{FIELD("factor", FIELD_RATIONAL, body_unit, factor),
		SAYS("换算系数（精确）", "exact factor")},
	{FIELD("of", FIELD_LINE, body_unit, of), BETWEEN(1, LINE_NAME),
		SAYS("以何单位表示；基本单位不填",
			"the units it is made of; absent for a base unit")},
};
static SCHEMA(schema_unit, "unit of measure", body_unit, unit_fields);

static const struct field units_fields[] = {
	{FIELD("source", FIELD_TEXT, body_units, source), REQUIRED, BETWEEN(1, TEXT_SHORT),
		SAYS("来源文件", "the document it comes from")},
	{LIST_OF("units", body_units, units, schema_unit), REQUIRED, BETWEEN(1, LIMIT_ROWS_LARGE),
		SAYS("各单位", "the units")},
};
SCHEMA(schema_units, "units", body_units, units_fields);

static const struct field calendar_fields[] = {
	{FIELD("year", FIELD_YEAR, body_calendar, year), REQUIRED, BETWEEN(YEAR_MIN, YEAR_MAX),
		SAYS("年份", "the year")},
	{FIELD("source", FIELD_TEXT, body_calendar, source), REQUIRED, BETWEEN(1, TEXT_SHORT),
		SAYS("国务院办公厅通知", "the State Council's notice")},
	{ITEMS_OF("off", body_calendar, off, FIELD_DAY), REQUIRED, BETWEEN(1, 366),
		SAYS("放假日期", "days off")},
	{ITEMS_OF("work", body_calendar, work, FIELD_DAY), BETWEEN(0, 366),
		SAYS("调休上班的周末", "weekend days made up")},
};
SCHEMA(schema_calendar, "calendar", body_calendar, calendar_fields);

static const struct field accreditation_fields[] = {
	{WORD("action", body_accreditation, action, WORDS_ACCREDITATION_ACTION), REQUIRED,
		SAYS("批准、暂停或撤销", "what is done"), RULE("Order 31 art. 31, 44")},
	{FIELD("vvb", FIELD_PARTY, body_accreditation, vvb), REQUIRED,
		SAYS("审定与核查机构", "the validation and verification body")},
	{ITEMS_OF("fields", body_accreditation, fields, FIELD_CODE),
		BETWEEN(1, ACCREDITATION_FIELDS_MAX),
		SAYS("领域，见参数 `accreditation.field`，各一次",
			"fields, of those of the parameter `accreditation.field`, each once"),
		RULE("CNCA 2024 No. 11")},
	{FIELD("approval", FIELD_CODE, body_accreditation, approval), BETWEEN(1, LINE_CODE),
		SAYS("批准号", "number of the approval")},
	{FIELD("from", FIELD_DAY, body_accreditation, from), REQUIRED,
		SAYS("自何日起", "from which day")},
	{FIELD("until", FIELD_DAY, body_accreditation, until),
		SAYS("批准或暂停至何日止（含）；暂停期满恢复此前的资质",
			"until which day, included: of a grant or a suspension; after a "
			"suspension what stood before it holds again")},
	{FIELD("ground", FIELD_TEXT, body_accreditation, ground), BETWEEN(1, TEXT_SHORT),
		SAYS("依据", "the ground")},
	{ITEMS_OF("reports", body_accreditation, reports, FIELD_DIGEST), BETWEEN(0, LIMIT_ROWS),
		SAYS("因撤销而失效的报告", "a withdrawal's: reports that are no longer good")},
};
SCHEMA(schema_accreditation, "accreditation", body_accreditation, accreditation_fields);

static const struct field void_fields[] = {
	{FIELD("voids", FIELD_DOCUMENT_ID, body_void, voids), REQUIRED,
		SAYS("作废的文件编号", "id of the document that must never be sealed")},
};
SCHEMA(schema_void, "void", body_void, void_fields);
