#include "engine/line/sorting.h"

#include <string.h>

#include <talloc.h>

#include "base/limits.h"
#include "engine/internal.h"
#include "signature/armour.h"

/* What is left of SIGNATURES, line by line. */
struct lines {
	const char *at, *end;
};

/* The next line without the blanks before it, and without its LF; false behind the last. */
static bool next_line(struct lines *l, const char **line, size_t *size)
{
	const char *end;

	if (l->at == l->end)
		return false;
	end = memchr(l->at, '\n', (size_t)(l->end - l->at));
	if (!end)
		end = l->end;
	while (l->at < end && *l->at == ' ')
		l->at++;
	*line = l->at;
	*size = (size_t)(end - l->at);
	l->at = end < l->end ? end + 1 : end;
	return true;
}

static bool line_is(const char *line, size_t size, const char *text)
{
	return size == strlen(text) && memcmp(line, text, size) == 0;
}

/*
 * The next armour that stands in SIGNATURES as the registry writes them. One in another form is
 * passed over here; its document is not a party's then, and is opened all the same.
 */
static bool next_signature(struct lines *l, struct buffer *armour, struct sshsig *out)
{
	const char *line;
	size_t size;
	bool inside = false;

	while (next_line(l, &line, &size)) {
		if (line_is(line, size, ARMOUR_SIGNATURE.begin)) {
			buffer_clear(armour);
			inside = true;
		}
		if (!inside)
			continue;
		buffer_add(armour, line, size);
		buffer_add_text(armour, "\n");
		if (!line_is(line, size, ARMOUR_SIGNATURE.end))
			continue;
		inside = false;
		if (!armour->failed && sshsig_parse(armour->bytes, armour->size, out, NULL) == 0)
			return true;
	}
	return false;
}

/*
 * The line of the first armour that holds most of its key, wherever it stands; nothing is checked.
 * A document that is large has few beside it, and is not searched.
 */
static const char *claim_of(const struct line_job *job, size_t *size)
{
	const char *begin = NULL, *end = job->bytes + job->size, *line = NULL;

	*size = 0;
	if (job->size <= LIMIT_DOCUMENT + LIMIT_SIGNATURES)
		begin = memmem(job->bytes, job->size, ARMOUR_SIGNATURE.begin,
			strlen(ARMOUR_SIGNATURE.begin));
	if (begin)
		line = memchr(begin, '\n', (size_t)(end - begin));
	if (!line)
		return "";
	for (line++; line < end && *line == ' ';)
		line++;
	while (line + *size < end && line[*size] != '\n')
		++*size;
	return line;
}

struct digest sorting_by_address(const struct line_job *job)
{
	enum { SHARES = 8 };
	const char *address = job->address ? job->address : "";
	size_t size;
	const char *claim = claim_of(job, &size);
	const struct digest key = digest_of(claim, size);
	struct {
		struct digest address;
		uint8_t share;
	} of = {digest_of(address, strlen(address)), key.bytes[0] % SHARES};

	return digest_of(&of, sizeof(of));
}

/* The party whose key it is now. */
static bool key_in_force(
	struct registry *r, void *mem, const struct public_key *key, struct party_id *party)
{
	struct record k = record_new(RECORD_KEY);
	struct error err;

	k.key.key = *key;
	if (view_get(state_view(r->state), mem, &k, &err) != 1 ||
		k.key.until_sequence != SEQUENCE_NONE)
		return false;
	*party = k.key.party;
	return true;
}

static bool is_sealed(struct registry *r, const char *bytes, size_t size)
{
	const struct digest hash = digest_of(bytes, size);
	struct state_entry entry;
	struct error err;

	return state_entry_of(r->state, &hash, &entry, &err) != 0;
}

bool sorting_by_party(
	struct registry *r, const char *namespace, const struct line_job *job, struct digest *out)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *armour = mem ? buffer_new(mem, LIMIT_SIGNATURES) : NULL;
	struct party_id party;
	struct lines lines;
	struct sshsig s;
	size_t size, signatures_size;

	if (!armour ||
		document_cut(job->bytes, job->size, &lines.at, &size, &signatures_size, NULL) < 0 ||
		!lines.at || signatures_size > LIMIT_SIGNATURES)
		return false;
	lines.end = lines.at + signatures_size;
	for (int i = 0; i < LIMIT_SIGNATURE_COUNT && next_signature(&lines, armour, &s); i++) {
		if (!key_in_force(r, mem, &s.key, &party))
			continue;
		*out = digest_of(party.text, strlen(party.text));
		return !is_sealed(r, job->bytes, size) &&
		       sshsig_check(&s, namespace, job->bytes, size, NULL) == 0;
	}
	return false;
}
