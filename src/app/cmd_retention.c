/* cmd_retention — the days of tracks that can still be read, and the destruction of those past retention. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/backup.h"
#include "app/cmd.h"
#include "app/keys.h"
#include "app/server.h"
#include "base/utc.h"
#include "platform/fs.h"
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

/* A server does the same with each of its snapshots. */
static int run(const struct config *cfg, struct daykeys *k, struct err *e)
{
	char dir[1200];
	struct trail_opts o = { .dir = server_path(cfg, "trail", dir), .keep_days = (int32_t)cfg->trail_keep_days, .keys = k };
	struct trail *t;

	TRY(trail_open(&o, e, &t));
	int days = trail_retain(t, clock_utc(), e);
	trail_close(t);
	TRY(days);
	printf("%d days of tracks destroyed\n", days);
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
