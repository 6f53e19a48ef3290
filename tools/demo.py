#!/usr/bin/env python3
"""demo - the demo city: data directory, server, simulator, story. Ctrl-C stops what it started.

--check     the story once without a browser; exit 0 or what failed
--browser   the story in headless Chromium (tests/browser), against a server and simulator of its own
--counter   the counter and the desk's other pages, against a server without a city: quick"""
import argparse
import csv
import fcntl
import os
import random
import re
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

import demo_bookings
import demo_money
import demo_traffic
import totp

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# name, roles, unit, shown name; robot plays the story, demo is for the reader: a person has one session
ACCOUNTS = [
    ("demo", "officer,case_officer,clerk,engineer,traffic,leader", "430400", "演示警员"),
    ("robot", "officer,case_officer,clerk,engineer", "430400", "演示程序"),
    ("front", "clerk", "430400", "预约台"),
    ("officer", "officer", "430405-01", "广东路派出所民警"),
    ("case", "case_officer", "430406", "雁峰分局办案民警"),
    ("clerk", "clerk", "site-01", "上牌员"),
    ("clerk2", "clerk", "site-01", "上牌员乙"),
    ("traffic", "traffic", "430400", "交警"),
    ("traffic2", "traffic", "430400", "交警乙"),           # who confirmed does not decide the appeal
    ("adjuster", "adjuster", "operator", "理赔员"),
    ("adjuster2", "adjuster", "operator", "理赔员乙"),      # money takes two persons
    ("insurer", "insurer", "insurer-1", "保险公司职员"),
    ("insurer2", "insurer", "insurer-1", "保险公司职员乙"),
    ("engineer", "engineer", "operator", "基站工程师"),
    ("leader", "leader", "430400", "领导"),
]
# who has a notice that was not opened, and who has a course to book: phones stand where passwords do, and there is no secret
OWNERS = [("owner-notice", demo_traffic.TOLD), ("owner-course", demo_traffic.OWING)]
DATA = "out/demo"
BIKES = 274000   # of a city that nobody named a number for
MADE = ("data", "data.keyring", "data.trackkeys", "city", "keys.txt", "account.txt", "accounts.txt", "points.csv", demo_money.REGISTER, demo_traffic.REGISTER, "import-errors.csv", "truth", "ready")      # what prepare makes
STOCKED = 4      # points with plates and tags in their cupboards
POINT_TAGS = 100
STORY_S = 1200     # a story in a browser ends by itself; what waits for ever is ended
LAST_HOUR, BACK_S = 21, 6 * 3600


def point_tag(site, k):
    """A tag in a point's cupboard; the city's own tags begin elsewhere."""
    return f"{0x2C010000 + site * 1000 + k:08X}"


def say(text):
    print(text, flush=True)


