/*
 * model_part: what the parts of the model share: one document being tried on a copy.
 */
#ifndef TESTS_MODEL_MODEL_PART_H
#define TESTS_MODEL_MODEL_PART_H

#include "tests/model/model.h"

struct trial {
	struct model *m;
	const struct document *d;
	struct instant at;
	struct day today;
	bool of_operator; /* the first signer is the operator, before the document acts */
};

typedef bool (*trial_fn)(struct trial *t);

/* The next element of a list of the model; reaching the bound is a bug of the generator. */
#define MODEL_NEXT(m, list)                                                                        \
	(model_has_place((m)->list##_n, COUNT_OF((m)->list)), &(m)->list[(m)->list##_n++])
void model_has_place(size_t n, size_t places);

/* The party that signs in the role, if exactly these sign; NULL otherwise. */
const struct party_id *only_signer(const struct trial *t, enum role role);
const struct party_id *first_of_two(const struct trial *t, enum role first, enum role second);

bool text_given(const char *text);

/* Codes whose check characters hold, or of parties; a reference that is given once. */
bool codes_are_right(const struct trial *t);
bool reference_is_new(struct trial *t);

/* What a document is warned of, told of it before it changes anything, or by its kind. */
void model_warn(struct trial *t);
void model_names(struct trial *t, struct model_party *p, const struct bilingual *name);
void model_warn_of_revision(
	struct trial *t, const struct model_project *was, const struct body_project_design *b);
void model_warn_of_claim(struct trial *t, const struct model_project *p,
	const struct period *period, const struct model_row *row);
void model_warn_of_verified(struct trial *t, const struct model_row *row, int64_t before);
int64_t model_share_of(int64_t quantity, const char *share);

/* Marks what is open beyond the limit of its year, oldest first. */
void model_mark_over_limit(struct model *m);

void model_warn_of_late_use(struct trial *t, const struct model_obligation *o);

/* What is in force of an accreditation on a day, or NULL. */
const struct model_accreditation *accreditation_on(
	const struct model *m, const struct party_id *vvb, struct day today);

/* Whether it runs or oversees the market: such a party neither owns projects nor buys. */
bool runs_market(const struct trial *t, const struct party_id *party);

/* Whether it may apply: it neither runs nor oversees the market, nor is it barred. */
bool may_apply(const struct trial *t, const struct party_id *party);

/* Accredited, or only suspended. */
bool model_is_vvb(const struct model *m, const struct party_id *vvb, struct day today);

/* Two integers; false when the text is neither decimal nor fraction. */
bool model_fraction(const char *text, int64_t *over, int64_t *under);

/* What the model asks of a kind beyond the header; named as in document/kinds.def. */
#define X(ID, NAME, ZH, EN, BODY, MEMBER, RULE, ...) bool try_##RULE(struct trial *t);
#include "document/kinds.def"
#undef X

/* Shared by what moves units (model_holds.c): whether a hold stops what the document does. */
bool held_account(const struct trial *t, const struct account_id *account);
void holds_yield(struct trial *t, size_t n, const struct unit_range *units);
bool held_units(const struct trial *t, int holder, const struct serial_block *b);

/* Shared by projects, reductions, and what happens to both before they are decided. */
bool design_fits(
	const struct trial *t, const struct body_project_design *b, const struct party_id *owner);
void take_design(struct model_project *p, const struct body_project_design *b);
bool report_fits(struct trial *t, const struct body_accounting_report *b, int project,
	const struct model_report *revised, struct model_report *out);
void keep_text(
	struct trial *t, enum kind kind, const struct yaml_node *body, const struct digest *of);
bool text_is_named(const struct digest *text, const struct digest *of, const struct digest *named);
bool report_is_replaced(struct trial *t, bool stands, const struct digest *report,
	const struct digest *subject, const struct digest *replaces);
bool notice_has_begun(const struct trial *t, const struct digest *subject);
void end_project(const struct trial *t, struct model_project *p);
void end_report(const struct trial *t, struct model_report *r);

int project_of_design(const struct model *m, const struct digest *design);
const struct model_request *request_of(const struct model *m, const struct digest *request);
bool disowned(const struct model *m, const struct digest *report);
bool undertaken(const struct body_undertakings *u);
bool notice_over(const struct trial *t, bool noticed, struct day first);
bool comments_answered(const struct trial *t, const struct digest *subject, size_t n,
	const struct body_comment_answer *answers);
bool vvb_concludes(enum conclusion conclusion, size_t n, const struct body_item_finding *findings,
	int items, const struct body_vvb_team *team);
bool formally_checked(enum registry_decision decision, size_t n,
	const struct body_item_finding *checks, const char *reasons);

#endif
