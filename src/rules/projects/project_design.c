#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "base/number.h"
#include "domain/province.h"
#include "number/rational.h"
#include "rules/projects/project.h"

/*
 * project-design (Order 31 art. 10-12): what an owner asks to have validated. It
 * is public from its seal and awaits its notice.
 */

static const char clause_10[] = "Order 31 art. 10";

/* Construction began after this day. */
static struct day construction_after(void)
{
	return day_of_date(2012, 11, 8);
}

static int methodology_usable(struct rule *r, const struct record_methodology *m)
{
	char day[DAY_TEXT_SIZE];

	if (r->today.n < m->from.n)
		return rule_refuse(r, DESIGN_METHODOLOGY_NOT_YET, "Order 31 art. 4, 10",
			"/methodology", "methodology", m->code.text, "from",
			day_text(m->from, day));
	if (!day_is_none(m->no_new_projects_from) && r->today.n >= m->no_new_projects_from.n)
		return rule_refuse(r, DESIGN_METHODOLOGY_CLOSED, "Order 31 art. 4, 10",
			"/methodology", "methodology", m->code.text, "from",
			day_text(m->no_new_projects_from, day));
	return 0;
}

static int times_fit(struct rule *r, const struct body_project_design *b, int64_t years_max)
{
	char day[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE], years[24];

	if (b->construction_start.n <= construction_after().n)
		return rule_refuse(r, DESIGN_CONSTRUCTION_EARLY, clause_10, "/construction_start",
			"day", day_text(b->construction_start, day), "after",
			day_text(construction_after(), last));
	if (b->lifetime.first.n < b->construction_start.n)
		return rule_refuse(r, DESIGN_LIFETIME_EARLY, clause_10, "/lifetime/first", "first",
			day_text(b->lifetime.first, day), "construction",
			day_text(b->construction_start, last));
	if (!period_within(&b->crediting, &b->lifetime))
		return rule_refuse(r, DESIGN_CREDITING_OUTSIDE_LIFETIME, clause_10, "/crediting",
			"first", day_text(b->lifetime.first, day), "last",
			day_text(b->lifetime.last, last));
	snprintf(years, sizeof(years), "%" PRId64, years_max);
	if (b->crediting.last.n > period_years_end(b->crediting.first, (int)years_max).n)
		return rule_refuse(r, DESIGN_CREDITING_TOO_LONG, clause_10, "/crediting/last",
			"years", years, "last",
			day_text(period_years_end(b->crediting.first, (int)years_max), last));
	return 0;
}

/* The head's crediting_years_min, which no record keeps; it was an integer when sealed. */
static int years_long_enough(
	struct rule *r, const struct body_project_design *b, const struct yaml_node *head)
{
	const struct yaml_node *n = yaml_member(head, "crediting_years_min");
	struct day last;
	int64_t years;
	char day[DAY_TEXT_SIZE];

	if (!n || !integer_parse(n->text, n->size, 0, YEAR_LAST, &years))
		return 0;
	last = period_years_end(b->crediting.first, (int)years);
	if (b->crediting.last.n < last.n)
		return rule_refuse(r, DESIGN_CREDITING_TOO_SHORT, clause_10, "/crediting/last",
			"years", n->text, "last", day_text(last, day));
	return 0;
}

static const char place_clause[] = "Order 31 art. 10, 11";

/* One point, or parts that each enclose an area; not too many corners in all. */
static int parts_fit(struct rule *r, const struct body_project_design *b)
{
	char path[ERROR_PATH_MAX], count[24], most[24];
	bool is_point = b->boundary_n == 1 && b->boundary[0].corners_n == 1;
	size_t all = 0;

	for (size_t i = 0; i < b->boundary_n; i++) {
		all += b->boundary[i].corners_n;
		snprintf(count, sizeof(count), "%zu", b->boundary[i].corners_n);
		if (b->boundary[i].corners_n < 3 && !is_point)
			return rule_refuse(r, DESIGN_CORNERS_FEW, place_clause,
				rule_path(path, "/boundary/%zu/corners", i), "count", count);
	}
	snprintf(count, sizeof(count), "%zu", all);
	snprintf(most, sizeof(most), "%d", LIMIT_BOUNDARY_CORNERS);
	if (all > LIMIT_BOUNDARY_CORNERS)
		return rule_refuse(r, DESIGN_CORNERS_MANY, place_clause, "/boundary", "count",
			count, "most", most);
	return 0;
}

