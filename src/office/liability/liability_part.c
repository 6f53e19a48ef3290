/* liability_part — parties, items of damage, assessments, photos and payments of an accident. */
#include "office/liability/liability.h"

#include "base/utc.h"
#include "core/card.h"
#include "liability_part_sql.h"
#include "office/seal/seal.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(liability_part)

enum { PLATE_MAX = 40, VEHICLE_MAX = 120, ITEM_TEXT = 200 };

static const struct seal_column sealed[] = {
	{ "accident_party.p_name", &q_seal_name, &q_seal_name_put, &q_seal_name_count, NULL, NULL, NULL, NULL },
	{ "accident_party.p_phone", &q_seal_phone, &q_seal_phone_put, &q_seal_phone_count, NULL, NULL, NULL, NULL },
	{ "accident_party.p_id_no", &q_seal_id_no, &q_seal_id_no_put, &q_seal_id_no_count, NULL, NULL, NULL, NULL },
	{ "accident_party.p_card", &q_seal_card, &q_seal_card_put, &q_seal_card_count, NULL, NULL, NULL, NULL },
};
SEALED_COLUMNS(accident_party, sealed)

const str party_role_words[PR_N] = { SI("rider"), SI("other"), SI("pedestrian") };
const str item_kind_words[IT_N] = { SI("vehicle"), SI("property"), SI("medical") };
const str accident_photo_words[5] = { SI("scene"), SI("vehicle"), SI("plate"), SI("injury"), SI("paper") };

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int word_at(const str *words, int n, str s)
{
	int i = 0;

	while (i < n - 1 && !str_eq(words[i], s))
		i++;
	return i;      /* CHECKed by the database */
}

/* --- parties --- */

static void read_party(struct sql_row *r, struct arena *arena, struct party *p)
{
	p->id = sql_i64(r);
	p->accident = sql_i64(r);
	p->role = (enum party_role)word_at(party_role_words, PR_N, sql_str(r));
	p->plate = sql_str_a(r, arena);
	p->vehicle = sql_str_a(r, arena);
	str ref = sql_str(r);
	ASSERT(ref.n == VAULT_REF);
	memcpy(p->ref, ref.p, VAULT_REF);
	p->s_name = sql_str_a(r, arena);
	p->s_phone = sql_str_a(r, arena);
	p->s_id_no = sql_str_a(r, arena);
	p->s_card = sql_str_a(r, arena);
	p->actor.v = sql_i64(r);
}

struct one_party { struct arena *arena; struct party p; };

static void read_one_party(struct sql_row *r, void *ret)
{
	struct one_party *o = ret;

	read_party(r, o->arena, &o->p);
}

int party_get(struct cx *cx, int64_t accident, int64_t id, struct party *ret)
{
	struct one_party o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_party_get, read_one_party, &o, BIND(V(accident), V(id))));
	*ret = o.p;
	return 0;
}

struct parties { party_fn *fn; void *arg; };

static int party_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct parties *e = arg;
	struct party p;

	read_party(r, cx->arena, &p);
	return e->fn(cx, &p, e->arg);
}

int party_list(struct cx *cx, int64_t accident, party_fn *fn, void *arg)
{
	return sql_each(cx, &q_party_list, party_row, &(struct parties){ fn, arg }, BIND(V(accident)));
}

static int seal(struct cx *cx, const char *column, const uint8_t ref[static VAULT_REF], const struct pii *p, str *ret)
{
	*ret = S("");
	return pii_empty(p) ? 0 : vault_seal(cx, column, (str){ (const char *)ref, VAULT_REF }, p, ret);
}

static int seal_card(struct cx *cx, const uint8_t ref[static VAULT_REF], const struct pii *card, str *ret)
{
	struct pii norm = *card;

	if (!pii_empty(card)) {
		pii_norm_id(card, &norm);
		if (!card_number_valid(pii_reveal(&norm)))
			return FAIL_FIELD(cx, E_INVALID, "card", "is no number of a bank card: 12 to 19 digits with a right check digit");
	}
	return seal(cx, "accident_party.p_card", ref, &norm, ret);
}

