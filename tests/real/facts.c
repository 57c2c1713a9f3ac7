#include "tests/real/facts.h"

#include <string.h>

#include "base/macros.h"

static const struct real_province provinces[] = {
	{"北京", "110000", "North"},
	{"天津", "120000", "North"},
	{"河北", "130000", "North"},
	{"山西", "140000", "North"},
	{"内蒙古", "150000", "North"},
	{"辽宁", "210000", "Northeast"},
	{"吉林", "220000", "Northeast"},
	{"黑龙江", "230000", "Northeast"},
	{"上海", "310000", "East"},
	{"江苏", "320000", "East"},
	{"浙江", "330000", "East"},
	{"安徽", "340000", "East"},
	{"福建", "350000", "East"},
	{"江西", "360000", "Central"},
	{"山东", "370000", "North"},
	{"河南", "410000", "Central"},
	{"湖北", "420000", "Central"},
	{"湖南", "430000", "Central"},
	{"广东", "440000", "South"},
	{"广西", "450000", "South"},
	{"海南", "460000", "South"},
	{"重庆", "500000", "Central"},
	{"四川", "510000", "Central"},
	{"贵州", "520000", "South"},
	{"云南", "530000", "South"},
	{"西藏", "540000", "Central"},
	{"陕西", "610000", "Northwest"},
	{"甘肃", "620000", "Northwest"},
	{"青海", "630000", "Northwest"},
	{"宁夏", "640000", "Northwest"},
	{"新疆生产建设兵团", "660000", "Northwest"},
	{"新疆", "650000", "Northwest"},
};

/*
 * The edition of 2022 for reductions of 2020, and that of 2023 for later ones, where
 * registered designs show their combined margins; elsewhere the last edition whose values
 * are public, 2019. All that follows from a factor here is the invented electricity.
 */
const struct real_grid real_grids[] = {
	{"East", "2022", "0.52870", "2023", "0.48665"},
	{"North", "2022", "0.66665", "2023", "0.61850"},
	{"South", "2022", "0.4496", "2023", "0.48595"},
	{"Northwest", "2022", "0.67425", "2023", "0.63055"},
	{"Northeast", "2019", "0.66125", "2019", "0.66125"},
	{"Central", "2019", "0.57205", "2019", "0.57205"},
};
const size_t real_grids_n = COUNT_OF(real_grids);

/* CNCA 2024 No. 11 and 2025 No. 21. */
const struct real_body real_bodies[] = {
	{"中国质量认证中心有限公司", "121000007178020352", "CNCA-R-2002-001", "E, F", "E, F, X, T"},
	{"中国船级社质量认证有限公司", "911101011012963816", "CNCA-R-2002-005", "E, F",
		"E, F, X, T"},
	{"广州赛宝认证中心服务有限公司", "91440106724833905B", "CNCA-R-2002-012", "E, F",
		"E, F, X, T"},
	{"中环联合（北京）认证中心有限公司", "91110105739396429N", "CNCA-R-2002-105", "E, F",
		"E, F, X, T"},
	{"中国林业科学研究院林业科技信息研究所", NULL, "CNCA-R-2024-1364", "F", ""},
	{"方圆标志认证集团有限公司", "91110108718701228R", "CNCA-R-2002-002", "", "E, X, T"},
	{"北京鉴衡认证中心有限公司", "911101057488192516", "CNCA-R-2003-091", "", "E, X"},
	{"华夏认证中心有限公司", "91110108726360101Y", "CNCA-R-2002-021", "", "X"},
};
const size_t real_bodies_n = COUNT_OF(real_bodies);

const struct real_province *real_province(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(provinces); i++)
		if (strcmp(name, provinces[i].code) == 0 ||
			strncmp(name, provinces[i].name, strlen(provinces[i].name)) == 0)
			return &provinces[i];
	return NULL;
}

const struct real_grid *real_grid(const char *name)
{
	for (size_t i = 0; i < real_grids_n; i++)
		if (strcmp(real_grids[i].name, name) == 0)
			return &real_grids[i];
	return NULL;
}

const char real_stand_in[] = "CCER-01-002-V01";

/*
 * What is invented for methodologies that measure no electricity alone: each year's result
 * grows with the lever's value, so that the tonnes of the record can be met. {M} stands for
 * each month of the row.
 */
static const struct real_values values[] = {
	{"CCER-01-001-V01", "", "EG_export", "EG_import: '0'"},
	{"CCER-01-002-V01", "", "EG_export", "EG_import: '0'"},
	{"CCER-07-001-V01", "'CCT[a]': '4000', 'eta_PJ[a]': '180', 'eta_BL[a]': '110'", "EC[a,{M}]",
		""},
	{"CCER-10-001-V01", "c_gas: '0.5'", "V_in", "V_out: '0', Q: '0', EG_net: '0', EC: '0'"},
	{"CCER-14-001-V01", "parcel: '1000', start_year: '2019', removed: '0'", "A[a]",
		"'V1[a,larch]': '8.20', 'V2[a,larch]': '21.70', 'G[a,p1]': '25.9', 'G[a,p2]': "
		"'26', "
		"'G[a,p3]': '25.95', 'age[a]': '10', t: '1', GHG_E: '0'"},
	{"CCER-14-002-V01", "cover: '0', gap: '0'", "A[a]",
		"'c1[a,p1]': '0', 'c2[a,p1]': '10.5', t: '1'"},
};

const struct real_values *real_values_of(const char *methodology)
{
	for (size_t i = 0; i < COUNT_OF(values); i++)
		if (strcmp(values[i].methodology, methodology) == 0)
			return &values[i];
	return real_values_of(real_stand_in);
}

const char *real_calendar_published(int year)
{
	if (year == 2025)
		return "2024-11-12";
	if (year == 2026)
		return "2025-11-04";
	return NULL;
}
