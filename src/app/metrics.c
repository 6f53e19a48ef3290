/* metrics — the program's figures as Prometheus text, and its health in a word. One table: name, kind, what an operator should do. */
#include <stdio.h>

#include "app/server.h"
#include "platform/fs.h"

enum { F_COUNTER, F_GAUGE };

struct figures { struct partition_stats p; struct ingest_stats i; struct journal_stats j; int state; int64_t disk_free, up_s; };

#define ROWS(X) \
	X("yanzhen_up_seconds", F_GAUGE, f->up_s, "since the start") \
	X("yanzhen_sightings_total", F_COUNTER, f->i.sightings, "sightings taken into the journal") \
	X("yanzhen_frames_total", F_COUNTER, f->i.frames, "frames taken into the journal") \
	X("yanzhen_duplicate_frames_total", F_COUNTER, f->i.duplicates, "frames stations sent again; many: acknowledgements get lost on the way") \
	X("yanzhen_bad_frames_total", F_COUNTER, f->i.bad_frames, "frames that ended a session; see the log for the stations") \
	X("yanzhen_acks_total", F_COUNTER, f->i.acks, "acknowledgements sent") \
	X("yanzhen_stations_online", F_GAUGE, f->i.online, "stations with a session") \
	X("yanzhen_sessions", F_GAUGE, f->i.sessions, "connections on the station ports") \
	X("yanzhen_sessions_young", F_GAUGE, f->i.young, "connections on the station ports that have not said who they are") \
	X("yanzhen_sessions_evicted_total", F_COUNTER, f->i.evicted, "such connections ended because all their places were taken; rising: somebody floods the station port") \
	X("yanzhen_clock_off_ms", F_GAUGE, f->i.clock_off_ms, "not 0: the server's clock jumped this far and is not believed; mend it, or restart to take it") \
	X("yanzhen_ingest_blocked_ms_total", F_COUNTER, f->i.blocked_ms, "time in which nothing was read because the journal could not take it: a slow or full disk") \
	X("yanzhen_ingest_held_ms_total", F_COUNTER, f->i.held_ms, "time in which nothing was read because the engines were too far behind: more load than the machine can apply") \
	X("yanzhen_journal_state", F_GAUGE, f->state, "0 well, 1 disk full (free space, it resumes), 2 failed (replace the disk, restart)") \
	X("yanzhen_journal_bytes_total", F_COUNTER, f->j.synced_bytes, "bytes synced to the journal") \
	X("yanzhen_journal_syncs_total", F_COUNTER, f->j.syncs, "group commits") \
	X("yanzhen_journal_sync_ns_total", F_COUNTER, f->j.sync_ns_sum, "time spent in syncs; divided by the syncs it is the disk's answer time") \
	X("yanzhen_engine_behind_bytes", F_GAUGE, f->p.engine_behind_bytes, "journal the engines have yet to apply; growing: the machine is too small") \
	X("yanzhen_engine_sightings_total", F_COUNTER, f->p.sightings, "sightings the engines applied") \
	X("yanzhen_engine_bad_records_total", F_COUNTER, f->p.bad_payloads, "journal records the engines could not read and left out; not 0: a station's times are absurd, or a fault of this program") \
	X("yanzhen_visits_total", F_COUNTER, f->p.visits, "visits closed and handed to the trail") \
	X("yanzhen_hits_total", F_COUNTER, f->p.hits, "hearings of watched tags that were told") \
	X("yanzhen_alert_queue", F_GAUGE, f->p.alert_queue, "hits waiting for the database; not 0 for long: look at the log") \
	X("yanzhen_trail_queue", F_GAUGE, f->p.trail_queue, "groups of visits waiting for the trail store") \
	X("yanzhen_trail_bytes", F_GAUGE, f->p.trail_disk_bytes, "size of the trail store") \
	X("yanzhen_tags_known", F_GAUGE, f->p.tags_known, "tags in the presence table") \
	X("yanzhen_presence_bytes", F_GAUGE, f->p.presence_bytes, "memory of the presence table") \
	X("yanzhen_open_visits", F_GAUGE, f->p.open_visits, "visits going on") \
	X("yanzhen_watch_entries", F_GAUGE, f->p.watch_count, "entries of the watch list") \
	X("yanzhen_snapshots_total", F_COUNTER, f->p.snapshots, "snapshots of the engines written") \
	X("yanzhen_snapshot_ms", F_GAUGE, f->p.snapshot_ms, "how long the last snapshot took") \
	X("yanzhen_disk_free_bytes", F_GAUGE, f->disk_free, "free space of the data directory; see that it lasts")

static void collect(struct server *s, struct figures *f)
{
	partition_stats(s->part, &f->p);
	ingest_stats(s->ingest, &f->i);
	journal_stats(s->journal, &f->j);
	f->state = (int)journal_state(s->journal);
	f->disk_free = fs_free_bytes(s->cfg.data_dir);
	f->up_s = mono_since_ms(s->begun) / 1000;
}

void server_metrics(void *arg, FILE *out)
{
	struct figures v, *f = &v;

	collect(arg, f);
#define X(name, kind, value, doc) \
	fprintf(out, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", name, doc, name, (kind) == F_COUNTER ? "counter" : "gauge", name, \
	        (long long)(value));
	ROWS(X)
#undef X
}

bool server_health(void *arg, struct js *out)
{
	static const char *const names[] = { "ok", "full", "failed" };
	struct server *s = arg;
	enum journal_state st = journal_state(s->journal);

	struct partition *part = s->part;
	int fault = part ? partition_fault(part) : 0;

	js_str(out, "journal", str_of((unsigned)st < COUNTOF(names) ? names[st] : "?"));
	struct ingest_stats is;
	ingest_stats(s->ingest, &is);
	js_str(out, "stores", str_of(fault ? err_name(fault) : "ok"));
	js_str(out, "clock", str_of(is.clock_off_ms ? "jumped" : "ok"));
	return st == JOURNAL_OK && fault == 0 && is.clock_off_ms == 0;
}
