/*
 * ccer split: takes a signed document apart into the files that ssh-keygen -Y verify
 * needs.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "ccer/command.h"
#include "ccer/options.h"
#include "document/document.h"

enum { SPLIT_PATH_MAX = 1024 };

static const char *base_name(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash ? slash + 1 : file;
}

static int write_signatures(struct command_context *c, const struct document *d, const char *path)
{
	char file[SPLIT_PATH_MAX + 32];
	struct buffer *armour = buffer_new(c->mem, SSHSIG_ARMOUR_MAX);
	struct error err;

	if (!armour) {
		error_no_memory(&err);
		return command_error(c, NULL, NULL, 0, &err);
	}
	for (size_t i = 0; i < d->signatures_n; i++) {
		snprintf(file, sizeof(file), "%s.%zu.sig", path, i + 1);
		buffer_clear(armour);
		sshsig_write(&d->signatures[i], armour);
		if (buffer_ok(armour, &err) < 0 ||
			command_write(file, armour->bytes, armour->size, &err) < 0)
			return command_error(c, NULL, NULL, 0, &err);
		printf("ssh-keygen -Y verify -f ALLOWED_SIGNERS -I PARTY -n %s -s %s < %s\n",
			d->signatures[i].namespace, file, path);
	}
	return EXIT_DONE;
}

/* Documents, exports and refusals alike, whatever they say. */
static int split_file(struct command_context *c, const char *file, const char *into)
{
	char path[SPLIT_PATH_MAX];
	struct document *d;
	struct error err;
	size_t size;
	const char *bytes = command_read(c, file, LIMIT_SUBMISSION, &size, &err);

	if (!bytes)
		return command_error(c, NULL, NULL, 0, &err);
	d = document_read_signed(c->mem, bytes, size, &err);
	if (!d)
		return command_error(c, file, bytes, size, &err);
	if ((size_t)snprintf(path, sizeof(path), "%s/%s.doc", into, base_name(file)) >=
		sizeof(path))
		return command_usage(
			c, "split", command_text(c, "路径过长", "the path is too long"));
	mkdir(into, 0777);
	if (command_write(path, d->bytes, d->size, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return write_signatures(c, d, path);
}

int cmd_split(struct command_context *c, int argc, char **argv)
{
	const char *into = ".";
	int option;

	while ((option = command_option(c, argc, argv)) != -1) {
		if (option != 'i')
			return command_usage(c, "split", NULL);
		into = optarg;
	}
	if (argc - optind != 1)
		return command_usage(c, "split", NULL);
	return split_file(c, argv[optind], into);
}
