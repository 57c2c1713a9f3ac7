#include "derivation/derive_cell.h"

#include <string.h>

#include <talloc.h>

#define E18 INT64_C(1000000000000000000)
#define WIDE(n) ((wide)E18 * (n))

enum { BEIJING_SECONDS = 8 * 3600, DAY_SECONDS = 86400, DATE = 10, TIME = CELL_TIME };

static const wide tens[QUANTITY_DIGITS_MAX + 1] = {1, 10, 100, 1000, 10000, 100000, 1000000,
	10000000, 100000000, 1000000000, INT64_C(10000000000), INT64_C(100000000000),
	INT64_C(1000000000000), INT64_C(10000000000000), INT64_C(100000000000000),
	INT64_C(1000000000000000), INT64_C(10000000000000000), INT64_C(100000000000000000), E18,
	WIDE(10), WIDE(100), WIDE(1000), WIDE(10000), WIDE(100000), WIDE(1000000), WIDE(10000000),
	WIDE(100000000), WIDE(1000000000), WIDE(INT64_C(10000000000)), WIDE(INT64_C(100000000000)),
	WIDE(INT64_C(1000000000000)), WIDE(INT64_C(10000000000000)), WIDE(INT64_C(100000000000000)),
	WIDE(INT64_C(1000000000000000)), WIDE(INT64_C(10000000000000000)),
	WIDE(INT64_C(100000000000000000)), WIDE(E18), WIDE(E18) * 10, WIDE(E18) * 100};

/* --- numbers --- */

bool cell_long_number(const char *text, size_t size, int64_t *m, uint32_t *places)
{
	size_t at = size > 0 && text[0] == '-', point = 0, first = at;
	int64_t n = 0;

	if (size == at || size - at > DERIVE_DIGITS_MAX + 1)
		return false;
	for (; at < size; at++) {
		if (text[at] == '.' && !point && at > first)
			point = at;
		else if (text[at] >= '0' && text[at] <= '9' && n < E18 / 10)
			n = 10 * n + (text[at] - '0');
		else
			return false;
	}
	*places = point ? (uint32_t)(size - point - 1) : 0;
	if ((point && *places == 0) || *places > DERIVE_PLACES_MAX)
		return false;
	if (text[first] == '0' && size > first + 1 && point != first + 1)
		return false;
	*m = first ? -n : n;
	return true;
}

/* --- times --- */

static bool two_digits(const char *text, int limit, int *out)
{
	if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
		return false;
	*out = (text[0] - '0') * 10 + (text[1] - '0');
	return *out < limit;
}

bool cell_time(const char *text, size_t size, int64_t *seconds)
{
	int hour = 0, minute = 0, second = 0;
	bool utc = size == TIME + 1 && text[TIME] == 'Z';
	struct day day;

	if (size != DATE && size != TIME && !utc &&
		(size != TIME + 6 || memcmp(text + TIME, "+08:00", 6) != 0))
		return false;
	if (!day_parse(text, DATE, &day))
		return false;
	if (size != DATE &&
		((text[DATE] != 'T' && text[DATE] != ' ') || text[13] != ':' || text[16] != ':' ||
			!two_digits(text + 11, 24, &hour) || !two_digits(text + 14, 60, &minute) ||
			!two_digits(text + 17, 60, &second)))
		return false;
	*seconds = (int64_t)day.n * DAY_SECONDS + (hour * 60 + minute) * 60 + second +
		   (utc ? BEIJING_SECONDS : 0);
	return true;
}

static void write_two(char *text, int64_t n)
{
	text[0] = (char)('0' + n / 10);
	text[1] = (char)('0' + n % 10);
}

/* Over text[0..size) of 10 or at least 19; the date only in the first `begin` of a day. */
static void write_time(int64_t seconds, int64_t begin, char *text, size_t size)
{
	int64_t days = seconds / DAY_SECONDS, rest = seconds % DAY_SECONDS;
	char day[DAY_TEXT_SIZE];

	if (rest < 0) {
		rest += DAY_SECONDS;
		days--;
	}
	if (rest < begin)
		memcpy(text, day_text((struct day){(int32_t)days}, day), DATE);
	if (size < TIME)
		return;
	write_two(text + 11, rest / 3600);
	write_two(text + 14, rest / 60 % 60);
	write_two(text + 17, rest % 60);
}

char *cell_time_text(int64_t seconds, char out[CELL_TIME_MAX])
{
	memcpy(out, "0000-00-00 00:00:00", TIME + 1);
	write_time(seconds, DAY_SECONDS, out, TIME);
	return out;
}

