/*
 * ccer status: how a project or a document stands, as a server tells it.
 */
#include <getopt.h>
#include <inttypes.h>
#include <string.h>

#include <talloc.h>

#include "base/digest.h"
#include "ccer/options.h"
#include "ccer/server/served.h"
#include "ccer/server/warned.h"
#include "ccer/visible.h"
#include "domain/spoken.h"

/* Members of a project, a report and a year's reductions, as the API names them. */
static const struct {
	const char *member, *zh;
} labels[] = {
	{"project", "项目设计文件"},
	{"code", "项目编号"},
	{"status", "状态"},
	{"methodology", "方法学"},
	{"owner", "项目业主"},
	{"vvb", "审定与核查机构"},
	{"name_zh", "名称"},
	{"province", "行政区划"},
	{"grid", "电网"},
	{"construction_start", "开工日"},
	{"crediting_first", "计入期首日"},
	{"crediting_last", "计入期末日"},
	{"designed_at", "设计文件提交时间"},
	{"requested_at", "申请登记时间"},
	{"decided_at", "登记决定时间"},
	{"validation", "审定报告"},
	{"request", "登记申请"},
	{"text", "现行文本"},
	{"withdrawal", "撤回申请"},
	{"withdrawn_at", "撤回申请时间"},
	{"ended_by", "使其终止的文件"},
	{"expected", "预计减排量"},
	{"under_allowance_management", "纳入配额管理"},
	{"report", "减排量核算报告"},
	{"batch", "批次"},
	{"first", "首日"},
	{"last", "末日"},
	{"claimed", "申报量"},
	{"calculated", "登记系统计算量"},
	{"verified", "核查量"},
	{"verification", "核查报告"},
	{"issuance_request", "签发申请"},
	{"submitted_at", "提交时间"},
	{"beside", "一并公示的文件"},
	{"document", "文件"},
	{"kind", "文件种类"},
	{"sequence", "序号"},
	{"reductions", "各年减排量"},
	{"year", "年份"},
	{"registered", "已登记"},
	{"issued", "已签发"},
};

static const char *label_of(const struct command_context *c, const char *member)
{
	for (size_t i = 0; c->language == LANGUAGE_ZH && i < COUNT_OF(labels); i++)
		if (strcmp(labels[i].member, member) == 0)
			return labels[i].zh;
	return member;
}

static const char *status_word(
	const struct command_context *c, enum word_list statuses, const char *text)
{
	int value = word_value(statuses, text, strlen(text));

	return value ? command_word(c, statuses, value) : text;
}

static void show_value(const struct command_context *c, const char *key, const json_t *value)
{
	char said[SPOKEN_SIZE];

	if (json_is_string(value))
		fputs(visible_line(c->mem,
			      spoken_value(key, json_string_value(value), c->language, said)),
			stdout);
	else if (json_is_boolean(value))
		fputs(json_is_true(value) ? command_text(c, "是", "true")
					  : command_text(c, "否", "false"),
			stdout);
	else
		json_dumpf(value, stdout, JSON_COMPACT | JSON_ENCODE_ANY);
}

/* Rows of a list, their members one after the other. */
static void show_rows(const struct command_context *c, const json_t *rows)
{
	const char *key;
	json_t *row, *value;
	size_t i;

	json_array_foreach((json_t *)rows, i, row)
	{
		const char *between = "\n  ";

		json_object_foreach(row, key, value)
		{
			printf("%s%s ", between, label_of(c, key));
			show_value(c, key, value);
			between = command_text(c, "，", ", ");
		}
	}
}

/* Prints an object's members, one line each; `statuses` are the words of its status. */
static void show_members(
	const struct command_context *c, enum word_list statuses, const json_t *object)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value)
	{
		if (json_is_null(value) ||
			(c->language == LANGUAGE_ZH && strcmp(key, "name_en") == 0))
			continue;
		if (strcmp(key, "warnings") == 0 || strcmp(key, "verification_warnings") == 0) {
			warned_list(c, value);
			continue;
		}
		command_pad(stdout, label_of(c, key), 28);
		if (json_is_array(value))
			show_rows(c, value);
		else if (strcmp(key, "status") == 0 && json_is_string(value))
			fputs(visible_line(
				      c->mem, status_word(c, statuses, json_string_value(value))),
				stdout);
		else
			show_value(c, key, value);
		putchar('\n');
	}
}

