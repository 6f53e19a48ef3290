/* flow_course — safety courses across rooms: who is invited, classes planned around the calendar, who came, the exam's rules, certificates.
 *
 * Invariants (tests of the same names in flow_course_test.c)
 *   FC1 a count at the threshold makes one duty a rider and month; one that falls takes away what has not been passed, and marks what was passed as history
 *   FC2 a class is planned on working days of the city's calendar, in a room that is free then
 *   FC3 the wall's code counts only in a session's time, for who holds a seat, and not after COURSE_TRIES wrong ones: then staff notes who came, by name
 *   FC4 the exam's questions are seen only by who sits it, from its start to its end; no reply to a rider holds a key
 *   FC5 nobody sits it before the course is complete and its last session over, before exam.retake_days after a failed one, twice at once, or oftener than exam.retakes: then the course again
 *   FC6 the time is the server's: what was saved by its end is what counts, whether the rider hands it in or not
 *   FC7 who misses a class is a no-show; course.no_show_max of them, or course.book_days without booking, bring it before an officer
 * flow_course_owed stands in flow_count.h. All in the caller's transaction, but what says otherwise. E_DENIED: of another area. */
#pragma once
#include "core/cx.h"
#include "office/course/course.h"
#include "office/course/exam.h"

/* --- staff: duties --- */
MUST_USE int flow_course_duty(struct cx *cx, int64_t id, struct course_duty *ret);
/* book, move, cancel, settle, escalate by an officer; who is told of it. E_INVALID: no such word here. */
MUST_USE int flow_course_do(struct cx *cx, int64_t id, enum course_duty_ev ev, const struct course_duty_do *in, struct course_duty *ret);
/* Invites once more those of the area who have not booked; at most max. not_since: those invited after that instant are left
 * out. *ret_left: who would be next. */
MUST_USE int flow_course_invite(struct cx *cx, const int64_t *ids, size_t n, int64_t *ret_told, int64_t *ret_no_phone);
MUST_USE int flow_course_invite_all(struct cx *cx, int32_t month, utc_ms not_since, int max, int64_t *ret_told, int64_t *ret_no_phone, int64_t *ret_left);
/* What riders of the own area owe or owed, newest first: by whole name or phone of the register (by: "name", "phone"), or by the plate of a bike that is theirs now. Count. */
struct course_find { str by; const struct pii *value; str plate; };
MUST_USE int flow_course_find(struct cx *cx, const struct course_find *f, int max, course_duty_fn *fn, void *arg);
/* Masked. */
struct course_who { str name, phone; };
MUST_USE int flow_course_who(struct cx *cx, owner_id rider, struct course_who *ret);

/* --- staff: classes --- */
MUST_USE int flow_course_get(struct cx *cx, int64_t id, struct course *ret);
enum { COURSE_PLAN_MAX = 60 };
/* weekdays: bits 1 << 0 Monday .. 6 Sunday; seats 0: course.seats or the room's; minutes 0: course.hours. dry: what would be made, with id 0. */
struct course_plan { int64_t room; int32_t from_day, from_min; int64_t count, seats, weekdays, minutes; bool dry; };
/* Days of those weekdays that the plan went round, as they follow one another: holidays, and those on which another class is in the room. */
enum course_skip_why { CSK_HOLIDAY, CSK_TAKEN, CSK_N };
enum { COURSE_SKIPS_MAX = 60 };
extern const str course_skip_names[CSK_N];
struct course_skip { int32_t day; enum course_skip_why why; struct course_taken by /* taken */; };
struct course_planned { struct course c[COURSE_PLAN_MAX]; int n; struct course_skip skip[COURSE_SKIPS_MAX] /* the first ones */; int nskip; int64_t days, minutes; };
/* Each class on the next course.days days that are of those weekdays, worked, and free in the room. E_STATE "first_day_past": the first day is over, or is today and its session
 * would have begun; E_STATE: not so many in a year. */
