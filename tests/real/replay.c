#include "tests/real/replay.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "base/working_calendar.h"
#include "tests/support.h"

/* Days for which an act is tried again before it counts as refused for good. */
enum { TRIES_MAX = 200 };

static const struct {
	const char *project, *batch;
	int hour, minute; /* on the recorded day; invented, since the record has days only */
} steps[REAL_DONE] = {
	[REAL_FILE] = {"design", "accounting report", 10, 0},
	[REAL_NOTICE] = {"notice of the design", "notice of the report", 10, 30},
	[REAL_COMMENT] = {"comment", "comment", 12, 0},
	[REAL_REVISION] = {"revision", "revision", 17, 50},
	[REAL_REPORT] = {"validation report", "verification report", 18, 0},
	[REAL_REQUEST] = {"registration request", "reduction registration request", 19, 0},
	[REAL_DECISION] = {"registration decision", "reduction registration decision", 9, 0},
	[REAL_ISSUANCE_REQUEST] = {"issuance request", "issuance request", 9, 30},
	[REAL_ISSUANCE] = {"issuance", "issuance", 9, 45},
	[REAL_END] = {"end of the application", "end of the report", 20, 0},
};

static const char *step_name(const struct real_chain *c)
{
	return c->row->is_batch ? steps[c->step].batch : steps[c->step].project;
}

const char *real_chain_name(void *mem, const struct real_chain *c)
{
	if (!c->row->code[0])
		return c->row->application;
	if (!c->row->is_batch)
		return c->row->code;
	return talloc_asprintf(mem, "%s batch %" PRId64, c->row->code, c->batch);
}

/* --- when a step is due --- */

static struct day decision_day(const struct real_row *row)
{
	if (!day_is_none(row->registered))
		return row->registered;
	return day_is_none(row->applied) ? DAY_NONE : day_add(row->applied, 1);
}

static struct day recorded_day(const struct real_chain *c)
{
	const struct real_row *row = c->row;

	switch (c->step) {
	case REAL_FILE:
	case REAL_NOTICE:
		return row->published;
	case REAL_COMMENT:
		return c->notice_first;
	case REAL_REVISION:
	case REAL_REPORT:
		return row->uploaded;
	case REAL_REQUEST:
		return row->applied;
	case REAL_DECISION:
		return decision_day(row);
	case REAL_ISSUANCE_REQUEST:
	case REAL_ISSUANCE:
		return day_is_none(row->issued) ? decision_day(row) : row->issued;
	case REAL_END:
		return row->ended;
	case REAL_DONE:
		break;
	}
	return DAY_NONE;
}

static bool step_is_next(const struct real_chain *c)
{
	bool registered = real_is_registered(c->row);

	switch (c->step) {
	case REAL_FILE:
	case REAL_NOTICE:
		return true;
	case REAL_COMMENT:
		return c->comments_n < c->row->comments;
	case REAL_REVISION:
		return real_is_revised(c->row);
	case REAL_REPORT:
	case REAL_REQUEST:
		return registered || !day_is_none(recorded_day(c));
	case REAL_DECISION:
		return registered;
	case REAL_ISSUANCE_REQUEST:
	case REAL_ISSUANCE:
		return registered && c->row->is_batch;
	case REAL_END:
		return !registered && !day_is_none(c->row->ended);
	case REAL_DONE:
		break;
	}
	return true;
}

static void set_due(struct real_chain *c, struct instant now)
{
	struct day d;

	if (c->step == REAL_DONE)
		return;
	d = recorded_day(c);
	c->due = now;
	if (!day_is_none(d)) {
		struct instant at = {
			day_start(d).ms +
			(steps[c->step].hour * 60 + steps[c->step].minute) * INT64_C(60000)};

		if (at.ms > now.ms)
			c->due = at;
	}
}

/* Whether the record ends the application before the day of the step that is due. */
static bool is_overtaken(const struct real_chain *c)
{
	return c->step < REAL_END && !real_is_registered(c->row) && !day_is_none(c->row->ended) &&
	       instant_day(c->due).n > c->row->ended.n;
}

/* Goes to the next step that the row has; one that it lacks leads to the end that it has. */
static void step_on(struct real_chain *c, struct instant now)
{
	c->tries = 0;
	if (c->step != REAL_COMMENT || c->comments_n >= c->row->comments)
		c->step++;
	while ((c->step == REAL_COMMENT || c->step == REAL_REVISION) && !step_is_next(c))
		c->step++;
	if (c->step < REAL_END && !step_is_next(c))
		c->step = REAL_END;
	if (c->step == REAL_END && !step_is_next(c))
		c->step = REAL_DONE;
	set_due(c, now);
	if (!is_overtaken(c))
		return;
	c->step = REAL_END;
	set_due(c, now);
}

/* --- departures --- */

