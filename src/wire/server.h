/*
 * server: bytes to messages and back, HTTP/1.1 over TCP, on libevent's loop.
 *
 * One thread: a request is read (http/reader.h), given to the handler whole, and its reply
 * is written; every request is answered exactly once, also when its client has gone. Bounded
 * are the bytes of head and body, the bytes of all requests held at once, silence, the time
 * for a head, for a request from its first byte to its last and for its reply to be taken,
 * the age of a connection, and connections: who finds no place is answered as well, and
 * where nobody could find one, or the process is out of descriptors, accepting pauses.
 *
 * What cannot be read as a request, what is too large, and what comes while too much is
 * held reaches the handler as a request with a fault; its reply is sent and the connection
 * closed. It knows nothing of what it carries.
 */
#ifndef WIRE_SERVER_H
#define WIRE_SERVER_H

#include <stdint.h>

#include "base/error.h"
#include "base/macros.h"
#include "http/message.h"

struct wire_options {
	const char *address; /* numeric, IPv4 or IPv6 */
	uint16_t port;	     /* 0: any that is free */
	size_t body_max;     /* bytes */
	size_t header_max;   /* bytes: request line and headers, each */
	size_t bytes_max;    /* of all requests being read or answered */
	unsigned connections_max;
	unsigned connections_share;   /* of them, what one address keeps when others want places */
	unsigned turned_away_max;     /* beside them, who is being told that there is no place */
	unsigned yield_ms;	      /* read from or written to so long, a connection makes way */
	unsigned silence_ms;	      /* without a byte read or written */
	unsigned linger_ms;	      /* the same, once the last reply is out */
	unsigned head_ms;	      /* from a request's first byte to the end of its head */
	unsigned request_ms;	      /* from a request's first byte to its last */
	unsigned reply_ms;	      /* for its reply to be taken */
	unsigned keep_alive_ms;	      /* after which a connection's next reply is its last */
	unsigned keep_alive_requests; /* likewise, of one connection */
};

/* 127.0.0.1, any port, and the bounds that ccerd uses. */
struct wire_options wire_options_default(void);

/*
 * Fills *reply; its memory is below `mem`, freed when the reply has been taken over.
 * A handler cannot fail: what goes wrong is a reply too.
 */
typedef void (*wire_handle_fn)(
	void *ctx, void *mem, const struct http_request *request, struct http_reply *reply);

struct wire_server;

/* What is held now, and what has happened since the start. */
struct wire_counts {
	unsigned connections;
	size_t bytes;
	int64_t discarded;   /* requests refused because too many bytes were held */
	int64_t yielded;     /* connections that made way for others */
	int64_t turned_away; /* connections for which there was no place */
};

/*
 * Binds and listens; clients are served by wire_server_run. bytes_max must hold one
 * request at its largest. ERROR_WIRE_LISTEN.
 */
struct wire_server *wire_server_new(
	const struct wire_options *options, wire_handle_fn handle, void *ctx, struct error *err);
void wire_server_free(struct wire_server *s);
DEFINE_AUTO(wire_server)

/*
 * A request that is answered later. In a handler, wire_server_defer says that the
 * reply will come by wire_ticket_reply; the handler's `mem` then lives until it has.
 * Not for a request with a fault. Exactly one reply for each ticket, from the server's own
 * thread, even when the client has gone meanwhile. NULL: no memory, answer at once.
 */
struct wire_ticket;
struct wire_ticket *wire_server_defer(struct wire_server *s);
void wire_ticket_reply(struct wire_ticket *t, const struct http_reply *reply);

/*
 * From any thread: fn(arg) is called once in the server's thread, at the latest
 * when the server is freed. `post` is the caller's and is not used once the call of
 * fn has begun; because of it, posting cannot fail.
 */
struct wire_post {
	void (*fn)(void *arg);
	void *arg;
	struct wire_post *next; /* the server's */
};
void wire_server_post(struct wire_server *s, struct wire_post *post);

struct wire_counts wire_server_counts(const struct wire_server *s);

/* The port that was bound. */
uint16_t wire_server_port(const struct wire_server *s);

/* For tests: from now on the signal stops the server as wire_server_stop does. */
int wire_server_stop_on(struct wire_server *s, int signal, struct error *err) MUST_CHECK;

/* Serves until stopped. */
int wire_server_run(struct wire_server *s, struct error *err) MUST_CHECK;

/*
 * Accepts no more, lets replies under way go out (for a few seconds at most) and
 * makes wire_server_run return. To be called from the handler.
 */
void wire_server_stop(struct wire_server *s);

#endif
