#include "document/document.h"

#include <string.h>

#include <talloc.h>

#include "base/macros.h"
#include "tests/document/samples.h"
#include "tests/support.h"

static struct document *read(void *mem, const char *text)
{
	struct error err;
	struct document *d = document_read(mem, text, strlen(text), true, &err);

	ck_assert_msg(
		d != NULL, "%s at %u:%u %s", error_name(err.code), err.line, err.column, err.path);
	return d;
}

static struct document *decode(void *mem, const char *text)
{
	struct document *d = read(mem, text);
	struct error err;

	ck_assert_msg(document_decode(d, &err) == 0, "%s at %u:%u %s", error_name(err.code),
		err.line, err.column, err.path);
	return d;
}

START_TEST(a_lawful_document_of_each_kind_decodes)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);

	ck_assert_int_eq(decode(mem, samples[_i])->kind, _i);
}
END_TEST

/* The sample with the first `find` replaced; NULL: with `replace` appended. */
static char *spoil(void *mem, enum kind kind, const char *find, const char *replace)
{
	const char *sample = samples[kind];
	const char *at = find ? strstr(sample, find) : sample + strlen(sample);

	ck_assert_msg(at != NULL, "%s", find);
	return talloc_asprintf(mem, "%.*s%s%s", (int)(at - sample), sample, replace,
		find ? at + strlen(find) : "");
}

