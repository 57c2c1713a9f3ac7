#include "ccer/server/known.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <talloc.h>

#include "signature/base64.h"
#include "signature/note.h"
#include "system/file.h"

#define HEAD "ccer-known-ledger/1\n"

enum { KNOWN_FILE_MAX = 256 * 1024, KEY_ED25519 = 1 };

/* CCER_HOME, else what the machine's users keep such things in. */
static const char *folder_of_environment(void *mem, bool *chosen)
{
	const char *home = getenv("CCER_HOME"), *base;

	*chosen = home != NULL;
	if (home)
		return *home ? talloc_strdup(mem, home) : NULL;
	base = getenv("XDG_DATA_HOME");
	if (base && *base == '/')
		return talloc_asprintf(mem, "%s/ccer", base);
	base = getenv("HOME");
	return base && *base ? talloc_asprintf(mem, "%s/.local/share/ccer", base) : NULL;
}

/* An address of this machine alone, by its name or its numbers. */
static bool is_loopback(const char *address)
{
	return strncmp(address, "127.", 4) == 0 || strncmp(address, "localhost:", 10) == 0 ||
	       strncmp(address, "[::1]", 5) == 0;
}

int known_open(
	struct command_context *c, const char *address, struct known_ledger *k, struct error *err)
{
	*k = (struct known_ledger){.address = address ? talloc_strdup(c->mem, address) : NULL};
	if (address && !k->address)
		return error_no_memory(err);
	k->folder = folder_of_environment(c->mem, &k->chosen);
	return 0;
}

/* FOLDER/WHAT/NAME, each `/` of the name a `_`. */
static char *path_of(
	struct command_context *c, const struct known_ledger *k, const char *what, const char *name)
{
	char *path = talloc_asprintf(c->mem, "%s/%s/%s", k->folder, what, name);
	size_t before = strlen(k->folder) + strlen(what) + 2;

	for (char *p = path ? path + before : NULL; p && *p; p++)
		if (*p == '/')
			*p = '_';
	return path;
}

/* The folders on the way to a file, for their owner's eyes. */
static void make_folders(const char *path)
{
	char folder[4096];

	if ((size_t)snprintf(folder, sizeof(folder), "%s", path) >= sizeof(folder))
		return;
	for (char *p = folder + 1; (p = strchr(p, '/')) != NULL; p++) {
		*p = '\0';
		mkdir(folder, 0700);
		*p = '/';
	}
}

/* The file's bytes: 1, 0 there is none, -1. */
static int read_kept(struct command_context *c, const char *path, const char **bytes, size_t *size,
	struct error *err)
{
	if (!path)
		return error_no_memory(err);
	if (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	*bytes = command_read(c, path, KNOWN_FILE_MAX, size, err);
	return *bytes ? 1 : -1;
}

static int damaged(const char *path, struct error *err)
{
	return error_set(err, ERROR_CLIENT_KNOWN_FILE, NULL, "", "file", path, NULL);
}

const char *known_address_file(struct command_context *c, const struct known_ledger *k)
{
	if (!k->folder || !k->address || is_loopback(k->address))
		return NULL;
	return path_of(c, k, "servers", k->address);
}

int known_at_address(
	struct command_context *c, const struct known_ledger *k, const char **id, struct error *err)
{
	const char *path = known_address_file(c, k), *bytes;
	size_t size;
	int found = path ? read_kept(c, path, &bytes, &size, err) : 0;

	if (found <= 0)
		return found;
	if (size == 0 || size >= LEDGER_ID_SIZE + 1 || bytes[size - 1] != '\n' ||
		strlen(bytes) != size || strcspn(bytes, "\n") != size - 1)
		return damaged(path, err);
	*id = talloc_strndup(c->mem, bytes, size - 1);
	return *id ? 1 : error_no_memory(err);
}

int known_key_parse(struct command_context *c, const char *text, const char **id,
	struct public_key *out, struct error *err)
{
	struct buffer *same = buffer_new(c->mem, 1024);
	const char *hash = strchr(text, '+'), *base64 = hash ? strchr(hash + 1, '+') : NULL;
	char ssh[PUBLIC_KEY_TEXT_SIZE];
	uint8_t typed[1 + PUBLIC_KEY_SIZE];
	struct public_key key = {.type = PUBLIC_KEY_PLAIN};
	const char *name;
	size_t n = 0;

