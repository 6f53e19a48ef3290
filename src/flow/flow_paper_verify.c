/* flow_paper_verify — the public's question: does this certificate hold? See flow_paper.h (FP3, FP4). */
#include "flow/flow_paper_int.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>

#include "flow/flow_course.h"
#include "office/policy/policy.h"
#include "office/theft/theft.h"

const str paper_verdict_words[PV_N] = { SI("invalid"), SI("valid"), SI("stolen"), SI("course") };

/* --- how often anybody may ask ---
 * In memory and for this process: a row a question would let strangers hold up the one writer. Addresses share a place when they fall on the
 * same one of PLACES; the newer takes it over, so that the total is what bounds the many. */
enum { PLACES = 8192 };
static struct { pthread_mutex_t m; int64_t minute, total; struct { uint64_t peer; int64_t minute, n; } place[PLACES]; } rates = { .m = PTHREAD_MUTEX_INITIALIZER };

void flow_paper_rates_clear(void)
{
	pthread_mutex_lock(&rates.m);
	memset(rates.place, 0, sizeof rates.place);
	rates.minute = rates.total = 0;
	pthread_mutex_unlock(&rates.m);
}

/* Of IPv6 the first 64 bits count: who has one address there has all of them. */
static uint64_t hash_peer(str s)
{
	uint64_t h = hash_u64(s.n ? 1 : 0);
	struct in6_addr six;
	char z[64];

	snprintf(z, sizeof z, "%.*s", STR_ARG(s));
	if (inet_pton(AF_INET6, z, &six) == 1)
		return hash_u64(be64(six.s6_addr) + 1) | 1;
	for (size_t i = 0; i < s.n; i++)
		h = hash_u64(h ^ (unsigned char)s.p[i]);
	return h | 1;
}

static bool may_ask(str peer, int64_t minute, int64_t one, int64_t all)
{
	uint64_t h = hash_peer(peer);
	size_t i = (h >> 32) % PLACES;

	pthread_mutex_lock(&rates.m);
	if (rates.minute != minute) {
		rates.minute = minute;
		rates.total = 0;
	}
	if (rates.place[i].peer != h || rates.place[i].minute != minute) {
		rates.place[i].peer = h;
		rates.place[i].minute = minute;
		rates.place[i].n = 0;
	}
	bool ok = rates.place[i].n < one && rates.total < all;
	rates.place[i].n += rates.place[i].n <= one;
	rates.total += ok;              /* who is refused takes nothing from the others */
	pthread_mutex_unlock(&rates.m);
	return ok;
}

/* --- does it hold --- */

static int stolen(struct cx *cx, bike_id bike, bool *ret)
{
	theft_id t;
	bool flag, open;

	TRY(bike_has_flag(cx, bike, S("stolen"), &flag));
	TRY(theft_open_of(cx, bike, &t, &open));
	*ret = flag || open;
	return 0;
}

/* E_NOTFOUND of one of the reads is an answer too: no. */
static int no_if_missing(struct cx *cx, int rc, bool *ret)
{
	*ret = rc >= 0;
	if (rc != E_NOTFOUND)
		return MIN(rc, 0);
	cx->err = (struct err){ 0 };
	return 0;
}

static bool ended(struct cx *cx, const struct bike *b)
{
	int32_t today = day_of(cx->now);
	struct civil c = civil_of(day_start(today));
	str now = arena_fmt(cx->arena, "%04d-%02d-%02d", c.y, c.m, c.d);

	return b->ends_on.n == now.n && memcmp(b->ends_on.p, now.p, now.n) < 0;
}

static int holds(struct cx *cx, const struct paper_row *p, bool *ret)
{
	struct ownership own = { .id = 0 };
	struct owner named = { .id = { 0 } };
	struct bike b = { .life = BL_N };
	bool has_bike, has_owner, has_named;

	TRY(no_if_missing(cx, bike_get(cx, (bike_id){ p->bike }, &b), &has_bike));
	TRY(no_if_missing(cx, bike_owner_now(cx, (bike_id){ p->bike }, &own), &has_owner));
	TRY(no_if_missing(cx, owner_live(cx, p->owner, &named), &has_named));
	*ret = has_bike && has_owner && has_named && p->kind == PAK_CERTIFICATE && b.life == BL_REGISTERED && !ended(cx, &b) &&
	       own.owner.v == named.id.v && str_eq(plate_str(&b.plate), p->plate);
	return 0;
}

int flow_paper_verify(struct cx *cx, str code, str peer, enum paper_verdict *ret)
{
	struct paper_row p = { .kind = PAK_N, .plate = S("") };
	int64_t one, all;
	bool found, gone, good, known, course = false;

	TRY(policy_i64(cx, POL_VERIFY_A_MINUTE, cx->now, &one));
	TRY(policy_i64(cx, POL_VERIFY_TOTAL, cx->now, &all));
	if (!may_ask(peer, cx->now / MINUTE_MS, one, all))
		return FAIL(cx, E_BUSY, "too many questions; ask again in a minute");
	TRY(no_if_missing(cx, paper_by_code(cx, code, &p), &found));
	/* a code that is nobody's takes the same way: there is no bike and no owner 0 */
	TRY(stolen(cx, (bike_id){ p.bike }, &gone));
	TRY(holds(cx, &p, &good));
	TRY(no_if_missing(cx, flow_course_verify(cx, code, &course), &known));
	*ret = gone ? PV_STOLEN : good ? PV_VALID : known && course ? PV_COURSE : PV_INVALID;
	return 0;
}
