/* position_track — the places of a whole track at once; position.h says what it is for.
 *
 * The unknowns are place and speed at each wanted time. A ride is a random walk of the speed that forgets itself in LOSE_S; a
 * reception is a distance by its RSSI (log-distance law, common for all, with what a station hears more or less than others), and
 * weakly "near the station". Linearised and solved as one chain of 4x4 blocks, forth and back (Rauch, Tung and Striebel, 1965; iterated
 * as Gauss-Newton), which also gives how well each place is known. Level and exponent of the law, a station's part and the noise are
 * learned from the residuals of earlier rounds. */
#include <math.h>
#include <stdlib.h>

#include "track/position/position.h"

enum { RANGE_DEFAULT_M = 100, PASSES = 4, SAME_MS = 4000, LEAST_M = 8 };
#define M_PER_DEG 111319.490793
#define RADIAN 0.017453292519943295
#define LN10 2.302585092994046
/* Found over the radio models of tests/system/replay_oracle.py and position_test. */
#define SPEED_M_S 4.0
#define LOSE_S 15.0
#define NEAR_D2 100.0       /* m^2: a reception is never nearer than this to be told apart */
#define NEAR_PART 0.3
#define SAME_PART 0.7       /* what one more reception of the same station within SAME_MS adds to the noise of each */
#define RADIUS 1.5

struct node {
	double h[16], g[4];        /* information and its vector */
	double back[16];           /* coupling to the node before */
	double p[16], y[4];        /* after the forward pass */
	double x[4];               /* x, vx, y, vy */
	double var;
	utc_ms t, nearest;         /* nearest: of the receptions, how far in time */
	uint32_t best;             /* its strongest reception + 1 */
	int n;
};

struct sums { double n, x, y, xx, xy; };

struct position_track {
	const struct station_place *stations;
	size_t count;
	double level, exponent, sigma;
	double *part;              /* dB a station hears more than the law says */
	double *sum, *weight;      /* of its residuals */
	struct sums law, noise;
	struct geo o;
	double kx, ky;
	struct node node[TRACK_MAX];
};

struct position_track *position_track_new(const struct station_place *stations, size_t count)
{
	struct position_track *k = calloc(1, sizeof *k);

	ASSERT(k);
	k->stations = stations;
	k->count = count;
	k->exponent = 3;
	k->sigma = 6;
	k->level = NAN;
	k->part = calloc(3 * count + 1, sizeof *k->part);
	ASSERT(k->part);
	k->sum = k->part + count;
	k->weight = k->sum + count;
	return k;
}

void position_track_free(struct position_track *k)
{
	if (!k)
		return;
	free(k->part);
	free(k);
}

static double range_of(const struct position_track *k, uint16_t s)
{
	return k->stations[s].range_m ? k->stations[s].range_m : RANGE_DEFAULT_M;
}

static bool placed(const struct position_track *k, uint16_t s)
{
	return s < k->count && k->stations[s].used;
}

/* ---- 4 x 4 ---- */

/* The inverse of a symmetric positive one. */
static void invert(const double *a, double *ret)
{
	double l[16] = { 0 }, u[16] = { 0 };

	for (int i = 0; i < 4; i++)
		for (int j = 0; j <= i; j++) {
			double s = a[4 * i + j];
			for (int m = 0; m < j; m++)
				s -= l[4 * i + m] * l[4 * j + m];
			l[4 * i + j] = i == j ? sqrt(MAX(s, 1e-12)) : s / l[4 * j + j];
		}
	for (int i = 0; i < 4; i++) {
		u[4 * i + i] = 1 / l[4 * i + i];
		for (int j = 0; j < i; j++) {
			double s = 0;
			for (int m = j; m < i; m++)
				s -= l[4 * i + m] * u[4 * m + j];
			u[4 * i + j] = s / l[4 * i + i];
		}
	}
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 4; j++) {
			double s = 0;
			for (int m = MAX(i, j); m < 4; m++)
				s += u[4 * m + i] * u[4 * m + j];
			ret[4 * i + j] = s;
		}
}

static void mul(const double *a, const double *b, double *ret)
{
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 4; j++)
			ret[4 * i + j] = a[4 * i] * b[j] + a[4 * i + 1] * b[4 + j] + a[4 * i + 2] * b[8 + j] + a[4 * i + 3] * b[12 + j];
}

