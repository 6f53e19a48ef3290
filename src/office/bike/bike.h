/* bike — the registered bikes: tag, plate, owner as far as a theft case needs them.
 *
 * Owns      tables bike, bike_old_tag. Name and phone are struct pii and columns p_..., sealed with the row's ref.
 * Thread    any, inside the caller's transaction.
 * Invariants
 *   B1 a tag is on at most one live bike, and so is a plate      (unique indexes bike_tag, bike_plate)
 *   B2 a plate is stored in its one canonical form
 *   B3 a tag that a bike carried before stays known (bike_old_tag) */
#pragma once
#include "core/cx.h"
#include "core/pii.h"
#include "core/value.h"

/* A get that meets a value which does not open (another key file, changed data) fails as vault_open does. */
struct bike {
	bike_id id;
	tag_id tag;
	struct plate plate;
	struct pii owner_name, owner_phone;
	str brand, colour;          /* arena of the work item */
	utc_ms created_at;
	int64_t ver;
};
struct bike_new { tag_id tag; struct plate plate; struct pii owner_name, owner_phone; str brand, colour; };

/* E_INVALID (field named); E_STATE with field "tag" or "plate" when another live bike has it (B1). */
MUST_USE int bike_add(struct cx *cx, const struct bike_new *in, bike_id *ret);
MUST_USE int bike_get(struct cx *cx, bike_id id, struct bike *ret);
MUST_USE int bike_by_tag(struct cx *cx, tag_id tag, struct bike *ret);
MUST_USE int bike_by_plate(struct cx *cx, const struct plate *plate, struct bike *ret);
/* Exact plate and tag first, then plates and tags that contain q; at most max (<= 50). q of two characters is enough, also two hanzi.
 * Count. Each bike once; texts are borrowed for the call. */
typedef int bike_fn(struct cx *cx, const struct bike *b, void *arg);
MUST_USE int bike_search(struct cx *cx, str q, int max, bike_fn *fn, void *arg);
/* A new tag on the bike; the old one is kept in the history. E_STATE as bike_add. */
MUST_USE int bike_retag(struct cx *cx, struct bike *b, tag_id tag);
MUST_USE int bike_count(struct cx *cx, int64_t *ret);
/* The step "bike_seal" of migration 0004; in its transaction. */
MUST_USE int bike_step_seal(struct cx *cx);
