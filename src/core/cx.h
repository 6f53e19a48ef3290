/* cx — the context of one work item (HTTP request, job, command): who acts, when, in which transaction.
 *
 * Owner   the thread that runs the work item; made by serve/ or app/, never stored.
 * now     read once per work item; nothing below asks the clock. */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "core/ids.h"

/* Roles are bits; a route row and a state-machine row name the set that may use it. The bits are stored (account, audit, outbox): a
 * bit keeps its meaning for ever. */
enum role {
	ROLE_PUBLIC    = 1,      /* no log-in; must be written out in a route row */
	ROLE_OFFICER   = 2,      /* police station: takes reports, looks into the register of the own area */
	ROLE_CLERK     = 4,      /* plating point: bikes */
	ROLE_ENGINEER  = 8,      /* stations */
	ROLE_SYSADMIN  = 16,     /* runs the system: accounts without rights, units; asks for grants */
	ROLE_AUDITOR   = 32,     /* audit rows and the books, nothing else */
	ROLE_SYSTEM    = 64,     /* the program itself: jobs, the engine's alerts */
	ROLE_CASE      = 128,    /* police: theft cases, trails with a case */
	ROLE_TRAFFIC   = 256,    /* traffic police */
	ROLE_ADJUSTER  = 512,    /* claims, at the operator */
	ROLE_INSURER   = 1024,   /* insurer's staff */
	ROLE_LEADER    = 2048,   /* figures, no personal data */
	ROLE_SECADMIN  = 4096,   /* decides grants, unlocks, resets; sees no register data */
	ROLE_OWNER     = 8192,   /* a citizen, logged in by phone and one-time code */
	ROLE_CAMERA    = 16384,  /* a camera with a token of its own: pushes its pictures, and nothing else */
};
#define ROLE_POLICE (ROLE_OFFICER | ROLE_CASE)
/* Who sees the city at work: map, stations, alarms. The insurer's staff does not: theirs is a claim that was put before them, nothing that moves. */
#define ROLE_CITY (ROLE_POLICE | ROLE_CLERK | ROLE_ENGINEER | ROLE_TRAFFIC | ROLE_ADJUSTER | ROLE_LEADER)
/* Who works with the system. The three administrators do not: they exclude each other and every one of these. */
#define ROLE_BUSINESS (ROLE_CITY | ROLE_INSURER)
#define ROLE_ADMINS (ROLE_SYSADMIN | ROLE_SECADMIN | ROLE_AUDITOR)
#define ROLE_STAFF (ROLE_BUSINESS | ROLE_ADMINS)

struct sql;          /* store/sql: the transaction's connection */
struct track_port;   /* flow/track_port.h: the way to the engines */

struct cx {
	struct err err;
	utc_ms now;
	account_id actor;          /* 0: nobody, or the program itself */
	unsigned roles;
	unit_id unit;              /* the actor's unit; 0: none */
	str area;                  /* its path, "/1/4/9/": the actor sees what lies at or below it; empty: nothing */
	owner_id owner;            /* the citizen behind the session; 0: none */
	utc_ms stepup_at;          /* when the session was last confirmed with a fresh code; 0: never */
	uint64_t request;          /* id shown in logs and error replies */
	struct arena *arena;       /* this work item's memory */
	struct sql *db;
	const struct track_port *track;
};

#define FAIL(cx, code, ...) err_at(&(cx)->err, __FILE__, __LINE__, (code), 0, "", __VA_ARGS__)
#define FAIL_FIELD(cx, code, field, ...) \
	err_at(&(cx)->err, __FILE__, __LINE__, (code), 0, (field), __VA_ARGS__)
