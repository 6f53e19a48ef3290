/* audit_chain — the canonical bytes of a row, the chain over them, its verification, and the step that chains the rows of an older
 * database. See audit.h and docs/audit.md. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "audit_step_sql.h"
#include "office/audit/audit.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(audit_step)

enum { STEP_BATCH = 200, STEP_ARENA = 4 << 20 };

/* ---- canonical bytes: netstrings, so that no two rows have the same ---- */

/* Decimal digits, by hand: printf took most of a verification's time. Returns their number. */
static size_t digits(uint64_t v, char ret[static 24])
{
	char back[20];
	size_t n = 0;

	do {
		back[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	for (size_t i = 0; i < n; i++)
		ret[i] = back[n - 1 - i];
	return n;
}

static void put_text(crypto_hash_sha256_state *h, str s)
{
	char head[24];
	size_t n = digits(s.n, head);

	head[n++] = ':';
	crypto_hash_sha256_update(h, (const unsigned char *)head, n);
	crypto_hash_sha256_update(h, (const unsigned char *)(s.n ? s.p : ""), s.n);
	crypto_hash_sha256_update(h, (const unsigned char *)",", 1);
}

static void put_int(crypto_hash_sha256_state *h, int64_t v)
{
	char text[25] = "-";
	size_t n = digits(v < 0 ? 0 - (uint64_t)v : (uint64_t)v, text + 1);

	put_text(h, v < 0 ? (str){ text, n + 1 } : (str){ text + 1, n });
}

void audit_hash(const uint8_t before[static AUDIT_HASH], const struct audit_row *r, uint8_t ret[static AUDIT_HASH])
{
	crypto_hash_sha256_state h;

	crypto_hash_sha256_init(&h);
	crypto_hash_sha256_update(&h, before, AUDIT_HASH);
	put_text(&h, S("yanzhen audit 1"));
	put_int(&h, r->id);
	put_int(&h, r->at);
	put_int(&h, r->actor.v);
	put_int(&h, (int64_t)r->roles);
	put_int(&h, (int64_t)r->request);
	put_text(&h, r->verb);
	put_text(&h, r->kind);
	put_text(&h, r->subject);
	put_int(&h, r->case_id.v);
	put_text(&h, r->detail);
	crypto_hash_sha256_final(&h, ret);
}

/* ---- verification ---- */

struct walk { struct audit_anchor *a; size_t n, at; struct audit_end end; struct audit_verdict *v; bool believe; };

static int bad(struct cx *cx, struct walk *w, int64_t id, const char *why)
{
	w->v->bad_id = id;
	snprintf(w->v->why, sizeof w->v->why, "%s", why);
	return FAIL(cx, E_CORRUPT, "audit row %lld: %s", (long long)id, why);
}

static int check_anchors(struct cx *cx, struct walk *w, const struct audit_row *r)
{
	/* anchors of rows that are gone stand before this one */
	for (; w->at < w->n && w->a[w->at].id <= r->id; w->at++) {
		if (w->a[w->at].id < r->id)
			return bad(cx, w, w->a[w->at].id, "it was anchored outside, and is missing");
		if (memcmp(w->a[w->at].hash, r->hash, AUDIT_HASH) != 0)
			return bad(cx, w, r->id, "it was anchored outside with another hash: this row or one before it was written anew");
		w->v->anchors++;
	}
	return 0;
}

static int check_row(struct cx *cx, const struct audit_row *r, void *arg)
{
	struct walk *w = arg;
	uint8_t hash[AUDIT_HASH];
	char why[160];

	audit_hash(w->end.hash, r, hash);
	if (memcmp(hash, r->hash, AUDIT_HASH) != 0) {
		snprintf(why, sizeof why, "it does not follow row %lld: it was changed, or rows between them were removed, added or exchanged",
		         (long long)w->end.id);
		return bad(cx, w, r->id, why);
	}
	TRY(check_anchors(cx, w, r));
	w->end.id = r->id;
	memcpy(w->end.hash, r->hash, AUDIT_HASH);
	w->v->rows++;
	return 0;
}

static int check_end(struct cx *cx, struct walk *w)
{
	struct audit_end head;
	char why[160];

	TRY(audit_end(cx, &head));
	if (w->at < w->n) {
		snprintf(why, sizeof why, "it was anchored outside, but the table ends at row %lld: rows were cut off, or an old file was put back",
		         (long long)w->end.id);
		return bad(cx, w, w->end.id < w->a[w->at].id ? w->end.id + 1 : w->a[w->at].id, why);
	}
	if (head.id != w->end.id || memcmp(head.hash, w->end.hash, AUDIT_HASH) != 0) {
		snprintf(why, sizeof why, "the chain's recorded end is row %lld, the table ends at row %lld: rows were cut off or added", (long long)head.id,
		         (long long)w->end.id);
		return bad(cx, w, MIN(head.id, w->end.id) + 1, why);
	}
	return 0;
}

static int by_id(const void *a, const void *b)
{
	int64_t x = ((const struct audit_anchor *)a)->id, y = ((const struct audit_anchor *)b)->id;

	return (x > y) - (x < y);
}

int audit_verify(struct cx *cx, struct audit_anchor *anchors, size_t n, struct audit_verdict *ret)
{
	struct walk w = { .a = anchors, .n = n, .v = ret };

	*ret = (struct audit_verdict){ .rows = 0 };
	if (n)
		qsort(anchors, n, sizeof *anchors, by_id);
	TRY(sql_begin(cx, false));
	int rc = audit_each(cx, check_row, &w);
	if (rc >= 0)
		rc = check_end(cx, &w);
	sql_rollback(cx);
	ret->end = w.end;
	return MIN(rc, 0);
}

static int tail_row(struct cx *cx, const struct audit_row *r, void *arg)
{
	struct walk *w = arg;

	if (!w->believe)
		return check_row(cx, r, w);
	w->believe = false;
	w->end.id = r->id;
	memcpy(w->end.hash, r->hash, AUDIT_HASH);
	return 0;
}

int audit_verify_tail(struct cx *cx, int64_t max, struct audit_verdict *ret)
{
	struct walk w = { .v = ret };
	struct audit_end head;

	*ret = (struct audit_verdict){ .rows = 0 };
	TRY(audit_end(cx, &head));
	w.believe = head.id > max;
	TRY(audit_from(cx, w.believe ? head.id - max : 0, tail_row, &w));
	TRY(check_end(cx, &w));
	ret->end = w.end;
	return 0;
}

/* ---- the step ---- */

struct batch { struct audit_row row[STEP_BATCH]; int64_t subject[STEP_BATCH]; size_t n; };

static int take(struct cx *cx, struct sql_row *r, void *arg)
{
	struct batch *b = arg;

	ASSERT(b->n < STEP_BATCH);
	struct audit_row *a = &b->row[b->n];
	a->id = sql_i64(r);
	a->at = sql_i64(r);
	a->actor.v = sql_i64(r);
	a->roles = (unsigned)sql_i64(r);
	a->request = (uint64_t)sql_i64(r);
	a->verb = sql_str_a(r, cx->arena);
	a->kind = sql_str_a(r, cx->arena);
	b->subject[b->n++] = sql_i64(r);
	a->case_id.v = sql_i64(r);
	a->detail = sql_str_a(r, cx->arena);
	return 0;
}

static int chain_one(struct cx *cx, struct audit_row *r, int64_t subject, struct audit_end *end)
{
	char text[AUDIT_SUBJECT], kind[40];
	str hash = { (const char *)r->hash, AUDIT_HASH };

	snprintf(kind, sizeof kind, "%.*s", STR_ARG(r->kind));
	TRY(audit_subject(cx, kind, subject, text));
	r->subject = str_of(text);
	audit_hash(end->hash, r, r->hash);
	TRY(sql_exec(cx, &q_add, BIND(V(r->id), V(r->at), V(r->actor.v), V(r->roles), V((int64_t)r->request), V(r->verb), V(r->kind), V(r->subject),
	                              V_ID(r->case_id.v), V(r->detail), V_BLOB(hash))));
	end->id = r->id;
	memcpy(end->hash, r->hash, AUDIT_HASH);
	return 0;
}

static int chain_batch(struct cx *cx, struct audit_end *end)
{
	struct batch *b = arena_alloc(cx->arena, sizeof *b);

	if (!b)
		return FAIL(cx, E_TOOBIG, "no memory for the step");
	TRY(sql_each(cx, &q_plain, take, b, BIND(V(end->id), V((int)STEP_BATCH))));
	for (size_t i = 0; i < b->n; i++)
		TRY(chain_one(cx, &b->row[i], b->subject[i], end));
	return (int)b->n;
}

int audit_step_chain(struct cx *outer)
{
	struct arena a;
	struct cx cx = *outer;
	struct audit_end end = { .id = 0 };
	int n;

	arena_init(&a, STEP_ARENA);
	cx.arena = &a;
	while ((n = chain_batch(&cx, &end)) > 0)
		arena_reset(&a);
	if (n == 0 && end.id)
		n = sql_exec(&cx, &q_set_end, BIND(V(end.id), V_BLOB(((str){ (const char *)end.hash, AUDIT_HASH }))));
	arena_done(&a);
	outer->err = cx.err;
	return MIN(n, 0);
}
