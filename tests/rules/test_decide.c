#include "rules/decide.h"

#include <string.h>

#include <talloc.h>

#include "tests/rules/story.h"
#include "tests/support.h"

/* What any party may do at any time: a void of an id that nobody has used. */
static const char voiding[] = "kind: void\nvoids: 0123456789ABCDEFGHJKMNPQRS\n";

START_TEST(the_same_document_acts_once)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);
	const char *twice = story_text(s, "%sid: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXC\n", voiding);

	story_seal(s, twice, "owner");
	story_expect(s, twice, "owner", ERROR_DOCUMENT_SEALED, "");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("rules/decide");
	TCase *t = tcase_create("decide");

	tcase_add_test(t, the_same_document_acts_once);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
