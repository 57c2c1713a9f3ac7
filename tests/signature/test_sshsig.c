#include "signature/sshsig.h"

#include <string.h>

#include <sodium.h>
#include <talloc.h>

#include "signature/armour.h"
#include "signature/secret_key.h"
#include "signature/ssh_string.h"
#include "tests/folder.h"
#include "tests/signature/authenticator.h"
#include "tests/signature/vectors.h"
#include "tests/support.h"

static void *mem;
static struct buffer *out;
static struct error err;

static void set_up(void)
{
	mem = talloc_new(NULL);
	out = buffer_new(mem, 64 * 1024);
	err = (struct error){.code = ERROR_NONE};
}

static void tear_down(void)
{
	talloc_free(mem);
}

/* The vector's armour in `out`. */
static void vector_armour(void)
{
	uint8_t blob[256];

	armour_write(&ARMOUR_SIGNATURE, blob, vector_bytes(VECTOR_BLOB, blob, sizeof(blob)), out);
}

static struct sshsig vector_signature(void)
{
	struct sshsig s;

	vector_armour();
	ck_assert_int_eq(sshsig_parse(out->bytes, out->size, &s, &err), 0);
	buffer_clear(out);
	return s;
}

static int check(const struct sshsig *s)
{
	return sshsig_check(s, VECTOR_NAMESPACE, VECTOR_MESSAGE, strlen(VECTOR_MESSAGE), &err);
}

/*
 * A key with a torsion part, A = aB + T with T of order 8, and a signature that fits without
 * the cofactor: R is sought until the hash is a multiple of 8, so that T falls away.
 */
static struct sshsig torsion_signature(const char *message)
{
	static const uint8_t torsion[32] = {0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45,
		0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0, 0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33,
		0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05};
	uint8_t a[32], r[32], k[32], product[32], hash[64];
	struct sshsig s = {.flags = 0};
	crypto_hash_sha512_state state;

	strcpy(s.namespace, VECTOR_NAMESPACE);
	sshsig_signed_bytes(VECTOR_NAMESPACE, message, strlen(message), out);
	crypto_core_ed25519_scalar_random(a);
	ck_assert_int_eq(crypto_scalarmult_ed25519_base_noclamp(product, a), 0);
	ck_assert_int_eq(crypto_core_ed25519_add(s.key.bytes, product, torsion), 0);
	do {
		crypto_core_ed25519_scalar_random(r);
		ck_assert_int_eq(crypto_scalarmult_ed25519_base_noclamp(s.signature, r), 0);
		crypto_hash_sha512_init(&state);
		crypto_hash_sha512_update(&state, s.signature, 32);
		crypto_hash_sha512_update(&state, s.key.bytes, 32);
		crypto_hash_sha512_update(&state, (const uint8_t *)out->bytes, out->size);
		crypto_hash_sha512_final(&state, hash);
		crypto_core_ed25519_scalar_reduce(k, hash);
	} while (k[0] % 8 != 0);
	crypto_core_ed25519_scalar_mul(product, k, a);
	crypto_core_ed25519_scalar_add(s.signature + 32, r, product);
	return s;
}

START_TEST(a_key_with_a_torsion_part_signs_nothing)
{
	struct sshsig s = torsion_signature(VECTOR_MESSAGE);

	ck_assert_int_eq(crypto_sign_verify_detached(
				 s.signature, (const uint8_t *)out->bytes, out->size, s.key.bytes),
		0);
	ck_assert(!public_key_is_sound(&s.key));
	ck_assert_int_eq(check(&s), -1);
	ck_assert_int_eq(err.code, ERROR_KEY_POINT);
}
END_TEST

START_TEST(the_vector_is_read_checked_and_written_again)
{
	struct sshsig s = vector_signature();
	char hex[65];

	ck_assert_int_eq(check(&s), 0);
	ck_assert_str_eq(s.namespace, VECTOR_NAMESPACE);
	sodium_bin2hex(hex, sizeof(hex), s.key.bytes, 32);
	ck_assert_str_eq(hex, VECTOR_PUBLIC);
	vector_armour();
	struct buffer *again = buffer_new(mem, 4096);
	sshsig_write(&s, again);
	ck_assert_str_eq(again->bytes, out->bytes);
}
END_TEST

