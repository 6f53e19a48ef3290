/* flow_film — see flow_film.h. */
#include "flow/flow_film.h"

#include <ctype.h>
#include <sys/stat.h>

#include "office/audit/audit.h"
#include "platform/fs.h"
#include "store/blob/blob.h"
#include "store/sql/sql.h"

enum { SHA_TEXT = 65, HEAD = 12, DAY_S = 86400, KEEP_DAYS = 7 };
#define ADDRESS "/api/v1/owner/course-film/"

static int named(struct cx *cx, str name, uint8_t id[static BLOB_ID])
{
	return blob_parse(name, id) ? 0 : FAIL(cx, E_NOTFOUND, "there is no such film");
}

static int audited(struct cx *cx, const char *verb, int64_t subject, str detail)
{
	TRY(sql_begin(cx, true));
	int rc = audit_add(cx, verb, "course", subject, (theft_id){ 0 }, detail);
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	return rc < 0 ? rc : 0;
}

int flow_film_begin(struct cx *cx, int64_t bytes, str *ret)
{
	uint8_t id[BLOB_ID];
	char name[BLOB_NAME];

	TRY(audited(cx, "course.film_begin", 0, arena_fmt(cx->arena, "{\"bytes\":%lld}", (long long)bytes)));
	TRY(blob_long_begin(bytes, id, &cx->err));
	*ret = arena_str(cx->arena, blob_name(id, name));
	return 0;
}

int flow_film_size(struct cx *cx, str upload, int64_t *ret)
{
	uint8_t id[BLOB_ID];

	TRY(named(cx, upload, id));
	return blob_long_size(id, ret, &cx->err);
}

/* By its first bytes; empty: neither. */
static str type_of(const char *p)
{
	return memcmp(p + 4, "ftyp", 4) == 0 ? S("video/mp4") : memcmp(p, "\x1a\x45\xdf\xa3", 4) == 0 ? S("video/webm") : S("");
}

int flow_film_part(struct cx *cx, str upload, int64_t at, str bytes, int64_t *ret_size)
{
	uint8_t id[BLOB_ID];

	TRY(named(cx, upload, id));
	if (at == 0 && (bytes.n < HEAD || !type_of(bytes.p).n))      /* FF2 */
		return FAIL_FIELD(cx, E_INVALID, "film", "this is no MP4 or WebM film; convert it first");
	TRY(audited(cx, "course.film_part", 0, arena_fmt(cx->arena, "{\"upload\":\"%.*s\",\"from\":%lld,\"bytes\":%zu}", STR_ARG(upload), (long long)at, bytes.n)));
	return blob_long_add(id, at, bytes, ret_size, &cx->err);
}

static int in_use(struct cx *cx, str address, const struct film_end *in, str sha, struct course_film *ret)
{
	struct err before = cx->err;
	struct course_film now;

	TRY(sql_begin(cx, true));
	int rc = course_film_now(cx, &now);
	if (rc == 0 && str_eq(now.address, address) && str_eq(now.name, in->name) && now.seconds == in->seconds) {
		sql_rollback(cx);
		*ret = now;
		return 0;
	}
	if (rc == E_NOTFOUND) {
		cx->err = before;
		rc = 0;
	}
	if (rc >= 0)
		rc = course_film_add(cx, in->name, address, in->seconds, ret);
	if (rc >= 0)
		rc = audit_add(cx, "course.film", "course", ret->id, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"sha256\":\"%.*s\",\"bytes\":%lld}", STR_ARG(sha), (long long)in->bytes));
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	return rc < 0 ? rc : 0;
}

/* As it is written here: 64 lower-case digits, or empty. */
static int hash_of(struct cx *cx, str in, char ret[static SHA_TEXT])
{
	size_t n = 0;

	for (; in.n == SHA_TEXT - 1 && n < in.n && isxdigit((unsigned char)in.p[n]); n++)
		ret[n] = (char)tolower((unsigned char)in.p[n]);
	ret[n] = 0;
	return n == in.n ? 0 : FAIL_FIELD(cx, E_INVALID, "sha256", "must be 64 hexadecimal digits, or be left out");
}

/* Is it here already, from an end whose answer was lost or whose row was not written? */
static bool is_kept(const char *sha, int64_t bytes)
{
	CLEANUP(fd_close) int fd = -1;
	struct err e = { 0 };
	uint8_t id[BLOB_ID];
	struct stat st;

	return blob_parse((str){ sha, BLOB_NAME - 1 }, id) && blob_long_open(id, &fd, &e) == 0 && fstat(fd, &st) == 0 && st.st_size == bytes;
}

