/* sup_test — the published vectors, frames cut anywhere, hostile bytes, and writers against parsers. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <dirent.h>
#include <inttypes.h>

#include <cmocka.h>

#include "format/sup/sup.h"

enum { BIG = 1 << 20 };
static uint8_t zbuf[SUP_MAX_PAYLOAD];

/* ---- what a frame decodes to, as text ---- */

struct out { char p[8192]; size_t n; };

PRINTF(2, 3) static void say(struct out *o, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(o->p + o->n, sizeof o->p - o->n, fmt, ap);
	va_end(ap);
	assert_true(n >= 0 && (size_t)n < sizeof o->p - o->n);
	o->n += (size_t)n;
}

static void say_hex(struct out *o, const char *what, const void *p, size_t n)
{
	say(o, "%s", what);
	for (size_t i = 0; i < n; i++)
		say(o, "%02x", ((const uint8_t *)p)[i]);
}

static void say_text(struct out *o, str s)
{
	say_hex(o, "\ntext ", s.p, s.n);
}

static int dump_hello(struct out *o, const struct sup_frame *f)
{
	struct sup_hello v;

	TRY(sup_hello_get(f, &v));
	say(o, " proto_min=%u proto_max=%u clock_source=%u reset=%u boot_id=%" PRIu64 " epoch=%" PRIu64 " first_seq=%" PRIu64
	       " last_seq=%" PRIu64 " oldest_age_s=%u clock_err_ms=%u wall_ms=%" PRId64 " mono_ms=%" PRIu64, v.proto_min,
	    v.proto_max, v.clock_source, v.reset, v.boot_id, v.epoch, v.first_seq, v.last_seq, v.oldest_age_s, v.clock_err_ms,
	    v.wall_ms, v.mono_ms);
	say_hex(o, " config_hash=", v.config_hash, 8);
	say(o, " watch_version=%u station=%.*s hardware=%.*s firmware=%.*s", v.watch_version, STR_ARG(v.station),
	    STR_ARG(v.hardware), STR_ARG(v.firmware));
	return 0;
}

static int dump_hello_ack(struct out *o, const struct sup_frame *f)
{
	struct sup_hello_ack v;

	TRY(sup_hello_ack_get(f, &v));
	say(o, " result=%u version=%u heartbeat_s=%u server_ms=%" PRId64 " epoch=%" PRIu64 " cum_seq=%" PRIu64 " credits=%u",
	    v.result, v.version, v.heartbeat_s, v.server_ms, v.epoch, v.cum_seq, v.credits);
	say_hex(o, " config_hash=", v.config_hash, 8);
	say(o, " watch_version=%u retry_s=%u redirect=%.*s", v.watch_version, v.retry_s, STR_ARG(v.redirect));
	return 0;
}

static int dump_batch(struct out *o, const struct sup_frame *f)
{
	struct sup_batch v;
	uint8_t reason = 0xee;

	TRY(sup_batch_get(f, &v, &reason));
	if (f->type == SUP_URGENT)
		say(o, " reason=%u", reason);
	else
		assert_int_equal(reason, 0xee);
	say(o, " boot_id=%" PRIu64 " base_mono_ms=%" PRIu64 " utc_minus_mono_ms=%" PRId64
	       " clock_err_ms=%u clock_source=%u reserved=0 n=%u", v.boot_id, v.base_mono_ms, v.utc_minus_mono_ms, v.clock_err_ms,
	    v.clock_source, v.n);
	for (int i = 0; i < v.n; i++) {
		struct sup_rec r;
		uint8_t again[SUP_REC];
		sup_rec_get(v.recs + i * SUP_REC, &r);
		sup_rec_put(again, &r);
		assert_memory_equal(again, v.recs + i * SUP_REC, SUP_REC);
		say(o, "\nrec tag=%016" PRIx64 " offset_ms=%u duration_ms=%u hits=%u rssi=%d mean_below=%u status=%u antenna=%u kind=%u",
		    r.tag, r.offset_ms, r.duration_ms, r.hits, r.rssi_max, r.mean_below_max, r.status, r.antenna, r.kind);
	}
	return 0;
}

static int dump_gap(struct out *o, const struct sup_frame *f)
{
	struct sup_gap v;

	TRY(sup_gap_get(f, &v));
	say(o, " first_seq=%" PRIu64 " last_seq=%" PRIu64 " why=%u records=%u", v.first_seq, v.last_seq, v.why, v.records);
	return 0;
}

