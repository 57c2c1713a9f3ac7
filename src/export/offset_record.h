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
#include "export/csv.h"

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

/* Appends the YAML; signed when key is not NULL. A list writes one for each; tests read one alone.
 */
int offset_record_yaml(const struct offset_record *o, const struct secret_key *key,
	struct buffer *out, struct error *err) MUST_CHECK;

/*
 * Appends one JSON object without a line end, keys in the order of the YAML. When key is not
 * NULL, JSON having no form to be signed in, `signed` is the record's YAML as it is signed,
 * and `signature` the signature over it.
 */
int offset_record_json(const struct offset_record *o, const struct secret_key *key,
	struct buffer *out, struct error *err) MUST_CHECK;

enum offset_form { OFFSET_YAML, OFFSET_JSON, OFFSET_CSV };

/*
 * Several records as one whole that stock parsers read: a YAML stream of documents (a signed
 * one is followed by the document of its signature), a JSON array, or CSV rows under one
 * header. With no record the stream is empty, the array is [] and the header is all. Begin,
 * add each record, end.
 */
struct offset_list {
	enum offset_form form;
	const struct secret_key *key; /* NULL: not signed; never with CSV */
	struct csv_writer csv;	      /* its `out` and `form` are the caller's */
	size_t n;		      /* records added */
};

void offset_list_begin(struct offset_list *l);
int offset_list_add(
	struct offset_list *l, const struct offset_record *o, struct error *err) MUST_CHECK;
int offset_list_end(struct offset_list *l, struct error *err) MUST_CHECK;

#endif
