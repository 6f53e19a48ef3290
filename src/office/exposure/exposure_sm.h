/* exposure_sm — private: a row of an exposure's life. */
#pragma once
#include "office/exposure/exposure.h"

struct exposure_row {
	enum exposure_state from;
	enum exposure_ev on;
	unsigned who;
	bool reason;              /* a note says why */
	enum exposure_state to;
};
/* NULL: no such step. */
const struct exposure_row *exposure_row_for(enum exposure_state from, enum exposure_ev on);
/* EX3, EX5: what stands in the way besides the role: a word for the page, or empty; *ret_code E_STATE or E_DENIED. */
str exposure_barred(const struct exposure *x, enum exposure_ev ev, account_id actor, int32_t day, int *ret_code);
