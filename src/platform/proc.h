/* proc — runs this program again as a short-lived child: bytes in, bytes out, and a child that can do nothing else.
 *
 * Thread    any; several children may run at once. The child inherits no descriptor but its own three.
 * Bounds    the answer at most max_out bytes, the run at most wall_ms; past either the child is killed and waited for. */
#pragma once
#include "base/err.h"

struct proc_opts { const char *program; const char *arg; size_t max_out; int32_t wall_ms; };

/* Runs `program arg` with in on its standard input; *ret is malloc'd and the caller's (free), also when n is 0.
 * E_INVALID: the child ended with another code than 0 (ret_code: that code, or 128 + its signal); E_TOOBIG: more than max_out came;
 * E_BUSY: it was not done in wall_ms; E_IO: it could not be started. */
MUST_USE int proc_run(const struct proc_opts *o, str in, char **ret, size_t *ret_n, int *ret_code, struct err *e);

/* In the child, before it reads what strangers made: from here on the process may read and write the descriptors it has, get memory and end.
 * Everything else kills it: opening files, sockets, starting programs, looking at other processes. more_bytes: address space beyond
 * what is in use now; cpu_s: seconds of processor time. Returns only when all of it took hold, else E_CONFIG. */
MUST_USE int jail_enter(size_t more_bytes, unsigned cpu_s, struct err *e);
