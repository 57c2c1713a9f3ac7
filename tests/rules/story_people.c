#include "tests/rules/story_people.h"

#include <stdio.h>
#include <string.h>

#include <check.h>
#include <talloc.h>

#include "signature/secret_key.h"

struct person {
	const char *name, *id, *zh, *en, *province;
	enum role role;
	int keys_n, threshold;
};

static const struct person people[] = {
	{"operator", "12100000400000018N", "国家应对气候变化战略研究和国际合作中心", "NCSC",
		"110000", ROLE_OPERATOR, 2, 2},
	{"mee", "1110000000001308X2", "生态环境部", "MEE", "110000", ROLE_MEE, 2, 2},
	{"samr", "11100000MB0143853T", "国家市场监督管理总局", "SAMR", "110000", ROLE_SAMR, 2, 2},
	{"exchange", "91110102695000014K", "北京绿色交易所", "BGEX", "110000", ROLE_EXCHANGE, 2, 2},
	{"cea", "91420106MAC000017N", "碳排放权登记结算（武汉）有限责任公司", "CEA registry",
		"420000", ROLE_CEA, 1, 1},
	{"province", "11370000004502091D", "山东省生态环境厅", "Shandong", "370000", ROLE_PROVINCE,
		1, 1},
	{"owner", "91370600MA3C00011C", "国家电投山东半岛南3号项目业主", "Owner of A210001",
		"370000", ROLE_OWNER, 1, 1},
	{"other", "91320600MA1P0001XE", "三峡如东H6项目业主", "Another owner", "320000", ROLE_OWNER,
		1, 1},
	{"entity", "91370100163000013E", "重点排放单位", "Key emitting entity", "370000",
		ROLE_HOLDER, 1, 1},
	{"buyer", "91310000MA1K00015N", "买方", "Buyer", "310000", ROLE_HOLDER, 2, 1},
	{"cec", "91110105739396429N", "中环联合（北京）认证中心有限公司", "CEC", "110000", ROLE_VVB,
		1, 1},
	{"ccsc", "911101011012963816", "中国船级社质量认证有限公司", "CCSC", "110000", ROLE_VVB, 1,
		1},
	{"person", "P-7KQ2M9R4T6W0Y1ZB", "", "", "", ROLE_HOLDER, 1, 1},
	/* No party before somebody tells of it. */
	{"court", "11110000000013194F", "北京市第一中级人民法院", "A court", "110000", ROLE_COURT,
		1, 1},
};

struct secret_key *story_secret(void *mem, const char *seed)
{
	struct digest d = digest_of(seed, strlen(seed));
	struct secret_key *key = secret_key_from_seed(mem, d.bytes);

	ck_assert_ptr_nonnull(key);
	return key;
}

static struct public_key seed_key(const char *seed)
{
	AUTO(secret_key_auto) struct secret_key *key = story_secret(NULL, seed);

	return *secret_key_public(key);
}

struct public_key story_stray_key(const char *seed)
{
	return seed_key(seed);
}

static void fill(struct story_party *p, const struct person *from)
{
	struct digest d = digest_of(from->name, strlen(from->name));
	uint64_t number;
	char seed[64];

	p->name = from->name;
	ck_assert(party_id_parse(from->id, strlen(from->id), &p->id));
	p->role = from->role;
	p->keys_n = from->keys_n;
	p->threshold = from->threshold;
	for (int i = 0; i < from->keys_n; i++) {
		snprintf(seed, sizeof(seed), "%s/%d", from->name, i);
		p->keys[i] = seed_key(seed);
	}
	memcpy(&number, d.bytes, sizeof(number));
	p->account = account_id_make(number);
}

const struct story_party *story_party(const char *name)
{
	static struct story_party parties[COUNT_OF(people)];

	for (size_t i = 0; i < COUNT_OF(people); i++) {
		if (strcmp(people[i].name, name) != 0)
			continue;
		if (!parties[i].name)
			fill(&parties[i], &people[i]);
		return &parties[i];
	}
	ck_abort_msg("nobody in the story is called %s", name);
	return NULL;
}

const char *story_id(const char *name)
{
	return story_party(name)->id.text;
}

const char *story_account(const char *name)
{
	return story_party(name)->account.text;
}

const char *story_key_text(struct story *s, const struct public_key *key)
{
	char text[PUBLIC_KEY_TEXT_SIZE];

	return story_text(s, "%s", public_key_text(key, text));
}

static const struct person *person_of(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(people); i++)
		if (strcmp(people[i].name, name) == 0)
			return &people[i];
	return NULL;
}

static const char *keys_text(struct story *s, const struct story_party *p, const char *indent)
{
	const char *text = "";

	for (int i = 0; i < p->keys_n; i++)
		text = story_text(s, "%s%s- %s\n", text, indent, story_key_text(s, &p->keys[i]));
	return text;
}

