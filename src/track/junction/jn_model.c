/* jn_model — where riders may be at a junction, and how strongly each antenna should hear them there.
 *
 * An arm has four lateral tracks, a path leads in on one, through the junction and out on another. The radio is a common power law
 * with a level for each antenna and each tag, learned from the junction's own traffic. */
#include <math.h>

#include "track/junction/jn_int.h"

const struct lane_pair lane_pair[LANE_PAIRS] = {
	{ T_BIKE, T_LEFT, 0, 0, 0 }, { T_BIKE, T_BIKE, 0, 1, 0 }, { T_MOTOR, T_LEFT, 0, 0, 1 },
	{ T_MOTOR, T_OUT_MOTOR, 0, 0, 1 }, { T_LEFT, T_LEFT, 1, 0, 0 }, { T_LEFT, T_BIKE, 1, 1, 0 },
};

#define CELL_M (CELL_CM / 100.0f)
#define LANE_M 3.3f

static struct xy place(const struct jn_geometry *g, struct geo at)
{
	double k = 6371008.8 * 1.745329251994329577e-9;

	return (struct xy){ (float)((at.lon_e7 - g->at.lon_e7) * k * cos(geo_lat(g->at) * 1.745329251994329577e-2)),
		(float)((at.lat_e7 - g->at.lat_e7) * k) };
}

static float dot(struct xy a, struct xy b) { return a.x * b.x + a.y * b.y; }

static struct xy on_arm(const struct junc *j, int a, float d, float s)
{
	return (struct xy){ -j->v[a].x * d + j->r[a].x * s, -j->v[a].y * d + j->r[a].y * s };
}

static void sides(struct junc *j, int a)
{
	const struct jn_arm *m = &j->g.arm[a];
	struct xy stop = place(&j->g, m->stop);
	float half = LANE_M * (float)(m->motor_lanes ? m->motor_lanes : 2), s = dot(stop, j->r[a]), w = (float)m->bike_lane_cm / 100;

	j->line[a] = -dot(stop, j->v[a]);
	if (j->line[a] < 3 || j->line[a] > 80)
		j->line[a] = 18;
	float bike = m->has_bike_lane ? half + 0.3f + w / 2 : half - 1.0f, motor = half - LANE_M / 2;
	/* a stop line's point that lies where the bikes must be is where they are */
	if (s > half - 1.5f && s < half + w + 3)
		bike = MAX(s, motor + 1.5f);
	j->side[a][T_BIKE] = bike;
	j->side[a][T_MOTOR] = MIN(motor, bike - 1.5f);
	j->side[a][T_OUT_MOTOR] = -j->side[a][T_MOTOR];
	j->side[a][T_LEFT] = -bike;
}

/* left, through, right or back, by how much the direction turns. */
static uint8_t move_of(const struct junc *j, int a, int b)
{
	float in = (float)j->g.arm[a].inbound_deg, out = (float)j->g.arm[b].inbound_deg + 180, turn = fmodf(out - in + 720, 360);

	if (a == b)
		return JM_TURN_BACK;
	return turn < 45 || turn >= 315 ? JM_THROUGH : turn < 180 ? JM_RIGHT : JM_LEFT;
}

static void link(struct junc *j, struct path *p)
{
	const struct lane_pair *l = &lane_pair[p->pair];
	struct xy a = on_arm(j, p->a, j->line[p->a], j->side[p->a][l->in]), d = on_arm(j, p->b, j->line[p->b], j->side[p->b][l->out]);
	float far = hypotf(d.x - a.x, d.y - a.y), h = far * (p->move == JM_THROUGH ? 0.33f : 0.5f);
	struct xy b = { a.x + j->v[p->a].x * h, a.y + j->v[p->a].y * h }, c = { d.x + j->v[p->b].x * h, d.y + j->v[p->b].y * h };
	float len = far * (p->move == JM_THROUGH ? 1.0f : 1.1f);
	int n = (int)lroundf(len / CELL_M);

	n = MIN(MAX(n, 2), MAX_LINK);
	p->link = j->cells;   /* a whole block */
	p->link_n = (uint16_t)n;
	for (int i = 0; i < n; i++) {
		float t = ((float)i + 0.5f) / (float)n, u = 1 - t;
		j->cell[j->cells++] = (struct xy){ u * u * u * a.x + 3 * u * u * t * b.x + 3 * u * t * t * c.x + t * t * t * d.x,
			u * u * u * a.y + 3 * u * u * t * b.y + 3 * u * t * t * c.y + t * t * t * d.y };
	}
	j->cells = (j->cells + CELL_BLOCK - 1) / CELL_BLOCK * CELL_BLOCK;
}

uint32_t jn_path_cell(const struct path *p, int i)
{
	if (i < ARM_CELLS)
		return arm_cell(p->a, lane_pair[p->pair].in, ARM_CELLS - 1 - i);
	if (i < ARM_CELLS + p->link_n)
		return p->link + (uint32_t)(i - ARM_CELLS);
	return arm_cell(p->b, lane_pair[p->pair].out, i - ARM_CELLS - p->link_n);
}

const struct path *jn_path_of(const struct junc *j, int a, int b, int pair)
{
	for (uint32_t i = 0; i < j->paths; i++)
		if (j->path[i].a == a && j->path[i].b == b && j->path[i].pair == pair)
			return &j->path[i];
	return NULL;
}

