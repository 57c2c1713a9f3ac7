#include "tests/model/generator.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <check.h>
#include <talloc.h>

#include "tests/model/generator_part.h"

static const char *const names[] = {"operator", "mee", "samr", "exchange", "cea", "province",
	"owner", "other", "entity", "buyer", "cec", "ccsc", "person", "court"};

/* --- chance --- */

/* splitmix64: every seed is as good as another. */
uint64_t chance(struct generator *g, uint64_t n)
{
	uint64_t z = g->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31)) % n;
}

bool one_in(struct generator *g, uint64_t n)
{
	return chance(g, n) == 0;
}

bool slip(struct generator *g)
{
	return g->odd && one_in(g, 7);
}

int pick(struct generator *g, size_t n, fits_fn fits)
{
	size_t start = n ? chance(g, n) : 0;

	for (size_t i = 0; i < n; i++)
		if (fits(g, (start + i) % n))
			return (int)((start + i) % n);
	return NOBODY_YET;
}

struct instant generator_now(const struct generator *g)
{
	return g->m->begun && g->m->clock == CLOCK_SIMULATED ? g->m->now : g->now;
}

struct day generator_today(const struct generator *g)
{
	return instant_day(generator_now(g));
}

const char *name_of(const struct party_id *id)
{
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (party_id_equal(&story_party(names[i])->id, id))
			return names[i];
	return "buyer";
}

static const char *any_name(struct generator *g)
{
	return names[chance(g, COUNT_OF(names))];
}

/* --- written forms --- */

const char *write_hash(struct generator *g, const struct digest *d)
{
	struct digest other = *d;

	if (slip(g) && g->m->documents_n > 0 && one_in(g, 2))
		other = g->m->documents[chance(g, g->m->documents_n)].hash;
	else if (slip(g))
		other.bytes[chance(g, DIGEST_SIZE)] ^= 1;
	return story_hex(&g->s, &other);
}

const char *write_day(struct generator *g, struct day day)
{
	static const int32_t off[] = {-3000, -400, -30, -7, -1, 1, 2, 7, 30, 400};
	char text[DAY_TEXT_SIZE];

	if (slip(g))
		day = day_add(day, off[chance(g, COUNT_OF(off))]);
	return story_text(&g->s, "%s", day_text(day, text));
}

const char *write_account(struct generator *g, const struct account_id *account)
{
	struct account_id stray = account_id_make(chance(g, 1000));

	if (slip(g))
		return one_in(g, 4) ? story_text(&g->s, "%s", stray.text)
				    : story_account(any_name(g));
	return story_text(&g->s, "%s", account->text);
}

const char *write_party(struct generator *g, const struct party_id *party)
{
	if (slip(g))
		return story_id(any_name(g));
	return story_text(&g->s, "%s", party->text);
}

int64_t write_number(struct generator *g, int64_t number)
{
	static const int64_t off[] = {-2, -1, 1, 2, 17};
	int64_t other = number + off[chance(g, COUNT_OF(off))];

	return slip(g) && other >= 0 ? other : number;
}

const char *write_flag(struct generator *g, bool flag)
{
	return flag != slip(g) ? "true" : "false";
}

/* --- units --- */

static bool may_take(const struct model_unit *u, int holder, enum unit_position position)
{
	return u->holder == holder && u->position == position && u->status == UNIT_FREE;
}

/* The first unit that fits at or after a random one. */
static bool find_unit(struct generator *g, int holder, enum unit_position position, size_t *series,
	int64_t *first)
{
	size_t start = chance(g, g->m->series_n);

	for (size_t i = 0; i < g->m->series_n; i++) {
		const struct model_series *s = &g->m->series[(start + i) % g->m->series_n];
		int64_t from = s->issued ? (int64_t)chance(g, (uint64_t)s->issued) : 0;

		for (int64_t n = 0; n < s->issued; n++) {
			if (!may_take(&s->unit[(from + n) % s->issued], holder, position))
				continue;
			*series = (start + i) % g->m->series_n;
			*first = (from + n) % s->issued;
			return true;
		}
	}
	return false;
}

