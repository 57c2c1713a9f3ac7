/*
 * units: a small table of units for the targets of the methodology language.
 */
#ifndef TESTS_FUZZ_UNITS_H
#define TESTS_FUZZ_UNITS_H

#include "formula/unit.h"
#include "tests/fuzz/fuzz.h"

static inline struct unit_table *fuzz_units(void *mem)
{
	static const struct {
		const char *symbol, *factor, *of;
	} units[] = {
		{"t", NULL, NULL},
		{"tCO2", NULL, NULL},
		{"MWh", NULL, NULL},
		{"a", NULL, NULL},
		{"m", NULL, NULL},
		{"kWh", "1/1000", "MWh"},
		{"GWh", "1000", "MWh"},
		{"kg", "0.001", "t"},
		{"tC", NULL, NULL},
		{"GJ", NULL, NULL},
		{"ha", "10000", "m^2"},
		{"Nm3", "1", "m^3"},
		{"10^4 Nm3", "10000", "Nm3"},
		{"h", "1/8760", "a"},
		{"%", "0.01", "1"},
	};
	struct unit_table *t = unit_table_new(mem);
	struct error err = {0};

	FUZZ_CHECK(t != NULL);
	for (size_t i = 0; i < COUNT_OF(units); i++)
		FUZZ_CHECK(unit_table_add(t, units[i].symbol, units[i].factor, units[i].of, &err) ==
			   0);
	return t;
}

#endif
