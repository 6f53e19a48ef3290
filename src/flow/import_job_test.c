/* import_job_test — IJ1 to IJ5 of flow_import_job.h, on both databases. */
#define _GNU_SOURCE
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "flow/import_job_int.h"
#include "office/bike/bike.h"
#include "platform/fs.h"

static char dir[200];

static int setup(void **state)
{
	static struct testdb t;
	struct err e = { 0 };

	testdb_open(&t);
	snprintf(dir, sizeof dir, "%s/imports", t.dir);
	if (import_job_dir(dir, &e) < 0)
		fail_msg("%s", e.msg);
	import_job_close(false);
	t.cx.actor.v = 1;
	*state = &t;
	return 0;
}

static int files(void)
{
	DIR *h = opendir(dir);
	int n = 0;

	assert_non_null(h);
	for (const struct dirent *d; (d = readdir(h));)
		n += d->d_name[0] != '.';
	closedir(h);
	return n;
}

static int teardown(void **state)
{
	struct testdb *t = *state;
	char path[600];
	DIR *h = opendir(dir);

	assert_non_null(h);
	for (const struct dirent *d; (d = readdir(h));) {
		snprintf(path, sizeof path, "%s/%s", dir, d->d_name);
		if (d->d_name[0] != '.')
			unlink(path);
	}
	closedir(h);
	rmdir(dir);
	testdb_close(t);
	return 0;
}

/* --- files --- */

static const char head[] = "plate,tag,frame_no,brand,owner_name,owner_phone\n";

/* n good rows, and one without a tag. */
static const char *text_of(int n)
{
	static char text[200000];
	size_t at = (size_t)snprintf(text, sizeof text, "%s", head);

	for (int i = 0; i < n; i++)
		at += (size_t)snprintf(text + at, sizeof text - at, "衡A%05d,%06X,LX%07dF,雁牌,王植入%d,154%08d\n", i, 0x100000 + i, i * 7, i, i);
	snprintf(text + at, sizeof text - at, "衡A99999,,LX9999999F,雁牌,李没标签,15499999999\n");
	return text;
}

static int begin(struct cx *cx, str file, int64_t bytes, struct import_job *ret)
{
	DONE(cx, sql_begin(cx, true));
	int rc = import_job_new(cx, file, bytes, IME_ANY, IMK_PLATE, ret);
	if (rc >= 0)
		DONE(cx, sql_commit(cx));
	sql_rollback(cx);
	return rc;
}

static int64_t upload(struct cx *cx, const char *text)
{
	struct import_job j;
	int64_t n = (int64_t)strlen(text);

	DONE(cx, begin(cx, S("bikes.csv"), n, &j));
	DONE(cx, import_job_piece(cx, j.id, 0, str_of(text), &j));
	assert_true(str_eq(j.state, S("ready")));
	return j.id;
}

static int ask(struct cx *cx, int64_t id, enum import_do what)
{
	DONE(cx, sql_begin(cx, true));
	int rc = import_job_do(cx, id, what);
	if (rc >= 0)
		DONE(cx, sql_commit(cx));
	sql_rollback(cx);
	return rc;
}

static struct import_job get(struct cx *cx, int64_t id)
{
	struct import_job j;

	DONE(cx, import_job_get(cx, id, &j));
	return j;
}

/* Asks, works, and says where it stands. */
static struct import_job work(struct cx *cx, int64_t id, enum import_do what)
{
	DONE(cx, ask(cx, id, what));
	DONE(cx, import_job_work(cx));
	return get(cx, id);
}

static int64_t bikes(struct cx *cx)
{
	int64_t n;

	DONE(cx, bike_count(cx, &n));
	return n;
}

#define STATE(j, s) assert_string_equal(arena_z(cx->arena, (j).state), s)
#define WHY(j, s) assert_string_equal(arena_z(cx->arena, (j).why), s)
#define FIELD(cx, s) do { assert_string_equal((cx)->err.field, s); (cx)->err = (struct err){ 0 }; } while (0)

/* --- tests --- */

static bool holds(const char *path, const char *word)
{
	struct err e = { 0 };
	size_t n;
	char *p;

	if (fs_read(path, 16 << 20, &p, &n, &e) < 0)
		fail_msg("%s", e.msg);
	bool found = memmem(p, n, word, strlen(word)) != NULL;
	free(p);
	return found;
}

static void path_of(const struct import_job *j, int n, char ret[static 600])
{
	char hex[40];

	for (int i = 0; i < 16; i++)
		snprintf(hex + 2 * i, 3, "%02x", j->ref[i]);
	snprintf(ret, 600, "%s/%s.%d", dir, hex, n);
}

