/* flow_stock — tags between the register and the engines: does the point's own station hear the tag that is being bound, and which
 * tags in use have fallen silent. */
#pragma once
#include "core/cx.h"
#include "core/value.h"
#include "flow/track_port.h"

enum { LISTEN_STATIONS = 8 };
/* What one of the point's stations says of a tag. */
struct tag_ear { struct station_name station; bool known, up, heard; int64_t ago_s; int32_t rssi; };
/* One answer a station, in the order given; heard: within the last two minutes. up false and heard false says nothing about the tag. A station that
 * is not registered is not known. E_STATE without engines, E_BUSY. Inside or outside a transaction. */
MUST_USE int flow_tag_listen(struct cx *cx, tag_id tag, const struct station_name *stations, int n, struct tag_ear ret[static LISTEN_STATIONS]);

/* May somebody without a case ask where this tag is heard? E_DENIED: it is on a bike, so that is a look at a person's way (P1). */
MUST_USE int flow_tag_free(struct cx *cx, tag_id tag);

/* The job: looks at the bound tags that were looked at longest ago. Outside a transaction. Count. */
MUST_USE int flow_tag_health(struct cx *cx);
