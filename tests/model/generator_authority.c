#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tests/model/generator_part.h"

/* --- the clock --- */

/* The earliest end of a notice that is not over, when one runs. */
static bool next_end(const struct generator *g, struct instant *out)
{
	struct instant end;
	bool found = false;

	for (size_t i = 0; i < g->m->projects_n + g->m->reports_n; i++) {
		bool project = i < g->m->projects_n;
		const struct model_project *p = &g->m->projects[project ? i : 0];
		const struct model_report *r = &g->m->reports[project ? 0 : i - g->m->projects_n];
		bool runs = project ? p->status == PROJECT_NOTICE : r->status == REPORT_NOTICE;

		if (!runs ||
			!model_notice_end(
				g->m, project ? p->notice_first : r->notice_first, &end) ||
			end.ms <= generator_now(g).ms || (found && end.ms >= out->ms))
			continue;
		*out = end;
		found = true;
	}
	return found;
}

/* The last day on which registration of a verified report may be requested, or the day after. */
static bool next_limit(struct generator *g, struct instant *out)
{
	for (size_t i = 0; i < g->m->reports_n; i++) {
		struct day limit = day_add(period_years_end(g->m->reports[i].period.first, 5), 1);
		struct instant begins = day_start(day_add(limit, (int)chance(g, 2)));

		if (g->m->reports[i].status != REPORT_VERIFIED || begins.ms <= generator_now(g).ms)
			continue;
		*out = begins;
		return begins.ms - generator_now(g).ms < INT64_C(90) * 24 * 3600000;
	}
	return false;
}

bool make_clock(struct generator *g)
{
	struct instant next = generator_now(g);
	char text[INSTANT_TEXT_SIZE];

	if (one_in(g, 8) && next_limit(g, &next))
		next.ms += (int64_t)chance(g, 2) * 3600000;
	else if (!one_in(g, 3) || !next_end(g, &next))
		next.ms += (int64_t)chance(g, one_in(g, 4) ? 72 : 3) * 3600000 +
			   (int64_t)chance(g, 3600000);
	else
		next.ms += one_in(g, 3) ? -1 : (int64_t)chance(g, 2) * 3600000;
	if (g->m->clock == CLOCK_REAL) {
		g->now = next;
		return one_in(g, 20) &&
		       emit(g, "clock", "operator",
			       story_text(&g->s, "instant: %s\n", instant_text(next, text)));
	}
	if (slip(g))
		next.ms = g->m->now.ms - 1;
	return emit(g, "clock", "operator",
		story_text(&g->s, "instant: %s\n", instant_text(next, text)));
}

/* --- parties, roles, accreditations --- */

/* What follows the kind in one of the story's texts. */
static const char *members_of(const char *text)
{
	return strchr(text, '\n') + 1;
}

bool make_party(struct generator *g)
{
	static const char *const late[] = {"other", "person"};
	const char *name = late[chance(g, COUNT_OF(late))];
	bool known = model_party(g->m, &story_party(name)->id) != NOBODY_YET;

	if (known && !one_in(g, 4))
		return false;
	return emit(g, "party", story_text(&g->s, "operator %s:holder", name),
		members_of(story_party_text(&g->s, name)));
}

bool make_role(struct generator *g)
{
	static const char *const held[][2] = {{"exchange", "exchange"}, {"cea", "cea"},
		{"province", "province"}, {"court", "buyer"}, {"province", "buyer"},
		{"exchange", "cea"}, {"operator", "cea"}, {"province", "owner"}};
	size_t i = chance(g, COUNT_OF(held) - !slip(g));
	bool known = model_has_role(g->m, &story_party(held[i][1])->id,
		(enum role)word_value(WORDS_ROLE, held[i][0], strlen(held[i][0])),
		generator_today(g));

	if (g->m->roles_n + 2 >= MODEL_ROLES)
		return false;
	return emit(g, "role", "mee",
		story_text(&g->s, "action: %s\nrole: %s\nparty: %s\nfrom: %s\n",
			known != slip(g) ? "end" : "grant", slip(g) ? "vvb" : held[i][0],
			write_party(g, &story_party(held[i][1])->id),
			write_day(g, generator_today(g))));
}

/* A report that the body has signed, for a withdrawal to take back. */
static const char *write_taken_back(struct generator *g, const char *vvb)
{
	for (size_t i = 0; i < g->m->documents_n; i++) {
		const struct model_document *d = &g->m->documents[i];

		if ((d->kind == KIND_VALIDATION_REPORT || d->kind == KIND_VERIFICATION_REPORT) &&
			party_id_equal(&d->signers[0], &story_party(vvb)->id) && one_in(g, 3))
			return story_text(&g->s, "reports:\n- %s\n", write_hash(g, &d->hash));
	}
	return "";
}