int flow_film_end(struct cx *cx, str upload, const struct film_end *in, struct course_film *ret, str *ret_sha)
{
	struct err before = cx->err;
	char want[SHA_TEXT], sha[SHA_TEXT];
	uint8_t id[BLOB_ID];

	TRY(named(cx, upload, id));
	TRY(hash_of(cx, in->sha256, want));
	int rc = blob_long_end(id, in->bytes, str_of(want), sha, &cx->err);
	if (rc == E_NOTFOUND && want[0] && is_kept(want, in->bytes)) {      /* FF4 */
		cx->err = before;
		memcpy(sha, want, sizeof sha);
		rc = 0;
	}
	TRY(rc);
	*ret_sha = arena_str(cx->arena, str_of(sha));
	return in_use(cx, arena_fmt(cx->arena, ADDRESS "%.*s", BLOB_NAME - 1, sha), in, *ret_sha, ret);
}

int flow_film_open(struct cx *cx, str name, int *ret_fd, str *ret_type)
{
	uint8_t id[BLOB_ID];
	char head[HEAD];

	TRY(named(cx, name, id));
	TRY(blob_long_head(id, false, head, sizeof head, &cx->err));
	*ret_type = type_of(head);
	return blob_long_open(id, ret_fd, &cx->err);
}

/* FF5: the riders' address, or the staff's. The riders' is kept. */
static bool is_here(struct cx *cx, str address, str *ret_name)
{
	static const str ways[] = { SI(ADDRESS), SI("/api/v1/course-film/file/") };
	CLEANUP(fd_close) int fd = -1;
	struct err e = { 0 };
	uint8_t id[BLOB_ID];

	(void)cx;
	for (size_t i = 0; i < COUNTOF(ways); i++)
		if (str_starts(address, ways[i]))
			*ret_name = (str){ address.p + ways[i].n, address.n - ways[i].n };
	return ret_name->n && blob_parse(*ret_name, id) && blob_long_open(id, &fd, &e) == 0;
}

int flow_film_link(struct cx *cx, const struct course_film *in, struct course_film *ret)
{
	str address = in->address, name = S("");

	if (str_starts(address, S("/")) && !str_starts(address, S("//"))) {
		if (!is_here(cx, address, &name))
			return FAIL_FIELD(cx, E_STATE, "no_film", "there is no film at this address of the server: send the file, or give an address that begins with https://");
		address = arena_fmt(cx->arena, ADDRESS "%.*s", STR_ARG(name));
	}
	return course_film_add(cx, in->name, address, in->seconds, ret);
}

/* --- what is over --- */

struct sweep { struct cx *cx; str now; int n; };

static int over(void *arg, const uint8_t id[BLOB_ID])
{
	struct sweep *s = arg;
	char name[BLOB_NAME];

	str text = blob_name(id, name);
	if (s->now.n >= text.n && memcmp(s->now.p + s->now.n - text.n, text.p, text.n) == 0)
		return 0;
	TRY(blob_long_remove(id, &s->cx->err));
	s->n++;
	return 0;
}

static int swept(struct cx *cx, str now, int64_t age_s, int *ret)
{
	struct sweep s = { cx, now, 0 };

	TRY(blob_long_old(age_s, over, &s, &cx->err));
	*ret += s.n;
	return 0;
}

static int nothing(void *arg, const uint8_t id[BLOB_ID])
{
	(void)arg, (void)id;
	return 0;
}

int flow_film_old(struct cx *cx)
{
	struct err before = cx->err;
	struct course_film f;
	uint8_t id[BLOB_ID];
	int n = 0;

	ASSERT(!sql_in_tx(cx));
	TRY(sql_begin(cx, false));
	int rc = course_film_now(cx, &f);
	sql_rollback(cx);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		f.address = S("");
		rc = 0;
	}
	TRY(rc);
	if (f.address.n >= BLOB_NAME - 1 && blob_parse((str){ f.address.p + f.address.n - (BLOB_NAME - 1), BLOB_NAME - 1 }, id))
		blob_long_touch(id);      /* its week begins when it is the film no more */
	TRY(blob_long_old(DAY_S, nothing, NULL, &cx->err));      /* uploads */
	TRY(swept(cx, f.address, (int64_t)KEEP_DAYS * DAY_S, &n));
	return n;
}
