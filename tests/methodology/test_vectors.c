#include "methodology/methodology.h"

#include <jansson.h>

#include "tests/formula/support.h"
#include "trace/trace.h"

/*
 * The worked numbers of REAL_DATA/vectors.json put through the published methodologies:
 * every figure to the digits with which it is printed, rounded half up, and every result
 * to the tonne. Without REAL_DATA there is nothing to compare.
 */

enum { INPUTS_MAX = 20, FIGURES_MAX = 12 };

struct input {
	const char *name, *value; /* value NULL: the vector's own, by `key` */
	const char *key;
};

static const struct chain {
	const char *vector, *file;
	struct input values[INPUTS_MAX], rows[3]; /* rows: table or table[row], columns */
	struct {
		const char *key, *symbol; /* symbol NULL: the tonnes */
	} figures[FIGURES_MAX];
} chains[] = {
	{"offshore_chain", "CCER-01-002-V01",
		{{"EG_export", "1265000", NULL}, {"EG_import", "3980", NULL}},
		{{"grid.factors", "OM=0.7921 BM=0.3870", NULL}},
		{{"OM", "EF_OM"}, {"BM", "EF_BM"}, {"CM", "EF_CM"}, {"EG", "EG_PJ"}, {"BE", "BE"},
			{"ER", NULL}}},
	{"offshore_meter_corrections", "CCER-01-002-V01",
		{{"EG_export", NULL, "export"}, {"EG_import", NULL, "imp"}},
		{{"grid.factors", "OM=0.7921 BM=0.3870", NULL}},
		{{"export", "EG_export"}, {"imp", "EG_import"}, {"EG", "EG_PJ"}, {"BE", "BE"},
			{"ER", NULL}}},
	{"csp_chain", "CCER-01-001-V01",
		{{"EG_export", "355600.8", NULL}, {"EG_import", "0", NULL},
			{"FC[natural_gas]", "12.5", NULL}},
		{{"grid.factors", "CM=0.63055", NULL},
			{"fuel.gas[natural_gas]", "CC=0.01532 NCV=389.31 OF=99", NULL}},
		{{"COEF", "COEF[natural_gas]"}, {"PE", "PE"}, {"BE", "BE"}, {"ER_raw", "ER"},
			{"ER", NULL}}},
	{"afforestation_provisional", "CCER-14-001-V01",
		{{"A[a]", NULL, "area_ha"}, {"V1[a,larch]", "8.20", NULL},
			{"V2[a,larch]", "21.70", NULL}, {"G[a,p1]", "25.9", NULL},
			{"G[a,p2]", "25.95", NULL}, {"age[a]", "10", NULL},
			{"dSOC[a]", "0.50", NULL}, {"t", "5", NULL}, {"GHG_E", NULL, "GHG_E"},
			{"K_RISK", NULL, "K_RISK"}},
		{{"factors.trees[larch]", "BCEF=0.90 RSR=0.24 CF=0.47", NULL},
			{"gwp[CH4]", "GWP=28", NULL}, {"gwp[N2O]", "GWP=265", NULL}},
		{{"C1_per_ha", "C1[a,larch]"}, {"C2_per_ha", "C2[a,larch]"}, {"dTree", "dTree[a]"},
			{"dSOC", "SOC[a]"}, {"net", "net"}, {"CDR_raw", "ER"}, {"CDR", NULL}}},
	{"mangrove_provisional", "CCER-14-002-V01",
		{{"A[a]", NULL, "area_ha"}, {"c1[a,p1]", "0", NULL}, {"c2[a,p1]", "10.5", NULL},
			{"dSOC[a]", "1.80", NULL}, {"t", "5", NULL}, {"K_RISK", NULL, "K_RISK"}},
		{{NULL, NULL, NULL}},
		{{"biom", "BIOM[a]"}, {"soc", "SOC[a]"}, {"CDR_raw", "ER"}, {"CDR", NULL}}},
	{"coalbed_methane_provisional", "CCER-10-001-V01",
		{{"V_in", "5184000", NULL}, {"V_out", "103680", NULL}, {"Q", "139800", NULL},
			{"EC", "2600", NULL}, {"EF_heat", "0.0561", NULL},
			{"eta_boiler", "0.92", NULL}},
		{{"grid.factors", "CM=0.6185", NULL}, {"gwp[CH4]", "GWP=28", NULL}},
		{{"m_in", "M_in"}, {"m_out", "M_out"}, {"m_d", "M_d"}, {"BE_CH4", "BE_CH4"},
			{"BE_heat", "BE_heat"}, {"PE_unox", "PE_unox"}, {"PE_CO2", "PE_CO2"},
			{"PE_el", "PE_el"}, {"ER_raw", "ER"}, {"ER", NULL}}},
	{"tunnel_lighting_provisional", "CCER-07-001-V01",
		{{"eta_PJ[a]", "180", NULL}, {"eta_BL[a]", "110", NULL},
			{"EC[a,01]", "1779.2", NULL}, {"EC[a,02]", "1779.2", NULL},
			{"EC[a,03]", "1779.2", NULL}, {"EC[a,04]", "1779.2", NULL},
			{"EC[a,05]", "1779.2", NULL}, {"EC[a,06]", "1779.2", NULL},
			{"EC[a,07]", "1779.2", NULL}, {"EC[a,08]", "1779.2", NULL},
			{"EC[a,09]", "1779.2", NULL}, {"EC[a,10]", "1779.2", NULL},
			{"EC[a,11]", "1779.2", NULL}, {"EC[a,12]", "1779.2", NULL}},
		{{"grid.factors", "CM=0.48610", NULL}},
		{{"EC_PJ", "EC_PJ[a]"}, {"EC_BL", "EC_BL[a]"}, {"BE", "BE"}, {"PE", "PE"},
			{"ER_raw", "ER"}, {"ER", NULL}}},
};

