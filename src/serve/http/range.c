/* range — one Range header against a length (RFC 9110 section 14). */
#define _GNU_SOURCE
#include <strings.h>

#include "serve/http/http_int.h"

/* Digits from the begin of *io; more than any file is long counts as that. False: there is none. */
static bool number(str *io, uint64_t *ret)
{
	size_t k = 0;

	*ret = 0;
	for (; k < io->n && io->p[k] >= '0' && io->p[k] <= '9'; k++)
		*ret = *ret > UINT64_MAX / 10 - 1 ? UINT64_MAX / 10 : *ret * 10 + (uint64_t)(io->p[k] - '0');
	*io = (str){ io->p + k, io->n - k };
	return k > 0;
}

enum range_kind range_of(str s, uint64_t n, uint64_t *ret_from, uint64_t *ret_n)
{
	uint64_t from, to = UINT64_MAX;

	*ret_from = 0;
	*ret_n = n;
	if (s.n < 6 || strncasecmp(s.p, "bytes=", 6) != 0)
		return RANGE_ALL;
	s = (str){ s.p + 6, s.n - 6 };
	bool first = number(&s, &from);
	if (!s.n || s.p[0] != '-')
		return RANGE_ALL;
	s = (str){ s.p + 1, s.n - 1 };
	bool last = number(&s, &to);
	if (s.n || (!first && !last) || (first && last && to < from))      /* several, or no range at all */
		return RANGE_ALL;
	if (!first) {                                                      /* the last so many */
		if (to == 0 || n == 0)
			return RANGE_NONE;
		*ret_from = to < n ? n - to : 0;
		*ret_n = n - *ret_from;
		return RANGE_PART;
	}
	if (from >= n)
		return RANGE_NONE;
	*ret_from = from;
	*ret_n = (last && to < n ? to + 1 : n) - from;
	return RANGE_PART;
}
