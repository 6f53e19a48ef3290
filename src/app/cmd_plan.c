/* cmd_plan — the products of the plans on the machine itself: what is sold, and a row of the console's own. */
#include <stdio.h>

#include "app/cmd.h"
#include "flow/flow_booking.h"
#include "office/plan/plan.h"

struct product_args { struct plan_product p; const char *from; };

static int tx_product(struct cx *cx, void *arg, int64_t *ret_id)
{
	struct product_args *a = arg;
	struct plan_product p;

	a->p.from_day = day_of(cx->now) + 1;
	if (a->from && !flow_day_parse(str_of(a->from), &a->p.from_day))
		return FAIL_FIELD(cx, E_INVALID, "from", "--from is a day like 2026-12-01");
	TRY(plan_product_ask(cx, &a->p, &p));
	*ret_id = p.id;
	return plan_product_decide(cx, p.id, true, &p);      /* the console stands for both: its audit row is listed first for the auditor */
}

static int print_product(struct cx *cx, const struct plan_product *p, void *arg)
{
	char day[FLOW_DAY_TEXT];

	(void)cx;
	(void)arg;
	printf("%-9.*s from %.*s  %lld.%02lld yuan, %d years, refund %s, %.*s\n    %.*s\n", STR_ARG(p->product), STR_ARG(flow_day_text(p->from_day, day)),
	       (long long)(p->price_fen / 100), (long long)(p->price_fen % 100), p->years, p->refund ? "by months" : "none", STR_ARG(p->state), STR_ARG(p->basis));
	return 0;
}

static int list_products(struct cmd_env *env)
{
	struct err e = { 0 };
	struct cmd_work *w;

	if (cmd_open(env, &e, &w) < 0)
		return cmd_fail(&e);
	int rc = plan_products(cmd_cx(w), print_product, NULL);
	e = cmd_cx(w)->err;
	cmd_close(w);
	return rc < 0 ? cmd_fail(&e) : 0;
}

int cmd_plan(struct cmd_env *env, int argc, char **argv)
{
	struct product_args a = { .p = { .refund = true } };
	int64_t years;
	bool bad = false;

	a.from = cmd_option(&argc, argv, "--from", &bad);
	a.p.refund = !cmd_flag(&argc, argv, "--no-refund");
	if (!bad && argc == 3 && strcmp(argv[1], "product") == 0 && strcmp(argv[2], "list") == 0)
		return list_products(env);
	if (bad || argc != 7 || strcmp(argv[1], "product") != 0 || strcmp(argv[2], "set") != 0 || !str_i64(str_of(argv[4]), 1, 100000000, &a.p.price_fen) ||
	    !str_i64(str_of(argv[5]), 1, 10, &years))
		return cmd_usage("plan", "product list | product set theft|liability PRICE_FEN YEARS LEGAL-BASIS [--from YYYY-MM-DD] [--no-refund]");
	a.p.product = str_of(argv[3]);
	a.p.years = (int32_t)years;
	a.p.basis = str_of(argv[6]);
	int rc = cmd_in_tx(env, "plan.product.console", "plan_product", tx_product, &a);
	if (rc == 0)
		printf("%s: %lld fen for %lld years from %s on; what was sold keeps its price\n", argv[3], (long long)a.p.price_fen, (long long)years, a.from ? a.from : "tomorrow");
	return rc;
}