static void mul_t(const double *a, const double *b, double *ret)   /* a times b transposed */
{
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 4; j++)
			ret[4 * i + j] = a[4 * i] * b[4 * j] + a[4 * i + 1] * b[4 * j + 1] + a[4 * i + 2] * b[4 * j + 2] + a[4 * i + 3] * b[4 * j + 3];
}

/* ---- the ride ---- */

/* The law of motion between two nodes, the same for both axes. */
static void couple(struct node *a, struct node *b)
{
	double dt = (double)MAX(b->t - a->t, 50) * 1e-3, f = exp(-dt / LOSE_S), way = LOSE_S * (1 - f);
	double qv = SPEED_M_S * SPEED_M_S * (1 - f * f), qp = qv * dt * dt / 3 + 0.5, qx = qv * dt / 2, det = qp * qv - qx * qx;
	double ip = qv / det, ix = -qx / det, iv = qp / det;

	for (int k = 0; k < 2; k++) {
		int p = 2 * k, v = p + 1;
		double fp = ip * way + ix * f, fv = ix * way + iv * f;   /* the second column of Q^-1 F */
		b->h[5 * p] += ip;
		b->h[5 * v] += iv;
		b->h[4 * p + v] += ix;
		b->h[4 * v + p] += ix;
		a->h[5 * p] += ip;
		a->h[4 * p + v] += fp;
		a->h[4 * v + p] += fp;
		a->h[5 * v] += way * fp + f * fv;
		b->back[4 * p + p] = -ip;
		b->back[4 * p + v] = -fp;
		b->back[4 * v + p] = -ix;
		b->back[4 * v + v] = -fv;
	}
}

static void clear(struct position_track *k, int n, double damp)
{
	for (int j = 0; j < n; j++) {
		struct node *a = &k->node[j];

		memset(a->h, 0, sizeof a->h + sizeof a->g + sizeof a->back);
		for (int i = 0; i < 4; i++)
			a->h[5 * i] = i & 1 ? 1e-3 : 1e-9 + damp;
		for (int i = 0; i < 4; i += 2)
			a->g[i] = damp * a->x[i];
	}
	for (int i = 1; i < 4; i += 2)
		k->node[0].h[5 * i] += 1 / (SPEED_M_S * SPEED_M_S);
	for (int j = 1; j < n; j++)
		couple(&k->node[j - 1], &k->node[j]);
}

/* Forth and back: k->node[].x and .var. */
static void solve(struct position_track *k, int n)
{
	double s[16], t[16], u[16];

	for (int j = 0; j < n; j++) {
		struct node *a = &k->node[j];

		memcpy(a->y, a->g, sizeof a->y);
		memcpy(s, a->h, sizeof s);
		if (j) {
			const struct node *b = a - 1;
			mul(a->back, b->p, t);
			mul_t(t, a->back, u);
			for (int i = 0; i < 16; i++)
				s[i] -= u[i];
			for (int i = 0; i < 4; i++)
				for (int m = 0; m < 4; m++)
					a->y[i] -= t[4 * i + m] * b->y[m];
		}
		invert(s, a->p);
	}
	memcpy(s, k->node[n - 1].p, sizeof s);
	for (int j = n - 1; j >= 0; j--) {
		struct node *a = &k->node[j];
		double g[16], y[4];

		memcpy(y, a->y, sizeof y);
		if (j < n - 1) {
			for (int i = 0; i < 4; i++)
				for (int m = 0; m < 4; m++)
					y[i] -= a[1].back[4 * m + i] * a[1].x[m];
			for (int i = 0; i < 4; i++)
				for (int m = 0; m < 4; m++)
					t[4 * i + m] = a[1].back[4 * m + i];
			mul(a->p, t, g);
			mul(g, s, t);
			mul_t(t, g, u);
			for (int i = 0; i < 16; i++)
				s[i] = a->p[i] + u[i];
		}
		for (int i = 0; i < 4; i++)
			a->x[i] = a->p[4 * i] * y[0] + a->p[4 * i + 1] * y[1] + a->p[4 * i + 2] * y[2] + a->p[4 * i + 3] * y[3];
		a->var = s[0] + s[10];
	}
}

/* ---- receptions ---- */

/* What is known of a reception: node and time from it, its station's place, what it would have at 1 m, its part of the noise. */
struct seen { double x, y, dt, level, noise, range; const struct reception *r; int node; };