static const char *write_until(struct generator *g)
{
	if (!one_in(g, 3))
		return "";
	return story_text(&g->s, "until: %s\n",
		write_day(g, day_add(generator_today(g), (int)chance(g, 90))));
}

bool make_accreditation(struct generator *g)
{
	const char *vvb = one_in(g, 2) ? "cec" : "ccsc";
	bool stands = model_accredited(g->m, &story_party(vvb)->id, 0, generator_today(g));
	const char *action = stands != slip(g) ? (one_in(g, 2) ? "suspend" : "withdraw") : "grant";
	bool grant = strcmp(action, "grant") == 0;

	if (g->m->accreditations_n + 2 >= MODEL_ACCREDITATIONS ||
		g->m->disowned_n + 4 >= MODEL_DISOWNED || (stands && !one_in(g, 16)))
		return false;
	return emit(g, "accreditation", "samr mee",
		story_text(&g->s, "action: %s\nvvb: %s\n%sfrom: %s\n%s%s", action,
			write_party(g, &story_party(vvb)->id),
			grant != slip(g) ? slip(g)	  ? "fields: [E, E]\napproval: C-1\n"
					   : one_in(g, 3) ? "fields: [W, E]\napproval: C-1\n"
							  : "fields: [E, F]\napproval: C-1\n"
					 : "",
			write_day(g, generator_today(g)), write_until(g),
			strcmp(action, "withdraw") == 0 || slip(g) ? write_taken_back(g, vvb)
								   : ""));
}

/* --- parameters and calendars --- */

bool make_parameter(struct generator *g)
{
	static const struct {
		const char *name, *signer, *values[4];
	} known[] = {
		{"notice.starts_within", "operator", {"20", "5", "40", "0"}},
		{"notice.days", "mee", {"20", "3", "10", "251"}},
		{"notice.closes_at", "operator", {"24:00", "17:00", "00:00", "24:01"}},
		{"comment.max", "operator", {"3", "1", "2", "03"}},
		{"duty.days", "mee", {"15", "10", "20", "x"}},
		{"rate.comment", "operator", {"50", "1", "2", "0"}},
		{"rate.explanation", "operator", {"20", "1", "2", "0"}},
		{"rate.second-opinion", "operator", {"20", "1", "2", "0"}},
		{"rate.project-design", "operator", {"20", "1", "2", "0"}},
		{"rate.revision", "operator", {"20", "1", "2", "0"}},
		{"rate.void", "operator", {"100", "1", "2", "0"}},
		{"offset.limit", "mee", {"1/20", "0.1", "1", "2"}},
		{"offset-application.term", "mee", {"60", "20", "30", "0"}},
		{"offset-withdrawal.days", "mee", {"10", "3", "5", "3651"}},
		{"obligation.rise", "mee", {"1/10", "3", "0", "1001"}},
		{"offset.registered_from", "mee",
			{"2024-01-22", "2024-10-01", "2025-06-01", "2024-13-01"}},
		{"restriction.unsigned", "mee", {"3", "1", "10", "31"}},
		{"exchange.daily_volume", "operator", {"0", "40", "200", "-1"}},
		{"regional.limit.110000", "mee", {"100", "500", "0", "1.5"}},
		{"regional.limit.310000", "mee", {"50", "20", "200", ""}},
		{"corsia.from", "mee", {"2024-01-01", "2025-01-01", "2025-06-01", "x"}},
		{"notice.unknown", "mee", {"1", "1", "1", "1"}},
	};
	size_t i = chance(g, slip(g) ? COUNT_OF(known) : COUNT_OF(known) - 1);
	bool ahead = strncmp(known[i].name, "notice.", 7) == 0;
	struct day from = day_add(generator_today(g), one_in(g, 3) ? (int)chance(g, 60) : ahead);

	if (g->m->parameters_n + 20 >= MODEL_PARAMETERS)
		return false;
	return emit(g, "parameters", known[i].signer,
		story_text(&g->s, "name: %s\nstatus: %s\nsource: 文件\nfrom: %s\nvalue: \"%s\"\n",
			known[i].name, slip(g) ? (one_in(g, 2) ? "draft" : "inferred") : "final",
			write_day(g, from), known[i].values[slip(g) ? 3 : chance(g, 3)]));
}

