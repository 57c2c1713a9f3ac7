/*
 * Sections 5.3 and 5.4 of docs/ledger-format.md, made from tables and compared with what
 * decisions actually put: no record and no column that the table does not name, and none
 * named that no decision here puts or changes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "rules/parameter_table.h"
#include "tests/made_docs.h"
#include "tests/rules/changes_table.h"
#include "tests/rules/story_project.h"

#define MADE_BY "tests/rules/test_changes_docs.c"

/* --- the page --- */

static const struct changes_row *row_of(enum kind kind, enum record_kind table)
{
	for (size_t i = 0; i < COUNT_OF(changes_rows); i++)
		if (changes_rows[i].table == table &&
			(changes_rows[i].kind == kind || changes_rows[i].kind == KIND_NONE))
			return &changes_rows[i];
	return NULL;
}

static size_t columns_of(const struct changes_row *row)
{
	size_t n = 0;

	while (n < CHANGES_COLUMNS_MAX && row->set[n].column)
		n++;
	return n;
}

/* The place of a column in the row, or -1. */
static int column_in(const struct changes_row *row, const char *name)
{
	for (size_t i = 0; i < columns_of(row); i++)
		if (strcmp(row->set[i].column, name) == 0)
			return (int)i;
	return -1;
}

static void write_changes(struct buffer *out)
{
	buffer_add_text(out, "| kind | table | records | columns |\n| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < COUNT_OF(changes_rows); i++) {
		const struct changes_row *row = &changes_rows[i];

		buffer_add_format(out, "| %s | `%s` | %s | ",
			row->kind ? kind_name(row->kind) : "every kind",
			record_table(row->table)->name, row->which);
		for (size_t c = 0; c < columns_of(row); c++)
			buffer_add_format(out, "%s`%s`: %s", c ? "; " : "", row->set[c].column,
				row->set[c].becomes);
		buffer_add_text(out, " |\n");
	}
}

/* Columns that no row names: "none", 0 or `false` in every record of this version. */
static void write_untouched(struct buffer *out)
{
	bool first = true;

	buffer_add_text(out, "\nColumns that nothing sets in this version: ");
	for (int kind = RECORD_NONE + 1; kind < RECORD_KIND_COUNT; kind++) {
		const struct record_table *t = record_table((enum record_kind)kind);

		for (unsigned c = 0; c < t->columns_n; c++) {
			bool named = false;

			for (size_t i = 0; i < COUNT_OF(changes_rows); i++)
				named |= changes_rows[i].table == (enum record_kind)kind &&
					 column_in(&changes_rows[i], t->columns[c].name) >= 0;
			if (named)
				continue;
			buffer_add_format(
				out, "%s`%s.%s`", first ? "" : ", ", t->name, t->columns[c].name);
			first = false;
		}
	}
	buffer_add_text(out, ".\n");
}

static void write_words(struct buffer *out)
{
	static const struct {
		const char *column;
		enum word_list words;
	} lists[] = {{"project.status", WORDS_PROJECT_STATUS},
		{"report.status", WORDS_REPORT_STATUS}, {"offset.status", WORDS_OFFSET_STATUS},
		{"block.position", WORDS_UNIT_POSITION}, {"block.status", WORDS_UNIT_STATUS}};

	buffer_add_text(out, "\n| column | words |\n| --- | --- |\n");
	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		const char *word;

		buffer_add_format(out, "| `%s` |", lists[i].column);
		for (int w = 1; (word = word_text(lists[i].words, w)) != NULL; w++)
			buffer_add_format(out, "%s `%s`", w > 1 ? "," : "", word);
		buffer_add_text(out, " |\n");
	}
}

static void write_tables_with_years(struct buffer *out)
{
	const struct parameter_row *p;
	bool first = true;

	buffer_add_text(out, "\nTables of parameters whose rows are of a year: ");
	for (size_t i = 0; (p = parameter_row_at(i)) != NULL; i++) {
		size_t n = strlen(p->name);

		if (!p->years)
			continue;
		buffer_add_format(out, "%s`%s%s`%s", first ? "" : ", ", p->name,
			p->name[n - 1] == '.' ? "…" : "",
			p->years_optional ? ", which may leave it out" : "");
		first = false;
	}
	buffer_add_text(out, ".\n");
}

START_TEST(the_format_tells_what_every_kind_changes)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *out = buffer_new(mem, MADE_DOCS_MAX);

	write_changes(out);
	write_untouched(out);
	write_words(out);
	write_tables_with_years(out);
	ck_assert_int_eq(buffer_ok(out, NULL), 0);
	made_docs_compare("ledger-format.md", MADE_BY, out);
}
END_TEST

