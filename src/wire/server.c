#include "wire/server.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>
#include <event2/listener.h>
#include <talloc.h>

#include "base/limits.h"
#include "wire/connections.h"

enum {
	SWEEP_MS = 200,
	SIGNALS_MAX = 4,
	WAITING_MAX = 32,
	IN_A_ROW = 4, /* clients, or callbacks of one priority, before a higher one is looked for */
};

/* What a reply needs from its request. */
struct wire_ticket {
	struct connection *connection; /* not let go while its request is worked on */
	void *mem;		       /* the handler's; the ticket is below it */
};

struct wire_server {
	struct wire_options options;
	wire_handle_fn handle;
	void *ctx;
	struct event_base *base;
	struct evconnlistener *listener;
	bool paused;		 /* it accepts nobody now */
	unsigned accepted_n;	 /* since others were last looked for */
	struct event *accept_on; /* active when they have been */
	struct event *sweep;	 /* every SWEEP_MS */
	struct event *sweep_now; /* made active by hand, which would put off a persistent one */
	struct event *signals[SIGNALS_MAX];
	size_t signals_n;
	uint16_t port;
	bool stopping;
	int64_t stop_by_ms;
	struct connections *connections;

	struct connection *waiting, **waiting_last; /* to be carried out */
	unsigned waiting_n;
	struct event *carry;		   /* active while there are any */
	const struct wire_ticket *current; /* the request in a handler's hands */
	bool deferred;			   /* that handler will answer later */

	pthread_mutex_t posts_lock; /* guards posts and posts_last */
	struct wire_post *posts, **posts_last;
	int posts_fd; /* an eventfd; -1: none */
	struct event *posted;
};

struct wire_options wire_options_default(void)
{
	return (struct wire_options){.address = "127.0.0.1",
		.body_max = LIMIT_SUBMISSION,
		.header_max = LIMIT_HEADER,
		.bytes_max = LIMIT_BODY_BYTES,
		.connections_max = LIMIT_CONNECTIONS,
		.connections_share = LIMIT_CONNECTIONS_SHARE,
		.turned_away_max = LIMIT_TURNED_AWAY,
		.yield_ms = LIMIT_YIELD_MS,
		.silence_ms = LIMIT_SILENCE_MS,
		.linger_ms = LIMIT_LINGER_MS,
		.head_ms = LIMIT_HEAD_MS,
		.request_ms = LIMIT_REQUEST_MS,
		.reply_ms = LIMIT_REPLY_MS,
		.keep_alive_ms = LIMIT_KEEP_ALIVE_MS,
		.keep_alive_requests = LIMIT_KEEP_ALIVE_REQUESTS};
}

/* --- accepting --- */

static void accepting_pause(struct wire_server *s)
{
	s->paused = true;
	evconnlistener_disable(s->listener);
}

static void accepting_resume(struct wire_server *s)
{
	if (!s->paused || s->stopping || !connections_may_accept(s->connections))
		return;
	s->paused = false;
	evconnlistener_enable(s->listener);
}

/* libevent would go on until nobody waits, and a flood is longer than anybody's turn. */
static void on_accepted(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *from,
	int size, void *arg)
{
	struct wire_server *s = arg;

	connections_accept(s->connections, fd, from, (socklen_t)size);
	if (!connections_may_accept(s->connections)) {
		accepting_pause(s);
	} else if (++s->accepted_n >= IN_A_ROW) {
		evconnlistener_disable(listener);
		event_active(s->accept_on, EV_TIMEOUT, 0);
	}
}

static void on_accept_on(evutil_socket_t fd UNUSED, short what UNUSED, void *arg)
{
	struct wire_server *s = arg;

	s->accepted_n = 0;
	if (!s->paused)
		evconnlistener_enable(s->listener);
}

/* Out of descriptors or memory: the next sweep tries again. */
static void accept_failed(struct evconnlistener *listener UNUSED, void *arg)
{
	accepting_pause(arg);
}

