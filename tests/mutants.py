#!/usr/bin/env python3
"""mutants - does the suite see a bug? (R15) Plants one bug at a time in a copy of the tree and wants a test to fail.

The catalogue is tests/mutants/rows.py. A copy of the tree is in build-mutants/src, its one build folder beside it; nothing
here touches the tree itself. First every test named in the chosen rows must pass on the copy as it is; then each row is
planted, only its tests are built and run in the order given, until one fails; then the file is put back.

A row fails when no test sees it, when its old text is not there exactly once (the catalogue has rotted), when it does not
compile, or when a test it needs is not run on this machine and no other sees the bug. Prints TAP and a closing count."""
import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "mutants"))
WORK = os.path.join(ROOT, "build-mutants")
SRC, BUILD = os.path.join(WORK, "src"), os.path.join(WORK, "out")
LEFT_OUT = ("web/", "docs/")   # what no test program is made of
TEST_SECONDS = 300             # a bug that makes a test hang is seen as well


def write(path, data):
    """Only if it differs: the time of an unchanged file stays, so that little is compiled again."""
    try:
        with open(path, "rb") as f:
            if f.read() == data:
                return
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def tree_files():
    git = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True)
    if git.returncode == 0:
        names = [n for n in git.stdout.decode().split("\0") if n]
    else:   # an unpacked archive
        names = []
        for at, dirs, files in os.walk(ROOT):
            dirs[:] = [d for d in dirs if not d.startswith((".", "build")) and d not in ("node_modules", "out")]
            names += [os.path.relpath(os.path.join(at, f), ROOT) for f in files]
    return [n for n in names if (n == "docs/policies.md" or not n.startswith(LEFT_OUT)) and os.path.isfile(os.path.join(ROOT, n))]


def copy_tree():
    names = set(tree_files())
    for at, _, files in os.walk(SRC):
        for f in files:
            path = os.path.join(at, f)
            if os.path.relpath(path, SRC) not in names:
                os.unlink(path)
    for n in names:
        with open(os.path.join(ROOT, n), "rb") as f:
            write(os.path.join(SRC, n), f.read())
        shutil.copymode(os.path.join(ROOT, n), os.path.join(SRC, n))


def command(argv, **kw):
    r = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **kw)
    return r.returncode, r.stdout.decode("utf-8", "replace")


def configure():
    opts = ["-Doptimization=1", "-Ddebug=false", "-Dwerror=false"]
    if not os.path.exists(os.path.join(BUILD, "build.ninja")):
        code, out = command(["meson", "setup", BUILD, SRC, *opts])
        if code:
            sys.exit(out + "\nmeson setup failed")
    code, out = command(["ninja", "-C", BUILD, "build.ninja"])   # a test that is new since then
    if code:
        sys.exit(out + "\nmeson cannot read the tree")


