#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "rules/chapter.h"
#include "rules/parameter_table.h"
#include "tests/rules/story.h"
#include "tests/support.h"

/* A document that is refused once one thing in it is changed; NULL `from`: nothing is. */
struct broken {
	const char *name, *from, *to, *signers;
	enum error_code code;
	const char *path;
};

static void expect_broken(struct story *s, const char *text, const struct broken *b)
{
	if (b->from)
		text = story_but(s, text, b->from, b->to);
	story_expect(s, text, b->signers, b->code, b->path);
}

/* The state as a chapter sees it now. */
static struct rule reader(struct story *s)
{
	return (struct rule){.mem = s->mem,
		.view = overlay_view(s->state),
		.at = s->at,
		.today = instant_day(s->at),
		.sequence = s->sequence,
		.err = &s->err};
}

/* --- plain parameters --- */

static const char days[] = "kind: parameters\nname: notice.days\nstatus: final\nsource: 公告\n"
			   "from: 2024-09-01\nvalue: \"25\"\n";

static const struct broken plain[] = {
	{"a name that nobody knows", "notice.days", "notice.day", "mee", ERROR_PARAMETER_UNKNOWN,
		"/name"},
	{"a family without its region", "notice.days", "regional.limit.", "mee",
		ERROR_PARAMETER_UNKNOWN, "/name"},
	{"a table of factors without its name", "notice.days", "factors.", "mee",
		ERROR_PARAMETER_UNKNOWN, "/name"},
	{"a table of factors in large letters", "notice.days", "factors.Soil", "mee",
		ERROR_PARAMETER_UNKNOWN, "/name"},
	{"a table of factors is no value", "notice.days", "factors.soil", "mee",
		ERROR_PARAMETER_SHAPE, "/value"},
	{"a region that is no code", "notice.days", "regional.limit.shandong", "mee",
		ERROR_PARAMETER_UNKNOWN, "/name"},
	{"the operator sets the ministry's", NULL, NULL, "operator", ERROR_SIGNERS, "/signers"},
	{"the ministry sets the operator's", "notice.days", "comment.max", "mee", ERROR_SIGNERS,
		"/signers"},
	{"from a draft on a real clock", "final", "draft", "mee", ERROR_PARAMETER_DRAFT, "/status"},
	{"solved back from registrations, on a real clock", "final", "inferred", "mee",
		ERROR_PARAMETER_INFERRED, "/status"},
	{"from a day that is past", "2024-09-01", "2024-08-22", "mee", ERROR_DAY_PAST, "/from"},
	{"from today, when a notice may have begun by the old value", "2024-09-01", "2024-08-23",
		"mee", ERROR_PARAMETER_AHEAD, "/from"},
	{"rows where a value is meant", "value: \"25\"", "rows: [{key: North, values: {CM: 0.6}}]",
		"mee", ERROR_PARAMETER_SHAPE, "/rows"},
	{"no value", "value: \"25\"\n", "", "mee", ERROR_PARAMETER_SHAPE, "/value"},
	{"no integer", "\"25\"", "\"25.0\"", "mee", ERROR_PARAMETER_VALUE, "/value"},
	{"a negative number", "\"25\"", "\"-1\"", "mee", ERROR_PARAMETER_VALUE, "/value"},
	{"below its bounds", "\"25\"", "\"0\"", "mee", ERROR_PARAMETER_BOUNDS, "/value"},
	{"above its bounds", "\"25\"", "\"251\"", "mee", ERROR_PARAMETER_BOUNDS, "/value"},
	{"a share above one", "notice.days", "offset.limit", "mee", ERROR_PARAMETER_BOUNDS,
		"/value"},
	{"an hour in other words", "notice.days", "notice.closes_at", "operator",
		ERROR_PARAMETER_VALUE, "/value"},
	{"a day in other words", "notice.days", "offset.registered_from", "mee",
		ERROR_PARAMETER_VALUE, "/value"},
};

START_TEST(a_parameter_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);

	expect_broken(s, days, &plain[_i]);
}
END_TEST

