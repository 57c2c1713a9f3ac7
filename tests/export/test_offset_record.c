#include "export/offset_record.h"

#include <jansson.h>

#include "yaml/text.h"
#include "yaml/yaml.h"

#include "tests/support.h"

#include "tests/export/files.h"
#include "tests/state/world.h"

static struct error err;

#define CHECKPOINT                                                                                 \
	"ccer.example/aeebad4a796fcc2e15dc4c6061b45ed9\n8\n"                                       \
	"XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n— ccer.example/ae SPn3zA==\n"

static void put_checkpoint(struct state *s, const char *note)
{
	struct state_head head = {.mark = "ab", .pages = 8, .entries = 8};

	world_text(head.checkpoint, note);
	ck_assert_int_eq(state_begin(s, &err), 0);
	ck_assert_int_eq(state_put_head(s, &head, &err), 0);
	ck_assert_int_eq(state_commit(s, &err), 0);
}

/* The pending record's units come from two batches, cut where a block is not. */
static struct state *open_world(void *mem)
{
	struct state *s = state_open(":memory:", &err);
	struct overlay *o = world_new(mem);
	struct record b = world_block(2023, 501, 550, world_entity_account(), UNIT_FROZEN);

	ck_assert_ptr_nonnull(s);
	b.block.by = world_hash("pending");
	world_put(o, &b);
	b.block.first = 551;
	b.block.last = 600;
	world_put(o, &b);
	b.block.first = 601;
	b.block.last = 700;
	b.block.batch = 2;
	world_put(o, &b);
	world_store(s, o);
	put_checkpoint(s, CHECKPOINT);
	ck_assert_int_eq(query_invariants(s, &err), 0);
	return s;
}

static struct secret_key *seed_key(void *mem, uint8_t first)
{
	uint8_t seed[32];

	for (uint8_t i = 0; i < 32; i++)
		seed[i] = (uint8_t)(first + i);
	return secret_key_from_seed(mem, seed);
}

static struct offset_record *read_ok(struct state *s, void *mem, const char *name)
{
	struct offset_record *o = NULL;
	struct digest id = world_hash(name);
	int found = offset_record_read(s, mem, &id, &o, &err);

	ck_assert_msg(found == 1, "%s %s", error_name(err.code), error_argument(&err, "what"));
	return o;
}

static const char *const records[] = {"pending", "used"};

START_TEST(the_yaml_is_as_expected_and_signed)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	struct buffer *out = buffer_new(mem, 1 << 20);
	char name[64];

	ck_assert_int_eq(
		offset_record_yaml(read_ok(s, mem, records[_i]), seed_key(mem, 0), out, &err), 0);
	snprintf(name, sizeof(name), "offset-record-%s.yaml", records[_i]);
	files_expect(mem, out, name);
}
END_TEST

START_TEST(the_json_is_as_expected)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	struct buffer *out = buffer_new(mem, 1 << 20);
	char name[64];

	ck_assert_int_eq(offset_record_json(read_ok(s, mem, records[_i]), NULL, out, &err), 0);
	buffer_add_text(out, "\n");
	snprintf(name, sizeof(name), "offset-record-%s.json", records[_i]);
	files_expect(mem, out, name);
}
END_TEST

static void write_list(struct state *s, void *mem, struct offset_list *l, size_t n)
{
	offset_list_begin(l);
	for (size_t i = 0; i < n; i++)
		ck_assert_int_eq(offset_list_add(l, read_ok(s, mem, records[i]), &err), 0);
	ck_assert_int_eq(offset_list_end(l, &err), 0);
}

START_TEST(several_records_are_one_array)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	const struct secret_key *keys[] = {NULL, seed_key(mem, 0)};

	for (size_t n = 0; n <= COUNT_OF(records); n++) {
		for (size_t k = 0; k < COUNT_OF(keys); k++) {
			struct buffer *out = buffer_new(mem, 1 << 20);
			struct offset_list l = {
				.form = OFFSET_JSON, .key = keys[k], .csv.out = out};
			json_t *all;

			write_list(s, mem, &l, n);
			all = json_loadb(out->bytes, out->size, JSON_REJECT_DUPLICATES, NULL);
			ck_assert(json_is_array(all));
			ck_assert_uint_eq(json_array_size(all), n);
			for (size_t i = 0; i < n; i++) {
				const json_t *one = json_array_get(all, i);

				ck_assert_int_eq(json_object_get(one, "signature") != NULL, k == 1);
				ck_assert_int_eq(json_object_get(one, "signed") != NULL, k == 1);
			}
			json_decref(all);
		}
	}
}
END_TEST

