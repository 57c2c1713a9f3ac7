#include <getopt.h>
#include <inttypes.h>
#include <string.h>

#include <talloc.h>

#include "ccer/command.h"
#include "ccer/http.h"

enum { COLUMNS_MAX = 9, PAGES_MAX = 1000 };

/* A list of the API and the members shown of each node, with their widths. */
struct list_row {
	const char *name, *path;
	struct {
		const char *member;
		int width;
	} columns[COLUMNS_MAX];
};

static const struct list_row lists[] = {
	{"projects", "/v1/projects",
		{{"code", 9}, {"status", 24}, {"methodology", 17}, {"owner", 20}, {"expected", 10},
			{"name_zh", 0}}},
	{"notices", "/v1/notices",
		{{"first_day", 12}, {"last_day", 12}, {"phase", 8}, {"of", 20}, {"comments", 9},
			{"subject", 0}}},
	{"methodologies", "/v1/methodologies",
		{{"code", 17}, {"status", 13}, {"from", 12}, {"crediting_years_max", 4},
			{"name_zh", 0}}},
	{"units", "/v1/units",
		{{"project", 9}, {"vintage", 6}, {"batch", 4}, {"first", 10}, {"last", 10},
			{"quantity", 10}, {"status", 0}}},
	{"retirements", "/v1/retirements",
		{{"at", 26}, {"purpose", 17}, {"quantity", 10}, {"document", 0}}},
	{"offset-records", "/v1/offset-records",
		{{"year", 6}, {"quantity", 10}, {"used", 10}, {"status", 11}, {"record", 0}}},
	{"duties", "/v1/duties", {{"deadline", 12}, {"duty", 34}, {"code", 9}, {"subject", 0}}},
	{"parties", "/v1/parties",
		{{"party", 20}, {"type", 14}, {"province", 8}, {"name_zh", 0}}},
	{"entries", "/v1/entries",
		{{"sequence", 9}, {"time", 26}, {"kind", 34}, {"document", 0}}},
};

struct listing {
	const struct list_row *row;
	const char *server, *project;
	bool json;
};

static void show_value(const json_t *value, int width)
{
	char number[24];

	if (json_is_string(value)) {
		command_pad(stdout, json_string_value(value), width);
		return;
	}
	if (json_is_integer(value))
		snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT,
			json_integer_value(value));
	else
		snprintf(number, sizeof(number), "%s",
			json_is_true(value) ? "true" : json_is_false(value) ? "false" : "-");
	command_pad(stdout, number, width);
}

static void show_node(const struct list_row *row, const json_t *node)
{
	for (size_t i = 0; i < COLUMNS_MAX && row->columns[i].member; i++) {
		show_value(json_object_get(node, row->columns[i].member), row->columns[i].width);
		putchar(' ');
	}
	putchar('\n');
}

static void show_head(const struct list_row *row)
{
	for (size_t i = 0; i < COLUMNS_MAX && row->columns[i].member; i++) {
		command_pad(stdout, row->columns[i].member, row->columns[i].width);
		putchar(' ');
	}
	putchar('\n');
}

/* One page; *after is the cursor of the next, NULL at the end. */
static int page(struct command_context *c, const struct listing *l, const char **after,
	struct error *err)
{
	const char *project = l->project ? talloc_asprintf(c->mem, "project=%s", l->project) : "";
	const char *cursor = *after ? talloc_asprintf(c->mem, "after=%s", *after) : "";
	const char *path = talloc_asprintf(c->mem, "%s%s%s%s%s", l->row->path,
		*project || *cursor ? "?" : "", project, *project && *cursor ? "&" : "", cursor);
	json_t *answer, *node;
	const json_t *info;
	size_t i;

	if (!project || !cursor || !path)
		return error_no_memory(err);
	answer = http_get_json(c, l->server, path, err);
	if (!answer)
		return -1;
	json_array_foreach(json_object_get(answer, "nodes"), i, node) {
		if (!l->json) {
			show_node(l->row, node);
			continue;
		}
		json_dumpf(node, stdout, JSON_COMPACT);
		putchar('\n');
	}
	info = json_object_get(answer, "page_info");
	*after = json_is_true(json_object_get(info, "has_next_page"))
		? talloc_strdup(
			  c->mem, json_string_value(json_object_get(info, "end_cursor")))
		: NULL;
	json_decref(answer);
	return 0;
}

static int show(struct command_context *c, const struct listing *l)
{
	const char *after = NULL;
	struct error err;

	if (!l->json)
		show_head(l->row);
	for (int i = 0; i < PAGES_MAX; i++) {
		if (page(c, l, &after, &err) < 0)
			return command_error(c, NULL, NULL, 0, &err);
		if (!after)
			break;
	}
	return EXIT_DONE;
}

int cmd_list(struct command_context *c, int argc, char **argv)
{
	static const struct option options[] = {{"server", required_argument, NULL, 's'},
		{"project", required_argument, NULL, 'p'}, {"json", no_argument, NULL, 'j'}, {0}};
	struct listing l = {0};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 's')
			l.server = optarg;
		else if (option == 'p')
			l.project = optarg;
		else if (option == 'j')
			l.json = true;
		else
			return command_usage(c, "list", NULL);
	}
	if (argc - optind != 1 || !l.server)
		return command_usage(c, "list", NULL);
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		if (strcmp(lists[i].name, argv[optind]) == 0)
			l.row = &lists[i];
	if (!l.row)
		return command_usage(c, "list", argv[optind]);
	return show(c, &l);
}
