/* flow_violation_sheet — the evidence of the detector as an officer, a court and a rider can read it: readings, lights, clocks, the instant and what speaks against it.
 *
 * Invariants (tests of the same names in flow_violation_test.c)
 *   VSH1 every reading, light and station of the evidence is a row; all by the signal controller's clock, in the order of time, the instant among the lights
 *   VSH2 evidence of another shape (older, or another program's) is printed as it is; none is left out
 *   VSH3 evidence that is not what its hash was taken of is never printed
 * Never     changes or stores anything; computes nothing but times from the clocks' corrections, and which light shone at the instant. */
#pragma once
#include "format/paper/paper.h"
#include "office/violation/violation.h"

enum { VSHEET_FIELDS = 16, VSHEET_TEXTS = 3 };
enum { VSHEET_READING_COLUMNS = 6, VSHEET_PHASE_COLUMNS = 4, VSHEET_STATION_COLUMNS = 5 };
/* read: it has the detector's shape; else there is only the text. Everything in the arena. */
struct violation_sheet {
	bool read;
	struct paper_field f[VSHEET_FIELDS]; size_t n;
	struct paper_table readings, phases, stations;
	str text[VSHEET_TEXTS], raw;
};
/* E_CORRUPT: VSH3. Outside of a transaction or in one. */
MUST_USE int flow_violation_sheet(struct cx *cx, const struct violation *v, struct violation_sheet *ret);
/* As a document of its own; its parts stay in s and v. */
struct paper flow_violation_sheet_paper(struct violation_sheet *s, const struct violation *v, str issuer, str footer, utc_ms at);
