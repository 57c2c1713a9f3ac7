#include "domain/words.h"

#include <stdio.h>
#include <string.h>

#include "domain/readers.h"

enum { WORDS_MAX = 12 };

static const char *const words[WORDS_COUNT][WORDS_MAX] = {
	[WORDS_ROLE] = {[ROLE_OPERATOR] = "operator",
		[ROLE_MEE] = "mee",
		[ROLE_SAMR] = "samr",
		[ROLE_PROVINCE] = "province",
		[ROLE_COURT] = "court",
		[ROLE_EXCHANGE] = "exchange",
		[ROLE_CEA] = "cea",
		[ROLE_VVB] = "vvb",
		[ROLE_OWNER] = "owner",
		[ROLE_HOLDER] = "holder"},
	[WORDS_CLOCK] = {[CLOCK_REAL] = "real", [CLOCK_SIMULATED] = "simulated"},
	[WORDS_PARTY_TYPE] = {[PARTY_ORGANISATION] = "organisation", [PARTY_PERSON] = "person"},
	[WORDS_CONCLUSION] =
		{[CONCLUSION_POSITIVE] = "positive", [CONCLUSION_NEGATIVE] = "negative"},
	[WORDS_FINDING] =
		{[FINDING_CONFORMS] = "conforms", [FINDING_DOES_NOT_CONFORM] = "does-not-conform"},
	[WORDS_REGISTRY_DECISION] =
		{[DECISION_REGISTERED] = "registered", [DECISION_REFUSED] = "refused"},
	[WORDS_WITHDRAWAL_OUTCOME] =
		{[WITHDRAWAL_CONFIRMED] = "confirmed", [WITHDRAWAL_REFUSED] = "refused"},
	[WORDS_TERMINATION_GROUND] = {[TERMINATION_OWNER_GONE] = "owner-gone",
		[TERMINATION_VVB_UNABLE] = "vvb-unable",
		[TERMINATION_VVB_SILENT] = "vvb-silent",
		[TERMINATION_UNFIT] = "unfit",
		[TERMINATION_NOT_IN_RECORD] = "not-in-record"},
	[WORDS_DEREGISTRATION_GROUND] = {[DEREGISTRATION_OWNER_REQUEST] = "owner-request",
		[DEREGISTRATION_OWNER_GONE] = "owner-gone",
		[DEREGISTRATION_PROJECT_GONE] = "project-gone",
		[DEREGISTRATION_FALSIFICATION] = "falsification"},
	[WORDS_TRANSFER_GROUND] = {[TRANSFER_DONATION] = "donation",
		[TRANSFER_MERGER] = "merger",
		[TRANSFER_SPLIT] = "split",
		[TRANSFER_INHERITANCE] = "inheritance",
		[TRANSFER_JUDICIAL] = "judicial"},
	[WORDS_HOLD_ACTION] = {[HOLD_FREEZE] = "freeze", [HOLD_LIMIT] = "limit"},
	[WORDS_RESTRICTION_ACTION] = {[RESTRICTION_FREEZE] = "freeze",
		[RESTRICTION_LIMIT] = "limit",
		[RESTRICTION_RELEASE] = "release"},
	[WORDS_HOLD_SCOPE] =
		{[SCOPE_ACCOUNT] = "account", [SCOPE_PROJECT] = "project", [SCOPE_UNITS] = "units"},
	[WORDS_UNIT_POSITION] = {[POSITION_HOLDING] = "holding", [POSITION_TRADING] = "trading"},
	[WORDS_UNIT_STATUS] = {[UNIT_FREE] = "free",
		[UNIT_FROZEN] = "frozen",
		[UNIT_RETIRED] = "retired",
		[UNIT_CANCELLED] = "cancelled"},
	[WORDS_UNIT_TOLD] = {[TOLD_ISSUED] = "issued",
		[TOLD_RETIRED] = "retired",
		[TOLD_CANCELLED] = "cancelled"},
	[WORDS_PURPOSE] = {[PURPOSE_NATIONAL_ETS] = "national-ets",
		[PURPOSE_REGIONAL_ETS] = "regional-ets",
		[PURPOSE_EVENT] = "event",
		[PURPOSE_ENTERPRISE] = "enterprise",
		[PURPOSE_PUBLIC_INTEREST] = "public-interest",
		[PURPOSE_CORSIA] = "corsia"},
	[WORDS_ADDITIONALITY] =
		{[ADDITIONALITY_EXEMPT] = "exempt", [ADDITIONALITY_GENERAL] = "general"},
	[WORDS_ADDITIONALITY_RULE] = {[ADDITIONALITY_EXEMPT] = "exempt",
		[ADDITIONALITY_GENERAL] = "general",
		[ADDITIONALITY_IN_CASES] = "exempt-in-cases"},
	[WORDS_TEXT_STATUS] = {[STATUS_FINAL] = "final",
		[STATUS_DRAFT] = "draft",
		[STATUS_INFERRED] = "inferred"},
	[WORDS_METHODOLOGY_STATUS] =
		{[METHODOLOGY_OFFICIAL] = "official", [METHODOLOGY_PROVISIONAL] = "provisional"},
	[WORDS_TEXT_BASIS] = {[BASIS_PUBLIC] = "public",
		[BASIS_PRACTICE] = "practice",
		[BASIS_PREDECESSOR] = "predecessor",
		[BASIS_PHYSICS] = "physics",
		[BASIS_ASSUMED] = "assumed"},
	[WORDS_ACCREDITATION_ACTION] = {[ACCREDITATION_GRANT] = "grant",
		[ACCREDITATION_SUSPEND] = "suspend",
		[ACCREDITATION_WITHDRAW] = "withdraw"},
	[WORDS_ROLE_ACTION] = {[ROLE_ACTION_GRANT] = "grant", [ROLE_ACTION_END] = "end"},
	[WORDS_BINDING_ACTION] = {[BINDING_BIND] = "bind", [BINDING_END] = "end"},
	[WORDS_ENTRUSTING_GROUND] =
		{[ENTRUSTING_STOPPED] = "stopped", [ENTRUSTING_DEFAULTED] = "defaulted"},
	[WORDS_RECEIPT_RESULT] =
		{[RECEIPT_RECEIVED] = "received", [RECEIPT_MALFORMED] = "malformed"},
	[WORDS_PROJECT_STATUS] = {[PROJECT_DESIGNED] = "designed",
		[PROJECT_NOTICE] = "notice",
		[PROJECT_VALIDATED] = "validated",
		[PROJECT_REQUESTED] = "registration-requested",
		[PROJECT_REGISTERED] = "registered",
		[PROJECT_ENDED] = "ended",
		[PROJECT_DEREGISTERED] = "deregistered"},
	[WORDS_REPORT_STATUS] = {[REPORT_SUBMITTED] = "submitted",
		[REPORT_NOTICE] = "notice",
		[REPORT_VERIFIED] = "verified",
		[REPORT_REQUESTED] = "registration-requested",
		[REPORT_REGISTERED] = "registered",
		[REPORT_ISSUANCE_REQUESTED] = "issuance-requested",
		[REPORT_ISSUED] = "issued",
		[REPORT_ENDED] = "ended"},
	[WORDS_NOTICE_PHASE] =
		{[PHASE_COMING] = "coming", [PHASE_OPEN] = "open", [PHASE_ENDED] = "ended"},
	[WORDS_OFFSET_STATUS] = {[OFFSET_PENDING] = "pending",
		[OFFSET_RECEIVED] = "received",
		[OFFSET_MALFORMED] = "malformed",
		[OFFSET_USED] = "used",
		[OFFSET_REFUSED] = "refused",
		[OFFSET_WITHDRAWN] = "withdrawn",
		[OFFSET_EXPIRED] = "expired"},
	[WORDS_VALIDATION_ITEM] = {[VALIDATION_LAW] = "law-and-policy",
		[VALIDATION_FIELD] = "methodology-field",
		[VALIDATION_METHODOLOGY] = "methodology-use",
		[VALIDATION_TRUTH_UNIQUENESS_ADDITIONALITY] = "truth-uniqueness-additionality",
		[VALIDATION_SUSTAINABLE_DEVELOPMENT] = "sustainable-development"},
	[WORDS_VERIFICATION_ITEM] = {[VERIFICATION_METHODOLOGY] = "methodology",
		[VERIFICATION_DESIGN] = "implementation-as-designed",
		[VERIFICATION_CONSERVATIVENESS] = "conservativeness"},
	[WORDS_CHECK_ITEM] =
		{[CHECK_COMPLETENESS] = "completeness", [CHECK_CONFORMITY] = "conformity"},
	[WORDS_READER] = {[READER_PARTIES] = "parties",
		[READER_OPERATOR] = "operator",
		[READER_MEE] = "mee",
		[READER_SAMR] = "samr",
		[READER_PROVINCE] = "province",
		[READER_CEA] = "cea",
		[READER_EXCHANGE] = "exchange",
		[READER_COURT] = "court"},
};

