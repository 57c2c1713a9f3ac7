/*
 * schema_projects: the fields of project designs, notices, comments, validation and
 * registration, one table per kind.
 */
#include "document/kinds/schema_rows.h"

static const struct field corner_fields[] = {
	{FIELD("latitude", FIELD_DEGREES, corner, latitude_nano), REQUIRED, BETWEEN(-90, 90),
		SAYS("纬度（CGCS2000）", "latitude, CGCS2000")},
	{FIELD("longitude", FIELD_DEGREES, corner, longitude_nano), REQUIRED, BETWEEN(-180, 180),
		SAYS("经度（CGCS2000）", "longitude, CGCS2000")},
};
static SCHEMA(schema_corner, "corner", corner, corner_fields);

static const struct field boundary_part_fields[] = {
	{LIST_OF("corners", boundary_part, corners, schema_corner), REQUIRED,
		BETWEEN(1, LIMIT_BOUNDARY_CORNERS),
		SAYS("拐点：至少 3 个；边界只有一个部分时可为 1 个，即一个点",
			"corners, at least 3; 1, a point, where the boundary has one part alone"),
		RULE("CCER-01-002-V01 8.2")},
};
static SCHEMA(schema_boundary_part, "part of a boundary", boundary_part, boundary_part_fields);

static const struct field answer_fields[] = {
	{FIELD("id", FIELD_CODE, body_answer, id), REQUIRED, BETWEEN(1, LINE_CODE),
		SAYS("方法学中适用条件的编号", "id of the condition in the methodology")},
	{FIELD("text", FIELD_TEXT, body_answer, text), REQUIRED, BETWEEN(1, TEXT_SHORT),
		SAYS("论证", "how it is met")},
	{FIELD("holds", FIELD_BOOLEAN, body_answer, holds), REQUIRED,
		SAYS("是否满足", "whether it holds")},
};
static SCHEMA(schema_answer, "condition of applicability", body_answer, answer_fields);

static const struct field expected_row_fields[] = {
	{FIELD("year", FIELD_YEAR, body_expected_row, year), REQUIRED, BETWEEN(YEAR_MIN, YEAR_MAX),
		SAYS("自然年", "calendar year")},
	{FIELD("quantity", FIELD_TONNES, body_expected_row, quantity), REQUIRED,
		SAYS("预计减排量（tCO2e）", "expected reduction in tCO2e")},
};
static SCHEMA(schema_expected_row, "expected reduction", body_expected_row, expected_row_fields);

