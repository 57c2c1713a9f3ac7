/*
 * load: many clients against a running ccerd, for the campaigns of tests/load/.
 *
 *   load submit --port P --ledger ID --party CODE --key FILE --until INSTANT
 *        [--clients N] [--slow K] [--seconds S] [--documents D] [--rate R [--open]]
 *        [--stop-when-gone] [--acknowledged FILE]
 *   load check --port P --acknowledged FILE
 *
 * `submit`: N clients, each a thread with a blocking socket, submit `void`
 * documents of the party, signed here, one after the other; K of them dribble their
 * requests. Every acknowledged document's hash and sequence go to the file at once.
 * With --documents it ends after so many of them. With --rate they pause between documents; with
 * --open as well, each sends at fixed times, R a second in all, and at once what it is late with,
 * which is told: an answer's time counts from when its document was sent. With --stop-when-gone it
 * ends with the server. `check`: asks for the receipt of every document in the file, which must
 * name the sequence that was acknowledged. Prints counts and latencies; exit 1 when a document was
 * refused, or (check) when an acknowledged document is gone. Talks to 127.0.0.1 only.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>
#include <talloc.h>

#include "document/document.h"
#include "signature/secret_key.h"

enum {
	CLIENTS_MAX = 4096,
	STACK_SIZE = 256 * 1024,
	REPLY_MAX = 64 * 1024,
	LATENCIES_MAX = 1 << 20,
	REPLY_TIMEOUT_S = 35,
	DRIBBLE_BYTES = 40,
	DRIBBLE_MS = 150,
	RETRY_MS = 50,
};

struct settings {
	uint16_t port;
	const char *ledger, *party, *key_file, *until, *acknowledged;
	int clients, slow, milliseconds, rate, documents;
	bool stop_when_gone, open;
};

static struct settings settings = {.clients = 8, .milliseconds = 5000};
static struct secret_key *key;
static char namespace[NAMESPACE_SIZE];
static int64_t end_ms;
static atomic_bool gone; /* the server is, and that ends us */

static FILE *acknowledged;
static pthread_mutex_t record_lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic int64_t sealed, refused, busy, failed, cut, answered_slow, sent;
static _Atomic int64_t slowest_busy_ms, without_retry, latest_ms;
static int32_t *latencies_us;
static size_t latencies_n;

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t now_ms(void)
{
	return now_us() / 1000;
}

static void sleep_ms(int ms)
{
	const struct timespec t = {ms / 1000, ms % 1000 * 1000000L};

	nanosleep(&t, NULL);
}

/* --- HTTP, as little as is needed --- */

