/*
 * ccer methodology check: compiles a methodology and reports all its faults at once.
 */
#include "ccer/methodology/methodology.h"

#include <getopt.h>
#include <string.h>

#include "ccer/options.h"
#include "document/decode.h"

static int show_faults(const struct command_context *c, const char *file, const char *bytes,
	size_t size, struct error_list *faults)
{
	size_t n = faults->count + faults->beyond;

	decode_sort(faults);
	for (size_t i = 0; i < faults->count; i++)
		command_error(c, file, bytes, size, &faults->item[i]);
	if (faults->beyond)
		fprintf(stderr, "%s %zu\n", command_text(c, "未列出：", "not listed:"),
			faults->beyond);
	fprintf(stderr, "%zu %s\n", n, command_text(c, "处错误", n == 1 ? "fault" : "faults"));
	return EXIT_REFUSED;
}

static void show_sound(const struct command_context *c, const char *file,
	const struct methodology *m, const struct yaml_node *root)
{
	const struct yaml_node *examples = yaml_member(root, "examples");
	size_t equations = 0, examples_n = examples ? examples->size : 0;

	while (methodology_equation_at(m, equations))
		equations++;
	if (c->language == LANGUAGE_ZH)
		printf("%s：没有错误；%zu 个参数、%zu 个公式；%zu 个算例全部相符\n", file,
			methodology_parameter_count(m), equations, examples_n);
	else
		printf("%s: no faults; %zu parameters, %zu equations, %zu examples come out\n",
			file, methodology_parameter_count(m), equations, examples_n);
}

/* The schema's faults in the head and the language's in the rest, in one list. */
static int check_file(struct command_context *c, const char *file, const struct unit_table *units)
{
	struct error_list head = {0}, faults = {0};
	const struct methodology *m;
	struct body_methodology body;
	struct yaml_node *root;
	const char *bytes, *kind;
	size_t size;
	int status = methodology_read_tree(c, file, &root, &bytes, &size);

	if (status != EXIT_DONE)
		return status;
	kind = methodology_scalar(root, "kind");
	if (!kind || strcmp(kind, kind_name(KIND_METHODOLOGY)) != 0)
		return methodology_usage(
			c, "check", command_text(c, "不是方法学文件", "this is not a methodology"));
	m = methodology_check(c->mem, root, units, &faults);
	decode_mapping(c->mem, schema_of(KIND_METHODOLOGY), schema_header(), root, &body, &head);
	for (size_t i = 0; i < head.count; i++)
		error_list_add(&faults, &head.item[i]);
	faults.beyond += head.beyond;
	if (faults.count > 0 || !m)
		return show_faults(c, file, bytes, size, &faults);
	show_sound(c, file, m, root);
	return EXIT_DONE;
}

int methodology_check_command(struct command_context *c, int argc, char **argv)
{
	const char *file = NULL;
	struct unit_table *units;
	int option, worst = EXIT_DONE, status;

	while ((option = command_option(c, argc, argv)) != -1) {
		if (option != 'u')
			return methodology_usage(c, "check", NULL);
		file = optarg;
	}
	if (!file || optind == argc)
		return methodology_usage(c, "check", NULL);
	status = methodology_read_units(c, file, &units);
	if (status != EXIT_DONE)
		return status;
	for (int i = optind; i < argc; i++) {
		status = check_file(c, argv[i], units);
		if (status > worst)
			worst = status;
	}
	return worst;
}
