/*
 * A state's file copied into memory, for programs that may only look at it.
 *
 * Merely to read a database with a log, SQLite makes the log's files beside it, and a
 * reader that may not write leaves them there, owned by the reader: a server that runs as
 * another user would stumble over them. So where there is no log, the file is read as one
 * that nobody changes (`immutable`), and afterwards it is checked that nobody did; where
 * there is one, its owner is at work or has crashed, and the files are there already.
 */
#include <string.h>
#include <sys/stat.h>

#include <talloc.h>

#include "state/database.h"
#include "state/state_file.h"

struct source {
	struct state state; /* for SQLite's errors */
	const char *log;
	bool still; /* read as one that nobody changes; `before`: how it was then */
	struct stat before;
};

static void source_auto(struct source *x)
{
	sqlite3_close(x->state.db);
}

/* "file:PATH?immutable=1", with the characters that are special there escaped. NULL: no memory. */
static const char *address_of(void *mem, const char *file)
{
	char *out = talloc_strdup(mem, "file:");

	for (; *file && out; file++)
		out = strchr("%?#", *file) ? talloc_asprintf_append(out, "%%%02X", (unsigned)*file)
					   : talloc_asprintf_append(out, "%c", *file);
	return out ? talloc_asprintf_append(out, "?immutable=1") : NULL;
}

static bool has_log(const struct source *x)
{
	struct stat log;

	return stat(x->log, &log) == 0;
}

static int open_source(void *mem, struct source *x, struct error *err)
{
	int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	const char *address = x->state.file;

	if (state_file_check(x->state.file, err) < 0)
		return -1;
	x->log = talloc_asprintf(mem, "%s-wal", x->state.file);
	if (!x->log)
		return error_no_memory(err);
	x->still = !has_log(x) && stat(x->state.file, &x->before) == 0;
	if (x->still) {
		flags |= SQLITE_OPEN_URI;
		address = address_of(mem, x->state.file);
	}
	if (!address)
		return error_no_memory(err);
	if (sqlite3_open_v2(address, &x->state.db, flags, NULL) != SQLITE_OK)
		return database_error(&x->state, err);
	sqlite3_busy_timeout(x->state.db, DATABASE_TIMEOUT_MS);
	return 0;
}

static bool was_changed(const struct source *x)
{
	struct stat now;

	return x->still &&
	       (has_log(x) || stat(x->state.file, &now) != 0 || now.st_ino != x->before.st_ino ||
		       now.st_size != x->before.st_size ||
		       now.st_mtim.tv_sec != x->before.st_mtim.tv_sec ||
		       now.st_mtim.tv_nsec != x->before.st_mtim.tv_nsec);
}

static int check_pages(struct state *from, struct error *err)
{
	int64_t faults;

	if (database_integer(from,
		    "SELECT count(*) FROM pragma_quick_check WHERE quick_check <> 'ok'", &faults,
		    err))
		return -1;
	return faults ? database_damaged(from, "quick_check", err) : 0;
}

/* All pages in one step, so that they belong to one state. */
static int copy_pages(struct state *to, struct state *from, struct error *err)
{
	sqlite3_backup *backup = sqlite3_backup_init(to->db, "main", from->db, "main");
	int code;

	if (!backup)
		return database_error(to, err);
	sqlite3_backup_step(backup, -1);
	code = sqlite3_backup_finish(backup);
	return code == SQLITE_OK ? 0 : database_code_error(from, code, sqlite3_errstr(code), err);
}

/* The file's layout is the one that the new state was made with. */
static int check_layout(struct state *from, struct state *to, struct error *err)
{
	int64_t of_file, ours;

	if (database_integer(from, "PRAGMA user_version", &of_file, err) ||
		database_integer(to, "PRAGMA user_version", &ours, err))
		return -1;
	return of_file == ours ? 0 : database_layout_error(from, of_file, ours, err);
}

int state_copy(struct state *s, const char *file, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(source_auto) struct source x = {.state = {.file = file}};

	if (!mem)
		return error_no_memory(err);
	if (open_source(mem, &x, err) || check_layout(&x.state, s, err) ||
		check_pages(&x.state, err) || copy_pages(s, &x.state, err))
		return -1;
	return was_changed(&x) ? error_set(err, ERROR_STATE_BUSY, NULL, "", "file", file, NULL) : 0;
}
