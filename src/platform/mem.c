/* mem — see mem.h. */
#define _GNU_SOURCE
#include "platform/mem.h"

#include <sys/mman.h>

#include "platform/sys.h"

enum { PAGE = 4096 };

static size_t whole(size_t n)
{
	return ALIGN_UP(MAX(n, (size_t)1), n < MEM_HUGE ? (size_t)PAGE : MEM_HUGE);
}

static void *map(size_t n)
{
	void *p = sys.mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		BUG("out of memory");
	return p;
}

void *mem_big(size_t n)
{
	n = whole(n);
	if (n < MEM_HUGE)
		return map(n);
	/* huge pages begin at multiples of their size: what is too much is cut off at both ends */
	uint8_t *p = map(n + MEM_HUGE), *at = (uint8_t *)ALIGN_UP((uintptr_t)p, (uintptr_t)MEM_HUGE);
	size_t head = (size_t)(at - p);

	if (head)
		sys.munmap(p, head);
	if (head < MEM_HUGE)
		sys.munmap(at + n, MEM_HUGE - head);
	(void)!madvise(at, n, MADV_HUGEPAGE);   /* a wish */
	return at;
}

void mem_big_drop(void *p, size_t n)
{
	uintptr_t from = ALIGN_UP((uintptr_t)p, (uintptr_t)PAGE), to = ((uintptr_t)p + n) / PAGE * PAGE;

	if (to > from)
		(void)!madvise((void *)from, to - from, MADV_DONTNEED);
}

void mem_big_free(void *p, size_t n)
{
	if (p)
		sys.munmap(p, whole(n));
}
