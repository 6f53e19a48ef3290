/* flow_test — a case across rooms against a fake of the engines: watch list, hits, alerts, trails, health; and the routes. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"


#include "base/utc.h"
#include "flow/api.h"
#include "flow/flow_alert.h"
#include "flow/flow_bike.h"
#include "flow/flow_station.h"
#include "flow/flow_theft.h"
#include "flow/flow_foresee.h"
#include "flow/flow_track.h"
#include "flow/outbox.h"
#include "office/account/account_testkit.h"
#include "office/owner/owner_testkit.h"
#include "office/alert/alert.h"
#include "office/audit/audit.h"
#include "office/policy/policy.h"
#include "serve/http/route.h"

/* --- the engines, faked --- */

static struct fake {
	struct watch_change put[32];
	int nput, fail_after;           /* puts that succeed before E_STORE; -1: all */
	int trail_asked, audits_when_asked;
	struct visit visits[8];
	uint32_t nvisits;
	utc_ms asked_from, asked_to;
	struct station_health health[4];
	uint16_t health_ix[4];
	uint32_t nhealth;
	struct testdb *t;
	int placed, place_calls; bool place_fails;
	char key_name[33]; size_t key_n; int quarantine;
	struct visit seen[8]; uint32_t nseen; int foresee_asked;
} fake;

static int fake_watch_put(void *self, const struct watch_change *c, struct err *e)
{
	(void)self;
	if (fake.fail_after == 0)
		return ERR(e, E_STORE, "the journal is not available");
	fake.fail_after -= fake.fail_after > 0;
	fake.put[fake.nput++] = *c;
	return 0;
}

static int fake_stations_put(void *self, const struct station_place *p, size_t n, struct err *e)
{
	(void)self, (void)p;
	if (fake.place_fails)
		return ERR(e, E_STORE, "the journal is not available");
	fake.placed += (int)n;
	fake.place_calls++;
	return 0;
}

static int fake_station_key(void *self, const char *name, const uint8_t *key, size_t n, struct err *e)
{
	(void)self, (void)key, (void)e;
	snprintf(fake.key_name, sizeof fake.key_name, "%s", name);
	fake.key_n = n;
	return 0;
}

static int fake_quarantine(void *self, uint16_t ix, bool on, struct err *e)
{
	(void)self, (void)ix, (void)e;
	fake.quarantine = on;
	return 0;
}

static int count_audit(struct cx *cx, const struct audit_row *row, void *arg)
{
	(void)cx, (void)row;
	++*(int *)arg;
	return 0;
}

static int audits(struct cx *cx, const char *verb)
{
	int n = 0;

	DONE(cx, audit_list(cx, 0, str_of(verb), (account_id){ 0 }, 1000, count_audit, &n));
	return n;
}

/* Looks through a second connection: only what is committed is seen there. */
static int fake_trail_tag(void *self, struct arena *a, tag_id tag, utc_ms from, utc_ms to, uint32_t max, struct visit **ret, uint32_t *ret_n, bool *ret_more, struct err *e)
{
	struct cx other = testdb_second(fake.t, 0);

	(void)self, (void)a, (void)tag, (void)max, (void)e;
	fake.trail_asked++;
	fake.audits_when_asked = audits(&other, "trail.read");
	sql_close(other.db);
	fake.asked_from = from;
	fake.asked_to = to;
	*ret = fake.visits;
	*ret_n = fake.nvisits;
	*ret_more = false;
	return 0;
}

static int fake_trail_station(void *self, struct arena *a, uint16_t ix, utc_ms from, utc_ms to, uint32_t max, struct visit **ret, uint32_t *ret_n, bool *ret_more, struct err *e)
{
	(void)ix;
	return fake_trail_tag(self, a, (tag_id){ 0 }, from, to, max, ret, ret_n, ret_more, e);
}

static int fake_uptime(void *self, struct arena *a, uint16_t ix, utc_ms from, utc_ms to, utc_ms (**ret)[2], uint32_t *ret_n, struct err *e)
{
	(void)self, (void)e;
	*ret = arena_alloc(a, sizeof **ret);
	(*ret)[0][0] = from;
	(*ret)[0][1] = ix == 1 ? from : from + (to - from) / 2;   /* station 1 was down all the time */
	*ret_n = 1;
	return 0;
}

static int fake_live(void *self, tag_id tag, struct fix *ret, bool *ret_known, struct heard *h, int *io_nh, struct err *e)
{
	(void)self, (void)tag, (void)ret, (void)h, (void)e;
	*ret_known = false;
	*io_nh = 0;
	return 0;
}

static int fake_health_all(void *self, struct arena *a, struct station_health **ret, uint16_t **ret_ix, uint32_t *ret_n)
{
	(void)self, (void)a;
	*ret = fake.health;
	*ret_ix = fake.health_ix;
	*ret_n = fake.nhealth;
	return 0;
}

static int fake_foresee(void *self, const struct visit *own, uint32_t n, utc_ms now, struct next_answer *ret_next, struct dark_answer *ret_dark, int32_t *ret_days)
{
	(void)self;
	fake.foresee_asked++;
	fake.nseen = n;
	memcpy(fake.seen, own, MIN(n, (uint32_t)COUNTOF(fake.seen)) * sizeof *own);
	*ret_days = 3;
	*ret_next = (struct next_answer){ .station = 1, .since = now - 60000, .trust = NEXT_FAIR, .steps_here = 50, .n = 1,
		.guess = { { .station = 0, .p = 0.75, .early = now, .eta = now + 1000, .late = now + 2000, .steps_own = 1, .row = { 0 }, .rows = 1 } } };
	*ret_dark = (struct dark_answer){ .verdict = DARK_RARE, .station = 1, .since = now - HOUR_MS, .silent_ms = HOUR_MS, .longer = 0.02, .n = 1,
		.around = { { .station = 1, .weight = 1, .up = -1 } } };
	return 0;
}

static const struct track_port port = {
	.watch_put = fake_watch_put, .stations_put = fake_stations_put, .station_key = fake_station_key, .station_quarantine = fake_quarantine,
	.trail_tag = fake_trail_tag, .trail_station = fake_trail_station, .uptime = fake_uptime, .live_tag = fake_live, .health_all = fake_health_all, .foresee = fake_foresee,
};

/* --- the world --- */

static bike_id bike;
static struct station s0, s1;

static struct station add_station(struct cx *cx, const char *name, int32_t lat_e7)
{
	struct station_new n = { .district = 430405, .at = { lat_e7, 1125720000 }, .range_m = 100, .role = S(""), .place = S("解放路 中心") };
	uint8_t key[STATION_KEY];
	struct station s;

	assert_true(station_name_parse(str_of(name), &n.name));
	DONE(cx, flow_station_add(cx, &n, key, &s));
	return s;
}

static int setup(void **state)
{
	static struct testdb t;
	struct bike_new n = { .tag = { 0xab }, .how = S("register") };
	account_id officer;

	testdb_open(&t);
	fake = (struct fake){ .fail_after = -1, .t = &t };
	t.cx.track = &port;
	s0 = add_station(&t.cx, "S0", 268940000);
	s1 = add_station(&t.cx, "S1", 268960000);
	assert_true(plate_parse(S("衡（电动）阳AB58"), &n.plate));
	t.cx.now -= 30ll * DAY_MS;
	n.owner = kit_owner(&t.cx, "李四光", "13800001111");
	DONE(&t.cx, bike_add(&t.cx, &n, &bike));
	t.cx.now += 30ll * DAY_MS;
	officer = kit_account(&t.cx, "officer", "correct horse", ROLE_POLICE, NULL);
	t.cx.actor = officer;
	t.cx.roles = ROLE_POLICE;
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

static struct theft report(struct cx *cx)
{
	struct flow_report r = { .bike = bike, .last_seen_at = cx->now - HOUR_MS, .missing_at = cx->now - MINUTE_MS, .place = S(""), .note = S(""),
	                         .has_place = true, .at = { 268940000, 1125720000 }, .watch = true };
	struct theft t;

	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_theft_report(cx, &r, &t));
	DONE(cx, sql_commit(cx));
	return t;
}

static void step(struct cx *cx, struct theft *t, enum theft_event ev)
{
	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_theft_step(cx, t->id, ev, 0, S(""), t));
	DONE(cx, sql_commit(cx));
}

