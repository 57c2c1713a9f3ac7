/*
 * replay_story: the life of A210001 (tests/rules/story.h) as material to fuzz: each
 * of its documents with the keys that signed it, and the state after each stage.
 */
#ifndef TESTS_FUZZ_REPLAY_STORY_H
#define TESTS_FUZZ_REPLAY_STORY_H

#include "state/state.h"
#include "tests/rules/story.h"

enum { TEMPLATES_MAX = 64 };

struct template
{
	const char *text;
	char hash[DIGEST_HEX_SIZE];
	struct instant at;
	size_t keys_n;
	struct public_key keys[LIMIT_SIGNATURE_COUNT];
	const struct yaml_node *root;
};

struct stage {
	struct overlay *records;
	struct state *state; /* the same records, in SQLite */
	int64_t sequence;
	struct instant at;
};

struct material {
	size_t templates_n;
	struct template templates[TEMPLATES_MAX];
	struct stage stages[STORY_STAGE_COUNT];
};

/* Made once, kept until the process ends. */
struct material *replay_material(void);

/* The decision itself: decide() is wrapped to see the documents of the story. */
int __real_decide(void *mem, const struct circumstances *c, const struct document *d,
	struct decision *out, struct error *err);

#endif
