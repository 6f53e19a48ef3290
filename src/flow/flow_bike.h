/* flow_bike — what changes a registered bike, across rooms: its record, the numbers it is found by, the pieces of stock on it.
 *
 * Whoever changes a bike's plate, tags or numbers ends with flow_numbers, so that office/number knows exactly what is on it.
 * All in the caller's write transaction. */
#pragma once
#include "core/cx.h"
#include "office/bike/bike.h"
#include "office/number/number.h"
#include "office/tag/tag.h"

/* Brings number_entry in line with the bike: what it carries now (plate, tags, frame, motor and vehicle number) is added, the rest ended; of a
 * bike that is no longer registered all are. E_STATE, field = the kind's name: another bike carries one of them (N1, N2). */
MUST_USE int flow_numbers(struct cx *cx, bike_id bike);
/* The step "number_fill" of migration 0016: entries for the bikes that are there. What stands on two of them gets the flag "duplicate". */
MUST_USE int flow_step_numbers(struct cx *cx);

/* The words of the flags that stand on the bike, each once, in cx->arena. */
struct flag_list { str w[24]; int n; };
MUST_USE int flow_bike_flags(struct cx *cx, bike_id bike, struct flag_list *ret);

/* A hit of the search as this account may see it. A near one on a bike outside of its area is not what was asked for: its number is masked, the bike
 * is not named (0), and of its flags only "stolen" and "duplicate" are told. */
struct number_seen { str number; bike_id bike; struct flag_list flags; bool elsewhere; };
MUST_USE int flow_number_seen(struct cx *cx, const struct number_hit *h, struct number_seen *ret);

/* bike_edit, correction_decide and bike_step with their numbers. flow_bike_step: a transfer, or a restoring, which binds again the pieces of stock that the
 * deregistration took; E_STATE: one of them is on another bike now. */
MUST_USE int flow_bike_edit(struct cx *cx, struct bike *b, str field, str value, int64_t edit_days);
MUST_USE int flow_bike_correct(struct cx *cx, int64_t correction, bool approve, struct correction *ret);
MUST_USE int flow_bike_step(struct cx *cx, struct bike *b, enum bike_event ev, owner_id to, str reason);
/* Ends the registration. The plate and the tags leave the bike in stock too: retired when they are handed in, lost when they are not; none of them is
 * issued again, their numbers are free. PE_BY_REASON: lost where the bike is ("lost", "stolen"), else retired. E_STATE: an open theft case, or a flag that
 * stands against it. */
enum piece_end { PE_BY_REASON, PE_RETIRED, PE_LOST, PE_N };
extern const str piece_end_words[PE_N];
struct bike_off { str reason; enum piece_end plate, tags; };
MUST_USE int flow_bike_deregister(struct cx *cx, struct bike *b, const struct bike_off *how);
/* A new tag (of that slot) or plate. The piece taken off is "replaced" in stock, or "lost" with PE_LOST; the new one is bound from where it lies. A plate or
 * theft tag the stock does not know (of before it was kept) is left alone. A new plate ends the officer's flag "plate_lost". E_STATE: an open theft case, a
 * flag that stands against it, or the new piece lies at no point, is of another slot or kind, or is on another bike; E_DENIED: it lies at a point
 * outside of the account's area. */
MUST_USE int flow_bike_retag(struct cx *cx, bike_id id, enum tag_slot slot, tag_id tag, enum piece_end old, struct bike *ret);
MUST_USE int flow_bike_replate(struct cx *cx, bike_id id, const struct plate *plate, enum piece_end old, struct bike *ret);
