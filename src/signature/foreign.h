/*
 * foreign: files of other programs and of other kinds, told by how they begin, where a
 * signature or a key was wanted; so that whoever gave one hears what it is and what to do.
 */
#ifndef SIGNATURE_FOREIGN_H
#define SIGNATURE_FOREIGN_H

#include <stddef.h>

#include "base/phrase.h"

/*
 * What the file is: a text with a byte order mark, in UTF-16 or with line ends of CR LF; a
 * public key (PHRASE_FOREIGN_PUBLIC), a key of PKCS#8, PEM, PuTTY, SSH2 or PGP, an OpenSSH
 * secret key, a signature, a certificate. PHRASE_NONE: nothing that is known here.
 */
enum phrase foreign_file(const char *text, size_t size);

/* Whether a line of the text ends in CR LF. */
enum phrase foreign_line_ends(const char *text, size_t size);

#endif
