/* flow_policy — see flow_policy.h. */
#include "flow/flow_policy.h"

#include "core/workday.h"
#include "flow_policy_sql.h"
#include "office/account/account.h"
#include "office/site/site.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(flow_policy)

/* A row's own way of counting, where SQL alone does not do. */
struct dry_span { utc_ms from, until; };
typedef int dry_fn(struct cx *cx, enum policy_key key, int64_t value, const struct dry_span *span, int64_t *ret);

/* --- claims that a person looks at --- */

struct sample { int64_t fen, pct, seed, n; };

/* As flow_claim's sample. */
static int sample_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct sample *s = arg;
	int64_t id = sql_i64(r), fen = sql_i64(r);
	bool other = sql_i64(r) != 0;

	(void)cx;
	s->n += other || fen >= s->fen || (int64_t)(hash_u64((uint64_t)id ^ (uint64_t)s->seed << 32) % 100) < s->pct;
	return 0;
}

static int looked_at(struct cx *cx, enum policy_key key, int64_t value, const struct dry_span *span, int64_t *ret)
{
	struct sample s = { .n = 0 };

	TRY(policy_i64(cx, POL_CLAIM_REVIEW_FEN, cx->now, &s.fen));
	TRY(policy_i64(cx, POL_CLAIM_REVIEW_PCT, cx->now, &s.pct));
	TRY(policy_i64(cx, POL_CLAIM_REVIEW_SEED, cx->now, &s.seed));
	*(key == POL_CLAIM_REVIEW_FEN ? &s.fen : key == POL_CLAIM_REVIEW_PCT ? &s.pct : &s.seed) = value;
	TRY(sql_each(cx, &q_claims_passed, sample_one, &s, BIND(V(span->from), V(span->until))));
	*ret = s.n;
	return 0;
}

/* --- claims that were paid --- */

enum { PAID_TURN = 200, YEARS_BACK = 12, YEARS_ON = 2 };
struct paid { int64_t id; int32_t clock, owed, day; };
struct paid_turn { struct paid v[PAID_TURN]; int n; };

static int paid_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct paid_turn *t = arg;
	struct paid *p = &t->v[t->n++];

	(void)cx;
	p->id = sql_i64(r);
	p->clock = (int32_t)sql_i64(r);
	p->owed = (int32_t)sql_i64(r);
	p->day = day_of(sql_i64(r));
	return 0;
}

/* The day owed by that many working days, with the days on which the clock stood still. */
static int was_late(struct cx *cx, struct workdays *w, const struct paid *p, int64_t days, bool *ret)
{
	struct claim_stops stops;
	int32_t owed = p->day;

	TRY(claim_stops(cx, p->id, &stops));
	int rc = workday_owed(w, p->clock, (int)days, stops.v, stops.n, &owed);
	if (rc == E_NOTFOUND) {      /* nobody has announced that year: weekends alone, as the claim's own clock */
		w->known = UINT32_MAX;
		rc = workday_owed(w, p->clock, (int)days, stops.v, stops.n, &owed);
	}
	*ret = rc == 0 && p->day > owed;
	return 0;
}

static int paid_met(struct cx *cx, enum policy_key key, int64_t value, const struct dry_span *span, int64_t *ret)
{
	struct workdays *w = arena_alloc(cx->arena, sizeof *w);
	struct paid_turn *t = arena_alloc(cx->arena, sizeof *t);
	int year = civil_of(cx->now).y;
	int64_t after = 0;

	if (!w || !t)
		return FAIL(cx, E_TOOBIG, "the claims are too many");
	TRY(holidays_workdays(cx, year - YEARS_BACK, year + YEARS_ON, w));
	*ret = 0;
	do {
		t->n = 0;
		TRY(sql_each(cx, &q_claims_paid, paid_one, t, BIND(V(span->from), V(span->until), V(after), V((int)PAID_TURN))));
		for (int i = 0; i < t->n; i++) {
			bool met = workday_between(w, t->v[i].day, t->v[i].owed) <= value;
			if (key == POL_CLAIM_PAY_WORKDAYS)
				TRY(was_late(cx, w, &t->v[i], value, &met));
			*ret += met;
			after = t->v[i].id;
		}
	} while (t->n == PAID_TURN);
	return 0;
}

/* --- what an age pays --- */

