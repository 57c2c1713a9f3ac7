#include "tests/fuzz/replay_story.h"

#include <check.h>

#include "tests/fuzz/fuzz.h"

static struct material *material;

int __wrap_decide(void *mem, const struct circumstances *c, const struct document *d,
	struct decision *out, struct error *err);

static void keep(const struct document *d, struct instant at)
{
	struct template *t = &material->templates[material->templates_n++];
	struct yaml_node *root = NULL;

	FUZZ_CHECK(material->templates_n <= TEMPLATES_MAX);
	t->text = talloc_strndup(material, d->bytes, d->size);
	digest_hex(&d->hash, t->hash);
	t->at = at;
	t->keys_n = d->signatures_n;
	for (size_t i = 0; i < d->signatures_n; i++)
		t->keys[i] = d->signatures[i].key;
	FUZZ_CHECK(yaml_parse(material, t->text, d->size, &root, NULL) == 0);
	t->root = root;
}

int __wrap_decide(void *mem, const struct circumstances *c, const struct document *d,
	struct decision *out, struct error *err)
{
	keep(d, c->at);
	return __real_decide(mem, c, d, out, err);
}

static void keep_stage(const struct story *s, struct stage *stage)
{
	struct error err = {0};

	stage->records = overlay_new(material, NULL);
	stage->sequence = s->sequence;
	stage->at = s->at;
	stage->state = state_open(":memory:", &err);
	FUZZ_CHECK(stage->records && overlay_merge(stage->records, s->state, &err) == 0);
	FUZZ_CHECK(stage->state && state_begin(stage->state, &err) == 0);
	FUZZ_CHECK(state_put_changes(stage->state, s->state, &err) == 0);
	FUZZ_CHECK(state_commit(stage->state, &err) == 0);
}

START_TEST(the_story_is_told)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_new(mem);

	for (int i = STORY_EMPTY; i < STORY_STAGE_COUNT; i++) {
		story_until(s, (enum story_stage)i);
		keep_stage(s, &material->stages[i]);
	}
}
END_TEST

/* The story's own checks need a runner around them. */
static void tell(void)
{
	Suite *suite = suite_create("story");
	TCase *t = tcase_create("story");
	SRunner *runner;

	tcase_add_test(t, the_story_is_told);
	suite_add_tcase(suite, t);
	runner = srunner_create(suite);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_SILENT);
	FUZZ_CHECK(srunner_ntests_failed(runner) == 0);
	srunner_free(runner);
}

struct material *replay_material(void)
{
	if (material)
		return material;
	material = talloc_zero(NULL, struct material);
	FUZZ_CHECK(material != NULL);
	tell();
	return material;
}