bool write_range(struct generator *g, int holder, enum unit_position position, int64_t most,
	const char **text, struct serial_block *out)
{
	const struct model_series *s;
	int64_t first, n = 1, wanted;
	size_t series;

	if (most < 1 || g->m->series_n == 0 || !find_unit(g, holder, position, &series, &first))
		return false;
	s = &g->m->series[series];
	wanted = 1 + (int64_t)chance(g, (uint64_t)(most < 40 ? most : 40));
	while (n < wanted && first + n < s->issued &&
		may_take(&s->unit[first + n], holder, position))
		n++;
	*out = (struct serial_block){s->code, (int32_t)s->vintage, first + 1, first + n};
	*text = story_text(&g->s,
		"{project: %s, vintage: %" PRId64 ", first: %" PRId64 ", last: %" PRId64 "}",
		s->code.text, write_number(g, s->vintage), write_number(g, out->first),
		write_number(g, out->last));
	return true;
}

const char *write_units(
	struct generator *g, int holder, enum unit_position position, int64_t most, int64_t *sum)
{
	struct serial_block block[3];
	const char *all = "", *text;
	size_t n = 0, wanted = 1 + chance(g, COUNT_OF(block));

	*sum = 0;
	for (size_t tries = 0; n < wanted && tries < 6; tries++) {
		bool twice = false;

		if (!write_range(g, holder, position, most - *sum, &text, &block[n]))
			break;
		for (size_t i = 0; i < n; i++)
			twice |= serial_block_overlaps(&block[i], &block[n]);
		if (twice && !slip(g))
			continue;
		*sum += block[n].last - block[n].first + 1;
		all = story_text(&g->s, "%s- %s\n", all, text);
		n++;
	}
	return all;
}

/* --- the document --- */

/* An id that was used or voided before, one of a few that many use, or a new one. */
static const char *write_id(struct generator *g)
{
	struct digest d;
	uint8_t random[17];
	uint64_t id;

	if (slip(g) && g->m->voids_n > 0 && one_in(g, 2))
		return story_text(&g->s, "%s", g->m->voids[chance(g, g->m->voids_n)].id.text);
	if (slip(g) && g->m->documents_n > 0)
		return story_text(
			&g->s, "%s", g->m->documents[chance(g, g->m->documents_n)].id.text);
	id = g->odd && one_in(g, 4) ? chance(g, SHARED_IDS) : SHARED_IDS + g->ids++;
	d = digest_of(&id, sizeof(id));
	memcpy(random, d.bytes, sizeof(random));
	return story_text(&g->s, "%s", document_id_make(random).text);
}

static const char *write_valid_until(struct generator *g)
{
	static const int64_t hour = 60 * 60 * 1000;
	int64_t hours = 1 + (int64_t)chance(g, 239);
	struct instant until = {generator_now(g).ms + hours * hour};
	char text[INSTANT_TEXT_SIZE];

	if (slip(g))
		until.ms = generator_now(g).ms + ((int64_t)chance(g, 2500) - 20) * hour;
	if (slip(g) && one_in(g, 3))
		until.ms = generator_now(g).ms + 240 * hour + (int64_t)chance(g, 2);
	return story_text(&g->s, "%s", instant_text(until, text));
}

/* Somebody else, a role that is not theirs, a key too few, or somebody unnamed. */
static const char *write_signers(struct generator *g, const char *signers)
{
	static const char *const roles[] = {"operator", "mee", "samr", "province", "court",
		"exchange", "cea", "vvb", "owner", "holder"};
	const char *one = any_name(g);

	if (!slip(g))
		return signers;
	switch (chance(g, 5)) {
	case 0:
		return one;
	case 1:
		return story_text(&g->s, "%s:%s", one, roles[chance(g, COUNT_OF(roles))]);
	case 2:
		return story_text(&g->s, "%s*%" PRIu64, signers, chance(g, 2));
	case 3:
		return story_text(&g->s, "%s +%s", signers, one);
	default:
		return story_text(&g->s, "%s %s:holder", signers, one);
	}
}

