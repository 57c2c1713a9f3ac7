#include <string.h>

#include "rules/deadline.h"
#include "rules/projects/project.h"

/*
 * notice (Order 31 art. 12, 19): the first day on which the public may comment on
 * a design or an accounting report. Days are those of UTC+8; the count of working
 * days includes both ends.
 */

static const char clause_notice[] = "Order 31 art. 12, 19";

static int load_notice(struct rule *r, const struct digest *subject, struct record *out)
{
	*out = record_new(RECORD_NOTICE);
	out->notice.subject = *subject;
	return rule_get(r, out);
}

/* "HH:MM" of 00:00 to 24:00, in minutes. */
static int closing_minutes(struct rule *r, int *out)
{
	char text[RECORD_VALUES_SIZE];

	if (rule_parameter_text(r, "notice.closes_at", text) < 0)
		return -1;
	if (!minutes_parse(text, strlen(text), out))
		return rule_refuse(
			r, INTERNAL, NULL, "", "reason", "notice.closes_at is not HH:MM");
	return 0;
}

/*
 * The instant at which the notice ends. Its length and closing time are those in force on its
 * first day, and calendars change only for days to come, so an end that has passed stays passed.
 */
static int closing_instant(struct rule *r, struct day first_day, struct instant *out)
{
	struct rule then = *r;
	struct day last;
	int minutes;

	then.today = first_day;
	then.at = day_start(first_day);
	if (closing_minutes(&then, &minutes) < 0)
		return -1;
	if (deadline_notice(r->mem, r->view, first_day, &last, r->err) < 0) {
		if (r->err->code == ERROR_CALENDAR_MISSING)
			r->err->rule = clause_notice;
		return -1;
	}
	out->ms = day_start(last).ms + (int64_t)minutes * 60 * 1000;
	return 0;
}

int rule_notice_phase(
	struct rule *r, const struct digest *subject, bool must_have_ended, enum notice_phase *out)
{
	struct record notice;
	struct instant closes;
	int n = load_notice(r, subject, &notice);

	if (n < 0)
		return -1;
	if (n == 0) {
		*out = NOTICE_NONE;
		return 0;
	}
	if (r->today.n < notice.notice.first_day.n) {
		*out = NOTICE_BEFORE;
		return 0;
	}
	if (closing_instant(r, notice.notice.first_day, &closes) < 0) {
		if (r->err->code != ERROR_CALENDAR_MISSING || must_have_ended)
			return -1;
		memset(r->err, 0, sizeof(*r->err));
		*out = NOTICE_OPEN;
		return 0;
	}
	*out = r->at.ms >= closes.ms ? NOTICE_ENDED : NOTICE_OPEN;
	return 0;
}

int rule_notice_ended(struct rule *r, const struct digest *subject)
{
	enum notice_phase phase;
	struct record notice;
	struct instant closes;
	char end[INSTANT_TEXT_SIZE] = "";

	if (rule_notice_phase(r, subject, true, &phase) < 0)
		return -1;
	if (phase == NOTICE_ENDED)
		return 0;
	if (phase == NOTICE_NONE)
		return rule_refuse(r, NOTICE_MISSING, clause_notice, "");
	if (load_notice(r, subject, &notice) < 0 ||
		closing_instant(r, notice.notice.first_day, &closes) < 0)
		return -1;
	return rule_refuse(
		r, NOTICE_NOT_ENDED, clause_notice, "", "end", instant_text(closes, end));
}

struct answers {
	struct rule *r;
	size_t n;
	const struct body_comment_answer *answers;
};

static int must_be_answered(void *ctx, const struct record *record, struct error *err)
{
	const struct answers *a = ctx;
	char hex[DIGEST_HEX_SIZE];

	for (size_t i = 0; i < a->n; i++)
		if (digest_equal(&a->answers[i].comment, &record->comment.comment))
			return 0;
	return error_set(err, ERROR_COMMENT_UNANSWERED, "Order 31 art. 13, 20", "/comments",
		"comment", digest_hex(&record->comment.comment, hex), NULL);
}

