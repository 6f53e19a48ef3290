/* vault_file — the key file, and the keyring made from it. See vault.h. */
#define _GNU_SOURCE
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "platform/fs.h"
#include "platform/sys.h"
#include "vault_int.h"

enum { FILE_BYTES = 16 * 1024, RELOAD_MS = 1000 };

static const char *const kind_names[KEY_KINDS] = { "data", "index", "index-next", "index-old", "audit" };
static const char head[] = "yanzhen-keyring 1\n";
static const char words[] = "# The keys of the personal data. Who loses this file loses every name, ID number and phone in the register;\n"
                            "# who has it and a copy of the database can read them. Keep copies of it apart from the backups of the data.\n";
static const char hex[] = "0123456789abcdef";

static struct vault_keyring *ring_in_use;

/* ---- memory ---- */

static struct ring *ring_new(void)
{
	if (sodium_init() < 0)
		BUG("libsodium does not start");
	struct ring *r = sodium_malloc(sizeof *r);
	if (!r)
		BUG("out of memory for keys");
	sodium_memzero(r, sizeof *r);
	r->data = r->index = r->index_next = r->audit = -1;
	return r;
}

static void wipe_text(char *p, size_t n)
{
	if (p)
		sodium_memzero(p, n);
	free(p);
}

/* ---- text to ring ---- */

static str take_word(str *line)
{
	size_t a = 0, b;

	while (a < line->n && line->p[a] == ' ')
		a++;
	for (b = a; b < line->n && line->p[b] != ' '; b++)
		;
	str w = { line->p + a, b - a };
	*line = (str){ line->p + b, line->n - b };
	return w;
}

