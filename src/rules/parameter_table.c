#include "rules/parameter_table.h"

#include <string.h>

#include "base/macros.h"

static const struct parameter_row rows[] = {
	{.name = "notice.starts_within",
		.type = PARAMETER_INTEGER,
		.signer = ROLE_OPERATOR,
		.default_value = "20",
		.minimum = 1,
		.maximum = 250,
		.zh = "公示起始日距公开日的最多工作日数",
		.en = "working days within which a public notice must begin",
		.rule = "docs/rulebook.md days"},
	{.name = "notice.days",
		.type = PARAMETER_INTEGER,
		.signer = ROLE_MEE,
		.ahead = true,
		.default_value = "20",
		.law = "20",
		.minimum = 1,
		.maximum = 250,
		.zh = "公示工作日数",
		.en = "working days of a public notice, both ends counted",
		.rule = "Order 31 art. 12, 19"},
	{.name = "notice.closes_at",
		.type = PARAMETER_HOUR,
		.signer = ROLE_OPERATOR,
		.ahead = true,
		.default_value = "24:00",
		.zh = "公示最后一日的结束时刻",
		.en = "hour of a notice's last day at which it ends",
		.rule = "docs/rulebook.md days"},
	{.name = "comment.max",
		.type = PARAMETER_INTEGER,
		.signer = ROLE_OPERATOR,
		.default_value = "3",
		.minimum = 1,
		.maximum = 100,
		.zh = "每人对一次公示的意见数上限",
		.en = "comments of one person on one notice",
		.rule = "docs/rulebook.md comment"},
	{.name = "rate.comment",
		.type = PARAMETER_INTEGER,
		.signer = ROLE_OPERATOR,
		.default_value = "50",
		.minimum = 1,
		.maximum = 1000000,
		.zh = "每一主体每日入账的意见数上限",
		.en = "comments of one party sealed on one day",
		.rule = "docs/rulebook.md rates"},
	{.name = "rate.project-design",
		.type = PARAMETER_INTEGER,
		.signer = ROLE_OPERATOR,
		.default_value = "20",
		.minimum = 1,
		.maximum = 1000000,
		.zh = "每一主体每日入账的项目设计文件数上限",
		.en = "project designs of one owner sealed on one day",
		.rule = "docs/rulebook.md rates"},
	{.name = "rate.revision",
		.type = PARAMETER_INTEGER,
		.signer = ROLE_OPERATOR,
		.default_value = "20",
		.minimum = 1,
		.maximum = 1000000,
		.zh = "每一主体每日入账的修订数上限",
		.en = "revisions of one owner sealed on one day",
		.rule = "docs/rulebook.md rates"},
	{.name = "rate.void",
		.type = PARAMETER_INTEGER,
		.signer = ROLE_OPERATOR,
		.default_value = "100",
		.minimum = 1,
		.maximum = 1000000,
		.zh = "每一主体每日入账的作废数上限",
		.en = "voids of one party sealed on one day",
		.rule = "docs/rulebook.md rates"},
	{.name = "duty.days",
		.type = PARAMETER_INTEGER,
		.signer = ROLE_MEE,
		.default_value = "15",
		.law = "15",
		.minimum = 1,
		.maximum = 250,
		.zh = "注册登记机构的办理工作日数",
		.en = "working days that the operator has for a decision",
		.rule = "Order 31 art. 15, 22"},
	{.name = "revision.paths",
		.type = PARAMETER_NAMES,
		.signer = ROLE_OPERATOR,
		.default_value = "name boundary construction_start lifetime crediting expected "
				 "period meters rows",
		.among = "name description grid_registration boundary construction_start lifetime "
			 "crediting additionality additionality_text additionality_way conditions "
			 "uniqueness monitoring_plan sustainable_development environment "
			 "additional_type values expected period design_conformity meters rows",
		.zh = "公示后无须重新公示即可修订的字段（项目设计文件与减排量核算报告）",
		.en = "members of designs and accounting reports that may be revised after the "
		      "notice without a new one",
		.rule = "docs/rulebook.md revision"},
	{.name = PARAMETER_FIELDS,
		.type = PARAMETER_CODES,
		.signer = ROLE_SAMR,
		.beside = ROLE_MEE,
		.default_value = "01 E 07 T 10 X 14 F",
		.among = "01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16",
		.zh = "审定与核查机构资质的领域（按方法学的行业编号）",
		.en = "fields of accreditation, by the sector of a methodology",
		.rule = "CNCA 2024 No. 11"},
	{.name = "offset.limit",
		.type = PARAMETER_FRACTION,
		.signer = ROLE_MEE,
		.default_value = "1/20",
		.law = "1/20",
		.minimum = 0,
		.maximum = 1,
		.zh = "抵销量占应清缴配额的比例上限",
		.en = "share of the allowances due that may be offset",
		.rule = "Measures for Trading of Emission Allowances art. 29"},
	{.name = "offset.registered_from",
		.type = PARAMETER_DAY,
		.signer = ROLE_MEE,
		.zh = "可用于抵销的项目最早登记日期（未设则不限）",
		.en = "first day of registration of projects whose units may offset (unset: any)",
		.rule = "docs/rulebook.md parameters"},
	{.name = "offset-application.term",
		.type = PARAMETER_INTEGER,
		.signer = ROLE_MEE,
		.default_value = "60",
		.minimum = 1,
		.maximum = 3650,
		.zh = "抵销申请待答复的最多天数",
		.en = "days for which an offset application may stay pending",
		.rule = "docs/rulebook.md parameters"},
	{.name = "restriction.unsigned",
		.type = PARAMETER_INTEGER,
		.signer = ROLE_MEE,
		.default_value = "3",
		.minimum = 1,
		.maximum = 30,
		.zh = "注册登记机构单独作出的限制措施持续的工作日数",
		.en = "working days for which a restriction by the operator alone lasts",
		.rule = "docs/rulebook.md restriction"},
	{.name = "exchange.daily_volume",
		.type = PARAMETER_INTEGER,
		.signer = ROLE_OPERATOR,
		.default_value = "0",
		.minimum = 0,
		.maximum = INT64_C(9007199254740991),
		.zh = "交易机构每日结算量上限（吨；0 表示未设）",
		.en = "tonnes that an exchange may settle a day (0: no limit given)",
		.rule = "docs/rulebook.md settlement"},
	{.name = "regional.limit.",
		.type = PARAMETER_INTEGER,
		.signer = ROLE_MEE,
		.default_value = "0",
		.minimum = 0,
		.maximum = INT64_C(9007199254740991),
		.zh = "地方碳市场每一账户每一履约年度的抵销上限（吨；0 表示该地方不接受）",
		.en = "tonnes that one account may retire for a regional ETS in one compliance "
		      "year (0: none is taken)",
		.rule = "Order 31 art. 28"},
	{.name = "corsia.from",
		.type = PARAMETER_DAY,
		.signer = ROLE_MEE,
		.zh = "可注销用于国际航空碳抵消的起始日期（未设则不接受）",
		.en = "first day on which units may be retired for CORSIA (unset: never)",
		.rule = "Order 31 art. 29"},
	{.name = "grid.factors",
		.type = PARAMETER_ROWS,
		.signer = ROLE_MEE,
		.minimum = 0,
		.maximum = 10,
		.years = true,
		.columns = "BM OM|CM",
		.zh = "区域电网基准线排放因子（tCO2/MWh）",
		.en = "baseline emission factors of the regional grids, tCO2/MWh",
		.rule = "parameters of the methodology"},
	{.name = "fuel.gas",
		.type = PARAMETER_ROWS,
		.signer = ROLE_MEE,
		.minimum = 0,
		.maximum = 100000,
		.columns = "CC NCV OF",
		.zh = "气体燃料的低位发热量（GJ/10^4 Nm3）、单位热值含碳量（tC/GJ）和碳氧化率（%）",
		.en = "gaseous fuels: net calorific value (GJ/10^4 Nm3), carbon content (tC/GJ), "
		      "oxidation rate (%)",
		.rule = "parameters of the methodology"},
	{.name = "fuel.mass",
		.type = PARAMETER_ROWS,
		.signer = ROLE_MEE,
		.minimum = 0,
		.maximum = 100000,
		.columns = "CC NCV OF",
		.zh = "固体和液体燃料的低位发热量（GJ/t）、单位热值含碳量（tC/GJ）和碳氧化率（%）",
		.en = "solid and liquid fuels: net calorific value (GJ/t), carbon content (tC/GJ), "
		      "oxidation rate (%)",
		.rule = "parameters of the methodology"},
	{.name = "gwp",
		.type = PARAMETER_ROWS,
		.signer = ROLE_MEE,
		.minimum = 0,
		.maximum = 100000,
		.zh = "全球变暖潜势",
		.en = "global warming potentials",
		.rule = "parameters of the methodology"},
	{.name = "factors.",
		.type = PARAMETER_ROWS,
		.signer = ROLE_MEE,
		.minimum = INT64_C(-1000000000000),
		.maximum = INT64_C(1000000000000),
		.years = true,
		.years_optional = true,
		.zh = "其他方法学的因子表；行可写明年份，不写的适用于各年",
		.en = "tables of factors of any methodology; a row without a year is for every "
		      "year that has none of its own",
		.rule = "parameters of the methodology"},
};

/* GB/T 2260: six digits. */
static bool region_code(const char *text)
{
	return strlen(text) == 6 && strspn(text, "0123456789") == 6;
}

static bool table_name(const char *text)
{
	return *text && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789.-") == strlen(text);
}

static bool of_family(const struct parameter_row *family, const char *rest)
{
	return family->type == PARAMETER_ROWS ? table_name(rest) : region_code(rest);
}

const struct parameter_row *parameter_row(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		size_t n = strlen(rows[i].name);

		if (rows[i].name[n - 1] != '.') {
			if (strcmp(rows[i].name, name) == 0)
				return &rows[i];
			continue;
		}
		if (strncmp(rows[i].name, name, n) == 0 && of_family(&rows[i], name + n))
			return &rows[i];
	}
	return NULL;
}

const struct parameter_row *parameter_row_at(size_t i)
{
	return i < COUNT_OF(rows) ? &rows[i] : NULL;
}
