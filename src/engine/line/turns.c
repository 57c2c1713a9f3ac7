#include "engine/line/turns.h"

#include <assert.h>

void turns_init(struct turns *t, unsigned most)
{
	*t = (struct turns){.last = &t->first, .most = most};
}

static struct line_job *share_of(const struct turns *t, const struct digest *share)
{
	struct line_job *head = t->first;

	while (head && !digest_equal(&head->share, share))
		head = head->turns.next_share;
	return head;
}

static struct line_job *greatest_share(const struct turns *t)
{
	struct line_job *greatest = t->first;

	for (struct line_job *head = t->first; head; head = head->turns.next_share)
		if (head->turns.n > greatest->turns.n)
			greatest = head;
	return greatest;
}

/* A share of its own, at the end. */
static void put_share(struct turns *t, struct line_job *head)
{
	head->turns.next_share = NULL;
	*t->last = head;
	t->last = &head->turns.next_share;
}

static void put_behind(struct line_job *head, struct line_job *job)
{
	head->turns.newest->turns.next = job;
	head->turns.newest = job;
	head->turns.n++;
}

/* Of a share that has more than one. */
static struct line_job *take_newest(struct turns *t, struct line_job *head)
{
	struct line_job *newest = head->turns.newest, *before = head;

	assert(newest != head);
	while (before->turns.next != newest)
		before = before->turns.next;
	before->turns.next = NULL;
	head->turns.newest = before;
	head->turns.n--;
	t->n--;
	return newest;
}

struct line_job *turns_put(struct turns *t, struct line_job *job)
{
	struct line_job *head = share_of(t, &job->share), *displaced = NULL;

	if (t->n >= t->most) {
		struct line_job *greatest = greatest_share(t);

		if (!greatest || greatest->turns.n <= (head ? head->turns.n : 0) + 1)
			return job;
		displaced = take_newest(t, greatest);
	}
	job->turns = (struct turns_links){.newest = job, .n = 1};
	if (head)
		put_behind(head, job);
	else
		put_share(t, job);
	t->n++;
	return displaced;
}

struct line_job *turns_take(struct turns *t)
{
	struct line_job *job = t->first, *rest;

	if (!job)
		return NULL;
	t->first = job->turns.next_share;
	if (!t->first)
		t->last = &t->first;
	rest = job->turns.next;
	if (rest) {
		rest->turns.newest = job->turns.newest;
		rest->turns.n = job->turns.n - 1;
		put_share(t, rest);
	}
	t->n--;
	return job;
}
