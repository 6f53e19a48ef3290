#!/usr/bin/env python3
"""testrun - what ./run test does: every suite in order, one count at the end.

A suite is a command whose output is TAP, or ends in "N passed, N failed[, N skipped]". What cannot be run here is reported as
skipped with its reason, never as passed. Logs are in BUILD/test-logs/."""
import argparse
import atexit
import glob
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import traceback

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


# The nightly figures (T1) of the tests in tests/crash and tests/system; each name can be set by hand as well.
LONG = {"YZ_KILLS": "10000", "YZ_SECONDS": "1800", "YZ_CUTS": "5000", "YZ_POINTS": "1000000", "YZ_CASES": "12000", "YZ_ROT_STEP": "1", "YZ_OVERLOAD_S": "300",
        "YZ_S3": "1000000", "YZ_S5": "1", "YZ_S8B": "10", "YZ_S10": "1000000", "YZ_EACH_VERSION": "1", "YZ_SEALS": "6000"}
# Unit tests with a nightly figure of their own; beside the others they run with the day's.
NIGHT = [("P1: a million random queries", "flow_access_test", {"YZ_P1": "1000000"}), ("R9: 100,000 hostile claims", "flow_claim_r9_test", {"YZ_CLAIMS": "100000"})]
PARTS = ("static", "unit", "asan", "web", "demo", "browser", "system")
AGAIN_S = 900       # a story that fails before this second of the run is played once more; later there is no time for it


