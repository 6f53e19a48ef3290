/* owner — the people and units bikes belong to, their phones, agents and consents.
 *
 * Owns      tables owner, owner_phone, owner_agent, consent, owner_news, owner_merge. Every personal column is sealed (store/vault) under the row's
 *           random ref, and found through a keyed blind index.
 * Thread    any, inside the caller's transaction.
 * Invariants (each has a test of the same name in owner_test.c)
 *   O1 a number of an identity document is on at most one live owner       (unique index owner_id_no)
 *   O2 an ID card number has the right check digit, area and date; a USCC its check character; only units have a USCC
 *   O3 no personal text is stored unsealed, and a sealed value does not open in another row or column
 *   O4 two owners become one only by a request that another person decides  (owner_merge)
 *   O5 a consent is a row with its text's version; it is never changed       (triggers)
 * Never     logs or audits personal text; masks are made by the caller from struct pii. */
#pragma once
#include "core/cx.h"
#include "core/number.h"
#include "core/pii.h"
#include "store/vault/vault.h"

enum owner_kind { OK_PERSON, OK_UNIT, OK_N };
enum id_kind { IK_NONE, IK_IDCARD, IK_PASSPORT, IK_HKMO_PERMIT, IK_TW_PERMIT, IK_RESIDENCE, IK_MILITARY, IK_USCC, IK_N };
enum { OWNER_PHONES = 5 };

struct owner {
	owner_id id;
	enum owner_kind kind;
	enum id_kind id_kind;
	struct pii name, id_no, address;
	int64_t unit;               /* of the account that registered it */
	bool merged; owner_id merged_into;
	utc_ms created_at;
	int64_t ver;
};
struct owner_new {
	enum owner_kind kind;
	enum id_kind id_kind;       /* IK_NONE: only from an import; the counter demands a document */
	struct pii name, id_no, address;
	struct pii phone[OWNER_PHONES]; int nphone;
};

/* The words stored and shown; empty beyond _N. */
str owner_kind_name(enum owner_kind k);
str id_kind_name(enum id_kind k);
enum id_kind id_kind_of(str s);     /* IK_N when the word is none */
extern const str owner_kind_words[OK_N], id_kind_words[IK_N];

/* Is the record sound (O2)? E_INVALID with the field; nothing is stored. Used by the counter before it asks for more. */
MUST_USE int owner_check(struct cx *cx, const struct owner_new *in);
/* E_INVALID as owner_check; E_STATE field "idNo": a live owner has this document (O1); owner_find tells which. */
MUST_USE int owner_add(struct cx *cx, const struct owner_new *in, owner_id *ret);
/* E_NOTFOUND. A merged owner is returned as it stands; owner_live follows it to the one that was kept. */
MUST_USE int owner_get(struct cx *cx, owner_id id, struct owner *ret);
MUST_USE int owner_live(struct cx *cx, owner_id id, struct owner *ret);
/* Full-year age of a person with an ID card at t (+08:00); -1 when it is not known. */
int owner_age(const struct owner *o, utc_ms t);

/* Live owners by one exact personal value; at most max; newest first. what: "name", "idNo" or "phone". Count. A name finds only who was registered in the
 * actor's area (or without a unit, by an import): from outside, who knows a number has the person there; who knows a name might have any. */
typedef int owner_fn(struct cx *cx, const struct owner *o, void *arg);
MUST_USE int owner_find(struct cx *cx, str what, const struct pii *value, int max, owner_fn *fn, void *arg);

/* Changes what is given (an empty pii leaves it). E_STATE: stale ver, or O1; E_INVALID. */
struct owner_change { struct pii name, id_no, address; enum id_kind id_kind; bool has_id; };
MUST_USE int owner_change(struct cx *cx, struct owner *o, const struct owner_change *in);

/* Phones in use, oldest first; *ret_n <= OWNER_PHONES. */
MUST_USE int owner_phones(struct cx *cx, owner_id id, struct pii ret[static OWNER_PHONES], int *ret_n);
/* E_INVALID: no phone number; E_STATE: there already, or OWNER_PHONES are. */
MUST_USE int owner_phone_add(struct cx *cx, owner_id id, const struct pii *phone);
MUST_USE int owner_phone_end(struct cx *cx, owner_id id, const struct pii *phone);    /* E_NOTFOUND */

struct owner_agent { int64_t id; owner_id owner; struct pii name, id_no, phone; enum id_kind id_kind; str paper, until_day; utc_ms created_at; };
/* E_INVALID; until_day YYYY-MM-DD, not in the past. */
MUST_USE int owner_agent_add(struct cx *cx, const struct owner_agent *in, int64_t *ret);
typedef int owner_agent_fn(struct cx *cx, const struct owner_agent *a, void *arg);
/* Agents that may act on the day of cx->now. Texts in cx->arena. Count. */
MUST_USE int owner_agents(struct cx *cx, owner_id id, owner_agent_fn *fn, void *arg);
/* One of them. E_NOTFOUND: this owner has no such agent who may act today. */
MUST_USE int owner_agent_get(struct cx *cx, owner_id id, int64_t agent, struct owner_agent *ret);

/* kind "register" or "trail". */
MUST_USE int owner_consent(struct cx *cx, owner_id id, str kind, str text_version, bool given);
struct consent { str kind, text_version; bool given; utc_ms at; };
MUST_USE int owner_consent_of(struct cx *cx, owner_id id, str kind, struct consent *ret);   /* the newest; E_NOTFOUND */

/* Does this owner want to be told of cases and claims by message? Who never said so does. */
MUST_USE int owner_news_put(struct cx *cx, owner_id id, bool wanted);
MUST_USE int owner_news(struct cx *cx, owner_id id, bool *ret);
typedef int consent_fn(struct cx *cx, const struct consent *c, void *arg);
MUST_USE int owner_consents(struct cx *cx, owner_id id, consent_fn *fn, void *arg);                /* newest first; at most 50 */

/* O4. owner_merge_ask: E_INVALID, E_STATE (asked already, not live, kinds differ). owner_merge_decide: the decider is cx->actor and not
 * the one who asked (E_DENIED); a refusal says why, in 4 bytes or more (E_INVALID, note; at most 400). With approve the gone owner's row points to the kept one, which takes over its phones and agents; its bikes are moved by
 * the caller (flow_owner_merge) in the same transaction. */
struct owner_merge { int64_t id; owner_id keep, gone; str reason, state, note; account_id asked_by, decided_by; utc_ms asked_at, decided_at; };
MUST_USE int owner_merge_ask(struct cx *cx, owner_id keep, owner_id gone, str reason, int64_t *ret);
MUST_USE int owner_merge_get(struct cx *cx, int64_t id, struct owner_merge *ret);
MUST_USE int owner_merge_decide(struct cx *cx, int64_t id, bool approve, str note, struct owner_merge *ret);
typedef int owner_merge_fn(struct cx *cx, const struct owner_merge *m, void *arg);
/* Newest first; asker 0: everybody's. */
MUST_USE int owner_merges(struct cx *cx, bool open, account_id asker, int64_t before, int max, owner_merge_fn *fn, void *arg);
MUST_USE int owner_merges_of(struct cx *cx, owner_id id, owner_merge_fn *fn, void *arg);           /* kept or gone; newest first; at most 50 */
