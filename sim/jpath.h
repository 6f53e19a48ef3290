/* jpath — builds a track: first its way, point by point, then its timetable along it. Pure; in order; t->at is where it has got to. */
#pragma once
#include "jride.h"

void jpath_to(struct jtrack *t, struct jxy p);
/* A curve from the last point, leaving in direction d0, to p, arriving in direction d1. */
void jpath_curve(struct jtrack *t, struct jxy d0, struct jxy p, struct jxy d1);

/* On to the place `to` at speed v. */
void jpath_go(struct jtrack *t, double to, double v);
/* The same, and comes to a stand there. */
void jpath_brake(struct jtrack *t, double to, double v);
void jpath_stand(struct jtrack *t, double until);
/* From standing: up to v at a, on to `to`. */
void jpath_start(struct jtrack *t, double to, double v, double a);
/* When it (first) comes to s. */
double jpath_when(const struct jtrack *t, double s);
