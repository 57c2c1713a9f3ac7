/*
 * methodology: what `ccer methodology` is made of: its subcommands, one file each
 * (methodology_NAME.c), and the reading of the files that they, and `ccer
 * calculate`, are given. Problems are reported to standard error where they are
 * found; functions that return a status return an exit status.
 */
#ifndef CCER_METHODOLOGY_H
#define CCER_METHODOLOGY_H

#include "ccer/command.h"
#include "formula/unit.h"
#include "methodology/methodology.h"
#include "yaml/yaml.h"

int methodology_check_command(struct command_context *c, int argc, char **argv);
int methodology_diff_command(struct command_context *c, int argc, char **argv);
int methodology_impact_command(struct command_context *c, int argc, char **argv);
int methodology_explain_command(struct command_context *c, int argc, char **argv);

/* Prints "ccer methodology NAME: problem" (NULL: none) and c->usage; EXIT_USAGE. */
int methodology_usage(const struct command_context *c, const char *name, const char *problem);

/*
 * The tree of a document's file, its signatures left out, and its bytes, for messages;
 * below c->mem. EXIT_DONE, or the status of what was reported.
 */
int methodology_read_tree(struct command_context *c, const char *file, struct yaml_node **root,
	const char **bytes, size_t *size);

/* The units of a units document's file, such as registry/units.yaml; below c->mem. */
int methodology_read_units(struct command_context *c, const char *file, struct unit_table **out);

/* The text of a mapping's member; NULL if there is none, or it is not a scalar. */
const char *methodology_scalar(const struct yaml_node *n, const char *key);

#endif
