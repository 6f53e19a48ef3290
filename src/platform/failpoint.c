/* failpoint — see failpoint.h. */
#define _GNU_SOURCE
#include "platform/failpoint.h"

#ifdef YZ_FAILPOINTS
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

bool failpoint_hit(const char *name)
{
	static atomic_int passes;
	const char *spec = getenv("YZ_FAILPOINT");
	size_t n = strlen(name);

	if (!spec || strncmp(spec, name, n) != 0 || spec[n] != '=')
		return false;
	const char *at = strchr(spec + n, '@');
	int64_t want = 1;
	if (at && !str_i64(str_of(at + 1), 1, INT32_MAX, &want))
		return false;
	if (atomic_fetch_add(&passes, 1) + 1 != want)
		return false;
	if (strncmp(spec + n + 1, "kill", 4) == 0)
		kill(getpid(), SIGKILL);
	return true;
}
#else
typedef int failpoint_is_empty;  /* ISO C wants a declaration */
#endif
