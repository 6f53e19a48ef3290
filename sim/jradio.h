/* jradio — what the antennas of a world hear of its tracks, and when it comes to a server.
 *
 * Level = power of the tag and the antenna - path loss - beam - body - shadowing (along the way of one bike at one antenna, and in one
 * place for all) - fading; heard by chance around the receiver's floor. Rows have the station's clock. Deterministic in the world and
 * the order of the tracks. */
#pragma once
#include "jride.h"

struct jrow { int64_t t, arrive; uint32_t tag; uint16_t station; int8_t rssi; uint8_t flags; };

struct jradio {
	const struct jworld *w;
	const uint32_t *as;                /* by bike: whose tag it carries */
	double *beacon;                    /* by bike: when the next one is due, s */
	float *power;
	int8_t *mount;                     /* by bike: +1 before the rider's body, -1 behind it */
	float place[64][64];
	float beam[257];                   /* dB by the cosine of the angle off the axis */
	struct jrow *row;
	size_t n, cap;
	uint64_t lost;
};

void jradio_init(struct jradio *a, const struct jworld *w, uint32_t bikes, const uint32_t *as);
void jradio_track(struct jradio *a, const struct jtrack *t);
/* Rows in the order of their arrival. */
void jradio_sort(struct jradio *a);
void jradio_free(struct jradio *a);
