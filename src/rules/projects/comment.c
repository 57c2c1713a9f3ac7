#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rules/projects/project.h"

/*
 * comment (Order 31 art. 12, 19): what anyone says about a design or report on
 * notice. A party signs its own; a member of the public speaks through the
 * operator, who signs the text and when it came, with the name withheld. How
 * many comments a person may make on one subject is limited.
 */

static const char clause[] = "Order 31 art. 12, 19";

struct counting {
	const char *author;
	int64_t n;
};

static int count_author(void *ctx, const struct record *record, struct error *err UNUSED)
{
	struct counting *c = ctx;

	if (strcmp(record->comment.author, c->author) == 0)
		c->n++;
	return 0;
}

static int author_of(struct rule *r, const struct body_comment *b, char *out, size_t size)
{
	enum role as = r->d->signers_n > 0 ? r->d->signers[0].as : ROLE_NONE;
	const struct party_id *party;
	char hex[DIGEST_HEX_SIZE];
	bool withheld = !digest_is_zero(&b->author.commit);

	if (project_signer(r, as, &party) < 0)
		return -1;
	if (as != ROLE_OPERATOR) {
		if (withheld)
			return rule_refuse(r, COMMENT_AUTHOR_GIVEN, clause, "/author");
		if (!instant_is_none(b->received_at))
			return rule_refuse(r, COMMENT_RECEIVED_GIVEN, clause, "/received_at");
		snprintf(out, size, "%s", party->text);
		return 0;
	}
	if (!withheld)
		return rule_refuse(r, COMMENT_AUTHOR_MISSING, clause, "/author");
	if (instant_is_none(b->received_at))
		return rule_refuse(r, COMMENT_RECEIVED_MISSING, clause, "/received_at");
	snprintf(out, size, "%s", digest_hex(&b->author.tag, hex));
	return 0;
}

static int received_in_notice(struct rule *r, const struct body_comment *b)
{
	struct record notice = record_new(RECORD_NOTICE);
	char received[INSTANT_TEXT_SIZE], first[INSTANT_TEXT_SIZE], now[INSTANT_TEXT_SIZE];
	struct instant opened;
	int n;

	if (instant_is_none(b->received_at))
		return 0;
	notice.notice.subject = b->subject;
	n = rule_get(r, &notice);
	if (n <= 0)
		return n;
	opened = day_start(notice.notice.first_day);
	if (b->received_at.ms < opened.ms || b->received_at.ms > r->at.ms)
		return rule_refuse(r, COMMENT_RECEIVED_OUTSIDE, clause, "/received_at", "received",
			instant_text(b->received_at, received), "first",
			instant_text(opened, first), "now", instant_text(r->at, now));
	return 0;
}

/* The project of the design or report commented on. */
static int place_comment(struct rule *r, const struct digest *subject)
{
	struct record report = record_new(RECORD_REPORT);
	int n;

	report.report.report = *subject;
	n = rule_get(r, &report);
	if (n < 0)
		return -1;
	project_place(r, n > 0 ? &report.report.project : subject);
	return 0;
}

int rule_comment(struct rule *r)
{
	const struct body_comment *b = r->d->comment;
	struct record comment = record_new(RECORD_COMMENT);
	struct counting counting = {comment.comment.author, 0};
	enum notice_phase phase;
	char most[24];
	int64_t bound;

	if (author_of(r, b, comment.comment.author, sizeof(comment.comment.author)) < 0 ||
		rule_notice_phase(r, &b->subject, false, &phase) < 0)
		return -1;
	if (phase == NOTICE_NONE)
		return rule_refuse(r, COMMENT_SUBJECT, clause, "/subject");
	if (phase != NOTICE_OPEN)
		return rule_refuse(r, COMMENT_NOT_OPEN, clause, "/subject");
	if (received_in_notice(r, b) < 0 || place_comment(r, &b->subject) < 0)
		return -1;
	comment.comment.subject = b->subject;
	if (rule_parameter_integer(r, "comment.max", &bound) < 0 ||
		rule_each(r, 1, &comment, count_author, &counting) < 0)
		return -1;
	snprintf(most, sizeof(most), "%" PRId64, bound);
	if (counting.n >= bound)
		return rule_refuse(r, COMMENT_TOO_MANY, clause, "", "most", most);
	comment.comment.comment = r->d->hash;
	comment.comment.sequence = r->sequence;
	return rule_put(r, &comment);
}
