/* camera — see camera.h. */
#include "serve/jobs/camera.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "flow/flow_violation.h"
#include "platform/log.h"
#include "serve/media/media.h"

enum { PULL_TIMEOUT_MS = 3000 };

struct bytes { char *p; size_t n; };

static size_t take(char *p, size_t size, size_t n, void *arg)
{
	struct bytes *b = arg;

	if (size * n > MEDIA_IN_MAX - b->n)      /* more than a picture: the transfer ends with an error */
		return 0;
	memcpy(b->p + b->n, p, size * n);
	b->n += size * n;
	return size * n;
}

static int get(struct cx *cx, const char *url, struct bytes *ret)
{
	CURL *c = curl_easy_init();
	long status = 0;

	if (!c)
		return FAIL(cx, E_IO, "no HTTP client");
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)PULL_TIMEOUT_MS);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, ret);
	CURLcode k = curl_easy_perform(c);
	if (k == CURLE_OK)
		curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(c);
	if (k != CURLE_OK)
		return FAIL(cx, E_IO, "the camera: %s", curl_easy_strerror(k));
	return status == 200 && ret->n ? 0 : FAIL(cx, E_IO, "the camera answered HTTP %ld with %zu bytes", status, ret->n);
}

static int pull(struct cx *cx, const struct violation_pull *p, char *room)
{
	struct bytes b = { room, 0 };
	struct picture pic;
	struct violation v;

	TRY(flow_violation_picture_may(cx, p->violation));
	TRY(get(cx, arena_str(cx->arena, p->url).p, &b));
	TRY(media_reencode(cx->arena, (str){ b.p, b.n }, &cx->err, &pic));
	return flow_violation_picture(cx, p->violation, pic.jpeg, pic.width, pic.height, &v);
}

int camera_pull_due(struct cx *cx)
{
	struct violation_pull v[VIOLATION_PULLS];
	int n = flow_violation_pulls(cx, v), came = 0;

	TRY(n);
	if (!n)
		return 0;
	char *room = malloc(MEDIA_IN_MAX);
	if (!room)
		return FAIL(cx, E_IO, "no memory for a picture");
	for (int i = 0; i < n; i++) {
		struct err before = cx->err;
		int rc = pull(cx, &v[i], room);
		str fault = rc < 0 ? arena_str(cx->arena, str_of(cx->err.msg)) : S("");
		if (rc < 0)
			log_line(LOG_WARN, "camera.no_picture", "violation=%lld why=%s", (long long)v[i].violation, LOG_Q(fault));
		cx->err = before;
		came += rc >= 0;
		if (flow_violation_pulled(cx, &v[i], fault) < 0)
			cx->err = before;
	}
	free(room);
	return came;
}
