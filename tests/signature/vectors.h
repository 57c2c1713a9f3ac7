/* vectors: what OpenSSH 9.2 and libsodium 1.0.18 made and accepted; seed 00..1f. */
#ifndef TESTS_SIGNATURE_VECTORS_H
#define TESTS_SIGNATURE_VECTORS_H

#include <sodium.h>

#include "tests/support.h"

#define VECTOR_PUBLIC "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
#define VECTOR_SIGNED                                                                              \
	"5353485349470000001569737375616e636540636365722e6578616d706c6500000000000000067368613531" \
	"3200000040d7f15033045f78d16087757dd25a582f3b46712d8e06e90e343b08611664b3cecc732c6965df69" \
	"888200321605289fce569d7a7da85ce2dd5a11e4f97ed52789"
#define VECTOR_BLOB                                                                                \
	"53534853494700000001000000330000000b7373682d656432353531390000002003a107bff3ce10be1d70dd" \
	"18e74bc09967e4d6309ba50d5f1ddc8664125531b80000001569737375616e636540636365722e6578616d70" \
	"6c650000000000000006736861353132000000530000000b7373682d6564323535313900000040dbc9f0943b" \
	"34e142394091b206ecd236dff077bb513c4cad55005d708e6edc0e92cfbc09ae059a09b72184e8e801be6451" \
	"d70c7a2c99f082d2c0f3f28cb4870c"
/*
 * The same seed in a security key that was touched and knew the person (flags 05),
 * counter 01020304: made with Python's cryptography, accepted by ssh-keygen 9.2.
 */
#define VECTOR_SK_SIGNED                                                                           \
	"e30610e8a162115960fe1ec223e6529c9f4b6e80200dcb5e5c321c8af1e2b1bf0501020304a864839eb1ff"   \
	"d9cf273ba42821088b2b061c72f91623e4566b88767005b29592"
#define VECTOR_SK_BLOB                                                                             \
	"535348534947000000010000004a0000001a736b2d7373682d65643235353139406f70656e7373682e636f"   \
	"6d0000002003a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8000000047373"   \
	"683a0000001569737375616e636540636365722e6578616d706c6500000000000000067368613531320000"   \
	"00670000001a736b2d7373682d65643235353139406f70656e7373682e636f6d00000040c68268f56a015c"   \
	"bc5bca828f3ecac866ee8f76ef8e3f2f72aa508225c887b9a31b8ab6270cb2c598641b969e0889ac44eeee"   \
	"d5f10c0e8eb41aa27357d320530f0501020304"
#define VECTOR_NAMESPACE "issuance@ccer.example"
#define VECTOR_MESSAGE "CCER\n"

/* The seed 00..1f. */
static inline const uint8_t *vector_seed(void)
{
	static uint8_t seed[32];

	for (uint8_t i = 0; i < 32; i++)
		seed[i] = i;
	return seed;
}

/* Decodes hexadecimal; returns the size. */
static inline size_t vector_bytes(const char *hex, uint8_t *out, size_t limit)
{
	size_t n;

	ck_assert_int_eq(sodium_hex2bin(out, limit, hex, strlen(hex), NULL, &n, NULL), 0);
	return n;
}

#endif
