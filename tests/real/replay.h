/*
 * replay: every application of the public record, act by act, in order of time.
 *
 * An act is submitted on the day that the record gives. If the rules refuse it at
 * every hour of that day, it is submitted again every following day until it is
 * lawful, and is listed among the departures with the rule that refused it; the
 * rules are not weakened. The record gives no monitored values: they are solved back from
 * the tonnes through the methodology, so tonnes show that the books add up.
 */
#ifndef TESTS_REAL_REPLAY_H
#define TESTS_REAL_REPLAY_H

#include "tests/real/departures.h"
#include "tests/real/record.h"
#include "tests/real/world.h"

enum real_step {
	REAL_FILE, /* design or accounting report */
	REAL_NOTICE,
	REAL_COMMENT,
	REAL_REVISION, /* to the text that was registered */
	REAL_REPORT,   /* of the validation or verification body */
	REAL_REQUEST,
	REAL_DECISION,
	REAL_ISSUANCE_REQUEST,
	REAL_ISSUANCE,
	REAL_END, /* terminated, or withdrawn and that confirmed */
	REAL_DONE
};

/* One application on its way. */
struct real_chain {
	const struct real_row *row;
	const struct real_row *project; /* of a batch; itself of a project */
	size_t number;
	enum real_step step;
	struct instant due;
	int tries;	      /* how often this step was refused */
	struct error refusal; /* this step's first */
	bool stopped;	      /* refused for good */
	struct day notice_first;
	int64_t batch;
	const struct real_party *owner, *body;
	struct digest subject, report, request;
	struct digest revision; /* zero: none was made */
	struct instant requested_at;
	int64_t comments_n;
	struct digest *comments;
};

struct real_setup; /* what is sealed before or between the acts */

/* A methodology as sealed, parsed. */
struct real_methodology {
	const char *code;
	const struct yaml_node *root;
};

struct real_replay {
	struct real_world *world;
	const struct real_record *record;
	struct departures departures;
	size_t chains_n;
	struct real_chain *chains;
	size_t setups_n, setups_done;
	struct real_setup *setups;
	size_t methodologies_n;
	struct real_methodology *methodologies;
	size_t refusals;  /* all of them, repeated ones too */
	size_t left_out;  /* rows that lack days, or whose file does not say how they ended */
	size_t stand_ins; /* methodologies that the project does not have */
};

/* Replays everything; fails the test only if the registry itself fails. */
struct real_replay *real_replay_run(void *mem, const struct real_record *record);

/* "A210001", "A210001 batch 1", or the application. Below mem. */
const char *real_chain_name(void *mem, const struct real_chain *c);

/* --- what the parts share (replay_acts.c, replay_setup.c) --- */

/* What a step submits: 0, or -1 with the world's error. */
int real_act(struct real_replay *r, struct real_chain *c);

void real_setup_plan(struct real_replay *r);
void real_setup_until(struct real_replay *r, struct instant at);

/* The validation or verification body of that name. */
const struct real_party *real_body_party(struct real_replay *r, const char *name);

/* The rows and the meters of a report. */
const char *real_report_rows(struct real_replay *r, const struct real_chain *c, void *mem);
const char *real_meters(const struct real_row *row, const struct yaml_node *root, void *mem);

/* The scalar of that key, or NULL. */
const char *real_member(const struct yaml_node *n, const char *key);

/* The root of the methodology with that code; the test fails when there is none. */
const struct yaml_node *real_methodology(struct real_replay *r, const char *code);

#endif
