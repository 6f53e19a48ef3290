/* number — which bike carries which number, found as people write it.
 *
 * Owns      tables number_entry, number_override, number_override_photo, and the index of all live numbers in memory.
 * Thread    any, inside the caller's transaction. The index has its own locks: readers scan without one, a writer waits for no reader.
 * Invariants (tests of the same names)
 *   N1 a plate or a tag is live on one bike at most               (unique index number_one)
 *   N2 a frame, motor or vehicle number is live on a second bike only through a granted override, used once (or because an old register had it so
 *      when its bikes were numbered: flow_step_numbers, which flags them). The bike that gets a number with a granted override uses it up, also where
 *      it only looks like another's: the request names the bike it went to
 *   N3 an override is decided by another person than the one who asked (CHECK), with a reason, and changes only by a row of number_sm
 *   N4 a placeholder is never an entry
 *   N5 the index only proposes: every hit is read from number_entry in the caller's transaction before it is told, so what
 *      is not committed, or has ended, is never a hit; a rebuilt index finds the same as one that followed the commits
 * Never     knows what is stolen or whose a bike is: flow joins that. */
#pragma once
#include "core/cx.h"
#include "core/number.h"

enum number_kind { NK_PLATE, NK_TAG, NK_FRAME, NK_MOTOR, NK_VEHICLE, NK_N };
extern const str number_kind_names[NK_N];
enum { NK_ALL = (1 << NK_N) - 1 };

/* --- entries --- */
/* The bike carries this number from now on. A placeholder is no number: nothing is stored, *ret_stored false. E_INVALID when it cannot be
 * folded or is longer than NUMBER_MAX bytes; E_STATE, field = the kind's name, where N1 or N2 refuses. The same again changes nothing. */
MUST_USE int number_add(struct cx *cx, enum number_kind k, str text, bike_id bike, bool *ret_stored);
/* It does so no longer. Rows ended: 0 or 1; end_all: all of the bike's numbers. */
MUST_USE int number_end(struct cx *cx, enum number_kind k, str text, bike_id bike);
MUST_USE int number_end_all(struct cx *cx, bike_id bike);
typedef int number_fn(struct cx *cx, enum number_kind k, const struct number *n, bike_id bike, void *arg);
MUST_USE int number_of_bike(struct cx *cx, bike_id bike, number_fn *fn, void *arg);   /* live ones; count */

/* --- search --- */
enum number_tier { NT_EXACT, NT_CONTAINS, NT_NEAR, NT_N };
extern const str number_tier_names[NT_N];
enum { NUMBER_HITS_MAX = 100, NUMBER_LINES_MAX = 500, NUMBER_LINE_HITS = 8, NUMBER_NEAR_LEAST = 4 };
struct number_hit { enum number_tier tier; enum number_kind kind; struct number norm; bike_id bike; };
struct number_found {
	struct number q;            /* as understood */
	struct number_hit *hit; int n;     /* arena; exact first, then contains, then near */
	bool more;                  /* there may be more than these */
	bool loading;               /* the index is not there yet: exact and look-alike hits only */
	bool shallow;               /* there was an exact hit, and the other tiers were not looked at */
};
/* kinds: bits 1 << NK_; max 1 to NUMBER_HITS_MAX. Exact: the folded number. Contains: brackets do not count. Near: equal but for look-alikes,
 * or one character more, less, other, or two swapped (from NUMBER_NEAR_LEAST characters on).
 * Contains finds bikes of the actor's area (or without a unit) only; exact and near the whole city's, for a double or a stolen bike is one wherever it is.
 * deep: the other tiers also where there is an exact hit. E_INVALID (q). */
MUST_USE int number_search(struct cx *cx, str q, unsigned kinds, int max, bool deep, struct number_found *ret);

/* One pasted list: each line its own result; a line's best tier only. Lines past NUMBER_LINES_MAX are E_TOOBIG. */
struct number_line { str text; int tier; /* enum number_tier, NT_N: none */ bike_id bike[NUMBER_LINE_HITS]; int n; bool more; bool placeholder; };
MUST_USE int number_paste(struct cx *cx, str text, struct number_line **ret, int *ret_n);