static void note(struct real_replay *r, const struct real_chain *c, enum departure_class class,
	const char *what, const char *rule)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	char recorded[DAY_TEXT_SIZE] = "no day", done[DAY_TEXT_SIZE];
	struct departure d = {class, what, rule, NULL};
	struct day day = recorded_day(c);

	if (!day_is_none(day))
		day_text(day, recorded);
	departures_add(&r->departures, r, &d, "%s: recorded %s, done %s", real_chain_name(mem, c),
		recorded, day_text(instant_day(r->world->now), done));
}

static void note_refused(struct real_replay *r, const struct real_chain *c)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);

	note(r, c, DEPARTURE_DONE_LATER,
		talloc_asprintf(mem, "%s: %s", step_name(c), error_name(c->refusal.code)),
		c->refusal.rule);
}

static void note_never(struct real_replay *r, const struct real_chain *c)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	char text[ERROR_TEXT_MAX];
	struct departure d = {DEPARTURE_NEVER,
		talloc_asprintf(mem, "%s: %s", step_name(c), error_name(c->refusal.code)),
		c->refusal.rule, NULL};

	departures_add(&r->departures, r, &d, "%s: %s", real_chain_name(mem, c),
		error_report(&c->refusal, LANGUAGE_EN, text, sizeof(text)));
}

/* Whether a decision came after the operator's working days (art. 15, 22). */
static void check_duty(struct real_replay *r, const struct real_chain *c)
{
	struct departure d = {DEPARTURE_LISTED, "decision after the operator's working days",
		c->row->is_batch ? "Order 31 art. 22" : "Order 31 art. 15", NULL};
	char asked[DAY_TEXT_SIZE], due[DAY_TEXT_SIZE], decided[DAY_TEXT_SIZE];
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct day last;

	if (registry_duty_last_day(r->world->registry, c->requested_at, &last, &r->world->err) <
			0 ||
		instant_day(r->world->now).n <= last.n)
		return;
	departures_add(&r->departures, r, &d, "%s: asked %s, due %s, decided %s",
		real_chain_name(mem, c), day_text(instant_day(c->requested_at), asked),
		day_text(last, due), day_text(instant_day(r->world->now), decided));
}

/* In principle, owner-caused delay excepted, which the record does not show. */
static void check_hundred_days(struct real_replay *r, const struct real_chain *c)
{
	if (instant_day(r->world->now).n - c->row->published.n > 100)
		note(r, c, DEPARTURE_LISTED, "report more than 100 days after publication",
			"CNCA-CCER-01:2023 4.3.3, 5.3.3 (in principle)");
}

static void check_last_day(struct real_replay *r, const struct real_chain *c)
{
	struct record_notice notice = {.subject = c->subject, .first_day = c->notice_first};
	struct day last;

	if (registry_notice_last_day(r->world->registry, &notice, &last, &r->world->err) == 0 &&
		last.n == instant_day(r->world->now).n)
		note(r, c, DEPARTURE_LAWFUL,
			"report on the last day of the notice, after notice.closes_at",
			"rulebook, days");
}

static void done(struct real_replay *r, const struct real_chain *c)
{
	if (c->tries > 1)
		note_refused(r, c);
	if (c->step == REAL_DECISION)
		check_duty(r, c);
	if (c->step == REAL_REPORT) {
		check_hundred_days(r, c);
		check_last_day(r, c);
	}
}

/* --- the notice's own days --- */

static int calendar_year(void *ctx, int year, struct calendar_year_days *out, struct error *err)
{
	struct real_replay *r = ctx;
	struct record calendar = record_new(RECORD_CALENDAR);
	int found;

	calendar.calendar.year = year;
	found = view_get(state_view(registry_state(r->world->registry)), r, &calendar, err);
	if (found == 1) {
		out->year = year;
		memcpy(out->days, calendar.calendar.days, sizeof(out->days));
	}
	return found;
}

static void check_window(struct real_replay *r, const struct real_chain *c)
{
	struct record_notice notice = {.subject = c->subject, .first_day = c->row->notice_first};
	const struct working_calendar calendar = {calendar_year, r};
	struct departure d = {DEPARTURE_LISTED, "notice closed on another day than its last",
		"Order 31 art. 12, 19", NULL};
	char recorded[DAY_TEXT_SIZE], first[DAY_TEXT_SIZE], text[DAY_TEXT_SIZE];
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct day last;

	if (day_is_none(c->row->notice_first) || c->step <= REAL_NOTICE)
		return;
	day_text(c->row->notice_first, first);
	if (!day_is_none(c->row->notice_last) &&
		registry_notice_last_day(r->world->registry, &notice, &last, &r->world->err) == 0 &&
		last.n != c->row->notice_last.n)
		departures_add(&r->departures, r, &d, "%s: %s to %s, by the rule to %s",
			real_chain_name(mem, c), first, day_text(c->row->notice_last, recorded),
			day_text(last, text));
	if (working_day_after(&calendar, c->row->published, 1, &last, &r->world->err) < 0 ||
		last.n >= c->row->notice_first.n)
		return;
	d = (struct departure){DEPARTURE_LAWFUL,
		"notice began later than the next working day, within notice.starts_within",
		"rulebook, days", NULL};
	departures_add(&r->departures, r, &d, "%s: published %s, began %s", real_chain_name(mem, c),
		day_text(c->row->published, recorded), first);
}

