/* recovery_sm — private: a row of a seized item's life. */
#pragma once
#include "office/recovery/recovery.h"

struct seized_row {
	enum seized_state from;
	enum seized_ev on;
	unsigned who;
	bool reason;              /* a note says why */
	enum seized_state to;
};
/* NULL: no such step. */
const struct seized_row *seized_row_for(enum seized_state from, enum seized_ev on);
/* RC4: has this actor had a hand in what is to be approved? */
bool seized_own_hand(const struct seized *s, account_id actor);