static int show_project(struct command_context *c, struct served *ledger, const char *name)
{
	const char *escaped = http_escape(c->mem, name);
	const char *path = escaped ? talloc_asprintf(c->mem, "/v1/projects/%s", escaped) : NULL;
	struct error err;
	json_t *answer, *report;
	size_t i;

	if (!path)
		error_no_memory(&err);
	answer = path ? http_get_json(c, ledger->server, path, &err) : NULL;
	if (!answer || served_answer(c, ledger, answer, &err) < 0) {
		json_decref(answer);
		return command_error(c, NULL, NULL, 0, &err);
	}
	show_members(c, WORDS_PROJECT_STATUS, json_object_get(answer, "project"));
	warned_list(c, json_object_get(answer, "warnings"));
	json_array_foreach(json_object_get(answer, "reports"), i, report)
	{
		printf("\n%s %" JSON_INTEGER_FORMAT "\n",
			command_text(c, "减排量核算报告，批次", "accounting report"),
			json_integer_value(json_object_get(report, "batch")));
		show_members(c, WORDS_REPORT_STATUS, report);
	}
	json_decref(answer);
	return EXIT_DONE;
}

/* A document's receipt proves that it is sealed, and where. */
static int show_document(struct command_context *c, struct served *ledger, const char *name,
	const struct digest *hash)
{
	const char *path = talloc_asprintf(c->mem, "/v1/documents/%s/receipt", name);
	char time[INSTANT_TEXT_SIZE];
	struct http_answer reply;
	struct leaf leaf;
	struct error err;
	json_t *answer;

	if (http_ask(c, ledger->server, path, NULL, 0, &reply, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	if (reply.status != 200)
		return http_show_problem(c, ledger->server, name, NULL, 0, &reply);
	if (served_proves(c, ledger, reply.body, reply.size, hash, &leaf, &err) < 0) {
		command_error(c, name, NULL, 0, &err);
		return EXIT_CANNOT;
	}
	printf("%s %" PRId64 "  %s\n%s\n\n%s", command_text(c, "已封存为第", "sealed as entry"),
		leaf.sequence, instant_text(leaf.time, time),
		command_text(c, "回执：", "its receipt:"), reply.body);
	path = talloc_asprintf(c->mem, "/v1/documents/%s/warnings", name);
	answer = path ? http_get_json(c, ledger->server, path, &err) : NULL;
	/* Of a document that not everybody may see nothing is told. */
	if (answer)
		warned_list(c, json_object_get(answer, "warnings"));
	json_decref(answer);
	return EXIT_DONE;
}

/* A hash may be that of a design or of any document: 1 if no project is known by it. */
static int no_such_project(
	struct command_context *c, const char *server, const char *hash, struct error *err)
{
	const char *path = talloc_asprintf(c->mem, "/v1/projects/%s", hash);
	struct http_answer reply;

	if (http_ask(c, server, path, NULL, 0, &reply, err) < 0)
		return -1;
	return reply.status == 404;
}

int cmd_status(struct command_context *c, int argc, char **argv)
{
	struct served ledger = {.server = command_server()};
	const char *name;
	struct digest hash;
	struct error err;
	int option, none = 0;

	while ((option = command_option(c, argc, argv)) != -1) {
		if (option == 's')
			ledger.server = optarg;
		else if (option == 'k')
			ledger.given_key = optarg;
		else
			return command_usage(c, "status", NULL);
	}
	if (argc - optind != 1 || !ledger.server)
		return command_usage(c, "status", NULL);
	name = argv[optind];
	if (served_open(c, &ledger, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	if (digest_parse(name, strlen(name), &hash))
		none = no_such_project(c, ledger.server, name, &err);
	if (none < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return none ? show_document(c, &ledger, name, &hash) : show_project(c, &ledger, name);
}
