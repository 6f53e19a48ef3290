/* bike — the registered bikes: what they are, which plate and tag they carry, whose they were when, and what stands against them.
 *
 * Owns      tables bike, bike_old_tag, ownership, bike_flag, bike_event, bike_photo, correction; bike_sum, bike_day and bike_month (bike_list.h).
 * Thread    any, inside the caller's transaction.
 * Invariants (each has a test of the same name in bike_test.c)
 *   B1 a tag is on at most one live bike, and so is a plate            (unique indexes bike_tag, bike_plate)
 *   B2 a plate is stored in its one canonical form
 *   B3 a tag that a bike carried before stays known                    (bike_old_tag)
 *   B4 a bike has exactly one owner at any instant since its registration; intervals meet and do not overlap (ownership_open)
 *   B5 the life registered → deregistered → restored moves only by a row of life_rows[] (bike_life.c), refused with every flag that blocks it
 *   B6 status is a set of flags, each with source, time and actor; one open row for (bike, flag, source, ref)
 *   B7 every change leaves a history row, which is never changed       (triggers)
 *   B8 after the clerk's window a field changes only by a correction that another person decides
 * Never     holds personal data: owners are ids. */
#pragma once
#include "base/utc.h"
#include "core/cx.h"
#include "core/number.h"
#include "core/value.h"

enum bike_kind { BK_STANDARD, BK_TEMPORARY, BK_N };
enum bike_use  { BU_OWN, BU_DELIVERY, BU_TAKEAWAY, BU_OTHER, BU_N };
enum bike_life { BL_REGISTERED, BL_DEREGISTERED, BL_N };
extern const str bike_kind_words[BK_N], bike_use_words[BU_N], bike_life_words[BL_N];

struct bike {
	bike_id id;
	tag_id tag;                 /* the theft tag: the one the tracking net knows the bike by */
	struct plate plate;
	enum bike_kind kind;
	enum bike_use use;
	enum bike_life life;
	str vehicle_code, frame_no, motor_no;      /* canonical (number_fold), empty where there is none; arena of the work item, as all texts */
	str brand, model, colour, colour2;
	str bought_on, ends_on;     /* YYYY-MM-DD or empty; ends_on: of a temporary plate */
	int64_t price_fen, site, unit;
	int32_t district;
	account_id registered_by;
	utc_ms created_at;
	int64_t ver;
};
struct bike_new {
	tag_id tag; struct plate plate;
	enum bike_kind kind; enum bike_use use;
	str vehicle_code, frame_no, motor_no, brand, model, colour, colour2, bought_on, ends_on;
	int64_t price_fen, site, unit; int32_t district;
	owner_id owner;
	str how;                    /* "register" or "import" */
};

/* E_INVALID (field named); E_STATE with field "tag" or "plate" when another live bike has it (B1). Opens the first ownership (B4). */
MUST_USE int bike_add(struct cx *cx, const struct bike_new *in, bike_id *ret);
MUST_USE int bike_get(struct cx *cx, bike_id id, struct bike *ret);
MUST_USE int bike_by_tag(struct cx *cx, tag_id tag, struct bike *ret);
MUST_USE int bike_by_plate(struct cx *cx, const struct plate *plate, struct bike *ret);
/* Exact plate and tag first, wherever the bike is of; then plates and tags that contain q, of the actor's area (or without a unit); at most max (<= 50). q of two characters is enough, also two hanzi.
 * Count. Each bike once; texts are borrowed for the call. */
typedef int bike_fn(struct cx *cx, const struct bike *b, void *arg);
MUST_USE int bike_search(struct cx *cx, str q, int max, bike_fn *fn, void *arg);
/* Live bikes of an owner now, oldest first. Count. */
MUST_USE int bike_of_owner(struct cx *cx, owner_id owner, int max, bike_fn *fn, void *arg);
/* Bikes with id > after whose unit is at or below one of the account's area ("" all), newest registration last. Count. */
MUST_USE int bike_list(struct cx *cx, int64_t after, int max, bike_fn *fn, void *arg);
/* A new tag or plate on the bike; the old tag is kept in the history. E_STATE as bike_add, or stale. */
MUST_USE int bike_retag(struct cx *cx, struct bike *b, tag_id tag);
MUST_USE int bike_replate(struct cx *cx, struct bike *b, const struct plate *plate);
MUST_USE int bike_count(struct cx *cx, int64_t *ret);

