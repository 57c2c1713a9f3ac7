#include "tests/bench/derive_data.h"

#include <string.h>

#include <talloc.h>

#include "yaml/yaml.h"

static const char program[] =
	"raw_data:\n"
	"- name: methane\n"
	"  title: {zh: 进气甲烷逐秒数据, en: methane at the inlet by the second}\n"
	"  step: {every: \"1\", unit: s}\n"
	"  columns:\n"
	"  - {name: time, type: time}\n"
	"  - {name: flow, unit: Nm3/h, minimum: \"0\", maximum: \"200000\"}\n"
	"  - {name: c_in, unit: \"%\", minimum: \"0\", maximum: \"100\"}\n"
	"  - {name: state, type: word, words: [ok, out-of-class, fault]}\n"
	"  values:\n"
	"  - symbol: V_CH4\n"
	"    rule: integral\n"
	"    of: [flow, c_in]\n"
	"    factor: \"1/360000 [h/(s*%)]\"\n"
	"    where: {state: [ok, out-of-class]}\n"
	"    correct: {state: {out-of-class: \"0.99\"}}\n"
	"    missing: zero\n";

static const struct {
	const char *symbol, *factor, *of;
} units[] = {
	{"s", NULL, NULL},
	{"h", "3600", "s"},
	{"Nm3", NULL, NULL},
	{"%", "1/100", "1"},
};

/* A moment's digits, kept as text: printf would take most of the time. */
struct stamp {
	char text[20];
	int month, day;
};

static void put2(char *at, int n)
{
	at[0] = (char)('0' + n / 10);
	at[1] = (char)('0' + n % 10);
}

static void stamp_at(struct stamp *s, int64_t second)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int rest = (int)(second % 86400), day = (int)(second / 86400), month = 0;

	if (second % 86400 == 0) {
		memcpy(s->text, "2023-01-01 00:00:00", sizeof(s->text));
		while (day >= lengths[month])
			day -= lengths[month++];
		put2(s->text + 5, month + 1);
		put2(s->text + 8, day + 1);
	}
	put2(s->text + 11, rest / 3600);
	put2(s->text + 14, rest / 60 % 60);
	put2(s->text + 17, rest % 60);
}

int derive_data_write(FILE *f, int64_t n, struct derive_data *out)
{
	struct stamp stamp;
	uint64_t random = 20230101;
	char row[64];

	*out = (struct derive_data){.rows = n};
	out->bytes += (uint64_t)fprintf(f, "time,flow,c_in,state\n");
	for (int64_t i = 0; i < n; i++) {
		const char *state = "ok";
		int flow, content, size;

		random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		flow = 8000 + (int)(random >> 40) % 8000;    /* tenths of Nm3/h */
		content = 500 + (int)(random >> 20 & 0xFFF); /* hundredths of a per cent */
		if (i % 5000 == 4999) {
			state = "fault";
			out->missing++;
		} else if (i % 977 == 0) {
			state = "out-of-class";
			out->out_of_class += (int64_t)flow * content;
		} else {
			out->good += (int64_t)flow * content;
		}
		stamp_at(&stamp, i);
		memcpy(row, stamp.text, 19);
		row[19] = ',';
		size = 20;
		if (flow >= 10000)
			row[size++] = '1';
		row[size++] = (char)('0' + flow / 1000 % 10);
		put2(row + size, flow / 10 % 100);
		row[size + 2] = '.';
		row[size + 3] = (char)('0' + flow % 10);
		row[size + 4] = ',';
		size += 5;
		if (content >= 1000)
			row[size++] = (char)('0' + content / 1000);
		row[size++] = (char)('0' + content / 100 % 10);
		row[size++] = '.';
		put2(row + size, content % 100);
		row[size + 2] = ',';
		size += 3;
		memcpy(row + size, state, strlen(state));
		size += (int)strlen(state);
		row[size++] = '\n';
		if (fwrite(row, 1, (size_t)size, f) != (size_t)size)
			return -1;
		out->bytes += (uint64_t)size;
	}
	return fflush(f) == 0 ? 0 : -1;
}

static bool find(void *ctx, const char *symbol, struct derivation_parameter *out)
{
	*out = (struct derivation_parameter){.unit = ctx, .monitored = true};
	return strcmp(symbol, "V_CH4") == 0;
}

const struct derivation *derive_data_methodology(void *mem)
{
	struct unit_table *table = unit_table_new(mem);
	struct derivation_scope scope = {.find = find};
	struct yaml_node *root = NULL;
	struct error err = {0};

	for (size_t i = 0; i < COUNT_OF(units); i++) {
		if (unit_table_add(table, units[i].symbol, units[i].factor, units[i].of, &err) != 0)
			return NULL;
	}
	scope.ctx = (void *)(uintptr_t)unit_parse(mem, table, "Nm3", &err);
	if (!scope.ctx || yaml_parse(mem, program, strlen(program), &root, &err) != 0)
		return NULL;
	return derivation_compile(mem, yaml_member(root, "raw_data"), table, &scope, &err);
}

struct rational *derive_data_expected(void *mem, const struct derive_data *d)
{
	struct rational *r = rational_new(mem);

	/* good/1000 + 0.99 * out_of_class/1000, over 360,000 */
	mpz_set_si(mpq_numref(r->q), d->out_of_class);
	mpz_mul_ui(mpq_numref(r->q), mpq_numref(r->q), 99);
	mpz_set_si(mpq_denref(r->q), d->good);
	mpz_addmul_ui(mpq_numref(r->q), mpq_denref(r->q), 100);
	mpz_set_ui(mpq_denref(r->q), 36000000000UL);
	mpq_canonicalize(r->q);
	return r;
}
