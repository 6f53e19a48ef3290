/* replay_feed — rows in the order of the capture to slices of about a second of stream time.
 *
 * The stream's front is the greatest time of the rows so far. It stands in for the receive time, which a capture does
 * not hold. A step of more than RP_JUMP_MS needs the agreement of the rows that follow, so that one station whose clock
 * is ahead cannot make all others late. A row far behind the front was stored in its station: it goes as backlog. */
#include <stdlib.h>

#include "core/value.h"
#include "serve/cli/replay_int.h"

enum { VOTERS = 32, RP_TICKS = 600, MAX_SLICE = 1 << 20, FRAME_CAP = SUP_HEADER + SUP_BATCH_HEAD + SUP_MAX_RECS * SUP_REC };
#define NONE UINT32_MAX

/* Rows seen, by 96 bits of their hash: two different rows of a billion share them with a chance of 1 in 10^10. */
struct seen { uint64_t *a; uint32_t *b; uint64_t cap, n; };

struct feed {
	struct capture *c;
	const struct sink *s;
	struct err *e;
	struct feed_counts n;
	struct seen seen;
	utc_ms front, begun, last_slice;
	bool started;
	uint32_t next_report;
	struct row *row;               /* the slice */
	uint32_t *next, rows, cap;
	uint32_t *head, *tail;         /* by station * 2 + late */
	uint32_t *used, nused;
	struct row *sorted;            /* one station's rows of the slice */
	uint64_t *seq;                 /* by station */
	uint8_t *frame, *recs;
};

/* ---- resends ---- */

static bool seen_put(struct seen *s, uint64_t a, uint32_t b)
{
	uint64_t at = a & (s->cap - 1);

	for (; s->a[at]; at = (at + 1) & (s->cap - 1))
		if (s->a[at] == a && s->b[at] == b)
			return true;
	s->a[at] = a;
	s->b[at] = b;
	s->n++;
	return false;
}

static int seen_grow(struct seen *s, struct err *e)
{
	struct seen old = *s, big = { .cap = old.cap ? old.cap * 2 : 1 << 16 };

	big.a = calloc(big.cap, sizeof *big.a);
	big.b = malloc(big.cap * sizeof *big.b);
	if (!big.a || !big.b) {
		free(big.a);
		free(big.b);
		return ERR(e, E_FULL, "no memory for %llu rows", (unsigned long long)old.n);
	}
	for (uint64_t i = 0; i < old.cap; i++)
		if (old.a[i])
			seen_put(&big, old.a[i], old.b[i]);
	free(old.a);
	free(old.b);
	*s = big;
	return 0;
}

/* 1 when exactly this row was there before. */
static int resend(struct feed *f, const struct row *r)
{
	uint64_t rest = (uint64_t)r->station << 16 | (uint64_t)(uint8_t)r->rssi << 8 | r->flags;
	uint64_t h = hash_u64(hash_u64(r->tag ^ 0x9e3779b97f4a7c15u) ^ (uint64_t)r->t);
	uint64_t a = hash_u64(h ^ rest << 20);
	uint32_t b = (uint32_t)hash_u64(hash_u64((uint64_t)r->t * 0xd6e8feb86659fd93u ^ rest) + r->tag);

	if (f->seen.n * 4 >= f->seen.cap * 3)
		TRY(seen_grow(&f->seen, f->e));
	return seen_put(&f->seen, a ? a : 1, b);
}

/* ---- one slice out ---- */

static int by_row(const void *x, const void *y)
{
	const struct row *a = x, *b = y;

	if (a->t != b->t)
		return a->t < b->t ? -1 : 1;
	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	if (a->rssi != b->rssi)
		return a->rssi < b->rssi ? -1 : 1;
	return (a->flags > b->flags) - (a->flags < b->flags);
}

static uint8_t status_of(uint8_t flags)
{
	return (uint8_t)((flags & 1 ? SUP_S_MOVING : 0) | (flags & 2 ? SUP_S_BATTERY_LOW : 0) | (flags & 4 ? SUP_S_MAINS_CUT : 0));
}

