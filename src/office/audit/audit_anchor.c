/* audit_anchor — the chain's end told to the outside: a file elsewhere, an address. See audit.h. */
#include <stdio.h>
#include <stdlib.h>

#include "audit_sql.h"
#include "office/audit/audit.h"
#include "platform/fs.h"
#include "platform/thread.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(audit)   /* each file has its own copy of the generated rows */

enum { AT_ONCE = 200 };   /* a receiver that was away is told the rest at the next calls */

static struct audit_receiver to;
static struct { pthread_mutex_t m; char text[160]; } fault = { .m = PTHREAD_MUTEX_INITIALIZER };

void audit_receiver(const struct audit_receiver *r)
{
	to = *r;
}

/* ---- the line ---- */

void audit_anchor_print(const struct audit_anchor *a, char ret[static AUDIT_ANCHOR_LINE])
{
	char hex[2 * AUDIT_HASH + 1];

	for (size_t i = 0; i < AUDIT_HASH; i++)
		snprintf(hex + 2 * i, 3, "%02x", a->hash[i]);
	snprintf(ret, AUDIT_ANCHOR_LINE, "yz-anchor-1 %lld %s %lld\n", (long long)a->id, hex, (long long)a->at);
}

static str word(str *line)
{
	const char *blank = memchr(line->p, ' ', line->n);
	str w = { line->p, blank ? (size_t)(blank - line->p) : line->n };

	*line = (str){ line->p + w.n + (blank != NULL), line->n - w.n - (blank != NULL) };
	return w;
}

static bool take_line(str line, struct audit_anchor *ret)
{
	str head = word(&line), id = word(&line), hash = word(&line), at = word(&line);

	if (!str_eq(head, S("yz-anchor-1")) || line.n || !str_i64(id, 1, INT64_MAX, &ret->id) || !str_i64(at, 0, INT64_MAX, &ret->at) ||
	    hash.n != 2 * AUDIT_HASH)
		return false;
	for (size_t i = 0; i < AUDIT_HASH; i++) {
		uint64_t v;
		if (!str_hex64((str){ hash.p + 2 * i, 2 }, &v))
			return false;
		ret->hash[i] = (uint8_t)v;
	}
	return true;
}

int audit_anchor_parse(str text, struct audit_anchor **ret, size_t *ret_n, struct err *e)
{
	size_t cap = 1, n = 0, line_no = 0;

	for (size_t i = 0; i < text.n; i++)
		cap += text.p[i] == '\n';
	struct audit_anchor *a = calloc(cap, sizeof *a);
	if (!a)
		BUG("out of memory");
	while (text.n) {
		const char *nl = memchr(text.p, '\n', text.n);
		str line = { text.p, nl ? (size_t)(nl - text.p) : text.n };
		line_no++;
		text.p += line.n + (nl != NULL);
		text.n -= line.n + (nl != NULL);
		if (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (!take_line(line, &a[n++])) {
			free(a);
			return ERR(e, E_INVALID, "line %zu is no anchor", line_no);
		}
	}
	*ret = a;
	*ret_n = n;
	return 0;
}

/* ---- telling ---- */

static void read_anchor(struct sql_row *r, void *ret)
{
	struct audit_anchor *a = ret;

	a->id = sql_i64(r);
	str h = sql_str(r);
	memcpy(a->hash, h.p, MIN(h.n, (size_t)AUDIT_HASH));
	a->at = sql_i64(r);
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int keep_end(struct cx *cx)
{
	struct audit_end end;
	int64_t last;

	TRY(sql_begin(cx, true));
	TRY(audit_end(cx, &end));
	TRY(sql_one(cx, &q_anchor_last, read_int, &last, BIND_NONE));
	if (end.id > last)
		TRY(sql_exec(cx, &q_anchor_add, BIND(V(end.id), V_BLOB(((str){ (const char *)end.hash, AUDIT_HASH })), V(cx->now))));
	return sql_commit(cx);
}

struct pending { struct audit_anchor a[AT_ONCE]; size_t n; };

static int take_pending(struct cx *cx, struct sql_row *r, void *arg)
{
	struct pending *p = arg;

	(void)cx;
	ASSERT(p->n < AT_ONCE);
	read_anchor(r, &p->a[p->n++]);
	return 0;
}

static int to_file(void *arg, str line, struct err *e)
{
	return fs_append(arg, line.p, line.n, e);
}

static int tell(struct cx *cx, const struct sql_stmt *which, const struct sql_stmt *done, int (*send)(void *arg, str line, struct err *e), void *arg)
{
	struct pending p = { .n = 0 };
	char line[AUDIT_ANCHOR_LINE];

	TRY(sql_each(cx, which, take_pending, &p, BIND(V((int)AT_ONCE))));
	for (size_t i = 0; i < p.n; i++) {
		audit_anchor_print(&p.a[i], line);
		TRY(send(arg, str_of(line), &cx->err));
		TRY(sql_exec(cx, done, BIND(V(cx->now), V(p.a[i].id))));   /* killed before this: told twice, which harms nobody */
	}
	return 0;
}

int audit_anchor_tick(struct cx *cx)
{
	int rc = 0;

	if (!to.file && !to.post)
		return 0;
	rc = keep_end(cx);
	sql_rollback(cx);
	if (rc == 0 && to.file)
		rc = tell(cx, &q_anchor_pending_file, &q_anchor_filed, to_file, (void *)(uintptr_t)to.file);
	struct err why = cx->err;
	if (to.post) {            /* one receiver's failure does not keep the other waiting */
		cx->err = (struct err){ 0 };
		int rc2 = tell(cx, &q_anchor_pending_url, &q_anchor_posted, to.post, to.arg);
		if (rc == 0)
			rc = rc2;
		else
			cx->err = why;
	}
	pthread_mutex_lock(&fault.m);
	snprintf(fault.text, sizeof fault.text, "%.150s", rc < 0 ? cx->err.msg : "");
	pthread_mutex_unlock(&fault.m);
	return MIN(rc, 0);
}

static void read_state(struct sql_row *r, void *ret)
{
	struct audit_anchor_state *s = ret;

	s->last_file_at = sql_i64(r);
	s->last_url_at = sql_i64(r);
	s->pending_file = sql_i64(r);
	s->pending_url = sql_i64(r);
}

int audit_anchor_state(struct cx *cx, struct audit_anchor_state *ret)
{
	struct audit_anchor_state s = { .to_file = to.file != NULL, .to_url = to.post != NULL };
	struct err before = cx->err;

	int rc = sql_one(cx, &q_anchor_newest, read_anchor, &s.last, BIND_NONE);
	if (rc == E_NOTFOUND)
		cx->err = before;
	else
		TRY(rc);
	TRY(sql_one(cx, &q_anchor_state, read_state, &s, BIND_NONE));
	s.pending_file = s.to_file ? s.pending_file : 0;
	s.pending_url = s.to_url ? s.pending_url : 0;
	pthread_mutex_lock(&fault.m);
	snprintf(s.fault, sizeof s.fault, "%.159s", fault.text);
	pthread_mutex_unlock(&fault.m);
	*ret = s;
	return 0;
}
