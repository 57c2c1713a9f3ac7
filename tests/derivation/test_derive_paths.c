/*
 * The quick ways of reading raw data compared with the careful one: generated files, most of
 * them with faults, are derived from character by character and, cut at random, as usual.
 * Values, refusals and their places are the same to the byte.
 */
#include "derivation/derive.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "tests/formula/support.h"

enum { FILES = 4000, ROWS_MAX = 400, SHOWN_MAX = 1 << 16 };

static const char program[] =
	"raw_data:\n"
	"- name: strict\n"
	"  step: {every: 6, unit: h}\n"
	"  columns:\n"
	"  - {name: time, type: time}\n"
	"  - {name: a, unit: MWh, minimum: \"-5\", maximum: \"100000000\"}\n"
	"  - {name: b, unit: \"1\"}\n"
	"  - {name: s, type: word, words: [ok, ok2, out-of-class, fault]}\n"
	"  values:\n"
	"  - {symbol: A, rule: sum, of: [a, b]}\n"
	"  - {symbol: B, rule: difference, of: [b]}\n"
	"- name: lenient\n"
	"  step: {every: 1, unit: s}\n"
	"  columns:\n"
	"  - {name: time, type: time}\n"
	"  - {name: a, unit: MWh, minimum: \"-5\", maximum: \"100000000\"}\n"
	"  - {name: b, unit: \"1\"}\n"
	"  - {name: s, type: word, words: [ok, ok2, out-of-class, fault]}\n"
	"  values:\n"
	"  - {symbol: C, rule: sum, of: [a, b, b], missing: skip, correct: {s: {ok2: \"0.9\"}}}\n"
	"  - {symbol: D, rule: mean, of: [a], where: {s: [ok, out-of-class]}, missing: zero}\n"
	"  - {symbol: E, rule: max, of: [a], missing: zero, member: [time]}\n"
	"  - {symbol: F, rule: min, of: [a, b], missing: skip}\n"
	"  - {symbol: G, rule: last, of: [b], missing: skip}\n"
	"- name: table\n"
	"  columns:\n"
	"  - {name: a, unit: MWh}\n"
	"  - {name: s, type: word, words: [ok, ok2, out-of-class, fault]}\n"
	"  - {name: b, unit: \"1\"}\n"
	"  values:\n"
	"  - {symbol: H, rule: sum, of: [a, b], where: {s: [ok]}, missing: skip}\n"
	"  - {symbol: I, rule: count}\n"
	"- name: odd\n"
	"  columns:\n"
	"  - {name: a, unit: MWh}\n"
	"  - {name: s, type: word, words: [ok, ok2, out-of-class, fault, 故障, \"low,7\"]}\n"
	"  - {name: b, unit: \"1\"}\n"
	"  values:\n"
	"  - {symbol: J, rule: sum, of: [a, b], where: {s: [ok]}, missing: skip}\n";

static bool find(void *ctx, const char *symbol, struct derivation_parameter *out)
{
	const struct unit *const *units = ctx;

	*out = (struct derivation_parameter){.unit = units[strchr("BGI", symbol[0]) != NULL],
		.monitored = true,
		.path_n = symbol[0] == 'E',
		.months = {symbol[0] == 'E'}};
	return true;
}

static const struct derivation *compile(void *mem)
{
	const struct unit_table *table = registry_units(mem);
	struct error err = {0};
	const struct unit *units[] = {
		unit_parse(mem, table, "MWh", &err), unit_parse(mem, table, "1", &err)};
	struct derivation_scope scope = {units, find};
	const struct derivation *d = derivation_compile(
		mem, yaml_member(tree_of(mem, program), "raw_data"), table, &scope, &err);

	ck_assert_msg(d != NULL, "%s at %s", error_name(err.code), err.path);
	return d;
}

/* --- files --- */

struct made {
	uint64_t random;
	const char *name;
	bool crlf;
	uint32_t dirty; /* one in this many cells is not plain, or is refused; 0: none */
	char form;	/* of times: blank, T, Z */
	size_t n;
	char bytes[ROWS_MAX * 128];
};

