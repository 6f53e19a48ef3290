/* cmd_run — serve, replay, and the commands that only print. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "app/cmd.h"
#include "app/server.h"
#include "flow/api.h"
#include "base/crc32c.h"
#include "platform/log.h"
#include "serve/cli/replay.h"

int cmd_serve(struct cmd_env *env, int argc, char **argv)
{
	struct err e = { 0 };
	struct server *s;
	struct signalfd_siginfo si;
	sigset_t set;

	(void)argv;
	if (argc > 1)
		return cmd_usage("serve", "");
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	int fd = signalfd(-1, &set, SFD_CLOEXEC);
	if (server_start(&env->cfg, &e, &s) < 0)
		return cmd_fail(&e);
	/* one line for programs that start this one: which ports it has */
	printf("ready http=%u stations_tls=%d stations_plain=%d\n", http_port(s->http), ingest_tls_port(s->ingest),
	       ingest_plain_port(s->ingest));
	fflush(stdout);
	ssize_t n = read(fd, &si, sizeof si);
	log_line(LOG_INFO, "server.stop", "signal=%d", n == sizeof si ? (int)si.ssi_signo : 0);
	server_stop(s);
	close(fd);
	return 0;
}

int cmd_replay(struct cmd_env *env, int argc, char **argv)
{
	(void)env;
	return replay_main(argc, argv);
}

int cmd_openapi(struct cmd_env *env, int argc, char **argv)
{
	struct err e = { 0 };

	(void)env;
	(void)argv;
	if (argc > 1)
		return cmd_usage("openapi", "");
	return http_openapi(api_routes, api_nroutes, YZ_VERSION, stdout, &e) < 0 ? cmd_fail(&e) : 0;
}

int cmd_permissions(struct cmd_env *env, int argc, char **argv)
{
	struct err e = { 0 };

	(void)env;
	(void)argv;
	if (argc > 1)
		return cmd_usage("permissions", "");
	return http_permissions(api_routes, api_nroutes, stdout, &e) < 0 ? cmd_fail(&e) : 0;
}

static void print_line(void *arg, const char *text)
{
	(void)arg;
	puts(text);
}

int cmd_config(struct cmd_env *env, int argc, char **argv)
{
	bool sample = cmd_flag(&argc, argv, "--sample");

	if (argc != 2 || strcmp(argv[1], "--print") != 0)
		return cmd_usage("config", "--print [--sample]");
	if (sample)
		puts("# The configuration of yanzhen: key = value. A line behind '#' is the default; take the '#' away to decide otherwise.\n");
	config_print(&env->cfg, sample, print_line, NULL);
	return 0;
}

int cmd_version(struct cmd_env *env, int argc, char **argv)
{
	(void)env;
	(void)argc;
	(void)argv;
	printf("yanzhen %s\n", YZ_VERSION);
	return 0;
}
