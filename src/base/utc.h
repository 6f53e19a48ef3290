/* utc — civil time in China (fixed +08:00, no summer time since 1991) and text forms of instants. */
#pragma once
#include "base/base.h"

struct civil { int16_t y; int8_t m, d; };   /* a date people mean; m 1..12, d 1..31 */

enum { UTC_TEXT = 32 };

/* The civil date at t, and the instant at which a civil date begins, both at +08:00. */
struct civil civil_of(utc_ms t);
utc_ms civil_start(struct civil c);
/* False for a date that does not exist (2023-02-29). */
bool civil_valid(struct civil c);
/* "2026-11-23T16:10:51.123+08:00"; returns buf. */
const char *utc_text(utc_ms t, char buf[static UTC_TEXT]);
/* Whole days since 1970-01-01 at +08:00; the day a visit is filed under. Negative before. */
int32_t day_of(utc_ms t);
utc_ms day_start(int32_t day);
