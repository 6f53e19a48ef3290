/* seqset — see seqset.h. */
#include "serve/ingest/seqset.h"

bool seqset_has(const struct seqset *s, uint64_t seq)
{
	if (seq <= s->cum)
		return true;
	for (uint32_t i = 0; i < s->n && s->r[i].first <= seq; i++)
		if (seq <= s->r[i].last)
			return true;
	return false;
}

static bool covers(const struct seqset *s, uint64_t first, uint64_t last)
{
	if (last <= s->cum)
		return true;
	first = MAX(first, s->cum + 1);
	for (uint32_t i = 0; i < s->n; i++)
		if (s->r[i].first <= first && last <= s->r[i].last)
			return true;
	return false;
}

enum seqset_add seqset_probe(const struct seqset *s, uint64_t first, uint64_t last)
{
	struct seqset copy = *s;

	return seqset_add(&copy, first, last);
}

enum seqset_add seqset_add(struct seqset *s, uint64_t first, uint64_t last)
{
	struct seqset out = { .epoch = s->epoch, .cum = s->cum };

	ASSERT(first >= 1 && first <= last);
	if (covers(s, first, last))
		return SEQSET_DUP;
	bool placed = first - 1 <= s->cum;      /* one less on the left: a number may be 2^64 - 1 */
	if (placed)
		out.cum = last;
	for (uint32_t i = 0; i < s->n; i++) {
		uint64_t a = s->r[i].first, b = s->r[i].last;
		if (a - 1 <= out.cum) {                 /* swallowed by the cumulative number */
			out.cum = MAX(out.cum, b);
			continue;
		}
		if (!placed && first - 1 <= b && a - 1 <= last) {      /* touches the new piece: join */
			first = MIN(first, a);
			last = MAX(last, b);
			continue;
		}
		if (!placed && last < a) {
			if (out.n == SEQSET_RANGES)
				return SEQSET_NO_ROOM;
			out.r[out.n].first = first;
			out.r[out.n++].last = last;
			placed = true;
		}
		if (out.n == SEQSET_RANGES)
			return SEQSET_NO_ROOM;
		out.r[out.n].first = a;
		out.r[out.n++].last = b;
	}
	if (!placed) {
		if (out.n == SEQSET_RANGES)
			return SEQSET_NO_ROOM;
		out.r[out.n].first = first;
		out.r[out.n++].last = last;
	}
	*s = out;
	return SEQSET_NEW;
}
