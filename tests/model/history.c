#include "tests/model/history.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <check.h>
#include <talloc.h>

#include "rules/decide.h"
#include "state/query.h"
#include "state/state.h"
#include "tests/rules/story.h"

enum { STATE_TEXT_MAX = 1 << 26, INVARIANTS_EVERY = 10, TRACE_EVERY = 16, SHRINK_RUNS = 400 };

struct history *history_new(void *mem)
{
	struct history *h = talloc_zero(mem, struct history);

	ck_assert_ptr_nonnull(h);
	h->mem = h;
	return h;
}

struct history_step *history_add(
	struct history *h, struct instant at, const char *signers, const char *text)
{
	struct history_step *step;
	struct error err = {0};

	h->step = talloc_realloc(h->mem, h->step, struct history_step, (unsigned)h->n + 1);
	ck_assert_ptr_nonnull(h->step);
	step = &h->step[h->n++];
	*step = (struct history_step){
		at, talloc_strdup(h->mem, signers), talloc_strdup(h->mem, text), NULL};
	step->d = document_read(h->mem, text, strlen(text), true, &err);
	if (step->d && document_decode(step->d, &err) != 0)
		step->d = NULL;
	if (step->d)
		story_put_keys(step->d, signers);
	return step;
}

struct instant history_instant(const struct model *m, const struct history_step *step)
{
	if (!m->begun || m->clock != CLOCK_SIMULATED)
		return step->at;
	if (step->d && step->d->kind == KIND_CLOCK)
		return step->d->clock->instant;
	return m->now;
}

/* --- one run --- */

struct run {
	void *mem;
	struct model *model;
	struct overlay *state;
	struct state *store; /* NULL: memory only */
	struct programs *programs;
	int64_t sequence;
	size_t *sealed; /* the steps that were */
	struct instant *sealed_at;
	struct history_fault *fault;
};

static bool faulty(struct run *r, const char *format, ...) FORMAT(2, 3);

static bool faulty(struct run *r, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(r->fault->what, sizeof(r->fault->what), format, args);
	va_end(args);
	return false;
}

static struct digest overlay_digest(void *mem, const struct overlay *o)
{
	struct buffer *text = buffer_new(mem, STATE_TEXT_MAX);
	struct digest hash;

	ck_assert_ptr_nonnull(text);
	overlay_encode(o, text);
	hash = digest_of(text->bytes, text->size);
	talloc_free(text);
	return hash;
}

static const char *code_name(const struct error *err)
{
	return err->code ? error_name(err->code) : "sealed";
}

/* Decides the same document over the records in SQLite; its changes are put there. */
static bool store_agrees(struct run *r, void *mem, const struct document *d, struct instant at,
	const struct overlay *changes, const struct error *refusal)
{
	struct decision decision = {0};
	struct error err = {0};
	struct digest here, there;

	if (!r->store)
		return true;
	/* This one compiles again what the other has kept. */
	if (decide(mem,
		    &(struct circumstances){.rules_version = RULES_VERSION_LATEST,
			    .view = state_view(r->store),
			    .at = at,
			    .sequence = r->sequence},
		    d, &decision, &err) != 0)
		return err.code == refusal->code ||
		       faulty(r, "in memory %s, in SQLite %s", code_name(refusal), code_name(&err));
	if (!changes)
		return faulty(r, "in memory %s, in SQLite sealed", code_name(refusal));
	here = overlay_digest(mem, changes);
	there = overlay_digest(mem, decision.changes);
	if (!digest_equal(&here, &there))
		return faulty(r, "the changes over SQLite differ");
	if (state_begin(r->store, &err) != 0 ||
		state_put_changes(r->store, decision.changes, &err) != 0 ||
		state_commit(r->store, &err) != 0)
		return faulty(r, "SQLite: %s", error_name(err.code));
	if (r->sequence % INVARIANTS_EVERY == 0 && query_invariants(r->store, &err) != 0)
		return faulty(
			r, "%s at %s", error_argument(&err, "what"), error_argument(&err, "where"));
	return true;
}

