#include "wire/connection.h"

#include <assert.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <talloc.h>

enum { READ_ONCE = 64 * 1024, WRITE_ONCE = 1024 * 1024, REPLY_HEAD_MAX = 64 * 1024 };

int64_t wire_monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void phase_begin(struct connection *c, enum phase phase)
{
	c->phase = phase;
	c->since_ms = c->moved_ms = wire_monotonic_ms();
}

static bool is_reading(const struct connection *c)
{
	return c->phase == PHASE_IDLE || c->phase == PHASE_HEAD || c->phase == PHASE_BODY;
}

/* What is kept of a request, and what has come and is not looked at yet. */
static void count_held(struct connection *c)
{
	size_t held = c->phase == PHASE_LINGER
			      ? 0
			      : http_reader_held(c->reader) +
					evbuffer_get_length(bufferevent_get_input(c->bytes));

	c->set->held -= c->held;
	c->held = held;
	c->set->held += held;
}

void connection_drop(struct connection *c)
{
	assert(c->phase != PHASE_WORKING);
	c->set->held -= c->held;
	bufferevent_free(c->bytes);
	talloc_free(c->reader);
	c->bytes = NULL;
	c->reader = NULL;
	c->address->open_n--;
	c->set->open_n -= !c->turned_away;
	c->set->freed(c->set->ctx);
}

/* --- requests --- */

/* By how long ago it last asked. It fails while more is to be done for it, which is no harm. */
static void take_priority(struct connection *c)
{
	int64_t now_ms = wire_monotonic_ms();
	bool hasty = c->requests_n > 0 && now_ms - c->asked_ms < LIMIT_HASTE_MS;

	bufferevent_priority_set(c->bytes, hasty ? WIRE_PRIORITY_HASTY : WIRE_PRIORITY_COMMON);
	c->asked_ms = now_ms;
}

static void hand_over(struct connection *c)
{
	struct http_request *request = http_reader_request(c->reader);

	phase_begin(c, PHASE_WORKING);
	bufferevent_disable(c->bytes, EV_READ);
	take_priority(c);
	c->last = http_reader_framing(c->reader)->close;
	snprintf(request->client, sizeof(request->client), "%s", c->client);
	c->set->request(c->set->ctx, c, request);
}

static void refuse(struct connection *c, enum http_fault fault)
{
	http_reader_refuse(c->reader, fault);
	hand_over(c);
}

void connection_turn_away(struct connection *c)
{
	refuse(c, HTTP_FAULT_BUSY);
}

/* Who waits for leave to send the body is given it, unless it has begun by itself. */
static void head_is_whole(struct connection *c)
{
	static const char leave[] = "HTTP/1.1 100 Continue\r\n\r\n";

	c->phase = PHASE_BODY;
	if (http_reader_framing(c->reader)->continues &&
		evbuffer_get_length(bufferevent_get_input(c->bytes)) == 0)
		bufferevent_write(c->bytes, leave, sizeof(leave) - 1);
}

static void bytes_came(struct connection *c)
{
	c->moved_ms = wire_monotonic_ms();
	c->unread = false;
	if (c->phase != PHASE_IDLE || http_reader_is_idle(c->reader))
		return;
	c->phase = PHASE_HEAD;
	c->since_ms = c->moved_ms;
}

/* A body that would pass the bound for all: it, and none that is there already, goes. */
static bool is_beyond_all(const struct connection *c)
{
	return c->set->held > c->set->options.bytes_max && http_reader_in_body(c->reader);
}

static enum http_step take_some(struct connection *c)
{
	struct evbuffer *in = bufferevent_get_input(c->bytes);
	size_t size = evbuffer_get_contiguous_space(in), taken;
	const unsigned char *bytes = size ? evbuffer_pullup(in, (ev_ssize_t)size) : NULL;
	enum http_step step =
		http_reader_take(c->reader, bytes ? (const char *)bytes : "", size, &taken);

	evbuffer_drain(in, taken);
	return step;
}

/* Until a request is whole, or all that came is taken. */
static void read_requests(struct connection *c)
{
	enum http_step step = HTTP_STEP_MORE;

	do {
		step = take_some(c);
		bytes_came(c);
		if (step == HTTP_STEP_HEAD)
			head_is_whole(c);
	} while (step == HTTP_STEP_HEAD ||
		 (step == HTTP_STEP_MORE &&
			 evbuffer_get_length(bufferevent_get_input(c->bytes)) > 0));
	count_held(c);
	if (step == HTTP_STEP_MORE && is_beyond_all(c)) {
		c->set->discarded_n++;
		refuse(c, HTTP_FAULT_BUSY);
	} else if (step != HTTP_STEP_MORE) {
		hand_over(c);
	}
}

static void on_read(struct bufferevent *bytes, void *arg)
{
	struct connection *c = arg;
	struct evbuffer *in = bufferevent_get_input(bytes);

	if (is_reading(c)) {
		read_requests(c);
		return;
	}
	if (c->phase != PHASE_LINGER)
		return;
	evbuffer_drain(in, evbuffer_get_length(in));
	c->moved_ms = wire_monotonic_ms();
}

/* --- replies --- */

static bool is_last(const struct connection *c)
{
	const struct wire_options *o = &c->set->options;

	return c->last || c->set->stopping || c->requests_n >= o->keep_alive_requests ||
	       wire_monotonic_ms() - c->opened_ms > o->keep_alive_ms;
}