static int dump_ack(struct out *o, const struct sup_frame *f)
{
	struct sup_ack v;

	TRY(sup_ack_get(f, &v));
	say(o, " epoch=%" PRIu64 " cum_seq=%" PRIu64 " credits=%u n=%u", v.epoch, v.cum_seq, v.credits, v.n);
	for (int i = 0; i < v.n; i++)
		say(o, " first=%" PRIu64 " last=%" PRIu64, v.range[i].first, v.range[i].last);
	return 0;
}

static int dump_stats(struct out *o, const struct sup_frame *f)
{
	struct sup_stats v;

	TRY(sup_stats_get(f, &v));
	say(o, " uptime_s=%u free_journal_kib=%u backlog_rows=%u backlog_age_s=%u temperature_c10=%d battery_pct=%u power=%u door=%u"
	       " reference_heard=%u link_dbm=%d", v.uptime_s, v.free_journal_kib, v.backlog_rows, v.backlog_age_s,
	    v.temperature_c10, v.battery_pct, v.power, v.door, v.reference_heard, v.link_dbm);
	say_hex(o, " config_hash=", v.config_hash, 8);
	say(o, " watch_version=%u n=%u", v.watch_version, v.n);
	for (int i = 0; i < v.n; i++)
		say(o, " good=%u bad=%u noise_dbm=%d", v.antenna[i].good, v.antenna[i].bad, v.antenna[i].noise_dbm);
	return 0;
}

static int dump_time(struct out *o, const struct sup_frame *f)
{
	struct sup_time v;

	TRY(sup_time_get(f, &v));
	say(o, " t1_mono_ms=%" PRIu64 " t2_utc_ms=%" PRId64 " t3_utc_ms=%" PRId64 " t4_mono_ms=%" PRIu64, v.t1_mono_ms, v.t2_utc_ms,
	    v.t3_utc_ms, v.t4_mono_ms);
	return 0;
}

static int dump_config(struct out *o, const struct sup_frame *f)
{
	struct sup_config v;

	TRY(sup_config_get(f, &v));
	say_hex(o, " hash=", v.hash, 8);
	say_text(o, v.text);
	return 0;
}

static int dump_config_result(struct out *o, const struct sup_frame *f)
{
	struct sup_config_result v;

	TRY(sup_config_result_get(f, &v));
	say_hex(o, " hash=", v.hash, 8);
	say(o, " ok=%u", v.ok);
	say_text(o, v.why);
	return 0;
}

static int dump_watchlist(struct out *o, const struct sup_frame *f)
{
	struct sup_watchlist v;

	TRY(sup_watchlist_get(f, &v));
	say(o, " from_version=%u to_version=%u n=%u", v.from_version, v.to_version, v.n);
	for (int i = 0; i < v.n; i++)
		say(o, "\nitem %u %016" PRIx64, v.items[i * 9], be64(v.items + i * 9 + 1));
	return 0;
}

static int dump_command(struct out *o, const struct sup_frame *f)
{
	struct sup_command v;

	TRY(sup_command_get(f, &v));
	say(o, " id=%u what=%u", v.id, v.what);
	say_text(o, v.arg);
	return 0;
}

static int dump_result(struct out *o, const struct sup_frame *f)
{
	struct sup_result v;

	TRY(sup_result_get(f, &v));
	say(o, " id=%u ok=%u", v.id, v.ok);
	say_text(o, v.text);
	return 0;
}

static int dump_bye(struct out *o, const struct sup_frame *f)
{
	struct sup_bye v;

	TRY(sup_bye_get(f, &v));
	say(o, " why=%u retry_s=%u", v.why, v.retry_s);
	return 0;
}

static int dump_error(struct out *o, const struct sup_frame *f)
{
	struct sup_err v;

	TRY(sup_err_get(f, &v));
	say(o, " code=%u seq=%" PRIu64, v.code, v.seq);
	say_text(o, v.text);
	return 0;
}

static int (*const dumps[128])(struct out *, const struct sup_frame *) = {
	[SUP_HELLO] = dump_hello, [SUP_HELLO_ACK] = dump_hello_ack, [SUP_SIGHTINGS] = dump_batch, [SUP_URGENT] = dump_batch,
	[SUP_GAP] = dump_gap, [SUP_ACK] = dump_ack, [SUP_STATS] = dump_stats, [SUP_TIME] = dump_time, [SUP_CONFIG] = dump_config,
	[SUP_CONFIG_RESULT] = dump_config_result, [SUP_WATCHLIST] = dump_watchlist, [SUP_COMMAND] = dump_command,
	[SUP_RESULT] = dump_result, [SUP_BYE] = dump_bye, [SUP_ERROR] = dump_error,
};

