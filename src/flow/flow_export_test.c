/* flow_export_test — exports looked at as files: what is in them, what is not, and what stands in the audit when they are there. */
#define _GNU_SOURCE
#include "flow/figures_testkit.h"

#include <dirent.h>
#include <sys/stat.h>

#include "flow/flow_books.h"
#include "flow/flow_export.h"
#include "format/csv/csv.h"
#include "office/account/account_testkit.h"
#include "office/audit/audit.h"
#include "office/policy/policy.h"
#include "platform/fs.h"

static struct toy city;
static struct unit bureau;
static char dir[80];

static int setup(void **state)
{
	static struct testdb t;
	struct err e = { 0 };

	testdb_open(&t);
	city = (struct toy){ .seed = 7 };
	t.cx.actor = kit_account(&t.cx, "wang", "correct-horse-battery", ROLE_OFFICER, NULL);
	t.cx.roles = ROLE_OFFICER | ROLE_CLERK;
	city_places(&t.cx, &city);
	DONE(&t.cx, unit_get(&t.cx, (unit_id){ 1 }, &bureau));
	city_as(&t.cx, &bureau, ROLE_OFFICER | ROLE_CLERK);
	snprintf(dir, sizeof dir, "/tmp/yz-export-XXXXXX");
	assert_non_null(mkdtemp(dir));
	if (flow_export_dir(dir, &e) < 0)
		fail_msg("%s", e.msg);
	*state = &t;
	return 0;
}

