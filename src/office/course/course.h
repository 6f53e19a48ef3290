/* course — safety courses: who owes one, the rooms, the classes with their seats, who came, the code on the wall, certificates.
 *
 * Owns      tables course_room, course, course_session, course_number, course_seat, course_attendance (course.c), course_duty, course_duty_event (course_duty.c),
 *           course_certificate, course_film (course_cert.c); the bank and the papers of the exam stand in exam.h. A class's secret and a certificate's code are
 *           sealed under their row's ref.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names in course_test.c)
 *   CO1 a state changes only by a row of course_sm; every cell of (state, event, role) stands in tests/golden/course_life.txt
 *   CO2 every change adds 1 to ver and leaves an event row, which is never changed; a stale ver is refused with E_STATE   (triggers)
 *   CO3 never more riders in a class than its seats, however many book at the same time                                  (CHECK, and one conditional UPDATE)
 *   CO4 a rider has one seat at a time, and one duty a month                                                             (unique indexes)
 *   CO5 two classes are never in one room at the same time
 *   CO6 the wall's code is TOTP (RFC 6238, SHA-1, 30 s, 6 digits) of the class's own secret: now's and the one before count, no other
 *   CO7 what was passed stays passed: a count that falls marks it as history, and takes away only what has not ended
 * Never     counts violations, knows a rider's name or a policy: flow_course does. */
#pragma once
#include "base/utc.h"
#include "core/cx.h"

enum course_duty_state { CDS_REQUIRED, CDS_BOOKED, CDS_IN_CLASS, CDS_EXAM, CDS_RETAKE, CDS_PASSED, CDS_NO_SHOW, CDS_ESCALATED, CDS_WITHDRAWN, CDS_N };
enum course_duty_ev {
	CDE_BOOK, CDE_MOVE, CDE_CANCEL, CDE_CLASS_OFF, CDE_ATTEND, CDE_UNTICK, CDE_COMPLETE, CDE_PASS, CDE_FAIL, CDE_AGAIN, CDE_MISS, CDE_ESCALATE, CDE_SETTLE, CDE_WITHDRAW,
	CDE_RESTORE, CDE_N
};
enum course_state { COS_OPEN, COS_CLOSED, COS_CANCELLED, COS_N };
enum course_seat_state { CSS_HELD, CSS_GIVEN, CSS_MISSED, CSS_DONE, CSS_N };
enum course_how { COH_CODE, COH_STAFF, COH_N };
extern const str course_duty_state_names[CDS_N], course_duty_event_names[CDE_N], course_state_names[COS_N], course_seat_names[CSS_N], course_how_names[COH_N];
enum course_duty_state course_duty_state_of(str s);      /* CDS_N, CDE_N when the word is none */
enum course_duty_ev course_duty_event_of(str s);
enum { COURSE_SESSIONS = 10, COURSE_CODE = 6, COURSE_STEP_MS = 30000, COURSE_TRIES = 8 };

/* --- rooms and classes (course.c) --- */
struct course_room { int64_t id; unit_id unit; str path, name, address; int64_t seats; bool closed; utc_ms created_at; int64_t ver; };
MUST_USE int course_room_add(struct cx *cx, unit_id unit, str path, str name, str address, int64_t seats, struct course_room *ret);
MUST_USE int course_room_get(struct cx *cx, int64_t id, struct course_room *ret);
/* No new classes in it (or again). E_STATE: stale. */
MUST_USE int course_room_close(struct cx *cx, struct course_room *r, bool closed, int64_t ver);
typedef int course_room_fn(struct cx *cx, const struct course_room *r, void *arg);
MUST_USE int course_room_list(struct cx *cx, str area, int max, course_room_fn *fn, void *arg);

