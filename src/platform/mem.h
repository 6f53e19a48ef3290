/* mem — zeroed memory for the large tables that are read all over: in huge pages where the system gives them.
 *
 * A table of tens of MiB in pages of 4 KiB has more of them than a processor keeps translations for, and then each access pays a
 * walk of the page table (two of them in a virtual machine) before its cache miss. Sizes from MEM_HUGE on are rounded up to it; what
 * is touched costs whole huge pages. Without huge pages it is ordinary memory.
 * Errors    none: without memory the program ends.
 * Thread    any. */
#pragma once
#include "base/base.h"

#define MEM_HUGE ((size_t)2 << 20)

void *mem_big(size_t n);
/* Gives back the pages that lie wholly in [p, p + n), a part of what mem_big gave: it reads as zeroes from now on. */
void mem_big_drop(void *p, size_t n);
/* n as in mem_big; NULL is fine. */
void mem_big_free(void *p, size_t n);
