#include "derivation/csv.h"

#include <endian.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <talloc.h>

#include "yaml/text.h"

enum { BLOCK = 64, WAIT_MAX = 64 };

#define EACH_BYTE(c) (UINT64_C(0x0101010101010101) * (uint64_t)(c))

struct csv_reader {
	struct csv_client client;
	uint32_t line;	/* of the next row */
	size_t columns; /* of the header; 0 before it */
	size_t cells_n; /* of the row being read */
	struct csv_cell cells[CSV_COLUMNS_MAX];
	bool careful;	/* no row is quick */
	bool quoted;	/* the carried bytes end inside quotes */
	size_t carry_n; /* the beginning of a row, from the chunk before */
	char carry[CSV_ROW_MAX];
	char plain[CSV_ROW_MAX]; /* cells without their doubled quotes */
};

struct csv_reader *csv_reader_new(void *mem, const struct csv_client *client, struct error *err)
{
	struct csv_reader *r = talloc_zero(mem, struct csv_reader);

	if (!r) {
		error_no_memory(err);
		return NULL;
	}
	r->client = *client;
	r->line = 1;
	return r;
}

void csv_careful(struct csv_reader *r)
{
	r->careful = true;
}

uint32_t csv_line(const struct csv_reader *r)
{
	return r->line;
}

/* --- places and refusals --- */

/* The place `offset` bytes into a row that begins on `line`. */
static void place_in(const char *row, size_t offset, uint32_t *line, uint32_t *column)
{
	uint32_t within = 1, behind = 0;

	for (size_t i = 0; i < offset; i++) {
		if (row[i] == '\n') {
			behind++;
			within = 1;
		} else if (((unsigned char)row[i] & 0xC0) != 0x80) {
			within++;
		}
	}
	*line += behind;
	*column = within;
}

void csv_place(
	const struct csv_row *row, size_t cell, size_t within, uint32_t *line, uint32_t *column)
{
	*line = row->line;
	place_in(row->bytes, row->cells[cell].at + within, line, column);
}

/* What a refusal says besides its place. */
struct fault {
	enum error_code code;
	const char *name, *value, *name2, *value2;
};

static int refuse_byte(const struct csv_reader *r, const char *row, size_t offset,
	const struct fault *f, struct error *err)
{
	uint32_t line = r->line, column;

	place_in(row, offset, &line, &column);
	return error_set_at(err, f->code, r->client.rule, line, column, r->client.path, "where",
		r->client.where, f->name, f->value, f->name2, f->value2, NULL);
}

static int refuse_size(const struct csv_reader *r, const char *row, size_t offset, const char *what,
	int most, struct error *err)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", most);
	return refuse_byte(
		r, row, offset, &(struct fault){ERROR_CSV_SIZE, "what", what, "most", text}, err);
}

static int refuse_columns(
	const struct csv_reader *r, const char *row, size_t at, size_t found, struct error *err)
{
	char is[24], expected[24];

	snprintf(is, sizeof(is), "%zu", found);
	snprintf(expected, sizeof(expected), "%zu", r->columns);
	return refuse_byte(r, row, at,
		&(struct fault){ERROR_CSV_COLUMNS, "found", is, "expected", expected}, err);
}

/* --- the careful path: one row, character by character --- */