struct course_session { int32_t day, from_min, to_min; };
struct course {
	int64_t id; str number; unit_id unit; str path; int64_t room; enum course_state state; int64_t seats, taken; int32_t first_day, last_day; str reason;
	utc_ms created_at, ended_at; int64_t ver; struct course_session s[COURSE_SESSIONS]; int nsession;
};
struct course_new { int64_t room, seats; const struct course_session *s; int n; };
/* E_INVALID: seats, sessions; E_STATE field "room_closed", or "room_taken": a class is in it then (CO5). */
MUST_USE int course_add(struct cx *cx, unit_id unit, str path, const struct course_new *in, struct course *ret);
/* The class that is in the room then; id 0: none. */
struct course_taken { int64_t id; str number; int32_t from_min, to_min; };
MUST_USE int course_room_who(struct cx *cx, int64_t room, const struct course_session *s, struct course_taken *ret);
MUST_USE int course_get(struct cx *cx, int64_t id, struct course *ret);
typedef int course_fn(struct cx *cx, const struct course *c, void *arg);
/* By first day and id. free: only open ones that have not begun and have a seat. from_day, to_day: of the first day; 0: no end. after: day and id of the last one seen. Count. */
struct course_filter { str area; enum course_state state /* COS_N any */; int64_t room; int32_t from_day, to_day /* of its first session; 0 any */, last_from /* its last session is then or later; 0 any */; bool free; int32_t after_day; int64_t after; };
MUST_USE int course_list(struct cx *cx, const struct course_filter *f, int max, course_fn *fn, void *arg);
/* Open classes whose last session is over. */
MUST_USE int course_over(struct cx *cx, int max, course_fn *fn, void *arg);
/* E_STATE: it is not open, or somebody holds a seat. cancel wants a reason. */
MUST_USE int course_end(struct cx *cx, struct course *c, bool cancel, str reason);
/* The session that is on now (from early_min before its begin to late_min after its end); -1 none. */
int course_session_now(const struct course *c, utc_ms now, int early_min, int late_min);
/* Sessions that have ended by now. */
int course_sessions_ended(const struct course *c, utc_ms now);
utc_ms course_session_start(const struct course_session *s);
utc_ms course_session_end(const struct course_session *s);

struct course_roll { int64_t duty; owner_id rider; int32_t month; enum course_seat_state seat; enum course_duty_state state; bool came[COURSE_SESSIONS]; int64_t score, attempts; };
typedef int course_roll_fn(struct cx *cx, const struct course_roll *r, void *arg);
/* Who holds or held a seat, by duty. Who gave theirs back is left out. Count. */
MUST_USE int course_roll(struct cx *cx, int64_t course, int max, course_roll_fn *fn, void *arg);
struct course_counts { int64_t seats, came, passed, missed; };
MUST_USE int course_counts(struct cx *cx, int64_t course, struct course_counts *ret);

/* CO6: the code that is on the wall at cx->now, and until when. */
MUST_USE int course_code_now(struct cx *cx, int64_t course, char ret[static COURSE_CODE + 1], utc_ms *ret_until);
MUST_USE int course_code_check(struct cx *cx, int64_t course, str code, bool *ret);
/* One more wrong code of this seat in this session; *ret: how many now. */
MUST_USE int course_seat_try(struct cx *cx, int64_t course, int64_t duty, int no, int64_t *ret);
MUST_USE int course_seat_tries(struct cx *cx, int64_t course, int64_t duty, int no, int64_t *ret);

/* --- duties (course_duty.c) --- */
struct course_duty {
	int64_t id; unit_id unit; str path; owner_id rider; int32_t month; int64_t count; enum course_duty_state state; bool history; int64_t course; int32_t book_due;
	int64_t misses, fails, attempts; int32_t retake_day; utc_ms invited_at; int64_t invites; utc_ms film_from, film_seen, passed_at; int64_t score; str note;
	utc_ms created_at, changed_at; int64_t ver;
};
/* State required. E_STATE: there is one for that rider and month. */
MUST_USE int course_duty_add(struct cx *cx, unit_id unit, str path, owner_id rider, int32_t month, int64_t count, int32_t book_due, struct course_duty *ret);
MUST_USE int course_duty_get(struct cx *cx, int64_t id, struct course_duty *ret);
/* The rider's own. E_NOTFOUND alike, and as quickly, for another's and for none. */
MUST_USE int course_duty_get_of(struct cx *cx, int64_t id, owner_id rider, struct course_duty *ret);
/* E_NOTFOUND. */
MUST_USE int course_duty_of_month(struct cx *cx, owner_id rider, int32_t month, struct course_duty *ret);
MUST_USE int course_duty_count(struct cx *cx, struct course_duty *d, int64_t count);
typedef int course_duty_fn(struct cx *cx, const struct course_duty *d, void *arg);
/* Newest first, ids below before (0: all). states: bits 1 << CDS_ (0: any). overdue: should have booked before that day (0: any); never: not invited yet. */
struct course_duty_filter { str area; unsigned states; int32_t month, overdue; bool never; owner_id rider; int64_t before; };
MUST_USE int course_duty_list(struct cx *cx, const struct course_duty_filter *f, int max, course_duty_fn *fn, void *arg);
/* Those who are to be told that they do not come to a class any more: required or no_show, book_due before day. */
MUST_USE int course_duty_overdue(struct cx *cx, int32_t day, int max, course_duty_fn *fn, void *arg);
MUST_USE int course_duty_of_rider(struct cx *cx, owner_id rider, int max, course_duty_fn *fn, void *arg);
/* Those who hold a seat in a class. */
MUST_USE int course_duty_in(struct cx *cx, int64_t course, int max, course_duty_fn *fn, void *arg);

