#include "base/digest_bulk.h"

#include <string.h>

enum { BLOCK = 64 };

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

#define QUICK __attribute__((target("sha,sse4.1,ssse3")))

/* FIPS 180-4, 4.2.2 */
static const uint32_t constants[BLOCK] __attribute__((aligned(16))) = {0x428A2F98, 0x71374491,
	0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5, 0xD807AA98,
	0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
	0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC,
	0x76F988DA, 0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147,
	0x06CA6351, 0x14292967, 0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354,
	0x766A0ABB, 0x81C2C92E, 0x92722C85, 0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3,
	0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070, 0x19A4C116, 0x1E376C08, 0x2748774C,
	0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3, 0x748F82EE, 0x78A5636F,
	0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2};

bool digest_bulk_is_quick(void)
{
	unsigned a, b, c, d;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSE4_1) || !(c & bit_SSSE3))
		return false;
	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
}

/* Four rounds; the message's words for the next sixteen are made as they are used. */
QUICK static inline void rounds(__m128i m[4], int i, __m128i *abef, __m128i *cdgh)
{
	const __m128i *k = (const __m128i *)(const void *)constants;
	__m128i *now = &m[i & 3], last = m[(i + 3) & 3], w;

	if (i >= 4) {
		w = _mm_add_epi32(_mm_sha256msg1_epu32(*now, m[(i + 1) & 3]),
			_mm_alignr_epi8(last, m[(i + 2) & 3], 4));
		*now = _mm_sha256msg2_epu32(w, last);
	}
	w = _mm_add_epi32(*now, _mm_load_si128(k + i));
	*cdgh = _mm_sha256rnds2_epu32(*cdgh, *abef, w);
	*abef = _mm_sha256rnds2_epu32(*abef, *cdgh, _mm_shuffle_epi32(w, 0x0E));
}

QUICK static void quick_blocks(uint32_t state[8], const uint8_t *bytes, size_t blocks)
{
	const __m128i big_endian = _mm_set_epi64x(0x0C0D0E0F08090A0B, 0x0405060700010203);
	__m128i dcba = _mm_loadu_si128((const __m128i *)(const void *)state);
	__m128i hgfe = _mm_loadu_si128((const __m128i *)(const void *)(state + 4));
	__m128i cdab = _mm_shuffle_epi32(dcba, 0xB1), efgh = _mm_shuffle_epi32(hgfe, 0x1B);
	__m128i abef = _mm_alignr_epi8(cdab, efgh, 8), cdgh = _mm_blend_epi16(efgh, cdab, 0xF0);
	__m128i m[4], abef_before, cdgh_before, feba, dchg;

	for (; blocks > 0; blocks--, bytes += BLOCK) {
		abef_before = abef;
		cdgh_before = cdgh;
		for (int i = 0; i < 4; i++)
			m[i] = _mm_shuffle_epi8(
				_mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * i)),
				big_endian);
#pragma GCC unroll 16
		for (int i = 0; i < 16; i++)
			rounds(m, i, &abef, &cdgh);
		abef = _mm_add_epi32(abef, abef_before);
		cdgh = _mm_add_epi32(cdgh, cdgh_before);
	}
	feba = _mm_shuffle_epi32(abef, 0x1B);
	dchg = _mm_shuffle_epi32(cdgh, 0xB1);
	_mm_storeu_si128((__m128i *)(void *)state, _mm_blend_epi16(feba, dchg, 0xF0));
	_mm_storeu_si128((__m128i *)(void *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

#else

bool digest_bulk_is_quick(void)
{
	return false;
}

static void quick_blocks(uint32_t state[8], const uint8_t *bytes, size_t blocks)
{
	(void)state;
	(void)bytes;
	(void)blocks;
}

#endif

void digest_bulk_begin(struct digest_bulk *s)
{
	static const uint32_t first[8] = {0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
		0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};

	memset(s, 0, sizeof(*s));
	memcpy(s->state, first, sizeof(first));
	s->quick = digest_bulk_is_quick();
	digest_begin(&s->slow);
}

void digest_bulk_add(struct digest_bulk *s, const void *bytes, size_t size)
{
	const uint8_t *at = bytes;
	size_t held = s->size % BLOCK, n;

	s->size += size;
	if (!s->quick) {
		digest_add(&s->slow, bytes, size);
		return;
	}
	if (held > 0) {
		n = size < BLOCK - held ? size : BLOCK - held;
		memcpy(s->rest + held, at, n);
		at += n;
		size -= n;
		if (held + n < BLOCK)
			return;
		quick_blocks(s->state, s->rest, 1);
	}
	quick_blocks(s->state, at, size / BLOCK);
	if (size % BLOCK > 0)
		memcpy(s->rest, at + (size - size % BLOCK), size % BLOCK);
}

static void put_big_endian(uint8_t *out, uint64_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		out[i] = (uint8_t)(value >> 8 * (bytes - 1 - i));
}

struct digest digest_bulk_end(struct digest_bulk *s)
{
	static const uint8_t padding[BLOCK] = {0x80};
	uint64_t bits = 8 * s->size;
	size_t held = s->size % BLOCK;
	uint8_t length[8];
	struct digest d;

	if (!s->quick)
		return digest_end(&s->slow);
	put_big_endian(length, bits, 8);
	digest_bulk_add(s, padding, held < 56 ? 56 - held : 120 - held);
	digest_bulk_add(s, length, sizeof(length));
	for (int i = 0; i < 8; i++)
		put_big_endian(d.bytes + 4 * i, s->state[i], 4);
	return d;
}
