/* number_test — N1 to N5, the tiers against a plain comparison of everything with everything, readers beside a writer. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "office/bike/bike.h"
#include "office/owner/owner_testkit.h"
#include "office/number/number.h"
#include "platform/thread.h"

struct world { struct testdb t; struct number_index *x; };

static int setup(void **state)
{
	static struct world w;

	testdb_open(&w.t);
	w.t.cx.actor = (account_id){ 11 };
	w.t.cx.roles = ROLE_CLERK;
	w.x = number_index_new();
	*state = &w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	number_index_use(NULL);
	number_index_free(w->x);
	testdb_close(&w->t);
	return 0;
}

#define CX (&((struct world *)*state)->t.cx)
#define INDEX (((struct world *)*state)->x)

static bike_id new_bike(struct cx *cx)
{
	static uint64_t tag = 0x1000;
	struct bike_new n = { .tag = { ++tag }, .how = S("register") };
	char plate[24];
	bike_id id;

	snprintf(plate, sizeof plate, "TEST%llu", (unsigned long long)tag);
	assert_true(plate_parse(str_of(plate), &n.plate));
	n.owner = kit_owner(cx, "李四光", "13800001111");
	DONE(cx, bike_add(cx, &n, &id));
	return id;
}

static bool add(struct cx *cx, enum number_kind k, const char *text, bike_id b)
{
	bool stored;

	DONE(cx, number_add(cx, k, str_of(text), b, &stored));
	return stored;
}

static void N1_a_plate_or_tag_is_on_one_bike(void **state)
{
	struct cx *cx = CX;
	bike_id a = new_bike(cx), b = new_bike(cx);
	bool stored;

	assert_true(add(cx, NK_PLATE, "衡（电动）阳AB1258", a));
	assert_true(add(cx, NK_PLATE, "衡(电动)阳ab-1258", a));   /* the same again */
	REFUSED(cx, E_STATE, number_add(cx, NK_PLATE, S("衡【电动】阳ＡＢ１２５８"), b, &stored));
	assert_true(add(cx, NK_TAG, "0a1b2c3d", b));
	REFUSED(cx, E_STATE, number_add(cx, NK_TAG, S("0A1B2C3D"), a, &stored));
	assert_int_equal(number_end(cx, NK_PLATE, S("衡(电动)阳AB1258"), a), 1);
	assert_int_equal(number_end(cx, NK_PLATE, S("衡(电动)阳AB1258"), a), 0);
	assert_true(add(cx, NK_PLATE, "衡(电动)阳AB1258", b));
	assert_int_equal(number_end_all(cx, b), 2);
	/* past this room's own look: the index refuses it too */
	static const struct sql_stmt raw = { "t.raw", "INSERT INTO number_entry (kind, norm, skel, bike, added_at) VALUES ('plate', 'X1', 'X1', $1, 1)", 0, 1 };
	static const struct sql_stmt *const list[] = { &raw };
	sql_register(list, 1);
	DONE(cx, sql_exec(cx, &raw, BIND(V(a.v))));
	REFUSED(cx, E_STATE, sql_exec(cx, &raw, BIND(V(b.v))));
}

static void as(struct cx *cx, int64_t who, unsigned roles)
{
	cx->actor.v = who;
	cx->roles = roles;
}

static void N2_a_second_bike_needs_a_granted_override_once(void **state)
{
	struct cx *cx = CX;
	bike_id a = new_bike(cx), b = new_bike(cx), c = new_bike(cx);
	struct override o;
	bool stored;

	assert_true(add(cx, NK_FRAME, "LX123456", a));
	REFUSED(cx, E_STATE, number_add(cx, NK_FRAME, S("lx 123456"), b, &stored));
	DONE(cx, override_ask(cx, NK_FRAME, S("LX-123456"), S("厂家重号，已核对合格证"), NULL, &o));
	REFUSED(cx, E_STATE, number_add(cx, NK_FRAME, S("LX123456"), b, &stored));      /* asked is not granted */
	REFUSED(cx, E_STATE, override_ask(cx, NK_FRAME, S("LX123456"), S("again please"), NULL, &o));
	as(cx, 12, ROLE_OFFICER);
	DONE(cx, override_step(cx, &o, OVE_GRANT, S("seen both")));
	assert_int_equal(o.state, OV_GRANTED);
	as(cx, 11, ROLE_CLERK);
	assert_true(add(cx, NK_FRAME, "LX123456", b));
	DONE(cx, override_get(cx, o.id, &o));
	assert_int_equal(o.state, OV_USED);
	assert_true(o.used_by.v == b.v);
	REFUSED(cx, E_STATE, number_add(cx, NK_FRAME, S("LX123456"), c, &stored));
	REFUSED(cx, E_INVALID, override_ask(cx, NK_PLATE, S("AB12"), S("no such thing"), NULL, &o));
	REFUSED(cx, E_INVALID, override_ask(cx, NK_MOTOR, S("无"), S("no such thing"), NULL, &o));
	REFUSED(cx, E_INVALID, override_ask(cx, NK_MOTOR, S("M1234"), S("x"), NULL, &o));
}

