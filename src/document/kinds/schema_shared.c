/*
 * The header of every document, and what several kinds hold alike.
 */
#include "document/kinds/schema_rows.h"

static const struct field bilingual_fields[] = {
	{FIELD("zh", FIELD_LINE, bilingual, zh), REQUIRED, BETWEEN(1, LINE_NAME),
		SAYS("中文", "in Chinese")},
	{FIELD("en", FIELD_LINE, bilingual, en), BETWEEN(1, LINE_NAME), SAYS("英文", "in English")},
};
SCHEMA(schema_bilingual, "name in two languages", bilingual, bilingual_fields);

static const struct field bilingual_text_fields[] = {
	{FIELD("zh", FIELD_TEXT, bilingual, zh), REQUIRED, BETWEEN(1, TEXT_LONG),
		SAYS("中文", "in Chinese")},
	{FIELD("en", FIELD_TEXT, bilingual, en), BETWEEN(1, TEXT_LONG), SAYS("英文", "in English")},
};
SCHEMA(schema_bilingual_text, "text in two languages", bilingual, bilingual_text_fields);

static const struct field period_fields[] = {
	{FIELD("first", FIELD_DAY, period, first), REQUIRED,
		SAYS("首日（含）", "first day, included")},
	{FIELD("last", FIELD_DAY, period, last), REQUIRED,
		SAYS("末日（含）", "last day, included")},
};
SCHEMA(schema_period, "period", period, period_fields);

static const struct field unit_range_fields[] = {
	{FIELD("project", FIELD_PROJECT, unit_range, block.project), REQUIRED,
		SAYS("项目编号", "project code")},
	{FIELD("vintage", FIELD_VINTAGE, unit_range, block.vintage), REQUIRED,
		BETWEEN(VINTAGE_MIN, VINTAGE_MAX),
		SAYS("减排年份", "calendar year of the reduction")},
	{FIELD("first", FIELD_INTEGER, unit_range, block.first), REQUIRED,
		BETWEEN(1, (INT64_C(1) << 53) - 1),
		SAYS("起始序号（含）", "first number, included")},
	{FIELD("last", FIELD_INTEGER, unit_range, block.last), REQUIRED,
		BETWEEN(1, (INT64_C(1) << 53) - 1),
		SAYS("终止序号（含）", "last number, included")},
};
SCHEMA(schema_unit_range, "units", unit_range, unit_range_fields);

static const struct field withheld_fields[] = {
	{FIELD("commit", FIELD_DIGEST, withheld, commit), REQUIRED,
		SAYS("承诺：SHA-256(32 字节盐 + 原值)",
			"commitment: SHA-256 of 32 bytes of salt and the value")},
	{FIELD("tag", FIELD_DIGEST, withheld, tag), REQUIRED,
		SAYS("标签：HMAC-SHA-256(身份密钥, 用途 + 原值)",
			"tag: HMAC-SHA-256 by the identity key of the purpose and the value")},
};
SCHEMA(schema_withheld, "withheld value", withheld, withheld_fields);

static const struct field commitment_fields[] = {
	{FIELD("commit", FIELD_DIGEST, commitment, commit), REQUIRED,
		SAYS("承诺：SHA-256(32 字节盐 + 原值)",
			"commitment: SHA-256 of 32 bytes of salt and the value")},
};
SCHEMA(schema_commitment, "commitment", commitment, commitment_fields);

static const struct field signer_fields[] = {
	{FIELD("party", FIELD_PARTY, header_signer, party), REQUIRED,
		SAYS("签署主体：统一社会信用代码，或自然人的 P- 编号",
			"who signs: unified social credit code, or the P- id of a natural person")},
	{WORD("as", header_signer, as, WORDS_ROLE), REQUIRED,
		SAYS("以何角色签署", "the role in which it signs")},
};
static SCHEMA(schema_signer, "signer", header_signer, signer_fields);

static const struct field attachment_fields[] = {
	{FIELD("name", FIELD_LINE, attachment, name), REQUIRED, BETWEEN(1, LINE_NAME),
		SAYS("文件名", "file name")},
	{FIELD("sha256", FIELD_DIGEST, attachment, sha256), REQUIRED,
		SAYS("文件的 SHA-256；不公开的文件先加 32 随机字节",
			"SHA-256 of the file; of 32 random bytes and the file where it is not "
			"public")},
	{FIELD("bytes", FIELD_INTEGER, attachment, bytes), REQUIRED, BETWEEN(1, INT64_C(1) << 40),
		SAYS("文件大小（字节）", "size of the file in bytes")},
	{FIELD("media", FIELD_CODE, attachment, media), REQUIRED, BETWEEN(3, LINE_CODE),
		SAYS("媒体类型", "media type")},
	{FIELD("readers", FIELD_READERS, attachment, readers), REQUIRED, BETWEEN(0, READER_END - 1),
		.words = WORDS_READER,
		SAYS("除签署方外谁可查看：公开（public）或名单",
			"who may see it beside the signers")},
	{FIELD("raw_data", FIELD_LINE, attachment, raw_data), BETWEEN(1, LINE_CODE),
		SAYS("减排量核算报告及其修订：本文件是方法学 raw_data 中的哪一个",
			"of an accounting report or its revision: which raw_data of its "
			"methodology"),
		RULE("docs/methodology-language.md 10")},
	{FIELD("year", FIELD_YEAR, attachment, year), BETWEEN(YEAR_MIN, YEAR_MAX),
		SAYS("原始数据的自然年；不写则为报告的每一年",
			"calendar year of the raw data; every year of the report where left out")},
};
static SCHEMA(schema_attachment, "attachment", attachment, attachment_fields);

