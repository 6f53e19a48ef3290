/* jn_cells — the loops. Blocks of cells are GCC's vectors: registers of any machine, no fused sums. */
#pragma GCC optimize("O3")   /* GCC's -O2 does not turn sums over cells into vectors */

#include "track/junction/jn_cells.h"

#define CLIP 6.0f            /* what a reading that is weaker than it should be may speak against a cell at most: something stood in the way */
#define CLIP_STRONG 40.0f    /* and one that is stronger: nothing makes a far tag loud */

#if defined __x86_64__ && !defined __AVX2__
#define WIDE 1
#else
#define WIDE 0
#endif
#define BODY static inline __attribute__((always_inline))
enum { B = CELL_BLOCK };
_Static_assert(CELL_BLOCK == 8 && ARM_CELLS % CELL_BLOCK == 0, "an arm is whole blocks of eight");

/* A block of cells: registers as wide as there are. */
typedef float block __attribute__((vector_size(B * sizeof(float))));
typedef float block_at __attribute__((vector_size(B * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef int32_t mask __attribute__((vector_size(B * sizeof(int32_t))));

#define AT(p) (*(const block_at *)(p))
#define PUT(p, v) (*(block_at *)(p) = (v))
#define WHERE(m, a, b) ((block)(((m) & (mask)(a)) | (~(m) & (mask)(b))))
#define LESS(a, b) WHERE((a) < (b), a, b)
#define ALL(x) ((block){ 0 } + (x))

/* Three blocks at a time: an arm's cells, most links'. */
BODY void emit(const struct emit *m, const struct levels *l, size_t from, int blocks, float *out)
{
	for (size_t b = from; blocks > 0; b += STRETCH, blocks -= STRETCH, out += STRETCH * B) {
		block s0 = { 0 }, s1 = { 0 }, s2 = { 0 };
		size_t second = b + (blocks > 1 ? 1 : 0), third = b + (size_t)(blocks > 2 ? 2 : 0);
		for (int i = 0; i < m->heard; i++) {
			const float *mu = l->mu + m->ant[i] * l->row;
			block z0 = m->y[i] - AT(mu + b * B), z1 = m->y[i] - AT(mu + second * B), z2 = m->y[i] - AT(mu + third * B);
			block q0 = z0 * z0 * m->k, q1 = z1 * z1 * m->k, q2 = z2 * z2 * m->k;
			s0 += LESS(q0, WHERE(z0 > 0, ALL(CLIP_STRONG), ALL(CLIP)));
			s1 += LESS(q1, WHERE(z1 > 0, ALL(CLIP_STRONG), ALL(CLIP)));
			s2 += LESS(q2, WHERE(z2 > 0, ALL(CLIP_STRONG), ALL(CLIP)));
		}
		for (int i = m->heard; i < m->all; i++) {
			float y = m->y[i];
			if (l->top[m->ant[i] * l->blocks + b] + y <= 0)
				continue;
			const float *mu = l->mu + m->ant[i] * l->row;
			block z0 = AT(mu + b * B) + y, z1 = AT(mu + second * B) + y, z2 = AT(mu + third * B) + y;
			z0 = WHERE(z0 > 0, z0, ALL(0));
			z1 = WHERE(z1 > 0, z1, ALL(0));
			z2 = WHERE(z2 > 0, z2, ALL(0));
			s0 += MISS * LESS(z0, ALL(m->most));
			s1 += MISS * LESS(z1, ALL(m->most));
			s2 += MISS * LESS(z2, ALL(m->most));
		}
		PUT(out, s0);
		if (blocks > 1)
			PUT(out + B, s1);
		if (blocks > 2)
			PUT(out + 2 * B, s2);
	}
}

/* A copy with room before it that no ride comes from, and room behind it. */
struct room { float before[PATH_CELLS], row[PATH_CELLS], behind[PATH_CELLS]; };

BODY const float *with_room(struct room *r, const float *u, int len, int most, float nobody)
{
	for (int i = 0; i < most + B && i < PATH_CELLS; i++)
		r->before[PATH_CELLS - 1 - i] = r->behind[i] = nobody;
	for (int x = 0; x < len; x++)
		r->row[x] = u[x];
	for (int x = len; x < PATH_CELLS; x++)
		r->row[x] = nobody;
	return r->row;
}

BODY float least_of(const float *v, int len)
{
	block s = ALL(NOBODY);
	float low = NOBODY;

	for (int x = 0; x < len; x += B)
		s = LESS(s, AT(v + x));
	for (int c = 0; c < B; c++)
		low = s[c] < low ? s[c] : low;
	return low;
}

BODY float least(const struct gait *g, const float *restrict from, const float *restrict ep, float *restrict v, int len, float beam, struct span *io)
{
	struct room r;
	int most = g->most < len - 1 ? g->most : len - 1, lo = io->lo / B * B, hi = io->hi + most < len ? io->hi + most : len;
	const float *u = with_room(&r, from, len, most, NOBODY);
	float low;

	for (int x = 0; x < lo; x += B)
		PUT(v + x, ALL(NOBODY));
	for (int x = lo; x < hi; x += B) {
		block s = AT(u + x) + AT(g->stay + x);
		for (int i = 1; i <= most; i++) {
			block y = AT(u + x - i) + g->go[i];
			s = LESS(s, y);
		}
		PUT(v + x, s + TEMPER * AT(ep + x));
	}
	for (int x = hi; x < PATH_CELLS; x++)
		v[x] = NOBODY;
	low = least_of(v, len);
	while (lo < hi && v[lo] > low + beam)
		lo++;
	while (hi > lo && v[hi - 1] > low + beam)
		hi--;
	*io = (struct span){ lo, hi };
	return low;
}

/* dir -1: from cells before; 1: from cells behind. Returns the sum of what is made, times ep where there is one. */
BODY float sums(const struct gait *g, const float *restrict from, const float *restrict ep, float *restrict v, int len, int dir)
{
	struct room r;
	int most = g->most < len - 1 ? g->most : len - 1;
	const float *u = with_room(&r, from, len, most, 0);
	block all = { 0 };
	float sum = 0;

	for (int x = 0; x < len; x += B) {
		block s = AT(u + x) * AT(g->stay_p + x);
		for (int i = 1; i <= most; i++)
			s += AT(u + x + dir * i) * g->go_p[i];
		PUT(v + x, ep ? s * AT(ep + x) : s);
	}
	for (int x = len; x % B; x++)
		v[x] = 0;
	for (int x = 0; x < len; x += B)
		all += AT(v + x);
	for (int c = 0; c < B; c++)
		sum += all[c];
	return sum;
}

BODY void scale(float *v, int len, float by)
{
	for (int x = 0; x < len; x += B)
		PUT(v + x, AT(v + x) * by);
}

BODY float sum_of(const float *u, const float *v, int len)
{
	block all = { 0 };
	float sum = 0;

	for (int x = 0; x < len; x += B)
		all += AT(u + x) * AT(v + x);
	for (int c = 0; c < B; c++)
		sum += all[c];
	return sum;
}

/* e^x for x <= 0, to a thousandth. */
BODY void likely(float *ep, int len)
{
	float low;

	for (int x = len; x % B; x++)
		ep[x] = NOBODY;
	low = least_of(ep, len);
	for (int x = 0; x < len; x += B) {
		block y = (TEMPER * 1.44269504f) * (low - AT(ep + x));
		y = WHERE(y < -80, ALL(-80), y);
		mask i = __builtin_convertvector(y - 1, mask);
		block f = y - __builtin_convertvector(i, block);   /* -1..1 */
		block p = (block)((i + 127) << 23);
		PUT(ep + x, p * (1 + f * (0.69314718f + f * (0.24022651f + f * (0.05550411f + f * 0.00961813f)))));
	}
	for (int x = len; x % B; x++)
		ep[x] = 0;
}

BODY void reversed(const float *a, float *to)
{
	for (int i = 0; i < ARM_CELLS; i += B) {
		block v = AT(a + ARM_CELLS - B - i);
		PUT(to + i, __builtin_shuffle(v, (mask){ 7, 6, 5, 4, 3, 2, 1, 0 }));
	}
}

/* Each once for any machine and once for those with wider registers: the same sums in the same order. */
#if WIDE
#define EACH(type, name, params, args) \
	__attribute__((target("avx2"))) static type name##_wide params { return name args; } \
	type jn_cells_##name params { return __builtin_cpu_supports("avx2") ? name##_wide args : name args; }
#else
#define EACH(type, name, params, args) type jn_cells_##name params { return name args; }
#endif

EACH(void, emit, (const struct emit *m, const struct levels *l, size_t from, int blocks, float *out), (m, l, from, blocks, out))
EACH(float, least, (const struct gait *g, const float *u, const float *ep, float *v, int len, float beam, struct span *io), (g, u, ep, v, len, beam, io))
EACH(float, sums, (const struct gait *g, const float *u, const float *ep, float *v, int len, int dir), (g, u, ep, v, len, dir))
EACH(float, sum_of, (const float *u, const float *v, int len), (u, v, len))
EACH(void, reversed, (const float *a, float *to), (a, to))
EACH(void, scale, (float *v, int len, float by), (v, len, by))
EACH(void, likely, (float *ep, int len), (ep, len))
