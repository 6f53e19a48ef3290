/* ingest_fault_test — R4 and R3b for the stations' server: the k-th call of a kind fails, once or for ever, while three stations
 * send. Whatever happens, nothing is acknowledged that a later look into the journal does not find, each frame is there at
 * most once, a healed fault lets the stations finish, and nothing hangs. A sync that hangs, with a reconnect meanwhile,
 * shows that HELLO_ACK is held to the same rule. */
#include "serve/ingest/ingest_testkit.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "platform/log.h"

enum { STATIONS = 3, FRAMES = 12, EPOCH = 3, ROUNDS_MAX = 150 };

enum fail_call { F_ACCEPT, F_RECV, F_SEND, F_PWRITE, F_FDATASYNC, F_FSYNC, F_FALLOCATE, F_OPEN, F_RENAME, F_N };
static const char *const call_names[F_N] = { "accept4", "recv", "send", "pwrite", "fdatasync", "fsync", "fallocate", "open", "rename" };
enum { SHORT = -1 };

static struct { atomic_int call, kth, err; atomic_bool forever; atomic_int hits; } fault;
static atomic_bool gate;                 /* syncs wait */
static atomic_int gated;

/* True: fail with errno. *ret_short: do a byte only. Calls of the test's own sockets do not pass here: they use libc. */
static bool strikes(enum fail_call c, bool *ret_short)
{
	*ret_short = false;
	if (atomic_load(&fault.call) != (int)c)
		return false;
	int left = atomic_fetch_sub(&fault.kth, 1);
	if (left > 1 || (left < 1 && !fault.forever))
		return false;
	fault.hits++;
	if (fault.err == SHORT && (c == F_RECV || c == F_SEND || c == F_PWRITE)) {
		*ret_short = true;
		return false;
	}
	errno = fault.err == SHORT ? EIO : fault.err;
	return true;
}

static int f_accept4(int fd, struct sockaddr *sa, socklen_t *len, int flags)
{
	bool sh;
	return strikes(F_ACCEPT, &sh) ? -1 : sys_real.accept4(fd, sa, len, flags);
}

static ssize_t f_recv(int fd, void *buf, size_t n, int flags)
{
	bool sh;
	return strikes(F_RECV, &sh) ? -1 : sys_real.recv(fd, buf, sh ? MIN(n, (size_t)1) : n, flags);
}

static ssize_t f_send(int fd, const void *buf, size_t n, int flags)
{
	bool sh;
	return strikes(F_SEND, &sh) ? -1 : sys_real.send(fd, buf, sh ? MIN(n, (size_t)1) : n, flags);
}

static ssize_t f_pwrite(int fd, const void *buf, size_t n, off_t at)
{
	bool sh;
	return strikes(F_PWRITE, &sh) ? -1 : sys_real.pwrite(fd, buf, sh && n > 4096 ? 4096 : n, at);
}

static int f_fdatasync(int fd)
{
	bool sh;
	mono begun = clock_mono();

	(void)fd;
	if (gate)
		gated++;
	while (gate && mono_since_ms(begun) < 20000)
		usleep(500);
	return strikes(F_FDATASYNC, &sh) ? -1 : 0;     /* R3b is about order, not about this disk's speed */
}

static int f_fsync(int fd)
{
	bool sh;
	(void)fd;
	return strikes(F_FSYNC, &sh) ? -1 : 0;
}

static int f_fallocate(int fd, int mode, off_t at, off_t n)
{
	bool sh;
	return strikes(F_FALLOCATE, &sh) ? -1 : sys_real.fallocate(fd, mode, at, n);
}

static int f_open(const char *path, int flags, unsigned mode)
{
	bool sh;
	return strikes(F_OPEN, &sh) ? -1 : sys_real.open(path, flags, mode);
}

static int f_rename(const char *a, const char *b)
{
	bool sh;
	return strikes(F_RENAME, &sh) ? -1 : sys_real.rename(a, b);
}

static void rows_on(void)
{
	sys.accept4 = f_accept4;
	sys.recv = f_recv;
	sys.send = f_send;
	sys.pwrite = f_pwrite;
	sys.fdatasync = f_fdatasync;
	sys.fsync = f_fsync;
	sys.fallocate = f_fallocate;
	sys.open = f_open;
	sys.rename = f_rename;
	fault.call = -1;
	fault.hits = 0;
	gate = false;
	gated = 0;
}

/* ---- three stations that never give up ---- */

struct sender { struct kit *k; int ix; uint64_t acked; atomic_bool stop; pthread_t t; };

