/* log — one logfmt line an event to stderr. No personal data: callers pass ids and figures, and the
 * pii type has no way in here. Rooms on floors 0 to 3 do not log; they return errors. */
#pragma once
#include "base/base.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

void log_set_level(enum log_level most);
/* event is a dotted name ("ingest.session"); fmt gives key=value pairs. Values that come from outside
 * go through LOG_Q, which quotes and escapes, so that one event stays one line. */
void log_line(enum log_level lv, const char *event, const char *fmt, ...) PRINTF(3, 4);
/* Quotes s into buf (truncating), escaping quotes, backslashes and control bytes; returns buf. */
const char *log_q(char *buf, size_t n, str s);
#define LOG_Q(s) log_q((char[160]){ 0 }, 160, (s))
