#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include <mpfr.h>

#include "methodology/methodology_model.h"
#include "tests/formula/support.h"
#include "tests/methodology/inputs.h"
#include "trace/trace.h"

/*
 * Results are always the same, and never above the exact value: runs repeated and in
 * threads; random expressions compared at 2,000 bits; all expressions printed and read again.
 */

enum { RUNS = 20, THREADS = 4, EXPRESSIONS = 2000, BITS = 2000, TOLERANCE = 1500 };

static const struct methodology *compiled(void *mem, struct yaml_node *root)
{
	struct error err = {0};
	char report[ERROR_TEXT_MAX];
	const struct methodology *m = methodology_compile(mem, root, registry_units(mem), &err);

	ck_assert_msg(m != NULL, "%s", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	return m;
}

/* --- always the same --- */

static struct given values[] = {
	{"EC", "25000.7"},
	{"FD[b]", "0.4"},
	{"V[a,01]", "120000"},
	{"V[a,02]", "60000.5"},
	{"V[b,01]", "70001/3"},
	{"V[b,02]", "95917"},
	{"V_base[a]", "100000"},
	{"V_base[b]", "100000"},
	{"V_other", "12345"},
	{"age[a]", "2.25"},
	{"age[b]", "0.5"},
	{"c[a,01]", "80"},
	{"c[a,02]", "75.5"},
	{"c[b,01]", "33.3"},
	{"c[b,02]", "90"},
	{"u_c", "5"},
};

static const struct given_row rows[] = {
	{"factors.flares", "a", 0, "ETA=98"},
	{"factors.flares", "b", 0, "ETA=90.5"},
	{"factors.gases", "CH4", 0, "GWP=28 RHO=0.000717"},
	{"factors.fuels", "diesel", 0, "EF=3.1"},
	{"factors.grid", NULL, 2022, "CM=0.57"},
};

static const char *fraction(void *mem, const struct rational *r)
{
	return r ? rational_exact(mem, r) : "exact";
}

/* Every step of a run, to the last bit. NULL if it failed. */
static char *run_text(void *mem, const struct methodology *m)
{
	const struct period period = {day_of_date(2024, 1, 1), day_of_date(2024, 2, 29)};
	struct given_inputs in = {COUNT_OF(values), COUNT_OF(rows), values, rows};
	struct methodology_inputs callbacks = given_callbacks(&in, &period);
	char *text = talloc_strdup(mem, "");
	struct methodology_result result;
	const struct trace_step *steps;

	if (methodology_run(mem, m, &callbacks, "East", 2024, &result, NULL) != 0)
		return NULL;
	steps = trace_steps(mem, &result, NULL);
	for (size_t i = 0; i < result.steps_n; i++) {
		const struct trace_step *s = &steps[i];

		text = talloc_asprintf_append_buffer(text, "%s|%s|%s|%s|%s|%s|%s|%s\n", s->symbol,
			s->unit, s->expression, s->substituted, s->value, s->note[LANGUAGE_EN],
			fraction(mem, s->exact), fraction(mem, s->upper));
	}
	return talloc_asprintf_append_buffer(text, "%s %lld %llu", fraction(mem, result.exact),
		(long long)result.tonnes, (unsigned long long)result.operations);
}

struct runner {
	const struct methodology *m;
	const char *expected;
	size_t same;
};

static void *run_often(void *ctx)
{
	struct runner *r = ctx;

	for (size_t i = 0; i < RUNS; i++) {
		void *mem = talloc_new(NULL);
		const char *text = run_text(mem, r->m);

		r->same += text && strcmp(text, r->expected) == 0;
		talloc_free(mem);
	}
	return NULL;
}

START_TEST(a_result_is_the_same_on_every_run_and_in_threads)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct methodology *m = compiled(
		mem, tree_of(mem, file_text(mem, "tests/data/methodologies/flare-gas.yaml")));
	const struct methodology *again = compiled(
		mem, tree_of(mem, file_text(mem, "tests/data/methodologies/flare-gas.yaml")));
	const char *expected = run_text(mem, m);
	struct runner runners[THREADS + 1];
	pthread_t threads[THREADS];

	ck_assert_ptr_nonnull(expected);
	/* Among them are values between bounds. */
	ck_assert_ptr_nonnull(strstr(expected, "…|"));
	for (size_t i = 0; i <= THREADS; i++)
		runners[i] = (struct runner){i ? m : again, expected, 0};
	run_often(&runners[0]);
	for (size_t i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, run_often, &runners[i + 1]), 0);
	for (size_t i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
	for (size_t i = 0; i <= THREADS; i++)
		ck_assert_uint_eq(runners[i].same, RUNS);
}
END_TEST