class Run:
    def __init__(self, args):
        self.args = args
        self.build = args.build
        self.logs = os.path.join(ROOT, args.build, "test-logs")
        os.makedirs(self.logs, exist_ok=True)
        self.passed = self.failed = self.skipped = 0
        self.bad = []
        self.faults = []        # (part, what failed in it): told once more at the end
        self.unsteady = []      # (story, what failed in it once): told at the end, whatever else came of the run
        self.used = []          # (processor seconds, seconds, part)
        self.phases = []        # (begun, seconds, processor seconds, phase)
        self.lock = threading.Lock()
        self.begun = time.monotonic()

    def note(self, text, lines=()):
        """One line with the time, and what belongs under it: in one piece, whoever else has something to say."""
        with self.lock:
            print("\n".join([f"[{time.monotonic() - self.begun:5.0f} s] {text}", *lines]), flush=True)

    def add(self, name, passed, failed, skipped, why="", lines=()):
        with self.lock:
            self.passed += passed
            self.failed += failed
            self.skipped += skipped
            if failed:
                self.bad.append(name)
                self.faults += [(name, l.strip()[:220]) for l in lines if re.search(r"not ok|: (FAIL|TIMEOUT|ERROR)$|no end|Sanitizer", l)][:6] or [(name, l.strip()[:220]) for l in lines[-1:]]
        tail = f", {skipped} skipped" if skipped else ""
        self.note(f"{name}: {passed} passed, {failed} failed{tail}{' (' + why + ')' if why else ''}", lines)

    def command(self, name, argv, env=None, cwd=ROOT, timeout=900, preexec_fn=None):
        """Runs argv; returns (exit code, output, processor seconds, seconds); the output is kept in the logs."""
        log, begun = os.path.join(self.logs, re.sub(r"\W+", "-", name) + ".log"), time.monotonic()
        with open(log, "wb") as f:
            p = subprocess.Popen([*COUNTED, *argv], cwd=cwd, env={k: v for k, v in {**os.environ, **(env or {})}.items() if v is not None}, stdin=subprocess.DEVNULL, stdout=f, stderr=subprocess.STDOUT,
                                 preexec_fn=preexec_fn)
            late = threading.Event()
            timers = [threading.Timer(timeout, lambda: (late.set(), p.terminate())), threading.Timer(timeout + 20, p.kill)]
            for t in timers:
                t.daemon = True
                t.start()
            _, status, use = os.wait4(p.pid, 0)
            for t in timers:
                t.cancel()
            p.returncode = os.waitstatus_to_exitcode(status)
        with open(log, encoding="utf-8", errors="replace") as f:
            out = re.sub(r"\n# processor [\d.]+ s\n$", "", f.read())
        if late.is_set():
            p.returncode, out = 124, out + f"\nno end after {timeout} s\n"
        cpu, wall = use.ru_utime + use.ru_stime, time.monotonic() - begun
        self.phases.append((begun - self.begun, wall, cpu, name))
        return p.returncode, out, cpu, wall

    def timed(self, name, argv, **kw):
        """command(), its time noted as one part."""
        code, out, cpu, wall = self.command(name, argv, **kw)
        self.used.append((cpu, wall, name))
        return code, out

    def suite(self, name, argv, **kw):
        self.note(f"{name} ...")
        return self.verdict(name, *self.timed(name, argv, **kw))

    def verdict(self, name, code, out):
        p, f, s = count(out)
        if code == 77 and f == 0:
            why = [l for l in out.splitlines() if "not run" in l]
            self.add(name, 0, 0, max(s, 1), why[0].strip("# ") if why else "not run")
            return True
        if code and f == 0:
            f = 1
        if p + f + s == 0:
            f = 1
            out += "\nthe suite ran no test\n"
        told = [l for l in out.splitlines() if not l.startswith("ok ") and re.search(r"not ok|not met|error|FAIL|BUG|refus|Sanitizer|no end|no test|^#  |^# .* says ", l)][:25] or out.splitlines()[-15:]
        self.add(name, p, f, s, lines=["      " + l[:500] for l in told] if f else [])
        return f == 0

    def story(self, name, argv, **kw):
        """A suite in a real browser. One that fails is played once more in its lane, and the second play counts; one that then passes is told as unsteady (docs/testing.md)."""
        self.note(f"{name} ...")
        code, out = self.timed(name, argv, **kw)
        why = failed_line(code, out)
        if not why or self.args.long or time.monotonic() - self.begun >= AGAIN_S:
            return self.verdict(name, code, out)
        self.note(f"! {name} failed: {why}; it is played once more ...")
        code, out = self.timed(name + ", again", argv, **kw)
        if not failed_line(code, out):
            self.unsteady.append((name, why))
            self.note(unsteady(name, why))
        return self.verdict(name, code, out)

    def step(self, name, argv, **kw):
        """A step that must work but is no test (a build)."""
        self.note(f"{name} ...")
        code, out = self.timed(name, argv, **kw)
        if code:
            self.add(name, 0, 1, 0, lines=["      " + l[:500] for l in out.splitlines()[-30:]])
        return code == 0

    def meson(self, name, build, extra, timeout=900, wrap=(), preexec_fn=None, env=None):
        """All tests of a meson build; the count is that of the TAP lines inside."""
        self.note(f"{name} ...")
        log = re.sub(r"\W+", "-", name)            # of its own: several run at a time
        path = os.path.join(ROOT, build, "meson-logs", f"{log}-{os.path.basename(COUNTED[0])}.json")      # meson adds the wrapper's name
        if os.path.exists(path):
            os.unlink(path)
        code, out, cpu, wall = self.command(name, [*wrap, "meson", "test", "-C", build, "--no-rebuild", "--num-processes", "2", "--logbase", log,
                                                   "--wrapper", shlex.join(COUNTED), *extra], timeout=timeout, preexec_fn=preexec_fn, env=env)
        if wrap and code == 77:
            self.add(name, 0, 0, 1, next((l.strip("# ") for l in out.splitlines() if "not run" in l), "not run"))
            return True
        rows = [json.loads(l) for l in open(path, encoding="utf-8")] if os.path.exists(path) else []
        p, f, s, tests, told = self.judge(name.split(":")[0], rows)
        if not rows:
            f = 1
            told = ["      " + l for l in out.splitlines()[-20:]]
        else:
            shutil.copy(path, os.path.join(self.logs, log + ".json"))
        self.used.append((max(cpu - tests, 0), wall, name + ": what is none of its tests"))
        self.add(name, p, f, s, lines=told)
        return f == 0

    def judge(self, part, rows):
        """The tests of one meson run: passed, failed, skipped, their processor seconds, what is to be told."""
        p = f = s = tests = 0
        told = []
        for row in rows:
            a, b, c = count(row.get("stdout", ""))
            one = float((re.findall(r"^# processor ([\d.]+) s$", row.get("stdout", ""), re.M) or ["0"])[-1])
            self.used.append((one, row.get("duration", 0), part + ": " + row["name"].split("/")[-1].strip()))
            tests += one
            text = [l for l in (row.get("stdout", "") + row.get("stderr", "")).splitlines()]
            if row.get("result") in ("SKIP",) and b == 0:
                a, c = 0, max(c, 1)
                why = [l for l in text if "not run" in l]
                told.append(f"      {row['name']}: skipped: {why[0].strip('# ') if why else 'not run here'}")
            elif row.get("result") not in ("OK", "EXPECTEDFAIL") and b == 0:
                b = 1
            elif a + b + c == 0:
                a = 1           # a program judged by its exit code
            if b:
                told.append(f"      {row['name']}: {row.get('result')}")
                told += ["        " + l[:220] for l in text if not l.startswith("ok ")][:30]
            p, f, s = p + a, f + b, s + c
        return p, f, s, tests, told


