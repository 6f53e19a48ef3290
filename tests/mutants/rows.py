"""The planted bugs. One row: a name, the file, the text to replace (exactly once in the file), the wrong text, and the
tests that should see it, the quickest first."""
from typing import NamedTuple


class Row(NamedTuple):
    name: str
    file: str
    old: str
    new: str
    tests: list


JOURNAL = "src/store/journal/"
TRAIL = "src/track/trail/"
INGEST = "src/serve/ingest/"
HTTP = "src/serve/http/"

ROWS = [Row(*r) for r in [
    # ---- journal: what is acknowledged is on the disk ----
    ("ack before sync", JOURNAL + "journal.c",
     "\tint rc = write_jobs(j, job, n);\n",
     "\tpublish(j, lsn);\n\tint rc = write_jobs(j, job, n);\n", ["journal_test"]),
    ("no sync", JOURNAL + "journal.c",
     'FAILPOINT("journal.sync") ? -1 : sys.fdatasync(j->fd);',
     'FAILPOINT("journal.sync") ? -1 : 0;', ["journal_test"]),
    ("no directory sync", JOURNAL + "journal.c",
     '\tif (FAILPOINT("journal.dirsync") || sys.fsync(j->dir_fd) < 0)\n',
     '\tif (FAILPOINT("journal.dirsync"))\n', ["journal_test", "power_sim_test"]),
    ("failed sync is retried", JOURNAL + "journal.c",
     'FAILPOINT("journal.sync") ? -1 : sys.fdatasync(j->fd);',
     'FAILPOINT("journal.sync") ? -1 : sys.fdatasync(j->fd) < 0 ? sys.fdatasync(j->fd) : 0;', ["fail_call_test"]),
    ("CRC of a record ignored", JOURNAL + "journal_rec.c",
     "\tif (c != le32(p + 4))\n\t\treturn false;\n", "", ["journal_test"]),
    ("synced damage taken for a torn tail", JOURNAL + "journal_rec.c",
     "\ts.damaged = s.durable > s.end || proven_behind(v, s.end);\n",
     "\ts.damaged = false;\n", ["journal_test", "rot_test"]),
    ("full disk is final", JOURNAL + "journal.c",
     "\tcase ENOSPC: case EDQUOT: case EMFILE:", "\tcase EMFILE:", ["journal_test", "fail_call_test"]),
    ("retention takes a segment too many", JOURNAL + "journal.c",
     "bool any = j->segs.n > 1 && j->segs.v[0].end <= keep_lsn;",
     "bool any = j->segs.n > 1 && j->segs.v[0].first <= keep_lsn;", ["journal_test"]),

    # ---- the protocol: each frame once, acknowledged when it is durable ----
    ("CRC of a frame ignored", "src/format/sup/sup.c",
     "\tif (!trusted && UNLIKELY(frame_crc(p, f.total) != f.crc))\n\t\treturn -SUP_E_CRC;\n", "", ["sup_test"]),
    ("ack of frames that are not durable", INGEST + "ack.c",
     "\twhile (k < s->n_ack && s->ack[k].lsn <= durable)\n", "\t(void)durable;\n\twhile (k < s->n_ack)\n", ["ingest_test"]),
    ("ack of a duplicate whose first copy is not durable", INGEST + "ack.c",
     "\tif (s->n_ack == 0)\n\t\tack_send(", "\tack_send(", ["ingest_test"]),
    ("dedup by time", INGEST + "frames.c",
     "switch (gap ? ingest_add_gap(&set, gap, f->seq) : seqset_add(&set, f->seq, f->seq)) {",
     "switch (now == st->health.last_frame_at ? SEQSET_DUP : seqset_add(&set, f->seq, f->seq)) {", ["ingest_test"]),
    ("duplicate frame journaled twice", INGEST + "frames.c",
     "\t\tack_duplicate(s);\n\t\treturn FR_OK;\n",
     "\t\tack_duplicate(s);\n"
     "\t\tif (journal_append(g->o.journal, JR_FRAME, st->ix, now, &now, sizeof now, raw, f->total, &end) < 0)\n"
     "\t\t\treturn FR_BLOCKED;\n\t\treturn FR_OK;\n", ["ingest_test"]),
    ("a full journal loses the frame", INGEST + "frames.c",
     "\tif (rc == E_BUSY || rc == E_FULL)\n\t\treturn FR_BLOCKED;\n\tif (rc < 0) {\n\t\tsession_fail(s, SUP_E_INTERNAL, f->seq,",
     "\tif (rc == E_BUSY || rc == E_FULL)\n\t\treturn FR_OK;\n\tif (rc < 0) {\n\t\tsession_fail(s, SUP_E_INTERNAL, f->seq,", ["ingest_test"]),
    ("session epoch forgotten over a restart", INGEST + "registry.c",
     "\t\tmemcpy(&ev, r->p, sizeof ev);\n\t\tingest_use_epoch(st, ev.epoch, ev.first_seq);\n",
     "\t\tmemcpy(&ev, r->p, sizeof ev);\n\t\tif (st->n_epochs == 0)\n\t\t\tingest_use_epoch(st, ev.epoch, ev.first_seq);\n",
     ["ingest_test"]),
    ("dedup state not in a new segment", INGEST + "registry.c",
     "\tif (count == 0)\n\t\treturn 0;\n", "\tif (count < STATION_MAX)\n\t\treturn 0;\n", ["ingest_test"]),
    ("cumulative number jumps over a hole", INGEST + "seqset.c",
     "\tbool placed = first - 1 <= s->cum; ", "\tbool placed = first - 1 <= s->cum + 1; ", ["seqset_test"]),
    ("a station speaks for another", INGEST + "frames.c",
     "if (s->psk_name[0] && !str_eq(h.station, str_of(s->psk_name))) {", "if (false) {", ["ingest_test"]),
    ("a revoked key keeps its session", INGEST + "registry.c",
     "\t\t\tmemcpy(st->key, key, LINK_KEY);\n\t\tif (st->session)\n\t\t\tst->session->cut = SUP_BYE_REVOKED + 1;\n",
     "\t\t\tmemcpy(st->key, key, LINK_KEY);\n", ["ingest_test"]),
    ("credits without a bound", INGEST + "frames.c",
     "return s->bytes_in - s->bytes_acked > 2 * s->credit + SUP_MAX_PAYLOAD;",
     "return s->bytes_in < s->bytes_acked;", ["ingest_test"]),

    # ---- engines ----
    ("late row moves last heard back", "src/track/presence/presence.c",
     "\tv->last = MAX(v->last, h->e);\n", "\tv->last = h->e;\n", ["presence_test"]),
    ("a resent sighting counts twice", "src/track/presence/presence.c",
     "\tif (!again)\n", "\tif (!again || h->late)\n", ["presence_test"]),
    ("a visit goes on over midnight", "src/track/presence/presence.c",
     " && day_of(a) == day_of(v->first);", ";", ["presence_test"]),
    ("live hit within the quiet is told again", "src/track/watch/watch.c",
     "\tif (!silent && !moved && e->c.severity <= e->told_severity)\n\t\treturn false;\n", "", ["watch_test"]),
    ("watch quiet reset by a late hit", "src/track/watch/watch.c",
     "\t\tif (heard < e->c.since)\n\t\t\tcontinue;\n",
     "\t\tif (heard < e->c.since)\n\t\t\tcontinue;\n\t\tif (late)\n\t\t\te->live_last = MAX(e->live_last, heard);\n", ["watch_test"]),
    ("late evidence not labelled", "src/track/watch/watch.c",
     "bool late = b->late || heard < e->c.at", "bool late = heard < e->c.at", ["watch_test"]),
    ("replay takes its time from the clock", "src/track/engine/engine.c",
     "\tadvance(e, recv);\n\te->counts.frames++;\n", "\textern long time(long *);\n\tadvance(e, MAX(recv, time(NULL) * SECOND_MS));\n\te->counts.frames++;\n",
     ["engine_test"]),

    # ---- trail ----
    ("position one too far", TRAIL + "trail.c",
     "put_be64(pos, t->hand.lsn);", "put_be64(pos, t->hand.lsn + 1);", ["trail_test"]),
    ("position not in the batch of its visits", TRAIL + "trail.c",
     "\tkv_batch_put(w->batch, kv_cf_default(t->kv), (struct kv_slice){ (const uint8_t *)\"P\", 1 },\n",
     "\tTRY(kv_write(t->kv, w->batch, e));\n\tkv_batch_clear(w->batch);\n"
     "\tkv_batch_put(w->batch, kv_cf_default(t->kv), (struct kv_slice){ (const uint8_t *)\"P\", 1 },\n", ["trail_test"]),
    ("merge drops a group", TRAIL + "trail_value.c",
     "for (size_t i = 0; i < n && good; i++)", "for (size_t i = n > 1; i < n && good; i++)", ["trail_test"]),
    ("retention off by one day", TRAIL + "trail.c",
     "int32_t limit = day_of(now - (int64_t)t->o.keep_days * DAY_MS)",
     "int32_t limit = day_of(now - (int64_t)t->o.keep_days * DAY_MS) - 1", ["trail_test"]),
    ("late visit filed under today", TRAIL + "trail.c",
     ".i = i, .day = (uint16_t)(", ".i = i, .day = n ? a[0].day : (uint16_t)(", ["trail_test"]),
    ("snapshot before its visits are synced", "src/serve/engine/trailq.c",
     "\t\t\tuntil_done(p, do_sync, 0);\n", "\t\t\t(void)do_sync;\n", ["partition_test"]),

    # ---- cases, alerts, looks ----
    ("two open alerts on a case", "db/migrations/0003_theft.sql",
     "CREATE UNIQUE INDEX alert_open ON alert", "CREATE INDEX alert_open ON alert", ["flow_test"]),
    ("a replayed hit counts again", "src/flow/flow_alert.c",
     "\tif (known)\n\t\treturn 0;\n", "\t(void)known;\n", ["flow_test"]),
    ("late hit moves an alert back", "src/office/alert/alert.c",
     "\ta->last_heard_at = MAX(a->last_heard_at, d->heard_at);\n", "\ta->last_heard_at = d->heard_at;\n", ["flow_test"]),
    ("late evidence locates a case", "src/flow/flow_alert.c",
     "\tif (!d.late && t.state == TS_WATCHED)", "\tif (t.state == TS_WATCHED)", ["flow_test"]),
    ("a found bike stays on the watch list", "src/office/theft/theft_sm.c",
     "{ TS_LOCATED,   TE_RECOVER,  P,   NULL,             TS_RECOVERED, FX_UNWATCH | FX_CLOSE_ALERTS },",
     "{ TS_LOCATED,   TE_RECOVER,  P,   NULL,             TS_RECOVERED, FX_CLOSE_ALERTS },", ["theft_test", "flow_test"]),
    ("trail without a case", "src/flow/flow_track.c",
     "\tTRY(theft_get(cx, l->id, &t));\n\tint refusal =",
     "\tif (theft_get(cx, l->id, &t) < 0)\n\t\tt = (struct theft){ .state = TS_WATCHED, .last_seen_at = cx->now };\n\tint refusal =",
     ["flow_test"]),
    ("trail of a closed case", "src/flow/flow_track.c",
     "\tif (!theft_is_open(t))\n", "\tif (false)\n", ["flow_test"]),
    ("trail beyond the window of its case", "src/flow/flow_track.c",
     "utc_ms from = MAX(l->from ? l->from : least, least), to", "utc_ms from = l->from ? l->from : least, to", ["flow_test"]),
    ("no audit row for a look at a trail", "src/flow/flow_track.c",
     "\tTRY(note(cx, l, refusal < 0, from, to));\n", "\tif (refusal < 0)\n\t\tTRY(note(cx, l, true, from, to));\n", ["flow_test"]),
    ("audit row after the look", "src/flow/flow_track.c",
     "\tTRY(sql_commit(cx));\n\tcx->err = why;\n", "\tcx->err = why;\n", ["flow_test"]),
    ("passages tell other tags", "src/flow/flow_track.c",
     "\t\tif (v[i].tag != t.tag.v)\n", "\t\tif (false)\n", ["flow_test"]),

    # ---- staff, routes, requests ----
    ("role check dropped on a route", "src/office/alert/alert_api.c",
     '{ HTTP_GET, "/api/v1/alerts", ROLE_OFFICER,', '{ HTTP_GET, "/api/v1/alerts", ROLE_STAFF,', ["flow_test"]),
    ("role not asked by the server", HTTP + "dispatch.c",
     "\t\tif (!(acc.roles & who))\n", "\t\tif (false)\n", ["route_test", "http_test"]),
    ("CSRF header not required", HTTP + "dispatch.c",
     "\t\tif (!c->hd.guard)\n", "\t\tif (false)\n", ["http_test", "wire_test"]),
    ("Origin not looked at", HTTP + "dispatch.c",
     "\t\tif (!origin_ok(&c->hd))\n", "\t\tif (false && !origin_ok(&c->hd))\n", ["http_test", "wire_test"]),
    ("no audit row for a write", HTTP + "dispatch.c",
     "\treturn audit_row(c, cx, rp);\n", "\treturn (void)audit_row, 0;\n", ["http_test"]),
    ("JSON duplicate keys accepted", "src/format/js/js_read.c",
     "JSON_REJECT_DUPLICATES", "0", ["js_test"]),
    ("mask of a phone number off", "src/core/pii.c",
     '\treturn arena_fmt(a, "%.3s****%.4s", s.p, s.p + s.n - 4);\n', "\treturn arena_str(a, s);\n", ["bike_test", "flow_test"]),
    ("mask of a name off", "src/core/pii.c",
     '\treturn arena_fmt(a, "%.*s%s", (int)k, s.p, s.n > k ? "**" : "");\n', "\t(void)k;\n\treturn arena_str(a, s);\n", ["bike_test", "flow_test"]),
    ("log-in never locks", "src/office/account/account.c",
     "\treturn t.locked_until <= cx->now ? 0 :", "\treturn true ? 0 :", ["account_test"]),
    ("sessions outlive a new password", "src/office/account/account.c",
     "\t\treturn FAIL(cx, E_NOTFOUND, \"no such account\");\n\tTRY(sql_exec(cx, &q_sessions_end, BIND(V(id.v))));\n",
     "\t\treturn FAIL(cx, E_NOTFOUND, \"no such account\");\n", ["account_test"]),
    ("events of other roles in the stream", "src/flow/outbox.sql",
     "WHERE id > $1 AND (roles & $2) <> 0 ORDER BY", "WHERE id > $1 AND $2 <> 0 ORDER BY", ["outbox_test"]),
    ("an event is told before its commit", "src/flow/outbox.c",
     "\tsql_after_commit(cx, tell, NULL);\n", "\ttell(cx, NULL);\n", ["outbox_test"]),
]]
