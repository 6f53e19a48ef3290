/* ids — typed keys. A one-field struct each, so that mixing two of them does not compile. */
#pragma once
#include "base/base.h"

typedef struct { int64_t v; } bike_id;
typedef struct { int64_t v; } theft_id;
typedef struct { int64_t v; } alert_id;
typedef struct { int64_t v; } account_id;
typedef struct { int64_t v; } unit_id;
typedef struct { int64_t v; } grant_id;
typedef struct { int64_t v; } owner_id;
typedef struct { int64_t v; } plan_id;
typedef struct { int64_t v; } site_id;      /* a plating point; 0 is the depot where stock is meant */
typedef struct { int64_t v; } station_id;   /* row of table station; also the number in SUP HELLO's name */

/* A radio tag's identity, up to 64 bit; 0 is no tag. Text form: 1..16 hexadecimal digits. */
typedef struct { uint64_t v; } tag_id;
/* A station's place in the engine's dense array; given once, never reused within a journal. */
typedef struct { uint16_t v; } station_ix;
#define STATION_IX_NONE ((station_ix){ 0xffff })
enum { STATION_MAX = 65000 };   /* a partition's stations; more cities are more partitions */
