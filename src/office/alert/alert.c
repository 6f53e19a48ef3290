/* alert — see alert.h. */
#include "office/alert/alert.h"

#include "alert_int.h"
#include "alert_sql.h"

SQL_STATEMENTS(alert)

enum { OPEN_MAX = 16 };

const str alert_state_names[AS_N] = { SI("new"), SI("acked"), SI("closed") };

const str alert_rule_names[AR_N] = { SI("watch"), SI("handheld") };
const str alert_false_names[AF_N] = { SI("clock"), SI("clone"), SI("owner_has_it"), SI("wrong_case"), SI("equipment"), SI("test"), SI("other") };

#define AT(member) offsetof(struct alert, member)
static const struct js_field fields[] = {
	{ "kind", JT_STR, AT(kind), 0, 0, 16, NULL, "opened, updated, acked or closed" },
	{ "id", JT_I64, AT(id), 0, 0, 0, NULL, NULL },
	{ "caseId", JT_I64, AT(case_id), 0, 0, 0, NULL, NULL },
	{ "caseNumber", JT_STR, AT(case_number), 0, 0, 32, NULL, NULL },
	{ "bikeId", JT_I64, AT(bike_id), 0, 0, 0, NULL, NULL },
	{ "plate", JT_PLATE, AT(plate), 0, 0, 0, NULL, NULL },
	{ "tag", JT_TAG, AT(tag), 0, 0, 0, NULL, NULL },
	{ "state", JT_ENUM, AT(state), 0, 0, AS_N, alert_state_names, NULL },
	{ "severity", JT_I32, AT(severity), 0, 1, 3, NULL, NULL },
	{ "late", JT_BOOL, AT(late), 0, 0, 0, NULL, "only evidence that came late so far: no siren, still a task" },
	{ "count", JT_I64, AT(count), 0, 0, 0, NULL, "detections behind it" },
	{ "firstHeardAt", JT_UTC, AT(first_heard_at), 0, 0, 0, NULL, NULL },
	{ "lastHeardAt", JT_UTC, AT(last_heard_at), 0, 0, 0, NULL, NULL },
	{ "issuedAt", JT_UTC, AT(issued_at), 0, 0, 0, NULL, "when it was last told" },
	{ "stationId", JT_I64, AT(station_id), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "stationName", JT_STR, AT(station_name), 0, 0, 32, NULL, NULL },
	{ "stationPlace", JT_STR, AT(station_place), 0, 0, 256, NULL, "where it stands, in words" },
	{ "district", JT_I32, AT(district), JF_NULL_IF_EMPTY, 0, 0, NULL, "GB/T 2260" },
	{ "lat", JT_GEO_LAT, AT(at.lat_e7), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "lon", JT_GEO_LON, AT(at.lon_e7), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "radiusM", JT_I32, AT(radius_m), 0, 0, 0, NULL, "the bike is within it in at least four of five cases" },
	{ "ackedBy", JT_STR, AT(acked_by), JF_NULL_IF_EMPTY, 0, 64, NULL, "the officer's shown name" },
	{ "ackedAt", JT_UTC, AT(acked_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "closedAt", JT_UTC, AT(closed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "ver", JT_I64, AT(ver), 0, 0, 0, NULL, NULL },
	{ "rule", JT_ENUM, AT(rule), 0, 0, AR_N, alert_rule_names, "what found it: the stations' watch list, or an officer's reader" },
	{ "doubt", JT_STR, AT(doubt), JF_NULL_IF_EMPTY, 0, 8, NULL, "clock or flood: the station that heard it has that alarm; shown, not rung" },
	{ "shelvedUntil", JT_UTC, AT(shelved_until), JF_NULL_IF_EMPTY, 0, 0, NULL, "put aside until then" },
	{ "shelvedBy", JT_STR, AT(shelved_by), JF_NULL_IF_EMPTY, 0, 64, NULL, NULL },
	{ "shelvedWhy", JT_STR, AT(shelved_why), JF_NULL_IF_EMPTY, 0, 200, NULL, NULL },
	{ "floodId", JT_I64, AT(flood), JF_NULL_IF_EMPTY, 0, 0, NULL, "the many of one district that it is one of" },
	{ "outcome", JT_STR, AT(outcome), JF_NULL_IF_EMPTY, 0, 8, NULL, "true or false, when somebody has said so" },
	{ "falseReason", JT_STR, AT(outcome_reason), JF_NULL_IF_EMPTY, 0, 16, NULL, NULL },
	{ "ordered", JT_BOOL, AT(ordered), 0, 0, 0, NULL, "an order was made of what it tells" },
	{ "falseNote", JT_STR, AT(outcome_note), JF_NULL_IF_EMPTY, 0, 500, NULL, NULL },
};
#undef AT
const struct js_shape alert_shape = { "Alert", fields + 1, COUNTOF(fields) - 1, sizeof(struct alert) };
const struct js_shape alert_event_shape = { "AlertEvent", fields, COUNTOF(fields), sizeof(struct alert) };

static enum alert_state state_of(str s)
{
	int i = 0;

	while (i < AS_N && !str_eq(alert_state_names[i], s))
		i++;
	ASSERT(i < AS_N);   /* CHECKed by the database */
	return (enum alert_state)i;
}

enum alert_rule alert_rule_of(str s)
{
	return str_eq(s, alert_rule_names[AR_HANDHELD]) ? AR_HANDHELD : AR_WATCH;   /* CHECKed by the database */
}

void alert_read(struct sql_row *r, struct arena *arena, struct alert *a)
{
	*a = (struct alert){ .kind = { "", 0 } };
	a->id = sql_i64(r);
	a->case_id = sql_i64(r);
	a->case_number = sql_str_a(r, arena);
	a->bike_id = sql_i64(r);
	ASSERT(plate_parse(sql_str(r), &a->plate));
	ASSERT(tag_parse(sql_str(r), &a->tag));
	a->state = state_of(sql_str(r));
	a->severity = (int32_t)sql_i64(r);
	a->late = sql_i64(r) != 0;
	a->count = sql_i64(r);
	a->first_heard_at = sql_i64(r);
	a->last_heard_at = sql_i64(r);
	a->issued_at = sql_i64(r);
	a->station_id = sql_i64(r);
	a->station_name = sql_str_a(r, arena);
	a->station_place = sql_str_a(r, arena);
	a->district = (int32_t)sql_i64(r);
	a->at.lat_e7 = (int32_t)sql_i64(r);
	a->at.lon_e7 = (int32_t)sql_i64(r);
	a->radius_m = (int32_t)sql_i64(r);
	a->acked_by = sql_str_a(r, arena);
	a->acked_at = sql_i64(r);
	a->closed_at = sql_i64(r);
	a->ver = sql_i64(r);
	a->rule = (int)alert_rule_of(sql_str(r));
	a->opened_at = sql_i64(r);
	a->doubt = sql_str_a(r, arena);
	a->shelved_until = sql_i64(r);
	a->shelved_by = sql_str_a(r, arena);
	a->shelved_why = sql_str_a(r, arena);
	a->flood = sql_i64(r);
	a->outcome = sql_str_a(r, arena);
	a->outcome_reason = sql_str_a(r, arena);
	a->outcome_note = sql_str_a(r, arena);
	a->ordered = sql_i64(r) != 0;
	if (!a->shelved_until)
		a->shelved_by = a->shelved_why = S("");
}

struct one { struct arena *arena; struct alert a; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	alert_read(r, o->arena, &o->a);
}

static int get(struct cx *cx, const struct sql_stmt *q, struct alert *ret, const struct sqlv *v, size_t n)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, q, read_one, &o, v, n));
	*ret = o.a;
	return 0;
}

