#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tests/model/generator_part.h"

static bool is_open(const struct generator *g, size_t i)
{
	return g->m->projects[i].status < PROJECT_REGISTERED;
}

static bool report_is_open(const struct generator *g, size_t i)
{
	return g->m->reports[i].status < REPORT_REGISTERED;
}

/* A project or report that is not decided, or NULL, and its owner's name. */
static const struct digest *pick_open(struct generator *g, const char **owner)
{
	int p = pick(g, g->m->projects_n, is_open), r = pick(g, g->m->reports_n, report_is_open);

	if (r != NOBODY_YET && (p == NOBODY_YET || one_in(g, 2))) {
		*owner = name_of(&g->m->projects[g->m->reports[r].project].owner);
		return &g->m->reports[r].report;
	}
	*owner = p != NOBODY_YET ? name_of(&g->m->projects[p].owner) : NULL;
	return p != NOBODY_YET ? &g->m->projects[p].design : NULL;
}

bool make_withdrawal(struct generator *g)
{
	const char *owner;
	const struct digest *of = pick_open(g, &owner);

	if (!of || g->m->requests_n + 2 >= MODEL_REQUESTS)
		return false;
	return emit(g, "withdrawal", owner,
		story_text(&g->s, "of: %s\nreason: 停建\n", write_hash(g, of)));
}

static bool is_on_hold(const struct generator *g, size_t i)
{
	return !digest_is_zero(&g->m->projects[i].withdrawal);
}

static bool report_is_on_hold(const struct generator *g, size_t i)
{
	return !digest_is_zero(&g->m->reports[i].withdrawal);
}

bool make_withdrawal_decision(struct generator *g)
{
	int p = pick(g, g->m->projects_n, is_on_hold),
	    r = pick(g, g->m->reports_n, report_is_on_hold);
	bool confirmed = one_in(g, 2);

	if (p == NOBODY_YET && r == NOBODY_YET)
		return false;
	return emit(g, "withdrawal-decision", "operator",
		story_text(&g->s, "withdrawal: %s\noutcome: %s\n%s",
			write_hash(g, p != NOBODY_YET ? &g->m->projects[p].withdrawal
						      : &g->m->reports[r].withdrawal),
			confirmed ? "confirmed" : "refused",
			confirmed != slip(g) ? "" : "reasons: 审定已结束\n"));
}

bool make_termination(struct generator *g)
{
	static const char *const grounds[] = {
		"owner-gone", "vvb-unable", "vvb-silent", "unfit", "not-in-record"};
	const char *owner;
	const struct digest *of = pick_open(g, &owner);

	if (!of)
		return false;
	return emit(g, "termination", "operator",
		story_text(&g->s, "of: %s\nground: %s\nproof: %s\ntext: 终止\n", write_hash(g, of),
			grounds[chance(g, COUNT_OF(grounds))], story_hex(&g->s, of)));
}

/* --- what is shown beside --- */

static bool is_coded(const struct generator *g, size_t i);

bool make_explanation(struct generator *g)
{
	const char *owner, *other = "A210001";
	const struct digest *of = pick_open(g, &owner);
	int coded = pick(g, g->m->projects_n, is_coded);
	bool warning = one_in(g, 2);

	if (!of || g->m->besides_n + 4 >= MODEL_BESIDES)
		return false;
	if (coded != NOBODY_YET)
		other = g->m->projects[coded].code.text;
	return emit(g, "explanation", owner,
		story_text(&g->s, "of: %s\n%s%stext: 两项目不同\n", write_hash(g, of),
			warning ? story_text(&g->s, "warning: %" PRIu64 "\n", chance(g, 2)) : "",
			warning != slip(g) ? "" : story_text(&g->s, "overlaps: %s\n", other)));
}

bool make_second_opinion(struct generator *g)
{
	static const char *const bodies[] = {"cec", "ccsc"};
	size_t all = g->m->projects_n + g->m->reports_n;
	const struct model_project *p;
	const struct digest *of;
	size_t at;

	if (all == 0 || g->m->besides_n + 4 >= MODEL_BESIDES)
		return false;
	at = chance(g, all);
	p = at < g->m->projects_n ? &g->m->projects[at]
				  : &g->m->projects[g->m->reports[at - g->m->projects_n].project];
	of = at < g->m->projects_n ? &p->design : &g->m->reports[at - g->m->projects_n].report;
	return emit(g, "second-opinion",
		story_text(
			&g->s, "%s:vvb", bodies[(strcmp(name_of(&p->vvb), "cec") == 0) != slip(g)]),
		story_text(&g->s, "of: %s\nfinding: %s\ntext: 另有意见\n", write_hash(g, of),
			one_in(g, 2) ? "conforms" : "does-not-conform"));
}

/* --- deregistration --- */

static bool is_coded(const struct generator *g, size_t i)
{
	return g->m->projects[i].status == PROJECT_REGISTERED;
}

/* Seldom a revocation: its owner applies for nothing in three years. */
bool make_deregistration(struct generator *g)
{
	static const char *const grounds[] = {"owner-request", "owner-gone", "project-gone"};
	int project = pick(g, g->m->projects_n, is_coded);
	const struct model_project *p = &g->m->projects[project < 0 ? 0 : project];
	bool revoked = one_in(g, 6);
	uint64_t ground = chance(g, 3);
	const char *signer = ground == 0 ? name_of(&p->owner) : "operator";

	if (project == NOBODY_YET || one_in(g, 2))
		return false;
	if (revoked)
		signer = one_in(g, 2) ? "mee" : "province";
	if (slip(g))
		ground = chance(g, 3);
	return emit(g, "deregistration", signer,
		story_text(&g->s, "project: %s\nground: %s\nproof: %s\n%stext: 注销\n",
			p->code.text, revoked != slip(g) ? "falsification" : grounds[ground],
			story_hex(&g->s, &p->design),
			revoked == slip(g) ? ""
					   : story_text(&g->s, "order: {number: 罚1号, on: %s}\n",
						     write_day(g, generator_today(g)))));
}