static const struct field seen_fields[] = {
	{FIELD("entries", FIELD_INTEGER, seen_ledger, entries), REQUIRED,
		BETWEEN(1, (INT64_C(1) << 53) - 1), SAYS("所见条目数", "how many entries")},
	{FIELD("root", FIELD_DIGEST, seen_ledger, root), REQUIRED,
		SAYS("这些条目的默克尔树根", "root of the Merkle tree of those entries")},
};
static SCHEMA(schema_seen, "ledger seen", seen_ledger, seen_fields);

static const struct field header_fields[] = {
	{FIELD("kind", FIELD_CODE, header, kind), REQUIRED, BETWEEN(1, LINE_CODE),
		SAYS("文件种类", "kind of document")},
	{FIELD("version", FIELD_INTEGER, header, version), REQUIRED, BETWEEN(1, 1),
		SAYS("格式版本", "version of the form")},
	{FIELD("ledger", FIELD_CODE, header, ledger), REQUIRED, BETWEEN(3, LEDGER_ID_SIZE - 1),
		SAYS("账本：名称/创世文件散列的前 32 个十六进制位；创世文件只写名称",
			"ledger: its name, a slash and the first 32 hex digits of the hash of "
			"genesis; genesis itself has the name alone")},
	{FIELD("id", FIELD_DOCUMENT_ID, header, id), REQUIRED,
		SAYS("随机编号，对第一签署方唯一", "random id, unique for the first signer")},
	{FIELD("valid_until", FIELD_INSTANT, header, valid_until),
		SAYS("此刻之后不再受理；除创世文件外必填",
			"not sealed after this instant; required but for genesis, which has none")},
	{MAPPING("seen", header, seen, schema_seen),
		SAYS("填写时所见的账本，须为本账本；创世文件不得有",
			"the ledger as seen when it was filled, which must be this one; not in "
			"genesis"),
		RULE("docs/ledger-format.md 2.3")},
	{LIST_OF("signers", header, signers, schema_signer), REQUIRED, BETWEEN(1, LIMIT_SIGNERS),
		SAYS("签署方", "who signs, as what")},
	{LIST_OF("attachments", header, attachments, schema_attachment),
		BETWEEN(1, LIMIT_ATTACHMENTS),
		SAYS("附件，按散列引用；仅限允许附件的种类",
			"files by their hash; only in kinds that allow them")},
};
SCHEMA(schema_header_table, "header", header, header_fields);

static const struct field validation_finding_fields[] = {
	{WORD("item", body_item_finding, item, WORDS_VALIDATION_ITEM), REQUIRED,
		SAYS("审定事项", "item of validation"), RULE("Order 31 art. 13")},
	{WORD("finding", body_item_finding, finding, WORDS_FINDING), REQUIRED,
		SAYS("是否符合", "whether it conforms")},
	{FIELD("text", FIELD_TEXT, body_item_finding, text), REQUIRED, BETWEEN(1, TEXT_LONG),
		SAYS("依据与说明", "grounds and explanation")},
};
SCHEMA(schema_validation_finding, "finding of validation", body_item_finding,
	validation_finding_fields);

static const struct field verification_finding_fields[] = {
	{WORD("item", body_item_finding, item, WORDS_VERIFICATION_ITEM), REQUIRED,
		SAYS("核查事项", "item of verification"), RULE("Order 31 art. 20")},
	{WORD("finding", body_item_finding, finding, WORDS_FINDING), REQUIRED,
		SAYS("是否符合", "whether it conforms")},
	{FIELD("text", FIELD_TEXT, body_item_finding, text), REQUIRED, BETWEEN(1, TEXT_LONG),
		SAYS("依据与说明", "grounds and explanation")},
};
SCHEMA(schema_verification_finding, "finding of verification", body_item_finding,
	verification_finding_fields);

