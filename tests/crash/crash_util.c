/* crash_util — see crash_util.h. */
#define _GNU_SOURCE
#include "crash_util.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "platform/sys.h"

void util_tmpdir(char ret[256], const char *what)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(ret, 256, "%s/yz-%s-XXXXXX", tmp ? tmp : "/tmp", what);
	if (!mkdtemp(ret))
		BUG("cannot make a folder for the test");
}

void util_memdir(char ret[256], const char *what)
{
	if (!getenv("TMPDIR") && access("/dev/shm", W_OK) == 0) {
		snprintf(ret, 256, "/dev/shm/yz-%s-XXXXXX", what);
		if (mkdtemp(ret))
			return;
	}
	util_tmpdir(ret, what);
}

void util_empty(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *de;
	char path[1024];

	while (d && (de = readdir(d))) {
		snprintf(path, sizeof path, "%s/%s", dir, de->d_name);
		if (de->d_name[0] != '.')
			unlink(path);
	}
	if (d)
		closedir(d);
}

static void copy_file(const char *from, const char *to)
{
	static char buf[1 << 16];
	FILE *a = fopen(from, "rb"), *b = fopen(to, "wb");
	size_t n;

	if (!a || !b)
		BUG("cannot copy a file");
	while ((n = fread(buf, 1, sizeof buf, a)) > 0)
		if (fwrite(buf, 1, n, b) != n)
			BUG("cannot copy a file");
	fclose(a);
	fclose(b);
}

void util_copy(const char *from, const char *to)
{
	DIR *d = opendir(from);
	struct dirent *de;
	char a[1024], b[1024];

	if (!d)
		BUG("cannot open a folder");
	while ((de = readdir(d))) {
		snprintf(a, sizeof a, "%s/%s", from, de->d_name);
		snprintf(b, sizeof b, "%s/%s", to, de->d_name);
		if (de->d_name[0] != '.')
			copy_file(a, b);
	}
	closedir(d);
}

void util_remove(const char *dir)
{
	util_empty(dir);
	rmdir(dir);
}

uint32_t util_payload(uint64_t i, uint32_t max, uint8_t *p)
{
	uint32_t n = 8 + (uint32_t)(hash_u64(i + 1) % (max - 7));

	for (uint32_t k = 8; k < n; k += 8) {
		uint64_t h = hash_u64(i * 8191 + k);
		memcpy(p + k, &h, MIN(8u, n - k));
	}
	put_le64(p, i);
	return n;
}

int util_append(struct journal *j, uint64_t i, uint32_t max, uint64_t *ret_end)
{
	uint8_t p[UTIL_REC_MAX];
	uint32_t n = util_payload(i, max, p), cut = n / 3;
	int rc;

	while ((rc = journal_append(j, JR_FRAME, (uint16_t)i, (utc_ms)i, p, cut, p + cut, n - cut, ret_end)) == E_BUSY)
		if (journal_wait(j, UINT64_MAX, 1) == E_STORE)
			return E_STORE;
	return rc;
}

struct check { uint64_t next; uint32_t max; bool any_first, begun; };

static int check_one(void *arg, const struct journal_rec *r)
{
	struct check *c = arg;
	uint8_t p[UTIL_REC_MAX];

	if (r->n >= 8 && c->any_first && !c->begun)
		c->next = le64(r->p);
	c->begun = true;
	uint32_t n = util_payload(c->next, c->max, p);
	if (r->n != n || memcmp(p, r->p, n) != 0 || r->source != (uint16_t)c->next || r->stored != (utc_ms)c->next ||
	    r->type != JR_FRAME) {
		fprintf(stderr, "record %" PRIu64 " is not what was appended (lsn %" PRIu64 ")\n", c->next, r->lsn);
		return -1000;
	}
	c->next++;
	return 0;
}

int64_t util_check(const char *dir, uint32_t max, bool any_first, uint64_t *ret_end, struct err *e)
{
	struct check c = { .max = max, .any_first = any_first };
	int rc = journal_scan(dir, 0, check_one, &c, ret_end, e);

	return rc < 0 ? rc : (int64_t)c.next;
}

int64_t util_check_from(const char *dir, uint32_t max, uint64_t from, uint64_t first, uint64_t *ret_end, struct err *e)
{
	struct check c = { .max = max, .next = first };
	int rc = journal_scan(dir, from, check_one, &c, ret_end, e);

	return rc < 0 ? rc : (int64_t)c.next;
}

uint64_t util_rnd(uint64_t *s)
{
	*s += 0x9e3779b97f4a7c15u;
	return hash_u64(*s);
}

uint64_t util_seed(const char *test)
{
	const char *z = getenv("YZ_SEED");
	uint64_t s;

	if (!z || !str_hex64(str_of(z), &s))
		sys_real.random(&s, sizeof s);
	printf("# %s: YZ_SEED=%" PRIx64 "\n", test, s);
	return s;
}

uint32_t util_env(const char *name, uint32_t dflt)
{
	const char *z = getenv(name);
	int64_t v;

	return z && str_i64(str_of(z), 1, 100000000, &v) ? (uint32_t)v : dflt;
}
