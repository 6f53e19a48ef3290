/* arena — see arena.h. */
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>

struct arena_block {
	struct arena_block *next;
	size_t size, fill;
	_Alignas(16) unsigned char mem[];
};

enum { BLOCK_BYTES = 16 * 1024 };

void arena_init(struct arena *a, size_t cap_bytes)
{
	*a = (struct arena){ .cap = cap_bytes };
}

static struct arena_block *block_new(struct arena *a, size_t n)
{
#ifdef YZ_ARENA_MALLOC
	size_t size = n;
#else
	size_t size = MAX(n, (size_t)BLOCK_BYTES);
#endif
	struct arena_block *b = calloc(1, sizeof *b + size);

	if (!b)
		BUG("out of memory");
	b->size = size;
	b->next = a->head;
	a->head = b;
	return b;
}

void *arena_alloc(struct arena *a, size_t n)
{
	n = ALIGN_UP(MAX(n, (size_t)1), (size_t)16);
	if (a->over || n > a->cap || a->used > a->cap - n) {
		a->over = true;
		return NULL;
	}
	struct arena_block *b = a->head;
	if (!b || b->size - b->fill < n)
		b = block_new(a, n);
	void *p = b->mem + b->fill;
	b->fill += n;
	a->used += n;
	return p;
}

char *arena_z(struct arena *a, str s)
{
	char *p = arena_alloc(a, s.n + 1);

	if (p && s.n)
		memcpy(p, s.p, s.n);
	return p;
}

str arena_str(struct arena *a, str s)
{
	char *p = arena_z(a, s);

	return p ? (str){ p, s.n } : (str){ "", 0 };
}

str arena_fmt(struct arena *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	char *p = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
	if (!p)
		return (str){ "", 0 };
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return (str){ p, (size_t)n };
}

void arena_done(struct arena *a)
{
	for (struct arena_block *b = a->head, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	*a = (struct arena){ 0 };
}

void arena_reset(struct arena *a)
{
	size_t cap = a->cap;

	arena_done(a);
	arena_init(a, cap);
}