static int put_frame(struct feed *f, uint16_t station, bool late, const struct row *r, uint32_t n)
{
	struct sup_buf b = { .p = f->frame, .cap = FRAME_CAP };
	/* The station's clock is the capture's; how wrong it is the capture does not say. A second is assumed. */
	struct sup_batch v = { .boot_id = 1, .base_mono_ms = (uint64_t)(r[0].t + f->s->shift), .clock_err_ms = 1000, .clock_source = SUP_CLOCK_RTC,
		.n = (uint16_t)n, .recs = f->recs };
	int64_t recv = f->front + f->s->shift;

	for (uint32_t i = 0; i < n; i++)
		sup_rec_put(f->recs + i * SUP_REC, &(struct sup_rec){ .tag = r[i].tag, .offset_ms = (uint32_t)(r[i].t - r[0].t), .hits = 1,
			.rssi_max = r[i].rssi, .status = status_of(r[i].flags), .kind = SUP_BEACON });
	size_t len = sup_batch_put(&b, late ? SUP_F_BACKLOG : 0, ++f->seq[station], &v, -1);
	ASSERT(len > 0);
	f->n.frames++;
	return f->s->record(f->s->arg, JR_FRAME, station, recv, &recv, sizeof recv, f->frame, (uint32_t)len, f->e);
}

/* The rows of one station and lane, in order of time, in as few frames as offsets and sizes allow. */
static int put_station(struct feed *f, uint32_t key)
{
	uint32_t n = 0, from = 0;
	bool ordered = true;

	for (uint32_t i = f->head[key]; i != NONE; i = f->next[i]) {
		f->sorted[n] = f->row[i];
		ordered = ordered && (n == 0 || f->sorted[n - 1].t <= f->sorted[n].t);
		n++;
	}
	if (!ordered)
		qsort(f->sorted, n, sizeof *f->sorted, by_row);
	/* Rows too far ahead go by themselves: the engines clamp the whole batch they are in. */
	for (uint32_t i = 1; i <= n; i++)
		if (i == n || i - from == SUP_MAX_RECS || f->sorted[i].t - f->sorted[from].t > 65535 ||
		    (f->sorted[i].t > f->front + RP_TRUST_MS) != (f->sorted[from].t > f->front + RP_TRUST_MS)) {
			TRY(put_frame(f, (uint16_t)(key / 2), key & 1, f->sorted + from, i - from));
			from = i;
		}
	return 0;
}

static int by_u32(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

	return (a > b) - (a < b);
}

static int tick(struct feed *f, utc_ms now)
{
	int64_t t = now;

	f->last_slice = now;
	TRY(f->s->record(f->s->arg, JR_TICK, 0, now, &t, sizeof t, NULL, 0, f->e));
	return f->s->slice(f->s->arg, now, f->e);
}

static int put_slice(struct feed *f)
{
	if (f->rows == 0)
		return 0;
	qsort(f->used, f->nused, sizeof *f->used, by_u32);
	for (uint32_t i = 0; i < f->nused; i++) {
		TRY(put_station(f, f->used[i]));
		f->head[f->used[i]] = NONE;
	}
	f->nused = f->rows = 0;
	return tick(f, f->front);
}

/* ---- rows in ---- */

static int grow_slice(struct feed *f)
{
	uint32_t cap = f->cap ? f->cap * 2 : 4096;
	struct row *r = realloc(f->row, cap * sizeof *r);

	if (r)
		f->row = r;
	struct row *s = realloc(f->sorted, cap * sizeof *s);
	if (s)
		f->sorted = s;
	uint32_t *n = realloc(f->next, cap * sizeof *n);
	if (n)
		f->next = n;
	if (!r || !s || !n)
		return ERR(f->e, E_FULL, "no memory");
	f->cap = cap;
	return 0;
}

static int add(struct feed *f, const struct row *r)
{
	bool late = f->front - r->t > RP_LATE_MS;
	uint32_t key = r->station * 2u + late;

	if (f->rows == MAX_SLICE)
		TRY(put_slice(f));
	if (f->rows == f->cap)
		TRY(grow_slice(f));
	f->n.late += late;
	f->row[f->rows] = *r;
	f->next[f->rows] = NONE;
	if (f->head[key] == NONE) {
		f->head[key] = f->rows;
		f->used[f->nused++] = key;
	} else {
		f->next[f->tail[key]] = f->rows;
	}
	f->tail[key] = f->rows++;
	return 0;
}

/* Do the following rows stand behind a front at t? Rows of the backlog have no vote. */
static bool agreed(const struct feed *f, utc_ms t)
{
	const struct capture *c = f->c;
	uint32_t voters = 0, yes = 0, end = MIN(c->n, c->at + RP_AHEAD);

	for (uint32_t i = c->at; i < end && voters < VOTERS; i++) {
		if (f->started && c->win[i].t < f->front - RP_LATE_MS)
			continue;
		voters++;
		yes += c->win[i].t >= t - RP_JUMP_MS;
	}
	return yes * 2 >= voters;
}

