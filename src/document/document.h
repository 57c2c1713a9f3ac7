/*
 * document: a signed document, opened step by step, cheap checks first.
 *
 * A file is DOCUMENT, one line that is exactly `---`, SIGNATURES
 * (docs/ledger-format.md 2). document_read cuts it, checks the text, reads the
 * YAML and the header; document_authenticate checks the signatures over
 * DOCUMENT's bytes; document_decode fills the typed body by the schema. The
 * order is the caller's (engine/line/pipeline.c) and is: read, decode, authenticate
 * for kinds that declare their own keys; read, authenticate, decode for others.
 * Nothing is ever re-serialised to check a signature. All memory lies below the
 * document; nothing here reads a clock or a file.
 */
#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/time.h"
#include "document/body.h"
#include "document/kind.h"
#include "signature/sshsig.h"
#include "yaml/yaml.h"

enum { NAMESPACE_SIZE = 96 };

struct signer {
	struct party_id party;
	enum role as;
};

struct document {
	const char *bytes; /* DOCUMENT, ends in LF; followed by a NUL */
	size_t size;
	struct digest hash; /* SHA-256 of DOCUMENT */

	enum kind kind;
	char ledger_name[LEDGER_NAME_SIZE];
	struct digest ledger_genesis; /* first 16 bytes used; all zero for genesis itself */
	struct document_id id;
	struct instant valid_until; /* INSTANT_NONE for genesis */
	size_t signers_n;
	struct signer signers[LIMIT_SIGNERS];

	/*
	 * Read without signatures, for a dry run: rules then ask whether it would be
	 * sealed were it signed by the parties that it names. Never sealed.
	 */
	bool unsigned_form;
	size_t signatures_n; /* sorted by key blob, each key once */
	struct sshsig signatures[LIMIT_SIGNATURE_COUNT];

	struct seen_ledger seen; /* entries FIELD_ABSENT where it names none */
	const struct yaml_node *root;
	size_t attachments_n;
	struct attachment *attachments;

	/* The body of `kind`, after document_decode; the others are not to be read. */
	union {
		const void *body;
#define X(ID, NAME, ZH, EN, BODY, MEMBER, ...) const struct body_##BODY *MEMBER;
#include "document/kinds.def"
#undef X
	};
};

/*
 * Cuts a submission into DOCUMENT and SIGNATURES. Without the `---` line all of
 * it is DOCUMENT and *signatures is NULL. Borrowed from bytes.
 * ERROR_DOCUMENT_SIZE, ERROR_DOCUMENT_CUT.
 */
int document_cut(const char *bytes, size_t size, const char **signatures, size_t *document_size,
	size_t *signatures_size, struct error *err) MUST_CHECK;

/*
 * Cut, text rules, YAML, header, signatures' form. The bytes are copied. With
 * `unsigned_form` (a dry run) a document that carries signatures is refused
 * (ERROR_DOCUMENT_SIGNED), otherwise one without them (ERROR_DOCUMENT_UNSIGNED).
 * Signatures may come in any order and with lines of any width: they are decoded, sorted and
 * stored in their canonical form; one key twice is refused (ERROR_SIGNATURE_TWICE).
 * Returns the document below mem, or NULL.
 */
struct document *document_read(
	void *mem, const char *bytes, size_t size, bool unsigned_form, struct error *err);

/*
 * Cut and signatures alone, of whatever is signed in this form: exports and
 * refusals too. Only bytes, size, hash and signatures (none, where there is no
 * `---` line) are set; the text before the cut may be anything.
 */
struct document *document_read_signed(void *mem, const char *bytes, size_t size, struct error *err);

/* Fills the body by the schema of its kind; reports the fault that comes first by place. */
int document_decode(struct document *d, struct error *err) MUST_CHECK;

/* All faults, up to ERROR_LIST_MAX, in order of place; 0 if there are none, else -1. */
int document_decode_all(struct document *d, struct error_list *list) MUST_CHECK;

/* Every signature holds over DOCUMENT in the namespace "document@<ledger name>". */
int document_authenticate(const struct document *d, struct error *err) MUST_CHECK;

/*
 * The accounting report that a decoded document is, or that a revision gives anew; NULL: neither.
 * *within (may be NULL) is the path of its members' mapping, "" or "/report".
 */
const struct body_accounting_report *document_report(const struct document *d, const char **within);

/* "document@NAME"; likewise export, receipt, refusal. Returns out. */
char *document_namespace(const char *purpose, const char *ledger_name, char out[NAMESPACE_SIZE]);

/*
 * Keys that a genesis or party document itself declares, with the party that
 * each is for; 0 for other kinds. Needs the decoded body. i < count.
 */
size_t document_declared_count(const struct document *d);
void document_declared_key(
	const struct document *d, size_t i, struct public_key *key, struct party_id *party);

/* Appends the canonical armours, one after the other: what the leaf hashes. */
void document_signature_text(const struct document *d, struct buffer *out);

/* The id of the ledger that it is made for, of genesis the one that it makes. Returns out. */
char *document_ledger(const struct document *d, char out[LEDGER_ID_SIZE]);

/* Appends DOCUMENT, `---`, SIGNATURES. */
void document_write(const struct document *d, struct buffer *out);

/*
 * Gives err the line and column of its path in this document, unless it already has them; a path
 * that names nothing gets its nearest ancestor's.
 */
void document_place(const struct document *d, struct error *err);

/* The line and column of a path in this document, as document_place finds them. */
void document_place_of(
	const struct document *d, const char *path, uint32_t *line, uint32_t *column);

/* Adds a signature made elsewhere; keeps the order; a key twice is refused. */
int document_add_signature(
	struct document *d, const struct sshsig *s, struct error *err) MUST_CHECK;

#endif