static size_t character_size(unsigned char lead)
{
	return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* The characters of a row; text_check_scalar knows which ones no text may hold. */
static int check_characters(
	const struct csv_reader *r, const char *row, size_t size, struct error *err)
{
	struct error inner = {0};

	for (size_t i = 0, n; i < size; i += n) {
		n = character_size((unsigned char)row[i]);
		if (row[i] >= ' ' && row[i] < 0x7F)
			continue;
		if (n > size - i)
			n = size - i;
		if (text_check_scalar(row + i, n, 1, 1, "", &inner) == 0)
			continue;
		if (inner.code == ERROR_TEXT_UTF8)
			return refuse_byte(r, row, i, &(struct fault){.code = ERROR_CSV_UTF8}, err);
		return refuse_byte(r, row, i,
			&(struct fault){ERROR_CSV_CHARACTER, "character",
				error_argument(&inner, "character"), NULL, NULL},
			err);
	}
	return 0;
}

/*
 * One cell from row[at] on; its text, which is in row or, where quotes are doubled, in
 * r->plain from *used on. Gives the byte behind the cell: a comma's, or the row's size.
 */
static int read_cell(struct csv_reader *r, const char *row, size_t size, size_t at, size_t *used,
	struct csv_cell *cell, size_t *end, struct error *err)
{
	static const struct fault quote = {.code = ERROR_CSV_QUOTE};
	size_t i = at, begin = *used;

	if (at == size || row[at] != '"') {
		while (i < size && row[i] != ',' && row[i] != '"')
			i++;
		if (i < size && row[i] == '"')
			return refuse_byte(r, row, i, &quote, err);
		*cell = (struct csv_cell){row + at, (uint32_t)(i - at), (uint32_t)at};
		*end = i;
		return 0;
	}
	for (i = at + 1; i < size; i++) {
		if (row[i] == '"' && (i + 1 == size || row[i + 1] != '"'))
			break;
		i += row[i] == '"';
		r->plain[(*used)++] = row[i];
	}
	if (i >= size)
		return refuse_byte(r, row, at, &quote, err);
	if (i + 1 < size && row[i + 1] != ',')
		return refuse_byte(r, row, i, &quote, err);
	*cell = (struct csv_cell){r->plain + begin, (uint32_t)(*used - begin), (uint32_t)(at + 1)};
	*end = i + 1;
	return 0;
}

/* The cells of a row of `size` bytes without its line's end. */
static int read_cells(struct csv_reader *r, const char *row, size_t size, struct error *err)
{
	size_t used = 0, at = 0, end = 0, n = 0, extra = 0;
	struct csv_cell cell;

	for (;; at = end + 1) {
		if (read_cell(r, row, size, at, &used, &cell, &end, err) != 0)
			return -1;
		if (cell.size > CSV_CELL_MAX)
			return refuse_size(r, row, at, "cell", CSV_CELL_MAX, err);
		if (r->columns && n == r->columns)
			extra = at;
		else if (n == CSV_COLUMNS_MAX)
			return refuse_size(r, row, at, "columns", CSV_COLUMNS_MAX, err);
		if (n < CSV_COLUMNS_MAX)
			r->cells[n] = cell;
		n++;
		if (end == size)
			break;
	}
	if (r->columns && n != r->columns)
		return refuse_columns(r, row, n > r->columns ? extra : size, n, err);
	r->cells_n = n;
	return 0;
}

/* Hands the cells over. `lines` are those that the row took. */
static int hand_over(
	struct csv_reader *r, const char *row, size_t readable, uint32_t lines, struct error *err)
{
	struct csv_row out = {row, readable, r->line, r->cells_n, r->cells};

	if (r->line > CSV_LINES_MAX)
		return refuse_size(r, row, 0, "lines", CSV_LINES_MAX, err);
	r->columns = r->cells_n;
	if (r->client.row(r->client.ctx, &out, err) != 0)
		return -1;
	r->line += lines;
	return 0;
}

static bool has_bom(const struct csv_reader *r, const char *row, size_t n)
{
	return r->line == 1 && n >= 3 && memcmp(row, "\xEF\xBB\xBF", 3) == 0;
}

/* What is wrong with a row that does not end where it should; `size` bytes of it are there. */
static int refuse_unended(struct csv_reader *r, const char *row, size_t size,
	const struct fault *otherwise, struct error *err)
{
	char limit[16];
	struct fault size_fault = {ERROR_CSV_SIZE, "what", "row", "most", limit};
	size_t whole = size;

	snprintf(limit, sizeof(limit), "%d", CSV_ROW_MAX);
	if (!otherwise) {
		/* A character cut at the limit is no fault. */
		while (whole > 0 && ((unsigned char)row[whole - 1] & 0xC0) == 0x80)
			whole--;
		whole -= whole > 0 && (unsigned char)row[whole - 1] >= 0xC0;
	}
	if (has_bom(r, row, size))
		return refuse_byte(r, row, 0, &(struct fault){.code = ERROR_CSV_BOM}, err);
	r->columns = 0; /* cells that are not there yet are no fault of their own */
	if (check_characters(r, row, whole, err) != 0 || read_cells(r, row, whole, err) != 0)
		return -1;
	return refuse_byte(r, row, otherwise ? size : 0, otherwise ? otherwise : &size_fault, err);
}

/* Bytes up to and with the LF that ends a row, 0 when it is not among the n. */
static size_t row_bytes(const char *bytes, size_t n, bool *quoted)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == '"')
			*quoted = !*quoted;
		else if (bytes[i] == '\n' && !*quoted)
			return i + 1;
	}
	return 0;
}

/* One row with care. *taken is 0 when its end is not there yet. */
static int careful_row(
	struct csv_reader *r, const char *row, size_t n, size_t *taken, struct error *err)
{
	size_t most = n < CSV_ROW_MAX ? n : CSV_ROW_MAX, size;
	uint32_t lines = 0;
	bool quoted = false;

