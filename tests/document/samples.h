/*
 * samples: one lawful document of each kind, as small as its schema allows, or
 * with every kind of field that the tests need to spoil.
 */
#ifndef TESTS_DOCUMENT_SAMPLES_H
#define TESTS_DOCUMENT_SAMPLES_H

#include "document/kind.h"

#define SAMPLE_KEY                                                                                 \
	"ssh-ed25519 "                                                                             \
	"AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
#define SAMPLE_DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* Lines 1 to 8: the body begins on line 9. */
#define SAMPLE_HEAD(kind, role)                                                                    \
	"kind: " kind "\n"                                                                         \
	"version: 1\n"                                                                             \
	"ledger: ccer.example/4f1c0e3a9b2d5c7f8091a2b3c4d5e6f7\n"                                  \
	"id: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXC\n"                                                         \
	"valid_until: 2026-11-30T00:00:00Z\n"                                                      \
	"signers:\n"                                                                               \
	"- party: 91350100M000100Y43\n"                                                            \
	"  as: " role "\n"

#define SAMPLE_TEAM                                                                                \
	"team:\n"                                                                                  \
	"  members: 3\n"                                                                           \
	"  competent_in_sector: true\n"                                                            \
	"  reviewed_outside_team: true\n"                                                          \
	"  decided_outside_team: true\n"                                                           \
	"  requests_closed: true\n"                                                                \
	"  no_conflict_of_interest: true\n"                                                        \
	"  commitment: 本机构承诺报告真实、准确。\n"

#define SAMPLE_UNDERTAKINGS                                                                        \
	"undertakings: {uniqueness: true, truth: true, completeness: true, validity: true}\n"

#define SAMPLE_CHECKS                                                                              \
	"checks:\n"                                                                                \
	"- {item: completeness, finding: conforms, text: 齐全}\n"                                \
	"- {item: conformity, finding: conforms, text: 规范}\n"

static const char sample_GENESIS[] = "kind: genesis\n"
				     "version: 1\n"
				     "ledger: ccer.example\n"
				     "id: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXC\n"
				     "signers:\n"
				     "- party: 91350100M000100Y43\n"
				     "  as: operator\n"
				     "title: {zh: 示例登记簿, en: Example registry}\n"
				     "clock: simulated\n"
				     "start: 2024-01-22T00:00:00Z\n"
				     "rules: 1\n"
				     "sealing_key: " SAMPLE_KEY "\n"
				     "authorities:\n"
				     "- party: 91350100M000100Y43\n"
				     "  role: operator\n"
				     "  name: {zh: 登记机构}\n"
				     "  threshold: 1\n"
				     "  keys:\n"
				     "  - " SAMPLE_KEY "\n"
				     "- party: 914403001922038216\n"
				     "  role: mee\n"
				     "  name: {zh: 生态环境部}\n"
				     "  threshold: 1\n"
				     "  keys: [" SAMPLE_KEY " comment, " SAMPLE_KEY "]\n";

static const char sample_CLOCK[] =
	SAMPLE_HEAD("clock", "operator") "instant: 2024-02-01T00:00:00.500Z\n";

static const char sample_RULES[] = SAMPLE_HEAD("rules", "operator") "rules: 1\n";

static const char sample_ROLE[] = SAMPLE_HEAD("role", "mee") "action: grant\n"
							     "role: exchange\n"
							     "party: 914403001922038216\n"
							     "from: 2024-01-22\n";

static const char sample_PARTY[] =
	SAMPLE_HEAD("party", "operator") "party: P-0123456789ABCDEF\n"
					 "type: person\n"
					 "identity: {commit: " SAMPLE_DIGEST ", tag: " SAMPLE_DIGEST
					 "}\n"
					 "province: 350000\n"
					 "threshold: 1\n"
					 "keys:\n"
					 "- " SAMPLE_KEY "\n"
					 "account: A-7K2Q-9D4R\n";

static const char sample_PARAMETERS[] =
	SAMPLE_HEAD("parameters", "mee") "name: grid.factors\n"
					 "status: final\n"
					 "source: 生态环境部公告\n"
					 "about: 2023\n"
					 "from: 2025-01-02\n"
					 "rows:\n"
					 "- key: 华东\n"
					 "  year: 2023\n"
					 "  values: {EF_CM: 0.48665}\n"
					 "- key: 南方\n"
					 "  values: {OM: '0.8042', BM: 0.2135}\n";