START_TEST(a_row_has_its_tables_keys_first_and_columns_in_order)
{
	for (size_t i = 0; i < COUNT_OF(changes_rows); i++) {
		const struct changes_row *row = &changes_rows[i];
		const struct record_table *t = record_table(row->table);
		unsigned c = 0;

		for (size_t k = 0; k < columns_of(row); k++) {
			while (c < t->columns_n &&
				strcmp(t->columns[c].name, row->set[k].column) != 0)
				c++;
			ck_assert_msg(c < t->columns_n, "%s.%s", t->name, row->set[k].column);
			ck_assert_msg(k >= t->keys_n || c == k, "%s lacks a key", t->name);
		}
		ck_assert_uint_ge(columns_of(row), t->keys_n);
	}
}
END_TEST

/* --- what decisions do --- */

struct seen {
	struct story *s;
	const struct document *d;
	bool column[COUNT_OF(changes_rows)][CHANGES_COLUMNS_MAX];
};

/* The record before: the one with its key; for a piece of a block, the one that held its units. */
static struct record before(struct story *s, const struct record *r)
{
	struct record old = *r, fresh = record_new(r->kind);
	int found = r->kind == RECORD_BLOCK
			    ? view_floor(overlay_view(s->state), s->mem, 2, &old, &s->err)
			    : view_get(overlay_view(s->state), s->mem, &old, &s->err);

	ck_assert_int_ge(found, 0);
	if (found == 1 && (r->kind != RECORD_BLOCK || old.block.last >= r->block.first))
		return old;
	return fresh;
}

static bool same_column(const struct record *a, const struct record *b, const struct column *c)
{
	char x[COLUMN_TEXT_MAX], y[COLUMN_TEXT_MAX];

	return strcmp(column_text(a, c, x), column_text(b, c, y)) == 0;
}

static int look(void *ctx, const struct record *r, struct error *err UNUSED)
{
	struct seen *seen = ctx;
	const struct record_table *t = record_table(r->kind);
	const struct changes_row *row = row_of(seen->d->kind, r->kind);
	struct record old = before(seen->s, r);

	ck_assert_msg(row != NULL, "%s puts %s", kind_name(seen->d->kind), t->name);
	for (unsigned c = 0; c < t->columns_n; c++) {
		int at = column_in(row, t->columns[c].name);

		if (c >= t->keys_n && same_column(r, &old, &t->columns[c]))
			continue;
		if (c < t->keys_n && r->kind == RECORD_BLOCK)
			at = (int)c;
		ck_assert_msg(at >= 0, "%s changes %s.%s", kind_name(seen->d->kind), t->name,
			t->columns[c].name);
		seen->column[row - changes_rows][at] = true;
	}
	return 0;
}

static void decided(
	void *ctx, struct story *s, const struct document *d, const struct overlay *changes)
{
	struct seen *seen = ctx;

	seen->s = s;
	seen->d = d;
	ck_assert_int_eq(overlay_each(changes, look, seen, NULL), 0);
}

static struct story *begin(void *mem, struct seen *seen, enum story_stage stage)
{
	struct story *s = story_new(mem);

	s->decided = decided;
	s->decided_ctx = seen;
	story_until(s, stage);
	return s;
}

static void try(struct story *s, enum story_stage stage, const char *find, const char *replace)
{
	const struct change c = {.find = find, .replace = replace};

	ck_assert_int_eq(story_project_try(s, stage, &c), ERROR_NONE);
}

/* A part of what a holder has at the exchange. */
static void tell_a_return(void *mem, struct seen *seen)
{
	struct story *s = begin(mem, seen, STORY_SETTLED);

	story_seal(s,
		story_text(s,
			"kind: trading-return\naccount: %s\nunits:\n"
			"- {project: A210001, vintage: 2022, first: 60001, last: 60010}\n",
			story_account("buyer")),
		"exchange");
}

/* With a simulated clock, and what is not part of a project's life. */
static void tell_authorities(void *mem, struct seen *seen)
{
	struct story *s = story_new(mem);

	s->simulated = true;
	s->decided = decided;
	s->decided_ctx = seen;
	story_until(s, STORY_PARAMETERS);
	story_seal(s, "kind: clock\ninstant: 2024-09-02T01:00:00Z\n", "operator");
	story_seal(s, "kind: rules\nrules: 1\n", "operator mee");
	story_seal(s, "kind: void\nvoids: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXC\n", "buyer:holder");
	story_seal(s,
		"kind: parameters\nname: comment.max\nvalue: 7\nstatus: final\nsource: 甲\n"
		"from: 2024-09-03\n",
		"operator");
}

