#include "domain/province.h"

#include <stddef.h>
#include <string.h>

#include "base/macros.h"

enum {
	NANO_OF_THOUSANDTH = 1000 * 1000,
	LAND = 200, /* margins, thousandths of a degree */
	SEA = 1500,
};

const struct place_box place_china = {3000, 73000, 54000, 136000};

#define BOX(south, s, west, w, north, n, east, e)                                                  \
	{                                                                                          \
		(south) - (s), (west) - (w), (north) + (n), (east) + (e)                           \
	}

/*
 * Outermost points on land, each with its margin. Grids by the regions of the published
 * factors: Inner Mongolia is two grids' (its west North, its east Northeast); Sichuan and
 * Chongqing were Central before there was Southwest.
 */
static const struct province provinces[] = {
	{"11", "北京市", "Beijing", BOX(39430, LAND, 115420, LAND, 41060, LAND, 117510, LAND),
		{"North"}},
	{"12", "天津市", "Tianjin", BOX(38550, LAND, 116720, LAND, 40250, LAND, 118070, SEA),
		{"North"}},
	{"13", "河北省", "Hebei", BOX(36050, LAND, 113450, LAND, 42620, LAND, 119850, SEA),
		{"North"}},
	{"14", "山西省", "Shanxi", BOX(34570, LAND, 110230, LAND, 40740, LAND, 114560, LAND),
		{"North"}},
	{"15", "内蒙古自治区", "Inner Mongolia",
		BOX(37400, LAND, 97170, LAND, 53340, LAND, 126070, LAND), {"North", "Northeast"}},
	{"21", "辽宁省", "Liaoning", BOX(38720, SEA, 118840, SEA, 43490, LAND, 125790, LAND),
		{"Northeast"}},
	{"22", "吉林省", "Jilin", BOX(40870, LAND, 121630, LAND, 46310, LAND, 131320, LAND),
		{"Northeast"}},
	{"23", "黑龙江省", "Heilongjiang",
		BOX(43420, LAND, 121180, LAND, 53570, LAND, 135090, LAND), {"Northeast"}},
	{"31", "上海市", "Shanghai", BOX(30670, SEA, 120850, LAND, 31890, LAND, 122250, SEA),
		{"East"}},
	{"32", "江苏省", "Jiangsu", BOX(30750, LAND, 116360, LAND, 35140, LAND, 121950, SEA),
		{"East"}},
	{"33", "浙江省", "Zhejiang", BOX(27030, SEA, 118020, LAND, 31190, LAND, 123170, SEA),
		{"East"}},
	{"34", "安徽省", "Anhui", BOX(29390, LAND, 114880, LAND, 34660, LAND, 119660, LAND),
		{"East"}},
	{"35", "福建省", "Fujian", BOX(23530, SEA, 115840, LAND, 28330, LAND, 120720, SEA),
		{"East"}},
	{"36", "江西省", "Jiangxi", BOX(24480, LAND, 113570, LAND, 30090, LAND, 118490, LAND),
		{"Central"}},
	{"37", "山东省", "Shandong", BOX(34370, LAND, 114790, LAND, 38410, SEA, 122720, SEA),
		{"North"}},
	{"41", "河南省", "Henan", BOX(31380, LAND, 110350, LAND, 36370, LAND, 116650, LAND),
		{"Central"}},
	{"42", "湖北省", "Hubei", BOX(29030, LAND, 108360, LAND, 33280, LAND, 116140, LAND),
		{"Central"}},
	{"43", "湖南省", "Hunan", BOX(24630, LAND, 108780, LAND, 30140, LAND, 114260, LAND),
		{"Central"}},
	{"44", "广东省", "Guangdong", BOX(20210, SEA, 109650, SEA, 25520, LAND, 117330, SEA),
		{"South"}},
	{"45", "广西壮族自治区", "Guangxi",
		BOX(20900, SEA, 104450, LAND, 26390, LAND, 112070, LAND), {"South"}},
	/* With its islands in the South China Sea. */
	{"46", "海南省", "Hainan", BOX(3400, LAND, 108610, SEA, 20170, SEA, 117840, SEA),
		{"South"}},
	{"50", "重庆市", "Chongqing", BOX(28160, LAND, 105280, LAND, 32210, LAND, 110200, LAND),
		{"Southwest", "Central"}},
	{"51", "四川省", "Sichuan", BOX(26040, LAND, 97340, LAND, 34320, LAND, 108550, LAND),
		{"Southwest", "Central"}},
	{"52", "贵州省", "Guizhou", BOX(24620, LAND, 103600, LAND, 29230, LAND, 109600, LAND),
		{"South"}},
	{"53", "云南省", "Yunnan", BOX(21130, LAND, 97520, LAND, 29260, LAND, 106200, LAND),
		{"South"}},
	{"54", "西藏自治区", "Tibet", BOX(26850, LAND, 78380, LAND, 36490, LAND, 99120, LAND),
		{"Southwest", "Northwest"}},
	{"61", "陕西省", "Shaanxi", BOX(31700, LAND, 105480, LAND, 39590, LAND, 111260, LAND),
		{"Northwest"}},
	{"62", "甘肃省", "Gansu", BOX(32590, LAND, 92330, LAND, 42800, LAND, 108720, LAND),
		{"Northwest"}},
	{"63", "青海省", "Qinghai", BOX(31600, LAND, 89400, LAND, 39220, LAND, 103080, LAND),
		{"Northwest"}},
	{"64", "宁夏回族自治区", "Ningxia",
		BOX(35230, LAND, 104280, LAND, 39390, LAND, 107660, LAND), {"Northwest"}},
	{"65", "新疆维吾尔自治区", "Xinjiang",
		BOX(34330, LAND, 73440, LAND, 49190, LAND, 96400, LAND), {"Northwest"}},
	{"66", "新疆生产建设兵团", "Xinjiang Production and Construction Corps",
		BOX(34330, LAND, 73440, LAND, 49190, LAND, 96400, LAND), {"Northwest"}},
	/* With the islands before Fujian. */
	{"71", "台湾省", "Taiwan", BOX(20690, SEA, 118200, SEA, 26390, SEA, 124580, SEA), {NULL}},
	{"81", "香港特别行政区", "Hong Kong",
		BOX(22130, LAND, 113820, LAND, 22570, LAND, 114440, LAND), {NULL}},
	{"82", "澳门特别行政区", "Macao", BOX(22060, LAND, 113520, LAND, 22220, LAND, 113640, LAND),
		{NULL}},
};

bool place_in_box(const struct corner *c, const struct place_box *box)
{
	return c->latitude_nano >= (int64_t)box->south * NANO_OF_THOUSANDTH &&
	       c->latitude_nano <= (int64_t)box->north * NANO_OF_THOUSANDTH &&
	       c->longitude_nano >= (int64_t)box->west * NANO_OF_THOUSANDTH &&
	       c->longitude_nano <= (int64_t)box->east * NANO_OF_THOUSANDTH;
}

const struct province *province_of(const char *code)
{
	if (!code || strlen(code) != 6 || strcmp(code + 2, "0000") != 0)
		return NULL;
	for (size_t i = 0; i < COUNT_OF(provinces); i++)
		if (memcmp(provinces[i].code, code, 2) == 0)
			return &provinces[i];
	return NULL;
}

const struct province *province_at(unsigned i)
{
	return i < COUNT_OF(provinces) ? &provinces[i] : NULL;
}

bool province_grid_known(const char *grid)
{
	for (size_t i = 0; i < COUNT_OF(provinces); i++)
		for (size_t k = 0; k < COUNT_OF(provinces[i].grid); k++)
			if (provinces[i].grid[k] && strcmp(provinces[i].grid[k], grid) == 0)
				return true;
	return false;
}
