/*
 * Whose turn it is: a party's documents are told from all that anybody can send in its name, and
 * whoever floods the line keeps no other out.
 */
#include <pthread.h>
#include <string.h>

#include <talloc.h>

#include "base/limits.h"
#include "engine/line/sorting.h"
#include "tests/engine/ledger_maker.h"
#include "tests/folder.h"
#include "tests/support.h"

enum { FLOOD = 200, HONEST = 8 };

static struct ledger_maker *maker;
static struct folder f;
static void *mem;
static struct registry *writer;
static const char *folder, *state_file;
static char namespace[NAMESPACE_SIZE];

static void begin(void)
{
	struct registry_options options = {.write = true};
	struct error err = {0};

	mem = talloc_new(NULL);
	f = folder_make();
	folder = folder_file(&f, "ledger.git");
	state_file = folder_file(&f, "state.sqlite");
	maker = ledger_maker_new(mem, folder);
	ledger_maker_until(maker, STORY_PARTIES);
	ledger_maker_close(maker);
	options.sealing_key = maker->sealing;
	options.state_file = state_file;
	writer = registry_open(folder, &options, &err);
	ck_assert_ptr_nonnull(writer);
	document_namespace("document", registry_about(writer)->name, namespace);
}

static void end(void)
{
	registry_free(writer);
	talloc_free(mem);
	folder_remove(&f);
}

/* --- whose a document is --- */

static const char *void_text(int i)
{
	uint8_t random[17] = {(uint8_t)(i >> 8), (uint8_t)i, 0x5A};

	return talloc_asprintf(mem, "kind: void\nvoids: %s\n", document_id_make(random).text);
}

static const struct buffer *signed_by(const char *signers, int i)
{
	return ledger_maker_file(maker, void_text(i), signers);
}

/* The same document with signatures by these keys, which sign it or something else. */
static const struct buffer *signed_anew(
	const struct buffer *file, const char *const *seeds, size_t n, bool wrong)
{
	struct buffer *out = buffer_new(mem, LIMIT_SUBMISSION), *armours = buffer_new(mem, 65536);
	size_t size = (size_t)(strstr(file->bytes, "\n---\n") + 1 - file->bytes);
	struct error err = {0};
	struct sshsig s;

	for (size_t i = 0; i < n; i++) {
		ck_assert_int_eq(secret_key_sshsig(story_secret(mem, seeds[i]), namespace,
					 file->bytes, size - wrong, &s, &err),
			0);
		sshsig_write(&s, armours);
	}
	buffer_add(out, file->bytes, size);
	buffer_add_text(out, "---\n");
	sshsig_write_list(armours->bytes, armours->size, out);
	return out;
}

/* The party that its turn is of: "" none. */
static const char *sorted(const struct buffer *file)
{
	static const char *const names[] = {"buyer", "owner", "operator"};
	struct line_job job = {.bytes = file->bytes, .size = file->size};
	struct state *state = registry_state(writer);
	struct digest share;
	struct error err = {0};
	bool by_party;

	ck_assert_int_eq(state_read_begin(state, &err), 0);
	by_party = sorting_by_party(writer, namespace, &job, &share);
	state_read_end(state);
	for (size_t i = 0; by_party && i < COUNT_OF(names); i++) {
		const char *party = story_party(names[i])->id.text;
		struct digest own = digest_of(party, strlen(party));

		if (digest_equal(&own, &share))
			return names[i];
	}
	return by_party ? "another" : "";
}

START_TEST(a_document_is_the_partys_whose_key_signed_it)
{
	static const char *const stranger[] = {"a stranger"};
	const struct buffer *file = signed_by("buyer:holder", 0), *spoilt, *unsigned_file;
	struct submission s;
	struct error err = {0};

	ck_assert_str_eq(sorted(file), "buyer");
	ck_assert_str_eq(sorted(signed_by("owner:owner", 1)), "owner");
	ck_assert_str_eq(sorted(signed_anew(file, stranger, 1, false)), "");

	/* In its name, but not by its key. */
	spoilt = signed_by("buyer:holder", 2);
	*strstr(spoilt->bytes, "voids: ") = 'V';
	ck_assert_str_eq(sorted(spoilt), "");

	unsigned_file = signed_by("buyer:holder", 3);
	*strstr(unsigned_file->bytes, "\n---\n") = '\0';
	((struct buffer *)unsigned_file)->size = strlen(unsigned_file->bytes);
	ck_assert_str_eq(sorted(unsigned_file), "");

	/* What is sealed can be sent by everybody. */
	ck_assert_int_eq(registry_submit(writer, mem, file->bytes, file->size, false,
				 maker->story->at, &s, &err),
		0);
	ck_assert_str_eq(sorted(file), "");
}
END_TEST

/* --- who is served --- */

static struct instant no_clock(void)
{
	return (struct instant){0}; /* the ledger's clock is simulated */
}

struct tally {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int answers;
};

static void done(void *ctx, struct line_job *job)
{
	struct tally *t = ctx;

	(void)job;
	pthread_mutex_lock(&t->lock);
	t->answers++;
	pthread_cond_signal(&t->changed);
	pthread_mutex_unlock(&t->lock);
}