static const struct {
	const char *name, *value, *signers;
	enum error_code code;
} values[] = {
	{"offset.limit", "1/20", "mee", ERROR_NONE},
	{"offset.limit", "0.05", "mee", ERROR_NONE},
	{"offset.limit", "0", "mee", ERROR_NONE},
	{"offset.limit", "1", "mee", ERROR_NONE},
	{"offset.limit", "1/0", "mee", ERROR_PARAMETER_VALUE},
	{"offset.limit", "-1/20", "mee", ERROR_PARAMETER_VALUE},
	{"offset.limit", "5 %", "mee", ERROR_PARAMETER_VALUE},
	{"offset.limit", "21/20", "mee", ERROR_PARAMETER_BOUNDS},
	{"notice.closes_at", "24:00", "operator", ERROR_NONE},
	{"notice.closes_at", "17:00", "operator", ERROR_NONE},
	{"notice.closes_at", "24:01", "operator", ERROR_PARAMETER_VALUE},
	{"notice.closes_at", "9:00", "operator", ERROR_PARAMETER_VALUE},
	{"notice.closes_at", "17:60", "operator", ERROR_PARAMETER_VALUE},
	{"notice.closes_at", "17-00", "operator", ERROR_PARAMETER_VALUE},
	{"offset.registered_from", "2024-01-22", "mee", ERROR_NONE},
	{"offset.registered_from", "2023-02-29", "mee", ERROR_PARAMETER_VALUE},
	{"regional.limit.370000", "100000", "mee", ERROR_NONE},
	{"exchange.daily_volume", "0", "operator", ERROR_NONE},
};

START_TEST(a_value_is_written_as_its_parameter_wants)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	const char *text = story_but(
		s, story_but(s, days, "notice.days", values[_i].name), "25", values[_i].value);

	if (values[_i].code == ERROR_NONE)
		story_seal(s, text, values[_i].signers);
	else
		story_expect(s, text, values[_i].signers, values[_i].code, "/value");
}
END_TEST

static int64_t integer_on(struct story *s, const char *day, const char *name)
{
	struct rule r;
	int64_t value = -1;

	story_at(s, day);
	r = reader(s);
	ck_assert_int_eq(rule_parameter_integer(&r, name, &value), 0);
	return value;
}

START_TEST(a_parameter_holds_from_its_day_the_later_document_first)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);

	ck_assert_int_eq(integer_on(s, "2024-08-23", "notice.days"), 20);
	story_seal(s, days, "mee");
	ck_assert_ptr_nonnull(strstr(s->placement.folder, "parameters/"));
	ck_assert_ptr_nonnull(strstr(s->placement.folder, "/notice.days"));
	story_seal(
		s, story_but(s, story_but(s, days, "25", "30"), "2024-09-01", "2024-10-01"), "mee");
	story_seal(s, story_but(s, days, "25", "26"), "mee");
	ck_assert_int_eq(integer_on(s, "2024-08-31", "notice.days"), 20);
	ck_assert_int_eq(integer_on(s, "2024-09-01", "notice.days"), 26);
	ck_assert_int_eq(integer_on(s, "2024-09-30", "notice.days"), 26);
	ck_assert_int_eq(integer_on(s, "2024-10-01", "notice.days"), 30);
	ck_assert_int_eq(integer_on(s, "2024-10-01", "duty.days"), 15);
}
END_TEST

START_TEST(a_simulated_ledger_takes_drafts)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_new(mem);

	s->simulated = true;
	story_until(s, STORY_GENESIS);
	story_seal(s, story_but(s, days, "final", "draft"), "mee");
	story_seal(s, story_but(s, days, "final", "inferred"), "mee");
}
END_TEST

START_TEST(every_known_parameter_has_a_sound_default)
{
	const struct parameter_row *row;

	for (size_t i = 0; (row = parameter_row_at(i)) != NULL; i++) {
		ck_assert(row->signer == ROLE_OPERATOR || row->signer == ROLE_MEE ||
			  (row->signer == ROLE_SAMR && row->beside == ROLE_MEE));
		ck_assert_ptr_nonnull(row->zh);
		ck_assert_ptr_nonnull(row->en);
		ck_assert(row->type != PARAMETER_ROWS || row->default_value == NULL);
		/* What a draft says is in force nowhere, so it is no default. */
		ck_assert(!row->default_value || !strstr(row->rule, "draft"));
		if (row->name[strlen(row->name) - 1] != '.')
			ck_assert_ptr_eq(parameter_row(row->name), row);
	}
}
END_TEST

/* --- tables --- */

static const char factors[] =
	"kind: parameters\nname: grid.factors\nstatus: final\nsource: 排放因子\nfrom: 2024-09-01\n"
	"rows:\n"
	"- {key: North, year: 2023, edition: \"2023\", values: {CM: 0.61850}}\n"
	"- {key: East, year: 2019, edition: \"2019\", values: {OM: 0.7921, BM: 0.3870}}\n";

