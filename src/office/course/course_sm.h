/* course_sm — private: a row of a duty's life. */
#pragma once
#include "office/course/course.h"

/* What a step does to the seat and to what is kept of the duty. */
enum { CFX_TAKE = 1 /* a seat in the new class */, CFX_GIVE = 2 /* the seat is free again */, CFX_MISSED = 4, CFX_DONE = 8, CFX_FRESH = 16 /* the exam's counts begin anew */,
       CFX_HISTORY = 32, CFX_COUNTS = 64 /* it counts again */ };
struct course_duty_row {
	enum course_duty_state from;
	enum course_duty_ev on;
	unsigned who;
	bool reason;              /* a note says why */
	enum course_duty_state to;
	unsigned fx;
};
/* NULL: no such step. */
const struct course_duty_row *course_duty_row_for(enum course_duty_state from, enum course_duty_ev on);
