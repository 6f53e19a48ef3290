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

enum { RANGE_DEFAULT_M = 100, PASSES = 4, SAME_MS = 4000, PASS_MS = 15000, SCAN = 256, ASIDE_M = 15, LEAST_M = 5, SIDES_MS = 8000, SIDES = 16 };
#define M_PER_DEG 111319.490793
#define RADIAN 0.017453292519943295
#define LN10 2.302585092994046
/* Found over the radio models of tests/system/replay_oracle.py. */
#define SPEED_M_S 4.0
#define LOSE_S 60.0
#define EXPONENT 2.8
#define SIGMA_DB 6.0
#define OWN_DB 3.0          /* how much tags differ in strength */
#define NEAR_D2 100.0       /* m^2: nearer than this distances cannot be told apart */
#define NEAR_PART 0.3       /* weight of "near the station" beside the distance */
#define SAME_PART 1.0       /* what one more reception of the same station within SAME_MS adds to the noise of each */
#define PASS_PART 0.5       /* the same of "near the station" within PASS_MS: a pass by a station says it once */
#define PRIOR 300.0         /* receptions that the first level counts for */
#define SAFE_SIGMA 1.15

struct node {
	double h[16], g[4];        /* information and its vector */
	double back[16];           /* coupling to the node before */
	double p[16], y[4];        /* after the forward pass */
	double x[4];               /* x, vx, y, vy */
	double var;                /* of the place, both axes */
	double z[4], zvar;         /* the same by "near the stations" alone */
	double far, sides;         /* sum of distances to what heard it; how much better than its mirror image the place fits */
	int around;                /* stations that heard it at once, at most */
	utc_ms t;
	uint32_t best;             /* its strongest reception + 1 */
	int n;
};

struct sums { double n, x, y, xx, xy; };