/* A corner of the boundary and its position, from 0. */
struct placed_corner {
	struct corner at;
	size_t part, corner;
};

/* By location; equal ones in document order. */
static int placed_compare(const void *left, const void *right)
{
	const struct placed_corner *a = left, *b = right;

	if (a->at.latitude_nano != b->at.latitude_nano)
		return a->at.latitude_nano < b->at.latitude_nano ? -1 : 1;
	if (a->at.longitude_nano != b->at.longitude_nano)
		return a->at.longitude_nano < b->at.longitude_nano ? -1 : 1;
	if (a->part != b->part)
		return a->part < b->part ? -1 : 1;
	return a->corner < b->corner ? -1 : a->corner > b->corner;
}

static bool same_place(const struct placed_corner *a, const struct placed_corner *b)
{
	return a->at.latitude_nano == b->at.latitude_nano &&
	       a->at.longitude_nano == b->at.longitude_nano;
}

/* All corners of all parts, sorted by location; NULL: no memory. */
static struct placed_corner *corners_placed(
	struct rule *r, const struct body_project_design *b, size_t *n)
{
	struct placed_corner *all =
		talloc_array(r->mem, struct placed_corner, LIMIT_BOUNDARY_CORNERS);

	*n = 0;
	for (size_t i = 0; all && i < b->boundary_n; i++)
		for (size_t k = 0; k < b->boundary[i].corners_n; k++)
			all[(*n)++] = (struct placed_corner){b->boundary[i].corners[k], i, k};
	if (all)
		qsort(all, *n, sizeof(*all), placed_compare);
	return all;
}

/* Across all parts no corner appears twice; refuses at the second one. */
static int corners_distinct(struct rule *r, const struct body_project_design *b)
{
	char path[ERROR_PATH_MAX], part[24], other[24];
	size_t n;
	const struct placed_corner *all = corners_placed(r, b, &n);

	if (!all)
		return error_no_memory(r->err);
	for (size_t i = 1; i < n; i++) {
		if (!same_place(&all[i - 1], &all[i]))
			continue;
		snprintf(part, sizeof(part), "%zu", all[i - 1].part + 1);
		snprintf(other, sizeof(other), "%zu", all[i - 1].corner + 1);
		return rule_refuse(r, DESIGN_CORNER_TWICE, place_clause,
			rule_path(path, "/boundary/%zu/corners/%zu", all[i].part, all[i].corner),
			"part", part, "other", other);
	}
	return 0;
}

static int place_fits(struct rule *r, const struct body_project_design *b)
{
	if (!province_of(b->province))
		return rule_refuse(r, DESIGN_PROVINCE, "GB/T 2260", "/province", "province",
			b->province ? b->province : "");
	return parts_fit(r, b) < 0 ? -1 : corners_distinct(r, b);
}

static int lawful_and_additional(
	struct rule *r, const struct body_project_design *b, const struct record_methodology *m)
{
	if (b->legal_mitigation_duty)
		return rule_refuse(r, DESIGN_LEGAL_DUTY, clause_10, "/legal_mitigation_duty");
	if (b->under_allowance_management)
		return rule_refuse(
			r, DESIGN_UNDER_ALLOWANCES, clause_10, "/under_allowance_management");
	if (b->other_scheme)
		return rule_refuse(r, DESIGN_OTHER_SCHEME, clause_10, "/other_scheme");
	if (b->additionality == ADDITIONALITY_EXEMPT && m->additionality == ADDITIONALITY_GENERAL)
		return rule_refuse(r, DESIGN_NOT_EXEMPT, clause_10, "/additionality", "methodology",
			m->code.text);
	if (b->additionality == ADDITIONALITY_GENERAL &&
		(!b->additionality_text || !b->additionality_text[0]))
		return rule_refuse(
			r, DESIGN_ADDITIONALITY_NOT_SHOWN, clause_10, "/additionality_text");
	return 0;
}

/*
 * Where the methodology lists the cases that are exempt, or ways of showing additionality, a
 * design names the one that is its own.
 */
