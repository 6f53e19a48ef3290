/* flow_access_job — what is made of the looks after them: patterns for the auditor, a word to the owner, the month's sample. See flow_access.h. */
#include <stdio.h>

#include "base/utc.h"
#include "flow/flow_access.h"
#include "flow/flow_news.h"
#include "flow/flow_track.h"
#include "office/access/access_detect.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/message/message.h"
#include "office/owner/owner.h"
#include "office/policy/policy.h"
#include "platform/sys.h"
#include "store/sql/sql.h"

enum { ACTORS_MAX = 64, ROWS_A_RUN = 20000, LOOKS_MAX = 3000, LOOK_BACK_DAYS = 15, MEMORY = 16 << 20, FOUND_MAX = 64, DRAW_PAGE = 1000, DRAW_MAX = 500, TELL_PAGE = 200, STOP = -9999 };

static bool is_look(str verb, bool *ret_refused)
{
	static const str verbs[] = { SI("trail.read"), SI("live.read"), SI("passages.read"), SI("access.read"), SI("analysis.companions"),
	                              SI("analysis.passed"), SI("analysis.evidence") };

	for (size_t i = 0; i < COUNTOF(verbs); i++) {
		if (!str_starts(verb, verbs[i]))
			continue;
		*ret_refused = verb.n > verbs[i].n;
		return !*ret_refused || str_eq((str){ verb.p + verbs[i].n, verb.n - verbs[i].n }, S(".refused"));
	}
	return false;
}

/* ---- who has looked since ---- */

struct actors { account_id a[ACTORS_MAX]; int n; int64_t rows, last; };

static int take_actor(struct cx *cx, const struct audit_row *row, void *arg)
{
	struct actors *s = arg;
	bool refused;
	int i = 0;

	(void)cx;
	if (s->rows++ == ROWS_A_RUN)
		return STOP;
	if (row->actor.v && is_look(row->verb, &refused)) {
		while (i < s->n && s->a[i].v != row->actor.v)
			i++;
		if (i == ACTORS_MAX)
			return STOP;
		s->a[i] = row->actor;
		s->n = MAX(s->n, i + 1);
	}
	s->last = row->id;
	return 0;
}

/* ---- the looks of one, with what was known of them ---- */

struct one { struct account who; struct access_look *l; size_t n; utc_ms least; };

/* "moved":123 of a detail that this program wrote; 0: none. */
static int64_t number_in(str detail, const char *key)
{
	char want[24];
	int64_t v = 0;

	int n = snprintf(want, sizeof want, "\"%s\":", key);
	for (size_t i = 0; i + (size_t)n < detail.n; i++) {
		if (memcmp(detail.p + i, want, (size_t)n) != 0)
			continue;
		for (size_t k = i + (size_t)n; k < detail.n && detail.p[k] >= '0' && detail.p[k] <= '9' && v < INT64_MAX / 100; k++)
			v = 10 * v + (detail.p[k] - '0');
		return v;
	}
	return 0;
}

static int when_gone(struct cx *cx, int rc, const struct err *before)
{
	if (rc != E_NOTFOUND)
		return rc;
	cx->err = *before;
	return 1;
}

/* When the bike became somebody else's; 0: it has its first owner. */
static int last_transfer(struct cx *cx, bike_id bike, utc_ms *ret)
{
	struct err before = cx->err;
	struct ownership o;
	int rc = when_gone(cx, bike_owner_now(cx, bike, &o), &before);

	if (rc == 0 && !str_eq(o.how, S("register")) && !str_eq(o.how, S("import")))
		*ret = o.from;
	return MIN(rc, 0);
}

static int fill_case(struct cx *cx, const struct account *who, const struct audit_row *row, struct access_look *l)
{
	struct err before = cx->err;
	struct account officer;
	struct theft t;
	int rc = when_gone(cx, theft_get(cx, row->case_id, &t), &before);

	if (rc)
		return MIN(rc, 0);
	l->theft = t.id.v;
	l->bike = t.bike.v;
	l->reported_at = t.reported_at;
	if (t.officer.v && t.officer.v != who->id.v) {
		TRY(account_get(cx, t.officer, &officer));
		l->foreign = !str_starts(officer.area, who->area) && !str_starts(who->area, officer.area);
	}
	return 0;
}

static int fill_request(struct cx *cx, int64_t id, struct access_look *l)
{
	struct err before = cx->err;
	struct access_request q;
	int rc = when_gone(cx, access_get(cx, id, &q), &before);

	if (rc == 0)
		l->bike = q.bike.v;
	return MIN(rc, 0);
}

