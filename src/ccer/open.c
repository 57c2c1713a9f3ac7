#include "ccer/open.h"

#include <getopt.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include <talloc.h>

#include "ccer/options.h"

#include "domain/spoken.h"

enum { DIGITS_LEAST = 8 }; /* digits of a hash by which to look up a project */

static void show_passed_over(void *ctx, const struct error *why)
{
	const struct command_context *c = ctx;
	struct spoken_error said;
	char text[ERROR_TEXT_MAX];

	fprintf(stderr, "%s\n%s\n",
		error_report(
			spoken_error(why, c->language, &said), c->language, text, sizeof(text)),
		command_text(c, "不用此状态文件，改为重放整个账本",
			"the state file is passed over and the ledger replayed"));
}

/* The state file to start from; NULL: there is none, or no memory for its name. */
static const char *state_of(const struct command_context *c, const char *folder)
{
	const char *file;

	if (c->state)
		return c->state;
	file = talloc_asprintf(c->mem, "%s/" STATE_FILE, folder);
	return file && access(file, F_OK) == 0 ? file : NULL;
}

struct registry *open_ledger(struct command_context *c, const char *folder)
{
	struct progress progress;
	struct registry_options options = {
		.state_copy = state_of(c, folder),
		.passed_over = show_passed_over,
		.passed_over_ctx = c,
		.progress = progress_show,
		.progress_ctx = &progress,
	};
	struct registry *r;
	struct error err;

	progress_start(&progress, NULL);
	r = registry_open(folder, &options, &err);
	progress_end(&progress);
	if (!r)
		command_error(c, folder, NULL, 0, &err);
	return r;
}

struct registry *open_by_options(
	struct command_context *c, int argc, char **argv, int operands, int *status)
{
	const char *folder = NULL;
	struct registry *r;
	bool known = true;
	int option;

	while ((option = command_option(c, argc, argv)) != -1) {
		if (option == 'l')
			folder = optarg;
		else if (option == 'S')
			c->state = optarg;
		else
			known = false;
	}
	if (!known || !folder || argc - optind != operands) {
		*status = command_usage(c, argv[0], NULL);
		return NULL;
	}
	r = open_ledger(c, folder);
	*status = r ? EXIT_DONE : EXIT_CANNOT;
	return r;
}

struct wanted_project {
	const char *digits; /* what its hash begins with */
	struct record_project *out;
};

static int take_project(void *ctx, const struct record *record, struct error *err)
{
	const struct wanted_project *wanted = ctx;
	char hex[DIGEST_HEX_SIZE];

	(void)err;
	digest_hex(&record->project.project, hex);
	if (strncmp(hex, wanted->digits, strlen(wanted->digits)) != 0)
		return 0;
	*wanted->out = record->project;
	return 1;
}

int open_project(struct command_context *c, struct registry *r, const char *name,
	struct record_project *out, struct error *err)
{
	struct wanted_project wanted = {name, out};
	struct project_code code;
	struct record project;
	int found;

	if (!project_code_parse(name, strlen(name), &code)) {
		if (strlen(name) < DIGITS_LEAST)
			return 0;
		return query_records(registry_state(r), RECORD_PROJECT, take_project, &wanted, err);
	}
	found = view_project(state_view(registry_state(r)), c->mem, &code, &project, err);
	if (found == 1)
		*out = project.project;
	return found;
}

const struct document *open_entry(struct command_context *c, struct registry *r, int64_t sequence,
	struct entry *entry, struct error *err)
{
	char text[24];
	int found = registry_entry(r, c->mem, sequence, entry, err);

	if (found == 1)
		return registry_document(c->mem, entry, err);
	snprintf(text, sizeof(text), "%" PRId64, sequence);
	if (found == 0)
		error_set(err, ERROR_CLIENT_NO_ENTRY, NULL, "", "sequence", text, NULL);
	return NULL;
}

const char *open_party_name(
	struct command_context *c, struct registry *r, const struct party_id *party)
{
	struct record record = record_new(RECORD_PARTY);
	struct error err;
	const char *name;

	record.party.party = *party;
	if (view_get(state_view(registry_state(r)), c->mem, &record, &err) != 1)
		return talloc_strdup(c->mem, party->text);
	name = c->language == LANGUAGE_ZH || !record.party.name_en[0] ? record.party.name_zh
								      : record.party.name_en;
	return talloc_strdup(c->mem, *name ? name : party->text);
}