static int way_fits(
	struct rule *r, const struct body_project_design *b, const struct yaml_node *head)
{
	bool exempt = b->additionality == ADDITIONALITY_EXEMPT;
	const struct yaml_node *ways =
		yaml_member(head, exempt ? "exempt_cases" : "additionality_ways");
	const struct yaml_node *way = NULL;
	const char *named = b->additionality_way;
	bool found = false;
	char ids[ERROR_VALUE_MAX] = "";
	size_t used = 0;

	while (ways && (way = way ? way->next : ways->first) != NULL) {
		const char *id = yaml_member(way, "id")->text;

		found |= named && strcmp(id, named) == 0;
		if (used < sizeof(ids))
			used += (size_t)snprintf(
				ids + used, sizeof(ids) - used, "%s%s", used ? ", " : "", id);
	}
	if (found || (!named && used == 0))
		return 0;
	if (exempt)
		return rule_refuse(r, DESIGN_EXEMPT_CASE, clause_10, "/additionality_way", "way",
			named ? named : "", "cases", ids);
	return rule_refuse(r, DESIGN_ADDITIONALITY_WAY, clause_10, "/additionality_way", "way",
		named ? named : "", "ways", ids);
}

static const char conditions_clause[] = "Order 31 art. 10; conditions of the methodology";

static const struct methodology_condition *condition_named(
	const struct methodology *m, const char *id)
{
	for (size_t i = 0; i < methodology_condition_count(m); i++)
		if (strcmp(methodology_condition_at(m, i)->id, id) == 0)
			return methodology_condition_at(m, i);
	return NULL;
}

/* A condition must be answered yes, an exclusion no. */
static int answer_fits(struct rule *r, const struct body_answer *a,
	const struct methodology_condition *c, const char *path)
{
	const char *en = c->en ? c->en : c->zh;

	if (c->exclusion && a->holds)
		return rule_refuse(r, DESIGN_EXCLUSION_HOLDS, conditions_clause, path, "id", a->id,
			"en", en, "zh", c->zh);
	if (!c->exclusion && !a->holds)
		return rule_refuse(r, DESIGN_CONDITION_FAILS, conditions_clause, path, "id", a->id,
			"en", en, "zh", c->zh);
	return 0;
}

static int answers_fit(
	struct rule *r, const struct body_project_design *b, const struct methodology *m)
{
	char path[ERROR_PATH_MAX];

	for (size_t i = 0; i < b->conditions_n; i++) {
		const struct body_answer *a = &b->conditions[i];
		const struct methodology_condition *c = condition_named(m, a->id);

		rule_path(path, "/conditions/%zu/id", i);
		if (!c)
			return rule_refuse(
				r, DESIGN_CONDITION_UNKNOWN, conditions_clause, path, "id", a->id);
		for (size_t j = 0; j < i; j++)
			if (strcmp(b->conditions[j].id, a->id) == 0)
				return rule_refuse(r, DESIGN_CONDITION_TWICE, conditions_clause,
					path, "id", a->id);
		if (answer_fits(r, a, c, rule_path(path, "/conditions/%zu/holds", i)) < 0)
			return -1;
	}
	return 0;
}

/*
 * Every condition has an answer; where a condition has an expression, that decides, whatever
 * the answer.
 */
static int conditions_hold(
	struct rule *r, const struct body_project_design *b, const struct methodology *m)
{
	char path[ERROR_PATH_MAX];

	for (size_t i = 0; i < methodology_condition_count(m); i++) {
		const struct methodology_condition *c = methodology_condition_at(m, i);
		bool holds = true;
		size_t at = 0;

		while (at < b->conditions_n && strcmp(b->conditions[at].id, c->id) != 0)
			at++;
		if (at == b->conditions_n)
			return rule_refuse(r, DESIGN_CONDITION_UNANSWERED, conditions_clause,
				"/conditions", "id", c->id);
		if (c->check &&
			project_condition_holds(r, m, i, b->values_n, b->values, &holds) < 0)
			return -1;
		if (!holds)
			return rule_refuse(r, DESIGN_CONDITION_CHECK, conditions_clause,
				rule_path(path, "/conditions/%zu/id", at), "id", c->id, "check",
				c->check, "en", c->en ? c->en : c->zh, "zh", c->zh);
	}
	return 0;
}

