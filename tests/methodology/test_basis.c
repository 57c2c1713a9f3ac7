#include <string.h>

#include <talloc.h>

#include "methodology/methodology_model.h"
#include "tests/formula/support.h"

/*
 * What a methodology rests on whose official text was not obtained: each item says so
 * where it stands, and a number that nobody has published credits nothing.
 */

static const char *const provisional[] = {
	"methodologies/CCER-07-001-V01.yaml",
	"methodologies/CCER-10-001-V01.yaml",
	"methodologies/CCER-14-001-V01.yaml",
	"methodologies/CCER-14-002-V01.yaml",
};

static const char *const official[] = {
	"methodologies/CCER-01-001-V01.yaml",
	"methodologies/CCER-01-002-V01.yaml",
};

static const struct methodology *compiled(void *mem, char *text, struct error *err)
{
	return methodology_compile(mem, tree_of(mem, text), registry_units(mem), err);
}

/* --- everything is marked --- */

/* What of a parameter is a number that somebody must have set. */
static bool sets_numbers(const struct yaml_node *n)
{
	return yaml_member(n, "default") || yaml_member(n, "class");
}

START_TEST(every_item_of_a_provisional_file_says_what_it_rests_on)
{
	static const char *const lists[] = {"notes", "conditions", "exclusions", "gases", "pools",
		"additionality_ways", "equations", "parameters"};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct yaml_node *root = tree_of(mem, file_text(mem, provisional[_i]));

	ck_assert_str_eq(yaml_member(root, "status")->text, "provisional");
	for (size_t k = 0; k < COUNT_OF(lists); k++) {
		const struct yaml_node *list = yaml_member(root, lists[k]);

		for (const struct yaml_node *n = list ? list->first : NULL; n; n = n->next)
			ck_assert_msg(
				yaml_member(n, "basis") ||
					(strcmp(lists[k], "parameters") == 0 && !sets_numbers(n)),
				"%s line %u says not what it rests on", provisional[_i], n->line);
	}
}
END_TEST

/* An official file says what its text says; what the registry adds stands apart. */
START_TEST(an_official_file_has_the_registrys_rules_apart)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct yaml_node *root = tree_of(mem, file_text(mem, official[_i]));
	const struct yaml_node *notes = yaml_member(root, "notes");

	ck_assert_ptr_nonnull(yaml_member(root, "registry_notes"));
	for (const struct yaml_node *n = notes->first; n; n = n->next)
		ck_assert_ptr_null(
			strstr(yaml_member(yaml_member(n, "text"), "zh")->text, "登记系统"));
}
END_TEST

static char *with_basis(void *mem, const char *file, const char *word)
{
	char *text = file_text(mem, file);
	char *at = strstr(text, "  source: table\n");

	ck_assert_ptr_nonnull(at);
	return talloc_asprintf(mem, "%.*s  basis: %s\n%s", (int)(at - text), text, word, at);
}

START_TEST(a_basis_is_one_of_the_words_and_of_no_official_text)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};

	ck_assert_ptr_null(compiled(mem, with_basis(mem, official[0], "assumed"), &err));
	ck_assert_int_eq(err.code, ERROR_METHODOLOGY_BASIS);
	ck_assert_ptr_null(compiled(mem, with_basis(mem, provisional[0], "guessed"), &err));
	ck_assert_int_eq(err.code, ERROR_METHODOLOGY_WORD);
	ck_assert_ptr_nonnull(strstr(error_argument(&err, "accepted"), "assumed"));
}
END_TEST

/* --- no invented number credits anything --- */