static int take_look(struct cx *cx, const struct audit_row *row, void *arg)
{
	struct one *o = arg;
	struct access_look *l = &o->l[o->n];
	bool refused;

	if (row->at < o->least || o->n == LOOKS_MAX)
		return STOP;
	if (!is_look(row->verb, &refused))
		return 0;
	/* a live view that is open all day has a row a minute: one of five is enough to see that it is open */
	if (o->n && str_starts(row->verb, S("live.")) && l[-1].live && l[-1].refused == refused && l[-1].theft == row->case_id.v && l[-1].at - row->at < 5 * MINUTE_MS)
		return 0;
	*l = (struct access_look){ .at = row->at, .refused = refused, .live = str_starts(row->verb, S("live.")), .progress_at = number_in(row->detail, "moved") };
	if (row->case_id.v)
		TRY(fill_case(cx, &o->who, row, l));
	else if (!refused)
		TRY(fill_request(cx, number_in(row->detail, "request"), l));
	if (l->bike && !refused)
		TRY(last_transfer(cx, (bike_id){ l->bike }, &l->transferred_at));
	o->n++;
	return 0;
}

static void in_order(struct access_look *l, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct access_look t = l[i];
		l[i] = l[n - 1 - i];
		l[n - 1 - i] = t;
	}
	for (size_t i = 1; i < n; i++)         /* the chain's order is the times' but for a clock that was set */
		l[i].at = MAX(l[i].at, l[i - 1].at);
}

/* ---- what is found ---- */

struct found { struct access_found f[FOUND_MAX]; int n; };

static int keep_found(void *arg, const struct access_found *f)
{
	struct found *s = arg;

	for (int i = 0; i < s->n; i++)
		if (s->f[i].kind == f->kind && s->f[i].subject == f->subject && f->last - s->f[i].last < access_again_ms(f->kind))
			return 0;
	if (s->n < FOUND_MAX)
		s->f[s->n++] = *f;
	return 0;
}

static int rules_now(struct cx *cx, struct access_rules *ret)
{
	int64_t from, to;

	TRY(policy_i64(cx, POL_ACCESS_DRIP_BIKES, cx->now, &ret->drip_bikes));
	TRY(policy_i64(cx, POL_ACCESS_REPEAT_DAYS, cx->now, &ret->repeat_days));
	TRY(policy_i64(cx, POL_ACCESS_DUTY_FROM, cx->now, &from));
	TRY(policy_i64(cx, POL_ACCESS_DUTY_TO, cx->now, &to));
	ret->duty_from = (int)from;
	ret->duty_to = (int)to;
	return 0;
}

static int write_found(struct cx *cx, const struct account *who, const struct found *s)
{
	int added = 0;

	for (int i = 0; i < s->n; i++) {
		const struct access_found *f = &s->f[i];
		struct access_finding row = { .kind = f->kind, .account = who->id, .area = who->area, .subject = f->subject, .theft = { f->theft },
			.first = f->first, .last = f->last, .looks = f->looks };
		int n = access_finding_add(cx, &row, access_again_ms(f->kind));
		TRY(n);
		added += n;
	}
	return added;
}

struct judged { struct account who; struct found found; };
struct verdicts { struct judged *v[ACTORS_MAX]; int n; int64_t last; };

static int judge_one(struct cx *cx, account_id id, struct judged *ret)
{
	struct one o = { .least = cx->now - LOOK_BACK_DAYS * DAY_MS };
	struct audit_filter f = { .actor = id, .verb = S(""), .subject = S(""), .group = AG_LOOK };
	struct access_rules rules;

	TRY(account_get(cx, id, &o.who));
	o.l = arena_alloc(cx->arena, (LOOKS_MAX + 1) * sizeof *o.l);
	if (!o.l)
		return FAIL(cx, E_TOOBIG, "too many looks to judge");
	int rc = audit_find(cx, &f, 4 * LOOKS_MAX, take_look, &o);
	if (rc < 0 && rc != STOP)
		return rc;
	in_order(o.l, o.n);
	TRY(rules_now(cx, &rules));
	TRY(access_detect(o.l, o.n, &rules, keep_found, &ret->found));
	ret->who = o.who;
	return cx->arena->over ? FAIL(cx, E_TOOBIG, "too many looks to judge") : ret->found.n;
}