static json_t *vectors(void)
{
	const char *folder = getenv("REAL_DATA");
	char path[4096];
	json_t *all;

	snprintf(path, sizeof(path), "%s/vectors.json", folder);
	all = json_load_file(path, 0, NULL);
	ck_assert_msg(all != NULL, "%s", path);
	return all;
}

/* --- one run --- */

struct given {
	const struct input *values, *rows;
	json_t *vector;
};

static const char *text_of(const struct given *g, const struct input *in)
{
	return in->value ? in->value : json_string_value(json_object_get(g->vector, in->key));
}

static const char *give_name(void *ctx, enum parameter_source source, size_t n)
{
	const struct given *g = ctx;

	(void)source;
	return n < INPUTS_MAX ? g->values[n].name : NULL;
}

static int give_value(void *ctx, enum parameter_source source, const char *name, const char **value,
	struct error *err)
{
	const struct given *g = ctx;

	(void)source;
	(void)err;
	for (size_t i = 0; i < INPUTS_MAX && g->values[i].name; i++) {
		if (strcmp(g->values[i].name, name) == 0) {
			*value = text_of(g, &g->values[i]);
			return 1;
		}
	}
	return 0;
}

static int give_row(void *ctx, const struct methodology_row *row, struct methodology_found *found,
	struct error *err)
{
	const struct given *g = ctx;
	char name[96];

	(void)err;
	snprintf(name, sizeof(name), row->member ? "%s[%s]" : "%s", row->table, row->member);
	for (size_t i = 0; i < 3 && g->rows[i].name; i++) {
		if (strcmp(g->rows[i].name, name) == 0) {
			found->values = g->rows[i].value;
			return 1;
		}
	}
	return 0;
}

