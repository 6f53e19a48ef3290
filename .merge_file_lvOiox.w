"""The planted bugs. One row: a name, 
the file, 
the text to replace (exactly once in the file), 
the wrong text, 
and the
tests that should see it, 
the quickest first."""
from typing import NamedTuple


class Row(NamedTuple):
    name: str
    file: str
    old: str
    new: str
    tests: list


JOURNAL = "src/store/journal/"
TRAIL = "src/track/trail/"
INGEST = "src/serve/ingest/"
HTTP = "src/serve/http/"
ACCOUNT = "src/office/account/"
VAULT = "src/store/vault/"
AUDIT = "src/office/audit/"

ROWS = [Row(*r) for r in [
    # ---- journal: what is acknowledged is on the disk ----
    ("ack before sync", 
JOURNAL + "journal.c",
     "\tint rc = write_jobs(j, 
job, 
n);\n",
     "\tpublish(j, 
lsn);\n\tint rc = write_jobs(j, 
job, 
n);\n", 
["journal_test"]),
    ("no sync", 
JOURNAL + "journal.c",
     'FAILPOINT("journal.sync") ? -1 : sys.fdatasync(j->fd);',
     'FAILPOINT("journal.sync") ? -1 : 0;', 
["journal_test"]),
    ("no directory sync", 
JOURNAL + "journal.c",
     '\tif (FAILPOINT("journal.dirsync") || sys.fsync(j->dir_fd) < 0)\n',
     '\tif (FAILPOINT("journal.dirsync"))\n', 
["journal_test", 
"power_sim_test"]),
    ("failed sync is retried", 
JOURNAL + "journal.c",
     'FAILPOINT("journal.sync") ? -1 : sys.fdatasync(j->fd);',
     'FAILPOINT("journal.sync") ? -1 : sys.fdatasync(j->fd) < 0 ? sys.fdatasync(j->fd) : 0;', 
["fail_call_test"]),
    ("CRC of a record ignored", 
JOURNAL + "journal_rec.c",
     "\tif (c != le32(p + 4))\n\t\treturn false;\n", 
"", 
["journal_test"]),
    ("synced damage taken for a torn tail", 
JOURNAL + "journal_rec.c",
     "\ts.damaged = s.durable > s.end || proven_behind(v, 
s.end);\n",
     "\ts.damaged = false;\n", 
["journal_test", 
"rot_test"]),
    ("full disk is final", 
JOURNAL + "journal.c",
     "\tcase ENOSPC: case EDQUOT: case EMFILE:", 
"\tcase EMFILE:", 
["journal_test", 
"fail_call_test"]),
    ("retention takes a segment too many", 
JOURNAL + "journal.c",
     "bool any = j->segs.n > 1 && j->segs.v[0].end <= keep_lsn;",
     "bool any = j->segs.n > 1 && j->segs.v[0].first <= keep_lsn;", 
["journal_test"]),

    # ---- the protocol: each frame once, 
acknowledged when it is durable ----
    ("CRC of a frame ignored", 
"src/format/sup/sup.c",
     "\tif (!trusted && UNLIKELY(frame_crc(p, 
f.total) != f.crc))\n\t\treturn -SUP_E_CRC;\n", 
"", 
["sup_test"]),
    ("ack of frames that are not durable", 
INGEST + "ack.c",
     "\twhile (k < s->n_ack && s->ack[k].lsn <= durable)\n", 
"\t(void)durable;\n\twhile (k < s->n_ack)\n", 
["ingest_test"]),
    ("ack of a duplicate whose first copy is not durable", 
INGEST + "ack.c",
     "\tif (s->n_ack == 0)\n\t\tack_send(", 
"\tack_send(", 
["ingest_test"]),
    ("the registry read anew undoes a revocation", 
INGEST + "registry.c",
     "\t} else if (st->told <= mark) {\n", 
"\t} else {\n", 
["ingest_test"]),
    ("dedup by time", 
INGEST + "frames.c",
     "switch (gap ? ingest_add_gap(&set, 
gap, 
f->seq) : seqset_add(&set, 
f->seq, 
f->seq)) {",
     "switch (now == st->health.last_frame_at ? SEQSET_DUP : seqset_add(&set, 
f->seq, 
f->seq)) {", 
["ingest_test"]),
    ("duplicate frame journaled twice", 
INGEST + "frames.c",
     "\t\tack_duplicate(s);\n\t\treturn FR_OK;\n",
     "\t\tack_duplicate(s);\n"
     "\t\tif (journal_append(g->o.journal, 
JR_FRAME, 
st->ix, 
now, 
&now, 
sizeof now, 
raw, 
f->total, 
&end) < 0)\n"
     "\t\t\treturn FR_BLOCKED;\n\t\treturn FR_OK;\n", 
["ingest_test"]),
    ("a full journal loses the frame", 
INGEST + "frames.c",
     "\tif (rc == E_BUSY || rc == E_FULL)\n\t\treturn FR_BLOCKED;\n\tif (rc < 0) {\n\t\tsession_fail(s, 
SUP_E_INTERNAL, 
f->seq,",
     "\tif (rc == E_BUSY || rc == E_FULL)\n\t\treturn FR_OK;\n\tif (rc < 0) {\n\t\tsession_fail(s, 
SUP_E_INTERNAL, 
f->seq,", 
["ingest_test"]),
    ("session epoch forgotten over a restart", 
INGEST + "registry.c",
     "\t\tmemcpy(&ev, 
r->p, 
sizeof ev);\n\t\tingest_use_epoch(st, 
ev.epoch, 
ev.first_seq);\n",
     "\t\tmemcpy(&ev, 
r->p, 
sizeof ev);\n\t\tif (st->n_epochs == 0)\n\t\t\tingest_use_epoch(st, 
ev.epoch, 
ev.first_seq);\n",
     ["ingest_test"]),
    ("dedup state not in a new segment", 
INGEST + "registry.c",
     "\tif (count == 0)\n\t\treturn 0;\n", 
"\tif (count < STATION_MAX)\n\t\treturn 0;\n", 
["ingest_test"]),
    ("cumulative number jumps over a hole", 
INGEST + "seqset.c",
     "\tbool placed = first - 1 <= s->cum; ", 
"\tbool placed = first - 1 <= s->cum + 1; ", 
["seqset_test"]),
    ("a station speaks for another", 
INGEST + "frames.c",
     "if (s->psk_name[0] && !str_eq(h.station, 
str_of(s->psk_name))) {", 
"if (false) {", 
["ingest_test"]),
    ("a long watch list is queued at once", 
INGEST + "watchlist.c",
     "while (s->whole && !s->dead && s->out_n == s->out_at)", 
"while (s->whole && !s->dead)", 
["ingest_edge_test"]),
    ("a refused watch list is sent again at every heartbeat", 
INGEST + "watchlist.c",
     "s->watch_retry_ms = MIN(wait, 
WATCH_RETRY_MAX_MS / 2) * 2;", 
"s->watch_retry_ms = wait;", 
["ingest_edge_test"]),
    ("strangers push out a waiting station", 
INGEST + "pending.c",
     "\t\told = of_the_loudest(g);\n", 
"\t\told = stalest(g, 
NULL);\n", 
["ingest_flood_test"]),
    ("a clock ten years ahead is believed", 
INGEST + "pace.c",
     "off <= PACE_STEP_MS) {", 
"off <= INT64_MAX) {", 
["ingest_edge_test"]),
    ("a flood drives out others", 
INGEST + "young.c",
     "if (y->of[i] > y->of[top])", 
"if (y->of[i] > UINT16_MAX)", 
["ingest_flood_test"]),
    ("TLS state for any number of repeated first messages", 
INGEST + "young.c",
     "if (y->n >= SHAKING_MAX) {", 
"if (y->n >= 2 * SHAKING_MAX) {", 
["ingest_flood_test"]),
    ("a station is let in before the places", 
INGEST + "ingest.c",
     "\tif (!g->o.hold)\n", 
"", 
["ingest_edge_test"]),
    ("a revoked key keeps its session", 
INGEST + "registry.c",
     "\t\t\tmemcpy(st->key, 
key, 
LINK_KEY);\n\t\tif (st->session)\n\t\t\tst->session->cut = SUP_BYE_REVOKED + 1;\n",
     "\t\t\tmemcpy(st->key, 
