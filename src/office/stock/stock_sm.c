/* stock_sm — the life of a piece as one table. A pair (from, on) has at most one row; a pair without a row is refused. */
#include "office/stock/stock.h"

static const struct { enum stock_state from; enum stock_event on; enum stock_state to; } rows[] = {
	{ SKS_RECEIVED, SKE_MOVE,    SKS_AT_SITE },
	{ SKS_RECEIVED, SKE_RETIRE,  SKS_RETIRED },
	{ SKS_RECEIVED, SKE_LOSE,    SKS_LOST },
	{ SKS_AT_SITE,  SKE_MOVE,    SKS_AT_SITE },
	{ SKS_AT_SITE,  SKE_BIND,    SKS_BOUND },
	{ SKS_AT_SITE,  SKE_RETIRE,  SKS_RETIRED },     /* damaged before use */
	{ SKS_AT_SITE,  SKE_LOSE,    SKS_LOST },
	{ SKS_BOUND,    SKE_REPLACE, SKS_REPLACED },
	{ SKS_BOUND,    SKE_RETIRE,  SKS_RETIRED },     /* taken back when the bike is deregistered */
	{ SKS_BOUND,    SKE_LOSE,    SKS_LOST },
	{ SKS_LOST,     SKE_RETIRE,  SKS_RETIRED },     /* found again: never issued a second time */
	{ SKS_RETIRED,  SKE_RESTORE, SKS_BOUND },       /* its bike's deregistration was a mistake */
	{ SKS_LOST,     SKE_RESTORE, SKS_BOUND },
};

const str stock_state_names[SKS_N] = { SI("received"), SI("at_site"), SI("bound"), SI("replaced"), SI("retired"), SI("lost") };
const str stock_event_names[SKE_N] = { SI("move"), SI("bind"), SI("replace"), SI("retire"), SI("lose"), SI("restore") };

bool stock_next(enum stock_state from, enum stock_event ev, enum stock_state *ret)
{
	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].from == from && rows[i].on == ev) {
			*ret = rows[i].to;
			return true;
		}
	return false;
}

enum stock_state stock_state_of(str s)
{
	int i = 0;

	while (i < SKS_N && !str_eq(stock_state_names[i], s))
		i++;
	return (enum stock_state)i;
}