const char *story_genesis_text(struct story *s)
{
	static const char *const authorities[] = {"operator", "mee", "samr"};
	struct public_key sealing = story_stray_key("sealing");
	char start[INSTANT_TEXT_SIZE];
	const char *text = story_text(s,
		"kind: genesis\ntitle: {zh: 全国温室气体自愿减排注册登记系统, en: CCER registry}\n"
		"clock: %s\nrules: 1\nsealing_key: %s\n",
		s->simulated ? "simulated" : "real", story_key_text(s, &sealing));

	if (s->simulated)
		text = story_text(s, "%sstart: %s\n", text, instant_text(s->at, start));
	text = story_text(s, "%sauthorities:\n", text);
	for (size_t i = 0; i < COUNT_OF(authorities); i++) {
		const struct story_party *p = story_party(authorities[i]);
		const struct person *about = person_of(authorities[i]);

		text = story_text(s,
			"%s- party: %s\n  role: %s\n  name: {zh: %s, en: %s}\n  threshold: %d\n"
			"  keys:\n%s",
			text, p->id.text, word_text(WORDS_ROLE, (int)p->role), about->zh, about->en,
			p->threshold, keys_text(s, p, "  "));
	}
	return text;
}

const char *story_party_text(struct story *s, const char *name)
{
	const struct story_party *p = story_party(name);
	const struct person *about = person_of(name);
	struct digest identity = digest_of(name, strlen(name));
	const char *who = party_id_is_person(&p->id)
				  ? story_text(s, "type: person\nidentity: {commit: %s, tag: %s}\n",
					    story_hex(s, &identity), story_hex(s, &identity))
				  : story_text(s,
					    "type: organisation\nname: {zh: %s, en: %s}\n"
					    "province: \"%s\"\n",
					    about->zh, about->en, about->province);

	return story_text(s, "kind: party\nparty: %s\n%sthreshold: %d\nkeys:\n%saccount: %s\n",
		p->id.text, who, p->threshold, keys_text(s, p, ""), p->account.text);
}

/* --- the stages --- */

static void tell_genesis(struct story *s)
{
	s->sealed[STORY_GENESIS] = story_seal(s, story_genesis_text(s), "operator mee samr");
}

static void tell_parties(struct story *s)
{
	for (size_t i = 3; i < COUNT_OF(people); i++)
		if (people[i].role != ROLE_COURT)
			story_seal(s, story_party_text(s, people[i].name),
				story_text(s, "operator %s:holder", people[i].name));
}

static void tell_roles(struct story *s)
{
	static const char *const granted[] = {"exchange", "cea", "province"};

	for (size_t i = 0; i < COUNT_OF(granted); i++)
		story_seal(s,
			story_text(s,
				"kind: role\naction: grant\nrole: %s\nparty: %s\n"
				"from: 2024-08-23\n",
				granted[i], story_id(granted[i])),
			"mee");
}

static void tell_accreditations(struct story *s)
{
	static const struct {
		const char *name, *approval;
	} bodies[] = {{"cec", "CNCA-R-2002-105"}, {"ccsc", "CNCA-R-2002-005"}};

	for (size_t i = 0; i < COUNT_OF(bodies); i++)
		story_seal(s,
			story_text(s,
				"kind: accreditation\naction: grant\nvvb: %s\nfields: [E, F]\n"
				"approval: %s\nfrom: 2024-08-23\n",
				story_id(bodies[i].name), bodies[i].approval),
			"samr mee");
}

static const char *must_read(struct story *s, const char *path)
{
	const char *text = story_file(s, path);

	ck_assert_msg(text != NULL, "%s is missing", path);
	return text;
}

static void tell_calendars(struct story *s)
{
	story_seal(s, must_read(s, "registry/calendar-2024.yaml"), "operator");
	story_seal(s, must_read(s, "registry/calendar-2025.yaml"), "operator");
}

static void tell_units(struct story *s)
{
	s->sealed[STORY_UNITS] = story_seal(s, must_read(s, "registry/units.yaml"), "operator mee");
}

/* The combined margins that the registered projects used (edition 2023). */
static void tell_parameters(struct story *s)
{
	const char *text =
		"kind: parameters\nname: grid.factors\nstatus: final\n"
		"source: 2023年减排项目中国区域电网基准线排放因子\nfrom: 2024-08-23\nrows:\n";

	for (int year = 2021; year <= 2024; year++)
		text = story_text(s,
			"%s- {key: North, year: %d, edition: \"2023\", values: {CM: 0.61850}}\n"
			"- {key: East, year: %d, edition: \"2023\", values: {CM: 0.48665}}\n",
			text, year, year);
	s->sealed[STORY_PARAMETERS] = story_seal(s, text, "mee");
}

static void tell_methodology(struct story *s)
{
	s->sealed[STORY_METHODOLOGY] =
		story_seal(s, must_read(s, "methodologies/CCER-01-002-V01.yaml"), "mee");
}

void (*const story_people_steps[STORY_STAGE_COUNT])(struct story *s) = {
	[STORY_GENESIS] = tell_genesis,
	[STORY_PARTIES] = tell_parties,
	[STORY_ROLES] = tell_roles,
	[STORY_ACCREDITATIONS] = tell_accreditations,
	[STORY_CALENDARS] = tell_calendars,
	[STORY_UNITS] = tell_units,
	[STORY_PARAMETERS] = tell_parameters,
	[STORY_METHODOLOGY] = tell_methodology,
};
