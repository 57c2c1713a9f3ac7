#include "typeset/explain_page.h"

#include <string.h>

#include <talloc.h>
#include <utf8proc.h>

#include "typeset/box.h"
#include "typeset/mathml.h"

enum {
	LABEL_COLUMNS = 16,
	EQUATION_INDENT = 8, /* of a right side below its left one */
};

static const char style[] =
	"body{font:16px/1.6 'Noto Serif','Noto Serif CJK SC','Source Han Serif SC',serif;"
	"max-width:52em;margin:2em auto;padding:0 1em;color:#1a1a1a;background:#fff}"
	"h1{font-size:1.6em;line-height:1.3}"
	"h2{font-size:1.2em;margin-top:2em;border-bottom:1px solid #bbb}"
	"h3{font-size:1.05em;margin:1.6em 0 .4em}"
	"table{border-collapse:collapse;width:100%;margin:1em 0 1.6em}"
	"caption{text-align:left;padding:.3em 0;font-weight:bold}"
	"th{text-align:left;font-weight:normal;color:#555;width:9em;vertical-align:top}"
	"th,td{padding:.2em .6em .2em 0;border-top:1px solid #ddd}"
	".warning{border:2px solid #b00;color:#900;padding:.6em 1em;font-weight:bold}"
	".equation{display:flex;align-items:center;gap:1em;margin:.8em 0;overflow-x:auto}"
	".equation .number{margin-left:auto;color:#555}"
	"math{font-size:1.15em}.cases mtd{text-align:left}"
	"@media print{body{max-width:none;margin:0}table,.equation{break-inside:avoid}"
	"h2,h3{break-after:avoid}.equation{overflow:visible}}";

const char *explanation_word(const struct explanation *p, const char *zh, const char *en)
{
	return p->language == LANGUAGE_ZH ? zh : en;
}

const char *explanation_choose(const struct explanation *p, const char *zh, const char *en)
{
	return p->language == LANGUAGE_EN && en ? en : zh;
}

const char *explanation_scalar(const struct yaml_node *n, const char *key)
{
	const struct yaml_node *member = yaml_member(n, key);

	return member && member->type == YAML_SCALAR ? member->text : NULL;
}

const char *explanation_bilingual(
	const struct explanation *p, const struct yaml_node *n, const char *key)
{
	const struct yaml_node *member = yaml_member(n, key);

	if (!member || member->type == YAML_SCALAR)
		return member ? member->text : NULL;
	return explanation_choose(
		p, explanation_scalar(member, "zh"), explanation_scalar(member, "en"));
}

static void write_element(
	const struct explanation *p, const char *open, const char *text, const char *close)
{
	buffer_add_text(p->out, open);
	mathml_escape(p->out, text);
	buffer_add_text(p->out, close);
	buffer_add_text(p->out, "\n");
}

/* --- filled lines of a terminal --- */

/* Bytes up to the last place at which a line of that many columns may end. */
static size_t line_length(const char *text, size_t columns)
{
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
	size_t at = 0, used = 0, end = 0;

	while (bytes[at] && bytes[at] != '\n') {
		utf8proc_int32_t point;
		utf8proc_ssize_t n = utf8proc_iterate(bytes + at, -1, &point);
		size_t width;

		if (n <= 0)
			break;
		width = (size_t)utf8proc_charwidth(point);
		if (used + width > columns && end > 0)
			return end;
		at += (size_t)n;
		used += width;
		if (point == ' ' || width == 2)
			end = at;
	}
	return at;
}

static void write_blanks(const struct explanation *p, size_t n)
{
	buffer_add_format(p->out, "%*s", (int)n, "");
}

/* Fills lines from the column `indent` on; the first one, begun already, from `start` on. */
static void write_filled(const struct explanation *p, const char *text, size_t indent, size_t start)
{
	bool first = true;

	while (*text) {
		size_t from = first ? start : indent, n = 0, shown;

		n = line_length(text, p->columns > from ? p->columns - from : 1);
		shown = n;
		while (shown > 0 && text[shown - 1] == ' ')
			shown--;
		if (!first)
			write_blanks(p, indent);
		buffer_add(p->out, text, shown);
		buffer_add_text(p->out, "\n");
		first = false;
		text += n;
		while (*text == ' ' || *text == '\n')
			text++;
	}
	if (first)
		buffer_add_text(p->out, "\n");
}

static void write_underline(const struct explanation *p, const char *text, const char *sign)
{
	size_t n = box_columns(text);

	write_filled(p, text, 0, 0);
	for (size_t i = 0; i < n && i < p->columns; i++)
		buffer_add_text(p->out, sign);
	buffer_add_text(p->out, "\n");
}

/* --- parts --- */

void explanation_begin(const struct explanation *p, const char *title)
{
	if (!p->html) {
		write_underline(p, title, "=");
		return;
	}
	buffer_add_format(p->out,
		"<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n"
		"<meta name=\"viewport\" content=\"width=device-width\"/>\n",
		explanation_word(p, "zh-CN", "en"));
	write_element(p, "<title>", title, "</title>");
	buffer_add_format(p->out, "<style>%s</style>\n</head>\n<body>\n", style);
	write_element(p, "<h1>", title, "</h1>");
}