/* A first day that is not a working day, or has come, is moved to the next day. */
static bool move_first_day(struct real_chain *c, enum error_code code)
{
	if (c->step != REAL_NOTICE || (code != ERROR_NOTICE_FIRST_DAY_EARLY &&
					      code != ERROR_NOTICE_FIRST_DAY_NOT_WORKING))
		return false;
	c->notice_first = day_add(c->notice_first, 1);
	c->tries++; /* a departure, whatever the hour */
	return true;
}

/* --- the run --- */

/* The instant that a refusal names as the first lawful one, or the next day's first. */
static struct instant first_lawful(const struct real_replay *r)
{
	const char *end = error_argument(&r->world->err, "end");
	struct instant at;

	if (r->world->err.code == ERROR_NOTICE_NOT_ENDED && end &&
		instant_parse(end, strlen(end), &at) && at.ms > r->world->now.ms)
		return at;
	return day_start(day_add(instant_day(r->world->now), 1));
}

/* Later on the same day first: the record gives no hours. Then day by day. */
static void refused(struct real_replay *r, struct real_chain *c)
{
	struct day today = instant_day(r->world->now);
	struct instant evening = {day_start(today).ms + 23 * INT64_C(3600000)};

	r->refusals++;
	if (c->tries++ == 0)
		c->refusal = r->world->err;
	if (c->tries > TRIES_MAX) {
		c->stopped = true;
		note_never(r, c);
		return;
	}
	if (move_first_day(c, r->world->err.code))
		return;
	if (r->world->now.ms < evening.ms && c->tries == 1)
		c->due = evening;
	else {
		c->tries += c->tries == 1;
		c->due = first_lawful(r);
	}
}

static struct real_chain *earliest(struct real_replay *r)
{
	struct real_chain *first = NULL;

	for (size_t i = 0; i < r->chains_n; i++) {
		struct real_chain *c = &r->chains[i];

		if (!c->stopped && c->step != REAL_DONE && (!first || c->due.ms < first->due.ms))
			first = c;
	}
	return first;
}

static void run(struct real_replay *r)
{
	struct real_chain *c;

	while ((c = earliest(r)) != NULL) {
		real_setup_until(r, c->due);
		real_world_clock(r->world, c->due);
		if (real_act(r, c) < 0) {
			refused(r, c);
			continue;
		}
		done(r, c);
		step_on(c, r->world->now);
	}
	for (size_t i = 0; i < r->chains_n; i++)
		check_window(r, &r->chains[i]);
}

/* --- chains --- */

static const struct real_row *project_of(const struct real_record *record, const char *code)
{
	for (size_t i = 0; i < record->rows_n; i++)
		if (!record->rows[i].is_batch && real_is_registered(&record->rows[i]) &&
			strcmp(record->rows[i].code, code) == 0)
			return &record->rows[i];
	return NULL;
}

static void make_chains(struct real_replay *r)
{
	r->chains = talloc_zero_array(r, struct real_chain, (unsigned)r->record->rows_n);
	ck_assert_ptr_nonnull(r->chains);
	for (size_t i = 0; i < r->record->rows_n; i++) {
		const struct real_row *row = &r->record->rows[i];
		struct real_chain *c = &r->chains[r->chains_n];

		if (day_is_none(row->published) || day_is_none(row->notice_first) ||
			(row->is_batch && !row->detailed && !real_is_registered(row)) ||
			day_is_none(row->is_batch ? row->first : row->notice.first) ||
			day_is_none(row->is_batch ? row->last : row->notice.last)) {
			ck_assert_msg(!real_is_registered(row),
				"%s: registered, but days are missing", row->application);
			r->left_out++;
			continue;
		}
		*c = (struct real_chain){.row = row,
			.project = row->is_batch ? project_of(r->record, row->code) : row,
			.number = i,
			.notice_first = row->notice_first,
			.batch = row->batch};
		ck_assert_msg(c->project != NULL, "%s: no project %s", row->application, row->code);
		r->chains_n++;
	}
}

/* The day before the first publication, and no later than the market's first. */
static struct instant beginning(const struct real_record *record)
{
	struct day first = day_of_date(2024, 1, 22);

	for (size_t i = 0; i < record->rows_n; i++)
		if (!day_is_none(record->rows[i].published) &&
			record->rows[i].published.n <= first.n)
			first = day_add(record->rows[i].published, -1);
	return day_start(first);
}

struct real_replay *real_replay_run(void *mem, const struct real_record *record)
{
	struct real_replay *r = talloc_zero(mem, struct real_replay);

	ck_assert_ptr_nonnull(r);
	r->record = record;
	r->world = real_world_begin(r, beginning(record));
	make_chains(r);
	for (size_t i = 0; i < r->chains_n; i++)
		set_due(&r->chains[i], r->world->now);
	real_setup_plan(r);
	run(r);
	return r;
}
