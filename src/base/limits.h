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
	/* A project's boundary: its parts, and the corners of all of them. */
	LIMIT_BOUNDARY_PARTS = 1000,
	LIMIT_BOUNDARY_CORNERS = 5000,

	/* A value of which the ledger holds {commit, tag} only. */
	LIMIT_WITHHELD_VALUE = 1024,

	LIMIT_SIGNERS = 8,
	LIMIT_SIGNATURE_COUNT = 16,
	LIMIT_PARTY_KEYS = 16,

	/*
	 * The server (ccerd --help and GET /metrics show these). Connections open at once, and
	 * the descriptors that files of the ledger and the state need beside them.
	 */
	LIMIT_CONNECTIONS = 512,
	LIMIT_DESCRIPTORS_OTHER = 128,
	/*
	 * Of them, what one address (64 bits of an IPv6 one) keeps when others want places; and
	 * the places beside them, in which who finds none is told so.
	 */
	LIMIT_CONNECTIONS_SHARE = 128,
	LIMIT_TURNED_AWAY = 64,
	/* Clients beyond these that the system keeps waiting; any more get no answer. */
	LIMIT_BACKLOG = 1024,
	/* Bytes of a request line and of all headers, each; how many headers. */
	LIMIT_HEADER = 16 * 1024,
	LIMIT_HEADERS = 64,
	/* Bytes of requests, of all connections, held at once. */
	LIMIT_BODY_BYTES = 64 * 1024 * 1024,
	/*
	 * Milliseconds: of silence, and of that of a client whose last reply is out; for a head,
	 * and for a request, from its first byte to its last; for its reply to be taken; for
	 * replies under way when the server stops. A connection that has been read from or
	 * written to for LIMIT_YIELD_MS makes way where places lack.
	 */
	LIMIT_SILENCE_MS = 10 * 1000,
	LIMIT_LINGER_MS = 2 * 1000,
	LIMIT_YIELD_MS = 1000,
	LIMIT_HEAD_MS = 10 * 1000,
	LIMIT_REQUEST_MS = 30 * 1000,
	LIMIT_REPLY_MS = 30 * 1000,
	LIMIT_STOP_MS = 5 * 1000,
	/* Bytes of an answer that is compressed for who takes that: it is worth it, and quick. */
	LIMIT_GZIP_LEAST = 1024,
	LIMIT_GZIP_MOST = 1024 * 1024,
	/* Who asks again so soon on one connection waits for those who do not. */
	LIMIT_HASTE_MS = 100,
	/* After either, a connection's next reply is its last. */
	LIMIT_KEEP_ALIVE_MS = 5 * 60 * 1000,
	LIMIT_KEEP_ALIVE_REQUESTS = 10 * 1000,
	/*
	 * Submissions waiting: that nobody has looked at, as many as there may be connections;
	 * of parties, whose signature holds, far fewer, so that any beyond them are refused at
	 * once; of others. Threads that open them; documents a page.
	 */
	LIMIT_ARRIVALS = LIMIT_CONNECTIONS,
	LIMIT_JOBS = 128,
	LIMIT_OTHERS = 16,
	LIMIT_WORKERS = 2,
	LIMIT_PAGE_JOBS = 512,
	/*
	 * Dry runs, which nobody has signed, that wait for their own thread; of each the
	 * operations of all its calculations, and milliseconds.
	 */
	LIMIT_DRY_RUNS = 8,
	LIMIT_DRY_RUN_OPERATIONS = 2 * 1000 * 1000,
	LIMIT_DRY_RUN_MS = 2 * 1000,
	/* Bytes that must be free on the disks of ledger and state, or nothing is promised. */
	LIMIT_DISK_ROOM = 256 * 1024,
	/* Nodes of one page of a list. */
	LIMIT_LIST_NODES = 50,
	/* How far the clock may step while the server runs, or lie behind the last entry. */
	LIMIT_CLOCK_MS = 60 * 60 * 1000,

	LIMIT_LEAF = 512,
	LIMIT_PAGE = 64 * 1024 * 1024,
	LIMIT_PAGE_ENTRIES = 4096,
};

#endif