static void N2_a_granted_look_alike_names_the_bike_it_went_to(void **state)
{
	struct cx *cx = CX;
	bike_id a = new_bike(cx), b = new_bike(cx), c = new_bike(cx);
	struct override o, other;

	assert_true(add(cx, NK_FRAME, "LXO158", a));
	DONE(cx, override_ask(cx, NK_FRAME, S("LX0158"), S("像被盗车的号码"), NULL, &o));
	DONE(cx, override_ask(cx, NK_MOTOR, S("LX0158"), S("another kind"), NULL, &other));
	as(cx, 12, ROLE_OFFICER);
	DONE(cx, override_step(cx, &o, OVE_GRANT, S("seen both")));
	DONE(cx, override_step(cx, &other, OVE_GRANT, S("seen both")));
	as(cx, 11, ROLE_CLERK);
	assert_true(add(cx, NK_FRAME, "LX 0158", b));
	DONE(cx, override_get(cx, o.id, &o));
	assert_int_equal(o.state, OV_USED);
	assert_true(o.used_by.v == b.v);
	DONE(cx, override_get(cx, other.id, &other));
	assert_int_equal(other.state, OV_GRANTED);       /* for another kind of number */
	assert_true(add(cx, NK_FRAME, "LX0159", c));     /* nothing was asked for this one */
	DONE(cx, number_end(cx, NK_FRAME, S("LX0158"), b));
	assert_true(add(cx, NK_FRAME, "LX0158", c));
	DONE(cx, override_get(cx, o.id, &o));
	assert_true(o.used_by.v == b.v);                 /* used once */
}

/* N3, written out by hand: every state, event, role and person. */
static void N3_every_state_event_role_and_person(void **state)
{
	struct cx *cx = CX;
	static const unsigned roles[] = { ROLE_CLERK, ROLE_OFFICER, ROLE_CASE, ROLE_SYSADMIN, ROLE_AUDITOR };
	char text[16];
	int serial = 0;

	for (int from = 0; from < OV_STATES; from++)
		for (int ev = 0; ev < OV_EVENTS; ev++)
			for (size_t r = 0; r < COUNTOF(roles); r++)
				for (int self = 0; self < 2; self++) {
					struct override o;
					bike_id b = new_bike(cx), b2 = new_bike(cx);
					snprintf(text, sizeof text, "MOT%d", ++serial);
					add(cx, NK_MOTOR, text, b);
					as(cx, 11, ROLE_CLERK);
					DONE(cx, override_ask(cx, NK_MOTOR, str_of(text), S("reason"), NULL, &o));
					if (from == OV_WITHDRAWN)
						DONE(cx, override_step(cx, &o, OVE_WITHDRAW, S("")));
					as(cx, 12, ROLE_OFFICER);
					if (from == OV_GRANTED || from == OV_USED)
						DONE(cx, override_step(cx, &o, OVE_GRANT, S("seen")));
					if (from == OV_REFUSED)
						DONE(cx, override_step(cx, &o, OVE_REFUSE, S("seen")));
					if (from == OV_USED) {
						add(cx, NK_MOTOR, text, b2);
						DONE(cx, override_get(cx, o.id, &o));
					}
					assert_int_equal(o.state, from);
					as(cx, self ? 11 : 13, roles[r]);
					int64_t ver = o.ver;
					bool judge = roles[r] == ROLE_OFFICER || roles[r] == ROLE_CASE, clerk = roles[r] == ROLE_CLERK || roles[r] == ROLE_OFFICER;
					int want = from != OV_ASKED || ev == OVE_USE ? E_STATE
					         : ev == OVE_WITHDRAW ? (clerk && self ? 0 : E_DENIED) : (judge && !self ? 0 : E_DENIED);
					if (want == 0) {
						struct override stale = o;
						DONE(cx, override_step(cx, &o, (enum override_event)ev, S("note")));
						assert_int_equal(o.state, ev == OVE_GRANT ? OV_GRANTED : ev == OVE_REFUSE ? OV_REFUSED : OV_WITHDRAWN);
						assert_int_equal(o.ver, ver + 1);
						REFUSED(cx, E_STATE, override_step(cx, &stale, (enum override_event)ev, S("note")));
					} else {
						REFUSED(cx, want, override_step(cx, &o, (enum override_event)ev, S("note")));
						assert_int_equal(o.state, from);
					}
				}
}

