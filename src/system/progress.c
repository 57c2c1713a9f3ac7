#include "system/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { QUIET_MS = 2000, AGAIN_MS = 100, BAR_WIDTH = 40 };

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void progress_start(struct progress *p, const char *what)
{
	*p = (struct progress){.what = what, .started_ms = now_ms()};
}

/* Whether the line is to be written now: long enough since the start and the last time. */
static bool is_due(struct progress *p, bool last)
{
	int64_t now = now_ms();

	if (now - p->started_ms < QUIET_MS || !isatty(STDERR_FILENO) ||
		(!last && p->shown && now - p->written_ms < AGAIN_MS))
		return false;
	p->shown = true;
	p->written_ms = now;
	return true;
}

void progress_show(void *progress, int64_t done, int64_t all)
{
	struct progress *p = progress;
	int filled = all ? (int)(done * BAR_WIDTH / all) : 0;

	if (is_due(p, done == all))
		dprintf(STDERR_FILENO, "\r%s%s[%.*s%*s] %" PRId64 "/%" PRId64,
			p->what ? p->what : "", p->what ? " " : "", filled,
			"########################################", BAR_WIDTH - filled, "", done,
			all);
}

void progress_wait(struct progress *p, const char *waiting)
{
	if (is_due(p, false))
		dprintf(STDERR_FILENO, "\r%s %s, %" PRId64 " s", waiting, p->what,
			(p->written_ms - p->started_ms) / 1000);
}

void progress_end(struct progress *p)
{
	if (p->shown)
		dprintf(STDERR_FILENO, "\r\033[K");
	p->shown = false;
}
