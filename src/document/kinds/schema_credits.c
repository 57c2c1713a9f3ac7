/*
 * schema_credits: the fields of trading, settlement, retirement, restriction and transfer, one
 * table per kind.
 */
#include "document/kinds/schema_rows.h"

#define UNITS_OF(owner)                                                                            \
	ITEMS_OF("units", owner, units, FIELD_UNITS), REQUIRED, BETWEEN(1, LIMIT_ROWS)

static const struct field trading_fields[] = {
	{FIELD("account", FIELD_ACCOUNT, body_trading, account), REQUIRED,
		SAYS("账户", "the account")},
	{UNITS_OF(body_trading), SAYS("核证自愿减排量", "the units"), RULE("Order 31 art. 24")},
};
SCHEMA(schema_trading, "trading deposit or return", body_trading, trading_fields);

static const struct field leg_fields[] = {
	{FIELD("seller", FIELD_ACCOUNT, body_leg, seller), REQUIRED,
		SAYS("卖方账户", "seller's account")},
	{FIELD("buyer", FIELD_ACCOUNT, body_leg, buyer), REQUIRED,
		SAYS("买方账户", "buyer's account")},
	{FIELD("units", FIELD_UNITS, body_leg, units), REQUIRED,
		SAYS("核证自愿减排量", "the units")},
	{FIELD("price_fen", FIELD_INTEGER, body_leg, price_fen), REQUIRED,
		BETWEEN(0, INT64_C(1000000000)), SAYS("单价（分/吨）", "price a tonne, in fen")},
};
static SCHEMA(schema_leg, "leg", body_leg, leg_fields);

static const struct field settlement_fields[] = {
	{FIELD("trading_day", FIELD_DAY, body_settlement, trading_day), REQUIRED,
		SAYS("交易日", "the trading day"), RULE("Order 31 art. 26")},
	{FIELD("reference", FIELD_REFERENCE, body_settlement, reference), REQUIRED,
		BETWEEN(1, LINE_CODE),
		SAYS("交易机构编号，每号只用一次", "the exchange's reference, used once")},
	{LIST_OF("legs", body_settlement, legs, schema_leg), REQUIRED, BETWEEN(1, LIMIT_ROWS_LARGE),
		SAYS("成交各笔", "the trades"), RULE("Order 31 art. 26")},
};
SCHEMA(schema_settlement, "settlement", body_settlement, settlement_fields);

static const struct field retirement_fields[] = {
	{FIELD("account", FIELD_ACCOUNT, body_retirement, account), REQUIRED,
		SAYS("账户", "the account")},
	{UNITS_OF(body_retirement), SAYS("注销的核证自愿减排量", "the units"),
		RULE("Order 31 art. 28")},
	{WORD("purpose", body_retirement, purpose, WORDS_PURPOSE), REQUIRED,
		SAYS("用途", "the purpose"), RULE("Order 31 art. 28")},
	{FIELD("beneficiary", FIELD_LINE, body_retirement, beneficiary), BETWEEN(1, LINE_NAME),
		SAYS("受益人名称", "name of the beneficiary")},
	{FIELD("beneficiary_id", FIELD_PARTY, body_retirement, beneficiary_id),
		SAYS("受益人代码", "the beneficiary's code")},
	{FIELD("region", FIELD_REGION, body_retirement, region),
		SAYS("地方碳市场（GB/T 2260）", "regional-ets: the market's region by GB/T 2260")},
	{FIELD("compliance_year", FIELD_YEAR, body_retirement, compliance_year),
		BETWEEN(YEAR_MIN, YEAR_MAX), SAYS("地方履约年度", "regional-ets: compliance year")},
	{FIELD("event", FIELD_LINE, body_retirement, event), BETWEEN(1, LINE_NAME),
		SAYS("大型活动名称", "event: its name")},
	{FIELD("event_period", FIELD_PERIOD, body_retirement, event_period),
		SAYS("大型活动日期", "event: its days")},
	{FIELD("emission_period", FIELD_PERIOD, body_retirement, emission_period),
		SAYS("所抵销排放的期间", "enterprise: the period of the emissions offset")},
	{FIELD("aeroplane_operator", FIELD_LINE, body_retirement, aeroplane_operator),
		BETWEEN(1, LINE_NAME), SAYS("航空器运营人", "corsia: the aeroplane operator")},
	{FIELD("statement", FIELD_TEXT, body_retirement, statement), BETWEEN(1, TEXT_SHORT),
		SAYS("说明，刊于证书", "statement printed on the certificate")},
};
SCHEMA(schema_retirement, "retirement", body_retirement, retirement_fields);