	*taken = row_bytes(row, most, &quoted);
	if (*taken == 0)
		return n < CSV_ROW_MAX ? 0 : refuse_unended(r, row, CSV_ROW_MAX, NULL, err);
	size = *taken - 1;
	if (size > 0 && row[size - 1] == '\r')
		size--;
	if (has_bom(r, row, size))
		return refuse_byte(r, row, 0, &(struct fault){.code = ERROR_CSV_BOM}, err);
	if (check_characters(r, row, size, err) != 0 || read_cells(r, row, size, err) != 0)
		return -1;
	for (size_t i = 0; i < *taken; i++)
		lines += row[i] == '\n';
	return hand_over(r, row, n, lines, err);
}

/* --- the quick path: plain ASCII without quotes --- */

/*
 * A bit for each of eight bytes that ends a cell or is nothing for this path: commas,
 * quotes, controls (line ends among them), DEL, and what is no ASCII. Exact for every byte.
 */
static inline uint64_t marks8(uint64_t x)
{
	const uint64_t low = EACH_BYTE(0x7F);
	uint64_t plain = x & low;
	uint64_t comma = (plain ^ EACH_BYTE(',')) + low;
	uint64_t quote = (plain ^ EACH_BYTE('"')) + low;
	uint64_t control = plain + EACH_BYTE(0x60);
	uint64_t not_del = (plain ^ low) + low;
	uint64_t ordinary = comma & quote & control & not_del & ~x & ~low;

	return ((~ordinary & ~low) >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static uint64_t marks_by_words(const char *bytes)
{
	uint64_t mask = 0, x;

	for (unsigned i = 0; i < BLOCK; i += 8) {
		memcpy(&x, bytes + i, sizeof(x));
		mask |= marks8(le64toh(x)) << i;
	}
	return mask;
}

#if defined(__SSE2__)

/* The same by sixteen bytes: signed, what is below a blank is a control or no ASCII. */
static inline uint64_t marks16(const char *bytes)
{
	__m128i x = _mm_loadu_si128((const __m128i *)(const void *)bytes);
	__m128i comma = _mm_cmpeq_epi8(x, _mm_set1_epi8(','));
	__m128i quote = _mm_cmpeq_epi8(x, _mm_set1_epi8('"'));
	__m128i del = _mm_cmpeq_epi8(x, _mm_set1_epi8(0x7F));
	__m128i low = _mm_cmplt_epi8(x, _mm_set1_epi8(' '));

	return (uint32_t)_mm_movemask_epi8(
		_mm_or_si128(_mm_or_si128(comma, quote), _mm_or_si128(del, low)));
}

static inline uint64_t find_marks(const char *bytes)
{
	return marks16(bytes) | marks16(bytes + 16) << 16 | marks16(bytes + 32) << 32 |
	       marks16(bytes + 48) << 48;
}

#else

static inline uint64_t find_marks(const char *bytes)
{
	return marks_by_words(bytes);
}

#endif

static uint64_t marks_of_end(const char *bytes, size_t n)
{
	char padded[BLOCK] = {0};

	memcpy(padded, bytes, n);
	return marks_by_words(padded) & ((UINT64_C(1) << n) - 1);
}

struct pass {
	const char *bytes;
	size_t n;
	size_t row;   /* where the current one begins */
	bool careful; /* and that it is none for this path */
	size_t wait;  /* rows to read before rows are offered at sight again */
	size_t rows;  /* of them: still to be read */
	bool offer;   /* all are read */
};

/* The byte behind the line end at bytes[at]; 0 when there is none. */
static inline size_t behind_line(const char *bytes, size_t n, size_t at)
{
	if (bytes[at] == '\n')
		return at + 1;
	return bytes[at] == '\r' && at + 1 < n && bytes[at + 1] == '\n' ? at + 2 : 0;
}

static bool has_long_cell(const struct csv_reader *r)
{
	for (size_t i = 0; i < r->columns; i++) {
		if (r->cells[i].size > CSV_CELL_MAX)
			return true;
	}
	return false;
}

/* Rows from p->row on, until one wants care or the bytes end within one. */
static int quick_rows(struct csv_reader *r, struct pass *p, struct error *err)
{
	const char *bytes = p->bytes;
	size_t row = p->row, cell = row, next, cells_n = 0, most = r->columns - 1;

	for (size_t base = row; base < p->n; base += BLOCK) {
		size_t rest = p->n - base;
		uint64_t mask =
			rest >= BLOCK ? find_marks(bytes + base) : marks_of_end(bytes + base, rest);

		for (; mask; mask &= mask - 1) {
			size_t at = base + (size_t)__builtin_ctzll(mask);

			if (at < cell)
				continue; /* the LF of a CRLF */
			r->cells[cells_n] = (struct csv_cell){
				bytes + cell, (uint32_t)(at - cell), (uint32_t)(cell - row)};
			if (bytes[at] == ',' && cells_n < most) {
				cells_n++;
				cell = at + 1;
				continue;
			}
			p->row = row;
			next = behind_line(bytes, p->n, at);
			p->careful = next == 0 || cells_n != most || next - row > CSV_ROW_MAX ||
				     (next - row > CSV_CELL_MAX && has_long_cell(r));
			if (p->careful)
				return 0;
			if (hand_over(r, bytes + row, p->n - row, 1, err) != 0)
				return -1;
			row = cell = next;
			cells_n = 0;
			if (--p->rows == 0) {
				p->row = row;
				p->offer = true;
				return 0;
			}
		}
	}
	p->row = row;
	return 0;
}

/*
 * Offers rows to the client. Where it takes none, the next offer is after twice as many
 * rows as the last, so that it costs little where it is of no use.
 */
static int offer_rows(struct csv_reader *r, struct pass *p, struct error *err)
{
	struct csv_sight seen = {0, 0};
	size_t n = p->n - p->row;

	p->offer = false;
	p->rows = SIZE_MAX;
	if (!r->client.sight || n > CSV_LINES_MAX || r->line > CSV_LINES_MAX - n)
		return 0;
	if (r->client.sight(r->client.ctx, p->bytes + p->row, n, r->line, &seen, err) != 0)
		return -1;
	p->row += seen.bytes;
	r->line += seen.rows;
	p->wait = seen.rows > 0 ? 1 : p->wait < WAIT_MAX ? 2 * p->wait : WAIT_MAX;
	p->rows = p->wait;
	return 0;
}

/* All rows that end within the bytes; *taken are theirs. */
static int whole_rows(
	struct csv_reader *r, const char *bytes, size_t n, size_t *taken, struct error *err)
{
	struct pass p = {.bytes = bytes, .n = n, .wait = 1};
	size_t row;

	do {
		row = 1;
		p.careful = r->columns == 0 || r->careful;
		r->cells_n = r->columns;
		if (!p.careful && (offer_rows(r, &p, err) != 0 || quick_rows(r, &p, err) != 0))
			return -1;
		if (p.careful) {
			if (careful_row(r, bytes + p.row, n - p.row, &row, err) != 0)
				return -1;
			p.row += row;
		}
	} while (p.careful ? row > 0 : p.offer);
	*taken = p.row;
	return 0;
}

/* --- chunks --- */

/* Keeps the beginning of a row for the next chunk, or refuses it as too long. */
static int carry_rest(struct csv_reader *r, const char *bytes, size_t n, struct error *err)
{
	size_t room = CSV_ROW_MAX - r->carry_n;

	memcpy(r->carry + r->carry_n, bytes, n < room ? n : room);
	r->carry_n += n < room ? n : room;
	if (r->carry_n == CSV_ROW_MAX)
		return refuse_unended(r, r->carry, CSV_ROW_MAX, NULL, err);
	return 0;
}

/* Completes the row that the chunk before began. *taken: bytes of this chunk. */
static int complete_row(
	struct csv_reader *r, const char *bytes, size_t n, size_t *taken, struct error *err)
{
	size_t end = row_bytes(bytes, n, &r->quoted), done;

	*taken = end ? end : n;
	if (!end)
		return carry_rest(r, bytes, n, err);
	if (end > CSV_ROW_MAX - r->carry_n)
		return carry_rest(r, bytes, end, err);
	memcpy(r->carry + r->carry_n, bytes, end);
	r->carry_n += end;
	if (whole_rows(r, r->carry, r->carry_n, &done, err) != 0)
		return -1;
	r->carry_n = 0;
	return 0;
}

int csv_feed(struct csv_reader *r, const char *bytes, size_t n, struct error *err)
{
	size_t taken = 0, rows = 0;

	if (n == 0)
		return 0;
	if (r->carry_n > 0 && complete_row(r, bytes, n, &taken, err) != 0)
		return -1;
	if (taken == n)
		return 0;
	if (whole_rows(r, bytes + taken, n - taken, &rows, err) != 0)
		return -1;
	taken += rows;
	if (taken == n)
		return 0;
	/* Outside quotes, as behind every row; what is left may end inside. */
	row_bytes(bytes + taken, n - taken, &r->quoted);
	return carry_rest(r, bytes + taken, n - taken, err);
}

int csv_end(struct csv_reader *r, struct error *err)
{
	static const struct fault no_end = {.code = ERROR_CSV_FINAL_LINE};
	static const struct fault empty = {.code = ERROR_CSV_EMPTY};

	if (r->carry_n > 0)
		return refuse_unended(r, r->carry, r->carry_n, &no_end, err);
	if (r->columns == 0)
		return refuse_byte(r, "", 0, &empty, err);
	r->line = 1;
	r->columns = 0;
	return 0;
}
