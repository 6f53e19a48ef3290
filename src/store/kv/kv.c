/* kv — see kv.h. */
#include "store/kv/kv.h"

#include <rocksdb/c.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "platform/fs.h"

enum { CF_MAX = 512, NAME_MAX_ = 32, LOG_NOTHING = 6 /* above all levels; heads are written all the same */, ROOM = 1 << 20 };

/* K4: held by its owner, by every iterator on it and by who looks at a moment. */
struct kv_cf {
	rocksdb_column_family_handle_t *h;
	_Atomic unsigned refs;
	char name[NAME_MAX_];
};

struct kv_iter {
	rocksdb_iterator_t *it;
	struct kv_cf *cf;
};

struct kv_moment {
	const rocksdb_snapshot_t *snap;
	rocksdb_readoptions_t *ro, *ro_total;
};

struct kv {
	struct kv_opts o;
	rocksdb_t *db;
	rocksdb_options_t *opt;
	rocksdb_cache_t *cache;
	rocksdb_writeoptions_t *wo;
	rocksdb_readoptions_t *ro, *ro_total;
	struct kv_cf *def;
	struct kv_cf *cf[CF_MAX];
	size_t ncf;
};


/* True while this thread waits for a read: RocksDB calls the merge hook on the reading thread. */
static _Thread_local bool reading_;

static void *xalloc(size_t n)
{
	void *p = calloc(1, n ? n : 1);

	ASSERT(p != NULL);
	return p;
}

static int fail(struct err *e, char *text)
{
	int code = E_STORE;

	if (strncmp(text, "Corruption", 10) == 0)
		code = E_CORRUPT;
	else if (strstr(text, "No space left") || strstr(text, "NoSpace") || strstr(text, "Disk quota"))
		code = E_FULL;
	ERR(e, code, "trail store: %s", text);
	rocksdb_free(text);
	return code;
}

/* ---- hooks ---- */

static char *merge_all(struct kv *k, const struct kv_slice *in, size_t n, unsigned char *ok, size_t *ret_n)
{
	uint8_t *p = k->o.merge(k->o.merge_arg, in, n, reading_, ret_n);

	*ok = 1;
	return (char *)p;
}

static char *hook_full(void *arg, const char *key, size_t kn, const char *old, size_t old_n, const char *const *op,
                       const size_t *op_n, int n, unsigned char *ok, size_t *ret_n)
{
	struct kv_slice small[64], *in = small;
	size_t m = 0;

	(void)key;
	(void)kn;
	if ((size_t)n + 1 > COUNTOF(small))
		in = xalloc(((size_t)n + 1) * sizeof(*in));
	if (old)
		in[m++] = (struct kv_slice){ (const uint8_t *)old, old_n };
	for (int i = 0; i < n; i++)
		in[m++] = (struct kv_slice){ (const uint8_t *)op[i], op_n[i] };
	char *p = merge_all(arg, in, m, ok, ret_n);
	if (in != small)
		free(in);
	return p;
}

static char *hook_partial(void *arg, const char *key, size_t kn, const char *const *op, const size_t *op_n, int n,
                          unsigned char *ok, size_t *ret_n)
{
	return hook_full(arg, key, kn, NULL, 0, op, op_n, n, ok, ret_n);
}

static void hook_free(void *arg, const char *p, size_t n)
{
	(void)arg;
	(void)n;
	free((void *)(uintptr_t)p);
}

static void hook_done(void *arg) { (void)arg; }
static const char *hook_merge_name(void *arg) { return ((struct kv *)arg)->o.merge_name; }
static const char *hook_prefix_name(void *arg) { return ((struct kv *)arg)->o.prefix_name; }

static char *hook_prefix(void *arg, const char *key, size_t n, size_t *ret_n)
{
	*ret_n = ((struct kv *)arg)->o.prefix((const uint8_t *)key, n);
	return (char *)(uintptr_t)key;
}

static unsigned char hook_in_domain(void *arg, const char *key, size_t n)
{
	return ((struct kv *)arg)->o.prefix((const uint8_t *)key, n) > 0;
}

static unsigned char hook_in_range(void *arg, const char *key, size_t n)
{
	(void)arg;
	(void)key;
	(void)n;
	return 0;
}

/* ---- open and close ---- */