static const struct broken tables[] = {
	{"the operator sets it", NULL, NULL, "operator", ERROR_SIGNERS, "/signers"},
	{"a value where rows are meant", "rows:\n", "value: \"1\"\nrows:\n", "mee",
		ERROR_PARAMETER_SHAPE, "/value"},
	{"a row without a year", "year: 2023, ", "", "mee", ERROR_PARAMETER_YEAR, "/rows/0"},
	{"a row twice", "key: East, year: 2019", "key: North, year: 2023", "mee",
		ERROR_PARAMETER_ROW_TWICE, "/rows/1/key"},
	{"the operating margin alone", ", BM: 0.3870", "", "mee", ERROR_PARAMETER_COLUMNS,
		"/rows/1/values"},
	{"both margins and the combined one", "BM: 0.3870", "BM: 0.3870, CM: 0.5", "mee",
		ERROR_PARAMETER_COLUMNS, "/rows/1/values"},
	{"a column that no methodology reads", "CM: 0.6", "EF: 0.6", "mee", ERROR_PARAMETER_COLUMNS,
		"/rows/0/values"},
	{"a negative factor", "CM: 0.6", "CM: -0.6", "mee", ERROR_PARAMETER_BOUNDS,
		"/rows/0/values/CM"},
	{"a factor in kilograms", "CM: 0.61850", "CM: 618.5", "mee", ERROR_PARAMETER_BOUNDS,
		"/rows/0/values/CM"},
	{"a symbol of two words", "CM: 0.6", "\"C M\": 0.6", "mee", ERROR_PARAMETER_ROW_VALUES,
		"/rows/0/values"},
	{"an edition longer than the state keeps", "edition: \"2019\"",
		"edition: "
		"0123456789012345678901234567890123456789012345678901234567890123",
		"mee", ERROR_PARAMETER_LONG, "/rows/1/edition"},
};

START_TEST(a_table_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);

	expect_broken(s, factors, &tables[_i]);
}
END_TEST

START_TEST(a_table_is_read_by_key_and_year_on_a_day)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	struct record_parameter row;
	struct rule r = reader(s);

	story_seal(s, factors, "mee");
	ck_assert_int_eq(rule_parameter_row(&r, "grid.factors", "North", 2023, &row), 0);
	story_at(s, "2024-09-01");
	r = reader(s);
	ck_assert_int_eq(rule_parameter_row(&r, "grid.factors", "East", 2019, &row), 1);
	ck_assert_str_eq(row.values, "BM=0.3870 OM=0.7921");
	ck_assert_str_eq(row.edition, "2019");
	ck_assert_int_eq(rule_parameter_row(&r, "grid.factors", "East", 2023, &row), 0);
	ck_assert_int_eq(rule_parameter_row(&r, "grid.factors", "South", 2019, &row), 0);
}
END_TEST

START_TEST(about_gives_the_year_to_rows_without_one)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	const char *text = story_but(s, factors, "year: 2023, ", "");
	struct record_parameter row;
	struct rule r;

	story_seal(s, story_but(s, text, "rows:", "about: 2022\nrows:"), "mee");
	story_at(s, "2024-09-01");
	r = reader(s);
	ck_assert_int_eq(rule_parameter_row(&r, "grid.factors", "North", 2022, &row), 1);
	ck_assert_int_eq(rule_parameter_row(&r, "grid.factors", "East", 2019, &row), 1);
}
END_TEST

START_TEST(a_table_without_years_takes_none)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	static const char gwp[] = "kind: parameters\nname: gwp\nstatus: final\nsource: IPCC\n"
				  "from: 2024-08-23\nrows: [{key: CH4, values: {GWP: 28}}]\n";
	struct record_parameter row;
	struct rule r = reader(s);

	story_expect(s, story_but(s, gwp, "key: CH4", "key: CH4, year: 2023"), "mee",
		ERROR_PARAMETER_YEAR, "/rows/0/year");
	story_seal(s, gwp, "mee");
	ck_assert_int_eq(rule_parameter_row(&r, "gwp", "CH4", 0, &row), 1);
	ck_assert_str_eq(row.values, "GWP=28");
}
END_TEST

