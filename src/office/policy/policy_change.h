/* policy_change — a change of a policy as a request: asked for with its legal basis and the day from which it counts, released by another person.
 *
 * Owns      table policy_change.
 * Thread    any, inside the caller's transaction.
 * Invariants
 *   PC1 one open request a policy                                                       (unique index policy_change_one)
 *   PC2 who asked neither releases nor refuses                                          (policy_change_rows, and a CHECK)
 *   PC3 a released change is a row of policy from its day on; that day is not past when it is asked for or released: what was decided
 *       by the old value stays decided
 *   PC4 released only while the value in force, and what comes before its day, is the one the asker saw; else E_STATE
 *   PC5 a decided request is never changed or removed                                   (triggers) */
#pragma once
#include "office/policy/policy.h"

enum pc_state { PC_ASKED, PC_RELEASED, PC_REFUSED, PC_WITHDRAWN, PC_N };
enum pc_event { PCE_RELEASE, PCE_REFUSE, PCE_WITHDRAW, PCE_N };
extern const str pc_state_names[PC_N], pc_event_names[PCE_N];
enum { PC_BASIS_MAX = 400, PC_NOTE_MAX = 400 };

struct policy_change {
	int64_t id;
	str key, value, before;     /* before: what counted on from_day when it was asked */
	str from_day;               /* YYYY-MM-DD */
	str basis, note;
	enum pc_state state;
	account_id asked_by, decided_by;
	utc_ms asked_at, decided_at;
	int64_t ver;
};

/* YYYY-MM-DD of the years 2000 to 2999. */
bool policy_day(str s, struct civil *ret);

/* The row for (from, on): who may, and whether it must be another or the same person. NULL: no such step. */
struct pc_row { enum pc_state from; enum pc_event on; unsigned who; bool other, same; enum pc_state to; };
const struct pc_row *pc_row_for(enum pc_state from, enum pc_event on);

/* E_INVALID: key, value, a day that is past or more than two years ahead, basis; E_STATE: PC1, or the value counts on that day already; E_DENIED. */
MUST_USE int policy_change_ask(struct cx *cx, str key, struct civil from, str value, str basis, struct policy_change *ret);
MUST_USE int policy_change_get(struct cx *cx, int64_t id, struct policy_change *ret);
/* note: needed to refuse. E_STATE: no such step, stale, PC3, PC4; E_DENIED: role, PC2. *c is the stored one afterwards. */
MUST_USE int policy_change_step(struct cx *cx, struct policy_change *c, enum pc_event ev, int64_t ver, str note);
typedef int policy_change_fn(struct cx *cx, const struct policy_change *c, void *arg);
/* Newest first, ids below before (0: all); open: only asked ones; key empty: any. Texts in cx->arena. Count. */
MUST_USE int policy_change_list(struct cx *cx, str key, bool open, int64_t before, int max, policy_change_fn *fn, void *arg);

/* A row of the policy as it was set: from which day, which value. Oldest first. Count. */
typedef int policy_dated_fn(struct cx *cx, str from_day, str value, void *arg);
MUST_USE int policy_history(struct cx *cx, str key, policy_dated_fn *fn, void *arg);
