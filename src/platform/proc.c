/* proc — see proc.h. */
#define _GNU_SOURCE
#include "platform/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/sys.h"

struct child { pid_t pid; int in, out; };

static void shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static int start(const struct proc_opts *o, struct child *c, struct err *e)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 };
	char *argv[] = { (char *)o->program, (char *)o->arg, NULL }, *env[] = { "LC_ALL=C.UTF-8", NULL };
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t attr;
	sigset_t none;

	if (pipe2(in, O_CLOEXEC) < 0 || pipe2(out, O_CLOEXEC) < 0) {
		int no = errno;
		shut(&in[0]);
		shut(&in[1]);
		return ERR_SYS(e, E_IO, no, "no pipe for a child process");
	}
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, in[0], 0);
	posix_spawn_file_actions_adddup2(&fa, out[1], 1);
	posix_spawn_file_actions_addopen(&fa, 2, "/dev/null", O_WRONLY, 0);
	/* whatever this process has open without CLOEXEC is not the child's */
	posix_spawn_file_actions_addclosefrom_np(&fa, 3);
	posix_spawnattr_init(&attr);
	sigemptyset(&none);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
	int rc = posix_spawn(&c->pid, o->program, &fa, &attr, argv, env);
	posix_spawn_file_actions_destroy(&fa);
	posix_spawnattr_destroy(&attr);
	shut(&in[0]);
	shut(&out[1]);
	c->in = in[1];
	c->out = out[0];
	if (rc == 0)
		return 0;
	shut(&c->in);
	shut(&c->out);
	return ERR_SYS(e, E_IO, rc, "the child process does not start");
}

struct talk { str in; char *buf; size_t n, cap, max; };

/* One turn of feeding and taking; 1: more to come, 0: the child closed its output. */
static int turn(struct child *c, struct talk *t, int ms, struct err *e)
{
	struct pollfd p[2] = { { .fd = c->out, .events = POLLIN }, { .fd = c->in, .events = POLLOUT } };

	int n = poll(p, c->in >= 0 ? 2 : 1, ms);
	if (n < 0 && errno != EINTR)
		return ERR_SYS(e, E_IO, errno, "poll");
	if (c->in >= 0 && (p[1].revents & (POLLOUT | POLLERR | POLLHUP))) {
		ssize_t w = write(c->in, t->in.p, MIN(t->in.n, (size_t)65536));
		if (w > 0) {
			t->in.p += w;
			t->in.n -= (size_t)w;
		}
		if (t->in.n == 0 || (w < 0 && errno != EAGAIN && errno != EINTR))
			shut(&c->in);       /* a child that reads no further may still answer */
	}
	if (!(p[0].revents & (POLLIN | POLLHUP | POLLERR)))
		return 1;
	if (t->n == t->cap) {
		t->cap = MIN(MAX(t->cap * 2, (size_t)65536), t->max + 1);
		t->buf = realloc(t->buf, t->cap);
		if (!t->buf)
			BUG("out of memory");
	}
	ssize_t r = read(c->out, t->buf + t->n, t->cap - t->n);
	if (r < 0)
		return errno == EAGAIN || errno == EINTR ? 1 : ERR_SYS(e, E_IO, errno, "read from the child process");
	t->n += (size_t)r;
	if (t->n > t->max)
		return ERR(e, E_TOOBIG, "the child process answered more than %zu bytes", t->max);
	return r > 0;
}

int proc_run(const struct proc_opts *o, str in, char **ret, size_t *ret_n, int *ret_code, struct err *e)
{
	struct child c;
	struct talk t = { .in = in, .max = o->max_out };
	mono t0 = clock_mono();
	int rc, status = 0;

	*ret = NULL;
	*ret_n = 0;
	*ret_code = 0;
	TRY(start(o, &c, e));
	fcntl(c.in, F_SETFL, O_NONBLOCK);
	fcntl(c.out, F_SETFL, O_NONBLOCK);
	do {
		int64_t left = o->wall_ms - mono_since_ms(t0);
		rc = left > 0 ? turn(&c, &t, (int)left, e) : ERR(e, E_BUSY, "the child process was not done in %d ms", o->wall_ms);
	} while (rc > 0);
	if (rc < 0)
		kill(c.pid, SIGKILL);
	shut(&c.in);
	shut(&c.out);
	while (waitpid(c.pid, &status, 0) < 0 && errno == EINTR)
		;
	*ret_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	if (rc == 0 && *ret_code != 0)
		rc = ERR(e, E_INVALID, "the child process ended with code %d", *ret_code);
	if (rc < 0) {
		free(t.buf);
		return rc;
	}
	*ret = t.buf ? t.buf : calloc(1, 1);
	*ret_n = t.n;
	return 0;
}

/* --- in the child --- */

static size_t address_space(void)
{
	char text[128];
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	int64_t pages = 0;
	size_t k = 0;

	if (fd >= 0)
		close(fd);
	while (n > 0 && k < (size_t)n && text[k] != ' ')
		k++;
	return n > 0 && str_i64((str){ text, k }, 0, INT64_MAX / 4096, &pages) ? (size_t)pages * (size_t)sysconf(_SC_PAGESIZE) : 0;
}

static bool limit(int what, rlim_t n)
{
	struct rlimit r = { n, n };

	return setrlimit(what, &r) == 0;
}

int jail_enter(size_t more_bytes, unsigned cpu_s, struct err *e)
{
	static const int allowed[] = {
		SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap),
		SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(rt_sigreturn), SCMP_SYS(close),
	};
	size_t now = address_space();

	if (!now || !limit(RLIMIT_AS, now + more_bytes) || !limit(RLIMIT_CPU, cpu_s) || !limit(RLIMIT_FSIZE, 0) || !limit(RLIMIT_NOFILE, 3) ||
	    !limit(RLIMIT_CORE, 0) || prctl(PR_SET_DUMPABLE, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return ERR_SYS(e, E_CONFIG, errno, "the limits of the jail do not take hold");
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (!f)
		return ERR(e, E_CONFIG, "no seccomp filter");
	int rc = 0;
	for (size_t i = 0; i < COUNTOF(allowed) && rc == 0; i++)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0);
	/* memory yes, files and programs as memory no */
	if (rc == 0)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, SCMP_A2(SCMP_CMP_MASKED_EQ, 4 /* PROT_EXEC */, 0), SCMP_A4(SCMP_CMP_EQ, 0xffffffffu));
	if (rc == 0)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, SCMP_A2(SCMP_CMP_MASKED_EQ, 4, 0), SCMP_A4(SCMP_CMP_EQ, (uint64_t)-1));
	if (rc == 0)
		rc = seccomp_rule_add(f, SCMP_ACT_ERRNO(EBADF), SCMP_SYS(fstat), 0);
	if (rc == 0)
		rc = seccomp_rule_add(f, SCMP_ACT_ERRNO(EBADF), SCMP_SYS(newfstatat), 0);
	if (rc == 0)
		rc = seccomp_load(f);
	seccomp_release(f);
	return rc == 0 ? 0 : ERR(e, E_CONFIG, "the system call filter does not take hold (%d)", rc);
}
