/* flow_policy — see flow_policy.h. */
#include "flow/flow_policy.h"

#include "flow_policy_sql.h"
#include "office/account/account.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(flow_policy)

static const struct { enum policy_key key; const struct sql_stmt *q; str what; } dry_rows[] = {
	{ POL_BOOKING_DAYS_AHEAD,  &q_booked_early,      SI("booked_early") },
	{ POL_REGISTER_EDIT_DAYS,  &q_edited_late,       SI("edited_late") },
	{ POL_EXPORT_MAX_ROWS,     &q_exports_large,     SI("exports_large") },
	{ POL_EXPORT_MAX_ROWS_DAY, &q_export_days_large, SI("export_days_large") },
	{ POL_EXPORT_MAX_RUNS_DAY, &q_export_days_many,  SI("export_days_many") },
	{ POL_WATCH_LIVE_S,        &q_heard_late,        SI("heard_late") },
	{ POL_WATCH_QUIET_S,       &q_told_again,        SI("told_again") },
	{ POL_CASE_REOPEN_DAYS,    &q_closed_since,      SI("closed_since") },
};

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int flow_policy_dry(struct cx *cx, str key, str value, struct policy_dry *ret)
{
	struct policy_dry d = { .what = S("") };
	utc_ms from = cx->now - (int64_t)POLICY_DRY_DAYS * DAY_MS;
	int64_t now, then;

	TRY(policy_check(cx, key, civil_of(cx->now), value));
	for (size_t i = 0; i < COUNTOF(dry_rows); i++) {
		struct policy_row row = policy_row((int)dry_rows[i].key);
		if (!str_eq(row.key, key))
			continue;
		TRY(policy_i64(cx, dry_rows[i].key, cx->now, &now));
		ASSERT(str_i64(value, row.least, row.most, &then));
		TRY(sql_one(cx, dry_rows[i].q, read_n, &d.now, BIND(V(now), V(from), V(cx->now))));
		TRY(sql_one(cx, dry_rows[i].q, read_n, &d.then, BIND(V(then), V(from), V(cx->now))));
		d.known = true;
		d.what = dry_rows[i].what;
	}
	*ret = d;
	return 0;
}

int flow_policy_may(struct cx *cx)
{
	struct unit u;

	TRY(unit_get(cx, cx->unit, &u));
	return u.kind == UNIT_BUREAU ? 0 : FAIL(cx, E_DENIED, "policies are the whole city's: the bureau's leadership changes them");
}
