/* import_test — I1 to I5 of flow_import.h, on both databases. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include <iconv.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "flow/flow_import.h"
#include "office/bike/bike.h"
#include "office/number/number.h"
#include "office/owner/owner.h"
#include "office/plate/plate.h"

static int setup(void **state)
{
	static struct testdb t;

	testdb_open(&t);
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

/* --- files --- */

static const char head[] = "plate,tag,frame_no,motor_no,brand,colour,price,bought_on,owner_name,id_kind,id_no,owner_phone,address\n";

struct file { struct import_text text; struct import_problem bad[64]; char field[64][24]; int nbad; };

static void take(struct file *f, const char *text)
{
	struct err e = { 0 };

	f->nbad = 0;
	if (import_text_take(text, strlen(text), IME_ANY, &f->text, &e) < 0)
		fail_msg("%s", e.msg);
}

static int bad(void *arg, const struct import_problem *p)
{
	struct file *f = arg;

	if (f->nbad == 64)
		return 0;
	f->bad[f->nbad] = *p;
	snprintf(f->field[f->nbad], sizeof f->field[0], "%.*s", STR_ARG(p->field));
	f->nbad++;
	return 0;
}

/* Runs the file, then reads the bad rows into it. */
static struct import_figures run(struct cx *cx, struct file *f, struct import_opts o)
{
	struct import_figures got;

	o.text = &f->text;
	o.file = S("test.csv");
	o.problem = bad;
	o.arg = f;
	f->nbad = 0;
	DONE(cx, flow_import(cx, &o, &got));
	if (!o.dry)
		DONE(cx, as_done(import_run_problems(cx, got.run, 0, 1000, bad, f)));
	return got;
}

static struct import_figures run_text(struct cx *cx, const char *rows, struct import_opts o)
{
	static char text[200000];
	struct file f;

	snprintf(text, sizeof text, "%s%s", head, rows);
	take(&f, text);
	struct import_figures got = run(cx, &f, o);
	import_text_free(&f.text);
	return got;
}

/* n rows; every second owner has two bikes, every tenth row is a double of the one before. */
static char *many(int n)
{
	size_t cap = 1000 + (size_t)n * 200, at = (size_t)snprintf(NULL, 0, "%s", head);
	char *text = malloc(cap);

	assert_non_null(text);
	snprintf(text, cap, "%s", head);
	for (int i = 0; i < n; i++) {
		int k = i % 10 == 9 ? i - 1 : i;
		at += (size_t)snprintf(text + at, cap - at, "衡A%05d,%06X,LX%07dF,MT%06dK,雁牌,黑,2380.50,2024/3/5,王%d,,,154%08d,\n", k, 0x100000 + k, k * 7, k * 13, i / 4, i / 4);
	}
	return text;
}

/* --- looking --- */

static const struct sql_stmt counts[] = {
	{ "t.bike", "SELECT count(*) FROM bike WHERE state = 'live'", NULL, 0, false, NULL, 0 }, { "t.owner", "SELECT count(*) FROM owner", NULL, 0, false, NULL, 0 },
	{ "t.phone", "SELECT count(*) FROM owner_phone", NULL, 0, false, NULL, 0 }, { "t.own", "SELECT count(*) FROM ownership WHERE until IS NULL", NULL, 0, false, NULL, 0 },
	{ "t.number", "SELECT count(*) FROM number_entry WHERE live = 1", NULL, 0, false, NULL, 0 }, { "t.tag", "SELECT count(*) FROM tag WHERE state = 'bound'", NULL, 0, false, NULL, 0 },
	{ "t.event", "SELECT count(*) FROM bike_event", NULL, 0, false, NULL, 0 }, { "t.error", "SELECT count(*) FROM import_row_error", NULL, 0, false, NULL, 0 },
	{ "t.login", "SELECT count(*) FROM owner_login", NULL, 0, false, NULL, 0 },
	{ "t.plate", "SELECT count(*) FROM plate WHERE state = 'bound'", NULL, 0, false, NULL, 0 },
	{ "t.last", "SELECT coalesce(min(l.owner - (SELECT max(o.id) FROM owner o)), 0) FROM owner_login l", NULL, 0, false, NULL, 0 },
};
enum { COUNTS = COUNTOF(counts) };

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static void count_all(struct cx *cx, int64_t ret[static COUNTS])
{
	for (size_t i = 0; i < COUNTS; i++)
		DONE(cx, sql_one(cx, &counts[i], read_n, &ret[i], BIND_NONE));
}

static struct bike bike_of(struct cx *cx, const char *plate)
{
	struct plate p;
	struct bike b;

	assert_true(plate_parse(str_of(plate), &p));
	DONE(cx, bike_by_plate(cx, &p, &b));
	return b;
}

