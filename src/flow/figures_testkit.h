/* figures_testkit — for tests only: a small city of random bikes, pieces and appointments, the same for the same seed. */
#pragma once
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "flow/flow_figures.h"
#include "office/account/account.h"
#include "office/booking/booking.h"
#include "office/owner/owner_testkit.h"
#include "office/plate/plate.h"
#include "office/site/site.h"
#include "office/tag/tag.h"

enum { CITY_SITES = 4, CITY_UNITS = 3 };
struct toy { struct unit branch, unit[CITY_UNITS]; struct site site[CITY_SITES]; int64_t district[CITY_SITES]; uint64_t seed; int nbike, phones; owner_id owner; };

static inline uint32_t city_rand(struct toy *c, uint32_t n)
{
	c->seed = c->seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(hash_u64(c->seed) % n);
}

/* One bureau with two branches; the third unit stands below the second branch. */
static inline void city_places(struct cx *cx, struct toy *c)
{
	static const int64_t districts[CITY_SITES] = { 430405, 430405, 430406, 430408 };
	struct unit other;
	char z[32];

	DONE(cx, unit_add(cx, (unit_id){ 1 }, UNIT_BRANCH, S("B1"), S("珠晖分局"), &c->branch));
	DONE(cx, unit_add(cx, (unit_id){ 1 }, UNIT_BRANCH, S("B2"), S("雁峰分局"), &other));
	for (int i = 0; i < CITY_UNITS; i++) {
		snprintf(z, sizeof z, "P%d", i);
		DONE(cx, unit_add(cx, i < 2 ? c->branch.id : other.id, UNIT_PRECINCT, str_of(z), str_of(z), &c->unit[i]));
	}
	for (int i = 0; i < CITY_SITES; i++) {
		struct site_new n = { .unit = i < CITY_UNITS ? c->unit[i].id : (unit_id){ 0 }, .code = str_of(z), .name = S("point"), .district = (int32_t)districts[i],
		                      .at = { 268900000, 1125700000 }, .slot_min = 30, .quota = 9, .windows = 2, .address = S(""), .phone = S("") };
		snprintf(z, sizeof z, "S%d", i);
		n.code = str_of(z);
		DONE(cx, site_add(cx, &n, &c->site[i]));
		c->district[i] = districts[i];
	}
	c->owner = kit_owner(cx, "李四光", "13800001111");
}

/* A bike of a random place, kind and use, registered at cx->now. */
static inline struct bike city_bike(struct cx *cx, struct toy *c)
{
	int at = (int)city_rand(c, CITY_SITES);
	bool temporary = city_rand(c, 4) == 0;
	struct bike_new n = { .tag = { 0x1000u + (uint64_t)++c->nbike }, .kind = temporary ? BK_TEMPORARY : BK_STANDARD, .use = (enum bike_use)city_rand(c, BU_N),
	                      .site = c->site[at].id.v, .unit = c->site[at].unit.v, .district = (int32_t)c->district[at], .owner = c->owner, .how = S("register"),
	                      .ends_on = temporary ? S("2029-01-01") : S(""), .brand = S("雅迪") };
	struct bike b;
	bike_id id;
	char z[16];

	snprintf(z, sizeof z, "HY%05d", c->nbike);
	assert_true(plate_parse(str_of(z), &n.plate));
	DONE(cx, bike_add(cx, &n, &id));
	DONE(cx, bike_get(cx, id, &b));
	return b;
}

/* n bikes of the last 100 days, some of them changed or deregistered since; cx->now is what it was. */
static inline void city_bikes(struct cx *cx, struct toy *c, int n)
{
	utc_ms now = cx->now;

	for (int i = 0; i < n; i++) {
		cx->now = now - (utc_ms)city_rand(c, 100 * 24) * HOUR_MS - (utc_ms)city_rand(c, HOUR_MS);
		struct bike b = city_bike(cx, c);
		if (city_rand(c, 5) == 0)
			DONE(cx, bike_step(cx, &b, BE_DEREGISTER, (owner_id){ 0 }, S("scrapped")));
		else if (city_rand(c, 6) == 0)
			DONE(cx, bike_edit(cx, &b, S("use"), bike_use_words[city_rand(c, BU_N)], 7));
		if (city_rand(c, 7) == 0 && b.life == BL_DEREGISTERED)
			DONE(cx, bike_step(cx, &b, BE_RESTORE, (owner_id){ 0 }, S("mistake")));
		if (city_rand(c, 9) == 0)
			DONE(cx, bike_flag_set(cx, b.id, S("impounded"), S("officer"), 0, S("")));
	}
	cx->now = now;
}

/* Plates and tags in the depot and at the points; every third bike on the register carries a bound tag, some of them silent. */
static inline void city_pieces(struct cx *cx, struct toy *c)
{
	struct plate_format f;
	struct plate_batch pb;
	struct tag_batch tb;
	tag_id ids[60];

	DONE(cx, plate_format_add(cx, &(struct plate_format_new){ 430405, PK_STANDARD, S("衡Z"), S("0123456789"), S(""), 5 }, &f));
	for (int i = 0; i < CITY_SITES; i++) {
		DONE(cx, plate_receive(cx, f.id, S(""), 10 + i, S(""), &pb));
		if (i)
			DONE(cx, plate_deliver(cx, pb.id, c->site[i].id));
		for (int k = 0; k < 60; k++)
			ids[k].v = 0x900000u + (uint64_t)(i * 60 + k);
		DONE(cx, tag_receive(cx, i == 1 ? TSL_OWNER : TSL_THEFT, ids, 60, S(""), &tb));
		if (i != 1)
			DONE(cx, tag_deliver(cx, tb.id, c->site[i].id));
	}
	for (int i = 0; i < 40; i++) {
		struct tag_piece t;
		int at = i % 2 ? 2 : 3;
		DONE(cx, tag_bind(cx, (tag_id){ 0x900000u + (uint64_t)(at * 60 + i) }, (struct stock_place){ c->site[at].id, { 0 } }, (bike_id){ 1 + i * 3 }, &t));
		if (city_rand(c, 2))
			DONE(cx, tag_health_put(cx, &(struct tag_health){ t.id, 0, -1, true }));
	}
}

static inline void city_bookings(struct cx *cx, struct toy *c, int n)
{
	int32_t today = day_of(cx->now);

	for (int i = 0; i < n; i++) {
		struct booking_new in = { .site = c->site[city_rand(c, CITY_SITES)].id, .day = today - (int32_t)city_rand(c, 20), .slot = 480 + 30 * (int32_t)city_rand(c, 8),
		                          .purpose = BOP_REGISTER };
		struct booking b;
		char phone[16];
		snprintf(phone, sizeof phone, "139%08d", ++c->phones);
		assert_true(pii_take(S("赵甲"), &in.name) && pii_take(str_of(phone), &in.phone));
		DONE(cx, booking_add(cx, &in, 900, 3, &b));
		switch (city_rand(c, 4)) {
		case 0: DONE(cx, booking_step(cx, &b, BOE_CHECK_IN)); break;
		case 1: DONE(cx, booking_step(cx, &b, BOE_NO_SHOW)); break;
		case 2: DONE(cx, booking_step(cx, &b, BOE_CANCEL)); break;
		default: break;
		}
	}
}

static inline void city_as(struct cx *cx, const struct unit *u, unsigned roles)
{
	cx->unit = u->id;
	cx->area = u->path;
	cx->roles = roles;
}
