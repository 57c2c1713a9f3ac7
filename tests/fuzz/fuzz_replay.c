/*
 * The registry as a state machine. The first byte picks a stage in the life of
 * A210001; what follows are operations, each a document of that life with changes
 * that the bytes choose, decided on top of all before it. After each one: a refusal
 * leaves no trace and says why; a decision made again gives the same changes; and
 * every record is read back from its written form. At the end the invariants of
 * the state hold.
 *
 * An operation: TEMPLATE FLAGS, then, as FLAGS says, TIME, SIGNERS, and up to three
 * EDITs of three bytes. With FLAGS 0 it is the document with a new id.
 */
#include "state/query.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/replay_story.h"

enum {
	FLAG_EDITS = 3,
	FLAG_KEEP_ID = 4,
	FLAG_TIME = 8,
	FLAG_SIGNERS = 16,
	FLAG_OLD_HASHES = 32,
	FLAG_KEEP_LIFE = 64,
	OPERATIONS_MAX = 48,
	SEALED_MAX = OPERATIONS_MAX,
	EDITS_MAX = 3,
};

struct input {
	const uint8_t *at;
	size_t left;
};

static uint8_t next(struct input *in)
{
	if (in->left == 0)
		return 0;
	in->left--;
	return *in->at++;
}

enum edit_kind {
	EDIT_SAME_KEY,
	EDIT_NUMBER,
	EDIT_HASH,
	EDIT_ANY,
	EDIT_TWICE,
	EDIT_DROP,
	EDIT_COUNT
};

struct edit {
	enum edit_kind kind;
	unsigned node, value;
};

/* What one operation says about its document. */
struct operation {
	const struct template *from;
	uint8_t flags, time, signers;
	size_t edits_n;
	struct edit edits[EDITS_MAX];
};

struct sealed {
	const struct template *from;
	char hash[DIGEST_HEX_SIZE];
};

struct world {
	void *mem;
	const struct material *material;
	const struct stage *stage;
	struct overlay *page;
	struct instant at;
	int64_t sequence;
	uint64_t ids;
	size_t sealed_n;
	struct sealed sealed[SEALED_MAX];
};

/* --- the text of a document --- */

struct writing {
	const struct world *world;
	const struct operation *op;
	struct yaml_writer w;
	unsigned node; /* of the next scalar or item, in order */
	const char *id, *valid_until;
};

static unsigned count_nodes(const struct yaml_node *n)
{
	unsigned count = 1;

	for (const struct yaml_node *c = n->first; c; c = c->next)
		count += count_nodes(c);
	return count;
}

/* The wanted-th scalar (with this key, unless NULL) below n; counts *wanted down. */
static const char *nth_scalar(const struct yaml_node *n, const char *key, unsigned *wanted)
{
	const char *found = NULL;

	if (n->type == YAML_SCALAR && (!key || (n->key && strcmp(n->key, key) == 0)))
		return (*wanted)-- == 0 ? n->text : NULL;
	for (const struct yaml_node *c = n->first; c && !found; c = c->next)
		found = nth_scalar(c, key, wanted);
	return found;
}

/* A scalar of any document of the story, with the key of n, or with any. */
static const char *pooled(const struct writing *w, const char *key, unsigned wanted)
{
	const struct material *m = w->world->material;
	unsigned before;

	do {
		before = wanted;
		for (size_t i = 0; i < m->templates_n; i++) {
			const char *found = nth_scalar(m->templates[i].root, key, &wanted);

			if (found)
				return found;
		}
	} while (wanted != before);
	return "";
}

static const char *nudged(const struct writing *w, const struct yaml_node *n, unsigned value)
{
	static const int64_t numbers[] = {0, 1, 2, 50000, 50001, 100000, INT32_MAX, INT64_MAX,
		INT64_MAX - 1, -1, INT64_C(9007199254740991)};
	int64_t old = (int64_t)strtoll(n->text, NULL, 10), new = numbers[value % COUNT_OF(numbers)];
	struct day day;
	char text[DAY_TEXT_SIZE];

	if (day_parse(n->text, n->size, &day))
		return talloc_strdup(
			w->world->mem, day_text(day_add(day, (int32_t)value - 128), text));
	if (value >= 128)
		new = old < INT32_MAX ? old + (int64_t)value - 192 : old;
	else if (value >= 64)
		new = old / (1 + (int64_t)value % 7) + (value % 2);
	return talloc_asprintf(w->world->mem, "%lld", (long long)new);
}