static const struct {
	const char *name;
	enum kind kind;
	const char *find, *replace;
	enum error_code code;
	uint32_t line, column;
	const char *path;
} faults[] = {
	{"an unknown field", KIND_RETIREMENT, NULL, "extra: 1\n", ERROR_FIELD_UNKNOWN, 13, 1,
		"/extra"},
	{"an unknown field within", KIND_ISSUANCE, "vintage: 2022", "vintage: 2022, x: 1",
		ERROR_FIELD_UNKNOWN, 11, 37, "/blocks/0/x"},
	{"a field of another kind", KIND_RETIREMENT, NULL, "legs: []\n", ERROR_FIELD_UNKNOWN, 13, 1,
		"/legs"},
	{"a missing field", KIND_RETIREMENT, "purpose: public-interest\n", "", ERROR_FIELD_MISSING,
		1, 1, "/purpose"},
	{"a missing field within", KIND_ISSUANCE, ", last: 314471", "", ERROR_FIELD_MISSING, 11, 3,
		"/blocks/0/last"},
	{"a scalar for a list", KIND_CALENDAR, "[2026-01-04]", "2026-01-04", ERROR_FIELD_SHAPE, 12,
		7, "/work"},
	{"a list for a scalar", KIND_RULES, "rules: 1", "rules: [1]", ERROR_FIELD_SHAPE, 9, 8,
		"/rules"},
	{"a scalar for a mapping", KIND_GENESIS, "{zh: 示例登记簿, en: Example registry}", "x",
		ERROR_FIELD_SHAPE, 8, 8, "/title"},
	{"a mapping for an item", KIND_CALENDAR, "[2026-01-04]", "[{a: 1}]", ERROR_FIELD_SHAPE, 12,
		8, "/work/0"},
	{"an empty value", KIND_NOTICE, "first_day: 2026-07-17", "first_day:", ERROR_FIELD_FORM, 10,
		11, "/first_day"},
	{"too few items", KIND_ISSUANCE,
		"\n- {project: A210003, vintage: 2022, first: 1, last: 314471}", " []",
		ERROR_FIELD_ITEMS, 10, 9, "/blocks"},
	{"an integer with a sign", KIND_RULES, "rules: 1", "rules: +1", ERROR_FIELD_FORM, 9, 8,
		"/rules"},
	{"an integer with a leading zero", KIND_RULES, "rules: 1", "rules: 01", ERROR_FIELD_FORM, 9,
		8, "/rules"},
	{"an integer with a point", KIND_RULES, "rules: 1", "rules: 1.0", ERROR_FIELD_FORM, 9, 8,
		"/rules"},
	{"an integer with an exponent", KIND_RULES, "rules: 1", "rules: 1e0", ERROR_FIELD_FORM, 9,
		8, "/rules"},
	{"a hexadecimal integer", KIND_RULES, "rules: 1", "rules: 0x1", ERROR_FIELD_FORM, 9, 8,
		"/rules"},
	{"a quoted integer", KIND_RULES, "rules: 1", "rules: \"1\"", ERROR_FIELD_QUOTED, 9, 8,
		"/rules"},
	{"a negative integer", KIND_RULES, "rules: 1", "rules: -1", ERROR_FIELD_RANGE, 9, 8,
		"/rules"},
	{"a negative zero", KIND_RULES, "rules: 1", "rules: -0", ERROR_FIELD_FORM, 9, 8, "/rules"},
	{"an integer beyond 64 bits", KIND_RULES, "rules: 1", "rules: 99999999999999999999",
		ERROR_FIELD_FORM, 9, 8, "/rules"},
	{"a year of three digits", KIND_CALENDAR, "year: 2026", "year: 202", ERROR_FIELD_RANGE, 9,
		7, "/year"},
	{"a vintage out of bounds", KIND_RETIREMENT, "2022", "22", ERROR_FIELD_RANGE, 11, 31,
		"/units/0/vintage"},
	{"a serial number of 0", KIND_RETIREMENT, "first: 1", "first: 0", ERROR_FIELD_RANGE, 11, 44,
		"/units/0/first"},
	{"a last number below the first", KIND_RETIREMENT, "first: 1,", "first: 2000,",
		ERROR_FIELD_UNITS, 11, 3, "/units/0"},
	{"tonnes with a sign", KIND_REDUCTION_REQUEST, "314471", "-1", ERROR_FIELD_FORM, 11, 11,
		"/quantity"},
	{"tonnes with a point", KIND_REDUCTION_REQUEST, "314471", "1.5", ERROR_FIELD_FORM, 11, 11,
		"/quantity"},
	{"tonnes beyond 2^53", KIND_REDUCTION_REQUEST, "314471", "9007199254740992",
		ERROR_FIELD_FORM, 11, 11, "/quantity"},
	{"quoted tonnes", KIND_REDUCTION_REQUEST, "314471", "'314471'", ERROR_FIELD_QUOTED, 11, 11,
		"/quantity"},
	{"a decimal with a sign", KIND_PARAMETERS, "0.48665", "+0.4", ERROR_FIELD_FORM, 17, 19,
		"/rows/0/values/EF_CM"},
	{"a decimal without digits behind the point", KIND_PARAMETERS, "0.48665", "0.",
		ERROR_FIELD_FORM, 17, 19, "/rows/0/values/EF_CM"},
	{"a decimal that begins with a point", KIND_PARAMETERS, "0.48665", ".5", ERROR_FIELD_FORM,
		17, 19, "/rows/0/values/EF_CM"},
	{"a decimal with an exponent", KIND_PARAMETERS, "0.48665", "4e-1", ERROR_FIELD_FORM, 17, 19,
		"/rows/0/values/EF_CM"},
	{"a decimal with a leading zero", KIND_PARAMETERS, "0.48665", "00.5", ERROR_FIELD_FORM, 17,
		19, "/rows/0/values/EF_CM"},
	{"a negative zero as a decimal", KIND_PARAMETERS, "0.48665", "-0.0", ERROR_FIELD_FORM, 17,
		19, "/rows/0/values/EF_CM"},
	{"a decimal of 65 characters", KIND_PARAMETERS, "0.48665",
		"0.123456789012345678901234567890123456789012345678901234567890123",
		ERROR_FIELD_FORM, 17, 19, "/rows/0/values/EF_CM"},
	{"a thousands separator", KIND_PARAMETERS, "0.48665", "'1,000'", ERROR_FIELD_THOUSANDS, 17,
		19, "/rows/0/values/EF_CM"},
	{"a list for values", KIND_PARAMETERS, "{EF_CM: 0.48665}", "[1]", ERROR_FIELD_SHAPE, 17, 11,
		"/rows/0/values"},
	{"a measured fraction over zero", KIND_ACCOUNTING_REPORT, "-0.5", "-1/0", ERROR_FIELD_FORM,
		24, 46, "/rows/0/values/EG_import"},
	{"a measured fraction of decimals", KIND_ACCOUNTING_REPORT, "-0.5", "0.5/3",
		ERROR_FIELD_FORM, 24, 46, "/rows/0/values/EG_import"},
	{"a factor as a fraction", KIND_PARAMETERS, "0.48665", "1/3", ERROR_FIELD_FORM, 17, 19,
		"/rows/0/values/EF_CM"},
	{"a fraction over zero", KIND_UNITS, "44/12", "44/0", ERROR_FIELD_FORM, 13, 38,
		"/units/2/factor"},
	{"a fraction of decimals", KIND_UNITS, "44/12", "4.4/12", ERROR_FIELD_FORM, 13, 38,
		"/units/2/factor"},
	{"a fraction of two bars", KIND_UNITS, "44/12", "44/12/1", ERROR_FIELD_FORM, 13, 38,
		"/units/2/factor"},
	{"another word for a truth value", KIND_REGISTRATION_REQUEST, "truth: true", "truth: yes",
		ERROR_FIELD_FORM, 11, 41, "/undertakings/truth"},
	{"a quoted truth value", KIND_REGISTRATION_REQUEST, "truth: true", "truth: 'true'",
		ERROR_FIELD_QUOTED, 11, 41, "/undertakings/truth"},
	{"a day that does not exist", KIND_NOTICE, "2026-07-17", "2026-02-29", ERROR_FIELD_FORM, 10,
		12, "/first_day"},
	{"a day without zeros", KIND_NOTICE, "2026-07-17", "2026-7-17", ERROR_FIELD_FORM, 10, 12,
		"/first_day"},
	{"an instant for a day", KIND_NOTICE, "2026-07-17", "2026-07-17T00:00:00Z",
		ERROR_FIELD_FORM, 10, 12, "/first_day"},
	{"an instant with an offset", KIND_CLOCK, "2024-02-01T00:00:00.500Z",
		"2024-02-01T00:00:00+08:00", ERROR_FIELD_FORM, 9, 10, "/instant"},
	{"a digest in capitals", KIND_NOTICE, "subject: 0123456789abcdef",
		"subject: 0123456789ABCDEF", ERROR_FIELD_FORM, 9, 10, "/subject"},
	{"a digest cut short", KIND_NOTICE, "cdef\nfirst", "cde\nfirst", ERROR_FIELD_FORM, 9, 10,
		"/subject"},
	{"a digest of zeros, which would mean none", KIND_NOTICE, SAMPLE_DIGEST,
		"0000000000000000000000000000000000000000000000000000000000000000",
		ERROR_FIELD_FORM, 9, 10, "/subject"},
	{"a word that is none", KIND_RETIREMENT, "public-interest", "public", ERROR_FIELD_WORD, 12,
		10, "/purpose"},
	{"a word in capitals", KIND_RETIREMENT, "public-interest", "Event", ERROR_FIELD_WORD, 12,
		10, "/purpose"},
	{"an item of another list", KIND_VALIDATION_REPORT, "law-and-policy", "conservativeness",
		ERROR_FIELD_WORD, 12, 10, "/findings/0/item"},
	{"a party that is no code", KIND_ROLE, "party: 914403001922038216", "party: 9144",
		ERROR_FIELD_FORM, 11, 8, "/party"},
	{"an account whose check fails", KIND_RETIREMENT, "A-7K2Q-9D4R", "A-7K2Q-9D4M",
		ERROR_FIELD_FORM, 9, 10, "/account"},
	{"a document id of 25 characters", KIND_VOID, "XD\n", "X\n", ERROR_FIELD_FORM, 9, 8,
		"/voids"},
	{"a project code that is none", KIND_RETIREMENT, "A210003", "a210003", ERROR_FIELD_FORM, 11,
		13, "/units/0/project"},
	{"a methodology code that is none", KIND_METHODOLOGY, "CCER-01-002-V01", "CCER-1-2",
		ERROR_FIELD_FORM, 9, 7, "/code"},
	{"a key of another type", KIND_PARTY, SAMPLE_KEY, "ssh-rsa AAAA", ERROR_KEY_TYPE, 15, 3,
		"/keys/0"},
	{"a key cut short", KIND_PARTY, "mQSVTG4", "mQSV", ERROR_KEY_FORM, 15, 3, "/keys/0"},
	{"a region of letters", KIND_PARTY, "350000", "fujian", ERROR_FIELD_FORM, 12, 11,
		"/province"},
	{"degrees of five places", KIND_PROJECT_DESIGN, "32.123456", "32.12345", ERROR_FIELD_FORM,
		25, 16, "/boundary/0/corners/0/latitude"},
	{"degrees of ten places", KIND_PROJECT_DESIGN, "32.123456", "32.1234567890",
		ERROR_FIELD_FORM, 25, 16, "/boundary/0/corners/0/latitude"},
	{"sixty minutes", KIND_PROJECT_DESIGN, "32.123456", "32°60′24″", ERROR_FIELD_FORM, 25, 16,
		"/boundary/0/corners/0/latitude"},
	{"degrees and minutes alone", KIND_PROJECT_DESIGN, "32.123456", "32°07.4′",
		ERROR_FIELD_FORM, 25, 16, "/boundary/0/corners/0/latitude"},
	{"a latitude beyond the pole", KIND_PROJECT_DESIGN, "32.123456", "90.000001",
		ERROR_FIELD_DEGREES, 25, 16, "/boundary/0/corners/0/latitude"},
	{"a longitude beyond 180", KIND_PROJECT_DESIGN, "121.654321", "-180.000000001",
		ERROR_FIELD_DEGREES, 25, 38, "/boundary/0/corners/0/longitude"},
	{"a withheld value that is shown", KIND_PARTY,
		"{commit: " SAMPLE_DIGEST ", tag: " SAMPLE_DIGEST "}", "张三", ERROR_FIELD_SHAPE,
		11, 11, "/identity"},
	{"a withheld value without its commitment", KIND_PARTY,
		"{commit: " SAMPLE_DIGEST ", tag: " SAMPLE_DIGEST "}", "{}", ERROR_FIELD_MISSING,
		11, 11, "/identity/commit"},
	{"a period that ends before it begins", KIND_ACCOUNTING_REPORT, "last: 2022-12-31",
		"last: 2021-12-31", ERROR_FIELD_PERIOD, 11, 9, "/period"},
	{"a period without an end", KIND_ACCOUNTING_REPORT, ", last: 2022-12-31", "",
		ERROR_FIELD_MISSING, 11, 9, "/period/last"},
	{"an empty text", KIND_COMMENT, "|\n  第一行\n  第二行\n", "\"\"\n", ERROR_FIELD_LENGTH, 12,
		7, "/text"},
	{"a line of two lines", KIND_ACCOUNTING_REPORT, "0.2S", "\"0.2S\\n0.5\"", ERROR_TEXT_LINE,
		17, 19, "/meters/0/accuracy_class"},
	{"a line that begins with a blank", KIND_ACCOUNTING_REPORT, "0.2S", "' 0.2S'",
		ERROR_TEXT_LINE, 17, 19, "/meters/0/accuracy_class"},
	{"a line that ends in a wide blank", KIND_ACCOUNTING_REPORT, "0.2S", "0.2S　",
		ERROR_TEXT_LINE, 17, 19, "/meters/0/accuracy_class"},
	{"a line that ends in what is not seen", KIND_ACCOUNTING_REPORT, "0.2S", "0.2S\uFE0F",
		ERROR_TEXT_UNSEEN, 17, 19, "/meters/0/accuracy_class"},
	{"a line of a block", KIND_ACCOUNTING_REPORT, "accuracy_class: 0.2S",
		"accuracy_class: |-\n    0.2S", ERROR_FIELD_BLOCK, 17, 19,
		"/meters/0/accuracy_class"},
	{"a day of a block", KIND_NOTICE, "first_day: 2026-07-17", "first_day: >-\n  2026-07-17",
		ERROR_FIELD_BLOCK, 10, 12, "/first_day"},
	{"a text of blanks", KIND_COMMENT, "|\n  第一行\n  第二行\n", "'　 '\n", ERROR_TEXT_NOTHING,
		12, 7, "/text"},
	{"a full-width digit", KIND_RULES, "rules: 1", "rules: １", ERROR_FIELD_FULL_WIDTH, 9, 8,
		"/rules"},
	{"a full-width letter of a code", KIND_RETIREMENT, "A210003", "Ａ210003",
		ERROR_FIELD_FULL_WIDTH, 11, 13, "/units/0/project"},
	{"Chinese quotes around a day", KIND_NOTICE, "2026-07-17", "“2026-07-17”",
		ERROR_FIELD_FULL_WIDTH, 10, 12, "/first_day"},
	{"thousands of tonnes", KIND_REDUCTION_REQUEST, "314471", "314,471", ERROR_FIELD_THOUSANDS,
		11, 11, "/quantity"},
	{"thousands of tonnes by blanks", KIND_REDUCTION_REQUEST, "314471", "1 314 471",
		ERROR_FIELD_THOUSANDS, 11, 11, "/quantity"},
	{"keys with full-width colons", KIND_PROJECT_DESIGN, "{zh: 某海上风电项目}",
		"zh：某海上风电项目", ERROR_YAML_FULL_WIDTH, 16, 7, "/name"},
	{"a code with a blank", KIND_PARAMETERS, "grid.factors", "grid factors", ERROR_FIELD_FORM,
		9, 7, "/name"},
	{"a reference that is not NFC", KIND_SETTLEMENT, "BGEX-20260819-1", "Te\xCC\x81-1",
		ERROR_TEXT_NFC, 10, 12, "/reference"},
	{"a reference that ends in a wide blank", KIND_SETTLEMENT, "BGEX-20260819-1", "T-1　",
		ERROR_TEXT_LINE, 10, 12, "/reference"},
	{"a code of small letters where capitals are compared", KIND_BINDING, "CEA-0001",
		"cea-0001", ERROR_FIELD_FORM, 11, 14, "/cea_account"},
	{"a code that is not ASCII", KIND_PARAMETERS, "grid.factors", "电网", ERROR_FIELD_FORM, 9,
		7, "/name"},
	{"a code that is too long", KIND_ACCREDITATION, "fields: [E, F]",
		"fields: [E, ABCDEFGHIJKLMNOPQ]", ERROR_FIELD_LENGTH, 11, 13, "/fields/1"},
	{"a missing Chinese name", KIND_PROJECT_DESIGN, "{zh: 某海上风电项目}", "{en: Wind}",
		ERROR_FIELD_MISSING, 16, 7, "/name/zh"},
	{"a program key on another kind", KIND_UNITS, NULL, "equations: []\n", ERROR_FIELD_UNKNOWN,
		14, 1, "/equations"},
};

