/* plant — see plant.h. */
#include "plant.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/value.h"
#include "out.h"

static uint32_t free_bike(struct plant *p, struct rng *r, uint32_t bikes)
{
	uint32_t i;

	do
		i = rng_below(r, bikes);
	while (p->taken[i]);
	p->taken[i] = 1;
	return i;
}

static void plan_spots(struct plant *p, struct city *c, struct rng *r)
{
	for (int64_t k = 0; k < p->spots; k++) {
		struct plant_spot *s = &p->spot[k];
		bool again = true;
		while (again) {
			s->station = (uint16_t)rng_below(r, CITY_ROADSIDE);
			again = false;
			for (int64_t j = 0; j < k; j++)
				again |= p->spot[j].station == s->station;
		}
		const struct city_station *st = &c->station[s->station];
		double way = rng_range(r, 500, 3000), to = rng_range(r, 0, 6.2831853);
		s->true_at = s->said = (struct xy){ st->x, st->y };
		s->said.x += (float)(way * sin(to));
		s->said.y += (float)(way * cos(to));
		if (k % 4 == 1) {      /* two were mixed up */
			s->said = p->spot[k - 1].true_at;
			p->spot[k - 1].said = s->true_at;
		}
	}
}

int plant_begin(struct plant *p, struct world *w, uint64_t seed, uint32_t bikes, struct err *e)
{
	struct rng r = rng_of(seed, 902, 0);

	p->pair = calloc((size_t)p->pairs + 1, sizeof *p->pair);
	p->twin = calloc((size_t)p->twins + 1, sizeof *p->twin);
	p->spot = calloc((size_t)p->spots + 1, sizeof *p->spot);
	p->as = calloc(bikes, sizeof *p->as);
	p->taken = calloc(bikes, 1);
	ASSERT(p->pair && p->twin && p->spot && p->as && p->taken);
	for (uint32_t i = 0; i < bikes; i++)
		p->as[i] = i;
	if ((p->pairs + p->twins) * 4 > bikes)
		return ERR(e, E_USAGE, "too few bikes for so many companions and clones");
	for (int64_t k = 0; k < p->pairs; k++) {
		struct plant_pair *q = &p->pair[k];
		q->a = free_bike(p, &r, bikes);
		q->b = free_bike(p, &r, bikes);
		q->lag_ms = (int)rng_range(&r, 2000, 20000);
		q->rides = 1 + (int)rng_below(&r, 2);
		world_follow(w, q->b, q->a, q->lag_ms, q->rides);
	}
	for (int64_t k = 0; k < p->twins; k++) {
		struct plant_twin *t = &p->twin[k];
		*t = (struct plant_twin){ free_bike(p, &r, bikes), free_bike(p, &r, bikes) };
		p->as[t->bike] = t->as;
	}
	plan_spots(p, world_city(w), &r);
	return 0;
}

void plant_step(struct plant *p, struct world *w, int64_t t)
{
	for (int64_t k = 0; k < p->pairs; k++) {
		struct plant_pair *q = &p->pair[k];
		const struct bike *b = world_bike(w, q->b);
		if (q->t0 == 0 && b->lead && b->mode == BIKE_RIDING) {
			q->t0 = t;
			q->from = (struct xy){ b->x, b->y };
		}
		if (q->t0 && b->lead && b->mode == BIKE_RIDING)
			q->t1 = t;
	}
}

void plant_register(struct plant *p, struct city *c)
{
	for (int64_t k = 0; k < p->spots; k++) {
		c->station[p->spot[k].station].x = p->spot[k].said.x;
		c->station[p->spot[k].station].y = p->spot[k].said.y;
	}
}

static int write_pairs(const struct plant *p, const char *dir, struct err *e)
{
	FILE *f = out_open(dir, "truth_companions.csv", "tag_a,tag_b,t0_ms,t1_ms,lag_ms\n", e);
	char a[TAG_TEXT], b[TAG_TEXT];

	if (!f)
		return e->code;
	for (int64_t k = 0; k < p->pairs; k++)
		if (p->pair[k].t0)
			fprintf(f, "%s,%s,%lld,%lld,%d\n", tag_text((tag_id){ city_tag(p->pair[k].a) }, a),
			        tag_text((tag_id){ city_tag(p->pair[k].b) }, b), (long long)p->pair[k].t0, (long long)p->pair[k].t1, p->pair[k].lag_ms);
	return out_close(f, "truth_companions.csv", e);
}

static int write_twins(const struct plant *p, const char *dir, struct err *e)
{
	FILE *f = out_open(dir, "truth_clones.csv", "tag,carried_by_the_bike_of\n", e);
	char a[TAG_TEXT], b[TAG_TEXT];

	if (!f)
		return e->code;
	for (int64_t k = 0; k < p->twins; k++)
		fprintf(f, "%s,%s\n", tag_text((tag_id){ city_tag(p->twin[k].as) }, a), tag_text((tag_id){ city_tag(p->twin[k].bike) }, b));
	return out_close(f, "truth_clones.csv", e);
}

static int write_spots(const struct plant *p, const struct city *c, const char *dir, struct err *e)
{
	FILE *f = out_open(dir, "truth_misplaced.csv", "station,true_lat,true_lon,off_m\n", e);

	if (!f)
		return e->code;
	for (int64_t k = 0; k < p->spots; k++) {
		const struct plant_spot *s = &p->spot[k];
		struct geo g = city_geo(s->true_at.x, s->true_at.y);
		fprintf(f, "%s,%.7f,%.7f,%.0f\n", c->station[s->station].name, geo_lat(g), geo_lon(g),
		        hypot(s->said.x - s->true_at.x, s->said.y - s->true_at.y));
	}
	return out_close(f, "truth_misplaced.csv", e);
}

int plant_write(const struct plant *p, const struct city *c, const char *dir, struct err *e)
{
	if (p->pairs)
		TRY(write_pairs(p, dir, e));
	if (p->twins)
		TRY(write_twins(p, dir, e));
	return p->spots ? write_spots(p, c, dir, e) : 0;
}

void plant_done(struct plant *p)
{
	free(p->pair);
	free(p->twin);
	free(p->spot);
	free(p->as);
	free(p->taken);
}
