/*
 * words: the closed lists of the field's terms, as enums with their written form.
 *
 * One table for each list; the written form is what documents, state, exports and the
 * API use. docs/glossary.md has the terms with their Chinese.
 */
#ifndef DOMAIN_WORDS_H
#define DOMAIN_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/macros.h"

enum role {
	ROLE_NONE,
	ROLE_OPERATOR,
	ROLE_MEE,
	ROLE_SAMR,
	ROLE_PROVINCE,
	ROLE_COURT,
	ROLE_EXCHANGE,
	ROLE_CEA,
	ROLE_VVB,
	ROLE_OWNER,
	ROLE_HOLDER,
};

enum clock_kind { CLOCK_NONE, CLOCK_REAL, CLOCK_SIMULATED };
enum party_type { PARTY_NONE, PARTY_ORGANISATION, PARTY_PERSON };
enum conclusion { CONCLUSION_NONE, CONCLUSION_POSITIVE, CONCLUSION_NEGATIVE };
enum finding { FINDING_NONE, FINDING_CONFORMS, FINDING_DOES_NOT_CONFORM };
enum registry_decision { DECISION_NONE, DECISION_REGISTERED, DECISION_REFUSED };
enum withdrawal_outcome { WITHDRAWAL_NONE, WITHDRAWAL_CONFIRMED, WITHDRAWAL_REFUSED };

/* Why an application ends that its owner has not withdrawn and nobody has decided. */
enum termination_ground {
	TERMINATION_NONE,
	TERMINATION_OWNER_GONE,
	TERMINATION_VVB_UNABLE, /* its accreditation was suspended or withdrawn, or it is gone */
	TERMINATION_VVB_SILENT,
	TERMINATION_UNFIT,
	TERMINATION_NOT_IN_RECORD, /* of a record carried over; simulated ledgers only */
};

/* Why the registration of a project ends; each is given by its own signers. */
enum deregistration_ground {
	DEREGISTRATION_NONE,
	DEREGISTRATION_OWNER_REQUEST,
	DEREGISTRATION_OWNER_GONE,
	DEREGISTRATION_PROJECT_GONE,
	DEREGISTRATION_FALSIFICATION, /* revoked by the authorities */
};

/* Why units change hands outside the exchange. */
enum transfer_ground {
	TRANSFER_NONE,
	TRANSFER_DONATION,
	TRANSFER_MERGER,
	TRANSFER_SPLIT,
	TRANSFER_INHERITANCE,
	TRANSFER_JUDICIAL,
};

/* What a hold forbids: every movement of what it holds, or trading alone. */
enum hold_action { HOLD_NONE, HOLD_FREEZE, HOLD_LIMIT };

/* The same as a document asks for it, or its end. */
enum restriction_action {
	RESTRICTION_NONE,
	RESTRICTION_FREEZE,
	RESTRICTION_LIMIT,
	RESTRICTION_RELEASE,
};

/* What a hold is on. */
enum hold_scope { SCOPE_NONE, SCOPE_ACCOUNT, SCOPE_PROJECT, SCOPE_UNITS };

/* Where a unit stands: in the holding account or moved to the exchange. */
enum unit_position { POSITION_NONE, POSITION_HOLDING, POSITION_TRADING };

/* What a unit is: frozen while an offset application is pending. */
/* What everyone may know of a unit. */
enum unit_told { TOLD_NONE, TOLD_ISSUED, TOLD_RETIRED, TOLD_CANCELLED };

enum unit_status { UNIT_NONE, UNIT_FREE, UNIT_FROZEN, UNIT_RETIRED, UNIT_CANCELLED };

/* Order 31 art. 28; the national offset has its own documents. */
enum retirement_purpose {
	PURPOSE_NONE,
	PURPOSE_NATIONAL_ETS,
	PURPOSE_REGIONAL_ETS,
	PURPOSE_EVENT,
	PURPOSE_ENTERPRISE,
	PURPOSE_PUBLIC_INTEREST,
	PURPOSE_CORSIA,
};

/* How a design shows it; a methodology may also exempt in cases that it lists. */
enum additionality {
	ADDITIONALITY_NONE,
	ADDITIONALITY_EXEMPT,
	ADDITIONALITY_GENERAL,
	ADDITIONALITY_IN_CASES,
};

/*
 * What a source is: published and in force, a draft for comment, or no text at all but a
 * number solved back from what was published by it. A real ledger takes the first alone.
 */
enum text_status { STATUS_NONE, STATUS_FINAL, STATUS_DRAFT, STATUS_INFERRED };

/*
 * What an item of a methodology rests on whose official text was not obtained. PHYSICS: a
 * constant of nature; ASSUMED: this registry's own assumption.
 */
