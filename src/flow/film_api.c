/* film_api — HTTP face of the film's file: sent by an officer in parts, played on a rider's phone. No rules live here. */
#include "flow/flow_film.h"
#include "serve/http/route.h"

extern const struct routes film_routes;

struct upload_view { str upload; int64_t offset, part; };
#define F(member) offsetof(struct upload_view, member)
static const struct js_field upload_fields[] = {
	{ "upload", JT_STR, F(upload), 0, 0, 32, NULL, "its name" }, { "offset", JT_I64, F(offset), 0, 0, 0, NULL, "bytes that are here: the next part begins there" },
	{ "partBytes", JT_I64, F(part), 0, 0, 0, NULL, "the most of one part" },
};
#undef F
static const struct js_shape upload_shape = JS_SHAPE("FilmUpload", struct upload_view, upload_fields);

struct begin_in { int64_t bytes; };
static const struct js_field begin_fields[] = { { "bytes", JT_I64, offsetof(struct begin_in, bytes), JF_REQUIRED, 1, INT64_MAX, NULL, "of the whole file; at most 512 MiB" } };
static const struct js_shape begin_shape = JS_SHAPE("FilmBegin", struct begin_in, begin_fields);

#define F(member) offsetof(struct film_end, member)
static const struct js_field end_fields[] = {
	{ "bytes", JT_I64, F(bytes), JF_REQUIRED, 1, INT64_MAX, NULL, NULL }, { "sha256", JT_STR, F(sha256), 0, 0, 64, NULL, "as the sender knows it: another file is refused" },
	{ "name", JT_STR, F(name), JF_REQUIRED, 1, 128, NULL, NULL }, { "seconds", JT_I64, F(seconds), JF_REQUIRED, 10, 14400, NULL, "how long it is" },
};
#undef F
static const struct js_shape end_shape = JS_SHAPE("FilmEnd", struct film_end, end_fields);

struct kept_view { int64_t id, bytes; str name, address, sha256; int64_t seconds; };
#define F(member) offsetof(struct kept_view, member)
static const struct js_field kept_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "name", JT_STR, F(name), 0, 0, 128, NULL, NULL }, { "address", JT_STR, F(address), 0, 0, 500, NULL, NULL },
	{ "seconds", JT_I64, F(seconds), 0, 0, 0, NULL, NULL }, { "bytes", JT_I64, F(bytes), 0, 0, 0, NULL, NULL }, { "sha256", JT_STR, F(sha256), 0, 0, 64, NULL, "of the file as it is kept" },
};
#undef F
static const struct js_shape kept_shape = JS_SHAPE("FilmKept", struct kept_view, kept_fields);

static void put_upload(struct rep *rp, str upload, int64_t offset)
{
	js_put(&rp->js, NULL, &upload_shape, &(struct upload_view){ upload, offset, FILM_PART_MAX });
}

static int post_begin(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct begin_in *in = rq->in;
	str upload;

	TRY(flow_film_begin(cx, in->bytes, &upload));
	put_upload(rp, upload, 0);
	return 0;
}

static int get_upload(struct cx *cx, const struct req *rq, struct rep *rp)
{
	int64_t size;

	TRY(flow_film_size(cx, rq->name, &size));
	put_upload(rp, rq->name, size);
	return 0;
}

static const struct route_q part_query[] = { { "offset", JT_I64, JF_REQUIRED, 0, INT64_MAX, "where in the file it begins" } };

static int post_part(struct cx *cx, const struct req *rq, struct rep *rp)
{
	int64_t size;

	TRY(flow_film_part(cx, rq->name, rq->q[0].i, rq->upload, &size));
	put_upload(rp, rq->name, size);
	return 0;
}

static int post_end(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct film_end *in = rq->in;
	struct course_film f;
	str sha;

	TRY(flow_film_end(cx, rq->name, in, &f, &sha));
	js_put(&rp->js, NULL, &kept_shape, &(struct kept_view){ f.id, in->bytes, f.name, f.address, sha, f.seconds });
	return 0;
}

static int get_file(struct cx *cx, const struct req *rq, struct rep *rp)
{
	rp->file_tag = rq->name;
	return flow_film_open(cx, rq->name, &rp->file_fd, &rp->file_type);
}

#define T ROLE_TRAFFIC
static const struct route rows[] = {
	{ HTTP_POST, "/api/v1/course-film/uploads", T, NULL, TX_NONE, RF_AUDITED | RF_CREATED, &begin_shape, &upload_shape, NULL, 0, post_begin, "course.film_begin", "Begin to send a film" },
	{ HTTP_GET, "/api/v1/course-film/uploads/{name}", T, NULL, TX_NONE, 0, NULL, &upload_shape, NULL, 0, get_upload, NULL, "How much of it has come" },
	{ HTTP_POST, "/api/v1/course-film/uploads/{name}/part", T, NULL, TX_NONE, RF_AUDITED | RF_UPLOAD | RF_SLOW, NULL, &upload_shape, part_query, COUNTOF(part_query), post_part, "course.film_part",
	  "The next part of it", "application/octet-stream", FILM_PART_MAX },
	{ HTTP_POST, "/api/v1/course-film/uploads/{name}/end", T, NULL, TX_NONE, RF_AUDITED | RF_SLOW, &end_shape, &kept_shape, NULL, 0, post_end, "course.film",
	  "All of it has come: it is the film from now on; the one before is retired" },
	{ HTTP_GET, "/api/v1/course-film/file/{name}", T | ROLE_LEADER, NULL, TX_NONE, RF_FILE | RF_RANGE, NULL, NULL, NULL, 0, get_file, NULL,
	  "The film, whole or in parts (Range, If-Range, HEAD)", "video/mp4", 0 },
	{ HTTP_GET, "/api/v1/owner/course-film/{name}", ROLE_OWNER, NULL, TX_NONE, RF_FILE | RF_RANGE, NULL, NULL, NULL, 0, get_file, NULL, "The film on a rider's phone, whole or in parts",
	  "video/mp4", 0 },
};
const struct routes film_routes = ROUTES("films", rows);