static int nibble(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool take_hex(str s, uint8_t *ret, size_t n)
{
	if (s.n != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int a = nibble(s.p[2 * i]), b = nibble(s.p[2 * i + 1]);
		if (a < 0 || b < 0)
			return false;
		ret[i] = (uint8_t)(a << 4 | b);
	}
	return true;
}

/* "data 3f9a01bc 1795424400000 a <64 digits>" */
static bool take_key(str line, struct key *ret)
{
	str kind = take_word(&line), kid = take_word(&line), made = take_word(&line), alg = take_word(&line), secret = take_word(&line);
	uint8_t id[4];
	int k = 0;

	while (k < KEY_KINDS && !str_eq(kind, str_of(kind_names[k])))
		k++;
	if (k == KEY_KINDS || !take_hex(kid, id, sizeof id) || !str_i64(made, 0, INT64_MAX, &ret->made_at) || line.n ||
	    (!str_eq(alg, S("a")) && !str_eq(alg, S("s"))) || !take_hex(secret, ret->secret, SECRET))
		return false;
	ret->kind = (enum key_kind)k;
	ret->alg = alg.p[0] == 's' ? VAULT_SM : VAULT_AES;
	memcpy(ret->kid, kid.p, 8);
	return true;
}

static void derive(struct key *k)
{
	if (k->kind == KEY_DATA) {
		crypt_derive(k->secret, VAULT_AES, "yanzhen v1 seal aes-256-gcm", k->aes, sizeof k->aes);
		crypt_derive(k->secret, VAULT_SM, "yanzhen v1 seal sm4-ctr", k->sm4, sizeof k->sm4);
		crypt_derive(k->secret, VAULT_SM, "yanzhen v1 seal hmac-sm3", k->mac, sizeof k->mac);
	} else {
		crypt_derive(k->secret, k->alg, k->kind == KEY_AUDIT ? "yanzhen v1 pseudonym" : "yanzhen v1 index", k->use, sizeof k->use);
	}
}

static bool add_key(struct ring *r, const struct key *k)
{
	int at = (int)r->n, *const slot[KEY_KINDS] = { &r->data, &r->index, &r->index_next, NULL, &r->audit };

	if (r->n == VAULT_KEYS_MAX)
		return false;
	for (unsigned i = 0; i < r->n; i++)
		if (strcmp(r->key[i].kid, k->kid) == 0)
			return false;
	if (slot[k->kind]) {
		if (k->kind != KEY_DATA && *slot[k->kind] >= 0)
			return false;
		*slot[k->kind] = at;       /* of data keys the last is the newest */
	}
	r->key[r->n++] = *k;
	derive(&r->key[at]);
	return true;
}

/* The line's number where it fails, 0 when all is well. */
static int parse(str text, struct ring *r)
{
	bool ended = false;
	int line_no = 1;

	if (!str_starts(text, str_of(head)))
		return 1;
	text.p += sizeof head - 1;
	text.n -= sizeof head - 1;
	while (text.n) {
		const char *nl = memchr(text.p, '\n', text.n);
		str line = { text.p, nl ? (size_t)(nl - text.p) : text.n };
		struct key k = { .kind = KEY_DATA };
		int64_t n;
		line_no++;
		if (!nl || ended)
			return line_no;
		text.p += line.n + 1;
		text.n -= line.n + 1;
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (str_starts(line, S("end "))) {
			line = (str){ line.p + 4, line.n - 4 };
			if (!str_i64(line, 0, VAULT_KEYS_MAX, &n) || n != (int64_t)r->n)
				return line_no;
			ended = true;
			continue;
		}
		bool good = take_key(line, &k) && add_key(r, &k);
		sodium_memzero(&k, sizeof k);
		if (!good)
			return line_no;
	}
	return ended && r->data >= 0 && r->index >= 0 && r->audit >= 0 ? 0 : line_no + 1;
}

static int check_place(const char *data_dir, const char *key_file, struct err *e)
{
	bool inside;

	if (!data_dir)
		return 0;
	TRY(fs_inside(data_dir, key_file, &inside, e));
	return inside ? ERR(e, E_CONFIG, "the key file %s lies in the data directory: whoever copies the data would have the keys too; move it and "
	                    "set key_file", key_file) : 0;
}

static int read_ring(const char *data_dir, const char *key_file, struct ring **ret, struct err *e)
{
	char *text = NULL;
	size_t n = 0;

	TRY(check_place(data_dir, key_file, e));
	int rc = fs_read_secret(key_file, FILE_BYTES, &text, &n, e);
	if (rc < 0)
		return rc;
	struct ring *r = ring_new();
	int bad = parse((str){ text, n }, r);
	wipe_text(text, FILE_BYTES + 1);
	if (bad) {
		sodium_free(r);
		return ERR(e, E_CONFIG, "the key file %s is damaged at line %d; put back a copy of it", key_file, bad);
	}
	*ret = r;
	return 0;
}

/* ---- the keyring in use ---- */

int vault_keyring_load(const struct vault_keyring_opts *o, struct err *e, struct vault_keyring **ret)
{
	struct ring *r;

	crypt_init();
	TRY(read_ring(o->data_dir, o->key_file, &r, e));
	sodium_mprotect_readonly(r);
	struct vault_keyring *k = calloc(1, sizeof *k);
	if (!k)
		BUG("out of memory");
	k->alg = o->alg;
	k->now = r;
	k->key_file = realpath(o->key_file, NULL);     /* reloads come when the working folder may be another */
	k->data_dir = o->data_dir ? realpath(o->data_dir, NULL) : NULL;
	if (!k->key_file)
		BUG("the key file went away while it was read");
	pthread_mutex_init(&k->m, NULL);
	*ret = k;
	return 0;
}

void vault_keyring_free(struct vault_keyring *k)
{
	if (!k)
		return;
	for (struct ring *r = k->now, *older; r; r = older) {
		older = r->older;
		sodium_free(r);        /* overwrites it first */
	}
	pthread_mutex_destroy(&k->m);
	free(k->key_file);
	free(k->data_dir);
	free(k);
}

struct vault_keyring *vault_keyring_use(struct vault_keyring *k)
{
	struct vault_keyring *before = ring_in_use;

	ring_in_use = k;
	return before;
}

static bool same(const struct ring *a, const struct ring *b)
{
	if (a->n != b->n)
		return false;
	for (unsigned i = 0; i < a->n; i++)
		if (a->key[i].kind != b->key[i].kind || strcmp(a->key[i].kid, b->key[i].kid) != 0)
			return false;
	return true;
}

static int reload(struct vault_keyring *k, struct err *e)
{
	struct ring *r;

	pthread_mutex_lock(&k->m);
	int rc = read_ring(k->data_dir, k->key_file, &r, e);
	if (rc == 0 && same(r, k->now)) {
		sodium_free(r);
	} else if (rc == 0) {
		r->older = k->now;
		sodium_mprotect_readonly(r);
		k->now = r;
	}
	pthread_mutex_unlock(&k->m);
	return rc;
}

int vault_keyring_refresh(struct err *e)
{
	return ring_in_use ? reload(ring_in_use, e) : 0;
}

const struct ring *vault_ring(struct cx *cx, const struct vault_keyring **ret)
{
	if (!ring_in_use) {
		(void)!FAIL(cx, E_CONFIG, "no key file is open in this program");
		return NULL;
	}
	*ret = ring_in_use;
	return ring_in_use->now;
}

static const struct key *find(const struct ring *r, const char *kid)
{
	for (unsigned i = 0; i < r->n; i++)
		if (r->key[i].kind == KEY_DATA && strcmp(r->key[i].kid, kid) == 0)
			return &r->key[i];
	return NULL;
}

const struct key *vault_find(const struct vault_keyring *k, const char *kid)
{
	struct vault_keyring *own = (struct vault_keyring *)k;
	const struct key *found = find(k->now, kid);
	int64_t now = sys.mono_ns(), before = own->tried_ns;

	if (found)
		return found;
	/* another process may have added it; a damaged value does not make every look read the file */
	if (before && now - before < (int64_t)RELOAD_MS * 1000000)
		return find(k->now, kid);
	own->tried_ns = now;
	return reload(own, NULL) == 0 ? find(k->now, kid) : NULL;
}

bool vault_has_key(const char *kid)
{
	return ring_in_use && find(ring_in_use->now, kid);
}

bool vault_index_pending(void)
{
	return ring_in_use && ring_in_use->now->index_next >= 0;
}

void vault_keys(void (*fn)(void *arg, const struct vault_key_info *k), void *arg)
{
	const struct ring *r = ring_in_use ? ring_in_use->now : NULL;

	for (unsigned i = 0; r && i < r->n; i++) {
		struct vault_key_info v = { .kind = kind_names[r->key[i].kind], .made_at = r->key[i].made_at,
		                            .newest = (int)i == r->data || (int)i == r->index || (int)i == r->audit };
		memcpy(v.kid, r->key[i].kid, sizeof v.kid);
		fn(arg, &v);
	}
}

/* ---- changing the file ---- */

static void new_key(struct key *k, enum key_kind kind, enum vault_alg alg, utc_ms now)
{
	uint8_t id[4];

	*k = (struct key){ .kind = kind, .alg = alg, .made_at = now };
	sys.random(id, sizeof id);
	sys.random(k->secret, SECRET);
	for (size_t i = 0; i < sizeof id; i++) {
		k->kid[2 * i] = hex[id[i] >> 4];
		k->kid[2 * i + 1] = hex[id[i] & 15];
	}
}

/* The file's text in malloc'd memory of FILE_BYTES. */
static char *print_ring(const struct ring *r, size_t *ret_n)
{
	char *text = malloc(FILE_BYTES), secret[2 * SECRET + 1] = "";
	size_t n = 0;

	if (!text)
		BUG("out of memory");
	n += (size_t)snprintf(text, FILE_BYTES, "%s%s", head, words);
	for (unsigned i = 0; i < r->n; i++) {
		const struct key *k = &r->key[i];
		for (size_t b = 0; b < SECRET; b++) {
			secret[2 * b] = hex[k->secret[b] >> 4];
			secret[2 * b + 1] = hex[k->secret[b] & 15];
		}
		n += (size_t)snprintf(text + n, FILE_BYTES - n, "%s %s %lld %s %s\n", kind_names[k->kind], k->kid, (long long)k->made_at,
		                      k->alg == VAULT_SM ? "s" : "a", secret);
	}
	n += (size_t)snprintf(text + n, FILE_BYTES - n, "end %u\n", r->n);
	ASSERT(n < FILE_BYTES);
	sodium_memzero(secret, sizeof secret);
	*ret_n = n;
	return text;
}

int vault_file_make(const struct vault_keyring_opts *o, utc_ms now, struct err *e)
{
	static const enum key_kind kinds[] = { KEY_DATA, KEY_INDEX, KEY_AUDIT };
	size_t n;

	crypt_init();
	TRY(check_place(o->data_dir, o->key_file, e));
	struct ring *r = ring_new();
	for (size_t i = 0; i < COUNTOF(kinds); i++) {
		struct key k;
		do
			new_key(&k, kinds[i], o->alg, now);
		while (!add_key(r, &k));       /* two of the same id: one in four thousand million */
		sodium_memzero(&k, sizeof k);
	}
	char *text = print_ring(r, &n);
	int rc = fs_create(o->key_file, text, n, e);
	wipe_text(text, FILE_BYTES);
	sodium_free(r);
	return rc;
}

/* Reads, changes, replaces; a second process that would do the same at the time is refused, because the later would undo the earlier. */
static int change(const struct vault_keyring_opts *o, int (*fn)(struct ring *r, void *arg, struct err *e), void *arg, struct err *e)
{
	char lock[4096];
	struct ring *r;
	size_t n;

	if (snprintf(lock, sizeof lock, "%s.lock", o->key_file) >= (int)sizeof lock)
		return ERR(e, E_CONFIG, "the path of the key file is too long");
	int rc = fs_create(lock, "", 0, e);
	if (rc == E_STATE && e)
		snprintf(e->msg, sizeof e->msg, "%.150s exists: another command changes the keys; if none does, remove it", lock);
	TRY(rc);
	rc = read_ring(o->data_dir, o->key_file, &r, e);
	if (rc == 0) {
		rc = fn(r, arg, e);
		if (rc > 0) {
			char *text = print_ring(r, &n);
			rc = fs_replace(o->key_file, text, n, 0600, e);
			wipe_text(text, FILE_BYTES);
		}
		sodium_free(r);
	}
	sys.unlink(lock);
	return MIN(rc, 0);
}

struct added { enum key_kind kind; enum vault_alg alg; utc_ms now; char *ret_kid; };

static int add_one(struct ring *r, void *arg, struct err *e)
{
	struct added *a = arg;
	struct key k;

	if (r->n >= VAULT_KEYS_MAX)
		return ERR(e, E_FULL, "the key file holds %d keys; it takes no more", VAULT_KEYS_MAX);
	do
		new_key(&k, a->kind, a->alg, a->now);
	while (!add_key(r, &k));
	if (a->ret_kid)
		memcpy(a->ret_kid, k.kid, sizeof k.kid);
	sodium_memzero(&k, sizeof k);
	return 1;
}

int vault_file_rotate(const struct vault_keyring_opts *o, utc_ms now, char ret_kid[static VAULT_KID], struct err *e)
{
	struct added a = { KEY_DATA, o->alg, now, ret_kid };

	return change(o, add_one, &a, e);
}

static int add_next(struct ring *r, void *arg, struct err *e)
{
	return r->index_next >= 0 ? 0 : add_one(r, arg, e);
}

int vault_file_index_next(const struct vault_keyring_opts *o, utc_ms now, struct err *e)
{
	struct added a = { KEY_INDEX_NEXT, o->alg, now, NULL };

	return change(o, add_next, &a, e);
}

static int promote(struct ring *r, void *arg, struct err *e)
{
	(void)arg;
	if (r->index_next < 0)
		return ERR(e, E_STATE, "there is no next index key");
	r->key[r->index].kind = KEY_INDEX_OLD;
	r->key[r->index_next].kind = KEY_INDEX;
	return 1;
}

int vault_file_index_done(const struct vault_keyring_opts *o, struct err *e)
{
	return change(o, promote, NULL, e);
}
