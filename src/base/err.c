/* err — see err.h. */
#include "base/err.h"

#include <stdio.h>

static const struct {
	int http, ex;
	const char *name, *text;
} tab[ERR_N] = {
#define X(n, h, e, t) [ERR_IDX_##n] = { h, e, #n, t },
#include "base/err_codes.h"
#undef X
};

static int ix(int code)
{
	return code <= 0 && code > -ERR_N ? -code : ERR_IDX_INTERNAL;
}

int err_http(int code)
{
	return tab[ix(code)].http;
}

int err_exit(int code)
{
	return tab[ix(code)].ex;
}

const char *err_name(int code)
{
	return tab[ix(code)].name;
}

const char *err_text(int code)
{
	return tab[ix(code)].text;
}

int err_at(struct err *e, const char *file, int line, int code, int sys, const char *field,
           const char *fmt, ...)
{
	if (e && e->code == 0) {
		va_list ap;

		e->code = code;
		e->sys = sys;
		e->file = file;
		e->line = line;
		snprintf(e->field, sizeof e->field, "%s", field ? field : "");
		va_start(ap, fmt);
		vsnprintf(e->msg, sizeof e->msg, fmt, ap);
		va_end(ap);
	}
	return code;
}
