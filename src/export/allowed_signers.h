/*
 * allowed_signers: every key of the ledger in the form that OpenSSH and git read.
 *
 * One line for each key: the party's id as principal, for documents of this ledger
 * only; and the sealing key as `sealing@NAME`, for commits, exports and refusals.
 * With the file, `ssh-keygen -Y verify` checks documents and exports, and
 * `git verify-commit` (gpg.ssh.allowedSignersFile) checks commits. Keys that have
 * ended are there too, since what they signed before still holds; a comment says
 * from which entry to which a key is in force. That is not written as valid-after or
 * valid-before: those go by the clock of whoever signs, while a key's life here is
 * measured in positions of the ledger.
 */
#ifndef EXPORT_ALLOWED_SIGNERS_H
#define EXPORT_ALLOWED_SIGNERS_H

#include "export/about.h"

/* Appends the file; read in one snapshot. */
int allowed_signers_write(struct state *s, struct buffer *out, struct error *err) MUST_CHECK;

#endif