START_TEST(a_malformed_field_is_refused_at_its_place)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct document *d =
		read(mem, spoil(mem, faults[_i].kind, faults[_i].find, faults[_i].replace));
	struct error err = {0};

	ck_assert_msg(document_decode(d, &err) == -1, "%s", faults[_i].name);
	ck_assert_msg(err.code == faults[_i].code, "%s: %s", faults[_i].name, error_name(err.code));
	ck_assert_msg(strcmp(err.path, faults[_i].path) == 0, "%s: %s", faults[_i].name, err.path);
	ck_assert_msg(err.line == faults[_i].line && err.column == faults[_i].column, "%s: %u:%u",
		faults[_i].name, err.line, err.column);
	ck_assert_ptr_nonnull(err.rule);
	ck_assert_ptr_null(d->body);
}
END_TEST

START_TEST(all_faults_are_listed_in_order_of_place)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error_list *list = talloc_zero(mem, struct error_list);
	struct document *d = read(mem,
		SAMPLE_HEAD("retirement",
			"holder") "account: A-7K2Q-9D4M\n"
				  "units:\n"
				  "- {project: A210003, vintage: 2022, first: 1, last: x}\n"
				  "- {project: A210003, vintage: 2022, first: 9, last: 1}\n"
				  "extra: 1\n");

	ck_assert_int_eq(document_decode_all(d, list), -1);
	ck_assert_uint_eq(list->count, 5);
	ck_assert_str_eq(list->item[0].path, "/purpose");
	ck_assert_str_eq(list->item[1].path, "/account");
	ck_assert_str_eq(list->item[2].path, "/units/0/last");
	ck_assert_str_eq(list->item[3].path, "/units/1");
	ck_assert_str_eq(list->item[4].path, "/extra");
}
END_TEST

