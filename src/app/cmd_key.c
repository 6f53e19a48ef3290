/* cmd_key — the keys of the personal data: list, rotate, seal again. */
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>

#include "app/backup.h"
#include "app/cmd.h"
#include "app/keys.h"
#include "app/server.h"
#include "base/utc.h"
#include "office/audit/audit.h"
#include "office/photo/photo.h"
#include "office/seal/seal.h"
#include "platform/fs.h"
#include "store/sql/sql.h"

static const char usage[] = "list | rotate [--index] | reseal [--index]";

/* ---- list ---- */

static void print_key(void *arg, const struct vault_key_info *k)
{
	char day[UTC_TEXT];

	(void)arg;
	utc_text(k->made_at, day);
	day[10] = 0;
	printf("%s\t%s\tmade %s%s\n", k->kid, k->kind, day, k->newest ? "\tin use" : "");
}

static int print_count(void *arg, const char *column, const char *kid, int64_t rows)
{
	bool *bad = arg;

	if (!kid) {
		printf("%s\t-\t0 rows\n", column);
		return 0;
	}
	if (!kid[0] || !vault_has_key(kid))
		*bad = true;
	printf("%s\t%s\t%lld rows%s\n", column, kid[0] ? kid : "-", (long long)rows,
	       !kid[0] ? "\tNOT SEALED" : vault_has_key(kid) ? "" : "\tKEY IS MISSING");
	return 0;
}

static int list(struct cx *cx)
{
	bool bad = false;

	vault_keys(print_key, NULL);
	TRY(seal_count(cx, print_count, &bad));
	TRY(photo_seal_count(cx, print_count, &bad));
	return bad ? FAIL(cx, E_CORRUPT, "not every value can be opened with this key file") : 0;
}

/* ---- audit ---- */

static int note(struct cx *cx, const char *verb, str detail)
{
	int rc = sql_begin(cx, true);

	rc = rc < 0 ? rc : audit_add(cx, verb, "key", 0, (theft_id){ 0 }, detail);
	rc = rc < 0 ? rc : sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

/* ---- rotate and reseal ---- */

static void progress(void *arg, const char *column, int64_t done)
{
	(void)arg;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%-30s %12lld rows", column, (long long)done);
}

static int rotate(const struct config *cfg, struct cx *cx)
{
	struct vault_keyring_opts o;
	char path[1200], kid[VAULT_KID];

	TRY(keys_opts(cfg, path, &o, &cx->err));
	TRY(vault_file_rotate(&o, cx->now, kid, &cx->err));
	TRY(note(cx, "key.rotate", str_of(kid)));
	printf("key %s added to %s and in use for what is written from now on (a running server takes it within a minute).\n"
	       "Copy the file anew. Older values keep their keys until 'yanzhen key reseal'.\n", kid, path);
	return 0;
}

/* Looks by index would miss rows while half of them have the new one: so no server meanwhile. */
static int index_again(const struct config *cfg, struct cx *cx, bool new_key)
{
	struct vault_keyring_opts o;
	char path[1200];
	int64_t n;
	CLEANUP(fd_close) int lock = -1;

	TRY(keys_opts(cfg, path, &o, &cx->err));
	int rc = data_lock(cfg, &lock, &cx->err);
	if (rc == E_STATE) {
		cx->err = (struct err){ 0 };
		return FAIL(cx, E_STATE, "a server is running on this data: stop it first; searches would miss rows while the indexes change");
	}
	TRY(rc);
	if (new_key) {
		TRY(vault_file_index_next(&o, cx->now, &cx->err));
		TRY(keys_reopen(cfg, &cx->err));
	}
	bool next = vault_index_pending();
	TRY(seal_index_again(cx, next, progress, NULL, &n));
	if (next) {
		TRY(vault_file_index_done(&o, &cx->err));
		TRY(keys_reopen(cfg, &cx->err));
	}
	TRY(note(cx, "key.reindex", next ? S("new key") : S("same key")));
	printf("%s%lld indexes written%s\n", isatty(STDERR_FILENO) ? "\n" : "", (long long)n, next ? "; the index key is new: copy the key file anew" : "");
	return 0;
}

static int reseal(struct cx *cx)
{
	int64_t n, photos;

	TRY(seal_again(cx, progress, NULL, &n));
	TRY(photo_seal_again(cx, progress, NULL, &photos));
	TRY(note(cx, "key.reseal", (str){ "", 0 }));
	printf("%s%lld values and %lld photos sealed under the newest key\n", isatty(STDERR_FILENO) ? "\n" : "", (long long)n, (long long)photos);
	return 0;
}

int cmd_key(struct cmd_env *env, int argc, char **argv)
{
	struct err e = { 0 };
	struct cmd_work *w;
	bool index = cmd_flag(&argc, argv, "--index");
	const char *what = argc == 2 ? argv[1] : "";

	if ((strcmp(what, "list") != 0 || index) && strcmp(what, "rotate") != 0 && strcmp(what, "reseal") != 0)
		return cmd_usage("key", usage);
	if (cmd_open(env, &e, &w) < 0)
		return cmd_fail(&e);
	struct cx *cx = cmd_cx(w);
	int rc = server_use_photos(&env->cfg, &cx->err);
	if (rc >= 0)
		rc = what[0] == 'l' ? list(cx) : index ? index_again(&env->cfg, cx, what[1] == 'o') : what[1] == 'o' ? rotate(&env->cfg, cx) : reseal(cx);
	e = cx->err;
	cmd_close(w);
	return rc < 0 ? cmd_fail(&e) : 0;
}