static struct watch_hit hit_of(const struct theft *t, uint64_t lsn, utc_ms heard, bool late)
{
	return (struct watch_hit){ .lsn = lsn, .n = 1, .tag = 0xab, .case_id = t->id.v, .station = 0, .district = 430405, .heard = heard,
	                           .recv = heard + 100, .rssi = -60, .severity = 2, .late = late };
}

struct told { char kinds[512]; };

static int take_told(struct cx *cx, const struct outbox_row *row, void *arg)
{
	struct told *t = arg;
	size_t k = strlen(t->kinds);
	char body[2048];

	(void)cx;
	snprintf(body, sizeof body, "%.*s", STR_ARG(row->body));
	char *kind = strstr(body, "\"kind\":\"");
	assert_non_null(kind);
	kind += 8;
	snprintf(t->kinds + k, sizeof t->kinds - k, "%.*s.%.*s ", STR_ARG(row->topic), (int)strcspn(kind, "\""), kind);
	assert_null(strstr(body, "李四光"));        /* no name leaves in an event */
	assert_null(strstr(body, "13800001111"));
	if (str_eq(row->topic, S("station")))
		assert_non_null(strstr(body, "\"name\":\"S1\",\"place\":\"解放路 中心\""));
	return 0;
}

static int told_to_nobody(struct cx *cx, const struct outbox_row *row, void *arg)
{
	(void)cx, (void)arg;
	fail_msg("an insurer is told of a %.*s", STR_ARG(row->topic));
	return 0;
}

static const char *told(struct cx *cx)
{
	static struct told t;

	t.kinds[0] = 0;
	DONE(cx, outbox_after(cx, 0, ROLE_INSURER, 1000, told_to_nobody, NULL));
	DONE(cx, outbox_after(cx, 0, ROLE_STAFF, 1000, take_told, &t));
	return t.kinds;
}

static void one_report_fans_out_and_its_undoing_ends_it(void **state)
{
	struct cx *cx = CX;
	struct theft t = report(cx);
	struct alert a;

	assert_int_equal(t.state, TS_WATCHED);
	assert_true(str_starts(t.number, S("430405-")));
	assert_int_equal(fake.nput, 1);
	assert_int_equal(fake.put[0].op, WATCH_ADD);
	assert_int_equal(fake.put[0].tag, 0xab);
	assert_int_equal(fake.put[0].case_id, t.id.v);
	struct watch_hit h = hit_of(&t, 10, cx->now, false);
	DONE(cx, flow_alert_hit(cx, &h, NULL));
	DONE(cx, theft_get(cx, t.id, &t));
	assert_int_equal(t.state, TS_LOCATED);
	assert_int_equal(t.located_at, cx->now);
	step(cx, &t, TE_RECOVER);
	assert_int_equal(fake.nput, 2);
	assert_int_equal(fake.put[1].op, WATCH_REMOVE);
	assert_true(fake.put[1].version > fake.put[0].version);
	DONE(cx, alert_of(cx, t.id, &a));
	assert_int_equal(a.state, AS_CLOSED);
	step(cx, &t, TE_REOPEN);
	assert_int_equal(fake.put[2].op, WATCH_ADD);
	assert_string_equal(told(cx), "theft.opened alert.opened theft.located alert.closed theft.updated theft.updated ");
}

static void a_watch_the_journal_refused_is_repeated_until_it_is_taken(void **state)
{
	struct cx *cx = CX;

	fake.fail_after = 0;
	struct theft t = report(cx);         /* the report itself succeeds */
	assert_int_equal(t.state, TS_WATCHED);
	assert_int_equal(fake.nput, 0);
	REFUSED(cx, E_STORE, flow_watch_reconcile(cx));
	step(cx, &t, TE_WITHDRAW);
	fake.fail_after = 1;
	REFUSED(cx, E_STORE, flow_watch_reconcile(cx));
	fake.fail_after = -1;
	assert_int_equal(flow_watch_reconcile(cx), 1);
	assert_int_equal(fake.nput, 2);      /* each once, in order */
	assert_true(fake.put[0].op == WATCH_ADD && fake.put[1].op == WATCH_REMOVE);
	assert_int_equal(flow_watch_reconcile(cx), 0);
}

static void AL1_AL2_a_replayed_hit_adds_nothing_and_one_alert_is_open(void **state)
{
	struct cx *cx = CX;
	struct theft t = report(cx);
	struct watch_hit h = hit_of(&t, 10, cx->now, false);
	struct alert a;
	int64_t n;
	uint64_t lsn;
	uint32_t k;

	for (int i = 0; i < 3; i++)
		DONE(cx, flow_alert_hit(cx, &h, NULL));
	h.lsn = 11;
	h.heard += 1000;
	DONE(cx, flow_alert_hit(cx, &h, NULL));
	DONE(cx, alert_open_count(cx, &n));
	assert_int_equal(n, 1);
	DONE(cx, alert_of(cx, t.id, &a));
	assert_int_equal(a.count, 2);
	assert_string_equal(told(cx), "theft.opened alert.opened theft.located ");   /* counted, not told again */
	h.lsn = 12;
	h.district = 430406;
	DONE(cx, flow_alert_hit(cx, &h, NULL));
	assert_non_null(strstr(told(cx), "alert.updated "));
	DONE(cx, flow_alert_position(cx, &lsn, &k));
	assert_true(lsn == 12 && k == 1);
	/* the database itself refuses a second open alert */
	static const struct sql_stmt twice = { "t.twice", "INSERT INTO alert (theft, subject, state, severity, late, first_heard_at, last_heard_at, "
		"issued_at, number, bike, plate, station, station_name, district) SELECT theft, subject, 'new', severity, late, 1, 1, 1, number, bike, "
		"plate, station, station_name, district FROM alert", 0, 0 };
	static const struct sql_stmt *const list[] = { &twice };
	sql_register(list, 1);
	REFUSED(cx, E_STATE, sql_exec(cx, &twice, BIND_NONE));
}

static void AL3_late_evidence_is_labelled_and_moves_nothing(void **state)
{
	struct cx *cx = CX;
	struct theft t = report(cx);
	struct watch_hit h = hit_of(&t, 10, cx->now - 30 * MINUTE_MS, true);
	struct alert a;

	DONE(cx, flow_alert_hit(cx, &h, NULL));
	DONE(cx, theft_get(cx, t.id, &t));
	assert_int_equal(t.state, TS_WATCHED);
	DONE(cx, alert_of(cx, t.id, &a));
	assert_true(a.late);
	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_alert_ack(cx, (alert_id){ a.id }, S("王警官"), &a));
	DONE(cx, sql_commit(cx));
	assert_int_equal(a.state, AS_ACKED);
	REFUSED(cx, E_STATE, alert_ack(cx, &a, S("x")));
	h = hit_of(&t, 11, cx->now, false);
	DONE(cx, flow_alert_hit(cx, &h, NULL));
	DONE(cx, alert_of(cx, t.id, &a));
	assert_false(a.late);
	assert_int_equal(a.state, AS_NEW);       /* it became a siren: somebody must look again */
	h = hit_of(&t, 12, cx->now - HOUR_MS / 2, true);
	DONE(cx, flow_alert_hit(cx, &h, NULL));
	DONE(cx, alert_of(cx, t.id, &a));
	assert_false(a.late);
	assert_int_equal(a.last_heard_at, cx->now);   /* late rows never move it back */
	assert_true(str_eq(a.station_place, S("解放路 中心")));
}

static void a_hit_on_a_closed_or_unknown_case_is_kept_without_alert(void **state)
{
	struct cx *cx = CX;
	struct theft t = report(cx);
	struct watch_hit h = hit_of(&t, 10, cx->now, false);
	int64_t n;
	uint64_t lsn;
	uint32_t k;

	step(cx, &t, TE_WITHDRAW);
	DONE(cx, flow_alert_hit(cx, &h, NULL));
	h.lsn = 11;
	h.case_id = 999;
	h.station = 500;
	DONE(cx, flow_alert_hit(cx, &h, NULL));
	DONE(cx, alert_open_count(cx, &n));
	assert_int_equal(n, 0);
	DONE(cx, flow_alert_position(cx, &lsn, &k));
	assert_int_equal(lsn, 11);
}

