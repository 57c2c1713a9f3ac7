/*
 * ccer list: what a server publishes, one table for each list; here every list is one row
 * of a table.
 */
#include <getopt.h>
#include <inttypes.h>
#include <string.h>

#include <talloc.h>

#include "base/near_word.h"
#include "ccer/options.h"
#include "ccer/server/served.h"
#include "ccer/visible.h"
#include "document/kind.h"
#include "domain/spoken.h"

enum { COLUMNS_MAX = 9, PAGES_MAX = 1000 };

/*
 * A list of the API and the members shown of each node, with their Chinese
 * headings and widths. "name" stands for name_zh or name_en.
 */
struct list_row {
	const char *name, *path;
	struct {
		const char *member, *zh;
		int width;
	} columns[COLUMNS_MAX];
};

static const struct list_row lists[] = {
	{"projects", "/v1/projects",
		{{"code", "编号", 9}, {"status", "状态", 24}, {"methodology", "方法学", 17},
			{"owner", "业主", 20}, {"expected", "预计减排量", 10},
			{"name", "名称", 0}}},
	{"notices", "/v1/notices",
		{{"first_day", "首日", 12}, {"last_day", "末日", 12}, {"phase", "阶段", 8},
			{"of", "公示内容", 20}, {"comments", "意见数", 9}, {"subject", "对象", 0}}},
	{"methodologies", "/v1/methodologies",
		{{"code", "编号", 17}, {"status", "状态", 13}, {"from", "启用日", 12},
			{"crediting_years_max", "计入期上限（年）", 19}, {"name", "名称", 0}}},
	{"units", "/v1/units",
		{{"project", "项目", 9}, {"vintage", "年份", 7}, {"batch", "批次", 5},
			{"first", "起始序号", 10}, {"last", "终止序号", 10},
			{"quantity", "数量", 10}, {"status", "状态", 0}}},
	{"retirements", "/v1/retirements",
		{{"at", "北京时间", 26}, {"purpose", "用途", 17}, {"quantity", "数量", 10},
			{"document", "文件", 0}}},
	{"offset-records", "/v1/offset-records",
		{{"year", "年度", 6}, {"quantity", "数量", 10}, {"used", "使用量", 10},
			{"status", "状态", 11}, {"record", "记录", 0}}},
	{"duties", "/v1/duties",
		{{"deadline", "期限", 12}, {"duty", "职责", 34}, {"code", "项目", 9},
			{"subject", "对象", 0}}},
	{"parties", "/v1/parties",
		{{"party", "代码", 20}, {"type", "类型", 14}, {"province", "省份", 8},
			{"roles", "角色", 16}, {"name", "名称", 0}}},
	{"entries", "/v1/entries",
		{{"sequence", "序号", 9}, {"time", "北京时间", 26}, {"kind", "文件种类", 34},
			{"document", "文件", 0}}},
};

struct listing {
	const struct list_row *row;
	struct served ledger;
	const char *project;
	bool headed;
	json_t *all; /* of --json: every node; else NULL */
};

/* The last column is neither padded nor followed by a space. */
static void show_cell(const struct command_context *c, const char *words, int width)
{
	const char *text = visible_line(c->mem, words);

	if (width == 0) {
		puts(text);
		return;
	}
	command_pad(stdout, text, width);
	putchar(' ');
}

/* A kind of document by its name, as {"kind", "of", "duty"} have it. */
static const char *kind_said(const char *member, const char *text)
{
	bool is_kind = strcmp(member, "kind") == 0 || strcmp(member, "of") == 0 ||
		       strcmp(member, "duty") == 0;
	enum kind kind = is_kind ? kind_by_name(text, strlen(text)) : KIND_NONE;

	return kind == KIND_NONE ? NULL : kind_row(kind)->zh;
}

/* A cell's text as the reader says it; in Chinese a table's times are Beijing's, as its head says.
 */
static const char *cell_said(const struct command_context *c, const char *member, const char *text,
	char said[SPOKEN_SIZE])
{
	static const char beijing[] = "北京时间 ";
	const char *out;

	if (c->language != LANGUAGE_ZH)
		return text;
	out = kind_said(member, text);
	if (out)
		return out;
	out = spoken_value(member, text, c->language, said);
	return strncmp(out, beijing, sizeof(beijing) - 1) == 0 ? out + sizeof(beijing) - 1 : out;
}

static void show_words(
	const struct command_context *c, const char *member, const json_t *words, int width)
{
	char text[SPOKEN_SIZE] = "", said[SPOKEN_SIZE];
	size_t i, used = 0;
	json_t *word;

	json_array_foreach((json_t *)words, i, word)
	{
		const char *next = json_string_value(word);

		if (next && used < sizeof(text))
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s",
				used ? command_text(c, "、", ",") : "",
				cell_said(c, member, next, said));
	}
	show_cell(c, *text ? text : "-", width);
}

