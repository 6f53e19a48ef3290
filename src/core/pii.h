/* pii — personal data (names, phones) that cannot reach a log line, an URL or a JSON reply by accident.
 *
 * The bytes sit behind a field no format or JSON writer takes; the ways out are the named calls below,
 * so that a search for pii_ finds every place where personal data leaves. */
#pragma once
#include "base/arena.h"

struct pii { char hidden_[126]; uint8_t n_; };

/* Takes a copy of at most 125 bytes of UTF-8; false if longer or malformed. */
bool pii_take(str s, struct pii *ret);
static inline bool pii_empty(const struct pii *p) { return p->n_ == 0; }
/* "张*三" forms for lists: first character kept, the others hidden; arena memory. */
str pii_mask_name(struct arena *a, const struct pii *p);
/* "138****5678": first three and last four characters kept, of a text whose ends are ASCII; "****" otherwise. Arena memory. */
str pii_mask_phone(struct arena *a, const struct pii *p);
/* The plain text, borrowed from *p. Only for storage, and for an answer whose reason is in the audit. */
str pii_reveal(const struct pii *p);