static struct link *dial_quiet(struct kit *k)
{
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons((uint16_t)ingest_plain_port(k->g)) };
	struct timeval tv = { .tv_sec = 1 };
	struct link *l = calloc(1, sizeof *l);

	if (!l)
		BUG("out of memory");
	inet_pton(AF_INET, "127.0.0.1", &sa.sin_addr);
	l->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(l->fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
	if (l->fd >= 0 && connect(l->fd, (struct sockaddr *)&sa, sizeof sa) == 0)
		return l;
	close(l->fd);
	free(l);
	return NULL;
}

/* One connection: everything not yet acknowledged; takes what is said until it ends or is done. */
static void one_turn(struct sender *s, int patience_ms)
{
	struct link *l = dial_quiet(s->k);
	struct sup_hello_ack ha;
	struct sup_frame f;
	struct sup_ack a;
	uint8_t buf[4096];
	char name[8];

	if (!l)
		return;
	snprintf(name, sizeof name, "s%d", s->ix);
	size_t n = make_hello(buf, sizeof buf, name, EPOCH, 1, FRAMES);
	if (link_put(l, buf, n) && link_want(l, SUP_HELLO_ACK, patience_ms, &f) == 1 && sup_hello_ack_get(&f, &ha) == 0) {
		link_drop(l, &f);
		if (ha.result == SUP_WELCOME && ha.epoch == EPOCH)
			s->acked = MAX(s->acked, ha.cum_seq);
		uint64_t from = s->acked + 1;
		for (uint64_t q = from; q <= FRAMES; q++) {
			/* large frames, so that a run needs more than one segment */
			static _Thread_local uint8_t big[120000];
			n = make_batch(big, sizeof big, 0, q, 2000);
			if (!link_put(l, big, n))
				break;
		}
		while (s->acked < FRAMES && link_want(l, SUP_ACK, patience_ms, &f) == 1 && sup_ack_get(&f, &a) == 0) {
			link_drop(l, &f);
			if (a.epoch == EPOCH)
				s->acked = MAX(s->acked, a.cum_seq);
		}
	}
	link_close(l);
}

static void *sender_main(void *arg)
{
	struct sender *s = arg;

	for (int turn = 0; turn < ROUNDS_MAX && s->acked < FRAMES && !s->stop; turn++) {
		one_turn(s, 150);
		usleep(5000);
	}
	return NULL;
}

/* ---- the oracle: what is in the journal ---- */

struct found { uint32_t times[8][FRAMES + 1]; };

static int note_frame(void *arg, const struct journal_rec *r)
{
	struct found *t = arg;
	struct sup_frame f;

	if (r->type == JR_FRAME && r->source < 8 && sup_frame_parse(r->p + 8, r->n - 8, SUP_MAX_PAYLOAD, &f) == 1 && f.seq <= FRAMES)
		t->times[r->source][f.seq]++;
	return 0;
}

static void check_journal(struct kit *k, const struct sender *s, const char *what)
{
	struct found t = { 0 };
	struct err e = { 0 };
	uint64_t end;

	int rc = journal_scan(k->dir, 0, note_frame, &t, &end, &e);
	if (rc < 0)
		fail_msg("%s: the journal cannot be read: %s", what, e.msg);
	for (int i = 0; i < STATIONS; i++)
		for (uint64_t q = 1; q <= FRAMES; q++) {
			if (q <= s[i].acked && t.times[i][q] == 0)
				fail_msg("%s: station %d: %d was acknowledged and is not in the journal", what, i, (int)q);
			if (t.times[i][q] > 1)
				fail_msg("%s: station %d: %d is in the journal %u times", what, i, (int)q, t.times[i][q]);
		}
}

/* Starts may fail while the fault lasts; then they must say why. True when the server runs. */
static bool quiet_start(struct kit *k, const char *what)
{
	struct err e = { 0 };

	k->jo = (struct journal_opts){ .dir = k->dir, .segment_bytes = 256 << 10, .buf_bytes = 128 << 10, .nbufs = 4, .on_durable = ingest_on_durable,
		.segment_head = ingest_segment_head, .arg = &k->hook };
	k->hook.g = NULL;
	k->j = NULL;
	k->g = NULL;
	if (journal_open(&k->jo, &e, &k->j) < 0) {
		if (!e.msg[0])
			fail_msg("%s: a start failed without a reason", what);
		return false;
	}
	k->io = (struct ingest_opts){ .journal = k->j, .plain_addr = "127.0.0.1", .tls_port = -1 };
	if (ingest_start(&k->io, &e, &k->g) < 0) {
		if (!e.msg[0])
			fail_msg("%s: a start failed without a reason", what);
		journal_close(k->j);
		return false;
	}
	k->hook.g = k->g;
	for (uint16_t ix = 0; ix < STATIONS; ix++) {
		uint8_t key[LINK_KEY];
		char name[8];
		snprintf(name, sizeof name, "s%u", ix);
		kit_key(name, key);
		assert_int_equal(ingest_station_set(k->g, name, ix, LINK_ACTIVE, key, &e), 0);
	}
	return true;
}

