/*
 * ccerd: the registry's server.
 *
 * Opens one ledger for writing, brings its state up to date, and serves HTTP
 * until SIGTERM or SIGINT: then what was submitted is answered and everything is closed.
 * One thread runs the server's loop and reads; the line's threads open, decide
 * and seal. Exit codes are in --help.
 */
#include <config.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>
#include <talloc.h>

#include "base/limits.h"
#include "base/number.h"
#include "ccerd/clock.h"
#include "ccerd/dispatch.h"
#include "ccerd/limits.h"
#include "ccerd/service.h"
#include "ccerd/serving.h"
#include "ccerd/signals.h"
#include "ccerd/usage.h"
#include "engine/registry.h"
#include "signature/secret_key.h"
#include "system/file.h"
#include "system/language.h"
#include "system/progress.h"
#include "wire/server.h"

enum exit_code {
	EXIT_STOPPED = 0,
	EXIT_USAGE = 2,
	EXIT_LEDGER = 3,
	EXIT_LISTEN = 4,
	EXIT_FAILED = 5,
	EXIT_CLOCK = 6,
};

enum { ADDRESS_SIZE = 64 };

struct settings {
	const char *ledger, *sealing_key, *state, *port_file, *pid_file, *log;
	char address[ADDRESS_SIZE];
	uint16_t port;
	enum log_level level;
	enum language language; /* of help and of what is said of a wrong usage */
	bool accept_clock, no_cors;
};

/* --- options --- */

/* "127.0.0.1:8080" or "[::1]:8080". */
static bool listen_parse(const char *text, struct settings *out)
{
	const char *colon = strrchr(text, ':');
	size_t n = colon ? (size_t)(colon - text) : 0;
	int64_t port;

	if (n >= 2 && text[0] == '[' && text[n - 1] == ']') {
		text++;
		n -= 2;
	} else if (memchr(text, ':', n)) {
		return false;
	}
	if (n == 0 || n >= sizeof(out->address) ||
		!integer_parse(colon + 1, strlen(colon + 1), 0, UINT16_MAX, &port))
		return false;
	out->port = (uint16_t)port;
	memcpy(out->address, text, n);
	out->address[n] = '\0';
	return true;
}

static int refuse_usage(const struct settings *settings, enum usage_fault fault, const char *value)
{
	usage_refuse(settings->language, fault, value);
	return EXIT_USAGE;
}

/* Takes one option: -1, or the code with which to exit. */
static int take_option(int option, struct settings *out)
{
	switch (option) {
	case 'l':
		out->ledger = optarg;
		return -1;
	case 'k':
		out->sealing_key = optarg;
		return -1;
	case 's':
		out->state = optarg;
		return -1;
	case 'p':
		out->port_file = optarg;
		return -1;
	case 'i':
		out->pid_file = optarg;
		return -1;
	case 'g':
		out->log = optarg;
		return -1;
	case 'c':
		out->accept_clock = true;
		return -1;
	case 'o':
		out->no_cors = true;
		return -1;
	case 'L':
		return language_parse(optarg, &out->language)
			       ? -1
			       : refuse_usage(out, USAGE_LANGUAGE, optarg);
	case 'a':
		return listen_parse(optarg, out) ? -1 : refuse_usage(out, USAGE_LISTEN, optarg);
	case 'v':
		return log_level_parse(optarg, &out->level)
			       ? -1
			       : refuse_usage(out, USAGE_LEVEL, optarg);
	case 'h':
		usage_show(out->language);
		return EXIT_STOPPED;
	case 'V':
		puts("ccerd " CCERD_VERSION);
		return EXIT_STOPPED;
	}
	return refuse_usage(out, USAGE_OPTION, NULL);
}

static int settings_read(int argc, char **argv, struct settings *out)
{
	int option, code;

	*out = (struct settings){.address = "127.0.0.1",
		.port = 8080,
		.level = LOG_LEVEL_INFO,
		.language = language_of_environment()};
	while ((option = getopt_long(argc, argv, ":", usage_options(), NULL)) != -1) {
		code = take_option(option, out);
		if (code >= 0)
			return code;
	}
	if (optind < argc)
		return refuse_usage(out, USAGE_ARGUMENT, argv[optind]);
	if (!out->ledger || !out->sealing_key)
		return refuse_usage(out, USAGE_NEEDED, NULL);
	return -1;
}

/* --- opening --- */

/* Of a state file that cannot be used: it is made again from the ledger. */
static void log_discarded(void *ctx, const struct error *why)
{
	const struct service *s = ctx;

	log_error(&s->log, "state-discarded", why);
}

static struct registry *open_registry(const struct settings *settings, const struct secret_key *key,
	struct service *s, struct error *err)
{
	struct progress progress;
	const struct registry_options opening = {
		.write = true,
		.sealing_key = key,
		.state_file = settings->state,
		.discarded = log_discarded,
		.discarded_ctx = s,
		.progress = progress_show,
		.progress_ctx = &progress,
	};
	struct registry *r;

	progress_start(&progress, "opening");
	r = registry_open(settings->ledger, &opening, err);
	progress_end(&progress);
	return r;
}

/* --- files that say where we are --- */

static int write_number(const char *file, long number, struct error *err)
{
	char text[24];
	int n = snprintf(text, sizeof(text), "%ld\n", number);

	return file_write(file, text, (size_t)n, err);
}

/* --- serving --- */

static int log_failure(
	const struct service *s, const char *event, const struct error *err, int code)
{
	log_error(&s->log, event, err);
	return code;
}

