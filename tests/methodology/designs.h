/*
 * Designs for the checks of conditions of all methodologies: values on both sides of
 * every bound, and what is expected of them. An expected refusal is to a check what a
 * worked example is to an equation; worked examples decide no check.
 */
#ifndef TESTS_FORMULA_DESIGNS_H
#define TESTS_FORMULA_DESIGNS_H

#include <string.h>

#include "methodology/methodology.h"

enum { DESIGN_VALUES_MAX = 8 };

struct design {
	const char *file, *condition;
	struct {
		const char *name, *value;
	} values[DESIGN_VALUES_MAX];
	bool holds;
};

#define LAMPS "methodologies/CCER-07-001-V01.yaml"
#define MINE "methodologies/CCER-10-001-V01.yaml"
#define FOREST "methodologies/CCER-14-001-V01.yaml"
#define MANGROVES "methodologies/CCER-14-002-V01.yaml"
#define FLARES "tests/data/methodologies/flare-gas.yaml"

static const struct design designs[] = {
	{LAMPS, "efficacy",
		{{"CCT[a]", "3500"}, {"eta_PJ[a]", "170"}, {"CCT[b]", "3501"},
			{"eta_PJ[b]", "180"}},
		true},
	{LAMPS, "efficacy", {{"CCT[a]", "3500"}, {"eta_PJ[a]", "169.9"}}, false},
	{LAMPS, "efficacy", {{"CCT[a]", "3501"}, {"eta_PJ[a]", "179.9"}}, false},
	{LAMPS, "efficacy", {{"CCT[a]", "2700"}, {"eta_PJ[a]", "169.9"}}, false},
	{LAMPS, "efficacy",
		{{"CCT[a]", "2700"}, {"eta_PJ[a]", "175"}, {"CCT[b]", "5000"},
			{"eta_PJ[b]", "190"}},
		true},
	{MINE, "concentration", {{"c_gas", "7.99"}}, true},
	{MINE, "concentration", {{"c_gas", "8"}}, false},
	{MINE, "concentration", {{"c_gas", "8.01"}}, false},
	{FOREST, "parcel", {{"parcel", "400"}, {"start_year", "2020"}}, true},
	{FOREST, "parcel", {{"parcel", "401"}, {"start_year", "2020"}}, true},
	{FOREST, "parcel", {{"parcel", "399"}, {"start_year", "2020"}}, false},
	{FOREST, "parcel", {{"parcel", "667"}, {"start_year", "2019"}}, true},
	{FOREST, "parcel", {{"parcel", "666"}, {"start_year", "2019"}}, false},
	{FOREST, "parcel", {{"parcel", "666"}, {"start_year", "2018"}}, false},
	{FOREST, "shrubs", {{"removed", "19"}}, true},
	{FOREST, "shrubs", {{"removed", "20"}}, true},
	{FOREST, "shrubs", {{"removed", "20.1"}}, false},
	{MANGROVES, "bare-flat", {{"cover", "4.9"}}, true},
	{MANGROVES, "bare-flat", {{"cover", "5"}}, true},
	{MANGROVES, "bare-flat", {{"cover", "5.1"}}, false},
	{MANGROVES, "gaps", {{"gap", "399.9"}}, true},
	{MANGROVES, "gaps", {{"gap", "400"}}, true},
	{MANGROVES, "gaps", {{"gap", "400.1"}}, false},
	{FLARES, "metered", {{"u_V", "10"}, {"u_c", "9"}, {"decline", "50"}}, true},
	{FLARES, "metered", {{"u_V", "9"}, {"u_c", "10"}, {"decline", "50"}}, true},
	{FLARES, "metered", {{"u_V", "10.1"}, {"u_c", "10"}, {"decline", "1"}}, false},
	{FLARES, "metered", {{"u_V", "10"}, {"u_c", "10.1"}, {"decline", "1"}}, false},
	{FLARES, "young-wells", {{"age[a]", "20"}, {"V_base[a]", "0"}}, true},
	{FLARES, "young-wells",
		{{"age[a]", "19"}, {"V_base[a]", "10"}, {"age[b]", "20"}, {"V_base[b]", "5"}},
		true},
	{FLARES, "young-wells",
		{{"age[a]", "20.1"}, {"V_base[a]", "10"}, {"age[b]", "1"}, {"V_base[b]", "5"}},
		false},
	{FLARES, "young-wells",
		{{"age[a]", "20"}, {"V_base[a]", "10"}, {"age[b]", "1"}, {"V_base[b]", "-1"}},
		false},
};

static inline const char *design_name(void *ctx, enum parameter_source source, size_t n)
{
	const struct design *d = ctx;

	return source == PARAMETER_FIXED && n < DESIGN_VALUES_MAX ? d->values[n].name : NULL;
}

static inline int design_value(void *ctx, enum parameter_source source UNUSED, const char *name,
	const char **value, struct error *err UNUSED)
{
	const struct design *d = ctx;

	for (size_t i = 0; i < DESIGN_VALUES_MAX && d->values[i].name; i++) {
		if (strcmp(d->values[i].name, name) == 0) {
			*value = d->values[i].value;
			return 1;
		}
	}
	return 0;
}

/* Whether the condition holds: 0 and *holds, or -1 as methodology_condition_holds. */
static inline int design_holds(
	const struct design *d, const struct methodology *m, bool *holds, struct error *err)
{
	const struct methodology_inputs in = {
		(void *)(uintptr_t)d, design_name, design_value, NULL, NULL, NULL};
	size_t i = 0;

	while (strcmp(methodology_condition_at(m, i)->id, d->condition) != 0)
		i++;
	return methodology_condition_holds(m, i, &in, holds, err);
}

#endif
