#include "ccerd/clock_guard.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <talloc.h>

#include "base/limits.h"

struct clock_guard {
	struct clock clock;
	char *mark;
	struct instant started_at;
	int64_t started_boot_ms;

	pthread_mutex_t lock; /* guards what follows */
	bool behind_accepted; /* until the clock has caught up */
	bool refused;
	struct error why;
};

static int guard_destroy(struct clock_guard *g)
{
	pthread_mutex_destroy(&g->lock);
	return 0;
}

struct clock_guard *clock_guard_new(void *mem, const struct clock *clock, const char *mark)
{
	struct clock_guard *g = talloc_zero(mem, struct clock_guard);

	if (!g)
		return NULL;
	g->clock = *clock;
	g->mark = talloc_strdup(g, mark);
	pthread_mutex_init(&g->lock, NULL);
	talloc_set_destructor(g, guard_destroy);
	if (!g->mark)
		talloc_free(g);
	return g->mark ? g : NULL;
}

static bool is_behind(struct instant now, struct instant last)
{
	/* An empty ledger's last time is INT64_MIN, from which nothing must be subtracted. */
	return now.ms < last.ms && last.ms - now.ms > LIMIT_CLOCK_MS;
}

static int refuse_behind(struct instant now, struct instant last, struct error *err)
{
	char here[INSTANT_TEXT_SIZE], there[INSTANT_TEXT_SIZE];

	return error_set(err, ERROR_CLOCK_BEHIND, "docs/operations.md Clock", "", "now",
		instant_text(now, here), "last", instant_text(last, there), NULL);
}

static int refuse_jump(int64_t step_ms, struct instant now, struct error *err)
{
	char step[24], here[INSTANT_TEXT_SIZE];

	snprintf(step, sizeof(step), "%+" PRId64, step_ms / 1000);
	return error_set(err, ERROR_CLOCK_JUMPED, "docs/operations.md Clock", "", "seconds", step,
		"now", instant_text(now, here), NULL);
}

int clock_guard_start(struct clock_guard *g, struct instant last, bool accept, struct error *err)
{
	struct instant now = g->clock.now();

	g->started_at = now;
	g->started_boot_ms = g->clock.boot_ms();
	if (accept) {
		g->behind_accepted = is_behind(now, last);
		if (unlink(g->mark) == 0 || errno == ENOENT)
			return 0;
		return error_set(
			err, ERROR_IO, NULL, "", "file", g->mark, "reason", strerror(errno), NULL);
	}
	if (access(g->mark, F_OK) == 0)
		return error_set(err, ERROR_CLOCK_UNACCEPTED, "docs/operations.md Clock", "",
			"file", g->mark, NULL);
	return is_behind(now, last) ? refuse_behind(now, last, err) : 0;
}

/* For the next process. If it fails nothing is lost: a full disk lets nothing be sealed either. */
static void leave_mark(const struct clock_guard *g)
{
	char report[ERROR_TEXT_MAX];
	FILE *f = fopen(g->mark, "w");

	if (!f)
		return;
	fprintf(f, "%s\n", error_report(&g->why, LANGUAGE_EN, report, sizeof(report)));
	fclose(f);
}

static int look_at_clock(
	struct clock_guard *g, struct instant last, struct instant now, struct error *err)
{
	int64_t passed = g->clock.boot_ms() - g->started_boot_ms;
	int64_t step = now.ms - g->started_at.ms - passed;

	if (step > LIMIT_CLOCK_MS || step < -LIMIT_CLOCK_MS)
		return refuse_jump(step, now, err);
	if (!is_behind(now, last)) {
		g->behind_accepted = false;
		return 0;
	}
	return g->behind_accepted ? 0 : refuse_behind(now, last, err);
}

int clock_guard_permit(
	struct clock_guard *g, struct instant last, struct instant now, struct error *err)
{
	bool refused;

	pthread_mutex_lock(&g->lock);
	if (!g->refused && look_at_clock(g, last, now, &g->why) < 0) {
		g->refused = true;
		leave_mark(g);
	}
	refused = g->refused;
	if (refused)
		*err = g->why;
	pthread_mutex_unlock(&g->lock);
	return refused ? -1 : 0;
}