/* A later edition may be below the one with which a report was made. */
bool make_factors(struct generator *g)
{
	uint64_t year = 2020 + chance(g, 7);
	const char *key = one_in(g, 2) ? "North" : "East";
	const char *values = story_text(&g->s, "{BM: 0.%" PRIu64 ", OM: 0.%" PRIu64 "}",
		3000 + chance(g, 3000), 6000 + chance(g, 3000));

	if (g->m->parameters_n + 20 >= MODEL_PARAMETERS)
		return false;
	if (one_in(g, 2))
		values = story_text(&g->s, "{CM: 0.%" PRIu64 "}", 40000 + chance(g, 50000));
	if (slip(g))
		values = "{BM: 0.5}";
	return emit(g, "parameters", "mee",
		story_text(&g->s,
			"name: grid.factors\nstatus: final\nsource: 气候中心\nfrom: %s\nrows:\n"
			"- {key: %s, year: %" PRIu64 ", edition: \"2024\", values: %s}\n%s",
			write_day(g, generator_today(g)), key, year, values,
			slip(g) ? story_text(&g->s,
					  "- {key: %s, year: %" PRIu64 ", values: {CM: 0.5}}\n",
					  key, year)
				: ""));
}

/* A sector gets a field of its own; now and then a sector of designs loses its own to another. */
bool make_field(struct generator *g)
{
	static const char *const sectors[] = {"03", "05", "12", "16"};
	const char *sector = slip(g) ? "17" : sectors[chance(g, COUNT_OF(sectors))];
	const char *row = slip(g) ? "values: {E: 1}"
				  : story_text(&g->s, "value: %s", one_in(g, 2) ? "W" : "E");

	if (g->m->parameters_n + 20 >= MODEL_PARAMETERS)
		return false;
	return emit(g, "parameters", slip(g) ? "mee" : "samr mee",
		story_text(&g->s,
			"name: accreditation.field\nstatus: final\nsource: 公告\nfrom: %s\nrows:\n"
			"- {key: \"%s\", %s}\n%s",
			write_day(g, generator_today(g)), sector, row,
			slip(g) ? story_text(&g->s, "- {key: \"%s\", %s}\n", sector, row) : ""));
}

bool make_calendar(struct generator *g)
{
	int year = 2024 + (int)chance(g, 3);
	const char *text = story_file(&g->s, story_text(&g->s, "registry/calendar-%d.yaml", year));
	const char *kind = text ? strstr(text, "kind: calendar\n") : NULL;
	const char *work = kind ? strstr(kind, "work:\n") : NULL;
	bool known = false;

	for (size_t i = 0; i < g->m->calendars_n; i++)
		known |= g->m->calendars[i].year == year;
	if (!work || (known && !one_in(g, 4)))
		return false;
	kind = members_of(kind);
	if (!known || one_in(g, 2))
		return emit(g, "calendar", "operator", kind);
	return emit(g, "calendar", "operator",
		story_text(&g->s, "%.*s- %d-%02d-%02d\n%s", (int)(work - kind), kind, year,
			1 + (int)chance(g, 12), 1 + (int)chance(g, 28), work));
}

/* --- documents about documents --- */

bool make_void(struct generator *g)
{
	static const char *const parties[] = {"owner:holder", "operator", "cea", "entity:holder"};
	uint64_t id = one_in(g, 4) ? chance(g, SHARED_IDS) : SHARED_IDS + g->ids + chance(g, 4);
	struct digest d = digest_of(&id, sizeof(id));
	uint8_t random[17];
	const char *voids;

	if (g->m->voids_n + 2 >= MODEL_VOIDS)
		return false;
	memcpy(random, d.bytes, sizeof(random));
	voids = document_id_make(random).text;
	if (slip(g))
		voids = g->m->documents[chance(g, g->m->documents_n)].id.text;
	return emit(g, "void", parties[chance(g, COUNT_OF(parties))],
		story_text(&g->s, "voids: %s\n", voids));
}

/* The very same document again: sealed before, or refused and perhaps acceptable now. */
bool make_again(struct generator *g)
{
	const struct history_step *old =
		&g->h->step[one_in(g, 2) ? g->h->n - 1 : chance(g, g->h->n)];
	const struct history_step *step =
		history_add(g->h, generator_now(g), old->signers, old->text);

	if (step->d)
		model_tell(g->m, step->d, history_instant(g->m, step));
	return true;
}

bool make_rare(struct generator *g)
{
	if (one_in(g, 2))
		return emit(g, "rules", "operator mee",
			story_text(&g->s, "rules: %" PRId64 "\n", write_number(g, 1)));
	return emit(g, "genesis", "operator mee samr", members_of(story_genesis_text(&g->s)));
}
