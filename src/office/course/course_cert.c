/* course_cert — certificates of who passed, and the film. See course.h. */
#include <stdio.h>

#include "core/value.h"
#include "course_cert_sql.h"
#include "office/course/course.h"
#include "office/seal/seal.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(course_cert)

#define CODE "course_certificate.p_code"
#define CODE_INDEX "course_certificate.x_code"
enum { NUMBER_TEXT = 64, NAME_MAX_B = 128, ADDRESS_MAX = 500, SECONDS_LEAST = 10, SECONDS_MOST = 4 * 3600 };

static void norm_code(const struct pii *p, struct pii *ret)
{
	*ret = *p;                      /* it is sealed in its one form */
}

static const struct seal_column sealed[] = {
	{ CODE, &q_seal_code, &q_put_code, &q_count_code, CODE_INDEX, &q_index_code, &q_reindex_code, norm_code },
};
SEALED_COLUMNS(course_cert, sealed)

struct stored { struct arena *arena; struct course_certificate c; str ref, p_code; };

static void read_stored(struct sql_row *r, void *ret)
{
	struct stored *s = ret;

	s->c.id = sql_i64(r);
	s->ref = sql_str_a(r, s->arena);
	s->c.number = sql_str_a(r, s->arena);
	s->c.duty = sql_i64(r);
	s->p_code = sql_str_a(r, s->arena);
	s->c.issued_at = sql_i64(r);
}

int course_certificate_of(struct cx *cx, int64_t duty, struct course_certificate *ret)
{
	struct stored s = { .arena = cx->arena };

	TRY(sql_one(cx, &q_of, read_stored, &s, BIND(V(duty))));
	TRY(vault_open_bytes(cx, CODE, s.ref, s.p_code, &s.c.code));
	*ret = s.c;
	return 0;
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int next_number(struct cx *cx, char ret[static NUMBER_TEXT])
{
	struct civil c = civil_of(cx->now);
	char day[40];
	int64_t n;

	snprintf(day, sizeof day, "HG%04d%02d%02d", c.y, c.m, c.d);
	TRY(sql_one(cx, &q_number, read_int, &n, BIND(V(str_of(day)))));
	snprintf(ret, NUMBER_TEXT, "%s-%04lld", day, (long long)n);
	return 0;
}

int course_certificate_add(struct cx *cx, int64_t duty, str code, struct course_certificate *ret)
{
	uint8_t raw[VAULT_REF], x[VAULT_INDEX];
	str ref = { (const char *)raw, VAULT_REF }, p;
	char number[NUMBER_TEXT];
	struct pii c;
	int64_t id;

	if (!pii_take(code, &c))
		return FAIL(cx, E_INVALID, "this is no code");
	vault_ref(raw);
	TRY(vault_index(cx, CODE_INDEX, &c, x));
	TRY(vault_seal(cx, CODE, ref, &c, &p));
	TRY(next_number(cx, number));
	TRY(sql_insert(cx, &q_add, &id, BIND(V_BLOB(ref), V(str_of(number)), V(duty), V(p), V_BLOB(((str){ (const char *)x, VAULT_INDEX })), V(cx->now))));
	return course_certificate_of(cx, duty, ret);
}

int course_certificate_by_code(struct cx *cx, str code, int64_t *ret_duty)
{
	uint8_t x[VAULT_INDEX];
	struct pii c;

	if (!pii_take(code, &c))
		return FAIL(cx, E_NOTFOUND, "no such certificate");
	TRY(vault_index(cx, CODE_INDEX, &c, x));
	return sql_one(cx, &q_by_code, read_int, ret_duty, BIND(V_BLOB(((str){ (const char *)x, VAULT_INDEX }))));
}

/* --- the film --- */

struct one_film { struct arena *arena; struct course_film f; };

static void read_film(struct sql_row *r, void *ret)
{
	struct one_film *o = ret;

	o->f.id = sql_i64(r);
	o->f.name = sql_str_a(r, o->arena);
	o->f.address = sql_str_a(r, o->arena);
	o->f.seconds = sql_i64(r);
	o->f.retired = sql_i64(r) != 0;
	o->f.created_at = sql_i64(r);
}

int course_film_now(struct cx *cx, struct course_film *ret)
{
	struct one_film o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_film_now, read_film, &o, BIND_NONE));
	*ret = o.f;
	return 0;
}

/* An address that a browser opens, of this server or over https. */
static bool address_good(str a)
{
	bool own = str_starts(a, S("/")) && !str_starts(a, S("//"));      /* a \\ is a / to a browser */

	for (size_t i = 0; i < a.n; i++)
		if ((unsigned char)a.p[i] <= ' ' || a.p[i] == '"' || a.p[i] == '<' || a.p[i] == '>' || a.p[i] == '\\')
			return false;
	return (own || str_starts(a, S("https://"))) && a.n <= ADDRESS_MAX;
}

int course_film_add(struct cx *cx, str name, str address, int64_t seconds, struct course_film *ret)
{
	int64_t id;

	if (!name.n || name.n > NAME_MAX_B || !str_utf8(name))
		return FAIL_FIELD(cx, E_INVALID, "name", "must be 1 to %d bytes of text", NAME_MAX_B);
	if (!address_good(address))
		return FAIL_FIELD(cx, E_INVALID, "address", "must be a path of this server or begin with https://");
	if (seconds < SECONDS_LEAST || seconds > SECONDS_MOST)
		return FAIL_FIELD(cx, E_INVALID, "seconds", "must be %d to %d", SECONDS_LEAST, SECONDS_MOST);
	TRY(sql_exec(cx, &q_film_retire, BIND_NONE));
	TRY(sql_insert(cx, &q_film_add, &id, BIND(V(name), V(address), V(seconds), V(cx->actor.v), V(cx->now))));
	return course_film_now(cx, ret);
}
