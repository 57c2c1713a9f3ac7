#include "signature/foreign.h"

#include <string.h>

#include "base/macros.h"

static const struct {
	const char *begins;
	enum phrase is;
} files[] = {
	{"\xEF\xBB\xBF", PHRASE_FOREIGN_BOM},
	{"\xFF\xFE", PHRASE_FOREIGN_UTF16},
	{"\xFE\xFF", PHRASE_FOREIGN_UTF16},
	{"ssh-", PHRASE_FOREIGN_PUBLIC},
	{"sk-ssh-", PHRASE_FOREIGN_PUBLIC},
	{"ecdsa-", PHRASE_FOREIGN_PUBLIC},
	{"sk-ecdsa-", PHRASE_FOREIGN_PUBLIC},
	{"-----BEGIN PRIVATE KEY-----", PHRASE_FOREIGN_PKCS8},
	{"-----BEGIN ENCRYPTED PRIVATE KEY-----", PHRASE_FOREIGN_PKCS8},
	{"-----BEGIN RSA PRIVATE KEY-----", PHRASE_FOREIGN_PEM},
	{"-----BEGIN EC PRIVATE KEY-----", PHRASE_FOREIGN_PEM},
	{"-----BEGIN EC PARAMETERS-----", PHRASE_FOREIGN_PEM},
	{"-----BEGIN DSA PRIVATE KEY-----", PHRASE_FOREIGN_PEM},
	{"-----BEGIN PUBLIC KEY-----", PHRASE_FOREIGN_PEM_PUBLIC},
	{"-----BEGIN RSA PUBLIC KEY-----", PHRASE_FOREIGN_PEM_PUBLIC},
	{"PuTTY-User-Key-File-", PHRASE_FOREIGN_PUTTY},
	{"---- BEGIN SSH2 ", PHRASE_FOREIGN_SSH2},
	{"-----BEGIN PGP ", PHRASE_FOREIGN_PGP},
	{"-----BEGIN CERTIFICATE", PHRASE_FOREIGN_CERTIFICATE},
	{"-----BEGIN OPENSSH PRIVATE KEY-----", PHRASE_FOREIGN_SECRET},
	{"-----BEGIN SSH SIGNATURE-----", PHRASE_FOREIGN_SIGNATURE},
	{"signatures:", PHRASE_FOREIGN_LIST},
};

enum phrase foreign_file(const char *text, size_t size)
{
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		size_t n = strlen(files[i].begins);

		if (size >= n && memcmp(text, files[i].begins, n) == 0)
			return files[i].is;
	}
	return PHRASE_NONE;
}

enum phrase foreign_line_ends(const char *text, size_t size)
{
	const char *cr = memchr(text, '\r', size);

	if (cr && cr + 1 < text + size && cr[1] == '\n')
		return PHRASE_FOREIGN_CR_LF;
	return PHRASE_NONE;
}
