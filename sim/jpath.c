/* jpath — ways and timetables of tracks: see jride.h and jpath.h. */
#include "jpath.h"

#include <math.h>

void jpath_to(struct jtrack *t, struct jxy p)
{
	if (t->npt == JT_POINTS)
		return;
	t->cum[t->npt] = t->npt == 0 ? 0 : t->cum[t->npt - 1] + hypot(p.x - t->pt[t->npt - 1].x, p.y - t->pt[t->npt - 1].y);
	t->pt[t->npt++] = p;
}

void jpath_curve(struct jtrack *t, struct jxy d0, struct jxy p, struct jxy d1)
{
	struct jxy a = t->pt[t->npt - 1];
	double l = hypot(p.x - a.x, p.y - a.y) * 0.42;
	struct jxy b = { a.x + d0.x * l, a.y + d0.y * l }, c = { p.x - d1.x * l, p.y - d1.y * l };

	for (int i = 1; i <= 10; i++) {
		double u = i / 10.0, v = 1 - u;
		jpath_to(t, (struct jxy){ v * v * v * a.x + 3 * v * v * u * b.x + 3 * v * u * u * c.x + u * u * u * p.x,
			v * v * v * a.y + 3 * v * v * u * b.y + 3 * v * u * u * c.y + u * u * u * p.y });
	}
}

static void knot(struct jtrack *t, double v, double a)
{
	ASSERT(t->nk < JT_KNOTS);
	t->k[t->nk++] = (struct jknot){ t->end, t->at, v, a };
}

void jpath_go(struct jtrack *t, double to, double v)
{
	if (to <= t->at)
		return;
	knot(t, v, 0);
	t->end += (to - t->at) / v;
	t->at = to;
}

void jpath_brake(struct jtrack *t, double to, double v)
{
	if (to - t->at < 0.01)
		return;
	double l = MIN(to - t->at, v * v / 2.6);
	jpath_go(t, to - l, v);
	double b = v * v / (2 * l);
	knot(t, v, -b);
	t->end += v / b;
	t->at = to;
}

void jpath_stand(struct jtrack *t, double until)
{
	if (until <= t->end)
		return;
	knot(t, 0, 0);
	t->end = until;
}

void jpath_start(struct jtrack *t, double to, double v, double a)
{
	double l = MIN(v * v / (2 * a), to - t->at), top = sqrt(2 * a * l);

	if (l <= 0)
		return;
	knot(t, 0, a);
	t->end += top / a;
	t->at += l;
	if (to > t->at)
		jpath_go(t, to, v);
}

double jpath_when(const struct jtrack *t, double s)
{
	int i = 0;

	while (i + 1 < t->nk && t->k[i + 1].s <= s)
		i++;
	while (i > 0 && t->k[i].v == 0 && t->k[i].a == 0)   /* it stood just there: when it came */
		i--;
	const struct jknot *k = &t->k[i];
	double l = s - k->s;
	if (k->a == 0)
		return k->v > 0 ? k->t + l / k->v : k->t;
	return k->t + (sqrt(MAX(k->v * k->v + 2 * k->a * l, 0)) - k->v) / k->a;
}

struct jxy jtrack_at(const struct jtrack *t, double at, int *hint, double *speed, struct jxy *heading)
{
	int i = *hint & 255, q = *hint >> 8;

	while (i + 1 < t->nk && t->k[i + 1].t <= at)
		i++;
	const struct jknot *k = &t->k[i];
	double dt = MAX(at - k->t, 0), s = k->s + k->v * dt + 0.5 * k->a * dt * dt, v = MAX(k->v + k->a * dt, 0);
	while (q + 2 < t->npt && t->cum[q + 1] <= s)
		q++;
	*hint = q << 8 | i;
	if (speed)
		*speed = v;
	if (t->npt < 2) {
		if (heading)
			*heading = (struct jxy){ 0, 1 };
		return t->pt[0];
	}
	double l = MAX(t->cum[q + 1] - t->cum[q], 1e-9), u = MIN(MAX((s - t->cum[q]) / l, 0), 1);
	if (heading)
		*heading = (struct jxy){ (t->pt[q + 1].x - t->pt[q].x) / l, (t->pt[q + 1].y - t->pt[q].y) / l };
	return (struct jxy){ t->pt[q].x + (t->pt[q + 1].x - t->pt[q].x) * u, t->pt[q].y + (t->pt[q + 1].y - t->pt[q].y) * u };
}
