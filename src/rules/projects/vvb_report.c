#include <inttypes.h>
#include <stdio.h>

#include "rules/projects/project.h"

/*
 * What validation and verification reports have in common (CNCA-CCER-01:2023 and
 * Order 31 art. 13, 20, 37): the team, its independence, a finding on each item,
 * and a conclusion that follows from the findings.
 */

static int check_team(struct rule *r, const struct body_vvb_team *team)
{
	const struct {
		bool declared;
		const char *name, *clause;
	} declaration[] = {
		{team->competent_in_sector, "competent_in_sector",
			"CNCA-CCER-01:2023 4.3.2, 5.3.2"},
		{team->no_conflict_of_interest, "no_conflict_of_interest", "Order 31 art. 37"},
		{team->reviewed_outside_team, "reviewed_outside_team", "CNCA-CCER-01:2023 4, 5"},
		{team->decided_outside_team, "decided_outside_team", "CNCA-CCER-01:2023 4, 5"},
	};
	char path[ERROR_PATH_MAX], members[24];

	snprintf(members, sizeof(members), "%" PRId64, team->members);
	if (team->members < 2)
		return rule_refuse(r, VVB_TEAM_SMALL, "CNCA-CCER-01:2023 4.3.2, 5.3.2",
			"/team/members", "members", members);
	for (size_t i = 0; i < COUNT_OF(declaration); i++)
		if (!declaration[i].declared)
			return rule_refuse(r, VVB_NOT_DECLARED, declaration[i].clause,
				rule_path(path, "/team/%s", declaration[i].name), "declaration",
				declaration[i].name);
	return 0;
}

int rule_findings_complete(struct rule *r, enum word_list list, int end, size_t n,
	const struct body_item_finding *findings, const char *path, const char *clause)
{
	char at[ERROR_PATH_MAX];

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			if (findings[i].item == findings[j].item)
				return rule_refuse(r, FINDING_TWICE, clause,
					rule_path(at, "%s/%zu/item", path, i), "item",
					word_text(list, findings[i].item));
	for (int item = 1; item < end; item++) {
		bool found = false;

		for (size_t i = 0; i < n; i++)
			found |= findings[i].item == item;
		if (!found)
			return rule_refuse(
				r, FINDING_MISSING, clause, path, "item", word_text(list, item));
	}
	return 0;
}

int project_vvb_conclusion(struct rule *r, const struct vvb_conclusion *c)
{
	char path[ERROR_PATH_MAX];
	size_t faults = 0;

	if (rule_findings_complete(r, c->items, c->items_end, c->findings_n, c->findings,
		    "/findings", c->clause) < 0 ||
		check_team(r, c->team) < 0)
		return -1;
	for (size_t i = 0; i < c->findings_n; i++) {
		if (c->findings[i].finding == FINDING_CONFORMS)
			continue;
		faults++;
		if (c->conclusion == CONCLUSION_POSITIVE)
			return rule_refuse(r, CONCLUSION_AGAINST_FINDING, c->clause,
				rule_path(path, "/findings/%zu/finding", i), "item",
				word_text(c->items, c->findings[i].item));
	}
	if (c->conclusion == CONCLUSION_NEGATIVE && faults == 0)
		return rule_refuse(r, CONCLUSION_WITHOUT_FINDING, c->clause, "/conclusion");
	if (c->conclusion == CONCLUSION_POSITIVE && !c->team->requests_closed)
		return rule_refuse(r, CONCLUSION_REQUESTS_OPEN, "CNCA-CCER-01:2023 4.5, 5.5",
			"/team/requests_closed");
	return 0;
}
