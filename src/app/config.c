/* config — see config.h. */
#include "app/config.h"

#include <stdio.h>
#include <stdlib.h>

#include "platform/fs.h"

enum kind { K_TEXT, K_INT, K_BOOL };

struct row { const char *name; enum kind kind; size_t off; int64_t min, max; const char *text_def; int64_t int_def; const char *doc; };

#define DEF_TEXT(d) d, 0
#define DEF_INT(d) NULL, d
#define DEF_BOOL(d) NULL, d
static const struct row rows[] = {
#define X(name, type, min, max, def, doc) { #name, K_##type, offsetof(struct config, name), min, max, DEF_##type(def), doc },
#include "app/config_rows.h"
#undef X
};

void config_defaults(struct config *c)
{
	*c = (struct config){ 0 };
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		char *at = (char *)c + rows[i].off;
		switch (rows[i].kind) {
		case K_TEXT: snprintf(at, 1001, "%s", rows[i].text_def); break;
		case K_INT: *(int64_t *)(void *)at = rows[i].int_def; break;
		case K_BOOL: *(bool *)at = rows[i].int_def != 0; break;
		}
	}
}

static str trim(str s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t')) {
		s.p++;
		s.n--;
	}
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t' || s.p[s.n - 1] == '\r'))
		s.n--;
	return s;
}

static int set_row(struct config *c, const struct row *r, str v, struct err *e)
{
	char *at = (char *)c + r->off;
	int64_t n;

	switch (r->kind) {
	case K_TEXT:
		if ((int64_t)v.n < r->min || (int64_t)v.n > r->max || !str_utf8(v))
			return ERR_FIELD(e, E_CONFIG, r->name, "%s takes %lld to %lld bytes of text", r->name, (long long)r->min,
			                 (long long)r->max);
		memcpy(at, v.p, v.n);
		at[v.n] = 0;
		return 0;
	case K_INT:
		if (!str_i64(v, r->min, r->max, &n))
			return ERR_FIELD(e, E_CONFIG, r->name, "%s takes a whole number from %lld to %lld", r->name,
			                 (long long)r->min, (long long)r->max);
		*(int64_t *)(void *)at = n;
		return 0;
	case K_BOOL:
		if (!str_eq(v, S("yes")) && !str_eq(v, S("no")))
			return ERR_FIELD(e, E_CONFIG, r->name, "%s takes yes or no", r->name);
		*(bool *)at = str_eq(v, S("yes"));
		return 0;
	}
	return E_CONFIG;
}

static const struct row *row_of(str key, struct err *e)
{
	char shown[61];
	size_t n = MIN(key.n, sizeof shown - 1);

	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (str_eq(key, str_of(rows[i].name)))
			return &rows[i];
	for (size_t i = 0; i < n; i++)
		shown[i] = key.p[i] >= 0x20 && key.p[i] < 0x7f ? key.p[i] : '?';
	shown[n] = 0;
	ERR(e, E_CONFIG, "there is no configuration key '%s'; see yanzhen config --print", shown);
	return NULL;
}

int config_set(struct config *c, str key, str value, struct err *e)
{
	const struct row *r = row_of(key, e);

	return r ? set_row(c, r, value, e) : E_CONFIG;
}

/* seen: what earlier lines of the file have set; the same once more is a slip, and nobody could tell which was meant. */
static int read_line(struct config *c, str line, bool seen[static COUNTOF(rows)], struct err *e)
{
	line = trim(line);
	if (line.n == 0 || line.p[0] == '#')
		return 0;
	const char *eq = memchr(line.p, '=', line.n);
	if (!eq)
		return ERR(e, E_CONFIG, "expected key = value");
	str key = trim((str){ line.p, (size_t)(eq - line.p) });
	str value = trim((str){ eq + 1, line.n - (size_t)(eq + 1 - line.p) });
	const struct row *r = row_of(key, e);
	if (!r)
		return E_CONFIG;
	if (seen[r - rows])
		return ERR_FIELD(e, E_CONFIG, r->name, "%s is there twice", r->name);
	seen[r - rows] = true;
	return set_row(c, r, value, e);
}

int config_text(struct config *c, const char *name, str text, struct err *e)
{
	bool seen[COUNTOF(rows)] = { false };
	int line = 0;

	while (text.n) {
		const char *nl = memchr(text.p, '\n', text.n);
		str one = { text.p, nl ? (size_t)(nl - text.p) : text.n };
		struct err why = { 0 };
		line++;
		if (read_line(c, one, seen, &why) < 0)
			return ERR_FIELD(e, E_CONFIG, why.field, "%s, line %d: %.150s", name, line, why.msg);
		text.p += one.n + (nl ? 1 : 0);
		text.n -= one.n + (nl ? 1 : 0);
	}
	return 0;
}

int config_read(struct config *c, const char *path, struct err *e)
{
	char *text;
	size_t n;

	TRY(fs_read(path, 1 << 20, &text, &n, e));
	int rc = config_text(c, path, (str){ text, n }, e);
	free(text);
	return rc;
}

/* A URL's password is not shown: neither user:password@ nor ?password=... */
static void mask_url(const char *text, char *ret, size_t cap)
{
	const char *host = strstr(text, "://"), *at = host ? strchr(host + 3, '@') : NULL, *colon = host ? strchr(host + 3, ':') : NULL;
	const char *query = strstr(text, "password=");
	size_t n = 0;

	if (at && colon && colon < at) {
		n = (size_t)snprintf(ret, cap, "%.*s:***", (int)(colon - text), text);
		text = at;
	}
	if (query && query >= text) {
		n += (size_t)snprintf(ret + n, cap - n, "%.*spassword=***", (int)(query - text), text);
		text = query + strcspn(query, "&");
	}
	snprintf(ret + n, cap - n, "%s", text);
}

static bool as_default(const struct row *r, const char *at)
{
	switch (r->kind) {
	case K_TEXT: return strcmp(at, r->text_def) == 0;
	case K_INT: return *(const int64_t *)(const void *)at == r->int_def;
	case K_BOOL: return *(const bool *)at == (r->int_def != 0);
	}
	return false;
}

void config_print(const struct config *c, bool sample, void (*line)(void *, const char *), void *arg)
{
	char buf[1400], masked[1200];

	for (size_t i = 0; i < COUNTOF(rows); i++) {
		const struct row *r = &rows[i];
		const char *at = (const char *)c + r->off, *off = sample && as_default(r, at) ? "# " : "";
		if (r->kind == K_TEXT && strstr(at, "://")) {
			mask_url(at, masked, sizeof masked);
			at = masked;
		}
		snprintf(buf, sizeof buf, "# %s", r->doc);
		line(arg, buf);
		switch (r->kind) {
		case K_TEXT: snprintf(buf, sizeof buf, "%s%s = %s", off, r->name, at); break;
		case K_INT: snprintf(buf, sizeof buf, "%s%s = %lld", off, r->name, (long long)*(const int64_t *)(const void *)at); break;
		case K_BOOL: snprintf(buf, sizeof buf, "%s%s = %s", off, r->name, *(const bool *)at ? "yes" : "no"); break;
		}
		line(arg, buf);
	}
}

bool config_addr(const char *text, char ret_host[static 64], int *ret_port)
{
	const char *colon = strrchr(text, ':');
	int64_t port;

	if (!colon || colon == text || colon - text > 63 || !str_i64(str_of(colon + 1), 0, 65535, &port))
		return false;
	memcpy(ret_host, text, (size_t)(colon - text));
	ret_host[colon - text] = 0;
	*ret_port = (int)port;
	return true;
}
