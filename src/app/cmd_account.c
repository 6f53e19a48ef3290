/* cmd_account — commands on the machine itself: init with the three administrators, accounts, units. Whoever may run them can do
 * everything anyway; each leaves an audit row whose verb ends in ".console", which the auditor sees first. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/cmd.h"
#include "app/keys.h"
#include "app/server.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "platform/fs.h"
#include "store/sql/sql.h"

enum { LINE = 260 };

struct account_args { const char *name, *display, *unit; char password[LINE]; unsigned roles; bool off; struct account_secret secret; char uri[400]; };

/* The next password: a line of the file ("-": standard input), or a made one. *f is opened at the first call and stays open. */
static int take_password(const char *file, FILE **f, char ret[static LINE], bool *ret_made, struct err *e)
{
	*ret_made = file == NULL;
	if (!file) {
		account_password_made(ret);
		return 0;
	}
	if (!*f)
		*f = strcmp(file, "-") == 0 ? stdin : fopen(file, "re");
	if (!*f)
		return ERR_SYS(e, E_NOTFOUND, errno, "cannot open %s: %s", file, strerror(errno));
	if (!fgets(ret, LINE, *f))
		return ERR(e, E_INVALID, "%s holds no password, or not enough of them", file);
	ret[strcspn(ret, "\r\n")] = 0;
	return 0;
}

static void password_end(FILE *f)
{
	if (f && f != stdin)
		fclose(f);
}

static void show_secrets(const struct account_args *a, bool made)
{
	if (made)
		printf("account %s password %s\n", a->name, a->password);
	if (a->uri[0])
		printf("account %s second-factor %s\n", a->name, a->uri);
	if (made || a->uri[0])
		printf("(shown only this once%s)\n", made ? "; the password must be changed at the first log-in" : "");
	else
		printf("account %s done\n", a->name);
}

/* ---- accounts ---- */

static int unit_of(struct cx *cx, const char *code, unit_id *ret)
{
	struct unit u;

	ret->v = 1;
	if (!code)
		return 0;
	TRY(unit_by_code(cx, str_of(code), &u));
	*ret = u.id;
	return 0;
}

static int add_account(struct cx *cx, struct account_args *a, bool must_change, int64_t *ret_id)
{
	struct account_new n = { .name = str_of(a->name), .display = str_of(a->display), .password = str_of(a->password), .roles = a->roles,
		.must_change = must_change };
	account_id id;

	TRY(unit_of(cx, a->unit, &n.unit));
	TRY(account_add(cx, &n, &a->secret, &id));
	snprintf(a->uri, sizeof a->uri, "%.*s", STR_ARG(account_otpauth(cx, n.name, &a->secret)));
	*ret_id = id.v;
	return 0;
}

static int tx_add(struct cx *cx, void *arg, int64_t *ret_id)
{
	return add_account(cx, arg, false, ret_id);
}

static int tx_add_made(struct cx *cx, void *arg, int64_t *ret_id)
{
	return add_account(cx, arg, true, ret_id);
}

static int find(struct cx *cx, const struct account_args *a, int64_t *ret_id)
{
	account_id id;

	TRY(account_named(cx, str_of(a->name), &id));
	*ret_id = id.v;
	return 0;
}

static int tx_password(struct cx *cx, void *arg, int64_t *ret_id)
{
	const struct account_args *a = arg;

	TRY(find(cx, a, ret_id));
	return account_password(cx, (account_id){ *ret_id }, str_of(a->password), a->off, true);
}

static int tx_totp(struct cx *cx, void *arg, int64_t *ret_id)
{
	struct account_args *a = arg;

	TRY(find(cx, a, ret_id));
	TRY(account_totp_reset(cx, (account_id){ *ret_id }, &a->secret));
	snprintf(a->uri, sizeof a->uri, "%.*s", STR_ARG(account_otpauth(cx, str_of(a->name), &a->secret)));
	return 0;
}

static int tx_disable(struct cx *cx, void *arg, int64_t *ret_id)
{
	const struct account_args *a = arg;

	TRY(find(cx, a, ret_id));
	return account_disable(cx, (account_id){ *ret_id }, a->off);
}

static int tx_unlock(struct cx *cx, void *arg, int64_t *ret_id)
{
	TRY(find(cx, arg, ret_id));
	return account_unlock(cx, (account_id){ *ret_id });
}

static int print_account(struct cx *cx, const struct account *a, void *arg)
{
	(void)cx;
	(void)arg;
	printf("%lld\t%.*s\t%.*s\t", (long long)a->id.v, STR_ARG(a->name), STR_ARG(a->display));
	for (unsigned bit = 1, n = 0; bit <= ROLE_SECADMIN; bit <<= 1)
		if (a->roles & bit)
			printf("%s%.*s", n++ ? "," : "", STR_ARG(role_name(bit)));
	printf("\t%.*s\t%s\n", STR_ARG(a->unit_name), a->disabled ? "disabled" : a->has_totp ? "active" : "no second factor");
	return 0;
}

