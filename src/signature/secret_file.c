#include "signature/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "signature/foreign.h"
#include "system/file.h"

void secret_bytes_wipe(struct secret_bytes *b)
{
	sodium_memzero(b, sizeof(*b));
}

int secret_file_error(const char *file, enum phrase problem, struct error *err)
{
	return error_set(
		err, ERROR_KEY_FILE, NULL, "", "file", file, "problem", phrase_text(problem), NULL);
}

/*
 * Like ssh: a file of ours that others may read is no secret, and is refused; unless it is
 * something else, such as a public key, of which that would be the wrong thing to say.
 */
static int check_mode(
	const struct stat *st, const char *file, const struct secret_bytes *text, struct error *err)
{
	enum phrase is = foreign_file((const char *)text->bytes, text->size);

	if (is != PHRASE_NONE && is != PHRASE_FOREIGN_SECRET)
		return secret_file_error(file, is, err);
	if (st->st_uid == getuid() && (st->st_mode & 077) != 0)
		return secret_file_error(file, PHRASE_KEY_READABLE, err);
	return 0;
}

int secret_file_read(const char *file, struct secret_bytes *out, struct error *err)
{
	AUTO(file_auto) int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0)
		return file_error(file, err);
	if (!S_ISREG(st.st_mode))
		return secret_file_error(file, PHRASE_KEY_NOT_REGULAR, err);
	for (;;) {
		ssize_t n = read(fd, out->bytes + out->size, sizeof(out->bytes) - out->size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return file_error(file, err);
		if (n == 0)
			return check_mode(&st, file, out, err);
		out->size += (size_t)n;
		if (out->size > SECRET_FILE_MAX)
			return secret_file_error(file, PHRASE_ARMOUR_LONG, err);
	}
}