/* --- what may be written of it (B7, B8) --- */
/* field: "brand", "model", "colour", "colour2", "frameNo", "motorNo", "vehicleCode", "boughtOn", "priceFen", "kind", "use". E_INVALID: no such field or
 * bad value, as a number of fewer than NUMBER_LEAST characters; E_DENIED: the clerk's window (edit_days after the registration, by the one who registered) is over: ask for a correction; E_STATE: stale. */
MUST_USE int bike_edit(struct cx *cx, struct bike *b, str field, str value, int64_t edit_days);
/* A change of what is registered (a frame replaced, another colour), shown with its documents at the counter: no window, a row "change" in the history.
 * Errors of bike_may (BE_CHANGE) and bike_edit. */
MUST_USE int bike_change(struct cx *cx, struct bike *b, str field, str value);
struct correction { int64_t id; bike_id bike; str field, old, new_value, reason, state; account_id asked_by, decided_by; utc_ms asked_at, decided_at; };
MUST_USE int correction_ask(struct cx *cx, const struct bike *b, str field, str value, str reason, int64_t *ret);
MUST_USE int correction_get(struct cx *cx, int64_t id, struct correction *ret);
/* approve writes the field. E_DENIED: the decider asked for it himself; E_STATE: decided already, or the field has changed since. */
MUST_USE int correction_decide(struct cx *cx, int64_t id, bool approve, struct correction *ret);
typedef int correction_fn(struct cx *cx, const struct correction *c, void *arg);
MUST_USE int correction_list(struct cx *cx, bool open, int64_t before, int max, correction_fn *fn, void *arg);

/* --- owners over time (B4) --- */
struct ownership { int64_t id; bike_id bike; owner_id owner; utc_ms from, until; str how; };   /* until 0: now */
MUST_USE int bike_owner_at(struct cx *cx, bike_id id, utc_ms t, struct ownership *ret);          /* E_NOTFOUND */
MUST_USE int bike_owner_now(struct cx *cx, bike_id id, struct ownership *ret);
/* The owner's own, now. E_NOTFOUND alike for another's bike and for none. */
MUST_USE int bike_owner_is(struct cx *cx, bike_id id, owner_id owner, struct ownership *ret);
/* The interval in which owner had the bike that reaches latest: what a look at its movements is cut to (P7). E_NOTFOUND: never. */
MUST_USE int bike_owned_by(struct cx *cx, bike_id id, owner_id owner, struct ownership *ret);
/* When the bike carried this tag (the last time; a deregistered one until then): what the tag was heard of outside is another bike's way, or nobody's. 0 and INT64_MAX where it has no end. */
MUST_USE int bike_tag_span(struct cx *cx, bike_id id, tag_id tag, utc_ms *ret_from, utc_ms *ret_until);
/* The bike that carried this tag until a later instant than t: another has it now, or none. E_NOTFOUND. */
MUST_USE int bike_of_old_tag(struct cx *cx, tag_id tag, utc_ms t, bike_id *ret);
typedef int ownership_fn(struct cx *cx, const struct ownership *o, void *arg);
MUST_USE int bike_owners(struct cx *cx, bike_id id, ownership_fn *fn, void *arg);
/* An owner's intervals, the newest row first; id < before (0: all). */
MUST_USE int bike_ownerships(struct cx *cx, owner_id owner, int64_t before, int max, ownership_fn *fn, void *arg);
/* All bikes of gone become keep's (a merge of two rows that are one person); their intervals stay. Count of rows. */
MUST_USE int bike_owner_merged(struct cx *cx, owner_id keep, owner_id gone);