static rocksdb_block_based_table_options_t *table_options(struct kv *k)
{
	rocksdb_block_based_table_options_t *t = rocksdb_block_based_options_create();

	rocksdb_block_based_options_set_block_cache(t, k->cache);
	rocksdb_block_based_options_set_block_size(t, k->o.block_bytes ? k->o.block_bytes : 16384);
	rocksdb_block_based_options_set_format_version(t, 5);
	rocksdb_block_based_options_set_filter_policy(t, rocksdb_filterpolicy_create_bloom_full(10));
	rocksdb_block_based_options_set_whole_key_filtering(t, k->o.prefix == NULL);
	rocksdb_block_based_options_set_cache_index_and_filter_blocks(t, 1);
	/* Index and filters in pieces: on a store far larger than the cache, a miss loads 4 KiB and not a whole index. */
	rocksdb_block_based_options_set_index_type(t, rocksdb_block_based_table_index_type_two_level_index_search);
	rocksdb_block_based_options_set_partition_filters(t, 1);
	rocksdb_block_based_options_set_metadata_block_size(t, 4096);
	rocksdb_block_based_options_set_pin_top_level_index_and_filter(t, 1);
	rocksdb_block_based_options_set_cache_index_and_filter_blocks_with_high_priority(t, 1);
	return t;
}

static void set_options(struct kv *k)
{
	rocksdb_options_t *o = k->opt;

	rocksdb_options_set_create_if_missing(o, 1);
	rocksdb_options_set_atomic_flush(o, 1);
	/* Two generations may be in memory: one filling, one on its way to disk. */
	size_t buf = MAX((size_t)k->o.memtable_bytes / 2, (size_t)1 << 20);
	rocksdb_options_set_write_buffer_size(o, buf);
	rocksdb_options_set_db_write_buffer_size(o, buf);
	rocksdb_options_set_max_write_buffer_number(o, 3);
	rocksdb_options_set_max_background_jobs(o, 3);   /* a flush, a compaction, and kv_flush past that one */
	rocksdb_options_set_max_open_files(o, k->o.max_open_files ? k->o.max_open_files : 512);
	rocksdb_options_set_level0_file_num_compaction_trigger(o, 6);
	rocksdb_options_set_level_compaction_dynamic_level_bytes(o, 1);
	rocksdb_options_set_target_file_size_base(o, (uint64_t)64 << 20);
	rocksdb_options_set_max_bytes_for_level_base(o, (uint64_t)256 << 20);
	rocksdb_options_set_compression(o, rocksdb_no_compression);   /* values come packed: docs/trail.md */
	rocksdb_options_set_keep_log_file_num(o, 2);
	rocksdb_options_set_info_log_level(o, LOG_NOTHING);
	rocksdb_options_set_stats_dump_period_sec(o, 0);
	rocksdb_options_set_stats_persist_period_sec(o, 0);
	rocksdb_options_set_allow_concurrent_memtable_write(o, 0);   /* one writer */
	rocksdb_options_set_bytes_per_sync(o, (uint64_t)1 << 20);
	if (k->o.merge)
		rocksdb_options_set_merge_operator(o, rocksdb_mergeoperator_create(k, hook_done, hook_full, hook_partial,
		                                                                  hook_free, hook_merge_name));
	if (k->o.prefix)
		rocksdb_options_set_prefix_extractor(o, rocksdb_slicetransform_create(k, hook_done, hook_prefix,
		                                                                     hook_in_domain, hook_in_range,
		                                                                     hook_prefix_name));
	rocksdb_block_based_table_options_t *t = table_options(k);
	rocksdb_options_set_block_based_table_factory(o, t);
	rocksdb_block_based_options_destroy(t);
}

static struct kv_cf *cf_new(rocksdb_column_family_handle_t *h, const char *name)
{
	struct kv_cf *cf = xalloc(sizeof(*cf));

	cf->h = h;
	cf->refs = 1;
	snprintf(cf->name, sizeof(cf->name), "%s", name);
	return cf;
}

/* K5: RocksDB 7.8 asserts when it writes to its LOG again after a write to it was refused. What it still writes there, at an open and for
 * a new family, is some KiB: so neither begins on a full disk. */
static int room(const struct kv *k, struct err *e)
{
	int64_t left = fs_free_bytes(k->o.dir);

	if (left >= 0 && left < ROOM)   /* -1: the folder is not there yet */
		return ERR(e, E_FULL, "trail store: the disk is full");
	return 0;
}

static int open_families(struct kv *k, char **names, size_t n, struct err *e)
{
	const rocksdb_options_t *opts[CF_MAX + 1] = { 0 };
	rocksdb_column_family_handle_t *h[CF_MAX + 1];
	char *bad = NULL;

	TRY(room(k, e));
	for (size_t i = 0; i < n; i++)
		opts[i] = k->opt;
	k->db = rocksdb_open_column_families(k->opt, k->o.dir, (int)n, (const char *const *)names, opts, h, &bad);
	if (bad)
		return fail(e, bad);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(names[i], "default") == 0)
			k->def = cf_new(h[i], names[i]);
		else
			k->cf[k->ncf++] = cf_new(h[i], names[i]);
	}
	return 0;
}

