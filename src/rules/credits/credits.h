/*
 * credits: what the chapters of credits and compliance share. Private to rules/.
 *
 * Who may move units from an account, which units a document names, what becomes
 * of them, and exact shares of a quantity.
 */
#ifndef RULES_CREDITS_H
#define RULES_CREDITS_H

#include "document/body.h"
#include "record/record.h"

struct rule;

/* --- accounts (account.c) --- */

/* The account exists. */
int rule_account(struct rule *r, const struct account_id *id, const char *path,
	struct record_account *out) MUST_CHECK;

/*
 * Whether the party may not hold units, and as what: it runs or oversees the market, or is a VVB
 * (Order 31 art. 37). 1 and *out, 0, -1.
 */
int rule_may_not_hold(struct rule *r, const struct party_id *party, enum role *out) MUST_CHECK;

/* rule_account, and it belongs to the party that signs as holder. */
int rule_own_account(struct rule *r, const struct account_id *id, const char *path,
	struct record_account *out) MUST_CHECK;

/* --- units (units_move.c) --- */

enum units_from {
	UNITS_FROM_HOLDING, /* free, in the holding position */
	UNITS_FROM_TRADING, /* free, in the trading position */
	UNITS_FROM_EITHER,  /* free, in whichever position */
	UNITS_STANDING,	    /* neither retired nor cancelled, of whatever account */
};

/* One range of a document, and its place in the document's list. */
struct units_piece {
	struct serial_block block;
	struct account_id account; /* that must hold it */
	size_t index;
};

/* The ranges of a document; a range's path is LIST/INDEX followed by WITHIN, "/legs/3/units". */
struct units_pieces {
	size_t n;
	struct units_piece *piece; /* sorted by number in the check */
	enum units_from from;
	const char *list, *within;
	const struct party_id *court; /* that orders it and passes its own holds; NULL: none */
};

/*
 * Checks that every range is sound, no unit stands in two of them, every unit
 * belongs to the account, is free, and is in the position, and no hold stops what
 * the document does with it (holds.c); gives the total.
 */
int rule_pieces_check(struct rule *r, struct units_pieces *p, struct tonnes *total) MUST_CHECK;

/* The place of a piece's member in the document: "/legs/3/units/first". Returns out. */
char *rule_piece_path(char out[ERROR_PATH_MAX], const struct units_pieces *p,
	const struct units_piece *piece, const char *field);

/* The pieces that a list of ranges of one account at path is. */
int rule_units_list(struct rule *r, const struct account_id *account, enum units_from from,
	size_t n, const struct unit_range *units, const char *path,
	struct units_pieces *out) MUST_CHECK;

/* rule_pieces_check of such a list. */
int rule_units_check(struct rule *r, const struct account_id *account, enum units_from from,
	size_t n, const struct unit_range *units, const char *path,
	struct tonnes *total) MUST_CHECK;

/* The registered project with that code: 1 and *out filled, 0 none, -1. */
int rule_units_project(
	struct rule *r, const struct project_code *code, struct record *out) MUST_CHECK;

/* What a range becomes. */
struct units_becoming {
	struct account_id account;
	enum unit_position position;
	enum unit_status status;
	struct digest by;
};

/*
 * Gives the units of a block a new holder, position or status, splitting records
 * as needed. The block must be covered by records.
 */
int rule_units_become(struct rule *r, const struct serial_block *block,
	const struct units_becoming *becoming) MUST_CHECK;

/* --- holds (holds.c) --- */

/* Whether it still keeps what it is on: not released, its last day not past. */
bool rule_hold_lasts(const struct rule *r, const struct record_hold *hold);

/* -1 stops, with r->err set. `piece` is the first that the hold's place meets; NULL: none asked. */
typedef int (*hold_fn)(void *ctx, const struct record_hold *hold, const struct units_piece *piece);

/*
 * Every hold ever set at a place of the subject: with pieces, sorted and of the project and
 * vintage, those whose range meets one of them; with none, those of the whole subject. 0, -1.
 */
int rule_holds_at(struct rule *r, const char *subject, int64_t vintage,
	const struct units_piece *piece, size_t n, hold_fn fn, void *ctx) MUST_CHECK;

/* No hold on the units, their project or their account stops the document's kind. Sorted. */
int rule_holds_let_go(struct rule *r, const struct units_pieces *p) MUST_CHECK;

/*
 * Takes the units, which move by the court's order, out of the ranges that it holds. To be called
 * once rule_holds_let_go has let them pass.
 */
int rule_holds_yield(struct rule *r, const struct units_pieces *p) MUST_CHECK;

/* No hold on the account stops the document's kind from giving it units. */
int rule_holds_let_in(
	struct rule *r, const struct account_id *account, const char *path) MUST_CHECK;

/* --- exact shares (obligation.c) --- */

/* A decimal "0.05" or a fraction "1/20" as two integers; false when it is neither. */
bool rule_fraction_parse(const char *text, int64_t *numerator, int64_t *denominator) MUST_CHECK;

/*
 * The share of a quantity in whole tonnes, rounded down; false when the result is not a quantity.
 * Only obligations need it; it is exported for tests of its bounds.
 */
bool rule_fraction_floor(struct tonnes whole, const char *fraction, struct tonnes *out) MUST_CHECK;

#endif
