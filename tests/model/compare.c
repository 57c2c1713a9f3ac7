#include "tests/model/compare.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

/* The comparison: one kind of record after the other. */
struct comparing {
	const struct model *m;
	const struct view *view;
	void *mem;
	char *out;
	size_t seen;
	struct serial_block units; /* the last block seen */
};

typedef bool (*same_fn)(struct comparing *c, const struct record *r);

static bool says(struct comparing *c, bool same, const char *format, ...) FORMAT(3, 4);

static bool says(struct comparing *c, bool same, const char *format, ...)
{
	va_list args;

	if (same)
		return true;
	va_start(args, format);
	vsnprintf(c->out, DIFFERENCE_MAX, format, args);
	va_end(args);
	return false;
}

/* --- parties --- */

static bool same_party(struct comparing *c, const struct record *r)
{
	int party = model_party(c->m, &r->party.party);
	const struct model_party *p = &c->m->parties[party < 0 ? 0 : party];

	return says(c,
		party >= 0 && p->type == r->party.type && p->threshold == r->party.threshold &&
			account_id_equal(&p->account, &r->party.account) &&
			p->barred_until.n == r->party.barred_until.n &&
			tonnes_is_zero(r->party.debt),
		"party %s", r->party.party.text);
}

static bool same_name(struct comparing *c, const struct record *r)
{
	int party = model_party(c->m, &r->party_name.party);
	const struct model_party *p = &c->m->parties[party < 0 ? 0 : party];

	return says(c,
		party >= 0 && (strcmp(p->name_zh, r->party_name.name) == 0 ||
				      strcmp(p->name_en, r->party_name.name) == 0),
		"the name %s of %s", r->party_name.name, r->party_name.party.text);
}

static bool same_account(struct comparing *c, const struct record *r)
{
	int party = model_party_of_account(c->m, &r->account.account);

	return says(c, party >= 0 && party_id_equal(&c->m->parties[party].id, &r->account.party),
		"account %s of %s", r->account.account.text, r->account.party.text);
}

/* --- projects --- */

static bool same_project(struct comparing *c, const struct record *r)
{
	const struct model_project *p = NULL;

	for (size_t i = 0; i < c->m->projects_n; i++)
		if (digest_equal(&c->m->projects[i].design, &r->project.project))
			p = &c->m->projects[i];
	return says(c,
		p && p->status == r->project.status &&
			project_code_equal(&p->code, &r->project.code) &&
			party_id_equal(&p->owner, &r->project.owner) &&
			p->decided_at.ms == r->project.decided_at.ms &&
			p->withdrawn_at.ms == r->project.withdrawn_at.ms &&
			p->crediting.last.n == r->project.crediting_last.n &&
			party_id_equal(&p->vvb, &r->project.vvb) &&
			digest_equal(&p->text, &r->project.text) &&
			digest_equal(&p->withdrawal, &r->project.withdrawal) &&
			digest_equal(&p->ended_by, &r->project.ended_by) &&
			digest_equal(&p->validation, &r->project.validation),
		"project %s is %s, the model says %s", r->project.code.text,
		word_text(WORDS_PROJECT_STATUS, (int)r->project.status),
		p ? word_text(WORDS_PROJECT_STATUS, (int)p->status) : "nothing");
}

static bool same_code(struct comparing *c, const struct record *r)
{
	int project = model_project_coded(c->m, &r->project_code.code);

	return says(c,
		project >= 0 &&
			digest_equal(&c->m->projects[project].design, &r->project_code.project),
		"code %s", r->project_code.code.text);
}

static bool same_notice(struct comparing *c, const struct record *r)
{
	int report = model_report(c->m, &r->notice.subject);
	struct day first = DAY_NONE;

	if (report >= 0 && c->m->reports[report].noticed)
		first = c->m->reports[report].notice_first;
	for (size_t i = 0; i < c->m->projects_n; i++)
		if (c->m->projects[i].noticed &&
			digest_equal(&c->m->projects[i].design, &r->notice.subject))
			first = c->m->projects[i].notice_first;
	return says(c, first.n == r->notice.first_day.n, "a notice's first day");
}

static bool same_comment(struct comparing *c, const struct record *r)
{
	for (size_t i = 0; i < c->m->comments_n; i++)
		if (digest_equal(&c->m->comments[i].comment, &r->comment.comment) &&
			digest_equal(&c->m->comments[i].subject, &r->comment.subject) &&
			strcmp(c->m->comments[i].author, r->comment.author) == 0)
			return true;
	return says(c, false, "a comment of %s", r->comment.author);
}

