/* jdump — a journal as lines, for the tests' oracles: S index name | H index epoch | F index sequence-number | L index. */
#include <inttypes.h>
#include <stdio.h>

#include "format/sup/sup.h"
#include "serve/ingest/ingest.h"

static int line(void *arg, const struct journal_rec *r)
{
	struct session_event ev;
	struct station_place pl;
	struct sup_frame f;

	(void)arg;
	switch (r->type) {
	case JR_STATION:
		if (r->n != sizeof pl)
			return E_CORRUPT;
		memcpy(&pl, r->p, sizeof pl);
		printf("S %u %.32s\n", pl.ix, pl.name);
		break;
	case JR_HELLO:
		if (r->n != sizeof ev)
			return E_CORRUPT;
		memcpy(&ev, r->p, sizeof ev);
		printf("H %u %" PRIu64 "\n", r->source, ev.epoch);
		break;
	case JR_LEFT:
		printf("L %u\n", r->source);
		break;
	case JR_FRAME:
		/* the frame as the station sent it, CRC and all */
		if (r->n < 8 || sup_frame_parse(r->p + 8, r->n - 8, SUP_MAX_PAYLOAD, &f) != 1)
			return E_CORRUPT;
		printf("F %u %" PRIu64 "\n", r->source, f.seq);
		break;
	case JR_WATCH:
		printf("W\n");
		break;
	case JR_TICK:
		printf("T %lld\n", (long long)r->stored);
		break;
	default:
		break;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct err e = { 0 };
	uint64_t end;

	if (argc != 2) {
		fputs("usage: jdump FOLDER\n", stderr);
		return 64;
	}
	int rc = journal_scan(argv[1], 0, line, NULL, &end, &e);
	if (rc < 0) {
		fprintf(stderr, "jdump: %s\n", e.msg[0] ? e.msg : err_text(rc));
		return 1;
	}
	return 0;
}
