#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "formula/lexer.h"
#include "methodology/methodology.h"
#include "tests/formula/support.h"
#include "tests/methodology/designs.h"

/*
 * Whether a slip of the pen can stay hidden. Every expression and unit of every methodology
 * is changed in all small ways: an operator, number, unit, symbol, comparison or min and max
 * for another. Each change is compiled; what the checker lets through is put to the worked
 * examples of the file and, where a condition has a check, to designs on both sides of its
 * bounds (designs.h). What survives is counted and must be named below.
 *
 * MUTATIONS=n takes n changes for each kind and file (0: all; 300 unless set), SEED=n chooses
 * them; SURVIVORS=1 prints what survives.
 */

enum { MUTATIONS = 300, SEED = 20240101, MUTANTS_MAX = 200000 };

enum kind {
	KIND_OPERATOR,
	KIND_COMPARISON,
	KIND_MINMAX,
	KIND_SYMBOL,
	KIND_NUMBER,
	KIND_UNIT_WRITTEN,  /* [kWh/MWh] in an expression */
	KIND_UNIT_DECLARED, /* of a parameter or an equation */
	KIND_UNIT_DATA,	    /* of a column of raw data, or of a factor on it */
	KIND_CHECK,	    /* all of them, in checks of conditions */
	KINDS_N,
};

static const char *const kind_names[] = {"operators", "comparisons", "min and max", "symbols",
	"numbers", "units in expressions", "units declared", "units of raw data",
	"in checks of conditions"};

/*
 * The least in a hundred that are caught: by the checker alone, and by checker or examples.
 * Of operators, comparisons, min and max, and in checks of conditions, only those named
 * below may survive.
 */
static const struct {
	size_t checker, either;
} floors[KINDS_N] = {
	[KIND_OPERATOR] = {75, 0},
	[KIND_SYMBOL] = {90, 98},
	[KIND_NUMBER] = {0, 95},
	[KIND_UNIT_WRITTEN] = {95, 99},
	[KIND_UNIT_DECLARED] = {95, 99},
	[KIND_UNIT_DATA] = {95, 95},
};

#define NO_LESS "a count is never below zero"
#define EITHER "where it is above 3500 K the other bound, which is higher, refuses already"

/*
 * What is known to survive, since it means the same. Where another is found, the file
 * needs a worked example that tells the two apart.
 */
static const struct {
	const char *file, *path, *from, *to; /* from, to: how the changed text differs */
	const char *why;
} known[] = {
	{"methodologies/CCER-01-002-V01.yaml", "/equations/4/expression", "-", "+",
		"project emissions of this methodology are always zero"},
	{LAMPS, "/conditions/0/check", "3500", "3501", EITHER},
	{LAMPS, "/conditions/0/check", "3500", "13500", EITHER},
	{LAMPS, "/conditions/0/check", "=", "<=", NO_LESS},
	{FLARES, "/conditions/1/check", "=", "<=", NO_LESS},
	{FLARES, "/equations/1/expression", ">", "<>", "a volume is never below zero"},
	{FLARES, "/equations/2/expression", ">", "<>", "a volume is never below zero"},
	{FLARES, "/equations/2/expression", "=", "<=", NO_LESS},
};

struct mutant {
	enum kind kind;
	struct yaml_node *node;
	const char *text, *from, *to;
};

struct count {
	size_t made, checker, examples, survived;
};

struct campaign {
	void *mem;
	const char *file;
	const struct unit_table *units;
	struct yaml_node *root;
	const char *symbols[512], *unit_texts[512];
	size_t symbols_n, unit_texts_n, n;
	struct mutant *mutants;
	uint64_t random;
	size_t most, unknown;
	bool shown;
	struct count counts[KINDS_N];
};

static size_t setting(const char *name, size_t otherwise)
{
	const char *text = getenv(name);

	return text && *text ? (size_t)strtoull(text, NULL, 10) : otherwise;
}

static uint64_t next_random(struct campaign *c)
{
	c->random ^= c->random << 13;
	c->random ^= c->random >> 7;
	c->random ^= c->random << 17;
	return c->random;
}

static struct yaml_node *member(struct yaml_node *n, const char *key)
{
	for (struct yaml_node *m = n ? n->first : NULL; m; m = m->next) {
		if (m->key && strcmp(m->key, key) == 0)
			return m;
	}
	return NULL;
}

/* --- making mutants --- */

