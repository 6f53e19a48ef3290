"""kit - what the tests of the whole program share: a data directory, the server as a process, fake stations, the API, TAP lines.

Standard library only. Ports are always free ones, folders always temporary, and everything that was started is ended."""
import ctypes
import hashlib
import http.client
import json
import os
import random
import secrets
import selectors
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
import totp  # noqa: E402


def helped():
    """--help or -h: a test says what it is instead of running. One that reads its own options answers itself."""
    main = sys.modules["__main__"]
    if not {"-h", "--help"} & set(sys.argv[1:]) or hasattr(main, "argparse") or not main.__doc__:
        return
    head = main.__doc__.split(" - ")[0].split()
    named = head[0] == os.path.basename(sys.argv[0]).removesuffix(".py")
    print(f"usage: python3 {sys.argv[0]} {' '.join(head[1:]) if named else 'YANZHEN'}\n\n{main.__doc__.strip()}\n\nYANZHEN: the program, such as build/yanzhen; where the build is elsewhere YZ_BUILD_DIR names it.")
    if "[OUT]" in head:
        print("OUT: a folder for pictures: of a page at which the story stopped, and with YZ_LOOK=1 of every page.")
    sys.exit(0)


helped()

BUILD = os.environ.get("YZ_BUILD_DIR", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "build"))
YANZHEN = os.environ.get("YZ_BIN", os.path.join(BUILD, "yanzhen"))
KILLPOINT = os.path.join(BUILD, "tests", "system", "libkillpoint.so")
CLOCKSHIFT = os.path.join(BUILD, "tests", "system", "libclockshift.so")
ELSEWHERE = os.path.join(BUILD, "tests", "system", "libelsewhere.so")
JDUMP = os.environ.get("YZ_JDUMP", os.path.join(BUILD, "tests", "system", "jdump"))


def find_sim():
    for p in (os.environ.get("YZ_SIM", ""), os.path.join(BUILD, "yanzhen-sim"), os.path.join(BUILD, "sim", "yanzhen-sim")):
        if p and os.path.exists(p):
            return p
    not_run("yanzhen-sim is not built")


# ---- TAP ----

class Tap:
    def __init__(self):
        self.n = self.bad = 0

    def ok(self, good, name, why=""):
        self.n += 1
        self.bad += not good
        print(f"{'ok' if good else 'not ok'} {self.n} - {name}", flush=True)
        if not good and why:
            for line in str(why).splitlines()[:40]:
                print(f"# {line}", flush=True)
        return good

    def note(self, text):
        print(f"# {text}", flush=True)

    def done(self):
        print(f"1..{self.n}", flush=True)
        return 1 if self.bad or not self.n else 0


def not_run(why):
    print(f"1..0 # SKIP not run: {why}", flush=True)
    sys.exit(77)


# ---- namespaces ----

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWNET = 0x20000, 0x10000000, 0x40000000


def own_namespace(flag, what, inside):
    """Moves this process into a new namespace; without privilege into a user namespace too, in which it is the user and group inside
    (0: root; None: its own ids). "not run" where the system forbids that: Ubuntu lets everyone make the namespace, but not use it."""
    libc = ctypes.CDLL(None, use_errno=True)
    uid, gid = os.getuid(), os.getgid()
    if libc.unshare(flag) == 0:
        return libc
    if libc.unshare(CLONE_NEWUSER | flag) != 0:
        not_run(f"no {what} namespace: {os.strerror(ctypes.get_errno())}")
    u, g = (uid, gid) if inside is None else (inside, inside)
    try:
        for name, text in (("setgroups", "deny"), ("uid_map", f"{u} {uid} 1"), ("gid_map", f"{g} {gid} 1")):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as f:
                f.write(text)
    except OSError as e:
        not_run(f"no {what} namespace: {e}")
    return libc


# ---- worlds that are made once ----

WORLDS = os.path.join(BUILD, "tests", "system", "worlds")
WORLD_S = 3600          # each hour has its own: policies are in force from the day a world was made on


def world_key(*what):
    """Of the program, of this file, and of what is asked for."""
    st = os.stat(YANZHEN)
    with open(__file__, "rb") as f:
        return hashlib.sha256(repr((os.path.realpath(YANZHEN), st.st_mtime_ns, st.st_size, f.read(), what)).encode()).hexdigest()[:24]


