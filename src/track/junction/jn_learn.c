/* jn_learn — the radio of a capture, from its own traffic: levels and turn of antennas, tags' powers, the floor, who is deaf.
 *
 * In rounds: ways of a sample on the right side are fitted with what is known, and what is left over teaches the next round. Riders
 * who wait stand before the line: that anchors where on a way levels are heard. */
#include <math.h>

#include "track/junction/jn_fit_int.h"

/* ---- tags ---- */

static struct tagp *tag_at(const struct jn *e, uint64_t tag)
{
	uint32_t at = (uint32_t)hash_u64(tag) & (e->tagp_cap - 1);

	while (e->tagp[at].tag && e->tagp[at].tag != tag)
		at = (at + 1) & (e->tagp_cap - 1);
	return &e->tagp[at];
}

/* What is known of a tag's power against the mean, drawn to nothing while little is. */
float jn_tag_power(const struct jn *e, uint64_t tag)
{
	if (e->tagp_cap == 0)
		return 0;
	const struct tagp *p = tag_at(e, tag);
	return p->tag ? p->sum / (p->n + 1.0f) : 0;
}

void jn_tag_note(struct jn *e, uint64_t tag, float sum, float n)
{
	if (e->tagps * 4 >= e->tagp_cap * 3) {
		struct tagp *old = e->tagp;
		uint32_t cap = e->tagp_cap;
		e->tagp_cap = cap ? cap * 2 : 4096;
		e->tagp = calloc(e->tagp_cap, sizeof *e->tagp);
		ASSERT(e->tagp);
		for (uint32_t i = 0; i < cap; i++)
			if (old[i].tag)
				*tag_at(e, old[i].tag) = old[i];
		free(old);
	}
	struct tagp *p = tag_at(e, tag);
	if (!p->tag) {
		*p = (struct tagp){ .tag = tag };
		e->tagps++;
	}
	p->sum += sum;
	p->n += n;
}

/* A first idea of tags' power: the three antennas that heard it best on each passage, against those of all. */
void jn_tags_rough(struct jn *e)
{
	double sum = 0, n = 0;

	free(e->tagp);
	e->tagp = NULL;
	e->tagp_cap = e->tagps = 0;
	for (int round = 0; round < 2; round++)
		for (uint32_t k = 0; k < e->njunc; k++) {
			const struct junc *j = &e->j[k];
			for (uint32_t i = 0; i < j->npass; i++) {
				const struct passage *p = &j->pass[i];
				int best[JN_ANTENNAS], three = 0;
				if (p->to - p->from < 8)
					continue;
				for (int a = 0; a < j->g.antennas; a++)
					best[a] = NO_RSSI;
				for (uint32_t q = p->from; q < p->to; q++)
					best[j->row[q].ant] = MAX(best[j->row[q].ant], j->row[q].rssi);
				int heard = 0;
				for (int a = 0; a < j->g.antennas; a++)
					heard += best[a] != NO_RSSI;
				if (heard < 4)
					continue;
				for (int t = 0; t < 3; t++) {
					int at = 0;
					for (int a = 1; a < j->g.antennas; a++)
						at = best[a] > best[at] ? a : at;
					three += best[at];
					best[at] = NO_RSSI;
				}
				if (round == 0) {
					sum += three / 3.0;
					n++;
				} else {
					jn_tag_note(e, p->tag, (float)(three / 3.0 - sum / n), 1);
				}
			}
		}
}

/* ---- learning ---- */

struct sums { double n, x, y, xx, xy; };
enum { SAMPLE = 900, ROUNDS = 9, BEAM_ROUNDS = 6, RES_BINS = 200, LEVELS = 128 };

struct turn { double n, xx[BEAM + 1][BEAM + 1], xy[BEAM + 1]; };

