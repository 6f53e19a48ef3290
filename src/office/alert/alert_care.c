/* alert_care — what is done with alerts besides acknowledging them: the shelf, false alarms, floods, how right the rules are. See alert.h. */
#include "alert_care_sql.h"
#include "alert_int.h"

SQL_STATEMENTS(alert_care)

enum { WHY_LEAST = 4, WHY_MOST = 200, NOTE_MAX = 500 };

static int may(struct cx *cx, const struct alert *a, int64_t ver)
{
	if (a->state == AS_CLOSED)
		return FAIL_FIELD(cx, E_STATE, "alert_closed", "the alert is closed already");
	if (ver && ver != a->ver)
		return FAIL_FIELD(cx, E_STATE, "ver", "the alert has changed; read it again");
	return 0;
}

static int moved(struct cx *cx, struct alert *a, int n)
{
	TRY(n);
	return n == 1 ? alert_get(cx, (alert_id){ a->id }, a) : FAIL(cx, E_STATE, "the alert has changed; read it again");
}

/* --- the shelf (AL5) --- */

int alert_shelve(struct cx *cx, struct alert *a, utc_ms until, str why, str who, int64_t ver)
{
	TRY(may(cx, a, ver));
	if (until <= cx->now)
		return FAIL_FIELD(cx, E_INVALID, "minutes", "must lie ahead");
	if (why.n < WHY_LEAST || why.n > WHY_MOST || !str_utf8(why))
		return FAIL_FIELD(cx, E_INVALID, "why", "say why, in %d to %d bytes", WHY_LEAST, WHY_MOST);
	return moved(cx, a, sql_exec(cx, &q_shelve, BIND(V(until), V(cx->actor.v), V(who), V(why), V(a->id), V(a->ver))));
}

int alert_unshelve(struct cx *cx, struct alert *a, int64_t ver)
{
	TRY(may(cx, a, ver));
	if (!a->shelved_until)
		return FAIL(cx, E_STATE, "the alert is not put aside");
	return moved(cx, a, sql_exec(cx, &q_unshelve, BIND(V(cx->now), V(a->id), V(a->ver))));
}

enum { SHELF_MAX = 64 };
struct shelf { struct alert a[SHELF_MAX]; int n; };

static int gather(struct cx *cx, struct sql_row *r, void *arg)
{
	struct shelf *s = arg;

	alert_read(r, cx->arena, &s->a[s->n++]);
	return 0;
}

int alert_shelf_over(struct cx *cx, int max, alert_fn *fn, void *arg)
{
	struct shelf s = { .n = 0 };

	TRY(sql_each(cx, &q_shelf_over, gather, &s, BIND(V(cx->now), V(MIN(max, (int)SHELF_MAX)))));
	for (int i = 0; i < s.n; i++) {
		TRY(alert_unshelve(cx, &s.a[i], 0));
		TRY(fn(cx, &s.a[i], arg));
	}
	return s.n;
}

int alert_shelf_due(struct cx *cx, bool *ret)
{
	struct shelf s = { .n = 0 };

	TRY(sql_each(cx, &q_shelf_over, gather, &s, BIND(V(cx->now), V(1))));
	*ret = s.n > 0;
	return 0;
}

/* --- false alarms (AL7) --- */