/* --- never above --- */

static uint64_t random_state;

static unsigned draw(unsigned below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (unsigned)(random_state % below);
}

static char *made(void *mem, unsigned depth)
{
	static const char *const functions[] = {
		"sqrt", "sqrt", "exp", "ln", "abs", "floor", "ceil"};
	static const char operators[] = "+-*/";
	char *a, *b;

	if (depth == 0 || draw(8) == 0) {
		switch (draw(4)) {
		case 0:
			return talloc_asprintf(mem, "%u", draw(30));
		case 1:
			return talloc_asprintf(mem, "(%u/%u)", draw(100), 1 + draw(99));
		default:
			return talloc_asprintf(mem, "%u.%03u", draw(12), draw(1000));
		}
	}
	a = made(mem, depth - 1);
	b = made(mem, depth - 1);
	switch (draw(12)) {
	case 0:
	case 1:
	case 2:
	case 3:
		return talloc_asprintf(
			mem, "%s(%s)", functions[draw((unsigned)COUNT_OF(functions))], a);
	case 4:
		return talloc_asprintf(mem, "pow(%s, %s)", a, b);
	case 5:
		return talloc_asprintf(mem, "%s(%s, %s)", draw(2) ? "min" : "max", a, b);
	case 6:
		return draw(2) ? talloc_asprintf(mem, "(%s)^%u", a, 1 + draw(4))
			       : talloc_asprintf(mem, "(-(%s))", a);
	case 7:
		return talloc_asprintf(
			mem, "(if %s %c %s then %s else %s)", a, "<>"[draw(2)], b, b, a);
	default:
		return talloc_asprintf(mem, "(%s) %c (%s)", a, operators[draw(4)], b);
	}
}

static int no_symbol(void *ctx UNUSED, const char *symbol, struct expression_symbol *out UNUSED,
	struct error *err)
{
	return error_set(err, ERROR_FORMULA_UNKNOWN, NULL, "", "symbol", symbol, NULL);
}

/* The other evaluator: real numbers of BITS bits, rounded to nearest, whatever the direction. */
struct real {
	mpfr_t *values;
	bool unsure; /* something was too near to zero for the number of bits */
};

static bool tiny(const mpfr_t x)
{
	return mpfr_zero_p(x) || mpfr_get_exp(x) < -TOLERANCE;
}

static void real_function(
	struct real *r, const struct expression_node *n, mpfr_t out, mpfr_t a, mpfr_t b)
{
	switch (n->function) {
	case FUNCTION_SQRT:
		r->unsure |= tiny(a) && !mpfr_zero_p(a);
		mpfr_sqrt(out, a, MPFR_RNDN);
		return;
	case FUNCTION_EXP:
		mpfr_exp(out, a, MPFR_RNDN);
		return;
	case FUNCTION_LN:
		mpfr_log(out, a, MPFR_RNDN);
		return;
	case FUNCTION_POW:
		mpfr_pow(out, a, b, MPFR_RNDN);
		return;
	case FUNCTION_ABS:
		mpfr_abs(out, a, MPFR_RNDN);
		return;
	case FUNCTION_FLOOR:
		mpfr_floor(out, a);
		return;
	case FUNCTION_CEIL:
		mpfr_ceil(out, a);
		return;
	case FUNCTION_MIN:
		mpfr_min(out, a, b, MPFR_RNDN);
		return;
	case FUNCTION_MAX:
		mpfr_max(out, a, b, MPFR_RNDN);
		return;
	case FUNCTION_STUDENT:
		ck_abort();
	}
}

/* A whole number found a hair's breadth from a step is not sure. */
static void check_step(struct real *r, const struct expression_node *n, mpfr_t a)
{
	mpfr_t nearest;

	if (n->function != FUNCTION_FLOOR && n->function != FUNCTION_CEIL)
		return;
	mpfr_init2(nearest, BITS);
	mpfr_rint(nearest, a, MPFR_RNDN);
	mpfr_sub(nearest, nearest, a, MPFR_RNDN);
	r->unsure |= tiny(nearest) && !mpfr_zero_p(nearest);
	mpfr_clear(nearest);
}

