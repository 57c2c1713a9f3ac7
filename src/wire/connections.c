#include "wire/connections.h"

#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <talloc.h>

/* A client that has been accepted and waits until there is a place for somebody. */
struct newcomer {
	evutil_socket_t fd; /* -1: none */
	struct sockaddr_storage from;
	socklen_t size;
};

struct connections {
	struct connection_set set;
	struct event_base *base;
	unsigned slots_n;
	struct connection *slots;
	struct address *addresses; /* as many; those without connections are free */
	struct newcomer waiting;
	int64_t yielded_n, turned_away_n;
};

/* Ways to make way, the first that there is goes. */
enum way { WAY_LINGER, WAY_IDLE_BEYOND_SHARE, WAY_IDLE, WAY_BEYOND_SHARE, WAY_SLOW, WAY_NONE };

struct connections *connections_new(
	void *mem, struct event_base *base, const struct connection_set *set)
{
	struct connections *all = talloc_zero(mem, struct connections);

	if (!all)
		return NULL;
	all->set = *set;
	all->base = base;
	all->waiting.fd = -1;
	all->slots_n = set->options.connections_max + set->options.turned_away_max;
	all->slots = talloc_zero_array(all, struct connection, all->slots_n);
	all->addresses = talloc_zero_array(all, struct address, all->slots_n);
	if (all->slots && all->addresses)
		return all;
	talloc_free(all);
	return NULL;
}

void connections_close(struct connections *all)
{
	if (!all)
		return;
	if (all->waiting.fd >= 0)
		close(all->waiting.fd);
	for (unsigned i = 0; i < all->slots_n; i++)
		if (all->slots[i].bytes)
			connection_drop(&all->slots[i]);
}

/* --- addresses --- */

/* The first 64 bits of an IPv6 address are one customer's; ::ffff:a.b.c.d is a.b.c.d. */
static void key_of(const struct sockaddr *from, uint8_t key[16])
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)from;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)from;

	memset(key, 0, 16);
	if (from->sa_family == AF_INET) {
		key[10] = key[11] = 0xFF;
		memcpy(key + 12, &four->sin_addr, 4);
	} else if (from->sa_family == AF_INET6) {
		memcpy(key, &six->sin6_addr, IN6_IS_ADDR_V4MAPPED(&six->sin6_addr) ? 16 : 8);
	}
}

/* There is one for each slot, so one is free while a slot is. */
static struct address *address_find(const struct connections *all, const struct sockaddr *from)
{
	struct address *empty = NULL;
	uint8_t key[16];

	key_of(from, key);
	for (unsigned i = 0; i < all->slots_n; i++) {
		struct address *a = &all->addresses[i];

		if (a->open_n > 0 && memcmp(a->key, key, sizeof(key)) == 0)
			return a;
		if (a->open_n == 0 && !empty)
			empty = a;
	}
	if (empty)
		memcpy(empty->key, key, sizeof(key));
	return empty;
}

/* --- making way --- */

/* The first request of one that has just come may be on its way. */
static bool is_idle(const struct connection *c, int64_t now_ms)
{
	enum { FRESH_MS = 100 };

	return c->phase == PHASE_IDLE && !c->unread &&
	       (c->requests_n > 0 || now_ms - c->since_ms > FRESH_MS);
}

static enum way way_of(const struct connection *c, bool within_share, int64_t now_ms)
{
	const struct wire_options *o = &c->set->options;
	bool beyond = c->address->open_n > o->connections_share;

	if (c->phase == PHASE_WORKING)
		return WAY_NONE;
	if (c->phase == PHASE_LINGER)
		return WAY_LINGER;
	if (is_idle(c, now_ms))
		return beyond ? WAY_IDLE_BEYOND_SHARE : WAY_IDLE;
	if (beyond && within_share)
		return WAY_BEYOND_SHARE;
	return now_ms - c->since_ms > o->yield_ms ? WAY_SLOW : WAY_NONE;
}

/* The first to make way for one of an address within its share or not; or NULL. */
static struct connection *first_to_go(
	const struct connections *all, bool within_share, int64_t now_ms)
{
	struct connection *chosen = NULL;
	enum way best = WAY_NONE;

	for (unsigned i = 0; i < all->slots_n; i++) {
		struct connection *c = &all->slots[i];
		enum way way =
			c->bytes && !c->turned_away ? way_of(c, within_share, now_ms) : WAY_NONE;

		if (way == WAY_NONE || way > best ||
			(way == best && c->since_ms >= chosen->since_ms))
			continue;
		best = way;
		chosen = c;
	}
	return chosen;
}

