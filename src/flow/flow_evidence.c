/* flow_evidence — see flow_evidence.h. */
#include "flow/flow_evidence.h"

#include <openssl/evp.h>
#include <stdio.h>

#include "base/utc.h"
#include "flow/flow_ana_int.h"
#include "format/csv/csv.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "store/sql/sql.h"

enum { CELL_MAX = 700, HEAD_MAX = 1200, POINTS = 7 };
static const double up_enough = 50, default_range_m = 100;

const str ev_kind_words[] = { SI("heard"), SI("gap") };
const str ev_reason_words[] = { SI(""), SI("down"), SI("no_range"), SI("silent"), SI("unknown") };
_Static_assert(COUNTOF(ev_kind_words) == EV_KINDS && COUNTOF(ev_reason_words) == EV_REASONS, "a word for each");

/* --- why a gap --- */

static const struct station_place *place_of(const struct ana_map *m, int64_t id)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->p[i].used && m->s[i].id == id)
			return &m->p[i];
	return NULL;
}

static bool in_reach(const struct ana_map *m, struct geo at)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->p[i].used && geo_dist_m(at, m->p[i].at) <= (m->p[i].range_m ? m->p[i].range_m : default_range_m))
			return true;
	return false;
}

/* Does the straight way from one to the other lead out of every station's reach? */
static bool leaves_reach(const struct ana_map *m, struct geo a, struct geo b)
{
	for (int i = 1; i <= POINTS; i++) {
		struct geo at = { a.lat_e7 + (int32_t)((int64_t)(b.lat_e7 - a.lat_e7) * i / (POINTS + 1)), a.lon_e7 + (int32_t)((int64_t)(b.lon_e7 - a.lon_e7) * i / (POINTS + 1)) };
		if (!in_reach(m, at))
			return true;
	}
	return false;
}

/* before, after: the visits around it, NULL at an end. */
static enum ev_reason why(const struct ana_map *m, const struct seen_gap *g, const struct seen_visit *before, const struct seen_visit *after)
{
	double up = 0;

	if (!g->n)
		return EV_UNKNOWN;
	for (size_t i = 0; i < g->n; i++)
		up += g->stations[i].up_pct;
	if (up / (double)g->n < up_enough)
		return EV_DOWN;
	const struct station_place *a = before ? place_of(m, before->station_id) : NULL, *b = after ? place_of(m, after->station_id) : NULL;
	if (a && b && a != b && leaves_reach(m, a->at, b->at))
		return EV_NO_RANGE;
	return EV_SILENT;
}