START_TEST(more_faults_than_the_list_holds_are_counted)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error_list *list = talloc_zero(mem, struct error_list);
	char *text = talloc_strdup(mem, SAMPLE_HEAD("rules", "operator") "rules: 1\n");

	for (int i = 0; i < ERROR_LIST_MAX + 5; i++)
		text = talloc_asprintf_append(text, "x%d: 1\n", i);
	ck_assert_int_eq(document_decode_all(read(mem, text), list), -1);
	ck_assert_uint_eq(list->count, ERROR_LIST_MAX);
	ck_assert_uint_eq(list->beyond, 5);
}
END_TEST

START_TEST(values_are_typed)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct body_project_design *p = decode(mem, samples[KIND_PROJECT_DESIGN])->design;
	char day[DAY_TEXT_SIZE];

	ck_assert_str_eq(p->methodology.text, "CCER-01-002-V01");
	ck_assert_str_eq(p->description.zh, "某公司在某海域建设\n300 MW 海上风电场。\n");
	ck_assert_ptr_null(p->description.en);
	ck_assert_uint_eq(p->boundary_n, 1);
	ck_assert_uint_eq(p->boundary[0].corners_n, 2);
	ck_assert_int_eq(p->boundary[0].corners[0].latitude_nano, 32123456000);
	ck_assert_int_eq(p->boundary[0].corners[1].latitude_nano, -1000);
	ck_assert_int_eq(p->boundary[0].corners[1].longitude_nano, 180000000000);
	ck_assert_str_eq(day_text(p->crediting.last, day), "2031-12-31");
	ck_assert_int_eq(p->additionality, ADDITIONALITY_EXEMPT);
	ck_assert(p->conditions[0].holds);
	ck_assert(!p->other_scheme);
	ck_assert_uint_eq(p->values_n, 2);
	ck_assert_str_eq(p->values[1].name, "w_BM");
	ck_assert_str_eq(p->values[1].value, "0.5");
	ck_assert_int_eq(tonnes_count(p->expected[0].quantity), 433921);
	ck_assert_ptr_null(p->additional_type);
}
END_TEST

