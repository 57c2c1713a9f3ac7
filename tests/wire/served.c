#include "tests/wire/served.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <talloc.h>

enum { LATER_MS = 300 };

struct served {
	struct wire_server *server;
	int answered;
};

static pid_t server;
static uint16_t port;

/* --- the server --- */

static void set_text(struct http_reply *reply, const char *body)
{
	reply->status = 200;
	reply->content_type = "text/plain";
	reply->body = body;
	reply->body_size = strlen(body);
}

static const char *counts_of(void *mem, const struct wire_server *s)
{
	struct wire_counts c = wire_server_counts(s);

	return talloc_asprintf(mem, "connections %u, bytes %zu, discarded %d, yielded %d, away %d.",
		c.connections, c.bytes, (int)c.discarded, (int)c.yielded, (int)c.turned_away);
}

static const char *many_bytes(void *mem, size_t n)
{
	char *out = talloc_size(mem, n + 1);

	memset(out, 'x', n);
	out[n] = '\0';
	return out;
}

static void set_fault(void *mem, enum http_fault fault, struct http_reply *reply)
{
	static const struct {
		const char *name;
		int status;
	} faults[] = {
		[HTTP_FAULT_FRAMING] = {"framing", 400},
		[HTTP_FAULT_MALFORMED] = {"malformed", 400},
		[HTTP_FAULT_TOO_LARGE] = {"too large", 413},
		[HTTP_FAULT_BUSY] = {"busy", 503},
		[HTTP_FAULT_VERSION] = {"version", 505},
		[HTTP_FAULT_HOST] = {"host", 400},
		[HTTP_FAULT_EXPECTATION] = {"expectation", 417},
	};

	set_text(reply, talloc_asprintf(mem, "fault %s", faults[fault].name));
	reply->status = faults[fault].status;
}

static const char *echo_of(void *mem, const struct http_request *rq, int answered)
{
	const char *word = http_request_header(rq, "X-Word");

	return talloc_asprintf(mem, "%s %s?%s %zu %s #%d", http_method_text(rq->method), rq->path,
		rq->query ? rq->query : "", rq->body_size, word ? word : "-", answered);
}

/* A request that is answered from another thread. */
struct later {
	struct wire_post post;
	struct wire_server *server;
	struct wire_ticket *ticket;
	pthread_t thread;
};

static void answer_later(void *arg)
{
	struct later *l = arg;
	struct http_reply reply = {0};

	set_text(&reply, "later");
	wire_ticket_reply(l->ticket, &reply);
	pthread_join(l->thread, NULL);
	free(l);
}

static void *wait_and_post(void *arg)
{
	struct later *l = arg;

	usleep(LATER_MS * 1000);
	wire_server_post(l->server, &l->post);
	return NULL;
}

static void defer(struct wire_server *s)
{
	struct later *l = calloc(1, sizeof(*l));

	l->server = s;
	l->ticket = wire_server_defer(s);
	l->post = (struct wire_post){.fn = answer_later, .arg = l};
	pthread_create(&l->thread, NULL, wait_and_post, l);
}

static void echo(void *ctx, void *mem, const struct http_request *rq, struct http_reply *reply)
{
	struct served *served = ctx;

	served->answered++;
	if (rq->fault != HTTP_FAULT_NONE)
		set_fault(mem, rq->fault, reply);
	else if (strcmp(rq->path, "/counts") == 0)
		set_text(reply, counts_of(mem, served->server));
	else if (strcmp(rq->path, "/large") == 0)
		set_text(reply, many_bytes(mem, SERVED_LARGE));
	else if (strcmp(rq->path, "/middling") == 0)
		set_text(reply, many_bytes(mem, SERVED_MIDDLING));
	else if (strcmp(rq->path, "/busy") == 0) {
		usleep(SERVED_BUSY_MS * 1000);
		set_text(reply, "busy");
	} else if (strcmp(rq->path, "/later") == 0)
		defer(served->server);
	else
		set_text(reply, echo_of(mem, rq, served->answered));
	http_reply_header(reply, "X-Seen", rq->client);
}

struct wire_options served_options(void)
{
	struct wire_options options = wire_options_default();

	options.body_max = SERVED_BODY_MAX;
	options.header_max = SERVED_HEADER_MAX;
	return options;
}

static void serve(const struct wire_options *options, int report)
{
	struct served served = {.answered = 0};
	struct error err = {0};
	int failed;

	{
		AUTO(wire_server_auto)
		struct wire_server *s = wire_server_new(options, echo, &served, &err);
		uint16_t chosen = s ? wire_server_port(s) : 0;

		served.server = s;
		failed = !s || wire_server_stop_on(s, SIGTERM, &err) < 0;
		if (write(report, &chosen, sizeof(chosen)) != sizeof(chosen))
			failed = 1;
		failed = failed || wire_server_run(s, &err) < 0;
	}
	_exit(failed ? 1 : 0);
}

void served_start(const struct wire_options *options, unsigned descriptors)
{
	struct rlimit few = {.rlim_cur = descriptors, .rlim_max = descriptors};
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	server = fork();
	ck_assert_int_ge(server, 0);
	if (server == 0) {
		close(ends[0]);
		if (descriptors && setrlimit(RLIMIT_NOFILE, &few) < 0)
			_exit(1);
		serve(options, ends[1]);
	}
	close(ends[1]);
	ck_assert_int_eq(read(ends[0], &port, sizeof(port)), sizeof(port));
	close(ends[0]);
	ck_assert_uint_ne(port, 0);
}

void served_stop(void)
{
	int status;

	ck_assert_int_eq(kill(server, SIGTERM), 0);
	ck_assert_int_eq(waitpid(server, &status, 0), server);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 0);
}

long served_busy_ms(void)
{
	char path[64], line[1024], *field;
	unsigned long user = 0, kernel = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)server);
	f = fopen(path, "r");
	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), f));
	fclose(f);
	field = strrchr(line, ')');
	ck_assert_ptr_nonnull(field);
	ck_assert_int_eq(sscanf(field, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
				 &user, &kernel),
		2);
	return (long)(user + kernel) * 1000 / sysconf(_SC_CLK_TCK);
}

/* --- its clients --- */

int dial_from(int last)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
	struct sockaddr_in from = {.sin_family = AF_INET};
	struct timeval patience = {.tv_sec = 5};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	from.sin_addr.s_addr = htonl((INADDR_LOOPBACK & 0xFFFFFF00) | (uint32_t)last);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&from, sizeof(from)), 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

int dial(void)
{
	return dial_from(1);
}

void say_bytes(int fd, const char *bytes, size_t size)
{
	ck_assert_int_eq(send(fd, bytes, size, MSG_NOSIGNAL), size);
}

void say(int fd, const char *text)
{
	say_bytes(fd, text, strlen(text));
}

const char *hear(int fd, const char *until)
{
	static char out[8192];
	size_t used = 0;
	ssize_t n;

	memset(out, 0, sizeof(out));
	while ((n = recv(fd, out + used, sizeof(out) - 1 - used, 0)) > 0) {
		used += (size_t)n;
		if (until && strstr(out, until))
			break;
	}
	ck_assert_msg(n >= 0 || errno == ECONNRESET, "no end within five seconds: %s", out);
	return out;
}

const char *ask(const char *text)
{
	int fd = dial();
	const char *answer;

	say(fd, text);
	answer = hear(fd, NULL);
	close(fd);
	return answer;
}

int64_t now_ms(void)
{
	struct timeval t;

	gettimeofday(&t, NULL);
	return (int64_t)t.tv_sec * 1000 + t.tv_usec / 1000;
}
