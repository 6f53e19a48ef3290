/* liability_sm — private: a row of an accident's life. */
#pragma once
#include "office/liability/liability.h"

struct accident_row {
	enum accident_state from;
	enum accident_event on;
	unsigned who;
	const char *(*guard)(const struct accident *a);      /* NULL or the reason in words */
	enum accident_state to;
	unsigned fx;
};
/* NULL: no such step. */
const struct accident_row *accident_row_for(enum accident_state from, enum accident_event on);
