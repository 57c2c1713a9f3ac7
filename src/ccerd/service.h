/*
 * service: carries commands out against one registry; the handler of the server.
 *
 * A request becomes a command (request/), the command's handler reads from one
 * snapshot of the state, or submits, and fills the reply. Every request leaves
 * one line in the log. When the registry reports that it can no longer be
 * trusted to go on (a 500 in submitting), the service asks the server to stop:
 * opening it again rolls the state forward.
 */
#ifndef CCERD_SERVICE_H
#define CCERD_SERVICE_H

#include <stdbool.h>

#include "ccerd/log.h"
#include "engine/registry.h"
#include "wire/server.h"

struct service {
	struct registry *registry;
	struct wire_server *server;
	struct log log;
	bool must_stop; /* a submission failed beyond repair in this process */
};

/* A wire_handle_fn; ctx is the service. */
void service_handle(
	void *ctx, void *mem, const struct wire_request *request, struct wire_reply *reply);

#endif
