#include "base/effort.h"

#include <inttypes.h>
#include <stdio.h>

int effort_spend(struct effort *e, struct error *err)
{
	char most[24];

	for (; e; e = e->within) {
		if (e->done >= e->most) {
			snprintf(most, sizeof(most), "%" PRIu64, e->most);
			return error_set(err, e->spent, NULL, "", "most", most, NULL);
		}
		if (e->given_up && e->done % EFFORT_STRIDE == 0 && e->given_up(e->ctx, err) != 0)
			return -1;
		e->done++;
	}
	return 0;
}