/* w * (u . state - z)^2 added to a node, u = (ux, ux dt, uy, uy dt). */
static void observe(struct node *a, double ux, double uy, double dt, double z, double w)
{
	double u[4] = { ux, ux * dt, uy, uy * dt };

	for (int i = 0; i < 4; i++) {
		a->g[i] += w * u[i] * z;
		for (int j = 0; j < 4; j++)
			a->h[4 * i + j] += w * u[i] * u[j];
	}
}

static double distance2(const struct position_track *k, const struct seen *s, double offset)
{
	double dB = s->level + offset - s->r->rssi;

	return MIN(MAX(exp(dB * (LN10 / 5) / k->exponent), NEAR_D2), 16 * s->range * s->range);
}

static void observe_near(struct position_track *k, const struct seen *s, double offset, double part)
{
	double w = part * 2 / (distance2(k, s, offset) * s->noise);

	observe(&k->node[s->node], 1, 0, s->dt, s->x, w);
	observe(&k->node[s->node], 0, 1, s->dt, s->y, w);
}

/* The residual in dB, and with w its weight and slope. */
static double residual(const struct position_track *k, const struct seen *s, double offset, double *ret_dx, double *ret_dy, double *ret_d2)
{
	const struct node *a = &k->node[s->node];
	double dx = a->x[0] + a->x[1] * s->dt - s->x, dy = a->x[2] + a->x[3] * s->dt - s->y, d2 = dx * dx + dy * dy + NEAR_D2;

	*ret_dx = dx;
	*ret_dy = dy;
	*ret_d2 = d2;
	return s->r->rssi - s->level - offset + 5 / LN10 * k->exponent * log(d2);
}

static double weight_of(const struct position_track *k, const struct seen *s, double e)
{
	double v = k->sigma * k->sigma;

	return 1 / (v * s->noise * (1 + e * e / (4 * v)));
}

static void observe_distance(struct position_track *k, const struct seen *s, double offset)
{
	const struct node *a = &k->node[s->node];
	double dx, dy, d2, e = residual(k, s, offset, &dx, &dy, &d2), c = -10 / LN10 * k->exponent / d2, ux = c * dx, uy = c * dy;
	double z = e + ux * (a->x[0] + a->x[1] * s->dt) + uy * (a->x[2] + a->x[3] * s->dt);

	observe(&k->node[s->node], ux, uy, s->dt, z, weight_of(k, s, e));
}

/* The tag's own strength, from the residuals. */
static double strength(const struct position_track *k, const struct seen *s, int n, double offset)
{
	double sw = 1 / 9.0, se = 0, dx, dy, d2;

	for (int i = 0; i < n; i++) {
		double e = residual(k, &s[i], offset, &dx, &dy, &d2), w = weight_of(k, &s[i], e);
		sw += w;
		se += w * (e + offset);
	}
	return se / sw;
}

static double level_of(const struct position_track *k, uint16_t station)
{
	return k->level + k->part[station] + 5 * k->exponent * log10(range_of(k, station) / RANGE_DEFAULT_M);
}

static int place_rows(struct position_track *k, const struct reception *r, int nr, int n, struct seen *s)
{
	int out = 0, at = 0;

	for (int i = 0; i < nr; i++) {
		int same = 0;
		if (!placed(k, r[i].station))
			continue;
		while (at + 1 < n && llabs(k->node[at + 1].t - r[i].t) <= llabs(k->node[at].t - r[i].t))
			at++;
		for (int j = i - 1; j >= 0 && r[i].t - r[j].t <= SAME_MS; j--)
			same += r[j].station == r[i].station;
		for (int j = i + 1; j < nr && r[j].t - r[i].t <= SAME_MS; j++)
			same += r[j].station == r[i].station;
		struct geo g = k->stations[r[i].station].at;
		struct node *a = &k->node[at];
		s[out++] = (struct seen){ .x = (double)((int64_t)g.lon_e7 - k->o.lon_e7) * k->kx, .y = (double)((int64_t)g.lat_e7 - k->o.lat_e7) * k->ky,
			.dt = (double)(r[i].t - a->t) * 1e-3, .level = level_of(k, r[i].station), .noise = 1 + SAME_PART * same,
			.range = range_of(k, r[i].station), .r = &r[i], .node = at };
		a->n++;
		if (!a->best || r[i].rssi > r[a->best - 1].rssi)
			a->best = (uint32_t)i + 1;
	}
	return out;
}

