/*
 * ccer methodology explain: a methodology written out for people, on the terminal or as a
 * page of HTML.
 */
#include "ccer/methodology/methodology.h"

#include <getopt.h>
#include <string.h>

#include "ccer/options.h"
#include "typeset/explain.h"

enum { EXPLANATION_MAX = 16 * 1024 * 1024 };

struct explaining {
	const char *units, *html;
	enum language language;
};

static int explain_file(struct command_context *c, const struct explaining *x, const char *file)
{
	struct buffer *out = buffer_new(c->mem, EXPLANATION_MAX);
	const struct methodology *m;
	struct unit_table *units;
	struct yaml_node *root;
	const char *bytes;
	size_t size;
	struct error err;
	int status = methodology_read_units(c, x->units, &units);

	if (status == EXIT_DONE)
		status = methodology_read_tree(c, file, &root, &bytes, &size);
	if (status != EXIT_DONE)
		return status;
	m = methodology_compile(c->mem, root, units, &err);
	if (!m)
		return command_error(c, file, bytes, size, &err);
	if (!out)
		return EXIT_CANNOT;
	explain_methodology(out, m, root, x->html ? EXPLAIN_HTML : EXPLAIN_TEXT, x->language,
		command_columns());
	if (buffer_ok(out, &err) < 0 ||
		command_write(x->html ? x->html : "-", out->bytes, out->size, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}

int methodology_explain_command(struct command_context *c, int argc, char **argv)
{
	struct explaining x = {NULL, NULL, c->language};
	int option;

	while ((option = command_option(c, argc, argv)) != -1) {
		if (option == 'h')
			x.html = optarg;
		else if (option == 'u')
			x.units = optarg;
		else if (option == 'L' && strcmp(optarg, "zh") == 0)
			x.language = LANGUAGE_ZH;
		else if (option == 'L' && strcmp(optarg, "en") == 0)
			x.language = LANGUAGE_EN;
		else
			return methodology_usage(c, "explain", NULL);
	}
	if (!x.units || argc - optind != 1)
		return methodology_usage(c, "explain", NULL);
	return explain_file(c, &x, argv[optind]);
}
