/* policy — the numbers a city decides, as dated rows: changing a rule is a new row, never a changed program.
 *
 * Owns      table policy(key, from_day, value). The migration brings checked defaults.
 * Thread    any, inside or outside the caller's transaction.
 * Invariants
 *   PO1 the row in force is the one with the greatest from_day not after the civil day (+08:00) asked for
 *   PO2 a value outside its key's range is refused when written and when read (E_CONFIG) */
#pragma once
#include "base/utc.h"
#include "core/cx.h"

/* X(name, key, least, most, default, what it decides) */
#define POLICY_KEYS(X) \
	X(CASE_WINDOW_BEFORE_H, "case.window_before_h", 0, 720, 24, "hours before the bike was last seen that a case may look at") \
	X(CASE_REOPEN_DAYS, "case.reopen_days", 0, 3650, 30, "days after its end in which a case may be reopened") \
	X(CASE_TRAIL_ASSIGNED, "case.trail_assigned_only", 0, 1, 0, "1: only the case's own officer reads its trail; 0: any case officer, and the case's own officer") \
	X(CASE_DISTRICT, "case.district", 100000, 999999, 430400, "GB/T 2260 code in a case number where no station is near") \
	X(WATCH_QUIET_S, "watch.quiet_s", 10, 86400, 600, "silence after which a watched tag is told of again") \
	X(WATCH_LIVE_S, "watch.live_s", 5, 3600, 30, "a sighting older than this at receipt is late") \
	X(VISIT_GAP_S, "visit.gap_s", 10, 3600, 180, "a silence that ends a visit") \
	X(TAG_SILENT_DAYS, "tag.silent_days", 1, 365, 7, "days a bound tag may go unheard although its usual station was listening") \
	X(PHOTO_KEEP_YEARS, "photo.keep_years", 1, 100, 3, "years for which the photos of a deregistered bike are kept") \
	X(PHOTO_OLD_DAYS, "photo.old_days", 30, 36500, 730, "days for which a photo is kept that another has replaced") \
	X(BOOKING_DAYS_AHEAD, "booking.days_ahead", 0, 365, 14, "how many days ahead a point may be booked") \
	X(BOOKING_OPEN_A_PHONE, "booking.open_a_phone", 1, 100, 3, "bookings one telephone may have open") \
	X(VERIFY_A_MINUTE, "verify.a_minute", 1, 1000000, 30, "certificates one address may ask about in a minute") \
	X(VERIFY_TOTAL, "verify.total_a_minute", 1, 1000000, 1200, "certificates all addresses together may ask about in a minute") \
	X(ALARM_HEARTBEAT_S, "alarm.heartbeat_s", 1, 3600, 60, "how often a station reports") \
	X(ALARM_OFFLINE_MISSED, "alarm.offline_missed", 1, 100, 3, "missed reports that make a station offline") \
	X(ALARM_DEAF_PCT, "alarm.deaf_pct", 0, 100, 10, "hearing less than this share of the usual is deaf") \
	X(ALARM_DEAF_LEAST, "alarm.deaf_least", 1, 1000000, 60, "usual hearings in 10 minutes below which nothing is concluded") \
	X(ALARM_DRIFT_MS, "alarm.drift_ms", 10, 3600000, 2000, "clock offset that is drift, and clock error that is a clock alarm") \
	X(ALARM_FLOOD_TIMES, "alarm.flood_times", 2, 1000, 8, "hearing this many times the usual is a flood") \
	X(ALARM_FLOOD_LEAST, "alarm.flood_least", 1, 100000000, 60000, "hearings in 10 minutes below which nothing is a flood") \
	X(ALARM_BATTERY_PCT, "alarm.battery_pct", 1, 100, 20, "battery charge below which a station on battery is an alarm") \
	X(ALARM_CONFIG_S, "alarm.config_s", 10, 86400, 300, "time after connecting in which a station must have taken its configuration") \
	X(REGISTER_DIRECT, "register.direct", 0, 1, 0, "1: a clerk's account (another system's) may also register, transfer, replace and deregister past the counter, without documents; 0: only at the counter") \
	X(REGISTER_EDIT_DAYS, "register.edit_days", 0, 365, 7, "days in which the clerk who registered a bike may edit it without a correction") \
	X(REGISTER_OWNER_AGE, "register.owner_age", 0, 99, 16, "least age of an owner who rides") \
	X(REGISTER_TEMP_YEARS, "register.temporary_years", 1, 20, 5, "years a temporary plate is valid") \
	X(REGISTER_OLD_DAYS, "register.old_days", 0, 36500, 180, "days after its purchase from which a bike counts as old: its origin may be shown without an invoice") \
	X(OWNER_TRAIL_DELAY_MIN, "owner.trail_delay_min", 0, 10080, 60, "minutes by which an owner sees the own bike's way late, but for an open case") \
	X(OWNER_TRAIL_GRID_M, "owner.trail_grid_m", 1, 10000, 500, "metres to which an owner sees the own bike's place, but for an open case") \
	X(OWNER_TRAIL_DAYS, "owner.trail_days", 0, 90, 7, "days back that an owner sees the own bike's way; 0: not at all") \
	X(EXPORT_MAX_ROWS, "export.max_rows", 1, 200000, 5000, "rows one export of the register may have") \
	X(EXPORT_MAX_ROWS_DAY, "export.max_rows_day", 1, 1000000, 20000, "rows one account may export a day") \
	X(EXPORT_MAX_RUNS_DAY, "export.max_runs_day", 1, 1000, 20, "exports one account may make a day")

