/* dayfile — a whole file sealed under a day's key: libsodium's secretstream under a key derived from it. See daykeys.h. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>

#include "platform/fs.h"
#include "platform/sys.h"
#include "store/daykeys/daykeys_int.h"

enum { MAGIC = 8, HEAD = 20 /* magic, day (4), note (8) */, STREAM = crypto_secretstream_xchacha20poly1305_HEADERBYTES, PIECE = 64 << 10,
       MORE = crypto_secretstream_xchacha20poly1305_ABYTES };
static const char magic[] = "YZDAYF1\n", purpose[crypto_kdf_CONTEXTBYTES + 1] = "yzdayfil";
_Static_assert(DAY_KEY == crypto_kdf_KEYBYTES && crypto_secretstream_xchacha20poly1305_KEYBYTES == 32, "a day's key makes a stream's");

/* The key of the day's files; false: it has none (any more). */
static bool file_key(struct daykeys *k, int32_t day, uint8_t ret[static 32])
{
	uint8_t key[DAY_KEY];

	pthread_mutex_lock(&k->m);
	bool found = daykeys_find(k, day, key);
	pthread_mutex_unlock(&k->m);
	if (found && crypto_kdf_derive_from_key(ret, 32, 1, purpose, key) != 0)
		BUG("libsodium failed in an operation that cannot fail");
	sodium_memzero(key, sizeof key);
	return found;
}

static void put_head(uint8_t p[static HEAD], const struct dayfile *f)
{
	memcpy(p, magic, MAGIC);
	put_be32(p + MAGIC, (uint32_t)f->day);
	put_be64(p + MAGIC + 4, f->note);
}

static int read_head(int fd, const char *path, uint8_t p[static HEAD + STREAM], struct dayfile *ret, struct err *e)
{
	if (fs_pread_all(fd, p, HEAD + STREAM, 0) != HEAD + STREAM || memcmp(p, magic, MAGIC) != 0)
		return ERR(e, E_CORRUPT, "%s is not a file sealed under a day's key", path);
	*ret = (struct dayfile){ (int32_t)be32(p + MAGIC), be64(p + MAGIC + 4) };
	return 0;
}

int dayfile_head(const char *path, struct dayfile *ret, struct err *e)
{
	uint8_t head[HEAD + STREAM];
	CLEANUP(fd_close) int fd = sys.open(path, O_RDONLY | O_NOFOLLOW, 0);

	if (fd < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot open %s: %s", path, strerror(errno));
	return read_head(fd, path, head, ret, e);
}

static int write_pieces(int fd, crypto_secretstream_xchacha20poly1305_state *s, const uint8_t head[static HEAD], const uint8_t *p, size_t n)
{
	static _Thread_local uint8_t out[PIECE + MORE];
	off_t at = HEAD + STREAM;

	for (size_t i = 0, m; i == 0 || i < n; i += m) {
		m = MIN(n - i, (size_t)PIECE);
		uint8_t tag = i + m == n ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
		if (crypto_secretstream_xchacha20poly1305_push(s, out, NULL, p + i, m, i ? NULL : head, i ? 0 : HEAD, tag) != 0)
			BUG("libsodium failed in an operation that cannot fail");
		TRY(fs_pwrite_all(fd, out, m + MORE, at));
		at += (off_t)(m + MORE);
		if (m == 0)
			break;
	}
	return sys.fsync(fd) < 0 ? E_IO : 0;
}

int dayfile_seal(struct daykeys *k, const struct dayfile *f, const void *p, size_t n, const char *path, struct err *e)
{
	uint8_t key[32], head[HEAD + STREAM];
	crypto_secretstream_xchacha20poly1305_state s;

	TRY(daykeys_ensure(k, f->day, e));
	if (!file_key(k, f->day, key))
		return ERR(e, E_NOTFOUND, "the day is past retention: its key was destroyed");
	put_head(head, f);
	int rc = crypto_secretstream_xchacha20poly1305_init_push(&s, head + HEAD, key) == 0 ? 0 : E_IO;
	sodium_memzero(key, sizeof key);
	CLEANUP(fd_close) int fd = sys.open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot make %s: %s", path, strerror(errno));
	rc = rc < 0 ? rc : fs_pwrite_all(fd, head, sizeof head, 0);
	rc = rc < 0 ? rc : write_pieces(fd, &s, head, p, n);
	sodium_memzero(&s, sizeof s);
	return rc < 0 ? ERR_SYS(e, rc, errno, "cannot write %s: %s", path, strerror(errno)) : 0;
}

/* E_CORRUPT: not what was sealed, or not all of it. */
static int read_pieces(int in, int out, crypto_secretstream_xchacha20poly1305_state *s, const uint8_t head[static HEAD])
{
	static _Thread_local uint8_t box[PIECE + MORE], plain[PIECE];
	off_t at = HEAD + STREAM, to = 0;
	uint8_t tag = 0;

	while (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
		unsigned long long m;
		ssize_t n = fs_pread_all(in, box, sizeof box, at);
		if (n < 0)
			return E_IO;
		if (n < MORE || crypto_secretstream_xchacha20poly1305_pull(s, plain, &m, &tag, box, (unsigned long long)n, to ? NULL : head, to ? 0 : HEAD) != 0)
			return E_CORRUPT;
		TRY(fs_pwrite_all(out, plain, (size_t)m, to));
		at += n;
		to += (off_t)m;
	}
	if (fs_pread_all(in, box, 1, at) != 0)
		return E_CORRUPT;
	return sys.fsync(out) < 0 ? E_IO : 0;
}

int dayfile_open(struct daykeys *k, const char *path, const char *to, struct err *e)
{
	uint8_t key[32], head[HEAD + STREAM];
	crypto_secretstream_xchacha20poly1305_state s;
	struct dayfile f;
	CLEANUP(fd_close) int in = sys.open(path, O_RDONLY | O_NOFOLLOW, 0);

	if (in < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot open %s: %s", path, strerror(errno));
	TRY(read_head(in, path, head, &f, e));
	if (!file_key(k, f.day, key))
		return f.day < daykeys_limit(k) ? ERR(e, E_NOTFOUND, "the key of %s was destroyed with its day", path)
		       : ERR(e, E_CONFIG, "%s is sealed with a key that the file of day keys lacks: put back the right file (track_key_file)", path);
	int rc = crypto_secretstream_xchacha20poly1305_init_pull(&s, head + HEAD, key) == 0 ? 0 : E_CORRUPT;
	sodium_memzero(key, sizeof key);
	CLEANUP(fd_close) int out = rc < 0 ? -1 : sys.open(to, O_WRONLY | O_CREAT | O_EXCL, 0600);
	if (rc == 0 && out < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot make %s: %s", to, strerror(errno));
	rc = rc < 0 ? rc : read_pieces(in, out, &s, head);
	sodium_memzero(&s, sizeof s);
	if (rc == E_CORRUPT)
		return ERR(e, rc, "%s is not what was sealed", path);
	return rc < 0 ? ERR_SYS(e, rc, errno, "cannot write %s: %s", to, strerror(errno)) : 0;
}