int alert_get(struct cx *cx, alert_id id, struct alert *ret)
{
	return get(cx, &q_by_id, ret, BIND(V(id.v)));
}

int alert_of(struct cx *cx, theft_id theft, struct alert *ret)
{
	return get(cx, &q_of_case, ret, BIND(V(theft.v)));
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int alert_open_count(struct cx *cx, int64_t *ret)
{
	return sql_one(cx, &q_open_count, read_int, ret, BIND_NONE);
}

int alert_detected(struct cx *cx, uint64_t lsn, uint32_t n, bool *ret)
{
	int64_t k;

	TRY(sql_one(cx, &q_detected, read_int, &k, BIND(V((int64_t)lsn), V((int64_t)n))));
	*ret = k > 0;
	return 0;
}

static bool known_place(struct geo g)
{
	return g.lat_e7 || g.lon_e7;
}

static struct sqlv place_v(struct geo g, int32_t v)
{
	return known_place(g) ? V((int)v) : V_NULL;
}

static int keep(struct cx *cx, const struct detection *d, int64_t alert)
{
	char tag[TAG_TEXT];

	TRY(sql_exec(cx, &q_keep, BIND(V((int64_t)d->lsn), V((int64_t)d->n), V(d->theft.v), V(str_of(tag_text(d->tag, tag))), V(d->station.v),
		V((int)d->district), V(d->heard_at), V(d->recv_at), V((int)d->rssi), V((int)d->severity), V(d->late),
		place_v(d->at, d->at.lat_e7), place_v(d->at, d->at.lon_e7), V((int)d->radius_m), V_ID(alert),
		V(d->rule == AR_HANDHELD ? S("handheld") : S("station")))));
	return 0;
}

int alert_keep(struct cx *cx, const struct detection *d)
{
	return keep(cx, d, 0);
}

static int open_alert(struct cx *cx, const struct detection *d, struct alert *ret)
{
	char tag[TAG_TEXT];
	int64_t id;

	TRY(sql_insert(cx, &q_add, &id, BIND(V(d->theft.v), V(str_of(tag_text(d->tag, tag))), V((int)d->severity), V(d->late), V(d->heard_at),
		V(cx->now), V(d->case_number), V(d->bike.v), V(plate_str(&d->plate)), V(d->station.v), V(d->station_name), V((int)d->district),
		place_v(d->at, d->at.lat_e7), place_v(d->at, d->at.lon_e7), V((int)d->radius_m), V(d->station_place), V(alert_rule_names[d->rule]),
		V(d->doubt))));
	return alert_get(cx, (alert_id){ id }, ret);
}

/* What a further hit changes. A late or doubtful hit counts, but neither moves the place of a sound one nor "last heard" back, nor is it told again;
 * and while an alert is shelved nothing is told of it (AL5). */
static int again(struct cx *cx, const struct detection *d, int64_t quiet_ms, struct alert *a, enum alert_told *ret_told)
{
	bool doubt = d->doubt.n > 0, sound = !d->late && !doubt;
	bool rise = !doubt && (d->severity > a->severity || (sound && (a->late || a->doubt.n)));
	bool newer = d->heard_at >= a->last_heard_at && !(d->late && !a->late) && !(doubt && !a->doubt.n);
	bool due = rise || (sound && newer && (d->district != a->district || d->heard_at - a->last_heard_at >= quiet_ms));
	bool tell = due && a->shelved_until <= cx->now;

	if (newer || (sound && (a->late || a->doubt.n))) {
		a->station_id = d->station.v;
		a->station_name = d->station_name;
		a->station_place = d->station_place;
		a->district = d->district;
		a->at = d->at;
		a->radius_m = d->radius_m;
	}
	a->last_heard_at = MAX(a->last_heard_at, d->heard_at);
	a->first_heard_at = MIN(a->first_heard_at, d->heard_at);
	a->severity = MAX(a->severity, d->severity);
	a->late = a->late && !sound;
	a->doubt = sound ? S("") : a->doubt;
	a->state = rise ? AS_NEW : a->state;
	a->issued_at = tell ? cx->now : a->issued_at;
	int n = sql_exec(cx, &q_again, BIND(V(alert_state_names[a->state]), V((int)a->severity), V(a->late), V(a->first_heard_at),
		V(a->last_heard_at), V(a->issued_at), V(a->station_id), V(a->station_name), V((int)a->district),
		place_v(a->at, a->at.lat_e7), place_v(a->at, a->at.lon_e7), V((int)a->radius_m), V(a->station_place), V(a->doubt), V(due),
		V(a->id), V(a->ver)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "the alert has changed; try again");
	*ret_told = tell ? AT_UPDATED : AT_COUNTED;
	return alert_get(cx, (alert_id){ a->id }, a);
}

int alert_raise(struct cx *cx, const struct detection *d, int64_t quiet_ms, struct alert *ret, enum alert_told *ret_told)
{
	char tag[TAG_TEXT];
	struct alert a;
	enum alert_told told = AT_OPENED;
	struct err before = cx->err;

	int rc = get(cx, &q_open_of, &a, BIND(V(d->theft.v), V(str_of(tag_text(d->tag, tag)))));
	if (rc == E_NOTFOUND) {
		cx->err = before;
		TRY(open_alert(cx, d, &a));
	} else {
		TRY(rc);
		TRY(again(cx, d, quiet_ms, &a, &told));
	}
	TRY(keep(cx, d, a.id));
	*ret = a;
	*ret_told = told;
	return 0;
}

struct pos { int64_t lsn, n; };

static void read_pos(struct sql_row *r, void *ret)
{
	struct pos *p = ret;

	p->lsn = sql_i64(r);
	p->n = sql_i64(r);
}

int alert_position(struct cx *cx, uint64_t *ret_lsn, uint32_t *ret_n)
{
	struct pos p = { 0, 0 };
	struct err before = cx->err;

	int rc = sql_one(cx, &q_position, read_pos, &p, BIND_NONE);
	if (rc == E_NOTFOUND)
		cx->err = before;
	else
		TRY(rc);
	*ret_lsn = (uint64_t)p.lsn;
	*ret_n = (uint32_t)p.n;
	return 0;
}

struct each { alert_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct alert a;

	alert_read(r, cx->arena, &a);
	return e->fn(cx, &a, e->arg);
}

int alert_list(struct cx *cx, const struct alert_filter *f, int max, alert_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_list, each_row, &e, BIND(V(f->before > 0 ? f->before : INT64_MAX), V(f->open), V(f->shelved), V(cx->now), V(f->flood), V(max)));
}

int alert_unordered(struct cx *cx, int max, alert_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_unordered, each_row, &e, BIND(V(cx->now), V(max)));
}

