#include <string.h>

#include <talloc.h>

#include "tests/rules/story.h"
#include "tests/support.h"

/* A settlement of one unit. */
static const char *settlement(struct story *s, const char *reference, int unit)
{
	return story_text(s,
		"kind: settlement\ntrading_day: 2025-03-10\nreference: %s\nlegs:\n"
		"- {seller: %s, buyer: %s, units: {project: A210001, vintage: 2022, first: %d, "
		"last: %d}, price_fen: 8500}\n",
		reference, story_account("owner"), story_account("entity"), unit, unit);
}

START_TEST(a_reference_is_given_once_by_a_party_to_a_kind)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_SETTLED);
	char first[24];

	snprintf(first, sizeof(first), "%lld", (long long)s->sequence);
	story_seal(s, settlement(s, "T-77", 90001), "exchange");
	story_expect(
		s, settlement(s, "T-77", 90002), "exchange", ERROR_REFERENCE_TAKEN, "/reference");
	ck_assert_str_eq(error_argument(&s->err, "sequence"), first);
	ck_assert_str_eq(error_argument(&s->err, "reference"), "T-77");
	story_seal(s, settlement(s, "T-78", 90002), "exchange");
	story_seal(s, settlement(s, "t-77", 90003), "exchange");
}
END_TEST

START_TEST(what_is_refused_leaves_its_reference_free)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_SETTLED);

	story_expect(s, settlement(s, "T-77", 300000), "exchange", ERROR_UNITS_POSITION,
		"/legs/0/units/first");
	story_seal(s, settlement(s, "T-77", 90001), "exchange");
}
END_TEST

/* The receipt's reference, R-1, may be the answer's, too: they are of one case. */
START_TEST(documents_of_two_kinds_may_have_one_reference)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_OFFSET_RECEIVED);

	story_at(s, "2025-10-20");
	story_seal(s,
		story_text(s,
			"kind: offset-answer\nrecord: %s\nused: 50000\nreference: R-1\n"
			"province_decision: {by: %s, on: 2025-10-17, document: "
			"鲁环函〔2025〕1号}\n",
			story_hex(s, &s->sealed[STORY_OFFSET_APPLIED]), story_id("province")),
		"cea");
}
END_TEST

static const char *retirement(struct story *s, const char *beneficiary)
{
	return story_text(s,
		"kind: retirement\naccount: %s\nunits:\n"
		"- {project: A210001, vintage: 2022, first: 50001, last: 50001}\n"
		"purpose: public-interest\nbeneficiary: 甲公司\nbeneficiary_id: %s\n",
		story_account("entity"), beneficiary);
}

START_TEST(a_code_that_fails_its_check_is_refused_wherever_it_stands)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_OFFSET_ANSWERED);
	static const char wrong[] = "91350100M000100Y44";

	story_expect(s, retirement(s, wrong), "entity", ERROR_PARTY_USCC, "/beneficiary_id");
	story_expect(s,
		story_text(s,
			"kind: role\naction: grant\nrole: exchange\nparty: %s\nfrom: 2025-12-01\n",
			wrong),
		"mee", ERROR_PARTY_USCC, "/party");
	story_expect(s,
		story_text(s,
			"kind: obligation\nentity: %s\nprovince: \"370000\"\ncompliance_year: "
			"2024\n"
			"allowances_due: 1\nsurrender_by: 2025-12-31\n",
			wrong),
		"province", ERROR_PARTY_USCC, "/entity");
	story_expect(s,
		story_text(s, "%ssigners:\n- {party: %s, as: holder}\n",
			retirement(s, "91350100M000100Y43"), wrong),
		"entity:holder", ERROR_PARTY_USCC, "/signers/0/party");
	story_seal(s, retirement(s, "91350100M000100Y43"), "entity");
}
END_TEST

/* The header names the party, too. */
static const char *overridden_party(struct story *s, const char *id)
{
	const char *text = story_but(s, story_party_text(s, "owner"), story_id("owner"), id);

	return story_text(s,
		"%suscc_override: 登记机关确认该代码确属实发\nsigners:\n"
		"- {party: %s, as: operator}\n- {party: %s, as: holder}\n",
		text, story_id("operator"), id);
}

START_TEST(a_code_let_in_with_a_reason_is_named_like_any_other)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	const char *grant = "kind: role\naction: grant\nrole: exchange\nparty: 91350211M0000XUF46\n"
			    "from: 2026-12-01\n";

	story_expect(s, grant, "mee", ERROR_PARTY_USCC, "/party");
	story_seal(s, overridden_party(s, "91350211M0000XUF46"), "operator owner:holder");
	story_seal(s, grant, "mee");
}
END_TEST

static Suite *names_suite(void)
{
	Suite *s = suite_create("names");
	TCase *t = tcase_create("names");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_reference_is_given_once_by_a_party_to_a_kind);
	tcase_add_test(t, what_is_refused_leaves_its_reference_free);
	tcase_add_test(t, documents_of_two_kinds_may_have_one_reference);
	tcase_add_test(t, a_code_that_fails_its_check_is_refused_wherever_it_stands);
	tcase_add_test(t, a_code_let_in_with_a_reason_is_named_like_any_other);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(names_suite)
