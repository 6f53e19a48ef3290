/* flow_film — the film of the safety course as a file of this server: it comes in parts, is kept under its hash, and leaves in parts.
 *
 * Thread    outside of any transaction: files are written and hashed without holding a writer's place.
 * Invariants (tests of the same names in flow_film_test.c)
 *   FF1 what riders see is the file that was sent: its hash is compared where the sender gave one, is told, and stands in the audit
 *   FF2 a file of another kind than MP4 or WebM is refused with its first part
 *   FF3 uploads that nobody went on with for a day, and files that are no film any more for a week, are removed; the film in use never
 *   FF5 an address of this server is a film that is kept here, or it is refused; what stands elsewhere (https) cannot be looked at from here
 *   FF4 the end that is said again (its answer was lost, the program died before its row was written) makes the same film, where the sender told the hash */
#pragma once
#include "core/cx.h"
#include "office/course/course.h"

enum { FILM_PART_MAX = 8 << 20 };

/* A new upload. E_TOOBIG (bytes), E_FULL, E_BUSY (uploads). */
MUST_USE int flow_film_begin(struct cx *cx, int64_t bytes, str *ret_upload);
MUST_USE int flow_film_size(struct cx *cx, str upload, int64_t *ret);
/* E_STATE (offset): it does not go on there; E_INVALID (film): FF2. */
MUST_USE int flow_film_part(struct cx *cx, str upload, int64_t at, str bytes, int64_t *ret_size);
struct film_end { int64_t bytes; str sha256; str name; int64_t seconds; };
/* All of it has come: it is the film from now on. E_STATE (offset), E_INVALID (sha256: none, or another file's, whose upload is dropped; or of course_film_add). */
MUST_USE int flow_film_end(struct cx *cx, str upload, const struct film_end *in, struct course_film *ret, str *ret_sha256);
/* A film by its address: FF5. In the caller's transaction. E_STATE (no_film); or of course_film_add. */
MUST_USE int flow_film_link(struct cx *cx, const struct course_film *in, struct course_film *ret);
/* The open file and its type. */
MUST_USE int flow_film_open(struct cx *cx, str name, int *ret_fd, str *ret_type);
/* FF3. Count. */
MUST_USE int flow_film_old(struct cx *cx);
