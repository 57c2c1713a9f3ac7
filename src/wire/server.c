#include "wire/server.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <talloc.h>

#include "base/limits.h"
#include "wire/connections.h"
#include "wire/framing.h"

enum { SWEEP_MS = 200, SIGNALS_MAX = 4 };

/* What a reply needs from its request. */
struct wire_ticket {
	struct wire_server *server;
	struct evhttp_request *rq;
	void *mem; /* the handler's; the ticket is below it */
	bool head;
	bool close; /* the connection carries no other request */
};

struct wire_server {
	struct wire_options options;
	wire_handle_fn handle;
	void *ctx;
	struct event_base *base;
	struct evhttp *http;
	struct evconnlistener *listener; /* owned by http once bound */
	struct event *sweep;		 /* every SWEEP_MS */
	struct event *sweep_now; /* made active by hand, which would put off a persistent one */
	struct event *signals[SIGNALS_MAX];
	size_t signals_n;
	uint16_t port;
	bool stopping;
	int64_t stop_by_ms;
	struct connections *connections;

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
		.body_max = LIMIT_SUBMISSION + LIMIT_BODY_SLACK,
		.header_max = LIMIT_HEADER,
		.bytes_max = LIMIT_BODY_BYTES,
		.connections_max = LIMIT_CONNECTIONS,
		.silence_ms = LIMIT_SILENCE_MS,
		.request_ms = LIMIT_REQUEST_MS,
		.reply_ms = LIMIT_REPLY_MS};
}

static struct timeval timeval_of(unsigned ms)
{
	return (struct timeval){.tv_sec = ms / 1000, .tv_usec = (ms % 1000) * 1000};
}

/* --- accepting --- */

/* Called by evhttp for each accepted connection; accepting pauses with the last slot. */
static struct bufferevent *on_connection(struct event_base *base, void *arg)
{
	struct wire_server *s = arg;
	struct connection *c = connection_new(s->connections, base);

	if (connections_full(s->connections))
		evconnlistener_disable(s->listener);
	return c ? c->bytes : NULL;
}

/*
 * Out of descriptors or memory: pause; the next sweep tries again. The argument has
 * been evhttp's since evhttp_bind_listener.
 */
static void accept_failed(struct evconnlistener *listener, void *arg UNUSED)
{
	evconnlistener_disable(listener);
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
	if (!connections_full(s->connections))
		evconnlistener_enable(s->listener);
}

/* --- requests --- */

static enum http_method method_of(const struct evhttp_request *rq)
{
	enum evhttp_cmd_type command = evhttp_request_get_command(rq);

	if (command == EVHTTP_REQ_GET)
		return HTTP_GET;
	if (command == EVHTTP_REQ_HEAD)
		return HTTP_HEAD;
	return command == EVHTTP_REQ_POST ? HTTP_POST : HTTP_OTHER;
}

/* All headers, or as many as there is room for: the request then has a fault. */
static void headers_fill(struct evkeyvalq *headers, struct http_request *out)
{
	const struct evkeyval *header;

	TAILQ_FOREACH(header, headers, next)
	{
		if (out->headers_n == HTTP_HEADERS_MAX) {
			out->fault = HTTP_FAULT_FRAMING;
			return;
		}
		out->headers[out->headers_n++] = (struct http_header){header->key, header->value};
	}
}

static void request_fill(struct evhttp_request *rq, struct http_request *out)
{
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(rq);
	const char *path = uri ? evhttp_uri_get_path(uri) : NULL;
	struct evbuffer *body = evhttp_request_get_input_buffer(rq);
	const char *client = NULL;
	uint16_t port;

	*out = (struct http_request){.method = method_of(rq), .body = ""};
	out->path = path && path[0] ? path : "/";
	out->query = uri ? evhttp_uri_get_query(uri) : NULL;
	headers_fill(evhttp_request_get_input_headers(rq), out);
	if (!framing_is_plain(out))
		out->fault = HTTP_FAULT_FRAMING;
	out->body_size = evbuffer_get_length(body);
	if (out->body_size > 0)
		out->body = (const char *)evbuffer_pullup(body, -1);
	evhttp_connection_get_peer(evhttp_request_get_connection(rq), (char **)&client, &port);
	snprintf(out->client, sizeof(out->client), "%s", client ? client : "");
}

