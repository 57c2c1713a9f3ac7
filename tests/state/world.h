/*
 * world: a small state in which everything adds up, for tests of queries and
 * exports. One offshore wind project with vintages 2023 and 2024 issued, a
 * retirement, a pending offset record and one that was used in part.
 */
#ifndef TESTS_STATE_WORLD_H
#define TESTS_STATE_WORLD_H

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "state/query.h"

#define WORLD_CODE "A210003"
#define WORLD_OWNER "91350100M000100Y43"
#define WORLD_ENTITY "91110000100000000X"
#define WORLD_SEALING_KEY                                                                          \
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
#define WORLD_PROVINCE "11110000000000000P"

static struct digest world_hash(const char *name)
{
	return digest_of(name, strlen(name));
}

static struct account_id world_owner_account(void)
{
	return account_id_make(1);
}

static struct account_id world_entity_account(void)
{
	return account_id_make(2);
}

static void world_put(struct overlay *o, const struct record *r)
{
	struct error err;

	ck_assert_int_eq(overlay_put(o, r, &err), 0);
}

#define world_text(field, text) snprintf(field, sizeof(field), "%s", text)

static struct record world_block(int64_t vintage, int64_t first, int64_t last,
	struct account_id account, enum unit_status status)
{
	struct record r = record_new(RECORD_BLOCK);

	world_text(r.block.code.text, WORLD_CODE);
	r.block.vintage = vintage;
	r.block.first = first;
	r.block.last = last;
	r.block.batch = 1;
	r.block.account = account;
	r.block.position = POSITION_HOLDING;
	r.block.status = status;
	return r;
}

static void world_party(
	struct overlay *o, const char *id, const char *name, struct account_id account)
{
	struct record p = record_new(RECORD_PARTY), a = record_new(RECORD_ACCOUNT);

	world_text(p.party.party.text, id);
	world_text(p.party.name_zh, name);
	p.party.type = PARTY_ORGANISATION;
	world_text(p.party.province, "110000");
	p.party.threshold = 1;
	p.party.account = account;
	p.party.sequence = 0;
	world_put(o, &p);
	a.account.account = account;
	a.account.party = p.party.party;
	world_put(o, &a);
}

static void world_project(struct overlay *o)
{
	struct record p = record_new(RECORD_PROJECT), r = record_new(RECORD_REPORT);
	struct record m = record_new(RECORD_METHODOLOGY), c = record_new(RECORD_PROJECT_CODE);

	p.project.project = world_hash("design");
	world_text(p.project.code.text, WORLD_CODE);
	p.project.status = PROJECT_REGISTERED;
	world_text(p.project.methodology.text, "CCER-01-002-V01");
	world_text(p.project.owner.text, WORLD_OWNER);
	world_text(p.project.name_zh, "海上风电一期, \"示范\"");
	world_text(p.project.name_en, "Offshore wind, phase 1");
	world_put(o, &p);
	c.project_code.code = p.project.code;
	c.project_code.project = p.project.project;
	world_put(o, &c);
	m.methodology.code = p.project.methodology;
	world_text(m.methodology.name_zh, "并网海上风力发电");
	world_put(o, &m);
	r.report.report = r.report.text = world_hash("report");
	r.report.project = p.project.project;
	r.report.code = p.project.code;
	r.report.batch = 1;
	r.report.status = REPORT_ISSUED;
	world_put(o, &r);
}

static void world_issued(struct overlay *o, int64_t year, int64_t quantity)
{
	struct record r = record_new(RECORD_REDUCTION), s = record_new(RECORD_SERIAL);

	r.reduction.text = world_hash("report");
	r.reduction.year = year;
	r.reduction.claimed = r.reduction.calculated = r.reduction.verified = tonnes_of(quantity);
	r.reduction.registered = r.reduction.issued = true;
	world_put(o, &r);
	world_text(s.serial.code.text, WORLD_CODE);
	s.serial.vintage = year;
	s.serial.next = quantity + 1;
	world_put(o, &s);
}

static struct record world_offset(const char *name, enum offset_status status, int64_t quantity)
{
	struct record r = record_new(RECORD_OFFSET);

	r.offset.record = world_hash(name);
	world_text(r.offset.entity.text, WORLD_ENTITY);
	r.offset.account = world_entity_account();
	world_text(r.offset.cea_account, "CEA-0001");
	r.offset.year = 2025;
	r.offset.quantity = tonnes_of(quantity);
	r.offset.status = status;
	r.offset.frozen_at.ms = 1782864000000;
	return r;
}

/* The record's place among those of its entity's year. */
static void world_year_offset(struct overlay *o, const struct record *offset, int64_t sequence)
{
	struct record r = record_new(RECORD_YEAR_OFFSET);

	r.year_offset.entity = offset->offset.entity;
	r.year_offset.year = offset->offset.year;
	r.year_offset.sequence = sequence;
	r.year_offset.record = offset->offset.record;
	world_put(o, &r);
}

