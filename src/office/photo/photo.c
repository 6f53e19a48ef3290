/* photo — see photo.h. */
#include "office/photo/photo.h"

#include <openssl/evp.h>
#include <stdio.h>

#include "base/utc.h"
#include "platform/sys.h"
#include "photo_sql.h"

SQL_STATEMENTS(photo)

enum { ORPHAN_S = 3600, ORPHANS = 4096, READ_ARENA = 16 << 20 };

static const char column[] = "photo.file";

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static str ref_of(const uint8_t id[static BLOB_ID])
{
	return (str){ (const char *)id, BLOB_ID };
}

_Static_assert((int)BLOB_ID == (int)VAULT_REF, "a photo's name is the reference it is sealed with");
_Static_assert((int)VAULT_BIG_SEALED <= (int)BLOB_MAX, "a sealed photo fits into a file");

/* --- uploads --- */

int64_t photo_uploader(const struct cx *cx)
{
	return cx->actor.v ? cx->actor.v : -cx->owner.v;
}

int photo_day_take(struct cx *cx, int64_t most)
{
	int64_t n;

	TRY(sql_one(cx, &q_day_take, read_n, &n, BIND(V(cx->owner.v), V((int)day_of(cx->now)))));
	return n <= most ? 0 : FAIL(cx, E_BUSY, "%lld photos were sent today; send the others tomorrow, or bring them to a counter", (long long)most);
}

/* PH3 */
static int room_for_one(struct cx *cx)
{
	int64_t n;

	TRY(sql_one(cx, &q_waiting, read_n, &n, BIND(V(photo_uploader(cx)))));
	return n < PHOTO_WAITING_MAX ? 0 : FAIL(cx, E_STATE, "%d of your photos belong to no bike yet; use them, or wait until they vanish a day after "
	                                        "they were taken in", PHOTO_WAITING_MAX);
}

int photo_may(struct cx *cx)
{
	TRY(room_for_one(cx));
	return blob_room(PHOTO_BYTES_MAX, &cx->err);
}

int photo_file(struct cx *cx, str jpeg, int32_t width, int32_t height, struct photo *ret)
{
	uint8_t id[BLOB_ID], sum[EVP_MAX_MD_SIZE];
	char name[BLOB_NAME];
	unsigned n = 0;
	str sealed;

	if (jpeg.n == 0 || jpeg.n > PHOTO_BYTES_MAX)
		return FAIL(cx, E_TOOBIG, "a photo has at most %d MiB", PHOTO_BYTES_MAX >> 20);
	TRY(photo_may(cx));
	if (EVP_Digest(jpeg.p, jpeg.n, sum, &n, EVP_sha256(), NULL) != 1 || n != sizeof ret->digest)
		BUG("SHA-256 failed");
	vault_ref(id);
	TRY(vault_seal_big(cx, column, ref_of(id), jpeg, &sealed));
	TRY(blob_put(id, sealed, &cx->err));
	*ret = (struct photo){ arena_str(cx->arena, blob_name(id, name)), width, height, (int64_t)jpeg.n, cx->now, cx->actor };
	memcpy(ret->head, sealed.p, VAULT_HEAD);
	memcpy(ret->digest, sum, sizeof ret->digest);
	return 0;
}

int photo_add(struct cx *cx, const struct photo *p)
{
	str head = { p->head, VAULT_HEAD }, digest = { (const char *)p->digest, sizeof p->digest };

	TRY(room_for_one(cx));
	int n = sql_exec(cx, &q_add, BIND(V(p->id), V(head), V_BLOB(digest), V(p->bytes), V(p->width), V(p->height), V(p->at), V(photo_uploader(cx))));
	return as_done(n);
}

/* --- use --- */

struct one { struct arena *arena; struct photo p; };

static void read_photo(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	o->p.id = sql_str_a(r, o->arena);
	o->p.width = (int32_t)sql_i64(r);
	o->p.height = (int32_t)sql_i64(r);
	o->p.bytes = sql_i64(r);
	o->p.at = sql_i64(r);
	o->p.actor.v = sql_i64(r);
	o->p.used = sql_i64(r) != 0;
}

