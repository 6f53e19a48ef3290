/* cmd_audit — the audit's chain from the command line: verify, export, the name of a record in it. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/cmd.h"
#include "office/audit/audit.h"
#include "platform/fs.h"
#include "store/sql/sql.h"

enum { ANCHORS_BYTES = 256 << 20, LINE_MAX_BYTES = 8192 };

static const char usage[] = "verify [--anchors FILE] | export --out FILE | subject KIND ID";

/* ---- verify ---- */

static int verify(struct cx *cx, const char *anchors_file)
{
	struct audit_anchor *a = NULL;
	struct audit_verdict v;
	char *text = NULL;
	size_t n = 0, bytes = 0;

	if (anchors_file) {
		TRY(fs_read(anchors_file, ANCHORS_BYTES, &text, &bytes, &cx->err));
		int rc = audit_anchor_parse((str){ text, bytes }, &a, &n, &cx->err);
		free(text);
		TRY(rc);
	}
	int rc = audit_verify(cx, a, n, &v);
	free(a);
	if (rc < 0)
		return rc;
	printf("audit     sound: %lld rows, the last is %lld", (long long)v.rows, (long long)v.end.id);
	if (anchors_file)
		printf("; %lld anchors agree\n", (long long)v.anchors);
	else
		printf("; without anchors a cut end or an old file put back is not seen\n");
	return 0;
}

/* ---- export: one JSON array a row, for readers that are not this program ---- */

struct out { FILE *f; bool bad; };

static void put_text(FILE *f, str s)
{
	fputc('"', f);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c == '"' || c == '\\')
			fprintf(f, "\\%c", c);
		else if (c < 0x20)
			fprintf(f, "\\u%04x", c);
		else
			fputc(c, f);
	}
	fputc('"', f);
}

static void put_hash(FILE *f, const uint8_t h[static AUDIT_HASH])
{
	fputc('"', f);
	for (size_t i = 0; i < AUDIT_HASH; i++)
		fprintf(f, "%02x", h[i]);
	fputc('"', f);
}

static int put_row(struct cx *cx, const struct audit_row *r, void *arg)
{
	FILE *f = arg;

	fprintf(f, "[%lld,%lld,%lld,%lld,%lld,", (long long)r->id, (long long)r->at, (long long)r->actor.v, (long long)r->roles, (long long)r->request);
	const str texts[] = { r->verb, r->kind, r->subject };
	for (size_t i = 0; i < COUNTOF(texts); i++) {
		put_text(f, texts[i]);
		fputc(',', f);
	}
	fprintf(f, "%lld,", (long long)r->case_id.v);
	put_text(f, r->detail);
	fputc(',', f);
	put_hash(f, r->hash);
	fputs("]\n", f);
	return ferror(f) ? FAIL(cx, fs_err(errno), "the copy cannot be written") : 0;
}

static int write_all(struct cx *cx, FILE *f)
{
	struct audit_end end;

	TRY(sql_begin(cx, false));
	int rc = audit_each(cx, put_row, f);
	rc = rc < 0 ? rc : audit_end(cx, &end);
	sql_rollback(cx);
	TRY(rc);
	fprintf(f, "{\"head\":%lld,\"hash\":", (long long)end.id);
	put_hash(f, end.hash);
	fputs("}\n", f);
	return 0;
}

static int note_export(struct cx *cx)
{
	int rc = sql_begin(cx, true);

	rc = rc < 0 ? rc : audit_add(cx, "audit.export", "audit", 0, (theft_id){ 0 }, S("command line"));
	rc = rc < 0 ? rc : sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

static int export(struct cx *cx, const char *path)
{
	TRY(note_export(cx));
	int fd = sys.open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	if (fd < 0)
		return FAIL(cx, errno == EEXIST ? E_STATE : fs_err(errno), "cannot create %s: %s", path, strerror(errno));
	FILE *f = fdopen(fd, "w");
	if (!f)
		BUG("out of memory");
	int rc = write_all(cx, f);
	if (fflush(f) != 0 && rc == 0)
		rc = FAIL(cx, fs_err(errno), "the copy cannot be written");
	if (rc == 0 && sys.fsync(fd) < 0)
		rc = FAIL(cx, fs_err(errno), "the copy cannot be written");
	fclose(f);
	if (rc < 0)
		sys.unlink(path);
	else
		printf("audit copied into %s\n", path);
	return rc;
}

static int subject(struct cx *cx, const char *kind, const char *id)
{
	char text[AUDIT_SUBJECT];
	int64_t n;

	if (!str_i64(str_of(id), 1, INT64_MAX, &n))
		return FAIL(cx, E_USAGE, "the id is a whole number");
	TRY(audit_subject(cx, kind, n, text));
	puts(text);
	return 0;
}

int cmd_audit(struct cmd_env *env, int argc, char **argv)
{
	struct err e = { 0 };
	struct cmd_work *w;
	bool bad = false;
	const char *anchors = cmd_option(&argc, argv, "--anchors", &bad), *out = cmd_option(&argc, argv, "--out", &bad);
	const char *what = argc >= 2 ? argv[1] : "";
	bool is_verify = strcmp(what, "verify") == 0 && argc == 2 && !out, is_export = strcmp(what, "export") == 0 && argc == 2 && out && !anchors;
	bool is_subject = strcmp(what, "subject") == 0 && argc == 4 && !out && !anchors;

	if (bad || !(is_verify || is_export || is_subject))
		return cmd_usage("audit", usage);
	if (cmd_open(env, &e, &w) < 0)
		return cmd_fail(&e);
	struct cx *cx = cmd_cx(w);
	int rc = is_verify ? verify(cx, anchors) : is_export ? export(cx, out) : subject(cx, argv[2], argv[3]);
	e = cx->err;
	cmd_close(w);
	return rc < 0 ? cmd_fail(&e) : 0;
}
