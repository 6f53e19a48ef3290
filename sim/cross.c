/* cross — see cross.h. */
#include "cross.h"

#include <math.h>

#define LANE_M 3.5f          /* on roads */
#define BIKE_M 7.0f          /* at junctions, behind the divider: where their antennas hang */
#define MOTOR_M 1.65f
#define BRAKE 1.3f           /* m/s2 */
#define START 1.0f
#define TURN_V 3.6f

enum { CURVE = 8, C_RIDER = 7500, C_RIDE };

const char *const cross_how_name[CROSS_HOW_N] = { "go", "yellow", "wait", "run", "creep", "right" };
const char cross_arm_name[4] = { 'N', 'E', 'S', 'W' };

int cross_green_from_s(unsigned arm) { return arm & 1 ? 2 : 47; }
int cross_offset_s(unsigned junction) { return (int)(5 * junction) % CROSS_CYCLE_S; }

char cross_signal(unsigned junction, unsigned arm, int64_t radio, int64_t *ret_green)
{
	int64_t cycle = CROSS_CYCLE_S * 1000, in = (radio - cross_offset_s(junction) * 1000) % cycle, green = cross_green_from_s(arm) * 1000;

	in += in < 0 ? cycle : 0;
	in -= green;
	in += in < 0 ? cycle : 0;
	char s = in < CROSS_GREEN_S * 1000 ? 'G' : in < (CROSS_GREEN_S + CROSS_YELLOW_S) * 1000 ? 'Y' : 'R';
	if (ret_green)
		*ret_green = s == 'G' ? radio : radio + cycle - in;
	return s;
}

unsigned cross_arm(const struct city *c, unsigned node, unsigned neighbour)
{
	const struct city_node *v = &c->node[node], *o = &c->node[neighbour];
	int out = (int)lround(atan2((double)(o->x - v->x), (double)(o->y - v->y)) * 57.29577951 + 360) % 360;

	return (unsigned)((out + 45) / 90 % 4);
}

/* ---- ways ---- */

static struct xy unit(const struct city *c, unsigned from, unsigned to)
{
	const struct city_node *p = &c->node[from], *q = &c->node[to];
	float l = hypotf(q->x - p->x, q->y - p->y) + 0.001f;

	return (struct xy){ (q->x - p->x) / l, (q->y - p->y) / l };
}

/* The four points of the curve from one road's line to another's; lanes are right of the direction of travel. */
static void curve(const struct city *c, unsigned node, unsigned in, unsigned out, float lane_in, float lane_out, struct xy ret[static 4])
{
	const struct city_node *m = &c->node[node];
	struct xy a = unit(c, in, node), b = unit(c, node, out);

	ret[0] = (struct xy){ m->x - a.x * CROSS_LINE_M + a.y * lane_in, m->y - a.y * CROSS_LINE_M - a.x * lane_in };
	ret[3] = (struct xy){ m->x + b.x * CROSS_LINE_M + b.y * lane_out, m->y + b.y * CROSS_LINE_M - b.x * lane_out };
	float h = 0.42f * hypotf(ret[3].x - ret[0].x, ret[3].y - ret[0].y);
	ret[1] = (struct xy){ ret[0].x + a.x * h, ret[0].y + a.y * h };
	ret[2] = (struct xy){ ret[3].x - b.x * h, ret[3].y - b.y * h };
}

static struct xy on_curve(const struct xy p[static 4], float u)
{
	float v = 1 - u, a = v * v * v, b = 3 * v * v * u, c = 3 * v * u * u, d = u * u * u;

	return (struct xy){ a * p[0].x + b * p[1].x + c * p[2].x + d * p[3].x, a * p[0].y + b * p[1].y + c * p[2].y + d * p[3].y };
}

static float half_length(const struct xy p[static 4])
{
	struct xy was = p[0];
	float l = 0;

	for (int i = 1; i <= CURVE; i++) {
		struct xy at = on_curve(p, (float)i / CURVE);
		l += hypotf(at.x - was.x, at.y - was.y);
		was = at;
	}
	return l / 2;
}

static char move_of(const struct city *c, unsigned prev, unsigned node, unsigned next)
{
	struct xy a = unit(c, prev, node), b = unit(c, node, next);
	float dot = a.x * b.x + a.y * b.y, right = a.y * b.x - a.x * b.y;

	return dot > 0.7071f ? 'T' : right > 0 ? 'R' : 'L';
}

/* ---- along a leg ---- */