static const char sample_UNITS[] =
	SAMPLE_HEAD("units", "operator") "source: 国际单位制\n"
					 "units:\n"
					 "- {symbol: t, name: {zh: 吨}}\n"
					 "- {symbol: kt, name: {zh: 千吨}, "
					 "factor: 1000, of: t}\n"
					 "- {symbol: q, name: {zh: 比}, "
					 "factor: 44/12, of: t}\n";

static const char sample_CALENDAR[] =
	SAMPLE_HEAD("calendar", "operator") "year: 2026\n"
					    "source: 国务院办公厅通知\n"
					    "off: [2026-01-01, 2026-01-02]\n"
					    "work: [2026-01-04]\n";

static const char sample_ACCREDITATION[] =
	SAMPLE_HEAD("accreditation", "samr") "action: grant\n"
					     "vvb: 91110105739396429N\n"
					     "fields: [E, F]\n"
					     "approval: CNCA-R-2002-105\n"
					     "from: 2024-06-11\n"
					     "reports: []\n";

static const char sample_VOID[] =
	SAMPLE_HEAD("void", "holder") "voids: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXD\n";

static const char sample_METHODOLOGY[] =
	SAMPLE_HEAD("methodology", "mee") "code: CCER-01-002-V01\n"
					  "name: {zh: 并网海上风力发电}\n"
					  "status: official\n"
					  "source: 生态环境部公告\n"
					  "from: 2023-10-24\n"
					  "additionality: exempt\n"
					  "crediting_years_max: 10\n"
					  "parameters: []\n"
					  "equations: []\n";

static const char sample_PROJECT_DESIGN[] = SAMPLE_HEAD(
	"project-design", "owner") "attachments:\n"
				   "- name: 可行性研究报告.pdf\n"
				   "  sha256: " SAMPLE_DIGEST "\n"
				   "  bytes: 1048576\n"
				   "  media: application/pdf\n"
				   "  readers: public\n"
				   "methodology: CCER-01-002-V01\n"
				   "name: {zh: 某海上风电项目}\n"
				   "description:\n"
				   "  zh: |\n"
				   "    某公司在某海域建设\n"
				   "    300 MW 海上风电场。\n"
				   "province: 320000\n"
				   "grid: 华东\n"
				   "boundary:\n"
				   "- corners:\n"
				   "  - {latitude: 32.123456, longitude: 121.654321}\n"
				   "  - {latitude: -0.000001, longitude: 180.000000000}\n"
				   "construction_start: 2019-05-01\n"
				   "lifetime: {first: 2021-01-01, last: 2045-12-31}\n"
				   "crediting: {first: 2022-01-01, last: 2031-12-31}\n"
				   "vvb: 91110105739396429N\n"
				   "additionality: exempt\n"
				   "conditions:\n"
				   "- {id: offshore, text: 离岸 35 km, holds: true}\n"
				   "legal_mitigation_duty: false\n"
				   "under_allowance_management: false\n"
				   "other_scheme: false\n"
				   "uniqueness: 未参与其他减排机制\n"
				   "monitoring_plan: 关口电能表连续监测\n"
				   "sustainable_development: 提供清洁电力\n"
				   "environment: 已取得环评批复\n"
				   "values: {w_OM: 0.5, w_BM: 0.5}\n"
				   "expected:\n"
				   "- {year: 2022, quantity: 433921}\n";

static const char sample_NOTICE[] = SAMPLE_HEAD("notice", "operator") "subject: " SAMPLE_DIGEST "\n"
								      "first_day: 2026-07-17\n";

static const char sample_COMMENT[] =
	SAMPLE_HEAD("comment", "operator") "subject: " SAMPLE_DIGEST "\n"
					   "author: {commit: " SAMPLE_DIGEST ", tag: " SAMPLE_DIGEST
					   "}\n"
					   "received_at: 2026-07-20T02:03:04Z\n"
					   "text: |\n"
					   "  第一行\n"
					   "  第二行\n";

static const char sample_VALIDATION_REPORT[] =
	SAMPLE_HEAD("validation-report", "vvb") "design: " SAMPLE_DIGEST "\n"
						"conclusion: positive\n"
						"findings:\n"
						"- {item: law-and-policy, "
						"finding: conforms, text: 符合}\n"
						"comments:\n"
						"- {comment: " SAMPLE_DIGEST
						", answer: 已采纳}\n" SAMPLE_TEAM;

static const char sample_REGISTRATION_REQUEST[] =
	SAMPLE_HEAD("registration-request", "owner") "design: " SAMPLE_DIGEST "\n"
						     "report: " SAMPLE_DIGEST
						     "\n" SAMPLE_UNDERTAKINGS;

static const char sample_REGISTRATION_DECISION[] =
	SAMPLE_HEAD("registration-decision", "operator") "request: " SAMPLE_DIGEST "\n"
							 "decision: registered\n"
							 "code: A210003\n" SAMPLE_CHECKS;