static void sweep_connections(evutil_socket_t fd UNUSED, short what UNUSED, void *arg)
{
	struct wire_server *s = arg;

	connections_sweep(s->connections);
	if (s->stopping) {
		if (!connections_busy(s->connections) || wire_monotonic_ms() > s->stop_by_ms)
			event_base_loopbreak(s->base);
		return;
	}
	accepting_resume(s);
}

/* Who waits, for a place or for the end, hears of it at once. */
static void on_freed(void *ctx)
{
	struct wire_server *s = ctx;

	if (s->paused || s->stopping)
		event_active(s->sweep_now, EV_TIMEOUT, 0);
}

/* --- requests --- */

static void carry_out(
	struct wire_server *s, struct connection *c, const struct http_request *request)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct http_reply reply = {.status = 503};
	struct wire_ticket current = {.connection = c, .mem = mem};

	s->current = &current;
	s->deferred = false;
	if (mem)
		s->handle(s->ctx, mem, request, &reply);
	s->current = NULL;
	if (s->deferred)
		mem = NULL; /* the ticket's now */
	else
		connection_reply(c, &reply);
}

/* The first of those that wait; false: none does. */
static bool carry_out_next(struct wire_server *s)
{
	struct connection *c = s->waiting;

	if (!c)
		return false;
	s->waiting = c->next;
	if (!s->waiting)
		s->waiting_last = &s->waiting;
	s->waiting_n--;
	carry_out(s, c, http_reader_request(c->reader));
	return true;
}

static void on_carry(evutil_socket_t fd UNUSED, short what UNUSED, void *arg)
{
	struct wire_server *s = arg;

	if (carry_out_next(s) && s->waiting)
		event_active(s->carry, EV_TIMEOUT, 0);
}

/*
 * What has a body is carried out at once: it was long to come, and is handed on. What has none is
 * answered here and now, and waits until nobody is left who could be read from, unless many do:
 * who waits cannot make way for others.
 */
static void on_request(void *ctx, struct connection *c, const struct http_request *request)
{
	struct wire_server *s = ctx;

	if (request->fault != HTTP_FAULT_NONE || request->body_size > 0) {
		carry_out(s, c, request);
		return;
	}
	if (s->waiting_n >= WAITING_MAX)
		carry_out_next(s);
	s->waiting_n++;
	c->next = NULL;
	*s->waiting_last = c;
	s->waiting_last = &c->next;
	event_active(s->carry, EV_TIMEOUT, 0);
}

struct wire_ticket *wire_server_defer(struct wire_server *s)
{
	struct wire_ticket *t;

	assert(s->current);
	t = talloc(s->current->mem, struct wire_ticket);
	if (!t)
		return NULL;
	*t = *s->current;
	s->deferred = true;
	return t;
}

void wire_ticket_reply(struct wire_ticket *t, const struct http_reply *reply)
{
	connection_reply(t->connection, reply);
	talloc_free(t->mem);
}

/* --- posts from other threads --- */

static struct wire_post *posts_take(struct wire_server *s)
{
	struct wire_post *posts;

	pthread_mutex_lock(&s->posts_lock);
	posts = s->posts;
	s->posts = NULL;
	s->posts_last = &s->posts;
	pthread_mutex_unlock(&s->posts_lock);
	return posts;
}

static void posts_run(struct wire_server *s)
{
	struct wire_post *post = posts_take(s);

	while (post) {
		struct wire_post *next = post->next;

		post->fn(post->arg);
		post = next;
	}
}

static void on_posted(evutil_socket_t fd, short what UNUSED, void *arg)
{
	uint64_t count;

	/* A read that finds nothing means that the posts have already been taken. */
	if (read(fd, &count, sizeof(count)) == (ssize_t)sizeof(count))
		posts_run(arg);
}