static const struct field project_design_fields[] = {
	{FIELD("methodology", FIELD_METHODOLOGY, body_project_design, methodology), REQUIRED,
		SAYS("方法学编号", "code of the methodology"), RULE("Order 31 art. 11")},
	{MAPPING("name", body_project_design, name, schema_bilingual), REQUIRED,
		SAYS("项目名称", "name of the project")},
	{MAPPING("description", body_project_design, description, schema_bilingual_text), REQUIRED,
		SAYS("项目概述", "short description")},
	{FIELD("province", FIELD_REGION, body_project_design, province), REQUIRED,
		SAYS("所在省份（GB/T 2260）", "province by GB/T 2260")},
	{FIELD("grid", FIELD_LINE, body_project_design, grid), BETWEEN(1, LINE_CODE),
		SAYS("区域电网，即排放因子表的键", "regional grid: key of the factor tables")},
	{FIELD("grid_registration", FIELD_CAPITALS, body_project_design, grid_registration),
		BETWEEN(1, LINE_CODE),
		SAYS("可再生能源项目建档立卡代码",
			"code of the plant's registration with the NEA")},
	{LIST_OF("boundary", body_project_design, boundary, schema_boundary_part), REQUIRED,
		BETWEEN(1, LIMIT_BOUNDARY_PARTS),
		SAYS("项目边界，逐个部分；拐点合计至多 5000 个",
			"the project's area, part by part; together at most 5,000 corners"),
		RULE("CCER-01-002-V01 8.2")},
	{FIELD("construction_start", FIELD_DAY, body_project_design, construction_start), REQUIRED,
		SAYS("开工日期", "start of construction"), RULE("Order 31 art. 10")},
	{FIELD("lifetime", FIELD_PERIOD, body_project_design, lifetime), REQUIRED,
		SAYS("项目寿命期限", "lifetime of the project")},
	{FIELD("crediting", FIELD_PERIOD, body_project_design, crediting), REQUIRED,
		SAYS("计入期", "crediting period")},
	{FIELD("vvb", FIELD_PARTY, body_project_design, vvb), REQUIRED,
		SAYS("拟委托的审定机构", "the body that will do the validation"),
		RULE("Order 31 art. 12")},
	{WORD("additionality", body_project_design, additionality, WORDS_ADDITIONALITY), REQUIRED,
		SAYS("额外性论证方式", "how additionality is shown"), RULE("Order 31 art. 10")},
	{FIELD("additionality_text", FIELD_TEXT, body_project_design, additionality_text),
		BETWEEN(1, TEXT_LONG), SAYS("额外性论证", "the demonstration")},
	{FIELD("additionality_way", FIELD_CODE, body_project_design, additionality_way),
		BETWEEN(1, LINE_CODE),
		SAYS("所用的额外性论证方式，或所属的免予论证情形，即方法学所列编号",
			"id of the methodology's way of showing additionality, or of the exempt "
			"case"),
		RULE("Order 31 art. 10")},
	{LIST_OF("conditions", body_project_design, conditions, schema_answer),
		BETWEEN(0, LIMIT_ROWS),
		SAYS("逐项论证适用条件", "the methodology's conditions, one by one"),
		RULE("Order 31 art. 11")},
	{FIELD("legal_mitigation_duty", FIELD_BOOLEAN, body_project_design, legal_mitigation_duty),
		REQUIRED, SAYS("是否负有法定减排义务", "whether the law obliges to reduce"),
		RULE("Order 31 art. 10")},
	{FIELD("under_allowance_management", FIELD_BOOLEAN, body_project_design,
		 under_allowance_management),
		REQUIRED,
		SAYS("是否纳入全国或地方配额管理",
			"whether under allowance management, national or local"),
		RULE("Order 31 art. 10")},
	{FIELD("other_scheme", FIELD_BOOLEAN, body_project_design, other_scheme), REQUIRED,
		SAYS("是否参与其他减排机制", "whether registered with another scheme"),
		RULE("Order 31 art. 10")},
	{FIELD("uniqueness", FIELD_TEXT, body_project_design, uniqueness), REQUIRED,
		BETWEEN(1, TEXT_SHORT), SAYS("唯一性声明", "statement on uniqueness"),
		RULE("Order 31 art. 10")},
	{FIELD("monitoring_plan", FIELD_TEXT, body_project_design, monitoring_plan), REQUIRED,
		BETWEEN(1, TEXT_LONG), SAYS("监测计划", "monitoring plan"),
		RULE("Order 31 art. 11")},
	{FIELD("sustainable_development", FIELD_TEXT, body_project_design, sustainable_development),
		REQUIRED, BETWEEN(1, TEXT_LONG),
		SAYS("对可持续发展的影响", "effect on sustainable development"),
		RULE("Order 31 art. 13")},
	{FIELD("environment", FIELD_TEXT, body_project_design, environment), REQUIRED,
		BETWEEN(1, TEXT_LONG),
		SAYS("环境影响及环评批复", "effect on the environment, with the approval")},
	{FIELD("additional_type", FIELD_CODE, body_project_design, additional_type), BETWEEN(1, 7),
		SAYS("附加类型：01 为拟申请 CORSIA 合格单位",
			"additional type: 01 claims CORSIA eligibility")},
	{VALUES_OF("values", body_project_design, values, FIELD_RATIONAL), BETWEEN(0, LIMIT_ROWS),
		SAYS("事前确定的参数值", "parameters fixed ex ante"), RULE("Order 31 art. 11")},
	{LIST_OF("expected", body_project_design, expected, schema_expected_row), REQUIRED,
		BETWEEN(1, LIMIT_ROWS), SAYS("预计减排量，逐年", "expected reductions, by year")},
};
SCHEMA(schema_project_design, "project design", body_project_design, project_design_fields);

static const struct field notice_fields[] = {
	{FIELD("subject", FIELD_DIGEST, body_notice, subject), REQUIRED,
		SAYS("被公示文件的散列", "hash of the design or accounting report"),
		RULE("Order 31 art. 12, 19")},
	{FIELD("first_day", FIELD_DAY, body_notice, first_day), REQUIRED,
		SAYS("公示首日（工作日）", "first day, a working day"),
		RULE("Order 31 art. 12, 19")},
};
SCHEMA(schema_notice, "notice", body_notice, notice_fields);

