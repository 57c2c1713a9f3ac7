/*
 * served: a server in a child process, which echoes what it was asked and counts its
 * answers, and sockets to it.
 */
#ifndef TESTS_WIRE_SERVED_H
#define TESTS_WIRE_SERVED_H

#include <stdint.h>

#include "tests/support.h"
#include "wire/server.h"

enum {
	SERVED_BODY_MAX = 20 * 1000,
	SERVED_HEADER_MAX = 2000,
	SERVED_LARGE = 8 * 1024 * 1024, /* a reply that fits no socket's buffers */
	SERVED_MIDDLING = 100 * 1000,
	SERVED_BUSY_MS = 500,
};

/* The default ones, with the bounds above, on any port. */
struct wire_options served_options(void);

/*
 * "/counts" answers with what the server holds, "/large" and "/middling" with so many
 * bytes, "/later" after a moment from another thread, "/busy" when the loop has done nothing
 * else for SERVED_BUSY_MS, any other path with an echo. A request at fault is answered with "fault
 * NAME". descriptors: most that the child may open; 0: as many as the test.
 */
void served_start(const struct wire_options *options, unsigned descriptors);

/* A graceful stop ends with 0 (a leak or a fault of the sanitizers would not). */
void served_stop(void);

/* Milliseconds of processor that the server has used. */
long served_busy_ms(void);

/* A socket to it, from 127.0.0.LAST; it waits five seconds for what it hears. */
int dial_from(int last);
int dial(void);

void say(int fd, const char *text);
void say_bytes(int fd, const char *bytes, size_t size);

/* Reads until the other end closes, or the text ends with `until`; NUL-terminated. */
const char *hear(int fd, const char *until);

/* What is heard, on a connection of its own, until the other end closes. */
const char *ask(const char *text);

int64_t now_ms(void);

#endif