void wire_server_post(struct wire_server *s, struct wire_post *post)
{
	const uint64_t one = 1;
	ssize_t written;

	post->next = NULL;
	pthread_mutex_lock(&s->posts_lock);
	*s->posts_last = post;
	s->posts_last = &post->next;
	pthread_mutex_unlock(&s->posts_lock);
	/* An eventfd takes 2^64 - 2 of these before a write would fail. */
	do
		written = write(s->posts_fd, &one, sizeof(one));
	while (written < 0 && errno == EINTR);
}

/* --- the server --- */

static int listen_failed(const struct wire_options *o, const char *reason, struct error *err)
{
	char port[8];

	snprintf(port, sizeof(port), "%u", o->port);
	return error_set(err, ERROR_WIRE_LISTEN, NULL, "", "address", o->address, "port", port,
		"reason", reason, NULL);
}

static int bind_address(struct wire_server *s, struct error *err)
{
	const unsigned flags = LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_REUSEABLE;
	struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(s->options.port)};
	struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(s->options.port)};
	struct sockaddr_storage bound;
	socklen_t size = sizeof(bound);
	struct sockaddr *address = (struct sockaddr *)&four;
	socklen_t address_size = sizeof(four);

	if (inet_pton(AF_INET6, s->options.address, &six.sin6_addr) == 1) {
		address = (struct sockaddr *)&six;
		address_size = sizeof(six);
	} else if (inet_pton(AF_INET, s->options.address, &four.sin_addr) != 1) {
		return listen_failed(&s->options, "not a numeric address", err);
	}
	s->listener = evconnlistener_new_bind(
		s->base, on_accepted, s, flags, LIMIT_BACKLOG, address, (int)address_size);
	if (!s->listener)
		return listen_failed(&s->options, strerror(errno), err);
	evconnlistener_set_error_cb(s->listener, accept_failed);
	if (getsockname(evconnlistener_get_fd(s->listener), (struct sockaddr *)&bound, &size) < 0)
		return listen_failed(&s->options, strerror(errno), err);
	s->port = ntohs(bound.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&bound)->sin6_port
						    : ((struct sockaddr_in *)&bound)->sin_port);
	return 0;
}

/* libevent's own messages say nothing that the request's log line does not. */
static void libevent_message(int severity, const char *message)
{
	if (severity == EVENT_LOG_ERR)
		fprintf(stderr, "level=error event=libevent message=\"%s\"\n", message);
}

static int posts_setup(struct wire_server *s, struct error *err)
{
	s->posts_last = &s->posts;
	s->posts_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (s->posts_fd < 0)
		return error_set(err, ERROR_INTERNAL, NULL, "", "reason", strerror(errno), NULL);
	s->posted = event_new(s->base, s->posts_fd, EV_READ | EV_PERSIST, on_posted, s);
	if (!s->posted || event_priority_set(s->posted, WIRE_PRIORITY_POSTS) < 0 ||
		event_add(s->posted, NULL) < 0)
		return error_no_memory(err);
	return 0;
}

/* Who asks without a pause waits for the others: after a few of his, these are looked for. */
static struct event_base *base_new(void)
{
	struct event_config *config = event_config_new();
	struct event_base *base = NULL;

	if (config && event_config_set_max_dispatch_interval(
			      config, NULL, IN_A_ROW, WIRE_PRIORITY_COMMON) == 0)
		base = event_base_new_with_config(config);
	if (config)
		event_config_free(config);
	if (base && event_base_priority_init(base, WIRE_PRIORITIES) < 0) {
		event_base_free(base);
		base = NULL;
	}
	return base;
}