struct seen { int n; int64_t last; };

static int count_override(struct cx *cx, const struct override *o, void *arg)
{
	struct seen *s = arg;

	(void)cx;
	s->n++;
	s->last = o->id;
	return 0;
}

static void an_override_is_decided_with_a_reason_and_keeps_what_the_desk_has(void **state)
{
	static const struct override_desk desk = { SI("雅迪"), SI("DE3"), SI("红色"), SI("LX99"), SI("M99"), SI("") };
	struct cx *cx = CX;
	struct override_desk long_one = desk;
	struct override o, other;
	struct seen s = { 0, 0 };
	char text[OVERRIDE_DESK_MAX + 2];

	memset(text, 'x', sizeof text);
	long_one.model = (str){ text, OVERRIDE_DESK_MAX + 1 };
	as(cx, 11, ROLE_CLERK);
	REFUSED(cx, E_INVALID, override_ask(cx, NK_FRAME, S("LX99"), S("reason"), &long_one, &o));
	DONE(cx, override_ask(cx, NK_FRAME, S("LX99"), S("reason"), &desk, &o));
	as(cx, 14, ROLE_CLERK);
	DONE(cx, override_ask(cx, NK_FRAME, S("LX98"), S("reason"), NULL, &other));
	as(cx, 12, ROLE_OFFICER);
	REFUSED(cx, E_INVALID, override_step(cx, &o, OVE_GRANT, S("")));
	REFUSED(cx, E_INVALID, override_step(cx, &o, OVE_REFUSE, S("no")));
	DONE(cx, override_step(cx, &o, OVE_GRANT, S("seen both")));
	DONE(cx, override_get(cx, o.id, &o));
	assert_true(str_eq(o.note, S("seen both")) && str_eq(o.desk.brand, desk.brand) && str_eq(o.desk.model, desk.model) && str_eq(o.desk.colour, desk.colour));
	assert_true(str_eq(o.desk.frame_no, desk.frame_no) && str_eq(o.desk.motor_no, desk.motor_no) && o.desk.vehicle_code.n == 0);
	DONE(cx, override_list(cx, false, (account_id){ 11 }, 0, 10, count_override, &s));
	assert_true(s.n == 1 && s.last == o.id);
	DONE(cx, override_list(cx, true, (account_id){ 0 }, 0, 10, count_override, &s));
	assert_true(s.n == 2 && s.last == other.id);
}

static void N4_a_placeholder_is_no_entry(void **state)
{
	static const char *const none[] = { "", "无", "*", "***", "不详", "00000000", "N/A", "12*4" };
	struct cx *cx = CX;
	bike_id a = new_bike(cx), b = new_bike(cx);
	struct number_rival *r;
	bool no;

	for (size_t i = 0; i < COUNTOF(none); i++)
		for (int k = 0; k < NK_N; k++) {
			assert_false(add(cx, (enum number_kind)k, none[i], a));
			assert_false(add(cx, (enum number_kind)k, none[i], b));
			assert_int_equal(number_check(cx, (enum number_kind)k, str_of(none[i]), b, 10, &r, &no), 0);
			assert_true(no);
		}
}

