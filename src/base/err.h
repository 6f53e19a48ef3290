/* err — one error: code, text, place. Functions return 0 (or a count) or a negative E_ code and,
 * where they take a struct err, leave the detail there. The first failure wins. */
#pragma once
#include "base/base.h"

enum {
#define X(n, http, ex, text) ERR_IDX_##n,
#include "base/err_codes.h"
#undef X
	ERR_N
};
enum {
#define X(n, http, ex, text) E_##n = -ERR_IDX_##n,
#include "base/err_codes.h"
#undef X
};

struct err {
	int code;           /* E_; 0 while nothing failed */
	int sys;            /* errno at the failure, or 0 */
	const char *file;
	int line;
	char field[40];     /* the request field or file position at fault, or "" */
	char msg[240];      /* a text the reader can act on; no personal data */
};

/* Fills *e unless it already holds an error; returns code. e may be NULL. */
int err_at(struct err *e, const char *file, int line, int code, int sys, const char *field,
           const char *fmt, ...) PRINTF(7, 8);
#define ERR(e, code, ...) err_at((e), __FILE__, __LINE__, (code), 0, "", __VA_ARGS__)
#define ERR_SYS(e, code, sys, ...) err_at((e), __FILE__, __LINE__, (code), (sys), "", __VA_ARGS__)
#define ERR_FIELD(e, code, field, ...) err_at((e), __FILE__, __LINE__, (code), 0, (field), __VA_ARGS__)

/* Bounds-checked look-ups; an unknown code reads as INTERNAL. */
int err_http(int code);
int err_exit(int code);
const char *err_name(int code);
const char *err_text(int code);