struct learn {
	struct sums *ant;                  /* [junction][antenna] */
	uint32_t res[RES_BINS];            /* |residual| by fifths of a dB */
	double (*near)[2];                 /* [junction][antenna]: should have been heard well; was */
	double near_n, near_missed, level_n[LEVELS], level_heard[LEVELS];   /* by expected level, dB below 0 */
	struct { uint64_t tag; float power; } *tag; uint32_t tags, tag_cap; double power;   /* of this round, and their sum */
	struct { double sum, n; } map[ANT_KINDS][MAP_U * MAP_S];
	struct turn beam[ANT_KINDS];
};

static void turn_sums(struct turn *t, const struct junc *j, int ant, struct xy at, float left)
{
	float see[BEAM + 1] = { 0, 0, 0, 1 };

	jn_seen(j, ant, at, see);
	t->n++;
	for (int a = 0; a <= BEAM; a++) {
		for (int b = 0; b <= BEAM; b++)
			t->xx[a][b] += (double)(see[a] * see[b]);
		t->xy[a] += (double)(see[a] * left);
	}
}

static void learn_one(struct jn *e, struct junc *j, const struct fit *f, const struct way *w, struct sums *s, struct learn *l)
{
	const struct path *p = &j->path[w->path];

	for (int k = 0; k < f->n; k++) {
		uint32_t c = jn_path_cell(p, w->at[k]);
		for (int i = 0; i < j->g.antennas; i++) {
			float dx = j->cell[c].x - j->ant[i].x, dy = j->cell[c].y - j->ant[i].y, d2 = dx * dx + dy * dy + UP2_M2;
			float mu = j->mu[(size_t)i * j->cells + c] + w->power;
			bool heard = f->o[k].heard >> i & 1;
			if ((f->o[k].live >> i & 1) && f->o[k].beacons == 1 && mu < 0 && mu > -LEVELS + 1) {
				l->level_n[(int)-mu]++;
				l->level_heard[(int)-mu] += heard;
			}
			if (mu > e->floor_dbm + 10) {
				l->near[(j - e->j) * JN_ANTENNAS + i][0]++;
				l->near[(j - e->j) * JN_ANTENNAS + i][1] += heard;
			}
			if (mu > e->floor_dbm + 12 && (f->o[k].live >> i & 1) && f->o[k].beacons == 1) {
				l->near_n++;
				l->near_missed += !heard;
			}
			if (!heard || mu < e->floor_dbm + 1)
				continue;
			float r = f->o[k].rssi[i] - mu, x = 5 * log10f(d2);
			bool clear = mu > e->floor_dbm + 8;   /* not one of those few that came through */
			if (clear)
				l->res[MIN((int)(fabsf(r - w->shadow[i]) * 5), RES_BINS - 1)]++;
			if (fabsf(r) > 7 * e->sigma)
				continue;
			float y = f->o[k].rssi[i] - w->power - jn_mapped(e, j, i, j->cell[c]), u, v;
			if (jn_in_frame(j, i, j->cell[c], &u, &v)) {
				int q = (int)u * MAP_S + (int)v;
				l->map[jn_kind(j, i)][q].sum += r;
				l->map[jn_kind(j, i)][q].n++;
			}
			if (!clear)
				continue;
			turn_sums(&l->beam[jn_kind(j, i)], j, i, j->cell[c], r);
			s[i].n++;
			s[i].x += x;
			s[i].y += y;
			s[i].xx += x * x;
			s[i].xy += x * y;
		}
	}
}

/* The floor: the weakest level of which half is heard of what should be; near the weakest thirtieth of all that was heard. */
static void settle_floor(struct jn *e, const struct learn *l)
{
	int weak = (int)-e->rough_floor + 6, strong = (int)-e->rough_floor - 6;

	for (int v = MIN(weak, LEVELS - 2); v >= strong; v--) {
		double n = l->level_n[v - 1] + l->level_n[v] + l->level_n[v + 1], h = l->level_heard[v - 1] + l->level_heard[v] + l->level_heard[v + 1];
		if (n >= 60 && h >= n * (1 - (double)e->loss) / 2) {
			e->floor_dbm = (float)-v - 0.5f;
			return;
		}
	}
}

