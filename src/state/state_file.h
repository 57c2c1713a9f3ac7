/*
 * state_file: whether a file may become, or be, a state. Opening a state writes to it, and
 * one that cannot be used is deleted and made again, so no file of anybody else's may ever
 * come as far as SQLite.
 */
#ifndef STATE_STATE_FILE_H
#define STATE_STATE_FILE_H

#include "base/error.h"
#include "base/macros.h"

/* "CCER" as SQLite's application_id. */
enum { STATE_APPLICATION_ID = 0x43434552 };

/*
 * 1 for a database with our application id, 0 where there is no file of that name or an empty
 * one; links are followed. -1 with ERROR_STATE_NOT_OURS (`file`) for all else, also where a log
 * or journal that is none of SQLite's stands beside a file that is not there or empty;
 * ERROR_IO. Reads only.
 */
int state_file_check(const char *file, struct error *err) MUST_CHECK;

/*
 * Puts the application id into a file of which state_file_check said 0. It stands in the file
 * itself before there is a log that could be all that has it: who looks later, also after a
 * crash, finds a file that is ours.
 */
int state_file_begin(const char *file, struct error *err) MUST_CHECK;

#endif
