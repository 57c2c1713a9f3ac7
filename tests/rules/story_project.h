/*
 * story_project: the stages of A210001 from its design to its units, as texts that
 * tests change in one place.
 *
 * A text names other documents and parties by words (@design, @cec) that
 * story_project_fill replaces when the stages before it are sealed.
 */
#ifndef TESTS_RULES_STORY_PROJECT_H
#define TESTS_RULES_STORY_PROJECT_H

#include "tests/rules/story.h"

/* The registry's formal check as decisions contain it, and one with a fault. */
#define CHECKS_TEXT                                                                                \
	"checks:\n"                                                                                \
	"- {item: completeness, finding: conforms, text: 完整}\n"                                \
	"- {item: conformity, finding: conforms, text: 规范}\n"
#define FAULTY_CHECKS                                                                              \
	"checks:\n"                                                                                \
	"- {item: completeness, finding: does-not-conform, text: 缺件}\n"                        \
	"- {item: conformity, finding: conforms, text: 规范}\n"

/* The stage's document, words not yet filled in; who signs it, and when. */
const char *story_project_text(struct story *s, enum story_stage stage);
const char *story_project_signers(enum story_stage stage);
const char *story_project_instant(enum story_stage stage);

const char *story_project_fill(struct story *s, const char *text);

/* What differs from the stage as it was: all of it optional. */
struct change {
	const char *find, *replace; /* in the text before it is filled; found exactly once */
	const char *at;
	const char *signers;
	void (*lay)(struct story *s); /* the state before it */
};

/* Decides the stage with its change: ERROR_NONE and sealed, or the refusal's code. */
enum error_code story_project_try(
	struct story *s, enum story_stage stage, const struct change *change);

/* One refused change: its code, its path, and nothing changed in the state. */
struct refusal_case {
	const char *name;
	enum story_stage stage;
	struct change change;
	enum error_code code;
	const char *path;
};
void story_project_refused(const struct refusal_case *c);

/* What tests look at and put into the state. */
struct record_project story_project_record(struct story *s);
struct record_report story_report_record(struct story *s);
struct record story_party_record(struct story *s, const char *name);
void story_put_parameter(struct story *s, const char *name, const char *value, const char *from);
struct day story_day(const char *text);
struct project_code story_code(const char *text);

#endif