static bool gone(struct cx *cx, const char *plate)
{
	struct plate p;
	struct bike b;

	assert_true(plate_parse(str_of(plate), &p));
	int rc = bike_by_plate(cx, &p, &b);
	cx->err = (struct err){ 0 };
	return rc == E_NOTFOUND;
}

static int count_owner(struct cx *cx, const struct owner *o, void *arg)
{
	(void)cx, (void)o;
	(*(int *)arg)++;
	return 0;
}

static int owners_by(struct cx *cx, const char *what, const char *value)
{
	struct pii p;
	int n = 0;

	assert_true(pii_take(str_of(value), &p));
	DONE(cx, as_done(owner_find(cx, str_of(what), &p, 20, count_owner, &n)));
	return n;
}

/* --- I1 --- */

struct victim { const char *path; char *text; int64_t resume; long us; };

/* Runs in a process of its own, that a timer kills. */
static int victim(const struct victim *v)
{
	struct sql_opts so = { .path = v->path };
	struct import_text text;
	struct import_figures got;
	struct arena arena;
	struct err e = { 0 };
	struct cx cx = { .now = (utc_ms)TESTDB_NOW_S * 1000, .roles = ROLE_SYSTEM, .arena = &arena };
	struct itimerval it = { .it_value = { v->us / 1000000, v->us % 1000000 } };

	arena_init(&arena, 1 << 26);
	if (import_text_take(v->text, strlen(v->text), IME_ANY, &text, &e) < 0 || sql_open(&so, &e, &cx.db) < 0)
		return 3;
	struct import_opts o = { .text = &text, .file = S("test.csv"), .batch = 40, .threads = 2, .resume = v->resume };
	signal(SIGALRM, SIG_DFL);
	setitimer(ITIMER_REAL, &it, NULL);
	return flow_import(&cx, &o, &got) < 0 ? 4 : 0;
}

static int newest(struct cx *cx, const struct import_run *r, void *arg)
{
	(void)cx;
	if (*(int64_t *)arg == 0 && str_eq(r->state, S("running")))
		*(int64_t *)arg = r->id;
	return 0;
}

static int sum_added(struct cx *cx, const struct import_run *r, void *arg)
{
	(void)cx;
	assert_true(r->f.rows <= 600);
	*(int64_t *)arg += r->f.added;
	return 0;
}

static void I1_killed_at_any_moment_and_resumed_each_row_is_done_once(void **state)
{
	struct testdb *t = *state;
	struct cx *cx = &t->cx;
	struct victim v = { .text = many(600) };
	char url[160];
	int64_t got[COUNTS], before = 0, now = 0;
	int status = 1, kills = 0;
	long reach = 4000;

	if (testdb_pg())
		testdb_url(t->name, url);
	v.path = testdb_pg() ? url : t->path;
	/* it lives longer after each life that added nothing: as long as its machine needs, whatever that is */
	for (int tries = 0; tries < 400 && status != 0; tries++) {
		v.resume = 0;
		DONE(cx, sql_begin(cx, true));          /* after what a killed one had sent last, which a PostgreSQL may still be committing */
		DONE(cx, as_done(import_run_list(cx, 0, 100, newest, &v.resume)));
		DONE(cx, sql_one(cx, &counts[0], read_n, &now, BIND_NONE));
		DONE(cx, sql_commit(cx));
		reach += now != before ? 0 : now ? reach / 4 : reach / 2;
		before = now;
		v.us = reach - reach / 16 * (tries * 5 % 7);
		pid_t pid = fork();
		if (pid == 0)
			_exit(victim(&v));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
		kills += WIFSIGNALED(status);
	}
	assert_int_equal(status, 0);
	assert_true(kills > 2);
	count_all(cx, got);
	assert_int_equal(got[0], 540);
	assert_int_equal(got[1], 150);
	assert_int_equal(got[2], 150);
	assert_int_equal(got[3], 540);
	assert_int_equal(got[4], 4 * 540);
	assert_int_equal(got[5], 540);
	assert_int_equal(got[6], 540);
	/* a process that dies as its run begins or ends leaves a run that adds nothing */
	int64_t added = 0;
	DONE(cx, as_done(import_run_list(cx, 0, 100, sum_added, &added)));
	assert_int_equal(added, 540);
	free(v.text);
}