MUST_USE int flow_course_plan(struct cx *cx, const struct course_plan *p, struct course_planned *ret);
/* Everybody in it is told and books anew. */
MUST_USE int flow_course_cancel(struct cx *cx, int64_t id, str reason, struct course *ret);
/* E_STATE: no session is on. *ret_no: from 1. */
MUST_USE int flow_course_code(struct cx *cx, int64_t id, char ret[static COURSE_CODE + 1], utc_ms *ret_until, int *ret_no);
/* By name. came false: takes it back, with the reason. */
MUST_USE int flow_course_tick(struct cx *cx, int64_t course, int64_t duty, int no, bool came, str reason, struct course_duty *ret);

/* --- the exam, for an officer: printed --- */
MUST_USE int flow_exam_print(struct cx *cx, int64_t duty, struct exam *ret);
/* One word a question, in order, by commas ("A,BC,,D"); counts and ends it. */
MUST_USE int flow_exam_enter(struct cx *cx, int64_t duty, str answers, struct exam *ret, struct course_duty *ret_duty);
/* PDFs, outside of a transaction, behind an audit row. what: "paper" or "key" of the open printed paper; the certificate; the class's list. */
MUST_USE int flow_exam_pdf(struct cx *cx, int64_t duty, str what, str *ret);
MUST_USE int flow_course_certificate_pdf(struct cx *cx, int64_t duty, bool own, str *ret);
MUST_USE int flow_course_list_pdf(struct cx *cx, int64_t course, str *ret);
/* The lists of all classes of the own area with a session on that day, in the order of their hours, in one file; an audit row of each. E_NOTFOUND: there are none;
 * E_TOOBIG: more than COURSE_LISTS. */
enum { COURSE_LISTS = 100 };
MUST_USE int flow_course_lists_pdf(struct cx *cx, int32_t day, str *ret);
/* Does a certificate of that code hold? E_NOTFOUND: none. */
MUST_USE int flow_course_verify(struct cx *cx, str code, bool *ret);

/* --- the rider's phone; cx->owner --- */
struct my_course {
	struct course_duty d; bool has_course; struct course c; struct course_room room; bool came[COURSE_SESSIONS]; int ncame; bool has_exam; struct exam exam; bool has_film;
	struct course_film film; bool has_certificate; struct course_certificate certificate; bool may_book, may_cancel, may_attend, may_exam; str why; int64_t retakes_left;
	int64_t questions, minutes, pass_pct;
};
typedef int my_course_fn(struct cx *cx, const struct my_course *m, void *arg);
MUST_USE int flow_my_courses(struct cx *cx, my_course_fn *fn, void *arg);
/* E_NOTFOUND: not the own. */
MUST_USE int flow_my_course(struct cx *cx, int64_t id, struct my_course *ret);
/* Books, or moves to another class. */
MUST_USE int flow_my_course_book(struct cx *cx, int64_t id, int64_t course, struct my_course *ret);
MUST_USE int flow_my_course_cancel(struct cx *cx, int64_t id, struct my_course *ret);
/* FC3. Not an error, so that what was tried is kept. */
enum course_attend_says { CAS_CAME, CAS_ALREADY, CAS_WRONG, CAS_NOT_NOW, CAS_TOO_MANY, CAS_N };
extern const str course_attend_words[CAS_N];
MUST_USE int flow_my_course_attend(struct cx *cx, int64_t id, str code, enum course_attend_says *ret);
/* Begins to look; seen: has looked to the end. E_STATE: its length has not passed since. */
MUST_USE int flow_my_course_film(struct cx *cx, int64_t id, bool seen, struct my_course *ret);
MUST_USE int flow_my_exam_start(struct cx *cx, int64_t id, struct exam *ret);
/* The open one. E_STATE field "no_paper" (FC4). */
MUST_USE int flow_my_exam(struct cx *cx, int64_t id, struct exam *ret);
MUST_USE int flow_my_exam_answer(struct cx *cx, int64_t id, int no, str given, struct exam *ret);
MUST_USE int flow_my_exam_end(struct cx *cx, int64_t id, struct exam *ret);

/* The job: papers whose time is over, no-shows, who has not booked. Outside of a transaction. Count. */
MUST_USE int flow_course_work(struct cx *cx);
