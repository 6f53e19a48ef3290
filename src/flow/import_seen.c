/* import_seen — what stood in the file so far: numbers, and the persons behind the rows. Kept as 64-bit hashes under a key of the run's own, so that a file
 * cannot be made to collide; of 2 million numbers two fall together once in ten million files, and then a row is refused as a double. */
#include <stdlib.h>

#include "import_int.h"
#include "platform/sys.h"

/* A city's file has 2.5 million of the first kind and 800,000 of the second: no power of two, and no value where none is needed. v: NULL, or the person of each. */
enum { FIRST = 1 << 16 };
struct table { uint64_t *h; int32_t *v; size_t cap, used; };
struct seen { uint64_t key; struct table there, persons; struct person *person; int nperson, cap_person; };

static struct table table_new(size_t cap, bool values)
{
	struct table t = { .h = calloc(cap, sizeof *t.h), .v = values ? malloc(cap * sizeof *t.v) : NULL, .cap = cap };

	ASSERT(t.h && (t.v || !values));
	return t;
}

static void table_free(struct table *t)
{
	free(t->h);
	free(t->v);
}

struct seen *seen_new(void)
{
	struct seen *s = calloc(1, sizeof *s);

	ASSERT(s);
	sys.random(&s->key, sizeof s->key);
	s->there = table_new(FIRST, false);
	s->persons = table_new(FIRST, true);
	return s;
}

void seen_free(struct seen *s)
{
	if (!s)
		return;
	table_free(&s->there);
	table_free(&s->persons);
	free(s->person);
	free(s);
}

static uint64_t mix(uint64_t h, str s)
{
	for (size_t i = 0; i < s.n; i += 8) {
		uint64_t w = 0;
		memcpy(&w, s.p + i, MIN((size_t)8, s.n - i));
		h = hash_u64(h ^ w) * 0x9e3779b97f4a7c15u;
	}
	return hash_u64(h + s.n);
}

static uint64_t hash(const struct seen *s, unsigned space, str a, str b)
{
	uint64_t h = mix(mix(s->key + space * 0x100000001b3u, a), b);

	return h ? h : 1;
}

/* Where it is, or where it would be. */
static size_t place(const struct table *t, uint64_t h)
{
	size_t i = (size_t)((unsigned __int128)h * t->cap >> 64);

	while (t->h[i] && t->h[i] != h)
		i = i + 1 == t->cap ? 0 : i + 1;
	return i;
}

static void grow(struct table *t)
{
	struct table more = table_new(t->cap + t->cap / 2, t->v != NULL);

	for (size_t i = 0; i < t->cap; i++) {
		if (!t->h[i])
			continue;
		size_t at = place(&more, t->h[i]);
		more.h[at] = t->h[i];
		if (t->v)
			more.v[at] = t->v[i];
	}
	more.used = t->used;
	table_free(t);
	*t = more;
}

static void put(struct table *t, uint64_t h, int v)
{
	if (t->used >= t->cap - t->cap / 4)
		grow(t);
	size_t at = place(t, h);
	t->used += t->h[at] == 0;
	t->h[at] = h;
	if (t->v)
		t->v[at] = v;
}

bool seen_has(const struct seen *s, unsigned space, str text)
{
	return s->there.h[place(&s->there, hash(s, space, text, S("")))] != 0;
}

bool seen_add(struct seen *s, unsigned space, str text)
{
	if (seen_has(s, space, text))
		return true;
	put(&s->there, hash(s, space, text, S("")), 0);
	return false;
}

int seen_find(const struct seen *s, unsigned space, str a, str b)
{
	size_t at = place(&s->persons, hash(s, space, a, b));

	return s->persons.h[at] ? s->persons.v[at] : -1;
}

void seen_put(struct seen *s, unsigned space, str a, str b, int person)
{
	put(&s->persons, hash(s, space, a, b), person);
}

struct person *seen_person(struct seen *s, int i)
{
	return &s->person[i];
}

int seen_person_new(struct seen *s)
{
	if (s->nperson == s->cap_person) {
		s->cap_person = MAX(s->cap_person + s->cap_person / 4, 1024);
		s->person = realloc(s->person, (size_t)s->cap_person * sizeof *s->person);
		ASSERT(s->person);
	}
	s->person[s->nperson] = (struct person){ .nphone = 0 };
	return s->nperson++;
}

/* All numbers of a row that was taken; the skeletons of those that people copy by eye. */
void row_seen(struct seen *s, const struct row *r)
{
	struct number skel;

	for (int k = 0; k < RN_N; k++) {
		if (r->num[k].n == 0)
			continue;
		(void)!seen_add(s, import_kinds[k], number_str(&r->num[k]));
		if (k < RN_FRAME)
			continue;
		number_skeleton(&r->num[k], &skel);
		(void)!seen_add(s, 16u + import_kinds[k], number_str(&skel));
	}
}
