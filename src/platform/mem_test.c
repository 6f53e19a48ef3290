/* Large memory: zeroed, where huge pages can begin; what is dropped reads as zeroes and its neighbours stay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "platform/mem.h"
#include "platform/sys.h"

static bool all(const uint8_t *p, size_t n, uint8_t x)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != x)
			return false;
	return true;
}

static size_t mapped_, given_back_;

static void *count_mmap(void *at, size_t n, int prot, int flags, int fd, off_t off)
{
	mapped_ += n;
	return sys_real.mmap(at, n, prot, flags, fd, off);
}

static int count_munmap(void *p, size_t n)
{
	given_back_ += n;
	return sys_real.munmap(p, n);
}

static void big_memory_is_zeroed_aligned_and_given_back(void **state)
{
	static const size_t sizes[] = { 1, 4097, MEM_HUGE - 1, MEM_HUGE, MEM_HUGE + 1, 3 * MEM_HUGE + 5 };

	(void)state;
	sys.mmap = count_mmap;
	sys.munmap = count_munmap;
	for (size_t i = 0; i < COUNTOF(sizes); i++) {
		size_t n = sizes[i];
		uint8_t *p = mem_big(n);

		assert_true((uintptr_t)p % (n < MEM_HUGE ? 4096 : MEM_HUGE) == 0);
		assert_true(all(p, n, 0));
		memset(p, 1, n);
		mem_big_free(p, n);
		assert_int_equal(mapped_, given_back_);
	}
	mem_big_free(NULL, 100);
	sys.mmap = sys_real.mmap;
	sys.munmap = sys_real.munmap;
}

static void a_dropped_part_is_zeroed_in_whole_pages_only(void **state)
{
	size_t n = 2 * MEM_HUGE;
	uint8_t *p = mem_big(n);

	(void)state;
	memset(p, 7, n);
	mem_big_drop(p + 100, 3 * 4096);        /* holds two whole pages */
	assert_true(all(p, 4096, 7));
	assert_true(all(p + 4096, 2 * 4096, 0));
	assert_true(all(p + 3 * 4096, n - 3 * 4096, 7));
	mem_big_drop(p + 5 * 4096 + 1, 4096);   /* none */
	assert_true(all(p + 5 * 4096, 2 * 4096, 7));
	mem_big_free(p, n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(big_memory_is_zeroed_aligned_and_given_back),
		cmocka_unit_test(a_dropped_part_is_zeroed_in_whole_pages_only),
	};

	return cmocka_run_group_tests_name("mem", tests, NULL, NULL);
}