static void add(struct campaign *c, enum kind kind, struct yaml_node *node, size_t at, size_t size,
	const char *to)
{
	const char *text = node->text;

	if (strlen(to) == size && strncmp(text + at, to, size) == 0)
		return;
	ck_assert_uint_lt(c->n, MUTANTS_MAX);
	c->mutants[c->n++] = (struct mutant){kind, node,
		talloc_asprintf(c->mem, "%.*s%s%s", (int)at, text, to, text + at + size),
		talloc_strndup(c->mem, text + at, size), talloc_strdup(c->mem, to)};
}

static void add_each(struct campaign *c, enum kind kind, struct yaml_node *node,
	const struct token *t, const char *const *words, size_t words_n)
{
	for (size_t i = 0; i < words_n; i++)
		add(c, kind, node, t->at, t->size, words[i]);
}

/* Every other unit that is not the same under another name, in brackets or not. */
static void add_units(
	struct campaign *c, enum kind kind, struct yaml_node *node, size_t at, size_t size)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const char *own = talloc_strndup(scratch, node->text + at, size);
	const struct unit *unit = unit_parse(scratch, c->units, own, NULL);

	for (size_t i = 0; unit && i < c->unit_texts_n; i++) {
		const struct unit *other = unit_parse(scratch, c->units, c->unit_texts[i], NULL);

		ck_assert_ptr_nonnull(other);
		if (!unit_equal(unit, other))
			add(c, kind, node, at, size, c->unit_texts[i]);
	}
}

/* A different last digit, and a digit more before the first: 0.36 to 0.37 and 10.36. */
static void add_numbers(
	struct campaign *c, enum kind kind, struct yaml_node *node, const struct token *t)
{
	char text[64];
	size_t size = t->size;

	ck_assert_uint_lt(size + 2, sizeof(text));
	memcpy(text, node->text + t->at, size);
	text[size] = '\0';
	text[size - 1] = text[size - 1] == '9' ? '8' : (char)(text[size - 1] + 1);
	add(c, kind, node, t->at, size, text);
	snprintf(text, sizeof(text), "1%.*s", (int)size, node->text + t->at);
	add(c, kind, node, t->at, size, text);
}

static bool one_of(const char *const *words, size_t words_n, const char *text, size_t size)
{
	for (size_t i = 0; i < words_n; i++) {
		if (strlen(words[i]) == size && strncmp(words[i], text, size) == 0)
			return true;
	}
	return false;
}

static void add_token(struct campaign *c, struct yaml_node *node, const struct token *t, bool check)
{
	static const char *const operators[] = {"+", "-", "*", "/"};
	static const char *const orders[] = {"<", "<=", ">", ">=", "=", "<>"};
	static const char *const ends[] = {"min", "max"}, *const joins[] = {"and", "or"};
	const char *text = node->text + t->at;

#define KIND(k) (check ? KIND_CHECK : (k))
	if (t->kind == TOKEN_NUMBER)
		add_numbers(c, KIND(KIND_NUMBER), node, t);
	else if (t->kind == TOKEN_UNIT)
		add_units(c, KIND(KIND_UNIT_WRITTEN), node, t->at + 1, t->size - 2);
	else if (one_of(operators, 4, text, t->size))
		add_each(c, KIND(KIND_OPERATOR), node, t, operators, 4);
	else if (one_of(orders, 6, text, t->size))
		add_each(c, KIND(KIND_COMPARISON), node, t, orders, 6);
	else if (one_of(joins, 2, text, t->size))
		add_each(c, KIND(KIND_COMPARISON), node, t, joins, 2);
	else if (one_of(ends, 2, text, t->size))
		add_each(c, KIND(KIND_MINMAX), node, t, ends, 2);
	else if (one_of(c->symbols, c->symbols_n, text, t->size))
		add_each(c, KIND(KIND_SYMBOL), node, t, c->symbols, c->symbols_n);
#undef KIND
}

/* An index `[w,m]` is not a unit: brackets after a symbol are skipped. */
static void add_expression(struct campaign *c, struct yaml_node *node, bool check)
{
	struct token before = {TOKEN_END, 0, 0};

	for (struct token t = lexer_next(node->text, 0); t.kind != TOKEN_END;
		t = lexer_next(node->text, t.at + t.size)) {
		if (t.kind != TOKEN_UNIT || before.kind != TOKEN_SYMBOL)
			add_token(c, node, &t, check);
		before = t;
	}
}