	*id = NULL;
	if (strncmp(text, "ssh-", 4) == 0)
		return public_key_parse(text, strcspn(text, "\r\n"), out, err);
	name = hash ? talloc_strndup(c->mem, text, (size_t)(hash - text)) : NULL;
	if (!same || (hash && !name))
		return error_no_memory(err);
	if (!base64 || strlen(name) >= LEDGER_ID_SIZE ||
		!base64_read(base64 + 1, strcspn(base64 + 1, "\r\n"), typed, sizeof(typed), &n) ||
		n != sizeof(typed) || typed[0] != KEY_ED25519)
		return error_set(err, ERROR_CLIENT_LEDGER_KEY, NULL, "", "found", text, NULL);
	memcpy(key.bytes, typed + 1, PUBLIC_KEY_SIZE);
	note_verifier_key(name, &key, same);
	public_key_text(&key, ssh);
	if (strncmp(same->bytes, text, same->size) != 0 ||
		text[same->size + strspn(text + same->size, "\r\n")])
		return error_set(err, ERROR_CLIENT_LEDGER_KEY, NULL, "", "found", text, NULL);
	if (public_key_parse(ssh, strlen(ssh), out, err) < 0)
		return -1;
	*id = name;
	return 0;
}

int known_read(struct command_context *c, struct known_ledger *k, const char *id, struct error *err)
{
	const char *bytes, *named, *line, *clock;
	char *path;
	size_t size;
	int found;

	snprintf(k->id, sizeof(k->id), "%s", id);
	if (!k->folder)
		return 0;
	path = path_of(c, k, "ledgers", id);
	found = read_kept(c, path, &bytes, &size, err);
	if (found <= 0)
		return found;
	if (strncmp(bytes, HEAD, strlen(HEAD)) != 0)
		return damaged(path, err);
	line = talloc_strndup(c->mem, bytes + strlen(HEAD), strcspn(bytes + strlen(HEAD), "\n"));
	if (!line)
		return error_no_memory(err);
	clock = bytes + strlen(HEAD) + strlen(line);
	if (known_key_parse(c, line, &named, &k->key, err) < 0 || !named ||
		strcmp(named, id) != 0 ||
		(strcmp(clock, "\nclock: real\n") != 0 &&
			strcmp(clock, "\nclock: simulated\n") != 0))
		return damaged(path, err);
	k->practice = strcmp(clock, "\nclock: simulated\n") == 0;
	return 1;
}

static int write_kept(const char *path, const void *bytes, size_t size, struct error *err)
{
	if (!path)
		return error_no_memory(err);
	make_folders(path);
	return file_write(path, bytes, size, err);
}

int known_keep(struct command_context *c, const struct known_ledger *k, struct error *err)
{
	struct buffer *text = buffer_new(c->mem, 1024);
	const char *line = talloc_asprintf(c->mem, "%s\n", k->id);

	if (!k->folder)
		return 0;
	if (!text || !line)
		return error_no_memory(err);
	buffer_add_text(text, HEAD);
	note_verifier_key(k->id, &k->key, text);
	buffer_add_format(text, "\nclock: %s\n", k->practice ? "simulated" : "real");
	if (buffer_ok(text, err) < 0 ||
		write_kept(path_of(c, k, "ledgers", k->id), text->bytes, text->size, err) < 0)
		return -1;
	if (!known_address_file(c, k))
		return 0;
	return write_kept(known_address_file(c, k), line, strlen(line), err);
}

const char *known_checkpoint_file(struct command_context *c, const struct known_ledger *k)
{
	const char *name = k->id;

	if (!k->folder || (k->practice && !k->chosen && !k->address))
		return NULL;
	if (k->practice && !k->chosen)
		name = talloc_asprintf(c->mem, "%s@%s", k->id, k->address);
	return name ? path_of(c, k, "checkpoints", name) : NULL;
}

int known_checkpoint(struct command_context *c, const struct known_ledger *k,
	struct checkpoint *out, struct error *err)
{
	const char *path = known_checkpoint_file(c, k), *bytes;
	size_t size;
	int found = path ? read_kept(c, path, &bytes, &size, err) : 0;

	if (found <= 0)
		return found;
	return checkpoint_check(bytes, size, k->id, &k->key, out, err) < 0 ? damaged(path, err) : 1;
}

int known_keep_checkpoint(struct command_context *c, const struct known_ledger *k,
	const struct checkpoint *newest, const char *note, size_t size, struct error *err)
{
	const char *path = known_checkpoint_file(c, k);
	const char *lock = path ? talloc_asprintf(c->mem, "%s/lock", k->folder) : NULL;
	struct checkpoint there;
	int found;

	if (!path)
		return 0;
	if (!lock)
		return error_no_memory(err);
	make_folders(path);
	AUTO(file_auto) int fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || flock(fd, LOCK_EX) < 0)
		return file_error(lock, err);
	found = known_checkpoint(c, k, &there, err);
	if (found < 0 || (found == 1 && there.size >= newest->size))
		return found < 0 ? -1 : 0;
	return write_kept(path, note, size, err);
}
