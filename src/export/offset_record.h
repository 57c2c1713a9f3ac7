/*
 * offset_record: the offset-use record of one application, as it is given to the
 * allowance registry, the province and the entity (docs/rulebook.md, Compliance).
 *
 * Read from the state in one snapshot; written as signed YAML, as JSON and as
 * CSV, all with the same names. The layout of the official form is not public,
 * so this layout is ours and carries a version of its own. Units that an
 * application names as one range are split where their batch changes. What has
 * not happened yet (receipt, answer, the province's decision) is left out of YAML
 * and JSON and empty in CSV.
 */
#ifndef EXPORT_OFFSET_RECORD_H
#define EXPORT_OFFSET_RECORD_H

#include "export/about.h"

enum { OFFSET_RECORD_SCHEMA = 1, PROJECT_TYPE_SIZE = 8 };

struct offset_line {
	struct project_code project;
	char project_name[RECORD_NAME_SIZE];
	char project_type[PROJECT_TYPE_SIZE]; /* the public registry's projectType, "A0201" */
	struct methodology_code methodology;
	int64_t vintage, batch, first, last;
};

struct offset_record {
	struct export_about about;
	struct record_offset offset;
	struct record_obligation obligation;
	char entity_name[RECORD_NAME_SIZE];
	char province[8];
	size_t lines_n;
	struct offset_line *lines;
};

/*
 * 1 and *out below mem, 0 no such record, -1. ERROR_EXPORT_INCOMPLETE when the
 * state lacks what the record names.
 */
int offset_record_read(struct state *s, void *mem, const struct digest *record,
	struct offset_record **out, struct error *err) MUST_CHECK;

/* Appends the YAML; signed when key is not NULL. */
int offset_record_yaml(const struct offset_record *o, const struct secret_key *key,
	struct buffer *out, struct error *err) MUST_CHECK;

/* Appends one JSON object and LF, keys in the order of the YAML. */
int offset_record_json(
	const struct offset_record *o, struct buffer *out, struct error *err) MUST_CHECK;

/* The header line; and a row for each of the record's lines. */
void offset_record_csv_header(struct buffer *out);
int offset_record_csv(
	const struct offset_record *o, struct buffer *out, struct error *err) MUST_CHECK;

#endif
