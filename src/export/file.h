/*
 * file: an export reaches its place whole or not at all.
 */
#ifndef EXPORT_FILE_H
#define EXPORT_FILE_H

#include <stddef.h>

#include "base/error.h"

/*
 * Writes a temporary file beside `path`, fsyncs it, renames it over `path` and
 * fsyncs the folder; mode 0644. ERROR_IO; the temporary file is removed then.
 */
int file_write(const char *path, const void *bytes, size_t size, struct error *err) MUST_CHECK;

#endif