START_TEST(a_table_of_factors_has_any_columns_and_rows_with_or_without_a_year)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	static const char soil[] =
		"kind: parameters\nname: factors.soil-1.a\nstatus: final\nsource: 指南\n"
		"from: 2024-08-23\nrows:\n"
		"- {key: pine, values: {BEF: 1.3, dSOC: -0.5}}\n"
		"- {key: pine, year: 2023, values: {BEF: 1.4}}\n";
	struct record_parameter row;
	struct rule r = reader(s);

	story_expect(s, soil, "operator", ERROR_SIGNERS, "/signers");
	story_expect(s, story_but(s, soil, "year: 2023, ", ""), "mee", ERROR_PARAMETER_ROW_TWICE,
		"/rows/1/key");
	story_seal(s, soil, "mee");
	ck_assert_int_eq(rule_parameter_row(&r, "factors.soil-1.a", "pine", 0, &row), 1);
	ck_assert_str_eq(row.values, "BEF=1.3 dSOC=-0.5");
	ck_assert_int_eq(rule_parameter_row(&r, "factors.soil-1.a", "pine", 2023, &row), 1);
	ck_assert_str_eq(row.values, "BEF=1.4");
	ck_assert_int_eq(rule_parameter_row(&r, "factors.soil-1.a", "pine", 2022, &row), 0);
}
END_TEST

/* --- units --- */

static const char units[] = "kind: units\nsource: 计量单位\nunits:\n"
			    "- {symbol: kg, name: {zh: 千克}}\n"
			    "- {symbol: t, name: {zh: 吨}, factor: \"1000\", of: kg}\n";

static const struct broken unit_rows[] = {
	{"the operator alone", NULL, NULL, "operator", ERROR_SIGNERS, "/signers"},
	{"the ministry alone", NULL, NULL, "mee", ERROR_SIGNERS, "/signers"},
	{"a symbol twice", "symbol: t,", "symbol: kg,", "operator mee", ERROR_UNIT_KNOWN,
		"/units/1/symbol"},
	{"what is no symbol", "symbol: t,", "symbol: t/a,", "operator mee", ERROR_UNIT_SYMBOL,
		"/units/1/symbol"},
	{"of what nobody declared", "of: kg", "of: g", "operator mee", ERROR_UNIT_UNKNOWN,
		"/units/1/of"},
	{"of itself", "of: kg", "of: t", "operator mee", ERROR_UNIT_UNKNOWN, "/units/1/of"},
	{"of what is no expression", "of: kg", "of: kg//kg", "operator mee", ERROR_UNIT_SYNTAX,
		"/units/1/of"},
	{"a factor longer than the state keeps", "\"1000\"",
		"\"0.00000000000000000000000000000000000000000000000000000000000001\"",
		"operator mee", ERROR_UNIT_LONG, "/units/1"},
	{"a factor of nothing", "\"1000\"", "\"0\"", "operator mee", ERROR_UNIT_FACTOR,
		"/units/1/factor"},
};

START_TEST(units_are_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);

	expect_broken(s, units, &unit_rows[_i]);
}
END_TEST

START_TEST(a_unit_is_never_declared_again)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);

	story_seal(s, units, "operator mee");
	ck_assert_ptr_nonnull(strstr(s->placement.folder, "/units"));
	story_expect(s, units, "operator mee", ERROR_UNIT_KNOWN, "/units/0/symbol");
}
END_TEST

START_TEST(later_units_are_made_of_earlier_ones)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	struct record row = record_new(RECORD_UNIT);
	struct rule r;

	story_seal(s, units, "operator mee");
	story_seal(s,
		"kind: units\nsource: 计量单位\nunits:\n"
		"- {symbol: a, name: {zh: 年}}\n"
		"- {symbol: flow, name: {zh: 流量}, factor: 44/12, of: t/a}\n",
		"operator mee");
	snprintf(row.unit.symbol, sizeof(row.unit.symbol), "flow");
	ck_assert(story_get(s, &row));
	ck_assert_int_eq(row.unit.order, 3);
	ck_assert_str_eq(row.unit.factor, "44/12");
	ck_assert_str_eq(row.unit.of, "t/a");
	r = reader(s);
	r.programs = programs_new(mem);
	ck_assert_int_eq(rule_take_units(&r), 0);
	ck_assert_ptr_nonnull(unit_parse(mem, programs_units(r.programs), "flow*a/kg", &s->err));
}
END_TEST

/* --- calendar --- */

static const char calendar[] = "kind: calendar\nyear: 2024\nsource: 国务院办公厅通知\n"
			       "off: [2024-09-16, 2024-09-17, 2024-10-01, 2024-10-02]\n"
			       "work: [2024-09-14, 2024-09-29]\n";

