#include "tests/engine/ledger_maker.h"

#include <inttypes.h>
#include <string.h>

#include <check.h>
#include <talloc.h>

#include "engine/line/page_seal.h"
#include "tests/rules/story_project.h"

static void must(int result, const struct error *err, const char *what)
{
	char report[ERROR_TEXT_MAX];

	if (result >= 0)
		return;
	ck_abort_msg("%s\n%s", error_report(err, LANGUAGE_EN, report, sizeof(report)), what);
}

static const struct buffer *file_of(void *mem, const struct document *d)
{
	struct buffer *b = buffer_new(mem, LIMIT_SUBMISSION);
	struct error err = {0};

	ck_assert_ptr_nonnull(b);
	document_write(d, b);
	must(buffer_ok(b, &err), &err, "write");
	return b;
}

const struct buffer *ledger_maker_file(
	struct ledger_maker *m, const char *yaml, const char *signers)
{
	struct document *d = story_document(m->story, yaml, signers);

	story_sign(d, signers);
	return file_of(m->story->mem, d);
}

void ledger_maker_submit(struct ledger_maker *m, const struct buffer *file, struct submission *out)
{
	struct error err = {0};

	must(registry_submit(m->registry, m->story->mem, file->bytes, file->size, SUBMIT_SEAL,
		     m->story->at, out, &err),
		&err, file->bytes);
	ck_assert_int_eq(out->outcome, OUTCOME_SEALED);
}

/* Moves the ledger's clock to where the story is. */
static void move_clock(struct ledger_maker *m)
{
	char instant[INSTANT_TEXT_SIZE];
	struct submission s;

	if (m->story->at.ms <= registry_about(m->registry)->now.ms)
		return;
	ledger_maker_submit(m,
		ledger_maker_file(m,
			story_text(m->story, "kind: clock\ninstant: %s\n",
				instant_text(m->story->at, instant)),
			"operator"),
		&s);
}

/* What was held back becomes one page. */
static void seal_held(struct ledger_maker *m)
{
	struct opened opened[MAKER_HELD_MAX];
	struct submission out[MAKER_HELD_MAX];
	struct error failure[MAKER_HELD_MAX], err = {0};
	struct page_item items[MAKER_HELD_MAX];
	size_t n = m->held_n;

	for (size_t i = 0; i < n; i++) {
		opening_run(m->registry, m->story->mem, m->held[i]->bytes, m->held[i]->size,
			&opened[i]);
		items[i] =
			(struct page_item){m->story->mem, &opened[i], &out[i], &failure[i], false};
	}
	must(page_seal(m->registry, items, &n, m->story->at, &err), &err, "page");
	ck_assert_uint_eq(n, m->held_n);
	for (size_t i = 0; i < n; i++)
		must(out[i].outcome == OUTCOME_SEALED ? 0 : -1, &failure[i], m->held[i]->bytes);
	m->held_n = 0;
}

static void told(void *ctx, struct document *d, const char *signers)
{
	struct ledger_maker *m = ctx;
	const struct buffer *file;
	struct submission s;

	story_sign(d, signers);
	file = file_of(m->story->mem, d);
	move_clock(m);
	if (!m->holding) {
		ledger_maker_submit(m, file, &s);
		return;
	}
	ck_assert_uint_lt(m->held_n, MAKER_HELD_MAX);
	m->held[m->held_n++] = file;
}

static void create(void *ctx, struct document *d, const char *signers)
{
	struct ledger_maker *m = ctx;
	struct registry_options options = {.write = true, .sealing_key = m->sealing};
	const struct buffer *file;
	struct error err = {0};

	story_sign(d, signers);
	file = file_of(m->story->mem, d);
	must(registry_create(m->folder, file->bytes, file->size, m->sealing, m->story->at, &err),
		&err, file->bytes);
	m->registry = registry_open(m->folder, &options, &err);
	must(m->registry ? 0 : -1, &err, "open");
	ck_assert_str_eq(registry_ledger_id(m->registry), m->story->ledger);
}

