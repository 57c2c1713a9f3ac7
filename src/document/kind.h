/*
 * kind: the document kinds of rules version 1, one const row each.
 *
 * The row holds what every kind must say of itself: its name, who may see it,
 * how large it may be, how long it lives unsealed, and whether it may carry
 * attachments (rulebook, formats 0). Who must sign is decided by rules/.
 */
#ifndef DOCUMENT_KIND_H
#define DOCUMENT_KIND_H

#include <stdbool.h>
#include <stddef.h>

enum kind {
	KIND_NONE,
	KIND_GENESIS,
	KIND_CLOCK,
	KIND_RULES,
	KIND_ROLE,
	KIND_PARTY,
	KIND_PARAMETERS,
	KIND_UNITS,
	KIND_CALENDAR,
	KIND_ACCREDITATION,
	KIND_VOID,
	KIND_METHODOLOGY,
	KIND_PROJECT_DESIGN,
	KIND_NOTICE,
	KIND_COMMENT,
	KIND_VALIDATION_REPORT,
	KIND_REGISTRATION_REQUEST,
	KIND_REGISTRATION_DECISION,
	KIND_ACCOUNTING_REPORT,
	KIND_VERIFICATION_REPORT,
	KIND_REDUCTION_REQUEST,
	KIND_REDUCTION_DECISION,
	KIND_ISSUANCE_REQUEST,
	KIND_ISSUANCE,
	KIND_TRADING_DEPOSIT,
	KIND_TRADING_RETURN,
	KIND_SETTLEMENT,
	KIND_RETIREMENT,
	KIND_OBLIGATION,
	KIND_BINDING,
	KIND_OFFSET_APPLICATION,
	KIND_OFFSET_RECEIPT,
	KIND_OFFSET_ANSWER,
	KIND_COUNT
};

enum visibility {
	VISIBLE_PUBLIC,
	VISIBLE_PARTIES,     /* the parties named in it and the authorities */
	VISIBLE_AUTHORITIES, /* and, for settlements, the exchange */
};

struct kind_row {
	const char *name;
	const char *zh, *en;
	enum visibility visibility;
	int days_to_live; /* valid_until at most this many days after the seal; 0: not limited */
	size_t size_max;  /* bytes of DOCUMENT */
	bool attachments;
	const char *signers; /* who signs, for docs/documents.md */
	const char *rule;    /* the clause, or NULL */
};

const struct kind_row *kind_row(enum kind kind);
const char *kind_name(enum kind kind);

/* KIND_NONE when there is no such kind. */
enum kind kind_by_name(const char *text, size_t size);

#endif
