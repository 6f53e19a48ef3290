/* import_seen — what stood in the file so far: numbers, and the persons behind the rows. Kept as 64-bit hashes under a key of the run's own, so that a file
 * cannot be made to collide; of 2 million numbers two fall together once in ten million files, and then a row is refused as a double. */
#include <stdlib.h>

#include "import_int.h"
#include "platform/sys.h"

/* 3 to 4 million of a city's file: 12 bytes each and not 16. */
struct slot { uint32_t h[2]; int32_t v; };
struct seen { uint64_t key; struct slot *slot; size_t cap, used; struct person *person; int nperson, cap_person; };

struct seen *seen_new(void)
{
	struct seen *s = calloc(1, sizeof *s);

	ASSERT(s);
	sys.random(&s->key, sizeof s->key);
	s->cap = 1 << 16;
	s->slot = calloc(s->cap, sizeof *s->slot);
	ASSERT(s->slot);
	return s;
}

void seen_free(struct seen *s)
{
	if (!s)
		return;
	free(s->slot);
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

static uint64_t hash_of(const struct slot *at)
{
	return (uint64_t)at->h[1] << 32 | at->h[0];
}

static struct slot *place(const struct seen *s, uint64_t h)
{
	size_t i = h & (s->cap - 1);
	uint64_t at;

	while ((at = hash_of(&s->slot[i])) && at != h)
		i = (i + 1) & (s->cap - 1);
	return &s->slot[i];
}

static void put(struct seen *s, uint64_t h, int v)
{
	if (s->used * 2 >= s->cap) {
		struct seen old = *s;
		s->cap *= 2;
		s->slot = calloc(s->cap, sizeof *s->slot);
		ASSERT(s->slot);
		for (size_t i = 0; i < old.cap; i++)
			if (hash_of(&old.slot[i]))
				*place(s, hash_of(&old.slot[i])) = old.slot[i];
		free(old.slot);
	}
	struct slot *at = place(s, h);
	s->used += hash_of(at) == 0;
	*at = (struct slot){ { (uint32_t)h, (uint32_t)(h >> 32) }, v };
}

bool seen_has(const struct seen *s, unsigned space, str text)
{
	return hash_of(place(s, hash(s, space, text, S("")))) != 0;
}

bool seen_add(struct seen *s, unsigned space, str text)
{
	uint64_t h = hash(s, space, text, S(""));

	if (hash_of(place(s, h)))
		return true;
	put(s, h, 0);
	return false;
}

int seen_find(const struct seen *s, unsigned space, str a, str b)
{
	const struct slot *at = place(s, hash(s, space, a, b));

	return hash_of(at) ? at->v : -1;
}

void seen_put(struct seen *s, unsigned space, str a, str b, int person)
{
	put(s, hash(s, space, a, b), person);
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