/* The file without the bounds of one parameter, whose default is `value`. */
static char *with_default(void *mem, const char *file, const char *symbol, const char *value)
{
	char *text = file_text(mem, file);
	char *out = talloc_strdup(mem, "");
	char *head = talloc_asprintf(mem, "- symbol: %s", symbol);
	bool within = false;

	for (char *line = text, *end; *line; line = end) {
		end = line + strcspn(line, "\n");
		end += *end == '\n';
		if (strncmp(line, "- ", 2) == 0)
			within = strncmp(line, head, strlen(head)) == 0 &&
				 line[strlen(head)] == '\n';
		if (within && (strncmp(line, "  minimum:", 10) == 0 ||
				      strncmp(line, "  maximum:", 10) == 0))
			continue;
		if (within && strncmp(line, "  default:", 10) == 0)
			out = talloc_asprintf_append_buffer(out, "  default: \"%s\"\n", value);
		else
			out = talloc_strndup_append_buffer(out, line, (size_t)(end - line));
	}
	return out;
}

static const char *no_name(void *ctx, enum parameter_source source UNUSED, size_t n)
{
	const struct model_example *e = ctx;

	return n < e->values_n ? e->values[n].symbol : NULL;
}

static const char *hidden; /* the parameter that an example may not give itself */

static int value_of(void *ctx, enum parameter_source source UNUSED, const char *symbol,
	const char **value, struct error *err UNUSED)
{
	const struct model_example *e = ctx;
	size_t size = strlen(hidden);

	if (strncmp(symbol, hidden, size) == 0 && (!symbol[size] || symbol[size] == '['))
		return 0;
	for (size_t i = 0; i < e->values_n; i++)
		if (strcmp(e->values[i].symbol, symbol) == 0)
			*value = e->values[i].text;
	return *value != NULL;
}

static int row_of(void *ctx, const struct methodology_row *row, struct methodology_found *found,
	struct error *err UNUSED)
{
	const struct model_example *e = ctx;

	for (size_t i = 0; i < e->rows_n; i++)
		if (strcmp(e->rows[i].table, row->table) == 0 &&
			(!row->member || strcmp(e->rows[i].member, row->member) == 0))
			found->values = e->rows[i].values;
	return found->values != NULL;
}

/* The result of an example by the file as it is changed; NULL: it cannot be calculated. */
static const struct rational *credited(void *mem, char *text, size_t example)
{
	struct error err = {0};
	const struct methodology *m = compiled(mem, text, &err);
	struct methodology_result result;
	char report[ERROR_TEXT_MAX];

	ck_assert_msg(m != NULL, "%s", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	if (example >= m->examples_n)
		return NULL;
	struct model_example *e = &m->examples[example];
	const struct methodology_inputs in = {
		e, no_name, value_of, row_of, e->has_period ? &e->period : NULL, NULL};

	if (methodology_run(mem, m, &in, e->key, e->year, &result, &err) != 0)
		return NULL;
	return result.exact;
}

/*
 * The default lowers, or leaves, what the year comes to without the term: with zero in its
 * place or, where nothing can be divided by it, with the end of its bounds.
 */
static void check_default(void *mem, const char *file, const struct methodology_parameter *p)
{
	const struct rational *as_it_is, *without;

	hidden = p->symbol;
	for (size_t i = 0;
		(as_it_is = credited(mem, with_default(mem, file, p->symbol, p->default_value), i));
		i++) {
		without = credited(mem, with_default(mem, file, p->symbol, "0"), i);
		if (!without && p->maximum)
			without = credited(mem, with_default(mem, file, p->symbol, p->maximum), i);
		ck_assert_msg(without && rational_compare(as_it_is, without) <= 0,
			"%s: the default of %s credits something", file, p->symbol);
	}
}

START_TEST(an_invented_default_can_only_lower_what_is_credited)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const struct methodology *m = compiled(mem, file_text(mem, provisional[_i]), &err);
	const struct methodology_parameter *p;

	for (size_t i = 0; (p = methodology_parameter_at(m, i)) != NULL; i++)
		if (p->default_value && p->basis != BASIS_PHYSICS)
			check_default(mem, provisional[_i], p);
}
END_TEST

