/* cmd_copy — yanzhen db copy: a register from one database into another, with its photos from one data directory into another. */
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>

#include "app/backup.h"
#include "app/cmd.h"
#include "app/server.h"
#include "platform/fs.h"
#include "store/sql/sql.h"

static void told(void *arg, const char *table, int64_t rows, bool done)
{
	(void)arg;
	fprintf(stderr, "%s%-20s %10lld rows%s", isatty(2) ? "\r" : "", table, (long long)rows,
	        done ? ", read back and compared\n" : isatty(2) ? "" : "\n");
}

/* One end: a URL, or a data directory, whose lock is then held. The target is made and brought to this version. */
static int open_end(const char *where, bool target, int *ret_lock, struct err *e, struct sql **ret)
{
	struct config cfg;
	struct err why = { 0 };

	config_defaults(&cfg);
	*ret_lock = -1;
	bool url = sql_is_url(where);
	TRY(config_set(&cfg, url ? S("database") : S("data_dir"), str_of(where), e));
	if (!url && target)
		TRY(fs_mkdir(where, e));
	if (!url && data_lock(&cfg, ret_lock, &why) < 0)
		return ERR(e, why.code, "%s%s", why.msg, why.code == E_STATE ? "; stop it before its register is moved" : "");
	TRY(server_open_db(&cfg, !target, e, ret));
	return target ? sql_upgrade(*ret, sql_migrations, sql_nmigrations, clock_utc(), e) : 0;
}

/* The register goes, and the photos that belong to it: files of a data directory, wherever the database is. */
static int copy_photos(const char *from, const char *to, struct err *e)
{
	if (!sql_is_url(from) && !sql_is_url(to)) {
		int n = backup_copy_photos(from, to, NULL, e);
		TRY(n);
		fprintf(stderr, "%-20s %10d files\n", "photos", n);
	} else if (sql_is_url(to)) {
		fprintf(stderr, "photos stay in %s/photos; keep it as the server's data_dir, or copy that folder into the new one\n", from);
	} else {
		fprintf(stderr, "photos are no part of a database: copy the folder photos of the server's data_dir into %s\n", to);
	}
	return 0;
}

static int copy(const char *from, const char *to, struct err *e)
{
	CLEANUP(fd_close) int from_lock = -1;
	CLEANUP(fd_close) int to_lock = -1;
	struct sql *a = NULL, *b = NULL;

	int rc = open_end(from, false, &from_lock, e, &a);
	if (rc >= 0)
		rc = open_end(to, true, &to_lock, e, &b);
	if (rc >= 0)
		rc = sql_copy(a, b, told, NULL, e);
	sql_close(a);
	sql_close(b);
	if (rc >= 0)
		rc = copy_photos(from, to, e);
	return rc;
}

int cmd_db_copy(struct cmd_env *env, int argc, char **argv)
{
	bool bad = false;
	const char *from = cmd_option(&argc, argv, "--from", &bad), *to = cmd_option(&argc, argv, "--to", &bad);
	struct err e = { 0 };

	(void)env;
	if (bad || argc != 2 || !from || !to)
		return cmd_usage("db", "copy --from URL|DIR --to URL|DIR");
	if (copy(from, to, &e) < 0)
		return cmd_fail(&e);
	printf("the register is copied; set 'database' (or 'data_dir') to the new place and start the server\n");
	return 0;
}