struct position_track {
	const struct station_place *stations;
	size_t count;
	double level, first, exponent, sigma;   /* level, and the first idea of it: dBm at 1 m of a station with the usual range */
	double *part;              /* dB a station hears more than the law says */
	double *sum, *weight;      /* of its residuals */
	struct sums law;
	double squares, residuals;
	double begun, begun_n;     /* position_track_begin's sum */
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
	k->exponent = EXPONENT;
	k->sigma = SIGMA_DB;
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

/* The same where a is two blocks of 2 x 2, as the coupling is. */
static void mul_axes(const double *a, const double *b, double *ret)
{
	for (int i = 0; i < 4; i++)
		for (int j = 0, m = i & 2; j < 4; j++)
			ret[4 * i + j] = a[4 * i + m] * b[4 * m + j] + a[4 * i + m + 1] * b[4 * m + 4 + j];
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

/* Forth and back: k->node[].x, and .var when it is wanted. */
static void solve(struct position_track *k, int n, bool var)
{
	double s[16], t[16], u[16];

	for (int j = 0; j < n; j++) {
		struct node *a = &k->node[j];

		memcpy(a->y, a->g, sizeof a->y);
		memcpy(s, a->h, sizeof s);
		if (j) {
			const struct node *b = a - 1;
			mul_axes(a->back, b->p, t);
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
		}
		if (var && j < n - 1) {
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

/* A reception: its station's place and range, the time from its node, the level at 1 m, by what company multiplies the noise of its
 * distance and of "near the station", how many other stations heard the tag then. */
struct seen { double x, y, dt, level, noise, pass, range; const struct reception *r; int node, others; };

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
	double w = part * 2 / (distance2(k, s, offset) * s->pass);

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
	double sw = 1 / (OWN_DB * OWN_DB), se = 0, dx, dy, d2;

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

/* Counts in what order of company row i stands: of the same station within PASS_MS and SAME_MS, other stations within SAME_MS. */
static void company(const struct reception *r, int nr, int i, struct seen *s)
{
	uint64_t others = 0;
	int pass = 0, same = 0;

	for (int step = -1; step <= 1; step += 2)
		for (int j = i + step, m = 0; j >= 0 && j < nr && m < SCAN; j += step, m++) {
			int64_t apart = llabs(r[j].t - r[i].t);
			bool is = r[j].station == r[i].station, now = apart <= SAME_MS;
			if (apart > PASS_MS)
				break;
			pass += is;
			same += is && now;
			if (now && !is)
				others |= (uint64_t)1 << (hash_u64(r[j].station) & 63);
		}
	s->noise = 1 + SAME_PART * same;
	s->pass = 1 + PASS_PART * pass;
	s->others = __builtin_popcountll(others);
}

/* Every reception to the node nearest in time. */
static int place_rows(struct position_track *k, const struct reception *r, int nr, int n, struct seen *s)
{
	int out = 0, at = 0;

	for (int i = 0; i < nr; i++) {
		if (!placed(k, r[i].station))
			continue;
		while (at + 1 < n && llabs(k->node[at + 1].t - r[i].t) <= llabs(k->node[at].t - r[i].t))
			at++;
		struct geo g = k->stations[r[i].station].at;
		struct node *a = &k->node[at];
		struct seen *v = &s[out++];
		*v = (struct seen){ .x = (double)((int64_t)g.lon_e7 - k->o.lon_e7) * k->kx, .y = (double)((int64_t)g.lat_e7 - k->o.lat_e7) * k->ky,
			.dt = (double)(r[i].t - a->t) * 1e-3, .level = level_of(k, r[i].station), .range = range_of(k, r[i].station), .r = &r[i],
			.node = at };
		company(r, nr, i, v);
		a->n++;
		a->around = MAX(a->around, v->others + 1);
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

		if (s[i].others < 2)
			continue;   /* fewer than three at once: the distance would confirm itself */
		k->law.n += w;
		k->law.x += w * x;
		k->law.y += w * y;
		k->law.xx += w * x * x;
		k->law.xy += w * x * y;
		k->squares += MIN(e * e, 400.0);
		k->residuals++;
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
	k->level = (l->y - k->exponent * l->x + PRIOR * k->first) / (l->n + PRIOR);
	k->sigma = MIN(MAX(SAFE_SIGMA * sqrt(k->squares / k->residuals), 3.0), 9.0);
	for (size_t i = 0; i < k->count; i++)
		k->part[i] = MIN(MAX(k->part[i] + k->sum[i] / (k->weight[i] + 4), -15.0), 15.0);
	memset(k->sum, 0, 2 * k->count * sizeof *k->sum);
	k->law = (struct sums){ 0 };
	k->squares = k->residuals = 0;
}

/* Over a disc the mean of the logarithm is that of 0.6 of its radius. */
void position_track_begin(struct position_track *k, const struct reception *r, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (placed(k, r[i].station)) {
			double d = range_of(k, r[i].station);
			k->begun += r[i].rssi + 10 * k->exponent * log10(d * 0.6) - 5 * k->exponent * log10(d / RANGE_DEFAULT_M);
			k->begun_n++;
		}
	k->level = k->first = k->begun_n > 0 ? k->begun / k->begun_n : -30;
}

/* Stations in a row do not tell left from right: how much better does each place fit than its mirror image at them? */
static void compare_sides(struct position_track *k, const struct seen *s, int n, double offset)
{
	for (int i = 0; i < n; i++) {
		struct node *a = &k->node[s[i].node];
		double x[4], dx, dy, d2, v = k->sigma * k->sigma, e = residual(k, &s[i], offset, &dx, &dy, &d2);

		a->far += sqrt(d2);
		memcpy(x, a->x, sizeof x);
		for (int m = 0; m < 4; m++)
			a->x[m] = 2 * a->z[m] - x[m];
		double f = residual(k, &s[i], offset, &dx, &dy, &d2);
		memcpy(a->x, x, sizeof x);
		a->sides += (MIN(f * f, 9 * v) - MIN(e * e, 9 * v)) / (v * s[i].noise);
	}
}

static struct geo geo_of(const struct position_track *k, double x, double y)
{
	double lat = k->o.lat_e7 + y / k->ky, lon = k->o.lon_e7 + x / k->kx;

	return (struct geo){ (int32_t)lround(MIN(MAX(lat, -9e8), 9e8)), (int32_t)lround(MIN(MAX(lon, -18e8), 18e8)) };
}

/* The place between both sides as likely as they are, with a radius that holds the likelier one or both; never better than how
 * far and from how many stations it was heard, nor than what "near the stations" leaves open. io_wide: of the node before. */
static void place(const struct position_track *k, int j, int n, double *io_wide, struct fix *ret)
{
	const struct node *a = &k->node[j];
	double sides = 0.5;

	for (int m = MAX(j - SIDES, 0); m < MIN(j + SIDES + 1, n); m++)
		sides += llabs(k->node[m].t - a->t) <= SIDES_MS ? k->node[m].sides / 2 : 0;
	double p = 1 / (1 + exp(-sides)), mx = a->x[0] - a->z[0], my = a->x[2] - a->z[2], m = 2 * hypot(mx, my);
	double radius = 1.2 * sqrt(a->var) + (p > 0.85 ? m * (1 - p) : m * p);
	if (a->n) {
		double far = a->far / a->n;
		*io_wide = far / pow(a->around, 0.75) + far * far / 4000;
	}
	radius = MAX(MAX(radius, *io_wide), 1.5 * sqrt(a->zvar));
	*ret = (struct fix){ .at = geo_of(k, a->x[0] - 2 * (1 - p) * mx, a->x[2] - 2 * (1 - p) * my),
		.radius_m = (uint32_t)lround(MIN(LEAST_M + radius, 1e6)), .t = a->t, .n = (uint8_t)MIN(a->n, 255) };
}

/* On the line through stations in a row the slope across it is 0: a step to one side lets the distances be heard. */
static void step_aside(struct node *a)
{
	double v = hypot(a->x[1], a->x[3]);

	if (v > 0.1) {
		a->x[0] -= ASIDE_M * a->x[3] / v;
		a->x[2] += ASIDE_M * a->x[1] / v;
	}
}

static void passes(struct position_track *k, struct seen *s, int ns, int n, double *ret_offset)
{
	double offset = 0;

	for (int pass = 0; pass <= PASSES; pass++) {
		/* between the first and the last, no place moves far in one pass: the slope is true only nearby */
		clear(k, n, pass && pass < PASSES ? 1 / 1600.0 : 0);
		for (int i = 0; i < ns; i++) {
			observe_near(k, &s[i], offset, pass ? NEAR_PART : 1);
			if (pass)
				observe_distance(k, &s[i], offset);
		}
		solve(k, n, pass == 0 || pass == PASSES);
		offset = strength(k, s, ns, offset);
		for (int j = 0; !pass && j < n; j++) {
			memcpy(k->node[j].z, k->node[j].x, sizeof k->node[j].z);
			k->node[j].zvar = k->node[j].var;
			step_aside(&k->node[j]);
		}
	}
	*ret_offset = offset;
}

int position_track_run(struct position_track *k, const struct reception *r, int nr, const utc_ms *t, int n, bool learn, struct fix *ret)
{
	double offset, wide = 0;
	int first = 0;

	while (first < nr && !placed(k, r[first].station))
		first++;
	if (first == nr || n == 0 || n > TRACK_MAX)
		return 0;
	if (isnan(k->level))
		position_track_begin(k, r, (size_t)nr);
	k->o = k->stations[r[first].station].at;
	k->ky = M_PER_DEG * 1e-7;
	k->kx = k->ky * MAX(cos(geo_lat(k->o) * RADIAN), 1e-3);
	struct seen *s = malloc((size_t)nr * sizeof *s);
	ASSERT(s);
	for (int j = 0; j < n; j++)
		k->node[j] = (struct node){ .t = t[j] };
	int ns = place_rows(k, r, nr, n, s);
	passes(k, s, ns, n, &offset);
	compare_sides(k, s, ns, offset);
	if (learn)
		note(k, s, ns, offset);
	uint16_t last = r[first].station;
	for (int j = 0; j < n; j++) {
		place(k, j, n, &wide, &ret[j]);
		last = k->node[j].best ? r[k->node[j].best - 1].station : last;
		ret[j].station = last;
	}
	free(s);
	return n;
}
