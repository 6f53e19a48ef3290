/* daykeys — the file of keys. See daykeys.h. */
#include "store/daykeys/daykeys.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "platform/fs.h"
#include "platform/sys.h"
#include "store/daykeys/daykeys_int.h"

enum { LINE = 80, HEAD_ROOM = 1024, FILE_MAX = HEAD_ROOM + DAYKEYS_MAX * LINE };

static const char head[] = "yanzhen-daykeys 1\n"
                           "# A key for each day of tracks. Who loses this file loses the tracks of these days. Keep no history of it: a copy that holds a\n"
                           "# key which is gone from here keeps what was to be destroyed. A second disk that mirrors it is right, a backup is not.\n";

bool daykeys_find(const struct daykeys *k, int32_t day, uint8_t ret[static DAY_KEY])
{
	size_t a = 0, b = k->n;

	while (a < b) {
		size_t m = (a + b) / 2;
		if (k->key[m].day < day)
			a = m + 1;
		else
			b = m;
	}
	if (a == k->n || k->key[a].day != day)
		return false;
	memcpy(ret, k->key[a].key, DAY_KEY);
	return true;
}

/* ---- the file's text ---- */

static char *print(const struct daykeys *k, size_t *ret_n)
{
	char *text = sodium_malloc(FILE_MAX), hex[2 * DAY_KEY + 1];

	if (!text)
		BUG("out of memory for keys");
	size_t n = (size_t)snprintf(text, FILE_MAX, "%slimit %d\n", head, (int)k->limit);
	for (size_t i = 0; i < k->n; i++)
		n += (size_t)snprintf(text + n, FILE_MAX - n, "day %d %s\n", (int)k->key[i].day, sodium_bin2hex(hex, sizeof hex, k->key[i].key, DAY_KEY));
	n += (size_t)snprintf(text + n, FILE_MAX - n, "end %zu\n", k->n);
	ASSERT(n < FILE_MAX);
	sodium_memzero(hex, sizeof hex);
	*ret_n = n;
	return text;
}

static bool take_line(struct daykeys *k, char *line, bool *io_ended)
{
	int64_t x;
	size_t n;

	if (*io_ended)
		return false;
	if (strncmp(line, "limit ", 6) == 0) {
		if (!str_i64(str_of(line + 6), 0, INT32_MAX, &x))
			return false;
		k->limit = (int32_t)x;
		return true;
	}
	if (strncmp(line, "end ", 4) == 0) {
		*io_ended = true;
		return str_i64(str_of(line + 4), 0, DAYKEYS_MAX, &x) && (size_t)x == k->n;
	}
	char *space = strncmp(line, "day ", 4) == 0 ? strchr(line + 4, ' ') : NULL;
	if (!space || k->n == DAYKEYS_MAX || !str_i64((str){ line + 4, (size_t)(space - line - 4) }, 0, INT32_MAX, &x) ||
	    (k->n > 0 && k->key[k->n - 1].day >= x) || strlen(space + 1) != 2 * DAY_KEY)
		return false;
	k->key[k->n].day = (int32_t)x;
	return sodium_hex2bin(k->key[k->n++].key, DAY_KEY, space + 1, 2 * DAY_KEY, NULL, &n, NULL) == 0 && n == DAY_KEY;
}

/* The line's number where it fails, 0 when all is well. */
static int parse(struct daykeys *k, char *text)
{
	bool ended = false;
	int no = 0;
	char *save, *line = strtok_r(text, "\n", &save);

	if (!line || strncmp(head, line, strlen(line)) != 0)
		return 1;
	while ((line = strtok_r(NULL, "\n", &save))) {
		no++;
		if (line[0] != '#' && !take_line(k, line, &ended))
			return no + 1;
	}
	return ended ? 0 : no + 2;
}

static int load(struct daykeys *k, struct err *e)
{
	char *text;
	size_t n;

	TRY(fs_read_secret(k->file, FILE_MAX, &text, &n, e));
	int bad = parse(k, text);
	sodium_memzero(text, n);
	free(text);
	return bad ? ERR(e, E_CONFIG, "the file of day keys %s is damaged at line %d; put back its mirror", k->file, bad) : 0;
}

/* D1, D2. The file that is replaced keeps its bytes on the disk until they are overwritten: through the descriptor, because its name is gone. */
static int save(struct daykeys *k, struct err *e)
{
	size_t n;
	struct err why = { 0 };
	CLEANUP(fd_close) int old = sys.open(k->file, O_RDWR | O_NOFOLLOW, 0);
	char *text = print(k, &n);
	int rc = fs_replace(k->file, text, n, 0600, e);

	sodium_memzero(text, n);
	if (rc == 0 && old >= 0) {
		rc = fs_pwrite_all(old, text, n, 0);        /* zeros, as far as the new text reaches; the rest below */
		for (off_t at = (off_t)n; rc == 0 && at < FILE_MAX && fs_pread_all(old, text, 1, at) == 1; at += LINE) {
			text[0] = 0;
			rc = fs_pwrite_all(old, text, LINE, at);
			sodium_memzero(text, LINE);
		}
		if (rc < 0 || sys.fsync(old) < 0)
			rc = ERR(&why, E_IO, "the old text of %s could not be overwritten", k->file);
	}
	sodium_free(text);
	if (rc < 0 && why.msg[0])
		return ERR(e, rc, "%s", why.msg);
	return rc;
}

