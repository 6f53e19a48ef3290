/* flow_liability_out — what leaves of an accident: the bank's file, a field in the clear, a photo. */
#include <openssl/evp.h>
#include <stdio.h>

#include "flow/flow_liability.h"
#include "flow/flow_person.h"
#include "format/csv/csv.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/photo/photo.h"

enum { FILE_PAYMENTS = 500, LINE_BYTES = 240, ENDS_BYTES = 300, SHA_TEXT = 65 };

/* --- the bank's file --- */

struct due { struct payment v[FILE_PAYMENTS]; int n; };

static int gather(struct cx *cx, const struct payment *y, void *arg)
{
	struct due *d = arg;

	(void)cx;
	d->v[d->n++] = *y;
	return 0;
}

struct text { char *p; size_t n, cap; };

static int line(struct cx *cx, struct text *t, str s)
{
	if (t->n + s.n > t->cap)
		return FAIL(cx, E_TOOBIG, "the file is too large");
	memcpy(t->p + t->n, s.p, s.n);
	t->n += s.n;
	return 0;
}

static int pay_line(struct cx *cx, struct text *t, const struct payment *y)
{
	char quoted[2 * PII_MAX + 4];
	struct pii card, name;
	struct party p;

	TRY(party_get(cx, y->accident, y->party, &p));
	TRY(party_open(cx, &p, S("card"), &card));
	TRY(party_open(cx, &p, S("name"), &name));
	int n = csv_put_str(quoted, sizeof quoted, pii_reveal(&name));
	if (n < 0 || pii_empty(&card))
		return FAIL(cx, E_STATE, "payment %.*s has no payee or no card", STR_ARG(y->no));
	return line(cx, t, arena_fmt(cx->arena, "%.*s,%.*s,%.*s,%lld\r\n", STR_ARG(y->no), n, quoted, STR_ARG(pii_reveal(&card)), (long long)y->fen));
}

static void sha256(str s, char ret[static SHA_TEXT])
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	ASSERT(EVP_Digest(s.p, s.n, md, &n, EVP_sha256(), NULL) == 1 && n == 32);
	for (unsigned i = 0; i < n; i++)
		snprintf(ret + 2 * i, 3, "%02x", md[i]);
}

int flow_accident_bank_file(struct cx *cx, str *ret, int *ret_n)
{
	struct due *d = arena_alloc(cx->arena, sizeof *d);
	struct text t = { .cap = FILE_PAYMENTS * LINE_BYTES + ENDS_BYTES };
	char sha[SHA_TEXT];
	unit_id carrier;
	int64_t sum = 0;

	t.p = arena_alloc(cx->arena, t.cap);
	if (!d || !t.p)
		return FAIL(cx, E_TOOBIG, "the file is too large");
	d->n = 0;
	TRY(flow_accident_carrier(cx, &carrier));
	TRY(payment_released(cx, carrier, FILE_PAYMENTS, gather, d));
	if (!d->n)
		return FAIL(cx, E_STATE, "no payment waits for the bank");
	TRY(line(cx, &t, S("no,payee,card,amount_fen\r\n")));
	for (int i = 0; i < d->n; i++) {
		TRY(pay_line(cx, &t, &d->v[i]));
		sum += d->v[i].fen;
	}
	sha256((str){ t.p, t.n }, sha);
	TRY(line(cx, &t, arena_fmt(cx->arena, "end,%d,%lld,%s\r\n", d->n, (long long)sum, sha)));
	*ret = (str){ t.p, t.n };
	*ret_n = d->n;
	return 0;
}

/* --- in the clear --- */

int flow_accident_unmask(struct cx *cx, const struct accident *a, int64_t party, str field, str reference, str *ret)
{
	char who[AUDIT_SUBJECT];
	struct party p;
	struct pii v;

	if (!str_eq(field, S("name")) && !str_eq(field, S("phone")) && !str_eq(field, S("idNo")) && !str_eq(field, S("card")))
		return FAIL_FIELD(cx, E_INVALID, "field", "must be name, phone, idNo or card");
	TRY(flow_coded_reference(cx, reference));
	TRY(party_get(cx, a->id, party, &p));
	TRY(audit_subject(cx, "party", party, who));
	TRY(audit_add(cx, "liability.unmask", "liability", a->id, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"party\":\"%s\",\"field\":\"%.*s\",\"reference\":\"%.*s\"}", who,
	              STR_ARG(field), STR_ARG(reference))));
	TRY(party_open(cx, &p, field, &v));
	if (pii_empty(&v))
		return FAIL(cx, E_NOTFOUND, "this was not written down");
	*ret = arena_str(cx->arena, pii_reveal(&v));
	return 0;
}

int flow_accident_photo_read(struct cx *cx, int64_t accident, int64_t photo, str *ret)
{
	struct accident_photo p;
	struct accident a;
	str jpeg;

	TRY(flow_accident_get(cx, accident, &a));
	TRY(accident_photo_get(cx, a.id, photo, &p));
	TRY(photo_read(cx, p.photo, &jpeg));
	TRY(audit_add(cx, "liability.photo_read", "liability", a.id, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"photo\":\"%.*s\"}", STR_ARG(p.photo))));
	*ret = jpeg;
	return 0;
}