START_TEST(the_signed_bytes_are_the_vectors)
{
	uint8_t expected[256];
	size_t n = vector_bytes(VECTOR_SIGNED, expected, sizeof(expected));

	ck_assert_uint_eq(n, 113);
	sshsig_signed_bytes(VECTOR_NAMESPACE, VECTOR_MESSAGE, strlen(VECTOR_MESSAGE), out);
	ck_assert_uint_eq(out->size, n);
	ck_assert_mem_eq(out->bytes, expected, n);
}
END_TEST

START_TEST(signing_gives_the_vectors_bytes)
{
	struct secret_key *key = secret_key_from_seed(mem, vector_seed());
	struct sshsig expected = vector_signature(), s;

	ck_assert_int_eq(secret_key_sshsig(key, VECTOR_NAMESPACE, VECTOR_MESSAGE,
				 strlen(VECTOR_MESSAGE), &s, &err),
		0);
	ck_assert_mem_eq(s.signature, expected.signature, SSHSIG_SIZE);
	ck_assert_int_eq(sshsig_compare(&s, &expected), 0);
	expected.key.bytes[0]++;
	ck_assert_int_lt(sshsig_compare(&s, &expected), 0);
}
END_TEST

/* Any width of line is read; the canonical one is written. */
static const size_t widths[] = {1, 3, 64, 70, 76, 1000};

START_TEST(any_width_of_line_is_read)
{
	struct sshsig s = vector_signature(), again;
	char base64[512], blob[256];
	size_t n;

	n = vector_bytes(VECTOR_BLOB, (uint8_t *)blob, sizeof(blob));
	sodium_bin2base64(
		base64, sizeof(base64), (uint8_t *)blob, n, sodium_base64_VARIANT_ORIGINAL);
	buffer_add_text(out, "-----BEGIN SSH SIGNATURE-----\n");
	for (size_t i = 0; i < strlen(base64); i += widths[_i])
		buffer_add_format(out, "%.*s\n", (int)widths[_i], base64 + i);
	buffer_add_text(out, "-----END SSH SIGNATURE-----");
	ck_assert_int_eq(sshsig_parse(out->bytes, out->size, &again, &err), 0);
	ck_assert_int_eq(check(&again), 0);
	ck_assert_mem_eq(again.signature, s.signature, SSHSIG_SIZE);
}
END_TEST

/* What is done to the canonical armour's text before it is read. */
static const struct {
	const char *find, *put;
} broken_armours[] = {
	{"-----BEGIN SSH", "----BEGIN SSH"},
	{"-----BEGIN SSH", " -----BEGIN SSH"},
	{"-----BEGIN SSH", "\n-----BEGIN SSH"},
	{"SIGNATURE-----\nU1", "SIGNATURE----- \nU1"},
	{"SIGNATURE-----\nU1", "SIGNATURE-----\r\nU1"},
	{"SIGNATURE-----\nU1", "SIGNATURE-----\n\nU1"},
	{"SIGNATURE-----\nU1", "SIGNATURE-----\n U1"},
	{"SIGNATURE-----\nU1", "SIGNATURE-----\n=U1"},
	{"SIGNATURE-----\nU1", "SIGNATURE-----\n-U1"},
	{"\n-----END", "\n\n-----END"},
	{"\n-----END", "-----END"},
	{"\n-----END", "\n=\n-----END"},
	{"\n-----END", "\nAAAA\n-----END"},
	{"-----END SSH", "-----END OUR"},
	{"-----END SSH SIGNATURE-----\n", ""},
	{"-----END SSH SIGNATURE-----\n", "-----END SSH SIGNATURE-----\n\n"},
	{"-----END SSH SIGNATURE-----\n", "-----END SSH SIGNATURE-----\nx"},
	{"-----END SSH SIGNATURE-----\n", "-----END SSH SIGNATURE----- "},
	{"-----END SSH SIGNATURE-----\n", "-----END SSH SIGNATURE-----x\n"},
};

START_TEST(a_broken_armour_is_refused)
{
	struct buffer *text = buffer_new(mem, 4096);
	struct sshsig s;
	const char *at;

	vector_armour();
	at = strstr(out->bytes, broken_armours[_i].find);
	ck_assert_ptr_nonnull(at);
	buffer_add(text, out->bytes, (size_t)(at - out->bytes));
	buffer_add_text(text, broken_armours[_i].put);
	buffer_add_text(text, at + strlen(broken_armours[_i].find));
	ck_assert_int_eq(sshsig_parse(text->bytes, text->size, &s, &err), -1);
	/* Appended base64 decodes: the blob then has data after its end. */
	if (err.code != ERROR_SSHSIG_FORM)
		ck_assert_int_eq(err.code, ERROR_SSHSIG_ARMOUR);
}
END_TEST

