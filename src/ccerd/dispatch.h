/*
 * dispatch: gives each request to the handler of its command; the server calls it.
 *
 * A request becomes a command (request/); the command's handler (ccerd/handle/) reads
 * from one snapshot of the state and fills the reply, or leaves it to the line. Every
 * request that is answered here leaves one line in the log. The table of handlers is a
 * layer above the handlers; what they need of the service is below them, in service.h.
 */
#ifndef CCERD_DISPATCH_H
#define CCERD_DISPATCH_H

#include "ccerd/service.h"

/* A wire_handle_fn; ctx is the service. */
void dispatch_request(
	void *ctx, void *mem, const struct http_request *request, struct http_reply *reply);

#endif
