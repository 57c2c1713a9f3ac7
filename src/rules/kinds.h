/*
 * kinds: the function of each document kind, called through the table in decide.c.
 * Private to rules/.
 *
 * Each decides what the rulebook asks of its kind, beyond what decide asks of all:
 * 0 with its changes put, or -1 with the rule's error set.
 */
#ifndef RULES_KINDS_H
#define RULES_KINDS_H

struct rule;

typedef int (*rule_fn)(struct rule *r);
int rule_genesis(struct rule *r);
int rule_clock(struct rule *r);
int rule_rules(struct rule *r);
int rule_role(struct rule *r);
int rule_party(struct rule *r);
int rule_void(struct rule *r);
int rule_accreditation(struct rule *r);
int rule_parameters(struct rule *r);
int rule_units(struct rule *r);
int rule_calendar_document(struct rule *r);
int rule_methodology(struct rule *r);
int rule_project_design(struct rule *r);
int rule_notice(struct rule *r);
int rule_comment(struct rule *r);
int rule_validation_report(struct rule *r);
int rule_registration_request(struct rule *r);
int rule_registration_decision(struct rule *r);
int rule_accounting_report(struct rule *r);
int rule_verification_report(struct rule *r);
int rule_reduction_request(struct rule *r);
int rule_reduction_decision(struct rule *r);
int rule_issuance_request(struct rule *r);
int rule_issuance(struct rule *r);
int rule_trading_deposit(struct rule *r);
int rule_trading_return(struct rule *r);
int rule_settlement(struct rule *r);
int rule_retirement(struct rule *r);
int rule_obligation(struct rule *r);
int rule_binding(struct rule *r);
int rule_offset_application(struct rule *r);
int rule_offset_receipt(struct rule *r);
int rule_offset_answer(struct rule *r);

#endif