int photo_use(struct cx *cx, str id, struct photo *ret, int64_t *ret_same)
{
	struct one o = { .arena = cx->arena };
	int64_t same;

	int n = sql_exec(cx, &q_use, BIND(V(cx->now), V(id), V(photo_uploader(cx)), V(cx->now - PHOTO_WAIT_MS)));
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_NOTFOUND, "photos", "this photo is not there any more, or is used already: take it again");
	TRY(sql_one(cx, &q_get, read_photo, &o, BIND(V(id))));
	TRY(sql_one(cx, &q_same, read_n, &same, BIND(V(id))));
	*ret = o.p;
	*ret_same = same;
	return 0;
}

/* --- kept for a request --- */

int photo_hold(struct cx *cx, str id)
{
	int n = sql_exec(cx, &q_hold, BIND(V(INT64_MAX), V(id), V(photo_uploader(cx)), V(cx->now - PHOTO_WAIT_MS), V(cx->now)));

	TRY(n);
	return n == 1 ? 0 : FAIL_FIELD(cx, E_NOTFOUND, "photos", "this photo is not there any more, or is used already: take it again");
}

int photo_release(struct cx *cx, str id)
{
	return as_done(sql_exec(cx, &q_release, BIND(V(cx->now + PHOTO_WAIT_MS), V(id))));
}

int photo_there(struct cx *cx, str id, bool *ret)
{
	int64_t n;

	TRY(sql_one(cx, &q_is_there, read_n, &n, BIND(V(id))));
	*ret = n != 0;
	return 0;
}

struct size { int32_t width, height; };

static void read_size(struct sql_row *r, void *ret)
{
	struct size *z = ret;

	z->width = (int32_t)sql_i64(r);
	z->height = (int32_t)sql_i64(r);
}

int photo_size(struct cx *cx, str id, int32_t *ret_width, int32_t *ret_height)
{
	struct size z;

	TRY(sql_one(cx, &q_size, read_size, &z, BIND(V(id))));
	*ret_width = z.width;
	*ret_height = z.height;
	return 0;
}

/* --- reading (PH4) --- */

static int open_file(struct cx *cx, const uint8_t id[static BLOB_ID], str *ret)
{
	char name[BLOB_NAME];
	struct err e = { 0 };
	str sealed;

	int rc = blob_get(cx->arena, id, &sealed, &e);
	if (rc == E_NOTFOUND)
		return FAIL(cx, E_CORRUPT, "the file of photo %s is missing; put it back from a backup", blob_name(id, name).p);
	if (rc < 0)
		return FAIL(cx, rc, "%s", e.msg);
	rc = vault_open_big(cx, column, ref_of(id), sealed, ret);
	if (rc != E_CORRUPT)
		return rc;
	cx->err = (struct err){ 0 };
	return FAIL(cx, E_CORRUPT, "the file of photo %s was changed; put it back from a backup", blob_name(id, name).p);
}

int photo_forget(struct cx *cx, str id)
{
	return as_done(sql_exec(cx, &q_forget, BIND(V(id))));
}

int photo_read(struct cx *cx, str id, str *ret)
{
	struct one o = { .arena = cx->arena };
	uint8_t raw[BLOB_ID];

	if (!blob_parse(id, raw))
		return FAIL(cx, E_NOTFOUND, "no such photo");
	TRY(sql_one(cx, &q_get, read_photo, &o, BIND(V(id))));
	return open_file(cx, raw, ret);
}

/* --- of an order, of a case --- */

int photo_of_count(struct cx *cx, str kind, int64_t subject, int64_t *ret)
{
	return sql_one(cx, &q_of_count, read_n, ret, BIND(V(kind), V(subject)));
}

int photo_of_put(struct cx *cx, str kind, int64_t subject, str id, int64_t most)
{
	int64_t n;

	TRY(photo_of_count(cx, kind, subject, &n));
	if (n >= most)
		return FAIL_FIELD(cx, E_STATE, "photos", "there are %lld photos already, no more are taken", (long long)n);
	return as_done(sql_exec(cx, &q_of_put, BIND(V(kind), V(subject), V(id), V(cx->now), V(photo_uploader(cx)))));
}