/* --- revisions --- */

static bool has_ended(const struct generator *g, bool noticed, struct day first)
{
	struct instant end;

	return noticed && model_notice_end(g->m, first, &end) && end.ms <= generator_now(g).ms;
}

static bool may_revise(const struct generator *g, size_t i)
{
	const struct model_project *p = &g->m->projects[i];

	return p->status == PROJECT_NOTICE && has_ended(g, p->noticed, p->notice_first);
}

static bool report_may_revise(const struct generator *g, size_t i)
{
	const struct model_report *r = &g->m->reports[i];

	return r->status == REPORT_NOTICE && has_ended(g, r->noticed, r->notice_first);
}

static const struct document *document_of(const struct generator *g, const struct digest *hash)
{
	for (size_t i = 0; i < g->h->n; i++)
		if (g->h->step[i].d && digest_equal(&g->h->step[i].d->hash, hash))
			return g->h->step[i].d;
	return NULL;
}

/* The line with which the text begins, or the one before it in a revision. */
static const char *first_line(const struct document *d)
{
	if (d->kind == KIND_PROJECT_DESIGN)
		return "\nmethodology: ";
	if (d->kind == KIND_ACCOUNTING_REPORT)
		return "\nproject: ";
	return strstr(d->bytes, "\ndesign:\n") ? "\ndesign:\n" : "\nreport:\n";
}

/* The body that the document with the hash gave, indented as a member of a revision. */
static const char *text_before(struct generator *g, const struct digest *hash)
{
	const struct document *d = document_of(g, hash);
	const char *from, *to, *out = "";
	bool revised;

	if (!d)
		return NULL;
	revised = d->kind == KIND_REVISION;
	from = strstr(d->bytes, first_line(d)) + 1;
	if (revised)
		from = strchr(from, '\n') + 1;
	to = strstr(from, "\nledger: ") + 1;
	while (from < to) {
		size_t line = strcspn(from, "\n") + 1;

		out = story_text(&g->s, "%s%s%.*s", out, revised ? "" : "  ", (int)line, from);
		from += line;
	}
	return out;
}

/* The text with the number behind its first `key` replaced, sometimes by one too large. */
static const char *with_number(struct generator *g, const char *text, const char *key)
{
	const char *at = strstr(text, key);
	uint64_t number, other;
	char *end;

	if (!at)
		return text;
	at += strlen(key);
	number = strtoull(at, &end, 10);
	other = slip(g) ? number + 1 : chance(g, number + 1);
	if (one_in(g, 5))
		other = number * 2;
	return story_text(&g->s, "%.*s%" PRIu64 "%s", (int)(at - text), text, other, end);
}

static const char *with_name(struct generator *g, const char *text)
{
	const char *at = strstr(text, "name: {zh: ") + strlen("name: {zh: ");

	return story_text(&g->s, "%.*s项目%" PRIu64 "%s", (int)(at - text), text, chance(g, 1000),
		strchr(at, ','));
}

/* One that most boundaries have. */
#define CORNER "latitude: \"36.330400\""

static const char *write_revision(
	struct generator *g, const struct digest *text, bool design, const char **changes)
{
	const char *was = text_before(g, text), *is = was, *said = "";

	if (!was)
		return NULL;
	if (design && one_in(g, 2)) {
		is = with_name(g, is);
		said = "- {path: /name, why: 更名}\n";
	}
	if (design && strstr(is, CORNER) && one_in(g, 5)) {
		is = story_but(&g->s, is, CORNER, "latitude: \"36.230400\"");
		said = story_text(&g->s, "%s- {path: /boundary, why: 复测}\n", said);
	}
	if (!said[0] || slip(g)) {
		is = with_number(g, is, design ? "quantity: " : "claim: ");
		if (!slip(g))
			said = story_text(&g->s, "%s- {path: /%s, why: 复核}\n", said,
				design ? "expected" : "rows");
	}
	if (slip(g))
		said = story_text(&g->s, "%s- {path: /%s, why: 复核}\n", said,
			one_in(g, 2) ? "name" : "grid");
	*changes = said[0] ? said : "- {path: /name, why: 无}\n";
	return is;
}

bool make_revision(struct generator *g)
{
	int p = pick(g, g->m->projects_n, g->odd ? is_open : may_revise);
	int r = pick(g, g->m->reports_n, g->odd ? report_is_open : report_may_revise);
	bool design = p != NOBODY_YET && (r == NOBODY_YET || one_in(g, 2));
	const struct digest *text;
	const char *changes, *is;

	if ((!design && r == NOBODY_YET) || g->m->texts_n + 2 >= MODEL_TEXTS)
		return false;
	text = design ? &g->m->projects[p].text : &g->m->reports[r].text;
	is = write_revision(g, text, design, &changes);
	if (!is)
		return false;
	return emit(g, "revision",
		name_of(&g->m->projects[design ? p : g->m->reports[r].project].owner),
		story_text(&g->s, "revises: %s\nchanges:\n%s%s:\n%s", write_hash(g, text), changes,
			design != (slip(g) && one_in(g, 4)) ? "design" : "report", is));
}
