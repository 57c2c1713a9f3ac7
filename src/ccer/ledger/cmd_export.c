/*
 * ccer export: offset-use records and statistics of a ledger, written out for other
 * systems, signed on request.
 */
#include <getopt.h>
#include <string.h>

#include <sodium.h>
#include <talloc.h>

#include "base/number.h"
#include "ccer/command.h"
#include "ccer/open.h"
#include "ccer/options.h"
#include "export/offset_record.h"
#include "export/statistics.h"

enum { EXPORT_MAX = 64 * 1024 * 1024 };

struct exporting {
	const char *folder, *format, *key_file, *out_file;
	enum statistics_by by;
	int64_t year; /* 0: every year */
	struct registry *r;
	struct buffer *out;
	struct offset_list list;
};

static int read_one(struct exporting *x, const struct digest *record,
	int (*write)(struct exporting *x, const struct offset_record *o, struct error *err),
	struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct offset_record *o;
	int found = offset_record_read(registry_state(x->r), mem, record, &o, err);

	if (found != 1)
		return found;
	return write(x, o, err) < 0 ? -1 : 1;
}

static int add_to_list(struct exporting *x, const struct offset_record *o, struct error *err)
{
	return offset_list_add(&x->list, o, err);
}

/* A record asked for by its hash is no list: one object. */
static int write_alone(struct exporting *x, const struct offset_record *o, struct error *err)
{
	if (x->list.form != OFFSET_JSON)
		return offset_list_add(&x->list, o, err);
	if (offset_record_json(o, x->list.key, x->out, err) < 0)
		return -1;
	buffer_add_text(x->out, "\n");
	return 0;
}

static int each_record(void *ctx, const struct record *record, struct error *err)
{
	struct exporting *x = ctx;

	if (x->year && record->offset.year != x->year)
		return 0;
	return read_one(x, &record->offset.record, add_to_list, err) < 0 ? -1 : 0;
}

static int export_one(
	struct exporting *x, const char *name, const struct digest *record, struct error *err)
{
	int found;

	if (x->list.form == OFFSET_CSV)
		offset_list_begin(&x->list);
	found = read_one(x, record, write_alone, err);
	return found == 0 ? error_set(err, ERROR_CLIENT_NO_RECORD, NULL, "", "record", name, NULL)
			  : found;
}

static int export_list(struct exporting *x, struct error *err)
{
	offset_list_begin(&x->list);
	if (query_records(registry_state(x->r), RECORD_OFFSET, each_record, x, err) < 0)
		return -1;
	return offset_list_end(&x->list, err);
}

/* NAME is a record's hash, NULL for all of them. */
static int export_records(struct command_context *c, struct exporting *x, const char *name)
{
	struct digest record;
	struct error err;

	if (name && !digest_parse(name, strlen(name), &record))
		return command_usage(c, "export",
			command_text(c, "SHA256 应为 64 位十六进制数字",
				"SHA256 is 64 hexadecimal digits"));
	if (x->list.key && x->list.form == OFFSET_CSV)
		return command_usage(c, "export",
			command_text(c, "CSV 格式不带签名", "CSV carries no signature"));
	if ((name ? export_one(x, name, &record, &err) : export_list(x, &err)) < 0 ||
		buffer_ok(x->out, &err) < 0 ||
		command_write(x->out_file, x->out->bytes, x->out->size, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}

/* A reader has no checkpoint over the last page, but it has the tree. */
static int name_the_tree(struct registry *r, struct export_about *about, struct error *err)
{
	struct checkpoint tree;

	if (registry_tree(r, &tree, err) < 0)
		return -1;
	about->size = tree.size;
	sodium_bin2base64(about->root, sizeof(about->root), tree.root.bytes, DIGEST_SIZE,
		sodium_base64_VARIANT_ORIGINAL);
	return 0;
}

/* Statistics are not signed: they name the tree that they are of. */
static int export_statistics(struct command_context *c, struct exporting *x)
{
	struct statistics *all;
	struct error err;
	int result;

	if (x->by == STATISTICS_NONE || x->list.form == OFFSET_YAML || x->list.key || x->year)
		return command_usage(c, "export",
			command_text(c,
				"统计须有 --by project|vintage|methodology|province 和 --format "
				"json|csv|csv-excel",
				"statistics take --by project|vintage|methodology|province and "
				"--format json|csv|csv-excel"));
	result = statistics_read(registry_state(x->r), c->mem, x->by, &all, &err);
	if (result == 0)
		result = name_the_tree(x->r, &all->about, &err);
	if (result == 0)
		result = x->list.form == OFFSET_JSON
				 ? statistics_json(all, x->out, &err)
				 : statistics_csv(all, x->list.csv.form, x->out, &err);
	if (result < 0 || command_write(x->out_file, x->out->bytes, x->out->size, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}

static bool form_read(const char *text, struct offset_list *out)
{
	if (strcmp(text, "yaml") == 0)
		out->form = OFFSET_YAML;
	else if (strcmp(text, "json") == 0)
		out->form = OFFSET_JSON;
	else
		out->form = OFFSET_CSV;
	return out->form != OFFSET_CSV || csv_form_parse(text, &out->csv.form);
}

static int options_read(struct command_context *c, int argc, char **argv, struct exporting *x)
{
	int option;

	while ((option = command_option(c, argc, argv)) != -1) {
		if (option == 'l')
			x->folder = optarg;
		else if (option == 'f')
			x->format = optarg;
		else if (option == 'S')
			c->state = optarg;
		else if (option == 'k')
			x->key_file = optarg;
		else if (option == 'b')
			x->by = statistics_by_named(optarg);
		else if (option == 'o')
			x->out_file = optarg;
		else if (option == 'y' &&
			 integer_parse(optarg, strlen(optarg), 1, YEAR_LAST, &x->year))
			;
		else
			return command_usage(c, "export", NULL);
	}
	if (!x->folder || !x->format || !form_read(x->format, &x->list))
		return command_usage(c, "export",
			command_text(c, "须给出 --ledger 和 --format yaml|json|csv|csv-excel",
				"--ledger and --format yaml|json|csv|csv-excel are needed"));
	return EXIT_DONE;
}

int cmd_export(struct command_context *c, int argc, char **argv)
{
	struct exporting x = {.out_file = "-", .out = buffer_new(c->mem, EXPORT_MAX)};
	int status = options_read(c, argc, argv, &x), words = argc - optind;
	bool one = words == 2 && strcmp(argv[optind], "offset-record") == 0;
	bool all = words == 1 && strcmp(argv[optind], "offset-records") == 0;
	bool statistics = words == 1 && strcmp(argv[optind], "statistics") == 0;
	struct error err;

	if (status != EXIT_DONE)
		return status;
	if (!x.out || (!one && !all && !statistics))
		return command_usage(c, "export", NULL);
	AUTO(secret_key_auto)
	struct secret_key *key = x.key_file ? secret_key_read(NULL, x.key_file, &err) : NULL;

	if (x.key_file && !key)
		return command_error(c, x.key_file, NULL, 0, &err);
	AUTO(registry_auto) struct registry *r = open_ledger(c, x.folder);

	if (!r)
		return EXIT_CANNOT;
	x.list.key = key;
	x.list.csv.out = x.out;
	x.r = r;
	if (statistics)
		return export_statistics(c, &x);
	return export_records(c, &x, one ? argv[optind + 1] : NULL);
}
