/*
 * signals: what each signal asks of the server, and that it ends when it is told to.
 *
 * A thread of its own waits for all signals that come from outside, from before the ledger
 * is opened: the others have them blocked. SIGTERM, SIGINT, SIGQUIT and SIGXCPU stop;
 * SIGHUP begins the log's file anew; whatever else somebody may send leaves a line and is
 * no harm. A server that was told to stop ends within LIMIT_STOP_MS whatever it is doing: what
 * is not answered by then is left, as by a crash, which the next start heals. A fault of the
 * program's own (SIGSEGV and its like) leaves a line too, and then ends it as ever.
 *
 * One for the process, which it may end: it removes the pid file then.
 */
#ifndef CCERD_SIGNALS_H
#define CCERD_SIGNALS_H

#include "base/error.h"
#include "base/macros.h"
#include "ccerd/log.h"
#include "wire/server.h"

/* Blocks the signals and starts the thread: once, before any other thread. `log` stays. */
int signals_start(const struct log *log, struct error *err) MUST_CHECK;

/* Writes the process's id into the file, which goes with the process. ERROR_IO. */
int signals_pid_file(const char *file, struct error *err) MUST_CHECK;

/*
 * From now on a stop is asked of this server, until signals_unserve, and `left` says how many
 * submissions are not answered yet. Without a server a stop ends the process at once.
 */
void signals_serve(struct wire_server *server, unsigned (*left)(void *ctx), void *ctx);
void signals_unserve(void);

/* What stopped it, such as "signal TERM"; NULL: nothing did. */
const char *signals_stopped(void);

/* The process ends by itself now: removes the pid file, and nothing cuts that short. */
void signals_end(void);

#endif