/* An account with many looks has many rows: each has memory of its own, and what was found is kept in keep. */
static int judge_all(struct cx *cx, struct arena *keep, const struct actors *s, struct verdicts *ret)
{
	struct cx own = *cx;
	struct arena a;
	int rc = 0;

	arena_init(&a, MEMORY);
	own.arena = &a;
	for (int i = 0; i < s->n && rc >= 0; i++) {
		struct judged one = { .found.n = 0 }, *kept;
		rc = judge_one(&own, s->a[i], &one);
		if (rc > 0 && (kept = arena_alloc(keep, sizeof *kept))) {
			*kept = one;
			kept->who.area = arena_str(keep, one.who.area);
			ret->v[ret->n++] = kept;
		}
		arena_reset(&a);
	}
	arena_done(&a);
	cx->err = own.err;
	return rc < 0 ? rc : keep->over ? FAIL(cx, E_TOOBIG, "too many looks to judge") : 0;
}

static int watch_read(struct cx *cx, struct verdicts *ret)
{
	struct actors s = { .n = 0 };
	int64_t mark;

	TRY(access_mark(cx, &mark));
	int rc = audit_from(cx, mark + 1, take_actor, &s);
	if (rc < 0 && rc != STOP)
		return rc;
	ret->last = s.last;
	return judge_all(cx, cx->arena, &s, ret);
}

static int watch_write(struct cx *cx, const struct verdicts *v)
{
	int added = 0;

	for (int i = 0; i < v->n; i++) {
		int n = write_found(cx, &v->v[i]->who, &v->v[i]->found);
		TRY(n);
		added += n;
	}
	TRY(access_mark_set(cx, v->last));
	TRY(sql_commit(cx));
	return added;
}

/* All is read and judged in a transaction that holds nobody up; what was found and the mark are written together. */
int flow_access_watch(struct cx *cx)
{
	struct verdicts v = { .n = 0 };

	ASSERT(!sql_in_tx(cx));
	TRY(sql_begin(cx, false));
	int rc = watch_read(cx, &v);
	sql_rollback(cx);
	TRY(rc);
	if (!v.last)
		return 0;
	TRY(sql_begin(cx, true));
	rc = watch_write(cx, &v);
	sql_rollback(cx);
	return rc;
}

/* ---- a word to the owner ---- */

/* The one who had the bike when it was reported. */
static int owner_told(struct cx *cx, const struct theft *t, int64_t looks)
{
	struct pii phone[OWNER_PHONES];
	struct err before = cx->err;
	struct ownership o;
	struct owner who;
	utc_ms at;
	int n = 0;

	int rc = when_gone(cx, bike_owner_at(cx, t->bike, t->reported_at, &o), &before);
	if (rc)
		return MIN(rc, 0);
	TRY(owner_live(cx, o.owner, &who));
	TRY(owner_phones(cx, who.id, phone, &n));
	if (!n)
		return 0;
	str text = arena_fmt(cx->arena, "【雁阵】您的车辆 %.*s 失窃案（%.*s）已办结。办案期间，民警依规查看它的行踪 %lld 次，每次都有记录可查。对此有疑问，请向受理的派出所或督察部门反映。",
	                     STR_ARG(plate_str(&t->plate)), STR_ARG(t->number), (long long)looks);
	TRY(flow_news_by_day(cx, &at));      /* nobody is woken by it */
	str step = arena_fmt(cx->arena, "looks.%lld.%lld", (long long)t->id.v, (long long)looks);
	TRY(message_tell(cx, S("track_looked_at"), step, pii_reveal(&phone[0]), text, at, at + 3 * DAY_MS));
	return 1;
}

struct untold { struct access_case c[TELL_PAGE]; int n; };

static int take_untold(struct cx *cx, const struct access_case *c, void *arg)
{
	struct untold *u = arg;

	(void)cx;
	u->c[u->n++] = *c;
	return 0;
}

static int tell_in_tx(struct cx *cx, const struct access_case *c)
{
	struct theft t;
	int told;

	TRY(theft_get(cx, c->theft, &t));
	if (theft_is_open(&t))      /* opened again meanwhile */
		return 0;
	told = owner_told(cx, &t, c->looks);
	TRY(told);
	TRY(access_told(cx, c->theft));
	TRY(sql_commit(cx));
	return told;
}

/* Most cases that were looked at are open: only one that has ended takes the lock. */
static int tell_one(struct cx *cx, const struct access_case *c)
{
	struct theft t;

	TRY(theft_get(cx, c->theft, &t));
	if (theft_is_open(&t))
		return 0;
	TRY(sql_begin(cx, true));
	int rc = tell_in_tx(cx, c);
	sql_rollback(cx);
	return rc;
}

