/*
 * schema_reductions: the fields of accounting reports, verification, registration of
 * reductions and issuance, one table per kind.
 */
#include "document/kinds/schema_rows.h"

static const struct field meter_fields[] = {
	{FIELD("parameter", FIELD_LINE, body_meter, parameter), REQUIRED, BETWEEN(1, LINE_CODE),
		SAYS("所测参数", "the symbol that it measures")},
	{FIELD("serial", FIELD_LINE, body_meter, serial), REQUIRED, BETWEEN(1, LINE_CODE),
		SAYS("出厂编号", "serial number")},
	{FIELD("accuracy_class", FIELD_LINE, body_meter, accuracy_class), REQUIRED,
		BETWEEN(1, LINE_CODE), SAYS("准确度等级", "accuracy class")},
	{FIELD("calibration_report", FIELD_LINE, body_meter, calibration_report), REQUIRED,
		BETWEEN(1, LINE_NAME),
		SAYS("校准证书（报告）号", "number of the calibration report")},
	{FIELD("calibrated_on", FIELD_DAY, body_meter, calibrated_on), REQUIRED,
		SAYS("校准日期", "day of calibration")},
	{FIELD("valid_until", FIELD_DAY, body_meter, valid_until), REQUIRED,
		SAYS("有效期至（含）", "valid until, included")},
};
static SCHEMA(schema_meter, "meter", body_meter, meter_fields);

static const struct field report_row_fields[] = {
	{FIELD("year", FIELD_YEAR, body_report_row, year), REQUIRED, BETWEEN(YEAR_MIN, YEAR_MAX),
		SAYS("自然年", "calendar year")},
	{FIELD("claim", FIELD_TONNES, body_report_row, claim), REQUIRED,
		SAYS("申报减排量（tCO2e）", "claimed reduction in tCO2e"),
		RULE("Order 31 art. 22")},
	{VALUES_OF("values", body_report_row, values, FIELD_RATIONAL), REQUIRED,
		BETWEEN(0, LIMIT_ROWS_LARGE), SAYS("监测数据", "monitored values"),
		RULE("Order 31 art. 18")},
};
static SCHEMA(schema_report_row, "year of a report", body_report_row, report_row_fields);

static const struct field accounting_report_fields[] = {
	{FIELD("project", FIELD_PROJECT, body_accounting_report, project), REQUIRED,
		SAYS("项目编号", "project code")},
	{FIELD("batch", FIELD_INTEGER, body_accounting_report, batch), REQUIRED,
		BETWEEN(1, BATCH_MAX), SAYS("批次", "batch")},
	{FIELD("period", FIELD_PERIOD, body_accounting_report, period), REQUIRED,
		SAYS("核算期", "period of the report"), RULE("Order 31 art. 17")},
	{FIELD("vvb", FIELD_PARTY, body_accounting_report, vvb), REQUIRED,
		SAYS("拟委托的核查机构", "the body that will do the verification"),
		RULE("Order 31 art. 18-19")},
	{FIELD("design_conformity", FIELD_TEXT, body_accounting_report, design_conformity),
		REQUIRED, BETWEEN(1, TEXT_LONG),
		SAYS("是否按项目设计文件实施及偏离", "implemented as designed; deviations"),
		RULE("Order 31 art. 20")},
	{LIST_OF("meters", body_accounting_report, meters, schema_meter), BETWEEN(0, LIMIT_ROWS),
		SAYS("计量器具", "meters")},
	{LIST_OF("rows", body_accounting_report, rows, schema_report_row), REQUIRED,
		BETWEEN(1, LIMIT_ROWS_LARGE), SAYS("逐年数据", "rows, one a calendar year")},
};
SCHEMA(schema_accounting_report, "accounting report", body_accounting_report,
	accounting_report_fields);

