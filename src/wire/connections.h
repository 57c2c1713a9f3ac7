/*
 * connections: all that are open, and who makes way when there are too many. Private to
 * wire/.
 *
 * Up to the bound everybody is let in. Beyond it a newcomer takes the place of another,
 * the longest at it first: of one that lingers; one that is idle, of an address that has
 * more than its share before others; one that is read from or written to, of an address
 * that has more than its share, if the newcomer's has not; one that has been read from or
 * written to for longer than a moment. Whose request is there and unread is not idle. A request
 * that is worked on makes no way. Who finds no place is answered with HTTP_FAULT_BUSY; where nobody
 * could, it waits, and accepting pauses.
 *
 * So one address can have all places while nobody else wants them, and a proxy, whose
 * connections all come from one, needs no word of its own (docs/decisions/0023).
 */
#ifndef WIRE_CONNECTIONS_H
#define WIRE_CONNECTIONS_H

#include <sys/socket.h>

#include "wire/connection.h"

struct connections;

/* Below mem, with the options and functions of *set. NULL: no memory. */
struct connections *connections_new(
	void *mem, struct event_base *base, const struct connection_set *set);

/* Lets all of them go; the memory is mem's. NULL is fine. None may be worked on. */
void connections_close(struct connections *all);

/* Takes over a socket just accepted, from that address; while connections_may_accept. */
void connections_accept(
	struct connections *all, evutil_socket_t fd, const struct sockaddr *from, socklen_t size);

/* Whether there is any newcomer for whom there would be a place. */
bool connections_may_accept(const struct connections *all);

/* Lets those go whose deadlines have passed, and in who waits. */
void connections_sweep(struct connections *all);

/* Whether any request is in a handler's hands or being answered. */
bool connections_busy(const struct connections *all);

/* From now on each reply is its connection's last. */
void connections_stop(struct connections *all);

struct wire_counts connections_counts(const struct connections *all);

#endif