SANITIZED = ("unit", "fuzz", "http")     # the suites that run under sanitizers


def by_night(r):
    """What of them is left to --long: business rooms that read nothing of a stranger's (src/meson.build says which)."""
    return () if r.args.long else ("business",)
# what runs a command and counts the processor time of all that it started; without the shims that a python3 of the path may be
COUNTED = [sys.executable, "-IS", os.path.join(ROOT, "tools", "cpu.py")]
IDLE = getattr(os, "SCHED_IDLE", None)
LOW = (lambda: os.sched_setscheduler(0, IDLE, os.sched_param(0))) if IDLE is not None else None


def nice(n):
    return lambda: os.nice(n)


class Lane:
    """Jobs one after the other, beside the other lanes. A job is a function; one that returns False ends the lane."""

    def __init__(self, r, *jobs):
        self.r, self.jobs, self.good = r, jobs, True
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def work(self):
        try:
            self.good = all(job() is not False for job in self.jobs)
        except Exception:       # the runner's own fault: it must not pass for a good run
            self.good = False
            self.r.add("testrun", 0, 1, 0, lines=traceback.format_exc().splitlines())

    def done(self):
        self.thread.join()
        return self.good


def count(out):
    """Passed, failed, skipped in TAP or a plain closing line."""
    p = f = s = 0
    for line in out.splitlines():
        line = line.strip()
        if re.match(r"ok\b.*# skip", line, re.I):
            s += 1
        elif re.match(r"ok\b", line):
            p += 1
        elif re.match(r"not ok\b", line):
            f += 1
    if p + f + s == 0:
        for line in reversed(out.splitlines()):
            m = re.search(r"(\d+) passed, (\d+) failed(?:, (\d+) skipped)?", line)
            if m:
                return int(m.group(1)), int(m.group(2)), int(m.group(3) or 0)
    return p, f, s


def failed_line(code, out):
    """What failed in a suite, in one line; empty where nothing did."""
    p, f, s = count(out)
    if f == 0 and (code == 77 or (code == 0 and p + s)):
        return ""
    lines = [l.strip() for l in out.splitlines() if l.strip()]
    return next((l for l in lines if re.match(r"not ok\b", l)), lines[-1] if lines else "it said nothing")[:220]


def unsteady(name, why):
    return f"! unsteady: {name} failed once: {why}; passed when played again"


