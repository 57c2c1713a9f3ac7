#include "number/rational.h"

#include <assert.h>
#include <string.h>

#include <talloc.h>

_Static_assert(sizeof(long) == sizeof(int64_t), "GMP's signed integers are 64 bits here");

enum { PLACES_MAX = 64 };

static int rational_destroy(struct rational *r)
{
	mpq_clear(r->q);
	return 0;
}

static void integer_auto(mpz_t *z)
{
	mpz_clear(*z);
}

static void quotient_auto(mpq_t *q)
{
	mpq_clear(*q);
}

struct rational *rational_new(void *mem)
{
	struct rational *r = talloc(mem, struct rational);

	if (!r)
		return NULL;
	mpq_init(r->q);
	talloc_set_destructor(r, rational_destroy);
	return r;
}

static bool size_fits(const mpq_t q)
{
	return mpz_sizeinbase(mpq_numref(q), 2) <= RATIONAL_BITS_MAX &&
	       mpz_sizeinbase(mpq_denref(q), 2) <= RATIONAL_BITS_MAX;
}

static int too_large(struct error *err)
{
	char bits[16];

	snprintf(bits, sizeof(bits), "%d", (int)RATIONAL_BITS_MAX);
	return error_set(err, ERROR_NUMBER_SIZE, NULL, "", "bits", bits, NULL);
}

/* Length of `digits[.digits]` at text, 0 when there is none; *places of its point. */
static size_t decimal_length(const char *text, size_t *places)
{
	size_t whole = strspn(text, "0123456789"), behind;

	*places = 0;
	if (whole == 0 || (whole > 1 && text[0] == '0'))
		return 0;
	if (text[whole] != '.')
		return whole;
	behind = strspn(text + whole + 1, "0123456789");
	*places = behind;
	return behind ? whole + 1 + behind : 0;
}

/* The decimal in text[0..length) with its point `places` from the end, into q. */
static void decimal_read(const char *text, size_t length, size_t places, mpq_t q)
{
	char digits[RATIONAL_TEXT_MAX + 1];
	size_t n = 0;

	assert(length <= RATIONAL_TEXT_MAX);
	for (size_t i = 0; i < length; i++) {
		if (text[i] != '.')
			digits[n++] = text[i];
	}
	digits[n] = '\0';
	if (mpz_set_str(mpq_numref(q), digits, 10) != 0)
		assert(false && "only digits come here");
	mpz_ui_pow_ui(mpq_denref(q), 10, places);
	mpq_canonicalize(q);
}

struct rational *rational_parse(void *mem, const char *text, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct rational *r = rational_new(scratch), *below = rational_new(scratch);
	const char *at = text + (text[0] == '-');
	size_t length, places;

	if (!r || !below) {
		error_no_memory(err);
		return NULL;
	}
	if (strlen(text) > RATIONAL_TEXT_MAX) {
		too_large(err);
		return NULL;
	}
	length = decimal_length(at, &places);
	if (length)
		decimal_read(at, length, places, r->q);
	at += length;
	if (length && *at == '/') {
		length = decimal_length(++at, &places);
		if (length)
			decimal_read(at, length, places, below->q);
		at += length;
		if (length && mpq_sgn(below->q) != 0)
			mpq_div(r->q, r->q, below->q);
		else
			length = 0;
	}
	if (!length || *at) {
		error_set(err, ERROR_NUMBER_FORM, NULL, "", "value", text, NULL);
		return NULL;
	}
	if (!size_fits(r->q)) {
		too_large(err);
		return NULL;
	}
	if (text[0] == '-')
		mpq_neg(r->q, r->q);
	return talloc_steal(mem, r);
}

struct rational *rational_of(void *mem, int64_t value)
{
	struct rational *r = rational_new(mem);

	if (r)
		mpq_set_si(r->q, value, 1);
	return r;
}

struct rational *rational_copy(void *mem, const struct rational *r)
{
	struct rational *copy = rational_new(mem);

	if (copy)
		mpq_set(copy->q, r->q);
	return copy;
}

typedef void (*operation)(mpq_t, const mpq_t, const mpq_t);