key, 
LINK_KEY);\n", 
["ingest_test"]),
    ("credits without a bound", 
INGEST + "frames.c",
     "return s->bytes_in - s->bytes_acked > 2 * s->credit + SUP_MAX_PAYLOAD;",
     "return s->bytes_in < s->bytes_acked;", 
["ingest_test"]),

    # ---- engines ----
    ("late row moves last heard back", 
"src/track/presence/presence.c",
     "\tv->last = MAX(v->last, 
h->e);\n", 
"\tv->last = h->e;\n", 
["presence_test"]),
    ("a resent sighting counts twice", 
"src/track/presence/presence.c",
     "\tif (!again)\n", 
"\tif (!again || h->late)\n", 
["presence_test"]),
    ("a visit goes on over midnight", 
"src/track/presence/presence.c",
     " && day_of(a) == day_of(v->first);", 
";", 
["presence_test"]),
    ("live hit within the quiet is told again", 
"src/track/watch/watch.c",
     "\tif (!silent && !moved && e->c.severity <= e->told_severity)\n\t\treturn false;\n", 
"", 
["watch_test"]),
    ("watch quiet reset by a late hit", 
"src/track/watch/watch.c",
     "\t\tif (heard < e->c.since)\n\t\t\tcontinue;\n",
     "\t\tif (heard < e->c.since)\n\t\t\tcontinue;\n\t\tif (late)\n\t\t\te->live_last = MAX(e->live_last, 
heard);\n", 
["watch_test"]),
    ("late evidence not labelled", 
"src/track/watch/watch.c",
     "bool late = b->late || heard < e->c.at", 
"bool late = heard < e->c.at", 
["watch_test"]),
    ("a clock ahead is bent to the stream in replay", 
"src/serve/cli/replay_int.h",
     "RP_TRUST_MS = 43200000,", 
"RP_TRUST_MS = 60000,", 
["replay_test"]),
    ("a station ahead keeps a reported tag quiet", 
"src/track/watch/watch.c",
     "!live_news(w, 
e, 
district, 
MIN(heard, 
b->recv)))", 
"!live_news(w, 
e, 
district, 
heard))", 
["replay_test"]),
    ("a clock behind bends the ride", 
"src/serve/cli/replay_track.c",
     "q->t + behind(k, 
q->station)", 
"q->t + 0 * behind(k, 
q->station)", 
["replay_test"]),
    ("both sides of a row of stations are not told", 
"src/track/position/position_track.c",
     "(p > 0.85 ? m * (1 - p) : m * p)", 
"0 * m * p", 
["position_test"]),
    ("a ride by its nearest stations alone", 
"src/track/position/position_track.c",
     "\t\t\tif (pass)\n\t\t\t\tobserve_distance", 
"\t\t\tif (pass > PASSES)\n\t\t\t\tobserve_distance", 
["position_test"]),
    ("replay takes its time from the clock", 
"src/track/engine/engine.c",
     "\tadvance(e, 
recv);\n\te->counts.frames++;\n", 
"\textern long time(long *);\n\tadvance(e, 
MAX(recv, 
time(NULL) * SECOND_MS));\n\te->counts.frames++;\n",
     ["engine_test"]),

    # ---- trail ----
    ("position one too far", 
TRAIL + "trail.c",
     "put_be64(pos, 
t->hand.lsn);", 
"put_be64(pos, 
t->hand.lsn + 1);", 
["trail_test"]),
    ("position not in the batch of its visits", 
TRAIL + "trail.c",
     "\tkv_batch_put(w->batch, 
kv_cf_default(t->kv), 
(struct kv_slice){ 
(const uint8_t *)\"P\", 
1 },\n",
     "\tTRY(kv_write(t->kv, 
w->batch, 
e));\n\tkv_batch_clear(w->batch);\n"
     "\tkv_batch_put(w->batch, 
kv_cf_default(t->kv), 
(struct kv_slice){ 
(const uint8_t *)\"P\", 
1 },\n", 
["trail_test"]),
    ("merge drops a group", 
TRAIL + "trail_book.c",
     "for (size_t i = 0; i < n && good; i++)", 
"for (size_t i = n > 1; i < n && good; i++)", 
["trail_test"]),
    ("a block of hours is skipped", 
TRAIL + "trail_book.c",
     "if (!(want >> node & 1))", 
"if (!(want >> node & 1) || node == 41)", 
["trail_test", 
"trail_value_test"]),
    ("dictionary places off by one", 
TRAIL + "trail_book.c",
     "v[t[i].i].id = b->ids.n - 1;", 
"v[t[i].i].id = i;", 
["trail_value_test"]),
    ("widths by flags the wrong way round", 
TRAIL + "trail_value.c",
     "c.by_flags ? !flagged(v, 
i, 
f) :", 
"c.by_flags ? flagged(v, 
i, 
f) :", 
["trail_value_test"]),
    ("format 1's station keys not read", 
TRAIL + "trail_read.c",
     "bool old = day / SPAN_DAYS <= s->t->old_until;", 
"bool old = false;", 
["trail_test"]),
    ("a later format is opened", 
TRAIL + "trail.c",
     "if (p && (version != FORMAT || n != 5))", 
"if (p && n != 5)", 
["trail_test"]),
    ("retention off by one day", 
TRAIL + "trail.c",
     "int32_t limit = day_of(now - (int64_t)t->o.keep_days * DAY_MS)",
     "int32_t limit = day_of(now - (int64_t)t->o.keep_days * DAY_MS) - 1", 
["trail_test"]),
    ("a backup copies the trail while it is written", 
TRAIL + "trail.c",
     "\tpthread_mutex_lock(&t->writer);\n\tint rc = sync_all(t, 
e);\n\tif (rc >= 0)\n\t\trc = kv_checkpoint(t->kv, 
dir, 
e);\n\tpthread_mutex_unlock(&t->writer);\n",
     "\tint rc = sync_all(t, 
e);\n\tif (rc >= 0)\n\t\trc = kv_checkpoint(t->kv, 
dir, 
e);\n", 
["trail_test"]),
    ("a gap names its stations by code alone", 
"src/flow/flow_track.c",
     "g->pl->s[who[i]].name, 
g->pl->s[who[i]].place, 
0 };", 
"g->pl->s[who[i]].name, 
S(\"\"), 
0 };", 
["flow_test"]),
    ("a random tag's last bits are not sorted", 
TRAIL + "trail_order.c",
     "if (top == lo || insert_few(s, 
n))", 
"if (top == lo || insert_few(s, 
1))", 
["trail_test"]),
    ("only batches may be compressed", 
INGEST + "frames.c",
     "int k = fn ? sup_inflate(f, 
s->g->inflate_buf, 
SUP_MAX_PAYLOAD) : 0;",
     "int k = fn && f->type < SUP_GAP && f->type >= SUP_SIGHTINGS ? sup_inflate(f, 
s->g->inflate_buf, 
SUP_MAX_PAYLOAD) : 0;", 
["ingest_hostile_test"]),
    ("a compressed GAP is damage at the restart", 
INGEST + "registry.c",
     "sup_inflate(&f, 
g->inflate_buf, 
SUP_MAX_PAYLOAD) < 0 || ", 
"", 
["ingest_hostile_test"]),
    ("a station's turn has no end", 
INGEST + "session.c",
     "s->work >= WORK_TURN && at < n", 
"s->work >= WORK_TURN && at > n", 
["ingest_hostile_test"]),
    ("strangers use the workers of all", 
HTTP + "dispatch.c",
     "c->row->who == ROLE_PUBLIC ? LANE_STRANGERS : ", 
"", 
["http_test"]),
    ("one session takes all event streams", 
HTTP + "sse.c",
     " && own < c->h->lim.sse_of_one", 
" && own < c->h->lim.sse_clients", 
["sse_test"]),
    ("RocksDB writes its LOG on a full disk", 
"src/store/kv/kv.c",
     "\trocksdb_options_set_info_log_level(o, 
LOG_NOTHING);\n", 
"", 
["kv_test"]),
    ("strangers fill the log", 
"src/platform/log.c",
     "\t\tg->left_out++;\n\t\treturn false;\n", 
"\t\tg->left_out++;\n", 
["ingest_hostile_test"]),
    ("what waits for the disk is not behind", 
"src/serve/ingest/ingest.c",
     "+ on_way > LAG_MAX", 
"+ 0 * on_way > LAG_MAX", 
["ingest_edge_test"]),
    ("dropped memory takes its neighbour along", 
"src/platform/mem.c",
     "to = ((uintptr_t)p + n) / PAGE * PAGE", 
"to = ALIGN_UP((uintptr_t)p + n, 
(uintptr_t)PAGE)", 
["mem_test"]),
    ("late visit filed under today", 
TRAIL + "trail_order.c",
     ".i = i, 
.day = (uint16_t)day }", 
".i = i, 
.day = n ? a[0].day : (uint16_t)day }", 
["trail_test"]),
    ("snapshot before its visits are synced", 
"src/serve/engine/trailq.c",
     "\t\t\tuntil_done(p, 
do_sync, 
0);\n", 
"\t\t\t(void)do_sync;\n", 
["partition_test"]),

    # ---- cases, 
alerts, 
looks ----
    ("two open alerts on a case", 
"db/migrations/0003_theft.sql",
     "CREATE UNIQUE INDEX alert_open ON alert", 
"CREATE INDEX alert_open ON alert", 
["flow_test"]),
    ("a replayed hit counts again", 
"src/flow/flow_alert.c",
     "\tif (known)\n\t\treturn 0;\n", 
"\t(void)known;\n", 
["flow_test"]),
    ("late hit moves an alert back", 
"src/office/alert/alert.c",
     "\ta->last_heard_at = MAX(a->last_heard_at, 
d->heard_at);\n", 
"\ta->last_heard_at = d->heard_at;\n", 
["flow_test"]),
    ("late evidence locates a case", 
"src/flow/flow_alert.c",
     "\tif (!d.late && t.state == TS_WATCHED)", 
"\tif (t.state == TS_WATCHED)", 
["flow_test"]),
    ("a found bike stays on the watch list", 
"src/office/theft/theft_sm.c",
     "{ 
TS_LOCATED, 
  TE_RECOVER, 
 P, 
  NULL, 
            TS_RECOVERED, 
FX_UNWATCH | FX_CLOSE_ALERTS },",
     "{ 
TS_LOCATED, 
  TE_RECOVER, 
 P, 
  NULL, 
            TS_RECOVERED, 
FX_CLOSE_ALERTS },", 
["theft_test", 
"flow_test"]),
    # ---- documents: each fetched one is in the audit, 