/* X(name, key, default, words it may list, what it decides): lists of words, divided by commas */
#define POLICY_LISTS(X) \
	X(PHOTO_REQUIRED, "photo.required", "front,rear_plate,vehicle_code,tag_place", \
	  "front,rear_plate,right_rear,vehicle_code,motor_no,invoice,id_front,id_back,form,tag_place", \
	  "photos without which no bike is registered") \
	X(PHOTO_CHANGE, "photo.change", "front", "front,rear_plate,right_rear,vehicle_code,motor_no,invoice,id_front,id_back,form,tag_place", "photos of a bike whose parts or colour have changed") \
	X(PHOTO_PLATE, "photo.plate", "rear_plate", "front,rear_plate,right_rear,vehicle_code,motor_no,invoice,id_front,id_back,form,tag_place", "photos of a bike with another plate") \
	X(PHOTO_TAG, "photo.tag", "tag_place", "front,rear_plate,right_rear,vehicle_code,motor_no,invoice,id_front,id_back,form,tag_place", "photos of a bike with another tag")

enum policy_list {
#define X(n, key, def, words, doc) POLL_##n,
	POLICY_LISTS(X)
#undef X
	POLL_N
};

enum policy_key {
#define X(n, key, lo, hi, def, doc) POL_##n,
	POLICY_KEYS(X)
#undef X
	POL_N
};

/* Lists of coded words, by comma; a|b: one of them. X(name, key, default, what it decides) */
#define POLICY_TEXTS(X) \
	X(PAPERS_PERSON, "papers.person", "id_card", "documents an owner who is a person shows") \
	X(PAPERS_UNIT, "papers.unit", "unit_licence,agent_id_card,agent_letter", "documents shown for a unit") \
	X(PAPERS_AGENT, "papers.agent", "agent_id_card,agent_letter", "documents shown where somebody comes for the owner") \
	X(PAPERS_NEW, "papers.new", "invoice,conformity", "documents of a new bike") \
	X(PAPERS_OLD, "papers.old", "invoice|dealer_statement|origin_pledge", "documents of an old bike") \
	X(PAPERS_TEMPORARY, "papers.temporary", "invoice|dealer_statement|origin_pledge", "documents of a bike that gets a temporary plate") \
	X(PAPERS_TRANSFER, "papers.transfer", "old_certificate|loss_statement,transfer_contract|invoice|court_paper", "documents shown when a bike becomes another owner's") \
	X(PAPERS_CHANGE, "papers.change", "old_certificate|loss_statement", "documents shown when what is registered changes") \
	X(PAPERS_PARTS, "papers.parts", "invoice|dealer_statement|conformity", "documents shown when a frame, a motor or the model is another one") \
	X(PAPERS_REPLACE, "papers.replace", "old_certificate|loss_statement", "documents shown for another plate or tag") \
	X(PAPERS_LOST, "papers.lost", "loss_statement", "documents shown where a plate or a tag is lost") \
	X(PAPERS_DEREGISTER, "papers.deregister", "old_certificate|loss_statement", "documents shown when a registration ends") \
	X(CONSENT, "consent.version", "2026-1", "version of the text an owner agrees to")

enum policy_text {
#define X(n, key, def, doc) POT_##n,
	POLICY_TEXTS(X)
#undef X
	POT_N
};
enum { POLICY_TEXT_MAX = 120 };

/* The value in force at t. E_CONFIG when the stored text is out of range; the default where no row is in force yet. */
MUST_USE int policy_i64(struct cx *cx, enum policy_key k, utc_ms t, int64_t *ret);
/* The words of a list in force at t, in its order; none, when it is empty. *ret_n of at most POLICY_WORDS; arena memory. E_CONFIG. */
enum { POLICY_WORDS = 16 };
MUST_USE int policy_words(struct cx *cx, enum policy_list k, utc_ms t, str ret[static POLICY_WORDS], int *ret_n);
/* The text in force at t, in cx->arena; the default where no row is. */
MUST_USE int policy_text(struct cx *cx, enum policy_text k, utc_ms t, str *ret);
/* All of them at once, for jobs: ret[POL_N]. */
MUST_USE int policy_all(struct cx *cx, utc_ms t, int64_t ret[static POL_N]);
/* A new row from that day on. E_INVALID: unknown key, out of its range, or a list with a word that is none or stands there twice (a text: a-z 0-9 _ - | and commas, at most POLICY_TEXT_MAX). The same day's row is replaced. */
MUST_USE int policy_set(struct cx *cx, str key, struct civil from, str value);

/* Where the city lies, for the first view of the map. */
struct city { str name; double lat, lon; int32_t zoom; };
MUST_USE int policy_city(struct cx *cx, struct city *ret);
MUST_USE int policy_set_city(struct cx *cx, const struct city *c);
/* "case.reopen_days" and so on; empty beyond POL_N. */
str policy_key_name(enum policy_key k);
str policy_list_name(enum policy_list k);
