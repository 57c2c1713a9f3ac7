/*
 * report_data: the values of a sealed report derived again from the raw data that it
 * names, as far as that is found in the given folders.
 */
#ifndef CCER_REPORT_DATA_H
#define CCER_REPORT_DATA_H

#include "ccer/calculate/calculate_data.h"
#include "ccer/data/raw_files.h"
#include "engine/study/recompute.h"

struct report_data {
	const char *folders[RAW_FOLDERS_MAX];
	size_t folders_n;
	size_t years_n;
	struct report_year *years; /* those with derived values; below the command's memory */
};

struct report_year {
	int64_t year;
	struct given_values values;
};

/*
 * Derives what can be derived, for one `year` or for all (0), and says on standard error
 * what came of each file of raw data: equal, differs, not present, not attached. EXIT_DONE
 * or what command_error returns: for a report that does not exist, a file that is refused.
 */
int report_data_derive(struct command_context *c, struct registry *r, const struct digest *report,
	int64_t year, struct report_data *data);

/* The year's values, or NULL. */
const struct given_values *report_data_of(const struct report_data *data, int64_t year);

#endif