int alert_ordered(struct cx *cx, alert_id id)
{
	TRY(sql_exec(cx, &q_ordered, BIND(V(id.v))));
	return 0;
}

int alert_confirm(struct cx *cx, alert_id id)
{
	TRY(sql_exec(cx, &q_confirm, BIND(V(id.v))));
	return 0;
}

int alert_ack(struct cx *cx, struct alert *a, str who)
{
	if (a->state != AS_NEW)
		return FAIL(cx, E_STATE, "the alert is %.*s already", STR_ARG(alert_state_names[a->state]));
	int n = sql_exec(cx, &q_ack, BIND(V(cx->actor.v), V(who), V(cx->now), V(a->id), V(a->ver)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "the alert has changed; read it again");
	return alert_get(cx, (alert_id){ a->id }, a);
}

struct open_list { struct alert a[OPEN_MAX]; int n; };

static int gather(struct cx *cx, const struct alert *a, void *arg)
{
	struct open_list *l = arg;

	(void)cx;
	ASSERT(l->n < OPEN_MAX);
	l->a[l->n++] = *a;
	return 0;
}

int alert_close_all(struct cx *cx, theft_id theft, alert_fn *fn, void *arg)
{
	struct open_list l = { .n = 0 };
	struct each e = { gather, &l };

	TRY(sql_each(cx, &q_open_of_case, each_row, &e, BIND(V(theft.v))));
	for (int i = 0; i < l.n; i++) {
		TRY(sql_exec(cx, &q_close, BIND(V(cx->now), V(l.a[i].id))));
		TRY(alert_get(cx, (alert_id){ l.a[i].id }, &l.a[i]));
		TRY(fn(cx, &l.a[i], arg));
	}
	return l.n;
}