static void P1_no_case_no_trail_and_the_audit_is_first(void **state)
{
	struct cx *cx = CX;
	struct trail_answer a;
	struct passages_answer p;
	struct live_answer live;

	REFUSED(cx, E_NOTFOUND, flow_trail(cx, (theft_id){ 5 }, 0, 0, &a));
	assert_int_equal(fake.trail_asked, 0);
	assert_int_equal(audits(cx, "trail.read.refused"), 1);
	struct theft t = report(cx);
	DONE(cx, flow_trail(cx, t.id, 1, cx->now + DAY_MS, &a));
	assert_int_equal(fake.trail_asked, 1);
	assert_int_equal(fake.audits_when_asked, 1);   /* on disk before the engines were asked */
	assert_int_equal(fake.asked_from, t.last_seen_at - DAY_MS);
	assert_int_equal(fake.asked_to, cx->now);
	REFUSED(cx, E_STATE, flow_trail(cx, t.id, 1, t.last_seen_at - DAY_MS, &a));   /* wholly outside the window */
	fake.visits[0] = (struct visit){ .tag = 0xab, .station = 0, .hits = 1, .first = cx->now - 5000, .last = cx->now };
	fake.visits[1] = (struct visit){ .tag = 0xcd, .station = 0, .hits = 1, .first = cx->now - 5000, .last = cx->now };
	fake.nvisits = 2;
	DONE(cx, flow_passages(cx, s0.id.v, t.id, 0, 0, &p));
	assert_int_equal(p.nown, 1);
	assert_int_equal(p.others, 1);                 /* a count, no identity */
	assert_int_equal(p.own[0].tag.v, 0xab);
	step(cx, &t, TE_RETURN);
	int asked = fake.trail_asked;
	/* a page that shows the case as it was: it is told so, nothing is looked at and nothing refused */
	DONE(cx, flow_trail_seen(cx, t.id, 0, 0, t.ver - 1, &a));
	assert_true(a.moved && !a.nvisits && !a.npositions && !a.from);
	DONE(cx, flow_live(cx, t.id, t.ver - 1, &live));
	assert_true(live.moved && !live.known && !live.naround && !live.nhearings);
	assert_int_equal(audits(cx, "trail.read.refused") + audits(cx, "live.read") + audits(cx, "live.read.refused"), 2);
	REFUSED(cx, E_STATE, flow_trail_seen(cx, t.id, 0, 0, t.ver, &a));
	REFUSED(cx, E_STATE, flow_live(cx, t.id, t.ver, &live));
	assert_int_equal(audits(cx, "trail.read.refused") + audits(cx, "live.read.refused"), 4);
	REFUSED(cx, E_STATE, flow_trail(cx, t.id, 0, 0, &a));
	REFUSED(cx, E_STATE, flow_passages(cx, s0.id.v, t.id, 0, 0, &p));
	assert_int_equal(fake.trail_asked, asked);
	assert_int_equal(audits(cx, "trail.read.refused"), 4);
	/* another officer is not served */
	step(cx, &t, TE_REOPEN);
	cx->actor.v += 1;
	REFUSED(cx, E_DENIED, flow_trail(cx, t.id, 0, 0, &a));
	cx->actor.v -= 1;
	/* where the policy is not so strict, a case officer reads any open case's trail, a station officer that of his own case */
	DONE(cx, policy_set(cx, S("case.trail_assigned_only"), civil_of(cx->now), S("0")));
	cx->roles = ROLE_OFFICER;
	DONE(cx, flow_trail(cx, t.id, 0, 0, &a));
	cx->actor.v += 1;
	REFUSED(cx, E_DENIED, flow_trail(cx, t.id, 0, 0, &a));
	cx->roles = ROLE_CASE;
	DONE(cx, flow_trail(cx, t.id, 0, 0, &a));
	cx->actor.v -= 1;
	cx->roles = ROLE_POLICE;
	DONE(cx, flow_trail(cx, t.id, 0, 0, &a));
}

static void the_live_view_is_audited_once_a_minute(void **state)
{
	struct cx *cx = CX;
	struct theft t = report(cx);
	struct live_answer a;

	DONE(cx, flow_live(cx, t.id, 0, &a));
	assert_false(a.known);
	assert_int_equal(a.naround, 2);
	for (size_t i = 0; i < 2; i++)
		assert_true(str_eq(a.around[i].place, S("解放路 中心")));
	cx->now += 59 * SECOND_MS;
	DONE(cx, flow_live(cx, t.id, 0, &a));
	assert_int_equal(audits(cx, "live.read"), 1);
	cx->now += 2 * SECOND_MS;
	DONE(cx, flow_live(cx, t.id, 0, &a));
	assert_int_equal(audits(cx, "live.read"), 2);
}

static void gaps_say_who_was_listening(void **state)
{
	struct cx *cx = CX;
	struct theft t = report(cx);
	struct trail_answer a;
	utc_ms at = t.last_seen_at;

	fake.visits[0] = (struct visit){ .tag = 0xab, .station = 0, .hits = 3, .rssi_max = -60, .first = at, .last = at + 60000, .flags = VF_CLOCK };
	fake.visits[1] = (struct visit){ .tag = 0xab, .station = 1, .hits = 3, .rssi_max = -70, .first = at + 120000, .last = at + 180000 };
	fake.visits[2] = (struct visit){ .tag = 0xab, .station = 1, .hits = 3, .rssi_max = -70, .first = at + 780000, .last = cx->now, .flags = VF_OPEN };
	fake.nvisits = 3;
	DONE(cx, flow_trail(cx, t.id, 0, 0, &a));
	assert_int_equal(a.nvisits, 3);
	assert_true(a.visits[0].clock_doubt && !a.visits[1].clock_doubt && a.visits[2].open);
	assert_int_equal(a.visits[1].station_id, s1.id.v);
	assert_true(str_eq(a.visits[1].place, S("解放路 中心")));
	assert_int_equal(a.ngaps, 1);        /* one minute between stations is a ride, ten minutes are a gap */
	assert_int_equal(a.gaps[0].from, at + 180000);
	assert_int_equal(a.gaps[0].to, at + 780000);
	assert_int_equal(a.gaps[0].n, 2);
	for (size_t i = 0; i < a.gaps[0].n; i++)
		assert_true(str_eq(a.gaps[0].stations[i].place, S("解放路 中心")));
	for (size_t i = 0; i < a.gaps[0].n; i++)
		assert_int_equal((int)a.gaps[0].stations[i].up_pct, a.gaps[0].stations[i].id == s1.id.v ? 0 : 50);
	assert_int_equal(a.npositions, 3);
	assert_true(a.positions[0].radius_m > 0);
}

static void what_is_foreseen_is_a_look_at_the_trail(void **state)
{
	struct cx *cx = CX;
	struct theft t = report(cx);
	struct next_seen n;
	struct dark_seen d;
	utc_ms at = t.last_seen_at;

	fake.visits[0] = (struct visit){ .tag = 0xab, .station = 0, .hits = 3, .rssi_max = -60, .first = at, .last = at + 20 * MINUTE_MS };
	fake.visits[1] = (struct visit){ .tag = 0xab, .station = 1, .hits = 3, .rssi_max = -70, .first = at + 21 * MINUTE_MS, .last = at + 22 * MINUTE_MS, .flags = VF_CLOCK };
	fake.nvisits = 2;
	DONE(cx, flow_next(cx, t.id, &n));
	assert_int_equal(fake.audits_when_asked, 1);      /* on disk before the engines were asked */
	assert_int_equal(fake.asked_from, t.last_seen_at - DAY_MS);
	assert_int_equal(fake.nseen, 2);                  /* the case's own visits within its window, and no others */
	assert_int_equal(fake.seen[1].station, 1);
	assert_int_equal(fake.seen[1].flags, VF_CLOCK);
	assert_true(n.known && n.days == 3 && n.trust == NEXT_FAIR);
	assert_int_equal(n.at.id, s1.id.v);
	assert_int_equal(n.n, 1);
	assert_int_equal(n.guess[0].at.id, s0.id.v);
	assert_true(n.guess[0].pct == 75 && n.guess[0].rows == 1 && n.guess[0].row[0] == at);
	DONE(cx, flow_dark(cx, t.id, &d));
	assert_int_equal(audits(cx, "trail.read"), 2);
	assert_int_equal(d.verdict, DARK_RARE);
	assert_int_equal(d.at.id, s1.id.v);
	assert_true(d.longer_pct == 2 && d.naround == 1 && !d.around[0].up_known);
	assert_int_equal(d.nhide, 1);                     /* the two stations are one area */
	assert_true(str_starts(d.hide[0].stations, station_name_str(&s1.name)) && d.hide[0].here_last && d.hide[0].rows > 0);
	int asked = fake.foresee_asked;
	step(cx, &t, TE_RECOVER);
	REFUSED(cx, E_STATE, flow_next(cx, t.id, &n));
	REFUSED(cx, E_STATE, flow_dark(cx, t.id, &d));
	REFUSED(cx, E_NOTFOUND, flow_next(cx, (theft_id){ 999 }, &n));
	assert_int_equal(fake.foresee_asked, asked);
	assert_int_equal(audits(cx, "trail.read.refused"), 3);
}

