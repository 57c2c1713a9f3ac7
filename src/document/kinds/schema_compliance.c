/*
 * schema_compliance: the fields of obligations, bindings, and the application, receipt, answer
 * and other ends of an offset, one table per kind.
 */
#include "document/kinds/schema_rows.h"

static const struct field obligation_fields[] = {
	{FIELD("entity", FIELD_PARTY, body_obligation, entity), REQUIRED,
		SAYS("重点排放单位", "the key emitting entity")},
	{FIELD("province", FIELD_REGION, body_obligation, province), REQUIRED,
		SAYS("所属省份（GB/T 2260）", "its province by GB/T 2260")},
	{FIELD("compliance_year", FIELD_YEAR, body_obligation, compliance_year), REQUIRED,
		BETWEEN(YEAR_MIN, YEAR_MAX), SAYS("履约年度", "compliance year")},
	{FIELD("allowances_due", FIELD_TONNES, body_obligation, allowances_due), REQUIRED,
		SAYS("应清缴配额（tCO2e）", "allowances due, tCO2e"),
		RULE("Measures for Trading of Emission Allowances art. 29")},
	{FIELD("surrender_by", FIELD_DAY, body_obligation, surrender_by), REQUIRED,
		SAYS("清缴截止日（含）", "last day to surrender, included")},
	{FIELD("revises", FIELD_DIGEST, body_obligation, revises),
		SAYS("所修订文件的散列", "hash of the obligation that this one revises")},
};
SCHEMA(schema_obligation, "obligation", body_obligation, obligation_fields);

static const struct field binding_fields[] = {
	{WORD("action", body_binding, action, WORDS_BINDING_ACTION), REQUIRED,
		SAYS("绑定或解除", "bound or ended")},
	{FIELD("account", FIELD_ACCOUNT, body_binding, account), REQUIRED,
		SAYS("自愿减排账户", "the holding account")},
	{FIELD("cea_account", FIELD_CAPITALS, body_binding, cea_account), REQUIRED,
		BETWEEN(1, LINE_CODE), SAYS("全国碳市场登记账户", "the allowance account")},
	{FIELD("entity", FIELD_PARTY, body_binding, entity), REQUIRED,
		SAYS("两账户的持有人", "holder of both accounts")},
};
SCHEMA(schema_binding, "binding", body_binding, binding_fields);

static const struct field offset_application_fields[] = {
	{FIELD("account", FIELD_ACCOUNT, body_offset_application, account), REQUIRED,
		SAYS("自愿减排账户", "the holding account")},
	{FIELD("cea_account", FIELD_CAPITALS, body_offset_application, cea_account), REQUIRED,
		BETWEEN(1, LINE_CODE), SAYS("全国碳市场登记账户", "the allowance account")},
	{FIELD("compliance_year", FIELD_YEAR, body_offset_application, compliance_year), REQUIRED,
		BETWEEN(YEAR_MIN, YEAR_MAX), SAYS("履约年度", "compliance year")},
	{ITEMS_OF("units", body_offset_application, units, FIELD_UNITS), REQUIRED,
		BETWEEN(1, LIMIT_ROWS), SAYS("用于抵销的核证自愿减排量", "the units"),
		RULE("Measures for Trading of Emission Allowances art. 29")},
};
SCHEMA(schema_offset_application, "offset application", body_offset_application,
	offset_application_fields);

static const struct field offset_receipt_fields[] = {
	{FIELD("record", FIELD_DIGEST, body_offset_receipt, record), REQUIRED,
		SAYS("抵销申请的散列", "hash of the offset application")},
	{WORD("result", body_offset_receipt, result, WORDS_RECEIPT_RESULT), REQUIRED,
		SAYS("已收到或格式不符", "received or malformed")},
	{FIELD("reason", FIELD_TEXT, body_offset_receipt, reason), BETWEEN(1, TEXT_SHORT),
		SAYS("格式不符的原因", "malformed: why")},
	{FIELD("reference", FIELD_REFERENCE, body_offset_receipt, reference), BETWEEN(1, LINE_CODE),
		SAYS("全国碳排放权注册登记机构编号，同类文件中每号只用一次",
			"the allowance registry's reference, used once for documents of a kind")},
};
SCHEMA(schema_offset_receipt, "offset receipt", body_offset_receipt, offset_receipt_fields);