static float from_line(const struct cross_leg *l) { return l->from_m > 0 ? CROSS_LINE_M : 0; }
static float road(const struct cross_leg *l) { return l->len - from_line(l) - (l->to_m > 0 ? CROSS_LINE_M : 0); }
static float whole(const struct cross_leg *l) { return l->from_m + road(l) + l->to_m; }
static float to_v(const struct cross_leg *l) { return l->to_m > 0 ? l->to_v : l->v; }

/* From its start on, so many metres: seconds. */
static float start_s(const struct cross_leg *l, float m)
{
	float v = to_v(l), full = v * v / (2 * START);

	return m <= full ? sqrtf(2 * m / START) : v / START + (m - full) / v;
}

/* Milliseconds to a place on the road or behind it; of the halves only the last. */
static float when(const struct cross_leg *l, float m)
{
	float in = l->from_m > 0 ? l->from_m / l->from_v : 0, straight = road(l);

	if (l->go_ms > 0)
		return l->go_ms + 1000 * start_s(l, MAX(m - l->stand_m, 0.0f));
	m -= l->from_m;
	return 1000 * (m <= straight ? in + m / l->v : in + straight / l->v + (m - straight) / to_v(l));
}

float cross_ms(const struct cross_leg *l) { return when(l, whole(l)); }

static float along(const struct cross_leg *l, float ms)
{
	float s = ms / 1000, in = l->from_m > 0 ? l->from_m / l->from_v : 0, straight = road(l), brake = l->v * l->v / (2 * BRAKE);

	if (s < in)
		return s * l->from_v;
	if (l->go_ms <= 0)
		return s - in < straight / l->v ? l->from_m + (s - in) * l->v : l->from_m + straight + (s - in - straight / l->v) * to_v(l);
	if (ms >= l->go_ms) {
		float t = s - l->go_ms / 1000, v = to_v(l);
		return l->stand_m + (t < v / START ? START * t * t / 2 : v * v / (2 * START) + (t - v / START) * v);
	}
	if (ms >= l->stop_ms)
		return l->stand_m;
	float left = (l->stop_ms - ms) / 1000;
	return left < l->v / BRAKE ? l->stand_m - BRAKE * left * left / 2 : l->stand_m - brake - (left - l->v / BRAKE) * l->v;
}

/* Between two junctions it rides where riders do. */
static float lane_at(const struct cross_leg *l, float d)
{
	float near = MIN(90.0f, l->len / 2 - 5), from = (near + 5 - d) / 10, to = (near + 5 - (l->len - d)) / 10;

	from = l->from_m > 0 ? MIN(MAX(from, 0.0f), 1.0f) : 0;
	to = l->to_m > 0 ? MIN(MAX(to, 0.0f), 1.0f) : 0;
	return LANE_M + from * (l->lane_from - LANE_M) + to * (l->lane_to - LANE_M);
}

struct xy cross_at(const struct city *c, const struct cross_leg *l, unsigned from, unsigned to, float ms)
{
	const struct city_node *p = &c->node[from];
	struct xy d = unit(c, from, to), way[4];
	float m = along(l, ms), straight = road(l);

	m = MIN(MAX(m, 0.0f), whole(l));
	if (m < l->from_m) {
		curve(c, from, l->prev, to, l->lane_prev, l->lane_from, way);
		return on_curve(way, 0.5f + 0.5f * m / l->from_m);
	}
	if (m <= l->from_m + straight) {
		float at = m - l->from_m + from_line(l), lane = lane_at(l, at);
		return (struct xy){ p->x + d.x * at + d.y * lane, p->y + d.y * at - d.x * lane };
	}
	curve(c, to, from, l->next, l->lane_to, l->lane_next, way);
	return on_curve(way, 0.5f * (m - l->from_m - straight) / MAX(l->to_m, 0.1f));
}

/* ---- what it does ---- */

static int64_t radio_of(const struct cross_clock *k, double city) { return k->radio_start + (int64_t)((city - (double)k->city_start) / k->speed); }
static double city_of(const struct cross_clock *k, int64_t radio) { return (double)k->city_start + (double)(radio - k->radio_start) * k->speed; }

