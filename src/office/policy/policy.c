/* policy — see policy.h. */
#include "office/policy/policy.h"

#include <stdio.h>

#include "base/geo.h"
#include "policy_sql.h"

SQL_STATEMENTS(policy)

static const struct policy_row rows[POLICY_N] = {
#define X(n, key, lo, hi, def, unit, en, zh) { POLK_NUMBER, POL_##n, SI(key), SI(#def), SI(""), SI(unit), SI(en), SI(zh), lo, hi },
	POLICY_KEYS(X)
#undef X
#define X(n, key, def, words, en, zh) { POLK_LIST, POLL_##n, SI(key), SI(def), SI(words), SI(""), SI(en), SI(zh), 0, 0 },
	POLICY_LISTS(X)
#undef X
#define X(n, key, def, words, en, zh) { POLK_TEXT, POT_##n, SI(key), SI(def), SI(words), SI(""), SI(en), SI(zh), 0, 0 },
	POLICY_TEXTS(X)
#undef X
};
static const int64_t normal[POL_N] = {
#define X(n, key, lo, hi, def, unit, en, zh) def,
	POLICY_KEYS(X)
#undef X
};
/* The three tables stand one after the other. */
enum { AT_LISTS = POL_N, AT_TEXTS = (int)POL_N + (int)POLL_N };

enum { DAY_TEXT = 16 };

static str day_text(struct civil c, char buf[static DAY_TEXT])
{
	int n = snprintf(buf, DAY_TEXT, "%04d-%02d-%02d", c.y, c.m, c.d);

	return (str){ buf, (size_t)n };
}

struct text { char p[256], day[DAY_TEXT]; size_t n; };

static void read_text(struct sql_row *r, void *ret)
{
	struct text *t = ret;
	str s = sql_str(r);

	t->n = MIN(s.n, sizeof t->p);
	memcpy(t->p, s.p, t->n);
	s = sql_str(r);
	snprintf(t->day, sizeof t->day, "%.*s", STR_ARG(s));
}

static int one_row(struct cx *cx, const struct sql_stmt *q, str key, utc_ms t, struct text *ret, bool *ret_found)
{
	char day[DAY_TEXT];
	struct err before = cx->err;

	int rc = sql_one(cx, q, read_text, ret, BIND(V(key), V(day_text(civil_of(t), day))));
	if (rc == E_NOTFOUND) {
		cx->err = before;
		*ret_found = false;
		return 0;
	}
	TRY(rc);
	*ret_found = true;
	return 0;
}

/* False in *ret_found when no row is in force at that day. */
static int in_force(struct cx *cx, str key, utc_ms t, struct text *ret, bool *ret_found)
{
	return one_row(cx, &q_in_force, key, t, ret, ret_found);
}

int policy_i64(struct cx *cx, enum policy_key k, utc_ms t, int64_t *ret)
{
	struct text v;
	bool found;

	ASSERT((unsigned)k < POL_N);
	TRY(in_force(cx, rows[k].key, t, &v, &found));
	if (!found)
		*ret = normal[k];
	else if (!str_i64((str){ v.p, v.n }, rows[k].least, rows[k].most, ret))
		return FAIL(cx, E_CONFIG, "policy %.*s is not a number from %lld to %lld", STR_ARG(rows[k].key),
		            (long long)rows[k].least, (long long)rows[k].most);
	return 0;
}

int policy_text(struct cx *cx, enum policy_text k, utc_ms t, str *ret)
{
	struct text v;
	bool found;

	ASSERT((unsigned)k < POT_N);
	TRY(in_force(cx, rows[AT_TEXTS + k].key, t, &v, &found));
	*ret = found ? arena_str(cx->arena, (str){ v.p, v.n }) : rows[AT_TEXTS + k].normal;
	return 0;
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
static bool list_ok(const struct policy_row *r, str value)
{
	str left = value;
	int n = 0;

	if (value.n && value.p[value.n - 1] == ',')
		return false;
	while (left.n) {
		str w = next_word(&left);
		if (++n > POLICY_WORDS || !w.n || !has_word(r->words, w) || has_word(left, w))
			return false;
	}
	return true;
}

/* Coded words by commas; a|b: one of them. Where the row has words, no others. */
static bool text_ok(const struct policy_row *r, str value)
{
	size_t from = 0;

	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == ',' || c == '|'))
			return false;
	}
	for (size_t i = 0; r->words.n && value.n && i <= value.n; i++) {
		if (i < value.n && value.p[i] != ',' && value.p[i] != '|')
			continue;
		if (i == from || !has_word(r->words, (str){ value.p + from, i - from }))
			return false;
		from = i + 1;
	}
	return value.n <= POLICY_TEXT_MAX;
}

