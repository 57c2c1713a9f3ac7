/*
 * file: files and folders of the machine: closed when their scope ends, written whole or
 * not at all, and durably.
 */
#ifndef SYSTEM_FILE_H
#define SYSTEM_FILE_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/macros.h"

/* For AUTO: closes what was opened; ignores -1 and NULL. */
void file_auto(int *fd);
void folder_auto(DIR **folder);

/* ERROR_IO of the file, with what errno says; returns -1. */
int file_error(const char *path, struct error *err);

/*
 * Opens an ordinary file of at most `most` bytes for reading, links followed, and gives its size.
 * Nothing is waited for and nothing but its kind is asked of what is no such file. -1 with errno:
 * EINVAL for a FIFO, device, socket or folder, EFBIG for a larger one.
 */
int file_open_ordinary(const char *path, int64_t most, int64_t *size) MUST_CHECK;

/*
 * Opens what somebody has named to be read: an ordinary file of any size, or what stands open in
 * this process already, as /dev/stdin and a shell's <(...) do. Anything else would be waited for,
 * or never end. -1 with errno, EINVAL for that.
 */
int file_open_given(const char *path) MUST_CHECK;

/* Writes all of it, in however many calls that takes; -1 with errno. */
int file_write_all(int fd, const void *bytes, size_t size) MUST_CHECK;

/*
 * Writes a whole file, as every file that this program makes for others is written:
 *
 * - what is not there, and an ordinary file: a temporary file beside it is written, fsynced,
 *   renamed to it, and the folder fsynced, so that it is seen whole or as it was. A new file
 *   has the mode that the umask leaves of 0666, one that is replaced keeps its mode (and as
 *   root its owner); its other hard links keep the old content;
 * - a link: the same where it leads; the link stays. One that leads nowhere is refused;
 * - a FIFO, a terminal, /dev/null or another character device is written to; so is whatever
 *   stands open for writing in this process already, which /dev/stdout and /dev/fd/3 name;
 * - a file that nobody may write to is refused, for root too, and so is a folder, a block
 *   device or a socket.
 *
 * ERROR_IO; the temporary file is removed then, and what was there is as it was.
 */
int file_write(const char *path, const void *bytes, size_t size, struct error *err) MUST_CHECK;

/*
 * The same for a file that must not be there yet, with the mode given: a secret's is 0600,
 * and no other mode is seen meanwhile. ERROR_FILE_EXISTS, ERROR_IO; then nothing is left.
 */
int file_create(const char *path, mode_t mode, const void *bytes, size_t size,
	struct error *err) MUST_CHECK;

/* Whether there is such a file or folder, and others than its owner have rights on it. */
bool file_is_open_to_others(const char *path);

/* Makes the names in a folder durable. ERROR_IO. */
int folder_sync(const char *folder, struct error *err) MUST_CHECK;

/* What stands behind the last slash. */
const char *file_name(const char *path);

/* Bytes that this process may still write to the disk of the path; -1 where nobody says. */
int64_t file_room(const char *path);

#endif