static bool refused_well(struct run *r, const struct error *err)
{
	if (error_http_status(err->code) >= 500)
		return faulty(r, "refused with %s", error_name(err->code));
	return err->rule || faulty(r, "%s names no rule", error_name(err->code));
}

static bool sealed_well(struct run *r, const struct overlay *changes)
{
	char difference[DIFFERENCE_MAX];
	struct error err = {0};

	if (overlay_merge(r->state, changes, &err) != 0)
		return faulty(r, "merge: %s", error_name(err.code));
	r->sequence++;
	if (compare_differs(overlay_view(r->state), r->model, difference))
		return faulty(r, "%s", difference);
	return true;
}

static bool step_holds(struct run *r, const struct history_step *step)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct instant at = history_instant(r->model, step);
	bool expected = model_tell(r->model, step->d, at), sealed;
	bool traced = r->fault->step % TRACE_EVERY == 0;
	struct decision decision = {0};
	struct digest before, after;
	struct error err = {0};

	if (traced)
		before = overlay_digest(mem, r->state);
	sealed = decide(mem,
			 &(struct circumstances){.rules_version = RULES_VERSION_LATEST,
				 .view = overlay_view(r->state),
				 .at = at,
				 .sequence = r->sequence,
				 .programs = r->programs},
			 step->d, &decision, &err) == 0;
	if (sealed != expected)
		return faulty(r, "the registry: %s; the model: %s", code_name(&err),
			expected ? "sealed" : "refused");
	if (traced) {
		after = overlay_digest(mem, r->state);
		if (!digest_equal(&before, &after))
			return faulty(r, "%s left a trace before it was sealed", code_name(&err));
	}
	if (!store_agrees(r, mem, step->d, at, sealed ? decision.changes : NULL, &err))
		return false;
	if (!sealed)
		return refused_well(r, &err);
	r->sealed[r->sequence] = r->fault->step;
	r->sealed_at[r->sequence] = at;
	return sealed_well(r, decision.changes);
}

/* The sealed documents, told again, give the same state; sealing one again is refused. */
static bool replays(struct run *r, const struct history *h)
{
	struct overlay *state = overlay_new(r->mem, NULL);
	struct digest told, hash;

	for (int64_t i = 0; i < r->sequence; i++) {
		AUTO_MEMORY void *mem = talloc_new(NULL);
		const struct document *d = h->step[r->sealed[i]].d;
		struct circumstances c = {.rules_version = RULES_VERSION_LATEST,
			.view = overlay_view(state),
			.at = r->sealed_at[i],
			.sequence = i,
			.programs = r->programs};
		struct decision decision = {0};
		struct error err = {0};

		r->fault->step = r->sealed[i];
		if (decide(mem, &c, d, &decision, &err) != 0)
			return faulty(r, "in the replay: %s", error_name(err.code));
		if (overlay_merge(state, decision.changes, &err) != 0)
			return faulty(r, "merge: %s", error_name(err.code));
		c.sequence++;
		if (decide(mem, &c, d, &decision, &err) == 0)
			return faulty(r, "acts twice");
	}
	told = overlay_digest(r->mem, r->state);
	hash = overlay_digest(r->mem, state);
	return digest_equal(&hash, &told) || faulty(r, "the replay gives another state");
}

static bool store_is_the_same(struct run *r)
{
	struct error err = {0};
	struct digest hash, told;

	if (!r->store)
		return true;
	told = overlay_digest(r->mem, r->state);
	if (query_invariants(r->store, &err) != 0)
		return faulty(
			r, "%s at %s", error_argument(&err, "what"), error_argument(&err, "where"));
	if (state_hash(r->store, &hash, &err) != 0 || !digest_equal(&hash, &told))
		return faulty(r, "the state in SQLite has another hash");
	return true;
}

