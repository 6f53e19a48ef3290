/* opts — see opts.h. */
#include "opts.h"

#include <stdio.h>

static void help(const char *usage, const struct opt *o, int n)
{
	printf("usage: yanzhen-sim %s\n", usage);
	for (int i = 0; i < n; i++) {
		char head[64];
		snprintf(head, sizeof head, "--%s %s", o[i].name, o[i].arg ? o[i].arg : "");
		printf("  %-26s %s\n", head, o[i].doc);
	}
}

static int take(const struct opt *o, const char *v, struct err *e)
{
	int64_t i;
	double d;

	switch (o->type) {
	case OPT_STR:
		*(const char **)o->ret = v;
		return 0;
	case OPT_INT:
		if (!str_i64(str_of(v), (int64_t)o->min, (int64_t)o->max, &i))
			return ERR(e, E_USAGE, "--%s takes a whole number from %.0f to %.0f, not '%s'", o->name, o->min, o->max, v);
		*(int64_t *)o->ret = i;
		return 0;
	case OPT_NUM:
		if (!str_f64(str_of(v), &d) || d < o->min || d > o->max)
			return ERR(e, E_USAGE, "--%s takes a number from %g to %g, not '%s'", o->name, o->min, o->max, v);
		*(double *)o->ret = d;
		return 0;
	case OPT_FLAG:
		break;
	}
	return ERR(e, E_USAGE, "--%s takes no value", o->name);
}

int opts_parse(int argc, char **argv, const struct opt *o, int n, const char *usage, struct err *e)
{
	for (int a = 1; a < argc; a++) {
		const char *w = argv[a], *eq = strchr(w, '=');
		if (strcmp(w, "--help") == 0) {
			help(usage, o, n);
			return 1;
		}
		if (strncmp(w, "--", 2) != 0)
			return ERR(e, E_USAGE, "'%s' is not an option; see yanzhen-sim %s --help", w, argv[0]);
		size_t len = eq ? (size_t)(eq - w) - 2 : strlen(w) - 2;
		int k = 0;
		while (k < n && (strlen(o[k].name) != len || memcmp(o[k].name, w + 2, len) != 0))
			k++;
		if (k == n)
			return ERR(e, E_USAGE, "no option %s; see yanzhen-sim %s --help", w, argv[0]);
		if (o[k].type == OPT_FLAG && !eq) {
			*(bool *)o[k].ret = true;
			continue;
		}
		if (!eq && a + 1 == argc)
			return ERR(e, E_USAGE, "--%s needs a value", o[k].name);
		TRY(take(&o[k], eq ? eq + 1 : argv[++a], e));
	}
	return 0;
}

int fail(const struct err *e)
{
	fprintf(stderr, "yanzhen-sim: %s\n", e->msg[0] ? e->msg : err_text(e->code));
	return err_exit(e->code);
}
