/* flow_notice_int — private to flow_notice*.c: what a violation is called, and the steps that a rider's answer brings. */
#pragma once
#include "flow/flow_notice.h"

struct notice_place { str name; bool has_at; int32_t lat_e7, lon_e7; };
/* The junction, else the place in the row's own words. */
MUST_USE int notice_place(struct cx *cx, const struct violation *v, struct notice_place *ret);
/* The dictionary's words for it; the kind's where the code is none. */
MUST_USE int notice_code(struct cx *cx, const struct violation *v, struct violation_code *ret, bool *ret_found);
/* One step of the machine in the program's own name or the rider's (roles), without touching the actor. */
MUST_USE int notice_step(struct cx *cx, struct violation *v, enum violation_ev ev, unsigned roles, const struct violation_do *in);
/* FO2: confirmed → notified, when it was not before. */
MUST_USE int notice_reached(struct cx *cx, struct violation *v);
/* FO3. E_NOTFOUND. */
MUST_USE int notice_mine(struct cx *cx, int64_t id, struct violation *ret);
/* May this still be answered (appeal, naming)? The last day. */
MUST_USE int notice_until(struct cx *cx, const struct violation *v, utc_ms *ret_noticed, int32_t *ret_until);
/* Of this owner and this violation when it is seen from the phone, or by an officer. */
MUST_USE int notice_look(struct cx *cx, const struct violation *v, struct my_violation *ret);
/* The row and the message of a step of a violation. */
MUST_USE int notice_write(struct cx *cx, enum notice_kind kind, const struct violation *v, owner_id to, str step, str text);
str notice_masked_plate(struct cx *cx, str plate);
str notice_day_zh(struct cx *cx, int32_t day);
/* In the audit: a citizen has no account. */
MUST_USE int notice_audit(struct cx *cx, const char *verb, const char *of, int64_t subject, str photo);
