/* cmd_import — 'yanzhen import': a file of registrations, its error file, its undo. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/cmd.h"
#include "flow/flow_import.h"
#include "platform/fs.h"
#include "platform/sys.h"
#include "store/sql/sql.h"

enum { FILE_MAX = 1 << 30, BAR = 28, ERROR_ROW = 140000, SHOWN_MAX = 20 };

static const char usage[] = "FILE [--dry-run] [--encoding utf-8|gbk] [--key plate|vehicle|frame] [--errors FILE] [--resume RUN] | --undo RUN [--yes] | --list\n"
                            "  --errors FILE   bad rows with line, column, reason and the row itself: personal data, made readable by you alone (0600)\n"
                            "  --resume RUN    goes on with a run that was broken off; the same file\n"
                            "  --undo RUN      takes a run back, but for what has been touched since";

struct job {
	const char *path, *errors;
	struct import_text text;
	struct import_figures last;
	mono begun, told;
	size_t begun_off;
	bool tty;
	/* the error file on its way */
	char *buf;
	size_t n, cap;
	int64_t rows_bad;
};

/* ---- progress ---- */

static void bar(const struct import_figures *f, double rate, int64_t left_s)
{
	double part = f->bytes ? (double)f->off / (double)f->bytes : 1;
	char done[BAR + 1];

	for (int i = 0; i < BAR; i++)
		done[i] = i < (int)(part * BAR + 0.5) ? '#' : '.';
	done[BAR] = 0;
	fprintf(stderr, "\r  [%s] %3.0f %%  %lld rows  %.0f rows/s  %lld:%02lld left ", done, part * 100, (long long)f->rows, rate, (long long)(left_s / 60),
	        (long long)(left_s % 60));
}

static void told(void *arg, const struct import_figures *f)
{
	struct job *j = arg;
	double s = (double)MAX(mono_since_ms(j->begun), (int64_t)1) / 1000;
	double share = f->off > j->begun_off ? (double)(f->off - j->begun_off) / s : 1;
	int64_t left = (int64_t)((double)(f->bytes - f->off) / MAX(share, 1.0));

	if (j->last.run == 0 && f->run)
		fprintf(stderr, "  run %lld (if it is broken off: --resume %lld)\n", (long long)f->run, (long long)f->run);
	if (j->tty)
		bar(f, (double)(f->rows) / s, left);
	else if (mono_since_ms(j->told) >= 5000 || f->off == f->bytes) {
		fprintf(stderr, "  %lld rows, %.0f %%, %lld s left\n", (long long)f->rows, 100.0 * (double)f->off / (double)MAX(f->bytes, (size_t)1), (long long)left);
		j->told = clock_mono();
	}
	j->last = *f;
}

/* ---- the error file ---- */

static void room(struct job *j, size_t more)
{
	if (j->n + more <= j->cap)
		return;
	j->cap = MAX(2 * j->cap, j->n + more);
	j->buf = realloc(j->buf, j->cap);
	if (!j->buf)
		BUG("out of memory");
}

static int take_problem(void *arg, const struct import_problem *p)
{
	struct job *j = arg;

	if (j->n == 0) {
		room(j, ERROR_ROW);
		int head = import_error_head(j->buf, j->cap);
		j->n = (size_t)MAX(head, 0);
	}
	room(j, ERROR_ROW + 2 * p->len);
	int k = import_error_row(&j->text, p, j->buf + j->n, j->cap - j->n);
	j->n += (size_t)MAX(k, 0);
	j->rows_bad++;
	if (!j->errors && j->rows_bad <= SHOWN_MAX)
		printf("  line %lld, %.*s: %.*s (%.*s)\n", (long long)p->line, STR_ARG(p->field), STR_ARG(import_codes[p->code].zh), STR_ARG(import_codes[p->code].code));
	return 0;
}

static int write_errors(struct job *j, struct err *e)
{
	if (!j->errors) {
		if (j->rows_bad > SHOWN_MAX)
			printf("  ... and %lld more; --errors FILE writes them all\n", (long long)(j->rows_bad - SHOWN_MAX));
		return 0;
	}
	if (j->n == 0) {
		room(j, ERROR_ROW);
		int head = import_error_head(j->buf, j->cap);
		j->n = (size_t)MAX(head, 0);
	}
	TRY(fs_replace(j->errors, j->buf, j->n, 0600, e));
	printf("%lld reasons in %s (personal data: delete it when it is done with)\n", (long long)j->rows_bad, j->errors);
	return 0;
}

/* ---- commands ---- */

/* A fault of the file: in Chinese here, in English with the error. */
static int fail(const struct err *e)
{
	char words[400];
	str columns;
	enum import_fault f = import_fault_of(e, &columns);

	if (f < IMF_N) {
		import_fault_words(f, columns, true, words, sizeof words);
		fprintf(stderr, "yanzhen: %s\n", words);
	}
	return cmd_fail(e);
}

static int load(struct job *j, enum import_encoding want, struct err *e)
{
	char *raw;
	size_t n;

	TRY(fs_read(j->path, FILE_MAX, &raw, &n, e));
	int rc = import_text_take(raw, n, want, &j->text, e);
	free(raw);
	return rc;
}

