#include "domain/identifiers.h"

#include <string.h>

#include "tests/support.h"

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

START_TEST(codes_that_were_issued_pass_both_checks)
{
	static const char *const cases[] = {
		"91350100M000100Y43", /* the standard's example */
		"914403001922038216",
		"9144030071526726XG", /* an organisation code that ends in X */
		"121000007178020352",
		"911101011012963816",
		"91440106724833905B",
		"91110105739396429N",
		"91110108718701228R",
		"911101057488192516",
		"91110108726360101Y",
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct party_id id;

		ck_assert_msg(uscc_check(cases[i], strlen(cases[i])), "%s", cases[i]);
		ck_assert(party_id_parse(cases[i], strlen(cases[i]), &id));
		ck_assert(!party_id_is_person(&id));
	}
}
END_TEST

START_TEST(codes_with_a_wrong_check_fail)
{
	static const char *const cases[] = {
		"91350100M000100Y4Z", /* not a letter of the alphabet */
		"91350100M000100Y44",
		"91350100M000100Y33", /* wrong by the organisation code's own check */
		"91570522087163776E", /* on a public list, mistyped there */
		"91350211M0000XUF46", /* issued, and fails: what the override is for */
		"91350100m000100y43",
		"91350100M000100Y4",
		"91350100M000100Y430",
		"",
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_msg(!uscc_check(cases[i], strlen(cases[i])), "%s", cases[i]);
}
END_TEST

START_TEST(every_single_wrong_character_of_a_code_is_found)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	static const char right[] = "914403001922038216";

	for (size_t at = 0; at < 18; at++)
		for (const char *c = alphabet; *c; c++) {
			char text[19];

			memcpy(text, right, sizeof(text));
			text[at] = *c;
			ck_assert_msg(uscc_check(text, 18) == (*c == right[at]), "%s", text);
		}
}
END_TEST

START_TEST(a_party_is_a_code_or_a_person)
{
	struct party_id id, kept = {"kept"};

	ck_assert(party_id_parse("P-0123456789ABCDEF", 18, &id));
	ck_assert(party_id_is_person(&id));
	ck_assert(party_id_parse("91350211M0000XUF46", 18, &id));
	ck_assert(!party_id_is_person(&id));
	ck_assert(!party_id_parse("P-0123456789ABCDEI", 18, &kept));
	ck_assert(!party_id_parse("P-0123456789ABCDE", 17, &kept));
	ck_assert(!party_id_parse("P-0123456789abcdef", 18, &kept));
	ck_assert(!party_id_parse("91350100M000100Y4Z", 18, &kept));
	ck_assert(!party_id_parse("", 0, &kept));
	ck_assert_str_eq(kept.text, "kept");
}
END_TEST

START_TEST(every_single_wrong_character_of_an_account_is_found)
{
	static const uint64_t values[] = {0, 1, 0x7ffffffff, 0x123456789, 0x5a5a5a5a5};

	for (size_t v = 0; v < COUNT_OF(values); v++) {
		struct account_id id = account_id_make(values[v]), out;

		ck_assert_int_eq(strlen(id.text), 11);
		ck_assert(account_id_parse(id.text, 11, &out));
		ck_assert(account_id_equal(&id, &out));
		for (size_t at = 2; at < 11; at++)
			for (const char *c = crockford; at != 6 && *c; c++) {
				char text[12];

				memcpy(text, id.text, sizeof(text));
				text[at] = *c;
				ck_assert_msg(
					account_id_parse(text, 11, &out) == (*c == id.text[at]),
					"%s", text);
			}
	}
}
END_TEST

START_TEST(accounts_of_different_values_differ)
{
	struct account_id a = account_id_make(1), b = account_id_make(32);

	ck_assert(!account_id_equal(&a, &b));
	b = account_id_make((UINT64_C(1) << 35) + 1); /* only 35 bits count */
	ck_assert(account_id_equal(&a, &b));
}
END_TEST

START_TEST(any_other_form_of_an_account_is_refused)
{
	struct account_id made = account_id_make(77), out;
	char text[16];

	memcpy(text, made.text, sizeof(made.text));
	ck_assert(!account_id_parse(text, 10, &out));
	text[0] = 'B';
	ck_assert(!account_id_parse(text, 11, &out));
	text[0] = 'A';
	text[6] = '0';
	ck_assert(!account_id_parse(text, 11, &out));
	ck_assert(!account_id_parse("A-0000-000", 10, &out));
	ck_assert(!account_id_parse("", 0, &out));
}
END_TEST

START_TEST(a_document_id_holds_130_random_bits)
{
	uint8_t random[17] = {0};
	struct document_id id, out;

	id = document_id_make(random);
	ck_assert_str_eq(id.text, "00000000000000000000000000");
	memset(random, 0xff, sizeof(random));
	id = document_id_make(random);
	ck_assert_str_eq(id.text, "ZZZZZZZZZZZZZZZZZZZZZZZZZZ");
	memset(random, 0, sizeof(random));
	random[0] = 0x08;  /* the first character is the first five bits */
	random[16] = 0x40; /* the last two bits that count, then six that do not */
	id = document_id_make(random);
	ck_assert_str_eq(id.text, "10000000000000000000000001");
	ck_assert(document_id_parse(id.text, 26, &out));
	ck_assert_str_eq(out.text, id.text);
	ck_assert(!document_id_parse(id.text, 25, &out));
	ck_assert(!document_id_parse("1000000000000000000000000U", 26, &out));
	ck_assert(!document_id_parse("1000000000000000000000000z", 26, &out));
}
END_TEST

