#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "tests/model/model_part.h"

/* --- time, roles, parties --- */

bool try_genesis(struct trial *t)
{
	const struct body_genesis *b = t->d->genesis;
	struct model *m = t->m;

	m->begun = true;
	m->clock = b->clock;
	m->now = b->start;
	m->genesis = t->d->hash;
	m->sealing_key = b->sealing_key;
	snprintf(m->name, sizeof(m->name), "%s", t->d->ledger_name);
	for (size_t i = 0; i < b->authorities_n; i++) {
		const struct body_genesis_authority *a = &b->authorities[i];
		struct model_party *p = MODEL_NEXT(m, parties);
		struct model_role *r = MODEL_NEXT(m, roles);

		*p = (struct model_party){.id = a->party,
			.type = PARTY_ORGANISATION,
			.threshold = a->threshold,
			.barred_until = DAY_NONE,
			.keys_n = a->keys_n};
		memcpy(p->keys, a->keys, a->keys_n * sizeof(a->keys[0]));
		model_names(t, p, &a->name);
		*r = (struct model_role){a->party, a->role, t->today, true};
		if (b->clock == CLOCK_SIMULATED)
			r->from = instant_day(b->start);
	}
	return true;
}

bool try_clock(struct trial *t)
{
	if (!only_signer(t, ROLE_OPERATOR) || t->m->clock != CLOCK_SIMULATED ||
		t->d->clock->instant.ms != t->at.ms)
		return false;
	t->m->now = t->at;
	return true;
}

bool try_rules(struct trial *t)
{
	return first_of_two(t, ROLE_OPERATOR, ROLE_MEE) && t->d->rules->rules == 1;
}

bool try_role(struct trial *t)
{
	const struct body_role *b = t->d->role;
	int party = model_party(t->m, &b->party);
	bool grantable = b->role == ROLE_OPERATOR || b->role == ROLE_EXCHANGE ||
			 b->role == ROLE_CEA || b->role == ROLE_PROVINCE || b->role == ROLE_COURT;

	if (!only_signer(t, ROLE_MEE) || !grantable || party == NOBODY_YET ||
		t->m->parties[party].type != PARTY_ORGANISATION)
		return false;
	if (b->action == ROLE_ACTION_END && !model_has_role(t->m, &b->party, b->role, b->from))
		return false;
	*MODEL_NEXT(t->m, roles) =
		(struct model_role){b->party, b->role, b->from, b->action == ROLE_ACTION_GRANT};
	return true;
}

/* One secret counts as one key, whether as a plain key or as a security key. */
static bool same_point(const struct public_key *a, const struct public_key *b)
{
	return memcmp(a->bytes, b->bytes, PUBLIC_KEY_SIZE) == 0;
}

static bool key_is_taken(const struct model *m, const struct public_key *key)
{
	for (size_t i = 0; i < m->parties_n; i++)
		for (size_t k = 0; k < m->parties[i].keys_n; k++)
			if (same_point(&m->parties[i].keys[k], key))
				return true;
	return same_point(&m->sealing_key, key);
}

static bool keys_are_proved(const struct trial *t)
{
	const struct body_party *b = t->d->party;

	for (size_t i = 0; i < b->keys_n; i++) {
		bool proved = false;

		if (key_is_taken(t->m, &b->keys[i]))
			return false;
		for (size_t j = 0; j < i; j++)
			if (same_point(&b->keys[i], &b->keys[j]))
				return false;
		for (size_t j = 0; j < t->d->signatures_n; j++)
			proved |= public_key_equal(&b->keys[i], &t->d->signatures[j].key);
		if (!proved)
			return false;
	}
	return b->threshold >= 1 && b->threshold <= (int64_t)b->keys_n;
}

static bool is_somebody_new(const struct model *m, const struct digest *tag)
{
	for (size_t i = 0; i < m->parties_n; i++)
		if (m->parties[i].type == PARTY_PERSON && digest_equal(&m->parties[i].tag, tag))
			return false;
	return true;
}

static bool says_who_it_is(const struct model *m, const struct body_party *b)
{
	if (b->type == PARTY_PERSON)
		return party_id_is_person(&b->party) && !b->name.zh && !b->name.en &&
		       !digest_is_zero(&b->identity.commit) && is_somebody_new(m, &b->identity.tag);
	return !party_id_is_person(&b->party) && text_given(b->name.zh);
}

