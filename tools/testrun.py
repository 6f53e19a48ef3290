#!/usr/bin/env python3
"""testrun - what ./run test does: every suite in order, one count at the end.

A suite is a command whose output is TAP, or ends in "N passed, N failed[, N skipped]". What cannot be run here is reported as
skipped with its reason, never as passed. Logs are in BUILD/test-logs/."""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


# The nightly figures (T1) of the tests in tests/crash and tests/system; each name can be set by hand as well.
LONG = {"YZ_KILLS": "10000", "YZ_SECONDS": "1800", "YZ_CUTS": "5000", "YZ_POINTS": "1000000", "YZ_CASES": "12000", "YZ_ROT_STEP": "1", "YZ_OVERLOAD_S": "300",
        "YZ_S3": "1000000", "YZ_S5": "1", "YZ_S8B": "10", "YZ_S10": "1000000"}


class Run:
    def __init__(self, args):
        self.args = args
        self.build = args.build
        self.logs = os.path.join(ROOT, args.build, "test-logs")
        os.makedirs(self.logs, exist_ok=True)
        self.passed = self.failed = self.skipped = 0
        self.bad = []
        self.used = []          # (processor seconds, seconds, part)
        self.begun = time.monotonic()

    def note(self, text):
        print(f"[{time.monotonic() - self.begun:5.0f} s] {text}", flush=True)

    def add(self, name, passed, failed, skipped, why=""):
        self.passed += passed
        self.failed += failed
        self.skipped += skipped
        if failed:
            self.bad.append(name)
        tail = f", {skipped} skipped" if skipped else ""
        self.note(f"{name}: {passed} passed, {failed} failed{tail}{' (' + why + ')' if why else ''}")

    def command(self, name, argv, env=None, cwd=ROOT, timeout=900, preexec_fn=None):
        """Runs argv; returns (exit code, output, processor seconds, seconds); the output is kept in the logs."""
        log, begun = os.path.join(self.logs, re.sub(r"\W+", "-", name) + ".log"), time.monotonic()
        with open(log, "wb") as f:
            p = subprocess.Popen(argv, cwd=cwd, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL, stdout=f, stderr=subprocess.STDOUT,
                                 preexec_fn=preexec_fn)
            late = threading.Event()
            timer = threading.Timer(timeout, lambda: (late.set(), p.kill()))
            timer.daemon = True
            timer.start()
            _, status, use = os.wait4(p.pid, 0)
            timer.cancel()
            p.returncode = os.waitstatus_to_exitcode(status)
        with open(log, encoding="utf-8", errors="replace") as f:
            out = f.read()
        if late.is_set():
            p.returncode, out = 124, out + f"\nno end after {timeout} s\n"
        return p.returncode, out, use.ru_utime + use.ru_stime, time.monotonic() - begun

    def timed(self, name, argv, **kw):
        """command(), its time noted as one part."""
        code, out, cpu, wall = self.command(name, argv, **kw)
        self.used.append((cpu, wall, name))
        return code, out

    def suite(self, name, argv, **kw):
        self.note(f"{name} ...")
        code, out = self.timed(name, argv, **kw)
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
        self.add(name, p, f, s)
        if f:
            for line in [l for l in out.splitlines() if re.search(r"not ok|not met|error|FAIL|BUG|refus|Sanitizer|no end|no test", l)][:15] or out.splitlines()[-15:]:
                print("      " + line[:220])
        return f == 0

    def step(self, name, argv, **kw):
        """A step that must work but is no test (a build)."""
        self.note(f"{name} ...")
        code, out = self.timed(name, argv, **kw)
        if code:
            self.add(name, 0, 1, 0)
            print("\n".join("      " + l[:220] for l in out.splitlines()[-30:]))
        return code == 0

    def meson(self, name, build, extra, timeout=900, wrap=(), log="testlog", preexec_fn=None):
        """All tests of a meson build; the count is that of the TAP lines inside."""
        self.note(f"{name} ...")
        path = os.path.join(ROOT, build, "meson-logs", log + "-cpu.py.json")      # meson adds the wrapper's name
        if os.path.exists(path):
            os.unlink(path)
        code, out, cpu, wall = self.command(name, [*wrap, "meson", "test", "-C", build, "--no-rebuild", "--num-processes", "2", "--logbase", log,
                                                   "--wrapper", os.path.join(ROOT, "tools", "cpu.py"), *extra], timeout=timeout, preexec_fn=preexec_fn)
        if wrap and code == 77:
            self.add(name, 0, 0, 1, next((l.strip("# ") for l in out.splitlines() if "not run" in l), "not run"))
            return
        p = f = s = 0
        tests = 0
        rows = [json.loads(l) for l in open(path, encoding="utf-8")] if os.path.exists(path) else []
        for row in rows:
            a, b, c = count(row.get("stdout", ""))
            one = float((re.findall(r"^# processor ([\d.]+) s$", row.get("stdout", ""), re.M) or ["0"])[-1])
            self.used.append((one, row.get("duration", 0), name.split(":")[0] + ": " + row["name"].split("/")[-1].strip()))
            tests += one
            if row.get("result") in ("SKIP",) and b == 0:
                a, c = 0, max(c, 1)
                why = [l for l in (row.get("stdout", "") + row.get("stderr", "")).splitlines() if "not run" in l]
                self.note(f"  {row['name']}: skipped: {why[0].strip('# ') if why else 'not run here'}")
            elif row.get("result") not in ("OK", "EXPECTEDFAIL") and b == 0:
                b = 1
            elif a + b + c == 0:
                a = 1           # a program judged by its exit code
            if b:
                print(f"      {row['name']}: {row.get('result')}")
                for line in [l for l in (row.get("stdout", "") + row.get("stderr", "")).splitlines() if not l.startswith("ok ")][:30]:
                    print("        " + line[:220])
            p, f, s = p + a, f + b, s + c
        if not rows:
            f = 1
            print("\n".join("      " + l for l in out.splitlines()[-20:]))
        self.used.append((max(cpu - tests, 0), wall, name + ": what is none of its tests"))
        self.add(name, p, f, s)
        shutil.copy(path, os.path.join(self.logs, re.sub(r"\W+", "-", name) + ".json")) if rows else None


