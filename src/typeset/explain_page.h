/*
 * explain_page: what an explanation is put together from, written as text or as
 * HTML. Only the files explain*.c see it.
 */
#ifndef TYPESET_EXPLAIN_PAGE_H
#define TYPESET_EXPLAIN_PAGE_H

#include "typeset/explain.h"

struct page {
	struct buffer *out;
	void *mem; /* for what is laid out */
	const struct methodology *m;
	bool html;
	enum language language;
	size_t columns; /* of a line of text */
};

/* The text in the page's language. */
const char *page_word(const struct page *p, const char *zh, const char *en);

/* A text of which en may be NULL; the Chinese stands for it. */
const char *page_choose(const struct page *p, const char *zh, const char *en);

/* The text of a mapping's member; NULL: none, or no scalar. */
const char *page_scalar(const struct yaml_node *n, const char *key);

/* A member {zh, en} in the page's language, or one plain text; NULL: none. */
const char *page_bilingual(const struct page *p, const struct yaml_node *n, const char *key);

void page_begin(const struct page *p, const char *title);
void page_end(const struct page *p);
void page_heading(const struct page *p, const char *text);
void page_subheading(const struct page *p, const char *text);
void page_paragraph(const struct page *p, const char *text);

/* What nobody may overlook. */
void page_warning(const struct page *p, const char *text);

/* A list of facts: begun with a symbol (NULL: none) and what it is ("": nothing), then rows. */
void page_facts_begin(const struct page *p, const char *printed, const char *text);
void page_fact(const struct page *p, const char *label, const char *text); /* text NULL: none */
void page_facts_end(const struct page *p);

/* An equation: its left side in print, its number (NULL: none). */
void page_equation(
	const struct page *p, const char *printed, const char *number, const struct expression *e);

#endif
