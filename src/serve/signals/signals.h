/* signals — the centre's end of GB/T 20999 over TCP: what the light groups of signal controllers show, as changes for the journal.
 *
 * Owns      one link a controller, and the thread yz-signals.
 * Thread    signals_set from any thread; the callback on yz-signals.
 * Asks      after connecting: all light groups and the running mode; a heartbeat when nothing was said for a while. Controllers report changes by themselves (trap).
 * Never sets anything at a controller.
 * A frame that cannot be read may have been a change: all groups of the link are unknown until they were asked again.
 * A link that is lost, or says nothing for silence_ms, makes every group of its junctions unknown at once: nothing is judged by what was. A running mode of
 * flashing, all off, manual or all red stands before what the single groups say. The protocol gives a state no time: the change is dated by its arrival. */
#pragma once
#include "base/err.h"
#include "track/junction/jn_record.h"

struct signals;

enum { SIGNALS_LINKS = 512, SIGNALS_LIGHTS = 64 };
/* light: the controller's number of a light group; arm and movement as in the geometry in force. */
struct signals_light { uint8_t light, move; char arm[8]; };
struct signals_link { uint16_t junction; char address[64]; uint32_t controller; uint8_t road; uint8_t n; struct signals_light light[SIGNALS_LIGHTS]; };

struct signals_opts {
	/* Changes, in order; < 0: not taken, they are given again. */
	int (*put)(void *arg, const struct jn_signal_rec *r, size_t n);
	int32_t silence_ms, again_ms, heart_ms;   /* defaults 10,000, 5,000, 3,000 */
	void *arg;
};
struct signals *signals_start(const struct signals_opts *o);
void signals_stop(struct signals *s);      /* NULL is fine */
/* All links there shall be now; those that are the same stay connected. */
void signals_set(struct signals *s, const struct signals_link *l, size_t n);

struct signals_state { uint16_t junction; bool connected; utc_ms since, last; uint64_t frames, bad; char why[64]; };
bool signals_state(struct signals *s, uint16_t junction, struct signals_state *ret);