START_TEST(project_codes_have_their_form)
{
	static const struct {
		const char *text;
		bool good;
	} cases[] = {
		{"A210003", true},
		{"A110007", true},
		{"P919999", true},
		{"N110001", true},
		{"Q210003", false},
		{"a210003", false},
		{"A010003", false},
		{"A220003", false},
		{"A21000", false},
		{"A2100033", false},
		{"A21000X", false},
		{"", false},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct project_code code;

		ck_assert_msg(project_code_parse(cases[i].text, strlen(cases[i].text), &code) ==
				      cases[i].good,
			"%s", cases[i].text);
	}
}
END_TEST

START_TEST(a_project_code_fits_its_methodology)
{
	static const struct {
		const char *code, *methodology;
		bool fits;
	} cases[] = {
		{"A210003", "CCER-01-002-V01", true},
		{"A110007", "CCER-01-001-V01", true},
		{"G110001", "CCER-07-001-V01", true},
		{"J110001", "CCER-10-001-V01", true},
		{"N210001", "CCER-14-002-V01", true},
		{"A210003", "CCER-01-001-V01", false},
		{"B210003", "CCER-01-002-V01", false},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct project_code code;
		struct methodology_code methodology;

		ck_assert(project_code_parse(cases[i].code, strlen(cases[i].code), &code));
		ck_assert(methodology_code_parse(
			cases[i].methodology, strlen(cases[i].methodology), &methodology));
		ck_assert(project_code_fits(&code, &methodology) == cases[i].fits);
	}
}
END_TEST

START_TEST(methodology_codes_have_sector_and_number)
{
	static const struct {
		const char *text;
		int sector, number;
	} cases[] = {
		{"CCER-01-002-V01", 1, 2},
		{"CCER-07-001-V01", 7, 1},
		{"CCER-10-004-V01", 10, 4},
		{"CCER-14-999-V99", 14, 999},
		{"CCER-16-001-V02", 16, 1},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct methodology_code code;

		ck_assert(methodology_code_parse(cases[i].text, 15, &code));
		ck_assert_int_eq(methodology_code_sector(&code), cases[i].sector);
		ck_assert_int_eq(methodology_code_number(&code), cases[i].number);
	}
}
END_TEST

START_TEST(any_other_methodology_code_is_refused)
{
	static const char *const cases[] = {"CCER-00-001-V01", "CCER-17-001-V01", "CCER-01-000-V01",
		"CCER-01-001-V00", "CCER-1-001-V01", "ccer-01-001-V01", "CCER-01-001-v01",
		"CCER-01-001-V1", "CCER—01—002—V01", "CCER-01-001-V011", ""};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct methodology_code code;

		ck_assert_msg(
			!methodology_code_parse(cases[i], strlen(cases[i]), &code), "%s", cases[i]);
	}
}
END_TEST

START_TEST(ledger_names_are_short_and_plain)
{
	char long_name[66], out[LEDGER_NAME_SIZE];

	memset(long_name, 'a', sizeof(long_name));
	ck_assert(ledger_name_parse("ccer.example", 12, out));
	ck_assert_str_eq(out, "ccer.example");
	ck_assert(ledger_name_parse(long_name, 64, out));
	ck_assert(!ledger_name_parse(long_name, 65, out));
	ck_assert(!ledger_name_parse("ab", 2, out));
	ck_assert(!ledger_name_parse("Ccer.example", 12, out));
	ck_assert(!ledger_name_parse("ccer/example", 12, out));
	ck_assert(!ledger_name_parse("ccer\0example", 12, out));
}
END_TEST

static Suite *identifiers_suite(void)
{
	Suite *s = suite_create("identifiers");
	TCase *t = tcase_create("identifiers");

	tcase_add_test(t, codes_that_were_issued_pass_both_checks);
	tcase_add_test(t, codes_with_a_wrong_check_fail);
	tcase_add_test(t, every_single_wrong_character_of_a_code_is_found);
	tcase_add_test(t, a_party_is_a_code_or_a_person);
	tcase_add_test(t, every_single_wrong_character_of_an_account_is_found);
	tcase_add_test(t, accounts_of_different_values_differ);
	tcase_add_test(t, any_other_form_of_an_account_is_refused);
	tcase_add_test(t, a_document_id_holds_130_random_bits);
	tcase_add_test(t, project_codes_have_their_form);
	tcase_add_test(t, a_project_code_fits_its_methodology);
	tcase_add_test(t, methodology_codes_have_sector_and_number);
	tcase_add_test(t, any_other_methodology_code_is_refused);
	tcase_add_test(t, ledger_names_are_short_and_plain);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(identifiers_suite)
