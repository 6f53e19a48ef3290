/* cmd_retention — the days of tracks that can still be read, and the destruction of those past retention. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/backup.h"
#include "app/cmd.h"
#include "app/keys.h"
#include "app/server.h"
#include "base/utc.h"
#include "flow/flow_hold.h"
#include "platform/fs.h"
#include "store/sql/sql.h"
#include "track/trail/trail.h"

static const char usage[] = "show | run";

static void print_day(const char *what, int32_t day)
{
	struct civil c = civil_of(day_start(day));

	printf("%s %04d-%02d-%02d\n", what, c.y, c.m, c.d);
}

static int show(const struct config *cfg, struct daykeys *k)
{
	int32_t *days = calloc(DAYKEYS_MAX, sizeof *days);
	if (!days)
		BUG("out of memory");
	size_t n = daykeys_days(k, days, DAYKEYS_MAX);

	printf("tracks are kept for %lld days (trail_keep_days)\ndays with a key: %zu\n", (long long)cfg->trail_keep_days, n);
	if (daykeys_limit(k) > 0)
		print_day("destroyed before:", daykeys_limit(k));
	if (n > 0) {
		print_day("oldest day:", days[0]);
		print_day("newest day:", days[n - 1]);
		print_day("the oldest goes on:", days[0] + (int32_t)cfg->trail_keep_days + 1);
	}
	free(days);
	return 0;
}

/* ---- run: what a server does by itself; the trail alone stands in for the engines ---- */

struct at_work { struct trail *t; int32_t due; struct visit *v; uint32_t n, max; bool more; };

static bool take_visit(void *arg, const struct visit *v)
{
	struct at_work *w = arg;

	w->more = w->n == w->max;
	if (!w->more)
		w->v[w->n++] = *v;
	return !w->more;
}

static int trail_of_tag(void *self, struct arena *a, tag_id tag, utc_ms from, utc_ms to, uint32_t max, struct visit **ret, uint32_t *ret_n, bool *ret_more, struct err *e)
{
	struct at_work *w = self;

	w->v = arena_alloc(a, max * sizeof *w->v);
	w->n = 0;
	w->max = w->v ? max : 0;
	w->more = false;
	int rc = trail_tag(w->t, tag, from, to, take_visit, w, e);
	TRY(rc);
	*ret = w->v;
	*ret_n = w->n;
	*ret_more = w->more;
	return w->v ? 0 : ERR(e, E_TOOBIG, "a case's tracks of a day do not fit");
}

static void days_kept(void *self, int32_t *ret_first, int32_t *ret_due)
{
	struct at_work *w = self;

	*ret_first = trail_first_day(w->t);
	*ret_due = w->due;
}

static int days_gone(void *self, int32_t due, struct err *e)
{
	struct at_work *w = self;

	(void)due;
	int days = trail_retain(w->t, clock_utc(), e);
	TRY(days);
	printf("%d days of tracks destroyed\n", days);
	return 0;
}

static int hold_and_go(const struct config *cfg, struct at_work *w, struct err *e)
{
	struct arena a;
	struct track_port port = { .self = w, .trail_tag = trail_of_tag, .days_kept = days_kept, .days_gone = days_gone };
	struct cx cx = { .now = clock_utc(), .roles = ROLE_SYSTEM, .arena = &a, .track = &port };

	TRY(keys_open(cfg, e));
	TRY(server_open_db(cfg, false, e, &cx.db));
	arena_init(&a, 32 << 20);
	int rc = flow_hold_work(&cx);
	rc = rc < 0 ? rc : flow_hold_release(&cx);
	arena_done(&a);
	sql_close(cx.db);
	return rc < 0 ? ERR(e, rc, "%s", cx.err.msg) : 0;
}

static int run(const struct config *cfg, struct daykeys *k, struct err *e)
{
	char dir[1200];
	struct trail_opts o = { .dir = server_path(cfg, "trail", dir), .keep_days = (int32_t)cfg->trail_keep_days, .keys = k };
	struct at_work w = { .due = day_of(clock_utc()) - (int32_t)cfg->trail_keep_days };

	TRY(trail_open(&o, e, &w.t));
	int rc = hold_and_go(cfg, &w, e);
	trail_close(w.t);
	TRY(rc);
	return show(cfg, k);
}

int cmd_retention(struct cmd_env *env, int argc, char **argv)
{
	bool do_run = argc == 2 && strcmp(argv[1], "run") == 0;
	CLEANUP(fd_close) int lock = -1;
	struct daykeys *k = NULL;
	struct err e = { 0 };

	if (!do_run && (argc != 2 || strcmp(argv[1], "show") != 0))
		return cmd_usage("retention", usage);
	if (do_run && data_lock(&env->cfg, &lock, &e) < 0)
		return cmd_fail(&e);
	int rc = keys_tracks(&env->cfg, false, &e, &k);
	if (rc == 0)
		rc = do_run ? run(&env->cfg, k, &e) : show(&env->cfg, k);
	daykeys_close(k);
	return rc < 0 ? cmd_fail(&e) : 0;
}
