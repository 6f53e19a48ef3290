#!/usr/bin/env python3
"""demo - the demo city: data directory, server, simulator, story. Ctrl-C stops what it started.

--check     the story once without a browser; exit 0 or what failed
--browser   the story in headless Chromium (tests/browser), against a server and simulator of its own"""
import argparse
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROLES = "officer,clerk,engineer,auditor"


def say(text):
    print(text, flush=True)


class Demo:
    def __init__(self, args):
        self.args = args
        self.yanzhen = os.path.join(ROOT, args.build, "yanzhen")
        self.sim = next(p for p in (os.path.join(ROOT, args.build, "yanzhen-sim"), os.path.join(ROOT, args.build, "sim", "yanzhen-sim"))
                        if os.path.exists(p))
        self.temp = args.check or args.browser
        self.dir = tempfile.mkdtemp(prefix="yanzhen-") if self.temp else os.path.abspath(args.data)
        self.data = os.path.join(self.dir, "data")
        self.city = os.path.join(self.dir, "city")
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

    def prepare(self):
        keys = self.path("keys.txt")
        if os.path.exists(self.path("ready")):
            say(f"Using the demo city in {os.path.relpath(self.dir)}")
            return
        if os.path.isdir(self.data):
            shutil.rmtree(self.data)
        os.makedirs(self.dir, exist_ok=True)
        say("Making the demo city (once):")
        password = secrets.token_urlsafe(12)
        seed = ["--bikes", str(self.args.bikes)]
        self.command("4,334 stations, 274,000 bikes as files", [self.sim, "city", "--out", self.city, *seed])
        admin = secrets.token_urlsafe(12)
        y = [self.yanzhen, "--data", self.data]
        self.command("database and first account", [*y, "init", "--account", "admin", "--password-file", "-"], input=admin + "\n")
        self.command("an officer's account", [*y, "account", "add", "demo", "--roles", ROLES, "--display", "演示警员", "--password-file", "-"],
                     input=password + "\n")
        self.command("the city's place on the map", [*y, "city", "衡阳", "26.894", "112.572", "12"])
        self.command("stations into the register", [*y, "station", "import", os.path.join(self.city, "stations_registry.csv"), "--keys", keys])
        self.command("bikes into the register", [*y, "bike", "import", os.path.join(self.city, "bikes.csv")])
        for name, text in (("account.txt", f"demo:{password}\n"), ("admin.txt", f"admin:{admin}\n"), ("ready", "")):
            with open(os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as f:
                f.write(text)

    def start(self, name, argv, ready=None, timeout=60):
        """Starts a program with its output in a log; waits for a line that begins with ready."""
        log = open(self.path(name + ".log"), "wb")
        p = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if ready else log, stderr=log, start_new_session=True)
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

    def serve(self):
        port = self.args.port
        if self.temp:
            port = 0
        else:
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", port)) == 0:
                    sys.exit(f"port {port} is in use already; choose another with --port N")
        line = self.start("server", [self.yanzhen, "--data", self.data, "--set", f"http_listen=127.0.0.1:{port}", "--set",
                                     "station_tls_listen=127.0.0.1:0", "--set", "station_plain_listen=127.0.0.1:0", "serve"], "ready")
        ports = dict(w.split("=") for w in line.split()[1:])
        self.api = f"http://127.0.0.1:{ports['http']}"
        self.stations = f"127.0.0.1:{ports['stations_tls']}"

    def live(self):
        return ["--connect", self.stations, "--keys", self.path("keys.txt"), "--bikes", str(self.args.bikes), "--api", self.api,
                "--account", self.path("account.txt"), "--backoff", "0.1"]

    def stop(self):
        for _, p in reversed(self.procs):
            if p.poll() is None:
                p.send_signal(signal.SIGTERM)
        for name, p in reversed(self.procs):
            try:
                p.wait(30)
            except subprocess.TimeoutExpired:
                say(f"  {name} does not stop; killed")
                p.kill()
        self.procs.clear()

    def clean(self):
        self.stop()
        if self.temp and not self.args.keep:
            shutil.rmtree(self.dir, ignore_errors=True)


def account(d):
    name, password = open(d.path("account.txt"), encoding="utf-8").read().strip().split(":", 1)
    return name, password


def check(d):
    d.prepare()
    d.serve()
    say("The story, without a browser:")
    r = subprocess.run([d.sim, "story", *d.live(), "--check", "--faults", "none", "--ride", "40", "--hide", "5", "--report", "0"], timeout=300)
    print(("ok" if r.returncode == 0 else "not ok") + " 1 - a bike is stolen, reported, heard, followed and found")
    return r.returncode


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
    name, password = account(d)
    out = os.path.join(ROOT, d.args.build, "screenshots")
    env = {**os.environ, "BASE_URL": d.api, "YZ_USER": name, "YZ_PASSWORD": password, "ALERT_S": "180", "CHROMIUM": program}
    return subprocess.run(["node", "tests/browser/story.mjs", out], cwd=ROOT, env=env, timeout=400).returncode


def show(d):
    d.prepare()
    d.serve()
    d.start("simulator", [d.sim, "story", *d.live(), "--report", "10"])
    name, password = account(d)
    say(f"""
  Yanzhen 雁阵 is running.

    address   {d.api}
    account   {name}
    password  {password}

  The stations connect within half a minute; then a bike is stolen, reported, heard, followed and found, again and again.
  The administrator's password is in {os.path.relpath(d.path('admin.txt'))}, logs are beside it. Ctrl-C stops everything.
""")
    while True:
        time.sleep(1)
        for who, p in d.procs:
            if p.poll() is not None:
                say(f"the {who} ended with {p.returncode}; its log: {os.path.relpath(d.path(who + '.log'))}")
                return 1


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--build", default="build")
    ap.add_argument("--data", default="out/demo", help="folder of the demo city")
    ap.add_argument("--port", type=int, default=8420)
    ap.add_argument("--bikes", type=int, default=274000)
    ap.add_argument("--check", action="store_true")
    ap.add_argument("--browser", action="store_true")
    ap.add_argument("--keep", action="store_true", help="leave the folder of --check for a look")
    args = ap.parse_args()
    d = Demo(args)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    code = 1
    try:
        code = check(d) if args.check else browser(d) if args.browser else show(d)
    except KeyboardInterrupt:
        say("\nStopping ...")
        code = 0
    finally:
        d.clean()
    sys.exit(code)


main()