static void world_offset_units(struct overlay *o, const char *name, int64_t position,
	int64_t vintage, int64_t first, int64_t last)
{
	struct record r = record_new(RECORD_OFFSET_UNITS);

	r.offset_units.record = world_hash(name);
	r.offset_units.position = position;
	world_text(r.offset_units.code.text, WORLD_CODE);
	r.offset_units.vintage = vintage;
	r.offset_units.first = first;
	r.offset_units.last = last;
	world_put(o, &r);
}

static void world_retirement(
	struct overlay *o, const char *name, struct account_id account, int64_t quantity)
{
	struct record r = record_new(RECORD_RETIREMENT);

	r.retirement.document = world_hash(name);
	r.retirement.account = account;
	r.retirement.purpose = PURPOSE_PUBLIC_INTEREST;
	r.retirement.quantity = tonnes_of(quantity);
	r.retirement.at.ms = 1782864000000;
	world_put(o, &r);
}

static void world_obligation(struct overlay *o)
{
	struct record r = record_new(RECORD_OBLIGATION);

	world_text(r.obligation.entity.text, WORLD_ENTITY);
	r.obligation.year = 2025;
	r.obligation.due = tonnes_of(10000);
	r.obligation.limit = tonnes_of(500);
	r.obligation.open = tonnes_of(300);
	r.obligation.used = tonnes_of(60);
	r.obligation.document = world_hash("obligation");
	world_put(o, &r);
}

static void world_units(struct overlay *o)
{
	struct record b;

	b = world_block(2023, 1, 400, world_owner_account(), UNIT_FREE);
	world_put(o, &b);
	b = world_block(2023, 401, 500, world_owner_account(), UNIT_RETIRED);
	b.block.by = world_hash("retirement");
	world_put(o, &b);
	b = world_block(2023, 501, 700, world_entity_account(), UNIT_FROZEN);
	b.block.by = world_hash("pending");
	world_put(o, &b);
	b = world_block(2023, 701, 1000, world_owner_account(), UNIT_FREE);
	b.block.position = POSITION_TRADING;
	world_put(o, &b);
	b = world_block(2024, 1, 100, world_entity_account(), UNIT_FROZEN);
	b.block.by = world_hash("pending");
	world_put(o, &b);
	b = world_block(2024, 101, 160, world_entity_account(), UNIT_RETIRED);
	b.block.by = world_hash("answer");
	world_put(o, &b);
	b = world_block(2024, 161, 200, world_entity_account(), UNIT_FREE);
	world_put(o, &b);
}

/* The ledger is ccer.example; its sealing key is that of the seed 00..1f. */
static void world_registry(struct overlay *o)
{
	struct record r = record_new(RECORD_REGISTRY);

	r.registry.only = 1;
	world_text(r.registry.name, "ccer.example");
	r.registry.genesis = world_hash("genesis");
	r.registry.clock = CLOCK_REAL;
	r.registry.rules = 1;
	ck_assert_int_eq(public_key_parse(WORLD_SEALING_KEY, strlen(WORLD_SEALING_KEY),
				 &r.registry.sealing_key, NULL),
		0);
	world_put(o, &r);
}

/* Everything above, below mem. */
static struct overlay *world_new(void *mem)
{
	struct overlay *o = overlay_new(mem, NULL);
	struct record used = world_offset("used", OFFSET_USED, 100);
	struct record pending = world_offset("pending", OFFSET_PENDING, 300);

	ck_assert_ptr_nonnull(o);
	world_registry(o);
	world_party(o, WORLD_OWNER, "福建海风有限公司", world_owner_account());
	world_party(o, WORLD_ENTITY, "北京某某发电有限公司", world_entity_account());
	world_project(o);
	world_issued(o, 2023, 1000);
	world_issued(o, 2024, 200);
	world_units(o);
	world_retirement(o, "retirement", world_owner_account(), 100);
	world_retirement(o, "answer", world_entity_account(), 60);
	world_obligation(o);
	world_put(o, &pending);
	world_year_offset(o, &pending, 21);
	world_offset_units(o, "pending", 0, 2023, 501, 700);
	world_offset_units(o, "pending", 1, 2024, 1, 100);
	used.offset.used = tonnes_of(60);
	used.offset.received_at.ms = 1782950400000;
	used.offset.answered_at.ms = 1783036800500;
	used.offset.ended_by = world_hash("answer");
	world_text(used.offset.province.text, WORLD_PROVINCE);
	used.offset.province_on = day_of_date(2026, 7, 2);
	world_text(used.offset.province_document, "京环函〔2026〕1号");
	world_put(o, &used);
	world_year_offset(o, &used, 20);
	world_offset_units(o, "used", 0, 2024, 101, 200);
	return o;
}

/* Puts an overlay into a state in a transaction of its own. */
static void world_store(struct state *s, const struct overlay *o)
{
	struct error err;

	ck_assert_int_eq(state_begin(s, &err), 0);
	ck_assert_int_eq(state_put_changes(s, o, &err), 0);
	ck_assert_int_eq(state_commit(s, &err), 0);
}

#endif
