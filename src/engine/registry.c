#include "engine/registry.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "engine/internal.h"
#include "ledger/lookup.h"
#include "rules/deadline.h"

static int registry_destroy(struct registry *r)
{
	state_free(r->state);
	ledger_free(r->ledger);
	return 0;
}

void registry_adopt(struct registry *r)
{
	talloc_set_destructor(r, registry_destroy);
}

void registry_free(struct registry *r)
{
	talloc_free(r);
}

const struct record_registry *registry_about(const struct registry *r)
{
	return &r->about;
}

const char *registry_ledger_id(const struct registry *r)
{
	return r->ledger_id;
}

struct state *registry_state(struct registry *r)
{
	return r->state;
}

struct ledger *registry_ledger(struct registry *r)
{
	return r->ledger;
}

struct instant registry_last_time(const struct registry *r)
{
	return r->head.last_time;
}

struct instant registry_seal_time(const struct registry *r, struct instant now)
{
	struct instant at = r->about.clock == CLOCK_SIMULATED ? r->about.now : now;

	return at.ms > r->head.last_time.ms ? at : r->head.last_time;
}

struct instant registry_document_time(
	const struct registry *r, const struct document *d, struct instant now)
{
	if (d->kind == KIND_CLOCK && r->about.clock == CLOCK_SIMULATED)
		return d->clock->instant;
	return registry_seal_time(r, now);
}

int registry_reload(struct registry *r, struct error *err)
{
	if (state_head(r->state, &r->head, err) < 0)
		return -1;
	return registry_refresh(r, state_view(r->state), err);
}

void registry_id_of(const struct record_registry *about, char out[LEDGER_ID_SIZE])
{
	char hex[DIGEST_HEX_SIZE];

	digest_hex(&about->genesis, hex);
	snprintf(out, LEDGER_ID_SIZE, "%s/%.32s", about->name, hex);
}

int registry_refresh(struct registry *r, const struct view *view, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct record about = record_new(RECORD_REGISTRY);
	int found;

	about.registry.only = 1;
	found = view_get(view, mem, &about, err);
	if (found < 0)
		return -1;
	if (found == 0)
		return error_set(err, ERROR_REGISTRY_EMPTY, NULL, "", NULL);
	r->about = about.registry;
	registry_id_of(&r->about, r->ledger_id);
	return 0;
}

struct document *registry_document(void *mem, const struct entry *e, struct error *err)
{
	struct buffer *file = buffer_new(mem, LIMIT_SUBMISSION);
	struct document *d;

	if (!file) {
		error_no_memory(err);
		return NULL;
	}
	if (entry_whole(e, err) < 0)
		return NULL;
	entry_file(e, file);
	if (buffer_ok(file, err) < 0)
		return NULL;
	d = document_read(mem, file->bytes, file->size, false, err);
	talloc_free(file);
	if (!d || document_decode(d, err) < 0)
		return NULL;
	return d;
}

int registry_notice_last_day(
	struct registry *r, const struct record_notice *notice, struct day *out, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);

	return deadline_notice(mem, state_view(r->state), notice->first_day, out, err);
}

int registry_duty_last_day(
	struct registry *r, struct instant since, struct day *out, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);

	return deadline_duty(mem, state_view(r->state), since, out, err);
}

int registry_entry(
	struct registry *r, void *mem, int64_t sequence, struct entry *out, struct error *err)
{
	struct state_entry at;
	struct page page;
	char path[PAGE_PATH_SIZE];
	int found = state_entry_at(r->state, sequence, &at, err);

	if (found <= 0)
		return found;
	found = ledger_page_read(r->ledger, mem, at.page, &page, err);
	if (found < 0)
		return -1;
	if (found == 0 || page.n != (size_t)at.page_entries)
		return error_set(
			err, ERROR_REPLAY_PAGE, NULL, "", "path", page_path(at.page, path), NULL);
	*out = page.entries[sequence - at.page_first];
	return entry_whole(out, err) < 0 ? -1 : 1;
}