static const struct field province_decision_fields[] = {
	{FIELD("by", FIELD_PARTY, body_province_decision, by), REQUIRED,
		SAYS("省级生态环境主管部门", "the provincial department")},
	{FIELD("on", FIELD_DAY, body_province_decision, on), REQUIRED, SAYS("日期", "the day")},
	{FIELD("document", FIELD_LINE, body_province_decision, document), REQUIRED,
		BETWEEN(1, LINE_NAME), SAYS("文号", "number of its document")},
};
static SCHEMA(schema_province_decision, "decision of the province", body_province_decision,
	province_decision_fields);

static const struct field offset_answer_fields[] = {
	{FIELD("record", FIELD_DIGEST, body_offset_answer, record), REQUIRED,
		SAYS("抵销申请的散列", "hash of the offset application")},
	{FIELD("used", FIELD_TONNES, body_offset_answer, used), REQUIRED,
		SAYS("实际使用量（tCO2e），0 为不予使用", "quantity used, tCO2e; 0: none")},
	{FIELD("reason", FIELD_TEXT, body_offset_answer, reason), BETWEEN(1, TEXT_SHORT),
		SAYS("未全部使用的原因", "why not all was used")},
	{FIELD("reference", FIELD_REFERENCE, body_offset_answer, reference), BETWEEN(1, LINE_CODE),
		SAYS("全国碳排放权注册登记机构编号，同类文件中每号只用一次",
			"the allowance registry's reference, used once for documents of a kind")},
	{MAPPING("province_decision", body_offset_answer, province_decision,
		 schema_province_decision),
		REQUIRED, SAYS("省级主管部门的意见", "the province's decision")},
};
SCHEMA(schema_offset_answer, "offset answer", body_offset_answer, offset_answer_fields);

static const struct field offset_withdrawal_fields[] = {
	{FIELD("record", FIELD_DIGEST, body_offset_withdrawal, record), REQUIRED,
		SAYS("抵销申请的散列", "hash of the offset application")},
	{FIELD("reason", FIELD_TEXT, body_offset_withdrawal, reason), REQUIRED,
		BETWEEN(1, TEXT_SHORT), SAYS("撤回原因", "why it is withdrawn")},
};
SCHEMA(schema_offset_withdrawal, "withdrawal of an offset application", body_offset_withdrawal,
	offset_withdrawal_fields);

static const struct field expiry_fields[] = {
	{FIELD("of", FIELD_DIGEST, body_expiry, of), REQUIRED,
		SAYS("逾期未答复的抵销申请的散列",
			"hash of the offset application whose term has passed")},
};
SCHEMA(schema_expiry, "expiry", body_expiry, expiry_fields);

static const struct field entrusted_surrender_fields[] = {
	{FIELD("entity", FIELD_PARTY, body_entrusted_surrender, entity), REQUIRED,
		SAYS("重点排放单位", "the key emitting entity")},
	{WORD("ground", body_entrusted_surrender, ground, WORDS_ENTRUSTING_GROUND), REQUIRED,
		SAYS("委托原因", "why it is entrusted")},
	{FIELD("decision", FIELD_LINE, body_entrusted_surrender, decision), REQUIRED,
		BETWEEN(1, LINE_NAME),
		SAYS("省级生态环境主管部门的文号", "number of the province's document")},
	{FIELD("account", FIELD_ACCOUNT, body_entrusted_surrender, account), REQUIRED,
		SAYS("提供核证自愿减排量的账户", "the account that supplies the units")},
	{FIELD("cea_account", FIELD_CAPITALS, body_entrusted_surrender, cea_account), REQUIRED,
		BETWEEN(1, LINE_CODE),
		SAYS("该单位的全国碳市场登记账户", "the entity's allowance account")},
	{FIELD("compliance_year", FIELD_YEAR, body_entrusted_surrender, compliance_year), REQUIRED,
		BETWEEN(YEAR_MIN, YEAR_MAX), SAYS("履约年度", "compliance year")},
	{ITEMS_OF("units", body_entrusted_surrender, units, FIELD_UNITS), REQUIRED,
		BETWEEN(1, LIMIT_ROWS), SAYS("用于抵销的核证自愿减排量", "the units")},
};
SCHEMA(schema_entrusted_surrender, "entrusted surrender", body_entrusted_surrender,
	entrusted_surrender_fields);