static int apply_operation(operation op, const struct rational *a, const struct rational *b,
	struct rational *out, struct error *err)
{
	AUTO(quotient_auto) mpq_t value;

	mpq_init(value);
	op(value, a->q, b->q);
	if (!size_fits(value))
		return too_large(err);
	mpq_swap(out->q, value);
	return 0;
}

int rational_add(
	const struct rational *a, const struct rational *b, struct rational *out, struct error *err)
{
	return apply_operation(mpq_add, a, b, out, err);
}

int rational_subtract(
	const struct rational *a, const struct rational *b, struct rational *out, struct error *err)
{
	return apply_operation(mpq_sub, a, b, out, err);
}

int rational_multiply(
	const struct rational *a, const struct rational *b, struct rational *out, struct error *err)
{
	return apply_operation(mpq_mul, a, b, out, err);
}

int rational_divide(
	const struct rational *a, const struct rational *b, struct rational *out, struct error *err)
{
	assert(mpq_sgn(b->q) != 0);
	return apply_operation(mpq_div, a, b, out, err);
}

void rational_negate(const struct rational *a, struct rational *out)
{
	mpq_neg(out->q, a->q);
}

bool rational_root(const struct rational *a, struct rational *out)
{
	if (mpq_sgn(a->q) < 0 || !mpz_perfect_square_p(mpq_numref(a->q)) ||
		!mpz_perfect_square_p(mpq_denref(a->q)))
		return false;
	mpz_sqrt(mpq_numref(out->q), mpq_numref(a->q));
	mpz_sqrt(mpq_denref(out->q), mpq_denref(a->q));
	return true;
}

int rational_sign(const struct rational *r)
{
	return mpq_sgn(r->q);
}

int rational_compare(const struct rational *a, const struct rational *b)
{
	int order = mpq_cmp(a->q, b->q);

	return (order > 0) - (order < 0);
}

char *rational_text(void *mem, const struct rational *r, int places)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	AUTO(integer_auto) mpz_t scaled;
	AUTO(integer_auto) mpz_t rest;
	const char *sign = mpq_sgn(r->q) < 0 ? "-" : "", *tail = "";
	char *digits;
	size_t size, behind = (size_t)places;

	assert(places >= 0 && places <= PLACES_MAX);
	mpz_init(scaled);
	mpz_init(rest);
	mpz_ui_pow_ui(scaled, 10, behind);
	mpz_mul(scaled, scaled, mpq_numref(r->q));
	mpz_tdiv_qr(scaled, rest, scaled, mpq_denref(r->q));
	mpz_abs(scaled, scaled);
	size = mpz_sizeinbase(scaled, 10);
	digits = talloc_zero_size(scratch, size + behind + 3);
	if (!digits)
		return NULL;
	memset(digits, '0', behind);
	mpz_get_str(digits + behind, 10, scaled);
	size = strlen(digits + behind);
	/* Leading zeros are taken only as far as the point needs them. */
	digits += size > behind ? behind : size - 1;
	size = strlen(digits) - behind;
	if (mpz_sgn(rest) != 0)
		tail = "…";
	while (!*tail && behind > 0 && digits[size + behind - 1] == '0')
		behind--;
	return talloc_asprintf(mem, "%s%.*s%s%.*s%s", sign, (int)size, digits, behind ? "." : "",
		(int)behind, digits + size, tail);
}

char *rational_exact(void *mem, const struct rational *r)
{
	size_t size =
		mpz_sizeinbase(mpq_numref(r->q), 10) + mpz_sizeinbase(mpq_denref(r->q), 10) + 3;
	char *text = talloc_zero_size(mem, size);

	return text ? mpq_get_str(text, 10, r->q) : NULL;
}

bool rational_floor(const struct rational *r, int64_t *out)
{
	AUTO(integer_auto) mpz_t whole;

	mpz_init(whole);
	mpz_fdiv_q(whole, mpq_numref(r->q), mpq_denref(r->q));
	if (!mpz_fits_slong_p(whole))
		return false;
	*out = mpz_get_si(whole);
	return true;
}