static void I1_a_run_is_resumed_with_its_own_file_only(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;
	struct import_figures got, again;
	struct file f;
	atomic_bool stop = true;
	char *text = many(100);

	take(&f, text);
	struct import_opts o = { .text = &f.text, .file = S("a"), .batch = 40, .stop = &stop };
	assert_int_equal(flow_import(cx, &o, &got), E_BUSY);
	cx->err = (struct err){ 0 };
	text[strlen(text) - 2] = 'x';
	struct file other;
	take(&other, text);
	o.text = &other.text;
	o.resume = got.run;
	stop = false;
	assert_int_equal(flow_import(cx, &o, &again), E_STATE);
	cx->err = (struct err){ 0 };
	o.text = &f.text;
	DONE(cx, flow_import(cx, &o, &again));
	assert_true(again.rows == 100 && again.run == got.run);
	assert_int_equal(flow_import(cx, &o, &again), E_STATE);
	import_text_free(&f.text);
	import_text_free(&other.text);
	free(text);
}

/* --- I2 --- */

struct digest { uint8_t all[32]; int64_t rows; };

static void add_digest(void *arg, const char *table, int64_t rows, const uint8_t digest[32])
{
	struct digest *d = arg;

	(void)table;
	for (int i = 0; i < 32; i++)
		d->all[i] = (uint8_t)(d->all[i] * 31 + digest[i]);
	d->rows += rows;
}

static struct digest digest(struct cx *cx)
{
	struct digest d = { .rows = 0 };

	DONE(cx, sql_digests(cx->db, add_digest, &d, &cx->err));
	return d;
}

static void I2_a_dry_run_tells_the_same_and_writes_nothing(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;
	struct file f;
	char *text = many(200);

	(void)run_text(cx, "衡A00001,100001,,,旧牌,黑,,,王0,,,15400000000,\n衡B1,B1,,,,,,,别人,,,,\n", (struct import_opts){ .batch = 0 });
	take(&f, text);
	struct digest before = digest(cx);
	struct import_figures dry = run(cx, &f, (struct import_opts){ .dry = true, .batch = 30 });
	int nbad = f.nbad;
	struct digest after = digest(cx);
	assert_memory_equal(&before, &after, sizeof before);
	struct import_figures real = run(cx, &f, (struct import_opts){ .batch = 70 });
	assert_true(dry.rows == real.rows && dry.added == real.added && dry.updated == real.updated && dry.unchanged == real.unchanged &&
	            dry.refused == real.refused && dry.doubts == real.doubts);
	assert_true(real.added == 179 && real.updated == 1 && real.refused == 20);
	assert_int_equal(nbad, f.nbad);
	import_text_free(&f.text);
	free(text);
}

/* --- I3 --- */

#define ROW(plate, tag, frame, brand, colour, name) plate "," tag "," frame ",," brand "," colour ",,," name ",,,15400000001,\n"

static void I3_updated_where_it_differs_never_over_a_correction(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;
	struct import_opts plain = { .batch = 0 };

	(void)run_text(cx, ROW("衡A1", "A1", "LX0001234", "雁牌", "黑", "王一") ROW("衡A2", "A2", "LX0005678", "雁牌", "黑", "王一"), plain);
	struct bike b = bike_of(cx, "衡A1");
	DONE(cx, sql_begin(cx, true));
	DONE(cx, bike_edit(cx, &b, S("brand"), S("改正牌"), 7));
	DONE(cx, sql_commit(cx));
	struct import_figures f = run_text(cx, ROW("衡A1", "A1", "LX0009999", "鸿途", "白", "王一") ROW("衡A2", "A2", "LX0005678", "雁牌", "黑", "王一"), plain);
	assert_true(f.updated == 1 && f.unchanged == 1 && f.added == 0 && f.refused == 0 && f.doubts == 1);
	b = bike_of(cx, "衡A1");
	assert_true(str_eq(b.brand, S("改正牌")) && str_eq(b.colour, S("白")) && str_eq(b.frame_no, S("LX0009999")));
	struct number_found hits;
	DONE(cx, number_search(cx, S("LX0001234"), NK_ALL, 10, false, &hits));
	assert_true(hits.n == 0 || hits.hit[0].tier != NT_EXACT);
	/* empty cells take nothing away; a second time nothing differs */
	f = run_text(cx, ROW("衡A1", "A1", "", "", "白", "王一"), plain);
	assert_true(f.unchanged == 1 && f.doubts == 0);
	/* a correction that is asked for holds the field too */
	int64_t id;
	b = bike_of(cx, "衡A2");
	DONE(cx, sql_begin(cx, true));
	DONE(cx, correction_ask(cx, &b, S("colour"), S("红"), S("看错了"), &id));
	DONE(cx, sql_commit(cx));
	f = run_text(cx, ROW("衡A2", "A2", "", "", "绿", "王一"), plain);
	assert_true(f.unchanged == 1 && f.doubts == 1 && str_eq(bike_of(cx, "衡A2").colour, S("黑")));
}