static void health_writes_only_what_changed(void **state)
{
	struct cx *cx = CX;
	unsigned bits;

	fake.nhealth = 2;
	for (uint16_t i = 0; i < 2; i++) {
		fake.health_ix[i] = i;
		fake.health[i] = (struct station_health){ .online = true, .config_ok = true, .power = 1, .reference_heard = 1, .battery_pct = 90,
			.last_frame_at = cx->now, .last_stats_at = cx->now, .connected_at = cx->now - HOUR_MS };
	}
	assert_int_equal(flow_station_health(cx), 0);
	fake.health[1].last_frame_at = cx->now - HOUR_MS;
	fake.health[1].online = false;
	assert_int_equal(flow_station_health(cx), 1);
	assert_int_equal(flow_station_health(cx), 0);
	DONE(cx, station_open_alarm_bits(cx, s1.id, &bits));
	assert_int_equal(bits, 1u << SA_OFFLINE);
	fake.health[1].last_frame_at = cx->now;
	assert_int_equal(flow_station_health(cx), 1);
	DONE(cx, station_open_alarm_bits(cx, s1.id, &bits));
	assert_int_equal(bits, 0);
	assert_string_equal(told(cx), "station.opened station.closed ");
}

static void places_keys_and_quarantine_reach_the_engines_after_the_commit(void **state)
{
	struct cx *cx = CX;
	uint8_t key[STATION_KEY];
	struct station s;

	assert_int_equal(fake.placed, 2);
	assert_string_equal(fake.key_name, "S1");
	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_station_step(cx, s0.id, SE_QUARANTINE, &s));
	DONE(cx, flow_station_rekey(cx, s0.id, key, &s));
	assert_int_equal(fake.quarantine, 0);
	sql_rollback(cx);
	assert_int_equal(fake.quarantine, 0);
	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_station_step(cx, s0.id, SE_QUARANTINE, &s));
	DONE(cx, sql_commit(cx));
	assert_int_equal(fake.quarantine, 1);
	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_station_step(cx, s0.id, SE_WITHDRAW, &s));
	DONE(cx, sql_commit(cx));
	assert_string_equal(fake.key_name, "S0");
	assert_int_equal(fake.key_n, 0);
	assert_int_equal(fake.placed, 3);
}

static void places_are_told_many_at_a_time_and_again_after_a_refusal(void **state)
{
	struct cx *cx = CX;
	int calls = fake.place_calls, before = fake.placed;
	uint8_t key[STATION_KEY];
	struct station s;

	DONE(cx, sql_begin(cx, true));
	for (int i = 0; i < 2500; i++) {
		struct station_new in = { .kind = STATION_ROADSIDE, .district = 430405, .at = { 268900000, 1126000000 }, .range_m = 100, .role = S(""),
			.place = S("") };
		char name[16];
		snprintf(name, sizeof name, "B%04d", i);
		assert_true(station_name_parse(str_of(name), &in.name));
		DONE(cx, station_add(cx, &in, key, &s));
	}
	DONE(cx, sql_commit(cx));
	fake.place_fails = true;
	REFUSED(cx, E_STORE, flow_station_reconcile(cx));
	assert_int_equal(fake.placed, before);
	fake.place_fails = false;
	assert_int_equal(flow_station_reconcile(cx), 2500);
	assert_int_equal(fake.placed, before + 2500);
	assert_in_range(fake.place_calls - calls, 1, 3);      /* each is a wait for the disk */
	assert_int_equal(flow_station_reconcile(cx), 0);
}

static void an_import_is_repeatable_and_stops_at_the_bad_row(void **state)
{
	struct cx *cx = CX;
	static struct bike_import rows[9000];
	const size_t all = testdb_pg() ? 1200 : COUNTOF(rows), half = all / 2;      /* row by row: slow there */
	struct import_counts c;
	size_t bad = 7;
	int64_t n;

	for (size_t i = 0; i < all; i++) {
		char plate[24];
		rows[i] = (struct bike_import){ .bike = { .tag = { 0x1000 + i } } };
		snprintf(plate, sizeof plate, "IMP%05zu", i);
		assert_true(plate_parse(str_of(plate), &rows[i].bike.plate));
	}
	DONE(cx, flow_bike_import(cx, rows, all, &c, &bad));
	assert_true(c.added == (int64_t)all && c.known == 0 && bad == 7);
	DONE(cx, flow_bike_import(cx, rows, all, &c, &bad));
	assert_true(c.added == 0 && c.known == (int64_t)all);
	rows[half].bike.tag.v = 0xab;             /* the tag of another bike */
	REFUSED(cx, E_STATE, flow_bike_import(cx, rows, all, &c, &bad));
	assert_int_equal(bad, half);
	DONE(cx, bike_count(cx, &n));
	assert_int_equal(n, all + 1);
	REFUSED(cx, E_STATE, (report(cx), flow_bike_retag(cx, bike, TSL_THEFT, (tag_id){ 0x77 }, PE_BY_REASON, &(struct bike){ .ver = 0 })));
}

/* --- the routes: hand-written, who may do what --- */

