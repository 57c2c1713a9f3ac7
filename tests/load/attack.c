/*
 * attack: one process that sends to a running ccerd as fast as it is answered.
 *
 *   attack --port P --seconds S --connections N [--path PATH] [--gzip] [--vary]
 *        [--way send|idle|slow|close] [FILE]
 *
 * `send` (unless told otherwise): on each of N connections one request after the other, POST with
 * the file as its body, or without one GET, each as soon as the last is answered; a connection
 * that was closed is opened again. --vary writes another number behind `voids: ` each time, so
 * that a signature does not hold and nothing is known from before. `close`: the same, a
 * connection a request. `idle`: asks once and keeps the connection. `slow`: says that all of
 * the file comes, and sends a byte of it now and then. Prints how many answers there were, by
 * their status, at its end or when it is told to end. Talks to 127.0.0.1 only.
 */
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 2048, HEAD_MAX = 4096, EVENTS = 64, STATUS_MAX = 600, SLOW_MS = 400 };

enum way { WAY_SEND, WAY_IDLE, WAY_SLOW, WAY_CLOSE };

static struct {
	uint16_t port;
	int seconds, connections;
	const char *path;
	bool gzip, vary;
	enum way way;
	const char *body; /* NULL: GET */
	size_t body_size;
} settings = {.seconds = 5, .connections = 16, .path = "/v1/documents"};

/* One connection: what is being sent, and what has come of the answer. */
struct link {
	int fd;
	char *request;
	size_t size, sent;
	char head[HEAD_MAX];
	size_t head_n;
	int64_t left;	/* of the answer's body; -1: its head is not whole */
	int64_t due_ms; /* WAY_SLOW: of the next byte */
};

static struct link links[CONNECTIONS_MAX];
static int64_t answers[STATUS_MAX], closed;
static int numbers;
static int epoll_fd;
static volatile sig_atomic_t stopped;