static void I3_what_only_the_counter_may_change_is_refused(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;
	struct file f;

	(void)run_text(cx, ROW("衡A1", "A1", "LX0001234", "雁牌", "黑", "王一") ROW("衡A2", "A2", "LX0005678", "雁牌", "黑", "王一"), (struct import_opts){ .batch = 0 });
	static char text[4000];
	snprintf(text, sizeof text, "%s%s", head, ROW("衡A1", "F1", "", "", "", "王一") ROW("衡A2", "A2", "", "", "", "李四") ROW("衡A3", "A2", "", "", "", "王一")
	         ROW("衡A4", "A4", "LX0005678", "", "", "王一"));
	take(&f, text);
	struct import_figures got = run(cx, &f, (struct import_opts){ .batch = 0 });
	assert_true(got.refused == 4 && f.nbad == 4);
	static const enum import_code want[] = { IMC_tag_differs, IMC_owner_differs, IMC_tag_taken, IMC_frame_taken };
	for (int i = 0; i < 4; i++)
		assert_int_equal(f.bad[i].code, want[i]);
	got = run(cx, &f, (struct import_opts){ .key = IMK_FRAME });
	assert_int_equal(f.bad[3].code, IMC_plate_differs);
	import_text_free(&f.text);
}

/* --- I4 --- */

struct left { int n; char plate[64], field[24]; };

static void on_left(void *arg, bike_id bike, str plate, str field)
{
	struct left *l = arg;

	(void)bike;
	l->n++;
	snprintf(l->plate, sizeof l->plate, "%.*s", STR_ARG(plate));
	snprintf(l->field, sizeof l->field, "%.*s", STR_ARG(field));
}

static void I4_undo_takes_back_what_nobody_has_touched_and_names_the_rest(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;
	static const char rows[] = "衡A1,A1,LX0001111,,雁牌,黑,,,王一,身份证,439900199001010015,15400000001,东风路\n衡A2,A2,LX0002222,,雁牌,黑,,,李二,,,15400000002,\n"
	                           "衡A3,A3,LX0003333,,雁牌,黑,,,张三,,,15400000003,\n";
	struct import_undone u;
	struct left left = { .n = 0 };
	int64_t got[COUNTS];

	struct import_figures f = run_text(cx, rows, (struct import_opts){ .batch = 2 });
	assert_int_equal(f.added, 3);
	assert_int_equal(owners_by(cx, "idNo", "439900199001010015"), 1);
	struct bike b = bike_of(cx, "衡A2");
	DONE(cx, sql_begin(cx, true));
	DONE(cx, bike_edit(cx, &b, S("brand"), S("改正牌"), 7));
	DONE(cx, sql_commit(cx));
	DONE(cx, flow_import_undo(cx, f.run, on_left, &left, &u));
	assert_true(u.bikes == 2 && u.owners == 2 && u.left == 1 && left.n == 1);
	assert_string_equal(left.plate, "衡A2");
	assert_true(gone(cx, "衡A1") && gone(cx, "衡A3") && str_eq(bike_of(cx, "衡A2").brand, S("改正牌")));
	assert_int_equal(owners_by(cx, "idNo", "439900199001010015") + owners_by(cx, "phone", "15400000001") + owners_by(cx, "name", "王一"), 0);
	assert_int_equal(owners_by(cx, "phone", "15400000002"), 1);
	count_all(cx, got);
	assert_true(got[0] == 1 && got[2] == 1 && got[3] == 1 && got[4] == 3 && got[5] == 1 && got[8] == 1 && got[9] == 1);
	assert_int_equal(flow_import_undo(cx, f.run, on_left, &left, &u), E_STATE);
	cx->err = (struct err){ 0 };
	/* and in again */
	f = run_text(cx, rows, (struct import_opts){ .batch = 0 });
	assert_true(f.added == 2 && f.unchanged == 1 && f.refused == 0);
	assert_int_equal(owners_by(cx, "idNo", "439900199001010015"), 1);
}

static struct plate_piece piece_of(struct cx *cx, const char *text)
{
	struct number n;
	struct plate_piece p;

	assert_true(number_fold(str_of(text), &n));
	DONE(cx, plate_piece_by_text(cx, &n, &p));
	return p;
}

