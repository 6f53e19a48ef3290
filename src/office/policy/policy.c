/* policy — see policy.h. */
#include "office/policy/policy.h"

#include <stdio.h>

#include "base/geo.h"
#include "policy_sql.h"

SQL_STATEMENTS(policy)

static const struct { str key; int64_t least, most, normal; } keys[POL_N] = {
#define X(n, key, lo, hi, def, doc) { SI(key), lo, hi, def },
	POLICY_KEYS(X)
#undef X
};

static const struct { str key, normal, words; } lists[POLL_N] = {
#define X(n, key, def, words, doc) { SI(key), SI(def), SI(words) },
	POLICY_LISTS(X)
#undef X
};

static const struct { str key, normal; } texts[POT_N] = {
#define X(n, key, def, doc) { SI(key), SI(def) },
	POLICY_TEXTS(X)
#undef X
};

enum { DAY_TEXT = 16 };

static str day_text(struct civil c, char buf[static DAY_TEXT])
{
	int n = snprintf(buf, DAY_TEXT, "%04d-%02d-%02d", c.y, c.m, c.d);

	return (str){ buf, (size_t)n };
}

str policy_key_name(enum policy_key k)
{
	return (unsigned)k < POL_N ? keys[k].key : S("");
}

str policy_list_name(enum policy_list k)
{
	return (unsigned)k < POLL_N ? lists[k].key : S("");
}

struct text { char p[256]; size_t n; };

static void read_text(struct sql_row *r, void *ret)
{
	struct text *t = ret;
	str s = sql_str(r);

	t->n = MIN(s.n, sizeof t->p);
	memcpy(t->p, s.p, t->n);
}

/* False in *ret_found when no row is in force at that day. */
static int in_force(struct cx *cx, str key, utc_ms t, struct text *ret, bool *ret_found)
{
	char day[DAY_TEXT];
	struct err before = cx->err;

	int rc = sql_one(cx, &q_in_force, read_text, ret, BIND(V(key), V(day_text(civil_of(t), day))));
	if (rc == E_NOTFOUND) {
		cx->err = before;
		*ret_found = false;
		return 0;
	}
	TRY(rc);
	*ret_found = true;
	return 0;
}

int policy_i64(struct cx *cx, enum policy_key k, utc_ms t, int64_t *ret)
{
	struct text v;
	bool found;

	ASSERT((unsigned)k < POL_N);
	TRY(in_force(cx, keys[k].key, t, &v, &found));
	if (!found)
		*ret = keys[k].normal;
	else if (!str_i64((str){ v.p, v.n }, keys[k].least, keys[k].most, ret))
		return FAIL(cx, E_CONFIG, "policy %.*s is not a number from %lld to %lld", STR_ARG(keys[k].key),
		            (long long)keys[k].least, (long long)keys[k].most);
	return 0;
}

int policy_text(struct cx *cx, enum policy_text k, utc_ms t, str *ret)
{
	struct text v;
	bool found;

	ASSERT((unsigned)k < POT_N);
	TRY(in_force(cx, texts[k].key, t, &v, &found));
	*ret = found ? arena_str(cx->arena, (str){ v.p, v.n }) : texts[k].normal;
	return 0;
}

static bool coded_text(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == ',' || c == '|'))
			return false;
	}
	return s.n <= POLICY_TEXT_MAX;
}

int policy_all(struct cx *cx, utc_ms t, int64_t ret[static POL_N])
{
	int64_t v[POL_N];

	for (int k = 0; k < POL_N; k++)
		TRY(policy_i64(cx, (enum policy_key)k, t, &v[k]));
	memcpy(ret, v, sizeof v);
	return 0;
}

/* --- lists --- */

static str next_word(str *left)
{
	const char *comma = left->n ? memchr(left->p, ',', left->n) : NULL;
	str w = { left->p, comma ? (size_t)(comma - left->p) : left->n };
	size_t used = comma ? w.n + 1 : w.n;

	*left = (str){ left->p + used, left->n - used };
	return w;
}

static bool has_word(str list, str word)
{
	while (list.n)
		if (str_eq(next_word(&list), word))
			return true;
	return false;
}

/* Every word is one of the list's, once. */
static bool list_ok(enum policy_list k, str value)
{
	str left = value;
	int n = 0;

	if (value.n && value.p[value.n - 1] == ',')
		return false;
	while (left.n) {
		str w = next_word(&left);
		if (++n > POLICY_WORDS || !w.n || !has_word(lists[k].words, w) || has_word(left, w))
			return false;
	}
	return true;
}