static const char *hash_value(const struct writing *w, unsigned value)
{
	const struct world *world = w->world;

	if (world->sealed_n && value % 2)
		return world->sealed[value / 2 % world->sealed_n].hash;
	return world->material->templates[value % world->material->templates_n].hash;
}

/* The hash of a document of the story that was sealed again becomes the new one. */
static const char *renewed(const struct writing *w, const char *text)
{
	const struct world *world = w->world;

	for (size_t i = world->sealed_n; i-- > 0;)
		if (strcmp(world->sealed[i].from->hash, text) == 0)
			return world->sealed[i].hash;
	return text;
}

/* NAME/HASH of the genesis that was sealed again, if one was. */
static const char *ledger_text(const struct writing *w, const char *text)
{
	const struct world *world = w->world;
	const struct template *genesis = &world->material->templates[0];
	size_t name = strcspn(text, "/");

	for (size_t i = 0; text[name] && i < world->sealed_n; i++)
		if (world->sealed[i].from == genesis)
			return talloc_asprintf(
				world->mem, "%.*s/%.32s", (int)name, text, world->sealed[i].hash);
	return text;
}

static const char *scalar_text(
	const struct writing *w, const struct yaml_node *n, const struct edit *e)
{
	bool top = n->parent && !n->parent->parent && n->key;

	if (e && e->kind == EDIT_SAME_KEY)
		return pooled(w, n->key, e->value);
	if (e && e->kind == EDIT_NUMBER)
		return nudged(w, n, e->value);
	if (e && e->kind == EDIT_HASH)
		return hash_value(w, e->value);
	if (e && e->kind == EDIT_ANY)
		return pooled(w, NULL, e->value * 3);
	if (top && !(w->op->flags & FLAG_KEEP_ID) && strcmp(n->key, "id") == 0)
		return w->id;
	if (top && !(w->op->flags & FLAG_KEEP_LIFE) && strcmp(n->key, "valid_until") == 0)
		return w->valid_until;
	if (top && strcmp(n->key, "ledger") == 0)
		return ledger_text(w, n->text);
	return w->op->flags & FLAG_OLD_HASHES ? n->text : renewed(w, n->text);
}

static void write_scalar(struct writing *w, const struct yaml_node *n, const struct edit *e)
{
	const char *text = scalar_text(w, n, e);
	bool plain = n->style == YAML_STYLE_PLAIN;
	size_t digits = strspn(text, "0123456789");

	if (plain && (strcmp(text, "true") == 0 || strcmp(text, "false") == 0))
		yaml_write_boolean(&w->w, n->key, text[0] == 't');
	else if (plain && digits > 0 && digits < 19 && !text[digits])
		yaml_write_integer(&w->w, n->key, strtoll(text, NULL, 10));
	else
		yaml_write_scalar(&w->w, n->key, text);
}

static void write_node(struct writing *w, const struct yaml_node *n);

static void write_children(struct writing *w, const struct yaml_node *n)
{
	if (n->type == YAML_MAPPING)
		yaml_open_mapping(&w->w, n->key);
	else
		yaml_open_sequence(&w->w, n->key);
	for (const struct yaml_node *c = n->first; c; c = c->next)
		write_node(w, c);
	yaml_close(&w->w);
}

static const struct edit *edit_of(struct writing *w)
{
	unsigned node = w->node++;

	for (size_t i = 0; i < w->op->edits_n; i++)
		if (w->op->edits[i].node == node)
			return &w->op->edits[i];
	return NULL;
}

