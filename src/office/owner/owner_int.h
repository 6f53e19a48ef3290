/* owner_int — what the files of this room share. */
#pragma once
#include "office/owner/owner.h"
#include "store/sql/sql.h"

/* A row's reference for the vault. */
struct vref { uint8_t b[VAULT_REF]; };
static inline void vref_new(struct vref *r) { vault_ref(r->b); }
static inline str vref_str(const struct vref *r) { return (str){ (const char *)r->b, VAULT_REF }; }
static inline void vref_take(str s, struct vref *r)
{
	ASSERT(s.n == VAULT_REF);
	memcpy(r->b, s.p, VAULT_REF);
}

bool owner_phone_ok(const struct pii *phone);
/* rc of an UPDATE: 0, or E_STATE when it changed no row. */
int owner_changed(struct cx *cx, int n);
/* O2 for one document. E_INVALID with field idKind or idNo. */
MUST_USE int owner_check_id(struct cx *cx, enum id_kind kind, const struct pii *no);
/* Sealed text and blind index of a document's number for the owner row; the index is this thread's until the next call. */
MUST_USE int owner_seal_id(struct cx *cx, const struct vref *ref, enum id_kind kind, const struct pii *no, str *ret_text, struct sqlv *ret_index);