def in_memory(need=10 << 30):
    """A folder in memory for what the tests write, where there is room: a slow disk must not judge what is judged by seconds (one test writes five GB).
    The crash tests choose for themselves."""
    try:
        v = os.statvfs("/dev/shm")
        with open("/proc/meminfo", encoding="ascii") as f:
            free = next(int(l.split()[1]) << 10 for l in f if l.startswith("MemAvailable"))
        if "TMPDIR" in os.environ or min(v.f_bavail * v.f_frsize, free) < need:
            return
        d = tempfile.mkdtemp(prefix="yz-", dir="/dev/shm")
        os.chmod(d, 0o1777)
    except (OSError, StopIteration):
        return
    os.environ["TMPDIR"] = d
    atexit.register(shutil.rmtree, d, ignore_errors=True)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--build", default="build")
    ap.add_argument("--quick", action="store_true")
    ap.add_argument("--long", action="store_true")
    ap.add_argument("--mutants", action="store_true")
    ap.add_argument("--only", default="", help="comma list of: " + ",".join(PARTS))
    args = ap.parse_args()
    os.chdir(ROOT)
    if args.mutants:
        os.execvp("python3", ["python3", "tests/mutants.py"])
    if args.long:
        for name, value in LONG.items():
            os.environ.setdefault(name, value)
    else:
        in_memory()
    only = set(filter(None, args.only.split(",")))
    if only - set(PARTS):
        ap.error(f"--only {','.join(sorted(only - set(PARTS)))}: the parts are {','.join(PARTS)}")
    run(Run(args), lambda part: not only or part in only)


def building(r, want, b, asan):
    """The lanes of what is built: (static checks, sanitizers, web), when the programs are there; or None."""
    tree = os.path.join(ROOT, "web", "console", "dist")
    rooms = ("import subprocess,sys; c=subprocess.call([sys.executable,'tools/check_rooms.py','src','tools/rooms.txt']); "
             "print(('not ok' if c else 'ok')+' 1 - includes go down'); sys.exit(c)")
    static = Lane(r, *[lambda: r.suite("static: rooms", [sys.executable, "-c", rooms]) or True,
                       lambda: r.suite("static: lint", [sys.executable, "tools/lint.py", "."]) or True] if want("static") else [])
    # -g1: lines and names are what a report shows. Only what is run is built
    sanitizers = Lane(r, *[lambda: r.step("build: sanitizers", ["./run", "configure", asan, "-Db_sanitize=address,undefined", "-Darena=malloc",
                                          "-Doptimization=g", "-Dwerror=false", "-Dc_args=-g1"], preexec_fn=LOW),
                           lambda: r.step("build: sanitizers, compile", ["ninja", "-C", asan, *programs(asan, SANITIZED, by_night(r))], preexec_fn=LOW, timeout=1800)]
                      if want("asan") and not r.args.quick else [])
    # its types are checked later, in time that nobody else wants
    web = Lane(r, *[lambda: r.step("build: web", ["./run", "web"], timeout=600, env={"YZ_WEB_SCRIPT": "bundle"})]
               if any(map(want, ("web", "browser", "demo", "unit"))) else [])
    ok = r.step("build: configure", ["./run", "configure", b, f"-Dweb_dist={tree}"])
    # what has no page in it does not wait for the pages
    ok = ok and r.step("build: objects", ["ninja", "-C", b, *objects(b)], timeout=900)
    ok = web.done() and ok and r.step("build: programs", ["ninja", "-C", b], timeout=900)
    return (static, sanitizers) if ok else None


