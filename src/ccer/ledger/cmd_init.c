/*
 * ccer init: a new ledger from a signed genesis and a sealing key.
 */
#include <getopt.h>
#include <sys/stat.h>
#include <time.h>

#include "ccer/command.h"
#include "ccer/options.h"
#include "engine/registry.h"

static struct instant clock_time(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (struct instant){(int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000};
}

static int init_ledger(
	struct command_context *c, const char *folder, const char *genesis, const char *key_file)
{
	struct error err;
	size_t size;
	const char *bytes = command_read(c, genesis, LIMIT_SUBMISSION, &size, &err);
	struct registry_options options = {0};

	if (!bytes)
		return command_error(c, NULL, NULL, 0, &err);
	AUTO(secret_key_auto) struct secret_key *key = secret_key_read(NULL, key_file, &err);

	if (!key)
		return command_error(c, key_file, NULL, 0, &err);
	if (registry_create(folder, bytes, size, key, clock_time(), &err) < 0)
		return command_error(c, genesis, bytes, size, &err);
	AUTO(registry_auto) struct registry *r = registry_open(folder, &options, &err);

	if (!r)
		return command_error(c, folder, NULL, 0, &err);
	printf("%s\n", registry_ledger_id(r));
	return EXIT_DONE;
}

int cmd_init(struct command_context *c, int argc, char **argv)
{
	const char *genesis = NULL, *key = NULL;
	int option;

	while ((option = command_option(c, argc, argv)) != -1) {
		if (option == 'g')
			genesis = optarg;
		else if (option == 'k')
			key = optarg;
		else
			return command_usage(c, "init", NULL);
	}
	if (argc - optind != 1 || !genesis || !key)
		return command_usage(c, "init", NULL);
	umask(umask(0) | 0077); /* what is made is for its owner's eyes */
	return init_ledger(c, argv[optind], genesis, key);
}