static int open_db(struct kv *k, struct err *e)
{
	char *bad = NULL, *only[1] = { (char *)(uintptr_t)"default" };
	size_t n = 0;
	char **names = rocksdb_list_column_families(k->opt, k->o.dir, &n, &bad);

	if (bad) {   /* no database yet; if it is there but unreadable, the open below says so */
		rocksdb_free(bad);
		rocksdb_list_column_families_destroy(names, n);
		return open_families(k, only, 1, e);
	}
	int rc = n > CF_MAX ? ERR(e, E_CORRUPT, "trail store: %zu column families are too many", n)
	                    : open_families(k, names, n, e);
	rocksdb_list_column_families_destroy(names, n);
	return rc;
}

int kv_open(const struct kv_opts *o, struct err *e, struct kv **ret)
{
	struct kv *k = xalloc(sizeof(*k));

	k->o = *o;
	k->opt = rocksdb_options_create();
	k->cache = rocksdb_cache_create_lru(o->cache_bytes);
	set_options(k);
	k->wo = rocksdb_writeoptions_create();
	rocksdb_writeoptions_disable_WAL(k->wo, !o->wal);
	k->ro = rocksdb_readoptions_create();
	rocksdb_readoptions_set_prefix_same_as_start(k->ro, 1);
	k->ro_total = rocksdb_readoptions_create();
	rocksdb_readoptions_set_total_order_seek(k->ro_total, 1);
	int rc = open_db(k, e);
	if (rc < 0) {
		kv_close(k);
		return rc;
	}
	*ret = k;
	return 0;
}

static void cf_unref(struct kv_cf *cf)
{
	if (!cf || atomic_fetch_sub(&cf->refs, 1) > 1)
		return;
	rocksdb_column_family_handle_destroy(cf->h);
	free(cf);
}

void kv_close(struct kv *k)
{
	if (!k)
		return;
	for (size_t i = 0; i < k->ncf; i++)
		cf_unref(k->cf[i]);
	cf_unref(k->def);
	if (k->db)
		rocksdb_close(k->db);
	rocksdb_readoptions_destroy(k->ro);
	rocksdb_readoptions_destroy(k->ro_total);
	rocksdb_writeoptions_destroy(k->wo);
	rocksdb_options_destroy(k->opt);
	rocksdb_cache_destroy(k->cache);
	free(k);
}

/* ---- families ---- */

size_t kv_cf_count(const struct kv *k) { return k->ncf; }
struct kv_cf *kv_cf_at(const struct kv *k, size_t i) { ASSERT(i < k->ncf); return k->cf[i]; }
const char *kv_cf_name(const struct kv_cf *cf) { return cf->name; }
struct kv_cf *kv_cf_default(const struct kv *k) { return k->def; }

int kv_cf_add(struct kv *k, const char *name, struct err *e, struct kv_cf **ret)
{
	char *bad = NULL;

	if (k->ncf == CF_MAX)
		return ERR(e, E_STORE, "trail store: more than %d column families", CF_MAX);
	TRY(room(k, e));
	rocksdb_column_family_handle_t *h = rocksdb_create_column_family(k->db, k->opt, name, &bad);
	if (bad) {
		if (h)   /* an empty shell */
			rocksdb_column_family_handle_destroy(h);
		return fail(e, bad);
	}
	*ret = k->cf[k->ncf++] = cf_new(h, name);
	return 0;
}

int kv_cf_drop(struct kv *k, struct kv_cf *cf, struct err *e)
{
	char *bad = NULL;

	rocksdb_drop_column_family(k->db, cf->h, &bad);
	if (bad)
		return fail(e, bad);
	for (size_t i = 0; i < k->ncf; i++)
		if (k->cf[i] == cf) {
			k->cf[i] = k->cf[--k->ncf];
			break;
		}
	cf_unref(cf);
	return 0;
}

/* ---- writing ---- */

static rocksdb_writebatch_t *wb(struct kv_batch *b) { return (rocksdb_writebatch_t *)b; }

struct kv_batch *kv_batch_new(void) { return (struct kv_batch *)rocksdb_writebatch_create(); }

void kv_batch_free(struct kv_batch *b)
{
	if (b)
		rocksdb_writebatch_destroy(wb(b));
}

