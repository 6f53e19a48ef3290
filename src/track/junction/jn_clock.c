/* jn_clock — how far the antennas' clocks are off: against each other by beacons that several heard, against the controller by when
 * the traffic goes.
 *
 * All antennas hear the same beacon at the same moment. So the differences of their time stamps over many tags pile up at the
 * difference of their clocks, whatever the beacons' interval; other pairs of receptions are spread by the interval and its jitter. */
#include <math.h>

#include "track/junction/jn_int.h"

enum { SPAN_MS = 20000, BIN_MS = 20, BINS = 2 * SPAN_MS / BIN_MS + 1, PAIR_ROWS = 16000, BLUR = 3 };

static uint16_t *hist_at(uint16_t *h, uint32_t n, uint32_t a, uint32_t b)
{
	return h + (size_t)(a * n + b) * BINS;
}

/* Differences t_a - t_b, a < b, within SPAN_MS, of rows of one tag. Rows are in order of tag and raw time. */
static void fill(const struct junc *j, uint16_t *h)
{
	uint32_t na = j->g.antennas, from = 0, step = j->n > PAIR_ROWS ? j->n / PAIR_ROWS : 1;

	for (uint32_t i = 0, no = 0; i < j->n; i++) {
		if (i == 0 || j->row[i].tag != j->row[i - 1].tag)
			no++;
		if (i > 0 && j->row[i].tag != j->row[i - 1].tag)
			from = i;
		if (hash_u64(no) % step != 0)
			continue;
		const struct jrow *r = &j->row[i];
		while (from < i && r->t - j->row[from].t > SPAN_MS)
			from++;
		for (uint32_t k = from; k < i; k++) {
			const struct jrow *q = &j->row[k];
			if (q->ant == r->ant)
				continue;
			int64_t d = r->ant < q->ant ? r->t - q->t : q->t - r->t;
			uint16_t *c = hist_at(h, na, MIN(r->ant, q->ant), MAX(r->ant, q->ant)) + (d + SPAN_MS) / BIN_MS;
			if (*c < UINT16_MAX)
				++*c;
		}
	}
}

struct link { uint32_t a, b; int32_t ms; float score; };

/* The highest place of a histogram, and by how much it stands out. */
static float peak_of(const uint16_t *h, int32_t *ret_ms)
{
	uint32_t best = 0, at = 0, sum = 0, total = 0;

	for (int i = 0; i < BINS; i++)
		total += h[i];
	for (int i = 0; i < BINS; i++) {
		sum += h[i];
		if (i >= BLUR)
			sum -= h[i - BLUR];
		if (sum > best) {
			best = sum;
			at = (uint32_t)i;
		}
	}
	uint64_t w = 0, m = 0;
	for (uint32_t i = at >= BLUR ? at - BLUR : 0; i <= MIN(at + 1, (uint32_t)BINS - 1); i++) {
		w += h[i];
		m += (uint64_t)h[i] * i;
	}
	*ret_ms = w ? (int32_t)lround((double)m / (double)w * BIN_MS + BIN_MS / 2.0 - BIN_MS / 2.0) - SPAN_MS : 0;
	float mean = (float)total / BINS * BLUR;
	return best < 6 ? 0 : ((float)best - mean) / sqrtf(mean + 4);
}