SANITIZED = ("unit", "fuzz", "http")     # the suites that run under sanitizers
IDLE = getattr(os, "SCHED_IDLE", None)
LOW = (lambda: os.sched_setscheduler(0, IDLE, os.sched_param(0))) if IDLE is not None else None


class Behind:
    """Jobs one after the other beside the others, most of them with only the processor time nobody else wants (SCHED_IDLE): the sanitizers' build, the tests
    on PostgreSQL, the tests under sanitizers, while other tests wait. A job is a function; false ends the line."""

    def __init__(self, *jobs):
        self.jobs, self.good = jobs, True
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def work(self):
        for job in self.jobs:
            if not job():
                self.good = False
                return

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


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--build", default="build")
    ap.add_argument("--quick", action="store_true")
    ap.add_argument("--long", action="store_true")
    ap.add_argument("--mutants", action="store_true")
    ap.add_argument("--only", default="", help="comma list of: static,unit,asan,web,demo,browser,system")
    args = ap.parse_args()
    os.chdir(ROOT)
    if args.mutants:
        os.execvp("python3", ["python3", "tests/mutants.py"])
    if args.long:
        for name, value in LONG.items():
            os.environ.setdefault(name, value)
    only = set(filter(None, args.only.split(",")))
    want = lambda part: not only or part in only
    r = Run(args)
    b = args.build
    tree = os.path.join(ROOT, "web", "console", "dist")

    if want("static"):
        r.suite("static: rooms", ["python3", "-c", "import subprocess,sys; c=subprocess.call(['python3','tools/check_rooms.py','src','tools/rooms.txt']);"
                                  " print(('not ok' if c else 'ok')+' 1 - includes go down'); sys.exit(c)"])
        r.suite("static: lint", ["python3", "tools/lint.py", "."])
    asan = b + "-asan"
    sanitizers = None
    if want("asan") and not args.quick:
        # -g1: lines and names are what a report shows. Only what is run is built
        sanitizers = Behind(lambda: r.step("build: sanitizers", ["./run", "configure", asan, "-Db_sanitize=address,undefined", "-Darena=malloc",
                                           "-Doptimization=1", "-Dwerror=false", "-Dc_args=-g1"], preexec_fn=LOW),
                            lambda: r.step("build: sanitizers, compile", ["ninja", "-C", asan, *programs(asan, SANITIZED)], preexec_fn=LOW, timeout=1800))
    if want("web") or want("browser") or want("demo") or want("unit"):
        if not r.step("build: web", ["./run", "web"], timeout=600, env={"YZ_WEB_SCRIPT": "bundle"}):     # its types are checked below
            return finish(r)
    ok = r.step("build: configure", ["./run", "configure", b, f"-Dweb_dist={tree}"]) and r.step("build: programs", ["ninja", "-C", b], timeout=900)
    if not ok:
        return finish(r)
    if want("web"):
        r.suite("web: types are those of the API", ["python3", "-c", "import json, subprocess, sys; "
                f"a = json.loads(subprocess.check_output(['{b}/yanzhen', 'openapi'])); b = json.load(open('web/shared/openapi.json', encoding='utf-8')); "
                "print(('ok' if a == b else 'not ok') + ' 1 - web/shared/openapi.json is what yanzhen openapi prints'); sys.exit(a != b)"])
    if want("unit"):
        r.meson("unit", b, ["--suite", "unit"])
    behind = Behind(
        lambda: want("web") and r.suite("web: types and units", ["npm", "--prefix", "web", "run", "--silent", "check"], timeout=900, preexec_fn=LOW) or True,
        lambda: want("unit") and r.meson("pg: the rooms' tests on PostgreSQL", b, ["--suite", "pg", "--timeout-multiplier", "3"], timeout=1500,
                                         wrap=["python3", "tools/pgtest.py"], log="pglog", preexec_fn=LOW) or True,
        lambda: sanitizers and sanitizers.done() and r.meson("unit under ASan and UBSan", asan, [x for s in SANITIZED for x in ("--suite", s)] +
                                                             ["--timeout-multiplier", "6"], timeout=1800, preexec_fn=lambda: os.nice(10)) or True)    # they have limits of time inside
    if want("unit"):
        for suite in ("fuzz", "http", "sim", "crash", "system"):
            if not (args.quick and suite in ("crash", "system")):
                more = ["--timeout-multiplier", "100"] if args.long else []
                r.meson(suite, b, ["--suite", suite, *more], timeout=8 * 3600 if args.long else 1200) if suite_exists(b, suite) else None
        r.suite("static: hardening", ["python3", "tests/hardening.py", os.path.join(b, "yanzhen"), os.path.join(b, "yanzhen-sim")])
    # the desk's stories wait more than they work: beside the demo's
    desk = Behind(
        lambda: want("browser") and not args.quick and r.suite("browser: the counter", ["python3", "tools/demo.py", "--build", b, "--counter"], timeout=500) or True,
        lambda: want("browser") and not args.quick and r.suite("browser: the import", ["python3", "tests/browser/imports.py", f"{b}/yanzhen"], timeout=420) or True)
    if want("demo"):
        r.suite("demo --check", ["python3", "tools/demo.py", "--build", b, "--check", "--bikes", "100000"], timeout=400)     # the whole city: ./run demo --check
        if not args.quick:
            r.suite("demo --check on PostgreSQL", ["python3", "tools/demo.py", "--build", b, "--check", "--postgres", "--bikes", "2000"], timeout=400)
    desk.done()      # two stories in two browsers at once are too much for two cores
    if want("browser") and not args.quick:
        r.suite("browser", ["python3", "tools/demo.py", "--build", b, "--browser", "--bikes", "40000"], timeout=600)
    behind.done()
    return finish(r)


