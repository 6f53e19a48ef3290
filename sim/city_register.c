/* city_register — the city's registrations as a file for 'yanzhen import', and its points for 'yanzhen site import'; see city.h and docs/simulator.md.
 *
 * Nobody's data: identity numbers carry the area 439900, which GB/T 2260 gives to no place (and a right check character, so that they are taken for
 * numbers); phones begin with 154, which is given to no operator; makers, models and numbers are invented. The same bike has the same row whatever the size of the city. */
#include <errno.h>
#include <stdio.h>

#include "city.h"
#include "core/value.h"
#include "platform/fs.h"

static void id_number(uint32_t i, char ret[static 19])
{
	static const int weight[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	uint64_t h = hash_u64(i + 0x1d1du);
	int sum = 0;

	/* year and order number tell the first 56,000 apart, the month the next ones */
	snprintf(ret, 19, "439900%04u%02u%02u%03u", 1950 + i / 1000 % 56, 1 + i / 56000 % 12, (unsigned)(1 + h % 28), i % 1000);
	for (int k = 0; k < 17; k++)
		sum += (ret[k] - '0') * weight[k];
	ret[17] = "10X98765432"[sum % 11];
	ret[18] = 0;
}

/* Every 9,000th bike has a frame number that is its neighbour's with a letter for a digit, every 8,000th motor number is the word for none. */
static void frame_number(uint32_t i, char ret[static 24])
{
	bool alike = i % 9000 == 8999;
	uint32_t k = alike ? i - 1 : i;

	snprintf(ret, 24, "LYZ%c%05uH0%06u", alike ? 'O' : '0', (unsigned)(hash_u64(k + 0xf4a3u) % 100000), k);
}

static void bike_row(FILE *f, uint32_t i)
{
	static const char *const brands[] = { "雁牌", "鸿途", "归雁", "平沙", "南飞" };
	static const char *const models[] = { "TDT01Z", "TDT12Z", "TDR20Z", "TDT35Z" };
	static const char *const colours[] = { "黑", "白", "红", "蓝", "银", "绿" };
	static const char *const uses[] = { "自用", "自用", "自用", "自用", "自用", "自用", "自用", "外卖", "快递", "自用" };
	static const char *const towns[] = { "珠晖区东风街道", "雁峰区先锋街道", "石鼓区青山街道", "蒸湘区华兴街道" };
	char tag[TAG_TEXT], plate[48], owner[32], phone[16], id[19], frame[24];
	uint64_t h = hash_u64(i + 77u);
	unsigned year = (unsigned)(2018 + h / 3 % 8), month = (unsigned)(1 + h / 64 % 12), day = (unsigned)(1 + h / 1024 % 27);

	city_plate(i, plate);
	city_owner(i, owner);
	city_phone(i, phone);
	id_number(i, id);
	frame_number(i, frame);
	fprintf(f, "%s,%s,E2%014u,99992%02u%08u,%s,", plate, tag_text((tag_id){ city_tag(i) }, tag), i + 1, year % 100, i, frame);
	if (i % 8000 == 7999)
		fputs("无,", f);
	else
		fprintf(f, "M%u%07uX,", (unsigned)(1000 + h / 7 % 8999), i);
	fprintf(f, "%s,%s,%s,%s,%u-%02u-%02u,%u.00,%s,", brands[h % COUNTOF(brands)], models[h / 5 % COUNTOF(models)], colours[h / 64 % COUNTOF(colours)],
	        h / 512 % 3 ? "" : colours[h / 2048 % COUNTOF(colours)], year - (day == 1), month, day, (unsigned)(1580 + h / 4096 % 30 * 80), uses[h / 32 % COUNTOF(uses)]);
	fprintf(f, "%s,身份证,%s,%s,衡阳市%s演示路%u号,site-%02u,%u-%02u-%02u\n", owner, id, phone, towns[h / 128 % COUNTOF(towns)], (unsigned)(1 + h / 9 % 300),
	        (unsigned)(1 + h % CITY_POINTS), year, month, day + 1);
}

/* Rows as old archives have them: each is refused, and the report says why. */
static void dirty_rows(FILE *f, uint32_t bikes)
{
	char plate[48];

	for (uint32_t k = 0; k < 40 && k < bikes; k++) {
		city_plate(k % 4 == 0 ? k : CITY_BIKES + k, plate);
		fprintf(f, "%s,", plate);
		switch (k % 4) {
		case 0: fprintf(f, "99%06u,,,,,,,,,,,,重复号,,,,,,\n", k); break;
		case 1: fprintf(f, ",,,,,,,,,,,,无标签,,,,,,\n"); break;
		case 2: fprintf(f, "99%06u,,,,,,,,,,,,错证号,身份证,439900199001010000,,,,\n", k); break;
		default: fprintf(f, "zz,,,,,,,,,,,,错标签,,,,,,\n"); break;
		}
	}
}

int city_write_bikes(const char *path, uint32_t bikes, struct err *e)
{
	FILE *f = fopen(path, "wb");

	if (!f)
		return ERR_SYS(e, fs_err(errno), errno, "%s: cannot write", path);
	fputs("plate,tag,enforcement_tag,vehicle_code,frame_no,motor_no,brand,model,colour,colour2,bought_on,price,use,owner_name,id_kind,id_no,owner_phone,address,"
	      "site,registered_on\n", f);
	for (uint32_t i = 0; i < bikes; i++)
		bike_row(f, i);
	dirty_rows(f, bikes);
	bool bad = ferror(f) != 0;
	return fclose(f) != 0 || bad ? ERR_SYS(e, fs_err(errno), errno, "%s: not written completely", path) : 0;
}

int city_write_sites(const struct city *c, const char *path, struct err *e)
{
	FILE *f = fopen(path, "wb");

	if (!f)
		return ERR_SYS(e, fs_err(errno), errno, "%s: cannot write", path);
	fputs("code,name,district,lat,lon,address,phone,slot_min,quota,windows,unit,hours\n", f);
	for (int i = 0; i < CITY_POINTS; i++) {
		struct geo g = city_geo(c->point[i].x, c->point[i].y);
		fprintf(f, "site-%02d,%s,%u,%.7f,%.7f,%s,0734-0000%03d,30,%d,2,site-%02d,1-5 09:00-12:00 14:00-17:30; 6 09:00-12:00; 8 09:00-12:00 14:00-17:30\n", i + 1,
		        c->point[i].name, city_districts[c->point[i].district].code, geo_lat(g), geo_lon(g), c->point[i].address, i + 1, 3 + i % 4, i + 1);
	}
	bool bad = ferror(f) != 0;
	return fclose(f) != 0 || bad ? ERR_SYS(e, fs_err(errno), errno, "%s: not written completely", path) : 0;
}
