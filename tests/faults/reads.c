/*
 * What a stock parser makes of a file: `reads json FILE` and `reads yaml FILE` print how
 * many records it holds: elements of the one JSON array, documents of the YAML stream.
 * A file that is not whole, or has a key twice, ends with 1.
 */
#include <stdio.h>
#include <string.h>

#include <jansson.h>
#include <yaml.h>

static int json_records(FILE *in)
{
	json_error_t err;
	json_t *all = json_loadf(in, JSON_REJECT_DUPLICATES, &err);
	int records = json_is_array(all) ? (int)json_array_size(all) : -1;

	if (!all)
		fprintf(stderr, "%d:%d: %s\n", err.line, err.column, err.text);
	json_decref(all);
	return records;
}

/* A key that stands twice in the outermost mapping would lose one of its values. */
static int is_twice(yaml_document_t *d, yaml_node_t *root)
{
	yaml_node_pair_t *a, *b;

	if (root->type != YAML_MAPPING_NODE)
		return 0;
	for (a = root->data.mapping.pairs.start; a < root->data.mapping.pairs.top; a++)
		for (b = a + 1; b < root->data.mapping.pairs.top; b++)
			if (!strcmp((char *)yaml_document_get_node(d, a->key)->data.scalar.value,
				    (char *)yaml_document_get_node(d, b->key)->data.scalar.value))
				return 1;
	return 0;
}

static int yaml_records(FILE *in)
{
	yaml_parser_t parser;
	yaml_document_t document;
	int records = 0, ended = 0;

	if (!yaml_parser_initialize(&parser))
		return -1;
	yaml_parser_set_input_file(&parser, in);
	while (!ended && records >= 0) {
		yaml_node_t *root;

		if (!yaml_parser_load(&parser, &document)) {
			fprintf(stderr, "%s\n", parser.problem);
			records = -1;
			break;
		}
		root = yaml_document_get_root_node(&document);
		ended = !root;
		if (root)
			records = is_twice(&document, root) ? -1 : records + 1;
		yaml_document_delete(&document);
	}
	yaml_parser_delete(&parser);
	return records;
}

int main(int argc, char **argv)
{
	FILE *in = argc == 3 ? fopen(argv[2], "rb") : NULL;
	int records;

	if (!in)
		return 2;
	records = strcmp(argv[1], "json") == 0 ? json_records(in) : yaml_records(in);
	fclose(in);
	if (records < 0)
		return 1;
	printf("%d\n", records);
	return 0;
}
