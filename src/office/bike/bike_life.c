/* bike_life — the life of a registration as one table, and the flags that stand in its way. See bike.h (B5, B6). */
#include <stdio.h>

#include "bike_int.h"
#include "bike_life_sql.h"
#include "office/bike/bike_bulk.h"

SQL_STATEMENTS(bike_life)

const str bike_event_words[BE_N] = { SI("transfer"), SI("deregister"), SI("restore"), SI("replate"), SI("retag"), SI("change") };

/* Flags a bike may carry and what each of them stops. domain.md 2.1: transfers are blocked by C G I J K L N O of the status code list. */
enum { T = 1 << BE_TRANSFER, D = 1 << BE_DEREGISTER, P = 1 << BE_REPLATE, G = 1 << BE_RETAG, C = 1 << BE_CHANGE };
static const struct { str name; unsigned blocks; } flags[] = {
	{ SI("stolen"),          T | D | P | G | C },   /* an open theft case */
	{ SI("impounded"),       T | D | C },
	{ SI("violation_open"),  T | D },
	{ SI("accident_open"),   T | D | C },
	{ SI("sealed"),          T | D | P | C },   /* by a court or the police */
	{ SI("suspect"),         T | D | C },
	{ SI("locked"),          T | D | P | G | C },
	{ SI("hit_and_run"),     T | D | C },
	{ SI("clone_suspect"),   T | C },
	{ SI("duplicate"),       T },               /* a number stands twice and nobody has decided yet */
	{ SI("correction_open"), T | C },
	{ SI("claim_open"),      T | D },
	{ SI("transfer_open"),   D },               /* another transfer is in work */
	{ SI("silent_tag"),      0 },
	{ SI("low_battery"),     0 },
	{ SI("plate_lost"),      0 },
	{ SI("plan_expired"),    0 },
};

static const struct { enum bike_life from; enum bike_event on; unsigned who; enum bike_life to; } life_rows[] = {
	/* from            on             who                          to */
	{ BL_REGISTERED,   BE_TRANSFER,   ROLE_CLERK | ROLE_OWNER,     BL_REGISTERED },
	{ BL_REGISTERED,   BE_DEREGISTER, ROLE_CLERK | ROLE_OFFICER,   BL_DEREGISTERED },
	{ BL_REGISTERED,   BE_REPLATE,    ROLE_CLERK,                  BL_REGISTERED },
	{ BL_REGISTERED,   BE_RETAG,      ROLE_CLERK,                  BL_REGISTERED },
	{ BL_REGISTERED,   BE_CHANGE,     ROLE_CLERK,                  BL_REGISTERED },
	{ BL_DEREGISTERED, BE_RESTORE,    ROLE_OFFICER,                BL_REGISTERED },
};

static unsigned blocks_of(str flag)
{
	for (size_t i = 0; i < COUNTOF(flags); i++)
		if (str_eq(flags[i].name, flag))
			return flags[i].blocks;
	return 0;
}

bool bike_flag_known(str flag)
{
	for (size_t i = 0; i < COUNTOF(flags); i++)
		if (str_eq(flags[i].name, flag))
			return true;
	return false;
}

struct gather { struct bike_refusals *ret; enum bike_event ev; };

static int gather(struct cx *cx, const struct bike_flag *f, void *arg)
{
	struct gather *g = arg;

	if (!(blocks_of(f->flag) & 1u << g->ev) || g->ret->n == BIKE_REFUSALS)
		return 0;
	for (int i = 0; i < g->ret->n; i++)
		if (str_eq(g->ret->flag[i], f->flag))
			return 0;
	g->ret->flag[g->ret->n++] = arena_str(cx->arena, f->flag);
	return 0;
}

static int refuse(struct cx *cx, const struct bike_refusals *r)
{
	char list[256] = "";
	size_t n = 0;

	for (int i = 0; i < r->n && n < sizeof list - 20; i++)
		n += (size_t)snprintf(list + n, sizeof list - n, "%s%.*s", i ? ", " : "", STR_ARG(r->flag[i]));
	return FAIL(cx, E_STATE, "this cannot be done while these stand against the bike: %s", list);
}