static const char sample_ACCOUNTING_REPORT[] = SAMPLE_HEAD(
	"accounting-report", "owner") "project: A210003\n"
				      "batch: 1\n"
				      "period: {first: 2022-01-01, last: 2022-12-31}\n"
				      "vvb: 91110105739396429N\n"
				      "design_conformity: 按设计实施，无偏离\n"
				      "meters:\n"
				      "- parameter: EG_export\n"
				      "  serial: M-1\n"
				      "  accuracy_class: 0.2S\n"
				      "  calibration_report: JL-2022-1\n"
				      "  calibrated_on: 2021-12-01\n"
				      "  valid_until: 2022-12-31\n"
				      "rows:\n"
				      "- year: 2022\n"
				      "  claim: 314471\n"
				      "  values: {EG_export: 650000.125, EG_import: -0.5}\n";

static const char sample_VERIFICATION_REPORT[] =
	SAMPLE_HEAD("verification-report", "vvb") "report: " SAMPLE_DIGEST "\n"
						  "conclusion: positive\n"
						  "findings:\n"
						  "- {item: methodology, "
						  "finding: conforms, text: 符合}\n"
						  "rows:\n"
						  "- {year: 2022, quantity: 314471}\n" SAMPLE_TEAM;

static const char sample_REDUCTION_REQUEST[] = SAMPLE_HEAD(
	"reduction-registration-request", "owner") "report: " SAMPLE_DIGEST "\n"
						   "verification: " SAMPLE_DIGEST "\n"
						   "quantity: 314471\n" SAMPLE_UNDERTAKINGS;

static const char sample_REDUCTION_DECISION[] = SAMPLE_HEAD("reduction-registration-decision",
	"operator") "request: " SAMPLE_DIGEST "\n"
		    "decision: registered\n"
		    "rows:\n"
		    "- {year: 2022, quantity: 314471}\n" SAMPLE_CHECKS;

static const char sample_ISSUANCE_REQUEST[] =
	SAMPLE_HEAD("issuance-request", "owner") "project: A210003\n"
						 "batch: 1\n"
						 "account: A-7K2Q-9D4R\n";

static const char sample_ISSUANCE[] = SAMPLE_HEAD(
	"issuance", "operator") "request: " SAMPLE_DIGEST "\n"
				"blocks:\n"
				"- {project: A210003, vintage: 2022, first: 1, last: 314471}\n";

static const char sample_TRADING_DEPOSIT[] = SAMPLE_HEAD(
	"trading-deposit", "holder") "account: A-7K2Q-9D4R\n"
				     "units:\n"
				     "- {project: A210003, vintage: 2022, first: 1, last: 1000}\n";

static const char sample_TRADING_RETURN[] = SAMPLE_HEAD(
	"trading-return", "exchange") "account: A-7K2Q-9D4R\n"
				      "units:\n"
				      "- {project: A210003, vintage: 2022, first: 1, last: 1000}\n";

static const char sample_SETTLEMENT[] = SAMPLE_HEAD("settlement",
	"exchange") "trading_day: 2026-08-19\n"
		    "reference: BGEX-20260819-1\n"
		    "legs:\n"
		    "- seller: A-7K2Q-9D4R\n"
		    "  buyer: A-7K2Q-9D4R\n"
		    "  units: {project: A210003, vintage: 2022, first: 1, last: 500}\n"
		    "  price_fen: 9850\n";

static const char sample_RETIREMENT[] = SAMPLE_HEAD(
	"retirement", "holder") "account: A-7K2Q-9D4R\n"
				"units:\n"
				"- {project: A210003, vintage: 2022, first: 1, last: 1000}\n"
				"purpose: public-interest\n";

static const char sample_TRANSFER[] = SAMPLE_HEAD(
	"transfer", "operator") "ground: merger\n"
				"from: A-7K2Q-9D4R\n"
				"to: A-7K2Q-9D4R\n"
				"units:\n"
				"- {project: A210003, vintage: 2022, first: 1, last: 1000}\n"
				"proof: " SAMPLE_DIGEST "\n";

static const char sample_RESTRICTION[] = SAMPLE_HEAD(
	"restriction", "operator") "action: freeze\n"
				   "scope: units\n"
				   "units:\n"
				   "- {project: A210003, vintage: 2022, first: 1, last: 1000}\n"
				   "order:\n"
				   "  by: 914403001922038216\n"
				   "  number: （2026）京01执1号\n"
				   "  on: 2026-08-19\n"
				   "  sha256: " SAMPLE_DIGEST "\n"
				   "text: 协助执行\n";