/* NULL: evhttp has let the connection go, and the request stands alone. */
static struct connection *connection_of(const struct wire_server *s, struct evhttp_request *rq)
{
	struct evhttp_connection *evhttp = evhttp_request_get_connection(rq);

	if (!evhttp)
		return NULL;
	return connection_find(s->connections, evhttp_connection_get_bufferevent(evhttp));
}

static void reply_done(struct evhttp_request *rq, void *arg)
{
	struct wire_server *s = arg;
	struct connection *c = connection_of(s, rq);

	if (c)
		connection_idle(c);
	/* If evhttp closes it now, its slot is free at once. */
	event_active(s->sweep_now, EV_TIMEOUT, 0);
}

/* HEAD and replies without a body give their length but send no body. */
static void reply_send(const struct wire_ticket *t, const struct http_reply *reply)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(t->rq);
	struct evbuffer *body = evhttp_request_get_output_buffer(t->rq);
	struct connection *c = connection_of(t->server, t->rq);
	char length[24];

	for (size_t i = 0; i < reply->headers_n; i++)
		evhttp_add_header(headers, reply->headers[i].name, reply->headers[i].value);
	if (reply->content_type) {
		snprintf(length, sizeof(length), "%zu", reply->body_size);
		evhttp_add_header(headers, "Content-Type", reply->content_type);
		evhttp_add_header(headers, "Content-Length", length);
		if (!t->head)
			evbuffer_add(body, reply->body, reply->body_size);
	}
	if (t->server->stopping || t->close)
		evhttp_add_header(headers, "Connection", "close");
	if (c)
		connection_reply_begin(c);
	evhttp_send_reply(t->rq, reply->status, NULL, NULL);
	if (c)
		connection_reply_end(c);
}

static void on_request(struct evhttp_request *rq, void *arg)
{
	struct wire_server *s = arg;
	struct connection *c = connection_of(s, rq);
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct http_request request;
	struct http_reply reply = {.status = 503};
	struct wire_ticket current = {.server = s, .rq = rq, .mem = mem};

	if (c) {
		connection_working(c);
		evhttp_request_set_on_complete_cb(rq, reply_done, s);
	}
	request_fill(rq, &request);
	current.head = request.method == HTTP_HEAD;
	current.close = request.fault != HTTP_FAULT_NONE || !framing_may_go_on(&request);
	s->current = &current;
	s->deferred = false;
	if (mem)
		s->handle(s->ctx, mem, &request, &reply);
	s->current = NULL;
	if (s->deferred)
		mem = NULL; /* the ticket's now */
	else
		reply_send(&current, &reply);
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
	reply_send(t, reply);
	talloc_free(t->mem);
}

/* --- what evhttp would otherwise answer by itself --- */

static const char *reason_of(int status)
{
	switch (status) {
	case 400:
		return "Bad Request";
	case 413:
		return "Content Too Large";
	case 503:
		return "Service Unavailable";
	}
	return "Refused";
}

static enum http_fault fault_of(const struct connection *c, int status)
{
	if (c->discarding)
		return HTTP_FAULT_BUSY;
	return status == 413 ? HTTP_FAULT_TOO_LARGE : HTTP_FAULT_MALFORMED;
}

static void client_of(const struct connection *c, struct http_request *out)
{
	struct sockaddr_storage peer;
	struct sockaddr *address = (struct sockaddr *)&peer;
	socklen_t size = sizeof(peer);

	if (getpeername(bufferevent_getfd(c->bytes), address, &size) < 0)
		return;
	if (getnameinfo(address, size, out->client, sizeof(out->client), NULL, 0, NI_NUMERICHOST) !=
		0)
		out->client[0] = '\0';
}

