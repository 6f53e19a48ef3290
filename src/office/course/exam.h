/* exam — the question bank, and the papers drawn from it.
 *
 * Owns      tables course_question, exam_paper, exam_answer.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names in exam_test.c)
 *   EX1 a question is never changed; a retired one is in no new paper and stays in the old ones                 (triggers)
 *   EX2 a rider has one open paper at a time, and a paper that has ended is never changed                        (unique index, trigger)
 *   EX3 the time is the server's: an answer after it is refused, and what was saved by then is what counts
 *   EX4 what a paper shows has no keys: letters are the paper's own, in an order of its own
 *   EX5 every topic of the bank is in a paper as evenly as the bank allows, and another paper takes other questions first
 *   EX6 no paper is drawn from a bank that has too few questions
 * Never     decides who may sit it, or when again: flow_course does. */
#pragma once
#include "base/utc.h"
#include "core/cx.h"

enum question_topic { QT_SIGNALS, QT_LANES, QT_RIDING, QT_CARRYING, QT_VEHICLE, QT_ACCIDENT, QT_LAW, QT_N };
enum question_kind { QK_SINGLE, QK_MULTI, QK_JUDGE, QK_N };
enum exam_state { EXS_OPEN, EXS_PASSED, EXS_FAILED, EXS_VOID, EXS_N };
enum exam_how { EXH_PHONE, EXH_PRINT, EXH_N };
enum { QUESTION_OPTIONS = 4, EXAM_QUESTIONS_MAX = 100 };
extern const str question_topic_names[QT_N], question_kind_names[QK_N], exam_state_names[EXS_N], exam_how_names[EXH_N];

struct question {
	int64_t id; str code; enum question_topic topic; enum question_kind kind; str text, option[QUESTION_OPTIONS] /* empty: there is none */, answer /* "A", "ACD" */, source;
	utc_ms created_at, retired_at;
};
/* One row is sound? E_INVALID with the field. */
MUST_USE int question_check(struct cx *cx, const struct question *q);
/* 0: the bank has this one as it is; 1: a new one; 2: instead of the one of its code, which is retired. */
MUST_USE int question_put(struct cx *cx, const struct question *q);
MUST_USE int question_get(struct cx *cx, int64_t id, struct question *ret);
/* E_STATE: retired already. */
MUST_USE int question_retire(struct cx *cx, struct question *q);
typedef int question_fn(struct cx *cx, const struct question *q, void *arg);
/* By id; topic QT_N: any; ids above after. Count. */
MUST_USE int question_list(struct cx *cx, enum question_topic topic, bool retired, int64_t after, int max, question_fn *fn, void *arg);
MUST_USE int question_counts(struct cx *cx, int64_t ret[static QT_N]);
/* A file: code, topic, kind, text, a, b, c, d, answer, source with a header; words of topic and kind in English or Chinese. Every line is looked at; faults by line.
 * put: stores what is sound, if nothing is at fault. */
enum { QUESTION_FAULTS = 50 };
struct question_fault { int64_t line; str field, why; };
struct question_import { int64_t lines, fresh, replaced, same, nfaults; struct question_fault fault[QUESTION_FAULTS]; };
MUST_USE int question_import(struct cx *cx, str file, bool put, struct question_import *ret);

struct exam {
	int64_t id, duty, attempt; enum exam_how how; enum exam_state state; utc_ms started_at, ends_at, ended_at; int64_t questions, pass_at, correct; bool late; account_id actor;
};
struct exam_rules { int64_t questions, minutes, pass_pct; enum exam_how how; int64_t grace_ms /* of print: until when answers may be entered */; };
/* Draws a paper. E_STATE: field "paper_open" (EX2), field "bank_small" (EX6). */
MUST_USE int exam_start(struct cx *cx, int64_t duty, int64_t attempt, const struct exam_rules *r, struct exam *ret);
MUST_USE int exam_get(struct cx *cx, int64_t id, struct exam *ret);
/* The duty's newest. E_NOTFOUND. */
MUST_USE int exam_last(struct cx *cx, int64_t duty, struct exam *ret);
typedef int exam_fn(struct cx *cx, const struct exam *e, void *arg);
MUST_USE int exam_of(struct cx *cx, int64_t duty, int max, exam_fn *fn, void *arg);
/* Open ones whose time is over. */
MUST_USE int exam_due(struct cx *cx, int max, exam_fn *fn, void *arg);
/* EX4: options in the paper's order; key is empty unless asked for, and then in the paper's letters. */
struct exam_question { int no; enum question_kind kind; enum question_topic topic; str text, option[QUESTION_OPTIONS], given, key, source; };
typedef int exam_question_fn(struct cx *cx, const struct exam_question *q, void *arg);
MUST_USE int exam_questions(struct cx *cx, const struct exam *e, bool with_key, exam_question_fn *fn, void *arg);
/* given: the paper's letters, "" takes it back. E_STATE field "paper_over": it has ended, or its time is over; E_INVALID: no such question, letters. */
MUST_USE int exam_answer(struct cx *cx, const struct exam *e, int no, str given);
/* Counts what is right. E_STATE: it has ended. */
MUST_USE int exam_end(struct cx *cx, struct exam *e);
/* Not counted: its duty was withdrawn. */
MUST_USE int exam_void(struct cx *cx, struct exam *e);