/* --- reports: issued <= registered = verified <= the registry's own calculation --- */

static int64_t sum_verified(const struct model_report *r)
{
	int64_t sum = 0;

	for (size_t i = 0; i < r->rows_n; i++)
		sum += r->rows[i].verified;
	return sum;
}

static bool same_report(struct comparing *c, const struct record *r)
{
	int report = model_report(c->m, &r->report.report);
	const struct model_report *s = &c->m->reports[report < 0 ? 0 : report];

	return says(c,
		report >= 0 && s->status == r->report.status && s->batch == r->report.batch &&
			sum_verified(s) == tonnes_count(r->report.verified) &&
			s->withdrawn_at.ms == r->report.withdrawn_at.ms &&
			s->period.first.n == r->report.first.n &&
			s->period.last.n == r->report.last.n &&
			digest_equal(&s->text, &r->report.text) &&
			digest_equal(&s->withdrawal, &r->report.withdrawal) &&
			digest_equal(&s->ended_by, &r->report.ended_by) &&
			digest_equal(&s->verification, &r->report.verification) &&
			account_id_equal(&s->account, &r->report.account),
		"report of %s, batch %" PRId64 " is %s, the model says %s", r->report.code.text,
		r->report.batch, word_text(WORDS_REPORT_STATUS, (int)r->report.status),
		report >= 0 ? word_text(WORDS_REPORT_STATUS, (int)s->status) : "nothing");
}

static const struct model_text *text_known(const struct model *m, const struct digest *text)
{
	for (size_t i = 0; i < m->texts_n; i++)
		if (digest_equal(&m->texts[i].text, text))
			return &m->texts[i];
	return NULL;
}

static bool same_text(struct comparing *c, const struct record *r)
{
	const struct model_text *text = text_known(c->m, &r->text.text);

	return says(c, text && digest_equal(&text->of, &r->text.of), "a text's application");
}

static bool same_beside(struct comparing *c, const struct record *r)
{
	for (size_t i = 0; i < c->m->besides_n; i++)
		if (digest_equal(&c->m->besides[i].of, &r->beside.of) &&
			digest_equal(&c->m->besides[i].document, &r->beside.document))
			return true;
	return says(c, false, "a %s beside another document", r->beside.kind);
}

static bool same_row(struct comparing *c, const struct record *r)
{
	const struct record_reduction *row = &r->reduction;
	const struct model_text *text = text_known(c->m, &row->text);
	int report = text ? model_report(c->m, &text->of) : NOBODY_YET;
	const struct model_report *s = &c->m->reports[report < 0 ? 0 : report];

	if (report >= 0 && !digest_equal(&s->text, &row->text))
		return says(c, !row->registered && !row->issued && tonnes_count(row->verified) <= 0,
			"row %" PRId64 " of a text that was revised", row->year);
	for (size_t i = 0; report >= 0 && i < s->rows_n; i++) {
		const struct model_row *w = &s->rows[i];

		if (w->year != row->year)
			continue;
		return says(c,
			w->claimed == tonnes_count(row->claimed) &&
				w->calculated == tonnes_count(row->calculated) &&
				w->verified == tonnes_count(row->verified) &&
				w->registered == row->registered && w->issued == row->issued &&
				w->verified <= w->calculated && (!w->issued || w->registered),
			"row %" PRId64 ": calculated %" PRId64 " verified %" PRId64
			", the model says %" PRId64 " and %" PRId64,
			row->year, tonnes_count(row->calculated), tonnes_count(row->verified),
			w->calculated, w->verified);
	}
	return says(c, false, "row %" PRId64 " is unknown to the model", row->year);
}

/* --- units --- */

static const struct model_series *series_of(
	const struct model *m, const struct project_code *code, int64_t vintage)
{
	for (size_t i = 0; i < m->series_n; i++)
		if (m->series[i].vintage == vintage && project_code_equal(&m->series[i].code, code))
			return &m->series[i];
	return NULL;
}

static bool same_serial(struct comparing *c, const struct record *r)
{
	const struct model_series *s = series_of(c->m, &r->serial.code, r->serial.vintage);

	return says(c, s && s->issued + 1 == r->serial.next, "%s-%" PRId64 " goes on at %" PRId64,
		r->serial.code.text, r->serial.vintage, r->serial.next);
}