static void write_node(struct writing *w, const struct yaml_node *n)
{
	const struct edit *e = edit_of(w);
	bool item = n->parent && n->parent->type == YAML_SEQUENCE;
	int times = 1;

	if (e && e->kind == EDIT_DROP && n->parent)
		times = 0;
	if (e && e->kind == EDIT_TWICE && item)
		times = 2;
	if (times == 0)
		w->node += count_nodes(n) - 1;
	for (; times > 0; times--) {
		if (n->type == YAML_SCALAR)
			write_scalar(w, n, e);
		else
			write_children(w, n);
	}
}

static const char *operation_text(struct world *world, const struct operation *op, size_t *size)
{
	struct buffer *out = fuzz_buffer(world->mem);
	struct instant until = {world->at.ms + INT64_C(3600000)};
	struct writing w = {.world = world, .op = op};
	struct document_id id;
	struct digest random;
	char text[INSTANT_TEXT_SIZE];

	world->ids++;
	random = digest_of(&world->ids, sizeof(world->ids));
	id = document_id_make(random.bytes);
	w.id = id.text;
	w.valid_until = instant_text(until, text);
	yaml_writer_init(&w.w, out);
	write_node(&w, op->from->root);
	FUZZ_CHECK(!out->failed);
	*size = out->size;
	return out->bytes;
}

/* --- who signs --- */

static int sign_with(void *ctx, const struct record *r, struct error *err UNUSED)
{
	struct document *d = ctx;

	for (size_t i = 0; i < d->signers_n; i++)
		if (party_id_equal(&d->signers[i].party, &r->key.party) &&
			d->signatures_n < LIMIT_SIGNATURE_COUNT)
			d->signatures[d->signatures_n++].key = r->key.key;
	return 0;
}

/* The keys of the story, or all keys of those named; then one of them may be left out. */
static void sign(struct world *world, const struct operation *op, struct document *d)
{
	const struct record first = record_new(RECORD_KEY);
	unsigned without = op->signers & 7;

	d->unsigned_form = false;
	d->signatures_n = 0;
	if (op->flags & FLAG_SIGNERS && op->signers & 128)
		FUZZ_CHECK(view_each(overlay_view(world->page), world->mem, 0, &first, sign_with, d,
				   NULL) == 0);
	else
		for (size_t i = 0; i < op->from->keys_n; i++)
			d->signatures[d->signatures_n++].key = op->from->keys[i];
	if (op->flags & FLAG_SIGNERS && op->signers & 64 && without < d->signatures_n)
		d->signatures[without] = d->signatures[--d->signatures_n];
}

/* --- deciding --- */

static int check_record(void *ctx UNUSED, const struct record *r, struct error *err UNUSED)
{
	const struct record_table *t = record_table(r->kind);
	struct record again = record_new(r->kind);
	char text[RECORD_COLUMNS_MAX][COLUMN_TEXT_MAX];

	for (unsigned i = 0; i < t->columns_n; i++)
		FUZZ_CHECK(column_set(
			&again, &t->columns[i], column_text(r, &t->columns[i], text[i])));
	for (unsigned i = 0; i < t->columns_n; i++)
		if (t->columns[i].type == COLUMN_LONG)
			return 0;
	FUZZ_CHECK(record_equal(r, &again));
	return 0;
}

static int decide_in_world(const struct world *world, const struct document *d,
	struct decision *out, struct error *err)
{
	const struct circumstances c = {.rules_version = 1,
		.view = overlay_view(world->page),
		.at = world->at,
		.sequence = world->sequence};

	return __real_decide(world->mem, &c, d, out, err);
}

static void check_twice(struct world *world, const struct document *d, const struct decision *first)
{
	struct decision second;
	struct digest a, b;
	struct error err = {0};

	FUZZ_CHECK(decide_in_world(world, d, &second, &err) == 0);
	FUZZ_CHECK(overlay_hash(first->changes, &d->id, &a, &err) == 0);
	FUZZ_CHECK(overlay_hash(second.changes, &d->id, &b, &err) == 0);
	FUZZ_CHECK(digest_equal(&a, &b) && digest_equal(&first->project, &second.project));
	FUZZ_CHECK(memcmp(&first->placement, &second.placement, sizeof(first->placement)) == 0);
}

