#include "formula/unit.h"

#include <assert.h>
#include <string.h>

#include <talloc.h>

#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define RULE "docs/methodology-language.md 3"

enum { DEPTH_MAX = 8, EXPONENT_MAX = UNIT_POWER_MAX };

struct power {
	int index, exponent;
};

/* Sorted by index, no exponent 0. */
struct powers {
	size_t n;
	struct power at[UNIT_POWERS_MAX];
};

struct unit {
	const struct unit_table *table;
	struct rational *factor;
	struct powers bases;   /* what it means */
	struct powers symbols; /* how it was written */
};

struct entry {
	char symbol[UNIT_SYMBOL_MAX + 1];
	const struct unit *unit;
};

struct unit_table {
	int n;
	struct entry *entries;
};

struct unit_table *unit_table_new(void *mem)
{
	struct unit_table *t = talloc_zero(mem, struct unit_table);

	if (!t)
		return NULL;
	t->entries = talloc_zero_array(t, struct entry, UNIT_TABLE_MAX);
	if (!t->entries)
		talloc_free(t);
	return t->entries ? t : NULL;
}

static const struct entry *entry_find(const struct unit_table *t, const char *symbol, size_t size)
{
	for (int i = 0; i < t->n; i++) {
		if (strlen(t->entries[i].symbol) == size &&
			memcmp(t->entries[i].symbol, symbol, size) == 0)
			return &t->entries[i];
	}
	return NULL;
}

/* Length of the symbol at text, 0 when none begins there. */
static size_t symbol_length(const char *text)
{
	size_t prefix = 0, digits;

	if (strncmp(text, "10^", 3) == 0) {
		digits = strspn(text + 3, DIGITS);
		if (digits < 1 || digits > 2 || text[3] == '0' || text[3 + digits] != ' ')
			return 0;
		prefix = 3 + digits + 1;
	}
	if (text[prefix] == '%')
		return prefix + 1;
	if (strspn(text + prefix, LETTERS) == 0)
		return 0;
	return prefix + strspn(text + prefix, LETTERS DIGITS "_");
}

/* out = a and sign times b; false when a power would pass `most`, or there are too many. */
static bool powers_join(
	const struct powers *a, const struct powers *b, int sign, int most, struct powers *out)
{
	size_t i = 0, j = 0;

	out->n = 0;
	while (i < a->n || j < b->n) {
		bool from_a = j == b->n || (i < a->n && a->at[i].index <= b->at[j].index);
		bool from_b = i == a->n || (j < b->n && b->at[j].index <= a->at[i].index);
		struct power p = from_a ? a->at[i] : (struct power){b->at[j].index, 0};

		if (from_b)
			p.exponent += sign * b->at[j].exponent;
		i += from_a;
		j += from_b;
		if (p.exponent == 0)
			continue;
		if (out->n == UNIT_POWERS_MAX || p.exponent > most || p.exponent < -most)
			return false;
		out->at[out->n++] = p;
	}
	return true;
}

static struct unit *unit_new(void *mem, const struct unit_table *t, struct error *err)
{
	struct unit *u = talloc_zero(mem, struct unit);

	if (u) {
		u->table = t;
		u->factor = rational_of(u, 1);
	}
	if (!u || !u->factor) {
		talloc_free(u);
		error_no_memory(err);
		return NULL;
	}
	return u;
}

static const struct unit *unit_join(
	void *mem, const struct unit *a, const struct unit *b, int sign, struct error *err)
{
	struct unit *u = unit_new(mem, a->table, err);
	int rc;

	if (!u)
		return NULL;
	if (!powers_join(&a->bases, &b->bases, sign, UNIT_BASE_POWER_MAX, &u->bases) ||
		!powers_join(&a->symbols, &b->symbols, sign, UNIT_POWER_MAX, &u->symbols)) {
		error_set(err, ERROR_UNIT_SIZE, RULE, "", NULL);
		talloc_free(u);
		return NULL;
	}
	rc = sign > 0 ? rational_multiply(a->factor, b->factor, u->factor, err)
		      : rational_divide(a->factor, b->factor, u->factor, err);
	if (rc != 0) {
		talloc_free(u);
		return NULL;
	}
	return u;
}

const struct unit *unit_one(void *mem, const struct unit_table *t)
{
	return unit_new(mem, t, NULL);
}

const struct unit *unit_product(
	void *mem, const struct unit *a, const struct unit *b, struct error *err)
{
	assert(a->table == b->table);
	return unit_join(mem, a, b, 1, err);
}