def programs(build, suites):
    """The programs that the tests of these suites run, as ninja calls them."""
    root = os.path.join(ROOT, build) + os.sep
    out = subprocess.run(["meson", "introspect", "--tests", build], capture_output=True, text=True).stdout
    found = {x for t in json.loads(out or "[]") if any(s.split(":")[-1] in suites for s in t["suite"]) for x in t["cmd"] if x.startswith(root) and ".." not in x}
    return sorted(x[len(root):] for x in found)


def suite_exists(build, suite):
    out = subprocess.run(["meson", "introspect", "--tests", build], capture_output=True, text=True).stdout
    return any(suite in s for t in json.loads(out or "[]") for s in t["suite"])


def costs(r):
    """Where the time went."""
    total, rows = sum(u[0] for u in r.used), sorted(r.used, reverse=True)[:10]
    print(f"The ten parts that took most of {total:.0f} s of processor time:")
    for cpu, wall, name in rows:
        print(f"  {cpu:6.1f} s processor, {wall:6.1f} s  {name}")


def finish(r):
    costs(r)
    if r.bad:
        print("Failed: " + ", ".join(r.bad) + f"; logs in {os.path.relpath(r.logs)}")
    tail = f", {r.skipped} skipped" if r.skipped else ""
    print(f"{r.passed} passed, {r.failed} failed{tail}")
    sys.exit(1 if r.failed else 0)


if __name__ == "__main__":
    main()