the public hears the truth ----
    ("a PDF without its audit row", 
"src/flow/flow_paper_draw.c",
     '\tTRY(audit_add(cx, 
"paper.pdf", 
"paper", 
id, 
(theft_id){ 
0 }, 
paper_kind_words[row.kind]));\n', 
"", 
["flow_paper_test"]),
    ("a drawing that differs is not told", 
"src/flow/flow_paper_draw.c", 
"\tif (!same) {\n", 
"\tif (false) {\n", 
["flow_paper_test"]),
    ("documents of everywhere", 
"src/flow/flow_paper.c",
     '\tif (!mine)\n\t\treturn FAIL(cx, 
E_DENIED, 
"this document', 
'\tif (false)\n\t\treturn FAIL(cx, 
E_DENIED, 
"this document', 
["flow_paper_test"]),
    ("a transferred bike's old certificate holds", 
"src/flow/flow_paper_verify.c", 
"own.owner.v == named.id.v && ", 
"", 
["flow_paper_test"]),
    ("a merged owner's certificate does not hold", 
"src/flow/flow_paper_verify.c", 
"own.owner.v == named.id.v", 
"own.owner.v == p->owner.v", 
["flow_paper_test"]),
    ("an old plate's certificate holds", 
"src/flow/flow_paper_verify.c", 
" && str_eq(plate_str(&b.plate), 
p->plate)", 
"", 
["flow_paper_test"]),
    ("a deregistered bike's certificate holds", 
"src/flow/flow_paper_verify.c", 
"b.life == BL_REGISTERED && ", 
"", 
["flow_paper_test"]),
    ("an expired temporary plate holds", 
"src/flow/flow_paper_verify.c", 
"b->ends_on.n == now.n && ", 
"b->ends_on.n == now.n && false && ", 
["flow_paper_test"]),
    ("stolen is not joined", 
"src/flow/flow_paper_verify.c", 
"*ret = flag || open;", 
"*ret = false;", 
["flow_paper_test"]),
    ("an open case is not stolen", 
"src/flow/flow_paper_verify.c", 
"*ret = flag || open;", 
"*ret = flag;", 
["flow_paper_test"]),
    ("the public asks without end", 
"src/flow/flow_paper_verify.c", 
"rates.place[i].n < one && ", 
"", 
["flow_paper_test"]),
    ("the code lies open", 
"src/office/paper/paper.c", 
"\tret[0] = V(sealed_code);\n", 
"\tret[0] = V(arena_str(cx->arena, 
str_of(code)));\n", 
["paper_office_test"]),
    ("a document's first hash is forgotten", 
"src/office/paper/paper.sql", 
"CASE WHEN pdf_sha = '' THEN $1 ELSE pdf_sha END", 
"$1", 
["paper_office_test"]),
    ("documents can be changed", 
"db/migrations/0015_paper.sql", 
"OR NEW.plate <> OLD.plate ", 
"", 
["paper_office_test"]),
    ("documents can be removed", 
"db/migrations/0015_paper.sql",
     "CREATE TRIGGER paper_no_delete BEFORE DELETE ON paper BEGIN SELECT RAISE(ABORT, 
'issued documents are never removed'); END;\n", 
"", 
["paper_office_test"]),
    ("trail of a closed case", 
"src/flow/flow_track.c",
     "\tif (!theft_is_open(t))\n", 
"\tif (false)\n", 
["flow_test"]),
    ("trail beyond the window of its case", 
"src/flow/flow_track.c",
     "utc_ms from = MAX(l->from ? l->from : least, 
least), 
to", 
"utc_ms from = l->from ? l->from : least, 
to", 
["flow_test"]),
    ("no audit row for a look at a trail", 
"src/flow/flow_track.c",
     "\tTRY(note(cx, 
l, 
refusal < 0, 
a.from, 
a.to));\n", 
"\tif (refusal < 0)\n\t\tTRY(note(cx, 
l, 
true, 
a.from, 
a.to));\n", 
["flow_test"]),
    ("audit row after the look", 
"src/flow/flow_track.c",
     "\tTRY(sql_commit(cx));\n\tcx->err = why;\n", 
"\tcx->err = why;\n", 
["flow_test"]),
    ("passages tell other tags", 
"src/flow/flow_track.c",
     "\t\tif (v[i].tag != t->tag.v)\n", 
"\t\tif (false)\n", 
["flow_test"]),

    # ---- staff, 
routes, 
requests ----
    ("role check dropped on a route", 
"src/office/alert/alert_api.c",
     '{ 
HTTP_GET, 
"/api/v1/alerts", 
ROLE_POLICE,', 
'{ 
HTTP_GET, 
"/api/v1/alerts", 
ROLE_STAFF,', 
["flow_test"]),
    ("role not asked by the server", 
HTTP + "dispatch.c",
     "\t\tif (!(acc.roles & who) && !((flags & RF_FIRST) && acc.id.v))", 
"\t\tif (false)", 
["route_test", 
"http_test"]),
    ("CSRF header not required", 
HTTP + "dispatch.c",
     "\t\tif (!c->hd.guard)\n", 
"\t\tif (false)\n", 
["http_test", 
"wire_test"]),
    ("Origin not looked at", 
HTTP + "dispatch.c",
     "\t\tif (!origin_ok(&c->hd))\n", 
"\t\tif (false && !origin_ok(&c->hd))\n", 
["http_test", 
"wire_test"]),
    ("no audit row for a write", 
HTTP + "dispatch.c",
     "\treturn audit_row(c, 
cx, 
rp);\n", 
"\treturn (void)audit_row, 
0;\n", 
["http_test"]),
    ("JSON duplicate keys accepted", 
"src/format/js/js_read.c",
     "JSON_REJECT_DUPLICATES", 
"0", 
["js_test"]),
    ("mask of a phone number off", 
"src/core/pii.c",
     "\treturn n >= 11 ? mask(a, 
s, 
3, 
4, 
4) : mask(a, 
s, 
0, 
4, 
n >= 7 ? 2 : 0);\n", 
"\t(void)n;\n\treturn arena_str(a, 
s);\n", 
["pii_test"]),
    ("mask of a name off", 
"src/core/pii.c",
     "\treturn mask(a, 
s, 
1, 
char_count(s) > 1 ? 2 : 0, 
0);\n", 
"\treturn arena_str(a, 
s);\n", 
["pii_test"]),
    ("mask of an ID number shows the birthday", 
"src/core/pii.c",
     "keep = n >= 15 ? 4 :", 
"keep = n >= 15 ? 8 :", 
["pii_test"]),
    ("mask of an address shows the house", 
"src/core/pii.c",
     '\treturn arena_fmt(a, 
"%.*s****", 
(int)end, 
s.p);\n', 
'\treturn arena_fmt(a, 
"%.*s****", 
(int)(end ? s.n : 0), 
s.p);\n', 
["pii_test"]),
    ("log-in never locks", 
ACCOUNT + "account_login.c",
     "\treturn until == 0 ? 0 : FAIL(cx, 
E_BUSY,", 
"\treturn true ? 0 : FAIL(cx, 
E_BUSY,", 
["account_login_test"]),
    ("a code is not asked for at the log-in", 
ACCOUNT + "account_login.c",
     "\tif (known && same && !f->a.disabled)\n\t\t*ret_step = step;\n",
     "\tif (known && same && !f->a.disabled)\n\t\t*ret_step = step ? step : f->step + 1;\n", 
["account_login_test"]),
    ("a password is not asked for at the log-in", 
ACCOUNT + "account_login.c",
     "\tif (known && same && !f->a.disabled)\n", 
"\tif (known && !f->a.disabled)\n", 
["account_login_test"]),
    ("a code is not asked for at the step-up", 
ACCOUNT + "account_login.c",
     "\tif (step == 0) {\n\t\tTRY(note_failure(cx, 
&key));\n\t\treturn FAIL_FIELD(cx, 
E_DENIED, 
\"code\", 
\"the code is wrong or",
     "\tif (step == 0)\n\t\tstep = f.step + 1;\n\tif (false) {\n\t\tTRY(note_failure(cx, 
&key));\n\t\treturn FAIL_FIELD(cx, 
E_DENIED, 
\"code\", 
\"the code is wrong or",
     ["account_login_test"]),
    ("a code counts twice", 
ACCOUNT + "account_secret.c",
     "\tif (rc >= 0 && (int64_t)counter > last_step)\n", 
"\tif (rc >= 0 && last_step >= 0)\n", 
["account_login_test"]),
    ("a used code counts in the race of two log-ins", 
ACCOUNT + "account_login.sql",
     "WHERE id = $2 AND totp_step < $1;", 
"WHERE id = $2 AND $1 > 0;", 
["account_login_test"]),
    ("failed step-ups are not counted", 
ACCOUNT + "account_login.c",
     "\t\tTRY(note_failure(cx, 
&key));\n\t\treturn FAIL_FIELD(cx, 
E_DENIED, 
\"code\", 
\"the code is wrong or",
     "\t\treturn FAIL_FIELD(cx, 
E_DENIED, 
\"code\", 
\"the code is wrong or", 
["account_login_test"]),
    ("the old session survives a new log-in", 
ACCOUNT + "account_login.c",
     "\t\trc = sessions_end(cx, 
id, 
\"elsewhere\");\n", 
"\t\trc = sessions_end(cx, 
(account_id){ 
0 }, 
\"elsewhere\");\n", 
["account_login_test"]),
    ("sessions outlive a new password", 
ACCOUNT + "account.c",
     "\treturn end ? sessions_end(cx, 
id, 
\"password\") : 0;\n", 
"\treturn end ? 0 : 0;\n", 
["account_login_test"]),
    ("a session never idles out", 
ACCOUNT + "account_login.c",
     "\tif (cx->now - s->seen_at >= ACCOUNT_IDLE_MS)\n", 
"\tif (false)\n", 
["account_login_test"]),
    ("a step-up lasts for ever", 
ACCOUNT + "account.h",
     "cx->stepup_at > 0 && cx->now - cx->stepup_at < ACCOUNT_STEPUP_MS;", 
"cx->stepup_at > 0;", 
["account_login_test", 
"http_test"]),
    ("a step-up is not demanded", 
HTTP + "dispatch.c",
     "\tif ((flags & RF_STEPUP) && !account_stepped_up(cx))\n", 
"\tif (false)\n", 
["http_test"]),
    ("a grant is decided without a fresh code", 
ACCOUNT + "account_admin_api.c",
     "SEC, 
NULL, 
TX_WRITE, 
RF_STEPUP, 
NULL, 
&grant_shape, 
NULL, 
0, 
post_decide,", 
"SEC, 
NULL, 
TX_WRITE, 
0, 
NULL, 
&grant_shape, 
NULL, 
0, 
post_decide,",
     ["flow_test", 
"rights_test"]),
    ("everything is open while the one-time password stands", 
HTTP + "dispatch.c",
     "\t\tif (acc.must_change && !(flags & RF_FIRST))\n", 
"\t\tif (false)\n", 
["http_test"]),
    ("an absent desk keeps its session", 
HTTP + "dispatch.c",
     "\tif (!c->hd.quiet)\n", 
"\tif (true)\n", 
["http_test"]),
    ("who asked decides", 
ACCOUNT + "account_grant.c",
     "\tif (g->asked_by.v == cx->actor.v)\n\t\treturn FAIL(cx, 
E_DENIED, 
\"who asked does not decide\");\n", 
"", 
["account_grant_test"]),
    ("one decides about oneself", 
ACCOUNT + "account_grant.c",
     "\tif (g->account.v == cx->actor.v)\n\t\treturn FAIL(cx, 
E_DENIED, 
\"nobody decides about himself\");\n", 
"", 
["account_grant_test"]),
    ("an administrator beside another role", 
ACCOUNT + "account.c",
     "\treturn !(roles & ROLE_ADMINS) || roles == ROLE_SYSADMIN ||", 
"\treturn true || roles == ROLE_SYSADMIN ||", 
["account_test"]),
    ("both administrators read the accounts by one row", 
ACCOUNT + "account_admin_api.c",
     '"/api/v1/accounts", 
SYS, 
NULL, 
TX_READ, 
RF_LIST', 
'"/api/v1/accounts", 
SYS | SEC, 
NULL, 
TX_READ, 
RF_LIST', 
["rights_test", 
"flow_test"]),
    ("an area covers its neighbours", 
ACCOUNT + "account_unit.c",
     "\treturn cx->area.n > 0 && str_starts(path, 
cx->area);\n", 
"\treturn cx->area.n > 0 && path.n > 0;\n", 
["account_test"]),
    ("an owner's code has no end of tries", 
ACCOUNT + "account_owner.sql",
     "WHERE x_phone = $1 AND tries < $2 AND made_at > $3", 
"WHERE x_phone = $1 AND $2 > 0 AND made_at > $3", 
["account_owner_test"]),
    ("an unknown phone gets a message", 
"src/flow/flow_owner.c",
     "cx->now + 5 * MINUTE_MS, 
!known);", 
"cx->now + 5 * MINUTE_MS, 
false && !known);", 
["flow_owner_test"]),
    ("a message follows a redirect", 
"src/serve/jobs/gateway.c",
     "CURLOPT_FOLLOWLOCATION, 
0L);", 
"CURLOPT_FOLLOWLOCATION, 
1L);", 
["gateway_test"]),
    ("a migration's lost references are committed", 
"src/store/sql/sql_schema.c",
     "\t\trc = be->check_keys(cx->db, 
&cx->err);\n", 
"\t\trc = 0;\n", 
["sql_test"]),
    ("events of other roles in the stream", 
"src/flow/outbox.sql",
     "WHERE id > $1 AND (roles & $2) <> 0 ORDER BY", 
"WHERE id > $1 AND $2 <> 0 ORDER BY", 
["outbox_test"]),
    ("an event is told before its commit", 
"src/flow/outbox.c",
     "\tsql_after_commit(cx, 
tell, 
NULL);\n", 
"\ttell(cx, 
NULL);\n", 
["outbox_test"]),
    # ---- the business database, 
