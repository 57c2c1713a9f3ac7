/*
 * holdings: a small registry put straight into the state, for the rules that move
 * credits: parties with their roles and accounts, five projects, and blocks of every
 * position and status. A test fills the document, tries its rule, and finds the state
 * changed only if the rule accepted it.
 */
#ifndef TESTS_RULES_HOLDINGS_H
#define TESTS_RULES_HOLDINGS_H

#include "rules/chapter.h"

enum who {
	NOBODY,
	OPERATOR,
	MEE,
	SAMR,
	PROVINCE,
	EXCHANGE,
	CEA,
	VVB,
	HOLDER,
	BUYER,
	PERSON,
	COURT,
	WHO_COUNT
};

/*
 * Project n has the code A21000n. 1 and 2 are sound (1 carries CORSIA's type), 3
 * is frozen, 4 is under allowance management, 5 was registered on 2024-01-21.
 */
enum { PROJECTS = 5, LEGS_MAX = 5000, UNITS_MAX = 8 };

struct holdings {
	void *mem;
	struct overlay *state;
	struct instant at;
	int64_t sequence;
	struct error err;
	struct warning_list warnings; /* of the last rule tried */
	struct document d;
	struct unit_range units[UNITS_MAX];
	struct body_leg legs[LEGS_MAX];
	struct body_trading trading;
	struct body_settlement settlement;
	struct body_retirement retirement;
	struct body_restriction restriction;
	struct body_transfer transfer;
	struct body_obligation obligation;
	struct body_binding binding;
	struct body_offset_application application;
	struct body_offset_receipt receipt;
	struct body_offset_answer answer;
	struct body_offset_withdrawal withdrawal;
	struct body_expiry expiry;
	struct body_entrusted_surrender entrusted;
};

/*
 * HOLDER, vintage 2024 of project 1: 1-1000 free, 1001-2000 free in the trading
 * position, 2001-2100 frozen, 2101-2200 retired; BUYER has 2201-3000. HOLDER has
 * 1-100 of vintage 2024 of projects 2 to 5, free, and 101-200 in trading.
 */
struct holdings *holdings_new(void);
void holdings_free(struct holdings *h);
DEFINE_AUTO(holdings)

struct party_id party_of(enum who who);
struct account_id account_of(enum who who);
struct project_code project_of(int number);
struct unit_range units_of(int number, int64_t first, int64_t last);
struct day on(const char *day);

/* Begins a document of the kind, signed by nobody yet; its hash is new. */
void draft(struct holdings *h, enum kind kind, const void *body);
void sign(struct holdings *h, enum who who, enum role as);

/* Puts a record into the state; reads one that must be there. */
void lay(struct holdings *h, const struct record *r);
void look(struct holdings *h, struct record *r);
struct record party_record(struct holdings *h, enum who who);
struct record account_record(struct holdings *h, enum who who);
struct record project_record(struct holdings *h, int number);

/*
 * Holds an account, a project (by its number, with no first), or a range of its units, by an order
 * of COURT. Gives the hold's hash.
 */
struct digest hold_account(struct holdings *h, enum who who, enum hold_action action);
struct digest hold_units(
	struct holdings *h, int number, int64_t first, int64_t last, enum hold_action action);
struct record hold_record(struct holdings *h, const struct digest *hold);

/* Sets a plain parameter from the first day onwards. */
void set_parameter(struct holdings *h, const char *name, const char *value);

/* Tries the document by its rule: on success its changes become the state. */
enum error_code try_rule(struct holdings *h, rule_fn fn);

/* Runs the rule without deciding anything; changes go to a fresh overlay. */
struct rule rule_over(struct holdings *h);

/* Which block holds a number, and how. */
struct record_block block_with(struct holdings *h, int project, int64_t number);

/* The ranges of every project cover what was issued, each number once. */
void check_conservation(struct holdings *h);

/* The hash of the whole state. */
struct digest state_digest(struct holdings *h);

#endif