const struct unit *unit_quotient(
	void *mem, const struct unit *a, const struct unit *b, struct error *err)
{
	assert(a->table == b->table);
	return unit_join(mem, a, b, -1, err);
}

const struct unit *unit_power(void *mem, const struct unit *a, unsigned n, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const struct unit *u = a;

	assert(n > 0);
	for (unsigned i = 1; u && i < n; i++)
		u = unit_join(scratch, u, a, 1, err);
	return u && u != a ? talloc_steal(mem, u) : u;
}

/* Halves all powers; false where one is odd. */
static bool powers_halve(const struct powers *a, struct powers *out)
{
	*out = *a;
	for (size_t i = 0; i < a->n; i++) {
		if (a->at[i].exponent % 2 != 0)
			return false;
		out->at[i].exponent = a->at[i].exponent / 2;
	}
	return true;
}

const struct unit *unit_root(void *mem, const struct unit *a, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct unit *u = unit_new(scratch, a->table, err);

	if (!u)
		return NULL;
	if (!powers_halve(&a->bases, &u->bases) || !powers_halve(&a->symbols, &u->symbols) ||
		!rational_root(a->factor, u->factor)) {
		error_set(err, ERROR_UNIT_ROOT, RULE, "", "unit", unit_text(scratch, a), NULL);
		return NULL;
	}
	return talloc_steal(mem, u);
}

bool unit_same_dimension(const struct unit *a, const struct unit *b)
{
	if (a->bases.n != b->bases.n)
		return false;
	for (size_t i = 0; i < a->bases.n; i++) {
		if (a->bases.at[i].index != b->bases.at[i].index ||
			a->bases.at[i].exponent != b->bases.at[i].exponent)
			return false;
	}
	return true;
}

bool unit_equal(const struct unit *a, const struct unit *b)
{
	return unit_same_dimension(a, b) && rational_compare(a->factor, b->factor) == 0;
}

char *unit_factor_text(void *mem, const struct unit *a, const struct unit *b)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct rational *ratio = rational_new(scratch);

	if (!ratio || rational_divide(a->factor, b->factor, ratio, NULL) != 0)
		return talloc_strdup(mem, "?");
	return rational_exact(mem, ratio);
}

/* Appends the powers of one sign, joined by `*`; *text becomes NULL without memory. */
static void powers_write(const struct unit *u, int sign, char **text)
{
	const char *joint = "";

	for (size_t i = 0; i < u->symbols.n && *text; i++) {
		const struct power *p = &u->symbols.at[i];

		if ((p->exponent > 0) != (sign > 0))
			continue;
		*text = talloc_asprintf_append(
			*text, "%s%s", joint, u->table->entries[p->index].symbol);
		if (*text && p->exponent * sign != 1)
			*text = talloc_asprintf_append(*text, "^%d", p->exponent * sign);
		joint = "*";
	}
}

char *unit_text(void *mem, const struct unit *u)
{
	size_t above = 0, below = 0;
	char *text;

	for (size_t i = 0; i < u->symbols.n; i++) {
		above += u->symbols.at[i].exponent > 0;
		below += u->symbols.at[i].exponent < 0;
	}
	text = talloc_strdup(mem, above ? "" : "1");
	if (!text)
		return NULL;
	powers_write(u, 1, &text);
	if (!below || !text)
		return text;
	text = talloc_asprintf_append(text, below > 1 ? "/(" : "/");
	if (text)
		powers_write(u, -1, &text);
	if (text && below > 1)
		text = talloc_asprintf_append(text, ")");
	return text;
}

struct reader {
	void *mem;
	const struct unit_table *table;
	const char *text, *at;
	int depth;
	struct error *err;
};

static const struct unit *read_product(struct reader *r);

static const struct unit *refuse_syntax(struct reader *r)
{
	char at[16];

	snprintf(at, sizeof(at), "%zu", (size_t)(r->at - r->text) + 1);
	error_set(r->err, ERROR_UNIT_SYNTAX, RULE, "", "unit", r->text, "at", at, NULL);
	return NULL;
}

static void skip_blanks(struct reader *r)
{
	r->at += strspn(r->at, " ");
}

static const struct unit *read_symbol(struct reader *r)
{
	size_t size = symbol_length(r->at);
	char symbol[UNIT_TEXT_MAX + 1];
	const struct entry *e;

	if (size == 0)
		return refuse_syntax(r);
	e = entry_find(r->table, r->at, size);
	if (!e) {
		memcpy(symbol, r->at, size);
		symbol[size] = '\0';
		error_set(r->err, ERROR_UNIT_UNKNOWN, RULE, "", "symbol", symbol, NULL);
		return NULL;
	}
	r->at += size;
	return e->unit;
}

