#!/usr/bin/env python3
"""bench - the benchmark table of ./run bench: our figures with the machine's own limits beside them, measured in the same run.

--json prints one object a line: {"name","value","unit","limit"}; limit is the figure of the machine or of a peer beside it.
What could not be measured is told on stderr, with exit code 1. --quick takes shorter runs. Figures are of this machine at this moment: stop other work first."""
import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import totp

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "system"))
import kit

# what every whole run must have told
PROMISED = ("ingest_plain_per_s", "ingest_tls_per_s", "ingest_4334_per_s", "alert_p50_ms", "alert_p99_ms", "visits_store_per_s", "visit_bytes", "trail_day_p99_us",
            "trail_90d_p99_us", "station_hour_p99_us", "presence_bytes_per_tag", "city_rss_mib", "city_cpu_cores", "restart_s")
TROUBLE = (RuntimeError, subprocess.TimeoutExpired, OSError, ValueError, LookupError)    # of programs, files, answers that are none


class Bench:
    def __init__(self, args):
        self.args = args
        self.rows = []
        self.machine = {}
        self.dir = tempfile.mkdtemp(prefix="yanzhen-bench-", dir=args.dir)
        os.chmod(self.dir, 0o711)       # PostgreSQL, another user, has its files in it
        b = os.path.join(ROOT, args.build)
        self.yanzhen = os.path.join(b, "yanzhen")
        self.sim = next(p for p in (os.path.join(b, "yanzhen-sim"), os.path.join(b, "sim", "yanzhen-sim")) if os.path.exists(p))
        self.tools = os.path.join(b, "bench")
        self.server = None

    # ---- output ----
    def add(self, name, value, unit, limit=None, goal=None, note=""):
        self.rows.append((name, value, unit, limit, goal, note))
        if self.args.json:
            print(json.dumps({"name": name, "value": value, "unit": unit, "limit": limit}), flush=True)
        else:
            show = lambda v: "" if v is None else f"{v:,.0f}" if abs(v) >= 1000 else f"{v:.4g}"
            print(f"  {name:34} {show(value):>14} {unit:8} {show(limit):>14}  {goal or '':22} {note}", flush=True)

    def say(self, text):
        if not self.args.json:
            print(text, flush=True)

    # ---- programs ----
    def run(self, argv, timeout=300, check=True, **kw):
        r = subprocess.run(argv, capture_output=True, text=True, timeout=timeout, **kw)
        if check and r.returncode:
            raise RuntimeError(f"{' '.join(argv[:3])}: exit {r.returncode}: {(r.stderr or r.stdout)[-400:]}")
        return r

    def data(self, name, stations, gap_s=0):
        """A data directory with the city's first stations registered; returns folder and key file."""
        d = os.path.join(self.dir, name)
        keys = d + ".keys"
        y = [self.yanzhen, "--data", d]
        self.run([*y, "init"])
        out = self.run([*y, "account", "add", "bench", "--roles", "officer,case_officer,clerk,engineer", "--password-file", "-"],
                       input="bench-officer-password\n").stdout
        watch = self.run([*y, "account", "add", "watch", "--roles", "engineer", "--password-file", "-"], input="bench-watch-password\n").stdout
        rows = open(os.path.join(self.city, "stations_registry.csv"), encoding="utf-8").read().splitlines()[:stations + 1]
        part = d + ".csv"
        open(part, "w", encoding="utf-8").write("\n".join(rows) + "\n")
        self.run([*y, "station", "import", part, "--keys", keys])
        self.run([*y, "policy", "set", "register.direct", "1"])        # the probes' bikes come without documents
        if gap_s:
            self.run([*y, "policy", "set", "visit.gap_s", str(gap_s)])
        with open(os.open(d + ".account", os.O_WRONLY | os.O_CREAT, 0o600), "w") as f:
            f.write(f"bench:bench-officer-password:{totp.shown(out)['bench'][1]}\n")
        with open(os.open(d + ".watch", os.O_WRONLY | os.O_CREAT, 0o600), "w") as f:
            f.write(f"watch:bench-watch-password:{totp.shown(watch)['watch'][1]}\n")
        return d, keys

    def start(self, data, *sets):
        argv = [self.yanzhen, "--data", data, "--set", "http_listen=127.0.0.1:0", "--set", "station_tls_listen=127.0.0.1:0", "--set",
                "station_plain_listen=127.0.0.1:0", "--set", "log_level=error"]
        for s in sets:
            argv += ["--set", s]
        begun = time.monotonic()
        self.server = subprocess.Popen([*argv, "serve"], stdout=subprocess.PIPE, stderr=open(data + ".log", "a"), text=True)
        line = self.server.stdout.readline()
        if not line.startswith("ready"):
            raise RuntimeError("the server did not start: " + open(data + ".log").read()[-500:])
        p = dict(w.split("=") for w in line.split()[1:])
        return f"127.0.0.1:{p['stations_plain']}", f"127.0.0.1:{p['stations_tls']}", f"http://127.0.0.1:{p['http']}", time.monotonic() - begun

    def stop(self, sig=signal.SIGTERM):
        if self.server:
            self.server.send_signal(sig)
            self.server.wait(120)
            self.server = None

    def rss_mib(self, pid):
        m = re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{pid}/status").read())
        return int(m.group(1)) / 1024

    def cpu_s(self, pid):
        f = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(f[11]) + int(f[12])) / os.sysconf("SC_CLK_TCK")

    # ---- parts ----
    def limits(self):
        self.say("The machine:")
        for line in self.run([os.path.join(self.tools, "machine_bench"), self.dir]).stdout.splitlines():
            r = json.loads(line)
            self.machine[r["name"]] = r["value"]
            self.add(r["name"], r["value"], r["unit"])

    def load(self, name, stations, tls, goal, *extra, frame=64, tags=274000, move=True):
        """Saturates a fresh server. With move the riders change station every 50 hearings, so that visits close and are stored; for
        that the server's clock runs 40 times as fast, or each tag would be heard far more often than any tag speaks."""
        data, keys = self.data(name, stations, gap_s=20 if move else 0)
        sets = ["max_tags=20000000"] if tags > 1000000 else []
        plain, secure, api, _ = self.start(data, *sets, *(["clock_speed_for_benchmarks=40"] if move else []))
        try:
            r = self.run([self.sim, "load", "--connect", secure if tls else plain, "--stations", str(stations), "--frame", str(frame), "--seconds",
                          "6" if self.args.quick else "15", "--warmup", "4", "--tags", str(tags), "--json", "--api", api, "--account",
                          data + ".account", *(["--tls", keys] if tls else []), *(["--move", "--clock-speed", "40"] if move else []), *extra],
                         timeout=300)
            v = json.loads(r.stdout.strip().splitlines()[-1])
            size = v["mbyte_per_s"] * 1e6 / v["acked_per_s"]
            limit = min(self.machine["machine_tcp_gb_per_s"] * 1e9, self.machine["machine_disk_mb_per_s"] * 1e6) / size
            # what counts is what the engines applied, not only what is safe on disk
            value = min(v["acked_per_s"], v.get("applied_per_s", v["acked_per_s"]))
            self.add(name + "_per_s", value, "1/s", limit, goal,
                     f"acked {v['acked_per_s'] / 1e6:.1f} M/s; ack p50 {v['ack_p50_ms']:.1f} p99 {v['ack_p99_ms']:.1f} ms; "
                     f"visits {v.get('visits_per_s', 0):,.0f}/s; behind {v.get('behind_bytes', 0) / 1e6:.0f} MB; client {v['client_cpu']:.2f} cores")
        finally:
            self.stop()
            shutil.rmtree(data, ignore_errors=True)

    def city_load(self):
        data, keys = self.data("city", 4334)
        plain, secure, api, _ = self.start(data)
        pid = self.server.pid
        probes, watch = ("200", "1000") if self.args.quick else ("600", "10000")
        try:
            r = self.run([self.sim, "alertbench", "--connect", secure, "--keys", keys, "--api", api, "--account", data + ".account", "--probes",
                          probes, "--watch", watch, "--faults", "none", "--json"], timeout=900, check=False)
            lines = [l for l in r.stdout.splitlines() if l.startswith("{")]
            if not lines:
                raise RuntimeError("alertbench: " + (r.stderr or r.stdout)[-400:])
            v = json.loads(lines[-1])
            note = f"{v['probes']} probes, {v['missing']} missing, {v['city_per_s']:.0f} sightings/s, {v['watch']} watched"
            self.add("alert_p50_ms", v["alert_p50_ms"], "ms", 2 * self.machine["machine_fdatasync_p50_ms"], "<= 5", note)
            self.add("alert_p99_ms", v["alert_p99_ms"], "ms", 2 * self.machine["machine_fdatasync_p99_ms"], "<= 20")
        finally:
            self.stop()
        # the demo's steady state: server and simulator at real time
        plain, secure, api, _ = self.start(data)
        pid = self.server.pid
        sim = subprocess.Popen([self.sim, "run", "--connect", secure, "--keys", keys, "--faults", "none", "--report", "0"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            time.sleep(30 if self.args.quick else 60)
            a, t = self.cpu_s(pid) + self.cpu_s(sim.pid), time.monotonic()
            time.sleep(15 if self.args.quick else 45)
            cores = (self.cpu_s(pid) + self.cpu_s(sim.pid) - a) / (time.monotonic() - t)
            self.add("city_cpu_cores", cores, "cores", os.cpu_count(), "<= 1", "server and simulator together")
            self.add("city_rss_mib", self.rss_mib(pid), "MiB", None, "<= 400")
            self.metrics(api, data)
            # kill -9 under this load: how long until a station is served again
            self.stop(signal.SIGKILL)
        finally:
            sim.send_signal(signal.SIGTERM)
            sim.wait(60)
        self.restart(data, plain)
        shutil.rmtree(data, ignore_errors=True)

    def restart(self, data, plain):
        """From the start of the program after a kill -9 to the first station that is welcome again, with what is durable named."""
        host, port = plain.split(":")
        name = open(data + ".keys", encoding="utf-8").readline().split()[0]
        argv = [self.yanzhen, "--data", data, "--set", "http_listen=127.0.0.1:0", "--set", "station_tls_listen=127.0.0.1:0", "--set",
                f"station_plain_listen={plain}", "--set", "log_level=error", "serve"]
        begun = time.monotonic()
        with open(data + ".log", "a", encoding="utf-8") as log:
            self.server = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=log, text=True)
        while not self.welcome(host, int(port), name):
            if time.monotonic() - begun > 60 or self.server.poll() is not None:
                raise RuntimeError(f"restart: no station was welcome after kill -9, see {data}.log")
            time.sleep(0.005)
        welcome = time.monotonic() - begun
        self.server.stdout.readline()
        self.add("restart_s", welcome, "s", None, "<= 3", f"kill -9 at city load -> a station is welcome; all of it up after {time.monotonic() - begun:.1f} s")
        self.stop()

    @staticmethod
    def welcome(host, port, name):
        """Is the station let in? Any other answer, also a polite one, is a no."""
        try:
            with socket.create_connection((host, port), 1) as s:
                s.settimeout(5)
                s.sendall(kit.hello(name, 1, 1, 0, 0))
                got = b""
                while len(got) < 25:
                    part = s.recv(4096)
                    if not part:
                        return False
                    got += part
                return got[3] == 2 and got[24] == 0      # HELLO_ACK, WELCOME
        except OSError:
            return False

    def metrics(self, api, data):
        import urllib.request
        name, password, secret = open(data + ".watch").read().strip().split(":")
        req = urllib.request.Request(api + "/api/v1/login", json.dumps({"name": name, "password": password, "code": totp.Login(secret).next()}).encode(),
                                     {"Content-Type": "application/json", "X-Yanzhen": "1"})
        cookie = urllib.request.urlopen(req).headers["Set-Cookie"].split(";")[0]
        text = urllib.request.urlopen(urllib.request.Request(api + "/metrics", headers={"Cookie": cookie})).read().decode()
        m = {l.split()[0]: float(l.split()[1]) for l in text.splitlines() if l and not l.startswith("#")}
        self.add("presence_bytes_per_tag", m["yanzhen_presence_bytes"] / max(m["yanzhen_tags_known"], 1), "B", 64, "64-byte line", f"table / {m['yanzhen_tags_known']:,.0f} tags, at most three quarters full")
        self.add("city_engine_behind_bytes", m["yanzhen_engine_behind_bytes"], "B", None, "small")

    def trail(self):
        tool = os.path.join(self.tools, "trail_bench")
        names = {"visits_store_per_s": ">= 2,000,000", "visit_bytes": "<= 20", "trail_day_p99_us": "<= 50", "trail_90d_p99_us": "<= 1,000",
                 "station_hour_p99_us": "<= 100", "visits_store_per_s_numbered_tags": ">= 2,000,000", "visit_bytes_numbered_tags": "<= 20"}
        notes = {"visits_store_per_s": "both orders, random 64-bit tags", "visit_bytes": "both orders after compaction, random 64-bit tags",
                 "visits_store_per_s_numbered_tags": "tags as a maker numbers them", "visit_bytes_numbered_tags": "tags as a maker numbers them"}
        d = os.path.join(self.dir, "trail")
        os.makedirs(d)
        r = self.run([tool, "--dir", d, "--json"], timeout=1200)
        for line in r.stdout.splitlines():
            if line.startswith("{") and '"load_average"' not in line:
                v = json.loads(line)
                if v["name"] in names or v.get("limit") is not None or "unseen" in v["name"] or self.args.json:
                    # beside the store's rate stands what the disk could take of its bytes; the rest has no figure of the machine
                    disk = self.machine["machine_disk_mb_per_s"] * 1e6 / 20 if v["name"].startswith("visits_store") else None
                    self.add(v["name"], v["value"], v["unit"], disk, names.get(v["name"]), notes.get(v["name"], ""))
        shutil.rmtree(d, ignore_errors=True)

    def analysis(self):
        goals = {"companions_p99_ms": "<= 300", "companions_trail_p99_ms": "<= 300", "clones_falsely_of_1e5_tags": "<= 1", "misplaced_falsely": "0"}
        d = os.path.join(self.dir, "analysis")
        os.makedirs(d)
        size = ["--tags", "54800", "--visits", "5400000"] if self.args.quick else []
        r = self.run([os.path.join(self.tools, "analysis_bench"), "--json", "--dir", d, *size], timeout=1800)
        for line in r.stdout.splitlines():
            v = json.loads(line)
            self.add(v["name"], v["value"], v["unit"], None, goals.get(v["name"]))
        shutil.rmtree(d, ignore_errors=True)

    def numbers(self):
        goals = {"search_exact_p99_ms": "<= 5", "search_near_p99_ms": "<= 100", "search_contains_p99_ms": "<= 100", "search_bytes_per_bike": "<= 100"}
        d = os.path.join(self.dir, "numbers")
        os.makedirs(d)
        r = self.run([os.path.join(self.tools, "number_bench"), d, "274000" if self.args.quick else "1000000"], timeout=1800)
        for line in r.stdout.splitlines():
            v = json.loads(line)
            self.add(v["name"], v["value"], v["unit"], None, goals.get(v["name"]))
        shutil.rmtree(d, ignore_errors=True)

    def next_station(self):
        """Where a tag is expected next, over a city's days: no disk, no server."""
        goals = {"next_p99_ms": "<= 10", "dark_p99_ms": "<= 10", "hide_p99_ms": "<= 10"}
        r = self.run([os.path.join(self.tools, "next_bench"), *(["20000"] if self.args.quick else [])], timeout=900)
        for line in r.stdout.splitlines():
            v = json.loads(line)
            self.add(v["name"], v["value"], v["unit"], None, goals.get(v["name"]))

    def junction(self):
        """The engine's rate on the reference world, and precision and recall over worlds of other radio, layouts and clocks."""
        goals = {"red": (0.995, 0.92), "wrongway": (0.95, 0.85), "motorlane": (0.85, 0.75)}
        sums = {k: [0, 0, 0] for k in goals}
        small = ["--junctions", "8", "--minutes", "20", "--bikes", "1200"]
        for world in range(4 if self.args.quick else 24):
            d, out = os.path.join(self.dir, "world"), os.path.join(self.dir, "violations")
            self.run([self.sim, "junctions", "--out", d, "--world", str(world), *(small if world or self.args.quick else [])], timeout=600)
            text = self.run([self.yanzhen, "replay", d, "--out", out], timeout=1800).stdout
            if world == 0:
                rate = re.search(r"junctions: .* ([0-9.]+) million rows/s", text)
                self.add("junction_rows_per_s", 1e6 * float(rate.group(1)), "1/s", None, ">= 1,000,000", "of the engine's own time")
            r = json.loads(self.run([sys.executable, os.path.join(ROOT, "sim", "score_violations.py"), d, out, "--json"]).stdout)
            for kind, (precision, recall) in goals.items():
                v = r[kind]
                for i, name in enumerate(("right", "said", "true")):
                    sums[kind][i] += v[name]
                if world == 0:
                    self.add(f"junction_{kind}_precision", v["right"] / max(v["said"], 1), "", None, f">= {precision}", f"{v['right']} of {v['said']} said")
                    self.add(f"junction_{kind}_recall", v["right"] / max(v["true"], 1), "", None, f">= {recall}", f"of {v['true']}")
            shutil.rmtree(d, ignore_errors=True)
            shutil.rmtree(out, ignore_errors=True)
        for kind, (right, said, true) in sums.items():
            self.add(f"junction_worlds_{kind}_precision", right / max(said, 1), "", None, "", f"{right} of {said}, all worlds")
            self.add(f"junction_worlds_{kind}_recall", right / max(true, 1), "", None, "", f"of {true}, all worlds")

    def figures(self):
        """Figures of ten years of a city, as a bureau asks: the slowest division of each; on SQLite, and on a PostgreSQL where there is one."""
        import pgtest
        for name in ("sqlite", "postgresql"):
            pg = pgtest.Cluster(where=self.dir) if name == "postgresql" else None
            if pg and not pg.proc:
                self.say("  (no PostgreSQL here)")
                continue
            try:
                db = pg.url.replace("%s", "postgres") if pg else os.path.join(self.dir, "figures.db")
                r = self.run([os.path.join(self.tools, "figures_bench"), "--db", db, "--cases", "20000" if self.args.quick else "100000"], timeout=1200)
                for line in r.stdout.splitlines():
                    v = json.loads(line)
                    note = f"by {v['by']}; cpu {v['cpu_ms']:.1f} ms" if "by" in v else f"{v['months']} months counted and kept"
                    self.add(f"{v['name'][:-3]}_{name}_ms", v["value"], "ms", None, "<= 50" if v["name"] == "figure_cases_ms" else "", note)
            finally:
                if pg:
                    pg.stop()

    def register(self):
        """Write transactions like registrations, 20 clients: on SQLite, and on a PostgreSQL that syncs its commits, where there is one."""
        import pgtest
        seconds = "5" if self.args.quick else "15"
        for name in ("sqlite", "postgresql"):
            pg = pgtest.Cluster(durable=True, where=self.dir) if name == "postgresql" else None
            if pg and not pg.proc:
                self.say("  (no PostgreSQL here)")
                continue
            try:
                db = pg.url.replace("%s", "postgres") if pg else os.path.join(self.dir, "register.db")
                v = json.loads(self.run([os.path.join(self.tools, "sql_bench"), "--db", db, "--seconds", seconds], timeout=200).stdout)
                limit = 1000 / max(self.machine["machine_fdatasync_p50_ms"], 0.001)
                self.add(f"register_{name}_per_s", v["per_s"], "1/s", limit, ">= 200", f"8 writes each; p50 {v['p50_ms']:.1f} p99 {v['p99_ms']:.1f} ms")
            finally:
                if pg:
                    pg.stop()

    def register_issue(self):
        """The whole registration over HTTP: 20 clerks at a counter, each its own connection, on SQLite."""
        import http.client

        import counter_load
        d = os.path.join(self.dir, "counter")
        y = [self.yanzhen, "--data", d]
        seconds = 6 if self.args.quick else 15
        self.run([*y, "init"])
        out = self.run([*y, "account", "add", "bench", "--roles", "clerk", "--password-file", "-"], input="bench-officer-password\n").stdout
        counter_load.stock(lambda *a: self.run([*y, *a]), self.dir, 1000 * seconds)
        _, _, api, _ = self.start(d, "http_workers=8")
        try:
            port = int(api.rsplit(":", 1)[1])
            con = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            login = {"name": "bench", "password": "bench-officer-password", "code": totp.Login(totp.shown(out)["bench"][1]).next()}
            con.request("POST", "/api/v1/login", json.dumps(login).encode(), {"X-Yanzhen": "1", "Content-Type": "application/json"})
            r = con.getresponse()
            r.read()
            pid = self.server.pid
            cpu = self.cpu_s(pid)
            v = counter_load.load(port, r.headers["Set-Cookie"].split(";")[0], 1, clients=20, seconds=seconds)
            limit = 1000 / max(self.machine["machine_fdatasync_p50_ms"], 0.001)
            self.add("register_issue_per_s", v["per_s"], "1/s", limit, ">= 200", f"whole registrations; p50 {v['p50_ms']:.1f} p99 {v['p99_ms']:.1f} ms; {v['refused']} refused")
            self.add("register_issue_cpu_ms", 1000 * (self.cpu_s(pid) - cpu) / max(v["done"], 1), "ms", None, "<= 5", "the server's processor time for one; beside other work the same")
        finally:
            self.stop()
            shutil.rmtree(d, ignore_errors=True)

    def courses(self):
        """The pages of the education over HTTP: 5,929 riders, a hundred classes of sixty; and telling everybody who has not booked."""
        import course_load
        d = os.path.join(self.dir, "courses")
        y = [self.yanzhen, "--data", d]
        self.run([*y, "init"])
        out = self.run([*y, "account", "add", "bench", "--roles", "traffic", "--password-file", "-"], input="bench-officer-password\n").stdout
        course_load.registry(d + ".csv")
        self.run([*y, "import", d + ".csv"])
        secret = totp.Login(totp.shown(out)["bench"][1])
        log_in = lambda port: course_load.Client(port).staff("bench", "bench-officer-password", secret.next())
        port = lambda started: int(started[2].rsplit(":", 1)[1])
        try:
            course_load.classes(log_in(port(self.start(d))))
            self.stop()
            at = course_load.riders(os.path.join(d, "yanzhen.db"), int(time.time() * 1000))
            p = port(self.start(d))
            c, own = log_in(p), course_load.Client(p)
            own.log_in_owner(course_load.phone(at["rider"]), os.path.join(d, "messages"))
            for name, median, slowest, n in course_load.measure(c, own, at):
                pdf = name.endswith("pdf")
                self.add(f"courses_{name}_ms", median, "ms", None, "<= 500" if pdf else "<= 50", f"slowest {slowest:.1f}; {n} {'bytes' if pdf else 'rows'}")
            told, seconds, slowest = course_load.invite(c)
            self.add("courses_invite_per_s", told / seconds, "1/s", None, ">= 200", f"{told} riders told in {seconds:.1f} s; the slowest five hundred {slowest:.0f} ms")
        finally:
            self.stop()
            shutil.rmtree(d, ignore_errors=True)

    def all(self):
        self.city = os.path.join(self.dir, "files")
        self.run([self.sim, "city", "--out", self.city])
        self.say(f"  {'':34} {'value':>14} {'':8} {'machine':>14}  {'goal':22}")
        only = set(filter(None, self.args.only.split(",")))
        want = lambda p: not only or p in only
        self.limits()
        parts = (("load", self.loads), ("city", self.city_load), ("register", self.register), ("issue", self.register_issue), ("trail", self.trail), ("analysis", self.analysis), ("numbers", self.numbers), ("next", self.next_station), ("junction", self.junction), ("figures", self.figures), ("courses", self.courses))
        failed = []
        for name, part in parts:
            if not want(name):
                continue
            self.say(self.HEADS[name])
            try:
                part()
            except TROUBLE as e:       # the other parts have their figures all the same
                print(f"bench: {name}: {e}", file=sys.stderr)
                failed.append(name)
                self.stop(signal.SIGKILL)
        missing = [] if only else [n for n in PROMISED if n not in {r[0] for r in self.rows}]
        if missing:
            print(f"bench: not measured: {' '.join(missing)}", file=sys.stderr)
        return failed + missing

    HEADS = {
        "load": "Stations to visits: received, checked, journaled with fdatasync, acknowledged, applied:",
        "city": "The city at real time, 4,334 stations over TLS:",
        "register": "The register: write transactions of 20 clients, one writer at a time:",
        "issue": "The register: whole registrations over HTTP, 20 clerks at a counter:",
        "trail": "The trail store, in process:",
        "analysis": "Analysis over a city-day of 27 million visits (5.4 with --quick), in process:",
        "numbers": "Searching the numbers of 1,000,000 bikes (274,000 with --quick), each search a request's work:",
        "figures": "Figures of ten years: 100,000 cases, 200,000 plans, 274,000 bikes (20,000 cases and 40,000 plans with --quick):",
        "courses": "Safety courses over HTTP: 5,929 riders who owe one, 100 classes of 60 seats:",
        "junction": "Junctions: red light, wrong way and motor lane in made-up worlds (the reference whole, the others small):",
        "next": "Where a tag goes next, in process: a day of 274,000 bikes and 4,356 stations learned (20,000 bikes with --quick):",
    }

    def loads(self):
        self.load("ingest_plain", 100, False, ">= 10,000,000")
        self.load("ingest_tls", 100, True, ">= 4,000,000")
        self.load("ingest_4334", 4334, False, ">= 1,500,000")
        self.say("The same with other traffic:")
        self.load("ingest_fresh_tags", 100, False, "", "--fresh-tags", tags=2000000, move=False)
        self.load("ingest_10m_tags", 100, False, "", tags=10000000, move=False)
        self.load("ingest_one_a_frame", 100, False, "", frame=1, move=False)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--build", default="build")
    ap.add_argument("--json", action="store_true")
    ap.add_argument("--quick", action="store_true")
    ap.add_argument("--only", default="", help="comma list of: load,city,register,issue,trail,analysis,numbers,next,junction,figures,courses")
    ap.add_argument("--dir", default=None, help="folder on the disk to be measured")
    args = ap.parse_args()
    args.dir = args.dir or os.path.join(ROOT, args.build)
    b = Bench(args)
    code = 0
    try:
        code = 1 if b.all() else 0
    except (*TROUBLE, KeyboardInterrupt) as e:
        print(f"bench: {e!r}", file=sys.stderr)
        code = 1
    finally:
        b.stop(signal.SIGKILL)
        shutil.rmtree(b.dir, ignore_errors=True)
    sys.exit(code)


main()
