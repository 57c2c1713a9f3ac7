#include "ccer/ledger/story.h"

#include <inttypes.h>
#include <string.h>

/* Ranges as "A210001-2022 1-1000", the first few of them. */
static void print_units(size_t n, const struct unit_range *units)
{
	enum { SHOWN = 3 };

	for (size_t i = 0; i < n && i < SHOWN; i++)
		printf(" %s-%d %" PRId64 "-%" PRId64, units[i].block.project.text,
			(int)units[i].block.vintage, units[i].block.first, units[i].block.last);
	if (n > SHOWN)
		printf(" (+%zu)", n - SHOWN);
}

static void print_rows(size_t n, const struct body_verified_row *rows)
{
	char text[TONNES_TEXT_SIZE];

	for (size_t i = 0; i < n; i++)
		printf(" %" PRId64 ": %s", rows[i].year, tonnes_text(rows[i].quantity, text));
}

static void project_details(const struct command_context *c, const struct document *d)
{
	char first[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE];

	if (d->kind == KIND_PROJECT_DESIGN)
		printf(" %s",
			command_text(c, d->design->name.zh,
				d->design->name.en ? d->design->name.en : d->design->name.zh));
	else if (d->kind == KIND_NOTICE)
		printf(" %s %s", command_text(c, "起始日", "from"),
			day_text(d->notice->first_day, first));
	else if (d->kind == KIND_VALIDATION_REPORT)
		printf(" %s", command_word(c, WORDS_CONCLUSION, (int)d->validation->conclusion));
	else if (d->kind == KIND_REGISTRATION_DECISION)
		printf(" %s %s",
			command_word(c, WORDS_REGISTRY_DECISION,
				(int)d->registration_decision->decision),
			d->registration_decision->code.text);
	else if (d->kind == KIND_ACCOUNTING_REPORT)
		printf(" %s..%s", day_text(d->report->period.first, first),
			day_text(d->report->period.last, last));
}

static void reduction_details(const struct command_context *c, const struct document *d)
{
	if (d->kind == KIND_VERIFICATION_REPORT) {
		printf(" %s", command_word(c, WORDS_CONCLUSION, (int)d->verification->conclusion));
		print_rows(d->verification->rows_n, d->verification->rows);
	} else if (d->kind == KIND_REDUCTION_DECISION) {
		printf(" %s", command_word(c, WORDS_REGISTRY_DECISION,
				      (int)d->reduction_decision->decision));
		print_rows(d->reduction_decision->rows_n, d->reduction_decision->rows);
	} else if (d->kind == KIND_ISSUANCE) {
		print_units(d->issuance->blocks_n, d->issuance->blocks);
	}
}

static void unit_details(const struct command_context *c, const struct document *d)
{
	char text[TONNES_TEXT_SIZE];

	if (d->kind == KIND_TRADING_DEPOSIT || d->kind == KIND_TRADING_RETURN)
		print_units(d->trading->units_n, d->trading->units);
	else if (d->kind == KIND_RETIREMENT) {
		printf(" %s", command_word(c, WORDS_PURPOSE, (int)d->retirement->purpose));
		print_units(d->retirement->units_n, d->retirement->units);
	} else if (d->kind == KIND_OFFSET_APPLICATION) {
		printf(" %" PRId64, d->offset_application->compliance_year);
		print_units(d->offset_application->units_n, d->offset_application->units);
	} else if (d->kind == KIND_OFFSET_ANSWER) {
		printf(" %s %s", tonnes_text(d->offset_answer->used, text),
			command_text(c, "吨", "t"));
	} else if (d->kind == KIND_SETTLEMENT) {
		printf(" %s%s%zu%s", d->settlement->reference ? d->settlement->reference : "",
			command_text(c, "，", ", "), d->settlement->legs_n,
			command_text(c, " 笔", ""));
	}
}

void story_line(struct command_context *c, struct registry *r, const struct entry *e,
	const struct document *d)
{
	const struct kind_row *kind = kind_row(d->kind);
	char day[DAY_TEXT_SIZE], hash[DIGEST_HEX_SIZE];

	printf("%s  %s %3" PRId64 "%s  %.8s  ", day_text(instant_day(e->time), day),
		command_text(c, "第", "entry"), e->sequence, command_text(c, " 条", ""),
		digest_hex(&d->hash, hash));
	command_pad(stdout, command_text(c, kind->zh, kind->name), 30);
	for (size_t i = 0; i < d->signers_n; i++)
		printf("%s %s", i ? command_text(c, "、", ",") : "",
			open_party_name(c, r, &d->signers[i].party));
	printf(" |");
	project_details(c, d);
	reduction_details(c, d);
	unit_details(c, d);
	putchar('\n');
}