static int destroy(struct ledger_maker *m)
{
	registry_free(m->registry);
	return 0;
}

struct ledger_maker *ledger_maker_new(void *mem, const char *folder)
{
	struct ledger_maker *m = talloc_zero(mem, struct ledger_maker);

	ck_assert_ptr_nonnull(m);
	talloc_set_destructor(m, destroy);
	m->folder = talloc_strdup(m, folder);
	m->sealing = story_secret(m, "sealing");
	m->story = story_new(m);
	m->story->simulated = true;
	m->story->told = create;
	m->story->told_ctx = m;
	story_until(m->story, STORY_GENESIS);
	m->story->told = told;
	return m;
}

void ledger_maker_close(struct ledger_maker *m)
{
	registry_free(m->registry);
	m->registry = NULL;
}

void ledger_maker_until(struct ledger_maker *m, enum story_stage stage)
{
	for (int next = (int)m->story->stage + 1; next <= (int)stage; next++) {
		m->holding = next == STORY_ROLES;
		story_until(m->story, (enum story_stage)next);
		if (m->held_n)
			seal_held(m);
	}
	m->holding = false;
}

void ledger_maker_rules(struct ledger_maker *m)
{
	story_seal(m->story, "kind: rules\nrules: 1\n", "operator mee");
}

void ledger_maker_void(struct ledger_maker *m)
{
	story_seal(m->story, "kind: void\nvoids: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXC\n", "buyer:holder");
}

/* A value beside what the regulations say, and a field for a sector. */
void ledger_maker_warned(struct ledger_maker *m)
{
	story_seal(m->story,
		"kind: parameters\nname: duty.days\nstatus: final\nsource: 公告\n"
		"from: 2027-01-01\nvalue: \"10\"\n",
		"mee");
	story_seal(m->story,
		"kind: parameters\nname: accreditation.field\nstatus: final\nsource: 公告\n"
		"from: 2027-01-01\nrows:\n- {key: \"13\", value: W}\n",
		"samr mee");
}

/* A second design: withdrawn, which is refused, put on notice, revised, and terminated. */
static void seal_applications(struct ledger_maker *m)
{
	struct story *s = m->story;
	const char *design = story_project_text(s, STORY_DESIGNED), *hash;
	struct digest of;

	design = story_but(s, design, "PWS2112370612001X", "PWS2112370612009X");
	for (int i = 0; i < 2; i++)
		design = story_but(s, design, "36.412300", "36.912300");
	design = story_project_fill(s, story_but(s, design, "36.330400", "36.830400"));
	story_at(s, "2025-05-06");
	of = story_seal(s, design, "owner");
	hash = story_hex(s, &of);
	of = story_seal(
		s, story_text(s, "kind: withdrawal\nof: %s\nreason: 停建\n", hash), "owner");
	story_seal(s,
		story_text(s,
			"kind: withdrawal-decision\nwithdrawal: %s\noutcome: refused\n"
			"reasons: 业主已说明继续建设\n",
			story_hex(s, &of)),
		"operator");
	story_seal(s, story_text(s, "kind: notice\nsubject: %s\nfirst_day: 2025-05-07\n", hash),
		"operator");
	story_at(s, "2025-06-10");
	story_seal(s,
		story_text(s, "kind: explanation\nof: %s\noverlaps: A210001\ntext: 两项目相邻\n",
			hash),
		"owner");
	story_seal(s,
		story_text(s, "kind: second-opinion\nof: %s\nfinding: conforms\ntext: 边界清楚\n",
			hash),
		"ccsc");
	story_seal(s,
		story_text(s,
			"kind: revision\nrevises: %s\nchanges:\n"
			"- {path: /expected, why: 复核上网电量}\ndesign:\n%s",
			hash, story_indented(s, story_but(s, design, "374564", "370000"))),
		"owner");
	story_seal(s,
		story_text(s,
			"kind: termination\nof: %s\nground: vvb-silent\nproof: %s\n"
			"text: 审定机构逾期未出具报告\n",
			hash, hash),
		"operator");
}

