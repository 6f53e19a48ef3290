/* jride — see jride.h. */
#include "jride.h"

#include <math.h>
#include <stdlib.h>

#include "jpath.h"

const char *const jhow_name[JH_N] = { "go", "yellow", "wait", "run", "creep", "early", "late", "overrun", "right", "push", "twostage", "yard",
	"parked", "parallel", "bridge" };

enum { R_BIKE = 7300, R_ROLE };

struct rider {
	uint32_t bike;
	struct rng r;
	double at;                 /* s after the start, when it comes to the next approach */
	int junction, arm;         /* by which it comes */
	int left;                  /* junctions it still wants */
	int trips, trip;
	double speed, habit;
};

struct queue { int64_t green; int n; };

struct rides {
	const struct jride_opts *o;
	const struct jparams *p;
	struct rider *rider, **heap;
	int nheap;
	struct queue *queue;       /* [junction * groups + group] */
};

/* What one passage is going to be. */
struct plan {
	struct jpassage p;
	struct rider *r;
	const struct junction *j;
	double v, v_turn, s_in, s_out;
	double line, curve_end, far, wait2;        /* along the way: stop line, out of the junction, end; second stand of a two-stage turn */
	double yard;                               /* > 0: it ends there */
};

static bool chance(struct rng *r, double p) { return rng_unit(r) < p; }
static bool wants(struct rider *r, double p) { return rng_unit(&r->r) < MIN(p * r->habit, 0.9); }
static int64_t ms_of(const struct rides *x, double s) { return x->o->w->start + (int64_t)llround(s * 1000); }
static double s_of(const struct rides *x, int64_t ms) { return (double)(ms - x->o->w->start) / 1000; }

/* ---- heap of riders by the time of their next approach ---- */

static bool sooner(const struct rider *a, const struct rider *b) { return a->at != b->at ? a->at < b->at : a->bike < b->bike; }

