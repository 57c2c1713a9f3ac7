#include "document/kind.h"

#include <assert.h>
#include <string.h>

#include "base/limits.h"

#define LARGE .size_max = LIMIT_DOCUMENT_LARGE
#define SMALL .size_max = LIMIT_DOCUMENT
#define SLOW .days_to_live = 90
#define FAST .days_to_live = 10
#define ATTACHES .attachments = true

static const struct kind_row kinds[KIND_COUNT] = {
	[KIND_NONE] = {.name = "", .zh = "", .en = "", .signers = ""},
	[KIND_GENESIS] = {"genesis", "创世", "genesis", VISIBLE_PUBLIC, SMALL,
		.signers = "operator, mee, samr (each at least two keys on a real clock)",
		.rule = "docs/rulebook.md genesis"},
	[KIND_CLOCK] = {"clock", "模拟时钟", "clock", VISIBLE_PUBLIC, SMALL, .signers = "operator",
		.rule = "docs/rulebook.md clock"},
	[KIND_RULES] = {"rules", "规则版本", "rules version", VISIBLE_PUBLIC, FAST, SMALL,
		.signers = "operator + mee", .rule = "docs/rulebook.md rules"},
	[KIND_ROLE] = {"role", "授权", "role", VISIBLE_PUBLIC, FAST, SMALL, .signers = "mee",
		.rule = "Order 31 art. 5"},
	[KIND_PARTY] = {"party", "主体与账户", "party and account", VISIBLE_PUBLIC, FAST, SMALL,
		.signers = "operator + the party (as holder)",
		.rule = "Registration Rules art. 5-7"},
	[KIND_PARAMETERS] = {"parameters", "参数", "parameters", VISIBLE_PUBLIC, FAST, SMALL,
		.signers = "mee or operator, as each parameter says",
		.rule = "docs/rulebook.md parameters"},
	[KIND_UNITS] = {"units", "计量单位", "units of measure", VISIBLE_PUBLIC, SLOW, LARGE,
		.signers = "operator + mee", .rule = "docs/methodology-language.md"},
	[KIND_CALENDAR] = {"calendar", "工作日历", "working-day calendar", VISIBLE_PUBLIC, FAST,
		SMALL, .signers = "operator", .rule = "Order 31 art. 12"},
	[KIND_ACCREDITATION] = {"accreditation", "审定与核查机构资质", "accreditation of a VVB",
		VISIBLE_PUBLIC, FAST, SMALL, .signers = "samr + mee",
		.rule = "Order 31 art. 30-31"},
	[KIND_VOID] = {"void", "作废", "void", VISIBLE_PARTIES, FAST, SMALL, .signers = "any party",
		.rule = "docs/rulebook.md void"},
	[KIND_METHODOLOGY] = {"methodology", "方法学", "methodology", VISIBLE_PUBLIC, SLOW, LARGE,
		.signers = "mee", .rule = "Order 31 art. 9"},
	[KIND_PROJECT_DESIGN] = {"project-design", "项目设计文件", "project design document",
		VISIBLE_PUBLIC, SLOW, LARGE, ATTACHES, .signers = "owner",
		.rule = "Order 31 art. 10-12"},
	[KIND_NOTICE] = {"notice", "公示", "public notice", VISIBLE_PUBLIC, FAST, SMALL,
		.signers = "operator", .rule = "Order 31 art. 12, 19"},
	[KIND_COMMENT] = {"comment", "公众意见", "public comment", VISIBLE_PUBLIC, FAST, SMALL,
		.signers = "operator, for a member of the public; or a party (as holder)",
		.rule = "Order 31 art. 12, 19"},
	[KIND_VALIDATION_REPORT] = {"validation-report", "审定报告", "validation report",
		VISIBLE_PUBLIC, SLOW, LARGE, ATTACHES, .signers = "vvb, the one named",
		.rule = "Order 31 art. 13"},
	[KIND_REGISTRATION_REQUEST] = {"registration-request", "项目登记申请",
		"request for registration of a project", VISIBLE_PUBLIC, FAST, SMALL, ATTACHES,
		.signers = "owner", .rule = "Order 31 art. 14"},
	[KIND_REGISTRATION_DECISION] = {"registration-decision", "项目登记决定",
		"decision on registration of a project", VISIBLE_PUBLIC, FAST, SMALL, ATTACHES,
		.signers = "operator", .rule = "Order 31 art. 15"},
	[KIND_ACCOUNTING_REPORT] = {"accounting-report", "减排量核算报告",
		"reduction accounting report", VISIBLE_PUBLIC, SLOW, LARGE, ATTACHES,
		.signers = "owner", .rule = "Order 31 art. 17-19"},
	[KIND_VERIFICATION_REPORT] = {"verification-report", "减排量核查报告",
		"verification report", VISIBLE_PUBLIC, SLOW, LARGE, ATTACHES,
		.signers = "vvb, the one named", .rule = "Order 31 art. 20"},
	[KIND_REDUCTION_REQUEST] = {"reduction-registration-request", "减排量登记申请",
		"request for registration of reductions", VISIBLE_PUBLIC, FAST, SMALL, ATTACHES,
		.signers = "owner", .rule = "Order 31 art. 21"},
	[KIND_REDUCTION_DECISION] = {"reduction-registration-decision", "减排量登记决定",
		"decision on registration of reductions", VISIBLE_PUBLIC, FAST, SMALL, ATTACHES,
		.signers = "operator", .rule = "Order 31 art. 22"},
	[KIND_ISSUANCE_REQUEST] = {"issuance-request", "签发申请", "request for issuance",
		VISIBLE_PUBLIC, FAST, SMALL, ATTACHES, .signers = "owner",
		.rule = "Order 31 art. 22"},
	[KIND_ISSUANCE] = {"issuance", "签发", "issuance", VISIBLE_PUBLIC, FAST, SMALL,
		.signers = "operator", .rule = "Order 31 art. 22"},
	[KIND_TRADING_DEPOSIT] = {"trading-deposit", "转入交易", "deposit for trading",
		VISIBLE_PARTIES, FAST, SMALL, .signers = "holder", .rule = "Order 31 art. 24"},
	[KIND_TRADING_RETURN] = {"trading-return", "转出交易", "return from trading",
		VISIBLE_PARTIES, FAST, SMALL, .signers = "exchange; or holder + exchange",
		.rule = "Order 31 art. 24"},
	[KIND_SETTLEMENT] = {"settlement", "交收", "settlement", VISIBLE_AUTHORITIES, FAST, LARGE,
		.signers = "exchange (at least two keys)", .rule = "Order 31 art. 26"},
	[KIND_RETIREMENT] = {"retirement", "注销", "retirement", VISIBLE_PUBLIC, FAST, SMALL,
		.signers = "holder", .rule = "Order 31 art. 28"},
	[KIND_OBLIGATION] = {"obligation", "应清缴配额", "surrender obligation", VISIBLE_PARTIES,
		FAST, SMALL, .signers = "province or cea",
		.rule = "Measures for Trading of Emission Allowances art. 29"},
	[KIND_BINDING] = {"binding", "账户绑定", "binding of accounts", VISIBLE_PARTIES, FAST,
		SMALL, .signers = "holder + cea", .rule = "Order 31 art. 28"},
	[KIND_OFFSET_APPLICATION] = {"offset-application", "抵销申请",
		"application to offset allowances", VISIBLE_PARTIES, FAST, SMALL,
		.signers = "holder", .rule = "Order 31 art. 28"},
	[KIND_OFFSET_RECEIPT] = {"offset-receipt", "抵销记录回执", "receipt of an offset record",
		VISIBLE_PARTIES, FAST, SMALL, .signers = "cea", .rule = "Order 31 art. 28"},
	[KIND_OFFSET_ANSWER] = {"offset-answer", "抵销结果", "answer to an offset record",
		VISIBLE_PARTIES, FAST, SMALL, .signers = "cea", .rule = "Order 31 art. 28"},
};

const struct kind_row *kind_row(enum kind kind)
{
	assert(kind < KIND_COUNT);
	return &kinds[kind];
}

const char *kind_name(enum kind kind)
{
	return kind_row(kind)->name;
}

enum kind kind_by_name(const char *text, size_t size)
{
	for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++)
		if (strlen(kinds[kind].name) == size && memcmp(kinds[kind].name, text, size) == 0)
			return (enum kind)kind;
	return KIND_NONE;
}
