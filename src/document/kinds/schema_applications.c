/*
 * schema_applications: the fields of what happens to a design or an accounting report between
 * its seal and its decision: withdrawal, termination, revision; and how a registration ends.
 * One table per kind.
 */
#include "base/warning.h"
#include "document/kinds/schema_rows.h"

static const struct field withdrawal_fields[] = {
	{FIELD("of", FIELD_DIGEST, body_withdrawal, of), REQUIRED,
		SAYS("拟撤回的项目设计文件或减排量核算报告的散列",
			"hash of the design or accounting report"),
		RULE("docs/rulebook.md withdrawal")},
	{FIELD("reason", FIELD_TEXT, body_withdrawal, reason), REQUIRED, BETWEEN(1, TEXT_LONG),
		SAYS("撤回理由", "why it is taken back")},
};
SCHEMA(schema_withdrawal, "withdrawal", body_withdrawal, withdrawal_fields);

static const struct field withdrawal_decision_fields[] = {
	{FIELD("withdrawal", FIELD_DIGEST, body_withdrawal_decision, withdrawal), REQUIRED,
		SAYS("撤回申请的散列", "hash of the withdrawal")},
	{WORD("outcome", body_withdrawal_decision, outcome, WORDS_WITHDRAWAL_OUTCOME), REQUIRED,
		SAYS("是否同意撤回", "whether it is confirmed"),
		RULE("docs/rulebook.md withdrawal-decision")},
	{FIELD("reasons", FIELD_TEXT, body_withdrawal_decision, reasons), BETWEEN(1, TEXT_LONG),
		SAYS("不同意撤回的理由", "where refused: the reasons")},
};
SCHEMA(schema_withdrawal_decision, "decision on a withdrawal", body_withdrawal_decision,
	withdrawal_decision_fields);

static const struct field termination_fields[] = {
	{FIELD("of", FIELD_DIGEST, body_termination, of), REQUIRED,
		SAYS("予以终止的项目设计文件或减排量核算报告的散列",
			"hash of the design or accounting report"),
		RULE("docs/rulebook.md termination")},
	{WORD("ground", body_termination, ground, WORDS_TERMINATION_GROUND), REQUIRED,
		SAYS("终止的依据", "the ground")},
	{FIELD("proof", FIELD_DIGEST, body_termination, proof), REQUIRED,
		SAYS("证明材料的 SHA-256", "SHA-256 of the proof")},
	{FIELD("text", FIELD_TEXT, body_termination, text), REQUIRED, BETWEEN(1, TEXT_LONG),
		SAYS("说明", "what has happened")},
};
SCHEMA(schema_termination, "termination", body_termination, termination_fields);

static const struct field order_fields[] = {
	{FIELD("number", FIELD_LINE, body_order, number), REQUIRED, BETWEEN(1, LINE_NAME),
		SAYS("文号", "its number")},
	{FIELD("on", FIELD_DAY, body_order, on), REQUIRED, SAYS("日期", "its day")},
};
static SCHEMA(schema_order, "order", body_order, order_fields);

static const struct field deregistration_fields[] = {
	{FIELD("project", FIELD_PROJECT, body_deregistration, project), REQUIRED,
		SAYS("项目代码", "the project's code"), RULE("Order 31 art. 16")},
	{WORD("ground", body_deregistration, ground, WORDS_DEREGISTRATION_GROUND), REQUIRED,
		SAYS("注销或撤销的依据", "the ground")},
	{FIELD("proof", FIELD_DIGEST, body_deregistration, proof), REQUIRED,
		SAYS("证明材料的 SHA-256；撤销时为处罚决定书的 SHA-256",
			"SHA-256 of the proof; of a revocation, of the order")},
	{MAPPING("order", body_deregistration, order, schema_order),
		SAYS("撤销时必填：处罚决定书", "of a revocation, and required then: the order"),
		RULE("Order 31 art. 43")},
	{FIELD("text", FIELD_TEXT, body_deregistration, text), REQUIRED, BETWEEN(1, TEXT_LONG),
		SAYS("说明", "what has happened")},
};
SCHEMA(schema_deregistration, "deregistration", body_deregistration, deregistration_fields);

static const struct field explanation_fields[] = {
	{FIELD("of", FIELD_DIGEST, body_explanation, of), REQUIRED,
		SAYS("所说明文本的散列：设计文件、核算报告或其修订",
			"hash of the text: design, accounting report, or a revision of one"),
		RULE("docs/rulebook.md explanation")},
	{FIELD("warning", FIELD_INTEGER, body_explanation, warning), BETWEEN(0, WARNINGS_MAX - 1),
		SAYS("该文本某条警示的序号，从 0 起",
			"position of a warning of that text, from 0")},
	{FIELD("overlaps", FIELD_PROJECT, body_explanation, overlaps),
		SAYS("或与之重叠的项目代码", "or the code of a project that it overlaps")},
	{FIELD("text", FIELD_TEXT, body_explanation, text), REQUIRED, BETWEEN(1, TEXT_LONG),
		SAYS("说明", "the explanation")},
};
SCHEMA(schema_explanation, "explanation", body_explanation, explanation_fields);

static const struct field second_opinion_fields[] = {
	{FIELD("of", FIELD_DIGEST, body_second_opinion, of), REQUIRED,
		SAYS("项目设计文件或减排量核算报告的散列",
			"hash of the design or accounting report"),
		RULE("docs/rulebook.md second-opinion")},
	{WORD("finding", body_second_opinion, finding, WORDS_FINDING), REQUIRED,
		SAYS("是否符合", "whether it conforms")},
	{FIELD("text", FIELD_TEXT, body_second_opinion, text), REQUIRED, BETWEEN(1, TEXT_LONG),
		SAYS("意见", "the opinion")},
};
SCHEMA(schema_second_opinion, "second opinion", body_second_opinion, second_opinion_fields);

static const struct field revision_change_fields[] = {
	{FIELD("path", FIELD_CODE, body_revision_change, path), REQUIRED, BETWEEN(2, LINE_CODE),
		SAYS("所改的字段，如 `/expected`", "the member that changes, such as /expected")},
	{FIELD("why", FIELD_TEXT, body_revision_change, why), REQUIRED, BETWEEN(1, TEXT_SHORT),
		SAYS("改动原因", "why")},
};
static SCHEMA(
	schema_revision_change, "change of a text", body_revision_change, revision_change_fields);

static const struct field revision_fields[] = {
	{FIELD("revises", FIELD_DIGEST, body_revision, revises), REQUIRED,
		SAYS("所修订文本的散列：设计文件、核算报告或其最新修订",
			"hash of the text so far: design, accounting report, or its latest "
			"revision"),
		RULE("docs/rulebook.md revision")},
	{LIST_OF("changes", body_revision, changes, schema_revision_change), REQUIRED,
		BETWEEN(1, LIMIT_ROWS),
		SAYS("逐项列明改动及原因，须与两份文本的实际差异一致",
			"what changes and why, member by member: exactly what differs")},
	{MAPPING("design", body_revision, design, schema_project_design),
		SAYS("修订后的设计文件全文", "the whole new text of a design")},
	{MAPPING("report", body_revision, report, schema_accounting_report),
		SAYS("修订后的核算报告全文", "the whole new text of an accounting report")},
};
SCHEMA(schema_revision, "revision", body_revision, revision_fields);