def stories(r, want, b):
    """The lanes of the demo. In a browser there is one story at a time: two are too much for two cores."""
    demo = [sys.executable, "tools/demo.py", "--build", b]
    browser = Lane(r, *[lambda: r.story("browser: the counter", [*demo, "--counter"], timeout=900) or True,
                        lambda: r.story("browser: the import", [sys.executable, "tests/browser/imports.py", f"{b}/yanzhen"], timeout=900) or True,
                        lambda: r.story("browser: from the theft to the owner", [sys.executable, "tests/browser/theft.py", f"{b}/yanzhen"], timeout=900) or True,
                        lambda: r.story("browser: the claim", [sys.executable, "tests/browser/claims.py", f"{b}/yanzhen"], timeout=900) or True,
                        lambda: r.story("browser: the queue of violations", [sys.executable, "tests/browser/violations.py", f"{b}/yanzhen"], timeout=900) or True,
                        lambda: r.story("browser: from the review to the revocation", [sys.executable, "tests/browser/review.py", f"{b}/yanzhen"], timeout=900) or True,
                        lambda: r.story("browser: from the violations to the certificate", [sys.executable, "tests/browser/course.py", f"{b}/yanzhen"], timeout=900) or True,
                        lambda: r.story("browser: on the spot", [sys.executable, "tests/browser/spot.py", f"{b}/yanzhen"], timeout=900) or True,
                        lambda: r.story("browser: the accident", [sys.executable, "tests/browser/accident.py", f"{b}/yanzhen"], timeout=900) or True,
                        lambda: r.story("browser: the film of the course", [sys.executable, "tests/browser/film.py", f"{b}/yanzhen"], timeout=900) or True,
                        lambda: r.story("browser: figures of violations", [sys.executable, "tests/browser/junctions.py", f"{b}/yanzhen"], timeout=900) or True,
                        lambda: r.story("browser", [*demo, "--browser", "--bikes", "40000" if r.args.long else "20000"], timeout=900) or True]
                   if want("browser") and not r.args.quick else [])
    plain = [lambda: r.suite("demo --check", [*demo, "--check", "--bikes", "40000"], timeout=400) or True]      # the whole city: ./run demo --check
    on_pg = [lambda: r.suite("demo --check on PostgreSQL", [*demo, "--check", "--postgres", "--bikes", "2000"], timeout=400) or True]
    return browser, Lane(r, *(plain if want("demo") else []), *(on_pg if want("demo") and not r.args.quick else []))


def run(r, want):
    """Two cores and many tests that wait for the clock: what waits runs beside what works, the sanitizers take what is left over, and what is judged by its
    seconds comes at the end, when nothing else of this run is at work."""
    b, quick = r.args.build, r.args.quick
    asan = b + "-asan"
    lanes = building(r, want, b, asan)
    if not lanes:
        return finish(r)
    static, sanitizers = lanes
    told = stories(r, want, b)
    check = Lane(r, *[lambda: r.suite("web: types and units", ["npm", "--prefix", "web", "run", "--silent", "check"], timeout=1800, preexec_fn=LOW) or True]
                 if want("web") else [])
    if want("web"):
        r.suite("web: types are those of the API", [sys.executable, "-c", "import json, subprocess, sys; "
                f"a = json.loads(subprocess.check_output(['{b}/yanzhen', 'openapi'])); b = json.load(open('web/shared/openapi.json', encoding='utf-8')); "
                "print(('ok' if a == b else 'not ok') + ' 1 - web/shared/openapi.json is what yanzhen openapi prints'); sys.exit(a != b)"])
    more, wait = (["--timeout-multiplier", "100"], 8 * 3600) if r.args.long else ([], 1200)
    tests_of_rooms(r, want, b, more, wait)
    if want("asan") and not quick and sanitizers.done():
        night = [x for s in by_night(r) for x in ("--no-suite", s)]
        r.meson("unit under ASan and UBSan", asan, [x for s in SANITIZED for x in ("--suite", s)] + [*night, "--timeout-multiplier", "6"], timeout=1800, preexec_fn=nice(5))
    for lane in (*told, check, static, sanitizers):
        lane.done()
    # they have limits of time inside: alone, whatever the machine would have room for
    if want("unit") and not quick:
        r.meson("system: judged by seconds", b, ["--suite", "seconds", *more], timeout=wait)
    return finish(r)


