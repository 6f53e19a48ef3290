/* fuzz_head — a request's headers, laid in memory as libmicrohttpd 0.9.75 lays them, and what head_read makes of them. The oracle is a
 * second, strict reading of the same bytes: a head that is trusted has only lines that end in CR LF, none folded, one length, one
 * coding, one host. The input is what follows the request line; the library's three calls are replaced here. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdlib.h>
#include <strings.h>

#include "serve/http/http_int.h"

enum { MAX = 4096 };
static char buf[MAX + 64], folded[MAX * 2];
static struct { const char *key, *value; size_t key_n, value_n; } hs[MAX];
static int nhs;
static union MHD_ConnectionInfo info;

const char *MHD_get_version(void)
{
	return "0.9.75";
}

const union MHD_ConnectionInfo *MHD_get_connection_info(struct MHD_Connection *con, enum MHD_ConnectionInfoType type, ...)
{
	(void)con;
	(void)type;
	return &info;
}

int MHD_get_connection_values_n(struct MHD_Connection *con, enum MHD_ValueKind kind, MHD_KeyValueIteratorN fn, void *cls)
{
	(void)con;
	for (int i = 0; i < nhs; i++)
		if (fn(cls, kind, hs[i].key, hs[i].key_n, hs[i].value, hs[i].value_n) != MHD_YES)
			break;
	return nhs;
}

/* The next line as MHD takes it: CR, LF or CR LF ends it. */
static str line(char **at, const char *end)
{
	char *p = *at;

	while (p < end && *p != '\r' && *p != '\n')
		p++;
	str got = { *at, (size_t)(p - *at) };
	if (p < end)
		p += *p == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 1;
	*at = p;
	return got;
}

/* Splits the head at p; false where MHD would have answered 400 itself or the head does not end. */
static bool lay(char *p, const char *end)
{
	size_t spare = 0;

	nhs = 0;
	while (p < end) {
		str one = line(&p, end);
		if (one.n == 0) {
			info.header_size = (size_t)(p - buf);
			return true;
		}
		const char *colon = memchr(one.p, ':', one.n);
		if (!colon || colon == one.p || one.p[0] == ' ' || one.p[0] == '\t' || memchr(one.p, 0, one.n))
			return false;
		const char *v = colon + 1, *vend = one.p + one.n;
		while (v < vend && (*v == ' ' || *v == '\t'))
			v++;
		hs[nhs].key = one.p;
		hs[nhs].key_n = (size_t)(colon - one.p);
		hs[nhs].value = v;
		hs[nhs].value_n = (size_t)(vend - v);
		while (p < end && (*p == ' ' || *p == '\t')) {      /* folded: MHD copies the joined value away */
			str more = line(&p, end);
			size_t n = hs[nhs].value_n + more.n;
			if (spare + n > sizeof folded || memchr(more.p, 0, more.n))
				return false;
			memmove(folded + spare, hs[nhs].value, hs[nhs].value_n);
			memcpy(folded + spare + hs[nhs].value_n, more.p, more.n);
			hs[nhs].value = folded + spare;
			hs[nhs].value_n = n;
			spare += n;
		}
		nhs++;
	}
	return false;
}

/* What the bytes say to somebody strict: false unless every line ends in CR LF, begins with a name and is not folded. */
static bool strict(const char *p, const char *end, int *ret_lengths, int *ret_codings, int *ret_hosts)
{
	for (;;) {
		const char *e = memmem(p, (size_t)(end - p), "\r\n", 2);
		if (!e || memchr(p, '\r', (size_t)(e - p)) || memchr(p, '\n', (size_t)(e - p)))
			return false;
		if (e == p)
			return true;
		if (*p == ' ' || *p == '\t' || !memchr(p, ':', (size_t)(e - p)))
			return false;
		*ret_lengths += strncasecmp(p, "content-length:", 15) == 0;
		*ret_codings += strncasecmp(p, "transfer-encoding:", 18) == 0;
		*ret_hosts += strncasecmp(p, "host:", 5) == 0;
		p = e + 2;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char first[] = "POST\0/x\0HTTP/1.1\0\n";   /* MHD ends the words of the request line with NUL */
	size_t at = sizeof first - 1;
	struct head hd;
	int lengths = 0, codings = 0, hosts = 0;

	if (n > MAX)
		return 0;
	memcpy(buf, first, at);
	if (n)
		memcpy(buf + at, data, n);
	buf[at + n] = 0;
	if (!lay(buf + at, buf + at + n))
		return 0;
	head_read(NULL, buf, buf + 8, &hd);
	if (hd.bad)
		return 0;
	ASSERT(strict(buf + at, buf + info.header_size, &lengths, &codings, &hosts));
	ASSERT(lengths <= 1 && codings <= 1 && lengths + codings <= 1 && hosts <= 1);
	ASSERT(hd.length >= -1 && (hd.length >= 0) == (lengths == 1) && hd.chunked == (codings == 1));
	str all[] = { hd.token, hd.origin, hd.host, hd.ctype, hd.agent, hd.last_event_id, hd.if_none_match, hd.authorization };
	for (size_t i = 0; i < COUNTOF(all); i++)
		ASSERT(all[i].n == 0 || (all[i].p > buf && all[i].p + all[i].n <= buf + info.header_size));
	return 0;
}
