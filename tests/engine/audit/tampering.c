#include "tests/engine/audit/tampering.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>
#include <talloc.h>

enum { FILE_MAX = 1 << 22, TRIES = 64 };

size_t tampering_chance(struct tampering *t, size_t n)
{
	uint64_t z = t->random += UINT64_C(0x9e3779b97f4a7c15);

	ck_assert_uint_gt(n, 0);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31)) % n;
}

void tampering_say(struct tampering *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(t->what, sizeof(t->what), format, args);
	va_end(args);
}

void tampering_rewrite(struct tampering *t, const struct forge_change *change)
{
	struct forge_change c = *change;

	if (!c.key)
		c.key = t->sealer;
	forge_rewrite(t->ground->forge, &c);
	t->moved = true;
}

char *tampering_page(struct tampering *t, size_t page, const char **path, size_t *size)
{
	char *text = talloc_size(t->mem, PAGE_PATH_SIZE);

	*path = page_path((int64_t)page, text);
	return forge_file(t->ground->forge, t->mem, page, text, size);
}

const char *tampering_copy(struct tampering *t, size_t page)
{
	char **paths = forge_added(t->ground->forge, t->mem, page);
	const char *copies[64];
	size_t n = 0;

	for (size_t i = 0; paths[i] && n < COUNT_OF(copies); i++)
		if (strncmp(paths[i], "journal/", 8) != 0 && strcmp(paths[i], "checkpoint") != 0)
			copies[n++] = paths[i];
	return n ? copies[tampering_chance(t, n)] : NULL;
}

char *tampering_spoil(struct tampering *t, const char *bytes, size_t *size)
{
	size_t n = *size, at = tampering_chance(t, n);
	size_t run = 1 + tampering_chance(t, n - at < 8 ? n - at : 8);
	char *out = talloc_zero_size(t->mem, n + 2);

	memcpy(out, bytes, n);
	switch (tampering_chance(t, 5)) {
	case 0: /* a byte more */
		memmove(out + at + 1, out + at, n - at);
		out[at] = (char)tampering_chance(t, 256);
		*size = n + 1;
		return out;
	case 1: /* a byte less */
		memmove(out + at, out + at + 1, n - at - 1);
		*size = n - 1;
		return out;
	case 2: /* a few of them */
		for (size_t i = at; i < at + run; i++)
			out[i] = (char)tampering_chance(t, 256);
		if (memcmp(out, bytes, n) != 0)
			return out;
		break;
	default:
		break;
	}
	out[at] = (char)(out[at] ^ (1 << tampering_chance(t, 8)));
	return out;
}

/* --- files of the repository --- */

static const char *path_of(const struct tampering *t, const char *file)
{
	return talloc_asprintf(t->mem, "%s/%s", t->ground->folder, file);
}

char *tampering_keep(struct tampering *t, const char *file, size_t *size)
{
	FILE *in = fopen(path_of(t, file), "rb");

	ck_assert_ptr_null(t->file);
	t->file = talloc_strdup(t->mem, file);
	if (!in)
		return NULL;
	t->bytes = talloc_size(t->mem, FILE_MAX);
	t->size = *size = fread(t->bytes, 1, FILE_MAX, in);
	ck_assert_uint_lt(t->size, FILE_MAX);
	fclose(in);
	return t->bytes;
}

void tampering_put(struct tampering *t, const void *bytes, size_t size)
{
	const char *path = path_of(t, t->file);
	FILE *out;

	/* Made as a new file: git makes its objects read-only. */
	unlink(path);
	if (!bytes)
		return;
	out = fopen(path, "wb");
	ck_assert_ptr_nonnull(out);
	ck_assert_uint_eq(fwrite(bytes, 1, size, out), size);
	ck_assert_int_eq(fclose(out), 0);
}

/* --- one tampering --- */

bool tampering_apply(struct tampering *t, const struct tampering_class *class)
{
	/* Those who hold the sealing key are the harder to find. */
	t->sealer = tampering_chance(t, 3) ? t->ground->key : NULL;
	t->audited = t->ground->folder;
	for (int tries = 0; tries < TRIES; tries++)
		if (class->tamper(t))
			return true;
	return false;
}

void tampering_undo(struct tampering *t)
{
	if (t->file)
		tampering_put(t, t->bytes, t->size);
	if (t->moved)
		forge_restore(t->ground->forge);
	t->file = NULL;
	t->moved = false;
}
