/*
 * A server that lies: answers each request on loopback with the bytes of a file, whatever
 * was asked. Usage: answer PORT-FILE ANSWER-FILE. A request's path of the form /NAME...
 * is looked up as the file ANSWER-FILE.NAME first, so that each path can have its own.
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUEST_MOST = 1 << 21 };

/* Reads one request whole, with its body; false where the connection ends before. */
static int request_read(int fd, char *to)
{
	size_t have = 0, wanted = 0;
	ssize_t n;

	while (have < REQUEST_MOST - 1 && (n = read(fd, to + have, REQUEST_MOST - 1 - have)) > 0) {
		char *end, *length;

		have += (size_t)n;
		to[have] = '\0';
		end = strstr(to, "\r\n\r\n");
		if (!end)
			continue;
		length = strcasestr(to, "\r\nContent-Length:");
		wanted = (size_t)(end + 4 - to) + (length ? strtoul(length + 17, NULL, 10) : 0);
		if (have >= wanted)
			return 1;
	}
	return 0;
}

static FILE *answer_open(const char *file, const char *request)
{
	const char *slash = strchr(request, '/');
	size_t size = slash ? strcspn(slash + 1, "/ ?\r\n") : 0;
	char name[4096];
	FILE *in;

	snprintf(name, sizeof(name), "%s.%.*s", file, (int)size, slash ? slash + 1 : "");
	in = fopen(name, "rb");
	return in ? in : fopen(file, "rb");
}

static void answer_send(int fd, const char *file, const char *request)
{
	char chunk[8192];
	FILE *in = answer_open(file, request);
	size_t n;

	while (in && (n = fread(chunk, 1, sizeof(chunk), in)) > 0)
		if (write(fd, chunk, n) != (ssize_t)n)
			break;
	if (in)
		fclose(in);
}

int main(int argc, char **argv)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t size = sizeof(at);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	char *request = malloc(REQUEST_MOST);
	FILE *port;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	signal(SIGPIPE, SIG_IGN);
	if (argc != 3 || !request || bind(listener, (struct sockaddr *)&at, sizeof(at)) ||
		listen(listener, 16) || getsockname(listener, (struct sockaddr *)&at, &size))
		return 2;
	port = fopen(argv[1], "w");
	if (!port || fprintf(port, "%u\n", ntohs(at.sin_port)) < 0 || fclose(port))
		return 2;
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			continue;
		if (request_read(fd, request))
			answer_send(fd, argv[2], request);
		shutdown(fd, SHUT_WR);
		close(fd);
	}
}
