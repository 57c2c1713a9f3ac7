/*
 * finish: what every answer is given at its end, whatever it says.
 *
 * Its date; on what of the request it depends (Vary); for reads a tag of its bytes, so
 * that who has them is told so without them (RFC 9110, 13.1.2); whether pages of other
 * sites may read it (CORS); and, for who takes it, gzip.
 */
#ifndef REQUEST_FINISH_H
#define REQUEST_FINISH_H

#include <stdbool.h>

#include "base/time.h"
#include "http/message.h"
#include "request/command.h"

struct finish_options {
	struct instant now;
	bool cross_origin; /* reads may be shown by pages of any site */
};

/*
 * The language and what is wanted are the command's. New headers and bytes lie below mem;
 * where memory lacks, the answer goes without them.
 */
void reply_finish(void *mem, const struct command *command, const struct http_request *request,
	const struct finish_options *options, struct http_reply *reply);

#endif
