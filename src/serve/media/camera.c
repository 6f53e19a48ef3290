/* camera — see camera.h. */
#include "serve/media/camera.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "flow/flow_violation.h"
#include "platform/log.h"
#include "platform/sys.h"
#include "serve/media/media.h"

enum { PULL_TIMEOUT_MS = 3000, CONNECT_TIMEOUT_MS = 1500, TURN_MS = 5000, LEAST_BYTES_A_S = 1024, SLOW_S = 2 };

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

/* This machine itself, its neighbours without addresses (among them what clouds tell their machines), nobody, everybody: no camera stands there. */
static bool v4_may_be(uint32_t v4)
{
	static const uint32_t cloud = 0x646464c8;      /* 100.100.100.200: one that tells its machines their keys under an address that is not link-local */

	return v4 >> 24 != 0 && v4 >> 24 != 127 && v4 >> 16 != (169u << 8 | 254) && v4 >> 28 < 14 && v4 != cloud;
}

bool camera_may_be(const struct sockaddr *at)
{
	static const uint8_t nat64[12] = { 0, 0x64, 0xff, 0x9b }, cloud[16] = { 0xfd, 0, 0x0e, 0xc2, [14] = 0x02, 0x54 };
	const struct in6_addr *six = &((const struct sockaddr_in6 *)at)->sin6_addr;

	if (at->sa_family == AF_INET)
		return v4_may_be(ntohl(((const struct sockaddr_in *)at)->sin_addr.s_addr));
	if (at->sa_family != AF_INET6 || IN6_IS_ADDR_V4COMPAT(six) || IN6_IS_ADDR_LOOPBACK(six) || IN6_IS_ADDR_UNSPECIFIED(six))
		return false;
	if (IN6_IS_ADDR_V4MAPPED(six) || memcmp(six, nat64, sizeof nat64) == 0)
		return v4_may_be(be32(six->s6_addr + 12));
	if (six->s6_addr[0] == 0x20 && six->s6_addr[1] == 0x02)      /* 6to4 */
		return v4_may_be(be32(six->s6_addr + 2));
	return !IN6_IS_ADDR_LINKLOCAL(six) && !IN6_IS_ADDR_SITELOCAL(six) && !IN6_IS_ADDR_MULTICAST(six) && memcmp(six, cloud, sizeof cloud) != 0;
}

/* Of the address a name stands for when it is asked, not of its text. */
static curl_socket_t connect_to(void *arg, curlsocktype what, struct curl_sockaddr *at)
{
	bool *forbidden = arg;

	if (what == CURLSOCKTYPE_IPCXN && camera_may_be(&at->addr))
		return socket(at->family, at->socktype | SOCK_CLOEXEC, at->protocol);
	*forbidden = true;
	return CURL_SOCKET_BAD;
}

#define FAULT(why, ...) FAIL_FIELD(cx, E_IO, camera_fault_names[why].p, __VA_ARGS__)

static int get(struct cx *cx, const char *url, struct bytes *ret)
{
	CURL *c = curl_easy_init();
	curl_off_t connected = 0;
	bool forbidden = false;
	long status = 0;

	if (!c)
		return FAIL(cx, E_IO, "no HTTP client");
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)PULL_TIMEOUT_MS);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)LEAST_BYTES_A_S);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)SLOW_S);
	curl_easy_setopt(c, CURLOPT_MAXFILESIZE, (long)MEDIA_IN_MAX);      /* one that says so is not begun */
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, ret);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, connect_to);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, &forbidden);
	CURLcode k = curl_easy_perform(c);
	curl_easy_getinfo(c, CURLINFO_CONNECT_TIME_T, &connected);
	if (k == CURLE_OK)
		curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(c);
	/* what an engineer is told is a word of five: the sentences, which tell what else stands in a network, are the operator's log's */
	if (k != CURLE_OK && forbidden)
		return FAULT(CF_NOT_REACHED, "this address is the server's own or no single device's");
	if (k == CURLE_COULDNT_CONNECT || k == CURLE_COULDNT_RESOLVE_HOST)
		return FAULT(CF_NOT_REACHED, "nobody answers at the camera's address");
	if (k == CURLE_OPERATION_TIMEDOUT)
		return FAULT(connected > 0 ? CF_TOO_SLOW : CF_NOT_REACHED, "the camera gave no whole picture in %d seconds", PULL_TIMEOUT_MS / 1000);
	if (k == CURLE_FILESIZE_EXCEEDED || k == CURLE_WRITE_ERROR)
		return FAULT(CF_TOO_LARGE, "the camera sends more than %d MB", MEDIA_IN_MAX >> 20);
	if (k != CURLE_OK)
		return FAULT(CF_NOT_PICTURE, "the camera: %s", curl_easy_strerror(k));
	if (status != 200)
		return FAULT(CF_REFUSED, "the camera answered HTTP %ld", status);
	return ret->n ? 0 : FAULT(CF_NOT_PICTURE, "the camera sent nothing");
}

