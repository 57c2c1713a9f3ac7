/*
 * ccer withhold: makes {commit, tag} of a value that stays out of the ledger, and keeps salt
 * and value in a file of their own; or checks that such a file still opens its commitment.
 *
 * The value is read from standard input, since arguments are seen by all who are on the
 * machine and stay in the shell's history.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "ccer/command.h"
#include "ccer/documents/identity_key.h"
#include "ccer/options.h"
#include "document/withheld.h"
#include "signature/secret_file.h"
#include "signature/secret_key.h"
#include "system/file.h"

struct withholding {
	const char *purpose_text, *subject_text, *commit_text; /* NULL: not given */
	const char *key_file, *folder, *check;
	struct withheld_purpose purpose; /* of a check without one: a contact, no tag */
	struct digest commit;		 /* of a check: what the value is to open */
};

/* Says in both languages what is wrong with how it was called. */
static int refuse_use(const struct command_context *c, const char *zh, const char *en)
{
	return command_usage(c, "withhold", command_text(c, zh, en));
}

static bool hash_read(const char *text, struct digest *out)
{
	return digest_parse(text, strlen(text), out);
}

/* The purpose, and that it has what it needs and nothing else. */
static int purpose_read(const struct command_context *c, struct withholding *w)
{
	w->purpose.use = WITHHELD_CONTACT;
	if ((w->folder || w->purpose_text) &&
		!(w->purpose_text && withheld_use_parse(w->purpose_text, &w->purpose.use)))
		return refuse_use(c, "--purpose 应为 identity、comment 或 contact",
			"--purpose is identity, comment or contact");
	if (w->purpose.use == WITHHELD_CONTACT && w->key_file)
		return refuse_use(c, "只有 identity 和 comment 有标签，用 --identity-key",
			"only identity and comment have a tag, made with --identity-key");
	if (w->purpose.use != WITHHELD_CONTACT && !w->key_file)
		return refuse_use(c, "identity 和 comment 的标签需要 --identity-key",
			"the tag of identity and comment needs --identity-key");
	if ((w->purpose.use == WITHHELD_COMMENT) != (w->subject_text != NULL))
		return refuse_use(c, "comment 须用 --subject 写明所评论的文件，其他用途则不用",
			"a comment names by --subject what it is on, and nothing else does");
	if (w->subject_text && !hash_read(w->subject_text, &w->purpose.subject))
		return refuse_use(c, "--subject 应为 64 位十六进制数字（小写）",
			"--subject is 64 hexadecimal digits in lower case");
	return EXIT_DONE;
}

/* What a check compares with: --commit, else the file's name. */
static int commit_read(const struct command_context *c, struct withholding *w)
{
	const char *slash = w->check ? strrchr(w->check, '/') : NULL;
	const char *name = slash ? slash + 1 : w->check;

	if (!w->check)
		return w->commit_text ? refuse_use(c, "--commit 只与 --check 一起使用",
						"--commit goes with --check")
				      : EXIT_DONE;
	if (!hash_read(w->commit_text ? w->commit_text : name, &w->commit))
		return refuse_use(c,
			"承诺应为 64 位十六进制数字（小写）：用 --commit，或即为文件名",
			"the commitment is 64 hexadecimal digits in lower case: --commit, or the "
			"file's name");
	return EXIT_DONE;
}

static int options_read(struct command_context *c, int argc, char **argv, struct withholding *w)
{
	int option, status;

	while ((option = command_option(c, argc, argv)) != -1) {
		const char **given = option == 'k'   ? &w->check
				     : option == 'm' ? &w->commit_text
				     : option == 'i' ? &w->key_file
				     : option == 'd' ? &w->folder
				     : option == 'p' ? &w->purpose_text
				     : option == 's' ? &w->subject_text
						     : NULL;

		if (!given)
			return command_usage(c, "withhold", NULL);
		*given = optarg;
	}
	if (argc > optind)
		return refuse_use(c, "值从标准输入读取，不写在命令行上：他人可以看到参数",
			"the value is read from standard input and is no argument, which others "
			"can see");
	if (!w->folder == !w->check)
		return refuse_use(c, "须用 --private 或 --check 之一",
			"one of --private and --check is needed");
	status = purpose_read(c, w);
	return status == EXIT_DONE ? commit_read(c, w) : status;
}

