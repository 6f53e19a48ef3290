/* opts — command-line options as a table: "--name value" or "--name=value"; unknown ones are refused. */
#pragma once
#include "base/err.h"

enum opt_type { OPT_FLAG, OPT_STR, OPT_INT, OPT_NUM };
struct opt {
	const char *name;          /* without the dashes */
	enum opt_type type;
	void *ret;                 /* bool, const char *, int64_t, double; keeps its value when absent */
	double min, max;           /* OPT_INT, OPT_NUM */
	const char *arg, *doc;     /* name of the value, one line of help */
};

/* 0; 1 when --help was printed; E_USAGE. */
MUST_USE int opts_parse(int argc, char **argv, const struct opt *o, int n, const char *usage, struct err *e);
/* Prints the error the way every command does and gives the exit code. */
int fail(const struct err *e);