struct of_each { photo_of_fn *fn; void *arg; };

static int of_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct of_each *e = arg;
	struct photo_of p;

	p.id = sql_i64(r);
	p.photo = sql_str_a(r, cx->arena);
	p.at = sql_i64(r);
	p.actor = sql_i64(r);
	return e->fn(cx, &p, e->arg);
}

int photo_of_list(struct cx *cx, str kind, int64_t subject, photo_of_fn *fn, void *arg)
{
	struct of_each e = { fn, arg };

	return sql_each(cx, &q_of_list, of_row, &e, BIND(V(kind), V(subject)));
}

int photo_of_read(struct cx *cx, str kind, int64_t subject, str id, str *ret)
{
	int64_t n;

	TRY(sql_one(cx, &q_of_is, read_n, &n, BIND(V(kind), V(subject), V(id))));
	return n ? photo_read(cx, id, ret) : FAIL(cx, E_NOTFOUND, "no such photo");
}

int photo_of_drop(struct cx *cx, int64_t id)
{
	return as_done(sql_exec(cx, &q_of_drop, BIND(V(id))));
}

/* --- what vanishes (PH1, PH2) --- */

struct ids { uint8_t id[ORPHANS][BLOB_ID]; int n, max; };

static int take_id(struct cx *cx, struct sql_row *r, void *arg)
{
	struct ids *v = arg;

	if (v->n < v->max && blob_parse(sql_str(r), v->id[v->n]))
		v->n++;
	(void)cx;
	return 0;
}

static int take_file(void *arg, const uint8_t id[static BLOB_ID])
{
	struct ids *v = arg;

	if (v->n < v->max)
		memcpy(v->id[v->n++], id, BLOB_ID);
	return 0;
}

/* Rows first, in one transaction; their files behind its commit. */
static int drop_stale(struct cx *cx, struct ids *v)
{
	bool gone[PHOTO_SWEEP];
	char name[BLOB_NAME];

	v->n = 0;
	v->max = PHOTO_SWEEP;
	TRY(sql_each(cx, &q_stale, take_id, v, BIND(V(cx->now - PHOTO_WAIT_MS), V((int)PHOTO_SWEEP), V(cx->now))));
	if (v->n == 0)
		return 0;
	TRY(sql_begin(cx, true));
	for (int i = 0; i < v->n; i++) {
		int n = sql_exec(cx, &q_drop, BIND(V(blob_name(v->id[i], name)), V(cx->now)));
		TRY(n);
		gone[i] = n == 1;                /* else used or held meanwhile */
	}
	TRY(sql_commit(cx));
	for (int i = 0; i < v->n; i++)
		if (gone[i])
			TRY(blob_remove(v->id[i], &cx->err));
	return v->n;
}

static int drop_orphans(struct cx *cx, unsigned shard, struct ids *v)
{
	char name[BLOB_NAME];
	int dropped = 0;
	int64_t there;

	v->n = 0;
	v->max = ORPHANS;
	TRY(blob_old(shard, ORPHAN_S, take_file, v, &cx->err));
	for (int i = 0; i < v->n; i++) {
		TRY(sql_one(cx, &q_is_there, read_n, &there, BIND(V(blob_name(v->id[i], name)))));
		if (there)
			continue;
		TRY(blob_remove(v->id[i], &cx->err));
		dropped++;
	}
	return dropped;
}

int photo_sweep(struct cx *cx, unsigned shard)
{
	struct ids *v = arena_alloc(cx->arena, sizeof *v);

	if (!v)
		return FAIL(cx, E_TOOBIG, "no memory for the sweep of photos");
	TRY(sql_exec(cx, &q_day_trim, BIND(V((int)day_of(cx->now) - 2))));
	int stale = drop_stale(cx, v);
	sql_rollback(cx);
	TRY(stale);
	int orphans = drop_orphans(cx, shard % BLOB_SHARDS, v);
	TRY(orphans);
	return stale + orphans;
}

