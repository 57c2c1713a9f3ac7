/*
 * Raw data: the values of reports derived again from the files that they name.
 */
#include "engine/audit/auditing.h"

/* The source that the audit was given, and the place to which its findings belong. */
struct deriving {
	struct audit *a;
	const struct audit_place *at;
};

static int derive_again(void *ctx, void *mem, const struct raw_data_asked *asked,
	struct derived_values *out, const struct attachment **absent, struct error *err)
{
	const struct raw_data_source *given = ((struct deriving *)ctx)->a->options->raw_data;

	return given->derive(given->ctx, mem, asked, out, absent, err);
}

static void note_derived(void *ctx, const struct raw_data_told *told)
{
	struct deriving *d = ctx;
	const struct raw_data_source *given = d->a->options->raw_data;

	d->a->out->done[AUDIT_RAW_DATA] +=
		told->outcome == RAW_DATA_EQUAL || told->outcome == RAW_DATA_DIFFERS;
	for (size_t i = 0; i < told->faults_n && i < RAW_DATA_FAULTS_MAX; i++)
		audit_found(d->a, AUDIT_RAW_DATA, d->at, &told->faults[i]);
	if (told->faults_n > RAW_DATA_FAULTS_MAX)
		d->a->out->beyond += told->faults_n - RAW_DATA_FAULTS_MAX;
	given->tell(given->ctx, told);
}

/* Other entries do not rest on raw data, so a finding here stops nothing. */
int audit_raw_data(struct audit *a, const struct view *view, const struct document *d,
	const struct audit_place *at)
{
	struct deriving deriving = {a, at};
	const struct raw_data_source source = {&deriving, derive_again, note_derived};
	struct error *err = &a->broken;

	if (!a->options->raw_data || !document_report(d, NULL))
		return 0;
	return raw_data_check(a->r->programs, view, d, &source, err);
}