int party_card(struct cx *cx, const struct party *p, const struct pii *card)
{
	str text;

	TRY(seal_card(cx, p->ref, card, &text));
	return as_done(sql_exec(cx, &q_party_card, BIND(V(text), V(cx->now), V(cx->actor.v), V(p->id))));
}

static int party_check(struct cx *cx, int64_t accident, const struct party_new *in)
{
	int64_t n;

	if ((unsigned)in->role >= PR_N)
		return FAIL_FIELD(cx, E_INVALID, "role", "must be rider, other or pedestrian");
	if (pii_empty(&in->name))
		return FAIL_FIELD(cx, E_INVALID, "name", "is missing");
	if (strchr("=+-@\t\r\n ", pii_reveal(&in->name).p[0]))      /* it is written into the bank's file */
		return FAIL_FIELD(cx, E_INVALID, "name", "begins with no letter: write the name as it is in the document");
	if (in->plate.n > PLATE_MAX || !str_utf8(in->plate))
		return FAIL_FIELD(cx, E_INVALID, "plate", "must be at most %d bytes", PLATE_MAX);
	if (in->vehicle.n > VEHICLE_MAX || !str_utf8(in->vehicle))
		return FAIL_FIELD(cx, E_INVALID, "vehicle", "must be at most %d bytes", VEHICLE_MAX);
	TRY(sql_one(cx, &q_party_count, read_int, &n, BIND(V(accident))));
	return n < ACCIDENT_PARTIES ? 0 : FAIL(cx, E_STATE, "an accident has at most %d parties", ACCIDENT_PARTIES);
}

int party_add(struct cx *cx, int64_t accident, const struct party_new *in, int64_t *ret)
{
	str name, phone, id_no, card;
	uint8_t ref[VAULT_REF];

	TRY(party_check(cx, accident, in));
	vault_ref(ref);
	TRY(seal(cx, "accident_party.p_name", ref, &in->name, &name));
	TRY(seal(cx, "accident_party.p_phone", ref, &in->phone, &phone));
	TRY(seal(cx, "accident_party.p_id_no", ref, &in->id_no, &id_no));
	TRY(seal_card(cx, ref, &in->card, &card));
	int rc = sql_insert(cx, &q_party_add, ret, BIND(V_BLOB(((str){ (const char *)ref, VAULT_REF })), V(accident), V(party_role_words[in->role]), V(in->plate), V(in->vehicle),
	                                                V(name), V(phone), V(id_no), V(card), V(cx->now), V(cx->actor.v)));
	if (rc == E_STATE && strstr(cx->err.msg, "accident_party.accident")) {
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "role", "the rider of the bike is written down already");
	}
	return rc;
}

int party_open(struct cx *cx, const struct party *p, str field, struct pii *ret)
{
	str ref = { (const char *)p->ref, VAULT_REF };

	if (str_eq(field, S("name")))
		return vault_open(cx, "accident_party.p_name", ref, p->s_name, ret);
	if (str_eq(field, S("phone")))
		return vault_open(cx, "accident_party.p_phone", ref, p->s_phone, ret);
	if (str_eq(field, S("idNo")))
		return vault_open(cx, "accident_party.p_id_no", ref, p->s_id_no, ret);
	if (str_eq(field, S("card")))
		return vault_open(cx, "accident_party.p_card", ref, p->s_card, ret);
	return FAIL_FIELD(cx, E_INVALID, "field", "must be name, phone, idNo or card");
}

/* --- items and assessments --- */

int item_add(struct cx *cx, const struct item *in, int64_t *ret)
{
	struct err before = cx->err;
	struct party p;
	int64_t n;

	if ((unsigned)in->kind >= IT_N)
		return FAIL_FIELD(cx, E_INVALID, "kind", "must be vehicle, property or medical");
	if (!in->what.n || in->what.n > ITEM_TEXT || !str_utf8(in->what))
		return FAIL_FIELD(cx, E_INVALID, "what", "say what was damaged, in at most %d bytes", ITEM_TEXT);
	if (in->claimed_fen <= 0 || in->claimed_fen > ACCIDENT_ITEM_FEN)
		return FAIL_FIELD(cx, E_INVALID, "claimedFen", "must be above 0 and at most %lld", (long long)ACCIDENT_ITEM_FEN);
	int rc = party_get(cx, in->accident, in->party, &p);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return FAIL_FIELD(cx, E_INVALID, "partyId", "is no party of this accident");
	}
	TRY(rc);
	TRY(sql_one(cx, &q_item_count, read_int, &n, BIND(V(in->accident))));
	if (n >= ACCIDENT_ITEMS)
		return FAIL(cx, E_STATE, "an accident has at most %d items", ACCIDENT_ITEMS);
	return sql_insert(cx, &q_item_add, ret, BIND(V(in->accident), V(in->party), V(item_kind_words[in->kind]), V(in->what), V(in->claimed_fen), V(cx->now), V(cx->actor.v)));
}

