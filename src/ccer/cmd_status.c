#include <getopt.h>
#include <string.h>

#include <talloc.h>

#include "base/digest.h"
#include "ccer/command.h"
#include "ccer/http.h"

/* Prints an object's members a line each, nested ones by dumping them compactly. */
static void show_members(const json_t *object)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value) {
		if (json_is_null(value))
			continue;
		command_pad(stdout, key, 28);
		if (json_is_string(value))
			puts(json_string_value(value));
		else {
			json_dumpf(value, stdout, JSON_COMPACT | JSON_ENCODE_ANY);
			putchar('\n');
		}
	}
}

static int show_project(struct command_context *c, const char *server, const char *name)
{
	const char *path = talloc_asprintf(c->mem, "/v1/projects/%s", name);
	struct error err;
	json_t *answer = http_get_json(c, server, path, &err), *report;
	size_t i;

	if (!answer)
		return command_error(c, NULL, NULL, 0, &err);
	show_members(json_object_get(answer, "project"));
	json_array_foreach(json_object_get(answer, "reports"), i, report) {
		printf("\n%s %zu\n", command_text(c, "核算报告", "accounting report"), i + 1);
		show_members(report);
	}
	json_decref(answer);
	return EXIT_DONE;
}

/* A document's receipt says that it is sealed, and where. */
static int show_document(struct command_context *c, const char *server, const char *hash)
{
	const char *path = talloc_asprintf(c->mem, "/v1/documents/%s/receipt", hash);
	struct http_reply reply;
	struct error err;

	if (http_request(c, server, path, NULL, 0, &reply, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	if (reply.status != 200)
		return http_show_problem(c, hash, NULL, 0, &reply);
	printf("%s\n\n%s", command_text(c, "已封存，回执：", "sealed; its receipt:"), reply.body);
	return EXIT_DONE;
}

/* A hash may be a design's or any document's: 1 when no project goes by it. */
static int no_such_project(struct command_context *c, const char *server, const char *hash,
	struct error *err)
{
	const char *path = talloc_asprintf(c->mem, "/v1/projects/%s", hash);
	struct http_reply reply;

	if (http_request(c, server, path, NULL, 0, &reply, err) < 0)
		return -1;
	return reply.status == 404;
}

int cmd_status(struct command_context *c, int argc, char **argv)
{
	static const struct option options[] = {{"server", required_argument, NULL, 's'}, {0}};
	const char *server = NULL, *name;
	struct digest hash;
	struct error err;
	int option, none = 0;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option != 's')
			return command_usage(c, "status", NULL);
		server = optarg;
	}
	if (argc - optind != 1 || !server)
		return command_usage(c, "status", NULL);
	name = argv[optind];
	if (digest_parse(name, strlen(name), &hash))
		none = no_such_project(c, server, name, &err);
	if (none < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return none ? show_document(c, server, name) : show_project(c, server, name);
}