/* --- keys and checks --- */

struct file { char id[BLOB_NAME]; bool used; };
struct files { struct file v[SEAL_BATCH]; int n; };

static int take_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct files *b = arg;

	ASSERT(b->n < SEAL_BATCH);
	(void)cx;
	str id = sql_str(r);
	snprintf(b->v[b->n].id, BLOB_NAME, "%.*s", STR_ARG(id));
	b->v[b->n++].used = sql_i64(r) != 0;
	return 0;
}

/* Opens it and seals it anew, file first: broken off in between, the file names its key itself and is only done again. */
static int seal_one(struct cx *cx, const char *id)
{
	uint8_t raw[BLOB_ID];
	str jpeg, sealed;

	if (!blob_parse(str_of(id), raw))
		return FAIL(cx, E_CORRUPT, "a photo has the name '%s'", id);
	TRY(open_file(cx, raw, &jpeg));
	TRY(vault_seal_big(cx, column, ref_of(raw), jpeg, &sealed));
	TRY(blob_put(raw, sealed, &cx->err));
	int n = sql_exec(cx, &q_sealed, BIND(V(((str){ sealed.p, VAULT_HEAD })), V(str_of(id))));
	return as_done(n);
}

static int check_one(struct cx *cx, const char *id)
{
	uint8_t raw[BLOB_ID];
	str jpeg;

	return blob_parse(str_of(id), raw) ? open_file(cx, raw, &jpeg) : FAIL(cx, E_CORRUPT, "a photo has the name '%s'", id);
}

/* fn on every photo whose head is not this one, in turns of SEAL_BATCH, each photo with memory of its own. Those that wait may vanish at any
 * moment: what is missing of them is no fault. */
static int each_other(struct cx *outer, str head, int (*fn)(struct cx *cx, const char *id), seal_progress *told, void *arg, int64_t *ret_n)
{
	struct arena a;
	struct cx cx = *outer;
	char after[BLOB_NAME] = "";
	struct files b;
	int64_t n = 0;
	int rc = 0;

	arena_init(&a, READ_ARENA);
	cx.arena = &a;
	do {
		b.n = 0;
		rc = sql_each(&cx, &q_batch, take_row, &b, BIND(V(str_of(after)), V(head), V((int)SEAL_BATCH)));
		for (int i = 0; rc >= 0 && i < b.n; i++) {
			rc = fn(&cx, b.v[i].id);
			if (rc == E_CORRUPT && !b.v[i].used) {
				cx.err = (struct err){ 0 };
				rc = 0;
			}
			n += rc >= 0;
			arena_reset(&a);
			memcpy(after, b.v[i].id, BLOB_NAME);
		}
		if (told)
			told(arg, column, n);
	} while (rc >= 0 && b.n == SEAL_BATCH);
	arena_done(&a);
	outer->err = cx.err;
	*ret_n = n;
	return MIN(rc, 0);
}

int photo_seal_again(struct cx *cx, seal_progress *fn, void *arg, int64_t *ret_n)
{
	char prefix[16];

	TRY(vault_prefix(cx, prefix));
	return each_other(cx, (str){ prefix, VAULT_HEAD }, seal_one, fn, arg, ret_n);
}

int photo_verify(struct cx *cx, int64_t *ret_n)
{
	return each_other(cx, S(""), check_one, NULL, NULL, ret_n);
}

struct counting { seal_count_fn *fn; void *arg; };

static int count_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct counting *c = arg;
	char text[VAULT_HEAD + 3], kid[VAULT_KID] = "";

	(void)cx;
	str head = sql_str(r);
	snprintf(text, sizeof text, "%.*s.x", STR_ARG(head));             /* as the head of a value */
	(void)vault_kid_of(str_of(text), kid);
	return c->fn(c->arg, column, kid, sql_i64(r));
}

int photo_seal_count(struct cx *cx, seal_count_fn *fn, void *arg)
{
	int n = sql_each(cx, &q_count, count_row, &(struct counting){ fn, arg }, BIND_NONE);

	TRY(n);
	return n ? 0 : fn(arg, column, NULL, 0);
}
