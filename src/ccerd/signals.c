#include "ccerd/signals.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "ccerd/clock.h"
#include "system/file.h"

/*
 * Of the process, as signals are: a handler has no argument. The lock guards the server and
 * what is asked of it; pid_file is written before the process serves.
 */
static struct {
	const struct log *log;
	char pid_file[PATH_MAX]; /* "": none */
	pthread_mutex_t lock;
	struct wire_server *server;
	unsigned (*left)(void *ctx);
	void *ctx;
	struct wire_post post;
	char why[32]; /* "": nothing stopped it */
	bool ended;   /* by itself */
} of_process = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* What the program itself does wrong; they come to the thread that did it. */
static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT};

/* A write into what is closed or may not grow is an error of that call; the rest is the
 * terminal's, and a child's. */
static const int ignored[] = {SIGPIPE, SIGXFSZ};
static const int left_alone[] = {SIGKILL, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT, SIGCHLD};

static bool is_among(int signal, const int *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == signal)
			return true;
	return false;
}

static const char *name_of(int signal, char out[24])
{
	const char *name = sigabbrev_np(signal);

	if (name)
		snprintf(out, 24, "%s", name);
	else
		snprintf(out, 24, "%d", signal);
	return out;
}

static void remove_pid_file(void)
{
	if (of_process.pid_file[0])
		unlink(of_process.pid_file);
}

/* --- faults --- */

static size_t put_text(char *out, size_t at, const char *text)
{
	size_t n = strlen(text);

	memcpy(out + at, text, n);
	return at + n;
}

/*
 * In a signal handler: nothing that could wait for a lock that this thread holds, so the line
 * is put together here. What instant_text asks of snprintf, digits alone, takes none.
 */
static void on_fault(int signal)
{
	char line[160], time[INSTANT_TEXT_SIZE];
	const char *name = sigabbrev_np(signal);
	size_t n = put_text(line, 0, "time=");

	n = put_text(line, n, instant_text(clock_now(), time));
	n = put_text(line, n, " level=error event=stopped because=\"signal ");
	n = put_text(line, n, name ? name : "?");
	n = put_text(line, n, "\"\n");
	if (write(STDERR_FILENO, line, n) < 0)
		n = 0;
	remove_pid_file();
	raise(signal);
}

/* A sanitizer that has taken the signal says more. */
static void watch_fault(int signal)
{
	struct sigaction now, act = {.sa_handler = on_fault, .sa_flags = SA_RESETHAND | SA_NODEFER};

	if (sigaction(signal, NULL, &now) == 0 && now.sa_handler == SIG_DFL)
		sigaction(signal, &act, NULL);
}

/* --- the thread --- */

static void stop_serving(void *server)
{
	wire_server_stop(server);
}

/* The end that cannot wait: what is under way is left as by a crash. With the lock. */
static void end_now(void)
{
	unsigned left = of_process.left ? of_process.left(of_process.ctx) : 0;
	char text[16];

	snprintf(text, sizeof(text), "%u", left);
	log_line(of_process.log, left ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, "stopped", "because",
		of_process.why, "left", left ? text : NULL, NULL);
	remove_pid_file();
	_exit(0);
}

static void take_stop(int signal)
{
	struct timespec bound = {
		.tv_sec = LIMIT_STOP_MS / 1000, .tv_nsec = LIMIT_STOP_MS % 1000 * 1000000L};
	char name[24];

	pthread_mutex_lock(&of_process.lock);
	snprintf(of_process.why, sizeof(of_process.why), "signal %s", name_of(signal, name));
	if (!of_process.server)
		end_now();
	of_process.post = (struct wire_post){.fn = stop_serving, .arg = of_process.server};
	wire_server_post(of_process.server, &of_process.post);
	pthread_mutex_unlock(&of_process.lock);
	while (nanosleep(&bound, &bound) < 0 && errno == EINTR)
		continue;
	pthread_mutex_lock(&of_process.lock);
	if (!of_process.ended)
		end_now();
	pthread_mutex_unlock(&of_process.lock);
}

static void take_hang_up(void)
{
	struct error err;

	if (log_open(of_process.log, &err) < 0)
		log_error(of_process.log, "log", &err);
	else
		log_line(of_process.log, LOG_LEVEL_INFO, "log-reopened", NULL);
}

static void *run_signals(void *arg)
{
	const sigset_t *set = arg;
	char name[24];
	int signal;

	for (;;) {
		if (sigwait(set, &signal) != 0)
			continue;
		if (signal == SIGTERM || signal == SIGINT || signal == SIGQUIT || signal == SIGXCPU)
			take_stop(signal);
		else if (signal == SIGHUP)
			take_hang_up();
		else
			log_line(of_process.log, LOG_LEVEL_INFO, "signal", "signal",
				name_of(signal, name), NULL);
	}
	return NULL;
}

static void fill_set(sigset_t *set)
{
	sigfillset(set);
	for (int signal = 1; signal <= SIGRTMAX; signal++)
		if (is_among(signal, faults, COUNT_OF(faults)) ||
			is_among(signal, ignored, COUNT_OF(ignored)) ||
			is_among(signal, left_alone, COUNT_OF(left_alone)))
			sigdelset(set, signal);
}

int signals_start(const struct log *log, struct error *err)
{
	static sigset_t set; /* the thread's, for as long as it runs */
	pthread_t thread;

	of_process.log = log;
	for (size_t i = 0; i < COUNT_OF(ignored); i++)
		signal(ignored[i], SIG_IGN);
	for (size_t i = 0; i < COUNT_OF(faults); i++)
		watch_fault(faults[i]);
	fill_set(&set);
	if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0 ||
		pthread_create(&thread, NULL, run_signals, &set) != 0)
		return error_set(err, ERROR_INTERNAL, NULL, "", "reason",
			"a thread cannot be started", NULL);
	pthread_detach(thread);
	return 0;
}

/* --- the server --- */

int signals_pid_file(const char *file, struct error *err)
{
	char text[24];
	int n = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	if (strlen(file) >= sizeof(of_process.pid_file)) {
		errno = ENAMETOOLONG;
		return file_error(file, err);
	}
	if (file_write(file, text, (size_t)n, err) < 0)
		return -1;
	memcpy(of_process.pid_file, file, strlen(file) + 1);
	return 0;
}

void signals_serve(struct wire_server *server, unsigned (*left)(void *ctx), void *ctx)
{
	pthread_mutex_lock(&of_process.lock);
	of_process.server = server;
	of_process.left = left;
	of_process.ctx = ctx;
	pthread_mutex_unlock(&of_process.lock);
}

const char *signals_stopped(void)
{
	const char *why;

	pthread_mutex_lock(&of_process.lock);
	why = of_process.why[0] ? of_process.why : NULL;
	pthread_mutex_unlock(&of_process.lock);
	return why;
}

void signals_unserve(void)
{
	pthread_mutex_lock(&of_process.lock);
	of_process.server = NULL;
	pthread_mutex_unlock(&of_process.lock);
}

void signals_end(void)
{
	pthread_mutex_lock(&of_process.lock);
	of_process.ended = true;
	remove_pid_file();
	pthread_mutex_unlock(&of_process.lock);
}