static void run(void *mem, const char *file, struct given *g, struct methodology_result *out)
{
	struct error err = {0};
	char report[ERROR_TEXT_MAX];
	const struct methodology_inputs in = {g, give_name, give_value, give_row, NULL, NULL};
	const struct methodology *m = methodology_compile(mem,
		tree_of(mem, file_text(mem, talloc_asprintf(mem, "methodologies/%s.yaml", file))),
		registry_units(mem), &err);

	ck_assert_msg(m && methodology_run(mem, m, &in, "", 2025, out, &err) == 0, "%s",
		error_report(&err, LANGUAGE_EN, report, sizeof(report)));
}

/* Twice the distance is at most one unit of the last place printed. */
static void check_figure(
	void *mem, const struct methodology_result *r, const char *symbol, const char *printed)
{
	const struct rational *p = rational_parse(mem, printed, NULL);
	const char *point = strchr(printed, '.');
	struct rational *d = rational_of(mem, 0), *unit = rational_of(mem, 1);
	const struct trace_step *steps = trace_steps(mem, r, NULL);

	for (size_t i = 0; i < r->steps_n; i++) {
		if (strcmp(steps[i].symbol, symbol) != 0)
			continue;
		for (size_t k = 0; point && point[1 + k]; k++)
			ck_assert_int_eq(
				rational_divide(unit, rational_of(mem, 10), unit, NULL), 0);
		ck_assert_int_eq(rational_subtract(steps[i].exact, p, d, NULL), 0);
		if (rational_sign(d) < 0)
			rational_negate(d, d);
		ck_assert_int_eq(rational_add(d, d, d, NULL), 0);
		ck_assert_msg(rational_compare(d, unit) <= 0, "%s: %s, printed %s", symbol,
			steps[i].value, printed);
		return;
	}
	ck_abort_msg("no step %s", symbol);
}

START_TEST(a_chain_comes_out_to_every_printed_digit)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct chain *c = &chains[_i];
	json_t *all = vectors(), *vector = json_object_get(all, c->vector);
	struct given g = {c->values, c->rows, vector};
	struct methodology_result r;

	ck_assert_ptr_nonnull(vector);
	run(mem, c->file, &g, &r);
	for (size_t i = 0; i < FIGURES_MAX && c->figures[i].key; i++) {
		const json_t *figure = json_object_get(vector, c->figures[i].key);

		if (c->figures[i].symbol)
			check_figure(mem, &r, c->figures[i].symbol, json_string_value(figure));
		else
			ck_assert_int_eq(r.tonnes, json_integer_value(figure));
	}
	json_decref(all);
}
END_TEST

START_TEST(registered_projects_come_out_to_the_digit_and_the_tonne)
{
	json_t *all = vectors(), *row;
	size_t i;

	ck_assert(json_array_size(json_object_get(all, "wind_csp")) == 16);
	json_array_foreach(json_object_get(all, "wind_csp"), i, row)
	{
		AUTO_MEMORY void *mem = talloc_new(NULL);
		const char *code = json_string_value(json_object_get(row, "code"));
		const struct input values[INPUTS_MAX] = {
			{"EG_export", NULL, "EG"}, {"EG_import", "0", NULL}};
		const struct input rows[3] = {{"grid.factors",
			talloc_asprintf(
				mem, "CM=%s", json_string_value(json_object_get(row, "CM"))),
			NULL}};
		struct given g = {values, rows, row};
		struct methodology_result r;

		run(mem, strncmp(code, "A1", 2) == 0 ? "CCER-01-001-V01" : "CCER-01-002-V01", &g,
			&r);
		check_figure(mem, &r, "ER", json_string_value(json_object_get(row, "raw")));
		ck_assert_int_eq(r.tonnes, json_integer_value(json_object_get(row, "registered")));
	}
	json_decref(all);
}
END_TEST

static Suite *vectors_suite(void)
{
	Suite *s = suite_create("vectors");
	TCase *t = tcase_create("vectors");

	tcase_add_loop_test(t, a_chain_comes_out_to_every_printed_digit, 0, COUNT_OF(chains));
	tcase_add_test(t, registered_projects_come_out_to_the_digit_and_the_tonne);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN_GIVEN(vectors_suite, "REAL_DATA", "folder of public records")
