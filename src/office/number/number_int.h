/* number_int — private: the index in memory, the steps of an override. */
#pragma once
#include "office/number/number.h"

/* Codes: one byte a character, brackets left out. The low six bits are the character without its look-alikes, so that a skeleton is a mask
 * away; the high two tell which of the look-alikes. 0 stands between numbers. Han characters get codes as they come; rare ones share one. */
enum { CODE_MASK = 0x3f, CODE_OTHER = 62, CODE_NEVER = 63 };
/* learn: a character not seen before gets a code (else CODE_NEVER). Returns the number of codes. */
size_t code_of(const struct number *n, bool learn, uint8_t ret[static NUMBER_MAX]);

/* Bikes whose number of that kind may contain q, or be near it; at most max into ret, each at most once a kind. False: more there are. */
bool index_contains(struct number_index *x, enum number_kind k, const uint8_t *q, size_t n, uint32_t *ret, int max, int *ret_n);
bool index_near(struct number_index *x, enum number_kind k, const uint8_t *q, size_t n, uint32_t *ret, int max, int *ret_n);
struct number_index *index_ready(void);      /* the one in use when it is loaded, else NULL */

/* Told to the index after the commit of the open transaction. */
void index_added(struct cx *cx, int64_t entry);
void index_ended(struct cx *cx, int count);

struct override_row { enum override_state from; enum override_event on; unsigned who; bool other_person, same_person; enum override_state to; };
const struct override_row *override_row_for(enum override_state from, enum override_event on);
enum override_state override_state_of(str s);
bool number_kind_of(str s, enum number_kind *ret);
