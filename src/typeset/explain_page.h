/*
 * explain_page: what an explanation is put together from, written as text or as
 * HTML. Only the files explain*.c see it.
 */
#ifndef TYPESET_EXPLAIN_PAGE_H
#define TYPESET_EXPLAIN_PAGE_H

#include "typeset/explain.h"

struct explanation {
	struct buffer *out;
	void *mem; /* for what is laid out */
	const struct methodology *m;
	bool html;
	enum language language;
	size_t columns; /* of a line of text */
};

/* The text in the page's language. */
const char *explanation_word(const struct explanation *p, const char *zh, const char *en);

/* A text of which en may be NULL; the Chinese stands for it. */
const char *explanation_choose(const struct explanation *p, const char *zh, const char *en);

/* The text of a mapping's member; NULL: none, or no scalar. */
const char *explanation_scalar(const struct yaml_node *n, const char *key);

/* A member {zh, en} in the page's language, or one plain text; NULL: none. */
const char *explanation_bilingual(
	const struct explanation *p, const struct yaml_node *n, const char *key);

void explanation_begin(const struct explanation *p, const char *title);
void explanation_end(const struct explanation *p);
void explanation_heading(const struct explanation *p, const char *text);
void explanation_subheading(const struct explanation *p, const char *text);
void explanation_paragraph(const struct explanation *p, const char *text);

/* A text that nobody must overlook. */
void explanation_warning(const struct explanation *p, const char *text);

/* A list of facts: begun with a symbol (NULL: none) and what it is ("": nothing), then rows. */
void explanation_facts_begin(const struct explanation *p, const char *printed, const char *text);
void explanation_fact(
	const struct explanation *p, const char *label, const char *text); /* text NULL: none */
void explanation_facts_end(const struct explanation *p);

/* An equation: its left side in print, its number (NULL: none). */
void explanation_equation(const struct explanation *p, const char *printed, const char *number,
	const struct expression *e);

#endif
