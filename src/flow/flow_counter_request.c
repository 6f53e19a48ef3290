/* flow_counter_request — what makes the counter's requests safe to repeat: their ids, and the keyed digest of what was asked for (CO4). */
#include <stdio.h>

#include "flow_counter_int.h"
#include "flow_counter_request_sql.h"

SQL_STATEMENTS(flow_counter_request)

enum { REQUEST_LEAST = 8, REQUEST_MOST = 64 };

/* --- the request's digest: keyed, so that nobody can try persons against it --- */

void counter_mix(counter_hash *h, str s)
{
	char head[24];
	int n = snprintf(head, sizeof head, "%zu:", s.n);

	crypto_hash_sha256_update(h, (const unsigned char *)head, (size_t)n);
	crypto_hash_sha256_update(h, (const unsigned char *)(s.n ? s.p : ""), s.n);
}

void counter_mix_int(counter_hash *h, int64_t v)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%lld", (long long)v);

	counter_mix(h, (str){ text, (size_t)n });
}

void counter_mix_pii(counter_hash *h, const struct pii *const *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		counter_mix(h, pii_reveal(p[i]));
}

int counter_seal_digest(struct cx *cx, counter_hash *h, struct counter_digest *ret)
{
	unsigned char sum[crypto_hash_sha256_BYTES];
	char hex[2 * sizeof sum + 1];
	struct pii p;

	crypto_hash_sha256_final(h, sum);
	for (size_t i = 0; i < sizeof sum; i++)
		snprintf(hex + 2 * i, 3, "%02x", sum[i]);
	ASSERT(pii_take(str_of(hex), &p));
	return vault_index(cx, "counter_request.digest", &p, ret->v);
}

/* Over all fields of the form. */
void counter_mix_form(counter_hash *h, const struct counter_form *f)
{
	const struct counter_owner *o = &f->owner;
	const struct counter_agent *a = &f->agent;
	const struct counter_photo *ph = f->photos.items;

	const int64_t ints[] = { f->site, f->booking, f->kind, f->use, f->owner_id, o->kind, o->id_kind, a->id_kind, f->price_fen, f->consent,
	                         f->consent_trail, f->heard_accepted, (int64_t)f->papers.n, (int64_t)f->photos.n, (int64_t)f->noverrides };
	for (size_t i = 0; i < COUNTOF(ints); i++)
		counter_mix_int(h, ints[i]);
	counter_mix_pii(h, (const struct pii *const[]){ &o->name, &o->id_no, &o->phone, &o->address, &a->name, &a->id_no, &a->phone }, 7);
	const str texts[] = { f->vehicle_code, f->frame_no, f->motor_no, f->brand, f->model, f->colour, f->colour2, f->bought_on, f->ends_on, f->tag[0],
	                      f->tag[1], f->tag[2], f->plate, f->heard_note };
	for (size_t i = 0; i < COUNTOF(texts); i++)
		counter_mix(h, texts[i]);
	for (size_t i = 0; i < f->papers.n; i++)
		counter_mix(h, ((const str *)f->papers.items)[i]);
	for (size_t i = 0; i < f->photos.n; i++) {
		counter_mix(h, ph[i].slot);
		counter_mix(h, ph[i].photo);
	}
	for (size_t i = 0; i < f->noverrides; i++)
		counter_mix_int(h, f->overrides[i]);
}

int counter_digest_form(struct cx *cx, const struct counter_form *f, struct counter_digest *ret)
{
	counter_hash h;

	crypto_hash_sha256_init(&h);
	counter_mix_form(&h, f);
	return counter_seal_digest(cx, &h, ret);
}

/* --- requests (CO4) --- */

int counter_good_request(struct cx *cx, str id)
{
	bool ok = id.n >= REQUEST_LEAST && id.n <= REQUEST_MOST;

	for (size_t i = 0; ok && i < id.n; i++) {
		char c = id.p[i];
		ok = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
	}
	return ok ? 0 : FAIL_FIELD(cx, E_INVALID, "requestId", "must be %d to %d letters, digits and hyphens, made by the page", REQUEST_LEAST, REQUEST_MOST);
}

static void read_done(struct sql_row *r, void *ret)
{
	struct counter_done *d = ret;

	d->issue = str_eq(sql_str(r), S("issue"));
	str digest = sql_str(r);
	memcpy(d->digest.v, digest.p, MIN(digest.n, sizeof d->digest.v));
	d->bike.v = sql_i64(r);
	d->owner.v = sql_i64(r);
	d->papers = sql_str_a(r, d->arena);
}

/* Was it done before? E_STATE when that was something else. */
int counter_done_before(struct cx *cx, str id, bool issue, const struct counter_digest *digest, struct counter_done *ret, bool *ret_found)
{
	struct err before = cx->err;

	*ret = (struct counter_done){ .arena = cx->arena };
	int rc = sql_one(cx, &q_request, read_done, ret, BIND(V(cx->actor.v), V(id)));
	*ret_found = rc == 0;
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	if (ret->issue != issue || memcmp(ret->digest.v, digest->v, sizeof digest->v) != 0)
		return FAIL_FIELD(cx, E_STATE, "requestId", "this request id was used for something else: begin a new form");
	return 0;
}