START_TEST(every_cut_of_an_armour_is_refused)
{
	struct sshsig s;

	vector_armour();
	for (size_t n = 0; n + 1 < out->size; n++) {
		char *exact = talloc_memdup(mem, out->bytes, n);

		ck_assert_int_eq(sshsig_parse(exact, n, &s, &err), -1);
		ck_assert_int_eq(err.code, ERROR_SSHSIG_ARMOUR);
		talloc_free(exact);
	}
}
END_TEST

/* The parts of a blob; NULL means the sound one. */
static const struct {
	const char *name;
	uint32_t version;
	const char *key_type;
	size_t key_size;
	const char *namespace, *reserved, *hash, *signature_type;
	size_t signature_size;
	const char *behind;
	enum error_code code;
} broken_blobs[] = {
	{"sound", 1, NULL, 32, NULL, "", NULL, NULL, 64, "", ERROR_NONE},
	{"version 0", 0, NULL, 32, NULL, "", NULL, NULL, 64, "", ERROR_SSHSIG_FORM},
	{"version 2", 2, NULL, 32, NULL, "", NULL, NULL, 64, "", ERROR_SSHSIG_FORM},
	{"rsa key", 1, "ssh-rsa", 32, NULL, "", NULL, NULL, 64, "", ERROR_SSHSIG_KEY_TYPE},
	{"security key of another curve", 1, "sk-ecdsa-sha2-nistp256@openssh.com", 32, NULL, "",
		NULL, NULL, 64, "", ERROR_SSHSIG_KEY_TYPE},
	{"security key without application", 1, "sk-ssh-ed25519@openssh.com", 32, NULL, "", NULL,
		NULL, 64, "", ERROR_SSHSIG_FORM},
	{"a security key's signature by a plain one", 1, NULL, 32, NULL, "", NULL,
		"sk-ssh-ed25519@openssh.com", 64, "", ERROR_SSHSIG_FORM},
	{"short key", 1, NULL, 31, NULL, "", NULL, NULL, 64, "", ERROR_SSHSIG_FORM},
	{"long key", 1, NULL, 33, NULL, "", NULL, NULL, 64, "", ERROR_SSHSIG_FORM},
	{"no namespace", 1, NULL, 32, "", "", NULL, NULL, 64, "", ERROR_SSHSIG_FORM},
	{"blank in namespace", 1, NULL, 32, "a b", "", NULL, NULL, 64, "", ERROR_SSHSIG_FORM},
	{"reserved", 1, NULL, 32, NULL, "x", NULL, NULL, 64, "", ERROR_SSHSIG_FORM},
	{"sha1", 1, NULL, 32, NULL, "", "sha1", NULL, 64, "", ERROR_SSHSIG_HASH},
	{"sha256", 1, NULL, 32, NULL, "", "sha256", NULL, 64, "", ERROR_SSHSIG_HASH},
	{"SHA512", 1, NULL, 32, NULL, "", "SHA512", NULL, 64, "", ERROR_SSHSIG_HASH},
	{"other type in signature", 1, NULL, 32, NULL, "", NULL, "rsa-sha2-512", 64, "",
		ERROR_SSHSIG_KEY_TYPE},
	{"short signature", 1, NULL, 32, NULL, "", NULL, NULL, 63, "", ERROR_SSHSIG_FORM},
	{"long signature", 1, NULL, 32, NULL, "", NULL, NULL, 65, "", ERROR_SSHSIG_FORM},
	{"data behind", 1, NULL, 32, NULL, "", NULL, NULL, 64, "x", ERROR_SSHSIG_FORM},
};

static void add_typed(struct buffer *b, const char *type, size_t size)
{
	struct buffer *inner = buffer_new(mem, 4096);
	uint8_t zero[65] = {0};

	ssh_add_string(inner, type, strlen(type));
	ssh_add_string(inner, zero, size);
	ssh_add_string(b, inner->bytes, inner->size);
}

static void add_text(struct buffer *b, const char *text, const char *otherwise)
{
	text = text ? text : otherwise;
	ssh_add_string(b, text, strlen(text));
}