int alert_false_alarm(struct cx *cx, struct alert *a, enum alert_false reason, str note, int64_t ver)
{
	TRY(may(cx, a, ver));
	if ((unsigned)reason >= AF_N)
		return FAIL_FIELD(cx, E_INVALID, "reason", "a false alarm has a reason");
	if (note.n > NOTE_MAX || !str_utf8(note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most %d bytes of text", NOTE_MAX);
	if (reason == AF_OTHER && note.n < WHY_LEAST)
		return FAIL_FIELD(cx, E_INVALID, "note", "say what it was");
	return moved(cx, a, sql_exec(cx, &q_false_alarm, BIND(V(cx->now), V(alert_false_names[reason]), V(note), V(a->id), V(a->ver))));
}

/* --- floods (AL8) --- */

static void read_flood_row(struct sql_row *r, struct arena *arena, struct alert_flood *f)
{
	f->id = sql_i64(r);
	f->rule = (int)alert_rule_of(sql_str(r));
	f->district = (int32_t)sql_i64(r);
	f->opened_at = sql_i64(r);
	f->n = sql_i64(r);
	f->acked_by = sql_str_a(r, arena);
	f->acked_at = sql_i64(r);
	f->closed_at = sql_i64(r);
}

struct one_flood { struct arena *arena; struct alert_flood f; };

static void read_flood(struct sql_row *r, void *ret)
{
	struct one_flood *o = ret;

	read_flood_row(r, o->arena, &o->f);
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int alert_flood_get(struct cx *cx, int64_t id, struct alert_flood *ret)
{
	struct one_flood o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_flood_by_id, read_flood, &o, BIND(V(id))));
	*ret = o.f;
	return 0;
}

int alert_flood_open(struct cx *cx, struct alert *a, struct alert_flood *ret)
{
	str rule = alert_rule_names[a->rule];
	int64_t id;

	TRY(sql_insert(cx, &q_flood_add, &id, BIND(V(rule), V((int)a->district), V(cx->now))));
	int n = sql_exec(cx, &q_flood_adopt, BIND(V(id), V(rule), V((int)a->district), V(cx->now - MINUTE_MS)));
	TRY(n);
	TRY(sql_exec(cx, &q_flood_count, BIND(V(n), V(id))));
	a->flood = id;
	return alert_flood_get(cx, id, ret);
}

int alert_flood_join(struct cx *cx, struct alert *a, int64_t flood)
{
	TRY(sql_exec(cx, &q_flood_child, BIND(V(flood), V(a->id))));
	TRY(sql_exec(cx, &q_flood_count, BIND(V(1), V(flood))));
	a->flood = flood;
	return 0;
}

struct each_flood { alert_flood_fn *fn; void *arg; };

static int flood_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_flood *e = arg;
	struct alert_flood f;

	read_flood_row(r, cx->arena, &f);
	return e->fn(cx, &f, e->arg);
}

int alert_floods(struct cx *cx, bool open, int64_t before, int max, alert_flood_fn *fn, void *arg)
{
	struct each_flood e = { fn, arg };

	return sql_each(cx, &q_floods, flood_row, &e, BIND(V(before > 0 ? before : INT64_MAX), V(open), V(max)));
}

int alert_flood_ack(struct cx *cx, struct alert_flood *f, str who)
{
	int n = sql_exec(cx, &q_flood_ack, BIND(V(cx->actor.v), V(who), V(cx->now), V(f->id)));

	TRY(n);
	return n == 1 ? alert_flood_get(cx, f->id, f) : FAIL(cx, E_STATE, "somebody has acknowledged these alerts already");
}

int alert_opened_since(struct cx *cx, enum alert_rule rule, int32_t district, utc_ms since, int64_t *ret)
{
	return sql_one(cx, &q_opened_since, read_int, ret, BIND(V((int)district), V(since), V(alert_rule_names[rule])));
}

int alert_flood_end(struct cx *cx, int64_t id)
{
	TRY(sql_exec(cx, &q_flood_end, BIND(V(cx->now), V(id))));
	return 0;
}

/* --- how right the rules are --- */

struct each_precision { alert_precision_fn *fn; alert_reason_fn *why; void *arg; };

static int precision_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_precision *e = arg;
	struct alert_precision p;

	p.rule = (int)alert_rule_of(sql_str(r));
	p.alerts = sql_i64(r);
	p.right = sql_i64(r);
	p.wrong = sql_i64(r);
	return e->fn(cx, &p, e->arg);
}

int alert_precision(struct cx *cx, utc_ms from, utc_ms to, alert_precision_fn *fn, void *arg)
{
	struct each_precision e = { fn, NULL, arg };

	return sql_each(cx, &q_precision, precision_row, &e, BIND(V(from), V(to)));
}

static int reason_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_precision *e = arg;
	struct alert_reason w;

	w.rule = (int)alert_rule_of(sql_str(r));
	w.reason = sql_str_a(r, cx->arena);
	w.n = sql_i64(r);
	return e->why(cx, &w, e->arg);
}

int alert_reasons(struct cx *cx, utc_ms from, utc_ms to, alert_reason_fn *fn, void *arg)
{
	struct each_precision e = { NULL, fn, arg };

	return sql_each(cx, &q_false_reasons, reason_row, &e, BIND(V(from), V(to)));
}
