/* sql_pg_type — values in PostgreSQL's binary form, in both directions. Pure functions; no connection. */
#pragma once
#include "store/sql/sql.h"

/* The types our schema and its expressions have; the numbers are PostgreSQL's for ever. */
enum pg_type {
	PG_BOOL = 16, PG_BYTEA = 17, PG_NAME = 19, PG_INT8 = 20, PG_INT2 = 21, PG_INT4 = 23, PG_TEXT = 25, PG_OID = 26, PG_FLOAT4 = 700,
	PG_FLOAT8 = 701, PG_UNKNOWN = 705, PG_BPCHAR = 1042, PG_VARCHAR = 1043, PG_NUMERIC = 1700
};

/* The type a parameter is bound as where PostgreSQL inferred t: every whole number is a bigint. */
uint32_t pg_param_type(uint32_t t);
/* v as a value of type t: *ret points into v or into buf. False when such a value has no place in that type. */
bool pg_encode(const struct sqlv *v, uint32_t t, char buf[static 24], str *ret);
/* A stored value of type t as what SQLite would give; text is made in buf where it must be. */
int64_t pg_i64(uint32_t t, str v);
double pg_f64(uint32_t t, str v);
str pg_bytes(uint32_t t, str v, char buf[static 32]);
