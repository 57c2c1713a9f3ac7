/*
 * deadline: when a notice or a duty of the operator ends, for whoever lists them.
 *
 * Counts just as decide does (working days of UTC+8, parameters in force), over a view and pure.
 * Nothing is refused here because a deadline has passed.
 */
#ifndef RULES_DEADLINE_H
#define RULES_DEADLINE_H

#include "record/view.h"

/*
 * The last day of a public notice that begins on first_day (Order 31 art. 12, 19);
 * ERROR_CALENDAR_MISSING in a year without a calendar.
 */
int deadline_notice(void *mem, const struct view *view, struct day first_day, struct day *out,
	struct error *err) MUST_CHECK;

/*
 * The last of the operator's working days for a decision, the day of receipt not
 * counted (Order 31 art. 15, 22; Civil Code art. 201).
 */
int deadline_duty(void *mem, const struct view *view, struct instant since, struct day *out,
	struct error *err) MUST_CHECK;

#endif