static void collect_words(struct campaign *c)
{
	static const char *const lists[] = {"parameters", "equations"};
	struct yaml_node *units = tree_of(c->mem, file_text(c->mem, "registry/units.yaml"));

	for (struct yaml_node *n = member(units, "units")->first; n; n = n->next)
		c->unit_texts[c->unit_texts_n++] = member(n, "symbol")->text;
	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		for (struct yaml_node *n = member(c->root, lists[i])->first; n; n = n->next) {
			const char *unit = member(n, "unit")->text;

			c->symbols[c->symbols_n++] = member(n, "symbol")->text;
			if (!one_of(c->unit_texts, c->unit_texts_n, unit, strlen(unit)))
				c->unit_texts[c->unit_texts_n++] = unit;
		}
	}
}

static void collect_data(struct campaign *c)
{
	struct yaml_node *files = member(c->root, "raw_data");

	for (struct yaml_node *f = files ? files->first : NULL; f; f = f->next) {
		for (struct yaml_node *n = member(f, "columns")->first; n; n = n->next) {
			struct yaml_node *unit = member(n, "unit");

			if (unit)
				add_units(c, KIND_UNIT_DATA, unit, 0, unit->size);
		}
		for (struct yaml_node *n = member(f, "values")->first; n; n = n->next) {
			struct yaml_node *factor = member(n, "factor");
			const char *open = factor ? strchr(factor->text, '[') : NULL;

			if (open)
				add_units(c, KIND_UNIT_DATA, factor,
					(size_t)(open + 1 - factor->text), strlen(open) - 2);
		}
	}
}

static void collect(struct campaign *c)
{
	static const char *const lists[] = {"parameters", "equations", "conditions"};

	collect_words(c);
	collect_data(c);
	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		struct yaml_node *list = member(c->root, lists[i]);

		for (struct yaml_node *n = list ? list->first : NULL; n; n = n->next) {
			struct yaml_node *unit = member(n, "unit"), *e = member(n, "expression");
			struct yaml_node *check = member(n, "check");

			if (unit)
				add_units(c, KIND_UNIT_DECLARED, unit, 0, unit->size);
			if (e)
				add_expression(c, e, false);
			if (check)
				add_expression(c, check, true);
		}
	}
}

/* --- judging them --- */

static bool is_known(const struct campaign *c, const struct mutant *x, const char *path)
{
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		if (strcmp(known[i].file, c->file) == 0 && strcmp(known[i].path, path) == 0 &&
			strcmp(known[i].from, x->from) == 0 && strcmp(known[i].to, x->to) == 0)
			return true;
	}
	return false;
}

static void survives(struct campaign *c, const struct mutant *x, const char *original)
{
	bool strict = x->kind == KIND_OPERATOR || x->kind == KIND_COMPARISON ||
		      x->kind == KIND_MINMAX || x->kind == KIND_CHECK;
	char path[ERROR_PATH_MAX];
	bool unknown = strict && !is_known(c, x, yaml_path(x->node, path));

	c->counts[x->kind].survived++;
	c->unknown += unknown;
	if (unknown || c->shown)
		printf("# survives%s: %s %s: \"%s\" for \"%s\": %s (was %s)\n",
			unknown ? ", and is not known to" : "", c->file, yaml_path(x->node, path),
			x->to, x->from, x->text, original);
}

/* Whether each design for the file's conditions is decided as it should be. */
static bool designs_come_out(const struct campaign *c, const struct methodology *m)
{
	for (size_t i = 0; i < COUNT_OF(designs); i++) {
		struct error err = {0};
		bool holds;

		if (strcmp(designs[i].file, c->file) == 0 &&
			(design_holds(&designs[i], m, &holds, &err) != 0 ||
				holds != designs[i].holds))
			return false;
	}
	return true;
}

static void judge(struct campaign *c, const struct mutant *x)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *original = x->node->text;
	size_t size = x->node->size;
	struct count *count = &c->counts[x->kind];
	const struct methodology *m;
	struct error err = {0};

	x->node->text = x->text;
	x->node->size = strlen(x->text);
	m = methodology_compile(mem, c->root, c->units, &err);
	count->made++;
	if (!m)
		count->checker++;
	else if (methodology_examples(mem, m, NULL, &err) != 0 || !designs_come_out(c, m))
		count->examples++;
	else
		survives(c, x, original);
	x->node->text = original;
	x->node->size = size;
}

