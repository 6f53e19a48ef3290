/* cmd_paper — the texts of documents, and a document issued from the command line (a bike that came by an import has none). */
#include <stdio.h>
#include <string.h>

#include "app/cmd.h"
#include "flow/flow_booking.h"
#include "flow/flow_paper.h"
#include "office/bike/bike.h"

struct set_args { const char *key, *value, *from; };

static int tx_set(struct cx *cx, void *arg, int64_t *ret_id)
{
	const struct set_args *a = arg;
	utc_ms t = cx->now;
	int32_t day;

	*ret_id = 0;
	if (a->from) {
		if (!flow_day_parse(str_of(a->from), &day))
			return FAIL_FIELD(cx, E_INVALID, "from", "must be YYYY-MM-DD");
		t = day_start(day);
	}
	return paper_text_put(cx, str_of(a->key), t, str_of(a->value));
}

static int print_text(struct cx *cx, str key, str value, void *arg)
{
	(void)cx;
	(void)arg;
	printf("%.*s\t%.*s\n", STR_ARG(key), STR_ARG(value));
	return 0;
}

static int list_texts(struct cmd_env *env)
{
	struct err e = { 0 };
	struct cmd_work *w;

	if (cmd_open(env, &e, &w) < 0)
		return cmd_fail(&e);
	int rc = paper_texts(cmd_cx(w), cmd_cx(w)->now, print_text, NULL);
	e = cmd_cx(w)->err;
	cmd_close(w);
	return rc < 0 ? cmd_fail(&e) : 0;
}

struct issue_args { enum paper_kind kind; const char *plate; struct paper_made made; char number[80]; };

static int tx_issue(struct cx *cx, void *arg, int64_t *ret_id)
{
	struct issue_args *a = arg;
	struct plate plate;
	struct bike b;

	if (!plate_parse(str_of(a->plate), &plate))
		return FAIL(cx, E_INVALID, "'%s' is no plate", a->plate);
	TRY(bike_by_plate(cx, &plate, &b));
	TRY(flow_paper_bike(cx, a->kind, b.id, &a->made));
	snprintf(a->number, sizeof a->number, "%.*s", STR_ARG(a->made.number));
	*ret_id = a->made.id;
	return 0;
}

static int issue(struct cmd_env *env, const char *kind, const char *plate)
{
	struct issue_args a = { .kind = PAK_N, .plate = plate };

	for (int k = 0; k < PAK_N; k++)
		a.kind = str_eq(paper_kind_words[k], str_of(kind)) ? (enum paper_kind)k : a.kind;
	int rc = cmd_in_tx(env, "paper.issue", "paper", tx_issue, &a);
	if (rc == 0)
		printf("%lld\t%s\n", (long long)a.made.id, a.number);
	return rc;
}

int cmd_paper(struct cmd_env *env, int argc, char **argv)
{
	bool bad = false;
	const char *from = cmd_option(&argc, argv, "--from", &bad);

	if (!bad && !from && argc == 2 && strcmp(argv[1], "list") == 0)
		return list_texts(env);
	if (!bad && !from && argc == 4 && strcmp(argv[1], "issue") == 0)
		return issue(env, argv[2], argv[3]);
	if (bad || argc != 4 || strcmp(argv[1], "set") != 0)
		return cmd_usage("paper", "set KEY TEXT [--from YYYY-MM-DD] | list | issue KIND PLATE");
	return cmd_in_tx(env, "paper.text", "paper_text", tx_set, &(struct set_args){ argv[2], argv[3], from });
}
