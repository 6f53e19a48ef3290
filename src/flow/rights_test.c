/* rights_test — P8 over every route row there is: the three administrators' rights are disjoint, none reaches the register or a track, and
 * no set of roles that one person can reach covers asking and deciding a grant, or a grant and the audit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "flow/api.h"
#include "office/account/account.h"
#include "serve/http/route.h"

static const unsigned admins[] = { ROLE_SYSADMIN, ROLE_SECADMIN, ROLE_AUDITOR };

typedef void each_fn(const struct route *r, void *arg);

static void each_route(each_fn *fn, void *arg)
{
	for (size_t i = 0; i < api_nroutes; i++)
		for (size_t k = 0; k < api_routes[i]->n; k++)
			fn(&api_routes[i]->rows[k], arg);
}

/* What every member of staff may do (one's own session, the list of units) is no administrator's right. */
static bool common(const struct route *r)
{
	return (r->who & ROLE_STAFF) == ROLE_STAFF;
}

struct tally { int rows[3]; };

static void one_admin_at_most(const struct route *r, void *arg)
{
	struct tally *t = arg;
	int n = 0;

	if (common(r))
		return;
	for (size_t i = 0; i < COUNTOF(admins); i++)
		if (r->who & admins[i]) {
			t->rows[i]++;
			n++;
		}
	if (n > 1)
		fail_msg("%s: for %d administrators at once", r->path, n);
	if (n && (r->who & ~(unsigned)ROLE_ADMINS))
		fail_msg("%s: an administrator's row is for others too (%u)", r->path, r->who);
}

static void P8_the_three_administrators_rights_are_disjoint(void **state)
{
	struct tally t = { { 0 } };

	(void)state;
	each_route(one_admin_at_most, &t);
	for (size_t i = 0; i < COUNTOF(admins); i++)
		assert_true(t.rows[i] > 0);
}

/* What an administrator may look at is named here, row by row: everything else of the API is the register's or a track's. */
static void only_admin_things(const struct route *r, void *arg)
{
	static const char *const ok[] = { "/api/v1/accounts", "/api/v1/units", "/api/v1/grants", "/api/v1/audit",
	                                "/api/v1/sites", "/api/v1/plate-formats", "/api/v1/holidays" /* days, and how many are booked for them; nobody by name */,
	                                "/api/v1/imports" /* a file of one's own goes in; nothing of the register comes out but reasons and the plates of that file */,
	                                "/api/v1/duty" /* which unit answers for a station or a district */ };
	bool admin_thing = false;

	(void)arg;
	if (!(r->who & ROLE_ADMINS))
		return;
	for (size_t i = 0; i < COUNTOF(ok); i++)
		admin_thing = admin_thing || str_starts(str_of(r->path), str_of(ok[i]));
	static const char *const own[] = { "/api/v1/logout", "/api/v1/me", "/api/v1/me/password", "/api/v1/step-up" };
	for (size_t i = 0; i < COUNTOF(own); i++)
		admin_thing = admin_thing || strcmp(r->path, own[i]) == 0;
	if (!admin_thing)
		fail_msg("%s: open to an administrator", r->path);
}

static void P8_no_administrator_reaches_register_or_track(void **state)
{
	(void)state;
	each_route(only_admin_things, NULL);
}

enum power { ASKS = 1, DECIDES = 2, READS_AUDIT = 4, MAKES_ACCOUNTS = 8, RESETS = 16 };
struct powers { unsigned roles, powers; };

static void add_powers(const struct route *r, void *arg)
{
	struct powers *p = arg;

	if (!(r->who & p->roles) || !r->audit)
		return;
	p->powers |= strcmp(r->audit, "grant.ask") == 0 ? ASKS : strcmp(r->audit, "grant.decide") == 0 ? DECIDES
	           : strcmp(r->audit, "audit.read") == 0 ? READS_AUDIT : strcmp(r->audit, "account.add") == 0 ? MAKES_ACCOUNTS
	           : strcmp(r->audit, "account.reset") == 0 ? RESETS : 0;
}

/* The roles that one person may hold are what account_roles_ok lets stand together (and the table's CHECK: account_test). Alone nobody comes
 * to more: a new account has no roles, a grant needs two persons, a reset shows one factor of two. */
static void P8_no_roles_of_one_person_cover_grant_and_audit(void **state)
{
	unsigned seen = 0;

	(void)state;
	for (unsigned roles = 0; roles < 16384; roles++) {
		struct powers p = { .roles = roles };
		if (!account_roles_ok(roles))
			continue;
		each_route(add_powers, &p);
		seen |= p.powers;
		if (((p.powers & ASKS) && (p.powers & DECIDES)) || ((p.powers & (ASKS | DECIDES)) && (p.powers & READS_AUDIT)) ||
		    ((p.powers & MAKES_ACCOUNTS) && (p.powers & (DECIDES | RESETS))))
			fail_msg("roles %u reach powers %u", roles, p.powers);
	}
	assert_int_equal(seen, ASKS | DECIDES | READS_AUDIT | MAKES_ACCOUNTS | RESETS);
}

static void needs_code(const struct route *r, void *arg)
{
	static const char *const must[] = { "grant.decide", "grant.collect", "account.reset", "account.step" };

	for (size_t i = 0; i < COUNTOF(must); i++)
		if (r->audit && strcmp(r->audit, must[i]) == 0) {
			(*(int *)arg)++;
			if (!(r->flags & RF_STEPUP))
				fail_msg("%s: without a fresh code", r->path);
		}
}

static void S9_what_gives_rights_or_secrets_wants_a_fresh_code(void **state)
{
	int n = 0;

	(void)state;
	each_route(needs_code, &n);
	assert_int_equal(n, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(P8_the_three_administrators_rights_are_disjoint), cmocka_unit_test(P8_no_administrator_reaches_register_or_track),
		cmocka_unit_test(P8_no_roles_of_one_person_cover_grant_and_audit), cmocka_unit_test(S9_what_gives_rights_or_secrets_wants_a_fresh_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