static str paper_list(struct cx *cx, const struct counter_issued *io)
{
	str list = S("");

	for (int i = 0; i < io->npapers; i++)
		list = arena_fmt(cx->arena, "%.*s%s%lld", STR_ARG(list), i ? "," : "", (long long)io->papers[i]);
	return list;
}

int counter_keep_request(struct cx *cx, str id, bool issue, const struct counter_digest *d, bike_id bike, owner_id owner, str papers)
{
	return as_done(sql_exec(cx, &q_request_add, BIND(V(cx->actor.v), V(id), V(issue ? S("issue") : S("refuse")),
	                       V_BLOB(((str){ (const char *)d->v, sizeof d->v })), V_ID(bike.v), V_ID(owner.v), V(papers), V(cx->now))));
}

int counter_trim(struct cx *cx, utc_ms before)
{
	return sql_exec(cx, &q_trim, BIND(V(before)));
}

int counter_paper_ids(str list, int64_t *ret, int max)
{
	int n = 0;

	while (list.n && n < max) {
		const char *end = memchr(list.p, ',', list.n);
		str w = { list.p, end ? (size_t)(end - list.p) : list.n };
		n += str_i64(w, 1, INT64_MAX, &ret[n]);
		size_t used = w.n + (end != NULL);
		list = (str){ list.p + used, list.n - used };
	}
	return n;
}

static int answer_again(struct cx *cx, const struct counter_done *d, struct counter_issued *ret)
{
	struct bike b;

	TRY(bike_get(cx, d->bike, &b));
	*ret = (struct counter_issued){ .bike = d->bike, .owner = d->owner, .plate = b.plate, .tag = b.tag, .again = true, .verdict = { .ready = true } };
	ret->npapers = counter_paper_ids(d->papers, ret->papers, COUNTER_MADE);
	return 0;
}

/* --- what stands against it --- */

/* All codes in one line, the first field at fault; the page has them one by one from a check. */
static int refused(struct cx *cx, const struct counter_verdict *v)
{
	const struct counter_problem *first = NULL;
	char list[180] = "", field[40] = "";
	size_t n = 0;

	for (int i = 0; i < v->n && n < sizeof list - 60; i++) {
		const struct counter_problem *p = &v->v[i];
		if (p->level == CL_WARN)
			continue;
		first = first ? first : p;
		n += (size_t)snprintf(list + n, sizeof list - n, "%s%.*s %.*s", n ? ", " : "", (int)MIN(p->field.n, 24u), p->field.p, STR_ARG(counter_codes[p->code]));
	}
	if (first)
		snprintf(field, sizeof field, "%.*s", STR_ARG(first->field));
	return FAIL_FIELD(cx, E_STATE, field, "not registered: %s", list);
}

/* --- once, or answered again --- */

static int act_once(struct cx *cx, const struct counter_act *a, const struct counter_digest *d, struct counter_issued *ret)
{
	struct counter_issued v = { .bike = { 0 } };
	struct counter_done done;
	bool again;

	TRY(sql_begin(cx, true));
	TRY(counter_done_before(cx, a->request_id, true, d, &done, &again));
	if (again) {
		TRY(answer_again(cx, &done, &v));
	} else {
		TRY(a->check(cx, a->form, a->ears, &v.verdict));
		if (!v.verdict.ready)
			return refused(cx, &v.verdict);
		TRY(a->make(cx, a->form, &v));
		TRY(counter_keep_request(cx, a->request_id, true, d, v.bike, v.owner, paper_list(cx, &v)));
	}
	TRY(sql_commit(cx));
	*ret = v;
	return 0;
}

/* Before anybody waits for the writers' turn: what is known already, and what cannot be. */
static int look_first(struct cx *cx, const struct counter_act *a, const struct counter_digest *d, struct counter_issued *ret)
{
	struct counter_verdict v;
	struct counter_done done;
	bool again;

	TRY(sql_begin(cx, false));
	TRY(counter_done_before(cx, a->request_id, true, d, &done, &again));
	if (again) {
		TRY(answer_again(cx, &done, ret));
		return sql_commit(cx);
	}
	TRY(a->check(cx, a->form, a->ears, &v));
	TRY(sql_commit(cx));
	return v.ready ? 0 : refused(cx, &v);
}

int counter_act(struct cx *cx, const struct counter_act *a, const struct counter_digest *d, struct counter_issued *ret)
{
	struct counter_issued first = { .bike = { 0 } };

	ASSERT(!sql_in_tx(cx));
	int rc = look_first(cx, a, d, &first);
	sql_rollback(cx);
	TRY(rc);
	if (first.again) {
		*ret = first;
		return 0;
	}
	for (int try = 1; ; try++) {
		rc = act_once(cx, a, d, ret);
		sql_rollback(cx);
		if (rc != E_BUSY || try == COUNTER_TRIES)
			return rc;
		cx->err = (struct err){ 0 };
	}
}
