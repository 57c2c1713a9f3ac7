/*
 * ccer submit: sends signed documents and keeps their receipts, or has the server try
 * unsigned ones.
 */
#include <getopt.h>
#include <inttypes.h>
#include <string.h>

#include "ccer/command.h"
#include "ccer/http.h"

struct submitting {
	const char *server, *receipt;
	bool dry_run, quiet;
};

static const char *text_of(const json_t *json, const char *key)
{
	const char *text = json_string_value(json_object_get(json, key));

	return text ? text : "";
}

static int keep_receipt(struct command_context *c, const char *file, const json_t *answer)
{
	const char *receipt = text_of(answer, "receipt");
	struct error err;

	if (!file)
		return EXIT_DONE;
	if (command_write(file, receipt, strlen(receipt), &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}

static void show_step(const struct command_context *c, const json_t *step)
{
	const char *note = text_of(step, command_text(c, "note_zh", "note"));

	printf("  %-16s", text_of(step, "symbol"));
	if (*text_of(step, "expression"))
		printf(" = %s\n  %16s", text_of(step, "expression"), "");
	if (*text_of(step, "substituted"))
		printf(" = %s\n  %16s", text_of(step, "substituted"), "");
	printf(" = %s %s", text_of(step, "value"), text_of(step, "unit"));
	printf("%s%s%s\n", *note ? "  (" : "", note, *note ? ")" : "");
}

/* What the registry calculates for each year of a report that was tried. */
static void show_calculation(const struct command_context *c, const json_t *years)
{
	size_t i, k;
	json_t *year, *step;

	json_array_foreach(years, i, year)
	{
		json_int_t claim = json_integer_value(json_object_get(year, "claim"));

		printf("%" JSON_INTEGER_FORMAT "\n",
			json_integer_value(json_object_get(year, "year")));
		json_array_foreach(json_object_get(year, "steps"), k, step)
		{
			show_step(c, step);
		}
		if (*text_of(year, "code")) {
			printf("  %s: %s: %s\n\n",
				command_text(c, "无法计算", "cannot be calculated"),
				text_of(year, "code"), text_of(year, command_text(c, "zh", "en")));
			continue;
		}
		printf("  %s %" JSON_INTEGER_FORMAT " tCO2e%s %" JSON_INTEGER_FORMAT "\n\n",
			command_text(c, "向下取整", "floored"),
			json_integer_value(json_object_get(year, "tonnes")),
			command_text(c, "，申报", ", claimed"), claim);
	}
}

/* A refused report is calculated too, so that its fault can be found. */
static int show_refusal(struct command_context *c, const char *file, const char *bytes, size_t size,
	const struct submitting *s, const struct http_answer *reply)
{
	int status = http_show_problem(c, file, bytes, size, reply);
	json_t *answer;

	if (!s->dry_run || s->quiet)
		return status;
	answer = json_loadb(reply->body, reply->size, JSON_REJECT_DUPLICATES, NULL);
	show_calculation(c, json_object_get(answer, "calculation"));
	json_decref(answer);
	return status;
}

static int show_answer(struct command_context *c, const char *file, const struct submitting *s,
	const struct http_answer *reply)
{
	json_t *answer = json_loadb(reply->body, reply->size, JSON_REJECT_DUPLICATES, NULL);
	int64_t sequence = json_integer_value(json_object_get(answer, "sequence"));
	int status = EXIT_DONE;

	if (!json_is_object(answer)) {
		json_decref(answer);
		return EXIT_CANNOT;
	}
	if (!s->dry_run)
		status = keep_receipt(c, s->receipt, answer);
	if (s->dry_run) {
		printf("%s: %s\n", file, command_text(c, "可以封存", "would be sealed"));
		if (!s->quiet)
			show_calculation(c, json_object_get(answer, "calculation"));
	} else if (s->quiet)
		printf("%" PRId64 "\n", sequence);
	else
		printf("%s: %s %" PRId64 "  %s  %s\n", file,
			strcmp(text_of(answer, "outcome"), "repeated") == 0
				? command_text(c, "早已封存为第", "sealed before as entry")
				: command_text(c, "已封存为第", "sealed as entry"),
			sequence, text_of(answer, "time"), text_of(answer, "document"));
	json_decref(answer);
	return status;
}

static int submit_file(struct command_context *c, const char *file, const struct submitting *s)
{
	struct http_answer reply;
	struct error err;
	size_t size;
	const char *bytes = command_read(c, file, LIMIT_SUBMISSION, &size, &err);

	if (!bytes)
		return command_error(c, NULL, NULL, 0, &err);
	if (http_ask(c, s->server, s->dry_run ? "/v1/documents?dry_run=true" : "/v1/documents",
		    bytes, size, &reply, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	if (reply.status == 200 || reply.status == 201)
		return show_answer(c, file, s, &reply);
	return show_refusal(c, file, bytes, size, s, &reply);
}

int cmd_submit(struct command_context *c, int argc, char **argv)
{
	static const struct option options[] = {{"server", required_argument, NULL, 's'},
		{"receipt", required_argument, NULL, 'r'}, {"dry-run", no_argument, NULL, 'd'},
		{"quiet", no_argument, NULL, 'q'}, {0}};
	struct submitting s = {0};
	int option, worst = EXIT_DONE;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 's')
			s.server = optarg;
		else if (option == 'r')
			s.receipt = optarg;
		else if (option == 'd')
			s.dry_run = true;
		else if (option == 'q')
			s.quiet = true;
		else
			return command_usage(c, "submit", NULL);
	}
	if (optind == argc || !s.server || (s.receipt && argc - optind > 1))
		return command_usage(c, "submit", s.server ? NULL : "--server is needed");
	for (int i = optind; i < argc; i++) {
		int status = submit_file(c, argv[i], &s);

		if (status > worst)
			worst = status;
	}
	return worst;
}