/* One frame at the front of p as text: "ok ...", "error ...", "more ...". Bytes eaten, 0 when none. */
static size_t dump(struct out *o, const uint8_t *p, size_t n)
{
	struct sup_frame f = { 0 };
	int rc = sup_frame_parse(p, n, SUP_MAX_PAYLOAD, &f);
	size_t mark = o->n;

	if (rc == 0) {
		say(o, "more %u", f.total);
		return 0;
	}
	if (rc == 1)
		say(o, "ok %.*s flags=%u seq=%" PRIu64 " ext=%u", STR_ARG(sup_type_name(f.type)), f.flags, f.seq, f.ext_len);
	uint32_t total = f.total;
	if (rc == 1)
		rc = sup_inflate(&f, zbuf, sizeof zbuf);
	if (rc == 0)
		rc = dumps[f.type](o, &f);
	if (rc < 0) {
		o->n = mark;
		say(o, "error %.*s", STR_ARG(sup_error_name(-rc)));
		return 0;
	}
	return total;
}

/* ---- vectors ---- */

struct vector { char name[64]; char want[4096]; uint8_t data[4096]; size_t n; };

static int hex_digit(int c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void read_vector(const char *dir, const char *name, struct vector *v)
{
	char path[1024], line[4096];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	memset(v, 0, sizeof *v);
	snprintf(v->name, sizeof v->name, "%s", name);
	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = 0;
		if (line[0] == '#')
			continue;
		if (line[0] == '=') {
			size_t at = strlen(v->want);
			snprintf(v->want + at, sizeof v->want - at, "%s%s", at ? "\n" : "", line + 2);
			continue;
		}
		for (char *s = line; *s;) {
			if (*s == ' ') {
				s++;
				continue;
			}
			assert_true(hex_digit(s[0]) >= 0 && hex_digit(s[1]) >= 0 && v->n < sizeof v->data);
			v->data[v->n++] = (uint8_t)(hex_digit(s[0]) << 4 | hex_digit(s[1]));
			s += 2;
		}
	}
	fclose(f);
}

enum { MAX_VECTORS = 256 };
static struct vector *vectors;
static int nvectors;

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct vector *)a)->name, ((const struct vector *)b)->name);
}

static int load_vectors(void **state)
{
	const char *src = getenv("YZ_SOURCE");
	char dir[900];

	(void)state;
	snprintf(dir, sizeof dir, "%s/tests/vectors/sup", src ? src : ".");
	DIR *d = opendir(dir);
	assert_non_null(d);
	vectors = calloc(MAX_VECTORS, sizeof *vectors);
	for (struct dirent *e; (e = readdir(d));) {
		size_t n = strlen(e->d_name);
		if (n < 4 || strcmp(e->d_name + n - 4, ".hex") != 0)
			continue;
		assert_true(nvectors < MAX_VECTORS);
		read_vector(dir, e->d_name, &vectors[nvectors++]);
	}
	closedir(d);
	qsort(vectors, (size_t)nvectors, sizeof *vectors, by_name);
	return 0;
}

static int free_vectors(void **state)
{
	(void)state;
	free(vectors);
	return 0;
}

static void test_vectors(void **state)
{
	bool seen_type[128] = { 0 }, seen_error[SUP_E_N] = { 0 };

	(void)state;
	for (int i = 0; i < nvectors; i++) {
		struct out o = { .n = 0 };
		size_t ate = dump(&o, vectors[i].data, vectors[i].n);
		if (strcmp(o.p, vectors[i].want) != 0)
			fail_msg("%s\n got: %s\nwant: %s", vectors[i].name, o.p, vectors[i].want);
		assert_int_equal(ate, str_starts(str_of(o.p), S("ok ")) ? vectors[i].n : 0);
		if (ate)
			seen_type[vectors[i].data[3]] = true;
		for (int c = 1; c < SUP_E_N; c++)
			if (str_eq(str_of(o.p + (strncmp(o.p, "error ", 6) ? 0 : 6)), sup_error_name(c)))
				seen_error[c] = true;
	}
	for (size_t t = 0; t < COUNTOF(dumps); t++)
		assert_int_equal(seen_type[t], dumps[t] != NULL);
	/* The rest (ORDER, CREDIT, IDENTITY, INTERNAL, BUSY) are the session's, not the codec's. */
	for (int c = SUP_E_MAGIC; c <= SUP_E_ZSTD; c++)
		if (!seen_error[c])
			fail_msg("no vector for error %d", c);
	assert_true(seen_error[SUP_E_SEQ]);
}

