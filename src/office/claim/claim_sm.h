/* claim_sm — private: a row of a claim's life. */
#pragma once
#include "office/claim/claim.h"

struct claim_row {
	enum claim_state from;
	enum claim_event on;
	unsigned who;
	const char *(*guard)(const struct claim *c);      /* NULL or the reason in words */
	enum claim_state to;
	unsigned fx;
};
/* NULL: no such step. */
const struct claim_row *claim_row_for(enum claim_state from, enum claim_event on);