static void look_alikes_and_the_same_stand_against_a_number(void **state)
{
	struct cx *cx = CX;
	bike_id a = new_bike(cx), b = new_bike(cx), c = new_bike(cx);
	struct number_rival *r;
	bool no;

	add(cx, NK_FRAME, "LXB00512", a);
	add(cx, NK_FRAME, "LX800S12", b);
	add(cx, NK_VEHICLE, "LXB0O512", c);
	assert_int_equal(number_check(cx, NK_FRAME, S("ＬＸ８００－Ｓ１２"), (bike_id){ 0 }, 10, &r, &no), 3);
	assert_false(no);
	assert_true(r[0].same && r[0].bike.v == b.v && !r[1].same && !r[2].same);
	assert_int_equal(number_check(cx, NK_FRAME, S("LX800S12"), b, 10, &r, &no), 2);
	assert_int_equal(number_check(cx, NK_FRAME, S("LX800S12"), b, 1, &r, &no), 1);
	assert_int_equal(number_check(cx, NK_MOTOR, S("LX800S12"), (bike_id){ 0 }, 10, &r, &no), 0);
	assert_int_equal(number_check(cx, NK_FRAME, S("LX800S13"), (bike_id){ 0 }, 10, &r, &no), 0);
	DONE(cx, number_end(cx, NK_FRAME, S("LXB00512"), a));
	assert_int_equal(number_check(cx, NK_FRAME, S("LX800S12"), (bike_id){ 0 }, 10, &r, &no), 2);
}

/* --- search --- */

struct want { const char *q; enum number_tier tier; const char *norm; };

static bool has_hit(const struct number_found *f, enum number_tier tier, const char *norm)
{
	for (int i = 0; i < f->n; i++)
		if (f->hit[i].tier == tier && strcmp(f->hit[i].norm.z, norm) == 0)
			return true;
	return false;
}

static void tiers_are_labelled(void **state)
{
	struct cx *cx = CX;
	struct number_found f;
	bike_id a = new_bike(cx), b = new_bike(cx);
	static const struct want rows[] = {
		{ "衡（电动）阳AB1258", NT_EXACT, "衡(电动)阳AB1258" }, { "衡电动阳AB1258", NT_CONTAINS, "衡(电动)阳AB1258" }, { "ab12", NT_CONTAINS, "衡(电动)阳AB1258" },
		{ "阳AB", NT_CONTAINS, "衡(电动)阳AB1258" }, { "衡(电动)阳A81Z58", NT_NEAR, "衡(电动)阳AB1258" }, { "衡(电动)阳AB1285", NT_NEAR, "衡(电动)阳AB1258" },
		{ "衡(电动)阳AB125", NT_CONTAINS, "衡(电动)阳AB1258" }, { "衡(电动)阳AB12588", NT_NEAR, "衡(电动)阳AB1258" }, { "湘(电动)阳AB1258", NT_NEAR, "衡(电动)阳AB1258" },
		{ "衡(电动)阳A1B258", NT_NEAR, "衡(电动)阳AB1258" }, { "电动衡阳AB1258", NT_N, "衡(电动)阳AB1258" }, { "衡(电动)阳AB1300", NT_N, "衡(电动)阳AB1258" },
		{ "LXO99", NT_EXACT, "LXO99" }, { "LX099", NT_NEAR, "LXO99" }, { "lxq99", NT_NEAR, "LXO99" }, { "XO9", NT_CONTAINS, "LXO99" }, { "X09", NT_N, "LXO99" },
	};

	add(cx, NK_PLATE, "衡（电动）阳AB1258", a);
	add(cx, NK_FRAME, "LXO99", b);
	for (int loaded = 0; loaded < 2; loaded++) {
		for (size_t i = 0; i < COUNTOF(rows); i++) {
			DONE(cx, number_search(cx, str_of(rows[i].q), NK_ALL, 20, true, &f));
			assert_int_equal(f.loading, !loaded);
			for (int t = 0; loaded && t < NT_N; t++)
				if (has_hit(&f, (enum number_tier)t, rows[i].norm) != (t == (int)rows[i].tier))
					fail_msg("%s: %s in tier %d", rows[i].q, rows[i].norm, t);
			if (!loaded)     /* exact at once, before anything is in memory */
				assert_int_equal(has_hit(&f, NT_EXACT, rows[i].norm), rows[i].tier == NT_EXACT);
		}
		number_index_use(INDEX);
		DONE(cx, number_index_load(cx, INDEX));
	}
	add(cx, NK_FRAME, "LXO990", b);
	DONE(cx, number_search(cx, S("LXO99"), NK_ALL, 20, true, &f));
	assert_true(f.n == 2 && !f.shallow && f.hit[0].tier == NT_EXACT && f.hit[1].tier == NT_CONTAINS);
	DONE(cx, number_search(cx, S("LXO99"), NK_ALL, 20, false, &f));
	assert_true(f.n == 1 && f.shallow);
	DONE(cx, number_search(cx, S("XO99"), NK_ALL, 20, false, &f));
	assert_true(f.n == 2 && !f.shallow);
	DONE(cx, number_search(cx, S("AB1258"), 1 << NK_FRAME, 20, true, &f));
	assert_int_equal(f.n, 0);
	DONE(cx, number_search(cx, S("---"), NK_ALL, 20, true, &f));
	assert_int_equal(f.n, 0);
	REFUSED(cx, E_INVALID, number_search(cx, S("\xff"), NK_ALL, 20, true, &f));
}