/* Every prefix of a good frame asks for more, with the size once the header is there; never an error. */
static void test_torn(void **state)
{
	(void)state;
	for (int i = 0; i < nvectors; i++) {
		const struct vector *v = &vectors[i];
		if (strncmp(v->want, "ok ", 3) != 0)
			continue;
		for (size_t n = 0; n < v->n; n++) {
			struct sup_frame f = { .total = 1 };
			uint8_t *exact = malloc(n ? n : 1);   /* so that ASan sees a read past the prefix */
			memcpy(exact, v->data, n);
			assert_int_equal(sup_frame_parse(exact, n, SUP_MAX_PAYLOAD, &f), 0);
			assert_int_equal(f.total, n < SUP_HEADER ? 0 : v->n);
			assert_int_equal(sup_frame_parse_trusted(exact, n, &f), 0);
			free(exact);
		}
	}
}

/* Any bit flipped anywhere in a good frame is refused, or asks for more bytes, but is never taken. */
static void test_flipped(void **state)
{
	(void)state;
	for (int i = 0; i < nvectors; i++) {
		struct vector v = vectors[i];
		if (strncmp(v.want, "ok ", 3) != 0)
			continue;
		for (size_t bit = 0; bit < v.n * 8; bit++) {
			struct sup_frame f;
			v.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
			int rc = sup_frame_parse(v.data, v.n, SUP_MAX_PAYLOAD, &f);
			if (rc > 0)
				fail_msg("%s: bit %zu flipped and taken", v.name, bit);
			v.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
	}
}

/* ---- streams cut anywhere ---- */

static uint64_t rnd_state = 20261123;

static uint32_t rnd(uint32_t below)
{
	rnd_state += 0x9e3779b97f4a7c15u;
	return (uint32_t)(hash_u64(rnd_state) % below);
}

/* A receiver: keeps what is not whole yet, digests the text of every frame, stops at the first error. */
struct feed { uint8_t buf[1 << 16]; size_t n; uint64_t digest; uint32_t frames; char error[32]; };

static void feed(struct feed *d, const uint8_t *p, size_t n)
{
	static struct out o;

	if (d->error[0])
		return;
	assert_true(n <= sizeof d->buf - d->n);
	memcpy(d->buf + d->n, p, n);
	d->n += n;
	while (d->n > 0) {
		o.n = 0;
		size_t ate = dump(&o, d->buf, d->n);
		if (ate == 0) {
			if (strncmp(o.p, "error", 5) == 0)
				snprintf(d->error, sizeof d->error, "%.31s", o.p);
			return;
		}
		for (size_t i = 0; i < o.n; i++)
			d->digest = hash_u64(d->digest ^ (uint8_t)o.p[i]);
		d->frames++;
		d->n -= ate;
		memmove(d->buf, d->buf + ate, d->n);
	}
}

/* Frames from the vectors in random order; now and then a bad one or a flipped bit ends the good part. */
static size_t random_stream(uint8_t *p, size_t cap)
{
	size_t n = 0;
	uint32_t frames = 1 + rnd(30);

	for (uint32_t i = 0; i < frames; i++) {
		const struct vector *v = &vectors[rnd((uint32_t)nvectors)];
		if (n + v->n > cap || (strncmp(v->want, "ok ", 3) != 0 && rnd(20)))
			continue;
		memcpy(p + n, v->data, v->n);
		n += v->n;
	}
	if (n && rnd(3) == 0)
		p[rnd((uint32_t)n)] ^= (uint8_t)(1 << rnd(8));
	return n;
}

static void test_cut_anywhere(void **state)
{
	static uint8_t stream[1 << 15];
	static struct feed whole, pieces;
	uint32_t good = 0, ended = 0;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		size_t n = random_stream(stream, sizeof stream);
		uint32_t longest = rnd(5) ? 100 : 1;
		memset(&whole, 0, sizeof whole);
		memset(&pieces, 0, sizeof pieces);
		feed(&whole, stream, n);
		for (size_t at = 0, step; at < n; at += step) {
			step = 1 + rnd(longest);
			step = MIN(step, n - at);
			feed(&pieces, stream + at, step);
		}
		assert_string_equal(pieces.error, whole.error);
		assert_int_equal(pieces.frames, whole.frames);
		assert_true(pieces.digest == whole.digest);
		if (!whole.error[0])
			assert_int_equal(pieces.n, whole.n);
		good += whole.frames;
		ended += whole.error[0] != 0;
	}
	assert_true(good > 10000 && ended > 500);   /* the test saw what it is about */
}

