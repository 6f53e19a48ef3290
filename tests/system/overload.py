#!/usr/bin/env python3
"""R8, second half: for some seconds a hundred stations send as fast as the server takes, many times the city's own load (120,000 sightings a
second), while sixteen others go on as always. The server holds them back in the open (it stops reading, the credits are used up,
nobody is cut off), its memory is flat, people still get answers, ten seconds later all is as before, and every frame that was
acknowledged is in the journal once. YZ_OVERLOAD_S makes it longer (300: ./run test --long)."""
import json
import os
import subprocess
import sys
import threading
import time

import kit

SECONDS = int(os.environ.get("YZ_OVERLOAD_S", "10"))
NOMINAL = 120_000
BEHIND = 20 + 64            # MiB: further behind than LAG_MAX nothing is read (serve/ingest/ingest.h), and the credits of all stations are 64 MiB
WINDOW = 100 * 256 / 1024   # MiB: what the generator keeps unacknowledged at most
SETS = ["snapshot_s=3600", "journal_segment_mib=64", "journal_keep_mib=1048576", "expect_tags=400000", "trail_memtable_mib=8", "trail_cache_mib=8"]


class Watch(threading.Thread):
    """The server's own figures and its memory, a few times a second."""

    def __init__(self, s, api):
        super().__init__(daemon=True)
        self.s, self.api, self.stop, self.rows, self.error = s, api, False, [], None

    def look(self):
        code, text, _ = self.api.call("GET", "/metrics")
        if code != 200:
            raise RuntimeError(f"/metrics: {code}")
        m = {w[0]: float(w[1]) for w in (line.split() for line in text.splitlines()) if len(w) == 2 and w[0].startswith("yanzhen_")}
        with open(f"/proc/{self.s.p.pid}/status", encoding="ascii") as f:
            m["anon_mib"] = next(int(line.split()[1]) for line in f if line.startswith("RssAnon")) / 1024
        m["at"] = time.monotonic()
        return m

    def run(self):
        while not self.stop:
            try:
                self.rows.append(self.look())
            except (OSError, RuntimeError, StopIteration) as e:
                self.error = self.error or e
            time.sleep(0.2)


def main():
    tap, rng, sim = kit.Tap(), kit.seed(), kit.find_sim()
    with kit.World() as w:
        names = kit.city(w, sim)
        s = kit.Server(w, SETS)
        fleet = kit.Fleet(16, rng, rows=8, window=2)
        for st, name in zip(fleet.st, names[-16:]):
            st.name = name
        fleet.to(s.plain)
        fleet.start()
        kit.until("the sixteen are served", lambda: fleet.live() == 16 and fleet.acked() > 50)
        api = kit.Api(s.http, w)
        watch, ask = Watch(s, api), kit.Asker()
        quiet = watch.look()
        ask.api = api
        ask.start()
        watch.start()
        story(tap, w, s, sim, fleet, watch, ask, quiet)
        tap.ok(s.p.poll() is None and s.stop()[0] == 0, "the same server ran all along and stops cleanly")
        lost(tap, w, fleet, watch.frames)
    return tap.done()


def story(tap, w, s, sim, fleet, watch, ask, quiet):
    begun = time.monotonic()
    p = subprocess.Popen([sim, "load", "--connect", f"127.0.0.1:{s.plain}", "--stations", "100", "--seconds", str(SECONDS), "--warmup", "2", "--json"],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True)
    w.procs.append(p)
    out, err = p.communicate(timeout=SECONDS + 60)
    over = time.monotonic()
    # the generator itself fails on a lost connection, a refusal, or a frame that is never acknowledged
    tap.ok(p.returncode == 0, "no station was cut off or refused, and every frame of the hundred was acknowledged", out + err)
    got = json.loads(out) if p.returncode == 0 else {"acked_per_s": 0, "mbyte_per_s": 0, "ack_p50_ms": 0}
    times = got["acked_per_s"] / NOMINAL
    tap.ok(times >= 5, f"{got['acked_per_s'] / 1e6:.2f} million sightings a second for {SECONDS} s: {times:.0f} times the city's load")
    normal = lambda m: m["yanzhen_engine_behind_bytes"] < 1 << 20 and not m["yanzhen_trail_queue"] and not m["yanzhen_alert_queue"]
    before = fleet.acked()
    try:
        kit.until("the engines have caught up", lambda: normal(watch.look()) and fleet.acked() > before + 100, 60)
    except RuntimeError as e:
        tap.note(str(e))
    took = time.monotonic() - over
    tap.ok(took <= 10 and watch.api.get("/healthz")["status"] == "ok", f"everything is as before {took:.1f} s after the load (R8: 10 s)", s.tail())
    watch.stop = ask.stop = True
    watch.join(15)
    ask.join(15)
    figures(tap, got, [m for m in watch.rows if begun <= m["at"] <= over], watch, ask, quiet)
    fleet.sending = False
    kit.until("the sixteen are done", lambda: fleet.idle() or fleet.error, 20)
    fleet.stop()
    watch.frames = watch.look()["yanzhen_frames_total"]


def figures(tap, got, rows, watch, ask, quiet):
    behind = max(m["yanzhen_engine_behind_bytes"] for m in rows)
    held = sum(rows[-1][k] - quiet[k] for k in ("yanzhen_ingest_blocked_ms_total", "yanzhen_ingest_held_ms_total"))
    flying = got["mbyte_per_s"] * got["ack_p50_ms"] / 1000      # Little's law
    tap.ok(held > 0 or flying > WINDOW / 2, f"the server held the stations back in the open: reading stood still for {held:.0f} ms, {flying:.1f} MB waited for "
           "acknowledgement")
    tap.ok(behind <= BEHIND << 20, f"the engines were never more than {behind / (1 << 20):.1f} MiB of journal behind (bound: {BEHIND} MiB)")
    # the stores fill their fixed caches first, in huge pages where the machine has them: flat means the second half against the first. Some ten million sightings come in
    # that half: what keeps four bytes of each is seen by the short run; the long one has its caches full early.
    n = len(rows) // 2
    a, b = max(m["anon_mib"] for m in rows[:n]), max(m["anon_mib"] for m in rows[n:])
    tap.ok(b - a <= (max(16, a * 0.05) if SECONDS >= 60 else 40), f"memory is flat: {quiet['anon_mib']:.0f} MiB before, at most {a:.0f} in the first half of the load, {b:.0f} in the second")
    tap.ok(not watch.error and rows[-1]["yanzhen_stations_online"] >= 16, "the figures could be read all along", watch.error)
    ms = sorted(ask.ms) or [99999]
    p99 = ms[int(len(ms) * 0.99)]
    tap.ok(not ask.bad and p99 < 500, f"the API answered {len(ms)} times: median {ms[len(ms) // 2]:.0f} ms, p99 {p99:.0f} ms, worst {ms[-1]:.0f} ms (R8: p99 500 ms)", ask.bad)


def lost(tap, w, fleet, frames):
    found, bad = kit.holes(w.data)
    n = sum(len(d) for d in found.values())
    tap.ok(not bad and n == frames, f"the journal has every frame once ({n} of {frames:.0f}, {len(found)} stations)", bad[:5])
    missing = [(st.name, st.acked) for st in fleet.st if len(found.get((st.name, st.epoch), {})) < st.acked]
    tap.ok(fleet.acked() > 200 and not missing and not fleet.faults(), f"the sixteen lost nothing ({fleet.acked()} acknowledged)", missing or fleet.faults()[:5])


sys.exit(main())