static bool same_unit(struct comparing *c, const struct record_block *b, int64_t number,
	const struct model_unit *u)
{
	static const struct digest none;
	const struct digest *by = u->by == NOBODY_YET ? &none : &c->m->documents[u->by].hash;

	return says(c,
		account_id_equal(&c->m->parties[u->holder].account, &b->account) &&
			u->position == b->position && u->status == b->status &&
			digest_equal(by, &b->by),
		"%s-%" PRId64 "-%" PRId64 " is %s, %s with %s; the model says %s, %s with %s",
		b->code.text, b->vintage, number, word_text(WORDS_UNIT_STATUS, (int)b->status),
		word_text(WORDS_UNIT_POSITION, (int)b->position), b->account.text,
		word_text(WORDS_UNIT_STATUS, u->status),
		word_text(WORDS_UNIT_POSITION, u->position), c->m->parties[u->holder].account.text);
}

/* Blocks follow one another without a gap or an overlap, each unit in one of them. */
static bool same_block(struct comparing *c, const struct record *r)
{
	const struct record_block *b = &r->block;
	const struct model_series *s = series_of(c->m, &b->code, b->vintage);
	bool goes_on =
		project_code_equal(&c->units.project, &b->code) && c->units.vintage == b->vintage;

	if (!says(c,
		    s && b->first == (goes_on ? c->units.last + 1 : 1) && b->last >= b->first &&
			    b->last <= s->issued,
		    "block %s-%" PRId64 "-%" PRId64 "-%" PRId64, b->code.text, b->vintage, b->first,
		    b->last))
		return false;
	c->units = (struct serial_block){b->code, (int32_t)b->vintage, b->first, b->last};
	for (int64_t number = b->first; number <= b->last; number++)
		if (!same_unit(c, b, number, &s->unit[number - 1]))
			return false;
	c->seen += (size_t)(b->last - b->first);
	return true;
}

/* --- uses --- */

static const struct model_hold *hold_of(const struct model *m, const struct digest *hold)
{
	for (size_t i = 0; i < m->holds_n; i++)
		if (digest_equal(&m->holds[i].hold, hold))
			return &m->holds[i];
	return NULL;
}

static bool same_hold(struct comparing *c, const struct record *r)
{
	const struct model_hold *h = hold_of(c->m, &r->hold.hold);

	return says(c,
		h && h->action == r->hold.action && h->until.n == r->hold.until.n &&
			h->role == r->hold.role && party_id_equal(&h->by, &r->hold.by) &&
			digest_equal(&h->ended_by, &r->hold.ended_by) &&
			digest_equal(&h->order, &r->hold.order),
		"a hold by %s", r->hold.by.text);
}

static bool same_hold_place(struct comparing *c, const struct record *r)
{
	const struct record_hold_place *p = &r->hold_place;
	const struct model_hold *h = hold_of(c->m, &p->hold);
	bool same =
		h && h->ranges_n == 0 && p->vintage == 0 &&
		(strcmp(h->account.text, p->subject) == 0 || strcmp(h->code.text, p->subject) == 0);

	if (h && h->ranges_n > 0) {
		struct serial_block b = {.vintage = (int32_t)p->vintage};

		memcpy(b.project.text, p->subject, sizeof(b.project.text) - 1);
		same = p->first > 0;
		for (int64_t number = p->first; number <= p->last; number++)
			same &= model_holds_number(h, &b, number);
	}
	return says(c, same, "a hold at %s-%" PRId64 "-%" PRId64, p->subject, p->vintage, p->first);
}

static bool same_day(struct comparing *c, const struct record *r)
{
	for (size_t i = 0; i < c->m->days_n; i++)
		if (c->m->days[i].day.n == r->trading_day.day.n &&
			party_id_equal(&c->m->days[i].exchange, &r->trading_day.exchange) &&
			c->m->days[i].volume == tonnes_count(r->trading_day.volume))
			return true;
	return says(c, false, "a day's volume of %" PRId64, tonnes_count(r->trading_day.volume));
}

/* The second has no such count: it looks through the documents of that day. */
static bool same_party_day(struct comparing *c, const struct record *r)
{
	const struct record_party_day *day = &r->party_day;
	enum kind kind = kind_by_name(day->kind, strlen(day->kind));
	int64_t n = model_sealed_on(c->m, kind, &day->party, day->day);

	return says(c, n == day->documents, "%s of %s on a day: %" PRId64, day->kind,
		day->party.text, day->documents);
}

static bool same_retirement(struct comparing *c, const struct record *r)
{
	for (size_t i = 0; i < c->m->retirements_n; i++)
		if (digest_equal(&c->m->retirements[i].document, &r->retirement.document) &&
			account_id_equal(&c->m->retirements[i].account, &r->retirement.account) &&
			c->m->retirements[i].purpose == r->retirement.purpose &&
			c->m->retirements[i].quantity == tonnes_count(r->retirement.quantity))
			return true;
	return says(c, false, "a retirement of %" PRId64, tonnes_count(r->retirement.quantity));
}