static int list_accounts(struct cmd_env *env)
{
	struct err e = { 0 };
	struct cmd_work *w;

	if (cmd_open(env, &e, &w) < 0)
		return cmd_fail(&e);
	int rc = account_list(cmd_cx(w), 0, 100000, print_account, NULL);
	e = cmd_cx(w)->err;
	cmd_close(w);
	return rc < 0 ? cmd_fail(&e) : 0;
}

static const char account_usage[] =
	"add NAME --roles ROLE,... [--display TEXT] [--unit CODE] [--password-file FILE|-] | list |\n"
	"                       password NAME [--password-file FILE|-] | totp-reset NAME | unlock NAME | disable NAME | enable NAME\n"
	"roles: officer,case_officer,clerk,traffic,adjuster,insurer,engineer,leader; or one of sysadmin, secadmin, auditor";

static const struct { const char *word, *verb; int (*fn)(struct cx *, void *, int64_t *); bool password; } changes[] = {
	{ "add", "account.add.console", tx_add, true }, { "password", "account.password.console", tx_password, true },
	{ "totp-reset", "account.totp.console", tx_totp, false }, { "unlock", "account.unlock.console", tx_unlock, false },
	{ "disable", "account.disable.console", tx_disable, false }, { "enable", "account.enable.console", tx_disable, false },
};

static int change(struct cmd_env *env, size_t what, struct account_args *a, const char *file)
{
	struct err e = { 0 };
	FILE *f = NULL;
	bool made = false, add = what == 0;

	if (changes[what].password) {
		int rc = take_password(file, &f, a->password, &made, &e);
		password_end(f);
		if (rc < 0)
			return cmd_fail(&e);
	}
	a->off = what == 1 ? made : strcmp(changes[what].word, "disable") == 0;
	int rc = cmd_in_tx(env, changes[what].verb, "account", add && made ? tx_add_made : changes[what].fn, a);
	if (rc == 0)
		show_secrets(a, made);
	return rc;
}

int cmd_account(struct cmd_env *env, int argc, char **argv)
{
	bool bad = false;
	const char *file = cmd_option(&argc, argv, "--password-file", &bad), *roles = cmd_option(&argc, argv, "--roles", &bad);
	const char *display = cmd_option(&argc, argv, "--display", &bad), *unit = cmd_option(&argc, argv, "--unit", &bad);

	if (bad || argc < 2)
		return cmd_usage("account", account_usage);
	if (strcmp(argv[1], "list") == 0 && argc == 2)
		return list_accounts(env);
	for (size_t i = 0; i < COUNTOF(changes); i++) {
		if (strcmp(argv[1], changes[i].word) != 0)
			continue;
		struct account_args a = { .name = argc > 2 ? argv[2] : "", .unit = unit };
		a.display = display ? display : a.name;
		if (argc != 3 || (i == 0 && (!roles || !roles_parse(str_of(roles), &a.roles))))
			return cmd_usage("account", account_usage);
		return change(env, i, &a, file);
	}
	return cmd_usage("account", account_usage);
}

/* ---- init ---- */

struct init_args { struct account_args who[3]; bool made; };

static int tx_init(struct cx *cx, void *arg, int64_t *ret_id)
{
	struct init_args *in = arg;

	for (size_t i = 0; i < COUNTOF(in->who); i++) {
		TRY(add_account(cx, &in->who[i], in->made, ret_id));
		TRY(audit_add(cx, "account.add.console", "account", *ret_id, (theft_id){ 0 }, S("init")));
	}
	*ret_id = 0;
	return 0;
}

static int make_database(struct cmd_env *env, struct err *e)
{
	struct sql *db;

	TRY(keys_make(&env->cfg, e));
	TRY(keys_open(&env->cfg, e));
	keys_steps();
	TRY(server_open_db(&env->cfg, false, e, &db));
	int rc = sql_version(db, sql_migrations, sql_nmigrations, e);
	if (rc > 0 && sql_remote(db))
		rc = ERR(e, E_STATE, "that PostgreSQL database is in use already; nothing was changed");
	rc = rc < 0 ? rc : sql_upgrade(db, sql_migrations, sql_nmigrations, clock_utc(), e);
	sql_close(db);
	return MIN(rc, 0);
}