START_TEST(a_malformed_blob_is_refused)
{
	struct buffer *blob = buffer_new(mem, 4096);
	const char *ed25519 = "ssh-ed25519";
	struct sshsig s;

	buffer_add_text(blob, "SSHSIG");
	ssh_add_u32(blob, broken_blobs[_i].version);
	add_typed(blob, broken_blobs[_i].key_type ? broken_blobs[_i].key_type : ed25519,
		broken_blobs[_i].key_size);
	add_text(blob, broken_blobs[_i].namespace, "git");
	add_text(blob, broken_blobs[_i].reserved, "");
	add_text(blob, broken_blobs[_i].hash, "sha512");
	add_typed(blob, broken_blobs[_i].signature_type ? broken_blobs[_i].signature_type : ed25519,
		broken_blobs[_i].signature_size);
	buffer_add_text(blob, broken_blobs[_i].behind);
	armour_write(&ARMOUR_SIGNATURE, (const uint8_t *)blob->bytes, blob->size, out);
	ck_assert_int_eq(sshsig_parse(out->bytes, out->size, &s, &err),
		broken_blobs[_i].code == ERROR_NONE ? 0 : -1);
	ck_assert_int_eq(err.code, broken_blobs[_i].code);
}
END_TEST

START_TEST(a_cut_blob_is_refused)
{
	uint8_t blob[256];
	size_t n = vector_bytes(VECTOR_BLOB, blob, sizeof(blob));
	struct sshsig s;

	for (size_t i = 0; i < n; i++) {
		buffer_clear(out);
		armour_write(&ARMOUR_SIGNATURE, blob, i, out);
		ck_assert_int_eq(sshsig_parse(out->bytes, out->size, &s, &err), -1);
	}
}
END_TEST

START_TEST(a_namespace_must_fit_in_its_bound)
{
	struct sshsig s = vector_signature();

	for (size_t n = 90; n < 110; n++) {
		uint8_t raw[512], key[PUBLIC_KEY_BLOB_MAX], *at = raw + 10;
		char name[128] = "";

		memset(name, 'n', n);
		memcpy(raw, "SSHSIG\0\0\0\1", 10);
		at = ssh_put_string(at, key, public_key_blob(&s.key, key));
		at = ssh_put_string(at, name, n);
		at = ssh_put_string(at, "", 0);
		at = ssh_put_string(at, "sha512", 6);
		at = ssh_put_u32(at, 83);
		at = ssh_put_string(at, "ssh-ed25519", 11);
		at = ssh_put_string(at, s.signature, 64);
		buffer_clear(out);
		armour_write(&ARMOUR_SIGNATURE, raw, (size_t)(at - raw), out);
		ck_assert_int_eq(sshsig_parse(out->bytes, out->size, &s, &err),
			n < SSHSIG_NAMESPACE_MAX ? 0 : -1);
	}
}
END_TEST

START_TEST(another_namespace_or_message_is_refused)
{
	struct sshsig s = vector_signature();

	ck_assert_int_eq(sshsig_check(&s, "issuance@ccer.exampl", VECTOR_MESSAGE, 5, &err), -1);
	ck_assert_int_eq(err.code, ERROR_SSHSIG_NAMESPACE);
	ck_assert_str_eq(error_argument(&err, "found"), VECTOR_NAMESPACE);
	ck_assert_int_eq(sshsig_check(&s, VECTOR_NAMESPACE, "CCER", 4, &err), -1);
	ck_assert_int_eq(err.code, ERROR_SSHSIG_BAD);
}
END_TEST

START_TEST(every_flipped_bit_of_a_signature_is_refused)
{
	struct sshsig s = vector_signature();

	for (size_t i = 0; i < 8 * SSHSIG_SIZE; i++) {
		s.signature[i / 8] ^= (uint8_t)(1 << i % 8);
		ck_assert_int_eq(check(&s), -1);
		ck_assert_int_eq(err.code, ERROR_SSHSIG_BAD);
		s.signature[i / 8] ^= (uint8_t)(1 << i % 8);
	}
}
END_TEST

