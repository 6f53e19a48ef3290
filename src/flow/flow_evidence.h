/* flow_evidence — the evidence sheet of a trail: what was heard of a case's bike, row by row, with what weakens a row, the gaps with their reasons, and a hash.
 *
 * It is a look at the trail (flow_trail's rules and refusals) under the verb "analysis.evidence", on disk before the answer.
 *   EV1 text is made of the rows and nothing else: the same rows give the same bytes, whoever makes the sheet and when (docs/evidence.md has the format)
 *   EV2 sha256 is over text, all columns of all rows
 *   EV4 its hash stands in the audit ("analysis.sheet") before it leaves: a sheet whose hash stands there was made by the program, another was not
 *   EV3 a sheet is whole or there is none: E_STATE (field "from") when the time holds more rows than a sheet takes
 * Errors: those of flow_trail, and EV3. */
#pragma once
#include "flow/flow_track.h"

enum ev_kind { EV_HEARD, EV_GAP, EV_KINDS };
/* Why a gap: who was near did not listen (or no record says that it did); the way between leads out of every station's reach; they listened and heard nothing; nobody
 * knows where it was. */
enum ev_reason { EV_NONE, EV_DOWN, EV_NO_RANGE, EV_SILENT, EV_UNKNOWN, EV_REASONS };
extern const str ev_kind_words[EV_KINDS], ev_reason_words[EV_REASONS];      /* "heard", "gap"; "", "down", "no_range", "silent", "unknown" */

struct ev_row {
	int64_t no; int kind; int64_t station_id; str station, place; struct geo at; utc_ms from, to; int64_t hits; int32_t rssi; bool clock_doubt, late, open;
	int reason; str listening;      /* of a gap: "S0 50% S1 0%", who was near and the share of it in which they listened */
};
struct evidence { struct theft theft; utc_ms from, to, older_from, made_at; str made_by; struct ev_row *rows; size_t n; str text; char sha256[65]; str csv; };
MUST_USE int flow_evidence(struct cx *cx, theft_id id, utc_ms from, utc_ms to, struct evidence *ret);