static bool all_done(const struct sender *s)
{
	for (int i = 0; i < STATIONS; i++)
		if (s[i].acked < FRAMES)
			return false;
	return true;
}

static void run_senders(struct kit *k, struct sender *s, int ms)
{
	for (int i = 0; i < STATIONS; i++) {
		s[i].k = k;
		s[i].ix = i;
		s[i].stop = false;
		assert_int_equal(pthread_create(&s[i].t, NULL, sender_main, &s[i]), 0);
	}
	/* a journal that has failed for good will not take more: no need to wait for the senders' patience */
	for (mono begun = clock_mono(); mono_since_ms(begun) < ms && !all_done(s) && journal_state(k->j) != JOURNAL_FAILED;)
		usleep(2000);
	for (int i = 0; i < STATIONS; i++)
		s[i].stop = true;
	for (int i = 0; i < STATIONS; i++)
		pthread_join(s[i].t, NULL);
}

static uint32_t one_run(enum fail_call c, int err, int kth, bool forever)
{
	struct kit k = { 0 };
	struct sender s[STATIONS] = { 0 };
	char what[96];

	snprintf(what, sizeof what, "%s #%d %s%s", call_names[c], kth, err == SHORT ? "short" : strerror(err), forever ? " for ever" : "");
	snprintf(k.dir, sizeof k.dir, "/tmp/yz-ifault-XXXXXX");
	assert_non_null(mkdtemp(k.dir));
	rows_on();
	assert_true(quiet_start(&k, what));
	fault.err = err;
	fault.forever = forever;
	fault.kth = kth;
	fault.call = (int)c;
	mono begun = clock_mono();
	run_senders(&k, s, forever ? 250 : 8000);
	uint32_t hits = (uint32_t)fault.hits;
	bool failed = journal_state(k.j) == JOURNAL_FAILED;
	if (!forever && !failed && !all_done(s))
		fail_msg("%s: the fault passed and the stations did not finish in %lld ms", what, (long long)mono_since_ms(begun));
	ingest_stop(k.g);
	k.hook.g = NULL;
	journal_close(k.j);
	fault.call = -1;        /* the machine is well again */
	check_journal(&k, s, what);
	assert_true(quiet_start(&k, what));
	run_senders(&k, s, 20000);
	if (!all_done(s))
		fail_msg("%s: after a restart without faults the stations did not finish", what);
	ingest_stop(k.g);
	k.hook.g = NULL;
	journal_close(k.j);
	check_journal(&k, s, what);
	k.g = NULL;
	sys = sys_real;
	kit_end(&k);
	return hits;
}

static void the_kth_call_fails(void **state)
{
	static const struct { enum fail_call c; int err; } tab[] = {
		{ F_ACCEPT, ECONNABORTED }, { F_ACCEPT, EMFILE }, { F_ACCEPT, EINTR }, { F_RECV, ECONNRESET }, { F_RECV, EINTR }, { F_RECV, SHORT },
		{ F_SEND, ECONNRESET }, { F_SEND, EPIPE }, { F_SEND, EINTR }, { F_SEND, SHORT }, { F_PWRITE, EIO }, { F_PWRITE, ENOSPC },
		{ F_PWRITE, EINTR }, { F_PWRITE, SHORT }, { F_FDATASYNC, EIO }, { F_FDATASYNC, ENOSPC }, { F_FDATASYNC, EINTR },
		{ F_FSYNC, EIO }, { F_FALLOCATE, ENOSPC }, { F_FALLOCATE, EINTR }, { F_FALLOCATE, EIO }, { F_OPEN, EMFILE }, { F_OPEN, ENOSPC },
		{ F_OPEN, EINTR }, { F_RENAME, EIO }, { F_RENAME, ENOSPC },
	};
	static const int ks[] = { 1, 2, 5, 11 };
	uint32_t struck = 0, runs = 0;

	(void)state;
	mono begun = clock_mono();
	/* every row once in each form; then, while time is left, deeper */
	for (size_t d = 0; d < COUNTOF(ks); d++)
		for (size_t i = 0; i < COUNTOF(tab); i++) {
			if (d > 0 && mono_since_ms(begun) > 8000)
				break;
			struck += one_run(tab[i].c, tab[i].err, ks[d], false) > 0;
			runs++;
			if (d == 0) {
				struck += one_run(tab[i].c, tab[i].err, 1 + (int)(i % 3), true) > 0;
				runs++;
			}
		}
	printf("# %u runs, a fault struck in %u of them, %lld ms\n", runs, struck, (long long)mono_since_ms(begun));
	assert_true(struck >= COUNTOF(tab));
}

