#include <dirent.h>

#include "tests/typeset/support.h"
#include "typeset/explain.h"

/*
 * The page of every methodology, compared with what a browser, a printer and a screen reader
 * need: elements closed in order; no elements or attributes but those intended, so that
 * nothing is loaded; a language; a scope for every head of a row; MathML whose elements have
 * as many parts as they must.
 */

enum { DEPTH_MAX = 64, NAME_MAX_BYTES = 16 };

enum content { TEXT, CHILDREN, BOTH, NOTHING };

static const struct element {
	const char *name, *parent; /* parent NULL: any */
	enum content content;
	int children;	       /* -1: any number */
	const char *attribute; /* that it must have; NULL: none */
} elements[] = {
	{"html", NULL, CHILDREN, 2, "lang"},
	{"head", "html", CHILDREN, -1, NULL},
	{"meta", "head", NOTHING, 0, NULL},
	{"title", "head", TEXT, 0, NULL},
	{"style", "head", TEXT, 0, NULL},
	{"body", "html", CHILDREN, -1, NULL},
	{"h1", "body", TEXT, 0, NULL},
	{"h2", "body", TEXT, 0, NULL},
	{"h3", "body", TEXT, 0, NULL},
	{"p", "body", TEXT, 0, NULL},
	{"table", "body", CHILDREN, -1, NULL},
	{"caption", "table", BOTH, -1, NULL},
	{"tr", "table", CHILDREN, 2, NULL},
	{"th", "tr", TEXT, 0, "scope"},
	{"td", "tr", TEXT, 0, NULL},
	{"div", "body", CHILDREN, 2, NULL},
	{"span", "div", TEXT, 0, NULL},
	{"math", NULL, CHILDREN, -1, NULL},
	{"mrow", NULL, CHILDREN, -1, NULL},
	{"mi", NULL, TEXT, 0, NULL},
	{"mn", NULL, TEXT, 0, NULL},
	{"mo", NULL, TEXT, 0, NULL},
	{"mtext", NULL, TEXT, 0, NULL},
	{"msub", NULL, CHILDREN, 2, NULL},
	{"msup", NULL, CHILDREN, 2, NULL},
	{"mfrac", NULL, CHILDREN, 2, NULL},
	{"munder", NULL, CHILDREN, 2, NULL},
	{"msqrt", NULL, CHILDREN, -1, NULL},
	{"mtable", NULL, CHILDREN, -1, NULL},
	{"mtr", "mtable", CHILDREN, -1, NULL},
	{"mtd", "mtr", CHILDREN, -1, NULL},
};

static const struct {
	const char *name, *values; /* values NULL: any */
} attributes[] = {
	{"lang", " zh-CN en "},
	{"charset", " utf-8 "},
	{"name", " viewport "},
	{"content", NULL},
	{"scope", " row col "},
	{"class", " warning equation number cases "},
	{"display", " block "},
};

struct reader {
	const char *at, *fault;
	size_t depth;
	const struct element *open[DEPTH_MAX];
	int children[DEPTH_MAX];
};

static bool fault(struct reader *r, const char *what)
{
	r->fault = r->fault ? r->fault : what;
	return false;
}

/* Skips a name of lower-case letters, digits and '-'. */
static bool take_name(struct reader *r, char out[NAME_MAX_BYTES])
{
	size_t n = strspn(r->at, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (n == 0 || n >= NAME_MAX_BYTES)
		return fault(r, "name");
	memcpy(out, r->at, n);
	out[n] = '\0';
	r->at += n;
	return true;
}

static bool take_attribute(struct reader *r, const char **name)
{
	char text[NAME_MAX_BYTES], value[128];
	size_t n;

	if (!take_name(r, text) || strncmp(r->at, "=\"", 2) != 0)
		return fault(r, "attribute");
	r->at += 2;
	n = strcspn(r->at, "\"<&");
	if (r->at[n] != '"' || n + 3 > sizeof(value))
		return fault(r, "value of an attribute");
	snprintf(value, sizeof(value), " %.*s ", (int)n, r->at);
	r->at += n + 1;
	for (size_t i = 0; i < COUNT_OF(attributes); i++) {
		if (strcmp(attributes[i].name, text) != 0)
			continue;
		*name = attributes[i].name;
		return !attributes[i].values || strstr(attributes[i].values, value)
			       ? true
			       : fault(r, "value of an attribute that is not meant");
	}
	return fault(r, "attribute that is not meant");
}

static const struct element *element_of(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(elements); i++)
		if (strcmp(elements[i].name, name) == 0)
			return &elements[i];
	return NULL;
}