static void tell_negatives(void *mem, struct seen *seen)
{
	struct story *s = begin(mem, seen, STORY_DESIGN_COMMENT);

	try(s, STORY_VALIDATED,
		"conclusion: positive\nfindings:\n- {item: law-and-policy, finding: conforms",
		"conclusion: negative\nfindings:\n- {item: law-and-policy, finding: "
		"does-not-conform");
	s = begin(mem, seen, STORY_REPORT_COMMENT);
	try(s, STORY_VERIFIED,
		"conclusion: positive\nfindings:\n- {item: methodology, finding: conforms",
		"conclusion: negative\nfindings:\n- {item: methodology, finding: "
		"does-not-conform");
	s = begin(mem, seen, STORY_REGISTRATION_REQUESTED);
	try(s, STORY_REGISTERED, "decision: registered\ncode: A210001\n" CHECKS_TEXT,
		"decision: refused\nreasons: 材料不全\n" FAULTY_CHECKS);
	s = begin(mem, seen, STORY_REDUCTION_REQUESTED);
	try(s, STORY_REDUCTION_REGISTERED,
		"decision: registered\nrows:\n- {year: 2022, quantity: 357373}\n"
		"- {year: 2023, quantity: 500175}\n- {year: 2024, quantity: 385775}\n" CHECKS_TEXT,
		"decision: refused\nreasons: 材料不全\n" FAULTY_CHECKS);
	s = begin(mem, seen, STORY_DESIGNED - 1);
	try(s, STORY_DESIGNED, "vvb: @cec\n", "vvb: @cec\nadditional_type: '01'\n");
}

/* Factors that change between the report and its verification; the VVB's own end. */
static void tell_a_verification(void *mem, struct seen *seen)
{
	struct story *s = begin(mem, seen, STORY_REPORT_COMMENT);

	story_at(s, "2025-02-01");
	story_seal(s,
		"kind: parameters\nname: grid.factors\nstatus: final\nsource: 甲\nfrom: "
		"2025-02-01\nrows:\n- {key: North, year: 2022, values: {CM: 0.9}}\n",
		"mee");
	story_until(s, STORY_VERIFIED);
	story_seal(s,
		story_text(s,
			"kind: accreditation\naction: withdraw\nvvb: %s\nfrom: 2025-03-04\nuntil: "
			"2025-12-31\nreports:\n- %s\n",
			story_id("ccsc"), story_hex(s, &s->sealed[STORY_VERIFIED])),
		"samr mee");
}

static void tell_offsets(void *mem, struct seen *seen)
{
	struct story *s = begin(mem, seen, STORY_OFFSET_APPLIED);
	const char *record = story_hex(s, &s->sealed[STORY_OFFSET_APPLIED]);

	story_at(s, "2025-09-04");
	story_seal(s,
		story_text(s,
			"kind: offset-receipt\nrecord: %s\nresult: malformed\nreason: 甲\n"
			"reference: R-1\n",
			record),
		"cea");
}

/* The text with @ for the hash. */
static struct digest seal_of(
	struct story *s, const char *text, const struct digest *hash, const char *signers)
{
	return story_seal(s, story_but(s, text, "@", story_hex(s, hash)), signers);
}

static const char *apply_text(struct story *s, int64_t first, int64_t last)
{
	return story_text(s,
		"kind: offset-application\naccount: %s\ncea_account: CEA-37-000001\n"
		"compliance_year: 2024\nunits:\n"
		"- {project: A210001, vintage: 2022, first: %" PRId64 ", last: %" PRId64 "}\n",
		story_account("entity"), first, last);
}

static const char *oblige_text(struct story *s, int64_t due, const struct digest *revises)
{
	return story_text(s,
		"kind: obligation\nentity: %s\nprovince: \"370000\"\ncompliance_year: 2024\n"
		"allowances_due: %" PRId64 "\nsurrender_by: 2025-12-30\nrevises: %s\n",
		story_id("entity"), due, story_hex(s, revises));
}

