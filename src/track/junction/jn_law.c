/* jn_law — words, and the law as a table of rows. */
#include "track/junction/junction.h"

static const char *const kind_name[JK_N] = { "red", "wrongway", "motorlane" };
static const char *const reason_name[JNB_N] = {
#define X(name, text) text,
	JN_REASONS(X)
#undef X
};
static const char *const state_name[JS_STATE_N] = {
	"unknown", "green", "yellow", "red", "red-yellow", "flashing", "off", "manual", "stale",
};
static const char *const move_name[JM_N] = { "left", "through", "right", "back", "any" };

static const char *name_of(const char *const *name, int n, int i)
{
	return i >= 0 && i < n ? name[i] : "unknown";
}

const char *jn_kind_name(int kind) { return name_of(kind_name, JK_N, kind); }
const char *jn_reason_name(int bit) { return name_of(reason_name, JNB_N, bit); }
const char *jn_state_name(int state) { return name_of(state_name, JS_STATE_N, state); }
const char *jn_move_name(int move) { return name_of(move_name, JM_N, move); }

/* ---- words of files ---- */

struct word { const char *text; uint8_t value; };

static bool word_of(str s, const struct word *w, size_t n, uint8_t *ret)
{
	for (size_t i = 0; i < n; i++) {
		size_t k = strlen(w[i].text), at = 0;
		while (at < k && at < s.n && ((uint8_t)s.p[at] | 0x20) == ((uint8_t)w[i].text[at] | 0x20))
			at++;
		if (at == k && s.n == k) {
			*ret = w[i].value;
			return true;
		}
	}
	return false;
}

bool jn_state_of(str s, uint8_t *ret)
{
	static const struct word w[] = {
		{ "G", JS_GREEN }, { "Y", JS_YELLOW }, { "R", JS_RED }, { "green", JS_GREEN }, { "yellow", JS_YELLOW }, { "amber", JS_YELLOW },
		{ "A", JS_YELLOW }, { "red", JS_RED }, { "RY", JS_RED_YELLOW }, { "red-yellow", JS_RED_YELLOW }, { "F", JS_FLASHING },
		{ "flash", JS_FLASHING }, { "flashing", JS_FLASHING }, { "FY", JS_FLASHING }, { "FR", JS_FLASHING }, { "O", JS_OFF },
		{ "off", JS_OFF }, { "dark", JS_OFF }, { "M", JS_MANUAL }, { "manual", JS_MANUAL }, { "stale", JS_STALE },
		{ "unknown", JS_UNKNOWN }, { "U", JS_UNKNOWN }, { "", JS_UNKNOWN },
	};
	*ret = JS_UNKNOWN;
	return word_of(s, w, COUNTOF(w), ret);
}

bool jn_move_of(str s, uint8_t *ret)
{
	static const struct word w[] = {
		{ "L", JM_LEFT }, { "T", JM_THROUGH }, { "S", JM_THROUGH }, { "R", JM_RIGHT }, { "U", JM_TURN_BACK }, { "left", JM_LEFT },
		{ "through", JM_THROUGH }, { "straight", JM_THROUGH }, { "right", JM_RIGHT }, { "uturn", JM_TURN_BACK }, { "any", JM_ANY },
		{ "all", JM_ANY }, { "", JM_ANY },
	};
	return word_of(s, w, COUNTOF(w), ret);
}

bool jn_role_of(str s, uint8_t *ret)
{
	static const struct word w[] = {
		{ "approach", JNR_APPROACH }, { "entry", JNR_APPROACH }, { "in", JNR_APPROACH }, { "inbound", JNR_APPROACH }, { "stop", JNR_STOP },
		{ "stopline", JNR_STOP }, { "stop_line", JNR_STOP }, { "stop-line", JNR_STOP }, { "line", JNR_STOP }, { "exit", JNR_EXIT },
		{ "out", JNR_EXIT }, { "outbound", JNR_EXIT }, { "leave", JNR_EXIT }, { "centre", JNR_CENTRE }, { "center", JNR_CENTRE },
		{ "middle", JNR_CENTRE },
	};
	*ret = JNR_UNKNOWN;
	return word_of(s, w, COUNTOF(w), ret);
}

uint8_t jn_lane_of(str s)
{
	static const struct word w[] = {
		{ "nonmotor", JNL_BIKE }, { "non-motor", JNL_BIKE }, { "bike", JNL_BIKE }, { "cycle", JNL_BIKE }, { "motor", JNL_MOTOR },
		{ "car", JNL_MOTOR }, { "vehicle", JNL_MOTOR }, { "foot", JNL_FOOT }, { "pedestrian", JNL_FOOT }, { "sidewalk", JNL_FOOT },
	};
	uint8_t lane = JNL_ALL;

	word_of(s, w, COUNTOF(w), &lane);
	return lane;
}

/* ---- the law ---- */

/* One row a state; [movement]: what crossing the line is. Before and after the line nothing is a red light offence. */
#define OFF_ALL { JLAW_OFF, JLAW_OFF, JLAW_OFF, JLAW_OFF, JLAW_OFF }
#define LEGAL_ALL { JLAW_LEGAL, JLAW_LEGAL, JLAW_LEGAL, JLAW_LEGAL, JLAW_LEGAL }
static const uint8_t at_line[JS_STATE_N][JM_N] = {
	/*                    left      through   right       back       not decided */
	[JS_UNKNOWN]    = OFF_ALL,
	[JS_GREEN]      = LEGAL_ALL,
	[JS_YELLOW]     = LEGAL_ALL,
	[JS_RED]        = { JLAW_RED, JLAW_RED, JLAW_LEGAL, JLAW_RED,  JLAW_OFF },
	[JS_RED_YELLOW] = OFF_ALL,
	[JS_FLASHING]   = OFF_ALL,
	[JS_OFF]        = OFF_ALL,
	[JS_MANUAL]     = OFF_ALL,
	[JS_STALE]      = OFF_ALL,
};

enum jn_ruling jn_law(int state, int move, int event)
{
	if (state < 0 || state >= JS_STATE_N || move < 0 || move >= JM_N)
		return JLAW_OFF;
	enum jn_ruling at = at_line[state][move];
	return event == JE_CROSS_LINE || at == JLAW_OFF ? at : JLAW_LEGAL;
}

int64_t jn_stale_ms(int64_t cycle_ms)
{
	return MAX(3 * cycle_ms, 5 * (int64_t)MINUTE_MS);
}
