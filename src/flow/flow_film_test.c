/* flow_film_test — FF1 to FF5: the film is the file that was sent, of a kind that plays; what is over goes, the film in use stays. */
#include <sodium.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "flow/flow_film.h"
#include "office/account/account_testkit.h"
#include "platform/fs.h"
#include "store/blob/blob.h"

static struct { struct testdb t; char base[64], dir[80]; } w;
#define CX (&w.t.cx)
#define MP4 "\0\0\0\x18" "ftypisom\0\0\0\0movie"
enum { MP4_N = sizeof MP4 - 1 };

static const struct sql_stmt t_audit = { "tf.audit", "SELECT count(*) FROM audit WHERE verb = $1", 0, 1, .step = true };

static int setup(void **state)
{
	static const struct sql_stmt *const list[] = { &t_audit };

	(void)state;
	memset(&w, 0, sizeof w);
	sql_register(list, COUNTOF(list));
	testdb_open(&w.t);
	snprintf(w.base, sizeof w.base, "/tmp/yz-film-XXXXXX");
	assert_non_null(mkdtemp(w.base));
	snprintf(w.dir, sizeof w.dir, "%s/photos", w.base);
	struct err e = { 0 };
	assert_int_equal(blob_use(w.dir, 0, &e), 0);
	CX->actor = kit_account(CX, "tom", "correct horse", ROLE_TRAFFIC, NULL);
	CX->roles = ROLE_TRAFFIC;
	return 0;
}

static int teardown(void **state)
{
	char cmd[100];

	(void)state;
	testdb_close(&w.t);
	assert_int_equal(blob_use(NULL, 0, NULL), 0);
	snprintf(cmd, sizeof cmd, "rm -r %s", w.base);
	return system(cmd);
}