static void show_value(
	const struct command_context *c, const char *member, const json_t *value, int width)
{
	char number[24], said[SPOKEN_SIZE];

	if (json_is_string(value)) {
		show_cell(c, cell_said(c, member, json_string_value(value), said), width);
		return;
	}
	if (json_is_array(value)) {
		show_words(c, member, value, width);
		return;
	}
	if (json_is_integer(value))
		snprintf(
			number, sizeof(number), "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else
		snprintf(number, sizeof(number), "%s",
			json_is_true(value)    ? command_text(c, "是", "true")
			: json_is_false(value) ? command_text(c, "否", "false")
					       : "-");
	show_cell(c, number, width);
}

/* A member of a node; a name in the language asked for, else as it was given. */
static const json_t *member_of(
	const struct command_context *c, const json_t *node, const char *member)
{
	const json_t *en = json_object_get(node, "name_en");

	if (strcmp(member, "name") != 0)
		return json_object_get(node, member);
	return c->language == LANGUAGE_EN && json_is_string(en) ? en
								: json_object_get(node, "name_zh");
}

static void show_node(
	const struct command_context *c, const struct list_row *row, const json_t *node)
{
	for (size_t i = 0; i < COLUMNS_MAX && row->columns[i].member; i++)
		show_value(c, row->columns[i].member, member_of(c, node, row->columns[i].member),
			row->columns[i].width);
}

static void show_head(const struct command_context *c, const struct list_row *row)
{
	for (size_t i = 0; i < COLUMNS_MAX && row->columns[i].member; i++)
		show_cell(c, command_text(c, row->columns[i].zh, row->columns[i].member),
			row->columns[i].width);
}

/* Shows one page; *after becomes the cursor of the next, NULL at the end. */
static int show_page(
	struct command_context *c, struct listing *l, const char **after, struct error *err)
{
	const char *named = l->project ? http_escape(c->mem, l->project) : NULL;
	const char *behind = *after ? http_escape(c->mem, *after) : NULL;
	const char *project = named ? talloc_asprintf(c->mem, "project=%s", named) : "";
	const char *cursor = behind ? talloc_asprintf(c->mem, "after=%s", behind) : "";
	const char *path = talloc_asprintf(c->mem, "%s%s%s%s%s", l->row->path,
		*project || *cursor ? "?" : "", project, *project && *cursor ? "&" : "", cursor);
	json_t *answer, *node;
	const json_t *info;
	size_t i;

	if ((l->project && !named) || (*after && !behind) || !project || !cursor || !path)
		return error_no_memory(err);
	answer = http_get_json(c, l->ledger.server, path, err);
	if (!answer || served_answer(c, &l->ledger, answer, err) < 0) {
		json_decref(answer);
		return -1;
	}
	if (!l->all && !l->headed)
		show_head(c, l->row);
	l->headed = true;
	json_array_foreach(json_object_get(answer, "nodes"), i, node)
	{
		if (l->all)
			json_array_append(l->all, node);
		else
			show_node(c, l->row, node);
	}
	info = json_object_get(answer, "page_info");
	*after = json_is_true(json_object_get(info, "has_next_page"))
			 ? talloc_strdup(
				   c->mem, json_string_value(json_object_get(info, "end_cursor")))
			 : NULL;
	json_decref(answer);
	return 0;
}

static int show_list(struct command_context *c, struct listing *l)
{
	const char *after = NULL;
	struct error err;

	if (served_open(c, &l->ledger, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	for (int i = 0; i < PAGES_MAX; i++) {
		if (show_page(c, l, &after, &err) < 0)
			return command_error(c, NULL, NULL, 0, &err);
		if (!after)
			break;
	}
	if (l->all) { /* one document, and only once it is whole */
		json_dumpf(l->all, stdout, JSON_INDENT(2));
		putchar('\n');
	}
	return EXIT_DONE;
}

static const char *list_at(const void *ctx, size_t i)
{
	(void)ctx;
	return i < COUNT_OF(lists) ? lists[i].name : NULL;
}

static int refuse_list(const struct command_context *c, const char *name)
{
	const char *near = near_word(name, list_at, NULL);

	fprintf(stderr, "ccer list: %s%s%s\n", name,
		near ? command_text(c, "；是否指 ", "; did you mean ") : "", near ? near : "");
	return command_usage(c, "list", NULL);
}

static void listing_auto(struct listing *l)
{
	json_decref(l->all);
}

int cmd_list(struct command_context *c, int argc, char **argv)
{
	AUTO(listing_auto) struct listing l = {.ledger.server = command_server()};
	int option;

	while ((option = command_option(c, argc, argv)) != -1) {
		if (option == 's')
			l.ledger.server = optarg;
		else if (option == 'k')
			l.ledger.given_key = optarg;
		else if (option == 'p')
			l.project = optarg;
		else if (option == 'j')
			l.all = l.all ? l.all : json_array();
		else
			return command_usage(c, "list", NULL);
	}
	if (argc - optind != 1 || !l.ledger.server)
		return command_usage(c, "list", NULL);
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		if (strcmp(lists[i].name, argv[optind]) == 0)
			l.row = &lists[i];
	if (!l.row)
		return refuse_list(c, argv[optind]);
	return show_list(c, &l);
}
