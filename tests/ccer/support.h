/*
 * support: the client's subcommands as they are run from a shell: arguments in, an exit
 * status and what was written to standard output and standard error out.
 */
#ifndef TESTS_CCER_SUPPORT_H
#define TESTS_CCER_SUPPORT_H

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>
#include <talloc.h>

#include "ccer/subcommands.h"
#include "ccer/visible.h"
#include "tests/support.h"

enum { RAN_OUTPUT_MAX = 256 * 1024, RAN_ARGUMENTS_MAX = 32 };

/* What came of the last run; good until the next one. */
struct ran {
	int status;
	char out[RAN_OUTPUT_MAX], err[RAN_OUTPUT_MAX];
};
static struct ran ran;

/* Where the client keeps what it has seen of ledgers; NULL: nowhere. */
static const char *ran_home;

/* Makes the stream write to a file of its own; returns the descriptor that it wrote to before. */
static inline int ran_take(FILE *stream, FILE **file)
{
	int kept = dup(fileno(stream));

	*file = tmpfile();
	ck_assert_ptr_nonnull(*file);
	ck_assert_int_eq(fflush(stream), 0);
	ck_assert_int_ge(dup2(fileno(*file), fileno(stream)), 0);
	return kept;
}

static inline void ran_give_back(FILE *stream, FILE *file, int kept, char out[RAN_OUTPUT_MAX])
{
	size_t n;

	ck_assert_int_eq(fflush(stream), 0);
	ck_assert_int_ge(dup2(kept, fileno(stream)), 0);
	close(kept);
	rewind(file);
	n = fread(out, 1, RAN_OUTPUT_MAX - 1, file);
	ck_assert_int_ne(feof(file), 0);
	out[n] = '\0';
	fclose(file);
}

/* Runs `ccer ARGUMENTS...`, ended by NULL; what came of it is in `ran`. Its exit status. */
SENTINEL static inline int ccer(enum language language, ...)
{
	static char name[] = "ccer";
	struct command_context c = {.language = language, .mem = talloc_new(NULL)};
	char *argv[RAN_ARGUMENTS_MAX] = {name};
	FILE *out, *err, *plain_out, *plain_err;
	int argc = 0, kept_out, kept_err;
	va_list arguments;

	ck_assert_int_ge(sodium_init(), 0);
	/* Nothing of the person who runs the tests takes part, and nothing is left to them. */
	ck_assert_int_eq(setenv("CCER_HOME", ran_home ? ran_home : "", 1), 0);
	va_start(arguments, language);
	while ((argv[argc] = va_arg(arguments, char *)) != NULL)
		ck_assert_int_lt(++argc, RAN_ARGUMENTS_MAX);
	va_end(arguments);
	optind = 0; /* getopt starts again */
	kept_out = ran_take(stdout, &out);
	kept_err = ran_take(stderr, &err);
	plain_out = stdout;
	plain_err = stderr;
	ck_assert_int_eq(visible_standard(), 0);
	ran.status = subcommand_run(&c, argc, argv);
	fclose(stdout);
	fclose(stderr);
	stdout = plain_out;
	stderr = plain_err;
	ran_give_back(stdout, out, kept_out, ran.out);
	ran_give_back(stderr, err, kept_err, ran.err);
	talloc_free(c.mem);
	/* No command prints the escapes of C's strings, or an argument that is not there. */
	ck_assert_msg(!strstr(ran.out, "\\n") && !strstr(ran.err, "\\n"), "%s%s", ran.out, ran.err);
	ck_assert_msg(
		!strstr(ran.out, "(null)") && !strstr(ran.err, "(null)"), "%s%s", ran.out, ran.err);
	return ran.status;
}

#define ASSERT_HOLDS(text, part)                                                                   \
	ck_assert_msg(strstr(text, part), "\"%s\" is not in: %s", part, text)
#define ASSERT_LACKS(text, part) ck_assert_msg(!strstr(text, part), "\"%s\" is in: %s", part, text)

#endif