int item_assess(struct cx *cx, int64_t accident, int64_t id, int64_t fen)
{
	int64_t claimed;

	TRY(sql_one(cx, &q_item_claimed, read_int, &claimed, BIND(V(accident), V(id))));
	if (fen < 0 || fen > claimed)
		return FAIL_FIELD(cx, E_INVALID, "fen", "must be between 0 and what is claimed");
	return as_done(sql_exec(cx, &q_item_assess, BIND(V(fen), V(accident), V(id))));
}

struct items { item_fn *fn; void *arg; };

static int item_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct items *e = arg;
	struct item it;

	it.id = sql_i64(r);
	it.accident = sql_i64(r);
	it.party = sql_i64(r);
	it.kind = (enum item_kind)word_at(item_kind_words, IT_N, sql_str(r));
	it.what = sql_str_a(r, cx->arena);
	it.claimed_fen = sql_i64(r);
	it.assessed_fen = sql_i64(r);
	return e->fn(cx, &it, e->arg);
}

int item_list(struct cx *cx, int64_t accident, item_fn *fn, void *arg)
{
	return sql_each(cx, &q_item_list, item_row, &(struct items){ fn, arg }, BIND(V(accident)));
}

int assess_by(struct cx *cx, int64_t accident, account_id who, bool *ret)
{
	int64_t n;

	TRY(sql_one(cx, &q_assess_by, read_int, &n, BIND(V(accident), V(who.v))));
	*ret = n > 0;
	return 0;
}

int assess_add(struct cx *cx, const struct accident *a, int32_t round, int64_t loss_fen, int64_t amount_fen)
{
	bool before;

	TRY(assess_by(cx, a->id, cx->actor, &before));
	if (before)
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "you have assessed this accident before: another surveyor looks at it now");
	return as_done(sql_exec(cx, &q_assess_add, BIND(V(a->id), V((int)round), V(cx->actor.v), V(loss_fen), V(amount_fen), V(cx->now))));
}

struct assessments { assess_fn *fn; void *arg; };

static int assess_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct assessments *e = arg;
	struct assessment s;

	s.round = (int32_t)sql_i64(r);
	s.surveyor.v = sql_i64(r);
	s.loss_fen = sql_i64(r);
	s.amount_fen = sql_i64(r);
	s.at = sql_i64(r);
	return e->fn(cx, &s, e->arg);
}

int assess_list(struct cx *cx, int64_t accident, assess_fn *fn, void *arg)
{
	return sql_each(cx, &q_assess_list, assess_row, &(struct assessments){ fn, arg }, BIND(V(accident)));
}

/* --- photos --- */

int accident_photo_add(struct cx *cx, int64_t accident, str kind, str photo)
{
	size_t i = 0;
	int64_t n;

	while (i < COUNTOF(accident_photo_words) && !str_eq(accident_photo_words[i], kind))
		i++;
	if (i == COUNTOF(accident_photo_words))
		return FAIL_FIELD(cx, E_INVALID, "kind", "must be scene, vehicle, plate, injury or paper");
	TRY(sql_one(cx, &q_photo_count, read_int, &n, BIND(V(accident))));
	if (n >= ACCIDENT_PHOTOS)
		return FAIL(cx, E_STATE, "an accident has at most %d photos", ACCIDENT_PHOTOS);
	return as_done(sql_exec(cx, &q_photo_add, BIND(V(accident), V(kind), V(photo), V(cx->now), V(cx->actor.v))));
}

