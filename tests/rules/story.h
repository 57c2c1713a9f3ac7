/*
 * story: documents told one after the other to decide, on a state in memory.
 *
 * A story holds a state (an overlay over nothing), the instant, and named parties
 * whose keys come from their names. A document is given as the YAML of its own
 * members, `kind` first: the story adds version, ledger, id, valid_until and
 * signers if the text does not give them itself, opens it as the server would,
 * adds the keys of those who sign, decides, and lays the changes over the state.
 *
 * Who signs is a text: "operator mee" (each as its own role), "owner:holder" (as
 * another role), "exchange*1" (with its first key only), "+buyer" (signs without
 * being named among the signers). A party signs with all of its keys otherwise.
 */
#ifndef TESTS_RULES_STORY_H
#define TESTS_RULES_STORY_H

#include <stdbool.h>
#include <stdint.h>

#include "document/document.h"
#include "rules/decide.h"
#include "signature/secret_key.h"

/* The life of A210001, stage by stage; each includes all before it. */
enum story_stage {
	STORY_EMPTY,
	STORY_GENESIS,
	STORY_PARTIES,
	STORY_ROLES,
	STORY_ACCREDITATIONS,
	STORY_CALENDARS,
	STORY_UNITS,
	STORY_PARAMETERS,
	STORY_METHODOLOGY,
	STORY_DESIGNED,
	STORY_DESIGN_NOTICE,
	STORY_DESIGN_COMMENT,
	STORY_VALIDATED,
	STORY_REGISTRATION_REQUESTED,
	STORY_REGISTERED,
	STORY_REPORTED,
	STORY_REPORT_NOTICE,
	STORY_REPORT_COMMENT,
	STORY_VERIFIED,
	STORY_REDUCTION_REQUESTED,
	STORY_REDUCTION_REGISTERED,
	STORY_ISSUANCE_REQUESTED,
	STORY_ISSUED,
	STORY_DEPOSITED,
	STORY_SETTLED,
	STORY_RETURNED,
	STORY_OBLIGATION,
	STORY_BOUND,
	STORY_OFFSET_APPLIED,
	STORY_OFFSET_RECEIVED,
	STORY_OFFSET_ANSWERED,
	STORY_RETIRED,
	STORY_STAGE_COUNT
};

enum { STORY_KEYS_MAX = 3 };

/* One of the named parties: operator mee samr exchange cea province owner other entity
 * buyer cec ccsc person; and court, which is no party before somebody tells of it. */
struct story_party {
	const char *name;
	struct party_id id;
	enum role role; /* in which it signs unless told otherwise */
	int keys_n;
	int threshold;
	struct public_key keys[STORY_KEYS_MAX];
	struct account_id account;
};

struct story {
	void *mem;
	bool simulated; /* set before STORY_GENESIS */
	struct overlay *state;
	enum story_stage stage;
	int64_t sequence; /* of the next entry */
	struct instant at;
	struct programs *programs;		 /* NULL: every decision compiles by itself */
	char ledger[LEDGER_ID_SIZE];		 /* as documents name it */
	uint64_t ids;				 /* counter for document ids */
	struct digest sealed[STORY_STAGE_COUNT]; /* the document that reached a stage */
	struct placement placement;		 /* of the last document sealed */
	struct error err;			 /* of the last refusal */
	/* Called for every decision before its changes are laid over the state; may be NULL. */
	void (*decided)(void *ctx, struct story *s, const struct document *d,
		const struct overlay *changes);
	void *decided_ctx;
	/* Called for every document that story_seal sealed; may be NULL. */
	void (*told)(void *ctx, struct document *d, const char *signers);
	void *told_ctx;
};

/* An empty story; fails the test when memory is short. Freed with mem. */
struct story *story_new(void *mem);

/* Tells everything up to and including the stage. */
void story_until(struct story *s, enum story_stage stage);

/* A new story at the stage. */
struct story *story_at_stage(void *mem, enum story_stage stage);

/* Goes to an instant, "2024-09-02T01:00:00Z" or a day (09:00 in UTC+8). */
void story_at(struct story *s, const char *instant);

const struct story_party *story_party(const char *name);
const char *story_id(const char *name);
const char *story_account(const char *name);

/* "ssh-ed25519 ..." of a party's key, below s->mem. */
const char *story_key_text(struct story *s, const struct public_key *key);

/* A key that belongs to nobody in the story. */
struct public_key story_stray_key(const char *seed);

/* The secret key of a seed: "sealing", or "owner/0" for the owner's first key. */
struct secret_key *story_secret(void *mem, const char *seed);

/* Replaces the bare keys with true signatures. */
void story_sign(struct document *d, const char *signers);

/* printf below s->mem; for documents that name hashes and accounts. */
const char *story_text(struct story *s, const char *format, ...) FORMAT(2, 3);

/* 64 digits below s->mem. */
const char *story_hex(struct story *s, const struct digest *d);

/*
 * Opens the document and adds the signatures; fails the test when it does not open.
 * For tests that call decide themselves.
 */
struct document *story_document(struct story *s, const char *yaml, const char *signers);

/* Adds the keys of those who sign to a document opened without signatures. */
void story_put_keys(struct document *d, const char *signers);

/* A restriction of 100 of the buyer's units by mee's order, from STORY_SETTLED on; its release. */
const char *story_restriction_text(struct story *s);
const char *story_release_text(struct story *s, const struct digest *hold);

/* The court becomes a party and has its role. */
void story_tell_court(struct story *s);

/* 10 of the owner's units, free from STORY_ISSUED on, change hands. */
const char *story_transfer_text(
	struct story *s, const char *ground, const char *from, const char *to);

/* The member `signers`, with those who are to be named in it. */
const char *story_signers_text(struct story *s, const char *signers);

/* What the next document is decided under; for tests that call decide themselves. */
struct circumstances story_circumstances(struct story *s);

/* Decides and lays the changes over the state; 0, or -1 with s->err. */
int story_try(struct story *s, const char *yaml, const char *signers);

/* story_try, which must succeed; returns the document's hash. */
struct digest story_seal(struct story *s, const char *yaml, const char *signers);

/* Must be refused with the code at the path, leaving the state as it was. */
void story_expect(struct story *s, const char *yaml, const char *signers, enum error_code code,
	const char *path);

/* The text with its first `from` replaced by `to`; fails the test if there is none. */
const char *story_but(struct story *s, const char *yaml, const char *from, const char *to);

/* The text of a document without its kind, as the lines of a mapping in another. */
const char *story_indented(struct story *s, const char *yaml);

/* Lays a record over the state, as a decision might have. */
void story_put(struct story *s, const struct record *r);

/* Reads a record by its key columns. */
bool story_get(struct story *s, struct record *r);

/* A text of the source tree, "methodologies/CCER-01-002-V01.yaml"; NULL when absent. */
const char *story_file(struct story *s, const char *path);

/* What the stages of this chapter's documents say; others below. */
const char *story_genesis_text(struct story *s);
const char *story_party_text(struct story *s, const char *name);

/* Stages of the projects and reductions (story_project.c), of credits (story_credit.c). */
extern void (*const story_project_steps[STORY_STAGE_COUNT])(struct story *s);
extern void (*const story_credit_steps[STORY_STAGE_COUNT])(struct story *s);

#endif