/* Random bytes behind a true header, and random bytes alone: an answer, no reading past the end (ASan). */
static void test_hostile_noise(void **state)
{
	(void)state;
	for (int round = 0; round < 20000; round++) {
		const struct vector *v = &vectors[rnd((uint32_t)nvectors)];
		size_t n = rnd(200);
		uint8_t *p = malloc(n ? n : 1);
		struct out o = { .n = 0 };
		for (size_t i = 0; i < n; i++)
			p[i] = (uint8_t)rnd(256);
		if (rnd(4))
			memcpy(p, v->data, MIN(n, v->n));
		for (uint32_t k = rnd(4); k && n; k--)
			p[rnd((uint32_t)n)] = (uint8_t)rnd(256);
		(void)dump(&o, p, n);
		free(p);
	}
	/* The same payloads with a true checksum, so that the parsers behind it are reached. */
	for (int round = 0; round < 50000; round++) {
		const struct vector *v = &vectors[rnd((uint32_t)nvectors)];
		uint8_t buf[SUP_HEADER + 600];
		struct sup_buf b = { buf, 0, sizeof buf, false, 0 };
		struct out o = { .n = 0 };
		if (strncmp(v->want, "ok ", 3) != 0 || v->n > 500 || v->data[6] || v->data[7])
			continue;
		sup_begin(&b, (enum sup_type)v->data[3], be16(v->data + 4), be64(v->data + 12));
		size_t less = rnd(3);
		sup_add(&b, v->data + SUP_HEADER, v->n - SUP_HEADER - MIN(less, v->n - SUP_HEADER));
		for (uint32_t k = rnd(3); k && b.n > SUP_HEADER; k--)
			buf[SUP_HEADER + rnd((uint32_t)b.n - SUP_HEADER)] = (uint8_t)rnd(256);
		assert_int_not_equal(sup_end(&b), 0);
		uint8_t *exact = malloc(b.n);
		memcpy(exact, buf, b.n);
		(void)dump(&o, exact, b.n);
		assert_true(strncmp(o.p, "more", 4) != 0);
		free(exact);
	}
}

/* ---- writers against parsers ---- */

/* Parses one frame and writes it again: same bytes. */
static size_t write_again(const struct sup_frame *f, struct sup_buf *b)
{
	union {
		struct sup_hello hello; struct sup_hello_ack hello_ack; struct sup_batch batch; struct sup_gap gap; struct sup_ack ack;
		struct sup_stats stats; struct sup_time time; struct sup_config config; struct sup_config_result config_result;
		struct sup_watchlist watchlist; struct sup_command command; struct sup_result result; struct sup_bye bye;
		struct sup_err err;
	} u;
	uint8_t reason = 0;

#define AGAIN(T, name) case T: assert_int_equal(sup_##name##_get(f, &u.name), 0); return sup_##name##_put(b, &u.name)
	switch (f->type) {
	AGAIN(SUP_HELLO, hello);
	AGAIN(SUP_HELLO_ACK, hello_ack);
	AGAIN(SUP_ACK, ack);
	AGAIN(SUP_STATS, stats);
	AGAIN(SUP_TIME, time);
	AGAIN(SUP_CONFIG, config);
	AGAIN(SUP_CONFIG_RESULT, config_result);
	AGAIN(SUP_WATCHLIST, watchlist);
	AGAIN(SUP_COMMAND, command);
	AGAIN(SUP_RESULT, result);
	AGAIN(SUP_BYE, bye);
	AGAIN(SUP_ERROR, err);
	case SUP_GAP:
		assert_int_equal(sup_gap_get(f, &u.gap), 0);
		return sup_gap_put(b, f->seq, &u.gap);
	default:
		assert_int_equal(sup_batch_get(f, &u.batch, &reason), 0);
		return sup_batch_put(b, f->flags, f->seq, &u.batch, f->type == SUP_URGENT ? reason : -1);
	}
#undef AGAIN
}

