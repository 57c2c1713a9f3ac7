/*
 * ccer log: a project's documents in the order in which they were sealed, one line each.
 */
#include <getopt.h>

#include "ccer/command.h"
#include "ccer/ledger/story.h"
#include "ccer/open.h"

struct logging {
	struct command_context *c;
	struct registry *r;
};

static int show_entry(void *ctx, const struct state_entry *at, struct error *err)
{
	struct logging *l = ctx;
	struct entry entry;
	const struct document *d = open_entry(l->c, l->r, at->sequence, &entry, err);

	if (!d)
		return -1;
	story_line(l->c, l->r, &entry, d);
	return 0;
}

static int show_log(struct command_context *c, struct registry *r, const char *name)
{
	struct logging l = {c, r};
	struct record_project project;
	struct error err;
	char hex[DIGEST_HEX_SIZE];
	int found = open_project(c, r, name, &project, &err);

	if (found == 0)
		found = error_set(&err, ERROR_CLIENT_NO_PROJECT, NULL, "", "project", name, NULL);
	if (found < 0)
		return command_error(c, NULL, NULL, 0, &err);
	printf("%s %s\n%s  %s\n\n", project.code.text,
		command_text(
			c, project.name_zh, project.name_en[0] ? project.name_en : project.name_zh),
		command_word(c, WORDS_PROJECT_STATUS, (int)project.status),
		digest_hex(&project.project, hex));
	if (state_entries(registry_state(r), 0, &project.project, show_entry, &l, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}

int cmd_log(struct command_context *c, int argc, char **argv)
{
	int status;
	AUTO(registry_auto) struct registry *r = open_by_options(c, argc, argv, 1, &status);

	return r ? show_log(c, r, argv[optind]) : status;
}