/* -1 with *err, else whether value lies on the wrong side: below for sign 1, above for -1. */
static int beyond(struct rule *r, const char *value, const char *bound, int sign)
{
	const struct rational *v, *limit;

	if (!bound)
		return 0;
	v = rational_parse(r->mem, value, r->err);
	limit = v ? rational_parse(r->mem, bound, r->err) : NULL;
	if (!limit)
		return -1;
	return mpq_cmp(v->q, limit->q) * sign < 0;
}

static const char fixed_clause[] = "Order 31 art. 11; parameters of the methodology";

/* Every value of a parameter is within its bounds; one with an index has a value per member. */
static int bounds_fit(struct rule *r, const struct body_project_design *b,
	const struct methodology_parameter *p, size_t *given)
{
	size_t size = strlen(p->symbol);
	char path[ERROR_PATH_MAX];

	for (size_t i = 0; i < b->values_n; i++) {
		const char *name = b->values[i].name, *value = b->values[i].value;
		int below, above;

		if (strncmp(name, p->symbol, size) != 0 || (name[size] && name[size] != '['))
			continue;
		(*given)++;
		below = beyond(r, value, p->minimum, 1);
		above = below < 0 ? -1 : beyond(r, value, p->maximum, -1);
		if (above < 0)
			return -1;
		if (below || above)
			return rule_refuse(r, DESIGN_VALUE_OUT_OF_BOUNDS, fixed_clause,
				rule_path(path, "/values/%s", name), "symbol", name, "value", value,
				"minimum", p->minimum ? p->minimum : "-", "maximum",
				p->maximum ? p->maximum : "-");
	}
	return 0;
}

static int fixed_values_fit(
	struct rule *r, const struct body_project_design *b, const struct methodology *m)
{
	char path[ERROR_PATH_MAX];

	if (project_values_known(r, m, PARAMETER_FIXED, b->values_n, b->values, "/values") < 0)
		return -1;
	for (size_t i = 0; i < methodology_parameter_count(m); i++) {
		const struct methodology_parameter *p = methodology_parameter_at(m, i);
		size_t given = 0;

		/* Rows are found by an index's members, or by a name of their own. */
		if (p->source == PARAMETER_TABLE && !p->index && !p->row && !b->grid)
			return rule_refuse(r, DESIGN_GRID_MISSING, fixed_clause, "/grid", "symbol",
				p->symbol, "table", p->table);
		if (p->source != PARAMETER_FIXED)
			continue;
		if (bounds_fit(r, b, p, &given) < 0)
			return -1;
		if (given == 0 && !p->default_value && !p->index)
			return rule_refuse(r, DESIGN_VALUE_MISSING, fixed_clause,
				rule_path(path, "/values/%s", p->symbol), "symbol", p->symbol,
				"unit", p->unit);
	}
	return 0;
}

static int expected_fits(struct rule *r, const struct body_project_design *b, struct tonnes *total)
{
	static const char clause[] = "Order 31 art. 11";
	int first = day_year(b->crediting.first), last = day_year(b->crediting.last);
	char path[ERROR_PATH_MAX], from[16], to[16];
	struct tonnes sum = tonnes_of(0);

	snprintf(from, sizeof(from), "%d", first);
	snprintf(to, sizeof(to), "%d", last);
	for (size_t i = 0; i < b->expected_n; i++) {
		rule_path(path, "/expected/%zu/year", i);
		if (b->expected[i].year < first || b->expected[i].year > last)
			return rule_refuse(
				r, DESIGN_EXPECTED_YEAR, clause, path, "first", from, "last", to);
		if (i > 0 && b->expected[i].year <= b->expected[i - 1].year)
			return rule_refuse(r, DESIGN_EXPECTED_ORDER, clause, path);
		rule_path(path, "/expected/%zu/quantity", i);
		if (!tonnes_add(sum, b->expected[i].quantity, &sum))
			return rule_refuse(r, OVERFLOW, clause, path, "value", "");
	}
	*total = sum;
	return 0;
}

