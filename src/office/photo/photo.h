/* photo — pictures kept for the register: sealed files, and a row each.
 *
 * Owns      tables photo, photo_of (which photos an order or a case has), photo_day and, through store/blob, the files of the same names. A photo is uploaded, waits, and is used once or vanishes.
 * Thread    any; what says so outside of a transaction, because files are slow and writers stand in line.
 * Invariants (tests of the same names in photo_test.c)
 *   PH1 a file is on the disk before its row is there, and goes after its row is gone: a row has its file, a crash leaves at most a file
 *       without a row, which photo_sweep removes
 *   PH2 a photo is used once, by who uploaded it, within PHOTO_WAIT_MS or as long as it is held; one that is used is removed by photo_forget only
 *   PH3 an account has at most PHOTO_WAITING_MAX photos that wait
 *   PH5 an owner sends at most policy owner.photos_day a day, whatever became of them
 *   PH4 what lies on the disk is sealed and bound to its name: a changed or exchanged file refuses
 * Never     parses a picture. */
#pragma once
#include "office/seal/seal.h"
#include "store/blob/blob.h"

enum { PHOTO_WAITING_MAX = 40, PHOTO_WAIT_MS = DAY_MS, PHOTO_SWEEP = 200, PHOTO_BYTES_MAX = VAULT_BIG_MAX };

/* id: 32 hexadecimal digits, arena; head and digest are filled by photo_file only. */
struct photo { str id; int32_t width, height; int64_t bytes; utc_ms at; account_id actor; bool used; char head[VAULT_HEAD]; uint8_t digest[32]; };

/* Before work is put into an upload: E_STATE: too many wait (PH3); E_FULL. */
MUST_USE int photo_may(struct cx *cx);
/* Stores a JPEG: the file first, outside of a transaction, then its row, in the caller's. A file whose row does not come is the sweep's.
 * E_STATE (PH3), E_TOOBIG, E_FULL. */
MUST_USE int photo_file(struct cx *cx, str jpeg, int32_t width, int32_t height, struct photo *ret);
MUST_USE int photo_add(struct cx *cx, const struct photo *p);
/* Whose an upload is: the account, or of a citizen's session the owner, as a negative number. */
int64_t photo_uploader(const struct cx *cx);
/* In a write transaction: one more of the owner's today (PH5); most: as policy says. E_BUSY. */
MUST_USE int photo_day_take(struct cx *cx, int64_t most);
/* In the caller's transaction: it waits no longer (PH2). *ret_same: photos used before with the very same bytes. E_NOTFOUND with field "photos": not
 * there, not this account's, used, or too old. */
MUST_USE int photo_use(struct cx *cx, str id, struct photo *ret, int64_t *ret_same);
/* In the caller's transaction: one that waits is needed (a request names it). It waits on, with the same right to use it, until photo_release. E_NOTFOUND
 * as photo_use. */
MUST_USE int photo_hold(struct cx *cx, str id);
/* It is needed no longer: PHOTO_WAIT_MS begin anew, so that who uploaded it can still use it. Nothing for one that is not held, used, or gone. */
MUST_USE int photo_release(struct cx *cx, str id);
/* In pixels; E_NOTFOUND. */
MUST_USE int photo_size(struct cx *cx, str id, int32_t *ret_width, int32_t *ret_height);
MUST_USE int photo_there(struct cx *cx, str id, bool *ret);
/* In the caller's transaction: its time is over. The row goes now, the file with a sweep after it (PH1). */
MUST_USE int photo_forget(struct cx *cx, str id);
/* The JPEG. E_NOTFOUND: no such photo; E_CORRUPT: its file is missing or changed (PH4); E_CONFIG: the key is not there. */
MUST_USE int photo_read(struct cx *cx, str id, str *ret);

/* --- photos of an order ("order") or a theft case ("theft") --- */
struct photo_of { int64_t id; str photo; utc_ms at; int64_t actor; };      /* actor: as photo_uploader */
/* In the caller's transaction, of a photo that is used. E_STATE (field "photos"): there are `most` already. */
MUST_USE int photo_of_put(struct cx *cx, str kind, int64_t subject, str id, int64_t most);
MUST_USE int photo_of_count(struct cx *cx, str kind, int64_t subject, int64_t *ret);
/* Its time is over; photo_forget follows. */
MUST_USE int photo_of_drop(struct cx *cx, int64_t id);
typedef int photo_of_fn(struct cx *cx, const struct photo_of *p, void *arg);
MUST_USE int photo_of_list(struct cx *cx, str kind, int64_t subject, photo_of_fn *fn, void *arg);
/* The JPEG, when that photo is of that subject. E_NOTFOUND alike for another's and for none; else as photo_read. */
MUST_USE int photo_of_read(struct cx *cx, str kind, int64_t subject, str id, str *ret);

/* A job, outside of a transaction: takes out what has waited too long, and files of one shard that have no row. Count. */
MUST_USE int photo_sweep(struct cx *cx, unsigned shard);

/* The work of 'yanzhen key' on the files; as seal_again and seal_count, with column "photo.file". Outside of a transaction. */
MUST_USE int photo_seal_again(struct cx *cx, seal_progress *fn, void *arg, int64_t *ret_n);
MUST_USE int photo_seal_count(struct cx *cx, seal_count_fn *fn, void *arg);
/* Opens every file that a used photo has. *ret_n: looked at. E_CORRUPT names the first that is missing or changed. */
MUST_USE int photo_verify(struct cx *cx, int64_t *ret_n);
