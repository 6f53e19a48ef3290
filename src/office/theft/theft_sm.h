/* theft_sm — private: a row of the case's life. */
#pragma once
#include "office/theft/theft.h"

struct theft_row {
	enum theft_state from;
	enum theft_event on;
	unsigned who;
	const char *(*guard)(const struct theft *t, utc_ms now, int64_t reopen_days);   /* NULL or the reason in words */
	enum theft_state to;
	unsigned fx;
};
/* NULL: no such step. */
const struct theft_row *theft_row_for(enum theft_state from, enum theft_event on);