struct rated { const struct claim_rate *v; int n; struct rates_dry d; };

static int rated_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct rated *x = arg;
	int32_t months = (int32_t)sql_i64(r);
	int64_t price = sql_i64(r), now = sql_i64(r), then = claim_rate_of(x->v, x->n, months);

	(void)cx;
	x->d.claims++;
	x->d.now_fen += now;
	then = MAX(then, 0);
	x->d.then_fen += price > 0 ? MIN(then, price) : then;
	return 0;
}

int flow_rates_dry(struct cx *cx, const struct claim_rate *v, int n, struct rates_dry *ret)
{
	struct rated x = { .v = v, .n = n };

	TRY(sql_each(cx, &q_claims_rated, rated_one, &x, BIND(V(cx->now - (utc_ms)POLICY_DRY_DAYS * DAY_MS), V(cx->now))));
	*ret = x.d;
	return 0;
}

/* --- what can be counted --- */

/* zh and en stand before "by the value in force N, by the new one M"; the unit of the count stands at the end of zh. */
static const struct dry_row { enum policy_key key; const struct sql_stmt *q; dry_fn *fn; str what, zh, en; } dry_rows[] = {
	{ POL_BOOKING_DAYS_AHEAD, &q_booked_early, NULL, SI("booked_early"), SI("提前天数超过上限的预约（个）"), SI("Appointments made too many days ahead") },
	{ POL_REGISTER_EDIT_DAYS, &q_edited_late, NULL, SI("edited_late"), SI("超过期限才直接修改的登记，要改走更正申请（次）"), SI("Direct edits after the term, which would need a correction") },
	{ POL_EXPORT_MAX_ROWS, &q_exports_large, NULL, SI("exports_large"), SI("超过行数上限的导出（次）"), SI("Exports with too many rows") },
	{ POL_EXPORT_ALONE_ROWS, &q_exports_large, NULL, SI("exports_alone"), SI("须另一人同意的导出（次）"), SI("Exports that want a second person") },
	{ POL_EXPORT_MAX_ROWS_DAY, &q_export_days_large, NULL, SI("export_days_large"), SI("一个账号一天导出行数超限的（人天）"), SI("Days of an account with too many exported rows") },
	{ POL_EXPORT_MAX_RUNS_DAY, &q_export_days_many, NULL, SI("export_days_many"), SI("一个账号一天导出次数超限的（人天）"), SI("Days of an account with too many exports") },
	{ POL_WATCH_LIVE_S, &q_heard_late, NULL, SI("heard_late"), SI("算作“迟到”的布控命中（次）"), SI("Hits that count as late") },
	{ POL_WATCH_QUIET_S, &q_told_again, NULL, SI("told_again"), SI("静默后再次收到而重新发出警报的命中（次）"), SI("Hits told again after a silence") },
	{ POL_CASE_REOPEN_DAYS, &q_closed_since, NULL, SI("closed_since"), SI("今天还能重新打开的已结案件（件）"), SI("Closed cases that may be reopened today") },
	{ POL_CASE_FILING_DAYS, &q_filing_plain, NULL, SI("filing_plain"), SI("超过期限才决定是否立案的受案（件）"), SI("Cases decided on (filed or not) after the term") },
	{ POL_CASE_FILING_DAYS_CHECKS, &q_filing_checks, NULL, SI("filing_checks"), SI("需要核查、超过期限才决定是否立案的受案（件）"), SI("Cases with checks, decided on after the term") },
	{ POL_CASE_FILING_DAYS_COMPLEX, &q_filing_complex, NULL, SI("filing_complex"), SI("重大疑难、超过期限才决定是否立案的受案（件）"), SI("Complex cases decided on after the term") },
	{ POL_CASE_UNSOLVED_DAYS, &q_given_up, NULL, SI("given_up"), SI("到了可以转未破案时间、当时还没找到的案件（件）"), SI("Cases for which giving up the search would have been offered") },
	{ POL_ORDER_SIGN_S, &q_unsigned, NULL, SI("unsigned"), SI("没有及时签收、会提醒分局值班台的指令（条）"), SI("Orders of which the duty desk of the branch would have been told") },
	{ POL_ORDER_CHIEF_S, &q_unsigned_live, NULL, SI("unsigned_live"), SI("没有及时签收、会上报市局的指令（条）"), SI("Orders of which the bureau would have been told") },
	{ POL_ORDER_FLOOD_A_MIN, &q_flooded, NULL, SI("flooded"), SI("同一区县一分钟内超过条数、会合并显示的警报（条）"), SI("Alerts that came when their minute was full and would be shown as one") },
	{ POL_ACCESS_PLATES_DAY, &q_looked_full, NULL, SI("looked_full"), SI("一名民警一天查看的车辆达到上限的（人天）"), SI("Days of an officer that reached the limit of bikes") },
	{ POL_ACCESS_DRIP_BIKES, &q_looked_drip, NULL, SI("looked_drip"), SI("七天内有三天查看这么多车、会提示审计员的民警（人）"), SI("Officers with three such days within a week, told to the auditor") },
	{ POL_ACCESS_DUTY_FROM, &q_looked_early, NULL, SI("looked_early"), SI("值勤时间开始之前的轨迹查看（次）"), SI("Looks at a way before the duty day begins") },
	{ POL_ACCESS_DUTY_TO, &q_looked_after, NULL, SI("looked_after"), SI("值勤时间结束之后的轨迹查看（次）"), SI("Looks at a way after the duty day has ended") },
	{ POL_ACCESS_REQUEST_H, &q_request_old, NULL, SI("request_old"), SI("批准后第一次查看时已经失效的申请（个）"), SI("Requests first used when they would have run out") },
	{ POL_ACCESS_SPAN_DAYS, &q_request_long, NULL, SI("request_long"), SI("申请的天数超过上限的（个）"), SI("Requests that asked for more days than allowed") },
	{ POL_ACCESS_FAR_DAYS, &q_request_far, NULL, SI("request_far"), SI("申请查看的时间早于上限的（个）"), SI("Requests for what is older than allowed") },
	{ POL_CLAIM_WAIT_DAYS, &q_claim_waiting, NULL, SI("claim_waiting"), SI("只因查找期未满被拒的理赔（件）"), SI("Claims refused for the waiting time alone") },
	{ POL_CLAIM_REPORT_HOURS, &q_claim_late, NULL, SI("claim_late"), SI("只因报案超过时限被拒的理赔（件）"), SI("Claims refused for a late report alone") },
	{ POL_CLAIM_COVER_DAYS, &q_claim_young, NULL, SI("claim_young"), SI("只因防盗服务刚生效被拒的理赔（件）"), SI("Claims refused for a cover that had just begun, alone") },
	{ POL_CLAIM_LIMIT_DAYS, &q_claim_over, NULL, SI("claim_over"), SI("只因超过申请期限被拒的理赔（件）"), SI("Claims refused because they were filed too late, alone") },
	{ POL_CLAIM_REVIEW_FEN, NULL, looked_at, SI("looked_at"), SI("要人工审核的理赔（件）"), SI("Claims that a person looks at") },
	{ POL_CLAIM_REVIEW_PCT, NULL, looked_at, SI("looked_at"), SI("要人工审核的理赔（件）"), SI("Claims that a person looks at") },
	{ POL_CLAIM_REVIEW_SEED, NULL, looked_at, SI("looked_at"), SI("要人工审核的理赔（件）"), SI("Claims that a person looks at") },
	{ POL_CLAIM_PAY_WORKDAYS, NULL, paid_met, SI("paid_late"), SI("已赔付、赔付时超过期限的理赔（件）"), SI("Paid claims that were paid late") },
	{ POL_CLAIM_WARN_WORKDAYS, NULL, paid_met, SI("paid_warned"), SI("已赔付、赔付前会提醒的理赔（件）"), SI("Paid claims that were pointed out before they were paid") },
	{ POL_PLAN_RENEW_DAYS, &q_renewed_early, NULL, SI("renewed_early"), SI("提前太多天续办的保障（份）"), SI("Plans renewed more days ahead than allowed") },
	{ POL_LIABILITY_LIMIT_FEN, &q_accident_limited, NULL, SI("accident_limited"), SI("损失超过限额、只赔到限额的事故（起）"), SI("Accidents that would pay the limit and no more") },
	{ POL_LIABILITY_SPOT_FEN, &q_accident_spot, NULL, SI("accident_spot"), SI("可以当场赔付的事故（起）"), SI("Accidents that could be paid on the spot") },
	{ POL_LIABILITY_SEND_MIN, &q_accident_sent_late, NULL, SI("accident_sent_late"), SI("没有按时派出查勘员的事故（起）"), SI("Accidents to which a surveyor was sent late") },
	{ POL_LIABILITY_ARRIVE_MIN, &q_accident_there_late, NULL, SI("accident_there_late"), SI("查勘员没有按时到场的事故（起）"), SI("Accidents to which the surveyor came late") },
	{ POL_LIABILITY_PAY_DAYS, &q_accident_paid_late, NULL, SI("accident_paid_late"), SI("达成协议后没有按时赔付的事故（起）"), SI("Accidents paid late after the agreement") },
	{ POL_LIABILITY_REPORT_HOURS, &q_accident_told_late, NULL, SI("accident_told_late"), SI("算迟报、须人工审核的事故（起）"), SI("Accidents whose report is late, so that a person looks") },
	{ POL_LIABILITY_LIMIT_DAYS, &q_accident_over, NULL, SI("accident_over"), SI("超过申请期限的事故（起）"), SI("Accidents reported when their time was over") },
	{ POL_LIABILITY_TWIN_HOURS, &q_accident_twins, NULL, SI("accident_twins"), SI("会被看作同一事故的（起）"), SI("Accidents taken for the same as another") },
	{ POL_LIABILITY_SHARE_FULL, &q_accident_share_full, NULL, SI("accident_share_full"), SI("负全部责任的事故赔付合计（元）"), SI("Yuan paid for accidents with all of the fault") },
	{ POL_LIABILITY_SHARE_MAIN, &q_accident_share_main, NULL, SI("accident_share_main"), SI("负主要责任的事故赔付合计（元）"), SI("Yuan paid for accidents with most of the fault") },
	{ POL_LIABILITY_SHARE_EQUAL, &q_accident_share_equal, NULL, SI("accident_share_equal"), SI("负同等责任的事故赔付合计（元）"), SI("Yuan paid for accidents with half of the fault") },
	{ POL_LIABILITY_SHARE_MINOR, &q_accident_share_minor, NULL, SI("accident_share_minor"), SI("负次要责任的事故赔付合计（元）"), SI("Yuan paid for accidents with the lesser part of the fault") },
};