void cell_clock_set(struct cell_clock *c, const char *text, size_t size, int64_t seconds)
{
	memcpy(c->text, text, size);
	c->size = size;
	c->seconds = seconds;
}

void cell_clock_advance_far(struct cell_clock *c, int64_t step)
{
	int64_t second;

	c->seconds += step;
	if (c->size >= TIME && step < 60) {
		second = (c->text[17] - '0') * 10 + (c->text[18] - '0') + step;
		if (second < 60) {
			write_two(c->text + 17, second);
			return;
		}
	}
	write_time(c->size == TIME + 1 ? c->seconds - BEIJING_SECONDS : c->seconds, step, c->text,
		c->size);
}

/* --- quantities --- */

static inline unsigned __int128 wide_magnitude(wide m)
{
	return m < 0 ? -(unsigned __int128)m : (unsigned __int128)m;
}

bool quantity_multiply_wide(struct quantity *q, int64_t m, uint32_t places)
{
	unsigned __int128 a = wide_magnitude(q->m), b = wide_magnitude(m), low, high;

	q->places += places;
	low = (uint64_t)a * b;
	high = (a >> 64) * b + (low >> 64);
	if (high >> 63)
		return false;
	a = high << 64 | (uint64_t)low;
	q->m = (q->m < 0) == (m < 0) ? (wide)a : -(wide)a;
	return a < (unsigned __int128)tens[QUANTITY_DIGITS_MAX];
}

/* m * 10^by, where it stays below 10^38. */
static inline bool widen_quantity(wide *m, uint32_t by)
{
	if (by > QUANTITY_DIGITS_MAX ||
		wide_magnitude(*m) >= (unsigned __int128)tens[QUANTITY_DIGITS_MAX - by])
		return false;
	*m *= tens[by];
	return true;
}

int quantity_compare(const struct quantity *a, const struct quantity *b)
{
	wide x = a->m, y = b->m;

	/* One that cannot be widened is beyond all that the other can be. */
	if (a->places < b->places && !widen_quantity(&x, b->places - a->places))
		return x < 0 ? -1 : 1;
	if (b->places < a->places && !widen_quantity(&y, a->places - b->places))
		return y < 0 ? 1 : -1;
	return (x > y) - (x < y);
}

struct rational *quantity_rational(void *mem, const struct quantity *q)
{
	struct rational *r = rational_new(mem);
	unsigned __int128 size = wide_magnitude(q->m);

	if (!r)
		return NULL;
	mpz_set_ui(mpq_numref(r->q), (uint64_t)(size >> 64));
	mpz_mul_2exp(mpq_numref(r->q), mpq_numref(r->q), 64);
	mpz_add_ui(mpq_numref(r->q), mpq_numref(r->q), (uint64_t)size);
	if (q->m < 0)
		mpz_neg(mpq_numref(r->q), mpq_numref(r->q));
	mpz_ui_pow_ui(mpq_denref(r->q), 10, q->places);
	mpq_canonicalize(r->q);
	return r;
}

/* Carries over what is in m. */
static int sum_carry(void *mem, struct sum *s, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct quantity q = {s->m, s->places};
	struct rational *r = quantity_rational(scratch, &q);

	if (!s->carried)
		s->carried = rational_new(mem);
	if (!r || !s->carried)
		return error_no_memory(err);
	s->m = 0;
	return rational_add(s->carried, r, s->carried, err);
}

int sum_add_wide(void *mem, struct sum *s, const struct quantity *q, struct error *err)
{
	wide more = q->m, total;

	if (q->places > s->places) {
		if (!widen_quantity(&s->m, q->places - s->places) && sum_carry(mem, s, err) != 0)
			return -1;
		s->places = q->places;
	} else if (q->places < s->places && !widen_quantity(&more, s->places - q->places)) {
		if (sum_carry(mem, s, err) != 0)
			return -1;
		s->places = q->places;
	}
	if (!__builtin_add_overflow(s->m, more, &total)) {
		s->m = total;
		return 0;
	}
	if (sum_carry(mem, s, err) != 0)
		return -1;
	s->m = more;
	return 0;
}

struct rational *sum_rational(void *mem, const struct sum *s, struct error *err)
{
	struct quantity q = {s->m, s->places};
	struct rational *r = quantity_rational(mem, &q);

	if (!r) {
		error_no_memory(err);
		return NULL;
	}
	return s->carried && rational_add(r, s->carried, r, err) != 0 ? NULL : r;
}