bool history_holds(
	const struct history *h, struct history_counts *counts, struct history_fault *fault)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *store = NULL;
	struct run r = {.mem = mem, .fault = fault};
	struct error err = {0};

	r.model = talloc_zero(mem, struct model);
	r.state = overlay_new(mem, NULL);
	r.programs = programs_new(mem);
	r.sealed = talloc_array(mem, size_t, (unsigned)h->n);
	r.sealed_at = talloc_array(mem, struct instant, (unsigned)h->n);
	ck_assert(r.model && r.state && r.sealed && r.sealed_at);
	if (h->sqlite)
		r.store = store = state_open(":memory:", &err);
	ck_assert(!h->sqlite || store);
	for (size_t i = 0; i < h->n; i++) {
		fault->step = i;
		if (!h->step[i].d)
			counts->closed++;
		else if (!step_holds(&r, &h->step[i]))
			return false;
	}
	counts->sealed += (size_t)r.sequence;
	counts->refused += h->n - (size_t)r.sequence;
	for (int64_t i = 0; i < r.sequence; i++)
		counts->kinds[h->step[r.sealed[i]].d->kind]++;
	return replays(&r, h) && store_is_the_same(&r);
}

/* --- in a process of its own --- */

/* What a child tells its parent. */
struct told {
	bool held;
	struct history_counts counts;
	struct history_fault fault;
};

bool history_holds_apart(
	const struct history *h, struct history_counts *counts, struct history_fault *fault)
{
	struct told *told = mmap(
		NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t child;
	bool held;

	ck_assert(told != MAP_FAILED);
	told->held = false;
	told->counts = *counts;
	snprintf(told->fault.what, sizeof(told->fault.what), "the program ended");
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		told->held = history_holds(h, &told->counts, &told->fault);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	*counts = told->counts;
	*fault = told->fault;
	held = told->held;
	munmap(told, sizeof(*told));
	return held;
}

/* --- shrinking --- */

/* Tries without the steps [from, from + n), and leaves them out if it still fails. */
static bool leave_out(struct history *h, size_t from, size_t n, struct history_fault *fault)
{
	struct history less = *h;
	struct history_counts counts = {0};
	struct history_fault found;

	less.n = 0;
	less.step = talloc_array(h->mem, struct history_step, (unsigned)h->n);
	ck_assert_ptr_nonnull(less.step);
	for (size_t i = 0; i < h->n; i++)
		if (i < from || i >= from + n)
			less.step[less.n++] = h->step[i];
	if (history_holds_apart(&less, &counts, &found)) {
		talloc_free(less.step);
		return false;
	}
	talloc_free(h->step);
	h->step = less.step;
	h->n = less.n;
	*fault = found;
	return true;
}

void history_shrink(struct history *h)
{
	struct history_counts counts = {0};
	struct history_fault fault;
	int runs = 0;

	if (history_holds_apart(h, &counts, &fault))
		return;
	if (fault.step + 1 < h->n)
		h->n = fault.step + 1;
	for (size_t size = h->n / 2; size > 0; size /= 2)
		for (size_t from = h->opening; from < h->n && runs < SHRINK_RUNS; runs++)
			if (!leave_out(h, from, size < h->n - from ? size : h->n - from, &fault))
				from += size;
	if (history_holds_apart(h, &counts, &fault))
		snprintf(fault.what, sizeof(fault.what), "fails only in its whole length");
	history_print(h, &fault);
}

static void print_indented(const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		fprintf(stderr, "    %.*s\n", (int)n, text);
		text += n + (text[n] == '\n');
	}
}

void history_print(const struct history *h, const struct history_fault *fault)
{
	char at[INSTANT_TEXT_SIZE];

	fprintf(stderr, "# SEED=%" PRIu64 ", after %zu steps of opening\n# %s\n", h->seed,
		h->opening, fault->what);
	for (size_t i = h->opening; i < h->n; i++) {
		fprintf(stderr, "- at: %s\n  signed: %s\n  document: |\n",
			instant_text(h->step[i].at, at), h->step[i].signers);
		print_indented(h->step[i].text);
	}
}
