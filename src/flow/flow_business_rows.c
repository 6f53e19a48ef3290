/* flow_business_rows — the businesses' tables: reasons, and what each case must show. */
#include "flow_business_int.h"
#include "office/policy/policy.h"

static const struct { enum booking_purpose of; str word; } reasons[] = {
	{ BOP_TRANSFER, SI("sold") }, { BOP_TRANSFER, SI("given") }, { BOP_TRANSFER, SI("inherited") }, { BOP_TRANSFER, SI("other") },
	{ BOP_REPLACE, SI("lost") }, { BOP_REPLACE, SI("damaged") }, { BOP_REPLACE, SI("unreadable") }, { BOP_REPLACE, SI("faulty") }, { BOP_REPLACE, SI("other") },
	{ BOP_DEREGISTER, SI("scrapped") }, { BOP_DEREGISTER, SI("lost") }, { BOP_DEREGISTER, SI("stolen") }, { BOP_DEREGISTER, SI("moved_away") },
	{ BOP_DEREGISTER, SI("returned") }, { BOP_DEREGISTER, SI("other") },
};

int business_reasons(enum booking_purpose what, str ret[static BUSINESS_REASONS])
{
	int n = 0;

	for (size_t i = 0; i < COUNTOF(reasons); i++)
		if (reasons[i].of == what && n < BUSINESS_REASONS)
			ret[n++] = reasons[i].word;
	return n;
}

bool business_reason_known(enum booking_purpose what, str reason)
{
	for (size_t i = 0; i < COUNTOF(reasons); i++)
		if (reasons[i].of == what && str_eq(reasons[i].word, reason))
			return true;
	return false;
}

static const struct { unsigned of; enum policy_text list; } papers[] = {
	{ BC_TRANSFER, POT_PAPERS_TRANSFER }, { BC_CHANGE, POT_PAPERS_CHANGE }, { BC_PARTS, POT_PAPERS_PARTS }, { BC_PLATE | BC_TAG, POT_PAPERS_REPLACE },
	{ BC_LOST, POT_PAPERS_LOST }, { BC_DEREGISTER, POT_PAPERS_DEREGISTER },
};

int business_needs(struct cx *cx, unsigned cases, struct counter_needs *io)
{
	str list;

	for (size_t i = 0; i < COUNTOF(papers); i++) {
		if (!(papers[i].of & cases))
			continue;
		TRY(policy_text(cx, papers[i].list, cx->now, &list));
		counter_need(io, list);
	}
	return 0;
}

static const struct { unsigned of; enum policy_list list; } photos[] = {
	{ BC_PARTS | BC_LOOKS, POLL_PHOTO_CHANGE }, { BC_PLATE, POLL_PHOTO_PLATE }, { BC_TAG, POLL_PHOTO_TAG },
};

int business_photos(struct cx *cx, unsigned cases, str ret[static POLICY_WORDS], int *ret_n)
{
	str some[POLICY_WORDS];
	int n;

	*ret_n = 0;
	for (size_t i = 0; i < COUNTOF(photos); i++) {
		if (!(photos[i].of & cases))
			continue;
		TRY(policy_words(cx, photos[i].list, cx->now, some, &n));
		for (int k = 0; k < n && *ret_n < POLICY_WORDS; k++)
			ret[(*ret_n)++] = some[k];
	}
	return 0;
}