static const struct field authority_order_fields[] = {
	{FIELD("by", FIELD_PARTY, body_authority_order, by), REQUIRED,
		SAYS("作出决定的机关代码", "code of the authority that gave it")},
	{FIELD("number", FIELD_LINE, body_authority_order, number), REQUIRED, BETWEEN(1, LINE_NAME),
		SAYS("文号", "its number")},
	{FIELD("on", FIELD_DAY, body_authority_order, on), REQUIRED, SAYS("作出日期", "its day")},
	{FIELD("sha256", FIELD_DIGEST, body_authority_order, sha256), REQUIRED,
		SAYS("决定文书的 SHA-256", "SHA-256 of its text")},
};
static SCHEMA(schema_authority_order, "order of an authority", body_authority_order,
	authority_order_fields);

static const struct field restriction_fields[] = {
	{WORD("action", body_restriction, action, WORDS_RESTRICTION_ACTION), REQUIRED,
		SAYS("措施：冻结、限制交易或解除",
			"the measure: nothing moves, nothing is traded, or an end of that"),
		RULE("Registration Rules art. 10, 16")},
	{FIELD("of", FIELD_DIGEST, body_restriction, of),
		SAYS("解除：所解除的限制文件的散列", "release: hash of the restriction")},
	{WORD("scope", body_restriction, scope, WORDS_HOLD_SCOPE),
		SAYS("对象，解除时不填", "what is restricted; not in a release")},
	{FIELD("account", FIELD_ACCOUNT, body_restriction, account),
		SAYS("对象为账户：账户", "scope account: the account")},
	{FIELD("project", FIELD_PROJECT, body_restriction, project),
		SAYS("对象为项目：项目编号", "scope project: its code")},
	{ITEMS_OF("units", body_restriction, units, FIELD_UNITS), BETWEEN(1, LIMIT_ROWS),
		SAYS("对象为所列减排量：序列号区段，不论由谁持有",
			"scope units: the ranges, whoever holds them")},
	{MAPPING("order", body_restriction, order, schema_authority_order), REQUIRED,
		SAYS("所依据的决定", "the order that it rests on"),
		RULE("docs/rulebook.md restriction")},
	{FIELD("until", FIELD_DAY, body_restriction, until),
		SAYS("最后一日（含），不填则至解除为止",
			"its last day, included; until released where left out")},
	{FIELD("text", FIELD_TEXT, body_restriction, text), REQUIRED, BETWEEN(1, TEXT_LONG),
		SAYS("事由", "the ground")},
};
SCHEMA(schema_restriction, "restriction", body_restriction, restriction_fields);

static const struct field transfer_fields[] = {
	{WORD("ground", body_transfer, ground, WORDS_TRANSFER_GROUND), REQUIRED,
		SAYS("过户事由", "why they change hands"), RULE("docs/rulebook.md transfer")},
	{FIELD("from", FIELD_ACCOUNT, body_transfer, from), REQUIRED,
		SAYS("转出账户", "the account that gives")},
	{FIELD("to", FIELD_ACCOUNT, body_transfer, to), REQUIRED,
		SAYS("转入账户", "the account that takes")},
	{UNITS_OF(body_transfer), SAYS("过户的核证自愿减排量", "the units")},
	{FIELD("proof", FIELD_DIGEST, body_transfer, proof), REQUIRED,
		SAYS("证明材料（协议、证明或裁判文书）的 SHA-256",
			"SHA-256 of the proof: contract, certificate or judgment")},
	{FIELD("text", FIELD_TEXT, body_transfer, text), BETWEEN(1, TEXT_LONG),
		SAYS("说明", "an explanation")},
};
SCHEMA(schema_transfer, "transfer", body_transfer, transfer_fields);
