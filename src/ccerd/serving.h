/*
 * serving: a ledger being served, and healed while it is.
 *
 * It holds what the service works with: the registry that writes, the one that reads, and the
 * line. Where an answer, or the line, says that the state is not what was written
 * (ERROR_STATE_CORRUPT) or did not follow a sealed page (ERROR_STATE_BEHIND), all three are put
 * aside, the state is brought to what the ledger says by a thread of its own, which tries until
 * it succeeds, and they begin anew; requests are answered 503 meanwhile. The ledger stays locked
 * throughout.
 */
#ifndef CCERD_SERVING_H
#define CCERD_SERVING_H

#include "ccerd/service.h"

struct serving;

struct serving_options {
	const char *ledger, *state; /* folder and file */
	const struct secret_key *sealing_key;
	struct registry *writer; /* borrowed */
	struct service *service; /* whose server is set */
};

/* Opens the reader and starts the line. NULL with *err. */
struct serving *serving_new(const struct serving_options *options, struct error *err);

/*
 * Answers what the line has and ends its threads, once the server's loop has ended. The answers
 * go out when the server is freed: until then the reader stays.
 */
void serving_stop(struct serving *v);

/* After the server. */
void serving_free(struct serving *v);
DEFINE_AUTO(serving)

#endif