static void heap_push(struct rides *x, struct rider *r)
{
	int i = x->nheap++;

	while (i > 0 && sooner(r, x->heap[(i - 1) / 2])) {
		x->heap[i] = x->heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	x->heap[i] = r;
}

static struct rider *heap_pop(struct rides *x)
{
	struct rider *top = x->heap[0], *last = x->heap[--x->nheap];
	int i = 0;

	for (int c; (c = 2 * i + 1) < x->nheap; i = c) {
		if (c + 1 < x->nheap && sooner(x->heap[c + 1], x->heap[c]))
			c++;
		if (!sooner(x->heap[c], last))
			break;
		x->heap[i] = x->heap[c];
	}
	x->heap[i] = last;
	return top;
}

/* ---- what it is going to do ---- */

static int choose_move(const struct rides *x, struct rider *r, const struct junction *j)
{
	double weight[MV_N] = { x->p->left, 1 - x->p->left - x->p->right, x->p->right }, sum = 0, u;

	for (int m = 0; m < MV_N; m++)
		sum += weight[m] = j->arm[jarm_out(r->arm, m)].exists ? weight[m] : 0;
	u = rng_unit(&r->r) * sum;
	for (int m = 0; m < MV_N - 1; m++)
		if ((u -= weight[m]) < 0)
			return m;
	return weight[MV_RIGHT] > 0 ? MV_RIGHT : MV_THROUGH;
}

static void intend(const struct rides *x, struct plan *q)
{
	struct rider *r = q->r;
	struct jpassage *p = &q->p;
	const struct jparams *w = x->p;
	const struct jarm *in = &q->j->arm[r->arm], *out;

	p->move = choose_move(x, r, q->j);
	p->arm_in = r->arm;
	p->arm_out = jarm_out(r->arm, p->move);
	out = &q->j->arm[p->arm_out];
	p->left_in = wants(r, w->wrong_in);
	p->left_out = p->left_in && p->move != MV_RIGHT ? chance(&r->r, 0.5) : wants(r, w->wrong_out);
	p->motor = !p->left_in && in->bike_w > 0 && wants(r, w->motor_lane);
	p->motor_on = p->motor && !p->left_out && out->bike_w > 0 && chance(&r->r, w->motor_on);
	p->how = JH_GO;
	bool plain = !p->left_in && !p->left_out && !p->motor;
	if (plain && p->move == MV_THROUGH && chance(&r->r, w->push))
		p->how = JH_PUSH;
	else if (plain && chance(&r->r, w->yard))
		p->how = JH_YARD;
	else if (plain && in->bike_w > 0 && chance(&r->r, w->borrow))
		p->borrow = true;
	else if (plain && p->move == MV_LEFT && q->j->arm[(r->arm + 3) & 3].exists)
		p->two_stage = chance(&r->r, w->two_stage);
	q->v = r->speed * rng_range(&r->r, 0.92, 1.08) * (p->motor ? 1.12 : 1);
	double turn = rng_range(&r->r, 2.8, 4.2);
	q->v_turn = p->move == MV_THROUGH ? q->v : MIN(q->v, turn);
	double lane = in->bike_w > 0 ? in->bike_w / 6 : 0.3;
	q->s_in = (p->motor ? in->s_motor + 0.4 * rng_normal(&r->r) : in->s_bike + lane * rng_normal(&r->r)) * (p->left_in ? -1 : 1);
	lane = out->bike_w > 0 ? out->bike_w / 6 : 0.3;
	q->s_out = (p->motor_on ? out->s_motor + 0.4 * rng_normal(&r->r) : out->s_bike + lane * rng_normal(&r->r)) * (p->left_out ? 1 : -1);
}

/* ---- the way ---- */

static void approach_way(const struct plan *q, struct jtrack *t, struct rng *r)
{
	const struct jarm *in = &q->j->arm[q->p.arm_in];
	double far = in->len / (in->next >= 0 ? 2 : 1);

	jpath_to(t, jworld_point(q->j, q->p.arm_in, far, q->s_in));
	if (q->p.borrow) {
		double from = in->line + rng_range(r, 30, 60), to = from - rng_range(r, 12, 25);
		jpath_to(t, jworld_point(q->j, q->p.arm_in, from + 8, q->s_in));
		jpath_to(t, jworld_point(q->j, q->p.arm_in, from, in->s_motor));
		jpath_to(t, jworld_point(q->j, q->p.arm_in, to, in->s_motor));
		jpath_to(t, jworld_point(q->j, q->p.arm_in, to - 8, q->s_in));
	}
	if (q->p.how == JH_PUSH)
		jpath_to(t, jworld_point(q->j, q->p.arm_in, in->line + 12, q->s_in));
}

static void make_way(struct plan *q, struct jtrack *t)
{
	const struct jarm *in = &q->j->arm[q->p.arm_in], *out = &q->j->arm[q->p.arm_out];
	struct rng *r = &q->r->r;
	struct jxy d0 = { -in->ux, -in->uy }, d1 = { out->ux, out->uy };
	bool walk = q->p.how == JH_PUSH;
	double s_in = walk ? in->kerb + 2.5 : q->s_in, s_out = walk ? -out->kerb - 2.5 : q->s_out;
	bool before = false;

	approach_way(q, t, r);
	if (q->p.how == JH_YARD && (before = chance(r, 0.6))) {
		double d = in->line + rng_range(r, 10, 40);
		jpath_to(t, jworld_point(q->j, q->p.arm_in, d, q->s_in));
		jpath_to(t, jworld_point(q->j, q->p.arm_in, d - 2, in->kerb + 35));
		q->yard = t->cum[t->npt - 1];
		return;
	}
	jpath_to(t, jworld_point(q->j, q->p.arm_in, in->line, s_in));
	q->line = t->cum[t->npt - 1];
	if (q->p.two_stage) {
		const struct jarm *side = &q->j->arm[(q->p.arm_in + 3) & 3];
		jpath_curve(t, d0, jworld_point(q->j, (q->p.arm_in + 3) & 3, side->line - 2.5, side->s_bike), d0);
		q->wait2 = t->cum[t->npt - 1];
		d0 = (struct jxy){ -side->ux, -side->uy };
	}
	jpath_curve(t, d0, jworld_point(q->j, q->p.arm_out, out->line, s_out), d1);
	q->curve_end = t->cum[t->npt - 1];
	if (walk) {
		jpath_to(t, jworld_point(q->j, q->p.arm_out, out->line + 4, s_out));
		jpath_to(t, jworld_point(q->j, q->p.arm_out, out->line + 12, q->s_out));
	}
	if (q->p.how == JH_YARD) {
		double d = out->line + rng_range(r, 6, 35);
		jpath_to(t, jworld_point(q->j, q->p.arm_out, d, s_out));
		jpath_to(t, jworld_point(q->j, q->p.arm_out, d + 2, -out->kerb - 35));
		q->yard = t->cum[t->npt - 1];
		return;
	}
	jpath_to(t, jworld_point(q->j, q->p.arm_out, out->len / (out->next >= 0 ? 2 : 1), q->s_out));
	q->far = t->cum[t->npt - 1];
}

/* ---- the timetable ---- */

/* From the line on: standing or rolling at v0 > 0. */
static void leave(const struct rides *x, struct plan *q, struct jtrack *t, double v0)
{
	double a = x->p->accel * rng_range(&q->r->r, 0.8, 1.3), end = q->yard > 0 ? q->yard : q->far, to = q->wait2 > 0 ? q->wait2 : q->curve_end;
	double v = q->wait2 > 0 ? MIN(q->v, 4) : q->v_turn;

	if (q->wait2 > 0) {
		if (v0 <= 0) {             /* starts, and stops at the far corner */
			jpath_start(t, MAX(to - 4, t->at), v, a);
			jpath_brake(t, to, v);
		} else {
			jpath_brake(t, to, v0);
		}
		int64_t now = ms_of(x, t->end), green;
		int g = jsignal_group(&x->o->sig[q->p.junction], (q->p.arm_in + 3) & 3, MV_THROUGH);
		bool go = jsignal_at(&x->o->sig[q->p.junction], g, now + 1000, NULL, &green) == 'G';
		jpath_stand(t, go ? t->end + 1 : s_of(x, green) + rng_range(&q->r->r, 0.8, 2.5));
		v0 = 0;
		to = q->curve_end;
	}
	if (v0 <= 0)
		jpath_start(t, to, v, a);
	else
		jpath_go(t, to, v0);
	jpath_go(t, end, q->v);
}

static void time_push(const struct rides *x, struct plan *q, struct jtrack *t)
{
	struct rng *r = &q->r->r;
	double walk = rng_range(r, 0.9, 1.5);
	int64_t green;

	jpath_brake(t, q->line - 12, q->v);
	jpath_go(t, q->line - 2, walk);
	if (chance(r, 0.6) && jsignal_at(&x->o->sig[q->p.junction], q->p.group, ms_of(x, t->end), NULL, &green) != 'G')
		jpath_stand(t, s_of(x, green) + rng_range(r, 0.5, 3));
	jpath_go(t, MIN(q->curve_end + 10, q->far), walk);
	jpath_go(t, q->far, q->v);
}

/* Waits for a green (or not quite) and goes. False: the green is over before its row comes to the line. */
static bool time_wait(struct rides *x, struct plan *q, struct jtrack *t, int64_t green)
{
	struct rng *r = &q->r->r;
	const struct jsignals *sig = &x->o->sig[q->p.junction];
	const struct jarm *in = &q->j->arm[q->p.arm_in];
	struct queue *u = &x->queue[q->p.junction * JS_GROUPS + q->p.group];
	struct jtrack save = *t;

	if (u->green != green)
		*u = (struct queue){ green, 0 };
	int row = q->p.left_in || q->p.motor ? 0 : u->n / (in->bike_w >= 3 ? 3 : 2);
	double s = q->line - 0.4 - 1.9 * row - rng_range(r, 0, 0.8);
	double react = x->p->react_s * exp(0.35 * rng_normal(r)), go = s_of(x, green) + MAX(react, 0.3) + 0.7 * row;
	q->p.how = JH_WAIT;
	if (row == 0 && chance(r, x->p->overrun)) {
		s = q->line + rng_range(r, 1, 4.5);
		q->p.how = JH_OVERRUN;
	}
	jpath_brake(t, s, q->v);
	double stopped = t->end;
	if (q->p.how == JH_WAIT && wants(q->r, x->p->red_creep)) {
		double wait = rng_range(r, 4, 30);
		if (stopped + wait < s_of(x, green) - 4) {
			go = stopped + wait;
			q->p.how = JH_CREEP;
		}
	} else if (q->p.how == JH_WAIT && row == 0 && wants(q->r, x->p->red_early) && stopped < s_of(x, green) - 6) {
		go = s_of(x, green) - rng_range(r, 1.5, 3);
		q->p.how = JH_EARLY;
	}
	if (stopped > go - 0.5) {           /* green comes while it slows down: it rolls on */
		double near = MAX(q->line - 30, 0);
		*t = save;
		q->p.how = JH_GO;
		jpath_go(t, near, q->v);
		double cross = MAX(t->end + (q->line - near) / q->v, go + 0.7), v = (q->line - near) / (cross - t->end);
		jpath_go(t, q->line, v);
		leave(x, q, t, MIN(v, q->v_turn));
	} else {
		jpath_stand(t, go);
		q->p.waited = (int64_t)((go - stopped) * 1000);
		leave(x, q, t, 0);
	}
	if ((q->p.how == JH_WAIT || q->p.how == JH_GO) && jsignal_at(sig, q->p.group, ms_of(x, jpath_when(t, q->line)), NULL, NULL) != 'G') {
		*t = save;
		return false;
	}
	if (q->p.how != JH_GO && row >= 0 && !q->p.left_in && !q->p.motor)
		u->n++;
	return true;
}

static void time_passage(struct rides *x, struct plan *q, struct jtrack *t)
{
	struct rng *r = &q->r->r;
	const struct jsignals *sig = &x->o->sig[q->p.junction];
	int64_t arrive = ms_of(x, t->end + q->line / q->v), since, green;
	char state = jsignal_at(sig, q->p.group, arrive, &since, &green);
	double red_for = (double)(arrive - since) / 1000;

	if (q->p.move == MV_RIGHT) {
		double near = q->line - 12;
		jpath_go(t, near, q->v);
		if (state != 'G' && chance(r, 0.3)) {     /* looks, before it turns */
			jpath_brake(t, q->line - 1, MIN(q->v, 3.5));
			double from = t->end;
			jpath_stand(t, t->end + rng_range(r, 1, 8));
			q->p.waited = (int64_t)((t->end - from) * 1000);
			leave(x, q, t, 0);
		} else {
			jpath_go(t, q->line, q->v_turn);
			leave(x, q, t, q->v_turn);
		}
		q->p.how = JH_RIGHT;
		return;
	}
	bool go = state == 'G', far = state == 'Y' ? red_for > 1.2 : true;
	if (state == 'Y' && (!far || chance(r, x->p->yellow_go))) {
		go = true;
		q->p.how = JH_YELLOW;
	} else if (state == 'R' && red_for < 1.5 && wants(q->r, x->p->red_late)) {
		go = true;
		q->p.how = JH_LATE;
	} else if (state == 'R' && wants(q->r, x->p->red_run)) {
		go = true;
		q->p.how = JH_RUN;
	}
	if (go) {
		double v = q->p.how == JH_RUN ? q->v_turn * rng_range(r, 0.55, 1) : q->v_turn;
		jpath_go(t, MAX(q->line - 10, 0), q->v);
		jpath_go(t, q->line, MAX(v, MIN(q->v, 3)));
		leave(x, q, t, v);
		return;
	}
	if (state == 'Y')            /* it stops at yellow: the green of the next cycle */
		jsignal_at(sig, q->p.group, since + JS_YELLOW, NULL, &green);
	while (!time_wait(x, q, t, green)) {
		int64_t over = green;
		while (jsignal_at(sig, q->p.group, over, NULL, &green) != 'R')
			over += 1000;
	}
}

static void note(struct rides *x, struct plan *q, const struct jtrack *t)
{
	struct jpassage *p = &q->p;
	const struct jsignals *sig = &x->o->sig[p->junction];
	int64_t since, green;

	if (q->line == 0) {          /* into a yard before it */
		p->arm_out = -1;
		p->line = ms_of(x, jpath_when(t, MAX(q->yard - 20, 0)));
		p->how = JH_YARD;
		x->o->passed(x->o->arg, p);
		return;
	}
	p->line = ms_of(x, jpath_when(t, q->line));
	p->state = jsignal_at(sig, p->group, p->line, &since, &green);
	p->since = p->line - since;
	p->to_green = p->state == 'G' ? 0 : green - p->line;
	if (p->how == JH_EARLY && p->state == 'G')
		p->how = JH_WAIT;
	if ((p->how == JH_LATE || p->how == JH_YELLOW) && p->state != 'G')
		p->how = p->state == 'R' ? JH_LATE : JH_YELLOW;
	p->red = p->state == 'R' && p->move != MV_RIGHT && p->how != JH_OVERRUN && p->how != JH_PUSH;
	x->o->passed(x->o->arg, p);
}

static void begin_trip(struct rides *x, struct rider *r)
{
	const struct jworld *w = x->o->w;
	double span = (double)(w->end - w->start) / 1000 + 300;
	double at = -300 + span * (r->trip + rng_unit(&r->r)) / r->trips;

	r->at = r->trip++ == 0 ? at : MAX(at, r->at + 120);
	double more = -log(1 - rng_unit(&r->r)) * (x->p->junctions_each - 0.5);
	r->left = 1 + (int)MIN(more, 14);
	do {
		r->junction = (int)rng_below(&r->r, (uint32_t)w->n);
		r->arm = (int)rng_below(&r->r, JW_ARMS);
	} while (!w->j[r->junction].arm[r->arm].exists);
	heap_push(x, r);
}

static void pass(struct rides *x, struct rider *r)
{
	const struct jworld *w = x->o->w;
	struct plan q = { .r = r, .j = &w->j[r->junction], .p = { .bike = r->bike, .junction = r->junction } };
	struct jtrack t = { .bike = r->bike, .junction = r->junction, .end = r->at };

	intend(x, &q);
	q.p.group = jsignal_group(&x->o->sig[r->junction], q.p.arm_in, q.p.two_stage ? MV_THROUGH : q.p.move);
	t.arm_in = q.p.arm_in;
	t.arm_out = q.p.arm_out;
	make_way(&q, &t);
	if (q.line == 0) {
		jpath_go(&t, q.yard, q.v);
	} else if (q.p.how == JH_PUSH) {
		time_push(x, &q, &t);
	} else {
		time_passage(x, &q, &t);
	}
	x->o->track(x->o->arg, &t);
	note(x, &q, &t);
	r->at = t.end;
	const struct jarm *out = &q.j->arm[jarm_out(r->arm, q.p.move)];
	if (--r->left > 0 && q.yard == 0 && out->next >= 0 && r->at < (double)(w->end - w->start) / 1000 + 60) {
		r->arm = out->next_arm;
		r->junction = out->next;
		heap_push(x, r);
	} else if (r->trip < r->trips) {
		begin_trip(x, r);
	}
}

/* ---- those who do not ride through ---- */

static void park(struct rides *x, struct rider *r)
{
	const struct jworld *w = x->o->w;
	const struct junction *j;
	int arm, i;
	double hours = (double)(w->end - w->start) / 1000;

	do {
		i = (int)rng_below(&r->r, (uint32_t)w->n);
		arm = (int)rng_below(&r->r, JW_ARMS);
		j = &w->j[i];
	} while (!j->arm[arm].exists);
	const struct jarm *a = &j->arm[arm];
	struct jtrack t = { .bike = r->bike, .junction = i, .arm_in = -1, .arm_out = -1, .parked = true };
	double side = a->kerb + rng_range(&r->r, 1.5, 8), d = a->line + rng_range(&r->r, -4, 40);
	struct jxy at = jworld_point(j, arm, d, rng_unit(&r->r) < 0.5 ? side : -side);
	t.end = rng_unit(&r->r) < 0.5 ? -1 : rng_unit(&r->r) * hours;
	jpath_to(&t, at);
	double leaves = t.end + rng_range(&r->r, 600, 4000);
	jpath_stand(&t, MIN(leaves, hours));
	x->o->track(x->o->arg, &t);
	struct jpassage p = { .bike = r->bike, .junction = i, .arm_in = arm, .arm_out = -1, .how = JH_PARKED, .line = ms_of(x, (t.k[0].t + t.end) / 2),
		.state = '-', .waited = (int64_t)((t.end - t.k[0].t) * 1000) };
	x->o->passed(x->o->arg, &p);
}

static void pass_by(struct rides *x, struct rider *r)
{
	const struct jworld *w = x->o->w;
	double span = (double)(w->end - w->start) / 1000;

	for (int n = 0; n < 2; n++) {
		int i = (int)rng_below(&r->r, (uint32_t)w->n);
		const struct junction *j = &w->j[i];
		int arm = (int)rng_below(&r->r, JW_ARMS);
		double off = j->bridge ? rng_range(&r->r, -12, 12) : rng_range(&r->r, 0.7, 1.6) * x->p->passer_off_m;
		struct jtrack t = { .bike = r->bike, .junction = i, .arm_in = -1, .arm_out = -1, .end = span * (n + 0.9 * rng_unit(&r->r)) / 2,
			.up = j->bridge ? 6 : 0, .loss = j->bridge ? 3 : rng_range(&r->r, 2, 10) };
		if (rng_unit(&r->r) < 0.5)
			off = -off;
		jpath_to(&t, jworld_point(j, arm, 160, off));
		jpath_to(&t, jworld_point(j, arm, -160, off));
		jpath_go(&t, 320, r->speed);
		x->o->track(x->o->arg, &t);
		struct jpassage p = { .bike = r->bike, .junction = i, .arm_in = arm, .arm_out = -1, .how = j->bridge ? JH_BRIDGE : JH_PARALLEL,
			.line = ms_of(x, (t.k[0].t + t.end) / 2), .state = '-' };
		x->o->passed(x->o->arg, &p);
	}
}

void jride_all(const struct jride_opts *o)
{
	struct rides x = { .o = o, .p = &o->w->p };

	x.rider = calloc(o->bikes, sizeof *x.rider);
	x.heap = calloc(o->bikes, sizeof *x.heap);
	x.queue = calloc((size_t)o->w->n * JS_GROUPS, sizeof *x.queue);
	ASSERT(x.rider && x.heap && x.queue);
	for (uint32_t i = 0; i < o->bikes; i++) {
		struct rider *r = &x.rider[i];
		*r = (struct rider){ .bike = i, .r = rng_of(o->w->seed, R_BIKE, i) };
		double speed = x.p->speed_kmh + x.p->speed_sd_kmh * rng_normal(&r->r), u = rng_unit(&r->r);
		r->speed = MIN(MAX(speed, 10), 28) / 3.6;
		r->habit = exp(x.p->habit * rng_normal(&r->r) - x.p->habit * x.p->habit / 2);
		r->trips = (int)(x.p->trips + rng_unit(&r->r));
		if (u < x.p->parked)
			park(&x, r);
		else if (u < x.p->parked + x.p->passers)
			pass_by(&x, r);
		else if (r->trips > 0)
			begin_trip(&x, r);
	}
	while (x.nheap > 0)
		pass(&x, heap_pop(&x));
	free(x.rider);
	free(x.heap);
	free(x.queue);
}
