/* failpoint — named places where a test may kill the process or force an error. Empty unless built
 * with -Dfailpoints=true. FAILPOINT("name") evaluates to true when the armed action is "error".
 * Armed by the environment: YZ_FAILPOINT="name=kill@3" (the third pass), "name=error@1". */
#pragma once
#include "base/base.h"

#ifdef YZ_FAILPOINTS
bool failpoint_hit(const char *name);
#define FAILPOINT(name) failpoint_hit(name)
#else
#define FAILPOINT(name) false
#endif
