/*
 * tree: reading a methodology's YAML with places for every refusal.
 *
 * What a mapping may hold is a const table of members; tree_check refuses what
 * is unknown, missing or of another shape, so that the readers after it only
 * take what is there. A struct place is a copy that outlives the tree.
 */
#ifndef FORMULA_TREE_H
#define FORMULA_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "yaml/yaml.h"

/* Line, column and path of a node: three arguments of error_set_at. */
#define TREE_AT(n) (n)->line, (n)->column, yaml_path((n), (char[ERROR_PATH_MAX]){""})

struct place {
	uint32_t line, column;
	enum yaml_style style;
	const char *path;
};

/* False when memory is short. */
bool place_of(void *mem, const struct yaml_node *n, struct place *out) MUST_CHECK;

/*
 * Puts the place on an error that has none; a column already there is a
 * 1-based character of the scalar's text. Returns -1.
 */
int place_error(const struct place *p, struct error *err);
int tree_error(const struct yaml_node *n, struct error *err);

enum member_type {
	MEMBER_LINE,  /* a scalar that is not empty */
	MEMBER_TEXTS, /* {zh, en}; en may be left out */
	MEMBER_MAPPING,
	MEMBER_LIST, /* of at most `max` items */
};

struct member {
	const char *key;
	enum member_type type;
	bool required;
	size_t max;
};

/*
 * 0, or -1 with ERROR_METHODOLOGY_TYPE, ERROR_METHODOLOGY_KEY,
 * ERROR_METHODOLOGY_MISSING or ERROR_METHODOLOGY_LIST.
 */
int tree_check(const struct yaml_node *n, const struct member *members, size_t members_n,
	struct error *err) MUST_CHECK;

/* The same, every fault into the list; their number. */
size_t tree_check_all(const struct yaml_node *n, const struct member *members, size_t members_n,
	struct error_list *faults);

/* One member by its rule; NULL node and not required: 0. `parent` is the mapping. */
int tree_check_member(
	const struct yaml_node *parent, const struct member *m, struct error *err) MUST_CHECK;

/* The text of a member, or NULL. */
const char *tree_text(const struct yaml_node *n, const char *key);

#endif
