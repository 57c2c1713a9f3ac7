/*
 * connection: one client's, from its first byte to its last. Private to wire/.
 *
 *   idle -> head       the first byte of a request
 *   head -> body       its head is whole
 *   body -> working    it is whole, and in the handler's hands
 *   working -> writing its reply is there
 *   writing -> idle    the reply is out
 *   writing -> linger  the reply is out, and no other request follows
 *
 * What is refused goes from wherever it is to working, with a fault. Nothing is read
 * while a request is worked on or answered, so requests sent ahead are answered in their
 * order. A connection that ends is first closed to its client, then read from, and what
 * comes thrown away, until the client has closed its side, so that it hears the answer
 * also when it is still sending (RFC 9112, 9.6).
 */
#ifndef WIRE_CONNECTION_H
#define WIRE_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <event2/bufferevent.h>
#include <event2/event.h>

#include "http/reader.h"
#include "wire/server.h"

enum phase {
	PHASE_IDLE,
	PHASE_HEAD,
	PHASE_BODY,
	PHASE_WORKING,
	PHASE_WRITING,
	PHASE_LINGER,
};

/* One whose connections are counted together: an IPv4 address, or 64 bits of an IPv6 one. */
struct address {
	uint8_t key[16];
	unsigned open_n;
};

/*
 * What the loop does first: answers that are there, then reading from whoever asks now and then,
 * new clients among them, then reading from who asks without a pause, and carrying out what has
 * no body.
 */
enum {
	WIRE_PRIORITY_POSTS,
	WIRE_PRIORITY_COMMON, /* libevent's own choice of three */
	WIRE_PRIORITY_HASTY,
	WIRE_PRIORITIES
};

struct connection;

/* What all connections share. */
struct connection_set {
	struct wire_options options;
	bool stopping;	 /* each reply is its connection's last */
	unsigned open_n; /* without those turned away */
	size_t held;	 /* bytes of all requests */
	int64_t discarded_n;
	void *ctx;
	/* A request that is whole or at fault, to be answered by connection_reply. */
	void (*request)(void *ctx, struct connection *c, const struct http_request *request);
	/* A connection has been let go. */
	void (*freed)(void *ctx);
};

struct connection {
	struct connection_set *set;
	struct bufferevent *bytes; /* NULL: the slot is free */
	struct http_reader *reader;
	struct address *address;
	char client[HTTP_CLIENT_SIZE]; /* numeric */
	enum phase phase;
	int64_t opened_ms;
	int64_t since_ms; /* idle, writing, linger: began; else the request's first byte came */
	int64_t moved_ms; /* a byte came or went */
	int64_t asked_ms; /* its last request was whole */
	size_t held;
	size_t unsent; /* bytes of the reply at the last sweep */
	unsigned requests_n;
	struct connection *next; /* the server's, while the request waits to be carried out */
	bool unread;		 /* idle, but bytes are there that have not been read */
	bool last;		 /* no request is read behind this one */
	bool gone;		 /* its client, while it was worked on */
	bool turned_away;	 /* there was no place for it */
};

/*
 * Takes over the socket into an empty slot, of which set, address, client and turned_away
 * are filled, and counts it; its memory is below mem. False: no memory, and the socket is
 * closed.
 */
bool connection_open(
	struct connection *c, void *mem, struct event_base *base, evutil_socket_t fd) MUST_CHECK;

/* Answers one that is turned away with HTTP_FAULT_BUSY, before anything of it is read. */
void connection_turn_away(struct connection *c);

/* The reply to the request in the handler's hands; it is taken over before this returns. */
void connection_reply(struct connection *c, const struct http_reply *reply);

/* Lets it go, whatever it is doing; not while it is working. */
void connection_drop(struct connection *c);

/* Lets it go where a deadline has passed. */
void connection_sweep(struct connection *c, int64_t now_ms);

int64_t wire_monotonic_ms(void);

#endif