/* A signer written twice cannot be inserted: keys would occur twice. */
static bool keys_differ(const char *signers)
{
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *first = NULL;

		for (const char *at = signers; (at = strstr(at, names[i])) != NULL; at++) {
			bool whole = (at == signers || at[-1] == ' ' || at[-1] == '+') &&
				     strchr(" :*", at[strlen(names[i])]);

			if (whole && first)
				return false;
			first = whole ? at : first;
		}
	}
	return true;
}

static bool gives(const char *body, const char *member)
{
	size_t n = strlen(member);

	for (const char *line = body; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, member, n) == 0 && line[n] == ':')
			return true;
	}
	return false;
}

bool emit(struct generator *g, const char *kind, const char *signers, const char *body)
{
	const char *ledger = g->s.ledger[0] ? g->s.ledger : "ccer.test";
	const struct history_step *step;
	const char *text, *signed_by = write_signers(g, signers);

	if (!keys_differ(signed_by))
		signed_by = signers;
	text = story_text(&g->s, "kind: %s\n%s%sledger: %s\nid: %s\n", kind,
		gives(body, "version") ? "" : "version: 1\n", body,
		slip(g) && one_in(g, 3) ? "ccer.test/0123456789abcdef0123456789abcdef" : ledger,
		write_id(g));
	if (strcmp(kind, "genesis") != 0)
		text = story_text(&g->s, "%svalid_until: %s\n", text, write_valid_until(g));
	text = story_text(&g->s, "%s%s", text, story_signers_text(&g->s, signed_by));
	step = history_add(g->h, generator_now(g), signed_by, text);
	if (step->d)
		model_tell(g->m, step->d, history_instant(g->m, step));
	return true;
}

/* --- the opening --- */

/* A text that begins with its kind, as the templates and the story have it. */
static void open_with(struct generator *g, const char *text, const char *signers)
{
	const char *kind = text ? strstr(text, "kind: ") : NULL;
	const char *end = kind ? strchr(kind, '\n') : NULL;

	ck_assert_ptr_nonnull(end);
	emit(g, story_text(&g->s, "%.*s", (int)(end - kind - 6), kind + 6), signers, end + 1);
	ck_assert_ptr_nonnull(g->h->step[g->h->n - 1].d);
}

static void open_genesis(struct generator *g, bool simulated)
{
	const struct document *d;
	char hex[DIGEST_HEX_SIZE];

	g->s.simulated = simulated;
	g->s.at = g->now;
	open_with(g, story_genesis_text(&g->s), "operator mee samr");
	d = g->h->step[0].d;
	snprintf(g->s.ledger, sizeof(g->s.ledger), "%s/%.32s", d->ledger_name,
		digest_hex(&d->hash, hex));
}

static void open_people(struct generator *g)
{
	static const char *const granted[] = {"exchange", "cea", "province", "court"};

	for (size_t i = 3; i < COUNT_OF(names); i++)
		if (strcmp(names[i], "other") != 0 && strcmp(names[i], "person") != 0)
			open_with(g, story_party_text(&g->s, names[i]),
				story_text(&g->s, "operator %s:holder", names[i]));
	for (size_t i = 0; i < COUNT_OF(granted); i++)
		open_with(g,
			story_text(&g->s,
				"kind: role\naction: grant\nrole: %s\nparty: %s\n"
				"from: 2024-08-23\n",
				granted[i], story_id(granted[i])),
			"mee");
	for (size_t i = 10; i < 12; i++)
		open_with(g,
			story_text(&g->s,
				"kind: accreditation\naction: grant\nvvb: %s\n"
				"fields: [E, F]\napproval: CNCA-1\nfrom: 2024-08-23\n",
				story_id(names[i])),
			"samr mee");
}