def tests_of_rooms(r, want, b, more, wait):
    """The tests of the rooms and of the whole program, one suite after the other; a story goes first."""
    if not want("unit"):
        return
    quick, beside = r.args.quick, {"timeout": wait, "preexec_fn": nice(5)}
    r.meson("unit", b, ["--suite", "unit"], **beside)
    r.meson("pg: the rooms' tests on PostgreSQL", b, ["--suite", "pg", "--timeout-multiplier", "3"], wrap=[sys.executable, "tools/pgtest.py"],
            timeout=1500, preexec_fn=nice(5))
    for suite in ("fuzz", "http", "sim", *(() if quick else ("crash",))):
        if suite_exists(b, suite):
            r.meson(suite, b, ["--suite", suite, *more], **(beside | {"env": {"TMPDIR": None}} if suite == "crash" else beside))
    if not quick:
        r.meson("system", b, ["--suite", "system", "--no-suite", "seconds", *more], **beside)
    for name, program, figure in NIGHT if r.args.long else []:
        figure = {k: os.environ.get(k, v) for k, v in figure.items()}
        r.suite(name, [f"{b}/src/{program}"], env={"CMOCKA_MESSAGE_OUTPUT": "TAP"} | figure, timeout=8 * 3600, preexec_fn=nice(5))
    r.suite("static: hardening", [sys.executable, "tests/hardening.py", os.path.join(b, "yanzhen"), os.path.join(b, "yanzhen-sim")])


def objects(build):
    """All that is compiled, but the pages of the web."""
    out = subprocess.run(["ninja", "-C", build, "-t", "targets", "all"], capture_output=True, text=True).stdout
    return [t for t in re.findall(r"^(\S+\.c\.o):", out, re.M) if "web_assets" not in t]


def programs(build, suites, but=()):
    """The programs that the tests of these suites run, as ninja calls them; none of the suites in but."""
    root = os.path.join(ROOT, build) + os.sep
    out = subprocess.run(["meson", "introspect", "--tests", build], capture_output=True, text=True).stdout
    found = {x for t in json.loads(out or "[]") if any(s.split(":")[-1] in suites for s in t["suite"]) and
             not any(s.split(":")[-1] in but for s in t["suite"]) for x in t["cmd"] if x.startswith(root) and ".." not in x}
    return sorted(x[len(root):] for x in found)


def suite_exists(build, suite):
    out = subprocess.run(["meson", "introspect", "--tests", build], capture_output=True, text=True).stdout
    return any(suite in s for t in json.loads(out or "[]") for s in t["suite"])


def costs(r):
    """Where the time went: the phases as they began, and the dearest parts of all."""
    wall, total = time.monotonic() - r.begun, sum(p[2] for p in r.phases)
    print("   from    wall     cpu  phase")
    for begun, took, cpu, name in sorted(r.phases):
        print(f"{begun:5.0f} s {took:5.0f} s {cpu:5.0f} s  {name}")
    print(f"{0:5.0f} s {wall:5.0f} s {total:5.0f} s  all of it: {100 * total / max(wall, 1):.0f} % of {100 * (os.cpu_count() or 1)} %")
    print("The parts that took most processor time: " + "; ".join(f"{name} {cpu:.0f} s ({wall:.0f} s)" for cpu, wall, name in sorted(r.used, reverse=True)[:8]))
    print("The longest tests: " + "; ".join(f"{name} {wall:.0f} s" for _, wall, name in sorted(r.used, key=lambda u: -u[1]) if not name.startswith("build"))[:700])


def finish(r):
    costs(r)
    for f in glob.glob(f"/dev/shm/yz-migrated-{os.getuid()}-*"):      # what the rooms' tests copied (sql_testdb.h)
        os.unlink(f)
    for name, what in r.faults:
        print(f"! {name}: {what}")
    for name, why in r.unsteady:
        print(unsteady(name, why))
    if r.bad:
        print("Failed: " + ", ".join(r.bad) + f"; logs in {os.path.relpath(r.logs)}")
    tail = f", {r.skipped} skipped" if r.skipped else ""
    print(f"{r.passed} passed, {r.failed} failed{tail}")
    sys.exit(1 if r.failed else 0)


if __name__ == "__main__":
    main()
