/* owner_bulk — many owners at once: sealed on any thread, looked up by lists, written by sql_pipe. The same rows as owner.h's.
 *
 * Thread    owner_bulk_seal: any, with a cx that has an arena and no database. The rest: inside the caller's transaction.
 * Invariants O1 to O5 as in owner.h. Who adds has looked for the document before, in the same transaction. */
#pragma once
#include "office/owner/owner.h"

struct owner_index { uint8_t b[VAULT_INDEX]; };
static inline str owner_index_str(const struct owner_index *x) { return (str){ (const char *)x->b, VAULT_INDEX }; }

/* A checked owner as it is stored. The texts lie in the arena of the cx that sealed it. */
struct owner_sealed {
	enum owner_kind kind; enum id_kind id_kind;
	uint8_t ref[VAULT_REF];
	struct owner_index x_name, x_id;
	str name, id_no, address;
	struct { uint8_t ref[VAULT_REF]; struct owner_index x, login; bool mobile; str text, login_text; } phone[OWNER_PHONES];
	int nphone;
};
static inline str owner_bulk_ref(const struct owner_sealed *s, int i) { return (str){ (const char *)s->phone[i].ref, VAULT_REF }; }
/* Errors of owner_check; E_TOOBIG. */
MUST_USE int owner_bulk_seal(struct cx *cx, const struct owner_new *in, struct owner_sealed *ret);
/* With a number from sql_ids; without its phones. */
MUST_USE int owner_bulk_add(struct cx *cx, owner_id id, const struct owner_sealed *s);
MUST_USE int owner_bulk_phone(struct cx *cx, owner_id id, const struct owner_sealed *s, int i);

/* Live owners by document, by phone, or by id; at: the place in the list. Count. */
struct owner_known { owner_id id; struct owner_index x_name, x_id; bool has_id, has_address; };
typedef int owner_bulk_fn(struct cx *cx, size_t at, const struct owner_known *o, void *arg);
MUST_USE int owner_bulk_by_id_no(struct cx *cx, const struct owner_index *v, size_t n, owner_bulk_fn *fn, void *arg);
MUST_USE int owner_bulk_by_phone(struct cx *cx, const struct owner_index *v, size_t n, owner_bulk_fn *fn, void *arg);
MUST_USE int owner_bulk_by_id(struct cx *cx, const str *ids, size_t n, owner_bulk_fn *fn, void *arg);
typedef int owner_bulk_phone_fn(struct cx *cx, size_t at, const struct owner_index *x, void *arg);
MUST_USE int owner_bulk_phones(struct cx *cx, const str *ids, size_t n, owner_bulk_phone_fn *fn, void *arg);
/* Takes an owner back that an import made and that nobody has touched: name, document, address and phones are removed for good; the row stays, empty,
 * because the history names it. Rows: 0 when touched. */
MUST_USE int owner_bulk_forget(struct cx *cx, owner_id id);