bool try_party(struct trial *t)
{
	const struct body_party *b = t->d->party;
	struct model_party *p;

	if (!first_of_two(t, ROLE_HOLDER, ROLE_OPERATOR) ||
		!party_id_equal(first_of_two(t, ROLE_HOLDER, ROLE_OPERATOR), &b->party))
		return false;
	if (model_party(t->m, &b->party) != NOBODY_YET ||
		model_party_of_account(t->m, &b->account) != NOBODY_YET ||
		!says_who_it_is(t->m, b) || !keys_are_proved(t))
		return false;
	p = MODEL_NEXT(t->m, parties);
	*p = (struct model_party){.id = b->party,
		.type = b->type,
		.tag = b->identity.tag,
		.threshold = b->threshold,
		.account = b->account,
		.barred_until = DAY_NONE,
		.keys_n = b->keys_n};
	snprintf(p->province, sizeof(p->province), "%s", b->province ? b->province : "");
	memcpy(p->keys, b->keys, b->keys_n * sizeof(b->keys[0]));
	model_names(t, p, &b->name);
	return true;
}

/* --- units and methodologies: the histories know one of each --- */

bool try_units(struct trial *t)
{
	if (!first_of_two(t, ROLE_OPERATOR, ROLE_MEE) || t->m->units_known)
		return false;
	t->m->units_known = true;
	return true;
}

bool try_methodology(struct trial *t)
{
	if (!only_signer(t, ROLE_MEE) || !t->m->units_known || t->m->methodology_known)
		return false;
	t->m->methodology_known = true;
	t->m->methodology_from = t->d->methodology->from;
	return true;
}

/* --- calendars and notices --- */

static struct model_calendar *calendar_of(struct model *m, int64_t year)
{
	for (size_t i = 0; i < m->calendars_n; i++)
		if (m->calendars[i].year == year)
			return &m->calendars[i];
	return NULL;
}

bool try_calendar_document(struct trial *t)
{
	const struct body_calendar *b = t->d->calendar;
	struct model_calendar fresh = {.year = b->year}, *old = calendar_of(t->m, b->year);
	bool named[366] = {false};
	int days = year_length((int)b->year);

	for (int i = 0; i < days; i++)
		fresh.working[i] = day_weekday(day_add(day_of_date((int)b->year, 1, 1), i)) <= 5;
	for (size_t i = 0; i < b->off_n + b->work_n; i++) {
		bool off = i < b->off_n;
		struct day day = off ? b->off[i] : b->work[i - b->off_n];

		if (day_year(day) != b->year || named[day_of_year(day)] ||
			(!off && day_weekday(day) < 6))
			return false;
		named[day_of_year(day)] = true;
		fresh.working[day_of_year(day)] = !off;
	}
	if (!only_signer(t, ROLE_OPERATOR))
		return false;
	for (int i = 0; old && i < days; i++)
		if (old->working[i] != fresh.working[i] &&
			day_add(day_of_date((int)b->year, 1, 1), i).n <= t->today.n)
			return false;
	*(old ? old : MODEL_NEXT(t->m, calendars)) = fresh;
	return true;
}

bool model_working(const struct model *m, struct day day, bool *out)
{
	const struct model_calendar *c = calendar_of((struct model *)m, day_year(day));

	if (c)
		*out = c->working[day_of_year(day)];
	return c != NULL;
}

bool model_notice_end(const struct model *m, struct day first, struct instant *out)
{
	long long left = strtoll(model_value(m, "notice.days", first), NULL, 10);
	const char *closes = model_value(m, "notice.closes_at", first);
	struct day day = day_add(first, -1);
	bool working;

	while (left > 0) {
		day = day_add(day, 1);
		if (!model_working(m, day, &working))
			return false;
		left -= working;
	}
	out->ms = day_start(day).ms +
		  60000 * (60 * strtoll(closes, NULL, 10) + strtoll(closes + 3, NULL, 10));
	return true;
}

/* --- accreditations --- */

const char *model_field(const struct model *m, int sector, struct day day)
{
	static const char *const first[] = {
		[1] = "E", [7] = "T", [10] = "X", [14] = "F", [16] = NULL};
	char key[3] = {(char)('0' + sector / 10), (char)('0' + sector % 10), '\0'};
	const char *set = model_table_row(m, "accreditation.field", key, 0, day);

	return set ? set : first[sector];
}

