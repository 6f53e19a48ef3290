/* journal_bench DIR [seconds [appends_per_s [bytes [reader]]]] — append and sync through the journal alone.
 *
 * Appends records of `bytes` (default 1070: a frame of 64 sightings) at the given rate (0 = as fast as it goes),
 * with one thread; with reader = 1 a second one reads every durable record. Prints one JSON object: rates, CPU
 * cores of the whole process and of the appending thread, syncs, E_BUSY count, time from append to durable. */
#define _GNU_SOURCE
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/err.h"
#include "platform/sys.h"
#include "platform/thread.h"
#include "store/journal/journal.h"

enum { SAMPLES = 1 << 16 };

struct run {
	struct journal *j;
	atomic_bool stop;
	uint64_t read;
	uint64_t probe_end;              /* one append at a time is timed */
	_Atomic int64_t probe_ns;
	int64_t lat_ns[SAMPLES];
	uint32_t nlat;
};

static void on_durable(void *arg, uint64_t lsn)
{
	struct run *r = arg;
	int64_t t0 = atomic_load(&r->probe_ns);

	if (t0 && lsn >= r->probe_end) {
		if (r->nlat < SAMPLES)
			r->lat_ns[r->nlat++] = sys.mono_ns() - t0;
		atomic_store(&r->probe_ns, 0);
	}
}

static void reader(void *arg)
{
	struct run *r = arg;
	struct journal_reader *jr;
	struct journal_rec rec;
	struct err e = { 0 };

	if (journal_reader_open(r->j, 0, &e, &jr) < 0)
		BUG(e.msg);
	while (!atomic_load(&r->stop)) {
		int rc;
		while ((rc = journal_read(jr, &rec, &e)) == 1)
			r->read++;
		if (rc < 0)
			BUG(e.msg);
		nanosleep(&(struct timespec){ .tv_nsec = 500000 }, NULL);
	}
	journal_reader_close(jr);
}

static double cpu_s(int who)
{
	struct rusage u;

	getrusage(who, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static int by_ns(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	double secs = argc > 2 ? strtod(argv[2], NULL) : 5, rate = argc > 3 ? strtod(argv[3], NULL) : 0;
	uint32_t n = argc > 4 ? (uint32_t)strtoul(argv[4], NULL, 10) : 1070;
	static uint8_t payload[1 << 20];
	static struct run r;
	struct journal_opts o = { .on_durable = on_durable, .arg = &r };
	struct thread rd = { 0 };
	struct err e = { 0 };

	if (argc < 2 || n > sizeof payload) {
		fprintf(stderr, "usage: journal_bench DIR [seconds [appends_per_s [bytes [reader]]]]\n");
		return 64;
	}
	o.dir = argv[1];
	sys.random(payload, n);
	if (journal_open(&o, &e, &r.j) < 0) {
		fprintf(stderr, "journal_bench: %s\n", e.msg);
		return err_exit(e.code);
	}
	if (argc > 5 && argv[5][0] == '1')
		thread_start(&rd, "reader", reader, &r);
	int64_t t0 = sys.mono_ns(), now = t0;
	double c0 = cpu_s(RUSAGE_SELF), a0 = cpu_s(RUSAGE_THREAD);
	uint64_t sent = 0, end = 0;

	while ((double)(now - t0) < secs * 1e9) {
		uint64_t due = rate > 0 ? (uint64_t)((double)(now - t0) / 1e9 * rate) : sent + 256;
		for (; sent < due; sent++) {
			int rc = journal_append(r.j, JR_FRAME, 1, 0, payload, 8, payload + 8, n - 8, &end);
			if (rc == E_BUSY)
				break;
			if (rc < 0) {
				fprintf(stderr, "journal_bench: %s\n", err_text(rc));
				return err_exit(rc);
			}
			if (!atomic_load(&r.probe_ns)) {
				r.probe_end = end;
				atomic_store(&r.probe_ns, sys.mono_ns());
			}
		}
		if (rate > 0 || sent < due)
			nanosleep(&(struct timespec){ .tv_nsec = 200000 }, NULL);
		now = sys.mono_ns();
	}
	if (journal_wait(r.j, end, 10000) < 0)
		return 70;
	now = sys.mono_ns();
	double s = (double)(now - t0) / 1e9, c = (cpu_s(RUSAGE_SELF) - c0) / s, a = (cpu_s(RUSAGE_THREAD) - a0) / s;
	struct journal_stats st;
	journal_stats(r.j, &st);
	atomic_store(&r.stop, true);
	thread_join(&rd);
	qsort(r.lat_ns, r.nlat, sizeof r.lat_ns[0], by_ns);
	printf("{\"appends_per_s\":%.0f,\"mb_per_s\":%.1f,\"cpu_cores\":%.3f,\"append_thread_cores\":%.3f,\"syncs_per_s\":%.0f,"
	       "\"sync_ms_avg\":%.3f,\"sync_ms_max\":%.2f,\"busy\":%llu,\"durable_ms_p50\":%.3f,\"durable_ms_p99\":%.3f,\"read\":%llu}\n",
	       (double)sent / s, (double)st.synced_bytes / s / 1e6, c, a, (double)st.syncs / s,
	       (double)st.sync_ns_sum / 1e6 / (double)st.syncs, (double)st.sync_ns_max / 1e6, (unsigned long long)st.busy,
	       r.nlat ? (double)r.lat_ns[r.nlat / 2] / 1e6 : 0, r.nlat ? (double)r.lat_ns[r.nlat * 99ull / 100] / 1e6 : 0,
	       (unsigned long long)r.read);
	journal_close(r.j);
	return 0;
}