void explanation_end(const struct explanation *p)
{
	if (p->html)
		buffer_add_text(p->out, "</body>\n</html>\n");
}

void explanation_heading(const struct explanation *p, const char *text)
{
	if (p->html) {
		write_element(p, "<h2>", text, "</h2>");
		return;
	}
	buffer_add_text(p->out, "\n");
	write_underline(p, text, "-");
}

void explanation_subheading(const struct explanation *p, const char *text)
{
	if (p->html) {
		write_element(p, "<h3>", text, "</h3>");
		return;
	}
	buffer_add_text(p->out, "\n* ");
	write_filled(p, text, 2, 2);
}

void explanation_paragraph(const struct explanation *p, const char *text)
{
	if (p->html)
		write_element(p, "<p>", text, "</p>");
	else
		write_filled(p, text, 0, 0);
}

void explanation_warning(const struct explanation *p, const char *text)
{
	if (p->html) {
		write_element(p, "<p class=\"warning\">", text, "</p>");
		return;
	}
	buffer_add_text(p->out, "\n!!! ");
	write_filled(p, text, 4, 4);
	buffer_add_text(p->out, "\n");
}

void explanation_facts_begin(const struct explanation *p, const char *printed, const char *text)
{
	if (!p->html && *text) {
		buffer_add_format(p->out, "\n%s%s", printed ? printed : "", printed ? "  " : "");
		write_filled(p, text, 4, printed ? box_columns(printed) + 2 : 0);
	}
	if (!p->html)
		return;
	buffer_add_text(p->out, "<table>\n");
	if (!*text)
		return;
	buffer_add_text(p->out, "<caption>");
	if (printed) {
		buffer_add_text(p->out, "<math>");
		mathml_symbol(p->out, printed);
		buffer_add_text(p->out, "</math> ");
	}
	write_element(p, "", text, "</caption>");
}

void explanation_fact(const struct explanation *p, const char *label, const char *text)
{
	size_t columns = box_columns(label), gap;

	if (!text || !*text)
		return;
	if (p->html) {
		write_element(p, "<tr><th scope=\"row\">", label, "</th>");
		write_element(p, "<td>", text, "</td></tr>");
		return;
	}
	write_blanks(p, 4);
	buffer_add_text(p->out, label);
	gap = columns < LABEL_COLUMNS ? LABEL_COLUMNS - columns : 1;
	if (columns > LABEL_COLUMNS && columns + box_columns(text) + 5 > p->columns) {
		buffer_add_text(p->out, "\n");
		columns = 0;
		gap = LABEL_COLUMNS;
		write_blanks(p, 4);
	}
	write_blanks(p, gap);
	write_filled(p, text, 4 + LABEL_COLUMNS, 4 + columns + gap);
}

void explanation_facts_end(const struct explanation *p)
{
	if (p->html)
		buffer_add_text(p->out, "</table>\n");
}

/* The left side and the right one beside it, or below where that takes too much room. */
static const struct box *equation_box(
	const struct explanation *p, const char *printed, const struct expression *e, size_t room)
{
	const struct box *left = box_text(p->mem, talloc_asprintf(p->mem, "    %s = ", printed));
	const struct box *below =
		box_text(p->mem, talloc_asprintf(p->mem, "%*s= ", EQUATION_INDENT - 2, ""));
	const struct box *right;

	if (!left || !below)
		return NULL;
	if (left->width <= room / 3)
		return box_beside(p->mem, left,
			box_expression(p->mem, p->m, e, p->language, room - left->width));
	right = box_expression(p->mem, p->m, e, p->language, room);
	if (right && left->width + right->width <= room)
		return box_beside(p->mem, left, right);
	left = box_text(p->mem, talloc_asprintf(p->mem, "    %s", printed));
	right = box_beside(
		p->mem, below, box_expression(p->mem, p->m, e, p->language, room - below->width));
	return right ? box_stacked(p->mem, left, right) : NULL;
}

static void equation_text(const struct explanation *p, const char *printed, const char *number,
	const struct expression *e)
{
	size_t behind = number ? box_columns(number) + 4 : 0;
	const struct box *b = equation_box(p, printed, e, p->columns - behind);

	for (size_t i = 0; b && i < b->height; i++) {
		size_t used = strlen(b->lines[i]);

		if (i == b->base && number) {
			buffer_add_format(p->out, "%s    %s\n", b->lines[i], number);
			continue;
		}
		while (used > 0 && b->lines[i][used - 1] == ' ')
			used--;
		buffer_add(p->out, b->lines[i], used);
		buffer_add_text(p->out, "\n");
	}
	p->out->failed |= !b;
}

void explanation_equation(const struct explanation *p, const char *printed, const char *number,
	const struct expression *e)
{
	if (!p->html) {
		equation_text(p, printed, number, e);
		return;
	}
	buffer_add_text(p->out, "<div class=\"equation\"><math display=\"block\"><mrow>");
	mathml_symbol(p->out, printed);
	buffer_add_text(p->out, "<mo>=</mo>");
	mathml_expression(p->out, p->m, e, p->language);
	buffer_add_text(p->out, "</mrow></math>");
	write_element(p, "<span class=\"number\">", number ? number : "", "</span></div>");
}