START_TEST(what_is_absent_has_its_mark)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct body_retirement *r = decode(mem, samples[KIND_RETIREMENT])->retirement;
	const struct body_obligation *o = decode(mem, samples[KIND_OBLIGATION])->obligation;
	const struct body_parameters *p = decode(mem, samples[KIND_PARAMETERS])->parameters;
	const struct body_accreditation *a =
		decode(mem, samples[KIND_ACCREDITATION])->accreditation;

	ck_assert_int_eq(r->compliance_year, FIELD_ABSENT);
	ck_assert(day_is_none(r->event_period.first) && day_is_none(r->emission_period.last));
	ck_assert_ptr_null(r->statement);
	ck_assert_int_eq(r->beneficiary_id.text[0], '\0');
	ck_assert(digest_is_zero(&o->revises));
	ck_assert_int_eq(p->rows[1].year, FIELD_ABSENT);
	ck_assert_str_eq(p->rows[1].values[0].value, "0.8042");
	ck_assert(day_is_none(a->until));
	ck_assert_uint_eq(a->reports_n, 0);
}
END_TEST

/* Values from raw data need not be finite decimals: the mean of three readings, or of a year's. */
START_TEST(a_measured_value_may_be_a_fraction)
{
	static const char long_fraction[] =
		"1234567890123456789012345678901234567890123456789012345678901234567890/"
		"11352960000000000000000000000000000000000001";
	const char *const values[] = {"7/3", "-7/3", long_fraction};
	AUTO_MEMORY void *mem = talloc_new(NULL);

	for (size_t i = 0; i < COUNT_OF(values); i++) {
		const char *text = spoil(mem, KIND_ACCOUNTING_REPORT, "-0.5", values[i]);

		ck_assert_str_eq(decode(mem, text)->report->rows[0].values[1].value, values[i]);
	}
}
END_TEST