/* The ride in, its lane and the lane out; and what the light makes of it. */
static void come_in(const struct cross_ride *r, unsigned from, unsigned to, unsigned next, int64_t at, struct cross_leg *l)
{
	unsigned junction = r->c->node[to].junction, arm = cross_arm(r->c, to, from);
	struct rng habit = rng_of(r->seed, C_RIDER, r->who), g = rng_of(r->seed, C_RIDE, ((uint64_t)r->who << 32) ^ (uint64_t)at);
	bool reckless = rng_unit(&habit) < 0.1;
	char move = move_of(r->c, from, to, next);
	struct xy way[4];
	float row = 0.6f + 1.9f * (float)rng_below(&g, 3) + (float)rng_range(&g, 0, 0.8);
	double left = rng_unit(&g), out = rng_unit(&g), motor = rng_unit(&g), run = rng_unit(&g), creep = rng_unit(&g), late = rng_unit(&g), wait = rng_range(&g, 5, 25);
	float react = (float)rng_range(&g, 0.7, 2.2);
	bool wrong = left < (reckless ? 0.025 : 0.004), on = wrong && move != 'R' && out < 0.5;

	l->motor = !wrong && motor < (reckless ? 0.06 : 0.008);
	l->lane_to = wrong ? -BIKE_M : l->motor ? MOTOR_M : BIKE_M;
	l->lane_next = on || (!wrong && !l->motor && out < (reckless ? 0.02 : 0.003)) ? -BIKE_M : BIKE_M;
	l->lane_to += 0.35f * rng_normal(&g);
	l->lane_next += 0.35f * rng_normal(&g);
	curve(r->c, to, from, next, l->lane_to, l->lane_next, way);
	l->to_m = half_length(way);
	l->to_v = move == 'T' ? l->v : MIN(l->v, TURN_V);
	l->how = move == 'R' ? CROSS_RIGHT : CROSS_GO;
	if (r->thief || move == 'R')
		return;
	float line = l->from_m + road(l), stop = line - row, brake = l->v * l->v / (2 * BRAKE);
	int64_t arrive = radio_of(r->clock, (double)at + (double)when(l, line)), green;
	char state = cross_signal(junction, arm, arrive, &green);
	if (state == 'G' || stop - brake < l->from_m + 1)
		return;
	if (state == 'Y' && late < 0.6) {
		l->how = CROSS_YELLOW;
		return;
	}
	if (state == 'R' && run < (reckless ? 0.5 : 0.03)) {
		l->how = CROSS_RUN;
		return;
	}
	float stopped = when(l, stop - brake) + 2000 * brake / l->v, go = (float)(city_of(r->clock, green) - (double)at) + 1000 * react + 300 * row;
	l->how = CROSS_WAIT;
	if (creep < (reckless ? 0.1 : 0.004) && stopped + 1000 * (float)wait < go - 7000) {
		l->how = CROSS_CREEP;
		go = stopped + 1000 * (float)wait;
	}
	l->stand_m = stop;
	l->stop_ms = stopped;
	l->go_ms = MAX(go, stopped + 1);
}

void cross_plan(const struct cross_ride *r, const struct cross_leg *was, unsigned prev, unsigned from, unsigned to, unsigned next, int64_t at, float v, struct cross_leg *ret)
{
	const struct city_node *p = &r->c->node[from], *q = &r->c->node[to];
	struct cross_leg l = { .prev = (uint16_t)from, .next = (uint16_t)to, .len = hypotf(q->x - p->x, q->y - p->y), .v = v, .lane_prev = LANE_M, .lane_from = LANE_M, .lane_to = LANE_M,
		.lane_next = LANE_M };

	if (was && was->to_m > 0 && prev != from) {
		l.prev = (uint16_t)prev;
		l.from_m = was->to_m;
		l.from_v = was->to_v;
		l.lane_prev = was->lane_to;
		l.lane_from = was->lane_next;
	}
	if (q->junction && next != to && l.len > 3 * CROSS_LINE_M) {
		l.next = (uint16_t)next;
		come_in(r, from, to, next, at, &l);
	}
	*ret = l;
}

bool cross_passed(const struct cross_ride *r, const struct cross_leg *l, unsigned from, unsigned to, int64_t at, struct cross_passage *ret)
{
	if (l->to_m <= 0)
		return false;
	unsigned junction = r->c->node[to].junction;
	struct cross_passage p = { .junction = (uint16_t)junction, .arm_in = (uint8_t)cross_arm(r->c, to, from), .arm_out = (uint8_t)cross_arm(r->c, to, l->next),
		.move = move_of(r->c, from, to, l->next), .how = l->how, .motor = l->motor, .left_in = l->lane_to < 0, .left_out = l->lane_next < 0 };

	p.line = radio_of(r->clock, (double)at + (double)when(l, l->from_m + road(l)));
	p.state = cross_signal(junction, p.arm_in, p.line, NULL);
	p.waited = l->go_ms > 0 ? (int64_t)(l->go_ms - l->stop_ms) : 0;
	p.red = p.state == 'R' && p.move != 'R';
	*ret = p;
	return true;
}
