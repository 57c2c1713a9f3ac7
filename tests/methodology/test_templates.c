#include <talloc.h>

#include "document/decode.h"
#include "methodology/methodology.h"
#include "tests/formula/support.h"

/*
 * The unsigned templates as the document's schema reads them: the keys that formula/
 * takes from the tree and those that the schema admits must be the same.
 */

static const struct {
	const char *file;
	enum kind kind;
	enum text_status status; /* of parameters: what their values rest on */
} templates[] = {
	{"registry/units.yaml", KIND_UNITS, STATUS_NONE},
	{"registry/fuel-gas.yaml", KIND_PARAMETERS, STATUS_INFERRED},
	{"registry/grid-factors-2019.yaml", KIND_PARAMETERS, STATUS_FINAL},
	{"registry/grid-factors.yaml", KIND_PARAMETERS, STATUS_INFERRED},
	{"registry/grid-factors-2024.yaml", KIND_PARAMETERS, STATUS_INFERRED},
	{"methodologies/CCER-01-001-V01.yaml", KIND_METHODOLOGY, STATUS_NONE},
	{"methodologies/CCER-01-002-V01.yaml", KIND_METHODOLOGY, STATUS_NONE},
	{"methodologies/CCER-07-001-V01.yaml", KIND_METHODOLOGY, STATUS_NONE},
	{"methodologies/CCER-10-001-V01.yaml", KIND_METHODOLOGY, STATUS_NONE},
	{"methodologies/CCER-14-001-V01.yaml", KIND_METHODOLOGY, STATUS_NONE},
	{"methodologies/CCER-14-002-V01.yaml", KIND_METHODOLOGY, STATUS_NONE},
	{"registry/gwp.yaml", KIND_PARAMETERS, STATUS_DRAFT},
	{"registry/factors-trees.yaml", KIND_PARAMETERS, STATUS_DRAFT},
	{"tests/data/methodologies/flare-gas.yaml", KIND_METHODOLOGY, STATUS_NONE},
};

static size_t faults(
	void *mem, const char *text, enum kind kind, void **body, struct error_list *list)
{
	*body = talloc_zero_size(mem, schema_of(kind)->size);
	memset(list, 0, sizeof(*list));
	return decode_mapping(
		mem, schema_of(kind), schema_header(), tree_of(mem, text), *body, list);
}

START_TEST(a_template_has_the_form_of_its_kind)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error_list *list = talloc_zero(mem, struct error_list);
	char report[ERROR_TEXT_MAX];
	void *body;
	size_t n = faults(mem, file_text(mem, templates[_i].file), templates[_i].kind, &body, list);

	ck_assert_msg(
		n == 0, "%s", error_report(&list->item[0], LANGUAGE_EN, report, sizeof(report)));
}
END_TEST

/*
 * What the ministry has published is final, what was solved back is inferred, what is
 * assumed a draft: a real ledger must not take our number for the ministry's.
 */
START_TEST(a_template_says_what_its_values_rest_on)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error_list *list = talloc_zero(mem, struct error_list);
	void *body;

	if (templates[_i].kind != KIND_PARAMETERS)
		return;
	ck_assert_uint_eq(
		faults(mem, file_text(mem, templates[_i].file), KIND_PARAMETERS, &body, list), 0);
	ck_assert_int_eq((int)((struct body_parameters *)body)->status, (int)templates[_i].status);
}
END_TEST

START_TEST(a_key_that_no_room_reads_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error_list *list = talloc_zero(mem, struct error_list);
	char *text = file_text(mem, "methodologies/CCER-01-002-V01.yaml");
	void *body;

	text = talloc_asprintf(mem, "%srounding: half-up\n", text);
	ck_assert_uint_eq(faults(mem, text, KIND_METHODOLOGY, &body, list), 1);
	ck_assert_str_eq(list->item[0].path, "/rounding");
}
END_TEST

static Suite *templates_suite(void)
{
	Suite *s = suite_create("templates");
	TCase *t = tcase_create("templates");

	tcase_add_loop_test(t, a_template_has_the_form_of_its_kind, 0, COUNT_OF(templates));
	tcase_add_loop_test(t, a_template_says_what_its_values_rest_on, 0, COUNT_OF(templates));
	tcase_add_test(t, a_key_that_no_room_reads_is_refused);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(templates_suite)