static bool same_region(struct comparing *c, const struct record *r)
{
	for (size_t i = 0; i < c->m->regions_n; i++)
		if (strcmp(c->m->regions[i].region, r->regional_use.region) == 0 &&
			c->m->regions[i].year == r->regional_use.year &&
			account_id_equal(&c->m->regions[i].account, &r->regional_use.account) &&
			c->m->regions[i].used == tonnes_count(r->regional_use.used))
			return true;
	return says(c, false, "use in region %s", r->regional_use.region);
}

static bool same_obligation(struct comparing *c, const struct record *r)
{
	for (size_t i = 0; i < c->m->obligations_n; i++) {
		const struct model_obligation *o = &c->m->obligations[i];

		if (o->year != r->obligation.year ||
			!party_id_equal(&o->entity, &r->obligation.entity))
			continue;
		return says(c,
			o->due == tonnes_count(r->obligation.due) &&
				o->limit == tonnes_count(r->obligation.limit) &&
				o->agreed == tonnes_count(r->obligation.agreed) &&
				o->open == tonnes_count(r->obligation.open) &&
				o->used == tonnes_count(r->obligation.used),
			"obligation of %s: limit %" PRId64 " open %" PRId64 " used %" PRId64
			", the model says %" PRId64 " %" PRId64 " %" PRId64,
			o->entity.text, tonnes_count(r->obligation.limit),
			tonnes_count(r->obligation.open), tonnes_count(r->obligation.used),
			o->limit, o->open, o->used);
	}
	return says(c, false, "an obligation of %s", r->obligation.entity.text);
}

/* An account's last binding is the one that its record shows. */
static bool same_binding(struct comparing *c, const struct record *r)
{
	const struct model_binding *last = NULL;

	for (size_t i = 0; i < c->m->bindings_n; i++) {
		const struct model_binding *k = &c->m->bindings[i];

		if (account_id_equal(&k->account, &r->binding.account) && (!last || k->bound))
			last = k;
	}
	return says(c,
		last && last->bound == r->binding.bound &&
			(!last->bound || strcmp(last->cea_account, r->binding.cea_account) == 0),
		"binding of %s", r->binding.account.text);
}

static bool same_cea_account(struct comparing *c, const struct record *r)
{
	bool bound = false;

	for (size_t i = 0; i < c->m->bindings_n; i++) {
		const struct model_binding *k = &c->m->bindings[i];

		bound |= k->bound && strcmp(k->cea_account, r->cea_account.cea_account) == 0 &&
			 account_id_equal(&k->account, &r->cea_account.account);
	}
	return says(c, bound == r->cea_account.bound, "binding of %s", r->cea_account.cea_account);
}

static bool same_offset(struct comparing *c, const struct record *r)
{
	for (size_t i = 0; i < c->m->offsets_n; i++) {
		const struct model_offset *o = &c->m->offsets[i];

		if (!digest_equal(&o->record, &r->offset.record))
			continue;
		return says(c,
			o->status == r->offset.status && o->year == r->offset.year &&
				o->quantity == tonnes_count(r->offset.quantity) &&
				o->used == tonnes_count(r->offset.used) &&
				o->over_limit == r->offset.over_limit &&
				party_id_equal(&o->entrusted_by, &r->offset.entrusted_by) &&
				party_id_equal(&o->entity, &r->offset.entity),
			"offset record of %s is %s, the model says %s", o->entity.text,
			word_text(WORDS_OFFSET_STATUS, (int)r->offset.status),
			word_text(WORDS_OFFSET_STATUS, (int)o->status));
	}
	return says(c, false, "an offset record");
}

/* --- all kinds --- */

/* The document's warning at that place, or WARNING_NONE. */
static enum warning_code warned_of(const struct model *m, const struct record_warning *r)
{
	int64_t position = 0;

	for (size_t i = 0; i < m->warnings_n; i++)
		if (digest_equal(&m->documents[m->warnings[i].document].hash, &r->document) &&
			position++ == r->position)
			return m->warnings[i].code;
	return WARNING_NONE;
}

static bool same_warning(struct comparing *c, const struct record *r)
{
	const char *told = warning_name(warned_of(c->m, &r->warning));

	return says(c,
		strcmp(told, r->warning.code) == 0 && digest_is_zero(&r->warning.answered_by),
		"warning %" PRId64 " is %s at %s, the model says %s", r->warning.position,
		r->warning.code, r->warning.path, told);
}

