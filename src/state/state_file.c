#include "state/state_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "state/database.h"
#include "system/file.h"

enum {
	HEADER_SIZE = 72,    /* of a database, up to and with its application id */
	APPLICATION_AT = 68, /* big endian: the file format's "Application ID" */
	MAGIC_MAX = 8,
};

/* What SQLite's own files beside a database begin with, where they are not empty. */
static const struct beside {
	const char *suffix;
	size_t size;
	uint8_t magic[2][MAGIC_MAX];
} beside[] = {
	{"-wal", 4, {{0x37, 0x7F, 0x06, 0x82}, {0x37, 0x7F, 0x06, 0x83}}},
	{"-shm", 4, {{0x18, 0xE2, 0x2D, 0x00}, {0x00, 0x2D, 0xE2, 0x18}}},
	{"-journal", 8, {{0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7}, {0}}},
};

static int refuse_file(const char *file, struct error *err)
{
	return error_set(err, ERROR_STATE_NOT_OURS, NULL, "", "file", file, NULL);
}

/* The first bytes of an ordinary file: how many there are, at most `size`; -1 with *err. */
static int read_beginning(const char *file, uint8_t *out, size_t size, struct error *err)
{
	AUTO(file_auto) int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	ssize_t n; /* a folder's: EISDIR */

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 || fstat(fd, &st) != 0)
		return file_error(file, err);
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return refuse_file(file, err);
	n = read(fd, out, size);
	return n < 0 ? file_error(file, err) : (int)n;
}

/* Beside a state that is still to be made stands nothing but what SQLite once left there. */
static int check_beside(const char *file, struct error *err)
{
	for (size_t i = 0; i < COUNT_OF(beside); i++) {
		const struct beside *b = &beside[i];
		uint8_t begin[MAGIC_MAX] = {0};
		char path[PATH_MAX];
		int n;

		if ((size_t)snprintf(path, sizeof(path), "%s%s", file, b->suffix) >= sizeof(path))
			continue;
		n = read_beginning(path, begin, b->size, err);
		if (n < 0)
			return -1;
		if (n > 0 && memcmp(begin, b->magic[0], b->size) != 0 &&
			memcmp(begin, b->magic[1], b->size) != 0)
			return refuse_file(path, err);
	}
	return 0;
}

int state_file_check(const char *file, struct error *err)
{
	static const char magic[16] = "SQLite format 3";
	uint8_t h[HEADER_SIZE];
	const uint8_t *id = h + APPLICATION_AT;
	int n;

	if (strcmp(file, ":memory:") == 0)
		return 1;
	n = read_beginning(file, h, sizeof(h), err);
	if (n <= 0)
		return n < 0 || check_beside(file, err) < 0 ? -1 : 0;
	if (n < HEADER_SIZE || memcmp(h, magic, sizeof(magic)) != 0)
		return refuse_file(file, err);
	if (((uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 | (uint32_t)id[2] << 8 | id[3]) !=
		STATE_APPLICATION_ID)
		return refuse_file(file, err);
	return 1;
}

static void connection_auto(sqlite3 **db)
{
	sqlite3_close(*db);
}

int state_file_begin(const char *file, struct error *err)
{
	AUTO(connection_auto) sqlite3 *db = NULL;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
	char mark[48];

	snprintf(mark, sizeof(mark), "PRAGMA application_id = %d", STATE_APPLICATION_ID);
	if (sqlite3_open_v2(file, &db, flags, NULL) == SQLITE_OK &&
		sqlite3_busy_timeout(db, DATABASE_TIMEOUT_MS) == SQLITE_OK &&
		sqlite3_exec(db, mark, NULL, NULL, NULL) == SQLITE_OK)
		return 0;
	return error_set(err, ERROR_IO, NULL, "", "file", file, "reason",
		db ? sqlite3_errmsg(db) : "out of memory", NULL);
}