/* The registration of the project whose units were issued is revoked. */
static void seal_deregistration(struct ledger_maker *m)
{
	story_seal(m->story,
		"kind: deregistration\nproject: A210001\nground: falsification\n"
		"proof: 0000000000000000000000000000000000000000000000000000000000000001\n"
		"order: {number: 示例罚〔2025〕1号, on: 2025-10-01}\ntext: 监测数据失实\n",
		"mee");
}

/* Units held, and let go; and given away. */
static void seal_holds(struct ledger_maker *m)
{
	struct story *s = m->story;
	struct digest hold = story_seal(s, story_restriction_text(s), "operator mee");

	story_seal(s, story_release_text(s, &hold), "operator mee");
	story_seal(s, story_transfer_text(s, "donation", "owner", "entity"),
		"operator owner:holder entity");
}

static struct digest apply_again(struct story *s, int64_t first, int64_t last)
{
	return story_seal(s,
		story_text(s,
			"kind: offset-application\naccount: %s\ncea_account: CEA-37-000001\n"
			"compliance_year: 2024\nunits:\n- {project: A210001, vintage: 2022, first: "
			"%" PRId64 ", last: %" PRId64 "}\n",
			story_account("entity"), first, last),
		"entity");
}

/*
 * After the answer: two more applications, the later of which a cut puts over the limit until a
 * rise, which takes two; the first is withdrawn, the other expires, the binding ends, and
 * the province entrusts a surrender of the entity's own units.
 */
static void seal_ends_of_offsets(struct ledger_maker *m)
{
	static const char *const signers[] = {"province", "province cea"};
	static const int64_t due[] = {901000, 1100000};
	struct story *s = m->story;
	struct digest latest = s->sealed[STORY_OBLIGATION], first, second;

	story_at(s, "2025-10-21");
	story_seal(s,
		"kind: parameters\nname: offset-application.term\nstatus: final\nsource: 公告\n"
		"from: 2025-10-21\nvalue: \"10\"\n",
		"mee");
	first = apply_again(s, 52001, 52040);
	second = apply_again(s, 52041, 52060);
	for (size_t i = 0; i < COUNT_OF(due); i++)
		latest = story_seal(s,
			story_text(s,
				"kind: obligation\nentity: %s\nprovince: \"370000\"\n"
				"compliance_year: 2024\nallowances_due: %" PRId64
				"\nsurrender_by: 2025-12-31\nrevises: %s\n",
				story_id("entity"), due[i], story_hex(s, &latest)),
			signers[i]);
	story_seal(s,
		story_text(s, "kind: offset-withdrawal\nrecord: %s\nreason: 误报\n",
			story_hex(s, &first)),
		"entity cea");
	story_at(s, "2025-11-03");
	story_seal(s, story_text(s, "kind: expiry\nof: %s\n", story_hex(s, &second)), "operator");
	story_seal(s,
		story_text(s,
			"kind: binding\naction: end\naccount: %s\ncea_account: CEA-37-000001\n"
			"entity: %s\n",
			story_account("entity"), story_id("entity")),
		"entity cea");
	story_seal(s,
		story_text(s,
			"kind: entrusted-surrender\nentity: %s\nground: stopped\n"
			"decision: 鲁环函〔2025〕2号\naccount: %s\ncea_account: CEA-37-000001\n"
			"compliance_year: 2024\nunits:\n"
			"- {project: A210001, vintage: 2022, first: 52001, last: 52010}\n",
			story_id("entity"), story_account("entity")),
		"province cea");
}

void ledger_maker_all(struct ledger_maker *m)
{
	ledger_maker_rules(m);
	ledger_maker_until(m, STORY_PARTIES);
	ledger_maker_void(m);
	ledger_maker_warned(m);
	ledger_maker_until(m, STORY_RETURNED);
	seal_applications(m);
	seal_holds(m);
	ledger_maker_until(m, STORY_OFFSET_ANSWERED);
	seal_deregistration(m);
	ledger_maker_until(m, STORY_OFFSET_ANSWERED);
	seal_ends_of_offsets(m);
	ledger_maker_until(m, STORY_RETIRED);
}