class Demo:
    def __init__(self, args):
        self.args = args
        self.yanzhen = os.path.join(ROOT, args.build, "yanzhen")
        self.sim = next(p for p in (os.path.join(ROOT, args.build, "yanzhen-sim"), os.path.join(ROOT, args.build, "sim", "yanzhen-sim"))
                        if os.path.exists(p))
        self.temp = args.check or args.browser or args.counter
        self.dir = tempfile.mkdtemp(prefix="yanzhen-") if self.temp else os.path.abspath(args.data)
        self.data = os.path.join(self.dir, "data")
        self.city = os.path.join(self.dir, "city")
        self.pg, self.database, self.mine = None, [], None
        self.procs = []
        self.lock = threading.Lock()

    def path(self, name):
        return os.path.join(self.dir, name)

    def command(self, what, argv, **kw):
        begun = time.monotonic()
        r = subprocess.run(argv, capture_output=True, text=True, **kw)
        if r.returncode:
            sys.exit(f"{what}: failed\n{r.stdout}{r.stderr}")
        say(f"  {what} ({time.monotonic() - begun:.1f} s)")
        return r.stdout

    def named(self):
        """The folder as an option, where it is not the usual one."""
        return "" if self.dir == os.path.abspath(DATA) else f" --data {os.path.relpath(self.dir)}"

    def reuse(self):
        """True: the city of an earlier run is there, and is the one that is wanted."""
        try:
            with open(self.path("ready"), encoding="utf-8") as f:
                there = int(f.read() or 0)
        except FileNotFoundError:
            return False
        if not there:                      # made before the number was kept; forty rows of the file are refused
            with open(os.path.join(self.city, "bikes.csv"), encoding="utf-8") as f:
                there = sum(1 for _ in f) - 41
        name, data = os.path.relpath(self.dir), self.named()
        if self.args.bikes not in (None, there):
            sys.exit(f"{name} holds a city of {there:,} bikes from an earlier run, not of {self.args.bikes:,}.\n"
                     f"  go on with it            ./run demo{data}\n"
                     f"  make a new one in place  ./run demo{data} --fresh --bikes {self.args.bikes}    (the old city is deleted)\n"
                     f"  keep both                ./run demo --bikes {self.args.bikes} --data {name}-{self.args.bikes}")
        self.args.bikes = there
        say(f"Using the demo city in {name} from an earlier run: {there:,} bikes, and whatever was done in it since. './run demo{data} --fresh' makes a new one.")
        self.command("database of this version", [self.yanzhen, "--data", self.data, "db", "upgrade"])
        return True

    def clear(self):
        """Takes away what prepare makes, of a run that was broken off too; nothing else that lies in the folder."""
        for path in map(self.path, [*MADE, *(f"stock_tags_{n + 1}.csv" for n in range(STOCKED))]):
            if os.path.isdir(path):
                shutil.rmtree(path)
            elif os.path.exists(path):
                os.unlink(path)

    def prepare(self):
        keys = self.path("keys.txt")
        if not self.args.fresh and self.reuse():
            return
        self.clear()
        self.args.bikes = self.args.bikes or BIKES
        os.makedirs(self.dir, exist_ok=True)
        say("Making the demo city (once):")
        seed = ["--bikes", str(self.args.bikes)]
        if not self.args.counter:
            self.command(f"4,334 stations, {self.args.bikes:,} bikes as files", [self.sim, "city", "--out", self.city, *seed])
        y = [self.yanzhen, "--data", self.data, *self.database]
        words = [secrets.token_urlsafe(12) for _ in range(3)]
        out = self.command("database and the three administrators", [*y, "init", "--password-file", "-"], input="\n".join(words) + "\n")
        lines = [f"{n}:{w}:{totp.shown(out)[n][1]}" for n, w in zip(("sysadmin", "secadmin", "auditor"), words)]
        self.command("bureau, branches, precincts, 44 points", [*y, "unit", "import", os.path.join(ROOT, "sim", "hengyang_units.csv")])
        lines = self.accounts(y) + lines
        if not self.temp:
            self.for_readers(y)
        self.command("the city's place on the map", [*y, "city", "衡阳", "26.894", "112.572", "12"])
        self.points(y)
        self.stock(y)
        if not self.args.counter:
            lib = self.clock()         # they have stood there since before the first story: the figures of junctions ask on which days there was anything to hear with
            self.command("stations into the register", [*y, "station", "import", os.path.join(self.city, "stations_registry.csv"), "--keys", keys],
                         env=demo_money.shifted(lib, demo_money.SOLD + 2) if lib else None)
            self.months(y, lines)
            self.command("registrations: bikes, owners, tags", [*y, "import", os.path.join(self.city, "bikes.csv"), "--errors", self.path("import-errors.csv")])
            if self.clock():
                lines = lines + [f"{name}:{demo_traffic.phone(k)}:" for name, k in OWNERS]
        robot = next(line for line in lines if line.startswith("robot:"))
        for name, text in (("account.txt", robot + "\n"), ("accounts.txt", "\n".join(lines) + "\n"), ("ready", f"{self.args.bikes}\n")):
            with open(os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as f:
                f.write(text)

    def accounts(self, y):
        """One account a role; name:password:secret of each."""
        lines, begun = [], time.monotonic()
        for name, roles, unit, shown in ACCOUNTS:
            word = secrets.token_urlsafe(12)
            r = subprocess.run([*y, "account", "add", name, "--roles", roles, "--unit", unit, "--display", shown, "--password-file", "-"],
                               capture_output=True, text=True, input=word + "\n")
            if r.returncode:
                sys.exit(f"account {name}: failed\n{r.stdout}{r.stderr}")
            lines.append(f"{name}:{word}:{totp.shown(r.stdout)[name][1]}")
        say(f"  one account a role ({time.monotonic() - begun:.1f} s)")
        return lines

    def for_readers(self, y):
        """What an operator sets in the first hour: the insurer (two policies name its unit by its number), holidays, short names for document numbers."""
        begun = time.monotonic()
        units = subprocess.run([*y, "unit", "list"], capture_output=True, text=True, check=True).stdout
        number = next(u.split("\t")[0] for u in units.splitlines() if "\tinsurer-1\t" in u)
        todo = [["policy", "set", key, number] for key in ("liability.insurer", "claim.insurer")]
        todo += [["paper", "set", f"short.{code}", name] for code, name in (("430405", "珠"), ("430406", "雁"), ("430407", "石"), ("430408", "蒸"), ("430412", "岳"))]
        todo += [["site", "notices", os.path.join(ROOT, "db", "calendar", "holidays.csv")]]
        for argv in todo:
            r = subprocess.run([*y, *argv], capture_output=True, text=True)
            if r.returncode:
                sys.exit(f"{' '.join(argv)}: failed\n{r.stdout}{r.stderr}")
        say(f"  the insurer, holidays, names in document numbers ({time.monotonic() - begun:.1f} s)")

    def points(self, y):
        """The points with their hours; the first is open day and night, so that its counter can be tried at any time."""
        rows = ["code,name,district,lat,lon,address,phone,slot_min,quota,windows,unit,hours",
                "site-01,广东路一号上牌点,430405,26.9110181,112.6181780,衡阳市珠晖区雁字路149号,,30,6,4,site-01,"]
        if not self.args.counter:
            with open(os.path.join(self.city, "sites.csv"), encoding="utf-8") as f:
                rows = f.read().splitlines()
        rows[1] = rows[1].rsplit(",", 1)[0] + ",1-8 00:00-24:00"
        with open(self.path("points.csv"), "w", encoding="utf-8") as f:
            f.write("\n".join(rows) + "\n")
        self.command(f"{len(rows) - 1} points with their hours", [*y, "site", "import", self.path("points.csv")])
        if self.args.counter:      # its stories begin with bikes that are there
            self.command("registrations past the counter", [*y, "policy", "set", "register.direct", "1"])

    def stock(self, y):
        """Plates and tags in the cupboards of the first points."""
        begun, sites = time.monotonic(), 1 if self.args.counter else STOCKED
        todo = [["plate", "format", "add", "--district", "430405", "--prefix", "衡（电动）珠", "--places", "5"]]
        for n in range(sites):
            site, tags = f"site-{n + 1:02}", self.path(f"stock_tags_{n + 1}.csv")
            with open(tags, "w", encoding="utf-8") as f:
                f.write("tag\n" + "".join(f"{point_tag(n, k)}\n" for k in range(POINT_TAGS)))
            todo += [["plate", "batch", "add", "1", "--count", "200", "--site", site], ["tag", "batch", "import", tags, "--slot", "theft", "--site", site]]
        for argv in todo:
            r = subprocess.run([*y, *argv], capture_output=True, text=True)
            if r.returncode:
                sys.exit(f"{' '.join(argv)}: failed\n{r.stdout}{r.stderr}")
        say(f"  200 plates and {POINT_TAGS} tags at each of {sites} points ({time.monotonic() - begun:.1f} s)")

    def clock(self):
        """The library of the tests that keeps a program's clock back; '' where it is not built."""
        lib = os.path.join(ROOT, self.args.build, "tests", "system", "libclockshift.so")
        return lib if os.path.exists(lib) else ""

    def months(self, y, lines):
        """Plans, claims and their books, violations and what follows, of the months before; the library that keeps the server's clock back is of the tests."""
        lib, begun = self.clock(), time.monotonic()
        if not lib:
            return say("  no plans, claims and violations: the tests' library for a clock that stands back is not built")
        path, riders = self.path(demo_money.REGISTER), self.path(demo_traffic.REGISTER)
        demo_money.register(path, random.Random(1))
        demo_traffic.register(riders, random.Random(2))
        quiet = {"capture_output": True, "text": True}
        units = subprocess.run([*y, "unit", "list"], check=True, **quiet).stdout
        insurer = next(line.split()[0] for line in units.splitlines() if "insurer-1" in line.split())
        for argv, ago in ((["import", path], demo_money.SOLD + 1), (["import", riders], demo_traffic.FIRST + 1), (["site", "notices", os.path.join(ROOT, "db", "calendar", "holidays.csv")], 0),
                          (["policy", "set", "liability.insurer", insurer], 0), (["policy", "set", "claim.insurer", insurer], 0),
                          # the days of the past last seconds each, and at night no message would go out in them
                          *((["policy", "set", key, hour, "--from", demo_money.date(ago)], 0) for ago, hours in ((100, (0, 24)), (0, (7, 22)))
                            for key, hour in (("message.from_h", str(hours[0])), ("message.until_h", str(hours[1]))))):
            r = subprocess.run([*y, *argv], env=demo_money.shifted(lib, ago) if ago else None, **quiet)
            if r.returncode:
                sys.exit(f"{' '.join(argv)}: failed\n{r.stdout}{r.stderr}")
        accounts = {line.split(":")[0]: line.split(":") for line in lines}
        days = demo_money.Money(accounts).days() + demo_traffic.Traffic(accounts, os.path.join(self.data, "messages"), self.city, demo_traffic.names(riders), random.Random(3), self.args.bikes).days()
        for ago in sorted({a for a, _ in days}, reverse=True):      # day after day, each on a server of its own
            base = self.past(lib, ago)
            try:
                for _, work in (d for d in days if d[0] == ago):
                    work(base, ago)
            finally:
                self.stop()
        say(f"  plans, claims and their books, violations, courses and decisions, of three months ({time.monotonic() - begun:.1f} s)")

    def past(self, lib, ago):
        """The server, so many days ago; its address."""
        line = self.start("server", [self.yanzhen, "--data", self.data, *self.database, "--set", "http_listen=127.0.0.1:0", "--set", "station_tls_listen=127.0.0.1:0", "--set",
                                     "station_plain_listen=127.0.0.1:0", "serve"], "ready", env=demo_money.shifted(lib, ago) if ago else None)
        return "http://127.0.0.1:" + dict(w.split("=") for w in line.split()[1:])["http"].rsplit(":", 1)[-1]

    def start(self, name, argv, ready=None, timeout=300, env=None):
        """Starts a program with its output in a log; waits for a line that begins with ready."""
        log = open(self.path(name + ".log"), "wb")
        p = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if ready else log, stderr=log, start_new_session=True, env=env)
        self.procs.append((name, p))
        if not ready:
            return ""
        line, end = "", time.monotonic() + timeout
        while time.monotonic() < end:
            line = p.stdout.readline().decode()
            if line.startswith(ready):
                return line
            if not line and p.poll() is not None:
                break
        log.flush()
        tail = open(self.path(name + ".log"), encoding="utf-8", errors="replace").read().splitlines()[-12:]
        self.stop()
        sys.exit(f"the {name} did not start:\n" + "\n".join(tail))

    def port_free(self):
        """Asked before the minutes that a new city takes; and no other demo runs in this folder."""
        os.makedirs(self.dir, exist_ok=True)
        self.mine = open(self.path("lock"), "w", encoding="utf-8")
        try:
            fcntl.flock(self.mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sys.exit(f"a demo is running in {os.path.relpath(self.dir)} already; choose another folder and port: --data DIR --port N")
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", self.args.port)) == 0:
                sys.exit(f"port {self.args.port} is in use already; choose another with --port N")

    def serve(self, again=0):
        port = again if self.temp else self.args.port
        line = self.start("server", [self.yanzhen, "--data", self.data, *self.database, "--set", f"http_listen=127.0.0.1:{port}", "--set",
                                     "station_tls_listen=127.0.0.1:0", "--set", "station_plain_listen=127.0.0.1:0", "serve"], "ready")
        ports = dict(w.split("=") for w in line.split()[1:])
        self.port = int(ports["http"])
        self.api = f"http://127.0.0.1:{self.port}"
        self.stations = f"127.0.0.1:{ports['stations_tls']}"

    def live(self):
        return ["--connect", self.stations, "--keys", self.path("keys.txt"), "--bikes", str(self.args.bikes), "--api", self.api,
                "--account", self.path("account.txt"), "--backoff", "0.1"]

    def idle(self, name):
        """The clock goes on for this person's session."""
        with sqlite3.connect(os.path.join(self.data, "yanzhen.db"), timeout=10) as db:
            db.execute("UPDATE session SET seen_at = seen_at - 1200000 WHERE ended = '' AND account = (SELECT id FROM account WHERE name = ?)", (name,))
        db.close()

    def stop(self):
        for _, p in reversed(self.procs):
            if p.poll() is None:
                p.send_signal(signal.SIGTERM)
        for name, p in reversed(self.procs):
            try:
                p.wait(120)
            except subprocess.TimeoutExpired:
                say(f"  {name} does not stop; killed")
                p.kill()
        self.procs.clear()

    def postgres(self):
        """A PostgreSQL of its own, that syncs what it commits. False where there is none."""
        import pgtest
        self.pg = pgtest.Cluster(durable=True)
        if self.pg.proc:
            self.database = ["--set", "database=" + self.pg.url.replace("%s", "postgres")]
        return bool(self.pg.proc)

    def clean(self):
        self.stop()
        if self.pg:
            self.pg.stop()
        if self.temp and not self.args.keep:
            shutil.rmtree(self.dir, ignore_errors=True)


def account(d, name):
    for line in open(d.path("accounts.txt"), encoding="utf-8"):
        if line.startswith(name + ":"):
            return line.strip().split(":")
    sys.exit(f"no account {name} in {d.path('accounts.txt')}")


def an_owner(d):
    """The phone of the first bike's owner."""
    with open(os.path.join(d.city, "bikes.csv"), encoding="utf-8") as f:
        return next(csv.DictReader(f))["owner_phone"]


def owners(d):
    """Phones of the accounts file by what waits for them; none in a city of before."""
    with open(d.path("accounts.txt"), encoding="utf-8") as f:
        return {line.split(":")[0]: line.split(":")[1] for line in f if line.startswith("owner-")}


def newest_code(d, phone):
    """Of the messages to a phone."""
    codes = [c for _, text in messages(d, [phone], set()) for c in re.findall(r"验证码 (\d{6})", text)]
    return codes[-1] if codes else f"no code was sent to {phone} yet: ask for one at /m/"


def messages(d, phones, seen):
    """What was sent to these phones since the last time: the files of the embedded gateway."""
    folder, new = os.path.join(d.data, "messages"), []
    fresh = [n for n in os.listdir(folder) if n not in seen] if os.path.isdir(folder) else []
    for name in sorted(fresh, key=lambda n: os.path.getmtime(os.path.join(folder, n))):      # the names are of no order
        seen.add(name)
        with open(os.path.join(folder, name), encoding="utf-8") as f:
            text = f.read()
        new += [(phone, " ".join(text.split())) for phone in phones if phone in text]
    return new


def bookings(d):
    begun = time.monotonic()
    today, tomorrow = demo_bookings.fill(d.api, account(d, "front"))
    say(f"  {today} appointments for today, {tomorrow} for tomorrow ({time.monotonic() - begun:.1f} s)")
    return tomorrow


def check(d):
    d.prepare()
    d.serve()
    made = bookings(d)
    say("The story, without a browser:")
    r = subprocess.run([d.sim, "story", *d.live(), "--check", "--faults", "none", "--ride", "40", "--hide", "5", "--report", "0"], timeout=300)
    print(("ok" if r.returncode == 0 else "not ok") + " 1 - a bike is stolen, reported, heard, followed and found")
    print(("ok" if made else "not ok") + " 2 - the points have appointments")
    return r.returncode or (0 if made else 1)


def chromium():
    """The browser of the story, or None. A snap (all that Ubuntu has) is none: it does not see our folders below /tmp."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return path if path and not os.path.abspath(path).startswith("/snap/") else None


def browser(d):
    program = chromium()
    if not program:
        print("not run: there is no chromium package on this system\nok 1 - browser story # SKIP no chromium", flush=True)
        return 77
    d.prepare()
    d.serve()
    live = d.live()
    cut = live.index("--api")
    d.start("simulator", [d.sim, "run", *live[:cut], *live[cut + 4:], "--faults", "none", "--report", "10"])
    name, password, secret = account(d, "demo")
    out = os.path.join(ROOT, d.args.build, "screenshots")
    env = told(d, program, YZ_USER=name, YZ_PASSWORD=password, YZ_TOTP=secret, ALERT_S="300")
    return subprocess.run(["node", "tests/browser/story.mjs", out], cwd=ROOT, env=env, timeout=STORY_S).returncode


def before_midnight(d):
    """Late in the evening no slot of the day is left to be booked, and the day may end in the middle of a story: then the server's clock stands some hours back, and with
    it the story's (tests/browser/kit.mjs)."""
    lib = os.path.join(ROOT, d.args.build, "tests", "system", "libclockshift.so")
    if time.gmtime(time.time() + 8 * 3600).tm_hour >= LAST_HOUR and os.path.exists(lib):
        os.environ.update(LD_PRELOAD=lib, YZ_CLOCK_SHIFT_S=str(-BACK_S))
        say(f"  it is late in the city: the server's clock stands {BACK_S // 3600} hours back")


def told(d, program, **more):
    """What a story is told; the browser's clock is the machine's."""
    env = {**os.environ, "BASE_URL": d.api, "YZ_ACCOUNTS": d.path("accounts.txt"), "CHROMIUM": program, **more}
    env.pop("LD_PRELOAD", None)
    return env


def counter_story(d, program):
    out = os.path.join(ROOT, d.args.build, "screenshots", "counter")
    tags = " ".join(point_tag(0, k) for k in range(POINT_TAGS))
    return subprocess.run(["node", "tests/browser/counter.mjs", out], cwd=ROOT, env=told(d, program, TAGS=tags), timeout=STORY_S).returncode


def business_story(d, program):
    """Change, transfer, replacement and deregistration; takes its tags from the other end of the cupboard."""
    out = os.path.join(ROOT, d.args.build, "screenshots", "business")
    tags = " ".join(point_tag(0, k) for k in range(POINT_TAGS))
    return subprocess.run(["node", "tests/browser/business.mjs", out], cwd=ROOT, env=told(d, program, TAGS=tags), timeout=STORY_S).returncode


def desk_story(d, program):
    """The desk's dialogs and the pages of a second person; on its word the server is restarted, a session grows old."""
    out = os.path.join(ROOT, d.args.build, "screenshots", "desk")
    env = told(d, program, YZ_CONTROL="1", TAG=point_tag(0, POINT_TAGS // 2))
    p = subprocess.Popen(["node", "tests/browser/desk.mjs", out], cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    over = threading.Timer(STORY_S, p.kill)
    over.start()
    for line in p.stdout:
        if not line.startswith("## "):
            print(line, end="", flush=True)
            continue
        words = line.split()[1:]
        {"stop": d.stop, "start": lambda: d.serve(d.port), "idle": lambda: d.idle(words[1])}[words[0]]()
        p.stdin.write("done\n")
        p.stdin.flush()
    over.cancel()
    return p.wait()


def counter(d):
    program = chromium()
    if not program:
        print("not run: there is no chromium package on this system\nok 1 - the counter in a browser # SKIP no chromium", flush=True)
        return 77
    before_midnight(d)
    d.prepare()
    d.serve()
    stories = {"counter": counter_story, "desk": desk_story, "business": business_story}
    code = 0
    for name, story in stories.items():
        if d.args.only in (None, name):
            code |= story(d, program)
    return code


def show(d):
    d.port_free()
    d.prepare()
    d.serve()
    bookings(d)
    d.start("simulator", [d.sim, "story", *d.live(), "--report", "10", "--hide", str(d.args.hide), "--helper", "demo", "--truth", d.path("truth")])
    name, password, secret = account(d, "demo")
    phone, waiting = an_owner(d), owners(d)
    phones = [phone, *waiting.values()]
    waits = "".join(f"    {number}  {what}\n" for number, what in ((waiting.get("owner-notice"), "has notices of violations that were not opened  有没看过的违法通知"),
                                                                  (waiting.get("owner-course"), "has a safety course to book  应参加安全学习，还没有预约")) if number)
    say(f"""
  Yanzhen 雁阵 is running.

    address   {d.api}
    account   {name}
    password  {password}
    code      six digits, a new one every 30 seconds: they are printed below. Or put this into an authenticator:
              otpauth://totp/Yanzhen:{name}?secret={secret}&issuer=Yanzhen

  The stations connect within half a minute; then a bike is stolen, reported, heard, followed and found, again and again.
  A program plays the thief and the officer of these cases, too: as 演示程序 (robot) it reports the theft, adds {name} to the case (who is not of a
  case does not see its trail), takes the alert, and closes the case as found about {8 + 90 + d.args.hide} seconds after the theft, whoever looks at it;
  then comes the next bike. {'Start with --hide 600 for ten minutes more. ' if d.args.hide < 600 else ''}Cases that you open yourself are left to you.
  报案、接警、结案都由“演示程序”代办：失窃约 {8 + 90 + d.args.hide} 秒后自动结案，再偷下一辆{'；想慢慢看请加 --hide 600' if d.args.hide < 600 else ''}。
  它把 {name} 加入每个案件：不是本案人员看不到轨迹。您自己受理的案件它不动。

  Three junctions hear who passes at red, on the wrong side or in the motor lane (account traffic, page 违法审核). For ten minutes they only learn what they
  hear; then the first rides are in the queue. What the simulated riders really did is in {os.path.relpath(d.path('truth'))}/truth_violations.csv.
  三个路口会发现闯红灯、逆行和走机动车道的车辆：前十分钟只做校准，之后进入“违法审核”的待审核（账号 traffic）。模拟骑行的真实情况在上述文件里。

  The other accounts, one a role and the three administrators, are in {os.path.relpath(d.path('accounts.txt'))} as name:password:secret:
  {', '.join(n for n, *_ in ACCOUNTS if n not in (name, 'robot', 'front'))}, sysadmin, secadmin, auditor.
  'python3 tools/demo.py{d.named()} --code NAME' prints the code of one. Logs are beside it. Ctrl-C stops everything.

  At the counter of 广东路一号上牌点 (accounts clerk, clerk2) the tags {point_tag(0, 0)} to {point_tag(0, POINT_TAGS - 1)} lie in the cupboard. What is sold there covers from
  tomorrow on. Money and rights take two persons: clerk and clerk2, adjuster and adjuster2, insurer and insurer2, traffic and traffic2, leader and {name}, sysadmin and secadmin.

  For citizens, on a phone: {d.api}/m/
    {phone}  has a bike in the city  有一辆登记的车
{waits}  The codes that are sent to them are printed below and lie in {os.path.relpath(os.path.join(d.data, 'messages'))}/*.txt.{' The accounts file has the numbers as ' + ', '.join(waiting) + '.' if waiting else ''}
  手机页用上面的号码登录，验证码会打印在下面，也在上述文件夹里。
""")
    told, seen = 0, set()
    messages(d, phones, seen)       # of an earlier run: their codes are over
    while True:
        for number, text in messages(d, phones, seen):
            say(f"  {time.strftime('%H:%M:%S')}  message to {number}: {text}")
        if totp.step() != told:
            told = totp.step()
            say(f"  {time.strftime('%H:%M:%S')}  {name}  code {totp.code(secret)}")
        time.sleep(1)
        for who, p in d.procs:
            if p.poll() is not None:
                say(f"the {who} ended with {p.returncode}; its log: {os.path.relpath(d.path(who + '.log'))}")
                return 1


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--build", default="build")
    ap.add_argument("--data", default=DATA, help="folder of the demo city")
    ap.add_argument("--port", type=int, default=8420)
    ap.add_argument("--bikes", type=int, metavar="N", help="of a new city; 274,000 if not given. 40,000 make it in half a minute")
    ap.add_argument("--fresh", action="store_true", help="deletes the city of an earlier run and makes a new one")
    ap.add_argument("--hide", type=int, default=45, metavar="S", help="seconds a stolen bike stays in its hide-out before the program that plays the officer closes the case (45)")
    ap.add_argument("--check", action="store_true")
    ap.add_argument("--browser", action="store_true")
    ap.add_argument("--counter", action="store_true")
    ap.add_argument("--only", choices=["counter", "desk", "business"], help="with --counter: one of its stories")
    ap.add_argument("--code", metavar="NAME", help="only prints the present code of an account of the demo city")
    ap.add_argument("--postgres", action="store_true", help="with --check: the business database is a PostgreSQL started for it")
    ap.add_argument("--keep", action="store_true", help="leave the folder of --check for a look")
    args = ap.parse_args()
    if args.bikes is not None and not 1 <= args.bikes <= BIKES:
        ap.error(f"--bikes is a number from 1 to {BIKES:,}")
    d = Demo(args)
    if args.code:
        _, word, secret = account(d, args.code)
        say(totp.code(secret) if secret else newest_code(d, word))
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))      # its terminal is closed
    code = 1
    try:
        if args.postgres and not (args.check and d.postgres()):
            print("not run: there is no PostgreSQL 15 or later here\nok 1 - the story on PostgreSQL # SKIP", flush=True)
            sys.exit(77)
        code = check(d) if args.check else browser(d) if args.browser else counter(d) if args.counter else show(d)
    except KeyboardInterrupt:
        say("\nStopping ...")
        code = 0
    finally:
        d.clean()
    sys.exit(code)


main()
