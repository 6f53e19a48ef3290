/* import_int — what the files of the import share: rows as they are parsed and sealed, on any thread, before anything is looked up. */
#pragma once
#include "flow/flow_import.h"
#include "format/csv/csv.h"
#include "office/bike/bike_bulk.h"
#include "office/number/number_bulk.h"
#include "office/owner/owner_bulk.h"
#include "office/tag/tag.h"

#define X(c, ...) IC_##c,
enum import_col { IMPORT_COLUMNS(X) IC_N };
#undef X
extern const str import_fields[IC_N];

enum { ROW_PROBLEMS = 8, ROW_FLAGS = 4 };
/* The numbers of a row, in the order they are written. */
enum { RN_PLATE, RN_TAG, RN_TAG_ENF, RN_TAG_OWNER, RN_FRAME, RN_MOTOR, RN_VEHICLE, RN_N };
extern const enum number_kind import_kinds[RN_N];
extern const enum import_col import_cols[RN_N];

enum row_act { RA_REFUSE, RA_ADD, RA_KNOWN };
struct row {
	int64_t line; size_t off, len;
	str cell[IC_N];
	struct { enum import_col col; enum import_code code; } prob[ROW_PROBLEMS];
	int nprob;
	bool refused, has_use;
	struct bike_new bike;
	utc_ms at;                     /* registered; 0: now */
	struct number num[RN_N];       /* 0 bytes: none */
	tag_id tag[TSL_N];
	str flag[ROW_FLAGS]; int nflag;
	struct owner_sealed owner;
	/* decided by the batch */
	enum row_act act;
	const struct bike *known; owner_id known_owner;
	bike_id tag_on, rival[RN_N]; bool like[RN_N];
	bike_id id; unsigned phone_new;
	int person;                    /* place among the batch's owners */
	bool changed;
};

struct import_site { str name, code; int64_t id, unit; int32_t district; };
/* What is the same for all rows of a run; read-only while threads use it. */
struct import_plan { int at[IC_N]; struct import_site *site; int nsite; utc_ms now; };

void row_problem(struct row *r, enum import_col col, enum import_code code);
/* Finds the columns. E_INVALID: a fault of the file. */
MUST_USE int import_header(struct csv *c, const struct import_text *t, struct import_plan *ret, struct err *e);
/* Cells to values; sealed in cx->arena unless light (only numbers are wanted). cx has no database. E_CONFIG and the like: the vault failed. */
MUST_USE int row_parse(struct cx *cx, const struct import_plan *p, struct row *r, bool light);

/* A piece of the file, in order; prepared by threads, taken by the writer. */
struct chunk { struct row *row; int n; struct arena arena; size_t end; int64_t line; int rc; struct err err; bool ready; };
struct feed;
MUST_USE int feed_open(const struct import_text *t, const struct import_plan *p, const struct csv *from, size_t light_until, int threads, int rows, struct feed **ret, struct err *e);
/* Rows of the pieces that are begun from now on: a few are on their way. */
void feed_rows(struct feed *f, int rows);
/* The next chunk, until feed_done(c); NULL at the end. */
MUST_USE int feed_next(struct feed *f, struct chunk **ret, struct err *e);
void feed_done(struct feed *f, struct chunk *c);
void feed_close(struct feed *f);

/* What was seen in the file so far. */
struct seen;
struct person { owner_id id; struct owner_index x_name, x_id, phone[OWNER_PHONES]; int nphone; bool has_id, has_address, is_new, in_db, loaded; };
struct work {
	const struct import_opts *o;
	struct import_figures *f;
	struct seen *seen;
	int64_t batch;
	/* of the batch */
	int64_t first_bike, last_bike, first_owner, last_owner, added, updated, unchanged, refused, doubts;
};
struct seen *seen_new(void);
void seen_free(struct seen *s);
/* True when it was there; else it is now. */
bool seen_add(struct seen *s, unsigned space, str text);
bool seen_has(const struct seen *s, unsigned space, str text);
/* The file's persons. */
struct person *seen_person(struct seen *s, int i);
int seen_person_new(struct seen *s);
int seen_find(const struct seen *s, unsigned space, str a, str b);         /* -1 */
void seen_put(struct seen *s, unsigned space, str a, str b, int person);
void row_seen(struct seen *s, const struct row *r);

/* In the open transaction (write, unless dry): decides and writes the chunk's rows; figures of the batch in w. */
MUST_USE int import_apply(struct cx *cx, struct work *w, struct chunk *c);
