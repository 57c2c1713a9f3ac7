#include "rules/deadline.h"

#include "rules/chapter.h"

/* A rule that only reads: parameters as they were in force on a day. */
static struct rule reading_rule(
	void *mem, const struct view *view, struct day day, struct error *err)
{
	return (struct rule){
		.mem = mem, .view = view, .today = day, .at = day_start(day), .err = err};
}

int deadline_notice(void *mem, const struct view *view, struct day first_day, struct day *out,
	struct error *err)
{
	struct rule r = reading_rule(mem, view, first_day, err);
	struct working_calendar calendar = rule_calendar(&r);
	int64_t days;

	if (rule_parameter_integer(&r, "notice.days", &days) < 0)
		return -1;
	return working_day_run_end(&calendar, first_day, (int)days, out, err);
}

int deadline_duty(void *mem, const struct view *view, struct instant since, struct day *out,
	struct error *err)
{
	struct rule r = reading_rule(mem, view, instant_day(since), err);
	struct working_calendar calendar = rule_calendar(&r);
	int64_t days;

	if (rule_parameter_integer(&r, "duty.days", &days) < 0)
		return -1;
	return working_day_after(&calendar, instant_day(since), (int)days, out, err);
}
