/* cmds — the commands of yanzhen-sim; each takes its own argv (argv[0] = its name) and gives an exit code. */
#pragma once

int cmd_city(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_load(int argc, char **argv);
int cmd_story(int argc, char **argv);
int cmd_alertbench(int argc, char **argv);
int cmd_capture(int argc, char **argv);
int cmd_junctions(int argc, char **argv);

