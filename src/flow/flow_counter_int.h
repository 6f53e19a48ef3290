/* flow_counter_int — what the counter's files share. */
#pragma once
#include <sodium.h>

#include "flow/flow_counter.h"
#include "office/number/number.h"
#include "office/owner/owner.h"
#include "office/plate/plate.h"
#include "office/tag/tag.h"
#include "store/vault/vault.h"

/* One check on its way through the form. */
struct counter_look {
	const struct counter_form *f;
	struct site site;
	bike_id bike;                       /* 0: a registration; else the bike it is about, whose own numbers are no doubles */
	struct counter_verdict *out;
	bool person, unit, agent;           /* who comes */
};

/* One more problem; what does not fit is dropped, which a form of this size cannot reach. */
struct counter_problem *counter_add(struct counter_look *l, enum counter_code c, const char *field);
/* As counter_add, with the bike that is in the way and its flags. */
MUST_USE int counter_add_bike(struct cx *cx, struct counter_look *l, enum counter_code c, const char *field, str number, bike_id bike);

/* The point is open, the booking is being served there today and was made for this purpose. */
MUST_USE int counter_check_place(struct cx *cx, struct counter_look *l, enum booking_purpose purpose);
void counter_check_texts(struct counter_look *l);                              /* brand, model, colours, price: lengths, and what a registration needs */
MUST_USE int counter_check_owner(struct cx *cx, struct counter_look *l);       /* flow_counter_owner.c: owner and agent */
void counter_check_agent(struct cx *cx, struct counter_look *l);
MUST_USE int counter_check_papers(struct cx *cx, struct counter_look *l);      /* a registration's documents and photos */
struct counter_needs;
MUST_USE int counter_documents(struct cx *cx, struct counter_look *l, const struct counter_needs *need);
MUST_USE int counter_photos(struct cx *cx, struct counter_look *l, const str *need, int n);
/* Is the number of a document right for its kind. */
bool counter_id_fits(struct cx *cx, int kind, const struct pii *no, int32_t *ret_age);
MUST_USE int counter_check_numbers(struct cx *cx, struct counter_look *l);     /* counter_number.c */
MUST_USE int counter_check_tags(struct cx *cx, struct counter_look *l, const struct counter_ears *e);
MUST_USE int counter_check_plate(struct cx *cx, struct counter_look *l);

/* The plate this desk would give: the named one, or the lowest of the clerk's own, then of the cupboard. E_NOTFOUND. */
MUST_USE int counter_plate(struct cx *cx, const struct counter_form *f, struct plate_piece *ret);
/* Its folded text, empty where it stands for none. */
str counter_number(struct cx *cx, str text);
/* The form's document as it is stored. */
void counter_owner_of(const struct counter_form *f, struct owner_new *ret);
/* Documents this registration needs, as the policies say: words, a|b one of them. */
enum { COUNTER_NEEDS = 24 };
struct counter_needs { str w[COUNTER_NEEDS]; int n; };
/* Those of who comes; the words of a policy, each once. */
MUST_USE int counter_needs_who(struct cx *cx, bool person, bool unit, bool agent, struct counter_needs *io);
void counter_need(struct counter_needs *n, str list);
MUST_USE int counter_needs(struct cx *cx, bool person, bool unit, bool agent, int kind, bool old, struct counter_needs *ret);

/* --- requests (flow_counter_request.c): the same id again is answered and not done twice (CO4) --- */

enum { COUNTER_TRIES = 3 };
typedef crypto_hash_sha256_state counter_hash;
struct counter_digest { uint8_t v[VAULT_INDEX]; };
void counter_mix(counter_hash *h, str s);
void counter_mix_int(counter_hash *h, int64_t v);
void counter_mix_pii(counter_hash *h, const struct pii *const *p, size_t n);
void counter_mix_form(counter_hash *h, const struct counter_form *f);          /* over all fields */
MUST_USE int counter_seal_digest(struct cx *cx, counter_hash *h, struct counter_digest *ret);
MUST_USE int counter_digest_form(struct cx *cx, const struct counter_form *f, struct counter_digest *ret);
MUST_USE int counter_good_request(struct cx *cx, str id);                      /* E_INVALID, field "requestId" */
struct counter_done { struct arena *arena; bool issue; struct counter_digest digest; bike_id bike; owner_id owner; str papers; };
/* Was it done before? E_STATE when that was something else. */
MUST_USE int counter_done_before(struct cx *cx, str id, bool issue, const struct counter_digest *digest, struct counter_done *ret, bool *ret_found);
MUST_USE int counter_keep_request(struct cx *cx, str id, bool issue, const struct counter_digest *d, bike_id bike, owner_id owner, str papers);
int counter_paper_ids(str list, int64_t *ret, int max);

/* What is checked, made in one write transaction and kept by its request id. make finds io->verdict ready, fills bike, owner, plate, tag and papers, and
 * audits. Outside a transaction. Errors of counter_issue. */
typedef int counter_check_fn(struct cx *cx, const void *form, const struct counter_ears *ears, struct counter_verdict *ret);
typedef int counter_make_fn(struct cx *cx, const void *form, struct counter_issued *io);
struct counter_act { const void *form; str request_id; const struct counter_ears *ears; counter_check_fn *check; counter_make_fn *make; };
MUST_USE int counter_act(struct cx *cx, const struct counter_act *a, const struct counter_digest *d, struct counter_issued *ret);

/* --- parts of a registration that other businesses have too (flow_counter.c); in the caller's write transaction --- */

/* The owner of the form: the one with this document, completed where an old register had none, or a new one. */
MUST_USE int counter_owner_for(struct cx *cx, const struct counter_form *f, owner_id known, owner_id *ret);
MUST_USE int counter_agent_for(struct cx *cx, const struct counter_form *f, owner_id owner);
MUST_USE int counter_consents_for(struct cx *cx, const struct counter_form *f, owner_id owner);
MUST_USE int counter_attach(struct cx *cx, const struct counter_form *f, bike_id bike);
/* What was shown, how the tag was found: coded, and a note where the stations did not hear it. */
MUST_USE int counter_note(struct cx *cx, const struct counter_form *f, bike_id bike, str event);
MUST_USE int counter_papers_for(struct cx *cx, struct counter_issued *io, const enum paper_kind *kinds, int n);
MUST_USE int counter_finish_booking(struct cx *cx, int64_t booking, enum booking_event ev);
