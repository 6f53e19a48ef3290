/* flow_audit — who and what a row of the audit speaks of, in names an auditor can read.
 *
 * Owns      nothing. Thread any, inside the caller's transaction; a namer lives for one answer.
 * Never     names what belongs to a person: the subject of a person, a bike, a case, a paper ... stays the pseudonym that stands in the row. Named are
 *           accounts, units, stations and points, and a case by its number where the row gives it as the reason (the row itself names it). */
#pragma once
#include "office/account/account.h"
#include "office/audit/audit.h"

enum { AUDIT_NAMER = 32 };
/* { 0 } to begin with; text in the arena of the work item. */
struct audit_namer { struct account seen[AUDIT_NAMER]; int n; };

struct audit_names {
	str by;                     /* "account", "owner" (a citizen), "public" (nobody logged in), "system" (the program, or a command on the machine) */
	str actor, login, unit;     /* of an account: shown name, log-in name, its unit of today; else "" */
	str subject, subject_login; /* of an account, a unit, a station or a point; else "" */
	str case_number;            /* "" when the row has none, or the case is not there */
	str policy, policy_zh, policy_en;   /* of a row about a policy: its key and what it decides; else "" */
};
MUST_USE int flow_audit_names(struct cx *cx, struct audit_namer *m, const struct audit_row *r, struct audit_names *ret);
