/* sql_pg_type — see sql_pg_type.h. */
#include "sql_pg_type.h"

#include <stdio.h>

uint32_t pg_param_type(uint32_t t)
{
	switch (t) {
	case PG_INT2:
	case PG_INT4:
	case PG_OID:
	case PG_NUMERIC: return PG_INT8;
	case PG_FLOAT4:  return PG_FLOAT8;
	case PG_NAME:
	case PG_VARCHAR:
	case PG_BPCHAR:
	case PG_UNKNOWN: return PG_TEXT;
	default:         return t;
	}
}

static str put_i64(int64_t v, char buf[static 24])
{
	put_be64(buf, (uint64_t)v);
	return (str){ buf, 8 };
}

static str put_f64(double v, char buf[static 24])
{
	uint64_t bits;

	memcpy(&bits, &v, 8);
	put_be64(buf, bits);
	return (str){ buf, 8 };
}

static str put_dec(const struct sqlv *v, char buf[static 24])
{
	int n = v->k == SQLV_I64 ? snprintf(buf, 24, "%lld", (long long)v->i) : snprintf(buf, 24, "%.15g", v->f);

	return (str){ buf, (size_t)n };
}

static bool whole(double f)
{
	return f >= -9.0e18 && f <= 9.0e18 && (double)(int64_t)f == f;
}

bool pg_encode(const struct sqlv *v, uint32_t t, char buf[static 24], str *ret)
{
	bool number = v->k == SQLV_I64 || v->k == SQLV_F64;
	str s = { v->s.p ? v->s.p : "", v->s.n };

	switch (t) {
	case PG_INT8:
		if (!number || (v->k == SQLV_F64 && !whole(v->f)))
			return false;
		*ret = put_i64(v->k == SQLV_I64 ? v->i : (int64_t)v->f, buf);
		return true;
	case PG_FLOAT8:
		*ret = put_f64(v->k == SQLV_I64 ? (double)v->i : v->f, buf);
		return number;
	case PG_BOOL:
		buf[0] = v->i != 0;
		*ret = (str){ buf, 1 };
		return v->k == SQLV_I64;
	case PG_TEXT:
		*ret = number ? put_dec(v, buf) : s;
		return true;
	case PG_BYTEA:
		*ret = s;
		return !number;
	default:
		return false;
	}
}

/* numeric on the wire: digits of base 10,000, the first with weight w. What sum() of bigints gives. */
static double numeric(str v, int64_t *ret_whole)
{
	double f = 0, scale = 1;
	int64_t n = 0;

	*ret_whole = 0;
	if (v.n < 8)
		return 0;
	int count = (int16_t)be16(v.p), weight = (int16_t)be16(v.p + 2), sign = be16(v.p + 4);
	for (int i = 0; i < count && 8 + 2 * (size_t)i + 2 <= v.n; i++) {
		int d = be16(v.p + 8 + 2 * i);
		if (i <= weight) {
			f = f * 10000 + d;
			n = (int64_t)((uint64_t)n * 10000u + (uint64_t)d);
		} else {
			f += d * (scale /= 10000);
		}
	}
	for (int i = count; i <= weight; i++) {
		f *= 10000;
		n = (int64_t)((uint64_t)n * 10000u);
	}
	*ret_whole = sign == 0x4000 ? -n : n;
	return sign == 0x4000 ? -f : f;
}

static double get_f64(str v)
{
	uint64_t bits = be64(v.p);
	double d;

	memcpy(&d, &bits, 8);
	return d;
}

static double get_f32(str v)
{
	uint32_t bits = be32(v.p);
	float f;

	memcpy(&f, &bits, 4);
	return (double)f;
}

int64_t pg_i64(uint32_t t, str v)
{
	int64_t n = 0;

	switch (t) {
	case PG_INT8:    return v.n == 8 ? (int64_t)be64(v.p) : 0;
	case PG_INT4:    return v.n == 4 ? (int32_t)be32(v.p) : 0;
	case PG_OID:     return v.n == 4 ? (int64_t)be32(v.p) : 0;
	case PG_INT2:    return v.n == 2 ? (int16_t)be16(v.p) : 0;
	case PG_BOOL:    return v.n == 1 ? v.p[0] != 0 : 0;
	case PG_FLOAT8:  return v.n == 8 ? (int64_t)get_f64(v) : 0;
	case PG_FLOAT4:  return v.n == 4 ? (int64_t)get_f32(v) : 0;
	case PG_NUMERIC: numeric(v, &n); return n;
	default:         return str_i64(v, INT64_MIN, INT64_MAX, &n) ? n : 0;
	}
}

double pg_f64(uint32_t t, str v)
{
	double f = 0;
	int64_t n;

	switch (t) {
	case PG_FLOAT8:  return v.n == 8 ? get_f64(v) : 0;
	case PG_FLOAT4:  return v.n == 4 ? get_f32(v) : 0;
	case PG_NUMERIC: return numeric(v, &n);
	case PG_TEXT:    return str_f64(v, &f) ? f : 0;
	default:         return (double)pg_i64(t, v);
	}
}

str pg_bytes(uint32_t t, str v, char buf[static 32])
{
	int n;

	switch (t) {
	case PG_INT8:
	case PG_INT4:
	case PG_INT2:
	case PG_OID:
	case PG_BOOL:
		n = snprintf(buf, 32, "%lld", (long long)pg_i64(t, v));
		return (str){ buf, (size_t)n };
	case PG_FLOAT8:
	case PG_FLOAT4:
	case PG_NUMERIC:
		n = snprintf(buf, 32, "%.15g", pg_f64(t, v));
		return (str){ buf, (size_t)n };
	default:
		return v;
	}
}
