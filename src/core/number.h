/* number — numbers as people write them: of plates, tags, frames, motors, persons, units, telephones.
 *
 * Pure. Text goes in as typed or scanned, values come out folded; nothing here asks whether a number is known.
 * Invariants (tests of the same names)
 *   NF1 fold(fold(x)) = fold(x), skeleton(skeleton(x)) = skeleton(x), and a skeleton is folded
 *   NF2 two ways of writing one number fold to the same bytes; two numbers that look alike have one skeleton
 *   NF3 what a parser gives back, written out, parses to itself */
#pragma once
#include "base/utc.h"

/* A folded number: UTF-8, at most NUMBER_MAX bytes, NUL-ended. */
enum { NUMBER_MAX = 62 };
struct number { char z[NUMBER_MAX + 1]; uint8_t n; };
static inline str number_str(const struct number *n) { return (str){ n->z, n->n }; }

/* Full-width to half-width; all kinds of brackets to ( ); capitals; Greek and Cyrillic letters that look Latin to Latin; circled digits,
 * 〇 and 零 to digits; blanks, separators, marks and whatever is no letter or digit dropped ('*' and '?' stay: they stand for what
 * could not be read). False when s is no UTF-8 or longer than NUMBER_MAX afterwards. Nothing left is a number of 0 bytes. */
bool number_fold(str s, struct number *ret);
/* The look-alikes of a folded number to one: O Q D to 0, I L to 1, Z to 2, S to 5, B to 8, G to 6, 一 to 九 to 1 to 9; brackets dropped. */
void number_skeleton(const struct number *n, struct number *ret);
/* True for what stands in the place of a number: nothing, 无, 没有, 不详, NONE, runs of one character, anything with '*' or '?' in it. */
bool number_is_placeholder(const struct number *n);
/* Fewer characters than the number of any frame, motor or vehicle has: a slip of the scanner or the keyboard. Old registers hold such numbers and keep them. */
enum { NUMBER_LEAST = 4 };
bool number_is_short(const struct number *n);
/* As makers print the code of a whole vehicle: 15 digits. */
enum { VEHICLE_CODE_DIGITS = 15 };
bool number_is_vehicle_code(const struct number *n);
/* Code points of n, at most NUMBER_MAX; the count. */
size_t number_chars(const struct number *n, uint32_t ret[static NUMBER_MAX]);
/* Equal, or one character put in, left out, exchanged, or two neighbours swapped. */
bool number_within_one(const uint32_t *a, size_t na, const uint32_t *b, size_t nb);

/* --- formats: a prefix and places that count in an alphabet --- */
struct number_format { struct number prefix; char alphabet[37]; uint8_t base, places; };
/* prefix: folded by this call; alphabet: 2 to 36 different of 0-9 A-Z in counting order; places 1 to 9. */
bool number_format_make(str prefix, str alphabet, int places, struct number_format *ret);
/* How many numbers it has; the seq-th of them (from 0); and the way back. False outside of it. */
int64_t number_format_count(const struct number_format *f);
bool number_format_at(const struct number_format *f, int64_t seq, struct number *ret);
bool number_format_seq(const struct number_format *f, const struct number *n, int64_t *ret);
/* True when one of the comma-separated pieces of `forbidden` is in the places of n. */
bool number_format_forbidden(const struct number_format *f, const struct number *n, str forbidden);

/* --- identity numbers of persons, GB 11643 --- */
enum id_fault { IDF_NONE, IDF_LENGTH, IDF_DIGITS, IDF_AREA, IDF_DATE, IDF_CHECK, IDF_N };
struct cn_id { char z[19]; int32_t area; struct civil birth; bool male; };
/* s as typed. today bounds the date of birth (not after it, not 130 years before). *ret only when IDF_NONE. */
enum id_fault cn_id_parse(str s, struct civil today, struct cn_id *ret);
/* A reason a clerk can act on; "" for IDF_NONE. */
const char *id_fault_text(enum id_fault f);
/* Full years at a day: the birthday itself counts; who was born on 29 February has it on 1 March in other years. -1 before birth. */
int age_at(struct civil birth, struct civil day);

/* --- units, GB 32100 (unified social credit code) --- */
struct uscc { char z[19]; };
enum id_fault uscc_parse(str s, struct uscc *ret);

/* --- telephones --- */
struct phone { char z[16]; uint8_t n; bool mobile; };   /* digits: 13812345678, or with area code 07348221234 */
/* Mobile 1[3-9] and nine digits, or a landline with its area code; +86, 0086 and blanks, brackets, hyphens are dropped. */
bool phone_parse(str s, struct phone *ret);