static int connect_server(void)
{
	const struct sockaddr_in to = {.sin_family = AF_INET,
		.sin_port = htons(settings.port),
		.sin_addr = {htonl(INADDR_LOOPBACK)}};
	const struct timeval timeout = {.tv_sec = REPLY_TIMEOUT_S};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	if (connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	close(fd);
	return -1;
}

static bool send_all(int fd, const char *bytes, size_t size, bool slow)
{
	while (size > 0) {
		size_t chunk = slow && size > DRIBBLE_BYTES ? DRIBBLE_BYTES : size;
		ssize_t n = send(fd, bytes, chunk, MSG_NOSIGNAL);

		if (n <= 0)
			return false;
		bytes += n;
		size -= (size_t)n;
		if (slow && size > 0)
			sleep_ms(DRIBBLE_MS);
	}
	return true;
}

/* Reads one whole reply into out; its status, or 0 when it was cut. */
static int read_reply(int fd, char *out)
{
	size_t used = 0, whole = 0;

	for (;;) {
		ssize_t n = recv(fd, out + used, REPLY_MAX - 1 - used, 0);
		const char *body, *length;

		if (n <= 0)
			return 0;
		used += (size_t)n;
		out[used] = '\0';
		body = strstr(out, "\r\n\r\n");
		length = strcasestr(out, "\r\nContent-Length: ");
		if (body && length && length < body)
			whole = (size_t)(body - out) + 4 + strtoul(length + 18, NULL, 10);
		if (body && whole && used >= whole)
			return (int)strtol(out + 9, NULL, 10);
		if (used == REPLY_MAX - 1)
			return 0;
	}
}

/* --- submitting --- */

static const struct buffer *make_document(void *mem, struct digest *hash)
{
	struct buffer *b = buffer_new(mem, 64 * 1024), *armour = buffer_new(mem, SSHSIG_ARMOUR_MAX);
	struct error err;
	struct sshsig s;
	uint8_t random[2][17];

	secret_random(random, sizeof(random));
	buffer_add_format(b,
		"kind: void\nversion: 1\nledger: %s\nid: %s\nvalid_until: %s\nsigners:\n"
		"- party: %s\n  as: holder\nvoids: %s\n",
		settings.ledger, document_id_make(random[0]).text, settings.until, settings.party,
		document_id_make(random[1]).text);
	*hash = digest_of(b->bytes, b->size);
	if (secret_key_sshsig(key, namespace, b->bytes, b->size, &s, &err) < 0)
		return NULL;
	sshsig_write(&s, armour);
	buffer_add_text(b, "---\n");
	sshsig_write_list(armour->bytes, armour->size, b);
	return b->failed ? NULL : b;
}

static void record(const struct digest *hash, const char *reply, int64_t took_us)
{
	const char *sequence = strstr(reply, "\"sequence\": ");
	char hex[DIGEST_HEX_SIZE];

	pthread_mutex_lock(&record_lock);
	if (latencies_n < LATENCIES_MAX)
		latencies_us[latencies_n++] = (int32_t)took_us;
	if (acknowledged) {
		fprintf(acknowledged, "%s %ld\n", digest_hex(hash, hex),
			sequence ? strtol(sequence + 12, NULL, 10) : -1);
		fflush(acknowledged);
	}
	pthread_mutex_unlock(&record_lock);
}

static void count(int status, bool slow, const struct digest *hash, const char *reply, int64_t us)
{
	int64_t ms = us / 1000;

	if (status == 201 || status == 200) {
		sealed++;
		record(hash, reply, us);
	} else if (status == 503) {
		busy++;
		without_retry += !strcasestr(reply, "\r\nRetry-After: ");
		if (ms > slowest_busy_ms)
			slowest_busy_ms = ms;
	} else if (status >= 400) {
		refused++;
		pthread_mutex_lock(&record_lock);
		fprintf(stderr, "%.400s\n", reply);
		pthread_mutex_unlock(&record_lock);
	} else {
		cut++;
		fprintf(stderr, "cut after %" PRId64 " ms%s: %s\n", ms, slow ? ", slow" : "",
			strerror(errno));
	}
	answered_slow += slow && status > 0;
}

/* One document over a connection of its own. */
static void submit_one(bool slow, char *reply)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *request = buffer_new(mem, 128 * 1024);
	struct digest hash;
	const struct buffer *document = make_document(mem, &hash);
	const int64_t sent_us = now_us();
	int fd = connect_server();

	sent++;
	if (fd < 0 || !document) {
		failed++;
		gone = settings.stop_when_gone;
		sleep_ms(RETRY_MS);
		return;
	}
	buffer_add_format(request,
		"POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
		"Content-Type: application/yaml\r\nContent-Length: %zu\r\n\r\n",
		document->size);
	buffer_add(request, document->bytes, document->size);
	if (send_all(fd, request->bytes, request->size, slow)) {
		int status = read_reply(fd, reply);

		count(status, slow, &hash, reply, now_us() - sent_us);
	} else {
		cut++;
	}
	close(fd);
}

/* At fixed times, whatever became of the document before. */
static void send_on_time(int number, char *reply)
{
	int64_t began = end_ms - settings.milliseconds;

	for (int64_t k = number;; k += settings.clients) {
		int64_t due = began + k * 1000 / settings.rate, wait = due - now_ms();

		if (due >= end_ms || gone)
			return;
		if (wait > 0)
			sleep_ms((int)wait);
		else if (-wait > latest_ms)
			latest_ms = -wait;
		submit_one(false, reply);
	}
}

static void *client(void *arg)
{
	bool slow = (intptr_t)arg < settings.slow;
	char *reply = malloc(REPLY_MAX);
	int pause_ms = settings.rate ? 1000 * settings.clients / settings.rate : 0;

	if (reply && settings.open) {
		send_on_time((int)(intptr_t)arg, reply);
		free(reply);
		return NULL;
	}
	while (reply && !gone && now_ms() < end_ms &&
		(!settings.documents || sent < settings.documents)) {
		submit_one(slow, reply);
		if (pause_ms)
			sleep_ms(pause_ms);
	}
	free(reply);
	return NULL;
}