static void refused(int code, const char *field, int rc)
{
	assert_int_equal(rc, code);
	assert_string_equal(CX->err.field, field);
	CX->err = (struct err){ 0 };
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int64_t rows(const char *verb)
{
	int64_t n;

	DONE(CX, sql_one(CX, &t_audit, read_int, &n, BIND(V(str_of(verb)))));
	return n;
}

static struct course_film kept(const char *name, char last)
{
	char text[MP4_N];
	struct course_film f;
	str up, sha;
	int64_t size;

	memcpy(text, MP4, sizeof text);
	text[MP4_N - 1] = last;
	DONE(CX, flow_film_begin(CX, MP4_N, &up));
	DONE(CX, flow_film_part(CX, up, 0, (str){ text, MP4_N }, &size));
	DONE(CX, flow_film_end(CX, up, &(struct film_end){ MP4_N, S(""), str_of(name), 60 }, &f, &sha));
	return f;
}

static str file_of(const struct course_film *f)
{
	return (str){ f->address.p + f->address.n - 32, 32 };
}

static void FF1_the_film_is_what_was_sent(void **state)
{
	static const char zeros[65] = "0000000000000000000000000000000000000000000000000000000000000000";
	struct course_film f, now;
	char got[MP4_N];
	int64_t size;
	str up, sha, type;
	int fd;

	(void)state;
	DONE(CX, flow_film_begin(CX, MP4_N, &up));
	DONE(CX, flow_film_part(CX, up, 0, (str){ MP4, 12 }, &size));
	assert_int_equal(size, 12);
	refused(E_STATE, "offset", flow_film_part(CX, up, 13, (str){ MP4 + 12, 3 }, &size));
	refused(E_STATE, "offset", flow_film_end(CX, up, &(struct film_end){ MP4_N, S(""), S("警示片"), 60 }, &f, &sha));
	DONE(CX, flow_film_size(CX, up, &size));
	DONE(CX, flow_film_part(CX, up, size, (str){ MP4 + 12, MP4_N - 12 }, &size));
	refused(E_INVALID, "sha256", flow_film_end(CX, up, &(struct film_end){ MP4_N, str_of(zeros), S("警示片"), 60 }, &f, &sha));
	assert_int_equal(flow_film_size(CX, up, &size), E_NOTFOUND);
	CX->err = (struct err){ 0 };
	f = kept("警示片", 'e');
	DONE(CX, course_film_now(CX, &now));
	assert_true(str_eq(now.address, f.address) && str_starts(now.address, S("/api/v1/owner/course-film/")));
	DONE(CX, flow_film_open(CX, file_of(&f), &fd, &type));
	assert_true(str_eq(type, S("video/mp4")));
	assert_int_equal(fs_pread_all(fd, got, sizeof got, 0), MP4_N);
	assert_memory_equal(got, MP4, MP4_N);
	fd_close(&fd);
	assert_int_equal(rows("course.film"), 1);
	assert_int_equal(rows("course.film_part"), 4);           /* the refused one, too: it was asked for */
	assert_int_equal(flow_film_open(CX, S("../../../../etc/passwd"), &fd, &type), E_NOTFOUND);
	assert_int_equal(flow_film_open(CX, S("00000000000000000000000000000000"), &fd, &type), E_NOTFOUND);
	CX->err = (struct err){ 0 };
}

static void FF1_as_many_bytes_as_were_announced(void **state)
{
	struct course_film f;
	int64_t size;
	str up, sha;

	(void)state;
	DONE(CX, flow_film_begin(CX, MP4_N - 1, &up));
	refused(E_STATE, "announced", flow_film_part(CX, up, 0, (str){ MP4, MP4_N }, &size));
	DONE(CX, flow_film_part(CX, up, 0, (str){ MP4, MP4_N - 1 }, &size));
	refused(E_STATE, "announced", flow_film_end(CX, up, &(struct film_end){ MP4_N - 2, S(""), S("警示片"), 60 }, &f, &sha));
	DONE(CX, flow_film_end(CX, up, &(struct film_end){ MP4_N - 1, S(""), S("警示片"), 60 }, &f, &sha));
}

static struct course_film linked(const char *address)
{
	return (struct course_film){ .name = S("链接片"), .address = str_of(address), .seconds = 60 };
}

static void FF5_an_address_of_this_server_is_a_film_that_is_here(void **state)
{
	static const char *const none[] = { "/", "/films/a.mp4", "/api/v1/owner/course-film/", "/api/v1/owner/course-film/00000000000000000000000000000000",
		"/api/v1/owner/course-film/../../../../etc/passwd", "/api/v1/course-film/file/x" };
	struct course_film f, in, was = kept("片子", 'q'), now;

	(void)state;
	for (size_t i = 0; i < COUNTOF(none); i++) {
		in = linked(none[i]);
		refused(E_STATE, "no_film", flow_film_link(CX, &in, &f));
	}
	DONE(CX, course_film_now(CX, &now));
	assert_int_equal(now.id, was.id);                         /* the one that riders see stays */
	in = linked("//elsewhere/x.mp4");
	refused(E_INVALID, "address", flow_film_link(CX, &in, &f));
	in = linked("https://films.example/a.mp4");
	DONE(CX, flow_film_link(CX, &in, &f));
	assert_string_equal(f.address.p, "https://films.example/a.mp4");
	in = linked(arena_fmt(CX->arena, "/api/v1/course-film/file/%.*s", STR_ARG(file_of(&was))).p);      /* as an officer sees it */
	DONE(CX, flow_film_link(CX, &in, &f));
	assert_string_equal(f.address.p, was.address.p);
}

static void age(str file, int days)
{
	char path[200];
	struct timeval t[2] = { { .tv_sec = sys_real.utc_ms() / 1000 - (int64_t)days * 86400 }, { .tv_sec = sys_real.utc_ms() / 1000 - (int64_t)days * 86400 } };

	snprintf(path, sizeof path, "%s/long/%.*s", w.dir, STR_ARG(file));
	assert_int_equal(utimes(path, t), 0);
}

static void FF4_the_end_said_again_is_the_same_film(void **state)
{
	struct film_end in = { MP4_N, S("ABC"), S("警示片"), 60 };
	struct course_film f, again;
	int64_t size;
	str up, sha;

	(void)state;
	f = kept("旧片", 'x');
	DONE(CX, flow_film_begin(CX, MP4_N, &up));
	DONE(CX, flow_film_part(CX, up, 0, (str){ MP4, MP4_N }, &size));
	refused(E_INVALID, "sha256", flow_film_end(CX, up, &in, &f, &sha));
	in.sha256 = S("zz816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015adzz");
	in.sha256.n = 64;
	refused(E_INVALID, "sha256", flow_film_end(CX, up, &in, &f, &sha));
	DONE(CX, flow_film_size(CX, up, &size));                  /* what is no hash costs nobody the upload */
	char big[65], low[65];
	unsigned char md[32];
	crypto_hash_sha256(md, (const unsigned char *)MP4, MP4_N);
	sodium_bin2hex(low, sizeof low, md, sizeof md);
	for (size_t i = 0; i < sizeof big; i++)
		big[i] = (char)(low[i] >= 'a' ? low[i] - 32 : low[i]);
	in.sha256 = str_of(big);
	DONE(CX, flow_film_end(CX, up, &in, &f, &sha));
	assert_true(str_eq(sha, str_of(low)));
	DONE(CX, flow_film_end(CX, up, &in, &again, &sha));       /* the answer was lost */
	assert_int_equal(again.id, f.id);
	assert_true(str_eq(sha, str_of(low)));
	assert_int_equal(rows("course.film"), 2);
	in.bytes++;
	assert_int_equal(flow_film_end(CX, up, &in, &again, &sha), E_NOTFOUND);
	CX->err = (struct err){ 0 };
	in.bytes--;
	big[0] = big[0] == '0' ? '1' : '0';
	assert_int_equal(flow_film_end(CX, up, &in, &again, &sha), E_NOTFOUND);
	CX->err = (struct err){ 0 };
	kept("新片", 'y');
	in.sha256 = str_of(low);
	DONE(CX, flow_film_end(CX, up, &in, &again, &sha));       /* it is here: it is the film again */
	assert_true(again.id > f.id && str_eq(again.address, f.address));
}

static void FF3_a_week_after_it_was_the_film(void **state)
{
	struct course_film old = kept("旧片", 'a');
	str type;
	int fd;

	(void)state;
	age(file_of(&old), 300);
	assert_int_equal(flow_film_old(CX), 0);                  /* in use for long */
	kept("新片", 'b');
	assert_int_equal(flow_film_old(CX), 0);                  /* who is at it may see its end */
	DONE(CX, flow_film_open(CX, file_of(&old), &fd, &type));
	fd_close(&fd);
	age(file_of(&old), 8);
	assert_int_equal(flow_film_old(CX), 1);
}

static void FF2_only_what_plays(void **state)
{
	static const char *const bad[] = { "<html><script>", "short", "\x89PNG\r\n\x1a\n00000", "#!/bin/sh\nrm -r" };
	int64_t size;
	str up;

	(void)state;
	DONE(CX, flow_film_begin(CX, 100, &up));
	for (size_t i = 0; i < COUNTOF(bad); i++)
		refused(E_INVALID, "film", flow_film_part(CX, up, 0, str_of(bad[i]), &size));
	DONE(CX, flow_film_part(CX, up, 0, (str){ "\x1a\x45\xdf\xa3........", 12 }, &size));
}

static void FF3_what_is_over_goes(void **state)
{
	struct course_film old = kept("旧片", 'a'), new = kept("新片", 'b');
	int64_t size;
	str up, type;
	int fd;

	(void)state;
	DONE(CX, flow_film_begin(CX, 100, &up));
	assert_int_equal(flow_film_old(CX), 0);
	age(file_of(&old), 8);
	age(file_of(&new), 8);
	age(arena_fmt(CX->arena, "%.*s.part", STR_ARG(up)), 2);
	assert_int_equal(flow_film_old(CX), 1);
	DONE(CX, flow_film_open(CX, file_of(&new), &fd, &type));
	fd_close(&fd);
	assert_int_equal(flow_film_open(CX, file_of(&old), &fd, &type), E_NOTFOUND);
	assert_int_equal(flow_film_size(CX, up, &size), E_NOTFOUND);
	CX->err = (struct err){ 0 };
}

int main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = { T(FF1_the_film_is_what_was_sent), T(FF1_as_many_bytes_as_were_announced), T(FF5_an_address_of_this_server_is_a_film_that_is_here), T(FF2_only_what_plays), T(FF3_what_is_over_goes), T(FF3_a_week_after_it_was_the_film), T(FF4_the_end_said_again_is_the_same_film) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
