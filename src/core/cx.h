/* cx — the context of one work item (HTTP request, job, command): who acts, when, in which transaction.
 *
 * Owner   the thread that runs the work item; made by serve/ or app/, never stored.
 * now     read once per work item; nothing below asks the clock. */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "core/ids.h"

/* Roles are bits; a route row and a state-machine row name the set that may use it. */
enum role {
	ROLE_PUBLIC    = 1,    /* no log-in; must be written out in a route row */
	ROLE_OFFICER   = 2,    /* police: theft cases, trails with a case, alerts */
	ROLE_CLERK     = 4,    /* plating point: bikes */
	ROLE_ENGINEER  = 8,    /* stations */
	ROLE_ADMIN     = 16,   /* accounts */
	ROLE_AUDITOR   = 32,   /* audit rows */
	ROLE_SYSTEM    = 64,   /* the program itself: jobs, the engine's alerts */
};
#define ROLE_STAFF (ROLE_OFFICER | ROLE_CLERK | ROLE_ENGINEER | ROLE_ADMIN | ROLE_AUDITOR)

struct sql;          /* store/sql: the transaction's connection */
struct track_port;   /* flow/track_port.h: the way to the engines */

struct cx {
	struct err err;
	utc_ms now;
	account_id actor;          /* 0: nobody, or the program itself */
	unsigned roles;
	uint64_t request;          /* id shown in logs and error replies */
	struct arena *arena;       /* this work item's memory */
	struct sql *db;
	const struct track_port *track;
};

#define FAIL(cx, code, ...) err_at(&(cx)->err, __FILE__, __LINE__, (code), 0, "", __VA_ARGS__)
#define FAIL_FIELD(cx, code, field, ...) \
	err_at(&(cx)->err, __FILE__, __LINE__, (code), 0, (field), __VA_ARGS__)