START_TEST(a_signature_with_the_order_added_is_refused)
{
	static const char order[] =
		"edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
	struct sshsig s = vector_signature();
	uint8_t l[32];
	unsigned carry = 0;

	vector_bytes(order, l, sizeof(l));
	for (size_t i = 0; i < 32; i++) {
		carry += s.signature[32 + i] + l[i];
		s.signature[32 + i] = (uint8_t)carry;
		carry >>= 8;
	}
	ck_assert_int_eq(check(&s), -1);
	ck_assert_int_eq(err.code, ERROR_SSHSIG_BAD);
}
END_TEST

/* Points of small order, and the neutral element written with p added. */
static const char *const unsound[] = {
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};

START_TEST(a_key_of_small_order_signs_nothing)
{
	struct sshsig s = vector_signature();

	/* With a small point as the key and as R, and S = 0, the equation can hold for any text. */
	vector_bytes(unsound[_i], s.key.bytes, 32);
	memset(s.signature, 0, SSHSIG_SIZE);
	for (size_t i = 0; i < COUNT_OF(unsound); i++) {
		vector_bytes(unsound[i], s.signature, 32);
		ck_assert_int_eq(check(&s), -1);
		ck_assert_int_eq(err.code, ERROR_SSHSIG_BAD);
	}
}
END_TEST

START_TEST(what_ssh_keygen_signs_is_accepted)
{
	struct folder f = folder_make();
	char text[4096];
	struct sshsig s;
	size_t n;

	ck_assert_int_eq(folder_run(&f, "ssh-keygen -q -t ed25519 -N '' -C me -f key"), 0);
	folder_put(&f, "message", VECTOR_MESSAGE, strlen(VECTOR_MESSAGE));
	ck_assert_int_eq(
		folder_run(&f, "ssh-keygen -q -Y sign -f key -n %s message", VECTOR_NAMESPACE), 0);
	n = folder_get(&f, "message.sig", text, sizeof(text));
	ck_assert_int_eq(sshsig_parse(text, n, &s, &err), 0);
	ck_assert_int_eq(check(&s), 0);
	/* OpenSSH writes the canonical armour itself. */
	sshsig_write(&s, out);
	ck_assert_str_eq(out->bytes, text);
	ck_assert_int_eq(folder_run(&f,
				 "ssh-keygen -q -Y sign -O hashalg=sha256 -f key -n %s "
				 "<message >second.sig",
				 VECTOR_NAMESPACE),
		0);
	n = folder_get(&f, "second.sig", text, sizeof(text));
	ck_assert_int_eq(sshsig_parse(text, n, &s, &err), -1);
	ck_assert_int_eq(err.code, ERROR_SSHSIG_HASH);
	ck_assert_str_eq(error_argument(&err, "hash"), "sha256");
	folder_remove(&f);
}
END_TEST

START_TEST(ssh_keygen_accepts_what_we_sign)
{
	struct folder f = folder_make();
	struct secret_key *key = secret_key_from_seed(mem, vector_seed());
	char line[PUBLIC_KEY_TEXT_SIZE];
	struct sshsig s;

	ck_assert_int_eq(secret_key_sshsig(key, "document@ccer.example", "abc\n", 4, &s, &err), 0);
	sshsig_write(&s, out);
	folder_put(&f, "message", "abc\n", 4);
	folder_put(&f, "message.sig", out->bytes, out->size);
	buffer_clear(out);
	buffer_add_format(out, "me namespaces=\"document@ccer.example\" %s\n",
		public_key_text(secret_key_public(key), line));
	folder_put(&f, "allowed", out->bytes, out->size);
	ck_assert_int_eq(folder_run(&f, "ssh-keygen -Y verify -f allowed -I me "
					"-n document@ccer.example -s message.sig <message"),
		0);
	folder_put(&f, "message", "abd\n", 4);
	ck_assert_int_ne(folder_run(&f, "ssh-keygen -Y verify -f allowed -I me "
					"-n document@ccer.example -s message.sig <message"),
		0);
	folder_remove(&f);
}
END_TEST

/* --- security keys --- */

enum { TOUCHED = 0x01, SEEN = 0x04 /* the person was recognised */, COUNTER = 0x01020304 };

static struct sshsig touched(uint8_t flags)
{
	return authenticator_sign(vector_seed(), VECTOR_NAMESPACE, VECTOR_MESSAGE,
		strlen(VECTOR_MESSAGE), flags, COUNTER);
}

