/*
 * The written forms of an offset-use record. YAML and JSON come from one list of
 * members through one set of functions, so that they cannot drift apart.
 */
#include "export/offset_record.h"

#include <string.h>

#include <jansson.h>
#include <talloc.h>

#include "yaml/yaml.h"

enum { SIGNED_MAX = 4 * 1024 * 1024 };

/* Either a YAML writer or the JSON objects that are open, innermost last. */
struct tree_writer {
	struct yaml_writer *yaml;
	json_t *open[4];
	int depth;
	bool failed;
};

static void tree_auto(struct tree_writer *w)
{
	json_decref(w->open[0]);
}

/* Sets a value into the innermost object or array, which takes it over. */
static void json_put(struct tree_writer *w, const char *key, json_t *value)
{
	json_t *top = w->open[w->depth - 1];

	if (key ? json_object_set_new(top, key, value) : json_array_append_new(top, value))
		w->failed = true;
}

static void write_text(struct tree_writer *w, const char *key, const char *text)
{
	if (w->yaml)
		yaml_write_scalar(w->yaml, key, text);
	else
		json_put(w, key, json_string(text));
}

static void write_integer(struct tree_writer *w, const char *key, int64_t value)
{
	if (w->yaml)
		yaml_write_integer(w->yaml, key, value);
	else
		json_put(w, key, json_integer(value));
}

static void write_flag(struct tree_writer *w, const char *key, bool flag)
{
	if (w->yaml)
		yaml_write_boolean(w->yaml, key, flag);
	else
		json_put(w, key, json_boolean(flag));
}

static void write_tonnes(struct tree_writer *w, const char *key, struct tonnes quantity)
{
	write_integer(w, key, tonnes_count(quantity));
}

static void write_instant(struct tree_writer *w, const char *key, struct instant at)
{
	char text[INSTANT_TEXT_SIZE];

	if (!instant_is_none(at))
		write_text(w, key, instant_text(at, text));
}

static void open_node(struct tree_writer *w, const char *key, bool sequence)
{
	json_t *node;

	if (w->yaml) {
		if (sequence)
			yaml_open_sequence(w->yaml, key);
		else
			yaml_open_mapping(w->yaml, key);
		return;
	}
	node = sequence ? json_array() : json_object();
	if (!node)
		w->failed = true;
	if (w->depth)
		json_put(w, key, node);
	w->open[w->depth] = w->failed ? NULL : node;
	w->depth++;
}

static void close_node(struct tree_writer *w)
{
	if (w->yaml)
		yaml_close(w->yaml);
	else
		w->depth--;
}

static void write_line(struct tree_writer *w, const struct offset_line *line)
{
	open_node(w, NULL, false);
	write_text(w, "project_code", line->project.text);
	write_text(w, "project_name", line->project_name);
	write_text(w, "project_type", line->project_type);
	write_text(w, "methodology", line->methodology.text);
	write_integer(w, "vintage", line->vintage);
	write_integer(w, "batch_no", line->batch);
	write_integer(w, "serial_first", line->first);
	write_integer(w, "serial_last", line->last);
	write_integer(w, "quantity", line->last - line->first + 1);
	close_node(w);
}

static void write_decision(struct tree_writer *w, const struct record_offset *offset)
{
	char day[DAY_TEXT_SIZE];

	if (!offset->province.text[0])
		return;
	open_node(w, "province_decision", false);
	write_text(w, "by", offset->province.text);
	if (!day_is_none(offset->province_on))
		write_text(w, "on", day_text(offset->province_on, day));
	write_text(w, "document", offset->province_document);
	close_node(w);
}

static void write_source(struct tree_writer *w, const struct export_about *about)
{
	write_text(w, "ledger", about->ledger);
	if (!about->root[0])
		return;
	open_node(w, "checkpoint", false);
	write_integer(w, "size", about->size);
	write_text(w, "root", about->root);
	close_node(w);
}

