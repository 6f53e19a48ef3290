/* exam_int — private: between the bank's file and the bank. */
#pragma once
#include "office/course/exam.h"

MUST_USE int question_looks(struct cx *cx, const struct question *q, struct question *ret_old);
