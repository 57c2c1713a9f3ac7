#include "ccer/open.h"

#include <inttypes.h>
#include <string.h>

#include <talloc.h>

struct registry *open_ledger(struct command_context *c, const char *folder)
{
	struct progress progress;
	struct registry_options options = {.progress = progress_show, .progress_ctx = &progress};
	struct registry *r;
	struct error err;

	progress_start(&progress, NULL);
	r = registry_open(folder, &options, &err);
	progress_end(&progress);
	if (!r)
		command_error(c, folder, NULL, 0, &err);
	return r;
}

static int matches(void *ctx, const struct record *record, struct error *err)
{
	struct record_project *wanted = ctx;
	char hex[DIGEST_HEX_SIZE];

	(void)err;
	digest_hex(&record->project.project, hex);
	if (strncmp(hex, wanted->values, strlen(wanted->values)) != 0)
		return 0;
	*wanted = record->project;
	return 1;
}

int open_project(struct command_context *c, struct registry *r, const char *name,
	struct record_project *out, struct error *err)
{
	struct record code = record_new(RECORD_PROJECT_CODE), project = record_new(RECORD_PROJECT);
	struct record_project wanted = {.values = name};
	int found;

	if (!project_code_parse(name, strlen(name), &code.project_code.code)) {
		if (strlen(name) < 8)
			return 0;
		found = query_records(registry_state(r), RECORD_PROJECT, matches, &wanted, err);
		if (found == 1)
			*out = wanted;
		return found;
	}
	found = view_get(state_view(registry_state(r)), c->mem, &code, err);
	if (found != 1)
		return found;
	project.project.project = code.project_code.project;
	found = view_get(state_view(registry_state(r)), c->mem, &project, err);
	if (found == 1)
		*out = project.project;
	return found;
}

const struct document *open_document(struct command_context *c, struct registry *r,
	int64_t sequence, struct entry *entry, struct error *err)
{
	struct buffer *file = buffer_new(c->mem, LIMIT_SUBMISSION);
	struct document *d;
	char text[24];
	int found;

	snprintf(text, sizeof(text), "%" PRId64, sequence);
	found = file ? registry_entry(r, c->mem, sequence, entry, err) : error_no_memory(err);
	if (found == 0)
		error_set(err, ERROR_CLIENT_NO_ENTRY, NULL, "", "sequence", text, NULL);
	if (found <= 0)
		return NULL;
	entry_file(entry, file);
	if (buffer_ok(file, err) < 0)
		return NULL;
	d = document_read(c->mem, file->bytes, file->size, false, err);
	return d && document_decode(d, err) == 0 ? d : NULL;
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