int policy_words(struct cx *cx, enum policy_list k, utc_ms t, str ret[static POLICY_WORDS], int *ret_n)
{
	struct text v;
	bool found;
	int n = 0;

	ASSERT((unsigned)k < POLL_N);
	const struct policy_row *r = &rows[AT_LISTS + k];
	TRY(in_force(cx, r->key, t, &v, &found));
	str left = found ? arena_str(cx->arena, (str){ v.p, v.n }) : r->normal;
	if (!list_ok(r, left))
		return FAIL(cx, E_CONFIG, "policy %.*s holds a word that is none of %.*s", STR_ARG(r->key), STR_ARG(r->words));
	while (left.n)
		ret[n++] = next_word(&left);
	*ret_n = n;
	return 0;
}

static int refuse_value(struct cx *cx, const struct policy_row *r)
{
	switch (r->kind) {
	case POLK_NUMBER:
		return FAIL_FIELD(cx, E_INVALID, "value", "must be a number from %lld to %lld (%.*s)", (long long)r->least, (long long)r->most, STR_ARG(r->unit));
	case POLK_LIST:
		return FAIL_FIELD(cx, E_INVALID, "value", "must be some of %.*s, divided by commas without blanks, or empty", STR_ARG(r->words));
	case POLK_TEXT:
		break;
	}
	if (r->words.n)
		return FAIL_FIELD(cx, E_INVALID, "value", "must be some of %.*s, divided by commas (a|b: one of them), at most %d bytes", STR_ARG(r->words), POLICY_TEXT_MAX);
	return FAIL_FIELD(cx, E_INVALID, "value", "must be coded words by commas, at most %d bytes", POLICY_TEXT_MAX);
}

static int refuse_key(struct cx *cx, str key)
{
	char shown[61];
	str near = policy_nearest(key);

	if (str_starts(key, S("city.")))
		return FAIL_FIELD(cx, E_INVALID, "key", "the city's name and place are set by 'yanzhen city NAME LAT LON ZOOM'");
	snprintf(shown, sizeof shown, "%.*s", (int)MIN(key.n, sizeof shown - 1), key.p);
	for (char *p = shown; *p; p++)
		*p = *p >= 0x20 && *p < 0x7f ? *p : '?';
	if (near.n)
		return FAIL_FIELD(cx, E_INVALID, "key", "there is no policy '%s'; did you mean %.*s?", shown, STR_ARG(near));
	return FAIL_FIELD(cx, E_INVALID, "key", "there is no policy '%s'; 'yanzhen policy list' shows them all", shown);
}

int policy_check(struct cx *cx, str key, struct civil from, str value)
{
	int64_t v;

	if (!civil_valid(from))
		return FAIL_FIELD(cx, E_INVALID, "fromDay", "no such day");
	for (int i = 0; i < POLICY_N; i++) {
		const struct policy_row *r = &rows[i];
		if (str_eq(r->key, key))
			return (r->kind == POLK_NUMBER ? str_i64(value, r->least, r->most, &v) : r->kind == POLK_LIST ? list_ok(r, value) : text_ok(r, value))
			       ? 0 : refuse_value(cx, r);
	}
	return refuse_key(cx, key);
}

int policy_set(struct cx *cx, str key, struct civil from, str value)
{
	char day[DAY_TEXT];

	TRY(policy_check(cx, key, from, value));
	TRY(sql_exec(cx, &q_put, BIND(V(key), V(day_text(from, day)), V(value))));
	return 0;
}

int policy_now(struct cx *cx, str key, utc_ms t, str *ret_value, str *ret_since)
{
	struct text v;
	bool found;

	for (int i = 0; i < POLICY_N; i++) {
		if (!str_eq(rows[i].key, key))
			continue;
		TRY(in_force(cx, key, t, &v, &found));
		*ret_value = found ? arena_str(cx->arena, (str){ v.p, v.n }) : rows[i].normal;
		*ret_since = found ? arena_str(cx->arena, str_of(v.day)) : S("");
		return 0;
	}
	return FAIL_FIELD(cx, E_INVALID, "key", "no such policy");
}

int policy_to_come(struct cx *cx, str key, utc_ms t, str *ret_value, str *ret_day)
{
	struct text v;
	bool found;

	TRY(one_row(cx, &q_to_come, key, t, &v, &found));
	*ret_value = found ? arena_str(cx->arena, (str){ v.p, v.n }) : S("");
	*ret_day = found ? arena_str(cx->arena, str_of(v.day)) : S("");
	return 0;
}

struct policy_row policy_row(int i)
{
	ASSERT(i >= 0 && i < POLICY_N);
	return rows[i];
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