static void open_tables(struct generator *g)
{
	const char *rows = "";

	open_with(g, story_file(&g->s, "registry/calendar-2024.yaml"), "operator");
	open_with(g, story_file(&g->s, "registry/calendar-2025.yaml"), "operator");
	open_with(g, story_file(&g->s, "registry/units.yaml"), "operator mee");
	open_with(g, story_file(&g->s, "methodologies/CCER-01-002-V01.yaml"), "mee");
	for (int year = 2020; year <= 2026; year++)
		rows = story_text(&g->s,
			"%s- {key: North, year: %d, edition: \"2023\", values: {CM: 0.61850}}\n"
			"- {key: East, year: %d, edition: \"2023\", values: {OM: 0.7921, BM: "
			"0.3870}}\n",
			rows, year, year);
	open_with(g,
		story_text(&g->s,
			"kind: parameters\nname: grid.factors\nstatus: final\n"
			"source: 气候中心\nfrom: 2024-08-23\nrows:\n%s",
			rows),
		"mee");
}

/* --- what comes next --- */

static const struct {
	make_fn make;
	unsigned weight;
} makes[] = {
	{make_clock, 24},
	{make_party, 2},
	{make_role, 2},
	{make_accreditation, 4},
	{make_parameter, 2},
	{make_factors, 1},
	{make_field, 1},
	{make_calendar, 1},
	{make_void, 2},
	{make_again, 3},
	{make_rare, 1},
	{make_design, 5},
	{make_notice, 16},
	{make_comment, 10},
	{make_validation, 16},
	{make_registration_request, 14},
	{make_registration_decision, 14},
	{make_report, 10},
	{make_verification, 16},
	{make_reduction_request, 14},
	{make_reduction_decision, 14},
	{make_issuance_request, 14},
	{make_issuance, 16},
	{make_withdrawal, 2},
	{make_withdrawal_decision, 10},
	{make_termination, 1},
	{make_deregistration, 1},
	{make_explanation, 3},
	{make_second_opinion, 3},
	{make_revision, 8},
	{make_restriction, 3},
	{make_release, 5},
	{make_transfer, 6},
	{make_deposit, 6},
	{make_return, 4},
	{make_settlement, 8},
	{make_retirement, 6},
	{make_obligation, 4},
	{make_binding, 4},
	{make_application, 16},
	{make_receipt, 8},
	{make_answer, 12},
	{make_offset_withdrawal, 6},
	{make_expiry, 10},
	{make_entrusted_surrender, 5},
};

static void make_next(struct generator *g)
{
	uint64_t all = 0, at;
	size_t i = 0;

	for (size_t k = 0; k < COUNT_OF(makes); k++)
		all += makes[k].weight;
	at = chance(g, all);
	while (at >= makes[i].weight)
		at -= makes[i++].weight;
	g->odd = one_in(g, 4);
	makes[i].make(g);
}

struct history *generator_history(void *mem, uint64_t seed, size_t steps)
{
	struct generator *g = talloc_zero(mem, struct generator);
	struct history *h = history_new(mem);
	size_t idle = 0;

	ck_assert_ptr_nonnull(g);
	g->h = h;
	g->m = talloc_zero(g, struct model);
	g->random = seed;
	g->now.ms = day_start(day_of_date(2024, 8, 23)).ms + INT64_C(9) * 60 * 60 * 1000;
	g->s.mem = talloc_new(g);
	h->seed = seed;
	open_genesis(g, seed % 2 == 1);
	open_people(g);
	open_tables(g);
	h->opening = h->n;
	while (h->n < steps && idle < 100000) {
		size_t before = h->n;

		talloc_free(g->s.mem);
		g->s.mem = talloc_new(g);
		make_next(g);
		idle = h->n == before ? idle + 1 : 0;
	}
	ck_assert_uint_ge(h->n, steps);
	talloc_free(g);
	return h;
}