/* As if the counter had issued them: found by the bike, counted nowhere as stock, replaced and lost like others. */
static void the_plates_of_an_import_are_bound_in_stock(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;
	static const char text[] = "plate,tag,owner_name,owner_phone,plate_kind,ends_on,registered_at\n衡A00001,A1,王一,15400000001,,,2024-03-05\n衡A00002,A2,李二,15400000002,,,\n"
	                           "衡临0001,A3,张三,15400000003,临时,2031-11-24,\n";
	struct plate_format_new in = { 430405, PK_STANDARD, S("衡A"), S("0123456789"), S(""), 5 };
	struct plate_format format;
	struct plate_batch batch;
	struct plate_piece p;
	struct import_undone u;
	struct left left = { .n = 0 };
	struct file f;

	DONE(cx, sql_begin(cx, true));
	DONE(cx, plate_format_add(cx, &in, &format));
	DONE(cx, plate_receive(cx, format.id, S("衡A00002"), 2, S(""), &batch));
	DONE(cx, sql_commit(cx));
	take(&f, text);
	struct import_figures got = run(cx, &f, (struct import_opts){ .batch = 2 });
	assert_int_equal(got.added, 3);
	p = piece_of(cx, "衡A00001");
	assert_true(p.state == SKS_BOUND && p.kind == PK_STANDARD && p.bike.v == bike_of(cx, "衡A00001").id.v && p.bound_at == bike_of(cx, "衡A00001").created_at);
	p = piece_of(cx, "衡A00002");                    /* it lay in the depot */
	assert_true(p.state == SKS_BOUND && p.bike.v == bike_of(cx, "衡A00002").id.v);
	DONE(cx, plate_of_bike(cx, bike_of(cx, "衡临0001").id, &p));
	assert_true(p.kind == PK_TEMPORARY && str_eq(bike_of(cx, "衡临0001").ends_on, S("2031-11-24")));
	DONE(cx, plate_step(cx, &p, SKE_LOSE, S("fell off")));
	DONE(cx, flow_import_undo(cx, got.run, on_left, &left, &u));
	assert_int_equal(u.bikes, 3);
	assert_int_equal(piece_of(cx, "衡A00002").state, SKS_RECEIVED);
	assert_int_equal(piece_of(cx, "衡临0001").state, SKS_LOST);
	struct number n;
	assert_true(number_fold(S("衡A00001"), &n));
	REFUSED(cx, E_NOTFOUND, plate_piece_by_text(cx, &n, &p));
	got = run(cx, &f, (struct import_opts){ .batch = 0 });     /* and in again */
	assert_int_equal(got.added, 3);
	assert_int_equal(piece_of(cx, "衡A00001").state, SKS_BOUND);
	import_text_free(&f.text);
}

static void I4_undo_sets_changed_fields_back_unless_they_changed_again(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;
	struct import_opts plain = { .batch = 0 };
	struct import_undone u;
	struct left left = { .n = 0 };

	(void)run_text(cx, ROW("衡A1", "A1", "LX0001111", "雁牌", "黑", "王一") ROW("衡A2", "A2", "LX0002222", "雁牌", "黑", "王一"), plain);
	struct import_figures f = run_text(cx, ROW("衡A1", "A1", "LX0007777", "鸿途", "白", "王一") ROW("衡A2", "A2", "LX0002222", "鸿途", "黑", "王一"), plain);
	assert_int_equal(f.updated, 2);
	(void)run_text(cx, ROW("衡A2", "A2", "LX0002222", "平沙", "黑", "王一"), plain);
	DONE(cx, flow_import_undo(cx, f.run, on_left, &left, &u));
	assert_true(u.fields == 3 && u.left == 1 && u.bikes == 0);
	assert_string_equal(left.field, "brand");
	struct bike b = bike_of(cx, "衡A1");
	assert_true(str_eq(b.brand, S("雁牌")) && str_eq(b.colour, S("黑")) && str_eq(b.frame_no, S("LX0001111")));
	assert_true(str_eq(bike_of(cx, "衡A2").brand, S("平沙")));
	/* the old number is the bike's again, the new one is free */
	f = run_text(cx, ROW("衡A9", "A9", "LX0007777", "", "", "王一") ROW("衡A8", "A8", "LX0001111", "", "", "王一"), plain);
	assert_true(f.added == 1 && f.refused == 1);
}

/* --- I5 --- */