static str listening(struct cx *cx, const struct seen_gap *g)
{
	char text[TRAIL_GAP_STATIONS * 48] = "";
	size_t n = 0;

	for (size_t i = 0; i < g->n; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%.*s %.0f%%", i ? " " : "", STR_ARG(g->stations[i].name), g->stations[i].up_pct);
	return arena_str(cx->arena, (str){ text, n });
}

/* --- rows --- */

static void put_gap(struct cx *cx, const struct ana_map *m, const struct trail_answer *t, const struct seen_gap *g, size_t next, struct evidence *e)
{
	const struct seen_visit *before = next > 0 ? &t->visits[next - 1] : NULL, *after = next < t->nvisits ? &t->visits[next] : NULL;

	e->rows[e->n] = (struct ev_row){ .no = (int64_t)e->n + 1, .kind = EV_GAP, .station = S(""), .place = S(""), .from = g->from, .to = g->to,
	                                 .reason = why(m, g, before, after), .listening = listening(cx, g) };
	e->n++;
}

/* Visits and gaps in the order in which they begin; both lists are in that order already. */
static int put_rows(struct cx *cx, const struct ana_map *m, const struct trail_answer *t, struct evidence *e)
{
	size_t g = 0;

	e->rows = arena_alloc(cx->arena, (t->nvisits + t->ngaps + 1) * sizeof *e->rows);
	if (!e->rows)
		return FAIL(cx, E_TOOBIG, "the sheet is too large; narrow the time");
	for (size_t i = 0; i < t->nvisits; i++) {
		const struct seen_visit *v = &t->visits[i];
		for (; g < t->ngaps && t->gaps[g].from < v->first; g++)
			put_gap(cx, m, t, &t->gaps[g], i, e);
		e->rows[e->n] = (struct ev_row){ (int64_t)e->n + 1, EV_HEARD, v->station_id, v->name, v->place, v->at, v->first, v->last, v->hits, v->rssi_max, v->clock_doubt, v->late,
		                                 v->open, EV_NONE, S("") };
		e->n++;
	}
	for (; g < t->ngaps; g++)
		put_gap(cx, m, t, &t->gaps[g], t->nvisits, e);
	return 0;
}

/* --- the text that is hashed --- */

struct text { char *p; size_t n, cap; };

/* A cell of words: one line, and nothing a table program takes for a formula. */
static void put_cell(struct text *t, str s)
{
	char one[CELL_MAX / 2], quoted[CELL_MAX];
	size_t k = 0;

	if (s.n && strchr("=+-@#", s.p[0]))
		one[k++] = '\'';
	for (size_t i = 0; i < s.n && k < sizeof one; i++)
		one[k++] = (unsigned char)s.p[i] < ' ' ? ' ' : s.p[i];
	int n = csv_put_str(quoted, sizeof quoted, (str){ one, k });
	ASSERT(n >= 0 && t->n + (size_t)n < t->cap);
	memcpy(t->p + t->n, quoted, (size_t)n);
	t->n += (size_t)n;
}

static PRINTF(2, 3) void put(struct text *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(t->p + t->n, t->cap - t->n, fmt, ap);
	va_end(ap);
	ASSERT(n >= 0 && t->n + (size_t)n < t->cap);
	t->n += (size_t)n;
}

static void put_row(struct text *t, const struct ev_row *r)
{
	char a[UTC_TEXT], b[UTC_TEXT];
	bool heard = r->kind == EV_HEARD;

	put(t, "%lld,%.*s,", (long long)r->no, STR_ARG(ev_kind_words[r->kind]));
	put_cell(t, r->station);
	put(t, ",");
	put_cell(t, r->place);
	put(t, ",%s,%s,", utc_text(r->from, a), utc_text(r->to, b));
	if (heard)
		put(t, "%lld,%d,%s,%s,%s,,", (long long)r->hits, r->rssi, r->clock_doubt ? "doubtful" : "trusted", r->late ? "late" : "live", r->open ? "open" : "closed");
	else
		put(t, ",,,,,%.*s,", STR_ARG(ev_reason_words[r->reason]));
	put_cell(t, r->listening);
	put(t, "\n");
}

static int put_text(struct cx *cx, struct evidence *e)
{
	struct text t = { .cap = HEAD_MAX };
	char a[UTC_TEXT], b[UTC_TEXT], tag[TAG_TEXT];

	for (size_t i = 0; i < e->n; i++)      /* every text is quoted at worst */
		t.cap += 160 + 2 * (e->rows[i].station.n + e->rows[i].place.n + e->rows[i].listening.n);
	t.p = arena_alloc(cx->arena, t.cap);
	if (!t.p)
		return FAIL(cx, E_TOOBIG, "the sheet is too large; narrow the time");
	put(&t, "yanzhen-evidence,1\ncase,%.*s\nplate,", STR_ARG(e->theft.number));
	put_cell(&t, plate_str(&e->theft.plate));
	put(&t, "\ntag,%s\nfrom,%s\nto,%s\n", tag_text(e->theft.tag, tag), utc_text(e->from, a), utc_text(e->to, b));
	put(&t, "no,kind,station,place,first,last,reads,strongest_dbm,clock,arrival,state,reason,listening\n");
	for (size_t i = 0; i < e->n; i++)
		put_row(&t, &e->rows[i]);
	e->text = (str){ t.p, t.n };
	return 0;
}

static void hash(struct evidence *e)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	ASSERT(EVP_Digest(e->text.p, e->text.n, md, &n, EVP_sha256(), NULL) == 1 && n == 32);
	for (unsigned i = 0; i < n; i++)
		snprintf(e->sha256 + 2 * i, 3, "%02x", md[i]);
}

/* The file: the text, and behind '#' what is not part of the hash. */
static int put_csv(struct cx *cx, struct evidence *e)
{
	char at[UTC_TEXT];
	struct text t = { .cap = e->text.n + HEAD_MAX };

	t.p = arena_alloc(cx->arena, t.cap);
	if (!t.p)
		return FAIL(cx, E_TOOBIG, "the sheet is too large; narrow the time");
	memcpy(t.p, e->text.p, e->text.n);
	t.n = e->text.n;
	put(&t, "# sha256,%s\n# made,%s,", e->sha256, utc_text(e->made_at, at));
	put_cell(&t, e->made_by);
	put(&t, "\n");
	e->csv = (str){ t.p, t.n };
	return 0;
}

/* EV4 */
static int note(struct cx *cx, const struct evidence *e)
{
	str detail = arena_fmt(cx->arena, "{\"from\":%lld,\"to\":%lld,\"rows\":%zu,\"sha256\":\"%s\"}", (long long)e->from, (long long)e->to, e->n, e->sha256);

	TRY(sql_begin(cx, true));
	int rc = audit_add(cx, "analysis.sheet", "theft", e->theft.id.v, e->theft.id, detail);
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

int flow_evidence(struct cx *cx, theft_id id, utc_ms from, utc_ms to, struct evidence *ret)
{
	struct evidence e = { .n = 0 };
	struct trail_answer t;
	struct account who;
	struct ana_map m;

	TRY(flow_trail_as(cx, "analysis.evidence", id, from, to, &t));
	if (t.more || t.ngaps == TRAIL_GAPS_MAX)
		return FAIL_FIELD(cx, E_STATE, "from", "the time holds more rows than one sheet takes: make sheets of shorter times");
	TRY(account_get(cx, cx->actor, &who));
	TRY(ana_map_load(cx, &m));
	e.theft = t.theft;
	e.from = t.from;
	e.to = t.to;
	e.older_from = t.older_from;
	e.made_at = cx->now;
	e.made_by = who.display;
	TRY(put_rows(cx, &m, &t, &e));
	TRY(put_text(cx, &e));
	hash(&e);
	TRY(put_csv(cx, &e));
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "the sheet is too large; narrow the time");
	TRY(note(cx, &e));
	*ret = e;
	return 0;
}
