/* replay — options, the journal between the capture and the engines, and what is told at the end. */
#include "serve/cli/replay.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/fs.h"
#include "serve/cli/replay_int.h"

enum { WAIT_MS = 5000, WAITS = 24 };

static const char usage[] =
	"usage: yanzhen replay DIR --out OUT [--skip-bad] [--journal FOLDER] [--all-companions]\n"
	"       yanzhen replay DIR --live HOST:PORT [--keys FILE] [--speed N] [--shift] [--skip-bad]\n"
	"\n"
	"Runs a recorded capture (stations.csv, sightings.csv or sightings_arrival.csv, and if there: tags.csv, reports.csv,\n"
	"intersections.csv, signals.csv) through the codec, the journal and the engines and writes visits.csv, positions.csv,\n"
	"alerts.csv, companions.csv, clones.csv, misplaced.csv and, where there is intersections.csv, violations.csv into OUT;\n"
	"or sends it to a running server as its stations would.\n"
	"\n"
	"  --out OUT         folder of the results; made when it is not there\n"
	"  --skip-bad        count malformed rows and go on; without it the first one ends the run (exit code 65)\n"
	"  --journal FOLDER  keep the journal of the run in this new folder (else it is dropped)\n"
	"  --all-companions  companions.csv of every pair of tags, not only of those in reports.csv\n"
	"  --live HOST:PORT  send to this server over SUP/1\n"
	"  --keys FILE       rows station,key (key: 64 hexadecimal digits); TLS 1.3 with these keys; without it plain TCP\n"
	"  --speed N         send N seconds of the capture a second; without it as fast as acknowledgements allow\n"
	"  --shift           move all times so that the capture ends (with --speed: begins) now\n";

/* ---- the journal ---- */

struct pipe {
	struct journal *journal;
	struct journal_reader *reader;
	struct results *results;
	uint64_t appended, applied;     /* ends of the last records */
	struct lights *lights;
	bool keep;
};

/* Applies what is durable. */
static int drain(struct pipe *p, struct err *e)
{
	struct journal_rec rec;
	int rc;

	while ((rc = journal_read(p->reader, &rec, e)) > 0) {
		TRY(results_record(p->results, &rec, e));
		p->applied = rec.end;
	}
	return rc;
}

static int wait_durable(struct pipe *p, uint64_t lsn, struct err *e)
{
	int rc = E_BUSY;

	journal_kick(p->journal);
	for (int i = 0; i < WAITS && rc == E_BUSY; i++)
		rc = journal_wait(p->journal, lsn, WAIT_MS);
	return rc < 0 ? ERR(e, rc == E_BUSY ? E_STORE : rc, "the journal cannot be written: %s", err_text(rc)) : 0;
}

static int record(void *arg, enum journal_type type, uint16_t source, utc_ms now, const void *a, uint32_t na, const void *b,
                  uint32_t nb, struct err *e)
{
	struct pipe *p = arg;
	int rc;

	for (int i = 0; (rc = journal_append(p->journal, type, source, now, a, na, b, nb, &p->appended)) == E_BUSY && i < WAITS; i++) {
		uint64_t before = p->applied;
		TRY(drain(p, e));
		if (p->applied == before)
			TRY(wait_durable(p, p->appended, e));
	}
	return rc < 0 ? ERR(e, rc, "the journal cannot be written: %s", err_text(rc)) : 0;
}

static int slice(void *arg, utc_ms now, struct err *e)
{
	struct pipe *p = arg;

	(void)now;
	TRY(drain(p, e));
	return p->keep ? 0 : journal_retain(p->journal, p->applied, e);
}

static int next(const struct capture *c, const struct replay_opts *o, const struct results *r, struct err *e)
{
	size_t n;
	const struct visit *v = results_visits(r, &n);

	return replay_next(c, o, v, n, e);
}

/* Removes the files of a journal and its folder; other folders are left alone. */
static void drop_journal(const char *dir)
{
	DIR *d = opendir(dir);
	char path[4400];

	if (!d)
		return;
	for (struct dirent *f; (f = readdir(d));)
		if (f->d_name[0] != '.' && snprintf(path, sizeof path, "%s/%s", dir, f->d_name) < (int)sizeof path)
			sys.unlink(path);
	closedir(d);
	rmdir(dir);
}

static int finish(struct pipe *p, struct capture *c, struct feed_counts *ret, struct err *e)
{
	struct sink s = { .arg = p, .record = record, .slice = slice };

	TRY(feed_run(c, &s, ret, e));
	TRY(wait_durable(p, p->appended, e));
	TRY(drain(p, e));
	if (p->applied != p->appended)
		return ERR(e, E_INTERNAL, "the journal gave back %llu of %llu", (unsigned long long)p->applied, (unsigned long long)p->appended);
	return results_finish(p->results, e);
}

static void tell(const struct capture *c, const struct feed_counts *n, const struct results_counts *r, int64_t ms)
{
	printf("replay: %llu rows of %s (%llu repeated, %llu late, %llu ahead of the stream) in %lld.%03lld s, %.2f million rows/s\n",
	       (unsigned long long)n->rows, c->rows.file, (unsigned long long)n->resends, (unsigned long long)n->late,
	       (unsigned long long)n->ahead, (long long)(ms / 1000), (long long)(ms % 1000), (double)n->rows / 1e3 / (double)MAX(ms, 1));
	printf("replay: %u stations, %u reports, %llu frames, %llu sightings -> %llu visits, %llu positions, %llu alerts\n", c->stations,
	       c->reports, (unsigned long long)n->frames, (unsigned long long)r->sightings, (unsigned long long)r->visits,
	       (unsigned long long)r->positions, (unsigned long long)r->alerts);
	if (r->sightings < n->rows - n->resends)
		fprintf(stderr, "replay: %llu rows are more than 90 days older than the stream when they come; the engines leave them out\n",
		        (unsigned long long)(n->rows - n->resends - r->sightings));
}

