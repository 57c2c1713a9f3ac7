#include "domain/words.h"

#include <stdio.h>
#include <string.h>

enum { WORDS_MAX = 12 };

static const char *const words[WORDS_COUNT][WORDS_MAX] = {
	[WORDS_ROLE] = {[ROLE_OPERATOR] = "operator", [ROLE_MEE] = "mee", [ROLE_SAMR] = "samr",
		[ROLE_PROVINCE] = "province", [ROLE_COURT] = "court", [ROLE_EXCHANGE] = "exchange",
		[ROLE_CEA] = "cea", [ROLE_VVB] = "vvb", [ROLE_OWNER] = "owner",
		[ROLE_HOLDER] = "holder"},
	[WORDS_CLOCK] = {[CLOCK_REAL] = "real", [CLOCK_SIMULATED] = "simulated"},
	[WORDS_PARTY_TYPE] = {[PARTY_ORGANISATION] = "organisation", [PARTY_PERSON] = "person"},
	[WORDS_CONCLUSION] = {[CONCLUSION_POSITIVE] = "positive",
		[CONCLUSION_NEGATIVE] = "negative"},
	[WORDS_FINDING] = {[FINDING_CONFORMS] = "conforms",
		[FINDING_DOES_NOT_CONFORM] = "does-not-conform"},
	[WORDS_REGISTRY_DECISION] = {[DECISION_REGISTERED] = "registered",
		[DECISION_REFUSED] = "refused"},
	[WORDS_UNIT_POSITION] = {[POSITION_HOLDING] = "holding", [POSITION_TRADING] = "trading"},
	[WORDS_UNIT_STATUS] = {[UNIT_FREE] = "free", [UNIT_FROZEN] = "frozen",
		[UNIT_RETIRED] = "retired", [UNIT_CANCELLED] = "cancelled"},
	[WORDS_PURPOSE] = {[PURPOSE_NATIONAL_ETS] = "national-ets",
		[PURPOSE_REGIONAL_ETS] = "regional-ets", [PURPOSE_EVENT] = "event",
		[PURPOSE_ENTERPRISE] = "enterprise", [PURPOSE_PUBLIC_INTEREST] = "public-interest",
		[PURPOSE_CORSIA] = "corsia"},
	[WORDS_ADDITIONALITY] = {[ADDITIONALITY_EXEMPT] = "exempt",
		[ADDITIONALITY_GENERAL] = "general"},
	[WORDS_TEXT_STATUS] = {[STATUS_FINAL] = "final", [STATUS_DRAFT] = "draft"},
	[WORDS_METHODOLOGY_STATUS] = {[METHODOLOGY_OFFICIAL] = "official",
		[METHODOLOGY_PROVISIONAL] = "provisional"},
	[WORDS_ACCREDITATION_ACTION] = {[ACCREDITATION_GRANT] = "grant",
		[ACCREDITATION_SUSPEND] = "suspend", [ACCREDITATION_WITHDRAW] = "withdraw"},
	[WORDS_ROLE_ACTION] = {[ROLE_ACTION_GRANT] = "grant", [ROLE_ACTION_END] = "end"},
	[WORDS_BINDING_ACTION] = {[BINDING_BIND] = "bind", [BINDING_END] = "end"},
	[WORDS_RECEIPT_RESULT] = {[RECEIPT_RECEIVED] = "received",
		[RECEIPT_MALFORMED] = "malformed"},
	[WORDS_PROJECT_STATUS] = {[PROJECT_DESIGNED] = "designed", [PROJECT_NOTICE] = "notice",
		[PROJECT_VALIDATED] = "validated", [PROJECT_REQUESTED] = "registration-requested",
		[PROJECT_REGISTERED] = "registered", [PROJECT_ENDED] = "ended",
		[PROJECT_DEREGISTERED] = "deregistered"},
	[WORDS_REPORT_STATUS] = {[REPORT_SUBMITTED] = "submitted", [REPORT_NOTICE] = "notice",
		[REPORT_VERIFIED] = "verified", [REPORT_REQUESTED] = "registration-requested",
		[REPORT_REGISTERED] = "registered",
		[REPORT_ISSUANCE_REQUESTED] = "issuance-requested", [REPORT_ISSUED] = "issued",
		[REPORT_ENDED] = "ended"},
	[WORDS_OFFSET_STATUS] = {[OFFSET_PENDING] = "pending", [OFFSET_RECEIVED] = "received",
		[OFFSET_MALFORMED] = "malformed", [OFFSET_USED] = "used",
		[OFFSET_REFUSED] = "refused", [OFFSET_WITHDRAWN] = "withdrawn",
		[OFFSET_EXPIRED] = "expired"},
	[WORDS_VALIDATION_ITEM] = {[VALIDATION_LAW] = "law-and-policy",
		[VALIDATION_FIELD] = "methodology-field",
		[VALIDATION_METHODOLOGY] = "methodology-use",
		[VALIDATION_TRUTH_UNIQUENESS_ADDITIONALITY] = "truth-uniqueness-additionality",
		[VALIDATION_SUSTAINABLE_DEVELOPMENT] = "sustainable-development"},
	[WORDS_VERIFICATION_ITEM] = {[VERIFICATION_METHODOLOGY] = "methodology",
		[VERIFICATION_DESIGN] = "implementation-as-designed",
		[VERIFICATION_CONSERVATIVENESS] = "conservativeness"},
	[WORDS_CHECK_ITEM] = {[CHECK_COMPLETENESS] = "completeness",
		[CHECK_CONFORMITY] = "conformity"},
};

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
		int n = snprintf(out + used, size - used, "%s%s", i > 1 ? ", " : "", words[list][i]);

		if (n < 0 || (size_t)n >= size - used)
			break;
		used += (size_t)n;
	}
	return out;
}
