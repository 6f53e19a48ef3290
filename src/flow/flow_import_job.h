/* flow_import_job — an import over the API: a file taken in by pieces, tried out, run, stopped, gone on with, taken back.
 *
 * Owns      tables import_job, import_job_error, import_job_left; the folder imports/ with the uploaded files, sealed piece by piece.
 * Thread    the calls for routes: any worker; what says so outside of a transaction. One thread works (import_job_work); routes only say what is to be
 *           done, by the job's state.
 * Invariants (tests of the same names in import_job_test.c)
 *   IJ1 no byte of an uploaded file is on the disk unsealed; a piece opens only in its own place of its own file
 *   IJ2 one job is at work at a time (unique index import_job_busy), and nothing is written to the register before a dry run of the same file ended
 *   IJ3 a program that ends in the middle leaves a job that is shown as broken off, and goes on from its last batch
 *   IJ4 a file goes when it is discarded, and IMPORT_KEEP_MS after the last change of its job, whatever became of it
 *   IJ5 the rows of a file are given to nobody but who uploaded it
 * States    uploading → ready → checking → checked → running → done → undoing → undone; running → stopped, undoing → undo_stopped, checking → ready when stopped or
 *           broken off; discarded: the file went before there was a run (not in the list, unless it went by itself). ready with why "file" is shown as refused: its
 *           detail is a fault and, for columns, which. checking, running and undoing are busy.
 * Bounds    a file of IMPORT_FILE_MAX, IMPORT_FILES of them; a dry run keeps IMPORT_ERRORS reasons; a batch begins with IMPORT_JOB_BATCH rows and gets as many as
 *           hold the writer for IMPORT_JOB_MS, so that a clerk's write waits for no more than that. A run holds its file in memory, twice for a moment; never a route, but for the error file. */
#pragma once
#include "flow/flow_import.h"

enum { IMPORT_FILE_MAX = 256 << 20, IMPORT_PIECE = 2 << 20, IMPORT_FILES = 8, IMPORT_KEEP_MS = DAY_MS, IMPORT_ERRORS = 100000, IMPORT_LEFT = 10000, IMPORT_JOB_BATCH = 128,
       IMPORT_JOB_MS = 40 };

struct import_job {
	int64_t id; uint8_t ref[16]; str file; int64_t bytes, got;
	enum import_encoding encoding;             /* as wanted; after a dry run as found */
	enum import_key key;
	str state; bool kept;                      /* the file is there */
	int64_t run;                               /* 0: none yet */
	account_id actor, by;                      /* who uploaded it; who asked for the last step */
	utc_ms made_at, changed_at;
	str why, detail;                           /* why it stopped: coded; with columns, encodings and the like in words */
	struct import_figures f;                   /* of the run, before it of the dry run; live while it is at work */
	struct import_undone undone;
	int64_t part, whole;                       /* how far what is at work is; whole 0: not at work */
};
typedef int import_job_fn(struct cx *cx, const struct import_job *j, void *arg);

/* The folder (made when it is not there) before anything else; once, before threads start. */
MUST_USE int import_job_dir(const char *dir, struct err *e);

/* --- for routes, in the caller's write transaction unless said --- */
/* E_TOOBIG: the file; E_STATE: too many files wait; E_INVALID. */
MUST_USE int import_job_new(struct cx *cx, str file, int64_t bytes, enum import_encoding encoding, enum import_key key, struct import_job *ret);
/* The piece that begins at this byte, of IMPORT_PIECE bytes unless it is the last; one that is there already is passed over. Outside of a transaction: sealed, written and
 * synced, then counted. E_STATE with field "at": another is next (the message says which); E_INVALID; E_DENIED: another's upload; E_FULL. The first piece of a workbook ends the upload: E_INVALID, a fault. */
MUST_USE int import_job_piece(struct cx *cx, int64_t id, int64_t at, str bytes, struct import_job *ret);
/* Asks for work. check takes encoding and key anew. E_STATE: not in this state; with field "busy": another job is at work; with "kept": the file is gone. */
enum import_do { IMPORT_CHECK, IMPORT_APPLY, IMPORT_RESUME, IMPORT_UNDO, IMPORT_DO_N };
extern const str import_do_names[IMPORT_DO_N];
MUST_USE int import_job_how(struct cx *cx, int64_t id, enum import_encoding encoding, enum import_key key);
MUST_USE int import_job_do(struct cx *cx, int64_t id, enum import_do what);
/* What is at work ends after its batch. E_STATE: it is not. */
MUST_USE int import_job_stop(struct cx *cx, int64_t id);
/* The file goes (after the commit). E_STATE: at work, or gone already. */
MUST_USE int import_job_discard(struct cx *cx, int64_t id);

MUST_USE int import_job_get(struct cx *cx, int64_t id, struct import_job *ret);
MUST_USE int import_job_list(struct cx *cx, int64_t before, int max, import_job_fn *fn, void *arg);      /* newest first; count */
/* Reasons of the run, before it of the dry run, in the file's order; a problem's id is the cursor. Count. */
MUST_USE int import_job_errors(struct cx *cx, const struct import_job *j, int64_t after, int max, import_problem_fn *fn, void *arg);
typedef int import_reason_fn(struct cx *cx, enum import_code code, int64_t n, void *arg);
MUST_USE int import_job_reasons(struct cx *cx, const struct import_job *j, import_reason_fn *fn, void *arg);
typedef int import_job_left_fn(struct cx *cx, int64_t n, bike_id bike, str plate, str field, void *arg);
MUST_USE int import_job_left(struct cx *cx, int64_t id, int64_t after, int max, import_job_left_fn *fn, void *arg);
/* The error file, in memory only: an open descriptor, the caller's. Outside of a transaction; the audit row import_job.errors is committed when it comes back. E_DENIED (IJ5);
 * E_STATE: the file is gone; E_BUSY: another is being made. */
MUST_USE int import_job_error_file(struct cx *cx, int64_t id, int *ret_fd);

/* --- for the server --- */
/* Once at the start: what was at work is broken off (IJ3), files that nobody keeps go. */
MUST_USE int import_job_start(struct cx *cx);
/* A job of serve/jobs with a thread of its own: does what is asked for, to its end; else looks after old files and runs of the command line. */
MUST_USE int import_job_work(struct cx *cx);
/* What is at work ends after its batch, and nothing begins any more; false: it may again (tests). */
void import_job_close(bool closed);
