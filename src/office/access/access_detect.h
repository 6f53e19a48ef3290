/* access_detect — patterns of abuse in the looks of one account: pure, over rows made from the audit.
 *
 * Owns      nothing. Thread any.
 * Borrowed  the third look within 7 days under one case of a foreign unit (neither above nor below one's own), or the third bike under one case in a day
 * Drip      the third day within 7 with drip_bikes different bikes or more
 * Off duty  the third day within 7 with a look outside the hours of duty at a case in which nothing happened in the
 *           24 hours before; not of who works at night: of ten looks or more, most are outside the hours
 * Repeat    one bike looked at on repeat_days days of 14 in which its case did not move
 * Transfer  a look within 72 hours after the bike became another owner's, by a request or a case of before
 * Refused   the fifth refused look within 24 hours, refreshings of a live view left out
 * A shared token is not among them: an account has one live session, the second terminal ends the first (office/account A6). */
#pragma once
#include "office/access/access.h"

/* In order of at. progress_at: the newest event of the case or hearing of the bike that was told of by then; 0: none. live: one of the live view's rows, which come every minute. */
struct access_look {
	utc_ms at; bool refused, foreign, live;
	int64_t theft, bike;        /* 0: none (a request; a look at nothing) */
	utc_ms progress_at, reported_at, transferred_at;   /* 0: none */
};
struct access_rules { int64_t drip_bikes, repeat_days; int duty_from, duty_to; };
struct access_found { enum access_kind kind; int64_t subject; int64_t theft; utc_ms first, last; int64_t looks; };
typedef int access_found_fn(void *arg, const struct access_found *f);
/* Tells of each finding at the look that completes it, and again while it goes on: what is of the same kind and subject and nearer than this is the same. */
utc_ms access_again_ms(enum access_kind k);
/* Stops with what fn returns < 0. */
MUST_USE int access_detect(const struct access_look *l, size_t n, const struct access_rules *r, access_found_fn *fn, void *arg);
