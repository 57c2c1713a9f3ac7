#include "tests/rules/story.h"

void (*const story_project_steps[STORY_STAGE_COUNT])(struct story *s) = {
	[STORY_EMPTY] = NULL,
};