static void wait_for(struct tally *t, int answers)
{
	pthread_mutex_lock(&t->lock);
	while (t->answers < answers)
		pthread_cond_wait(&t->changed, &t->lock);
	pthread_mutex_unlock(&t->lock);
}

static struct line_job *job_new(const struct buffer *file, const char *address)
{
	struct line_job *job = talloc_zero(mem, struct line_job);

	job->mem = talloc_new(mem);
	job->bytes = file->bytes;
	job->size = file->size;
	job->address = address;
	return job;
}

static const struct {
	const char *name, *signers, *seed; /* seed NULL: signed as the party signs */
	bool wrong, from_there;		   /* and from the same address as the honest */
} floods[] = {
	{"a stranger's key", "buyer:holder", "a stranger", false, false},
	{"signatures that do not hold", "buyer:holder", NULL, true, false},
	{"a party that is refused", "owner:exchange", NULL, false, false},
	{"a stranger's key, from there", "buyer:holder", "a stranger", false, true},
	{"a party that is refused, from there", "owner:exchange", NULL, false, true},
};

START_TEST(a_flood_keeps_nobody_out)
{
	struct tally t = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
	const struct line_options options = {.folder = folder,
		.state_file = state_file,
		.sealing_key = maker->sealing,
		.workers = 2,
		.bounds = {32, 32, 4, 4},
		.dry_run_ms = 1000,
		.now = no_clock,
		.done = done,
		.ctx = &t};
	struct line_job *honest[HONEST];
	const struct buffer *flood[FLOOD], *own[HONEST];
	struct error err = {0};
	struct line *l;
	int pushed = 0;

	for (int i = 0; i < FLOOD; i++) {
		flood[i] = signed_by(floods[_i].signers, 1000 + i);
		if (floods[_i].seed)
			flood[i] = signed_anew(flood[i], &floods[_i].seed, 1, false);
		if (floods[_i].wrong)
			*strstr(flood[i]->bytes, "voids: ") = 'V';
	}
	for (int i = 0; i < HONEST; i++)
		own[i] = signed_by("buyer:holder", i);
	l = line_new(writer, &options, &err);
	ck_assert_ptr_nonnull(l);
	for (int i = 0; i < FLOOD; i++) {
		pushed += line_push(l, job_new(flood[i], "192.0.2.1"));
		if (i % (FLOOD / HONEST) != 0)
			continue;
		honest[i / (FLOOD / HONEST)] = job_new(own[i / (FLOOD / HONEST)],
			floods[_i].from_there ? "192.0.2.1" : "198.51.100.1");
		ck_assert(line_push(l, honest[i / (FLOOD / HONEST)]));
		pushed++;
	}
	wait_for(&t, pushed);
	line_free(l);
	ck_assert_int_eq(t.answers, pushed);
	for (int i = 0; i < HONEST; i++)
		ck_assert_msg(honest[i]->out.outcome == OUTCOME_SEALED, "%s: %s", floods[_i].name,
			error_name(honest[i]->error.code));
}
END_TEST

/* --- what is left of them --- */

static pthread_t freed_on;

static int note_thread(char *name)
{
	(void)name;
	freed_on = pthread_self();
	return 0;
}

static const struct {
	size_t size;
	bool elsewhere;
} spent[] = {
	{LIMIT_DOCUMENT + LIMIT_SIGNATURES, false}, {LIMIT_DOCUMENT + LIMIT_SIGNATURES + 1, true}};

START_TEST(a_large_one_is_freed_on_the_thread_that_opens_it)
{
	struct tally t = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
	const struct line_options options = {.folder = folder,
		.state_file = state_file,
		.sealing_key = maker->sealing,
		.workers = 2,
		.bounds = {4, 4, 4, 4},
		.dry_run_ms = 1000,
		.now = no_clock,
		.done = done,
		.ctx = &t};
	char *bytes = talloc_size(mem, spent[_i].size);
	struct buffer file = {.bytes = bytes, .size = spent[_i].size};
	struct line_job *job = job_new(&file, "192.0.2.1");
	struct error err = {0};
	struct line *l = line_new(writer, &options, &err);
	char *marked;

	ck_assert_ptr_nonnull(l);
	memset(bytes, 'x', file.size);
	job->mem = talloc_reparent(mem, NULL, job->mem);
	marked = talloc_strdup(job->mem, "");
	talloc_set_destructor(marked, note_thread);
	ck_assert(line_push(l, job));
	wait_for(&t, 1);
	freed_on = 0;
	line_forget(l, job);
	line_free(l);
	ck_assert_uint_ne(freed_on, 0);
	ck_assert_int_eq(pthread_equal(freed_on, pthread_self()) == 0, spent[_i].elsewhere);
}
END_TEST

static Suite *shares_suite(void)
{
	Suite *s = suite_create("shares");
	TCase *t = tcase_create("shares");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, a_document_is_the_partys_whose_key_signed_it);
	tcase_add_loop_test(t, a_flood_keeps_nobody_out, 0, COUNT_OF(floods));
	tcase_add_loop_test(
		t, a_large_one_is_freed_on_the_thread_that_opens_it, 0, COUNT_OF(spent));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(shares_suite)