/* An antenna that misses most of what is near it is not heard any more: what it does not hear says nothing. */
static void settle_deaf(struct jn *e, const struct learn *l)
{
	for (uint32_t k = 0; k < e->njunc; k++)
		for (int i = 0; i < e->j[k].g.antennas; i++) {
			const double *n = l->near[k * JN_ANTENNAS + (uint32_t)i];
			struct jclock *c = &e->j[k].clock[i];
			if (n[0] >= 40) {
				c->expected = (uint32_t)n[0];
				c->heard = (uint32_t)n[1];
				c->deaf = n[1] < 0.4 * n[0];
			}
		}
}

/* The turn of antennas goes into the beam first: with the map alone it would be taken for riders who are elsewhere. */
static void settle_beam(struct jn *e, const struct learn *l)
{
	for (int r = 0; r < ANT_KINDS; r++) {
		double m[BEAM + 1][BEAM + 2], ridge = 0.1 * l->beam[r].n;
		if (l->beam[r].n < 100)
			continue;
		for (int x = 0; x <= BEAM; x++) {
			for (int y = 0; y <= BEAM; y++)
				m[x][y] = l->beam[r].xx[x][y] + (x == y && x < BEAM ? ridge : 0);
			m[x][BEAM + 1] = l->beam[r].xy[x] - (x < BEAM ? ridge * (double)e->beam[r][x] : 0);
		}
		/* Gauss and Jordan; the ridge keeps it from being singular */
		for (int p = 0; p <= BEAM; p++)
			for (int x = 0; x <= BEAM; x++) {
				double q = x == p ? 0 : m[x][p] / m[p][p];
				for (int y = p; y <= BEAM + 1; y++)
					m[x][y] -= q * m[p][y];
			}
		for (int x = 0; x < BEAM; x++)
			e->beam[r][x] = (float)MIN(MAX((double)e->beam[r][x] + m[x][BEAM + 1] / m[x][x], -15.0), 15.0);
	}
}

/* The map takes over what is left, smoothed over its neighbours and drawn to nothing where little was heard. */
static void settle_map(struct jn *e, const struct learn *l)
{
	for (int r = 0; r < ANT_KINDS; r++)
		for (int u = 0; u < MAP_U; u++)
			for (int s = 0; s < MAP_S; s++) {
				double sum = 0, n = 0;
				for (int du = -1; du <= 1; du++)
					for (int ds = -1; ds <= 1; ds++) {
						int x = u + du, y = s + ds;
						double w = (du ? 1 : 2) * (ds ? 1 : 2);
						if (x < 0 || x >= MAP_U || y < 0 || y >= MAP_S)
							continue;
						sum += w * l->map[r][x * MAP_S + y].sum;
						n += w * l->map[r][x * MAP_S + y].n;
					}
				e->map[r].v[u * MAP_S + s] += (float)(sum / (n + 40));
			}
}