/* The expected tonnes by year, as a line of values; NULL with *r->err. */
static const char *expected_write(struct rule *r, const struct body_project_design *b)
{
	struct named_value *values =
		talloc_array(r->mem, struct named_value, (unsigned)b->expected_n);
	char tonnes[TONNES_TEXT_SIZE];

	for (size_t i = 0; values && i < b->expected_n; i++) {
		values[i].name = talloc_asprintf(values, "%" PRId64, b->expected[i].year);
		values[i].value =
			talloc_strdup(values, tonnes_text(b->expected[i].quantity, tonnes));
		if (!values[i].name || !values[i].value)
			values = NULL;
	}
	if (!values) {
		error_no_memory(r->err);
		return NULL;
	}
	return named_values_write(r->mem, b->expected_n, values, r->err);
}

/* A code without a letter or digit, such as `/`, says that there is none, and equals no other. */
static const char *plant_code(const struct body_project_design *b)
{
	const char *code = b->grid_registration ? b->grid_registration : "";

	return strspn(code, "._/+-") == strlen(code) ? "" : code;
}

/* All that the text says, into the record; what has become of the application stays. */
static int say_in_record(struct rule *r, const struct body_project_design *b,
	const struct party_id *owner, struct record_project *p)
{
	p->methodology = b->methodology;
	p->owner = *owner;
	p->vvb = b->vvb;
	rule_text(p->name_zh, sizeof(p->name_zh), b->name.zh);
	rule_text(p->name_en, sizeof(p->name_en), b->name.en);
	rule_text(p->province, sizeof(p->province), b->province);
	rule_text(p->grid, sizeof(p->grid), b->grid);
	rule_text(p->plant, sizeof(p->plant), plant_code(b));
	p->construction_start = b->construction_start;
	p->lifetime_first = b->lifetime.first;
	p->lifetime_last = b->lifetime.last;
	p->crediting_first = b->crediting.first;
	p->crediting_last = b->crediting.last;
	rule_text(p->additional_type, sizeof(p->additional_type), b->additional_type);
	p->under_allowance_management = b->under_allowance_management;
	p->values = named_values_write(r->mem, b->values_n, b->values, r->err);
	p->expected_years = expected_write(r, b);
	return p->values && p->expected_years ? 0 : -1;
}

int project_design_fits(struct rule *r, const struct body_project_design *b,
	const struct party_id *owner, struct record_project *p)
{
	const struct methodology *program;
	const struct yaml_node *head;
	struct record methodology;

	if (project_methodology(r, &b->methodology, &methodology) < 0)
		return -1;
	if (times_fit(r, b, methodology.methodology.crediting_years_max) < 0 ||
		place_fits(r, b) < 0 || lawful_and_additional(r, b, &methodology.methodology) < 0)
		return -1;
	if (project_methodology_tree(r, &methodology.methodology, &head) < 0 ||
		years_long_enough(r, b, head) < 0 || way_fits(r, b, head) < 0)
		return -1;
	if (project_program(r, &methodology.methodology, &program) < 0 ||
		answers_fit(r, b, program) < 0 || fixed_values_fit(r, b, program) < 0 ||
		conditions_hold(r, b, program) < 0 || expected_fits(r, b, &p->expected) < 0)
		return -1;
	if (project_vvb_fits(r, &b->vvb, owner, &b->methodology, "/vvb") < 0)
		return -1;
	p->boundary = boundary_write(r->mem, b->boundary_n, b->boundary, r->err);
	if (!p->boundary || project_no_overlap(r, plant_code(b), p->boundary, NULL) < 0)
		return -1;
	if (project_design_warnings(r, b, program) < 0)
		return -1;
	return say_in_record(r, b, owner, p);
}

int rule_project_design(struct rule *r)
{
	struct record record = record_new(RECORD_PROJECT);
	struct record_project *p = &record.project;
	const struct party_id *owner;
	struct record methodology;

	if (project_signer(r, ROLE_OWNER, &owner) < 0 ||
		project_owner_may_apply(r, owner, "/signers/0/party") < 0 ||
		project_methodology(r, &r->d->design->methodology, &methodology) < 0 ||
		methodology_usable(r, &methodology.methodology) < 0 ||
		project_design_fits(r, r->d->design, owner, p) < 0)
		return -1;
	project_place(r, &r->d->hash);
	p->project = p->text = r->d->hash;
	p->status = PROJECT_DESIGNED;
	p->designed_at = r->at;
	if (rule_put(r, &record) < 0)
		return -1;
	return project_put_text(r, &p->project, schema_of(KIND_PROJECT_DESIGN), r->d->root);
}
