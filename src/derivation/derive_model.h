/*
 * derive_model: how values come from raw data, compiled, from the inside.
 *
 * Only the files derive*.c see it. Nothing here points into the tree that it was read
 * from. A `where` is the place in the methodology as refusals of data name it.
 */
#ifndef DERIVATION_DERIVE_MODEL_H
#define DERIVATION_DERIVE_MODEL_H

#include "derivation/csv.h"
#include "derivation/derive.h"
#include "formula/expression.h"

#define DERIVE_RULE "docs/methodology-language.md 10"

enum {
	DERIVE_WORD_NONE = 31, /* the word of an empty cell: in no set of words */
	DERIVE_COLUMN_TEXT_MAX = 64,
};

enum csv_type { CSV_NUMBER, CSV_TIME, CSV_WORD, CSV_NAME, CSV_TEXT };

enum derive_rule {
	DERIVE_SUM,
	DERIVE_MEAN,
	DERIVE_MINIMUM,
	DERIVE_MAXIMUM,
	DERIVE_COUNT,
	DERIVE_FIRST,
	DERIVE_LAST,
	DERIVE_DIFFERENCE,
	DERIVE_INTEGRAL,
};

enum derive_missing { DERIVE_REFUSE, DERIVE_SKIP, DERIVE_ZERO };

struct model_column {
	struct derivation_column shown;
	enum csv_type type;
	const struct unit *unit; /* of a number */
	const char *minimum_text, *maximum_text;
	/* What a number of so many places lies between: digits without the point. */
	int64_t minimum[DERIVE_PLACES_MAX + 1], maximum[DERIVE_PLACES_MAX + 1];
	size_t words_n, name_size;
	const char *words[DERIVE_WORDS_MAX];
	uint32_t word_sizes[DERIVE_WORDS_MAX];
	const char *words_text; /* "ok, fault" */
	const char *path, *where;
};

struct model_where {
	size_t column;
	uint32_t words; /* a bit each */
};

struct model_derived {
	struct derivation_value shown;
	enum derive_rule rule;
	enum derive_missing missing;
	size_t of_n, where_n, member_n;
	size_t of[DERIVE_OF_MAX], member[DERIVE_PATH_MAX];
	struct model_where where[DERIVE_OF_MAX];
	int64_t register_size; /* of a meter that begins again at 0; 0: not said */
	bool replaces;	       /* the column `replaced` has words for a meter's last and first */
	size_t replaced;
	uint8_t removed_word, installed_word;
	bool corrects;
	size_t correct; /* the column whose word says the factor */
	size_t sums_n;	/* one a word of it; else one */
	const struct rational *correction[DERIVE_WORDS_MAX];
	const struct rational *factor; /* of the whole, an integral's step included */
	const char *place;	       /* in the methodology */
};

enum derive_slots { SLOTS_NONE, SLOTS_DAYS, SLOTS_MONTHS };

/* A rule on a table's rows, by the cells that say what a row is about. */
struct model_rows {
	size_t columns_n, columns[DERIVE_PATH_MAX];
	enum derive_slots slots; /* of which each has a row */
	const char *where;	 /* NULL: there is no such rule */
};

struct model_file {
	struct derivation_file shown;
	bool ignores_others; /* columns that it does not list */
	bool stamped_end;    /* a row's time is the end of its step */
	int64_t every;	     /* steps in the step's own unit */
	const struct unit *step_unit;
	int time; /* the column of times, or -1 */
	struct model_rows unique, covers;
	size_t columns_n, values_n;
	struct model_column *columns;
	struct model_derived *values;
	struct derivation_value *values_shown;
	struct derivation_column *columns_shown;
	const char *path;
};

struct derivation {
	const struct unit_table *units;
	const struct derivation_scope *scope; /* while compiling */
	size_t files_n;
	struct model_file *files;
};

#endif
