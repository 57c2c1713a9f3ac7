/*
 * What the formula tests share: trees from text or from the project's own files,
 * and the table of registry/units.yaml.
 */
#ifndef TESTS_FORMULA_SUPPORT_H
#define TESTS_FORMULA_SUPPORT_H

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "formula/unit.h"
#include "tests/support.h"
#include "yaml/yaml.h"

static inline struct yaml_node *tree_of(void *mem, const char *text)
{
	struct yaml_node *root = NULL;
	struct error err = {0};
	char report[ERROR_TEXT_MAX];

	ck_assert_msg(yaml_parse(mem, text, strlen(text), &root, &err) == 0, "%s",
		error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	return root;
}

static inline char *file_text(void *mem, const char *name)
{
	char *path = talloc_asprintf(mem, "%s/%s", getenv("top_srcdir"), name);
	char *text = talloc_zero_size(mem, 1 << 20);
	FILE *f = fopen(path, "r");

	ck_assert_msg(f != NULL, "%s", path);
	ck_assert_uint_lt(fread(text, 1, (1 << 20) - 1, f), (1 << 20) - 1);
	fclose(f);
	return text;
}

static inline struct unit_table *registry_units(void *mem)
{
	struct unit_table *t = unit_table_new(mem);
	const struct yaml_node *root = tree_of(mem, file_text(mem, "registry/units.yaml"));
	struct error err = {0};
	char report[ERROR_TEXT_MAX];

	for (const struct yaml_node *n = yaml_member(root, "units")->first; n; n = n->next) {
		const struct yaml_node *factor = yaml_member(n, "factor");
		const struct yaml_node *of = yaml_member(n, "of");

		ck_assert_msg(
			unit_table_add(t, yaml_member(n, "symbol")->text,
				factor ? factor->text : NULL, of ? of->text : NULL, &err) == 0,
			"%s", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	}
	return t;
}

#endif