/* ---- R3b on reconnect: what is not synced is not named, in ACK or in HELLO_ACK, nor for a frame sent again ---- */

static void nothing_unsynced_is_named_after_a_reconnect(void **state)
{
	struct kit k = { 0 };
	struct sup_hello_ack a;
	struct sup_frame f;
	uint8_t buf[512];

	(void)state;
	snprintf(k.dir, sizeof k.dir, "/tmp/yz-ifault-XXXXXX");
	assert_non_null(mkdtemp(k.dir));
	rows_on();
	assert_true(quiet_start(&k, "gate"));
	struct link *l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", EPOCH, 1, 5, NULL), SUP_WELCOME);
	link_batch(l, 1, 3);
	assert_true(link_acked(l, 1, 5000));
	gate = true;
	link_batch(l, 2, 3);
	struct ingest_stats st = { 0 };
	for (mono t = clock_mono(); mono_since_ms(t) < 5000 && (st.frames < 2 || gated == 0); usleep(1000))
		ingest_stats(k.g, &st);
	assert_int_equal(st.frames, 2);         /* taken, and its sync hangs */
	assert_true(gated > 0);
	link_close(l);
	l = link_plain(&k);
	assert_true(link_put(l, buf, make_hello(buf, sizeof buf, "s1", EPOCH, 1, 5)));
	/* the server may wait, or answer with what is on disk */
	int got = link_want(l, SUP_HELLO_ACK, 300, &f);
	assert_int_not_equal(got, -1);
	if (got == 1) {
		assert_int_equal(sup_hello_ack_get(&f, &a), 0);
		link_drop(l, &f);
		assert_true(a.cum_seq <= 1);
	}
	link_batch(l, 2, 3);                    /* sent again: a duplicate of something that is not on disk */
	while (link_want(l, SUP_ACK, 300, &f) == 1) {
		struct sup_ack ack;
		assert_int_equal(sup_ack_get(&f, &ack), 0);
		link_drop(l, &f);
		assert_true(ack.cum_seq <= 1);
	}
	gate = false;
	if (got == 0) {
		assert_int_equal(link_want(l, SUP_HELLO_ACK, 5000, &f), 1);
		assert_int_equal(sup_hello_ack_get(&f, &a), 0);
		link_drop(l, &f);
		assert_int_equal(a.result, SUP_WELCOME);
		assert_int_equal(a.cum_seq, 2);
	}
	l->epoch = EPOCH;
	link_batch(l, 3, 3);
	assert_true(link_acked(l, 3, 5000));
	link_close(l);
	ingest_stop(k.g);
	k.hook.g = NULL;
	journal_close(k.j);
	k.g = NULL;
	sys = sys_real;
	kit_end(&k);
}

/* A station that comes again before its old connection was seen to end has not left: history says it was up all along. */
struct comings { int hello, left; };

static int note_session(void *arg, const struct journal_rec *r)
{
	struct comings *c = arg;

	c->hello += r->type == JR_HELLO;
	c->left += r->type == JR_LEFT;
	return 0;
}

static void taking_over_is_not_leaving(void **state)
{
	struct kit k;
	struct comings c = { 0 };
	struct ingest_stats st;
	struct err e = { 0 };
	uint64_t end;

	(void)state;
	kit_new(&k);
	struct link *a = link_plain(&k), *b = link_plain(&k);
	assert_int_equal(link_hello(a, "s2", 1, 0, 0, NULL), SUP_WELCOME);
	assert_int_equal(link_hello(b, "s2", 1, 0, 0, NULL), SUP_WELCOME);
	assert_true(link_closed(a, 5000));
	b->epoch = 1;
	link_batch(b, 1, 1);
	assert_true(link_acked(b, 1, 5000));
	ingest_stats(k.g, &st);
	assert_int_equal(st.online, 1);
	assert_int_equal(journal_scan(k.dir, 0, note_session, &c, &end, &e), 0);
	assert_int_equal(c.hello, 2);
	assert_int_equal(c.left, 0);
	link_close(a);
	link_close(b);
	kit_end(&k);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_unsynced_is_named_after_a_reconnect),
		cmocka_unit_test(taking_over_is_not_leaving),
		cmocka_unit_test(the_kth_call_fails),
	};

	signal(SIGPIPE, SIG_IGN);
	log_set_level(LOG_ERROR);
	return cmocka_run_group_tests_name("ingest_fault", tests, NULL, NULL);
}