def forget_worlds():
    for name in os.listdir(WORLDS):
        path = os.path.join(WORLDS, name)
        try:
            if time.time() - os.stat(path).st_mtime > 2 * WORLD_S:
                shutil.rmtree(path, ignore_errors=True)
        except OSError:
            pass                # another test did


def as_made_before(w, what, make):
    """make(w) fills the folder of w, and w.accounts. Who asks for the same a second time gets a copy: with the same passwords and keys, which only matters
    to a test that has two worlds and tells them apart. False: nothing was to be had before, and it was made."""
    path = os.path.join(WORLDS, f"{world_key(*what)}-{int(time.time()) // WORLD_S}")
    try:
        os.makedirs(WORLDS, mode=0o700, exist_ok=True)
        if os.path.isdir(path):
            shutil.copytree(path, w.dir, dirs_exist_ok=True)
            os.unlink(w.path("accounts.json"))
            with open(os.path.join(path, "accounts.json"), encoding="utf-8") as f:
                w.accounts.update((name, (password, totp.Login(*codes))) for name, (password, codes) in json.load(f).items())
            return True
        forget_worlds()
    except PermissionError:         # an installed build
        make(w)
        return False
    make(w)
    part = tempfile.mkdtemp(prefix="part-", dir=WORLDS)
    shutil.copytree(w.dir, part, dirs_exist_ok=True)
    with open(os.path.join(part, "accounts.json"), "w", encoding="utf-8") as f:
        json.dump({name: (password, (codes.secret, codes.last)) for name, (password, codes) in w.accounts.items()}, f)
    try:
        os.rename(part, path)
    except OSError:             # another test was quicker
        shutil.rmtree(part, ignore_errors=True)
    return False


# ---- places and processes ----

BUSINESS = "officer,case_officer,clerk,engineer,traffic,adjuster,insurer,leader"

