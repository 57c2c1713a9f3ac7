#include "export/csv.h"

#include <string.h>

static void begin_cell(struct csv_writer *w)
{
	if (w->begun)
		buffer_add_text(w->out, ",");
	w->begun = true;
}

void csv_text(struct csv_writer *w, const char *text)
{
	bool formula = text[0] && strchr("=+-@\t\r", text[0]);
	bool quote = strpbrk(text, ",\"\n\r") != NULL;

	begin_cell(w);
	if (quote)
		buffer_add_text(w->out, "\"");
	if (formula)
		buffer_add_text(w->out, "'");
	for (; *text; text++) {
		if (*text == '"')
			buffer_add_text(w->out, "\"");
		buffer_add(w->out, text, 1);
	}
	if (quote)
		buffer_add_text(w->out, "\"");
}

void csv_integer(struct csv_writer *w, int64_t value)
{
	begin_cell(w);
	buffer_add_format(w->out, "%lld", (long long)value);
}

void csv_end_row(struct csv_writer *w)
{
	buffer_add_text(w->out, "\n");
	w->begun = false;
}