/* The test above can fail: a default that credits is noticed. */
START_TEST(a_default_that_credits_gives_more_than_none)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *file = "methodologies/CCER-14-002-V01.yaml";

	hidden = "dSOC";
	ck_assert_int_gt(rational_compare(credited(mem, with_default(mem, file, "dSOC", "1.80"), 0),
				 credited(mem, with_default(mem, file, "dSOC", "0"), 0)),
		0);
}
END_TEST

/* --- examples do what the methodology itself allows --- */

/* An example as a design: of its values those that are fixed. */
struct example_design {
	const struct methodology *m;
	struct model_example *e;
};

static const char *design_name(void *ctx, enum parameter_source source UNUSED, size_t n)
{
	const struct example_design *d = ctx;

	for (size_t i = 0; i < d->e->values_n; i++)
		if (methodology_takes(d->m, PARAMETER_FIXED, d->e->values[i].symbol) && n-- == 0)
			return d->e->values[i].symbol;
	return NULL;
}

static int design_value(void *ctx, enum parameter_source source, const char *symbol,
	const char **value, struct error *err)
{
	const struct example_design *d = ctx;

	return value_of(d->e, source, symbol, value, err);
}

/* How many of an example's conditions its values decide, and how many of these do not hold. */
static size_t conditions_broken(const struct methodology *m, size_t example, size_t *decided)
{
	struct example_design design = {m, &m->examples[example]};
	const struct methodology_inputs in = {
		.ctx = &design, .name = design_name, .value = design_value};
	size_t broken = 0;

	hidden = "-";
	for (size_t i = 0; i < methodology_condition_count(m); i++) {
		struct error err = {0};
		bool holds;

		if (!methodology_condition_at(m, i)->check ||
			methodology_condition_holds(m, i, &in, &holds, &err) < 0)
			continue;
		(*decided)++;
		broken += !holds;
	}
	return broken;
}

START_TEST(no_example_breaks_a_condition_of_its_own_methodology)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const struct methodology *m = compiled(mem, file_text(mem, provisional[_i]), &err);
	size_t decided = 0;

	for (size_t i = 0; i < m->examples_n; i++)
		ck_assert_msg(conditions_broken(m, i, &decided) == 0, "%s: example %s",
			provisional[_i], m->examples[i].name);
	/* Lamps are the only ones whose examples say all that a condition asks. */
	ck_assert_int_eq(decided > 0, _i == 0);
}
END_TEST

START_TEST(lamps_below_their_own_condition_are_noticed)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	char *text = file_text(mem, provisional[0]);
	char *at = strstr(text, "\"eta_PJ[b]\": \"175\"");
	struct error err = {0};
	size_t decided = 0;

	ck_assert_ptr_nonnull(at);
	memcpy(at, "\"eta_PJ[b]\": \"165\"", strlen("\"eta_PJ[b]\": \"165\""));
	ck_assert_uint_eq(conditions_broken(compiled(mem, text, &err), 1, &decided), 1);
}
END_TEST

static Suite *basis_suite(void)
{
	Suite *s = suite_create("basis");
	TCase *t = tcase_create("basis");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, every_item_of_a_provisional_file_says_what_it_rests_on, 0,
		COUNT_OF(provisional));
	tcase_add_loop_test(
		t, an_official_file_has_the_registrys_rules_apart, 0, COUNT_OF(official));
	tcase_add_test(t, a_basis_is_one_of_the_words_and_of_no_official_text);
	tcase_add_loop_test(
		t, an_invented_default_can_only_lower_what_is_credited, 0, COUNT_OF(provisional));
	tcase_add_test(t, a_default_that_credits_gives_more_than_none);
	tcase_add_loop_test(
		t, no_example_breaks_a_condition_of_its_own_methodology, 0, COUNT_OF(provisional));
	tcase_add_test(t, lamps_below_their_own_condition_are_noticed);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(basis_suite)
