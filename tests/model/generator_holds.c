#include <inttypes.h>
#include <string.h>

#include "tests/model/generator_part.h"

/* The operator and who orders; the operator alone one time in three. */
static const char *const authorities[] = {"mee", "samr", "province", "court"};

static const char *write_order(struct generator *g, const char *by)
{
	static const char *const texts[] = {"一", "二", "三"};
	const char *text = texts[chance(g, COUNT_OF(texts))];
	struct digest sha256 = digest_of(text, strlen(text));

	return story_text(&g->s,
		"order:\n  by: %s\n  number: （2026）%s号\n  on: %s\n  sha256: %s\n",
		slip(g) ? story_id("mee") : story_id(by), text, write_day(g, generator_today(g)),
		story_hex(&g->s, &sha256));
}

/* Mostly a few units, for what is held as a whole stops much. */
static const char *write_subject(struct generator *g)
{
	struct serial_block block;
	const char *units;
	int party = (int)chance(g, g->m->parties_n);
	enum unit_position position = one_in(g, 2) ? POSITION_HOLDING : POSITION_TRADING;

	if (one_in(g, 5))
		return story_text(&g->s, "scope: account\naccount: %s\n",
			write_account(g, &g->m->parties[party].account));
	if (g->m->series_n == 0)
		return NULL;
	if (one_in(g, 5))
		return story_text(&g->s, "scope: project\nproject: %s\n",
			slip(g) ? "A219999" : g->m->series[chance(g, g->m->series_n)].code.text);
	for (size_t i = 0; i < g->m->parties_n; i++)
		if (write_range(
			    g, (int)((party + i) % g->m->parties_n), position, 20, &units, &block))
			return story_text(&g->s, "scope: units\nunits:\n- %s\n", units);
	return NULL;
}

bool make_restriction(struct generator *g)
{
	const char *by = authorities[chance(g, COUNT_OF(authorities))];
	const char *subject = write_subject(g), *until = "";

	if (!subject || g->m->holds_n + 2 >= MODEL_HOLDS)
		return false;
	if (!one_in(g, 4))
		until = story_text(&g->s, "until: %s\n",
			write_day(g, day_add(generator_today(g), (int32_t)chance(g, 20))));
	return emit(g, "restriction",
		one_in(g, 3) ? "operator" : story_text(&g->s, "operator %s", by),
		story_text(&g->s, "action: %s\n%s%s%stext: 协助执行\n",
			one_in(g, 3) ? "limit" : "freeze", subject, until, write_order(g, by)));
}

static bool is_held(const struct generator *g, size_t i)
{
	const struct model_hold *h = &g->m->holds[i];

	return g->odd || (digest_is_zero(&h->ended_by) &&
				 (day_is_none(h->until) || h->until.n >= generator_today(g).n));
}

bool make_release(struct generator *g)
{
	int held = pick(g, g->m->holds_n, is_held);
	const struct model_hold *h = &g->m->holds[held < 0 ? 0 : held];
	const char *by;

	if (held == NOBODY_YET)
		return false;
	by = one_in(g, 8) ? "mee" : name_of(&h->by);
	return emit(g, "restriction",
		strcmp(by, "operator") == 0 ? by : story_text(&g->s, "operator %s", by),
		story_text(&g->s, "action: release\nof: %s\n%s%stext: 解除\n",
			write_hash(g, &h->hold), slip(g) ? "scope: units\n" : "",
			write_order(g, by)));
}

/* --- transfers --- */

static bool holds_have_room(const struct generator *g)
{
	for (size_t i = 0; i < g->m->holds_n; i++)
		if (g->m->holds[i].yielded_n + 6 >= MODEL_YIELDED)
			return false;
	return true;
}

/* Ranges that a court holds, or any of a holder's; who holds the first of them. */
static const char *write_taken(struct generator *g, enum unit_position position, int *holder)
{
	int64_t sum;

	*holder = (int)chance(g, g->m->parties_n);
	for (size_t i = 0; i < g->m->parties_n; i++) {
		const char *units = write_units(g, *holder, position, 30, &sum);

		if (sum > 0)
			return units;
		*holder = (*holder + 1) % (int)g->m->parties_n;
	}
	return NULL;
}

bool make_transfer(struct generator *g)
{
	static const char *const grounds[] = {
		"donation", "merger", "split", "inheritance", "judicial"};
	static const char *const receivers[] = {"entity", "buyer", "owner", "other", "person"};
	const char *ground = grounds[one_in(g, 2) ? 4 : chance(g, 4)];
	const char *to = receivers[chance(g, COUNT_OF(receivers))], *units, *signers;
	bool judicial = strcmp(ground, "judicial") == 0;
	struct digest proof = digest_of(ground, strlen(ground));
	int from;

	if (g->m->series_n == 0 || !holds_have_room(g) ||
		model_party(g->m, &story_party(to)->id) == NOBODY_YET)
		return false;
	units = write_taken(
		g, judicial && one_in(g, 2) ? POSITION_TRADING : POSITION_HOLDING, &from);
	if (!units || party_id_equal(&g->m->parties[from].id, &story_party(to)->id))
		return false;
	signers = judicial ? "operator court" : story_text(&g->s, "operator %s:holder", to);
	if (strcmp(ground, "donation") == 0)
		signers = story_text(
			&g->s, "%s %s:holder", signers, name_of(&g->m->parties[from].id));
	return emit(g, "transfer", signers,
		story_text(&g->s, "ground: %s\nfrom: %s\nto: %s\nunits:\n%sproof: %s\n",
			slip(g) ? "donation" : ground,
			write_account(g, &g->m->parties[from].account),
			write_account(g, &story_party(to)->account), units,
			story_hex(&g->s, &proof)));
}
