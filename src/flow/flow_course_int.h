/* flow_course_int — private to flow_course*.c. */
#pragma once
#include "flow/flow_course.h"

/* A step in the program's own name. */
MUST_USE int course_program(struct cx *cx, struct course_duty *d, enum course_duty_ev ev, const struct course_duty_do *in);
/* Written with the step it tells of (policy message.course_news); step's name from the duty's version. false: no phone, or not told. */
MUST_USE int course_tell(struct cx *cx, const struct course_duty *d, str text, bool *ret_told);
MUST_USE int course_book_due(struct cx *cx, int32_t *ret);
str course_day_zh(struct cx *cx, int32_t day);
/* FC5, FC6 (flow_exam.c). why: why not now, or empty. */
MUST_USE int exam_may(struct cx *cx, const struct course_duty *d, str *ret_why);
MUST_USE int exam_finish(struct cx *cx, struct course_duty *d, struct exam *e);
MUST_USE int exam_void_open(struct cx *cx, int64_t duty);
/* The last session was attended: what follows. */
MUST_USE int course_complete(struct cx *cx, struct course_duty *d);
/* E_NOTFOUND is no error. */
MUST_USE int or_none(struct cx *cx, int rc, struct err before, bool *ret_found);
/* What is not there has a name, and words that say what to do. */
MUST_USE int or_say(struct cx *cx, int rc, struct err before, const char *field, const char *words);
/* The own course; another's is like none: E_NOTFOUND "no_duty". */
MUST_USE int course_mine(struct cx *cx, int64_t id, struct course_duty *ret);
