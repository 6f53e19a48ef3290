/* spot_sm — private: rows of the lives of a decision and of a bike in custody. */
#pragma once
#include "office/spot/spot.h"

struct spot_row { enum spot_state from; enum spot_ev on; unsigned who; bool reason /* a note says why */; enum spot_state to; };
struct custody_row { enum custody_state from; enum custody_ev on; unsigned who; bool reason; enum custody_state to; };
/* NULL: no such step. */
const struct spot_row *spot_row_for(enum spot_state from, enum spot_ev on);
const struct custody_row *custody_row_for(enum custody_state from, enum custody_ev on);
/* The place of a word in its list; n: none. */
int spot_word(const str *v, int n, str s);
