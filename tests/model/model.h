/*
 * model: a second registry, simple enough to be read in one sitting.
 *
 * It says of every document whether the rulebook admits it, and what the registry
 * then holds. It shares no code with the rules, only the values of the domain and
 * the opened document. Histories of random documents are told to both
 * (tests/model/history.h); where they differ, one of them is wrong.
 */
#ifndef TESTS_MODEL_MODEL_H
#define TESTS_MODEL_MODEL_H

#include "tests/model/model_state.h"

/* Admits the document, or refuses it and stays as it was. */
bool model_tell(struct model *m, const struct document *d, struct instant at);

/* --- what the generator and the comparison ask --- */

/* The index, or NOBODY_YET. */
int model_party(const struct model *m, const struct party_id *id);
int model_party_of_account(const struct model *m, const struct account_id *account);
int model_project_coded(const struct model *m, const struct project_code *code);
int model_report(const struct model *m, const struct digest *report);

bool model_has_role(
	const struct model *m, const struct party_id *party, enum role role, struct day today);
/* The field of a sector on the day, or NULL. */
const char *model_field(const struct model *m, int sector, struct day day);
/* For the field of a sector, or with 0 for any. */
bool model_accredited(
	const struct model *m, const struct party_id *vvb, int sector, struct day today);

/* Documents of the kind, first signed by the party, that were sealed on the day. */
int64_t model_sealed_on(
	const struct model *m, enum kind kind, const struct party_id *party, struct day day);

/* The value in force, or the default; of a row (key, year), or NULL. */
const char *model_value(const struct model *m, const char *name, struct day today);
const char *model_table_row(
	const struct model *m, const char *name, const char *key, int64_t year, struct day today);

/* false in a year without a calendar. */
bool model_working(const struct model *m, struct day day, bool *out);
/* The instant at which a notice that begins then ends. */
bool model_notice_end(const struct model *m, struct day first, struct instant *out);

/* The registry's result of a row in whole tonnes; false when it has none. */
bool model_calculate(const struct model *m, const struct model_project *p,
	const struct model_row *row, struct day today, int64_t *out);

/* Among a project's reports: the lowest free batch, and whether a period is free. */
int64_t model_next_batch(const struct model *m, int project);
bool model_period_free(const struct model *m, int project, const struct period *period);

/* Whether a hold of ranges is on that unit. */
bool model_holds_number(const struct model_hold *h, const struct serial_block *b, int64_t number);

struct model_series *model_series(
	struct model *m, const struct project_code *code, int64_t vintage);

#endif
