#include "ccerd/serving.h"

#include <pthread.h>
#include <unistd.h>

#include <talloc.h>

#include "base/limits.h"
#include "ccerd/clock.h"
#include "ccerd/signals.h"

enum { TRY_AGAIN_MS = 1000, LOOK_MS = 50 };

struct serving {
	struct serving_options options;
	struct registry *reader;
	struct line *line;
	atomic_bool ending;

	/* Of the thread that heals: from its start until `healed` runs in the loop's thread. */
	bool healing;
	bool from_ledger; /* the state is not believed at all */
	pthread_t healer;
	struct wire_post post;
	atomic_bool posted; /* one report of the line at a time */
	struct wire_post report;
	struct error why;
};

/* A second registry on the same state, for the thread that reads. */
static struct registry *open_reader(const struct serving_options *o, struct error *err)
{
	const struct registry_options following = {
		.sealing_key = o->sealing_key, .state_file = o->state, .follow = true};

	return registry_open(o->ledger, &following, err);
}

static void line_failed(void *ctx, const struct error *why);

static bool process_ends(void *ctx UNUSED)
{
	return signals_stopped() != NULL;
}

static struct line *start_line(struct serving *v, struct error *err)
{
	const struct serving_options *o = &v->options;
	const struct line_options line = {
		.folder = o->ledger,
		.state_file = o->state,
		.sealing_key = o->sealing_key,
		.workers = LIMIT_WORKERS,
		.bounds = {.arrivals = LIMIT_ARRIVALS,
			.jobs = LIMIT_JOBS,
			.others = LIMIT_OTHERS,
			.dry_runs = LIMIT_DRY_RUNS},
		.dry_run_ms = LIMIT_DRY_RUN_MS,
		.now = clock_now,
		.permit = service_permit,
		.ending = process_ends,
		.done = service_job_done,
		.failed = line_failed,
		.ctx = o->service,
	};

	return line_new(o->writer, &line, err);
}

/* Both, as the service sees them. */
static int begin_serving(struct serving *v, struct error *err)
{
	struct service *s = v->options.service;

	registry_free(v->reader);
	s->registry = v->reader = open_reader(&v->options, err);
	if (!v->reader)
		return -1;
	s->line = v->line = start_line(v, err);
	return v->line ? 0 : -1;
}

/* --- healing --- */

/* In the loop's thread. */
static void healed(void *arg)
{
	struct serving *v = arg;
	struct service *s = v->options.service;
	struct error err = {0};

	if (v->ending)
		return;
	pthread_join(v->healer, NULL);
	v->healing = false;
	if (begin_serving(v, &err) < 0) {
		log_error(&s->log, "heal", &err);
		s->must_stop = true;
		service_stop_if_broken(s);
		return;
	}
	s->healing = ERROR_NONE;
	log_line(&s->log, LOG_LEVEL_WARNING, "healed", NULL);
}

static void wait_a_while(const struct serving *v)
{
	for (int waited = 0; waited < TRY_AGAIN_MS && !v->ending; waited += LOOK_MS)
		usleep(LOOK_MS * 1000);
}

/* What the line still has is answered first; then the writer is alone with its state. */
static void *run_healer(void *arg)
{
	struct serving *v = arg;
	struct error err = {0};

	line_free(v->line);
	v->line = NULL;
	while (!v->ending && registry_heal(v->options.writer, v->from_ledger, &err) < 0) {
		log_error(&v->options.service->log, "heal", &err);
		wait_a_while(v);
	}
	v->post = (struct wire_post){.fn = healed, .arg = v};
	wire_server_post(v->options.service->server, &v->post);
	return NULL;
}

static void begin_healing(struct serving *v, const struct error *why)
{
	struct service *s = v->options.service;

	if (v->healing || v->ending || s->must_stop)
		return;
	log_error(&s->log, "healing", why);
	s->healing = why->code;
	v->from_ledger = why->code == ERROR_STATE_CORRUPT;
	s->line = NULL;
	v->healing = pthread_create(&v->healer, NULL, run_healer, v) == 0;
	if (v->healing)
		return;
	s->must_stop = true;
	service_stop_if_broken(s);
}

/* For the service, in the loop's thread. */
static void heal_service(void *ctx, const struct error *why)
{
	begin_healing(ctx, why);
}

static void take_report(void *arg)
{
	struct serving *v = arg;
	const struct error why = v->why;

	v->posted = false;
	begin_healing(v, &why);
}

/* In the line's thread: nobody may be about to be told of it by an answer. */
static void line_failed(void *ctx, const struct error *why)
{
	const struct service *s = ctx;
	struct serving *v = s->serving;

	if (atomic_exchange(&v->posted, true))
		return;
	v->why = *why;
	v->report = (struct wire_post){.fn = take_report, .arg = v};
	wire_server_post(s->server, &v->report);
}

/* --- its life --- */

struct serving *serving_new(const struct serving_options *options, struct error *err)
{
	AUTO(serving_auto) struct serving *v = talloc_zero(NULL, struct serving);

	if (!v) {
		error_no_memory(err);
		return NULL;
	}
	v->options = *options;
	options->service->serving = v;
	options->service->heal = heal_service;
	return begin_serving(v, err) < 0 ? NULL : STEAL(v);
}

void serving_stop(struct serving *v)
{
	if (!v)
		return;
	v->ending = true;
	if (v->healing)
		pthread_join(v->healer, NULL);
	v->healing = false;
	v->options.service->line = NULL;
	line_free(v->line);
	v->line = NULL;
}

void serving_free(struct serving *v)
{
	if (!v)
		return;
	serving_stop(v);
	registry_free(v->reader);
	talloc_free(v);
}