START_TEST(several_records_are_documents_of_one_stream)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	struct buffer *out = buffer_new(mem, 1 << 20);
	struct offset_list l = {.form = OFFSET_YAML, .key = seed_key(mem, 0), .csv.out = out};
	size_t separators = 0;

	write_list(s, mem, &l, 2);
	for (const char *p = out->bytes; (p = strstr(p, "\n---\n")); p++)
		separators++;
	ck_assert_uint_eq(separators, 3); /* record, signature, record, signature */
}
END_TEST

START_TEST(the_csv_is_as_expected)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	struct buffer *out = buffer_new(mem, 1 << 20);

	write_list(s, mem, &(struct offset_list){.form = OFFSET_CSV, .csv.out = out}, 2);
	files_expect(mem, out, "offset-records.csv");
}
END_TEST

START_TEST(the_unsigned_yaml_is_strict_yaml)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	struct buffer *out = buffer_new(mem, 1 << 20);
	struct yaml_node *root;

	ck_assert_int_eq(offset_record_yaml(read_ok(s, mem, "used"), NULL, out, &err), 0);
	ck_assert_int_eq(text_check(out->bytes, out->size, &err), 0);
	ck_assert_int_eq(yaml_parse(mem, out->bytes, out->size, &root, &err), 0);
	ck_assert_str_eq(yaml_at(root, "/lines/0/project_code")->text, WORLD_CODE);
	ck_assert_str_eq(yaml_at(root, "/checkpoint/size")->text, "8");
}
END_TEST

START_TEST(a_large_quantity_stays_exact_in_json)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	struct buffer *out = buffer_new(mem, 1 << 20);
	struct offset_record *o = read_ok(s, mem, "used");
	json_t *read;

	o->obligation.due = tonnes_of(9007199254740991);
	ck_assert_int_eq(offset_record_json(o, NULL, out, &err), 0);
	read = json_loads(out->bytes, JSON_REJECT_DUPLICATES, NULL);
	ck_assert_int_eq(
		json_integer_value(json_object_get(read, "allowance_due")), 9007199254740991);
	json_decref(read);
}
END_TEST

START_TEST(an_unknown_record_is_not_found)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	struct offset_record *o;
	struct digest id = world_hash("unknown");

	ck_assert_int_eq(offset_record_read(s, mem, &id, &o, &err), 0);
	ck_assert_int_eq(state_begin(s, &err), 0);
	state_rollback(s);
}
END_TEST

START_TEST(a_record_whose_units_are_unknown_is_incomplete)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	struct overlay *more = overlay_new(mem, NULL);
	struct offset_record *o;
	struct digest id = world_hash("used");

	world_offset_units(more, "used", 1, 2024, 190, 201);
	world_store(s, more);
	ck_assert_int_eq(offset_record_read(s, mem, &id, &o, &err), -1);
	ck_assert_int_eq(err.code, ERROR_EXPORT_INCOMPLETE);
}
END_TEST

START_TEST(a_checkpoint_that_is_none_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	struct offset_record *o;
	struct digest id = world_hash("used");

	put_checkpoint(s, "ccer.example/ae\n8x\nAA==\n");
	ck_assert_int_eq(offset_record_read(s, mem, &id, &o, &err), -1);
	ck_assert_int_eq(err.code, ERROR_EXPORT_INCOMPLETE);
}
END_TEST

START_TEST(another_key_does_not_sign)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	struct buffer *out = buffer_new(mem, 1 << 20);

	ck_assert_int_eq(
		offset_record_yaml(read_ok(s, mem, "used"), seed_key(mem, 1), out, &err), -1);
	ck_assert_int_eq(err.code, ERROR_EXPORT_KEY);
}
END_TEST

static Suite *offset_record_suite(void)
{
	Suite *s = suite_create("offset_record");
	TCase *t = tcase_create("offset_record");

	tcase_add_loop_test(t, the_yaml_is_as_expected_and_signed, 0, COUNT_OF(records));
	tcase_add_loop_test(t, the_json_is_as_expected, 0, COUNT_OF(records));
	tcase_add_test(t, the_csv_is_as_expected);
	tcase_add_test(t, several_records_are_one_array);
	tcase_add_test(t, several_records_are_documents_of_one_stream);
	tcase_add_test(t, the_unsigned_yaml_is_strict_yaml);
	tcase_add_test(t, a_large_quantity_stays_exact_in_json);
	tcase_add_test(t, an_unknown_record_is_not_found);
	tcase_add_test(t, a_record_whose_units_are_unknown_is_incomplete);
	tcase_add_test(t, a_checkpoint_that_is_none_is_refused);
	tcase_add_test(t, another_key_does_not_sign);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(offset_record_suite)
