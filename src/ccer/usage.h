/*
 * usage: how a command is used, in the reader's language.
 *
 * The tables of commands and options write a usage once, with capitals where a user puts
 * something in (FILE, PARTY:ROLE); a Chinese reader sees 文件 and 主体:角色 there. What is
 * typed as it stands (options, words of closed lists, SHA256, URL) is the same for all.
 */
#ifndef CCER_USAGE_H
#define CCER_USAGE_H

#include "ccer/command.h"

/* Below c->mem, or `usage` itself; NULL stays NULL. */
const char *usage_text(const struct command_context *c, const char *usage);

#endif
