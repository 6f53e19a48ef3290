/* jn_record — what the journal holds of junctions: the geometry in force and every change of a signal, so that a replay finds the same. */
#pragma once
#include "track/junction/junction.h"

/* Where a change comes from. */
enum jn_source { JNS_API, JNS_FILE, JNS_PLAN, JNS_GBT20999, JNS_N };

/* Payload of JR_SIGNAL, host order: one or more of these, 32 bytes each. at: the controller's clock; received: ours. The arm is named, not numbered:
 * a later geometry may have another order. */
struct jn_signal_rec { utc_ms at, received; uint16_t junction; uint8_t move, state, source, zero[3]; char arm[8]; };
_Static_assert(sizeof(struct jn_signal_rec) == 32, "journal format");

/* Payload of JR_JUNCTION, host order: struct jn_geometry as it stands; the bytes between its fields are zero. arms 0: the junction is taken back. */