static const struct field comment_fields[] = {
	{FIELD("subject", FIELD_DIGEST, body_comment, subject), REQUIRED,
		SAYS("所评文件的散列", "hash of the design or accounting report")},
	{FIELD("author", FIELD_WITHHELD, body_comment, author),
		SAYS("公众意见提出者，不公开", "a member of the public, withheld")},
	{FIELD("received_at", FIELD_INSTANT, body_comment, received_at),
		SAYS("注册登记机构收到的时刻", "when the operator received it")},
	{FIELD("text", FIELD_TEXT, body_comment, text), REQUIRED, BETWEEN(1, TEXT_LONG),
		SAYS("意见", "the comment"), RULE("Order 31 art. 12, 19")},
};
SCHEMA(schema_comment, "comment", body_comment, comment_fields);

static const struct field validation_report_fields[] = {
	{FIELD("design", FIELD_DIGEST, body_validation_report, design), REQUIRED,
		SAYS("项目设计文件的散列", "hash of the project design")},
	{FIELD("revision", FIELD_DIGEST, body_validation_report, revision),
		SAYS("设计文件最新修订的散列；有修订时必填，报告以其为准",
			"hash of the latest revision, where there is one; the report rests on it"),
		RULE("docs/rulebook.md revision")},
	{FIELD("replaces", FIELD_DIGEST, body_validation_report, replaces),
		SAYS("所更正并取代的本机构上一份报告的散列；项目业主申请登记之前方可取代",
			"hash of the body's own earlier report that this one corrects and "
			"replaces, "
			"until the owner requests registration"),
		RULE("docs/rulebook.md replaces")},
	{WORD("conclusion", body_validation_report, conclusion, WORDS_CONCLUSION), REQUIRED,
		SAYS("审定结论", "conclusion of the validation"), RULE("Order 31 art. 13")},
	{LIST_OF("findings", body_validation_report, findings, schema_validation_finding), REQUIRED,
		BETWEEN(1, 16), SAYS("逐项审定意见", "findings, item by item"),
		RULE("Order 31 art. 13")},
	{LIST_OF("comments", body_validation_report, comments, schema_comment_answer),
		BETWEEN(0, LIMIT_ROWS_LARGE),
		SAYS("公众意见的处理情况", "how each public comment was dealt with"),
		RULE("Order 31 art. 13")},
	{MAPPING("team", body_validation_report, team, schema_vvb_team), REQUIRED,
		SAYS("审定组与独立性", "team and independence")},
};
SCHEMA(schema_validation_report, "validation report", body_validation_report,
	validation_report_fields);

static const struct field registration_request_fields[] = {
	{FIELD("design", FIELD_DIGEST, body_registration_request, design), REQUIRED,
		SAYS("项目设计文件的散列", "hash of the project design")},
	{FIELD("report", FIELD_DIGEST, body_registration_request, report), REQUIRED,
		SAYS("审定报告的散列", "hash of the validation report")},
	{MAPPING("undertakings", body_registration_request, undertakings, schema_undertakings),
		REQUIRED, SAYS("承诺", "undertakings"), RULE("Order 31 art. 14")},
};
SCHEMA(schema_registration_request, "registration request", body_registration_request,
	registration_request_fields);

static const struct field registration_decision_fields[] = {
	{FIELD("request", FIELD_DIGEST, body_registration_decision, request), REQUIRED,
		SAYS("登记申请的散列", "hash of the request")},
	{WORD("decision", body_registration_decision, decision, WORDS_REGISTRY_DECISION), REQUIRED,
		SAYS("决定", "the decision"), RULE("Order 31 art. 15")},
	{FIELD("code", FIELD_PROJECT, body_registration_decision, code),
		SAYS("予以登记时的项目编号", "where registered: the project's code")},
	{LIST_OF("checks", body_registration_decision, checks, schema_check), REQUIRED,
		BETWEEN(1, 16), SAYS("完整性和规范性审核", "formal check, item by item"),
		RULE("Order 31 art. 15")},
	{FIELD("reasons", FIELD_TEXT, body_registration_decision, reasons), BETWEEN(1, TEXT_LONG),
		SAYS("不予登记的理由", "where refused: the reasons"), RULE("Order 31 art. 15")},
};
SCHEMA(schema_registration_decision, "registration decision", body_registration_decision,
	registration_decision_fields);