/* Whether MathML elements occur inside a math, and nothing else does. */
static bool is_placed(const struct reader *r, const struct element *e)
{
	bool math = e->name[0] == 'm' && strcmp(e->name, "meta") != 0, inside = false;

	for (size_t i = 0; i < r->depth; i++)
		inside |= strcmp(r->open[i]->name, "math") == 0;
	if (e->parent && (r->depth == 0 || strcmp(r->open[r->depth - 1]->name, e->parent) != 0))
		return false;
	return strcmp(e->name, "math") == 0 ? !inside : math == inside;
}

static bool open_element(struct reader *r)
{
	char name[NAME_MAX_BYTES];
	const struct element *e;
	bool has = false;

	if (!take_name(r, name))
		return false;
	e = element_of(name);
	if (!e || !is_placed(r, e) || r->depth == DEPTH_MAX)
		return fault(r, "element that is not meant here");
	while (*r->at == ' ') {
		const char *attribute;

		r->at++;
		if (!take_attribute(r, &attribute))
			return false;
		has |= e->attribute && strcmp(e->attribute, attribute) == 0;
	}
	if (e->attribute && !has)
		return fault(r, "attribute that is missing");
	if (r->depth && r->open[r->depth - 1]->content != CHILDREN &&
		r->open[r->depth - 1]->content != BOTH)
		return fault(r, "element in a text");
	if (r->depth)
		r->children[r->depth - 1]++;
	if (strncmp(r->at, "/>", 2) == 0 && e->content == NOTHING) {
		r->at += 2;
		return true;
	}
	if (*r->at++ != '>' || e->content == NOTHING)
		return fault(r, "end of a tag");
	r->children[r->depth] = 0;
	r->open[r->depth++] = e;
	return true;
}

static bool close_element(struct reader *r)
{
	char name[NAME_MAX_BYTES];
	const struct element *e = r->depth ? r->open[r->depth - 1] : NULL;

	if (!take_name(r, name) || *r->at++ != '>' || !e || strcmp(e->name, name) != 0)
		return fault(r, "element closed that is not open");
	if (e->children >= 0 && r->children[r->depth - 1] != e->children)
		return fault(r, "number of parts");
	if (e->content == CHILDREN && r->children[r->depth - 1] == 0)
		return fault(r, "element without parts");
	r->depth--;
	return true;
}

static bool take_text(struct reader *r)
{
	static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;"};
	bool texts = r->depth && (r->open[r->depth - 1]->content == TEXT ||
					 r->open[r->depth - 1]->content == BOTH);

	for (; *r->at && *r->at != '<'; r->at++) {
		bool known = *r->at != '&';

		for (size_t i = 0; i < COUNT_OF(entities); i++)
			known |= strncmp(r->at, entities[i], strlen(entities[i])) == 0;
		if (!known || *r->at == '>')
			return fault(r, "character that is not escaped");
		if (!texts && *r->at != '\n')
			return fault(r, "text between elements");
	}
	return true;
}

/* What is wrong with a page; NULL: nothing. */
static const char *fault_of(const char *html)
{
	static const char doctype[] = "<!DOCTYPE html>\n";
	const char *style = strstr(html, "<style>"), *end = strstr(html, "</style>");
	struct reader r = {.at = html + strlen(doctype)};

	if (strncmp(html, doctype, strlen(doctype)) != 0)
		return "doctype";
	while (*r.at && take_text(&r) && *r.at) {
		r.at++;
		if (*r.at == '/' ? (r.at++, !close_element(&r)) : !open_element(&r))
			break;
	}
	if (r.fault || r.depth)
		return r.fault ? r.fault : "element that is not closed";
	if (!style || !end || !strstr(style, "@media print{"))
		return "style";
	for (const char *p = style; p < end; p++)
		if (strncmp(p, "url(", 4) == 0 || strncmp(p, "@import", 7) == 0)
			return "style that loads";
	return strstr(html, "<meta charset=\"utf-8\"/>") && strstr(html, "<title>") &&
			       strstr(html, "<h1>")
		       ? NULL
		       : "head";
}