static void read_photo(struct sql_row *r, struct arena *arena, struct accident_photo *p)
{
	p->id = sql_i64(r);
	p->kind = sql_str_a(r, arena);
	p->photo = sql_str_a(r, arena);
	p->at = sql_i64(r);
	p->actor.v = sql_i64(r);
}

struct one_photo { struct arena *arena; struct accident_photo p; };

static void read_one_photo(struct sql_row *r, void *ret)
{
	struct one_photo *o = ret;

	read_photo(r, o->arena, &o->p);
}

int accident_photo_get(struct cx *cx, int64_t accident, int64_t id, struct accident_photo *ret)
{
	struct one_photo o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_photo_get, read_one_photo, &o, BIND(V(accident), V(id))));
	*ret = o.p;
	return 0;
}

int accident_photo_drop(struct cx *cx, int64_t id)
{
	return as_done(sql_exec(cx, &q_photo_drop, BIND(V(id))));
}

struct photos { accident_photo_fn *fn; void *arg; };

static int photo_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct photos *e = arg;
	struct accident_photo p;

	read_photo(r, cx->arena, &p);
	return e->fn(cx, &p, e->arg);
}

int accident_photos(struct cx *cx, int64_t accident, accident_photo_fn *fn, void *arg)
{
	return sql_each(cx, &q_photo_list, photo_row, &(struct photos){ fn, arg }, BIND(V(accident)));
}

/* --- payments (LB5) --- */

int payment_add(struct cx *cx, const struct accident *a, int64_t party, int n, int64_t fen)
{
	str no = arena_fmt(cx->arena, "%.*s-%d-%d", STR_ARG(a->number), (int)a->agreements, n);

	return as_done(sql_exec(cx, &q_payment_add, BIND(V(a->id), V(party), V(no), V(fen), V(cx->now))));
}

int payment_move(struct cx *cx, int64_t accident, str from, str to, str bank_ref)
{
	int n = sql_exec(cx, &q_payment_move, BIND(V(to), V(bank_ref), V(cx->now), V(accident), V(from)));

	TRY(n);
	return n > 0 ? 0 : FAIL(cx, E_STATE, "no payment of this accident is %.*s", STR_ARG(from));
}

int payment_put(struct cx *cx, const struct payment *y, str to, str bank_ref)
{
	int n = sql_exec(cx, &q_payment_put, BIND(V(to), V(bank_ref), V(cx->now), V(y->id), V(y->state)));

	TRY(n);
	return n == 1 ? 0 : FAIL(cx, E_STATE, "payment %.*s has changed; read it again", STR_ARG(y->no));
}

struct payments { payment_fn *fn; void *arg; };

static void read_payment(struct sql_row *r, struct arena *arena, struct payment *p)
{
	p->id = sql_i64(r);
	p->accident = sql_i64(r);
	p->party = sql_i64(r);
	p->no = sql_str_a(r, arena);
	p->fen = sql_i64(r);
	p->state = sql_str_a(r, arena);
	p->bank_ref = sql_str_a(r, arena);
}

static int payment_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct payments *e = arg;
	struct payment p;

	read_payment(r, cx->arena, &p);
	return e->fn(cx, &p, e->arg);
}

struct one_payment { struct payment *p; bool found; };

static int payment_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct one_payment *o = arg;

	read_payment(r, cx->arena, o->p);
	o->found = true;
	return 0;
}

int payment_by_no(struct cx *cx, str no, struct payment *ret, bool *ret_found)
{
	struct one_payment o = { ret, false };

	TRY(sql_each(cx, &q_payment_by_no, payment_one, &o, BIND(V(no))));
	*ret_found = o.found;
	return 0;
}

int payment_list(struct cx *cx, int64_t accident, payment_fn *fn, void *arg)
{
	return sql_each(cx, &q_payment_list, payment_row, &(struct payments){ fn, arg }, BIND(V(accident)));
}

int payment_released(struct cx *cx, unit_id carrier, int max, payment_fn *fn, void *arg)
{
	return sql_each(cx, &q_payment_released, payment_row, &(struct payments){ fn, arg }, BIND(V(cx->area), V(carrier.v), V(max)));
}
