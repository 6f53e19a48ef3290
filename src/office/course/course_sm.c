/* course_sm — the life of a duty to attend a course as one table. A pair (from, on) has at most one row; a pair without a row is refused. */
#include "course_sm.h"

#define T ROLE_TRAFFIC
#define O (ROLE_OWNER | ROLE_TRAFFIC)
#define P ROLE_SYSTEM
#define TS (ROLE_TRAFFIC | ROLE_SYSTEM)
#define ALL (ROLE_OWNER | ROLE_TRAFFIC | ROLE_SYSTEM)
static const struct course_duty_row rows[] = {
	/* from           on             who reason to             what else */
	{ CDS_REQUIRED,  CDE_BOOK,      O,   false, CDS_BOOKED,    CFX_TAKE },
	{ CDS_REQUIRED,  CDE_ESCALATE,  TS,  true,  CDS_ESCALATED, 0 },
	{ CDS_REQUIRED,  CDE_WITHDRAW,  P,   false, CDS_WITHDRAWN, 0 },
	{ CDS_BOOKED,    CDE_MOVE,      O,   false, CDS_BOOKED,    CFX_TAKE | CFX_GIVE },
	{ CDS_BOOKED,    CDE_CANCEL,    O,   false, CDS_REQUIRED,  CFX_GIVE },
	{ CDS_BOOKED,    CDE_CLASS_OFF, T,   true,  CDS_REQUIRED,  CFX_GIVE },
	{ CDS_BOOKED,    CDE_ATTEND,    O,   false, CDS_IN_CLASS,  0 },
	{ CDS_BOOKED,    CDE_MISS,      TS,  false, CDS_NO_SHOW,   CFX_MISSED },
	{ CDS_BOOKED,    CDE_WITHDRAW,  P,   false, CDS_WITHDRAWN, CFX_GIVE },
	{ CDS_IN_CLASS,  CDE_ATTEND,    O,   false, CDS_IN_CLASS,  0 },
	{ CDS_IN_CLASS,  CDE_UNTICK,    T,   true,  CDS_IN_CLASS,  0 },
	{ CDS_IN_CLASS,  CDE_COMPLETE,  ALL, false, CDS_EXAM,      CFX_DONE | CFX_FRESH },
	{ CDS_IN_CLASS,  CDE_CLASS_OFF, T,   true,  CDS_REQUIRED,  CFX_GIVE },
	{ CDS_IN_CLASS,  CDE_MISS,      TS,  false, CDS_NO_SHOW,   CFX_MISSED },
	{ CDS_IN_CLASS,  CDE_WITHDRAW,  P,   false, CDS_WITHDRAWN, CFX_GIVE },
	{ CDS_EXAM,      CDE_PASS,      ALL, false, CDS_PASSED,    0 },
	{ CDS_EXAM,      CDE_FAIL,      ALL, false, CDS_RETAKE,    0 },
	{ CDS_EXAM,      CDE_WITHDRAW,  P,   false, CDS_WITHDRAWN, 0 },
	{ CDS_RETAKE,    CDE_PASS,      ALL, false, CDS_PASSED,    0 },
	{ CDS_RETAKE,    CDE_FAIL,      ALL, false, CDS_RETAKE,    0 },
	{ CDS_RETAKE,    CDE_AGAIN,     ALL, false, CDS_REQUIRED,  CFX_FRESH },      /* no retake left: the course again */
	{ CDS_RETAKE,    CDE_WITHDRAW,  P,   false, CDS_WITHDRAWN, 0 },
	{ CDS_PASSED,    CDE_WITHDRAW,  P,   false, CDS_PASSED,    CFX_HISTORY },    /* CO7 */
	{ CDS_PASSED,    CDE_RESTORE,   P,   false, CDS_PASSED,    CFX_COUNTS },
	{ CDS_NO_SHOW,   CDE_BOOK,      O,   false, CDS_BOOKED,    CFX_TAKE },
	{ CDS_NO_SHOW,   CDE_ESCALATE,  TS,  true,  CDS_ESCALATED, 0 },
	{ CDS_NO_SHOW,   CDE_WITHDRAW,  P,   false, CDS_WITHDRAWN, 0 },
	{ CDS_ESCALATED, CDE_SETTLE,    T,   true,  CDS_REQUIRED,  CFX_FRESH },
	{ CDS_ESCALATED, CDE_WITHDRAW,  P,   false, CDS_WITHDRAWN, 0 },
	{ CDS_WITHDRAWN, CDE_RESTORE,   P,   false, CDS_REQUIRED,  CFX_FRESH },
};
#undef T
#undef O
#undef P
#undef TS
#undef ALL

const str course_duty_state_names[CDS_N] = { SI("required"), SI("booked"), SI("in_class"), SI("exam"), SI("retake"), SI("passed"), SI("no_show"), SI("escalated"),
	SI("withdrawn") };
const str course_duty_event_names[CDE_N] = { SI("book"), SI("move"), SI("cancel"), SI("class_off"), SI("attend"), SI("untick"), SI("complete"), SI("pass"), SI("fail"),
	SI("again"), SI("miss"), SI("escalate"), SI("settle"), SI("withdraw"), SI("restore") };
const str course_state_names[COS_N] = { SI("open"), SI("closed"), SI("cancelled") };
const str course_seat_names[CSS_N] = { SI("held"), SI("given"), SI("missed"), SI("done") };
const str course_how_names[COH_N] = { SI("code"), SI("staff") };

const struct course_duty_row *course_duty_row_for(enum course_duty_state from, enum course_duty_ev on)
{
	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].from == from && rows[i].on == on)
			return &rows[i];
	return NULL;
}

static int word_of(const str *v, int n, str s)
{
	int i = 0;

	while (i < n && !str_eq(v[i], s))
		i++;
	return i;
}

enum course_duty_state course_duty_state_of(str s)
{
	return (enum course_duty_state)word_of(course_duty_state_names, CDS_N, s);
}

enum course_duty_ev course_duty_event_of(str s)
{
	return (enum course_duty_ev)word_of(course_duty_event_names, CDE_N, s);
}

unsigned course_duty_actions(const struct course_duty *d, unsigned roles)
{
	unsigned bits = 0;

	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].from == d->state && (rows[i].who & roles))
			bits |= 1u << rows[i].on;
	return bits;
}
