/* fuzz_url — an address: the path to a row, %XX escapes, query parameters of every type. The input is "path?key=value&key=value". */
#include <stdint.h>
#include <stdlib.h>

#include "serve/http/http_int.h"

static const struct route_q query[] = {
	{ "n", JT_I64, 0, -5, 500, "" }, { "any", JT_I64, 0, 0, 0, "" }, { "small", JT_I32, 0, 0, 0, "" }, { "at", JT_UTC, 0, 0, INT64_MAX, "" },
	{ "f", JT_F64, 0, -10, 10, "" }, { "lat", JT_GEO_LAT, 0, 0, 0, "" }, { "lon", JT_GEO_LON, 0, 0, 0, "" }, { "on", JT_BOOL, 0, 0, 0, "" },
	{ "tag", JT_TAG, 0, 0, 0, "" }, { "q", JT_STR, JF_REQUIRED, 1, 20, "" }, { "text", JT_STR, 0, 0, 0, "" },
};
#define ROW(m, p) { .method = m, .path = p, .query = query, .nquery = COUNTOF(query) }
static const struct route rows[] = {
	ROW(HTTP_GET, "/api/v1/bikes"), ROW(HTTP_GET, "/api/v1/bikes/{id}"), ROW(HTTP_POST, "/api/v1/bikes/{id}/do/{event}"),
	ROW(HTTP_GET, "/api/v1/bikes/summary"), ROW(HTTP_GET, "/api/v1/stations/{name}"), ROW(HTTP_DELETE, "/api/v1/stations/{name}/key"),
	ROW(HTTP_GET, "/api/v1/stations/{name}/key"),
};

static void check_values(const struct req *rq)
{
	ASSERT(!rq->q[0].present || (rq->q[0].i >= -5 && rq->q[0].i <= 500));
	ASSERT(!rq->q[2].present || (rq->q[2].i >= INT32_MIN && rq->q[2].i <= INT32_MAX));
	ASSERT(!rq->q[3].present || rq->q[3].i >= 0);
	ASSERT(!rq->q[4].present || (rq->q[4].f >= -10 && rq->q[4].f <= 10));
	ASSERT(!rq->q[5].present || (rq->q[5].i >= -900000000 && rq->q[5].i <= 900000000));
	ASSERT(!rq->q[6].present || (rq->q[6].i >= -1800000000 && rq->q[6].i <= 1800000000));
	ASSERT(!rq->q[7].present || rq->q[7].i == 0 || rq->q[7].i == 1);
	ASSERT(!rq->q[8].present || rq->q[8].i != 0);
	ASSERT(!rq->q[9].present || (rq->q[9].s.n >= 1 && rq->q[9].s.n <= 20 && str_utf8(rq->q[9].s)));
	ASSERT(!rq->q[10].present || (rq->q[10].s.n <= 1024 && str_utf8(rq->q[10].s)));
}

static void take_query(str rest, const struct route *row)
{
	struct arena a;
	struct cx cx = { .arena = &a };
	struct req rq = { 0 };
	int rc = 0;

	arena_init(&a, 64 << 10);
	while (rc == 0 && rest.n) {
		const char *amp = memchr(rest.p, '&', rest.n);
		str one = { rest.p, amp ? (size_t)(amp - rest.p) : rest.n };
		rest = amp ? (str){ amp + 1, rest.n - one.n - 1 } : (str){ 0 };
		const char *eq = one.n ? memchr(one.p, '=', one.n) : NULL;
		str key = { one.p, eq ? (size_t)(eq - one.p) : one.n };
		str value = eq ? (str){ eq + 1, one.n - key.n - 1 } : (str){ "", 0 };
		rc = route_query_put(&cx, row, key, value, &rq);
	}
	if (rc == 0)
		rc = route_query_end(&cx, row, &rq);
	ASSERT(rc == 0 || (rc < 0 && cx.err.msg[0] && str_utf8(str_of(cx.err.msg)) && str_utf8(str_of(cx.err.field))));
	check_values(&rq);
	ASSERT(rc != 0 || rq.q[9].present);
	arena_done(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct route *all[COUNTOF(rows)], *row = NULL;
	const char *p = (const char *)data, *mark = n ? memchr(p, '?', n) : NULL;
	str path = { p, mark ? (size_t)(mark - p) : n }, rest = mark ? (str){ mark + 1, n - path.n - 1 } : (str){ 0 };
	char *plain = malloc(n + 1);
	size_t len;

	ASSERT(plain);
	for (size_t i = 0; i < COUNTOF(rows); i++)
		all[i] = &rows[i];
	for (int m = 0; m < HTTP_METHODS; m++) {
		struct req rq = { 0 };
		unsigned allow = 0;
		int rc = route_find(all, COUNTOF(all), (enum method)m, path, &rq, &row, &allow);
		ASSERT(rc == 0 || rc == E_NOTFOUND || (rc == E_METHOD && allow && !(allow & 1u << m)));
		if (rc == 0) {
			ASSERT((int)row->method == m && rq.id >= 0 && (!strstr(row->path, "{id}") || rq.id > 0));
			ASSERT(rq.name.n == 0 || (rq.name.p >= path.p && rq.name.p + rq.name.n <= path.p + path.n && !memchr(rq.name.p, '/', rq.name.n)));
		}
	}
	if (pct_decode(path, plain, &len))
		ASSERT(len <= path.n);
	take_query(rest, &rows[0]);
	free(plain);
	return 0;
}
