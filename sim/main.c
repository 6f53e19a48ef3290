/* yanzhen-sim — the city simulator and load generator. Speaks only the public station protocol and the public API. */
#include <stdio.h>
#include <string.h>

#include "cmds.h"

static const struct command { const char *name; int (*fn)(int argc, char **argv); const char *doc; } commands[] = {
	{ "city", cmd_city, "write the city as files: stations, bikes, tags, map" },
	{ "run", cmd_run, "the city alive against a server: bikes, radio, stations, faults" },
	{ "story", cmd_story, "run, and bikes are stolen, reported, heard, followed and found (--check: once)" },
	{ "alertbench", cmd_alertbench, "heard to event-stream latency at full city load" },
	{ "capture", cmd_capture, "some minutes as capture files, with the truth beside them" },
	{ "junctions", cmd_junctions, "junctions with signals, riders who break the rules and their sightings as capture files, with the truth" },
	{ "load", cmd_load, "load generator: as many sightings as the server takes" },
};
enum { N = sizeof commands / sizeof commands[0] };

static void help(FILE *f)
{
	fprintf(f, "usage: yanzhen-sim COMMAND [options]; yanzhen-sim COMMAND --help\n");
	for (int i = 0; i < N; i++)
		fprintf(f, "  %-12s %s\n", commands[i].name, commands[i].doc);
}

int main(int argc, char **argv)
{
	if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)) {
		help(stdout);
		return 0;
	}
	for (int i = 0; i < N && argc >= 2; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].fn(argc - 1, argv + 1);
	help(stderr);
	return 64;
}