static void IJ1_nothing_unsealed_and_every_piece_in_its_place(void **state)
{
	struct testdb *t = *state;
	struct cx *cx = &t->cx;
	char a[600], b[600], tmp[620];
	struct import_job j = get(cx, upload(cx, text_of(3)));
	struct stat st;
	char *p, *whole;

	path_of(&j, 0, a);
	assert_int_equal(stat(a, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(st.st_uid, getuid());
	assert_false(holds(a, "植入"));
	assert_false(holds(a, "plate"));
	DONE(cx, job_bytes(cx, &j, &p));
	assert_memory_equal(p, text_of(3), (size_t)j.bytes);
	job_bytes_free(p, j.bytes);

	size_t n = 2 * (size_t)IMPORT_PIECE + 5;
	whole = malloc(n);
	for (size_t i = 0; i < n; i++)
		whole[i] = (char)('a' + i / IMPORT_PIECE);
	DONE(cx, begin(cx, S("big.csv"), (int64_t)n, &j));
	for (int i = 0; i < 3; i++)
		DONE(cx, import_job_piece(cx, j.id, (int64_t)i * IMPORT_PIECE, (str){ whole + (size_t)i * IMPORT_PIECE, i < 2 ? IMPORT_PIECE : 5 }, &j));
	DONE(cx, job_bytes(cx, &j, &p));
	assert_memory_equal(p, whole, n);
	job_bytes_free(p, j.bytes);
	free(whole);
	path_of(&j, 0, a);
	path_of(&j, 1, b);
	snprintf(tmp, sizeof tmp, "%s.x", a);
	assert_true(rename(a, tmp) == 0 && rename(b, a) == 0 && rename(tmp, b) == 0);
	REFUSED(cx, E_CORRUPT, job_bytes(cx, &j, &p));
	j = work(cx, j.id, IMPORT_CHECK);
	STATE(j, "ready");
	WHY(j, "corrupt");
}

static void a_piece_has_its_place_and_its_owner(void **state)
{
	struct testdb *t = *state;
	struct cx *cx = &t->cx;
	struct import_job j;
	static char piece[IMPORT_PIECE];

	memset(piece, 'x', sizeof piece);
	assert_int_equal(begin(cx, S("a"), (int64_t)IMPORT_FILE_MAX + 1, &j), E_TOOBIG);
	assert_non_null(strstr(cx->err.msg, "at most 256 MiB"));
	FIELD(cx, "bytes");
	DONE(cx, begin(cx, S("a.csv"), 2 * (int64_t)IMPORT_PIECE, &j));
	assert_int_equal(import_job_piece(cx, j.id, IMPORT_PIECE, (str){ piece, sizeof piece }, &j), E_STATE);
	FIELD(cx, "at");
	assert_int_equal(import_job_piece(cx, j.id, 0, (str){ piece, 100 }, &j), E_INVALID);
	FIELD(cx, "at");
	DONE(cx, import_job_piece(cx, j.id, 0, (str){ piece, sizeof piece }, &j));
	DONE(cx, import_job_piece(cx, j.id, 0, (str){ piece, sizeof piece }, &j));    /* the answer was lost */
	assert_int_equal(j.got, IMPORT_PIECE);
	cx->actor.v = 2;
	REFUSED(cx, E_DENIED, import_job_piece(cx, j.id, IMPORT_PIECE, (str){ piece, sizeof piece }, &j));
	cx->actor.v = 1;
	assert_int_equal(ask(cx, j.id, IMPORT_CHECK), E_STATE);
	FIELD(cx, "state");
	for (int i = 1; i < IMPORT_FILES; i++)
		DONE(cx, begin(cx, S("a.csv"), 1, &j));
	assert_int_equal(begin(cx, S("a.csv"), 1, &j), E_STATE);
	FIELD(cx, "files");
}

static void from_the_upload_to_the_undo(void **state)
{
	struct testdb *t = *state;
	struct cx *cx = &t->cx;
	int64_t id = upload(cx, text_of(600));

	struct import_job j = work(cx, id, IMPORT_CHECK);
	STATE(j, "checked");
	assert_int_equal(j.encoding, IME_UTF8);
	assert_true(j.f.rows == 601 && j.f.added == 600 && j.f.refused == 1 && j.run == 0);
	assert_int_equal(bikes(cx), 0);
	j = work(cx, id, IMPORT_APPLY);
	STATE(j, "done");
	assert_true(j.run > 0 && j.f.rows == 601 && j.f.added == 600 && j.f.refused == 1);
	assert_int_equal(bikes(cx), 600);
	j = work(cx, id, IMPORT_UNDO);
	STATE(j, "undone");
	assert_true(j.undone.bikes == 600 && j.undone.owners == 600 && j.undone.left == 0);
	assert_int_equal(bikes(cx), 0);
	assert_int_equal(ask(cx, id, IMPORT_UNDO), E_STATE);
	FIELD(cx, "state");
}

static void IJ2_one_at_a_time_and_a_dry_run_first(void **state)
{
	struct testdb *t = *state;
	struct cx *cx = &t->cx;
	int64_t a = upload(cx, text_of(5)), b = upload(cx, text_of(6));

	assert_int_equal(ask(cx, a, IMPORT_APPLY), E_STATE);
	FIELD(cx, "state");
	DONE(cx, ask(cx, a, IMPORT_CHECK));
	assert_int_equal(ask(cx, b, IMPORT_CHECK), E_STATE);
	FIELD(cx, "busy");
	DONE(cx, import_job_work(cx));
	struct import_job j = work(cx, b, IMPORT_CHECK);
	STATE(j, "checked");
	assert_int_equal(bikes(cx), 0);
}

static int discard(struct cx *cx, int64_t id)
{
	DONE(cx, sql_begin(cx, true));
	int rc = import_job_discard(cx, id);
	if (rc >= 0)
		DONE(cx, sql_commit(cx));
	sql_rollback(cx);
	return rc;
}

static int none(struct cx *cx, const struct import_job *j, void *arg)
{
	(void)cx, (void)j, (void)arg;
	return 0;
}

static void a_file_that_is_no_table_says_so(void **state)
{
	struct testdb *t = *state;
	struct cx *cx = &t->cx;

	struct import_job j = work(cx, upload(cx, "name,street\n王,一\n"), IMPORT_CHECK);
	STATE(j, "ready");
	WHY(j, "file");
	assert_string_equal(arena_z(cx->arena, j.detail), "columns:plate,tag,ownerName");
	assert_int_equal(import_job_list(cx, 0, 10, none, NULL), 1);
	DONE(cx, discard(cx, j.id));
	assert_int_equal(import_job_list(cx, 0, 10, none, NULL), 0);
}

static void a_workbook_is_refused_at_once(void **state)
{
	static const struct { const char *begin, *field, *detail; } rows[] = { { "PK\003\004....", "file.xlsx", "xlsx" }, { "\xd0\xcf\x11\xe0....", "file.xls", "xls" } };
	struct testdb *t = *state;
	struct cx *cx = &t->cx;
	struct import_job j;

	for (size_t i = 0; i < COUNTOF(rows); i++) {
		DONE(cx, begin(cx, S("bikes.csv"), 8, &j));
		assert_int_equal(import_job_piece(cx, j.id, 0, (str){ rows[i].begin, 8 }, &j), E_INVALID);
		FIELD(cx, rows[i].field);
		j = get(cx, j.id);
		STATE(j, "discarded");
		WHY(j, "file");
		assert_string_equal(arena_z(cx->arena, j.detail), rows[i].detail);
		assert_false(j.kept);
		assert_int_equal(ask(cx, j.id, IMPORT_CHECK), E_STATE);
		FIELD(cx, "state");
	}
	assert_int_equal(files(), 0);
}

static void IJ3_broken_off_and_gone_on_with(void **state)
{
	struct testdb *t = *state;
	struct cx *cx = &t->cx;
	int64_t id = upload(cx, text_of(600));

	(void)work(cx, id, IMPORT_CHECK);
	DONE(cx, ask(cx, id, IMPORT_APPLY));
	struct import_job j = get(cx, id);
	STATE(j, "running");
	assert_true(j.f.rows == 0 && j.part == 0);   /* not what the dry run counted */
	DONE(cx, import_job_stop(cx, id));
	DONE(cx, import_job_work(cx));
	j = get(cx, id);
	STATE(j, "stopped");
	WHY(j, "stopped");
	assert_true(j.run > 0);
	DONE(cx, ask(cx, id, IMPORT_RESUME));
	DONE(cx, import_job_start(cx));              /* the program ended, and is there again */
	j = get(cx, id);
	STATE(j, "stopped");
	WHY(j, "restart");
	int64_t run = j.run;
	j = work(cx, id, IMPORT_RESUME);
	STATE(j, "done");
	assert_true(j.run == run && j.f.rows == 601 && j.f.added == 600);
	assert_int_equal(bikes(cx), 600);
	DONE(cx, ask(cx, id, IMPORT_UNDO));
	import_job_close(true);                      /* the server ends: nothing begins any more */
	DONE(cx, import_job_work(cx));
	assert_int_equal(bikes(cx), 600);
	import_job_close(false);
	DONE(cx, import_job_start(cx));
	STATE(get(cx, id), "undo_stopped");
	STATE(work(cx, id, IMPORT_UNDO), "undone");
}

static void IJ4_files_go(void **state)
{
	struct testdb *t = *state;
	struct cx *cx = &t->cx;
	int64_t a = upload(cx, text_of(5)), b = upload(cx, text_of(5)), c = upload(cx, text_of(5));

	assert_int_equal(files(), 3);
	DONE(cx, discard(cx, a));
	assert_int_equal(files(), 2);
	STATE(get(cx, a), "discarded");
	assert_int_equal(discard(cx, a), E_STATE);
	FIELD(cx, "state");
	(void)work(cx, b, IMPORT_CHECK);
	(void)work(cx, b, IMPORT_APPLY);
	cx->now += IMPORT_KEEP_MS - 1;
	DONE(cx, import_job_start(cx));
	assert_int_equal(files(), 2);
	cx->now += 2;
	DONE(cx, import_job_start(cx));
	assert_int_equal(files(), 0);
	STATE(get(cx, b), "done");
	STATE(get(cx, c), "discarded");
	assert_int_equal(ask(cx, c, IMPORT_CHECK), E_STATE);
	FIELD(cx, "state");
	STATE(work(cx, b, IMPORT_UNDO), "undone");       /* without the file */
}

static int count_one(void *arg, const struct import_problem *p)
{
	assert_true(p->code == IMC_tag_missing && p->line == 7 && p->id > 0);
	++*(int *)arg;
	return 0;
}

static void IJ5_rows_only_for_who_uploaded_them(void **state)
{
	struct testdb *t = *state;
	struct cx *cx = &t->cx;
	int64_t id = upload(cx, text_of(5));
	char buf[4096] = "";
	int fd, n = 0;

	for (int turn = 0; turn < 2; turn++, n = 0) {       /* of the dry run, then of the run */
		struct import_job j = work(cx, id, turn ? IMPORT_APPLY : IMPORT_CHECK);
		DONE(cx, as_done(import_job_errors(cx, &j, 0, 10, count_one, &n)));
		assert_int_equal(n, 1);
		cx->actor.v = 2;
		REFUSED(cx, E_DENIED, import_job_error_file(cx, id, &fd));
		cx->actor.v = 1;
		DONE(cx, import_job_error_file(cx, id, &fd));
		assert_true(pread(fd, buf, sizeof buf - 1, 0) > 0);
		assert_non_null(strstr(buf, "7,tag,未导入,tag_missing,没有防盗标签号"));
		assert_non_null(strstr(buf, "李没标签"));
		assert_null(strstr(buf, "王植入"));
		fd_close(&fd);
	}
	DONE(cx, discard(cx, id));
	assert_int_equal(import_job_error_file(cx, id, &fd), E_STATE);
	FIELD(cx, "kept");
}

static void a_row_of_the_error_file_is_no_formula(void **state)
{
	const struct import_problem p = { .line = 2, .len = 9, .field = S("plate"), .code = IMC_plate_bad };
	struct import_text text = { .p = "=A1,\"x\",1", .n = 9 };
	char buf[300] = "";

	(void)state;
	assert_true(import_error_row(&text, &p, buf, sizeof buf) > 0);
	assert_non_null(strstr(buf, "号牌号码写法不对,\"'=A1,\"\"x\"\",1\"\n"));
}

static int find_run(struct cx *cx, const struct import_job *j, void *arg)
{
	int64_t *run = arg;

	STATE(*j, "done");
	assert_true(j->run == run[0] && !j->kept && j->f.added == 3);
	run[1] = j->id;
	return 0;
}

static void runs_of_the_command_line_are_in_the_list(void **state)
{
	struct testdb *t = *state;
	struct cx *cx = &t->cx;
	struct import_text text;
	struct import_figures f;
	int64_t run[2] = { 0, 0 };

	DONE(cx, import_text_take(text_of(3), strlen(text_of(3)), IME_ANY, &text, &cx->err));
	DONE(cx, flow_import(cx, &(struct import_opts){ .text = &text, .file = S("cli.csv") }, &f));
	import_text_free(&text);
	run[0] = f.run;
	DONE(cx, import_job_start(cx));
	DONE(cx, import_job_start(cx));
	assert_int_equal(import_job_list(cx, 0, 10, find_run, run), 1);
	STATE(work(cx, run[1], IMPORT_UNDO), "undone");
	assert_int_equal(bikes(cx), 0);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
int main(void)
{
	const struct CMUnitTest tests[] = {
		T(IJ1_nothing_unsealed_and_every_piece_in_its_place), T(a_piece_has_its_place_and_its_owner), T(from_the_upload_to_the_undo), T(IJ2_one_at_a_time_and_a_dry_run_first),
		T(a_file_that_is_no_table_says_so), T(a_workbook_is_refused_at_once), T(IJ3_broken_off_and_gone_on_with), T(IJ4_files_go), T(IJ5_rows_only_for_who_uploaded_them), cmocka_unit_test(a_row_of_the_error_file_is_no_formula),
		T(runs_of_the_command_line_are_in_the_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
