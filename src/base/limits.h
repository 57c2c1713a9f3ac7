/*
 * limits: every bound on what comes from outside, in one place.
 *
 * Sizes are bytes. A larger document is refused before it is parsed; a deeper
 * one at the event that passes the depth.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum {
	/* DOCUMENT of the large kinds (methodology, units, design, reports, settlement). */
	LIMIT_DOCUMENT_LARGE = 1024 * 1024,
	/* DOCUMENT of every other kind. */
	LIMIT_DOCUMENT = 64 * 1024,
	/* SIGNATURES part: 16 armours and their YAML. */
	LIMIT_SIGNATURES = 16 * 1024,
	/* What one request may carry. */
	LIMIT_SUBMISSION = LIMIT_DOCUMENT_LARGE + LIMIT_SIGNATURES + 4,

	LIMIT_YAML_DEPTH = 32,
	LIMIT_YAML_NODES = 200 * 1000,
	LIMIT_SCALAR = 16 * 1024,
	LIMIT_KEY = 128, /* bytes of a mapping's key */
	/* Rows or legs of one list. */
	LIMIT_ROWS_LARGE = 5000,
	LIMIT_ROWS = 256,
	LIMIT_ATTACHMENTS = 256,

	LIMIT_SIGNERS = 8,
	LIMIT_SIGNATURE_COUNT = 16,
	LIMIT_PARTY_KEYS = 16,

	/* The server: connections open at once, bytes of a request line and of headers. */
	LIMIT_CONNECTIONS = 256,
	LIMIT_HEADER = 16 * 1024,
	/* Milliseconds of silence; and for a whole request and its reply. */
	LIMIT_SILENCE_MS = 10 * 1000,
	LIMIT_REQUEST_MS = 30 * 1000,
	/* Submissions waiting for their answer; threads that open them; documents a page. */
	LIMIT_JOBS = 1024,
	LIMIT_WORKERS = 2,
	LIMIT_PAGE_JOBS = 512,

	LIMIT_LEAF = 512,
	LIMIT_PAGE = 64 * 1024 * 1024,
	LIMIT_PAGE_ENTRIES = 4096,
};

#endif