on SQLite and on PostgreSQL ----
    ("two writers at once on PostgreSQL", 
"src/store/sql/sql_pg.sql",
     "SELECT pg_advisory_xact_lock(hashtextextended('yanzhen ' || current_schema(), 
0));", 
"SELECT 1;", 
["concurrent_test_pg"]),
    ("no savepoint: a refusal ends the transaction", 
"src/store/sql/sql_pg_run.c",
     "\tbool save = p->base.in_tx;\n", 
"\tbool save = false;\n", 
["sql_test_pg"]),
    ("a refusal takes back more than its statement", 
"src/store/sql/sql_pg.sql",
     "ROLLBACK TO SAVEPOINT yz;", 
"ROLLBACK;", 
["sql_test_pg"]),
    ("rows left on the wire are thrown away", 
"src/store/sql/sql_pg_run.c",
     "\t\trc = more(p, 
p->stream, 
keep_rows, 
e);\n", 
"\t\trc = more(p, 
p->stream, 
keep_rows && !p->stream->busy, 
e);\n", 
["sql_test_pg"]),
    ("a lost connection stays lost", 
"src/store/sql/sql_pg.c",
     "\treturn p->dead ? again(p, 
e) : 0;\n", 
"\treturn p->dead && p->open_tx ? again(p, 
e) : 0;\n", 
["sql_test_pg"]),
    ("COMMIT of a failed transaction taken for done", 
"src/store/sql/sql_pg_run.c",
     'if (rc == 0 && strcmp(PQcmdStatus(r), 
"COMMIT") != 0)', 
'if (rc == 0 && strcmp(PQcmdStatus(r), 
"COMMIT") > 99)', 
["sql_test_pg"]),
    ("the value of a row in a refusal", 
"src/store/sql/sql_pg.c",
     "field(r, 
PG_DIAG_TABLE_NAME), 
*detail", 
"field(r, 
PG_DIAG_MESSAGE_DETAIL), 
*detail", 
["sql_test_pg"]),
    ("the password of a URL in config --print", 
"src/app/config.c",
     "\t\tif (r->kind == K_TEXT && strstr(at, 
\"://\")) {\n", 
"\t\tif (r->kind == K_TEXT && strstr(at, 
\":///\")) {\n", 
["pg_commands"]),
    ("a migration and its version row in two transactions", 
"src/store/sql/sql_pg_admin.c",
     "\tTRY(pg_simple(p, 
q_no_timeout.pg, 
e));\n\tfor (int n = 0; list[n]; n++) {\n",
     "\tTRY(pg_simple(p, 
q_commit.pg, 
e));\n\tfor (int n = 0; list[n]; n++) {\n", 
["sql_test_pg"]),
    ("numbers begin anew after a rebuild", 
"tools/migrations.py",
     "        if table.identity and table.identity in cols:\n", 
"        if table.identity and table.identity not in cols:\n", 
["pg_translate"]),
    ("foreign keys forgotten at a rebuild", 
"tools/migrations.py",
     "                if fk[\"off\"] and fk[\"ref\"] == name:\n", 
"                if fk[\"off\"] and fk[\"ref\"] != name:\n", 
["pg_translate"]),
    ("a copy is not compared", 
"src/store/sql/sql_copy.c",
     "\tadd(md, 
head, 
v->k == SQLV_NULL ? 1 : 9);\n", 
"\tadd(md, 
head, 
1);\n", 
["sql_copy_test"]),
    ("a copy into a register that is there", 
"src/store/sql/sql_copy.c",
     "\t\tif (n)\n\t\t\treturn FAIL(&c->to, 
E_STATE", 
"\t\tif (n < 0)\n\t\t\treturn FAIL(&c->to, 
E_STATE", 
["sql_copy_test", 
"pg_commands"]),
    ("a copied table gives old numbers again", 
"src/store/sql/sql_copy.c",
     "t, 
MAX(count, 
last), 
&count", 
"t, 
last, 
&count", 
["sql_copy_test"]),

    # ---- personal data at rest, 
the key file ----
    ("a sealed value opens in another row", 
VAULT + "vault.c",
     "\tmemcpy(buf + n + 1, 
ref.p, 
VAULT_REF);\n", 
"\tmemset(buf + n + 1, 
0, 
VAULT_REF);\n", 
["vault_test"]),
    ("a sealed value opens in another column", 
VAULT + "vault.c",
     "\tmemcpy(buf, 
column, 
n);\n\tbuf[n] = '|';\n", 
"\tmemset(buf, 
'|', 
n + 1);\n", 
["vault_test"]),
    ("tag of SM4 not compared", 
VAULT + "vault_crypt.c",
     "\t\tif (CRYPTO_memcmp(tag, 
in + SM_IV + text, 
SM_TAG) != 0)\n\t\t\treturn false;\n", 
"", 
["vault_test"]),
    ("tag of AES-GCM not compared", 
VAULT + "vault_crypt.c",
     "\tbool good = EVP_CipherFinal_ex(c, 
out + n, 
&n) == 1;\n", 
"\tbool good = EVP_CipherFinal_ex(c, 
out + n, 
&n) >= 0;\n", 
["vault_test"]),
    ("iv not under the tag", 
VAULT + "vault_crypt.c",
     "{ 
(const char *)iv_and_text, 
n } };", 
"{ 
(const char *)iv_and_text + SM_IV, 
n - SM_IV } };", 
["vault_test"]),
    ("last bits of a sealed text ignored", 
VAULT + "vault.c",
     "\treturn (acc & ((1u << bits) - 1)) == 0;\n", 
"\treturn true;\n", 
["vault_test"]),
    ("blind index without a key", 
VAULT + "vault.c",
     "\tcrypt_hmac(k->alg, 
k->use, 
&name, 
1, 
of_column);\n",
     "\tcrypt_hmac(k->alg, 