int policy_words(struct cx *cx, enum policy_list k, utc_ms t, str ret[static POLICY_WORDS], int *ret_n)
{
	struct text v;
	bool found;
	int n = 0;

	ASSERT((unsigned)k < POLL_N);
	TRY(in_force(cx, lists[k].key, t, &v, &found));
	str left = found ? arena_str(cx->arena, (str){ v.p, v.n }) : lists[k].normal;
	if (!list_ok(k, left))
		return FAIL(cx, E_CONFIG, "policy %.*s holds a word that is none of %.*s", STR_ARG(lists[k].key), STR_ARG(lists[k].words));
	while (left.n)
		ret[n++] = next_word(&left);
	*ret_n = n;
	return 0;
}

int policy_set(struct cx *cx, str key, struct civil from, str value)
{
	char day[DAY_TEXT];
	int64_t v;

	if (!civil_valid(from))
		return FAIL_FIELD(cx, E_INVALID, "fromDay", "no such day");
	for (int k = 0; k < POL_N; k++) {
		if (!str_eq(keys[k].key, key))
			continue;
		if (!str_i64(value, keys[k].least, keys[k].most, &v))
			return FAIL_FIELD(cx, E_INVALID, "value", "must be a number from %lld to %lld",
			                  (long long)keys[k].least, (long long)keys[k].most);
		TRY(sql_exec(cx, &q_put, BIND(V(key), V(day_text(from, day)), V(value))));
		return 0;
	}
	for (int k = 0; k < POLL_N; k++) {
		if (!str_eq(lists[k].key, key))
			continue;
		if (!list_ok((enum policy_list)k, value))
			return FAIL_FIELD(cx, E_INVALID, "value", "must be some of %.*s, divided by commas without blanks, or empty", STR_ARG(lists[k].words));
		TRY(sql_exec(cx, &q_put, BIND(V(key), V(day_text(from, day)), V(value))));
		return 0;
	}
	for (int k = 0; k < POT_N; k++) {
		if (!str_eq(texts[k].key, key))
			continue;
		if (!coded_text(value))
			return FAIL_FIELD(cx, E_INVALID, "value", "must be coded words by commas, at most %d bytes", POLICY_TEXT_MAX);
		TRY(sql_exec(cx, &q_put, BIND(V(key), V(day_text(from, day)), V(value))));
		return 0;
	}
	return FAIL_FIELD(cx, E_INVALID, "key", "no such policy");
}

int policy_city(struct cx *cx, struct city *ret)
{
	struct text name = { .n = 0 }, lat = name, lon = name, zoom = name;
	struct city c = { .lat = 0 };
	struct geo at;
	bool found;
	int64_t z;

	TRY(in_force(cx, S("city.name"), cx->now, &name, &found));
	TRY(in_force(cx, S("city.lat"), cx->now, &lat, &found));
	TRY(in_force(cx, S("city.lon"), cx->now, &lon, &found));
	TRY(in_force(cx, S("city.zoom"), cx->now, &zoom, &found));
	if (!str_f64((str){ lat.p, lat.n }, &c.lat) || !str_f64((str){ lon.p, lon.n }, &c.lon) ||
	    !geo_from_deg(c.lat, c.lon, &at) || !str_i64((str){ zoom.p, zoom.n }, 1, 20, &z))
		return FAIL(cx, E_CONFIG, "the city's place in the policy table is not right");
	c.zoom = (int32_t)z;
	c.name = arena_str(cx->arena, (str){ name.p, name.n });
	*ret = c;
	return 0;
}

int policy_set_city(struct cx *cx, const struct city *c)
{
	char day[DAY_TEXT], lat[32], lon[32], zoom[16];
	struct geo at;

	if (c->name.n > 64 || !str_utf8(c->name) || !geo_from_deg(c->lat, c->lon, &at) || c->zoom < 1 || c->zoom > 20)
		return FAIL(cx, E_INVALID, "the city's name (at most 64 bytes), place or zoom (1 to 20) is not right");
	str from = day_text(civil_of(cx->now), day);
	snprintf(lat, sizeof lat, "%.6f", c->lat);
	snprintf(lon, sizeof lon, "%.6f", c->lon);
	snprintf(zoom, sizeof zoom, "%d", c->zoom);
	TRY(sql_exec(cx, &q_put, BIND(V(S("city.name")), V(from), V(c->name))));
	TRY(sql_exec(cx, &q_put, BIND(V(S("city.lat")), V(from), V(str_of(lat)))));
	TRY(sql_exec(cx, &q_put, BIND(V(S("city.lon")), V(from), V(str_of(lon)))));
	TRY(sql_exec(cx, &q_put, BIND(V(S("city.zoom")), V(from), V(str_of(zoom)))));
	return 0;
}