/* Two records beyond a limit that was cut, of which one ends so that the other fits. */
static void tell_a_cut(void *mem, struct seen *seen)
{
	static const char *const ends[][2] = {
		{"kind: offset-answer\nrecord: @\nused: 0\nreason: 甲\n"
		 "province_decision: {by: #, on: 2025-09-02, document: 甲}\n",
			"cea"},
		{"kind: offset-receipt\nrecord: @\nresult: malformed\nreason: 甲\n", "cea"},
		{"kind: offset-withdrawal\nrecord: @\nreason: 误报\n", "entity cea"},
		{"kind: expiry\nof: @\n", "operator"}};

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		struct story *s = begin(mem, seen, STORY_BOUND);
		struct digest record = story_seal(s, apply_text(s, 1, 10), "entity");
		const struct digest *first = &s->sealed[STORY_OBLIGATION];

		(void)story_seal(s, apply_text(s, 11, 20), "entity");
		story_seal(s, oblige_text(s, 399, first), "province cea");
		if (i == 3)
			story_at(s, "2025-12-01");
		seal_of(s,
			i == 0 ? story_but(s, ends[i][0], "#", story_id("province")) : ends[i][0],
			&record, ends[i][1]);
	}
}

/* Of a third party, for an entity that has stopped. */
static void tell_an_entrusted_surrender(void *mem, struct seen *seen)
{
	struct story *s = begin(mem, seen, STORY_BOUND);

	story_seal(s,
		story_text(s,
			"kind: entrusted-surrender\nentity: %s\nground: stopped\n"
			"decision: 鲁环函〔2025〕2号\naccount: %s\ncea_account: CEA-37-000001\n"
			"compliance_year: 2024\nunits:\n"
			"- {project: A210001, vintage: 2022, first: 100001, last: 100010}\n",
			story_id("entity"), story_account("owner")),
		"province cea owner:holder");
}

static void tell_a_region(void *mem, struct seen *seen)
{
	struct story *s = begin(mem, seen, STORY_RETIRED);

	story_put_parameter(s, "regional.limit.110000", "1000", "2025-01-01");
	story_seal(s,
		story_text(s,
			"kind: retirement\naccount: %s\nunits:\n"
			"- {project: A210001, vintage: 2022, first: 51001, last: 51010}\n"
			"purpose: regional-ets\nbeneficiary: 甲\nregion: \"110000\"\n"
			"compliance_year: 2024\n",
			story_account("entity")),
		"entity");
}

/* A province that the place does not lie in. */
static void tell_a_warning(void *mem, struct seen *seen)
{
	struct story *s = begin(mem, seen, STORY_DESIGNED - 1);

	try(s, STORY_DESIGNED, "province: \"370000\"\n", "province: \"440000\"\n");
}

/* A design and a report, each withdrawn, gone on, and then terminated. */
static void tell_ends(void *mem, struct seen *seen)
{
	static const enum story_stage stages[] = {STORY_DESIGNED, STORY_REPORTED};

	for (size_t i = 0; i < COUNT_OF(stages); i++)
		for (int confirmed = 0; confirmed < 2; confirmed++) {
			struct story *s = begin(mem, seen, stages[i]);
			const struct digest *of = &s->sealed[stages[i]];
			struct digest last =
				seal_of(s, "kind: withdrawal\nof: @\nreason: 停建\n", of, "owner");

			(void)seal_of(s,
				confirmed ? "kind: withdrawal-decision\nwithdrawal: @\n"
					    "outcome: confirmed\n"
					  : "kind: withdrawal-decision\nwithdrawal: @\n"
					    "outcome: refused\nreasons: 无\n",
				&last, "operator");
			if (!confirmed)
				(void)seal_of(s,
					"kind: termination\nof: @\nground: unfit\ntext: 终止\n"
					"proof: "
					"0000000000000000000000000000000000000000000000000000000000"
					"00"
					"0001\n",
					of, "operator");
		}
}

/* A report that was withdrawn and one whose issuance was requested, each revoked. */
static void tell_deregistrations(void *mem, struct seen *seen)
{
	static const enum story_stage stages[] = {STORY_REPORTED, STORY_ISSUANCE_REQUESTED};

	for (size_t i = 0; i < COUNT_OF(stages); i++) {
		struct story *s = begin(mem, seen, stages[i]);

		if (stages[i] == STORY_REPORTED)
			(void)seal_of(s, "kind: withdrawal\nof: @\nreason: 停建\n",
				&s->sealed[STORY_REPORTED], "owner");
		(void)seal_of(s,
			"kind: deregistration\nproject: A210001\nground: falsification\n"
			"proof: @\norder: {number: 罚1号, on: 2024-12-01}\ntext: 造假\n",
			&s->sealed[STORY_REPORTED], "mee");
	}
}

