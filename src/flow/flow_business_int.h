/* flow_business_int — what the businesses' files share. */
#pragma once
#include "flow/flow_business.h"
#include "flow_counter_int.h"
#include "office/policy/policy.h"

/* What of the form is about the bike, read against the bike as it is. */
struct business_change { str field, value; };
enum { BUSINESS_FIELDS = 8 };
/* Fields of a change that differ from what stands there. Count. */
int business_changes(struct cx *cx, const struct business_form *f, const struct bike *b, struct business_change ret[static BUSINESS_FIELDS]);
/* Is the document the present owner's; *ret_none: the register has none of this owner. */
MUST_USE int business_holder(struct cx *cx, const struct business_form *f, owner_id *ret_owner, bool *ret_same, bool *ret_none);
bool business_reason_known(enum booking_purpose what, str reason);

/* What a business needs to be shown, as the policies say (flow_business_rows.c). Bits of cases. */
enum { BC_TRANSFER = 1, BC_CHANGE = 2, BC_PARTS = 4, BC_LOOKS = 8, BC_PLATE = 16, BC_TAG = 32, BC_LOST = 64, BC_DEREGISTER = 128 };
MUST_USE int business_needs(struct cx *cx, unsigned cases, struct counter_needs *ret);
MUST_USE int business_photos(struct cx *cx, unsigned cases, str ret[static POLICY_WORDS], int *ret_n);