static void settle(struct jn *e, const struct learn *l)
{
	double vx = 0, vxy = 0, level = 0, many = 0;

	for (uint32_t k = 0; k < e->njunc; k++)
		for (int i = 0; i < e->j[k].g.antennas; i++) {
			const struct sums *s = &l->ant[k * JN_ANTENNAS + (uint32_t)i];
			if (s->n < 20)
				continue;
			vx += s->xx - s->x * s->x / s->n;
			vxy += s->xy - s->x * s->y / s->n;
		}
	if (vx > 0)
		e->slope = (float)MIN(MAX(-vxy / vx, 2.3), 3.4);
	for (uint32_t k = 0; k < e->njunc; k++)
		for (int i = 0; i < e->j[k].g.antennas; i++) {
			const struct sums *s = &l->ant[k * JN_ANTENNAS + (uint32_t)i];
			if (s->n < 20)
				continue;
			level += s->y + e->slope * s->x;
			many += s->n;
		}
	if (many > 0)
		e->p0 = (float)(level / many + (l->tags ? l->power / l->tags : 0));   /* tags' powers are held at a mean of nothing */
	for (uint32_t k = 0; k < e->njunc; k++)
		for (int i = 0; i < e->j[k].g.antennas; i++) {
			const struct sums *s = &l->ant[k * JN_ANTENNAS + (uint32_t)i];
			double g = (s->y + e->slope * s->x) - s->n * (e->p0 - (l->tags ? l->power / l->tags : 0));
			e->j[k].gain[i] = (float)(g / (s->n + 10));
		}
	uint32_t all = 0, at = 0, sum = 0;
	for (int i = 0; i < RES_BINS; i++)
		all += l->res[i];
	for (; at < RES_BINS && (sum += l->res[at]) * 5 < all * 4;)
		at++;
	if (all > 100)
		e->sigma = MIN(MAX(((float)at + 0.5f) / 5 / 1.28f, 2.5f), 8.0f);
	if (l->near_n > 100)
		e->loss = (float)MIN(MAX(l->near_missed / l->near_n, 0.02), 0.5);
}

static void rough(struct jn *e)
{
	uint64_t c[256] = { 0 }, n = 0, sum = 0;
	int lo = 0, hi = 255;

	for (uint32_t k = 0; k < e->njunc; k++)
		for (uint32_t i = 0; i < e->j[k].n; i++) {
			c[e->j[k].row[i].rssi + 128]++;
			n++;
		}
	for (sum = 0; lo < 255 && (sum += c[lo]) * 33 < n;)
		lo++;
	for (sum = 0; hi > 0 && (sum += c[hi]) * 50 < n;)
		hi--;
	e->floor_dbm = (float)(lo - 128) + 1;
	e->rough_floor = e->floor_dbm;
	e->slope = 2.6f;
	e->p0 = (float)(hi - 128) + e->slope * 10 * log10f(4.5f);   /* the strongest fiftieth are about so near */
	e->sigma = 5;
	e->loss = 0.15f;
}

/* A round begins with what is known; only the room of the last one is kept. */
static void begin_part(struct learn *l)
{
	struct learn kept = { .ant = l->ant, .near = l->near, .tag = l->tag, .tag_cap = l->tag_cap };

	*l = kept;
}

static void begin(const struct jn *e, struct learn *l)
{
	size_t n = (size_t)MAX(e->njunc, 1u) * JN_ANTENNAS;

	begin_part(l);
	memset(l->ant, 0, n * sizeof *l->ant);
	memset(l->near, 0, n * sizeof *l->near);
}

/* What each of some junctions has to say in a round. */
enum { PARTS = 64 };
struct heard { struct learn *part; uint32_t from, sample; int round; };

static void add(struct learn *to, const struct learn *l)
{
	for (int i = 0; i < RES_BINS; i++)
		to->res[i] += l->res[i];
	to->near_n += l->near_n;
	to->near_missed += l->near_missed;
	for (int i = 0; i < LEVELS; i++) {
		to->level_n[i] += l->level_n[i];
		to->level_heard[i] += l->level_heard[i];
	}
	if (l->tags) {
		to->tag = jn_grown(to->tag, &to->tag_cap, (size_t)to->tags + l->tags, sizeof *to->tag);
		memcpy(to->tag + to->tags, l->tag, l->tags * sizeof *l->tag);
		to->tags += l->tags;
	}
	to->power += l->power;
	for (int r = 0; r < ANT_KINDS; r++) {
		struct turn *a = &to->beam[r];
		const struct turn *b = &l->beam[r];
		a->n += b->n;
		for (int x = 0; x <= BEAM; x++) {
			for (int y = 0; y <= BEAM; y++)
				a->xx[x][y] += b->xx[x][y];
			a->xy[x] += b->xy[x];
		}
		for (int q = 0; q < MAP_U * MAP_S; q++) {
			to->map[r][q].sum += l->map[r][q].sum;
			to->map[r][q].n += l->map[r][q].n;
		}
	}
}