#define CITY "oecktjl"
#define ALL CITY "imsa"
/* o officer, e case officer, c clerk, k engineer, t traffic, j adjuster, i insurer, l leader; m sysadmin, s secadmin, a auditor; w owner, - public */
static const struct { enum method m; const char *path, *who; } matrix[] = {
	{ HTTP_POST, "/login", "-" }, { HTTP_POST, "/logout", ALL }, { HTTP_GET, "/me", ALL }, { HTTP_POST, "/me/password", ALL }, { HTTP_POST, "/step-up", ALL },
	{ HTTP_GET, "/accounts", "m" }, { HTTP_POST, "/accounts", "m" }, { HTTP_PUT, "/accounts/{id}", "m" }, { HTTP_GET, "/accounts/rights", "s" },
	{ HTTP_POST, "/accounts/{id}/reset", "s" }, { HTTP_POST, "/accounts/{id}/do/{event}", "s" }, { HTTP_GET, "/units", ALL }, { HTTP_POST, "/units", "m" },
	{ HTTP_PUT, "/units/{id}", "m" }, { HTTP_POST, "/units/{id}/close", "m" }, { HTTP_GET, "/grants/asked", "m" }, { HTTP_POST, "/grants", "m" },
	{ HTTP_POST, "/grants/{id}/do/withdraw", "m" }, { HTTP_POST, "/grants/{id}/do/collect", "m" }, { HTTP_GET, "/grants", "s" },
	{ HTTP_POST, "/grants/{id}/do/{event}", "s" }, { HTTP_POST, "/owner/code", "-" }, { HTTP_POST, "/owner/login", "-" }, { HTTP_POST, "/owner/logout", "w" },
	{ HTTP_GET, "/owner/me", "w" }, { HTTP_GET, "/owner/bikes", "w" }, { HTTP_GET, "/owner/bikes/{id}", "w" }, { HTTP_GET, "/owner/bikes/{id}/trail", "w" },
	{ HTTP_POST, "/owner/consent", "w" }, { HTTP_GET, "/owner/bookings", "w" }, { HTTP_GET, "/owner/bookings/{id}", "w" }, { HTTP_POST, "/owner/bookings", "w" },
	{ HTTP_POST, "/owner/bookings/{id}/move", "w" }, { HTTP_POST, "/owner/bookings/{id}/cancel", "w" }, { HTTP_GET, "/owner/papers", "w" },
	{ HTTP_GET, "/owner/sites", "w" }, { HTTP_GET, "/owner/sites/{id}/slots", "w" }, { HTTP_GET, "/overview", CITY }, { HTTP_GET, "/map/bikes", CITY },
	{ HTTP_GET, "/stations", CITY }, { HTTP_GET, "/stations/map", CITY }, { HTTP_GET, "/stations/{id}", CITY }, { HTTP_GET, "/alarms", CITY },
	{ HTTP_GET, "/stations/pending", "k" }, { HTTP_POST, "/stations/pending/{name}/approve", "k" }, { HTTP_POST, "/stations", "k" },
	{ HTTP_POST, "/stations/{id}/do/{event}", "k" }, { HTTP_POST, "/stations/{id}/key", "k" }, { HTTP_GET, "/stations/{id}/passages", "oe" },
	{ HTTP_GET, "/bikes", "oec" }, { HTTP_GET, "/bikes/{id}", "oec" }, { HTTP_POST, "/bikes", "c" }, { HTTP_PUT, "/bikes/{id}/tag", "c" },
	{ HTTP_PUT, "/bikes/{id}/plate", "c" }, { HTTP_PUT, "/bikes/{id}/field", "c" }, { HTTP_POST, "/bikes/{id}/corrections", "oec" },
	{ HTTP_GET, "/corrections", "oec" }, { HTTP_POST, "/corrections/{id}/do/{event}", "o" }, { HTTP_POST, "/bikes/{id}/transfer", "c" },
	{ HTTP_POST, "/bikes/{id}/do/{event}", "oc" }, { HTTP_POST, "/bikes/{id}/flags/{event}", "o" }, { HTTP_GET, "/bikes/{id}/history", "oec" },
	{ HTTP_POST, "/owners/find", "oec" }, { HTTP_POST, "/owners", "c" }, { HTTP_GET, "/owners/{id}", "oec" }, { HTTP_GET, "/owners/{id}/file", "oec" },
	{ HTTP_GET, "/owners/{id}/bikes", "oec" }, { HTTP_PUT, "/owners/{id}", "c" }, { HTTP_POST, "/owners/{id}/phones/{event}", "c" },
	{ HTTP_POST, "/owners/{id}/unmask", "oec" }, { HTTP_POST, "/owners/{id}/merges", "oec" }, { HTTP_GET, "/owner-merges", "oec" },
	{ HTTP_POST, "/owner-merges/{id}/do/{event}", "o" }, { HTTP_GET, "/thefts", "oe" }, { HTTP_POST, "/thefts", "oe" }, { HTTP_GET, "/thefts/{id}", "oe" },
	{ HTTP_POST, "/thefts/{id}/do/{event}", "oe" }, { HTTP_GET, "/thefts/counts", "oel" }, { HTTP_POST, "/thefts/{id}/crime", "oe" },
	{ HTTP_POST, "/thefts/{id}/assign", "oe" }, { HTTP_POST, "/thefts/{id}/unmask", "oe" }, { HTTP_GET, "/owner/bikes/{id}/thefts", "w" },
	{ HTTP_POST, "/owner/bikes/{id}/theft", "w" }, { HTTP_POST, "/owner/thefts/{id}/withdraw", "w" }, { HTTP_GET, "/thefts/{id}/events", "oe" },
	{ HTTP_GET, "/thefts/{id}/live", "oe" }, { HTTP_GET, "/thefts/{id}/trail", "oe" }, { HTTP_GET, "/thefts/{id}/next", "oe" },
	{ HTTP_GET, "/thefts/{id}/dark", "oe" }, { HTTP_GET, "/claims", "ji" }, { HTTP_POST, "/claims/check", "jc" }, { HTTP_POST, "/claims", "j" },
	{ HTTP_GET, "/accidents", "ji" }, { HTTP_POST, "/accidents", "ji" }, { HTTP_GET, "/accidents/figures", "ji" },
	{ HTTP_GET, "/accidents/surveyors", "ji" }, { HTTP_POST, "/accidents/results", "ji" }, { HTTP_POST, "/accidents/bank-file", "ji" }, { HTTP_GET, "/accidents/{id}", "ji" },
	{ HTTP_POST, "/accidents/{id}/assign", "ji" }, { HTTP_POST, "/accidents/{id}/finding", "ji" }, { HTTP_POST, "/accidents/{id}/parties", "ji" },
	{ HTTP_POST, "/accidents/{id}/card", "ji" }, { HTTP_POST, "/accidents/{id}/items", "ji" }, { HTTP_POST, "/accidents/{id}/photos", "ji" },
	{ HTTP_POST, "/accidents/{id}/assess", "ji" }, { HTTP_POST, "/accidents/{id}/agree", "ji" }, { HTTP_POST, "/accidents/{id}/pay", "ji" },
	{ HTTP_POST, "/accidents/{id}/bank", "ji" }, { HTTP_POST, "/accidents/{id}/unmask", "ji" }, { HTTP_POST, "/accidents/{id}/do/{event}", "ji" },
	{ HTTP_GET, "/accidents/{id}/photos/{name}", "ji" }, { HTTP_POST, "/owner/bikes/{id}/accident", "w" },
	{ HTTP_GET, "/owner/bikes/{id}/accidents", "w" }, { HTTP_GET, "/owner/accidents/{id}", "w" }, { HTTP_POST, "/owner/accidents/{id}/do/{event}", "w" },
	{ HTTP_GET, "/claims/{id}", "ji" }, { HTTP_POST, "/claims/{id}/card", "j" }, { HTTP_POST, "/claims/{id}/papers", "j" },
	{ HTTP_POST, "/claims/{id}/do/{event}", "j" }, { HTTP_GET, "/claims/batches", "j" }, { HTTP_POST, "/claims/batches", "j" },
	{ HTTP_GET, "/claims/batches/{id}", "j" }, { HTTP_POST, "/claims/batches/{id}/do/{event}", "j" }, { HTTP_POST, "/claims/batches/{id}/file", "j" },
	{ HTTP_POST, "/claims/results", "j" }, { HTTP_GET, "/claims/rates", "j" }, { HTTP_POST, "/claims/rates", "j" },
	{ HTTP_POST, "/claims/rates/{id}/do/{event}", "j" }, { HTTP_POST, "/my/claims/check", "w" }, { HTTP_GET, "/my/claims", "w" },
	{ HTTP_GET, "/my/claims/{id}", "w" }, { HTTP_POST, "/my/claims", "w" }, { HTTP_POST, "/my/claims/{id}/card", "w" },
	{ HTTP_POST, "/my/claims/{id}/do/{event}", "w" }, { HTTP_POST, "/my/claims/{id}/papers/{name}", "w" },
	{ HTTP_GET, "/claims/{id}/papers/{name}", "j" }, { HTTP_POST, "/owner/thefts/{id}/photos", "w" }, { HTTP_GET, "/thefts/{id}/photos", "oe" },
	{ HTTP_GET, "/thefts/{id}/photos/{name}", "oe" }, { HTTP_POST, "/orders/{id}/photos", "oe" }, { HTTP_GET, "/orders/{id}/photos", "oe" },
	{ HTTP_GET, "/orders/{id}/photos/{name}", "oe" }, { HTTP_POST, "/owner/news", "w" }, { HTTP_GET, "/thefts/{id}/helpers", "oel" }, { HTTP_POST, "/thefts/{id}/helpers/{event}", "oel" },
	{ HTTP_GET, "/access/desk", "oel" }, { HTTP_GET, "/access/requests", "oel" }, { HTTP_POST, "/access/requests", "oe" },
	{ HTTP_GET, "/access/requests/{id}", "oel" }, { HTTP_POST, "/access/requests/{id}/decide/{event}", "oel" },
	{ HTTP_POST, "/access/requests/{id}/withdraw", "oe" }, { HTTP_GET, "/access/requests/{id}/trail", "oe" }, { HTTP_GET, "/access/findings", "l" },
	{ HTTP_POST, "/access/findings/{id}/close", "l" }, { HTTP_GET, "/access/sample", "l" }, { HTTP_POST, "/access/sample/{id}/review", "l" },
	{ HTTP_GET, "/audit/findings", "a" }, { HTTP_POST, "/audit/findings/{id}/close", "a" }, { HTTP_GET, "/audit/sample", "a" },
	{ HTTP_POST, "/audit/sample/{id}/review", "a" }, { HTTP_GET, "/alerts", "oe" }, { HTTP_GET, "/alerts/{id}", "oe" }, { HTTP_POST, "/alerts/{id}/ack", "oe" },
	{ HTTP_POST, "/alerts/{id}/shelve", "oe" }, { HTTP_POST, "/alerts/{id}/unshelve", "oe" }, { HTTP_POST, "/alerts/{id}/false", "oe" },
	{ HTTP_GET, "/alerts/{id}/around", "oe" }, { HTTP_GET, "/alerts/floods", "oe" }, { HTTP_POST, "/alerts/floods/{id}/ack", "oe" },
	{ HTTP_GET, "/alerts/precision", "oel" }, { HTTP_GET, "/alerts/{id}/order", "oe" }, { HTTP_POST, "/alerts/{id}/order", "oe" }, { HTTP_GET, "/orders", "oe" },
	{ HTTP_GET, "/orders/{id}", "oe" }, { HTTP_GET, "/orders/{id}/events", "oe" }, { HTTP_POST, "/orders/{id}/do/{event}", "oe" },
	{ HTTP_POST, "/orders/{id}/ask", "oe" }, { HTTP_POST, "/assists/{id}/do/{event}", "oe" }, { HTTP_GET, "/duty", "m" }, { HTTP_GET, "/duty/board", "oel" }, { HTTP_POST, "/duty", "m" },
	{ HTTP_GET, "/owner/bikes/{id}/guard", "w" }, { HTTP_POST, "/owner/bikes/{id}/arm", "w" }, { HTTP_POST, "/owner/bikes/{id}/disarm", "w" },
	{ HTTP_POST, "/owner/guard-alerts/{id}/mine", "w" }, { HTTP_POST, "/owner/guard-alerts/{id}/report", "w" }, { HTTP_GET, "/guard-alerts", "oe" },
	{ HTTP_GET, "/owner/bikes/{id}/offer", "w" }, { HTTP_POST, "/owner/bikes/{id}/offer", "w" }, { HTTP_POST, "/owner/bikes/{id}/offer/withdraw", "w" },
	{ HTTP_GET, "/owner/market", "w" }, { HTTP_POST, "/owner/market/{id}/ask", "w" },
	{ HTTP_POST, "/guard-alerts/{id}/take", "oe" }, { HTTP_GET, "/guard-alerts/figures", "oel" },
	{ HTTP_POST, "/duty/{id}/drop", "m" }, { HTTP_GET, "/duty/shifts", "m" }, { HTTP_GET, "/duty/now", "m" },
	{ HTTP_GET, "/duty/board/shifts", "oel" }, { HTTP_GET, "/duty/board/now", "oel" }, { HTTP_POST, "/duty/shifts", "m" }, { HTTP_POST, "/duty/shifts/{id}", "m" },
	{ HTTP_POST, "/duty/shifts/{id}/do/{event}", "m" }, { HTTP_GET, "/spot/rules", "t" }, { HTTP_POST, "/spot/lookup", "t" },
	{ HTTP_GET, "/spot/decisions", "tcl" }, { HTTP_POST, "/spot/decisions", "t" }, { HTTP_GET, "/spot/decisions/{id}", "tcl" },
	{ HTTP_GET, "/spot/decisions/{id}/events", "tl" }, { HTTP_POST, "/spot/decisions/{id}/pay", "tc" }, { HTTP_POST, "/spot/decisions/{id}/cancel", "t" },
	{ HTTP_GET, "/spot/decisions/{id}/paper", "t" }, { HTTP_GET, "/custody", "tl" }, { HTTP_GET, "/custody/notice", "t" }, { HTTP_GET, "/custody/{id}", "tl" },
	{ HTTP_GET, "/custody/{id}/events", "tl" }, { HTTP_POST, "/custody/{id}/release", "t" }, { HTTP_POST, "/custody/{id}/move", "t" },
	{ HTTP_POST, "/custody/{id}/do/{event}", "tl" }, { HTTP_GET, "/custody/{id}/paper", "t" }, { HTTP_GET, "/custody/{id}/photo", "t" }, { HTTP_GET, "/watchlist", "oe" }, { HTTP_POST, "/watchlist/hits", "oe" }, { HTTP_GET, "/numbers", "oec" },
	{ HTTP_POST, "/numbers/paste", "oec" }, { HTTP_GET, "/numbers/overrides", "oec" }, { HTTP_GET, "/numbers/overrides/{id}", "oec" },
	{ HTTP_GET, "/numbers/overrides/{id}/photos/{name}", "oe" }, { HTTP_POST, "/numbers/overrides", "oec" },
	{ HTTP_POST, "/numbers/overrides/{id}/do/{event}", "oec" }, { HTTP_GET, "/sites", ALL }, { HTTP_GET, "/sites/{id}", ALL },
	{ HTTP_GET, "/sites/{id}/hours", ALL }, { HTTP_GET, "/sites/{id}/outside", "m" }, { HTTP_GET, "/sites/{id}/slots", ALL },
	{ HTTP_GET, "/sites/{id}/hears", "c" }, { HTTP_POST, "/sites", "m" }, { HTTP_PUT, "/sites/{id}", "m" }, { HTTP_PUT, "/sites/{id}/hours", "m" },
	{ HTTP_PUT, "/sites/{id}/day", "m" }, { HTTP_PUT, "/sites/{id}/stations", "m" }, { HTTP_GET, "/sites/{id}/bookings", "oc" }, { HTTP_GET, "/policies", "l" },
	{ HTTP_GET, "/policies/history", "l" }, { HTTP_GET, "/policies/dry", "l" }, { HTTP_GET, "/policies/changes", "l" }, { HTTP_POST, "/policies/changes", "l" },
	{ HTTP_POST, "/policies/changes/{id}/do/{event}", "l" }, { HTTP_GET, "/holidays/{id}", "m" }, { HTTP_PUT, "/holidays/{id}", "m" },
	{ HTTP_GET, "/holidays/{id}/outside", "m" }, { HTTP_GET, "/bookings/{id}", "oc" }, { HTTP_POST, "/bookings", "oc" },
	{ HTTP_POST, "/bookings/{id}/move", "oc" }, { HTTP_POST, "/bookings/{id}/do/{event}", "oc" }, { HTTP_POST, "/sites/{id}/walk-in", "oc" },
	{ HTTP_POST, "/sites/{id}/call", "oc" }, { HTTP_GET, "/papers", "oc" }, { HTTP_GET, "/papers/{id}", "oc" }, { HTTP_GET, "/papers/{id}/pdf", "oc" },
	{ HTTP_GET, "/owner/violations", "w" }, { HTTP_GET, "/owner/violation-count", "w" }, { HTTP_GET, "/owner/violations/{id}", "w" },
	{ HTTP_GET, "/owner/violations/{id}/picture", "w" }, { HTTP_POST, "/owner/violations/{id}/seen", "w" },
	{ HTTP_POST, "/owner/violations/{id}/acknowledge", "w" }, { HTTP_POST, "/owner/violations/{id}/appeal", "w" },
	{ HTTP_POST, "/owner/violations/{id}/photos", "w" }, { HTTP_POST, "/owner/violations/{id}/rider", "w" },
	{ HTTP_POST, "/owner/violations/{id}/rider/withdraw", "w" }, { HTTP_GET, "/owner/asked-riders", "w" },
	{ HTTP_POST, "/owner/asked-riders/{id}", "w" }, { HTTP_GET, "/owner/exposures", "w" }, { HTTP_GET, "/appeals", "t" },
	{ HTTP_GET, "/appeals/{id}", "t" }, { HTTP_POST, "/appeals/{id}/decision", "t" }, { HTTP_GET, "/appeals/{id}/photos/{name}", "t" },
	{ HTTP_GET, "/named-riders", "t" }, { HTTP_POST, "/named-riders/{id}/decision", "t" }, { HTTP_GET, "/notices", "t" },
	{ HTTP_POST, "/notices/{id}/served", "t" }, { HTTP_GET, "/exposures", "tl" }, { HTTP_GET, "/exposures/{id}", "tl" },
	{ HTTP_POST, "/exposures/{id}/do/{event}", "tl" }, { HTTP_GET, "/public/exposures", "-" },
	{ HTTP_GET, "/public/verify/{code}", "-" }, { HTTP_GET, "/sites/{id}/display", "-" }, { HTTP_GET, "/sites/{id}/wait", CITY },
	{ HTTP_GET, "/plate-formats", ALL }, { HTTP_POST, "/plate-formats", "m" }, { HTTP_POST, "/plate-formats/{id}/close", "m" },
	{ HTTP_POST, "/stock/plates", "o" }, { HTTP_POST, "/stock/tags", "o" }, { HTTP_GET, "/stock", "oc" }, { HTTP_GET, "/stock/transfers", "oc" },
	{ HTTP_POST, "/stock/transfers", "oc" }, { HTTP_POST, "/stock/transfers/{id}/do/{event}", "oc" }, { HTTP_GET, "/stock/counts", "oc" },
	{ HTTP_POST, "/stock/counts", "oc" }, { HTTP_POST, "/stock/plates/{id}/do/{event}", "oc" }, { HTTP_POST, "/stock/tags/{id}/do/{event}", "oc" },
	{ HTTP_GET, "/stock/tags/silent", "oc" }, { HTTP_GET, "/stock/tags/battery", "oc" }, { HTTP_POST, "/photos", "oecjit" }, { HTTP_GET, "/bikes/{id}/photos", "oec" },
	{ HTTP_GET, "/bikes/{id}/photos/{name}", "oec" }, { HTTP_PUT, "/bikes/{id}/photos/{name}", "c" }, { HTTP_GET, "/counter/desk", "c" },
	{ HTTP_POST, "/counter/check", "c" }, { HTTP_POST, "/counter/issue", "c" }, { HTTP_POST, "/counter/refuse", "c" },
	{ HTTP_POST, "/counter/business/check", "c" }, { HTTP_POST, "/counter/business", "c" }, { HTTP_GET, "/figures", "oecljt" },
	{ HTTP_GET, "/figures/{name}", "oecljt" }, { HTTP_GET, "/figures/{name}/rows", "oecljt" }, { HTTP_GET, "/figures/junctions", "lt" }, { HTTP_GET, "/figures/junction-change", "lt" }, { HTTP_GET, "/exports", "oe" }, { HTTP_GET, "/exports/count", "oe" },
	{ HTTP_POST, "/exports", "oe" }, { HTTP_GET, "/exports/asks", "oel" }, { HTTP_POST, "/exports/asks", "oe" }, { HTTP_POST, "/exports/asks/{id}/do/{event}", "oel" }, { HTTP_GET, "/imports", "m" }, { HTTP_POST, "/imports", "m" }, { HTTP_GET, "/imports/columns", "m" },
	{ HTTP_GET, "/imports/{id}", "m" }, { HTTP_POST, "/imports/{id}/pieces", "m" }, { HTTP_POST, "/imports/{id}/check", "m" },
	{ HTTP_POST, "/imports/{id}/do/{event}", "m" }, { HTTP_POST, "/imports/{id}/stop", "m" }, { HTTP_POST, "/imports/{id}/discard", "m" },
	{ HTTP_GET, "/imports/{id}/reasons", "m" }, { HTTP_GET, "/imports/{id}/errors", "m" }, { HTTP_GET, "/imports/{id}/errors/file", "m" },
	{ HTTP_GET, "/imports/{id}/left", "m" }, { HTTP_GET, "/bikes/{id}/plans", "cj" }, { HTTP_POST, "/plans", "c" }, { HTTP_GET, "/plans/{id}", "cj" },
	{ HTTP_POST, "/plans/{id}/cancel", "c" }, { HTTP_POST, "/plans/{id}/repay", "c" }, { HTTP_GET, "/plans/{id}/pdf", "c" },
	{ HTTP_GET, "/sites/{id}/plans", "cj" }, { HTTP_GET, "/my/plans", "w" }, { HTTP_GET, "/plan-products", "cjl" }, { HTTP_POST, "/plan-products", "jl" },
	{ HTTP_POST, "/plan-products/{id}/do/{event}", "jl" }, { HTTP_GET, "/sites/{id}/till", "cjl" }, { HTTP_POST, "/sites/{id}/till", "c" },
	{ HTTP_POST, "/sites/{id}/till/close", "cj" }, { HTTP_GET, "/tills", "jl" }, { HTTP_GET, "/tills/file", "jl" }, { HTTP_GET, "/audit", "a" },
	{ HTTP_GET, "/books", "jl" }, { HTTP_GET, "/books/lines", "jl" }, { HTTP_GET, "/books/entries", "jl" }, { HTTP_POST, "/books/file", "jl" },
	{ HTTP_GET, "/audit/books", "a" }, { HTTP_GET, "/audit/books/lines", "a" }, { HTTP_GET, "/audit/books/entries", "a" }, { HTTP_GET, "/audit/books/tills", "a" },
	{ HTTP_POST, "/audit/books/file", "a" },
	{ HTTP_GET, "/thefts/{id}/companions", "oe" }, { HTTP_POST, "/thefts/{id}/passed", "oe" }, { HTTP_GET, "/thefts/{id}/evidence", "oe" },
	{ HTTP_GET, "/analysis/clones", "et" }, { HTTP_GET, "/analysis/misplaced", "k" },
	{ HTTP_GET, "/audit/chain", "a" }, { HTTP_GET, "/audit/verbs", "a" }, { HTTP_GET, "/audit/accounts", "a" },
	/* junctions */
	{ HTTP_GET, "/junctions", CITY }, { HTTP_GET, "/junctions/{id}", CITY }, { HTTP_GET, "/junctions/{id}/versions/{name}", CITY }, { HTTP_POST, "/junctions", "k" },
	{ HTTP_PUT, "/junctions/{id}", "k" }, { HTTP_PUT, "/junctions/{id}/draft", "k" }, { HTTP_POST, "/junctions/{id}/do/{event}", "k" },
	{ HTTP_POST, "/junctions/import", "k" }, { HTTP_PUT, "/junctions/{id}/source", "k" }, { HTTP_GET, "/junctions/{id}/signals", CITY },
	{ HTTP_POST, "/junctions/{id}/signals", "k" }, { HTTP_POST, "/junctions/signals", "k" },
	/* seized goods and their way back */
	{ HTTP_GET, "/seized", "oel" }, { HTTP_POST, "/seized", "oe" }, { HTTP_GET, "/seized/{id}", "oel" }, { HTTP_GET, "/seized/{id}/candidates", "oe" },
	{ HTTP_GET, "/seized/{id}/events", "oel" }, { HTTP_POST, "/seized/{id}/do/{event}", "oel" }, { HTTP_POST, "/seized/{id}/correct", "oe" },
	{ HTTP_GET, "/dens", "oe" }, { HTTP_POST, "/dens", "oe" }, { HTTP_POST, "/dens/{id}", "oe" }, { HTTP_GET, "/suspects", "oe" }, { HTTP_POST, "/suspects", "oe" },
	{ HTTP_POST, "/suspects/{id}", "oe" }, { HTTP_POST, "/suspects/{id}/unmask", "oe" }, { HTTP_GET, "/return-days", "oe" }, { HTTP_POST, "/return-days", "oe" },
	{ HTTP_GET, "/return-days/{id}", "oe" }, { HTTP_POST, "/return-days/{id}/close", "oe" }, { HTTP_GET, "/return-days/{id}/items", "oe" },
	{ HTTP_POST, "/return-days/{id}/items", "oe" }, { HTTP_POST, "/return-items/{id}/call", "oe" }, { HTTP_POST, "/return-items/{id}/check-in", "oe" },
	{ HTTP_POST, "/return-items/{id}/give", "oe" }, { HTTP_POST, "/return-items/{id}/no-show", "oe" }, { HTTP_POST, "/return-items/{id}/off", "oe" },
	{ HTTP_GET, "/return-items/{id}/photos/{name}", "oe" },
	{ HTTP_GET, "/course-rooms", "t" }, { HTTP_POST, "/course-rooms", "t" }, { HTTP_POST, "/course-rooms/{id}/close", "t" }, { HTTP_GET, "/courses", "t" },
	{ HTTP_POST, "/courses/plan", "t" }, { HTTP_GET, "/courses/{id}", "t" }, { HTTP_POST, "/courses/{id}/cancel", "t" },
	{ HTTP_GET, "/courses/{id}/roll", "t" }, { HTTP_GET, "/courses/{id}/code", "t" }, { HTTP_POST, "/courses/{id}/tick", "t" },
	{ HTTP_GET, "/courses/{id}/list", "t" }, { HTTP_GET, "/courses/lists", "t" }, { HTTP_GET, "/course-duties", "t" }, { HTTP_POST, "/course-duties/find", "t" }, { HTTP_POST, "/course-duties/invite", "t" },
	{ HTTP_GET, "/course-duties/{id}", "t" }, { HTTP_GET, "/course-duties/{id}/events", "t" }, { HTTP_POST, "/course-duties/{id}/do/{event}", "t" },
	{ HTTP_GET, "/course-figures", "tl" }, { HTTP_GET, "/course-questions", "t" }, { HTTP_POST, "/course-questions/import", "t" },
	{ HTTP_POST, "/course-questions/{id}/retire", "t" }, { HTTP_GET, "/course-duties/{id}/exams", "t" }, { HTTP_POST, "/course-duties/{id}/exam", "t" },
	{ HTTP_GET, "/course-duties/{id}/exam/{name}", "t" }, { HTTP_POST, "/course-duties/{id}/exam/enter", "t" },
	{ HTTP_GET, "/course-duties/{id}/certificate", "t" }, { HTTP_GET, "/course-film", "t" }, { HTTP_POST, "/course-film", "t" },
	{ HTTP_POST, "/course-film/uploads", "t" }, { HTTP_GET, "/course-film/uploads/{name}", "t" }, { HTTP_POST, "/course-film/uploads/{name}/part", "t" },
	{ HTTP_POST, "/course-film/uploads/{name}/end", "t" }, { HTTP_GET, "/course-film/file/{name}", "tl" }, { HTTP_GET, "/owner/course-film/{name}", "w" },
	{ HTTP_GET, "/owner/courses", "w" }, { HTTP_GET, "/owner/courses/{id}", "w" }, { HTTP_GET, "/owner/courses/{id}/classes", "w" },
	{ HTTP_POST, "/owner/courses/{id}/book", "w" }, { HTTP_POST, "/owner/courses/{id}/cancel", "w" }, { HTTP_POST, "/owner/courses/{id}/attend", "w" },
	{ HTTP_POST, "/owner/courses/{id}/film", "w" }, { HTTP_POST, "/owner/courses/{id}/exam", "w" }, { HTTP_GET, "/owner/courses/{id}/exam", "w" },
	{ HTTP_POST, "/owner/courses/{id}/exam/answer", "w" }, { HTTP_POST, "/owner/courses/{id}/exam/end", "w" },
	{ HTTP_GET, "/owner/courses/{id}/certificate", "w" },
	/* violations: caught, reviewed */
	{ HTTP_GET, "/violations", "t" }, { HTTP_POST, "/violations", "t" }, { HTTP_GET, "/violations/due", "t" }, { HTTP_GET, "/violations/{id}", "t" },
	{ HTTP_GET, "/violations/{id}/events", "t" }, { HTTP_POST, "/violations/{id}/do/{event}", "t" }, { HTTP_POST, "/violations/{id}/picture", "t" },
	{ HTTP_GET, "/violations/{id}/picture", "t" }, { HTTP_GET, "/violations/{id}/file", "t" }, { HTTP_GET, "/violation-codes", "tl" }, { HTTP_POST, "/violation-codes", "l" },
	{ HTTP_GET, "/violation-grounds", "tl" }, { HTTP_POST, "/violations/import", "t" },
	{ HTTP_POST, "/violation-cameras/token", "k" }, { HTTP_POST, "/violation-cameras/token/drop", "k" }, { HTTP_POST, "/camera/pictures", "x" },
	{ HTTP_POST, "/violation-cameras/try", "k" }, { HTTP_POST, "/violation-cameras/drop", "k" }, { HTTP_GET, "/violations/imports", "t" },
	{ HTTP_POST, "/violations/imports/undo", "t" }, { HTTP_GET, "/violation-cameras", "k" }, { HTTP_POST, "/violation-cameras", "k" },
};