/* The names of all methodologies; returns their number. */
static size_t methodologies(void *mem, const char **names, size_t most)
{
	static const char *const folders[] = {"methodologies", "tests/data/methodologies"};
	size_t n = 0;

	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		DIR *folder =
			opendir(talloc_asprintf(mem, "%s/%s", getenv("top_srcdir"), folders[i]));
		const struct dirent *entry;

		ck_assert_ptr_nonnull(folder);
		while ((entry = readdir(folder)))
			if (strstr(entry->d_name, ".yaml") && n < most)
				names[n++] =
					talloc_asprintf(mem, "%s/%s", folders[i], entry->d_name);
		closedir(folder);
	}
	return n;
}

static const char *page_of(void *mem, const char *file, enum language language)
{
	const struct yaml_node *root = tree_of(mem, file_text(mem, file));
	struct buffer *out = buffer_new(mem, 1 << 23);
	struct error err;

	explain_methodology(out, compiled(mem, root), root, EXPLAIN_HTML, language, 80);
	ck_assert_int_eq(buffer_ok(out, &err), 0);
	buffer_add(out, "", 1);
	return out->bytes;
}

START_TEST(the_page_of_every_methodology_is_sound_in_both_languages)
{
	void *mem = talloc_new(NULL);
	const char *names[64];
	size_t n = methodologies(mem, names, COUNT_OF(names));

	ck_assert_uint_ge(n, 8);
	for (size_t i = 0; i < 2 * n; i++) {
		enum language language = i % 2 ? LANGUAGE_EN : LANGUAGE_ZH;
		const char *html = page_of(mem, names[i / 2], language), *wrong = fault_of(html);

		ck_assert_msg(!wrong, "%s: %s", names[i / 2], wrong);
		ck_assert_ptr_nonnull(
			strstr(html, i % 2 ? "<html lang=\"en\">" : "<html lang=\"zh-CN\">"));
	}
	talloc_free(mem);
}
END_TEST

/* Each breaks a page that is sound. */
static const struct {
	const char *from, *to, *fault;
} breaks[] = {
	{"<html lang=\"en\">", "<html>", "attribute that is missing"},
	{"<th scope=\"row\">", "<th>", "attribute that is missing"},
	{"<h1>", "<h1 onclick=\"x\">", "attribute that is not meant"},
	{"</h1>", "</h1><script>", "element that is not meant here"},
	{"</h1>", "</h1><img src=\"a\"/>", "element that is not meant here"},
	{"</h1>", "</h2>", "element closed that is not open"},
	{"<mi>ER</mi>", "", "number of parts"},
	{"<h1>", "<h1>&nbsp;", "character that is not escaped"},
	{"@media print{", "@media screen{", "style"},
	{"<style>", "<style>@import 'x';", "style that loads"},
	{"<!DOCTYPE html>", "", "doctype"},
};

START_TEST(a_page_that_is_not_sound_is_noticed)
{
	void *mem = talloc_new(NULL);
	const char *html = page_of(mem, "methodologies/CCER-01-002-V01.yaml", LANGUAGE_EN);
	const char *at = strstr(html, breaks[_i].from), *found;

	ck_assert_ptr_nonnull(at);
	found = fault_of(talloc_asprintf(mem, "%.*s%s%s", (int)(at - html), html, breaks[_i].to,
		at + strlen(breaks[_i].from)));
	ck_assert_ptr_nonnull(found);
	ck_assert_str_eq(found, breaks[_i].fault);
	talloc_free(mem);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("page");
	TCase *t = tcase_create("page");

	tcase_add_test(t, the_page_of_every_methodology_is_sound_in_both_languages);
	tcase_add_loop_test(t, a_page_that_is_not_sound_is_noticed, 0, (int)COUNT_OF(breaks));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