/* ---- open and close ---- */

static int check_place(const char *file, const char *data_dir, struct err *e)
{
	bool inside;

	if (!data_dir)
		return 0;
	TRY(fs_inside(data_dir, file, &inside, e));
	return inside ? ERR(e, E_CONFIG, "the file of day keys %s lies in the data directory: backups would keep the keys; move it and set track_key_file", file) : 0;
}

int daykeys_open(const char *file, const char *data_dir, bool make, struct err *e, struct daykeys **ret)
{
	TRY(check_place(file, data_dir, e));
	if (sodium_init() < 0)
		BUG("libsodium does not start");
	struct daykeys *k = calloc(1, sizeof *k);
	if (!k || !(k->key = sodium_malloc(DAYKEYS_MAX * sizeof *k->key)))
		BUG("out of memory for keys");
	pthread_mutex_init(&k->m, NULL);
	snprintf(k->file, sizeof k->file, "%s", file);
	sys.random(k->salt, sizeof k->salt);
	if (!(k->cipher = EVP_CIPHER_fetch(NULL, "AES-256-ECB", NULL)))
		BUG("OpenSSL has no AES");
	int rc = load(k, e);
	if (rc == E_NOTFOUND && make) {
		size_t n;
		char *text = print(k, &n);
		rc = fs_create(file, text, n, e);
		sodium_free(text);
	}
	if (rc < 0) {
		daykeys_close(k);
		return rc;
	}
	*ret = k;
	return 0;
}

void daykeys_close(struct daykeys *k)
{
	if (!k)
		return;
	daycrypt_free_all(k);
	EVP_CIPHER_free(k->cipher);
	sodium_free(k->key);
	pthread_mutex_destroy(&k->m);
	free(k);
}

/* ---- days come and go ---- */

static void insert(struct daykeys *k, int32_t day)
{
	size_t at = k->n++;

	for (; at > 0 && k->key[at - 1].day > day; at--)
		k->key[at] = k->key[at - 1];
	k->key[at].day = day;
	sys.random(k->key[at].key, DAY_KEY);
}

static void take_out(struct daykeys *k, size_t at)
{
	memmove(k->key + at, k->key + at + 1, (--k->n - at) * sizeof *k->key);
	sodium_memzero(k->key + k->n, sizeof *k->key);
}

int daykeys_ensure(struct daykeys *k, int32_t day, struct err *e)
{
	uint8_t key[DAY_KEY];
	int rc = 0;

	pthread_mutex_lock(&k->m);
	bool has = daykeys_find(k, day, key);
	sodium_memzero(key, sizeof key);
	if (has)
		;
	else if (day < k->limit)
		rc = ERR(e, E_NOTFOUND, "the day is past retention: its key was destroyed");
	else if (k->n == DAYKEYS_MAX)
		rc = ERR(e, E_FULL, "%s holds %d days; it takes no more", k->file, DAYKEYS_MAX);
	else {
		insert(k, day);
		rc = save(k, e);
		for (size_t i = 0; rc < 0 && i < k->n; i++)
			if (k->key[i].day == day)
				take_out(k, i);            /* not durable: nothing may be sealed with it */
	}
	pthread_mutex_unlock(&k->m);
	return rc;
}

int daykeys_shred(struct daykeys *k, int32_t limit, struct err *e)
{
	int n = 0, rc = 0;

	pthread_mutex_lock(&k->m);
	if (limit > k->limit) {
		k->limit = limit;
		for (; k->n > 0 && k->key[0].day < limit; n++)
			take_out(k, 0);
		k->changes++;
		daycrypt_forget_idle(k);
		rc = save(k, e);
		if (rc < 0)
			k->limit = limit - 1;          /* tried again with the next call; the keys are out of use already */
	}
	pthread_mutex_unlock(&k->m);
	return rc < 0 ? rc : n;
}

int32_t daykeys_limit(struct daykeys *k)
{
	pthread_mutex_lock(&k->m);
	int32_t limit = k->limit;
	pthread_mutex_unlock(&k->m);
	return limit;
}

bool daykeys_has(struct daykeys *k, int32_t day)
{
	uint8_t key[DAY_KEY];

	pthread_mutex_lock(&k->m);
	bool yes = daykeys_find(k, day, key);
	pthread_mutex_unlock(&k->m);
	sodium_memzero(key, sizeof key);
	return yes;
}

size_t daykeys_days(struct daykeys *k, int32_t *ret, size_t max)
{
	pthread_mutex_lock(&k->m);
	size_t n = k->n;
	for (size_t i = 0; i < MIN(n, max); i++)
		ret[i] = k->key[i].day;
	pthread_mutex_unlock(&k->m);
	return n;
}