void jn_model_build(struct jn *e, struct junc *j)
{
	int arms = j->g.arms;

	(void)e;
	for (int a = 0; a < arms; a++) {
		double h = j->g.arm[a].inbound_deg * 1.745329251994329577e-2;
		j->v[a] = (struct xy){ (float)sin(h), (float)cos(h) };
		j->r[a] = (struct xy){ (float)cos(h), (float)-sin(h) };
		sides(j, a);
	}
	for (int i = 0; i < j->g.antennas; i++) {
		j->seat[i] = (uint8_t)i;
		j->ant[i] = place(&j->g, j->g.antenna[i].at);
	}
	j->path = calloc((size_t)(arms * arms * LANE_PAIRS), sizeof *j->path);
	j->cell = calloc((size_t)(arms * LANES * ARM_CELLS + arms * arms * LANE_PAIRS * MAX_LINK), sizeof *j->cell);
	ASSERT(j->path && j->cell);
	for (int a = 0; a < arms; a++)
		for (int l = 0; l < LANES; l++)
			for (int k = 0; k < ARM_CELLS; k++)
				j->cell[arm_cell(a, l, k)] = on_arm(j, a, j->line[a] + ((float)k + 0.5f) * CELL_M, j->side[a][l]);
	j->cells = (uint32_t)(arms * LANES * ARM_CELLS);
	/* the plain ones first */
	for (int q = 0; q < LANE_PAIRS; q++)
		for (int a = 0; a < arms; a++)
			for (int b = 0; b < arms; b++) {
				if (q > 0 && a == b)
					continue;
				struct path *p = &j->path[j->paths++];
				*p = (struct path){ .a = (uint8_t)a, .b = (uint8_t)b, .pair = (uint8_t)q, .move = move_of(j, a, b) };
				link(j, p);
			}
	j->mu = calloc((size_t)MAX(j->g.antennas, 1) * j->cells, sizeof *j->mu);
	j->top = calloc((size_t)MAX(j->g.antennas, 1) * (j->cells / CELL_BLOCK), sizeof *j->top);
	ASSERT(j->mu && j->top);
}

/* A place in the frame of an antenna's arm, in map squares. */
bool jn_in_frame(const struct junc *j, int ant, struct xy at, float *ret_u, float *ret_s)
{
	int a = j->g.antenna[j->seat[ant]].arm;

	if (a < 0)
		return false;
	struct xy d = { at.x - j->ant[ant].x, at.y - j->ant[ant].y };
	*ret_u = -dot(d, j->v[a]) / MAP_M + MAP_U / 2.0f;
	*ret_s = dot(d, j->r[a]) / MAP_M + MAP_S / 2.0f;
	return *ret_u >= 0.5f && *ret_u < MAP_U - 1.5f && *ret_s >= 0.5f && *ret_s < MAP_S - 1.5f;
}

/* Where a place lies as seen from an antenna, in its arm's frame: what its turn is a sum of. All 0 for antennas of no arm. */
void jn_seen(const struct junc *j, int ant, struct xy at, float *ret)
{
	int a = j->g.antenna[j->seat[ant]].arm;

	ret[0] = ret[1] = ret[2] = 0;
	if (a < 0)
		return;
	struct xy d = { at.x - j->ant[ant].x, at.y - j->ant[ant].y };
	float far = sqrtf(d.x * d.x + d.y * d.y + UP2_M2);
	ret[0] = -dot(d, j->v[a]) / far;
	ret[1] = ret[0] * ret[0];
	ret[2] = dot(d, j->r[a]) / far;
}

float jn_mapped(const struct jn *e, const struct junc *j, int ant, struct xy at)
{
	const float *turn = e->beam[jn_kind(j, ant)];
	float u, s, see[BEAM], beam;

	jn_seen(j, ant, at, see);
	beam = turn[0] * see[0] + turn[1] * see[1] + turn[2] * see[2];

	if (!jn_in_frame(j, ant, at, &u, &s))
		return beam;
	const float *m = e->map[jn_kind(j, ant)].v;
	int iu = (int)(u - 0.5f), is = (int)(s - 0.5f);
	float fu = u - 0.5f - (float)iu, fs = s - 0.5f - (float)is;
	const float *p = m + iu * MAP_S + is;
	return beam + (p[0] * (1 - fs) + p[1] * fs) * (1 - fu) + (p[MAP_S] * (1 - fs) + p[MAP_S + 1] * fs) * fu;
}

/* What antenna i hears of a tag of mean power at a place that lies `up2` square metres further away. */
float jn_level(const struct jn *e, const struct junc *j, int i, struct xy at, float up2)
{
	float dx = at.x - j->ant[i].x, dy = at.y - j->ant[i].y;
	float mu = e->p0 + j->gain[i] - e->slope * 5 * log10f(dx * dx + dy * dy + UP2_M2 + up2) + jn_mapped(e, j, i, at);

	return MAX(mu, e->floor_dbm - 14);   /* what is never heard, whatever the tag */
}

void jn_model_tops(const float *mu, size_t row, float *top)
{
	size_t blocks = row / CELL_BLOCK;

	for (size_t c = 0; c < row; c++)
		if (c % CELL_BLOCK == 0 || mu[c] > top[c / CELL_BLOCK])
			top[c / CELL_BLOCK] = mu[c];
	for (size_t b = 0; b + 1 < blocks; b++)
		top[b] = MAX(MAX(top[b], top[b + 1]), top[MIN(b + 2, blocks - 1)]);
}

void jn_model_levels(struct jn *e, struct junc *j)
{
	for (int i = 0; i < j->g.antennas; i++) {
		for (uint32_t c = 0; c < j->cells; c++)
			j->mu[(size_t)i * j->cells + c] = jn_level(e, j, i, j->cell[c], 0);
		jn_model_tops(j->mu + (size_t)i * j->cells, j->cells, j->top + (size_t)i * (j->cells / CELL_BLOCK));
	}
	free(j->away);
	j->away = NULL;
}