/* All of standard input, up to one byte more than fits a value and its LF. */
static int input_read(const struct command_context *c, struct secret_bytes *in, struct error *err)
{
	const size_t most = LIMIT_WITHHELD_VALUE + 2;
	ssize_t n;

	if (isatty(STDIN_FILENO))
		fprintf(stderr, "%s\n",
			command_text(c, "不公开的值，一行，以 Ctrl-D 结束：",
				"the value, one line, ended by Ctrl-D:"));
	while (in->size < most) {
		n = read(STDIN_FILENO, in->bytes + in->size, most - in->size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return file_error("-", err);
		if (n == 0)
			break;
		in->size += (size_t)n;
	}
	return 0;
}

static int value_read(const struct command_context *c, enum withheld_use use,
	struct withheld_opening *out, struct error *err)
{
	AUTO(secret_bytes_wipe) struct secret_bytes in = {.size = 0};

	if (input_read(c, &in, err) < 0)
		return -1;
	if (in.size > 0 && in.bytes[in.size - 1] == '\n')
		in.size--;
	return withheld_value_set(out, use, (const char *)in.bytes, in.size, err);
}

/* The mapping as it stands in a document. */
static int mapping_show(const struct withholding *w, const struct withheld_opening *o,
	const struct identity_key *key, struct error *err)
{
	char text[256], commit_hex[DIGEST_HEX_SIZE], tag_hex[DIGEST_HEX_SIZE];
	struct digest commit = withheld_commit(o);
	int n;

	digest_hex(&commit, commit_hex);
	if (w->purpose.use == WITHHELD_CONTACT) {
		n = snprintf(text, sizeof(text), "{commit: %s}\n", commit_hex);
	} else {
		struct digest tag = withheld_tag(o, &w->purpose, key->bytes);

		n = snprintf(text, sizeof(text), "{commit: %s, tag: %s}\n", commit_hex,
			digest_hex(&tag, tag_hex));
	}
	return command_write("-", text, (size_t)n, err);
}

/* Stores first, so that no commitment is ever shown that nothing can open. */
static int withhold(const struct command_context *c, const struct withholding *w,
	const struct identity_key *key, struct error *err)
{
	AUTO(withheld_opening_wipe) struct withheld_opening o = {.size = 0};
	AUTO(secret_bytes_wipe) struct secret_bytes text = {.size = 0};
	char path[PATH_MAX], hex[DIGEST_HEX_SIZE];
	struct digest commit;

	if (value_read(c, w->purpose.use, &o, err) < 0)
		return -1;
	secret_random(o.salt, sizeof(o.salt));
	commit = withheld_commit(&o);
	if ((size_t)snprintf(path, sizeof(path), "%s/%s", w->folder, digest_hex(&commit, hex)) >=
		sizeof(path)) {
		errno = ENAMETOOLONG;
		return file_error(w->folder, err);
	}
	text.size = withheld_opening_text(&o, (char *)text.bytes);
	if (file_create(path, 0600, text.bytes, text.size, err) < 0)
		return -1;
	if (mapping_show(w, &o, key, err) == 0)
		return 0;
	unlink(path);
	return -1;
}

static int check_opening(
	const struct withholding *w, const struct identity_key *key, struct error *err)
{
	AUTO(withheld_opening_wipe) struct withheld_opening o = {.size = 0};
	AUTO(secret_bytes_wipe) struct secret_bytes text = {.size = 0};
	char wanted[DIGEST_HEX_SIZE], hex[DIGEST_HEX_SIZE];
	struct digest found;

	if (secret_file_read(w->check, &text, err) < 0)
		return -1;
	if (!withheld_opening_parse((const char *)text.bytes, text.size, &o))
		return error_set(err, ERROR_WITHHELD_FILE, NULL, "", "file", w->check, NULL);
	found = withheld_commit(&o);
	if (!digest_equal(&found, &w->commit))
		return error_set(err, ERROR_WITHHELD_OTHER, NULL, "", "file", w->check, "commit",
			digest_hex(&w->commit, wanted), "found", digest_hex(&found, hex), NULL);
	return mapping_show(w, &o, key, err);
}

int cmd_withhold(struct command_context *c, int argc, char **argv)
{
	AUTO(identity_key_wipe) struct identity_key key = {.bytes = {0}};
	struct withholding w = {.check = NULL};
	struct error err;
	int status = options_read(c, argc, argv, &w);

	if (status != EXIT_DONE)
		return status;
	if (w.key_file && identity_key_read(w.key_file, &key, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	if ((w.check ? check_opening(&w, &key, &err) : withhold(c, &w, &key, &err)) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}