static uint32_t below(struct made *m, uint32_t limit)
{
	m->random = m->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(m->random >> 33) % limit;
}

static void add(struct made *m, const char *text)
{
	size_t size = strlen(text);

	ck_assert_uint_lt(m->n + size, sizeof(m->bytes));
	memcpy(m->bytes + m->n, text, size);
	m->n += size;
}

static void add_number(struct made *m, bool up, uint32_t row)
{
	static const char *const plain[] = {"0", "7", "0.5", "12.50", "1234.5", "12345.6",
		"99999.99", "123456", "1234567", "12345678", "123456.78", "0.123456789", "-0",
		"-1.25", "1.0", "1000000"};
	static const char *const dirty[] = {"", "", "", "\"3.5\"", "-6", "100000000.1", "1e3", "05",
		"5.", ".5", "1.2.3", "12345678901234567890", "123456789012345678.9", "1 ", "+1",
		"0.1234567890", "一", "\"1\"\"2\"", "\"1,2\"", "1\t", "123456789012345678", "-"};
	char text[32];

	if (m->dirty && below(m, m->dirty) == 0) {
		add(m, dirty[below(m, COUNT_OF(dirty))]);
	} else if (up) {
		snprintf(text, sizeof(text), "%u.%u", 10 * row + below(m, 10), below(m, 100));
		add(m, text);
	} else {
		add(m, plain[below(m, COUNT_OF(plain))]);
	}
}

static void add_word(struct made *m)
{
	static const char *const words[] = {"ok", "ok2", "out-of-class", "fault"};
	static const char *const dirty[] = {"", "o", "okk", "ok3", "\"ok\"", "故障", "low,7",
		"\"low,7\"", "OK", "ok ", "故", "\"\"", "out-of-clas", "ok\r", "ok\"", "故障",
		"low,7", "\"low,7\"", "\"o\nk\""};

	if (m->dirty && below(m, m->dirty) == 0)
		add(m, dirty[below(m, COUNT_OF(dirty))]);
	else
		add(m, words[below(m, 4) ? 0 : below(m, COUNT_OF(words))]);
}

static void add_time(struct made *m, int64_t second)
{
	char text[32];
	int year, month, date, rest = (int)(second % 86400);

	day_date((struct day){(int32_t)(second / 86400)}, &year, &month, &date);
	snprintf(text, sizeof(text), "%04d-%02d-%02d%c%02d:%02d:%02d%s", year, month, date,
		m->form == 'Z' ? 'T' : m->form, rest / 3600, rest / 60 % 60, rest % 60,
		m->form == 'Z' ? "Z" : "");
	if (m->dirty && below(m, 4 * m->dirty) == 0)
		text[below(m, 19)] = (char)(below(m, 2) ? '0' + below(m, 10) : ':');
	add(m, text);
}

static void make(struct made *m, uint32_t seed)
{
	static const uint32_t rates[] = {0, 20, 200, 2000};
	static const char *const names[] = {"strict", "lenient", "table", "odd"};
	uint32_t rows, which;
	int64_t now = (int64_t)day_of_date(2024, 2, 28).n * 86400, step;

	m->random = seed * UINT64_C(0x9E3779B97F4A7C15);
	which = below(m, COUNT_OF(names));
	m->name = names[which];
	m->crlf = below(m, 3) == 0;
	m->dirty = rates[below(m, COUNT_OF(rates))];
	m->form = " TZ"[below(m, 3)];
	m->n = 0;
	rows = below(m, ROWS_MAX);
	step = which == 0 ? 6 * 3600 : 1;
	now += which == 0 ? 0 : 86400 - 240;
	add(m, which < 2 ? "time,a,b,s" : "s,b,a");
	for (uint32_t i = 0; i < rows; i++, now += step) {
		add(m, m->crlf ? "\r\n" : "\n");
		if (m->dirty && below(m, 2 * m->dirty) == 0)
			now += which == 1 || below(m, 4) == 0 ? step * below(m, 100) : 0;
		if (which < 2)
			add_time(m, now);
		else
			add_word(m);
		add(m, ",");
		add_number(m, which == 0 && i % 2, 0);
		add(m, ",");
		add_number(m, which == 0, i);
		if (which < 2) {
			add(m, ",");
			add_word(m);
		}
	}
	add(m, m->crlf ? "\r\n" : "\n");
	if (m->dirty && below(m, 4) == 0)
		m->bytes[below(m, (uint32_t)m->n)] = (char)below(m, 256);
	if (m->dirty && below(m, 40) == 0)
		m->n -= below(m, (uint32_t)m->n);
}