static const struct field check_fields[] = {
	{WORD("item", body_item_finding, item, WORDS_CHECK_ITEM), REQUIRED,
		SAYS("形式审核事项", "item of the formal check"), RULE("Order 31 art. 15, 22")},
	{WORD("finding", body_item_finding, finding, WORDS_FINDING), REQUIRED,
		SAYS("是否符合", "whether it conforms")},
	{FIELD("text", FIELD_TEXT, body_item_finding, text), REQUIRED, BETWEEN(1, TEXT_SHORT),
		SAYS("说明", "explanation")},
};
SCHEMA(schema_check, "formal check", body_item_finding, check_fields);

static const struct field comment_answer_fields[] = {
	{FIELD("comment", FIELD_DIGEST, body_comment_answer, comment), REQUIRED,
		SAYS("公众意见文件的散列", "hash of the comment's document")},
	{FIELD("answer", FIELD_TEXT, body_comment_answer, answer), REQUIRED, BETWEEN(1, TEXT_SHORT),
		SAYS("处理情况", "how it was dealt with"), RULE("Order 31 art. 13, 20")},
};
SCHEMA(schema_comment_answer, "answer to a comment", body_comment_answer, comment_answer_fields);

static const struct field vvb_team_fields[] = {
	{FIELD("members", FIELD_INTEGER, body_vvb_team, members), REQUIRED, BETWEEN(1, 1000),
		SAYS("专职人员人数（至少 2 人）", "full-time members of the team, at least 2"),
		RULE("CNCA-CCER-01:2023 4.3.2, 5.3.2")},
	{FIELD("competent_in_sector", FIELD_BOOLEAN, body_vvb_team, competent_in_sector), REQUIRED,
		SAYS("至少一人具备该领域能力", "a member is competent in the sector"),
		RULE("CNCA-CCER-01:2023 4.3.2, 5.3.2")},
	{FIELD("reviewed_outside_team", FIELD_BOOLEAN, body_vvb_team, reviewed_outside_team),
		REQUIRED, SAYS("由组外人员复核", "reviewed by a competent person outside the team"),
		RULE("CNCA-CCER-01:2023 4, 5")},
	{FIELD("decided_outside_team", FIELD_BOOLEAN, body_vvb_team, decided_outside_team),
		REQUIRED, SAYS("由组外人员决定", "decided by a person outside the team"),
		RULE("CNCA-CCER-01:2023 4, 5")},
	{FIELD("requests_closed", FIELD_BOOLEAN, body_vvb_team, requests_closed), REQUIRED,
		SAYS("整改要求均已关闭", "every corrective request is closed"),
		RULE("CNCA-CCER-01:2023 4.5, 5.5")},
	{FIELD("no_conflict_of_interest", FIELD_BOOLEAN, body_vvb_team, no_conflict_of_interest),
		REQUIRED,
		SAYS("无利益冲突：未交易、未咨询开发、与业主无资产或管理关系、未编写被审材料",
			"no conflict of interest: no trading, no consulting, no tie with the "
			"owner, wrote none of the material"),
		RULE("Order 31 art. 37")},
	{FIELD("commitment", FIELD_TEXT, body_vvb_team, commitment), REQUIRED,
		BETWEEN(1, TEXT_SHORT),
		SAYS("机构对合规、真实、准确的承诺",
			"the body's commitment on lawfulness and truth"),
		RULE("Order 31 art. 13, 20")},
};
SCHEMA(schema_vvb_team, "team and independence", body_vvb_team, vvb_team_fields);

static const struct field undertakings_fields[] = {
	{FIELD("uniqueness", FIELD_BOOLEAN, body_undertakings, uniqueness), REQUIRED,
		SAYS("唯一性", "uniqueness"), RULE("Order 31 art. 14, 21")},
	{FIELD("truth", FIELD_BOOLEAN, body_undertakings, truth), REQUIRED,
		SAYS("材料真实", "the material is true"), RULE("Order 31 art. 14, 21")},
	{FIELD("completeness", FIELD_BOOLEAN, body_undertakings, completeness), REQUIRED,
		SAYS("材料完整", "the material is complete"), RULE("Order 31 art. 14, 21")},
	{FIELD("validity", FIELD_BOOLEAN, body_undertakings, validity), REQUIRED,
		SAYS("材料有效", "the material is valid"), RULE("Order 31 art. 14, 21")},
};
SCHEMA(schema_undertakings, "undertakings", body_undertakings, undertakings_fields);

static const struct field verified_row_fields[] = {
	{FIELD("year", FIELD_YEAR, body_verified_row, year), REQUIRED, BETWEEN(YEAR_MIN, YEAR_MAX),
		SAYS("自然年", "calendar year")},
	{FIELD("quantity", FIELD_TONNES, body_verified_row, quantity), REQUIRED,
		SAYS("减排量（tCO2e）", "reduction in tCO2e"), RULE("Order 31 art. 20-22")},
};
SCHEMA(schema_verified_row, "reduction of a year", body_verified_row, verified_row_fields);
