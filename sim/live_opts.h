/* live_opts — the options that every command with a city on the wire takes. Needs a struct live_opts called lo in scope. */
#pragma once
#define LIVE_OPTS \
	{ "connect", OPT_STR, &lo.connect, 0, 0, "HOST:PORT", "the server's station port (numeric address)" }, \
	{ "keys", OPT_STR, &lo.keys, 0, 0, "FILE", "station keys, lines \"name hexkey\": TLS 1.3; without it plain TCP" }, \
	{ "plain", OPT_FLAG, &lo.plain, 0, 0, NULL, "plain TCP although --keys is given" }, \
	{ "seed", OPT_INT, &seed, 0, 1e15, "N", "which city and which day (default 1)" }, \
	{ "speed", OPT_NUM, &lo.speed, 0.01, 600, "N", "how fast the city's day passes (default 1); beacons stay at real time" }, \
	{ "hour", OPT_INT, &lo.hour, -1, 23, "H", "hour of the day at which the city begins (default 8; -1 the real one)" }, \
	{ "bikes", OPT_INT, &lo.bikes, 1, 5e6, "N", "bikes (default 274000)" }, \
	{ "stations", OPT_INT, &lo.stations, 1, CITY_STATIONS, "N", "only the first N stations (default 4334)" }, \
	{ "faults", OPT_STR, &lo.faults, 0, 0, "WORD", "none, some (default) or many" }, \
	{ "truth", OPT_STR, &lo.truth, 0, 0, "DIR", "folder for the truth: faults.csv, truth_violations.csv, truth_crossings.csv" }, \
	{ "flush-ms", OPT_INT, &lo.flush_ms, 10, 60000, "MS", "how long a station gathers a batch (default 1000)" }, \
	{ "moving-ms", OPT_INT, &lo.moving_ms, 200, 50000, "MS", "beacon interval of a riding tag (default 2000)" }, \
	{ "parked-ms", OPT_INT, &lo.parked_ms, 200, 50000, "MS", "beacon interval of a parked tag (default 8000)" }, \
	{ "backoff", OPT_NUM, &lo.backoff, 0.001, 10, "X", "scale of the reconnect waits (default 1: 1 s to 5 min)" }
