/* sup — payload compression. One zstd context a thread, made at first use and freed with the thread: a
 * context costs about 100 KiB to make, a frame about a microsecond to decompress. */
#include <pthread.h>
#include <zstd.h>

#include "format/sup/sup.h"

enum { LEVEL = 1, AT_FLAGS = 4, AT_EXT = 6 };

struct ctx { ZSTD_CCtx *c; ZSTD_DCtx *d; };
static _Thread_local struct ctx ctx;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void ctx_free(void *arg)
{
	struct ctx *c = arg;

	ZSTD_freeCCtx(c->c);
	ZSTD_freeDCtx(c->d);
	*c = (struct ctx){ 0 };
}

static void make_key(void)
{
	int rc = pthread_key_create(&key, ctx_free);

	ASSERT(rc == 0);
}

static struct ctx *ctx_get(void)
{
	pthread_once(&once, make_key);
	pthread_setspecific(key, &ctx);
	return &ctx;
}

int sup_inflate(struct sup_frame *f, uint8_t *buf, size_t cap)
{
	struct ctx *c;

	if (!(f->flags & SUP_F_ZSTD))
		return 0;
	c = ctx_get();
	if (!c->d && !(c->d = ZSTD_createDCtx()))
		return -SUP_E_ZSTD;
	/* One call into a buffer of fixed size: output is bounded by cap, and no window is allocated. */
	size_t n = ZSTD_decompressDCtx(c->d, buf, MIN(cap, (size_t)SUP_MAX_PAYLOAD), f->payload, f->len);
	if (f->len == 0 || ZSTD_isError(n))
		return -SUP_E_ZSTD;
	f->payload = buf;
	f->len = (uint32_t)n;
	f->flags &= (uint16_t)~SUP_F_ZSTD;
	return 0;
}

size_t sup_deflate_end(struct sup_buf *b)
{
	struct ctx *c = ctx_get();

	if (b->over || (!c->c && !(c->c = ZSTD_createCCtx())))
		return sup_end(b);
	uint8_t *p = b->p + b->start;
	size_t at = b->start + SUP_HEADER + be16(p + AT_EXT), len = b->n - at;
	size_t n = len > SUP_MAX_PAYLOAD ? len
	         : ZSTD_compressCCtx(c->c, b->p + b->n, b->cap - b->n, b->p + at, len, LEVEL);

	if (!ZSTD_isError(n) && n < len) {
		memmove(b->p + at, b->p + b->n, n);
		b->n = at + n;
		put_be16(p + AT_FLAGS, be16(p + AT_FLAGS) | SUP_F_ZSTD);
	}
	return sup_end(b);
}