(const uint8_t[SECRET]){ 
0 }, 
&name, 
1, 
of_column);\n", 
["vault_test"]),
    ("one blind index for all columns", 
VAULT + "vault.c",
     "\tcrypt_hmac(k->alg, 
of_column, 
&norm, 
1, 
full);\n", 
"\tcrypt_hmac(k->alg, 
k->use, 
&norm, 
1, 
full);\n", 
["vault_test"]),
    ("key file in the data directory taken", 
VAULT + "vault_file.c",
     "\treturn inside ? ERR(", 
"\treturn inside && !data_dir ? ERR(", 
["vault_test"]),
    ("key file that others may read taken", 
"src/platform/fs.c",
     "\tif ((st.st_mode & 07777) != 0600 && (st.st_mode & 07777) != 0400)\n", 
"\tif ((st.st_mode & 07000) != 0)\n", 
["vault_test"]),
    ("a migration without its step", 
"src/store/sql/sql_schema.c",
     "\tTRY(run_steps(cx, 
&m[at], 
fresh));\n", 
"\t(void)run_steps, 
(void)fresh;\n", 
["sql_test"]),
    ("the plain rows stay in free pages", 
"src/store/sql/sql_lite.c",
     '{ 
"VACUUM", 
"PRAGMA wal_checkpoint(TRUNCATE)", 
"PRAGMA user_version = 0" };', 
'{ 
"PRAGMA user_version = 0" };', 
["sql_test"]),
    ("a further connection ends the others' locks", 
"src/store/sql/sql_lite.c",
     "sys.open(o->path, 
O_RDWR | O_CREAT | O_EXCL, 
0600);", 
"sys.open(o->path, 
O_RDWR | O_CREAT, 
0600);", 
["sql_test"]),
    ("of the rows that wait the first is left out", 
"src/store/sql/sql_lite_rows.c", 
"cursor_of(c)->at = 0;", 
"cursor_of(c)->at = cursor_of(c)->pipe->q->nparam;",
     ["sql_many_test"]),
    ("what waits outlives its transaction", 
"src/store/sql/sql.c", 
"\tdb->pipe.n = 0;\n\tdb->pipe.q = NULL;\n\tdb->be->rollback", 
"\tdb->be->rollback", 
["sql_many_test"]),

    # ---- the audit's chain ----
    ("subject not under the hash", 
AUDIT + "audit_chain.c", 
"\tput_text(&h, 
r->subject);\n", 
"", 
["audit_test"]),
    ("detail not under the hash", 
AUDIT + "audit_chain.c", 
"\tput_text(&h, 
r->detail);\n", 
"", 
["audit_test"]),
    ("lengths not under the hash", 
AUDIT + "audit_chain.c",
     "\tcrypto_hash_sha256_update(h, 
(const unsigned char *)head, 
n);\n", 
"\t(void)n;\n", 
["audit_test"]),
    ("the sign of a number not under the hash", 
AUDIT + "audit_chain.c", 
"v < 0 ? (str){ 
text, 
n + 1 } : (str){ 
text + 1, 
n }", 
"(str){ 
text + 1, 
n }", 
["audit_test"]),
    ("row before not under the hash", 
AUDIT + "audit_chain.c",
     "\tcrypto_hash_sha256_update(&h, 
before, 
AUDIT_HASH);\n", 
"\t(void)before;\n", 
["audit_test"]),
    ("cut end not looked for", 
AUDIT + "audit_chain.c",
     "\tif (head.id != w->end.id || memcmp(", 
"\tif (false && memcmp(", 
["audit_test"]),
    ("anchors behind the end passed over", 
AUDIT + "audit_chain.c",
     "\tif (w->at < w->n) {\n", 
"\tif (w->at > w->n) {\n", 
["audit_test"]),
    ("an anchor that failed is not told again", 
AUDIT + "audit_anchor.c",
     "\t\tTRY(send(arg, 
str_of(line), 
&cx->err));\n\t\tTRY(sql_exec(", 
"\t\t(void)!send(arg, 
str_of(line), 
&(struct err){ 
0 });\n\t\tTRY(sql_exec(", 
["audit_test"]),
    ("subjects by their numbers", 
AUDIT + "audit.c",
     "\t\tif (strcmp(kind, 
open_kinds[i]) == 0) {\n", 
"\t\tif (open_kinds[i]) {\n", 
["audit_test"]),
    ("audit row of a look rolled back", 
"src/flow/flow_track.c",
     "\tTRY(sql_commit(cx));\n\tcx->err = why;\n", 
"\tsql_rollback(cx);\n\tcx->err = why;\n", 
["flow_test"]),


    # ---- numbers, 
stock, 
points, 
bookings ----
    ("folding is not idempotent", 
"src/core/number.c",
     "\tif (cp >= 'a' && cp <= 'z')\n\t\treturn cp - 32;\n", 
"\tif (cp >= 'a' && cp <= 'z')\n\t\treturn cp == 'z' ? 'a' : cp - 32;\n", 
["number_fold_test"]),
    ("a placeholder is taken for a number", 
"src/office/number/number.c",
     "\t*ret_stored = !number_is_placeholder(&n);\n", 
"\t*ret_stored = n.n > 0;\n", 
["number_test"]),
    ("look-alikes do not stand against a number", 
"src/office/number/number_search.c",
     "\tif ((r->kinds >> k & 1) && bike.v != r->except.v && r->count < r->max)\n",
     "\tif ((r->kinds >> k & 1) && bike.v != r->except.v && r->count < r->max && str_eq(number_str(n), 
number_str(&r->n)))\n", 
["number_test"]),
    ("who asked for an override grants it", 
"src/office/number/number.c",
     "\tif (row->other_person && o->asked_by.v == cx->actor.v)", 
"\tif (false && row->other_person)", 
["number_test"]),
    ("near misses what was swapped at the seam", 
"src/office/number/number_index.c",
     "tail = MIN((size_t)4, 
n / 2), 
head = n - tail - 1;", 
"tail = MIN((size_t)4, 
n / 2), 
head = n - tail;", 
["number_test"]),
    ("an ended number is a hit", 
"src/office/number/number.sql",
     "SELECT kind, 
norm, 
bike FROM number_entry WHERE bike = $1 AND live = 1 ORDER BY id;",
     "SELECT kind, 
norm, 
bike FROM number_entry WHERE bike = $1 ORDER BY id;", 
["number_test"]),
    ("plates' sequence does not move on", 
"src/office/plate/plate.c",
     "int moved = sql_exec(cx, 
&q_format_next, 
BIND(V(seq), 
V(f->id),", 
"int moved = sql_exec(cx, 
&q_format_next, 
BIND(V(f->next), 
V(f->id),", 
["plate_test"]),
    ("the one who offers stock signs for it", 
"src/office/stock/stock.c",
     "\tif (!offerer && own)      /* SK2 */\n", 
"\tif (false)      /* SK2 */\n", 
["plate_test"]),
    ("a plate in a transfer is issued", 
"src/office/plate/plate.sql",
     "WHERE state = 'at_site' AND transfer = 0 AND id = (SELECT id FROM plate\n\tWHERE state IN ('received', 
'at_site') AND site = $3 AND holder = $4 AND kind = $5 AND transfer = 0 ORDER BY text LIMIT 1)\n",
     "WHERE state = 'at_site' AND id = (SELECT id FROM plate\n\tWHERE state IN ('received', 
'at_site') AND site = $3 AND holder = $4 AND kind = $5 ORDER BY text LIMIT 1)\n", 
["plate_test"]),
    ("a tag is silent where nobody listened", 
"src/flow/flow_stock.c",
     "sum * 2 >= to - from;", 
"sum >= 0;", 
["flow_stock_test"]),
    ("a place beyond the quota", 
"src/office/booking/booking.sql",
     "AND slot = $3 AND taken < quota;", 
"AND slot = $3 AND taken <= quota;", 
["booking_test"]),
    ("quota looked at first, 
taken later", 
"src/office/booking/booking.sql",
     "UPDATE booking_slot SET taken = taken + 1 WHERE site = $1 AND day = $2 AND slot = $3 AND taken < quota;",
     "UPDATE booking_slot SET quota = CASE WHEN quota > taken THEN quota ELSE taken + 1 END, 
taken = taken + 1 WHERE site = $1 AND day = $2 AND slot = $3;",
     ["booking_test"]),
    ("a holiday is a day like others", 
"src/office/site/site_day.c",
     "\telse if (holiday.there && holiday.off)\n", 
"\telse if (false)\n", 
["site_test"]),

    # ---- owners, 
bikes, 
pictures ----
    ("a correction decided by who asked for it", 
"src/office/bike/bike_file.c",
     "\tif (c.asked_by.v == cx->actor.v)\n", 
"\tif (c.asked_by.v == -1)\n", 
["bike_test"]),
    ("a flag that blocks is passed over", 
"src/office/bike/bike_life.c",
     '{ 
SI("impounded"), 
      T | D },', 
'{ 
SI("impounded"), 
      D },', 
["bike_test"]),
    ("the clerk's days never end", 
"src/office/bike/bike.c",
     "cx->now - b->created_at > edit_days * DAY_MS", 
"cx->now - b->created_at > edit_days * DAY_MS * 1000", 
["bike_test"]),
    ("two owners at one instant", 
"src/office/bike/bike_life.c",
     "\tTRY(sql_exec(cx, 
&q_own_end, 
BIND(V(cx->now), 
V(b->id.v))));\n", 
"\tTRY(sql_exec(cx, 
&q_own_end, 
BIND(V(cx->now + MINUTE_MS), 
V(b->id.v))));\n", 
["bike_test"]),
    ("a merge decided by who asked for it", 
"src/office/owner/owner_more.c",
     "\tif (m.asked_by.v == cx->actor.v)\n", 
"\tif (m.asked_by.v == -1)\n", 
["owner_test"]),
    ("the check digit of an identity number", 
"src/office/owner/owner.c",
     "return fault == IDF_NONE ? 0 : FAIL_FIELD(cx, 
E_INVALID, 
\"idNo\", 
\"%s\", 
id_fault_text(fault));\n\tcase IK_USCC:",
     "return fault == IDF_NONE || fault == IDF_CHECK ? 0 : FAIL_FIELD(cx, 
