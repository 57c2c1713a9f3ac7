#include "tests/engine/audit/honest.h"

#include <string.h>

#include <check.h>
#include <talloc.h>

#include "engine/line/page_seal.h"
#include "tests/model/generator.h"
#include "tests/rules/story.h"

enum { TOGETHER_MAX = 6 };

struct maker {
	void *mem;
	uint64_t random;
	struct secret_key *sealing;
	struct registry *registry;
	/* What waits to be sealed in one page. */
	size_t n;
	struct opened opened[TOGETHER_MAX];
	struct submission submissions[TOGETHER_MAX];
	struct error errors[TOGETHER_MAX];
};

static void must(int result, const struct error *err)
{
	char report[ERROR_TEXT_MAX];

	ck_assert_msg(result >= 0, "%s", error_report(err, LANGUAGE_EN, report, sizeof(report)));
}

static uint64_t chance(struct maker *m, uint64_t n)
{
	uint64_t z = m->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	return (z ^ (z >> 31)) % n;
}

static const struct buffer *file_of(struct maker *m, const struct history_step *step)
{
	struct buffer *b = buffer_new(m->mem, LIMIT_SUBMISSION);
	struct error err = {0};

	story_sign(step->d, step->signers);
	document_write(step->d, b);
	must(buffer_ok(b, &err), &err);
	return b;
}

/* A clock or rules document ends its page: then there are more pages. */
static void seal_waiting(struct maker *m, struct instant now)
{
	struct error err = {0};

	for (size_t done = 0; done < m->n;) {
		struct page_item items[TOGETHER_MAX];
		size_t n = m->n - done;

		for (size_t i = 0; i < n; i++)
			items[i] = (struct page_item){m->mem, &m->opened[done + i],
				&m->submissions[done + i], &m->errors[done + i], false};
		must(page_seal(m->registry, items, &n, now, &err), &err);
		done += n;
	}
	m->n = 0;
}

static void submit(struct maker *m, const struct history_step *step, size_t together)
{
	const struct buffer *file = file_of(m, step);
	struct opened *o = &m->opened[m->n];

	opening_run(m->registry, m->mem, file->bytes, file->size, o);
	m->n += o->state == OPENING_READY || o->state == OPENING_REFUSED;
	if (m->n >= together)
		seal_waiting(m, step->at);
}

static void create(struct maker *m, const char *folder, const struct history_step *step)
{
	struct registry_options options = {.write = true, .sealing_key = m->sealing};
	const struct buffer *file = file_of(m, step);
	struct error err = {0};

	must(registry_create(folder, file->bytes, file->size, m->sealing, step->at, &err), &err);
	m->registry = registry_open(folder, &options, &err);
	must(m->registry ? 0 : -1, &err);
}

void honest_make(
	const char *folder, uint64_t seed, size_t steps, int64_t without, struct honest *out)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct maker *m = talloc_zero(mem, struct maker);
	struct history *h = generator_history(mem, seed, steps);
	struct state_head head;
	struct error err = {0};

	*m = (struct maker){.mem = mem, .random = seed};
	m->sealing = story_secret(mem, "sealing");
	create(m, folder, &h->step[0]);
	for (size_t i = 1; i < h->n; i++)
		if (h->step[i].d && (int64_t)i != without)
			submit(m, &h->step[i], chance(m, 2) ? 1 : 1 + chance(m, TOGETHER_MAX));
	if (m->n)
		seal_waiting(m, h->step[h->n - 1].at);
	must(state_head(registry_state(m->registry), &head, &err), &err);
	*out = (struct honest){head.pages, head.entries, (int64_t)h->n - head.entries};
	registry_free(m->registry);
}