/* --- and what cannot, and why: the longest beginning of the key counts --- */

#define REFUSED "被拒绝的请求没有留存，无从统计", "what was refused under it is not kept"
#define MEASURED "它决定以后怎样记录，过去没有这样记录", "it steers what is recorded from then on; the past was recorded otherwise"
#define SEEING "它决定能看到什么，不决定办理结果", "it decides what is shown, not how anything ends"
#define KEEPING "它决定以后保存多久或有效多久，一个季度看不出来", "it decides how long something is kept or valid: a quarter does not show it"
#define WORDS "它是一组词，不是一个数", "it is a list of words, not a number"
#define HOW "它决定怎样办理，不影响数量", "it decides how a thing is done, not how many there are"
#define NONE(key, ...) NONE_(key, __VA_ARGS__)
#define NONE_(key, zh, en) { SI(key), SI(zh), SI(en) }
static const struct dry_why { str key, zh, en; } dry_none[] = {
	NONE("case.window_before_h", SEEING),
	NONE("case.hold_days", KEEPING),
	NONE("case.owner_reports_day", REFUSED),
	NONE("case.trail_assigned_only", SEEING),
	NONE("access.near_days", "不经审批的查看没有按时间远近留存", "looks that needed no second person are not kept by how far back they went"),
	NONE("access.repeat_days", "案件有没有进展要逐次判断，由审计员的检查来做", "whether a case moved is judged look by look, by the auditor's search"),
	NONE("access.sample_pct", "抽查数量按比例变化：比例加倍，抽查加倍", "what is drawn follows the share: twice the share, twice the looks"),
	NONE("case.district", "它是编号里的代码，不影响数量", "it is a code in a number and counts nothing"),
	NONE("visit.", MEASURED),
	NONE("tag.", MEASURED),
	NONE("alarm.", MEASURED),
	NONE("photo.", WORDS),
	NONE("photo.keep_years", KEEPING),
	NONE("photo.old_days", KEEPING),
	NONE("booking.", REFUSED),
	NONE("verify.", REFUSED),
	NONE("register.owner_age", REFUSED),
	NONE("register.temporary_years", KEEPING),
	NONE("register.old_days", "没有留存每次办理看的是哪一种材料规则", "by which rule a bike's papers were looked at is not kept"),
	NONE("register.direct", REFUSED),
	NONE("owner.", SEEING),
	NONE("export.grant_h", KEEPING),
	NONE("order.shelve_max_min", "每次搁置的时长在重新响起后没有留存", "how long an alert was put aside is not kept once it rings again"),
	NONE("order.list_keep_days", "手持机每次取名单的间隔没有留存", "how long a reader was away is not kept"),
	NONE("claim.heard_hours", "只留最后一次收到的时间，中间每次暂缓没有留存", "only the last hearing counts, and what was held in between goes on by itself"),
	NONE("claim.tag_dead_days", "被盗前的失联时间在标签恢复后没有留存", "since when a tag was silent is not kept once it is heard again"),
	NONE("claim.appeal_days", REFUSED),
	NONE("claim.suspect_", "当时车主另有几次理赔没有留存", "how many other claims an owner had at the time is not kept"),
	NONE("claim.papers", WORDS),
	NONE("plan.remind_", "只改变提醒的日子，提醒的人数不变", "it moves the day of a reminder, not how many are reminded"),
	NONE("plan.refund", WORDS),
	NONE("plan.transfer", WORDS),
	NONE("analysis.", SEEING),
	NONE("guard.", MEASURED),
	NONE("market.", HOW),
	NONE("course.", HOW),
	NONE("exam.", HOW),
	NONE("traffic.", "违法处理的天数和次数改变以后的处理，过去的处理不重算", "days and counts of traffic decide what is done from now on; what was done is not done again"),
	NONE("spot.", HOW),
	NONE("liability.insurer", HOW),
	NONE("liability.hold", HOW),
	NONE("liability.rounds", REFUSED),
	NONE("recovery.", HOW),
	NONE("theft.", REFUSED),
	NONE("order.photo", HOW),
	NONE("message.", HOW),
	NONE("claim.insurer", HOW),
	NONE("papers.", WORDS),
	NONE("consent.", WORDS),
};