/* The regulations' own words, where they have them. */
static const char *const words_zh[WORDS_COUNT][WORDS_MAX] = {
	[WORDS_ROLE] = {[ROLE_OPERATOR] = "注册登记机构",
		[ROLE_MEE] = "生态环境主管部门",
		[ROLE_SAMR] = "市场监督管理部门",
		[ROLE_PROVINCE] = "省级生态环境主管部门",
		[ROLE_COURT] = "人民法院",
		[ROLE_EXCHANGE] = "交易机构",
		[ROLE_CEA] = "全国碳排放权注册登记机构",
		[ROLE_VVB] = "审定与核查机构",
		[ROLE_OWNER] = "项目业主",
		[ROLE_HOLDER] = "持有人"},
	[WORDS_CLOCK] = {[CLOCK_REAL] = "真实时钟", [CLOCK_SIMULATED] = "模拟时钟"},
	[WORDS_PARTY_TYPE] = {[PARTY_ORGANISATION] = "组织", [PARTY_PERSON] = "自然人"},
	[WORDS_CONCLUSION] = {[CONCLUSION_POSITIVE] = "肯定", [CONCLUSION_NEGATIVE] = "否定"},
	[WORDS_FINDING] = {[FINDING_CONFORMS] = "符合", [FINDING_DOES_NOT_CONFORM] = "不符合"},
	[WORDS_REGISTRY_DECISION] =
		{[DECISION_REGISTERED] = "予以登记", [DECISION_REFUSED] = "不予登记"},
	[WORDS_WITHDRAWAL_OUTCOME] =
		{[WITHDRAWAL_CONFIRMED] = "同意撤回", [WITHDRAWAL_REFUSED] = "不同意撤回"},
	[WORDS_TERMINATION_GROUND] = {[TERMINATION_OWNER_GONE] = "项目业主不复存在",
		[TERMINATION_VVB_UNABLE] = "审定与核查机构无法继续履职",
		[TERMINATION_VVB_SILENT] = "审定与核查机构逾期未出具报告",
		[TERMINATION_UNFIT] = "不符合要求",
		[TERMINATION_NOT_IN_RECORD] = "公开记录未载明"},
	[WORDS_DEREGISTRATION_GROUND] = {[DEREGISTRATION_OWNER_REQUEST] = "项目业主自愿申请",
		[DEREGISTRATION_OWNER_GONE] = "项目业主主体灭失",
		[DEREGISTRATION_PROJECT_GONE] = "项目不复存续",
		[DEREGISTRATION_FALSIFICATION] = "篡改、伪造等故意弄虚作假"},
	[WORDS_TRANSFER_GROUND] = {[TRANSFER_DONATION] = "捐赠",
		[TRANSFER_MERGER] = "合并",
		[TRANSFER_SPLIT] = "分立",
		[TRANSFER_INHERITANCE] = "继承",
		[TRANSFER_JUDICIAL] = "司法扣划"},
	[WORDS_HOLD_ACTION] = {[HOLD_FREEZE] = "冻结", [HOLD_LIMIT] = "限制交易"},
	[WORDS_RESTRICTION_ACTION] = {[RESTRICTION_FREEZE] = "冻结",
		[RESTRICTION_LIMIT] = "限制交易",
		[RESTRICTION_RELEASE] = "解除"},
	[WORDS_HOLD_SCOPE] =
		{[SCOPE_ACCOUNT] = "账户", [SCOPE_PROJECT] = "项目", [SCOPE_UNITS] = "所列减排量"},
	[WORDS_UNIT_POSITION] =
		{[POSITION_HOLDING] = "一般持有账户", [POSITION_TRADING] = "交易账户"},
	[WORDS_UNIT_STATUS] = {[UNIT_FREE] = "可用",
		[UNIT_FROZEN] = "冻结",
		[UNIT_RETIRED] = "已注销",
		[UNIT_CANCELLED] = "已强制注销"},
	[WORDS_UNIT_TOLD] = {[TOLD_ISSUED] = "已签发",
		[TOLD_RETIRED] = "已注销",
		[TOLD_CANCELLED] = "已强制注销"},
	[WORDS_PURPOSE] = {[PURPOSE_NATIONAL_ETS] = "抵销全国碳市场配额清缴",
		[PURPOSE_REGIONAL_ETS] = "抵销地方碳市场配额清缴",
		[PURPOSE_EVENT] = "大型活动碳中和",
		[PURPOSE_ENTERPRISE] = "抵销企业温室气体排放",
		[PURPOSE_PUBLIC_INTEREST] = "自愿注销",
		[PURPOSE_CORSIA] = "国际航空碳抵消"},
	[WORDS_ADDITIONALITY] =
		{[ADDITIONALITY_EXEMPT] = "免予论证", [ADDITIONALITY_GENERAL] = "一般论证"},
	[WORDS_ADDITIONALITY_RULE] = {[ADDITIONALITY_EXEMPT] = "免予论证",
		[ADDITIONALITY_GENERAL] = "一般论证",
		[ADDITIONALITY_IN_CASES] = "所列情形免予论证，其余一般论证"},
	[WORDS_TEXT_STATUS] = {[STATUS_FINAL] = "正式文本",
		[STATUS_DRAFT] = "征求意见稿或暂定值",
		[STATUS_INFERRED] = "推算值"},
	[WORDS_METHODOLOGY_STATUS] =
		{[METHODOLOGY_OFFICIAL] = "正式", [METHODOLOGY_PROVISIONAL] = "非正式"},
	[WORDS_TEXT_BASIS] = {[BASIS_PUBLIC] = "公开信息",
		[BASIS_PRACTICE] = "登记实践",
		[BASIS_PREDECESSOR] = "前身方法学",
		[BASIS_PHYSICS] = "物理常数",
		[BASIS_ASSUMED] = "本登记系统自行假定，并非官方文本"},
	[WORDS_ACCREDITATION_ACTION] = {[ACCREDITATION_GRANT] = "批准",
		[ACCREDITATION_SUSPEND] = "暂停",
		[ACCREDITATION_WITHDRAW] = "撤销"},
	[WORDS_ROLE_ACTION] = {[ROLE_ACTION_GRANT] = "授予", [ROLE_ACTION_END] = "终止"},
	[WORDS_BINDING_ACTION] = {[BINDING_BIND] = "绑定", [BINDING_END] = "解除"},
	[WORDS_ENTRUSTING_GROUND] =
		{[ENTRUSTING_STOPPED] = "已停产关闭", [ENTRUSTING_DEFAULTED] = "逾期未清缴"},
	[WORDS_RECEIPT_RESULT] = {[RECEIPT_RECEIVED] = "已接收", [RECEIPT_MALFORMED] = "格式不符"},
	[WORDS_PROJECT_STATUS] = {[PROJECT_DESIGNED] = "已提交设计文件",
		[PROJECT_NOTICE] = "公示",
		[PROJECT_VALIDATED] = "已审定",
		[PROJECT_REQUESTED] = "已申请登记",
		[PROJECT_REGISTERED] = "已登记",
		[PROJECT_ENDED] = "已终止",
		[PROJECT_DEREGISTERED] = "已注销登记"},
	[WORDS_REPORT_STATUS] = {[REPORT_SUBMITTED] = "已提交",
		[REPORT_NOTICE] = "公示",
		[REPORT_VERIFIED] = "已核查",
		[REPORT_REQUESTED] = "已申请登记",
		[REPORT_REGISTERED] = "已登记",
		[REPORT_ISSUANCE_REQUESTED] = "已申请签发",
		[REPORT_ISSUED] = "已签发",
		[REPORT_ENDED] = "已终止"},
	[WORDS_NOTICE_PHASE] =
		{[PHASE_COMING] = "待公示", [PHASE_OPEN] = "公示中", [PHASE_ENDED] = "公示结束"},
	[WORDS_OFFSET_STATUS] = {[OFFSET_PENDING] = "待接收",
		[OFFSET_RECEIVED] = "已接收",
		[OFFSET_MALFORMED] = "格式不符",
		[OFFSET_USED] = "已使用",
		[OFFSET_REFUSED] = "未予使用",
		[OFFSET_WITHDRAWN] = "已撤回",
		[OFFSET_EXPIRED] = "已失效"},
	[WORDS_VALIDATION_ITEM] = {[VALIDATION_LAW] = "符合法律法规和产业政策",
		[VALIDATION_FIELD] = "属于方法学领域",
		[VALIDATION_METHODOLOGY] = "方法学的选择和使用",
		[VALIDATION_TRUTH_UNIQUENESS_ADDITIONALITY] = "真实性、唯一性和额外性",
		[VALIDATION_SUSTAINABLE_DEVELOPMENT] = "可持续发展"},
	[WORDS_VERIFICATION_ITEM] = {[VERIFICATION_METHODOLOGY] = "方法学的使用",
		[VERIFICATION_DESIGN] = "按设计文件实施",
		[VERIFICATION_CONSERVATIVENESS] = "保守性"},
	[WORDS_CHECK_ITEM] = {[CHECK_COMPLETENESS] = "完整性", [CHECK_CONFORMITY] = "规范性"},
	[WORDS_READER] = {[READER_PARTIES] = "所列各方",
		[READER_OPERATOR] = "注册登记机构",
		[READER_MEE] = "生态环境主管部门",
		[READER_SAMR] = "市场监督管理部门",
		[READER_PROVINCE] = "省级生态环境主管部门",
		[READER_CEA] = "全国碳排放权注册登记机构",
		[READER_EXCHANGE] = "交易机构",
		[READER_COURT] = "人民法院"},
};

const char *word_zh(enum word_list list, int value)
{
	if (value <= 0 || value >= WORDS_MAX)
		return NULL;
	return words_zh[list][value];
}

const char *word_text(enum word_list list, int value)
{
	if (value <= 0 || value >= WORDS_MAX)
		return NULL;
	return words[list][value];
}

int word_value(enum word_list list, const char *text, size_t size)
{
	for (int i = 1; i < WORDS_MAX && words[list][i]; i++)
		if (strlen(words[list][i]) == size && memcmp(words[list][i], text, size) == 0)
			return i;
	return 0;
}

char *word_choices(enum word_list list, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (int i = 1; i < WORDS_MAX && words[list][i]; i++) {
		int n = snprintf(
			out + used, size - used, "%s%s", i > 1 ? ", " : "", words[list][i]);

		if (n < 0 || (size_t)n >= size - used)
			break;
		used += (size_t)n;
	}
	return out;
}