static uint64_t rng = 7;
static unsigned rnd(unsigned n) { rng = rng * 6364136223846793005u + 1442695040888963407u; return (unsigned)(rng >> 33) % n; }

/* Few characters, so that everything is like everything else; Han characters that share a code's low bits too. */
static void random_number(char *z)
{
	static const char *const bits[] = { "0", "O", "1", "I", "2", "A", "B", "8", "衡", "阳", "(", "7", "七" };
	int n = 3 + (int)rnd(7);

	*z = 0;
	while (n--)
		strncat(z, bits[rnd(COUNTOF(bits))], 8);
}

struct known { struct number n; enum number_kind k; int64_t bike; bool live; };

static enum number_tier plainly(const struct number *q, const struct number *n)
{
	struct number a, b, qb = { .n = 0 }, nb = { .n = 0 };
	uint32_t x[NUMBER_MAX], y[NUMBER_MAX];

	if (strcmp(q->z, n->z) == 0)
		return NT_EXACT;
	for (int i = 0; i < q->n; i++)
		if (!strchr("()", q->z[i]))
			qb.z[qb.n++] = q->z[i];
	for (int i = 0; i < n->n; i++)
		if (!strchr("()", n->z[i]))
			nb.z[nb.n++] = n->z[i];
	if (qb.n && strstr(nb.z, qb.z))
		return NT_CONTAINS;
	number_skeleton(q, &a);
	number_skeleton(n, &b);
	size_t na = number_chars(&a, x), k = number_chars(&b, y);
	if (strcmp(a.z, b.z) == 0 || (na >= 4 && number_within_one(x, na, y, k)))
		return NT_NEAR;
	return NT_N;
}

static void compare(struct cx *cx, const struct known *v, int n, const char *text)
{
	struct number_found f;
	struct number q;
	int want = 0;

	arena_reset(cx->arena);
	assert_true(number_fold(str_of(text), &q));
	DONE(cx, number_search(cx, str_of(text), NK_ALL, NUMBER_HITS_MAX, true, &f));
	for (int i = 0; i < n; i++) {
		enum number_tier t = v[i].live ? plainly(&q, &v[i].n) : NT_N;
		bool there = false;
		for (int k = 0; k < f.n; k++)
			there |= f.hit[k].bike.v == v[i].bike && f.hit[k].kind == v[i].k && f.hit[k].tier == t && strcmp(f.hit[k].norm.z, v[i].n.z) == 0;
		if (t != NT_N && !there && !f.more)
			fail_msg("'%s' does not find '%s' (tier %d)", text, v[i].n.z, t);
		want += t != NT_N;
	}
	if (!f.more)
		assert_int_equal(f.n, want);     /* and nothing else */
	for (int k = 1; k < f.n; k++)
		assert_true(f.hit[k].tier >= f.hit[k - 1].tier);
}