int cmd_init(struct cmd_env *env, int argc, char **argv)
{
	static const struct { const char *option, *name; unsigned role; } three[3] = {
		{ "--sysadmin", "sysadmin", ROLE_SYSADMIN }, { "--secadmin", "secadmin", ROLE_SECADMIN }, { "--auditor", "auditor", ROLE_AUDITOR } };
	bool bad = false;
	const char *file = cmd_option(&argc, argv, "--password-file", &bad);
	struct init_args in = { 0 };
	struct err e = { 0 };
	FILE *f = NULL;
	char path[1200];
	int rc = 0;

	for (size_t i = 0; i < COUNTOF(three); i++) {
		const char *name = cmd_option(&argc, argv, three[i].option, &bad);
		in.who[i].display = in.who[i].name = name ? name : three[i].name;
		in.who[i].roles = three[i].role;
	}
	if (bad || argc > 1)
		return cmd_usage("init", "[--sysadmin NAME] [--secadmin NAME] [--auditor NAME] [--password-file FILE|- with three lines]");
	if (fs_mkdir(env->cfg.data_dir, &e) < 0 || fs_tree_sync(env->cfg.data_dir, &e) < 0)
		return cmd_fail(&e);
	if (!env->cfg.database[0] && access(server_path(&env->cfg, "yanzhen.db", path), F_OK) == 0) {
		fprintf(stderr, "yanzhen: %s holds a database already; nothing was changed\n", env->cfg.data_dir);
		return 73;
	}
	for (size_t i = 0; rc >= 0 && i < COUNTOF(three); i++)
		rc = take_password(file, &f, in.who[i].password, &in.made, &e);
	password_end(f);
	rc = rc < 0 ? rc : make_database(env, &e);
	if (rc < 0)
		return cmd_fail(&e);
	rc = cmd_in_tx(env, "system.init", "system", tx_init, &in);
	if (rc != 0)
		return rc;
	printf("data directory %s made\n", env->cfg.data_dir);
	for (size_t i = 0; i < COUNTOF(three); i++)
		show_secrets(&in.who[i], in.made);
	return 0;
}

/* ---- units ---- */

static int print_unit(struct cx *cx, const struct unit *u, void *arg)
{
	(void)cx;
	(void)arg;
	printf("%lld\t%.*s\t%.*s\t%.*s\t%.*s%s\n", (long long)u->id.v, STR_ARG(u->path), STR_ARG(unit_kind_names[u->kind]), STR_ARG(u->code),
	       STR_ARG(u->name), u->closed_at ? "\tclosed" : "");
	return 0;
}

static int list_units(struct cmd_env *env)
{
	struct err e = { 0 };
	struct cmd_work *w;

	if (cmd_open(env, &e, &w) < 0)
		return cmd_fail(&e);
	int rc = unit_list(cmd_cx(w), 0, 1000000, print_unit, NULL);
	e = cmd_cx(w)->err;
	cmd_close(w);
	return rc < 0 ? cmd_fail(&e) : 0;
}

static const char *const unit_cols[] = { "code", "kind", "name", "parent" };
static const bool unit_need[] = { true, true, true, false };
struct import { struct cmd_table t; const char *path; int64_t added, renamed, known; };

static int import_row(struct cx *cx, struct import *im, int n)
{
	bool added, changed;
	int kind = 0;

	while (kind < UNIT_N && !str_eq(unit_kind_names[kind], cmd_cell(&im->t, 1, n)))
		kind++;
	if (kind == UNIT_N)
		return cmd_bad_row(&cx->err, im->path, &im->t, "kind: bureau, branch, precinct, site, operator, insurer or traffic");
	if (unit_import(cx, cmd_cell(&im->t, 0, n), (enum unit_kind)kind, cmd_cell(&im->t, 2, n), cmd_cell(&im->t, 3, n), &added, &changed) < 0) {
		struct err why = cx->err;
		cx->err = (struct err){ 0 };
		ERR(&cx->err, why.code, "%s, line %lld: %.150s", im->path, (long long)im->t.csv.line, why.msg);
		return why.code;
	}
	im->added += added;
	im->renamed += changed;
	im->known += !added && !changed;
	return 0;
}

/* All of the file or nothing. */
static int tx_units(struct cx *cx, void *arg, int64_t *ret_id)
{
	struct import *im = arg;
	int rc = cmd_table_open(&im->t, im->path, unit_cols, unit_need, COUNTOF(unit_cols), &cx->err), n = 0;

	*ret_id = 0;
	while (rc >= 0 && (n = csv_row(&im->t.csv, im->t.cell, CSV_MAX_COLS, &cx->err)) > 0)
		rc = import_row(cx, im, n);
	cmd_table_close(&im->t);
	return rc < 0 ? rc : MIN(n, 0);
}

int cmd_unit(struct cmd_env *env, int argc, char **argv)
{
	struct import im = { .path = argc > 2 ? argv[2] : NULL };

	if (argc == 2 && strcmp(argv[1], "list") == 0)
		return list_units(env);
	if (argc != 3 || strcmp(argv[1], "import") != 0)
		return cmd_usage("unit", "import FILE (columns code,kind,name,parent) | list");
	int rc = cmd_in_tx(env, "unit.import.console", "unit", tx_units, &im);
	if (rc == 0)
		printf("%lld units added, %lld renamed, %lld known already\n", (long long)im.added, (long long)im.renamed, (long long)im.known);
	return rc;
}