int bike_may(struct cx *cx, const struct bike *b, enum bike_event ev, struct bike_refusals *ret)
{
	struct gather g = { ret, ev };

	*ret = (struct bike_refusals){ .n = 0 };
	for (size_t i = 0; i < COUNTOF(life_rows); i++) {
		if (life_rows[i].from != b->life || life_rows[i].on != ev)
			continue;
		if (!(life_rows[i].who & (cx->roles | (cx->roles & ROLE_SYSTEM ? ~0u : 0))))
			return FAIL(cx, E_DENIED, "this step is not for your role");
		TRY(bike_flags(cx, b->id, true, gather, &g));
		return ret->n ? refuse(cx, ret) : 0;
	}
	ret->flag[ret->n++] = bike_life_words[b->life];
	return refuse(cx, ret);
}

static int transfer(struct cx *cx, struct bike *b, owner_id to, str reason)
{
	struct ownership now;

	TRY(bike_owner_now(cx, b->id, &now));
	if (to.v == 0 || to.v == now.owner.v)
		return FAIL_FIELD(cx, E_STATE, "owner", "the new owner is the old one");
	if (cx->now <= now.from)
		return FAIL(cx, E_STATE, "the bike came to its owner at this very instant; try again");
	TRY(bike_changed(cx, sql_exec(cx, &q_touch, BIND(V(b->id.v), V(b->ver)))));
	TRY(sql_exec(cx, &q_own_end, BIND(V(cx->now), V(b->id.v))));
	TRY(sql_exec(cx, &q_own_add, BIND(V(b->id.v), V(to.v), V(cx->now), V(S("transfer")))));
	return bike_note(cx, b->id, bike_event_words[BE_TRANSFER], arena_fmt(cx->arena, "{\"from\":%lld,\"to\":%lld,\"reason\":\"%.*s\"}",
	                 (long long)now.owner.v, (long long)to.v, STR_ARG(reason)));
}

static bool coded(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '_'))
			return false;
	return s.n <= 32;
}

int bike_step(struct cx *cx, struct bike *b, enum bike_event ev, owner_id to, str reason)
{
	struct bike_refusals no;

	TRY(bike_may(cx, b, ev, &no));
	if (!coded(reason))
		return FAIL_FIELD(cx, E_INVALID, "reason", "must be a coded word");
	if (ev == BE_TRANSFER) {
		TRY(transfer(cx, b, to, reason));
	} else if (ev == BE_DEREGISTER || ev == BE_RESTORE) {
		enum bike_life life = ev == BE_DEREGISTER ? BL_DEREGISTERED : BL_REGISTERED;
		str state = life == BL_REGISTERED ? S("live") : S("ended");
		TRY(bike_changed(cx, sql_exec(cx, &q_set_life, BIND(V(bike_life_words[life]), V(state), V(b->id.v), V(b->ver)))));
		TRY(bike_note(cx, b->id, bike_event_words[ev], arena_fmt(cx->arena, "{\"reason\":\"%.*s\"}", STR_ARG(reason))));
	} else {
		BUG("bike_retag, bike_replate and bike_change write these");
	}
	return bike_get(cx, b->id, b);
}

/* --- owners over time --- */

struct own_one { struct arena *arena; struct ownership o; };

static void read_own(struct sql_row *r, struct ownership *o)
{
	o->id = sql_i64(r);
	o->bike.v = sql_i64(r);
	o->owner.v = sql_i64(r);
	o->from = sql_i64(r);
	o->until = sql_i64(r);
	o->how = sql_str(r);
}

static void read_own_one(struct sql_row *r, void *ret)
{
	struct own_one *o = ret;

	read_own(r, &o->o);
	o->o.how = arena_str(o->arena, o->o.how);
}

static int own_get(struct cx *cx, const struct sql_stmt *q, struct ownership *ret, const struct sqlv *v, size_t n)
{
	struct own_one o = { .arena = cx->arena };

	TRY(sql_one(cx, q, read_own_one, &o, v, n));
	*ret = o.o;
	return 0;
}

int bike_owner_now(struct cx *cx, bike_id id, struct ownership *ret)
{
	return own_get(cx, &q_own_now, ret, BIND(V(id.v)));
}

int bike_owner_is(struct cx *cx, bike_id id, owner_id owner, struct ownership *ret)
{
	return own_get(cx, &q_own_is, ret, BIND(V(id.v), V(owner.v)));
}

int bike_owner_at(struct cx *cx, bike_id id, utc_ms t, struct ownership *ret)
{
	return own_get(cx, &q_own_at, ret, BIND(V(id.v), V(t)));
}

