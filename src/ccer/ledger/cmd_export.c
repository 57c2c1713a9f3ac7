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
	const struct secret_key *key;
	struct registry *r;
	struct buffer *out;
	size_t n;
};

static int write_one(struct exporting *x, const struct digest *record, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct offset_record *o;
	int found = offset_record_read(registry_state(x->r), mem, record, &o, err);

	if (found != 1)
		return found;
	x->n++;
	if (strcmp(x->format, "yaml") == 0)
		return offset_record_yaml(o, x->key, x->out, err) < 0 ? -1 : 1;
	if (strcmp(x->format, "json") == 0)
		return offset_record_json(o, x->out, err) < 0 ? -1 : 1;
	if (x->n == 1)
		offset_record_csv_header(x->out);
	return offset_record_csv(o, x->out, err) < 0 ? -1 : 1;
}

static int each_record(void *ctx, const struct record *record, struct error *err)
{
	struct exporting *x = ctx;

	if (x->year && record->offset.year != x->year)
		return 0;
	return write_one(x, &record->offset.record, err) < 0 ? -1 : 0;
}

static int export_all(struct command_context *c, struct exporting *x, const char *name)
{
	struct digest record;
	struct error err;
	int result;

	if (name) {
		if (!digest_parse(name, strlen(name), &record))
			return command_usage(c, "export", "SHA256 is 64 hexadecimal digits");
		result = write_one(x, &record, &err);
		if (result == 0)
			result = error_set(
				&err, ERROR_CLIENT_NO_RECORD, NULL, "", "record", name, NULL);
	} else {
		result = query_records(registry_state(x->r), RECORD_OFFSET, each_record, x, &err);
	}
	if (result < 0 || buffer_ok(x->out, &err) < 0 ||
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

/* JSON and CSV carry no signature; only YAML is signed. */
static int export_statistics(struct command_context *c, struct exporting *x)
{
	struct statistics *all;
	struct error err;
	int result;

	if (x->by == STATISTICS_NONE || strcmp(x->format, "yaml") == 0 || x->key || x->year)
		return command_usage(c, "export",
			"statistics take --by project|vintage|methodology|province and --format "
			"json|csv");
	result = statistics_read(registry_state(x->r), c->mem, x->by, &all, &err);
	if (result == 0)
		result = name_the_tree(x->r, &all->about, &err);
	if (result == 0)
		result = strcmp(x->format, "json") == 0 ? statistics_json(all, x->out, &err)
							: statistics_csv(all, x->out, &err);
	if (result < 0 || command_write(x->out_file, x->out->bytes, x->out->size, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
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
	if (!x->folder || !x->format ||
		(strcmp(x->format, "yaml") && strcmp(x->format, "json") &&
			strcmp(x->format, "csv")))
		return command_usage(c, "export", "--ledger and --format yaml|json|csv are needed");
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
	x.key = key;
	x.r = r;
	if (statistics)
		return export_statistics(c, &x);
	return export_all(c, &x, one ? argv[optind + 1] : NULL);
}
