/* theft_sm — private: a row of the case's life. */
#pragma once
#include "office/theft/theft.h"

struct theft_row {
	unsigned from;                  /* bits 1 << TS_ */
	enum theft_event on;
	unsigned who;
	bool reason;                    /* the note must say why */
	const char *(*guard)(const struct theft *t, utc_ms now, const struct theft_rules *r);   /* NULL or the reason in words */
	enum theft_state to;            /* TS_N: stays */
};
/* NULL: no such step. */
const struct theft_row *theft_row_for(enum theft_state from, enum theft_event on);
