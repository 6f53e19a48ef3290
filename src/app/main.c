/* main — takes the global options and hands over to a command. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "app/cmd.h"
#include "platform/log.h"
#include "serve/media/media.h"

static const struct cmd commands[] = {
	{ "init",    "[--sysadmin NAME] [--secadmin NAME] [--auditor NAME] [--password-file FILE|-]",
	  "makes the data directory, the database and the three administrators' accounts", cmd_init },
	{ "serve",   "", "runs the server until SIGTERM or SIGINT", cmd_serve },
	{ "replay",  "DIR --out OUT [--skip-bad] | DIR --live HOST:PORT", "runs recorded captures through codec, journal and engines", cmd_replay },
	{ "station", "add|list|key|import ...", "the register of base stations", cmd_station },
	{ "import",  "FILE [--dry-run] ... | --undo RUN | --list", "registrations from a CSV file", cmd_import },
	{ "bike",    "import FILE", "registered bikes from a CSV file", cmd_bike },
	{ "account", "add|list|password|totp-reset|unlock|disable|enable ...", "staff accounts", cmd_account },
	{ "unit",    "import FILE | list", "the tree of organisations", cmd_unit },
	{ "site",    "import FILE | holidays FILE --year Y | notices FILE | list", "plating points, holidays", cmd_site },
	{ "plate",   "format add ... | format list | batch add FORMAT --count N ...", "plate numbers: formats, deliveries", cmd_plate },
	{ "tag",     "batch import FILE --slot SLOT ...", "tags as delivered", cmd_tag },
	{ "city",    "NAME LAT LON ZOOM", "where the console's map begins", cmd_city },
	{ "policy",  "list [--markdown] | set KEY VALUE [--from DAY]", "what the city decides: value, since when, range, meaning; a change counts from today or a day on", cmd_policy },
	{ "plan",    "product list | product set PRODUCT FEN YEARS BASIS [--from DAY]", "what the plans cost from a day on", cmd_plan },
	{ "paper",   "set KEY TEXT [--from DAY] | list | issue KIND PLATE", "what issued documents say, from a day on; a document for a bike", cmd_paper },
	{ "key",     "list | rotate [--index] | reseal [--index]", "the keys of the personal data; see docs/operations.md", cmd_key },
	{ "retention", "show | run", "the days of tracks that can be read, and the destruction of those past it; see docs/operations.md", cmd_retention },
	{ "audit",   "verify [--anchors FILE] | export --out FILE | subject KIND ID", "checks the audit's chain, copies it, names a record in it",
	  cmd_audit },
	{ "figures", "check | rebuild", "the kept sums of the figures against the bikes themselves", cmd_figures },
	{ "db",      "upgrade|version|copy", "brings the database to this program's version; copies it between SQLite and PostgreSQL", cmd_db },
	{ "backup",  "DIR [--like OLDER]", "copies database, journal and photos into a new folder, also while the server runs; photos that an older backup "
	  "has are linked", cmd_backup },
	{ "restore", "DIR [--without-tracks]", "makes a data directory from a backup; the file of day keys lies beside it already", cmd_restore },
	{ "verify",  "[DIR]", "checks database, books, journal and snapshot; says what is damaged and where", cmd_verify },
	{ "bench",   "", "measures this machine: disk, CRC, engines", cmd_bench },
	{ "openapi", "", "prints the API as OpenAPI 3.1", cmd_openapi },
	{ "permissions", "", "prints who may do what, as Markdown", cmd_permissions },
	{ "config",  "--print [--sample]", "prints every configuration key with its value and meaning; as a sample file, with the defaults behind '#'", cmd_config },
	{ "version", "", "prints the version", cmd_version },
};

static void help(FILE *out)
{
	fputs("usage: yanzhen [--config FILE] [--data DIR] [--set KEY=VALUE]... COMMAND ...\n\n", out);
	for (size_t i = 0; i < COUNTOF(commands); i++)
		fprintf(out, "  %-11s %s\n              %s\n", commands[i].name, commands[i].args, commands[i].doc);
	fputs("\nExit codes are those of sysexits.h: 0 done, 64 usage, 65 bad input, 66 not found, 69 and above: the system.\n", out);
}

int cmd_fail(const struct err *e)
{
	fprintf(stderr, "yanzhen: %s\n", e->msg[0] ? e->msg : err_text(e->code));
	return err_exit(e->code) ? err_exit(e->code) : 70;
}

int cmd_usage(const char *name, const char *args)
{
	fprintf(stderr, "usage: yanzhen %s %s\n", name, args);
	return 64;
}

static void drop(int *argc, char **argv, int at, int n)
{
	for (int i = at; i + n <= *argc; i++)
		argv[i] = argv[i + n];
	*argc -= n;
}

const char *cmd_option(int *argc, char **argv, const char *name, bool *ret_bad)
{
	for (int i = 1; i < *argc; i++) {
		if (strcmp(argv[i], name) != 0)
			continue;
		const char *v = i + 1 < *argc ? argv[i + 1] : NULL;
		if (!v) {
			fprintf(stderr, "yanzhen: %s needs a value\n", name);
			*ret_bad = true;
			return NULL;
		}
		drop(argc, argv, i, 2);
		return v;
	}
	return NULL;
}

bool cmd_flag(int *argc, char **argv, const char *name)
{
	for (int i = 1; i < *argc; i++) {
		if (strcmp(argv[i], name) == 0) {
			drop(argc, argv, i, 1);
			return true;
		}
	}
	return false;
}

static int set_pair(struct config *c, const char *pair, struct err *e)
{
	const char *eq = strchr(pair, '=');

	if (!eq)
		return ERR(e, E_USAGE, "--set takes KEY=VALUE");
	return config_set(c, (str){ pair, (size_t)(eq - pair) }, str_of(eq + 1), e);
}

/* Takes the options before the command. Returns the place of the command, or < 0 with *e. */
static int globals(struct cmd_env *env, int argc, char **argv, struct err *e)
{
	const char *data = NULL;
	int i = 1;

	config_defaults(&env->cfg);
	for (int k = 1; k + 1 < argc; k++)      /* the file first, whatever the order */
		if (strcmp(argv[k], "--config") == 0)
			env->config_path = argv[k + 1];
	if (env->config_path)
		TRY(config_read(&env->cfg, env->config_path, e));
	for (; i < argc && argv[i][0] == '-'; i += 2) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return 0;
		if (i + 1 >= argc)
			return ERR(e, E_USAGE, "%s needs a value", argv[i]);
		if (strcmp(argv[i], "--data") == 0)
			data = argv[i + 1];
		else if (strcmp(argv[i], "--set") == 0)
			TRY(set_pair(&env->cfg, argv[i + 1], e));
		else if (strcmp(argv[i], "--config") != 0)
			return ERR(e, E_USAGE, "unknown option %s; see yanzhen --help", argv[i]);
	}
	if (data)
		TRY(config_set(&env->cfg, S("data_dir"), str_of(data), e));
	return i;
}