# For what is not about the disk: its syncs cost nothing there.
QUICK = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class World:
    """A temporary folder and the processes that live in it."""

    def __init__(self, parent=None):
        self.dir = tempfile.mkdtemp(prefix="yz-sys-", dir=parent)
        self.data = os.path.join(self.dir, "data")
        self.procs = []
        self.accounts = {}                # name -> (password, its codes in turn)

    def __enter__(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        return self

    def __exit__(self, *_):
        for p in self.procs:
            if p.poll() is None:
                p.kill()
                p.wait()
        shutil.rmtree(self.dir, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.dir, name)

    def run(self, *args, data=None, text=None, ok=True, sets=(), env=None):
        more = [x for s in sets for x in ("--set", s)]
        r = subprocess.run([YANZHEN, "--data", data or self.data, *more, *args], capture_output=True, text=True, input=text, timeout=120,
                           env={**os.environ, **(env or {})})
        if ok and r.returncode:
            raise RuntimeError(f"yanzhen {' '.join(args)}: exit {r.returncode}\n{r.stdout}{r.stderr}")
        return r

    def account(self, name, roles, *more):
        password = secrets.token_urlsafe(12)
        out = self.run("account", "add", name, "--roles", roles, "--password-file", "-", *more, text=password + "\n").stdout
        self.accounts[name] = (password, totp.Login(totp.shown(out)[name][1]))

    def login(self, name):
        """The body of a log-in, with a code that was not used yet."""
        password, codes = self.accounts[name]
        return {"name": name, "password": password, "code": codes.next()}

    def init(self, stations=0, fresh=False):
        """Database, the three administrators, an account with every business role, and so many stations named st-000 ... fresh: with keys of its own."""
        if fresh or os.listdir(self.dir):
            self._make(stations)
        else:
            as_made_before(self, ("init", stations), lambda w: w._make(stations))

    def _make(self, stations):
        three = [secrets.token_urlsafe(12) for _ in range(3)]
        out = self.run("init", "--password-file", "-", text="\n".join(three) + "\n").stdout
        for name, password in zip(("sysadmin", "secadmin", "auditor"), three):
            self.accounts[name] = (password, totp.Login(totp.shown(out)[name][1]))
        self.account("tester", BUSINESS)
        self.run("policy", "set", "register.direct", "1")      # most tests need bikes, not the counter
        if stations:
            with open(self.path("stations.csv"), "w", encoding="utf-8") as f:
                f.write("name,kind,lat,lon,district,range_m\n")
                for i in range(stations):
                    f.write(f"st-{i:03},roadside,{26.85 + i % 40 * 0.002:.5f},{112.55 + i // 40 * 0.002:.5f},430405,120\n")
            self.run("station", "import", self.path("stations.csv"), "--keys", self.path("keys.txt"))


class Server:
    """The server as a process. Waits for its ready line. killpoint: "CALL:k:before" or "CALL:k:behind", see killpoint.c; then it
    may be dead before it is ready (.dead). env: more of its environment."""

    def __init__(self, world, sets=(), data=None, plain=0, tls=0, http=0, timeout=60, killpoint=None, env=None):
        self.world = world
        self.begun = time.monotonic()
        self.log = open(world.path("server.log"), "ab")
        listen = [f"http_listen=127.0.0.1:{http}", f"station_plain_listen=127.0.0.1:{plain}", f"station_tls_listen=127.0.0.1:{tls}",
                  "journal_ballast_mib=0", "journal_segment_mib=1", *sets]
        argv = [YANZHEN, "--data", data or world.data] + [x for s in listen for x in ("--set", s)] + ["serve"]
        env = {**os.environ, "LD_PRELOAD": KILLPOINT, "YZ_KILLPOINT": killpoint} if killpoint else {**os.environ, **(env or {})}
        self.p = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, start_new_session=True, env=env)
        world.procs.append(self.p)
        line = self._line(timeout)
        self.dead = killpoint and not line and self.p.wait(timeout) == -signal.SIGKILL
        if self.dead:
            self._end()
            return
        if not line.startswith("ready"):
            self.kill()
            raise RuntimeError("the server did not start:\n" + self.tail())
        ports = dict(w.split("=") for w in line.split()[1:])
        self.http, self.tls, self.plain = int(ports["http"]), int(ports["stations_tls"]), int(ports["stations_plain"])
        self.ready_s = time.monotonic() - self.begun

    def _line(self, timeout):
        with selectors.DefaultSelector() as sel:
            sel.register(self.p.stdout, selectors.EVENT_READ)
            return self.p.stdout.readline().decode() if sel.select(timeout) else ""

    def tail(self, n=15):
        with open(self.world.path("server.log"), encoding="utf-8", errors="replace") as f:
            return "".join(f.readlines()[-n:])

    def kill(self):
        self.p.kill()
        self._end()

    def _end(self, timeout=30):
        code = self.p.wait(timeout)
        self.p.stdout.close()
        self.log.close()
        if self.p in self.world.procs:
            self.world.procs.remove(self.p)
        return code

    def stop(self):
        """SIGTERM; (exit code, seconds)."""
        begun = time.monotonic()
        self.p.send_signal(signal.SIGTERM)
        return self._end(), time.monotonic() - begun


def city(w, sim, bikes=20000):
    """The simulator's city in w: its stations imported, their keys in keys.txt. Returns the stations' names."""
    registry = os.path.join(w.path("city"), "stations_registry.csv")

    def make(w):
        w.init()
        subprocess.run([sim, "city", "--out", w.path("city"), "--bikes", str(bikes)], check=True, capture_output=True, timeout=60)
        w.run("station", "import", registry, "--keys", w.path("keys.txt"))
    as_made_before(w, ("city", os.stat(sim).st_mtime_ns, bikes), make)
    with open(registry, encoding="utf-8") as f:
        return [line.split(",")[0] for line in f.read().splitlines()[1:]]


# ---- the API ----