static void write_record(struct tree_writer *w, const struct offset_record *o)
{
	const struct record_offset *offset = &o->offset;
	char hex[DIGEST_HEX_SIZE];

	open_node(w, NULL, false);
	write_text(w, "export", "offset-record");
	write_text(w, "record_id", digest_hex(&offset->record, hex));
	write_integer(w, "schema_version", OFFSET_RECORD_SCHEMA);
	write_integer(w, "compliance_year", offset->year);
	write_text(w, "kee_name", o->entity_name);
	write_text(w, "kee_uscc", offset->entity.text);
	write_text(w, "province_code", o->province);
	write_text(w, "ccer_account", offset->account.text);
	write_text(w, "cea_account", offset->cea_account);
	if (offset->entrusted_by.text[0])
		write_text(w, "entrusted_by", offset->entrusted_by.text);
	write_tonnes(w, "allowance_due", o->obligation.due);
	write_tonnes(w, "cap", o->obligation.limit);
	open_node(w, "lines", true);
	for (size_t i = 0; i < o->lines_n; i++)
		write_line(w, &o->lines[i]);
	close_node(w);
	write_tonnes(w, "total", offset->quantity);
	write_instant(w, "frozen_at", offset->frozen_at);
	write_text(w, "state", word_text(WORDS_OFFSET_STATUS, (int)offset->status));
	write_flag(w, "over_limit", offset->over_limit);
	write_tonnes(w, "used", offset->used);
	write_instant(w, "received_at", offset->received_at);
	write_decision(w, offset);
	write_instant(w, "answered_at", offset->answered_at);
	write_source(w, &o->about);
	close_node(w);
}

int offset_record_yaml(const struct offset_record *o, const struct secret_key *key,
	struct buffer *out, struct error *err)
{
	size_t from = out->size;
	struct yaml_writer yaml;
	struct tree_writer w = {.yaml = &yaml};

	yaml_writer_init(&yaml, out);
	write_record(&w, o);
	if (buffer_ok(out, err))
		return -1;
	return key ? export_sign(&o->about, key, from, out, err) : 0;
}

static int add_bytes(const char *bytes, size_t size, void *out)
{
	buffer_add(out, bytes, size);
	return 0;
}

/* The record as it is signed, and its signature, as members beside those of the record. */
static int put_signed(struct tree_writer *w, const struct offset_record *o,
	const struct secret_key *key, struct error *err)
{
	AUTO_MEMORY struct buffer *yaml = buffer_new(NULL, SIGNED_MAX);
	AUTO_MEMORY struct buffer *armour = buffer_new(NULL, SSHSIG_ARMOUR_MAX);

	if (!yaml || !armour)
		return error_no_memory(err);
	if (offset_record_yaml(o, NULL, yaml, err) ||
		export_armour(&o->about, key, yaml->bytes, yaml->size, armour, err))
		return -1;
	if (json_object_set_new(w->open[0], "signed", json_string(yaml->bytes)) ||
		json_object_set_new(w->open[0], "signature", json_string(armour->bytes)))
		return error_no_memory(err);
	return 0;
}

int offset_record_json(const struct offset_record *o, const struct secret_key *key,
	struct buffer *out, struct error *err)
{
	AUTO(tree_auto) struct tree_writer w = {0};

	write_record(&w, o);
	if (w.failed)
		return error_no_memory(err);
	if (key && put_signed(&w, o, key, err) < 0)
		return -1;
	if (json_dump_callback(w.open[0], add_bytes, out, JSON_INDENT(2)))
		return error_no_memory(err);
	return buffer_ok(out, err);
}

/* --- CSV: one row for each line, what belongs to the record on every row --- */

static const char *const csv_columns[] = {"record_id", "schema_version", "compliance_year",
	"kee_name", "kee_uscc", "province_code", "ccer_account", "cea_account", "entrusted_by",
	"allowance_due", "cap", "project_code", "project_name", "project_type", "methodology",
	"vintage", "batch_no", "serial_first", "serial_last", "quantity", "total", "frozen_at",
	"state", "over_limit", "used", "received_at", "province_by", "province_on",
	"province_document", "answered_at", "ledger", "checkpoint_size", "checkpoint_root"};