static int run(struct cx *cx, struct job *j, struct import_opts *o)
{
	struct import_figures f = { .run = 0 };
	const char *slash = strrchr(j->path, '/');
	str name = str_of(slash ? slash + 1 : j->path);

	o->text = &j->text;
	o->file = (str){ name.p, MIN(name.n, (size_t)200) };
	o->told = told;
	o->problem = take_problem;
	o->arg = j;
	j->begun = j->told = clock_mono();
	j->tty = isatty(STDERR_FILENO) == 1;
	int rc = flow_import(cx, o, &f);
	if (j->tty)
		fputc('\n', stderr);
	if (rc < 0 && f.run)
		fprintf(stderr, "run %lld was broken off after %lld rows; resume it with --resume %lld\n", (long long)f.run, (long long)f.rows, (long long)f.run);
	TRY(rc);
	if (!o->dry)
		TRY(as_done(import_run_problems(cx, f.run, 0, INT32_MAX, take_problem, j)));
	double s = (double)MAX(mono_since_ms(j->begun), (int64_t)1) / 1000;
	printf("%s%lld rows in %.1f s: %lld added, %lld updated, %lld unchanged, %lld refused; %lld taken with a doubt\n", o->dry ? "dry run, nothing was written: " : "",
	       (long long)f.rows, s, (long long)f.added, (long long)f.updated, (long long)f.unchanged, (long long)f.refused, (long long)f.doubts);
	if (!o->dry)
		printf("run %lld; 'yanzhen import --undo %lld' takes it back\n", (long long)f.run, (long long)f.run);
	return write_errors(j, &cx->err);
}

static void left(void *arg, bike_id bike, str plate, str field)
{
	(void)arg;
	printf("  stays: %.*s (bike %lld)%s%.*s, changed since\n", STR_ARG(plate), (long long)bike.v, field.n ? ", " : "", STR_ARG(field));
}

static bool agreed(bool yes, const char *run)
{
	char answer[16] = "";

	if (yes)
		return true;
	if (isatty(STDIN_FILENO) != 1) {
		fprintf(stderr, "yanzhen: say --yes to take run %s back\n", run);
		return false;
	}
	printf("Take back all that run %s made? [y/N] ", run);
	fflush(stdout);
	return fgets(answer, sizeof answer, stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}

static int undo(struct cx *cx, int64_t run)
{
	struct import_undone u;

	TRY(flow_import_undo(cx, run, left, NULL, &u));
	printf("run %lld taken back: %lld bikes and %lld owners removed, %lld fields set back; %lld stay, because somebody has changed them since\n", (long long)run,
	       (long long)u.bikes, (long long)u.owners, (long long)u.fields, (long long)u.left);
	return 0;
}

static int print_run(struct cx *cx, const struct import_run *r, void *arg)
{
	(void)cx, (void)arg;
	printf("%lld\t%.*s\t%.*s\trows %lld\tadded %lld\tupdated %lld\trefused %lld\n", (long long)r->id, STR_ARG(r->state), STR_ARG(r->file), (long long)r->f.rows,
	       (long long)r->f.added, (long long)r->f.updated, (long long)r->f.refused);
	return 0;
}

static bool words(struct import_opts *o, const char *encoding, const char *key, const char *resume, enum import_encoding *ret)
{
	*ret = IME_ANY;
	if (encoding && strcmp(encoding, "utf-8") == 0)
		*ret = IME_UTF8;
	else if (encoding && strcmp(encoding, "gbk") == 0)
		*ret = IME_GBK;
	else if (encoding)
		return false;
	for (int k = 0; key; k++) {
		if (k == IMK_N)
			return false;
		if (str_eq(import_key_names[k], str_of(key))) {
			o->key = (enum import_key)k;
			break;
		}
	}
	return !resume || str_i64(str_of(resume), 1, INT64_MAX, &o->resume);
}

int cmd_import(struct cmd_env *env, int argc, char **argv)
{
	struct err e = { 0 };
	struct cmd_work *w;
	struct job j = { .path = NULL };
	struct import_opts o = { .dry = false };
	enum import_encoding want;
	bool bad = false;
	int64_t taken = 0;
	const char *encoding = cmd_option(&argc, argv, "--encoding", &bad), *key = cmd_option(&argc, argv, "--key", &bad);
	const char *resume = cmd_option(&argc, argv, "--resume", &bad), *back = cmd_option(&argc, argv, "--undo", &bad);
	bool yes = cmd_flag(&argc, argv, "--yes"), list = cmd_flag(&argc, argv, "--list");

	j.errors = cmd_option(&argc, argv, "--errors", &bad);
	o.dry = cmd_flag(&argc, argv, "--dry-run");
	if (bad || !words(&o, encoding, key, resume, &want) || (back && !str_i64(str_of(back), 1, INT64_MAX, &taken)) || argc != (back || list ? 1 : 2) ||
	    (o.dry && o.resume))
		return cmd_usage("import", usage);
	if (back && !agreed(yes, back))
		return 1;
	j.path = argv[1];
	int rc = back || list ? 0 : load(&j, want, &e);
	if (rc < 0 || cmd_open(env, &e, &w) < 0)
		return fail(&e);
	struct cx *cx = cmd_cx(w);
	rc = back ? undo(cx, taken) : list ? as_done(import_run_list(cx, 0, 100, print_run, NULL)) : run(cx, &j, &o);
	e = cx->err;
	cmd_close(w);
	import_text_free(&j.text);
	free(j.buf);
	return rc < 0 ? fail(&e) : 0;
}
