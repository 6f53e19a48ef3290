/* log — one logfmt line an event to stderr. No personal data: callers pass ids and figures, and the
 * pii type has no way in here. Rooms on floors 0 to 3 do not log; they return errors. */
#pragma once
#include "base/base.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

void log_set_level(enum log_level most);
/* event is a dotted name ("ingest.session"); fmt gives key=value pairs. Values that come from outside
 * go through LOG_Q, which quotes and escapes, so that one event stays one line. */
void log_line(enum log_level lv, const char *event, const char *fmt, ...) PRINTF(3, 4);
/* For an event that others can cause as often as they like: at most LOG_GATE_S lines a second of it. False: this one is left out; how many
 * were is told by a line of its own (event=log.left_out) with the next one that is let through. A gate belongs to one thread. */
enum { LOG_GATE_S = 20 };
struct log_gate { int64_t second; uint32_t n, left_out; };
bool log_gate(struct log_gate *g, const char *event);
/* Quotes s into buf (truncating), escaping quotes, backslashes and control bytes; returns buf. */
const char *log_q(char *buf, size_t n, str s);
#define LOG_Q(s) log_q((char[160]){ 0 }, 160, (s))
