/* snapshot — the engines' state as a file: head (magic, version, position, length, CRC), engine bytes, up-time and traffic log.
 * Taken into memory on the engine thread, written by the trail thread. */
#include <stdio.h>
#include <stdlib.h>

#include "base/crc32c.h"
#include "base/utc.h"
#include "platform/fs.h"
#include "platform/log.h"
#include "serve/engine/partition_int.h"

struct snap_head { uint32_t magic, version; uint64_t lsn, body; int64_t last_stored, minute_at; uint32_t minute_ix, n_logs, log_size, crc; };
_Static_assert(sizeof(struct snap_head) == 56, "file format");

enum { SNAP_MAX_GIB = 8 };

static int put(void *arg, const void *data, size_t n)
{
	struct snapshot *s = arg;

	if (n == 0)
		return 0;
	if (s->n + n > s->cap) {
		size_t cap = MAX(s->cap + s->cap / 2, s->n + n + (1u << 20));
		uint8_t *q = realloc(s->p, cap);
		if (!q)
			BUG("out of memory");
		s->p = q;
		s->cap = cap;
	}
	memcpy(s->p + s->n, data, n);
	s->n += n;
	return 0;
}

/* The head's CRC is not in it yet. */
static struct snapshot *pack(struct partition *p)
{
	struct snapshot *s = calloc(1, sizeof *s);
	struct snap_head h = { .magic = SNAP_MAGIC, .version = SNAP_VERSION, .lsn = engine_lsn(p->engine),
		.last_stored = p->last_stored, .minute_at = p->minute_at, .minute_ix = p->minute_ix, .n_logs = p->n_logs,
		.log_size = sizeof(struct station_log) };

	if (!s)
		BUG("out of memory");
	s->lsn = h.lsn;
	put(s, &h, sizeof h);
	if (engine_save(p->engine, put, s) < 0)
		BUG("the engines' state cannot be saved to memory");
	h.body = s->n - sizeof h;
	put(s, p->logs, p->n_logs * sizeof *p->logs);
	memcpy(s->p, &h, sizeof h);
	return s;
}

struct snapshot *snapshot_take(struct partition *p)
{
	mono begun = clock_mono();

	pthread_mutex_lock(&p->hmu);
	uint64_t hits = p->h_put;
	pthread_mutex_unlock(&p->hmu);
	struct snapshot *s = pack(p);
	s->begun = begun;
	s->hit_seq = hits;
	return s;
}

/* Of the head (its own field as 0) and all behind it. */
static uint32_t crc_of(struct snap_head h, const uint8_t *body, size_t n)
{
	h.crc = 0;
	return crc32c(crc32c(0, &h, sizeof h), body, n);
}

static void seal_head(struct snapshot *s)
{
	struct snap_head h;

	memcpy(&h, s->p, sizeof h);
	h.crc = crc_of(h, s->p + sizeof h, s->n - sizeof h);
	memcpy(s->p, &h, sizeof h);
}

int snapshot_write(struct partition *p, struct snapshot *s, struct err *e)
{
	char path[4096];

	seal_head(s);
	snprintf(path, sizeof path, "%s/engine.snap", p->o.dir);
	int rc = fs_replace(path, s->p, s->n, 0600, e);
	if (rc == 0) {
		p->a_snap_lsn = s->lsn;
		p->a_snaps++;
		p->a_snap_ms = mono_since_ms(s->begun);
	}
	free(s->p);
	free(s);
	return rc;
}

struct cursor { const uint8_t *p; size_t n; };

static int get(void *arg, void *data, size_t n)
{
	struct cursor *c = arg;

	if (n > c->n)
		return E_CORRUPT;
	memcpy(data, c->p, n);
	c->p += n;
	c->n -= n;
	return 0;
}

static int load(struct partition *p, const uint8_t *file, size_t n, struct snap_head *ret)
{
	struct snap_head h;

	if (n < sizeof h)
		return E_CORRUPT;
	memcpy(&h, file, sizeof h);
	uint64_t logs = (uint64_t)h.n_logs * sizeof(struct station_log);
	if (h.magic != SNAP_MAGIC || h.version != SNAP_VERSION || h.log_size != sizeof(struct station_log) ||
	    h.n_logs > STATION_MAX || h.body > n || sizeof h + h.body + logs != n ||
	    crc_of(h, file + sizeof h, n - sizeof h) != h.crc)
		return E_CORRUPT;
	struct cursor c = { file + sizeof h, h.body };
	TRY(engine_load(p->engine, get, &c));
	if (c.n != 0)
		return E_CORRUPT;
	if (h.n_logs) {
		uplog_station(p, (uint16_t)(h.n_logs - 1));
		memcpy(p->logs, file + sizeof h + h.body, logs);
	}
	*ret = h;
	return 0;
}

static int damaged(const char *path, struct err *e)
{
	return ERR(e, E_CORRUPT, "%s is damaged; move it away and start again: the engines are rebuilt from the journal as far back as it is kept", path);
}

static void take_head(struct partition *p, const struct snap_head *h)
{
	p->last_stored = h->last_stored;
	p->minute_at = h->minute_at;
	p->minute_ix = h->minute_ix;
}

int snapshot_load(struct partition *p, uint64_t *ret_lsn, struct err *e)
{
	char path[4096];
	char *file;
	size_t n;
	struct snap_head h;

	snprintf(path, sizeof path, "%s/engine.snap", p->o.dir);
	TRY(fs_read(path, (size_t)SNAP_MAX_GIB << 30, &file, &n, e));
	int rc = load(p, (const uint8_t *)file, n, &h);
	free(file);
	if (rc < 0)
		return damaged(path, e);
	take_head(p, &h);
	*ret_lsn = h.lsn;
	return 0;
}

int partition_snapshot_recent(const char *path, uint32_t max_tags, int32_t days, struct snapshot_bytes *ret, struct err *e)
{
	struct partition *p = calloc(1, sizeof *p);
	char *file;
	size_t n;
	struct snap_head h;

	if (!p)
		BUG("out of memory");
	int rc = fs_read(path, (size_t)SNAP_MAX_GIB << 30, &file, &n, e);
	if (rc == 0) {
		p->engine = engine_new(&(struct engine_opts){ .expect_tags = 1, .max_tags = max_tags });
		rc = load(p, (const uint8_t *)file, n, &h) < 0 ? damaged(path, e) : 0;
		free(file);
	}
	if (rc == 0) {
		take_head(p, &h);
		int32_t today = day_of(engine_now(p->engine)), oldest = engine_forget(p->engine, today - days);
		struct snapshot *s = pack(p);
		seal_head(s);
		*ret = (struct snapshot_bytes){ s->p, s->n, s->lsn, MIN(oldest, today) };
		free(s);
	}
	engine_free(p->engine);
	free(p->logs);
	free(p);
	return rc;
}