START_TEST(units_and_words_are_decoded)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct body_settlement *s = decode(mem, samples[KIND_SETTLEMENT])->settlement;
	const struct body_validation_report *v =
		decode(mem, samples[KIND_VALIDATION_REPORT])->validation;
	const struct body_methodology *m = decode(mem, samples[KIND_METHODOLOGY])->methodology;

	ck_assert_str_eq(s->legs[0].units.block.project.text, "A210003");
	ck_assert_int_eq(s->legs[0].units.block.vintage, 2022);
	ck_assert_int_eq(s->legs[0].units.block.last, 500);
	ck_assert_int_eq(s->legs[0].price_fen, 9850);
	ck_assert_int_eq(v->findings[0].item, VALIDATION_LAW);
	ck_assert_int_eq(v->findings[0].finding, FINDING_CONFORMS);
	ck_assert_int_eq(v->team.members, 3);
	ck_assert_ptr_nonnull(yaml_member(m->program, "equations"));
	ck_assert_ptr_null(m->program->parent);
}
END_TEST

static Suite *decode_suite(void)
{
	Suite *s = suite_create("decode");
	TCase *t = tcase_create("decode");

	tcase_add_loop_test(t, a_lawful_document_of_each_kind_decodes, KIND_NONE + 1, KIND_COUNT);
	tcase_add_loop_test(t, a_malformed_field_is_refused_at_its_place, 0, COUNT_OF(faults));
	tcase_add_test(t, all_faults_are_listed_in_order_of_place);
	tcase_add_test(t, more_faults_than_the_list_holds_are_counted);
	tcase_add_test(t, values_are_typed);
	tcase_add_test(t, what_is_absent_has_its_mark);
	tcase_add_test(t, a_measured_value_may_be_a_fraction);
	tcase_add_test(t, units_and_words_are_decoded);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(decode_suite)