E_INVALID, 
\"idNo\", 
\"%s\", 
id_fault_text(fault));\n\tcase IK_USCC:", 
["owner_test"]),
    ("the picture worker runs free", 
"src/platform/proc.c", 
"\t\trc = seccomp_load(f);\n", 
"\t\trc = 0;\n", 
["media_test"]),
    ("a turned picture stays turned", 
"src/serve/media/worker.c", 
"\tif (turn == 1)\n", 
"\tif (turn <= 8)\n", 
["media_test"]),
    ("a file reply may be run", 
"src/serve/http/reply.c", 
'"default-src \'none\'; style-src \'unsafe-inline\'; sandbox"', 
'"default-src *"', 
["file_test"]),
    ("an upload of any kind", 
"src/serve/http/dispatch.c",
     "\tif (!type_taken(c->hd.ctype, 
c->row->file_type))\n", 
"\tif (!c->hd.ctype.n)\n", 
["file_test"]),

    # ---- photos ----
    ("a photo shown without its audit row", 
"src/flow/flow_photo.c",
     "\tTRY(photo_read(cx, 
b.blob, 
&jpeg));\n\tTRY(audit_add(", 
"\tTRY(photo_read(cx, 
b.blob, 
&jpeg));\n\tif (!jpeg.n)\n\t\tTRY(audit_add(", 
["flow_photo_test"]),
    ("a photo of another area shown", 
"src/flow/flow_photo.c",
     "\tTRY(flow_bike_in_area(cx, 
bike));\n\tTRY(bike_photo_get(", 
"\tTRY(bike_photo_get(", 
["flow_photo_test"]),
    ("the upload's own bytes kept", 
"src/flow/photo_api.c",
     "flow_photo_keep(cx, 
pic.jpeg, 
", 
"flow_photo_keep(cx, 
rq->upload, 
", 
["s7_photo"]),
    ("an identity card shown without a fresh code", 
"src/flow/flow_photo.c",
     "\tif (flow_photo_personal(slot) && !account_stepped_up(cx))\n", 
"\tif (flow_photo_personal(slot) && !cx->actor.v)\n", 
["flow_photo_test"]),
    ("a photo used twice", 
"src/office/photo/photo.sql",
     "AND actor = $3 AND used_at IS NULL AND at > $4;", 
"AND actor = $3 AND at > $4;", 
["photo_test"]),
    ("uploads without an end", 
"src/office/photo/photo.c",
     "\treturn n < PHOTO_WAITING_MAX ? 0 :", 
"\treturn n < PHOTO_WAITING_MAX * 100 ? 0 :", 
["photo_test"]),
    ("a photo's seal is not its own", 
"src/office/photo/photo.c",
     "\treturn (str){ 
(const char *)id, 
BLOB_ID };\n", 
"\t(void)id;\n\treturn S(\"0123456789abcdef\");\n", 
["photo_test"]),
    ("the sweep takes files that are being written", 
"src/office/photo/photo.c", 
"ORPHAN_S = 3600,", 
"ORPHAN_S = -1,", 
["photo_test"]),
    ("photos take the journal's room", 
"src/store/blob/blob.c", 
"\tTRY(blob_room(bytes.n, 
e));\n", 
"", 
["blob_test"]),
    ("uploads under way without a bound", 
HTTP + "http.c", 
"> c->h->lim.upload_bytes) {", 
"> SIZE_MAX / 2) {", 
["file_test"]),

    # ---- the counter ----
    ("what the clerk saw is not looked at again", 
"src/flow/flow_counter.c",
     "\tif (!io->verdict.ready)\n\t\treturn refused(cx, 
&io->verdict);\n", 
"", 
["flow_counter_test"]),
    ("a stolen bike's number is as good as another's", 
"src/flow/flow_counter_number.c",
     "\tTRY(bike_has_flag(cx, 
r->bike, 
S(\"stolen\"), 
&stolen));\n", 
"\tstolen = false;\n", 
["flow_counter_test"]),
    ("a registered bike without its numbers", 
"src/flow/flow_counter.c", 
"\tTRY(flow_numbers(cx, 
io->bike));\n", 
"", 
["flow_counter_test"]),
    ("a request id of other contents is answered", 
"src/flow/flow_counter.c",
     "\tif (ret->issue != issue || memcmp(ret->digest.v, 
digest->v, 
sizeof digest->v) != 0)\n", 
"\tif (ret->issue != issue || memcmp(ret->digest.v, 
digest->v, 
0) != 0)\n", 
["flow_counter_test"]),
    ("a registration forgets its request id", 
"src/flow/flow_counter.c",
     "\tTRY(keep_request(cx, 
f->request_id, 
true, 
d, 
io->bike, 
io->owner, 
papers));\n", 
"\t(void)d;\n", 
["flow_counter_test"]),
    ("a booking stays open after the registration", 
"src/flow/flow_counter.c", 
"\tTRY(finish_booking(cx, 
f->booking, 
BOE_DONE));\n", 
"", 
["flow_counter_test"]),
    ("an unheard tag goes on without a word", 
"src/flow/flow_counter_check.c", 
"\t\tret->heard |= ear[i].heard;\n", 
"\t\tret->heard |= ear[i].up;\n", 
["flow_counter_test"]),
    ("another clerk's plates are given", 
"src/flow/flow_counter_number.c",
     "\treturn at.site.v == site && (at.holder.v == 0 || at.holder.v == cx->actor.v);\n", 
"\t(void)cx;\n\treturn at.site.v == site;\n", 
["flow_counter_test"]),
    ("an override lifts a stolen number", 
"src/flow/flow_counter_number.c",
     "r->same ? stolen ? CC_NUMBER_STOLEN : leave ?", 
"r->same ? stolen && !leave ? CC_NUMBER_STOLEN : leave ?", 
["flow_counter_test"]),
    ("only the first thing wrong is told", 
"src/flow/flow_counter_check.c", 
"\tcheck_texts(&l);\n", 
"\tif (v.ready)\n\t\tcheck_texts(&l);\n", 
["flow_counter_test"]),
    ("the stolen flag does not follow the case", 
"src/flow/flow_theft.c",
     "\tTRY(flag(cx, 
t));\n\treturn effects", 
"\treturn effects", 
["flow_bike_test"]),
    ("a report leaves the bike without its flag", 
"src/flow/flow_theft.c",
     "\tTRY(flag(cx, 
&t));\n", 
"", 
["flow_bike_test"]),
    ("the old tag stays bound in the stock", 
"src/flow/flow_bike.c", 
"\t\tTRY(tag_step(cx, 
&old, 
SKE_REPLACE, 
S(\"\")));\n", 
"\t\treturn 0;\n", 
["flow_bike_test"]),
    ("a number that was edited away is still found", 
"src/flow/flow_bike.c",
     "\tfor (int i = 0; i < c.gone.n; i++)\n", 
"\tfor (int i = 0; i < c.gone.n && false; i++)\n", 
["flow_bike_test"]),
    ("an import leaves the numbers out", 
"src/flow/flow_station.c",
     "\tTRY(bike_add(cx, 
&new, 
&id));\n\tTRY(flow_numbers(cx, 
id));\n", 
"\tTRY(bike_add(cx, 
&new, 
&id));\n", 
["flow_bike_test"]),
    ("who stands twice is not flagged at the upgrade", 
"src/flow/flow_step.c", 
"sql_exec(cx, 
&q_doubles, 
BIND_NONE)", 
"sql_each(cx, 
&q_bikes, 
take_numbers, 
b, 
BIND(V(after), 
V(0)))", 
["flow_bike_test"]),

    # ---- whose, 
