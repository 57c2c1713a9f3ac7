/*
 * What is always true, as SQL: each check gives the keys that break it, and none
 * when it holds. Sums are taken over whole tables, so this is for the audit and
 * for tests, not for every request.
 */
#include "state/query.h"

#include "state/database.h"

static const struct {
	const char *what; /* a stable name */
	const char *sql;  /* the first column says where */
} checks[] = {
	/* A block ends at or after its first number, which is at least 1. */
	{"blocks-sound", "SELECT code || '-' || vintage || '-' || first FROM block"
			 " WHERE first < 1 OR last < first"},
	/* Blocks of a project and vintage are disjoint and without gaps. */
	{"blocks-disjoint-and-complete",
		"SELECT code || '-' || vintage || '-' || first FROM"
		" (SELECT code, vintage, first, lag(last, 1, 0) OVER"
		"  (PARTITION BY code, vintage ORDER BY first) AS before FROM block)"
		" WHERE first <> before + 1"},
	/* Blocks of a project and vintage end before its next number. */
	{"blocks-end-at-next-number",
		"SELECT code || '-' || vintage FROM"
		" (SELECT code, vintage, max(last) AS last FROM block GROUP BY code, vintage)"
		" LEFT JOIN serial USING (code, vintage) WHERE next IS NULL OR last <> next - 1"},
	/* A project and vintage without blocks has issued nothing. */
	{"numbers-have-blocks",
		"SELECT code || '-' || vintage FROM serial WHERE next <> 1 AND NOT EXISTS"
		" (SELECT 1 FROM block WHERE block.code = serial.code"
		" AND block.vintage = serial.vintage)"},
	/* Issued rows of reports add up to the blocks. */
	{"issued-rows-add-up",
		"SELECT rows.code || '-' || year FROM"
		" (SELECT code, year, sum(verified) AS verified FROM reduction"
		"  JOIN (SELECT text, code FROM report) USING (text)"
		"  WHERE issued GROUP BY code, year) AS rows"
		" LEFT JOIN serial ON serial.code = rows.code AND serial.vintage = rows.year"
		" WHERE verified <> coalesce(next, 1) - 1"},
	/* Units were issued for registered rows only. */
	{"units-have-issued-rows",
		"SELECT code || '-' || vintage FROM serial WHERE next <> 1 AND NOT EXISTS"
		" (SELECT 1 FROM reduction JOIN report USING (text) WHERE issued"
		" AND report.code = serial.code AND reduction.year = serial.vintage)"},
	/* An issued row is a registered one. */
	{"issued-is-registered",
		"SELECT text || '-' || year FROM reduction WHERE issued AND NOT registered"},
	/* A registered row is verified at no more than the calculation. */
	{"verified-within-calculation", "SELECT text || '-' || year FROM reduction"
					" WHERE registered AND verified > calculated"},
	/* A block names what froze or retired it, and a free one nothing. */
	{"blocks-name-their-document", "SELECT code || '-' || vintage || '-' || first FROM block"
				       " WHERE (status = 'free') <> (\"by\" = '')"},
	/* A block's account exists. */
	{"blocks-have-accounts", "SELECT code || '-' || vintage || '-' || first FROM block"
				 " WHERE NOT EXISTS (SELECT 1 FROM account"
				 " WHERE account.account = block.account)"},
	/* Frozen blocks add up to the pending record that froze them. */
	{"frozen-have-pending-record",
		"SELECT document FROM"
		" (SELECT \"by\" AS document, sum(last - first + 1) AS frozen FROM block"
		"  WHERE status = 'frozen' GROUP BY \"by\") LEFT JOIN offset ON record = document"
		" WHERE quantity IS NULL OR quantity <> frozen"
		" OR offset.status NOT IN ('pending', 'received')"},
	/* A pending record's units are frozen. */
	{"pending-units-frozen",
		"SELECT record FROM offset WHERE status IN ('pending', 'received')"
		" AND quantity <> (SELECT coalesce(sum(last - first + 1), 0) FROM block"
		" WHERE \"by\" = record AND block.status = 'frozen')"},
	/* Retired blocks add up to the retirement that retired them. */
	{"retirements-add-up", "SELECT document FROM retirement WHERE quantity <>"
			       " (SELECT coalesce(sum(last - first + 1), 0) FROM block"
			       " WHERE \"by\" = document AND status = 'retired')"},
	/* A retired block has its retirement. */
	{"retired-have-retirement",
		"SELECT code || '-' || vintage || '-' || first FROM block WHERE status = 'retired'"
		" AND NOT EXISTS (SELECT 1 FROM retirement WHERE document = \"by\")"},
	/* Open of an obligation is what its pending records hold. */
	{"obligation-open-adds-up",
		"SELECT entity || '-' || year FROM obligation AS o WHERE open <>"
		" (SELECT coalesce(sum(quantity), 0) FROM offset WHERE offset.entity = o.entity"
		" AND offset.year = o.year AND status IN ('pending', 'received'))"},
	/* Used of an obligation is what its answered records used. */
	{"obligation-used-adds-up",
		"SELECT entity || '-' || year FROM obligation AS o WHERE o.used <>"
		" (SELECT coalesce(sum(offset.used), 0) FROM offset"
		" WHERE offset.entity = o.entity AND offset.year = o.year)"},
	/* A hold is found where it is, and what is found is a hold. */
	{"holds-have-places", "SELECT hold FROM hold WHERE NOT EXISTS"
			      " (SELECT 1 FROM hold_place AS p WHERE p.hold = hold.hold)"},
	{"places-have-holds", "SELECT subject FROM hold_place AS p WHERE NOT EXISTS"
			      " (SELECT 1 FROM hold WHERE hold.hold = p.hold)"},
	/* Units that are held were issued. */
	{"held-were-issued",
		"SELECT subject || '-' || p.vintage || '-' || first FROM hold_place AS p"
		" LEFT JOIN serial AS s ON s.code = p.subject AND s.vintage = p.vintage"
		" WHERE p.vintage <> 0 AND (next IS NULL OR last >= next OR last < first - 1)"},
	/* Nothing is used beyond its record. */
	{"used-within-record", "SELECT record FROM offset WHERE used > quantity"},
	/* Every record stands once among those of its entity's year. */
	{"records-stand-in-their-year",
		"SELECT o.record FROM offset AS o WHERE 1 <> (SELECT count(*) FROM year_offset AS y"
		" WHERE y.entity = o.entity AND y.year = o.year AND y.record = o.record)"},
	/* A record is open or names what has ended it. */
	{"open-records-have-no-end",
		"SELECT record FROM offset"
		" WHERE (status IN ('pending', 'received')) <> (ended_by = '')"},
	/* Of the open records of a year, oldest first, those beyond the limit are marked. */
	{"over-limit-marked",
		"SELECT record FROM (SELECT o.record, over_limit, \"limit\", b.used,"
		" sum(quantity) OVER (PARTITION BY o.entity, o.year ORDER BY sequence) AS open"
		" FROM offset AS o JOIN year_offset USING (entity, year, record)"
		" JOIN obligation AS b USING (entity, year) WHERE status IN ('pending', "
		"'received'))"
		" WHERE over_limit <> (used + open > \"limit\")"},
};

static void statement_auto(sqlite3_stmt **stmt)
{
	sqlite3_finalize(*stmt);
}

static int run_check(struct state *s, size_t i, struct error *err)
{
	AUTO(statement_auto) sqlite3_stmt *stmt = NULL;
	const char *where;

	if (sqlite3_prepare_v2(s->db, checks[i].sql, -1, &stmt, NULL) != SQLITE_OK)
		return database_error(s, err);
	switch (sqlite3_step(stmt)) {
	case SQLITE_DONE:
		return 0;
	case SQLITE_ROW:
		where = (const char *)sqlite3_column_text(stmt, 0);
		return error_set(err, ERROR_STATE_INVARIANT, NULL, "", "what", checks[i].what,
			"where", where ? where : "", NULL);
	default:
		return database_error(s, err);
	}
}

int query_invariants(struct state *s, struct error *err)
{
	for (size_t i = 0; i < COUNT_OF(checks); i++)
		if (run_check(s, i, err))
			return -1;
	return 0;
}
