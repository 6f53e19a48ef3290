#!/usr/bin/env python3
"""hardening - S14: what the compiler and linker were told must be seen in the programs, and a running one makes no core file.

usage: hardening.py PROGRAM..."""
import os
import re
import shutil
import subprocess
import sys
import time

n = bad = 0


def ok(good, name, why=""):
    global n, bad
    n += 1
    bad += not good
    print(f"{'ok' if good else 'not ok'} {n} - {name}", flush=True)
    if not good and why:
        print("# " + str(why).replace("\n", "\n# "))


def skip(name, why):
    global n
    n += 1
    print(f"ok {n} - {name} # SKIP not run: {why}")


def readelf(flag, path):
    return subprocess.run(["readelf", "-W", flag, path], capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C"}).stdout


def elf(path):
    who = os.path.basename(path)
    head, segs, dyn, syms = (readelf(f, path) for f in ("-h", "-l", "-d", "--dyn-syms"))
    loads = [l.split() for l in segs.splitlines() if re.match(r"\s+(LOAD|GNU_STACK|GNU_RELRO)\s", l)]
    flags = {i: re.search(r"0x[0-9a-f]+ 0x[0-9a-f]+ ([RWE ]{3}) ", l).group(1) for i, l in
             enumerate(x for x in segs.splitlines() if re.match(r"\s+(LOAD|GNU_STACK|GNU_RELRO)\s", x))}
    ok("DYN (" in head and re.search(r"FLAGS_1.*\bPIE\b", dyn), f"{who}: position-independent", head)
    ok(any(l[0] == "GNU_RELRO" for l in loads), f"{who}: relocations become read-only")
    ok(re.search(r"\bBIND_NOW\b|FLAGS_1.*\bNOW\b", dyn), f"{who}: all symbols bound at the start (full RELRO)")
    stack = [flags[i] for i, l in enumerate(loads) if l[0] == "GNU_STACK"]
    ok(stack and all("E" not in f for f in stack), f"{who}: the stack is not executable", stack)
    both = [l for i, l in enumerate(loads) if l[0] == "LOAD" and "W" in flags[i] and "E" in flags[i]]
    ok(any(l[0] == "LOAD" for l in loads) and not both, f"{who}: no segment is writable and executable", both)
    ok("TEXTREL" not in dyn and not re.search(r"\((RPATH|RUNPATH)\)", dyn), f"{who}: no text relocations, no library path of the builder", dyn)
    ok("__stack_chk_fail" in syms, f"{who}: stack protector")
    chk = set(re.findall(r"\b(__\w+_chk)\b", syms)) - {"__stack_chk_fail"}
    ok(len(chk) >= 3, f"{who}: fortified calls ({len(chk)} kinds)", chk)
    if "X86-64" in head:
        # the note of the whole program also needs the system's own start files to be marked, which Debian 12's are not
        marks = open(path, "rb").read().count(b"\xf3\x0f\x1e\xfa")
        ok(marks >= 100, f"{who}: functions begin with a landing mark (-fcf-protection)", f"{marks} found")


def limits(pid):
    with open(f"/proc/{pid}/limits", encoding="ascii") as f:
        m = re.search(r"Max core file size\s+(\S+)\s+(\S+)", f.read())
    return m.groups()


def as_nobody():
    os.setgid(65534)
    os.setuid(65534)


def no_core(path):
    """A command that waits for a password on its input stands still for as long as is needed."""
    who = os.path.basename(path)
    argv = [path, "account", "add", "x", "--roles", "officer", "--password-file", "-"]
    root = os.getuid() == 0

    def start(a):
        return subprocess.Popen(a, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=as_nobody if root else None)

    try:
        p = start(argv)
    except (OSError, subprocess.SubprocessError) as e:
        skip(f"{who}: no core files", f"cannot be started as an ordinary user: {e}")
        return
    try:
        end = time.monotonic() + 10
        while limits(p.pid) != ("0", "0") and time.monotonic() < end and p.poll() is None:
            time.sleep(0.01)
        ok(limits(p.pid) == ("0", "0"), f"{who}: the size of a core file is limited to 0", limits(p.pid))
        # the kernel gives the /proc files of a process that may not be dumped to root; those of any other to its user
        q = start(["sleep", "60"])
        try:
            own = os.stat(f"/proc/{q.pid}/environ").st_uid
            if own == 0:
                skip(f"{who}: may not be dumped or looked into", "this system gives every process's files to root")
            else:
                ok(os.stat(f"/proc/{p.pid}/environ").st_uid == 0, f"{who}: may not be dumped or looked into (PR_SET_DUMPABLE 0)")
        finally:
            q.kill()
            q.wait()
    finally:
        p.kill()
        p.wait()


def main():
    paths = []
    for p in sys.argv[1:]:
        alt = os.path.join(os.path.dirname(p), "sim", os.path.basename(p))
        paths.append(os.path.abspath(p if os.path.exists(p) or not os.path.exists(alt) else alt))
    if not paths:
        sys.exit("usage: hardening.py PROGRAM...")
    if not shutil.which("readelf"):
        print("1..0 # SKIP not run: there is no readelf (package binutils)")
        return 77
    for p in paths:
        elf(p)
    no_core(paths[0])
    print(f"1..{n}")
    return 1 if bad else 0


sys.exit(main())