/* N5: after the load, after changes that were followed, after a second load: the same as by comparing everything. */
static void N5_search_is_as_comparing_everything_and_a_rebuilt_index_is_the_same(void **state)
{
	struct cx *cx = CX;
	enum { MANY = 1500 };
	static struct known v[MANY];
	char z[64];
	int n = 0;

	rng = 7;
	number_index_use(INDEX);
	for (int phase = 0; phase < 4; phase++) {
		DONE(cx, sql_begin(cx, true));
		for (int i = 0; i < MANY / 4; i++) {
			random_number(z);
			struct known *e = &v[n++];
			assert_true(number_fold(str_of(z), &e->n));
			e->k = NK_FRAME + rnd(3);
			bike_id b = new_bike(cx);
			e->bike = b.v;
			bool stored = false;
			int rc = number_add(cx, e->k, str_of(z), b, &stored);
			cx->err = (struct err){ 0 };
			e->live = rc == 0 && stored;
		}
		for (int i = 0; i < 40 && phase; i++) {
			struct known *e = &v[rnd((unsigned)n)];
			DONE(cx, number_end(cx, e->k, number_str(&e->n), (bike_id){ e->bike }));
			e->live = false;
		}
		DONE(cx, sql_commit(cx));
		if (phase == 0 || phase == 3)
			DONE(cx, number_index_load(cx, INDEX));
		else
			DONE(cx, number_index_follow(cx, INDEX));    /* more than one transaction's list holds */
		struct number_index_stats s;
		number_index_stats(INDEX, &s);
		int live = 0;
		for (int i = 0; i < n; i++)
			live += v[i].live;
		if (phase == 0 || phase == 3)
			assert_true(s.numbers == (uint64_t)live && s.dead == 0);
		else
			assert_true(s.numbers >= (uint64_t)live);
		for (int i = 0; i < 400; i++) {
			random_number(z);
			compare(cx, v, n, rnd(2) ? z : v[rnd((unsigned)n)].n.z);
		}
	}
}

static void a_commit_is_found_at_once_and_a_rollback_never(void **state)
{
	struct cx *cx = CX, other = testdb_second(&((struct world *)*state)->t, 1000);
	bike_id a = new_bike(cx);
	struct number_found f;

	number_index_use(INDEX);
	DONE(cx, number_index_load(cx, INDEX));
	DONE(cx, sql_begin(cx, true));
	add(cx, NK_FRAME, "LXROLLBACK7", a);
	sql_rollback(cx);
	DONE(cx, sql_begin(cx, true));
	add(cx, NK_FRAME, "LXCOMMITTED7", a);
	DONE(&other, number_search(&other, S("LXC0MMITTED77"), NK_ALL, 10, true, &f));
	assert_int_equal(f.n, 0);
	DONE(cx, sql_commit(cx));
	DONE(&other, number_search(&other, S("LXC0MMITTED77"), NK_ALL, 10, true, &f));
	assert_int_equal(f.n, 1);
	DONE(&other, number_search(&other, S("ROLLBACK"), NK_ALL, 10, true, &f));
	assert_int_equal(f.n, 0);
	/* what another program wrote: its commits are told to no index here */
	number_index_use(NULL);
	add(cx, NK_MOTOR, "MFOREIGN123", a);
	number_index_use(INDEX);
	DONE(&other, number_search(&other, S("FOREIGN"), NK_ALL, 10, true, &f));
	assert_int_equal(f.n, 0);
	for (int i = 0; i < 3; i++, cx->now += 31 * SECOND_MS)
		DONE(cx, number_index_follow(cx, INDEX));
	DONE(&other, number_search(&other, S("FOREIGN"), NK_ALL, 10, true, &f));
	assert_int_equal(f.n, 1);
	struct number_index_stats s;
	number_index_stats(INDEX, &s);
	assert_int_equal(s.numbers, 2);       /* each once, the rolled-back one never */
	sql_close(other.db);
}