int rule_notice_answered(struct rule *r, const struct digest *subject, size_t answers_n,
	const struct body_comment_answer *answers)
{
	static const char clause[] = "Order 31 art. 13, 20";
	struct answers all = {r, answers_n, answers};
	struct record comment = record_new(RECORD_COMMENT);
	char path[ERROR_PATH_MAX], hex[DIGEST_HEX_SIZE];
	int n;

	if (rule_notice_ended(r, subject) < 0)
		return -1;
	comment.comment.subject = *subject;
	for (size_t i = 0; i < answers_n; i++) {
		comment.comment.comment = answers[i].comment;
		digest_hex(&answers[i].comment, hex);
		rule_path(path, "/comments/%zu/comment", i);
		n = rule_get(r, &comment);
		if (n < 0)
			return -1;
		if (n == 0)
			return rule_refuse(r, COMMENT_UNKNOWN, clause, path, "comment", hex);
		for (size_t j = 0; j < i; j++)
			if (digest_equal(&answers[i].comment, &answers[j].comment))
				return rule_refuse(
					r, COMMENT_ANSWERED_TWICE, clause, path, "comment", hex);
	}
	comment = record_new(RECORD_COMMENT);
	comment.comment.subject = *subject;
	return rule_each(r, 1, &comment, must_be_answered, &all) < 0 ? -1 : 0;
}

/* --- the document --- */

/*
 * Whether first_day is one of the next `within` working days. Only calendars up to that day are
 * read, so a notice may begin before next year's is published.
 */
static int begins_in_time(struct rule *r, struct day first_day, int64_t within)
{
	struct working_calendar calendar = rule_calendar(r);
	char text[DAY_TEXT_SIZE], bound[DAY_TEXT_SIZE];
	struct day d = r->today;
	bool working = false;

	while (d.n < first_day.n) {
		if (within == 0)
			return rule_refuse(r, NOTICE_FIRST_DAY_LATE, clause_notice, "/first_day",
				"day", day_text(first_day, text), "latest", day_text(d, bound));
		d = day_add(d, 1);
		if (working_day_is(&calendar, d, &working, r->err) < 0)
			return -1;
		within -= working;
	}
	if (!working)
		return rule_refuse(r, NOTICE_FIRST_DAY_NOT_WORKING, clause_notice, "/first_day",
			"day", day_text(first_day, text));
	return 0;
}

static int first_day_fits(struct rule *r, struct day first_day)
{
	char text[DAY_TEXT_SIZE], bound[DAY_TEXT_SIZE];
	int64_t within;

	if (first_day.n <= r->today.n)
		return rule_refuse(r, NOTICE_FIRST_DAY_EARLY, clause_notice, "/first_day", "day",
			day_text(first_day, text), "after", day_text(r->today, bound));
	if (rule_parameter_integer(r, "notice.starts_within", &within) < 0)
		return -1;
	if (begins_in_time(r, first_day, within) == 0)
		return 0;
	if (r->err->code == ERROR_CALENDAR_MISSING) {
		r->err->rule = clause_notice;
		rule_path(r->err->path, "/first_day");
	}
	return -1;
}

int rule_notice(struct rule *r)
{
	const struct body_notice *b = r->d->notice;
	struct record subject, notice;
	const struct party_id *operator;
	const char *status;
	bool awaits;
	int n;

	if (project_signer(r, ROLE_OPERATOR, &operator) < 0 ||
		project_load_subject(r, &b->subject, SUBJECT_GOES_ON, ERROR_NOTICE_SUBJECT_UNKNOWN,
			"/subject", &subject) < 0)
		return -1;
	n = load_notice(r, &b->subject, &notice);
	if (n < 0)
		return -1;
	if (n > 0)
		return rule_refuse(r, NOTICE_TWICE, clause_notice, "/subject");
	if (subject.kind == RECORD_PROJECT) {
		awaits = subject.project.status == PROJECT_DESIGNED;
		status = word_text(WORDS_PROJECT_STATUS, subject.project.status);
		subject.project.status = PROJECT_NOTICE;
	} else {
		awaits = subject.report.status == REPORT_SUBMITTED;
		status = word_text(WORDS_REPORT_STATUS, subject.report.status);
		subject.report.status = REPORT_NOTICE;
	}
	if (!awaits)
		return rule_refuse(
			r, NOTICE_SUBJECT_STATE, clause_notice, "/subject", "status", status);
	if (first_day_fits(r, b->first_day) < 0)
		return -1;
	notice = record_new(RECORD_NOTICE);
	notice.notice.subject = b->subject;
	notice.notice.first_day = b->first_day;
	notice.notice.sealed_at = r->at;
	return rule_put(r, &notice) < 0 ? -1 : rule_put(r, &subject);
}
