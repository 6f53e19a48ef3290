/* jsignal — the signal programmes of a world's junctions: which group shows what at which true time.
 *
 * Groups are arm * 3 + movement. Made for the whole time at once, some minutes beyond both ends; read-only afterwards. A movement
 * without a group of its own goes with the through group of its arm (a right turn may always go). */
#pragma once
#include "jworld.h"

enum { JS_GROUPS = JW_ARMS * MV_N, JS_YELLOW = 3000 };

struct jwindow { int64_t on, yellow; };    /* green from on, yellow from yellow for three seconds, then red */
struct jgroup { struct jwindow *w; int n, cap; bool exists; };
struct jsignals { struct jgroup g[JS_GROUPS]; };

struct jsignals *jsignals_make(const struct jworld *w);
void jsignals_free(struct jsignals *s, int n);
/* The group that tells a movement from an arm what it may: its own or the through one. */
int jsignal_group(const struct jsignals *s, int arm, int move);
/* 'G', 'Y' or 'R'; *since and *green (may be NULL): when this state began and when the next green begins (the present one's begin, if it is green). */
char jsignal_at(const struct jsignals *s, int group, int64_t t, int64_t *since, int64_t *green);