where, 
and until when: P7, 
S2, 
S3, 
S5, 
S8b ----
    ("trail not cut at a transfer", 
"src/flow/flow_track.c",
     "\tfrom = MAX(from, 
own.from);\n\tto = MIN(to, 
own.until);\n\tif (from", 
"\tif (from", 
["owned_test"]),
    ("a visit across a transfer is shown whole", 
"src/flow/flow_track.c",
     "\tn = flow_visits_cut(v, 
n, 
adm.own);\n", 
"", 
["owned_test"]),
    ("the live view after a transfer", 
"src/flow/flow_track.c",
     "\tif (cx->now >= own.until && l->quiet_ms)\n", 
"\tif (false)\n", 
["owned_test"]),
    ("an alert of the time before the owner's", 
"src/flow/flow_alert.c",
     "*ret_open = *ret_open && h->heard >= own.from && h->heard < own.until;", 
"(void)own;", 
["owned_test"]),
    ("the way a tag went on another bike", 
"src/flow/flow_track.c",
     "\t*ret = (struct span_ms){ 
MAX(s.from, 
on.from), 
MIN(s.until, 
on.until) };", 
"\t*ret = s;", 
["owned_test"]),
    ("an owner sees the way of after the sale", 
"src/flow/flow_owner_view.c",
     "MIN(MIN(l->to ? l->to : most, 
most), 
mine.until)", 
"MIN(l->to ? l->to : most, 
most)", 
["owned_test"]),
    ("an owner's view without consent", 
"src/flow/flow_owner_view.c", 
"\tTRY(consented(cx, 
me));\n", 
"\t(void)consented;\n\t(void)me;\n", 
["owned_test"]),
    ("an owner's view to the metre", 
"src/flow/flow_owner_view.c", 
"t->coarse ? to_grid(s.at, 
t->grid_m) : s.at", 
"t->coarse && !t->grid_m ? to_grid(s.at, 
t->grid_m) : s.at", 
["owned_test"]),
    ("owner check missing on one route", 
"src/flow/flow_owner_view.c",
     "return booking_get_of(cx, 
id, 
me.id, 
ret);", 
"return booking_get(cx, 
id, 
ret);", 
["owned_test", 
"s2_matrix"]),
    ("another owner's bike is shown", 
"src/office/bike/bike_life.sql",
     "WHERE bike = $1 AND owner = $2 AND until IS NULL;", 
"WHERE bike = $1 AND $2 > 0 AND until IS NULL;", 
["owned_test"]),
    ("a decision in another area", 
"src/office/bike/bike_api.c",
     "return flow_bike_in_area(cx, 
c.bike);", 
"return c.id > 0 ? 0 : flow_bike_in_area(cx, 
c.bike);", 
["s2_matrix"]),
    ("any officer reads any case's trail", 
"src/flow/flow_track.c",
     "if ((assigned_only || !(cx->roles & ROLE_CASE)) && t->officer.v", 
"if (assigned_only && t->officer.v", 
["s2_matrix"]),
    ("a phone of an owner of another area", 
"src/office/owner/owner_api.c",
     '"/api/v1/owners/{id}/phones/{event}", 
ROLE_CLERK, 
in_area,', 
'"/api/v1/owners/{id}/phones/{event}", 
ROLE_CLERK, 
NULL,', 
["s2_matrix"]),
    ("a refusal names the bike", 
"src/flow/flow_booking.c",
     "return FAIL(cx, 
E_DENIED, 
\"this point lies outside of your area\");", 
"return FAIL(cx, 
E_DENIED, 
\"point %lld lies outside of your area\", 
(long long)id.v);", 
["s2_matrix"]),
    ("a field that is not named is passed over", 
"src/format/js/js_read.c",
     '\t\t\treturn FAIL_FIELD(cx, 
E_INVALID, 
path_to(&a, 
path, 
key), 
"is not a field of this request");\n', 
"\t\t\tcontinue;\n", 
["s3_random"]),
    ("mask of an address off in one answer", 
"src/flow/flow_person.c",
     "pii_mask_address(cx->arena, 
&o->address)", 
"arena_str(cx->arena, 
pii_reveal(&o->address))", 
["s5_injection"]),
    ("a path as it was sent in the log", 
"src/serve/http/reply.c",
     "(unsigned long long)c->id, 
c->row ? c->row->path : \"-\", 
c->status", 
"(unsigned long long)c->id, 
c->body_n ? c->body : \"-\", 
c->status", 
["s5_injection"]),
    ("area check missing on owner find", 
"src/office/owner/owner.sql",
     " AND (unit = 0 OR unit IN (SELECT id FROM unit WHERE substr(path, 
1, 
length($3)) = $3))", 
" AND $3 <> ''", 
["s8b_uniform"]),
    ("login tells unknown name", 
"src/office/account/account_login.c",
     "\tTRY(prove(cx, 
&f, 
rc == 0, 
password, 
code, 
&step));\n", 
"\tif (rc == 0)\n\t\tTRY(prove(cx, 
&f, 
true, 
password, 
code, 
&step));\n", 
["s8b_uniform"]),

    ("an override is decided without a reason", 
"src/office/number/number.c", 
"\tif (row->other_person && note.n < 4)\n", 
"\tif (row->other_person && note.n > 400)\n", 
["number_test"]),
    ("an override lists everybody's as one's own", 
"src/office/number/number.sql", 
" AND ($3 = 0 OR asked_by = $3)", 
" AND ($3 = 0 OR asked_by > 0)", 
["number_test"]),
    ("a calendar is put over another's", 
"src/office/site/site_year.c", 
"\tif (seen && seen != is->ver)      /* SI3 */\n", 
"\tif (seen && false)      /* SI3 */\n", 
["site_test"]),
    ("a look at a new calendar stays", 
"src/flow/flow_hours.c", 
"\tsql_rollback(cx);      /* FH2 */\n", 
"\tif (rc < 0 || sql_commit(cx) < 0)\n\t\tsql_rollback(cx);\n", 
["flow_booking_test"]),
    ("a calendar tells again what was outside before", 
"src/flow/flow_hours.c", 
"\tif (site_day_slot(&p->before, 
slot) && !site_day_slot(&p->after, 
slot))\n",
     "\tif (!site_day_slot(&p->after, 
slot))\n", 
["flow_booking_test"]),
    ("a calendar is looked at without the days it takes away", 
"src/flow/flow_hours.c", 
"\t\t\tTRY(day_left(cx, 
c, 
a->day, 
NULL));\n", 
"\t\t\t(void)0;\n", 
["flow_booking_test"]),
    ("a look at new hours stays", 
"src/flow/flow_hours.c", 
"\tsql_rollback(cx);      /* FH1 */\n", 
"\tif (rc < 0 || sql_commit(cx) < 0)\n\t\tsql_rollback(cx);\n", 
["flow_booking_test"]),
    ("who is outside already is told again", 
"src/flow/flow_hours.c", 
"\trc = rc < 0 ? rc : sift(cx, 
id, 
true, 
&a);\n", 
"", 
["flow_booking_test"]),
    ("an owner's file outside the area", 
"src/office/owner/owner_api.c", 
'"/api/v1/owners/{id}/file", 
READ, 
in_area,', 
'"/api/v1/owners/{id}/file", 
READ, 
NULL,', 
["s2_matrix"]),

    # ---- the import ----
    ("undo takes what was changed since", 
"src/flow/import_undo.c", 
"\tif (m->touched)\n\t\treturn tell_left", 
"\tif (m->touched && false)\n\t\treturn tell_left", 
["import_test"]),
    ("undo sets back what was changed again", 
"src/flow/import_undo.c", 
"!is_free || !str_eq(old, 
c->new) || b.life", 
"!is_free || b.life", 
["import_test"]),
    ("a resumed run begins anew", 
"src/flow/flow_import.c", 
"} else if (c->end <= r->from) {", 
"} else if (c->end <= r->from / 2) {", 
["import_test"]),
    ("a batch without its position", 
"src/flow/flow_import.c", 
"\tif (rc >= 0 && !r->o->dry)\n\t\trc = import_store_batch(cx, 
&r->w, 
c);\n",
     "\tif (rc >= 0 && !r->o->dry && r->w.batch % 3)\n\t\trc = import_store_batch(cx, 
