/* order_sm — private: a row of an order's life. */
#pragma once
#include "office/order/order.h"

struct order_row {
	enum order_state from;
	enum order_ev on;
	unsigned who;
	bool other;               /* only by somebody else than who fed back (OR3) */
	enum order_state to;
};
/* NULL: no such step. */
const struct order_row *order_row_for(enum order_state from, enum order_ev on);
