/*
 * OpenSSH private key files: a key that is read signs, and its signature holds
 * under its own public key.
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "signature/secret_key.h"
#include "tests/fuzz/fuzz.h"

#define NAMESPACE "document@ccer.example"

static void fd_close(const int *fd)
{
	close(*fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(secret_key_auto) struct secret_key *key = NULL;
	AUTO(fd_close) int fd = memfd_create("key", MFD_CLOEXEC);
	struct error err = {0};
	struct sshsig s;
	char file[64];

	FUZZ_CHECK(fd >= 0 && fchmod(fd, 0600) == 0);
	FUZZ_CHECK(write(fd, data, size) == (ssize_t)size);
	snprintf(file, sizeof(file), "/proc/self/fd/%d", fd);
	key = secret_key_read(NULL, file, &err);
	if (!key) {
		FUZZ_CHECK(err.code == ERROR_KEY_FILE || err.code == ERROR_KEY_ENCRYPTED);
		return 0;
	}
	FUZZ_CHECK(err.code == ERROR_NONE);
	FUZZ_CHECK(secret_key_sshsig(key, NAMESPACE, data, size, &s, &err) == 0);
	FUZZ_CHECK(public_key_equal(&s.key, secret_key_public(key)));
	FUZZ_CHECK(sshsig_check(&s, NAMESPACE, data, size, &err) == 0);
	return 0;
}
