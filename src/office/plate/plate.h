/* plate — number formats and sequences of the districts, the plates themselves from delivery to the bike.
 *
 * Owns      tables plate_format, plate_batch, plate.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names)
 *   PL1 a number is made once: the sequence moves on in the transaction that makes the plates, numbers with a forbidden piece are skipped
 *   PL2 a plate is issued once, the lowest of the place's stock first, however many ask at the same time
 *   PL3 a bike has at most one bound plate                        (unique index plate_bound)
 *   PL4 a state changes only by a row of stock_sm; a plate in an open transfer is not issued */
#pragma once
#include "core/number.h"
#include "office/stock/stock.h"

enum plate_kind { PK_STANDARD, PK_TEMPORARY, PK_N };
extern const str plate_kind_names[PK_N];
extern const struct stock_kind plate_stock_kind;

struct plate_format { int64_t id; int32_t district; enum plate_kind kind; struct number_format f; str forbidden; int64_t next; bool active; int64_t ver; };
struct plate_format_new { int32_t district; enum plate_kind kind; str prefix, alphabet, forbidden; int32_t places; };
/* E_INVALID (field named); E_STATE when there is one of this prefix, alphabet and length. */
MUST_USE int plate_format_add(struct cx *cx, const struct plate_format_new *in, struct plate_format *ret);
MUST_USE int plate_format_get(struct cx *cx, int64_t id, struct plate_format *ret);
MUST_USE int plate_format_close(struct cx *cx, struct plate_format *f);
typedef int plate_format_fn(struct cx *cx, const struct plate_format *f, void *arg);
MUST_USE int plate_formats(struct cx *cx, plate_format_fn *fn, void *arg);
/* Is this a number of an active format: as the counter checks what was typed. */
MUST_USE int plate_fits(struct cx *cx, const struct number *n, bool *ret);

struct plate_batch { int64_t id, format; struct number first, last; int32_t n; };
/* The next n numbers of the sequence, as plates in the depot; first (may be empty): skip to it, never back. 1 to 20,000. E_STATE: the format is
 * closed or used up, `first` lies behind the sequence, or another one moved it. */
MUST_USE int plate_receive(struct cx *cx, int64_t format, str first, int32_t n, str note, struct plate_batch *ret);

/* A batch that was delivered straight to a point, not to the depot. Pieces. */
MUST_USE int plate_deliver(struct cx *cx, int64_t batch, site_id site);

struct plate_piece {
	int64_t id; struct number text; enum plate_kind kind; int32_t district; enum stock_state state; struct stock_place at; int64_t transfer; bike_id bike;
	utc_ms bound_at, ended_at; int64_t ver;
};
MUST_USE int plate_piece_get(struct cx *cx, int64_t id, struct plate_piece *ret);
MUST_USE int plate_piece_by_text(struct cx *cx, const struct number *text, struct plate_piece *ret);
MUST_USE int plate_of_bike(struct cx *cx, bike_id bike, struct plate_piece *ret);      /* the bound one; E_NOTFOUND */
/* Binds the lowest plate of that kind lying at the place. E_STATE: none left (field "plate"), or the bike has one. */
MUST_USE int plate_issue(struct cx *cx, struct stock_place at, enum plate_kind kind, bike_id bike, struct plate_piece *ret);
/* The plate plate_issue would take next. E_NOTFOUND: none left. */
MUST_USE int plate_lowest(struct cx *cx, struct stock_place at, enum plate_kind kind, struct plate_piece *ret);
/* Binds this plate, as read; *p is read again. E_STATE (field "plate"): it does not lie at a point, is in a transfer, or has changed; or the bike has one. */
MUST_USE int plate_bind(struct cx *cx, struct plate_piece *p, bike_id bike);
/* replace, retire, lose; restore: bound again to the bike it was on. E_STATE: no such step, in a transfer, on no bike, or changed meanwhile. */
MUST_USE int plate_step(struct cx *cx, struct plate_piece *p, enum stock_event ev, str note);
typedef int plate_piece_fn(struct cx *cx, const struct plate_piece *p, void *arg);
MUST_USE int plate_pieces(struct cx *cx, struct stock_place at, int64_t after, int max, plate_piece_fn *fn, void *arg);   /* in stock there */
/* Pieces in stock by place and kind: for the points' stock table. */
MUST_USE int plate_sums(struct cx *cx, site_id site, stock_sum_fn *fn, void *arg);     /* site -1: all */

/* --- an import: many at once (plate_bulk.c) --- */
/* Each plate as bound since `at`, without a look (sql_pipe): one lying in stock is taken from it; one that is bound, replaced, retired or lost is left as it is.
 * Its ending day, of a temporary one, is the bike's. Unbind: the bike's plate lies in the depot again; one that came with the bike is forgotten. */
MUST_USE int plate_bulk_bind(struct cx *cx, str text, enum plate_kind kind, int32_t district, bike_id bike, utc_ms at);
MUST_USE int plate_bulk_unbind(struct cx *cx, bike_id bike);
