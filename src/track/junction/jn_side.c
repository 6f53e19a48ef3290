/* jn_side — what is held against all that is said of an arm: the motor lane, and the left side.
 *
 * Where a rider is between the bike lane (0) and the motor lane beside it (1) is one number, estimated from how much more or less each antenna
 * hears than it should in the bike lane, along the way into the junction: least squares with the tag's power and a part of each antenna's
 * own in this passage as what is not known besides. A map that errs errs for all riders of an arm, so the number is held against the arm's middle rider,
 * who rides where he should. How much it errs is learned from those who seem to ride still further from the motor lane: what errs does so to both sides, and
 * nobody breaks a rule on that one. How many are in the motor lane, and how far over, is found by expectation and maximization of the mixture.
 * Where many seem to ride on the left, the arm is doubted and not its riders. */
#include <math.h>

#include "track/junction/jn_fit_int.h"

enum {
	ARM_LEAST = 30,              /* riders of an arm, to know its middle one */
	LEAST = 200,                 /* riders, to know how the number errs */
	INTO = 3,                    /* cells behind the line that still count */
	ROUNDS = 30,
};

#define MANY 0.12f           /* of an arm's riders on its left */
#define OWN_DB 1.2f          /* an antenna's part in one passage; */
#define READ_DB 2.5f         /* a reading's: what they are does not matter much, for how the number errs is learned */
#define FAR_DB 13.5f         /* no reading says more than this */
#define MIDDLE 0.47f         /* the middle rider of those in the bike lane */
#define TAIL 3.0f            /* some err so many times as much */
#define LANES_OVER 1.0f      /* those of wide arms are as far from it again */
#define UNTOLD 3.0           /* how much, of those who are there, at an error as wide as the lanes are apart */
#define OVER 0.3f            /* riders in motor lanes differ so much more */

/* Sums over the readings of one antenna, and of all: those of d (what the motor lane would add), of y (what was heard more than it should) and of ones. */
struct sums { float n, d, y, dd, dy; };

static void add(struct sums *s, float d, float y)
{
	s->n++;
	s->d += d;
	s->y += y;
	s->dd += d * d;
	s->dy += d * y;
}

bool jn_side_of(const struct jn *e, const struct junc *j, const struct fit *f, const struct way *w, float known, float *ret_at, float *ret_err)
{
	const struct path *p = &j->path[w->path], *bike = jn_path_of(j, p->a, p->b, 0), *motor = jn_path_of(j, p->a, p->b, LANE_PAIR_MOTOR);
	struct sums s[JN_ANTENNAS] = { 0 };
	float dd = 1e-6f, d1 = 0, dy = 0, y1 = 0, one = 1 / (POWER_DB * POWER_DB), n = 0;

	if (!bike || !motor)
		return false;
	for (int k = 0; k < f->n && w->at[k] < ARM_CELLS + INTO; k++) {
		uint32_t b = jn_path_cell(bike, w->at[k]), m = jn_path_cell(motor, w->at[k]);
		for (uint64_t left = f->o[k].heard; left; left &= left - 1) {
			int i = __builtin_ctzll(left);
			const float *mu = j->mu + (size_t)i * j->cells;
			if (f->o[k].rssi[i] > e->floor_dbm + 1)
				add(&s[i], mu[m] - mu[b], MIN(MAX(f->o[k].rssi[i] - mu[b] - known, -FAR_DB), FAR_DB));
		}
	}
	for (int i = 0; i < j->g.antennas; i++) {
		if (s[i].n == 0)
			continue;
		float v = READ_DB * READ_DB, c = OWN_DB * OWN_DB / (v + s[i].n * OWN_DB * OWN_DB);
		n += s[i].n;
		dd += (s[i].dd - c * s[i].d * s[i].d) / v;
		d1 += (s[i].d - c * s[i].d * s[i].n) / v;
		dy += (s[i].dy - c * s[i].d * s[i].y) / v;
		y1 += (s[i].y - c * s[i].y * s[i].n) / v;
		one += (s[i].n - c * s[i].n * s[i].n) / v;
	}
	float det = dd * one - d1 * d1;
	if (n < 3 || det <= 0)
		return false;
	*ret_at = (dy * one - y1 * d1) / det;
	*ret_err = sqrtf(one / det);
	return true;
}

void jn_side_note(struct jn *e, struct junc *j, const struct passage *p, const struct jn_verdict *v, float value, float err)
{
	e->side = jn_grown(e->side, &e->side_cap, e->sides + 1, sizeof *e->side);
	struct side_score *s = &e->side[e->sides++];
	*s = (struct side_score){ .v = *v, .junc = (uint32_t)(j - e->j), .pass = (uint32_t)(p - j->pass), .value = value, .err = err };
	if (!e->o.whole) {   /* by what the hours before said */
		struct jn_verdict now = *v;
		jn_give(e, j, p, &now, jn_side_confidence(e, j, &now, value, err));
	}
}

void jn_side_forget(struct jn *e, uint32_t junc)
{
	uint32_t left = 0;

	for (uint32_t i = 0; i < e->sides; i++)
		if (e->side[i].junc != junc)
			e->side[left++] = e->side[i];
	e->sides = left;
	memset(e->j[junc].bikes_known, 0, sizeof e->j[junc].bikes_known);
}

/* ---- how the number errs ---- */

struct rider { float x, err; };           /* towards the motor lane from the arm's middle rider */

static int by_value(const void *x, const void *y)
{
	float a = *(const float *)x, b = *(const float *)y;

	return (a > b) - (a < b);
}