static const char *connection_header(const struct connection *c)
{
	if (c->last)
		return "close";
	return http_reader_framing(c->reader)->one_zero ? "keep-alive" : NULL;
}

static bool write_reply(struct connection *c, const struct http_reply *reply)
{
	struct evbuffer *out = bufferevent_get_output(c->bytes);
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *head = mem ? buffer_new(mem, REPLY_HEAD_MAX) : NULL;
	bool bodiless = http_status_is_bare(reply->status) ||
			http_reader_request(c->reader)->method == HTTP_HEAD;

	if (!head)
		return false;
	http_reply_head(reply, connection_header(c), head);
	if (head->failed || evbuffer_add(out, head->bytes, head->size) < 0)
		return false;
	return bodiless || evbuffer_add(out, reply->body, reply->body_size) == 0;
}

void connection_reply(struct connection *c, const struct http_reply *reply)
{
	assert(c->phase == PHASE_WORKING);
	c->requests_n++;
	c->last = is_last(c);
	phase_begin(c, PHASE_WRITING);
	if (c->gone || !write_reply(c, reply)) {
		connection_drop(c);
		return;
	}
	c->unsent = evbuffer_get_length(bufferevent_get_output(c->bytes));
	/* What was refused is not kept for its reply. */
	if (http_reader_request(c->reader)->fault != HTTP_FAULT_NONE) {
		http_reader_next(c->reader);
		count_held(c);
	}
}

static void linger(struct connection *c)
{
	struct evbuffer *in = bufferevent_get_input(c->bytes);

	shutdown(bufferevent_getfd(c->bytes), SHUT_WR);
	evbuffer_drain(in, evbuffer_get_length(in));
	http_reader_next(c->reader);
	phase_begin(c, PHASE_LINGER);
	count_held(c);
	bufferevent_enable(c->bytes, EV_READ);
}

static void on_written(struct bufferevent *bytes, void *arg)
{
	struct connection *c = arg;

	if (c->phase != PHASE_WRITING || evbuffer_get_length(bufferevent_get_output(bytes)) > 0)
		return;
	if (c->last) {
		linger(c);
		return;
	}
	http_reader_next(c->reader);
	phase_begin(c, PHASE_IDLE);
	bufferevent_enable(bytes, EV_READ);
	/* What came behind the request is the next one's. */
	if (evbuffer_get_length(bufferevent_get_input(bytes)) > 0)
		read_requests(c);
	else
		count_held(c);
}

/* The client has closed its side, or is gone. */
static void on_event(struct bufferevent *bytes UNUSED, short what UNUSED, void *arg)
{
	struct connection *c = arg;

	if (c->phase == PHASE_WORKING)
		c->gone = true;
	else
		connection_drop(c);
}

/* --- beginning and end --- */

bool connection_open(struct connection *c, void *mem, struct event_base *base, evutil_socket_t fd)
{
	const struct wire_options *o = &c->set->options;
	const struct http_bounds bounds = {.head_max = o->header_max, .body_max = o->body_max};
	const int on = 1;

	c->reader = http_reader_new(mem, &bounds);
	c->bytes = c->reader ? bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE) : NULL;
	if (!c->bytes) {
		talloc_free(c->reader);
		c->reader = NULL;
		close(fd);
		return false;
	}
	/* A reply goes out at once, however its end falls into segments. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	bufferevent_set_max_single_read(c->bytes, READ_ONCE);
	bufferevent_set_max_single_write(c->bytes, WRITE_ONCE);
	bufferevent_setcb(c->bytes, on_read, on_written, on_event, c);
	phase_begin(c, PHASE_IDLE);
	c->opened_ms = c->since_ms;
	c->address->open_n++;
	c->set->open_n += !c->turned_away;
	bufferevent_enable(c->bytes, EV_READ | EV_WRITE);
	return true;
}

/* What a phase may take in all, and without a byte; 0: as long as it likes. */
static int64_t phase_most_ms(const struct connection *c)
{
	const struct wire_options *o = &c->set->options;

	switch (c->phase) {
	case PHASE_HEAD:
		return o->head_ms;
	case PHASE_BODY:
		return o->request_ms;
	case PHASE_WRITING:
	case PHASE_LINGER:
		return o->reply_ms;
	case PHASE_IDLE:
	case PHASE_WORKING:
		break;
	}
	return 0;
}

static bool is_late(const struct connection *c, int64_t now_ms)
{
	const struct wire_options *o = &c->set->options;
	int64_t most = phase_most_ms(c);
	int64_t silence = c->phase == PHASE_LINGER ? o->linger_ms : o->silence_ms;

	if (c->phase == PHASE_WORKING)
		return false;
	if (c->phase == PHASE_IDLE && c->requests_n > 0 && now_ms - c->opened_ms > o->keep_alive_ms)
		return true;
	return (most > 0 && now_ms - c->since_ms > most) || now_ms - c->moved_ms > silence;
}

void connection_sweep(struct connection *c, int64_t now_ms)
{
	size_t unsent = evbuffer_get_length(bufferevent_get_output(c->bytes));

	if (c->phase == PHASE_WRITING && unsent != c->unsent) {
		c->unsent = unsent;
		c->moved_ms = now_ms;
	}
	if (is_late(c, now_ms))
		connection_drop(c);
}
