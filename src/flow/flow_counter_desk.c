/* flow_counter_desk — what stands at the head of the counter's page. See flow_counter.h. */
#include "base/utc.h"
#include "flow/flow_booking.h"
#include "flow/flow_photo.h"
#include "flow_counter_int.h"
#include "office/account/account.h"
#include "office/policy/policy.h"

struct sums { account_id clerk; str sort; int64_t n; };

static int add_sum(struct cx *cx, struct stock_place at, str sort, int64_t n, void *arg)
{
	struct sums *s = arg;

	(void)cx;
	if ((at.holder.v == 0 || at.holder.v == s->clerk.v) && str_eq(sort, s->sort))
		s->n += n;
	return 0;
}

static int stock_left(struct cx *cx, site_id site, struct counter_desk *d)
{
	struct sums plates = { cx->actor, plate_kind_names[PK_STANDARD], 0 }, temporary = { cx->actor, plate_kind_names[PK_TEMPORARY], 0 };
	struct sums tags = { cx->actor, tag_slot_names[TSL_THEFT], 0 };

	TRY(plate_sums(cx, site, add_sum, &plates));
	TRY(plate_sums(cx, site, add_sum, &temporary));
	TRY(tag_sums(cx, site, add_sum, &tags));
	d->plates = plates.n;
	d->temporary_plates = temporary.n;
	d->tags = tags.n;
	return 0;
}

static int copy_words(struct cx *cx, const str *w, int n, struct js_list *ret)
{
	str *items = arena_alloc(cx->arena, (size_t)n * sizeof *items);

	if (!items)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	for (int i = 0; i < n; i++)
		items[i] = w[i];
	*ret = (struct js_list){ items, (size_t)n };
	return 0;
}

static int needed(struct cx *cx, struct counter_desk *d)
{
	struct counter_needs need;
	str photos[POLICY_WORDS], reasons[PAPER_REASONS];
	int n;

	/* the usual case: a person with a new bike of the standard; a check tells what another case needs */
	TRY(counter_needs(cx, true, false, false, BK_STANDARD, false, &need));
	TRY(copy_words(cx, need.w, need.n, &d->papers));
	TRY(flow_photo_required(cx, photos, &n));
	TRY(copy_words(cx, photos, n, &d->photos));
	n = flow_paper_reasons(cx, reasons);
	TRY(n);
	TRY(copy_words(cx, reasons, n, &d->reasons));
	return policy_text(cx, POT_CONSENT, cx->now, &d->consent);
}

int counter_desk(struct cx *cx, site_id site, struct counter_desk *ret)
{
	struct counter_desk d = { .clerk = S("") };
	struct booking_display shown;
	struct err before = cx->err;
	struct account a;

	TRY(flow_site_reach(cx, site, &d.site));
	int rc = account_get(cx, cx->actor, &a);
	if (rc == 0)
		d.clerk = a.display.n ? a.display : a.name;
	else if (rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	TRY(booking_display(cx, site, day_of(cx->now), &shown));
	d.waiting = shown.waiting;
	TRY(stock_left(cx, site, &d));
	rc = booking_serving(cx, site, day_of(cx->now), &d.current);
	d.serving = rc == 0;
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	TRY(needed(cx, &d));
	*ret = d;
	return 0;
}
