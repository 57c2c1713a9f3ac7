/*
 * route: the tables of all paths with their queries, and of the values that may stand in
 * them.
 */
#include "request/command.h"

#include <assert.h>

#define PAGED IN_QUERY_FIRST, IN_QUERY_LIMIT

static const struct route routes[COMMAND_COUNT] = {
	[COMMAND_INDEX] = {HTTP_GET, "/", IN_PATH_NONE, {IN_QUERY_NONE}, "接口一览（文本）",
		"What there is, as text"},
	[COMMAND_SUBMIT] = {HTTP_POST, "/v1/documents", IN_PATH_NONE,
		{IN_QUERY_DRY_RUN, IN_QUERY_WARNINGS},
		"提交已签名的文件；dry_run=true 时试交未签名的文件",
		"Submit a signed document, or with dry_run=true try an unsigned one"},
	[COMMAND_ENTRIES] = {HTTP_GET, "/v1/entries", IN_PATH_NONE,
		{PAGED, IN_QUERY_FROM, IN_QUERY_AFTER_SEQUENCE}, "账本条目索引",
		"Index of the ledger's entries"},
	[COMMAND_ENTRY] = {HTTP_GET, "/v1/entries/{sequence}", IN_PATH_SEQUENCE, {IN_QUERY_NONE},
		"某条目的文件原文", "The document file of an entry, as stored"},
	[COMMAND_ENTRY_RECEIPT] = {HTTP_GET, "/v1/entries/{sequence}/receipt", IN_PATH_SEQUENCE,
		{IN_QUERY_NONE}, "某条目的回执", "The receipt of an entry"},
	[COMMAND_DOCUMENT] = {HTTP_GET, "/v1/documents/{sha256}", IN_PATH_DIGEST, {IN_QUERY_NONE},
		"按散列取文件原文", "The document file with this hash"},
	[COMMAND_DOCUMENT_RECEIPT] = {HTTP_GET, "/v1/documents/{sha256}/receipt", IN_PATH_DIGEST,
		{IN_QUERY_NONE}, "按文件散列取回执", "The receipt of the document with this hash"},
	[COMMAND_DOCUMENT_WARNINGS] = {HTTP_GET, "/v1/documents/{sha256}/warnings", IN_PATH_DIGEST,
		{IN_QUERY_NONE}, "某文件封存时的警示",
		"What the document with this hash was warned of"},
	[COMMAND_PROJECTS] = {HTTP_GET, "/v1/projects", IN_PATH_NONE,
		{PAGED, IN_QUERY_AFTER_DIGEST, IN_QUERY_PROJECT_STATUS}, "项目", "Projects"},
	[COMMAND_PROJECT] = {HTTP_GET, "/v1/projects/{project}", IN_PATH_PROJECT_KEY,
		{IN_QUERY_NONE}, "一个项目及其减排量核算报告",
		"A project and its accounting reports"},
	[COMMAND_PROJECT_DOCUMENTS] = {HTTP_GET, "/v1/projects/{project}/documents",
		IN_PATH_PROJECT_KEY, {PAGED, IN_QUERY_AFTER_SEQUENCE}, "项目的公开文件",
		"Public documents about a project"},
	[COMMAND_NOTICES] = {HTTP_GET, "/v1/notices", IN_PATH_NONE, {PAGED, IN_QUERY_AFTER_DIGEST},
		"公示：未开始、进行中、已结束", "Public notices: coming, open, ended"},
	[COMMAND_METHODOLOGIES] = {HTTP_GET, "/v1/methodologies", IN_PATH_NONE,
		{PAGED, IN_QUERY_AFTER_METHODOLOGY}, "方法学", "Methodologies"},
	[COMMAND_METHODOLOGY] = {HTTP_GET, "/v1/methodologies/{methodology}", IN_PATH_METHODOLOGY,
		{IN_QUERY_NONE}, "一个方法学及其原文", "A methodology with its text"},
	[COMMAND_UNITS] = {HTTP_GET, "/v1/units", IN_PATH_NONE,
		{PAGED, IN_QUERY_AFTER_BLOCK, IN_QUERY_PROJECT_CODE, IN_QUERY_VINTAGE,
			IN_QUERY_UNIT_STATUS},
		"减排量序列号区段，不含持有人及非公开文件所致状态",
		"Blocks of units, without their holders and what only parties know"},
	[COMMAND_RETIREMENTS] = {HTTP_GET, "/v1/retirements", IN_PATH_NONE,
		{PAGED, IN_QUERY_AFTER_DIGEST}, "公开的注销", "Public retirements"},
	[COMMAND_OFFSET_RECORDS] = {HTTP_GET, "/v1/offset-records", IN_PATH_NONE,
		{PAGED, IN_QUERY_AFTER_DIGEST}, "抵销使用记录：仅限当事方和主管机关",
		"Offset-use records: for their parties and the authorities"},
	[COMMAND_STATISTICS] = {HTTP_GET, "/v1/statistics", IN_PATH_NONE, {IN_QUERY_BY},
		"签发、持有、注销数量统计", "Tonnes issued, held, retired and cancelled"},
	[COMMAND_DUTIES] = {HTTP_GET, "/v1/duties", IN_PATH_NONE, {IN_QUERY_NONE},
		"登记机构逾期未办的申请", "Requests that the operator has left beyond its term"},
	[COMMAND_PARTIES] = {HTTP_GET, "/v1/parties", IN_PATH_NONE, {PAGED, IN_QUERY_AFTER_PARTY},
		"主体及其角色", "Parties and their roles"},
	[COMMAND_PARTY] = {HTTP_GET, "/v1/parties/{party}", IN_PATH_PARTY, {IN_QUERY_NONE},
		"一个主体及其角色", "A party and its roles"},
	[COMMAND_CHECKPOINT] = {HTTP_GET, "/v1/checkpoint", IN_PATH_NONE, {IN_QUERY_NONE},
		"最新的签名检查点", "The newest signed checkpoint"},
	[COMMAND_CONSISTENCY] = {HTTP_GET, "/v1/consistency", IN_PATH_NONE,
		{IN_QUERY_FROM, IN_QUERY_TO}, "证明较早的检查点是现在账本的开头",
		"Proof that an older checkpoint's entries are the ledger's first"},
	[COMMAND_LEDGER] = {HTTP_GET, "/v1/ledger", IN_PATH_NONE, {IN_QUERY_NONE},
		"账本：名称、标识、封存公钥、时钟、规则版本",
		"The ledger: name, id, sealing key, clock, rules version"},
	[COMMAND_HEALTH] = {HTTP_GET, "/v1/health", IN_PATH_NONE, {IN_QUERY_NONE}, "运行状况",
		"Whether the server can serve"},
	[COMMAND_METRICS] = {HTTP_GET, "/metrics", IN_PATH_NONE, {IN_QUERY_NONE},
		"运行指标（Prometheus 文本）", "Counts and limits, for Prometheus"},
	[COMMAND_PROBLEMS] = {HTTP_GET, "/problems", IN_PATH_NONE, {IN_QUERY_NONE}, "全部拒绝代码",
		"Every problem the server can answer with"},
	[COMMAND_PROBLEM] = {HTTP_GET, "/problems/{name}", IN_PATH_PROBLEM, {IN_QUERY_NONE},
		"某个拒绝代码的说明", "What a problem means"},
};

