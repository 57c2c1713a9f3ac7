#include "wire/connections.h"

#include <string.h>
#include <time.h>

#include <event2/buffer.h>
#include <event2/http.h>
#include <talloc.h>

#include "base/number.h"

enum { STATUS_LINE_MIN = 12, STATUS_AT = 9 }; /* "HTTP/1.1 413" */

struct connections {
	struct wire_options options;
	connection_page_fn page;
	void *ctx;
	struct connection *slots; /* options.connections_max of them */
	struct event *pages;	  /* made active when evhttp has written a page */
	size_t held;
	unsigned open_n;
	int64_t discarded_n;
};

int64_t wire_monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* evhttp's own connection is the argument of the callbacks that evhttp has set. */
static struct evhttp_connection *evhttp_of(const struct connection *c, bool *released)
{
	bufferevent_data_cb on_read = NULL, on_write = NULL;
	bufferevent_event_cb on_event = NULL;
	void *arg = NULL;

	bufferevent_getcb(c->bytes, &on_read, &on_write, &on_event, &arg);
	*released = !on_read && !on_write && !on_event;
	return arg;
}

static bool is_released(const struct connection *c)
{
	bool released;

	evhttp_of(c, &released);
	return released;
}

static void body_max_set(const struct connection *c, size_t most)
{
	bool released;
	struct evhttp_connection *evhttp = evhttp_of(c, &released);

	if (!released && evhttp)
		evhttp_connection_set_max_body_size(evhttp, (ev_ssize_t)most);
}

static void phase_set(struct connection *c, enum phase phase)
{
	c->phase = phase;
	c->since_ms = wire_monotonic_ms();
}

static void held_set(struct connection *c, size_t held)
{
	c->all->held -= c->held;
	c->held = held;
	c->all->held += held;
}

/* --- bytes coming --- */

/* From now on evhttp drops the body as it comes, and at its end says that it is too large. */
static void discard_input(struct connection *c)
{
	c->discarding = true;
	held_set(c, 0);
	body_max_set(c, 0);
}

static void on_input(struct evbuffer *input UNUSED, const struct evbuffer_cb_info *info, void *arg)
{
	struct connection *c = arg;

	if (info->n_added == 0)
		return;
	if (c->phase == PHASE_IDLE)
		phase_set(c, PHASE_READING);
	if (c->discarding)
		return;
	held_set(c, c->held + info->n_added);
	if (c->all->held > c->all->options.bytes_max)
		discard_input(c);
}

/* --- evhttp's own pages --- */

static void on_output(
	struct evbuffer *output UNUSED, const struct evbuffer_cb_info *info, void *arg)
{
	struct connection *c = arg;

	if (info->n_added == 0 || c->ours)
		return;
	c->page = true;
	/* Runs before the loop waits again, thus before anything can be written. */
	event_active(c->all->pages, EV_TIMEOUT, 0);
}

/* 0: there is no status line (yet). */
static int status_of(struct evbuffer *page)
{
	char line[STATUS_LINE_MIN];
	int status = 0;

	if (evbuffer_copyout(page, line, sizeof(line)) != (ev_ssize_t)sizeof(line))
		return 0;
	return digits_parse(line + STATUS_AT, sizeof(line) - STATUS_AT, &status) ? status : 0;
}

static void page_replace(struct connection *c)
{
	struct evbuffer *output = bufferevent_get_output(c->bytes);
	int status = status_of(output);

	c->page = false;
	/* 100 Continue is evhttp's too, and stays. */
	if (status < 400 || is_released(c))
		return;
	c->all->discarded_n += c->discarding;
	connection_reply_begin(c);
	evbuffer_unfreeze(output, 1);
	evbuffer_drain(output, evbuffer_get_length(output));
	held_set(c, 0); /* evhttp has dropped the request, and reads no other */
	evbuffer_freeze(output, 1);
	c->all->page(c->all->ctx, c, status, output);
	connection_reply_end(c);
}

static void on_pages(evutil_socket_t fd UNUSED, short what UNUSED, void *arg)
{
	struct connections *all = arg;

	for (unsigned i = 0; i < all->options.connections_max; i++)
		if (all->slots[i].bytes && all->slots[i].page)
			page_replace(&all->slots[i]);
}

/* --- all of them --- */

