/* violation_sm — private: a row of a violation's life. */
#pragma once
#include "office/violation/violation.h"

struct violation_row {
	enum violation_state from;
	enum violation_ev on;
	unsigned who;
	bool reason;              /* a note says why */
	enum violation_state to;
};
/* NULL: no such step. */
const struct violation_row *violation_row_for(enum violation_state from, enum violation_ev on);
/* VI4: an appeal, and he who confirmed what it is about. */
bool violation_own_hand(const struct violation *v, enum violation_ev ev, account_id actor);