static const struct unit *read_primary(struct reader *r)
{
	const struct unit *u;

	skip_blanks(r);
	if (*r->at == '(') {
		if (r->depth == DEPTH_MAX)
			return refuse_syntax(r);
		r->at++;
		r->depth++;
		u = read_product(r);
		r->depth--;
		if (!u)
			return NULL;
		if (*r->at != ')')
			return refuse_syntax(r);
		r->at++;
		return u;
	}
	if (*r->at == '1' && !strchr(DIGITS "^.", r->at[1] ? r->at[1] : ' ')) {
		r->at++;
		return unit_new(r->mem, r->table, r->err);
	}
	return read_symbol(r);
}

static const struct unit *read_power(struct reader *r)
{
	const struct unit *base = read_primary(r), *u;
	int sign = 1, exponent;

	if (!base)
		return NULL;
	skip_blanks(r);
	if (*r->at != '^')
		return base;
	r->at++;
	if (*r->at == '-') {
		sign = -1;
		r->at++;
	}
	exponent = *r->at - '0';
	if (exponent < 1 || exponent > EXPONENT_MAX || strspn(r->at, DIGITS) != 1)
		return refuse_syntax(r);
	r->at++;
	skip_blanks(r);
	u = unit_new(r->mem, r->table, r->err);
	for (int i = 0; u && i < exponent; i++)
		u = unit_join(r->mem, u, base, sign, r->err);
	return u;
}

static const struct unit *read_product(struct reader *r)
{
	const struct unit *u = read_power(r), *next;
	bool divided = false;

	while (u && (*r->at == '*' || *r->at == '/')) {
		int sign = *r->at == '*' ? 1 : -1;

		if (divided)
			return refuse_syntax(r);
		divided = sign < 0;
		r->at++;
		next = read_power(r);
		u = next ? unit_join(r->mem, u, next, sign, r->err) : NULL;
	}
	return u;
}

const struct unit *unit_parse(
	void *mem, const struct unit_table *t, const char *text, struct error *err)
{
	struct reader r = {.mem = mem, .table = t, .text = text, .at = text, .err = err};
	const struct unit *u;

	if (strlen(text) > UNIT_TEXT_MAX) {
		error_set(err, ERROR_UNIT_SIZE, RULE, "", NULL);
		return NULL;
	}
	u = read_product(&r);
	return u && *r.at ? refuse_syntax(&r) : u;
}

/* The meaning of a new symbol: `factor` times `of`; a base when `of` is NULL. */
static struct unit *define_unit(const struct unit_table *t, const struct rational *factor,
	const char *of, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct unit *u = unit_new(scratch, t, err);
	const struct unit *meaning;

	if (!u)
		return NULL;
	u->symbols = (struct powers){.n = 1, .at = {{t->n, 1}}};
	u->bases = u->symbols;
	if (of) {
		meaning = unit_parse(scratch, t, of, err);
		if (!meaning || rational_multiply(meaning->factor, factor, u->factor, err) != 0)
			return NULL;
		u->bases = meaning->bases;
	}
	return talloc_steal(t, u);
}

int unit_table_add(struct unit_table *t, const char *symbol, const char *factor, const char *of,
	struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	bool base = !of || !*of;
	const char *written = factor && *factor ? factor : base ? "1" : "";
	struct rational *one = rational_of(scratch, 1), *exact;
	const struct unit *u;

	if (!one)
		return error_no_memory(err);
	if (symbol_length(symbol) == 0 || symbol[symbol_length(symbol)] ||
		strlen(symbol) > UNIT_SYMBOL_MAX)
		return error_set(err, ERROR_UNIT_SYMBOL, RULE, "", "symbol", symbol, NULL);
	if (entry_find(t, symbol, strlen(symbol)))
		return error_set(err, ERROR_UNIT_KNOWN, RULE, "", "symbol", symbol, NULL);
	if (t->n == UNIT_TABLE_MAX)
		return error_set(err, ERROR_UNIT_TABLE_FULL, RULE, "", "symbol", symbol, NULL);
	exact = rational_parse(scratch, written, NULL);
	if (!exact || rational_sign(exact) <= 0 || (base && rational_compare(exact, one) != 0))
		return error_set(err, ERROR_UNIT_FACTOR, RULE, "", "symbol", symbol, "factor",
			written, NULL);
	u = define_unit(t, exact, base ? NULL : of, err);
	if (!u)
		return -1;
	memcpy(t->entries[t->n].symbol, symbol, strlen(symbol) + 1);
	t->entries[t->n++].unit = u;
	return 0;
}
