/* cmd_figures — the kept sums of the figures against the rows themselves. */
#include <stdio.h>

#include "app/cmd.h"
#include "flow/flow_figures.h"
#include "store/sql/sql.h"

static const char usage[] = "check | rebuild";

static int check(struct cmd_env *env)
{
	struct cmd_work *w = NULL;
	struct err e = { 0 };
	int64_t wrong = 0;

	int rc = cmd_open(env, &e, &w);
	if (rc < 0)
		return cmd_fail(&e);
	rc = sql_begin(cmd_cx(w), false);
	if (rc >= 0)
		rc = flow_figures_check(cmd_cx(w), &wrong);
	sql_rollback(cmd_cx(w));
	if (rc < 0)
		e = cmd_cx(w)->err;
	cmd_close(w);
	if (rc < 0)
		return cmd_fail(&e);
	if (wrong == 0)
		puts("figures   sound: the sums say what the rows themselves say");
	else
		printf("figures   %lld rows of the sums are not what the rows themselves say: run 'yanzhen figures rebuild'\n", (long long)wrong);
	return wrong ? 65 : 0;
}

static int rebuild(struct cx *cx, void *arg, int64_t *ret_id)
{
	(void)arg;
	*ret_id = 0;
	return flow_figures_rebuild(cx);
}

int cmd_figures(struct cmd_env *env, int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "check") == 0)
		return check(env);
	if (argc == 2 && strcmp(argv[1], "rebuild") == 0)
		return cmd_in_tx(env, "figures.rebuild", "figures", rebuild, NULL);
	return cmd_usage("figures", usage);
}
