/* Entries, their order, and the keys that signed: pages that are well written. */
#include <stdio.h>
#include <string.h>

#include <check.h>
#include <talloc.h>

#include "tests/engine/audit/tampering.h"
#include "tests/rules/story.h"

/* Reads a page of at least that many entries at random; not genesis'. */
static bool any_page(struct tampering *t, size_t entries, struct page *out)
{
	const char *path;
	size_t size;
	struct error err;
	char *bytes;

	if (t->ground->forge->n < 3)
		return false;
	t->page = 1 + tampering_chance(t, t->ground->forge->n - 1);
	bytes = tampering_page(t, t->page, &path, &size);
	ck_assert_ptr_nonnull(bytes);
	ck_assert_int_eq(page_read(t->mem, bytes, size, out, &err), 0);
	return out->n >= entries;
}

static bool seal(struct tampering *t, const struct page *p, const char *what)
{
	struct buffer *b = buffer_new(t->mem, LIMIT_PAGE);
	const char *path;
	size_t size;
	struct forge_change c = {.page = t->page};

	tampering_page(t, t->page, &path, &size);
	for (size_t i = 0; i < p->n; i++)
		entry_write(&p->entries[i], b);
	c.path = path;
	c.bytes = b->bytes;
	c.size = b->size;
	tampering_say(t, "page %zu, %s", t->page, what);
	tampering_rewrite(t, &c);
	return true;
}

static void renumber(struct page *p, int64_t first)
{
	for (size_t i = 0; i < p->n; i++)
		p->entries[i].sequence = first + (int64_t)i;
}

/* --- entries --- */

static bool entry_dropped(struct tampering *t)
{
	struct page p;
	bool numbered = tampering_chance(t, 2);
	int64_t first;
	size_t i;

	if (!any_page(t, 2, &p))
		return false;
	i = tampering_chance(t, p.n);
	first = p.entries[0].sequence;
	memmove(&p.entries[i], &p.entries[i + 1], (p.n - i - 1) * sizeof(*p.entries));
	p.n--;
	if (numbered)
		renumber(&p, first);
	return seal(t, &p,
		talloc_asprintf(t->mem, "entry %zu of it dropped%s", i,
			numbered ? ", others renumbered" : ""));
}

/* An entry of this page, or of one before it, inserted somewhere. */
static bool entry_again(struct tampering *t)
{
	struct page p, other;
	struct entry *entries;
	size_t page, i, at;

	if (!any_page(t, 1, &other) || other.n == 0)
		return false;
	i = tampering_chance(t, other.n);
	page = t->page;
	if (!any_page(t, 1, &p) || t->page < page)
		return false;
	at = tampering_chance(t, p.n + 1);
	if (t->page == page && at <= i)
		return false;
	entries = talloc_array(t->mem, struct entry, (unsigned)p.n + 1);
	memcpy(entries, p.entries, at * sizeof(*entries));
	entries[at] = other.entries[i];
	memcpy(entries + at + 1, p.entries + at, (p.n - at) * sizeof(*entries));
	p.entries = entries;
	p.n++;
	renumber(&p, at ? entries[0].sequence : entries[1].sequence);
	for (size_t k = 0; k < p.n; k++)
		entries[k].time = p.entries[at ? 0 : 1].time;
	return seal(
		t, &p, talloc_asprintf(t->mem, "entry %zu of page %zu is in it again", i, page));
}

static bool entry_changes(struct tampering *t)
{
	struct page p;
	struct entry *e;

	if (!any_page(t, 1, &p))
		return false;
	e = &p.entries[tampering_chance(t, p.n)];
	e->changes.bytes[tampering_chance(t, DIGEST_SIZE)] ^=
		(uint8_t)(1 << tampering_chance(t, 8));
	return seal(t, &p, "what was decided of an entry");
}

static bool entry_rules(struct tampering *t)
{
	struct page p;

	if (!any_page(t, 1, &p))
		return false;
	p.entries[tampering_chance(t, p.n)].rules = tampering_chance(t, 2) ? 2 : 0;
	return seal(t, &p, "the rules' version of an entry");
}

/* --- order --- */

static bool entries_swapped(struct tampering *t)
{
	struct page p;
	struct entry swap;
	size_t i;
	bool numbered = tampering_chance(t, 2);

	if (!any_page(t, 2, &p))
		return false;
	i = tampering_chance(t, p.n - 1);
	swap = p.entries[i];
	p.entries[i] = p.entries[i + 1];
	p.entries[i + 1] = swap;
	if (numbered)
		renumber(&p, p.entries[i + 1].sequence - (int64_t)i);
	return seal(t, &p, numbered ? "two entries swapped and renumbered" : "two entries swapped");
}

static bool entries_numbered(struct tampering *t)
{
	struct page p;
	int64_t by = (int64_t)tampering_chance(t, 5) - 2;

	if (!any_page(t, 1, &p) || by == 0 || p.entries[0].sequence + by < 0)
		return false;
	renumber(&p, p.entries[0].sequence + by);
	return seal(t, &p, "its sequence moved");
}

