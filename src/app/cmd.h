/* cmd — the commands of the program: one table row each, help made from it. */
#pragma once
#include "app/config.h"
#include "core/cx.h"
#include "format/csv/csv.h"

struct cmd_env { struct config cfg; const char *config_path; };

struct cmd {
	const char *name, *args, *doc;
	int (*fn)(struct cmd_env *env, int argc, char **argv);   /* argv[0] is the command; an exit code of sysexits.h */
};

int cmd_init(struct cmd_env *env, int argc, char **argv);
int cmd_serve(struct cmd_env *env, int argc, char **argv);
int cmd_replay(struct cmd_env *env, int argc, char **argv);
int cmd_station(struct cmd_env *env, int argc, char **argv);
int cmd_bike(struct cmd_env *env, int argc, char **argv);
int cmd_import(struct cmd_env *env, int argc, char **argv);
int cmd_account(struct cmd_env *env, int argc, char **argv);
int cmd_unit(struct cmd_env *env, int argc, char **argv);
int cmd_city(struct cmd_env *env, int argc, char **argv);
int cmd_site(struct cmd_env *env, int argc, char **argv);
int cmd_plate(struct cmd_env *env, int argc, char **argv);
int cmd_tag(struct cmd_env *env, int argc, char **argv);
int cmd_policy(struct cmd_env *env, int argc, char **argv);
int cmd_plan(struct cmd_env *env, int argc, char **argv);
int cmd_paper(struct cmd_env *env, int argc, char **argv);
int cmd_key(struct cmd_env *env, int argc, char **argv);
int cmd_retention(struct cmd_env *env, int argc, char **argv);
int cmd_audit(struct cmd_env *env, int argc, char **argv);
int cmd_figures(struct cmd_env *env, int argc, char **argv);
int cmd_db(struct cmd_env *env, int argc, char **argv);
int cmd_db_copy(struct cmd_env *env, int argc, char **argv);
int cmd_backup(struct cmd_env *env, int argc, char **argv);
int cmd_restore(struct cmd_env *env, int argc, char **argv);
int cmd_verify(struct cmd_env *env, int argc, char **argv);
int cmd_bench(struct cmd_env *env, int argc, char **argv);
int cmd_openapi(struct cmd_env *env, int argc, char **argv);
int cmd_permissions(struct cmd_env *env, int argc, char **argv);
int cmd_config(struct cmd_env *env, int argc, char **argv);
int cmd_version(struct cmd_env *env, int argc, char **argv);

/* Prints the error to stderr; returns its exit code. */
int cmd_fail(const struct err *e);
/* "usage: yanzhen NAME ARGS" and 64. */
int cmd_usage(const char *name, const char *args);
/* The value of --NAME in argv (taken out of it), or NULL. *ret_bad when it has no value. */
const char *cmd_option(int *argc, char **argv, const char *name, bool *ret_bad);
bool cmd_flag(int *argc, char **argv, const char *name);
/* Runs fn in a write transaction with an audit row. An exit code. */
int cmd_in_tx(struct cmd_env *env, const char *verb, const char *kind, int (*fn)(struct cx *cx, void *arg, int64_t *ret_id), void *arg);
/* A whole CSV file in memory with its header found. */
struct cmd_table { char *text; struct csv csv; char *scratch; int at[16]; str cell[CSV_MAX_COLS]; };
MUST_USE int cmd_table_open(struct cmd_table *t, const char *path, const char *const *want, const bool *required, int n, struct err *e);
void cmd_table_close(struct cmd_table *t);
/* The cell of the col-th wanted column in a row of n cells; empty when it is not there. */
str cmd_cell(const struct cmd_table *t, int col, int n);
int cmd_bad_row(struct err *e, const char *path, const struct cmd_table *t, const char *what);

/* A work item for a command: database opened, arena of 256 MiB. */
struct cx;
struct cmd_work;
MUST_USE int cmd_open(const struct cmd_env *env, struct err *e, struct cmd_work **ret);
struct cx *cmd_cx(struct cmd_work *w);
void cmd_close(struct cmd_work *w);