/* What stands against giving this number to a bike: the same or a look-alike (equal skeleton) on a bike other than `except` (0: none).
 * Frame and vehicle numbers are one space. Count of hits in arena; *ret_placeholder: it is no number. */
struct number_rival { bool same; enum number_kind kind; struct number norm; bike_id bike; };
MUST_USE int number_check(struct cx *cx, enum number_kind k, str text, bike_id except, int max, struct number_rival **ret, bool *ret_placeholder);

/* --- overrides: a second bike may carry the number --- */
enum override_state { OV_ASKED, OV_GRANTED, OV_REFUSED, OV_WITHDRAWN, OV_USED, OV_STATES };
enum override_event { OVE_GRANT, OVE_REFUSE, OVE_WITHDRAW, OVE_USE, OV_EVENTS };
/* The bike at the desk, as the clerk has it so far: what a reviewer puts beside the one in the register. Never a person's data. */
enum { OVERRIDE_DESK = 6, OVERRIDE_DESK_MAX = 64 };
struct override_desk { str brand, model, colour, frame_no, motor_no, vehicle_code; };
struct override {
	int64_t id; enum number_kind kind; struct number norm; str reason, note;
	account_id asked_by, decided_by; utc_ms asked_at, decided_at; bike_id used_by; enum override_state state; int64_t ver;
	struct override_desk desk;
};
str override_state_name(enum override_state s);
str override_event_name(enum override_event e);
/* desk: NULL, or at most OVERRIDE_DESK_MAX bytes a text. E_INVALID (kind: plates and tags have none; text; reason 4 to 400 bytes; desk); E_STATE while one
 * of the same number is asked or granted. */
MUST_USE int override_ask(struct cx *cx, enum number_kind k, str text, str reason, const struct override_desk *desk, struct override *ret);
MUST_USE int override_get(struct cx *cx, int64_t id, struct override *ret);
/* grant and refuse with a note of 4 bytes or more, withdraw; E_DENIED for the wrong role, the asker as decider, anyone else withdrawing; E_INVALID (note);
 * E_STATE. */
MUST_USE int override_step(struct cx *cx, struct override *o, enum override_event ev, str note);
/* Pictures of the bike at the desk, by the photos' slots: named when it is asked for, never changed. This room knows no photos, only their names. */
enum { OVERRIDE_PHOTOS = 6 };
struct override_photo { str slot, photo; };
/* E_INVALID (photos): too many, or a slot twice. */
MUST_USE int override_photos_add(struct cx *cx, int64_t id, const struct override_photo *p, size_t n);
MUST_USE int override_photos(struct cx *cx, int64_t id, struct override_photo ret[static OVERRIDE_PHOTOS], int *ret_n);   /* by slot; arena */
/* Does a request that waits for its decision name it. */
MUST_USE int override_photo_needed(struct cx *cx, str photo, bool *ret);
typedef int override_fn(struct cx *cx, const struct override *o, void *arg);
/* Newest first; before 0: from the newest; asker 0: everybody's. */
MUST_USE int override_list(struct cx *cx, bool open, account_id asker, int64_t before, int max, override_fn *fn, void *arg);

/* --- the index --- */
struct number_index;
struct number_index *number_index_new(void);
void number_index_free(struct number_index *x);       /* after the last reader; NULL is fine */
/* The one that searches use and commits follow; NULL: none. At start and at stop only. */
void number_index_use(struct number_index *x);
/* Reads all live entries into fresh memory and puts it in place; searches and commits go on meanwhile. Outside a transaction. */
MUST_USE int number_index_load(struct cx *cx, struct number_index *x);
/* A job's turn: loads at first, later takes in what other programs wrote, loads anew when a tenth of it is dead. Outside a transaction. */
MUST_USE int number_index_follow(struct cx *cx, struct number_index *x);
struct number_index_stats { bool loaded; uint64_t numbers, dead, bytes; };   /* dead: at most; it counts also what ended unseen */
void number_index_stats(struct number_index *x, struct number_index_stats *ret);
