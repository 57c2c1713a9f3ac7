#include "trace/trace.h"

#include <inttypes.h>
#include <string.h>

#include <talloc.h>

enum { YEAR_NOTE_SIZE = 48 };

struct tracing {
	void *mem;
	const struct methodology_result *result;
	const struct trace_sources *sources;
};

/* --- where a value comes from --- */

const char *trace_derived(void *mem, const struct derived_from *from, enum language language)
{
	if (language == LANGUAGE_ZH)
		return talloc_asprintf(mem, "由原始数据 %s：%s，%" PRId64 " 行，缺 %" PRId64 " 行",
			from->file, from->rule, from->rows, from->missing);
	return talloc_asprintf(mem, "from raw data %s: %s, %" PRId64 " rows, %" PRId64 " missing",
		from->file, from->rule, from->rows, from->missing);
}

/* "from table grid.factors, column CM, edition 2023, of 2024: not evaluated" */
static const char *table_note(
	const struct tracing *t, const struct methodology_step *s, enum language language)
{
	static const struct {
		const char *table, *column, *column_end, *edition, *year, *year_end, *instead;
	} words[] = {
		[LANGUAGE_EN] = {"from table ", ", column ", "", ", edition ", ", of ", "",
			": not evaluated"},
		[LANGUAGE_ZH] = {"取自表 ", " 的 ", " 列", "，版本 ", "，", " 年", "：未计算"},
	};
	/* What is published needs no word beside its edition. */
	static const char *const unpublished[][LANGUAGE_ZH + 1] = {
		[STATUS_DRAFT] = {", from a draft or assumed", "，来自征求意见稿或系暂定"},
		[STATUS_INFERRED] = {", inferred from registrations, not published",
			"，由公开登记数据推算，非主管部门发布"},
	};
	bool published = s->status == STATUS_NONE || s->status == STATUS_FINAL;
	const char *table = s->parameter ? s->parameter->table : s->equation->or_table;
	const char *column = s->parameter ? s->parameter->column : s->equation->or_column;
	char year[YEAR_NOTE_SIZE] = "";

	if (s->row_year != t->result->year)
		snprintf(year, sizeof(year), "%s%" PRId64 "%s", words[language].year, s->row_year,
			words[language].year_end);
	return talloc_asprintf(t->mem, "%s%s%s%s%s%s%s%s%s%s", words[language].table, table,
		words[language].column, column, words[language].column_end,
		*s->edition ? words[language].edition : "", s->edition, year,
		published ? "" : unpublished[s->status][language],
		s->equation ? words[language].instead : "");
}

static const char *step_note(const struct tracing *t, const struct methodology_step *s,
	const struct derived_from *derived, enum language language)
{
	static const char *const words[REASON_COUNT][LANGUAGE_ZH + 1] = {
		[REASON_EVALUATED] = {"", ""},
		[REASON_DESIGN] = {"fixed in the design", "设计中确定"},
		[REASON_MONITORED] = {"monitored", "监测值"},
		[REASON_DEFAULT] = {"the methodology's default", "方法学的缺省值"},
		[REASON_INSTEAD] = {"not given: the methodology's default",
			"未给出：取方法学的缺省值"},
		[REASON_ZERO] = {"not given: counts as zero by the methodology",
			"未给出：按方法学计为零"},
	};

	if (derived)
		return trace_derived(t->mem, derived, language);
	return s->reason == REASON_TABLE ? table_note(t, s, language) : words[s->reason][language];
}

static const struct derived_from *derived_of(
	const struct tracing *t, const struct methodology_step *s, const char *name)
{
	bool given = s->reason == REASON_DESIGN || s->reason == REASON_MONITORED;

	return given && t->sources ? t->sources->derived_from(t->sources->ctx, name) : NULL;
}

/* --- values --- */

/* A value's decimals; those of its low end if it is not exact. */
static const char *value_text(void *ctx, size_t symbol, size_t number)
{
	const struct tracing *t = ctx;
	struct rational *low = interval_low(t->mem, t->result->cells[symbol].values[number]);
	const char *text = low ? rational_text(t->mem, low, METHODOLOGY_SHOWN_PLACES) : NULL;

	talloc_free(low);
	return text;
}

static const char *step_substituted(struct tracing *t, const struct methodology_step *s)
{
	const struct expression_values values = {
		t->result->cells, t->result->sets, s->number, NULL, NULL};
	const struct expression_texts texts = {t, value_text};

	if (s->reason != REASON_EVALUATED)
		return "";
	return expression_substitute(t->mem, s->equation->expression, &values, &texts);
}

static bool trace_one(struct tracing *t, const struct methodology_step *s, struct trace_step *out)
{
	const char *symbol = s->parameter ? s->parameter->symbol : s->equation->symbol;
	bool exact = interval_is_exact(s->value);
	const struct derived_from *derived;

	out->symbol = s->member ? talloc_asprintf(t->mem, "%s[%s]", symbol, s->member) : symbol;
	if (!out->symbol)
		return false;
	derived = derived_of(t, s, out->symbol);
	out->unit = s->parameter ? s->parameter->unit : s->equation->unit;
	out->expression = s->equation ? s->equation->expression->text : "";
	out->substituted = step_substituted(t, s);
	out->value = value_text(t, s->symbol, s->number);
	for (enum language l = LANGUAGE_EN; l <= LANGUAGE_ZH; l++)
		out->note[l] = step_note(t, s, derived, l);
	out->status = s->status == STATUS_NONE ? "" : word_text(WORDS_TEXT_STATUS, s->status);
	out->exact = interval_low(t->mem, s->value);
	out->upper = exact ? NULL : interval_high(t->mem, s->value);
	return out->substituted && out->value && out->note[LANGUAGE_EN] && out->note[LANGUAGE_ZH] &&
	       out->exact && (exact || out->upper);
}

const struct trace_step *trace_steps(
	void *mem, const struct methodology_result *result, const struct trace_sources *sources)
{
	struct trace_step *steps =
		talloc_zero_array(mem, struct trace_step, (unsigned)result->steps_n + 1);
	struct tracing t = {steps, result, sources};

	for (size_t i = 0; steps && i < result->steps_n; i++) {
		if (!trace_one(&t, &result->steps[i], &steps[i])) {
			talloc_free(steps);
			return NULL;
		}
	}
	return steps;
}