static unsigned who_of(const char *s)
{
	static const struct { char c; unsigned bit; } bits[] = {
		{ 'o', ROLE_OFFICER }, { 'e', ROLE_CASE }, { 'c', ROLE_CLERK }, { 'k', ROLE_ENGINEER }, { 't', ROLE_TRAFFIC }, { 'j', ROLE_ADJUSTER },
		{ 'i', ROLE_INSURER }, { 'l', ROLE_LEADER }, { 'm', ROLE_SYSADMIN }, { 's', ROLE_SECADMIN }, { 'a', ROLE_AUDITOR }, { 'w', ROLE_OWNER }, { 'x', ROLE_CAMERA },
		{ '-', ROLE_PUBLIC },
	};
	unsigned who = 0;

	for (; *s; s++)
		for (size_t i = 0; i < COUNTOF(bits); i++)
			who |= bits[i].c == *s ? bits[i].bit : 0;
	return who;
}

static void every_route_is_sound_and_as_the_matrix_says(void **state)
{
	struct err e = { 0 };
	size_t seen = 0;

	(void)state;
	if (routes_check(api_routes, api_nroutes, &e) < 0)
		fail_msg("%s", e.msg);
	for (size_t i = 0; i < api_nroutes; i++)
		for (size_t k = 0; k < api_routes[i]->n; k++, seen++) {
			const struct route *r = &api_routes[i]->rows[k];
			size_t m = 0;
			while (m < COUNTOF(matrix) && !(matrix[m].m == r->method && strcmp(matrix[m].path, r->path + strlen("/api/v1")) == 0))
				m++;
			if (m == COUNTOF(matrix))
				fail_msg("%s is not in the matrix", r->path);
			if (r->who != who_of(matrix[m].who))
				fail_msg("%s: roles %u, the matrix says %u", r->path, r->who, who_of(matrix[m].who));
			bool look = strstr(r->path, "/trail") || strstr(r->path, "/live") || strstr(r->path, "/passages") || strstr(r->path, "/photos/{name}") || strstr(r->path, "/papers/{name}") || strstr(r->path, "/pdf") || strstr(r->path, "/errors/file") || strstr(r->path, "/violations/{id}/picture") || strstr(r->path, "/courses/{id}/list") || strstr(r->path, "/courses/lists") || strstr(r->path, "/custody/notice") ||
			            strstr(r->path, "/custody/{id}/paper") || strstr(r->path, "/custody/{id}/photo") || strstr(r->path, "/{id}/certificate") || strstr(r->path, "/course-duties/{id}/exam/{name}") || strstr(r->path, "/decisions/{id}/paper") ||
			            strstr(r->path, "/violations/{id}/file") ||
			            strstr(r->path, "/tills/file") || strstr(r->path, "/watchlist") || strstr(r->path, "/{id}/next") || strstr(r->path, "/{id}/dark") ||
			            strstr(r->path, "/{id}/companions") || strstr(r->path, "/{id}/evidence") || strstr(r->path, "/analysis/");
			if ((look && r->method == HTTP_GET) != (r->method == HTTP_GET && (r->flags & RF_AUDITED) != 0))
				fail_msg("%s: a look is audited, and only a look", r->path);
			if (str_starts(str_of(r->path), S("/api/v1/owners/{id}")) && !r->audit)
				fail_msg("%s: a look at a person without a row in the audit", r->path);
		}
	assert_int_equal(seen, COUNTOF(matrix));
}