static bool entries_timed(struct tampering *t)
{
	static const int64_t by[] = {-86400000, -1000, -1, 1, 1000, 86400000};
	struct page p;
	int64_t ms = by[tampering_chance(t, COUNT_OF(by))];

	if (!any_page(t, 1, &p))
		return false;
	for (size_t i = tampering_chance(t, 2) ? 0 : p.n - 1; i < p.n; i++)
		p.entries[i].time.ms += ms;
	return seal(t, &p, talloc_asprintf(t->mem, "its time by %lld ms", (long long)ms));
}

/* Gives it the bytes of another page. */
static bool page_in_place_of_another(struct tampering *t)
{
	struct page p, other;
	size_t page;

	if (!any_page(t, 1, &other))
		return false;
	page = t->page;
	if (!any_page(t, 1, &p) || t->page == page)
		return false;
	if (tampering_chance(t, 2))
		renumber(&other, p.entries[0].sequence);
	return seal(t, &other, talloc_asprintf(t->mem, "page %zu stands in its place", page));
}

/* --- keys --- */

/* The secret key of a person of the story; below t->mem. */
static struct secret_key *secret_of(struct tampering *t, const struct public_key *key)
{
	static const char *const names[] = {"operator", "mee", "samr", "exchange", "cea",
		"province", "owner", "other", "entity", "buyer", "cec", "ccsc", "person"};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const struct story_party *party = story_party(names[i]);

		for (int k = 0; k < party->keys_n; k++)
			if (public_key_equal(&party->keys[k], key))
				return story_secret(
					t->mem, talloc_asprintf(t->mem, "%s/%d", names[i], k));
	}
	ck_abort_msg("a key of nobody");
	return NULL;
}

enum { ARMOURS_MAX = LIMIT_SIGNATURE_COUNT };

/* Takes an entry's signatures apart. */
static size_t signatures_of(const struct entry *e, struct sshsig *out)
{
	static const char end[] = "-----END SSH SIGNATURE-----\n";
	const char *at = e->signatures, *behind = e->signatures + e->signatures_size;
	struct error err;
	size_t n = 0;

	while (at < behind) {
		const char *next = strstr(at, end) + strlen(end);

		ck_assert_uint_lt(n, ARMOURS_MAX);
		ck_assert_int_eq(sshsig_parse(at, (size_t)(next - at), &out[n++], &err), 0);
		at = next;
	}
	return n;
}

static void put_signatures(struct tampering *t, struct entry *e, const struct sshsig *s, size_t n)
{
	struct buffer *b = buffer_new(t->mem, 2 * LIMIT_SIGNATURES);

	for (size_t i = 0; i < n; i++)
		sshsig_write(&s[i], b);
	e->signatures = b->bytes;
	e->signatures_size = b->size;
}

static void sign(struct tampering *t, const struct entry *e, const struct secret_key *key,
	struct sshsig *out)
{
	char namespace[SSHSIG_NAMESPACE_MAX];
	const char *slash = strchr(t->ground->ledger_id, '/');
	struct error err;

	snprintf(namespace, sizeof(namespace), "document@%.*s", (int)(slash - t->ground->ledger_id),
		t->ground->ledger_id);
	ck_assert_int_eq(
		secret_key_sshsig(key, namespace, e->document, e->document_size, out, &err), 0);
}

static bool any_entry(
	struct tampering *t, struct page *p, struct entry **e, struct sshsig *s, size_t *n)
{
	if (!any_page(t, 1, p))
		return false;
	*e = &p->entries[tampering_chance(t, p->n)];
	*n = signatures_of(*e, s);
	return true;
}

/* A document that was never submitted, signed by those who signed the true one. */
static bool document_never_submitted(struct tampering *t)
{
	struct sshsig s[ARMOURS_MAX];
	struct page p;
	struct entry *e;
	size_t n;
	char *text, *id;

	if (!any_entry(t, &p, &e, s, &n))
		return false;
	text = talloc_strndup(t->mem, e->document, e->document_size);
	id = strstr(text, "\nid: ");
	if (!id)
		return false;
	id += strlen("\nid: ") + 1 + tampering_chance(t, 25);
	*id = *id == '7' ? '8' : '7';
	e->document = text;
	for (size_t i = 0; i < n; i++)
		sign(t, e, secret_of(t, &s[i].key), &s[i]);
	put_signatures(t, e, s, n);
	return seal(t, &p, "a document that was never submitted");
}

static bool signed_by_another(struct tampering *t)
{
	struct sshsig s[ARMOURS_MAX];
	struct page p;
	struct entry *e;
	size_t n;
	struct secret_key *key;

	if (!any_entry(t, &p, &e, s, &n))
		return false;
	key = tampering_chance(t, 2) ? story_secret(t->mem, "sealing")
				     : story_secret(t->mem, talloc_asprintf(t->mem, "stray/%zu",
								    tampering_chance(t, 100)));
	sign(t, e, key, &s[tampering_chance(t, n)]);
	if (n > 1 && tampering_chance(t, 2))
		for (size_t i = 1; i < n; i++)
			for (size_t k = i; k > 0 && sshsig_compare(&s[k - 1], &s[k]) > 0; k--) {
				struct sshsig swap = s[k];

				s[k] = s[k - 1];
				s[k - 1] = swap;
			}
	put_signatures(t, e, s, n);
	return seal(t, &p, "a signature by another key");
}