&r->w, 
c);\n", 
["import_test"]),
    ("a dry run writes", 
"src/flow/flow_import.c", 
"\tif (r->o->dry)\n\t\treturn 0;\n\tTRY(sql_begin(cx, 
true));\n\tint rc = import_store_run", 
"\tTRY(sql_begin(cx, 
true));\n\tint rc = import_store_run",
     ["import_test"]),
    ("an import writes over a correction", 
"src/office/bike/bike_bulk.c", 
"*ret = hands == 0 && asked == 0;", 
"*ret = asked == 0;", 
["import_test"]),
    ("an import writes over a correction that is asked for", 
"src/office/bike/bike_bulk.c", 
"*ret = hands == 0 && asked == 0;", 
"*ret = hands == 0;", 
["import_test"]),
    ("a double in the file is taken", 
"src/flow/import_apply.c", 
"if (r->refused || twice(b, 
r))", 
"if (r->refused || (twice(b, 
r) && b->w->batch > 1000000))", 
["import_test"]),
    ("the first of a family logs in", 
"src/flow/import_apply.c", 
"return a->r != b->r ? (a->r < b->r ? -1 : 1) : a->slot - b->slot;",
     "return a->r != b->r ? (a->r > b->r ? -1 : 1) : a->slot - b->slot;", 
["import_test"]),
    ("undo leaves the person", 
"src/flow/import_undo.c", 
"\tint n = owner_bulk_forget(cx, 
id);", 
"\tint n = owns ? owner_bulk_forget(cx, 
id) : 1;", 
["import_test"]),

    # ---- the import over the API ----
    ("an import without a dry run", 
"src/flow/import_job.c", 
"[IMPORT_APPLY] = { 
{ 
SI(\"checked\") }", 
"[IMPORT_APPLY] = { 
{ 
SI(\"ready\"), 
SI(\"checked\") }", 
["import_job_test"]),
    ("an uploaded piece opens in another's place", 
"src/flow/import_job_file.c", 
"buf[12 + i] = (uint8_t)(n >> (24 - 8 * i));", 
"buf[12 + i] = (uint8_t)(n < 0 ? i : 0);", 
["import_job_test"]),
    ("an uploaded piece lies open", 
"src/flow/import_job_file.c", 
"fs_replace(path, 
sealed.p, 
sealed.n, 
0600, 
&cx->err);", 
"fs_replace(path, 
bytes.p, 
bytes.n, 
0600, 
&cx->err);", 
["import_job_test"]),
    ("another account's rows", 
"src/flow/import_job_work.c", 
"\tif (j.actor.v != cx->actor.v)\n", 
"\tif (j.actor.v == 0)\n", 
["import_job_test"]),
    ("uploaded files never go", 
"src/flow/import_job.c", 
"V(cx->now - IMPORT_KEEP_MS)", 
"V((int64_t)0)", 
["import_job_test"]),
    ("a run that its job does not know", 
"src/flow/import_job_work.c", 
"\treturn job_run(cx, 
r->j->id, 
run);\n", 
"\treturn run == 0 ? job_run(cx, 
r->j->id, 
run) : 0;\n", 
["import_job_test"]),
    ("a broken off import stays at work", 
"src/flow/import_job.c", 
"\tif (!found)\n\t\treturn 0;\n\tstr to", 
"\tif (!found || j.id)\n\t\treturn 0;\n\tstr to", 
["import_job_test"]),
    ("what an import keeps of the dry run is shown as done", 
"src/flow/import_job.c", 
"\t\tj->f = r.f;", 
"\t\tj->f = j->f.off ? j->f : r.f;", 
["import_job_test"]),
    ("the server's end does not end an import", 
"src/flow/import_job_work.c", 
"\tif (!enter(j.id))\n\t\treturn 0;\n", 
"\t(void)enter(j.id);\n\tlive.stop = false;\n", 
["import_job_test"]),

    # ---- figures and exports ----
    ("an export shows a telephone", 
"src/flow/flow_person.c",
     'n ? pii_mask_phone(cx->arena, 
&phone[0]) : S("")', 
'n ? arena_str(cx->arena, 
pii_reveal(&phone[0])) : S("")', 
["flow_export_test"]),
    ("an export without its audit row", 
"src/flow/flow_export.c",
     '\treturn audit_add(cx, 
"bike.export", 
"export", 
r->id,', 
'\treturn r->rows >= 0 ? 0 : audit_add(cx, 
"bike.export", 
"export", 
r->id,', 
["flow_export_test"]),
    ("the day's limit looked at only before", 
"src/flow/flow_export.c",
     "\tif (r->rows > r->left.rows)\n", 
"\tif (r->rows < 0)\n", 
["flow_export_test"]),
    ("one row more than may be", 
"src/flow/flow_export.c", 
"\tif (r->rows == r->most)\n", 
"\tif (r->rows > r->most)\n", 
["flow_export_test"]),
    ("a unit outside the area", 
"src/flow/flow_figures.c", 
"\tif (!account_area_covers(cx, 
u.path))\n", 
"\tif (u.path.n == 0)\n", 
["flow_export_test"]),
    ("a formula in a CSV cell", 
"src/format/sheet/sheet.c", 
"\tif (formula(cell)) {\n", 
"\tif (false && formula(cell)) {\n", 
["sheet_test", 
"flow_export_test"]),
    ("a formula in a workbook", 
"src/format/sheet/sheet.c", 
"\tlxw_error x = worksheet_write_string(",
     "\tlxw_error x = s->cell[0] == '=' ? worksheet_write_formula(s->page, 
(lxw_row_t)s->rows, 
(lxw_col_t)col, 
s->cell, 
NULL) : worksheet_write_string(",
     ["sheet_test"]),
    ("a workbook's cell that Excel unescapes", 
"src/format/sheet/sheet.c", 
"\t\tif (escape_at(cell, 
i)) {\n", 
"\t\tif (i > cell.n && escape_at(cell, 
i)) {\n", 
["sheet_test"]),
    ("a figure counts deregistered bikes", 
"src/flow/flow_figures.c",
     "(by != FD_LIFE && s->life != BL_REGISTERED)", 
"(by != FD_LIFE && s->life == BL_N)", 
["flow_figures_test"]),
    ("a figure's rows are of all points", 
"src/flow/flow_figures.c",
     "\tcase FD_SITE:     q->site = q->site < 0 || q->site == key ? key : INT64_MAX; break;\n", 
"\tcase FD_SITE:     break;\n", 
["flow_figures_test"]),
    ("a leader sees whole plates", 
"src/flow/flow_figures.c", 
"!(cx->roles & (ROLE_POLICE | ROLE_CLERK)), 
false }", 
"false, 
false }", 
["flow_figures_test"]),
    ("days of Greenwich", 
"src/office/bike/bike_list.sql",
     "SELECT day, 
sum(n) FROM bike_day WHERE day >= $3 AND day < $4\n\tAND (unit IN (SELECT id FROM unit WHERE substr(path, 
1, 
length($1)) = $1) OR ($2 = 1 AND unit = 0)) AND n > 0\n\tAND ($5 < 0 OR district = $5) AND ($6 < 0 OR site = $6) GROUP BY day ORDER BY day;\n-- pg:",
     "SELECT day - 1, 
sum(n) FROM bike_day WHERE day >= $3 AND day < $4\n\tAND (unit IN (SELECT id FROM unit WHERE substr(path, 
1, 
length($1)) = $1) OR ($2 = 1 AND unit = 0)) AND n > 0\n\tAND ($5 < 0 OR district = $5) AND ($6 < 0 OR site = $6) GROUP BY day ORDER BY day;\n-- pg:", 
["flow_figures_test"]),
    ("a change of use that the sums do not follow", 
"db/migrations/0019_figures.sql", 
" OR NEW.use_kind <> OLD.use_kind\n", 
"\n", 
["flow_figures_test"]),
    ("a file's descriptor stays open", 
"src/serve/http/dispatch.c", 
"\t\tfd_close(&rp->file_fd);\n", 
"\t\trp->file_fd = 0;\n", 
["file_test"]),
    ("an owner's whole name on the phone", 
"src/flow/owner_api.c", 
"pii_mask_name(cx->arena, 
&me.name), 
version", 
"arena_str(cx->arena, 
(str){ 
me.name.hidden_, 
me.name.n_ }), 
version", 
["owners"]),
    ("the phone's pages at every address with m", 
"src/serve/http/reply.c", 
"(path.n == folder.n || path.p[folder.n] == '/')", 
"path.n >= folder.n", 
["http_test"]),
    # ---- the register's gaps ----
    ("a deregistered bike keeps its pieces", 
"src/flow/flow_bike.c", 
"\tTRY(pieces_off(cx, 
b, 
end_of(how->plate, 
how->reason), 
end_of(how->tags, 
how->reason)));\n",
     "\tif (cx->now < 0)\n\t\tTRY(pieces_off(cx, 
b, 
end_of(how->plate, 
how->reason), 
end_of(how->tags, 
how->reason)));\n", 
["flow_bike_test"]),
    ("a plate that went with the bike counts as handed in", 
"src/flow/flow_bike.c", 
"(how == PE_BY_REASON && gone)", 
"(how == PE_N && gone)", 
["flow_bike_test"]),
    ("a restored bike's pieces stay away", 
"src/flow/flow_bike.c", 
"\tTRY(pieces_back(cx, 
b));\n", 
"\tif (cx->now < 0)\n\t\tTRY(pieces_back(cx, 
b));\n", 
["flow_bike_test"]),
    ("a bike with a case is deregistered where the flag is missing", 
"src/flow/flow_bike.c",
     "\tTRY(theft_open_of(cx, 
b->id, 
&theft, 
&open));\n", 
"\topen = false;\n\t(void)theft;\n", 
["flow_bike_test"]),
    ("a case of a deregistered bike", 
"src/flow/flow_theft.c", 
"\tTRY(live(cx, 
in->bike));\n", 
"", 
["flow_bike_test"]),
    ("a deregistered bike's tag is its own for ever", 
"src/office/bike/bike_life.c", 
"else if (b.life != BL_REGISTERED)", 
"else if (b.life == BL_N)", 
["flow_bike_test"]),
    ("an import's plates are not bound", 
"src/flow/import_apply.c", 
"\tTRY(put_plates(cx, 
b));\n", 
"\tif (cx->now < 0)\n\t\tTRY(put_plates(cx, 
b));\n", 
["import_test"]),
    ("an undone import keeps its plates", 
"src/flow/import_undo.c", 
"\tTRY(plate_bulk_unbind(cx, 
m->bike));\n", 
"", 
["import_test"]),
    ("a plate in stock is forgotten with the import", 
"src/office/plate/plate_bulk.sql", 
" AND batch IS NULL;", 
";", 
["import_test"]),
    ("a lost bike's plate counts as handed in, 
in the upgrade", 
"db/migrations/0022_register_gaps.sql",
     "WHERE e.bike = plate.bike AND e.event = 'deregister'\n\tAND e.detail IN", 
"WHERE e.bike = plate.bike AND e.event = 'deregistered'\n\tAND e.detail IN", 
["gaps_test"]),
    ("an old case stays without its flag", 
"db/migrations/0022_register_gaps.sql", 
"FROM theft WHERE state NOT IN ('recovered', 
'withdrawn')", 
"FROM theft WHERE state = 'reported'", 
["gaps_test"]),
    ("a merged owner's appointments stay", 
"src/flow/flow_person.c", 
"\tTRY(booking_owner_merged(cx, 
ret->keep, 
ret->gone));\n", 
"", 
["flow_booking_test"]),
    ("a merged owner's log-in stays", 
"src/flow/flow_person.c", 
"\treturn MIN(0, 
owner_login_merged(cx, 
ret->keep, 
ret->gone));\n", 
"\treturn 0;\n", 
["flow_booking_test"]),
    ("a choice of papers cannot be refused with", 
"src/flow/flow_counter.c", 
"\t\tif (!coded_choice(((const str *)r->missing.items)[i]))\n", 
"\t\tif (!coded(((const str *)r->missing.items)[i]) && coded_choice(((const str *)r->missing.items)[i]))\n", 
["flow_counter_test"]),
    ("a piece of a number finds another area's bike", 
"src/office/number/number.sql", 
"(b.unit = 0 OR substr(u.path, 
1, 
length($2)) = $2)", 
"(b.unit >= 0 OR substr(u.path, 
1, 
length($2)) = $2)", 
["flow_bike_test"]),
    ("a look-alike of another area is named", 
"src/flow/flow_bike.c", 
"\t\ts.bike.v = 0;\n", 
"", 
["flow_bike_test"]),
    ("old photos go although the bike is held", 
"src/office/bike/bike_file.sql", 
"f.bike = p.bike AND f.until IS NULL AND", 
"f.bike = p.bike AND f.until < 0 AND", 
["flow_photo_test"]),
    ("old photos go and nobody is told", 
"src/flow/flow_photo.c", 
"\tif (gone)\n\t\tTRY(audit_add(cx, 
\"photo.retention\"", 
"\tif (gone < 0)\n\t\tTRY(audit_add(cx, 
\"photo.retention\"", 
["flow_photo_test"]),
    ("a phone's limit by its index up to a zero byte", 
ACCOUNT + "account_owner.c", 
"sha_of(who), 
key;", 
"sha_of((str){ 
who.p, 
strnlen(who.p, 
who.n) }), 
key;", 
["account_owner_test"]),
    ("a snapshot read into one long run", 
"src/track/presence/presence_side.c", 
"(uint64_t)p->side_size * 5 * p->side_span", 
"(uint64_t)p->side_size * 5 * SHARDS", 
["presence_test"]),
    ("a heartbeat is no sign of life", 
INGEST + "frames.c", 
"\th->last_frame_at = h->last_stats_at = ingest_now(s->g);", 
"\th->last_stats_at = ingest_now(s->g);", 
["ingest_edge_test"]),
]]