static void real_node(struct real *r, const struct expression *e, size_t i)
{
	const struct expression_node *n = &e->nodes[i];
	mpfr_t *v = r->values, *a = &v[n->args[0]], *b = &v[n->args_n > 1 ? n->args[1] : 0];

	switch (n->op) {
	case EXPRESSION_NUMBER:
		mpfr_set_q(v[i], n->number->q, MPFR_RNDN);
		return;
	case EXPRESSION_GROUP:
		mpfr_set(v[i], *a, MPFR_RNDN);
		return;
	case EXPRESSION_POWER:
		mpfr_pow_ui(v[i], *a, n->power, MPFR_RNDN);
		return;
	case EXPRESSION_ADD:
		mpfr_add(v[i], *a, *b, MPFR_RNDN);
		return;
	case EXPRESSION_SUBTRACT:
		mpfr_sub(v[i], *a, *b, MPFR_RNDN);
		return;
	case EXPRESSION_MULTIPLY:
		mpfr_mul(v[i], *a, *b, MPFR_RNDN);
		return;
	case EXPRESSION_DIVIDE:
		r->unsure |= tiny(*b);
		mpfr_div(v[i], *a, *b, MPFR_RNDN);
		return;
	case EXPRESSION_LESS:
	case EXPRESSION_GREATER:
		mpfr_sub(v[i], *a, *b, MPFR_RNDN);
		r->unsure |= tiny(v[i]);
		mpfr_set_si(v[i], (mpfr_sgn(v[i]) < 0) == (n->op == EXPRESSION_LESS), MPFR_RNDN);
		return;
	case EXPRESSION_IF:
		mpfr_set(v[i], mpfr_zero_p(*a) ? v[n->args[2]] : *b, MPFR_RNDN);
		return;
	case EXPRESSION_FUNCTION:
		check_step(r, n, *a);
		real_function(r, n, v[i], *a, *b);
		return;
	case EXPRESSION_NEGATE:
		mpfr_neg(v[i], *a, MPFR_RNDN);
		return;
	case EXPRESSION_SYMBOL:
	case EXPRESSION_LESS_EQUAL:
	case EXPRESSION_GREATER_EQUAL:
	case EXPRESSION_EQUAL:
	case EXPRESSION_DIFFERENT:
	case EXPRESSION_AND:
	case EXPRESSION_OR:
	case EXPRESSION_NOT:
	case EXPRESSION_AGGREGATE:
		ck_abort_msg("operation %d", (int)n->op);
	}
}

/* Whether the end is on its side of the real number; within rounding they count as equal. */
static bool on_its_side(const mpq_t end, mpfr_t real, int side)
{
	mpfr_t distance, slack;
	bool good;

	mpfr_inits2(BITS, distance, slack, (mpfr_ptr)0);
	mpfr_sub_q(distance, real, end, MPFR_RNDN);
	mpfr_abs(slack, real, MPFR_RNDN);
	mpfr_add_ui(slack, slack, 1, MPFR_RNDN);
	mpfr_div_2ui(slack, slack, TOLERANCE - 300, MPFR_RNDN);
	if (side > 0)
		mpfr_neg(distance, distance, MPFR_RNDN);
	mpfr_neg(slack, slack, MPFR_RNDN);
	good = mpfr_cmp(distance, slack) >= 0;
	mpfr_clears(distance, slack, (mpfr_ptr)0);
	return good;
}

/* 1: compared; 0: not comparable at these bits. */
static int compare(const struct expression *e, const struct interval *found)
{
	struct real r = {talloc_array(NULL, mpfr_t, (unsigned)e->nodes_n), false};
	mpfr_t *whole = &r.values[e->nodes_n - 1];
	bool sure;

	for (size_t i = 0; i < e->nodes_n; i++) {
		mpfr_init2(r.values[i], BITS);
		real_node(&r, e, i);
	}
	sure = !r.unsure && mpfr_number_p(*whole);
	ck_assert_msg(!sure || on_its_side(found->low, *whole, -1), "above: %s", e->text);
	ck_assert_msg(!sure || on_its_side(found->high, *whole, 1), "below: %s", e->text);
	for (size_t i = 0; i < e->nodes_n; i++)
		mpfr_clear(r.values[i]);
	talloc_free(r.values);
	return sure;
}

START_TEST(ends_are_on_their_sides_of_the_exact_value)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct unit_table *units = registry_units(mem);
	const struct expression_scope scope = {NULL, no_symbol, NULL, 0};
	size_t compared = 0, between = 0, refused = 0, made_n = 0;

	random_state = 20240101;
	while (between < EXPRESSIONS) {
		AUTO_MEMORY void *scratch = talloc_new(NULL);
		const struct expression_values none = {NULL, NULL, 0, NULL, NULL};
		AUTO(interval_auto) struct interval found;
		const struct expression *e;
		char *text = made(scratch, 2 + draw(3));

		ck_assert_uint_lt(++made_n, 20 * EXPRESSIONS);
		interval_init(&found);
		e = strlen(text) <= EXPRESSION_TEXT_MAX
			    ? expression_parse(scratch, text, units, &scope, NULL)
			    : NULL;
		if (!e || expression_evaluate(e, &none, &found, NULL) != 0) {
			refused++;
			continue;
		}
		if (!compare(e, &found))
			continue;
		compared++;
		between += !interval_is_exact(&found);
	}
	mpfr_free_cache();
	printf("# %zu made: %zu compared, %zu of them between bounds, %zu refused\n", made_n,
		compared, between, refused);
}
END_TEST

