/* import_job_int — what the files of the import's jobs share. See flow_import_job.h. */
#pragma once
#include "flow/flow_import_job.h"
#include "store/vault/vault.h"

/* import_job_file: the sealed pieces. */
MUST_USE int job_piece_put(struct cx *cx, const uint8_t ref[static 16], int64_t n, str bytes);
/* The whole file, opened; the caller gives it back with job_bytes_free. E_STATE with field "kept": a piece is missing; E_CORRUPT (IJ1). */
MUST_USE int job_bytes(struct cx *cx, const struct import_job *j, char **ret);
void job_bytes_free(char *p, int64_t n);
/* As text in the encoding the job has. */
MUST_USE int job_text(struct cx *cx, const struct import_job *j, struct import_text *ret);
void job_text_free(struct import_text *t);
void job_file_remove(const uint8_t ref[static 16]);
/* Takes out files whose job does not keep them. Outside of a transaction. */
MUST_USE int job_file_sweep(struct cx *cx);

/* import_job: rows. */
MUST_USE int job_busy(struct cx *cx, struct import_job *ret, bool *ret_found);
MUST_USE int job_figures(struct cx *cx, int64_t id, const struct import_figures *f);
MUST_USE int job_run(struct cx *cx, int64_t id, int64_t run);
/* In a transaction of its own. */
MUST_USE int job_end(struct cx *cx, int64_t id, str state, str why, str detail);
MUST_USE int job_is_kept(struct cx *cx, const uint8_t ref[static 16], bool *ret);
MUST_USE int job_undone(struct cx *cx, int64_t id, const struct import_undone *u);
struct job_problem { int64_t line; size_t off, len; str field; enum import_code code; bike_id bike; };
MUST_USE int job_errors_put(struct cx *cx, int64_t id, const struct job_problem *v, int64_t n);
struct job_left { bike_id bike; char plate[64], field[24]; };
MUST_USE int job_left_put(struct cx *cx, int64_t id, const struct job_left *v, int64_t n);
/* Old files, runs of the command line. In transactions of its own. */
MUST_USE int job_tidy(struct cx *cx);
MUST_USE int job_broken(struct cx *cx);

/* import_job_work: what is at work now. */
bool job_live(int64_t id, struct import_figures *ret);
void job_ask_stop(int64_t id);
void job_forget_stop(int64_t id);