static bool has_key(const struct js_shape *s, int depth)
{
	static const char *const keys[] = { "answer", "key", "keys", "right", "source" };

	for (size_t i = 0; s && depth < 5 && i < s->n; i++) {
		const struct js_field *f = &s->f[i];
		for (size_t k = 0; k < COUNTOF(keys); k++)
			if (strcmp(f->name, keys[k]) == 0)
				return true;
		if ((f->type == JT_OBJ || f->type == JT_LIST) && has_key(f->sub, depth + 1))
			return true;
	}
	return false;
}

/* FC4: of all that is said of courses and exams, by any route and to anybody, only the bank's own list has the right answers. */
static void only_the_bank_tells_what_is_right(void **state)
{
	int seen = 0;

	(void)state;
	for (size_t i = 0; i < api_nroutes; i++)
		for (size_t k = 0; k < api_routes[i]->n; k++) {
			const struct route *r = &api_routes[i]->rows[k];
			bool course = strstr(r->path, "/course") || strstr(r->path, "/exam");
			bool bank = strstr(r->path, "/course-questions") != NULL;
			if (!course)
				continue;
			seen++;
			if (bank && (r->who & ~(unsigned)ROLE_TRAFFIC))
				fail_msg("%s: the bank is the traffic officers'", r->path);
			if (!bank && has_key(r->out, 0))
				fail_msg("%s: a key among the fields of its reply", r->path);
		}
	assert_true(seen >= 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(one_report_fans_out_and_its_undoing_ends_it), T(a_watch_the_journal_refused_is_repeated_until_it_is_taken),
		T(AL1_AL2_a_replayed_hit_adds_nothing_and_one_alert_is_open), T(AL3_late_evidence_is_labelled_and_moves_nothing),
		T(a_hit_on_a_closed_or_unknown_case_is_kept_without_alert), T(P1_no_case_no_trail_and_the_audit_is_first),
		T(the_live_view_is_audited_once_a_minute), T(gaps_say_who_was_listening), T(what_is_foreseen_is_a_look_at_the_trail), T(health_writes_only_what_changed),
		T(places_keys_and_quarantine_reach_the_engines_after_the_commit),
		T(places_are_told_many_at_a_time_and_again_after_a_refusal), T(an_import_is_repeatable_and_stops_at_the_bad_row),
		cmocka_unit_test(every_route_is_sound_and_as_the_matrix_says), cmocka_unit_test(only_the_bank_tells_what_is_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