static void tell_bad(const struct capture *c)
{
	if (c->bad)
		fprintf(stderr, "replay: skipped %llu malformed rows, the first: %s\n", (unsigned long long)c->bad, c->first_bad);
}

static int check_new(const char *dir, struct err *e)
{
	struct stat st;

	if (stat(dir, &st) == 0)
		return ERR(e, E_STATE, "%s is already there; --journal takes a new folder", dir);
	return 0;
}

static int analyse(const struct capture *c, const struct replay_opts *o, const struct results *r, struct err *e)
{
	size_t n;
	const struct visit *v = results_visits(r, &n);

	return replay_analysis(c, o, v, n, e);
}

static int offline(struct capture *c, const struct replay_opts *o, struct err *e)
{
	char dir[4096];
	struct pipe p = { .keep = o->journal != NULL };
	struct feed_counts n;
	mono begun = clock_mono();

	if (o->journal)
		TRY(check_new(o->journal, e));
	if (snprintf(dir, sizeof dir, o->journal ? "%s" : "%s/journal.tmp", o->journal ? o->journal : o->out) >= (int)sizeof dir)
		return ERR(e, E_INVALID, "the path is too long: %s", o->out);
	TRY(lights_open(c, e, &p.lights));
	int made = results_new(c, o->out, p.lights, e, &p.results);
	if (made < 0) {
		lights_free(p.lights);
		return made;
	}
	if (!o->journal)
		drop_journal(dir);   /* of a run that was cut off */
	int rc = fs_mkdir(dir, e);
	if (rc >= 0)
		rc = journal_open(&(struct journal_opts){ .dir = dir }, e, &p.journal);
	if (rc >= 0)
		rc = journal_reader_open(p.journal, 0, e, &p.reader);
	if (rc >= 0)
		rc = finish(&p, c, &n, e);
	if (rc >= 0)
		rc = analyse(c, o, p.results, e);
	if (rc >= 0) {
		struct results_counts r;
		results_counts(p.results, &r);
		tell(c, &n, &r, mono_since_ms(begun));
	}
	if (rc >= 0)
		rc = next(c, o, p.results, e);
	if (rc >= 0 && p.lights)
		rc = lights_finish(p.lights, o->out, e);
	if (rc >= 0)
		lights_tell(p.lights);
	if (p.reader)
		journal_reader_close(p.reader);
	journal_close(p.journal);
	if (!o->journal)
		drop_journal(dir);
	results_free(p.results);
	lights_free(p.lights);
	return rc;
}

/* ---- the command line ---- */

static int bad_usage(const char *why, const char *what)
{
	fprintf(stderr, "replay: %s%s%s\n%s", why, *what ? ": " : "", what, usage);
	return err_exit(E_USAGE);
}

static int parse(int argc, char **argv, struct replay_opts *o)
{
	for (int i = 1; i < argc; i++) {
		const char *a = argv[i];
		const char **value = strcmp(a, "--out") == 0 ? &o->out : strcmp(a, "--journal") == 0 ? &o->journal
		                   : strcmp(a, "--live") == 0 ? &o->live : strcmp(a, "--keys") == 0 ? &o->keys : NULL;
		if (value || strcmp(a, "--speed") == 0) {
			if (++i == argc)
				return bad_usage("an option lacks its value", a);
			if (value)
				*value = argv[i];
			else if (!str_f64(str_of(argv[i]), &o->speed) || !(o->speed > 0))
				return bad_usage("--speed takes a number above 0, not", argv[i]);
		} else if (strcmp(a, "--skip-bad") == 0) {
			o->skip_bad = true;
		} else if (strcmp(a, "--shift") == 0) {
			o->shift = true;
		} else if (strcmp(a, "--all-companions") == 0) {
			o->all_companions = true;
		} else if (a[0] == '-') {
			return bad_usage("unknown option", a);
		} else if (o->dir) {
			return bad_usage("more than one folder", a);
		} else {
			o->dir = a;
		}
	}
	if (!o->dir)
		return bad_usage("which capture?", "");
	if (!o->out == !o->live)
		return bad_usage("one of --out and --live is needed", "");
	if (o->live ? o->journal || o->all_companions : o->keys || o->shift || o->speed > 0)
		return bad_usage("an option that does not go with the others", o->live ? "--journal, --all-companions" : "--keys, --speed, --shift");
	return 0;
}

int replay_main(int argc, char **argv)
{
	struct replay_opts o = { 0 };
	struct err e = { 0 };

	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0) {
			fputs(usage, stdout);
			return 0;
		}
	int rc = parse(argc, argv, &o);
	if (rc)
		return rc;
	struct capture c;
	rc = capture_open(&c, o.dir, o.skip_bad);
	if (rc < 0)
		e = c.e;
	else
		rc = o.live ? replay_live(&c, &o, &e) : offline(&c, &o, &e);
	if (rc < 0)
		fprintf(stderr, "replay: %s\n", e.msg[0] ? e.msg : err_text(rc));
	tell_bad(&c);
	capture_close(&c);
	return rc < 0 ? err_exit(rc) : 0;
}