static const struct dry_why *why_not(str key)
{
	const struct dry_why *best = NULL;

	for (size_t i = 0; i < COUNTOF(dry_none); i++)
		if (str_starts(key, dry_none[i].key) && (!best || dry_none[i].key.n > best->key.n))
			best = &dry_none[i];
	return best;
}

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int count(struct cx *cx, const struct dry_row *d, int64_t value, const struct dry_span *span, int64_t *ret)
{
	if (d->fn)
		return d->fn(cx, d->key, value, span, ret);
	return sql_one(cx, d->q, read_n, ret, BIND(V(value), V(span->from), V(span->until)));
}

int flow_policy_dry(struct cx *cx, str key, str value, struct policy_dry *ret)
{
	struct policy_dry d = { .what = S(""), .zh = S(""), .en = S("") };
	struct dry_span span = { cx->now - (int64_t)POLICY_DRY_DAYS * DAY_MS, cx->now };      /* DR2 */
	int64_t now, then;

	TRY(policy_check(cx, key, civil_of(cx->now), value));
	const struct dry_why *why = why_not(key);
	if (why) {
		d.zh = why->zh;
		d.en = why->en;
	}
	for (size_t i = 0; i < COUNTOF(dry_rows); i++) {
		const struct dry_row *r = &dry_rows[i];
		struct policy_row row = policy_row((int)r->key);
		if (!str_eq(row.key, key))
			continue;
		TRY(policy_i64(cx, r->key, cx->now, &now));
		ASSERT(str_i64(value, row.least, row.most, &then));
		TRY(count(cx, r, now, &span, &d.now));
		TRY(count(cx, r, then, &span, &d.then));
		d.known = true;
		d.what = r->what;
		d.zh = r->zh;
		d.en = r->en;
	}
	*ret = d;
	return 0;
}

int flow_policy_may(struct cx *cx)
{
	struct unit u;

	TRY(unit_get(cx, cx->unit, &u));
	return u.kind == UNIT_BUREAU ? 0 : FAIL_FIELD(cx, E_DENIED, "bureau", "policies are the whole city's: the bureau's leadership changes them");
}