static int files_left(void)
{
	DIR *d = opendir(dir);
	int n = 0;

	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static int teardown(void **state)
{
	assert_int_equal(files_left(), 0);
	rmdir(dir);
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

static struct export_in all_of(void)
{
	return (struct export_in){ .filter = BIKE_FILTER_ALL(((struct bike_scope){ S(""), false })), .cols = (1u << EXPORT_COLS) - 1, .form = SHEET_CSV, .purpose = 0,
	                           .reference = S("HY-2026-11") };
}

struct table { str cell[400][EXPORT_COLS + 2]; int cols[400], n; char *text; };

/* The file as rows; fails the test when it is no CSV. */
static struct table *table_of(int fd)
{
	static struct table t;
	static char scratch[400][CSV_MAX_ROW / 32];
	static char row_scratch[CSV_MAX_ROW];
	struct err e = { 0 };
	struct stat st;
	struct csv c;

	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(st.st_nlink, 0);                 /* nobody else can open it */
	t.n = 0;
	t.text = malloc((size_t)st.st_size + 1);
	assert_int_equal(fs_pread_all(fd, t.text, (size_t)st.st_size, 0), st.st_size);
	csv_init(&c, t.text, (size_t)st.st_size, row_scratch);
	for (int k; (k = csv_row(&c, t.cell[t.n], EXPORT_COLS + 2, &e)) != 0; t.n++) {
		if (k < 0)
			fail_msg("%s", e.msg);
		assert_true(t.n < 399);
		t.cols[t.n] = k;
		size_t at = 0;
		for (int i = 0; i < k; i++) {          /* cells out of the scratch outlive the row */
			str s = t.cell[t.n][i];
			assert_true(at + s.n < sizeof scratch[0]);
			memcpy(scratch[t.n] + at, s.p, s.n);
			t.cell[t.n][i].p = scratch[t.n] + at;
			at += s.n;
		}
	}
	free(t.text);
	close(fd);
	return &t;
}

enum { HEAD_ROWS = 7 };      /* six of the watermark, one of the columns */

struct seen { int n; str detail; };

static int see(struct cx *cx, const struct audit_row *r, void *arg)
{
	struct seen *s = arg;

	if (s->n++ == 0)
		s->detail = arena_str(cx->arena, r->detail);
	return 0;
}

static int audits(struct cx *cx, const char *verb, str *ret_detail)
{
	struct seen s = { 0 };

	DONE(cx, audit_list(cx, 0, str_of(verb), (account_id){ 0 }, 100, see, &s));
	if (ret_detail)
		*ret_detail = s.detail;
	return s.n;
}

static bool holds(str s, const char *what)
{
	return memmem(s.p, s.n, what, strlen(what)) != NULL;
}

static void a_file_says_who_when_and_what_for(void **state)
{
	struct cx *cx = CX;
	struct export_in in = all_of();
	struct export_done d;
	str detail;

	city_bikes(cx, &city, 30);
	DONE(cx, flow_export(cx, &in, &d));
	struct table *t = table_of(d.fd);
	assert_int_equal(d.rows, 30);
	assert_int_equal(t->n, HEAD_ROWS + 30);
	assert_true(str_eq(t->cell[1][1], d.number) && str_starts(d.number, S("EX20261123-")));
	assert_true(holds(t->cell[2][1], "王警官") && holds(t->cell[2][1], "wang"));
	assert_true(str_eq(t->cell[3][1], S("2026-11-23 17:00:00 +08:00")));
	assert_true(holds(t->cell[4][1], "办案") && holds(t->cell[4][1], "HY-2026-11"));
	assert_true(holds(t->cell[5][1], "unit=1&cols=fffff"));
	assert_true(holds(d.file_name, "yanzhen-EX20261123-") && holds(d.file_name, "-case-u") && holds(d.file_name, ".csv"));
	for (int i = 0; i < 30; i++) {
		char no[12];
		snprintf(no, sizeof no, "%d", i + 1);
		assert_int_equal(t->cols[HEAD_ROWS + i], EXPORT_COLS + 2);
		assert_true(str_eq(t->cell[HEAD_ROWS + i][0], str_of(no)));
		assert_true(str_eq(t->cell[HEAD_ROWS + i][EXPORT_COLS + 1], d.number));
	}
	assert_int_equal(audits(cx, "bike.export", &detail), 1);
	assert_true(holds(detail, "\"rows\":30") && holds(detail, "\"purpose\":\"case\"") && holds(detail, "HY-2026-11") && holds(detail, "unit=1&cols=fffff"));
	in.form = SHEET_XLSX;
	in.en = true;
	DONE(cx, flow_export(cx, &in, &d));
	char magic[4];
	assert_int_equal(fs_pread_all(d.fd, magic, 4, 0), 4);
	assert_memory_equal(magic, "PK\3\4", 4);
	close(d.fd);
}

/* Every cell of every row against everything that a person is. */
static void EX1_no_export_shows_more_than_masks(void **state)
{
	static const char *const secret[] = { "四光", "13800001111", "38000011", "430421199001011234", "某某栋" };
	struct cx *cx = CX;
	struct export_in in = all_of();
	struct export_done d;
	struct owner_new n = { .kind = OK_PERSON, .id_kind = IK_IDCARD, .nphone = 1 };

	assert_true(pii_take(S("李四光"), &n.name) && pii_take(S("13800001111"), &n.phone[0]) && pii_take(S("11010519491231002X"), &n.id_no) &&
	            pii_take(S("衡阳市蒸湘区华新街道某某栋1号"), &n.address));
	DONE(cx, owner_add(cx, &n, &city.owner));
	(void)city_bike(cx, &city);
	DONE(cx, flow_export(cx, &in, &d));
	struct table *t = table_of(d.fd);
	assert_int_equal(t->n, HEAD_ROWS + 1);
	for (int r = 0; r < t->n; r++)
		for (int c = 0; c < t->cols[r]; c++) {
			for (size_t i = 0; i < COUNTOF(secret); i++)
				if (holds(t->cell[r][c], secret[i]))
					fail_msg("row %d, column %d shows %.*s", r, c, STR_ARG(t->cell[r][c]));
			assert_false(holds(t->cell[r][c], "0519491231002"));
		}
	const str *row = t->cell[HEAD_ROWS];
	assert_true(str_eq(row[18], S("李**")) && str_eq(row[19], S("138****1111")) && str_eq(row[20], S("1101**********002X")));
}

static void cells_of_the_register_run_nothing(void **state)
{
	static const char *const bad[] = { "=1+1", "+1", "-1", "@A1", "\t=1", "＝1" };
	struct cx *cx = CX;
	struct export_in in = all_of();
	struct export_done d;
	struct bike b;

	for (size_t i = 0; i < COUNTOF(bad); i++) {
		b = city_bike(cx, &city);
		DONE(cx, bike_edit(cx, &b, S("brand"), str_of(bad[i]), 7));
	}
	b = city_bike(cx, &city);
	DONE(cx, bike_edit(cx, &b, S("model"), S("a\x01" "b"), 7));
	in.cols = 1 << 6 | 1 << 7;
	DONE(cx, flow_export(cx, &in, &d));
	struct table *t = table_of(d.fd);
	assert_int_equal(t->n, HEAD_ROWS + (int)COUNTOF(bad) + 1);
	for (int r = 0; r < t->n; r++)
		for (int c = 0; c < t->cols[r]; c++)
			if (t->cell[r][c].n && (memchr("=+-@\t\r\n", t->cell[r][c].p[0], 7) || str_starts(t->cell[r][c], S("＝"))))
				fail_msg("a formula: %.*s", STR_ARG(t->cell[r][c]));
	assert_true(str_eq(t->cell[HEAD_ROWS][1], S("'=1+1")));
	assert_true(str_eq(t->cell[t->n - 1][2], S("a b")));
}

static void EX2_no_file_without_its_audit_row(void **state)
{
	struct cx *cx = CX;
	struct export_in in = all_of();
	struct export_done d;

	city_bikes(cx, &city, 5);
	for (int i = 1; i <= 3; i++) {
		DONE(cx, flow_export(cx, &in, &d));
		close(d.fd);
		struct cx other = testdb_second(*state, 0);       /* seen by another: committed */
		assert_int_equal(audits(&other, "bike.export", NULL), i);
		sql_close(other.db);
	}
	/* what cannot be audited is not given */
	static const char *const breaks[] = { "a", "HY 1", "张三", "0123456789012345678901234567890123" };
	for (size_t i = 0; i < COUNTOF(breaks); i++) {
		in.reference = str_of(breaks[i]);
		REFUSED(cx, E_INVALID, flow_export(cx, &in, &d));
	}
	in = all_of();
	in.cols = 0;
	REFUSED(cx, E_INVALID, flow_export(cx, &in, &d));
	assert_int_equal(audits(cx, "bike.export", NULL), 3);
}

static void limit(struct cx *cx, str key, str value)
{
	DONE(cx, policy_set(cx, key, (struct civil){ 2026, 11, 1 }, value));
}

static int count_run(struct cx *cx, const struct export_run *r, void *arg)
{
	int64_t *v = arg;

	(void)cx;
	v[0]++;
	v[1] += r->n;
	v[2] += str_eq(r->state, S("refused"));
	assert_true(r->n == 0 || str_eq(r->state, S("done")));
	return 0;
}

static void EX3_limits_by_export_and_by_day(void **state)
{
	struct cx *cx = CX;
	struct export_in in = all_of();
	struct export_done d;
	struct export_left left;
	int64_t v[3] = { 0 }, n;

	city_bikes(cx, &city, 40);
	limit(cx, S("export.max_rows"), S("39"));
	limit(cx, S("export.max_rows_day"), S("75"));
	limit(cx, S("export.max_runs_day"), S("6"));
	DONE(cx, flow_export_count(cx, &in, &n));
	assert_int_equal(n, 40);
	REFUSED(cx, E_TOOBIG, flow_export(cx, &in, &d));
	assert_int_equal(files_left(), 0);
	limit(cx, S("export.max_rows"), S("40"));
	DONE(cx, flow_export(cx, &in, &d));                     /* exactly as many as may be */
	close(d.fd);
	DONE(cx, flow_export_left(cx, &left));
	assert_true(left.max_rows == 40 && left.rows == 35 && left.runs == 4);
	REFUSED(cx, E_DENIED, flow_export(cx, &in, &d));        /* 35 are left */
	assert_int_equal(audits(cx, "bike.export.refused", NULL), 2);
	assert_int_equal(audits(cx, "bike.export", NULL), 1);
	in.filter.site = city.site[0].id.v;
	DONE(cx, flow_export(cx, &in, &d));
	close(d.fd);
	assert_true(d.rows > 0 && d.rows < 35);
	/* another account has its own day, and this one a new one tomorrow */
	account_id me = cx->actor;
	in = all_of();
	cx->actor = kit_account(cx, "li", "correct-horse-battery", ROLE_OFFICER, NULL);
	DONE(cx, flow_export(cx, &in, &d));
	close(d.fd);
	cx->actor = me;
	REFUSED(cx, E_DENIED, flow_export(cx, &in, &d));
	in.filter.site = city.site[0].id.v;
	DONE(cx, flow_export(cx, &in, &d));
	close(d.fd);
	REFUSED(cx, E_DENIED, flow_export(cx, &in, &d));        /* six, the refused ones included */
	DONE(cx, flow_export_runs(cx, 0, 100, count_run, v));
	assert_true(v[0] == 6 && v[2] == 3 && v[1] <= 75);
	cx->now += DAY_MS;
	in.filter.site = -1;
	DONE(cx, flow_export(cx, &in, &d));
	close(d.fd);
}

/* Another export of the same account that begins and ends while the first one's file is being made. */
static struct testdb *world;
static struct sys_ops real;
static int second_rc;

static int open_after_the_second(const char *path, int flags, unsigned mode)
{
	struct export_in in = all_of();
	struct export_done d;

	sys = real;
	struct cx other = testdb_second(world, 0);
	second_rc = flow_export(&other, &in, &d);
	if (second_rc >= 0)
		close(d.fd);
	sql_close(other.db);
	return sys.open(path, flags, mode);
}

static void EX3_two_at_once_do_not_pass_the_days_limit(void **state)
{
	struct cx *cx = CX;
	struct export_in in = all_of();
	struct export_done d;
	int64_t v[3] = { 0 };

	city_bikes(cx, &city, 30);
	limit(cx, S("export.max_rows_day"), S("59"));
	world = *state;
	real = sys;
	sys.open = open_after_the_second;
	int rc = flow_export(cx, &in, &d);
	assert_int_equal(second_rc, 0);
	assert_int_equal(rc, E_DENIED);
	assert_int_equal(audits(cx, "bike.export", NULL), 1);
	assert_int_equal(audits(cx, "bike.export.refused", NULL), 1);
	DONE(cx, flow_export_runs(cx, 0, 100, count_run, v));
	assert_true(v[0] == 2 && v[1] == 30 && v[2] == 1);
}

static void EX4_only_the_own_area_and_only_the_filter(void **state)
{
	struct cx *cx = CX;
	struct export_in in = all_of();
	struct export_done d;
	int64_t n, sum = 0;

	city_bikes(cx, &city, 60);
	for (int i = 0; i < CITY_UNITS; i++) {
		city_as(cx, &city.unit[i], ROLE_OFFICER);
		DONE(cx, flow_export_count(cx, &in, &n));
		DONE(cx, flow_export(cx, &in, &d));
		struct table *t = table_of(d.fd);
		assert_int_equal(t->n, HEAD_ROWS + n);
		for (int r = HEAD_ROWS; r < t->n; r++)
			assert_true(str_eq(t->cell[r][16], city.unit[i].name));
		sum += n;
	}
	assert_true(sum > 20 && sum < 60);                      /* those without a unit are the bureau's */
	city_as(cx, &city.unit[0], ROLE_OFFICER);
	in.unit = city.unit[1].id;
	REFUSED(cx, E_DENIED, flow_export_count(cx, &in, &n));
	REFUSED(cx, E_DENIED, flow_export(cx, &in, &d));
	city_as(cx, &bureau, ROLE_OFFICER);
	in.unit = city.branch.id;
	in.filter.life = BL_REGISTERED;
	in.filter.flag = S("impounded");
	in.cols = 1 << 4 | 1 << 5;
	DONE(cx, flow_export(cx, &in, &d));
	struct table *t = table_of(d.fd);
	assert_true(t->n > HEAD_ROWS);
	for (int r = HEAD_ROWS; r < t->n; r++)
		assert_true(str_eq(t->cell[r][1], S("在册")) && str_eq(t->cell[r][2], S("扣留")));
}

/* --- the books as files (flow_books.h) --- */

static int posted(struct cx *cx, const char *key, const struct ledger_entry *e)
{
	int64_t id;
	int rc = sql_begin(cx, true);

	rc = rc < 0 ? rc : ledger_post(cx, e, 2, S("plan"), 1, str_of(key), &id);
	rc = rc < 0 ? rc : sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

static struct table *books_file(struct cx *cx, const struct books_file *in, struct export_done *ret)
{
	DONE(cx, flow_books_file(cx, in, ret));
	return table_of(ret->fd);
}

static bool row_is(const struct table *t, int r, int from, const char *const *want, int n)
{
	for (int i = 0; i < n; i++)
		if (!str_eq(t->cell[r][from + i], str_of(want[i])))
			return false;
	return true;
}

static void the_books_go_out_marked_limited_and_audited(void **state)
{
	struct cx *cx = CX;
	const int32_t day = day_of(cx->now);
	const struct ledger_entry one[] = { { S("bank.operator"), 12000, bureau.id.v, 0 }, { S("income.plan"), -12000, bureau.id.v, 0 } };
	const struct ledger_entry two[] = { { S("refund.plan"), 1005, bureau.id.v, 0 }, { S("bank.operator"), -1005, bureau.id.v, 0 } };
	struct books_file in = { .what = BW_BALANCE, .days = { day, day }, .account = S("bank.operator"), .form = SHEET_CSV, .purpose = 2, .reference = S("HY-2026-11") };
	struct export_done d;
	str detail;

	cx->roles = ROLE_LEADER;
	DONE(cx, posted(cx, "plan.sale.1", one));
	DONE(cx, posted(cx, "plan.refund.1", two));
	struct table *t = books_file(cx, &in, &d);
	assert_int_equal(t->n, HEAD_ROWS + 4);               /* three accounts and the sum */
	assert_true(str_eq(t->cell[1][1], d.number) && holds(t->cell[2][1], "王警官") && holds(t->cell[5][1], "books=balance&unit=1&from="));
	assert_true(row_is(t, HEAD_ROWS, 0, (const char *const[]){ "bank.operator", "运营方银行账户", "", "0.00", "120.00", "10.05", "109.95" }, 7));
	assert_true(row_is(t, HEAD_ROWS + 3, 1, (const char *const[]){ "合计", "", "0.00", "130.05", "130.05", "0.00" }, 6));
	assert_true(str_eq(t->cell[HEAD_ROWS + 3][7], d.number));
	in.what = BW_LINES;
	in.en = true;
	t = books_file(cx, &in, &d);
	assert_int_equal(t->n, HEAD_ROWS + 2);
	assert_true(row_is(t, HEAD_ROWS, 7, (const char *const[]){ "120.00", "", "王警官", "120.00" }, 4) && str_eq(t->cell[HEAD_ROWS][2], S("plan sale")));
	assert_true(row_is(t, HEAD_ROWS + 1, 7, (const char *const[]){ "", "10.05", "王警官", "109.95" }, 4));
	in.what = BW_JOURNAL;
	t = books_file(cx, &in, &d);
	assert_int_equal(t->n, HEAD_ROWS + 4);
	in.what = BW_TILLS;
	t = books_file(cx, &in, &d);
	assert_int_equal(t->n, HEAD_ROWS);                   /* no point took money */
	assert_int_equal(audits(cx, "ledger.export", &detail), 4);
	assert_true(holds(detail, "\"purpose\":\"report\"") && holds(detail, "books=tills"));
	in.what = BW_LINES;
	in.account = S("x\",\"y");
	REFUSED(cx, E_INVALID, flow_books_file(cx, &in, &d));
	in.account = S("bank.operator");
	limit(cx, S("export.max_rows"), S("1"));
	REFUSED(cx, E_TOOBIG, flow_books_file(cx, &in, &d));
	assert_true(audits(cx, "ledger.export.refused", NULL) == 1 && files_left() == 0);
}

struct asks { int n; struct export_ask last; };

static int take_ask(struct cx *cx, const struct export_ask *a, void *arg)
{
	struct asks *s = arg;

	(void)cx;
	s->n++;
	s->last = *a;
	return 0;
}

static int asks(struct cx *cx, bool to_decide)
{
	struct asks s = { 0 };

	DONE(cx, flow_export_asks(cx, to_decide, 0, 100, take_ask, &s));
	return s.n;
}

/* The call is refused, and names that rule. */
#define RULE(cx_, code_, rule_, call_) do { \
		int rc_ = (call_); \
		if (rc_ != (code_) || strcmp((cx_)->err.field, rule_) != 0) \
			fail_msg("%s: %s '%s', expected %s '%s'", #call_, rc_ < 0 ? err_name(rc_) : "done", (cx_)->err.field, err_name(code_), rule_); \
		(cx_)->err = (struct err){ 0 }; \
	} while (0)

static void EX5_a_large_list_is_granted_by_another(void **state)
{
	struct cx *cx = CX;
	struct export_in in = all_of(), other;
	struct export_done d;
	struct export_ask a, b;

	city_bikes(cx, &city, 40);
	limit(cx, S("export.alone_rows"), S("39"));
	account_id me = cx->actor, li = kit_account(cx, "li", "correct-horse-battery", ROLE_OFFICER, NULL);
	RULE(cx, E_DENIED, "second_person", flow_export(cx, &in, &d));
	assert_int_equal(files_left(), 0);
	assert_int_equal(audits(cx, "bike.export.refused", NULL), 1);
	other = in;
	other.filter.site = city.site[0].id.v;
	RULE(cx, E_STATE, "needs_nobody", flow_export_ask(cx, &other, &a));          /* that one needs nobody */
	DONE(cx, flow_export_ask(cx, &in, &a));
	assert_true(a.n == 40 && str_eq(a.state, S("asked")) && audits(cx, "bike.export.ask", NULL) == 1);
	RULE(cx, E_STATE, "asked_already", flow_export_ask(cx, &in, &b));
	RULE(cx, E_DENIED, "own_hand", flow_export_decide(cx, a.id, EXE_GRANT, S(""), &b));
	assert_true(asks(cx, true) == 0 && asks(cx, false) == 1);
	REFUSED(cx, E_DENIED, flow_export(cx, &in, &d));                  /* asked is not granted */
	/* an officer of another unit has nothing to do with it, one of this one decides, once */
	cx->actor = li;
	str area = cx->area;
	cx->area = S("/somewhere/else/");
	assert_int_equal(asks(cx, true), 0);
	REFUSED(cx, E_NOTFOUND, flow_export_decide(cx, a.id, EXE_GRANT, S(""), &b));
	cx->area = area;
	assert_int_equal(asks(cx, true), 1);
	REFUSED(cx, E_INVALID, flow_export_decide(cx, a.id, EXE_REFUSE, S("no"), &b));
	DONE(cx, flow_export_decide(cx, a.id, EXE_GRANT, S("同意"), &b));
	assert_true(str_eq(b.state, S("granted")) && b.decided_by.v == li.v && b.expires_at == cx->now + 24 * HOUR_MS && audits(cx, "bike.export.decide", NULL) == 1);
	REFUSED(cx, E_STATE, flow_export_decide(cx, a.id, EXE_REFUSE, S("再想一下"), &b));
	REFUSED(cx, E_DENIED, flow_export(cx, &in, &d));                  /* it is the asker's, not the granter's */
	/* what was granted, and nothing else: another purpose, other columns, another file */
	cx->actor = me;
	other = in;
	other.purpose = 1;
	REFUSED(cx, E_DENIED, flow_export(cx, &other, &d));
	other = in;
	other.cols = 3;
	REFUSED(cx, E_DENIED, flow_export(cx, &other, &d));
	other = in;
	other.reference = S("HY-2026-12");
	REFUSED(cx, E_DENIED, flow_export(cx, &other, &d));
	DONE(cx, flow_export(cx, &in, &d));
	close(d.fd);
	assert_int_equal(d.rows, 40);
	RULE(cx, E_DENIED, "second_person", flow_export(cx, &in, &d));                  /* once */
	REFUSED(cx, E_STATE, flow_export_decide(cx, a.id, EXE_WITHDRAW, S(""), &b));
}

static void EX5_a_grant_runs_out_and_does_not_grow(void **state)
{
	struct cx *cx = CX;
	struct export_in in = all_of();
	struct export_done d;
	struct export_ask a;

	city_bikes(cx, &city, 40);
	limit(cx, S("export.alone_rows"), S("10"));
	account_id me = cx->actor, li = kit_account(cx, "li", "correct-horse-battery", ROLE_OFFICER, NULL);
	for (int turn = 0; turn < 3; turn++) {
		DONE(cx, flow_export_ask(cx, &in, &a));
		cx->actor = li;
		DONE(cx, flow_export_decide(cx, a.id, EXE_GRANT, S(""), &a));
		cx->actor = me;
		if (turn == 0)
			cx->now += 24 * HOUR_MS;
		else if (turn == 1)
			city_bikes(cx, &city, 3);           /* 43 of 40: more than a twentieth */
		else
			DONE(cx, flow_export_decide(cx, a.id, EXE_WITHDRAW, S(""), &a));
		REFUSED(cx, E_DENIED, flow_export(cx, &in, &d));
		if (turn == 1)
			DONE(cx, flow_export_decide(cx, a.id, EXE_WITHDRAW, S(""), &a));
	}
	assert_int_equal(audits(cx, "bike.export.withdraw", NULL), 2);
	DONE(cx, flow_export_ask(cx, &in, &a));
	cx->actor = li;
	DONE(cx, flow_export_decide(cx, a.id, EXE_GRANT, S(""), &a));
	cx->actor = me;
	city_bikes(cx, &city, 2);                       /* 45 of 43 */
	DONE(cx, flow_export(cx, &in, &d));
	close(d.fd);
	assert_int_equal(d.rows, 45);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(a_file_says_who_when_and_what_for), T(EX1_no_export_shows_more_than_masks), T(cells_of_the_register_run_nothing),
		T(EX2_no_file_without_its_audit_row), T(EX3_limits_by_export_and_by_day), T(EX3_two_at_once_do_not_pass_the_days_limit),
		T(EX4_only_the_own_area_and_only_the_filter),
		T(EX5_a_large_list_is_granted_by_another), T(EX5_a_grant_runs_out_and_does_not_grow), T(the_books_go_out_marked_limited_and_audited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