/* Each a field of some sector on the day, none twice. */
static bool fields_known(const struct trial *t)
{
	const struct body_accreditation *b = t->d->accreditation;

	for (size_t i = 0; i < b->fields_n; i++) {
		bool known = false;

		for (int sector = 1; sector <= 16; sector++) {
			const char *field = model_field(t->m, sector, b->from);

			known = known || (field && strcmp(field, b->fields[i]) == 0);
		}
		for (size_t j = 0; j < i; j++)
			known = known && strcmp(b->fields[i], b->fields[j]) != 0;
		if (!known)
			return false;
	}
	return b->fields_n > 0;
}

static bool may_end(const struct trial *t)
{
	const struct body_accreditation *b = t->d->accreditation;
	const struct model_accreditation *now = accreditation_on(t->m, &b->vvb, b->from);

	if (b->action == ACCREDITATION_WITHDRAW)
		return now && now->action != ACCREDITATION_WITHDRAW;
	return now && now->action == ACCREDITATION_GRANT && b->reports_n == 0 &&
	       (day_is_none(now->until) || b->from.n <= now->until.n);
}

/* The reports that a withdrawal takes back were sealed, and signed first by the body. */
static bool disown(struct trial *t)
{
	const struct body_accreditation *b = t->d->accreditation;

	for (size_t i = 0; i < b->reports_n; i++) {
		const struct model_document *found = NULL;

		for (size_t j = 0; j < t->m->documents_n; j++)
			if (digest_equal(&t->m->documents[j].hash, &b->reports[i]))
				found = &t->m->documents[j];
		if (!found || !party_id_equal(&found->signers[0], &b->vvb) ||
			(found->kind != KIND_VALIDATION_REPORT &&
				found->kind != KIND_VERIFICATION_REPORT))
			return false;
		if (!disowned(t->m, &b->reports[i]))
			*MODEL_NEXT(t->m, disowned) = b->reports[i];
	}
	return true;
}

bool try_accreditation(struct trial *t)
{
	const struct body_accreditation *b = t->d->accreditation;
	int party = model_party(t->m, &b->vvb);
	struct model_accreditation *a;

	if (!first_of_two(t, ROLE_SAMR, ROLE_MEE) || party == NOBODY_YET ||
		t->m->parties[party].type != PARTY_ORGANISATION || b->from.n < t->today.n ||
		(!day_is_none(b->until) && b->until.n < b->from.n))
		return false;
	if (b->action == ACCREDITATION_GRANT &&
		(!fields_known(t) || !b->approval || b->reports_n > 0))
		return false;
	if (b->action != ACCREDITATION_GRANT && !may_end(t))
		return false;
	a = MODEL_NEXT(t->m, accreditations);
	*a = (struct model_accreditation){b->vvb, b->from, b->until, b->action, {""}};
	for (size_t i = 0; i < b->fields_n; i++)
		snprintf(a->fields[i], sizeof(a->fields[i]), "%s", b->fields[i]);
	return disown(t);
}

/* --- parameters --- */