static void a_pasted_list_gives_a_row_a_line(void **state)
{
	struct cx *cx = CX;
	bike_id a = new_bike(cx), b = new_bike(cx);
	struct number_line *l;
	int n;

	add(cx, NK_PLATE, "衡(电动)阳AB1258", a);
	add(cx, NK_FRAME, "LXO99887", b);
	number_index_use(INDEX);
	DONE(cx, number_index_load(cx, INDEX));
	DONE(cx, number_paste(cx, S("衡（电动）阳AB1258\r\n\n  \nLX099887\nAB1258\n无\nNOBODY77\n衡(电动)阳AB1285"), &l, &n));
	assert_int_equal(n, 6);
	static const int tiers[] = { NT_EXACT, NT_NEAR, NT_CONTAINS, NT_N, NT_N, NT_NEAR };
	const int64_t bikes[] = { a.v, b.v, a.v, 0, 0, a.v };
	for (int i = 0; i < n; i++) {
		assert_int_equal(l[i].tier, tiers[i]);
		assert_int_equal(l[i].n, bikes[i] != 0);
		if (bikes[i])
			assert_true(l[i].bike[0].v == bikes[i]);
	}
	assert_true(l[3].placeholder && !l[4].placeholder);
	char text[NUMBER_LINES_MAX * 2 + 4];
	for (int i = 0; i <= NUMBER_LINES_MAX; i++)
		memcpy(text + 2 * i, "A\n", 2);
	DONE(cx, number_paste(cx, (str){ text, NUMBER_LINES_MAX * 2 }, &l, &n));
	assert_int_equal(n, NUMBER_LINES_MAX);
	REFUSED(cx, E_TOOBIG, number_paste(cx, (str){ text, NUMBER_LINES_MAX * 2 + 2 }, &l, &n));
}

/* --- readers beside a writer and a loader --- */

struct reader { struct testdb *t; struct cx cx; _Atomic bool *stop; int searches, found; };

static void read_on(void *arg)
{
	struct reader *r = arg;
	struct arena a;
	struct number_found f;

	arena_init(&a, 1 << 20);
	r->cx.arena = &a;
	do {
		DONE(&r->cx, number_search(&r->cx, S("RACE00001"), NK_ALL, 20, true, &f));
		r->found += f.n > 0;
		r->searches++;
		arena_reset(&a);
	} while (!*r->stop);
	arena_done(&a);
}

static void readers_search_while_one_writes_and_the_index_is_renewed(void **state)
{
	struct world *w = *state;
	struct cx *cx = CX;
	_Atomic bool stop = false;
	struct reader r[3];
	struct thread th[3] = { 0 };

	number_index_use(INDEX);
	add(cx, NK_FRAME, "RACE00001", new_bike(cx));
	DONE(cx, number_index_load(cx, INDEX));
	for (int i = 0; i < 3; i++) {
		r[i] = (struct reader){ &w->t, testdb_second(&w->t, 5000), &stop, 0, 0 };
		thread_start(&th[i], "reader", read_on, &r[i]);
	}
	for (int round = 0; round < 5; round++) {
		DONE(cx, sql_begin(cx, true));
		for (int i = 0; i < 200; i++) {
			char z[24];
			snprintf(z, sizeof z, "RACE%05d", 2 + round * 200 + i);
			add(cx, NK_FRAME, z, new_bike(cx));
		}
		DONE(cx, sql_commit(cx));
		DONE(cx, number_index_follow(cx, INDEX));
		DONE(cx, number_index_load(cx, INDEX));
	}
	stop = true;
	for (int i = 0; i < 3; i++) {
		thread_join(&th[i]);
		assert_true(r[i].searches > 0);
		assert_int_equal(r[i].searches, r[i].found);
		sql_close(r[i].cx.db);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(N1_a_plate_or_tag_is_on_one_bike), T(N2_a_second_bike_needs_a_granted_override_once), T(N2_a_granted_look_alike_names_the_bike_it_went_to), T(N3_every_state_event_role_and_person), T(an_override_is_decided_with_a_reason_and_keeps_what_the_desk_has),
		T(N4_a_placeholder_is_no_entry), T(look_alikes_and_the_same_stand_against_a_number), T(tiers_are_labelled),
		T(N5_search_is_as_comparing_everything_and_a_rebuilt_index_is_the_same), T(a_commit_is_found_at_once_and_a_rollback_never),
		T(a_pasted_list_gives_a_row_a_line), T(readers_search_while_one_writes_and_the_index_is_renewed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
