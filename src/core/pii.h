/* pii — personal data (names, phones, ID numbers, addresses, cards) that cannot reach a log line, an URL or a JSON reply by accident.
 *
 * The bytes sit behind a field no format, JSON writer or SQL parameter takes; the ways out are the named calls below, so that a search
 * for pii_ finds every place where personal data leaves. Stored only as store/vault seals it.
 * Bounds    at most PII_MAX bytes of UTF-8; masks and normal forms are no longer than a few bytes more than their source.
 * Thread    any; nothing here keeps state. */
#pragma once
#include "base/arena.h"

enum { PII_MAX = 250 };
struct pii { char hidden_[PII_MAX + 1]; uint8_t n_; };

/* Takes a copy of at most PII_MAX bytes of UTF-8; false if longer or malformed. */
bool pii_take(str s, struct pii *ret);
static inline bool pii_empty(const struct pii *p) { return p->n_ == 0; }

/* ---- masks, for every list, reply and export (P3); characters are counted, never bytes; arena memory ---- */

/* "张**" forms: first character kept, the others hidden. */
str pii_mask_name(struct arena *a, const struct pii *p);
/* "138****5678": first three and last four of 11 characters or more; of fewer only the last two, of fewer than 7 none. */
str pii_mask_phone(struct arena *a, const struct pii *p);
/* "4304**********1234": first and last four of 15 characters or more (ID card, USCC); of 8 to 14 (passport, permits) the first and the last
 * two; of fewer none. One star a hidden character. */
str pii_mask_id(struct arena *a, const struct pii *p);
/* As an ID number: "6222***********1234". */
str pii_mask_card(struct arena *a, const struct pii *p);
/* Down to the district, and to the street office, town or township where the text names one: "衡阳市蒸湘区华新街道****". Where neither a
 * district nor a city is named, or a digit stands before it, "****". */
str pii_mask_address(struct arena *a, const struct pii *p);

/* ---- normal forms for blind indexes: what people write in several ways becomes one text. May become empty. ---- */

/* Blanks dropped, full-width to half-width, letters upper case, the middle dots of long names full stops. */
void pii_norm_name(const struct pii *p, struct pii *ret);
/* Blanks dropped, full-width to half-width, letters upper case (x is X). */
void pii_norm_id(const struct pii *p, struct pii *ret);
/* Blanks, dashes, dots and brackets dropped, full-width to half-width; +86, 0086 or 86 dropped before the eleven digits of a mobile phone. */
void pii_norm_phone(const struct pii *p, struct pii *ret);

/* The plain text, borrowed from *p. Only for sealing, for an outgoing message, and for an answer whose reason is in the audit. */
str pii_reveal(const struct pii *p);