static void on_stop(int signal)
{
	stopped = signal;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Another document each time, of the same length. */
static void vary(char *request)
{
	char *at = strstr(request, "\nvoids: "), number[32];

	if (!settings.vary || !at)
		return;
	snprintf(number, sizeof(number), "%05d%011d", (int)(getpid() % 100000), ++numbers);
	memcpy(at + 8 + 9, number, 16);
}

static bool make_request(struct link *l)
{
	const char *end = settings.way == WAY_CLOSE ? "Connection: close\r\n" : "";
	const char *gzip = settings.gzip ? "Accept-Encoding: gzip\r\n" : "";
	size_t room = settings.body_size + 1024;
	int n;

	l->request = malloc(room);
	if (!l->request)
		return false;
	if (settings.body)
		n = snprintf(l->request, room,
			"POST %s HTTP/1.1\r\nHost: localhost\r\n%s%sContent-Type: text/yaml\r\n"
			"Content-Length: %zu\r\n\r\n",
			settings.path, end, gzip, settings.body_size);
	else
		n = snprintf(l->request, room, "GET %s HTTP/1.1\r\nHost: localhost\r\n%s%s\r\n",
			settings.path, end, gzip);
	if (settings.body)
		memcpy(l->request + n, settings.body, settings.body_size + 1);
	l->size = (size_t)n + settings.body_size;
	return true;
}

static void watch(struct link *l, int how)
{
	struct epoll_event e = {.events = EPOLLIN | (l->sent < l->size ? EPOLLOUT : 0)};

	e.data.ptr = l;
	epoll_ctl(epoll_fd, how, l->fd, &e);
}

static void open_link(struct link *l)
{
	const struct sockaddr_in to = {.sin_family = AF_INET,
		.sin_port = htons(settings.port),
		.sin_addr = {htonl(INADDR_LOOPBACK)}};

	l->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	l->sent = l->head_n = 0;
	l->left = -1;
	l->due_ms = 0;
	vary(l->request);
	if (l->fd < 0)
		return;
	if (connect(l->fd, (const struct sockaddr *)&to, sizeof(to)) < 0 && errno != EINPROGRESS) {
		close(l->fd);
		l->fd = -1;
		return;
	}
	watch(l, EPOLL_CTL_ADD);
}

static void close_link(struct link *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	closed++;
}

static void send_some(struct link *l)
{
	size_t most = l->size - l->sent;
	ssize_t n;

	if (settings.way == WAY_SLOW) {
		if (now_ms() < l->due_ms)
			return;
		/* The head at once, then a byte now and then. */
		most = l->sent ? 1 : l->size - settings.body_size;
		l->due_ms = now_ms() + SLOW_MS;
	}
	n = send(l->fd, l->request + l->sent, most, MSG_NOSIGNAL);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return;
	if (n <= 0) {
		close_link(l);
		return;
	}
	l->sent += (size_t)n;
	if (l->sent == l->size)
		watch(l, EPOLL_CTL_MOD);
}

/* The whole answer is there: the next request, or nothing more. */
static void answered(struct link *l)
{
	int status = l->head_n > 12 ? (int)strtol(l->head + 9, NULL, 10) : 0;

	if (status > 0 && status < STATUS_MAX)
		answers[status]++;
	l->head_n = 0;
	l->left = -1;
	if (settings.way == WAY_IDLE)
		return;
	if (settings.way == WAY_CLOSE) {
		close_link(l);
		return;
	}
	l->sent = 0;
	vary(l->request);
	watch(l, EPOLL_CTL_MOD);
}

static void take_head(struct link *l)
{
	const char *end = strstr(l->head, "\r\n\r\n"), *length;

	if (!end)
		return;
	length = strcasestr(l->head, "\r\nContent-Length: ");
	l->left = length && length < end ? strtoll(length + 18, NULL, 10) : 0;
	l->left -= (int64_t)(l->head + l->head_n - (end + 4));
}

static void read_some(struct link *l)
{
	char rest[65536];
	bool in_head = l->left < 0;
	ssize_t n = in_head ? recv(l->fd, l->head + l->head_n, HEAD_MAX - 1 - l->head_n, 0)
			    : recv(l->fd, rest, sizeof(rest), 0);

	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return;
	if (n <= 0) {
		close_link(l);
		return;
	}
	if (in_head) {
		l->head_n += (size_t)n;
		l->head[l->head_n] = '\0';
		take_head(l);
	} else {
		l->left -= n;
	}
	if (l->left == 0)
		answered(l);
}

static void step(int64_t end)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(epoll_fd, events, EVENTS, settings.way == WAY_SLOW ? 20 : 100);

	for (int i = 0; i < n && now_ms() < end; i++) {
		struct link *l = events[i].data.ptr;

		if (l->fd >= 0 && (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
			read_some(l);
		if (l->fd >= 0 && (events[i].events & EPOLLOUT) && l->sent < l->size)
			send_some(l);
	}
	for (int i = 0; i < settings.connections; i++)
		if (links[i].fd < 0)
			open_link(&links[i]);
}

static bool read_body(const char *file)
{
	FILE *in = fopen(file, "rb");
	char *bytes = malloc(4 << 20);

	if (!in || !bytes)
		return false;
	settings.body_size = fread(bytes, 1, (4 << 20) - 1, in);
	bytes[settings.body_size] = '\0';
	settings.body = bytes;
	fclose(in);
	return true;
}

static const struct option options[] = {{"port", required_argument, NULL, 'p'},
	{"seconds", required_argument, NULL, 's'}, {"connections", required_argument, NULL, 'c'},
	{"path", required_argument, NULL, 'a'}, {"way", required_argument, NULL, 'w'},
	{"gzip", no_argument, NULL, 'g'}, {"vary", no_argument, NULL, 'v'}, {0}};

static int take(int option)
{
	static const char *const ways[] = {"send", "idle", "slow", "close"};

	switch (option) {
	case 'p':
		settings.port = (uint16_t)strtol(optarg, NULL, 10);
		return 0;
	case 's':
		settings.seconds = (int)strtol(optarg, NULL, 10);
		return 0;
	case 'c':
		settings.connections = (int)strtol(optarg, NULL, 10);
		return settings.connections > 0 && settings.connections <= CONNECTIONS_MAX ? 0 : -1;
	case 'a':
		settings.path = optarg;
		return 0;
	case 'w':
		for (int i = 0; i < 4; i++)
			if (strcmp(optarg, ways[i]) == 0) {
				settings.way = (enum way)i;
				return 0;
			}
		return -1;
	case 'g':
		settings.gzip = true;
		return 0;
	case 'v':
		settings.vary = true;
		return 0;
	default:
		return -1;
	}
}

int main(int argc, char **argv)
{
	int option, bad = 0;
	int64_t end;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		bad |= take(option);
	if (bad || optind + 1 < argc || (optind < argc && !read_body(argv[optind])))
		return 2;
	signal(SIGTERM, on_stop);
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	end = now_ms() + settings.seconds * INT64_C(1000);
	for (int i = 0; i < settings.connections; i++) {
		if (!make_request(&links[i]))
			return 2;
		open_link(&links[i]);
	}
	while (!stopped && now_ms() < end)
		step(end);
	for (int i = 0; i < STATUS_MAX; i++)
		if (answers[i])
			printf("%lld answers of %d, ", (long long)answers[i], i);
	printf("%lld closed\n", (long long)closed);
	return 0;
}