/* Reports that replace their own, a negative one too; what is shown beside a design. */
static void tell_besides(void *mem, struct seen *seen)
{
	static const struct {
		enum story_stage stage;
		const char *find, *replace;
	} again[] = {
		{STORY_VALIDATED, "conclusion: positive",
			"replaces: @validation\nconclusion: positive"},
		{STORY_VERIFIED,
			"conclusion: positive\nfindings:\n- {item: methodology, finding: conforms",
			"replaces: @verification\nconclusion: negative\nfindings:\n"
			"- {item: methodology, finding: does-not-conform"},
	};
	struct story *s;

	for (size_t i = 0; i < COUNT_OF(again); i++) {
		s = begin(mem, seen, again[i].stage);
		story_seal(s,
			story_project_fill(s, story_but(s, story_project_text(s, again[i].stage),
						      again[i].find, again[i].replace)),
			story_project_signers(again[i].stage));
	}
	s = begin(mem, seen, STORY_DESIGNED - 1);
	try(s, STORY_DESIGNED, "province: \"370000\"\n", "province: \"440000\"\n");
	(void)seal_of(s, "kind: explanation\nof: @\nwarning: 0\ntext: 说明\n",
		&s->sealed[STORY_DESIGNED], "owner");
	s = begin(mem, seen, STORY_DESIGN_COMMENT);
	(void)seal_of(s, "kind: second-opinion\nof: @\nfinding: conforms\ntext: 意见\n",
		&s->sealed[STORY_DESIGNED], "ccsc");
}

/* The stage's text as a member, with places changed. */
static const char *text_of_stage(
	struct story *s, enum story_stage stage, const char *const (*places)[2], size_t n)
{
	const char *text = story_project_text(s, stage);

	for (size_t i = 0; i < n; i++)
		text = story_but(s, text, places[i][0], places[i][1]);
	return story_project_fill(s, story_indented(s, text));
}

static const char *said(struct story *s, const char *names)
{
	const char *out = "";

	for (size_t n; *names; names += n + (names[n] == ' ')) {
		n = strcspn(names, " ");
		out = story_text(s, "%s- {path: /%.*s, why: 复核}\n", out, (int)n, names);
	}
	return out;
}

/* As if another body had done the validation: then cec may do the verification. */
static void move_validation(struct story *s)
{
	struct record r = record_new(RECORD_PROJECT);

	r.project = story_project_record(s);
	r.project.vvb = story_party("buyer")->id;
	story_put(s, &r);
}

/* All that may ever be revised, and the VVB, who can no longer sign. */
static void tell_revisions(void *mem, struct seen *seen)
{
	static const char members[] = "name grid_registration boundary construction_start lifetime "
				      "crediting vvb additional_type values expected";
	static const char *const design[][2] = {
		{"国家电投山东半岛南3号301.6MW海上风电项目, en: Shandong Peninsula South 3",
			"半岛南3号, en: South 3"},
		{"PWS2112370612001X", "PWS2112370612002X"}, {"36.412300", "36.412400"},
		{"construction_start: 2020-07-08", "construction_start: 2020-07-09"},
		{"first: 2021-12-01, last: 2046-11-30", "first: 2021-12-02, last: 2046-11-29"},
		{"first: 2022-04-01, last: 2032-03-31", "first: 2022-04-02, last: 2032-03-30"},
		{"vvb: @cec", "vvb: @ccsc\nadditional_type: '01'"},
		{"w_OM: \"0.5\"", "w_BM: \"0.5\""}, {"374564", "374563"}};
	static const char *const report[][2] = {
		{"first: 2022-04-01, last: 2024-10-31", "first: 2022-04-02, last: 2024-10-30"},
		{"vvb: @ccsc", "vvb: @cec"}, {"claim: 357373", "claim: 357372"}};
	struct story *s = begin(mem, seen, STORY_DESIGN_COMMENT);
	struct record r = record_new(RECORD_ACCREDITATION);

	story_put_parameter(s, "revision.paths", members, "2024-01-01");
	story_at(s, "2024-10-08");
	r.accreditation.vvb = story_party("cec")->id;
	r.accreditation.from = story_day("2024-10-01");
	r.accreditation.action = ACCREDITATION_WITHDRAW;
	r.accreditation.sequence = 90;
	story_put(s, &r);
	story_seal(s,
		story_text(s, "kind: revision\nrevises: %s\nchanges:\n%sdesign:\n%s",
			story_hex(s, &s->sealed[STORY_DESIGNED]), said(s, members),
			text_of_stage(s, STORY_DESIGNED, design, COUNT_OF(design))),
		"owner");

	s = begin(mem, seen, STORY_REPORT_COMMENT);
	story_at(s, "2025-02-01");
	r.accreditation.vvb = story_party("ccsc")->id;
	story_put(s, &r);
	move_validation(s);
	story_seal(s,
		story_text(s, "kind: revision\nrevises: %s\nchanges:\n%sreport:\n%s",
			story_hex(s, &s->sealed[STORY_REPORTED]), said(s, "period vvb rows"),
			text_of_stage(s, STORY_REPORTED, report, COUNT_OF(report))),
		"owner");
}

