/* audit — who looked at or changed what, written in the same transaction, before the answer leaves; chained, so that no row can be changed
 * in silence. docs/audit.md has the canonical bytes, the anchors and what an auditor does with them.
 *
 * Owns      tables audit and audit_head, append-only by trigger; audit_anchor.
 * Thread    any, inside the caller's transaction; the chain's end is one row, so writers follow one another.
 * Never     holds personal data: persons, bikes and cases are keyed pseudonyms, details are coded.
 * Invariants (audit_test.c)
 *   A1 hash of a row = SHA-256(hash of the row before | canonical bytes of the row); audit_head is the last row's id and hash
 *   A2 every edited column, removed, added or swapped row is found by audit_verify, and named; a cut or rolled back end by an anchor
 *   A3 no row, no answer: what cannot be written here fails the caller's work
 *   A4 every verb is in one group, and a filter never leaves out a row that it names, whatever the clock did */
#pragma once
#include "core/cx.h"

enum { AUDIT_HASH = 32, AUDIT_SUBJECT = 25, AUDIT_DETAIL_MAX = 400 };

/* verb: "theft.report", "trail.read"; kind and id of the record; case_id 0 when none; detail at most 400 bytes of JSON or text.
 * In the open write transaction, or, where none is open, in one of its own. E_INVALID; E_AUDIT when the disk or the store refuses the row (A3); E_BUSY. */
MUST_USE int audit_add(struct cx *cx, const char *verb, const char *kind, int64_t subject, theft_id case_id, str detail);
/* How a record is named in the rows: "" for id 0, "#12" for kinds that are nobody's, else the vault's pseudonym. */
MUST_USE int audit_subject(struct cx *cx, const char *kind, int64_t id, char ret[static AUDIT_SUBJECT]);
/* Has this actor such a row on this record since then? (a live view is audited once a minute, not at every refresh) */
MUST_USE int audit_recent(struct cx *cx, const char *verb, const char *kind, int64_t subject, utc_ms after, bool *ret);

struct audit_row {
	int64_t id; utc_ms at; account_id actor; unsigned roles; uint64_t request;
	str verb, kind, subject; theft_id case_id; str detail;
	uint8_t hash[AUDIT_HASH];
};
typedef int audit_fn(struct cx *cx, const struct audit_row *row, void *arg);
/* Newest first, ids below before (0: from the newest); verb "" and actor 0 mean all; text in cx->arena. Count. */
MUST_USE int audit_list(struct cx *cx, int64_t before, str verb, account_id actor, int max, audit_fn *fn, void *arg);
/* What a row tells of. The verb says it: what is neither a look, an export nor a log-in is a change. */
enum audit_group { AG_ALL, AG_LOOK, AG_CHANGE, AG_EXPORT, AG_LOGIN, AG_N };
extern const str audit_group_names[AG_N];   /* "", "look", "change", "export", "login" */
enum audit_group audit_group_of(str verb);
/* The same with every filter; 0 and "" mean all; from <= at < to. Newest first: by the time when a time is asked for and neither verb, account nor
 * subject, else by id. before is the id of the row before. */
struct audit_filter { int64_t before; str verb; account_id actor; str subject; utc_ms from, to; enum audit_group group; };
MUST_USE int audit_find(struct cx *cx, const struct audit_filter *f, int max, audit_fn *fn, void *arg);
/* Every verb that a row has, in order; text in cx->arena. Count. */
typedef int audit_verb_fn(struct cx *cx, str verb, void *arg);
MUST_USE int audit_verbs(struct cx *cx, audit_verb_fn *fn, void *arg);
/* Every row in the order of the chain, or those from an id on; texts are borrowed for the call. */
MUST_USE int audit_each(struct cx *cx, audit_fn *fn, void *arg);
MUST_USE int audit_from(struct cx *cx, int64_t first, audit_fn *fn, void *arg);

/* ---- the chain (audit_chain.c) ---- */

struct audit_end { int64_t id; uint8_t hash[AUDIT_HASH]; };
/* A1. Pure. */
void audit_hash(const uint8_t before[static AUDIT_HASH], const struct audit_row *r, uint8_t ret[static AUDIT_HASH]);
MUST_USE int audit_end(struct cx *cx, struct audit_end *ret);

struct audit_anchor { int64_t id; uint8_t hash[AUDIT_HASH]; utc_ms at; };
struct audit_verdict { int64_t rows, bad_id, anchors; struct audit_end end; char why[200]; };
/* Reads the whole chain in one read transaction. anchors in any order (sorted here). 0 when sound: verdict has the figures; E_CORRUPT: bad_id
 * is the first row that is not as it was written (or that should be there), why says so for a reader; E_STORE. */
MUST_USE int audit_verify(struct cx *cx, struct audit_anchor *anchors, size_t n, struct audit_verdict *ret);
/* The same of the newest max rows alone, in the caller's read transaction; the row before them is believed. E_CORRUPT; E_STORE. */
MUST_USE int audit_verify_tail(struct cx *cx, int64_t max, struct audit_verdict *ret);
/* The step "audit_chain" of migration 0004: the rows that are there are chained, their subjects become pseudonyms. */
MUST_USE int audit_step_chain(struct cx *cx);

/* ---- anchors (audit_anchor.c): the chain's end, told to the outside ---- */

/* "yz-anchor-1 ID HASH AT": one line, the same in the file and to the address. */
enum { AUDIT_ANCHOR_LINE = 128 };
void audit_anchor_print(const struct audit_anchor *a, char ret[static AUDIT_ANCHOR_LINE]);
/* All lines of a text; comments and empty lines are passed over. malloc'd, caller frees; E_INVALID with the line's number. */
MUST_USE int audit_anchor_parse(str text, struct audit_anchor **ret, size_t *ret_n, struct err *e);

struct audit_receiver {
	const char *file;                                               /* appended to; NULL: none */
	int (*post)(void *arg, str line, struct err *e);                /* NULL: none */
	void *arg;
};
/* Once, before threads start; outlives the program. */
void audit_receiver(const struct audit_receiver *r);
/* Keeps the chain's end if it has moved since the last anchor, and tells it and what is pending to the receivers. Outside a transaction.
 * What fails is told again at the next call; the failure is the answer. */
MUST_USE int audit_anchor_tick(struct cx *cx);
struct audit_anchor_state {
	bool to_file, to_url;                   /* is there such a receiver */
	struct audit_anchor last;               /* id 0: none yet */
	utc_ms last_file_at, last_url_at;       /* newest that arrived there */
	int64_t pending_file, pending_url;
	char fault[160];                        /* of the last call, or "" */
};
MUST_USE int audit_anchor_state(struct cx *cx, struct audit_anchor_state *ret);