static void test_round_trip(void **state)
{
	(void)state;
	for (int i = 0; i < nvectors; i++) {
		const struct vector *v = &vectors[i];
		struct sup_frame f;
		uint8_t out[4096];
		if (strncmp(v->want, "ok ", 3) != 0)
			continue;
		assert_int_equal(sup_frame_parse(v->data, v->n, SUP_MAX_PAYLOAD, &f), 1);
		struct sup_frame t;
		assert_int_equal(sup_frame_parse_trusted(v->data, v->n, &t), 1);
		assert_memory_equal(&f, &t, sizeof f);
		if (f.ext_len || f.flags & SUP_F_ZSTD)
			continue;
		struct sup_buf b = { out, 0, sizeof out, false, 0 };
		assert_int_equal(write_again(&f, &b), v->n);
		assert_memory_equal(out, v->data, v->n);
		/* every buffer that is too small: 0, and what was there before stays */
		for (size_t cap = 0; cap < v->n; cap++) {
			uint8_t *small = malloc(cap + 3);
			memcpy(small, "abc", 3);
			b = (struct sup_buf){ small, 3, cap + 3, false, 0 };
			assert_int_equal(write_again(&f, &b), 0);
			assert_int_equal(b.n, 3);
			assert_memory_equal(small, "abc", 3);
			free(small);
		}
	}
}

static void test_zstd(void **state)
{
	static uint8_t out[BIG];
	uint8_t recs[100 * SUP_REC];
	struct sup_frame f;
	struct sup_batch got;

	(void)state;
	for (int i = 0; i < 100; i++)
		sup_rec_put(recs + i * SUP_REC, &(struct sup_rec){ .tag = 0xe200341201370000u + (unsigned)i, .hits = 1, .rssi_max = -60 });
	struct sup_batch v = { .n = 100, .recs = recs };
	struct sup_buf b = { out, 0, sizeof out, false, 0 };
	size_t plain = sup_batch_put(&b, 0, 5, &v, -1);
	struct sup_frame p;
	assert_int_equal(sup_frame_parse(out, plain, SUP_MAX_PAYLOAD, &p), 1);

	sup_begin(&b, SUP_SIGHTINGS, 0, 5);
	sup_add(&b, p.payload, p.len);
	size_t packed = sup_deflate_end(&b);
	assert_true(packed > SUP_HEADER && packed < plain);
	assert_int_equal(sup_frame_parse(out + plain, packed, SUP_MAX_PAYLOAD, &f), 1);
	assert_int_equal(f.flags, SUP_F_ZSTD);
	assert_int_equal(sup_batch_get(&f, &got, NULL), -SUP_E_ZSTD);   /* not inflated yet */
	assert_int_equal(sup_inflate(&f, zbuf, 100), -SUP_E_ZSTD);      /* does not fit: nothing written past it */
	assert_int_equal(sup_inflate(&f, zbuf, sizeof zbuf), 0);
	assert_int_equal(f.flags, 0);
	assert_int_equal(sup_batch_get(&f, &got, NULL), 0);
	assert_int_equal(got.n, 100);
	assert_memory_equal(got.recs, recs, sizeof recs);

	/* no room to work in, or nothing to win: the frame stays plain */
	b = (struct sup_buf){ out, 0, plain + 8, false, 0 };
	sup_begin(&b, SUP_SIGHTINGS, 0, 5);
	sup_add(&b, p.payload, p.len);
	assert_int_equal(sup_deflate_end(&b), plain);
}