static int by_value(const void *a, const void *b)
{
	const int32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int submit(void)
{
	pthread_t threads[CLIENTS_MAX];
	pthread_attr_t attributes;
	int64_t began = now_ms();
	int started = 0;

	end_ms = began + settings.milliseconds;
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_SIZE);
	for (; started < settings.clients; started++)
		if (pthread_create(
			    &threads[started], &attributes, client, (void *)(intptr_t)started) != 0)
			break;
	for (int i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	pthread_attr_destroy(&attributes);
	qsort(latencies_us, latencies_n, sizeof(*latencies_us), by_value);
	printf("clients %d (%d slow), %.1f s: %" PRId64 " sealed (%.0f/s), %" PRId64
	       " busy (503), %" PRId64 " refused, %" PRId64 " cut, %" PRId64
	       " not connected; slow answered %" PRId64 "\n",
		started, settings.slow, (double)(now_ms() - began) / 1000, sealed,
		(double)sealed * 1000 / (double)(now_ms() - began), busy, refused, cut, failed,
		answered_slow);
	printf("offered %.0f/s, at most %" PRId64 " ms late, slowest 503 after %" PRId64
	       " ms, %" PRId64 " of them without Retry-After\n",
		(double)sent * 1000 / (double)(now_ms() - began), latest_ms, slowest_busy_ms,
		without_retry);
	if (latencies_n)
		printf("latency us: median %d, 95%% %d\n"
		       "latency ms: median %d, 99%% %d, most %d\n",
			latencies_us[latencies_n / 2], latencies_us[latencies_n * 95 / 100],
			latencies_us[latencies_n / 2] / 1000,
			latencies_us[latencies_n * 99 / 100] / 1000,
			latencies_us[latencies_n - 1] / 1000);
	return refused ? 1 : 0;
}

/* --- checking --- */

static int check_one(const char *hash, char *reply)
{
	char request[256];
	int fd = connect_server(), status, n;

	if (fd < 0)
		return 0;
	n = snprintf(request, sizeof(request),
		"GET /v1/documents/%s/receipt HTTP/1.1\r\nHost: localhost\r\n"
		"Connection: close\r\n\r\n",
		hash);
	status = send_all(fd, request, (size_t)n, false) ? read_reply(fd, reply) : 0;
	close(fd);
	return status;
}

/* The entry to which a receipt belongs; -1 for what is not a receipt. */
static long index_of(const char *reply)
{
	const char *at = strstr(reply, "\nindex ");

	return at ? strtol(at + strlen("\nindex "), NULL, 10) : -1;
}

static int check(void)
{
	FILE *in = fopen(settings.acknowledged, "r");
	char line[256], *reply = malloc(REPLY_MAX);
	int64_t asked = 0, missed = 0;

	if (!in || !reply) {
		fprintf(stderr, "%s: %s\n", settings.acknowledged, strerror(errno));
		return 1;
	}
	while (fgets(line, sizeof(line), in)) {
		char *space = strchr(line, ' ');
		long sequence = space ? strtol(space + 1, NULL, 10) : -1;

		line[strcspn(line, " \n")] = '\0';
		asked++;
		if (check_one(line, reply) == 200 && index_of(reply) == sequence)
			continue;
		missed++;
		printf("gone: %s, entry %ld\n", line, sequence);
	}
	fclose(in);
	free(reply);
	printf("acknowledged %" PRId64 ", gone %" PRId64 "\n", asked, missed);
	return missed ? 1 : 0;
}

static const struct option options[] = {{"port", required_argument, NULL, 'p'},
	{"ledger", required_argument, NULL, 'l'}, {"party", required_argument, NULL, 'y'},
	{"key", required_argument, NULL, 'k'}, {"until", required_argument, NULL, 'u'},
	{"clients", required_argument, NULL, 'c'}, {"slow", required_argument, NULL, 's'},
	{"seconds", required_argument, NULL, 't'}, {"rate", required_argument, NULL, 'r'},
	{"acknowledged", required_argument, NULL, 'a'}, {"stop-when-gone", no_argument, NULL, 'g'},
	{"documents", required_argument, NULL, 'd'}, {"open", no_argument, NULL, 'o'}, {0}};

static int take(int option)
{
	int number = (int)strtol(optarg ? optarg : "0", NULL, 10);

	switch (option) {
	case 'p':
		settings.port = (uint16_t)number;
		return 0;
	case 'l':
		settings.ledger = optarg;
		return 0;
	case 'y':
		settings.party = optarg;
		return 0;
	case 'k':
		settings.key_file = optarg;
		return 0;
	case 'u':
		settings.until = optarg;
		return 0;
	case 'c':
		settings.clients = number;
		return number > 0 && number <= CLIENTS_MAX ? 0 : -1;
	case 's':
		settings.slow = number;
		return 0;
	case 't':
		settings.milliseconds = (int)(strtod(optarg, NULL) * 1000);
		return 0;
	case 'd':
		settings.documents = number;
		return 0;
	case 'o':
		settings.open = true;
		return 0;
	case 'g':
		settings.stop_when_gone = true;
		return 0;
	case 'r':
		settings.rate = number;
		return 0;
	case 'a':
		settings.acknowledged = optarg;
		return 0;
	default:
		return -1;
	}
}

int main(int argc, char **argv)
{
	const char *slash;
	struct error err;
	int option, bad = 0;
	char name[LEDGER_NAME_SIZE] = "";

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		bad |= take(option);
	if (bad || optind + 1 != argc || (settings.open && settings.rate < 1) || sodium_init() < 0)
		return 2;
	if (strcmp(argv[optind], "check") == 0)
		return check();
	slash = settings.ledger ? strchr(settings.ledger, '/') : NULL;
	key = settings.key_file ? secret_key_read(NULL, settings.key_file, &err) : NULL;
	latencies_us = calloc(LATENCIES_MAX, sizeof(*latencies_us));
	if (!slash || !key || !latencies_us || !settings.party || !settings.until ||
		!ledger_name_parse(settings.ledger, (size_t)(slash - settings.ledger), name))
		return 2;
	document_namespace("document", name, namespace);
	acknowledged = settings.acknowledged ? fopen(settings.acknowledged, "a") : NULL;
	return submit();
}
