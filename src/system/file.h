/*
 * file: files and folders of the machine: closed when their scope ends, written whole or
 * not at all, and durably.
 */
#ifndef SYSTEM_FILE_H
#define SYSTEM_FILE_H

#include <dirent.h>
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

/* Writes all of it, in however many calls that takes; -1 with errno. */
int file_write_all(int fd, const void *bytes, size_t size) MUST_CHECK;

/*
 * Writes a temporary file beside `path`, fsyncs it, renames it over `path` and
 * fsyncs the folder; mode 0644. ERROR_IO; the temporary file is removed then.
 */
int file_write(const char *path, const void *bytes, size_t size, struct error *err) MUST_CHECK;

/*
 * The same for a file that must not be there yet, with the mode given: a secret's is 0600,
 * and no other mode is seen meanwhile. ERROR_FILE_EXISTS, ERROR_IO; then nothing is left.
 */
int file_create(const char *path, mode_t mode, const void *bytes, size_t size,
	struct error *err) MUST_CHECK;

/* Makes the names in a folder durable. ERROR_IO. */
int folder_sync(const char *folder, struct error *err) MUST_CHECK;

/* What stands behind the last slash. */
const char *file_name(const char *path);

/* Bytes that this process may still write to the disk of the path; -1 where nobody says. */
int64_t file_room(const char *path);

#endif