/* The last page has no checkpoint over it yet, so nobody there misses a spare signature. */
static bool signature_dropped(struct tampering *t)
{
	struct sshsig s[ARMOURS_MAX];
	struct page p;
	struct entry *e;
	size_t n, i;

	if (!any_entry(t, &p, &e, s, &n) || n < 2 || t->page + 1 == t->ground->forge->n)
		return false;
	i = tampering_chance(t, n);
	memmove(&s[i], &s[i + 1], (n - i - 1) * sizeof(*s));
	put_signatures(t, e, s, n - 1);
	return seal(t, &p, "a signature dropped");
}

static bool signatures_of_another_document(struct tampering *t)
{
	struct page p, other;
	struct entry *e;
	const struct entry *from;

	if (!any_page(t, 1, &other))
		return false;
	from = &other.entries[tampering_chance(t, other.n)];
	if (!any_page(t, 1, &p))
		return false;
	e = &p.entries[tampering_chance(t, p.n)];
	if (e->sequence == from->sequence)
		return false;
	e->signatures = from->signatures;
	e->signatures_size = from->signatures_size;
	return seal(t, &p, "another document's signatures");
}

/* S and the group's order: the same signature to a careless reader. */
static bool signature_with_another_s(struct tampering *t)
{
	static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6,
		0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};
	struct sshsig s[ARMOURS_MAX];
	struct page p;
	struct entry *e;
	size_t n, i;
	unsigned carry = 0;

	if (!any_entry(t, &p, &e, s, &n))
		return false;
	i = tampering_chance(t, n);
	for (size_t k = 0; k < sizeof(order); k++) {
		carry += s[i].signature[32 + k] + (unsigned)order[k];
		s[i].signature[32 + k] = (uint8_t)carry;
		carry >>= 8;
	}
	put_signatures(t, e, s, n);
	return seal(t, &p, "a signature with another S");
}

static bool signature_twice(struct tampering *t)
{
	struct sshsig s[ARMOURS_MAX + 1];
	struct page p;
	struct entry *e;
	size_t n, i;

	if (!any_entry(t, &p, &e, s, &n) || n == ARMOURS_MAX)
		return false;
	i = tampering_chance(t, n);
	memmove(&s[i + 1], &s[i], (n - i) * sizeof(*s));
	put_signatures(t, e, s, n + 1);
	return seal(t, &p, "a signature twice");
}

const struct tampering_class tampering_entries[] = {
	{"entries", "one dropped",
		CHECK(PAGE) | CHECK(SEQUENCE) | CHECK(DECISION) | CHECK(CHANGES) | CHECK(FILES) |
			CHECK(CHECKPOINT),
		REACH_PAGE, entry_dropped},
	{"entries", "one again", CHECK(DECISION) | CHECK(SEQUENCE) | CHECK(CHANGES), REACH_PAGE,
		entry_again},
	{"entries", "what was decided", CHECK(CHANGES), REACH_PAGE, entry_changes},
	{"entries", "version of the rules", CHECK(SEQUENCE) | CHECK(PAGE), REACH_PAGE, entry_rules},
	{"entries", "one never submitted", CHECK(DOCUMENT) | CHECK(DECISION) | CHECK(CHANGES),
		REACH_PAGE, document_never_submitted},
	{"order", "two entries", CHECK(PAGE) | CHECK(SEQUENCE) | CHECK(DECISION) | CHECK(CHANGES),
		REACH_PAGE, entries_swapped},
	{"order", "numbers", CHECK(SEQUENCE), REACH_PAGE, entries_numbered},
	{"order", "times", CHECK(PAGE) | CHECK(SEQUENCE) | CHECK(DECISION) | CHECK(CHANGES),
		REACH_PAGE, entries_timed},
	{"order", "a page in another's place", CHECK(SEQUENCE) | CHECK(DECISION) | CHECK(CHANGES),
		REACH_PAGE, page_in_place_of_another},
	{"keys", "a document's signature by another key",
		CHECK(PAGE) | CHECK(DOCUMENT) | CHECK(DECISION), REACH_PAGE, signed_by_another},
	{"keys", "a document's signature dropped", CHECK(DECISION) | CHECK(CHECKPOINT), REACH_PAGE,
		signature_dropped},
	{"keys", "another document's signatures", CHECK(DOCUMENT), REACH_PAGE,
		signatures_of_another_document},
	{"keys", "a signature with another S", CHECK(PAGE) | CHECK(DOCUMENT), REACH_PAGE,
		signature_with_another_s},
	{"keys", "a signature twice", CHECK(PAGE) | CHECK(DOCUMENT), REACH_PAGE, signature_twice},
	{0},
};