void kv_batch_clear(struct kv_batch *b) { rocksdb_writebatch_clear(wb(b)); }

void kv_batch_put(struct kv_batch *b, struct kv_cf *cf, struct kv_slice key, struct kv_slice val)
{
	rocksdb_writebatch_put_cf(wb(b), cf->h, (const char *)key.p, key.n, (const char *)val.p, val.n);
}

void kv_batch_merge(struct kv_batch *b, struct kv_cf *cf, struct kv_slice key, struct kv_slice val)
{
	rocksdb_writebatch_merge_cf(wb(b), cf->h, (const char *)key.p, key.n, (const char *)val.p, val.n);
}

int kv_write(struct kv *k, struct kv_batch *b, struct err *e)
{
	char *bad = NULL;

	rocksdb_set_perf_level(rocksdb_disable);   /* of this thread: else each comparison of keys is counted */
	rocksdb_write(k->db, k->wo, wb(b), &bad);
	return bad ? fail(e, bad) : 0;
}

/* The writer is the caller, so nothing may be left in any memtable now. */
static int all_flushed(struct kv *k, struct err *e)
{
	uint64_t left = kv_prop(k, NULL, "rocksdb.num-entries-active-mem-table") +
	                kv_prop(k, NULL, "rocksdb.num-immutable-mem-table");

	if (left > 0)
		return ERR(e, E_STORE, "trail store: a flush left %llu entries in memory (disk full or failing?)",
		           (unsigned long long)left);
	return 0;
}

int kv_flush(struct kv *k, struct err *e)
{
#ifdef YZ_ROCKSDB_FLUSH_CFS
	rocksdb_column_family_handle_t *h[CF_MAX + 1];
	rocksdb_flushoptions_t *fo = rocksdb_flushoptions_create();
	char *bad = NULL;
	int n = 0;

	h[n++] = k->def->h;
	for (size_t i = 0; i < k->ncf; i++)
		h[n++] = k->cf[i]->h;
	rocksdb_flushoptions_set_wait(fo, 1);
	rocksdb_flush_cfs(k->db, fo, h, n, &bad);
	rocksdb_flushoptions_destroy(fo);
	if (bad)
		return fail(e, bad);
#else
	/* With atomic_flush, rocksdb_flush_cf flushes only the family named: a position could become durable before its
	 * visits. A manual compaction over keys that are in a memtable flushes all families as one; the default family
	 * holds a few small keys, so its compaction costs nothing. Before the list form there is no other public way. */
	rocksdb_compactoptions_t *co = rocksdb_compactoptions_create();
	rocksdb_compactoptions_set_exclusive_manual_compaction(co, 0);   /* or it waits until other families' compactions end */
	rocksdb_compact_range_cf_opt(k->db, k->def->h, co, NULL, 0, NULL, 0);
	rocksdb_compactoptions_destroy(co);
#endif
	return all_flushed(k, e);
}

int kv_compact(struct kv *k, struct kv_cf *cf, struct err *e)
{
	rocksdb_compactoptions_t *co = rocksdb_compactoptions_create();

	rocksdb_compactoptions_set_bottommost_level_compaction(co, 3 /* force, but not what this call wrote */);
	rocksdb_compact_range_cf_opt(k->db, cf->h, co, NULL, 0, NULL, 0);
	rocksdb_compactoptions_destroy(co);
	return all_flushed(k, e);
}

int kv_checkpoint(struct kv *k, const char *dir, struct err *e)
{
	char *bad = NULL;
	rocksdb_checkpoint_t *c = rocksdb_checkpoint_object_create(k->db, &bad);

	if (bad)
		return fail(e, bad);
	rocksdb_checkpoint_create(c, dir, 0, &bad);
	rocksdb_checkpoint_object_destroy(c);
	return bad ? fail(e, bad) : 0;
}

/* ---- reading ---- */

int kv_get(struct kv *k, struct kv_cf *cf, struct kv_slice key, struct err *e, uint8_t **ret, size_t *ret_n)
{
	char *bad = NULL;
	size_t n = 0;

	reading_ = true;
	char *p = rocksdb_get_cf(k->db, k->ro_total, cf->h, (const char *)key.p, key.n, &n, &bad);
	reading_ = false;
	if (bad)
		return fail(e, bad);
	*ret = (uint8_t *)p;
	*ret_n = p ? n : 0;
	return 0;
}

struct kv_moment *kv_moment_new(struct kv *k)
{
	struct kv_moment *m = xalloc(sizeof(*m));

