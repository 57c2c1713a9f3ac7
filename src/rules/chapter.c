#include "rules/chapter.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int rule_get(struct rule *r, struct record *record)
{
	return view_get(r->view, r->mem, record, r->err);
}

int rule_floor(struct rule *r, unsigned same, struct record *record)
{
	return view_floor(r->view, r->mem, same, record, r->err);
}

int rule_each(struct rule *r, unsigned same, const struct record *from, view_each_fn fn, void *ctx)
{
	return view_each(r->view, r->mem, same, from, fn, ctx, r->err);
}

int rule_put(struct rule *r, const struct record *record)
{
	return overlay_put(r->changes, record, r->err);
}

char *rule_path(char out[ERROR_PATH_MAX], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(out, ERROR_PATH_MAX, format, args);
	va_end(args);
	return out;
}

int rule_party_record(struct rule *r, const struct party_id *party, struct record *out)
{
	*out = record_new(RECORD_PARTY);
	out->party.party = *party;
	return rule_get(r, out);
}

void rule_place(struct rule *r, const char *room, const char *name)
{
	char hex[DIGEST_HEX_SIZE];
	struct digest hash = digest_of(name, strlen(name));

	digest_hex(&hash, hex);
	snprintf(r->placement.folder, sizeof(r->placement.folder), "%s/%.2s/%s", room, hex, name);
}

void rule_warn_of_year(struct rule *r, int64_t year, const char *path)
{
	char text[24], today[DAY_TEXT_SIZE];

	if (year <= day_year(r->today))
		return;
	snprintf(text, sizeof(text), "%" PRId64, year);
	rule_warn(r, YEAR_AHEAD, path, "year", text, "today", day_text(r->today, today));
}

bool rule_name_listed(const char *line, const char *name, size_t size)
{
	for (const char *at = line; *at; at += strcspn(at, " "), at += *at == ' ')
		if (strcspn(at, " ") == size && memcmp(at, name, size) == 0)
			return true;
	return false;
}

void rule_text(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text ? text : "");
}

int rule_order_given(struct rule *r, struct day on, const char *clause)
{
	char day[DAY_TEXT_SIZE], today[DAY_TEXT_SIZE];

	if (on.n <= r->today.n)
		return 0;
	return rule_refuse(r, ORDER_DAY, clause, "/order/on", "on", day_text(on, day), "today",
		day_text(r->today, today));
}

int rule_not_past(struct rule *r, struct day from, const char *path, const char *clause)
{
	char found[DAY_TEXT_SIZE], today[DAY_TEXT_SIZE];

	if (!day_is_none(from) && from.n >= r->today.n)
		return 0;
	return rule_refuse(r, DAY_PAST, clause, path, "day",
		day_is_none(from) ? "-" : day_text(from, found), "today",
		day_text(r->today, today));
}
