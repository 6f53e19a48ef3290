/* replay — recorded captures through the same codec, journal and engines as the live input (docs/replay.md).
 *
 * One thread. Reads a folder of CSV files in one pass with a bounded window, turns them into SUP/1 frames, journals
 * them, applies the journal to the engines, writes what comes out. Two runs over the same capture write the same bytes.
 * Bounds    memory grows with stations, tags, visits and distinct rows (12 to 24 bytes each, 16 more of moving
 *           tags), not with time. */
#pragma once

/* argv[0] is "replay"; returns the exit code (0, 64 usage, 65 malformed input, 66 no such file, 74 I/O). */
int replay_main(int argc, char **argv);