def end_group(p):
    """Ends a test and what it has started. A test of the whole program has servers in groups of their own: SIGTERM lets it end them."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(p.pid, how)
            p.wait(10)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            pass


class Tests:
    """The tests of the build folder: what to compile for one, how to run it, and what its end means."""

    def __init__(self, jobs):
        self.jobs = jobs
        out = subprocess.run(["meson", "introspect", "--tests", BUILD], capture_output=True, text=True, check=True).stdout
        self.all = {t["name"]: t for t in json.loads(out)}
        out = subprocess.run(["meson", "introspect", "--targets", BUILD], capture_output=True, text=True, check=True).stdout
        self.made = {t["id"]: t["filename"] for t in json.loads(out)}

    def known(self, name):
        return name in self.all

    def build(self, names):
        inside = os.path.abspath(BUILD) + os.sep     # what is run, what a script of ours runs, what a test of the whole program depends on
        need = {a for n in names for a in self.all[n]["cmd"]} | {f for n in names for d in self.all[n]["depends"] for f in self.made.get(d, [])}
        targets = sorted({os.path.relpath(a, BUILD) for a in need if os.path.abspath(a).startswith(inside)})
        if not targets:
            return 0, ""
        return command(["ninja", "-C", BUILD, "-j", str(self.jobs), *targets])

    def run(self, name):
        """passed | skipped | what failed"""
        t = self.all[name]
        env = {**os.environ, **t["env"]}
        with subprocess.Popen(["stdbuf", "-oL", *t["cmd"]], env=env, cwd=t.get("workdir") or BUILD, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True) as p:
            late = threading.Timer(TEST_SECONDS, end_group, [p])
            late.start()
            out = ""
            for line in p.stdout:
                out += line.decode("utf-8", "replace")
                if line.startswith(b"not ok"):   # that is the answer; what it left behind may hang
                    end_group(p)
                    break
            code = p.wait()
            hung = not late.is_alive()
            late.cancel()
        with open(os.path.join(WORK, "last-" + re.sub(r"\W", "-", name) + ".log"), "w", encoding="utf-8") as f:
            f.write(out)
        bad = [re.sub(r"^not ok\s*\d*\s*-?\s*", "", l) for l in out.splitlines() if l.startswith("not ok")]
        if hung and not bad:
            return f"no end after {TEST_SECONDS} s"
        if code == 77 and not bad:
            return "skipped"
        if code == 0 and not bad:
            return "passed"
        return bad[0] if bad else f"killed by signal {-code}" if code < 0 else f"exit code {code}"


class Tap:
    def __init__(self):
        self.n = self.failed = 0

    def row(self, ok, name, note):
        self.n += 1
        self.failed += not ok
        print(f"{'ok' if ok else 'not ok'} {self.n} - {name}: {note}", flush=True)


def plant(row, tests):
    """Returns (caught, what to say)."""
    path = os.path.join(SRC, row.file)
    if not os.path.exists(path):
        return False, f"the catalogue has rotted: there is no {row.file}"
    missing = [t for t in row.tests if not tests.known(t)]
    if missing:
        return False, "the catalogue has rotted: there is no test " + ", ".join(missing)
    with open(path, encoding="utf-8") as f:
        text = f.read()
    if text.count(row.old) != 1 or row.old == row.new:
        return False, f"the catalogue has rotted: its old text is {text.count(row.old)} times in {row.file}"
    skipped = []
    write(path, text.replace(row.old, row.new).encode())
    try:
        for name in row.tests:
            code, out = tests.build([name])
            if code:
                lines = [l for l in out.splitlines() if "error" in l] or out.splitlines()[-3:]
                return False, "the planted bug does not compile: " + lines[0]
            end = tests.run(name)
            if end == "skipped":
                skipped.append(name)
            elif end != "passed":
                return True, f"caught by {name} ({end})"
    finally:
        write(path, text.encode())
    return False, "SURVIVED " + ", ".join(row.tests) + (f" (not run here: {', '.join(skipped)})" if skipped else "")


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--only", action="append", default=[], metavar="NAME", help="rows whose name holds NAME (may be repeated)")
    ap.add_argument("--list", action="store_true", help="print the catalogue")
    ap.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="compilers at a time")
    args = ap.parse_args()
    from rows import ROWS   # beside this file, in mutants/
    rows = [r for r in ROWS if not args.only or any(o in r.name for o in args.only)]
    if args.list:
        for r in rows:
            print(f"{r.name:45} {r.file:40} {' '.join(r.tests)}")
        return 0
    if not rows:
        sys.exit("no row has such a name")
    names = [r.name for r in ROWS]
    if len(set(names)) != len(names):
        sys.exit("two rows of the catalogue have one name")
    begun = time.monotonic()
    copy_tree()
    configure()
    tests, tap = Tests(args.jobs), Tap()

    wanted = sorted({t for r in rows for t in r.tests if tests.known(t)})
    code, out = tests.build(wanted)
    if code:
        print(out[-3000:])
        sys.exit("the tree without a planted bug does not compile")
    unsound = set()
    for name in wanted:   # the canary: without a bug nothing fails, or "caught" would mean nothing
        end = tests.run(name)
        if end == "skipped":
            print(f"# without a bug: {name} is not run on this machine")
        else:
            tap.row(end == "passed", f"without a bug, {name}", end)
            unsound |= set() if end == "passed" else {name}
    for r in rows:
        at = time.monotonic()
        ok, note = plant(r, tests) if not unsound & set(r.tests) else (False, "not tried: its test fails without a bug")
        tap.row(ok, r.name, f"{note}, {time.monotonic() - at:.0f} s")
    print(f"1..{tap.n}")
    print(f"# {len(rows)} planted bugs, {time.monotonic() - begun:.0f} s")
    print(f"{tap.n - tap.failed} passed, {tap.failed} failed")
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