/* --- both ways --- */

struct outcome {
	struct error err;
	char text[SHOWN_MAX];
};

static void derive(struct made *m, const struct derivation *d, bool careful, struct outcome *o)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct derive_run *run = derive_begin(
		mem, d, m->name, 2024, day_of_date(2024, 2, 28), day_of_date(2024, 3, 5), &o->err);
	struct derived_values out = {0};
	size_t used = 0, longest = below(m, 2) ? 40 : 10000;
	int rc = 0;

	ck_assert_ptr_nonnull(run);
	if (careful)
		derive_careful(run);
	for (size_t at = 0, n; at < m->n && rc == 0; at += n) {
		char *copy; /* so that reading past the end is noticed */

		n = careful ? m->n : 1 + below(m, (uint32_t)longest);
		n = n < m->n - at ? n : m->n - at;
		copy = malloc(n);
		memcpy(copy, m->bytes + at, n);
		rc = derive_feed(run, copy, n, &o->err);
		free(copy);
	}
	rc = rc == 0 ? derive_end(run, &out, &o->err) : rc;
	ck_assert_int_eq(rc, o->err.code == ERROR_NONE ? 0 : -1);
	used = (size_t)snprintf(o->text, SHOWN_MAX, "%lld rows, %lld outside\n",
		(long long)out.rows, (long long)out.outside);
	for (size_t i = 0; i < out.n; i++)
		used += (size_t)snprintf(o->text + used, SHOWN_MAX - used, "%s=%s %lld/%lld %s\n",
			out.values[i].name, out.values[i].text, (long long)out.values[i].from.rows,
			(long long)out.values[i].from.missing, out.values[i].from.rule);
	ck_assert_uint_lt(used, SHOWN_MAX);
}

START_TEST(the_quick_ways_and_the_careful_one_agree_to_the_byte)
{
	static struct made m;
	static struct outcome truth, quick;
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct derivation *d = compile(mem);
	unsigned accepted = 0, codes = 0;
	bool seen[1024] = {false};

	for (uint32_t seed = 0; seed < FILES; seed++) {
		make(&m, seed);
		memset(&truth, 0, sizeof(truth));
		derive(&m, d, true, &truth);
		for (int cut = 0; cut < 3; cut++) {
			memset(&quick, 0, sizeof(quick));
			derive(&m, d, false, &quick);
			ck_assert_msg(memcmp(&quick.err, &truth.err, sizeof(truth.err)) == 0,
				"file %u: %s at %u:%u, not %s at %u:%u", seed,
				error_name(quick.err.code), quick.err.line, quick.err.column,
				error_name(truth.err.code), truth.err.line, truth.err.column);
			ck_assert_str_eq(quick.text, truth.text);
		}
		accepted += truth.err.code == ERROR_NONE;
		codes += !seen[truth.err.code];
		seen[truth.err.code] = true;
	}
	/* The files are such that much goes well and much does not. */
	ck_assert_uint_gt(accepted, FILES / 5);
	ck_assert_uint_lt(accepted, 4 * FILES / 5);
	ck_assert_uint_gt(codes, 14);
}
END_TEST

static Suite *paths_suite(void)
{
	Suite *s = suite_create("derive_paths");
	TCase *t = tcase_create("derive_paths");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, the_quick_ways_and_the_careful_one_agree_to_the_byte);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(paths_suite)
