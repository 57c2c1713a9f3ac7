/*
 * raw_files: files of raw data found in folders by their hash, and derived from.
 *
 * Folders are listed once; a file is hashed when an attachment of its size is first asked
 * for, and only once. An attachment that is not public is hashed with its 32 random bytes
 * in front (docs/ledger-format.md 2.3), and is kept in the folders with them.
 */
#ifndef CCER_RAW_FILES_H
#define CCER_RAW_FILES_H

#include "engine/study/raw_data.h"

enum { RAW_FOLDERS_MAX = 16, RAW_FILES_MAX = 100 * 1000 };

struct raw_files;

/*
 * The regular files in and below n folders, links not followed; below mem. NULL with
 * ERROR_IO or ERROR_ATTACHMENT_FOLDER (`folder`, `most`). n may be 0: there are no files.
 */
struct raw_files *raw_files_list(
	void *mem, const char *const *folders, size_t n, struct error *err);

/* A file that has the attachment's name but different content; NULL: none. */
const char *raw_files_namesake(const struct raw_files *files, const struct attachment *of);

/* What came of a derivation, as the word in JSON and as text for people. */
struct raw_outcome {
	const char *word, *zh, *en;
};
const struct raw_outcome *raw_outcome(enum raw_data_outcome outcome);

/* raw_data_source's derive; ctx is a struct raw_files. Also ERROR_ATTACHMENT_SALT (`bytes`). */
int raw_files_derive(void *ctx, void *mem, const struct raw_data_asked *asked,
	struct derived_values *out, const struct attachment **absent, struct error *err);

#endif
