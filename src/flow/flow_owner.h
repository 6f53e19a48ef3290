/* flow_owner — a citizen asks for a code: account (code, rates) and message (to the phone) in one transaction.
 *
 * FO1 the answer, what it writes and about what it costs are the same whether anybody has the phone or not. */
#pragma once
#include "core/cx.h"

/* Inside the caller's write transaction. E_INVALID: not a mobile number; E_BUSY: asked too often. */
MUST_USE int flow_owner_code(struct cx *cx, str phone, str peer);