int bike_owned_by(struct cx *cx, bike_id id, owner_id owner, struct ownership *ret)
{
	return own_get(cx, &q_own_by, ret, BIND(V(id.v), V(owner.v)));
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int bike_tag_span(struct cx *cx, bike_id id, tag_id tag, utc_ms *ret_from, utc_ms *ret_until)
{
	char text[TAG_TEXT];
	utc_ms until = INT64_MAX, from;
	struct bike b;

	TRY(bike_get(cx, id, &b));
	if (b.tag.v != tag.v)
		TRY(sql_one(cx, &q_tag_until, read_int, &until, BIND(V(id.v), V(str_of(tag_text(tag, text))))));
	else if (b.life != BL_REGISTERED)
		TRY(sql_one(cx, &q_off_at, read_int, &until, BIND(V(id.v))));
	TRY(sql_one(cx, &q_tag_from, read_int, &from, BIND(V(id.v), V(until))));
	*ret_from = from;
	*ret_until = until;
	return 0;
}

int bike_of_old_tag(struct cx *cx, tag_id tag, utc_ms t, bike_id *ret)
{
	char text[TAG_TEXT];

	return sql_one(cx, &q_of_old_tag, read_int, &ret->v, BIND(V(str_of(tag_text(tag, text))), V(t)));
}

struct own_each { ownership_fn *fn; void *arg; };

static int own_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct own_each *e = arg;
	struct ownership o;

	read_own(r, &o);
	return e->fn(cx, &o, e->arg);
}

int bike_owners(struct cx *cx, bike_id id, ownership_fn *fn, void *arg)
{
	struct own_each e = { fn, arg };

	return sql_each(cx, &q_own_all, own_row, &e, BIND(V(id.v)));
}

int bike_ownerships(struct cx *cx, owner_id owner, int64_t before, int max, ownership_fn *fn, void *arg)
{
	struct own_each e = { fn, arg };

	return sql_each(cx, &q_own_of, own_row, &e, BIND(V(owner.v), V(before > 0 ? before : INT64_MAX), V(max)));
}

int bike_owner_merged(struct cx *cx, owner_id keep, owner_id gone)
{
	return sql_exec(cx, &q_own_merged, BIND(V(keep.v), V(gone.v)));
}

/* --- flags --- */

int bike_flag_set(struct cx *cx, bike_id id, str flag, str source, int64_t ref, str reason)
{
	size_t i = 0;

	while (i < COUNTOF(flags) && !str_eq(flags[i].name, flag))
		i++;
	if (i == COUNTOF(flags))
		return FAIL_FIELD(cx, E_INVALID, "flag", "no such flag");
	int n = sql_exec(cx, &q_flag_add, BIND(V(id.v), V(flag), V(source), V(ref), V(reason), V(cx->now), V(cx->actor.v)));
	TRY(n);
	if (n)
		TRY(bike_note(cx, id, S("flag"), arena_fmt(cx->arena, "{\"flag\":\"%.*s\",\"on\":true}", STR_ARG(flag))));
	return n;
}

int bike_flag_end(struct cx *cx, bike_id id, str flag, str source, int64_t ref)
{
	int n = sql_exec(cx, &q_flag_end, BIND(V(cx->now), V(cx->actor.v), V(id.v), V(flag), V(source), V(ref)));

	TRY(n);
	if (n)
		TRY(bike_note(cx, id, S("flag"), arena_fmt(cx->arena, "{\"flag\":\"%.*s\",\"on\":false}", STR_ARG(flag))));
	return n;
}

struct flag_each { bike_flag_fn *fn; void *arg; };

static int flag_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct flag_each *e = arg;
	struct bike_flag f;

	f.id = sql_i64(r);
	f.bike.v = sql_i64(r);
	f.flag = sql_str(r);
	f.source = sql_str(r);
	f.reason = sql_str(r);
	f.ref = sql_i64(r);
	f.since = sql_i64(r);
	f.until = sql_i64(r);
	f.actor.v = sql_i64(r);
	f.ended_by.v = sql_i64(r);
	return e->fn(cx, &f, e->arg);
}

int bike_flags(struct cx *cx, bike_id id, bool open_only, bike_flag_fn *fn, void *arg)
{
	struct flag_each e = { fn, arg };

	return sql_each(cx, &q_flags, flag_row, &e, BIND(V(id.v), V(open_only)));
}

int bike_has_flag(struct cx *cx, bike_id id, str flag, bool *ret)
{
	int64_t n;

	TRY(sql_one(cx, &q_has_flag, read_int, &n, BIND(V(id.v), V(flag))));
	*ret = n > 0;
	return 0;
}