static int loop_setup(struct wire_server *s, struct error *err)
{
	const struct timeval every = {.tv_usec = SWEEP_MS * 1000};
	const struct connection_set set = {
		.options = s->options, .ctx = s, .request = on_request, .freed = on_freed};

	s->base = base_new();
	s->sweep = s->base ? event_new(s->base, -1, EV_PERSIST, sweep_connections, s) : NULL;
	s->sweep_now = s->base ? event_new(s->base, -1, 0, sweep_connections, s) : NULL;
	s->carry = s->base ? event_new(s->base, -1, 0, on_carry, s) : NULL;
	s->accept_on = s->base ? event_new(s->base, -1, 0, on_accept_on, s) : NULL;
	s->connections = s->base ? connections_new(s, s->base, &set) : NULL;
	if (!s->sweep || !s->sweep_now || !s->carry || !s->accept_on || !s->connections ||
		event_priority_set(s->carry, WIRE_PRIORITY_HASTY) < 0 ||
		event_add(s->sweep, &every) < 0)
		return error_no_memory(err);
	return posts_setup(s, err) < 0 ? -1 : bind_address(s, err);
}

struct wire_server *wire_server_new(
	const struct wire_options *options, wire_handle_fn handle, void *ctx, struct error *err)
{
	AUTO(wire_server_auto) struct wire_server *s = talloc_zero(NULL, struct wire_server);

	/* Whatever else is held, there is room for one request. */
	assert(options->bytes_max >= options->body_max + 2 * options->header_max);
	event_set_log_callback(libevent_message);
	/* A client that leaves is an error of write(2), not the end of the process. */
	signal(SIGPIPE, SIG_IGN);
	if (s) {
		s->options = *options;
		s->posts_fd = -1;
		s->waiting_last = &s->waiting;
		pthread_mutex_init(&s->posts_lock, NULL);
		s->options.address = talloc_strdup(s, options->address);
		s->handle = handle;
		s->ctx = ctx;
	}
	if (!s || !s->options.address) {
		error_no_memory(err);
		return NULL;
	}
	if (loop_setup(s, err) < 0)
		return NULL;
	return STEAL(s);
}

void wire_server_free(struct wire_server *s)
{
	if (!s)
		return;
	while (carry_out_next(s))
		continue;
	/* Late replies belong to requests that live until they are answered. */
	if (s->posts_last)
		posts_run(s);
	if (s->posted)
		event_free(s->posted);
	if (s->posts_fd >= 0)
		close(s->posts_fd);
	if (s->listener)
		evconnlistener_free(s->listener);
	connections_close(s->connections);
	for (size_t i = 0; i < s->signals_n; i++)
		event_free(s->signals[i]);
	if (s->sweep)
		event_free(s->sweep);
	if (s->sweep_now)
		event_free(s->sweep_now);
	if (s->carry)
		event_free(s->carry);
	if (s->accept_on)
		event_free(s->accept_on);
	if (s->base)
		event_base_free(s->base);
	pthread_mutex_destroy(&s->posts_lock);
	talloc_free(s);
}

struct wire_counts wire_server_counts(const struct wire_server *s)
{
	return connections_counts(s->connections);
}

uint16_t wire_server_port(const struct wire_server *s)
{
	return s->port;
}

static void on_signal(evutil_socket_t signal UNUSED, short what UNUSED, void *arg)
{
	wire_server_stop(arg);
}

int wire_server_stop_on(struct wire_server *s, int signal, struct error *err)
{
	struct event *event;

	if (s->signals_n == SIGNALS_MAX)
		return error_set(err, ERROR_INTERNAL, NULL, "", "reason", "too many signals", NULL);
	event = evsignal_new(s->base, signal, on_signal, s);
	if (!event)
		return error_no_memory(err);
	s->signals[s->signals_n++] = event;
	return event_add(event, NULL) < 0 ? error_no_memory(err) : 0;
}

int wire_server_run(struct wire_server *s, struct error *err)
{
	if (event_base_dispatch(s->base) < 0)
		return error_set(
			err, ERROR_INTERNAL, NULL, "", "reason", "the event loop failed", NULL);
	return 0;
}

void wire_server_stop(struct wire_server *s)
{
	if (s->stopping)
		return;
	s->stopping = true;
	s->stop_by_ms = wire_monotonic_ms() + LIMIT_STOP_MS;
	connections_stop(s->connections);
	accepting_pause(s);
	event_active(s->sweep_now, EV_TIMEOUT, 0);
}