static const struct { const char *row; enum import_code code; const char *field; } dirty[] = {
	{ ",D1,,,,,,,王一,,,,", IMC_plate_missing, "plate" },
	{ "衡,D1,,,,,,,王一,,,,", IMC_plate_bad, "plate" },
	{ "衡D1,,,,,,,,王一,,,,", IMC_tag_missing, "tag" },
	{ "衡D1,xyz,,,,,,,王一,,,,", IMC_tag_bad, "tag" },
	{ "衡D1,D1,,,,,,,,,,,", IMC_name_missing, "ownerName" },
	{ "衡D1,D1,,,,,,,王一,驾照,12345,,", IMC_id_kind_bad, "idKind" },
	{ "衡D1,D1,,,,,,,王一,统一社会信用代码,12345,,", IMC_id_bad, "idNo" },
	{ "衡D1,D1,,,,,,,王一,身份证,439900199001010010,,", IMC_id_bad, "idNo" },
	{ "衡D1,D1,,,,,,,王一,身份证,439900199002300014,,", IMC_id_bad, "idNo" },
	{ "衡D1,D1,AAAAAAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCCCCCDDDDD1,,,,,,王一,,,,", IMC_number_bad, "frameNo" },
	{ "衡A1,D1,,,,,,,王一,,,,", IMC_tag_differs, "tag" },
	{ "衡D1,A1,,,,,,,王一,,,,", IMC_tag_taken, "tag" },
	{ "衡D1,D1,LX0001111,,,,,,王一,,,,", IMC_frame_taken, "frameNo" },
	{ "衡D1,D1,,MT0001111,,,,,王一,,,,", IMC_motor_taken, "motorNo" },
	{ "衡D1,D1,,,,,,,王二,身份证,439900199001010015,,", IMC_owner_name_differs, "ownerName" },
	{ "衡D1,D1,无,,,,,,王一,,,,", IMC_placeholder, "frameNo" },
	{ "衡D1,D1,AB,,,,,,王一,,,,", IMC_number_short, "frameNo" },
	{ "衡D1,D1,,7-2,,,,,王一,,,,", IMC_number_short, "motorNo" },
	{ "衡D1,D1,LXOOO1111,,,,,,王一,,,,", IMC_look_alike, "frameNo" },
	{ "衡D1,D1,,,,,,,王一,,,12345,", IMC_phone_bad, "phone" },
	{ "衡D1,D1,,,,,一千,,王一,,,,", IMC_price_bad, "price" },
	{ "衡D1,D1,,,,,,2023-02-29,王一,,,,", IMC_date_bad, "boughtOn" },
	{ "衡D1,D1,,,,,,2031-01-01,王一,,,,", IMC_date_bad, "boughtOn" },
	{ "\"衡D1\"x,D1,,,,,,,王一,,,,", IMC_row_broken, "plate" },
};

static void I5_each_reason_costs_only_its_own_row(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;
	static char text[4000];
	struct file f;

	(void)run_text(cx, "衡A1,A1,LX0001111,MT0001111,雁牌,黑,,,王一,身份证,439900199001010015,,\n", (struct import_opts){ .batch = 0 });
	for (size_t i = 0; i < COUNTOF(dirty); i++) {
		snprintf(text, sizeof text, "%s%s\n衡E%03zu,E%03zu,,,,,,,好人,,,,\n", head, dirty[i].row, i, i);
		take(&f, text);
		struct import_figures dry = run(cx, &f, (struct import_opts){ .dry = true });
		if (f.nbad < 1 || f.bad[0].code != dirty[i].code || strcmp(f.field[0], dirty[i].field) != 0)
			fail_msg("row %zu: %d reasons, the first %.*s", i, f.nbad, f.nbad ? (int)import_codes[f.bad[0].code].code.n : 0, f.nbad ? import_codes[f.bad[0].code].code.p : "");
		assert_int_equal(f.bad[0].line, 2);
		bool refused = import_codes[dirty[i].code].refused;
		assert_true(dry.rows == 2 && dry.refused == refused && dry.added == 2 - refused);
		import_text_free(&f.text);
	}
}

static void I5_values_as_people_write_them(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;

	static const char *const days[] = { "2024-3-5", "2024/03/05", "2024.3.5", "2024年3月5日", "20240305", "2024-03-05 00:00:00", "45356" };
	for (size_t i = 0; i < COUNTOF(days); i++) {
		char row[200], plate[16];
		snprintf(plate, sizeof plate, "衡D%zu", i);
		snprintf(row, sizeof row, "%s,C%zu5,,,,,\"￥2,380.5\",%s,王一,,,,\n", plate, i, days[i]);
		struct import_figures f = run_text(cx, row, (struct import_opts){ .batch = 0 });
		if (f.added != 1 || f.doubts)
			fail_msg("%s: %lld added, %lld doubts", days[i], (long long)f.added, (long long)f.doubts);
		struct bike b = bike_of(cx, plate);
		assert_true(str_eq(b.bought_on, S("2024-03-05")) && b.price_fen == 238050);
	}
}