	m->snap = rocksdb_create_snapshot(k->db);
	m->ro = rocksdb_readoptions_create();
	rocksdb_readoptions_set_prefix_same_as_start(m->ro, 1);
	rocksdb_readoptions_set_snapshot(m->ro, m->snap);
	m->ro_total = rocksdb_readoptions_create();
	rocksdb_readoptions_set_total_order_seek(m->ro_total, 1);
	rocksdb_readoptions_set_snapshot(m->ro_total, m->snap);
	return m;
}

void kv_moment_free(struct kv *k, struct kv_moment *m)
{
	if (!m)
		return;
	rocksdb_readoptions_destroy(m->ro);
	rocksdb_readoptions_destroy(m->ro_total);
	rocksdb_release_snapshot(k->db, m->snap);
	free(m);
}

void kv_cf_hold(struct kv_cf *cf) { atomic_fetch_add(&cf->refs, 1); }
void kv_cf_release(struct kv_cf *cf) { cf_unref(cf); }

int kv_look(struct kv *k, struct kv_cf *cf, const struct kv_moment *m, struct kv_slice key, struct err *e, struct kv_found *ret)
{
	char *bad = NULL;

	rocksdb_set_perf_level(rocksdb_disable);   /* of this thread: else each comparison of keys is counted */
	reading_ = true;
	rocksdb_pinnableslice_t *pin = rocksdb_get_pinned_cf(k->db, m->ro, cf->h, (const char *)key.p, key.n, &bad);
	reading_ = false;
	if (bad)
		return fail(e, bad);
	if (!pin)
		return 0;
	ret->pin = pin;
	ret->v.p = (const uint8_t *)rocksdb_pinnableslice_value(pin, &ret->v.n);
	return 1;
}

void kv_found_free(struct kv_found *f)
{
	rocksdb_pinnableslice_destroy(f->pin);
}

static struct kv_iter *iter_new(struct kv *k, struct kv_cf *cf, const rocksdb_readoptions_t *ro)
{
	struct kv_iter *it = xalloc(sizeof(*it));

	atomic_fetch_add(&cf->refs, 1);
	it->cf = cf;
	it->it = rocksdb_create_iterator_cf(k->db, ro, cf->h);
	return it;
}

struct kv_iter *kv_iter_new(struct kv *k, struct kv_cf *cf, bool prefix)
{
	return iter_new(k, cf, prefix ? k->ro : k->ro_total);
}

struct kv_iter *kv_iter_new_at(struct kv *k, struct kv_cf *cf, bool prefix, const struct kv_moment *m)
{
	return iter_new(k, cf, prefix ? m->ro : m->ro_total);
}

void kv_iter_free(struct kv_iter *it)
{
	if (!it)
		return;
	rocksdb_iter_destroy(it->it);
	cf_unref(it->cf);
	free(it);
}

void kv_iter_seek(struct kv_iter *it, struct kv_slice key)
{
	reading_ = true;
	rocksdb_iter_seek(it->it, (const char *)key.p, key.n);
	reading_ = false;
}

void kv_iter_next(struct kv_iter *it)
{
	reading_ = true;
	rocksdb_iter_next(it->it);
	reading_ = false;
}

bool kv_iter_valid(const struct kv_iter *it) { return rocksdb_iter_valid(it->it); }

struct kv_slice kv_iter_key(const struct kv_iter *it)
{
	struct kv_slice s;

	s.p = (const uint8_t *)rocksdb_iter_key(it->it, &s.n);
	return s;
}

struct kv_slice kv_iter_value(const struct kv_iter *it)
{
	struct kv_slice s;

	s.p = (const uint8_t *)rocksdb_iter_value(it->it, &s.n);
	return s;
}

int kv_iter_error(const struct kv_iter *it, struct err *e)
{
	char *bad = NULL;

	rocksdb_iter_get_error(it->it, &bad);
	return bad ? fail(e, bad) : 0;
}

/* ---- figures ---- */

uint64_t kv_prop(const struct kv *k, const struct kv_cf *cf, const char *name)
{
	uint64_t v = 0, sum = 0;

	if (cf)
		return rocksdb_property_int_cf(k->db, cf->h, name, &v) == 0 ? v : 0;
	if (rocksdb_property_int_cf(k->db, k->def->h, name, &v) == 0)
		sum += v;
	for (size_t i = 0; i < k->ncf; i++)
		if (rocksdb_property_int_cf(k->db, k->cf[i]->h, name, &v) == 0)
			sum += v;
	return sum;
}

uint64_t kv_memory(const struct kv *k)
{
	return kv_prop(k, NULL, "rocksdb.size-all-mem-tables") + rocksdb_cache_get_usage(k->cache);
}