class Api:
    def __init__(self, port, world=None, timeout=10, name="tester"):
        self.port, self.timeout, self.cookie = port, timeout, None
        if world:
            code, body, headers = self.call("POST", "/api/v1/login", world.login(name))
            if code != 200:
                raise RuntimeError(f"login: {code} {body}")
            self.cookie = headers["Set-Cookie"].split(";")[0]

    def call(self, method, path, body=None, headers=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        h = {"X-Yanzhen": "1", **(headers or {})}
        if self.cookie:
            h["Cookie"] = self.cookie
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            h["Content-Type"] = "application/json"
        try:
            c.request(method, path, data, h)
            r = c.getresponse()
            raw = r.read()
            kind = r.getheader("Content-Type") or ""
            return r.status, json.loads(raw) if "json" in kind and raw else raw.decode(errors="replace"), r.headers
        finally:
            c.close()

    def get(self, path):
        code, body, _ = self.call("GET", path)
        if code != 200:
            raise RuntimeError(f"GET {path}: {code} {body}")
        return body

    def post(self, path, body):
        code, reply, _ = self.call("POST", path, body)
        if code not in (200, 201):
            raise RuntimeError(f"POST {path}: {code} {reply}")
        return reply


def imported_bike(w, api, plate, tag):
    """A bike that came with an import, whose owner had it before: a case on it looks back as far as its window goes. The one of a counter begins
    with its registration (P7)."""
    with open(w.path("one.csv"), "w", encoding="utf-8") as f:
        f.write(f"tag,plate,owner_name,owner_phone\n{tag},{plate},测试,13000000000\n")
    w.run("bike", "import", w.path("one.csv"))
    return api.get("/api/v1/bikes?q=" + tag)["items"][0]


class Asker(threading.Thread):
    """Asks the API again and again; how long each answer took, and how many stations are on."""

    def __init__(self):
        super().__init__(daemon=True)
        self.api, self.ms, self.online, self.bad, self.stop = None, [], 0, 0, False

    def run(self):
        while not self.stop:
            api = self.api
            if not api:
                time.sleep(0.02)
                continue
            begun = time.monotonic()
            try:
                self.online = api.get("/api/v1/overview")["stationsOnline"]
                self.ms.append((time.monotonic() - begun) * 1000)
            except (OSError, RuntimeError, http.client.HTTPException):
                self.bad += self.api is api
            time.sleep(0.05)


def until(what, fn, timeout=90, step=0.05):
    """Waits for a fact; its value, or an exception."""
    end = time.monotonic() + timeout
    while True:
        v = fn()
        if v:
            return v
        if time.monotonic() > end:
            raise RuntimeError(f"waited {timeout} s for: {what}")
        time.sleep(step)


# ---- SUP/1, a second time and by hand ----

CRC = []
for _i in range(256):
    _c = _i
    for _ in range(8):
        _c = _c >> 1 ^ (0x82F63B78 if _c & 1 else 0)
    CRC.append(_c)


def crc32c(data, crc=0xFFFFFFFF):
    t = CRC
    for b in data:
        crc = crc >> 8 ^ t[(crc ^ b) & 255]
    return crc


def frame(kind, payload, seq=0, flags=0):
    head = struct.pack(">HBBHHIQ", 0x5355, 1, kind, flags, 0, len(payload), seq)
    crc = crc32c(payload, crc32c(head + b"\0\0\0\0")) ^ 0xFFFFFFFF
    return head + struct.pack(">I", crc) + payload


def hello(name, epoch, boot, first, last):
    now = int(time.time() * 1000)
    z = name.encode()
    return frame(1, struct.pack(">BBBBQQQQIIqQ8sI", 1, 1, 2, 1, boot, epoch, first, last, 0, 5, now, 1000, b"\0" * 8, 0) +
                 bytes([len(z)]) + z + b"\4test\0031.0")


def batch(seq, tags, boot, at=None, status=0):
    now = int((at or time.time()) * 1000)
    recs = b"".join(struct.pack(">QHHI", t, i & 1023, 0, (-60 & 255) << 24 | status << 14 | 1) for i, t in enumerate(tags))
    return frame(0x10, struct.pack(">QQqIBBH", boot, 1000, now - 1000, 5, 2, 0, len(tags)) + recs, seq)


class Station:
    """One station's memory: what is stored, what was acknowledged (the oracle)."""

    def __init__(self, name, epoch, rng):
        self.name, self.epoch, self.rng = name, epoch, rng
        self.acked = self.last = 0
        self.store = {}                   # seq -> frame, not yet acknowledged
        self.old = []                     # some acknowledged frames, to be sent again
        self.boot = rng.getrandbits(63)
        self.sock = None
        self.live = False
        self.out = self.inp = b""
        self.faults = []
        self.resent = 0
        self.queue = []                   # what it is to say next, whether it sends or not: functions of its number that give a frame
        self.tag_of = lambda seq, i: 1 + (seq * 7 + i * 131 + epoch) % 5000

    def make(self, rows):
        self.last += 1
        f = batch(self.last, [self.tag_of(self.last, i) for i in range(rows)], self.boot)
        self.store[self.last] = f
        return f

    def took(self, cum, where):
        if cum < self.acked:
            self.faults.append(f"{self.name}: {where} went back from {self.acked} to {cum}")
        if cum > self.last:
            self.faults.append(f"{self.name}: {where} names {cum}, only {self.last} exist")
        for s in range(self.acked + 1, cum + 1):
            f = self.store.pop(s, None)
            if f and self.rng.random() < 0.05:
                self.old.append(f)
        del self.old[:-20]
        self.acked = max(self.acked, cum)


class Fleet:
    """Many stations on one thread. Reconnects at once; sends while `sending`; shuffles, repeats."""

    def __init__(self, n, rng, rows=8, window=24, prefix="st-"):
        self.st = [Station(f"{prefix}{i:03}", rng.getrandbits(40) | 1, rng) for i in range(n)]
        self.rng, self.rows, self.window = rng, rows, window
        self.port = 0
        self.sending = True
        self.first_ack_at = 0.0
        self.sel = selectors.DefaultSelector()
        self.stopping = False
        self.thread = threading.Thread(target=self._loop, daemon=True)
        self.error = None

    def start(self):
        self.thread.start()

    def to(self, port):
        """Where the server is now; 0: nowhere."""
        self.first_ack_at = 0.0
        self.port = port

    def stop(self):
        self.stopping = True
        self.thread.join(20)
        for s in self.st:
            self._drop(s)
        self.sel.close()

    def faults(self):
        return [f for s in self.st for f in s.faults] + ([self.error] if self.error else [])

    def live(self):
        return sum(s.live for s in self.st)

    def acked(self):
        return sum(s.acked for s in self.st)

    def idle(self):
        return all(s.acked == s.last for s in self.st)

    def _drop(self, s):
        if s.sock:
            self.sel.unregister(s.sock)
            s.sock.close()
        s.sock, s.live, s.out, s.inp = None, False, b"", b""

    def _dial(self, s):
        sock = socket.socket()
        sock.settimeout(2)
        try:
            sock.connect(("127.0.0.1", self.port))
        except OSError:
            sock.close()
            return
        sock.setblocking(False)
        s.sock = sock
        first = s.acked + 1 if s.last > s.acked else 0
        s.out = hello(s.name, s.epoch, s.boot, first, s.last if first else 0)
        self.sel.register(sock, selectors.EVENT_READ, s)

    def _welcome(self, s, p):
        result, epoch, cum = p[0], *struct.unpack_from(">QQ", p, 12)
        if result != 0:
            s.faults.append(f"{s.name}: HELLO_ACK {result}")
            return
        if not self.first_ack_at:
            self.first_ack_at = time.monotonic()
        if epoch == s.epoch:
            s.took(cum, "HELLO_ACK")
        elif s.acked:
            s.faults.append(f"{s.name}: the server forgot epoch {s.epoch}")
        s.live = True
        todo = list(s.store.values())
        if self.rng.random() < 0.3:
            self.rng.shuffle(todo)
        s.out += b"".join(todo)
        s.resent += len(todo)

    def _read(self, s):
        try:
            got = s.sock.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            got = b""
        if not got:
            self._drop(s)
            return
        s.inp += got
        while len(s.inp) >= 24:
            n = struct.unpack_from(">I", s.inp, 8)[0]
            if len(s.inp) < 24 + n:
                break
            kind, p = s.inp[3], s.inp[24:24 + n]
            s.inp = s.inp[24 + n:]
            if kind == 2:
                self._welcome(s, p)
            elif kind == 0x18:
                epoch, cum = struct.unpack_from(">QQ", p)
                if epoch == s.epoch:
                    s.took(cum, "ACK")
            elif kind == 0x61:
                s.faults.append(f"{s.name}: ERROR {p[0]} {p[10:].decode(errors='replace')}")

    def _write(self, s):
        while s.live and s.queue:
            s.last += 1
            s.store[s.last] = s.queue.pop(0)(s.last)
            s.out += s.store[s.last]
        if s.live and self.sending and not s.out:
            k = min(self.window - len(s.store), 4)
            new = [s.make(self.rows) for _ in range(k)]
            if new and s.old and self.rng.random() < 0.1:
                new.append(self.rng.choice(s.old))          # a replayed frame
            if len(new) > 1 and self.rng.random() < 0.2:
                self.rng.shuffle(new)
            if new and self.rng.random() < 0.1:
                new.append(new[0])
            s.out = b"".join(new)
        if s.out:
            try:
                s.out = s.out[s.sock.send(s.out):]
            except BlockingIOError:
                pass
            except OSError:
                self._drop(s)

    def _loop(self):
        try:
            while not self.stopping:
                for s in self.st:
                    if not s.sock and self.port:
                        self._dial(s)
                for key, _ in self.sel.select(0.005) if any(s.sock for s in self.st) else (time.sleep(0.005), [])[1]:
                    if key.data.sock:
                        self._read(key.data)
                for s in self.st:
                    if s.sock:
                        self._write(s)
        except Exception as e:          # reported by faults()
            self.error = f"the fleet ended: {e!r}"


# ---- the journal ----

def jdump(data):
    r = subprocess.run([JDUMP, os.path.join(data, "journal")], capture_output=True, text=True, timeout=120)
    if r.returncode:
        raise RuntimeError("jdump: " + r.stderr)
    return [line.split() for line in r.stdout.splitlines()]


def later(days):
    """The environment of a program whose clock is so many days ahead."""
    return {"LD_PRELOAD": CLOCKSHIFT, "YZ_CLOCK_SHIFT_S": str(days * 86400)}


def a_day_later(world, sets=()):
    """The server lives for a moment on the next day: what was heard today has ended, and its visits are in the store."""
    s = Server(world, sets, env=later(1))
    soon = int(time.time() * 1000) + 86400000 - 3600000
    until("time has passed", lambda: any(row[0] == "T" and int(row[1]) > soon for row in jdump(world.data)))
    return s.stop()


def journal(data):
    """What a scan of the journal finds: ({(name, epoch): {seq: times}}, records)."""
    names, epoch, out, n = {}, {}, {}, 0
    rows = [row for row in jdump(data) if row[0] not in "TW"]
    for row in rows:
        if row[0] == "S":
            names[row[1]] = row[2]
    for row in rows:
        n += 1
        if row[0] == "H":
            epoch[row[1]] = int(row[2])
        elif row[0] == "F":
            d = out.setdefault((names.get(row[1], row[1]), epoch.get(row[1])), {})
            seq = int(row[2])
            d[seq] = d.get(seq, 0) + 1
    return out, n


def holes(data):
    """(what journal() found, the rows of numbers that have a hole or a double)."""
    found, _ = journal(data)
    return found, [(name, epoch, len(d), max(d), max(d.values())) for (name, epoch), d in found.items()
                   if len(d) != max(d) or any(n != 1 for n in d.values())]


def check_acked(tap, data, fleet, what):
    """Every acknowledged frame is in the journal once; none is there twice."""
    found, _ = journal(data)
    missing, twice, frames = [], [], 0
    for s in fleet.st:
        d = found.get((s.name, s.epoch), {})
        frames += len(d)
        missing += [(s.name, q) for q in range(1, s.acked + 1) if q not in d]
        twice += [(s.name, q, k) for q, k in d.items() if k > 1]
    tap.ok(not missing, f"{what}: every acknowledged frame is in the journal ({fleet.acked()} acknowledged, {frames} found)",
           f"{len(missing)} missing, first {missing[:5]}")
    tap.ok(not twice, f"{what}: no frame is in the journal twice", f"{len(twice)}: {twice[:5]}")
    tap.ok(not fleet.faults(), f"{what}: the server kept its word to the stations", "\n".join(fleet.faults()[:8]))


def seed():
    s = int(os.environ.get("YZ_SEED", "0")) or secrets.randbits(32)
    print(f"# seed {s} (YZ_SEED={s} repeats it)", flush=True)
    return random.Random(s)