enum text_basis {
	BASIS_NONE,
	BASIS_PUBLIC,
	BASIS_PRACTICE,
	BASIS_PREDECESSOR,
	BASIS_PHYSICS,
	BASIS_ASSUMED,
};
enum methodology_status { METHODOLOGY_NONE, METHODOLOGY_OFFICIAL, METHODOLOGY_PROVISIONAL };
enum accreditation_action {
	ACCREDITATION_NONE,
	ACCREDITATION_GRANT,
	ACCREDITATION_SUSPEND,
	ACCREDITATION_WITHDRAW,
};
enum role_action { ROLE_ACTION_NONE, ROLE_ACTION_GRANT, ROLE_ACTION_END };
enum binding_action { BINDING_NONE, BINDING_BIND, BINDING_END };
enum receipt_result { RECEIPT_NONE, RECEIPT_RECEIVED, RECEIPT_MALFORMED };

/* The life of a project, in the order of Order 31 art. 10-16. */
enum project_status {
	PROJECT_NONE,
	PROJECT_DESIGNED,  /* sealed, awaits notice */
	PROJECT_NOTICE,	   /* public notice named */
	PROJECT_VALIDATED, /* positive validation report */
	PROJECT_REQUESTED, /* registration requested */
	PROJECT_REGISTERED,
	PROJECT_ENDED, /* negative, refused or withdrawn */
	PROJECT_DEREGISTERED,
};

/* The life of one accounting report and its batch (art. 17-22). */
enum report_status {
	REPORT_NONE,
	REPORT_SUBMITTED,
	REPORT_NOTICE,
	REPORT_VERIFIED,
	REPORT_REQUESTED,
	REPORT_REGISTERED,
	REPORT_ISSUANCE_REQUESTED,
	REPORT_ISSUED,
	REPORT_ENDED,
};

/* What a notice is on a day. */
enum notice_stage { PHASE_NONE, PHASE_COMING, PHASE_OPEN, PHASE_ENDED };

enum offset_status {
	OFFSET_NONE,
	OFFSET_PENDING,
	OFFSET_RECEIVED,
	OFFSET_MALFORMED,
	OFFSET_USED,
	OFFSET_REFUSED, /* answered with nothing used */
	OFFSET_WITHDRAWN,
	OFFSET_EXPIRED,
};

/* Why a province has an obligation met in its entity's place. */
enum entrusting_ground { ENTRUSTING_NONE, ENTRUSTING_STOPPED, ENTRUSTING_DEFAULTED };

/* Which list of words a schema or column takes. */
enum word_list {
	WORDS_ROLE,
	WORDS_CLOCK,
	WORDS_PARTY_TYPE,
	WORDS_CONCLUSION,
	WORDS_FINDING,
	WORDS_REGISTRY_DECISION,
	WORDS_WITHDRAWAL_OUTCOME,
	WORDS_TERMINATION_GROUND,
	WORDS_DEREGISTRATION_GROUND,
	WORDS_TRANSFER_GROUND,
	WORDS_HOLD_ACTION,
	WORDS_RESTRICTION_ACTION,
	WORDS_HOLD_SCOPE,
	WORDS_UNIT_POSITION,
	WORDS_UNIT_STATUS,
	WORDS_UNIT_TOLD,
	WORDS_PURPOSE,
	WORDS_ADDITIONALITY,
	WORDS_ADDITIONALITY_RULE, /* of a methodology */
	WORDS_TEXT_STATUS,
	WORDS_METHODOLOGY_STATUS,
	WORDS_TEXT_BASIS,
	WORDS_ACCREDITATION_ACTION,
	WORDS_ROLE_ACTION,
	WORDS_BINDING_ACTION,
	WORDS_ENTRUSTING_GROUND,
	WORDS_RECEIPT_RESULT,
	WORDS_PROJECT_STATUS,
	WORDS_REPORT_STATUS,
	WORDS_NOTICE_PHASE,
	WORDS_OFFSET_STATUS,
	WORDS_VALIDATION_ITEM,
	WORDS_VERIFICATION_ITEM,
	WORDS_CHECK_ITEM,
	WORDS_READER, /* readers.h */
	WORDS_COUNT
};

/* Order 31 art. 13: what a validation report has findings on, each item once. */
enum validation_item {
	VALIDATION_NONE,
	VALIDATION_LAW,
	VALIDATION_FIELD,
	VALIDATION_METHODOLOGY,
	VALIDATION_TRUTH_UNIQUENESS_ADDITIONALITY,
	VALIDATION_SUSTAINABLE_DEVELOPMENT,
	VALIDATION_ITEM_END
};

/* Order 31 art. 20. */
enum verification_item {
	VERIFICATION_NONE,
	VERIFICATION_METHODOLOGY,
	VERIFICATION_DESIGN,
	VERIFICATION_CONSERVATIVENESS,
	VERIFICATION_ITEM_END
};

/* Order 31 art. 15, 22: the registry's formal check. */
enum check_item { CHECK_NONE, CHECK_COMPLETENESS, CHECK_CONFORMITY, CHECK_ITEM_END };

/* The written form of a value of the list; NULL for 0 or a value beyond the list. */
const char *word_text(enum word_list list, int value);

/* The same in Chinese, for people; NULL likewise. */
const char *word_zh(enum word_list list, int value);

/* The value written so, or 0 when the list has no such word. */
int word_value(enum word_list list, const char *text, size_t size);

/* The words of a list in order, joined by ", ", for messages. Returns out. */
char *word_choices(enum word_list list, char *out, size_t size);

#endif