static const struct field verification_report_fields[] = {
	{FIELD("report", FIELD_DIGEST, body_verification_report, report), REQUIRED,
		SAYS("减排量核算报告的散列", "hash of the accounting report")},
	{FIELD("revision", FIELD_DIGEST, body_verification_report, revision),
		SAYS("核算报告最新修订的散列；有修订时必填，报告以其为准",
			"hash of the latest revision, where there is one; the report rests on it"),
		RULE("docs/rulebook.md revision")},
	{FIELD("replaces", FIELD_DIGEST, body_verification_report, replaces),
		SAYS("所更正并取代的本机构上一份报告的散列；项目业主申请登记之前方可取代",
			"hash of the body's own earlier report that this one corrects and "
			"replaces, "
			"until the owner requests registration"),
		RULE("docs/rulebook.md replaces")},
	{WORD("conclusion", body_verification_report, conclusion, WORDS_CONCLUSION), REQUIRED,
		SAYS("核查结论", "conclusion of the verification"), RULE("Order 31 art. 20")},
	{LIST_OF("findings", body_verification_report, findings, schema_verification_finding),
		REQUIRED, BETWEEN(1, 16), SAYS("逐项核查意见", "findings, item by item"),
		RULE("Order 31 art. 20")},
	{LIST_OF("rows", body_verification_report, rows, schema_verified_row),
		BETWEEN(0, LIMIT_ROWS_LARGE),
		SAYS("经核查的减排量，逐年", "verified reductions, by year"),
		RULE("Order 31 art. 20")},
	{LIST_OF("comments", body_verification_report, comments, schema_comment_answer),
		BETWEEN(0, LIMIT_ROWS_LARGE),
		SAYS("公众意见的处理情况", "how each public comment was dealt with"),
		RULE("Order 31 art. 20")},
	{MAPPING("team", body_verification_report, team, schema_vvb_team), REQUIRED,
		SAYS("核查组与独立性", "team and independence")},
};
SCHEMA(schema_verification_report, "verification report", body_verification_report,
	verification_report_fields);

static const struct field reduction_request_fields[] = {
	{FIELD("report", FIELD_DIGEST, body_reduction_request, report), REQUIRED,
		SAYS("减排量核算报告的散列", "hash of the accounting report")},
	{FIELD("verification", FIELD_DIGEST, body_reduction_request, verification), REQUIRED,
		SAYS("核查报告的散列", "hash of the verification report")},
	{FIELD("quantity", FIELD_TONNES, body_reduction_request, quantity), REQUIRED,
		SAYS("申请登记的减排量（tCO2e），与核查报告一致",
			"reduction in tCO2e, equal to that of the verification report"),
		RULE("Order 31 art. 21")},
	{MAPPING("undertakings", body_reduction_request, undertakings, schema_undertakings),
		REQUIRED, SAYS("承诺", "undertakings"), RULE("Order 31 art. 21")},
};
SCHEMA(schema_reduction_request, "reduction registration request", body_reduction_request,
	reduction_request_fields);

static const struct field reduction_decision_fields[] = {
	{FIELD("request", FIELD_DIGEST, body_reduction_decision, request), REQUIRED,
		SAYS("登记申请的散列", "hash of the request")},
	{WORD("decision", body_reduction_decision, decision, WORDS_REGISTRY_DECISION), REQUIRED,
		SAYS("决定", "the decision"), RULE("Order 31 art. 22")},
	{LIST_OF("rows", body_reduction_decision, rows, schema_verified_row),
		BETWEEN(0, LIMIT_ROWS_LARGE),
		SAYS("予以登记的减排量，逐年", "where registered: the reductions, by year"),
		RULE("Order 31 art. 22")},
	{LIST_OF("checks", body_reduction_decision, checks, schema_check), REQUIRED, BETWEEN(1, 16),
		SAYS("完整性和规范性审核", "formal check, item by item"), RULE("Order 31 art. 22")},
	{FIELD("reasons", FIELD_TEXT, body_reduction_decision, reasons), BETWEEN(1, TEXT_LONG),
		SAYS("不予登记的理由", "where refused: the reasons"), RULE("Order 31 art. 22")},
};
SCHEMA(schema_reduction_decision, "reduction registration decision", body_reduction_decision,
	reduction_decision_fields);

static const struct field issuance_request_fields[] = {
	{FIELD("project", FIELD_PROJECT, body_issuance_request, project), REQUIRED,
		SAYS("项目编号", "project code")},
	{FIELD("batch", FIELD_INTEGER, body_issuance_request, batch), REQUIRED,
		BETWEEN(1, BATCH_MAX), SAYS("批次", "batch")},
	{FIELD("account", FIELD_ACCOUNT, body_issuance_request, account), REQUIRED,
		SAYS("签发到的账户", "account that receives the units")},
};
SCHEMA(schema_issuance_request, "issuance request", body_issuance_request, issuance_request_fields);

static const struct field issuance_fields[] = {
	{FIELD("request", FIELD_DIGEST, body_issuance, request), REQUIRED,
		SAYS("签发申请的散列", "hash of the request")},
	{ITEMS_OF("blocks", body_issuance, blocks, FIELD_UNITS), REQUIRED, BETWEEN(1, LIMIT_ROWS),
		SAYS("签发的序列号区段，每年一段", "issued blocks, one a vintage"),
		RULE("Order 31 art. 22")},
};
SCHEMA(schema_issuance, "issuance", body_issuance, issuance_fields);