struct connections *connections_new(void *mem, struct event_base *base,
	const struct wire_options *options, connection_page_fn page, void *ctx)
{
	struct connections *all = talloc_zero(mem, struct connections);

	if (!all)
		return NULL;
	all->options = *options;
	all->page = page;
	all->ctx = ctx;
	all->slots = talloc_zero_array(all, struct connection, options->connections_max);
	all->pages = event_new(base, -1, 0, on_pages, all);
	if (all->slots && all->pages)
		return all;
	connections_close(all);
	talloc_free(all);
	return NULL;
}

static void drop_connection(struct connection *c)
{
	struct bufferevent *bytes = c->bytes;

	evbuffer_remove_cb(bufferevent_get_input(bytes), on_input, c);
	evbuffer_remove_cb(bufferevent_get_output(bytes), on_output, c);
	held_set(c, 0);
	c->all->open_n--;
	c->bytes = NULL;
	bufferevent_decref(bytes);
}

void connections_close(struct connections *all)
{
	if (!all)
		return;
	for (unsigned i = 0; all->slots && i < all->options.connections_max; i++)
		if (all->slots[i].bytes)
			drop_connection(&all->slots[i]);
	if (all->pages)
		event_free(all->pages);
	all->pages = NULL;
}

struct connection *connection_find(const struct connections *all, const struct bufferevent *bytes)
{
	for (unsigned i = 0; i < all->options.connections_max; i++)
		if (all->slots[i].bytes == bytes)
			return &all->slots[i];
	return NULL;
}

bool connections_full(const struct connections *all)
{
	return all->open_n == all->options.connections_max;
}

struct connection *connection_new(struct connections *all, struct event_base *base)
{
	const struct wire_options *o = &all->options;
	struct connection *c = connection_find(all, NULL);
	struct bufferevent *bytes;

	if (!c)
		return NULL;
	bytes = bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
	if (!bytes)
		return NULL;
	*c = (struct connection){.all = all, .bytes = bytes, .since_ms = wire_monotonic_ms()};
	if (!evbuffer_add_cb(bufferevent_get_input(bytes), on_input, c) ||
		!evbuffer_add_cb(bufferevent_get_output(bytes), on_output, c)) {
		c->bytes = NULL;
		bufferevent_free(bytes);
		return NULL;
	}
	/* Never more unread than one request at its largest. */
	bufferevent_setwatermark(bytes, EV_READ, 0, o->body_max + 2 * o->header_max);
	bufferevent_incref(bytes);
	all->open_n++;
	return c;
}

void connection_working(struct connection *c)
{
	phase_set(c, PHASE_WORKING);
}

void connection_reply_begin(struct connection *c)
{
	c->ours = true;
}

/* While a reply is written nothing is read: silence then means that the client does not take it. */
void connection_reply_end(struct connection *c)
{
	c->ours = false;
	phase_set(c, PHASE_WRITING);
	bufferevent_disable(c->bytes, EV_READ);
}

/* What came after the request belongs to the next one. */
void connection_idle(struct connection *c)
{
	size_t unread = evbuffer_get_length(bufferevent_get_input(c->bytes));

	if (c->discarding)
		body_max_set(c, c->all->options.body_max);
	c->discarding = false;
	held_set(c, unread);
	phase_set(c, unread ? PHASE_READING : PHASE_IDLE);
}

static bool is_late(const struct connection *c, int64_t now)
{
	const struct wire_options *o = &c->all->options;

	if (c->phase == PHASE_READING)
		return now - c->since_ms > o->request_ms;
	return c->phase == PHASE_WRITING && now - c->since_ms > o->reply_ms;
}

void connections_sweep(struct connections *all)
{
	int64_t now = wire_monotonic_ms();

	for (unsigned i = 0; i < all->options.connections_max; i++) {
		struct connection *c = &all->slots[i];

		/* evhttp answers its own timeout event by closing the connection. */
		if (c->bytes && !is_released(c) && is_late(c, now))
			bufferevent_trigger_event(
				c->bytes, BEV_EVENT_TIMEOUT | BEV_EVENT_READING, 0);
		if (c->bytes && is_released(c))
			drop_connection(c);
	}
}

bool connections_busy(const struct connections *all)
{
	for (unsigned i = 0; i < all->options.connections_max; i++)
		if (all->slots[i].bytes && (all->slots[i].phase == PHASE_WORKING ||
						   all->slots[i].phase == PHASE_WRITING))
			return true;
	return false;
}

struct wire_counts connections_counts(const struct connections *all)
{
	return (struct wire_counts){
		.connections = all->open_n, .bytes = all->held, .discarded = all->discarded_n};
}