static void middles(struct jn *e, struct junc *j, uint32_t at, float *v)
{
	for (int a = 0; a < j->g.arms; a++) {
		size_t n = 0;
		for (uint32_t i = 0; i < e->sides; i++)
			if (e->side[i].junc == at && e->side[i].v.arm == a && e->side[i].v.kind == JK_MOTOR_LANE)
				v[n++] = e->side[i].value;
		qsort(v, n, sizeof *v, by_value);
		j->bikes_known[a] = n >= ARM_LEAST;
		j->bikes_at[a] = n >= ARM_LEAST ? v[(size_t)(MIDDLE * (float)n)] : 0;
	}
}

static float bell(float x, float sd) { return expf(-0.5f * x * x / (sd * sd)) / sd; }

static float spread(const struct side_law *l, float err) { return sqrtf(l->scale * l->scale * err * err + l->own * l->own); }

static float in_bike_lane(const struct side_law *l, float x, float err)
{
	float sd = spread(l, err);

	return (1 - l->far) * bell(x, sd) + l->far * bell(x, TAIL * sd);
}

/* Probability that a rider is in the motor lane, or in one further over. */
static float in_motor_lane(const struct side_law *l, float x, float err)
{
	float sd = spread(l, err), off = x < l->over ? x - l->over : MAX(x - l->over - LANES_OVER, 0.0f);
	float m = l->share * bell(off, sqrtf(sd * sd + OVER * OVER));

	return m / (m + (1 - l->share) * in_bike_lane(l, x, err) + 1e-30f);
}

static double likely(const struct side_law *l, const struct rider *r, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		if (r[i].x < 0)
			sum += (double)logf(in_bike_lane(l, MAX(r[i].x, -6 * spread(l, r[i].err)), r[i].err) + 1e-30f);
	return sum;
}

/* The likeliest of a few for those who seem further from the motor lane than the middle rider. */
static void learn_errors(struct side_law *l, const struct rider *r, size_t n)
{
	static const float scale[] = { 0.35f, 0.5f, 0.7f, 1, 1.4f, 2, 2.8f }, own[] = { 0.05f, 0.1f, 0.2f, 0.3f, 0.45f, 0.6f, 0.9f };
	static const float far[] = { 0.003f, 0.01f, 0.03f, 0.08f };
	struct side_law best = *l;
	double most = -1e300;

	for (size_t a = 0; a < COUNTOF(scale) * COUNTOF(own) + COUNTOF(far); a++) {
		struct side_law t = best;
		if (a < COUNTOF(scale) * COUNTOF(own)) {
			t.scale = scale[a / COUNTOF(own)];
			t.own = own[a % COUNTOF(own)];
		} else {
			t.far = far[a - COUNTOF(scale) * COUNTOF(own)];
		}
		double is = likely(&t, r, n);
		if (is > most) {
			most = is;
			best = t;
		}
	}
	*l = best;
}

static void learn_share(struct side_law *l, const struct rider *r, size_t n)
{
	double err = 0;

	for (size_t i = 0; i < n; i++)
		err += (double)spread(l, r[i].err) / (double)n;
	/* as if so many more had been seen, 4 in 100 of them in the motor lane: where lanes are hardly told apart, the share is not either */
	double seen = 200 + (double)n * UNTOLD * err * err;
	for (int round = 0; round < ROUNDS; round++) {
		double sum = 0, w = 0.04 * seen, wx = w;
		for (size_t i = 0; i < n; i++) {
			double p = (double)in_motor_lane(l, r[i].x, r[i].err);
			sum += p;
			if (r[i].x < 2.5f) {
				w += p;
				wx += p * (double)r[i].x;
			}
		}
		l->share = (float)MIN(MAX((sum + 0.04 * seen) / ((double)n + seen), 0.003), 0.2);
		l->over = (float)MIN(MAX(wx / MAX(w, 1e-9), 0.6), 1.3);
	}
}

void jn_side_calibrate(struct jn *e)
{
	float *v = malloc(MAX(e->sides, 1u) * sizeof *v);
	struct rider *r = malloc(MAX(e->sides, 1u) * sizeof *r);
	size_t n = 0;

	ASSERT(v && r);
	for (uint32_t k = 0; k < e->njunc; k++)
		if (e->j[k].on)
			middles(e, &e->j[k], k, v);
	for (uint32_t i = 0; i < e->sides; i++) {
		const struct side_score *s = &e->side[i];
		const struct junc *j = &e->j[s->junc];
		if (s->v.kind == JK_MOTOR_LANE && j->bikes_known[s->v.arm])
			r[n++] = (struct rider){ s->value - j->bikes_at[s->v.arm], s->err };
	}
	e->law = (struct side_law){ .known = n >= LEAST, .scale = 1, .own = 0.2f, .far = 0.01f, .share = 0.05f, .over = 1 };
	if (e->law.known) {
		learn_errors(&e->law, r, n);
		learn_share(&e->law, r, n);
	}
	free(v);
	free(r);
}

/* Where many seem to ride on the left it is not the riders who are wrong: a station stands elsewhere, or the street is not as it was drawn. */
static float of_arm(const struct junc *j, int arm)
{
	float seem = (float)j->wrong[arm] / (float)MAX(j->rode[arm], 1u);

	return j->rode[arm] < ARM_LEAST || seem < MANY ? 1 : MANY / seem;
}

float jn_side_confidence(const struct jn *e, const struct junc *j, struct jn_verdict *v, float value, float err)
{
	int arm = v->arm;

	if (v->kind == JK_WRONG_WAY) {
		float trust = of_arm(j, arm);
		v->against |= trust < 1 ? JN_REASON(FIT) : 0;
		return value * trust;
	}
	if (!e->law.known || !j->bikes_known[arm])
		return 0;
	float sure = in_motor_lane(&e->law, value - j->bikes_at[arm], err);
	v->against |= sure < 0.9f ? JN_REASON(SIDE) : 0;
	return sure;
}