static bool bytes_wait(const struct connection *c)
{
	int waiting = 0;

	return ioctl(bufferevent_getfd(c->bytes), FIONREAD, &waiting) == 0 && waiting > 0;
}

/*
 * The one that makes way, or NULL. Who looks idle may have asked, and the loop have been too busy
 * to read it: he is not idle from then on, and the next one is looked at.
 */
static struct connection *choose_one(const struct connections *all, bool within_share)
{
	int64_t now_ms = wire_monotonic_ms();
	struct connection *c;

	while ((c = first_to_go(all, within_share, now_ms)) && is_idle(c, now_ms) &&
		bytes_wait(c)) {
		c->unread = true;
		c->since_ms = now_ms;
	}
	return c;
}

static bool is_full(const struct connections *all)
{
	return all->set.open_n >= all->set.options.connections_max;
}

/* Whether one would make way for an address within its share; asked for every newcomer. */
static bool may_make_way(const struct connections *all)
{
	int64_t now_ms = wire_monotonic_ms();

	for (unsigned i = 0; i < all->slots_n; i++) {
		const struct connection *c = &all->slots[i];

		if (c->bytes && !c->turned_away && way_of(c, true, now_ms) != WAY_NONE)
			return true;
	}
	return false;
}

static bool is_anyone_welcome(const struct connections *all)
{
	return !is_full(all) || may_make_way(all);
}

bool connections_may_accept(const struct connections *all)
{
	return all->waiting.fd < 0 && is_anyone_welcome(all);
}

static struct connection *free_slot(const struct connections *all)
{
	for (unsigned i = 0; i < all->slots_n; i++)
		if (!all->slots[i].bytes)
			return &all->slots[i];
	return NULL;
}

static void make_way(struct connections *all, const struct address *address)
{
	bool within_share = address->open_n < all->set.options.connections_share;
	struct connection *c = choose_one(all, within_share);

	if (!c)
		return;
	all->yielded_n++;
	connection_drop(c);
}

static void open_one(struct connections *all, struct address *address, const struct newcomer *n)
{
	struct connection *c = free_slot(all);

	if (!c || !address) {
		close(n->fd);
		return;
	}
	*c = (struct connection){.set = &all->set, .address = address, .turned_away = is_full(all)};
	if (getnameinfo((const struct sockaddr *)&n->from, n->size, c->client, sizeof(c->client),
		    NULL, 0, NI_NUMERICHOST) != 0)
		c->client[0] = '\0';
	if (connection_open(c, all, all->base, n->fd) && c->turned_away)
		connection_turn_away(c);
}

static void place(struct connections *all, const struct newcomer *n)
{
	struct address *address = address_find(all, (const struct sockaddr *)&n->from);

	if (is_full(all) && address)
		make_way(all, address);
	if (!is_anyone_welcome(all)) {
		all->waiting = *n;
		return;
	}
	all->turned_away_n += is_full(all);
	open_one(all, address, n);
}

void connections_accept(
	struct connections *all, evutil_socket_t fd, const struct sockaddr *from, socklen_t size)
{
	struct newcomer n = {.fd = fd, .size = size};

	if (all->waiting.fd >= 0 || size > sizeof(n.from)) {
		close(fd);
		return;
	}
	memcpy(&n.from, from, size);
	place(all, &n);
}

/* --- all of them --- */

void connections_sweep(struct connections *all)
{
	int64_t now_ms = wire_monotonic_ms();

	for (unsigned i = 0; i < all->slots_n; i++)
		if (all->slots[i].bytes)
			connection_sweep(&all->slots[i], now_ms);
	if (all->waiting.fd >= 0 && is_anyone_welcome(all)) {
		struct newcomer n = all->waiting;

		all->waiting.fd = -1;
		place(all, &n);
	}
}

bool connections_busy(const struct connections *all)
{
	for (unsigned i = 0; i < all->slots_n; i++)
		if (all->slots[i].bytes && (all->slots[i].phase == PHASE_WORKING ||
						   all->slots[i].phase == PHASE_WRITING))
			return true;
	return false;
}

void connections_stop(struct connections *all)
{
	all->set.stopping = true;
}

struct wire_counts connections_counts(const struct connections *all)
{
	return (struct wire_counts){.connections = all->set.open_n,
		.bytes = all->set.held,
		.discarded = all->set.discarded_n,
		.yielded = all->yielded_n,
		.turned_away = all->turned_away_n};
}