static const struct broken calendars[] = {
	{"not signed by the operator", NULL, NULL, "mee", ERROR_SIGNERS, "/signers"},
	{"a day off in another year", "2024-09-16", "2025-09-16", "operator",
		ERROR_CALENDAR_OTHER_YEAR, "/off/0"},
	{"a make-up day in another year", "2024-09-29", "2025-09-28", "operator",
		ERROR_CALENDAR_OTHER_YEAR, "/work/1"},
	{"a day off twice", "2024-10-02", "2024-10-01", "operator", ERROR_CALENDAR_DAY_TWICE,
		"/off/3"},
	{"a make-up day twice", "2024-09-29", "2024-09-14", "operator", ERROR_CALENDAR_DAY_TWICE,
		"/work/1"},
	{"a day both off and made up", "2024-10-02", "2024-09-29", "operator",
		ERROR_CALENDAR_DAY_TWICE, "/work/1"},
	{"a make-up day that is no weekend day", "2024-09-29", "2024-09-30", "operator",
		ERROR_CALENDAR_NOT_WEEKEND, "/work/1"},
};

START_TEST(a_calendar_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);

	expect_broken(s, calendar, &calendars[_i]);
}
END_TEST

static bool works(struct story *s, int month, int day)
{
	struct rule r = reader(s);
	struct working_calendar c = rule_calendar(&r);
	bool working = false;

	ck_assert_int_eq(working_day_is(&c, day_of_date(2024, month, day), &working, &s->err), 0);
	return working;
}

START_TEST(a_correction_changes_days_that_have_not_come)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	const char *later = story_but(s, calendar, "2024-10-02]", "2024-10-02, 2024-10-03]");

	story_seal(s, calendar, "operator");
	ck_assert_ptr_nonnull(strstr(s->placement.folder, "/calendar"));
	ck_assert(!works(s, 9, 16));
	ck_assert(works(s, 9, 14));
	ck_assert(works(s, 10, 3));
	story_at(s, "2024-10-02");
	story_seal(s, later, "operator");
	ck_assert(!works(s, 10, 3));
	ck_assert(!works(s, 9, 16));
	story_at(s, "2024-10-03");
	story_expect(s, calendar, "operator", ERROR_CALENDAR_PAST, "/off");
	story_expect(s, story_but(s, later, "2024-09-16, ", ""), "operator", ERROR_CALENDAR_PAST,
		"/off");
	story_expect(s, story_but(s, later, ", 2024-09-29]", "]"), "operator", ERROR_CALENDAR_PAST,
		"/work");
	story_seal(s, story_but(s, later, "2024-10-03]", "2024-10-03, 2024-10-04]"), "operator");
}
END_TEST

START_TEST(a_year_without_a_calendar_refuses_to_be_counted)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	struct rule r = reader(s);
	struct working_calendar c = rule_calendar(&r);
	bool working;

	ck_assert_int_eq(working_day_is(&c, day_of_date(2027, 1, 1), &working, &s->err), -1);
	ck_assert_int_eq(s->err.code, ERROR_CALENDAR_MISSING);
}
END_TEST

/* --- methodologies --- */

static const struct broken methodologies[] = {
	{"not signed by the ministry", NULL, NULL, "operator", ERROR_SIGNERS, "/signers"},
	{"provisional on a real clock", "status: official", "status: provisional", "mee",
		ERROR_METHODOLOGY_PROVISIONAL, "/status"},
	{"crediting longer at least than at most", "crediting_years_max: 10",
		"crediting_years_max: 10\ncrediting_years_min: 11", "mee",
		ERROR_METHODOLOGY_CREDITING, "/crediting_years_min"},
	{"a worked example that does not come out", "tonnes: 743434", "tonnes: 743435", "mee",
		ERROR_EXAMPLE_DIFFERS, NULL},
	{"an equation whose sides differ in unit", "expression: EG_PJ * EF_CM", "expression: EG_PJ",
		"mee", ERROR_NONE, NULL},
	{"an equation that names what there is not", "expression: EG_PJ * EF_CM",
		"expression: EG_PJ * EF_XX", "mee", ERROR_NONE, NULL},
};