static const struct known_parameter {
	const char *name, *otherwise;
	enum role signer;
	enum { A_NUMBER, A_SHARE, A_DAY, AN_HOUR, A_TABLE, OF_CODES } form;
	int64_t least, most;
	int ahead; /* how many days before it must be set */
} known[] = {
	{"notice.starts_within", "20", ROLE_OPERATOR, A_NUMBER, 1, 250, 0},
	{"notice.days", "20", ROLE_MEE, A_NUMBER, 1, 250, 1},
	{"notice.closes_at", "24:00", ROLE_OPERATOR, AN_HOUR, 0, 0, 1},
	{"comment.max", "3", ROLE_OPERATOR, A_NUMBER, 1, 100, 0},
	{"duty.days", "15", ROLE_MEE, A_NUMBER, 1, 250, 0},
	{"rate.comment", "50", ROLE_OPERATOR, A_NUMBER, 1, 1000000, 0},
	{"rate.explanation", "20", ROLE_OPERATOR, A_NUMBER, 1, 1000000, 0},
	{"rate.second-opinion", "20", ROLE_OPERATOR, A_NUMBER, 1, 1000000, 0},
	{"rate.project-design", "20", ROLE_OPERATOR, A_NUMBER, 1, 1000000, 0},
	{"rate.revision", "20", ROLE_OPERATOR, A_NUMBER, 1, 1000000, 0},
	{"rate.void", "100", ROLE_OPERATOR, A_NUMBER, 1, 1000000, 0},
	{"offset.limit", "1/20", ROLE_MEE, A_SHARE, 0, 1, 0},
	{"offset-application.term", "60", ROLE_MEE, A_NUMBER, 1, 3650, 0},
	{"offset-withdrawal.days", "10", ROLE_MEE, A_NUMBER, 1, 3650, 0},
	{"obligation.rise", "1/10", ROLE_MEE, A_SHARE, 0, 1000, 0},
	{"offset.registered_from", "", ROLE_MEE, A_DAY, 0, 0, 0},
	{"restriction.unsigned", "3", ROLE_MEE, A_NUMBER, 1, 30, 0},
	{"exchange.daily_volume", "0", ROLE_OPERATOR, A_NUMBER, 0, INT64_C(9007199254740991), 0},
	{"regional.limit.", "0", ROLE_MEE, A_NUMBER, 0, INT64_C(9007199254740991), 0},
	{"corsia.from", "", ROLE_MEE, A_DAY, 0, 0, 0},
	{"grid.factors", "", ROLE_MEE, A_TABLE, 0, 10, 0},
	{"accreditation.field", "", ROLE_SAMR, OF_CODES, 1, 16, 0},
};

static const struct known_parameter *known_as(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		size_t n = strlen(known[i].name);

		if (strcmp(known[i].name, name) == 0 && name[n - 1] != '.')
			return &known[i];
		if (known[i].name[n - 1] == '.' && strncmp(name, known[i].name, n) == 0 &&
			strlen(name + n) == 6 && strspn(name + n, "0123456789") == 6)
			return &known[i];
	}
	return NULL;
}

static const struct model_parameter *row_in_force(
	const struct model *m, const char *name, const char *key, int64_t year, struct day today)
{
	const struct model_parameter *best = NULL;

	for (size_t i = 0; i < m->parameters_n; i++) {
		const struct model_parameter *p = &m->parameters[i];

		if (strcmp(p->name, name) == 0 && strcmp(p->key, key) == 0 && p->year == year &&
			p->from.n <= today.n && (!best || p->from.n >= best->from.n))
			best = p;
	}
	return best;
}

const char *model_value(const struct model *m, const char *name, struct day today)
{
	const struct model_parameter *row = row_in_force(m, name, "", 0, today);
	const struct known_parameter *k = known_as(name);

	return row ? row->value : k ? k->otherwise : "0";
}

const char *model_table_row(
	const struct model *m, const char *name, const char *key, int64_t year, struct day today)
{
	const struct model_parameter *row = row_in_force(m, name, key, year, today);

	return row ? row->value : NULL;
}

/* Digits, digits with a point, or a fraction of digits. */
bool model_fraction(const char *text, int64_t *over, int64_t *under)
{
	size_t n = strspn(text, "0123456789"), places = 0;

	*over = strtoll(text, NULL, 10);
	*under = 1;
	if (text[n] == '/') {
		*under = strtoll(text + n + 1, NULL, 10);
		places = strspn(text + n + 1, "0123456789");
	} else if (text[n] == '.') {
		places = strspn(text + n + 1, "0123456789");
		for (size_t i = 0; i < places; i++) {
			*over = *over * 10 + (text[n + 1 + i] - '0');
			*under *= 10;
		}
	}
	if (text[n] && (places == 0 || text[n + 1 + places]))
		return false;
	return n > 0 && *under > 0;
}

static bool is_share(const char *text, int64_t most)
{
	int64_t over, under;

	return model_fraction(text, &over, &under) && over <= most * under;
}

