/* junction_testkit — for tests only: a crossing of four arms with nothing wrong in it. */
#pragma once
#include <math.h>
#include <stdio.h>

#include "office/junction/junction.h"

#define KIT_CENTRE ((struct geo){ 268940000, 1125720000 })

struct kit_junction {
	struct junction_arm arm[JUNCTION_ARMS]; struct junction_group group[JUNCTION_GROUPS]; struct junction_antenna antenna[JUNCTION_ANTENNAS];
	struct junction_station station[JUNCTION_ANTENNAS]; char name[JUNCTION_ANTENNAS][16], word[JUNCTION_GROUPS][8];
	struct junction_geometry g; size_t nst;
};

/* A place so many metres before the centre and to the right on the way in. */
static inline struct geo kit_at(int heading, double before, double right)
{
	double h = heading * M_PI / 180, x = -before * sin(h) + right * cos(h), y = -before * cos(h) - right * sin(h), c = cos(26.894 * M_PI / 180);

	return (struct geo){ KIT_CENTRE.lat_e7 + (int32_t)(y / 0.0111319), KIT_CENTRE.lon_e7 + (int32_t)(x / 0.0111319 / c) };
}

static inline void kit_antenna(struct kit_junction *k, const char *arm, int heading, enum junction_role role, double before, double right)
{
	static const char letter[] = "ASXC";
	size_t n = k->nst++;

	snprintf(k->name[n], sizeof k->name[n], "J7-%s%c", arm, letter[role]);
	k->station[n] = (struct junction_station){ str_of(k->name[n]), 7, kit_at(heading, before, right) };
	k->antenna[n] = (struct junction_antenna){ .station = str_of(k->name[n]), .role = role, .lane = role == JROLE_STOP ? JLANE_BIKE : JLANE_ALL,
		.arm = role == JROLE_CENTRE ? S("") : str_of(arm), .heading = role == JROLE_CENTRE ? -1 : role == JROLE_EXIT ? (heading + 180) % 360 : heading,
		.group = S(""), .camera = role == JROLE_STOP ? S("CAM-1") : S("") };
}

/* Junction 7: arms N E S W, groups of left, through and right, approach, stop and exit antennas, one in the middle. */
static inline void kit_junction(struct kit_junction *k)
{
	static const struct { const char *arm; int heading; } arms[] = { { "N", 180 }, { "E", 270 }, { "S", 0 }, { "W", 90 } };
	size_t ng = 0;

	*k = (struct kit_junction){ 0 };
	for (size_t i = 0; i < 4; i++) {
		k->arm[i] = (struct junction_arm){ str_of(arms[i].arm), arms[i].heading, kit_at(arms[i].heading, 18, 8), 2, 250, JROAD_MAIN };
		for (int m = 0; m < 3; m++, ng++) {
			snprintf(k->word[ng], sizeof k->word[ng], "%s:%c", arms[i].arm, "LTR"[m]);
			k->group[ng] = (struct junction_group){ str_of(k->word[ng]), (int32_t)ng + 1 };
		}
		kit_antenna(k, arms[i].arm, arms[i].heading, JROLE_APPROACH, 60, 9);
		kit_antenna(k, arms[i].arm, arms[i].heading, JROLE_STOP, 18, 9);
		kit_antenna(k, arms[i].arm, arms[i].heading, JROLE_EXIT, 25, -9);
	}
	kit_antenna(k, "M", 0, JROLE_CENTRE, 0, 0);
	k->g = (struct junction_geometry){ { k->arm, 4 }, { k->group, ng }, { k->antenna, k->nst } };
}