static void announce_address(
	const struct settings *settings, const struct service *s, unsigned port)
{
	bool six = strchr(settings->address, ':') != NULL;
	char url[ADDRESS_SIZE + 24];

	snprintf(url, sizeof(url), "http://%s%s%s:%u", six ? "[" : "", settings->address,
		six ? "]" : "", port);
	printf("%s\n", url);
	fflush(stdout);
	log_line(&s->log, LOG_LEVEL_INFO, "listening", "url", url, "ledger",
		registry_ledger_id(s->registry), NULL);
}

static unsigned unanswered(void *ctx)
{
	struct service *s = ctx;

	return atomic_load(&s->unanswered);
}

/* The end of serving: no stop is asked of the server any more, and the line is emptied. */
static void unserve_auto(struct serving **serving)
{
	signals_unserve();
	serving_stop(*serving);
}

static int serve_ledger(const struct settings *settings, struct registry *writer,
	const struct secret_key *key, struct service *s)
{
	struct wire_options wire = wire_options_default();
	AUTO(serving_auto) struct serving *serving = NULL;
	AUTO(wire_server_auto) struct wire_server *server = NULL;
	AUTO(unserve_auto) struct serving *served = NULL;
	struct error err = {0};

	wire.address = settings->address;
	wire.port = settings->port;
	if (limits_take_descriptors(&err) < 0)
		return log_failure(s, "listen", &err, EXIT_LISTEN);
	server = wire_server_new(&wire, dispatch_request, s, &err);
	if (!server)
		return log_failure(s, "listen", &err, EXIT_LISTEN);
	s->server = server;
	s->ledger = settings->ledger;
	s->state = settings->state;
	served = serving = serving_new(
		&(struct serving_options){settings->ledger, settings->state, key, writer, s}, &err);
	if (!serving)
		return log_failure(s, "open", &err, EXIT_LEDGER);
	if (settings->pid_file && signals_pid_file(settings->pid_file, &err) < 0)
		return log_failure(s, "start", &err, EXIT_LISTEN);
	signals_serve(server, unanswered, s);
	if (settings->port_file &&
		write_number(settings->port_file, wire_server_port(server), &err) < 0)
		return log_failure(s, "start", &err, EXIT_LISTEN);
	announce_address(settings, s, wire_server_port(server));
	if (wire_server_run(server, &err) < 0)
		return log_failure(s, "serve", &err, EXIT_FAILED);
	return s->must_stop ? EXIT_FAILED : EXIT_STOPPED;
}

/* The line in the log for an end that nothing cut short. */
static int log_stop(const struct service *s, int code)
{
	const char *why = signals_stopped();

	log_line(&s->log, code ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO, "stopped", "because",
		!code && why ? why : "of what is said above", NULL);
	signals_end();
	return code;
}

/* A simulated clock is moved by documents and needs no guard. */
static int guard_clock(const struct settings *settings, const struct registry *registry, void *mem,
	struct service *s, struct error *err)
{
	char *mark = talloc_asprintf(mem, "%s/ccer-clock", settings->ledger);

	if (registry_about(registry)->clock != CLOCK_REAL)
		return 0;
	s->guard = mark ? clock_guard_new(mem, s->clock, mark) : NULL;
	if (!s->guard)
		return error_no_memory(err);
	return clock_guard_start(
		s->guard, registry_last_time(registry), settings->accept_clock, err);
}

/* Files that were made, or opened, by somebody else's umask. */
static void warn_of_readers(const struct settings *settings, const struct service *s)
{
	const char *const files[] = {settings->ledger, settings->state, settings->log};

	for (size_t i = 0; i < COUNT_OF(files); i++)
		if (files[i] && file_is_open_to_others(files[i]))
			log_line(&s->log, LOG_LEVEL_WARNING, "open-to-others", "file", files[i],
				"advice", "chmod go-rwx: others than its owner may read it", NULL);
}

static int open_and_serve(struct settings *settings, struct service *s)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(registry_auto) struct registry *registry = NULL;
	const struct secret_key *key;
	struct error err = {0};

	if (!settings->state)
		settings->state = talloc_asprintf(mem, "%s/ccer-state.sqlite", settings->ledger);
	if (!settings->state)
		return EXIT_FAILED;
	key = secret_key_read(mem, settings->sealing_key, &err);
	if (!key)
		return log_failure(s, "open", &err, EXIT_LEDGER);
	registry = open_registry(settings, key, s, &err);
	if (!registry)
		return log_failure(s, "open", &err, EXIT_LEDGER);
	warn_of_readers(settings, s);
	if (guard_clock(settings, registry, mem, s, &err) < 0)
		return log_failure(s, "clock", &err, EXIT_CLOCK);
	return serve_ledger(settings, registry, key, s);
}

static int run_server(struct settings *settings)
{
	struct service s = {.clock = &clock_system,
		.log = {.level = settings->level, .file = settings->log},
		.cross_origin = !settings->no_cors};
	struct error err = {0};

	if (log_open(&s.log, &err) < 0)
		return log_failure(&s, "log", &err, EXIT_FAILED);
	if (signals_start(&s.log, &err) < 0)
		return log_failure(&s, "start", &err, EXIT_FAILED);
	return log_stop(&s, open_and_serve(settings, &s));
}

int main(int argc, char **argv)
{
	struct settings settings;
	int code = settings_read(argc, argv, &settings);

	if (code >= 0)
		return code == EXIT_STOPPED && fflush(stdout) != 0 ? EXIT_LEDGER : code;
	umask(umask(0) | 0077); /* ledger, state, logs: for their owner's eyes */
	if (sodium_init() < 0) {
		fputs("ccerd: libsodium cannot be used\n", stderr);
		return EXIT_FAILED;
	}
	return run_server(&settings);
}