static bool value_fits(const struct known_parameter *k, const char *text)
{
	size_t n = strlen(text);
	struct day day;
	int64_t number;

	switch (k->form) {
	case A_NUMBER:
		if (n == 0 || n > 16 || strspn(text, "0123456789") != n || (n > 1 && *text == '0'))
			return false;
		number = strtoll(text, NULL, 10);
		return number >= k->least && number <= k->most;
	case A_SHARE:
		return is_share(text, k->most);
	case A_DAY:
		return day_parse(text, n, &day);
	case AN_HOUR:
		return n == 5 && strspn(text, "0123456789") == 2 && text[2] == ':' &&
		       strspn(text + 3, "0123456789") == 2 && strtoll(text + 3, NULL, 10) < 60 &&
		       strtoll(text, NULL, 10) * 60 + strtoll(text + 3, NULL, 10) <= 24 * 60;
	case A_TABLE:
	case OF_CODES:
		break;
	}
	return false;
}

static struct model_parameter *add_row(struct trial *t, const char *key, int64_t year)
{
	struct model_parameter *p = MODEL_NEXT(t->m, parameters);

	*p = (struct model_parameter){.year = year, .from = t->d->parameters->from};
	snprintf(p->name, sizeof(p->name), "%s", t->d->parameters->name);
	snprintf(p->key, sizeof(p->key), "%s", key);
	return p;
}

/* Grid rows give the combined margin, or the build and the operating margin. */
static bool table_row_fits(struct trial *t, size_t i, size_t before)
{
	const struct body_parameters *b = t->d->parameters;
	const struct body_parameter_row *row = &b->rows[i];
	int64_t year = row->year != FIELD_ABSENT ? row->year : b->about;
	const char *om = NULL, *bm = NULL, *cm = NULL;
	struct model_parameter *p;

	if (year == FIELD_ABSENT)
		return false;
	for (size_t j = before; j < t->m->parameters_n; j++)
		if (strcmp(t->m->parameters[j].key, row->key) == 0 &&
			t->m->parameters[j].year == year)
			return false;
	for (size_t v = 0; v < row->values_n; v++) {
		const char *name = row->values[v].name, *value = row->values[v].value;

		om = strcmp(name, "OM") == 0 ? value : om;
		bm = strcmp(name, "BM") == 0 ? value : bm;
		cm = strcmp(name, "CM") == 0 ? value : cm;
		if (!is_share(value, 10))
			return false;
	}
	if (row->value || (!(row->values_n == 1 && cm) && !(row->values_n == 2 && om && bm)))
		return false;
	p = add_row(t, row->key, year);
	snprintf(p->value, sizeof(p->value), "%s %s", cm ? cm : om, cm ? cm : bm);
	return true;
}

/* A row for each sector, which says its field. */
static bool code_row_fits(struct trial *t, size_t i, size_t before)
{
	const struct body_parameter_row *row = &t->d->parameters->rows[i];
	int64_t sector = strspn(row->key, "0123456789") == 2 ? strtoll(row->key, NULL, 10) : 0;

	if (strlen(row->key) != 2 || sector < 1 || sector > 16 || row->year != FIELD_ABSENT ||
		!row->value || row->values_n > 0)
		return false;
	for (size_t j = before; j < t->m->parameters_n; j++)
		if (strcmp(t->m->parameters[j].key, row->key) == 0)
			return false;
	snprintf(add_row(t, row->key, 0)->value, sizeof(t->m->parameters[0].value), "%s",
		row->value);
	return true;
}

bool try_parameters(struct trial *t)
{
	const struct body_parameters *b = t->d->parameters;
	const struct known_parameter *k = known_as(b->name);
	size_t before = t->m->parameters_n;

	if (!k ||
		!(k->form == OF_CODES ? first_of_two(t, ROLE_SAMR, ROLE_MEE)
				      : only_signer(t, k->signer)) ||
		b->from.n < t->today.n + k->ahead ||
		(b->status != STATUS_FINAL && t->m->clock == CLOCK_REAL))
		return false;
	if (k->form != A_TABLE && k->form != OF_CODES) {
		if (b->rows_n > 0 || !b->value || !value_fits(k, b->value))
			return false;
		snprintf(add_row(t, "", 0)->value, sizeof(t->m->parameters[0].value), "%s",
			b->value);
		return true;
	}
	if (b->rows_n == 0 || b->value)
		return false;
	for (size_t i = 0; i < b->rows_n; i++)
		if (!(k->form == A_TABLE ? table_row_fits(t, i, before)
					 : code_row_fits(t, i, before)))
			return false;
	return true;
}
