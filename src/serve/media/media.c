/* media — the server's side of the picture worker. See media.h. */
#include "serve/media/media.h"

#include <stdlib.h>

#include "platform/proc.h"
#include "platform/thread.h"
#include "serve/media/media_int.h"

const char *media_program = "/proc/self/exe";

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t room;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int running;

static void init(void)
{
	cond_init(&room);
}

static void enter(void)
{
	pthread_once(&once, init);
	pthread_mutex_lock(&lock);
	while (running >= MEDIA_AT_ONCE)
		cond_wait_ms(&room, &lock, 100);
	running++;
	pthread_mutex_unlock(&lock);
}

static void leave(void)
{
	pthread_mutex_lock(&lock);
	running--;
	pthread_cond_signal(&room);
	pthread_mutex_unlock(&lock);
}

/* The child is not trusted: what it says is checked like anything from outside. */
static int take(struct arena *a, str out, struct err *e, struct picture *ret)
{
	if (out.n < MEDIA_HEAD || le32(out.p) != MEDIA_MAGIC)
		return ERR(e, E_INVALID, "not a picture this program can read (JPEG or PNG, at most 25 million pixels)");
	uint32_t w = le32(out.p + 4), h = le32(out.p + 8);
	str jpeg = { out.p + MEDIA_HEAD, out.n - MEDIA_HEAD };
	bool sound = w >= 1 && w <= MEDIA_SIDE && h >= 1 && h <= MEDIA_SIDE && jpeg.n > 4 && (uint8_t)jpeg.p[0] == 0xff && (uint8_t)jpeg.p[1] == 0xd8;
	if (!sound)
		return ERR(e, E_INVALID, "the picture could not be read");
	ret->jpeg = arena_str(a, jpeg);
	ret->width = (int32_t)w;
	ret->height = (int32_t)h;
	return ret->jpeg.n ? 0 : ERR(e, E_TOOBIG, "the picture is too large");
}

int media_reencode(struct arena *a, str in, struct err *e, struct picture *ret)
{
	struct proc_opts o = { media_program, "media-worker", MEDIA_OUT_MAX + MEDIA_HEAD, MEDIA_WALL_MS };
	struct err why = { 0 };         /* the child's exit code is no answer for whoever took the picture */
	char *out;
	size_t n;
	int code;

	if (in.n > MEDIA_IN_MAX)
		return ERR(e, E_TOOBIG, "a picture has at most %d MiB", MEDIA_IN_MAX >> 20);
	enter();
	int rc = proc_run(&o, in, &out, &n, &code, &why);
	leave();
	if (rc == E_INVALID)
		return code == MEDIA_NO_JAIL ? ERR(e, E_CONFIG, "the picture worker could not be locked in; pictures are refused")
		                             : ERR(e, E_INVALID, "not a picture this program can read (JPEG or PNG, at most 25 million pixels)");
	if (rc < 0)
		return ERR_SYS(e, rc, why.sys, "%s", why.msg);
	rc = take(a, (str){ out, n }, e, ret);
	free(out);
	return rc;
}