START_TEST(the_vector_of_a_security_key_is_made_read_and_checked)
{
	uint8_t blob[512], bytes[AUTHENTICATOR_SIGNED], expected[AUTHENTICATOR_SIGNED];
	struct sshsig made = touched(TOUCHED | SEEN), s;
	struct buffer *again = buffer_new(mem, 4096);

	authenticator_bytes(VECTOR_NAMESPACE, VECTOR_MESSAGE, strlen(VECTOR_MESSAGE),
		TOUCHED | SEEN, COUNTER, bytes);
	ck_assert_uint_eq(
		vector_bytes(VECTOR_SK_SIGNED, expected, sizeof(expected)), AUTHENTICATOR_SIGNED);
	ck_assert_mem_eq(bytes, expected, sizeof(expected));
	armour_write(
		&ARMOUR_SIGNATURE, blob, vector_bytes(VECTOR_SK_BLOB, blob, sizeof(blob)), out);
	ck_assert_int_eq(sshsig_parse(out->bytes, out->size, &s, &err), 0);
	ck_assert_int_eq(s.key.type, PUBLIC_KEY_SECURITY);
	ck_assert_mem_eq(s.key.bytes, made.key.bytes, 32);
	ck_assert_mem_eq(s.signature, made.signature, SSHSIG_SIZE);
	ck_assert_uint_eq(s.flags, TOUCHED | SEEN);
	ck_assert_uint_eq(s.counter, COUNTER);
	ck_assert_int_eq(check(&s), 0);
	sshsig_write(&s, again);
	ck_assert_str_eq(again->bytes, out->bytes);
}
END_TEST

/* Flags as they were signed, and whether that is accepted. */
static const struct {
	uint8_t flags;
	enum error_code code;
} touches[] = {
	{TOUCHED, ERROR_NONE},
	{TOUCHED | SEEN, ERROR_NONE},
	{TOUCHED | 0x08 | 0x10, ERROR_NONE}, /* a key that may be kept in several places */
	{0xff, ERROR_NONE},
	{0, ERROR_SSHSIG_UNTOUCHED},
	{SEEN, ERROR_SSHSIG_UNTOUCHED},
	{0xfe, ERROR_SSHSIG_UNTOUCHED},
};

START_TEST(a_security_key_must_have_been_touched)
{
	struct sshsig s = touched(touches[_i].flags);

	ck_assert_int_eq(check(&s), touches[_i].code == ERROR_NONE ? 0 : -1);
	ck_assert_int_eq(err.code, touches[_i].code);
}
END_TEST

START_TEST(flags_and_counter_are_signed)
{
	struct sshsig good = touched(TOUCHED), s;

	for (int bit = 1; bit < 8; bit++) {
		s = good;
		s.flags ^= (uint8_t)(1 << bit);
		ck_assert_int_eq(check(&s), -1);
		ck_assert_int_eq(err.code, ERROR_SSHSIG_BAD);
	}
	for (int bit = 0; bit < 32; bit++) {
		s = good;
		s.counter ^= UINT32_C(1) << bit;
		ck_assert_int_eq(check(&s), -1);
		ck_assert_int_eq(err.code, ERROR_SSHSIG_BAD);
	}
	/* Signed without a touch, and claimed to be with one. */
	s = touched(0);
	s.flags = TOUCHED;
	ck_assert_int_eq(check(&s), -1);
	ck_assert_int_eq(err.code, ERROR_SSHSIG_BAD);
}
END_TEST

START_TEST(a_security_keys_signature_is_none_of_the_plain_key_and_the_other_way_round)
{
	struct sshsig security = touched(TOUCHED), plain = vector_signature();

	security.key.type = PUBLIC_KEY_PLAIN;
	ck_assert_int_eq(check(&security), -1);
	ck_assert_int_eq(err.code, ERROR_SSHSIG_BAD);
	plain.key.type = PUBLIC_KEY_SECURITY;
	plain.flags = TOUCHED;
	ck_assert_int_eq(check(&plain), -1);
	ck_assert_int_eq(err.code, ERROR_SSHSIG_BAD);
}
END_TEST

