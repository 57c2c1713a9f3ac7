/*
 * generator_part: what the parts of the generator share: chance, slips, and the
 * document being made.
 */
#ifndef TESTS_MODEL_GENERATOR_PART_H
#define TESTS_MODEL_GENERATOR_PART_H

#include "tests/model/generator.h"
#include "tests/rules/story.h"

enum { SHARED_IDS = 3 };

struct generator {
	struct story s; /* for texts, below a step's memory */
	struct history *h;
	struct model *m; /* as it is now */
	uint64_t random;
	uint64_t ids, places;
	struct instant now; /* a real clock's */
	bool odd;	    /* this document may slip */
};

typedef bool (*make_fn)(struct generator *g);

/* 0..n-1. */
uint64_t chance(struct generator *g, uint64_t n);
bool one_in(struct generator *g, uint64_t n);
/* Whether the next thing written should be wrong. */
bool slip(struct generator *g);
/* An index among those for which the test holds, or NOBODY_YET. */
typedef bool (*fits_fn)(const struct generator *g, size_t i);
int pick(struct generator *g, size_t n, fits_fn fits);

struct instant generator_now(const struct generator *g);
struct day generator_today(const struct generator *g);

/* The story's name of a party of the model. */
const char *name_of(const struct party_id *id);

/* Written forms, each of which may slip. */
const char *write_hash(struct generator *g, const struct digest *d);
const char *write_day(struct generator *g, struct day day);
const char *write_account(struct generator *g, const struct account_id *account);
const char *write_party(struct generator *g, const struct party_id *party);
int64_t write_number(struct generator *g, int64_t number);
const char *write_flag(struct generator *g, bool flag);

/*
 * Ranges of units of one holder in a position, one `- {...}` on each line; "" when it has
 * none. At most `most` units in all; the sum is returned.
 */
const char *write_units(
	struct generator *g, int holder, enum unit_position position, int64_t most, int64_t *sum);
/* One of them, without its dash. */
bool write_range(struct generator *g, int holder, enum unit_position position, int64_t most,
	const char **text, struct serial_block *out);

/* Adds the header and tells the model; true. */
bool emit(struct generator *g, const char *kind, const char *signers, const char *body);

bool make_clock(struct generator *g);
bool make_party(struct generator *g);
bool make_role(struct generator *g);
bool make_accreditation(struct generator *g);
bool make_parameter(struct generator *g);
bool make_factors(struct generator *g);
bool make_field(struct generator *g);
bool make_calendar(struct generator *g);
bool make_void(struct generator *g);
bool make_again(struct generator *g);
bool make_rare(struct generator *g);

bool make_design(struct generator *g);
bool make_notice(struct generator *g);
bool make_comment(struct generator *g);
bool make_validation(struct generator *g);
bool make_registration_request(struct generator *g);
bool make_registration_decision(struct generator *g);
bool make_report(struct generator *g);
bool make_verification(struct generator *g);
bool make_reduction_request(struct generator *g);
bool make_reduction_decision(struct generator *g);
bool make_issuance_request(struct generator *g);
bool make_issuance(struct generator *g);

bool make_offset_withdrawal(struct generator *g);
bool make_entrusted_surrender(struct generator *g);
bool make_expiry(struct generator *g);
bool make_withdrawal(struct generator *g);
bool make_withdrawal_decision(struct generator *g);
bool make_termination(struct generator *g);
bool make_deregistration(struct generator *g);
bool make_explanation(struct generator *g);
bool make_second_opinion(struct generator *g);
bool make_revision(struct generator *g);

bool make_restriction(struct generator *g);
bool make_release(struct generator *g);
bool make_transfer(struct generator *g);

bool make_deposit(struct generator *g);
bool make_return(struct generator *g);
bool make_settlement(struct generator *g);
bool make_retirement(struct generator *g);
bool make_obligation(struct generator *g);
bool make_binding(struct generator *g);
bool make_application(struct generator *g);
bool make_receipt(struct generator *g);
bool make_answer(struct generator *g);

#endif
