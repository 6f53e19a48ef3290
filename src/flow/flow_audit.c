/* flow_audit — see flow_audit.h. */
#include "flow/flow_audit.h"

#include "office/policy/policy.h"
#include "office/site/site.h"
#include "office/station/station.h"
#include "office/theft/theft.h"

/* What is not there (any more) has no name; that is no failure of the list. */
static int none_is_fine(struct cx *cx, int rc, const struct err *before)
{
	if (rc != E_NOTFOUND)
		return rc;
	cx->err = *before;
	return 1;
}

static int account_of(struct cx *cx, struct audit_namer *m, account_id id, struct account *ret)
{
	struct err before = cx->err;
	struct account a;

	*ret = (struct account){ .name = S(""), .display = S(""), .unit_name = S("") };
	for (int i = 0; i < m->n; i++) {
		if (m->seen[i].id.v == id.v) {
			*ret = m->seen[i];
			return 0;
		}
	}
	int rc = none_is_fine(cx, account_get(cx, id, &a), &before);
	if (rc)
		return MIN(rc, 0);
	if (m->n < AUDIT_NAMER)
		m->seen[m->n++] = a;
	*ret = a;
	return 0;
}

static int unit_name(struct cx *cx, int64_t id, str *ret)
{
	struct err before = cx->err;
	struct unit u;
	int rc = none_is_fine(cx, unit_get(cx, (unit_id){ id }, &u), &before);

	if (rc == 0)
		*ret = u.name;
	return MIN(rc, 0);
}

static int site_name(struct cx *cx, int64_t id, str *ret)
{
	struct err before = cx->err;
	struct site s;
	int rc = none_is_fine(cx, site_get(cx, (site_id){ id }, &s), &before);

	if (rc == 0)
		*ret = s.name;
	return MIN(rc, 0);
}

static int station_place(struct cx *cx, int64_t id, str *ret)
{
	struct err before = cx->err;
	struct station s;
	int rc = none_is_fine(cx, station_get(cx, (station_id){ id }, &s), &before);

	if (rc == 0)
		*ret = s.place.n ? s.place : arena_str(cx->arena, station_name_str(&s.name));
	return MIN(rc, 0);
}

/* Only "#12" has a name: the kinds that are somebody's are pseudonyms, and no number could be got from them. */
static int subject_of(struct cx *cx, struct audit_namer *m, const struct audit_row *r, struct audit_names *ret)
{
	struct account a;
	int64_t id;

	if (r->subject.n < 2 || r->subject.p[0] != '#' || !str_i64((str){ r->subject.p + 1, r->subject.n - 1 }, 1, INT64_MAX, &id))
		return 0;
	if (str_eq(r->kind, S("unit")))
		return unit_name(cx, id, &ret->subject);
	if (str_eq(r->kind, S("site")))
		return site_name(cx, id, &ret->subject);
	if (str_eq(r->kind, S("station")))
		return station_place(cx, id, &ret->subject);
	if (!str_eq(r->kind, S("account")) && !str_eq(r->kind, S("grant")))
		return 0;
	TRY(account_of(cx, m, (account_id){ id }, &a));
	ret->subject = a.display;
	ret->subject_login = a.name;
	return 0;
}

/* The key stands first in the detail of policy.ask and policy.set: order.sign_s from 2026-12-01, {"key":"order.sign_s","value": ... */
static void policy_of(const struct audit_row *r, struct audit_names *ret)
{
	str head = S("{\"key\":\""), d = r->detail;
	size_t n = 0;

	if (!str_eq(r->kind, S("policy")))
		return;
	if (d.n > head.n && memcmp(d.p, head.p, head.n) == 0)
		d = (str){ d.p + head.n, d.n - head.n };
	while (n < d.n && d.p[n] != ' ' && d.p[n] != '"')
		n++;
	for (int i = 0; i < POLICY_N && n; i++) {
		struct policy_row p = policy_row(i);
		if (str_eq(p.key, (str){ d.p, n })) {
			ret->policy = p.key;
			ret->policy_zh = p.zh;
			ret->policy_en = p.en;
		}
	}
}

int flow_audit_names(struct cx *cx, struct audit_namer *m, const struct audit_row *r, struct audit_names *ret)
{
	struct audit_names v = { .by = S("system"), .actor = S(""), .login = S(""), .unit = S(""), .subject = S(""), .subject_login = S(""), .case_number = S(""), .policy = S(""),
	                         .policy_zh = S(""), .policy_en = S("") };
	struct err before = cx->err;
	struct account a;
	struct theft t;

	if (r->actor.v) {
		TRY(account_of(cx, m, r->actor, &a));
		v.by = S("account");
		v.actor = a.display;
		v.login = a.name;
		v.unit = a.unit_name;
	} else if (r->roles & (ROLE_OWNER | ROLE_PUBLIC)) {
		v.by = r->roles & ROLE_OWNER ? S("owner") : S("public");
	}
	TRY(subject_of(cx, m, r, &v));
	policy_of(r, &v);
	if (r->case_id.v) {
		int rc = none_is_fine(cx, theft_get(cx, r->case_id, &t), &before);
		TRY(rc);
		if (rc == 0)
			v.case_number = t.number;
	}
	*ret = v;
	return 0;
}
