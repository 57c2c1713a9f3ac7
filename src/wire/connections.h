/*
 * connections: what each open connection is doing, since when, and how many bytes
 * it holds. Private to wire/.
 *
 * evhttp counts nothing, does not say when a request begins, and tells nobody when
 * it lets a connection go. So we hold a reference to each connection's bufferevent,
 * watch the bytes that come and go, and see in connections_sweep whether evhttp has
 * removed its callbacks, which it does when it frees the connection.
 *
 *   idle -> reading      the first byte of a request
 *   reading -> working   it is whole, and in the handler's hands
 *   working -> writing   its reply was given to evhttp
 *   writing -> idle      the reply is out
 *
 * Reading and writing each have a deadline from the moment they began; idle is
 * bounded by silence (evhttp's timeout) alone; working is ours and has none. Bytes
 * are held from the first of a request until its reply is out. A connection whose
 * bytes would pass the bound for all has its body thrown away as it comes, so that
 * no connection waits for another (docs/decisions/0014).
 *
 * What evhttp cannot read it answers by itself, in HTML. Such a page is taken out
 * before a byte of it has been sent, and the server writes its own.
 */
#ifndef WIRE_CONNECTIONS_H
#define WIRE_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <event2/bufferevent.h>
#include <event2/event.h>

#include "wire/server.h"

enum phase { PHASE_IDLE, PHASE_READING, PHASE_WORKING, PHASE_WRITING };

struct connections;

struct connection {
	struct connections *all;
	struct bufferevent *bytes; /* NULL: the slot is free */
	enum phase phase;
	int64_t since_ms; /* when the phase began */
	size_t held;
	bool discarding; /* this request's bytes are no longer kept */
	bool ours;	 /* what is written now is ours, not a page of evhttp's */
	bool page;	 /* evhttp has written a page, which is still to be replaced */
};

/* Writes what is sent in place of evhttp's page with that status. */
typedef void (*connection_page_fn)(
	void *ctx, const struct connection *c, int status, struct evbuffer *out);

/* Slots for options->connections_max, below mem; NULL: no memory. */
struct connections *connections_new(void *mem, struct event_base *base,
	const struct wire_options *options, connection_page_fn page, void *ctx);
/* Lets all of them go; their memory belongs to mem. NULL is fine. */
void connections_close(struct connections *all);

/* A connection for evhttp to use; NULL when there is no slot or no memory. */
struct connection *connection_new(struct connections *all, struct event_base *base);
/* The one with evhttp's bufferevent; NULL: gone. */
struct connection *connection_find(const struct connections *all, const struct bufferevent *bytes);
bool connections_full(const struct connections *all);

/* The request is whole. */
void connection_working(struct connection *c);
/* Around giving a reply to evhttp: begin, evhttp_send_reply, end. */
void connection_reply_begin(struct connection *c);
void connection_reply_end(struct connection *c);
/* The reply is out. */
void connection_idle(struct connection *c);

/* Cuts connections past their deadline, and frees the slots of those that evhttp has let go. */
void connections_sweep(struct connections *all);
/* Whether any request is in a handler's hands or being answered. */
bool connections_busy(const struct connections *all);

struct wire_counts connections_counts(const struct connections *all);

int64_t wire_monotonic_ms(void);

#endif