/* The formula room gives the place and code of what is wrong in its language. */
START_TEST(a_methodology_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_UNITS);
	const char *text = story_file(s, "methodologies/CCER-01-002-V01.yaml");
	const struct broken *b = &methodologies[_i];

	ck_assert_ptr_nonnull(text);
	if (b->from)
		text = story_but(s, text, b->from, b->to);
	if (b->path) {
		story_expect(s, text, b->signers, b->code, b->path);
		return;
	}
	ck_assert_int_eq(story_try(s, text, b->signers), -1);
	ck_assert_uint_gt(s->err.line, 0);
	ck_assert_int_lt(error_http_status(s->err.code), 500);
	if (b->code != ERROR_NONE)
		ck_assert_int_eq(s->err.code, b->code);
}
END_TEST

START_TEST(a_methodology_needs_its_units_declared)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_CALENDARS);

	ck_assert_int_eq(
		story_try(s, story_file(s, "methodologies/CCER-01-002-V01.yaml"), "mee"), -1);
	ck_assert_int_eq(s->err.code, ERROR_UNIT_UNKNOWN);
}
END_TEST

START_TEST(a_methodology_is_published_once_and_kept_as_it_stands)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_METHODOLOGY);
	struct record row = record_new(RECORD_METHODOLOGY);
	const char *text = story_file(s, "methodologies/CCER-01-002-V01.yaml");

	ck_assert_ptr_nonnull(strstr(s->placement.folder, "/CCER-01-002-V01"));
	ck_assert(methodology_code_parse("CCER-01-002-V01", 15, &row.methodology.code));
	ck_assert(story_get(s, &row));
	ck_assert_int_eq(row.methodology.status, METHODOLOGY_OFFICIAL);
	ck_assert_int_eq(row.methodology.crediting_years_max, 10);
	ck_assert(digest_equal(&row.methodology.document, &s->sealed[STORY_METHODOLOGY]));
	ck_assert(strncmp(row.methodology.source, text, strlen(text)) == 0);
	ck_assert(day_is_none(row.methodology.no_new_projects_from));
	story_expect(s, text, "mee", ERROR_METHODOLOGY_KNOWN, "/code");
}
END_TEST

START_TEST(a_provisional_methodology_gives_its_reason_on_a_simulated_ledger)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_new(mem);
	const char *text;

	s->simulated = true;
	story_until(s, STORY_UNITS);
	text = story_but(s, story_file(s, "methodologies/CCER-01-002-V01.yaml"), "status: official",
		"status: provisional");
	story_expect(s, text, "mee", ERROR_METHODOLOGY_REASON, "/provisional_reason");
	story_seal(s,
		story_but(s, text, "status:", "provisional_reason: {zh: 正文未取得}\nstatus:"),
		"mee");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("rules/parameters");
	TCase *t = tcase_create("parameters, units, calendars, methodologies");

	tcase_add_loop_test(t, a_parameter_is_refused, 0, COUNT_OF(plain));
	tcase_add_loop_test(t, a_value_is_written_as_its_parameter_wants, 0, COUNT_OF(values));
	tcase_add_test(t, a_parameter_holds_from_its_day_the_later_document_first);
	tcase_add_test(t, a_simulated_ledger_takes_drafts);
	tcase_add_test(t, every_known_parameter_has_a_sound_default);
	tcase_add_loop_test(t, a_table_is_refused, 0, COUNT_OF(tables));
	tcase_add_test(t, a_table_is_read_by_key_and_year_on_a_day);
	tcase_add_test(t, about_gives_the_year_to_rows_without_one);
	tcase_add_test(t, a_table_without_years_takes_none);
	tcase_add_test(t, a_table_of_factors_has_any_columns_and_rows_with_or_without_a_year);
	tcase_add_loop_test(t, units_are_refused, 0, COUNT_OF(unit_rows));
	tcase_add_test(t, a_unit_is_never_declared_again);
	tcase_add_test(t, later_units_are_made_of_earlier_ones);
	tcase_add_loop_test(t, a_calendar_is_refused, 0, COUNT_OF(calendars));
	tcase_add_test(t, a_correction_changes_days_that_have_not_come);
	tcase_add_test(t, a_year_without_a_calendar_refuses_to_be_counted);
	tcase_add_loop_test(t, a_methodology_is_refused, 0, COUNT_OF(methodologies));
	tcase_add_test(t, a_methodology_needs_its_units_declared);
	tcase_add_test(t, a_methodology_is_published_once_and_kept_as_it_stands);
	tcase_add_test(t, a_provisional_methodology_gives_its_reason_on_a_simulated_ledger);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
