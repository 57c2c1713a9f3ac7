/*
 * ccer methodology diff: what changed in meaning between two versions, wording aside.
 */
#include "methodology/methodology_diff.h"

#include <getopt.h>
#include <string.h>

#include <jansson.h>

#include "ccer/methodology/methodology.h"
#include "ccer/options.h"

/* What people call the parts of a methodology; others go by their key. */
static const struct {
	const char *key, *zh, *en;
} parts[] = {
	{"head", "基本信息", "head"},
	{"indexes", "下标", "indexes"},
	{"parameters", "参数", "parameters"},
	{"equations", "公式", "equations"},
	{"result", "结果", "result"},
	{"conditions", "适用条件", "conditions"},
	{"exclusions", "排除情形", "exclusions"},
	{"examples", "算例", "examples"},
	{"notes", "说明", "notes"},
	{"registry_notes", "登记系统的规则", "rules of the registry"},
	{"raw_data", "原始数据", "raw data"},
	{"gases", "温室气体", "gases"},
	{"pools", "碳库", "carbon pools"},
	{"exempt_cases", "免予论证的情形", "exempt cases"},
	{"additionality_ways", "额外性论证方式", "ways to argue additionality"},
	{"scope", "适用范围", "scope"},
	{"boundary", "项目边界", "boundary"},
	{"baseline", "基准线情景", "baseline"},
	{"leakage", "泄漏", "leakage"},
};

static const char *part_name(const struct command_context *c, const char *key)
{
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (strcmp(parts[i].key, key) == 0)
			return command_text(c, parts[i].zh, parts[i].en);
	return key;
}

/* Truth values are said; all else stands as the files have it. */
static const char *value_said(const struct command_context *c, const char *value)
{
	if (strcmp(value, "yes") == 0)
		return command_text(c, "是", value);
	return strcmp(value, "no") == 0 ? command_text(c, "否", value) : value;
}

/* "  ~ EG.minimum: 0 -> 1", "  + w: 1", "  - w: 1" */
static void show_change(const struct command_context *c, const struct methodology_change *x)
{
	printf("  %c %s%s%s: ",
		!x->before ? '+'
		: x->after ? '~'
			   : '-',
		x->item ? x->item : "", x->item && x->key ? "." : "", x->key ? x->key : "");
	if (x->before)
		printf("%s", value_said(c, x->before));
	if (x->before && x->after)
		printf("\n    -> ");
	printf("%s\n", x->after ? value_said(c, x->after) : "");
}

static void show_kind(
	const struct command_context *c, const struct methodology_changes *all, bool wording)
{
	const char *part = "";

	for (size_t i = 0; i < all->n; i++) {
		const struct methodology_change *x = &all->change[i];

		if (x->wording != wording)
			continue;
		if (strcmp(part, x->part) != 0)
			printf("%s%s%s\n", part_name(c, x->part), wording ? ", " : "",
				wording ? command_text(c, "文字", "wording") : "");
		part = x->part;
		show_change(c, x);
	}
}

static void show_text(const struct command_context *c, const struct methodology_changes *all)
{
	show_kind(c, all, false);
	show_kind(c, all, true);
	printf("%zu %s, %zu %s\n", all->n - all->wording_n,
		command_text(c, "处实质变化", "changes of meaning"), all->wording_n,
		command_text(c, "处文字变化", "of wording"));
}

static json_t *changes_json(const struct methodology_changes *all, bool wording)
{
	json_t *out = json_array();

	for (size_t i = 0; i < all->n; i++) {
		const struct methodology_change *x = &all->change[i];

		if (x->wording == wording)
			json_array_append_new(
				out, json_pack("{s:s, s:s?, s:s?, s:s?, s:s?}", "part", x->part,
					     "item", x->item, "key", x->key, "before", x->before,
					     "after", x->after));
	}
	return out;
}

static int show_json(const struct methodology_changes *all)
{
	json_t *out = json_pack("{s:o, s:o}", "meaning", changes_json(all, false), "wording",
		changes_json(all, true));

	if (!out || json_dumpf(out, stdout, JSON_INDENT(2)) < 0)
		return EXIT_CANNOT;
	putchar('\n');
	json_decref(out);
	return EXIT_DONE;
}

static int read_version(struct command_context *c, const char *file, const struct unit_table *units,
	struct methodology_version *out)
{
	struct yaml_node *root;
	struct error err;
	const char *bytes;
	size_t size;
	int status = methodology_read_tree(c, file, &root, &bytes, &size);

	if (status != EXIT_DONE)
		return status;
	out->root = root;
	out->program = methodology_compile(c->mem, root, units, &err);
	return out->program ? EXIT_DONE : command_error(c, file, bytes, size, &err);
}

static int compare_files(
	struct command_context *c, const char *units_file, char *const files[2], bool json)
{
	struct methodology_version before, after;
	struct methodology_changes all;
	struct unit_table *units;
	struct error err;
	int status = methodology_read_units(c, units_file, &units);

	if (status == EXIT_DONE)
		status = read_version(c, files[0], units, &before);
	if (status == EXIT_DONE)
		status = read_version(c, files[1], units, &after);
	/* 1 means that they differ; a file that cannot be read is another matter. */
	if (status != EXIT_DONE)
		return EXIT_CANNOT;
	if (methodology_diff(c->mem, &before, &after, &all, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	if (!json)
		show_text(c, &all);
	else if (show_json(&all) != EXIT_DONE)
		return EXIT_CANNOT;
	return all.n ? EXIT_REFUSED : EXIT_DONE;
}

int methodology_diff_command(struct command_context *c, int argc, char **argv)
{
	const char *units = NULL;
	bool json = false;
	int option;

	while ((option = command_option(c, argc, argv)) != -1) {
		if (option == 'u')
			units = optarg;
		else if (option == 'j')
			json = true;
		else
			return methodology_usage(c, "diff", NULL);
	}
	if (!units || argc - optind != 2)
		return methodology_usage(c, "diff", NULL);
	return compare_files(c, units, argv + optind, json);
}