static utc_ms first_front(const struct feed *f, const struct row *r)
{
	const struct capture *c = f->c;
	utc_ms least = r->t;

	if (agreed(f, r->t))
		return r->t;
	for (uint32_t i = c->at; i < MIN(c->n, c->at + VOTERS); i++)
		least = MIN(least, c->win[i].t);
	return least;
}

static int put_report(struct feed *f, uint32_t i)
{
	const struct report *r = &f->c->report[i];
	struct watch_change w = { .tag = r->tag, .case_id = i + 1, .at = r->at, .since = r->since, .op = WATCH_ADD, .severity = 1 };

	/* A tag reported again is a new case: the one before ends. */
	for (uint32_t k = i; k-- > 0;)
		if (f->c->report[k].tag == r->tag) {
			struct watch_change gone = w;
			gone.case_id = k + 1;
			gone.op = WATCH_REMOVE;
			gone.version = 2 * i + 1;
			TRY(f->s->record(f->s->arg, JR_WATCH, 0, MAX(f->front, r->at), &gone, sizeof gone, NULL, 0, f->e));
			break;
		}
	w.version = 2 * i + 2;
	return f->s->record(f->s->arg, JR_WATCH, 0, MAX(f->front, r->at), &w, sizeof w, NULL, 0, f->e);
}

/* The front moves to t: what happened until then comes first. */
static int advance(struct feed *f, utc_ms t)
{
	if (t - f->begun >= RP_SLICE_MS) {
		TRY(put_slice(f));
		f->begun = t;
		/* Silence passes too: visits end in it. A long one ends everything in its first minutes. */
		for (int i = 0; i < RP_TICKS && t - f->last_slice > 2 * RP_SLICE_MS; i++)
			TRY(tick(f, f->last_slice + RP_SLICE_MS));
	}
	while (f->next_report < f->c->reports && f->c->report[f->next_report].at <= t) {
		TRY(put_slice(f));
		f->begun = t;
		TRY(put_report(f, f->next_report++));
	}
	f->front = t;
	return 0;
}

static int take(struct feed *f, const struct row *r)
{
	int again = resend(f, r);

	TRY(again);
	f->n.rows++;
	f->n.resends += (uint64_t)again;
	if (again)
		return 0;
	if (!f->started) {
		f->front = f->begun = f->last_slice = first_front(f, r);
		TRY(advance(f, f->front));
		f->started = true;
	}
	if (r->t > f->front) {
		if (r->t - f->front <= RP_JUMP_MS || agreed(f, r->t))
			TRY(advance(f, r->t));
		else
			f->n.ahead++;
	}
	return add(f, r);
}

static int put_stations(struct feed *f)
{
	for (uint32_t i = 0; i < f->c->stations; i++)
		TRY(f->s->record(f->s->arg, JR_STATION, (uint16_t)i, 0, &f->c->place[i], sizeof f->c->place[i], NULL, 0, f->e));
	return 0;
}

static int run(struct feed *f)
{
	struct row r;
	int rc;

	TRY(put_stations(f));
	while ((rc = capture_row(f->c, &r)) > 0)
		TRY(take(f, &r));
	if (rc < 0) {
		*f->e = f->c->e;
		return rc;
	}
	TRY(put_slice(f));
	while (f->next_report < f->c->reports)
		TRY(put_report(f, f->next_report++));
	return 0;
}

int feed_run(struct capture *c, const struct sink *s, struct feed_counts *ret, struct err *e)
{
	uint32_t keys = c->stations * 2;
	struct feed f = { .c = c, .s = s, .e = e, .head = malloc(keys * sizeof *f.head), .tail = malloc(keys * sizeof *f.tail),
		.used = malloc(keys * sizeof *f.used), .seq = calloc(c->stations, sizeof *f.seq), .frame = malloc(FRAME_CAP),
		.recs = malloc(SUP_MAX_RECS * SUP_REC) };
	int rc;

	if (!f.head || !f.tail || !f.used || !f.seq || !f.frame || !f.recs) {
		rc = ERR(e, E_FULL, "no memory");
	} else {
		memset(f.head, 0xff, keys * sizeof *f.head);
		rc = run(&f);
	}
	*ret = f.n;
	free(f.head);
	free(f.tail);
	free(f.used);
	free(f.seq);
	free(f.frame);
	free(f.recs);
	free(f.row);
	free(f.sorted);
	free(f.next);
	free(f.seen.a);
	free(f.seen.b);
	return rc;
}