START_TEST(a_security_keys_signature_is_of_its_message_namespace_and_order)
{
	static const char order[] =
		"edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
	struct sshsig s = touched(TOUCHED);
	uint8_t l[32];
	unsigned carry = 0;

	ck_assert_int_eq(sshsig_check(&s, VECTOR_NAMESPACE, "CCER", 4, &err), -1);
	ck_assert_int_eq(err.code, ERROR_SSHSIG_BAD);
	ck_assert_int_eq(sshsig_check(&s, "document@ccer.example", VECTOR_MESSAGE, 5, &err), -1);
	ck_assert_int_eq(err.code, ERROR_SSHSIG_NAMESPACE);
	for (size_t i = 0; i < 8 * SSHSIG_SIZE; i++) {
		s.signature[i / 8] ^= (uint8_t)(1 << i % 8);
		ck_assert_int_eq(check(&s), -1);
		s.signature[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	ck_assert_int_eq(check(&s), 0);
	vector_bytes(order, l, sizeof(l));
	for (size_t i = 0; i < 32; i++) {
		carry += s.signature[32 + i] + l[i];
		s.signature[32 + i] = (uint8_t)carry;
		carry >>= 8;
	}
	ck_assert_int_eq(check(&s), -1);
	for (size_t i = 0; i < COUNT_OF(unsound); i++) {
		vector_bytes(unsound[i], s.key.bytes, 32);
		memset(s.signature, 0, SSHSIG_SIZE);
		vector_bytes(unsound[i], s.signature, 32);
		ck_assert_int_eq(check(&s), -1);
		ck_assert_int_eq(err.code, ERROR_SSHSIG_BAD);
	}
}
END_TEST

/* A blob of a security key with one part other than it should be. */
static const struct {
	const char *name, *application, *signature_type, *behind_key, *end;
	size_t end_size; /* flags, counter, and what comes after */
	enum error_code code;
} broken_touches[] = {
	{"sound", "ssh:", NULL, "", "\1\0\0\0\1", 5, ERROR_NONE},
	{"other application", "ssh:ccer", NULL, "", "\1\0\0\0\1", 5, ERROR_KEY_APPLICATION},
	{"no application", "", NULL, "", "\1\0\0\0\1", 5, ERROR_KEY_APPLICATION},
	{"data behind the key", "ssh:", NULL, "x", "\1\0\0\0\1", 5, ERROR_SSHSIG_FORM},
	{"plain signature", "ssh:", "ssh-ed25519", "", "", 0, ERROR_SSHSIG_FORM},
	{"other signature", "ssh:", "ssh-rsa", "", "", 0, ERROR_SSHSIG_KEY_TYPE},
	{"no flags", "ssh:", NULL, "", "", 0, ERROR_SSHSIG_FORM},
	{"no counter", "ssh:", NULL, "", "\1", 1, ERROR_SSHSIG_FORM},
	{"short counter", "ssh:", NULL, "", "\1\0\0\0", 4, ERROR_SSHSIG_FORM},
	{"long counter", "ssh:", NULL, "", "\1\0\0\0\0\1", 6, ERROR_SSHSIG_FORM},
};

START_TEST(a_malformed_blob_of_a_security_key_is_refused)
{
	static const char type[] = "sk-ssh-ed25519@openssh.com";
	const char *named = broken_touches[_i].signature_type;
	struct buffer *blob = buffer_new(mem, 4096), *part = buffer_new(mem, 4096);
	struct sshsig s;
	uint8_t zero[64] = {0};

	buffer_add_text(blob, "SSHSIG");
	ssh_add_u32(blob, 1);
	ssh_add_string(part, type, strlen(type));
	ssh_add_string(part, zero, 32);
	ssh_add_string(
		part, broken_touches[_i].application, strlen(broken_touches[_i].application));
	buffer_add_text(part, broken_touches[_i].behind_key);
	ssh_add_string(blob, part->bytes, part->size);
	add_text(blob, NULL, "git");
	add_text(blob, NULL, "");
	add_text(blob, NULL, "sha512");
	buffer_clear(part);
	ssh_add_string(part, named ? named : type, strlen(named ? named : type));
	ssh_add_string(part, zero, 64);
	buffer_add(part, broken_touches[_i].end, broken_touches[_i].end_size);
	ssh_add_string(blob, part->bytes, part->size);
	armour_write(&ARMOUR_SIGNATURE, (const uint8_t *)blob->bytes, blob->size, out);
	ck_assert_int_eq(sshsig_parse(out->bytes, out->size, &s, &err),
		broken_touches[_i].code == ERROR_NONE ? 0 : -1);
	ck_assert_int_eq(err.code, broken_touches[_i].code);
}
END_TEST

START_TEST(a_cut_blob_of_a_security_key_is_refused)
{
	uint8_t blob[512];
	size_t n = vector_bytes(VECTOR_SK_BLOB, blob, sizeof(blob));
	struct sshsig s;

	for (size_t i = 0; i < n; i++) {
		buffer_clear(out);
		armour_write(&ARMOUR_SIGNATURE, blob, i, out);
		ck_assert_int_eq(sshsig_parse(out->bytes, out->size, &s, &err), -1);
	}
}
END_TEST

/* What ssh-keygen says about a security key's signature of "abc\n"; 0 is good. */
static int keygen_check(const struct sshsig *s, const char *message)
{
	struct folder f = folder_make();
	char line[PUBLIC_KEY_TEXT_SIZE];
	int status;

	buffer_clear(out);
	sshsig_write(s, out);
	folder_put(&f, "message", message, strlen(message));
	folder_put(&f, "message.sig", out->bytes, out->size);
	buffer_clear(out);
	buffer_add_format(out, "me namespaces=\"document@ccer.example\" %s\n",
		public_key_text(&s->key, line));
	folder_put(&f, "allowed", out->bytes, out->size);
	status = folder_run(&f, "ssh-keygen -Y verify -f allowed -I me "
				"-n document@ccer.example -s message.sig <message");
	folder_remove(&f);
	return status;
}

START_TEST(ssh_keygen_accepts_what_a_security_key_signs)
{
	static const uint8_t flags[] = {TOUCHED, TOUCHED | SEEN, 0xff};
	struct sshsig s;

	for (size_t i = 0; i < COUNT_OF(flags); i++) {
		s = authenticator_sign(
			vector_seed(), "document@ccer.example", "abc\n", 4, flags[i], COUNTER);
		ck_assert_int_eq(sshsig_check(&s, "document@ccer.example", "abc\n", 4, &err), 0);
		ck_assert_int_eq(keygen_check(&s, "abc\n"), 0);
		ck_assert_int_ne(keygen_check(&s, "abd\n"), 0);
	}
	s.counter++;
	ck_assert_int_ne(keygen_check(&s, "abc\n"), 0);
}
END_TEST

static Suite *sshsig_suite(void)
{
	Suite *s = suite_create("sshsig");
	TCase *t = tcase_create("sshsig");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_key_with_a_torsion_part_signs_nothing);
	tcase_add_test(t, the_vector_is_read_checked_and_written_again);
	tcase_add_test(t, the_signed_bytes_are_the_vectors);
	tcase_add_test(t, signing_gives_the_vectors_bytes);
	tcase_add_loop_test(t, any_width_of_line_is_read, 0, COUNT_OF(widths));
	tcase_add_loop_test(t, a_broken_armour_is_refused, 0, COUNT_OF(broken_armours));
	tcase_add_test(t, every_cut_of_an_armour_is_refused);
	tcase_add_loop_test(t, a_malformed_blob_is_refused, 0, COUNT_OF(broken_blobs));
	tcase_add_test(t, a_cut_blob_is_refused);
	tcase_add_test(t, a_namespace_must_fit_in_its_bound);
	tcase_add_test(t, another_namespace_or_message_is_refused);
	tcase_add_test(t, every_flipped_bit_of_a_signature_is_refused);
	tcase_add_test(t, a_signature_with_the_order_added_is_refused);
	tcase_add_loop_test(t, a_key_of_small_order_signs_nothing, 0, COUNT_OF(unsound));
	tcase_add_test(t, what_ssh_keygen_signs_is_accepted);
	tcase_add_test(t, ssh_keygen_accepts_what_we_sign);
	tcase_add_test(t, the_vector_of_a_security_key_is_made_read_and_checked);
	tcase_add_loop_test(t, a_security_key_must_have_been_touched, 0, COUNT_OF(touches));
	tcase_add_test(t, flags_and_counter_are_signed);
	tcase_add_test(
		t, a_security_keys_signature_is_none_of_the_plain_key_and_the_other_way_round);
	tcase_add_test(t, a_security_keys_signature_is_of_its_message_namespace_and_order);
	tcase_add_loop_test(
		t, a_malformed_blob_of_a_security_key_is_refused, 0, COUNT_OF(broken_touches));
	tcase_add_test(t, a_cut_blob_of_a_security_key_is_refused);
	tcase_add_test(t, ssh_keygen_accepts_what_a_security_key_signs);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(sshsig_suite)