int flow_access_tell(struct cx *cx)
{
	struct untold *u = arena_alloc(cx->arena, sizeof *u);
	int64_t after = 0;
	int told = 0;

	ASSERT(!sql_in_tx(cx));
	if (!u)
		return FAIL(cx, E_TOOBIG, "too many cases to tell of");
	do {
		u->n = 0;
		TRY(access_untold(cx, after, TELL_PAGE, take_untold, u));
		for (int i = 0; i < u->n; i++) {
			int n = tell_one(cx, &u->c[i]);
			TRY(n);
			told += n;
			after = u->c[i].theft.v;
		}
	} while (u->n == TELL_PAGE);
	return told;
}

/* ---- the sample ---- */

struct draw {
	utc_ms from, to; int64_t before, rows; int64_t seen, left, want; int32_t month; bool count;
	struct access_sample *v; int n; struct arena *keep;      /* those drawn */
};

static uint64_t below(uint64_t n)
{
	uint64_t v;

	sys.random(&v, sizeof v);
	return v % n;      /* n is far below 2^64 */
}

static int draw_one(struct cx *cx, const struct audit_row *row, struct draw *d)
{
	struct account a;

	if (d->left <= 0 || below((uint64_t)d->left--) >= (uint64_t)d->want)      /* each of those left has the same chance for those wanted */
		return 0;
	d->want--;
	TRY(account_get(cx, row->actor, &a));
	d->v[d->n++] = (struct access_sample){ .month = d->month, .audit = row->id, .at = row->at, .verb = arena_str(d->keep, row->verb), .subject = arena_str(d->keep, row->subject),
	                                        .account = row->actor, .area = arena_str(d->keep, a.area), .theft = row->case_id };
	return 0;
}

static int draw_row(struct cx *cx, const struct audit_row *row, void *arg)
{
	struct draw *d = arg;
	bool refused;

	d->rows++;
	d->before = row->id;
	if (!row->actor.v || !is_look(row->verb, &refused) || refused)
		return 0;
	d->seen++;
	return d->count ? 0 : draw_one(cx, row, d);
}

/* All looks of the month, a page at a time. */
static int each_page(struct cx *cx, struct draw *d)
{
	struct audit_filter f = { .verb = S(""), .subject = S(""), .from = d->from, .to = d->to, .group = AG_LOOK };

	d->before = 0;
	d->seen = 0;
	for (d->rows = DRAW_PAGE; d->rows == DRAW_PAGE;) {
		f.before = d->before;
		d->rows = 0;
		TRY(audit_find(cx, &f, DRAW_PAGE, draw_row, d));
		arena_reset(cx->arena);
	}
	return 0;
}

/* Read twice, to know how many there are before the first is drawn; the month is over, and its rows do not change. */
static int draw_read(struct cx *cx, struct draw *d)
{
	int64_t pct;

	TRY(policy_i64(cx, POL_ACCESS_SAMPLE_PCT, cx->now, &pct));
	d->count = true;
	TRY(each_page(cx, d));
	d->left = d->seen;
	d->want = MIN((d->seen * pct + 99) / 100, (int64_t)DRAW_MAX);
	d->count = false;
	return each_page(cx, d);
}

static int draw_write(struct cx *cx, const struct draw *d)
{
	for (int i = 0; i < d->n; i++)
		TRY(access_sample_add(cx, &d->v[i]));
	TRY(access_month_put(cx, d->month, d->seen, d->n));
	TRY(sql_commit(cx));
	return d->n;
}

int flow_access_draw(struct cx *cx)
{
	struct civil now = civil_of(cx->now), first = { now.y, now.m, 1 };
	struct civil last = { (int16_t)(now.m == 1 ? now.y - 1 : now.y), (int8_t)(now.m == 1 ? 12 : now.m - 1), 1 };
	struct draw d = { .from = civil_start(last), .to = civil_start(first), .month = access_month_of(last.y, last.m), .keep = cx->arena };
	struct cx own = *cx;
	struct arena a;
	bool drawn;

	TRY(access_month_drawn(cx, d.month, &drawn));
	if (drawn)
		return 0;
	d.v = arena_alloc(cx->arena, DRAW_MAX * sizeof *d.v);
	if (!d.v)
		return FAIL(cx, E_TOOBIG, "no memory for the sample");
	arena_init(&a, MEMORY);
	own.arena = &a;      /* a page's */
	own.err = (struct err){ 0 };
	int rc = draw_read(&own, &d);
	arena_done(&a);
	if (rc < 0) {
		cx->err = own.err;
		return rc;
	}
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "no memory for the sample");
	TRY(sql_begin(cx, true));
	rc = draw_write(cx, &d);
	sql_rollback(cx);
	return rc;
}