static void I5_a_file_in_gbk_is_known_as_such(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;
	char utf8[400], raw[400], *from = utf8, *to = raw;
	struct file f;
	struct err e = { 0 };

	snprintf(utf8, sizeof utf8, "号牌号码,防盗标签,品牌,车主姓名\n衡（电动）阳A1234,A1,鸿途,欧阳雁\n");
	size_t left = strlen(utf8), room = sizeof raw;
	iconv_t cd = iconv_open("GBK", "UTF-8");
	assert_true(iconv(cd, &from, &left, &to, &room) != (size_t)-1);
	iconv_close(cd);
	DONE(cx, import_text_take(raw, (size_t)(to - raw), IME_ANY, &f.text, &e));
	assert_int_equal(f.text.encoding, IME_GBK);
	struct import_figures got = run(cx, &f, (struct import_opts){ .batch = 0 });
	assert_int_equal(got.added, 1);
	assert_true(str_eq(bike_of(cx, "衡(电动)阳A1234").brand, S("鸿途")));
	assert_int_equal(owners_by(cx, "name", "欧阳雁"), 1);
	import_text_free(&f.text);
	/* a byte that is none costs its row; with the wrong encoding asked for, the header is not found */
	raw[(to - raw) - 3] = (char)0xff;
	DONE(cx, import_text_take(raw, (size_t)(to - raw), IME_GBK, &f.text, &e));
	got = run(cx, &f, (struct import_opts){ .dry = true });
	assert_true(got.refused == 1 && f.bad[0].code == IMC_text_broken);
	import_text_free(&f.text);
}

/* A family's phone: all of them have it, and the last of the file logs in with it. */
static void I5_owners_who_share_a_phone(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;
	char rows[40 * 100];
	int64_t was[COUNTS], is[COUNTS];
	size_t at = 0;

	count_all(cx, was);
	for (int i = 0; i < 40; i++)
		at += (size_t)snprintf(rows + at, sizeof rows - at, "衡A%05d,%06X,,,,,,,李%d,,,15400000009,\n", i, 0x200000 + i, i);
	struct import_figures got = run_text(cx, rows, (struct import_opts){ .batch = 0 });
	assert_int_equal(got.added, 40);
	count_all(cx, is);
	assert_true(is[1] - was[1] == 40 && is[2] - was[2] == 40 && is[8] - was[8] == 1);
	assert_int_equal(is[10], 0);
}

/* --- files that are none --- */

static enum import_fault fault(struct cx *cx, const char *raw, size_t n, enum import_encoding want, char columns[static 64])
{
	struct import_text text;
	struct import_figures got;
	enum import_fault f;
	str which;
	int rc = import_text_take(raw, n, want, &text, &cx->err);

	if (rc == 0) {
		struct import_opts o = { .text = &text, .file = S("a"), .dry = true };
		rc = flow_import(cx, &o, &got);
		import_text_free(&text);
	}
	f = rc < 0 ? import_fault_of(&cx->err, &which) : IMF_N;
	snprintf(columns, 64, "%.*s", rc < 0 ? (int)which.n : 0, rc < 0 ? which.p : "");
	cx->err = (struct err){ 0 };
	return f;
}

