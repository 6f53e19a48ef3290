/* flow_news — what owners are told by message of their theft cases, claims and accidents: which step, in which words, to whom.
 *
 * In the transaction of the step, so that there is no step without its message and none of a step that was rolled back; under the step's own name,
 * so that a step that is tried again tells once. A way of several steps tells of its last one that is told. Nothing is told of a bike that was heard:
 * the police is on its way, and the thief may read with. Numbers of the case, the claim and its documents, days and sums are all that a text holds
 * besides the masked plate; why a case was not filed, in whatever words, stands in the notice that the unit hands out.
 *   NW1 a message is one step's, exactly once, and stands or falls with it
 *   NW2 who does not want to be told, and a city that does not tell (policies message.case_news, message.claim_news, message.accident_news), has none
 *       written
 *   NW3 nobody is woken: what happens in the night (policies message.until_h, message.from_h) waits until the morning; but for the surveyor's way, which an owner waits for at the roadside */
#pragma once
#include "office/claim/claim.h"
#include "office/theft/theft.h"

MUST_USE int flow_news_case(struct cx *cx, const struct theft *t, enum theft_event ev);
/* Is this step told of? */
bool flow_news_of_case(enum theft_event ev);
MUST_USE int flow_news_claim(struct cx *cx, const struct claim *c, enum claim_event ev);
/* NW3: now, or the morning's hour where now lies in the night. */
MUST_USE int flow_news_by_day(struct cx *cx, utc_ms *ret);
/* ev: an enum accident_event; AE_N: it was reported. (office/liability and office/alert have names in common: no header has both.) */
struct accident;
MUST_USE int flow_news_accident(struct cx *cx, const struct accident *a, int ev);
/* A text of its own, at once but not at night, to an owner (0: nobody): of a bike in custody, of a fine that is due (policy message.spot_news). */
MUST_USE int flow_news_spot(struct cx *cx, owner_id to, str step, str text);