static void on_page(void *ctx, const struct connection *c, int status, struct evbuffer *out)
{
	struct wire_server *s = ctx;
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct http_request request = {
		.method = HTTP_OTHER, .path = "", .body = "", .fault = fault_of(c, status)};
	struct http_reply reply = {.status = 503};

	client_of(c, &request);
	if (mem)
		s->handle(s->ctx, mem, &request, &reply);
	evbuffer_add_printf(out, "HTTP/1.1 %d %s\r\n", reply.status, reason_of(reply.status));
	for (size_t i = 0; i < reply.headers_n; i++)
		evbuffer_add_printf(
			out, "%s: %s\r\n", reply.headers[i].name, reply.headers[i].value);
	if (reply.content_type)
		evbuffer_add_printf(out, "Content-Type: %s\r\n", reply.content_type);
	evbuffer_add_printf(
		out, "Content-Length: %zu\r\nConnection: close\r\n\r\n", reply.body_size);
	evbuffer_add(out, reply.body, reply.body_size);
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
		s->base, NULL, NULL, flags, LIMIT_BACKLOG, address, (int)address_size);
	if (!s->listener)
		return listen_failed(&s->options, strerror(errno), err);
	if (!evhttp_bind_listener(s->http, s->listener)) {
		evconnlistener_free(s->listener);
		return error_no_memory(err);
	}
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
	if (!s->posted || event_add(s->posted, NULL) < 0)
		return error_no_memory(err);
	return 0;
}

static int http_setup(struct wire_server *s, struct error *err)
{
	const struct timeval silence = timeval_of(s->options.silence_ms);
	const struct timeval every = timeval_of(SWEEP_MS);

	s->base = event_base_new();
	s->http = s->base ? evhttp_new(s->base) : NULL;
	s->sweep = s->base ? event_new(s->base, -1, EV_PERSIST, sweep_connections, s) : NULL;
	s->sweep_now = s->base ? event_new(s->base, -1, 0, sweep_connections, s) : NULL;
	s->connections = s->base ? connections_new(s, s->base, &s->options, on_page, s) : NULL;
	if (!s->http || !s->sweep || !s->sweep_now || !s->connections ||
		event_add(s->sweep, &every) < 0)
		return error_no_memory(err);
	evhttp_set_max_body_size(s->http, (ev_ssize_t)s->options.body_max);
	evhttp_set_max_headers_size(s->http, (ev_ssize_t)s->options.header_max);
	evhttp_set_timeout_tv(s->http, &silence);
	evhttp_set_allowed_methods(s->http, UINT16_MAX);
	/* Reads on after 413, so that the client sees the answer; request_ms bounds it. */
	evhttp_set_flags(s->http, EVHTTP_SERVER_LINGERING_CLOSE);
	evhttp_set_bevcb(s->http, on_connection, s);
	evhttp_set_gencb(s->http, on_request, s);
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
		pthread_mutex_init(&s->posts_lock, NULL);
		s->options.address = talloc_strdup(s, options->address);
		s->handle = handle;
		s->ctx = ctx;
	}
	if (!s || !s->options.address) {
		error_no_memory(err);
		return NULL;
	}
	if (http_setup(s, err) < 0)
		return NULL;
	return STEAL(s);
}

void wire_server_free(struct wire_server *s)
{
	if (!s)
		return;
	/* Late replies belong to requests that live until they are answered. */
	if (s->posts_last)
		posts_run(s);
	if (s->posted)
		event_free(s->posted);
	if (s->posts_fd >= 0)
		close(s->posts_fd);
	if (s->http)
		evhttp_free(s->http);
	connections_close(s->connections);
	for (size_t i = 0; i < s->signals_n; i++)
		event_free(s->signals[i]);
	if (s->sweep)
		event_free(s->sweep);
	if (s->sweep_now)
		event_free(s->sweep_now);
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
	evconnlistener_disable(s->listener);
	event_active(s->sweep_now, EV_TIMEOUT, 0);
}