static void a_file_that_is_none_says_why(void **state)
{
	static const struct { const char *raw; size_t n; enum import_encoding want; enum import_fault f; const char *columns; } rows[] = {
#define RAW(s) s, sizeof s - 1
		{ RAW(""), IME_ANY, IMF_empty, "" }, { RAW("\xef\xbb\xbf"), IME_ANY, IMF_empty, "" }, { RAW("\r\n,,\n"), IME_ANY, IMF_empty, "" },
		{ RAW("plate,tag,owner_name\n \n"), IME_ANY, IMF_rows, "" },
		{ RAW("plate,street\nA,B\n"), IME_ANY, IMF_columns, "tag,ownerName" }, { RAW("street\nA\n"), IME_ANY, IMF_columns, "plate,tag,ownerName" },
		{ RAW("号牌,标签号,车主\n,,\n"), IME_ANY, IMF_rows, "" }, { RAW("号牌,标签号,车主\n衡A1,A1,王\n"), IME_ANY, IMF_N, "" },
		{ RAW("号牌,标签号,车主\n衡A1,A1,王\n"), IME_GBK, IMF_encoding, "" }, { RAW("号牌,编号,车主\n衡A1,A1,王\n"), IME_GBK, IMF_encoding, "" },
		{ RAW("\xba\xc5\xc5\xc6,\xb1\xea\xc7\xa9\xba\xc5,\xb3\xb5\xd6\xf7\n\xba\xe2""A1,A1,B\n"), IME_UTF8, IMF_encoding, "" },
		{ RAW("\xba\xc5\xc5\xc6,\xb1\xea\xc7\xa9\xba\xc5,\xb3\xb5\xd6\xf7\n\xba\xe2""A1,A1,B\n"), IME_ANY, IMF_N, "" },
		{ RAW("plate;tag;owner_name\nA;B;C\n"), IME_ANY, IMF_separator, "" }, { RAW("号牌\t标签号\t车主\nA\tB\tC\n"), IME_ANY, IMF_separator, "" },
		{ RAW("号牌，标签号，车主\n衡A1，A1，王\n"), IME_ANY, IMF_separator, "" },
		{ RAW("\"plate,tag,owner_name\nA,B,C\n"), IME_ANY, IMF_quote, "" }, { RAW("pl\"ate,tag,owner_name\nA,B,C\n"), IME_ANY, IMF_quote, "" },
		{ RAW("PK\x03\x04 and so on"), IME_ANY, IMF_xlsx, "" }, { RAW("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), IME_GBK, IMF_xls, "" },
		{ RAW("\xff\xfep\0l\0a\0"), IME_ANY, IMF_utf16, "" }, { RAW("\x7f" "ELF\0\0"), IME_ANY, IMF_binary, "" },
#undef RAW
	};
	struct cx *cx = &((struct testdb *)*state)->cx;
	char columns[64], wide[400] = "plate,tag,owner_name", words[400];

	for (size_t i = 0; i < COUNTOF(rows); i++) {
		enum import_fault f = fault(cx, rows[i].raw, rows[i].n, rows[i].want, columns);
		if (f != rows[i].f || strcmp(columns, rows[i].columns) != 0)
			fail_msg("row %zu: fault %d, columns %s", i, f, columns);
	}
	memset(wide + strlen(wide), ',', 70);
	assert_int_equal(fault(cx, wide, strlen(wide), IME_ANY, columns), IMF_many);
	import_fault_words(IMF_columns, S("tag,ownerName"), true, words, sizeof words);
	assert_non_null(strstr(words, "第一行缺少这些栏目：防盗标签、车主姓名。"));
	import_fault_words(IMF_columns, S("tag,ownerName"), false, words, sizeof words);
	assert_non_null(strstr(words, "lacks these columns: tag, owner_name. Put"));
	for (int f = 0; f < IMF_N; f++) {            /* each fits into an error whole */
		struct err e = { 0 };
		str which;
		assert_int_equal(import_fault_set(&e, (enum import_fault)f, S("plate,tag,ownerName")), E_INVALID);
		assert_int_equal(import_fault_of(&e, &which), f);
		assert_true(str_eq(which, f == IMF_columns ? S("plate,tag,ownerName") : S("")));
		import_fault_words((enum import_fault)f, which, false, words, sizeof words);
		assert_string_equal(e.msg, words);
	}
}

/* --- the size of batches --- */

static struct { int64_t done, most, last; int n; } sizes;

static void size_of(void *arg, const struct import_figures *f)
{
	(void)arg;
	sizes.last = f->rows - sizes.done;
	sizes.most = MAX(sizes.most, sizes.last);
	sizes.done = f->rows;
	sizes.n++;
}

/* With a time that no batch keeps they get small, with one that all keep they grow: of 3,000 rows from 128 on. */
static void batches_are_as_large_as_their_time_allows(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;
	struct import_figures got;
	struct file f;
	char *text = many(3000);

	take(&f, text);
	struct import_opts o = { .text = &f.text, .file = S("a"), .batch = 128, .batch_ms = 1, .threads = 1, .told = size_of };
	memset(&sizes, 0, sizeof sizes);
	DONE(cx, flow_import(cx, &o, &got));
	assert_true(got.added == 2700 && sizes.done == 3000 && sizes.most == 128 && sizes.n > 3000 / 128 + 10);
	DONE(cx, flow_import_undo(cx, got.run, NULL, NULL, &(struct import_undone){ 0 }));
	o.batch_ms = 3600 * 1000;
	memset(&sizes, 0, sizeof sizes);
	DONE(cx, flow_import(cx, &o, &got));
	assert_true(got.added == 2700 && sizes.done == 3000 && sizes.most >= 512 && sizes.n < 12);
	import_text_free(&f.text);
	free(text);
}

#define TEST(x) cmocka_unit_test_setup_teardown(x, setup, teardown)

int main(void)
{
	static const struct sql_stmt *list[COUNTS];
	const struct CMUnitTest tests[] = {
		TEST(I1_killed_at_any_moment_and_resumed_each_row_is_done_once), TEST(I1_a_run_is_resumed_with_its_own_file_only),
		TEST(I2_a_dry_run_tells_the_same_and_writes_nothing), TEST(I3_updated_where_it_differs_never_over_a_correction),
		TEST(I3_what_only_the_counter_may_change_is_refused), TEST(I4_undo_takes_back_what_nobody_has_touched_and_names_the_rest),
		TEST(I4_undo_sets_changed_fields_back_unless_they_changed_again), TEST(the_plates_of_an_import_are_bound_in_stock), TEST(I5_each_reason_costs_only_its_own_row), TEST(I5_values_as_people_write_them),
		TEST(I5_a_file_in_gbk_is_known_as_such), TEST(I5_owners_who_share_a_phone), TEST(a_file_that_is_none_says_why),
		TEST(batches_are_as_large_as_their_time_allows),
	};

	for (size_t i = 0; i < COUNTS; i++)
		list[i] = &counts[i];
	sql_register(list, COUNTS);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