/* ver 0: whatever it is. course with book and move; book_due with what makes it owed again; retake_day with fail; score with pass and fail. */
struct course_duty_do { int64_t ver; str note; int64_t course; int32_t book_due, retake_day; int64_t score; };
/* E_STATE: no such step from here, stale, or field "class_full": no seat left, begun, not open; E_DENIED: not for this role; E_INVALID: note. */
MUST_USE int course_duty_step(struct cx *cx, struct course_duty *d, enum course_duty_ev ev, const struct course_duty_do *in);
unsigned course_duty_actions(const struct course_duty *d, unsigned roles);
/* Came to session no (from 1) of the class it holds a seat in. *ret_came: sessions it came to by now. *ret_new: was not noted before. */
MUST_USE int course_attend(struct cx *cx, struct course_duty *d, int no, enum course_how how, int *ret_came, bool *ret_new);
MUST_USE int course_untick(struct cx *cx, struct course_duty *d, int no, str reason);
MUST_USE int course_came(struct cx *cx, int64_t duty, int64_t course, int *ret);
/* When the last session ends of the newest class that it completed; 0: it completed none. */
MUST_USE int course_done_at(struct cx *cx, int64_t duty, utc_ms *ret);
MUST_USE int course_duty_invited(struct cx *cx, struct course_duty *d);
MUST_USE int course_duty_attempt(struct cx *cx, struct course_duty *d);
MUST_USE int course_duty_film(struct cx *cx, struct course_duty *d, bool seen);
struct course_history { int64_t id; utc_ms at; str event, from, to, note; account_id actor; };
typedef int course_history_fn(struct cx *cx, const struct course_history *h, void *arg);
MUST_USE int course_duty_events(struct cx *cx, int64_t id, int max, course_history_fn *fn, void *arg);
/* The register has made one owner of two: gone's are keep's, but those of a month of which keep has one (CO4). Count. */
MUST_USE int course_duty_merged(struct cx *cx, owner_id keep, owner_id gone);
/* Two of one month change riders. */
MUST_USE int course_duty_swap(struct cx *cx, struct course_duty *a, struct course_duty *b);
/* Of one month (of the violations; 0: of all), in an area. */
struct course_figures { int64_t owed, booked, in_class, exam, retake, passed, no_show, escalated, withdrawn, history, sat /* an exam, to its end; not withdrawn */, classes, held; };
MUST_USE int course_figures(struct cx *cx, str area, int32_t month, int32_t from_day, int32_t to_day, struct course_figures *ret);

/* --- certificates and films (course_cert.c) --- */
struct course_certificate { int64_t id; str number; int64_t duty; str code; utc_ms issued_at; };
/* code: as office/paper makes them. E_STATE: it has one. */
MUST_USE int course_certificate_add(struct cx *cx, int64_t duty, str code, struct course_certificate *ret);
MUST_USE int course_certificate_of(struct cx *cx, int64_t duty, struct course_certificate *ret);      /* E_NOTFOUND */
/* The duty it is of. E_NOTFOUND. code in its one form. */
MUST_USE int course_certificate_by_code(struct cx *cx, str code, int64_t *ret_duty);

struct course_film { int64_t id; str name, address; int64_t seconds; bool retired; utc_ms created_at; };
MUST_USE int course_film_add(struct cx *cx, str name, str address, int64_t seconds, struct course_film *ret);
/* The newest that is not retired. E_NOTFOUND. */
MUST_USE int course_film_now(struct cx *cx, struct course_film *ret);