static void harden(void)
{
	struct rlimit none = { 0, 0 }, files;

	/* keys and personal data do not go into core files; thousands of stations need descriptors */
	prctl(PR_SET_DUMPABLE, 0);
	setrlimit(RLIMIT_CORE, &none);
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
}

static int log_level(const struct config *c, struct err *e)
{
	static const char *const names[] = { "error", "warn", "info", "debug" };

	for (size_t i = 0; i < COUNTOF(names); i++) {
		if (strcmp(c->log_level, names[i]) == 0) {
			log_set_level((enum log_level)i);
			return 0;
		}
	}
	return ERR(e, E_CONFIG, "log_level is error, warn, info or debug");
}

int main(int argc, char **argv)
{
	static struct cmd_env env;
	struct err e = { 0 };

	/* the picture worker, which the server starts: nothing is read or opened before its jail is shut */
	if (argc == 2 && strcmp(argv[1], "media-worker") == 0)
		return media_worker();
	harden();
	int at = globals(&env, argc, argv, &e);
	if (at < 0 || log_level(&env.cfg, &e) < 0)
		return cmd_fail(&e);
	if (at == 0 || at >= argc || strcmp(argv[at], "help") == 0) {
		help(at == 0 || at < argc ? stdout : stderr);
		return at == 0 || at < argc ? 0 : 64;
	}
	for (size_t i = 0; i < COUNTOF(commands); i++) {
		const struct cmd *c = &commands[i];
		if (strcmp(c->name, argv[at]) != 0)
			continue;
		if (at + 1 < argc && (strcmp(argv[at + 1], "--help") == 0 || strcmp(argv[at + 1], "-h") == 0) && c->fn != cmd_replay) {
			printf("usage: yanzhen %s %s\n  %s\n", c->name, c->args, c->doc);
			return 0;
		}
		return c->fn(&env, argc - at, argv + at);
	}
	fprintf(stderr, "yanzhen: there is no command '%.40s'; see yanzhen --help\n", argv[at]);
	return 64;
}
