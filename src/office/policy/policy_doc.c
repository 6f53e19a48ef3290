/* policy_doc — what there is, for people: ranges, the nearest key, docs/policies.md. */
#include "office/policy/policy.h"

#include <stdio.h>

str policy_range(const struct policy_row *r, char buf[static POLICY_RANGE])
{
	if (r->kind != POLK_NUMBER)
		return r->words;
	int n = snprintf(buf, POLICY_RANGE, "%lld to %lld", (long long)r->least, (long long)r->most);
	return (str){ buf, (size_t)n };
}

/* --- the nearest key --- */

enum { KEY_MAX = 40 };

/* How many characters have to be put in, taken out or exchanged to make b of a. */
static size_t edits(str a, str b)
{
	size_t line[KEY_MAX + 1];

	for (size_t k = 0; k <= b.n; k++)
		line[k] = k;
	for (size_t i = 1; i <= a.n; i++) {
		size_t corner = line[0];
		line[0] = i;
		for (size_t k = 1; k <= b.n; k++) {
			size_t above = line[k], same = corner + (a.p[i - 1] != b.p[k - 1]);
			line[k] = MIN(MIN(above, line[k - 1]) + 1, same);
			corner = above;
		}
	}
	return line[b.n];
}

/* The last word of a key alone counts as the key: gap_s for visit.gap_s. */
static size_t distance(str typed, str key)
{
	const char *dot = memchr(key.p, '.', key.n);
	size_t whole = edits(typed, key), tail = whole;

	if (dot && !memchr(typed.p, '.', typed.n))
		tail = edits(typed, (str){ dot + 1, key.n - (size_t)(dot + 1 - key.p) }) + 1;
	return MIN(whole, tail);
}

str policy_nearest(str key)
{
	str best = S("");
	size_t least = MAX(key.n / 3, (size_t)2) + 1;

	if (key.n == 0 || key.n > KEY_MAX)
		return best;
	for (int i = 0; i < POLICY_N; i++) {
		struct policy_row r = policy_row(i);
		size_t d = distance(key, r.key);
		if (d < least) {
			least = d;
			best = r.key;
		}
	}
	return best;
}

/* --- docs/policies.md --- */

static const char *const head[] = {
	"# Policies: what the city decides", "",
	"Printed by `yanzhen policy list --markdown`; a test compares. Changing a policy is a new row with the day from which it counts, never a changed program:",
	"`yanzhen policy list` shows what is in force and since when, `yanzhen policy set KEY VALUE [--from YYYY-MM-DD]` changes it; a running server takes it within a",
	"minute. The default is what a new register begins with. In the console (政策参数) one of the bureau's leaders asks for a change, with the law or decision it rests",
	"on and a dry run on the last 92 days; it counts when another of them has released it, from today or a later day.", "",
	"A dry run counts what the value in force meets and what the new one would: claims that one check alone refuses, claims that a person looks at or that are paid",
	"late, cases decided on late or offered for giving up, orders that go up, officers' days at the limit of bikes, requests, exports, appointments, renewals, accidents",
	"by limit, share and time. It writes nothing, and does not know what people would have done otherwise, nor what was refused and not kept. A policy without one says why (`src/flow/flow_policy.c`).", "",
	"| key 名称 | default 默认 | may be 范围 | unit 单位 | what it decides | 含义 |", "|---|---|---|---|---|---|",
};
static const char *const foot[] = {
	"", "Lists are words divided by commas, without blanks. In `papers.*`, `a|b` is one of the two: `invoice|origin_pledge,conformity`. The words are those of the counter's",
	"documents and of the photos' places. The city's name and place on the map are no policies of this list: `yanzhen city NAME LAT LON ZOOM`.",
};

/* As a cell of a table: a comma is followed by a blank so that it can break, a stroke would end the cell. */
static void cell(str s, char *ret, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n && n + 3 < cap; i++) {
		if (s.p[i] == '|')
			ret[n++] = '\\';
		ret[n++] = s.p[i];
		if (s.p[i] == ',')
			ret[n++] = ' ';
	}
	ret[n] = 0;
}

void policy_markdown(void (*line)(void *arg, const char *text), void *arg)
{
	char row[1200], range[POLICY_RANGE], normal[200], words[500];

	for (size_t i = 0; i < COUNTOF(head); i++)
		line(arg, head[i]);
	for (int i = 0; i < POLICY_N; i++) {
		struct policy_row r = policy_row(i);
		cell(r.normal, normal, sizeof normal);
		cell(policy_range(&r, range), words, sizeof words);
		snprintf(row, sizeof row, "| `%.*s` | %s | %s | %.*s | %.*s | %.*s |", STR_ARG(r.key), normal, words, STR_ARG(r.unit), STR_ARG(r.en), STR_ARG(r.zh));
		line(arg, row);
	}
	for (size_t i = 0; i < COUNTOF(foot); i++)
		line(arg, foot[i]);
}