static void test_bounds(void **state)
{
	static uint8_t out[BIG], recs[BIG];
	struct sup_buf b = { out, 0, sizeof out, false, 0 };
	struct sup_frame f;
	struct sup_batch got;

	(void)state;
	for (size_t i = 0; i + SUP_REC <= sizeof recs; i += SUP_REC)
		sup_rec_put(recs + i, &(struct sup_rec){ .tag = i + 1, .hits = 1 });
	struct sup_batch v = { .n = SUP_MAX_RECS, .recs = recs };
	size_t n = sup_batch_put(&b, 0, 1, &v, -1);
	assert_int_equal(n, SUP_HEADER + SUP_BATCH_HEAD + SUP_MAX_RECS * SUP_REC);
	assert_int_equal(sup_frame_parse(out, n, SUP_MAX_PAYLOAD, &f), 1);
	assert_int_equal(sup_batch_get(&f, &got, NULL), 0);
	assert_int_equal(got.n, SUP_MAX_RECS);
	assert_int_equal(sup_frame_parse(out, SUP_HEADER, 1000, &f), -SUP_E_LENGTH);   /* the caller's own bound */
	v.n = SUP_MAX_RECS + 1;
	assert_int_equal(sup_batch_put(&b, 0, 1, &v, -1), 0);
	assert_int_equal(b.n, n);

	/* texts: reasons are cut at a character, names are refused */
	char tail[400];
	memset(tail, 'x', sizeof tail);
	memcpy(tail + 127, "\xe9\x9b\x81", 3);
	struct sup_err e = { .code = SUP_E_CRC, .text = { tail, 300 } }, back;
	b.n = 0;
	n = sup_err_put(&b, &e);
	assert_int_equal(sup_frame_parse(out, n, SUP_MAX_PAYLOAD, &f), 1);
	assert_int_equal(sup_err_get(&f, &back), 0);
	assert_int_equal(back.text.n, 127);
	struct sup_hello h = { .station = { tail, 33 } };
	assert_int_equal(sup_hello_put(&b, &h), 0);

	/* a failed parse leaves the result alone */
	memset(&back, 0x5a, sizeof back);
	struct sup_err same = back;
	f.len--;
	assert_int_equal(sup_err_get(&f, &back), -SUP_E_TRUNC);
	assert_memory_equal(&back, &same, sizeof back);
}

static void test_extensions(void **state)
{
	uint8_t out[8192];
	struct sup_buf b = { out, 0, sizeof out, false, 0 };
	struct sup_frame f;
	uint32_t at = 0;
	uint16_t type;
	str value;

	(void)state;
	sup_begin(&b, SUP_BYE, 0, 0);
	sup_ext_add(&b, 7, S("seven"));
	sup_ext_add(&b, 8, S(""));
	sup_add(&b, "\0\0\0\0\1", 5);
	size_t n = sup_end(&b);
	assert_int_equal(sup_frame_parse(out, n, SUP_MAX_PAYLOAD, &f), 1);
	assert_int_equal(sup_ext_next(&f, &at, &type, &value), 1);
	assert_true(type == 7 && str_eq(value, S("seven")));
	assert_int_equal(sup_ext_next(&f, &at, &type, &value), 1);
	assert_true(type == 8 && value.n == 0);
	assert_int_equal(sup_ext_next(&f, &at, &type, &value), 0);
	struct sup_bye v;
	assert_int_equal(sup_bye_get(&f, &v), 0);
	assert_int_equal(v.retry_s, 1);

	char big[SUP_MAX_EXT];
	memset(big, 0, sizeof big);
	sup_begin(&b, SUP_BYE, 0, 0);
	sup_ext_add(&b, 1, (str){ big, SUP_MAX_EXT - 4 });
	sup_add(&b, "\0\0\0\0\1", 5);
	n = sup_end(&b);
	assert_int_equal(sup_frame_parse(out + b.start, n, SUP_MAX_PAYLOAD, &f), 1);
	sup_begin(&b, SUP_BYE, 0, 0);
	sup_ext_add(&b, 1, (str){ big, SUP_MAX_EXT - 3 });
	assert_int_equal(sup_end(&b), 0);
}

static void test_names(void **state)
{
	(void)state;
	assert_true(str_eq(sup_error_name(SUP_E_BUSY), S("busy")));
	for (int c = 1; c < SUP_E_N; c++)
		assert_true(sup_error_name(c).n > 1);
	assert_true(str_eq(sup_error_name(SUP_E_N), S("?")) && str_eq(sup_error_name(-1), S("?")));
	assert_true(str_eq(sup_type_name(SUP_ERROR), S("error")) && str_eq(sup_type_name(255), S("?")));
	assert_true(str_eq(sup_type_name(SUP_FIRMWARE_FIRST), S("?")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors), cmocka_unit_test(test_torn), cmocka_unit_test(test_flipped),
		cmocka_unit_test(test_cut_anywhere), cmocka_unit_test(test_hostile_noise), cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_zstd), cmocka_unit_test(test_bounds), cmocka_unit_test(test_extensions),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("sup", tests, load_vectors, free_vectors);
}