static const char sample_OBLIGATION[] =
	SAMPLE_HEAD("obligation", "province") "entity: 914403001922038216\n"
					      "province: 440000\n"
					      "compliance_year: 2025\n"
					      "allowances_due: 1000000\n"
					      "surrender_by: 2026-12-31\n";

static const char sample_BINDING[] =
	SAMPLE_HEAD("binding", "holder") "action: bind\n"
					 "account: A-7K2Q-9D4R\n"
					 "cea_account: CEA-0001\n"
					 "entity: 914403001922038216\n";

static const char sample_OFFSET_APPLICATION[] = SAMPLE_HEAD("offset-application",
	"holder") "account: A-7K2Q-9D4R\n"
		  "cea_account: CEA-0001\n"
		  "compliance_year: 2025\n"
		  "units:\n"
		  "- {project: A210003, vintage: 2022, first: 1, last: 1000}\n";

static const char sample_OFFSET_RECEIPT[] =
	SAMPLE_HEAD("offset-receipt", "cea") "record: " SAMPLE_DIGEST "\n"
					     "result: received\n"
					     "reference: R-1\n";

static const char sample_OFFSET_ANSWER[] =
	SAMPLE_HEAD("offset-answer", "cea") "record: " SAMPLE_DIGEST "\n"
					    "used: 0\n"
					    "province_decision:\n"
					    "  by: 914403001922038216\n"
					    "  on: 2026-12-20\n"
					    "  document: 粤环函〔2026〕1号\n";

static const char sample_OFFSET_WITHDRAWAL[] =
	SAMPLE_HEAD("offset-withdrawal", "holder") "record: " SAMPLE_DIGEST "\nreason: 误报\n";

static const char sample_ENTRUSTED_SURRENDER[] =
	SAMPLE_HEAD("entrusted-surrender", "province") "entity: 914403001922038216\n"
						       "ground: stopped\n"
						       "decision: 粤环函〔2026〕2号\n"
						       "account: A-7K2Q-9D4R\n"
						       "cea_account: CEA-0001\n"
						       "compliance_year: 2025\n"
						       "units:\n"
						       "- {project: A210003, vintage: 2022, "
						       "first: 1, last: 1000}\n";

static const char sample_EXPIRY[] = SAMPLE_HEAD("expiry", "operator") "of: " SAMPLE_DIGEST "\n";

static const char sample_WITHDRAWAL[] =
	SAMPLE_HEAD("withdrawal", "owner") "of: " SAMPLE_DIGEST "\nreason: 停建\n";

static const char sample_WITHDRAWAL_DECISION[] = SAMPLE_HEAD(
	"withdrawal-decision", "operator") "withdrawal: " SAMPLE_DIGEST "\noutcome: confirmed\n";

static const char sample_TERMINATION[] =
	SAMPLE_HEAD("termination", "operator") "of: " SAMPLE_DIGEST
					       "\nground: vvb-silent\nproof: " SAMPLE_DIGEST
					       "\ntext: 逾期\n";

static const char sample_DEREGISTRATION[] =
	SAMPLE_HEAD("deregistration", "mee") "project: A210003\nground: falsification\n"
					     "proof: " SAMPLE_DIGEST "\n"
					     "order: {number: 环罚〔2026〕1号, on: 2026-11-01}\n"
					     "text: 伪造监测数据\n";

static const char sample_EXPLANATION[] =
	SAMPLE_HEAD("explanation", "owner") "of: " SAMPLE_DIGEST "\nwarning: 0\ntext: 两项目相邻\n";

static const char sample_SECOND_OPINION[] = SAMPLE_HEAD(
	"second-opinion", "vvb") "of: " SAMPLE_DIGEST "\nfinding: conforms\ntext: 同意\n";

static const char sample_REVISION[] =
	SAMPLE_HEAD("revision", "owner") "revises: " SAMPLE_DIGEST "\n"
					 "changes:\n"
					 "- {path: /rows, why: 更正}\n"
					 "report:\n"
					 "  project: A210003\n"
					 "  batch: 1\n"
					 "  period: {first: 2024-01-01, last: 2024-06-30}\n"
					 "  vvb: 914403001922038216\n"
					 "  design_conformity: 一致\n"
					 "  rows:\n"
					 "  - {year: 2024, claim: 1, values: {EG: \"1\"}}\n";

/* A kind without its sample does not compile. */
static const char *const samples[KIND_COUNT] = {
#define X(ID, ...) [KIND_##ID] = sample_##ID,
#include "document/kinds.def"
#undef X
};

#endif
