/*
 * story_people: the parties of the story, and its stages up to the methodology.
 */
#ifndef TESTS_RULES_STORY_PEOPLE_H
#define TESTS_RULES_STORY_PEOPLE_H

#include "tests/rules/story.h"

extern void (*const story_people_steps[STORY_STAGE_COUNT])(struct story *s);

#endif