static int32_t median32(int32_t *v, int n)
{
	for (int i = 1; i < n; i++)
		for (int k = i; k > 0 && v[k - 1] > v[k]; k--) {
			int32_t x = v[k];
			v[k] = v[k - 1];
			v[k - 1] = x;
		}
	return n == 0 ? 0 : n & 1 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

/* Prim's tree over the strongest links; offsets o with t + o common to all. */
static void tree(struct junc *j, const struct link *l, uint32_t nl)
{
	uint32_t na = j->g.antennas, first = 0;
	float best = 0;

	for (uint32_t i = 0; i < nl; i++)
		if (l[i].score > best) {
			best = l[i].score;
			first = l[i].a;
		}
	for (uint32_t i = 0; i < na; i++)
		j->clock[i].known = 0;
	if (best <= 0)
		return;
	j->clock[first].known = 1;
	j->clock[first].off = 0;
	for (;;) {
		const struct link *top = NULL;
		for (uint32_t i = 0; i < nl; i++)
			if (j->clock[l[i].a].known != j->clock[l[i].b].known && l[i].score > (top ? top->score : 5))
				top = &l[i];
		if (!top)
			break;
		/* t_a - t_b = ms; t_a + o_a = t_b + o_b */
		if (j->clock[top->a].known)
			j->clock[top->b].off = j->clock[top->a].off + top->ms;
		else
			j->clock[top->a].off = j->clock[top->b].off - top->ms;
		j->clock[top->a].known = j->clock[top->b].known = 1;
	}
	int32_t v[JN_ANTENNAS];
	int n = 0;
	int64_t sum = 0;
	for (uint32_t i = 0; i < na; i++)
		if (j->clock[i].known)
			v[n++] = j->clock[i].off;
	int32_t mid = median32(v, n), used = 0;
	for (int i = 0; i < n; i++)
		if (abs(v[i] - mid) < 12000) {
			sum += v[i];
			used++;
		}
	mid = (int32_t)(sum / MAX(used, 1));
	for (uint32_t i = 0; i < na; i++)
		j->clock[i].off = j->clock[i].known ? j->clock[i].off - mid : 0;
}

/* ---- drift and steps: each piece of SEG_MS again, against the others ---- */

enum { NEAR_MS = 400, NEAR_BIN = 10, NEAR_BINS = 2 * NEAR_MS / NEAR_BIN + 1 };

static int seg_of(const struct junc *j, utc_ms t)
{
	int64_t s = (t - j->seg0) / SEG_MS;

	return (int)MIN(MAX(s, 0), 63);
}

utc_ms jn_time(const struct junc *j, const struct jrow *r)
{
	return r->t + j->clock[r->ant].off + j->clock[r->ant].seg_off[seg_of(j, r->t)];
}

static void pieces(struct junc *j)
{
	uint32_t na = j->g.antennas, from = 0;
	static const int span = NEAR_BINS;
	uint16_t *h = calloc((size_t)na * 64 * NEAR_BINS, sizeof *h);

	ASSERT(h);
	for (uint32_t i = 0; i < j->n; i++) {
		const struct jrow *r = &j->row[i];
		if (i > 0 && r->tag != j->row[i - 1].tag)
			from = i;
		while (from < i && r->t - j->row[from].t > 16000)
			from++;
		if (hash_u64(r->tag) & 1 && j->n > PAIR_ROWS)
			continue;
		for (uint32_t k = from; k < i; k++) {
			const struct jrow *q = &j->row[k];
			int64_t d = r->t + j->clock[r->ant].off - q->t - j->clock[q->ant].off;
			if (q->ant == r->ant || d <= -NEAR_MS || d >= NEAR_MS)
				continue;
			h[((size_t)r->ant * 64 + (size_t)seg_of(j, r->t)) * NEAR_BINS + (size_t)((d + NEAR_MS) / NEAR_BIN)]++;
			h[((size_t)q->ant * 64 + (size_t)seg_of(j, q->t)) * NEAR_BINS + (size_t)((NEAR_MS - d) / NEAR_BIN)]++;
		}
	}
	for (uint32_t a = 0; a < na; a++)
		for (int s = 0; s < 64; s++) {
			const uint16_t *c = h + ((size_t)a * 64 + (size_t)s) * NEAR_BINS;
			uint32_t best = 0, at = 0, all = 0;
			for (int i = 2; i < span - 2; i++) {
				uint32_t v = c[i - 2] + c[i - 1] + c[i] + c[i + 1] + c[i + 2];
				all += c[i];
				if (v > best) {
					best = v;
					at = (uint32_t)i;
				}
			}
			j->clock[a].seg_off[s] = best >= 12 && best * 2 > all ? -((int32_t)at * NEAR_BIN + NEAR_BIN / 2 - NEAR_MS) : 0;
			if (abs(j->clock[a].seg_off[s]) <= NEAR_BIN)
				j->clock[a].seg_off[s] = 0;
		}
	free(h);
}

void jn_clocks(struct junc *j)
{
	uint32_t na = j->g.antennas, nl = 0;
	uint16_t *h = calloc((size_t)na * na * BINS, sizeof *h);
	struct link *l = calloc((size_t)na * na + 1, sizeof *l);

	ASSERT(h && l);
	memset(j->clock, 0, sizeof j->clock);
	fill(j, h);
	for (uint32_t a = 0; a < na; a++)
		for (uint32_t b = a + 1; b < na; b++) {
			struct link k = { .a = a, .b = b };
			k.score = peak_of(hist_at(h, na, a, b), &k.ms);
			if (k.score > 0)
				l[nl++] = k;
		}
	tree(j, l, nl);
	pieces(j);
	for (uint32_t a = 0; a < na; a++)   /* as was found before */
		j->clock[a].swapped = j->came[a] || j->seat[a] != a;
	free(h);
	free(l);
}

/* ---- the controllers: where the traffic's edges lie ---- */

/* The bin of a time: around the beginning of green, around its end, in the middle of either. */
enum { B_GREEN = 2 * EDGE_BINS, B_RED, B_N };

static int bin_of(const struct junc *j, const struct jgroup *g, utc_ms t)
{
	utc_ms since, until;
	uint8_t s = jn_state_at(j, g, t, &since, &until);
	int64_t half = EDGE_BINS / 2 * EDGE_MS;

	if (s == JS_GREEN)
		return t - since < half ? (int)((t - since) / EDGE_MS) + EDGE_BINS / 2
		     : until != INT64_MAX && until - t <= half ? EDGE_BINS + EDGE_BINS / 2 - 1 - (int)((until - t) / EDGE_MS) : B_GREEN;
	if (s == JS_YELLOW)
		return EDGE_BINS + EDGE_BINS / 2 + (int)MIN((t - since) / EDGE_MS, EDGE_BINS / 4 - 1);
	if (s != JS_RED)
		return -1;
	if (until != INT64_MAX && until - t <= half && until - t < t - since)
		return EDGE_BINS / 2 - 1 - (int)MIN((until - t) / EDGE_MS, EDGE_BINS / 2 - 1);
	if (t - since < half / 2)
		return EDGE_BINS + EDGE_BINS * 3 / 4 + (int)((t - since) / EDGE_MS);
	return B_RED;
}

enum { SHIFT_MS = 100, SHIFTS = 101 };

/* How often the moments of a group's timeline fall into each bin. */
static void exposure(const struct jn *e, double *x)
{
	for (uint32_t k = 0; k < e->njunc; k++) {
		const struct junc *j = &e->j[k];
		for (uint32_t i = 0; i < j->groups; i++) {
			const struct jgroup *g = &j->group[i];
			for (uint32_t p = 0; p + 1 < g->n && p < 40; p++)
				for (utc_ms t = g->ph[p].t; t < g->ph[p + 1].t && t < g->ph[p].t + 200000; t += EDGE_MS) {
					int b = bin_of(j, g, t);
					if (b >= 0)
						x[b]++;
				}
		}
	}
}

static void templ(const struct jn *e, const double *x, float *ret_log)
{
	double c[B_N] = { 0 }, all = 0, allx = 0, s[B_N];

	for (uint32_t k = 0; k < e->njunc; k++)
		for (uint32_t i = 0; i < e->j[k].ncross; i++) {
			const struct crossing *q = &e->j[k].cross[i];
			const struct jgroup *g = jn_group(&e->j[k], q->arm, q->move);
			int b = g ? bin_of(&e->j[k], g, q->t + e->j[k].controller) : -1;
			if (b >= 0)
				c[b]++;
		}
	for (int i = 0; i < B_N; i++) {
		all += c[i];
		allx += x[i];
	}
	for (int i = 0; i < B_N; i++) {
		bool edge = i < 2 * EDGE_BINS && i % EDGE_BINS > 0 && i % EDGE_BINS < EDGE_BINS - 1;
		double n = edge ? c[i - 1] + 2 * c[i] + c[i + 1] : 4 * c[i], m = edge ? x[i - 1] + 2 * x[i] + x[i + 1] : 4 * x[i];
		s[i] = (n + 4 * all / MAX(allx, 1)) / (m + 4) / (all / MAX(allx, 1) + 1e-12);
		ret_log[i] = (float)log(s[i] + 0.02);
	}
}

static void shift_of(struct junc *j, const float *lg)
{
	float best = -INFINITY, ll[SHIFTS];
	int at = SHIFTS / 2;
	double w = 0, m = 0, q = 0;

	for (int s = 0; s < SHIFTS; s++) {
		int32_t d = (s - SHIFTS / 2) * SHIFT_MS;
		float prior = (float)d / 1500;
		ll[s] = -prior * prior / 2;
		for (uint32_t i = 0; i < j->ncross; i++) {
			const struct jgroup *g = jn_group(j, j->cross[i].arm, j->cross[i].move);
			int b = g ? bin_of(j, g, j->cross[i].t + d) : -1;
			ll[s] += b >= 0 ? lg[b] : -1;
		}
		if (ll[s] > best) {
			best = ll[s];
			at = s;
		}
	}
	for (int s = 0; s < SHIFTS; s++) {
		double p = exp(ll[s] - best);
		w += p;
		m += p * s;
		q += p * s * s;
	}
	m /= w;
	(void)at;
	j->controller = (int32_t)lround((m - SHIFTS / 2) * SHIFT_MS);
	j->controller_err = (int32_t)(sqrt(MAX(q / w - m * m, 0.0)) * SHIFT_MS) + SHIFT_MS / 2;
	/* signals that the traffic does not follow are those of another junction, or of another day */
	uint32_t red = 0, all = 0;
	for (uint32_t i = 0; i < j->ncross; i++) {
		utc_ms since, until;
		const struct jgroup *g = jn_group(j, j->cross[i].arm, j->cross[i].move);
		uint8_t st = g ? jn_state_at(j, g, j->cross[i].t + j->controller, &since, &until) : JS_UNKNOWN;
		all += st == JS_RED || st == JS_GREEN || st == JS_YELLOW;
		red += st == JS_RED;
	}
	j->controller_known = all >= 20 && j->controller_err < 1000 && red * 10 < all * 3;
}

/* One shape of traffic for all junctions and a shift for each, in turns; the mean shift is held at nothing, because the clocks of many
 * stations are off to both sides. */
void jn_controllers(struct jn *e)
{
	double x[B_N] = { 0 };
	float lg[B_N];

	exposure(e, x);
	for (int round = 0; round < 4; round++) {
		int64_t sum = 0, n = 0;
		templ(e, x, lg);
		for (uint32_t k = 0; k < e->njunc; k++) {
			shift_of(&e->j[k], lg);
			if (e->j[k].controller_known) {
				sum += e->j[k].controller;
				n++;
			}
		}
		int32_t mean = n >= 4 ? (int32_t)(sum / n) : 0;
		for (uint32_t k = 0; k < e->njunc; k++)
			e->j[k].controller -= e->j[k].controller_known ? mean : 0;
	}
}