/* At most `most` of each kind, drawn by the seed. */
static void judge_all(struct campaign *c)
{
	size_t taken[KINDS_N] = {0};

	for (size_t i = c->n; i > 1; i--) {
		size_t k = (size_t)(next_random(c) % i);
		struct mutant x = c->mutants[i - 1];

		c->mutants[i - 1] = c->mutants[k];
		c->mutants[k] = x;
	}
	for (size_t i = 0; i < c->n; i++) {
		if (c->most && taken[c->mutants[i].kind]++ >= c->most)
			continue;
		judge(c, &c->mutants[i]);
	}
}

static void run_file(const char *name, struct count *total, size_t *unknown)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct campaign *c = talloc_zero(mem, struct campaign);
	struct error err = {0};
	char report[ERROR_TEXT_MAX];
	const struct methodology *m;

	*c = (struct campaign){.mem = mem,
		.file = name,
		.units = registry_units(mem),
		.root = tree_of(mem, file_text(mem, name)),
		.mutants = talloc_zero_array(mem, struct mutant, MUTANTS_MAX),
		.random = setting("SEED", SEED),
		.most = setting("MUTATIONS", MUTATIONS),
		.shown = setting("SURVIVORS", 0)};
	m = methodology_compile(mem, c->root, c->units, &err);
	ck_assert_msg(m && methodology_examples(mem, m, NULL, &err) == 0 && designs_come_out(c, m),
		"%s: %s", name, error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	collect(c);
	judge_all(c);
	*unknown += c->unknown;
	for (size_t k = 0; k < KINDS_N; k++) {
		total[k].made += c->counts[k].made;
		total[k].checker += c->counts[k].checker;
		total[k].examples += c->counts[k].examples;
		total[k].survived += c->counts[k].survived;
	}
}

static void print_table(const struct count *total)
{
	printf("# %-24s %7s %8s %8s %8s\n", "kind", "made", "checker", "examples", "survived");
	for (size_t k = 0; k < KINDS_N; k++)
		printf("# %-24s %7zu %8zu %8zu %8zu\n", kind_names[k], total[k].made,
			total[k].checker, total[k].examples, total[k].survived);
}

/* The names of all methodologies, in their order. */
static size_t methodologies(void *mem, const char **names, size_t most)
{
	static const char *const folders[] = {"methodologies", "tests/data/methodologies"};
	size_t n = 0;

	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		const char *path = talloc_asprintf(mem, "%s/%s", getenv("top_srcdir"), folders[i]);
		struct dirent **entries;
		int found = scandir(path, &entries, NULL, alphasort);

		ck_assert_int_ge(found, 0);
		for (int k = 0; k < found; k++) {
			if (strstr(entries[k]->d_name, ".yaml") && n < most)
				names[n++] = talloc_asprintf(
					mem, "%s/%s", folders[i], entries[k]->d_name);
			free(entries[k]);
		}
		free(entries);
	}
	return n;
}

START_TEST(slips_of_the_pen_are_caught)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *names[64];
	size_t n = methodologies(mem, names, COUNT_OF(names)), unknown = 0;
	struct count total[KINDS_N] = {{0}};

	ck_assert_uint_ge(n, 3);
	for (size_t i = 0; i < n; i++)
		run_file(names[i], total, &unknown);
	printf("# %zu methodologies, seed %zu, at most %zu of a kind and file (0: all)\n", n,
		setting("SEED", SEED), setting("MUTATIONS", MUTATIONS));
	print_table(total);
	fflush(stdout);
	ck_assert_uint_eq(unknown, 0);
	for (size_t k = 0; k < KINDS_N; k++) {
		size_t caught = total[k].checker + total[k].examples;

		ck_assert_uint_gt(total[k].made, 0);
		ck_assert_msg(total[k].checker * 100 >= floors[k].checker * total[k].made, "%s",
			kind_names[k]);
		ck_assert_msg(
			caught * 100 >= floors[k].either * total[k].made, "%s", kind_names[k]);
	}
}
END_TEST

static Suite *mutations_suite(void)
{
	Suite *s = suite_create("mutations");
	TCase *t = tcase_create("mutations");

	tcase_set_timeout(t, 3600);
	tcase_add_test(t, slips_of_the_pen_are_caught);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(mutations_suite)