static void csv_tonnes(struct csv_writer *w, struct tonnes quantity)
{
	csv_integer(w, tonnes_count(quantity));
}

static void csv_instant(struct csv_writer *w, struct instant at)
{
	char text[INSTANT_TEXT_SIZE];

	csv_text(w, instant_is_none(at) ? "" : instant_text(at, text));
}

static void csv_line(struct csv_writer *w, const struct offset_line *line)
{
	csv_text(w, line->project.text);
	csv_text(w, line->project_name);
	csv_text(w, line->project_type);
	csv_text(w, line->methodology.text);
	csv_integer(w, line->vintage);
	csv_integer(w, line->batch);
	csv_integer(w, line->first);
	csv_integer(w, line->last);
	csv_integer(w, line->last - line->first + 1);
}

static void csv_row(
	struct csv_writer *w, const struct offset_record *o, const struct offset_line *line)
{
	const struct record_offset *offset = &o->offset;
	char hex[DIGEST_HEX_SIZE], day[DAY_TEXT_SIZE];

	csv_text(w, digest_hex(&offset->record, hex));
	csv_integer(w, OFFSET_RECORD_SCHEMA);
	csv_integer(w, offset->year);
	csv_text(w, o->entity_name);
	csv_text(w, offset->entity.text);
	csv_text(w, o->province);
	csv_text(w, offset->account.text);
	csv_text(w, offset->cea_account);
	csv_text(w, offset->entrusted_by.text);
	csv_tonnes(w, o->obligation.due);
	csv_tonnes(w, o->obligation.limit);
	csv_line(w, line);
	csv_tonnes(w, offset->quantity);
	csv_instant(w, offset->frozen_at);
	csv_text(w, word_text(WORDS_OFFSET_STATUS, (int)offset->status));
	csv_text(w, offset->over_limit ? "true" : "false");
	csv_tonnes(w, offset->used);
	csv_instant(w, offset->received_at);
	csv_text(w, offset->province.text);
	csv_day(w, day_is_none(offset->province_on) ? "" : day_text(offset->province_on, day));
	csv_text(w, offset->province_document);
	csv_instant(w, offset->answered_at);
	csv_text(w, o->about.ledger);
	if (o->about.root[0])
		csv_integer(w, o->about.size);
	else
		csv_text(w, "");
	csv_text(w, o->about.root);
	csv_end_row(w);
}

static void offset_record_csv(const struct offset_record *o, struct csv_writer *w)
{
	for (size_t i = 0; i < o->lines_n; i++)
		csv_row(w, o, &o->lines[i]);
}

/* --- several records --- */

void offset_list_begin(struct offset_list *l)
{
	l->n = 0;
	if (l->form == OFFSET_CSV)
		csv_begin(&l->csv, csv_columns, COUNT_OF(csv_columns));
	else if (l->form == OFFSET_JSON)
		buffer_add_text(l->csv.out, "[");
}

int offset_list_add(struct offset_list *l, const struct offset_record *o, struct error *err)
{
	struct buffer *out = l->csv.out;
	bool first = l->n++ == 0;

	switch (l->form) {
	case OFFSET_YAML:
		if (!first)
			buffer_add_text(out, "---\n");
		return offset_record_yaml(o, l->key, out, err);
	case OFFSET_JSON:
		buffer_add_text(out, first ? "\n" : ",\n");
		return offset_record_json(o, l->key, out, err);
	case OFFSET_CSV:
		offset_record_csv(o, &l->csv);
		return buffer_ok(out, err);
	}
	return 0;
}

int offset_list_end(struct offset_list *l, struct error *err)
{
	if (l->form == OFFSET_JSON)
		buffer_add_text(l->csv.out, l->n ? "\n]\n" : "]\n");
	return buffer_ok(l->csv.out, err);
}
