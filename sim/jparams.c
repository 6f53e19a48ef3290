/* jparams — the numbers of a world: drawn, set, told. See jworld.h. */
#include <math.h>
#include <stdio.h>

#include "jworld.h"

enum how { L, G, I, F, T, N };
static const struct { const char *name; double ref, lo, hi; enum how how; const char *doc; } row[] = {
#define X(name, ref, lo, hi, how, doc) { #name, ref, lo, hi, how, doc },
#include "jparams.h"
#undef X
};
_Static_assert(COUNTOF(row) * sizeof(double) == sizeof(struct jparams), "a number is a double");

/* A number keeps what it drew when others come or go. */
static uint64_t of_name(const char *s)
{
	uint64_t h = 1;

	for (; *s; s++)
		h = hash_u64(h ^ (uint8_t)*s);
	return h;
}

void jparams_draw(struct jparams *p, int64_t world)
{
	double *v = (double *)p;
	struct rng all = rng_of((uint64_t)world, 7001, 0);
	double pull = rng_range(&all, 0, 0.85), faults = rng_range(&all, 0.1, 1);    /* how near the reference; how much goes wrong */

	for (size_t i = 0; i < COUNTOF(row); i++) {
		struct rng r = rng_of((uint64_t)world, 7000, of_name(row[i].name));
		double u = rng_unit(&r), lo = row[i].lo, hi = row[i].hi;
		bool none = rng_unit(&r) < 1.0 / 3;
		switch (row[i].how) {
		case L: case T: v[i] = lo + (hi - lo) * u; break;
		case G: v[i] = lo * pow(hi / lo, u); break;
		case I: v[i] = floor(lo + (hi - lo + 1) * MIN(u, 0.999999)); break;
		case F: case N: v[i] = none ? 0 : lo + (hi - lo) * u; break;
		}
		if (row[i].how != I && row[i].how != N)
			v[i] += (row[i].ref - v[i]) * pull;
		if (row[i].how == T || (row[i].how == F && !none))
			v[i] *= faults;
		if (row[i].how == F && none)
			v[i] = 0;
		if (world == 0)
			v[i] = row[i].ref;
	}
}

void jparams_plain(struct jparams *p)
{
	double *v = (double *)p;

	for (size_t i = 0; i < COUNTOF(row); i++)
		if (row[i].how == F || row[i].how == T)
			v[i] = 0;
	p->clock_s = 0;
	p->controller_s = 0;
}

int jparams_set(struct jparams *p, const char *text, struct err *e)
{
	const char *eq = strchr(text, '=');
	double v;

	if (!eq)
		return ERR(e, E_USAGE, "--set takes name=value, not '%s'", text);
	for (size_t i = 0; i < COUNTOF(row); i++)
		if (strlen(row[i].name) == (size_t)(eq - text) && memcmp(row[i].name, text, (size_t)(eq - text)) == 0) {
			if (!str_f64(str_of(eq + 1), &v))
				return ERR(e, E_USAGE, "--set %s takes a number, not '%s'", row[i].name, eq + 1);
			((double *)p)[i] = v;
			return 0;
		}
	return ERR(e, E_USAGE, "no number of a world is called '%.*s'; see yanzhen-sim junctions --params", (int)(eq - text), text);
}

void jparams_help(void)
{
	static const char *const word[] = { "", " log", " whole", " or none", " trap", " or none" };

	for (size_t i = 0; i < COUNTOF(row); i++)
		printf("%-16s %7g  [%g..%g%s]  %s\n", row[i].name, row[i].ref, row[i].lo, row[i].hi, word[row[i].how], row[i].doc);
}

void jparams_each(const struct jparams *p, void (*fn)(void *arg, const char *name, double v), void *arg)
{
	for (size_t i = 0; i < COUNTOF(row); i++)
		fn(arg, row[i].name, ((const double *)p)[i]);
}