static const struct value_row path_values[IN_PATH_COUNT] = {
	[IN_PATH_SEQUENCE] = {"sequence", "0, 1, 2, ...", "条目序号", "number of an entry, from 0"},
	[IN_PATH_DIGEST] = {"sha256", "64 x 0-9a-f", "文件正文的 SHA-256", "SHA-256 of DOCUMENT"},
	[IN_PATH_PROJECT_KEY] = {"project", "A210001, 64 x 0-9a-f, 32 x 0-9a-f",
		"项目编号，或其设计文件的 SHA-256，或该散列的前 32 位",
		"project code, or SHA-256 of the design, or its first 32 digits"},
	[IN_PATH_METHODOLOGY] = {"methodology", "CCER-01-002-V01", "方法学编号",
		"code of a methodology"},
	[IN_PATH_PARTY] = {"party", "91350100M000100Y43, P-...", "统一社会信用代码或个人标识",
		"USCC, or the id of a natural person"},
	[IN_PATH_PROBLEM] = {"name", "request.path", "拒绝代码", "code of a problem"},
};

static const struct value_row query_values[IN_QUERY_COUNT] = {
	[IN_QUERY_DRY_RUN] = {"dry_run", "true, false", "只试交，不入账",
		"only try it, seal nothing"},
	[IN_QUERY_WARNINGS] = {"warnings", "ask, accept", "有警示时不封存，还是照样封存（默认）",
		"with warnings: seal nothing, or seal all the same (the default)"},
	[IN_QUERY_FIRST] = {"first", "1..50", "至多返回几条", "at most so many nodes"},
	[IN_QUERY_LIMIT] = {"limit", "1..50", "同 first", "the same as first"},
	[IN_QUERY_FROM] = {"from", "0, 1, 2, ...", "自该序号起", "begin at this sequence"},
	[IN_QUERY_TO] = {"to", "0, 1, 2, ...", "到该条目数为止，默认为全部",
		"that many entries; all unless given"},
	[IN_QUERY_AFTER_SEQUENCE] = {"after", "0, 1, 2, ...", "接上页 end_cursor 之后",
		"go on after this end_cursor"},
	[IN_QUERY_AFTER_DIGEST] = {"after", "64 x 0-9a-f", "接上页 end_cursor 之后",
		"go on after this end_cursor"},
	[IN_QUERY_AFTER_METHODOLOGY] = {"after", "CCER-01-002-V01", "接上页 end_cursor 之后",
		"go on after this end_cursor"},
	[IN_QUERY_AFTER_PARTY] = {"after", "91350100M000100Y43, P-...", "接上页 end_cursor 之后",
		"go on after this end_cursor"},
	[IN_QUERY_AFTER_BLOCK] = {"after", "A210001-2022-1", "接上页 end_cursor 之后",
		"go on after this end_cursor"},
	[IN_QUERY_PROJECT_CODE] = {"project", "A210001", "项目编号", "project code"},
	[IN_QUERY_VINTAGE] = {"vintage", "2000..2200", "减排量产生年份", "year of the reductions"},
	[IN_QUERY_UNIT_STATUS] = {"status", "issued, retired, cancelled", "减排量状态",
		"status of the units"},
	[IN_QUERY_PROJECT_STATUS] = {"status",
		"designed, notice, validated, registration-requested, registered, ended, "
		"deregistered",
		"项目状态", "status of the project"},
	[IN_QUERY_BY] = {"by", "project, vintage, methodology, province", "按何汇总",
		"what to group by"},
};

const struct route *command_route(enum command_kind kind)
{
	assert(kind < COMMAND_COUNT);
	return &routes[kind];
}

const struct value_row *command_path_value(enum path_value value)
{
	assert(value > IN_PATH_NONE && value < IN_PATH_COUNT);
	return &path_values[value];
}

const struct value_row *command_query_value(enum query_value value)
{
	assert(value > IN_QUERY_NONE && value < IN_QUERY_COUNT);
	return &query_values[value];
}