/* A sample of a junction's passages, another in each round. */
static void listen(struct jn *e, struct junc *j, void *arg)
{
	const struct heard *h = arg;
	struct learn *l = &h->part[(size_t)(j - e->j) - h->from];
	struct beacon *b = e->mem->b;
	struct fit *f = &e->mem->f;
	uint32_t step = MAX(j->npass / h->sample, 1u);

	jn_model_levels(e, j);
	for (uint32_t i = (uint32_t)h->round % step; i < j->npass; i += step) {
		int n = jn_beacons(j, &j->pass[i], b);
		if (n < 4)
			continue;
		jn_fit(e, j, b, n, jn_tag_power(e, j->pass[i].tag), true, f);
		if (f->ways == 0 || f->w[0].post < 0.8f || j->path[f->w[0].path].a == j->path[f->w[0].path].b || !f->w[0].from_arm || !f->w[0].inside)
			continue;
		learn_one(e, j, f, &f->w[0], l->ant + (size_t)(j - e->j) * JN_ANTENNAS, l);
		l->tag = jn_grown(l->tag, &l->tag_cap, l->tags + 1, sizeof *l->tag);
		l->tag[l->tags].tag = j->pass[i].tag;
		l->tag[l->tags++].power = f->w[0].power;
		l->power += (double)f->w[0].power;
	}
}

void jn_radio_learn(struct jn *e)
{
	static const struct learn nothing;
	struct learn l = nothing, *part = calloc(PARTS, sizeof *part);
	uint32_t sample = MIN(MAX(SAMPLE / MAX(e->njunc, 1u), 16u), 40u);

	ASSERT(part);
	memset(e->map, 0, sizeof e->map);
	memset(e->beam, 0, sizeof e->beam);
	rough(e);
	jn_still_learn(e);
	jn_tags_rough(e);
	for (uint32_t k = 0; k < e->njunc; k++)
		if (e->j[k].on)
			jn_exchanged(e, &e->j[k]);
	l.ant = calloc((size_t)MAX(e->njunc, 1u) * JN_ANTENNAS, sizeof *l.ant);
	l.near = calloc((size_t)MAX(e->njunc, 1u) * JN_ANTENNAS, sizeof *l.near);
	ASSERT(l.ant && l.near);
	for (int round = 0; round < ROUNDS; round++) {
		begin(e, &l);
		for (uint32_t from = 0; from < e->njunc; from += PARTS) {
			uint32_t n = MIN(e->njunc - from, (uint32_t)PARTS);
			for (uint32_t k = 0; k < n; k++) {
				part[k].ant = l.ant;
				part[k].near = l.near;
				begin_part(&part[k]);
			}
			jn_each(e, from, n, listen, &(struct heard){ part, from, sample, round });
			for (uint32_t k = 0; k < n; k++)
				add(&l, &part[k]);
		}
		settle(e, &l);
		for (uint32_t i = 0; i < l.tags; i++)
			jn_tag_note(e, l.tag[i].tag, l.tag[i].power - (float)(l.power / l.tags), 1);
		settle_deaf(e, &l);
		settle_beam(e, &l);
		settle_floor(e, &l);
		if (round >= BEAM_ROUNDS)
			settle_map(e, &l);
	}
	for (uint32_t k = 0; k < PARTS; k++)
		free(part[k].tag);
	free(part);
	free(l.ant);
	free(l.tag);
	free(l.near);
	for (uint32_t k = 0; k < e->njunc; k++)
		if (e->j[k].on)
			jn_model_levels(e, &e->j[k]);
}
