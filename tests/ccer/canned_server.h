/*
 * canned_server: a server on loopback that gives prepared answers, for tests of what the
 * client asks and how it shows what comes back. One connection at a time, one request
 * each; a request without a prepared answer gets 404 and no body.
 */
#ifndef TESTS_CCER_CANNED_SERVER_H
#define TESTS_CCER_CANNED_SERVER_H

#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support.h"

enum { CANNED_ANSWERS_MAX = 32, CANNED_REQUEST_MAX = 64 * 1024 };

struct canned_answer {
	const char *path; /* with its query */
	int status;
	const char *body;
	const char *header; /* "Name: value\r\n", or NULL */
};

struct canned_server {
	int socket;
	pthread_t thread;
	char url[64];
	struct canned_answer answers[CANNED_ANSWERS_MAX];
	size_t answers_n;
	int asked_n;
	char request[CANNED_REQUEST_MAX]; /* the last one, whole */
};

/* Reads up to the end of the headers, and of the body where there is one. */
static inline bool canned_read(struct canned_server *s, int fd)
{
	size_t used = 0, whole = sizeof(s->request);

	while (used < whole) {
		ssize_t n = read(fd, s->request + used, sizeof(s->request) - 1 - used);
		const char *end, *length;

		if (n <= 0)
			return false;
		used += (size_t)n;
		s->request[used] = '\0';
		end = strstr(s->request, "\r\n\r\n");
		length = strcasestr(s->request, "\r\ncontent-length:");
		if (end)
			whole = (size_t)(end - s->request) + 4 +
				(length ? strtoul(length + 17, NULL, 10) : 0);
	}
	return true;
}

static inline void canned_answer(struct canned_server *s, int fd)
{
	const char *path = strchr(s->request, ' ');
	size_t n = path ? strcspn(++path, " ") : 0;

	for (size_t i = 0; i < s->answers_n; i++) {
		const struct canned_answer *a = &s->answers[i];

		if (strlen(a->path) != n || strncmp(a->path, path, n) != 0)
			continue;
		dprintf(fd, "HTTP/1.1 %d -\r\nContent-Length: %zu\r\nConnection: close\r\n%s\r\n%s",
			a->status, strlen(a->body), a->header ? a->header : "", a->body);
		return;
	}
	dprintf(fd, "HTTP/1.1 404 -\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

static inline void *canned_run(void *arg)
{
	struct canned_server *s = arg;
	int fd;

	while ((fd = accept(s->socket, NULL, NULL)) >= 0) {
		if (canned_read(s, fd))
			canned_answer(s, fd);
		s->asked_n++;
		close(fd);
	}
	return NULL;
}

/* On a free port; the answers are borrowed. */
static inline void canned_start(
	struct canned_server *s, const struct canned_answer *answers, size_t answers_n)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(at);

	ck_assert_uint_le(answers_n, CANNED_ANSWERS_MAX);
	memset(s, 0, sizeof(*s));
	memcpy(s->answers, answers, answers_n * sizeof(*answers));
	s->answers_n = answers_n;
	s->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_ge(s->socket, 0);
	ck_assert_int_eq(bind(s->socket, (struct sockaddr *)&at, sizeof(at)), 0);
	ck_assert_int_eq(listen(s->socket, 8), 0);
	ck_assert_int_eq(getsockname(s->socket, (struct sockaddr *)&at, &size), 0);
	snprintf(s->url, sizeof(s->url), "http://127.0.0.1:%d", ntohs(at.sin_port));
	ck_assert_int_eq(pthread_create(&s->thread, NULL, canned_run, s), 0);
}

static inline void canned_stop(struct canned_server *s)
{
	shutdown(s->socket, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(s->socket);
}

#endif