static void note(struct position_track *k, const struct seen *s, int n, double offset)
{
	for (int i = 0; i < n; i++) {
		double dx, dy, d2, e = residual(k, &s[i], offset, &dx, &dy, &d2), w = 1 / (s[i].noise * (1 + e * e / (4 * k->sigma * k->sigma)));
		double x = -5 / LN10 * log(d2), y = s[i].r->rssi - offset - (s[i].level - k->level);
		uint16_t st = s[i].r->station;

		k->law.n += w;
		k->law.x += w * x;
		k->law.y += w * y;
		k->law.xx += w * x * x;
		k->law.xy += w * x * y;
		k->noise.n += 1;
		k->noise.xx += MIN(e * e, 400.0);
		k->sum[st] += w * e;
		k->weight[st] += w;
	}
}

void position_track_learn(struct position_track *k)
{
	const struct sums *l = &k->law;
	double var = l->xx * l->n - l->x * l->x;

	if (l->n < 50)
		return;
	if (var > 0.5 * l->n * l->n)
		k->exponent = MIN(MAX((k->exponent + (l->xy * l->n - l->x * l->y) / var) / 2, 2.2), 4.0);
	k->level = (l->y - k->exponent * l->x) / l->n;
	k->sigma = MIN(MAX(sqrt(k->noise.xx / k->noise.n), 3.0), 9.0);
	for (size_t i = 0; i < k->count; i++)
		k->part[i] = MIN(MAX(k->part[i] + k->sum[i] / (k->weight[i] + 4), -15.0), 15.0);
	memset(k->sum, 0, 2 * k->count * sizeof *k->sum);
	k->law = k->noise = (struct sums){ 0 };
}

/* A first level: stations hear from half their nominal range in the middle. */
void position_track_begin(struct position_track *k, const struct reception *r, size_t n)
{
	double sum = 0, all = 0;

	for (size_t i = 0; i < n; i++)
		if (placed(k, r[i].station)) {
			double d = range_of(k, r[i].station);
			sum += r[i].rssi + 10 * k->exponent * log10(d / 2) - 5 * k->exponent * log10(d / RANGE_DEFAULT_M);
			all++;
		}
	k->level = all > 0 ? sum / all : -30;
}

int position_track_run(struct position_track *k, const struct reception *r, int nr, const utc_ms *t, int n, bool learn, struct fix *ret)
{
	struct seen *s;
	double offset = 0;
	int first = 0;

	while (first < nr && !placed(k, r[first].station))
		first++;
	if (first == nr || n == 0 || n > TRACK_MAX)
		return 0;
	if (isnan(k->level))
		position_track_begin(k, r, (size_t)nr);
	k->o = k->stations[r[first].station].at;
	k->ky = M_PER_DEG * 1e-7;
	k->kx = k->ky * cos(geo_lat(k->o) * RADIAN);
	s = malloc((size_t)nr * sizeof *s);
	ASSERT(s);
	for (int j = 0; j < n; j++)
		k->node[j] = (struct node){ .t = t[j] };
	int ns = place_rows(k, r, nr, n, s);
	for (int pass = 0; pass <= PASSES; pass++) {
		clear(k, n, pass && pass < PASSES ? 1 / 1600.0 : 0);
		for (int i = 0; i < ns; i++) {
			observe_near(k, &s[i], offset, pass ? NEAR_PART : 1);
			if (pass)
				observe_distance(k, &s[i], offset);
		}
		solve(k, n);
		offset = strength(k, s, ns, offset);
	}
	if (learn)
		note(k, s, ns, offset);
	uint16_t last = r[first].station;
	for (int j = 0; j < n; j++) {
		const struct node *a = &k->node[j];
		last = a->best ? r[a->best - 1].station : last;
		ret[j] = (struct fix){ .at = { k->o.lat_e7 + (int32_t)lround(a->x[2] / k->ky), k->o.lon_e7 + (int32_t)lround(a->x[0] / k->kx) },
			.radius_m = (uint32_t)lround(LEAST_M + RADIUS * sqrt(a->var)), .t = a->t, .station = last, .n = (uint8_t)MIN(a->n, 255) };
	}
	free(s);
	return n;
}