/* Units of a buyer held and let go. */
static void tell_a_restriction(void *mem, struct seen *seen)
{
	struct story *s = begin(mem, seen, STORY_SETTLED);
	struct digest hold = story_seal(s, story_restriction_text(s), "operator mee");

	story_seal(s, story_release_text(s, &hold), "operator mee");
}

/* A court takes from the middle of what it has frozen, and an owner gives. */
static void tell_transfers(void *mem, struct seen *seen)
{
	struct story *s = begin(mem, seen, STORY_SETTLED);

	story_tell_court(s);
	story_seal(s,
		story_but(s, story_but(s, story_restriction_text(s), "60001", "80001"), "60100",
			"80100"),
		"operator mee");
	story_seal(s,
		story_text(s,
			"kind: restriction\naction: freeze\nscope: units\nunits:\n"
			"- {project: A210001, vintage: 2022, first: 90001, last: 90100}\n"
			"order: {by: %s, number: 执1号, on: 2025-03-10, sha256: %s}\ntext: 执行\n",
			story_id("court"), story_hex(s, &s->sealed[STORY_SETTLED])),
		"operator court");
	story_seal(s,
		story_but(s, story_transfer_text(s, "judicial", "owner", "entity"),
			"first: 200001, last: 200010", "first: 90041, last: 90050"),
		"operator court");
	story_seal(s, story_transfer_text(s, "donation", "owner", "entity"),
		"operator owner:holder entity");
}

/*
 * `rules` stays 1 while there is one version; an application freezes pieces of its own,
 * which nothing cuts before its units are free again.
 */
static bool cannot_change(const struct changes_row *row, const char *column)
{
	bool frees = row->kind == KIND_OFFSET_RECEIPT || row->kind == KIND_OFFSET_WITHDRAWAL ||
		     row->kind == KIND_EXPIRY;

	return (row->kind == KIND_RULES && strcmp(column, "rules") == 0) ||
	       (frees && strcmp(column, "last") == 0);
}

/* What the table names but no decision did, or could not have done. */
static void write_differences(const struct seen *seen, struct buffer *out)
{
	for (size_t i = 0; i < COUNT_OF(changes_rows); i++) {
		const struct changes_row *row = &changes_rows[i];
		const char *kind = row->kind ? kind_name(row->kind) : "every kind";

		for (size_t c = 0; c < columns_of(row); c++)
			if (seen->column[i][c] == cannot_change(row, row->set[c].column))
				buffer_add_format(out, "%s: %s.%s\n", kind,
					record_table(row->table)->name, row->set[c].column);
	}
}

START_TEST(decisions_put_and_change_what_the_format_tells_and_no_more)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct seen *seen = talloc_zero(mem, struct seen);
	struct buffer *out = buffer_new(mem, MADE_DOCS_MAX);

	begin(mem, seen, STORY_RETIRED);
	tell_authorities(mem, seen);
	tell_negatives(mem, seen);
	tell_a_verification(mem, seen);
	tell_a_return(mem, seen);
	tell_offsets(mem, seen);
	tell_a_cut(mem, seen);
	tell_an_entrusted_surrender(mem, seen);
	tell_a_region(mem, seen);
	tell_a_warning(mem, seen);
	tell_ends(mem, seen);
	tell_deregistrations(mem, seen);
	tell_besides(mem, seen);
	tell_revisions(mem, seen);
	tell_a_restriction(mem, seen);
	tell_transfers(mem, seen);
	write_differences(seen, out);
	ck_assert_msg(out->size == 0, "%s", out->bytes);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("changes_docs");
	TCase *t = tcase_create("changes_docs");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, the_format_tells_what_every_kind_changes);
	tcase_add_test(t, a_row_has_its_tables_keys_first_and_columns_in_order);
	tcase_add_test(t, decisions_put_and_change_what_the_format_tells_and_no_more);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