static void decide_document(
	struct world *world, const struct operation *op, const struct document *d)
{
	size_t before = overlay_count(world->page);
	struct sealed *sealed = &world->sealed[world->sealed_n];
	struct decision decision;
	struct error err = {0};

	fuzz_mark(&decision, sizeof(decision));
	if (!fuzz_accepted(decide_in_world(world, d, &decision, &err), &err)) {
		FUZZ_CHECK(err.rule != NULL && fuzz_blames_sender(&err));
		FUZZ_CHECK(overlay_count(world->page) == before);
		fuzz_check_marked(&decision, sizeof(decision));
		return;
	}
	check_twice(world, d, &decision);
	FUZZ_CHECK(overlay_each(decision.changes, check_record, NULL, &err) == 0);
	FUZZ_CHECK(overlay_merge(world->page, decision.changes, &err) == 0);
	world->sequence++;
	sealed->from = op->from;
	digest_hex(&d->hash, sealed->hash);
	world->sealed_n++;
}

static void run_operation(struct world *world, const struct operation *op)
{
	size_t size;
	const char *text = operation_text(world, op, &size);
	struct error err = {0};
	struct document *d = document_read(world->mem, text, size, true, &err);

	if (!fuzz_made(d, &err) || !fuzz_accepted(document_decode(d, &err), &err))
		return;
	sign(world, op, d);
	decide_document(world, op, d);
}

/* --- operations from bytes --- */

static void pass_time(struct world *world, const struct operation *op)
{
	static const int64_t minutes[] = {0, 1, 60, 24 * 60, 3 * 24 * 60, 7 * 24 * 60, 20 * 24 * 60,
		45 * 24 * 60, 200 * 24 * 60, 366 * 24 * 60};

	if (op->flags & FLAG_TIME)
		world->at.ms += minutes[op->time % COUNT_OF(minutes)] * 60000;
	else if (world->at.ms < op->from->at.ms)
		world->at = op->from->at;
}

static struct operation read_operation(struct world *world, struct input *in)
{
	const struct material *m = world->material;
	struct operation op = {.from = &m->templates[next(in) % m->templates_n]};
	unsigned nodes = count_nodes(op.from->root);

	op.flags = next(in);
	if (op.flags & FLAG_TIME)
		op.time = next(in);
	if (op.flags & FLAG_SIGNERS)
		op.signers = next(in);
	for (op.edits_n = 0; op.edits_n < (op.flags & FLAG_EDITS); op.edits_n++) {
		struct edit *e = &op.edits[op.edits_n];

		e->node = next(in) % nodes;
		e->kind = (enum edit_kind)(next(in) % EDIT_COUNT);
		e->value = next(in);
	}
	return op;
}

static void check_invariants(const struct world *world)
{
	struct state *s = world->stage->state;
	struct error err = {0};

	FUZZ_CHECK(state_begin(s, &err) == 0);
	FUZZ_CHECK(state_put_changes(s, world->page, &err) == 0);
	if (query_invariants(s, &err) != 0) {
		fprintf(stderr, "%s: %s\n", error_argument(&err, "what"),
			error_argument(&err, "where"));
		abort();
	}
	state_rollback(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct input in = {data, size};
	struct world world = {.mem = mem, .material = replay_material()};

	world.stage = &world.material->stages[next(&in) % STORY_STAGE_COUNT];
	world.at = world.stage->at;
	world.sequence = world.stage->sequence;
	world.ids = UINT64_C(1) << 32; /* the story's own ids count from 1 */
	world.page = overlay_new(mem, overlay_view(world.stage->records));
	FUZZ_CHECK(world.page != NULL);
	for (int i = 0; i < OPERATIONS_MAX && in.left > 0; i++) {
		struct operation op = read_operation(&world, &in);

		pass_time(&world, &op);
		run_operation(&world, &op);
	}
	if (world.sealed_n > 0)
		check_invariants(&world);
	return 0;
}