/* --- life (B5) --- */
enum bike_event { BE_TRANSFER, BE_DEREGISTER, BE_RESTORE, BE_REPLATE, BE_RETAG, BE_CHANGE, BE_N };
extern const str bike_event_words[BE_N];
enum { BIKE_REFUSALS = 16 };
struct bike_refusals { str flag[BIKE_REFUSALS]; int n; };      /* flags that stand in the way, as words */
/* May it? E_STATE with the flags in *ret (also the state itself as "deregistered"), E_DENIED: not for this role. */
MUST_USE int bike_may(struct cx *cx, const struct bike *b, enum bike_event ev, struct bike_refusals *ret);
/* Carries it out. to: the new owner of a transfer. reason: coded (deregistration: "scrapped", "lost", "stolen", "moved_away", "returned"). E_STATE: refused as
 * above (the message names the flags), stale, or the new owner is the old one. */
MUST_USE int bike_step(struct cx *cx, struct bike *b, enum bike_event ev, owner_id to, str reason);

/* --- flags (B6) --- */
struct bike_flag { int64_t id; bike_id bike; str flag, source, reason; int64_t ref; utc_ms since, until; account_id actor, ended_by; };
/* E_INVALID: no such flag (bike_flags.c lists them). Setting what is set, and ending what is not, is no fault: 0, else 1. */
MUST_USE int bike_flag_set(struct cx *cx, bike_id id, str flag, str source, int64_t ref, str reason);
MUST_USE int bike_flag_end(struct cx *cx, bike_id id, str flag, str source, int64_t ref);
typedef int bike_flag_fn(struct cx *cx, const struct bike_flag *f, void *arg);
MUST_USE int bike_flags(struct cx *cx, bike_id id, bool open_only, bike_flag_fn *fn, void *arg);
MUST_USE int bike_has_flag(struct cx *cx, bike_id id, str flag, bool *ret);

/* --- history and photos --- */
/* detail: coded JSON, no personal data, at most 1,000 bytes. */
MUST_USE int bike_note(struct cx *cx, bike_id id, str event, str detail);
struct bike_history { int64_t id; utc_ms at; str event, detail; account_id actor; int64_t unit; };
typedef int bike_history_fn(struct cx *cx, const struct bike_history *h, void *arg);
MUST_USE int bike_events(struct cx *cx, bike_id id, int max, bike_history_fn *fn, void *arg);
/* blob: the photo's name in office/photo. */
struct bike_photo { int64_t id; bike_id bike; str slot, blob; int64_t bytes; int32_t width, height; utc_ms at; account_id actor; };
extern const str bike_photo_slots[];
extern const int bike_nphoto_slots;
/* The slot's photo, replacing an older one (which is kept); same: photos used before with the same bytes, for the history. E_INVALID: no such
 * slot; E_STATE: this photo hangs on a bike already. */
MUST_USE int bike_photo_put(struct cx *cx, const struct bike_photo *p, int64_t same, int64_t *ret);
MUST_USE int bike_photo_get(struct cx *cx, bike_id id, str slot, struct bike_photo *ret);
/* The slot has no photo any more; the one that was there is kept as an older one. */
MUST_USE int bike_photo_end(struct cx *cx, bike_id id, str slot);
typedef int bike_photo_fn(struct cx *cx, const struct bike_photo *p, void *arg);
MUST_USE int bike_photos(struct cx *cx, bike_id id, bike_photo_fn *fn, void *arg);

/* Photos that were replaced before `replaced`, and those of bikes whose registration ended before `ended`; none of a bike that a flag stands against
 * (a tag's health and a lost plate are none of that). At most max, oldest first. Count. */
MUST_USE int bike_photos_old(struct cx *cx, utc_ms replaced, utc_ms ended, int max, bike_photo_fn *fn, void *arg);
/* Its row goes, the history says so. */
MUST_USE int bike_photo_drop(struct cx *cx, const struct bike_photo *p);

/* The step of migration 0005: names and phones that stood plain on the bikes of then become sealed values. Errors of store/vault and store/sql. */
MUST_USE int bike_step_seal(struct cx *cx);