/* --- printed and read again --- */

static void same_tree(const struct expression *a, const struct expression *b, const char *printed)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);

	ck_assert_uint_eq(a->nodes_n, b->nodes_n);
	for (size_t i = 0; i < a->nodes_n; i++) {
		const struct expression_node *x = &a->nodes[i], *y = &b->nodes[i];

		ck_assert_msg(x->op == y->op && x->args_n == y->args_n && x->symbol == y->symbol &&
				      x->index == y->index && x->power == y->power &&
				      x->function == y->function && x->aggregate == y->aggregate &&
				      x->where == y->where,
			"%s", printed);
		ck_assert_mem_eq(x->args, y->args, x->args_n * sizeof(x->args[0]));
		ck_assert(!x->number == !y->number && !x->unit == !y->unit);
		ck_assert(!x->number || rational_compare(x->number, y->number) == 0);
		ck_assert(!x->unit || unit_equal(x->unit, y->unit));
	}
	ck_assert_str_eq(expression_print(mem, b), printed);
}

static size_t rewrite(struct yaml_node *root, const char *list, const char *key,
	const char *const *texts, size_t texts_n)
{
	struct yaml_node *n = root->first;
	size_t done = 0;

	while (n && strcmp(n->key, list) != 0)
		n = n->next;
	for (n = n ? n->first : NULL; n && done < texts_n; n = n->next) {
		for (struct yaml_node *m = n->first; m; m = m->next) {
			if (strcmp(m->key, key) != 0)
				continue;
			m->text = texts[done++];
			m->size = strlen(m->text);
		}
	}
	return done;
}

/* How many expressions and checks it has. */
static size_t print_and_read(void *mem, const char *name)
{
	struct yaml_node *root = tree_of(mem, file_text(mem, name));
	const struct methodology *m = compiled(mem, root), *again;
	const char *texts[METHODOLOGY_EQUATIONS_MAX], *checks[128];
	size_t checks_n = 0;

	for (size_t i = 0; i < m->equations_n; i++)
		texts[i] = expression_print(mem, m->equations[i].shown.expression);
	for (size_t i = 0; i < m->conditions_n; i++) {
		if (m->conditions[i].check)
			checks[checks_n++] = expression_print(mem, m->conditions[i].check);
	}
	ck_assert_uint_eq(
		rewrite(root, "equations", "expression", texts, m->equations_n), m->equations_n);
	ck_assert_uint_eq(rewrite(root, "conditions", "check", checks, checks_n), checks_n);
	again = compiled(mem, root);
	for (size_t i = 0; i < m->equations_n; i++)
		same_tree(m->equations[i].shown.expression, again->equations[i].shown.expression,
			texts[i]);
	checks_n = 0;
	for (size_t i = 0; i < m->conditions_n; i++) {
		if (m->conditions[i].check)
			same_tree(m->conditions[i].check, again->conditions[i].check,
				checks[checks_n++]);
	}
	return m->equations_n + checks_n;
}

START_TEST(every_expression_is_read_as_it_is_printed)
{
	static const char *const folders[] = {"methodologies", "tests/data/methodologies"};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	size_t files = 0, expressions = 0;

	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		DIR *d = opendir(talloc_asprintf(mem, "%s/%s", getenv("top_srcdir"), folders[i]));

		ck_assert_ptr_nonnull(d);
		for (struct dirent *e = readdir(d); e; e = readdir(d)) {
			if (!strstr(e->d_name, ".yaml"))
				continue;
			files++;
			expressions += print_and_read(
				mem, talloc_asprintf(mem, "%s/%s", folders[i], e->d_name));
		}
		closedir(d);
	}
	printf("# %zu expressions of %zu methodologies\n", expressions, files);
	ck_assert_uint_ge(files, 3);
}
END_TEST

static Suite *direction_suite(void)
{
	Suite *s = suite_create("direction");
	TCase *t = tcase_create("direction");

	tcase_add_test(t, a_result_is_the_same_on_every_run_and_in_threads);
	tcase_add_test(t, ends_are_on_their_sides_of_the_exact_value);
	tcase_add_test(t, every_expression_is_read_as_it_is_printed);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(direction_suite)