static bool count_only(UNUSED struct comparing *c, UNUSED const struct record *r)
{
	return true;
}

/* Every kind that a document changes: its records, and how many the model has. */
static const struct compared {
	enum record_kind kind;
	same_fn same;
	size_t count; /* offset in the model; 0: not a list of its own */
} compared[] = {
	{RECORD_PARTY, same_party, offsetof(struct model, parties_n)},
	{RECORD_PARTY_NAME, same_name, offsetof(struct model, names_n)},
	{RECORD_WARNING, same_warning, offsetof(struct model, warnings_n)},
	{RECORD_ACCOUNT, same_account, 0},
	{RECORD_ROLE, count_only, offsetof(struct model, roles_n)},
	{RECORD_DOCUMENT, count_only, offsetof(struct model, documents_n)},
	{RECORD_VOID, count_only, offsetof(struct model, voids_n)},
	{RECORD_PARTY_DAY, same_party_day, 0},
	{RECORD_REFERENCE, count_only, offsetof(struct model, references_n)},
	{RECORD_PARAMETER, count_only, offsetof(struct model, parameters_n)},
	{RECORD_CALENDAR, count_only, offsetof(struct model, calendars_n)},
	{RECORD_ACCREDITATION, count_only, offsetof(struct model, accreditations_n)},
	{RECORD_DISOWNED, count_only, offsetof(struct model, disowned_n)},
	{RECORD_PROJECT, same_project, offsetof(struct model, projects_n)},
	{RECORD_PROJECT_CODE, same_code, 0},
	{RECORD_TEXT, same_text, offsetof(struct model, texts_n)},
	{RECORD_BESIDE, same_beside, offsetof(struct model, besides_n)},
	{RECORD_NOTICE, same_notice, 0},
	{RECORD_COMMENT, same_comment, offsetof(struct model, comments_n)},
	{RECORD_REPORT, same_report, offsetof(struct model, reports_n)},
	{RECORD_REQUEST, count_only, offsetof(struct model, requests_n)},
	{RECORD_REDUCTION, same_row, 0},
	{RECORD_SERIAL, same_serial, offsetof(struct model, series_n)},
	{RECORD_BLOCK, same_block, 0},
	{RECORD_HOLD, same_hold, offsetof(struct model, holds_n)},
	{RECORD_HOLD_PLACE, same_hold_place, 0},
	{RECORD_TRADING_DAY, same_day, offsetof(struct model, days_n)},
	{RECORD_RETIREMENT, same_retirement, offsetof(struct model, retirements_n)},
	{RECORD_REGIONAL_USE, same_region, offsetof(struct model, regions_n)},
	{RECORD_OBLIGATION, same_obligation, offsetof(struct model, obligations_n)},
	{RECORD_BINDING, same_binding, 0},
	{RECORD_CEA_ACCOUNT, same_cea_account, 0},
	{RECORD_OFFSET, same_offset, offsetof(struct model, offsets_n)},
	{RECORD_YEAR_OFFSET, count_only, offsetof(struct model, offsets_n)},
};

struct comparing_kind {
	struct comparing *c;
	same_fn same;
};

static int compare_record(void *ctx, const struct record *r, UNUSED struct error *err)
{
	struct comparing_kind *k = ctx;

	k->c->seen++;
	return k->same(k->c, r) ? 0 : 1;
}

static size_t issued_units(const struct model *m)
{
	size_t sum = 0;

	for (size_t i = 0; i < m->series_n; i++)
		sum += (size_t)m->series[i].issued;
	return sum;
}

static bool kind_is_same(struct comparing *c, const struct compared *k)
{
	struct record from = record_new(k->kind);
	struct comparing_kind context = {c, k->same};
	struct error err = {0};
	size_t wanted;
	int found;

	c->seen = 0;
	found = view_each(c->view, c->mem, 0, &from, compare_record, &context, &err);
	if (found < 0)
		return says(c, false, "reading failed: %s", error_name(err.code));
	if (found > 0)
		return false;
	wanted = k->kind == RECORD_BLOCK ? issued_units(c->m)
		 : k->count		 ? *(const size_t *)((const char *)c->m + k->count)
					 : c->seen;
	return says(c, c->seen == wanted, "%zu of %s, the model has %zu", c->seen,
		record_table(k->kind)->name, wanted);
}

bool compare_differs(const struct view *view, const struct model *m, char out[DIFFERENCE_MAX])
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct comparing c = {.m = m, .view = view, .mem = mem, .out = out};

	for (size_t i = 0; i < COUNT_OF(compared); i++)
		if (!kind_is_same(&c, &compared[i]))
			return true;
	return false;
}