int camera_get(struct cx *cx, const char *url, char *room, str *ret)
{
	struct bytes b = { room, 0 };

	TRY(get(cx, url, &b));
	*ret = (str){ b.p, b.n };
	return 0;
}

/* Not an address of this program's own making: what comes is a picture only when the jailed decoder says so. */
static int picture_of(struct cx *cx, str url, char *room, struct bytes *b, struct picture *ret)
{
	*b = (struct bytes){ room, 0 };
	TRY(get(cx, arena_str(cx->arena, url).p, b));
	return media_reencode(cx->arena, (str){ b->p, b->n }, &cx->err, ret);
}

/* Of what picture_of said. */
static enum camera_fault fault_of(const struct cx *cx, int rc)
{
	if (rc >= 0)
		return CF_NONE;
	for (int i = 1; rc == E_IO && i < CF_N; i++)
		if (str_eq(camera_fault_names[i], str_of(cx->err.field)))
			return (enum camera_fault)i;
	return rc == E_TOOBIG ? CF_TOO_LARGE : CF_NOT_PICTURE;
}

int camera_try(struct cx *cx, str url, struct camera_tried *ret)
{
	struct err before = cx->err;
	mono begun = clock_mono();
	struct picture pic = { { "", 0 }, 0, 0 };
	struct bytes b = { NULL, 0 };
	char *room = malloc(MEDIA_IN_MAX);

	if (!room)
		return FAIL(cx, E_IO, "no memory for a picture");
	int rc = picture_of(cx, url, room, &b, &pic);
	free(room);
	*ret = (struct camera_tried){ .fault = fault_of(cx, rc) };
	if (rc >= 0)      /* how long it took and how much came tells of a network too */
		*ret = (struct camera_tried){ CF_NONE, pic.width, pic.height, (int64_t)b.n, mono_since_ms(begun) };
	cx->err = before;
	return 0;
}

/* *ret_fault: the camera's, CF_N when it was not to blame: it was not asked, or its picture could not be kept. */
static int pull(struct cx *cx, const struct violation_pull *p, char *room, enum camera_fault *ret_fault)
{
	struct picture pic;
	struct violation v;
	struct bytes b;

	*ret_fault = CF_N;
	TRY(flow_violation_picture_may(cx, p->violation));
	int rc = picture_of(cx, p->url, room, &b, &pic);
	*ret_fault = fault_of(cx, rc);
	TRY(rc);
	return flow_violation_picture(cx, p->violation, pic.jpeg, pic.width, pic.height, &v);
}

/* One that failed in this turn is not asked for the next picture as well. */
static bool failed_already(const struct violation_pull *v, const bool *bad, int n)
{
	for (int i = 0; i < n; i++)
		if (bad[i] && str_eq(v[i].camera, v[n].camera))
			return true;
	return false;
}

int camera_pull_due(struct cx *cx)
{
	bool bad[VIOLATION_PULLS] = { false };
	mono begun = clock_mono();
	struct violation_pull v[VIOLATION_PULLS];
	int n = flow_violation_pulls(cx, v), came = 0;

	TRY(n);
	if (!n)
		return 0;
	char *room = malloc(MEDIA_IN_MAX);
	if (!room)
		return FAIL(cx, E_IO, "no memory for a picture");
	for (int i = 0; i < n && mono_since_ms(begun) < TURN_MS; i++) {      /* other jobs wait for this one */
		struct err before = cx->err;
		if (failed_already(v, bad, i))
			continue;
		enum camera_fault fault;
		int rc = pull(cx, &v[i], room, &fault);
		if (rc < 0)
			log_line(LOG_WARN, "camera.no_picture", "violation=%lld why=%s", (long long)v[i].violation, LOG_Q(str_of(cx->err.msg)));
		cx->err = before;
		bad[i] = fault != CF_NONE && fault != CF_N;
		came += rc >= 0;
		if (fault != CF_N && flow_violation_pulled(cx, v[i].camera, fault, false) < 0)
			cx->err = before;
	}
	free(room);
	return came;
}
